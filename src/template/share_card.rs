//! Share cards as pages ask for them: under the digest of all that they show. What a card is called is known without
//! drawing it.

use super::{
    Query,
    answers::{Answer, no_answer, unknown_id},
    card_design::CardDesign,
};
use crate::{
    digest::{Digest, Hasher},
    paths::{OutputPath, UrlPath},
    site::{EntryId, Site},
    view,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, OnceLock},
};
use tera::{Map, Value};

/// The folder of cards in the output.
const FOLDER: &str = "cards";

/// Digits of the digest in the name of a card.
const FINGERPRINT: usize = 12;

/// Letters of the longest name before the digest.
const LONGEST_NAME: usize = 60;

/// The cards of a site. Everything here is a function of the site and its files.
pub struct ShareCards {
    site: Arc<Site>,
    /// None where cards are turned off.
    design: Option<CardDesign>,
    /// Whose card is at a path, for previews: they make what is asked for.
    by_path: OnceLock<BTreeMap<OutputPath, EntryId>>,
}

/// A card that a page asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AskedCard {
    /// Whose it is.
    pub entry: EntryId,
    /// The digest of all that it is made of.
    pub key: Digest,
}

impl ShareCards {
    /// The cards of a site that look like this.
    pub(super) fn new(site: Arc<Site>, design: Option<CardDesign>) -> Self {
        Self { site, design, by_path: OnceLock::new() }
    }

    /// How they look; none where they are turned off.
    pub fn design(&self) -> Option<&CardDesign> {
        self.design.as_ref()
    }

    /// The answer to `share_card(id=…)`: where the card of a post is, and its size; none where cards are turned off.
    pub(super) fn answer(&self, id: &str) -> Answer {
        let Some(entry) = self.site.by_id.get(id) else { return no_answer(&unknown_id(id)) };
        let Some((path, _)) = self.place(*entry) else {
            return Answer { value: Ok(Value::none()), digest: Hasher::new("no share card").finish() };
        };
        let base = &self.site.config.base_url;
        let url = UrlPath::of_file(&path);
        let (src, permalink) = (base.relative(&url), base.absolute(&url));
        let digest = Digest::of_value(&permalink);
        let mut card = Map::new();
        card.insert("src".into(), Value::from(src));
        card.insert("permalink".into(), Value::from(permalink));
        card.insert("width".into(), Value::from(view::SHARE_CARD_SIZE.0));
        card.insert("height".into(), Value::from(view::SHARE_CARD_SIZE.1));
        card.insert("type".into(), Value::from("image/png"));
        Answer { value: Ok(Value::from(card)), digest }
    }

    /// Where the card of an entry is, and the digest of all that it is made of.
    fn place(&self, entry: EntryId) -> Option<(OutputPath, Digest)> {
        let key = self.design.as_ref()?.digest_of(&view::share_card(&self.site, entry));
        Some((path_of(&self.site, entry, key), key))
    }

    /// The card at a path, whether or not a page asked for it.
    pub fn find(&self, path: &OutputPath) -> Option<AskedCard> {
        if !path.as_str().starts_with(FOLDER) {
            return None;
        }
        let by_path = self.by_path.get_or_init(|| {
            let all = (0..).take(self.site.entries.len());
            all.filter_map(|entry| Some((self.place(entry)?.0, entry))).collect()
        });
        let entry = *by_path.get(path)?;
        let (_, key) = self.place(entry)?;
        Some(AskedCard { entry, key })
    }

    /// The cards that pages ask for.
    pub fn asked<'a>(&self, queries: impl Iterator<Item = &'a Query>) -> BTreeMap<OutputPath, AskedCard> {
        let ids: BTreeSet<&str> = queries
            .filter_map(|query| if let Query::ShareCard(id) = query { Some(id.as_str()) } else { None })
            .collect();
        let of_id = |id: &str| {
            let entry = *self.site.by_id.get(id)?;
            let (path, key) = self.place(entry)?;
            Some((path, AskedCard { entry, key }))
        };
        ids.into_iter().filter_map(of_id).collect()
    }
}

/// `cards/NAME.0123456789ab.png`: the last part of the post's address, and the digest.
fn path_of(site: &Site, entry: EntryId, key: Digest) -> OutputPath {
    let digest = key.short(FINGERPRINT);
    let url = site.entry(entry).url.as_str();
    let last = url.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let name: String = last.trim_end_matches(".html").chars().take(LONGEST_NAME).collect();
    let named =
        if name.is_empty() { None } else { OutputPath::parse(&format!("{FOLDER}/{name}.{digest}.png")).ok() };
    named.unwrap_or_else(|| {
        OutputPath::parse(&format!("{FOLDER}/{digest}.png")).expect("letters and digits are a legal path")
    })
}
