//! Jekyll: its folders, settings and addresses → [`Foreign`].
//!
//! It must not know what becomes of the values.

mod liquid;
mod pages;
mod settings;
mod url;

use super::{
    Reading,
    foreign::{Copy, Foreign, Remark, get, text_of, texts_of},
    source::Source,
};
use crate::yaml::Node;
use pages::Found;
use settings::Config;
use std::collections::{BTreeMap, BTreeSet};

/// What the conversion of texts has to know of the site.
#[derive(Debug)]
pub struct Knowledge {
    /// The settings.
    root: Node,
    /// The address of the host.
    url: Option<String>,
    /// Sources of posts by the names that `post_url` takes.
    posts: BTreeMap<String, String>,
}

/// Reads a site.
pub fn read(source: &Source) -> Reading {
    let mut remarks = Vec::new();
    let config = Config::read(source, &mut remarks);
    let mut pages = Found::new(source, &config);
    pages.collect();
    let Found { pages, copies, addresses, remarks: found, post_names, .. } = pages;
    remarks.extend(found);
    remarks.extend(unread_folders(source, &config));
    let mut settings = site_settings(&config, source, &mut remarks);
    for collection in
        config.collections.iter().filter(|collection| collection.name != "posts" && collection.output)
    {
        let dated = pages.iter().any(|page| {
            page.target.starts_with(&format!("content/{}/", collection.name))
                && page.kind == super::foreign::PageKind::Post
        });
        if dated {
            let pattern = collection
                .permalink
                .clone()
                .unwrap_or_else(|| url::page_pattern("/:collection/:path", &config.permalink));
            settings.sections.insert(collection.name.clone(), patterns(&pattern, &collection.name));
        }
    }
    let posts_pattern = config.collections.iter().find(|collection| collection.name == "posts");
    let posts_pattern = posts_pattern.and_then(|collection| collection.permalink.clone());
    let pattern = posts_pattern.unwrap_or_else(|| url::post_pattern(&config.permalink));
    settings.permalinks = patterns(&pattern, "posts");
    let knowledge = Knowledge {
        url: config.text("url").map(|url| url.trim_end_matches('/').to_owned()),
        root: config.root.clone(),
        posts: post_names,
    };
    let mut pages = pages;
    leave_templates_out(&mut pages, &knowledge, &mut remarks);
    Reading {
        foreign: Foreign { calls: "template code", settings, pages, copies, addresses, remarks },
        convert: Box::new(move |page, index| liquid::convert(page, &knowledge, index)),
    }
}

/// Pages of HTML that only Liquid fills are drafts: published, they would show its code.
fn leave_templates_out(pages: &mut [super::foreign::Page], knowledge: &Knowledge, remarks: &mut Vec<Remark>) {
    for page in pages
        .iter_mut()
        .filter(|page| !page.draft && !page.source.ends_with("md") && !page.source.contains("markdown"))
    {
        if liquid::is_template(page, knowledge) {
            page.draft = true;
            super::fields::set(&mut page.fields, "draft", super::foreign::truth(true));
            let url = page.url.clone().unwrap_or_default();
            let message = format!("`{url}` is made by Liquid, which is not run here");
            let hint = "write the page in Markdown, or make a template of it; where it is a draft, set `draft: false`";
            remarks.push(Remark::left("pages", message, hint).in_file(&*page.source));
        }
    }
}

/// Patterns of ours that may give the addresses of a pattern of Jekyll's.
fn patterns(pattern: &str, collection: &str) -> Vec<String> {
    let ours = pattern
        .replace(":slugified_categories/", "")
        .replace(":categories/", "")
        .replace(":collection", collection)
        .replace(":output_ext", ".html")
        .replace(":y_day", ":yearday")
        .replace(":long_month", ":monthname");
    let file = if ours.ends_with('/') || super::glob::has_ending(&ours, &["html"]) {
        ours.clone()
    } else {
        format!("{ours}.html")
    };
    let with = |name: &str| {
        let filled = [":title", ":name", ":path", ":basename"]
            .iter()
            .fold(file.clone(), |text, token| text.replace(token, name));
        format!("/{}", filled.trim_start_matches('/'))
    };
    let mut all = vec![with(":slug"), with(":title")];
    all.dedup();
    all
}

