//! Files of a Zola site → pages, files to copy, and their addresses.

use super::{Config, url};
use crate::import::{
    fields,
    foreign::{Copy, Field, Page, PageKind, Remark, get, text, texts_of, truth},
    glob,
    matter::{self, Matter},
    source::Source,
    translate::without_language,
};
use std::collections::{BTreeMap, BTreeSet};

/// What is found while the files are looked at.
pub struct Found<'a> {
    source: &'a Source,
    config: &'a Config,
    /// Pages.
    pub pages: Vec<Page>,
    /// Files to copy.
    pub copies: Vec<Copy>,
    /// Addresses of files that are copied.
    pub addresses: BTreeMap<String, String>,
    /// What was noticed.
    pub remarks: Vec<Remark>,
    /// Pages with and without a date, by section.
    pub dated: BTreeMap<String, (usize, usize)>,
}

impl<'a> Found<'a> {
    /// Nothing yet.
    pub fn new(source: &'a Source, config: &'a Config) -> Self {
        Self {
            source,
            config,
            pages: Vec::new(),
            copies: Vec::new(),
            addresses: BTreeMap::new(),
            remarks: Vec::new(),
            dated: BTreeMap::new(),
        }
    }

    /// Looks at all files of the content.
    pub fn collect(&mut self) {
        let files: Vec<&str> = self.source.below("content/").collect();
        let bundles: BTreeSet<&str> = files
            .iter()
            .filter_map(|path| path.rsplit_once('/'))
            .filter(|(_, name)| glob::has_ending(name, &["md"]) && name.split('.').next() == Some("index"))
            .map(|(folder, _)| folder)
            .collect();
        for path in files {
            let below = &path["content/".len()..];
            let is_hidden = below.split('/').any(|step| step.starts_with('.'));
            if is_hidden || glob::names(self.config.ignored.iter().map(String::as_str), below) {
                continue;
            }
            if glob::has_ending(path, &["md"]) {
                self.page(path, below);
            } else {
                self.asset(path, below, &bundles);
            }
        }
    }

    /// A file beside a page is published with it, one beside a section at the section's address.
    fn asset(&mut self, path: &str, below: &str, bundles: &BTreeSet<&str>) {
        let mut folder = path;
        while let Some((above, _)) = folder.rsplit_once('/') {
            if bundles.contains(above) && above != "content" {
                let target = format!("content/{below}");
                self.copies.push(Copy {
                    source: path.to_owned(),
                    target,
                    what: "files of pages",
                    text: None,
                });
                return;
            }
            folder = above;
        }
        self.addresses.insert(path.to_owned(), format!("/{below}"));
        let target = format!("static/{below}");
        self.copies.push(Copy { source: path.to_owned(), target, what: "files of pages", text: None });
    }

    fn page(&mut self, path: &str, below: &str) {
        let mut matter = match self.source.text(path) {
            Ok((text, remark)) => {
                self.remarks.extend(remark);
                matter::read_after_blanks(path, &text)
            }
            Err(remark) => return self.remarks.push(remark),
        };
        self.remarks.append(&mut matter.remarks);
        let (folder, name) = below.rsplit_once('/').unwrap_or(("", below));
        let stem = name.strip_suffix(".md").unwrap_or(name);
        let (stem, language) = match stem.rsplit_once('.') {
            Some((rest, tag)) if self.config.languages.contains(tag) => (rest, Some(tag)),
            _ => (stem, None),
        };
        let folders: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
        let address = self.address(&mut matter, &folders, stem, language);
        let is_section = stem == "_index";
        let section = folders.first().copied().unwrap_or_default();
        let is_own_index = stem == "index" && folders.len() == 1;
        if !is_section && !is_own_index {
            let (with, without) = self.dated.entry(section.to_owned()).or_default();
            let is_dated = matter.text("date").is_some() || url::dated(stem).is_some();
            *(if is_dated { with } else { without }) += 1;
        }
        let kind = if is_section { PageKind::Section } else { PageKind::Page };
        let our_stem = if is_section { stem.to_owned() } else { without_language(stem) };
        let suffix = language.map_or(String::new(), |tag| format!(".{tag}"));
        let slash = if folder.is_empty() { "" } else { "/" };
        let aliases = matter.take("aliases").map(|field| texts_of(&field.value)).unwrap_or_default();
        let page = Page {
            source: path.to_owned(),
            target: format!("content/{folder}{slash}{our_stem}{suffix}.md"),
            url: Some(address),
            kind,
            draft: false,
            fields: Vec::new(),
            aliases: aliases.iter().map(|alias| url::alias(alias)).collect(),
            body: String::new(),
            body_line: matter.body_line,
        };
        self.finish(page, matter);
    }

