//! Diagnostics for programs: one JSON object a line, with the same keys in the same order always.

use crate::diagnostic::{Diagnostic, Fix, Level, Position, Related};
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
struct Line<'a> {
    r#type: &'static str,
    level: Level,
    code: &'a str,
    message: &'a str,
    hint: Option<&'a str>,
    file: Option<&'a str>,
    #[serde(flatten)]
    place: Place,
    related: Vec<RelatedLine<'a>>,
    fix: Option<&'a Fix>,
}

#[derive(Serialize)]
struct RelatedLine<'a> {
    message: &'a str,
    file: &'a str,
    #[serde(flatten)]
    place: Place,
}

/// The parts of a position, all or none of them `null`.
#[derive(Serialize)]
struct Place {
    line: Option<u32>,
    column: Option<u32>,
    byte_start: Option<u32>,
    byte_end: Option<u32>,
}

impl From<Option<Position>> for Place {
    fn from(position: Option<Position>) -> Self {
        Self {
            line: position.map(|place| place.line),
            column: position.map(|place| place.column),
            byte_start: position.map(|place| place.byte_start),
            byte_end: position.map(|place| place.byte_end),
        }
    }
}

impl<'a> From<&'a Diagnostic> for Line<'a> {
    fn from(diagnostic: &'a Diagnostic) -> Self {
        let Diagnostic { file, position, within: _, level, code, message, hint, related, fix } = diagnostic;
        Self {
            r#type: "diagnostic",
            level: *level,
            code,
            message,
            hint: hint.as_deref(),
            file: file.as_deref(),
            place: (*position).into(),
            related: related.iter().map(RelatedLine::from).collect(),
            fix: fix.as_ref(),
        }
    }
}

impl<'a> From<&'a Related> for RelatedLine<'a> {
    fn from(related: &'a Related) -> Self {
        let Related { message, file, position } = related;
        Self { message, file, place: (*position).into() }
    }
}

/// Writes diagnostics, one a line.
pub(super) fn write(diagnostics: &[&Diagnostic], out: &mut dyn Write) -> io::Result<()> {
    diagnostics.iter().try_for_each(|diagnostic| write_line(&Line::from(*diagnostic), out))
}

/// Writes one object and ends its line.
pub(super) fn write_line(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")
}
