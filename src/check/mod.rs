//! What can be wrong with a site that builds: `sitegen check`.
//!
//! Owns the rules that look beyond what a build says, and the repairs of what can be repaired safely. A rule is a function
//! from what was read, assembled and rendered ([`View`], [`Text`], [`Output`]) to diagnostics; its level, title and page
//! are in [`crate::rules`]. It must not know how diagnostics are shown. Nothing is written but by [`fix`],
//! and to the cache what other hosts say.
//!
//! A new rule is a row in `src/rules/check.rs`, a family here in [`FAMILIES`], and a section in `docs/rules.md`.

pub mod damage;
mod dates;
mod desk;
mod duplicates;
mod encoding_damage;
pub mod external;
mod feeds;
pub mod fix;
mod hosts;
mod ids;
mod images;
mod links;
mod orphans;
mod outside;
mod page;
mod past;
mod redirects;
mod run;
mod sections;
mod sitemaps;
mod terms;
mod view;
mod xml;

pub use run::{Checked, Outside, Request, check};
pub use view::{Output, Text, View};

use crate::diagnostic::Diagnostic;

/// Rules that look at one thing.
pub struct Family {
    /// The codes of all that it finds.
    pub codes: &'static [&'static str],
    /// What it looks at.
    pub look: Look,
}

/// What rules look at.
pub enum Look {
    /// Each post and page that is built, with its text, on many threads.
    Texts(fn(&Text<'_>) -> Vec<Diagnostic>),
    /// Each file of the output that is rendered, on many threads.
    Outputs(fn(&Output<'_>) -> Vec<Diagnostic>),
    /// The whole site, after all of it was rendered.
    Site(fn(&View<'_>) -> Vec<Diagnostic>),
    /// Other hosts, where they are to be asked.
    Outside,
}

/// All rules.
pub const FAMILIES: &[Family] = &[
    dates::RELATIVE,
    dates::WEEKDAY,
    dates::ZONE,
    desk::AI,
    desk::CLAIMS,
    duplicates::FAMILY,
    encoding_damage::FAMILY,
    feeds::FAMILY,
    hosts::FAMILY,
    ids::FAMILY,
    images::FAMILY,
    images::SIZES,
    links::FAMILY,
    orphans::FAMILY,
    outside::FAMILY,
    past::CORRECTIONS,
    past::LOST,
    past::TARGETS,
    redirects::FAMILY,
    sections::FAMILY,
    sitemaps::FAMILY,
    terms::FAMILY,
];

/// A diagnostic of a rule; its level is set when all of them are judged.
fn found(code: &'static str, message: impl Into<String>) -> Diagnostic {
    Diagnostic::warning(code, message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{self, Teller};
    use std::collections::BTreeSet;

    #[test]
    fn every_rule_of_the_table_is_looked_for_and_no_other() {
        let looked: Vec<&str> = FAMILIES.iter().flat_map(|family| family.codes.iter().copied()).collect();
        let of_check = rules::all().filter(|rule| rule.teller == Teller::Check);
        // That one is found by judging the others.
        let known: BTreeSet<&str> =
            of_check.map(|rule| rule.code).filter(|code| *code != "allowance-unused").collect();
        assert_eq!(looked.iter().copied().collect::<BTreeSet<_>>(), known);
        assert_eq!(looked.len(), known.len(), "a code is found by two families");
    }
}
