//! Hugo: its folders, settings and addresses → [`Foreign`].
//!
//! It must not know what becomes of the values.

mod pages;
mod settings;
mod shortcodes;
mod url;

use super::{
    Reading,
    foreign::{Copy, Field, Foreign, Page, PageKind, Remark, Settings, get, text, text_of, texts_of},
    report,
    source::Source,
};
use crate::yaml::Node;
use pages::Found;
use settings::Config;
use std::collections::{BTreeMap, BTreeSet};

/// What the conversion of texts has to know of the site.
#[derive(Debug)]
pub struct Knowledge {
    /// Sources of pages by the paths that `ref` takes.
    names: BTreeMap<String, String>,
    /// Settings for templates.
    params: Node,
    /// Folders of content.
    folders: Vec<String>,
}

impl Knowledge {
    /// The folder of a page below the content.
    fn below<'p>(&self, source: &'p str) -> &'p str {
        let inner =
            self.folders.iter().find_map(|folder| source.strip_prefix(folder.as_str())).unwrap_or(source);
        inner.rsplit_once('/').map_or("", |(folder, _)| folder)
    }
}

/// Reads a site.
pub fn read(source: &Source) -> Reading {
    let mut remarks = Vec::new();
    let config = Config::read(source, &mut remarks);
    let mut found = Found::new(source, &config);
    found.collect();
    let Found {
        mut pages,
        mut copies,
        mut addresses,
        remarks: noticed,
        names,
        mut menu,
        dated,
        described,
        ..
    } = found;
    remarks.extend(noticed);
    let mut settings = site_settings(&config, &mut menu, &mut remarks);
    let posts = sections_of_posts(&dated);
    for page in pages.iter_mut().filter(|page| page.kind == PageKind::Page) {
        let folder = page.target.trim_start_matches("content/").split_once('/').map(|(first, _)| first);
        if folder.is_some_and(|first| posts.contains(first)) {
            page.kind = PageKind::Post;
        }
    }
    for section in &posts {
        settings.sections.insert(section.clone(), patterns(section, &config));
    }
    pages.extend(bare_sections(&dated, &posts, &described, &config));
    static_files(source, &config, &mut copies, &mut addresses);
    data_files(source, &config, &mut copies, &mut remarks);
    remarks.extend(unread_folders(source, &config));
    let knowledge = Knowledge {
        names,
        params: get(&config.root, "params").cloned().unwrap_or_else(|| text("")),
        folders: config.mounts.iter().map(|mount| mount.folder.clone()).collect(),
    };
    Reading {
        foreign: Foreign { calls: "shortcodes", settings, pages, copies, addresses, remarks },
        convert: Box::new(move |page, index| shortcodes::convert(page, &knowledge, index)),
    }
}

/// Sections most pages of which have a date.
fn sections_of_posts(dated: &BTreeMap<String, (usize, usize)>) -> BTreeSet<String> {
    let is_of_posts = |(name, (with, without)): &(&String, &(usize, usize))| {
        name.as_str() == "posts" || (!name.is_empty() && with > without)
    };
    dated.iter().filter(is_of_posts).map(|(name, _)| name.clone()).collect()
}

/// Sections of pages that nothing describes have a list in Hugo, and need an `_index.md` here.
fn bare_sections<'a>(
    dated: &'a BTreeMap<String, (usize, usize)>,
    posts: &'a BTreeSet<String>,
    described: &'a BTreeSet<String>,
    config: &'a Config,
) -> impl Iterator<Item = Page> + 'a {
    let bare =
        dated.keys().filter(|name| !name.is_empty() && !posts.contains(*name) && !described.contains(*name));
    bare.map(|name| {
        let title = crate::post::file_name::title_from_name(name);
        Page {
            source: format!("{}{name}/", config.mounts.first().map_or("", |mount| mount.folder.as_str())),
            target: format!("content/{name}/_index.md"),
            url: Some(url::section(&[name], None, &title, config)),
            kind: PageKind::Section,
            draft: false,
            fields: vec![Field::new("title", text(title))],
            aliases: Vec::new(),
            body: String::new(),
            body_line: 1,
        }
    })
}

