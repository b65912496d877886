//! Stories: what other outlets say of something that posts tell of, and when it went on.
//!
//! Owns how `data/stories/ID.*` is read. It must not know how a story is shown.

use super::{DataFile, Files};
use crate::{
    config::{ClaimStatus, Config},
    diagnostic::{Diagnostic, nearest},
    paths::slugify,
    post::{date::parse_date, meta::PostDate},
    value::Value,
};
use std::collections::BTreeMap;

/// Where data files of stories are, below `data/`.
pub const FOLDER: &str = "stories/";

/// What the data file of a story says, besides its name and description.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Story {
    /// What is claimed, in the order of the file.
    pub claims: Vec<StoryClaim>,
    /// What other outlets published.
    pub coverage: Vec<Coverage>,
    /// What happened.
    pub milestones: Vec<Milestone>,
}

/// A claim of a story.
#[derive(Debug, Clone, PartialEq)]
pub struct StoryClaim {
    /// Its name, which posts and outlets refer to.
    pub id: String,
    /// What is claimed: plain text.
    pub text: String,
}

/// What an outlet published.
#[derive(Debug, Clone, PartialEq)]
pub struct Coverage {
    /// Who.
    pub outlet: String,
    /// Where it is to be read.
    pub url: Option<String>,
    /// When.
    pub published: Option<PostDate>,
    /// Under which title: plain text.
    pub headline: Option<String>,
    /// What it says of claims, by their IDs.
    pub claims: Vec<(String, Stance)>,
}

/// What an outlet says of a claim.
#[derive(Debug, Clone, PartialEq)]
pub struct Stance {
    /// How sure it is, by what the outlet says.
    pub status: ClaimStatus,
    /// The same in the site's own word.
    pub word: Option<String>,
    /// What it says instead, or how: plain text.
    pub says: Option<String>,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq)]
pub struct Milestone {
    /// When.
    pub date: PostDate,
    /// What: plain text.
    pub text: String,
    /// Where it is to be read.
    pub url: Option<String>,
}

/// The data files of stories, by the slug of each.
pub fn files<'a>(files: &'a Files, config: &Config) -> impl Iterator<Item = (String, &'a DataFile)> {
    let mode = config.slugify;
    let files = files.data.range(FOLDER.to_owned()..).take_while(|(name, _)| name.starts_with(FOLDER));
    files.map(move |(name, file)| (slugify(&name[FOLDER.len()..], mode), file))
}

/// Reads all stories, by slug.
pub fn read_all(all: &Files, config: &Config) -> (BTreeMap<String, Story>, Vec<Diagnostic>) {
    let mut found = Vec::new();
    let mut stories = BTreeMap::new();
    for (slug, file) in files(all, config) {
        let mut reader = Reader { config, file: file.source.as_str(), found: Vec::new() };
        stories.insert(slug, reader.story(&file.value));
        found.append(&mut reader.found);
    }
    (stories, found)
}

