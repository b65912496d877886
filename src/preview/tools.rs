//! What the preview itself shows, below `/__sitegen/`: the client's script, the state of a page and facts about it, the
//! list of all pages, and the page that stands in for one that cannot be made.

mod facts;
mod listing;
mod state;

use super::{
    http::{Bytes, TOOLS, Tool},
    site::PreviewedSite,
};
use crate::{diagnostic::Diagnostic, digest::Digest, template::escape_text};
use serde::Serialize;
use std::borrow::Cow;

const CLIENT: &str = include_str!("client/preview.js");
const STYLE: &str = include_str!("client/preview.css");

/// What is shown at a path below the tools'.
pub fn find(site: &PreviewedSite, path: &str, query: &[(String, String)]) -> Option<Tool> {
    let page = query.iter().find(|(name, _)| name == "page").map_or("/", |(_, page)| page.as_str());
    match path {
        "/client.js" => Some(text(CLIENT, "text/javascript; charset=utf-8")),
        "/client.css" => Some(text(STYLE, "text/css; charset=utf-8")),
        "/state" => Some(json(&state::of_page(site, page))),
        "/facts" => Some(json(&facts::of_page(site, page))),
        "/" => Some(text(listing::page(site), "text/html; charset=utf-8")),
        _ => None,
    }
}

fn text(text: impl Into<Bytes>, media_type: &'static str) -> Tool {
    Tool { bytes: text.into(), media_type: Cow::Borrowed(media_type) }
}

fn json(value: &impl Serialize) -> Tool {
    // What is serialised here has an encoding.
    text(serde_json::to_vec(value).unwrap_or_default(), "application/json; charset=utf-8")
}

/// What is put into a page of this digest, none for one that stands in for another.
pub fn snippet(site: &PreviewedSite, digest: Option<Digest>) -> String {
    let digest = digest.map(|digest| digest.to_string()).unwrap_or_default();
    let (token, reloads) = (&site.token, site.reloads);
    format!(
        "<script src=\"{TOOLS}client.js\" data-digest=\"{digest}\" data-token=\"{token}\" data-base=\"{}\" \
         data-reloads=\"{reloads}\" defer></script>",
        escape(&site.base_path)
    )
}

/// The page that stands in for one that cannot be made: what is wrong, readable without a script.
pub fn broken_page(diagnostics: &[Diagnostic]) -> String {
    let items: String = diagnostics.iter().filter(|found| found.is_error()).map(item).collect();
    let head = head("This page cannot be made");
    format!(
        "{head}<body class=\"tool\"><main><h1>This page cannot be made</h1><ol class=\"wrong\">{items}</ol></main></body></html>\n"
    )
}

fn head(title: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{title}</title>\
         <link rel=\"stylesheet\" href=\"{TOOLS}client.css\"></head>"
    )
}

/// A diagnostic as an item of a list.
fn item(found: &Diagnostic) -> String {
    let place = place(found).map(|place| format!("<code>{}</code> ", escape(&place))).unwrap_or_default();
    let hint = found
        .hint
        .as_deref()
        .map(|hint| format!("<p class=\"hint\">{}</p>", escape(hint)))
        .unwrap_or_default();
    let (level, message) = (found.level.as_str(), escape(&found.message));
    format!("<li class=\"{level}\"><p><strong>{level}</strong> {place}{message}</p>{hint}</li>")
}

/// File, line and column as editors write them.
fn place(found: &Diagnostic) -> Option<String> {
    let file = found.file.as_ref()?;
    Some(found.position.map_or_else(|| file.clone(), |at| format!("{file}:{}:{}", at.line, at.column)))
}

fn escape(text: &str) -> String {
    let mut escaped = Vec::with_capacity(text.len());
    // Writing to memory does not fail.
    let _ = escape_text(text, &mut escaped);
    String::from_utf8_lossy(&escaped).into_owned()
}
