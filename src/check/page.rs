//! Pages as browsers read them: where they lead, and which places on them can be linked to.
//!
//! Owns what is kept of each page, which is little: what leads to a page of the site that is there is forgotten at once.

use crate::{
    paths::{OutputPath, UrlPath},
    pipeline::whole::{File, Whole},
    plan::Page,
    post::PostKind,
    site::EntryId,
};
use html5gum::{
    Span, Tokenizer,
    emitters::callback::{CallbackEmitter, CallbackEvent},
};
use percent_encoding::percent_decode_str;
use std::{
    collections::{BTreeMap, BTreeSet},
    hash::{DefaultHasher, Hash as _, Hasher as _},
};
use url::Url;

/// What was seen of all pages.
#[derive(Debug, Default)]
pub struct Pages {
    /// Pages, in the order of their paths.
    pub seen: Vec<Seen>,
    /// Bytes of all that was rendered.
    pub bytes: u64,
    /// Anchors of each page, by path.
    anchors: BTreeMap<OutputPath, BTreeSet<u64>>,
}

/// What was seen of a page.
#[derive(Debug)]
pub struct Seen {
    /// Its path in the output.
    pub path: OutputPath,
    /// The post or page that it is.
    pub entry: Option<EntryId>,
    /// Links to what the site does not have, as the page writes them.
    pub dead: BTreeSet<String>,
    /// Links to a place on a page of the site, as the page writes them.
    pub places: BTreeSet<Place>,
    /// Pages by themselves to which it leads.
    pub leads_to: BTreeSet<EntryId>,
    anchors: BTreeSet<u64>,
}

/// A link to a place on a page.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// As the page writes it.
    pub link: String,
    /// The page.
    pub page: OutputPath,
    /// What follows the `#`, decoded.
    pub anchor: String,
}

impl Pages {
    /// Those of a site.
    pub fn of(seen: Vec<Seen>, bytes: u64) -> Self {
        let anchors = seen.iter().map(|page| (page.path.clone(), page.anchors.clone())).collect();
        Self { seen, bytes, anchors }
    }

    /// Whether a page has an anchor; of what was not rendered nobody knows, so that it has.
    pub fn has_anchor(&self, page: &OutputPath, anchor: &str) -> bool {
        self.anchors.get(page).is_none_or(|anchors| anchors.contains(&key(anchor)))
    }
}

fn key(anchor: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    anchor.hash(&mut hasher);
    hasher.finish()
}

/// What can be seen of a file; none of what is no page.
pub fn see(whole: &Whole, file: &File<'_>, moved: &Moved) -> Option<Seen> {
    file.path.as_str().strip_suffix(".html")?;
    let html = std::str::from_utf8(file.bytes).ok()?;
    let entry = if let Page::Article(id) = file.recipe.page { Some(id) } else { None };
    let mut seen = Seen {
        path: file.path.clone(),
        entry,
        dead: BTreeSet::new(),
        places: BTreeSet::new(),
        leads_to: BTreeSet::new(),
        anchors: BTreeSet::new(),
    };
    let is_alias = matches!(file.recipe.page, Page::Alias(_));
    let found = read(html);
    let base = whole.site.config.base_url.absolute(&file.recipe.url);
    let resolver = Resolver { whole, base: Url::parse(&base).ok(), moved };
    seen.anchors = found.anchors;
    for link in found.links {
        match resolver.resolve(&link, file.path) {
            Target::Nothing => {
                seen.dead.insert(link);
            }
            Target::Elsewhere => {}
            Target::Page(page, anchor) => {
                // A page that only sends readers on does not make another known.
                if let Some(id) = page_alone(whole, &page).filter(|id| entry != Some(*id) && !is_alias) {
                    seen.leads_to.insert(id);
                }
                if let Some(anchor) = anchor.filter(|anchor| !anchor.is_empty() && anchor != "top") {
                    seen.places.insert(Place { link, page, anchor });
                }
            }
        }
    }
    Some(seen)
}

/// The entry at a path of the output that is no post.
fn page_alone(whole: &Whole, path: &OutputPath) -> Option<EntryId> {
    match whole.plan.recipes.get(path)?.page {
        Page::Article(id) if whole.site.entry(id).post.kind == PostKind::Page => Some(id),
        _ => None,
    }
}

/// What a page says by its tags.
#[derive(Default)]
struct Found {
    links: BTreeSet<String>,
    anchors: BTreeSet<u64>,
}

/// A tag that is being read.
#[derive(Default)]
struct OpenTag {
    name: Vec<u8>,
    attribute: Vec<u8>,
}

fn read(html: &str) -> Found {
    let mut found = Found::default();
    let mut tag = OpenTag::default();
    let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _: Span<usize>| -> Option<()> {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                tag = OpenTag { name: name.to_vec(), ..OpenTag::default() };
            }
            CallbackEvent::AttributeName { name } => {
                tag.attribute.clear();
                tag.attribute.extend_from_slice(name);
            }
            CallbackEvent::AttributeValue { value } => attribute(&tag, value, &mut found),
            _ => {}
        }
        None
    });
    emitter.naively_switch_states(true);
    Tokenizer::new_with_emitter(html, emitter).for_each(|_| {});
    found
}

