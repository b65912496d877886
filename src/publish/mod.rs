//! Sending the output to where readers get it, so that at every instant they see a whole site.
//!
//! Owns what may be sent ([`refusals`]), what is to be sent and in which order ([`plan`]), and the places that it is sent
//! to ([`Target`]). It must not know Markdown, templates or how pages are made: what it knows of a site is its settings
//! and the manifest of its output.
//!
//! | step | function | in → out | effects |
//! |---|---|---|---|
//! | inventory | [`Inventory::read`] | the output's manifest → items with class, digest, headers | reads |
//! | refusals | [`refusals`] | what the build was made for, the target's settings → mistakes | none |
//! | furnish | [`Target::furnish`] | items → items with those that the target has besides | none |
//! | look | [`Target::look`] | what is at the target | reads |
//! | plan | [`plan::plan`] | items, what is there, the clock → what to send, keep and delete | none |
//! | limits | [`MaxDeletes::check`] | deletes → too many or not | none |
//! | apply | [`Target::apply`] | the plan → the target, a new record | writes |
//!
//! Up to the last step nothing at the target changes; a dry run ends before it. A target takes the last step as a whole
//! or not at all as far as readers see, and refuses it when someone else published since it was looked at.

mod class;
pub mod dir;
mod disk;
mod encode;
pub mod git;
mod headers;
mod held;
mod inventory;
mod limits;
mod lock;
#[cfg(feature = "object-store")]
mod object;
pub mod plan;
pub mod record;
mod refusals;
mod secrets;
mod shipment;
mod target;

pub use class::Class;
pub use headers::{Headers, Rules};
pub use held::{Asking, held, is_across_a_network};
pub use inventory::{Inventory, Item, Source};
pub use limits::MaxDeletes;
pub use plan::Plan;
pub use record::{Record, Sent};
pub use refusals::refusals;
pub use secrets::Secrets;
pub use shipment::Shipment;
pub use target::{Applied, Found, NO_FILE, Release, Remote, RolledBack, Seen, Signature, Stopped, Target};

use crate::{
    config::{Config, PublishTarget, TargetKind},
    diagnostic::Diagnostic,
    output::Occupied,
    pipeline::{self, CACHE_DIR, Observer},
    source::{self, Layout},
};
use jiff::Timestamp;
use plan::Rules as PlanRules;
use std::{
    num::NonZeroUsize,
    path::{Path, PathBuf},
};

/// What is to be published, from where, to which target.
#[derive(Debug, Clone)]
pub struct Request {
    /// The project.
    pub root: PathBuf,
    /// Configuration file; that of the project unless set.
    pub config: Option<PathBuf>,
    /// The output folder.
    pub output_dir: PathBuf,
    /// The target's name; the only one unless set.
    pub target: Option<String>,
    /// The instant: the name of a release, and how old what is kept is.
    pub now: Timestamp,
    /// The user's own folder, which is never a target.
    pub home: Option<PathBuf>,
    /// Threads; as many as there are processors unless set.
    pub jobs: Option<NonZeroUsize>,
    /// How many files may be deleted.
    pub max_deletes: MaxDeletes,
    /// What becomes of files of others that are in the way.
    pub occupied: Occupied,
    /// The name of this machine, to tell others who publishes.
    pub host: Option<String>,
    /// What no message may repeat.
    pub secrets: Secrets,
}

impl Request {
    fn signature(&self) -> Signature {
        Signature { process: std::process::id(), host: self.host.clone(), at: self.now }
    }
}

/// A target that was looked at, and what is to be done there. Nothing was changed yet.
pub struct Prepared {
    /// The target's name.
    pub name: String,
    /// What is to be done.
    pub plan: Plan,
    /// What is to be said of it; no errors.
    pub remarks: Vec<Diagnostic>,
    target: Box<dyn Target>,
    remote: Remote,
    source: Source,
    request: Request,
}

