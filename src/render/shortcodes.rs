//! Calls of shortcodes in bodies, made.
//!
//! Owns what a component is given: its arguments, with what leads into the site resolved, the card of the post as
//! `page`, its `claims`, and the `place` where the body is read.

use super::{LARGEST_PAGE, Renderer, context::Place, output::Capped};
use crate::{
    diagnostic::{Diagnostic, Position},
    post::{Call, body::Literal, markdown::CallRenderer},
    site::{Entry, EntryId},
    view,
};
use std::cell::RefCell;
use tera::{Context, Value};

/// Makes the calls of one body, and keeps the first mistake.
pub struct Calls<'a> {
    entry: &'a Entry,
    renderer: &'a Renderer<'a>,
    place: Place,
    implicits: Context,
    mistake: RefCell<Option<Diagnostic>>,
}

impl<'a> Calls<'a> {
    /// The calls of the body of an entry, for one place.
    pub fn new(id: EntryId, renderer: &'a Renderer<'a>, place: Place) -> Self {
        let mut implicits = Context::new();
        implicits.insert_value("page", renderer.answers.card(id));
        implicits.insert("place", place.as_str());
        let entry = renderer.site().entry(id);
        implicits.insert("claims", &view::claims(renderer.site(), entry));
        Self { entry, renderer, place, implicits, mistake: RefCell::new(None) }
    }

    /// The HTML of the body, unless a call failed.
    ///
    /// # Errors
    /// A template's mistake, with the call that met it.
    pub fn finish(self, html: String) -> Result<String, Diagnostic> {
        self.mistake.into_inner().map_or(Ok(html), Err)
    }

    fn value(&self, literal: &Literal) -> Value {
        match literal {
            Literal::Text(text) => Value::from(text.as_str()),
            Literal::Bool(value) => Value::from(*value),
            Literal::List(items) => {
                Value::from(items.iter().map(|item| self.value(item)).collect::<Vec<_>>())
            }
            Literal::Number(text) => match text.parse::<i64>() {
                Ok(number) => Value::from(number),
                Err(_) => Value::from(text.parse::<f64>().unwrap_or_default()),
            },
            Literal::Hole(number) => {
                let base = &self.renderer.site().config.base_url;
                Value::from(match (self.entry.links.get(*number), self.place) {
                    (Some(link), Place::Page) => link.on_site(base),
                    (Some(link), Place::Feed) => link.absolute(base, &self.entry.url),
                    // The file was read again since it was parsed; the build ends with an error of its own.
                    (None, _) => String::new(),
                })
            }
        }
    }

    fn make(&self, call: &Call, content: Option<&str>, room: usize) -> Result<String, Diagnostic> {
        let mut arguments = Context::new();
        for argument in &call.arguments {
            arguments.insert_value(argument.name.clone(), self.value(&argument.value));
        }
        let mut out = Capped::new(room);
        let templates = self.renderer.templates;
        let made = templates.render_shortcode(&call.name, &arguments, &self.implicits, content, &mut out);
        if out.is_full() {
            return Err(super::too_large(&templates.shortcode_file(&call.name)));
        }
        made.map(|()| String::from_utf8_lossy(&out.into_bytes()).into_owned())
    }

    fn position(&self, number: usize) -> Option<Position> {
        self.entry.post.facts.holes.get(number).map(|hole| hole.position)
    }
}

impl CallRenderer for Calls<'_> {
    fn render(&self, number: usize, call: &Call, content: Option<&str>, out: &mut String) {
        if self.mistake.borrow().is_some() {
            return;
        }
        match self.make(call, content, LARGEST_PAGE.saturating_sub(out.len())) {
            Ok(html) => out.push_str(html.trim()),
            Err(diagnostic) => {
                let source = self.entry.post.source.as_str();
                let called = format!("called here as `{}`", call.name);
                *self.mistake.borrow_mut() = Some(diagnostic.related(called, source, self.position(number)));
            }
        }
    }
}
