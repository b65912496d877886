//! One source file → one [`Post`]: front matter, dates, Markdown, highlighting, features of the text.
//!
//! Owns everything that a single file says by itself. It must not know other posts, the site, templates or the
//! disk: a body becomes HTML from its own bytes and the options alone, with [`Hole`]s where it reaches out.

pub mod body;
pub mod date;
pub mod file_name;
pub mod front_matter;
pub mod highlight;
pub mod markdown;
pub mod meta;
mod parse;

pub use body::{Call, Facts, Heading, Hole, HoleKind};
pub use meta::Meta;
pub use parse::{
    Parsed, Shortcodes, Wants, content_html, content_text, fragment_html, fragment_text, options_digest,
    parse, survey,
};

use crate::{digest::Digest, paths::SourcePath};
use serde::{Deserialize, Serialize};

/// One Markdown file of the site, read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Post {
    /// Its file.
    pub source: SourcePath,
    /// Digest of its file's bytes.
    pub file: Digest,
    /// Digest of everything that made it: its bytes, its path, the options.
    pub digest: Digest,
    /// Whether it is a dated post or a page.
    pub kind: PostKind,
    /// Section: the folder of `content/` that it is in; empty for pages at the top.
    pub section: String,
    /// Folder below the content folder, without a bundle's own.
    pub folder: String,
    /// Name of the file or bundle, less its date, language and ending.
    pub name: String,
    /// BCP 47 tag of the language that the file's name says it is in, when that is not the site's own.
    pub locale: Option<String>,
    /// What its front matter says.
    pub meta: Meta,
    /// What its body says.
    pub facts: Facts,
}

impl Post {
    /// Whether it is the `index.md` of a folder with files of its own.
    pub fn is_bundle(&self) -> bool {
        self.source.file_name().split('.').next() == Some("index")
    }

    /// Whether it describes the section that it is in.
    pub fn is_index(&self) -> bool {
        self.name == "_index"
    }
}

/// What a Markdown file becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum PostKind {
    /// An article: dated, listed, fed.
    Post,
    /// A page that stands by itself.
    Page,
}
