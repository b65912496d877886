//! Data of any shape: what `extra` and data files hold.
//!
//! Owns the tree that front matter, configuration and data files share once their known keys are taken. It must
//! not know the formats it came from or the templates it goes to.

use serde::{Deserialize, Serialize, Serializer, ser::SerializeMap as _};

/// A tree of data. Scalars keep the text of their source wherever a number would lose it: `1.10`, `010` and
/// `12:30` are text, `3` and `0.5` are numbers.
#[derive(Debug, Clone, PartialEq, Deserialize)]
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

/// In formats for people and in templates the tree is itself; in the cache's each node carries its type.
impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            self.serialize_plain(serializer)
        } else {
            self.serialize_typed(serializer)
        }
    }
}

impl Value {
    fn serialize_plain<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_none(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Int(value) => serializer.serialize_i64(*value),
            Self::Float(value) => serializer.serialize_f64(*value),
            Self::Text(value) => serializer.serialize_str(value),
            Self::List(values) => serializer.collect_seq(values),
            Self::Map(entries) => {
                let mut map = serializer.serialize_map(Some(entries.len()))?;
                for (key, value) in entries {
                    map.serialize_entry(key, value)?;
                }
                map.end()
            }
        }
    }

    /// The form that the derived [`Deserialize`] reads: the numbers are the variants' places.
    fn serialize_typed<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit_variant("Value", 0, "Null"),
            Self::Bool(value) => serializer.serialize_newtype_variant("Value", 1, "Bool", value),
            Self::Int(value) => serializer.serialize_newtype_variant("Value", 2, "Int", value),
            Self::Float(value) => serializer.serialize_newtype_variant("Value", 3, "Float", value),
            Self::Text(value) => serializer.serialize_newtype_variant("Value", 4, "Text", value),
            Self::List(values) => serializer.serialize_newtype_variant("Value", 5, "List", values),
            Self::Map(entries) => serializer.serialize_newtype_variant("Value", 6, "Map", entries),
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

    #[test]
    fn the_cache_reads_back_what_it_wrote() {
        let value = Value::Map(vec![(
            "list".into(),
            Value::List(vec![
                Value::Null,
                Value::Bool(true),
                Value::Int(-3),
                Value::Float(0.5),
                Value::Text("x".into()),
            ]),
        )]);
        let bytes = postcard::to_stdvec(&value).expect("encodes");
        assert_eq!(postcard::from_bytes::<Value>(&bytes).expect("decodes"), value);
        assert_eq!(serde_json::to_string(&value).expect("encodes"), r#"{"list":[null,true,-3,0.5,"x"]}"#);
    }
}
