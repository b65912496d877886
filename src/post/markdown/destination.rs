//! Where a link or a file leads: into this site, elsewhere, or nowhere good.
//!
//! Owns the reading of destinations. It must not know pages or files.

use std::borrow::Cow;

/// What a destination is, by its text alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Destination {
    /// On this site; the site fills it in.
    Inside,
    /// A whole URL on another host.
    Elsewhere,
    /// Anything that stays as written: a fragment, a whole URL on this host, `mailto:`.
    AsWritten,
    /// Another system's template syntax, which stays as written to the byte.
    Template,
    /// Runs code when it is followed.
    Unsafe,
}

/// Reads a destination; `host` is the site's own.
pub(super) fn classify(destination: &str, host: &str) -> Destination {
    let url = as_browsers_read(destination);
    let is_template = destination.contains("{{") || destination.contains("{%");
    match split_scheme(&url) {
        Some((scheme, rest)) if is_unsafe(scheme, rest) => return Destination::Unsafe,
        _ if is_template => return Destination::Template,
        _ => {}
    }
    if url.is_empty() || url.starts_with(['#', '?']) {
        return Destination::AsWritten;
    }
    if let Some(rest) = url.strip_prefix("//") {
        return by_host(rest, host);
    }
    let Some((scheme, rest)) = split_scheme(&url) else {
        return Destination::Inside;
    };
    match scheme.to_ascii_lowercase().as_str() {
        "http" | "https" => by_host(rest.trim_start_matches('/'), host),
        _ => Destination::AsWritten,
    }
}

/// Whether following it runs code.
fn is_unsafe(scheme: &str, rest: &str) -> bool {
    match scheme.to_ascii_lowercase().as_str() {
        "javascript" | "vbscript" => true,
        "data" => !is_harmless_data(rest),
        _ => false,
    }
}

/// Browsers drop tabs and line ends anywhere in a URL, and blanks and controls before it.
fn as_browsers_read(destination: &str) -> Cow<'_, str> {
    let trimmed = destination.trim_start_matches(|c: char| c <= ' ');
    if trimmed.contains(['\t', '\n', '\r']) {
        return Cow::Owned(trimmed.replace(['\t', '\n', '\r'], ""));
    }
    Cow::Borrowed(trimmed)
}

/// Scheme and rest, as in RFC 3986, section 3.1.
fn split_scheme(url: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = url.split_once(':')?;
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    is_scheme.then_some((scheme, rest))
}

fn by_host(rest: &str, host: &str) -> Destination {
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or(rest);
    let name = authority.rsplit('@').next().unwrap_or(authority);
    let without_port = name.rsplit_once(':').map_or(name, |(name, _)| name);
    if name.eq_ignore_ascii_case(host) || without_port.eq_ignore_ascii_case(host) {
        return Destination::AsWritten;
    }
    Destination::Elsewhere
}

/// Pictures that hold no script.
fn is_harmless_data(rest: &str) -> bool {
    let kind = rest.split([';', ',']).next().unwrap_or(rest);
    ["image/png", "image/gif", "image/jpeg", "image/webp", "image/avif"]
        .iter()
        .any(|harmless| kind.eq_ignore_ascii_case(harmless))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn destinations() {
        let cases = [
            (Destination::Inside, "@/posts/x.md#a|x.md|../x/|/about/|a b.png|./c:d|x?y=1"),
            (
                Destination::Elsewhere,
                "https://other.org/x|HTTP://other.org|//cdn.org/x|https://o.org:80/|http:/o.org",
            ),
            (
                Destination::AsWritten,
                "#a||?q=1|mailto:a@b.c|tel:1|https://site.org/x|//site.org/|data:image/png;base64,x",
            ),
            (Destination::Template, "{{ site.url }}/x|/a{% b %}"),
            (
                Destination::Unsafe,
                "javascript:alert(1)|JavaScript:x|java\tscript:x| \u{1}vbscript:x|data:text/html,x|data:image/svg+xml,x|javascript:x//{{ y }}|data:text/html,{% z %}",
            ),
        ];
        for (expected, destinations) in cases {
            for destination in destinations.split('|') {
                assert_eq!(classify(destination, "site.org"), expected, "{destination}");
            }
        }
    }
}
