//! Strings compared with those that the templates are written for.

use super::{LAST_RESORT, Message, Strings, read::Told};
use crate::{
    decode::SourceText,
    diagnostic::{Diagnostic, nearest},
};

/// Warnings for keys that nothing knows and for placeholders that the same key does not have in English. A key
/// that English lacks is the site's own, and known if the site's language has it.
pub fn compare(source: SourceText<'_>, told: &[Told], strings: &Strings) -> Vec<Diagnostic> {
    told.iter().filter_map(|told| Some(source.place(check(told, strings)?, told.key_range.clone()))).collect()
}

fn check(told: &Told, strings: &Strings) -> Option<Diagnostic> {
    match strings.reference(&told.key) {
        Some(reference) => odd_placeholder(told, reference),
        None => Some(unknown_key(&told.key, strings)),
    }
}

impl Strings {
    /// The message that the others of its key translate.
    pub fn reference(&self, key: &str) -> Option<&Message> {
        self.find_in(LAST_RESORT, key).or_else(|| self.find_in(&self.site, key))
    }
}

fn unknown_key(key: &str, strings: &Strings) -> Diagnostic {
    let known = [LAST_RESORT, &strings.site].into_iter().filter_map(|tag| strings.languages.get(tag));
    let near = nearest(key, known.flat_map(|messages| messages.keys()).map(String::as_str));
    let hint = near.map_or_else(
        || format!("add `{key}` to the strings of the site's language too, or take it out"),
        |near| format!("did you mean `{near}`?"),
    );
    Diagnostic::warning("strings-unknown", format!("the theme has no text `{key}`")).hint(hint)
}

fn odd_placeholder(told: &Told, reference: &Message) -> Option<Diagnostic> {
    let known = reference.arguments();
    let odd = told.message.arguments().into_iter().find(|name| !known.contains(name))?;
    let hint = match nearest(odd, known.iter().copied()) {
        Some(near) => format!("did you mean `{{{near}}}`?"),
        None if known.is_empty() => "take it out: this text has none".to_owned(),
        None => format!("placeholders of this text are {}", braced(known)),
    };
    let message = format!("`{}` has a placeholder that English does not have: `{{{odd}}}`", told.key);
    Some(Diagnostic::warning("strings-placeholder", message).hint(hint))
}

fn braced<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{{{name}}}`")).collect();
    names.join(", ")
}
