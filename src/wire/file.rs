//! `data/wire.yaml` as a pull reads and writes it.
//!
//! The entity tags and dates of the feeds stand in the file itself, not in the cache: a file that was put back to an
//! older state, or is gone, is then fetched anew, and no answer of "nothing changed" can leave a hole.

use crate::{
    config::WireSource,
    data::{self, ENDINGS},
    diagnostic::Diagnostic,
    environment::EnvironmentError,
    newsroom::{WireItem, wire},
    paths::SourcePath,
    source,
    value::Value,
    yaml::quoted,
};
use std::{fmt::Write as _, path::Path};

/// Where the wire is in a project.
pub const FILE: &str = "data/wire.yaml";

/// What a feed wants to be told when it is asked again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedState {
    /// Its source.
    pub name: String,
    /// Where it was.
    pub url: String,
    /// Its entity tag.
    pub etag: Option<String>,
    /// When it says that it was changed, in its words.
    pub last_modified: Option<String>,
}

/// What the file holds.
#[derive(Debug, Default)]
pub struct Stored {
    /// As it is; none where there is no file.
    pub text: Option<String>,
    /// Its items.
    pub items: Vec<WireItem>,
    states: Vec<FeedState>,
}

impl Stored {
    /// What a source wants to be told.
    pub fn state(&self, source: &WireSource) -> Option<&FeedState> {
        self.states.iter().find(|state| state.name == source.name && state.url == source.url)
    }
}

/// Reads the file. What is wrong with it is to be repaired first: writing it anew would lose it.
///
/// # Errors
/// It is there and cannot be read.
pub fn read(root: &Path) -> Result<Result<Stored, Vec<Diagnostic>>, EnvironmentError> {
    let others: Vec<Diagnostic> = ENDINGS.iter().filter_map(|ending| other_file(root, ending)).collect();
    if !others.is_empty() {
        return Ok(Err(others));
    }
    if !root.join(FILE).exists() {
        return Ok(Ok(Stored::default()));
    }
    let bytes = source::read(root, &SourcePath::new(FILE))?;
    Ok(parse(&bytes))
}

fn other_file(root: &Path, ending: &str) -> Option<Diagnostic> {
    let name = format!("data/wire.{ending}");
    (name != FILE && root.join(&name).exists()).then(|| {
        Diagnostic::error("wire-file", format!("a pull writes `{FILE}`, and there is another wire beside it"))
            .in_file(name)
            .hint(format!("put its items into `{FILE}` and remove it"))
    })
}

fn parse(bytes: &[u8]) -> Result<Stored, Vec<Diagnostic>> {
    let value = data::parse(FILE, bytes).map_err(|diagnostic| vec![*diagnostic])?;
    let (items, found) = wire::read(FILE, &value);
    if !found.is_empty() {
        let as_error =
            |diagnostic: Diagnostic| Diagnostic { level: crate::diagnostic::Level::Error, ..diagnostic };
        return Err(found.into_iter().map(as_error).collect());
    }
    let states = match value.get("feeds") {
        Some(Value::List(states)) => states.iter().filter_map(state).collect(),
        _ => Vec::new(),
    };
    Ok(Stored { text: String::from_utf8(bytes.to_vec()).ok(), items, states })
}

/// One that cannot be read is asked for as if for the first time.
fn state(value: &Value) -> Option<FeedState> {
    let text = |key: &str| match value.get(key) {
        Some(Value::Text(text)) => Some(text.clone()),
        Some(Value::Int(number)) => Some(number.to_string()),
        _ => None,
    };
    Some(FeedState {
        name: text("name")?,
        url: text("url")?,
        etag: text("etag"),
        last_modified: text("last_modified"),
    })
}

/// The file with these items, newest first.
pub fn text(items: &[WireItem], states: &[FeedState]) -> String {
    let mut text =
        "# Written by `sitegen wire pull`, newest first. Items of your own may stand here too.\n".to_owned();
    text.push_str(if items.is_empty() { "items: []\n" } else { "items:\n" });
    for item in items {
        let _ = writeln!(text, "  - time: {}", item.time);
        let fields = [
            ("source", Some(&item.source)),
            ("headline", Some(&item.headline)),
            ("url", item.url.as_ref()),
            ("id", Some(&item.id)),
        ];
        push(&mut text, &fields);
    }
    if !states.is_empty() {
        text.push_str("# What each feed is told when it is asked again.\nfeeds:\n");
    }
    for state in states {
        let _ = writeln!(text, "  - name: {}", quoted(&state.name));
        let fields = [
            ("url", Some(&state.url)),
            ("etag", state.etag.as_ref()),
            ("last_modified", state.last_modified.as_ref()),
        ];
        push(&mut text, &fields);
    }
    text
}

fn push(text: &mut String, fields: &[(&str, Option<&String>)]) {
    for (name, value) in fields {
        if let Some(value) = value {
            let _ = writeln!(text, "    {name}: {}", quoted(value));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_again() {
        let item = |id: &str, headline: &str, url: Option<&str>| WireItem {
            id: id.to_owned(),
            time: "2026-07-05T12:42:00Z".parse().expect("valid"),
            source: "Ada: the \"Post\"".to_owned(),
            headline: headline.to_owned(),
            url: url.map(str::to_owned),
        };
        let items = [
            item("#1", "no", None),
            item(
                "1.10",
                "a: b # \\ \u{85}\u{2028} 😀 'x' {y} [z] - ? | >",
                Some("https://a.example/?a=1&b=%20"),
            ),
            item("x", "- 'quoted' !tag &anchor *alias", None),
        ];
        let states = [FeedState {
            name: "Ada".to_owned(),
            url: "https://a.example/feed".to_owned(),
            etag: Some("W/\"1-2\"".to_owned()),
            last_modified: Some("Sun, 05 Jul 2026 12:42:00 GMT".to_owned()),
        }];
        let text = text(&items, &states);
        let stored = parse(text.as_bytes()).expect("readable");
        assert_eq!(stored.items, items);
        assert_eq!(stored.states, states);
        assert!(parse(super::text(&[], &[]).as_bytes()).expect("readable").items.is_empty());
    }

    #[test]
    fn entries_that_cannot_be_read_are_not_written_over() {
        let wrong = parse(b"- {time: noon, source: A, headline: B}\n").expect_err("no time");
        assert!(wrong.iter().all(Diagnostic::is_error) && wrong.len() == 1);
        assert!(parse(b"items: [").is_err());
    }
}
