//! The end of an article: how it is shared, signed off and named; and the pages of the desk in the footer.

#![allow(clippy::disallowed_methods, reason = "tests write the sites that they build")]

use crate::support::{
    demo::{self, CLOCK, Files, text},
    files, page,
};
use scraper::Html;
use sitegen::pipeline::Request;

const CONFIG: &str =
    "title: A Wire\nbase_url: https://example.org/\nlanguage: en-GB\nrelated: {page: false}\n";

fn built(config: &str, project: &[(&str, &str)]) -> (Files, Vec<String>) {
    let config = format!("{CONFIG}{config}");
    let project = project.iter().map(|(path, text)| (*path, (*text).to_owned()));
    let site = files::project([("sitegen.yaml", config)].into_iter().chain(project));
    let (files, outcome) = demo::build_with(Request::new(site.path(), demo::at(CLOCK)));
    let told = outcome.diagnostics.iter().map(|found| {
        format!("{}: {} ({})", found.code, found.message, found.hint.as_deref().unwrap_or_default())
    });
    (files, told.collect())
}

fn post(title: &str, rest: &str) -> String {
    format!("---\ntitle: {title}\ndate: 2026-07-01\n{rest}\n---\n\nText.\n")
}

fn html(files: &Files, path: &str) -> Html {
    Html::parse_document(text(files, path))
}

fn shown(page: &Html, selector: &str) -> Vec<String> {
    let words = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    page::all(page, selector).into_iter().map(page::text).map(words).collect()
}

fn addresses<'a>(page: &'a Html, selector: &str) -> Vec<&'a str> {
    page::all(page, selector).iter().filter_map(|link| link.attr("href")).collect()
}

const ONE: &str = "content/posts/one.md";
const PAGE: &str = "2026/07/01/one/index.html";

#[test]
fn an_article_is_shared_by_plain_links_with_encoded_values() {
    let one = post("\"A & B: 100% #1? “日本”\"", "");
    let (files, told) = built("share: {mastodon_instance: mastodon.example}\n", &[(ONE, &one)]);
    assert_eq!(told, [""; 0]);
    let page = html(&files, PAGE);
    let title = "A%20%26%20B%3A%20100%25%20%231%3F%20%E2%80%9C%E6%97%A5%E6%9C%AC%E2%80%9D";
    let link = "https%3A%2F%2Fexample.org%2F2026%2F07%2F01%2Fone%2F";
    assert_eq!(
        addresses(&page, ".share a"),
        [
            format!("https://x.com/intent/post?text={title}&url={link}"),
            format!("https://www.linkedin.com/sharing/share-offsite/?url={link}"),
            format!("https://bsky.app/intent/compose?text={title}%20{link}"),
            format!("https://mastodon.example/share?text={title}%20{link}"),
            format!("mailto:?subject={title}&body={link}"),
        ]
    );
    for link in page::all(&page, ".share a").into_iter().filter(|link| link.attr("rel").is_some()) {
        assert_eq!(link.attr("rel"), Some("external noopener"));
    }
    let names: Vec<_> =
        page::all(&page, ".share a").iter().filter_map(|link| link.attr("aria-label")).collect();
    assert_eq!(
        names,
        ["Share on X", "Share on LinkedIn", "Share on Bluesky", "Share on Mastodon", "Share by e-mail"]
    );
    let text = page::only(&page, ".share details").attr("data-text");
    assert_eq!(text, Some("A & B: 100% #1? “日本” https://example.org/2026/07/01/one/"));
    let copy = page::only(&page, ".share-copy");
    assert_eq!(copy.attr("data-url"), Some("https://example.org/2026/07/01/one/"));
}

#[test]
fn what_takes_a_script_is_hidden_without_one() {
    let (files, _) = built("", &[(ONE, &post("One", ""))]);
    let page = html(&files, PAGE);
    let hidden =
        page::all(&page, ".share li").iter().map(|item| item.attr("hidden").is_some()).collect::<Vec<_>>();
    assert_eq!(hidden, [false, false, false, true, false, true]);
    assert_eq!(page::all(&page, "script[src*='share']").len(), 1);
    let (files, _) = built("share: [x, email]\n", &[(ONE, &post("One", ""))]);
    let page = html(&files, PAGE);
    assert_eq!(shown(&page, ".share li"), ["X", "E-mail"]);
    assert_eq!(page::all(&page, "script[src*='share']").len(), 0);
}

