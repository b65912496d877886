//! Proposals of stories: from the project's files to what an editor may want to tie, and from there into the files.
//!
//! Owns which texts are read again (those of posts that may be copies, and those that are written) and on how many
//! threads. It must not know what is near enough to be proposed.

use super::{Project, Request, inspect};
use crate::{
    decode::SourceText,
    diagnostic::Diagnostic,
    digest::Digest,
    environment::{EnvironmentError, failed},
    output::{Rewritten, rewrite},
    paths::SourcePath,
    post::front_matter::{self, add_story},
    site::{
        EntryId, Site,
        related::Scratch,
        suggest::{self, Kind, Likeness, Suggestion, Ties},
    },
    source,
};
use rayon::prelude::*;
use std::{collections::BTreeMap, fs, path::Path};

/// A project, and what is proposed for it.
pub struct Suggested {
    /// The project.
    pub project: Project,
    /// Proposals, those of one kind together, the surest first.
    pub suggestions: Vec<Suggestion>,
}

/// Reads a project and looks for what may be tied, without changing anything.
///
/// # Errors
/// The project's folder or its configuration cannot be read.
pub fn suggest(request: &Request) -> Result<Suggested, EnvironmentError> {
    super::with_jobs(request.jobs, || {
        let project = inspect(request)?;
        let suggestions = look(&request.root, &project.site);
        Ok(Suggested { project, suggestions })
    })
}

fn look(root: &Path, site: &Site) -> Vec<Suggestion> {
    let ties = Ties::build(site);
    let of_post = |scratch: &mut Scratch, id: &EntryId| ties.of(site, *id, scratch);
    let found: Vec<_> = site.listed.par_iter().map_init(Scratch::default, of_post).flatten().collect();
    suggest::suggest(site, &ties, found, &duplicates(root, site))
}

/// Pairs of posts whose texts are nearly the same. A file that cannot be read, or was changed by now, is like none.
fn duplicates(root: &Path, site: &Site) -> Vec<Likeness> {
    let pairs = suggest::candidates(site);
    let alike = |(one, other): &(EntryId, EntryId)| {
        let (ours, theirs) = (text(root, site, *one)?, text(root, site, *other)?);
        suggest::alike((*one, *other), &ours, &theirs)
    };
    pairs.par_iter().filter_map(alike).collect()
}

/// The body of a post as its file has it.
fn text(root: &Path, site: &Site, id: EntryId) -> Option<String> {
    let post = &site.entry(id).post;
    let bytes = source::read(root, &post.source).ok()?;
    if Digest::of(&bytes) != post.file {
        return None;
    }
    let source = SourceText::decode(post.source.as_str(), &bytes).ok()?;
    Some(front_matter::body(source).text.into_owned())
}

/// What became of the files of posts that were to name their story.
#[derive(Debug, Default)]
pub struct Applied {
    /// Files that name it now, with its name, by path.
    pub written: BTreeMap<SourcePath, String>,
    /// Why others were left as they are.
    pub left: Vec<Diagnostic>,
}

/// Writes the story of each proposal into the front matter of its posts. Nothing else of a file changes, and one that is
/// not what it was when the site was read is left.
///
/// # Errors
/// A file cannot be written. Those before it are.
pub fn apply(root: &Path, site: &Site, suggestions: &[Suggestion]) -> Result<Applied, EnvironmentError> {
    let mut applied = Applied::default();
    for suggestion in suggestions.iter().filter(|suggestion| suggestion.kind != Kind::NearDuplicate) {
        let Some(story) = &suggestion.story else { continue };
        for id in &suggestion.posts {
            let post = &site.entry(*id).post;
            match write(root, &post.source, post.file, story)? {
                Ok(()) => {
                    applied.written.insert(post.source.clone(), story.clone());
                }
                Err(left) => applied.left.push(*left),
            }
        }
    }
    Ok(applied)
}

fn write(
    root: &Path,
    path: &SourcePath,
    file: Digest,
    story: &str,
) -> Result<Result<(), Box<Diagnostic>>, EnvironmentError> {
    let bytes = match source::read(root, path) {
        Ok(bytes) if Digest::of(&bytes) == file => bytes,
        _ => return Ok(Err(Box::new(changed(path)))),
    };
    let added = SourceText::decode(path.as_str(), &bytes).and_then(|source| add_story(source, story));
    let new = match added {
        Ok(addition) => addition.to(&bytes),
        Err(refusal) => return Ok(Err(refusal)),
    };
    // Of a link within the project what it leads to is written, and the link stays.
    let place =
        fs::canonicalize(root.join(path.as_str())).map_err(failed("write", Path::new(path.as_str())))?;
    Ok(match rewrite(&place, &bytes, &new)? {
        Rewritten::Done => Ok(()),
        Rewritten::Changed => Err(Box::new(changed(path))),
    })
}

fn changed(path: &SourcePath) -> Diagnostic {
    Diagnostic::warning("story-left", "the file was changed since it was read, and is left as it is")
        .in_file(path.as_str())
        .hint("run the command again")
}
