//! The front matter of a file of the source → entries with their lines, and its text.
//!
//! YAML between `---`, TOML between `+++`, JSON between braces. It must not know what the keys mean.

use super::foreign::{Field, Remark, get, node};
use crate::{
    data,
    decode::SourceText,
    diagnostic::Diagnostic,
    post::front_matter::{Syntax, split},
    yaml::{self, Limits, Node},
};
use std::ops::Range;

/// A file, apart.
#[derive(Debug, Default)]
pub struct Matter {
    /// Its entries, in order.
    pub fields: Vec<Field>,
    /// The front matter as written, where it could not be read.
    pub unread: Option<String>,
    /// The text.
    pub body: String,
    /// The line on which the text begins.
    pub body_line: u32,
    /// What is wrong with it.
    pub remarks: Vec<Remark>,
    /// The first characters of values, by which quoted ones can be told.
    quoted: Vec<String>,
}

impl Matter {
    /// The field of a name.
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.key == key)
    }

    /// The text of a field, unless it is empty.
    pub fn text(&self, key: &str) -> Option<&str> {
        let text = self.field(key)?.value.text()?.trim();
        (!text.is_empty()).then_some(text)
    }

    /// Takes a field out.
    pub fn take(&mut self, key: &str) -> Option<Field> {
        let index = self.fields.iter().position(|field| field.key == key)?;
        Some(self.fields.remove(index))
    }

    /// Whether the value of a field stands between quotes.
    pub fn is_quoted(&self, key: &str) -> bool {
        self.quoted.iter().any(|quoted| quoted == key)
    }

    /// The value of a field within a map field: `sitemap.priority`.
    pub fn inside(&self, key: &str, inner: &str) -> Option<&Node> {
        get(&self.field(key)?.value, inner)
    }
}

/// Takes a text of the source apart.
pub fn read(file: &str, text: &str) -> Matter {
    if text.starts_with('{') {
        return read_json(file, text);
    }
    let source = SourceText::new(file, text);
    let split = match split(source) {
        Ok(split) => split,
        Err(mistake) => return Matter { remarks: vec![remark(&mistake)], ..whole(text) },
    };
    let Some((syntax, range)) = split.block else { return whole(text) };
    let (root, found) = match syntax {
        Syntax::Yaml => yaml::parse(source, range.clone(), Limits::FRONT_MATTER),
        Syntax::Toml => yaml::parse_toml(source, range.clone(), Limits::FRONT_MATTER),
    };
    let mut matter = Matter {
        body: text[split.body..].to_owned(),
        body_line: line_of(text, split.body),
        remarks: found.iter().map(remark).collect(),
        ..Matter::default()
    };
    match root {
        Some(root) if root.is_null() => {}
        Some(root) => match root.map() {
            Some(entries) => {
                for entry in entries {
                    let line = line_of(text, entry.key_range.start);
                    let starts_quoted =
                        text.get(entry.value.range.start..).is_some_and(|rest| rest.starts_with(['"', '\'']));
                    if starts_quoted {
                        matter.quoted.push(entry.key.clone());
                    }
                    let (key, value) = (entry.key.clone(), entry.value.clone());
                    matter.fields.push(Field { key, value, line });
                }
            }
            None => keep_unread(&mut matter, file, text, range, Some("is no list of `key: value` lines")),
        },
        None => keep_unread(&mut matter, file, text, range, None),
    }
    matter
}

/// The same where blank lines may stand before the front matter, as Hugo and Zola let them.
pub fn read_after_blanks(file: &str, text: &str) -> Matter {
    let trimmed = text.trim_start();
    if trimmed.len() == text.len() || !trimmed.starts_with(['-', '+', '{']) {
        return read(file, text);
    }
    let blanks = line_of(text, text.len() - trimmed.len()) - 1;
    let mut matter = read(file, trimmed);
    matter.body_line += blanks;
    for field in &mut matter.fields {
        field.line += blanks;
    }
    for remark in &mut matter.remarks {
        remark.line = remark.line.map(|line| line + blanks);
    }
    matter
}

/// A front matter that cannot be read is kept as text.
fn keep_unread(matter: &mut Matter, file: &str, text: &str, range: Range<usize>, problem: Option<&str>) {
    if let Some(problem) = problem {
        let message = format!("the front matter {problem}");
        matter.remarks.push(Remark::changed("front matter", message, BROKEN).in_file(file).on_line(1));
    }
    matter.unread = Some(text[range].to_owned());
}

const BROKEN: &str = "the file is a draft in the new site until its front matter is put right";

