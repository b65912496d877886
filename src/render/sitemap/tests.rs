//! A sitemap of more pages than fit into one file, made without a disk.

use crate::{
    clock::Clock,
    config::Config,
    diagnostic::Position,
    digest::Digest,
    paths::{OutputPath, SourcePath, UrlPath},
    plan::{self, Inputs, Page, Recipe, Sitemap},
    post::{self, Post, PostKind, meta::Placed, meta::PostDate},
    site::{EntryId, Files, Shown, Site, assemble, related::RelatedPost},
};
use jiff::{SignedDuration, Timestamp};
use std::{collections::BTreeSet, sync::Arc};

const FIRST: &str = "2026-01-01T00:00:00Z";

/// A site of `count` posts, each a minute after the one before, and a page, last by its address, that was changed
/// at an instant.
fn site(count: usize, changed: &str) -> Site {
    site_at(count, changed, "2027-01-01T00:00:00Z")
}

fn site_at(count: usize, changed: &str, clock: &str) -> Site {
    let config = Config { permalink: "/:slug/".to_owned(), ..Config::default() };
    let text = format!("---\ntitle: A\ndate: {FIRST}\n---\nText.\n");
    let digest = Digest::of(text.as_bytes());
    let none = post::Wants::default();
    let parsed =
        post::parse(&SourcePath::new("content/posts/a.md"), text.as_bytes(), digest, digest, &config, &none);
    let pattern = parsed.post.expect("a post");
    let mut page = numbered(&pattern, 0);
    page.kind = PostKind::Page;
    page.source = SourcePath::new("content/zz.md");
    page.folder.clear();
    page.section.clear();
    page.name = "zz".to_owned();
    page.meta.slug = None;
    page.meta.updated = Some(PostDate { instant: changed.parse().expect("valid"), has_time: true });
    let posts = (0..count).map(|number| numbered(&pattern, number)).chain([page]).map(Arc::new);
    let files = Files { posts: posts.collect(), ..Files::default() };
    let clock = Clock::at(clock.parse().expect("valid"));
    let (site, diagnostics) = assemble(files, config, clock, Shown::default());
    assert_eq!(diagnostics, []);
    site
}

fn numbered(pattern: &Post, number: usize) -> Post {
    let mut post = pattern.clone();
    let name = format!("n{number:06}");
    post.source = SourcePath::new(format!("content/posts/{name}.md"));
    post.meta.slug = Some(Placed { value: name, position: Position::default() });
    let first: Timestamp = FIRST.parse().expect("valid");
    let minutes = i64::try_from(number).expect("small");
    post.meta.date = Some(PostDate { instant: first + SignedDuration::from_mins(minutes), has_time: true });
    post
}

/// The sitemap, and no answer that it does not depend on.
struct Alone<'a>(&'a Sitemap);

impl Inputs for Alone<'_> {
    fn card(&self, _: EntryId) -> Digest {
        Digest::default()
    }
    fn related(&self, _: EntryId, _: usize) -> Vec<RelatedPost> {
        Vec::new()
    }
    fn related_digest(&self, _: &[RelatedPost]) -> Digest {
        Digest::default()
    }
    fn sitemap(&self) -> &Sitemap {
        self.0
    }
}

/// The bytes of a page, and the digest of what it is made from.
fn render(site: &Site, page: Page) -> (String, Digest) {
    let sitemap = Sitemap::of(site);
    let bytes = super::super::own_format(&page, site, &sitemap);
    let digest = plan::inputs_digest(&Recipe { url: UrlPath::root(), page }, site, &Alone(&sitemap));
    (String::from_utf8(bytes).expect("UTF-8"), digest)
}

/// The text of the elements of one name.
fn texts<'a>(document: &'a roxmltree::Document<'_>, name: &str) -> Vec<&'a str> {
    let named = document.descendants().filter(|node| node.tag_name().name() == name);
    named.filter_map(|node| node.text()).collect()
}

