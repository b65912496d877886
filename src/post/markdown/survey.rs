//! A body as a check reads it: its prose, headings, links and images, each with its place.
//!
//! Owns what of a body is prose in the author's own words: code is not, what is quoted is marked. It reads the same events
//! as the walk, and keeps nothing of the site.

use super::{
    Context,
    parse::{Located, cow, events},
    source::Source,
};
use pulldown_cmark::{CowStr, Event, Tag, TagEnd};
use std::{borrow::Cow, ops::Range};

/// What a check reads of a body. Ranges are bytes of the body.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Survey {
    /// Prose, block by block.
    pub blocks: Vec<Block>,
    /// Headings of Markdown, in order.
    pub headings: Vec<Heading>,
    /// Links of Markdown, in order.
    pub links: Vec<Link>,
    /// Images of Markdown, in order.
    pub images: Vec<Image>,
    /// Raw HTML, those parts that follow one another joined.
    pub raw: Vec<Range<usize>>,
}

/// A paragraph, a heading, a cell: text without a break that a reader would hear.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Block {
    /// Its words as a reader sees them; line ends are blanks.
    pub text: String,
    /// Whether it stands in a quotation: the words of another.
    pub is_quoted: bool,
    /// Where parts of the text begin: in the text, in the body.
    parts: Vec<(usize, usize)>,
}

/// A heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Its words.
    pub title: String,
    /// All of it.
    pub range: Range<usize>,
    /// Whether nothing stands below it before the next heading that is not one of its own, or the end.
    pub is_empty: bool,
}

/// A link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Where it leads, as written.
    pub to: String,
    /// All of it.
    pub range: Range<usize>,
}

/// An image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// Its file, as written.
    pub src: String,
    /// Its alternative text.
    pub alt: String,
    /// Its title, which stands below it.
    pub title: String,
    /// All of it.
    pub range: Range<usize>,
}

impl Block {
    /// The bytes of the body from which a part of the text was read.
    pub fn place(&self, range: Range<usize>) -> Range<usize> {
        let place = |at: usize| {
            let part = self.parts.partition_point(|(start, _)| *start <= at).checked_sub(1);
            part.map_or(at, |part| self.parts[part].1 + (at - self.parts[part].0))
        };
        let start = place(range.start);
        // The end is that of the last character.
        let end = range
            .end
            .checked_sub(1)
            .filter(|last| *last >= range.start)
            .map_or(start, |last| place(last) + 1);
        start..end.max(start)
    }
}

/// Reads a body.
pub fn survey(body: &str, context: &Context<'_>) -> Survey {
    let source = Source::new(body, context.options, context.shortcodes);
    let mut surveyor = Surveyor::new(&source);
    for (event, range) in events(&source.text, context.options) {
        surveyor.event((event, range));
    }
    surveyor.flush();
    surveyor.survey
}

struct Surveyor<'a> {
    source: &'a Source<'a>,
    survey: Survey,
    block: Block,
    /// Quotations that are open.
    quotes: usize,
    /// Whether the text is a block of code.
    in_code: bool,
    /// The heading that is open.
    heading: bool,
    /// The image that is open, and how many more in its description.
    image: Option<(Image, usize)>,
    /// Headings below which nothing stands so far.
    bare: Vec<usize>,
}

impl<'a> Surveyor<'a> {
    fn new(source: &'a Source<'a>) -> Self {
        Self {
            source,
            survey: Survey::default(),
            block: Block::default(),
            quotes: 0,
            in_code: false,
            heading: false,
            image: None,
            bare: Vec::new(),
        }
    }

