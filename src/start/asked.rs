//! What was asked for → what a new post is called, where it goes and which day it has.

use super::{
    Stopped,
    post::{NewPost, What},
};
use crate::{
    config::Config,
    diagnostic::{Diagnostic, nearest},
    paths::{SourcePath, below_content, is_reserved, slugify},
    post::{date::parse_date, file_name::read_file_name},
    site::{Site, permalink::dated_id},
};
use jiff::civil::Date;
use unicode_segmentation::UnicodeSegmentation as _;

/// Longest name that is made of a title: characters, as in a permanent ID, and bytes, so that a date, a language and an
/// ending still fit into the 255 bytes of a file's name.
const LONGEST: (usize, usize) = (80, 200);
const LONGEST_NAME: usize = 255;
/// Folders of posts without being named in the settings.
const POSTS: [&str; 2] = ["posts", "_posts"];

/// What was asked for, in one meaning.
#[derive(Debug)]
pub struct Asked {
    /// The title, on one line.
    pub title: String,
    /// The kind, if one was named.
    pub kind: Option<String>,
    /// Tags, each once.
    pub tags: Vec<String>,
    /// What the file is called, less its date, language and ending.
    pub stem: String,
    /// The folder that it is in, below the project.
    pub folder: String,
    /// The section; empty for pages at the top.
    pub section: String,
    /// Its language, where that is not the site's.
    pub lang: Option<String>,
    /// Its date as the front matter has it, and the day in the site's zone.
    pub date: (String, Date),
    /// Its permanent ID.
    pub id: String,
    /// Whether it is the `index.md` of a folder of its own.
    pub is_bundle: bool,
    what: What,
}

impl Asked {
    /// Reads what was typed.
    ///
    /// # Errors
    /// What cannot be meant.
    pub fn read(wanted: &NewPost, site: &Site) -> Result<Self, Stopped> {
        let config = &site.config;
        let title = one_line(&wanted.title);
        if title.is_empty() {
            return Err(usage(
                "the title is empty",
                "write it between quotes: `sitegen new post \"A title\"`",
            ));
        }
        let (text, day) = date(wanted, config)?;
        let lang = wanted.lang.as_deref().map(|tag| language(tag, config)).transpose()?.flatten();
        let stem = stem(&title, wanted.slug.as_deref(), config)?;
        let (section, folder) = folder(wanted, site, day)?;
        let slug = slugify(&stem, config.slugify);
        let id = match wanted.id.as_deref().map(one_line) {
            Some(id) if id.is_empty() => return Err(usage("the ID is empty", "leave `--id` out")),
            Some(id) => id,
            None => dated_id(day, &slug, lang.as_deref()),
        };
        let asked = Self {
            title,
            kind: wanted.kind.as_deref().map(kind).transpose()?,
            tags: tags(&wanted.tags),
            stem,
            folder,
            section,
            lang,
            date: (text, day),
            id,
            is_bundle: wanted.is_bundle,
            what: wanted.what,
        };
        asked.check_name()?;
        Ok(asked)
    }

    /// The path of a file with this stem.
    pub fn path(&self, stem: &str) -> SourcePath {
        let name = match self.what {
            What::Post => format!("{}-{stem}", self.date.1.strftime("%Y-%m-%d")),
            What::Page => stem.to_owned(),
        };
        let lang = self.lang.as_ref().map_or(String::new(), |lang| format!(".{lang}"));
        let file = if self.is_bundle { format!("{name}/index{lang}.md") } else { format!("{name}{lang}.md") };
        SourcePath::new(below_content(&self.folder, &file))
    }

    fn check_name(&self) -> Result<(), Stopped> {
        let path = self.path(&self.stem);
        let too_long = path.as_str().split('/').any(|name| name.len() > LONGEST_NAME);
        let is_special = self.what == What::Page && ["index", "_index"].contains(&&*self.stem);
        if too_long {
            Err(usage(
                "the name of the file would have more than 255 bytes",
                "give it a shorter one with `--slug`",
            ))
        } else if is_special {
            let message = format!("a page cannot be called `{}`, which describes a folder", self.stem);
            Err(usage(message, "give it another name with `--slug`"))
        } else {
            Ok(())
        }
    }
}

