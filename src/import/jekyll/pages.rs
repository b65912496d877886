//! Files of a Jekyll site → pages, files to copy, and their addresses.

use super::{
    data_file,
    settings::{Collection, Config},
    url::{self, Parts},
};
use crate::{
    import::{
        body,
        fields::{self, texts_in},
        foreign::{Copy, Field, Page, PageKind, Remark, text, texts, truth},
        matter::{self, Matter},
        source::Source,
    },
    post::{date::parse_date, meta::PostDate},
    value::Value,
};
use std::collections::BTreeMap;

/// Endings of Markdown.
const MARKDOWN: [&str; 5] = ["markdown", "mkdown", "mkdn", "mkd", "md"];

/// What is found while the files are looked at.
pub struct Found<'a> {
    source: &'a Source,
    config: &'a Config,
    authors: Vec<(String, Value)>,
    /// Pages.
    pub pages: Vec<Page>,
    /// Files to copy.
    pub copies: Vec<Copy>,
    /// Addresses of files that are copied.
    pub addresses: BTreeMap<String, String>,
    /// What was noticed.
    pub remarks: Vec<Remark>,
    /// Sources of posts by the names that `post_url` takes.
    pub post_names: BTreeMap<String, String>,
}

/// What a file is by its folder.
enum Place<'a> {
    Post { path: &'a str, folders: &'a str },
    Draft(&'a str),
    Document(&'a Collection, &'a str),
    Data(&'a str),
    Page,
}

impl<'a> Found<'a> {
    /// Nothing yet.
    pub fn new(source: &'a Source, config: &'a Config) -> Self {
        let authors = ["authors.yml", "authors.yaml", "authors.json"].into_iter().find_map(|name| {
            let path = format!("{}{name}", config.data_dir);
            match crate::data::parse(&path, &source.bytes(&path).ok()?) {
                Ok(Value::Map(entries)) => Some(entries),
                _ => None,
            }
        });
        Self {
            source,
            config,
            authors: authors.unwrap_or_default(),
            pages: Vec::new(),
            copies: Vec::new(),
            addresses: BTreeMap::new(),
            remarks: Vec::new(),
            post_names: BTreeMap::new(),
        }
    }

    /// Looks at all files.
    pub fn collect(&mut self) {
        for path in self.source.files.keys() {
            match self.place(path) {
                Some(Place::Post { path: name, folders }) => self.post(path, name, folders),
                Some(Place::Draft(name)) => self.draft(path, name),
                Some(Place::Document(collection, name)) => self.document(path, collection, name),
                Some(Place::Data(name)) => {
                    let copy = data_file(self.source, path, name, &mut self.remarks);
                    self.copies.extend(copy);
                }
                Some(Place::Page) => self.page_or_file(path),
                None => {}
            }
        }
    }

    fn place(&self, path: &'a str) -> Option<Place<'a>> {
        let in_collections = path.strip_prefix(&*self.config.collections_dir).unwrap_or(path);
        if let Some(name) = path.strip_prefix(&*self.config.data_dir) {
            return Some(Place::Data(name));
        }
        for (folder, is_draft) in [("_posts/", false), ("_drafts/", true)] {
            let start = if in_collections.starts_with(folder) {
                Some(0)
            } else {
                in_collections.find(&format!("/{folder}")).map(|slash| slash + 1)
            };
            let Some(start) = start else { continue };
            let folders = in_collections[..start].trim_end_matches('/');
            if self.config.excludes(path)
                || folders.split('/').any(|name| name.starts_with(['_', '.'])) && !folders.is_empty()
            {
                return None;
            }
            let name = &in_collections[start + folder.len()..];
            return Some(if is_draft { Place::Draft(name) } else { Place::Post { path: name, folders } });
        }
        let of = |collection: &&Collection| {
            in_collections.strip_prefix('_')?.strip_prefix(&*collection.name)?.strip_prefix('/')
        };
        if let Some(collection) = self.config.collections.iter().find(|collection| of(collection).is_some()) {
            let name = of(&collection)?;
            let is_hidden = name.split('/').any(|step| step.starts_with(['.', '_', '#']));
            return (!is_hidden && !self.config.excludes(path)).then_some(Place::Document(collection, name));
        }
        (!self.config.passes_over(path)).then_some(Place::Page)
    }

    fn read(&mut self, path: &str, kind: &str) -> Option<Matter> {
        match self.source.text(path) {
            Ok((text, remark)) => {
                self.remarks.extend(remark);
                let mut matter = matter::read(path, &text);
                self.remarks.append(&mut matter.remarks);
                self.config.apply_defaults(&mut matter, path, kind);
                Some(matter)
            }
            Err(remark) => {
                self.remarks.push(remark);
                None
            }
        }
    }

    fn post(&mut self, path: &'a str, name: &str, folders: &str) {
        let Some((stem, ending)) = name.rsplit_once('.') else { return self.stray(path) };
        let (inner, stem) = stem.rsplit_once('/').map_or(("", stem), |(inner, stem)| (inner, stem));
        let Some((date, slug)) = dated(stem) else { return self.stray(path) };
        let Some(mut matter) = self.read(path, "posts") else { return };
        let written = self.date(&mut matter, path).or_else(|| parse_date(&date, &self.config.zone).ok());
        let from_path: Vec<String> =
            folders.split('/').filter(|folder| !folder.is_empty()).map(str::to_owned).collect();
        let categories = categories(&mut matter, from_path);
        let own = matter.text("slug").map(str::to_owned);
        let parts = Parts {
            date: url::civil(written, &self.config.zone),
            slug: own.as_deref(),
            name: slug,
            path: &name[..name.len() - ending.len() - 1],
            collection: "posts",
            categories: &categories,
        };
        let collection = self.config.collections.iter().find(|collection| collection.name == "posts");
        let of_collection = collection.and_then(|collection| collection.permalink.clone());
        let pattern = of_collection.unwrap_or_else(|| url::post_pattern(&self.config.permalink));
        let url = url::fill(&own_pattern(&mut matter).unwrap_or(pattern), &parts);
        let source_name = &name[..name.len() - ending.len() - 1];
        self.post_names.insert(stem.to_owned(), path.to_owned());
        self.post_names.insert(source_name.to_owned(), path.to_owned());
        let steps = [folders, inner]
            .into_iter()
            .filter(|step| !step.is_empty())
            .fold(String::new(), |all, step| all + step + "/");
        let target = format!("content/posts/{steps}{stem}.md");
        self.add(path, target, Some(url), PageKind::Post, matter, is_text(ending));
    }

    /// A file among the posts whose name has no date is none to Jekyll.
    fn stray(&mut self, path: &str) {
        let message = "is among the posts and its name has no date, so that Jekyll passes over it";
        self.remarks
            .push(Remark::left("posts", message, "name it `2024-05-01-name.md` if it is one").in_file(path));
    }

    fn draft(&mut self, path: &'a str, name: &str) {
        let Some((stem, ending)) = name.rsplit_once('.') else { return };
        let Some(mut matter) = self.read(path, "drafts") else { return };
        categories(&mut matter, Vec::new());
        self.date(&mut matter, path);
        own_pattern(&mut matter);
        matter.fields.push(Field::new("draft", truth(true)));
        self.add(path, format!("content/posts/{stem}.md"), None, PageKind::Post, matter, is_text(ending));
    }

    fn document(&mut self, path: &'a str, collection: &'a Collection, name: &str) {
        let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
        if !self.source.opens_front_matter(path) {
            if collection.output {
                self.copy(path, &format!("{}/{name}", collection.name));
            }
            return;
        }
        if !collection.output {
            let message =
                format!("the collection `{}` has no pages, and is not carried over", collection.name);
            let hint = "make data files of it, or set `output: true` and run the command again";
            self.remarks.push(Remark::left("collections", message, hint).in_file(path));
            return;
        }
        if !is_text(ending) && !matches!(ending, "html" | "htm") {
            return self.made_file(path);
        }
        let Some(mut matter) = self.read(path, &collection.name) else { return };
        let file = stem.rsplit('/').next().unwrap_or(stem);
        let (in_name, slug) = dated(file).map_or((None, file), |(date, slug)| (Some(date), slug));
        let has_date = matter.text("date").is_some() || in_name.is_some();
        let written = self.date(&mut matter, path);
        let date = written.or_else(|| parse_date(&in_name?, &self.config.zone).ok());
        let categories = categories(&mut matter, Vec::new());
        let own = matter.text("slug").map(str::to_owned);
        let parts = Parts {
            date: url::civil(date, &self.config.zone),
            slug: own.as_deref(),
            name: slug,
            path: stem,
            collection: &collection.name,
            categories: &categories,
        };
        let pattern = collection.permalink.clone();
        let pattern =
            pattern.unwrap_or_else(|| url::page_pattern("/:collection/:path", &self.config.permalink));
        let url = url::fill(&own_pattern(&mut matter).unwrap_or(pattern), &parts);
        let kind = if has_date { PageKind::Post } else { PageKind::Page };
        let target = format!("content/{}/{stem}.md", collection.name);
        self.add(path, target, Some(url), kind, matter, is_text(ending));
    }

    fn page_or_file(&mut self, path: &'a str) {
        if !self.source.opens_front_matter(path) {
            return self.copy(path, path);
        }
        let (stem, ending) = path.rsplit_once('.').unwrap_or((path, ""));
        if !is_text(ending) && !matches!(ending, "html" | "htm") {
            return self.made_file(path);
        }
        let Some(mut matter) = self.read(path, "pages") else { return };
        self.date(&mut matter, path);
        let categories = categories(&mut matter, Vec::new());
        let name = stem.rsplit('/').next().unwrap_or(stem);
        let parts = Parts { name, path: stem, categories: &categories, ..Parts::default() };
        let url = match own_pattern(&mut matter) {
            Some(own) => url::fill(&own, &parts),
            None if name == "index" => format!("/{}", &stem[..stem.len() - "index".len()]),
            None => url::as_file(&format!(
                "/{}",
                url::page_pattern(stem, &self.config.permalink).replace(":output_ext", ".html")
            )),
        };
        self.add(path, format!("content/{stem}.md"), Some(url), PageKind::Page, matter, is_text(ending));
    }

    /// A file that Liquid fills and that is no page: a feed, a style sheet, a list for a script.
    fn made_file(&mut self, path: &str) {
        let name = path.rsplit('/').next().unwrap_or(path);
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        if let Ok((text, _)) = self.source.text(path)
            && !matches!(ending, "scss" | "sass" | "coffee")
        {
            let matter = matter::read(path, &text);
            if !matter.body.contains("{{") && !matter.body.contains("{%") {
                let target = format!("static/{path}");
                self.addresses.insert(path.to_owned(), format!("/{path}"));
                self.copies.push(Copy {
                    source: path.to_owned(),
                    target,
                    what: "static files",
                    text: Some(matter.body),
                });
                return;
            }
        }
        let hint = match name {
            "feed.xml" | "atom.xml" | "rss.xml" => "feeds are at `/atom.xml`, `/rss.xml` and `/feed.json`",
            "sitemap.xml" => "the sitemap is at `/sitemap.xml` as before",
            "robots.txt" => "`/robots.txt` is made by the theme; a file in `static/` takes its place",
            _ if matches!(ending, "scss" | "sass") => "styles are plain CSS here: docs/theme.md",
            _ => "put what it made into `static/`, if the site still needs it",
        };
        self.remarks.push(Remark::left("made files", "is made by Liquid or Sass", hint).in_file(path));
    }

    fn copy(&mut self, path: &str, below: &str) {
        self.addresses.insert(path.to_owned(), format!("/{below}"));
        let target = format!("static/{below}");
        self.copies.push(Copy { source: path.to_owned(), target, what: "static files", text: None });
    }

    /// The date of a front matter. A time without a zone is UTC to YAML where it is not quoted, and is written so.
    fn date(&self, matter: &mut Matter, _path: &str) -> Option<PostDate> {
        let quoted = matter.is_quoted("date");
        let field = matter.fields.iter_mut().find(|field| field.key == "date")?;
        let written = field.value.text()?.trim().to_owned();
        if !quoted && is_timestamp_without_zone(&written) && self.config.zone.name() != "UTC" {
            field.value = text(format!("{written} +00:00"));
        }
        parse_date(field.value.text()?, &self.config.zone).ok()
    }

    fn add(
        &mut self,
        path: &str,
        target: String,
        url: Option<String>,
        kind: PageKind,
        mut matter: Matter,
        is_markdown: bool,
    ) {
        let aliases = aliases(&mut matter);
        let mut draft = self.settle_draft(&mut matter, path);
        draft |= matter.unread.is_some();
        if let Some(to) = matter.take("redirect_to") {
            let message = format!("leads to `{}`", super::texts_of(&to.value).join(", "));
            let hint = "take the page out and add its address to the `aliases` of that page, or to your host's redirects";
            self.remarks.push(Remark::left("redirects", message, hint).in_file(path).on_line(to.line));
        }
        self.resolve_authors(&mut matter);
        cut_excerpt(&mut matter, self.config);
        for key in ["tags"] {
            if let Some(field) = matter.fields.iter_mut().find(|field| field.key == key) {
                fields::words(field);
            }
        }
        let (text, body_line) = (std::mem::take(&mut matter.body), matter.body_line);
        let text = if is_markdown { text } else { body::one_block(&text) };
        let mut fields = fields::canonical(matter, path, &mut self.remarks);
        if draft {
            fields::set(&mut fields, "draft", truth(true));
        }
        let page = Page {
            source: path.to_owned(),
            target,
            url,
            kind,
            draft,
            fields,
            aliases,
            body: text,
            body_line,
        };
        self.pages.push(page);
    }

    /// Whether it is a draft; `published` and `draft` are taken out.
    fn settle_draft(&mut self, matter: &mut Matter, path: &str) -> bool {
        let mut draft = false;
        for (key, meaning) in [("published", false), ("draft", true)] {
            let Some(field) = matter.take(key) else { continue };
            match field.value.boolean() {
                Some(value) => draft |= value == meaning,
                None if field.value.is_null() => {}
                None => {
                    draft = true;
                    let message = format!("`{key}` is neither `true` nor `false`: it is a draft");
                    let remark = Remark::changed("front matter", message, "set `draft: false` to publish it");
                    self.remarks.push(remark.in_file(path).on_line(field.line));
                }
            }
        }
        draft
    }

    /// Authors that are keys of a data file have the names that stand there.
    fn resolve_authors(&self, matter: &mut Matter) {
        let name_of = |key: &str| {
            let about = self.authors.iter().find(|(name, _)| name == key).map(|(_, about)| about)?;
            match about.get("name").or_else(|| about.get("display_name"))? {
                Value::Text(name) => Some(name.clone()),
                _ => None,
            }
        };
        for field in
            matter.fields.iter_mut().filter(|field| matches!(field.key.as_str(), "author" | "authors"))
        {
            let names = crate::import::foreign::texts_of(&field.value);
            if names.iter().any(|name| name_of(name).is_some()) {
                field.value = texts(names.into_iter().map(|name| name_of(&name).unwrap_or(name)));
            }
        }
    }
}

/// `2024-5-1-name` → its date and the rest.
fn dated(stem: &str) -> Option<(String, &str)> {
    let mut parts = stem.splitn(4, '-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let is_number = |text: &str, most: usize| {
        (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    let rest = parts.next().filter(|rest| !rest.is_empty())?;
    (year.len() >= 2 && is_number(year, 4) && is_number(month, 2) && is_number(day, 2)).then_some(())?;
    let century = if year.len() == 2 { "20" } else { "" };
    Some((format!("{century}{year}-{month:0>2}-{day:0>2}"), rest))
}

fn is_text(ending: &str) -> bool {
    MARKDOWN.contains(&ending.to_ascii_lowercase().as_str())
}

/// Categories of the path and of the front matter, which is then given all of them.
fn categories(matter: &mut Matter, from_path: Vec<String>) -> Vec<String> {
    let mut all = from_path;
    if let Some(field) = matter.take("category") {
        all.extend(crate::import::foreign::texts_of(&field.value));
    }
    if let Some(field) = matter.fields.iter_mut().find(|field| field.key == "categories") {
        fields::words(field);
    }
    all.extend(texts_in(&matter.fields, "categories"));
    let mut unique: Vec<String> = Vec::new();
    for category in all.into_iter().filter(|category| !category.trim().is_empty()) {
        if !unique.contains(&category) {
            unique.push(category);
        }
    }
    if !unique.is_empty() {
        match matter.fields.iter_mut().find(|field| field.key == "categories") {
            Some(field) => field.value = texts(unique.clone()),
            None => matter.fields.push(Field::new("categories", texts(unique.clone()))),
        }
    }
    unique
}

/// The pattern that the front matter gives, taken out.
fn own_pattern(matter: &mut Matter) -> Option<String> {
    let own = matter.take("permalink")?;
    let pattern = own.value.text()?.trim().to_owned();
    let named = matches!(pattern.as_str(), "date" | "pretty" | "ordinal" | "weekdate" | "none");
    (!pattern.is_empty()).then(|| if named { url::post_pattern(&pattern) } else { pattern })
}

/// Old addresses, taken out.
fn aliases(matter: &mut Matter) -> Vec<String> {
    let fields =
        ["redirect_from", "aliases"].into_iter().filter_map(|key| matter.take(key)).collect::<Vec<_>>();
    let all = fields.iter().flat_map(|field| crate::import::foreign::texts_of(&field.value));
    all.map(|alias| url::as_file(&alias)).collect()
}

/// Whether YAML takes a date for a time in UTC: `2024-05-01 03:00:00`, with seconds and no zone.
fn is_timestamp_without_zone(text: &str) -> bool {
    let Some((date, time)) = text.split_once(['T', 't', ' ']) else { return false };
    let numbers = |text: &str, mark: char, count: usize| {
        let parts: Vec<&str> = text.trim().split(mark).collect();
        parts.len() == count
            && parts.iter().all(|part| {
                !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
            })
    };
    numbers(date, '-', 3) && numbers(time, ':', 3)
}

/// A separator of the site's or the page's own becomes ours.
fn cut_excerpt(matter: &mut Matter, config: &Config) {
    let own = matter.take("excerpt_separator").and_then(|field| field.value.text().map(str::to_owned));
    let Some(separator) = own.or_else(|| config.text("excerpt_separator").map(str::to_owned)) else { return };
    let is_ours = separator.replace(' ', "").eq_ignore_ascii_case("<!--more-->");
    if !separator.trim().is_empty() && !is_ours {
        matter.body = matter.body.replacen(&separator, "<!-- more -->", 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_posts() {
        assert_eq!(dated("2024-5-1-a-b"), Some(("2024-05-01".to_owned(), "a-b")));
        assert_eq!(dated("24-05-01-a"), Some(("2024-05-01".to_owned(), "a")));
        assert_eq!(dated("2024-05-01"), None);
        assert_eq!(dated("a-b-c-d"), None);
    }

    #[test]
    fn times_that_yaml_takes_for_utc() {
        assert!(
            is_timestamp_without_zone("2024-05-01 03:00:00")
                && is_timestamp_without_zone("2024-5-1T3:00:00.5")
        );
        for other in ["2024-05-01", "2024-05-01 03:00", "2024-05-01 03:00:00 Z", "2024-05-01 03:00:00 -0700"]
        {
            assert!(!is_timestamp_without_zone(other), "{other}");
        }
    }
}
