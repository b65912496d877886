//! What templates may ask of the site.

use crate::{
    digest::{Digest, Hasher},
    images::Focus,
    site::LocaleId,
};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A question to the site, with all that its answer depends on. Kept in page records and asked again by the next
/// build.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Query {
    /// The URL path of a post named `@/…`.
    Url(String),
    /// The URL of a static file under its fingerprint.
    Asset(String),
    /// The card of a post.
    Post(String),
    /// Cards of posts.
    Posts(PostsQuery),
    /// A term by name or slug.
    Term {
        /// In this language.
        locale: LocaleId,
        /// Of this taxonomy.
        taxonomy: String,
        /// Name or slug.
        name: String,
    },
    /// All terms of a taxonomy.
    Terms {
        /// In this language.
        locale: LocaleId,
        /// Of this taxonomy.
        taxonomy: String,
        /// In this order.
        order: TermOrder,
        /// At most so many.
        limit: Option<u64>,
    },
    /// A data file.
    Data(String),
    /// Posts related to the one of this permanent ID.
    Related(String, Option<u64>),
    /// Texts in a language, by key, sorted.
    Texts(String, Vec<String>),
    /// The digest of a static file as it is published, for browsers.
    Integrity(String),
    /// The variants and the size of an image.
    Image(ImageQuery),
    /// The share card of the post of this permanent ID.
    ShareCard(String),
}

/// Which variants of an image.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct ImageQuery {
    /// Its address on the site, or its path below `static/`.
    pub src: String,
    /// Widths of variants instead of the configuration's.
    pub widths: Vec<u32>,
    /// Width of the box that it is to fit.
    pub width: Option<u32>,
    /// Height of the box that it is to fit.
    pub height: Option<u32>,
    /// What stays in sight where it is cropped to fill the box; none where it stays whole.
    pub cover: Option<Focus>,
}

/// The digest of several texts, from that of each in the order of their keys.
pub fn texts_digest(texts: impl Iterator<Item = Digest>) -> Digest {
    let mut hasher = Hasher::new("texts");
    for text in texts {
        hasher.digest(text);
    }
    hasher.finish()
}

/// Which posts; every field narrows the choice.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct PostsQuery {
    /// In this language.
    pub locale: LocaleId,
    /// At most so many.
    pub limit: Option<u64>,
    /// Less the newest so many.
    pub offset: u64,
    /// With these terms: taxonomy, and name or slug.
    pub terms: Vec<(String, String)>,
    /// Of this section: its folder.
    pub section: Option<String>,
    /// Of this story.
    pub story: Option<String>,
    /// Of this kind.
    pub kind: Option<String>,
    /// Featured or not.
    pub featured: Option<bool>,
}

/// How terms are ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub enum TermOrder {
    /// By name.
    #[default]
    Name,
    /// Most posts first, ties by name.
    Count,
}

/// As a template writes it: `data(name="markets")`.
impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Url(path) => write!(f, "url(path=\"{path}\")"),
            Self::Asset(path) => write!(f, "asset(path=\"{path}\")"),
            Self::Post(path) => write!(f, "post(path=\"{path}\")"),
            Self::Posts(_) => f.write_str("posts(…)"),
            Self::Term { taxonomy, name, .. } => write!(f, "term(name=\"{name}\", taxonomy=\"{taxonomy}\")"),
            Self::Terms { taxonomy, .. } => write!(f, "terms(taxonomy=\"{taxonomy}\")"),
            Self::Data(name) => write!(f, "data(name=\"{name}\")"),
            Self::Related(id, _) => write!(f, "related(id=\"{id}\")"),
            Self::ShareCard(id) => write!(f, "share_card(id=\"{id}\")"),
            Self::Integrity(path) => write!(f, "integrity(path=\"{path}\")"),
            Self::Image(image) => write!(f, "image(src=\"{}\")", image.src),
            Self::Texts(language, _) => write!(f, "t(…, lang=\"{language}\")"),
        }
    }
}
