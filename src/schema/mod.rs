//! JSON Schemas (draft 2020-12) of what people and programs write for this program.
//!
//! Owns what editors show and judge of `sitegen.yaml`, of front matter and of data files. It says what the readers in `config`,
//! `post`, `site` and `newsroom` take, whose lists of words it uses; the tests hold both to the same names and the same judgements.
//! It must not read files: what a site calls its own comes as [`SiteNames`].

mod config;
mod data;
mod defaults;
mod messages;
mod pattern;
mod post;
mod shape;

pub use data::DataFile;

use crate::config::{BUILT_IN_TAXONOMIES, Config};
use serde_json::{Value, json};

/// What a site has by name, by which its schemas are narrower than the general ones, or offer more.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SiteNames {
    /// Its words for how sure a claim is, besides those of the scale.
    pub claim_words: Vec<String>,
    /// Its templates and the theme's. Without any, every name may be one.
    pub templates: Vec<String>,
    /// Taxonomies of its own.
    pub taxonomies: Vec<String>,
    /// Its authors, to be offered.
    pub authors: Vec<String>,
    /// Its stories, to be offered.
    pub stories: Vec<String>,
    /// Its languages, to be offered.
    pub languages: Vec<String>,
}

impl SiteNames {
    /// What a site's settings say.
    pub fn of(config: &Config) -> Self {
        let own = |name: &&str| !BUILT_IN_TAXONOMIES.contains(name);
        let languages = [&config.language].into_iter().chain(config.languages.keys());
        Self {
            claim_words: config.claim_words.keys().cloned().collect(),
            taxonomies: config.taxonomy_names().into_iter().filter(own).map(str::to_owned).collect(),
            authors: config.authors.clone(),
            languages: languages.cloned().collect(),
            ..Self::default()
        }
    }
}

/// The schema of `sitegen.yaml`.
pub fn config() -> Value {
    let said = "The settings of a site, in `sitegen.yaml`. A key that is not known is an error.";
    shape::document("sitegen.yaml", said, defaults::with_those_of_settings(config::schema()))
}

/// The schema of a post's front matter: of one of `site`, or of any site without settings that widen it. What it takes is read without
/// an error, but for what no schema can see: whether a `related` post is there, or two posts have one address.
pub fn post(site: Option<&SiteNames>) -> Value {
    let said = "What a post says of itself between its `---` lines. Any other key is kept in `extra`, for templates.";
    let schema = post::schema(site.unwrap_or(&SiteNames::default()));
    shape::document("Front matter", said, defaults::with_those_of_fields(schema))
}

/// The schema of one kind of data file, or of any of them.
pub fn data(file: Option<DataFile>, site: Option<&SiteNames>) -> Value {
    let none = SiteNames::default();
    let site = site.unwrap_or(&none);
    if let Some(file) = file {
        return data::schema(file, site);
    }
    let all = DataFile::NAMES.map(|(name, file)| (name, data::schema(file, site)));
    let any = DataFile::NAMES.map(|(name, _)| shape::defined(name));
    let said = "A data file that the program reads: one of `$defs`.";
    shape::document("Data", said, json!({ "anyOf": any, "$defs": shape::properties(all) }))
}

/// The schema of one line of `--message-format json`.
pub fn messages() -> Value {
    let said = "One line of what the program prints with `--message-format json`.";
    shape::document("Messages", said, messages::schema())
}

#[cfg(test)]
mod tests;
