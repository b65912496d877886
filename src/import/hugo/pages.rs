//! Files of a Hugo site → pages, files to copy, and their addresses.

use super::{
    settings::{Config, Mount},
    url::{self, Parts},
};
use crate::{
    import::{
        body, fields,
        foreign::{Copy, Field, Page, PageKind, Remark, get, text, text_of, texts_of, truth},
        glob,
        matter::{self, Matter},
        source::Source,
        translate::without_language,
    },
    yaml::Node,
};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// Endings of texts that are read.
const MARKDOWN: [&str; 4] = ["md", "markdown", "mdown", "html"];

/// Endings of texts in other languages.
const OTHERS: [&str; 7] = ["org", "rst", "adoc", "asciidoc", "ad", "pandoc", "pdc"];

/// A file of the content.
struct ContentFile<'a> {
    path: &'a str,
    /// Below the content, as Hugo sees it.
    below: String,
    language: Option<String>,
}

/// What is found while the files are looked at.
pub struct Found<'a> {
    source: &'a Source,
    config: &'a Config,
    /// Folders of leaf bundles below the content.
    leaves: BTreeSet<String>,
    /// Pages.
    pub pages: Vec<Page>,
    /// Files to copy.
    pub copies: Vec<Copy>,
    /// Addresses of files that are copied.
    pub addresses: BTreeMap<String, String>,
    /// What was noticed.
    pub remarks: Vec<Remark>,
    /// Sources of pages by the paths that `ref` takes, in lower case.
    pub names: BTreeMap<String, String>,
    /// Entries of menus: weight, name, address.
    pub menu: Vec<(i64, String, String)>,
    /// Pages with and without a date, by section.
    pub dated: BTreeMap<String, (usize, usize)>,
    /// Sections that have a page of their own.
    pub described: BTreeSet<String>,
}

impl<'a> Found<'a> {
    /// Nothing yet.
    pub fn new(source: &'a Source, config: &'a Config) -> Self {
        Self {
            source,
            config,
            leaves: BTreeSet::new(),
            pages: Vec::new(),
            copies: Vec::new(),
            addresses: BTreeMap::new(),
            remarks: Vec::new(),
            names: BTreeMap::new(),
            menu: Vec::new(),
            dated: BTreeMap::new(),
            described: BTreeSet::new(),
        }
    }

    /// Looks at all files of the content.
    pub fn collect(&mut self) {
        let files = self.content();
        for file in &files {
            let (folder, name) = split(&file.below);
            if self.config.split_language(stem(name)).0 == "index" && is_text(name) {
                self.leaves.insert(folder.to_owned());
            }
        }
        for file in &files {
            self.file(file);
        }
    }

