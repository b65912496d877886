//! What a run is about to do, written before it does anything: so that the next one, should it be killed, knows what is
//! ours, what may be half done, and which addresses caches may hold.

use crate::{
    paths::OutputPath,
    publish::{Plan, Record, Remote, Sent, Signature, record::check_paths},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Where it is.
pub const KEY: &str = ".sitegen/intent.json";

/// Raised when its form changes.
const FORMAT: u32 = 1;

/// What a run is about to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Intent {
    #[serde(rename = "sitegen_intent")]
    format: u32,
    /// Who.
    process: u32,
    host: Option<String>,
    at: Timestamp,
    /// What will be there that no record lists, or lists otherwise.
    pub puts: BTreeMap<OutputPath, Sent>,
    /// What will be there no more.
    pub deletes: BTreeMap<OutputPath, Sent>,
}

impl Intent {
    /// What a plan does to a target, and what an intent before it did that is not settled.
    pub fn new(plan: &Plan, remote: &Remote, before: Option<&Self>, by: &Signature) -> Self {
        let recorded = |path: &OutputPath| remote.record.as_ref().and_then(|record| record.files.get(path));
        let mut puts: BTreeMap<OutputPath, Sent> = plan
            .files
            .iter()
            .filter(|(path, sent)| recorded(path) != Some(*sent))
            .map(|(path, sent)| (path.clone(), sent.clone()))
            .collect();
        let mut deletes = BTreeMap::new();
        for delete in &plan.deletes {
            let known = recorded(&delete.path).or_else(|| remote.unsettled.get(&delete.path));
            deletes.extend(known.map(|sent| (delete.path.clone(), sent.clone())));
        }
        for (path, sent) in before.iter().flat_map(|before| before.puts.iter().chain(&before.deletes)) {
            match plan.files.get(path) {
                Some(new) => puts.insert(path.clone(), new.clone()),
                None => deletes.insert(path.clone(), sent.clone()),
            };
        }
        let Signature { process, host, at } = by.clone();
        Self { format: FORMAT, process, host, at, puts, deletes }
    }

    /// The paths of which readers get something else than before.
    pub fn changed(&self) -> impl Iterator<Item = &OutputPath> {
        self.puts.keys().chain(self.deletes.keys())
    }

    /// What it names that no record does.
    pub fn unsettled(&self, record: Option<&Record>) -> BTreeMap<OutputPath, Sent> {
        let is_recorded = |path: &OutputPath| record.is_some_and(|record| record.files.contains_key(path));
        let named = self.puts.iter().chain(&self.deletes).filter(|(path, _)| !is_recorded(path));
        named.map(|(path, sent)| (path.clone(), sent.clone())).collect()
    }

    /// Whether it names a path.
    pub fn names(&self, path: &OutputPath) -> bool {
        self.puts.contains_key(path) || self.deletes.contains_key(path)
    }

    /// As it is kept.
    pub fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("texts, numbers and maps of them are JSON")
    }

    /// Reads one; none where it is damaged or of another form: what it named is no longer known as ours.
    pub fn parse(json: &[u8]) -> Option<Self> {
        let intent: Self = serde_json::from_slice(json).ok()?;
        let is_legal = check_paths(intent.changed().map(OutputPath::as_str)).is_ok();
        (is_legal && intent.format == FORMAT).then_some(intent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{digest::Digest, publish::plan::Delete};

    fn path(text: &str) -> OutputPath {
        OutputPath::parse(text).expect("legal")
    }

    fn sent(text: &str) -> Sent {
        Sent::new(Digest::of(text.as_bytes()), text.len() as u64, None)
    }

    fn by() -> Signature {
        Signature { process: 7, host: None, at: "2026-07-05T12:44:00Z".parse().expect("valid") }
    }

    fn names(files: &BTreeMap<OutputPath, Sent>) -> Vec<&str> {
        files.keys().map(OutputPath::as_str).collect()
    }

    #[test]
    fn it_names_what_changes_and_what_was_not_settled() {
        let mut record = Record::new("one", None, by().at);
        record.files.extend([(path("same"), sent("a")), (path("old"), sent("a")), (path("gone"), sent("a"))]);
        let remote = Remote { record: Some(record), ..Remote::default() };
        let mut plan = Plan::default();
        plan.files.extend([(path("same"), sent("a")), (path("old"), sent("b")), (path("new"), sent("c"))]);
        plan.deletes.push(Delete { path: path("gone"), size: 1 });
        let intent = Intent::new(&plan, &remote, None, &by());
        assert_eq!((names(&intent.puts), names(&intent.deletes)), (vec!["new", "old"], vec!["gone"]));
        assert_eq!(Intent::parse(&intent.to_json()), Some(intent.clone()));

        let mut before = intent.clone();
        before.puts.insert(path("half"), sent("x"));
        before.puts.insert(path("same"), sent("y"));
        let next = Intent::new(&plan, &remote, Some(&before), &by());
        assert_eq!(names(&next.puts), ["new", "old", "same"]);
        assert_eq!(names(&next.deletes), ["gone", "half"]);
        assert_eq!(names(&next.unsettled(remote.record.as_ref())), ["half", "new"]);
    }

    #[test]
    fn damage_and_paths_that_lead_elsewhere_are_none() {
        let mut intent = Intent::new(&Plan::default(), &Remote::default(), None, &by());
        intent.puts.insert(path("a/b"), sent("a"));
        let json = String::from_utf8(intent.to_json()).expect("text");
        assert!(Intent::parse(json.as_bytes()).is_some());
        for (from, to) in [("a/b", "../b"), ("a/b", "/b"), ("_intent\":1", "_intent\":2"), ("}", "")] {
            assert_eq!(Intent::parse(json.replace(from, to).as_bytes()), None, "{to}");
        }
    }
}
