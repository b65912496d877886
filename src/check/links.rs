//! Links within the site: to pages and files that it does not have, and to places that a page does not have.
//!
//! Looks at pages as they are rendered, so that links of templates, of raw HTML and of shortcodes count as those of
//! Markdown do. A link that stands in a post is told of there, another with the first page that has it.

use super::{Family, Look, View, found, page::Seen};
use crate::{
    decode::SourceText,
    diagnostic::{Diagnostic, Position, nearest},
    site::{Entry, EntryId},
};
use std::collections::{BTreeMap, BTreeSet};

pub(super) const FAMILY: Family = Family { codes: &["link-dead", "anchor-dead"], look: Look::Site(look) };

/// What is wrong with a link.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Wrong {
    /// There is no such file.
    Dead,
    /// The page of this path has no such place.
    NoPlace(String, String),
}

fn look(view: &View<'_>) -> Vec<Diagnostic> {
    let told: BTreeSet<(&str, Position)> =
        view.told.iter().filter_map(|told| Some((told.file.as_deref()?, told.position?))).collect();
    let mut diagnostics = Vec::new();
    // Links that stand in no post, with the pages that have them.
    let mut of_templates: BTreeMap<(&str, Wrong), Vec<&str>> = BTreeMap::new();
    for page in &view.pages.seen {
        let wrong = wrong_links(view, page);
        let places = if wrong.is_empty() { None } else { page.entry.and_then(|id| Places::of(view, id)) };
        for (link, wrong) in wrong {
            match places.as_ref().and_then(|places| places.find(link)) {
                Some((file, position)) => {
                    if !told.contains(&(file, position)) {
                        diagnostics.push(tell(view, link, &wrong, "").in_file(file).at(position));
                    }
                }
                None => of_templates.entry((link, wrong)).or_default().push(page.path.as_str()),
            }
        }
    }
    for ((link, wrong), pages) in of_templates {
        diagnostics.push(tell(view, link, &wrong, &format!(", on {}", some_of(&pages))));
    }
    diagnostics
}

fn wrong_links<'p>(view: &View<'_>, page: &'p Seen) -> Vec<(&'p str, Wrong)> {
    let dead = page.dead.iter().map(|link| (link.as_str(), Wrong::Dead));
    let places = page.places.iter().filter(|place| !view.pages.has_anchor(&place.page, &place.anchor));
    let places = places.map(|place| {
        let wrong = Wrong::NoPlace(place.page.as_str().to_owned(), place.anchor.clone());
        (place.link.as_str(), wrong)
    });
    dead.chain(places).collect()
}

/// `a.html`, `a.html and one more page`, `a.html and 7 more pages`.
fn some_of(pages: &[&str]) -> String {
    match pages {
        [] => String::new(),
        [only] => format!("`{only}`"),
        [first, _] => format!("`{first}` and one more page"),
        [first, more @ ..] => format!("`{first}` and {} more pages", more.len()),
    }
}

fn tell(view: &View<'_>, link: &str, wrong: &Wrong, places: &str) -> Diagnostic {
    match wrong {
        Wrong::Dead => {
            let hint = near(view, link).map_or_else(
                || "link to a post by its file, `@/posts/name.md`, or take the link out".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            found("link-dead", format!("`{link}` leads to nothing on this site{places}")).hint(hint)
        }
        Wrong::NoPlace(page, anchor) => {
            let message = format!("`{link}` leads to no place: `{page}` has no `#{anchor}`{places}");
            found("anchor-dead", message).hint(anchor_hint(view, page, anchor))
        }
    }
}

/// The address that was probably meant: one that is spelled like it, or whose last part is.
fn near<'a>(view: &View<'a>, link: &str) -> Option<&'a str> {
    let site = view.site();
    let path = link.strip_prefix(site.config.base_url.origin()).unwrap_or(link);
    if let Some(near) = nearest(path, site.by_url.keys().map(String::as_str)) {
        return Some(near);
    }
    let last = path.trim_end_matches('/').rsplit('/').next().filter(|last| last.len() > 2)?;
    let slug = nearest(last, site.by_slug.keys().map(String::as_str))?;
    site.by_slug.get(slug).map(|id| site.entry(*id).url.as_str())
}

fn anchor_hint(view: &View<'_>, page: &str, anchor: &str) -> String {
    let entry = view.entries().find(|(_, entry)| entry.url.output().as_str() == page);
    let known: Vec<&str> = entry.map_or_else(Vec::new, |(_, entry)| anchors(entry));
    match nearest(anchor, known.iter().copied()) {
        Some(near) => format!("did you mean `#{near}`?"),
        None if known.is_empty() => "link to the page alone".to_owned(),
        None => {
            let some: Vec<String> = known.iter().take(8).map(|anchor| format!("`#{anchor}`")).collect();
            format!("the page has {}", some.join(", "))
        }
    }
}

fn anchors(entry: &Entry) -> Vec<&str> {
    let facts = &entry.post.facts;
    let headings = facts.headings.iter().map(|heading| heading.id.as_str());
    headings.chain(facts.anchors.iter().map(String::as_str)).collect()
}

/// Where links stand in the file of a post.
struct Places<'a> {
    entry: &'a Entry,
    /// Links as the page writes them, of holes.
    holes: BTreeMap<String, Position>,
    text: String,
}

impl<'a> Places<'a> {
    fn of(view: &View<'a>, id: EntryId) -> Option<Self> {
        let entry = view.site().entry(id);
        let base = &view.site().config.base_url;
        let holes = entry.post.facts.holes.iter().zip(&entry.links);
        let holes = holes.rev().map(|(hole, link)| (link.on_site(base), hole.position));
        Some(Self { entry, holes: holes.collect(), text: view.whole.text(&entry.post)? })
    }

    fn find(&self, link: &str) -> Option<(&'a str, Position)> {
        let file = self.entry.post.source.as_str();
        if let Some(position) = self.holes.get(link) {
            return Some((file, *position));
        }
        // What is no hole is written as it is.
        let source = SourceText::new(file, &self.text);
        let text = source.as_str();
        let is_whole = |(at, _): &(usize, &str)| {
            let after = text[at + link.len()..].chars().next();
            after.is_none_or(|c| c.is_whitespace() || matches!(c, ')' | '"' | '\'' | '>' | ']' | ','))
        };
        let (at, _) = text.match_indices(link).find(is_whole)?;
        Some((file, source.position(at..at + link.len())))
    }
}