/// Patterns of ours that may give the addresses of a section's pages.
fn patterns(section: &str, config: &Config) -> Vec<String> {
    let own = config
        .page_patterns
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(section))
        .map(|(_, pattern)| pattern.as_str());
    let path = url::name(section, config);
    let mut pattern = own.map_or_else(|| format!("/{path}/:slug/"), str::to_owned);
    for (theirs, ours) in [
        (":slugorcontentbasename", ":slug"),
        (":slugorfilename", ":slug"),
        (":contentbasename", ":slug"),
        (":filename", ":slug"),
        (":sectionslugs", &*path),
        (":sectionslug", &*path),
        (":sections[1:]", ""),
        (":sections[0]", &*path),
        (":sections", &*path),
        (":section", &*path),
    ] {
        pattern = pattern.replace(theirs, ours);
    }
    let mut pattern = pattern.replace("//", "/");
    if !pattern.starts_with('/') {
        pattern.insert(0, '/');
    }
    let is_file = super::glob::has_ending(&pattern, &["html"]);
    if config.is_ugly(section) && !is_file {
        pattern = format!("{}.html", pattern.trim_end_matches('/'));
    } else if !pattern.ends_with('/') && !is_file {
        pattern.push('/');
    }
    // Where a pattern has `:slug`, Hugo takes the title of pages without one.
    vec![pattern.clone(), pattern.replace(":slug", ":title")]
}

fn site_settings(
    config: &Config,
    menu: &mut Vec<(i64, String, String)>,
    remarks: &mut Vec<Remark>,
) -> Settings {
    let params = get(&config.root, "params");
    let param = |key: &str| {
        params
            .and_then(|params| super::foreign::get_any_case(params, key))
            .and_then(Node::text)
            .map(str::to_owned)
    };
    let text = |key: &str| config.text(key).map(str::to_owned);
    let markup = |path: &[&str]| {
        let node = path.iter().try_fold(get(&config.root, "markup")?, |node, key| get(node, key));
        node.and_then(Node::boolean)
    };
    menu.extend(menu_entries(config, remarks));
    menu.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    let pager = get(&config.root, "pagination").and_then(|pagination| get(pagination, "pagersize"));
    let mut settings = Settings {
        title: text("title").or_else(|| language_title(config)),
        tagline: param("subtitle").or_else(|| param("tagline")),
        description: param("description"),
        base_url: text("baseurl"),
        language: Some(
            text("locale")
                .or_else(|| text("languagecode"))
                .unwrap_or_else(|| config.default_language.clone()),
        ),
        timezone: text("timezone"),
        paginate: pager.or_else(|| get(&config.root, "paginate")).and_then(Node::integer),
        smart: markup(&["goldmark", "extensions", "typographer"]) != Some(false)
            && markup(&["goldmark", "extensions", "typographer", "disable"]) != Some(true),
        definition_lists: true,
        authors: author_names(params),
        nav: menu.iter().map(|(_, name, url)| (name.clone(), url.clone())).collect(),
        ..Settings::default()
    };
    for language in config.languages.iter().filter(|language| language.tag != config.default_language) {
        settings.languages.insert(language.tag.clone(), (language.name.clone(), language.title.clone()));
    }
    taxonomies(config, &mut settings);
    let taken = ["description", "subtitle", "tagline", "author"];
    for entry in params.and_then(Node::map).unwrap_or_default() {
        if !taken.contains(&entry.key.to_lowercase().as_str()) {
            settings.extra.push((entry.key.clone(), entry.value.clone()));
        }
    }
    if settings.timezone.is_none() {
        settings.notes.push("timezone: Hugo takes UTC where none is set.".to_owned());
    }
    if markup(&["goldmark", "renderer", "unsafe"]) != Some(true) {
        settings.notes.push(
            "markdown.unsafe_html: Hugo left raw HTML out; here it passes, unless this is `strip`."
                .to_owned(),
        );
    }
    remarks.extend(settings_left(config));
    settings
}

