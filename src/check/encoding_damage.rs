//! Texts that were read in a wrong encoding and saved again, in posts, data files and the configuration.
//!
//! Owns what of a file is looked at, and how it is told; [`super::damage`] knows damage. Code within a line is left out: a
//! text about damage shows it there.

use super::{
    Family, Look, Text,
    damage::{self, Damage},
    found,
};
use crate::{
    config::Config,
    decode::SourceText,
    diagnostic::{Diagnostic, Fix, Level},
    pipeline::whole::Whole,
    post::front_matter,
    source::{SourceFile, SourceKind},
    wire,
};
use pulldown_cmark::{Event, Parser};
use std::ops::Range;

pub(super) const CODE: &str = "encoding-damage";
pub(super) const FAMILY: Family = Family { codes: &[CODE], look: Look::Texts(of_text) };

/// Characters of a text that a message shows.
const MOST_SHOWN: usize = 60;

fn of_text(text: &Text<'_>) -> Vec<Diagnostic> {
    let file = text.post().source.as_str();
    let mut diagnostics = of_markdown(SourceText::new(file, text.text));
    diagnostics.extend(of_name(file));
    diagnostics
}

/// Data files, the configuration, and Markdown that is no post or page of its own, such as what describes a section.
pub(super) fn of_other_files(whole: &Whole) -> Vec<Diagnostic> {
    let is_described = |file: &SourceFile| {
        file.kind == SourceKind::Content && file.path.as_str().rsplit('/').next() == Some("_index.md")
    };
    let is_text =
        |file: &&SourceFile| matches!(file.kind, SourceKind::Data | SourceKind::Config) || is_described(file);
    let mut diagnostics = Vec::new();
    for file in whole.tree().iter().filter(is_text) {
        let path = file.path.as_str();
        let bytes = whole.tree().read(&file.path).ok();
        let Some(text) = bytes.and_then(|bytes| String::from_utf8(bytes).ok()) else { continue };
        let source = SourceText::new(path, &text);
        diagnostics.extend(if is_described(file) {
            of_markdown(source)
        } else {
            told(source, &damage::find(source.as_str()))
        });
        diagnostics.extend(of_name(path));
    }
    diagnostics
}

/// What others wrote is no error of the site, unless its settings say that it is one.
pub(super) fn soften(diagnostics: &mut [Diagnostic], config: &Config) {
    if config.check.contains_key(CODE) {
        return;
    }
    let is_of_others = |diagnostic: &&mut Diagnostic| {
        diagnostic.code == CODE && diagnostic.file.as_deref().is_some_and(wire::is_file)
    };
    for diagnostic in diagnostics.iter_mut().filter(is_of_others) {
        diagnostic.level = Level::Warning;
    }
}

fn of_markdown(source: SourceText<'_>) -> Vec<Diagnostic> {
    let text = source.as_str();
    if text.is_ascii() {
        return Vec::new();
    }
    told(source, &damage::find(&without_code(source)))
}

