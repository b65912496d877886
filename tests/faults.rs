//! Faults that the program survives, one number each: `rows` has the table of all of them with the tests that prove them, here
//! and elsewhere. A test of this folder begins with the number of its row.
//!
//! What all of them have in common is held by `support`: the exit code is an error's, no message is a panic's, the output is
//! byte for byte what it was, and nothing unfinished is left.

#![cfg(unix)]
#![expect(clippy::disallowed_methods, reason = "tests make the files that are read")]

mod disk;
mod front_matter;
mod images;
mod markdown;
mod paths;
mod rows;
mod server;
mod support;
mod templates;
mod trust;