#[test]
fn what_is_not_to_be_spread_is_not_shared() {
    let unlisted = post("One", "visibility: unlisted");
    let retracted = post("One", "updates: [{date: 2026-07-02, kind: retraction, text: No.}]");
    for one in [unlisted, retracted] {
        let (files, _) = built("", &[(ONE, &one)]);
        assert_eq!(page::all(&html(&files, PAGE), ".share").len(), 0);
    }
    let (files, _) = built("share: false\n", &[(ONE, &post("One", ""))]);
    assert_eq!(page::all(&html(&files, PAGE), ".share").len(), 0);
}

#[test]
fn a_sign_off_is_the_posts_or_the_authors_or_the_languages_or_the_sites() {
    let config = "sign_off: \"Published on {date} by {author}\"\n\
                  languages: {de: {sign_off: \"{author}, {date}\"}}\n";
    let authors = "ada-l: {name: Ada L, synonyms: [A. L.], sign_off: \"{title}: so says {author}\"}\n";
    let texts = [
        ("content/posts/a.md", post("A", "authors: [Bob, Eve]")),
        ("content/posts/b.md", post("\"B & B\"", "authors: [Bob, A. L.]")),
        ("content/posts/c.md", post("C", "authors: [Ada L]\nsign_off: \"The end <b>\"")),
        ("content/posts/d.md", post("D", "authors: [Ada L]\nsign_off: false")),
        ("content/posts/e.md", post("E", "")),
        ("content/posts/f.de.md", post("F", "authors: [Bob]")),
        ("data/authors.yaml", authors.to_owned()),
        ("content/about.md", "---\ntitle: About\nauthors: [Bob]\n---\n".to_owned()),
    ];
    let texts: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let (files, told) = built(config, &texts);
    assert_eq!(told, [""; 0]);
    let of = |path: &str| shown(&html(&files, &format!("{path}/index.html")), ".sign-off");
    assert_eq!(of("2026/07/01/a"), ["Published on 1 July 2026 by Bob and Eve"]);
    assert_eq!(of("2026/07/01/b"), ["B & B: so says Bob and Ada L"]);
    assert_eq!(of("2026/07/01/c"), ["The end <b>"]);
    assert_eq!(of("2026/07/01/d"), [""; 0]);
    // Nobody is named whom it could name.
    assert_eq!(of("2026/07/01/e"), [""; 0]);
    assert_eq!(of("de/2026/07/01/f"), ["Bob, 1. Juli 2026"]);
    assert_eq!(of("about"), [""; 0]);
}

#[test]
fn places_that_no_sign_off_has_are_mistakes() {
    let known = "known are `{author}`, `{date}`, `{title}`";
    let one = post("One", "sign_off: By {autor}");
    let (_, told) = built(
        "sign_off: \"{weekday}\"\n",
        &[(ONE, &one), ("data/authors.yaml", "a: {sign_off: \"{name\"}\n")],
    );
    assert_eq!(
        told,
        [
            format!(
                "sign-off: `sign_off`: a sign-off has no place `{{autor}}` (did you mean `{{author}}`? {known})"
            ),
            format!("sign-off: `sign_off` of `a`: a `{{` without its `}}` ({known})"),
            format!("config-value: `sign_off`: a sign-off has no place `{{weekday}}` ({known})"),
        ]
    );
}

#[test]
fn the_id_is_in_the_data_and_shown_where_the_site_says_so() {
    let one = post("One", "id: 2026-07-01-the-one");
    let (files, _) = built("show_ids: true\n", &[(ONE, &one)]);
    let page = html(&files, PAGE);
    assert_eq!(shown(&page, ".published-line span"), ["Published 1 July 2026", "ID 2026-07-01-the-one"]);
    let (files, _) = built("", &[(ONE, &one)]);
    let page = html(&files, PAGE);
    assert_eq!(page::all(&page, ".published-line").len(), 0);
    let scripts = page::all(&page, "script[type='application/ld+json']").into_iter();
    let data: Vec<serde_json::Value> =
        scripts.map(|script| serde_json::from_str(&page::text(script)).expect("JSON")).collect();
    let article = data.iter().find(|data| data["@type"] == "NewsArticle").expect("an article");
    assert_eq!(article["identifier"], "2026-07-01-the-one");
}

