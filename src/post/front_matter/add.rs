//! A key, written into a front matter that has it not.
//!
//! Owns where its line goes. The result is read again, and stands only if it says what was said before and the key: a
//! front matter of any form that one more line does not extend is refused, whatever the reason.

use super::{
    read_tree,
    split::{Split, Syntax, split},
};
use crate::{
    decode::SourceText,
    diagnostic::Diagnostic,
    yaml::{Kind, Node, Shape, quoted},
};
use std::borrow::Cow;

/// Lines of TOML that begin like a table and are tried.
const MOST_TRIED: usize = 64;

/// A line that is added to a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addition {
    /// The byte of the file that it goes before.
    pub at: usize,
    /// The line, with its end.
    pub line: String,
}

impl Addition {
    /// The bytes of a file with the line in them.
    pub fn to(&self, bytes: &[u8]) -> Vec<u8> {
        [&bytes[..self.at], self.line.as_bytes(), &bytes[self.at..]].concat()
    }
}

/// What is written.
#[derive(Debug, Clone, Copy)]
struct Pair<'a> {
    key: &'static str,
    value: &'a str,
    /// Whether the value is the one entry of a list.
    is_list: bool,
}

impl Pair<'_> {
    fn in_yaml(&self) -> Cow<'_, str> {
        if self.is_list { Cow::Owned(format!("[{}]", quoted(self.value))) } else { in_yaml(self.value) }
    }

    fn in_toml(&self) -> String {
        if self.is_list { format!("[{}]", quoted(self.value)) } else { quoted(self.value) }
    }

    /// Whether a node says it.
    fn is_said_by(&self, node: &Node) -> bool {
        let is_text =
            |node: &Node| matches!(&node.shape, Shape::Scalar(text, Kind::Text) if text == self.value);
        match &node.shape {
            Shape::List(nodes) => self.is_list && matches!(nodes.as_slice(), [only] if is_text(only)),
            _ => !self.is_list && is_text(node),
        }
    }
}

/// The line that gives a post its story: the last of a front matter in YAML, the last before the first table of one in
/// TOML.
///
/// # Errors
/// There is no front matter, it has the key already, or it cannot be extended by a line.
pub fn add_story(source: SourceText<'_>, story: &str) -> Result<Addition, Box<Diagnostic>> {
    add(source, Pair { key: "story", value: story, is_list: false })
}

/// The same for any key that holds a text.
///
/// # Errors
/// There is no front matter, it has the key already, or it cannot be extended by a line.
pub fn add_key(source: SourceText<'_>, key: &'static str, value: &str) -> Result<Addition, Box<Diagnostic>> {
    add(source, Pair { key, value, is_list: false })
}

/// The same for any key that holds a list, with one entry.
///
/// # Errors
/// There is no front matter, it has the key already, or it cannot be extended by a line.
pub fn add_list(source: SourceText<'_>, key: &'static str, value: &str) -> Result<Addition, Box<Diagnostic>> {
    add(source, Pair { key, value, is_list: true })
}

fn add(source: SourceText<'_>, pair: Pair<'_>) -> Result<Addition, Box<Diagnostic>> {
    let key = pair.key;
    let before = split(source)?;
    let Some((syntax, range)) = before.block.clone() else {
        return Err(refusal(
            source,
            "the file has no front matter",
            "begin it with `---` and the line",
            pair,
        ));
    };
    let (Some(root), _) = read_tree(source, syntax, range.clone()) else {
        return Err(refusal(source, "the front matter cannot be read", "mend it, and add the line", pair));
    };
    if root.map().into_iter().flatten().any(|entry| entry.key == key) {
        let problem = format!("the front matter has the key `{key}` already");
        return Err(refusal(source, &problem, "give it the value", pair));
    }
    let text = source.as_str();
    let end = if text[..range.end].ends_with("\r\n") { "\r\n" } else { "\n" };
    let tried = match syntax {
        Syntax::Yaml => vec![(range.end, format!("{}{key}: {}{end}", indent(text, &root), pair.in_yaml()))],
        Syntax::Toml => {
            let places = places_in_toml(&text[range.clone()]).map(|place| range.start + place);
            places.map(|place| (place, format!("{key} = {}{end}", pair.in_toml()))).collect()
        }
    };
    let fits = |(at, line): &(usize, String)| {
        let new = [&text[..*at], line, &text[*at..]].concat();
        says_more(source, &before, &root, &new, line.len(), pair)
    };
    let fitting = tried.into_iter().find(fits);
    let addition = fitting.map(|(at, line)| Addition { at: at + source.skipped(), line });
    addition.ok_or_else(|| {
        refusal(
            source,
            "the front matter cannot be extended by a line",
            "write it as `key: value` lines, and add",
            pair,
        )
    })
}

