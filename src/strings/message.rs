//! One message: text with placeholders, or one text for each plural category.

use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

/// What a key stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Message {
    /// One text.
    Text(Vec<Part>),
    /// A text for each plural category, by CLDR's name; chosen by the argument `count`.
    Plural(BTreeMap<String, Vec<Part>>),
}

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Part {
    /// As it is.
    Text(String),
    /// The argument of this name.
    Argument(String),
}

/// The argument that chooses the plural category.
pub const COUNT: &str = "count";

/// The category that every plural has.
pub const OTHER: &str = "other";

impl Message {
    /// The text for a plural category; any will do where the message has no plurals.
    pub fn pattern(&self, category: &str) -> &[Part] {
        match self {
            Self::Text(pattern) => pattern,
            Self::Plural(patterns) => {
                patterns.get(category).or_else(|| patterns.get(OTHER)).map_or(&[], Vec::as_slice)
            }
        }
    }

    /// Whether it needs the argument `count` to choose a text.
    pub fn is_plural(&self) -> bool {
        matches!(self, Self::Plural(_))
    }

    /// The names of all placeholders; `count` is one of a plural's.
    pub fn arguments(&self) -> BTreeSet<&str> {
        let patterns: Vec<&[Part]> = match self {
            Self::Text(pattern) => vec![pattern],
            Self::Plural(patterns) => patterns.values().map(Vec::as_slice).collect(),
        };
        let named = patterns.into_iter().flatten().filter_map(|part| match part {
            Part::Argument(name) => Some(name.as_str()),
            Part::Text(_) => None,
        });
        named.chain(self.is_plural().then_some(COUNT)).collect()
    }
}

/// Reads a text: `{name}` is a placeholder, `{{` and `}}` are braces.
///
/// # Errors
/// The bytes of a brace that is neither.
pub fn parse(text: &str) -> Result<Vec<Part>, Range<usize>> {
    let mut parts = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        plain.push_str(&rest[..at]);
        let start = text.len() - rest.len() + at;
        let brace = &rest[at..=at];
        let after = &rest[at + 1..];
        if let Some(doubled) = after.strip_prefix(brace) {
            plain.push_str(brace);
            rest = doubled;
            continue;
        }
        let Some((name, behind)) = after.split_once('}').filter(|(name, _)| brace == "{" && is_name(name))
        else {
            return Err(start..start + 1);
        };
        if !plain.is_empty() {
            parts.push(Part::Text(std::mem::take(&mut plain)));
        }
        parts.push(Part::Argument(name.to_owned()));
        rest = behind;
    }
    plain.push_str(rest);
    if !plain.is_empty() || parts.is_empty() {
        parts.push(Part::Text(plain));
    }
    Ok(parts)
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}