#[test]
fn featured_posts_take_the_first_places_and_say_so() {
    let featured = ["b", "d"];
    let text = |(day, name): (usize, &&str)| {
        let mark = if featured.contains(name) { "featured: true\n" } else { "" };
        let text = format!("---\ntitle: {name}\ndate: 2026-07-0{}\n{mark}---\n", 9 - day);
        (format!("content/posts/{name}.md"), text)
    };
    let texts: Vec<(String, String)> = ["a", "b", "c", "d", "e", "f"].iter().enumerate().map(text).collect();
    let texts: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let (files, told) = built("", &texts);
    assert_eq!(told, [""; 0]);
    let page = html(&files, "index.html");
    assert_eq!(shown(&page, ".card-lead .card-title"), ["b"]);
    assert_eq!(shown(&page, ".card-second .card-title"), ["d", "a"]);
    assert_eq!(shown(&page, ".card-line .card-title"), ["c", "e", "f"]);
    let marked: Vec<String> = page::all(&page, ".card")
        .into_iter()
        .filter(|card| card.select(&page::selector(".featured")).count() == 1)
        .map(|card| page::text(card.select(&page::selector(".card-title")).next().expect("a title")))
        .collect();
    assert_eq!(marked, featured);
    assert_eq!(shown(&page, ".featured"), ["Featured"; 2]);
}

#[test]
fn the_footer_leads_to_what_the_desk_has() {
    let (files, _) = built("", &[(ONE, &post("One", ""))]);
    assert_eq!(shown(&html(&files, "index.html"), ".desk-nav a"), ["Archive"]);
    let more = post(
        "One",
        "story: s\nclaims: [{text: T, status: reported, sources: [W]}]\nsources: [W]\n\
        updates: [{date: 2026-07-02, kind: correction, text: No.}]",
    );
    let nav = "nav: [{name: Old, url: /archive/}]\n";
    let (files, told) =
        built(nav, &[(ONE, &more), ("content/posts/two.de.md", &post("Zwei", "sources: [V]"))]);
    assert_eq!(told, [""; 0]);
    let page = html(&files, "index.html");
    assert_eq!(shown(&page, ".desk-nav a"), ["Stories", "Sources", "Claims", "Corrections"]);
    for path in addresses(&page, ".desk-nav a") {
        assert!(files.contains_key(&format!("{}index.html", path.trim_start_matches('/'))), "{path}");
    }
    let page = html(&files, "de/index.html");
    assert_eq!(addresses(&page, ".desk-nav a"), ["/de/sources/", "/de/archive/"]);
}

#[test]
fn links_to_other_sites_say_that_they_open_in_a_new_tab() {
    let one = format!(
        "{}[out](https://other.example/) <https://a.example/> [in](/about/) [![p](https://b.example/p.png)](https://b.example/)\n",
        post(
            "One",
            "sources: [{name: Wire, url: \"https://wire.example/\"}]\ndesk_note: \"[n](https://n.example/)\""
        )
    );
    let about = ("content/about.md", "---\ntitle: About\n---\n");
    let (files, told) = built("markdown: {external_links: {new_tab: true}}\n", &[(ONE, &one), about]);
    assert_eq!(told, [""; 0]);
    let page = html(&files, PAGE);
    let said =
        |selector: &str| shown(&page, &format!("{selector} a[target='_blank'][rel='external noopener']"));
    let note = "(opens in a new tab)";
    assert_eq!(
        said(".prose"),
        [format!("out {note}"), format!("https://a.example/ {note}"), note.to_owned()]
    );
    assert_eq!(said(".sources"), [format!("Wire {note}")]);
    assert_eq!(said(".desk-note"), [format!("n {note}")]);
    assert_eq!(shown(&page, ".prose a:not([target])"), ["in"]);
    assert!(!text(&files, "rss.xml").contains(note) && !text(&files, "rss.xml").contains("_blank"));
    let (files, _) = built("", &[(ONE, &one), about]);
    assert!(!text(&files, PAGE).contains("_blank") && !text(&files, PAGE).contains(note));
}
