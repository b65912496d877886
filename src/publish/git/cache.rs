//! Our own copy of the branch, in the project's cache: `.sitegen/publish/NAME.git`, without a work tree.
//!
//! It holds nothing that the repository does not have too, and may be removed at any time. One run uses it at a time. What
//! a run that was killed may have left in it, unfinished packs and locks, is not looked for: the whole copy is made again.
//!
//! Those who only look have a copy of their own, `.sitegen/look/NAME.git`, so that no publisher finds the other in use.

use super::program::{Git, line};
use crate::{
    environment::{EnvironmentError, failed},
    output::{Durability, write_atomic},
    publish::{
        Signature, disk,
        lock::{self, Lock},
    },
};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::atomic::{AtomicBool, Ordering},
};

/// What a copy is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To make commits in, and to push them.
    Publish,
    /// To see what the branch holds.
    Look,
}

impl Purpose {
    /// The folder of all such copies, below that of the cache.
    fn folder(self) -> &'static str {
        match self {
            Self::Publish => "publish",
            Self::Look => "look",
        }
    }

    /// What whoever uses a copy does, as others are told.
    fn deed(self) -> &'static str {
        match self {
            Self::Publish => lock::PUBLISHES,
            Self::Look => "is looking at it",
        }
    }
}

/// The commit that the branch had when it was looked at.
const SEEN: &str = "refs/sitegen/seen";

/// The commit that is to be its next.
pub const NEXT: &str = "refs/sitegen/next";

/// A copy's own settings, to which nothing is ever added.
const SETTINGS: &str = "[core]\n\trepositoryformatversion = 0\n\tbare = true\n";
const SETTINGS_256: &str =
    "[core]\n\trepositoryformatversion = 1\n\tbare = true\n[extensions]\n\tobjectformat = sha256\n";

/// The name of an object: 40 hexadecimal digits, or 64.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Oid(String);

