//! A foreign site → the files of ours, in memory, and a report.
//!
//! Owns where a page's file goes, what is written into it, and what happens to two that want one place. It must not
//! touch the disk or know one generator.

use super::{
    Convert,
    address::{self, Taken, Wanted},
    body::Index,
    config_file::{self, Patterns},
    fields,
    foreign::{Copy, Foreign, Generator, Page, PageKind, Remark, text, texts, truth},
    glob::has_ending,
    read_back,
    report::{PageLine, Report},
};
use crate::{
    config::Config,
    paths::{OutputPath, SourcePath, UrlPath},
    post::{self, Post, Wants, file_name::read_file_name},
    template, theme,
};
use std::collections::BTreeSet;

/// A file of the new site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFile {
    /// Its path in the new site.
    pub path: String,
    /// Its bytes.
    pub content: Content,
}

/// The bytes of a new file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// These.
    Text(String),
    /// Those of this file of the source.
    Copy(String),
}

/// What becomes of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Translation {
    /// The files of the new site, by path.
    pub files: Vec<NewFile>,
    /// What is to be known of it.
    pub report: Report,
}

/// Works out the files of the new site.
pub fn translate(generator: Generator, foreign: Foreign, convert: &Convert) -> Translation {
    let mut work =
        Work { report: Report::new(generator), foreign, drafts: Vec::new(), config: Config::default() };
    let mut remarks = std::mem::take(&mut work.foreign.remarks);
    config_file::check(&mut work.foreign.settings, &mut remarks);
    work.report.add(remarks);
    work.settle_targets();
    let text = config_file::write(&work.foreign.settings, &Patterns::default(), generator.as_str());
    work.config = config_file::parse(&text).0;
    for name in work.foreign.settings.sections.keys() {
        work.config.sections.entry(name.clone()).or_default();
    }
    work.convert_bodies(convert);
    work.compose_all();
    let patterns = work.settle_addresses();
    work.finish(&patterns)
}

/// A page on its way.
struct Composed {
    page: Page,
    /// Its address under the rules of its generator, where ours can be that.
    wanted: Option<UrlPath>,
    /// The page as the new site reads it.
    post: Option<Post>,
    /// Whether it stays out of the new site.
    is_left: bool,
}

struct Work {
    report: Report,
    foreign: Foreign,
    drafts: Vec<Composed>,
    config: Config,
}

impl Work {
    /// Gives every page a file of its own, in which it is what it is meant to be.
    fn settle_targets(&mut self) {
        let sections: BTreeSet<String> = self.foreign.settings.sections.keys().cloned().collect();
        let mut seen = BTreeSet::new();
        for page in &mut self.foreign.pages {
            let mut target = legal_path(&page.target);
            if page.kind == PageKind::Page {
                target = outside_of_sections(target, &sections);
            }
            page.target = unique(target, &mut seen);
        }
        for copy in &mut self.foreign.copies {
            let target = legal_path(&copy.target);
            if seen.insert(OutputKey::of(&target)) {
                copy.target = target;
            } else {
                let message = format!("`{target}` is there already");
                let remark = Remark::left(copy.what, message, "rename one of the two").in_file(&*copy.source);
                self.report.add([remark]);
                copy.target.clear();
            }
        }
        self.foreign.copies.retain(|copy| !copy.target.is_empty());
    }

    fn convert_bodies(&mut self, convert: &Convert) {
        let index = Index::of(&self.foreign.pages, &self.foreign.addresses);
        for mut page in std::mem::take(&mut self.foreign.pages) {
            let converted = convert(&page, &index);
            page.body = converted.text;
            self.report.carried(self.foreign.calls, converted.carried);
            self.report.add(converted.remarks);
            self.drafts.push(Composed { page, wanted: None, post: None, is_left: false });
        }
    }

