//! Feeds against the rules of their formats: RSS 2.0, Atom (RFC 4287), JSON Feed 1.1.
//!
//! Templates of a site's own may break them; bodies may bring links that no feed reader can follow.

use super::{
    Family, Look, Output, found, page,
    xml::{self, Element},
};
use crate::{config::FeedFormat, diagnostic::Diagnostic, plan::Page};
use std::collections::BTreeSet;

pub(super) const FAMILY: Family = Family { codes: &["feed-broken", "feed-long"], look: Look::Outputs(look) };

/// Bytes of a feed that readers fetch without complaint.
const LONGEST: usize = 1 << 20;

fn look(output: &Output<'_>) -> Vec<Diagnostic> {
    let Page::Feed(_, format) = output.file.recipe.page else { return Vec::new() };
    let bytes = output.file.bytes;
    let mut said: Vec<Diagnostic> = read(format, bytes).into_iter().map(tell).collect();
    if bytes.len() > LONGEST {
        let message =
            format!("this feed is larger than {} MiB, and some readers fetch no more", LONGEST >> 20);
        said.push(
            found("feed-long", message).hint("set `feeds: {limit: 10}`, or `feeds: {full_text: false}`"),
        );
    }
    said
}

fn tell((problem, hint): Problem) -> Diagnostic {
    found("feed-broken", problem).hint(hint)
}

/// What is wrong, and what to do.
type Problem = (String, &'static str);

const OF_TEMPLATE: &str = "mend the feed's template, or take it out so that the theme's is used";
const OF_BODY: &str = "write the whole address, or a path that the site knows";

fn read(format: FeedFormat, bytes: &[u8]) -> Vec<Problem> {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return vec![("it is not UTF-8".to_owned(), OF_TEMPLATE)];
    };
    if format == FeedFormat::Json {
        return match serde_json::from_str(text) {
            Ok(feed) => json(&feed),
            Err(error) => vec![(format!("it is no JSON: {error}"), OF_TEMPLATE)],
        };
    }
    match xml::read(text) {
        Ok(root) if format == FeedFormat::Rss => rss(&root),
        Ok(root) => atom(&root),
        Err(error) => vec![(format!("it is no XML: {error}"), OF_TEMPLATE)],
    }
}

/// Takes problems down.
#[derive(Default)]
struct Judge {
    problems: Vec<Problem>,
    ids: BTreeSet<String>,
}

impl Judge {
    fn wrong(&mut self, problem: impl Into<String>) {
        self.problems.push((problem.into(), OF_TEMPLATE));
    }

    fn needs(&mut self, value: Option<&str>, what: &str) {
        if value.is_none_or(|value| value.trim().is_empty()) {
            self.wrong(format!("it has no {what}"));
        }
    }

    fn id(&mut self, id: &str) {
        if !self.ids.insert(id.to_owned()) {
            self.wrong(format!("two of its entries have the ID `{id}`"));
        }
    }

    fn whole(&mut self, address: Option<&str>, what: &str) {
        if let Some(address) = address.filter(|address| !is_whole(address)) {
            self.wrong(format!("{what} `{address}` is no whole address"));
        }
    }

    fn date(&mut self, date: Option<&str>, what: &str, is_right: fn(&str) -> bool) {
        if let Some(date) = date.filter(|date| !is_right(date)) {
            self.wrong(format!("{what} `{date}` is not written as the format has it"));
        }
    }

    fn content(&mut self, html: Option<&str>, entry: &str) {
        let links = html.map(page::links).unwrap_or_default();
        if let Some(link) = links.iter().find(|link| !is_whole(link)) {
            self.problems.push((format!("`{link}` in “{entry}” is no whole address"), OF_BODY));
        }
    }
}

fn is_whole(address: &str) -> bool {
    url::Url::parse(address).is_ok()
}

fn is_rfc3339(date: &str) -> bool {
    date.parse::<jiff::Timestamp>().is_ok()
}

