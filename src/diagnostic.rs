//! What is wrong with a site, where, and what to type: values that a person and a program can act on.
//!
//! Owns [`Diagnostic`] and nothing else. It must not know files, stages or output formats: stages return
//! diagnostics, and `cli::report` shows them.

use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// How grave a diagnostic is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The page or the site cannot be built as written.
    Error,
    /// It is built, but probably not as meant.
    Warning,
    /// Worth knowing.
    Info,
}

impl Level {
    /// The lower-case word used in every format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

/// A place in a file. Lines and columns count from 1, columns in characters; bytes count from 0 in the file
/// as it is on disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// First byte, from 0.
    pub byte_start: u32,
    /// One past the last byte.
    pub byte_end: u32,
}

impl Position {
    /// The position of `range` (byte offsets) in `text`. Offsets past the end or inside a character are moved
    /// to the nearest boundary before them.
    pub fn of(text: &str, range: std::ops::Range<usize>) -> Self {
        let start = text.floor_char_boundary(range.start.min(text.len()));
        let end = text.floor_char_boundary(range.end.min(text.len())).max(start);
        let before = &text[..start];
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let column = before[line_start..].chars().count() + 1;
        Self { line: clamp(line), column: clamp(column), byte_start: clamp(start), byte_end: clamp(end) }
    }
}

fn clamp(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// A second place that belongs to the story: the other of two files that collide, the other of two keys.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Related {
    /// What is there.
    pub message: String,
    /// Path relative to the project, with `/`.
    pub file: String,
    /// Where in the file, when known.
    pub position: Option<Position>,
}

/// A step from a map or a list of data to what is in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Step {
    /// The value of a key.
    Key(String),
    /// An entry of a list, from 0.
    Entry(usize),
}

/// An edit that repairs the mistake safely.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Fix {
    /// First byte to replace.
    pub byte_start: u32,
    /// One past the last byte to replace.
    pub byte_end: u32,
    /// What to put there.
    pub replacement: String,
}

impl Fix {
    /// Adds text before a byte of a file; none in a file too long to have places.
    pub fn insert(at: usize, text: impl Into<String>) -> Option<Self> {
        Self::replace(at..at, text)
    }

    /// Puts text in the place of bytes of a file; none in a file too long to have places.
    pub fn replace(range: std::ops::Range<usize>, text: impl Into<String>) -> Option<Self> {
        let (byte_start, byte_end) = (u32::try_from(range.start).ok()?, u32::try_from(range.end).ok()?);
        Some(Self { byte_start, byte_end, replacement: text.into() })
    }
}

/// One mistake or remark: `path:line:col: message`, lower case, no final full stop, then a hint that says what
/// to type.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Path relative to the project, with `/`; none for what concerns no file.
    pub file: Option<String>,
    /// Where in the file, when known.
    pub position: Option<Position>,
    /// The way to it through the data of its file, for as long as nobody has looked where that is. Data is kept
    /// without places, since nearly all of it is right.
    #[serde(skip)]
    pub within: Vec<Step>,
    /// How grave.
    pub level: Level,
    /// A stable name for programs, in kebab case: `front-matter-syntax`.
    pub code: Cow<'static, str>,
    /// What is wrong.
    pub message: String,
    /// What to type.
    pub hint: Option<String>,
    /// Other places that matter.
    pub related: Vec<Related>,
    /// A safe repair, if there is one.
    pub fix: Option<Fix>,
}

impl Diagnostic {
    /// A new diagnostic without a place.
    pub fn new(level: Level, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            file: None,
            position: None,
            within: Vec::new(),
            level,
            code: Cow::Borrowed(code),
            message: one_line(message.into()),
            hint: None,
            related: Vec::new(),
            fix: None,
        }
    }

    /// An error: the thing cannot be built as written.
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Level::Error, code, message)
    }

    /// A warning: built, but probably not as meant.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Level::Warning, code, message)
    }

    /// In this file.
    #[must_use]
    pub fn in_file(mut self, file: impl Into<String>) -> Self {
        self.file = Some(file.into());
        self
    }

    /// At this place in its file.
    #[must_use]
    pub fn at(mut self, position: Position) -> Self {
        self.position = Some(position);
        self
    }

    /// At the end of this way through the data of its file.
    #[must_use]
    pub fn within(mut self, steps: Vec<Step>) -> Self {
        self.within = steps;
        self
    }

    /// With a hint that says what to type.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(one_line(hint.into()));
        self
    }

    /// With a second place.
    #[must_use]
    pub fn related(
        mut self,
        message: impl Into<String>,
        file: impl Into<String>,
        position: Option<Position>,
    ) -> Self {
        self.related.push(Related { message: one_line(message.into()), file: file.into(), position });
        self
    }

    /// With a safe repair.
    #[must_use]
    pub fn fix(mut self, fix: Fix) -> Self {
        self.fix = Some(fix);
        self
    }

    /// Whether it stops a build.
    pub fn is_error(&self) -> bool {
        self.level == Level::Error
    }
}

/// A text on one line, whatever of a user's own stands in it: nothing that ends a line or that a terminal acts on.
fn one_line(text: String) -> String {
    if text.contains(char::is_control) {
        return text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    }
    text
}

/// The known name nearest to `name`, if one is near enough to be what was meant.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let allowed = 1 + name.chars().count() / 3;
    known
        .into_iter()
        .map(|candidate| {
            (strsim::damerau_levenshtein(&name.to_lowercase(), &candidate.to_lowercase()), candidate)
        })
        .filter(|(distance, _)| *distance <= allowed)
        .min()
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn position_counts_characters_not_bytes() {
        let position = Position::of("a\nüöx", 6..7);
        assert_eq!((position.line, position.column), (2, 3));
        assert_eq!((position.byte_start, position.byte_end), (6, 7));
    }

    #[test]
    fn texts_of_users_end_no_line_and_reach_no_terminal() {
        let told =
            Diagnostic::error("date", "no `a\nb`").hint("not \u{1b}[31m").related("c\td", "e.md", None);
        assert_eq!(told.message, "no `a b`");
        assert_eq!((told.hint.as_deref(), told.related[0].message.as_str()), (Some("not  [31m"), "c d"));
    }

    #[test]
    fn position_survives_offsets_outside_the_text() {
        assert_eq!(Position::of("ab", 99..200).column, 3);
        assert_eq!(Position::of("日", 1..2).column, 1);
    }

    #[test]
    fn nearest_finds_typing_errors_and_nothing_far_away() {
        assert_eq!(nearest("titel", ["title", "tags"]), Some("title"));
        assert_eq!(nearest("zzzz", ["title", "tags"]), None);
    }
}
