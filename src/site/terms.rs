//! Terms of a taxonomy: names that posts share, each with its slug, its posts, and what a data file says of it.

use super::{EntryId, Files, stories};
use crate::{
    config::Config,
    diagnostic::{Diagnostic, Step},
    paths::{Slugify, slugify},
    post::{Post, file_name::title_from_name},
    value::Value,
};
use std::{borrow::Cow, collections::BTreeMap};

/// What a list of a term's posts is called and described by.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// Number of its taxonomy in [`super::Locale::taxonomies`].
    pub taxonomy: usize,
    /// Its name in URLs.
    pub slug: String,
    /// What `data/TAXONOMY.yaml` says of it, less its name and synonyms.
    pub about: Vec<(String, Value)>,
    /// The Markdown file that describes it: of stories alone.
    pub page: Option<EntryId>,
}

/// A term as it is collected.
#[derive(Debug, Clone, PartialEq)]
pub struct Collected {
    /// As its data file says, else as most of its posts write it.
    pub name: String,
    /// Its name in URLs.
    pub slug: String,
    /// Its posts in the site's order.
    pub posts: Vec<EntryId>,
    /// What its data file says of it.
    pub about: Vec<(String, Value)>,
}

/// What data files say of terms.
pub struct Abouts {
    by_taxonomy: BTreeMap<String, About>,
    /// What is wrong with them.
    pub diagnostics: Vec<Diagnostic>,
}

/// What one data file says of the terms of its taxonomy.
#[derive(Debug, Clone, Default)]
pub struct About {
    /// From the slug of a name or synonym to that of the term.
    pub slugs: BTreeMap<String, String>,
    names: BTreeMap<String, String>,
    details: BTreeMap<String, Vec<(String, Value)>>,
}

impl Abouts {
    /// Of one taxonomy.
    pub fn of(&self, taxonomy: &str) -> Option<&About> {
        self.by_taxonomy.get(taxonomy)
    }
}

/// Reads `data/TAXONOMY.yaml` for each taxonomy: a map from slugs to `name`, `synonyms` and what else a site says
/// of a term.
pub fn read_abouts(config: &Config, files: &Files) -> Abouts {
    let mut abouts = Abouts { by_taxonomy: BTreeMap::new(), diagnostics: Vec::new() };
    for (slug, file) in stories::files(files, config) {
        let of_story = about_story(&slug, &file.value, config.slugify);
        abouts.by_taxonomy.entry("stories".to_owned()).or_default().add(of_story);
    }
    for taxonomy in config.taxonomy_names() {
        let Some(file) = files.data.get(taxonomy) else { continue };
        let read = |value: &Value| match value {
            Value::Map(terms) => Some(read_about(terms, file.source.as_str(), config.slugify)),
            _ => None,
        };
        match read(&file.value) {
            Some((about, diagnostics)) => {
                abouts.diagnostics.extend(diagnostics);
                abouts.by_taxonomy.entry(taxonomy.to_owned()).or_default().add(about);
            }
            None => abouts.diagnostics.push(
                Diagnostic::warning(
                    "term-data",
                    format!("this file must be a map from {taxonomy} to what is said of each"),
                )
                .in_file(file.source.as_str())
                .hint("write `a-slug: {name: A name, description: \"…\"}`"),
            ),
        }
    }
    abouts
}

/// What the data file of a story says of it as a term: its name, its description and its synonyms.
fn about_story(slug: &str, value: &Value, mode: Slugify) -> About {
    let text = |names: [&str; 2]| names.into_iter().find_map(|name| text_of(value.get(name)));
    let mut about = About::default();
    let (name, description) = (text(["title", "name"]), text(["summary", "description"]));
    let synonyms = texts_of(value.get("synonyms"));
    about.describe(slug, name.as_deref().unwrap_or_default(), synonyms, description.as_ref(), mode);
    about
}

