//! What is to be done at a target: from the items of a build and from what is there. Pure.
//!
//! What differs is decided by digests, sizes and headers, never by times. The groups are in the order in which a target
//! that shows each file at once must send them, so that no page is ever without what it needs: first what pages load, then
//! new pages and feeds, then those that changed, then what leads readers to them, and deletes at the end. Targets that show a release
//! as a whole may do them in any order.

use super::{Class, Found, Item, Record, Remote, Sent};
use crate::{diagnostic::Diagnostic, output::Occupied, paths::OutputPath};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// When a file is sent: each stage is complete before the next begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Files with a fingerprint, which nothing names yet.
    Assets,
    /// Other files that pages need.
    Files,
    /// Pages that are not there yet.
    NewPages,
    /// Feeds, sitemaps and redirects that are not there yet: pages name those of them that they have.
    NewEntries,
    /// Pages that have other bytes.
    ChangedPages,
    /// The home page, and feeds, sitemaps and redirects that have other bytes.
    Entries,
}

impl Stage {
    /// The word in every format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Assets => "assets",
            Self::Files => "files",
            Self::NewPages => "new-pages",
            Self::NewEntries => "new-entries",
            Self::ChangedPages => "changed-pages",
            Self::Entries => "entries",
        }
    }

    fn of(path: &OutputPath, class: Class, change: Change) -> Self {
        match (class, change) {
            (Class::Asset, _) => Self::Assets,
            (Class::File, _) => Self::Files,
            (Class::Page, Change::New) => Self::NewPages,
            (Class::Page, _) => Self::ChangedPages,
            (Class::Entry, Change::New) if path.as_str() != "index.html" => Self::NewEntries,
            (Class::Entry, _) => Self::Entries,
        }
    }
}

/// Why a file is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// It is not there.
    New,
    /// It has other bytes there.
    Changed,
    /// It has the same bytes and other headers.
    Headers,
}

impl Change {
    /// The word in every format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Changed => "changed",
            Self::Headers => "headers",
        }
    }
}

/// A file that is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Put {
    /// When.
    pub stage: Stage,
    /// Why.
    pub change: Change,
    /// The file.
    pub item: Item,
}

/// A file of ours that goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delete {
    /// Where it is.
    pub path: OutputPath,
    /// Its size.
    pub size: u64,
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// What is sent, in order of stage, then of path.
    pub puts: Vec<Put>,
    /// What goes, after all is sent.
    pub deletes: Vec<Delete>,
    /// What stays as it is.
    pub unchanged: usize,
    /// Fingerprinted files that stay although the build has them no more.
    pub retired: usize,
    /// Files of others, which stay.
    pub others: BTreeSet<String>,
    /// All files of ours once this is done.
    pub files: BTreeMap<OutputPath, Sent>,
    /// How many files of ours there are now, without those that are another in another form.
    pub files_before: usize,
    /// Files of ours that are another in another form, those that go among them.
    pub variants: BTreeSet<OutputPath>,
}

impl Plan {
    /// Bytes that are sent.
    pub fn bytes(&self) -> u64 {
        self.puts.iter().map(|put| put.item.size).sum()
    }

    /// How many files go, without those that go with another of which they are a form.
    pub fn lost(&self) -> usize {
        self.deletes.iter().filter(|delete| !self.variants.contains(&delete.path)).count()
    }

    /// Whether what is there is what is to be there.
    pub fn is_nothing(&self, remote: &Remote) -> bool {
        let is_recorded = remote.record.as_ref().is_some_and(|record| record.files == self.files);
        self.puts.is_empty() && self.deletes.is_empty() && is_recorded
    }
}

/// What decides besides the files.
#[derive(Debug, Clone, Copy)]
pub struct Rules {
    /// The instant.
    pub now: Timestamp,
    /// Seconds for which fingerprinted files stay that the build has no more.
    pub keep: u64,
    /// What becomes of files of others that are in the way.
    pub occupied: Occupied,
}

/// Works out what is to be done.
///
/// # Errors
/// Files of others are in the way.
pub fn plan(items: Vec<Item>, remote: &Remote, rules: Rules) -> Result<Plan, Vec<Diagnostic>> {
    let before = before(remote);
    let variants = remote.record.as_ref().map(|record| record.variants.clone()).unwrap_or_default();
    let files_before = before.len().saturating_sub(variants.len());
    let mut plan = Plan { files_before, variants, ..Plan::default() };
    let mut in_the_way = Vec::new();
    for item in items {
        let found = remote.listing.get(item.path.as_str());
        let decided = decide(&item, before.get(&item.path).copied(), found);
        let mut sent = Sent::new(item.digest, item.size, item.headers.clone());
        if let (Decided::Keep, Some(found)) = (&decided, found) {
            (sent.body, sent.etag) = (found.body, found.etag.clone());
        }
        match decided {
            Decided::Keep => plan.unchanged += 1,
            Decided::Put(change) => plan.send(item.clone(), change),
            Decided::InTheWay => {
                in_the_way.push(item.path.as_str().to_owned());
                plan.send(item.clone(), Change::Changed);
            }
        }
        plan.files.insert(item.path, sent);
    }
    plan.puts.sort_by(|a, b| (a.stage, &a.item.path).cmp(&(b.stage, &b.item.path)));
    plan.retire(&before, remote, rules);
    in_the_way.extend(plan.set_apart(&before, remote));
    if in_the_way.is_empty() || rules.occupied == Occupied::TakeOver {
        return Ok(plan);
    }
    Err(in_the_way.iter().map(|name| stranger(name)).collect())
}