    fn content(&self) -> Vec<ContentFile<'a>> {
        let mut files = Vec::new();
        let mut seen = BTreeSet::new();
        for Mount { folder, below, language } in &self.config.mounts {
            for (path, _) in
                self.source.files.range(folder.clone()..).take_while(|(path, _)| path.starts_with(folder))
            {
                let inner = &path[folder.len()..];
                let is_hidden = inner.split('/').any(|step| step.starts_with('.'));
                if !is_hidden && seen.insert(path.as_str()) {
                    files.push(ContentFile {
                        path,
                        below: format!("{below}{inner}"),
                        language: language.clone(),
                    });
                }
            }
        }
        files
    }

    /// The leaf bundle that a path is in, but for its own `index.md`.
    fn leaf_of(&self, below: &str) -> Option<&str> {
        let (folder, _) = split(below);
        let mut steps: Vec<&str> = folder.split('/').collect();
        let mut found = None;
        while !steps.is_empty() {
            let path = steps.join("/");
            // The outermost bundle has all that is in it.
            found = self.leaves.get(&path).map(String::as_str).filter(|path| !path.is_empty()).or(found);
            steps.pop();
        }
        found
    }

    fn file(&mut self, file: &ContentFile<'a>) {
        let (folder, name) = split(&file.below);
        let (own_stem, own_language) = self.config.split_language(stem(name));
        let language = own_language.or_else(|| file.language.clone());
        let leaf = self.leaf_of(&file.below).map(str::to_owned);
        let is_own_index = own_stem == "index" && leaf.as_deref() == Some(folder);
        if OTHERS.contains(&ending(name)) {
            let message = "is no Markdown, and is not carried over";
            let hint = "turn it into Markdown, as `pandoc` does, and run the command again";
            self.remarks.push(Remark::left("pages", message, hint).in_file(file.path));
            return;
        }
        if name.starts_with("_content.") {
            let message = "makes pages by a template, which is not run here";
            self.remarks
                .push(Remark::left("pages", message, "write the pages that it made").in_file(file.path));
            return;
        }
        match leaf {
            Some(leaf) if !is_own_index => self.resource(file, &leaf, is_text(name)),
            _ if !is_text(name) => self.section_file(file),
            _ => self.page(file, folder, own_stem, language.as_deref()),
        }
    }

    /// A file of a leaf bundle is published beside its page.
    fn resource(&mut self, file: &ContentFile<'_>, leaf: &str, is_text: bool) {
        if is_text {
            let message = "is a text of a bundle, which has no page of its own";
            let hint = "put it into the bundle's text, or make a page of it in another folder";
            self.remarks.push(Remark::left("files of pages", message, hint).in_file(file.path));
            return;
        }
        let inner = &file.below[leaf.len() + 1..];
        let target = format!("content/{leaf}/{inner}");
        self.copies.push(Copy { source: file.path.to_owned(), target, what: "files of pages", text: None });
    }

    /// A file beside the pages of a section is published at the section's address.
    fn section_file(&mut self, file: &ContentFile<'_>) {
        let (folder, name) = split(&file.below);
        let steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
        let address = url::section(&steps, None, "", self.config);
        let below = format!("{}{name}", address.trim_start_matches('/'));
        self.addresses.insert(file.path.to_owned(), format!("/{below}"));
        let target = format!("static/{below}");
        self.copies.push(Copy { source: file.path.to_owned(), target, what: "files of pages", text: None });
    }

    fn read(&mut self, path: &str) -> Option<Matter> {
        match self.source.text(path) {
            Ok((text, remark)) => {
                self.remarks.extend(remark);
                let mut matter = matter::read_after_blanks(path, &text);
                for field in &mut matter.fields {
                    field.key = our_case(&field.key);
                }
                self.remarks.append(&mut matter.remarks);
                Some(matter)
            }
            Err(remark) => {
                self.remarks.push(remark);
                None
            }
        }
    }

    fn page(&mut self, file: &ContentFile<'_>, folder: &str, stem: &str, language: Option<&str>) {
        let Some(mut matter) = self.read(file.path) else { return };
        let folders: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
        let is_section = stem == "_index";
        let is_bundle = stem == "index" && !folders.is_empty();
        let (above, name) = match folders.split_last() {
            Some((last, above)) if is_bundle => (above.to_vec(), *last),
            _ => (folders.clone(), stem),
        };
        let title = matter.text("title").unwrap_or_default().to_owned();
        let (mut slug, mut date) = (matter.text("slug").map(str::to_owned), date_of(&mut matter));
        if self.config.reads_names
            && let Some((in_name, rest)) = dated(name)
        {
            date = date.or(Some(in_name));
            slug = slug.or_else(|| Some(rest.to_owned()));
        }
        let parts = Parts { folders: above.clone(), name, slug: slug.as_deref(), title: &title, date };
        let prefix = self.config.prefix(language);
        let address = match matter.take("url").and_then(|field| field.value.text().map(str::to_owned)) {
            Some(own) if !own.trim().is_empty() => url::own(own.trim(), &prefix),
            _ if is_section => {
                format!("{prefix}{}", url::section(&folders, slug.as_deref(), &title, self.config))
            }
            _ => format!("{prefix}{}", url::page(&parts, self.config)),
        };
        let section = above.first().copied().unwrap_or_default().to_owned();
        let kind = if is_section { PageKind::Section } else { PageKind::Page };
        if is_section {
            self.described.insert(folder.to_owned());
        } else {
            let (with, without) = self.dated.entry(section).or_default();
            *(if date.is_some() { with } else { without }) += 1;
        }
        let aliases = aliases(&mut matter, &address);
        let target = self.target(folder, stem, language);
        self.remember(file, folder, stem, is_bundle, language);
        self.menu_of(&matter, &title, &address, language);
        let page = Page {
            source: file.path.to_owned(),
            target,
            url: Some(address),
            kind,
            draft: false,
            fields: Vec::new(),
            aliases,
            body: String::new(),
            body_line: matter.body_line,
        };
        self.finish(page, matter, ending(file.path) == "html");
    }

    /// The file of ours: `NAME.LANG.md` in a language that is not the site's own.
    fn target(&self, folder: &str, stem: &str, language: Option<&str>) -> String {
        let stem = if stem == "_index" { stem.to_owned() } else { without_language(stem) };
        let language = language.filter(|tag| *tag != self.config.default_language);
        let suffix = language.map_or(String::new(), |tag| format!(".{tag}"));
        let slash = if folder.is_empty() { "" } else { "/" };
        format!("content/{folder}{slash}{stem}{suffix}.md")
    }

    /// The paths by which `ref` finds a page.
    fn remember(
        &mut self,
        file: &ContentFile<'_>,
        folder: &str,
        stem: &str,
        is_bundle: bool,
        language: Option<&str>,
    ) {
        if language.is_some_and(|tag| tag != self.config.default_language) {
            return;
        }
        let source = file.path.to_owned();
        let below = file.below.to_lowercase();
        let without_ending = below.rsplit_once('.').map_or(below.as_str(), |(stem, _)| stem).to_owned();
        let mut keys = vec![below, without_ending];
        if is_bundle || stem == "_index" {
            keys.push(folder.to_lowercase());
            keys.push(folder.rsplit('/').next().unwrap_or(folder).to_lowercase());
        } else {
            keys.push(format!("{folder}/{stem}").trim_start_matches('/').to_lowercase());
            keys.push(stem.to_lowercase());
            keys.push(split(&file.below).1.to_lowercase());
        }
        for key in keys {
            self.names.entry(key).or_insert_with(|| source.clone());
        }
    }

    /// An entry of the main menu that a front matter asks for.
    fn menu_of(&mut self, matter: &Matter, title: &str, address: &str, language: Option<&str>) {
        if language.is_some_and(|tag| tag != self.config.default_language) {
            return;
        }
        for field in matter.fields.iter().filter(|field| matches!(field.key.as_str(), "menu" | "menus")) {
            let main = get(&field.value, "main");
            if main.is_none() && !texts_of(&field.value).iter().any(|name| name == "main") {
                continue;
            }
            let name = main.and_then(|main| text_of(main, "name")).unwrap_or(title);
            let weight = main.and_then(|main| get(main, "weight")).and_then(Node::integer);
            self.menu.push((weight.unwrap_or(i64::MAX), name.to_owned(), address.to_owned()));
        }
    }

    fn finish(&mut self, mut page: Page, mut matter: Matter, is_html: bool) {
        let path = page.source.clone();
        page.draft = self.settle_draft(&mut matter, &path) || matter.unread.is_some();
        let visibility = visibility(&matter);
        if visibility == Some(PRIVATE) {
            page.url = None;
        }
        for key in ["cascade", "outputs"] {
            if let Some(field) = matter.field(key) {
                let message = format!("`{key}` has no equal, and is kept in `extra`");
                let remark =
                    Remark::changed("front matter", message, "write what it gave into the pages themselves");
                self.remarks.push(remark.in_file(&*path).on_line(field.line));
            }
        }
        let written = std::mem::take(&mut matter.body);
        page.body = if is_html { body::one_block(&written) } else { written };
        settle_layout(&mut matter);
        page.fields = fields::canonical(matter, &path, &mut self.remarks);
        if page.draft {
            fields::set(&mut page.fields, "draft", truth(true));
        }
        // After the keys of the source have their names: one of theirs that is called so means something else.
        if let Some(visibility) = visibility {
            fields::set(&mut page.fields, "visibility", text(visibility));
        }
        self.pages.push(page);
    }

    fn settle_draft(&mut self, matter: &mut Matter, path: &str) -> bool {
        let Some(field) = matter.take("draft") else { return false };
        match field.value.boolean() {
            Some(draft) => draft,
            None if field.value.is_null() => false,
            None => {
                let message = "`draft` is neither `true` nor `false`: it is a draft";
                let remark = Remark::changed("front matter", message, "set `draft: false` to publish it");
                self.remarks.push(remark.in_file(path).on_line(field.line));
                true
            }
        }
    }
}

