//! Share cards: which articles have one, what it is called, when it is drawn, and what it says where it cannot be.

#![allow(
    clippy::case_sensitive_file_extension_comparisons,
    clippy::disallowed_methods,
    reason = "tests write the sites that are built, and know the names of their files"
)]

use crate::support::{demo, tree};
use sitegen::{
    clock::Clock,
    diagnostic::Diagnostic,
    pipeline::{self, CacheUse, Mode, OnError, Outcome, Request, live::Live},
};
use std::{collections::BTreeMap, fs, path::Path};

type Files = BTreeMap<String, Vec<u8>>;

const SETTINGS: &str =
    "title: The Test\nbase_url: https://example.org/blog/\ntheme: { accent: \"#0a5c8f\" }\n";

fn site(posts: &[(&str, &str)]) -> tempfile::TempDir {
    let site = tempfile::tempdir().expect("a folder");
    write(site.path(), "sitegen.yaml", SETTINGS);
    for (name, front) in posts {
        post(site.path(), name, front);
    }
    site
}

fn post(root: &Path, name: &str, front: &str) {
    let text = format!("---\n{front}\ndate: 2026-11-20\nid: {name}-id\n---\n\nText.\n");
    write(root, &format!("content/posts/{name}.md"), &text);
}

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("writable");
    fs::write(path, text).expect("writable");
}

fn request(root: &Path) -> Request {
    Request::new(root, Clock::at("2026-12-01T00:00:00Z".parse().expect("valid")))
}

fn run(request: &Request) -> Outcome {
    let outcome = pipeline::build(request, &pipeline::Silent);
    assert!(outcome.failure.is_none(), "{:?}", outcome.failure);
    outcome
}

fn build(root: &Path) -> (Outcome, Files) {
    (run(&request(root)), tree::read(&root.join("public")))
}

/// A build into another folder, without a cache.
fn clean(root: &Path) -> Files {
    let output = tempfile::tempdir().expect("a folder");
    run(&Request { output_dir: output.path().join("public"), cache: CacheUse::Ignore, ..request(root) });
    tree::read(&output.path().join("public"))
}

fn cards(files: &Files) -> Vec<&str> {
    files.keys().map(String::as_str).filter(|path| path.starts_with("cards/")).collect()
}

/// Width and height, as the header of a PNG has them.
fn size(png: &[u8]) -> (u32, u32) {
    assert_eq!(&png[..8], b"\x89PNG\r\n\x1a\n");
    let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().expect("four bytes"));
    (number(16), number(20))
}

fn said(outcome: &Outcome) -> Vec<String> {
    let one = |found: &Diagnostic| {
        let line = found.position.as_ref().map_or(0, |at| at.line);
        format!("{}:{line}: {}", found.file.as_deref().unwrap_or_default(), found.message)
    };
    outcome.diagnostics.iter().map(one).collect()
}

/// The address of the card that a page names.
fn named(files: &Files, page: &str) -> String {
    let page = str::from_utf8(&files[page]).expect("UTF-8");
    let after = page.split("property=\"og:image\" content=\"").nth(1).expect("a card");
    after.split('"').next().expect("quoted").to_owned()
}

const TWO: [(&str, &str); 2] = [("one", "title: The first"), ("two", "title: The second")];

#[test]
fn an_article_names_its_card_and_has_it() {
    let site = site(&TWO);
    write(site.path(), "content/about.md", "---\ntitle: About\n---\n\nText.\n");
    let (outcome, files) = build(site.path());
    assert_eq!((outcome.drawn, said(&outcome)), (2, vec![]));
    let card = named(&files, "2026/11/20/one/index.html");
    let path = card.strip_prefix("https://example.org/blog/").expect("on the site");
    assert!(
        path.starts_with("cards/one.") && path.ends_with(".png") && path.len() == "cards/one..png".len() + 12
    );
    assert_eq!(size(&files[path]), (1200, 630));
    let page = str::from_utf8(&files["2026/11/20/one/index.html"]).expect("UTF-8");
    for tag in [
        "<meta property=\"og:image:width\" content=\"1200\">",
        "<meta property=\"og:image:height\" content=\"630\">",
        "<meta property=\"og:image:type\" content=\"image/png\">",
        "<meta property=\"og:image:alt\" content=\"The first\">",
        "<meta name=\"twitter:card\" content=\"summary_large_image\">",
        &format!("\"url\":\"{card}\""),
    ] {
        assert!(page.contains(tag), "no {tag}");
    }
    assert_eq!(cards(&files).len(), 2);
    let about = str::from_utf8(&files["about/index.html"]).expect("UTF-8");
    assert!(!about.contains("og:image"), "a plain page has no card");
}

