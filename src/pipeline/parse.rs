//! Parse: every Markdown file to a post, from the cache where it is known.

use super::load::read_unchanged;
use crate::{
    cache::Store,
    config::Config,
    diagnostic::Diagnostic,
    digest::{Digest, Hasher},
    paths::SourcePath,
    post::{self, Parsed, Post, Shortcodes},
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

/// Parses all Markdown files, in parallel, in the order of their paths.
pub fn parse_all(
    tree: &SourceTree,
    config: &Config,
    shortcodes: &Shortcodes,
    known: &Store<Parsed>,
) -> (Vec<Arc<Post>>, Vec<Diagnostic>) {
    let options = post::options_digest(config, shortcodes);
    let files: Vec<&SourceFile> =
        tree.files(SourceKind::Content).iter().filter(|file| is_markdown(&file.path)).collect();
    let parsed: Vec<Parsed> = files
        .into_par_iter()
        .map(|file| {
            let mut key = Hasher::new("post");
            key.number(FORMAT).digest(options).text(file.path.as_str()).digest(file.digest);
            let key = key.finish();
            if let Some(parsed) = known.get(&key) {
                return parsed;
            }
            let parsed = parse(tree, file, key, config, shortcodes);
            if parsed.post.is_some() {
                known.insert(key, &parsed);
            }
            parsed
        })
        .collect();
    let mut posts = Vec::with_capacity(parsed.len());
    let mut diagnostics = Vec::new();
    for parsed in parsed {
        posts.extend(parsed.post.map(Arc::new));
        diagnostics.extend(parsed.diagnostics);
    }
    (posts, diagnostics)
}

fn parse(
    tree: &SourceTree,
    file: &SourceFile,
    key: Digest,
    config: &Config,
    shortcodes: &Shortcodes,
) -> Parsed {
    match read_unchanged(tree, &file.path, file.digest) {
        Ok(bytes) => post::parse(&file.path, &bytes, file.digest, key, config, shortcodes),
        Err(diagnostic) => Parsed { post: None, diagnostics: vec![diagnostic] },
    }
}
