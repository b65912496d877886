//! Structured data of the demo's pages: by kind of page, what schema.org's types and search engines ask for.
//!
//! `publisher.logo` is not asked for: Google's page on articles names it no longer, and a site has no setting for it.

#![allow(
    clippy::case_sensitive_file_extension_comparisons,
    clippy::disallowed_methods,
    reason = "tests write the sites that they build, and know the names of their files"
)]

use crate::support::{
    demo::{self, DEMO, HOST, SITE, text},
    page,
};
use jiff::Timestamp;
use scraper::Html;
use serde_json::Value;
use sitegen::{post::meta::UpdateKind, site::Entry};
use std::collections::BTreeMap;

/// A page with the objects of its scripts, by type.
struct Page {
    path: &'static str,
    class: String,
    html: Html,
    data: BTreeMap<String, Value>,
}

fn pages() -> Vec<Page> {
    let paths = DEMO.keys().filter(|path| path.ends_with(".html"));
    paths.map(|path| read(path)).filter(|page| !page.class.is_empty()).collect()
}

fn read(path: &'static str) -> Page {
    let html = Html::parse_document(text(&DEMO, path));
    let class = page::only(&html, "body").attr("class").unwrap_or_default().to_owned();
    let mut data = BTreeMap::new();
    for script in page::all(&html, "script[type='application/ld+json']") {
        let json: Value =
            serde_json::from_str(&page::text(script)).unwrap_or_else(|error| panic!("{path}: {error}"));
        assert_eq!(json["@context"], "https://schema.org", "{path}");
        let kind = json["@type"].as_str().expect("a type").to_owned();
        check_values(&json, path);
        assert!(data.insert(kind, json).is_none(), "{path}: one of each type");
    }
    Page { path, class, html, data }
}

/// No value is empty, addresses are whole, dates and languages are written as machines read them.
fn check_values(value: &Value, path: &str) {
    match value {
        Value::Object(map) => {
            assert!(map.contains_key("@type"), "{path}: {value:#}");
            for (key, value) in map {
                if let Value::String(text) = value {
                    check_text(key, text, path);
                }
                if !key.starts_with("@context") {
                    check_values(value, path);
                }
            }
        }
        Value::Array(values) => {
            assert!(!values.is_empty(), "{path}: an empty list");
            for value in values {
                check_values(value, path);
            }
        }
        Value::String(text) => assert!(!text.trim().is_empty(), "{path}: an empty text"),
        Value::Null => panic!("{path}: null"),
        Value::Bool(_) | Value::Number(_) => {}
    }
}

fn check_text(key: &str, text: &str, path: &str) {
    match key {
        "url" | "@id" | "item" | "image" | "contentUrl" | "embedUrl" | "thumbnailUrl" | "@context" => {
            let url = url::Url::parse(text).unwrap_or_else(|error| panic!("{path}: {key} {text}: {error}"));
            assert_eq!(url.scheme(), "https", "{path}: {text}");
            if let Some(file) = demo::file_of(text, HOST) {
                assert!(DEMO.contains_key(&file), "{path}: {key} {text} leads nowhere");
            }
        }
        _ if key.starts_with("date") || key == "uploadDate" => {
            text.parse::<Timestamp>().unwrap_or_else(|error| panic!("{path}: {key} {text}: {error}"));
        }
        "duration" | "timeRequired" => assert!(text.parse::<jiff::Span>().is_ok(), "{path}: {text}"),
        "inLanguage" if text == "en" && path.contains("forty-per-cent-in-twelve") => {}
        "inLanguage" => assert!(["en-GB", "zh", "ar"].contains(&text), "{path}: {text}"),
        _ => {}
    }
}

fn canonical(page: &Page) -> &str {
    page::only(&page.html, "link[rel=canonical]").attr("href").expect("an address")
}