/// What a page is that has no address.
const PRIVATE: &str = "private";

/// Pages that are not rendered are private, those in no list unlisted.
fn visibility(matter: &Matter) -> Option<&'static str> {
    let says = |key: &str, word: &str| {
        ["build", "_build"]
            .iter()
            .filter_map(|name| matter.inside(name, key))
            .any(|node| node.text() == Some(word) || (word == "never" && node.boolean() == Some(false)))
    };
    let is_headless = matter.field("headless").and_then(|field| field.value.boolean()) == Some(true);
    if is_headless || says("render", "never") || says("render", "link") {
        return Some(PRIVATE);
    }
    says("list", "never").then_some("unlisted")
}

/// A layout that has the name of a template of the theme's would be rendered by it.
fn settle_layout(matter: &mut Matter) {
    if let Some(field) = matter.take("layout")
        && field.value.text().is_some_and(|name| !glob::has_ending(name, &["html"]))
    {
        matter.fields.push(field);
    }
}

/// The names of Hugo's own fields in the case in which we know them; those of others as they are.
fn our_case(key: &str) -> String {
    let lower = key.to_lowercase();
    let known = [
        "title",
        "date",
        "draft",
        "slug",
        "url",
        "aliases",
        "weight",
        "description",
        "summary",
        "tags",
        "categories",
        "lastmod",
        "publishdate",
        "expirydate",
        "translationkey",
        "layout",
        "params",
        "menu",
        "menus",
        "headless",
        "build",
        "_build",
        "cascade",
        "outputs",
        "images",
        "author",
        "authors",
        "series",
        "lang",
    ];
    if known.contains(&lower.as_str()) { lower } else { key.to_owned() }
}

