//! Diagnostics as annotations of GitHub Actions.
//!
//! The form and its escapes are those of the workflow commands:
//! <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>.

use super::{SourceText, Style, excerpt::Excerpt};
use crate::diagnostic::{Diagnostic, Level, Position};
use std::io::{self, Write};

/// Writes diagnostics, errors first: GitHub shows only the first ten of a level and step, and those that fail
/// the run matter most.
pub(super) fn write(
    diagnostics: &[&Diagnostic],
    source: SourceText<'_>,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut by_level = diagnostics.to_vec();
    by_level.sort_by_key(|diagnostic| diagnostic.level);
    if let Some(notice) = too_many(diagnostics) {
        writeln!(out, "{notice}")?;
    }
    by_level.into_iter().try_for_each(|diagnostic| writeln!(out, "{}", annotation(diagnostic, source, style)))
}

/// Annotations of a level that GitHub shows of one step; it drops the others without a word, and keeps them in the log.
const SHOWN: usize = 10;

/// A notice of what GitHub will not show. It comes first, so that it is not dropped itself.
fn too_many(diagnostics: &[&Diagnostic]) -> Option<String> {
    let levels = [(Level::Error, "errors"), (Level::Warning, "warnings"), (Level::Info, "remarks")];
    let counts = levels.map(|(level, name)| {
        (diagnostics.iter().filter(|diagnostic| diagnostic.level == level).count(), name)
    });
    let many: Vec<String> = counts
        .iter()
        .filter(|(count, _)| *count > SHOWN)
        .map(|(count, name)| format!("{count} {name}"))
        .collect();
    (!many.is_empty()).then(|| {
        let said = many.join(", ");
        format!(
            "::notice title=sitegen::{said}: GitHub shows the first {SHOWN} of each here, the log has all"
        )
    })
}

fn annotation(diagnostic: &Diagnostic, source: SourceText<'_>, style: &Style) -> String {
    let mut properties: Vec<(&str, String)> = Vec::new();
    if let Some(file) = &diagnostic.file {
        properties.push(("file", style.path(file)));
        if let Some(position) = diagnostic.position {
            properties.push(("line", position.line.to_string()));
            properties.push(("col", position.column.to_string()));
            properties.extend(end_column(file, position, source).map(|end| ("endColumn", end.to_string())));
        }
    }
    properties.push(("title", diagnostic.code.to_string()));
    let properties: Vec<String> =
        properties.iter().map(|(name, value)| format!("{name}={}", escape_property(value))).collect();
    format!("::{} {}::{}", command(diagnostic.level), properties.join(","), escape(&message(diagnostic)))
}

fn command(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info => "notice",
    }
}

/// One past the last column of a range that ends on its first line.
fn end_column(file: &str, position: Position, source: SourceText<'_>) -> Option<u32> {
    let width = Excerpt::of(&source(file)?, position)?.width.filter(|width| *width > 0)?;
    Some(position.column.saturating_add(width))
}

/// The message with all that an annotation has no field for.
fn message(diagnostic: &Diagnostic) -> String {
    let mut lines = vec![diagnostic.message.clone()];
    lines.extend(diagnostic.hint.iter().map(|hint| format!("hint: {hint}")));
    for related in &diagnostic.related {
        let place =
            related.position.map_or(String::new(), |place| format!(":{}:{}", place.line, place.column));
        lines.push(format!("note: {}{place}: {}", related.file, related.message));
    }
    lines.join("\n")
}

fn escape(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn escape_property(text: &str) -> String {
    escape(text).replace(':', "%3A").replace(',', "%2C")
}
