//! What a post says of its own ground: claims, sources, the use of AI.

use super::card::date;
use crate::{
    config::{ClaimStatus, Disclosure, Involvement},
    post::{
        front_matter::source_number,
        meta::{Claim, SourceRef, SourceRefKind},
    },
    site::{Entry, EntryId, Link, List, ListKind, Site},
    value::Value,
};
use serde::Serialize;

/// A claim that a post tells of.
#[derive(Debug, Serialize)]
pub struct ClaimView<'a> {
    /// Its name in the post and in the story.
    pub id: Option<&'a str>,
    /// What is claimed: plain text.
    pub text: &'a str,
    /// Word of the scale.
    pub status: Option<ClaimStatus>,
    /// The site's own word for it, where the post uses one.
    pub word: Option<&'a str>,
    /// Who makes it: plain text.
    pub attributed_to: Option<&'a str>,
    /// What it rests on.
    pub sources: Vec<ClaimSource<'a>>,
    /// RFC 3339: when that was so.
    pub as_of: Option<String>,
    /// The ID of the claim in whose place it stands.
    pub supersedes: Option<&'a str>,
    /// Everything else, as written.
    pub extra: Value,
}

/// A source that a claim rests on.
#[derive(Debug, Serialize)]
pub struct ClaimSource<'a> {
    /// What it is called.
    pub name: &'a str,
    /// Its number among the post's sources, from 1; none when it is none of them.
    pub number: Option<usize>,
}

/// A source that a post cites.
#[derive(Debug, Serialize)]
pub struct SourceView<'a> {
    /// From 1.
    pub number: usize,
    /// Who says it.
    pub name: &'a str,
    /// Where it is to be read: an address of the web, or a link on the same host.
    pub url: Option<String>,
    /// What it is.
    pub kind: Option<SourceRefKind>,
    /// When it was said, as written.
    pub date: Option<&'a str>,
    /// When it was read, as written.
    pub accessed: Option<&'a str>,
    /// Where a copy is kept, likewise.
    pub archived: Option<String>,
    /// Through whom it came.
    pub via: Option<&'a str>,
    /// The page of all that the site cites from it: link on the same host.
    pub page_url: Option<String>,
    /// Everything else, as written.
    pub extra: Value,
}

/// What a market desk makes of it.
#[derive(Debug, Serialize)]
pub struct SentimentView<'a> {
    /// As written.
    pub label: &'a str,
    /// What the page of all posts with it is called, else as written.
    pub name: &'a str,
    /// How strong it is, on the site's own scale.
    pub score: Option<f64>,
    /// For how long it is meant: plain text.
    pub horizon: Option<&'a str>,
    /// The reasoning: plain text.
    pub rationale: Option<&'a str>,
    /// The page of all posts with this label: link on the same host.
    pub url: Option<String>,
}

/// What readers are told of the use of AI.
#[derive(Debug, Serialize)]
pub struct DisclosureView<'a> {
    /// What it had to do with the text.
    pub involvement: Involvement,
    /// What was used.
    pub tools: &'a [String],
    /// People who read the text before it was published.
    pub reviewed_by: &'a [String],
    /// Who answers for it.
    pub responsible: &'a [String],
    /// A sentence more: plain text.
    pub note: Option<&'a str>,
    /// Where the site's rules are to be read.
    pub policy: Option<String>,
    /// The term of the IPTC's vocabulary: a whole URL.
    pub digital_source_type: &'static str,
}

/// The sentiment of a post.
pub fn sentiment<'a>(site: &'a Site, entry: &'a Entry) -> Option<SentimentView<'a>> {
    let own = entry.post.meta.sentiment.as_ref()?;
    let list = site.terms_of(entry, "sentiments").next().map(|(_, list)| list);
    Some(SentimentView {
        label: &own.label,
        name: list.map_or(&own.label, |list| &list.title),
        score: own.score,
        horizon: own.horizon.as_deref(),
        rationale: own.rationale.as_deref(),
        url: term_url(site, entry, "sentiments"),
    })
}

/// The page of an entry's one term of a taxonomy: link on the same host.
pub(super) fn term_url(site: &Site, entry: &Entry, taxonomy: &str) -> Option<String> {
    let (_, list) = site.terms_of(entry, taxonomy).next()?;
    list.has_pages.then(|| site.config.base_url.relative(&list.url))
}

