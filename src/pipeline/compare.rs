//! Which pages are stale: each is compared with its record of the last build.

use super::{
    Reason,
    stale::{self, Cause, Digests, MadeWith, PageRecord, Records},
};
use crate::{
    digest::Digest,
    output::{Entry, Update, Verified},
    paths::OutputPath,
    plan::{self, Maker, Recipe, SitePlan},
    render::{self, SiteInputs},
    site::{LocaleId, Site, locale::MAIN},
    template::{self, Answers, Query, Reach, Settings, Templates},
};
use rayon::prelude::*;
use std::collections::BTreeSet;

/// What makes a file of the output.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Means<'a> {
    /// The template of this name.
    Template(&'a str),
    /// The program itself.
    Program,
    /// Nothing: it is a copy.
    Copy,
}

/// What is to be done for one file of the output.
pub struct Task<'a> {
    /// Where it goes.
    pub path: &'a OutputPath,
    /// How it is made.
    pub recipe: &'a Recipe,
    /// What makes it.
    pub means: Means<'a>,
    /// What decides whether it is stale.
    pub digests: Digests,
    /// Why it is stale; none when the last build's file stands.
    pub reason: Option<Reason>,
}

impl Task<'_> {
    /// The record of this page with these bytes, before its questions are numbered.
    pub fn record(&self, output: Digest, size: u64) -> PageRecord {
        PageRecord { digests: self.digests, queries: Vec::new(), output, size }
    }
}

/// What every page is compared with.
pub struct Comparison<'a> {
    site: &'a Site,
    answers: &'a Answers,
    templates: &'a Templates,
    plan: &'a SitePlan,
    settings: Settings,
    /// What the last build made pages of.
    pub records: &'a Records,
    /// What pages are made with now.
    pub made_with: MadeWith,
}

impl<'a> Comparison<'a> {
    /// A comparison with the records of the last build.
    pub fn new(
        answers: &'a Answers,
        templates: &'a Templates,
        plan: &'a SitePlan,
        records: &'a Records,
    ) -> Self {
        let settings = Settings::new(answers, templates);
        let made_with = MadeWith { templates: templates.texts(), settings: settings.table() };
        Self { site: answers.site(), answers, templates, plan, settings, records, made_with }
    }

    /// The site whose pages these are.
    pub fn site(&self) -> &'a Site {
        self.site
    }

    /// Works out for every recipe whether it is stale.
    pub fn tasks(&self, update: &Update) -> Vec<Task<'a>> {
        let recipes: Vec<(&OutputPath, &Recipe)> = self.plan.recipes.iter().collect();
        recipes.into_par_iter().map(|(path, recipe)| self.task(path, recipe, update)).collect()
    }

    fn task(&self, path: &'a OutputPath, recipe: &'a Recipe, update: &Update) -> Task<'a> {
        let (means, digests, cause) = self.check(path, recipe);
        let record = self.records.pages.get(path);
        let reason = cause
            .map(|cause| self.reason(cause, recipe, means))
            .or_else(|| record.and_then(|record| missing(update, path, record)));
        Task { path, recipe, means, digests, reason }
    }

    /// How a file is made, of what, and why what its record says is not that any more.
    pub fn check(&self, path: &OutputPath, recipe: &Recipe) -> (Means<'a>, Digests, Option<Cause>) {
        let means = means_of(recipe, self.site, self.templates);
        let digests = self.digests(recipe, means);
        let answer = |query: &Query| self.answers.digest(query);
        let cause = stale::cause(self.records.pages.get(path), &self.records.queries, &digests, &answer);
        (means, digests, cause)
    }

    fn digests(&self, recipe: &Recipe, means: Means<'_>) -> Digests {
        let inputs = plan::inputs_digest(
            recipe,
            self.site,
            &SiteInputs { answers: self.answers, sitemap: &self.plan.sitemap },
        );
        let (template, settings) = match means {
            Means::Template(name) => {
                let shortcodes = called_shortcodes(recipe, self.site);
                let template = self.templates.digest_with(name, &shortcodes).unwrap_or_default();
                (template, self.settings.digest(locale_of(recipe, self.site), name, &shortcodes))
            }
            Means::Program => (Digest::of(render::OWN_FORMAT.as_bytes()), self.settings.of_program()),
            Means::Copy => (Digest::default(), Digest::default()),
        };
        Digests { template, settings, inputs }
    }

    /// Names what changed.
    fn reason(&self, cause: Cause, recipe: &Recipe, means: Means<'_>) -> Reason {
        let (old, new) = (&self.records.made_with, &self.made_with);
        match cause {
            Cause::Known(reason) => reason,
            Cause::Template => {
                let names = self.templates_of(recipe, means);
                Reason::Template(stale::changed(names, &old.templates, &new.templates))
            }
            Cause::Settings => {
                let names = self.settings_of(recipe, means);
                Reason::Settings(stale::changed(names, &old.settings, &new.settings))
            }
        }
    }

    /// The templates that a page is made of, by name.
    pub fn templates_of(&self, recipe: &Recipe, means: Means<'_>) -> BTreeSet<String> {
        let reached = self.reached(recipe, means).into_iter();
        reached.flat_map(|reach| &reach.templates).cloned().collect()
    }

    /// The settings that a page reads, by name.
    pub fn settings_of(&self, recipe: &Recipe, means: Means<'_>) -> BTreeSet<String> {
        if means == Means::Program {
            return template::UNNAMED.map(str::to_owned).into();
        }
        let locale = locale_of(recipe, self.site);
        let names = self.reached(recipe, means).into_iter().flat_map(|reach| &reach.settings);
        names.map(|name| self.settings.name(locale, name)).collect()
    }

    /// What the template of a page reaches, and the shortcodes of the bodies on it.
    fn reached(&self, recipe: &Recipe, means: Means<'_>) -> Vec<&'a Reach> {
        let Means::Template(name) = means else { return Vec::new() };
        self.templates.reached_with(name, &called_shortcodes(recipe, self.site))
    }
}

/// Whose `site` a page sees.
fn locale_of(recipe: &Recipe, site: &Site) -> LocaleId {
    plan::locale_of(&recipe.page, site).unwrap_or(MAIN)
}

/// The shortcodes that the bodies on a page call.
fn called_shortcodes<'a>(recipe: &Recipe, site: &'a Site) -> BTreeSet<&'a str> {
    let bodies = plan::printed_bodies(recipe, site).into_iter();
    bodies.flat_map(|id| site.entry(id).post.facts.calls()).map(|(_, call, _)| call.name.as_str()).collect()
}

/// What makes a recipe. A post's own template that does not exist is reported by [`unknown_templates`]; the page
/// then has its kind's.
pub fn means_of<'a>(recipe: &Recipe, site: &Site, templates: &'a Templates) -> Means<'a> {
    match recipe.page.maker(site) {
        Maker::Template(names) => {
            let found = names.iter().find_map(|name| templates.known(name));
            // The theme has them all, so that this is a section's template that does not exist.
            found.map_or(Means::Template(""), Means::Template)
        }
        Maker::Program => Means::Program,
        Maker::Copy => Means::Copy,
    }
}

fn missing(update: &Update, path: &OutputPath, record: &PageRecord) -> Option<Reason> {
    match update.verify(path, &Entry { digest: record.output, size: record.size }) {
        Verified::Intact => None,
        Verified::Changed => Some(Reason::Altered),
        Verified::Missing => Some(Reason::Missing),
    }
}
