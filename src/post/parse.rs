//! Parse: the bytes of one file → one post.

use super::{
    Facts, HoleKind, Post, PostKind,
    body::Terms,
    file_name::{FileName, read_file_name},
    front_matter::{self, FrontMatterContext, fill_from_name, parse_front_matter},
    markdown::{self, Labels, Origin},
    meta::Meta,
};
use crate::{
    config::Config,
    decode::SourceText,
    diagnostic::Diagnostic,
    digest::{Digest, Hasher},
    paths::{BaseUrl, SourcePath},
};
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, collections::BTreeSet};

/// How often the words of a title count, and those of a standfirst.
const TITLE_WEIGHT: u32 = 4;
const DESCRIPTION_WEIGHT: u32 = 2;

/// What came of one file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Parsed {
    /// The post; none when a mistake leaves none to build.
    pub post: Option<Post>,
    /// What is wrong with it.
    pub diagnostics: Vec<Diagnostic>,
}

/// The names of the shortcodes that are defined.
pub type Shortcodes = BTreeSet<String>;

/// What templates make of posts, and so what a post is read for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wants {
    /// The shortcodes that a body may call.
    pub shortcodes: Shortcodes,
    /// Whether the terms that tie posts are wanted; without them [`Facts::terms`] is empty.
    pub terms: bool,
}

/// The digest of all settings that a post is parsed with, and of what it is parsed for.
pub fn options_digest(config: &Config, wants: &Wants) -> Digest {
    let mut hasher = Hasher::new("parse options");
    hasher
        .value(&config.claim_words)
        .value(&config.timezone)
        .value(&config.authors)
        .value(&config.markdown)
        .text(&config.language)
        .number(config.limits.post_bytes)
        .number(config.limits.post_elements as u64);
    hasher.number(config.summary_length as u64).text(config.base_url.host()).text(&config.content_dir);
    let sections: Vec<&String> = config.sections.keys().collect();
    let languages: Vec<&String> = config.languages.keys().collect();
    hasher.value(&sections).value(&languages).value(&wants.shortcodes).value(&wants.terms).finish()
}

/// Parses the bytes of the file at `source`. `file` is their digest, `digest` that of all that the result depends
/// on.
pub fn parse(
    source: &SourcePath,
    bytes: &[u8],
    file: Digest,
    digest: Digest,
    config: &Config,
    wants: &Wants,
) -> Parsed {
    let text = match SourceText::decode(source.as_str(), bytes) {
        Ok(text) => text,
        Err(diagnostic) => return Parsed { post: None, diagnostics: vec![*diagnostic] },
    };
    let defaults = FrontMatterContext {
        zone: &config.timezone,
        default_authors: &config.authors,
        claim_words: &config.claim_words,
    };
    let read = parse_front_matter(text, defaults);
    let mut diagnostics = read.diagnostics;
    let name = read_file_name(source, &|tag| config.languages.contains_key(tag));
    let place = place(source, &name, config);
    let origin = Origin { byte: read.body.start, line: read.body.first_line as usize };
    let read_body = |title: &str, lang: Option<&str>| {
        let context = context(title, lang, origin, config, &wants.shortcodes, Labels::default());
        markdown::outline(&read.body.text, &markdown::Context { wants_terms: wants.terms, ..context })
    };
    let (meta, mut facts, found) = complete(read.meta, read_body, |meta, leading| {
        fill_from_name(meta, read.has_front_matter, leading, &name, source.as_str(), &config.timezone)
    });
    if wants.terms {
        facts.terms = terms_of_all(&meta, &facts);
    }
    diagnostics.extend(found.into_iter().map(|diagnostic| match diagnostic.file {
        Some(_) => diagnostic,
        None => diagnostic.in_file(source.as_str()),
    }));
    if diagnostics.iter().any(Diagnostic::is_error) {
        return Parsed { post: None, diagnostics };
    }
    if place.kind == PostKind::Post && meta.date.is_none() {
        diagnostics.push(front_matter::no_date(source.as_str()));
    }
    let Place { kind, section, folder } = place;
    let locale = name.lang.filter(|tag| !is_own_language(tag, &config.language));
    let (source, name) = (source.clone(), name.stem);
    let post = Post { source, file, digest, kind, section, folder, name, locale, meta, facts };
    Parsed { post: Some(post), diagnostics }
}

/// Whether a file's name says no more than that it is in the site's own language: `a.en.md` where that is `en-GB`.
fn is_own_language(tag: &str, own: &str) -> bool {
    tag == own || own.split('-').next() == Some(tag)
}

/// Reads the body, and fills what the front matter left out. A title that is taken from the body's first heading
/// takes that heading's place, so the body is then read once more without it.
fn complete(
    meta: Meta,
    read: impl Fn(&str, Option<&str>) -> (Facts, Vec<Diagnostic>),
    fill: impl FnOnce(Meta, Option<&str>) -> (Meta, Vec<Diagnostic>),
) -> (Meta, Facts, Vec<Diagnostic>) {
    let (facts, found) = read(&meta.title, meta.lang.as_deref());
    let untitled = meta.title.is_empty();
    let (meta, mut diagnostics) = fill(meta, facts.leading_title.as_deref());
    let (facts, found) = if untitled { read(&meta.title, meta.lang.as_deref()) } else { (facts, found) };
    diagnostics.extend(found);
    (meta, facts, diagnostics)
}

