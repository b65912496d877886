//! The share cards that pages asked for: kept where they lie, taken from the cache, or drawn, in parallel.
//!
//! Owns which cards are drawn. A card's name is the digest of all that it is made of, so that one that is known is
//! never drawn again.

use super::{Mode, Observer, watchdog::Watchdog};
use crate::{
    cache::Store,
    diagnostic::Diagnostic,
    digest::Digest,
    environment::EnvironmentError,
    output::{Entry, Update, Verified},
    paths::OutputPath,
    share_card::{Artist, Drawn},
    site::Site,
    template::{Answers, AskedCard, CARD_TEMPLATE},
    view,
};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::OnceLock,
};

/// A card as the cache keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptCard {
    /// The picture.
    pub png: Vec<u8>,
    /// Letters that no font has.
    missing: String,
    /// Whether its title is left out for that.
    is_lost: bool,
}

impl From<Drawn> for KeptCard {
    fn from(drawn: Drawn) -> Self {
        Self { png: drawn.png, missing: drawn.missing, is_lost: drawn.is_lost }
    }
}

/// A card in the output.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardRecord {
    /// The digest of all that it was made of.
    key: Digest,
    output: Digest,
    size: u64,
    missing: String,
    is_lost: bool,
}

impl CardRecord {
    fn of(key: Digest, card: &KeptCard) -> Self {
        let (output, size) = (Digest::of(&card.png), card.png.len() as u64);
        Self { key, output, size, missing: card.missing.clone(), is_lost: card.is_lost }
    }

    fn entry(&self) -> Entry {
        Entry { digest: self.output, size: self.size }
    }
}

/// Cards by their place in the output.
pub type CardRecords = BTreeMap<OutputPath, CardRecord>;

/// What publishing all cards gave.
#[derive(Default)]
pub struct Published {
    /// All cards of the output.
    pub records: CardRecords,
    /// How many were drawn.
    pub drawn: usize,
    /// What is wrong with them.
    pub diagnostics: Vec<Diagnostic>,
    /// What the machine refused first.
    pub failure: Option<EnvironmentError>,
}

/// What came of one card.
enum Done {
    Known(CardRecord),
    Drawn(CardRecord),
    /// Nothing was drawn, for nothing is written.
    Passed,
    Broken(Diagnostic),
    Failed(EnvironmentError),
}

/// What cards are made with.
pub struct Gallery<'a> {
    answers: &'a Answers,
    artist: OnceLock<Result<Artist, Diagnostic>>,
    /// Cards by key.
    store: &'a Store<KeptCard>,
}

impl<'a> Gallery<'a> {
    /// A gallery over the cards that are known.
    pub fn new(answers: &'a Answers, store: &'a Store<KeptCard>) -> Self {
        Self { answers, artist: OnceLock::new(), store }
    }

    /// A card, drawn if it is not known.
    ///
    /// # Errors
    /// Its template has a mistake.
    pub fn make(&self, asked: AskedCard) -> Result<(KeptCard, IsNew), Diagnostic> {
        if let Some(known) = self.store.get(&asked.key) {
            return Ok((known, IsNew::No));
        }
        let drawn = self.artist()?.draw(&view::share_card(self.answers.site(), asked.entry))?;
        let card = KeptCard::from(drawn);
        self.store.insert(asked.key, &card);
        Ok((card, IsNew::Yes))
    }

    fn artist(&self) -> Result<&Artist, Diagnostic> {
        let make = || match self.answers.share_cards().design() {
            Some(design) => Artist::new(design, self.answers.assets().reader()),
            None => Err(Diagnostic::error("share-card", "share cards are turned off")),
        };
        self.artist.get_or_init(make).as_ref().map_err(Clone::clone)
    }

