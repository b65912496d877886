//! Sites of a few posts, assembled without a disk.

use super::{
    related::{Numbers, RelatedIndex, Scratch},
    *,
};
use crate::{
    clock::Clock,
    diagnostic::Diagnostic,
    post::{self, Post},
};

pub(super) fn parse(config: &Config, path: &str, text: &str) -> Arc<Post> {
    let digest = Digest::of(text.as_bytes());
    let wants = post::Wants { terms: true, ..post::Wants::default() };
    let parsed = post::parse(&SourcePath::new(path), text.as_bytes(), digest, digest, config, &wants);
    Arc::new(parsed.post.unwrap_or_else(|| panic!("{path}: {:?}", parsed.diagnostics)))
}

fn site_with(config: Config, shown: Shown, files: &[(&str, &str)]) -> (Site, Vec<Diagnostic>) {
    let posts = files.iter().map(|(path, text)| parse(&config, path, text)).collect();
    let clock = Clock::at("2026-07-05T12:00:00Z".parse().expect("valid"));
    assemble(Files { posts, ..Files::default() }, config, clock, shown)
}

pub(super) fn site(files: &[(&str, &str)]) -> Site {
    let (site, diagnostics) = site_with(Config::default(), Shown::default(), files);
    assert_eq!(diagnostics, []);
    site
}

pub(super) fn site_of(config: Config, files: &[(&str, &str)]) -> Site {
    site_with(config, Shown::default(), files).0
}

fn messages(files: &[(&str, &str)]) -> Vec<String> {
    let (_, diagnostics) = site_with(Config::default(), Shown::default(), files);
    diagnostics
        .iter()
        .map(|diagnostic| format!("{}: {}", diagnostic.level.as_str(), diagnostic.message))
        .collect()
}

fn post(title: &str, date: &str, more: &str) -> String {
    format!("---\ntitle: {title}\ndate: {date}\n{more}---\nText.\n")
}

fn titles(site: &Site, ids: &[EntryId]) -> Vec<String> {
    ids.iter().map(|id| site.entry(*id).post.meta.title.clone()).collect()
}

#[test]
fn posts_come_newest_first_and_undated_ones_last() {
    let site = site(&[
        ("content/posts/old.md", &post("Old", "2025-01-01", "")),
        ("content/posts/new.md", &post("New", "2026-01-01", "")),
        ("content/posts/undated.md", "---\ntitle: Undated\n---\n"),
        ("content/about.md", "---\ntitle: About\n---\n"),
    ]);
    assert_eq!(titles(&site, &site.listed), ["New", "Old", "Undated"]);
    assert_eq!(site.neighbours(site.listed[1]), (Some(site.listed[2]), Some(site.listed[0])));
    assert_eq!(site.find("about").map(|id| site.entry(id).url.as_str()), Some("/about/"));
}

#[test]
fn what_is_not_public_is_left_out_with_its_reason_and_the_next_change_is_known() {
    let files = [
        ("content/posts/a.md", post("A", "2026-01-01", "expires: 2026-07-06\n")),
        ("content/posts/b.md", post("B", "2026-01-01", "draft: true\n")),
        ("content/posts/c.md", post("C", "2026-08-01", "")),
        ("content/posts/d.md", post("D", "2026-01-01", "expires: 2026-02-01\n")),
        ("content/posts/e.md", post("E", "2026-01-01", "visibility: private\n")),
        ("content/posts/f.md", post("F", "2026-01-01", "publish_date: 2026-07-07\n")),
    ];
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let site = site(&files);
    assert_eq!(titles(&site, &site.listed), ["A"]);
    let mut left_out: Vec<(&str, &str)> =
        site.left_out.iter().map(|post| (post.post.meta.title.as_str(), post.status.as_str())).collect();
    left_out.sort_unstable();
    assert_eq!(
        left_out,
        [("B", "draft"), ("C", "future"), ("D", "expired"), ("E", "private"), ("F", "future")]
    );
    assert_eq!(site.next_change_at.map(|at| at.to_string()).as_deref(), Some("2026-07-06T00:00:00Z"));
    let everything = Shown { drafts: true, future: true, expired: true };
    let (all, _) = site_with(Config::default(), everything, &files);
    assert_eq!(all.listed.len(), 5);
}

#[test]
fn unlisted_posts_have_a_page_and_are_in_no_list() {
    let site = site(&[
        ("content/posts/a.md", &post("A", "2026-01-01", "visibility: unlisted\ntags: [x]\n")),
        ("content/posts/b.md", &post("B", "2026-01-01", "")),
    ]);
    assert_eq!(site.entries.len(), 2);
    assert_eq!(titles(&site, &site.listed), ["B"]);
    assert!(site.locale(locale::MAIN).taxonomies.iter().all(|taxonomy| taxonomy.terms.is_empty()));
}

