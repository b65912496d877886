//! `_config.yml` and its defaults.

use crate::{
    clock::Zone,
    decode::SourceText,
    import::{
        foreign::{Remark, get, text_of, texts_of},
        glob,
        matter::Matter,
        source::Source,
    },
    yaml::{self, Kind, Limits, Node, Shape},
};

/// The names under which Jekyll looks for its settings.
const CONFIG_NAMES: [&str; 3] = ["_config.yml", "_config.yaml", "_config.toml"];

/// What Jekyll passes over unless `include` names it.
const EXCLUDED: [&str; 11] = [
    ".sass-cache",
    ".jekyll-cache",
    ".jekyll-metadata",
    "gemfiles",
    "Gemfile",
    "Gemfile.lock",
    "node_modules",
    "vendor/bundle",
    "vendor/cache",
    "vendor/gems",
    "vendor/ruby",
];

/// A site's settings, as far as they say what becomes of files.
#[derive(Debug)]
pub struct Config {
    /// The whole of it.
    pub root: Node,
    /// Its file, if there is one.
    pub file: Option<String>,
    /// The zone of dates.
    pub zone: Zone,
    /// Other collections than posts and drafts.
    pub collections: Vec<Collection>,
    /// The folder in which collections are, with a final `/`; empty for the root.
    pub collections_dir: String,
    /// The folder of data files.
    pub data_dir: String,
    /// The style or pattern of addresses.
    pub permalink: String,
    exclude: Vec<String>,
    include: Vec<String>,
    defaults: Vec<Default>,
    text: String,
}

/// A collection.
#[derive(Debug)]
pub struct Collection {
    /// Its name.
    pub name: String,
    /// Whether its documents have pages.
    pub output: bool,
    /// The pattern of their addresses.
    pub permalink: Option<String>,
}

/// Values of front matters that the settings give.
#[derive(Debug)]
struct Default {
    path: String,
    kind: Option<String>,
    values: Node,
}

impl Config {
    /// Reads the settings of a source.
    pub fn read(source: &Source, remarks: &mut Vec<Remark>) -> Self {
        let file = CONFIG_NAMES.into_iter().find(|name| source.has(name)).map(str::to_owned);
        if file.is_none() {
            let message = "there is no `_config.yml`: Jekyll's own settings are taken";
            let hint = "name the folder of the site if it is another";
            remarks.push(Remark::changed("settings", message, hint));
        }
        let read = file.as_ref().map(|file| source.text(file));
        let text = match read {
            Some(Ok((text, _))) => text,
            Some(Err(remark)) => {
                remarks.push(remark);
                String::new()
            }
            None => String::new(),
        };
        let name = file.clone().unwrap_or_default();
        let source_text = SourceText::new(&name, &text);
        let whole = 0..text.len();
        let (root, found) = if glob::has_ending(&name, &["toml"]) {
            yaml::parse_toml(source_text, whole, Limits::FRONT_MATTER)
        } else {
            yaml::parse(source_text, whole, Limits::FRONT_MATTER)
        };
        for mistake in found {
            let line = mistake.position.map_or(0, |position| position.line);
            let remark = Remark::left("settings", mistake.message, "put it right and run the command again");
            remarks.push(remark.in_file(name.clone()).on_line(line));
        }
        let root = root.filter(|root| root.map().is_some());
        let root = root.unwrap_or(Node { shape: Shape::Map(Vec::new()), range: 0..0 });
        Self::of(root, file, text, remarks)
    }

    fn of(root: Node, file: Option<String>, text: String, remarks: &mut Vec<Remark>) -> Self {
        let zone = text_of(&root, "timezone").map(|name| (name, Zone::named(name)));
        let zone = match zone {
            Some((_, Some(zone))) => zone,
            Some((name, None)) => {
                let message = format!("there is no time zone `{name}`");
                let remark = Remark::left("settings", message, "set `timezone` in `sitegen.yaml`");
                remarks.push(remark.in_file(file.clone().unwrap_or_default()));
                Zone::utc()
            }
            None => Zone::utc(),
        };
        let folder = |key: &str| {
            let folder = text_of(&root, key).unwrap_or_default().trim_start_matches("./").trim_matches('/');
            if folder.is_empty() { String::new() } else { format!("{folder}/") }
        };
        let data_dir =
            Some(folder("data_dir")).filter(|folder| !folder.is_empty()).unwrap_or("_data/".to_owned());
        let list = |key: &str| get(&root, key).map(texts_of).unwrap_or_default();
        let mut include = list("include");
        include.push(".htaccess".to_owned());
        Self {
            zone,
            collections: collections(&root),
            collections_dir: folder("collections_dir"),
            data_dir,
            permalink: text_of(&root, "permalink").unwrap_or("date").to_owned(),
            exclude: list("exclude"),
            include,
            defaults: defaults(&root),
            root,
            file,
            text,
        }
    }