/// RFC 822 with years of four digits, as RSS asks for.
fn is_rfc822(date: &str) -> bool {
    jiff::fmt::rfc2822::parse(date).is_ok()
}

fn rss(root: &Element) -> Vec<Problem> {
    let mut judge = Judge::default();
    let Some(channel) = root.all("channel").next().filter(|_| root.name == "rss") else {
        judge.wrong("it is no RSS: `<rss>` with a `<channel>` is missing");
        return judge.problems;
    };
    for name in ["title", "link", "description"] {
        judge.needs(channel.text_of(name), &format!("`<{name}>`"));
    }
    judge.whole(channel.text_of("link"), "`<link>`");
    judge.date(channel.text_of("lastBuildDate"), "`<lastBuildDate>`", is_rfc822);
    for item in channel.all("item") {
        let title = item.text_of("title");
        let name = title.or(item.text_of("link")).unwrap_or("an item");
        if title.is_none() && item.text_of("description").is_none() {
            judge.wrong(format!("`{name}` has neither a title nor a description"));
        }
        judge.whole(item.text_of("link"), "`<link>`");
        judge.date(item.text_of("pubDate"), "`<pubDate>`", is_rfc822);
        if let Some(guid) = item.all("guid").next() {
            let is_link = guid.attribute("isPermaLink") != Some("false");
            judge.id(guid.text.trim());
            judge.whole(
                Some(guid.text.trim()).filter(|_| is_link),
                "`<guid>` without `isPermaLink=\"false\"`",
            );
        }
        for enclosure in item.all("enclosure") {
            judge.whole(enclosure.attribute("url"), "the `url` of an `<enclosure>`");
            for name in ["url", "length", "type"] {
                judge.needs(enclosure.attribute(name), &format!("`{name}` in an `<enclosure>`"));
            }
        }
        judge.content(item.text_of("content:encoded"), name);
    }
    judge.problems
}

fn atom(root: &Element) -> Vec<Problem> {
    let mut judge = Judge::default();
    if root.name != "feed" || root.attribute("xmlns") != Some("http://www.w3.org/2005/Atom") {
        judge.wrong("it is no Atom: `<feed>` in the namespace of Atom is missing");
        return judge.problems;
    }
    for name in ["id", "title", "updated"] {
        judge.needs(root.text_of(name), &format!("`<{name}>`"));
    }
    judge.date(root.text_of("updated"), "`<updated>`", is_rfc3339);
    for entry in root.all("entry") {
        let name = entry.text_of("title").unwrap_or("an entry");
        for part in ["id", "title", "updated"] {
            judge.needs(entry.text_of(part), &format!("`<{part}>` in “{name}”"));
        }
        if let Some(id) = entry.text_of("id") {
            judge.id(id);
            judge.whole(Some(id), "`<id>`");
        }
        for date in ["updated", "published"] {
            judge.date(entry.text_of(date), &format!("`<{date}>`"), is_rfc3339);
        }
        for link in entry.all("link") {
            judge.whole(link.attribute("href"), "the `href` of a `<link>`");
        }
        let content = entry.all("content").find(|content| content.attribute("type") == Some("html"));
        judge.content(content.map(|content| content.text.as_str()), name);
    }
    judge.problems
}

