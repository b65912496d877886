//! Images: their sizes on pages, their variants, and what goes from them before they are published.

#![expect(clippy::disallowed_methods, reason = "tests write the sites that are built")]

use crate::support::tree;

use crate::support::picture::{jpeg, photo, png};
use sitegen::{
    clock::Clock,
    images::{self, Format},
    pipeline::{self, CacheUse, Outcome, Request},
};
use std::{collections::BTreeMap, fmt::Write as _, fs, path::Path};

type Files = BTreeMap<String, Vec<u8>>;

const CONFIG: &str = "title: Test\nbase_url: https://example.org/blog/\nimages: {widths: [40, 80, 160]}\n";

/// The first post has a lead image, a bundle with a photo, and an image of the site; the second has a text alone.
fn site() -> tempfile::TempDir {
    let site = tempfile::tempdir().expect("a folder");
    let write = |path: &str, bytes: &[u8]| write(site.path(), path, bytes);
    write("sitegen.yaml", CONFIG.as_bytes());
    write("static/images/lead.jpg", &jpeg(200, 100, 1, false));
    write("static/images/logo.png", &png(60, 30, 3));
    write("content/posts/one/photo.jpg", &jpeg(90, 120, 6, true));
    write(
        "content/posts/one/index.md",
        b"---\ntitle: One\ndate: 2026-01-02\nimage: {src: /images/lead.jpg, alt: L, focus: 10% 90%}\n---\n\n\
          ![A photo](photo.jpg)\n\n![A logo](/images/logo.png \"Ours\")\n\n<img src=\"/images/logo.png\" alt=\"\">\n",
    );
    write("content/posts/two.md", b"---\ntitle: Two\ndate: 2026-01-01\n---\n\nText.\n");
    site
}

fn write(root: &Path, path: &str, bytes: &[u8]) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("writable");
    fs::write(path, bytes).expect("writable");
}

fn request(root: &Path) -> Request {
    Request::new(root, Clock::at("2026-12-01T00:00:00Z".parse().expect("valid")))
}

fn build(root: &Path) -> (Outcome, Files) {
    let outcome = pipeline::build(&request(root), &pipeline::Silent);
    assert!(outcome.failure.is_none() && outcome.errors() == 0, "{:?}", outcome.diagnostics);
    (outcome, tree::read(&root.join("public")))
}

/// What a build without a cache writes elsewhere.
fn clean(root: &Path) -> (Outcome, Files) {
    let output = tempfile::tempdir().expect("a folder");
    let request = Request { output_dir: output.path().to_owned(), cache: CacheUse::Ignore, ..request(root) };
    let outcome = pipeline::build(&request, &pipeline::Silent);
    assert!(outcome.failure.is_none(), "{:?}", outcome.failure);
    (outcome, tree::read(output.path()))
}

/// Builds, and compares with a clean build.
fn build_as_clean(root: &Path) -> (Outcome, Files) {
    let (outcome, files) = build(root);
    let (other, clean) = clean(root);
    assert_eq!(outcome.diagnostics, other.diagnostics);
    assert_eq!(outcome.pages, other.pages);
    let differ: Vec<&String> =
        files.keys().chain(clean.keys()).filter(|path| files.get(*path) != clean.get(*path)).collect();
    assert!(differ.is_empty(), "{differ:?}");
    (outcome, files)
}

fn page(files: &Files) -> scraper::Html {
    scraper::Html::parse_document(&text(files, "2026/01/02/one/index.html"))
}

fn text(files: &Files, path: &str) -> String {
    String::from_utf8(files[path].clone()).expect("UTF-8")
}

/// The value of an attribute of each element that a selector finds.
fn all(page: &scraper::Html, wanted: &str, attribute: &str) -> Vec<String> {
    let selector = scraper::Selector::parse(wanted).expect("a selector");
    let values = page.select(&selector).filter_map(|element| element.value().attr(attribute));
    values.map(str::to_owned).collect()
}

fn messages(outcome: &Outcome) -> Vec<String> {
    let all = outcome.diagnostics.iter();
    let all = all.filter(|found| found.code.starts_with("image-"));
    all.map(|found| format!("{}: {}", found.file.as_deref().unwrap_or_default(), found.message)).collect()
}

