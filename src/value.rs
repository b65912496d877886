//! Data of any shape: what `extra` and data files hold.
//!
//! Owns the tree that front matter, configuration and data files share once their known keys are taken. It must
//! not know the formats it came from or the templates it goes to.

use serde::{Deserialize, Serialize};

/// A tree of data. Scalars keep the text of their source wherever a number would lose it: `1.10`, `010` and
/// `12:30` are text, `3` and `0.5` are numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Value {
    /// Nothing.
    Null,
    /// `true` or `false`, written so.
    Bool(bool),
    /// A whole number whose text is its canonical form.
    Int(i64),
    /// A decimal number whose text is its canonical form.
    Float(f64),
    /// Everything else.
    Text(String),
    /// A list.
    List(Vec<Value>),
    /// A map, in the order of its source.
    Map(Vec<(String, Value)>),
}

impl Value {
    /// A plain scalar as written: a number or boolean when its canonical form is the same text, else text.
    pub fn from_scalar(text: &str) -> Self {
        match text {
            "true" => return Self::Bool(true),
            "false" => return Self::Bool(false),
            "null" | "~" | "" => return Self::Null,
            _ => {}
        }
        if let Ok(number) = text.parse::<i64>()
            && number.to_string() == text
        {
            return Self::Int(number);
        }
        if text.starts_with(|first: char| first.is_ascii_digit() || first == '-')
            && let Ok(number) = text.parse::<f64>()
            && number.is_finite()
            && number.to_string() == text
        {
            return Self::Float(number);
        }
        Self::Text(text.to_owned())
    }

    /// The value at `key`, when this is a map that has it.
    pub fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Map(entries) => entries.iter().find(|(name, _)| name == key).map(|(_, value)| value),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scalars_keep_their_text() {
        assert_eq!(Value::from_scalar("1.10"), Value::Text("1.10".into()));
        assert_eq!(Value::from_scalar("010"), Value::Text("010".into()));
        assert_eq!(Value::from_scalar("no"), Value::Text("no".into()));
        assert_eq!(Value::from_scalar("nan"), Value::Text("nan".into()));
        assert_eq!(Value::from_scalar("1.5"), Value::Float(1.5));
        assert_eq!(Value::from_scalar("-3"), Value::Int(-3));
    }
}
