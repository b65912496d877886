//! `data/wire.*`: reports of others, each a time, a source and a headline.

use super::entry::{self, Entry};
use crate::{diagnostic::Diagnostic, digest::Hasher, value::Value};
use jiff::Timestamp;
use std::{cmp::Reverse, collections::BTreeSet};

/// The code of what is wrong with an entry.
const CODE: &str = "wire-entry";

/// What an entry may say.
const KEYS: [&str; 5] = ["id", "time", "source", "headline", "url"];

/// A report of another outlet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WireItem {
    /// Its name within its source.
    pub id: String,
    /// When it was published.
    pub time: Timestamp,
    /// Who published it.
    pub source: String,
    /// What it says.
    pub headline: String,
    /// Where it can be read.
    pub url: Option<String>,
}

/// The items of a data file, newest first, and what is wrong with the others.
pub fn read(file: &str, root: &Value) -> (Vec<WireItem>, Vec<Diagnostic>) {
    let entries = match entry::entries(file, root, "headline", CODE) {
        Ok(entries) => entries,
        Err(diagnostic) => return (Vec::new(), vec![*diagnostic]),
    };
    let (mut items, mut diagnostics) = (Vec::new(), Vec::new());
    let mut known = BTreeSet::new();
    for entry in entries {
        match read_item(&entry) {
            Ok(item) if known.insert((item.source.clone(), item.id.clone())) => {
                diagnostics.extend(entry.unknown(&KEYS));
                items.push(item);
            }
            Ok(item) => {
                let message = format!("has the same ID as one before it: `{}`", item.id);
                diagnostics.push(entry.warn(&message, "give it another `id:`, or take it out"));
            }
            Err(diagnostic) => diagnostics.push(diagnostic),
        }
    }
    sort(&mut items);
    (items, diagnostics)
}

/// Newest first; of two at one instant by source and ID, so that no order of files or threads shows.
pub fn sort(items: &mut [WireItem]) {
    items.sort_by(|a, b| {
        let key = |item: &WireItem| (Reverse(item.time), item.source.clone(), item.id.clone());
        key(a).cmp(&key(b))
    });
}

fn read_item(entry: &Entry<'_>) -> Result<WireItem, Diagnostic> {
    let headline = entry.required("headline", "\"What happened\"")?;
    let source = entry.required("source", "NAME")?;
    let time = entry
        .instant("time")?
        .ok_or_else(|| entry.warn("has no `time`", "add `time: 2026-07-05T12:42:00Z`"))?;
    let url = entry.url("url")?;
    let id = match entry.optional("id", "a-name")? {
        Some(id) => id,
        None => derived_id(url.as_deref(), time, &headline),
    };
    Ok(WireItem { id, time, source, headline, url })
}

/// The ID of an item that names none: from its address, else from its time and headline.
pub fn derived_id(url: Option<&str>, time: Timestamp, headline: &str) -> String {
    if let Some(url) = url {
        return url.to_owned();
    }
    Hasher::new("wire item").text(&time.to_string()).text(headline).finish().short(16)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{data, decode::report};

    fn shown(file: &str, text: &str) -> String {
        let value = data::parse(file, text.as_bytes()).expect("readable");
        let (items, diagnostics) = read(file, &value);
        let line = |item: &WireItem| {
            let WireItem { id, time, source, headline, url } = item;
            format!("{time} {source} | {headline} | {} | {id}\n", url.as_deref().unwrap_or("-"))
        };
        format!("{}{}", items.iter().map(line).collect::<String>(), report(&diagnostics))
    }

    #[test]
    fn each_format_gives_the_same_items_newest_first() {
        let yaml = "- {time: 2026-07-05T12:40:00Z, source: Ada Post, headline: \"One, two\", url: https://a.example/1}\n\
                    - {time: \"2026-07-05T14:42:00+02:00\", source: Bob, headline: 12, id: b}\n";
        let json = r#"{"items": [{"time": "2026-07-05T12:40:00Z", "source": "Ada Post", "headline": "One, two",
            "url": "https://a.example/1"},
            {"id": "b", "time": "2026-07-05T12:42:00Z", "source": "Bob", "headline": 12, "url": null}]}"#;
        let csv = "time,source,headline,url,id\n2026-07-05T12:40:00Z,Ada Post,\"One, two\",https://a.example/1,\n\
                   2026-07-05T12:42:00Z,Bob,12,,b\n";
        let expected = "2026-07-05T12:42:00Z Bob | 12 | - | b\n\
                        2026-07-05T12:40:00Z Ada Post | One, two | https://a.example/1 | https://a.example/1\n";
        for (file, text) in [("data/wire.yaml", yaml), ("data/wire.json", json), ("data/wire.csv", csv)] {
            assert_eq!(shown(file, text), expected, "{file}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_told_and_the_rest_stays() {
        let yaml = "- {time: 2026-07-05T12:40:00Z, source: A, headline: Good, id: a}\n\
                    - {time: 2026-07-05T12:41:00Z, source: A, headline: Again, id: a}\n\
                    - {time: 2026-07-05T12:41:00Z, source: B, headline: Another's, id: a}\n\
                    - {time: 2026-07-05 12:41, source: A, headline: No offset}\n\
                    - {time: noon, source: A, headline: No time at all}\n\
                    - {source: A, headline: Without time}\n\
                    - {time: 2026-07-05T12:41:00Z, headline: Of nobody}\n\
                    - {time: 2026-07-05T12:41:00Z, source: A}\n\
                    - {time: 2026-07-05T12:41:00Z, source: A, headline: Script, url: \"javascript:alert(1)\"}\n\
                    - {time: 2026-07-05T12:41:00Z, source: A, headline: List, url: [a]}\n\
                    - {time: 2026-07-05T12:42:00Z, source: A, headline: Mistyped, ulr: \"https://a.example/\"}\n\
                    - just text\n";
        insta::assert_snapshot!(shown("data/wire.yaml", yaml));
        assert_eq!(
            shown("data/wire.yaml", "items: 5\n"),
            "data/wire.yaml: warning[wire-entry]: this must be a list of entries, or a map with `items` | write `items:` \
             and below it one entry a line, each begun with `- `"
        );
        assert_eq!(shown("data/wire.yaml", "feeds: {}\n"), "");
        assert_eq!(shown("data/wire.yaml", ""), "");
    }
}
