//! `sitegen serve`.

use super::{
    args::MessageFormat,
    build::{absolute, refuse, source_text},
    machine,
    report::{self, Outcome, Streams, Style},
    request::{Include, Request, Serve, Verbosity},
};
use crate::{
    clock::Clock,
    diagnostic::{Diagnostic, Level},
    environment,
    pipeline::{self, OUTPUT_DIR},
    preview::{self, Change, Observer, Settings, http::Token},
    site::Shown,
};
use serde_json::{Value, json};
use std::{
    io::{self, Write as _},
    path::PathBuf,
    sync::Arc,
};

/// Shows the site until the process is ended.
///
/// # Errors
/// What a stream says.
pub fn run(request: &Request, serve: &Serve, streams: &mut Streams<'_>) -> io::Result<Outcome> {
    let style = Style::of(request);
    let Some(token) = machine::random().map(Token::new) else {
        let nothing = io::Error::other("the system gives no random numbers");
        report::show_failure(&nothing, &style, streams)?;
        return Ok(Outcome::Environment);
    };
    if !serve.address.ip().is_loopback() {
        report::show_diagnostics(&[open_to_others(serve)], &|_| None, &style, streams)?;
        // What is written after this goes to the terminal by itself, and this has to come before it.
        streams.out.flush()?;
    }
    let clock = serve.clock;
    let settings = Settings {
        request: wanted(request, serve),
        now: Box::new(move || clock.unwrap_or_else(|| Clock::at(machine::now()))),
        address: serve.address,
        hosts: serve.hosts.clone(),
        token,
        watch: serve.watch,
        reloads: serve.reloads,
        follows: serve.follows,
    };
    let teller = Teller {
        style: style.clone(),
        root: request.root.clone(),
        opens: serve.opens,
        timings: serve.timings,
        is_quiet: request.verbosity == Verbosity::Quiet,
    };
    match preview::serve(settings, Arc::new(teller)) {
        Ok(()) => Ok(Outcome::Done),
        Err(failure) => refuse(&failure, &style, streams),
    }
}

/// What the pipeline is asked for.
fn wanted(request: &Request, serve: &Serve) -> pipeline::Request {
    let Include { drafts, future, expired } = serve.include;
    let clock = serve.clock.unwrap_or_else(|| Clock::at(machine::now()));
    pipeline::Request {
        config: request.config.clone(),
        output_dir: absolute(&request.root.join(OUTPUT_DIR)),
        base_url: serve.base_url.clone(),
        minify: serve.minify,
        shown: Shown { drafts, future, expired },
        cache: serve.cache,
        home: request.home.clone(),
        jobs: request.jobs,
        ..pipeline::Request::new(&request.root, clock)
    }
}

fn open_to_others(serve: &Serve) -> Diagnostic {
    let message = format!("other machines can see the preview at {}, drafts and all", serve.address);
    Diagnostic::warning("preview-open", message).hint("leave `--bind` out to keep it to this machine")
}

/// Tells the terminal.
struct Teller {
    style: Style,
    root: PathBuf,
    opens: bool,
    timings: bool,
    is_quiet: bool,
}

impl Teller {
    /// Shows diagnostics, and after them a line for people or an object for programs.
    fn show(&self, diagnostics: &[Diagnostic], line: Option<&str>, object: Option<&Value>) {
        let (mut out, mut err) = (io::stdout().lock(), super::stderr(self.style.color));
        let mut streams = Streams { out: &mut out, err: &mut err };
        let shown =
            report::show_diagnostics(diagnostics, &source_text(&self.root), &self.style, &mut streams);
        let line = line.filter(|_| !self.is_quiet && self.style.format == MessageFormat::Human);
        let object = object.filter(|_| self.style.format == MessageFormat::Json);
        // The preview goes on whether or not anyone reads this.
        let _ = shown
            .and_then(|()| line.map_or(Ok(()), |line| writeln!(err, "{line}")))
            .and_then(|()| object.map_or(Ok(()), |object| writeln!(out, "{object}")))
            .and_then(|()| out.flush());
    }

    fn stages(&self, change: &Change) -> String {
        let stage = |(name, time): &(&str, std::time::Duration)| {
            format!("\n{name:<10} {:>9.3} ms", time.as_secs_f64() * 1000.0)
        };
        if self.timings { change.timings.iter().map(stage).collect() } else { String::new() }
    }
}

impl Observer for Teller {
    fn ready(&self, url: &str, change: &Change) {
        let seconds = change.took.as_secs_f64();
        let line = format!(
            "the site is at {url} (ready in {seconds:.2} s; Ctrl-C ends the preview){}",
            self.stages(change)
        );
        let object = json!({ "type": "ready", "url": url, "seconds": seconds });
        self.show(&change.diagnostics, Some(&line), Some(&object));
        if self.opens
            && let Err(error) = open::that_detached(url)
        {
            let message = format!("no browser could be opened: {}", environment::reason(&error));
            self.warn(&Diagnostic::warning("preview-browser", message).hint(format!("open {url} yourself")));
        }
    }

    fn changed(&self, change: &Change) {
        let what = match change.files.as_slice() {
            [] => "all files were looked at".to_owned(),
            [file] => file.clone(),
            [first, others @ ..] => format!("{first} and {} more", others.len()),
        };
        let errors = report::count(&change.diagnostics, Level::Error);
        let state = match errors {
            0 => String::new(),
            1 => "; one error".to_owned(),
            _ => format!("; {errors} errors"),
        };
        let (seconds, stages) = (change.took.as_secs_f64(), self.stages(change));
        let line = format!("{what}: {:.0} ms{state}{stages}", seconds * 1000.0);
        let object = json!({ "type": "change", "files": change.files, "errors": errors, "seconds": seconds });
        self.show(&change.diagnostics, Some(&line), Some(&object));
    }

    fn looked_through(&self, diagnostics: &[Diagnostic]) {
        self.show(diagnostics, None, None);
    }

    fn warn(&self, diagnostic: &Diagnostic) {
        self.show(std::slice::from_ref(diagnostic), None, None);
    }
}
