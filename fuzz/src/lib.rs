//! What cargo-fuzz runs, and what it begins with.

pub mod seeds;
pub mod targets;
