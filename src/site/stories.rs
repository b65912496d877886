//! Stories: what other outlets say of something that posts tell of, and when it went on.
//!
//! Owns how `data/stories/ID.*` and `content/stories/ID.md` are read. It must not know how a story is shown.

use super::{
    DataFile, Entry, EntryId, Files, LocaleId,
    locale::MAIN,
    permalink,
    terms::{About, texts_of},
};
use crate::{
    config::{ClaimStatus, Config},
    diagnostic::{Diagnostic, Step, nearest},
    paths::slugify,
    post::{Post, PostKind, date::parse_date, meta::PostDate},
    value::Value,
};
use std::collections::{BTreeMap, BTreeSet};

/// Where data files of stories are, below `data/`.
pub const FOLDER: &str = "stories/";
/// The taxonomy of stories, and the folder below the content folder of Markdown files that describe them.
pub const STORIES: &str = "stories";

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

/// What is known of stories.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Stories {
    /// By language and slug; what data files say is in the site's own language.
    known: BTreeMap<(LocaleId, String), Story>,
    /// The Markdown files that describe stories.
    pages: BTreeSet<EntryId>,
}

impl Stories {
    /// What is known of a story: in this language, unless nothing is said there, else in the site's.
    pub fn get(&self, locale: LocaleId, slug: &str) -> Option<&Story> {
        let of = |locale| self.known.get(&(locale, slug.to_owned()));
        of(locale).filter(|story| **story != Story::default()).or_else(|| of(MAIN))
    }

    /// The slugs of stories that a file describes.
    pub fn slugs(&self) -> impl Iterator<Item = &str> {
        self.known.keys().map(|(_, slug)| slug.as_str())
    }

    /// Whether an entry describes a story, and so has no page but the story's.
    pub fn has_page(&self, id: EntryId) -> bool {
        self.pages.contains(&id)
    }

    /// Reads all stories.
    pub fn read(entries: &[Entry], all: &Files, config: &Config) -> (Self, Vec<Diagnostic>) {
        let mut stories = Self::default();
        let mut found = Vec::new();
        for (slug, file) in files(all, config) {
            let mut reader = Reader::new(config, file.source.as_str());
            stories.known.insert((MAIN, slug), reader.story(&file.value));
            found.append(&mut reader.found);
        }
        for (key, id) in pages(entries, config) {
            let post = &entries[id as usize].post;
            let mut reader = Reader::new(config, post.source.as_str());
            if stories.known.insert(key.clone(), reader.page(post)).is_some() {
                reader.wrong(None, "a data file describes this story as well", "remove one of the two");
            }
            found.append(&mut reader.found);
            stories.pages.insert(id);
        }
        (stories, found)
    }
}

/// The Markdown files that describe stories, by language and slug; none where stories have no pages.
pub fn pages(entries: &[Entry], config: &Config) -> BTreeMap<(LocaleId, String), EntryId> {
    if !config.taxonomy(STORIES).pages {
        return BTreeMap::new();
    }
    let is_story = |post: &Post| post.kind == PostKind::Page && post.folder == STORIES && !post.is_index();
    let stories = (0..).zip(entries).filter(|(_, entry)| is_story(&entry.post));
    stories.map(|(id, entry)| ((entry.locale, permalink::slug(&entry.post, config)), id)).collect()
}

/// What Markdown files say of stories as terms in a language: those of this language, else those of the site's.
pub fn about_pages(locale: LocaleId, entries: &[Entry], config: &Config) -> About {
    let mut about = About::default();
    let pages = pages(entries, config);
    let of = |wanted: LocaleId| pages.iter().filter(move |((own, _), _)| *own == wanted);
    for ((_, slug), id) in of(MAIN).chain(of(locale)) {
        let meta = &entries[*id as usize].post.meta;
        let synonyms = meta.extra.iter().find(|(key, _)| key == "synonyms").map(|(_, value)| value);
        let description = meta.description.as_ref().or(meta.summary.as_ref());
        about.describe(slug, &meta.title, texts_of(synonyms), description, config.slugify);
    }
    about
}

struct Reader<'a> {
    config: &'a Config,
    file: &'a str,
    /// The way to what is being read.
    at: Vec<Step>,
    found: Vec<Diagnostic>,
}

impl<'a> Reader<'a> {
    fn new(config: &'a Config, file: &'a str) -> Self {
        Self { config, file, at: Vec::new(), found: Vec::new() }
    }

    fn story(&mut self, value: &Value) -> Story {
        let Value::Map(entries) = value else {
            self.wrong(None, "this file must be a map", "write `title: \"…\"` and `coverage:`");
            return Story::default();
        };
        self.only(
            "a story",
            entries,
            &[
                "title",
                "name",
                "summary",
                "description",
                "claims",
                "coverage",
                "outlets",
                "milestones",
                "synonyms",
            ],
        );
        let claims = self.each(value, "claims", Self::claim);
        Story { claims, ..self.told(value) }
    }

    /// What is said besides claims.
    fn told(&mut self, value: &Value) -> Story {
        let mut coverage = self.each(value, "coverage", Self::coverage);
        coverage.extend(self.each(value, "outlets", Self::coverage));
        let milestones = self.each(value, "milestones", Self::milestone);
        Story { claims: Vec::new(), coverage, milestones }
    }

