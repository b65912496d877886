//! Terms of a taxonomy: names that posts share, each with its slug, its URL and its posts.

use super::EntryId;
use crate::{
    diagnostic::Diagnostic,
    paths::{Slugify, UrlPath, slugify},
};
use std::collections::BTreeMap;

/// Number of a term in [`super::Site::tags`].
pub type TermId = u32;

/// One term of a taxonomy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// As most of its posts write it.
    pub name: String,
    /// Its name in URLs.
    pub slug: String,
    /// Its page.
    pub url: UrlPath,
    /// Its posts in the site's order.
    pub posts: Vec<EntryId>,
}

/// Terms by slug, as they are collected.
#[derive(Default)]
struct Collected {
    /// Spelling → (how often, first file).
    spellings: BTreeMap<String, (usize, String)>,
    posts: Vec<EntryId>,
}

/// Collects the terms of a taxonomy: `names` gives, per listed post in the site's order, its ID, source path
/// and names. Names with one slug are one term, called as most posts call it, and a warning names the others.
///
/// Returns the terms by name, and the term of each slug.
pub fn collect<'a>(
    taxonomy: &'static str,
    posts: impl Iterator<Item = (EntryId, &'a str, &'a [String])>,
    mode: Slugify,
) -> (Vec<Term>, BTreeMap<String, TermId>, Vec<Diagnostic>) {
    let mut by_slug: BTreeMap<String, Collected> = BTreeMap::new();
    for (id, source, names) in posts {
        for name in names {
            let collected = by_slug.entry(slugify(name, mode)).or_default();
            let spelling = collected.spellings.entry(name.clone()).or_insert_with(|| (0, source.to_owned()));
            spelling.0 += 1;
            if collected.posts.last() != Some(&id) {
                collected.posts.push(id);
            }
        }
    }
    let mut diagnostics = Vec::new();
    let mut terms: Vec<Term> = by_slug
        .into_iter()
        .map(|(slug, collected)| {
            let name = most_frequent(&collected.spellings);
            warn_of_other_spellings(taxonomy, &name, &collected.spellings, &mut diagnostics);
            let url = UrlPath::from_segments([taxonomy, &slug]).expect("a slug is a legal segment");
            Term { name, slug, url, posts: collected.posts }
        })
        .collect();
    terms.sort_by(|a, b| (a.name.to_lowercase(), &a.slug).cmp(&(b.name.to_lowercase(), &b.slug)));
    let index = terms.iter().zip(0..).map(|(term, id)| (term.slug.clone(), id)).collect();
    (terms, index, diagnostics)
}

fn most_frequent(spellings: &BTreeMap<String, (usize, String)>) -> String {
    let best = spellings.iter().min_by_key(|(name, (count, _))| (std::cmp::Reverse(*count), *name));
    best.map(|(name, _)| name.clone()).unwrap_or_default()
}

fn warn_of_other_spellings(
    taxonomy: &'static str,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_slug_are_one_term() {
        let posts = [
            (0, "a.md", vec!["AI".to_owned(), "Rust".to_owned()]),
            (1, "b.md", vec!["ai".to_owned()]),
            (2, "c.md", vec!["AI".to_owned(), "ai".to_owned()]),
        ];
        let given = posts.iter().map(|(id, source, names)| (*id, *source, names.as_slice()));
        let (terms, index, diagnostics) = collect("tags", given, Slugify::Unicode);
        assert_eq!(terms.len(), 2);
        assert_eq!((terms[0].name.as_str(), terms[0].posts.as_slice()), ("AI", [0, 1, 2].as_slice()));
        assert_eq!(index["rust"], 1);
        assert_eq!(diagnostics.len(), 1);
        assert_eq!(diagnostics[0].file.as_deref(), Some("b.md"));
    }
}
