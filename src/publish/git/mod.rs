//! A branch of a repository, whose last commit is what readers see, as GitHub Pages has it.
//!
//! ```text
//! BRANCH:FOLDER/index.html …             the site
//! BRANCH:FOLDER/.nojekyll, CNAME         what the host is told
//! BRANCH:FOLDER/.sitegen/manifest.json   what of it is ours
//! ```
//!
//! A release is one commit on top of what is there. It is made in a copy of ours without a work tree, straight from the
//! bytes of the output, and given to the repository by one push, which moves the branch from one commit to the next or does
//! nothing. A branch that moved meanwhile refuses it: nobody's commits are ever taken away. All is done by the program `git`.

mod cache;
mod held;
mod history;
mod import;
mod limits;
mod program;
mod project;
mod tree;

pub use held::held;
pub use program::of_project as in_project;

use super::{
    Applied, Class, Item, Record, Release, Remote, RolledBack, Secrets, Shipment, Signature, Source, Stopped,
    Target,
    plan::{self, Change, Plan, Rules},
};
use crate::{
    config::{GitAuthor, GitTarget, repository},
    diagnostic::Diagnostic,
    digest::Digest,
    environment::EnvironmentError,
    output::Occupied,
    paths::OutputPath,
    pipeline::Observer,
};
use cache::{Cache, Force, Of, Oid, Purpose};
use history::Earlier;
use import::{Head, Import};
use jiff::Timestamp;
use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
};
use tree::{RECORD, Tree};

/// Has GitHub show the files as they are, those that begin with `_` too.
const NO_JEKYLL: &str = ".nojekyll";

/// Names the site's own host.
const CNAME: &str = "CNAME";

/// Who commits where neither the settings nor git's own say it.
const NOBODY: &str = "sitegen <sitegen@localhost>";

/// What a branch is opened by.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The target's name.
    pub target: &'a str,
    /// The project's folder.
    pub project: &'a Path,
    /// The folder of its cache.
    pub cache_dir: &'a Path,
    /// By whom.
    pub signature: &'a Signature,
    /// What to do where others' files are.
    pub occupied: Occupied,
    /// The host that the pages name as theirs.
    pub host: &'a str,
    /// What no message may repeat.
    pub secrets: &'a Secrets,
}

/// The branch.
#[derive(Debug)]
pub struct Branch {
    cache: Cache,
    settings: GitTarget,
    address: String,
    project: PathBuf,
    host: String,
    occupied: Occupied,
}

impl Branch {
    /// The branch that the settings name. Nothing is changed there by this.
    ///
    /// # Errors
    /// There is no git, no such repository is known, or another run publishes from this project.
    pub fn open(place: Place<'_>, settings: &GitTarget) -> Result<Self, Stopped> {
        program::check()?;
        let address = project::address(place.project, settings.remote.as_deref())?;
        let git = program::Git::new(place.project, &address, &settings.branch, place.secrets)?;
        let cache_dir = place.project.join(place.cache_dir);
        let of =
            Of { cache_dir: &cache_dir, target: place.target, address: &address, branch: &settings.branch };
        let cache = Cache::open(of, git, Purpose::Publish, place.signature)?;
        Ok(Self {
            cache,
            settings: settings.clone(),
            address,
            project: place.project.to_owned(),
            host: place.host.to_owned(),
            occupied: place.occupied,
        })
    }

    fn folder(&self) -> Option<&str> {
        self.settings.folder.as_deref()
    }

    /// What is in a commit of the branch, and what of it is ours.
    fn read(&self, tip: &Oid) -> Result<(Tree, Remote), Stopped> {
        let tree = tree::list(&self.cache, tip, self.folder())?;
        let record = tree::record(&self.cache, &tree)?;
        let listing = tree::listing(&self.cache, &tree)?;
        let release = record.as_ref().map(|record| record.release.clone());
        Ok((tree, Remote { release, record, listing, ..Remote::default() }))
    }

    /// Whether a branch in which nothing of ours was recorded may be published to.
    fn check_strangers(&self, remote: &Remote) -> Result<(), Stopped> {
        // Hidden files, and the one that names the host, say nothing of what the branch is for.
        let is_stranger = |path: &&String| !path.starts_with('.') && *path != CNAME;
        let mut strangers = remote.listing.keys().filter(is_stranger);
        let Some(first) = strangers.next().filter(|_| remote.record.is_none()) else { return Ok(()) };
        if self.occupied == Occupied::TakeOver {
            return Ok(());
        }
        let first = first.escape_debug();
        let what = match strangers.count() {
            0 => format!("`{first}` is in it"),
            more => format!("`{first}` and {more} more are in it"),
        };
        let message = format!(
            "will not publish to {}: {what}, and nothing of ours was ever published there",
            self.cache.git().name()
        );
        let hint = "name another `branch`, or publish with `--force`: nothing of theirs is deleted";
        Err(Stopped::Refused(vec![Diagnostic::error("publish-refused", message).hint(hint)]))
    }

