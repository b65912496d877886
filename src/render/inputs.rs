//! What the digests of a page's inputs are taken from.

use crate::{
    digest::Digest,
    plan::{Inputs, Sitemap},
    site::{EntryId, related::RelatedPost},
    template::Answers,
};

/// The answers of a site as inputs of its pages.
pub struct SiteInputs<'a> {
    /// Cards and related posts.
    pub answers: &'a Answers,
    /// The sitemap.
    pub sitemap: &'a Sitemap,
}

impl Inputs for SiteInputs<'_> {
    fn card(&self, id: EntryId) -> Digest {
        self.answers.card_digest(id)
    }

    fn related(&self, id: EntryId, limit: usize) -> Vec<RelatedPost> {
        self.answers.related(id, limit)
    }

    fn related_digest(&self, related: &[RelatedPost]) -> Digest {
        self.answers.related_digest(related)
    }

    fn sitemap(&self) -> &Sitemap {
        self.sitemap
    }
}
