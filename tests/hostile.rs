//! Text that would be markup is the same text everywhere, and changes no element of any page.

#![allow(
    clippy::case_sensitive_file_extension_comparisons,
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "tests act as users do, and say what they skip"
)]

use crate::support::{files, page, program, tree};
use scraper::Html;
use sitegen::{clock::Clock, pipeline};
use std::{collections::BTreeMap, fmt::Write as _, path::Path};

/// Ends scripts, attributes, comments and CDATA, and looks like templates and entities.
const HOSTILE: &str = "</script><script>alert(1)</script> \"><img onerror=x> ]]> {{7*7}} & 日本 <!--<script> --> ' \
                       </title></textarea> {% x %} &lt;b&gt; `*_";
const HARMLESS: &str = "Nothing but words";

/// The text with what no page and no feed may hold.
fn with_controls(text: &str) -> String {
    format!("\u{0}{text}\u{1}\u{8}\u{b}\u{c}\u{1b}\u{7f}\u{fffe}\u{ffff}end")
}

/// The text between quotation marks, with escapes that YAML and JSON share.
fn quoted(text: &str) -> String {
    let quoted = serde_json::to_string(text).expect("text");
    ['\u{7f}', '\u{fffe}', '\u{ffff}']
        .into_iter()
        .fold(quoted, |text, c| text.replace(c, &format!("\\u{:04x}", u32::from(c))))
}

/// A site that shows `text` wherever a writer's text is shown.
fn site(text: &str) -> tempfile::TempDir {
    let text = quoted(text);
    let mut post = "---\nslug: first\ndate: 2026-07-05\n".to_owned();
    for key in ["title", "description", "summary", "series", "story", "kind"] {
        let _ = writeln!(post, "{key}: {text}");
    }
    let _ = write!(
        post,
        "tags: [{text}]\ncategories: [{text}]\nauthors: [{{name: {text}, url: https://example.net/}}]\n\
         image: {{src: /images/a.png, alt: {text}, caption: {text}, credit: {text}}}\n\
         sources: [{{name: {text}, url: https://example.net/}}]\n\
         updates: [{{date: 2026-07-06, kind: correction, text: {text}}}]\n\
         claims: [{{text: {text}, status: {text}, attributed_to: {text}}}]\n\
         sentiment: {{label: {text}, horizon: {text}, rationale: {text}}}\n\
         ai: {{involvement: assisted, tools: [{text}], reviewed_by: {text}, responsible: [{text}], note: {text}}}\n---\n\nThe body of the first post.\n"
    );
    let second = format!(
        "---\ntitle: Second\nslug: second\ndate: 2026-07-04\nstory: {text}\ntags: [{text}]\nseries: {text}\n\
         video: {{src: /images/a.mp4, poster: /images/a.png, title: {text}, description: {text}, caption: {text}, credit: {text}, transcript: Words.}}\n\
         companies: [{text}]\n---\n\nThe body of the second post, with a link to [the first](@/posts/first.md).\n"
    );
    let translated = format!("---\ntitle: {text}\nslug: second\ndate: 2026-07-04\n---\n\nText.\n");
    let section = format!("---\ntitle: {text}\ndescription: {text}\n---\n\nText.\n");
    let about = format!(
        "{text}:\n  {{name: {text}, description: {text}, icon: {text}, role: {text}, picture: /a.png}}\n"
    );
    let config = format!(
        "title: {text}\ntagline: {text}\ndescription: {text}\nbase_url: https://example.org/\nauthors: [{text}]\n\
         nav: [{{name: {text}, url: /tags/}}]\ntaxonomies: {{companies: {{}}}}\n\
         languages: {{zh: {{name: {text}, title: {text}}}}}\nclaims: {{words: {{{text}: reported}}}}\nsign_off: \"{{title}}\"\nshow_ids: true\n"
    );
    let story = format!(
        "title: {text}\nsummary: {text}\nsynonyms: [{text}]\nclaims: [{{id: a, text: {text}}}]\n\
         coverage: [{{outlet: {text}, headline: {text}, claims: {{a: {{status: {text}, says: {text}}}}}}}]\n\
         milestones: [{{date: 2026-07-07, text: {text}, url: {text}}}]\n"
    );
    files::project([
        ("sitegen.yaml", config.as_str()),
        ("content/posts/first.md", &post),
        ("content/posts/second.md", &second),
        ("content/posts/second.zh.md", &translated),
        ("content/posts/_index.md", &section),
        ("data/authors.yaml", &about),
        ("data/categories.yaml", &about),
        ("data/companies.yaml", &about),
        ("data/stories/one.yaml", &story),
        ("static/images/a.png", "not really an image"),
        ("static/images/a.mp4", "not really a video"),
    ])
}

