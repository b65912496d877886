//! `sitegen wire`: the reports of others.

use super::{
    args::MessageFormat,
    build::source_text,
    report::{self, Outcome, Streams, Style},
    request::{Pull, Request, Verbosity},
};
use crate::{
    config::{self, Config, WireOptions},
    diagnostic::{Diagnostic, Level},
    environment::EnvironmentError,
    source,
    wire::{self, Pulled},
};
use serde::Serialize;
use std::{io, time::Instant};

/// What a pull did, for programs.
#[derive(Serialize)]
struct Line {
    r#type: &'static str,
    ok: bool,
    sources: usize,
    failed: usize,
    new: usize,
    kept: usize,
    written: bool,
    errors: usize,
    warnings: usize,
    seconds: f64,
}

/// Fetches the feeds of the wire.
///
/// # Errors
/// What a stream says.
pub fn pull(request: &Request, pull: &Pull, streams: &mut Streams<'_>) -> io::Result<Outcome> {
    let (style, started) = (Style::of(request), Instant::now());
    let pulled = match try_pull(request, pull) {
        Ok(pulled) => pulled,
        Err(failure) => {
            report::show_failure(&failure, &style, streams)?;
            return Ok(Outcome::Environment);
        }
    };
    report::show_diagnostics(&pulled.diagnostics, &source_text(&request.root), &style, streams)?;
    let all_failed = pulled.sources > 0 && pulled.failed == pulled.sources;
    if all_failed {
        let failure = EnvironmentError::because("pull", "the wire", "none of its sources could be fetched");
        report::show_failure(&failure, &style, streams)?;
    }
    let count = |level| report::count(&pulled.diagnostics, level);
    let (errors, warnings) = (count(Level::Error), count(Level::Warning));
    let outcome =
        if all_failed { Outcome::Environment } else { Outcome::of(errors, warnings, pull.warnings) };
    let line = Line {
        r#type: "summary",
        ok: outcome == Outcome::Done,
        sources: pulled.sources,
        failed: pulled.failed,
        new: pulled.new,
        kept: pulled.kept,
        written: pulled.written,
        errors,
        warnings,
        seconds: (started.elapsed().as_secs_f64() * 1000.0).round() / 1000.0,
    };
    show(&line, &style, streams)?;
    Ok(outcome)
}

fn show(line: &Line, style: &Style, streams: &mut Streams<'_>) -> io::Result<()> {
    if style.format == MessageFormat::Json {
        serde_json::to_writer(&mut *streams.out, line)?;
        return streams.out.write_all(b"\n");
    }
    if style.verbosity == Verbosity::Quiet || line.errors > 0 || line.sources == 0 {
        return Ok(());
    }
    let Line { sources, failed, new, kept, seconds, .. } = line;
    let written = if line.written { "" } else { ", nothing to write" };
    writeln!(
        streams.err,
        "pulled {} of {sources} sources in {seconds:.2} s: {new} new, {kept} in data/wire.yaml{written}",
        sources - failed
    )
}

fn try_pull(request: &Request, pull: &Pull) -> Result<Pulled, EnvironmentError> {
    source::require_folder(&request.root)?;
    let (config, diagnostics) = match source::read_config(&request.root, request.config.as_deref())? {
        Some((name, bytes)) => config::parse(&bytes, &name),
        None => (Config::default(), Vec::new()),
    };
    // Of a setting that is wrong the default is known, and that is not what its author meant.
    let mistakes: Vec<Diagnostic> = diagnostics.into_iter().filter(Diagnostic::is_error).collect();
    let options = config.wire.filter(|options: &WireOptions| !options.sources.is_empty());
    match options {
        _ if !mistakes.is_empty() => Ok(Pulled { diagnostics: mistakes, ..Pulled::default() }),
        None => Ok(Pulled { diagnostics: vec![no_sources()], ..Pulled::default() }),
        Some(options) => wire::pull(&request.root, &options, pull.clock),
    }
}

fn no_sources() -> Diagnostic {
    Diagnostic::error("wire-sources", "the wire has no sources")
        .in_file("sitegen.yaml")
        .hint("add `wire: {sources: [{name: Example News, url: \"https://example.org/rss.xml\"}]}`")
}
