//! Headers of files at targets that keep them.
//!
//! The type comes from the name, the time that caches keep a file from its class, and what the site's own `_headers` says
//! goes before both. Of that file only headers of single objects count, which are `Cache-Control` and
//! `Content-Disposition`; those of every response are set by whoever answers.

use super::Class;
use crate::{
    config::{CachePolicy, Encoding},
    media_type,
    paths::OutputPath,
};
use serde::{Deserialize, Serialize};

/// The headers of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Headers {
    /// `Content-Type`, with the charset of text.
    pub content_type: String,
    /// `Cache-Control`.
    pub cache_control: String,
    /// `Content-Disposition`, for what is to be saved and not shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_disposition: Option<String>,
    /// `Content-Encoding`, for bodies that become smaller by it; others are sent as they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_encoding: Option<Encoding>,
}

impl Headers {
    /// The headers of the file at `path`; with an encoding for what is text.
    pub fn of(
        path: &OutputPath,
        class: Class,
        policy: &CachePolicy,
        rules: &Rules,
        encoding: Option<Encoding>,
    ) -> Self {
        let cache_control = match class {
            Class::Asset => &policy.assets,
            Class::File => &policy.files,
            Class::Page => &policy.pages,
            Class::Entry => &policy.entries,
        };
        let content_type = media_type::of(path).into_owned();
        let headers = Self {
            content_encoding: encoding.filter(|_| media_type::is_text(&content_type)),
            content_type,
            cache_control: cache_control.clone(),
            content_disposition: None,
        };
        rules.apply(path, headers)
    }
}

/// The rules of a `_headers` file, in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rules {
    /// The path at which the site is served, which its rules begin with.
    prefix: String,
    rules: Vec<Rule>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Rule {
    pattern: String,
    name: Name,
    value: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Name {
    CacheControl,
    ContentDisposition,
}

impl Rules {
    /// Reads a `_headers` file of a site that is served below `prefix`: lines with a path, below each the headers,
    /// indented.
    pub fn parse(text: &str, prefix: &str) -> Self {
        let mut rules = Vec::new();
        let mut pattern = String::new();
        for line in text.lines().filter(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'))
        {
            if !line.starts_with([' ', '\t']) {
                line.trim().clone_into(&mut pattern);
            } else if let Some((name, value)) = line.trim().split_once(':') {
                let name = match name.trim().to_ascii_lowercase().as_str() {
                    "cache-control" => Name::CacheControl,
                    "content-disposition" => Name::ContentDisposition,
                    _ => continue,
                };
                rules.push(Rule { pattern: pattern.clone(), name, value: value.trim().to_owned() });
            }
        }
        Self { prefix: prefix.to_owned(), rules }
    }

    /// The last rule that fits counts.
    fn apply(&self, path: &OutputPath, mut headers: Headers) -> Headers {
        if self.rules.is_empty() {
            return headers;
        }
        let address = format!("{}/{path}", self.prefix);
        for rule in self.rules.iter().filter(|rule| fits(&rule.pattern, &address)) {
            match rule.name {
                Name::CacheControl => headers.cache_control.clone_from(&rule.value),
                Name::ContentDisposition => headers.content_disposition = Some(rule.value.clone()),
            }
        }
        headers
    }
}

/// Whether a pattern is that of an address: `*` at its end stands for anything, and a page is also known by its folder.
fn fits(pattern: &str, address: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => address.starts_with(start),
        None => {
            address == pattern || address.strip_suffix("index.html").is_some_and(|folder| folder == pattern)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(path: &str, rules: &str) -> Headers {
        let path = OutputPath::parse(path).expect("legal");
        let rules = Rules::parse(rules, "/blog");
        Headers::of(&path, Class::of(&path), &CachePolicy::default(), &rules, Some(Encoding::Gzip))
    }

    #[test]
    fn text_alone_is_compressed() {
        assert_eq!(headers("a.html", "").content_encoding, Some(Encoding::Gzip));
        assert_eq!(headers("a.svg", "").content_encoding, Some(Encoding::Gzip));
        assert_eq!(headers("a.webp", "").content_encoding, None);
        assert_eq!(headers("a.pf_fragment", "").content_encoding, None);
    }

    #[test]
    fn type_and_time_come_from_name_and_class() {
        let asset = headers("css/main.0123456789ab.css", "");
        assert_eq!(asset.content_type, "text/css; charset=utf-8");
        assert_eq!(asset.cache_control, "public, max-age=31536000, immutable");
        assert_eq!(headers("a/index.html", "").cache_control, "public, max-age=300");
        assert_eq!(headers("a.pdf", "").cache_control, "public, max-age=3600");
        assert_eq!(headers("rss.xml", "").cache_control, "public, max-age=60");
    }

    #[test]
    fn the_site_has_the_last_word() {
        let rules = "# ours\n/blog/*\n  X-Content-Type-Options: nosniff\n/blog/files/*\n  cache-control: no-store\n\
                     \tContent-Disposition: attachment\n/blog/a/\n  Cache-Control: private\n";
        assert_eq!(headers("b.html", rules), headers("b.html", ""));
        let file = headers("files/a.pdf", rules);
        assert_eq!(
            (file.cache_control.as_str(), file.content_disposition.as_deref()),
            ("no-store", Some("attachment"))
        );
        assert_eq!(headers("a/index.html", rules).cache_control, "private");
    }
}
