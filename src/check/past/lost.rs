//! Addresses that readers had and the site has no more.
//!
//! Where a post moved, its file tells: the same file under another name or with another front matter, or another file with
//! the same ID. Then the address can be written into it. Of others only a person knows where they went.

use super::{Past, Version, git::Line};
use crate::{
    check::{View, found, page::Moved, redirects},
    clock::Clock,
    config::Config,
    decode::SourceText,
    diagnostic::{Diagnostic, Fix, nearest},
    paths::UrlPath,
    post::{Post, front_matter},
    site::{EntryId, Status, permalink, status},
};
use jiff::Timestamp;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Its code.
pub(in crate::check) const CODE: &str = "url-lost";

pub(in crate::check) fn look(view: &View<'_>) -> Vec<Diagnostic> {
    let still = Still::of(view);
    let lines: Vec<(Option<&str>, &Line, i64)> = {
        let past = &view.past.history;
        let now = view.clock().now().as_second();
        let here = past.lines.iter().map(|(path, line)| (Some(path.as_str()), line, now));
        let all = here.chain(past.gone.iter().map(|(line, at)| (None, line, *at)));
        all.filter(|(_, line, _)| line.last().is_some_and(Version::is_text)).collect()
    };
    let of_lines: Vec<Vec<Had>> =
        lines.par_iter().map(|(path, line, end)| addresses(view, *path, line, *end)).collect();
    let mut moved: BTreeMap<EntryId, BTreeSet<UrlPath>> = BTreeMap::new();
    let mut lost: BTreeMap<UrlPath, String> = BTreeMap::new();
    for had in of_lines.into_iter().flatten().filter(|had| !still.has(&had.url)) {
        match had.entry {
            Some(entry) => _ = moved.entry(entry).or_default().insert(had.url),
            None => _ = lost.entry(had.url).or_insert(had.source),
        }
    }
    let known: BTreeSet<&UrlPath> = moved.values().flatten().collect();
    let at_targets = view.past.published.iter().filter_map(|(target, path)| {
        let url = page_at(view, path.as_str())?;
        let is_new = !still.has(&url) && !known.contains(&url) && !lost.contains_key(&url);
        is_new.then(|| tell_published(view, target, &url))
    });
    let mut diagnostics: Vec<Diagnostic> = at_targets.collect();
    diagnostics.extend(moved.iter().map(|(entry, urls)| tell_moved(view, *entry, urls)));
    diagnostics.extend(lost.iter().map(|(url, source)| tell_lost(view, url, source)));
    diagnostics
}

/// An address that readers had.
struct Had {
    url: UrlPath,
    /// The post that it was of, if it is still there.
    entry: Option<EntryId>,
    /// Its file then.
    source: String,
}

/// All that the site has, or left out on purpose.
struct Still<'a> {
    view: &'a View<'a>,
    moved: Moved,
    left_out: BTreeSet<&'a UrlPath>,
}

impl<'a> Still<'a> {
    fn of(view: &'a View<'a>) -> Self {
        let moved = redirects::own_file(view, redirects::FILE);
        let prefix = view.site().config.base_url.prefix();
        let moved = moved.map(|(_, text)| Moved::read(&text, prefix)).unwrap_or_default();
        let left_out = view.site().left_out.iter().filter_map(|left_out| left_out.url.as_ref()).collect();
        Self { view, moved, left_out }
    }

    fn has(&self, url: &UrlPath) -> bool {
        self.view.plan().recipes.contains_key(&url.output())
            || self.left_out.contains(url)
            || self.moved.leads(url.as_str())
    }
}

/// The addresses that a file ever had, up to its end.
fn addresses(view: &View<'_>, path: Option<&str>, line: &[Version], end: i64) -> Vec<Had> {
    let now = &view.site().config;
    let own = path.and_then(|path| view.site().by_source.get(path).copied());
    let is_left_out =
        || path.is_some_and(|path| view.site().left_out.iter().any(|post| post.post.source.as_str() == path));
    if (path.is_some() && own.is_none()) && is_left_out() {
        return Vec::new();
    }
    let ends = line.iter().skip(1).map(|next| next.at).chain([end]);
    let mut had: Vec<Had> = Vec::new();
    let mut seen: BTreeSet<(String, String)> = BTreeSet::new();
    for (version, end) in line.iter().zip(ends) {
        let front = view.past.bytes(version).map(front).unwrap_or_default();
        for config in view.past.settings_between(version.at, end, now) {
            let places = format!("{:?}{:?}{:?}", config.permalink, config.sections, config.slugify);
            if !seen.insert((format!("{}\n{front}", version.path), places)) {
                continue;
            }
            let post = match own.filter(|_| line.len() == 1).map(|id| &view.site().entry(id).post) {
                // The only version is the one that is there.
                Some(post) if view.past.bytes(version).is_none() => Some((**post).clone()),
                _ => view.past.post(version, config),
            };
            let Some((url, id)) = post.as_ref().and_then(|post| shown(post, config, end)) else { continue };
            let entry = own.or_else(|| id.and_then(|id| view.site().by_id.get(&id).copied()));
            if had.iter().all(|had| had.url != url) {
                had.push(Had { url, entry, source: version.path.clone() });
            }
        }
    }
    had
}