/// The title in the site's own language, where the settings have it there alone.
fn language_title(config: &Config) -> Option<String> {
    let own = config.languages.iter().find(|language| language.tag == config.default_language);
    own.or(config.languages.first())?.title.clone()
}

fn author_names(params: Option<&Node>) -> Vec<String> {
    let Some(node) = params.and_then(|params| super::foreign::get_any_case(params, "author")) else {
        return Vec::new();
    };
    let name = node.text().or_else(|| text_of(node, "name"));
    name.filter(|name| !name.trim().is_empty()).map(str::to_owned).into_iter().collect()
}

/// Taxonomies of the site's own, and built-in ones that it does without.
fn taxonomies(config: &Config, settings: &mut Settings) {
    let no_pages = ["taxonomy", "term", "taxonomyterm"]
        .iter()
        .any(|kind| config.disabled_kinds.iter().any(|disabled| disabled == kind));
    for name in ["tags", "categories"] {
        if no_pages || !config.taxonomies.iter().any(|taxonomy| taxonomy == name) {
            settings.taxonomies.push((name.to_owned(), false));
        }
    }
    for name in &config.taxonomies {
        if !crate::config::BUILT_IN_TAXONOMIES.contains(&name.as_str()) {
            settings.taxonomies.push((name.clone(), !no_pages));
        }
    }
}

/// Entries of the main menu; those of others are told of.
fn menu_entries(config: &Config, remarks: &mut Vec<Remark>) -> Vec<(i64, String, String)> {
    let menus = get(&config.root, "menus").or_else(|| get(&config.root, "menu"));
    let mut entries = Vec::new();
    for menu in menus.and_then(Node::map).unwrap_or_default() {
        for node in menu.value.list().unwrap_or_default() {
            let name = text_of(node, "name").or_else(|| text_of(node, "identifier")).unwrap_or_default();
            let url = text_of(node, "url").or_else(|| text_of(node, "pageref")).unwrap_or_default();
            let is_page = text_of(node, "url").is_none() && !url.ends_with('/');
            let url = if is_page {
                format!("/{}/", url.trim_matches('/')).replace("//", "/")
            } else {
                url.to_owned()
            };
            if menu.key == "main" && !name.is_empty() {
                let weight = get(node, "weight").and_then(Node::integer).unwrap_or(i64::MAX);
                entries.push((weight, name.to_owned(), url));
            } else {
                let message = format!("`{name}` of the menu `{}` is not carried over", menu.key);
                let hint = "there is one menu, `nav`; write others into templates: docs/templates.md";
                remarks.push(Remark::left("menu entries", message, hint).in_file(&*config.file));
            }
        }
    }
    entries
}

