//! What a post's own page shows besides its card, less the body, the cards of its neighbours and the links by which it
//! is shared, which are added at render.

use super::{
    card::{TermRef, date, term_ref},
    locale::{Translation, entry_translations},
    masthead::{EditionView, ScheduleView, edition_of, schedule_of},
    newsroom::{self, ClaimView, DisclosureView, SourceView},
    share::{SignOffView, sign_off},
    video::{VideoView, video},
};
use crate::{
    post::{
        Heading, fragment_text,
        meta::{UpdateKind, Visibility},
    },
    site::{Entry, EntryId, Site},
    value::Value,
};
use serde::Serialize;

/// A post's own page, besides its card.
#[derive(Debug, Serialize)]
pub struct Article<'a> {
    /// `post` or `page`.
    #[serde(rename = "type")]
    pub page_type: &'static str,
    /// Path in the project.
    pub source: &'a str,
    /// The place that it was filed from: plain text.
    pub dateline: Option<&'a str>,
    /// RFC 3339.
    pub publish_date: Option<String>,
    /// RFC 3339.
    pub expires: Option<String>,
    /// Words of the body.
    pub words: u32,
    /// Headings.
    pub toc: &'a [Heading],
    /// The page of related posts, if there is one.
    pub related_url: Option<String>,
    /// The story that it tells; none without one, or where it is in no list.
    pub in_story: Option<TermRef<'a>>,
    /// The section that it is in; none where that has no page.
    pub in_section: Option<SectionRef<'a>>,
    /// The edition of its date, where the site has editions.
    pub edition: Option<EditionView<'a>>,
    /// When the edition appears; none but for digests.
    pub schedule: Option<ScheduleView<'a>>,
    /// Its video, with more than the card says of it.
    pub video: Option<VideoView<'a>>,
    /// Where it stands in its series; none without one.
    pub part: Option<Part>,
    /// The same text in other languages.
    pub translations: Vec<Translation<'a>>,
    /// Files of its bundle, by name.
    pub files: Vec<FileView<'a>>,
    /// Sources.
    pub sources: Vec<SourceView<'a>>,
    /// Updates and corrections.
    pub updates: Vec<Update<'a>>,
    /// Claims.
    pub claims: Vec<ClaimView<'a>>,
    /// Note from the desk: Markdown, made HTML at render.
    pub desk_note: Option<&'a str>,
    /// The same as plain text.
    pub desk_note_text: Option<String>,
    /// What AI had to do with it.
    pub ai: Option<DisclosureView<'a>>,
    /// The line at its end, part by part; none where nothing is to be said.
    pub sign_off: Option<Vec<SignOffView<'a>>>,
    /// Who sees it.
    pub visibility: Visibility,
    /// The front matter's other keys.
    pub extra: Value,
}

/// A section as a post shows it.
#[derive(Debug, Serialize)]
pub struct SectionRef<'a> {
    /// What it is called: plain text.
    pub name: &'a str,
    /// Its page: link on the same host.
    pub url: String,
}

fn section_ref<'a>(site: &'a Site, entry: &Entry) -> Option<SectionRef<'a>> {
    let list = site.list(site.section(entry.locale, &entry.post.section)?);
    let shown = list.has_pages && list.is_public;
    shown.then(|| SectionRef { name: &list.title, url: site.config.base_url.relative(&list.url) })
}

/// An update or correction.
#[derive(Debug, Serialize)]
pub struct Update<'a> {
    /// RFC 3339.
    pub date: String,
    /// `update`, `clarification`, `correction` or `retraction`.
    pub kind: UpdateKind,
    /// What was changed: plain text.
    pub text: &'a str,
}

/// The updates of an entry, as it gives them.
pub(super) fn updates(site: &Site, id: EntryId) -> impl Iterator<Item = Update<'_>> {
    let updates = site.entry(id).post.meta.updates.iter();
    updates.map(|update| Update {
        date: site.config.timezone.rfc3339(update.date.instant),
        kind: update.kind,
        text: &update.text,
    })
}

/// A file of a bundle.
#[derive(Debug, Serialize)]
pub struct FileView<'a> {
    /// Its path below the bundle's folder.
    pub name: &'a str,
    /// Link on the same host.
    pub url: String,
    /// Bytes.
    pub size: u64,
}

fn files(site: &Site, id: EntryId) -> Vec<FileView<'_>> {
    let own = site.bundles.get(&id).into_iter().flatten();
    own.map(|file| FileView {
        name: &file.name,
        url: site.config.base_url.relative(&file.url),
        size: file.file.size,
    })
    .collect()
}

/// Where a post stands in its series; the cards of all parts are added at render.
#[derive(Debug, Serialize)]
pub struct Part {
    /// From 1.
    pub number: usize,
    /// How many parts there are.
    pub count: usize,
}

fn part(site: &Site, id: EntryId) -> Option<Part> {
    let (_, series) = site.terms_of(site.entry(id), "series").next()?;
    let place = series.posts.iter().position(|part| *part == id)?;
    Some(Part { number: place + 1, count: series.posts.len() })
}

/// The view of an entry's own page.
pub fn article(site: &Site, id: EntryId) -> Article<'_> {
    let entry = site.entry(id);
    let (post, meta, config) = (&entry.post, &entry.post.meta, &site.config);
    Article {
        page_type: if post.kind == crate::post::PostKind::Post { "post" } else { "page" },
        source: post.source.as_str(),
        dateline: meta.dateline.as_deref(),
        publish_date: date(config, meta.publish_date),
        expires: date(config, meta.expires),
        words: post.facts.words,
        toc: &post.facts.headings,
        related_url: site.related_url(id).map(|url| config.base_url.relative(&url)),
        in_story: site.terms_of(entry, "stories").next().map(|(list, _)| term_ref(site, list)),
        in_section: section_ref(site, entry),
        edition: edition_of(site, id),
        schedule: schedule_of(site, id),
        video: video(site, id),
        part: part(site, id),
        translations: entry_translations(site, id),
        files: files(site, id),
        sources: newsroom::sources(site, entry),
        updates: updates(site, id).collect(),
        claims: newsroom::claims(site, entry),
        desk_note: meta.desk_note.as_deref(),
        desk_note_text: meta.desk_note.as_deref().map(|note| fragment_text(note, config)),
        ai: newsroom::disclosure(site, entry),
        sign_off: sign_off(site, entry),
        visibility: meta.visibility,
        extra: Value::Map(meta.extra.clone()),
    }
}
