//! Markdown to HTML and facts.
//!
//! Owns CommonMark and GitHub's extensions, raw HTML, and what other systems leave in bodies. A body is walked
//! once into steps, in which every question is answered but those of the site; [`outline`] and
//! [`write_html`] read the same steps, so they agree on holes, anchors and numbers. It must not know posts,
//! other bodies or the site: where a body reaches out it has a hole.

mod allow_list;
mod attributes;
mod autolink;
mod destination;
mod facts;
mod finish;
mod footnotes;
mod html;
mod inline;
mod links;
mod locate;
mod math;
mod mathml;
mod parse;
mod plain;
mod raw;
mod raw_walk;
mod regions;
mod run;
mod source;
mod step;
mod stop_words;
mod strip;
mod summary;
mod survey;
mod tag;
mod tags;
#[cfg(test)]
mod tests;
mod unclosed;
mod walk;
mod words;

pub use survey::{Block, Image as SurveyedImage, Link as SurveyedLink, Survey, survey};
pub use words::is_cjk;

use crate::{
    config::MarkdownOptions,
    diagnostic::{Diagnostic, Position},
    digest::Digest,
    post::body::{Call, Facts, HoleKind, Terms},
    strings::Strings,
};
use serde::Serialize;
use source::Source;
use std::{borrow::Cow, collections::BTreeSet};

/// What a body is read with.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The site's options.
    pub options: &'a MarkdownOptions,
    /// Host of the site; links to others are marked.
    pub host: &'a str,
    /// Longest automatic summary, in characters.
    pub summary_length: usize,
    /// Title of the post: a first heading that repeats it is left out. Empty when the post takes its title from
    /// that heading.
    pub title: &'a str,
    /// Where the body begins in its file.
    pub origin: Origin,
    /// BCP 47 tag of the post's language.
    pub language: &'a str,
    /// Words that the HTML says by itself.
    pub labels: Labels<'a>,
    /// Shortcodes that are defined.
    pub shortcodes: &'a BTreeSet<String>,
    /// Whether the terms of the body are wanted.
    pub wants_terms: bool,
    /// Elements and pieces of text of the most that [`outline`] reads.
    pub most_elements: usize,
}

/// Where a body begins in its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    /// First byte, from 0.
    pub byte: usize,
    /// Its line, from 1.
    pub line: usize,
}

impl Default for Origin {
    fn default() -> Self {
        Self { byte: 0, line: 1 }
    }
}

/// Titles of alerts, and names for those who do not see the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Labels<'a> {
    /// The link from a heading to itself.
    pub anchor: &'a str,
    /// The region in which a wide table scrolls.
    pub table: &'a str,
    /// A ticked box of a task list.
    pub done: &'a str,
    /// An empty box of a task list.
    pub to_do: &'a str,
    /// The section of footnotes.
    pub footnotes: &'a str,
    /// The link from a footnote back to the text.
    pub back: &'a str,
    /// Title of an alert of this kind.
    pub note: &'a str,
    /// Title of an alert of this kind.
    pub tip: &'a str,
    /// Title of an alert of this kind.
    pub important: &'a str,
    /// Title of an alert of this kind.
    pub warning: &'a str,
    /// Title of an alert of this kind.
    pub caution: &'a str,
    /// What is said after a link that opens in a new tab; none where no link does, such as in feeds.
    pub new_tab: Option<&'a str>,
}

/// Keys of the strings that bodies say by themselves.
pub const LABEL_KEYS: [&str; 12] = [
    "link_to_section",
    "table",
    "task_done",
    "task_to_do",
    "footnotes",
    "back_to_text",
    "alert_note",
    "alert_tip",
    "alert_important",
    "alert_warning",
    "alert_caution",
    "opens_in_new_tab",
];

