//! The manifest: which files of the output folder are ours, what is in them, and what they were built for.

use crate::{digest::Digest, paths::OutputPath};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

/// Where the manifest is, in the output folder.
pub const MANIFEST_NAME: &str = ".sitegen-manifest.json";

/// Raised when the form of the manifest changes.
const FORMAT: u32 = 1;

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Digest of its bytes.
    pub digest: Digest,
    /// How many.
    pub size: u64,
}

impl Entry {
    /// The entry of a file of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self { digest: Digest::of(bytes), size: bytes.len() as u64 }
    }
}

/// What a build was made for, as far as it decides whether readers may have it. Paths and digests do not tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BuiltFor {
    /// Where the site is to be served.
    pub base_url: String,
    /// Why posts in it are not public, each reason once: `draft`, `future`, `expired`.
    pub not_public: BTreeSet<String>,
    /// Whether pages are missing or old because of errors.
    pub has_errors: bool,
}

/// What a build wrote. Equal output folders have manifests of equal bytes: it holds paths and digests, no
/// times and nothing of the machine.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Manifest {
    /// Whether the build that wrote it came to its end. If not, files are as listed, or newer, or missing.
    pub complete: bool,
    /// What it was made for; none where it did not end, or was made by a version that did not say.
    pub built_for: Option<BuiltFor>,
    /// Files of the last complete build.
    pub files: BTreeMap<OutputPath, Entry>,
    /// Further files that an unfinished build may have written. Empty in a complete manifest.
    pub claimed: BTreeSet<OutputPath>,
}

#[derive(Deserialize)]
struct Raw {
    sitegen_manifest: u32,
    complete: bool,
    #[serde(default)]
    built_for: Option<BuiltFor>,
    files: BTreeMap<String, Entry>,
    claimed: Vec<String>,
}

impl Manifest {
    /// Whether a file at this path was written by us.
    pub fn owns(&self, path: &OutputPath) -> bool {
        self.files.contains_key(path) || self.claimed.contains(path)
    }

    /// Every path that is ours, in order.
    pub fn paths(&self) -> BTreeSet<&OutputPath> {
        self.files.keys().chain(&self.claimed).collect()
    }

    /// What the manifest of a build must say from its first write to its end, so that after a kill all files
    /// are still known as ours.
    #[must_use]
    pub fn begun(&self, planned: &BTreeSet<OutputPath>) -> Self {
        let new = self.claimed.union(planned).filter(|path| !self.files.contains_key(path));
        Self { complete: false, built_for: None, claimed: new.cloned().collect(), files: self.files.clone() }
    }

    /// JSON with one line for each file, so that a difference between two builds is read at a glance.
    pub fn to_json(&self) -> String {
        let mut json = format!("{{\n\"sitegen_manifest\": {FORMAT},\n\"complete\": {},\n", self.complete);
        if let Some(built_for) = &self.built_for {
            let built_for = serde_json::to_string(built_for).expect("texts and switches are JSON");
            let _ = writeln!(json, "\"built_for\": {built_for},");
        }
        let files = self.files.iter().map(|(path, entry)| {
            let (path, digest) = (quoted(path), entry.digest);
            format!("{path}: {{\"digest\": \"{digest}\", \"size\": {}}}", entry.size)
        });
        push_lines(&mut json, "\"files\": {", files, "},\n");
        push_lines(&mut json, "\"claimed\": [", self.claimed.iter().map(quoted), "]\n}\n");
        json
    }

    /// Reads a manifest.
    ///
    /// # Errors
    /// Says what is wrong with it: damage, another format, or a path that leads out of the folder.
    pub fn parse(json: &[u8]) -> Result<Self, String> {
        let raw: Raw = serde_json::from_slice(json).map_err(|error| error.to_string())?;
        if raw.sitegen_manifest != FORMAT {
            return Err(format!("its format is {}, not {FORMAT}", raw.sitegen_manifest));
        }
        let parse = |path: &str| OutputPath::of_file(path).map_err(|error| format!("`{path}`: {error}"));
        let files = raw.files.into_iter().map(|(path, entry)| Ok((parse(&path)?, entry)));
        Ok(Self {
            complete: raw.complete,
            built_for: raw.built_for,
            files: files.collect::<Result<_, String>>()?,
            claimed: raw.claimed.iter().map(|path| parse(path)).collect::<Result<_, String>>()?,
        })
    }
}

fn quoted(path: &OutputPath) -> String {
    serde_json::Value::from(path.as_str()).to_string()
}