#[test]
fn each_kind_of_page_has_its_types() {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for page in pages() {
        let kinds: Vec<&str> = page.data.keys().map(String::as_str).collect();
        let is_first = !page.path.contains("page/");
        let expected: &[&str] = match page.class.as_str() {
            "page-post" => {
                let mut expected = vec!["BreadcrumbList", type_of(&page)];
                expected.extend(page.path.contains("in-twelve-seconds").then_some("VideoObject"));
                expected.sort_unstable();
                assert_eq!(kinds, expected, "{}", page.path);
                *counts.entry(page.class.clone()).or_default() += 1;
                continue;
            }
            "page-page" => &["BreadcrumbList", "WebPage"],
            "page-home" if is_first => &["WebSite"],
            "page-term" if page.path.contains("authors/") => &["BreadcrumbList", "ProfilePage"],
            "page-term" | "page-terms" | "page-section" | "page-archive" | "page-year" | "page-month"
            | "page-edition" | "page-editions" | "page-corrections" | "page-claims" => {
                &["BreadcrumbList", "CollectionPage"]
            }
            "page-home" | "page-related" | "page-not-found" | "page-search" => &[],
            other => panic!("{}: {other}", page.path),
        };
        assert_eq!(kinds, expected, "{}", page.path);
        *counts.entry(page.class.clone()).or_default() += 1;
    }
    assert_eq!(counts.len(), 16, "{counts:?}");
}

#[test]
fn an_article_says_who_wrote_what_when_in_which_language() {
    let mut with_images = 0;
    for page in pages().into_iter().filter(|page| page.class == "page-post") {
        let data = &page.data[type_of(&page)];
        let url = canonical(&page);
        let entry = SITE.entries.iter().find(|entry| SITE.config.base_url.absolute(&entry.url) == url);
        check_article(data, entry.expect("a post"), url, page.path);
        let headline = page::text(page::only(&page.html, "h1"));
        assert_eq!(data["headline"], headline.as_str(), "{}", page.path);
        with_images += usize::from(data.get("image").is_some());
    }
    assert!(with_images > 10, "{with_images}");
}

/// The type of an article, by its kind.
fn type_of(page: &Page) -> &'static str {
    match kind_of(page) {
        "opinion" => "OpinionNewsArticle",
        "analysis" => "AnalysisNewsArticle",
        "explainer" => "BackgroundNewsArticle",
        _ => "NewsArticle",
    }
}

fn kind_of(page: &Page) -> &str {
    let class = page::only(&page.html, "article.article").attr("class").unwrap_or_default();
    class.split_once("kind-").expect("a kind").1
}