    fn address(&self, matter: &mut Matter, folders: &[&str], stem: &str, language: Option<&str>) -> String {
        if stem == "_index" {
            return url::path(language, folders, None);
        }
        if let Some(own) = matter.take("path").and_then(|field| field.value.text().map(str::to_owned)) {
            return url::own(&own);
        }
        let (above, name) = match folders.split_last() {
            Some((last, above)) if stem == "index" => (above.to_vec(), *last),
            _ => (folders.to_vec(), stem),
        };
        let name = match url::dated(name) {
            Some((_, rest)) if !self.config.keeps_dates => rest,
            _ => name,
        };
        let own = matter.text("slug").map_or_else(|| name.to_owned(), str::to_owned);
        let slug = url::slug(&own, self.config.paths);
        url::path(language, &above, Some(&slug))
    }

    fn finish(&mut self, mut page: Page, mut matter: Matter) {
        let path = page.source.clone();
        // Terms stand in a table of their own.
        if let Some(table) = matter.take("taxonomies") {
            for entry in table.value.map().unwrap_or_default() {
                matter.fields.push(Field {
                    key: entry.key.clone(),
                    value: entry.value.clone(),
                    line: table.line,
                });
            }
        }
        page.draft = match matter.take("draft") {
            Some(field) => field.value.boolean() != Some(false),
            None => false,
        } || matter.unread.is_some();
        let is_private = matter.take("render").is_some_and(|field| field.value.boolean() == Some(false));
        if is_private {
            page.url = None;
        }
        if let Some(goal) = matter.take("redirect_to").and_then(|field| field.value.text().map(str::to_owned))
        {
            let own = page.url.clone().unwrap_or_default();
            let message = format!("`{own}` led to `{goal}`: it is the list of its pages here");
            let hint =
                "take the file out and add its address to the `aliases` of that page, if it is to lead there";
            self.remarks.push(Remark::changed("redirects", message, hint).in_file(&*path));
        }
        Self::keep_templates(&mut matter);
        page.body = std::mem::take(&mut matter.body);
        page.fields = fields::canonical(matter, &path, &mut self.remarks);
        if page.draft {
            fields::set(&mut page.fields, "draft", truth(true));
        }
        // After the keys of the source have their names: one of theirs that is called so means something else.
        if is_private {
            fields::set(&mut page.fields, "visibility", text("private"));
        }
        self.pages.push(page);
    }

    /// Templates that are not here yet are looked for without being missed: `layout`. One that has the name of one of the
    /// theme's would be rendered by that.
    fn keep_templates(matter: &mut Matter) {
        if let Some(field) = matter.take("template") {
            let name = field.value.text().unwrap_or_default().to_owned();
            let is_of_theme = crate::theme::templates().any(|(template, _)| template == name);
            if !name.is_empty() && !is_of_theme {
                matter.fields.push(Field { key: "layout".to_owned(), ..field });
            }
        }
        let settings = [
            "sort_by",
            "paginate_by",
            "paginate_path",
            "paginate_reversed",
            "insert_anchor_links",
            "in_search_index",
            "transparent",
            "page_template",
            "generate_feeds",
            "generate_feed",
        ];
        let moved: Vec<Field> = settings.iter().filter_map(|key| matter.take(key)).collect();
        let entries = moved
            .into_iter()
            .map(|field| crate::import::foreign::entry(&field.key, field.value))
            .collect::<Vec<_>>();
        fields::push_extra(&mut matter.fields, entries);
    }
}

/// Whether a section says that its pages are sorted by date.
pub fn is_by_date(page: &Page) -> bool {
    let extra = page.fields.iter().find(|field| field.key == "extra");
    extra.and_then(|field| get(&field.value, "sort_by")).and_then(|node| node.text()) == Some("date")
}