impl<'a> Labels<'a> {
    /// The labels in a language, English where there are none.
    pub fn of(strings: &'a Strings, language: &str) -> Self {
        let english = Self::default();
        let spoken = strings.spoken(language);
        let [anchor, table, done, to_do, footnotes, back, note, tip, important, warning, caution, new_tab] =
            LABEL_KEYS.map(|key| spoken.words(key));
        Self {
            anchor: anchor.unwrap_or(english.anchor),
            table: table.unwrap_or(english.table),
            done: done.unwrap_or(english.done),
            to_do: to_do.unwrap_or(english.to_do),
            footnotes: footnotes.unwrap_or(english.footnotes),
            back: back.unwrap_or(english.back),
            note: note.unwrap_or(english.note),
            tip: tip.unwrap_or(english.tip),
            important: important.unwrap_or(english.important),
            warning: warning.unwrap_or(english.warning),
            caution: caution.unwrap_or(english.caution),
            new_tab: new_tab.or(english.new_tab),
        }
    }
}

impl Default for Labels<'_> {
    fn default() -> Self {
        Self {
            anchor: "Link to this section",
            table: "Table",
            done: "Done",
            to_do: "To do",
            footnotes: "Footnotes",
            back: "Back to the text",
            note: "Note",
            tip: "Tip",
            important: "Important",
            warning: "Warning",
            caution: "Caution",
            new_tab: Some("(opens in a new tab)"),
        }
    }
}

/// What fills a hole: the attribute's final value, not escaped.
pub type Filled<'a> = Cow<'a, str>;

/// Writes blocks of code.
pub trait CodeRenderer {
    /// Appends the HTML of a block; `info` is all that stands after the fence. Answers by which key it is remembered, if it
    /// is.
    fn render(&self, info: &str, code: &str, out: &mut String) -> Option<Digest>;

    /// Is told of remembered blocks that a page shows without a call of [`CodeRenderer::render`].
    fn shows(&self, _: &[Digest]) {}
}

/// Code without highlighting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PlainCode;

impl CodeRenderer for PlainCode {
    fn render(&self, info: &str, code: &str, out: &mut String) -> Option<Digest> {
        let language = info.split([' ', '\t', ',', '{']).next().unwrap_or_default();
        out.push_str("<pre class=\"code\"><code");
        if !language.is_empty() {
            out.push_str(" class=\"language-");
            html::push_value(out, language);
            out.push('"');
        }
        out.push('>');
        html::push_text(out, code);
        out.push_str("</code></pre>\n");
        None
    }
}

/// Writes what shortcodes make.
pub trait CallRenderer {
    /// Appends the HTML of a call: the number of its hole, the HTML of its content if it has one.
    fn render(&self, number: usize, call: &Call, content: Option<&str>, out: &mut String);
}

/// No shortcodes: of a call its content alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct NoCalls;

impl CallRenderer for NoCalls {
    fn render(&self, _: usize, _: &Call, content: Option<&str>, out: &mut String) {
        out.push_str(content.unwrap_or_default());
    }
}

/// An image as a page shows it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Picture {
    /// Pixels, where they are known.
    pub size: Option<(u32, u32)>,
    /// Media types with the addresses of variants, the shortest first.
    pub sources: Vec<(&'static str, String)>,
    /// Whether the first of a text is likely to be seen at once: nothing before the text is a picture.
    pub may_be_first: bool,
}

/// Knows images.
pub trait PictureFinder {
    /// The image at an address as it stands on the page.
    fn find(&self, src: &str) -> Picture;
}

/// Images of which nothing is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct NoPictures;

impl PictureFinder for NoPictures {
    fn find(&self, _: &str) -> Picture {
        Picture::default()
    }
}

/// Who writes what Markdown does not say.
#[derive(Clone, Copy)]
pub struct Parts<'a> {
    /// Blocks of code.
    pub code: &'a dyn CodeRenderer,
    /// Calls of shortcodes.
    pub calls: &'a dyn CallRenderer,
    /// Images.
    pub pictures: &'a dyn PictureFinder,
}

