//! `sitegen.yaml` of the new site, to be read by people.

use super::{
    emit::{push_entry, scalar},
    foreign::{Remark, Settings, entry, map, node, text},
};
use crate::{
    clock::Zone,
    config::{self, Config, raw::is_language_tag},
    paths::{BaseUrl, Slugify},
    value::Value,
    yaml::{Kind, Node},
};
use std::{collections::BTreeMap, fmt::Write as _};

/// Where the settings are in the new site.
pub const FILE: &str = "sitegen.yaml";

/// Patterns of addresses that were found to be those of the source.
#[derive(Debug, Clone, Default)]
pub struct Patterns {
    /// Of posts in no section of their own.
    pub site: Option<String>,
    /// Of sections.
    pub sections: BTreeMap<String, Option<String>>,
}

/// What is wrong with a setting that the source has is told, and the setting left out.
pub fn check(settings: &mut Settings, remarks: &mut Vec<Remark>) {
    let mut refuse = |key: &str, value: &str| {
        let message = format!("`{key}: {value}` cannot be read");
        remarks.push(Remark::left("settings", message, format!("set `{key}` in `{FILE}`")));
    };
    if let Some(zone) = settings.timezone.take_if(|zone| Zone::named(zone).is_none()) {
        refuse("timezone", &zone);
    }
    if let Some(url) = settings.base_url.take_if(|url| BaseUrl::parse(url).is_err()) {
        if url.trim_matches('/').is_empty() {
            settings.notes.push("base_url: the source names no host.".to_owned());
        } else {
            refuse("base_url", &url);
        }
    }
    if let Some(language) = settings.language.as_mut() {
        *language = language.replace('_', "-");
    }
    if let Some(language) = settings.language.take_if(|language| !is_language_tag(language)) {
        refuse("language", &language);
    }
    let all = std::mem::take(&mut settings.languages);
    for (tag, names) in all {
        if is_language_tag(&tag) {
            settings.languages.insert(tag, names);
        } else {
            refuse("languages", &tag);
        }
    }
    settings.sections.retain(|name, _| {
        let (_, found) = parse(&format!("sections:\n  {}: {{}}\n", scalar(name, Kind::Text)));
        found == 0
    });
    settings.taxonomies.retain(|(name, _)| {
        let (_, found) = parse(&format!("taxonomies:\n  {}: {{}}\n", scalar(name, Kind::Text)));
        if found > 0 {
            let message = format!("a taxonomy cannot be called `{name}` here");
            remarks.push(Remark::left(
                "taxonomies",
                message,
                "call it by lower-case letters, and rename the key in the posts",
            ));
        }
        found == 0
    });
    settings.nav.retain(|(name, url)| {
        let mut line = String::new();
        push_nav(&mut line, &[(name.clone(), url.clone())]);
        let (_, found) = parse(&line);
        if found > 0 {
            let message = format!("`{name}` leads to `{url}`, which is no link");
            remarks.push(Remark::left("menu entries", message, format!("add it to `nav` in `{FILE}`")));
        }
        found == 0
    });
}

/// Whether a pattern is one that we read.
pub fn is_pattern(pattern: &str) -> bool {
    parse(&format!("permalink: {}\n", crate::yaml::quoted(pattern))).1 == 0
}

/// The settings of a text, and how many errors it has.
pub fn parse(text: &str) -> (Config, usize) {
    let (config, found) = config::parse(text.as_bytes(), FILE);
    (config, found.iter().filter(|found| found.is_error()).count())
}