    /// The text of a setting.
    pub fn text(&self, key: &str) -> Option<&str> {
        text_of(&self.root, key)
    }

    /// The line of a setting; 0 where there is none.
    pub fn line(&self, key: &str) -> u32 {
        let entry = self.root.map().and_then(|entries| entries.iter().find(|entry| entry.key == key));
        entry.map_or(0, |entry| crate::import::matter::line_of(&self.text, entry.key_range.start))
    }

    /// The name of the file, for remarks.
    pub fn name(&self) -> &str {
        self.file.as_deref().unwrap_or(CONFIG_NAMES[0])
    }

    /// Whether Jekyll passes over a path: what is hidden, special or excluded.
    pub fn passes_over(&self, path: &str) -> bool {
        if glob::names(self.include.iter().map(String::as_str), path) {
            return false;
        }
        let is_special = |name: &str| name.starts_with(['.', '_', '#']) || name.ends_with('~');
        path.split('/').any(is_special)
            || glob::names(EXCLUDED, path)
            || glob::names(self.exclude.iter().map(String::as_str), path)
            || path.starts_with("_site/")
    }

    /// Whether the settings exclude a path, special or not.
    pub fn excludes(&self, path: &str) -> bool {
        glob::names(self.exclude.iter().map(String::as_str), path)
    }

    /// Adds what the defaults say for a file of this kind (`posts`, `pages`, a collection) that its front matter does not.
    pub fn apply_defaults(&self, matter: &mut Matter, path: &str, kind: &str) {
        let fits = |default: &&Default| {
            let in_path = default.path.is_empty()
                || glob::names([default.path.as_str()], path)
                || default.path.contains('*') && glob::matches(&default.path, path);
            in_path && default.kind.as_deref().is_none_or(|wanted| wanted == kind)
        };
        let mut fitting: Vec<&Default> = self.defaults.iter().filter(fits).collect();
        // The more exact scope is the stronger: first by the depth of its path, then by its type, then the later.
        fitting.sort_by_key(|default| {
            (default.path.split('/').count() * usize::from(!default.path.is_empty()), default.kind.is_some())
        });
        for default in fitting.into_iter().rev() {
            for entry in default.values.map().unwrap_or_default() {
                if entry.key != "layout" && matter.field(&entry.key).is_none() {
                    matter.fields.push(crate::import::foreign::Field::new(&entry.key, entry.value.clone()));
                }
            }
        }
    }
}

fn collections(root: &Node) -> Vec<Collection> {
    let Some(node) = get(root, "collections") else { return Vec::new() };
    let is_true = |node: Option<&Node>| node.and_then(Node::boolean).unwrap_or_default();
    let named = |name: &str, settings: Option<&Node>| Collection {
        name: name.to_owned(),
        output: is_true(settings.and_then(|settings| get(settings, "output"))),
        permalink: settings.and_then(|settings| text_of(settings, "permalink")).map(str::to_owned),
    };
    match (node.map(), node.list()) {
        (Some(entries), _) => entries.iter().map(|entry| named(&entry.key, Some(&entry.value))).collect(),
        (None, Some(nodes)) => nodes.iter().filter_map(Node::text).map(|name| named(name, None)).collect(),
        _ => Vec::new(),
    }
}

fn defaults(root: &Node) -> Vec<Default> {
    let nodes = get(root, "defaults").and_then(Node::list).unwrap_or_default();
    let default = |node: &Node| {
        let scope = get(node, "scope");
        let text = |key: &str| scope.and_then(|scope| text_of(scope, key));
        Some(Default {
            path: text("path").unwrap_or_default().trim_matches('/').to_owned(),
            kind: text("type").map(|kind| match kind {
                "post" => "posts".to_owned(),
                "page" => "pages".to_owned(),
                "draft" => "drafts".to_owned(),
                kind => kind.to_owned(),
            }),
            values: get(node, "values").filter(|values| values.map().is_some())?.clone(),
        })
    };
    nodes.iter().filter_map(default).collect()
}

/// Whether a value is one that Jekyll prints as it is.
pub fn is_printed(node: &Node) -> bool {
    matches!(&node.shape, Shape::Scalar(_, kind) if *kind != Kind::Null)
}
