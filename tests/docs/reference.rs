//! The references of settings and front matter have every key that the schemas know, with its type and default, and no other.
//! `SITEGEN_BLESS=1 cargo test --test suite docs::reference` writes them anew.

use super::{none, root};
use serde_json::{Map, Value};
use sitegen::{post::front_matter::IMAGE_NAMES, rules, schema};
use std::collections::BTreeSet;

const BEGIN: &str = "<!-- all keys: made from the schema by tests/docs/reference.rs -->\n";
const END: &str = "<!-- end of all keys -->\n";

/// A key, as the reference has it.
#[derive(Debug, Clone)]
struct Key {
    /// Where it stands: `feeds.limit`, `nav[].url`, `sections.NAME.permalink`.
    path: String,
    /// Other spellings of it.
    also: Vec<String>,
    takes: String,
    default: String,
    about: String,
}

#[test]
fn the_reference_of_settings_is_whole() {
    hold(
        "docs/configuration.md",
        &keys(&schema::config()),
        ["key", "type", "default", "what it is"],
        |key| [key.takes.clone(), key.default.clone(), key.about.clone()],
    );
}

#[test]
fn the_reference_of_front_matter_is_whole() {
    let head = ["field", "also", "type", "default", "what it is"];
    hold("docs/front-matter.md", &keys(&schema::post(None)), head, |key| {
        let also: Vec<String> = key.also.iter().map(|name| format!("`{name}`")).collect();
        [also.join(", "), key.takes.clone(), key.default.clone(), key.about.clone()]
    });
}

/// Holds the table of a page to the keys, or writes it anew.
fn hold<const CELLS: usize, const REST: usize>(
    page: &str,
    keys: &[Key],
    head: [&str; CELLS],
    cells: impl Fn(&Key) -> [String; REST],
) {
    assert!(keys.len() > 80, "only {} keys were found", keys.len());
    let row = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let mut table = row(&head.map(str::to_owned)) + &row(&head.map(|_| "---".to_owned())).replace(' ', "");
    for key in keys {
        let rest = cells(key).map(|cell| cell.replace('|', "\\|"));
        table += &row(&[&[format!("`{}`", key.path)], rest.as_slice()].concat());
    }
    let path = root().join(page);
    let text = std::fs::read_to_string(&path).expect("a page");
    let (before, rest) = text.split_once(BEGIN).expect("where the table begins");
    let (old, after) = rest.split_once(END).expect("where the table ends");
    let wanted = format!("\n{table}\n");
    if std::env::var_os("SITEGEN_BLESS").is_some() {
        std::fs::write(&path, format!("{before}{BEGIN}{wanted}{END}{after}")).expect("writable");
        return;
    }
    let (old, new): (BTreeSet<&str>, BTreeSet<&str>) = (old.lines().collect(), wanted.lines().collect());
    let lacks = new.difference(&old).map(|row| format!("it lacks {row}"));
    let wrong: Vec<String> =
        lacks.chain(old.difference(&new).map(|row| format!("it should not have {row}"))).collect();
    assert!(
        wrong.is_empty(),
        "{page} is not what the schema says; `SITEGEN_BLESS=1 cargo test --test suite docs::reference` mends it:\n{}",
        wrong.join("\n")
    );
    none(&unknown(page, &format!("{before}{after}"), keys));
}

#[test]
fn what_is_called_how_names_fields_and_settings_that_there_are() {
    let text = std::fs::read_to_string(root().join("docs/migrate.md")).expect("a page");
    let (mut wrong, mut count) = (Vec::new(), 0);
    for (heading, keys) in
        [("Settings", keys(&schema::config())), ("Front matter", keys(&schema::post(None)))]
    {
        let (_, section) = text.split_once(&format!("\n## {heading}\n")).expect("the section");
        let section = section.split("\n## ").next().unwrap_or_default();
        for row in section.lines().filter(|line| line.starts_with("| `")) {
            let ours = row.split(" | ").next().unwrap_or_default();
            for name in ours.split('`').skip(1).step_by(2) {
                count += 1;
                let name = name.split(':').next().unwrap_or_default();
                if !keys.iter().any(|key| key.path == name) {
                    wrong.push(format!("docs/migrate.md, {heading}: `{name}` is no key"));
                }
            }
        }
    }
    none(&wrong);
    assert!(count > 30, "only {count} names were found");
}

