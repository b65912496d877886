//! How an article is passed on and ended: the ways to share it, and the line that signs it off.

use crate::diagnostic::nearest;
use serde::{Deserialize, Serialize};

/// A way to share an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ShareWay {
    /// A post on X.
    X,
    /// A post on the network for work.
    LinkedIn,
    /// A post on Bluesky.
    Bluesky,
    /// A post on an instance of Mastodon.
    Mastodon,
    /// A letter.
    Email,
    /// The address in the clipboard.
    Copy,
}

impl ShareWay {
    /// All with their words, in the order in which they are shown.
    pub const WORDS: [(&str, Self); 6] = [
        ("x", Self::X),
        ("linkedin", Self::LinkedIn),
        ("bluesky", Self::Bluesky),
        ("mastodon", Self::Mastodon),
        ("email", Self::Email),
        ("copy", Self::Copy),
    ];

    /// Its word.
    pub fn as_str(self) -> &'static str {
        Self::WORDS.iter().find(|(_, way)| *way == self).map_or("", |(word, _)| word)
    }
}

/// How articles are shared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShareOptions {
    /// The ways, in their order; none turns sharing off.
    pub links: Vec<ShareWay>,
    /// Host of an instance of Mastodon, for readers without scripts.
    pub mastodon_instance: Option<String>,
}

impl Default for ShareOptions {
    fn default() -> Self {
        Self { links: ShareWay::WORDS.iter().map(|(_, way)| *way).collect(), mastodon_instance: None }
    }
}

/// What an article says of itself in a sign-off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Place {
    /// Its authors.
    Author,
    /// Its date.
    Date,
    /// Its title.
    Title,
}

impl Place {
    /// All with their words.
    pub const WORDS: [(&str, Self); 3] =
        [("author", Self::Author), ("date", Self::Date), ("title", Self::Title)];
}

/// A part of a sign-off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum SignOffPart {
    /// Plain text as written.
    Text(String),
    /// What the article says of itself.
    Place(Place),
}

/// The line at the end of an article; without parts there is none.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SignOff(pub Vec<SignOffPart>);

/// Why a text is no sign-off, and what to type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrongPlace {
    /// What is wrong.
    pub message: String,
    /// What to type.
    pub hint: String,
}

impl SignOff {
    /// Reads `Published on {date} by {author}`.
    ///
    /// # Errors
    /// Says which place there is not.
    pub fn parse(text: &str) -> Result<Self, WrongPlace> {
        let mut parts = Vec::new();
        let mut rest = text.trim();
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').ok_or_else(not_closed)?;
            let found = Place::WORDS.iter().find(|(word, _)| *word == name.trim());
            let (_, place) = found.ok_or_else(|| no_place(name.trim()))?;
            parts.extend(plain(before));
            parts.push(SignOffPart::Place(*place));
            rest = after;
        }
        parts.extend(plain(rest));
        Ok(Self(parts))
    }
}

fn plain(text: &str) -> Option<SignOffPart> {
    (!text.is_empty()).then(|| SignOffPart::Text(text.to_owned()))
}

fn not_closed() -> WrongPlace {
    WrongPlace { message: "a `{` without its `}`".to_owned(), hint: known_places() }
}

fn no_place(name: &str) -> WrongPlace {
    let near = nearest(name, Place::WORDS.iter().map(|(word, _)| *word));
    let hint = match near {
        Some(near) => format!("did you mean `{{{near}}}`? {}", known_places()),
        None => known_places(),
    };
    WrongPlace { message: format!("a sign-off has no place `{{{name}}}`"), hint }
}

fn known_places() -> String {
    format!("known are {}", Place::WORDS.map(|(word, _)| format!("`{{{word}}}`")).join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_off_is_text_with_places() {
        let parts = SignOff::parse(" On {date}, by { author }.").expect("a sign-off").0;
        let text = |text: &str| SignOffPart::Text(text.to_owned());
        assert_eq!(
            parts,
            [
                text("On "),
                SignOffPart::Place(Place::Date),
                text(", by "),
                SignOffPart::Place(Place::Author),
                text("."),
            ]
        );
        assert_eq!(SignOff::parse("  "), Ok(SignOff::default()));
    }

    #[test]
    fn a_place_that_there_is_not_is_told_with_those_there_are() {
        let wrong = |text: &str| SignOff::parse(text).expect_err("no sign-off");
        let known = "known are `{author}`, `{date}`, `{title}`";
        assert_eq!(wrong("By {autor}").message, "a sign-off has no place `{autor}`");
        assert_eq!(wrong("By {autor}").hint, format!("did you mean `{{author}}`? {known}"));
        assert_eq!(wrong("{weekday}").hint, known);
        assert_eq!(wrong("By {author").message, "a `{` without its `}`");
    }

    #[test]
    fn every_way_has_its_word() {
        for (word, way) in ShareWay::WORDS {
            assert_eq!(way.as_str(), word);
        }
    }
}