    /// Reads every page as the new site will; what it would refuse goes to `extra`.
    fn compose_all(&mut self) {
        let shortcodes = template::shortcodes(
            theme::templates().map(|(name, _)| name).collect::<Vec<_>>().iter().map(String::as_str),
        );
        let wants = Wants { shortcodes, terms: false };
        let mut found = Vec::new();
        for composed in &mut self.drafts {
            composed.post = read_back::read_back(&mut composed.page, &self.config, &wants, &mut found);
            let Some(url) = &composed.page.url else { continue };
            match UrlPath::parse(&encoded(url)) {
                Ok(url) => composed.wanted = Some(url),
                Err(illegal) => {
                    let message = format!("its address `{url}` cannot be kept: {illegal}");
                    let hint = "see where it is now, and redirect the old address at your host";
                    found.push(Remark::changed("addresses", message, hint).in_file(&*composed.page.source));
                }
            }
        }
        self.report.add(found);
    }

    fn settle_addresses(&mut self) -> Patterns {
        let wanted: Vec<Wanted<'_>> = self
            .drafts
            .iter()
            .filter_map(|composed| {
                Some(Wanted { post: composed.post.as_ref()?, url: composed.wanted.as_ref()? })
            })
            .collect();
        let settings = &self.foreign.settings;
        let patterns =
            address::choose_patterns(&wanted, &settings.permalinks, &settings.sections, &mut self.config);
        let built = self
            .drafts
            .iter()
            .filter(|composed| !composed.page.draft)
            .filter_map(|composed| composed.post.as_ref());
        let mut taken = Taken::by_site(&built, &self.config);
        let mut found = Vec::new();
        for composed in &mut self.drafts {
            place(composed, &self.config, &mut taken, &mut found);
        }
        for composed in &mut self.drafts {
            set_aliases(composed, &mut taken, &mut found);
        }
        for copy in &mut self.foreign.copies {
            place_copy(copy, &mut taken, &mut found);
        }
        self.foreign.copies.retain(|copy| !copy.target.is_empty());
        self.report.add(found);
        patterns
    }

    /// Sections whose pages have terms and are no posts: only posts are in lists of terms.
    fn terms_of_pages(&self) -> Vec<Remark> {
        let own = self.foreign.settings.taxonomies.iter().filter(|(_, has_pages)| *has_pages);
        let names: Vec<&str> =
            ["tags", "categories"].into_iter().chain(own.map(|(name, _)| name.as_str())).collect();
        let has_terms =
            |page: &Page| names.iter().any(|name| !fields::texts_in(&page.fields, name).is_empty());
        let pages = self.drafts.iter().filter(|composed| !composed.is_left).map(|composed| &composed.page);
        let pages = pages.filter(|page| page.kind == PageKind::Page && has_terms(page));
        let folder =
            |page: &Page| page.target.rsplit_once('/').map_or(String::new(), |(folder, _)| folder.to_owned());
        let top = |page: &Page| folder(page).split('/').nth(1).unwrap_or_default().to_owned();
        let sections: BTreeSet<String> = pages.map(top).collect();
        let remark = |section: String| {
            let message =
                format!("pages of `content/{section}` have terms, and lists of terms have posts alone");
            Remark::changed(
                "terms",
                message,
                "name the folder under `sections` in `sitegen.yaml`, if they are to be posts",
            )
        };
        sections.into_iter().map(remark).collect()
    }

    fn finish(mut self, patterns: &Patterns) -> Translation {
        let terms = self.terms_of_pages();
        self.report.add(terms);
        let mut files = Vec::new();
        let settings = &self.foreign.settings;
        let generator = self.report.generator.as_str();
        let text = config_file::write(settings, patterns, generator);
        files.push(NewFile { path: config_file::FILE.to_owned(), content: Content::Text(text) });
        self.report.carried("menu entries", settings.nav.len());
        for composed in &self.drafts {
            let page = &composed.page;
            let what = match page.kind {
                _ if page.draft => "drafts",
                PageKind::Post => "posts",
                PageKind::Page => "pages",
                PageKind::Section => "sections",
            };
            let after = composed.post.as_ref().and_then(|post| address::ours(post, &self.config));
            self.report.pages.push(PageLine {
                source: page.source.clone(),
                target: (!composed.is_left).then(|| page.target.clone()),
                before: composed
                    .wanted
                    .as_ref()
                    .map(|url| url.as_str().to_owned())
                    .or_else(|| page.url.clone()),
                after: after
                    .filter(|_| !composed.is_left && page.url.is_some())
                    .map(|url| url.as_str().to_owned()),
                draft: page.draft,
            });
            if !composed.is_left {
                self.report.carried(what, 1);
                self.report.carried("aliases", fields::texts_in(&page.fields, "aliases").len());
                files.push(NewFile {
                    path: page.target.clone(),
                    content: Content::Text(read_back::text(page)),
                });
            }
        }
        for copy in std::mem::take(&mut self.foreign.copies) {
            self.report.carried(copy.what, 1);
            let content = copy.text.map_or(Content::Copy(copy.source), Content::Text);
            files.push(NewFile { path: copy.target, content });
        }
        files.sort_by(|a, b| a.path.cmp(&b.path));
        self.report.sort();
        Translation { files, report: self.report }
    }
}

