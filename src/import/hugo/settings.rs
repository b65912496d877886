//! The settings of a Hugo site, from one file or from a folder of them.

use crate::{
    decode::SourceText,
    import::{
        foreign::{Remark, entry, get, map, node, text_of, texts_of},
        source::Source,
    },
    yaml::{self, Entry, Limits, Node, Shape},
};

/// Names of the file, the first of which counts.
const CONFIG_NAMES: [&str; 8] = [
    "hugo.toml",
    "hugo.yaml",
    "hugo.yml",
    "hugo.json",
    "config.toml",
    "config.yaml",
    "config.yml",
    "config.json",
];

/// A language of the site.
#[derive(Debug, Clone)]
pub struct Language {
    /// Its tag, as in paths.
    pub tag: String,
    /// The folder of its own, if it has one.
    pub content_dir: Option<String>,
    /// How it calls itself.
    pub name: Option<String>,
    /// What the site is called in it.
    pub title: Option<String>,
}

/// A folder that is shown as another.
#[derive(Debug, Clone)]
pub struct Mount {
    /// The folder of the source, with a final `/`.
    pub folder: String,
    /// What its files are below, with a final `/`; empty for the content itself.
    pub below: String,
    /// The language of its files.
    pub language: Option<String>,
}

/// A site's settings, as far as they say what becomes of files. Names are in lower case.
#[derive(Debug)]
pub struct Config {
    /// All of them.
    pub root: Node,
    /// The file, or the folder.
    pub file: String,
    /// The site's own language.
    pub default_language: String,
    /// Whether that has a folder in addresses too.
    pub default_in_subdir: bool,
    /// The languages; none where the site has one.
    pub languages: Vec<Language>,
    /// Folders of content.
    pub mounts: Vec<Mount>,
    /// Folders of static files, with a final `/`.
    pub static_dirs: Vec<String>,
    /// The folder of data files.
    pub data_dir: String,
    /// Patterns of pages by section.
    pub page_patterns: Vec<(String, String)>,
    /// Patterns of sections by section.
    pub section_patterns: Vec<(String, String)>,
    /// Names of taxonomies, in the plural.
    pub taxonomies: Vec<String>,
    /// Kinds of pages that are not made.
    pub disabled_kinds: Vec<String>,
    /// Whether paths keep their capitals.
    pub keeps_case: bool,
    /// Whether the date and the slug of a page may be in its name.
    pub reads_names: bool,
}

impl Config {
    /// Reads the settings of a source.
    pub fn read(source: &Source, remarks: &mut Vec<Remark>) -> Self {
        let mut root = map(Vec::new());
        let mut file = String::new();
        if let Some(name) = CONFIG_NAMES.into_iter().find(|name| source.has(name)) {
            name.clone_into(&mut file);
            merge(&mut root, lower(&parse(source, name, remarks)));
        }
        for path in source.below("config/_default/").map(str::to_owned).collect::<Vec<_>>() {
            let name = path.rsplit('/').next().unwrap_or(&path);
            let Some((stem, ending)) = name.rsplit_once('.') else { continue };
            if !matches!(ending, "toml" | "yaml" | "yml" | "json") {
                continue;
            }
            if file.is_empty() {
                path.clone_into(&mut file);
            }
            let value = lower(&parse(source, &path, remarks));
            let (stem, language) = stem.split_once('.').map_or((stem, None), |(stem, tag)| (stem, Some(tag)));
            let value = match (stem.to_lowercase().as_str(), language) {
                ("hugo" | "config", _) => value,
                (key, None) => map(vec![entry(key, value)]),
                (key, Some(tag)) => {
                    map(vec![entry("languages", map(vec![entry(tag, map(vec![entry(key, value)]))]))])
                }
            };
            merge(&mut root, value);
        }
        if file.is_empty() {
            let message = "there is no `hugo.toml`: Hugo's own settings are taken";
            remarks.push(Remark::changed(
                "settings",
                message,
                "name the folder of the site if it is another",
            ));
        }
        Self::of(root, file)
    }

