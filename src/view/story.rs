//! A story: what happened and who published what, the latest first, and which outlet says what of each claim.

use super::{card::date, newsroom::web_link};
use crate::{
    config::ClaimStatus,
    post::meta::PostDate,
    site::{
        EntryId, List, ListKind, Site,
        stories::{Coverage, Stance},
    },
};
use serde::Serialize;
use std::cmp::Reverse;

/// What the page of a story shows besides its posts.
#[derive(Debug, Default, Serialize)]
pub struct StoryView<'a> {
    /// Outlets, in the order of the columns of `claims`.
    pub outlets: Vec<&'a str>,
    /// Which outlet says what of each claim.
    pub claims: Vec<ClaimRow<'a>>,
    /// What happened and who published what, the latest first.
    pub timeline: Vec<Event<'a>>,
}

/// What is said of a claim.
#[derive(Debug, Serialize)]
pub struct ClaimRow<'a> {
    /// Its name.
    pub id: &'a str,
    /// What is claimed: plain text.
    pub text: &'a str,
    /// What we say, in the newest of our posts that tells of it.
    pub ours: Option<StanceView<'a>>,
    /// What each outlet says, in the order of `outlets`; none where it does not mention it.
    pub outlets: Vec<Option<StanceView<'a>>>,
    /// Whether those who mention it do not agree on how sure it is.
    pub disagree: bool,
}

/// What someone says of a claim.
#[derive(Debug, Clone, Serialize)]
pub struct StanceView<'a> {
    /// Word of the scale.
    pub status: ClaimStatus,
    /// The site's own word for it.
    pub word: Option<&'a str>,
    /// What they say instead, or how: plain text.
    pub says: Option<&'a str>,
    /// Where it is to be read.
    pub url: Option<String>,
}

/// Something on the timeline.
#[derive(Debug, Serialize)]
pub struct Event<'a> {
    /// `post`, `coverage` or `milestone`.
    pub kind: &'static str,
    /// RFC 3339.
    pub date: Option<String>,
    /// Who published it; none for ours, and for what happened.
    pub outlet: Option<&'a str>,
    /// The title, or what happened: plain text.
    pub text: &'a str,
    /// Where it is to be read.
    pub url: Option<String>,
    /// BCP 47 tag of our posts.
    pub lang: Option<&'a str>,
}

/// What the page of a story shows besides its posts; nothing for other lists.
pub fn story<'a>(site: &'a Site, list: &'a List) -> Option<StoryView<'a>> {
    let ListKind::Term(term) = &list.kind else { return None };
    site.taxonomy_of(list).filter(|taxonomy| taxonomy.name == "stories")?;
    let known = site.stories.get(list.locale, &term.slug);
    let coverage: &[Coverage] = known.map_or(&[], |story| &story.coverage);
    let mut outlets: Vec<&str> = Vec::new();
    for published in coverage {
        if !outlets.contains(&published.outlet.as_str()) {
            outlets.push(&published.outlet);
        }
    }
    let rows = claims(site, list).into_iter().map(|(id, text)| row(site, list, coverage, &outlets, id, text));
    let claims = rows.filter(|row| row.ours.is_some() || row.outlets.iter().any(Option::is_some)).collect();
    Some(StoryView { claims, timeline: timeline(site, list), outlets })
}

/// The claims of the story's file, then those that only our posts tell of.
fn claims<'a>(site: &'a Site, list: &'a List) -> Vec<(&'a str, &'a str)> {
    let ListKind::Term(term) = &list.kind else { return Vec::new() };
    let of_file = site.stories.get(list.locale, &term.slug).into_iter().flat_map(|story| &story.claims);
    let mut claims: Vec<(&str, &str)> =
        of_file.map(|claim| (claim.id.as_str(), claim.text.as_str())).collect();
    for claim in list.posts.iter().flat_map(|id| &site.entry(*id).post.meta.claims) {
        if let Some(id) = &claim.id
            && !claims.iter().any(|(known, _)| *known == id.value)
        {
            claims.push((&id.value, &claim.text));
        }
    }
    claims
}

fn row<'a>(
    site: &'a Site,
    list: &'a List,
    coverage: &'a [Coverage],
    columns: &[&'a str],
    id: &'a str,
    text: &'a str,
) -> ClaimRow<'a> {
    let ours = list.posts.iter().find_map(|post| our_stance(site, *post, id));
    let stance = |outlet: &&str| {
        let own = coverage.iter().filter(|published| published.outlet == *outlet);
        let mut stances: Vec<(Option<PostDate>, &Coverage, &Stance)> = own
            .filter_map(|published| {
                let (_, stance) = published.claims.iter().find(|(claim, _)| claim == id)?;
                Some((published.published, published, stance))
            })
            .collect();
        stances.sort_by_key(|(published, ..)| Reverse(*published));
        let (_, published, stance) = stances.first()?;
        Some(StanceView {
            status: stance.status,
            word: stance.word.as_deref(),
            says: stance.says.as_deref(),
            url: published.url.as_deref().and_then(|url| web_link(site, url)),
        })
    };
    let outlets: Vec<Option<StanceView<'a>>> = columns.iter().map(stance).collect();
    let mut said = outlets.iter().flatten().map(|stance| stance.status);
    let first = said.next();
    let disagree = said.any(|status| Some(status) != first);
    ClaimRow { id, text, ours, outlets, disagree }
}

fn our_stance<'a>(site: &'a Site, post: EntryId, id: &str) -> Option<StanceView<'a>> {
    let entry = site.entry(post);
    let is_it = |claim: &&'a crate::post::meta::Claim| claim.id.as_ref().is_some_and(|own| own.value == id);
    let claim = entry.post.meta.claims.iter().find(is_it)?;
    Some(StanceView {
        status: claim.status?,
        word: claim.word.as_deref(),
        says: claim.attributed_to.as_deref(),
        url: Some(format!("{}#claim-{id}", site.config.base_url.relative(&entry.url))),
    })
}

fn timeline<'a>(site: &'a Site, list: &'a List) -> Vec<Event<'a>> {
    let mut events: Vec<(Option<PostDate>, Event<'a>)> = Vec::new();
    let dated = |when: Option<PostDate>| date(&site.config, when);
    let link = |url: &Option<String>| url.as_deref().and_then(|url| web_link(site, url));
    for id in &list.posts {
        let entry = site.entry(*id);
        let when = entry.post.meta.date;
        let (text, url) = (entry.post.meta.title.as_str(), Some(site.config.base_url.relative(&entry.url)));
        let lang = Some(site.lang(entry));
        events.push((when, Event { kind: "post", date: dated(when), outlet: None, text, url, lang }));
    }
    let ListKind::Term(term) = &list.kind else { return Vec::new() };
    if let Some(story) = site.stories.get(list.locale, &term.slug) {
        for published in &story.coverage {
            let text = published.headline.as_deref().unwrap_or(&published.outlet);
            let (when, url) = (published.published, link(&published.url));
            let outlet = published.headline.is_some().then_some(published.outlet.as_str());
            events.push((when, Event { kind: "coverage", date: dated(when), outlet, text, url, lang: None }));
        }
        for milestone in &story.milestones {
            let (when, url) = (Some(milestone.date), link(&milestone.url));
            let text = milestone.text.as_str();
            events.push((
                when,
                Event { kind: "milestone", date: dated(when), outlet: None, text, url, lang: None },
            ));
        }
    }
    events.sort_by_key(|(when, _)| Reverse(*when));
    events.into_iter().map(|(_, event)| event).collect()
}
