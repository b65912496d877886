//! The address at which a site is served.

use super::{IllegalPath, UrlPath};
use serde::{Deserialize, Serialize};

/// A site's address: an origin and the path below which its pages live.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct BaseUrl {
    /// `https://example.org`, without a final slash.
    origin: String,
    /// `/blog` or empty.
    prefix: String,
    host: String,
}

impl BaseUrl {
    /// Reads `https://example.org/blog/`.
    ///
    /// # Errors
    /// Anything but http or https with a host, and anything with a query or a fragment.
    pub fn parse(text: &str) -> Result<Self, IllegalPath> {
        let url = url::Url::parse(text).map_err(|error| match error {
            url::ParseError::RelativeUrlWithoutBase => {
                IllegalPath(format!("`{text}` does not begin with `https://`"))
            }
            _ => IllegalPath(format!("`{text}` is not a URL: {error}")),
        })?;
        let host = url.host_str().filter(|_| matches!(url.scheme(), "http" | "https"));
        let Some(host) = host else {
            return Err(IllegalPath(format!("`{text}` is not an http or https address")));
        };
        if url.query().is_some()
            || url.fragment().is_some()
            || !url.username().is_empty()
            || url.password().is_some()
        {
            return Err(IllegalPath(format!("`{text}` has more than a host and a path")));
        }
        Ok(Self {
            origin: url.origin().ascii_serialization(),
            prefix: url.path().trim_end_matches('/').to_owned(),
            host: host.to_owned(),
        })
    }

    /// `https://example.org`.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// `example.org`.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// `/blog`, or empty when the site is at the root of its host.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// The path of a page as a link on the same host needs it: `/blog/tags/rust/`.
    pub fn relative(&self, path: &UrlPath) -> String {
        format!("{}{}", self.prefix, path.encoded())
    }

    /// The whole address of a page.
    pub fn absolute(&self, path: &UrlPath) -> String {
        format!("{}{}{}", self.origin, self.prefix, path.encoded())
    }
}

impl TryFrom<String> for BaseUrl {
    type Error = IllegalPath;

    fn try_from(text: String) -> Result<Self, IllegalPath> {
        Self::parse(&text)
    }
}

impl From<BaseUrl> for String {
    fn from(url: BaseUrl) -> Self {
        format!("{}{}/", url.origin, url.prefix)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_below_a_path() {
        let base = BaseUrl::parse("https://example.org/blog/").expect("legal");
        let page = UrlPath::parse("/tags/日本/").expect("legal");
        assert_eq!(base.absolute(&page), "https://example.org/blog/tags/%E6%97%A5%E6%9C%AC/");
        assert_eq!(base.relative(&UrlPath::parse("/").expect("legal")), "/blog/");
    }

    #[test]
    fn not_an_address() {
        for text in ["example.org", "ftp://example.org", "https://", "https://a.b/?q", "javascript:alert(1)"]
        {
            assert!(BaseUrl::parse(text).is_err(), "{text} was taken");
        }
    }
}
