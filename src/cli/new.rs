//! `sitegen new`: a post or page, and the editor that it is opened in.

use super::{
    args::MessageFormat,
    build::{refuse, source_text},
    report::{self, Outcome, Streams, Style},
    request::{Request, Verbosity, Warnings, start::New},
};
use crate::{
    diagnostic::Level,
    environment::{EnvironmentError, reason},
    start::{self, NewPost, Stopped, What, Written},
};
use serde_json::json;
use std::{
    ffi::OsStr,
    io,
    process::{Command, Stdio},
};

/// Begins a post or page.
///
/// # Errors
/// What a stream says.
pub fn run(request: &Request, new: &New, streams: &mut Streams<'_>) -> io::Result<Outcome> {
    let style = Style::of(request);
    let written = match start::new_post(&wanted(request, new)) {
        Ok(written) => written,
        Err(stopped) => return stop(stopped, request, &style, streams),
    };
    report::show_diagnostics(&written.diagnostics, &source_text(&request.root), &style, streams)?;
    let path = format!("{}{}", style.prefix, written.source);
    show(&written, &path, new, &style, streams)?;
    streams.out.flush()?;
    match &new.editor {
        Some(editor) => match edit(editor, &path) {
            Ok(()) => look_over(request, &written, &style, streams),
            Err(failure) => refuse(&failure, &style, streams),
        },
        None => Ok(Outcome::Done),
    }
}

fn wanted(request: &Request, new: &New) -> NewPost {
    let new = new.clone();
    NewPost {
        root: request.root.clone(),
        config: request.config.clone(),
        jobs: request.jobs,
        what: new.what,
        title: new.title,
        kind: new.kind,
        tags: new.tags,
        is_draft: new.is_draft,
        section: new.section,
        date: new.date,
        slug: new.slug,
        id: new.id,
        lang: new.lang,
        is_bundle: new.is_bundle,
        clock: new.clock,
    }
}

/// The path alone on standard output, so that programs can take it; what a person may want to know beside it.
fn show(
    written: &Written,
    path: &str,
    new: &New,
    style: &Style,
    streams: &mut Streams<'_>,
) -> io::Result<()> {
    let Written { source, title, id, url, date, is_draft, is_future, diagnostics } = written;
    if style.format == MessageFormat::Json {
        let what = if new.what == What::Post { "post" } else { "page" };
        let object = json!({
            "type": "new", "what": what, "path": path, "source": source.as_str(), "title": title, "id": id, "url": url,
            "date": date,
            "draft": is_draft,
        });
        report::show_object(&object, streams)?;
        let warnings = report::count(diagnostics, Level::Warning);
        return summary(true, 0, warnings, streams);
    }
    writeln!(streams.out, "{path}")?;
    if style.verbosity == Verbosity::Quiet {
        return Ok(());
    }
    let note = match (is_draft, is_future, date) {
        (true, ..) => "; a draft, which `sitegen serve --drafts` shows".to_owned(),
        (false, true, Some(date)) => {
            format!("; public from {date} on, `sitegen serve --future` shows it before")
        }
        _ => String::new(),
    };
    writeln!(streams.err, "its address will be {url}{note}")
}

/// The last line for programs.
pub fn summary(ok: bool, errors: usize, warnings: usize, streams: &mut Streams<'_>) -> io::Result<()> {
    report::show_object(
        &json!({ "type": "summary", "ok": ok, "errors": errors, "warnings": warnings }),
        streams,
    )
}

/// Says why nothing, or not all, was written.
pub fn stop(
    stopped: Stopped,
    request: &Request,
    style: &Style,
    streams: &mut Streams<'_>,
) -> io::Result<Outcome> {
    let (outcome, diagnostics) = match stopped {
        Stopped::Usage(mistake) => (Outcome::Usage, vec![*mistake]),
        Stopped::Refused(mistakes) => (Outcome::SiteErrors, mistakes),
        Stopped::Environment(failure) => {
            report::show_failure(&failure, style, streams)?;
            (Outcome::Environment, Vec::new())
        }
        Stopped::Halfway(written, failure) => {
            report::show_failure(&failure, style, streams)?;
            tell_halfway(&written, style, streams)?;
            (Outcome::Environment, Vec::new())
        }
    };
    report::show_diagnostics(&diagnostics, &source_text(&request.root), style, streams)?;
    if style.format == MessageFormat::Json {
        summary(false, diagnostics.len().max(1), 0, streams)?;
    }
    Ok(outcome)
}

fn tell_halfway(written: &[String], style: &Style, streams: &mut Streams<'_>) -> io::Result<()> {
    if style.format == MessageFormat::Json {
        let files = written.iter().map(|path| json!({ "type": "written", "source": path }));
        return files.into_iter().try_for_each(|object| report::show_object(&object, streams));
    }
    match written {
        [] => writeln!(streams.err, "nothing was written before"),
        written => writeln!(streams.err, "written before: {}", written.join(", ")),
    }
}

/// Opens a file in an editor and waits. What it prints goes to standard error: standard output has the path alone.
fn edit(editor: &OsStr, path: &str) -> Result<(), EnvironmentError> {
    let shown = editor.to_string_lossy();
    let ended = command(editor, path).stdout(Stdio::from(io::stderr())).status();
    let why = match ended {
        Ok(status) if status.success() => return Ok(()),
        Ok(status) => match status.code() {
            Some(code) => format!("`{shown}` ended with exit code {code}; the file is written"),
            None => format!("`{shown}` was ended by a signal; the file is written"),
        },
        Err(error) => format!("`{shown}` cannot be started: {}; the file is written", reason(&error)),
    };
    Err(EnvironmentError::because("edit", path, why))
}

/// Says what is wrong with what was written in the editor, while it is at hand.
fn look_over(
    request: &Request,
    written: &Written,
    style: &Style,
    streams: &mut Streams<'_>,
) -> io::Result<Outcome> {
    let found = match start::read_over(&request.root, request.config.as_deref(), &written.source) {
        Ok(found) => found,
        Err(failure) => return refuse(&failure, style, streams),
    };
    // What was said before the editor was opened is known.
    let new: Vec<_> = found.into_iter().filter(|remark| !written.diagnostics.contains(remark)).collect();
    report::show_diagnostics(&new, &source_text(&request.root), style, streams)?;
    Ok(Outcome::of(report::count(&new, Level::Error), 0, Warnings::Allow))
}

/// The variable may hold options, and quotes around them, as the shell reads them.
#[cfg(unix)]
fn command(editor: &OsStr, path: &str) -> Command {
    let mut script = editor.to_owned();
    script.push(" \"$@\"");
    let mut command = Command::new("sh");
    command.arg("-c").arg(script).arg(editor).arg(path);
    command
}

#[cfg(not(unix))]
fn command(editor: &OsStr, path: &str) -> Command {
    let line = editor.to_string_lossy();
    let mut words = line.split_whitespace();
    let mut command = Command::new(words.next().unwrap_or_default());
    command.args(words).arg(path);
    command
}