fn is_webp(path: &str) -> bool {
    path.rsplit('.').next() == Some("webp")
}

#[test]
fn variants_are_of_the_sizes_and_types_that_pages_say() {
    let site = site();
    let (outcome, files) = build_as_clean(site.path());
    assert_eq!(messages(&outcome), [""; 0]);
    let page = page(&files);
    let mut seen = 0;
    for (srcset, media_type) in all(&page, "source", "srcset").iter().zip(all(&page, "source", "type")) {
        assert_eq!(media_type, "image/webp");
        for candidate in srcset.split(", ") {
            let (address, width) = candidate.split_once(' ').expect("an address and a width");
            let bytes = &files[address.strip_prefix("/blog/").expect("below the base path")];
            let facts = images::facts(bytes).expect("an image");
            assert_eq!((facts.format, format!("{}w", facts.width)), (Format::Webp, width.to_owned()));
            seen += 1;
        }
    }
    assert_eq!(outcome.made, files.keys().filter(|path| is_webp(path)).count());
    assert_eq!(seen, outcome.made, "none is made that no page names");
    let lead = &all(&page, ".lead-image source", "srcset")[0];
    let widths: Vec<&str> = lead.split(", ").filter_map(|candidate| candidate.split(' ').nth(1)).collect();
    assert_eq!(widths, ["40w", "80w", "160w"]);
}

#[test]
fn every_image_has_its_size_and_one_is_eager() {
    let site = site();
    let (_, files) = build(site.path());
    let sizes = |page: &scraper::Html| -> Vec<(String, String)> {
        all(page, "article img", "width").into_iter().zip(all(page, "article img", "height")).collect()
    };
    let one = page(&files);
    let expected = [("200", "100"), ("120", "90"), ("60", "30"), ("60", "30")];
    assert_eq!(sizes(&one), expected.map(|(width, height)| (width.to_owned(), height.to_owned())));
    assert_eq!(all(&one, "img[fetchpriority=high]", "src"), ["/blog/images/lead.jpg"]);
    assert_eq!(all(&one, "img[fetchpriority=high]", "class"), ["focus-x-10 focus-y-90"]);
    assert_eq!(all(&one, "article picture img[loading=lazy]", "src").len(), 2);
    let feed = text(&files, "rss.xml");
    assert!(feed.contains("width=&quot;120&quot;") || feed.contains("width=\"120\""), "{feed}");
    assert!(!feed.contains("srcset"), "{feed}");
    // Without a lead image the first of the text is likely to be seen at once.
    write(
        site.path(),
        "content/posts/two.md",
        b"---\ntitle: Two\ndate: 2026-01-01\n---\n\n![a](/images/lead.jpg)\n\n![b](/images/logo.png)\n",
    );
    let (_, files) = build_as_clean(site.path());
    let two = scraper::Html::parse_document(&text(&files, "2026/01/01/two/index.html"));
    assert_eq!(all(&two, "img[fetchpriority=high]", "alt"), ["a"]);
    assert_eq!(all(&two, "article img[loading=lazy]", "alt"), ["b"]);
}

#[test]
fn nothing_that_is_published_says_where_it_was_taken() {
    let site = site();
    let (_, files) = build_as_clean(site.path());
    let photo = "2026/01/02/one/photo.jpg";
    let facts = |files: &Files| images::facts(&files[photo]).expect("a JPEG");
    assert!(!facts(&files).has_location);
    assert_eq!((facts(&files).orientation, facts(&files).width), (6, 120), "it stands as it stood");
    let lead = fs::read(site.path().join("static/images/lead.jpg")).expect("there");
    assert_eq!(files["images/lead.jpg"], lead, "without a place it is copied byte for byte");
    write(
        site.path(),
        "sitegen.yaml",
        format!("{CONFIG}extra: {{}}\n").replace("]}", "], keep_location: true}").as_bytes(),
    );
    let (_, files) = build_as_clean(site.path());
    assert!(facts(&files).has_location);
}

