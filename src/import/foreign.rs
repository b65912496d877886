//! A site of another generator as values that name no generator: what every reader gives and `translate` takes.
//!
//! It must not know how any generator reads its files, or what becomes of the values.

use crate::{
    paths::Slugify,
    value::Value,
    yaml::{Kind, Node, Shape},
};
use std::collections::BTreeMap;

/// A generator whose sites can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Generator {
    /// Jekyll 3 and 4.
    Jekyll,
    /// Hugo.
    Hugo,
    /// Zola.
    Zola,
}

impl Generator {
    /// Its name on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Jekyll => "jekyll",
            Self::Hugo => "hugo",
            Self::Zola => "zola",
        }
    }

    /// Its name in a sentence.
    pub fn title(self) -> &'static str {
        match self {
            Self::Jekyll => "Jekyll",
            Self::Hugo => "Hugo",
            Self::Zola => "Zola",
        }
    }
}

/// A site that was read.
#[derive(Debug, Default)]
pub struct Foreign {
    /// What pieces of templates in texts are called: `shortcodes`.
    pub calls: &'static str,
    /// Its settings.
    pub settings: Settings,
    /// Its pages, by path.
    pub pages: Vec<Page>,
    /// Files that are published as they are, and data files.
    pub copies: Vec<Copy>,
    /// Addresses of other files of the source that links may name, by path in the source.
    pub addresses: BTreeMap<String, String>,
    /// What was noticed while it was read.
    pub remarks: Vec<Remark>,
}

/// What a source says of the whole site; only what it says.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a setting of its own")]
pub struct Settings {
    /// The site's name.
    pub title: Option<String>,
    /// A line under it.
    pub tagline: Option<String>,
    /// What it is about.
    pub description: Option<String>,
    /// Where it is served, with the path of the host.
    pub base_url: Option<String>,
    /// Its language.
    pub language: Option<String>,
    /// The zone of its dates.
    pub timezone: Option<String>,
    /// Authors of posts that name none.
    pub authors: Vec<String>,
    /// Its menu: names and addresses.
    pub nav: Vec<(String, String)>,
    /// Posts on one page of a list.
    pub paginate: Option<i64>,
    /// Posts in a feed.
    pub feed_limit: Option<i64>,
    /// Whether it writes typographic quotes.
    pub smart: bool,
    /// Whether `$…$` are formulas.
    pub math: bool,
    /// Whether Markdown has definition lists.
    pub definition_lists: bool,
    /// Whether raw HTML passes.
    pub drops_html: bool,
    /// Whether all code has numbered lines.
    pub line_numbers: bool,
    /// Taxonomies of its own, and built-in ones that it does without: name, and whether it has pages.
    pub taxonomies: Vec<(String, bool)>,
    /// Patterns that may be those of posts in no section of their own, the likeliest first.
    pub permalinks: Vec<String>,
    /// Which letters slugs keep.
    pub slugify: Slugify,
    /// Sections of posts, with patterns that may be those of their addresses, the likeliest first.
    pub sections: BTreeMap<String, Vec<String>>,
    /// Other languages: tag, then name and title.
    pub languages: BTreeMap<String, (Option<String>, Option<String>)>,
    /// Settings of its own, for templates.
    pub extra: Vec<(String, Node)>,
    /// What could not be told, for the head of the file.
    pub notes: Vec<String>,
}

/// A page of the source.
#[derive(Debug, Clone)]
pub struct Page {
    /// Its file, relative to the source.
    pub source: String,
    /// Its file in the new site.
    pub target: String,
    /// Where its generator has it, from the site's root; none where it has none.
    pub url: Option<String>,
    /// What it is.
    pub kind: PageKind,
    /// Whether its generator leaves it out unless asked.
    pub draft: bool,
    /// Its front matter under our names, in order.
    pub fields: Vec<Field>,
    /// Old addresses, from the site's root.
    pub aliases: Vec<String>,
    /// The text.
    pub body: String,
    /// The line of the file on which the text begins.
    pub body_line: u32,
}

/// What a page of the source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageKind {
    /// An article.
    Post,
    /// A page that stands by itself.
    Page,
    /// The description of a section.
    Section,
}

/// A key of a front matter.
#[derive(Debug, Clone)]
pub struct Field {
    /// Its name.
    pub key: String,
    /// What it holds.
    pub value: Node,
    /// Its line in the file of the source; 0 where it comes from elsewhere.
    pub line: u32,
}

impl Field {
    /// A field that is in no file.
    pub fn new(key: &str, value: Node) -> Self {
        Self { key: key.to_owned(), value, line: 0 }
    }
}

