//! The edition line, the clocks and the exchanges: where they are shown, and what time alone renders again.

#![allow(clippy::disallowed_methods, reason = "tests act as users do")]

use sitegen::{
    clock::Clock,
    pipeline::{self, Outcome, Request},
};
use std::{fs, path::Path};
use tempfile::TempDir;

const ALL: &str = "edition: {schedule: {time: 7:00, zone: Asia/Kolkata}}\nclocks: [UTC, Europe/London, Asia/Kolkata]\nexchanges: [NYSE, TSE]\n";

fn project(settings: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    write(
        root,
        "sitegen.yaml",
        &format!("title: Test\nbase_url: https://example.org/\nfirst_year: 2026\npaginate: 2\n{settings}"),
    );
    for (name, date) in [("one", "2026-07-03"), ("two", "2026-07-05"), ("three", "2026-07-05T10:00:00Z")] {
        write(
            root,
            &format!("content/posts/{name}.md"),
            &format!("---\ntitle: Post {name}\ndate: {date}\n---\nText.\n"),
        );
    }
    folder
}

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("writable");
    fs::write(path, text).expect("writable");
}

fn build(folder: &TempDir, clock: &str) -> Outcome {
    let clock = Clock::at(clock.parse().expect("an instant"));
    let outcome = pipeline::build(&Request::new(folder.path(), clock), &pipeline::Silent);
    assert!(outcome.failure.is_none() && outcome.errors() == 0, "{:?}", outcome.diagnostics);
    outcome
}

