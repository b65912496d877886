//! Reading a map of settings key by key, and finding those that are none.

use crate::{
    decode::SourceText,
    diagnostic::{Diagnostic, Fix, Position, nearest},
    yaml::{Entry, Node},
};
use std::ops::{Range, RangeInclusive};

/// What a setting takes, for messages.
#[derive(Debug, Clone, Copy)]
pub(super) struct Expected {
    /// `a whole number`.
    pub(super) what: &'static str,
    /// What to type after the key.
    pub(super) example: &'static str,
}

/// Why a node is not a setting's value.
#[derive(Debug)]
pub(super) enum Problem {
    /// It is of another type.
    Type,
    /// It is of the right type and wrong: a message and a hint.
    Value(String, String),
}

/// A value read from a node that is not null.
pub(super) type Taken<T> = Result<T, Problem>;

/// A map of settings.
pub(super) struct Keys<'a> {
    source: SourceText<'a>,
    /// Where the map is: `related.weights.`.
    prefix: String,
    /// Where its name, or the map itself, is in the file.
    place: Range<usize>,
    entries: &'a [Entry],
    known: Vec<&'a str>,
    found: Vec<Diagnostic>,
}

impl<'a> Keys<'a> {
    pub(super) fn new(source: SourceText<'a>, prefix: &str, entries: &'a [Entry]) -> Self {
        Self { source, prefix: prefix.to_owned(), place: 0..0, entries, known: Vec::new(), found: Vec::new() }
    }

