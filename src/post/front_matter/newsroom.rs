//! Fields in which a post says what it stands on: sources, claims, updates, the use of AI.

use super::{
    entries::{is_blank, one_or_more},
    fields::{Read, Refusal, own_text, text, texts, value_of, word},
    read::read_date,
};
use crate::{
    clock::Zone,
    config::{ClaimStatus, ClaimWords, Disclosure, Involvement},
    decode::SourceText,
    diagnostic::{Diagnostic, Position, nearest},
    post::meta::{Claim, Meta, Placed, SourceRef, SourceRefKind, Update, UpdateKind},
    yaml::{Entry, Node},
};
use std::collections::HashSet;

/// Sources as plain texts, or as maps with `name` and what else is known of them.
pub(super) fn sources(node: &Node) -> Read<Vec<SourceRef>> {
    let nodes = one_or_more(node).iter().filter(|node| !is_blank(node));
    let found: Vec<SourceRef> = nodes.map(source).collect::<Result<_, _>>()?;
    Ok((!found.is_empty()).then_some(found))
}

fn source(node: &Node) -> Result<SourceRef, Refusal> {
    let refusal = || Refusal::Value {
        code: "front-matter-type",
        message: format!("a source must be text or have a name, not {}", node.describe()),
        hint: "write `- {name: \"…\", url: \"https://…\"}`".to_owned(),
        range: node.range.clone(),
    };
    let empty = SourceRef {
        name: String::new(),
        url: None,
        kind: None,
        date: None,
        accessed: None,
        archived: None,
        via: None,
        extra: Vec::new(),
    };
    if let Some(entries) = node.map() {
        let url = own_text(entries, &["url", "link"])?;
        let name = own_text(entries, &["name", "title"])?.or_else(|| url.clone()).ok_or_else(refusal)?;
        let expected = Refusal::Type { expected: "a kind of source", example: "company" };
        let kind = value_of(entries, "kind").map(|kind| word(kind, &SourceRefKind::WORDS, &expected));
        let text = |name: &str| own_text(entries, &[name]);
        return Ok(SourceRef {
            name,
            url,
            kind: kind.transpose()?.flatten(),
            date: text("date")?,
            accessed: text("accessed")?,
            archived: text("archived")?,
            via: text("via")?,
            extra: rest(entries, &["name", "url", "kind", "date", "accessed", "archived", "via"]),
        });
    }
    let name = text(node).ok().flatten().ok_or_else(refusal)?;
    let is_url = name.starts_with("https://") || name.starts_with("http://");
    Ok(SourceRef { url: is_url.then(|| name.clone()), name, ..empty })
}

fn rest(entries: &[Entry], known: &[&str]) -> Vec<(String, crate::value::Value)> {
    entries.iter().filter(|entry| !known.contains(&entry.key.as_str())).map(Entry::to_pair).collect()
}

/// What claims are read with.
#[derive(Clone, Copy)]
pub(super) struct ClaimContext<'a> {
    pub(super) source: SourceText<'a>,
    pub(super) zone: &'a Zone,
    pub(super) words: &'a ClaimWords,
}

/// Claims as plain texts, or as maps with `text` and what else is known of them.
pub(super) fn claims(node: &Node, context: ClaimContext<'_>) -> Read<Vec<Claim>> {
    let nodes = one_or_more(node).iter().filter(|node| !is_blank(node));
    let found: Vec<Claim> = nodes.map(|node| claim(node, context)).collect::<Result<_, _>>()?;
    Ok((!found.is_empty()).then_some(found))
}