fn page(folder: &TempDir, path: &str) -> String {
    fs::read_to_string(folder.path().join("public").join(path))
        .unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// What a reader sees between two marks, without tags and with single blanks.
fn text_between(html: &str, start: &str, end: &str) -> String {
    let Some((_, rest)) = html.split_once(start) else { return String::new() };
    let inside = rest.split(end).next().unwrap_or(rest);
    let mut text = String::new();
    for part in inside.split('<') {
        text.push_str(part.split_once('>').map_or(part, |(_, text)| text));
        text.push(' ');
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn strip(html: &str) -> String {
    text_between(html, "<div class=\"front-strip\">", "<div class=\"tools\">")
}

fn rendered(outcome: &Outcome) -> Vec<String> {
    outcome.stale.iter().map(|(path, _)| path.to_string()).collect()
}

#[test]
fn the_home_page_shows_what_the_settings_ask_for() {
    let golden = [
        ("", "2026-07-05T12:45:00Z", ""),
        (
            "edition: true\n",
            "2026-07-05T12:44:30Z",
            "Vol. I · No. 186 Sunday, July 5, 2026 Sunday edition Updated 12:44 UTC",
        ),
        (
            "edition: {name: \"The {weekday} Wire\", schedule: {time: 7:00, zone: Asia/Kolkata}}\nlanguage: en-GB\n",
            "2027-01-01T00:00:00Z",
            "Vol. II · No. 1 Friday, 1 January 2027 The Friday Wire Updated 00:00 UTC Live 7am IST Daily",
        ),
        (
            "clocks: [UTC, Europe/London, {zone: Asia/Hong_Kong, label: Hong Kong}]\n",
            "2026-07-05T12:44:59Z",
            "UTC 12:44 BST 13:44 Hong Kong 20:44",
        ),
        ("exchanges: [NYSE]\n", "2026-07-05T12:45:00Z", "NYSE closed · opens in 1d 0h 45m Mon 09:30 EDT"),
        ("exchanges: [tse]\n", "2026-07-06T02:30:00Z", "TSE lunch break · opens in 1h 0m Mon 12:30 JST"),
        (
            "language: de\nedition: {schedule: {time: 19:30, every: weekdays}}\nexchanges: [Xetra]\n",
            "2026-12-30T12:00:00Z",
            "Jg. I · Nr. 364 Mittwoch, 30. Dezember 2026 Mittwochsausgabe Aktualisiert 12:00 UTC Live 19:30 UTC Werktags \
             Xetra geöffnet · schließt in 1 Std. 0 Min. Mi. 14:00 CET",
        ),
    ];
    for (settings, clock, expected) in golden {
        let folder = project(settings);
        build(&folder, clock);
        let html = page(&folder, "index.html");
        assert_eq!(strip(&html), expected, "{settings}");
        assert_eq!(
            html.contains("js/masthead"),
            settings.contains("clocks") || settings.contains("exchanges")
        );
    }
}

#[test]
fn a_minute_renders_the_home_page_and_nothing_else() {
    let folder = project(ALL);
    let first = build(&folder, "2026-07-05T12:44:05Z");
    assert_eq!(first.next_change_at.as_deref(), Some("2026-07-06T00:00:00Z"));
    assert_eq!(rendered(&build(&folder, "2026-07-05T12:44:59Z")), [""; 0]);
    let home = page(&folder, "index.html");
    let next = build(&folder, "2026-07-05T12:45:00Z");
    assert_eq!(rendered(&next), ["index.html"]);
    assert_eq!(next.next_change_at.as_deref(), Some("2026-07-06T00:00:00Z"));
    assert_ne!(page(&folder, "index.html"), home);
    // Another day and another year change no article either; the news sitemap lists the last two days.
    assert_eq!(rendered(&build(&folder, "2027-03-01T00:00:00Z")), ["index.html", "sitemap-news.xml"]);
}

#[test]
fn without_them_minutes_render_nothing() {
    let folder = project("");
    let first = build(&folder, "2026-07-05T12:44:05Z");
    assert_ne!(first.next_change_at.as_deref(), Some("2026-07-06T00:00:00Z"));
    assert_eq!(rendered(&build(&folder, "2026-07-05T12:50:00Z")), [""; 0]);
    assert!(!folder.path().join("public/editions").exists());
    assert!(!page(&folder, "2026/07/05/two/index.html").contains("printEdition"));
}

#[test]
fn an_article_leads_to_the_edition_of_its_own_date() {
    let folder = project("edition: true\ntimezone: Asia/Kolkata\n");
    build(&folder, "2026-11-01T00:00:00Z");
    let article = page(&folder, "2026/07/03/one/index.html");
    assert!(article.contains("<a href=\"/editions/2026/07/03/\">Vol. I · No. 184</a>"), "{article}");
    assert!(article.contains("\"printEdition\":\"Vol. I · No. 184\""), "{article}");
    let edition = page(&folder, "editions/2026/07/05/index.html");
    let header = text_between(&edition, "<header class=\"list-header\">", "</header>");
    assert_eq!(header, "Editions Sunday, July 5, 2026 Vol. I · No. 186 Sunday edition 2 articles");
    assert!(edition.contains("Post two") && edition.contains("Post three") && !edition.contains("Post one"));
    assert!(edition.contains("<a rel=\"prev\" href=\"/editions/2026/07/03/\">"), "{edition}");
    assert!(page(&folder, "sitemap.xml").contains("https://example.org/editions/2026/07/05/"));
    // A new article on another day concerns the pages of its neighbours alone.
    write(folder.path(), "content/posts/four.md", "---\ntitle: Post four\ndate: 2026-07-01\n---\nText.\n");
    let stale = rendered(&build(&folder, "2026-11-01T00:00:00Z"));
    assert!(stale.contains(&"editions/2026/07/03/index.html".to_owned()), "{stale:?}");
    assert!(!stale.contains(&"editions/2026/07/05/index.html".to_owned()), "{stale:?}");
}

#[test]
fn a_calendar_that_ends_says_so() {
    let folder = project("exchanges: [NYSE]\n");
    let told = |clock: &str| {
        let outcome = build(&folder, clock);
        let messages: Vec<String> = outcome.diagnostics.iter().map(|found| found.message.clone()).collect();
        (messages.join("\n"), strip(&page(&folder, "index.html")))
    };
    assert_eq!(told("2027-11-30T12:00:00Z").0, "");
    let last = told("2027-12-31T21:30:00Z");
    assert_eq!(last, ("the calendar of NYSE ends on 2027-12-31".to_owned(), "NYSE closed ·".to_owned()));
    let after = told("2028-01-03T15:00:00Z");
    let message = "the calendar of NYSE does not have the year 2028: its state is not shown";
    assert_eq!(after, (message.to_owned(), "NYSE hours not known ·".to_owned()));
    // The warning is there as well when there is nothing to do.
    assert_eq!(told("2028-01-03T15:00:20Z"), after);
}

#[test]
fn a_site_writes_its_own_calendar() {
    let folder = project("exchanges: [NYSE, BSE]\n");
    let bse = "BSE:\n  name: Bombay Stock Exchange\n  zone: Asia/Kolkata\n  sessions: [\"09:15-15:30\"]\n  years:\n    2026: {}\n";
    write(folder.path(), "data/exchanges.yaml", bse);
    build(&folder, "2026-07-06T04:00:00Z");
    let shown = strip(&page(&folder, "index.html"));
    assert_eq!(shown, "NYSE closed · opens in 9h 30m Mon 09:30 EDT BSE open · closes in 6h 0m Mon 15:30 IST");
    let holiday = bse.replace("2026: {}", "2026: {holidays: {2026-07-06: A holiday}}");
    write(folder.path(), "data/exchanges.yaml", &holiday);
    assert_eq!(rendered(&build(&folder, "2026-07-06T04:00:00Z")), ["index.html"]);
    assert!(strip(&page(&folder, "index.html")).ends_with("BSE closed · opens in 23h 45m Tue 09:15 IST"));
}