impl About {
    /// Says what a term is called, unless that is empty, and what it is.
    pub fn describe(
        &mut self,
        slug: &str,
        name: &str,
        synonyms: Vec<String>,
        description: Option<&String>,
        mode: Slugify,
    ) {
        let name = (!name.is_empty()).then(|| name.to_owned());
        let names = synonyms.into_iter().chain(name.clone()).chain([slug.to_owned()]);
        self.slugs.extend(names.map(|name| (slugify(&name, mode), slug.to_owned())));
        self.names.extend(name.map(|name| (slug.to_owned(), name)));
        let details = description.map(|text| ("description".to_owned(), Value::Text(text.clone())));
        self.details.insert(slug.to_owned(), details.into_iter().collect());
    }

    /// A term without posts.
    pub fn without_posts(&self, slug: &str) -> Collected {
        Collected {
            name: self.names.get(slug).cloned().unwrap_or_else(|| slug.to_owned()),
            slug: slug.to_owned(),
            posts: Vec::new(),
            about: self.details.get(slug).cloned().unwrap_or_default(),
        }
    }

    /// Adds what is said of other terms.
    pub fn add(&mut self, other: Self) {
        self.slugs.extend(other.slugs);
        self.names.extend(other.names);
        self.details.extend(other.details);
    }
}

fn read_about(terms: &[(String, Value)], file: &str, mode: Slugify) -> (About, Vec<Diagnostic>) {
    let mut about = About::default();
    let mut diagnostics = Vec::new();
    for (key, value) in terms {
        let slug = slugify(key, mode);
        let Value::Map(details) = value else {
            diagnostics.push(
                Diagnostic::warning("term-data", format!("`{key}` must be a map"))
                    .in_file(file)
                    .within(vec![Step::Key(key.clone())])
                    .hint(format!("write `{key}: {{name: \"…\", description: \"…\"}}`")),
            );
            continue;
        };
        if let Some(name) = text_of(value.get("name")) {
            about.names.insert(slug.clone(), name);
        }
        let synonyms = texts_of(value.get("synonyms"));
        let names = about.names.get(&slug).cloned().into_iter().chain(synonyms);
        for name in std::iter::once(key.clone()).chain(names) {
            let other = about.slugs.insert(slugify(&name, mode), slug.clone());
            if let Some(other) = other.filter(|other| *other != slug) {
                diagnostics.push(
                    Diagnostic::warning(
                        "term-synonym",
                        format!("`{name}` leads to both `{other}` and `{slug}`"),
                    )
                    .in_file(file)
                    .within(vec![Step::Key(key.clone()), Step::Key("synonyms".to_owned())])
                    .hint("take it out of one of the two"),
                );
            }
        }
        let rest = details.iter().filter(|(key, _)| key != "name" && key != "synonyms");
        about.details.insert(slug, rest.cloned().collect());
    }
    (about, diagnostics)
}

fn text_of(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::Text(text) => Some(text.clone()),
        Value::Int(number) => Some(number.to_string()),
        Value::Float(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Null | Value::List(_) | Value::Map(_) => None,
    }
}

/// The texts of a list, or of one text with commas between them.
pub fn texts_of(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::List(values)) => values.iter().filter_map(|value| text_of(Some(value))).collect(),
        Some(Value::Text(text)) => {
            text.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
        }
        other => text_of(other).into_iter().collect(),
    }
}

/// The terms that a post names in a taxonomy, as written.
pub fn names_of<'a>(post: &'a Post, taxonomy: &str, config: &'a Config) -> Vec<Cow<'a, str>> {
    let meta = &post.meta;
    let all = |names: &'a [String]| names.iter().map(|name| Cow::Borrowed(name.as_str())).collect();
    match taxonomy {
        "tags" => all(&meta.tags),
        "categories" => all(&meta.categories),
        "authors" if meta.authors.is_empty() => all(&config.authors),
        "authors" => meta.authors.iter().map(|author| Cow::Borrowed(author.name.as_str())).collect(),
        "series" => meta.series.iter().map(|series| Cow::Borrowed(series.as_str())).collect(),
        "stories" => meta.story.iter().map(|story| Cow::Borrowed(story.as_str())).collect(),
        "kinds" => meta.kind.iter().map(|kind| Cow::Borrowed(kind.as_str())).collect(),
        "sentiments" => meta.sentiment.iter().map(|own| Cow::Borrowed(own.label.as_str())).collect(),
        "sources" => meta.sources.iter().map(|source| Cow::Borrowed(source.name.as_str())).collect(),
        own => {
            let value = meta.extra.iter().find(|(key, _)| key == own).map(|(_, value)| value);
            texts_of(value).into_iter().map(Cow::Owned).collect()
        }
    }
}