/// A post that is left as it is.
fn refusal(source: SourceText<'_>, problem: &str, advice: &str, pair: Pair<'_>) -> Box<Diagnostic> {
    let (key, value) = (pair.key, pair.value);
    let code = if key == "story" { "story-left" } else { "fix-left" };
    let message = format!("{problem}: the {key} `{value}` is not written");
    let hint = format!("{advice} `{key}: {}`", pair.in_yaml());
    Box::new(Diagnostic::warning(code, message).in_file(source.file()).hint(hint))
}

/// Whether a new text has the same body and says the same, and the pair. `longer` is by how many bytes it is longer.
fn says_more(
    source: SourceText<'_>,
    before: &Split,
    root: &Node,
    new: &str,
    longer: usize,
    pair: Pair<'_>,
) -> bool {
    let source = SourceText::new(source.file(), new);
    let (Ok(Split { block: Some((syntax, range)), body }), Some((old_syntax, old))) =
        (split(source), &before.block)
    else {
        return false;
    };
    let is_in_block = syntax == *old_syntax
        && (range.start, range.end, body) == (old.start, old.end + longer, before.body + longer);
    let (Some(after), _) = read_tree(source, syntax, range) else { return false };
    let Some(entries) = after.map().filter(|_| is_in_block) else { return false };
    let (added, rest): (Vec<_>, Vec<_>) = entries.iter().partition(|entry| entry.key == pair.key);
    let old: &[_] = if root.is_null() { &[] } else { root.map().unwrap_or_default() };
    (root.is_null() || root.map().is_some())
        && matches!(added.as_slice(), [entry] if pair.is_said_by(&entry.value))
        && rest.len() == old.len()
        && rest.iter().zip(old).all(|(one, other)| one.says_same(other))
}

/// The blanks before the first key of a map, which stand before all of them.
fn indent<'t>(text: &'t str, root: &Node) -> &'t str {
    let Some(first) = root.map().and_then(<[_]>::first) else { return "" };
    let start = text[..first.key_range.start].rfind('\n').map_or(0, |newline| newline + 1);
    Some(&text[start..first.key_range.start])
        .filter(|blanks| blanks.bytes().all(|byte| byte == b' '))
        .unwrap_or("")
}

/// Offsets in a TOML text where top-level keys may end: before lines that begin like a table, and the comments and blank
/// lines above each, then the end. A line within a text or a list may look so too.
fn places_in_toml(block: &str) -> impl Iterator<Item = usize> {
    let (mut places, mut offset, mut after) = (Vec::new(), 0, 0);
    for line in block.split_inclusive('\n') {
        let trimmed = line.trim_start();
        if trimmed.starts_with('[') {
            places.push(after);
        }
        offset += line.len();
        if !(trimmed.is_empty() || trimmed.starts_with('#')) {
            after = offset;
        }
    }
    places.into_iter().take(MOST_TRIED).chain([block.len()])
}

