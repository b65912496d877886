use super::*;
use crate::{
    config::ClaimStatus, decode::report, paths::SourcePath, post::file_name::read_file_name, value::Value,
};

fn parse(text: &str) -> Parsed<'_> {
    let zone = Zone::named("Europe/Berlin").expect("bundled");
    let authors = ["The desk".to_owned()];
    let words = ClaimWords::from([("strong".to_owned(), ClaimStatus::Confirmed)]);
    let context = FrontMatterContext { zone: &zone, default_authors: &authors, claim_words: &words };
    parse_front_matter(SourceText::new("a.md", text), context)
}

/// The meta of a front matter without mistakes.
fn meta(block: &str) -> Meta {
    let text = format!("---\n{block}\n---\n");
    let parsed = parse(&text);
    assert_eq!(report(&parsed.diagnostics), "", "{block}");
    parsed.meta
}

fn mistakes(blocks: &[&str]) -> String {
    let show = |block: &&str| {
        let text = format!("---\n{block}\n---\n");
        let parsed = parse(&text);
        let draft = if parsed.meta.draft { "  (draft)\n" } else { "" };
        let hidden = if parsed.meta.visibility == Visibility::Private { "  (private)\n" } else { "" };
        format!("{block}\n{draft}{hidden}{}", report(&parsed.diagnostics))
    };
    blocks.iter().map(show).collect::<Vec<_>>().join("\n\n")
}

use crate::post::meta::Visibility;

#[test]
fn every_field() {
    let meta = meta(
        "title: 1.10\nslug: my-post\nid: 2026-07-05-x\ndate: 2026-07-05 09:05\npublish_date: 2026-07-06\n\
         updated: 2026-07-07T00:00:00Z\nexpires: 2027-01-01\ndraft: false\ndescription: D\nsummary: S\n\
         tags: [1.10, no, 010, 2026-07-05, ~, '', no]\ncategories: a, b\nauthors:\n  - Ada\n  - {name: Bob, url: /bob/}\n\
         series: S1\nstory: S2\nkind: brief\nfeatured: true\nlang: pt_BR\ntranslation_key: k\n\
         image: {src: a.png, alt: A, caption: C, credit: D, width: 3}\naliases: [/old/, /older.html]\nurl: /new/\n\
         template: t.html\nlayout: post\nweight: -3\nrelated: [one, two]\n\
         sources: [Reuters, https://a.b/, {name: N, url: https://c.d, date: 2026-07-01, kind: wire, accessed: 2 July, archived: https://e.f, via: V, x: 1}]\n\
         claims: [C, {id: c-1, text: T, status: Strong, attributed_to: [A, B], sources: [N, 1], as_of: 2026-07-01, supersedes: c-0, n: 3}]\nupdates:\n  - {date: 2026-07-06, kind: correction, text: T}\n\
         sentiment: {label: bullish, score: 0.4, horizon: H, rationale: R}\ndesk_note: N\nai: {involvement: summarized, tools: [T], reviewed_by: R, responsible: [S], note: N}\nvisibility: unlisted\n\
         video: {src: v.mp4, poster: p.png, title: T, description: D, caption: C, credit: R, duration: 1:35, width: 360, height: 640, captions: [c.vtt, {src: d.vtt, lang: pt_BR, label: L}], transcript: X}\n\
         extra: {a: 1}\nparams: {b: 1.10, a: 2}\nfoo: [1, x]\ndateline: Hangzhou\nsign_off: By {author}",
    );
    // What is not given is not shown: a new field changes nothing here until it is given above.
    let is_none = |line: &&str| {
        let field = line.strip_prefix("    ").filter(|field| !field.starts_with(' '));
        field.is_some_and(|field| field.ends_with(": None,"))
    };
    let shown = format!("{meta:#?}");
    let given: Vec<&str> = shown.lines().filter(|line| !is_none(line)).collect();
    insta::assert_snapshot!(given.join("\n"));
}

#[test]
fn synonyms_mean_the_same() {
    let same = [
        ("id: x", "guid: x"),
        ("date: 2026-07-05", "published_date: 2026-7-5"),
        ("date: 2026-07-05", "pubDate: 2026-07-05 +02:00"),
        ("date: 2026-07-05", "created: '2026-07-05'"),
        ("publish_date: 2026-07-05", "publishDate: 2026-07-05"),
        ("publish_date: 2026-07-05", "pubdate: 2026-07-05"),
        ("updated: 2026-07-05", "lastmod: 2026-07-05"),
        ("updated: 2026-07-05", "modified: 2026-07-05"),
        ("updated: 2026-07-05", "last_modified_at: 2026-07-05"),
        ("expires: 2026-07-05", "expiryDate: 2026-07-05"),
        ("expires: 2026-07-05", "unpublishdate: 2026-07-05"),
        ("draft: true", "published: false"),
        ("draft: true", "status: draft"),
        ("draft: true", "is_draft: true"),
        ("draft: false", "published: true"),
        ("description: a", "dek: a"),
        ("description: a", "subtitle: a"),
        ("summary: a", "excerpt: a"),
        ("categories: [a]", "category: a"),
        ("authors: [a, b]", "author: a, b"),
        ("authors: [a]", "author: {name: a}"),
        ("image: a.png", "cover: {url: a.png}"),
        ("image: a.png", "hero: a.png"),
        ("image: a.png", "thumbnail: {path: a.png}"),
        ("image: a.png", "images: [false, a.png, b.png]"),
        ("aliases: [/a/]", "redirect_from: /a/"),
        ("url: /a/", "permalink: /a/"),
        ("url: /a/", "path: /a/"),
        ("updates: [{date: 2026-07-05, text: t}]", "corrections: [{date: 2026-07-05, note: t}]"),
        ("extra: {a: 1}", "params: {a: 1}"),
        ("series: a", "series: [a]"),
    ];
    for (canonical, synonym) in same {
        assert_eq!(unplaced(meta(canonical)), unplaced(meta(synonym)), "{synonym}");
        assert_ne!(meta(canonical), meta("x: 1"), "{canonical} was not read");
    }
}

