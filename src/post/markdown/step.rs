//! The steps of a body: what the walk makes and the writer and the facts read.
//!
//! Owns the document between Markdown and HTML: everything that needs a decision (numbers, anchors, holes,
//! what is left out) is decided here already, so that two readers of it cannot disagree.

use super::attributes::Attributes;
use crate::{diagnostic::Diagnostic, post::body::HoleKind};
use pulldown_cmark::{Alignment, BlockQuoteKind};
use std::{borrow::Cow, ops::Range};

/// Attributes that the writer gave, if any.
pub(super) type Extras = Option<Box<Attributes>>;

/// One step of the body, in the order of its HTML.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Step<'a> {
    /// An element begins.
    Open(Element, Extras),
    /// An element ends.
    Close(Element),
    /// A link begins; it ends with `Close(Element::Link)`.
    Link(Box<Link<'a>>),
    /// Text.
    Text(Cow<'a, str>),
    /// A URL or address that stands as its own text.
    Address(Cow<'a, str>),
    /// Another system's template syntax.
    Template(Cow<'a, str>),
    /// Code in a line.
    Code(Cow<'a, str>, Extras),
    /// A block of code: info string and text.
    CodeBlock(Box<CodeBlock<'a>>),
    /// An image.
    Image(Box<Image<'a>>),
    /// A formula.
    Math(Box<Formula<'a>>),
    /// Raw HTML that passes as written.
    Raw(Cow<'a, str>),
    /// An attribute value of raw HTML that the site fills in, with the quotation marks that it lacks.
    RawHole(usize, &'static str),
    /// What a reader sees of raw HTML; it is in a `Raw` already.
    Seen(String),
    /// From here on raw HTML hides what is text otherwise (`<script>`), or no longer.
    Hide,
    /// The end of what `Hide` began.
    Show,
    /// A mark that refers to a footnote: its number, and which of the marks for it this is, from 1.
    FootnoteMark(u32, u32),
    /// Where the links from a footnote back to its marks stand.
    Backlinks(u32),
    /// A line end in the source.
    SoftBreak,
    /// A line end that is meant.
    HardBreak,
    /// A rule.
    Rule,
    /// A task's box, and whether it is ticked.
    Task(Ticked),
    /// The end of the summary.
    More,
    /// The table of contents.
    Contents,
    /// A call of a shortcode without content: the hole of this number.
    Call(usize, Standing),
}

/// Elements that hold others.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Element {
    Paragraph,
    /// Its level.
    Heading(u8),
    Quote,
    Alert(BlockQuoteKind),
    List,
    /// Its first number.
    OrderedList(u64),
    Item,
    Table,
    TableHead,
    TableRow,
    HeadCell(Alignment),
    Cell(Alignment),
    Definitions,
    Term,
    Definition,
    Emphasis,
    Strong,
    Strike,
    Link,
    /// All footnotes.
    Footnotes,
    /// One footnote, by its number.
    Footnote(u32),
    /// The content of the call that is the hole of this number.
    Call(usize, Standing),
}

impl Element {
    /// Whether it stands in a line of text.
    pub fn is_inline(self) -> bool {
        matches!(
            self,
            Self::Emphasis | Self::Strong | Self::Strike | Self::Link | Self::Call(_, Standing::Inline)
        )
    }
}

/// A formula.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Formula<'a> {
    pub layout: Layout,
    /// As it is written.
    pub tex: Cow<'a, str>,
    /// None when it cannot be read.
    pub mathml: Option<String>,
}

/// How a shortcode stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// In the line.
    Inline,
    /// Between blocks.
    Block,
}

/// How a formula stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// In the line.
    Inline,
    /// On a line of its own, within a paragraph.
    Display,
    /// Alone.
    Block,
}

/// State of a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ticked {
    Yes,
    No,
}

/// A link.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Link<'a> {
    pub target: Target<'a>,
    pub title: Cow<'a, str>,
    pub extras: Extras,
}

/// An image.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Image<'a> {
    pub target: Target<'a>,
    pub alt: String,
    pub title: Cow<'a, str>,
    /// Whether it stands alone with its title as a caption.
    pub is_figure: bool,
    pub extras: Extras,
}

/// A block of code.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct CodeBlock<'a> {
    pub info: Cow<'a, str>,
    pub code: Cow<'a, str>,
    pub extras: Extras,
}

/// Where a link or an image leads.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Target<'a> {
    /// The hole of this number.
    Hole(usize),
    /// This URL, on another host.
    Elsewhere(Cow<'a, str>),
    /// This URL.
    Fixed(Cow<'a, str>),
    /// This text to the byte.
    Verbatim(Cow<'a, str>),
    /// Nowhere: following it would run code.
    Dropped,
}

/// A heading, with its place in the steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct HeadingEntry {
    pub level: u8,
    pub id: String,
    pub title: String,
    pub step: usize,
    pub range: Range<usize>,
}

/// A body whose every question is answered but the site's.
#[derive(Debug, Default)]
pub(super) struct Document<'a> {
    pub steps: Vec<Step<'a>>,
    /// Headings in order, the left-out title not among them.
    pub headings: Vec<HeadingEntry>,
    /// Holes by number, with their places in the text.
    pub holes: Vec<(HoleKind, Range<usize>)>,
    /// Places of the arguments of all calls, in the order of the calls.
    pub arguments: Vec<Range<usize>>,
    /// Marks that refer to each footnote, by number from 1.
    pub marks: Vec<u32>,
    /// Steps of a first heading that repeats the title: they are not shown.
    pub left_out: Range<usize>,
    /// Text of a first heading of level 1.
    pub leading_title: Option<String>,
    /// Anchors other than headings'.
    pub anchors: Vec<String>,
    /// Remarks with their places in the text.
    pub remarks: Vec<(Range<usize>, Diagnostic)>,
}

impl<'a> Document<'a> {
    /// The steps that are shown.
    pub fn shown(&self) -> impl Iterator<Item = &Step<'a>> {
        self.steps[..self.left_out.start].iter().chain(&self.steps[self.left_out.end..])
    }
}
