//! Zola: its folders, settings and addresses → [`Foreign`].
//!
//! It must not know what becomes of the values.

mod pages;
mod shortcodes;
mod url;

use super::{
    Reading,
    foreign::{Copy, Foreign, Page, PageKind, Remark, Settings, get, map, text_of, texts_of},
    glob, report,
    source::Source,
};
use crate::{
    decode::SourceText,
    paths::Slugify,
    template, theme,
    yaml::{self, Limits, Node},
};
use pages::Found;
use std::collections::{BTreeMap, BTreeSet};
use url::Strategy;

/// A site's settings, as far as they say what becomes of files.
#[derive(Debug)]
pub struct Config {
    root: Node,
    file: String,
    /// Tags of other languages.
    languages: BTreeSet<String>,
    /// How names become addresses.
    paths: Strategy,
    /// Whether dates in names stay in addresses.
    keeps_dates: bool,
    /// Content that is passed over.
    ignored: Vec<String>,
}

/// Reads a site.
pub fn read(source: &Source) -> Reading {
    let mut remarks = Vec::new();
    let config = read_config(source, &mut remarks);
    let mut found = Found::new(source, &config);
    found.collect();
    let Found { mut pages, mut copies, mut addresses, remarks: noticed, dated, .. } = found;
    remarks.extend(noticed);
    let mut settings = site_settings(&config, &mut remarks);
    let posts = sections_of_posts(&pages, &dated);
    for page in pages.iter_mut().filter(|page| page.kind == PageKind::Page) {
        let folder = page.target.trim_start_matches("content/").split_once('/').map(|(first, _)| first);
        if folder.is_some_and(|first| posts.contains(first)) {
            page.kind = PageKind::Post;
        }
    }
    for section in &posts {
        settings.sections.insert(section.clone(), vec![format!("/{section}/:slug/")]);
    }
    let ignored = get(&config.root, "ignored_static").map(texts_of).unwrap_or_default();
    for path in source.below("static/") {
        let below = &path["static/".len()..];
        if !glob::names(ignored.iter().map(String::as_str), below) {
            addresses.insert(path.to_owned(), format!("/{below}"));
            let (source, target) = (path.to_owned(), path.to_owned());
            copies.push(Copy { source, target, what: "static files", text: None });
        }
    }
    for path in source
        .below("data/")
        .filter(|path| crate::data::ENDINGS.iter().any(|ending| path.ends_with(&format!(".{ending}"))))
    {
        copies.push(Copy {
            source: path.to_owned(),
            target: path.to_owned(),
            what: "data files",
            text: None,
        });
    }
    remarks.extend(unread_folders(source));
    let names: Vec<String> = theme::templates().map(|(name, _)| name).collect();
    let ours: Vec<String> = template::shortcodes(names.iter().map(String::as_str)).into_iter().collect();
    Reading {
        foreign: Foreign { calls: "shortcodes", settings, pages, copies, addresses, remarks },
        convert: Box::new(move |page, index| shortcodes::convert(page, &ours, index)),
    }
}

/// Sections that are sorted by date, and those most pages of which have one.
fn sections_of_posts(pages: &[Page], dated: &BTreeMap<String, (usize, usize)>) -> BTreeSet<String> {
    let by_date = pages.iter().filter(|page| page.kind == PageKind::Section && pages::is_by_date(page));
    let named = by_date
        .filter_map(|page| page.target.strip_prefix("content/")?.split_once('/'))
        .map(|(first, _)| first.to_owned());
    let mostly = dated
        .iter()
        .filter(|(name, (with, without))| name.as_str() == "posts" || (!name.is_empty() && with > without));
    named.chain(mostly.map(|(name, _)| name.clone())).collect()
}

fn read_config(source: &Source, remarks: &mut Vec<Remark>) -> Config {
    let name = ["zola.toml", "config.toml"].into_iter().find(|name| source.has(name));
    if name.is_none() {
        let message = "there is no `config.toml`: Zola's own settings are taken";
        remarks.push(Remark::changed("settings", message, "name the folder of the site if it is another"));
    }
    let file = name.unwrap_or("config.toml").to_owned();
    let text = name.and_then(|name| source.text(name).map_err(|remark| remarks.push(remark)).ok());
    let text = text.map(|(text, _)| text).unwrap_or_default();
    let (root, found) = yaml::parse_toml(SourceText::new(&file, &text), 0..text.len(), Limits::FRONT_MATTER);
    for mistake in found {
        let line = mistake.position.map_or(0, |position| position.line);
        let remark = Remark::left("settings", mistake.message, "put it right and run the command again");
        remarks.push(remark.in_file(&*file).on_line(line));
    }
    let root = root.unwrap_or_else(|| map(Vec::new()));
    let slugify = get(&root, "slugify");
    let own = text_of(&root, "default_language").unwrap_or("en");
    let languages = get(&root, "languages").and_then(Node::map).unwrap_or_default();
    Config {
        languages: languages.iter().map(|entry| entry.key.clone()).filter(|tag| tag != own).collect(),
        paths: Strategy::of(slugify.and_then(|slugify| text_of(slugify, "paths"))),
        keeps_dates: slugify
            .and_then(|slugify| get(slugify, "paths_keep_dates"))
            .and_then(Node::boolean)
            .unwrap_or_default(),
        ignored: get(&root, "ignored_content").map(texts_of).unwrap_or_default(),
        root,
        file,
    }
}