#[test]
fn what_cannot_be_decoded_is_published_as_it_is_with_a_warning() {
    let site = site();
    let whole = jpeg(200, 100, 1, false);
    let mut bomb = png(60, 30, 3);
    bomb[16..24].copy_from_slice(&[0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30]);
    let gif = b"GIF89a\x05\0\x04\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\x05\0\x04\0\0\x02\x04\x84\x8f\t\x05\0;"
        .to_vec();
    let mut broken = photo(64, 48);
    let middle = broken.len() / 2;
    broken[middle..middle + 8].fill(0xff);
    let named = [
        ("bomb.png", bomb),
        ("cut.jpg", whole[..whole.len() / 2].to_vec()),
        ("moves.gif", gif),
        ("none.png", b"no".to_vec()),
        ("torn.png", broken),
    ];
    let mut body = "---\ntitle: One\ndate: 2026-01-02\n---\n\n".to_owned();
    for (name, bytes) in &named {
        write(site.path(), &format!("static/{name}"), bytes);
        writeln!(body, "![{name}](/{name})\n").expect("a text takes all");
    }
    write(site.path(), "content/posts/one/index.md", body.as_bytes());
    let (outcome, files) = build_as_clean(site.path());
    for (name, bytes) in &named {
        assert_eq!(files[*name], *bytes, "{name}");
    }
    let torn = "static/torn.png: this image cannot be decoded: ";
    let messages = messages(&outcome);
    assert!(messages.iter().any(|message| message.starts_with(torn)), "{messages:?}");
    let others: Vec<&String> = messages.iter().filter(|message| !message.starts_with(torn)).collect();
    assert_eq!(
        others,
        [
            "static/bomb.png: this image has 30000 × 30000 pixels, and 64 million are the most that are decoded; it \
             is published as it is",
            "static/cut.jpg: the end of this image is missing; it is published as it is",
            "static/none.png: this image cannot be read; it is published as it is",
        ]
    );
    let page = page(&files);
    assert_eq!(all(&page, "article img", "width"), ["30000", "200", "5", "64"]);
    // In place of each variant that cannot be made there is the image, so that no page has a hole.
    let variant = files.keys().find(|path| path.starts_with("torn.") && is_webp(path)).expect("named");
    assert_eq!(files[variant], files["torn.png"]);
    let (again, _) = build_as_clean(site.path());
    assert_eq!(again.made, 0);
}

#[test]
fn an_unchanged_image_is_made_once_and_an_exchanged_one_concerns_its_pages_alone() {
    let site = site();
    let (first, files) = build(site.path());
    assert!(first.made > 0);
    write(site.path(), "content/posts/two.md", b"---\ntitle: Two\ndate: 2026-01-01\n---\n\nOther text.\n");
    let (second, _) = build_as_clean(site.path());
    assert_eq!(second.made, 0);
    let gone = files.keys().find(|path| path.ends_with("-80.webp")).expect("a variant");
    fs::remove_file(site.path().join("public").join(gone)).expect("removed");
    let (third, restored) = build_as_clean(site.path());
    assert_eq!((third.made, &restored[gone]), (0, &files[gone]), "it comes from the cache");
    write(site.path(), "content/posts/one/photo.jpg", &jpeg(90, 130, 6, true));
    let (fourth, _) = build_as_clean(site.path());
    assert!(fourth.made > 0);
    let stale: Vec<&str> = fourth.stale.iter().map(|(path, _)| path.as_str()).collect();
    assert!(
        stale.contains(&"2026/01/02/one/index.html") && stale.contains(&"2026/01/02/one/photo.jpg"),
        "{stale:?}"
    );
    assert!(!stale.iter().any(|path| path.contains("two") || *path == "index.html"), "{stale:?}");
    // One that comes later than the page that shows it.
    write(
        site.path(),
        "content/posts/two.md",
        b"---\ntitle: Two\ndate: 2026-01-01\n---\n\n![late](/late.png)\n",
    );
    build_as_clean(site.path());
    write(site.path(), "static/late.png", &png(64, 48, 5));
    let (_, files) = build_as_clean(site.path());
    assert!(text(&files, "2026/01/01/two/index.html").contains("width=\"64\""));
    fs::remove_file(site.path().join("static/late.png")).expect("removed");
    build_as_clean(site.path());
}