    /// Who commits.
    fn author(&self) -> Result<GitAuthor, Stopped> {
        let author = match &self.settings.author {
            Some(author) => Some(author.clone()),
            None => project::author(&self.project)?,
        };
        Ok(author.or_else(|| GitAuthor::parse(NOBODY)).expect("a literal of that form"))
    }

    /// The message of a commit.
    fn message(&self, release: &str, default: &str, source: Option<&str>) -> String {
        let first = self.settings.message.as_deref().unwrap_or(default).trim_end();
        let mut message = format!("{first}\n\n{}: {release}\n", history::RELEASE);
        if let Some(source) = source {
            let _ = writeln!(message, "{}: {source}", history::SOURCE);
        }
        message
    }

    /// Has the branch end in `new`, which is on top of `seen`.
    fn push(&self, new: &Oid, seen: Option<&Oid>) -> Result<(), Stopped> {
        let force = if self.occupied == Occupied::TakeOver { Force::WithLease } else { Force::No };
        let Err(refused) = self.cache.push(new, seen, force) else {
            self.cache.settle(new)?;
            return Ok(());
        };
        // An answer may be lost after all was done: only the branch itself tells.
        match self.cache.tip() {
            Ok(Some(tip)) if tip == *new => Ok(self.cache.settle(new)?),
            Ok(tip) if tip.as_ref() != seen => Err(self.overtaken()),
            Ok(_) | Err(_) => Err(refused.into()),
        }
    }

    /// What is said where someone else was faster: who, and when.
    fn overtaken(&self) -> Stopped {
        let read = || -> Result<String, EnvironmentError> {
            let Some(tip) = self.cache.bring()? else {
                return Ok("the branch was deleted meanwhile".to_owned());
            };
            let commits = history::commits(&self.cache, &tip, Some(1))?;
            Ok(commits.first().map_or_else(String::new, |commit| match &commit.release {
                Some(release) => {
                    format!("{} published release {release} there at {}", commit.author, commit.at)
                }
                None => format!("{} committed there at {}", commit.author, commit.at),
            }))
        };
        let who = read().ok().filter(|who| !who.is_empty());
        let who = who.unwrap_or_else(|| "someone else changed it meanwhile".to_owned());
        EnvironmentError::because("publish to", self.cache.git().name(), format!("{who}; publish again"))
            .into()
    }

    fn make_commit(
        &self,
        release: &Release<'_>,
        seen: Option<&Oid>,
        record: &Record,
        observer: &dyn Observer,
    ) -> Result<Oid, Stopped> {
        let source = project::commit(&self.project)?;
        let default = format!("Publish release {}", record.release);
        let message = self.message(&record.release, &default, source.as_deref());
        let author = self.author()?;
        let head = Head { parent: seen, author: &author, at: record.at, message: &message };
        let mut import = Import::begin(&self.cache, self.folder(), &head)?;
        for delete in &release.plan.deletes {
            import.delete(delete.path.as_str())?;
        }
        // In order of path, in which git compares each file with the one before.
        let mut puts: Vec<_> = release.plan.puts.iter().filter(|put| put.change != Change::Headers).collect();
        puts.sort_by_key(|put| &put.item.path);
        observer.stage("publish", puts.len());
        for put in puts {
            let Item { path, digest, size, .. } = &put.item;
            let from = release.source.open(path)?;
            let read = import.put(path.as_str(), *size, from)?;
            let read =
                read.map_err(|error| EnvironmentError::new("read", release.source.full(path), error))?;
            if read != Some(*digest) {
                return Err(Source::changed(path));
            }
            observer.step();
        }
        import.put_bytes(RECORD, record.to_json().as_bytes())?;
        import.finish()
    }

    /// The release to go back to.
    fn earlier(&self, tip: &Oid, current: &Record, to: Option<&str>) -> Result<Earlier, Stopped> {
        let refuse = |message: String, known: &[String]| {
            let hint = match known {
                [] => "build what you want to show, and publish it".to_owned(),
                known => format!("there are {}", known.join(", ")),
            };
            Stopped::Refused(vec![Diagnostic::error("publish-release", message).hint(hint)])
        };
        let from = &current.release;
        let Some(id) = to.or(current.before.as_deref()) else {
            return Err(refuse(format!("of release {from} it is not known which was before"), &[]));
        };
        if id == from {
            return Err(refuse(format!("release {id} is what readers see already"), &[]));
        }
        let found = history::find(&self.cache, tip, self.folder(), id)?;
        let earlier = found.map_err(|known| {
            let known: Vec<String> = known.into_iter().filter(|known| known != from).collect();
            refuse(format!("there is no release `{}`", id.escape_debug()), &known)
        })?;
        let listing = tree::listing(&self.cache, &earlier.tree)?;
        let is_whole = |(path, sent): (&OutputPath, &super::Sent)| {
            listing.get(path.as_str()).is_some_and(|found| found.digest == Some(sent.digest))
        };
        match earlier.record.files.iter().find(|file| !is_whole(*file)) {
            None => Ok(earlier),
            Some((path, _)) => {
                Err(refuse(format!("release {id} is not whole: `{path}` is not what was published"), &[]))
            }
        }
    }

