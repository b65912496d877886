//! Texts that are made once from a template, such as a new post: Tera with the filters that know nothing of a site but its
//! settings, and one more.

use super::{TemplateOrigin, diagnose, error::TemplateTexts, filters};
use crate::{config::Config, diagnostic::Diagnostic, yaml::scalar};
use serde::Serialize;
use tera::{Context, Error, Kwargs, State, Tera, TeraResult, Value};

/// Fills in the template `text`, which is the file `file`, with the fields of `values`. Nothing is escaped by itself:
/// `{{ title | yaml }}` writes a value as YAML has it.
///
/// # Errors
/// What is wrong with the template, with its place.
pub fn fill(
    file: &str,
    text: &str,
    values: &impl Serialize,
    config: &Config,
) -> Result<String, Box<Diagnostic>> {
    let mut tera = Tera::new();
    tera.autoescape_on(Vec::<&str>::new());
    filters::register_pure(&mut tera, config.clone());
    tera.register_filter("yaml", |value: &Value, _: Kwargs, _: &State| yaml(value));
    let filled = tera
        .add_raw_template(file, text)
        .and_then(|()| Context::from_serialize(values))
        .and_then(|context| tera.render(file, &context));
    filled.map_err(|error| {
        let texts = TemplateTexts::from([(file.to_owned(), (TemplateOrigin::Site, text.to_owned()))]);
        Box::new(diagnose(&error, file, &texts).in_file(file))
    })
}

/// A value as YAML has it on one line: a text is between quotes unless it can be nothing else.
fn yaml(value: &Value) -> TeraResult<String> {
    if let Some(text) = value.as_str() {
        return Ok(scalar(text).into_owned());
    }
    if let Some(items) = value.as_array() {
        let items: Vec<String> = items.iter().map(yaml).collect::<TeraResult<_>>()?;
        return Ok(format!("[{}]", items.join(", ")));
    }
    if value.is_bool() || value.is_number() {
        return Ok(value.to_string());
    }
    if value.is_none() {
        return Ok("null".to_owned());
    }
    Err(Error::message("`yaml` writes texts, numbers, `true`, `false` and lists of them"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(text: &str, values: &serde_json::Value) -> Result<String, Box<Diagnostic>> {
        fill("archetypes/post.md", text, values, &Config::default())
    }

    #[test]
    fn values_are_written_as_yaml_has_them() {
        let values = serde_json::json!({
            "title": "A \"b\": c # d\u{1f680}\n", "plain": "Dock strike", "list": ["a", "1", "x: y"], "yes": true, "none": null,
        });
        let text =
            "{{ title | yaml }} {{ plain | yaml }} {{ list | yaml }} {{ yes | yaml }} {{ none | yaml }}\n";
        let expected = "\"A \\\"b\\\": c # d\u{1f680}\\u000a\" Dock strike [a, \"1\", \"x: y\"] true null\n";
        assert_eq!(filled(text, &values).as_deref(), Ok(expected));
    }

    #[test]
    fn nothing_is_escaped_by_itself_and_dates_are_those_of_the_site() {
        let config =
            Config { timezone: crate::clock::Zone::named("Asia/Tokyo").expect("known"), ..Config::default() };
        let values = serde_json::json!({ "title": "<A & B>", "date": "2026-07-05T20:00:00Z" });
        let text = "{{ title }} {{ date | date(format=\"%Y-%m-%d\") }}";
        assert_eq!(fill("a.md", text, &values, &config).as_deref(), Ok("<A & B> 2026-07-06"));
    }

    #[test]
    fn a_mistake_has_the_place_in_its_file() {
        for (text, line) in [("---\ntitle: {{ titel | yaml }}\n", 2), ("a\nb\n{% if x %}\n", 3)] {
            let mistake = filled(text, &serde_json::json!({ "title": "A" })).expect_err(text);
            assert_eq!(mistake.file.as_deref(), Some("archetypes/post.md"));
            assert_eq!(mistake.position.map(|position| position.line), Some(line), "{mistake:?}");
        }
    }
}
