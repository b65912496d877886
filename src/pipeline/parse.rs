//! Parse: every Markdown file to a post, from the cache where it is known.

use super::load::read_unchanged;
use crate::{
    cache::Store,
    config::Config,
    diagnostic::Diagnostic,
    digest::{Digest, Hasher},
    paths::SourcePath,
    post::{self, Parsed, Post, Wants},
    source::{SourceFile, SourceKind, SourceTree},
};
use rayon::prelude::*;
use std::sync::Arc;

/// To be raised when a parsed post means something else than it did.
const FORMAT: u64 = 3;

/// Whether a file of the content folder is a post or page.
pub fn is_markdown(path: &SourcePath) -> bool {
    matches!(path.extension().as_str(), "md" | "markdown")
}

/// What came of all Markdown files.
pub struct ParsedFiles {
    /// Posts and pages, in the order of their paths.
    pub posts: Vec<Arc<Post>>,
    /// How many files were not known.
    pub anew: usize,
    /// What is wrong.
    pub diagnostics: Vec<Diagnostic>,
}

/// Parses all Markdown files, in parallel.
pub fn parse_all(tree: &SourceTree, config: &Config, wants: &Wants, known: &Store<Parsed>) -> ParsedFiles {
    let options = post::options_digest(config, wants);
    let files: Vec<&SourceFile> =
        tree.files(SourceKind::Content).iter().filter(|file| is_markdown(&file.path)).collect();
    let parsed: Vec<(Parsed, bool)> = files
        .into_par_iter()
        .map(|file| {
            let mut key = Hasher::new("post");
            key.number(FORMAT).digest(options).text(file.path.as_str()).digest(file.digest);
            let key = key.finish();
            if let Some(parsed) = known.get(&key) {
                return (parsed, false);
            }
            let parsed = parse(tree, file, key, config, wants);
            if parsed.post.is_some() {
                known.insert(key, &parsed);
            }
            (parsed, true)
        })
        .collect();
    let mut all = ParsedFiles { posts: Vec::with_capacity(parsed.len()), anew: 0, diagnostics: Vec::new() };
    for (parsed, is_new) in parsed {
        all.posts.extend(parsed.post.map(Arc::new));
        all.anew += usize::from(is_new);
        all.diagnostics.extend(parsed.diagnostics);
    }
    all
}

fn parse(tree: &SourceTree, file: &SourceFile, key: Digest, config: &Config, wants: &Wants) -> Parsed {
    match read_unchanged(tree, &file.path, file.digest) {
        Ok(bytes) => post::parse(&file.path, &bytes, file.digest, key, config, wants),
        Err(diagnostic) => Parsed { post: None, diagnostics: vec![diagnostic] },
    }
}
