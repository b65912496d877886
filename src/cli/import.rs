//! `sitegen import`.

use super::{
    args::{ListFormat, MessageFormat},
    build::{absolute, source_text},
    report::{self, Outcome, Streams, Style},
    request::{Import, Request, Verbosity, Writes},
    table::{self, Cell, Table},
};
use crate::{
    diagnostic::{Diagnostic, Level},
    environment::{EnvironmentError, failed},
    import::{
        self,
        report::{Report, place},
        write::Refusal,
    },
    pipeline::{self, CacheUse},
};
use serde_json::{Value, json};
use std::{io, path::Path};

/// Remarks that people see before the rest is only counted.
const SHOWN: usize = 20;

/// Brings a site in, and builds the new one as a trial.
///
/// # Errors
/// What a stream says.
pub fn run(request: &Request, import: &Import, streams: &mut Streams<'_>) -> io::Result<Outcome> {
    let into = import.into.clone().unwrap_or_else(|| request.root.clone());
    let request = &Request { root: into, ..request.clone() };
    let style = Style::of(request);
    match bring(request, import) {
        Ok(Ok(brought)) => show(request, import, &brought, &style, streams),
        Ok(Err(refusal)) => {
            report::show_diagnostics(&[refused(refusal, &request.root)], &|_| None, &style, streams)?;
            Ok(Outcome::Usage)
        }
        Err(failure) => {
            report::show_failure(&failure, &style, streams)?;
            Ok(Outcome::Environment)
        }
    }
}

/// What was brought in, and how the new site builds.
struct Brought {
    report: Report,
    files: usize,
    built: pipeline::Outcome,
    /// The folder in which it was tried, which is gone with it.
    tried: Option<tempfile::TempDir>,
}

fn bring(request: &Request, wanted: &Import) -> Result<Result<Brought, Refusal>, EnvironmentError> {
    let mut import = import::read(wanted.generator, &wanted.source)?;
    if let Some(refusal) = import::write::check(&import, &request.root, wanted.occupied)? {
        return Ok(Err(refusal));
    }
    // What is only tried is written where it is gone again.
    let tried = match wanted.writes {
        Writes::Site => None,
        Writes::Nothing => Some(tempfile::tempdir().map_err(failed("make", &std::env::temp_dir()))?),
    };
    let folder = tried.as_ref().map_or(request.root.as_path(), tempfile::TempDir::path);
    let files = import::write::write(&mut import, folder)?;
    let built = pipeline::build(&trial(request, wanted, folder), &pipeline::Silent);
    Ok(Ok(Brought { report: import.translation.report, files, built, tried }))
}

/// A build that writes nothing.
fn trial(request: &Request, wanted: &Import, folder: &Path) -> pipeline::Request {
    pipeline::Request {
        output_dir: absolute(&folder.join(pipeline::OUTPUT_DIR)),
        cache: CacheUse::Ignore,
        mode: pipeline::Mode::DryRun,
        home: request.home.clone(),
        jobs: request.jobs,
        ..pipeline::Request::new(folder, wanted.clock)
    }
}

fn refused(refusal: Refusal, folder: &Path) -> Diagnostic {
    let folder = folder.display();
    match refusal {
        Refusal::Occupied => {
            Diagnostic::error("import-folder", format!("the folder `{folder}` is not empty"))
                .hint("name another with `--into`, or add `--force`: files that are there are never changed")
        }
        Refusal::Overlap => Diagnostic::error(
            "import-folder",
            format!("the folder `{folder}` is inside the site that is brought in"),
        )
        .hint("name a folder outside of it with `--into`"),
    }
}