/// Reads a body for what is kept of it. The diagnostics have positions but no file.
pub fn outline(body: &str, context: &Context<'_>) -> (Facts, Vec<Diagnostic>) {
    let source = Source::new(body, context.options, context.shortcodes);
    let events = match parse::events_within(&source.text, context.options, context.most_elements) {
        Ok(events) => events,
        Err(place) => {
            let place = source.original_range(&place);
            let position = locate::locate(body, &[place], context.origin).pop().unwrap_or_default();
            return (Facts::default(), vec![too_many_elements(context.most_elements).at(position)]);
        }
    };
    let document = walk::walk(&source, context, events);
    let (facts, mut diagnostics) = facts::collect(document, body, &source, context);
    diagnostics.extend(check_characters(body, &source, context.origin));
    diagnostics.sort_by_key(|diagnostic| diagnostic.position);
    (facts, diagnostics)
}

/// Writes the HTML of a body. `fill` is asked for each hole that is shown, by its number in
/// [`Facts::holes`]; one in a heading that repeats the title is not shown.
pub fn write_html(
    body: &str,
    context: &Context<'_>,
    fill: &mut dyn FnMut(usize, &HoleKind) -> Filled<'_>,
    code: &dyn CodeRenderer,
    out: &mut String,
) {
    write_html_with(body, context, fill, Parts { code, calls: &NoCalls, pictures: &NoPictures }, out);
}

/// The same, with the calls of shortcodes.
pub fn write_html_with(
    body: &str,
    context: &Context<'_>,
    fill: &mut dyn FnMut(usize, &HoleKind) -> Filled<'_>,
    parts: Parts<'_>,
    out: &mut String,
) {
    let source = Source::new(body, context.options, context.shortcodes);
    let document = walk::read(&source, context);
    html::write(&document, context, fill, parts, out);
}

/// A body as plain text on one line, for those who look for words in it.
pub fn plain_text(body: &str, context: &Context<'_>) -> String {
    let source = Source::new(body, context.options, context.shortcodes);
    plain::read(&walk::read(&source, context), body.len())
}

/// The terms of a body joined by those of other texts about it, such as its title, the strongest kept. Each text
/// counts as if it stood there as often as its number says.
pub fn merge_terms(body: &Terms, heads: &[(&str, u32)]) -> Terms {
    words::merge(body, heads)
}

/// One warning for control characters, which are dropped, and one for those that reverse the text's direction.
fn check_characters(body: &str, source: &Source<'_>, origin: Origin) -> Vec<Diagnostic> {
    let overrides = direction_change(body);
    let found =
        [source.control.map(|at| (at, control_character())), overrides.map(|at| (at, direction_override()))];
    found.into_iter().flatten().map(|(at, diagnostic)| diagnostic.at(position(body, at, origin))).collect()
}

/// The first of U+202A to U+202E and U+2066 to U+2069, found by their bytes.
fn direction_change(body: &str) -> Option<usize> {
    let mut triples = body.as_bytes().windows(3);
    triples
        .position(|bytes| bytes[0] == 0xe2 && matches!(bytes[1..], [0x80, 0xaa..=0xae] | [0x81, 0xa6..=0xa9]))
}

fn position(body: &str, at: usize, origin: Origin) -> Position {
    let length = body[at..].chars().next().map_or(0, char::len_utf8);
    locate::locate(body, std::slice::from_ref(&(at..at + length)), origin).pop().unwrap_or_default()
}

fn too_many_elements(most: usize) -> Diagnostic {
    Diagnostic::error("post-limit", format!("this text has more than {most} elements and pieces of text"))
        .hint("split it into several posts, or raise `limits.post_elements` in the configuration")
}

fn control_character() -> Diagnostic {
    Diagnostic::warning("control-character", "control characters are left out")
        .hint("remove what your editor shows as ^@, ^H or a box")
}

fn direction_override() -> Diagnostic {
    Diagnostic::warning(
        "text-direction",
        "invisible characters change the direction of the text from here on",
    )
    .hint("remove the characters U+202A to U+202E and U+2066 to U+2069, or use <bdi>")
}
