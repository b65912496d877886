//! Shortcodes from the body to the page: what they are given, what makes a page stale, what the theme's write.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "tests act as users do, and say what they skip"
)]

use crate::support;
use crate::support::{files, program, tree};
use sitegen::{
    clock::Clock,
    pipeline::{self, Outcome, Request},
};
use std::{fs, path::Path};

const CONFIG: &str = "title: A Blog\nbase_url: https://example.org/blog\n";
const NOTE: &str = "{% component note(text: string = \"none\", src: string = \"\", href: string = \"\", @page, @config, @place) -%}\n\
                    <b data-place=\"{{ place }}\" data-src=\"{{ src }}\" data-href=\"{{ href }}\">{{ text }}, {{ page.title }}, {{ config.title }}</b>{% if body %}{{ body }}{% endif %}\n\
                    {%- endcomponent note %}";

fn post(title: &str, day: u8, body: &str) -> String {
    format!("---\ntitle: {title}\ndate: 2026-07-{day:02}\n---\n\n{body}\n")
}

fn build(root: &Path) -> Outcome {
    let clock = Clock::at(program::CLOCK.parse().expect("valid"));
    let outcome = pipeline::build(&Request::new(root, clock), &pipeline::Silent);
    assert!(outcome.failure.is_none() && outcome.errors() == 0, "{:?}", outcome.diagnostics);
    outcome
}

