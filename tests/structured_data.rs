//! Structured data of the demo's pages: by kind of page, what schema.org's types and search engines ask for.
//!
//! `publisher.logo` is not asked for: Google's page on articles names it no longer, and a site has no setting for it.

#![allow(
    clippy::case_sensitive_file_extension_comparisons,
    clippy::disallowed_methods,
    reason = "tests write the sites that they build, and know the names of their files"
)]

#[path = "support/mod.rs"]
mod support;

use jiff::Timestamp;
use scraper::Html;
use serde_json::Value;
use sitegen::{post::meta::UpdateKind, site::Entry};
use std::collections::BTreeMap;
use support::{
    demo::{self, DEMO, HOST, SITE, text},
    page,
};

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
        "url" | "@id" | "item" | "image" | "@context" => {
            let url = url::Url::parse(text).unwrap_or_else(|error| panic!("{path}: {key} {text}: {error}"));
            assert_eq!(url.scheme(), "https", "{path}: {text}");
            if let Some(file) = demo::file_of(text, HOST) {
                assert!(DEMO.contains_key(&file), "{path}: {key} {text} leads nowhere");
            }
        }
        _ if key.starts_with("date") => {
            text.parse::<Timestamp>().unwrap_or_else(|error| panic!("{path}: {key} {text}: {error}"));
        }
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
            "page-post" => &["BreadcrumbList", "NewsArticle"],
            "page-home" if is_first => &["WebSite"],
            "page-term" if page.path.contains("authors/") => &["BreadcrumbList", "ProfilePage"],
            "page-term" | "page-terms" | "page-section" | "page-archive" | "page-year" | "page-month"
            | "page-edition" | "page-editions" | "page-corrections" | "page-claims" => {
                &["BreadcrumbList", "CollectionPage"]
            }
            "page-home" | "page-page" | "page-related" | "page-not-found" => &[],
            other => panic!("{}: {other}", page.path),
        };
        assert_eq!(kinds, expected, "{}", page.path);
        *counts.entry(page.class.clone()).or_default() += 1;
    }
    assert_eq!(counts.len(), 15, "{counts:?}");
}

#[test]
fn an_article_says_who_wrote_what_when_in_which_language() {
    let mut with_images = 0;
    for page in pages().into_iter().filter(|page| page.class == "page-post") {
        let data = &page.data["NewsArticle"];
        let url = canonical(&page);
        let entry = SITE.entries.iter().find(|entry| SITE.config.base_url.absolute(&entry.url) == url);
        check_article(data, entry.expect("a post"), url, page.path);
        let headline = page::text(page::only(&page.html, "h1"));
        assert_eq!(data["headline"], headline.as_str(), "{}", page.path);
        with_images += usize::from(data.get("image").is_some());
    }
    assert!(with_images > 10, "{with_images}");
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
    assert_eq!(data.get("image").is_some(), meta.image.is_some(), "{path}");
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
