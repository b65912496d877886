//! `sitegen build`.

use super::{
    args::MessageFormat,
    explain, hooks,
    progress::{self, Progress},
    report::{self, Outcome, Streams, Style, Summary},
    request::{self, Build, Explain, Mode, Request},
};
use crate::{
    diagnostic::{Diagnostic, Level},
    environment::EnvironmentError,
    output::disk,
    pipeline::{self, CACHE_DIR, OUTPUT_DIR, Observer},
    site::Shown,
    source::Layout,
    watch::{self, Watched, Watcher},
};
use std::{
    io,
    path::{Path, PathBuf},
    slice,
    time::Instant,
};

/// Builds, once or again and again.
///
/// # Errors
/// What a stream says.
pub fn run(request: &Request, build: &Build, streams: &mut Streams<'_>) -> io::Result<Outcome> {
    let mut run = Run { request, build, wanted: wanted(request, build), style: Style::of(request), streams };
    if let Mode::Watch(options) = build.mode { run.watch(options) } else { run.once() }
}

/// What every build of a run is made with.
struct Run<'a, 's> {
    request: &'a Request,
    build: &'a Build,
    wanted: pipeline::Request,
    style: Style,
    streams: &'a mut Streams<'s>,
}

/// What the pipeline is asked for.
fn wanted(request: &Request, build: &Build) -> pipeline::Request {
    let output = build.output_dir.clone().unwrap_or_else(|| request.root.join(OUTPUT_DIR));
    let request::Include { drafts, future, expired } = build.include;
    pipeline::Request {
        root: request.root.clone(),
        config: request.config.clone(),
        output_dir: absolute(&output),
        base_url: build.base_url.clone(),
        minify: build.minify,
        clock: build.clock,
        shown: Shown { drafts, future, expired },
        on_error: build.on_error,
        cache: build.cache,
        mode: if build.mode == Mode::DryRun { pipeline::Mode::DryRun } else { pipeline::Mode::Write },
        foreign_files: build.foreign_files,
        home: request.home.clone(),
        jobs: request.jobs,
        explain: if let Explain::Page(page) = &build.explain { Some(page.clone()) } else { None },
    }
}

/// An output folder is relative to the working folder, whichever project is built.
pub fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

impl Run<'_, '_> {
    fn once(&mut self) -> io::Result<Outcome> {
        let started = Instant::now();
        let shown = Onlooker {
            progress: progress::show(self.request.progress),
            style: self.style.clone(),
            unfinished: vec![self.wanted.output_dir.clone(), self.request.root.join(CACHE_DIR)],
        };
        let mut outcome = pipeline::build(&self.wanted, &shown);
        shown.progress.finish();
        let (build, style, streams) = (self.build, &self.style, &mut *self.streams);
        report::show_diagnostics(&outcome.diagnostics, &source_text(&self.request.root), style, streams)?;
        match &build.explain {
            Explain::Page(_) => explain::pages(&outcome.explained, style, streams)?,
            Explain::Count if build.mode != Mode::DryRun => {}
            Explain::Count | Explain::Stale => explain::stale(&outcome.stale, style, streams)?,
        }
        if build.timings {
            timings(&outcome, streams)?;
        }
        if let Some(failure) = &outcome.failure {
            report::show_failure(failure, style, streams)?;
        }
        if build.hooks == request::Hooks::Run
            && let Some(failed) = hooks::after_build(&self.wanted, &outcome, streams)
        {
            report::show_diagnostics(slice::from_ref(&failed), &|_| None, style, streams)?;
            outcome.diagnostics.push(failed);
        }
        let (result, summary) = summary(outcome, build, started);
        report::show_summary(&summary, style, streams)?;
        Ok(result)
    }

    /// Builds, waits for a change, builds again, until the process is ended.
    fn watch(&mut self, options: watch::Options) -> io::Result<Outcome> {
        let mut watcher = match Watcher::new(self.watched(), options) {
            Ok(watcher) => watcher,
            Err(failure) => return refuse(&failure, &self.style, self.streams),
        };
        loop {
            if let Some(warning) = watcher.take_warning() {
                report::show_diagnostics(&[warning], &|_| None, &self.style, self.streams)?;
            }
            self.once()?;
            self.streams.out.flush()?;
            // What changed does not matter: the build finds that out from digests.
            watcher.wait();
            // An edit of the configuration may name another folder, which has to be watched before it is read.
            watcher.follow(self.watched());
        }
    }

    fn watched(&self) -> Watched {
        let Request { root, config, .. } = self.request;
        let layout = Layout {
            content_dir: pipeline::content_dir(root, config.as_deref()),
            output_dir: self.wanted.output_dir.clone(),
            cache_dir: CACHE_DIR.into(),
            ..Layout::default()
        };
        Watched { root: root.clone(), layout, config: config.as_deref().map(absolute) }
    }
}