/// A built site: its files, those of its terms under a name that does not depend on the text.
fn built(text: &str) -> BTreeMap<String, String> {
    let folder = site(text);
    program::build(folder.path(), &[]).expect(0);
    let slug = slug(folder.path());
    let files = tree::read(&folder.path().join("public"));
    let pages = files.into_iter().filter(|(path, _)| ["html", "xml", "json"].contains(&ending(path)));
    let pages = pages.filter(|(path, _)| !path.starts_with('.'));
    pages
        .map(|(path, bytes)| {
            let path = path.replace(&format!("/{slug}/"), "/SLUG/");
            (path, String::from_utf8(bytes).expect("UTF-8"))
        })
        .collect()
}

fn ending(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}

fn slug(root: &Path) -> String {
    let clock = Clock::at(program::CLOCK.parse().expect("valid"));
    let project = pipeline::inspect(&pipeline::Request::new(root, clock)).expect("readable");
    let tags = &project.site.locale(0).taxonomy("tags").expect("there are tags").by_slug;
    assert_eq!(tags.len(), 1, "one tag on both posts");
    tags.keys().next().expect("one").clone()
}

#[test]
fn no_element_and_no_attribute_is_new() {
    let (hostile, harmless) = (built(HOSTILE), built(HARMLESS));
    let paths = |site: &BTreeMap<String, String>| site.keys().cloned().collect::<Vec<_>>();
    assert_eq!(paths(&hostile), paths(&harmless));
    assert!(hostile.len() >= 11, "{:?}", paths(&hostile));
    for (path, text) in &hostile {
        if ending(path) == "html" {
            let (ours, theirs) = (Html::parse_document(text), Html::parse_document(&harmless[path]));
            assert_eq!(page::shape(&ours), page::shape(&theirs), "{path}:\n{text}");
        } else if ending(path) == "xml" {
            assert_eq!(xml_shape(text), xml_shape(&harmless[path]), "{path}:\n{text}");
        } else {
            assert_eq!(json_shape(text), json_shape(&harmless[path]), "{path}:\n{text}");
        }
    }
}

fn xml_shape(text: &str) -> BTreeMap<String, usize> {
    let document = roxmltree::Document::parse(text).unwrap_or_else(|error| panic!("{error}:\n{text}"));
    let mut counts = BTreeMap::new();
    for node in document.descendants().filter(roxmltree::Node::is_element) {
        let names: Vec<&str> = node.attributes().map(|attribute| attribute.name()).collect();
        *counts.entry(format!("{} {}", node.tag_name().name(), names.join(" "))).or_default() += 1;
    }
    counts
}

/// The pointers of all values.
fn json_shape(text: &str) -> Vec<String> {
    fn collect(value: &serde_json::Value, pointer: &str, found: &mut Vec<String>) {
        match value {
            serde_json::Value::Object(map) => {
                for (key, value) in map {
                    collect(value, &format!("{pointer}/{key}"), found);
                }
            }
            serde_json::Value::Array(values) => {
                for value in values {
                    collect(value, &format!("{pointer}/*"), found);
                }
            }
            _ => found.push(pointer.to_owned()),
        }
    }
    let mut found = Vec::new();
    collect(&serde_json::from_str(text).expect("JSON"), "", &mut found);
    found
}

#[test]
fn the_text_is_the_same_on_every_page() {
    is_shown_everywhere(&built(HOSTILE), HOSTILE);
}

#[test]
fn control_characters_are_in_no_page() {
    let site = built(&with_controls(HOSTILE));
    for (path, text) in &site {
        let illegal =
            |c: &char| matches!(c, '\0'..='\x08' | '\x0b'..='\x1f' | '\x7f' | '\u{fffe}' | '\u{ffff}');
        assert_eq!(text.chars().find(illegal), None, "{path}");
    }
    is_shown_everywhere(&site, &format!("{HOSTILE}end"));
}