/// The file.
pub fn write(settings: &Settings, patterns: &Patterns, generator: &str) -> String {
    let mut out =
        format!("# Made by `sitegen import {generator}`. docs/configuration.md has all settings.\n");
    for note in &settings.notes {
        let _ = writeln!(out, "# {note}");
    }
    out.push('\n');
    let mut put = |key: &str, value: Option<&str>, missing: &str| match value {
        Some(value) => push_entry(&mut out, key, &text_node(value), 0),
        None if missing.is_empty() => {}
        None => {
            let _ = writeln!(out, "# {missing}");
        }
    };
    put("title", settings.title.as_deref(), "title: the source has none.");
    put("tagline", settings.tagline.as_deref(), "");
    put("description", settings.description.as_deref(), "");
    put(
        "base_url",
        settings.base_url.as_deref(),
        "base_url: https://example.org/   where the site is served; the source does not say.",
    );
    put("language", settings.language.as_deref(), "");
    put("timezone", settings.timezone.as_deref(), "");
    push_lists(&mut out, settings);
    push_addresses(&mut out, settings, patterns);
    push_markdown(&mut out, settings);
    if !settings.extra.is_empty() {
        out.push_str("\n# Settings of the source that have no equal here, for templates of your own.\n");
        let entries = settings.extra.iter().map(|(key, value)| entry(key, value.clone())).collect();
        push_entry(&mut out, "extra", &map(entries), 0);
    }
    out
}

fn text_node(value: &str) -> Node {
    text(value.trim())
}

fn push_lists(out: &mut String, settings: &Settings) {
    if !settings.authors.is_empty() {
        out.push_str("\n# Authors of posts that name none.\n");
        push_entry(out, "authors", &super::foreign::texts(settings.authors.clone()), 0);
    }
    if !settings.nav.is_empty() {
        out.push('\n');
        push_nav(out, &settings.nav);
    }
    if let Some(paginate) = settings.paginate.filter(|paginate| (0..=10_000).contains(paginate)) {
        let _ = write!(out, "\npaginate: {paginate}\n");
    }
    if let Some(limit) = settings.feed_limit.filter(|limit| (1..=10_000).contains(limit)) {
        let _ = write!(out, "\nfeeds:\n  limit: {limit}\n");
    }
    if !settings.languages.is_empty() {
        out.push_str("\nlanguages:\n");
        for (tag, (name, title)) in &settings.languages {
            let named = [("name", name), ("title", title)];
            let entries =
                named.into_iter().filter_map(|(key, value)| Some(entry(key, text(value.clone()?)))).collect();
            push_entry(out, tag, &map(entries), 1);
        }
    }
    if !settings.taxonomies.is_empty() {
        out.push_str("\ntaxonomies:\n");
        for (name, has_pages) in &settings.taxonomies {
            let value = if *has_pages { map(Vec::new()) } else { node(&Value::Bool(false)) };
            push_entry(out, name, &value, 1);
        }
    }
}

fn push_nav(out: &mut String, nav: &[(String, String)]) {
    out.push_str("nav:\n");
    for (name, url) in nav {
        let (name, url) = (crate::yaml::quoted(name), crate::yaml::quoted(url));
        let _ = writeln!(out, "  - {{ name: {name}, url: {url} }}");
    }
}

fn push_addresses(out: &mut String, settings: &Settings, patterns: &Patterns) {
    if patterns.site.is_some() || !patterns.sections.is_empty() || settings.slugify != Slugify::Unicode {
        out.push_str("\n# Addresses as they were. A post that had another one has a `url` of its own.\n");
    }
    match settings.slugify {
        Slugify::Unicode => {}
        Slugify::Ascii => out.push_str("slugify: ascii\n"),
        Slugify::None => out.push_str("slugify: none\n"),
    }
    if let Some(pattern) = &patterns.site {
        push_entry(out, "permalink", &text(pattern.clone()), 0);
    }
    if !patterns.sections.is_empty() {
        out.push_str("sections:\n");
        for (name, pattern) in &patterns.sections {
            let pattern = pattern.iter().map(|pattern| entry("permalink", text(pattern.clone()))).collect();
            push_entry(out, name, &map(pattern), 1);
        }
    }
}

fn push_markdown(out: &mut String, settings: &Settings) {
    let mut lines = String::new();
    for (key, is_on) in
        [("smart", settings.smart), ("math", settings.math), ("definition_lists", settings.definition_lists)]
    {
        if is_on {
            let _ = writeln!(lines, "  {key}: true");
        }
    }
    if settings.drops_html {
        lines.push_str("  unsafe_html: strip\n");
    }
    if settings.line_numbers {
        lines.push_str("  highlight:\n    line_numbers: true\n");
    }
    if !lines.is_empty() {
        let _ = write!(out, "\nmarkdown:\n{lines}");
    }
}
