//! The words of a Markdown file, taken by other means than the program's: a scan from left to right that knows just
//! enough to leave out what is no text.
//!
//! Left out: front matter, info strings of fences, destinations and titles of links, labels of references and
//! footnotes, definitions of references, tags with their attributes, comments, scripts and styles, kramdown's
//! attribute lists and heading IDs. Kept as they are: text, code, alt texts, template syntax of other systems.

use super::{
    page,
    words::{self, Word},
};

/// A file without its front matter.
pub fn body(text: &str) -> &str {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let Some(rest) = text.strip_prefix("---") else { return text };
    let mut offset = 0;
    for line in rest.split_inclusive('\n') {
        offset += line.len();
        if line.trim_end() == "---" {
            return &rest[offset..];
        }
    }
    text
}

/// The words of a body, those of footnotes last, as a page shows them.
pub fn source_words(body: &str) -> Vec<Word> {
    let mut scan = Scan::default();
    let (text, notes) = split_footnotes(body);
    for part in std::iter::once(text).chain(notes) {
        scan.blocks(&part);
    }
    scan.flush();
    scan.words
}

/// Moves the definitions of footnotes out of the text, in the order in which they are referred to.
fn split_footnotes(body: &str) -> (String, Vec<String>) {
    let (mut text, mut notes) = (String::new(), Vec::<(String, String)>::new());
    let mut in_note = false;
    for line in body.split_inclusive('\n') {
        let definition = line.strip_prefix("[^").and_then(|rest| rest.split_once("]:"));
        if let Some((label, rest)) = definition {
            notes.push((format!("[^{label}]"), rest.to_owned()));
            in_note = true;
        } else if in_note && (line.trim().is_empty() || line.starts_with("    ") || line.starts_with('\t')) {
            notes.last_mut().expect("in a note").1.push_str(line.trim_start_matches([' ', '\t']));
        } else {
            in_note = false;
            text.push_str(line);
        }
    }
    notes.sort_by_key(|(mark, _)| text.find(mark.as_str()).unwrap_or(usize::MAX));
    (text, notes.into_iter().map(|(_, note)| note).collect())
}

/// Stands before and after text that need not be shown.
const OPTIONAL: &str = "\u{e000}";

#[derive(Default)]
struct Scan {
    words: Vec<Word>,
    /// Text not yet taken apart into words.
    text: String,
}

