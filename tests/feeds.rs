//! Feeds: every one of the demo blog by the rules of its format, and the three forms against each other.

#![allow(
    clippy::case_sensitive_file_extension_comparisons,
    clippy::disallowed_methods,
    reason = "tests write the sites that they build, and know the names of their files"
)]

use crate::support::{
    demo::{self, DEMO, Files, HOST, SITE, child, elements, text},
    files, page, program, tree,
};
use jiff::Timestamp;
use scraper::Html;
use serde_json::Value;
use std::collections::BTreeSet;

/// What every form says of a post.
#[derive(Debug, PartialEq)]
struct Item {
    id: String,
    url: String,
    title: String,
    published: Timestamp,
    content: String,
}

/// The addresses of the feeds' folders: those of the home pages, sections and terms.
fn folders() -> Vec<String> {
    let with_feeds = SITE.lists.iter().filter(|list| list.has_feeds);
    with_feeds.map(|list| list.url.as_str().trim_start_matches('/').to_owned()).collect()
}

#[test]
fn every_list_of_posts_has_its_feeds_and_nothing_else_has() {
    let is_feed = |path: &&String| ["rss.xml", "atom.xml", "feed.json"].iter().any(|end| path.ends_with(end));
    let found: BTreeSet<&String> = DEMO.keys().filter(is_feed).collect();
    let wanted: BTreeSet<String> = folders()
        .iter()
        .flat_map(|folder| ["rss.xml", "atom.xml", "feed.json"].map(|name| format!("{folder}{name}")))
        .collect();
    assert_eq!(found, wanted.iter().collect());
    for path in ["rss.xml", "zh/atom.xml", "news/feed.json", "zh/news/rss.xml", "companies/alibaba/atom.xml"]
    {
        assert!(wanted.contains(path), "{path}");
    }
    for taxonomy in ["tags", "categories", "authors", "series"] {
        assert!(wanted.iter().any(|path| path.starts_with(taxonomy)), "{taxonomy}");
    }
}

#[test]
fn every_feed_keeps_to_the_rules_of_its_format() {
    let mut posts = 0;
    for folder in folders() {
        let rss = rss(&format!("{folder}rss.xml"));
        let atom = atom(&format!("{folder}atom.xml"));
        let json = json(&format!("{folder}feed.json"));
        assert!(!rss.is_empty(), "{folder}");
        assert_eq!(rss, json, "{folder}");
        // Atom wants URIs for IDs; the rest is the same.
        let with_ids = atom.into_iter().zip(&json).map(|(entry, item)| {
            let tail = percent_encoding::percent_decode_str(entry.id.rsplit(':').next().unwrap_or_default());
            assert_eq!(tail.decode_utf8_lossy(), item.id);
            Item { id: item.id.clone(), ..entry }
        });
        assert_eq!(with_ids.collect::<Vec<_>>(), json, "{folder}");
        for item in &rss {
            check_item(item);
        }
        posts += rss.len();
    }
    assert!(posts > 200, "{posts}");
}

/// The post is one of the site's, under its permanent ID, and its text leads nowhere but to whole addresses.
fn check_item(item: &Item) {
    // A correction is an item of its own, named after its post and its instant.
    let (id, corrected) = item.id.split_once('#').map_or((item.id.as_str(), None), |(id, at)| (id, Some(at)));
    let entry = SITE.entry(*SITE.by_id.get(id).unwrap_or_else(|| panic!("no post {id}")));
    assert_eq!(item.url, SITE.config.base_url.absolute(&entry.url));
    assert_eq!(item.title, entry.post.meta.title);
    let date = if corrected.is_some() { entry.corrected_at() } else { entry.post.meta.date };
    assert_eq!(Some(item.published), date.map(|date| date.instant));
    assert!(corrected.is_none_or(|at| at == item.published.to_string()), "{}", item.id);
    assert!(item.content.contains("<p"), "{}: the whole text", item.id);
    check_addresses(&item.content, &item.id);
}

