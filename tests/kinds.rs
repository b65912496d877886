//! Kinds of articles and their videos, as readers see them.

#![allow(clippy::disallowed_methods, reason = "tests write the sites that they build")]

use crate::support::{
    demo::{self, CLOCK, Files, text},
    files, page,
};
use scraper::Html;
use sitegen::pipeline::Request;

const CONFIG: &str = "title: A Wire\nbase_url: https://example.org/blog/\nlanguage: en-GB\n\
                      edition: {schedule: {time: \"07:00\", zone: Asia/Kolkata}}\nrelated: {page: false}\n";

/// The site of one post, and what was told of it.
fn built(post: &str, more: &[(&str, &str)]) -> (Files, Vec<String>) {
    let post = format!("---\ntitle: A & B\ndate: 2026-07-01\n{post}\n");
    let all = [("sitegen.yaml", CONFIG), ("content/posts/one.md", &post)];
    let all = all.into_iter().chain(more.iter().copied()).map(|(path, text)| (path, text.to_owned()));
    let site = files::project(all);
    let (files, outcome) = demo::build_with(Request::new(site.path(), demo::at(CLOCK)));
    let told = outcome.diagnostics.iter().map(|found| format!("{}: {}", found.code, found.message));
    (files, told.collect())
}

const ONE: &str = "2026/07/01/one/index.html";

fn article(files: &Files) -> Html {
    Html::parse_document(text(files, ONE))
}

/// The names of the parts of an article, in order.
fn parts(html: &Html) -> Vec<String> {
    let parts = page::all(html, ".article > *").into_iter();
    parts.map(|part| part.attr("class").unwrap_or_default().to_owned()).collect()
}

fn place(parts: &[String], class: &str) -> Option<usize> {
    parts.iter().position(|part| part.split(' ').any(|name| name == class))
}

#[test]
fn a_kind_is_said_in_the_language_of_the_page_beside_the_category() {
    let kinds = [
        ("article", None),
        ("post", None),
        ("brief", Some("Brief")),
        ("Analysis", Some("Analysis")),
        ("opinion", Some("Opinion")),
        ("explainer", Some("Explainer")),
        ("digest", Some("Digest")),
        ("Live & late", Some("Live & late")),
    ];
    for (kind, label) in kinds {
        let (files, told) = built(&format!("kind: {kind}\ncategories: [Desk]\n---\n\nText."), &[]);
        assert_eq!(told, [] as [String; 0], "{kind}");
        for path in [ONE, "index.html"] {
            let html = Html::parse_document(text(&files, path));
            let labels: Vec<String> =
                page::all(&html, ".kicker > .kind").into_iter().map(page::text).collect();
            assert_eq!(labels.first().map(String::as_str), label, "{kind} {path}");
            assert_eq!(page::text(page::only(&html, ".kicker > a")), "Desk");
        }
    }
    let german = [("sitegen.yaml", "title: A\nbase_url: https://example.org/\nlanguage: de\n")];
    let (files, _) = built("kind: opinion\n---\n\nText.", &german);
    assert_eq!(page::text(page::only(&article(&files), ".kicker")), "Meinung");
}

#[test]
fn a_section_that_is_called_like_the_kind_is_not_said_twice() {
    let config = ("sitegen.yaml", "title: A\nbase_url: https://example.org/\nsections: {briefs: {}}\n");
    let brief = ("content/briefs/two.md", "---\ntitle: Two\ndate: 2026-07-01\nkind: brief\n---\n\nText.\n");
    let (files, _) = built("\n---\n\nText.", &[config, brief]);
    let html = Html::parse_document(text(&files, "2026/07/01/two/index.html"));
    assert_eq!(page::text(page::only(&html, ".kicker")), "Brief");
}

#[test]
fn each_kind_has_its_order() {
    let body = "image: https://example.com/i.png\nauthors: [Ada]\n---\n\n## One\n\n## Two\n\n## Three\n";
    let order = |kind: &str, more: &str| {
        let (files, _) = built(&format!("kind: {kind}\n{more}{body}"), &[]);
        parts(&article(&files))
    };
    let usual = order("article", "");
    assert!(place(&usual, "lead-image") < place(&usual, "contents"), "{usual:?}");
    let explainer = order("explainer", "");
    assert_eq!((place(&explainer, "article-header"), place(&explainer, "contents-open")), (Some(0), Some(1)));
    let reel = order("reel", "video: https://example.com/v.mp4\n");
    assert_eq!((place(&reel, "lead-video"), place(&reel, "article-header")), (Some(0), Some(1)));
    assert_eq!(place(&reel, "lead-image"), None);
    let with_video = order("article", "video: https://example.com/v.mp4\n");
    assert_eq!((place(&with_video, "article-header"), place(&with_video, "lead-video")), (Some(0), Some(1)));

    let (files, _) = built(&format!("kind: opinion\n{body}"), &[]);
    let html = article(&files);
    assert_eq!(page::text(page::only(&html, ".columnist-name")), "Ada");
    assert_eq!(page::text(page::only(&html, ".columnist .portrait")), "A");
    assert!(page::all(&html, ".byline .authors").is_empty());

    let (files, _) = built("kind: digest\n---\n\nText.", &[]);
    let line = page::text(page::only(&article(&files), ".article-header > .schedule-line"));
    assert_eq!(line.split_whitespace().collect::<Vec<_>>(), ["Live", "7am", "IST", "Daily"]);
    assert!(page::all(&article(&files), ".schedule-line time").is_empty(), "an article is as of its date");
}

