//! Puts a site together from its posts.

use super::{
    DataFile, Entry, EntryId, LeftOut, Link, Shown, Site, StaticFile, bundles, fresh, links, lists, locale,
    masthead::{self, Masthead},
    permalink, sign_offs, status,
    stories::Stories,
    translations,
};
use crate::{
    clock::Clock,
    config::Config,
    diagnostic::{Diagnostic, nearest},
    newsroom::{DataSource, Strip},
    paths::{UrlPath, inside_content},
    post::{HoleKind, Post, PostKind},
    strings::Strings,
};
use std::{
    cmp::{Ordering, Reverse},
    collections::BTreeMap,
    sync::Arc,
};

/// Everything that was read, but for templates.
#[derive(Debug, Default)]
pub struct Files {
    /// Posts and pages, in any order.
    pub posts: Vec<Arc<Post>>,
    /// Data files by name without ending.
    pub data: BTreeMap<String, DataFile>,
    /// Static files by path below `static/`.
    pub static_files: BTreeMap<String, StaticFile>,
    /// Files of the content folder that are not Markdown, by path in the project.
    pub content_files: BTreeMap<String, StaticFile>,
    /// The words of the theme.
    pub strings: Arc<Strings>,
}

/// Assembles the site as it is at the clock's instant, with what is wrong between its posts.
pub fn assemble(mut files: Files, config: Config, clock: Clock, shown: Shown) -> (Site, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let mut posts = std::mem::take(&mut files.posts);
    posts.sort_by(|a, b| order(a, b));
    let next_status = posts.iter().filter_map(|post| status::next_change(&post.meta, clock)).min();
    let built = posts.iter().filter(|post| shown.includes(status::status(&post.meta, clock)));
    let tags = locale::tags(built.map(AsRef::as_ref), &config);
    let mut entries = Vec::with_capacity(posts.len());
    let mut left_out = Vec::new();
    let placing = Placing { config: &config, clock, shown, locales: &tags };
    for post in posts {
        placing.place(post, &mut entries, &mut left_out, &mut diagnostics);
    }
    let lists::Lists { lists, locales, diagnostics: found } =
        lists::collect(&entries, &tags, &config, &files);
    diagnostics.extend(found);
    for entry in &mut entries {
        entry.terms = lists::terms_of(entry, &locales[usize::from(entry.locale)], &config);
    }
    let listed = (0..).zip(&entries).filter(|(_, entry)| entry.is_listed()).map(|(id, _)| id).collect();
    let (stories, found) = Stories::read(&entries, &files, &config);
    diagnostics.extend(found);
    let (sign_offs, found) = sign_offs::read_all(&files, &config);
    diagnostics.extend(found);
    let (fresh, next_stale) = fresh::posts(&entries, clock);
    let (strip, found) = strip(&config, &files.data, clock);
    diagnostics.extend(found);
    let (translations, twice) = translations::find(&entries, &tags);
    diagnostics.extend(twice);
    let (masthead, found) = Masthead::of(&config, &files.data, clock);
    diagnostics.extend(found);
    let next_day = masthead::next_day(&config, clock);
    let next_minute = masthead::next_minute(&config, clock);
    let next_change_at =
        [next_status, next_stale, next_day, strip.next_change_at].into_iter().flatten().min();
    let mut site = Site {
        by_source: index(&entries, |entry| entry.post.source.to_string()),
        by_id: index(&entries, |entry| entry.id.clone()),
        by_url: index(&entries, |entry| entry.url.to_string()),
        by_slug: index(&entries, |entry| last_segment(&entry.url).to_owned()),
        translations,
        backlinks: BTreeMap::new(),
        bundles: bundles::find(&entries, &config.content_dir, &files.content_files),
        config,
        entries,
        listed,
        left_out,
        locales,
        lists,
        fresh,
        picked: BTreeMap::new(),
        stories,
        sign_offs,
        data: files.data,
        static_files: files.static_files,
        attachments: BTreeMap::new(),
        masthead,
        next_change_at,
        changes_at: next_change_at.into_iter().chain(next_minute).min(),
        strip,
        strings: files.strings,
    };
    diagnostics.extend(duplicate_ids(&site));
    let of_bundles = site.bundles.values().flatten().map(|file| (file.url.clone(), file.file.clone()));
    site.attachments = of_bundles.collect();
    tie(&mut site, &files.content_files, &mut diagnostics);
    site.backlinks = backlinks(&site);
    (site, diagnostics)
}

