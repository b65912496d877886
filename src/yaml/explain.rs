//! The parser's errors → what is wrong and what to type.
//!
//! libyaml tells what it missed, seldom what the author did. The commonest mistakes are recognised from the
//! line at fault.

use super::{
    node::excerpt,
    places::{Places, mark},
    read::Failure,
};
use crate::diagnostic::Diagnostic;

/// What a key must be; also the sign by which a refused key is recognised.
pub(super) const PLAIN_KEY: &str = "a plain key";

/// A mistake at an offset of the block.
pub(super) struct Mistake {
    pub(super) offset: usize,
    pub(super) diagnostic: Diagnostic,
}

/// Says what is wrong with `block`.
pub(super) fn explain(block: &str, failure: &Failure) -> Mistake {
    match failure {
        Failure::TooMuch => Mistake {
            offset: 0,
            diagnostic: Diagnostic::error("yaml-limit", "too many values once every `*alias` is written out")
                .hint("write the values out instead of repeating them with `&anchor` and `*alias`"),
        },
        Failure::Syntax(error) => explain_syntax(block, &error.to_string()),
    }
}

fn explain_syntax(block: &str, message: &str) -> Mistake {
    let offset = offset_of(block, message);
    let problem = message.split(" at line ").next().unwrap_or(message);
    if message.contains("recursion limit") || message.contains("repetition limit") {
        return too_deep(block, offset);
    }
    let guesses = [
        escape,
        unclosed_quote,
        unquoted_colon,
        forbidden_start,
        tab,
        unclosed_bracket,
        alias,
        text_after_value,
        second_document,
    ];
    let case = Case { block, message, problem, offset };
    guesses.iter().find_map(|guess| guess(&case)).unwrap_or_else(|| plain_words(&case))
}

/// What the guesses look at.
struct Case<'a> {
    block: &'a str,
    /// The parser's message, whole.
    message: &'a str,
    /// Its first part, without places.
    problem: &'a str,
    /// The place of the problem in the block.
    offset: usize,
}

impl<'a> Case<'a> {
    /// The line of an offset, without its end, and where it begins.
    fn line(&self, offset: usize) -> (usize, &'a str) {
        let offset = self.block.floor_char_boundary(offset.min(self.block.len()));
        let start = self.block[..offset].rfind(['\n', '\r']).map_or(0, |newline| newline + 1);
        let rest = &self.block[start..];
        (start, rest.find(['\n', '\r']).map_or(rest, |end| &rest[..end]))
    }

    /// The place that the second part of the message names: where the thing began that went wrong.
    fn context(&self) -> Option<usize> {
        let (_, context) = self.message.split_once(", while ")?;
        let (line, column) = mark(context)?;
        Some(Places::new(self.block, 0).offset(line, column))
    }
}

/// The first place in a message; the parser's "position N" counts bytes.
fn offset_of(block: &str, message: &str) -> usize {
    let first = message.split(", while ").next().unwrap_or(message);
    if let Some((line, column)) = mark(first) {
        return Places::new(block, 0).offset(line, column);
    }
    let position = first.rsplit_once(" at position ").and_then(|(_, number)| number.parse().ok());
    block.floor_char_boundary(position.unwrap_or(0).min(block.len()))
}

fn syntax(offset: usize, message: impl Into<String>, hint: impl Into<String>) -> Mistake {
    Mistake { offset, diagnostic: Diagnostic::error("yaml-syntax", message).hint(hint) }
}

fn too_deep(block: &str, offset: usize) -> Mistake {
    let hint = if block.contains('&') && block.contains('*') {
        "an `&anchor` must not contain its own `*alias`"
    } else {
        "at most 128 levels are read; quote text that begins with `[`, `{` or `- `"
    };
    let message = "lists and maps are nested too deep";
    Mistake { offset, diagnostic: Diagnostic::error("yaml-limit", message).hint(hint) }
}

/// A `key: value` or `- value` line, taken apart.
struct Assignment<'a> {
    /// Everything before the value, with its blanks: `title: `.
    before: &'a str,
    value: &'a str,
}

fn assignment(line: &str) -> Option<Assignment<'_>> {
    let indent = line.len() - line.trim_start_matches([' ', '-']).len();
    let at = match line[indent..].find(": ") {
        Some(colon) => indent + colon + 2,
        None if line[..indent].ends_with("- ") => indent,
        None => return None,
    };
    let blanks = line[at..].len() - line[at..].trim_start().len();
    let (before, value) = line.split_at(at + blanks);
    Some(Assignment { before, value: value.trim_end() })
}

