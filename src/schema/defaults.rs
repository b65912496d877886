//! What holds where a setting or a field says nothing, for editors and for the reference.
//!
//! The readers have these values themselves; the tests read each as if it had been written, and compare.

use serde_json::{Value, json};

/// Defaults of settings, by their paths; `*` stands for any name.
fn of_settings() -> Vec<(&'static str, Value)> {
    let mut all = vec![
        ("title", json!("")),
        ("tagline", json!("")),
        ("description", json!("")),
        ("base_url", json!("http://127.0.0.1:1414/")),
        ("language", json!("en")),
        ("timezone", json!("UTC")),
        ("authors", json!([])),
        ("nav", json!([])),
        ("content_dir", json!("content")),
        ("permalink", json!("/:year/:month/:day/:slug/")),
        ("slugify", json!("unicode")),
        ("paginate", json!(20)),
        ("summary_length", json!(200)),
        ("words_per_minute", json!(200)),
        ("feeds.full_text", json!(true)),
        ("feeds.limit", json!(20)),
        ("feeds.formats", json!(["rss", "atom", "json"])),
        ("related.count", json!(3)),
        ("related.page", json!(true)),
        ("related.page_size", json!(12)),
        ("related.weights.text", json!(1.0)),
        ("related.weights.tags", json!(0.6)),
        ("related.weights.half_life_days", json!(180)),
        ("archive", json!(true)),
        ("search", json!(false)),
        ("minify", json!(false)),
        ("markdown.smart", json!(false)),
        ("markdown.math", json!(false)),
        ("markdown.definition_lists", json!(false)),
        ("markdown.external_links.new_tab", json!(false)),
        ("markdown.unsafe_html", json!("allow")),
        ("markdown.highlight", json!(true)),
        ("markdown.highlight.line_numbers", json!(false)),
        ("share", json!(true)),
        ("share_cards", json!(true)),
        ("show_ids", json!(false)),
    ];
    all.extend(of_strips());
    all.extend(of_looks());
    all.extend(of_checks());
    all.extend(of_targets());
    all
}

