//! The video of a front matter.

use super::{
    entries::one_or_more,
    fields::{Read, Refusal, own_text, text, value_of},
};
use crate::{
    config::raw::is_language_tag,
    decode::SourceText,
    post::meta::{Captions, Placed, Video, seconds},
    yaml::Node,
};

/// Whether a value can be a video: a path, or a map with `src`. Anything else is a key of the site's own.
pub(super) fn is_video(node: &Node) -> bool {
    src(node).is_some()
}

fn src(node: &Node) -> Option<&Node> {
    let node = match node.map() {
        Some(entries) => value_of(entries, "src")?,
        None => node,
    };
    let is_path = node.boolean().is_none() && node.number().is_none();
    node.text().filter(|text| is_path && !text.trim().is_empty())?;
    Some(node)
}

/// A video from a path or a map.
pub(super) fn video(node: &Node, source: SourceText<'_>) -> Read<Video> {
    let Some(src) = src(node).and_then(|node| placed(node, source)) else { return Ok(None) };
    let entries = node.map().unwrap_or_default();
    let text = |name: &str| own_text(entries, &[name]);
    let pixels = |name: &str| value_of(entries, name).map(pixels).transpose().map(Option::flatten);
    Ok(Some(Video {
        src,
        poster: own_text(entries, &["poster"])?
            .and(value_of(entries, "poster"))
            .and_then(|poster| placed(poster, source)),
        title: text("title")?,
        description: text("description")?,
        caption: text("caption")?,
        credit: text("credit")?,
        duration: value_of(entries, "duration").map(duration).transpose()?.flatten(),
        width: pixels("width")?,
        height: pixels("height")?,
        captions: value_of(entries, "captions")
            .map_or(Ok(Vec::new()), |captions| all_captions(captions, source))?,
        transcript: text("transcript")?,
    }))
}

fn placed(node: &Node, source: SourceText<'_>) -> Option<Placed<String>> {
    let text = text(node).ok().flatten()?;
    Some(Placed::at(text, source, node.range.clone()))
}

fn duration(node: &Node) -> Read<u32> {
    if node.is_null() {
        return Ok(None);
    }
    let found = node.text().and_then(seconds);
    found.map(Some).ok_or_else(|| {
        wrong(
            node,
            format!("{} is no `duration` of a video", said(node)),
            "write seconds (`95`), minutes and seconds in quotes (`\"1:35\"`), or `PT1M35S`; a day at most",
        )
    })
}

fn pixels(node: &Node) -> Read<u32> {
    if node.is_null() {
        return Ok(None);
    }
    let found = node.integer().and_then(|number| u32::try_from(number).ok());
    found.filter(|pixels| (1..=65_535).contains(pixels)).map(Some).ok_or_else(|| {
        wrong(node, format!("{} is no number of pixels", said(node)), "write a whole number, such as `1080`")
    })
}

fn said(node: &Node) -> String {
    node.text().map_or_else(|| node.describe(), |text| format!("\"{text}\""))
}

fn wrong(node: &Node, message: String, hint: &str) -> Refusal {
    Refusal::Value { code: "video", message, hint: hint.to_owned(), range: node.range.clone() }
}

/// One file of captions or several, as paths or as maps with `src`.
fn all_captions(node: &Node, source: SourceText<'_>) -> Result<Vec<Captions>, Refusal> {
    let nodes = one_or_more(node).iter().filter(|node| !node.is_null());
    nodes.map(|node| captions(node, source)).collect()
}

fn captions(node: &Node, source: SourceText<'_>) -> Result<Captions, Refusal> {
    let lacks = || {
        let hint = "write `captions: [{src: clip.en.vtt, lang: en}]`";
        wrong(node, "captions must be a file, or have a `src`".to_owned(), hint)
    };
    let src = src(node).and_then(|node| placed(node, source)).ok_or_else(lacks)?;
    let entries = node.map().unwrap_or_default();
    let lang = own_text(entries, &["lang"])?.map(|tag| tag.replace('_', "-"));
    if let Some(tag) = lang.as_deref().filter(|tag| !is_language_tag(tag)) {
        return Err(wrong(
            node,
            format!("\"{tag}\" is not a language tag"),
            "write a tag such as `en`, `de` or `pt-BR`",
        ));
    }
    Ok(Captions { src, lang, label: own_text(entries, &["label"])? })
}