impl Scan {
    /// Takes the text apart. What need not be shown stands between two marks, perhaps within a word: it is then
    /// taken before that word.
    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        let mut parts = text.split(OPTIONAL);
        let mut begun = parts.next().unwrap_or_default().to_owned();
        while let (Some(optional), Some(after)) = (parts.next(), parts.next()) {
            let goes_on = after.starts_with(words::is_within_word);
            let end = if goes_on { begun.trim_end_matches(words::is_within_word).len() } else { begun.len() };
            self.push(&begun[..end], true);
            self.push(optional, false);
            begun.replace_range(..end, "");
            begun.push_str(after);
        }
        self.push(&begun, true);
    }

    fn push(&mut self, text: &str, is_required: bool) {
        self.words.extend(words::words(text).into_iter().map(|text| Word { text, is_required }));
    }

    fn optional(&mut self, text: &str) {
        let text = text.replace(OPTIONAL, "");
        // One stretch after another is one stretch.
        let opening =
            if self.text.ends_with(OPTIONAL) { self.text.pop().map_or("", |_| " ") } else { OPTIONAL };
        self.text.extend([opening, &text, OPTIONAL]);
    }

    /// Fenced code is taken as it is, all between is inline text.
    fn blocks(&mut self, text: &str) {
        let mut between = String::new();
        let mut lines = text.split_inclusive('\n');
        while let Some(line) = lines.next() {
            let Some((mark, length)) = fence(line) else {
                between.push_str(if line.trim().is_empty() { "\n" } else { line });
                continue;
            };
            let is_text = indentation(line, 0) >= 4 || is_in_html(&between, between.len());
            self.inline(&std::mem::take(&mut between));
            if is_text {
                self.optional(line);
            }
            for line in lines.by_ref() {
                let inner = line.trim_start_matches([' ', '\t', '>']);
                if inner.trim_end().chars().all(|c| c == mark) && inner.trim_end().len() >= length {
                    break;
                }
                self.text.push_str(line);
            }
            self.text.push('\n');
        }
        self.inline(&between);
    }

    fn inline(&mut self, text: &str) {
        let mut at = 0;
        while at < text.len() {
            at += self.step(text, at);
        }
        self.text.push('\n');
    }

    /// Takes what begins at `at`; answers how long it is.
    fn step(&mut self, text: &str, at: usize) -> usize {
        let rest = &text[at..];
        let first = rest.chars().next().expect("not at the end");
        let at_line = text[..at].is_empty() || text[..at].ends_with('\n');
        let taken = match first {
            '[' if at_line && is_definition(rest.lines().next().unwrap_or_default()) => self.line_start(rest),
            '`' if !is_in_html(text, at) => Some(self.code_span(rest)),
            '\\' => self.escape(rest),
            '{' => self.braces(rest),
            '<' => self.angle(rest, indentation(text, at) >= 4),
            '&' => self.entity(rest, indentation(text, at) >= 4),
            ']' => self.after_bracket(rest),
            '[' if rest.starts_with("[^") => self.footnote_mark(rest),
            '[' => opening_bracket(rest),
            '\n' => None,
            _ if at_line => self.line_start(rest),
            _ => None,
        };
        taken.unwrap_or_else(|| {
            self.text.push(first);
            first.len_utf8()
        })
    }

    fn code_span(&mut self, rest: &str) -> usize {
        let run = rest.len() - rest.trim_start_matches('`').len();
        let block = &rest[..rest.find("\n\n").unwrap_or(rest.len())];
        let mut from = run;
        while let Some(found) = block[from..].find('`').map(|found| from + found) {
            let length = block[found..].len() - block[found..].trim_start_matches('`').len();
            if length == run {
                self.text.push_str(&block[run..found]);
                return found + run;
            }
            from = found + length;
        }
        self.text.push_str(&rest[..run]);
        run
    }

    fn escape(&mut self, rest: &str) -> Option<usize> {
        let next = rest[1..].chars().next().filter(char::is_ascii_punctuation)?;
        self.text.push(next);
        Some(1 + next.len_utf8())
    }

    /// Template syntax is text; kramdown's lists and heading IDs are not.
    fn braces(&mut self, rest: &str) -> Option<usize> {
        for (open, close) in [("{{", "}}"), ("{%", "%}")] {
            if rest.starts_with(open) {
                let end = rest.find(close).filter(|end| !rest[..*end].contains("\n\n"))? + close.len();
                if rest[..end].contains('&') {
                    self.optional(&rest[..end]);
                }
                self.text.push_str(&decode(&rest[..end]));
                return Some(end);
            }
        }
        let is_list = ["{:", "{#", "{."].iter().any(|open| rest.starts_with(open));
        let end = rest.find(['}', '\n']).filter(|end| is_list && rest[*end..].starts_with('}'))?;
        if !rest.starts_with("{:") {
            self.text.push(' ');
            self.optional(&rest[..end]);
        }
        Some(end + 1)
    }

    fn angle(&mut self, rest: &str, may_be_code: bool) -> Option<usize> {
        if let Some(comment) = rest.strip_prefix("<!--") {
            return Some(4 + comment.find("-->").map_or(comment.len(), |end| end + 3));
        }
        let end = tag_end(rest)?;
        let inside = rest[1..end - 1].trim_start_matches('/');
        let name: String =
            inside.chars().take_while(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
        if inside[name.len()..].starts_with([':', '@', '.', '+']) {
            // An address between angle brackets is text.
            self.text.push_str(&rest[..end]);
            return Some(end);
        }
        if (may_be_code && name != "img") || is_odd(inside) {
            self.optional(inside);
        }
        if page::is_silent(&name) && !rest.starts_with("</") {
            let close = rest.to_ascii_lowercase().find(&format!("</{name}")).unwrap_or(end).max(end);
            self.optional(&rest[end..close]);
            return Some(close);
        }
        if !page::is_inline(&name) {
            self.text.push(' ');
        }
        if name == "img" {
            self.text.push_str(&decode(attribute(inside, "alt").unwrap_or_default()));
            self.text.push(' ');
        }
        Some(end)
    }

    fn entity(&mut self, rest: &str, may_be_code: bool) -> Option<usize> {
        let end = rest[..rest.len().min(40)].find(';')?;
        let is_name = rest[1..end].chars().all(|c| c.is_ascii_alphanumeric() || c == '#') && end > 1;
        let decoded = decode(&rest[..=end]);
        (is_name && decoded != rest[..=end]).then(|| {
            if may_be_code {
                self.optional(&rest[..end]);
            }
            self.text.push_str(&decoded);
            end + 1
        })
    }

    fn footnote_mark(&mut self, rest: &str) -> Option<usize> {
        let end = rest.find(']')?;
        self.optional(&rest[..end]);
        Some(end + 1)
    }

    /// `](destination "title")` and `][label]`.
    fn after_bracket(&mut self, rest: &str) -> Option<usize> {
        if let Some(label) = rest.strip_prefix("][") {
            let end = label.find(']')?;
            self.optional(&label[..end]);
            return Some(2 + end + 1);
        }
        let inside = rest.strip_prefix("](")?;
        let end = destination_end(inside)?;
        // Where it is no link after all, it is text.
        self.optional(&inside[..end]);
        Some(2 + end + 1)
    }

    /// Definitions of references, which are shown only where they are none after all, and the number of a list
    /// item, which a browser shows by itself.
    fn line_start(&mut self, rest: &str) -> Option<usize> {
        let line = &rest[..rest.find('\n').unwrap_or(rest.len())];
        if is_definition(line) {
            self.optional(line);
            return Some(line.len());
        }
        let inner = line.trim_start_matches([' ', '\t', '>', '-', '*', '+']);
        let digits = inner.len() - inner.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let is_number = digits > 0 && inner[digits..].starts_with(['.', ')']);
        let start = line.len() - inner.len();
        is_number.then(|| {
            self.optional(&inner[..digits]);
            self.text.push(' ');
            start + digits
        })
    }
}