impl Oid {
    /// Reads one.
    pub fn parse(text: &str) -> Option<Self> {
        let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        (matches!(text.len(), 40 | 64) && text.bytes().all(is_digit)).then(|| Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The copy.
#[derive(Debug)]
pub struct Cache {
    git: Git,
    address: String,
    branch: String,
    folder: PathBuf,
    /// There while a run uses the copy.
    mark: PathBuf,
    /// Whether something of this run did not end as it should.
    is_suspect: AtomicBool,
    /// None where the copy is only read, with another run in it or not.
    _lock: Option<Lock>,
}

/// Whose copy it is, and of what.
#[derive(Debug, Clone, Copy)]
pub struct Of<'a> {
    /// The folder of the project's cache.
    pub cache_dir: &'a Path,
    /// The target's name.
    pub target: &'a str,
    /// The repository.
    pub address: &'a str,
    /// Its branch.
    pub branch: &'a str,
}

impl Cache {
    /// Opens the copy of the target of that name; it may be empty.
    ///
    /// # Errors
    /// Another run uses it, or the disk refuses.
    pub fn open(of: Of<'_>, git: Git, purpose: Purpose, by: &Signature) -> Result<Self, EnvironmentError> {
        let all = of.cache_dir.join(purpose.folder());
        disk::create_folders(&all).map_err(failed("create", &all))?;
        let lock = Lock::acquire(&all.join(format!("{}.lock", of.target)), by, purpose.deed())?;
        let cache = Self::at(of, git, purpose, Some(lock));
        cache.is_suspect.store(false, Ordering::Relaxed);
        if cache.mark.exists() || !cache.is_sound() {
            cache.remove()?;
        }
        disk::open_or_create(&cache.mark).map_err(failed("write", &cache.mark))?;
        Ok(cache)
    }

    /// The publisher's copy as it is, to be read alone: it may be none, be in use, and be made anew at any instant.
    pub fn of_publisher(of: Of<'_>, git: Git) -> Self {
        Self::at(of, git, Purpose::Publish, None)
    }

    /// Suspect, so that the mark of whoever uses it stays.
    fn at(of: Of<'_>, git: Git, purpose: Purpose, lock: Option<Lock>) -> Self {
        let all = of.cache_dir.join(purpose.folder());
        Self {
            git,
            address: of.address.to_owned(),
            branch: of.branch.to_owned(),
            folder: all.join(format!("{}.git", of.target)),
            mark: all.join(format!("{}.busy", of.target)),
            is_suspect: AtomicBool::new(true),
            _lock: lock,
        }
    }

    /// Whether a commit is here.
    pub fn has(&self, commit: &Oid) -> bool {
        let name = format!("{}^{{commit}}", commit.as_str());
        self.is_sound()
            && Git::answer(self.command(["cat-file", "-e", &name])).is_ok_and(|found| found.is_some())
    }

    pub fn git(&self) -> &Git {
        &self.git
    }

    /// Git on the copy.
    pub fn command<'a>(&self, words: impl IntoIterator<Item = &'a str>) -> Command {
        let mut command = Git::on(&self.folder);
        command.args(words);
        command
    }

    /// Runs git on the copy.
    pub fn run(
        &self,
        operation: &'static str,
        words: impl IntoIterator<Item = &'static str>,
    ) -> Result<Vec<u8>, EnvironmentError> {
        self.git.run(operation, self.command(words)).inspect_err(|_| self.suspect())
    }

    /// Has the next run make the copy again.
    pub fn suspect(&self) {
        self.is_suspect.store(true, Ordering::Relaxed);
    }

    /// Whether it has the settings of a copy of ours.
    fn is_sound(&self) -> bool {
        fs::read_to_string(self.folder.join("config"))
            .is_ok_and(|settings| settings == SETTINGS || settings == SETTINGS_256)
    }

    fn remove(&self) -> Result<(), EnvironmentError> {
        disk::remove_tree(&self.folder).map_err(failed("remove", &self.folder))
    }

    fn make(&self, format: &str, settings: &str) -> Result<(), EnvironmentError> {
        self.remove()?;
        let mut command = Git::on(&self.folder);
        command.args(["init", "--quiet", "--bare", "--template=", &format!("--object-format={format}")]);
        self.git.run("make a copy of", command)?;
        write_atomic(&self.folder.join("config"), settings.as_bytes(), Durability::Lazy)
    }

    /// Brings the last commit of the branch here, and no other; none where there is no such branch.
    ///
    /// # Errors
    /// The repository is not there, or does not let us.
    pub fn bring(&self) -> Result<Option<Oid>, EnvironmentError> {
        if !self.is_sound() {
            self.make("sha1", SETTINGS)?;
        }
        let Some(tip) = self.tip()? else {
            self.run("read", ["update-ref", "-d", SEEN])?;
            return Ok(None);
        };
        if tip.as_str().len() == 64
            && fs::read(self.folder.join("config")).ok().as_deref() != Some(SETTINGS_256.as_bytes())
        {
            self.make("sha256", SETTINGS_256)?;
        }
        if self.seen()?.as_ref() != Some(&tip) {
            self.fetch("--depth=1")?;
        }
        self.seen()
    }

    /// The last commit of the branch, there.
    pub fn tip(&self) -> Result<Option<Oid>, EnvironmentError> {
        let mut command = self.git.across(&self.folder);
        let name = format!("refs/heads/{}", self.branch);
        command.args(["ls-remote", "--quiet", "--refs", "--", &self.address, &name]);
        let listed = self.git.ask("read", command)?;
        // The name is a pattern, which other branches may end in.
        let listed = String::from_utf8_lossy(&listed).into_owned();
        let tip = listed.lines().filter_map(|line| line.split_once('\t')).find(|(_, found)| *found == name);
        Ok(tip.and_then(|(oid, _)| Oid::parse(oid)))
    }

    /// The same when it was brought here.
    pub fn seen(&self) -> Result<Option<Oid>, EnvironmentError> {
        self.resolve(SEEN)
    }

    /// The commit of a name of ours.
    pub fn resolve(&self, name: &'static str) -> Result<Option<Oid>, EnvironmentError> {
        let found = Git::answer(self.command(["rev-parse", "--verify", "--quiet", name]))?;
        Ok(found.and_then(|text| Oid::parse(&line(&text))))
    }

    /// Brings the branch here as deep as an option of `git fetch` says.
    pub fn fetch(&self, depth: &str) -> Result<(), EnvironmentError> {
        let mut command = self.git.across(&self.folder);
        command.args([
            "fetch",
            "--quiet",
            "--no-tags",
            "--no-write-fetch-head",
            "--no-recurse-submodules",
            "--refmap=",
        ]);
        let what = format!("+refs/heads/{}:{SEEN}", self.branch);
        command.args([depth, "--", &self.address, &what]);
        // Given up, it may leave something behind.
        self.git.run("read", command).inspect_err(|_| self.suspect()).map(drop)
    }

    /// Whether commits before those that are here are missing.
    pub fn is_shallow(&self) -> Result<bool, EnvironmentError> {
        Ok(line(&self.run("read", ["rev-parse", "--is-shallow-repository"])?) == "true")
    }

    /// Has the branch end in `new`, if it still ends in `seen`.
    ///
    /// # Errors
    /// What git says; whether the branch has it all the same is not known then.
    pub fn push(&self, new: &Oid, seen: Option<&Oid>, force: Force) -> Result<(), EnvironmentError> {
        let mut command = self.git.across(&self.folder);
        command.args([
            "push",
            "--quiet",
            "--porcelain",
            "--no-verify",
            "--no-follow-tags",
            "--recurse-submodules=no",
        ]);
        let name = format!("refs/heads/{}", self.branch);
        if force == Force::WithLease {
            let seen = seen.map_or("", Oid::as_str);
            command.arg(format!("--force-with-lease={name}:{seen}"));
        }
        command.args(["--", &self.address, &format!("{}:{name}", new.as_str())]);
        self.git.run("publish to", command).map(drop)
    }

    /// Keeps in mind that the branch ends in `new`, and puts the copy in order from time to time.
    pub fn settle(&self, new: &Oid) -> Result<(), EnvironmentError> {
        self.git.run("read", self.command(["update-ref", SEEN, new.as_str()]))?;
        // A copy that is too large is no fault.
        let _ = Git::answer(self.command([
            "-c",
            "gc.auto=6700",
            "-c",
            "gc.autoDetach=false",
            "gc",
            "--auto",
            "--quiet",
        ]));
        Ok(())
    }
}

/// Whether a branch may be changed by someone else's leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Force {
    /// No: the commit comes on top of what is there.
    No,
    /// Yes, if it ends in what was seen.
    WithLease,
}

impl Drop for Cache {
    fn drop(&mut self) {
        if !self.is_suspect.load(Ordering::Relaxed) {
            // If this fails, the next run makes the copy again.
            let _ = disk::remove_file(&self.mark);
        }
    }
}