/// What of ours is at the target: as recorded, and what a run that was killed may have put there besides.
fn before(remote: &Remote) -> BTreeMap<&OutputPath, &Sent> {
    let recorded = remote.record.iter().flat_map(|record| &record.files);
    remote.unsettled.iter().chain(recorded).collect()
}

/// What becomes of an item.
enum Decided {
    Keep,
    Put(Change),
    InTheWay,
}

fn decide(item: &Item, sent: Option<&Sent>, found: Option<&Found>) -> Decided {
    let Some(found) = found else { return Decided::Put(Change::New) };
    let is_same = found.digest == Some(item.digest) && found.size == item.size;
    let headers = found.headers.as_ref().or_else(|| sent.and_then(|sent| sent.headers.as_ref()));
    match sent {
        Some(_) if !is_same => Decided::Put(Change::Changed),
        // No record of ours has it: only its own bytes can tell that it is what we would send.
        None if !is_same => Decided::InTheWay,
        Some(_) | None if headers != item.headers.as_ref() => Decided::Put(Change::Headers),
        Some(_) | None => Decided::Keep,
    }
}

impl Plan {
    fn send(&mut self, item: Item, change: Change) {
        self.puts.push(Put { stage: Stage::of(&item.path, item.class, change), change, item });
    }

    /// What the build has no more goes, fingerprinted files after a while.
    fn retire(&mut self, before: &BTreeMap<&OutputPath, &Sent>, remote: &Remote, rules: Rules) {
        let new: BTreeSet<String> = self.files.keys().map(|path| path.as_str().to_owned()).collect();
        for (&path, &sent) in before {
            let is_there = remote.listing.contains_key(path.as_str());
            if self.files.contains_key(path) || !is_there {
                continue;
            }
            let since = sent.retired.unwrap_or(rules.now);
            let keep = SignedDuration::from_secs(i64::try_from(rules.keep).unwrap_or(i64::MAX));
            let is_over = rules.now.duration_since(since) >= keep;
            if Class::of(path) == Class::Asset && !is_over && !overlaps(path.as_str(), &new) {
                self.files.insert(path.clone(), Sent { retired: Some(since), ..sent.clone() });
                self.retired += 1;
            } else {
                self.deletes.push(Delete { path: path.clone(), size: sent.size });
            }
        }
    }

    /// Finds the files of others; answers those that are a folder of ours, or inside a file of ours.
    fn set_apart(&mut self, before: &BTreeMap<&OutputPath, &Sent>, remote: &Remote) -> Vec<String> {
        let ours: BTreeSet<String> = self.files.keys().map(|path| path.as_str().to_owned()).collect();
        let is_known = |name: &str| {
            ours.contains(name) || OutputPath::of_file(name).is_ok_and(|path| before.contains_key(&path))
        };
        let others = remote.listing.keys().filter(|name| !is_known(name));
        let (in_the_way, others): (Vec<String>, Vec<String>) =
            others.cloned().partition(|name| overlaps(name, &ours));
        self.others = others.into_iter().collect();
        in_the_way
    }
}

/// Whether a path is a folder above one of these, or below one of these as if that were a folder.
fn overlaps(path: &str, others: &BTreeSet<String>) -> bool {
    let mut above = path.match_indices('/').map(|(end, _)| &path[..end]);
    let folder = format!("{path}/");
    above.any(|above| others.contains(above))
        || others.range(folder.clone()..).next().is_some_and(|other| other.starts_with(&folder))
}

fn stranger(name: &str) -> Diagnostic {
    let message =
        format!("`{}` is in the way at the target: no release of ours put it there", name.escape_debug());
    Diagnostic::error("publish-in-the-way", message)
        .hint("move it away, or publish with `--force` to replace it")
}

/// The record of a release that did this.
pub fn record(plan: &Plan, release: &str, before: Option<String>, at: Timestamp) -> Record {
    let mut record = Record::new(release, before, at);
    record.files.clone_from(&plan.files);
    record.others.clone_from(&plan.others);
    record.variants.extend(plan.variants.iter().filter(|path| plan.files.contains_key(path)).cloned());
    record
}

#[cfg(test)]
mod tests;
