//! One source file → one [`Post`]: front matter, dates, Markdown, highlighting, features of the text.
//!
//! Owns everything that a single file says by itself. It must not know other posts, the site, templates or the
//! disk: a body becomes HTML from its own bytes and the options alone, with [`Hole`]s where it reaches out.

pub mod body;
pub mod meta;

pub use body::{Facts, Heading, Hole, HoleKind};
pub use meta::Meta;