/// A meta whose places are all the same, to compare two spellings.
fn unplaced(mut meta: Meta) -> Meta {
    let nowhere = Position::default();
    let texts = [&mut meta.slug, &mut meta.id, &mut meta.url, &mut meta.template, &mut meta.layout];
    texts.into_iter().flatten().for_each(|text| text.position = nowhere);
    meta.image.iter_mut().for_each(|image| image.position = nowhere);
    meta.aliases.iter_mut().for_each(|alias| alias.position = nowhere);
    meta
}

#[test]
fn a_synonym_of_another_type_is_another_field() {
    let cases = [
        "hero: false\nimage: a.png",
        "image: null\nhero: b.png",
        "created: true",
        "modified: by hand",
        "subtitle: [a]",
        "excerpt: false",
        "category: {a: 1}",
        "status: published",
        "author: {login: x}",
        "corrections: none",
        "params: 3",
        "permalink: [a]",
        "layout: false",
        "image: {feature: a.png}",
        "cover: 3",
        "video: true",
        "video: 7",
        "video: [a.mp4]",
        "video: {youtube: x}",
        "video: {src: 3}",
    ];
    let shown: Vec<String> = cases
        .iter()
        .map(|block| {
            let meta = meta(block);
            let image = meta.image.map(|image| image.value.src);
            format!("{}: {image:?} {:?}", block.replace('\n', ", "), meta.extra)
        })
        .collect();
    insta::assert_snapshot!(shown.join("\n"));
}

#[test]
fn empty_values_are_none() {
    let empty = meta(
        "title:\ndate: ~\ntags: []\nauthors: [null, '']\ndraft:\nimage:\nlayout:\nextra:\nweight:\nurl: ''",
    );
    assert_eq!(empty, Meta { authors: vec![entries::author_named("The desk")], ..Meta::default() });
}

#[test]
fn mistakes_say_what_to_type() {
    insta::assert_snapshot!(mistakes(&[
        "claims: [{id: a}]",
        "claims: [{text: T, status: likely}]",
        "claims: [{text: T, status: confirmd}]",
        "claims: [{text: T, id: a b}]",
        "claims:\n  - {text: T, id: a}\n  - {text: U, id: a}",
        "claims: [{text: T, sources: [Rueters, 2]}]\nsources: [Reuters]",
        "claims: [[a]]",
        "sources: [{name: N, kind: blog}]",
        "ai: written by hand",
        "ai: {tools: [T]}",
        "ai: [a]",
        "sign_off: By {autor}",
        "sign_off: {a: b}",
        "title: [a]",
        "title: {a: 1}",
        "published: flase",
        "draft: \"no\"",
        "draft: yes",
        "is_draft: 1",
        "published: 2026-07-05",
        "draft: false\npublished: false",
        "draft: false\nstatus: draft",
        "date: 2026-02-30",
        "date: soon",
        "date: [2026-07-05]",
        "updated: 2026-07-05 12:00 CEST",
        "lastmod: 2026-13-01",
        "date: 2026-07-05\npubDate: 2026-07-06",
        "subtitle: a\ndek: b",
        "tags: {a: 1}",
        "tags: [a, [b]]",
        "authors: [{nick: a}]",
        "featured: maybe",
        "weight: 1.5",
        "lang: English",
        "video: {src: a.mp4, duration: 1:75}",
        "video: {src: a.mp4, duration: [5]}",
        "video: {src: a.mp4, width: wide}",
        "video: {src: a.mp4, height: 0}",
        "video: {src: a.mp4, captions: [{lang: en}]}",
        "video: {src: a.mp4, captions: {src: a.vtt, lang: English}}",
        "kind: Reel",
        "kind: reel\nvideo: {src: a.mp4, duration: long}",
        "series: [a, b]",
        "slug: ../../x",
        "slug: /etc/x",
        "slug: ..\\x",
        "slug: '%2e%2e%2fx'",
        "slug: a/../../b",
        "slug: ''",
        "slug: .",
        "slug: ..",
        "url: //evil.test",
        "permalink: javascript:alert(1)",
        "url: ../x",
        "permalink: /:year/:title/",
        "aliases:\n  - /ok/\n  - ../../etc\n  - https://evil.test/",
        "visibility: secret",
        "visibility: unlistd",
        "visibility: [public]",
        "extra: 3",
        "sources: [{kind: wire}]",
        "sources: [[a]]",
        "updates: fixed it",
        "updates:\n  - {text: t}\n",
        "updates:\n  - {date: 2026-07-05}\n",
        "updates:\n  - {date: 2026-02-30, text: t}\n",
        "updates:\n  - {date: 2026-07-05, text: t, kind: corection}\n",
        "sentiment: {rationale: r}",
        "sentiment: {label: bullish, score: high}",
        "- a\n- b",
        "just text",
    ]));
}

