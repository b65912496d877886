//! What a build did, in one line.

use super::{Streams, Style, json};
use crate::cli::{
    args::MessageFormat,
    request::{Verbosity, Warnings},
};
use serde::Serialize;
use std::{collections::BTreeMap, io};

/// What a build did.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Summary {
    /// Whether it did all that was asked; the exit code says the same.
    pub ok: bool,
    /// Pages of the site.
    pub pages: usize,
    /// Pages that were rendered.
    pub rendered: usize,
    /// Files that were written because their bytes changed.
    pub written: usize,
    /// Files that were removed because nothing makes them any more.
    pub removed: usize,
    /// Posts that are not in the output, by reason.
    pub skipped: BTreeMap<String, usize>,
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// How long it took.
    pub seconds: f64,
    /// The first instant at which the output would change without an edit, RFC 3339.
    pub next_change_at: Option<String>,
}

#[derive(Serialize)]
struct Line<'a> {
    r#type: &'static str,
    ok: bool,
    pages: usize,
    rendered: usize,
    written: usize,
    removed: usize,
    skipped: &'a BTreeMap<String, usize>,
    errors: usize,
    warnings: usize,
    seconds: f64,
    next_change_at: Option<&'a str>,
}

impl<'a> From<&'a Summary> for Line<'a> {
    fn from(summary: &'a Summary) -> Self {
        Self {
            r#type: "summary",
            ok: summary.ok,
            pages: summary.pages,
            rendered: summary.rendered,
            written: summary.written,
            removed: summary.removed,
            skipped: &summary.skipped,
            errors: summary.errors,
            warnings: summary.warnings,
            // Finer than a millisecond is noise.
            seconds: (summary.seconds * 1000.0).round() / 1000.0,
            next_change_at: summary.next_change_at.as_deref(),
        }
    }
}

/// Shows a summary: for people unless they asked for quiet, for programs always.
///
/// # Errors
/// What a writer says.
pub fn show_summary(summary: &Summary, style: &Style, streams: &mut Streams<'_>) -> io::Result<()> {
    if style.format == MessageFormat::Json {
        return json::write_line(&Line::from(summary), streams.out);
    }
    if style.verbosity != Verbosity::Quiet {
        return writeln!(streams.err, "{}", sentence(summary, style.warnings));
    }
    Ok(())
}

fn sentence(summary: &Summary, treatment: Warnings) -> String {
    let problems = problems(summary, treatment);
    let done = if summary.ok || summary.pages > 0 { pages(summary) } else { "nothing built".to_owned() };
    let done = format!("{done} in {:.2} s", summary.seconds);
    let mut parts = match problems {
        None if summary.ok => vec![done],
        None => vec!["failed".to_owned(), done],
        Some(problems) if summary.ok => vec![done, problems],
        Some(problems) => vec![format!("failed: {problems}"), done],
    };
    if !summary.skipped.is_empty() {
        let reasons: Vec<String> =
            summary.skipped.iter().map(|(reason, number)| format!("{number} {reason}")).collect();
        parts.push(format!("left out: {}", reasons.join(", ")));
    }
    parts.extend(summary.next_change_at.iter().map(|instant| format!("build again at {instant}")));
    parts.join(" · ")
}

fn pages(summary: &Summary) -> String {
    let Summary { rendered, written, removed, .. } = summary;
    format!(
        "built {} ({rendered} rendered, {written} written, {removed} removed)",
        counted(summary.pages, "page", "pages")
    )
}

fn problems(summary: &Summary, treatment: Warnings) -> Option<String> {
    let denied = if treatment == Warnings::Deny { " (denied)" } else { "" };
    let errors = (summary.errors > 0).then(|| counted(summary.errors, "error", "errors"));
    let warnings = (summary.warnings > 0)
        .then(|| format!("{}{denied}", counted(summary.warnings, "warning", "warnings")));
    let problems: Vec<String> = errors.into_iter().chain(warnings).collect();
    (!problems.is_empty()).then(|| problems.join(", "))
}

fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
