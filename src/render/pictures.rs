//! The images of bodies: each is a question of its page, as those of templates are.

use super::{Renderer, context::Place};
use crate::{
    digest::Digest,
    post::markdown::{Picture, PictureFinder},
    site::Entry,
    template::{Answers, ImageQuery, Query, note},
};

/// Finds the images of one body, for one place.
pub struct Pictures<'a> {
    answers: &'a Answers,
    place: Place,
    /// Whether nothing before the text is a picture.
    is_alone: bool,
}

impl<'a> Pictures<'a> {
    /// The images of the body of an entry.
    pub fn new(entry: &Entry, renderer: &'a Renderer<'a>, place: Place) -> Self {
        let is_alone = place == Place::Page && entry.image.is_none() && entry.video.is_none();
        Self { answers: renderer.answers, place, is_alone }
    }
}

impl PictureFinder for Pictures<'_> {
    fn find(&self, src: &str) -> Picture {
        let query = ImageQuery { src: src.to_owned(), ..ImageQuery::default() };
        let plain = Picture { may_be_first: self.is_alone, ..Picture::default() };
        let Some(view) = self.answers.images().view(&query) else { return plain };
        note(Query::Image(query), Digest::of_value(&view));
        let sources = match self.place {
            Place::Page => {
                view.sources.into_iter().map(|source| (source.media_type, source.srcset)).collect()
            }
            // A reader of feeds shows one file, whose address is whole.
            Place::Feed => Vec::new(),
        };
        Picture { size: view.width.zip(view.height), sources, ..plain }
    }
}
