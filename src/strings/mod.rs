//! The words that the theme says, in the languages that it speaks.
//!
//! Owns files of strings: their form, which file answers for which language, plural categories, and numbers as a
//! language writes them. It must not know templates, posts or the disk: files come in as bytes, and whoever asks
//! fills the placeholders.
//!
//! Languages are named by BCP 47 tags. Plural categories and numbers are those of CLDR
//! ([UTS 35, part 3](https://unicode.org/reports/tr35/tr35-numbers.html)).

mod check;
mod format;
mod message;
mod plain;
mod read;
#[cfg(test)]
mod tests;

pub use format::{Format, Number, is_tag};
pub use message::{Message, Part};
pub use plain::read_plain;
pub use read::{StringsFile, read};

use crate::{
    diagnostic::nearest,
    digest::{Digest, Hasher},
};
use std::collections::BTreeMap;

/// The language whose strings are complete: what no other has is said in it.
pub const LAST_RESORT: &str = "en";

/// All strings, by language and key.
#[derive(Debug, Default)]
pub struct Strings {
    /// Tag of the site's language.
    site: String,
    /// Messages by key, by tag in lower case.
    languages: BTreeMap<String, BTreeMap<String, Message>>,
}

/// A message, and the language to say it in.
#[derive(Debug, Clone, Copy)]
pub struct Found<'a> {
    /// The message.
    pub message: &'a Message,
    /// Tag for its numbers and plurals: the one asked for when the message is in that language, else the
    /// message's own.
    pub voice: &'a str,
}

/// The strings of one language, and those that stand in where it has none.
#[derive(Debug)]
pub struct Spoken<'a>(Vec<&'a BTreeMap<String, Message>>);

impl<'a> Spoken<'a> {
    /// Words without placeholders, such as a label; none for an unknown key or a message that takes arguments.
    pub fn words(&self, key: &str) -> Option<&'a str> {
        let Message::Text(pattern) = self.0.iter().find_map(|messages| messages.get(key))? else {
            return None;
        };
        match pattern.as_slice() {
            [Part::Text(text)] => Some(text),
            _ => None,
        }
    }
}

impl Strings {
    /// The message of a key: of this language, else of a less specific one (`zh-Hant-TW`, `zh-Hant`, `zh`; `zh-TW`,
    /// `zh-Hant`, `zh`), else of the site's language, else English.
    pub fn find<'a>(&'a self, language: &'a str, key: &str) -> Option<Found<'a>> {
        let own = self.find_in(language, key).map(|message| Found { message, voice: language });
        let other = |voice: &'a str| self.find_in(voice, key).map(|message| Found { message, voice });
        own.or_else(|| other(&self.site)).or_else(|| other(LAST_RESORT))
    }

    fn find_in(&self, language: &str, key: &str) -> Option<&Message> {
        let tag = normalized(language);
        fallbacks(&tag).find_map(|tag| self.languages.get(tag)?.get(key))
    }

    /// What is said in a language: in its own strings, else in those of the site, else in English.
    pub fn spoken(&self, language: &str) -> Spoken<'_> {
        let tables = [language, &self.site, LAST_RESORT].map(|language| {
            let tag = normalized(language);
            fallbacks(&tag).filter_map(|tag| self.languages.get(tag)).collect::<Vec<_>>()
        });
        Spoken(tables.concat())
    }

    /// The same for one key.
    pub fn words(&self, language: &str, key: &str) -> Option<&str> {
        self.spoken(language).words(key)
    }

    /// The messages of each language that there is a file for, by its tag in lower case.
    pub fn languages(&self) -> impl Iterator<Item = (&str, &BTreeMap<String, Message>)> {
        self.languages.iter().map(|(tag, messages)| (tag.as_str(), messages))
    }

    /// Whether there is a file for this language or a less specific one.
    pub fn speaks(&self, language: &str) -> bool {
        let tag = normalized(language);
        fallbacks(&tag).any(|tag| self.languages.contains_key(tag))
    }

    /// The digest of all that a text says besides its arguments.
    pub fn digest(&self, language: &str, key: &str) -> Digest {
        let mut hasher = Hasher::new("text");
        if let Some(found) = self.find(language, key) {
            hasher.text(found.voice).value(found.message);
        }
        hasher.finish()
    }

    /// The known key nearest to this one.
    pub fn nearest_key(&self, key: &str) -> Option<&str> {
        nearest(key, self.languages.values().flat_map(BTreeMap::keys).map(String::as_str))
    }
}

/// A tag as languages are looked up: `pt_BR` and `PT-br` are one.
fn normalized(tag: &str) -> String {
    tag.replace('_', "-").to_ascii_lowercase()
}

/// The tags whose strings answer for one in lower case: itself, then the same with one subtag less, and so on. Before
/// `zh`, which is in simplified characters, comes `zh-hant` where a region stands for it.
fn fallbacks(tag: &str) -> impl Iterator<Item = &str> {
    let shorter = std::iter::successors(Some(tag), |tag| tag.rsplit_once('-').map(|(shorter, _)| shorter));
    let implied = (is_traditional_chinese(tag) && !tag.starts_with(TRADITIONAL)).then_some(TRADITIONAL);
    shorter.flat_map(move |tag| [implied.filter(|_| tag == "zh"), Some(tag)]).flatten()
}

/// Chinese in traditional characters, in lower case.
const TRADITIONAL: &str = "zh-hant";

/// Whether a tag means Chinese in traditional characters: by its script, else by its region, as the likely subtags of
/// [CLDR](https://unicode.org/reports/tr35/#Likely_Subtags) have it.
pub fn is_traditional_chinese(tag: &str) -> bool {
    let tag = normalized(tag);
    let Some(rest) = tag.strip_prefix("zh-") else { return false };
    let script = rest.split('-').find(|part| part.len() == 4);
    script.map_or_else(
        || rest.split('-').any(|part| ["tw", "hk", "mo"].contains(&part)),
        |script| script == "hant",
    )
}
