//! Text of a feed → items: RSS, Atom, JSON Feed.

use super::Trouble;
use crate::{digest::Digest, newsroom::wire::derived_id};
use feed_rs::model::{Entry, FeedType};
use html5gum::{
    Span, Tokenizer,
    emitters::callback::{CallbackEmitter, CallbackEvent},
};
use jiff::Timestamp;
use quick_xml::{Reader, events::Event};
use std::panic::{AssertUnwindSafe, catch_unwind};
use url::Url;

/// Elements within elements.
const DEEPEST: usize = 200;
/// Characters of a headline; what is longer is cut.
const LONGEST_HEADLINE: usize = 300;
/// Bytes of an ID; of what is longer the digest stands.
const LONGEST_ID: usize = 200;
/// Bytes of an address; what is longer is left out.
const LONGEST_URL: usize = 2_000;

/// An item as its feed gives it.
#[derive(Debug, PartialEq, Eq)]
pub struct FeedItem {
    /// Its name within the feed.
    pub id: String,
    /// When it was published.
    pub time: Option<Timestamp>,
    /// What it says: plain text.
    pub headline: String,
    /// Where it can be read.
    pub url: Option<String>,
}

/// The items of a feed, which was at `url`. One without a headline is none.
///
/// # Errors
/// It is no feed.
pub fn read(text: &str, url: &str) -> Result<Vec<FeedItem>, Trouble> {
    if !is_shallow(text) {
        return Err(no_feed(&format!("its elements stand more than {DEEPEST} deep in each other")));
    }
    let parser = feed_rs::parser::Builder::new()
        .base_uri(Some(url))
        // One of its own would be random where an entry has no link.
        .id_generator(|_, _, _| String::new())
        .build();
    // It comes from anyone, and the parser is not ours.
    let parsed = catch_unwind(AssertUnwindSafe(|| parser.parse(text.as_bytes())));
    let feed = match parsed {
        Ok(Ok(feed)) => feed,
        Ok(Err(error)) => return Err(no_feed(&error.to_string())),
        Err(_) => return Err(no_feed("it cannot be read")),
    };
    let kind = feed.feed_type;
    Ok(feed.entries.into_iter().filter_map(|entry| item(entry, &kind)).collect())
}

/// Whether no element stands too deep for a parser that calls itself for each: that would end the process. What is wrong
/// otherwise is the parser's to say.
fn is_shallow(text: &str) -> bool {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    let mut depth = 0_usize;
    loop {
        match reader.read_event() {
            Ok(Event::Start(_)) if depth == DEEPEST => return false,
            Ok(Event::Start(_)) => depth += 1,
            Ok(Event::End(_)) => depth = depth.saturating_sub(1),
            Ok(Event::Eof) | Err(_) => return true,
            Ok(_) => {}
        }
    }
}

fn no_feed(reason: &str) -> Trouble {
    let reason: String = reason.chars().map(|c| if c.is_control() { ' ' } else { c }).take(200).collect();
    Trouble::new(
        format!("it is no feed that can be read: {reason}"),
        "check that `url` is that of an RSS, Atom or JSON feed, not of a page",
    )
}

fn item(entry: Entry, kind: &FeedType) -> Option<FeedItem> {
    let title = entry.title?;
    let is_plain =
        *kind == FeedType::JSON || *kind == FeedType::Atom && title.content_type.subty().as_str() == "plain";
    let headline = if is_plain { on_one_line(&title.content) } else { on_one_line(&plain(&title.content)) };
    if headline.is_empty() {
        return None;
    }
    let link = entry.links.iter().find(|link| matches!(link.rel.as_deref(), None | Some("alternate")));
    let url = link.and_then(|link| web_address(&link.href));
    let time =
        entry.published.or(entry.updated).and_then(|time| Timestamp::from_second(time.timestamp()).ok());
    let id = match on_one_line(&entry.id) {
        // Two without a link and a time are one only if they say the same.
        id if id.is_empty() => derived_id(url.as_deref(), time.unwrap_or(Timestamp::UNIX_EPOCH), &headline),
        id => id,
    };
    let id = if id.len() > LONGEST_ID { Digest::of(id.as_bytes()).short(32) } else { id };
    Some(FeedItem { id, time, headline, url })
}

fn web_address(href: &str) -> Option<String> {
    let url = Url::parse(href.trim()).ok()?;
    let is_web = matches!(url.scheme(), "http" | "https") && url.as_str().len() <= LONGEST_URL;
    is_web.then(|| url.into())
}

/// The text of HTML, which titles of RSS are taken for.
fn plain(html: &str) -> String {
    if !html.contains(['<', '&']) {
        return html.to_owned();
    }
    let mut text = String::new();
    let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _: Span<()>| -> Option<()> {
        if let CallbackEvent::String { value } = event {
            text.push_str(&String::from_utf8_lossy(value));
        }
        None
    });
    emitter.naively_switch_states(true);
    for Ok(()) in Tokenizer::new_with_emitter(html, emitter) {}
    text
}

/// Without controls and marks that turn the line around, blanks made one, cut to a length that a strip can show.
fn on_one_line(text: &str) -> String {
    let is_mark = |c: char| {
        matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
            || matches!(c, '\u{fffe}' | '\u{ffff}')
    };
    let clean: String = text
        .chars()
        .filter(|c| !is_mark(*c))
        .map(|c| if c.is_control() || c.is_whitespace() { ' ' } else { c })
        .collect();
    let words: Vec<&str> = clean.split(' ').filter(|word| !word.is_empty()).collect();
    let line = words.join(" ");
    match line.char_indices().nth(LONGEST_HEADLINE) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headlines_are_plain_text_on_one_line() {
        assert_eq!(plain("AT&amp;T &lt;b&gt; <b>bold</b> a < b"), "AT&T <b> bold a < b");
        assert_eq!(on_one_line(" a\n\tb\u{202e}\u{7} c\u{a0} "), "a b c");
        assert_eq!(on_one_line(&"ü".repeat(400)).chars().count(), LONGEST_HEADLINE + 1);
    }

    #[test]
    fn hostile_text_is_no_panic() {
        let deep = format!("<feed xmlns='http://www.w3.org/2005/Atom'>{}", "<a>".repeat(700_000));
        let deep_json =
            format!("{{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":{}", "[".repeat(100_000));
        let content = format!(
            "<feed xmlns='http://www.w3.org/2005/Atom'><entry><content type='xhtml'>{}",
            "<div>".repeat(400_000)
        );
        let media = format!(
            "<rss version='2.0' xmlns:media='http://search.yahoo.com/mrss/'><channel><item>{}",
            "<media:group>".repeat(200_000)
        );
        for text in [deep.as_str(), &deep_json, &content, &media, "", "<", "{", "<!DOCTYPE html><html>", "[]"]
        {
            let start: String = text.chars().take(40).collect();
            assert!(read(text, "https://example.org/").is_err(), "{start}");
        }
        // Entities of its own are not filled in: a billion laughs are one.
        let laughs = "<!DOCTYPE r [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]>\
            <rss version='2.0'><channel><item><title>x &b; y</title></item></channel></rss>";
        assert!(read(laughs, "https://example.org/").map_or(0, |items| items.len()) <= 1);
    }
}
