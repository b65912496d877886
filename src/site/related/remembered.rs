//! Posts found alike before, by the digest of all that finding them takes.
//!
//! Owns what that is: the post, and the posts near it in the lists of its terms and tags, which are all that is looked
//! at. An edit changes few of these lists near few posts, so most answers are those of the build before. It must not know
//! where answers are kept, and finds nothing itself.

use super::{RelatedIndex, Scratch, near, window};
use crate::{
    digest::{Digest, Hasher},
    site::{Entry, EntryId, Site},
};
use std::{
    collections::HashMap,
    sync::{Arc, OnceLock},
};

/// To be raised when the same posts would be found to be alike in another way.
const FORMAT: u64 = 1;

/// Keeps what was found from one build to the next; from any thread.
pub trait Keeper: Send + Sync {
    /// What is kept under a key: posts by the digests of their paths, best first.
    fn find(&self, key: Digest) -> Option<Vec<Digest>>;
    /// Keeps what was found.
    fn keep(&self, key: Digest, posts: &[Digest]);
}

/// What was found before, for the posts of a site as they are now.
pub struct Remembered {
    keeper: Arc<dyn Keeper>,
    /// Of each entry, all by which it is ranked as a candidate.
    of_entries: Vec<OnceLock<u128>>,
    by_path: HashMap<Digest, EntryId>,
}

impl Remembered {
    /// What `keeper` has, for these posts.
    pub fn new(site: &Site, keeper: Arc<dyn Keeper>) -> Self {
        Self {
            keeper,
            of_entries: site.entries.iter().map(|_| OnceLock::new()).collect(),
            by_path: (0..).zip(&site.entries).map(|(id, entry)| (path_digest(entry), id)).collect(),
        }
    }

    /// The first `limit` of the posts that are most like an entry by the weights of the site.
    pub fn alike(
        &self,
        site: &Site,
        index: &RelatedIndex,
        id: EntryId,
        limit: usize,
        scratch: &mut Scratch,
    ) -> Vec<EntryId> {
        let key = self.key(site, index, id, limit);
        if let Some(found) = self.find(key) {
            return found;
        }
        let mut found = index.alike(site, id, &site.config.related.weights, limit, scratch);
        found.truncate(limit);
        let paths: Vec<Digest> = found.iter().map(|other| path_digest(site.entry(*other))).collect();
        self.keeper.keep(key, &paths);
        found
    }

    fn find(&self, key: Digest) -> Option<Vec<EntryId>> {
        let paths = self.keeper.find(key)?;
        paths.iter().map(|path| self.by_path.get(path).copied()).collect()
    }

    /// The digest of an entry and of its candidates in each list, of which the order makes no difference.
    fn key(&self, site: &Site, index: &RelatedIndex, id: EntryId, limit: usize) -> Digest {
        let weights = &site.config.related.weights;
        let mut hasher = Hasher::new("alike");
        hasher.number(FORMAT).number(limit as u64);
        for weight in [weights.text, weights.tags, weights.half_life_days] {
            hasher.number(weight.to_bits());
        }
        let add = |hasher: &mut Hasher, sum: u128| {
            hasher.bytes(&sum.to_le_bytes());
        };
        add(&mut hasher, self.of_entry(site, index, id));
        // In the order of the entry's terms and tags, which is part of its own digest.
        for (_, _, posts, place) in index.vectors.named(id) {
            add(&mut hasher, self.sum(site, index, window(posts, place).iter().map(|(other, _)| *other)));
        }
        for tag in &index.tags[id as usize] {
            add(&mut hasher, self.sum(site, index, near(site, *tag, id).iter().copied()));
        }
        hasher.finish()
    }

    /// A sum of digests: the same for the same entries, whatever their order.
    fn sum(&self, site: &Site, index: &RelatedIndex, ids: impl Iterator<Item = EntryId>) -> u128 {
        ids.fold(0, |sum, id| sum.wrapping_add(self.of_entry(site, index, id)))
    }

    fn of_entry(&self, site: &Site, index: &RelatedIndex, id: EntryId) -> u128 {
        *self.of_entries[id as usize].get_or_init(|| entry_digest(site, index, id))
    }
}

/// The digest of all by which an entry is ranked, and by which it has its place among all entries.
fn entry_digest(site: &Site, index: &RelatedIndex, id: EntryId) -> u128 {
    let entry = site.entry(id);
    let meta = &entry.post.meta;
    let mut hasher = Hasher::new("candidate");
    hasher.text(entry.post.source.as_str()).text(site.lang(entry));
    hasher.value(&(entry.post.kind, meta.date.map(|date| date.instant.as_nanosecond()), meta.weight));
    let tags = &index.tags[id as usize];
    hasher.number(tags.len() as u64);
    for tag in tags {
        hasher.text(site.list(*tag).url.as_str()).number(index.rarity[*tag as usize].to_bits());
    }
    for (term, weight, _, _) in index.vectors.named(id) {
        hasher.text(term).number(weight.into());
    }
    u128::from_le_bytes(hasher.finish().to_bytes())
}

fn path_digest(entry: &Entry) -> Digest {
    Digest::of(entry.post.source.as_str().as_bytes())
}
