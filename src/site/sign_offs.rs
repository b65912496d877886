//! The lines at the end of authors' articles: `sign_off` in `data/authors.*`.

use super::Files;
use crate::{
    config::{Config, SignOff},
    diagnostic::Diagnostic,
    paths::slugify,
    value::Value,
};
use std::collections::BTreeMap;

/// Reads the sign-offs of all authors, by slug.
pub fn read_all(files: &Files, config: &Config) -> (BTreeMap<String, SignOff>, Vec<Diagnostic>) {
    let Some(file) = files.data.get("authors") else { return Default::default() };
    // That the file is no map is told where terms are read.
    let Value::Map(authors) = &*file.value else { return Default::default() };
    let mut sign_offs = BTreeMap::new();
    let mut found = Vec::new();
    for (author, about) in authors {
        match about.get("sign_off").map(read) {
            None | Some(Ok(None)) => {}
            Some(Ok(Some(sign_off))) => {
                sign_offs.insert(slugify(author, config.slugify), sign_off);
            }
            Some(Err((message, hint))) => found.push(
                Diagnostic::error("sign-off", format!("`sign_off` of `{author}`: {message}"))
                    .in_file(file.source.as_str())
                    .hint(hint),
            ),
        }
    }
    (sign_offs, found)
}

/// Text with places; `false` for none, `true` and nothing for that of the site.
fn read(value: &Value) -> Result<Option<SignOff>, (String, String)> {
    match value {
        Value::Null | Value::Bool(true) => Ok(None),
        Value::Bool(false) => Ok(Some(SignOff::default())),
        Value::Text(text) => SignOff::parse(text).map(Some).map_err(|wrong| (wrong.message, wrong.hint)),
        _ => {
            let hint = "write `sign_off: \"Published on {date} by {author}\"`";
            Err(("it must be text, or `false` for none".to_owned(), hint.to_owned()))
        }
    }
}