#[test]
fn urls_follow_the_pattern_and_the_front_matter() {
    let config = Config { permalink: "/:section/:year/:slug/".to_owned(), ..Config::default() };
    let (site, _) = site_with(
        config,
        Shown::default(),
        &[
            ("content/posts/2026-01-02-name.md", "---\ntitle: T\n---\n"),
            ("content/posts/slug.md", &post("T", "2025-03-04", "slug: Own Slug\n")),
            ("content/posts/url.md", &post("T", "2025-03-04", "url: /else/where/\n")),
            ("content/posts/undated.md", "---\ntitle: T\n---\n"),
            ("content/a/b/page.md", "---\ntitle: T\n---\n"),
            ("content/a/bundle/index.md", "---\ntitle: T\n---\n"),
            ("content/a/_index.md", "---\ntitle: T\n---\n"),
        ],
    );
    let url = |source: &str| site.entry(site.by_source[source]).url.as_str();
    assert_eq!(url("content/posts/2026-01-02-name.md"), "/posts/2026/name/");
    assert_eq!(url("content/posts/slug.md"), "/posts/2025/own-slug/");
    assert_eq!(url("content/posts/url.md"), "/else/where/");
    assert_eq!(url("content/posts/undated.md"), "/posts/undated/");
    assert_eq!(url("content/a/b/page.md"), "/a/b/page/");
    assert_eq!(url("content/a/bundle/index.md"), "/a/bundle/");
    assert_eq!(url("content/a/_index.md"), "/a/");
    assert_eq!(site.entry(site.by_source["content/posts/2026-01-02-name.md"]).id, "2026-01-02-name");
}

#[test]
fn links_to_posts_are_resolved_and_broken_ones_told() {
    let linked = "---\ntitle: B\ndate: 2026-01-02\n---\n## Head\n";
    let body = "[a](@/posts/b.md#head) [b](b.md) [c](@/posts/bb.md) [d](@/posts/b.md#hea) [e](gone.md) [f](@/posts/d.md)";
    let files = [
        ("content/posts/a.md", format!("---\ntitle: A\ndate: 2026-01-01\n---\n{body}\n")),
        ("content/posts/b.md", linked.to_owned()),
        ("content/posts/d.md", post("D", "2026-01-01", "draft: true\n")),
    ];
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let (site, _) = site_with(Config::default(), Shown::default(), &files);
    let links = &site.entry(site.by_source["content/posts/a.md"]).links;
    let base = &site.config.base_url;
    assert_eq!(links[0].on_site(base), "/2026/01/02/b/#head");
    assert_eq!(links[1].on_site(base), "/2026/01/02/b/");
    assert_eq!(
        messages(&files),
        [
            "error: `@/posts/bb.md` leads to no file: there is no `content/posts/bb.md`",
            "error: `@/posts/b.md#hea` leads to no heading: `content/posts/b.md` has no `#hea`",
            "warning: `gone.md` leads to no file: there is no `content/posts/gone.md`",
            "error: `@/posts/d.md` leads to a post that is not built (draft)",
        ]
    );
}

fn about(subject: &str) -> String {
    format!("The {subject} was measured twice. {subject} again, and the {subject} held.")
}