/// That an article shows a text wherever it may.
fn article_shows(first: &Html, text: &str) {
    for selector in [
        "h1",
        ".standfirst",
        ".article-header .kicker",
        ".authors a",
        ".lead-image figcaption span",
        "a[rel=tag]",
        ".sources li a",
        ".updates li",
        ".claims-table tbody th",
        ".claim-status",
        ".sentiment-note p",
        ".disclosure",
        ".series h2",
        ".series li",
        ".site-title",
        ".languages a",
        ".site-nav a",
        "title",
    ] {
        shows(first, selector, text);
    }
    for (selector, attribute) in [
        ("meta[name=description]", "content"),
        ("meta[property='og:title']", "content"),
        ("meta[property='og:description']", "content"),
        ("meta[property='og:site_name']", "content"),
        ("meta[property='og:image:alt']", "content"),
        ("meta[property='article:tag']", "content"),
        (".lead-image img", "alt"),
    ] {
        assert_eq!(page::only(first, selector).attr(attribute), Some(text), "{selector}");
    }
}

fn is_shown_everywhere(site: &BTreeMap<String, String>, text: &str) {
    let page = |path: &str| Html::parse_document(&site[path]);
    let first = page("2026/07/05/first/index.html");
    article_shows(&first, text);
    shows(&page("index.html"), ".card-title a", text);
    shows(&page("index.html"), ".card-summary", text);
    shows(&page("index.html"), "h1", text);
    shows(&page("index.html"), ".tagline", text);
    shows(&page("2026/07/05/first/related/index.html"), "h1", text);
    shows(&page("2026/07/04/second/index.html"), ".story-more li a", text);
    shows(&first, ".story-more p a", text);
    shows(&first, ".sign-off", text);
    shows(&first, ".kind", text);
    shows(&page("2026/07/04/second/index.html"), ".lead-video figcaption", text);
    let story = page("stories/one/index.html");
    for selector in ["h1", ".standfirst", ".matrix-table th", ".matrix-says", ".event-outlet", ".timeline li"]
    {
        shows(&story, selector, text);
    }
    shows(&page("2026/07/04/second/index.html"), ".neighbour-title", text);
    shows(&page("2026/07/04/second/index.html"), ".colophon a", text);
    shows(&page("posts/index.html"), "h1", text);
    shows(&page("posts/index.html"), ".standfirst", text);
    for taxonomy in ["tags", "categories", "authors", "series", "companies", "kinds", "sentiments"] {
        shows(&page(&format!("{taxonomy}/SLUG/index.html")), "h1", text);
    }
    shows(&page("authors/SLUG/index.html"), ".standfirst", text);
    shows(&page("companies/index.html"), ".term-cards p", text);
    shows(&page("zh/index.html"), "h1", text);
    shows(&page("zh/2026/07/04/second/index.html"), "h1", text);
    shows(&page("tags/index.html"), ".term-name", text);
    check_structured_data(&first, text);
    check_feed(&site["rss.xml"], text);
    for path in ["tags/SLUG/rss.xml", "series/SLUG/rss.xml", "posts/rss.xml"] {
        check_feed(&site[path], text);
    }
    for path in ["atom.xml", "categories/SLUG/atom.xml"] {
        check_atom(&site[path], text);
    }
    check_json_feed(&site["authors/SLUG/feed.json"], text);
    let sitemap = roxmltree::Document::parse(&site["sitemap.xml"]).expect("well-formed");
    let places: Vec<&str> = sitemap
        .descendants()
        .filter(|node| node.has_tag_name("loc"))
        .filter_map(|node| node.text())
        .collect();
    let is_address = |place: &&str| url::Url::parse(place).is_ok_and(|url| url.as_str() == *place);
    assert!(places.len() > 20 && places.iter().all(is_address), "{places:?}");
}

/// Whether an element's text holds `text`.
#[track_caller]
fn shows(page: &Html, selector: &str, text: &str) {
    let found: Vec<String> = page::all(page, selector).into_iter().map(page::text).collect();
    assert!(found.iter().any(|shown| shown.contains(text)), "{selector}: {found:#?}");
}