/// Keys in the tables that people wrote which the schema does not know.
fn unknown(page: &str, text: &str, keys: &[Key]) -> Vec<String> {
    let known: BTreeSet<&str> =
        keys.iter().flat_map(|key| [&key.path].into_iter().chain(&key.also)).map(String::as_str).collect();
    let is_known = |name: &str| known.iter().any(|path| *path == name || path.ends_with(&format!(".{name}")));
    let (mut wrong, mut is_of_keys, mut count) = (Vec::new(), false, 0);
    for line in text.lines() {
        let Some(row) = line.strip_prefix("| ") else {
            is_of_keys &= line.starts_with('|');
            continue;
        };
        let first = row.split(" | ").next().unwrap_or_default();
        if !first.contains('`') {
            is_of_keys = first.starts_with("key") || first.starts_with("field");
        } else if is_of_keys {
            for name in first.split('`').skip(1).step_by(2) {
                count += 1;
                if !is_known(name) {
                    wrong.push(format!("{page}: `{name}` is no key"));
                }
            }
        }
    }
    assert!(count > 30, "only {count} keys were found in the tables of {page}");
    wrong
}

/// Every key of a schema, those of a map after the map.
fn keys(schema: &Value) -> Vec<Key> {
    let mut walk = Walk { defined: &schema["$defs"], keys: Vec::new() };
    walk.maps_in(schema, "");
    let paths: BTreeSet<String> = walk.keys.iter().map(|key| key.path.clone()).collect();
    // An entry of a list that may stand alone is told of once.
    let is_entry_alone = |path: &str| {
        path.match_indices('.').any(|(dot, _)| paths.contains(&format!("{}[]{}", &path[..dot], &path[dot..])))
    };
    walk.keys.retain(|key| !is_entry_alone(&key.path));
    walk.keys
}

struct Walk<'a> {
    defined: &'a Value,
    keys: Vec<Key>,
}