/// Folders whose files are not carried over, each told of once.
fn unread_folders(source: &Source, config: &Config) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for (folder, what, hint) in [
        (
            "_layouts",
            "layouts",
            "templates are Tera here: docs/templates.md; a template of the same name in `templates/` is found by `layout:`",
        ),
        (
            "_includes",
            "includes",
            "make components or shortcodes of those that texts need: docs/shortcodes.md",
        ),
        ("_sass", "style sheets", "styles are plain CSS here: docs/theme.md"),
        ("_plugins", "plugins", "see whether the site still needs what they did"),
    ] {
        let folder = format!("{folder}/");
        for path in source.below(&folder) {
            let name = path.trim_start_matches(&*folder);
            remarks.push(Remark::left(what, format!("`{name}` is not carried over"), hint).in_file(path));
        }
    }
    for key in ["plugins", "gems", "theme", "remote_theme"] {
        for name in get(&config.root, key).map(texts_of).unwrap_or_default() {
            let what = if key == "plugins" || key == "gems" { "plugins" } else { "themes" };
            let remark = Remark::left(what, format!("`{name}` is not carried over"), plugin_hint(&name));
            remarks.push(remark.in_file(config.name()).on_line(config.line(key)));
        }
    }
    remarks
}

fn plugin_hint(name: &str) -> &'static str {
    match name {
        "jekyll-feed" => {
            "feeds are at `/atom.xml`, `/rss.xml` and `/feed.json`; send readers of `/feed.xml` there with a redirect of your host"
        }
        "jekyll-sitemap" => "the sitemap is at `/sitemap.xml` as before",
        "jekyll-seo-tag" => "the theme writes these tags",
        "jekyll-redirect-from" => "`redirect_from` became `aliases`",
        "jekyll-paginate" | "jekyll-paginate-v2" => "lists have further pages at `…/page/2/`",
        "jekyll-archives" => "lists of tags, categories and years are there by themselves",
        _ => "see whether the site still needs what it did",
    }
}

/// The settings that have an equal, and a remark for each that has none.
fn site_settings(config: &Config, source: &Source, remarks: &mut Vec<Remark>) -> super::foreign::Settings {
    let text = |key: &str| config.text(key).map(str::to_owned);
    let mut settings = super::foreign::Settings {
        title: text("title").or_else(|| text("name")),
        tagline: text("tagline"),
        description: text("description"),
        language: text("lang").or_else(|| text("locale")),
        timezone: text("timezone"),
        base_url: text("url").map(|url| {
            let path = config.text("baseurl").unwrap_or_default().trim_matches('/');
            let end = if path.is_empty() { "" } else { "/" };
            format!("{}/{path}{end}", url.trim_end_matches('/'))
        }),
        paginate: get(&config.root, "paginate").and_then(Node::integer),
        feed_limit: get(&config.root, "feed")
            .and_then(|feed| get(feed, "posts_limit"))
            .and_then(Node::integer),
        smart: true,
        definition_lists: true,
        authors: author_names(config),
        nav: nav(source),
        ..super::foreign::Settings::default()
    };
    if settings.timezone.is_none() {
        settings.notes.push("timezone: Jekyll took that of the machine that built the site.".to_owned());
    }
    let known = [
        "title",
        "name",
        "tagline",
        "description",
        "lang",
        "locale",
        "timezone",
        "url",
        "baseurl",
        "paginate",
        "feed",
        "permalink",
        "collections",
        "defaults",
        "exclude",
        "include",
        "plugins",
        "gems",
        "theme",
        "remote_theme",
        "author",
        "markdown",
        "kramdown",
        "data_dir",
        "collections_dir",
        "highlighter",
        "plugins_dir",
        "layouts_dir",
    ];
    let fixed: BTreeSet<&str> = [
        "sass",
        "strict_front_matter",
        "incremental",
        "verbose",
        "safe",
        "liquid",
        "future",
        "show_drafts",
        "unpublished",
        "keep_files",
        "encoding",
        "markdown_ext",
        "excerpt_separator",
        "source",
        "destination",
        "whitelist",
        "livereload",
        "port",
        "host",
        "profile",
        "lsi",
        "limit_posts",
        "version",
        "paginate_path",
        "header_pages",
        "compress_html",
    ]
    .into();
    for entry in config.root.map().unwrap_or_default() {
        if known.contains(&entry.key.as_str()) {
            continue;
        }
        if !fixed.contains(entry.key.as_str()) {
            settings.extra.push((entry.key.clone(), entry.value.clone()));
        } else if let Some(hint) = setting_hint(&entry.key, &entry.value) {
            let remark = Remark::left("settings", format!("`{}` is not carried over", entry.key), hint);
            remarks.push(remark.in_file(config.name()).on_line(config.line(&entry.key)));
        }
    }
    settings
}