/// What the strip shows, where the settings have one.
fn strip(config: &Config, data: &BTreeMap<String, DataFile>, clock: Clock) -> (Strip, Vec<Diagnostic>) {
    let file = |name: &str| -> Option<DataSource<'_>> {
        data.get(name).map(|file| (file.source.as_str(), &*file.value))
    };
    Strip::read(config.wire.as_ref().zip(file("wire")), config.markets.as_ref().zip(file("markets")), clock)
}

/// Posts newest first, those without a date last; then pages by weight; ties by path.
fn order(a: &Post, b: &Post) -> Ordering {
    let key = |post: &Post| {
        let date = Reverse(post.meta.date.map(|date| date.instant));
        (post.kind, date, if post.kind == PostKind::Page { post.meta.weight.unwrap_or(i64::MAX) } else { 0 })
    };
    key(a).cmp(&key(b)).then_with(|| a.source.cmp(&b.source))
}

/// What posts are placed by.
struct Placing<'a> {
    config: &'a Config,
    clock: Clock,
    shown: Shown,
    locales: &'a [String],
}

impl Placing<'_> {
    /// Gives a post its URL and puts it among the entries or the posts left out.
    fn place(
        &self,
        post: Arc<Post>,
        entries: &mut Vec<Entry>,
        left_out: &mut Vec<LeftOut>,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        if post.is_index() && post.folder.is_empty() {
            return diagnostics.push(home_index(&post));
        }
        let slug = permalink::slug(&post, self.config);
        let id = permalink::permanent_id(&post, &slug, self.config);
        let url = permalink::url(&post, &slug, &id, self.config);
        let status = status::status(&post.meta, self.clock);
        match url {
            Ok(url) if self.shown.includes(status) => {
                let reading_time = reading_time(&post, self.config);
                let locale = locale::of_post(&post, self.locales);
                let (terms, links, image, video) = (Vec::new(), Vec::new(), None, None);
                entries.push(Entry {
                    post,
                    id,
                    url,
                    status,
                    locale,
                    terms,
                    links,
                    image,
                    video,
                    reading_time,
                });
            }
            Ok(url) => left_out.push(LeftOut { post, id, url: Some(url), status }),
            Err(illegal) => diagnostics.push(
                Diagnostic::error("url-illegal", format!("no legal URL for this post: {illegal}"))
                    .in_file(post.source.as_str())
                    .hint("set `url: /a/path/` or `slug: a-name` in its front matter"),
            ),
        }
    }
}

fn home_index(post: &Post) -> Diagnostic {
    Diagnostic::warning("home-index", "this file describes the home page, which shows nothing of it")
        .in_file(post.source.as_str())
        .hint("put the title and description of the site into `sitegen.yaml`")
}

/// Characters of CJK read in a minute; about twice the words.
const CJK_PER_WORD: u32 = 2;

/// Minutes, at least 1.
pub(super) fn reading_time(post: &Post, config: &Config) -> u32 {
    let facts = &post.facts;
    let words = facts.words.saturating_sub(facts.cjk) + facts.cjk / CJK_PER_WORD;
    let per_minute = u32::try_from(config.words_per_minute.max(1)).unwrap_or(u32::MAX);
    words.div_ceil(per_minute).max(1)
}

fn index(entries: &[Entry], key: impl Fn(&Entry) -> String) -> Arc<BTreeMap<String, EntryId>> {
    let mut index = BTreeMap::new();
    for (id, entry) in (0..).zip(entries) {
        index.entry(key(entry)).or_insert(id);
    }
    Arc::new(index)
}

fn last_segment(url: &UrlPath) -> &str {
    url.as_str().trim_end_matches('/').rsplit('/').next().unwrap_or_default()
}

fn duplicate_ids(site: &Site) -> Vec<Diagnostic> {
    let clash = |(id, entry): (EntryId, &Entry)| {
        let first = site.entry(*site.by_id.get(&entry.id)?);
        let is_first = std::ptr::eq(first, entry) || site.by_id.get(&entry.id) == Some(&id);
        // Two posts at one URL are told of as such.
        (!is_first && first.url != entry.url).then(|| {
            Diagnostic::error("id-duplicate", format!("the permanent ID `{}` is used twice", entry.id))
                .in_file(entry.post.source.as_str())
                .hint("give one of the two another `id:` in its front matter")
                .related("also used here", first.post.source.as_str(), None)
        })
    };
    (0..).zip(&site.entries).filter_map(clash).collect()
}