fn check_structured_data(page: &Html, text: &str) {
    let json: String = page::all(page, "script[type='application/ld+json']")[0].text().collect();
    let data: serde_json::Value =
        serde_json::from_str(&json).unwrap_or_else(|error| panic!("{error}: {json}"));
    for pointer in [
        "/headline",
        "/description",
        "/author/0/name",
        "/publisher/name",
        "/keywords/0",
        "/image/caption",
        "/image/creditText",
        "/articleSection",
        "/citation/0/name",
        "/correction/0/text",
    ] {
        assert_eq!(data.pointer(pointer).and_then(|value| value.as_str()), Some(text), "{pointer}: {data:#}");
    }
    assert!(!json.contains(['<', '>', '&']), "{json}");
}

fn check_feed(xml: &str, text: &str) {
    roxmltree::Document::parse(xml).unwrap_or_else(|error| panic!("{error}:\n{xml}"));
    let feed = feed_rs::parser::parse(xml.as_bytes()).unwrap_or_else(|error| panic!("{error}:\n{xml}"));
    assert!(feed.title.expect("a title").content.contains(text), "the feed's title");
    let entry = &feed.entries[0];
    assert_eq!(entry.title.as_ref().map(|title| title.content.as_str()), Some(text));
    assert_eq!(entry.categories[0].term, text);
    assert_eq!(entry.authors[0].name.as_deref(), Some(text));
    // The summary is HTML that shows the text.
    let summary = Html::parse_fragment(&entry.summary.as_ref().expect("a summary").content);
    assert_eq!(page::text(summary.root_element()), text);
}

fn check_atom(xml: &str, text: &str) {
    let feed = feed_rs::parser::parse(xml.as_bytes()).unwrap_or_else(|error| panic!("{error}:\n{xml}"));
    assert!(feed.title.expect("a title").content.contains(text), "the feed's title");
    let entry = &feed.entries[0];
    assert_eq!(entry.title.as_ref().map(|title| title.content.as_str()), Some(text));
    assert_eq!(entry.categories[0].label.as_deref(), Some(text));
    assert_eq!(entry.authors[0].name, Some(text.to_owned()));
    assert_eq!(entry.summary.as_ref().map(|summary| summary.content.as_str()), Some(text));
}

fn check_json_feed(json: &str, text: &str) {
    let feed: serde_json::Value = serde_json::from_str(json).expect("JSON");
    for pointer in ["/items/0/title", "/items/0/summary", "/items/0/authors/0/name", "/items/0/tags/0"] {
        assert_eq!(feed.pointer(pointer).and_then(|value| value.as_str()), Some(text), "{pointer}: {feed:#}");
    }
}

#[test]
fn feeds_are_well_formed_whatever_a_body_holds() {
    let body = with_controls("a ]]> b & c <b>&nbsp;&copy;</b> <br> <p>not ended\n\n<!-- nor this");
    let post = format!("---\ntitle: One\ndate: 2026-07-05\ntags: [t]\n---\n\n{body}\n");
    let folder = files::project([
        ("sitegen.yaml", "title: T\nbase_url: https://example.org/\n"),
        ("content/posts/one.md", &post),
    ]);
    program::build(folder.path(), &[]).expect(0);
    let files = tree::read(&folder.path().join("public"));
    for path in ["rss.xml", "tags/t/rss.xml", "atom.xml", "tags/t/atom.xml"] {
        let xml = String::from_utf8(files[path].clone()).expect("UTF-8");
        roxmltree::Document::parse(&xml).unwrap_or_else(|error| panic!("{error}:\n{xml}"));
        let feed = feed_rs::parser::parse(xml.as_bytes()).expect("a feed");
        let content = feed.entries[0].content.as_ref().and_then(|content| content.body.as_deref());
        assert!(content.is_some_and(|content| content.contains("a ]]&gt; b &amp; c")), "{content:?}");
    }
    let page = String::from_utf8(files["2026/07/05/one/index.html"].clone()).expect("UTF-8");
    page::only(&Html::parse_document(&page), ".site-footer");
}