#[test]
fn a_damaged_cache_costs_time_alone() {
    let site = site();
    let (first, files) = build(site.path());
    for name in ["made", "facts"] {
        let path = site.path().join(".sitegen").join(name);
        let mut bytes = fs::read(&path).expect("there");
        let middle = bytes.len() / 2;
        bytes[middle] ^= 0xff;
        fs::write(&path, bytes).expect("writable");
    }
    fs::remove_dir_all(site.path().join("public")).expect("removed");
    let (second, again) = build(site.path());
    assert!(second.made <= first.made);
    assert_eq!(files, again);
    fs::remove_dir_all(site.path().join(".sitegen")).expect("removed");
    write(site.path(), "content/posts/two.md", b"---\ntitle: Two\ndate: 2026-01-01\n---\n\nAgain.\n");
    let (third, _) = build_as_clean(site.path());
    assert_eq!(third.made, first.made);
}

#[test]
fn templates_ask_for_images() {
    let site = site();
    let template = "{% set i = image(src=\"images/lead.jpg\", width=30, height=30, fit=\"cover\", focus=\"left\") %}\
                    <img src=\"{{ i.src }}\" srcset=\"{{ i.srcset }}\" sizes=\"{{ i.sizes }}\" width=\"{{ i.width }}\">\n\
                    {% set j = image(src=\"/images/lead.jpg\", widths=[50]) %}<b>{{ j.sources[0].srcset }} {{ j.height }}</b>\
                    {% set k = image(src=\"https://elsewhere.example/a.jpg\", width=7) %}<i>{{ k.src }} {{ k.width }}</i>\
                    {% set l = image(src=\"missing.png\") %}<u>{{ l.src }} {{ l.sources | length }}</u>";
    write(site.path(), "templates/404.html", template.as_bytes());
    let (_, files) = build_as_clean(site.path());
    let page = scraper::Html::parse_document(&text(&files, "404.html"));
    let src = &all(&page, "img", "src")[0];
    assert!(src.ends_with("-30x30-0-50.webp"), "{src}");
    let facts = images::facts(&files[src.trim_start_matches("/blog/")]).expect("an image");
    assert_eq!((facts.width, facts.height), (30, 30));
    assert_eq!(all(&page, "img", "sizes"), ["30px"]);
    assert!(text(&files, "404.html").contains("-50.webp 50w 100</b>"));
    assert!(text(&files, "404.html").contains("<i>https://elsewhere.example/a.jpg 7</i>"));
    assert!(text(&files, "404.html").contains("<u>missing.png 0</u>"));
    for (call, message) in [
        ("src=\"/a.jpg\", focus=\"above\"", "`focus` is `above`"),
        ("src=\"/a.jpg\", fit=\"fill\"", "`fit` is `fill`"),
        ("src=\"/a.jpg\", fit=\"cover\"", "needs `width` and `height`"),
    ] {
        write(site.path(), "templates/404.html", format!("{{% set i = image({call}) %}}").as_bytes());
        let outcome = pipeline::build(&request(site.path()), &pipeline::Silent);
        let found: Vec<&str> = outcome.diagnostics.iter().map(|found| found.message.as_str()).collect();
        assert!(found.iter().any(|found| found.contains(message)), "{call}: {found:?}");
    }
}

#[test]
fn variants_are_a_setting() {
    let site = site();
    write(site.path(), "sitegen.yaml", b"title: Test\nbase_url: https://example.org/blog/\nimages: false\n");
    let (outcome, files) = build_as_clean(site.path());
    assert_eq!(outcome.made, 0);
    let page = page(&files);
    assert_eq!(all(&page, "source", "srcset"), [""; 0]);
    assert_eq!(all(&page, "article img", "width"), ["200", "120", "60", "60"]);
    write(site.path(), "sitegen.yaml", CONFIG.replace("160]}", "160], formats: [webp, avif]}").as_bytes());
    let (_, files) = build_as_clean(site.path());
    let first = all(&self::page(&files), ".lead-image source", "type");
    assert_eq!(first, ["image/avif", "image/webp"]);
    assert!(files.keys().any(|path| path.ends_with("-80.avif")));
}
