//! `sitegen list stories --suggest`: what may be tied, and with `--apply` the way into the files.
//!
//! Owns how a proposal is shown. It must not know what makes one.

use super::{super::text::on_one_line, beside};
use crate::{
    cli::{
        args::{ListFormat, StoriesArgs},
        build::source_text,
        report::{self, Outcome, Streams, Style},
        request::{List, Request, Verbosity, Warnings},
        table::{self, Cell, Table},
    },
    diagnostic::{Diagnostic, Level},
    pipeline::{
        self, Project,
        suggest::{Applied, Suggested},
    },
    site::{
        EntryId, Site,
        suggest::{Kind, Suggestion},
    },
};
use serde::Serialize;
use std::{
    collections::BTreeSet,
    io::{self, Write},
};

/// Proposes, and applies what is asked for.
///
/// # Errors
/// What a stream says.
pub fn run(
    request: &Request,
    list: &List,
    options: &StoriesArgs,
    wanted: &pipeline::Request,
    streams: &mut Streams<'_>,
) -> io::Result<Outcome> {
    let style = Style::of(request);
    let found = pipeline::suggest::suggest(wanted).and_then(|found| {
        let Suggested { project, mut suggestions } = found;
        let unknown = choose(&mut suggestions, &options.only);
        let applied = if options.apply && unknown.is_empty() {
            pipeline::suggest::apply(&request.root, &project.site, &suggestions)?
        } else {
            Applied::default()
        };
        Ok((project, suggestions, unknown, applied))
    });
    let (Project { site, mut diagnostics }, suggestions, unknown, applied) = match found {
        Ok(found) => found,
        Err(failure) => {
            report::show_failure(&failure, &style, streams)?;
            return Ok(Outcome::Environment);
        }
    };
    diagnostics.extend(unknown);
    diagnostics.extend(applied.left.iter().cloned());
    let shown = beside(&style, list.format);
    report::show_diagnostics(&diagnostics, &source_text(&request.root), &shown, streams)?;
    match list.format {
        ListFormat::Table => write_blocks(&site, &suggestions, streams.out)?,
        ListFormat::Json => write_json(&site, &suggestions, streams.out)?,
        ListFormat::Csv => table::write(&rows(&site, &suggestions), ListFormat::Csv, streams.out)?,
    }
    if style.verbosity != Verbosity::Quiet {
        summarize(&suggestions, &applied, options, streams)?;
    }
    Ok(Outcome::of(report::count(&diagnostics, Level::Error), 0, Warnings::Allow))
}

/// Keeps what is proposed for these stories; all where none is named. Answers with an error for each of them for which
/// nothing is proposed.
fn choose(suggestions: &mut Vec<Suggestion>, only: &[String]) -> Vec<Diagnostic> {
    if only.is_empty() {
        return Vec::new();
    }
    suggestions.retain(|suggestion| suggestion.story.as_ref().is_some_and(|story| only.contains(story)));
    let is_known =
        |name: &String| suggestions.iter().any(|suggestion| suggestion.story.as_ref() == Some(name));
    let unknown = only.iter().filter(|name| !is_known(name)).map(|name| {
        Diagnostic::error("suggestion-unknown", format!("nothing is proposed for a story `{name}`"))
            .hint("`sitegen list stories --suggest` shows what is")
    });
    unknown.collect()
}

/// What was done, for people.
fn summarize(
    suggestions: &[Suggestion],
    applied: &Applied,
    options: &StoriesArgs,
    streams: &mut Streams<'_>,
) -> io::Result<()> {
    if !options.apply {
        let nothing = suggestions.is_empty() && options.only.is_empty();
        return if nothing { writeln!(streams.err, "nothing to suggest") } else { Ok(()) };
    }
    let (written, left) = (applied.written.len(), applied.left.len());
    let files = if written == 1 { "file" } else { "files" };
    let others = if left == 0 { String::new() } else { format!(", left {left} as they are") };
    writeln!(streams.err, "wrote a story into {written} {files}{others}")?;
    let told: BTreeSet<&String> = applied.written.values().collect();
    let new = suggestions.iter().filter(|suggestion| suggestion.kind == Kind::Group);
    for story in new.filter_map(|suggestion| suggestion.story.as_ref()).filter(|story| told.contains(story)) {
        writeln!(
            streams.err,
            "data/stories/{story}.yaml can say what the story is called, and what others say of it"
        )?;
    }
    Ok(())
}

/// A post of a proposal.
#[derive(Serialize)]
struct JsonPost<'a> {
    source: &'a str,
    id: &'a str,
    title: &'a str,
    date: Option<String>,
    lang: &'a str,
}

/// Why it is proposed.
#[derive(Serialize)]
struct JsonReasons<'a> {
    words: &'a [String],
    tags: &'a [String],
    days: i64,
    translation: bool,
    shared: Option<f64>,
}

/// A proposal.
#[derive(Serialize)]
struct JsonSuggestion<'a> {
    kind: &'static str,
    story: Option<&'a str>,
    posts: Vec<JsonPost<'a>>,
    near: Option<&'a str>,
    score: f64,
    reasons: JsonReasons<'a>,
}