/// Gives a page the address that it had, or says why it has another one or stays out.
fn place(composed: &mut Composed, config: &Config, taken: &mut Taken, found: &mut Vec<Remark>) {
    let Some(post) = &composed.post else { return };
    let ours = address::ours(post, config);
    let Some(url) = composed.wanted.clone().or_else(|| ours.clone()) else { return };
    if composed.wanted.is_some() && ours.as_ref() != Some(&url) {
        set_url(composed, &url);
    }
    let page = &mut composed.page;
    if let Some(what) =
        taken.list_at(&url).filter(|what| page.kind != PageKind::Section || *what != "the list of a section")
    {
        composed.is_left = true;
        let has_text = if page.body.trim().is_empty() { "" } else { "; its own text is left in the source" };
        let message = format!("`{url}` is {what}, which is there by itself{has_text}");
        found.push(Remark::left("pages", message, list_hint(&url)).in_file(&*page.source));
        return;
    }
    if page.draft {
        return;
    }
    if let Some(other) = taken.take(&url.output(), &page.source) {
        page.draft = true;
        fields::set(&mut page.fields, "draft", truth(true));
        let message = format!("`{url}` is the address of `{other}` too: this one is a draft");
        found.push(
            Remark::changed("addresses", message, "give one of the two another `url`").in_file(&*page.source),
        );
    }
}

fn list_hint(url: &UrlPath) -> &'static str {
    match url.as_str() {
        "/404.html" => "a `templates/404.html` of your own says something else",
        path if path.split('/').filter(|step| !step.is_empty()).count() == 0 => {
            "a `templates/home.html` of your own shows something else; or make a page of its text at another address"
        }
        path if path.starts_with("/archive/") => {
            "set `archive: false`, if the page is to be carried over by hand"
        }
        _ => "say what terms are in `data/`: docs/taxonomies.md",
    }
}

fn set_url(composed: &mut Composed, url: &UrlPath) {
    // What is decoded when it is read is written encoded.
    let written = if url.as_str().contains('%') { url.encoded() } else { url.as_str().to_owned() };
    fields::set(&mut composed.page.fields, "url", text(written.clone()));
    if let Some(post) = &mut composed.post {
        post.meta.url =
            Some(post::meta::Placed { value: written, position: crate::diagnostic::Position::default() });
    }
}

/// Old addresses that are legal and free.
fn set_aliases(composed: &mut Composed, taken: &mut Taken, found: &mut Vec<Remark>) {
    if composed.is_left || composed.page.draft {
        let aliases: Vec<String> =
            composed.page.aliases.iter().filter(|alias| UrlPath::parse(alias).is_ok()).cloned().collect();
        if !aliases.is_empty() {
            fields::set(&mut composed.page.fields, "aliases", texts(aliases));
        }
        return;
    }
    let mut kept = Vec::new();
    for alias in &composed.page.aliases {
        let problem = match UrlPath::parse(alias) {
            Ok(url) => {
                let other = taken
                    .list_at(&url)
                    .map(str::to_owned)
                    .or_else(|| taken.take(&url.output(), &composed.page.source));
                match other {
                    None => {
                        kept.push(alias.clone());
                        continue;
                    }
                    Some(other) if other == composed.page.source => continue,
                    Some(other) => format!("it is the address of {other}"),
                }
            }
            Err(illegal) => illegal.to_string(),
        };
        let message = format!("the alias `{alias}` cannot be kept: {problem}");
        let hint = "redirect it at your host, if it is still asked for";
        found.push(Remark::left("aliases", message, hint).in_file(&*composed.page.source));
    }
    if !kept.is_empty() {
        fields::set(&mut composed.page.fields, "aliases", texts(kept));
    }
}