    fn of(root: Node, file: String) -> Self {
        let text = |key: &str| text_of(&root, key).map(str::to_owned);
        let truth = |key: &str| get(&root, key).and_then(Node::boolean).unwrap_or_default();
        let languages = languages(&root);
        let default_language = text("defaultcontentlanguage").unwrap_or_else(|| "en".to_owned());
        let content_dir = folder(&text("contentdir").unwrap_or_else(|| "content".to_owned()));
        let static_dirs = get(&root, "staticdir").map(texts_of).unwrap_or_default();
        let static_dirs: Vec<String> = static_dirs.iter().map(|path| folder(path)).collect();
        let (page_patterns, section_patterns) = patterns(&root);
        let names = |key: &str| get(&root, key).map(texts_of).unwrap_or_default();
        let reads_names = get(&root, "frontmatter")
            .and_then(|front| get(front, "date"))
            .is_some_and(|handlers| texts_of(handlers).iter().any(|handler| handler == ":filename"));
        Self {
            default_in_subdir: truth("defaultcontentlanguageinsubdir"),
            mounts: mounts(&root, &content_dir, &languages),
            static_dirs: if static_dirs.is_empty() { vec!["static/".to_owned()] } else { static_dirs },
            data_dir: folder(&text("datadir").unwrap_or_else(|| "data".to_owned())),
            taxonomies: match get(&root, "taxonomies").and_then(Node::map) {
                Some(entries) => {
                    entries.iter().filter_map(|entry| entry.value.text().map(str::to_owned)).collect()
                }
                None => vec!["tags".to_owned(), "categories".to_owned()],
            },
            disabled_kinds: names("disablekinds").iter().map(|kind| kind.to_lowercase()).collect(),
            keeps_case: truth("disablepathtolower"),
            default_language,
            languages,
            page_patterns,
            section_patterns,
            reads_names,
            root,
            file,
        }
    }

    /// The text of a setting.
    pub fn text(&self, key: &str) -> Option<&str> {
        text_of(&self.root, key)
    }

    /// Whether a section's pages are files and not folders.
    pub fn is_ugly(&self, section: &str) -> bool {
        let Some(node) = get(&self.root, "uglyurls") else { return false };
        node.boolean().or_else(|| get(node, section).and_then(Node::boolean)).unwrap_or_default()
    }

    /// The folder of a language in addresses; empty where it has none.
    pub fn prefix(&self, language: Option<&str>) -> String {
        match language {
            Some(tag) if tag != self.default_language => format!("/{}", tag.to_lowercase()),
            _ if self.default_in_subdir && !self.languages.is_empty() => {
                format!("/{}", self.default_language.to_lowercase())
            }
            _ => String::new(),
        }
    }

    /// The language that a name ends with, and the name without it: `a.fr` is `a` in French.
    pub fn split_language<'n>(&self, stem: &'n str) -> (&'n str, Option<String>) {
        match stem.rsplit_once('.') {
            Some((rest, tag)) if !rest.is_empty() => {
                let known = self.languages.iter().find(|language| language.tag.eq_ignore_ascii_case(tag));
                let is_default = tag.eq_ignore_ascii_case(&self.default_language);
                match known {
                    Some(language) => (rest, Some(language.tag.clone())),
                    None if is_default => (rest, Some(self.default_language.clone())),
                    None => (stem, None),
                }
            }
            _ => (stem, None),
        }
    }
}

/// A folder as paths begin with it.
fn folder(path: &str) -> String {
    let path = path.trim_start_matches("./").trim_matches('/');
    if path.is_empty() || path == "." { String::new() } else { format!("{path}/") }
}

fn parse(source: &Source, path: &str, remarks: &mut Vec<Remark>) -> Node {
    let text = match source.text(path) {
        Ok((text, _)) => text,
        Err(remark) => {
            remarks.push(remark);
            return map(Vec::new());
        }
    };
    let (root, found) = match path.rsplit('.').next() {
        Some("toml") => yaml::parse_toml(SourceText::new(path, &text), 0..text.len(), Limits::FRONT_MATTER),
        Some("json") => match crate::data::parse(path, text.as_bytes()) {
            Ok(value) => (Some(node(&value)), Vec::new()),
            Err(mistake) => (None, vec![*mistake]),
        },
        _ => yaml::parse(SourceText::new(path, &text), 0..text.len(), Limits::FRONT_MATTER),
    };
    for mistake in found {
        let line = mistake.position.map_or(0, |position| position.line);
        let remark = Remark::left("settings", mistake.message, "put it right and run the command again");
        remarks.push(remark.in_file(path).on_line(line));
    }
    root.filter(|root| root.map().is_some() || root.list().is_some()).unwrap_or_else(|| map(Vec::new()))
}

