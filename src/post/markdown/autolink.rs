//! Bare URLs and addresses in text (GitHub's autolink extension).
//!
//! Owns which stretches of a text are links. It must not know where the text stands.

use linkify::{LinkFinder, LinkKind};
use std::ops::Range;

/// A stretch of text that is a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// Where it stands.
    pub range: Range<usize>,
    /// What goes before its text to make it a URL.
    pub prefix: &'static str,
}

/// The links in a text, in order.
pub(super) fn find(text: &str) -> Vec<Found> {
    let has_web = text.contains("://");
    if !has_web && !text.contains('@') && !text.contains("www.") && !text.contains("WWW.") {
        return Vec::new();
    }
    let mut found: Vec<Found> =
        LinkFinder::new().links(text).filter_map(|link| accept(text, &link)).collect();
    let with_www = find_www(text, &found);
    if !with_www.is_empty() {
        found.extend(with_www);
        found.sort_by_key(|link| link.range.start);
    }
    found
}

fn accept(text: &str, link: &linkify::Link<'_>) -> Option<Found> {
    let written = link.as_str();
    let prefix = match link.kind() {
        LinkKind::Email => "mailto:",
        LinkKind::Url if has_prefix(written, "http://") || has_prefix(written, "https://") => "",
        _ => return None,
    };
    let range = link.start()..link.start() + trimmed_length(written);
    (text[range.clone()].len() > "https://".len() || prefix == "mailto:").then_some(Found { range, prefix })
}

fn has_prefix(text: &str, prefix: &str) -> bool {
    text.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

/// A link ends before full-width punctuation, and before `_`, `~` and `*` at its end.
fn trimmed_length(link: &str) -> usize {
    let stop = link.find(|c: char| matches!(c, '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ffef}'));
    let end = stop.unwrap_or(link.len());
    link[..end].trim_end_matches(['_', '~', '*', '?', '!', '.', ',', ':', ';']).len()
}

/// `www.` at the beginning of a word; linkify would take every `a.b` for one.
fn find_www(text: &str, known: &[Found]) -> Vec<Found> {
    let mut found = Vec::new();
    let mut from = 0;
    let mut known = known.iter().peekable();
    while let Some(at) = text[from..].find(['w', 'W']).map(|offset| from + offset) {
        from = at + 1;
        while known.next_if(|link| link.range.end <= at).is_some() {}
        let starts_word = text[..at].chars().next_back().is_none_or(starts_link);
        let is_free = known.peek().is_none_or(|link| link.range.start > at);
        if !starts_word || !is_free || !has_prefix(&text[at..], "www.") {
            continue;
        }
        if let Some(length) = www_length(&text[at..]) {
            found.push(Found { range: at..at + length, prefix: "http://" });
            from = at + length;
        }
    }
    found
}

fn starts_link(before: char) -> bool {
    before.is_whitespace() || matches!(before, '*' | '_' | '~' | '(' | '"' | '\'' | '[')
}

fn www_length(text: &str) -> Option<usize> {
    let word = text.split(|c: char| c.is_whitespace() || c == '<').next().unwrap_or(text);
    let url = format!("http://{word}");
    let link =
        LinkFinder::new().kinds(&[LinkKind::Url]).links(&url).next().filter(|link| link.start() == 0)?;
    let length = trimmed_length(&link.as_str()["http://".len()..]);
    word[..length].trim_start_matches(['w', 'W', '.']).contains('.').then_some(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(text: &str) -> Vec<(&str, &str)> {
        find(text).into_iter().map(|found| (&text[found.range], found.prefix)).collect()
    }

    #[test]
    fn bare_links() {
        assert_eq!(links("see https://a.org/x_y?z=1, and"), [("https://a.org/x_y?z=1", "")]);
        assert_eq!(links("(http://a.org/b(c)d)."), [("http://a.org/b(c)d", "")]);
        assert_eq!(
            links("www.a.org/x! or mail me@a.org."),
            [("www.a.org/x", "http://"), ("me@a.org", "mailto:")]
        );
        assert_eq!(links("请看https://a.org/x。然后"), [("https://a.org/x", "")]);
        assert_eq!(links("HTTPS://A.org"), [("HTTPS://A.org", "")]);
    }

    #[test]
    fn what_is_no_link() {
        for text in ["ftp://a.org", "a.org", "awww.a.org", "www.", "a@b", "http://", "file:///etc", "x://y.z"]
        {
            assert!(links(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn www_inside_a_url_is_part_of_it() {
        assert_eq!(
            links("https://www.a.org www.b.org"),
            [("https://www.a.org", ""), ("www.b.org", "http://")]
        );
    }
}