fn remark(mistake: &Diagnostic) -> Remark {
    let file = mistake.file.clone().unwrap_or_default();
    let line = mistake.position.map_or(0, |position| position.line);
    Remark::changed("front matter", mistake.message.clone(), BROKEN).in_file(file).on_line(line)
}

/// A file without any front matter.
fn whole(text: &str) -> Matter {
    Matter { body: text.to_owned(), body_line: 1, ..Matter::default() }
}

fn read_json(file: &str, text: &str) -> Matter {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<serde::de::IgnoredAny>();
    let end = match values.next() {
        Some(Ok(_)) => values.byte_offset(),
        Some(Err(error)) => {
            let line = u32::try_from(error.line()).unwrap_or_default();
            let message = format!("the front matter cannot be read as JSON: {error}");
            let remark = Remark::changed("front matter", message, BROKEN).in_file(file).on_line(line);
            return Matter { remarks: vec![remark], unread: Some(String::new()), ..whole(text) };
        }
        None => return whole(text),
    };
    let block = &text[..end];
    let body = text[end..].trim_start_matches(['\r', '\n', ' ']);
    let mut matter = Matter {
        body: body.to_owned(),
        body_line: line_of(text, text.len() - body.len()),
        ..Matter::default()
    };
    match data::parse("front matter.json", block.as_bytes()) {
        Ok(crate::value::Value::Map(entries)) => {
            for (key, value) in &entries {
                let written = serde_json::to_string(key).unwrap_or_default();
                let line = block.find(&written).map_or(1, |offset| line_of(text, offset));
                matter.fields.push(Field { key: key.clone(), value: node(value), line });
            }
        }
        Ok(_) => keep_unread(&mut matter, file, text, 0..end, Some("is no map")),
        Err(mistake) => {
            matter.remarks.push(Remark::changed("front matter", mistake.message, BROKEN).in_file(file));
            matter.unread = Some(block.to_owned());
        }
    }
    matter
}

/// The line of an offset, from 1.
pub fn line_of(text: &str, offset: usize) -> u32 {
    let end = text.floor_char_boundary(offset.min(text.len()));
    u32::try_from(text[..end].bytes().filter(|byte| *byte == b'\n').count() + 1).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_forms_give_the_same_fields() {
        let yaml = "---\ntitle: A\ndate: 2024-05-01\ntags: [x, \"1\"]\n---\n\nText\n";
        let toml = "+++\ntitle = \"A\"\ndate = 2024-05-01\ntags = [\"x\", \"1\"]\n+++\n\nText\n";
        let json = "{\n\"title\": \"A\",\n\"date\": \"2024-05-01\",\n\"tags\": [\"x\", \"1\"]\n}\n\nText\n";
        for text in [yaml, toml, json] {
            let matter = read("a.md", text);
            assert!(matter.remarks.is_empty(), "{text}");
            assert_eq!(matter.text("title"), Some("A"));
            assert_eq!(matter.text("date"), Some("2024-05-01"));
            assert_eq!(matter.fields[2].value.list().map(<[Node]>::len), Some(2));
            assert_eq!(matter.body.trim(), "Text");
        }
        assert_eq!(read("a.md", yaml).field("date").expect("there").line, 3);
        assert_eq!(read("a.md", json).field("date").expect("there").line, 3);
        assert_eq!(read("a.md", yaml).body_line, 6);
    }

    #[test]
    fn what_is_broken_is_kept() {
        for broken in [
            "---\ntitle: [\n---\nText",
            "+++\ntitle = \n+++\nText",
            "{\"title\": \nText",
            "---\nx\n---\nText",
        ] {
            let matter = read("a.md", broken);
            assert!(matter.unread.is_some() && !matter.remarks.is_empty(), "{broken}: {matter:?}");
            assert!(matter.body.contains("Text"), "{broken}");
        }
        let open = read("a.md", "---\ntitle: x\nText");
        assert!(open.body.contains("title: x") && open.remarks.len() == 1);
    }

    #[test]
    fn blank_lines_before_it_count() {
        let matter = read_after_blanks("a.md", "\n \n+++\ntitle = \"A\"\n+++\nText\n");
        assert_eq!((matter.text("title"), matter.fields[0].line, matter.body_line), (Some("A"), 4, 6));
        assert_eq!(read_after_blanks("a.md", "\n\nText").body, "\n\nText");
    }

    #[test]
    fn quoted_values_are_told_from_plain_ones() {
        let matter = read("a.md", "---\na: \"2024-05-01 03:00:00\"\nb: 2024-05-01 03:00:00\n---\n");
        assert!(matter.is_quoted("a") && !matter.is_quoted("b"));
    }
}