/// A file's text with blanks in the place of code within lines, so that every byte is where it was.
fn without_code(source: SourceText<'_>) -> String {
    let body = front_matter::body(source);
    let start = body.on_disk(0).saturating_sub(source.skipped());
    let mut bytes = source.as_str().as_bytes().to_vec();
    for range in quoted(&source.as_str()[..start.min(bytes.len())]) {
        bytes[range].fill(b' ');
    }
    for (event, range) in Parser::new(&body.text).into_offset_iter() {
        if matches!(event, Event::Code(_)) {
            let place = |at: usize| body.on_disk(at).saturating_sub(source.skipped()).min(bytes.len());
            let range = place(range.start)..place(range.end);
            for byte in bytes[range].iter_mut().filter(|byte| **byte != b'\n') {
                *byte = b' ';
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| source.as_str().to_owned())
}

/// What stands between two backticks on one line of a front matter.
fn quoted(text: &str) -> Vec<Range<usize>> {
    let (mut ranges, mut at) = (Vec::new(), 0);
    for line in text.split_inclusive('\n') {
        let mut ticks = line.match_indices('`').map(|(place, _)| at + place);
        while let (Some(start), Some(end)) = (ticks.next(), ticks.next()) {
            ranges.push(start..end);
        }
        at += line.len();
    }
    ranges
}

/// A diagnostic for each line and encoding: of a text that is damaged throughout one for each letter helps nobody.
fn told(source: SourceText<'_>, damages: &[Damage]) -> Vec<Diagnostic> {
    let text = source.as_str();
    let mut diagnostics = Vec::new();
    let mut rest = damages;
    while let Some(first) = rest.first() {
        let end = text[first.range.start..].find('\n').map_or(text.len(), |end| first.range.start + end);
        let is_like = |damage: &&Damage| {
            damage.range.start < end
                && damage.repaired.is_some()
                && (damage.encoding, damage.times) == (first.encoding, first.times)
        };
        let alike = if first.repaired.is_some() { rest.iter().take_while(is_like).count() } else { 1 };
        let (group, further) = rest.split_at(alike);
        rest = further;
        diagnostics.push(tell(source, group));
    }
    diagnostics
}

fn tell(source: SourceText<'_>, group: &[Damage]) -> Diagnostic {
    let (first, last) = (&group[0], &group[group.len() - 1]);
    let range = first.range.start..last.range.end;
    let position = source.position(range.clone());
    let damaged = &source.as_str()[range.clone()];
    let times = if first.times > 1 { format!(", {} times over", first.times) } else { String::new() };
    let was = format!("\"{}\" is UTF-8 that was read as {}{times}", shown(damaged), first.encoding);
    let Some(_) = &first.repaired else {
        return found(CODE, format!("{was}, and what it was is not certain"))
            .in_file(source.file())
            .at(position)
            .hint("write what the source of the text has there");
    };
    let own = group.iter().map(|damage| Damage {
        range: damage.range.start - range.start..damage.range.end - range.start,
        ..damage.clone()
    });
    let repaired = damage::repair(damaged, &own.collect::<Vec<_>>());
    let fix =
        Fix { byte_start: position.byte_start, byte_end: position.byte_end, replacement: repaired.clone() };
    found(CODE, format!("{was}; it was \"{}\"", shown(&repaired)))
        .in_file(source.file())
        .at(position)
        .hint("`sitegen check --fix` repairs it; save files as UTF-8, and read them as such")
        .fix(fix)
}

/// A name is told of and never changed: links and addresses go by it.
fn of_name(path: &str) -> Option<Diagnostic> {
    let damages = damage::find(path);
    let first = damages.first()?;
    let hint = if damages.iter().all(|damage| damage.repaired.is_some()) {
        format!("rename it to `{}`", shown(&damage::repair(path, &damages)))
    } else {
        "give it another name".to_owned()
    };
    Some(
        found(CODE, format!("the file's name is UTF-8 that was read as {}", first.encoding))
            .in_file(path)
            .hint(hint),
    )
}

/// A text for a message: on one line, not too long, its invisible characters as their numbers.
fn shown(text: &str) -> String {
    let mut shown = String::new();
    for (number, c) in text.chars().enumerate() {
        if number == MOST_SHOWN {
            shown.push('…');
            break;
        }
        let is_invisible = c.is_control()
            || matches!(c, '\u{a0}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202f}' | '\u{2060}' | '\u{feff}');
        if is_invisible { shown.extend(c.escape_unicode()) } else { shown.push(c) }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<(String, Option<String>, u32)> {
        let found = of_markdown(SourceText::new("a.md", text));
        found
            .into_iter()
            .map(|found| {
                (found.message, found.fix.map(|fix| fix.replacement), found.position.map_or(0, |at| at.line))
            })
            .collect()
    }

    #[test]
    fn a_line_is_told_once_and_repaired_as_a_whole() {
        let found = of("---\ntitle: cafÃ©\n---\n\nItâ€™s a cafÃ© and a thÃ©.\nA plain line.\n");
        assert_eq!(
            found,
            [
                ("\"Ã©\" is UTF-8 that was read as windows-1252; it was \"é\"".to_owned(), Some("é".to_owned()), 2),
                (
                    "\"â€™s a cafÃ© and a thÃ©\" is UTF-8 that was read as windows-1252; it was \"’s a café and a thé\""
                        .to_owned(),
                    Some("’s a café and a thé".to_owned()),
                    5
                ),
            ]
        );
    }

    #[test]
    fn code_within_a_line_is_left_out_and_code_in_blocks_is_not() {
        assert_eq!(
            of("---\ntitle: What `â€™` is\n---\r\n\r\nIt is `Ã©` or ``itâ€™s`` or\r\n`two Ã©\r\nlines`.\r\n"),
            []
        );
        let found = of("```\nprint(\"cafÃ©\")\n```\n\n    cafÃ©\n");
        assert_eq!(found.iter().map(|found| found.2).collect::<Vec<_>>(), [2, 5]);
    }

    #[test]
    fn places_are_those_of_the_file() {
        let text = "\u{feff}---\r\ntitle: A\r\n---\r\n\r\nA cafÃ©.\r\n";
        let found = of_markdown(SourceText::new("a.md", text));
        let position = found[0].position.expect("a place");
        assert_eq!((position.line, position.column), (5, 6));
        assert_eq!(&text[position.byte_start as usize..position.byte_end as usize], "Ã©");
    }

    #[test]
    fn names_and_what_is_lost_are_told_without_a_repair() {
        let name = of_name("content/posts/cafÃ©.md").expect("damaged");
        assert_eq!((name.fix, name.hint.as_deref()), (None, Some("rename it to `content/posts/café.md`")));
        assert_eq!(of_name("content/posts/café.md"), None);
        let found = of("---\ntitle: A\n---\n\nHe said â€œyesâ€?\n");
        assert_eq!(
            found[1].0,
            "\"â€?\" is UTF-8 that was read as windows-1252, and what it was is not certain"
        );
        assert_eq!((found[0].1.as_deref(), &found[1].1), (Some("“"), &None));
    }
}