impl DisclosureView<'_> {
    /// Whether AI had nothing to do with the text.
    pub fn is_none(&self) -> bool {
        self.involvement == Involvement::None
    }
}

/// The claims of a post.
pub fn claims<'a>(site: &'a Site, entry: &'a Entry) -> Vec<ClaimView<'a>> {
    let meta = &entry.post.meta;
    let view = |claim: &'a Claim| ClaimView {
        id: claim.id.as_ref().map(|id| id.value.as_str()),
        text: &claim.text,
        status: claim.status,
        word: claim.word.as_deref(),
        attributed_to: claim.attributed_to.as_deref(),
        sources: claim.sources.iter().map(|called| claim_source(&meta.sources, &called.value)).collect(),
        as_of: date(&site.config, claim.as_of),
        supersedes: claim.supersedes.as_deref(),
        extra: Value::Map(claim.extra.clone()),
    };
    meta.claims.iter().map(view).collect()
}

fn claim_source<'a>(sources: &'a [SourceRef], called: &'a str) -> ClaimSource<'a> {
    let number = source_number(sources, called);
    ClaimSource { name: number.map_or(called, |number| sources[number - 1].name.as_str()), number }
}

/// The sources of a post.
pub fn sources<'a>(site: &'a Site, entry: &'a Entry) -> Vec<SourceView<'a>> {
    let sources = (1..).zip(&entry.post.meta.sources);
    sources.map(|(number, source)| source_view(site, entry, number, source)).collect()
}

fn source_view<'a>(site: &'a Site, entry: &Entry, number: usize, source: &'a SourceRef) -> SourceView<'a> {
    let list = site.term(entry.locale, "sources", &source.name).map(|id| site.list(id));
    let page = list.filter(|list| list.has_pages);
    SourceView {
        number,
        name: &source.name,
        url: source.url.as_deref().and_then(|url| web_link(site, url)),
        kind: source.kind,
        date: source.date.as_deref(),
        accessed: source.accessed.as_deref(),
        archived: source.archived.as_deref().and_then(|url| web_link(site, url)),
        via: source.via.as_deref(),
        page_url: page.map(|list| site.config.base_url.relative(&list.url)),
        extra: Value::Map(source.extra.clone()),
    }
}

/// A link that leads to a page and nothing else; none for what is no address.
pub(super) fn web_link(site: &Site, url: &str) -> Option<String> {
    let starts = |start: &str| url.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start));
    if starts("https://") || starts("http://") {
        return Some(url.to_owned());
    }
    let is_path = url.starts_with('/') && !url.starts_with("//");
    is_path.then(|| Link::Rooted(url.to_owned()).on_site(&site.config.base_url))
}

/// What a post on the page of a source cites from it; empty for other lists.
pub fn cited<'a>(site: &'a Site, list: &List, id: EntryId) -> Vec<SourceView<'a>> {
    let ListKind::Term(term) = &list.kind else { return Vec::new() };
    if site.taxonomy_of(list).is_none_or(|taxonomy| taxonomy.name != "sources") {
        return Vec::new();
    }
    let entry = site.entry(id);
    let is_it = |source: &SourceView<'_>| {
        site.term(entry.locale, "sources", source.name)
            .is_some_and(|id| matches!(&site.list(id).kind, ListKind::Term(own) if own.slug == term.slug))
    };
    sources(site, entry).into_iter().filter(is_it).collect()
}

/// What readers of a post are told of the use of AI: by itself, else by the site.
pub fn disclosure<'a>(site: &'a Site, entry: &'a Entry) -> Option<DisclosureView<'a>> {
    let Disclosure { involvement, tools, reviewed_by, responsible, note } =
        entry.post.meta.ai.as_ref().or(site.config.ai.default.as_ref())?;
    Some(DisclosureView {
        involvement: *involvement,
        tools,
        reviewed_by,
        responsible,
        note: note.as_deref(),
        policy: site.config.ai.policy.as_deref().and_then(|policy| web_link(site, policy)),
        digital_source_type: involvement.digital_source_type(),
    })
}
