//! Telling a cache in front of a bucket what changed: by a program of the site's owner, without a shell.

use crate::{
    environment::{EnvironmentError, failed},
    paths::{BaseUrl, OutputPath, UrlPath},
};
use std::{
    collections::BTreeSet,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// The file of a page that has a folder.
const PAGE: &str = "index.html";

/// Characters of the last line of its messages that are repeated.
const LONGEST: usize = 300;

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
    let [program, arguments @ ..] = words else { return Ok(()) };
    let named = PathBuf::from(program);
    let mut child = Command::new(program)
        .args(arguments)
        .current_dir(project)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(failed("run", &named))?;
    let input = child.stdin.take();
    let output = std::thread::scope(|scope| {
        scope.spawn(move || {
            // Whoever does not read to the end need not.
            let _ = input.map(|mut input| input.write_all(addresses.as_bytes()));
        });
        child.wait_with_output()
    })
    .map_err(failed("run", &named))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let last = said.lines().rfind(|line| !line.trim().is_empty()).unwrap_or_default();
    let last: String = last.trim().chars().filter(|c| !c.is_control()).take(LONGEST).collect();
    let reason = match (output.status.code(), last.as_str()) {
        (Some(code), "") => format!("it ended with exit code {code}"),
        (Some(code), last) => format!("it ended with exit code {code}: {last}"),
        (None, _) => "it was ended by a signal".to_owned(),
    };
    Err(EnvironmentError::because("run", named, reason))
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
        let many = "x".repeat(1 << 20);
        assert!(run(&sh("exit 0"), folder.path(), many).is_ok(), "it need not read");
        let failed = run(&sh("echo first >&2; echo last >&2; exit 3"), folder.path(), String::new());
        assert_eq!(failed.expect_err("fails").to_string(), "cannot run sh: it ended with exit code 3: last");
        assert!(run(&["./none".to_owned()], folder.path(), String::new()).is_err());
    }
}
