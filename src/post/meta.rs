//! What a post says of itself in its front matter, resolved: one name per field, whatever spelling was used.

mod newsroom;
mod video;

pub use newsroom::{Claim, SourceRef, SourceRefKind, Update, UpdateKind};
pub use video::{Captions, Hosted, Video, hosted, seconds};

use crate::{
    config::{Disclosure, SignOff},
    diagnostic::Position,
    images::Focus,
    rules::CheckLevel,
    value::Value,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A field that is checked against the rest of the site, with its place for diagnostics, which does not count when two
/// are compared.
#[derive(Debug, Clone, Eq, Serialize, Deserialize)]
pub struct Placed<T> {
    /// The value.
    pub value: T,
    /// Where it stands in the file.
    pub position: Position,
}

impl<T: PartialEq> PartialEq for Placed<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

/// A resolved front matter.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Meta {
    /// Title; from the first heading or the file name where the front matter has none.
    pub title: String,
    /// Last part of the URL, as written; the file name serves where there is none.
    pub slug: Option<Placed<String>>,
    /// Permanent ID, as written.
    pub id: Option<Placed<String>>,
    /// The place that it was filed from.
    pub dateline: Option<String>,
    /// When it is dated.
    pub date: Option<PostDate>,
    /// From when it is public, if that is not its date.
    pub publish_date: Option<PostDate>,
    /// When it was last changed for readers.
    pub updated: Option<PostDate>,
    /// From when it is no longer public.
    pub expires: Option<PostDate>,
    /// Not to be published.
    pub draft: bool,
    /// Standfirst: plain text.
    pub description: Option<String>,
    /// Summary written by hand: plain text.
    pub summary: Option<String>,
    /// Tags as written, in order, without repetition.
    pub tags: Vec<String>,
    /// Categories as written.
    pub categories: Vec<String>,
    /// Authors.
    pub authors: Vec<Author>,
    /// Series it is a part of.
    pub series: Option<String>,
    /// Story it tells.
    pub story: Option<String>,
    /// What kind of post: a word of [`KINDS`], or the site's own.
    pub kind: Option<String>,
    /// Shown first.
    pub featured: bool,
    /// BCP 47 tag, where it is not the site's language.
    pub lang: Option<String>,
    /// Joins translations of one post.
    pub translation_key: Option<String>,
    /// Lead image.
    pub image: Option<Placed<Image>>,
    /// The video that it is about or begins with.
    pub video: Option<Video>,
    /// Old URLs.
    pub aliases: Vec<Placed<String>>,
    /// Whole URL path, instead of the permalink pattern.
    pub url: Option<Placed<String>>,
    /// Template, from `template:`: one that does not exist is an error.
    pub template: Option<Placed<String>>,
    /// Template, from `layout:`: one that does not exist is a warning.
    pub layout: Option<Placed<String>>,
    /// Order among pages.
    pub weight: Option<i64>,
    /// Posts picked by hand: slugs, IDs, URLs or `@/…` paths.
    pub related: Vec<Placed<String>>,
    /// What it draws on.
    pub sources: Vec<SourceRef>,
    /// Claims that it tells of.
    pub claims: Vec<Claim>,
    /// Updates and corrections.
    pub updates: Vec<Update>,
    /// Sentiment label with its reasoning.
    pub sentiment: Option<Sentiment>,
    /// Note from the desk, Markdown.
    pub desk_note: Option<String>,
    /// What AI had to do with it.
    pub ai: Option<Disclosure>,
    /// The line at its end; one without parts hides that of the site.
    pub sign_off: Option<SignOff>,
    /// Who sees it.
    pub visibility: Visibility,
    /// Levels of rules for this post alone.
    pub check: Vec<Placed<Allowance>>,
    /// Everything else, by its own name.
    pub extra: Vec<(String, Value)>,
}

impl Meta {
    /// When it was last changed for readers: as it says, or by the latest of its updates.
    pub fn last_changed(&self) -> Option<PostDate> {
        self.updated.into_iter().chain(self.updates.iter().map(|update| update.date)).max()
    }
}

/// The kinds of posts that the theme knows. `article` is what a post is that does not say.
pub const KINDS: [&str; 7] = ["article", "brief", "analysis", "opinion", "explainer", "digest", "reel"];

/// An instant, and whether a time of day was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PostDate {
    /// The instant; midnight in its zone for a date without a time.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub instant: Timestamp,
    /// Whether a time of day was written.
    pub has_time: bool,
}

/// Who wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    /// Name as written.
    pub name: String,
    /// Where the name leads, if given here.
    pub url: Option<String>,
}

/// A lead image.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Image {
    /// Path beside the post, path on the site, or a whole URL.
    pub src: String,
    /// Text for those who do not see it.
    pub alt: String,
    /// Line under it.
    pub caption: Option<String>,
    /// Who made it.
    pub credit: Option<String>,
    /// What stays in sight where it is cropped.
    pub focus: Option<Focus>,
}

/// A market desk's label and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sentiment {
    /// `bullish`, `bearish`, `neutral` or the site's own word.
    pub label: String,
    /// How strong it is, on the site's own scale.
    pub score: Option<f64>,
    /// For how long it is meant: plain text.
    pub horizon: Option<String>,
    /// The reasoning: plain text.
    pub rationale: Option<String>,
}

/// A level of a rule for one post.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allowance {
    /// The rule's code.
    pub rule: String,
    /// Its level here.
    pub level: CheckLevel,
    /// Why: plain text.
    pub reason: String,
}

/// Who sees a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Visibility {
    /// Everyone, everywhere.
    #[default]
    Public,
    /// Those who have its URL: it is in no list, feed, sitemap or search.
    Unlisted,
    /// No one: it is not built.
    Private,
}