/// Resolves what leads from one post to another: links, hand-picked posts.
fn tie(site: &mut Site, content_files: &BTreeMap<String, StaticFile>, diagnostics: &mut Vec<Diagnostic>) {
    let left_out = site.left_out.iter().map(|post| (post.post.source.as_str(), post)).collect();
    let targets = links::Targets { site, content_files, left_out: &left_out };
    let count = EntryId::try_from(site.entries.len()).unwrap_or(EntryId::MAX);
    let resolved: Vec<links::Resolved> = (0..count).map(|id| links::resolve(id, &targets)).collect();
    let picked: Vec<Vec<EntryId>> = (0..count).map(|id| pick(site, id, diagnostics)).collect();
    for (id, resolved) in (0..count).zip(resolved) {
        site.entries[id as usize].links = resolved.links;
        site.entries[id as usize].image = resolved.image;
        site.entries[id as usize].video = resolved.video;
        site.attachments.extend(resolved.attachments);
        diagnostics.extend(resolved.diagnostics);
    }
    site.picked = (0..count).zip(picked).filter(|(_, picked)| !picked.is_empty()).collect();
}

/// For each entry, the public entries of its language whose bodies link to it.
fn backlinks(site: &Site) -> BTreeMap<EntryId, Vec<EntryId>> {
    let mut backlinks: BTreeMap<EntryId, Vec<EntryId>> = BTreeMap::new();
    for (id, entry) in (0..).zip(&site.entries).filter(|(_, entry)| entry.is_public()) {
        let holes = entry.post.facts.holes.iter().zip(&entry.links);
        for (_, link) in holes.filter(|(hole, _)| matches!(hole.kind, HoleKind::Link(_))) {
            let is_other = |target: &EntryId| *target != id && site.entry(*target).locale == entry.locale;
            let Some(target) = leads_to(site, link).filter(is_other) else { continue };
            let known = backlinks.entry(target).or_default();
            if known.last() != Some(&id) {
                known.push(id);
            }
        }
    }
    backlinks
}

fn leads_to(site: &Site, link: &Link) -> Option<EntryId> {
    let path = match link {
        Link::Site(url, _) => return site.by_url.get(url.as_str()).copied(),
        Link::Rooted(path) => path.split(['#', '?']).next()?,
        Link::AsWritten(_) => return None,
    };
    let below = path.strip_prefix(site.config.base_url.prefix()).unwrap_or(path);
    site.by_url.get(UrlPath::parse(below).ok()?.as_str()).copied()
}

/// The hand-picked related posts of an entry. One that is not built is passed over; one that is unknown is an
/// error.
fn pick(site: &Site, id: EntryId, diagnostics: &mut Vec<Diagnostic>) -> Vec<EntryId> {
    let post = &site.entry(id).post;
    let mut picked = Vec::new();
    for name in &post.meta.related {
        match site.find_in(site.entry(id).locale, &name.value) {
            Some(other) => picked.push(other),
            None if is_left_out(site, &name.value) => {}
            None => {
                let slugs = site.by_slug.keys().map(String::as_str);
                let message = format!("`related` names no post: `{}`", name.value);
                let diagnostic = Diagnostic::error("related-unknown", message)
                    .in_file(post.source.as_str())
                    .at(name.position);
                diagnostics.push(match nearest(&name.value, slugs) {
                    Some(near) => diagnostic.hint(format!("did you mean `{near}`?")),
                    None => {
                        diagnostic.hint("give a post's slug, its permanent ID, its URL or `@/posts/name.md`")
                    }
                });
            }
        }
    }
    picked
}

fn is_left_out(site: &Site, name: &str) -> bool {
    site.left_out.iter().any(|left_out| {
        let by_path = name.strip_prefix("@/").is_some_and(|path| {
            inside_content(&site.config.content_dir, left_out.post.source.as_str()) == Some(path)
        });
        let by_url = left_out.url.as_ref().is_some_and(|url| {
            UrlPath::parse(name).is_ok_and(|named| named == *url)
                || url.as_str().ends_with(&format!("/{name}/"))
        });
        by_path || by_url || left_out.id == name
    })
}
