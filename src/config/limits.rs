//! How much a site may have of something.

use serde::Serialize;

/// What is beyond one of these is a mistake that names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Limits {
    /// Bytes of the largest Markdown file that is read.
    pub post_bytes: u64,
    /// Elements and pieces of text of the most that a body may have: each word in emphasis is some three, each cell of a table
    /// three, each line of a paragraph two.
    pub post_elements: usize,
    /// Seconds that one page may take to render.
    pub page_seconds: u64,
    /// Files of the project that are looked at.
    pub files: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { post_bytes: 2 << 20, post_elements: 300_000, page_seconds: 10, files: 1_000_000 }
    }
}