    /// What the front matter of a Markdown file says. Its claims were read as those of any post.
    fn page(&mut self, post: &Post) -> Story {
        let mut claims = Vec::new();
        for (number, claim) in (0..).zip(&post.meta.claims) {
            if let Some(id) = &claim.id {
                claims.push(StoryClaim { id: id.value.clone(), text: claim.text.clone() });
            } else {
                self.at = vec![Step::Key("claims".to_owned()), Step::Entry(number)];
                self.wrong(None, format!("the claim “{}” has no `id`", claim.text), "add `id: a-name`");
            }
        }
        self.at.clear();
        Story { claims, ..self.told(&Value::Map(post.meta.extra.clone())) }
    }

    /// A mistake in what is being read, or under a key of it.
    fn wrong(&mut self, key: Option<&str>, message: impl Into<String>, hint: &str) {
        let steps = self.at.iter().cloned().chain(key.map(|key| Step::Key(key.to_owned()))).collect();
        let mistake = Diagnostic::error("story-data", message).in_file(self.file).within(steps);
        self.found.push(mistake.hint(hint));
    }

    /// Tells of keys that nothing reads.
    fn only(&mut self, what: &str, entries: &[(String, Value)], known: &[&str]) {
        for (key, _) in entries.iter().filter(|(key, _)| !known.contains(&key.as_str())) {
            let near = nearest(key, known.iter().copied()).map(|near| format!("did you mean `{near}`?"));
            let hint = near.unwrap_or_else(|| format!("{what} has: {}", known.join(", ")));
            self.wrong(Some(key), format!("{what} has no key `{key}`"), &hint);
        }
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
                self.wrong(Some(key), format!("`{key}` must be a list"), "begin each entry with `- `");
                return Vec::new();
            }
        };
        let mut found = Vec::new();
        for (number, entry) in (0..).zip(entries) {
            self.at = vec![Step::Key(key.to_owned()), Step::Entry(number)];
            found.extend(read(self, entry, &format!("entry {} of `{key}`", number + 1)));
        }
        self.at.clear();
        found
    }

    /// An entry that is a map with these keys alone; others are told of, and so is what is no map.
    fn fields(&mut self, entry: &Value, place: &str, known: &[&str]) {
        match entry {
            Value::Map(entries) => self.only(place, entries, known),
            _ => self.wrong(None, format!("{place} must be a map"), &format!("write `- {}: …`", known[0])),
        }
    }

    /// A text that must be there.
    fn needed(&mut self, entry: &Value, key: &str, place: &str) -> Option<String> {
        let text = text(entry.get(key));
        if text.is_none() && matches!(entry, Value::Map(_)) {
            self.wrong(Some(key), format!("{place} has no `{key}`"), &format!("add `{key}: \"…\"`"));
        }
        text
    }

    fn claim(&mut self, entry: &Value, place: &str) -> Option<StoryClaim> {
        self.fields(entry, place, &["id", "text"]);
        let (id, text) = (self.needed(entry, "id", place)?, self.needed(entry, "text", place)?);
        Some(StoryClaim { id, text })
    }

    fn coverage(&mut self, entry: &Value, place: &str) -> Option<Coverage> {
        self.fields(entry, place, &["outlet", "url", "published", "headline", "claims"]);
        let outlet = self.needed(entry, "outlet", place)?;
        let published = self.date(entry, "published", place);
        let stances = match entry.get("claims") {
            None | Some(Value::Null) => Vec::new(),
            Some(Value::Map(stances)) => stances.clone(),
            Some(_) => {
                let hint = "write `claims: {an-id: reported}`";
                self.wrong(Some("claims"), format!("`claims` in {place} must be a map"), hint);
                Vec::new()
            }
        };
        self.at.push(Step::Key("claims".to_owned()));
        let stances = stances.into_iter();
        let claims = stances.filter_map(|(id, stance)| {
            let stance = self.stance(&id, &stance, place)?;
            Some((id, stance))
        });
        let claims = claims.collect();
        self.at.pop();
        let (url, headline) = (text(entry.get("url")), text(entry.get("headline")));
        Some(Coverage { outlet, url, published, headline, claims })
    }

    /// A word of the scale, or a map with `status` and `says`.
    fn stance(&mut self, id: &str, value: &Value, place: &str) -> Option<Stance> {
        let (word, says) = match value {
            Value::Map(entries) => {
                self.at.push(Step::Key(id.to_owned()));
                self.only(&format!("`{id}` in {place}"), entries, &["status", "says"]);
                let status = self.needed(value, "status", place);
                self.at.pop();
                (status?, text(value.get("says")))
            }
            other => (text(Some(other)).unwrap_or_default(), None),
        };
        if let Some(status) = ClaimStatus::of_word(&word) {
            return Some(Stance { status, word: None, says });
        }
        if let Some(status) = self.config.claim_words.get(&word.to_lowercase()) {
            return Some(Stance { status: *status, word: Some(word), says });
        }
        let scale = ClaimStatus::WORDS.map(|(word, _)| word).join(", ");
        let message = format!("\"{word}\" in {place} is no status of a claim");
        self.wrong(Some(id), message, &format!("write one of: {scale}"));
        None
    }

    fn milestone(&mut self, entry: &Value, place: &str) -> Option<Milestone> {
        self.fields(entry, place, &["date", "text", "url"]);
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
                self.wrong(Some(key), format!("`{key}` in {place}: {}", bad.message), &bad.hint);
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