/// The mark and length of the fence that a line opens.
fn fence(line: &str) -> Option<(char, usize)> {
    let inner = line.trim_start_matches([' ', '\t', '>']);
    let inner = inner.strip_prefix("- ").or(inner.strip_prefix("* ")).unwrap_or(inner).trim_start();
    let mark = inner.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let length = inner.len() - inner.trim_start_matches(mark).len();
    let may_open = if mark == '~' { indentation(line, 0) < 4 } else { !inner[length..].contains('`') };
    let is_fence = length >= 3 && may_open;
    is_fence.then_some((mark, length))
}

/// Whether a line defines a reference: `[label]: destination "title"`.
fn is_definition(line: &str) -> bool {
    let label = line.trim_start_matches([' ', '>']).strip_prefix('[').and_then(|inner| inner.split_once(']'));
    label.is_some_and(|(label, rest)| {
        !label.starts_with('^') && rest.starts_with(':') && rest.trim().len() > 1
    })
}

/// Within a word, the beginning of a link leaves it whole.
fn opening_bracket(rest: &str) -> Option<usize> {
    let end = rest.find(']')?;
    let is_link = !rest[1..end].contains('[') && rest[end + 1..].starts_with(['(', '[']);
    is_link.then_some(1)
}

/// Whether the block around `at` is HTML, which has no code spans.
fn is_in_html(text: &str, at: usize) -> bool {
    let block = text[..at].rfind("\n\n").map_or(0, |end| end + 2);
    text[block..].trim_start().starts_with('<')
}