fn site_settings(config: &Config, remarks: &mut Vec<Remark>) -> Settings {
    let root = &config.root;
    let own_text = |key: &str| text_of(root, key).map(str::to_owned);
    let markdown = |key: &str| {
        get(root, "markdown")
            .and_then(|markdown| get(markdown, key))
            .and_then(Node::boolean)
            .unwrap_or_default()
    };
    let mut settings = Settings {
        title: own_text("title"),
        description: own_text("description"),
        base_url: own_text("base_url"),
        language: own_text("default_language"),
        feed_limit: get(root, "feed_limit").and_then(Node::integer),
        authors: own_text("author").into_iter().collect(),
        smart: markdown("smart_punctuation"),
        definition_lists: markdown("definition_list"),
        slugify: match config.paths {
            Strategy::On => Slugify::Ascii,
            Strategy::Safe | Strategy::Off => Slugify::None,
        },
        ..Settings::default()
    };
    settings.notes.push("timezone: Zola takes dates without a zone for UTC.".to_owned());
    for tag in &config.languages {
        let names = get(root, "languages").and_then(|languages| get(languages, tag));
        let title = names.and_then(|names| text_of(names, "title")).map(str::to_owned);
        settings.languages.insert(tag.clone(), (None, title));
    }
    taxonomies(config, &mut settings);
    for entry in get(root, "extra").and_then(Node::map).unwrap_or_default() {
        settings.extra.push((entry.key.clone(), entry.value.clone()));
    }
    for (key, hint) in [
        ("theme", "the theme of sitegen is used: docs/theme.md"),
        ("compile_sass", "styles are plain CSS here: docs/theme.md"),
        ("build_search_index", "set `search: true`: docs/search.md"),
        ("feed_filenames", "feeds are at `/atom.xml`, `/rss.xml` and `/feed.json`"),
        ("feed_filename", "feeds are at `/atom.xml`, `/rss.xml` and `/feed.json`"),
    ] {
        let is_set = get(root, key).is_some_and(|node| node.boolean() != Some(false));
        if is_set {
            let message = format!("`{key}` is not carried over");
            remarks.push(Remark::left("settings", message, hint).in_file(&*config.file));
        }
    }
    settings
}

/// Zola has no taxonomies but those that are named.
fn taxonomies(config: &Config, settings: &mut Settings) {
    let nodes = get(&config.root, "taxonomies").and_then(Node::list).unwrap_or_default();
    let mut named = BTreeSet::new();
    for node in nodes {
        let Some(name) = text_of(node, "name") else { continue };
        let is_rendered = get(node, "render").and_then(Node::boolean) != Some(false);
        named.insert(name.to_owned());
        if !crate::config::BUILT_IN_TAXONOMIES.contains(&name) || !is_rendered {
            settings.taxonomies.push((name.to_owned(), is_rendered));
        }
    }
    for name in ["tags", "categories", "authors"] {
        if !named.contains(name) {
            settings.taxonomies.push((name.to_owned(), false));
        }
    }
}

fn unread_folders(source: &Source) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for (folder, what, hint) in [
        ("templates/shortcodes/", "shortcodes of the site", "make a component of it: docs/shortcodes.md"),
        ("templates/", "templates", "both are Tera, with other names: docs/templates.md"),
        ("sass/", "style sheets", "styles are plain CSS here: docs/theme.md"),
        ("syntaxes/", "syntaxes", "see whether the language is known already"),
    ] {
        for path in source.below(folder) {
            if folder != "templates/" || !path.starts_with("templates/shortcodes/") {
                remarks.push(Remark::left(what, "is not carried over", hint).in_file(path));
            }
        }
    }
    remarks.extend(report::themes(source));
    remarks
}