fn check_article(data: &Value, entry: &Entry, url: &str, path: &str) {
    let meta = &entry.post.meta;
    let instant = |key: &str| data[key].as_str().and_then(|date| date.parse::<Timestamp>().ok());
    let first = meta.date.map(|date| date.instant);
    assert_eq!(instant("datePublished"), first, "{path}");
    assert_eq!(instant("dateModified"), meta.last_changed().map(|date| date.instant).or(first), "{path}");
    assert!(instant("dateModified") >= instant("datePublished"), "{path}");
    let day = first.map(|date| SITE.config.timezone.civil(date).day_of_year().to_string());
    let edition = data.get("printEdition").and_then(Value::as_str);
    assert_eq!(edition.is_some(), day.is_some(), "{path}");
    assert!(edition.is_none_or(|edition| edition.contains(&day.unwrap_or_default())), "{path}: {edition:?}");
    let authors = data["author"].as_array().expect("authors");
    for author in authors {
        assert!(["Person", "Organization"].contains(&author["@type"].as_str().unwrap_or_default()), "{path}");
        assert!(author["name"].is_string() && author["url"].is_string(), "{path}: {author:#}");
    }
    let names: Vec<&str> = authors.iter().filter_map(|author| author["name"].as_str()).collect();
    assert_eq!(names.len(), meta.authors.len().max(SITE.config.authors.len().min(1)), "{path}: {names:?}");
    let pictured = meta.image.is_some() || meta.video.as_ref().is_some_and(|video| video.poster.is_some());
    assert_eq!(data.get("image").is_some(), pictured, "{path}");
    if let Some(image) = data.get("image") {
        assert!(image["@type"] == "ImageObject" && image["url"].is_string(), "{path}: {image:#}");
    }
    assert_eq!(data["publisher"]["name"], "The Slow Wire", "{path}");
    assert!(data["publisher"]["url"].is_string() && data["articleSection"].is_string(), "{path}");
    let keywords: Vec<&str> =
        data["keywords"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let tags: Vec<&str> = SITE.terms_of(entry, "tags").map(|(_, list)| list.title.as_str()).collect();
    assert_eq!(keywords, tags, "{path}");
    assert_eq!(data["wordCount"], entry.post.facts.words, "{path}");
    assert_eq!(data["inLanguage"], SITE.lang(entry), "{path}");
    assert_eq!((&data["url"], &data["mainEntityOfPage"]["@id"]), (&url.into(), &url.into()), "{path}");
    assert!(data["description"].is_string() && data["isAccessibleForFree"] == true, "{path}");
    let corrections = meta
        .updates
        .iter()
        .filter(|update| matches!(update.kind, UpdateKind::Correction | UpdateKind::Retraction));
    assert_eq!(data["correction"].as_array().map_or(0, Vec::len), corrections.count(), "{path}");
}

#[test]
fn the_way_to_a_page_begins_at_its_home_page() {
    for page in pages() {
        let Some(trail) = page.data.get("BreadcrumbList") else { continue };
        let steps = trail["itemListElement"].as_array().expect("steps");
        assert!(steps.len() >= 2, "{}", page.path);
        for (number, step) in (1..).zip(steps) {
            assert_eq!(
                (&step["@type"], &step["position"]),
                (&"ListItem".into(), &number.into()),
                "{}",
                page.path
            );
            let is_last = number == steps.len();
            assert!(
                step["name"].is_string() && step.get("item").is_some() != is_last,
                "{}: {step:#}",
                page.path
            );
        }
        let home = if page.path.starts_with("zh/") { format!("{HOST}/zh/") } else { format!("{HOST}/") };
        assert_eq!(steps[0]["item"], home.as_str(), "{}", page.path);
    }
}

#[test]
fn lists_people_and_sites_say_what_they_are() {
    for page in pages().into_iter().filter(|page| !page.data.is_empty()) {
        let url = canonical(&page);
        if let Some(list) = page.data.get("CollectionPage") {
            assert_eq!(list["url"], url);
            assert!(list["name"].is_string() && list["inLanguage"].is_string(), "{}", page.path);
            assert_eq!(list["isPartOf"]["@type"], "WebSite");
        }
        if let Some(profile) = page.data.get("ProfilePage") {
            let person = &profile["mainEntity"];
            assert_eq!(person["@type"], "Person", "{}", page.path);
            assert_eq!(person["name"], page::text(page::only(&page.html, "h1")).as_str(), "{}", page.path);
            assert!(person["url"].is_string() && person["description"].is_string(), "{}", page.path);
        }
        if let Some(site) = page.data.get("WebSite") {
            assert_eq!(site["url"], url);
            assert!(site["name"].is_string() && site["publisher"]["name"].is_string(), "{}", page.path);
        }
    }
}

/// One page of each type, by what must be in it: the properties that schema.org and search engines ask for, and those
/// that they recommend.
#[test]
fn every_type_of_page_has_what_is_asked_of_it() {
    let pages = pages();
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for page in &pages {
        for data in page.data.values() {
            check_object(data, page.path);
        }
        let kind = match page.class.as_str() {
            "page-post" => kind_of(page),
            "page-term" if page.path.contains("authors/") => "author",
            "page-term" if page.path.contains("stories/") => "story",
            other => other.trim_start_matches("page-"),
        };
        *seen.entry(kind).or_default() += usize::from(!page.data.is_empty());
    }
    for wanted in [
        "home",
        "article",
        "brief",
        "analysis",
        "opinion",
        "explainer",
        "digest",
        "reel",
        "author",
        "term",
        "terms",
        "section",
        "story",
        "claims",
        "corrections",
        "archive",
        "year",
        "month",
        "edition",
        "page",
    ] {
        assert!(seen.get(wanted).is_some_and(|count| *count > 0), "{wanted}: {seen:?}");
    }
    let corrections = pages.iter().filter_map(|page| page.data.get("NewsArticle")?.get("correction"));
    assert!(corrections_are_told(corrections) > 0);
}

fn corrections_are_told<'a>(corrections: impl Iterator<Item = &'a Value>) -> usize {
    let all = corrections.flat_map(|list| list.as_array().into_iter().flatten());
    all.inspect(|comment| assert_eq!(comment["@type"], "CorrectionComment")).count()
}

