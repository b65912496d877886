//! What readers had before: texts and addresses of earlier versions of the site.
//!
//! Two things tell: the history of the project's repository, and what targets keep of their releases. Owns the way from
//! both to versions of posts. It must not know what a rule makes of them.

mod corrections;
mod git;
mod lost;
mod targets;

pub(super) use lost::CODE as LOST_CODE;

use super::{Family, Look, Outside};
use crate::{
    config::{self, Config},
    diagnostic::Diagnostic,
    digest::Digest,
    paths::{OutputPath, SourcePath},
    pipeline::whole::Whole,
    post::{self, Post, Wants},
    publish::Secrets,
    source,
};
use git::{History, Version};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

pub(super) const CORRECTIONS: Family =
    Family { codes: &["correction-missing"], look: Look::Site(corrections::look) };
pub(super) const LOST: Family = Family { codes: &[lost::CODE], look: Look::Site(lost::look) };
pub(super) const TARGETS: Family = Family { codes: &[targets::CODE], look: Look::Outside };

/// Who asks, and whom.
#[derive(Debug, Clone, Copy)]
pub struct Asking<'a> {
    /// The project.
    pub root: &'a Path,
    /// Whether targets are asked that are not on this disk.
    pub outside: Outside,
    /// What no message may repeat.
    pub secrets: &'a Secrets,
}

/// What is known of earlier versions.
#[derive(Debug, Default)]
pub struct Past {
    history: History,
    blobs: BTreeMap<String, Vec<u8>>,
    /// Settings that were in force, the oldest first, each with the second from which on.
    settings: Vec<(i64, Config)>,
    /// Files that targets hold, with the name of the target.
    published: Vec<(String, OutputPath)>,
    /// What is to be said of targets that could not be read.
    pub unread: Vec<Diagnostic>,
}

impl Past {
    /// Reads what there is.
    pub fn read(asking: Asking<'_>, whole: &Whole) -> Self {
        let root = asking.root;
        let config = &whole.site.config;
        let paths = [config.content_dir.as_str(), source::CONFIG_NAMES[0], source::CONFIG_NAMES[1]];
        let history = git::history(root, &paths).unwrap_or_default();
        let wanted: BTreeSet<&str> = wanted(&history).map(|version| version.blob.as_str()).collect();
        let blobs = git::blobs(root, &wanted);
        let settings = settings(&history, &blobs);
        let (published, unread) = targets::published(asking, config, whole.clock);
        Self { history, blobs, settings, published, unread }
    }

    fn bytes(&self, version: &Version) -> Option<&[u8]> {
        self.blobs.get(&version.blob).map(Vec::as_slice)
    }

    /// A version of a post as the settings read it; none where it could not be built.
    fn post(&self, version: &Version, config: &Config) -> Option<Post> {
        let (bytes, path) = (self.bytes(version)?, SourcePath::new(version.path.as_str()));
        let wants = Wants::default();
        post::parse(&path, bytes, Digest::of(bytes), Digest::default(), config, &wants).post
    }

    /// The settings that were in force between two instants.
    fn settings_between<'a>(&'a self, from: i64, to: i64, now: &'a Config) -> Vec<&'a Config> {
        if self.settings.is_empty() {
            return vec![now];
        }
        let ends = self.settings.iter().skip(1).map(|(at, _)| *at).chain([i64::MAX]);
        let in_force = self.settings.iter().zip(ends).filter(|((start, _), end)| *start < to && *end > from);
        let found: Vec<&Config> = in_force.map(|((_, config), _)| config).collect();
        if found.is_empty() { vec![now] } else { found }
    }
}

/// The versions whose bytes tell something: of files that were changed, renamed or taken out, and the settings.
fn wanted(history: &History) -> impl Iterator<Item = &Version> {
    let is_told = |(path, line): &(&String, &git::Line)| {
        line.len() > 1 || history.changed.contains(path.as_str()) || is_config(path)
    };
    let changed = history.lines.iter().filter(is_told).flat_map(|(_, line)| line);
    let all = changed.chain(history.gone.iter().flat_map(|(line, _)| line));
    all.filter(|version| is_config(&version.path) || version.is_text())
}

fn is_config(path: &str) -> bool {
    source::CONFIG_NAMES.contains(&path)
}

fn settings(history: &History, blobs: &BTreeMap<String, Vec<u8>>) -> Vec<(i64, Config)> {
    let gone = history.gone.iter().map(|(line, _)| line);
    let lines = history.lines.values().chain(gone);
    let versions = lines.flatten().filter(|version| is_config(&version.path));
    let mut settings: Vec<(i64, Config)> = versions
        .filter_map(|version| Some((version.at, config::parse(blobs.get(&version.blob)?, &version.path).0)))
        .collect();
    settings.sort_by_key(|(at, _)| *at);
    settings
}
