//! Fields whose values have parts: authors, images, sources, updates, sentiment.

use super::{
    fields::{Read, Refusal, text, text_in, texts, word},
    read::read_date,
};
use crate::{
    clock::Zone,
    post::meta::{Author, Image, Sentiment, SourceRef, Update, UpdateKind},
    value::Value,
    yaml::{Entry, Node},
};

/// An author known by name alone.
pub(super) fn author_named(name: &str) -> Author {
    Author { name: name.to_owned(), url: None }
}

/// Names, or maps with `name` and perhaps `url`.
pub(super) fn authors(node: &Node) -> Read<Vec<Author>> {
    let refusal = || Refusal::Type { expected: "a list of names", example: "[Ada Lovelace]" };
    if let Some(entries) = node.map() {
        return author(entries).map(|author| Some(vec![author])).ok_or_else(refusal);
    }
    let Some(nodes) = node.list().filter(|nodes| nodes.iter().any(|node| node.map().is_some())) else {
        let names = texts(node).map_err(|_| refusal())?;
        return Ok(names.map(|names| names.iter().map(|name| author_named(&name.value)).collect()));
    };
    let mut authors: Vec<Author> = Vec::new();
    for node in nodes.iter().filter(|node| !node.is_null()) {
        let found = match node.map() {
            Some(entries) => author(entries),
            None => text(node).ok().flatten().map(|name| author_named(&name)),
        };
        let found = found.ok_or_else(refusal)?;
        if !authors.contains(&found) {
            authors.push(found);
        }
    }
    Ok((!authors.is_empty()).then_some(authors))
}

fn author(entries: &[Entry]) -> Option<Author> {
    let url = text_in(entries, &["url", "link", "homepage", "website"]);
    text_in(entries, &["name"]).map(|name| Author { name, url })
}

/// An image from a path, a map with `src`, `url` or `path`, or a list of either; none from anything else.
pub(super) fn image(node: &Node) -> Option<Image> {
    if let Some(nodes) = node.list() {
        return nodes.iter().find_map(image);
    }
    if let Some(entries) = node.map() {
        return Some(Image {
            src: text_in(entries, &["src", "url", "path"])?,
            alt: text_in(entries, &["alt"]).unwrap_or_default(),
            caption: text_in(entries, &["caption"]),
            credit: text_in(entries, &["credit"]),
        });
    }
    let is_path = node.boolean().is_none() && node.number().is_none();
    let src = text(node).ok().flatten().filter(|_| is_path)?;
    Some(Image { src, alt: String::new(), caption: None, credit: None })
}

/// A node's entries when it is a list, else the node alone; null is none.
fn one_or_more(node: &Node) -> &[Node] {
    match node.list() {
        Some(nodes) => nodes,
        None if node.is_null() => &[],
        None => std::slice::from_ref(node),
    }
}

/// Sources as plain texts, or as maps with `name` and perhaps `url` and `date`.
pub(super) fn sources(node: &Node) -> Read<Vec<SourceRef>> {
    let nodes = one_or_more(node).iter().filter(|node| !node.is_null());
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
    if let Some(entries) = node.map() {
        let url = text_in(entries, &["url", "link"]);
        let name = text_in(entries, &["name", "title"]).or_else(|| url.clone()).ok_or_else(refusal)?;
        let known = ["name", "url", "date"];
        let extra = entries.iter().filter(|entry| !known.contains(&entry.key.as_str()));
        let extra = extra.map(Entry::to_pair).collect();
        return Ok(SourceRef { name, url, date: text_in(entries, &["date"]), extra });
    }
    let name = text(node).ok().flatten().ok_or_else(refusal)?;
    let is_url = name.starts_with("https://") || name.starts_with("http://");
    Ok(SourceRef { url: is_url.then(|| name.clone()), name, date: None, extra: Vec::new() })
}

/// Claims as written; one alone need not be a list.
pub(super) fn claims(node: &Node) -> Vec<Value> {
    one_or_more(node).iter().filter(|node| !node.is_null()).map(Node::to_value).collect()
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
    let value = |name: &str| entries.iter().find(|entry| entry.key == name).map(|entry| &entry.value);
    let date = value("date").ok_or_else(|| missing("`date`"))?;
    let date = read_date(date, zone)?.ok_or_else(|| missing("`date`"))?;
    let kind = value("kind").or_else(|| value("type")).map(update_kind).transpose()?.flatten();
    let text = text_in(entries, &["text", "note", "description"]).ok_or_else(|| missing("`text`"))?;
    Ok(Update { date, kind: kind.unwrap_or_default(), text })
}

fn update_kind(node: &Node) -> Read<UpdateKind> {
    let words = [
        ("update", UpdateKind::Update),
        ("clarification", UpdateKind::Clarification),
        ("correction", UpdateKind::Correction),
        ("retraction", UpdateKind::Retraction),
    ];
    let refusal = Refusal::Type { expected: "a kind of update", example: "correction" };
    word(node, &words, &refusal)
}

/// A label, or a map with `label` and perhaps `rationale`.
pub(super) fn sentiment(node: &Node) -> Read<Sentiment> {
    let refusal = Refusal::Type {
        expected: "a label, or a map with a `label`",
        example: "{label: bullish, rationale: \"…\"}",
    };
    if let Some(entries) = node.map() {
        let rationale = text_in(entries, &["rationale", "reason"]);
        let label = text_in(entries, &["label"]).ok_or_else(|| Refusal::Value {
            code: "front-matter-type",
            message: "the map has no `label`".to_owned(),
            hint: "write `sentiment: {label: bullish, rationale: \"…\"}`".to_owned(),
            range: node.range.clone(),
        })?;
        return Ok(Some(Sentiment { label, rationale }));
    }
    let label = text(node).map_err(|_| refusal)?;
    Ok(label.map(|label| Sentiment { label, rationale: None }))
}
