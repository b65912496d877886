//! What is kept of a body.

use super::*;

fn summary(body: &str) -> String {
    read(body).0.summary
}

fn ids(body: &str) -> Vec<String> {
    read(body).0.headings.into_iter().map(|heading| heading.id).collect()
}

#[test]
fn anchors_are_unique_and_written_ones_come_first() {
    assert_eq!(ids("# A\n# A\n# A-1\n# A"), ["a", "a-1", "a-1-1", "a-2"]);
    assert_eq!(ids("# A\n# B {#a}\n# A"), ["a-1", "a", "a-2"]);
    assert_eq!(ids("# A\n\n<b id=a></b>"), ["a-1"]);
    assert_eq!(ids("#\n# !!\n# `c` [d](#e) ![f](g)"), ["section", "u21-u21", "c-d"]);
}

#[test]
fn a_written_anchor_that_is_taken_is_reported() {
    assert_eq!(
        messages("# A {#x}\n\n# B {#x}"),
        ["the anchor `x` is already taken; this heading has `x-1` (3:1)"]
    );
    assert_eq!(ids("# A {#x}\n\n# B {#x}"), ["x", "x-1"]);
}

#[test]
fn headings_and_the_leading_title() {
    let (facts, _) = read("# The *title*\n\n## A `b`[^1]\n\n[^1]: c");
    assert_eq!(facts.leading_title.as_deref(), Some("The title"));
    let titles: Vec<_> =
        facts.headings.iter().map(|heading| (heading.level, heading.title.as_str())).collect();
    assert_eq!(titles, [(2, "A b")]);
    assert_eq!(read("## The title").0.leading_title, None);
    assert_eq!(read("a\n\n# The title").0.leading_title, None);
}

#[test]
fn holes_stand_where_they_were_written() {
    let options = options();
    let context = Context { origin: Origin { byte: 100, line: 8 }, ..context(&options, "") };
    let (facts, _) =
        outline("ä [b](c.md)\n\n![d](e.png)[^1] [x][y]\n\n[y]: z.md\n\n[^1]: [f](g.md)", &context);
    let holes: Vec<_> = facts
        .holes
        .iter()
        .map(|hole| {
            let place = hole.position;
            format!("{:?} {}:{} {}-{}", hole.kind, place.line, place.column, place.byte_start, place.byte_end)
        })
        .collect();
    insta::assert_snapshot!(holes.join("\n"), @r#"
    Link("c.md") 8:7 107-111
    File("e.png") 10:6 119-124
    Link("z.md") 10:17 130-136
    Link("g.md") 14:11 159-163
    "#);
}

#[test]
fn the_summary_is_the_text_before_the_mark() {
    assert_eq!(summary("a *b* `c`\nd\n\n- e\n\n<!-- more -->\n\nf"), "a b c d e");
    assert!(read("a\n\n<!-- more -->").0.has_more);
    assert!(!read("a\n\n<!-- no more -->").0.has_more);
}

#[test]
fn an_automatic_summary_ends_with_a_sentence() {
    let long =
        "First sentence here. Second sentence here, with Mr. Jones. Third one that is too long for it all.";
    assert_eq!(summary(long), "First sentence here. Second sentence here, with Mr. Jones.");
    assert_eq!(summary(&"word ".repeat(40)), format!("{}word…", "word ".repeat(15)));
    assert_eq!(summary(&"これは文です。".repeat(30)).chars().count(), 77);
}

#[test]
fn a_summary_is_prose() {
    let body =
        "## Heading\n\nText[^1] ![alt](a.png) {{ x }} end.\n\n```\ncode\n```\n\n|a|\n|-|\n|b|\n\n[^1]: note";
    assert_eq!(summary(body), "Text end.");
}

#[test]
fn words_leave_blocks_of_code_out() {
    let (facts, _) =
        read("one `two` [three](x.md)[^1]\n\n    four\n\n```\nfive\n```\n\n| six |\n|-|\n\n[^1]: seven");
    assert_eq!(facts.words, 5);
    let (facts, _) = read("日本語 news **bo**ld https://o.org/a/b");
    assert_eq!((facts.words, facts.cjk), (6, 3));
}

#[test]
fn terms_tell_what_a_body_is_about() {
    let (facts, _) =
        read("The **models** of Models\n\n## Chips\n\nmodels, chips & the year 2024 {{ page.title }}");
    let terms: Vec<_> = facts.terms.iter().collect();
    assert_eq!(terms, [("models", 3), ("chips", 2)]);
}

#[test]
fn anchors_of_attribute_lists_are_known() {
    assert_eq!(read("a\n{: #b}\n\n*c*{: #d}\n\n# e {: #f}").0.anchors, ["b", "d"]);
}
