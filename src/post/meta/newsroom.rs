//! What a post says of its own ground: claims, sources, updates.

use super::{Placed, PostDate};
use crate::{config::ClaimStatus, diagnostic::Position, value::Value};
use serde::{Deserialize, Serialize};

/// A claim that a post tells of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    /// Its name in the body and in the story.
    pub id: Option<Placed<String>>,
    /// What is claimed: plain text.
    pub text: String,
    /// How sure it is.
    pub status: Option<ClaimStatus>,
    /// How sure it is, in the site's own word, where that is not a word of the scale.
    pub word: Option<String>,
    /// Who makes it.
    pub attributed_to: Option<String>,
    /// Sources of the post that it rests on: their names, addresses or numbers.
    pub sources: Vec<Placed<String>>,
    /// When that was so.
    pub as_of: Option<PostDate>,
    /// The claim in whose place it stands, by ID.
    pub supersedes: Option<String>,
    /// Everything else, as written.
    pub extra: Vec<(String, Value)>,
    /// Where its text stands.
    pub position: Position,
}

/// A source that a post cites.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SourceRef {
    /// Who says it.
    pub name: String,
    /// Where it is to be read.
    pub url: Option<String>,
    /// What it is.
    pub kind: Option<SourceRefKind>,
    /// When it was said, as written.
    pub date: Option<String>,
    /// When it was read, as written.
    pub accessed: Option<String>,
    /// Where a copy is kept: a whole URL.
    pub archived: Option<String>,
    /// Through whom it came.
    pub via: Option<String>,
    /// Everything else, as written.
    pub extra: Vec<(String, Value)>,
}

/// Kinds of [`SourceRef`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SourceRefKind {
    /// The thing itself: a document, a recording, a person who was there.
    Primary,
    /// What a company says.
    Company,
    /// A news agency or another outlet.
    Wire,
    /// A post in a social network.
    Social,
    /// What a court published.
    Court,
    /// A paper.
    Paper,
}

impl SourceRefKind {
    /// All with their words.
    pub const WORDS: [(&str, Self); 6] = [
        ("primary", Self::Primary),
        ("company", Self::Company),
        ("wire", Self::Wire),
        ("social", Self::Social),
        ("court", Self::Court),
        ("paper", Self::Paper),
    ];
}

/// A change that readers are told of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Update {
    /// When.
    pub date: PostDate,
    /// Of what kind.
    pub kind: UpdateKind,
    /// What was changed.
    pub text: String,
}

/// Kinds of [`Update`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UpdateKind {
    /// Something new.
    #[default]
    Update,
    /// Something said more clearly.
    Clarification,
    /// Something was wrong.
    Correction,
    /// All of it was wrong.
    Retraction,
}

impl UpdateKind {
    /// All with their words.
    pub const WORDS: [(&str, Self); 4] = [
        ("update", Self::Update),
        ("clarification", Self::Clarification),
        ("correction", Self::Correction),
        ("retraction", Self::Retraction),
    ];

    /// The key of the theme's word for it.
    pub fn text_key(self) -> &'static str {
        match self {
            Self::Update => "updates_update",
            Self::Clarification => "updates_clarification",
            Self::Correction => "updates_correction",
            Self::Retraction => "updates_retraction",
        }
    }

    /// Whether something was wrong.
    pub fn is_correction(self) -> bool {
        matches!(self, Self::Correction | Self::Retraction)
    }
}
