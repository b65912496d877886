//! What the digests of a page's inputs are taken from.

use crate::{
    digest::Digest,
    plan::{Inputs, Sitemap},
    site::{EntryId, LocaleId, related::RelatedPost},
    template::Answers,
    view,
};

/// The answers of a site as inputs of its pages.
pub struct SiteInputs<'a> {
    answers: &'a Answers,
    sitemap: &'a Sitemap,
    config: Digest,
    locales: Vec<Digest>,
}

impl<'a> SiteInputs<'a> {
    /// The inputs of the pages of one site.
    pub fn new(answers: &'a Answers, sitemap: &'a Sitemap) -> Self {
        let site = answers.site();
        let config = &site.config;
        // What the function `markdown` reads is in no view.
        let unseen = (&config.markdown, config.base_url.host());
        let locales = (0..).zip(&site.locales).map(|(id, _)| Digest::of_value(&view::locale_view(site, id)));
        Self {
            answers,
            sitemap,
            config: Digest::of_value(&(view::config_view(config), unseen)),
            locales: locales.collect(),
        }
    }
}

impl Inputs for SiteInputs<'_> {
    fn config(&self) -> Digest {
        self.config
    }

    fn locale(&self, id: LocaleId) -> Digest {
        self.locales[usize::from(id)]
    }

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
