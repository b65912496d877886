//! What an editor wants to know of a post: its file, its length, what is related to it, how it looks when shared.

use super::super::site::{PreviewedSite, url_of};
use crate::{
    site::{Entry, EntryId, Site, related::RelatedPost},
    template::Answers,
};
use serde::Serialize;

/// Facts about a post or page.
#[derive(Serialize)]
pub struct Facts {
    source: String,
    path: String,
    /// `published`, `draft`, `future` or `expired`.
    status: &'static str,
    words: u32,
    minutes: u32,
    /// What is wrong with its file.
    wrong: Vec<String>,
    related: Vec<Related>,
    card: Card,
}

/// A related post, and why it is.
#[derive(Serialize)]
struct Related {
    title: String,
    url: String,
    reason: &'static str,
    score: f64,
    terms: Vec<String>,
}

/// What other sites show of a link to the page.
#[derive(Serialize)]
struct Card {
    host: String,
    title: String,
    description: String,
    image: Option<String>,
}

/// Facts about the post at an address, the base path taken off; none where there is no post.
pub fn of_page(preview: &PreviewedSite, page: &str) -> Option<Facts> {
    let shown = preview.moment.get();
    let answers = shown.snapshot.answers()?;
    let site = answers.site();
    let id = *site.by_url.get(url_of(page)?.as_str())?;
    let entry = site.entry(id);
    let source = entry.post.source.to_string();
    let of_file = |file: Option<&str>| file == Some(source.as_str());
    let wrong = shown.wrong().into_iter().filter(|found| of_file(found.file.as_deref()));
    Some(Facts {
        path: preview.root.join(&source).to_string_lossy().into_owned(),
        status: entry.status.as_str(),
        words: entry.post.facts.words,
        minutes: entry.reading_time,
        wrong: wrong.map(|found| found.message).collect(),
        related: related(answers, id),
        card: card(site, entry),
        source,
    })
}

fn related(answers: &Answers, id: EntryId) -> Vec<Related> {
    let site = answers.site();
    if !site.entry(id).is_listed() {
        return Vec::new();
    }
    let tell = |related: RelatedPost| {
        let other = site.entry(related.id);
        Related {
            title: other.post.meta.title.clone(),
            url: site.config.base_url.relative(&other.url),
            reason: related.reason.as_str(),
            score: related.score.total,
            terms: related.terms,
        }
    };
    answers.related(id, site.config.related.count).into_iter().map(tell).collect()
}

fn card(site: &Site, entry: &Entry) -> Card {
    let (meta, base) = (&entry.post.meta, &site.config.base_url);
    let description =
        meta.summary.as_ref().or(meta.description.as_ref()).unwrap_or(&entry.post.facts.summary);
    Card {
        host: base.host().to_owned(),
        title: meta.title.clone(),
        description: description.clone(),
        image: entry.image.as_ref().map(|image| image.on_site(base)),
    }
}