/// A text in YAML: as it is, if it can be nothing else, or else between quotes.
fn in_yaml(text: &str) -> Cow<'_, str> {
    let is_word = text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
    // No word of YAML's own has a hyphen, or more than five letters.
    let is_own = !text.contains('-') && text.chars().count() <= 5;
    if is_word && !is_own && text.starts_with(char::is_alphabetic) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(quoted(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file with a story added, or why not.
    fn added(text: &str, story: &str) -> Result<String, String> {
        let source = SourceText::decode("a.md", text.as_bytes()).expect("UTF-8");
        let addition = add_story(source, story).map_err(|refusal| refusal.message)?;
        Ok(String::from_utf8(addition.to(text.as_bytes())).expect("UTF-8"))
    }

    #[test]
    fn yaml_gets_a_line_before_its_end() {
        for (before, after) in [
            ("---\ntitle: A\n---\nText\n", "---\ntitle: A\nstory: dock-strike\n---\nText\n"),
            ("---\r\ntitle: A\r\n---\r\nText", "---\r\ntitle: A\r\nstory: dock-strike\r\n---\r\nText"),
            (
                "\u{feff}---  \ntitle: A # why\n# end\n...\t\n",
                "\u{feff}---  \ntitle: A # why\n# end\nstory: dock-strike\n...\t\n",
            ),
            ("---\n---\n", "---\nstory: dock-strike\n---\n"),
            ("---\n# only this\n---\n", "---\n# only this\nstory: dock-strike\n---\n"),
            (
                "---\n  title: A\n  tags:\n    - b\n---\n",
                "---\n  title: A\n  tags:\n    - b\n  story: dock-strike\n---\n",
            ),
            ("---\nsummary: |\n  Two\n\n---\n", "---\nsummary: |\n  Two\n\nstory: dock-strike\n---\n"),
            ("---\ntags:\n- a\n---\n", "---\ntags:\n- a\nstory: dock-strike\n---\n"),
            ("---\nextra: {story: x}\n---\n", "---\nextra: {story: x}\nstory: dock-strike\n---\n"),
        ] {
            assert_eq!(added(before, "dock-strike").as_deref(), Ok(after));
        }
    }

    #[test]
    fn toml_gets_a_line_before_its_first_table() {
        for (before, after) in [
            ("+++\ntitle = \"A\"\n+++\n", "+++\ntitle = \"A\"\nstory = \"dock-strike\"\n+++\n"),
            ("+++\n+++\n", "+++\nstory = \"dock-strike\"\n+++\n"),
            ("+++\n[extra]\na = 1\n+++\n", "+++\nstory = \"dock-strike\"\n[extra]\na = 1\n+++\n"),
            (
                "+++\r\ntitle = \"A\"\r\n\r\n# more\r\n[[sources]]\r\nname = \"B\"\r\n+++\r\n",
                "+++\r\ntitle = \"A\"\r\nstory = \"dock-strike\"\r\n\r\n# more\r\n[[sources]]\r\nname = \"B\"\r\n+++\r\n",
            ),
            (
                "+++\ntext = \"\"\"\n[no]\n\"\"\"\nlist = [\n  [1],\n[2],\n]\n[extra]\n+++\n",
                "+++\ntext = \"\"\"\n[no]\n\"\"\"\nlist = [\n  [1],\n[2],\n]\nstory = \"dock-strike\"\n[extra]\n+++\n",
            ),
            ("+++\nlist = [\n[2],\n]\n+++\n", "+++\nlist = [\n[2],\n]\nstory = \"dock-strike\"\n+++\n"),
        ] {
            assert_eq!(added(before, "dock-strike").as_deref(), Ok(after));
        }
    }

    #[test]
    fn what_a_line_does_not_extend_is_refused() {
        for (text, message) in [
            ("Text\n", "the file has no front matter"),
            ("---\nstory:\n---\n", "the front matter has the key `story` already"),
            ("---\nstory: x\n---\n", "the front matter has the key `story` already"),
            ("+++\nstory = \"\"\n+++\n", "the front matter has the key `story` already"),
            ("---\n{title: A}\n---\n", "the front matter cannot be extended by a line"),
            ("---\n{\n}\n---\n", "the front matter cannot be extended by a line"),
            ("---\n{}\n---\n", "the front matter cannot be extended by a line"),
            ("---\nnull\n---\n", "the front matter cannot be extended by a line"),
            ("---\n- a\n---\n", "the front matter cannot be extended by a line"),
            ("---\na: [\n---\n", "the front matter cannot be read"),
        ] {
            let refusal = added(text, "dock-strike").expect_err(text);
            assert_eq!(refusal, format!("{message}: the story `dock-strike` is not written"), "{text}");
        }
        assert!(added("---\ntitle: A\n", "x").is_err_and(|message| message.contains("never closed")));
    }

    #[test]
    fn any_name_is_read_as_it_was() {
        for story in [
            "true",
            "2026",
            "a",
            "n",
            "null",
            "1e3",
            "2026-07-05",
            "Dock strike",
            "a: b # c",
            "日本",
            "\"x\\",
            "-",
            "\u{85}",
        ] {
            for text in ["---\ntitle: A\n---\n", "+++\ntitle = \"A\"\n+++\n"] {
                assert!(added(text, story).is_ok_and(|added| added.len() > text.len()), "{story}");
            }
        }
        assert_eq!(added("---\n---\n", "true").as_deref(), Ok("---\nstory: \"true\"\n---\n"));
        assert_eq!(added("---\n---\n", "elections").as_deref(), Ok("---\nstory: elections\n---\n"));
    }
}
