//! Images: what those learn of them who do not see them, and how much those load who do.

use super::{Family, Look, Text, View, found};
use crate::{
    diagnostic::Diagnostic,
    images::is_image_name,
    site::{FileOrigin, StaticFile},
};
use html5gum::{
    Span, Tokenizer,
    emitters::callback::{CallbackEmitter, CallbackEvent},
};
use std::{collections::BTreeMap, ops::Range};

pub(super) const FAMILY: Family =
    Family { codes: &["image-alt", "image-alt-title"], look: Look::Texts(look) };
pub(super) const SIZES: Family = Family { codes: &["image-large"], look: Look::Site(sizes) };

fn look(text: &Text<'_>) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    if let Some(image) = &text.post().meta.image {
        let hint = "write `image: {src: …, alt: \"what it shows\"}`";
        let found = judge(&image.value.src, &image.value.alt, text, hint);
        diagnostics.extend(found.map(|diagnostic| text.in_file(diagnostic).at(image.position)));
    }
    for image in &text.survey.images {
        let hint =
            "write what it shows: `![a crane at the quay](…)`; one that shows nothing is `<img alt=\"\" …>`";
        let found = judge(&image.src, &image.alt, text, hint);
        diagnostics.extend(found.map(|diagnostic| text.at(diagnostic, image.range.clone())));
    }
    for raw in &text.survey.raw {
        let html = text.body.text.get(raw.clone()).unwrap_or_default();
        for tag in unnamed(html) {
            let diagnostic = found("image-alt", "this image has no `alt`")
                .hint("add `alt=\"what it shows\"`, or `alt=\"\"` if it shows nothing");
            diagnostics.push(text.at(diagnostic, raw.start + tag.start..raw.start + tag.end));
        }
    }
    diagnostics
}

fn judge(src: &str, alt: &str, text: &Text<'_>, hint: &str) -> Option<Diagnostic> {
    let (alt, title) = (alt.trim(), text.post().meta.title.trim());
    if alt.is_empty() {
        return Some(found("image-alt", format!("`{src}` has no alternative text")).hint(hint));
    }
    (alt.to_lowercase() == title.to_lowercase()).then(|| {
        found("image-alt-title", format!("the alternative text of `{src}` is the title of the post"))
            .hint("write what the image shows, which the title does not say")
    })
}

/// The places of tags `<img>` without `alt`.
fn unnamed(html: &str) -> Vec<Range<usize>> {
    let mut open: Option<(usize, bool)> = None;
    let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, span: Span<usize>| {
        match event {
            CallbackEvent::OpenStartTag { name } => open = (name == b"img").then_some((span.start, false)),
            CallbackEvent::AttributeName { name } => {
                if let Some((_, has_alt)) = &mut open {
                    *has_alt |= name == b"alt";
                }
            }
            CallbackEvent::CloseStartTag { .. } => {
                return open.take().filter(|(_, has_alt)| !has_alt).map(|(start, _)| start..span.end);
            }
            _ => {}
        }
        None
    });
    emitter.naively_switch_states(true);
    Tokenizer::new_with_emitter(html, emitter).map(|Ok(range)| range).collect()
}

fn sizes(view: &View<'_>) -> Vec<Diagnostic> {
    let site = view.site();
    let files = site.static_files.values().chain(site.attachments.values());
    let own: BTreeMap<&str, &StaticFile> = files
        .filter_map(|file| match &file.origin {
            FileOrigin::Project(path) if is_image_name(path.as_str()) => Some((path.as_str(), file)),
            _ => None,
        })
        .collect();
    own.into_iter().filter_map(|(path, file)| size(view, path, file)).collect()
}

fn size(view: &View<'_>, path: &str, file: &StaticFile) -> Option<Diagnostic> {
    let limits = &view.site().config.check_limits;
    let pixels = view.whole.image_facts(file).map(|facts| (facts.width, facts.height));
    let is_wide = pixels.is_some_and(|(width, height)| width.max(height) > limits.image_pixels);
    let message = if file.size > limits.image_bytes {
        format!(
            "this image has {} kB, and the limit is {}",
            kilobytes(file.size),
            kilobytes(limits.image_bytes)
        )
    } else if let Some((width, height)) = pixels.filter(|_| is_wide) {
        format!("this image has {width} × {height} pixels, and the limit is {}", limits.image_pixels)
    } else {
        return None;
    };
    let hint = "make it smaller, or set `check: {image-large: {kilobytes: …, pixels: …}}`";
    Some(found("image-large", message).in_file(path).hint(hint))
}

fn kilobytes(bytes: u64) -> u64 {
    bytes.div_ceil(1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_without_alt_are_found_where_they_stand() {
        let html =
            "<p><img src=a alt><IMG\nsrc='b'><img alt=\"c\" src=d><!-- <img> --><script>'<img>'</script>";
        let found: Vec<&str> = unnamed(html).into_iter().map(|range| &html[range]).collect();
        assert_eq!(found, ["<IMG\nsrc='b'>"]);
    }
}
