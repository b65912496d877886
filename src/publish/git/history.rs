//! The releases in the history of a branch. Each commit of ours names its release in the last lines of its message.

use super::{
    cache::{Cache, Oid},
    tree,
};
use crate::{environment::EnvironmentError, publish::Record};
use jiff::Timestamp;

/// What the line of a message begins with that names the release.
pub const RELEASE: &str = "Sitegen-Release";

/// And the one that names the commit of the project.
pub const SOURCE: &str = "Sitegen-Source";

/// Commits that are brought here in a first step, where an earlier release is looked for.
const FIRST_STEP: &str = "--depth=64";

/// All of them, as git writes it.
const LAST_STEP: &str = "--unshallow";

/// Releases that a message names.
const NAMED: usize = 10;

/// A commit of a branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    pub oid: Oid,
    pub author: String,
    pub at: Timestamp,
    /// Its release, if it is one of ours.
    pub release: Option<String>,
}

/// A release in the history.
#[derive(Debug)]
pub struct Earlier {
    pub record: Record,
    pub tree: tree::Tree,
}

/// The commits from `tip` back, the newest first, as far as they are here.
pub fn commits(cache: &Cache, tip: &Oid, most: Option<usize>) -> Result<Vec<Commit>, EnvironmentError> {
    let format =
        format!("--format=%H%x1f%an%x1f%ct%x1f%(trailers:key={RELEASE},valueonly,unfold,separator=%x2c)");
    let mut command = cache.command(["log", "-z", "--no-show-signature", "--no-mailmap", &format]);
    if let Some(most) = most {
        command.arg(format!("--max-count={most}"));
    }
    command.args([tip.as_str(), "--"]);
    let said = cache.git().run("read", command)?;
    let text = String::from_utf8_lossy(&said);
    let commits = text.split('\0').filter_map(|line| {
        let mut parts = line.trim_start_matches('\n').split('\u{1f}');
        let (oid, author, at, release) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let release = Some(release.trim()).filter(|release| !release.is_empty() && !release.contains(','));
        Some(Commit {
            oid: Oid::parse(oid)?,
            author: author.chars().filter(|c| !c.is_control()).collect(),
            at: Timestamp::from_second(at.parse().ok()?).ok()?,
            release: release.map(str::to_owned),
        })
    });
    Ok(commits.collect())
}

/// Looks for a release that was shown before the one at `tip`, as far back as that takes. Otherwise answers the names of
/// those that there are.
pub fn find(
    cache: &Cache,
    tip: &Oid,
    folder: Option<&str>,
    release: &str,
) -> Result<Result<Earlier, Vec<String>>, EnvironmentError> {
    for step in [None, Some(FIRST_STEP), Some(LAST_STEP)] {
        if let Some(depth) = step {
            if !cache.is_shallow()? {
                break;
            }
            cache.fetch(depth)?;
        }
        for commit in
            commits(cache, tip, None)?.iter().filter(|commit| commit.release.as_deref() == Some(release))
        {
            let tree = tree::list(cache, &commit.oid, folder)?;
            // The message alone proves nothing: anyone may write it.
            if let Some(record) = tree::record(cache, &tree)?.filter(|record| record.release == release) {
                return Ok(Ok(Earlier { record, tree }));
            }
        }
    }
    let mut releases: Vec<String> =
        commits(cache, tip, None)?.into_iter().filter_map(|commit| commit.release).collect();
    let mut seen = std::collections::BTreeSet::new();
    releases.retain(|release| seen.insert(release.clone()));
    releases.truncate(NAMED);
    Ok(Err(releases))
}
