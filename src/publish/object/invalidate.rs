//! Telling a cache in front of a bucket what changed: by a program of the site's owner, without a shell.

use crate::{
    environment::EnvironmentError,
    paths::{BaseUrl, OutputPath, UrlPath},
    program::{self, Call, Failure},
};
use std::{collections::BTreeSet, path::Path};

/// The file of a page that has a folder.
const PAGE: &str = "index.html";

/// The addresses of these files, one a line: of a page that of its folder, as readers ask for it, and that of its file, as
/// some caches know it.
pub fn addresses<'a>(base_url: &BaseUrl, paths: impl Iterator<Item = &'a OutputPath>) -> String {
    let mut addresses = BTreeSet::new();
    for path in paths {
        let address = base_url.absolute(&UrlPath::of_file(path));
        let is_page = path.as_str() == PAGE || path.as_str().ends_with(&format!("/{PAGE}"));
        addresses.extend(address.strip_suffix(PAGE).filter(|_| is_page).map(str::to_owned));
        addresses.insert(address);
    }
    addresses.into_iter().map(|address| address + "\n").collect()
}

/// Runs the program in the project's folder, with the addresses on its standard input.
///
/// # Errors
/// It cannot be run, or does not end well; with the last line of what it said.
pub fn run(words: &[String], project: &Path, addresses: String) -> Result<(), EnvironmentError> {
    let call = Call { words, folder: project, input: addresses, limit: None };
    let named = words.first().map(String::as_str).unwrap_or_default();
    program::run(call, &mut |_| {}).map_err(|failure| match failure {
        Failure::NotStarted(error) => EnvironmentError::new("run", named, error),
        failure => EnvironmentError::because("run", named, failure.to_string()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_those_that_readers_and_caches_ask_for() {
        let base_url = BaseUrl::parse("https://example.org/blog/").expect("an address");
        let paths = ["index.html", "a b/index.html", "a b/ü.png", "my-index.html"];
        let paths = paths.map(|path| OutputPath::parse(path).expect("legal"));
        let expected = [
            "https://example.org/blog/",
            "https://example.org/blog/a%20b/",
            "https://example.org/blog/a%20b/%C3%BC.png",
            "https://example.org/blog/a%20b/index.html",
            "https://example.org/blog/index.html",
            "https://example.org/blog/my-index.html",
        ];
        assert_eq!(addresses(&base_url, paths.iter()).lines().collect::<Vec<_>>(), expected);
    }

    #[test]
    #[cfg(unix)]
    fn a_program_is_told_and_heard() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let sh = |script: &str| ["sh", "-c", script].map(str::to_owned);
        let told = run(&sh("cat > told; echo no"), folder.path(), "a\nb\n".to_owned());
        assert!(told.is_ok(), "{told:?}");
        assert_eq!(std::fs::read_to_string(folder.path().join("told")).expect("written"), "a\nb\n");
        let failed = run(&sh("echo first >&2; echo last >&2; exit 3"), folder.path(), String::new());
        assert_eq!(failed.expect_err("fails").to_string(), "cannot run sh: it ended with exit code 3: last");
        assert!(run(&["./none".to_owned()], folder.path(), String::new()).is_err());
    }
}
