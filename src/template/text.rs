//! Texts in the language of the page: the function `t`, and the filter `number`.

use super::{Answers, escape::escape_text, record};
use crate::{
    diagnostic::nearest,
    post::markdown::{LABEL_KEYS, Labels},
    strings::{Found, Number, Part, Strings},
};
use std::{borrow::Cow, collections::BTreeSet, sync::Arc};
use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

/// Arguments of `t` that fill no placeholder.
const OWN_ARGUMENTS: [&str; 2] = ["key", "lang"];
const COUNT: &str = "count";

/// Registers `t` and `number`.
pub fn register(tera: &mut Tera, answers: &Arc<Answers>) {
    let site = Arc::clone(answers);
    tera.register_function("t", move |args: Kwargs, _: &State| translate(&args, &site));
    let site = Arc::clone(answers);
    tera.register_filter("number", move |value: &Value, args: Kwargs, _: &State| {
        let language = args.get::<&str>("locale")?.map_or_else(|| language(&site), str::to_owned);
        let number = number_of(value)
            .ok_or_else(|| Error::message(format!("`number` is given `{value}`, which is no number")))?;
        Ok::<_, Error>(site.formats().of(&language).quantity(&number))
    });
}

/// The language of the page at hand; the site's where there is no page.
pub fn language(answers: &Answers) -> String {
    record::language().unwrap_or_else(|| answers.site().config.language.clone())
}

/// The words of Markdown that is read in a template, in the page's language.
pub fn labels(answers: &Answers) -> Labels<'_> {
    let (site, language) = (answers.site(), language(answers));
    for key in LABEL_KEYS {
        record::note_text(&language, key, || site.strings.digest(&language, key));
    }
    site.labels(&language)
}

/// Words without placeholders, for what a page is given besides its templates; noted as `t` notes them.
pub fn say(answers: &Answers, language: &str, key: &str) -> String {
    let strings = &answers.site().strings;
    record::note_text(language, key, || strings.digest(language, key));
    strings.words(language, key).unwrap_or(key).to_owned()
}

/// The same of a text with plural forms: that for one.
pub fn say_one(answers: &Answers, language: &str, key: &str) -> String {
    let strings = &answers.site().strings;
    record::note_text(language, key, || strings.digest(language, key));
    let Some(found) = strings.find(language, key) else { return key.to_owned() };
    let category = answers.formats().of(found.voice).category(&Number::from(1));
    match found.message.pattern(category) {
        [Part::Text(text)] => text.clone(),
        _ => key.to_owned(),
    }
}

fn translate(args: &Kwargs, answers: &Answers) -> TeraResult<Value> {
    let strings = &answers.site().strings;
    let key = args.must_get::<&str>("key")?;
    let language = args.get::<&str>("lang")?.map_or_else(|| language(answers), str::to_owned);
    record::note_text(&language, key, || strings.digest(&language, key));
    let found = strings.find(&language, key).ok_or_else(|| unknown_key(key, strings))?;
    check_arguments(key, args, found, strings)?;
    fill(key, args, found, answers)
}

fn unknown_key(key: &str, strings: &Strings) -> Error {
    let near = strings.nearest_key(key).map_or(String::new(), |near| format!("; did you mean `{near}`?"));
    Error::message(format!("there is no text `{key}`{near}"))
}

/// Every argument is a placeholder of the text, in this language or in that of the templates.
fn check_arguments(key: &str, args: &Kwargs, found: Found<'_>, strings: &Strings) -> TeraResult<()> {
    let mut known: BTreeSet<&str> = found.message.arguments();
    known.extend(strings.reference(key).into_iter().flat_map(|message| message.arguments()));
    let names = args.iter().filter_map(|(name, _)| name.as_str());
    match names.filter(|name| !OWN_ARGUMENTS.contains(name)).find(|name| !known.contains(name)) {
        None => Ok(()),
        Some(odd) => {
            let near = nearest(odd, known.iter().copied());
            let near = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
            Err(Error::message(format!("the text `{key}` has no placeholder `{odd}`{near}")))
        }
    }
}

/// The text with its placeholders filled. With HTML among the arguments it is HTML, all else in it escaped.
fn fill(key: &str, args: &Kwargs, found: Found<'_>, answers: &Answers) -> TeraResult<Value> {
    let format = answers.formats().of(found.voice);
    let category = if found.message.is_plural() {
        let count = args.get::<&Value>(COUNT)?.and_then(number_of);
        format.category(&count.ok_or_else(|| lacks(key, COUNT, "a number"))?)
    } else {
        ""
    };
    let is_html = args.iter().any(|(_, value)| value.is_string() && value.is_safe());
    let mut text = String::new();
    for part in found.message.pattern(category) {
        let name = match part {
            Part::Text(words) => {
                text.push_str(&escaped(words, is_html));
                continue;
            }
            Part::Argument(name) => name,
        };
        let value = args.get::<&Value>(name)?.ok_or_else(|| lacks(key, name, "a text or a number"))?;
        match (value.as_str(), number_of(value)) {
            (Some(words), _) => text.push_str(&escaped(words, is_html && !value.is_safe())),
            (None, Some(number)) if name == COUNT => text.push_str(&format.quantity(&number)),
            (None, Some(number)) => text.push_str(&format.ordinal(&number)),
            (None, None) => return Err(lacks(key, name, "a text or a number")),
        }
    }
    Ok(if is_html { Value::safe_string(&text) } else { Value::from(text) })
}

fn escaped(text: &str, is_html: bool) -> Cow<'_, str> {
    if !is_html {
        return Cow::Borrowed(text);
    }
    let mut out = Vec::with_capacity(text.len());
    escape_text(text, &mut out).expect("a vector takes all");
    Cow::Owned(String::from_utf8_lossy(&out).into_owned())
}

fn lacks(key: &str, argument: &str, what: &str) -> Error {
    Error::message(format!("the text `{key}` needs the argument `{argument}`, {what}"))
}

/// A number, or a text that is one to the last digit.
fn number_of(value: &Value) -> Option<Number> {
    match value.as_number() {
        Some(tera::Number::Integer(number)) => Some(Number::from(number)),
        Some(tera::Number::Float(number)) => Number::of_float(number),
        _ => value.as_str().and_then(Number::parse),
    }
}
