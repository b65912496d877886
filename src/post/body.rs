//! What is kept of a body once it was read: headings, holes, summary, words. The body itself is not.

use crate::diagnostic::Position;
use serde::{Deserialize, Serialize};

/// What one reading of a body gives.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Facts {
    /// Headings in order, with unique IDs.
    pub headings: Vec<Heading>,
    /// Where the body reaches out, in the order in which the HTML meets them (footnotes come last). Those in a
    /// heading that only repeats the title are listed, though the HTML leaves them out.
    pub holes: Vec<Hole>,
    /// Plain text of the beginning: up to `<!-- more -->` or cut at a sentence.
    pub summary: String,
    /// Whether the author set the end of the summary with `<!-- more -->`.
    pub has_more: bool,
    /// Text of the first heading when the body begins with one of level 1; it is not among `headings` when it
    /// repeats the title or becomes it.
    pub leading_title: Option<String>,
    /// Words (runs of letters and digits; CJK by characters), blocks of code left out.
    pub words: u32,
    /// Characters of CJK among them, which are read at another speed.
    pub cjk: u32,
    /// The strongest terms of the body with their counts, most frequent first, ties in alphabetical order.
    pub terms: Terms,
    /// Anchors other than headings': of raw HTML (`id`, `name`), then of attribute lists (`{: #id}`).
    pub anchors: Vec<String>,
}

/// Terms and counts, packed: the terms joined by newlines, the counts in the same order.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Terms {
    /// Terms joined by `\n`.
    pub text: String,
    /// How often each occurs.
    pub counts: Vec<u16>,
}

impl Terms {
    /// Terms with their counts.
    pub fn iter(&self) -> impl Iterator<Item = (&str, u16)> {
        self.text.split('\n').zip(self.counts.iter().copied())
    }
}

/// A heading of the body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Unique in the post.
    pub id: String,
    /// Plain text.
    pub title: String,
}

/// A place where a body reaches out of its own file. Its number in [`Facts::holes`] is the number with which
/// the HTML writer asks for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hole {
    /// What is asked for.
    pub kind: HoleKind,
    /// Where it stands in the file.
    pub position: Position,
}

/// What a hole asks for. Only destinations on this site are holes: a whole URL, `mailto:` or a `#fragment` alone
/// is not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum HoleKind {
    /// Destination of a link, as written: `@/posts/a.md#b`, `other.md`, `/about/`, `../x/`.
    Link(String),
    /// Source of an image or other file that the page shows, as written.
    File(String),
    /// A call of a shortcode. The holes of its arguments follow it.
    Call(Box<Call>),
}

impl HoleKind {
    /// The destination as it is written; of a call, the shortcode's name.
    pub fn as_written(&self) -> &str {
        match self {
            Self::Link(text) | Self::File(text) => text,
            Self::Call(call) => &call.name,
        }
    }
}

/// A call of a shortcode.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// The shortcode's name.
    pub name: String,
    /// How it is called.
    pub kind: CallKind,
    /// Its arguments, in order, no name twice.
    pub arguments: Vec<Argument>,
}

/// How a shortcode is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum CallKind {
    /// `{{ name() }}`.
    Plain,
    /// `{% name() %} … {% end %}`: with content.
    Block,
}

/// An argument of a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Argument {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: Literal,
    /// Where it stands in the file.
    pub position: Position,
}

/// A value in a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Literal {
    /// Text in quotation marks.
    Text(String),
    /// Text that leads into the site: the value of the hole of this number.
    Hole(usize),
    /// A number, as written.
    Number(String),
    /// `true` or `false`.
    Bool(bool),
    /// A list.
    List(Vec<Literal>),
}

impl Facts {
    /// The calls of the body, with their holes' numbers and where they stand.
    pub fn calls(&self) -> impl Iterator<Item = (usize, &Call, Position)> {
        self.holes.iter().enumerate().filter_map(|(number, hole)| match &hole.kind {
            HoleKind::Call(call) => Some((number, &**call, hole.position)),
            HoleKind::Link(_) | HoleKind::File(_) => None,
        })
    }
}