fn push_lines(json: &mut String, open: &str, lines: impl Iterator<Item = String>, close: &str) {
    json.push_str(open);
    for (index, line) in lines.enumerate() {
        let comma = if index == 0 { "" } else { "," };
        let _ = write!(json, "{comma}\n  {line}");
    }
    json.push('\n');
    json.push_str(close);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(path: &str) -> OutputPath {
        OutputPath::parse(path).expect("legal")
    }

    #[test]
    fn it_reads_back_and_is_stable() {
        let manifest = Manifest {
            complete: true,
            built_for: None,
            files: [(path("日本/\u{e9} x.html"), Entry::of(b"1")), (path("a.html"), Entry::of(b""))].into(),
            claimed: BTreeSet::new(),
        };
        insta::assert_snapshot!(manifest.to_json(), @r#"
        {
        "sitegen_manifest": 1,
        "complete": true,
        "files": {
          "a.html": {"digest": "af1349b9f5f9a1a6a0404dea36dcc949", "size": 0},
          "日本/é x.html": {"digest": "d63bd9a826af91c1fea371965a64e11e", "size": 1}
        },
        "claimed": [
        ]
        }
        "#);
        assert_eq!(Manifest::parse(manifest.to_json().as_bytes()), Ok(manifest.clone()));
        let begun = manifest.begun(&[path("a.html"), path("b.html")].into());
        insta::assert_snapshot!(begun.to_json(), @r#"
        {
        "sitegen_manifest": 1,
        "complete": false,
        "files": {
          "a.html": {"digest": "af1349b9f5f9a1a6a0404dea36dcc949", "size": 0},
          "日本/é x.html": {"digest": "d63bd9a826af91c1fea371965a64e11e", "size": 1}
        },
        "claimed": [
          "b.html"
        ]
        }
        "#);
        assert_eq!(Manifest::parse(begun.to_json().as_bytes()), Ok(begun.clone()));
        assert!(begun.owns(&path("b.html")) && begun.owns(&path("a.html")) && !begun.owns(&path("c.html")));
    }

    fn built_for() -> BuiltFor {
        let base_url = "https://example.org/".to_owned();
        BuiltFor { base_url, not_public: ["draft".to_owned()].into(), has_errors: false }
    }

    #[test]
    fn it_says_what_the_build_was_made_for() {
        let manifest = Manifest { complete: true, built_for: Some(built_for()), ..Manifest::default() };
        let line =
            r#""built_for": {"base_url":"https://example.org/","not_public":["draft"],"has_errors":false},"#;
        assert!(manifest.to_json().lines().any(|found| found == line), "{}", manifest.to_json());
        assert_eq!(Manifest::parse(manifest.to_json().as_bytes()), Ok(manifest.clone()));
        assert_eq!(manifest.begun(&BTreeSet::new()).built_for, None);
    }

    #[test]
    fn what_is_not_ours_is_not_believed() {
        let json = |text: &str| Manifest::parse(text.as_bytes()).expect_err("not a manifest");
        let with_path = |path: &str| {
            let claimed =
                format!(r#"{{"sitegen_manifest":1,"complete":true,"files":{{}},"claimed":["{path}"]}}"#);
            json(&claimed)
        };
        insta::assert_snapshot!(with_path("../x"), @"`../x`: the path has `..`, which leads elsewhere");
        insta::assert_snapshot!(with_path("/etc/passwd"), @"`/etc/passwd`: the path has an empty name between two slashes");
        insta::assert_snapshot!(json(r#"{"sitegen_manifest":2,"complete":true,"files":{},"claimed":[]}"#), @"its format is 2, not 1");
        assert!(json("{}").contains("missing field"));
        assert!(json("").contains("EOF"));
    }

    #[test]
    fn a_damaged_manifest_never_names_a_path_outside() {
        let manifest = Manifest {
            complete: true,
            built_for: Some(built_for()),
            files: [(path("a/b.html"), Entry::of(b"1"))].into(),
            claimed: [path("c")].into(),
        };
        let json = manifest.to_json().into_bytes();
        for index in 0..json.len() {
            for bit in 0..8 {
                let mut damaged = json.clone();
                damaged[index] ^= 1 << bit;
                if let Ok(read) = Manifest::parse(&damaged) {
                    assert!(read.paths().iter().all(|path| OutputPath::of_file(path.as_str()).is_ok()));
                }
            }
        }
    }
}
