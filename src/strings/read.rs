//! Files of strings → messages.

use super::{
    Strings, check,
    format::{CATEGORIES, Format, is_tag},
    message::{Message, OTHER, parse},
    normalized,
    plain::read_plain,
};
use crate::{
    decode::SourceText,
    diagnostic::{Diagnostic, nearest},
    yaml::{self, Entry, Limits, Node},
};
use std::collections::BTreeMap;

/// What a file may ask for: room for some thousand strings.
const LIMITS: Limits = Limits { bytes: 1 << 20, nodes: 50_000, text: 2 << 20 };

/// A file of strings before it is read.
#[derive(Debug, Clone)]
pub struct StringsFile {
    /// How diagnostics call it.
    pub file: String,
    /// Its language: its name without ending.
    pub language: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Whether it is the theme's own, which has no mistakes.
    pub is_theme: bool,
}

/// A string with the place of its key.
pub struct Told {
    pub key: String,
    pub message: Message,
    pub key_range: std::ops::Range<usize>,
}

/// Reads files in this order, each key of a later file over that of an earlier one, with what is wrong with them.
pub fn read(files: &[StringsFile], site_language: &str) -> (Strings, Vec<Diagnostic>) {
    let mut strings = Strings { site: site_language.to_owned(), ..Strings::default() };
    let mut diagnostics = Vec::new();
    let mut texts = Vec::new();
    for file in files {
        match SourceText::decode(&file.file, &file.bytes) {
            Ok(source) => texts.push((file, source)),
            Err(diagnostic) => diagnostics.push(*diagnostic),
        }
    }
    let mut read = Vec::new();
    for (file, source) in texts {
        if let Some(messages) = file.is_theme.then(|| read_plain(source.as_str())).flatten() {
            strings.languages.entry(normalized(&file.language)).or_default().extend(messages);
            continue;
        }
        diagnostics.extend(odd_name(file));
        let told = read_file(source, &file.language, &mut diagnostics);
        let messages = strings.languages.entry(normalized(&file.language)).or_default();
        messages.extend(told.iter().map(|told| (told.key.clone(), told.message.clone())));
        read.push((source, told));
    }
    for (source, told) in &read {
        diagnostics.extend(check::compare(*source, told, &strings));
    }
    (strings, diagnostics)
}

fn odd_name(file: &StringsFile) -> Option<Diagnostic> {
    let message = format!("`{}` names no language", file.language);
    (!is_tag(&file.language)).then(|| {
        Diagnostic::warning("strings-language", message)
            .in_file(file.file.as_str())
            .hint("name the file by the language's BCP 47 tag: `de.yaml`, `pt-BR.yaml`")
    })
}

fn read_file(source: SourceText<'_>, language: &str, diagnostics: &mut Vec<Diagnostic>) -> Vec<Told> {
    let (root, found) = yaml::parse(source, 0..source.as_str().len(), LIMITS);
    diagnostics.extend(found);
    let Some(root) = root else { return Vec::new() };
    let Some(entries) = root.map() else {
        if !root.is_null() {
            let message = format!("this is {}; strings are a map", root.describe());
            let diagnostic =
                Diagnostic::error("strings-value", message).hint("write a line `key: text` for each string");
            diagnostics.push(source.place(diagnostic, root.range.clone()));
        }
        return Vec::new();
    };
    let format = Format::of(language);
    let mut reader = Reader { source, language, format: &format, diagnostics };
    entries.iter().filter_map(|entry| reader.told(entry)).collect()
}

struct Reader<'a> {
    source: SourceText<'a>,
    language: &'a str,
    format: &'a Format,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Reader<'_> {
    fn told(&mut self, entry: &Entry) -> Option<Told> {
        let message = match entry.value.map() {
            Some(forms) => self.plural(entry, forms)?,
            None => Message::Text(self.pattern(&entry.key, &entry.value)?),
        };
        Some(Told { key: entry.key.clone(), message, key_range: entry.key_range.clone() })
    }

    fn pattern(&mut self, key: &str, value: &Node) -> Option<Vec<super::Part>> {
        let Some(text) = value.text() else {
            let message = format!("`{key}` is {}; it must be a text, or a map of plurals", value.describe());
            let diagnostic =
                Diagnostic::error("strings-value", message).hint(format!("write `{key}: …`, or take it out"));
            self.report(diagnostic, value.range.clone());
            return None;
        };
        match parse(text) {
            Ok(parts) => Some(parts),
            Err(place) => {
                let message =
                    format!("`{key}` has a brace that is part of no placeholder: `{}`", &text[place]);
                let diagnostic = Diagnostic::error("strings-value", message)
                    .hint("write placeholders as `{name}`, and a brace itself twice");
                self.report(diagnostic, value.range.clone());
                None
            }
        }
    }

    fn plural(&mut self, entry: &Entry, forms: &[Entry]) -> Option<Message> {
        let known = self.format.categories();
        let mut patterns = BTreeMap::new();
        for form in forms {
            if !CATEGORIES.contains(&form.key.as_str()) {
                let hint = nearest(&form.key, CATEGORIES).map_or_else(
                    || format!("the categories are {}", known.join(", ")),
                    |near| format!("did you mean `{near}`?"),
                );
                let message = format!("`{}` is no plural category", form.key);
                self.report(Diagnostic::error("strings-plural", message).hint(hint), form.key_range.clone());
            } else if !known.contains(&form.key.as_str()) {
                let message = format!("no number takes `{}` in the language `{}`", form.key, self.language);
                let hint = format!("take it out; the categories are {}", known.join(", "));
                self.report(
                    Diagnostic::warning("strings-plural", message).hint(hint),
                    form.key_range.clone(),
                );
            }
            if let Some(pattern) = self.pattern(&entry.key, &form.value) {
                patterns.insert(form.key.clone(), pattern);
            }
        }
        if !forms.iter().any(|form| form.key == OTHER) {
            let message = format!("`{}` lacks the plural category `other`", entry.key);
            let diagnostic = Diagnostic::error("strings-plural", message)
                .hint("add `other: …`, which stands for every number without a text of its own");
            self.report(diagnostic, entry.key_range.clone());
            return None;
        }
        Some(Message::Plural(patterns))
    }

    fn report(&mut self, diagnostic: Diagnostic, range: std::ops::Range<usize>) {
        self.diagnostics.push(self.source.place(diagnostic, range));
    }
}