/// Where the links of a piece of HTML lead, as it writes them; those to its own places left out.
pub fn links(html: &str) -> Vec<String> {
    read(html).links.into_iter().filter(|link| !link.starts_with('#')).collect()
}

fn attribute(tag: &OpenTag, value: &[u8], found: &mut Found) {
    let text = || String::from_utf8_lossy(value).trim().to_owned();
    match (&*tag.name, &*tag.attribute) {
        (_, b"id") | (b"a", b"name") => {
            found.anchors.insert(key(&text()));
        }
        (b"a" | b"area" | b"link", b"href")
        | (b"video", b"poster")
        | (b"audio" | b"embed" | b"iframe" | b"img" | b"script" | b"source" | b"track" | b"video", b"src") => {
            found.links.insert(text());
        }
        _ => {}
    }
}

/// Where a link leads.
enum Target {
    /// To another host, or to what is no page.
    Elsewhere,
    /// To this file, and this place on it.
    Page(OutputPath, Option<String>),
    /// To a file that the site does not have.
    Nothing,
}

struct Resolver<'a> {
    whole: &'a Whole,
    /// The page's own address.
    base: Option<Url>,
    moved: &'a Moved,
}

impl Resolver<'_> {
    fn resolve(&self, link: &str, own: &OutputPath) -> Target {
        let (address, anchor) = match link.split_once('#') {
            Some((address, anchor)) => (address, Some(decoded(anchor))),
            None => (link, None),
        };
        if address.is_empty() {
            return Target::Page(own.clone(), anchor);
        }
        let Some(path) = self.path(address) else { return Target::Elsewhere };
        match self.file(&path) {
            Some(page) => Target::Page(page, anchor),
            None if self.moved.leads(&path) => Target::Elsewhere,
            None => Target::Nothing,
        }
    }

    /// The decoded path below the site's address; none of an address that is not the site's.
    fn path(&self, address: &str) -> Option<String> {
        let base = &self.whole.site.config.base_url;
        let path = if address.starts_with('/') && !address.starts_with("//") {
            address.split('?').next().unwrap_or(address).to_owned()
        } else {
            let target = self.base.as_ref()?.join(address).ok()?;
            let is_own = target.origin() == self.base.as_ref()?.origin();
            (is_own && target.scheme().starts_with("http")).then(|| target.path().to_owned())?
        };
        let below =
            path.strip_prefix(base.prefix()).filter(|rest| rest.is_empty() || rest.starts_with('/'))?;
        Some(decoded(below))
    }

    fn file(&self, path: &str) -> Option<OutputPath> {
        let as_page = format!("{}/", path.trim_end_matches('/'));
        let urls = [path, &as_page].into_iter().filter_map(|path| UrlPath::parse(path).ok());
        urls.map(|url| url.output()).find(|output| self.whole.has_file(output))
    }
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// Addresses that a `_redirects` file of the site's own sends on.
#[derive(Debug, Default)]
pub struct Moved {
    whole: BTreeSet<String>,
    beginnings: Vec<String>,
}

impl Moved {
    /// Those of a `_redirects` file, for a site that is served below `prefix`.
    pub fn read(text: &str, prefix: &str) -> Self {
        let mut moved = Self::default();
        for from in text.lines().filter(|line| !line.trim_start().starts_with('#')) {
            let Some(from) = from.split_whitespace().next() else { continue };
            let from = from.strip_prefix(prefix).unwrap_or(from);
            match from.find(['*', ':']) {
                Some(end) => moved.beginnings.push(from[..end].to_owned()),
                None => {
                    moved.whole.insert(from.trim_end_matches('/').to_owned());
                }
            }
        }
        moved
    }

    /// Whether one of them is this path.
    pub fn leads(&self, path: &str) -> bool {
        self.whole.contains(path.trim_end_matches('/'))
            || self.beginnings.iter().any(|beginning| path.starts_with(beginning.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_say_where_they_lead() {
        let found = read(
            "<a href='/a?x=1&amp;y#b' id=c>t</a><img src=\"d.png\"><img src=e.png alt=''>\
             <script>'<a href=no>'</script><!-- <a href=no> --><a name=f></a>",
        );
        assert_eq!(found.links.into_iter().collect::<Vec<_>>(), ["/a?x=1&y#b", "d.png", "e.png"]);
        assert_eq!(found.anchors, BTreeSet::from([key("c"), key("f")]));
    }

    #[test]
    fn redirects_are_known_by_whole_addresses_and_beginnings() {
        let moved = Moved::read("# old\n/a/ /b/ 301\n/c/* /d/:splat\n/e/:year/x /f/\n", "");
        let leads = |path| moved.leads(path);
        assert!(leads("/a") && leads("/a/") && leads("/c/x/") && leads("/e/2026/x"));
        assert!(!leads("/b/") && !leads("/d/"));
    }
}
