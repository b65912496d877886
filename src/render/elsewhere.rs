//! HTML of a body as it is read away from its page, in a feed.
//!
//! The addresses that authors write are whole already; what is left are fragments of the page itself (footnotes, headings,
//! contents) and what raw HTML and shortcodes write by themselves.

use html5gum::{
    Span, Tokenizer,
    emitters::callback::{CallbackEmitter, CallbackEvent},
};
use pulldown_cmark_escape::escape_href;
use std::ops::Range;
use url::Url;

/// The HTML with every address whole; `page` is that of the page that it stands on.
pub fn with_whole_addresses(html: String, page: &str) -> String {
    let Ok(page) = Url::parse(page) else { return html };
    let mut whole = String::with_capacity(html.len() + html.len() / 8);
    let mut done = 0;
    for Address { kind, value, range } in addresses(&html) {
        whole.push_str(&html[done..range.start]);
        match kind {
            Kind::One if is_whole(&value) => whole.push_str(&html[range.clone()]),
            Kind::One => push_whole(&mut whole, &page, &value),
            Kind::Several => push_pictures(&mut whole, &page, &value),
        }
        done = range.end;
    }
    whole.push_str(&html[done..]);
    whole
}

fn is_whole(address: &str) -> bool {
    Url::parse(address.trim()).is_ok()
}

/// Appends the whole address for one that may not be.
fn push_whole(out: &mut String, page: &Url, address: &str) {
    let whole = page.join(address.trim()).map_or_else(|_| address.to_owned(), String::from);
    escape_href(out, &whole).expect("writing to a string does not fail");
}

/// Appends the pictures of a `srcset`: `a.png 1x, b.png 2x`.
fn push_pictures(out: &mut String, page: &Url, pictures: &str) {
    for (number, picture) in pictures.split(", ").map(str::trim).enumerate() {
        let (address, size) = picture.split_once(' ').unwrap_or((picture, ""));
        out.push_str(if number == 0 { "" } else { ", " });
        push_whole(out, page, address);
        if !size.is_empty() {
            // Digits and a letter; nothing that would end the value.
            out.push(' ');
            out.extend(size.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '.'));
        }
    }
}

/// The value of an attribute that leads somewhere.
struct Address {
    kind: Kind,
    value: String,
    /// Without quotation marks.
    range: Range<usize>,
}

#[derive(Clone, Copy)]
enum Kind {
    One,
    Several,
}

/// Of the attributes that SVG has too, only HTML's: a `<use>` means a part of its own picture.
fn kind(element: &[u8], attribute: &[u8]) -> Option<Kind> {
    match (element, attribute) {
        (b"a" | b"area" | b"link", b"href")
        | (b"video", b"poster")
        | (b"object", b"data")
        | (b"form", b"action")
        | (b"blockquote" | b"q" | b"ins" | b"del", b"cite")
        | (_, b"src") => Some(Kind::One),
        (b"img" | b"source", b"srcset") => Some(Kind::Several),
        _ => None,
    }
}

fn addresses(html: &str) -> Vec<Address> {
    let mut element = Vec::new();
    let mut wanted = None;
    let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, span: Span<usize>| match event {
        CallbackEvent::OpenStartTag { name } => {
            element = name.to_vec();
            None
        }
        CallbackEvent::AttributeName { name } => {
            wanted = kind(&element, name);
            None
        }
        CallbackEvent::AttributeValue { value } => wanted.take().map(|kind| Address {
            kind,
            value: String::from_utf8_lossy(value).into_owned(),
            range: span.start..span.end,
        }),
        _ => None,
    });
    emitter.naively_switch_states(true);
    Tokenizer::new_with_emitter(html, emitter).map(|Ok(address)| address).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(html: &str) -> String {
        with_whole_addresses(html.to_owned(), "https://example.org/blog/a/")
    }

    #[test]
    fn addresses_become_whole_and_nothing_else_changes() {
        for (html, expected) in [
            (
                r##"<a href="#fn:1" id="x">1</a>"##,
                r#"<a href="https://example.org/blog/a/#fn:1" id="x">1</a>"#,
            ),
            ("<img alt='' src=b.png>", "<img alt='' src=https://example.org/blog/a/b.png>"),
            ("<img src='/it&#39;s.png?a&amp;b'>", "<img src='https://example.org/it&#x27;s.png?a&amp;b'>"),
            (
                "<img srcset=\"a.png 1x, /b.png 2x\">",
                "<img srcset=\"https://example.org/blog/a/a.png 1x, https://example.org/b.png 2x\">",
            ),
            ("<video poster=p.jpg></video>", "<video poster=https://example.org/blog/a/p.jpg></video>"),
        ] {
            assert_eq!(whole(html), expected);
        }
        for same in [
            "<a href=\"mailto:a@example.org\">x</a> <a href=\"https://example.net/?a&b\">y</a>",
            "<code>&lt;a href=\"#x\"&gt;</code> a href=\"#x\"",
            "<svg><use href=\"#shape\"/></svg>",
            "<a href=\"data:text/plain,x\" title=\"href='#y'\">",
            "<!-- <a href=\"#x\"> -->",
        ] {
            assert_eq!(whole(same), same);
        }
    }
}