/// A value in the quotes that need the least escaping.
fn quote(value: &str) -> String {
    if !value.contains('"') && !value.contains('\\') {
        format!("\"{value}\"")
    } else {
        format!("'{}'", value.replace('\'', "''"))
    }
}

fn quoted_line(assignment: &Assignment<'_>) -> String {
    format!("quote it: `{}{}`", assignment.before.trim_start(), quote(&excerpt_whole(assignment.value)))
}

/// The value for a hint: whole unless very long, for it is to be typed.
fn excerpt_whole(value: &str) -> String {
    if value.chars().count() <= 120 { value.to_owned() } else { excerpt(value) }
}

fn unquoted_colon(case: &Case<'_>) -> Option<Mistake> {
    if !case.problem.contains("mapping values are not allowed") {
        return None;
    }
    let (start, line) = case.line(case.offset);
    let Some(found) = assignment(line).filter(|found| found.value.contains(':')) else {
        let hint = "indent the lines of a map alike, and quote text that contains a colon and a blank";
        return Some(syntax(case.offset, "a `key:` where none can stand", hint));
    };
    if found.value.starts_with(['"', '\'', '[', '{']) {
        let hint = "put one value on each line; text goes into quotes as a whole";
        return Some(syntax(case.offset, "a `:` after a value that is complete", hint));
    }
    let offset = case.offset.max(start);
    Some(syntax(offset, "the value has a colon and a blank in it, but no quotes", quoted_line(&found)))
}

/// A line before the error, or the line itself, opens a quote and does not close it.
fn unclosed_quote(case: &Case<'_>) -> Option<Mistake> {
    let in_quotes = case.message.contains("quoted scalar");
    let suspicious = in_quotes
        || ["did not find expected", "could not find expected", "mapping values"]
            .iter()
            .any(|sign| case.problem.contains(sign));
    if !suspicious {
        return None;
    }
    let until = case.offset.min(case.block.len());
    let mut start = 0;
    for line in case.block.split_inclusive('\n') {
        if start > until {
            break;
        }
        if let Some((column, quote)) = open_quote(line.trim_end()) {
            let (name, inner) = if quote == '"' { ("double", "\\\"") } else { ("single", "''") };
            let hint = format!("end the text with `{quote}`; for a quote that is part of it write `{inner}`");
            return Some(syntax(start + column, format!("the {name} quote is not closed on its line"), hint));
        }
        start += line.len();
    }
    let context = case.context().filter(|_| in_quotes)?;
    Some(syntax(context, "the quote is never closed", "end the text with the same quote"))
}

/// Where the value of a line begins with a quote that the line does not close.
fn open_quote(line: &str) -> Option<(usize, char)> {
    let found = assignment(line)?;
    let quote = found.value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let inner = &found.value[1..];
    let closed = if quote == '"' {
        inner.replace("\\\\", "").replace("\\\"", "").contains('"')
    } else {
        inner.replace("''", "").contains('\'')
    };
    (!closed).then_some((found.before.len(), quote))
}

fn forbidden_start(case: &Case<'_>) -> Option<Mistake> {
    let first = case.block.get(case.offset..)?.chars().next()?;
    if !case.problem.contains("cannot start any token") || first == '\t' {
        return None;
    }
    let (_, line) = case.line(case.offset);
    let hint = assignment(line).map_or_else(|| "put it in quotes".to_owned(), |found| quoted_line(&found));
    Some(syntax(case.offset, format!("text without quotes cannot begin with `{first}`"), hint))
}

fn tab(case: &Case<'_>) -> Option<Mistake> {
    let (start, line) = case.line(case.offset);
    let blanks = line.len() - line.trim_start().len();
    let column = line[..blanks].find('\t')?;
    Some(syntax(start + column, "the line is indented with a tab", "indent with blanks: two for each level"))
}