    /// The names of all entries.
    pub(super) fn names(&self) -> Vec<&'a str> {
        self.entries.iter().map(|entry| entry.key.as_str()).collect()
    }

    /// The setting `name`, if it is given and right.
    pub(super) fn take<T>(
        &mut self,
        name: &'a str,
        expected: Expected,
        read: impl Fn(&Node) -> Taken<T>,
    ) -> Option<T> {
        let entry = self.entry(name)?;
        match read(&entry.value) {
            Ok(value) => Some(value),
            Err(problem) => {
                self.report(entry, expected, problem);
                None
            }
        }
    }

    /// Reads the map `name`.
    pub(super) fn inside(&mut self, name: &'a str, expected: Expected, read: impl FnOnce(&mut Keys<'a>)) {
        let Some(entry) = self.entry(name) else { return };
        match entry.value.map() {
            Some(entries) => {
                self.nested(&format!("{}{name}.", self.prefix), entry.key_range.clone(), entries, read);
            }
            None => self.report(entry, expected, Problem::Type),
        }
    }

    /// Reads each map of the list `name`.
    pub(super) fn each(&mut self, name: &'a str, expected: Expected, mut read: impl FnMut(&mut Keys<'a>)) {
        let Some(entry) = self.entry(name) else { return };
        let map = |node: &'a Node| node.map().map(|entries| (node.range.clone(), entries));
        let maps: Option<Vec<(Range<usize>, &'a [Entry])>> =
            entry.value.list().and_then(|nodes| nodes.iter().map(map).collect());
        match maps {
            Some(maps) => {
                let prefix = format!("{}{name}.", self.prefix);
                for (place, entries) in maps {
                    self.nested(&prefix, place, entries, &mut read);
                }
            }
            None => self.report(entry, expected, Problem::Type),
        }
    }

    fn nested(
        &mut self,
        prefix: &str,
        place: Range<usize>,
        entries: &'a [Entry],
        read: impl FnOnce(&mut Keys<'a>),
    ) {
        let mut keys = Keys { place, ..Keys::new(self.source, prefix, entries) };
        read(&mut keys);
        self.found.extend(keys.close());
    }

    /// Whether `name` is there and has no value; if so, that is reported.
    pub(super) fn lacks_value(&mut self, name: &'a str, expected: Expected) -> bool {
        let entry = self.entries.iter().find(|entry| entry.key == name && entry.value.is_null());
        let Some(entry) = entry else { return false };
        self.known.push(name);
        self.report(entry, expected, Problem::Type);
        true
    }

    /// Whether `name` is given and `is` holds of it.
    pub(super) fn holds(&self, name: &str, is: impl Fn(&Node) -> bool) -> bool {
        self.entries.iter().any(|entry| entry.key == name && is(&entry.value))
    }

    /// Whether a key that the site chooses is right; if not, it is reported.
    pub(super) fn may_be_called(
        &mut self,
        name: &'a str,
        judge: impl Fn(&str) -> Result<(), (String, String)>,
    ) -> bool {
        let Err((message, hint)) = judge(name) else { return true };
        self.known.push(name);
        if let Some(entry) = self.entries.iter().find(|entry| entry.key == name) {
            let message = format!("`{}{name}`: {message}", self.prefix);
            let mistake = Diagnostic::error("config-value", message).hint(hint);
            self.found.push(self.source.place(mistake, entry.key_range.clone()));
        }
        false
    }

    /// Reports that `name` holds a secret, without the line that has it.
    pub(super) fn secret(&mut self, name: &'a str) {
        self.known.push(name);
        let message = format!("`{}{name}` is a secret, and this file is no place for it", self.prefix);
        let hint = "take it out; secrets come from the environment alone";
        self.found.push(Diagnostic::error("config-secret", message).in_file(self.source.file()).hint(hint));
    }

    /// Reports what is wrong with the value of `name`, without the line that has it.
    pub(super) fn confidential(&mut self, name: &'a str, message: &str, hint: &str) {
        self.known.push(name);
        let mistake = Diagnostic::error("config-secret", format!("`{}{name}` {message}", self.prefix));
        self.found.push(mistake.in_file(self.source.file()).hint(hint));
    }

    /// Knows `name` without reading it.
    pub(super) fn ignore(&mut self, name: &'a str) {
        self.known.push(name);
    }

    /// Reports that the map has no `name`, unless it has one that was wrong.
    pub(super) fn lacks(&mut self, name: &str, example: &str) {
        if self.entries.iter().any(|entry| entry.key == name && !entry.value.is_null()) {
            return;
        }
        let place = self.prefix.trim_end_matches('.');
        let mistake = Diagnostic::error("config-value", format!("an entry of `{place}` has no `{name}`"))
            .hint(format!("add `{name}: {example}`"));
        let place = self.entries.first().map_or(&self.place, |first| &first.key_range);
        self.found.push(self.source.place(mistake, place.clone()));
    }

    /// Reports that `name` cannot stand beside the others.
    pub(super) fn wrong(&mut self, name: &str, message: &str, hint: &str) {
        let Some(entry) = self.entries.iter().find(|entry| entry.key == name) else { return };
        let mistake = Diagnostic::error("config-value", message).hint(hint);
        self.found.push(self.source.place(mistake, place_of(entry)));
    }

    /// Reports `name: #…`, which is a comment to YAML and a colour to its author.
    pub(super) fn not_a_comment(&mut self, name: &str) {
        let Some(entry) = self.entries.iter().find(|entry| entry.key == name && entry.value.is_null()) else {
            return;
        };
        let rest = &self.source.as_str()[entry.key_range.end..];
        let line = rest.lines().next().unwrap_or_default();
        if let Some(colour) = line.trim_start_matches([':', ' ']).strip_prefix('#') {
            let message = format!("`{}{name}` is empty: `#` after a blank begins a comment", self.prefix);
            let hint = format!("quote it: `{name}: \"#{}\"`", colour.trim_end());
            let mut mistake = Diagnostic::error("config-value", message).hint(hint);
            mistake.fix = self.quoted(entry.key_range.end, colour.trim_end());
            self.found.push(self.source.place(mistake, entry.key_range.clone()));
        }
    }

    /// An edit that quotes the colour `#…` after `start`, if it is one.
    fn quoted(&self, start: usize, digits: &str) -> Option<Fix> {
        let is_colour =
            matches!(digits.len(), 3 | 4 | 6 | 8) && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        let sign = start + self.source.as_str()[start..].find('#')?;
        let word = format!("#{digits}");
        let fix = self.replaced(&(sign..sign + word.len()), &word, &format!("\"{word}\""));
        fix.filter(|_| is_colour)
    }

    /// The mistakes, and an error for each key that nothing asked for.
    pub(super) fn close(mut self) -> Vec<Diagnostic> {
        for entry in self.entries {
            let name = entry.key.as_str();
            if !self.known.contains(&name) {
                let mut mistake = self.unknown(name);
                mistake.fix =
                    self.misspelt(name).and_then(|known| self.replaced(&entry.key_range, name, known));
                self.found.push(self.source.place(mistake, entry.key_range.clone()));
            }
        }
        self.found
    }

    fn unknown(&self, name: &str) -> Diagnostic {
        let hint = match nearest(name, self.known.iter().copied()) {
            Some(known) => format!("did you mean `{known}`?"),
            None if self.prefix.is_empty() => "the site's own settings go below `extra:`".to_owned(),
            None => format!("known here: {}", self.known.join(", ")),
        };
        Diagnostic::error("config-unknown-key", format!("unknown setting `{}{name}`", self.prefix)).hint(hint)
    }

    /// The setting that a key means for certain: the only one that a single slip of the fingers away is, and which is not there.
    fn misspelt(&self, name: &str) -> Option<&'a str> {
        let is_near = |known: &&&str| {
            let plain = |name: &str| name.to_lowercase().replace('-', "_");
            strsim::damerau_levenshtein(&plain(name), &plain(known)) <= 1
        };
        let mut near: Vec<&str> = self.known.iter().filter(is_near).copied().collect();
        near.dedup();
        match near.as_slice() {
            [only] if name.len() > 3 && self.entries.iter().all(|entry| entry.key != *only) => Some(only),
            _ => None,
        }
    }

    /// An edit that puts another word in the place of one that stands there as it is.
    fn replaced(&self, range: &Range<usize>, word: &str, replacement: &str) -> Option<Fix> {
        let is_plain = self.source.as_str().get(range.clone()) == Some(word);
        let Position { byte_start, byte_end, .. } = self.source.position(range.clone());
        is_plain.then(|| Fix { byte_start, byte_end, replacement: replacement.to_owned() })
    }

    /// The entry of `name` unless it is null; the name is known from now on.
    fn entry(&mut self, name: &'a str) -> Option<&'a Entry> {
        #[cfg(test)]
        crate::yaml::asked::note(format!("{}{name}", self.prefix));
        self.known.push(name);
        self.entries.iter().find(|entry| entry.key == name).filter(|entry| !entry.value.is_null())
    }

    fn report(&mut self, entry: &Entry, expected: Expected, problem: Problem) {
        let name = format!("{}{}", self.prefix, entry.key);
        let switch = entry.value.text().filter(|_| matches!(problem, Problem::Type)).and_then(as_boolean);
        let mut mistake = match problem {
            Problem::Type => {
                let given = match entry.value.list() {
                    Some(_) if expected.what.starts_with("a list") => "and an entry is none".to_owned(),
                    _ => format!("not {}", entry.value.describe()),
                };
                let message = format!("`{name}` must be {}, {given}", expected.what);
                Diagnostic::error("config-type", message)
                    .hint(format!("write `{}: {}`", entry.key, expected.example))
            }
            Problem::Value(message, hint) => {
                Diagnostic::error("config-value", format!("`{name}`: {message}")).hint(hint)
            }
        };
        let is_switch = expected.what.starts_with("`true`");
        mistake.fix = switch
            .filter(|_| is_switch)
            .and_then(|(word, truth)| self.replaced(&entry.value.range, word, truth));
        self.found.push(self.source.place(mistake, place_of(entry)));
    }
}

/// What earlier versions of YAML take for a boolean.
fn as_boolean(text: &str) -> Option<(&str, &'static str)> {
    let truth = match text.to_ascii_lowercase().as_str() {
        "yes" | "on" => "true",
        "no" | "off" => "false",
        _ => return None,
    };
    Some((text, truth))
}

/// The value's place; the key's for a list or map, whose place would be its first entry's.
fn place_of(entry: &Entry) -> Range<usize> {
    let range = if entry.value.text().is_some() { &entry.value.range } else { &entry.key_range };
    range.clone()
}

/// Text as written, blanks around it taken off.
pub(super) fn text(node: &Node) -> Taken<String> {
    node.text().map(|text| text.trim().to_owned()).ok_or(Problem::Type)
}

/// `true` or `false`.
pub(super) fn boolean(node: &Node) -> Taken<bool> {
    node.boolean().ok_or(Problem::Type)
}

/// A whole number in a range.
pub(super) fn count(node: &Node, range: RangeInclusive<usize>) -> Taken<usize> {
    let number = node.integer().ok_or(Problem::Type)?;
    usize::try_from(number).ok().filter(|number| range.contains(number)).ok_or_else(|| {
        let hint = format!("write a number from {} to {}", range.start(), range.end());
        Problem::Value(format!("{number} is out of range"), hint)
    })
}

/// A number of 0 or more.
pub(super) fn number(node: &Node) -> Taken<f64> {
    let number = node.number().ok_or(Problem::Type)?;
    let negative = || Problem::Value(format!("{number} is below 0"), "write 0 to turn it off".to_owned());
    if number < 0.0 { Err(negative()) } else { Ok(number) }
}

/// A list of texts, or one.
pub(super) fn texts(node: &Node) -> Taken<Vec<String>> {
    match node.list() {
        Some(nodes) => nodes.iter().filter(|node| !node.is_null()).map(text).collect(),
        None => text(node).map(|text| vec![text]),
    }
}

/// One of a few words.
pub(super) fn word<T: Copy>(node: &Node, words: &[(&str, T)]) -> Taken<T> {
    #[cfg(test)]
    crate::yaml::asked::note(words.iter().map(|(word, _)| *word).collect::<Vec<_>>().join("|"));
    let text = node.text().ok_or(Problem::Type)?;
    let found = words.iter().find(|(word, _)| *word == text);
    found.map(|(_, value)| *value).ok_or(Problem::Type)
}