fn claim(node: &Node, context: ClaimContext<'_>) -> Result<Claim, Refusal> {
    let refusal = || Refusal::Value {
        code: "front-matter-type",
        message: format!("a claim must be text or have a `text`, not {}", node.describe()),
        hint: "write `- {id: a-name, text: \"…\", status: reported}`".to_owned(),
        range: node.range.clone(),
    };
    let Some(entries) = node.map() else {
        let text = text(node).ok().flatten().ok_or_else(refusal)?;
        return Ok(Claim { text, ..empty_claim(context.source.position(node.range.clone())) });
    };
    let (status, word) = match value_of(entries, "status") {
        Some(node) => claim_status(node, context.words)?,
        None => (None, None),
    };
    let sources = value_of(entries, "sources").or_else(|| value_of(entries, "source"));
    let sources = sources.map(texts).transpose()?.flatten().unwrap_or_default();
    let placed = |text: super::fields::Ranged<String>| Placed::at(text.value, context.source, text.range);
    let as_of = value_of(entries, "as_of").map(|node| read_date(node, context.zone)).transpose()?.flatten();
    let known = ["id", "text", "status", "attributed_to", "sources", "source", "as_of", "supersedes"];
    Ok(Claim {
        id: value_of(entries, "id").map(|node| claim_id(node, context.source)).transpose()?.flatten(),
        text: own_text(entries, &["text"])?.ok_or_else(refusal)?,
        status,
        word,
        attributed_to: value_of(entries, "attributed_to").map(names).transpose()?.flatten(),
        sources: sources.into_iter().map(placed).collect(),
        as_of,
        supersedes: own_text(entries, &["supersedes"])?,
        extra: rest(entries, &known),
        position: context.source.position(value_of(entries, "text").unwrap_or(node).range.clone()),
    })
}

fn empty_claim(position: Position) -> Claim {
    Claim {
        id: None,
        text: String::new(),
        status: None,
        word: None,
        attributed_to: None,
        sources: Vec::new(),
        as_of: None,
        supersedes: None,
        extra: Vec::new(),
        position,
    }
}

/// One name, or several with commas between them.
fn names(node: &Node) -> Read<String> {
    if node.list().is_none() {
        return text(node);
    }
    let names = texts(node)?.unwrap_or_default();
    let names: Vec<String> = names.into_iter().map(|name| name.value).collect();
    Ok((!names.is_empty()).then(|| names.join(", ")))
}

/// A name that can stand in an address, after a `#`.
fn claim_id(node: &Node, source: SourceText<'_>) -> Read<Placed<String>> {
    let Some(id) = text(node)? else { return Ok(None) };
    if id.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_') {
        return Ok(Some(Placed::at(id, source, node.range.clone())));
    }
    Err(Refusal::Value {
        code: "claim-id",
        message: format!("\"{id}\" is no ID of a claim"),
        hint: "write letters, digits, `-` and `_`, such as `staff-memo`".to_owned(),
        range: node.range.clone(),
    })
}

/// A word of the scale, or one of the site's that stands for one.
fn claim_status(node: &Node, words: &ClaimWords) -> Result<(Option<ClaimStatus>, Option<String>), Refusal> {
    let expected = Refusal::Type { expected: "a status", example: "reported" };
    let Some(word) = text(node).map_err(|_| expected)? else { return Ok((None, None)) };
    if let Some(status) = ClaimStatus::of_word(&word) {
        return Ok((Some(status), None));
    }
    if let Some(status) = words.get(&word.to_lowercase()) {
        return Ok((Some(*status), Some(word)));
    }
    let scale: Vec<&str> = ClaimStatus::WORDS.iter().map(|(word, _)| *word).collect();
    let known = scale.iter().copied().chain(words.keys().map(String::as_str));
    let instead = nearest(&word, known)
        .map_or_else(|| format!("write one of: {}", scale.join(", ")), |near| format!("write `{near}`"));
    Err(Refusal::Value {
        code: "claim-status",
        message: format!("\"{word}\" is no status of a claim"),
        hint: format!(
            "{instead}, or say in `sitegen.yaml` which of them it is: `claims: {{words: {{{word}: reported}}}}`"
        ),
        range: node.range.clone(),
    })
}

