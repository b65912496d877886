//! What a build after another does, and what it leaves alone.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "tests act as users do, and say what they skip"
)]

mod restored;
mod staleness;
mod unchanged;
mod wire;
