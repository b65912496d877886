//! Both readers agree, on whatever is written; hostile bodies end in time.

use super::*;
use crate::config::{ExternalLinks, RawHtml};

/// Fragments whose mixture makes most of what Markdown can be.
const FRAGMENTS: [&str; 64] = [
    "a",
    "word ",
    " ",
    "\n",
    "\n\n",
    "\n\n",
    "# ",
    "## A",
    "\n# B {#b}\n",
    "\n===\n",
    "*",
    "**",
    "_",
    "~~",
    "`",
    "\n```\n",
    "```js {1}\nx\n```\n",
    "[a](b.md)",
    "[",
    "](",
    ")",
    "![",
    "![c](d.png \"e\")",
    "[r]",
    "\n[r]: r.md\n",
    "[^1]",
    "[^n]",
    "\n[^1]: note [f](g.md)\n",
    "\n[^n]: deep[^1]\n\n    more\n",
    "\n> ",
    "\n> [!NOTE]\n> ",
    "\n- ",
    "\n  - ",
    "\n1. ",
    "\n- [x] ",
    "\n|a|b|\n|-|:-:|\n",
    "|",
    "<b>",
    "</b>",
    "<a href='h.md'>",
    "</a>",
    "\n<div id=i>\n",
    "\n</div>\n\n",
    "<img src=j.png>",
    "<script>",
    "</script>",
    "<!-- more -->",
    "<!-- k -->",
    "<",
    "{{ l | m }}",
    "{% n %}",
    "{{",
    "}}",
    "{: .o}",
    "\n{.p #q}\n",
    "https://o.org/r_s",
    "www.o.org",
    "t@u.org",
    "&amp;",
    "&#1;",
    "\\*",
    "\"v\" -- w",
    "$x$",
    "日本",
];

/// A body made of fragments, the same for the same seed.
fn body(seed: u64) -> String {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let length = next() % 40;
    (0..length).map(|_| FRAGMENTS[usize::try_from(next() % 64).expect("below 64")]).collect()
}

fn options_of(seed: u64) -> MarkdownOptions {
    let policy = usize::try_from(seed >> 3 & 3).expect("below 4");
    MarkdownOptions {
        smart: seed & 1 == 1,
        math: seed & 2 == 2,
        definition_lists: seed & 4 == 4,
        external_links: ExternalLinks::default(),
        unsafe_html: [RawHtml::Allow, RawHtml::Allow, RawHtml::Strip, RawHtml::Escape][policy],
        highlight: None,
    }
}

#[test]
fn both_see_the_same_holes_and_anchors() {
    for seed in 0..4000 {
        let (body, options) = (body(seed), options_of(seed));
        let context = context(&options, "No heading says this");
        let (facts, diagnostics) = outline(&body, &context);
        let mut asked = Vec::new();
        let mut out = String::new();
        write_html(
            &body,
            &context,
            &mut |number, kind| {
                asked.push((number, kind.clone()));
                Cow::Borrowed("filled")
            },
            &PlainCode,
            &mut out,
        );
        let holes: Vec<_> = facts.holes.iter().map(|hole| hole.kind.clone()).enumerate().collect();
        assert_eq!(asked, holes, "{seed}: {body}");
        assert_anchors(&facts, &out, &body);
        assert!(diagnostics.iter().all(|diagnostic| diagnostic.position.is_some()));
        assert!(!out.contains(|c: char| c.is_control() && c != '\n'), "{seed}: {body}");
    }
}

fn assert_anchors(facts: &Facts, out: &str, body: &str) {
    let mut rest = out;
    let mut ids = BTreeSet::new();
    for heading in &facts.headings {
        let tag = format!("<h{} id=\"{}\"", heading.level, heading.id);
        let at = rest.find(&tag).unwrap_or_else(|| panic!("{tag} is missing in {out}\n{body}"));
        rest = &rest[at + tag.len()..];
        assert!(ids.insert(&heading.id), "{} twice in {body}", heading.id);
    }
}

#[test]
fn positions_lie_in_the_body() {
    for seed in 0..500 {
        let body = body(seed).replace('\n', "\r\n");
        let options = options_of(seed);
        for hole in outline(&body, &context(&options, "")).0.holes {
            let place = hole.position;
            let range = place.byte_start as usize..place.byte_end as usize;
            let destination = hole.kind.as_written().to_owned();
            let written = body.get(range).expect("a place between characters");
            assert!(written.contains(&destination) || written.contains("[r]"), "{written} {destination}");
            let lines = body[..place.byte_start as usize].matches('\n').count() + 1;
            assert_eq!(place.line as usize, lines);
        }
    }
}

#[test]
fn template_syntax_is_never_lost() {
    for seed in 0..2000 {
        let body = body(seed).replace("&#1;", "");
        let written = body.matches("{{ l | m }}").count();
        let shown = html(&body).matches("{{ l | m }}").count();
        assert!(shown >= written, "{seed}: {body}\n{}", html(&body));
    }
}

#[test]
fn hostile_bodies_end() {
    let count = 20_000;
    for fragment in [
        ">",
        "> ",
        "- ",
        "*a ",
        "**a",
        "[",
        "![",
        "[a](",
        "[a](b.md) ",
        "`a",
        "<a ",
        "<a href=x>",
        "<div>\n",
        "<!-- ",
        "{{ ",
        "{{ a }}",
        "{% a\n",
        "{: .x}",
        "a\n{: .x}\n\n",
        "{.x}",
        "$",
        "$a$ ",
        "$\\hat",
        "x^{{",
        "<td>",
        "<details>\n\n",
        "<script>",
        "{.x}\n",
        "a){.x}",
        "{ ",
        "# a\n",
        "# {#a}\n",
        "[^a]",
        "[^a]: b\n\n",
        "|a",
        "www.",
        "http://",
        "a@",
        "a.",
        "&amp;",
        "\0",
        "\r",
        "<b>",
        "</b>",
        "* a\n{:toc}\n\n",
        "![a](b \"c\")\n\n",
    ] {
        let body = fragment.repeat(count);
        let (facts, _) = read(&body);
        assert!(!html(&body).contains('\0'), "{fragment}");
        let change = |options: &mut MarkdownOptions| {
            (options.unsafe_html, options.math) = (RawHtml::Strip, true);
        };
        assert!(!html_under(&body, change).contains('\0'), "{fragment}");
        assert!(facts.holes.len() <= count);
    }
}

#[test]
fn many_equal_headings_and_footnotes_are_told_apart() {
    let count = 50_000;
    let (facts, _) = read(&"# same\n".repeat(count));
    assert_eq!(facts.headings[count - 1].id, format!("same-{}", count - 1));
    let marks: String = (0..count).map(|n| format!("[^{n}] ")).collect::<Vec<_>>().concat();
    let notes: String = (0..count).map(|n| format!("[^{n}]: x\n")).collect::<Vec<_>>().concat();
    let out = html(&format!("{marks}\n\n{notes}"));
    assert!(out.contains(&format!("<li id=\"fn:{count}\">")));
}

#[test]
fn deep_nesting_costs_no_stack() {
    let deep = 100_000;
    let thread = std::thread::Builder::new().stack_size(256 * 1024);
    let body = format!("{}a\n\n{}b", ">".repeat(deep), "![".repeat(deep));
    let length = thread.spawn(move || html(&body).len()).expect("a thread").join().expect("no overflow");
    assert!(length > deep);
}
