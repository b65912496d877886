//! `check` of a front matter: levels of rules for this post, each with the reason.

use super::fields::{Fields, text};
use crate::{
    diagnostic::{Diagnostic, nearest},
    post::meta::{Allowance, Placed},
    rules::{self, CheckLevel},
    yaml::{Entry, Node},
};

const EXAMPLE: &str = "write `check: {near-duplicate: {level: allow, reason: \"…\"}}`, or the reason alone";

/// `check: {RULE: {level: allow, reason: "…"}}`, or `check: {RULE: "reason"}` to allow it. What is no map is a field of the
/// site's own.
pub(super) fn allowances(fields: &mut Fields<'_>) -> Vec<Placed<Allowance>> {
    let Some(index) = fields.index_of("check") else { return Vec::new() };
    let Some(entries) = fields.entry(index).value.map() else { return Vec::new() };
    let _: Option<()> = fields.settle(index, Ok(None));
    let mut found = Vec::new();
    for entry in entries {
        match allowance(entry) {
            Ok(allowance) => {
                found.push(Placed::at(allowance, fields.source, entry.key_range.clone()));
            }
            Err((message, hint)) => {
                let mistake =
                    Diagnostic::error("front-matter-check", format!("`check`: {message}")).hint(hint);
                let mistake = fields.source.place(mistake, entry.key_range.clone());
                fields.found.push(mistake);
            }
        }
    }
    found
}

type Wrong = (String, String);

fn allowance(entry: &Entry) -> Result<Allowance, Wrong> {
    let rule = &entry.key;
    if let Some(wrong) = rules::unsettable(rule) {
        return Err(wrong);
    }
    let without_reason = || {
        let message = format!("`{rule}` has no reason");
        (message, format!("write `{rule}: \"why this post may\"`"))
    };
    let (level, reason) = match entry.value.map() {
        Some(entries) => read_map(rule, entries)?,
        None => (CheckLevel::Off, text(&entry.value).map_err(|_| without_reason())?),
    };
    // A level where the reason is meant says nothing of why.
    let is_level = |reason: &String| CheckLevel::WORDS.iter().any(|(word, _)| word == reason);
    let reason = reason.filter(|reason| !is_level(reason)).ok_or_else(without_reason)?;
    Ok(Allowance { rule: rule.clone(), level, reason })
}

fn read_map(rule: &str, entries: &[Entry]) -> Result<(CheckLevel, Option<String>), Wrong> {
    let known = ["level", "reason"];
    if let Some(other) = entries.iter().find(|entry| !known.contains(&entry.key.as_str())) {
        let hint = nearest(&other.key, known)
            .map_or_else(|| EXAMPLE.to_owned(), |near| format!("did you mean `{near}`?"));
        return Err((format!("`{rule}` has no setting `{}`", other.key), hint));
    }
    let value = |name: &str| entries.iter().find(|entry| entry.key == name).map(|entry| &entry.value);
    let level = value("level").map_or(Ok(CheckLevel::Off), level)?;
    Ok((level, value("reason").and_then(|node| text(node).ok().flatten())))
}

fn level(node: &Node) -> Result<CheckLevel, Wrong> {
    let word = node.text().unwrap_or_default();
    let found = CheckLevel::WORDS.iter().find(|(known, _)| *known == word);
    found.map(|(_, level)| *level).ok_or_else(|| {
        (format!("\"{word}\" is no level"), "write `allow`, `info`, `warn` or `deny`".to_owned())
    })
}
