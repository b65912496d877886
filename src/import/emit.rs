//! Values as YAML that our reader reads to the same values.
//!
//! Text is plain where that reads back as the same text, else quoted. It must not know what keys mean.

use super::foreign::Field;
use crate::{
    decode::SourceText,
    yaml::{self, Entry, Kind, Limits, Node, Shape, quoted},
};
use std::fmt::Write as _;

/// A front matter with its fences.
pub fn front_matter(fields: &[Field]) -> String {
    let mut text = String::from("---\n");
    for field in fields {
        push_entry(&mut text, &field.key, &field.value, 0);
    }
    text.push_str("---\n");
    text
}

/// An entry of a map, indented by `level` steps, with the end of its line.
pub fn push_entry(out: &mut String, key: &str, value: &Node, level: usize) {
    let _ = write!(out, "{:1$}{2}:", "", level * 2, scalar(key, Kind::Text));
    push_value(out, value, level);
}

/// What stands after the colon of a key or the dash of an entry.
fn push_value(out: &mut String, value: &Node, level: usize) {
    match &value.shape {
        Shape::Scalar(text, kind) => push_scalar(out, text, *kind, level),
        Shape::List(nodes) if nodes.is_empty() => out.push_str(" []\n"),
        Shape::Map(entries) if entries.is_empty() => out.push_str(" {}\n"),
        Shape::List(nodes) => {
            if let Some(line) = inline(nodes) {
                let _ = writeln!(out, " [{line}]");
                return;
            }
            out.push('\n');
            for node in nodes {
                let _ = write!(out, "{:1$}-", "", (level + 1) * 2);
                push_list_entry(out, node, level + 1);
            }
        }
        Shape::Map(entries) => {
            out.push('\n');
            push_entries(out, entries, level + 1);
        }
    }
}

fn push_entries(out: &mut String, entries: &[Entry], level: usize) {
    for entry in entries {
        push_entry(out, &entry.key, &entry.value, level);
    }
}

/// A map in a list begins on the line of its dash.
fn push_list_entry(out: &mut String, node: &Node, level: usize) {
    match node.map() {
        Some(entries) if !entries.is_empty() => {
            let mut inner = String::new();
            push_entries(&mut inner, entries, level + 1);
            out.push(' ');
            out.push_str(inner.trim_start_matches(' '));
        }
        _ => push_value(out, node, level),
    }
}

/// Short texts on one line.
fn inline(nodes: &[Node]) -> Option<String> {
    let short = |node: &Node| match &node.shape {
        Shape::Scalar(text, kind) if !text.contains('\n') => {
            let written = scalar(text, *kind);
            let needs_quotes = !written.starts_with('"') && written.contains([',', '[', ']', '{', '}']);
            Some(if needs_quotes || written.is_empty() { quoted(text) } else { written })
        }
        _ => None,
    };
    let written: Option<Vec<String>> = nodes.iter().map(short).collect();
    written.map(|words| words.join(", ")).filter(|line| line.chars().count() <= 100)
}

fn push_scalar(out: &mut String, text: &str, kind: Kind, level: usize) {
    if kind == Kind::Null {
        out.push('\n');
    } else if kind == Kind::Text && text.contains('\n') && is_block(text) {
        let _ = writeln!(out, " |{}", if text.ends_with('\n') { "" } else { "-" });
        for line in text.trim_end_matches('\n').split('\n') {
            let indent = if line.is_empty() { 0 } else { (level + 1) * 2 };
            let _ = writeln!(out, "{:indent$}{line}", "");
        }
    } else {
        let _ = writeln!(out, " {}", scalar(text, kind));
    }
}

/// Whether a text of several lines can stand in YAML line by line and comes back as it is.
fn is_block(text: &str) -> bool {
    let inner = text.strip_suffix('\n').unwrap_or(text);
    let is_plain = |c: char| !c.is_control() && !matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{85}');
    !inner.is_empty()
        && !inner.starts_with([' ', '\n', '\t'])
        && !inner.ends_with('\n')
        && inner.split('\n').all(|line| line.chars().all(is_plain) && !line.ends_with(' '))
}