fn indentation(text: &str, at: usize) -> usize {
    let line = &text[text[..at].rfind('\n').map_or(0, |newline| newline + 1)..];
    line.chars().take_while(|c| matches!(c, ' ' | '\t')).map(|c| if c == '\t' { 4 } else { 1 }).sum()
}

/// The end of a tag or of an address between angle brackets, template syntax within being opaque.
fn tag_end(rest: &str) -> Option<usize> {
    let name = rest[1..].strip_prefix('/').unwrap_or(&rest[1..]);
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let (mut at, mut quote) = (1, None);
    while let Some(c) = rest[at..].chars().next() {
        let template = ["{{", "{%"].iter().position(|open| rest[at..].starts_with(open));
        if let Some(end) = template.and_then(|which| rest[at..].find(["}}", "%}"][which])) {
            at += end + 2;
            continue;
        }
        match (quote, c) {
            (None, '>') => return Some(at + 1),
            (None, '<') => return None,
            (None, '"' | '\'') if rest[..at].trim_end().ends_with('=') => quote = Some(c),
            (Some(open), c) if c == open => quote = None,
            _ => {}
        }
        if rest[at..].starts_with("\n\n") {
            return None;
        }
        at += c.len_utf8();
    }
    None
}

/// Whether a tag has quotation marks where none can be, which makes it text.
fn is_odd(tag: &str) -> bool {
    let quotes = tag.match_indices('"').filter(|(at, _)| !tag[..*at].ends_with('='));
    quotes.into_iter().any(|(at, _)| tag[at + 1..].starts_with(char::is_alphanumeric))
}

/// The value of an attribute of a tag.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let lower = tag.to_ascii_lowercase();
    let start = lower.match_indices(name).find_map(|(at, _)| {
        let after = lower[at + name.len()..].trim_start();
        let is_start = lower[..at].ends_with(|c: char| c.is_whitespace() || c == '"' || c == '\'');
        (is_start && after.starts_with('=')).then(|| tag.len() - after.len() + 1)
    })?;
    let value = tag[start..].trim_start();
    match value.chars().next()? {
        quote @ ('"' | '\'') => value[1..].split(quote).next(),
        _ => value.split(char::is_whitespace).next(),
    }
}

/// The end of a link's destination with its title: the closing parenthesis.
fn destination_end(inside: &str) -> Option<usize> {
    let (mut depth, mut quoted, mut escaped) = (0, false, false);
    for (at, c) in inside.char_indices() {
        let is_escaped = escaped;
        escaped = c == '\\' && !is_escaped;
        match c {
            _ if is_escaped => {}
            '"' if quoted || inside[..at].ends_with(char::is_whitespace) => quoted = !quoted,
            '\n' if inside[at..].starts_with("\n\n") => return None,
            '(' if !quoted => depth += 1,
            ')' if !quoted && depth == 0 => return Some(at),
            ')' if !quoted => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Character references as characters.
pub fn decode(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    scraper::Html::parse_fragment(&text.replace('<', "&lt;")).root_element().text().collect()
}

/// Every `{{ … }}` and `{% … %}` of a body.
pub fn template_syntax(body: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = body[from..].find('{').map(|at| from + at) {
        let closing = match body.as_bytes().get(at + 1) {
            Some(b'{') => Some("}}"),
            Some(b'%') => Some("%}"),
            _ => None,
        };
        let end = closing.and_then(|closing| body[at..].find(closing)).map(|end| at + end + 2);
        match end.filter(|end| !["\n\n", "```"].iter().any(|gap| body[at..*end].contains(gap))) {
            Some(end) => {
                found.push(&body[at..end]);
                from = end;
            }
            None => from = at + 1,
        }
    }
    found
}