fn check_addresses(html: &str, id: &str) {
    let page = Html::parse_fragment(html);
    for element in page::all(&page, "[href], [src], [srcset], [poster], object[data], [cite], [action]") {
        for name in ["href", "src", "poster", "data", "cite", "action"] {
            let Some(address) = element.attr(name) else { continue };
            url::Url::parse(address).unwrap_or_else(|error| panic!("{id}: {name}={address}: {error}"));
            if let Some(file) = demo::file_of(address, HOST) {
                assert!(DEMO.contains_key(&file), "{id}: {address} leads nowhere");
            }
        }
        for picture in element.attr("srcset").unwrap_or_default().split(", ").filter(|one| !one.is_empty()) {
            assert!(picture.starts_with("https://"), "{id}: {picture}");
        }
    }
}

fn rfc822(text: &str) -> Timestamp {
    let date = jiff::fmt::rfc2822::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    date.timestamp()
}

fn rfc3339(text: &str) -> Timestamp {
    assert!(text.len() >= 20 && text.contains('T'), "{text}");
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn is_web_address(text: &str) -> bool {
    url::Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
}

/// An enclosed picture has a media type, and the length of its file.
fn check_enclosure(url: &str, media_type: &str, length: Option<&str>) {
    assert!(media_type.starts_with("image/"), "{url}: {media_type}");
    let is_svg = std::path::Path::new(url).extension().is_some_and(|ending| ending == "svg");
    assert_eq!(is_svg, media_type == "image/svg+xml", "{url}: {media_type}");
    let file = demo::file_of(url, HOST).unwrap_or_else(|| panic!("{url}"));
    assert_eq!(length, Some(DEMO[&file].len().to_string().as_str()), "{url}");
}

/// RSS 2.0 (<https://www.rssboard.org/rss-specification>) with what its profile asks for.
fn rss(path: &str) -> Vec<Item> {
    let xml = text(&DEMO, path);
    let parsed = feed_rs::parser::parse(xml.as_bytes()).unwrap_or_else(|error| panic!("{path}: {error}"));
    let document = roxmltree::Document::parse(xml).unwrap_or_else(|error| panic!("{path}: {error}"));
    assert_eq!(document.root_element().attribute("version"), Some("2.0"));
    let channel = elements(document.root(), "channel").next().expect("a channel");
    for name in ["title", "description", "language"] {
        assert!(child(channel, name).is_some_and(|text| !text.trim().is_empty()), "{path}: {name}");
    }
    let home = child(channel, "link").filter(|link| is_web_address(link)).unwrap_or_else(|| panic!("{path}"));
    assert!(DEMO.contains_key(&demo::file_of(home, HOST).expect("ours")), "{path}: {home}");
    rfc822(child(channel, "lastBuildDate").expect("a date"));
    let own = channel.children().find(|node| node.attribute("rel") == Some("self")).expect("its own address");
    assert_eq!(own.attribute("href").and_then(|url| demo::file_of(url, HOST)).as_deref(), Some(path));
    let items: Vec<Item> = elements(channel, "item").map(rss_item).collect();
    let guids: BTreeSet<&String> = items.iter().map(|item| &item.id).collect();
    assert_eq!(guids.len(), items.len(), "{path}: one ID for each");
    assert_eq!(parsed.entries.len(), items.len());
    for (entry, item) in parsed.entries.iter().zip(&items) {
        let content = entry.content.as_ref().and_then(|content| content.body.as_deref());
        assert_eq!(content.map(str::trim), Some(item.content.trim()), "{path}: {}", item.id);
        assert_eq!(entry.published.map(|date| date.timestamp()), Some(item.published.as_second()));
        assert!(entry.id == item.id && entry.links[0].href == item.url && !entry.authors.is_empty());
    }
    items
}

fn rss_item(item: roxmltree::Node<'_, '_>) -> Item {
    let guid = elements(item, "guid").next().expect("a guid");
    assert_eq!(guid.attribute("isPermaLink"), Some("false"));
    let enclosures: Vec<_> = elements(item, "enclosure").collect();
    assert!(enclosures.len() <= 1);
    for own in enclosures {
        let of = |name| own.attribute(name).unwrap_or_default();
        check_enclosure(of("url"), of("type"), own.attribute("length"));
    }
    let text = |name| child(item, name).unwrap_or_else(|| panic!("no {name}")).to_owned();
    Item {
        id: guid.text().expect("an ID").to_owned(),
        url: text("link"),
        title: text("title"),
        published: rfc822(&text("pubDate")),
        content: text("encoded"),
    }
}

/// RFC 4287, section 4.1.
fn atom(path: &str) -> Vec<Item> {
    const ATOM: &str = "http://www.w3.org/2005/Atom";
    let xml = text(&DEMO, path);
    let parsed = feed_rs::parser::parse(xml.as_bytes()).unwrap_or_else(|error| panic!("{path}: {error}"));
    let document = roxmltree::Document::parse(xml).unwrap_or_else(|error| panic!("{path}: {error}"));
    let feed = document.root_element();
    assert_eq!((feed.tag_name().namespace(), feed.tag_name().name()), (Some(ATOM), "feed"));
    check_atom_elements(feed);
    let link = |rel| feed.children().find(|node| node.attribute("rel") == Some(rel)).expect("a link");
    let own = link("self").attribute("href").and_then(|url| demo::file_of(url, HOST));
    assert_eq!(own.as_deref(), Some(path));
    let feed_has_author = feed.children().any(|node| node.tag_name().name() == "author");
    let entries: Vec<_> = feed.children().filter(|node| node.tag_name().name() == "entry").collect();
    let mut ids = BTreeSet::from([child(feed, "id")]);
    let newest = entries.iter().map(|entry| rfc3339(child(*entry, "updated").expect("a date"))).max();
    assert_eq!(Some(rfc3339(child(feed, "updated").expect("a date"))), newest, "{path}");
    for entry in &entries {
        check_atom_elements(*entry);
        assert!(ids.insert(child(*entry, "id")), "{path}: one ID for each");
        assert!(feed_has_author || elements(*entry, "author").next().is_some());
        assert!(
            rfc3339(child(*entry, "updated").expect("a date"))
                >= rfc3339(child(*entry, "published").expect("a date"))
        );
    }
    assert_eq!(parsed.entries.len(), entries.len());
    entries.into_iter().map(atom_item).collect()
}

/// What both a feed and an entry must have, each once.
fn check_atom_elements(node: roxmltree::Node<'_, '_>) {
    for name in ["id", "title", "updated"] {
        let found: Vec<_> = node.children().filter(|child| child.tag_name().name() == name).collect();
        assert_eq!(found.len(), 1, "{name}");
        assert!(found[0].text().is_some_and(|text| !text.trim().is_empty()), "{name}");
    }
    url::Url::parse(child(node, "id").unwrap_or_default()).expect("an IRI");
    let alternates: Vec<_> = node
        .children()
        .filter(|child| child.tag_name().name() == "link" && child.attribute("rel") == Some("alternate"))
        .collect();
    assert_eq!(alternates.len(), 1);
    assert!(is_web_address(alternates[0].attribute("href").unwrap_or_default()));
    for author in node.children().filter(|child| child.tag_name().name() == "author") {
        assert!(child(author, "name").is_some_and(|name| !name.is_empty()));
        assert!(child(author, "uri").is_none_or(is_web_address));
    }
}

fn atom_item(entry: roxmltree::Node<'_, '_>) -> Item {
    let link = |rel| entry.children().find(|node| node.attribute("rel") == Some(rel));
    if let Some(own) = link("enclosure") {
        let of = |name| own.attribute(name).unwrap_or_default();
        check_enclosure(of("href"), of("type"), own.attribute("length"));
    }
    let content = elements(entry, "content").next().expect("its text");
    assert_eq!(content.attribute("type"), Some("html"));
    let text = |name| child(entry, name).unwrap_or_else(|| panic!("no {name}")).to_owned();
    Item {
        id: text("id"),
        url: link("alternate").and_then(|link| link.attribute("href")).expect("a link").to_owned(),
        title: text("title"),
        published: rfc3339(&text("published")),
        content: content.text().expect("its text").to_owned(),
    }
}

/// <https://www.jsonfeed.org/version/1.1/>.
fn json(path: &str) -> Vec<Item> {
    let feed: Value =
        serde_json::from_str(text(&DEMO, path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    assert_eq!(feed["version"], "https://jsonfeed.org/version/1.1");
    assert!(feed["title"].as_str().is_some_and(|title| !title.is_empty()), "{path}");
    assert_eq!(demo::file_of(field(&feed, "feed_url"), HOST).as_deref(), Some(path));
    assert!(is_web_address(field(&feed, "home_page_url")) && !field(&feed, "language").is_empty());
    let mut ids = BTreeSet::new();
    let items = feed["items"].as_array().expect("a list").iter().map(|item| {
        assert!(ids.insert(field(item, "id").to_owned()), "{path}: one ID for each");
        json_item(item)
    });
    let items = items.collect();
    feed_rs::parser::parse(text(&DEMO, path).as_bytes()).unwrap_or_else(|error| panic!("{path}: {error}"));
    items
}

fn field<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_else(|| panic!("{name} is no text: {value:#}"))
}

fn json_item(item: &Value) -> Item {
    for author in item["authors"].as_array().expect("authors are a list") {
        assert!(!field(author, "name").is_empty());
        let addresses = ["url", "avatar"].map(|name| author.get(name).and_then(Value::as_str));
        assert!(addresses.into_iter().flatten().all(is_web_address), "{author:#}");
    }
    assert!(item.get("author").is_none(), "a key of version 1.0");
    assert!(item.get("content_html").is_some() != item.get("content_text").is_some());
    for tag in item.get("tags").and_then(Value::as_array).into_iter().flatten() {
        assert!(tag.as_str().is_some_and(|tag| !tag.is_empty()));
    }
    for name in ["date_published", "date_modified"] {
        let _ = item.get(name).map(|date| rfc3339(date.as_str().expect("text")));
    }
    assert!(item.get("image").is_none_or(|image| image.as_str().is_some_and(is_web_address)));
    let text = |name| field(item, name).to_owned();
    Item {
        id: text("id"),
        url: text("url"),
        title: text("title"),
        published: rfc3339(field(item, "date_published")),
        content: text("content_html"),
    }
}

#[test]
fn pictures_are_enclosed_in_all_forms() {
    let count = |path: &str, mark: &str| text(&DEMO, path).matches(mark).count();
    let rss = count("rss.xml", "<enclosure ");
    assert!(rss > 3, "{rss}");
    assert_eq!(count("atom.xml", "rel=\"enclosure\""), rss);
    assert_eq!(count("feed.json", "\"image\":"), rss);
}

#[test]
fn feeds_of_summaries_hold_no_text() {
    let site = files::project([
        ("sitegen.yaml", "title: T\nbase_url: https://example.org/\nfeeds: {full_text: false, limit: 2}\n"),
        ("content/posts/2026-01-01-a.md", "---\ntitle: A\nsummary: The sum\n---\n\nThe body.\n"),
        ("content/posts/2026-01-02-b.md", "---\ntitle: B\nsummary: The sum\n---\n\nThe body.\n"),
        ("content/posts/2026-01-03-c.md", "---\ntitle: C\nsummary: The sum\n---\n\nThe body.\n"),
        (
            "content/posts/2026-01-04-d.md",
            "---\ntitle: D\nsummary: The sum\nvisibility: unlisted\n---\n\nx\n",
        ),
    ]);
    let built = demo::build(site.path(), demo::CLOCK);
    for path in ["rss.xml", "atom.xml", "feed.json"] {
        let feed = feed_rs::parser::parse(built[path].as_slice()).expect("a feed");
        let titles: Vec<_> =
            feed.entries.iter().flat_map(|entry| &entry.title).map(|title| &title.content).collect();
        assert_eq!(titles, ["C", "B"], "{path}");
        assert!(text(&built, path).contains("The sum") && !text(&built, path).contains("The body"), "{path}");
    }
    let json: Value = serde_json::from_str(text(&built, "feed.json")).expect("JSON");
    assert_eq!(json["items"][0]["content_text"], "The sum");
}

#[test]
fn the_feed_of_a_series_begins_with_its_newest_part() {
    let of = |path: &str| -> Vec<String> { rss(path).into_iter().map(|item| item.id).collect() };
    let series = folders().into_iter().filter(|folder| folder.starts_with("series/")).collect::<Vec<_>>();
    for folder in &series {
        let dates: Vec<Timestamp> =
            rss(&format!("{folder}rss.xml")).iter().map(|item| item.published).collect();
        assert!(dates.is_sorted_by(|a, b| a >= b), "{folder}: newest first");
    }
    assert!(series.len() >= 2 && series.iter().any(|folder| of(&format!("{folder}rss.xml")).len() >= 3));
}

// --- hostile text ------------------------------------------------------------------------------------

/// Builds a site of one post.
fn built(post: &[u8]) -> Files {
    let site = files::project([
        ("sitegen.yaml", b"title: T\nbase_url: https://example.org/\n".as_slice()),
        ("content/posts/one.md", post),
    ]);
    program::build(site.path(), &[]).expect(0);
    tree::read(&site.path().join("public"))
}

#[test]
fn all_forms_say_the_same_whatever_a_post_holds() {
    let nasty = "\\0\\x01\\x0B\\x1B\\x7F\\uFFFE ]]> </title> <b>&amp;\\u2028 \\\\ud800 \\U0001F600 \\\" é";
    let body = b"a ]]> b \0\x01\x08\x0b\x0c\x1b\x7f & \xef\xbf\xbe \\ud800 <b>&nbsp; <![CDATA[x]]> \"q\" \\ \xe2\x80\xa8 \xf0\x9f\x98\x80\n";
    let head = format!(
        "---\ntitle: \"{nasty}\"\nsummary: \"{nasty}\"\ntags: [\"{nasty}\"]\ndate: 2026-07-05\n---\n\n"
    );
    let files = built(&[head.as_bytes(), body].concat());
    let shown = "]]> </title> <b>&amp;\u{2028} \\ud800 \u{1f600} \" é";
    let mut texts = BTreeSet::new();
    for path in ["rss.xml", "atom.xml", "feed.json"] {
        let feed =
            feed_rs::parser::parse(files[path].as_slice()).unwrap_or_else(|error| panic!("{path}: {error}"));
        let title = &feed.entries[0].title.as_ref().expect("a title").content;
        assert_eq!(title.trim(), shown, "{path}");
        let content = feed.entries[0].content.as_ref().and_then(|content| content.body.clone());
        let content = content.unwrap_or_else(|| panic!("{path}"));
        assert!(content.contains("a ]]&gt; b") && content.contains("\\ud800"), "{path}: {content}");
        texts.insert(content.trim().to_owned());
        let illegal =
            |c: &char| matches!(c, '\0'..='\x08' | '\x0b' | '\x0c' | '\x0e'..='\x1f' | '\x7f' | '\u{fffe}');
        assert_eq!(text(&files, path).chars().find(illegal), None, "{path}");
    }
    assert_eq!(texts.len(), 1, "{texts:#?}");
    let json: Value = serde_json::from_str(text(&files, "feed.json")).expect("JSON");
    for pointer in ["/items/0/title", "/items/0/summary", "/items/0/tags/0"] {
        assert_eq!(json.pointer(pointer).and_then(Value::as_str).map(str::trim), Some(shown), "{pointer}");
    }
}

#[test]
fn surrogates_are_refused_or_replaced() {
    // As an escape in the front matter: no text can hold it.
    let site = files::project([
        ("sitegen.yaml", "title: T\nbase_url: https://example.org/\n"),
        ("content/posts/one.md", "---\ntitle: \"a \\ud800 b\"\ndate: 2026-07-05\n---\n\nText.\n"),
    ]);
    let ran = program::build(site.path(), &[]).expect(1);
    assert!(ran.err.contains("content/posts/one.md"), "{}", ran.err);
    // As an entity, which HTML replaces, and as the bytes of some other encoding.
    let files = built(
        b"---\ntitle: A\ndate: 2026-07-05\n---\n\nx &#xD800; y &#0; z\n\n<p title=\"&#xDFFF;&#1;\">w</p>\n",
    );
    for path in ["rss.xml", "atom.xml", "feed.json"] {
        let feed =
            feed_rs::parser::parse(files[path].as_slice()).unwrap_or_else(|error| panic!("{path}: {error}"));
        let content = feed.entries[0].content.as_ref().and_then(|content| content.body.as_deref());
        assert!(content.is_some_and(|content| content.contains("x \u{fffd} y")), "{path}: {content:?}");
    }
}
