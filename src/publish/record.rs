//! What a target holds of ours: kept at the target, so that any machine can publish there next.
//!
//! It names paths, digests, sizes and headers, when and by which release; nothing of the machine that published.

use super::Headers;
use crate::{
    digest::{Digest, Hasher},
    paths::OutputPath,
};
use jiff::{Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Raised when the form of the record changes.
const FORMAT: u32 = 1;

/// A file of ours at a target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sent {
    /// Digest of its bytes.
    pub digest: Digest,
    /// How many.
    pub size: u64,
    /// Its headers, where the target keeps them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub headers: Option<Headers>,
    /// Since when no build has it; it stays for a while, for pages in readers' caches.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retired: Option<Timestamp>,
    /// Bytes of its body, where that is compressed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<u64>,
    /// What the target calls these bytes, where it has a name for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
}

impl Sent {
    /// A file with this digest and size, of which no more is known.
    pub fn new(digest: Digest, size: u64, headers: Option<Headers>) -> Self {
        Self { digest, size, headers, retired: None, body: None, etag: None }
    }

    /// Bytes that the target has of it.
    pub fn stored(&self) -> u64 {
        self.body.unwrap_or(self.size)
    }
}

/// The name of a release of these files: when, and what.
pub fn release_name(at: Timestamp, files: &BTreeMap<OutputPath, Sent>) -> String {
    let mut hasher = Hasher::new("release");
    for (path, sent) in files {
        hasher.text(path.as_str()).digest(sent.digest);
    }
    let when = at.to_zoned(TimeZone::UTC).strftime("%Y%m%dT%H%M%S").to_string();
    // Milliseconds, so that those of one second are in order.
    format!("{when}{:03}Z-{}", at.subsec_millisecond(), hasher.finish().short(8))
}

/// What a release put at a target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// The form.
    sitegen_publish: u32,
    /// The release.
    pub release: String,
    /// The one that readers saw before.
    pub before: Option<String>,
    /// When it was published.
    pub at: Timestamp,
    /// Files of ours.
    pub files: BTreeMap<OutputPath, Sent>,
    /// Files of others that were there before, and stay.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub others: BTreeSet<String>,
}

impl Record {
    /// What a release puts there.
    pub fn new(release: &str, before: Option<String>, at: Timestamp) -> Self {
        let (files, others) = (BTreeMap::new(), BTreeSet::new());
        Self { sitegen_publish: FORMAT, release: release.to_owned(), before, at, files, others }
    }

    /// As it is kept.
    pub fn to_json(&self) -> String {
        let mut json = serde_json::to_string(self).expect("texts, numbers and maps of them are JSON");
        json.push('\n');
        json
    }

    /// Reads a record.
    ///
    /// # Errors
    /// Says what is wrong with it: damage, another form, or a path that leads elsewhere.
    pub fn parse(json: &[u8]) -> Result<Self, String> {
        let record: Self = serde_json::from_slice(json).map_err(|error| error.to_string())?;
        if record.sitegen_publish != FORMAT {
            return Err(format!("its format is {}, not {FORMAT}", record.sitegen_publish));
        }
        check_paths(record.files.keys().map(OutputPath::as_str))?;
        check_paths(&record.others)?;
        Ok(record)
    }
}

/// Whether each of these paths stays below the target.
///
/// # Errors
/// Names one that does not.
pub fn check_paths<P: AsRef<str>>(paths: impl IntoIterator<Item = P>) -> Result<(), String> {
    let leads_out = |path: &P| {
        let path = path.as_ref();
        path.is_empty() || path.split('/').any(|name| matches!(name, "" | "." | ".."))
    };
    match paths.into_iter().find(leads_out) {
        Some(path) => Err(format!("`{}` leads elsewhere", path.as_ref().escape_debug())),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_reads_back_and_leads_nowhere_else() {
        let at = "2026-07-05T12:44:00Z".parse().expect("valid");
        let mut record = Record::new("one", None, at);
        let path = OutputPath::parse("日本/a.html").expect("legal");
        let sent = Sent { retired: Some(at), ..Sent::new(Digest::of(b"x"), 1, None) };
        record.files.insert(path, sent);
        assert_eq!(Record::parse(record.to_json().as_bytes()), Ok(record.clone()));
        for (from, to) in [("日本/", "../"), ("日本/a.html", "/etc/passwd"), ("_publish\":1", "_publish\":2")]
        {
            let damaged = record.to_json().replace(from, to);
            assert!(Record::parse(damaged.as_bytes()).is_err(), "{damaged}");
        }
    }
}