/// The date as written, from the fields that Hugo asks in turn; the first that has one becomes `date`.
fn date_of(matter: &mut Matter) -> Option<Date> {
    let names = ["date", "publishdate", "pubdate", "published", "lastmod", "modified"];
    let found = names.iter().find_map(|name| Some((*name, matter.text(name)?.to_owned())));
    let (name, written) = found?;
    if name != "date" && matter.take("date").is_none_or(|field| field.value.is_null()) {
        matter.fields.insert(0, Field::new("date", text(written.clone())));
    }
    let mut parts = written.splitn(3, '-');
    let year = parts.next()?.parse().ok()?;
    let month = parts.next()?.parse().ok()?;
    let rest = parts.next()?;
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    Date::new(year, month, rest[..end].parse().ok()?).ok()
}

/// `2024-05-01-name` → its date and the rest.
fn dated(name: &str) -> Option<(Date, &str)> {
    let date: Date = name.get(..10)?.parse().ok()?;
    let rest = name[10..].trim_start_matches(['-', '_', ' ']);
    (!rest.is_empty()).then_some((date, rest))
}

/// Old addresses, taken out. Those without a slash are beside the page.
fn aliases(matter: &mut Matter, address: &str) -> Vec<String> {
    let Some(field) = matter.take("aliases") else { return Vec::new() };
    let folder = address.trim_end_matches('/').rsplit_once('/').map_or("", |(folder, _)| folder);
    let rooted = |alias: String| if alias.starts_with('/') { alias } else { format!("{folder}/{alias}") };
    texts_of(&field.value).into_iter().map(rooted).map(|alias| normal(&alias)).collect()
}

/// A path without `.`, `..` and empty steps.
fn normal(path: &str) -> String {
    let mut steps: Vec<&str> = Vec::new();
    for step in path.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    let end = if path.ends_with('/') && !steps.is_empty() { "/" } else { "" };
    format!("/{}{end}", steps.join("/"))
}

/// The folder and the name of a path.
fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

fn ending(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, ending)| ending)
}

fn is_text(name: &str) -> bool {
    MARKDOWN.contains(&ending(name).to_ascii_lowercase().as_str())
}
