//! Why pages are rendered or not, as `build --explain` says it: for people in lines, for programs an object a line.

use super::{
    args::MessageFormat,
    report::{Streams, Style},
};
use crate::{
    paths::OutputPath,
    pipeline::{Explained, MadeBy, Reason},
};
use serde_json::json;
use std::io;

/// Why each stale page is rendered: a line for each on standard output.
///
/// # Errors
/// What a stream says.
pub fn stale(pages: &[(OutputPath, Reason)], style: &Style, streams: &mut Streams<'_>) -> io::Result<()> {
    for (path, reason) in pages {
        if style.format == MessageFormat::Json {
            let line = json!({"type": "stale", "path": path.as_str(), "reason": reason.to_string()});
            writeln!(streams.out, "{line}")?;
        } else {
            writeln!(streams.out, "{path}: {reason}")?;
        }
    }
    Ok(())
}

/// All about some pages.
///
/// # Errors
/// What a stream says.
pub fn pages(pages: &[Explained], style: &Style, streams: &mut Streams<'_>) -> io::Result<()> {
    for page in pages {
        let text = if style.format == MessageFormat::Json { object(page) } else { lines(page) };
        writeln!(streams.out, "{text}")?;
    }
    Ok(())
}

fn questions(page: &Explained) -> Vec<String> {
    page.questions.iter().map(ToString::to_string).collect()
}

fn object(page: &Explained) -> String {
    let line = json!({
        "type": "page",
        "path": page.path.as_str(),
        "url": page.url,
        "source": page.source,
        "stale": page.reason.is_some(),
        "reason": page.reason.as_ref().map(ToString::to_string),
        "template": if let MadeBy::Template(name) = &page.maker { Some(name) } else { None },
        "templates": page.templates,
        "settings": page.settings,
        "questions": questions(page),
    });
    line.to_string()
}

fn lines(page: &Explained) -> String {
    let done = if page.maker == MadeBy::Copying { "copied" } else { "rendered" };
    let verdict = match &page.reason {
        Some(reason) => format!("{done}: {reason}"),
        None => format!("not {done}: nothing that it depends on changed"),
    };
    let maker = match &page.maker {
        MadeBy::Template(name) => Some(("template", name.clone())),
        MadeBy::Program => Some(("made by", "the program itself".to_owned())),
        MadeBy::Copying => None,
    };
    let parts = [
        Some(("url", page.url.clone())),
        page.source.clone().map(|source| ("source", source)),
        maker,
        joined("which uses", &page.templates),
        joined("settings", &page.settings),
        joined("questions", &questions(page)),
    ];
    let parts = parts.into_iter().flatten().map(|(name, value)| format!("  {name}: {value}"));
    let lines: Vec<String> = [format!("{}: {verdict}", page.path)].into_iter().chain(parts).collect();
    lines.join("\n")
}

fn joined(name: &'static str, values: &[String]) -> Option<(&'static str, String)> {
    (!values.is_empty()).then(|| (name, values.join(", ")))
}