fn of_strips() -> [(&'static str, Value); 14] {
    [
        ("edition", json!(false)),
        ("edition.schedule.every", json!("day")),
        ("clocks", json!([])),
        ("exchanges", json!([])),
        ("wire", json!(false)),
        ("wire.count", json!(8)),
        ("wire.pages", json!(["home"])),
        ("wire.sources", json!([])),
        ("wire.keep", json!(200)),
        ("wire.timeout", json!(10)),
        ("wire.max_bytes", json!(4_194_304)),
        ("markets", json!(false)),
        ("markets.pages", json!(["home"])),
        ("markets.stale_after", json!("24h")),
    ]
}

fn of_looks() -> [(&'static str, Value); 10] {
    [
        ("images", json!(true)),
        ("images.widths", json!([480, 800, 1200, 1600])),
        ("images.formats", json!(["webp"])),
        ("images.quality.webp", json!(80)),
        ("images.quality.avif", json!(60)),
        ("images.keep_location", json!(false)),
        ("theme.preset", json!("newspaper")),
        ("theme.density", json!("normal")),
        ("theme.scheme", json!("auto")),
        ("theme.switch", json!(true)),
    ]
}

fn of_checks() -> [(&'static str, Value); 17] {
    [
        ("check.image-large.kilobytes", json!(2048)),
        ("check.image-large.pixels", json!(6000)),
        ("check_external.ignore", json!([])),
        ("check_external.timeout", json!(20)),
        ("check_external.at_once", json!(8)),
        ("check_external.pause", json!(1)),
        ("check_external.retries", json!(2)),
        ("check_external.patience", json!(60)),
        ("check_external.ok_for", json!("1d")),
        ("check_external.broken_for", json!("1h")),
        ("check_external.robots", json!(true)),
        ("check_external.allow_private", json!(false)),
        ("hooks.timeout", json!("60s")),
        ("limits.post_kilobytes", json!(2048)),
        ("limits.post_elements", json!(300_000)),
        ("limits.page_seconds", json!(10)),
        ("limits.files", json!(1_000_000)),
    ]
}

fn of_targets() -> [(&'static str, Value); 14] {
    [
        ("publish.*.keep", json!("7d")),
        ("publish.*.keep_releases", json!(5)),
        ("publish.*.precompress", json!([])),
        ("publish.*.cache.assets", json!("public, max-age=31536000, immutable")),
        ("publish.*.cache.files", json!("public, max-age=3600")),
        ("publish.*.cache.pages", json!("public, max-age=300")),
        ("publish.*.cache.entries", json!("public, max-age=60")),
        ("publish.*.branch", json!("gh-pages")),
        ("publish.*.encoding", json!("none")),
        ("publish.*.parallel", json!(16)),
        ("publish.*.timeout", json!("30s")),
        ("publish.*.retries", json!(5)),
        ("publish.*.lease", json!("30s")),
        ("publish.*.prefix", json!("")),
    ]
}

/// Defaults of front matter.
fn of_fields() -> [(&'static str, Value); 4] {
    [
        ("kind", json!("article")),
        ("featured", json!(false)),
        ("draft", json!(false)),
        ("visibility", json!("public")),
    ]
}

/// The schema of the configuration with its defaults.
pub(super) fn with_those_of_settings(schema: Value) -> Value {
    with(schema, of_settings())
}

/// The schema of front matter with its defaults.
pub(super) fn with_those_of_fields(schema: Value) -> Value {
    with(schema, of_fields())
}

fn with(mut schema: Value, defaults: impl IntoIterator<Item = (&'static str, Value)>) -> Value {
    for (path, default) in defaults {
        let steps: Vec<&str> = path.split('.').collect();
        mark(&mut schema, &steps, &default);
    }
    schema
}

/// Writes a default wherever a path leads: maps may stand among other shapes.
fn mark(schema: &mut Value, path: &[&str], default: &Value) {
    let Some(schema) = schema.as_object_mut() else { return };
    let Some((first, rest)) = path.split_first() else {
        schema.insert("default".to_owned(), default.clone());
        return;
    };
    for (keyword, inner) in schema.iter_mut() {
        match keyword.as_str() {
            "properties" => inner.get_mut(*first).into_iter().for_each(|found| mark(found, rest, default)),
            "patternProperties" if *first == "*" => {
                inner.as_object_mut().into_iter().flatten().for_each(|(_, found)| mark(found, rest, default));
            }
            "anyOf" | "allOf" => {
                inner.as_array_mut().into_iter().flatten().for_each(|part| mark(part, path, default));
            }
            "then" => mark(inner, path, default),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        clock::Zone,
        config::{ClaimWords, Config, raw},
        decode::SourceText,
        post::{
            front_matter::{FrontMatterContext, parse_front_matter},
            meta::Meta,
        },
    };

    /// What must stand in a target of each type.
    const TARGETS: [&str; 5] = [
        r#""type": "dir", "path": "/srv/www/a""#,
        r#""type": "git""#,
        r#""type": "s3", "bucket": "example""#,
        r#""type": "gcs", "bucket": "example""#,
        r#""type": "azure", "bucket": "example", "account": "example""#,
    ];

    /// Settings with a value at a path, or with nothing there; none where they have errors.
    fn read(path: &[&str], value: Option<&Value>, target: &str) -> Option<Config> {
        let (last, above) = path.split_last().expect("a path");
        let mut text = value.map(|value| format!("\"{last}\": {value}")).unwrap_or_default();
        for (depth, name) in above.iter().enumerate().rev() {
            let beside = match (*name, depth) {
                ("*", _) => target,
                ("schedule", _) => r#""time": "07:00", "zone": "UTC""#,
                _ => "",
            };
            let comma = if beside.is_empty() || text.is_empty() { "" } else { ", " };
            text = format!("\"{}\": {{{beside}{comma}{text}}}", name.replace('*', "x"));
        }
        let (config, found) = raw::parse(&format!("{{{text}}}\n"), "sitegen.yaml");
        found.iter().all(|found| !found.is_error()).then_some(config)
    }

    #[test]
    fn every_default_of_a_setting_is_what_holds_without_it() {
        let mut wrong = Vec::new();
        for (path, default) in of_settings() {
            let steps: Vec<&str> = path.split('.').collect();
            let targets = if steps.contains(&"*") { TARGETS.as_slice() } else { &[""] };
            let mut count = 0;
            for target in targets {
                let Some(written) = read(&steps, Some(&default), target) else { continue };
                if Some(written) != read(&steps, None, target) {
                    wrong.push(format!("{path}: {default} {target}"));
                }
                count += 1;
            }
            if count == 0 {
                wrong.push(format!("`{path}` does not take its default {default}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn every_default_stands_in_the_schema() {
        for (schema, defaults) in
            [(crate::schema::config(), of_settings()), (crate::schema::post(None), of_fields().to_vec())]
        {
            let text = schema.to_string();
            for (path, default) in defaults {
                let steps: Vec<&str> = path.split('.').collect();
                let mut other = schema.clone();
                mark(&mut other, &steps, &json!("another"));
                assert_ne!(other.to_string(), text, "the schema has no `{path}`");
                assert!(text.contains(&format!("\"default\":{default}")), "{path}");
            }
        }
    }

    #[test]
    fn every_default_of_a_field_is_what_holds_without_it() {
        let meta = |yaml: &str| -> Meta {
            let (zone, words) = (Zone::utc(), ClaimWords::default());
            let context = FrontMatterContext { zone: &zone, default_authors: &[], claim_words: &words };
            let text = format!("---\n{yaml}title: T\n---\n");
            parse_front_matter(SourceText::new("a.md", &text), context).meta
        };
        for (name, default) in of_fields() {
            let written = serde_json::to_value(meta(&format!("{name}: {default}\n"))).expect("JSON");
            let absent = serde_json::to_value(meta("")).expect("JSON");
            // What says nothing of its kind is an article to those who show it.
            let shown = |mut value: Value| {
                if value["kind"].is_null() {
                    value["kind"] = json!("article");
                }
                value
            };
            assert_eq!(shown(written), shown(absent), "{name}: {default}");
        }
    }
}
