//! The default theme, inside the binary: what a site has before it adds a file of its own.
//!
//! Owns the embedded files. It must not know what they mean.

use crate::digest::{Digest, Hasher};
use include_dir::{Dir, include_dir};

static TEMPLATES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates");
static STYLES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/static/css");
static SCRIPTS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/static/js");
static FACES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/static/fonts");
const FAVICON: &[u8] = include_bytes!("../static/favicon.svg");

/// The theme's templates: name relative to `templates/`, and text.
pub fn templates() -> impl Iterator<Item = (String, &'static str)> {
    let templates = files(&TEMPLATES).into_iter().filter(|(path, _)| language_of(path).is_none());
    templates.filter_map(|(path, bytes)| Some((path, str::from_utf8(bytes).ok()?)))
}

/// The theme's words: path relative to `templates/`, and bytes.
pub fn strings() -> impl Iterator<Item = (String, &'static [u8])> {
    files(&TEMPLATES).into_iter().filter(|(path, _)| language_of(path).is_some())
}

/// The language of a file of strings, by its path below `templates/`; none for templates.
pub fn language_of(path: &str) -> Option<&str> {
    let (language, ending) = path.strip_prefix("strings/")?.rsplit_once('.')?;
    matches!(ending, "yaml" | "yml").then_some(language)
}

/// The theme's static files: path relative to `static/`, and bytes.
pub fn static_files() -> impl Iterator<Item = (String, &'static [u8])> {
    let styles = files(&STYLES).into_iter().map(|(path, bytes)| (format!("css/{path}"), bytes));
    let scripts = files(&SCRIPTS).into_iter().map(|(path, bytes)| (format!("js/{path}"), bytes));
    let faces = files(&FACES).into_iter().map(|(path, bytes)| (format!("fonts/{path}"), bytes));
    styles.chain(scripts).chain(faces).chain(std::iter::once(("favicon.svg".to_owned(), FAVICON)))
}

/// The bytes of one of the theme's static files.
pub fn static_file(path: &str) -> Option<&'static [u8]> {
    static_files().find(|(name, _)| name == path).map(|(_, bytes)| bytes)
}

/// The digest of the whole theme.
pub fn digest() -> Digest {
    let mut hasher = Hasher::new("theme");
    for (name, bytes) in files(&TEMPLATES).into_iter().chain(static_files()) {
        hasher.text(&name).bytes(bytes);
    }
    hasher.finish()
}

fn files(dir: &'static Dir<'static>) -> Vec<(String, &'static [u8])> {
    let mut found = Vec::new();
    let mut waiting = vec![dir];
    while let Some(dir) = waiting.pop() {
        waiting.extend(dir.dirs());
        for file in dir.files() {
            if let Some(path) = file.path().to_str() {
                found.push((path.replace('\\', "/"), file.contents()));
            }
        }
    }
    found.sort_unstable();
    found
}

#[cfg(test)]
mod tests {
    use crate::{
        post::markdown::LABEL_KEYS,
        strings::{self, Format, Message, Strings, StringsFile},
    };
    use std::collections::BTreeMap;

    fn strings() -> Strings {
        let read = |(path, bytes): (String, &[u8])| StringsFile {
            language: super::language_of(&path).expect("strings").to_owned(),
            file: path,
            bytes: bytes.to_owned(),
            is_theme: false,
        };
        let files: Vec<StringsFile> = super::strings().map(read).collect();
        let (strings, diagnostics) = strings::read(&files, "en");
        assert_eq!(diagnostics, []);
        strings
    }

    #[test]
    fn every_language_is_in_the_plain_form_and_reads_as_yaml() {
        let strings = strings();
        let languages: BTreeMap<&str, &BTreeMap<String, Message>> = strings.languages().collect();
        assert_eq!(super::strings().count(), languages.len());
        for (path, bytes) in super::strings() {
            let language = super::language_of(&path).expect("strings").to_lowercase();
            let text = str::from_utf8(bytes).expect("UTF-8");
            assert_eq!(strings::read_plain(text).as_ref(), languages.get(&*language).copied(), "{path}");
        }
    }

    #[test]
    fn every_language_says_the_same() {
        let strings = strings();
        let languages: BTreeMap<&str, &BTreeMap<String, Message>> = strings.languages().collect();
        let tags: Vec<&str> = languages.keys().copied().collect();
        assert_eq!(tags, ["ar", "de", "en", "es", "fr", "hi", "ja", "ko", "zh", "zh-hant"]);
        let english = languages["en"];
        for (language, messages) in languages {
            assert!(messages.keys().eq(english.keys()), "{language}");
            for (key, message) in messages {
                assert_eq!(message.arguments(), english[key].arguments(), "{language}: {key}");
            }
            for key in LABEL_KEYS {
                assert!(strings.words(language, key).is_some(), "{language}: {key}");
            }
        }
    }

    #[test]
    fn every_plural_has_all_categories_of_its_language() {
        for (language, messages) in strings().languages() {
            let wanted = Format::of(language).categories();
            let mut plurals = 0;
            for (key, message) in messages {
                if let Message::Plural(patterns) = message {
                    let categories: Vec<&str> = patterns.keys().map(String::as_str).collect();
                    assert_eq!(categories, wanted, "{language}: {key}");
                    plurals += 1;
                }
            }
            assert!(plurals > 10, "{language}: {plurals}");
        }
    }

    #[test]
    fn every_kind_of_page_has_a_template() {
        let names: Vec<String> = super::templates().map(|(name, _)| name).collect();
        let needed = [
            "404.html",
            "alias.html",
            "archive.html",
            "atom.xml",
            "edition.html",
            "feed.json",
            "home.html",
            "page.html",
            "post.html",
            "related.html",
            "robots.txt",
            "rss.xml",
            "section.html",
            "term.html",
            "terms.html",
        ];
        for name in needed {
            assert!(names.iter().any(|known| known == name), "no {name}");
        }
    }
}