#[test]
fn more_than_50_000_pages_take_several_files_and_an_index() {
    let site = site(50_001, FIRST);
    let (plan, diagnostics) = plan::plan(&site);
    assert_eq!(diagnostics, []);
    let planned =
        |path: &str| plan.recipes.get(&OutputPath::parse(path).expect("legal")).map(|own| &own.page);
    assert_eq!(planned("sitemap.xml"), Some(&Page::Sitemap));
    assert_eq!(planned("sitemap-2.xml"), Some(&Page::SitemapPart(2)));
    assert_eq!(planned("sitemap-3.xml"), None);

    let (index, _) = render(&site, Page::Sitemap);
    let index = roxmltree::Document::parse(&index).expect("well-formed");
    assert_eq!(index.root_element().tag_name().name(), "sitemapindex");
    let base = &site.config.base_url;
    let address = |number| format!("{}/sitemap-{number}.xml", base.origin());
    assert_eq!(texts(&index, "loc"), [address(1), address(2)]);

    let mut all = BTreeSet::new();
    let mut count = 0;
    for (number, newest) in (1..).zip(texts(&index, "lastmod")) {
        let (part, _) = render(&site, Page::SitemapPart(number));
        assert!(part.len() < 50 << 20);
        let part = roxmltree::Document::parse(&part).expect("well-formed");
        let urls = texts(&part, "loc");
        assert!(urls.len() <= 50_000, "{}", urls.len());
        count += urls.len();
        all.extend(urls.into_iter().map(str::to_owned));
        let dates: Vec<Timestamp> =
            texts(&part, "lastmod").iter().map(|date| date.parse().expect("RFC 3339")).collect();
        assert_eq!(dates.iter().max(), Some(&newest.parse().expect("RFC 3339")));
    }
    assert_eq!(count, all.len(), "no page is in two files");
    let posts = site.entries.iter().map(|entry| base.absolute(&entry.url));
    assert_eq!(posts.filter(|url| !all.contains(url)).count(), 0);
    assert!(all.contains(&base.absolute(&UrlPath::root())));
}

#[test]
fn a_change_renews_its_part_and_the_index_alone() {
    let rendered = |changed| {
        let site = site(50_001, changed);
        [Page::Sitemap, Page::SitemapPart(1), Page::SitemapPart(2)].map(|page| render(&site, page))
    };
    let (before, after) = (rendered("2026-12-24T00:00:00Z"), rendered("2026-12-24T01:00:00Z"));
    let differ: Vec<bool> = before.iter().zip(&after).map(|(a, b)| a.0 != b.0).collect();
    let are_stale: Vec<bool> = before.iter().zip(&after).map(|(a, b)| a.1 != b.1).collect();
    assert_eq!(differ, [true, false, true]);
    assert_eq!(are_stale, differ);
}

/// The addresses in the news sitemap of a site of `count` posts from 1 January on, one a minute.
fn news(count: usize, clock: &str) -> (Vec<String>, Option<String>) {
    let site = site_at(count, FIRST, clock);
    let (xml, _) = render(&site, Page::NewsSitemap);
    let document = roxmltree::Document::parse(&xml).expect("well-formed");
    assert_eq!(document.root_element().tag_name().name(), "urlset");
    let urls = texts(&document, "loc").into_iter().map(str::to_owned).collect();
    (urls, site.next_change_at.map(|at| at.to_string()))
}

#[test]
fn a_post_is_news_for_two_days() {
    let just_before = news(1, "2026-01-02T23:59:00Z");
    assert_eq!((just_before.0.len(), just_before.1.as_deref()), (1, Some("2026-01-03T00:00:00Z")));
    // From the instant on that was told, and at every later one.
    for clock in ["2026-01-03T00:00:00Z", "2026-01-03T00:01:00Z"] {
        assert_eq!(news(1, clock), (Vec::new(), None), "{clock}");
    }
    assert_eq!(news(0, "2026-01-01T12:00:00Z"), (Vec::new(), None));
}

#[test]
fn the_newest_thousand_posts_are_news() {
    let clock = "2026-01-02T00:00:00Z";
    let (all, next) = news(1_000, clock);
    assert_eq!((all.len(), next.as_deref()), (1_000, Some("2026-01-03T00:00:00Z")));
    assert!(all[0].ends_with("/n000999/") && all[999].ends_with("/n000000/"), "newest first");
    let (newest, next) = news(1_001, clock);
    assert_eq!(newest.len(), 1_000);
    assert!(newest[0].ends_with("/n001000/") && newest[999].ends_with("/n000001/"), "the oldest has to go");
    // The one that is left out already changes nothing when it is no news any more.
    assert_eq!(next.as_deref(), Some("2026-01-03T00:01:00Z"));
    assert_eq!(news(1_001, "2026-01-03T00:00:30Z").0, newest);
    assert_eq!(news(1_001, "2026-01-03T00:01:00Z").0.len(), 999);
}
