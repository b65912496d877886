//! What the integration tests share: random sites, random edits, trees of files, running the program, reading pages.

#![allow(dead_code, reason = "each test uses its part")]
#![allow(clippy::disallowed_methods, reason = "tests write the sites that they build")]

pub mod demo;
pub mod draft;
pub mod edits;
pub mod files;
pub mod instances;
pub mod markdown;
pub mod mistakes;
pub mod page;
pub mod picture;
pub mod program;
pub mod random;
#[cfg(unix)]
pub mod sandbox;
pub mod serving;
pub mod settings;
pub mod site;
#[cfg(unix)]
pub mod strace;
pub mod tree;
pub mod words;
