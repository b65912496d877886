//! The index that a browser searches: records → files, by Pagefind.
//!
//! Owns Pagefind: what of it is published, and that equal records give equal files, on however many threads. It must
//! not know posts, pages or the disk. Pagefind keeps all records of an index in memory and cannot change one of them, so
//! that whoever has many makes several indexes, which a browser searches as one.
//!
//! Without the feature `search` nothing can be indexed.

#[cfg(feature = "search")]
mod engine;

use std::collections::BTreeMap;

/// Whether this program can make an index.
pub const IS_BUILT_IN: bool = cfg!(feature = "search");

/// To be raised when the same records give other files; another version of Pagefind does it, too.
pub const FORMAT: &str = "search 1, pagefind 1.6.0";

/// What is found: a page of the site.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Record {
    /// Its address from the site's root, encoded.
    pub url: String,
    /// All that is searched but the title: plain text.
    pub text: String,
    /// What its result shows, by name; the words of it are searched as well.
    pub meta: BTreeMap<String, String>,
    /// By what results can be narrowed down: the values of each filter.
    pub filters: BTreeMap<String, Vec<String>>,
}

/// A file of an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexFile {
    /// Its path below the folder of the index.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What an index is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// It is searched by its own scripts, which are among its files.
    Leading,
    /// It is searched along with a leading one.
    Further,
}

/// The index of records in one language, its files by name.
///
/// # Errors
/// Why Pagefind failed.
#[cfg(feature = "search")]
pub fn index(records: Vec<Record>, language: &str, role: Role) -> Result<Vec<IndexFile>, String> {
    engine::index(records, language, role)
}

/// The index of records in one language: there is none, as this program was built without it.
///
/// # Errors
/// Always.
#[cfg(not(feature = "search"))]
pub fn index(_: Vec<Record>, _: &str, _: Role) -> Result<Vec<IndexFile>, String> {
    Err("this program was built without the feature `search`".to_owned())
}

/// Whether words of a language are not parted by blanks, so that its texts are taken apart before they are indexed.
pub fn has_no_blanks(language: &str) -> bool {
    matches!(language.split('-').next(), Some("zh" | "ja" | "th"))
}

#[cfg(all(test, feature = "search"))]
mod tests;