#[test]
fn nothing_is_drawn_twice() {
    let site = site(&TWO);
    let (first, files) = build(site.path());
    assert_eq!(first.drawn, 2);
    assert_eq!((build(site.path()).0.drawn, build(site.path()).0.written), (0, 0));
    // Words that no card shows.
    post(site.path(), "one", "title: The first\ndescription: Another standfirst.");
    let (outcome, after) = build(site.path());
    assert_eq!((outcome.drawn, cards(&after)), (0, cards(&files)));
    assert!(outcome.rendered > 0);
    post(site.path(), "one", "title: The first, again");
    let (outcome, after) = build(site.path());
    assert_eq!((outcome.drawn, cards(&after).len()), (1, 2));
    assert_ne!(cards(&after), cards(&files));
    assert_eq!(after, clean(site.path()));
    // The cache has the first one still.
    post(site.path(), "one", "title: The first");
    fs::remove_file(site.path().join("public").join(cards(&after)[1])).expect("a card");
    let (outcome, after) = build(site.path());
    assert_eq!((outcome.drawn, cards(&after)), (1, cards(&files)));
    assert_eq!(after, clean(site.path()));
}

#[test]
fn a_card_that_is_gone_or_altered_comes_from_the_cache() {
    let site = site(&TWO);
    let (_, files) = build(site.path());
    let paths: Vec<_> = cards(&files).into_iter().map(|path| site.path().join("public").join(path)).collect();
    fs::remove_file(&paths[0]).expect("a card");
    fs::write(&paths[1], "no card").expect("writable");
    let (outcome, after) = build(site.path());
    assert_eq!((outcome.drawn, outcome.written), (0, 2));
    assert_eq!(after, files);
}

#[test]
fn a_damaged_cache_changes_nothing_but_time() {
    let site = site(&TWO);
    let (_, files) = build(site.path());
    let kept = site.path().join(".sitegen/cards");
    let mut bytes = fs::read(&kept).expect("a cache");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x40;
    fs::write(&kept, bytes).expect("writable");
    fs::remove_dir_all(site.path().join("public")).expect("an output");
    let (outcome, after) = build(site.path());
    assert!(outcome.drawn > 0);
    assert_eq!(after, files);
    let codes: Vec<&str> = outcome.diagnostics.iter().map(|found| &*found.code).collect();
    assert_eq!(codes, ["cache-damaged"]);
}

#[test]
fn the_name_changes_with_what_is_shown_and_with_nothing_else() {
    let site = site(&[("one", "title: The first\nauthors: [Ada]\ncategories: [Models]")]);
    let name = || {
        let (outcome, files) = build(site.path());
        assert_eq!(outcome.errors(), 0, "{:?}", said(&outcome));
        cards(&files).concat()
    };
    let first = name();
    for (change, front) in [
        ("title", "title: The second\nauthors: [Ada]\ncategories: [Models]"),
        ("author", "title: The first\nauthors: [Grace]\ncategories: [Models]"),
        ("category", "title: The first\nauthors: [Ada]\ncategories: [Chips]"),
        ("kind", "title: The first\nauthors: [Ada]\ncategories: [Models]\nkind: opinion"),
        ("language", "title: The first\nauthors: [Ada]\ncategories: [Models]\nlang: de"),
    ] {
        post(site.path(), "one", front);
        assert_ne!(name(), first, "{change}");
    }
    post(site.path(), "one", "title: The first\nauthors: [Ada]\ncategories: [Models]\ntags: [new]");
    assert_eq!(name(), first);
    for settings in ["title: Another Test", "theme: { accent: teal }"] {
        let key = settings.split(':').next().expect("a key");
        let others = SETTINGS.lines().filter(|line| !line.starts_with(key)).collect::<Vec<_>>().join("\n");
        write(site.path(), "sitegen.yaml", &format!("{others}\n{settings}\n"));
        assert_ne!(name(), first, "{settings}");
    }
    write(site.path(), "sitegen.yaml", &format!("{SETTINGS}tagline: Shown elsewhere\n"));
    assert_eq!(name(), first);
}

#[test]
fn cards_are_turned_off_by_one_word() {
    let site = site(&TWO);
    build(site.path());
    write(site.path(), "sitegen.yaml", &format!("{SETTINGS}share_cards: false\n"));
    let (outcome, files) = build(site.path());
    assert_eq!((outcome.drawn, cards(&files)), (0, vec![]));
    assert!(!str::from_utf8(&files["2026/11/20/one/index.html"]).expect("UTF-8").contains("og:image"));
    assert_eq!(files, clean(site.path()));
}

#[test]
fn titles_that_mean_harm_are_text() {
    let site = site(&[
        ("one", "title: \"</text></svg><script>alert(1)</script> & <image href='/etc/passwd'/> {{ card }}\""),
        ("two", "title: \"a\\u0007b\\u2029c\\u202Ed\\uFFFFe \\uD7FF\""),
        ("three", &format!("title: \"{}\"", "endless ".repeat(1250))),
        ("four", &format!("title: \"{}\"", "X".repeat(2000))),
        ("five", "title: \"🙂🙃 🎉\""),
    ]);
    let (outcome, files) = build(site.path());
    assert_eq!((outcome.errors(), outcome.drawn), (0, 5), "{:?}", said(&outcome));
    for path in cards(&files) {
        assert_eq!(size(&files[path]), (1200, 630), "{path}");
    }
}