/// Works out what is to be done, and changes nothing.
///
/// # Errors
/// The target is not named, what was built may not be published there, or the machine refuses.
pub fn prepare(request: &Request) -> Result<Prepared, Stopped> {
    let (config, layout) = settings(request)?;
    let (name, settings) = choose(&config, request.target.as_deref())?;
    let inventory = Inventory::read(&request.output_dir)?;
    let base_url = settings.base_url.as_ref().unwrap_or(&config.base_url);
    let mistakes = refusals(&inventory, name, base_url);
    if !mistakes.is_empty() {
        return Err(Stopped::Refused(mistakes));
    }
    let target = connect(name, settings, &config, request, &layout)?;
    let (items, source) = if target.takes_headers() {
        inventory.with_headers(&settings.cache, base_url.prefix(), settings.kind.encoding())?
    } else {
        inventory.without_headers()
    };
    let remote = pipeline::with_jobs(request.jobs, || target.look(&items))?;
    let mut shipment = Shipment::new(items, source);
    pipeline::with_jobs(request.jobs, || target.furnish(&mut shipment, &remote))?;
    let Shipment { items, source, variants, mut remarks } = shipment;
    let rules = PlanRules { now: request.now, keep: settings.keep, occupied: request.occupied };
    let mut plan = plan::plan(items, &remote, rules).map_err(Stopped::Refused)?;
    plan.variants.extend(variants);
    request.max_deletes.check(&plan).map_err(|mistake| Stopped::Refused(vec![*mistake]))?;
    remarks.extend(target.remarks(&plan));
    if remarks.iter().any(Diagnostic::is_error) {
        return Err(Stopped::Refused(remarks));
    }
    Ok(Prepared { name: name.to_owned(), plan, remarks, target, remote, source, request: request.clone() })
}

impl Prepared {
    /// Whether the target is as it should be, and nothing is left there of a run that was killed.
    pub fn is_done(&self) -> bool {
        self.plan.is_nothing(&self.remote) && !self.remote.is_unfinished
    }

    /// Does it.
    ///
    /// # Errors
    /// The output is not what its manifest says, someone else publishes, or the machine refuses. Readers see what they
    /// saw before.
    pub fn apply(&self, observer: &dyn Observer) -> Result<Applied, Stopped> {
        if self.is_done() {
            return Ok(Applied { release: self.remote.release.clone(), ..Applied::default() });
        }
        // No build changes the output meanwhile.
        let _lock = pipeline::lock(&self.request.root)?;
        let release = Release {
            plan: &self.plan,
            remote: &self.remote,
            source: &self.source,
            signature: self.request.signature(),
        };
        pipeline::with_jobs(self.request.jobs, || self.target.apply(&release, observer))
    }
}

/// Whether a rollback is done or only told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rollback {
    /// It is done.
    Do,
    /// It is told.
    Tell,
}

/// Has readers see an earlier release again: the one named `to`, else the one before.
///
/// # Errors
/// There is no such release, it is not whole, someone else publishes, or the machine refuses.
pub fn roll_back(
    request: &Request,
    to: Option<&str>,
    mode: Rollback,
) -> Result<(String, RolledBack), Stopped> {
    let (config, layout) = settings(request)?;
    let (name, settings) = choose(&config, request.target.as_deref())?;
    let target = connect(name, settings, &config, request, &layout)?;
    let signature = (mode == Rollback::Do).then(|| request.signature());
    let done = pipeline::with_jobs(request.jobs, || target.roll_back(to, signature.as_ref()))?;
    Ok((name.to_owned(), done))
}

/// The project's settings, without mistakes.
fn settings(request: &Request) -> Result<(Config, Layout), Stopped> {
    source::require_folder(&request.root)?;
    let (config, diagnostics) = pipeline::settings(&request.root, request.config.as_deref())?;
    let mistakes: Vec<Diagnostic> = diagnostics.into_iter().filter(Diagnostic::is_error).collect();
    if !mistakes.is_empty() {
        return Err(Stopped::Refused(mistakes));
    }
    let layout = Layout {
        content_dir: config.content_dir.clone(),
        output_dir: request.output_dir.clone(),
        cache_dir: PathBuf::from(CACHE_DIR),
        ..Layout::default()
    };
    Ok((config, layout))
}

