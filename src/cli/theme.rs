//! `sitegen theme`: the theme's files in the site.

use super::{
    args::MessageFormat,
    new::{stop, summary},
    report::{self, Outcome, Streams, Style},
    request::{Request, Verbosity, start::Theme},
};
use crate::{
    diagnostic::Diagnostic,
    start::{self, Eject, Ejected},
};
use serde_json::json;
use std::io;

/// Names the theme's files, or copies some.
///
/// # Errors
/// What a stream says.
pub fn run(request: &Request, theme: &Theme, streams: &mut Streams<'_>) -> io::Result<Outcome> {
    match theme {
        Theme::List => list(&Style::of(request), streams),
        Theme::Eject(path, changed) => eject(
            request,
            &Eject { root: request.root.clone(), path: path.clone(), changed: *changed },
            streams,
        ),
    }
}

fn list(style: &Style, streams: &mut Streams<'_>) -> io::Result<Outcome> {
    for (path, bytes) in start::theme_files() {
        if style.format == MessageFormat::Json {
            report::show_object(&json!({ "type": "file", "source": path, "size": bytes.len() }), streams)?;
        } else {
            writeln!(streams.out, "{path}")?;
        }
    }
    Ok(Outcome::Done)
}

fn eject(request: &Request, wanted: &Eject, streams: &mut Streams<'_>) -> io::Result<Outcome> {
    let style = Style::of(request);
    let ejected = match start::eject(wanted) {
        Ok(ejected) => ejected,
        Err(stopped) => return stop(stopped, request, &style, streams),
    };
    let Ejected { written, same, changed } = &ejected;
    let remarks: Vec<Diagnostic> = changed.iter().map(|path| left(path)).collect();
    report::show_diagnostics(&remarks, &|_| None, &style, streams)?;
    if style.format == MessageFormat::Json {
        written.iter().try_for_each(|path| {
            report::show_object(&json!({ "type": "written", "source": path }), streams)
        })?;
        summary(true, 0, remarks.len(), streams)?;
        return Ok(Outcome::Done);
    }
    written.iter().try_for_each(|path| writeln!(streams.out, "{}{path}", style.prefix))?;
    if style.verbosity != Verbosity::Quiet {
        let there = if same.is_empty() { String::new() } else { format!(", {} there already", same.len()) };
        let left = if changed.is_empty() { String::new() } else { format!(", {} left", changed.len()) };
        let files = if written.len() == 1 { "file" } else { "files" };
        writeln!(streams.err, "copied {} {files}{there}{left}", written.len())?;
    }
    Ok(Outcome::Done)
}

fn left(path: &str) -> Diagnostic {
    Diagnostic::warning("theme-file-changed", "the file is not as the theme has it, and stays")
        .in_file(path)
        .hint(format!("`sitegen theme eject --force {path}` replaces it; what it holds is then lost"))
}
