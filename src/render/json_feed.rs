//! A feed as JSON Feed 1.1 (<https://www.jsonfeed.org/version/1.1/>).

use super::feed::last_correction;
use crate::{
    site::{EntryId, List, Site},
    view,
};
use serde::Serialize;
use std::borrow::Cow;

/// The feed object.
#[derive(Serialize)]
pub struct JsonFeed<'a> {
    version: &'static str,
    title: &'a str,
    home_page_url: String,
    feed_url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    language: &'a str,
    items: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct Item<'a> {
    id: Cow<'a, str>,
    url: String,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_html: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_text: Option<&'a str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    summary: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_published: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_modified: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<Author>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<&'a str>,
    language: &'a str,
    #[serde(rename = "_sitegen", skip_serializing_if = "Extension::is_empty")]
    extension: Extension<'a>,
}

/// What no field of the format holds.
#[derive(Serialize)]
struct Extension<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    story: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sentiment: Option<view::SentimentView<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ai: Option<view::DisclosureView<'a>>,
}

impl Extension<'_> {
    fn is_empty(&self) -> bool {
        self.kind.is_none() && self.story.is_none() && self.sentiment.is_none() && self.ai.is_none()
    }
}

#[derive(Serialize)]
struct Author {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    avatar: Option<String>,
}

/// The feed of a list. `contents` gives the HTML of each post, none where feeds have summaries alone.
pub fn json_feed<'a>(
    site: &'a Site,
    list: &'a List,
    title: &'a str,
    feed_url: String,
    description: Option<&'a str>,
    contents: impl Iterator<Item = (EntryId, Option<String>)>,
) -> JsonFeed<'a> {
    JsonFeed {
        version: "https://jsonfeed.org/version/1.1",
        title,
        home_page_url: site.config.base_url.absolute(&list.url),
        feed_url,
        description,
        language: &site.locale(list.locale).tag,
        items: contents.map(|(id, html)| item(site, list, id, html)).collect(),
    }
}

fn item<'a>(site: &'a Site, list: &List, id: EntryId, content_html: Option<String>) -> Item<'a> {
    let entry = site.entry(id);
    let card = view::card(site, id);
    let correction = last_correction(site, list, id);
    let summary = correction.as_ref().map_or(card.summary, |correction| correction.text);
    let mut tags: Vec<&str> = card.tags.iter().map(|tag| tag.name).collect();
    tags.extend(card.sentiment.as_ref().map(|sentiment| sentiment.name));
    let extension = Extension {
        kind: entry.post.meta.kind.as_deref(),
        story: card.story,
        sentiment: card.sentiment,
        ai: view::feed_notes(site, id).ai,
    };
    let corrected =
        correction.as_ref().map(|correction| site.config.timezone.rfc3339(correction.date.instant));
    Item {
        id: correction.map_or(Cow::Borrowed(entry.id.as_str()), |correction| Cow::Owned(correction.guid)),
        url: card.permalink,
        title: &entry.post.meta.title,
        // One of the two must be there.
        content_text: content_html.is_none().then_some(summary),
        content_html,
        summary,
        image: card.image.map(|image| image.permalink),
        date_published: corrected.or(card.date),
        date_modified: card.updated,
        authors: card
            .authors
            .into_iter()
            .map(|author| Author {
                name: author.name.into_owned(),
                url: author.url.map(|link| absolute(site, link)),
                avatar: author.picture.map(|link| absolute(site, link)),
            })
            .collect(),
        tags,
        language: card.lang,
        extension,
    }
}

/// A link on this host as a whole URL.
fn absolute(site: &Site, link: String) -> String {
    if link.starts_with('/') { format!("{}{link}", site.config.base_url.origin()) } else { link }
}