fn date(site: &Site, id: EntryId) -> Option<String> {
    site.entry(id).post.meta.date.map(|date| site.config.timezone.rfc3339(date.instant))
}

fn source(site: &Site, id: EntryId) -> &str {
    site.entry(id).post.source.as_str()
}

/// Three decimals, as people are shown them.
fn rounded(score: f64) -> f64 {
    (score * 1000.0).round() / 1000.0
}

fn json<'a>(site: &'a Site, suggestion: &'a Suggestion) -> JsonSuggestion<'a> {
    let post = |id: &EntryId| {
        let entry = site.entry(*id);
        JsonPost {
            source: source(site, *id),
            id: &entry.id,
            title: &entry.post.meta.title,
            date: date(site, *id),
            lang: site.lang(entry),
        }
    };
    let reasons = &suggestion.reasons;
    JsonSuggestion {
        kind: suggestion.kind.as_str(),
        story: suggestion.story.as_deref(),
        posts: suggestion.posts.iter().map(post).collect(),
        near: suggestion.near.map(|id| source(site, id)),
        score: rounded(suggestion.score),
        reasons: JsonReasons {
            words: &reasons.words,
            tags: &reasons.tags,
            days: reasons.days,
            translation: reasons.is_translation,
            shared: reasons.shared.map(rounded),
        },
    }
}

/// An array with one object a line, as lists are.
fn write_json(site: &Site, suggestions: &[Suggestion], out: &mut dyn Write) -> io::Result<()> {
    for (index, suggestion) in suggestions.iter().enumerate() {
        out.write_all(if index == 0 { b"[\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *out, &json(site, suggestion))?;
    }
    out.write_all(if suggestions.is_empty() { b"[]\n" } else { b"\n]\n" })
}

/// One row for each post.
fn rows(site: &Site, suggestions: &[Suggestion]) -> Table {
    let columns = vec![
        "kind", "story", "score", "source", "title", "date", "lang", "near", "words", "tags", "days",
        "shared",
    ];
    let row = |suggestion: &Suggestion, id: EntryId| {
        let (entry, reasons) = (site.entry(id), &suggestion.reasons);
        vec![
            suggestion.kind.as_str().into(),
            Cell::from(suggestion.story.as_deref()),
            Cell::Score(suggestion.score),
            source(site, id).into(),
            entry.post.meta.title.as_str().into(),
            Cell::from(date(site, id)),
            site.lang(entry).into(),
            Cell::from(suggestion.near.map(|near| source(site, near))),
            Cell::Text(reasons.words.join(", ")),
            Cell::Text(reasons.tags.join(", ")),
            Cell::Count(reasons.days.unsigned_abs()),
            reasons.shared.map_or(Cell::Empty, Cell::Score),
        ]
    };
    let rows =
        suggestions.iter().flat_map(|suggestion| suggestion.posts.iter().map(move |id| row(suggestion, *id)));
    Table { columns, rows: rows.collect() }
}

/// A block for each proposal: what it is, its posts, and why.
fn write_blocks(site: &Site, suggestions: &[Suggestion], out: &mut dyn Write) -> io::Result<()> {
    for (index, suggestion) in suggestions.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        let story = suggestion.story.iter().map(|story| format!(" {}", on_one_line(story)));
        writeln!(
            out,
            "{}{}  (score {:.3})",
            suggestion.kind.as_str(),
            story.collect::<String>(),
            suggestion.score
        )?;
        for id in &suggestion.posts {
            let title = &site.entry(*id).post.meta.title;
            let date = date(site, *id).unwrap_or_default();
            let day = date.split('T').next().unwrap_or_default();
            writeln!(out, "  {day:10}  {}  {}", on_one_line(source(site, *id)), on_one_line(title))?;
        }
        writeln!(out, "  {}", on_one_line(&why(site, suggestion)))?;
    }
    Ok(())
}

/// The reasons as a line: `shares the words alibaba, memo; the tag Claude Code; 1 day apart`.
fn why(site: &Site, suggestion: &Suggestion) -> String {
    let reasons = &suggestion.reasons;
    let near = suggestion.near.map(|near| source(site, near));
    if reasons.is_translation {
        return format!("because it is a translation of {}", near.unwrap_or_default());
    }
    let mut parts = Vec::new();
    parts.extend(reasons.shared.map(|shared| format!("{:.0} % of the longer text", shared * 100.0)));
    let list = |name: &str, names: &[String]| match names {
        [] => None,
        [one] => Some(format!("the {name} {one}")),
        several => Some(format!("the {name}s {}", several.join(", "))),
    };
    parts.extend(list("word", &reasons.words));
    parts.extend(list("tag", &reasons.tags));
    let with = near.map(|near| format!(" with {near}")).unwrap_or_default();
    let days = match (reasons.days, suggestion.posts.len()) {
        (0, _) => "on one day".to_owned(),
        (1, _) => "1 day apart".to_owned(),
        (days, 3..) if suggestion.kind == Kind::Group => format!("within {days} days"),
        (days, _) => format!("{days} days apart"),
    };
    format!("shares{with} {}; {days}", parts.join("; "))
}