fn usage(message: impl Into<String>, hint: impl Into<String>) -> Stopped {
    Stopped::usage(Diagnostic::error("usage", message).hint(hint))
}

/// Words with single blanks between them; no control character is left.
pub fn one_line(text: &str) -> String {
    let blank = |c: char| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c };
    let text: String = text.chars().map(blank).filter(|c| *c != '\u{feff}').collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn tags(typed: &[String]) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    for tag in typed.iter().map(|tag| one_line(tag)).filter(|tag| !tag.is_empty()) {
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags
}

/// A kind is also the name of its archetype's file.
fn kind(typed: &str) -> Result<String, Stopped> {
    let kind = one_line(typed);
    let is_name = !kind.is_empty()
        && kind.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ' '))
        && !is_reserved(&kind);
    if is_name {
        return Ok(kind.to_lowercase());
    }
    Err(usage(format!("`{kind}` is no kind of post"), "write one word, such as `--kind brief`"))
}

fn date(wanted: &NewPost, config: &Config) -> Result<(String, Date), Stopped> {
    let zone = &config.timezone;
    let Some(typed) = &wanted.date else {
        let now = wanted.clock.now();
        return Ok((zone.rfc3339(now), zone.civil(now).date()));
    };
    let date = parse_date(typed, zone).map_err(|bad| usage(format!("`--date`: {bad}"), bad.hint.clone()))?;
    let day = zone.civil(date.instant).date();
    let text = if date.has_time { zone.rfc3339(date.instant) } else { day.strftime("%Y-%m-%d").to_string() };
    Ok((text, day))
}

/// A language that the name of a file can say; none for the site's own.
fn language(typed: &str, config: &Config) -> Result<Option<String>, Stopped> {
    let tag = typed.replace('_', "-");
    if tag == config.language || config.language.split('-').next() == Some(&*tag) {
        return Ok(None);
    }
    let name =
        read_file_name(&SourcePath::new(format!("a.{tag}.md")), &|tag| config.languages.contains_key(tag));
    if name.lang.as_deref() == Some(&*tag) {
        return Ok(Some(tag));
    }
    let near = nearest(&tag, config.languages.keys().map(String::as_str));
    let hint = near.map_or_else(
        || format!("write a tag such as `de` or `pt-BR`, or name `{tag}` under `languages` in sitegen.yaml"),
        |near| format!("did you mean `{near}`?"),
    );
    Err(usage(format!("`{typed}` is no language that the name of a file can say"), hint))
}

/// A slug that the file's name gives: as typed, or of the title, cut between words.
fn stem(title: &str, typed: Option<&str>, config: &Config) -> Result<String, Stopped> {
    // A dot in the name would begin a language or an ending.
    let slug = |text: &str| slugify(&text.replace('.', "-"), config.slugify);
    match typed.map(one_line) {
        Some(typed) if typed.is_empty() || typed.contains(['/', '\\']) => {
            Err(usage(format!("`{typed}` is no slug"), "write one name without slashes, such as `my-post`"))
        }
        Some(typed) => Ok(slug(&typed)),
        None => Ok(slug(&shortened(&slug(title)))),
    }
}

fn shortened(slug: &str) -> String {
    let (characters, bytes) = LONGEST;
    let mut end = 0;
    for (count, (start, cluster)) in slug.grapheme_indices(true).enumerate() {
        if count >= characters || start + cluster.len() > bytes {
            let cut = &slug[..end];
            let at_word =
                cut.rfind('-').filter(|hyphen| *hyphen * 2 > cut.len() && !slug[end..].starts_with('-'));
            return cut[..at_word.unwrap_or(end)].trim_end_matches('-').to_owned();
        }
        end = start + cluster.len();
    }
    slug.to_owned()
}

/// The section, and the folder of the file: for posts with folders of years where the newest post of the section has them.
fn folder(wanted: &NewPost, site: &Site, day: Date) -> Result<(String, String), Stopped> {
    let content = site.config.content_dir.trim_end_matches('/');
    let typed = wanted.section.as_deref().map(|section| section.trim_matches('/'));
    match (wanted.what, typed.filter(|section| !section.is_empty())) {
        (What::Page, None) => Ok((String::new(), content.to_owned())),
        (What::Page, Some(folder)) if is_folder(folder) => {
            let section = folder.split('/').next().unwrap_or_default().to_owned();
            Ok((section, below_content(content, folder)))
        }
        (What::Page, Some(folder)) => Err(usage(
            format!("`{folder}` is no folder"),
            "write names with `/` between them, such as `about/team`",
        )),
        (What::Post, typed) => {
            let section = typed.unwrap_or(POSTS[0]);
            check_section(section, site)?;
            let folder = folder_of_posts(section, content, site);
            Ok((section.to_owned(), format!("{folder}{}", years(section, site, day))))
        }
    }
}