fn json(feed: &serde_json::Value) -> Vec<Problem> {
    let mut judge = Judge::default();
    let text = |value: &serde_json::Value, name: &str| value[name].as_str().map(str::to_owned);
    if text(feed, "version").is_none_or(|version| !version.starts_with("https://jsonfeed.org/version/")) {
        judge.wrong("it is no JSON Feed: `version` is missing");
    }
    judge.needs(text(feed, "title").as_deref(), "`title`");
    for name in ["home_page_url", "feed_url"] {
        judge.whole(text(feed, name).as_deref(), &format!("`{name}`"));
    }
    let Some(items) = feed["items"].as_array() else {
        judge.wrong("it has no `items`");
        return judge.problems;
    };
    for item in items {
        let name = text(item, "title").or_else(|| text(item, "url")).unwrap_or_else(|| "an item".to_owned());
        match text(item, "id") {
            Some(id) => judge.id(&id),
            None => judge.wrong(format!("“{name}” has no `id`, or one that is no text")),
        }
        for part in ["url", "external_url", "image", "banner_image"] {
            judge.whole(text(item, part).as_deref(), &format!("`{part}`"));
        }
        for date in ["date_published", "date_modified"] {
            judge.date(text(item, date).as_deref(), &format!("`{date}`"), is_rfc3339);
        }
        let html = text(item, "content_html");
        judge.content(html.as_deref(), &name);
    }
    judge.problems
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(format: FeedFormat, text: &str) -> String {
        let problems = read(format, text.as_bytes());
        problems.into_iter().map(|(problem, _)| problem).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn rss() {
        let good = "<rss><channel><title>T</title><link>https://a.b/</link><description>D</description>\
            <item><title>I</title><link>https://a.b/c</link><guid isPermaLink='false'>tag:c</guid>\
            <pubDate>Sun, 05 Jul 2026 12:44:00 +0000</pubDate></item></channel></rss>";
        assert_eq!(problems(FeedFormat::Rss, good), "");
        let bad = "<rss><channel><title>T</title><link>/</link>\
            <item><guid>1</guid><pubDate>2026-07-05</pubDate></item>\
            <item><title>I</title><guid isPermaLink='false'>1</guid><enclosure url='x.png' type='image/png'/>\
            <content:encoded>&lt;a href=\"/c\"&gt;</content:encoded></item></channel></rss>";
        insta::assert_snapshot!(problems(FeedFormat::Rss, bad), @r#"
        it has no `<description>`
        `<link>` `/` is no whole address
        `an item` has neither a title nor a description
        `<pubDate>` `2026-07-05` is not written as the format has it
        `<guid>` without `isPermaLink="false"` `1` is no whole address
        two of its entries have the ID `1`
        the `url` of an `<enclosure>` `x.png` is no whole address
        it has no `length` in an `<enclosure>`
        `/c` in “I” is no whole address
        "#);
        assert!(problems(FeedFormat::Rss, "<rss><channel></rss>").starts_with("it is no XML: "));
    }

    #[test]
    fn atom() {
        let good = "<feed xmlns='http://www.w3.org/2005/Atom'><id>https://a.b/</id><title>T</title>\
            <updated>2026-07-05T12:44:00Z</updated><entry><id>tag:a.b,2026:c</id><title>I</title>\
            <updated>2026-07-05T12:44:00+02:00</updated><link href='https://a.b/c'/></entry></feed>";
        assert_eq!(problems(FeedFormat::Atom, good), "");
        let bad = good.replace("<id>tag:a.b,2026:c</id>", "").replace("12:44:00+02:00", "12:44");
        insta::assert_snapshot!(problems(FeedFormat::Atom, &bad.replace("https://a.b/c", "c")), @r"
        it has no `<id>` in “I”
        `<updated>` `2026-07-05T12:44` is not written as the format has it
        the `href` of a `<link>` `c` is no whole address
        ");
    }

    #[test]
    fn json() {
        let good = r#"{"version":"https://jsonfeed.org/version/1.1","title":"T","items":[{"id":"1","url":"https://a.b/c","date_published":"2026-07-05T12:44:00Z","content_html":"<a href=\"mailto:x@a.b\">"}]}"#;
        assert_eq!(problems(FeedFormat::Json, good), "");
        let bad = good.replace("\"1\"", "1").replace("https://a.b/c", "/c").replace("mailto:x@a.b", "d#e");
        insta::assert_snapshot!(problems(FeedFormat::Json, &bad), @r"
        “/c” has no `id`, or one that is no text
        `url` `/c` is no whole address
        `d#e` in “/c” is no whole address
        ");
    }
}