#[test]
fn letters_that_no_font_has_are_told_of_once() {
    let site =
        site(&[("one", "title: தமிழ் செய்தி"), ("two", "title: The letter ት"), ("three", "title: Plain")]);
    let (outcome, _) = build(site.path());
    let said_first = said(&outcome);
    assert_eq!(said_first.len(), 1, "{said_first:?}");
    assert!(said_first[0].starts_with("content/posts/one.md:0: no font has"), "{said_first:?}");
    assert!(said_first[0].contains("`ச`") && said_first[0].contains("`ት`"), "{said_first:?}");
    assert!(said_first[0].ends_with("2 share cards leave them out, and 1 has no title"), "{said_first:?}");
    // It is said again as long as it is so, although nothing is drawn.
    post(site.path(), "three", "title: Plain\ndescription: edited");
    let (outcome, _) = build(site.path());
    assert_eq!((outcome.drawn, said(&outcome)), (0, said_first));
}

#[test]
fn a_site_may_draw_its_own_cards() {
    let site = site(&TWO);
    let own = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1200\" height=\"630\">\
               <image href=\"/img/logo.svg\" width=\"600\" height=\"630\"/>\
               {% set t = fit(text=card.title, sizes=[60]) %}{% for l in t.lines %}\
               <path transform=\"translate({{ l.x }} {{ l.y }})\" d=\"{{ l.path }}\"/>{% endfor %}</svg>\n";
    write(site.path(), "templates/card.svg", own);
    let logo = |colour: &str| {
        let logo = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><rect width=\"9\" height=\"9\" fill=\"{colour}\"/></svg>"
        );
        write(site.path(), "static/img/logo.svg", &logo);
    };
    logo("red");
    let (outcome, files) = build(site.path());
    assert_eq!((outcome.drawn, said(&outcome)), (2, vec![]));
    logo("blue");
    let (outcome, after) = build(site.path());
    assert_eq!(outcome.drawn, 2, "the template names the file");
    assert_ne!(cards(&files), cards(&after));
    assert_eq!(after, clean(site.path()));
}

#[test]
fn a_broken_template_is_told_of_with_its_line() {
    let site = site(&TWO);
    for (text, expected) in [
        ("<svg>\n{{ card.titel }}\n</svg>", "templates/card.svg:2:"),
        ("<svg>\n{% if %}\n</svg>", "templates/card.svg:2:"),
        ("\n{{ data(name=\"x\") }}", "templates/card.svg:2:"),
        ("<svg>", "templates/card.svg:0: the card is no SVG"),
        ("<svg xmlns=\"http://www.w3.org/2000/svg\"><text>a</text></svg>", "templates/card.svg:0: `<text>`"),
        ("{{ fit(text=\"a\", sizes=[0]).size }}", "templates/card.svg:1:"),
        (
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1200\" height=\"630\"><image href=\"/none.png\" width=\"9\" height=\"9\"/></svg>",
            "templates/card.svg:0: the card has the image `/none.png`",
        ),
    ] {
        write(site.path(), "templates/card.svg", text);
        for mode in [Mode::DryRun, Mode::Write] {
            let outcome = run(&Request { mode, ..request(site.path()) });
            assert!(outcome.errors() > 0, "{text}");
            assert!(
                said(&outcome).iter().any(|said| said.starts_with(expected)),
                "{text}: {:?}",
                said(&outcome)
            );
        }
    }
    let outcome = run(&Request { on_error: OnError::KeepGoing, ..request(site.path()) });
    let files = tree::read(&site.path().join("public"));
    assert!(outcome.errors() > 0 && files.contains_key("2026/11/20/one/index.html"));
    assert_eq!(cards(&files), Vec::<&str>::new());
}

#[test]
fn a_preview_draws_what_is_asked_for() {
    let site = site(&TWO);
    let (_, files) = build(site.path());
    let unknowing = Request { cache: CacheUse::Ignore, ..request(site.path()) };
    let (_live, first) = Live::open(unknowing).expect("readable");
    let path = cards(&files)[0];
    let named = sitegen::paths::OutputPath::parse(path).expect("a path");
    let made = first.snapshot.make(&named).expect("there").expect("drawn");
    assert_eq!(made.bytes, files[path]);
    let none = sitegen::paths::OutputPath::parse("cards/one.000000000000.png").expect("a path");
    assert!(first.snapshot.find(&none).is_none());
}

#[test]
fn every_article_of_the_demo_has_a_card() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (files, outcome) = demo::build_with(request(root));
    assert_eq!(said(&outcome), Vec::<String>::new());
    let articles = files.iter().filter(|(path, page)| {
        path.ends_with("/index.html")
            && str::from_utf8(page).is_ok_and(|page| page.contains("class=\"page-post"))
    });
    let mut count = 0;
    for (path, _) in articles {
        let card = named(&files, path);
        let name = demo::file_of(&card, demo::HOST).expect("on the site");
        assert_eq!(
            size(files.get(&name).unwrap_or_else(|| panic!("{path}: no {name}"))),
            (1200, 630),
            "{path}"
        );
        count += 1;
    }
    assert!(count > 60 && count == outcome.drawn, "{count} articles, {} cards", outcome.drawn);
}
