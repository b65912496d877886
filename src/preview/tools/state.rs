//! What a page that is open in a browser asks after each change: is it what it was, and what is wrong?

use super::super::site::{PreviewedSite, file_of};
use crate::{diagnostic::Diagnostic, paths::SourcePath, pipeline::CHANGED, source};
use serde::Serialize;
use std::path::Path;

/// Lines of a file that are shown on each side of a mistake.
const AROUND: usize = 2;
/// Diagnostics that are told in full; of others there is a number.
const MOST_TOLD: usize = 50;

/// The state of a page and of the whole site.
#[derive(Serialize)]
pub struct State {
    /// Of the page's bytes; none where there is no page, or where it cannot be made.
    digest: Option<String>,
    errors: usize,
    warnings: usize,
    /// Errors first.
    diagnostics: Vec<Told>,
}

/// A diagnostic with its lines.
#[derive(Serialize)]
struct Told {
    level: &'static str,
    code: String,
    message: String,
    hint: Option<String>,
    file: Option<String>,
    line: Option<u32>,
    column: Option<u32>,
    /// Whole path on this machine, for editors.
    path: Option<String>,
    lines: Vec<Line>,
}

/// A line of a file.
#[derive(Serialize)]
struct Line {
    number: usize,
    text: String,
    /// Columns before the mistake, in the line where it is.
    caret: Option<usize>,
}

/// The state of the page at an address, the base path taken off.
pub fn of_page(site: &PreviewedSite, page: &str) -> State {
    let shown = site.moment.get();
    let mut wrong = shown.wrong();
    let file = file_of(page).and_then(|name| shown.file(&name));
    let digest = match file {
        Some(Ok(file)) => Some(file.digest.to_string()),
        Some(Err(diagnostic)) => {
            let is_told = wrong.iter().any(Diagnostic::is_error) && diagnostic.code == CHANGED;
            if !is_told && !wrong.contains(&diagnostic) {
                wrong.push(diagnostic);
            }
            None
        }
        None => None,
    };
    // A stable sort: those of one level stay in the order of their files.
    wrong.sort_by_key(|found| found.level);
    let errors = wrong.iter().filter(|found| found.is_error()).count();
    State {
        digest,
        errors,
        warnings: wrong.len() - errors,
        diagnostics: wrong.iter().take(MOST_TOLD).map(|found| told(found, &site.root)).collect(),
    }
}

fn told(found: &Diagnostic, root: &Path) -> Told {
    let place = found.position;
    let text = found.file.as_ref().and_then(|file| source::read(root, &SourcePath::new(file)).ok());
    let text = text.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let is_file = text.is_some();
    let at = place.map(|place| (place.line as usize, place.column as usize));
    let lines = text.zip(at).map(|(text, at)| lines(&text, at)).unwrap_or_default();
    let path =
        found.file.as_ref().filter(|_| is_file).map(|file| root.join(file).to_string_lossy().into_owned());
    Told {
        level: found.level.as_str(),
        code: found.code.clone().into_owned(),
        message: found.message.clone(),
        hint: found.hint.clone(),
        file: found.file.clone(),
        line: place.map(|place| place.line),
        column: place.map(|place| place.column),
        path,
        lines,
    }
}

/// The lines around a place.
fn lines(text: &str, (line, column): (usize, usize)) -> Vec<Line> {
    let first = line.saturating_sub(AROUND).max(1);
    let numbered = (1..).zip(text.lines()).skip(first - 1).take(line + AROUND + 1 - first);
    let shown = numbered.map(|(number, text)| Line {
        number,
        text: text.to_owned(),
        caret: (number == line).then(|| column.saturating_sub(1)),
    });
    shown.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_around_a_mistake_are_shown() {
        let text = "1\n2\n3\n4\n5\n6\n";
        let numbers = |line| lines(text, (line, 1)).iter().map(|line| line.number).collect::<Vec<_>>();
        assert_eq!(numbers(1), [1, 2, 3]);
        assert_eq!(numbers(4), [2, 3, 4, 5, 6]);
        assert_eq!(numbers(6), [4, 5, 6]);
        let carets: Vec<_> = lines(text, (2, 7)).iter().map(|line| line.caret).collect();
        assert_eq!(carets, [None, Some(6), None, None]);
    }
}
