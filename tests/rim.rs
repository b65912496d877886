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

#[path = "rim/cache.rs"]
mod cache;
#[path = "rim/content.rs"]
mod content;
#[path = "rim/disk.rs"]
mod disk;
#[path = "rim/exit.rs"]
mod exit;
#[path = "rim/faults.rs"]
mod faults;
#[path = "rim/folder.rs"]
mod folder;
#[path = "rim/kill.rs"]
mod kill;
#[path = "rim/lock.rs"]
mod lock;
#[path = "support/random.rs"]
mod random;
#[path = "support/sandbox.rs"]
mod sandbox;
#[path = "support/strace.rs"]
mod strace;