#[test]
fn related_posts_are_picked_then_of_the_story_then_alike() {
    let text = |title: &str, day: u32, subject: &str, more: &str| {
        format!("---\ntitle: {title}\ndate: 2026-03-{day:02}\n{more}---\n{}\n", about(subject))
    };
    let mut files = vec![
        ("content/posts/a.md".to_owned(), text("A", 1, "tokeniser", "related: [z]\nstory: s\ntags: [x]\n")),
        ("content/posts/near.md".to_owned(), text("Near", 3, "tokeniser", "tags: [x]\n")),
        ("content/posts/far.md".to_owned(), text("Far", 30, "tokeniser", "")),
        ("content/posts/told.md".to_owned(), text("Told", 20, "court", "story: s\n")),
        ("content/posts/z.md".to_owned(), text("Picked", 25, "weather", "")),
    ];
    for number in 0..20 {
        files.push((format!("content/posts/n{number}.md"), text("Other", 4, &format!("matter{number}"), "")));
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let site = site(&files);
    let index = RelatedIndex::build(&site, &mut Numbers::default());
    let id = site.by_source["content/posts/a.md"];
    let related = index.related(&site, id, 4, &mut Scratch::default());
    let shown: Vec<(String, &str)> = related
        .iter()
        .map(|post| (site.entry(post.id).post.meta.title.clone(), post.reason.as_str()))
        .collect();
    let expected = [("Picked", "picked"), ("Told", "story"), ("Near", "text"), ("Far", "text")];
    assert_eq!(shown, expected.map(|(title, reason)| (title.to_owned(), reason)));
    assert_eq!(related[2].terms, ["tokeniser"]);
    assert_eq!(related[2].tags.len(), 1);
    assert!(related[2].score.total > related[3].score.total);
    assert!(index.related(&site, id, 0, &mut Scratch::default()).is_empty());
}

#[test]
fn an_unknown_hand_picked_post_is_an_error_and_one_left_out_is_not() {
    let files = [
        ("content/posts/a.md", post("A", "2026-01-01", "related: [b, secret, bb]\n")),
        ("content/posts/b.md", post("B", "2026-01-01", "")),
        ("content/posts/secret.md", post("S", "2026-01-01", "draft: true\n")),
    ];
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    assert_eq!(messages(&files), ["error: `related` names no post: `bb`"]);
}

#[test]
fn what_lies_in_a_bundle_is_published_beside_its_page() {
    let config = Config::default();
    let posts = [
        "content/posts/2026-01-02-a/index.md",
        "content/posts/2026-01-02-a/index.zh.md",
        "content/posts/2026-01-02-a/in/index.md",
        "content/posts/b.md",
    ];
    let posts = posts.map(|path| parse(&config, path, &post("A", "2026-01-02", ""))).to_vec();
    let file = |path: &str| {
        let origin = FileOrigin::Project(SourcePath::new(path));
        (path.to_owned(), StaticFile { origin, digest: Digest::default(), size: 1 })
    };
    let content_files = [
        "content/posts/2026-01-02-a/x.png",
        "content/posts/2026-01-02-a/data/y.csv",
        "content/posts/2026-01-02-a/in/z.png",
        "content/posts/2026-01-02-ab.png",
        "content/posts/b.png",
    ];
    let content_files = content_files.map(file).into_iter().collect();
    let clock = Clock::at("2026-07-05T12:00:00Z".parse().expect("valid"));
    let (site, _) =
        assemble(Files { posts, content_files, ..Files::default() }, config, clock, Shown::default());
    let published: Vec<&str> = site.attachments.keys().map(UrlPath::as_str).collect();
    assert_eq!(
        published,
        [
            "/2026/01/02/a/data/y.csv",
            "/2026/01/02/a/x.png",
            "/2026/01/02/in/z.png",
            "/zh/2026/01/02/a/data/y.csv",
            "/zh/2026/01/02/a/x.png"
        ]
    );
}

#[test]
fn the_related_page_of_a_file_is_below_its_name() {
    let config = Config { permalink: "/:year/:slug.html".to_owned(), ..Config::default() };
    let file = [("content/posts/a.md", post("A", "2026-01-01", ""))];
    let files: Vec<(&str, &str)> = file.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let (site, _) = site_with(config, Shown::default(), &files);
    assert_eq!(site.entry(0).url.as_str(), "/2026/a.html");
    assert_eq!(site.related_url(0).map(|url| url.to_string()).as_deref(), Some("/2026/a/related/"));
}

#[test]
fn a_language_is_there_when_something_in_it_is_built() {
    let files = [
        ("content/posts/a.md", post("A", "2026-01-01", "")),
        ("content/posts/a.fr.md", post("A", "2026-01-01", "draft: true\n")),
    ];
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let (site, _) = site_with(Config::default(), Shown::default(), &files);
    assert_eq!(site.locales.len(), 1);
    let (site, _) = site_with(Config::default(), Shown { drafts: true, ..Shown::default() }, &files);
    assert_eq!(site.locales.iter().map(|locale| locale.tag.as_str()).collect::<Vec<_>>(), ["en", "fr"]);
}

#[test]
fn default_ids_are_short_and_follow_the_sites_zone() {
    let timezone = crate::clock::Zone::named("Asia/Tokyo").expect("bundled");
    let config = Config { timezone, ..Config::default() };
    let long = format!("content/posts/{}.md", "日".repeat(100));
    let files = [
        ("content/posts/hello.md", post("A", "2026-07-04T20:00:00Z", "")),
        (&long, "---\ntitle: B\n---\n".to_owned()),
    ];
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let (site, _) = site_with(config, Shown::default(), &files);
    assert!(site.by_id.contains_key("2026-07-05-hello"), "{:?}", site.by_id);
    assert!(site.by_id.keys().any(|id| id.chars().count() == 80), "{:?}", site.by_id);
}
