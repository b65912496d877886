//! Lists as columns for people, as JSON or as CSV.
//!
//! Owns the three formats. It must not know what is listed: `list` gives it names and cells.

use super::{args::ListFormat, text};
use serde::ser::{Serialize, SerializeMap as _, Serializer};
use std::io::{self, Write};
use unicode_width::UnicodeWidthStr as _;

/// Blanks between two columns.
const GAP: usize = 2;

/// Rows of cells under names; each row has as many cells as there are names.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The names: headings of the columns, and keys in JSON.
    pub columns: Vec<&'static str>,
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
}

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing: empty for people and in CSV, `null` in JSON.
    Empty,
    /// Text.
    Text(String),
    /// A number, which people find at the right of its column.
    Count(u64),
    /// A measure, shown with three decimals.
    Score(f64),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl<T: Into<String>> From<Option<T>> for Cell {
    fn from(text: Option<T>) -> Self {
        text.map_or(Self::Empty, |text| Self::Text(text.into()))
    }
}

impl Cell {
    fn is_number(&self) -> bool {
        matches!(self, Self::Count(_) | Self::Score(_))
    }

    fn shown(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => text.clone(),
            Self::Count(number) => number.to_string(),
            Self::Score(number) => format!("{number:.3}"),
        }
    }
}

/// A cell's value in JSON.
impl Serialize for Cell {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Empty => serializer.serialize_none(),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Count(number) => serializer.serialize_u64(*number),
            Self::Score(number) => serializer.serialize_f64(*number),
        }
    }
}

/// Writes a table.
///
/// # Errors
/// What the writer says.
pub fn write(table: &Table, format: ListFormat, out: &mut dyn Write) -> io::Result<()> {
    match format {
        ListFormat::Table => write_columns(table, out),
        ListFormat::Json => write_json(table, out),
        ListFormat::Csv => write_csv(table, out),
    }
}

/// Columns as wide as their widest cell on a terminal, where a letter may take two places or none.
fn write_columns(table: &Table, out: &mut dyn Write) -> io::Result<()> {
    let headings = table.columns.iter().map(|name| name.to_uppercase()).collect();
    let rows: Vec<Vec<String>> = std::iter::once(headings)
        .chain(table.rows.iter().map(|row| row.iter().map(|cell| text::on_one_line(&cell.shown())).collect()))
        .collect();
    let widths: Vec<usize> = (0..table.columns.len())
        .map(|column| {
            rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.width()).max().unwrap_or(0)
        })
        .collect();
    let numeric: Vec<bool> = (0..table.columns.len()).map(|column| is_numeric(table, column)).collect();
    for row in &rows {
        writeln!(out, "{}", align(row, &widths, &numeric).trim_end())?;
    }
    Ok(())
}

fn is_numeric(table: &Table, column: usize) -> bool {
    table.rows.iter().filter_map(|row| row.get(column)).any(Cell::is_number)
}

fn align(row: &[String], widths: &[usize], numeric: &[bool]) -> String {
    let mut line = String::new();
    for ((cell, width), is_number) in row.iter().zip(widths).zip(numeric) {
        let padding = " ".repeat(width.saturating_sub(cell.width()));
        let (before, after) = if *is_number { (padding.as_str(), "") } else { ("", padding.as_str()) };
        line.extend([before, cell, after, &" ".repeat(GAP)]);
    }
    line
}

/// A row as an object whose keys keep the order of the columns.
struct Object<'a> {
    columns: &'a [&'static str],
    row: &'a [Cell],
}

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.columns.len()))?;
        for (name, cell) in self.columns.iter().zip(self.row) {
            map.serialize_entry(name, cell)?;
        }
        map.end()
    }
}

/// An array with one object a line, so that lists can be compared line by line.
fn write_json(table: &Table, out: &mut dyn Write) -> io::Result<()> {
    for (index, row) in table.rows.iter().enumerate() {
        let opening: &[u8] = if index == 0 { b"[\n" } else { b",\n" };
        out.write_all(opening)?;
        serde_json::to_writer(&mut *out, &Object { columns: &table.columns, row })?;
    }
    out.write_all(if table.rows.is_empty() { b"[]\n" } else { b"\n]\n" })
}

/// RFC 4180, with a line of names and `\n` at the end of each.
fn write_csv(table: &Table, out: &mut dyn Write) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(&table.columns).map_err(io_error)?;
    for row in &table.rows {
        writer.write_record(row.iter().map(csv_cell)).map_err(io_error)?;
    }
    writer.flush()
}

/// Spreadsheets run a text that begins like a formula, and titles come from anyone: such a text gets a `'` in
/// front, as OWASP advises against CSV injection. Numbers are ours and stay numbers; JSON has every text as it is.
fn csv_cell(cell: &Cell) -> String {
    let shown = cell.shown();
    let is_formula = !cell.is_number() && shown.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if is_formula { format!("'{shown}") } else { shown }
}

fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

#[cfg(test)]
mod tests;
