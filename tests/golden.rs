//! Small sites with their whole output: `tests/sites/NAME/` builds to `tests/sites/NAME/expected/`, no file more and
//! none less. `SITEGEN_BLESS=1` writes what is built there; look at the difference before you commit it.
//!
//! The sites have templates of their own, so that the theme may change. Files of the theme that a site does not
//! replace are left out, and the manifest, which names them.

#![expect(clippy::disallowed_methods, reason = "a variable asks for the expected files to be written")]

use crate::support::{files, program, tree};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

#[test]
fn journal() {
    check("journal");
}

#[test]
fn wire() {
    check("wire");
}

fn check(name: &str) {
    let site = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites").join(name);
    let built = build(&site);
    let expected = site.join("expected");
    if std::env::var_os("SITEGEN_BLESS").is_some() {
        bless(&expected, &built);
    }
    let expected = tree::read(&expected);
    let paths: BTreeSet<&String> = built.keys().chain(expected.keys()).collect();
    let wrong: Vec<String> =
        paths.into_iter().filter_map(|path| difference(path, expected.get(path), built.get(path))).collect();
    assert!(
        wrong.is_empty(),
        "{name}: {} files differ; SITEGEN_BLESS=1 accepts them\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// What a build of the site makes, less what the theme alone decides.
fn build(site: &Path) -> BTreeMap<String, Vec<u8>> {
    let project = tempfile::tempdir().expect("a folder");
    for part in ["content", "data", "static", "templates", "sitegen.yaml"] {
        files::copy(&site.join(part), &project.path().join(part));
    }
    let ran = program::build(project.path(), &[]).expect(0);
    assert!(!ran.err.contains("warning"), "{}", ran.err);
    let mut built = tree::read(&project.path().join("public"));
    built.remove(".sitegen-manifest.json").expect("every output has a manifest");
    for (path, _) in sitegen::theme::static_files() {
        let on_demand = sitegen::site::FileOrigin::Embedded(path.clone()).is_on_demand();
        if !on_demand && !site.join("static").join(&path).exists() {
            built.remove(&path).expect("the theme's files are copied");
        }
    }
    built
}

fn difference(path: &str, expected: Option<&Vec<u8>>, built: Option<&Vec<u8>>) -> Option<String> {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    match (expected, built) {
        (Some(expected), Some(built)) if expected == built => None,
        (Some(expected), Some(built)) => {
            let (expected, built) = (text(expected), text(built));
            let lines = similar::TextDiff::from_lines(&expected, &built);
            Some(lines.unified_diff().header(&format!("expected/{path}"), path).to_string())
        }
        (Some(_), None) => Some(format!("expected/{path} is not made")),
        (None, Some(_)) => Some(format!("{path} is made, but not expected")),
        (None, None) => None,
    }
}

fn bless(expected: &Path, built: &BTreeMap<String, Vec<u8>>) {
    for path in tree::read(expected).keys().filter(|path| !built.contains_key(*path)) {
        files::remove(&expected.join(path));
    }
    for (path, bytes) in built {
        files::write(expected, path, bytes);
    }
}

/// The comparison sees each way in which two trees can differ.
#[test]
fn a_file_too_many_and_one_too_few_are_seen() {
    let (one, other) = (b"a\n".to_vec(), b"b\n".to_vec());
    assert_eq!(difference("x", Some(&one), Some(&one)), None);
    assert!(difference("x", Some(&one), Some(&other)).is_some_and(|text| text.contains("-a\n+b")));
    assert!(difference("x", Some(&one), None).is_some());
    assert!(difference("x", None, Some(&one)).is_some());
    let sites = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/sites");
    assert_eq!(std::fs::read_dir(sites).expect("readable").count(), 2, "each site has a test");
}
