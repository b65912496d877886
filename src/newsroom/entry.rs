//! Entries of a data file, read field by field.
//!
//! A diagnostic names the file, the number of the entry and what it is called, and the way to it through the data.

use crate::{
    diagnostic::{Diagnostic, Step, nearest},
    value::Value,
};
use jiff::Timestamp;

/// What an instant must look like, for hints.
const INSTANT: &str = "2026-07-05T12:42:00Z";

/// The entries of a data file: of the list that it is, or of the value of `items` in it. Their field `name` says what
/// each is.
///
/// # Errors
/// The file is of another shape.
pub fn entries<'a>(
    file: &'a str,
    root: &'a Value,
    name: &'static str,
    code: &'static str,
) -> Result<Vec<Entry<'a>>, Box<Diagnostic>> {
    let (list, below) = match root {
        Value::Map(_) => (root.get(ITEMS).unwrap_or(&Value::Null), true),
        _ => (root, false),
    };
    let entry = |(number, value)| Entry { file, number, below, value, name, code };
    match list {
        Value::List(entries) => Ok((1..).zip(entries).map(entry).collect()),
        Value::Null => Ok(Vec::new()),
        _ => Err(Box::new(
            Diagnostic::warning(code, format!("this must be a list of entries, or a map with `{ITEMS}`"))
                .in_file(file)
                .within(vec![Step::Key(ITEMS.to_owned())])
                .hint(format!("write `{ITEMS}:` and below it one entry a line, each begun with `- `")),
        )),
    }
}

/// The key of the list in a data file that is a map.
const ITEMS: &str = "items";

/// One entry of a data file.
pub struct Entry<'a> {
    file: &'a str,
    /// From 1.
    number: usize,
    /// Whether the list is below a key of the file.
    below: bool,
    value: &'a Value,
    /// The field that people know it by.
    name: &'static str,
    code: &'static str,
}

impl<'a> Entry<'a> {
    /// A warning of this entry.
    pub fn warn(&self, message: &str, hint: impl Into<String>) -> Diagnostic {
        let called = self.value.get(self.name).and_then(text).map_or(String::new(), |text| {
            let short: String = text.chars().take(40).collect();
            format!(" (“{short}”)")
        });
        Diagnostic::warning(self.code, format!("entry {}{called} {message}", self.number))
            .in_file(self.file)
            .within(self.steps(None))
            .hint(hint)
    }

    /// A warning of one of its fields.
    pub fn warn_of(&self, key: &str, message: &str, hint: impl Into<String>) -> Diagnostic {
        self.warn(message, hint).within(self.steps(Some(key)))
    }

    fn steps(&self, key: Option<&str>) -> Vec<Step> {
        let list = self.below.then(|| Step::Key(ITEMS.to_owned()));
        let key = key.map(|key| Step::Key(key.to_owned()));
        list.into_iter().chain([Step::Entry(self.number - 1)]).chain(key).collect()
    }

    /// A text that must be there.
    ///
    /// # Errors
    /// It is not, or it is a list or a map.
    pub fn required(&self, key: &str, example: &str) -> Result<String, Diagnostic> {
        self.optional(key, example)?
            .ok_or_else(|| self.warn(&format!("has no `{key}`"), format!("add `{key}: {example}`")))
    }

    /// A text that may be there.
    ///
    /// # Errors
    /// It is a list or a map.
    pub fn optional(&self, key: &str, example: &str) -> Result<Option<String>, Diagnostic> {
        match self.value.get(key) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => {
                if let Some(text) = text(value) {
                    Ok(Some(text).filter(|text| !text.is_empty()))
                } else {
                    let message = format!("has a `{key}` that is no text");
                    Err(self.warn_of(key, &message, format!("write `{key}: {example}`")))
                }
            }
        }
    }

    /// A value as it is, none where it is null.
    pub fn value(&self, key: &str) -> Option<&'a Value> {
        self.value.get(key).filter(|value| **value != Value::Null)
    }

    /// An instant that may be there.
    ///
    /// # Errors
    /// It is something else.
    pub fn instant(&self, key: &str) -> Result<Option<Timestamp>, Diagnostic> {
        let Some(text) = self.optional(key, INSTANT)? else { return Ok(None) };
        instant(&text).map(Some).ok_or_else(|| {
            self.warn_of(
                key,
                &format!("has the {key} `{text}`, which is no date with a time and an offset"),
                format!("write `{key}: {INSTANT}`"),
            )
        })
    }

    /// The whole URL of a page on the web that may be there.
    ///
    /// # Errors
    /// It is something else.
    pub fn url(&self, key: &str) -> Result<Option<String>, Diagnostic> {
        let Some(text) = self.optional(key, "https://example.org/a")? else { return Ok(None) };
        match url::Url::parse(&text) {
            Ok(url) if matches!(url.scheme(), "http" | "https") => Ok(Some(url.into())),
            _ => Err(self.warn_of(
                key,
                &format!("has the {key} `{text}`, which is no address on the web"),
                format!("write a whole address, `{key}: https://…`, or leave it out"),
            )),
        }
    }

    /// Warnings of keys that nothing reads.
    pub fn unknown(&self, known: &[&str]) -> Vec<Diagnostic> {
        let Value::Map(fields) = self.value else { return Vec::new() };
        let others = fields.iter().map(|(key, _)| key.as_str()).filter(|key| !known.contains(key));
        let warn = |key| {
            let hint = match nearest(key, known.iter().copied()) {
                Some(known) => format!("did you mean `{known}`?"),
                None => format!("known here: {}", known.join(", ")),
            };
            self.warn_of(key, &format!("has the unknown key `{key}`"), hint)
        };
        others.map(warn).collect()
    }
}

/// An instant as RFC 3339 writes it: one without an offset is none.
pub fn instant(text: &str) -> Option<Timestamp> {
    text.parse().ok()
}

/// The text of a scalar, blanks around it taken off.
pub fn text(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text.trim().to_owned()),
        Value::Int(number) => Some(number.to_string()),
        Value::Float(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Null | Value::List(_) | Value::Map(_) => None,
    }
}
