//! What a newsroom shows beside its articles, from data files, settings and an instant: editions, clocks, exchanges, the
//! wire, markets.
//!
//! All of it is pure: an instant is an argument. An entry of a data file that cannot be read is a warning, and the others
//! stay. It must not know posts, templates, the disk or the network.

pub mod calendar;
pub mod edition;
mod entry;
pub mod exchange;
pub mod markets;
pub mod strip;
pub mod wire;
pub mod zones;

#[cfg(test)]
mod tests;

pub use markets::{Change, Direction, Instrument};
pub use strip::{DataSource, Strip};
pub use wire::WireItem;

use jiff::Timestamp;

/// An instant cut to its minute: nothing here is finer.
pub fn minute(instant: Timestamp) -> Timestamp {
    let second = instant.as_second();
    Timestamp::from_second(second - second.rem_euclid(60)).unwrap_or(instant)
}

/// The beginning of the next minute.
pub fn next_minute(instant: Timestamp) -> Option<Timestamp> {
    Timestamp::from_second(minute(instant).as_second() + 60).ok()
}