/// What is wrong between the claims of one post, and between them and its sources.
pub(super) fn check_claims(meta: &Meta, source: SourceText<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    for claim in &meta.claims {
        if let Some(id) = claim.id.as_ref().filter(|id| !seen.insert(&id.value)) {
            let message = format!("two claims of this post have the ID `{}`", id.value);
            let mistake = Diagnostic::error("claim-id", message).hint("give one of them another `id`");
            found.push(mistake.in_file(source.file()).at(id.position));
        }
        for name in claim.sources.iter().filter(|name| source_number(&meta.sources, &name.value).is_none()) {
            let known = meta.sources.iter().map(|source| source.name.as_str());
            let hint = nearest(&name.value, known).map_or_else(
                || "list it under `sources` of this post".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            let message = format!("a claim rests on `{}`, which is none of this post's sources", name.value);
            let mistake = Diagnostic::warning("claim-source", message).hint(hint);
            found.push(mistake.in_file(source.file()).at(name.position));
        }
    }
    found
}

/// The number of a source, from 1, that is called by its name, its address or its number.
pub fn source_number(sources: &[SourceRef], called: &str) -> Option<usize> {
    let is_it = |source: &SourceRef| {
        source.name.eq_ignore_ascii_case(called) || source.url.as_deref() == Some(called)
    };
    let by_name = sources.iter().position(is_it).map(|place| place + 1);
    by_name.or_else(|| called.parse().ok().filter(|number| (1..=sources.len()).contains(number)))
}

/// A word, or a map with `involvement`. `true` and `false` say nothing that a reader could use.
pub(super) fn disclosure(node: &Node) -> Read<Disclosure> {
    if node.is_null() || node.boolean().is_some() {
        return Ok(None);
    }
    let expected = Refusal::Type { expected: "what AI had to do with the text", example: "assisted" };
    let Some(entries) = node.map() else {
        return Ok(word(node, &Involvement::WORDS, &expected)?.map(Disclosure::of));
    };
    let lacks = || Refusal::Value {
        code: "front-matter-type",
        message: "the map has no `involvement`".to_owned(),
        hint: "write `ai: {involvement: assisted, reviewed_by: \"…\"}`".to_owned(),
        range: node.range.clone(),
    };
    let involvement = value_of(entries, "involvement").ok_or_else(lacks)?;
    let involvement = word(involvement, &Involvement::WORDS, &expected)?.ok_or_else(lacks)?;
    let names = |name: &str| -> Result<Vec<String>, Refusal> {
        let found = value_of(entries, name).map(texts).transpose()?.flatten().unwrap_or_default();
        Ok(found.into_iter().map(|name| name.value).collect())
    };
    Ok(Some(Disclosure {
        involvement,
        tools: names("tools")?,
        reviewed_by: names("reviewed_by")?,
        responsible: names("responsible")?,
        note: own_text(entries, &["note"])?,
    }))
}

/// Updates and corrections: maps with `date`, `kind` and `text`.
pub(super) fn updates(node: &Node, zone: &Zone) -> Read<Vec<Update>> {
    if node.is_null() {
        return Ok(None);
    }
    let nodes = one_or_more(node);
    if nodes.iter().all(|node| node.map().is_none() && !node.is_null()) && !nodes.is_empty() {
        let example = "[{date: 2026-07-05, kind: correction, text: \"…\"}]";
        return Err(Refusal::Type { expected: "a list of maps", example });
    }
    let maps = nodes.iter().filter(|node| !node.is_null());
    let updates: Vec<Update> = maps.map(|node| update(node, zone)).collect::<Result<_, _>>()?;
    Ok((!updates.is_empty()).then_some(updates))
}

fn update(node: &Node, zone: &Zone) -> Result<Update, Refusal> {
    let missing = |what: &str| Refusal::Value {
        code: "front-matter-type",
        message: format!("an entry has no {what}"),
        hint: "write `- {date: 2026-07-05, kind: correction, text: \"…\"}`".to_owned(),
        range: node.range.clone(),
    };
    let entries = node.map().ok_or_else(|| missing("`date` and `text`"))?;
    let value = |name: &str| value_of(entries, name);
    let date = value("date").ok_or_else(|| missing("`date`"))?;
    let date = within("date", date, read_date(date, zone))?.ok_or_else(|| missing("`date`"))?;
    let read_kind = |name| value(name).map(|node| within(name, node, update_kind(node))).transpose();
    let (kind, other) = (read_kind("kind")?.flatten(), read_kind("type")?.flatten());
    let kind = kind.or(other);
    let text = own_text(entries, &["text", "note", "description"])?.ok_or_else(|| missing("`text`"))?;
    Ok(Update { date, kind: kind.unwrap_or_default(), text })
}

/// What was read of a key within a map. That it is of another type is a mistake there under any spelling of the whole.
fn within<T>(name: &str, node: &Node, read: Read<T>) -> Read<T> {
    read.map_err(|refusal| match refusal {
        Refusal::Type { expected, example } => Refusal::Value {
            code: "front-matter-type",
            message: format!("`{name}` must be {expected}, not {}", node.describe()),
            hint: format!("write `{name}: {example}`"),
            range: node.range.clone(),
        },
        value @ Refusal::Value { .. } => value,
    })
}

fn update_kind(node: &Node) -> Read<UpdateKind> {
    let refusal = Refusal::Type { expected: "a kind of update", example: "correction" };
    word(node, &UpdateKind::WORDS, &refusal)
}
