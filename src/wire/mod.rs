//! `sitegen wire pull`: feeds of others → `data/wire.yaml`.
//!
//! No part of a build: it writes a data file, which the next build reads like
//! any other. Everything that comes from a feed is someone else's, so that each is held to limits of time, size,
//! addresses and redirects, and one that fails loses nothing of the others. It must not know posts, pages or templates.

mod decode;
mod feed;
mod fetch;
mod file;

use crate::{
    clock::Clock,
    config::{WireOptions, WireSource},
    data,
    diagnostic::Diagnostic,
    environment::EnvironmentError,
    newsroom::{WireItem, wire},
    output::{Durability, disk, write_atomic},
};
use feed::FeedItem;
use fetch::{Answer, Limits};
use file::{FILE, FeedState, Stored};
use std::{
    collections::BTreeMap,
    path::Path,
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

/// Feeds that are fetched at one time.
const AT_ONCE: usize = 8;

/// Whether a file of a project holds the wire, which others write.
pub fn is_file(path: &str) -> bool {
    path.strip_prefix("data/wire.").is_some_and(|ending| data::ENDINGS.contains(&ending))
}

/// Why a feed gave nothing, and what to do about it.
#[derive(Debug, PartialEq, Eq)]
struct Trouble {
    message: String,
    hint: String,
}

impl Trouble {
    fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { message: message.into(), hint: hint.into() }
    }
}

/// What a pull did.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Pulled {
    /// Feeds that were asked.
    pub sources: usize,
    /// Those of them that gave nothing; each has a warning.
    pub failed: usize,
    /// Items that were not known before and were kept.
    pub new: usize,
    /// Items in the file.
    pub kept: usize,
    /// Whether the file was written, because it became another.
    pub written: bool,
    /// What is wrong.
    pub diagnostics: Vec<Diagnostic>,
}

/// How many items a feed has, read as [`pull`] reads it, for those who try the reader. `charset` is what its server says.
///
/// # Errors
/// Says why it is no feed.
pub fn count_items(bytes: &[u8], charset: Option<&str>, url: &str) -> Result<usize, String> {
    let items = decode::decode(bytes, charset, None).and_then(|text| feed::read(&text, url));
    items.map(|items| items.len()).map_err(|trouble| trouble.message)
}

/// Fetches the feeds of a site and merges what is new into its wire. `now` is the time of items that have none.
///
/// # Errors
/// The file cannot be written or read.
pub fn pull(root: &Path, options: &WireOptions, now: Clock) -> Result<Pulled, EnvironmentError> {
    let stored = match file::read(root)? {
        Ok(stored) => stored,
        Err(diagnostics) => return Ok(Pulled { diagnostics, ..Pulled::default() }),
    };
    let answers = fetch_all(options, &stored);
    let mut pulled = Pulled { sources: answers.len(), ..Pulled::default() };
    let mut items: BTreeMap<(String, String), WireItem> =
        stored.items.iter().map(|item| (key(item), item.clone())).collect();
    let mut states = Vec::new();
    for (source, answer) in options.sources.iter().zip(answers) {
        let known = stored.state(source).cloned();
        match answer {
            Ok(Some((found, state))) => {
                for item in found {
                    merge(item, source, now, &mut items);
                }
                states.extend(state);
            }
            Ok(None) => states.extend(known),
            Err(trouble) => {
                pulled.failed += 1;
                pulled.diagnostics.push(report(source, trouble));
                states.extend(known);
            }
        }
    }
    let mut items: Vec<WireItem> = items.into_values().collect();
    wire::sort(&mut items);
    items.truncate(options.keep);
    pulled.kept = items.len();
    let is_known = |item: &&WireItem| stored.items.iter().any(|known| key(known) == key(item));
    pulled.new = items.len() - items.iter().filter(is_known).count();
    let text = file::text(&items, &states);
    if pulled.failed < pulled.sources && stored.text.as_deref() != Some(text.as_str()) {
        let path = root.join(FILE);
        if let Some(folder) = path.parent() {
            disk::create_folders(folder)?;
        }
        write_atomic(&path, text.as_bytes(), Durability::Synced)?;
        pulled.written = true;
    }
    Ok(pulled)
}

/// What an item is known by.
fn key(item: &WireItem) -> (String, String) {
    (item.source.clone(), item.id.clone())
}

fn report(source: &WireSource, trouble: Trouble) -> Diagnostic {
    Diagnostic::warning("wire-source", format!("`{}`: {}", source.name, trouble.message)).hint(trouble.hint)
}

/// Items of a feed and what it wants to be told next time; none where nothing changed since the last.
type Fed = Result<Option<(Vec<FeedItem>, Option<FeedState>)>, Trouble>;

/// What each source gave, in their order.
fn fetch_all(options: &WireOptions, stored: &Stored) -> Vec<Fed> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        while let Some((place, source)) = {
            let place = next.fetch_add(1, Ordering::Relaxed);
            options.sources.get(place).map(|source| (place, source))
        } {
            done.push((place, fetch_one(source, options, stored.state(source))));
        }
        done
    };
    let mut done: Vec<(usize, Fed)> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..AT_ONCE.min(options.sources.len())).map(|_| scope.spawn(work)).collect();
        threads
            .into_iter()
            .flat_map(|thread| thread.join().expect("a worker catches what it calls"))
            .collect()
    });
    done.sort_by_key(|(place, _)| *place);
    done.into_iter().map(|(_, fed)| fed).collect()
}

fn fetch_one(source: &WireSource, options: &WireOptions, known: Option<&FeedState>) -> Fed {
    let limits = Limits { time: Duration::from_secs(options.timeout), bytes: options.max_bytes };
    match fetch::fetch(source, limits, known)? {
        Answer::Same => Ok(None),
        Answer::New(document) => {
            let text =
                decode::decode(&document.bytes, document.charset.as_deref(), source.encoding.as_deref())?;
            let items = feed::read(&text, &document.url)?;
            Ok(Some((items, document.state)))
        }
    }
}

/// Adds an item or brings it up to date. One without a time, or of the future, keeps the time at which it was seen
/// first.
fn merge(found: FeedItem, source: &WireSource, now: Clock, items: &mut BTreeMap<(String, String), WireItem>) {
    let key = (source.name.clone(), found.id.clone());
    let seen = items.get(&key).map_or(now.now(), |known| known.time);
    let time = found.time.filter(|time| *time <= now.now()).unwrap_or(seen);
    let FeedItem { id, headline, url, .. } = found;
    items.insert(key, WireItem { id, time, source: source.name.clone(), headline, url });
}
