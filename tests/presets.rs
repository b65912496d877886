//! The presets of the theme: each composes a front of its own, and a site has the style sheets and faces of one alone.

#![allow(clippy::disallowed_methods, reason = "tests write the sites that they build")]

use crate::support::{
    demo::{self, CLOCK, Files, text},
    files, page,
};
use scraper::Html;
use sitegen::pipeline::Request;

const CONFIG: &str = "title: A Wire\nbase_url: https://example.org/\ntagline: Below the name\nauthors: [Ada]\n\
    edition: {schedule: {time: \"07:00\"}}\nclocks: [UTC]\nshare_cards: false\n";

/// Each preset, what only its front has, the file of its face, and parts of the masthead that it shows.
const PRESETS: [(&str, &str, &str, &[&str]); 5] = [
    (
        "newspaper",
        ".front-seconds, .headlines",
        "source-serif",
        &[".tagline", ".edition-line", ".clocks", ".filter"],
    ),
    ("blog", ".front-author, .front-stream", "source-serif", &[".tagline"]),
    ("brief", ".ledger, .ledger-day", "schibsted", &[".tagline", ".clocks", ".filter"]),
    ("explainer", ".subjects, .card-panel", "bricolage", &[".tagline"]),
    ("daily", ".front-band, .numbered", "schibsted", &[".tagline", ".edition-line"]),
];

fn built(theme: &str) -> Files {
    let post = |number: usize| {
        let kind = ["kind: brief\n", "kind: opinion\n", ""][number % 3];
        let front = format!(
            "---\ntitle: Number {number}\ndate: 2026-07-0{number} 09:30\ncategories: [Chips]\n{kind}---\n\n"
        );
        (format!("content/posts/{number}.md"), format!("{front}Text number {number}.\n"))
    };
    let posts: Vec<(String, String)> = (1..=8).map(post).collect();
    let posts = posts.iter().map(|(path, text)| (path.as_str(), text.clone()));
    let config = ("sitegen.yaml", format!("{CONFIG}{theme}"));
    let authors = ("data/authors.yaml", "Ada: {description: Writes.}\n".to_owned());
    let site = files::project([config, authors].into_iter().chain(posts));
    let (files, outcome) = demo::build_with(Request::new(site.path(), demo::at(CLOCK)));
    assert_eq!(outcome.diagnostics, [], "{theme}");
    files
}

fn style(files: &Files) -> &str {
    let is_site = |path: &&String| path.starts_with("css/site.") && path.as_str() != "css/site.css";
    text(files, files.keys().find(is_site).expect("a style sheet"))
}

fn is_there(page: &Html, selector: &str) -> bool {
    !page::all(page, selector).is_empty()
}

#[test]
fn each_preset_composes_a_front_of_its_own_with_its_own_face() {
    for (preset, own, face, masthead) in PRESETS {
        let files = built(&format!("theme: {{preset: {preset}}}\n"));
        let front = Html::parse_document(text(&files, "index.html"));
        for (other, theirs, _, _) in PRESETS {
            for selector in theirs.split(", ") {
                assert_eq!(is_there(&front, selector), other == preset, "{preset}: {selector} of {other}");
            }
        }
        for part in [".tagline", ".edition-line", ".clocks", ".filter"] {
            assert_eq!(is_there(&front, part), masthead.contains(&part), "{preset}: {part}");
        }
        let titles = page::all(&front, ".card-title").len();
        assert_eq!(titles, 8, "{preset}: each post once");
        let faces: Vec<&String> = files.keys().filter(|path| path.starts_with("fonts/")).collect();
        assert!(!faces.is_empty() && faces.iter().all(|path| path.contains(face)), "{preset}: {faces:?}");
        assert!(own.split(", ").any(|class| style(&files).contains(class)), "{preset}");
        assert!(!files.keys().any(|path| path.contains("presets/") || path.contains("faces/")), "{preset}");
    }
}

#[test]
fn a_site_changes_what_a_preset_has() {
    let files = built(
        "theme: {preset: daily, accent: \"#0a5c8f\", headline: mono, density: compact, masthead: [clocks], \
         scheme: dark, switch: false}\n",
    );
    let front = Html::parse_document(text(&files, "index.html"));
    assert!(is_there(&front, ".clocks") && !is_there(&front, ".tagline, .edition-line, .scheme"));
    assert!(is_there(&front, "html[data-scheme=dark]"));
    assert!(!files.keys().any(|path| path.starts_with("fonts/")), "a face of the system needs no file");
    let style = style(&files);
    let settings = &style[style.rfind("@layer settings{").expect("a layer for settings")..];
    for said in ["--face-headline:var(--mono)", "--room:.75", "--accent:light-dark(oklch(45.7"] {
        assert!(settings.contains(said), "{said}: {settings}");
    }
}