/// An object, and those in it, by type.
fn check_object(data: &Value, path: &str) {
    match data {
        Value::Object(map) => {
            let kind = data["@type"].as_str().unwrap_or_default();
            // One that is told of by its ID alone stands elsewhere on the page.
            let is_reference = map.len() == 2 && map.contains_key("@id");
            let required = if is_reference { &[] } else { required(kind) };
            for name in required {
                assert!(map.contains_key(*name), "{path}: {kind} has no {name}: {data:#}");
            }
            for value in map.values() {
                check_object(value, path);
            }
        }
        Value::Array(values) => values.iter().for_each(|value| check_object(value, path)),
        _ => {}
    }
}

fn required(kind: &str) -> &'static [&'static str] {
    match kind {
        "NewsArticle" | "OpinionNewsArticle" | "AnalysisNewsArticle" | "BackgroundNewsArticle" => &[
            "headline",
            "datePublished",
            "dateModified",
            "author",
            "publisher",
            "description",
            "mainEntityOfPage",
        ],
        "Person" | "NewsMediaOrganization" | "WebSite" | "CollectionPage" | "WebPage" | "ImageObject" => {
            &["url"]
        }
        "BreadcrumbList" => &["itemListElement"],
        "ListItem" => &["position", "name"],
        "ProfilePage" => &["mainEntity", "url"],
        "CorrectionComment" => &["text", "datePublished"],
        "MediaObject" => &["contentUrl", "inLanguage", "encodingFormat"],
        "VideoObject" => &["name", "description", "thumbnailUrl", "uploadDate", "duration", "url"],
        "CreativeWork" | "CreativeWorkSeries" => &["name"],
        other => panic!("{other} is not known"),
    }
}

#[test]
fn a_reel_says_what_its_video_is() {
    let page = read("2026/11/20/forty-per-cent-in-twelve-seconds/index.html");
    let (video, article) = (&page.data["VideoObject"], &page.data["NewsArticle"]);
    assert_eq!(article["video"]["@id"], video["@id"]);
    assert_eq!(article["image"]["url"], video["thumbnailUrl"][0]);
    let url = canonical(&page);
    let of = |name: &str| format!("{url}{name}");
    assert_eq!(video["contentUrl"], of("clip.mp4"));
    assert_eq!(video["thumbnailUrl"], serde_json::json!([of("poster.jpg")]));
    assert_eq!(
        (&video["duration"], &video["width"], &video["height"]),
        (&"PT12S".into(), &360.into(), &640.into())
    );
    assert_eq!(video["uploadDate"], article["datePublished"]);
    assert_eq!(video["caption"][1]["contentUrl"], of("captions.zh.vtt"));
    let transcript = video["transcript"].as_str().expect("a transcript");
    assert!(transcript.starts_with("The announcement: 40 per cent fewer errors. The note"), "{transcript}");
    assert!(video.get("embedUrl").is_none());
    let property = |name: &str| page::only(&page.html, &format!("meta[property='{name}']")).attr("content");
    assert_eq!(property("og:type"), Some("video.other"));
    assert_eq!(property("og:video"), video["contentUrl"].as_str());
    assert_eq!(property("og:video:type"), Some("video/mp4"));
}