fn setting_hint(key: &str, value: &Node) -> Option<&'static str> {
    match key {
        "future" if value.boolean() == Some(true) => {
            Some("posts of the future are built with `sitegen build --future` alone")
        }
        "paginate_path" => Some("further pages of a list are at `…/page/2/`"),
        "excerpt_separator" => Some("it became `<!-- more -->` in the posts that have it"),
        "sass" => Some("styles are plain CSS here: docs/theme.md"),
        "source" | "destination" => Some("name the folder of the site itself"),
        "limit_posts" | "header_pages" => Some("there is no such setting"),
        _ => None,
    }
}

/// The author of the settings: a name, or a map with one.
fn author_names(config: &Config) -> Vec<String> {
    let Some(node) = get(&config.root, "author") else { return Vec::new() };
    let name = text_of(node, "name").or_else(|| node.text());
    name.filter(|name| !name.trim().is_empty()).map(str::to_owned).into_iter().collect()
}

/// The menu, where a data file holds one as most themes have it.
fn nav(source: &Source) -> Vec<(String, String)> {
    for path in ["_data/navigation.yml", "_data/nav.yml", "_data/menu.yml", "_data/navigation.yaml"] {
        let Some(value) = source.bytes(path).ok().and_then(|bytes| crate::data::parse(path, &bytes).ok())
        else {
            continue;
        };
        let node = super::foreign::node(&value);
        let list = node
            .list()
            .or_else(|| ["main", "nav", "menu", "items"].iter().find_map(|key| get(&node, key)?.list()));
        let item = |node: &Node| {
            let name = ["title", "name", "text", "label"].iter().find_map(|key| text_of(node, key))?;
            let url = ["url", "link", "href"].iter().find_map(|key| text_of(node, key))?;
            (!url.contains('{')).then(|| (name.to_owned(), url.to_owned()))
        };
        let items: Vec<_> = list.unwrap_or_default().iter().filter_map(item).collect();
        if !items.is_empty() {
            return items;
        }
    }
    Vec::new()
}

/// A data file of the source: as it is, or as CSV where it is separated by tabs.
fn data_file(source: &Source, path: &str, below: &str, remarks: &mut Vec<Remark>) -> Option<Copy> {
    let (stem, ending) = below.rsplit_once('.')?;
    let copy = |target: String, text| Copy { source: path.to_owned(), target, what: "data files", text };
    match ending.to_ascii_lowercase().as_str() {
        "yml" | "yaml" | "json" | "csv" => Some(copy(format!("data/{below}"), None)),
        "tsv" => {
            let (text, _) = source.text(path).map_err(|remark| remarks.push(remark)).ok()?;
            let mut reader = csv::ReaderBuilder::new()
                .delimiter(b'\t')
                .has_headers(false)
                .flexible(true)
                .from_reader(text.as_bytes());
            let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
            for record in reader.records().flatten() {
                writer.write_record(&record).ok()?;
            }
            let text = String::from_utf8(writer.into_inner().ok()?).ok()?;
            Some(copy(format!("data/{stem}.csv"), Some(text)))
        }
        _ => {
            let message = "is no data that is read: YAML, JSON, CSV and TOML are";
            remarks.push(Remark::left("data files", message, "write it as one of these").in_file(path));
            None
        }
    }
}