/// A static file stays out where a page or a file of the new site has its address.
fn place_copy(copy: &mut Copy, taken: &mut Taken, found: &mut Vec<Remark>) {
    let Some(below) = copy.target.strip_prefix("static/") else { return };
    let Ok(output) = OutputPath::of_file(below) else { return };
    let other = taken
        .list_at(&UrlPath::of_file(&output))
        .map(str::to_owned)
        .or_else(|| taken.take(&output, &copy.source));
    if let Some(other) = other {
        let message = format!("`/{below}` is {other}");
        found.push(
            Remark::left(copy.what, message, "rename it, or take the other out").in_file(&*copy.source),
        );
        copy.target.clear();
    } else if theme::static_file(below).is_some() {
        let message = format!("`/{below}` takes the place of a file of the theme");
        found.push(
            Remark::changed(copy.what, message, "rename it, if the theme is to be kept")
                .in_file(&*copy.source),
        );
    }
}

/// A path of the source with a name that every system takes in place of each that one does not.
fn legal_path(path: &str) -> String {
    let legal = |name: &str| match name {
        "" | "." | ".." => "-".to_owned(),
        name => {
            name.chars().map(|c| if c.is_control() || "\\:*?\"<>|".contains(c) { '-' } else { c }).collect()
        }
    };
    let mut names: Vec<String> = path.split('/').map(legal).collect();
    let is_page = path.starts_with("content/") && has_ending(path, &["md"]);
    if let Some(name) = names.last_mut().filter(|_| is_page) {
        // What is hidden is no part of a site.
        if name.starts_with('.') || name.starts_with('#') {
            name.insert(0, '-');
        }
    }
    names.join("/")
}

/// A page in a folder of posts would be a post.
fn outside_of_sections(target: String, sections: &BTreeSet<String>) -> String {
    let Some(inner) = target.strip_prefix("content/") else { return target };
    let mut steps = inner.split('/');
    let first = steps.next().unwrap_or_default();
    let is_section = first == "posts" || first == "_posts" || sections.contains(first);
    // The page of the folder itself is outside of it.
    let is_own_index = inner == format!("{first}/index.md");
    if is_section && inner.contains('/') && !is_own_index { format!("content/pages/{inner}") } else { target }
}

/// A path without case, as some systems compare them.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct OutputKey(String);

impl OutputKey {
    fn of(path: &str) -> Self {
        Self(OutputPath::of_file(path).map_or_else(|_| path.to_lowercase(), |path| path.collision_key()))
    }
}

fn unique(target: String, seen: &mut BTreeSet<OutputKey>) -> String {
    if seen.insert(OutputKey::of(&target)) {
        return target;
    }
    let (stem, ending) = target.rsplit_once('.').unwrap_or((&target, "md"));
    let numbered = |number: u32| format!("{stem}-{number}.{ending}");
    (2..=u32::MAX).map(numbered).find(|path| seen.insert(OutputKey::of(path))).unwrap_or(target)
}

/// The name of a page's file, where a part of it would be taken for a language.
pub fn without_language(stem: &str) -> String {
    let is_language = |stem: &str| {
        read_file_name(&SourcePath::new(format!("content/{stem}.md")), &|_| false).lang.is_some()
    };
    if is_language(stem) {
        stem.rsplit_once('.').map_or_else(|| stem.to_owned(), |(a, b)| format!("{a}-{b}"))
    } else {
        stem.to_owned()
    }
}

/// An address as our reader takes it: a percent sign that is no escape is one itself.
fn encoded(url: &str) -> String {
    let bytes = url.as_bytes();
    let is_escape =
        |at: usize| bytes.get(at + 1..at + 3).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit));
    url.char_indices()
        .map(|(at, c)| if c == '%' && !is_escape(at) { "%25".to_owned() } else { c.to_string() })
        .collect()
}