fn unclosed_bracket(case: &Case<'_>) -> Option<Mistake> {
    let what = [("flow sequence", '[', ']', "list"), ("flow mapping", '{', '}', "map")];
    let (_, open, close, name) = what.into_iter().find(|(sign, ..)| case.message.contains(sign))?;
    let begin = case.context().unwrap_or(case.offset);
    let (_, line) = case.line(begin);
    let hint = match assignment(line) {
        Some(found) => format!("close it with `{close}`; if it is text, {}", quoted_line(&found)),
        None => format!("close it with `{close}`"),
    };
    Some(syntax(begin, format!("the {name} that `{open}` opens is not closed, or lacks a comma"), hint))
}

fn alias(case: &Case<'_>) -> Option<Mistake> {
    let in_name = case.message.contains("scanning an anchor") || case.message.contains("scanning an alias");
    if !case.message.contains("unknown anchor") && !in_name {
        return None;
    }
    let (start, line) = case.line(case.offset);
    let found = assignment(line).filter(|found| found.value.starts_with(['*', '&']));
    let Some(found) = found else {
        return Some(syntax(case.offset, "no such `&anchor`", "put text that begins with `*` in quotes"));
    };
    let message = format!("text without quotes cannot begin with `{}`", &found.value[..1]);
    Some(syntax(start + found.before.len(), message, quoted_line(&found)))
}

/// `'it's'`, `"A" and b`, `[draft] a`: the value is over before its line is.
fn text_after_value(case: &Case<'_>) -> Option<Mistake> {
    if !case.problem.contains("expected key") && !case.problem.contains("expected '-'") {
        return None;
    }
    let (_, line) = case.line(case.offset);
    let found = assignment(line).filter(|found| found.value.starts_with(['"', '\'', '[', '{']))?;
    let inner = [('"', '"'), ('\'', '\'')]
        .iter()
        .find_map(|(open, close)| found.value.strip_prefix(*open)?.strip_suffix(*close));
    let whole = Assignment { before: found.before, value: inner.unwrap_or(found.value) };
    Some(syntax(case.offset, "the value is complete before its line ends", quoted_line(&whole)))
}

fn second_document(case: &Case<'_>) -> Option<Mistake> {
    if !case.message.contains("more than one document") {
        return None;
    }
    let begin = case.block.match_indices("\n---").map(|(newline, _)| newline + 1).last().unwrap_or(0);
    Some(syntax(begin, "`---` begins a second document", "remove the line; one document is read"))
}

fn escape(case: &Case<'_>) -> Option<Mistake> {
    if !case.problem.contains("escape") {
        return None;
    }
    let hint = "write `\\\\` for a backslash, or use single quotes, in which it means itself";
    Some(syntax(case.offset, "no such escape after the backslash in double quotes", hint))
}

/// Parts of the parser's messages, what they mean, what to type.
const WORDS: [(&str, &str, &str); 8] = [
    (PLAIN_KEY, "a key must be text", "write `name: value`; quote a name that begins with `[` or `{`"),
    (
        "expected key",
        "this is neither a `key: value` line nor part of the one before",
        "indent keys of one map alike; quote text that has quotes in it",
    ),
    ("expected ':'", "the line has no `:`", "write `key: value`"),
    (
        "expected '-'",
        "a list's lines must begin with `- `, indented alike",
        "begin the line with `- `, or indent the next key like the key of the list",
    ),
    ("tag", "a tag (`!…` or `%TAG`) that cannot be read", "quote text that begins with `!`"),
    ("directive", "`%` cannot begin a line", "put the text in quotes"),
    (
        "comment or line break",
        "text on the line of `|` or `>`",
        "begin the text on the next line, indented; quote a value that begins with `|` or `>`",
    ),
    ("unexpected end of stream", "the text ends in the middle of a value", "close the quote or bracket"),
];

/// The parser's own words, made ours where we have better ones.
fn plain_words(case: &Case<'_>) -> Mistake {
    let (_, line) = case.line(case.offset);
    let in_list = line.trim_start().starts_with("- ");
    let found = WORDS.iter().find(|(sign, ..)| case.message.contains(sign));
    match found {
        Some(("expected key", ..)) if in_list => {
            let hint = "write `key: value`, or indent the `- ` lines below the key that they belong to";
            syntax(case.offset, "a list's line where a `key:` is expected", hint)
        }
        Some((_, message, hint)) => syntax(case.offset, *message, *hint),
        None => {
            let problem = case.problem.split(" at position").next().unwrap_or(case.problem);
            syntax(case.offset, format!("cannot be read as YAML: {problem}"), "put text in quotes")
        }
    }
}