impl Walk<'_> {
    /// Takes up the keys of all maps that a schema allows.
    fn maps_in(&mut self, schema: &Value, path: &str) {
        let empty = Map::new();
        let properties = schema["properties"].as_object().unwrap_or(&empty);
        for (name, property) in properties {
            self.property(path, name, property, properties);
        }
        let named = schema["patternProperties"].as_object().unwrap_or(&empty).values();
        for inner in named.chain(schema.get("additionalProperties")).filter(|inner| inner.is_object()) {
            let inside = format!("{path}NAME");
            self.key(inside.clone(), inner);
            self.maps_in(inner, &format!("{inside}."));
        }
        for inner in ["anyOf", "allOf"].iter().filter_map(|keyword| schema[*keyword].as_array()).flatten() {
            self.maps_in(inner, path);
        }
        if schema["then"].is_object() {
            self.maps_in(&schema["then"], path);
        }
        if schema["items"].is_object() {
            self.maps_in(&schema["items"], &format!("{}[].", path.trim_end_matches('.')));
        }
    }

    fn property(&mut self, above: &str, name: &str, property: &Value, all: &Map<String, Value>) {
        // What has no description only says of a key that it must be there, or must not.
        if property["description"].is_null() {
            return;
        }
        // Other names of the picture take the same.
        if IMAGE_NAMES[1..].contains(&name) && all.get(IMAGE_NAMES[0]) == Some(property) {
            return;
        }
        let about = property["description"].as_str().unwrap_or_default();
        if let Some(rest) = about.strip_prefix("Another spelling of `") {
            let own = format!("{above}{}", rest.split('`').next().unwrap_or_default());
            let key = self.keys.iter_mut().find(|key| key.path == own);
            // What comes later in the alphabet brings its spellings itself.
            if let Some(key) = key.filter(|key| !key.also.contains(&name.to_owned())) {
                key.also.push(name.to_owned());
            }
            return;
        }
        // All rules take the same, but for those with limits.
        let is_rule = above == "check." && rules::title(name).is_some();
        let has_limits = property.to_string().contains("kilobytes");
        let shown = if is_rule && !has_limits { "RULE" } else { name };
        let path = format!("{above}{shown}");
        self.key(path.clone(), property);
        if let Some(key) = self.keys.iter_mut().find(|key| key.path == path) {
            let said = format!("Another spelling of `{name}`.");
            let others = all.iter().filter(|(_, other)| {
                other["description"].as_str().is_some_and(|about| about.starts_with(&said))
            });
            key.also = others.map(|(name, _)| name.clone()).collect();
            if path == IMAGE_NAMES[0] {
                key.also = IMAGE_NAMES[1..].iter().map(|name| (*name).to_owned()).collect();
            }
            if shown == "RULE" {
                "How grave a rule is taken.".clone_into(&mut key.about);
            }
        }
        self.maps_in(property, &format!("{path}."));
    }

    fn key(&mut self, path: String, schema: &Value) {
        let named = if path.ends_with("NAME") { "One of them, under its name." } else { "" };
        let about = schema["description"].as_str().unwrap_or(named).to_owned();
        let known = self.keys.iter_mut().find(|key| key.path == path);
        if let Some(key) = known {
            if key.default == "none" {
                key.default = default_of(schema);
            }
            return;
        }
        let takes = self.takes(schema);
        self.keys.push(Key { path, also: Vec::new(), takes, default: default_of(schema), about });
    }

    /// What a value may be, in words.
    fn takes(&self, schema: &Value) -> String {
        let mut parts = Vec::new();
        self.collect(schema, &mut parts);
        // Text may be written as any scalar.
        if parts.iter().any(|part| part == "text") {
            parts.retain(|part| !matches!(part.as_str(), "number" | "`true` or `false`"));
        }
        // A word in any case is a list of words and a pattern.
        let is_in_any_case = schema.to_string().contains("\"pattern\":\"^(?:[");
        if is_in_any_case && parts.iter().any(|part| part.starts_with('`')) {
            parts.retain(|part| part != "text");
        }
        for at in (0..parts.len()).rev() {
            let Some(entries) = parts[at].strip_prefix("list of ") else { continue };
            let alone = if entries == "texts" { "text" } else { entries };
            if let Some(one) = parts.iter().position(|part| part == alone) {
                let such = if alone == "text" { "list of texts" } else { "list of such" };
                parts[one] = format!("{alone}, or a {such}");
                parts.remove(at);
            }
        }
        parts.join("; ")
    }

    fn collect(&self, schema: &Value, parts: &mut Vec<String>) {
        let mut add = |part: String| {
            if !parts.contains(&part) {
                parts.push(part);
            }
        };
        if let Some(name) = schema["$ref"].as_str().and_then(|path| path.strip_prefix("#/$defs/")) {
            return if name == "date" {
                add("date".to_owned());
            } else {
                self.collect(&self.defined[name], parts);
            };
        }
        if let Some(words) = schema["enum"].as_array() {
            return add(one_of(words));
        }
        let types: Vec<&str> = match &schema["type"] {
            Value::String(one) => vec![one],
            Value::Array(all) => all.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        for name in types {
            match name {
                "string" => add("text".to_owned()),
                "boolean" => add("`true` or `false`".to_owned()),
                "integer" | "number" => add(number(name, schema)),
                "array" => add(format!("list of {}", self.entries(&schema["items"]))),
                "object" => add("map".to_owned()),
                _ => {}
            }
        }
        if schema.as_object().is_some_and(|schema| schema.keys().all(|key| key == "description")) {
            add("anything".to_owned());
        }
        for inner in ["anyOf", "allOf"].iter().filter_map(|keyword| schema[*keyword].as_array()).flatten() {
            if !inner.as_object().is_some_and(Map::is_empty) {
                self.collect(inner, parts);
            }
        }
        if schema["then"].is_object() {
            self.collect(&schema["then"], parts);
        }
    }

    fn entries(&self, schema: &Value) -> String {
        match self.takes(schema).as_str() {
            "text" => "texts".to_owned(),
            "map" => "maps".to_owned(),
            other => {
                let many = [("whole number", "whole numbers"), ("list of", "lists of")];
                let found = many.iter().find(|(one, _)| other.starts_with(one));
                let other = found.map_or(other.to_owned(), |(one, more)| other.replacen(one, more, 1));
                other.replace("; ", " or ").replace("zone or map", "zones or maps")
            }
        }
    }
}

fn one_of(words: &[Value]) -> String {
    let mut words: Vec<String> =
        words.iter().filter(|word| !word.is_null()).map(|word| format!("`{}`", plain(word))).collect();
    words.dedup();
    match words.as_slice() {
        all if all.iter().any(|word| word == "`Europe/Berlin`") => "IANA time zone".to_owned(),
        all if all.iter().any(|word| word == "`windows-874`") => "name of an encoding".to_owned(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} or {last}", most.join(", ")),
        [] => "nothing".to_owned(),
    }
}

fn number(name: &str, schema: &Value) -> String {
    let kind = if name == "integer" { "whole number" } else { "number" };
    let most = schema["maximum"].as_i64().filter(|most| *most < i64::MAX);
    match (schema["minimum"].as_i64().filter(|least| *least > i64::MIN), most) {
        (Some(least), Some(most)) => format!("{kind}, {least} to {most}"),
        (Some(least), None) => format!("{kind}, {least} or more"),
        _ => kind.to_owned(),
    }
}

fn default_of(schema: &Value) -> String {
    match &schema["default"] {
        Value::Null => "none".to_owned(),
        Value::String(text) if text.is_empty() => "empty".to_owned(),
        value => format!("`{}`", plain(value)),
    }
}

/// A value as YAML has it.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(all) => format!("[{}]", all.iter().map(plain).collect::<Vec<_>>().join(", ")),
        other => other.to_string(),
    }
}