/// A scalar on one line.
pub fn scalar(text: &str, kind: Kind) -> String {
    match kind {
        Kind::Null => "null".to_owned(),
        _ if reads_back(text, kind) => text.to_owned(),
        _ => quoted(text),
    }
}

/// Whether a scalar may stand without quotes: it has nothing that YAML gives a meaning, and is read as what it is.
fn reads_back(text: &str, kind: Kind) -> bool {
    let first = text.chars().next().unwrap_or(' ');
    let is_plain = |c: char| c.is_alphanumeric() || " _-./,'()+@&!?%=;$*~^\"’“”…–—:".contains(c);
    let starts = first.is_alphanumeric() || matches!(first, '/' | '.' | '_') || kind != Kind::Text;
    let harmless = starts && text.chars().all(is_plain) && text.trim() == text && !text.contains("://\"");
    if !harmless || text.contains(": ") || text.ends_with(':') || text.starts_with("---") {
        return false;
    }
    // Other readers take these for booleans, and numbers with colons for times.
    if matches!(text.to_ascii_lowercase().as_str(), "yes" | "no" | "on" | "off" | "y" | "n") {
        return false;
    }
    let line = format!("k: {text}");
    let (root, found) = yaml::parse(SourceText::new("", &line), 0..line.len(), Limits::FRONT_MATTER);
    let value = root.as_ref().and_then(|root| root.map()?.first()).map(|entry| &entry.value.shape);
    found.is_empty()
        && matches!(value, Some(Shape::Scalar(read, its)) if read == text && std::mem::discriminant(its) == std::mem::discriminant(&kind))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::foreign::{entry, map, text, texts, truth};

    /// Every value comes back as it was.
    #[track_caller]
    fn check(value: &Node) {
        let written = front_matter(&[Field::new("key: #1", value.clone())]);
        let inner = &written[4..written.len() - 4];
        let (root, found) = yaml::parse(SourceText::new("", inner), 0..inner.len(), Limits::FRONT_MATTER);
        assert!(found.is_empty(), "{written}\n{found:?}");
        let root = root.expect("readable");
        assert!(root.map().expect("a map")[0].value.says_same(value), "{written}\n{root:?}");
    }

    #[test]
    fn what_is_written_is_read_again() {
        for odd in [
            "no",
            "1.10",
            "010",
            "true",
            "null",
            "~",
            "",
            " x ",
            "a: b",
            "a #b",
            "- x",
            "? y",
            "[x]",
            "{x}",
            "'q'",
            "\"q\"",
            "it's",
            "@x",
            "`x`",
            "!tag",
            "&a",
            "*a",
            "%x",
            "|",
            ">",
            "a\nb",
            "a\nb\n",
            "a\n\nb\n\n",
            " a\nb",
            "a \nb",
            "\ta\nb",
            "日本語",
            "2026-07-05",
            "12:30",
            "a:",
            "x\u{85}y",
            "\u{2028}",
            "---",
            "...",
            "=",
            "<<",
            "0x1F",
            "1e3",
            "#x",
            "a, b",
            "C:\\x",
            "\u{1f680}",
            "a\r\nb",
            "key: value\nother: x",
        ] {
            check(&text(odd));
            check(&texts([odd, "plain"]));
            check(&map(vec![entry(odd, text(odd)), entry("other", texts([odd]))]));
            check(&Node {
                shape: Shape::List(vec![map(vec![entry("a", text(odd)), entry("b", truth(true))])]),
                range: 0..0,
            });
        }
    }

    #[test]
    fn what_can_be_plain_is() {
        for plain in ["A title", "it's", "2026-07-05 10:00:00 +0200", "/a/b/", "Ærø, 日本", "1.10.0"] {
            assert_eq!(scalar(plain, Kind::Text), plain);
        }
        assert_eq!(scalar("1.10", Kind::Text), "\"1.10\"");
        assert_eq!(scalar("3", Kind::Int), "3");
    }
}
