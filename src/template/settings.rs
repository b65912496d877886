//! The settings of a site as its templates see them, and their digests.
//!
//! Owns which value a name such as `config.extra.phone` stands for. Which template reads which is found by `reach`.

use super::{
    Answers, Templates,
    reach::{MARKDOWN, Reach, UNNAMED},
    shortcodes,
};
use crate::{
    digest::{Digest, Hasher},
    site::{LocaleId, Site},
    view,
};
use std::collections::{BTreeMap, BTreeSet};
use tera::{Value, value::Key};

/// The digests of all settings that any template reads.
pub struct Settings {
    /// By name, for the pages of each locale.
    single: Vec<BTreeMap<String, Digest>>,
    /// Of all that a template reads, by its name, for the pages of each locale.
    joint: Vec<BTreeMap<String, Digest>>,
    /// Of what pages depend on that no template makes.
    unnamed: Digest,
    /// How each locale is called.
    tags: Vec<String>,
}

impl Settings {
    /// The settings that the templates of a site read.
    pub fn new(answers: &Answers, templates: &Templates) -> Self {
        let site = answers.site();
        let names: BTreeSet<&str> =
            templates.reached().flat_map(|(_, reach)| &reach.settings).map(String::as_str).collect();
        let config = Value::from_serializable(&view::config_view(&site.config));
        let single: Vec<BTreeMap<String, Digest>> = (0..)
            .zip(&site.locales)
            .map(|(id, _)| {
                let own = answers.locale(id);
                let digest = |name: &&str| ((*name).to_owned(), digest(name, site, &config, &own));
                names.iter().map(digest).collect()
            })
            .collect();
        let of_all = |digests: &BTreeMap<String, Digest>| {
            let joint = |reach: &Reach| join(reach.settings.iter().map(String::as_str), digests);
            templates.reached().map(|(name, reach)| (name.to_owned(), joint(reach))).collect()
        };
        Self {
            joint: single.iter().map(of_all).collect(),
            unnamed: single.first().map_or(Digest::default(), |digests| join(UNNAMED.into_iter(), digests)),
            single,
            tags: site.locales.iter().map(|locale| locale.tag.clone()).collect(),
        }
    }

    /// The digest of all that a template reads, and the shortcodes that a body on its page calls.
    pub fn digest(&self, locale: LocaleId, template: &str, shortcodes: &BTreeSet<&str>) -> Digest {
        let of = |template: &str| self.joint[usize::from(locale)].get(template).copied().unwrap_or_default();
        if shortcodes.is_empty() {
            return of(template);
        }
        let mut hasher = Hasher::new("settings with shortcodes");
        hasher.digest(of(template));
        for shortcode in shortcodes {
            hasher.digest(of(&shortcodes::file_of(shortcode)));
        }
        hasher.finish()
    }

    /// The digest of what pages depend on that the program makes by itself.
    pub fn of_program(&self) -> Digest {
        self.unnamed
    }

    /// Every setting that any template reads, for telling later which of them changed.
    pub fn table(&self) -> BTreeMap<String, Digest> {
        let named = |(locale, digests): (LocaleId, &BTreeMap<String, Digest>)| -> Vec<(String, Digest)> {
            digests.iter().map(|(name, digest)| (self.name(locale, name), *digest)).collect()
        };
        (0..).zip(&self.single).flat_map(named).collect()
    }

    /// How a setting is called among those of all languages.
    pub fn name(&self, locale: LocaleId, name: &str) -> String {
        let is_own = name == "site" || name.starts_with("site.");
        if is_own && self.tags.len() > 1 {
            format!("{name} ({})", self.tags[usize::from(locale)])
        } else {
            name.to_owned()
        }
    }
}

fn join<'n>(names: impl Iterator<Item = &'n str>, digests: &BTreeMap<String, Digest>) -> Digest {
    let mut hasher = Hasher::new("settings of a template");
    for name in names {
        hasher.text(name).digest(digests.get(name).copied().unwrap_or_default());
    }
    hasher.finish()
}

fn digest(name: &str, site: &Site, config: &Value, own: &Value) -> Digest {
    let settings = &site.config;
    match name {
        MARKDOWN => Digest::of_value(&settings.markdown),
        "base_url" => {
            let base = &settings.base_url;
            Digest::of_value(&(base.origin(), base.prefix(), base.host()))
        }
        "language" => Digest::of_value(&settings.language),
        "timezone" => Digest::of_value(&settings.timezone),
        _ => {
            let mut fields = name.split('.');
            let global = if fields.next() == Some("site") { own } else { config };
            find(global, fields).map_or(Digest::default(), |(value, left)| {
                // A text is not what a field of it would be, though that has no value either.
                if left == 0 {
                    of_value(value)
                } else {
                    Hasher::new("no field").digest(of_value(value)).number(left).finish()
                }
            })
        }
    }
}

/// The value that a path leads to, or the last one on its way that has no fields, and how many names of the path are left
/// then; none where a field is not there.
fn find<'v>(value: &'v Value, mut path: std::str::Split<'_, char>) -> Option<(&'v Value, u64)> {
    match value.as_map() {
        Some(map) => match path.next() {
            Some(field) => find(map.get(&Key::from(field.to_owned()))?, path),
            None => Some((value, 0)),
        },
        None => Some((value, path.count() as u64)),
    }
}

/// In JSON every value says its type.
fn of_value(value: &Value) -> Digest {
    Digest::of(&serde_json::to_vec(value).expect("settings are texts, numbers, lists and maps with names"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find_in<'v>(value: &'v Value, path: &str) -> Option<(&'v Value, u64)> {
        let mut fields = path.split('.');
        fields.next();
        find(value, fields)
    }

    #[test]
    fn a_name_stands_for_the_value_that_a_template_would_get() {
        let json = serde_json::json!({"title": "T", "extra": {"a": {"b": 1}, "none": null}, "nav": [1]});
        let config = Value::from_serializable(&json);
        let text = |path: &str| find_in(&config, path).map(|(value, left)| format!("{value} {left}"));
        assert_eq!(text("config.title").as_deref(), Some("T 0"));
        assert_eq!(text("config.title.x.y").as_deref(), Some("T 2"), "another value than that of the title");
        assert_eq!(text("config.extra.a.b").as_deref(), Some("1 0"));
        assert_eq!(text("config.nav.first").as_deref(), Some("[1] 1"));
        assert_eq!(text("config.extra.none").as_deref(), Some(" 0"));
        assert_eq!(text("config.extra.gone"), None);
        assert!(find_in(&config, "config").is_some_and(|(all, left)| all.as_map().is_some() && left == 0));
    }

    #[test]
    fn values_that_look_alike_differ() {
        let values = [
            serde_json::json!(1),
            serde_json::json!("1"),
            serde_json::json!(true),
            serde_json::json!(1.0),
            serde_json::json!(null),
            serde_json::json!(""),
            serde_json::json!([1]),
            serde_json::json!({"1": 1}),
        ];
        let mut digests: BTreeSet<Digest> =
            values.iter().map(|value| of_value(&Value::from_serializable(value))).collect();
        digests.insert(Digest::default());
        assert_eq!(digests.len(), values.len() + 1);
    }
}
