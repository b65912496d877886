//! `sitegen publish`: what readers see before, while and after it runs, whatever happens to it.
//!
//! These tests run the program itself. `SITEGEN_FAULTS=all` kills a publisher at every system call that writes instead of
//! at some forty.

#![cfg(unix)]
#![expect(
    clippy::disallowed_methods,
    reason = "tests make the files that are published, and damage those that were"
)]

mod branch;
mod dir;
mod faults;
mod git;
mod git_faults;
mod git_settings;
mod object;
mod power;
mod refusals;
mod variants;
mod www;