/// The front matter of a file, by which its address is made, with its first line.
fn front(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let end = front_matter::split(SourceText::new("", &text)).map_or(text.len(), |split| split.body);
    text.get(..end).unwrap_or(&text).to_owned()
}

/// The address of a post, if readers could see it before this second, and its ID, if it has one of its own.
fn shown(post: &Post, config: &Config, before: i64) -> Option<(UrlPath, Option<String>)> {
    let clock = Clock::at(Timestamp::from_second(before).ok()?);
    let was_shown = matches!(status::status(&post.meta, clock), Status::Published | Status::Expired);
    if !was_shown || post.is_index() {
        return None;
    }
    let slug = permalink::slug(post, config);
    let id = permalink::permanent_id(post, &slug, config);
    let url = permalink::url(post, &slug, &id, config).ok()?;
    Some((url, post.meta.id.as_ref().map(|id| id.value.clone())))
}

/// The page at a path of a target; none of what is no page by itself, such as a further page of a list.
fn page_at(view: &View<'_>, path: &str) -> Option<UrlPath> {
    let folder = path.strip_suffix("index.html")?;
    let names: Vec<&str> = folder.trim_end_matches('/').split('/').collect();
    let lists = view.site().config.taxonomy_names();
    let is_of_list = names.iter().any(|name| matches!(*name, "page" | "related" | "archive" | "editions"))
        || names.iter().any(|name| lists.contains(name));
    let is_list = names.len() < 2;
    (!is_of_list && !is_list).then(|| UrlPath::parse(&format!("/{folder}")).ok())?
}

fn list(urls: &BTreeSet<UrlPath>) -> String {
    let urls: Vec<String> = urls.iter().map(|url| format!("`{}`", url.as_str())).collect();
    urls.join(", ")
}

/// A post that moved: its file can take the addresses.
fn tell_moved(view: &View<'_>, entry: EntryId, urls: &BTreeSet<UrlPath>) -> Diagnostic {
    let entry = view.site().entry(entry);
    let source = entry.post.source.as_str();
    let message = format!("readers had this post at {}, which leads nowhere now", list(urls));
    let names: Vec<&str> = urls.iter().map(UrlPath::as_str).collect();
    let diagnostic = found(CODE, message)
        .in_file(source)
        .hint(format!("add `aliases: [{}]`, as `sitegen check --fix` does", names.join(", ")));
    let fix = view.whole.text(&entry.post).and_then(|text| aliases_fix(source, &text, urls));
    Diagnostic { fix, ..diagnostic }
}

/// One edit that adds all of the addresses.
fn aliases_fix(source: &str, text: &str, urls: &BTreeSet<UrlPath>) -> Option<Fix> {
    let mut new = text.to_owned();
    for url in urls {
        let fix = front_matter::add_alias(SourceText::new(source, &new), url.as_str())?;
        new.replace_range(fix.byte_start as usize..fix.byte_end as usize, &fix.replacement);
    }
    let start = text.bytes().zip(new.bytes()).take_while(|(one, other)| one == other).count();
    let most = text.len().min(new.len()) - start;
    let ends = text.bytes().rev().zip(new.bytes().rev());
    let end = ends.take(most).take_while(|(one, other)| one == other).count();
    let start = (0..=start).rev().find(|at| text.is_char_boundary(*at) && new.is_char_boundary(*at))?;
    let end = (0..=end)
        .rev()
        .find(|end| text.is_char_boundary(text.len() - end) && new.is_char_boundary(new.len() - end))?;
    Fix::replace(start..text.len() - end, &new[start..new.len() - end])
}

fn tell_lost(view: &View<'_>, url: &UrlPath, source: &str) -> Diagnostic {
    let message = format!("readers had `{}`, made of `{source}`, and the site has it no more", url.as_str());
    found(CODE, message).hint(advice(view, url))
}

fn tell_published(view: &View<'_>, target: &str, url: &UrlPath) -> Diagnostic {
    let message = format!("`{}` is at the target `{target}`, and the site has it no more", url.as_str());
    found(CODE, message).hint(advice(view, url))
}

/// What to type: into the post that looks most like it, if one does.
fn advice(view: &View<'_>, url: &UrlPath) -> String {
    let last = |url: &str| url.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_owned();
    let name = last(url.as_str());
    let near = nearest(&name, view.site().by_slug.keys().map(String::as_str));
    let near = near.and_then(|slug| view.site().by_slug.get(slug));
    let line = format!("`aliases: [{}]`", url.as_str());
    match near.map(|id| view.site().entry(*id).post.source.as_str()) {
        Some(file) => format!("if it is now what `{file}` says, add {line} there"),
        None => {
            format!("add {line} to the post that stands in its place, or set `check: {{url-lost: allow}}`")
        }
    }
}

impl Past {
    /// Whether anything is known.
    pub fn is_known(&self) -> bool {
        !self.history.lines.is_empty() || !self.published.is_empty()
    }
}
