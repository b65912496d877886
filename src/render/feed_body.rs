//! The bodies of posts as feeds have them, each made once, though many feeds have it in several formats.
//!
//! Owns which of them are kept, and for how long. A body is the same in every feed of a locale; what it asked and which code
//! it shows is noted for each page that has it, as if it had been made for that page. Threads wait for each other here, so that
//! nothing that makes a body may hand work to the pool of threads.

use super::{
    Renderer,
    context::{Place, content},
    elsewhere::with_whole_addresses,
    feed_notes,
};
use crate::{
    diagnostic::Diagnostic,
    digest::Digest,
    post::markdown::CodeRenderer,
    site::{EntryId, LocaleId},
    template::{Asked, note_again, noting},
    view,
};
use std::{
    collections::{HashMap, hash_map::Entry},
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

/// The bytes of HTML that are kept; what is made beyond them takes the place of all.
const MOST_KEPT: usize = 32 << 20;

/// The body of one post.
struct Body {
    html: String,
    asked: Asked,
    code: Vec<Digest>,
}

/// A body that is made, or is being made on some thread.
type Cell = Arc<OnceLock<Result<Body, Diagnostic>>>;

/// Bodies that were made in this build.
#[derive(Default)]
pub struct FeedBodies(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    bodies: HashMap<(EntryId, LocaleId), Cell>,
    /// Of the HTML of those that are made.
    bytes: usize,
}

impl FeedBodies {
    /// The HTML of each of these posts, in their order.
    ///
    /// # Errors
    /// The first mistake of a body.
    pub fn of(
        &self,
        ids: &[EntryId],
        locale: LocaleId,
        renderer: &Renderer<'_>,
    ) -> Result<Vec<String>, Diagnostic> {
        // The formats of a feed are made at the same time. Each thread makes what no other has begun, and waits for the others
        // only when nothing else is left to do.
        let cells: Vec<Cell> = ids.iter().map(|id| self.begin(*id, locale, renderer)).collect();
        let bodies = cells.iter().zip(ids).map(|(cell, id)| {
            let body = cell.get_or_init(|| make(*id, renderer)).as_ref().map_err(Clone::clone)?;
            note_again(&body.asked);
            renderer.code.shows(&body.code);
            Ok(body.html.clone())
        });
        bodies.collect()
    }

    /// The place of a body, which is made unless another thread has begun to.
    fn begin(&self, id: EntryId, locale: LocaleId, renderer: &Renderer<'_>) -> Cell {
        let cell = match self.lock().bodies.entry((id, locale)) {
            Entry::Occupied(known) => return Arc::clone(known.get()),
            Entry::Vacant(free) => Arc::clone(free.insert(Cell::default())),
        };
        if let Ok(body) = cell.get_or_init(|| make(id, renderer)) {
            self.count(body.html.len());
        }
        cell
    }

    fn count(&self, bytes: usize) {
        let mut kept = self.lock();
        kept.bytes += bytes;
        if kept.bytes > MOST_KEPT {
            *kept = Kept::default();
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn make(id: EntryId, renderer: &Renderer<'_>) -> Result<Body, Diagnostic> {
    let shown = Shown { code: renderer.code, keys: Mutex::default() };
    let (html, asked) = noting(|| html(id, &Renderer { code: &shown, ..*renderer }));
    let code = shown.keys.into_inner().unwrap_or_else(PoisonError::into_inner);
    Ok(Body { html: html?, asked, code })
}

fn html(id: EntryId, renderer: &Renderer<'_>) -> Result<String, Diagnostic> {
    let site = renderer.site();
    let html = content(id, renderer, Place::Feed)?;
    let mut html = with_whole_addresses(html, &site.config.base_url.absolute(&site.entry(id).url));
    let language = site.lang(site.entry(id));
    html.push_str(&feed_notes::html(&view::feed_notes(site, id), language, renderer.answers));
    Ok(html)
}

/// Keeps which code was shown.
struct Shown<'a> {
    code: &'a (dyn CodeRenderer + Sync),
    keys: Mutex<Vec<Digest>>,
}

impl CodeRenderer for Shown<'_> {
    fn render(&self, info: &str, code: &str, out: &mut String) -> Option<Digest> {
        let key = self.code.render(info, code, out);
        self.keys.lock().unwrap_or_else(PoisonError::into_inner).extend(key);
        key
    }
}