fn page(root: &Path, path: &str) -> String {
    fs::read_to_string(root.join("public").join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn a_component_is_given_the_post_and_what_leads_into_the_site() {
    let body = "{{ note(text='<i>', src=\"pic.svg\", href=\"@/posts/two.md#a-part\") }}\n\n\
                {% note(src=\"https://o.org/p.png\", href='/about/') %}\nSee [two](@/posts/two.md).\n{% end %}";
    let project = files::project([
        ("sitegen.yaml", CONFIG),
        ("templates/shortcodes/note.html", NOTE),
        ("content/posts/one/index.md", &post("One & all", 1, body)),
        ("content/posts/one/pic.svg", "<svg/>"),
        ("content/posts/two.md", &post("Two", 2, "## A part\n")),
        ("content/about.md", "---\ntitle: About\n---\n"),
    ]);
    build(project.path());
    let page_of = page(project.path(), "2026/07/01/one/index.html");
    let first = "<b data-place=\"page\" data-src=\"/blog/2026/07/01/one/pic.svg\" data-href=\"/blog/2026/07/02/two/#a-part\">\
                 &lt;i&gt;, One &amp; all, A Blog</b>";
    assert!(page_of.contains(first), "{page_of}");
    let second = "<b data-place=\"page\" data-src=\"https://o.org/p.png\" data-href=\"/blog/about/\">none, One &amp; all, A Blog</b>\
                  <p>See <a href=\"/blog/2026/07/02/two/\">two</a>.</p>";
    assert!(page_of.contains(second), "{page_of}");
    assert_eq!(page(project.path(), "2026/07/01/one/pic.svg"), "<svg/>");
    let feed = roxmltree_text(&page(project.path(), "rss.xml"));
    let first = "<b data-place=\"feed\" data-src=\"https://example.org/blog/2026/07/01/one/pic.svg\" \
                 data-href=\"https://example.org/blog/2026/07/02/two/#a-part\">";
    assert!(feed.contains(first), "{feed}");
    assert!(feed.contains("data-href=\"https://example.org/blog/about/\""), "{feed}");
    assert!(
        feed.contains("<p>See <a href=\"https://example.org/blog/2026/07/02/two/\">two</a>.</p>"),
        "{feed}"
    );
}

/// All text of a feed.
fn roxmltree_text(xml: &str) -> String {
    let document = roxmltree::Document::parse(xml).expect("well-formed");
    document.descendants().filter_map(|node| node.text()).collect()
}

/// What was stale, and why.
fn stale(outcome: &Outcome) -> Vec<String> {
    outcome.stale.iter().map(|(path, reason)| format!("{path}: {reason}")).collect()
}

#[test]
fn an_edit_of_a_shortcode_makes_those_stale_that_print_its_calls() {
    let project = files::project([
        ("sitegen.yaml", CONFIG),
        ("data/numbers.yaml", "one: 1\n"),
        (
            "templates/shortcodes/figure.html",
            "{% component figure(src: string) %}<img src=\"{{ src }}\">{{ <the_numbers /> }}{% endcomponent figure %}",
        ),
        (
            "templates/components/part.html",
            "{% component the_numbers() %}{% set n = data(name=\"numbers\") %}{{ n.one }}{% endcomponent the_numbers %}",
        ),
        ("static/a.png", "a"),
        ("content/posts/one.md", &post("One", 1, "{{ figure(src=\"/a.png\") }}")),
        ("content/posts/two.md", &post("Two", 2, "`{{ figure(src=\"/a.png\") }}`")),
        ("content/about.md", "---\ntitle: About\n---\n\nText.\n"),
    ]);
    build(project.path());
    let edit = |path: &str, from: &str, to: &str| {
        let file = project.path().join(path);
        let text = fs::read_to_string(&file).expect("readable").replace(from, to);
        fs::write(file, text).expect("writable");
        stale(&build(project.path()))
    };
    let both = |reason: &str| {
        ["2026/07/01/one/index.html", "atom.xml", "feed.json", "rss.xml"]
            .map(|path| format!("{path}: {reason}"))
            .to_vec()
    };
    assert_eq!(edit("content/about.md", "Text", "Another text").len(), 1);
    assert_eq!(
        edit("templates/shortcodes/figure.html", "<img", "<img alt"),
        both("its template changed: shortcodes/figure.html")
    );
    assert_eq!(
        edit("templates/components/part.html", "{{ n.one }}", "{{ n.one }}!"),
        both("its template changed: components/part.html")
    );
    assert_eq!(edit("data/numbers.yaml", "1", "2"), both("another answer to data(name=\"numbers\")"));
    assert!(page(project.path(), "2026/07/01/one/index.html").contains("<img alt src=\"/blog/a.png\">2!"));
}

#[test]
fn without_its_file_a_call_is_text() {
    let project = files::project([
        ("sitegen.yaml", CONFIG),
        ("templates/shortcodes/note.html", NOTE),
        ("content/posts/one.md", &post("One", 1, "{% note() %}\n*x*\n{% end %}\n\n{{ note(text=\"y\") }}")),
    ]);
    build(project.path());
    assert!(page(project.path(), "2026/07/01/one/index.html").contains("A Blog</b><p><em>x</em></p>"));
    fs::remove_file(project.path().join("templates/shortcodes/note.html")).expect("removable");
    build(project.path());
    let text = page(project.path(), "2026/07/01/one/index.html");
    assert!(
        text.contains("<p>{% note() %}\n<em>x</em>\n{% end %}</p>\n<p>{{ note(text=\"y\") }}</p>"),
        "{text}"
    );
}

#[test]
fn embeds_load_nothing_by_themselves() {
    let body = "{{ youtube(id=\"a b\", title=\"T\") }}\n\n{{ vimeo(id=\"1\", title=\"U\") }}\n\n\
                {% social_post(url=\"https://s.example/1\", author=\"A\", host=\"s.example\", frame=\"https://s.example/1/embed\") %}\nHi.\n{% end %}";
    let project = files::project([("sitegen.yaml", CONFIG), ("content/posts/one.md", &post("One", 1, body))]);
    build(project.path());
    let html = scraper::Html::parse_document(&page(project.path(), "2026/07/01/one/index.html"));
    let all = |selector: &str| support::page::all(&html, selector).len();
    assert_eq!((all(".embed[data-frame]"), all(".embed a[href^=https]"), all("iframe")), (3, 3, 0));
    assert_eq!(all("[style], style, [onclick], [onload], .prose script:not([src])"), 0);
    let is_own =
        |element: scraper::ElementRef<'_>| element.attr("src").is_some_and(|src| src.starts_with("/blog/"));
    assert!(support::page::all(&html, ".prose [src]").into_iter().all(is_own));
    let feed = roxmltree_text(&page(project.path(), "rss.xml"));
    assert!(
        feed.contains("<p><a href=\"https://www.youtube.com/watch?v=a%20b\">T (YouTube)</a></p>"),
        "{feed}"
    );
    assert!(!feed.contains("data-frame") && !feed.contains("<script"), "{feed}");
    assert!(tree::read(&project.path().join("public")).keys().any(|path| path.starts_with("js/embeds.")));
}
