//! Values made from a JSON Schema: such as it takes, and such as it does not.

use super::random::Random;
use serde_json::{Map, Value, json};

/// A schema, from which values are made.
pub struct Maker<'a> {
    root: &'a Value,
}

/// Values of every type, some of which look like others.
pub fn odd_values() -> Vec<Value> {
    let texts = [
        "",
        " ",
        "x",
        "no",
        "true",
        "a, b",
        "a b",
        ".",
        "..",
        "../x",
        "/a/",
        "//a.b/",
        "a//b",
        "/a:b/",
        "con",
        "aux.txt",
        "a.",
        "%2e%2e",
        "%41",
        "%C3%A9",
        "%C2%85",
        "a%",
        "é",
        "日本",
        "{author}",
        "{weekday}",
        "{author",
        "}",
        "1:35",
        "1:75",
        "PT1M",
        "0",
        "-1",
        "1.5",
        "1e3",
        "12",
        "2026",
        "2026-13-01",
        "2026-02-29",
        "2024-02-29",
        "2026-04-31",
        "2026-7-5 9:05",
        "2026-07-05T25:00",
        "2026-07-05 09:05 +25",
        "2026-07-0509:05",
        "soon",
        "en",
        "pt_BR",
        "english",
        "DRAFT",
        "Draft",
        "flase",
        "bullish",
        "reported",
        "False",
        "Reported",
        "company",
        "Company",
        "public",
        "Unlisted",
        "assisted",
        "https://a.b/",
        "http://a.b:80/c?d#e",
        "javascript:alert(1)",
        "mailto:a@b.c",
        "#fff",
        "#ffff1",
        "teal",
        "red;}",
        "24h",
        "0m",
        "30 m",
        "2d",
        "07:00",
        "7:00",
        "24:00",
        "a\nb",
        "a\tb",
    ];
    texts.map(Value::from).into_iter().chain(odd_scalars_and_maps()).collect()
}

fn odd_scalars_and_maps() -> Vec<Value> {
    vec![
        json!(null),
        json!(true),
        json!(false),
        json!(0),
        json!(1),
        json!(-3),
        json!(20),
        json!(100_000),
        json!(0.5),
        json!(-0.5),
        json!([]),
        json!({}),
        json!([null]),
        json!([""]),
        json!(["a"]),
        json!(["a", "b"]),
        json!([true]),
        json!([5]),
        json!([["a"]]),
        json!([{}]),
        json!([null, "a"]),
        json!(["a", {"name": "b"}]),
        json!({"name": "a"}),
        json!({"name": ""}),
        json!({"src": "a.png"}),
        json!({"src": "a.mp4", "duration": "1:75"}),
        json!({"src": 5}),
        json!({"label": "bullish", "score": [1]}),
        json!({"text": "a", "status": "maybe"}),
        json!({"text": ["a"]}),
        json!([{"date": "2026-07-05", "text": "a"}]),
        json!([{"date": "2026-07-05", "text": "a", "kind": "mistake"}]),
        json!({"date": "2026-07-05"}),
        json!({"involvement": "assisted", "note": ["a"]}),
        json!({"involvement": null}),
        json!({"zone": "UTC"}),
        json!({"type": "dir"}),
    ]
}

impl<'a> Maker<'a> {
    pub fn new(root: &'a Value) -> Self {
        Self { root }
    }

