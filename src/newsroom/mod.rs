//! What a newspaper's front has besides its articles: editions, clocks, exchanges.
//!
//! Owns how these follow from an instant, the settings and data; all of it pure. It must not know posts, templates or
//! the disk, and never asks for the time: an instant is an argument.

pub mod calendar;
pub mod edition;
pub mod exchange;
pub mod zones;

#[cfg(test)]
mod tests;

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
