//! What a newsroom says of its work, in the settings as in posts: how sure a claim is, and what AI had to do with a text.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How sure a claim is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ClaimStatus {
    /// It holds, as far as anybody can check.
    Confirmed,
    /// Several say it, each for themselves.
    Reported,
    /// One side says it of another.
    Alleged,
    /// Some who should know say that it does not hold.
    Disputed,
    /// Nobody could check it.
    Unverified,
    /// It does not hold.
    False,
    /// Whoever said it took it back.
    Retracted,
}

impl ClaimStatus {
    /// All with their words, the surest first.
    pub const WORDS: [(&str, Self); 7] = [
        ("confirmed", Self::Confirmed),
        ("reported", Self::Reported),
        ("alleged", Self::Alleged),
        ("disputed", Self::Disputed),
        ("unverified", Self::Unverified),
        ("false", Self::False),
        ("retracted", Self::Retracted),
    ];

    /// The status of a word of the scale, whatever its case.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(known, _)| known.eq_ignore_ascii_case(word)).map(|(_, status)| *status)
    }
}

/// The site's own words for how sure a claim is, in lower case.
pub type ClaimWords = BTreeMap<String, ClaimStatus>;

/// What AI had to do with a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Involvement {
    /// Nothing.
    None,
    /// People wrote it, with help.
    Assisted,
    /// It was translated by AI.
    Translated,
    /// It was shortened by AI.
    Summarised,
    /// It was written by AI.
    Generated,
}

impl Involvement {
    /// All with their words.
    pub const WORDS: [(&str, Self); 6] = [
        ("none", Self::None),
        ("assisted", Self::Assisted),
        ("translated", Self::Translated),
        ("summarised", Self::Summarised),
        ("summarized", Self::Summarised),
        ("generated", Self::Generated),
    ];

    /// The key of the theme's words for it.
    pub fn text_key(self) -> &'static str {
        match self {
            Self::None => "ai_none",
            Self::Assisted => "ai_assisted",
            Self::Translated => "ai_translated",
            Self::Summarised => "ai_summarised",
            Self::Generated => "ai_generated",
        }
    }

    /// The term of the vocabulary *Digital Source Type* of the IPTC.
    pub fn digital_source_type(self) -> &'static str {
        match self {
            Self::None => "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCreation",
            Self::Assisted | Self::Translated | Self::Summarised => {
                "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"
            }
            Self::Generated => "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
        }
    }
}

/// What readers are told of the use of AI.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Disclosure {
    /// What it had to do with the text.
    pub involvement: Involvement,
    /// What was used.
    pub tools: Vec<String>,
    /// People who read the text before it was published.
    pub reviewed_by: Vec<String>,
    /// Who answers for it.
    pub responsible: Vec<String>,
    /// A sentence more: plain text.
    pub note: Option<String>,
}

impl Disclosure {
    /// One that says no more than this.
    pub fn of(involvement: Involvement) -> Self {
        let none = Vec::new;
        Self { involvement, tools: none(), reviewed_by: none(), responsible: none(), note: None }
    }
}

/// What the site says of the use of AI.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct AiSettings {
    /// Of posts that say nothing of it.
    pub default: Option<Disclosure>,
    /// Where its rules are to be read: a path on the site, or a whole URL.
    pub policy: Option<String>,
}
