//! What stands at the end of an article: the ways to share it, and its sign-off.

use super::locale::locale_settings;
use crate::{
    config::{Place, ShareWay, SignOff, SignOffPart},
    paths::slugify,
    post::PostKind,
    site::{Entry, EntryId, ListKind, Site, terms::names_of},
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

/// A way to share an article. It follows from the card and the settings, and is in no digest of its own.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct ShareView {
    /// `x`, `linkedin`, `bluesky`, `mastodon`, `email` or `copy`.
    pub name: ShareWay,
    /// Where it leads: a whole URL. The article's own to be copied; none for Mastodon where the site names no instance.
    pub url: Option<String>,
}

/// What stays as it is in the value of a query: the unreserved characters of RFC 3986.
const VALUE: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, VALUE).to_string()
}

/// The ways to share an entry; none for what no list shows, which is not to be spread.
pub fn share(site: &Site, id: EntryId) -> Vec<ShareView> {
    let entry = site.entry(id);
    let options = &site.config.share;
    if options.links.is_empty() || !entry.is_listed() {
        return Vec::new();
    }
    let address = site.config.base_url.absolute(&entry.url);
    let title = encoded(&entry.post.meta.title);
    let link = encoded(&address);
    let url = |way: ShareWay| match way {
        ShareWay::X => Some(format!("https://x.com/intent/post?text={title}&url={link}")),
        ShareWay::LinkedIn => Some(format!("https://www.linkedin.com/sharing/share-offsite/?url={link}")),
        ShareWay::Bluesky => Some(format!("https://bsky.app/intent/compose?text={title}%20{link}")),
        ShareWay::Mastodon => {
            let instance = options.mastodon_instance.as_ref()?;
            Some(format!("https://{instance}/share?text={title}%20{link}"))
        }
        ShareWay::Email => Some(format!("mailto:?subject={title}&body={link}")),
        ShareWay::Copy => Some(address.clone()),
    };
    options.links.iter().map(|way| ShareView { name: *way, url: url(*way) }).collect()
}

/// A part of a sign-off.
#[derive(Debug, Serialize)]
pub struct SignOffView<'a> {
    /// `author`, `date` or `title`: what the article says of itself stands here.
    pub place: Option<Place>,
    /// Plain text, where it is no place.
    pub text: &'a str,
}

/// The sign-off of a post: its own, else that of the first author who has one, else that of its language, else the
/// site's. None where the post lacks what the sign-off asks for.
pub(super) fn sign_off<'a>(site: &'a Site, entry: &'a Entry) -> Option<Vec<SignOffView<'a>>> {
    if entry.post.kind != PostKind::Post {
        return None;
    }
    let language = || locale_settings(site, entry.locale).and_then(|own| own.sign_off.as_ref());
    let SignOff(parts) = (entry.post.meta.sign_off.as_ref())
        .or_else(|| of_authors(site, entry))
        .or_else(language)
        .or(site.config.sign_off.as_ref())?;
    let is_known = |part: &SignOffPart| match part {
        SignOffPart::Text(_) | SignOffPart::Place(Place::Title) => true,
        SignOffPart::Place(Place::Date) => entry.post.meta.date.is_some(),
        SignOffPart::Place(Place::Author) => !names_of(&entry.post, "authors", &site.config).is_empty(),
    };
    (!parts.is_empty() && parts.iter().all(is_known)).then(|| parts.iter().map(view).collect())
}

fn view(part: &SignOffPart) -> SignOffView<'_> {
    match part {
        SignOffPart::Text(text) => SignOffView { place: None, text },
        SignOffPart::Place(place) => SignOffView { place: Some(*place), text: "" },
    }
}

fn of_authors<'a>(site: &'a Site, entry: &'a Entry) -> Option<&'a SignOff> {
    if site.sign_offs.is_empty() {
        return None;
    }
    let slug = |name: &str| match site.term(entry.locale, "authors", name).map(|id| &site.list(id).kind) {
        Some(ListKind::Term(term)) => term.slug.clone(),
        _ => slugify(name, site.config.slugify),
    };
    names_of(&entry.post, "authors", &site.config).iter().find_map(|name| site.sign_offs.get(&slug(name)))
}
