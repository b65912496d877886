//! Addresses that are not asked.

/// Whether an address is one of a pattern: `*` is any text, all else is itself.
pub fn matches(pattern: &str, url: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(rest) = url.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    let mut rest = rest;
    for part in middle {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_is_any_text() {
        for (pattern, url, expected) in [
            ("https://a.example/", "https://a.example/", true),
            ("https://a.example/", "https://a.example/b", false),
            ("https://a.example/*", "https://a.example/b", true),
            ("*linkedin.com/*", "https://www.linkedin.com/in/ada", true),
            ("*.pdf", "https://a.example/x.pdf", true),
            ("https://*/private/*", "https://a.example/private/1", true),
            ("https://*/private/*", "https://a.example/public/1", false),
            ("*a*a", "a", false),
            ("*", "https://a.example/", true),
            ("", "https://a.example/", false),
        ] {
            assert_eq!(matches(pattern, url), expected, "{pattern} {url}");
        }
    }
}
