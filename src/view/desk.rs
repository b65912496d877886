//! Pages of the desk on its own work: what was wrong, and how sure what it told is.

use super::newsroom::{ClaimView, claims};
use crate::{
    config::ClaimStatus,
    post::meta::{Update, UpdateKind},
    site::{EntryId, List, Site},
};
use serde::Serialize;

/// Claims of one status that the page of claims shows; the file of claims has all.
const MOST_SHOWN: usize = 200;

/// A correction or a retraction.
#[derive(Debug, Serialize)]
pub struct Correction<'a> {
    /// RFC 3339.
    pub date: String,
    /// `correction` or `retraction`.
    pub kind: UpdateKind,
    /// What was wrong: plain text.
    pub text: &'a str,
}

/// What was wrong in a post, the latest first.
pub fn corrections(site: &Site, id: EntryId) -> Vec<Correction<'_>> {
    let updates = site.entry(id).post.meta.updates.iter();
    let mut corrections: Vec<&Update> = updates.filter(|update| update.kind.is_correction()).collect();
    corrections.sort_by_key(|update| std::cmp::Reverse(update.date));
    let view = |update: &'_ Update| site.config.timezone.rfc3339(update.date.instant);
    corrections
        .into_iter()
        .map(|update| Correction { date: view(update), kind: update.kind, text: &update.text })
        .collect()
}

/// Claims of one status.
#[derive(Debug, Serialize)]
pub struct ClaimsOfStatus<'a> {
    /// Word of the scale.
    pub status: ClaimStatus,
    /// How many there are.
    pub count: usize,
    /// The claims of the newest posts first; at most 200.
    pub claims: Vec<ToldClaim<'a>>,
}

/// A claim with the post that tells of it.
#[derive(Debug, Serialize)]
pub struct ToldClaim<'a> {
    /// What is claimed, and how sure it is.
    pub claim: ClaimView<'a>,
    /// The post.
    pub post: PostOfClaim<'a>,
}

/// What is said of a post beside its claims.
#[derive(Debug, Serialize)]
pub struct PostOfClaim<'a> {
    /// Permanent ID.
    pub id: &'a str,
    /// Title: plain text.
    pub title: &'a str,
    /// Link on the same host.
    pub url: String,
    /// Whole URL.
    pub permalink: String,
    /// RFC 3339.
    pub date: Option<String>,
    /// The story that it tells.
    pub story: Option<&'a str>,
    /// BCP 47 tag.
    pub lang: &'a str,
}

fn told(site: &Site, id: EntryId) -> impl Iterator<Item = ToldClaim<'_>> {
    let entry = site.entry(id);
    let base = &site.config.base_url;
    claims(site, entry).into_iter().map(move |claim| ToldClaim {
        claim,
        post: PostOfClaim {
            id: &entry.id,
            title: &entry.post.meta.title,
            url: base.relative(&entry.url),
            permalink: base.absolute(&entry.url),
            date: super::card::date(&site.config, entry.post.meta.date),
            story: entry.post.meta.story.as_deref(),
            lang: site.lang(entry),
        },
    })
}

/// The claims of a list by their status, the surest first; statuses without claims are left out.
pub fn claims_by_status<'a>(site: &'a Site, list: &List) -> Vec<ClaimsOfStatus<'a>> {
    let of_status = |(_, status): &(&str, ClaimStatus)| {
        let posts = list.posts.iter().flat_map(|id| told(site, *id));
        let mut claims: Vec<ToldClaim<'a>> =
            posts.filter(|told| told.claim.status == Some(*status)).collect();
        let count = claims.len();
        claims.truncate(MOST_SHOWN);
        (count > 0).then_some(ClaimsOfStatus { status: *status, count, claims })
    };
    ClaimStatus::WORDS.iter().filter_map(of_status).collect()
}

/// All claims of listed posts, newest post first.
pub fn claims_data(site: &Site) -> Vec<ToldClaim<'_>> {
    site.listed.iter().flat_map(|id| told(site, *id)).collect()
}
