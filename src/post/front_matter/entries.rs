//! Fields whose values have parts: authors, images, sentiment, the sign-off.

use super::fields::{Read, Refusal, own_text, text, text_in, texts, value_of};
use crate::{
    config::SignOff,
    images::Focus,
    post::meta::{Author, Image, Sentiment},
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
    for node in nodes.iter().filter(|node| !is_blank(node)) {
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
            focus: text_in(entries, &["focus"]).and_then(|focus| Focus::parse(&focus)),
        });
    }
    let is_path = node.boolean().is_none() && node.number().is_none();
    let src = text(node).ok().flatten().filter(|_| is_path)?;
    Some(Image { src, alt: String::new(), caption: None, credit: None, focus: None })
}

/// Whether a node says nothing: null, or text of blanks alone.
pub(super) fn is_blank(node: &Node) -> bool {
    node.is_null() || node.text().is_some_and(|text| text.trim().is_empty())
}

/// A node's entries when it is a list, else the node alone; null is none.
pub(super) fn one_or_more(node: &Node) -> &[Node] {
    match node.list() {
        Some(nodes) => nodes,
        None if node.is_null() => &[],
        None => std::slice::from_ref(node),
    }
}

/// A label, or a map with `label` and perhaps `score`, `horizon` and `rationale`.
pub(super) fn sentiment(node: &Node) -> Read<Sentiment> {
    let refusal = Refusal::Type {
        expected: "a label, or a map with a `label`",
        example: "{label: bullish, rationale: \"…\"}",
    };
    if let Some(entries) = node.map() {
        let score = value_of(entries, "score").map(score);
        let label = own_text(entries, &["label"])?.ok_or_else(|| Refusal::Value {
            code: "front-matter-type",
            message: "the map has no `label`".to_owned(),
            hint: "write `sentiment: {label: bullish, rationale: \"…\"}`".to_owned(),
            range: node.range.clone(),
        })?;
        return Ok(Some(Sentiment {
            label,
            score: score.transpose()?.flatten(),
            horizon: own_text(entries, &["horizon"])?,
            rationale: own_text(entries, &["rationale", "reason"])?,
        }));
    }
    let label = text(node).map_err(|_| refusal)?;
    Ok(label.map(|label| Sentiment { label, score: None, horizon: None, rationale: None }))
}

fn score(node: &Node) -> Read<f64> {
    if is_blank(node) {
        return Ok(None);
    }
    let written = || node.text().and_then(|text| text.trim().parse().ok());
    let number = node.number().or_else(written).filter(|number: &f64| number.is_finite());
    number.map(Some).ok_or_else(|| Refusal::Value {
        code: "front-matter-type",
        message: format!("`score` must be a number, not {}", node.describe()),
        hint: "write a number such as `score: 0.4`".to_owned(),
        range: node.range.clone(),
    })
}

/// Text with places; `false` for none, `true` for that of the site.
pub(super) fn sign_off(node: &Node) -> Read<SignOff> {
    let refusal = || Refusal::Type { expected: "text, or `false` for none", example: "\"By {author}\"" };
    match node.boolean() {
        Some(true) => return Ok(None),
        Some(false) => return Ok(Some(SignOff::default())),
        None => {}
    }
    let Some(text) = text(node).map_err(|_| refusal())? else { return Ok(None) };
    SignOff::parse(&text).map(Some).map_err(|wrong| Refusal::Value {
        code: "sign-off",
        message: wrong.message,
        hint: wrong.hint,
        range: node.range.clone(),
    })
}