struct Reader<'a> {
    config: &'a Config,
    file: &'a str,
    found: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn story(&mut self, value: &Value) -> Story {
        let known =
            ["title", "name", "summary", "description", "claims", "coverage", "milestones", "synonyms"];
        let Value::Map(entries) = value else {
            self.wrong("this file must be a map".to_owned(), "write `title: \"…\"` and `coverage:`");
            return Story::default();
        };
        for (key, _) in entries.iter().filter(|(key, _)| !known.contains(&key.as_str())) {
            let near = nearest(key, known).map(|near| format!("did you mean `{near}`?"));
            let hint = near.unwrap_or_else(|| format!("a story has: {}", known.join(", ")));
            self.wrong(format!("a story has no key `{key}`"), &hint);
        }
        let claims = self.each(value, "claims", Self::claim);
        let coverage = self.each(value, "coverage", Self::coverage);
        let milestones = self.each(value, "milestones", Self::milestone);
        Story { claims, coverage, milestones }
    }

    fn wrong(&mut self, message: String, hint: &str) {
        self.found.push(Diagnostic::error("story-data", message).in_file(self.file).hint(hint));
    }

    /// The entries of a list under a key that can be read.
    fn each<T>(
        &mut self,
        value: &Value,
        key: &str,
        read: impl Fn(&mut Self, &Value, &str) -> Option<T>,
    ) -> Vec<T> {
        let entries = match value.get(key) {
            None | Some(Value::Null) => return Vec::new(),
            Some(Value::List(entries)) => entries.as_slice(),
            Some(_) => {
                self.wrong(format!("`{key}` must be a list"), "begin each entry with `- `");
                return Vec::new();
            }
        };
        let place = |number: usize| format!("entry {} of `{key}`", number + 1);
        (0..).zip(entries).filter_map(|(number, entry)| read(self, entry, &place(number))).collect()
    }

    /// A text that must be there.
    fn needed(&mut self, entry: &Value, key: &str, place: &str) -> Option<String> {
        let text = text(entry.get(key));
        if text.is_none() {
            self.wrong(format!("{place} has no `{key}`"), &format!("add `{key}: \"…\"`"));
        }
        text
    }

    fn claim(&mut self, entry: &Value, place: &str) -> Option<StoryClaim> {
        let (id, text) = (self.needed(entry, "id", place)?, self.needed(entry, "text", place)?);
        Some(StoryClaim { id, text })
    }

    fn coverage(&mut self, entry: &Value, place: &str) -> Option<Coverage> {
        let outlet = self.needed(entry, "outlet", place)?;
        let published = self.date(entry, "published", place);
        let stances = match entry.get("claims") {
            None | Some(Value::Null) => Vec::new(),
            Some(Value::Map(stances)) => stances.clone(),
            Some(_) => {
                self.wrong(format!("`claims` in {place} must be a map"), "write `claims: {an-id: reported}`");
                Vec::new()
            }
        };
        let stances = stances.into_iter();
        let claims = stances.filter_map(|(id, stance)| Some((id, self.stance(&stance, place)?))).collect();
        let (url, headline) = (text(entry.get("url")), text(entry.get("headline")));
        Some(Coverage { outlet, url, published, headline, claims })
    }

    /// A word of the scale, or a map with `status` and `says`.
    fn stance(&mut self, value: &Value, place: &str) -> Option<Stance> {
        let (word, says) = match value {
            Value::Map(_) => (self.needed(value, "status", place)?, text(value.get("says"))),
            other => (text(Some(other)).unwrap_or_default(), None),
        };
        if let Some(status) = ClaimStatus::of_word(&word) {
            return Some(Stance { status, word: None, says });
        }
        if let Some(status) = self.config.claim_words.get(&word.to_lowercase()) {
            return Some(Stance { status: *status, word: Some(word), says });
        }
        let scale = ClaimStatus::WORDS.map(|(word, _)| word).join(", ");
        self.wrong(
            format!("\"{word}\" in {place} is no status of a claim"),
            &format!("write one of: {scale}"),
        );
        None
    }

    fn milestone(&mut self, entry: &Value, place: &str) -> Option<Milestone> {
        let text_of = self.needed(entry, "text", place)?;
        self.needed(entry, "date", place)?;
        let date = self.date(entry, "date", place)?;
        Some(Milestone { date, text: text_of, url: text(entry.get("url")) })
    }

    fn date(&mut self, entry: &Value, key: &str, place: &str) -> Option<PostDate> {
        let written = text(entry.get(key))?;
        match parse_date(&written, &self.config.timezone) {
            Ok(date) => Some(date),
            Err(bad) => {
                self.wrong(format!("`{key}` in {place}: {}", bad.message), &bad.hint);
                None
            }
        }
    }
}

fn text(value: Option<&Value>) -> Option<String> {
    let text = match value? {
        Value::Text(text) => text.trim().to_owned(),
        Value::Int(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        Value::Bool(value) => value.to_string(),
        Value::Null | Value::List(_) | Value::Map(_) => return None,
    };
    (!text.is_empty()).then_some(text)
}
