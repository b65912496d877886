//! What the digests of a page's inputs are taken from.

use crate::{
    digest::Digest,
    plan::Inputs,
    site::{EntryId, related::RelatedPost},
    template::Answers,
};

/// The answers of a site as inputs of its pages.
pub struct SiteInputs<'a>(pub &'a Answers);

impl Inputs for SiteInputs<'_> {
    fn card(&self, id: EntryId) -> Digest {
        self.0.card_digest(id)
    }

    fn related(&self, id: EntryId, limit: usize) -> Vec<RelatedPost> {
        self.0.related(id, limit)
    }

    fn related_digest(&self, related: &[RelatedPost]) -> Digest {
        self.0.related_digest(related)
    }
}