const CLIP: [(&str, &str); 4] = [
    ("content/posts/clip.mp4", "video"),
    ("content/posts/p.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
    ("content/posts/clip.de.vtt", "WEBVTT\n"),
    ("static/clip.en.vtt", "WEBVTT\n"),
];

#[test]
fn a_video_beside_the_post_is_published_with_it_and_loads_when_it_is_played() {
    let post = "kind: reel\nvideo:\n  src: clip.mp4\n  poster: p.svg\n  duration: 95\n  width: 360\n  height: 640\n  \
                caption: A <b>bar</b>\n  captions: [/clip.en.vtt, {src: clip.de.vtt, lang: de}]\n  \
                transcript: It is **so** & [not](/about/).\n---\n\nText.";
    let (files, told) = built(post, &CLIP);
    assert_eq!(told, [] as [String; 0]);
    assert_eq!(text(&files, "2026/07/01/one/clip.mp4"), "video");
    let html = article(&files);
    let video = page::only(&html, "figure.lead-video-tall > video[controls]");
    let attributes =
        ["src", "poster", "preload", "width", "height", "aria-label"].map(|name| video.attr(name));
    let expected =
        ["/blog/2026/07/01/one/clip.mp4", "/blog/2026/07/01/one/p.svg", "none", "360", "640", "A & B"];
    assert_eq!(attributes, expected.map(Some));
    let tracks: Vec<_> = page::all(&html, "track[kind=captions]")
        .into_iter()
        .map(|track| ["src", "srclang", "label", "default"].map(|name| track.attr(name)))
        .collect();
    let first = [Some("/blog/clip.en.vtt"), Some("en-GB"), Some("English"), Some("")];
    let second = [Some("/blog/2026/07/01/one/clip.de.vtt"), Some("de"), Some("Deutsch"), None];
    assert_eq!(tracks, [first, second]);
    assert_eq!(page::text(page::only(&html, "figure.lead-video figcaption")), "A <b>bar</b>");
    assert_eq!(page::text(page::only(&html, ".transcript p strong")), "so");
    assert_eq!(page::only(&html, ".transcript a").attr("href"), Some("/blog/about/"));
    let data = page::all(&html, "script[type='application/ld+json']");
    let data: Vec<serde_json::Value> =
        data.into_iter().map(|script| serde_json::from_str(&page::text(script)).expect("JSON")).collect();
    let data = data.iter().find(|data| data["@type"] == "VideoObject").expect("a video");
    assert_eq!((&data["transcript"], &data["duration"]), (&"It is so & not.".into(), &"PT95S".into()));

    let home = Html::parse_document(text(&files, "index.html"));
    let mark = page::text(page::only(&home, ".card-video .meta > span:has(.play-mark)"));
    assert_eq!(mark, "Video 1:35");
    assert_eq!(page::only(&home, ".card-image img").attr("src"), Some("/blog/2026/07/01/one/p.svg"));
}

#[test]
fn a_video_of_another_host_loads_nothing_until_it_is_asked_for() {
    let (files, told) = built("video: https://youtu.be/aB-1_c?t=90\n---\n\nText.", &[]);
    assert_eq!(told, [] as [String; 0]);
    let html = article(&files);
    let frame = page::only(&html, ".lead-video .embed").attr("data-frame");
    assert_eq!(frame, Some("https://www.youtube-nocookie.com/embed/aB-1_c?start=90&autoplay=1"));
    assert!(page::all(&html, "iframe, video, .article img").is_empty());
    let property = |name: &str| page::only(&html, &format!("meta[property='{name}']")).attr("content");
    assert_eq!(property("og:type"), Some("article"));
    assert_eq!(property("og:video"), Some("https://www.youtube-nocookie.com/embed/aB-1_c?start=90"));
    assert!(
        text(&files, ONE).contains(r#""embedUrl":"https://www.youtube-nocookie.com/embed/aB-1_c?start=90""#)
    );
}

#[test]
fn what_a_video_lacks_is_told() {
    let told = |post: &str, more: &[(&str, &str)]| built(&format!("{post}\n---\n\nText."), more).1;
    assert_eq!(told("kind: reel", &[]), ["reel-video: a reel has a `video`, and this one has none"]);
    let missing = "file-missing: `c.mp4` is shown, but there is no such file";
    assert_eq!(told("video: c.mp4", &[]), [missing]);
    assert_eq!(told("video: {src: clip.mp4, poster: q.svg, captions: [/d.vtt]}", &CLIP).len(), 2);
    // An address that a browser would run is no video.
    let (files, _) = built("kind: reel\nvideo: \"javascript:alert(1)\"\n---\n\nText.", &[]);
    assert!(!text(&files, ONE).contains("javascript:alert"));
}