fn is_folder(path: &str) -> bool {
    path.split('/')
        .all(|name| !name.is_empty() && !name.starts_with(['.', '_']) && !name.contains(['\\', ':']))
}

fn check_section(section: &str, site: &Site) -> Result<(), Stopped> {
    let sections: Vec<&str> = site.config.sections.keys().map(String::as_str).chain([POSTS[0]]).collect();
    if sections.contains(&section) {
        return Ok(());
    }
    let hint = match nearest(section, sections.iter().copied()) {
        Some(near) => format!("did you mean `--section {near}`?"),
        None => format!(
            "add `{section}: {{}}` under `sections` in sitegen.yaml; there are: {}",
            sections.join(", ")
        ),
    };
    Err(usage(format!("`{section}` is no section of posts"), hint))
}

/// `content/posts`; the content folder itself where that is called so, and `_posts` where the site has its posts there.
fn folder_of_posts(section: &str, content: &str, site: &Site) -> String {
    let own_name = content.rsplit('/').next().unwrap_or(content);
    if section != POSTS[0] {
        return below_content(content, section);
    }
    if POSTS.contains(&own_name) {
        return content.to_owned();
    }
    let mut folders = site.entries.iter().filter(|entry| entry.post.section == section);
    let first = folders.next().and_then(|entry| entry.post.folder.split('/').next());
    below_content(content, first.filter(|folder| POSTS.contains(folder)).unwrap_or(POSTS[0]))
}

/// `/2026` or `/2026/07`, where the newest post of the section lies in such folders of its own date; else nothing.
fn years(section: &str, site: &Site, day: Date) -> String {
    let of_section =
        |post: &&crate::site::Entry| post.post.section == section && post.post.meta.date.is_some();
    let Some(newest) = site.entries.iter().find(of_section) else { return String::new() };
    let date = newest.post.meta.date.map(|date| site.config.timezone.civil(date.instant).date());
    let below = newest.post.folder.split('/').skip_while(|name| *name == section || POSTS.contains(name));
    let below: Vec<&str> = below.collect();
    for format in ["%Y/%m/%d", "%Y/%m", "%Y"] {
        if date.is_some_and(|date| date.strftime(format).to_string() == below.join("/")) {
            return format!("/{}", day.strftime(format));
        }
    }
    String::new()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paths::Slugify;

    #[test]
    fn names_are_cut_between_words_and_within_bytes() {
        let long = "word ".repeat(40);
        let config = Config::default();
        let stem = |title: &str| stem(title, None, &config).expect("a slug");
        assert_eq!(stem(&long), ["word"; 16].join("-"));
        assert_eq!(stem("Hello, World!"), "hello-world");
        assert_eq!(stem("v1.de"), "v1-de");
        let chinese = "新".repeat(300);
        assert_eq!(stem(&chinese), "新".repeat(66));
        assert_eq!(stem(&format!("a {}", "b".repeat(100))), format!("a-{}", "b".repeat(78)));
        let written = Config { slugify: Slugify::None, ..Config::default() };
        assert_eq!(super::stem("v1.de", None, &written).expect("a slug"), "v1-de");
        assert!(super::stem("x", Some("a/b"), &config).is_err());
    }

    #[test]
    fn titles_and_tags_are_on_one_line() {
        assert_eq!(one_line(" a\n\tb\u{1b}[2J \u{feff}c "), "a b [2J c");
        assert_eq!(tags(&["a".to_owned(), " ".to_owned(), "b ".to_owned(), "a".to_owned()]), ["a", "b"]);
    }

    #[test]
    fn kinds_are_words() {
        assert_eq!(kind("Brief").expect("a kind"), "brief");
        for text in ["", "../x", "a/b", "con", "a.b"] {
            assert!(kind(text).is_err(), "{text}");
        }
    }
}