/// A file that is copied as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copy {
    /// Its path in the source.
    pub source: String,
    /// Its path in the new site.
    pub target: String,
    /// `static file`, `file of a page`, `data file`.
    pub what: &'static str,
    /// Its bytes where they are not those of the file.
    pub text: Option<String>,
}

/// What became of a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fate {
    /// It was not carried over.
    Left,
    /// It was carried over, and is not quite what it was.
    Changed,
}

impl Fate {
    /// The word in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Left => "left",
            Self::Changed => "changed",
        }
    }
}

/// One thing that a person should know of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Remark {
    /// What kind of thing it is, in the plural: `layouts`, `pages`, `template code`.
    pub what: &'static str,
    /// What became of it.
    pub fate: Fate,
    /// Its file in the source.
    pub file: Option<String>,
    /// Its line there.
    pub line: Option<u32>,
    /// What it is.
    pub message: String,
    /// What to do.
    pub hint: String,
}

impl Remark {
    /// A thing that was not carried over.
    pub fn left(what: &'static str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        let (message, hint) = (message.into(), hint.into());
        Self { what, fate: Fate::Left, file: None, line: None, message, hint }
    }

    /// A thing that is not quite what it was.
    pub fn changed(what: &'static str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { fate: Fate::Changed, ..Self::left(what, message, hint) }
    }

    /// In this file.
    #[must_use]
    pub fn in_file(mut self, file: impl Into<String>) -> Self {
        self.file = Some(file.into());
        self
    }

    /// On this line; 0 is no line.
    #[must_use]
    pub fn on_line(mut self, line: u32) -> Self {
        self.line = Some(line).filter(|line| *line > 0);
        self
    }
}

/// A node of text.
pub fn text(text: impl Into<String>) -> Node {
    Node { shape: Shape::Scalar(text.into(), Kind::Text), range: 0..0 }
}

/// A node of `true` or `false`.
pub fn truth(value: bool) -> Node {
    Node { shape: Shape::Scalar(value.to_string(), Kind::Bool(value)), range: 0..0 }
}

/// A node of texts.
pub fn texts<T: Into<String>>(values: impl IntoIterator<Item = T>) -> Node {
    Node { shape: Shape::List(values.into_iter().map(text).collect()), range: 0..0 }
}

/// A node of data without places.
pub fn node(value: &Value) -> Node {
    let scalar = |text: String, kind| Shape::Scalar(text, kind);
    let shape = match value {
        Value::Null => scalar(String::new(), Kind::Null),
        Value::Bool(value) => scalar(value.to_string(), Kind::Bool(*value)),
        Value::Int(number) => scalar(number.to_string(), Kind::Int),
        Value::Float(number) => scalar(number.to_string(), Kind::Float),
        Value::Text(text) => scalar(text.clone(), Kind::Text),
        Value::List(values) => Shape::List(values.iter().map(node).collect()),
        Value::Map(entries) => {
            Shape::Map(entries.iter().map(|(key, value)| entry(key, node(value))).collect())
        }
    };
    Node { shape, range: 0..0 }
}

/// An entry without a place.
pub fn entry(key: &str, value: Node) -> crate::yaml::Entry {
    crate::yaml::Entry { key: key.to_owned(), key_range: 0..0, value }
}

/// A node of a map.
pub fn map(entries: Vec<crate::yaml::Entry>) -> Node {
    Node { shape: Shape::Map(entries), range: 0..0 }
}

/// The value of a key of a map.
pub fn get<'a>(node: &'a Node, key: &str) -> Option<&'a Node> {
    node.map()?.iter().find(|entry| entry.key == key).map(|entry| &entry.value)
}

/// The value of a key of a map, whatever the case of its letters.
pub fn get_any_case<'a>(node: &'a Node, key: &str) -> Option<&'a Node> {
    node.map()?.iter().find(|entry| entry.key.eq_ignore_ascii_case(key)).map(|entry| &entry.value)
}

/// The text of a key of a map, unless it is empty.
pub fn text_of<'a>(node: &'a Node, key: &str) -> Option<&'a str> {
    get(node, key).and_then(Node::text).map(str::trim).filter(|text| !text.is_empty())
}

/// One text, or those of a list.
pub fn texts_of(node: &Node) -> Vec<String> {
    match node.list() {
        Some(nodes) => nodes.iter().filter_map(Node::text).map(str::to_owned).collect(),
        None => node.text().map(str::to_owned).into_iter().collect(),
    }
}