/// Names of one slug, as they are found.
#[derive(Default)]
struct Names {
    /// Spelling → (how often, first file).
    spellings: BTreeMap<String, (usize, String)>,
    posts: Vec<EntryId>,
}

/// Terms that the theme has a name for, by taxonomy: as of most newsrooms.
const NAMED: [(&str, &[&str]); 2] = [
    ("kinds", &["article", "brief", "analysis", "opinion", "explainer", "digest", "reel"]),
    ("sentiments", &["bullish", "bearish", "neutral", "mixed", "positive", "negative"]),
];

/// The key of the theme's name for a term, where it has one: `kinds_brief`.
pub fn name_key(taxonomy: &str, slug: &str) -> Option<String> {
    let is_named = |(name, slugs): &(&str, &[&str])| *name == taxonomy && slugs.contains(&slug);
    NAMED.iter().any(is_named).then(|| format!("{taxonomy}_{slug}"))
}

/// Collects the terms of a taxonomy: `posts` gives, per listed post in the site's order, its ID, source path
/// and names. Names with one slug, and those that the data file calls synonyms, are one term. Where no data file
/// names it, it is called as `named` says of its slug, else as most posts call it, and a warning names the other
/// spellings.
///
/// Returns the terms by name.
pub fn collect<'a>(
    taxonomy: &str,
    posts: impl Iterator<Item = (EntryId, &'a str, Vec<Cow<'a, str>>)>,
    about: Option<&About>,
    mode: Slugify,
    named: impl Fn(&str) -> Option<String>,
) -> (Vec<Collected>, Vec<Diagnostic>) {
    let mut by_slug: BTreeMap<String, Names> = BTreeMap::new();
    for (id, source, names) in posts {
        for name in names {
            let slug = slugify(&name, mode);
            let slug = about.and_then(|about| about.slugs.get(&slug)).cloned().unwrap_or(slug);
            let found = by_slug.entry(slug).or_default();
            let spelling = found.spellings.entry(name.into_owned()).or_insert_with(|| (0, source.to_owned()));
            spelling.0 += 1;
            if found.posts.last() != Some(&id) {
                found.posts.push(id);
            }
        }
    }
    let mut diagnostics = Vec::new();
    let mut terms: Vec<Collected> = by_slug
        .into_iter()
        .map(|(slug, found)| {
            let name = about.and_then(|about| about.names.get(&slug)).cloned();
            let name = name.or_else(|| named(&slug)).unwrap_or_else(|| {
                let name = most_frequent(&found.spellings);
                warn_of_other_spellings(taxonomy, &name, &found.spellings, &mut diagnostics);
                if taxonomy == stories::STORIES { words_of_id(&name) } else { name }
            });
            let details = about.and_then(|about| about.details.get(&slug)).cloned().unwrap_or_default();
            Collected { name, slug, posts: found.posts, about: details }
        })
        .collect();
    sort(&mut terms);
    (terms, diagnostics)
}

/// Puts terms into the order of their names.
pub fn sort(terms: &mut [Collected]) {
    terms.sort_by(|a, b| (a.name.to_lowercase(), &a.slug).cmp(&(b.name.to_lowercase(), &b.slug)));
}

/// What readers see of a story that nobody named: the words of its ID, which is written as a file name is.
fn words_of_id(id: &str) -> String {
    if id.contains(' ') || !id.contains(['-', '_']) { id.to_owned() } else { title_from_name(id) }
}