/// The target of that name, or the only one.
fn choose<'a>(config: &'a Config, name: Option<&str>) -> Result<(&'a str, &'a PublishTarget), Stopped> {
    let known: Vec<&str> = config.publish.keys().map(String::as_str).collect();
    let targets = &config.publish;
    let found = match name {
        Some(name) => targets.get_key_value(name),
        None => targets.first_key_value().filter(|_| targets.len() == 1),
    };
    let wrong = |message: String, hint: String| {
        Stopped::Usage(Box::new(Diagnostic::error("publish-target", message).hint(hint)))
    };
    found.map(|(name, target)| (name.as_str(), target)).ok_or_else(|| match name {
        _ if known.is_empty() => wrong(
            "the site says of no place to which it is published".to_owned(),
            "add `publish: {production: {type: dir, path: /srv/www/example}}` to `sitegen.yaml`".to_owned(),
        ),
        Some(name) => wrong(
            format!("there is no target `{name}`"),
            crate::diagnostic::nearest(name, known.iter().copied()).map_or_else(
                || format!("the site has {}", known.join(", ")),
                |near| format!("did you mean `{near}`?"),
            ),
        ),
        None => wrong(
            format!("the site has {} targets, and none was named", known.len()),
            format!(
                "name one: {}",
                known.iter().map(|name| format!("`sitegen publish {name}`")).collect::<Vec<_>>().join(", ")
            ),
        ),
    })
}

/// The target that settings describe, which is not changed by this.
fn connect(
    name: &str,
    settings: &PublishTarget,
    config: &Config,
    request: &Request,
    layout: &Layout,
) -> Result<Box<dyn Target>, Stopped> {
    match &settings.kind {
        TargetKind::Dir(options) => {
            let place = dir::Place {
                path: Path::new(&options.path),
                project: &request.root,
                layout,
                home: request.home.as_deref(),
                occupied: request.occupied,
            };
            Ok(Box::new(dir::Dir::open(&place, options)?))
        }
        TargetKind::Git(options) => {
            let place = git::Place {
                target: name,
                project: &request.root,
                cache_dir: &layout.cache_dir,
                signature: &request.signature(),
                occupied: request.occupied,
                host: settings.base_url.as_ref().unwrap_or(&config.base_url).host(),
                secrets: &request.secrets,
            };
            Ok(Box::new(git::Branch::open(place, options)?))
        }
        #[cfg(feature = "object-store")]
        TargetKind::Object(options) => {
            let place = object::Place {
                options,
                project: &request.root,
                memo: request.root.join(CACHE_DIR).join("published").join(name),
                base_url: settings.base_url.as_ref().unwrap_or(&config.base_url),
                jobs: request.jobs,
                secrets: &request.secrets,
            };
            Ok(Box::new(object::Bucket::open(place)?))
        }
        #[cfg(not(feature = "object-store"))]
        TargetKind::Object(options) => {
            let _ = (name, config);
            Err(unsupported(options.service))
        }
    }
}

#[cfg(not(feature = "object-store"))]
fn unsupported(service: crate::config::Service) -> Stopped {
    let message = format!("this sitegen was built without targets of type `{}`", service.as_str());
    let hint = "build sitegen with its feature `object-store`";
    Stopped::Refused(vec![Diagnostic::error("publish-unsupported", message).hint(hint)])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(yaml: &str, name: Option<&str>) -> String {
        let text = format!("title: T\nbase_url: https://a.b/\npublish: {yaml}\n");
        let (config, diagnostics) = crate::config::parse(text.as_bytes(), "sitegen.yaml");
        assert_eq!(diagnostics, []);
        match choose(&config, name) {
            Ok((name, _)) => name.to_owned(),
            Err(Stopped::Usage(mistake)) => {
                format!("{} | {}", mistake.message, mistake.hint.unwrap_or_default())
            }
            Err(other) => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_target_is_named_or_the_only_one() {
        let (one, two) =
            ("{live: {type: dir, path: a}}", "{live: {type: dir, path: a}, test: {type: dir, path: b}}");
        assert_eq!(chosen(one, None), "live");
        assert_eq!(chosen(two, Some("test")), "test");
        insta::assert_snapshot!(chosen(two, None), @"the site has 2 targets, and none was named | name one: `sitegen publish live`, `sitegen publish test`");
        insta::assert_snapshot!(chosen(two, Some("tset")), @"there is no target `tset` | did you mean `test`?");
        insta::assert_snapshot!(chosen(one, Some("production")), @"there is no target `production` | the site has live");
        insta::assert_snapshot!(chosen("{}", None), @"the site says of no place to which it is published | add `publish: {production: {type: dir, path: /srv/www/example}}` to `sitegen.yaml`");
    }
}