    /// What has the branch hold the files of an earlier release and, as they are now, those of others.
    fn way_back(&self, earlier: &Earlier, remote: &Remote, now: Timestamp) -> Result<Plan, Stopped> {
        let items = earlier.record.files.iter().map(|(path, sent)| Item {
            class: Class::of(path),
            path: path.clone(),
            digest: sent.digest,
            size: sent.size,
            headers: None,
        });
        let rules = Rules { now, keep: 0, occupied: self.occupied };
        plan::plan(items.collect(), remote, rules).map_err(Stopped::Refused)
    }

    fn go_back(&self, tip: &Oid, earlier: &Earlier, plan: &Plan, by: &Signature) -> Result<(), Stopped> {
        let release = &earlier.record.release;
        let message = self.message(release, &format!("Go back to release {release}"), None);
        let author = self.author()?;
        let head = Head { parent: Some(tip), author: &author, at: by.at, message: &message };
        let mut import = Import::begin(&self.cache, self.folder(), &head)?;
        for delete in &plan.deletes {
            import.delete(delete.path.as_str())?;
        }
        let puts = plan.puts.iter().map(|put| put.item.path.as_str());
        for path in puts.chain([RECORD]) {
            import.put_known(path, &earlier.tree[path])?;
        }
        let new = import.finish()?;
        self.push(&new, Some(tip))
    }
}

impl Target for Branch {
    fn takes_headers(&self) -> bool {
        false
    }

    fn look(&self, _: &[Item]) -> Result<Remote, Stopped> {
        let Some(tip) = self.cache.bring()? else { return Ok(Remote::default()) };
        let (_, remote) = self.read(&tip)?;
        self.check_strangers(&remote)?;
        Ok(remote)
    }

    fn furnish(&self, shipment: &mut Shipment, _: &Remote) -> Result<(), Stopped> {
        let cname = self.settings.cname.as_ref().map(|host| (CNAME, format!("{host}\n").into_bytes()));
        let mut refusals = Vec::new();
        for (name, bytes) in [Some((NO_JEKYLL, Vec::new())), cname].into_iter().flatten() {
            let path = OutputPath::parse(name).expect("a literal name");
            let own = shipment.items.iter().find(|item| item.path == path);
            match own {
                None => shipment.add(path, bytes),
                Some(own) if name == CNAME && own.digest != Digest::of(&bytes) => {
                    let message =
                        "the build has a file `CNAME` that names another host than `cname` of the target";
                    let hint = "take one of the two away";
                    refusals.push(Diagnostic::error("publish-cname", message).hint(hint));
                }
                Some(_) => {}
            }
        }
        if refusals.is_empty() { Ok(()) } else { Err(Stopped::Refused(refusals)) }
    }

    fn remarks(&self, plan: &Plan) -> Vec<Diagnostic> {
        let mut remarks = limits::remarks(plan, repository::host(&self.address));
        if let Some(cname) = self.settings.cname.as_ref().filter(|cname| **cname != self.host) {
            let message = format!("`cname` is `{cname}`, and the pages are built for `{}`", self.host);
            let hint = "readers are led from one to the other; give `cname` and `base_url` the same host";
            remarks.push(Diagnostic::warning("publish-cname", message).hint(hint));
        }
        remarks
    }

    fn apply(&self, release: &Release<'_>, observer: &dyn Observer) -> Result<Applied, Stopped> {
        let seen = self.cache.seen()?;
        let at = release.signature.at;
        let id = super::record::release_name(at, &release.plan.files);
        let record = plan::record(release.plan, &id, release.remote.release.clone(), at);
        let new = self.make_commit(release, seen.as_ref(), &record, observer)?;
        observer.stage("push", 0);
        self.push(&new, seen.as_ref())?;
        Ok(Applied { release: Some(id), is_new: true, ..Applied::default() })
    }

    fn roll_back(&self, to: Option<&str>, by: Option<&Signature>) -> Result<RolledBack, Stopped> {
        let tip = self.cache.bring()?;
        let (tip, remote) = match tip {
            Some(tip) => {
                let (_, remote) = self.read(&tip)?;
                (Some(tip), remote)
            }
            None => (None, Remote::default()),
        };
        let (Some(tip), Some(current)) = (tip, &remote.record) else {
            let message = format!("nothing of ours is published to {}", self.cache.git().name());
            return Err(Stopped::Refused(vec![Diagnostic::error("publish-release", message)]));
        };
        let earlier = self.earlier(&tip, current, to)?;
        if self.cache.seen()?.as_ref() != Some(&tip) {
            return Err(self.overtaken());
        }
        let now = by.map_or(Timestamp::MAX, |by| by.at);
        let plan = self.way_back(&earlier, &remote, now)?;
        if let Some(by) = by {
            self.go_back(&tip, &earlier, &plan, by)?;
        }
        Ok(RolledBack { from: current.release.clone(), to: earlier.record.release, at: earlier.record.at })
    }
}