/// Settings that have no equal.
fn settings_left(config: &Config) -> Vec<Remark> {
    let carried = [
        "title",
        "baseurl",
        "languagecode",
        "locale",
        "defaultcontentlanguage",
        "defaultcontentlanguageinsubdir",
        "languages",
        "contentdir",
        "staticdir",
        "datadir",
        "permalinks",
        "uglyurls",
        "paginate",
        "pagination",
        "taxonomies",
        "disablekinds",
        "menu",
        "menus",
        "params",
        "timezone",
        "markup",
        "disablepathtolower",
        "module",
        "frontmatter",
        "publishdir",
        "theme",
        "themesdir",
        "buildfuture",
        "builddrafts",
        "buildexpired",
        "enablerobotstxt",
        "minify",
        "caches",
        "security",
        "server",
        "build",
        "copyright",
        "layoutdir",
        "assetdir",
        "archetypedir",
        "i18ndir",
        "summarylength",
        "enablegitinfo",
        "pluralizelisttitles",
        "capitalizelisttitles",
        "rsslimit",
        "privacy",
    ];
    let mut remarks = Vec::new();
    for entry in config.root.map().unwrap_or_default() {
        let hint = match entry.key.as_str() {
            "outputs" | "outputformats" | "mediatypes" => {
                "feeds are at `/rss.xml`, `/atom.xml` and `/feed.json`; Hugo had `/index.xml`: redirect it at your host"
            }
            "buildfuture" | "builddrafts" | "buildexpired" if entry.value.boolean() == Some(true) => {
                "posts that are not public are built with `--drafts`, `--future` and `--expired` alone"
            }
            "copyright" => "write it into a template of your own: docs/templates.md",
            "enableemoji" => "write emoji as characters: `:name:` stays as it is",
            "cascade" => "write what it gave into the pages themselves",
            "theme" => {
                for name in texts_of(&entry.value) {
                    let remark = Remark::left(
                        "themes",
                        format!("`{name}` is not carried over"),
                        "the theme of sitegen is used: docs/theme.md",
                    );
                    remarks.push(remark.in_file(&*config.file));
                }
                continue;
            }
            key if carried.contains(&key) => continue,
            _ => "see docs/configuration.md for a setting like it",
        };
        let message = format!("`{}` is not carried over", entry.key);
        remarks.push(Remark::left("settings", message, hint).in_file(&*config.file));
    }
    remarks
}

fn static_files(
    source: &Source,
    config: &Config,
    copies: &mut Vec<Copy>,
    addresses: &mut BTreeMap<String, String>,
) {
    for folder in &config.static_dirs {
        for path in source.below(folder) {
            let below = &path[folder.len()..];
            addresses.insert(path.to_owned(), format!("/{below}"));
            let (source, target) = (path.to_owned(), format!("static/{below}"));
            copies.push(Copy { source, target, what: "static files", text: None });
        }
    }
}

fn data_files(source: &Source, config: &Config, copies: &mut Vec<Copy>, remarks: &mut Vec<Remark>) {
    for path in source.below(&config.data_dir) {
        let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending).to_lowercase();
        if crate::data::ENDINGS.contains(&ending.as_str()) {
            let target = format!("data/{}", &path[config.data_dir.len()..]);
            copies.push(Copy { source: path.to_owned(), target, what: "data files", text: None });
        } else {
            let message = "is no data that is read: YAML, JSON, CSV and TOML are";
            remarks.push(Remark::left("data files", message, "write it as one of these").in_file(path));
        }
    }
}

/// Folders whose files are not carried over.
fn unread_folders(source: &Source, config: &Config) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for (folder, what, hint) in [
        ("layouts/shortcodes/", "shortcodes of the site", "make a shortcode of it: docs/shortcodes.md"),
        ("layouts/_shortcodes/", "shortcodes of the site", "make a shortcode of it: docs/shortcodes.md"),
        ("layouts/", "layouts", "templates are Tera here: docs/templates.md"),
        (
            "assets/",
            "assets",
            "put what is published as it is into `static/`; styles are plain CSS here: docs/theme.md",
        ),
        ("i18n/", "words of the theme", "the theme's words are in `templates/strings/`: docs/languages.md"),
        ("archetypes/", "archetypes", "make one in `archetypes/`"),
    ] {
        for path in source.below(folder) {
            let is_shortcode = folder == "layouts/"
                && (path.starts_with("layouts/shortcodes/") || path.starts_with("layouts/_shortcodes/"));
            if !is_shortcode {
                remarks.push(Remark::left(what, "is not carried over", hint).in_file(path));
            }
        }
    }
    remarks.extend(report::themes(source));
    let imports = get(&config.root, "module")
        .and_then(|module| get(module, "imports"))
        .and_then(Node::list)
        .unwrap_or_default();
    for path in imports.iter().filter_map(|import| text_of(import, "path")) {
        let message = format!("the module `{path}` is not carried over");
        remarks.push(
            Remark::left("themes", message, "put what the site needs of it into the site")
                .in_file(&*config.file),
        );
    }
    remarks
}
