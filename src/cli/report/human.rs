//! Diagnostics for people: a title, the place, the line with a caret, what to type.

use super::{ENVIRONMENT, SHOWN_PER_CODE, SourceText, Style, excerpt::Excerpt};
use crate::{
    cli::{
        request::{Color, Verbosity},
        text::{harmless, on_one_line},
    },
    diagnostic::{Diagnostic, Fix, Level, Position},
};
use annotate_snippets::{AnnotationKind, Element, Group, Level as Title, Origin, Renderer, Snippet};
use std::{
    collections::BTreeMap,
    io::{self, Write},
};

/// Writes sorted diagnostics, and how many more there are of codes that repeat.
pub(super) fn write(
    diagnostics: &[&Diagnostic],
    source: SourceText<'_>,
    style: &Style,
    err: &mut dyn Write,
) -> io::Result<()> {
    let mut texts = Texts { source, last: None };
    let mut met: BTreeMap<(Level, &str), usize> = BTreeMap::new();
    for diagnostic in diagnostics {
        let number = met.entry((diagnostic.level, &diagnostic.code)).or_default();
        *number += 1;
        if *number <= SHOWN_PER_CODE || style.verbosity == Verbosity::Verbose {
            writeln!(err, "{}\n", render(diagnostic, &mut texts, style))?;
        }
    }
    if style.verbosity == Verbosity::Verbose {
        return Ok(());
    }
    for ((level, code), number) in met.into_iter().filter(|(_, number)| *number > SHOWN_PER_CODE) {
        let rest = format!("and {} more like it (-v shows them)", number - SHOWN_PER_CODE);
        let group = Group::with_title(title(level).primary_title(rest).id(code));
        writeln!(err, "{}\n", renderer(style.color).render(&[group]))?;
    }
    Ok(())
}

/// The text of the file that was asked for last: sorted diagnostics ask for the same one again and again.
struct Texts<'a> {
    source: SourceText<'a>,
    last: Option<(String, Option<String>)>,
}

impl Texts<'_> {
    fn excerpt(&mut self, file: &str, position: Position) -> Option<Excerpt> {
        if self.last.as_ref().is_none_or(|(last, _)| last != file) {
            self.last = Some((file.to_owned(), (self.source)(file)));
        }
        let (_, text) = self.last.as_ref()?;
        Excerpt::of(text.as_deref()?, position)
    }

    /// What a repair would replace.
    fn replaced(&self, file: &str, fix: &Fix) -> Option<String> {
        let range = fix.byte_start as usize..fix.byte_end as usize;
        match &self.last {
            Some((last, text)) if last == file => text.as_deref()?.get(range).map(str::to_owned),
            _ => (self.source)(file)?.get(range).map(str::to_owned),
        }
    }
}

fn render(diagnostic: &Diagnostic, texts: &mut Texts<'_>, style: &Style) -> String {
    let heading = title(diagnostic.level).primary_title(harmless(&diagnostic.message));
    // A failure of the machine is not a rule of ours that someone could look up.
    let heading = if diagnostic.code == ENVIRONMENT { heading } else { heading.id(&*diagnostic.code) };
    let mut group = Group::with_title(heading);
    if let Some(file) = &diagnostic.file {
        group = group.element(place(file, diagnostic.position, texts, style));
    }
    if let Some(hint) = &diagnostic.hint {
        group = group.element(Title::HELP.with_name("hint").message(harmless(hint)));
    }
    if let (Some(file), Some(fix)) = (&diagnostic.file, &diagnostic.fix) {
        group = group.element(Title::HELP.with_name("fix").message(describe(fix, file, texts)));
    }
    let mut groups = vec![group];
    for related in &diagnostic.related {
        let group = Group::with_title(Title::NOTE.secondary_title(harmless(&related.message)));
        groups.push(group.element(place(&related.file, related.position, texts, style)));
    }
    renderer(style.color).render(&groups)
}

/// `--> path:line:column`, and the line itself where it can be read.
fn place(file: &str, position: Option<Position>, texts: &mut Texts<'_>, style: &Style) -> Element<'static> {
    let path = on_one_line(&style.path(file));
    let Some(position) = position else {
        return Origin::path(path).into();
    };
    let line = position.line as usize;
    match texts.excerpt(file, position) {
        Some(excerpt) => Snippet::source(excerpt.line())
            .path(path)
            .line_start(line)
            .annotation(AnnotationKind::Primary.span(excerpt.range()))
            .into(),
        None => Origin::path(path).line(line).char_column(position.column as usize).into(),
    }
}

fn describe(fix: &Fix, file: &str, texts: &Texts<'_>) -> String {
    let shown = |text: &str| format!("`{}`", harmless(text).replace('\n', "\\n"));
    let new = &fix.replacement;
    match texts.replaced(file, fix) {
        Some(old) if old.is_empty() => format!("insert {}", shown(new)),
        Some(old) if new.is_empty() => format!("delete {}", shown(&old)),
        Some(old) => format!("replace {} with {}", shown(&old), shown(new)),
        None => format!("write {}", shown(new)),
    }
}

fn title(level: Level) -> Title<'static> {
    match level {
        Level::Error => Title::ERROR,
        Level::Warning => Title::WARNING,
        Level::Info => Title::INFO,
    }
}

fn renderer(color: Color) -> Renderer {
    match color {
        Color::On => Renderer::styled(),
        Color::Off => Renderer::plain(),
    }
}