    /// Puts the cards that pages asked for into the output; `known` are those of the last build.
    pub fn publish(
        &self,
        asked: &BTreeMap<OutputPath, AskedCard>,
        known: &CardRecords,
        (update, mode): (&Update, Mode),
        observer: &dyn Observer,
    ) -> Published {
        let first_missing = OnceLock::new();
        let of_card = |watchdog: &Watchdog, (path, asked): (&OutputPath, &AskedCard)| {
            if let Some(record) = known.get(path).filter(|record| record.key == asked.key)
                && update.verify(path, &record.entry()) == Verified::Intact
            {
                self.store.mark_used(&asked.key);
                return Done::Known(record.clone());
            }
            // A dry run draws one of those that are new: it tells of mistakes in the template.
            if mode == Mode::DryRun && first_missing.set(()).is_err() && !self.store.mark_used(&asked.key) {
                return Done::Passed;
            }
            watchdog.page(path.as_str(), CARD_TEMPLATE, || self.place(path, *asked, update, mode))
        };
        observer.stage("cards", 0);
        let done: Vec<Done> = Watchdog::guard(observer, self.answers.site().config.limits, |watchdog| {
            asked.par_iter().map(|card| of_card(watchdog, card)).collect()
        });
        collect(asked, done, self.answers.site())
    }

    fn place(&self, path: &OutputPath, asked: AskedCard, update: &Update, mode: Mode) -> Done {
        let (card, is_new) = match self.make(asked) {
            Ok(found) => found,
            Err(diagnostic) => return Done::Broken(diagnostic),
        };
        let record = CardRecord::of(asked.key, &card);
        if mode == Mode::Write
            && let Err(error) = update.stage(path, record.entry(), &card.png)
        {
            return Done::Failed(error);
        }
        if is_new == IsNew::Yes { Done::Drawn(record) } else { Done::Known(record) }
    }
}

/// Whether a card was drawn just now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IsNew {
    /// It was.
    Yes,
    /// It was known.
    No,
}

fn collect(asked: &BTreeMap<OutputPath, AskedCard>, done: Vec<Done>, site: &Site) -> Published {
    let mut published = Published::default();
    let mut poor: Vec<(&AskedCard, CardRecord)> = Vec::new();
    for ((path, card), done) in asked.iter().zip(done) {
        let record = match done {
            Done::Known(record) => record,
            Done::Drawn(record) => {
                published.drawn += 1;
                record
            }
            Done::Passed => continue,
            Done::Broken(diagnostic) => {
                published.diagnostics.push(diagnostic);
                continue;
            }
            Done::Failed(error) => {
                published.failure.get_or_insert(error);
                continue;
            }
        };
        if !record.missing.is_empty() {
            poor.push((card, record.clone()));
        }
        published.records.insert(path.clone(), record);
    }
    published.diagnostics = super::pages::merge_alike(published.diagnostics);
    poor.sort_by_key(|(card, _)| site.entry(card.entry).post.source.clone());
    published.diagnostics.extend(lack_of_letters(&poor, site));
    published
}

/// Letters that are named in a message.
const NAMED: usize = 8;

/// One warning of all letters that no font has, with the first post that has one.
fn lack_of_letters(poor: &[(&AskedCard, CardRecord)], site: &Site) -> Option<Diagnostic> {
    let (first, _) = poor.first()?;
    let letters: BTreeSet<char> = poor.iter().flat_map(|(_, record)| record.missing.chars()).collect();
    let named: Vec<String> = letters.iter().take(NAMED).map(|letter| format!("`{letter}`")).collect();
    let more = match letters.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more letters"),
    };
    let untitled = poor.iter().filter(|(_, record)| record.is_lost).count();
    let titles = match untitled {
        0 => String::new(),
        1 => ", and 1 has no title".to_owned(),
        more => format!(", and {more} have no titles"),
    };
    let message = format!("no font has {}{more}: {}{titles}", named.join(", "), leave_out(poor.len()));
    let source = site.entry(first.entry).post.source.as_str();
    Some(
        Diagnostic::warning("share-card-letters", message)
            .in_file(source)
            .hint("add a font that has them below `static/fonts/`, as TTF or OTF"),
    )
}

fn leave_out(cards: usize) -> String {
    if cards == 1 {
        "1 share card leaves them out".to_owned()
    } else {
        format!("{cards} share cards leave them out")
    }
}