#[test]
fn fences() {
    let texts = [
        "---\ntitle: a\n---\nbody\n",
        "--- \t\ntitle: a\n---  \nbody\n",
        "\u{feff}---\ntitle: a\n---\nbody\n",
        "---\r\ntitle: a\r\n---\r\nbody\r\n",
        "---\ntitle: a\n...\nbody\n",
        "---\ntitle: a\n---",
        "---\n---\nbody\n",
        "+++\ntitle = \"a\"\n+++\nbody\n",
        "+++\r\ntitle = \"a\"\r\ndate = 2026-07-05T09:05:00+02:00\r\n+++\r\nbody\r\n",
        "body\n---\nmore\n",
        "",
        "----\nbody\n",
        "---\ntitle: a\nbody\n",
        "---",
        "+++\ntitle: a\n---\n",
        "+++\ntitle = a\n+++\nbody\n",
        "---\rtitle: a\r---\rbody\r",
        "---\ntitle: a\rb: c\n---\nbody\n",
        "---\ntitle: a\n---\nbo\rdy\n",
    ];
    let show = |text: &&str| {
        let Parsed { meta, has_front_matter, body, diagnostics } = parse(text);
        let found = report(&diagnostics);
        let title = &meta.title;
        format!("{text:?}\n  {title:?} {has_front_matter} {:?} at {} {found}", body.text, body.start)
    };
    insta::assert_snapshot!(texts.iter().map(show).collect::<Vec<_>>().join("\n"));
}

#[test]
fn line_ends_and_marks_change_nothing_but_bytes() {
    let unix = "---\ntitle: \"a\n  b\"\nextra: {text: |\n    x}\n---\nfirst\n\nsecond\n"
        .replace("{text: |\n    x}", "1");
    let windows = format!("\u{feff}{}", unix.replace('\n', "\r\n"));
    let (one, two) = (parse(&unix), parse(&windows));
    assert_eq!(one.meta, two.meta);
    assert_eq!(one.body.text, two.body.text);
    let at = one.body.text.find("second").expect("there");
    let (one, two) = (one.body.position(at..at + 6), two.body.position(at..at + 6));
    assert_eq!((one.line, one.column), (two.line, two.column));
    assert_eq!(&windows[two.byte_start as usize..two.byte_end as usize], "second");
    assert_eq!(&unix[one.byte_start as usize..one.byte_end as usize], "second");
}

#[test]
fn what_the_name_fills_in() {
    let zone = Zone::utc();
    let fill = |path: &str, text: &str, heading: Option<&str>| {
        let parsed = parse(text);
        let name = read_file_name(&SourcePath::new(path), &|_| false);
        let (meta, found) = fill_from_name(parsed.meta, parsed.has_front_matter, heading, &name, path, &zone);
        let date = meta.date.map(|date| date.instant.to_string());
        format!("{path} {:?} {date:?} {:?}\n  {}", meta.title, meta.lang, report(&found))
    };
    let shown = [
        fill("p/2026-07-05-big-news.md", "text", None),
        fill("p/2026-07-05-x.de.md", "# A \"b\"", Some(" A \"b\" ")),
        fill("p/2026-02-30-x.md", "---\ntags: a\n---\n", Some("H")),
        fill("p/2026-07-05-x.md", "---\ntitle: T\ndate: 2026-07-06 +00:00\n---\n", Some("H")),
        report(&[no_date("p/x.md")]),
    ];
    insta::assert_snapshot!(shown.join("\n"));
}

#[test]
fn a_mistake_never_publishes() {
    for text in ["---\ntitle: a: b\n---\n", "---\ntitle: a\n", "---\n- a\n---\n", "---\na: [\n---\n"] {
        let parsed = parse(text);
        assert!(parsed.meta.draft && parsed.diagnostics[0].is_error(), "{text}");
    }
}

#[test]
fn text_with_escaped_controls_is_cleaned() {
    let parsed = parse("---\ntitle: \"a\\0b\"\nx: \"\\u0001\"\n---\n");
    assert_eq!(parsed.meta.title, "ab");
    assert_eq!(parsed.meta.extra, [("x".to_owned(), Value::Text(String::new()))]);
    assert_eq!(parsed.diagnostics.len(), 2);
}
