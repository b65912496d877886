//! The path of a request, checked.
//!
//! Owns which paths reach a site. What a browser would never send for a link of the site is refused, so that no way of
//! writing `..` means anything.

use percent_encoding::percent_decode_str;

/// A decoded path that keeps the promise of [`Content`](super::Content).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RequestPath(String);

/// Why a path is not served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PathRefusal {
    /// It means nothing, or more than one thing.
    Malformed,
    /// A name that begins with a dot.
    Hidden,
}

/// The one folder with a dot that sites publish (RFC 8615).
const WELL_KNOWN: &str = ".well-known";

impl RequestPath {
    /// Reads the path of a request's target, as it was sent.
    pub(super) fn parse(raw: &str) -> Result<Self, PathRefusal> {
        let inner = raw.strip_prefix('/').ok_or(PathRefusal::Malformed)?;
        let mut path = String::with_capacity(raw.len());
        let mut segments = inner.split('/').peekable();
        while let Some(segment) = segments.next() {
            path.push('/');
            if segment.is_empty() && segments.peek().is_none() {
                break;
            }
            path.push_str(&decode(segment)?);
        }
        Ok(Self(path))
    }

    /// The path.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// What is left of the path below a folder, with its slash; nothing if it is elsewhere. The folder itself is `/`.
    pub(super) fn below(&self, folder: &str) -> Option<&str> {
        match self.0.strip_prefix(folder.trim_end_matches('/'))? {
            "" => Some("/"),
            rest => rest.starts_with('/').then_some(rest),
        }
    }
}

/// One name of a path.
fn decode(segment: &str) -> Result<std::borrow::Cow<'_, str>, PathRefusal> {
    let well_encoded = segment
        .split('%')
        .skip(1)
        .all(|rest| rest.as_bytes().get(..2).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit)));
    if !well_encoded {
        return Err(PathRefusal::Malformed);
    }
    // Overlong forms are not UTF-8.
    let name = percent_decode_str(segment).decode_utf8().map_err(|_| PathRefusal::Malformed)?;
    if matches!(&*name, "" | "." | "..") || name.contains(|c: char| c.is_control() || c == '/' || c == '\\') {
        return Err(PathRefusal::Malformed);
    }
    if name.starts_with('.') && name != WELL_KNOWN {
        return Err(PathRefusal::Hidden);
    }
    Ok(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(raw: &str) -> Result<String, PathRefusal> {
        RequestPath::parse(raw).map(|path| path.as_str().to_owned())
    }

    #[test]
    fn links_of_a_site_pass() {
        for (raw, decoded) in [
            ("/", "/"),
            ("/a", "/a"),
            ("/a/", "/a/"),
            ("/a%20b/rss.xml", "/a b/rss.xml"),
            ("/%E6%97%A5%e6%9c%ac/", "/日本/"),
            ("/日本/", "/日本/"),
            ("/.well-known/security.txt", "/.well-known/security.txt"),
            ("/%2ewell-known/x", "/.well-known/x"),
            ("/c%23/a%3Fb", "/c#/a?b"),
            ("/a..b/c.", "/a..b/c."),
            // Encoded twice: a name with a percent sign, which is what it says.
            ("/%252e%252e/x", "/%2e%2e/x"),
            ("/%252f", "/%2f"),
        ] {
            assert_eq!(parsed(raw).as_deref(), Ok(decoded), "{raw}");
        }
    }

    #[test]
    fn what_has_two_meanings_is_refused() {
        for raw in [
            "",
            "a",
            "*",
            "//",
            "//host/x",
            "/a//b",
            "/a//",
            "/.",
            "/..",
            "/./",
            "/../",
            "/a/../b",
            "/%2e",
            "/%2E%2e/x",
            "/.%2e/x",
            "/%2e./x",
            "/a%2fb",
            "/a%2Fb",
            "/%5c",
            "/a\\b",
            "/..%5c..%5cx",
            "/a%00",
            "/%0a",
            "/%7f",
            "/%C2%85",
            "/%",
            "/%4",
            "/%zz",
            "/%+1",
            "/%%41",
            "/%c0%ae%c0%ae/",
            "/%c0%af",
            "/%e0%80%ae",
            "/%ff",
            "/%ed%a0%80",
        ] {
            assert_eq!(parsed(raw), Err(PathRefusal::Malformed), "{raw}");
        }
    }

    #[test]
    fn names_with_a_dot_are_hidden() {
        for raw in ["/.git/config", "/a/.env", "/%2egit/", "/...", "/.well-known.txt", "/.well-knownx/"] {
            assert_eq!(parsed(raw), Err(PathRefusal::Hidden), "{raw}");
        }
    }

    #[test]
    fn a_folder_is_taken_off_at_a_slash() {
        let below = |path: &str, folder: &str| {
            RequestPath::parse(path).expect("legal").below(folder).map(str::to_owned)
        };
        assert_eq!(below("/blog/a/", "/blog").as_deref(), Some("/a/"));
        assert_eq!(below("/blog/", "/blog").as_deref(), Some("/"));
        assert_eq!(below("/blog", "/blog").as_deref(), Some("/"));
        assert_eq!(below("/blogger/", "/blog"), None);
        assert_eq!(below("/a", "").as_deref(), Some("/a"));
        assert_eq!(below("/__sitegen/events", "/__sitegen/").as_deref(), Some("/events"));
    }

    /// Every short path over the characters that matter either is refused or keeps the promise.
    #[test]
    fn no_short_path_breaks_the_promise() {
        let parts = ["/", ".", "a", "%2e", "%2f", "%5C", "\\", "%00", "%", "2e", "é", "%c0", "%ae"];
        let mut paths = vec![String::from("/")];
        let mut taken = 0;
        for _ in 0..4 {
            paths =
                paths.iter().flat_map(|path| parts.iter().map(move |part| format!("{path}{part}"))).collect();
            for raw in &paths {
                let Ok(path) = parsed(raw) else { continue };
                taken += 1;
                let inner = path.strip_prefix('/').expect("a slash");
                let inner = inner.strip_suffix('/').unwrap_or(inner);
                assert!(!path.contains(|c: char| c.is_control() || c == '\\'), "{raw:?}");
                assert!(
                    inner.is_empty() && path == "/"
                        || inner.split('/').all(|name| !name.is_empty() && !name.starts_with('.')),
                    "{raw:?} became {path:?}"
                );
            }
        }
        assert!(taken > 100, "only {taken} were taken");
    }
}