fn most_frequent(spellings: &BTreeMap<String, (usize, String)>) -> String {
    let best = spellings.iter().min_by_key(|(name, (count, _))| (std::cmp::Reverse(*count), *name));
    best.map(|(name, _)| name.clone()).unwrap_or_default()
}

fn warn_of_other_spellings(
    taxonomy: &str,
    name: &str,
    spellings: &BTreeMap<String, (usize, String)>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    for (other, (_, file)) in spellings.iter().filter(|(other, _)| *other != name) {
        diagnostics.push(
            Diagnostic::warning(
                "term-spelling",
                format!("`{other}` and `{name}` are one term in {taxonomy}"),
            )
            .in_file(file.clone())
            .hint(format!("write `{name}`")),
        );
    }
}

/// A name with its first letter in upper case.
pub fn capitalized(name: &str) -> String {
    let last = name.rsplit('/').next().unwrap_or(name);
    let mut letters = last.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&'static str]) -> Vec<Cow<'static, str>> {
        names.iter().map(|name| Cow::Borrowed(*name)).collect()
    }

    #[test]
    fn spellings_of_one_slug_are_one_term() {
        let posts = [
            (0, "a.md", names(&["AI", "Rust"])),
            (1, "b.md", names(&["ai"])),
            (2, "c.md", names(&["AI", "ai"])),
        ];
        let (terms, diagnostics) = collect("tags", posts.into_iter(), None, Slugify::Unicode, |_| None);
        assert_eq!(terms.len(), 2);
        assert_eq!((terms[0].name.as_str(), terms[0].posts.as_slice()), ("AI", [0, 1, 2].as_slice()));
        assert_eq!(diagnostics.len(), 1);
        assert_eq!(diagnostics[0].file.as_deref(), Some("b.md"));
    }

    #[test]
    fn a_story_that_nobody_named_is_called_by_the_words_of_its_id() {
        let posts = || [(0, "a.md", names(&["port-council", "GPT-6", "A long-lived story"]))].into_iter();
        let told = |taxonomy| {
            let (terms, diagnostics) = collect(taxonomy, posts(), None, Slugify::Unicode, |_| None);
            assert_eq!(diagnostics, []);
            terms.into_iter().map(|term| (term.slug, term.name)).collect::<Vec<_>>()
        };
        let term = |slug: &str, name: &str| (slug.to_owned(), name.to_owned());
        let long = term("a-long-lived-story", "A long-lived story");
        let stories = [long.clone(), term("gpt-6", "GPT 6"), term("port-council", "Port council")];
        assert_eq!(told("stories"), stories);
        assert_eq!(told("tags"), [long, term("gpt-6", "GPT-6"), term("port-council", "port-council")]);
    }

    #[test]
    fn synonyms_and_names_of_the_data_file_are_one_term() {
        let map = |entries: &[(&str, Value)]| {
            Value::Map(entries.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect())
        };
        let text = |text: &str| Value::Text(text.to_owned());
        let details = map(&[
            ("name", text("Large language models")),
            ("synonyms", Value::List(vec![text("LLM"), text("LLMs")])),
            ("description", text("…")),
        ]);
        let (about, diagnostics) =
            read_about(&[("llms".to_owned(), details)], "data/tags.yaml", Slugify::Unicode);
        assert_eq!(diagnostics, []);
        let posts = [(0, "a.md", names(&["LLM"])), (1, "b.md", names(&["large language models", "chips"]))];
        let (terms, diagnostics) =
            collect("tags", posts.into_iter(), Some(&about), Slugify::Unicode, |_| None);
        assert_eq!(diagnostics, []);
        let told: Vec<_> =
            terms.iter().map(|term| (term.slug.as_str(), term.name.as_str(), &term.posts)).collect();
        assert_eq!(told, [("chips", "chips", &vec![1]), ("llms", "Large language models", &vec![0, 1])]);
        assert_eq!(terms[1].about.len(), 1);
    }
}