    fn event(&mut self, (event, range): Located<'_>) {
        if self.image.is_some() {
            return self.in_image(event);
        }
        match event {
            Event::Start(tag) => self.start(tag, &range),
            Event::End(tag) => self.end(tag),
            Event::Text(_) if self.in_code => self.content(),
            Event::Text(text) | Event::Code(text) => self.text(text, &range),
            Event::SoftBreak | Event::HardBreak => self.push(" ", &range),
            Event::Html(html) => {
                self.raw(&range);
                // A remark to oneself is nothing that stands there.
                if !html.trim_start().starts_with("<!--") {
                    self.content();
                }
            }
            Event::InlineHtml(_) => self.raw(&range),
            Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
            Event::InlineMath(_) | Event::DisplayMath(_) | Event::Rule => self.content(),
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: &Range<usize>) {
        let range = self.source.original_range(range);
        match tag {
            Tag::Link { dest_url, .. } => {
                let to = self.source.restore(cow(dest_url)).into_owned();
                self.survey.links.push(Link { to, range });
            }
            Tag::Image { dest_url, title, .. } => {
                let restore = |text: CowStr<'_>| self.source.restore(cow(text)).into_owned();
                let (src, title) = (restore(dest_url), restore(title));
                self.image = Some((Image { src, alt: String::new(), title, range }, 0));
                self.content();
            }
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Superscript | Tag::Subscript => {}
            Tag::Heading { level, .. } => {
                self.flush();
                let level = level as u8;
                self.bare.retain(|open| {
                    let is_below = self.survey.headings[*open].level < level;
                    // A heading of its own stands below it; the others end here with nothing.
                    self.survey.headings[*open].is_empty = !is_below;
                    false
                });
                self.bare.push(self.survey.headings.len());
                self.survey.headings.push(Heading { level, title: String::new(), range, is_empty: true });
                self.heading = true;
            }
            Tag::BlockQuote(kind) => {
                self.flush();
                // An alert is the author's.
                self.quotes += usize::from(kind.is_none() || self.quotes > 0);
            }
            Tag::CodeBlock(_) => {
                self.flush();
                self.content();
                self.in_code = true;
            }
            _ => self.flush(),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Link
            | TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript => {}
            TagEnd::Heading(_) => {
                if let Some(heading) = self.survey.headings.last_mut() {
                    self.block.text.trim().clone_into(&mut heading.title);
                }
                self.flush();
                self.heading = false;
            }
            TagEnd::BlockQuote(kind) => {
                self.flush();
                self.quotes -= usize::from(self.quotes > 0 && (kind.is_none() || self.quotes > 1));
            }
            TagEnd::CodeBlock => self.in_code = false,
            _ => self.flush(),
        }
    }

    fn in_image(&mut self, event: Event<'_>) {
        let Some((image, depth)) = &mut self.image else { return };
        match event {
            Event::Start(Tag::Image { .. }) => *depth += 1,
            Event::End(TagEnd::Image) if *depth == 0 => {
                let image = self.image.take().map(|(image, _)| image);
                self.survey.images.extend(image);
            }
            Event::End(TagEnd::Image) => *depth -= 1,
            Event::Text(text) | Event::Code(text) => {
                image.alt.push_str(&self.source.restore(cow(text)));
            }
            Event::SoftBreak | Event::HardBreak => image.alt.push(' '),
            _ => {}
        }
    }

    fn raw(&mut self, range: &Range<usize>) {
        let range = self.source.original_range(range);
        match self.survey.raw.last_mut() {
            Some(last) if last.end == range.start => last.end = range.end,
            _ => self.survey.raw.push(range),
        }
    }

    fn text(&mut self, text: CowStr<'_>, range: &Range<usize>) {
        let text: Cow<'_, str> = self.source.restore(cow(text));
        self.push(&text, range);
    }

    fn push(&mut self, text: &str, range: &Range<usize>) {
        if !text.trim().is_empty() {
            self.content();
        }
        // Code in a line begins within its marks.
        let written = self.source.text.get(range.clone()).unwrap_or_default();
        let within = if text.len() < written.len() { written.find(text).unwrap_or(0) } else { 0 };
        self.block.parts.push((self.block.text.len(), self.source.original(range.start + within)));
        self.block.text.push_str(text);
        self.block.is_quoted = self.quotes > 0;
    }

    /// Something stands below the last heading, unless it is the heading's own text.
    fn content(&mut self) {
        if self.heading {
            return;
        }
        for open in self.bare.drain(..) {
            self.survey.headings[open].is_empty = false;
        }
    }

    fn flush(&mut self) {
        let block = std::mem::take(&mut self.block);
        if !block.text.trim().is_empty() {
            self.survey.blocks.push(block);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        config::MarkdownOptions,
        post::markdown::{Labels, Origin},
    };
    use std::collections::BTreeSet;

    fn survey_of(body: &str) -> Survey {
        let options = MarkdownOptions::clone(&crate::config::Config::default().markdown);
        let shortcodes = BTreeSet::new();
        let context = Context {
            options: &options,
            host: "example.org",
            summary_length: 10,
            title: "",
            origin: Origin::default(),
            language: "en",
            labels: Labels::default(),
            shortcodes: &shortcodes,
            wants_terms: false,
            most_elements: usize::MAX,
        };
        survey(body, &context)
    }

    #[test]
    fn words_stand_where_they_were_written() {
        let body = "On *Saturday*, `July`\n[5](/x), it\n\n> was \\*said\\*\n\n```\ncode\n```\n";
        let survey = survey_of(body);
        let texts: Vec<_> = survey.blocks.iter().map(|block| (&*block.text, block.is_quoted)).collect();
        assert_eq!(texts, [("On Saturday, July 5, it", false), ("was *said*", true)]);
        let place = |block: usize, word: &str| {
            let block = &survey.blocks[block];
            let at = block.text.find(word).expect("a word");
            &body[block.place(at..at + word.len())]
        };
        assert_eq!(
            (place(0, "Saturday"), place(0, "July"), place(0, "5, it")),
            ("Saturday", "July", "5](/x), it")
        );
        assert_eq!(place(1, "said"), "said");
    }

    #[test]
    fn a_section_is_empty_when_nothing_stands_in_it() {
        let body = "# A\n\n## B\n\n<!-- later -->\n\n## C\n\n```\nx\n```\n\n## D\n\n### E\n\n- f\n\n## G\n";
        let survey = survey_of(body);
        let empty: Vec<&str> = survey
            .headings
            .iter()
            .filter(|heading| heading.is_empty)
            .map(|heading| &*heading.title)
            .collect();
        assert_eq!(empty, ["B", "G"]);
    }

    #[test]
    fn images_and_links_are_read_as_written() {
        let survey = survey_of("[![a *b*](c.png \"d\")](/e) ![](f.png) <https://g.example/>");
        let images: Vec<_> =
            survey.images.iter().map(|image| (&*image.src, &*image.alt, &*image.title)).collect();
        assert_eq!(images, [("c.png", "a b", "d"), ("f.png", "", "")]);
        let links: Vec<&str> = survey.links.iter().map(|link| &*link.to).collect();
        assert_eq!(links, ["/e", "https://g.example/"]);
    }
}
