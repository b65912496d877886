//! Links and images: where a body leads.
//!
//! Owns which destinations become holes and which lead nowhere. It must not know what fills a hole.

use super::{
    destination::{Destination, classify},
    parse::cow,
    step::{Element, Image, Link, Step, Target},
    walk::{Frame, Walker},
};
use crate::{diagnostic::Diagnostic, post::body::HoleKind};
use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};
use std::{borrow::Cow, ops::Range};

impl<'a> Walker<'a> {
    /// Begins a link of Markdown.
    pub fn start_link(
        &mut self,
        link_type: LinkType,
        destination: CowStr<'a>,
        title: CowStr<'a>,
        range: &Range<usize>,
    ) {
        let destination = match link_type {
            LinkType::Email => Cow::Owned(format!("mailto:{destination}")),
            _ => self.source.restore(cow(destination)),
        };
        let target = self.target(destination, range, HoleKind::Link);
        self.is_address = matches!(link_type, LinkType::Email | LinkType::Autolink);
        self.open_link(target, self.source.restore(cow(title)));
    }

    /// Begins a link.
    pub fn open_link(&mut self, target: Target<'a>, title: Cow<'a, str>) {
        self.links += 1;
        self.open.push(Frame { element: Element::Link, step: self.document.steps.len() });
        self.push(Step::Link(Box::new(Link { target, title, extras: None })));
    }

    /// Ends a link.
    pub fn close_link(&mut self) {
        self.links = self.links.saturating_sub(1);
        self.is_address = false;
    }

    /// Decides where a destination leads; one on this site becomes a hole.
    pub fn target(
        &mut self,
        destination: Cow<'a, str>,
        range: &Range<usize>,
        hole: fn(String) -> HoleKind,
    ) -> Target<'a> {
        match classify(&destination, self.context.host) {
            Destination::Inside => {
                let place = destination_range(&self.source.text, range, &destination);
                Target::Hole(self.hole(hole(destination.into_owned()), place))
            }
            Destination::Elsewhere => Target::Elsewhere(destination),
            Destination::AsWritten => Target::Fixed(destination),
            Destination::Template => Target::Verbatim(destination),
            Destination::Unsafe => {
                self.document.remarks.push((range.clone(), unsafe_destination(&destination)));
                Target::Dropped
            }
        }
    }

    /// Adds a hole and gives its number.
    pub fn hole(&mut self, kind: HoleKind, range: Range<usize>) -> usize {
        self.document.holes.push((kind, range));
        self.document.holes.len() - 1
    }

    /// Takes an image whole and gives the place after it.
    pub fn image(
        &mut self,
        at: usize,
        range: &Range<usize>,
        destination: CowStr<'a>,
        title: CowStr<'a>,
    ) -> usize {
        let destination = self.source.restore(cow(destination));
        let target = self.target(destination, range, HoleKind::File);
        let (alt, next) = self.image_alt(at + 1);
        let title = self.source.restore(cow(title));
        self.leaf(|_| Step::Image(Box::new(Image { target, alt, title, is_figure: false, extras: None })));
        next
    }

    /// The plain text of an image's description, and the place after the image.
    fn image_alt(&mut self, at: usize) -> (String, usize) {
        let mut alt = String::new();
        let mut depth = 1;
        let mut at = at;
        while depth > 0 && at < self.events.len() {
            let (event, _) = self.take(at);
            at += 1;
            match event {
                Event::Start(Tag::Image { .. }) => depth += 1,
                Event::End(TagEnd::Image) => depth -= 1,
                Event::Text(text)
                | Event::Code(text)
                | Event::InlineMath(text)
                | Event::DisplayMath(text) => {
                    alt.push_str(&self.source.restore(cow(text)));
                }
                Event::SoftBreak | Event::HardBreak => alt.push(' '),
                _ => {}
            }
        }
        (alt, at)
    }
}

/// Where a destination stands in its link; the whole link when it is written in another way.
fn destination_range(text: &str, link: &Range<usize>, destination: &str) -> Range<usize> {
    // The destination is at the end, before the title: looking further back would be quadratic for nested
    // images.
    let window = text.floor_char_boundary(link.end.saturating_sub(destination.len() + 200)).max(link.start);
    match text.get(window..link.end).and_then(|tail| tail.rfind(destination)) {
        Some(found) => window + found..window + found + destination.len(),
        None => link.clone(),
    }
}

fn unsafe_destination(destination: &str) -> Diagnostic {
    let scheme = destination.split(':').next().unwrap_or(destination).trim();
    Diagnostic::warning("unsafe-link", format!("the link to a `{scheme}:` URL is left out"))
        .hint("link to a page, or put the code into a script under static/")
}