fn show(
    request: &Request,
    import: &Import,
    brought: &Brought,
    style: &Style,
    streams: &mut Streams<'_>,
) -> io::Result<Outcome> {
    let Brought { report, files, built, tried } = brought;
    let (errors, warnings) =
        (report::count(&built.diagnostics, Level::Error), report::count(&built.diagnostics, Level::Warning));
    let outcome = match &built.failure {
        Some(_) => Outcome::Environment,
        None => Outcome::of(errors, 0, super::request::Warnings::Allow),
    };
    let is_for_people = style.format == MessageFormat::Human;
    let value = || as_json(import, brought, &request.root, errors, warnings);
    match import.format {
        ListFormat::Json => {
            serde_json::to_writer_pretty(&mut *streams.out, &value())?;
            streams.out.write_all(b"\n")?;
        }
        ListFormat::Table if style.format == MessageFormat::Json => report::show_object(&value(), streams)?,
        ListFormat::Table if !is_for_people => {}
        format => table::write(&tally(report), format, streams.out)?,
    }
    if request.verbosity != Verbosity::Quiet && is_for_people && import.format == ListFormat::Table {
        show_remarks(request, report, streams)?;
    }
    let folder = tried.as_ref().map_or(request.root.as_path(), tempfile::TempDir::path);
    // Of warnings there are as many as a new site has pages; `sitegen check` shows them.
    let shown: Vec<Diagnostic> = built.diagnostics.iter().filter(|found| found.is_error()).cloned().collect();
    report::show_diagnostics(&shown, &source_text(folder), style, streams)?;
    if let Some(failure) = &built.failure {
        report::show_failure(failure, style, streams)?;
    }
    if request.verbosity != Verbosity::Quiet {
        writeln!(
            streams.err,
            "{}",
            summary(import, &request.root, *files, report, (built.pages, errors, warnings))
        )?;
    }
    Ok(outcome)
}

fn tally(report: &Report) -> Table {
    let count = |number: usize| Cell::Count(number as u64);
    let row = |(what, tally): (&&str, &import::report::Tally)| {
        vec![Cell::from(*what), count(tally.carried), count(tally.changed), count(tally.left)]
    };
    Table {
        columns: vec!["what", "carried", "changed", "left"],
        rows: report.tally.iter().map(row).collect(),
    }
}

fn show_remarks(request: &Request, report: &Report, streams: &mut Streams<'_>) -> io::Result<()> {
    let most = if request.verbosity == Verbosity::Verbose { usize::MAX } else { SHOWN };
    for remark in report.remarks.iter().take(most) {
        let place = place(remark).map(|place| format!("{place}: ")).unwrap_or_default();
        let line =
            format!("{place}{}: {} ({}); {}", remark.what, remark.message, remark.fate.as_str(), remark.hint);
        writeln!(streams.err, "{}", super::text::on_one_line(&line))?;
    }
    let rest = report.remarks.len().saturating_sub(most);
    if rest > 0 {
        writeln!(streams.err, "and {rest} more, which are in {}", import::report::FILE)?;
    }
    Ok(())
}

fn summary(
    import: &Import,
    root: &Path,
    files: usize,
    report: &Report,
    (pages, errors, warnings): (usize, usize, usize),
) -> String {
    let verb = match import.writes {
        Writes::Site => "wrote",
        Writes::Nothing => "would write",
    };
    let build = if errors > 0 {
        format!("the new site does not build: {errors} errors")
    } else {
        format!("the new site builds: {pages} files, {warnings} warnings")
    };
    format!("{verb} {files} files into {}; {} things were left; {build}", root.display(), report.left())
}

fn as_json(import: &Import, brought: &Brought, root: &Path, errors: usize, warnings: usize) -> Value {
    let Brought { report, files, built, .. } = brought;
    let remark = |remark: &import::foreign::Remark| {
        json!({
            "what": remark.what, "fate": remark.fate.as_str(), "file": remark.file, "line": remark.line,
            "message": remark.message, "hint": remark.hint,
        })
    };
    json!({
        "type": "import",
        "generator": report.generator.as_str(),
        "source": import.source.to_string_lossy(),
        "into": root.to_string_lossy(),
        "dry_run": import.writes == Writes::Nothing,
        "files": files,
        "tally": report.tally,
        "remarks": report.remarks.iter().map(remark).collect::<Vec<_>>(),
        "pages": report.pages,
        "build": {
            "ok": errors == 0 && built.failure.is_none(), "pages": built.pages, "errors": errors, "warnings": warnings,
        },
    })
}