/// The keys in lower case, since Hugo does not tell them apart; but for those of `params`.
fn lower(node: &Node) -> Node {
    let shape = match &node.shape {
        Shape::Map(entries) => Shape::Map(
            entries
                .iter()
                .map(|entry| {
                    let key = entry.key.to_lowercase();
                    let value = if key == "params" { entry.value.clone() } else { lower(&entry.value) };
                    Entry { key, key_range: entry.key_range.clone(), value }
                })
                .collect(),
        ),
        Shape::List(nodes) => Shape::List(nodes.iter().map(lower).collect()),
        Shape::Scalar(..) => node.shape.clone(),
    };
    Node { shape, range: node.range.clone() }
}

/// Adds what another file says.
fn merge(root: &mut Node, other: Node) {
    let Shape::Map(added) = other.shape else { return };
    let Shape::Map(entries) = &mut root.shape else { return };
    for new in added {
        match entries.iter_mut().find(|old| old.key == new.key) {
            Some(old) if old.value.map().is_some() && new.value.map().is_some() => {
                merge(&mut old.value, new.value);
            }
            Some(old) => old.value = new.value,
            None => entries.push(new),
        }
    }
}

fn languages(root: &Node) -> Vec<Language> {
    let entries = get(root, "languages").and_then(Node::map).unwrap_or_default();
    let language = |entry: &Entry| {
        let text = |keys: &[&str]| keys.iter().find_map(|key| text_of(&entry.value, key)).map(str::to_owned);
        let is_off = get(&entry.value, "disabled").and_then(Node::boolean) == Some(true);
        (!is_off).then(|| Language {
            tag: entry.key.clone(),
            content_dir: text(&["contentdir"]).map(|path| folder(&path)),
            name: text(&["label", "languagename"]),
            title: text(&["title"]),
        })
    };
    entries.iter().filter_map(language).collect()
}

/// Where content is: mounted folders, folders of languages, or the one folder.
fn mounts(root: &Node, content_dir: &str, languages: &[Language]) -> Vec<Mount> {
    let listed =
        get(root, "module").and_then(|module| get(module, "mounts")).and_then(Node::list).unwrap_or_default();
    let mount = |node: &Node| {
        let target = text_of(node, "target")?.trim_matches('/').to_owned();
        let below = target.strip_prefix("content")?.trim_matches('/').to_owned();
        Some(Mount {
            folder: folder(text_of(node, "source")?),
            below: folder(&below),
            language: text_of(node, "lang").map(str::to_owned),
        })
    };
    let mounted: Vec<Mount> = listed.iter().filter_map(mount).collect();
    if !mounted.is_empty() {
        return mounted;
    }
    let of_language = |language: &Language| {
        let language_tag = Some(language.tag.clone());
        Some(Mount { folder: language.content_dir.clone()?, below: String::new(), language: language_tag })
    };
    let mut own: Vec<Mount> = languages.iter().filter_map(of_language).collect();
    own.push(Mount { folder: content_dir.to_owned(), below: String::new(), language: None });
    own
}

type Patterns = Vec<(String, String)>;

/// Patterns of pages and of sections, in the old form by section and in the new by kind.
fn patterns(root: &Node) -> (Patterns, Patterns) {
    let entries = get(root, "permalinks").and_then(Node::map).unwrap_or_default();
    let (mut pages, mut sections) = (Vec::new(), Vec::new());
    for entry in entries {
        if let Some(pattern) = entry.value.text() {
            pages.push((entry.key.clone(), pattern.to_owned()));
            continue;
        }
        let inner = entry.value.map().unwrap_or_default();
        let inner =
            inner.iter().filter_map(|entry| Some((entry.key.clone(), entry.value.text()?.to_owned())));
        match entry.key.as_str() {
            "page" => pages.extend(inner),
            "section" => sections.extend(inner),
            _ => {}
        }
    }
    (pages, sections)
}
