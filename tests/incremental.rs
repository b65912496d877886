//! What a build after another does, and what it leaves alone.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "tests act as users do, and say what they skip"
)]

#[path = "incremental/restored.rs"]
mod restored;
#[path = "incremental/staleness.rs"]
mod staleness;
#[path = "support/mod.rs"]
mod support;
#[path = "incremental/unchanged.rs"]
mod unchanged;
#[path = "incremental/wire.rs"]
mod wire;