    /// The schema of a property.
    pub fn property(&self, name: &str) -> &'a Value {
        &self.root["properties"][name]
    }

    /// The names of all properties.
    pub fn names(&self) -> Vec<&'a str> {
        self.root["properties"].as_object().expect("properties").keys().map(String::as_str).collect()
    }

    fn resolve(&self, schema: &'a Value) -> &'a Value {
        match schema["$ref"].as_str() {
            Some(path) => self.root.pointer(path.trim_start_matches('#')).expect("defined"),
            None => schema,
        }
    }

    /// A value that is meant to be one of the schema: nearly all are. Conditions are not looked at.
    pub fn value(&self, schema: &'a Value, random: &mut Random) -> Value {
        let schema = self.resolve(schema);
        if let Some(constant) = schema.get("const") {
            return constant.clone();
        }
        if let Some(values) = schema["enum"].as_array() {
            return random.pick(values).clone();
        }
        if schema.get("properties").is_some() || schema.get("patternProperties").is_some() {
            return if is_nullable(schema) && random.chance(10) {
                Value::Null
            } else {
                self.map(schema, random)
            };
        }
        if let Some(branches) = schema["anyOf"].as_array() {
            return self.value(random.pick(branches), random);
        }
        if let Some(then) = schema.get("then") {
            return self.value(then, random);
        }
        match &schema["type"] {
            Value::Array(types) => self.typed(schema, random.pick(types).as_str().expect("a name"), random),
            Value::String(name) => self.typed(schema, name, random),
            _ => random.pick(&odd_values()).clone(),
        }
    }

    fn typed(&self, schema: &'a Value, name: &str, random: &mut Random) -> Value {
        match name {
            "null" => Value::Null,
            "boolean" => json!(random.chance(50)),
            "integer" => {
                let (least, most) =
                    (schema["minimum"].as_i64().unwrap_or(-9), schema["maximum"].as_i64().unwrap_or(9));
                json!(*random.pick(&[
                    least.max(-1_000_000),
                    most.min(1_000_000),
                    (least.max(-9) + 1).min(most)
                ]))
            }
            "number" => random.pick(&[json!(0.5), json!(3), json!(0), json!(12.25)]).clone(),
            "string" => Self::text(schema, random),
            "array" => self.list(schema, random),
            _ => json!({ "a": 1, "b": [true] }),
        }
    }

    /// A text: an example, sometimes with a change that the pattern bears.
    fn text(schema: &Value, random: &mut Random) -> Value {
        let Some(examples) = schema["examples"].as_array() else {
            return json!(random.pick(&["Alba", "a b", "12", "Zürich: x", "日本", "no"]));
        };
        let mut text = random.pick(examples).as_str().expect("text").to_owned();
        if random.chance(60) {
            let fits = jsonschema::validator_for(&json!({ "pattern": schema["pattern"] })).expect("a schema");
            for _ in 0..4 {
                let other = changed(&text, random);
                if fits.is_valid(&json!(other)) {
                    text = other;
                }
            }
        }
        json!(text)
    }

    fn list(&self, schema: &'a Value, random: &mut Random) -> Value {
        let Some(items) = schema.get("items") else { return json!(["a"]) };
        let number = |name: &str| schema[name].as_u64().map(|number| usize::try_from(number).expect("small"));
        let (least, most) = (number("minItems").unwrap_or(0), number("maxItems").unwrap_or(3));
        let length = least + random.below(most + 1 - least);
        (0..length).map(|_| self.value(items, random)).collect()
    }

    fn map(&self, schema: &'a Value, random: &mut Random) -> Value {
        let mut required = required(schema);
        if let Some(branches) = schema["anyOf"].as_array() {
            required.extend(self::required(random.pick(branches)));
        }
        for part in schema["allOf"].as_array().into_iter().flatten() {
            required.extend(self::required(part));
            let branch = part["anyOf"].as_array().map(|all| random.pick(all));
            required.extend(branch.into_iter().flat_map(self::required));
        }
        let mut map = Map::new();
        let nothing = Map::new();
        for (name, property) in schema["properties"].as_object().unwrap_or(&nothing) {
            let is_required = required.contains(&name.as_str());
            if is_required || random.chance(30) {
                let mut value = self.value(property, random);
                if is_required && (value.is_null() || value == json!("")) {
                    value = json!("Alba");
                }
                map.insert(name.clone(), value);
            }
        }
        Value::Object(map)
    }

    /// A value near to one of the schema.
    pub fn near(&self, schema: &'a Value, random: &mut Random) -> Value {
        match self.value(schema, random) {
            Value::String(text) => json!(changed(&text, random)),
            Value::Array(mut entries) => {
                entries.push(random.pick(&odd_values()).clone());
                Value::Array(entries)
            }
            Value::Object(mut map) => {
                let names: Vec<String> = map.keys().cloned().collect();
                if !names.is_empty() {
                    let name = random.pick(&names).clone();
                    map.insert(name, random.pick(&odd_values()).clone());
                }
                Value::Object(map)
            }
            other => other,
        }
    }
}

fn is_nullable(schema: &Value) -> bool {
    schema["type"].as_array().is_some_and(|types| types.contains(&json!("null")))
}

fn required(schema: &Value) -> Vec<&str> {
    schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

/// A text with a character more, less, or another.
fn changed(text: &str, random: &mut Random) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    let place = random.below(letters.len() + 1);
    let other = *random
        .pick(&['0', '1', '3', '6', '9', ':', '-', '/', ' ', '.', 'a', 'T', 'Z', '%', '+', 'é', '{', ',']);
    match random.below(3) {
        0 => letters.insert(place, other),
        1 if place < letters.len() => letters[place] = other,
        _ if place < letters.len() => {
            letters.remove(place);
        }
        _ => letters.push(other),
    }
    letters.into_iter().collect()
}

/// A front matter or a configuration that says this: each key on a line of its own, its value as JSON, which is YAML too.
pub fn as_yaml(value: &Value) -> String {
    let entries = value.as_object().expect("a map");
    let lines: Vec<String> =
        entries.iter().map(|(key, value)| format!("{}: {value}", Value::from(key.as_str()))).collect();
    lines.join("\n") + "\n"
}
