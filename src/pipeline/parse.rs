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
const FORMAT: u64 = 4;

/// Whether a file of the content folder is a post or page.
pub fn is_markdown(path: &SourcePath) -> bool {
    matches!(path.extension().as_str(), "md" | "markdown")
}

/// What came of one Markdown file.
#[derive(Debug, Clone)]
pub struct ParsedFile {
    /// Where it is.
    pub path: SourcePath,
    /// Its post; none when a mistake leaves none to build.
    pub post: Option<Arc<Post>>,
    /// What is wrong with it.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether it was not known.
    pub is_new: bool,
}

/// Files that were parsed before and are still in memory.
#[derive(Debug, Default)]
pub struct AtHand {
    /// Of what they were parsed with.
    options: Digest,
    files: Vec<ParsedFile>,
}

impl AtHand {
    /// The file at `path`, if it had these bytes and gave a post.
    fn find(&self, options: Digest, path: &SourcePath, bytes: Digest) -> Option<&ParsedFile> {
        if options != self.options {
            return None;
        }
        let place = self.files.binary_search_by(|file| file.path.cmp(path)).ok()?;
        Some(&self.files[place]).filter(|file| file.post.as_ref().is_some_and(|post| post.file == bytes))
    }

    /// These files, in the order of their paths, which were parsed with these settings.
    pub fn of(files: &[ParsedFile], config: &Config, wants: &Wants) -> Self {
        let files = files.iter().map(|file| ParsedFile { is_new: false, ..file.clone() });
        Self { options: post::options_digest(config, wants), files: files.collect() }
    }
}

/// Parses all Markdown files, in parallel; they come in the order of their paths.
pub fn parse_all(
    tree: &SourceTree,
    config: &Config,
    wants: &Wants,
    known: &Store<Parsed>,
    at_hand: &AtHand,
) -> Vec<ParsedFile> {
    let options = post::options_digest(config, wants);
    let files: Vec<&SourceFile> =
        tree.files(SourceKind::Content).iter().filter(|file| is_markdown(&file.path)).collect();
    let parse_file = |file: &SourceFile| {
        if let Some(file) = at_hand.find(options, &file.path, file.digest) {
            return file.clone();
        }
        let mut key = Hasher::new("post");
        key.number(FORMAT).digest(options).text(file.path.as_str()).digest(file.digest);
        let key = key.finish();
        let known_post = known.get(&key);
        let is_new = known_post.is_none();
        let parsed = known_post.unwrap_or_else(|| {
            let parsed = parse(tree, file, key, config, wants);
            if parsed.post.is_some() {
                known.insert(key, &parsed);
            }
            parsed
        });
        let Parsed { post, diagnostics } = parsed;
        ParsedFile { path: file.path.clone(), post: post.map(Arc::new), diagnostics, is_new }
    };
    files.into_par_iter().map(parse_file).collect()
}

fn parse(tree: &SourceTree, file: &SourceFile, key: Digest, config: &Config, wants: &Wants) -> Parsed {
    if file.size > config.limits.post_bytes {
        return Parsed { post: None, diagnostics: vec![too_large(file, config.limits.post_bytes)] };
    }
    match read_unchanged(tree, &file.path, file.digest) {
        Ok(bytes) => post::parse(&file.path, &bytes, file.digest, key, config, wants),
        Err(diagnostic) => Parsed { post: None, diagnostics: vec![diagnostic] },
    }
}

fn too_large(file: &SourceFile, most: u64) -> Diagnostic {
    let message = format!("{} bytes are too many for a post: at most {} kB are read", file.size, most >> 10);
    Diagnostic::error("post-limit", message)
        .in_file(file.path.as_str())
        .hint("split it into several posts, put what is long below `static/` and link to it, or raise `limits.post_kilobytes`")
}
