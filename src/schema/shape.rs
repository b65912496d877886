//! The small pieces that schemas are made of.
//!
//! What they allow is what the readers of YAML here take: text may be written as any scalar, a list of texts as one text, and
//! nothing (`null`) wherever something may be left out. Keywords are those that the drafts from 7 to 2020-12 share, since
//! editors know no others well.

use serde_json::{Map, Value, json};

/// The draft that the schemas are written in.
const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";

/// A whole schema.
pub(super) fn document(title: &str, about: &str, schema: Value) -> Value {
    let mut document = Map::new();
    document.insert("$schema".to_owned(), json!(DRAFT));
    document.insert("title".to_owned(), json!(title));
    document.insert("description".to_owned(), json!(about));
    if let Value::Object(entries) = schema {
        document.extend(entries);
    }
    Value::Object(document)
}

/// A schema with a description, which editors show.
pub(super) fn about(text: &str, schema: Value) -> Value {
    with(schema, "description", json!(text))
}

/// A schema with one keyword more.
pub(super) fn with(schema: Value, keyword: &str, value: Value) -> Value {
    let Value::Object(mut entries) = schema else { return schema };
    entries.insert(keyword.to_owned(), value);
    Value::Object(entries)
}

/// Any of these.
pub(super) fn any_of(schemas: impl IntoIterator<Item = Value>) -> Value {
    json!({ "anyOf": schemas.into_iter().collect::<Vec<_>>() })
}

/// A shape for which editors offer the names that are known.
pub(super) fn offered(known: &[String], shape: Value) -> Value {
    if known.is_empty() { shape } else { any_of([json!({ "enum": known }), shape]) }
}

/// None of these.
pub(super) fn not(schema: &Value) -> Value {
    json!({ "not": schema })
}

/// What stands under `$defs`.
pub(super) fn defined(name: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{name}") })
}

/// Text as any scalar, or nothing.
pub(super) fn text() -> Value {
    json!({ "type": ["string", "number", "boolean", "null"] })
}

/// Text that is there: not blank, and not a bare `true`, which is a switch.
pub(super) fn told() -> Value {
    any_of([json!({ "type": "number" }), json!({ "type": "string", "pattern": "\\S" })])
}

/// Text of a form. A number and a boolean are text as they are written, which no pattern sees.
pub(super) fn pattern(pattern: &str, examples: &[&str]) -> Value {
    json!({ "type": ["string", "null"], "pattern": pattern, "examples": examples })
}

/// Text of a form that must be there.
pub(super) fn needed_pattern(pattern: &str, examples: &[&str]) -> Value {
    json!({ "type": "string", "pattern": pattern, "examples": examples })
}

/// A list of texts, or one text.
pub(super) fn texts() -> Value {
    any_of([text(), list(text())])
}

/// A list.
#[expect(clippy::needless_pass_by_value, reason = "schemas are made where they are used")]
pub(super) fn list(items: Value) -> Value {
    json!({ "type": "array", "items": items })
}

/// A list, or one of its entries alone.
pub(super) fn one_or_more(entry: &Value) -> Value {
    any_of([entry.clone(), list(entry.clone())])
}

/// `true` or `false`.
pub(super) fn boolean() -> Value {
    json!({ "type": ["boolean", "null"] })
}

/// A whole number in a range.
pub(super) fn whole(least: i64, most: i64) -> Value {
    json!({ "type": ["integer", "null"], "minimum": least, "maximum": most })
}

/// One of a few words as they are written here.
pub(super) fn words<'a>(words: impl IntoIterator<Item = &'a str>) -> Value {
    let words = words.into_iter().map(Value::from).chain([Value::Null]);
    json!({ "enum": words.collect::<Vec<_>>() })
}

/// One of a few words in any case, those of the list being offered.
pub(super) fn words_in_any_case<'a>(words: impl IntoIterator<Item = &'a str> + Clone) -> Value {
    let in_any_case: Vec<String> = words.clone().into_iter().map(in_any_case).collect();
    let pattern = format!("^(?:{})$", in_any_case.join("|"));
    any_of([self::words(words), json!({ "type": "string", "pattern": pattern })])
}

/// The pattern of a word in any case.
pub(super) fn in_any_case(word: &str) -> String {
    let letter = |c: char| {
        if c.is_ascii_alphabetic() {
            format!("[{}{}]", c.to_ascii_lowercase(), c.to_ascii_uppercase())
        } else {
            c.to_string()
        }
    };
    word.chars().map(letter).collect()
}

/// A map whose keys are all known, or nothing.
pub(super) fn closed<'a>(entries: impl IntoIterator<Item = (&'a str, Value)>) -> Value {
    json!({ "type": ["object", "null"], "properties": properties(entries), "additionalProperties": false })
}

/// A map in which other keys may stand.
pub(super) fn open<'a>(entries: impl IntoIterator<Item = (&'a str, Value)>) -> Value {
    json!({ "type": "object", "properties": properties(entries) })
}

/// A map of a closed or open shape with keys that must be there.
pub(super) fn needing(map: Value, required: &[&str]) -> Value {
    with(with(map, "type", json!("object")), "required", json!(required))
}

/// Properties by name.
pub(super) fn properties<'a>(entries: impl IntoIterator<Item = (&'a str, Value)>) -> Value {
    Value::Object(entries.into_iter().map(|(name, schema)| (name.to_owned(), schema)).collect())
}

/// A map from names of the site's own, each of a form, to one shape.
pub(super) fn named(pattern: &str, entry: Value) -> Value {
    let mut map = json!({ "type": ["object", "null"], "additionalProperties": false });
    map["patternProperties"] = properties([(pattern, entry)]);
    map
}