/// How a build ended, and what it did.
fn summary(outcome: pipeline::Outcome, build: &Build, started: Instant) -> (Outcome, Summary) {
    let (errors, warnings) = (
        report::count(&outcome.diagnostics, Level::Error),
        report::count(&outcome.diagnostics, Level::Warning),
    );
    let result = match outcome.failure {
        Some(_) => Outcome::Environment,
        None => Outcome::of(errors, warnings, build.warnings),
    };
    // A build that wrote something is whole, whatever a hook of it did.
    let is_whole = build.on_error == pipeline::OnError::KeepGoing || outcome.changes.is_any();
    let stopped = errors > 0 && !is_whole || outcome.failure.is_some();
    let summary = Summary {
        ok: result == Outcome::Done,
        pages: if stopped { 0 } else { outcome.pages },
        rendered: outcome.rendered,
        written: outcome.written,
        removed: outcome.removed,
        skipped: outcome.skipped.iter().map(|(reason, count)| ((*reason).to_owned(), *count)).collect(),
        errors,
        warnings,
        seconds: started.elapsed().as_secs_f64(),
        next_change_at: outcome.next_change_at,
    };
    (result, summary)
}

/// Ends a run that the environment refused.
pub fn refuse(failure: &EnvironmentError, style: &Style, streams: &mut Streams<'_>) -> io::Result<Outcome> {
    report::show_failure(failure, style, streams)?;
    Ok(Outcome::Environment)
}

fn timings(outcome: &pipeline::Outcome, streams: &mut Streams<'_>) -> io::Result<()> {
    for (stage, time) in &outcome.timings {
        writeln!(streams.err, "{stage:<10} {:>9.3} ms", time.as_secs_f64() * 1000.0)?;
    }
    writeln!(streams.err, "{:<10} {:>9} files", "parsed", outcome.parsed)?;
    writeln!(streams.err, "{:<10} {:>9} blocks of code", "highlight", outcome.highlighted)?;
    writeln!(streams.err, "{:<10} {:>9} share cards", "drawn", outcome.drawn)
}

/// The text of a file of the project, for showing its lines.
pub fn source_text(root: &Path) -> impl Fn(&str) -> Option<String> {
    move |file| {
        let path = crate::paths::SourcePath::new(file);
        let bytes = crate::source::read(root, &path).ok()?;
        String::from_utf8(bytes).ok()
    }
}

/// Shows how far a build is.
pub(super) struct Onlooker {
    pub(super) progress: Box<dyn Progress>,
    pub(super) style: Style,
    /// Folders in which files are left unfinished if the process has to end in between.
    pub(super) unfinished: Vec<PathBuf>,
}

impl Observer for Onlooker {
    fn stage(&self, name: &'static str, steps: usize) {
        self.progress.stage(name, u64::try_from(steps).ok().filter(|steps| *steps > 0));
    }

    fn step(&self) {
        self.progress.advance(1);
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "nothing but the end of the process stops a template's loop"
    )]
    fn stuck(&self, diagnostic: &Diagnostic) {
        self.progress.finish();
        let (mut out, mut err) = (io::stdout(), io::stderr());
        let mut streams = Streams { out: &mut out, err: &mut err };
        // The process ends whether or not anyone reads this.
        let _ = report::show_diagnostics(slice::from_ref(diagnostic), &|_| None, &self.style, &mut streams);
        let summary = Summary { errors: 1, ..Summary::default() };
        let _ = report::show_summary(&summary, &self.style, &mut streams);
        self.unfinished.iter().for_each(|folder| disk::remove_leftovers(folder));
        std::process::exit(i32::from(Outcome::SiteErrors.code()));
    }
}

/// Removes what builds made.
///
/// # Errors
/// What a stream says.
pub fn clean(request: &Request, clean: &request::Clean, streams: &mut Streams<'_>) -> io::Result<Outcome> {
    let style = Style::of(request);
    let output = clean.output_dir.clone().unwrap_or_else(|| request.root.join(OUTPUT_DIR));
    match pipeline::clean(&request.root, &absolute(&output), request.home.as_deref()) {
        Ok((removed, diagnostics)) => {
            report::show_diagnostics(&diagnostics, &|_| None, &style, streams)?;
            if style.verbosity != request::Verbosity::Quiet && style.format == MessageFormat::Human {
                writeln!(streams.err, "removed {removed} files; the cache in {CACHE_DIR}/ stays")?;
            }
            Ok(Outcome::of(report::count(&diagnostics, Level::Error), 0, request::Warnings::Allow))
        }
        Err(failure) => refuse(&failure, &style, streams),
    }
}