/// The terms of a post: those of its body, of its title and of its standfirst.
fn terms_of_all(meta: &Meta, facts: &Facts) -> Terms {
    let description = meta.description.as_deref().unwrap_or_default();
    let heads = [(meta.title.as_str(), TITLE_WEIGHT), (description, DESCRIPTION_WEIGHT)];
    markdown::merge_terms(&facts.terms, &heads)
}

fn context<'a>(
    title: &'a str,
    lang: Option<&'a str>,
    origin: Origin,
    config: &'a Config,
    shortcodes: &'a BTreeSet<String>,
    labels: Labels<'a>,
) -> markdown::Context<'a> {
    markdown::Context {
        options: &config.markdown,
        host: config.base_url.host(),
        summary_length: config.summary_length,
        title,
        origin,
        language: lang.unwrap_or(&config.language),
        labels,
        shortcodes,
        wants_terms: false,
        most_elements: config.limits.post_elements,
    }
}

struct Place {
    kind: PostKind,
    section: String,
    folder: String,
}

/// Names of the folder of posts, in any nesting below the content folder or the content folder itself.
const POSTS: [&str; 2] = ["posts", "_posts"];

/// What a file is by its folder: a post below `posts/`, below a section of the configuration, or in a content
/// folder that is called so; else a page.
fn place(source: &SourcePath, name: &FileName, config: &Config) -> Place {
    let root = config.content_dir.trim_end_matches('/');
    let inner = source.parent().strip_prefix(root).unwrap_or(source.parent()).trim_start_matches('/');
    let folder = if name.is_bundle { inner.rsplit_once('/').map_or("", |(parent, _)| parent) } else { inner };
    let first = folder.split('/').next().unwrap_or_default();
    let own_name = root.rsplit('/').next().unwrap_or(root);
    let section = if POSTS.contains(&first) || POSTS.contains(&own_name) { "posts" } else { first };
    let is_post = section == "posts" || config.sections.contains_key(section);
    let is_index = name.stem == "_index";
    Place {
        kind: if is_post && !is_index { PostKind::Post } else { PostKind::Page },
        section: section.to_owned(),
        folder: folder.to_owned(),
    }
}

/// The HTML of a post's body, from the text of its file. `fill` gives the value of each hole by its number, but for
/// the calls of shortcodes.
pub fn content_html(
    text: &str,
    post: &Post,
    config: &Config,
    labels: Labels<'_>,
    shortcodes: &Shortcodes,
    fill: impl Fn(usize, &HoleKind) -> String,
    parts: markdown::Parts<'_>,
) -> String {
    let source = SourceText::new(post.source.as_str(), text);
    let body = front_matter::body(source);
    let lang = post.meta.lang.as_deref();
    let context = context(&post.meta.title, lang, Origin::default(), config, shortcodes, labels);
    let mut html = String::with_capacity(body.text.len() * 3 / 2);
    markdown::write_html_with(
        &body.text,
        &context,
        &mut |number, kind| Cow::Owned(fill(number, kind)),
        parts,
        &mut html,
    );
    html
}

/// The body of a post as plain text on one line, from the text of its file.
pub fn content_text(text: &str, post: &Post, config: &Config, shortcodes: &Shortcodes) -> String {
    let source = SourceText::new(post.source.as_str(), text);
    let body = front_matter::body(source);
    let lang = post.meta.lang.as_deref();
    let context = context(&post.meta.title, lang, Origin::default(), config, shortcodes, Labels::default());
    markdown::plain_text(&body.text, &context)
}

/// The body of a post as a check reads it, from the text of its file; its ranges are those of `body`.
pub fn survey(body: &str, post: &Post, config: &Config, shortcodes: &Shortcodes) -> markdown::Survey {
    let lang = post.meta.lang.as_deref();
    let context = context(&post.meta.title, lang, Origin::default(), config, shortcodes, Labels::default());
    markdown::survey(body, &context)
}

/// Markdown that belongs to no post, such as a desk note, as HTML. Links on this site get its base path; they are
/// not checked.
pub fn fragment_html(text: &str, config: &Config, labels: Labels<'_>) -> String {
    let no_shortcodes = BTreeSet::new();
    let context = context("", None, Origin::default(), config, &no_shortcodes, labels);
    let mut html = String::new();
    let fill = |_: usize, kind: &HoleKind| with_prefix(kind.as_written(), &config.base_url);
    let code = markdown::PlainCode;
    markdown::write_html(
        text,
        &context,
        &mut |number, kind| Cow::Owned(fill(number, kind)),
        &code,
        &mut html,
    );
    html
}

/// The same Markdown as plain text, on one line.
pub fn fragment_text(text: &str, config: &Config) -> String {
    let no_shortcodes = BTreeSet::new();
    let context = context("", None, Origin::default(), config, &no_shortcodes, Labels::default());
    markdown::outline(text, &markdown::Context { summary_length: usize::MAX, ..context }).0.summary
}

fn with_prefix(link: &str, base: &BaseUrl) -> String {
    if link.starts_with('/') { format!("{}{link}", base.prefix()) } else { link.to_owned() }
}
