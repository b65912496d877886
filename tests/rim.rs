//! Where the program meets the machine: it is killed, the disk fails, others are in its way.
//!
//! These tests run the program itself on small sites. What cannot be brought about on a machine (without `strace`,
//! or without the right to mount) is skipped, with a line that says so. `SITEGEN_FAULTS=all` tries a fault at every
//! system call instead of some sixty, on one thread and on two; `SITEGEN_KILLS` says how many builds are killed by the clock.

#![cfg(unix)]
#![expect(
    clippy::disallowed_methods,
    reason = "tests make the files that are read, and damage those that are written"
)]

mod cache;
mod content;
mod disk;
mod exit;
mod faults;
mod folder;
mod kill;
mod lock;
mod names;
