//! A place to which a site is published, seen from outside.
//!
//! Two kinds fit: those that show a release as a whole from one instant on, and those that show each file as soon as it is
//! sent, for which a plan has an order. Owns what both are asked and answer. It must not know either.

use super::{Headers, Item, Plan, Record, Sent, Source};
use crate::{
    diagnostic::Diagnostic, digest::Digest, environment::EnvironmentError, paths::OutputPath,
    pipeline::Observer,
};
use jiff::Timestamp;
use std::{collections::BTreeMap, fmt};

/// Why nothing was published.
#[derive(Debug)]
pub enum Stopped {
    /// No target, or one that the site does not have, was named.
    Usage(Box<Diagnostic>),
    /// It may not be: someone has to decide.
    Refused(Vec<Diagnostic>),
    /// The machine, or the target, does not let us.
    Environment(EnvironmentError),
}

impl From<EnvironmentError> for Stopped {
    fn from(error: EnvironmentError) -> Self {
        Self::Environment(error)
    }
}

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(mistake) => f.write_str(&mistake.message),
            Self::Refused(mistakes) => {
                let messages: Vec<&str> = mistakes.iter().map(|mistake| mistake.message.as_str()).collect();
                f.write_str(&messages.join("; "))
            }
            Self::Environment(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Stopped {}

/// A file that is at a target.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// Its size.
    pub size: u64,
    /// Digest of its bytes, if they are known; else it is taken for something else.
    pub digest: Option<Digest>,
    /// Its headers, if the target was asked for them; else they are as recorded.
    pub headers: Option<Headers>,
    /// Bytes of its body, where that is compressed.
    pub body: Option<u64>,
    /// What the target calls these bytes.
    pub etag: Option<String>,
}

/// What is at a target.
#[derive(Debug, Clone, Default)]
pub struct Remote {
    /// The release that readers see.
    pub release: Option<String>,
    /// What it says that it holds; none where it was lost, or where there is no release.
    pub record: Option<Record>,
    /// All files, of ours and of others, by their paths; of others only those that may be in the way, where folders are
    /// nothing but a part of names.
    pub listing: BTreeMap<String, Found>,
    /// Whether a run that was killed left something.
    pub is_unfinished: bool,
    /// Files of ours besides, which a run that was killed may have sent.
    pub unsettled: BTreeMap<OutputPath, Sent>,
    /// By what the target knows later that it is still as it was, where it is not one record that tells.
    pub seen: Option<Seen>,
}

/// The state of a target that shows each file at once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Seen {
    /// What the target calls the bytes of the record.
    pub record: Option<String>,
    /// The same of what a run was about to do.
    pub intent: Option<String>,
    /// Whether someone had the lock.
    pub is_locked: bool,
    /// Digest of the names and versions of all files.
    pub listing: Digest,
}

/// Who publishes, for others who want to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// The number of the process.
    pub process: u32,
    /// The name of its machine.
    pub host: Option<String>,
    /// Since when.
    pub at: Timestamp,
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "process {}", self.process)?;
        if let Some(host) = &self.host {
            write!(f, " on {host}")?;
        }
        write!(f, ", since {}", self.at)
    }
}

/// What a target is asked to do.
#[derive(Debug)]
pub struct Release<'a> {
    /// What is to be done.
    pub plan: &'a Plan,
    /// What the plan was made from; the target refuses if it is no longer so.
    pub remote: &'a Remote,
    /// Where the files are.
    pub source: &'a Source,
    /// By whom.
    pub signature: Signature,
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Applied {
    /// The release that readers see now.
    pub release: Option<String>,
    /// Whether it is a new one.
    pub is_new: bool,
    /// Old releases that are gone.
    pub removed: usize,
    /// What is worth knowing.
    pub diagnostics: Vec<Diagnostic>,
}

/// What a rollback did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RolledBack {
    /// The release that readers saw.
    pub from: String,
    /// The one that they see now.
    pub to: String,
    /// When that one was published.
    pub at: Timestamp,
}

/// A place to which a site is published.
pub trait Target: Send + Sync {
    /// Whether it keeps headers of files.
    fn takes_headers(&self) -> bool;

    /// Looks at what is there of these files and of ours, and changes nothing.
    ///
    /// # Errors
    /// It cannot be read, or cannot hold one of the files.
    fn look(&self, items: &[Item]) -> Result<Remote, Stopped>;

    /// Does what a plan says. On any error readers see what they saw before, or, where files are shown one by one, a whole
    /// site whose pages are old or new; nothing is deleted then.
    ///
    /// # Errors
    /// Someone else publishes or has published since the target was looked at, a file is not what it was built as, or the
    /// target cannot be written.
    fn apply(&self, release: &Release<'_>, observer: &dyn Observer) -> Result<Applied, Stopped>;

    /// Has readers see an earlier release, the one before unless one is named; without a signature it is only told which.
    ///
    /// # Errors
    /// There is no such release, it is not whole, someone else publishes, or the target cannot be written.
    fn roll_back(&self, to: Option<&str>, by: Option<&Signature>) -> Result<RolledBack, Stopped>;
}
