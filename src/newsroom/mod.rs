//! What a newsroom shows beside its articles, from data files, settings and the clock.
//!
//! Owns the reading of `data/wire.*` and `data/markets.*` into typed values. An entry that cannot be read is a warning,
//! and the others stay. It must not know posts, templates, the disk or the network.

mod entry;
pub mod markets;
pub mod strip;
pub mod wire;

pub use markets::{Change, Direction, Instrument};
pub use strip::{DataSource, Strip};
pub use wire::WireItem;
