//! The tokens of a template's tags, as Tera's lexer takes them apart: enough to tell what a template reaches and reads,
//! which Tera keeps to itself.
//!
//! A template that Tera cannot read may give any tokens; it is never rendered.

use std::borrow::Cow;

/// A token inside `{{ … }}` or `{% … %}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token<'t> {
    /// A name or a word of the language.
    Name(&'t str),
    /// What stands between quotation marks, escapes resolved.
    Text(Cow<'t, str>),
    /// Everything else: operators, brackets, numbers.
    Mark(&'t str),
}

/// Marks of more than one character.
const LONG_MARKS: [&str; 10] = ["...", "//", "**", "==", "!=", ">=", "<=", "</", "?.", "?["];

/// All tokens of a template's tags. Comments and what stands in `{% raw %}` have none.
pub fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        rest = &rest[start..];
        rest = match rest.as_bytes().get(1) {
            Some(b'#') => after_comment(rest),
            Some(b'{') => read_tag(&rest[2..], "}}", &mut found),
            Some(b'%') => after_raw(rest).unwrap_or_else(|| read_tag(&rest[2..], "%}", &mut found)),
            _ => &rest[1..],
        };
    }
    found
}

/// What follows a comment, which begins here.
fn after_comment(text: &str) -> &str {
    let inside = &text[if text.as_bytes().get(2) == Some(&b'-') { 3 } else { 2 }..];
    inside.find("#}").map_or("", |end| &inside[end + 2..])
}

/// What follows `{% raw %} … {% endraw %}`, if such a tag begins here.
fn after_raw(text: &str) -> Option<&str> {
    let tag = &text[2..];
    let mut inside = after_word(tag.strip_prefix('-').unwrap_or(tag), "raw")?;
    loop {
        let Some(tag) = inside.find("{%") else { return Some("") };
        inside = &inside[tag + 2..];
        if let Some(rest) = after_word(inside, "endraw") {
            return Some(rest);
        }
    }
}

/// What follows a tag that holds one word and nothing else; `text` begins after its `{%`.
fn after_word<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let blank = |c: char| c.is_ascii_whitespace();
    let text = text.strip_prefix('-').unwrap_or(text).trim_start_matches(blank);
    let text = text.strip_prefix(word)?.trim_start_matches(blank);
    text.strip_prefix('-').unwrap_or(text).strip_prefix("%}")
}

/// Reads the tokens of a tag up to `end`; answers what follows it.
fn read_tag<'t>(text: &'t str, end: &str, found: &mut Vec<Token<'t>>) -> &'t str {
    let mut rest = text.strip_prefix('-').unwrap_or(text);
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace());
        if let Some(after) = rest.strip_prefix('-').unwrap_or(rest).strip_prefix(end) {
            return after;
        }
        let Some(first) = rest.chars().next() else { return "" };
        let length = match first {
            '"' | '\'' | '`' => {
                let inside = text_length(&rest[1..], first);
                found.push(Token::Text(unescaped(&rest[1..=inside])));
                (inside + 2).min(rest.len())
            }
            _ if first == '_' || first.is_ascii_alphabetic() => {
                let is_part = |c: char| c == '_' || c.is_ascii_alphanumeric();
                let length = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
                found.push(Token::Name(&rest[..length]));
                length
            }
            _ => {
                let length = mark_length(rest, first);
                found.push(Token::Mark(&rest[..length]));
                length
            }
        };
        rest = &rest[length..];
    }
}

/// Bytes up to the quotation mark that ends a text.
fn text_length(text: &str, quote: char) -> usize {
    let mut is_escaped = false;
    let is_end = |c: char| {
        let ends = !is_escaped && c == quote;
        is_escaped = !is_escaped && c == '\\';
        ends
    };
    text.find(is_end).unwrap_or(text.len())
}

fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains('\\') {
        return Cow::Borrowed(text);
    }
    let mut plain = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        plain.extend(if c == '\\' { chars.next() } else { Some(c) });
    }
    Cow::Owned(plain)
}

/// Bytes of an operator, a bracket or a number.
fn mark_length(text: &str, first: char) -> usize {
    if !first.is_ascii_digit() {
        let long = LONG_MARKS.iter().find(|mark| text.starts_with(**mark));
        return long.map_or(first.len_utf8(), |mark| mark.len());
    }
    let digits = |text: &str| text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let whole = digits(text);
    if text[whole..].starts_with('.') { whole + 1 + digits(&text[whole + 1..]) } else { whole }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tokens in a form for comparing: texts in quotation marks.
    fn read(text: &str) -> String {
        let written = tokens(text).into_iter().map(|token| match token {
            Token::Name(word) | Token::Mark(word) => word.to_owned(),
            Token::Text(text) => format!("\"{text}\""),
        });
        written.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn tags_are_taken_apart_and_nothing_else() {
        for (text, expected) in [
            ("<p>config</p>{{ a.b }}", "a . b"),
            ("{%- if a?.b <= 1.5 -%}x{% endif %}", "if a ?. b <= 1.5 endif"),
            ("{{- {\"a\": [...b]} -}}", "{ \"a\" : [ ... b ] }"),
            ("{{ \"}}\" ~ 'it''s' }}{{ `{{` }}", "\"}}\" ~ \"it\" \"s\" \"{{\""),
            ("{{ \"a\\\"}}\" ~ b }}", "\"a\"}}\" ~ b"),
            ("{% include \"a\\/b.html\" %}", "include \"a/b.html\""),
            ("{# it's {{ a }} #}{{ b }}{#- {{ c }} -#}", "b"),
            ("{#}{{ a }}#}{{ b }}", "b"),
            ("{%\traw -%}{{ it's }}{% endraws %}{%- endraw %}{{ b }}", "b"),
            ("{% rawest %}{{ b }}", "rawest b"),
            ("{ {a} {{ <card/> }}", "< card / >"),
            ("{{ a == b }}{{ f(x=c) }}", "a == b f ( x = c )"),
            ("{{ nav.0.name }}{{ x[0].y }}", "nav . 0. name x [ 0 ] . y"),
            ("{{ unfinished \"x", "unfinished \"x\""),
            ("{{ é }}{{ b", "é b"),
            ("{%", ""),
            ("{", ""),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }
}
