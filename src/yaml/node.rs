//! The tree.

use crate::{diagnostic::Step, value::Value};
use std::ops::Range;

/// A value of a YAML or TOML text, with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// What it is.
    pub shape: Shape,
    /// Its bytes in the source; of a list or map, those of its first scalar, or of its key when it is empty.
    pub range: Range<usize>,
}

/// What a node is.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// A single value: its text as written (quotes and escapes resolved) and what YAML takes it for.
    Scalar(String, Kind),
    /// A list.
    List(Vec<Node>),
    /// A map, in the order of its source, each key once.
    Map(Vec<Entry>),
}

/// An entry of a map.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The key's text.
    pub key: String,
    /// The key's bytes in the source.
    pub key_range: Range<usize>,
    /// What it holds.
    pub value: Node,
}

/// What YAML 1.2 takes a scalar for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `null`, `~` or nothing.
    Null,
    /// `true` or `false`, not quoted.
    Bool(bool),
    /// A whole number.
    Int,
    /// A decimal number.
    Float,
    /// Text: quoted, or nothing of the above.
    Text,
}

impl Node {
    /// The bytes of what `steps` lead to, or of the last thing on the way that is there: of a key before its value.
    pub fn locate(&self, steps: &[Step]) -> Range<usize> {
        let Some((step, rest)) = steps.split_first() else { return self.range.clone() };
        match (&self.shape, step) {
            (Shape::Map(entries), Step::Key(key)) => match entries.iter().find(|entry| entry.key == *key) {
                Some(entry) if rest.is_empty() => entry.key_range.clone(),
                Some(entry) => entry.value.locate(rest),
                None => self.range.clone(),
            },
            (Shape::List(nodes), Step::Entry(number)) => {
                nodes.get(*number).map_or_else(|| self.range.clone(), |node| node.locate(rest))
            }
            _ => self.range.clone(),
        }
    }

    /// Whether it is null, an empty value.
    pub fn is_null(&self) -> bool {
        matches!(self.shape, Shape::Scalar(_, Kind::Null))
    }

    /// The text of a scalar as written; none for null, lists and maps.
    pub fn text(&self) -> Option<&str> {
        match &self.shape {
            Shape::Scalar(_, Kind::Null) => None,
            Shape::Scalar(text, _) => Some(text),
            _ => None,
        }
    }

    /// `true` or `false`, written so and not quoted.
    pub fn boolean(&self) -> Option<bool> {
        match self.shape {
            Shape::Scalar(_, Kind::Bool(value)) => Some(value),
            _ => None,
        }
    }

    /// A whole number, not quoted: `12`, and as other programs may write it `12.0` or `0xc`.
    pub fn integer(&self) -> Option<i64> {
        match &self.shape {
            Shape::Scalar(text, Kind::Int) => text.parse().ok().or_else(|| in_another_base(text)),
            Shape::Scalar(text, Kind::Float) => whole(text.parse().ok()?),
            _ => None,
        }
    }

    /// A number, not quoted.
    pub fn number(&self) -> Option<f64> {
        match &self.shape {
            Shape::Scalar(text, Kind::Int | Kind::Float) => {
                let decimal = text.parse().ok().filter(|number: &f64| number.is_finite());
                decimal.or_else(|| in_another_base(text).map(|number| number as f64))
            }
            _ => None,
        }
    }

    /// The entries of a list.
    pub fn list(&self) -> Option<&[Self]> {
        match &self.shape {
            Shape::List(nodes) => Some(nodes),
            _ => None,
        }
    }

    /// The entries of a map.
    pub fn map(&self) -> Option<&[Entry]> {
        match &self.shape {
            Shape::Map(entries) => Some(entries),
            _ => None,
        }
    }

    /// What it is, in words for a message: `a list`, `the text "no"`.
    pub fn describe(&self) -> String {
        match &self.shape {
            Shape::Scalar(_, Kind::Null) => "nothing".to_owned(),
            Shape::Scalar(text, Kind::Bool(_)) => format!("`{text}`"),
            Shape::Scalar(text, Kind::Int | Kind::Float) => format!("the number {text}"),
            Shape::Scalar(text, Kind::Text) => format!("the text \"{}\"", excerpt(text)),
            Shape::List(_) => "a list".to_owned(),
            Shape::Map(_) => "a map".to_owned(),
        }
    }

    /// Whether two say the same, wherever it stands.
    pub fn says_same(&self, other: &Self) -> bool {
        match (&self.shape, &other.shape) {
            (Shape::Scalar(ours, kind), Shape::Scalar(theirs, other)) => (ours, kind) == (theirs, other),
            (Shape::List(ours), Shape::List(theirs)) => {
                ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(one, other)| one.says_same(other))
            }
            (Shape::Map(ours), Shape::Map(theirs)) => {
                ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(one, other)| one.says_same(other))
            }
            _ => false,
        }
    }

    /// The data, without places. A number is one only where its text is its canonical form.
    pub fn to_value(&self) -> Value {
        match &self.shape {
            Shape::Scalar(_, Kind::Null) => Value::Null,
            Shape::Scalar(_, Kind::Bool(value)) => Value::Bool(*value),
            Shape::Scalar(text, Kind::Int | Kind::Float) => Value::from_scalar(text),
            Shape::Scalar(text, Kind::Text) => Value::Text(text.clone()),
            Shape::List(nodes) => Value::List(nodes.iter().map(Self::to_value).collect()),
            Shape::Map(entries) => Value::Map(entries.iter().map(Entry::to_pair).collect()),
        }
    }
}

impl Entry {
    /// Whether two have one key and say the same, wherever they stand.
    pub fn says_same(&self, other: &Self) -> bool {
        self.key == other.key && self.value.says_same(&other.value)
    }

    /// The key and the data.
    pub fn to_pair(&self) -> (String, Value) {
        (self.key.clone(), self.value.to_value())
    }
}

/// A whole number with a prefix, as YAML 1.2 has it: `0xff`, `0o17`, `0b101`.
fn in_another_base(text: &str) -> Option<i64> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let bases = [("0x", 16), ("0o", 8), ("0b", 2)];
    let (digits, base) =
        bases.iter().find_map(|(prefix, base)| Some((digits.strip_prefix(prefix)?, *base)))?;
    i64::from_str_radix(&format!("{sign}{digits}"), base).ok()
}

/// A number without a fraction, in the range in which every whole number has its own.
fn whole(number: f64) -> Option<i64> {
    let most = 9_007_199_254_740_992.0;
    #[expect(clippy::cast_possible_truncation, reason = "it has no fraction and is in range")]
    (number.fract() == 0.0 && number.abs() <= most).then_some(number as i64)
}

/// The first characters of a text, for a message on one line.
pub(super) fn excerpt(text: &str) -> String {
    let line: String = text.chars().take(40).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().count() > 40 { format!("{line}…") } else { line }
}
