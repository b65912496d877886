//! What the strip of a site shows: the newest of the wire, and the markets.

use super::{Instrument, WireItem, markets, wire};
use crate::{
    clock::Clock,
    config::{MarketsOptions, WireOptions},
    diagnostic::Diagnostic,
    value::Value,
};
use jiff::Timestamp;

/// What the strip shows; nothing of what the settings do not ask for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Strip {
    /// The newest reports, newest first, as many as are shown.
    pub wire: Vec<WireItem>,
    /// Instruments in the order of their file.
    pub markets: Vec<Instrument>,
    /// The first instant at which it shows something else with no edit: a price becomes stale.
    pub next_change_at: Option<Timestamp>,
}

/// A data file: its path in the project, and what it holds.
pub type DataSource<'a> = (&'a str, &'a Value);

impl Strip {
    /// The strip at the clock's instant, and what is wrong with the files. A file that is not there is an empty one.
    pub fn read(
        wire: Option<(&WireOptions, DataSource<'_>)>,
        markets: Option<(&MarketsOptions, DataSource<'_>)>,
        clock: Clock,
    ) -> (Self, Vec<Diagnostic>) {
        let (mut strip, mut diagnostics) = (Self::default(), Vec::new());
        if let Some((options, (file, value))) = wire {
            let (mut items, found) = wire::read(file, value);
            items.truncate(options.count);
            strip.wire = items;
            diagnostics.extend(found);
        }
        if let Some((options, (file, value))) = markets {
            let stale_after = options.stale_after();
            let (instruments, found) = markets::read(file, value, stale_after, clock);
            strip.next_change_at = markets::next_change(&instruments, stale_after, clock);
            strip.markets = instruments;
            diagnostics.extend(found);
        }
        (strip, diagnostics)
    }
}
