//! What the project is made of: advisories, licences, sources and versions of its dependencies, by the rules of `deny.toml`.
//!
//! Advisories are those of `RustSec`, of which `supply/database` has a dated copy for the packages in `Cargo.lock`;
//! `supply/refresh` makes it anew. Whether a version was yanked is known to the registry alone; `cargo deny check` asks it.

use rustsec::{
    Database, Lockfile, Report,
    advisory::{Id, Informational},
    report::Settings,
};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
    process::Command,
};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn rules() -> toml::Table {
    fs::read_to_string(root().join("deny.toml")).expect("deny.toml").parse().expect("TOML")
}

/// The field of each of a list of tables.
fn field<'a>(list: &'a toml::Value, name: &str) -> Vec<&'a str> {
    let tables = list.as_array().expect("a list");
    tables.iter().map(|table| table[name].as_str().unwrap_or_else(|| panic!("no {name}: {table}"))).collect()
}

/// What is known against the packages of a lock file, but for what `deny.toml` takes with a reason.
fn advisories(lock: &Lockfile) -> Vec<String> {
    let rules = rules();
    let ignore = field(&rules["advisories"]["ignore"], "id").into_iter().map(|id| id.parse().expect("an ID"));
    let settings = Settings {
        ignore: ignore.collect::<Vec<Id>>(),
        informational_warnings: vec![
            Informational::Notice,
            Informational::Unmaintained,
            Informational::Unsound,
        ],
        ..Settings::default()
    };
    let database = Database::open(&root().join("tests/supply/database")).expect("the copy of the database");
    let report = Report::generate(&database, lock, &settings);
    let vulnerable = report.vulnerabilities.list.iter().map(|found| (&found.advisory, &found.package));
    let warned = report.warnings.values().flatten();
    let warned = warned.filter_map(|found| Some((found.advisory.as_ref()?, &found.package)));
    vulnerable
        .chain(warned)
        .map(|(advisory, package)| {
            format!("{} {}: {} {}", package.name, package.version, advisory.id, advisory.title)
        })
        .collect()
}

fn locked() -> Lockfile {
    Lockfile::load(root().join("Cargo.lock")).expect("Cargo.lock")
}

#[test]
fn f72_nothing_is_known_against_a_dependency() {
    assert_eq!(advisories(&locked()), [""; 0]);
}

/// `fuzz/` has a lock file of its own. While it has the packages and versions of the project's, what is held of those holds
/// of these.
#[test]
fn f72_fuzzing_uses_the_packages_of_the_project() {
    let known: BTreeSet<String> = locked().packages.iter().map(name_and_version).collect();
    let fuzz = Lockfile::load(root().join("fuzz/Cargo.lock")).expect("fuzz/Cargo.lock");
    let others: Vec<String> =
        fuzz.packages.iter().map(name_and_version).filter(|package| !known.contains(package)).collect();
    assert_eq!(others, ["sitegen-fuzz 0.0.0"]);
}

fn name_and_version(package: &rustsec::package::Package) -> String {
    format!("{} {}", package.name, package.version)
}

/// A lock file with one package.
fn planted(name: &str, version: &str) -> Lockfile {
    let source = "registry+https://github.com/rust-lang/crates.io-index";
    format!("version = 4\n[[package]]\nname = \"{name}\"\nversion = \"{version}\"\nsource = \"{source}\"\n")
        .parse()
        .expect("a lock file")
}

#[test]
fn f72_a_dependency_with_a_known_fault_is_found() {
    let found = advisories(&planted("regex", "1.5.4"));
    assert!(found.iter().any(|line| line.contains("RUSTSEC-2022-0013")), "{found:?}");
    assert_eq!(advisories(&planted("regex", "1.13.1")), [""; 0]);
}

#[test]
fn f72_the_copy_of_the_database_is_for_what_is_used() {
    let names = fs::read_to_string(root().join("tests/supply/database/names.txt")).expect("names.txt");
    let asked: BTreeSet<&str> = names.lines().filter(|line| !line.starts_with('#')).collect();
    let lock = locked();
    let missing: Vec<&str> = lock
        .packages
        .iter()
        .map(|package| package.name.as_str())
        .filter(|name| !asked.contains(name))
        .collect();
    assert_eq!(missing, [""; 0], "these are new: run tests/supply/refresh");
}

/// Packages of others that are used, on any system and with any feature, with what their authors say of them.
fn packages() -> Vec<Value> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--locked", "--all-features", "--format-version", "1", "--manifest-path"])
        .arg(root().join("Cargo.toml"))
        .output()
        .expect("cargo");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let list = |value: &Value| value.as_array().expect("a list").clone();
    let id = |value: &Value| value.as_str().expect("an ID").to_owned();
    let uses: BTreeMap<String, Vec<Value>> = list(&metadata["resolve"]["nodes"])
        .iter()
        .map(|node| (id(&node["id"]), list(&node["dependencies"])))
        .collect();
    // What is locked may be used by a feature of a dependency alone, which nobody asks for.
    let ours: Vec<String> = list(&metadata["workspace_members"]).iter().map(id).collect();
    let (mut reached, mut next) = (BTreeSet::new(), ours.clone());
    while let Some(package) = next.pop() {
        if reached.insert(package.clone()) {
            next.extend(uses[&package].iter().map(id));
        }
    }
    let others = list(&metadata["packages"]).into_iter();
    others
        .filter(|package| reached.contains(&id(&package["id"])) && !ours.contains(&id(&package["id"])))
        .collect()
}

/// Whether a licence, as SPDX expresses it, is one of those that are allowed.
fn is_allowed(license: &str, allowed: &[&str]) -> bool {
    let parsed = spdx::Expression::parse_mode(license, spdx::ParseMode::LAX);
    parsed.is_ok_and(|expression| expression.evaluate(|asked| allowed.contains(&asked.to_string().as_str())))
}

#[test]
fn f72_licences_and_sources_are_allowed() {
    let rules = rules();
    let texts = |list: &'static str, key| -> Vec<String> {
        rules[list][key]
            .as_array()
            .expect("a list")
            .iter()
            .map(|one| one.as_str().expect("text").to_owned())
            .collect()
    };
    let (allowed, registries) = (texts("licenses", "allow"), texts("sources", "allow-registry"));
    let allowed: Vec<&str> = allowed.iter().map(String::as_str).collect();
    assert!(!is_allowed("GPL-3.0-only", &allowed), "one that is not allowed is found");
    assert!(!is_allowed("MIT AND AGPL-3.0-only", &allowed));
    assert!(is_allowed("GPL-3.0-only OR MIT", &allowed));
    let mut wrong = Vec::new();
    let packages = packages();
    assert!(packages.len() > 400, "{} packages", packages.len());
    for package in &packages {
        let (name, license) = (&package["name"], package["license"].as_str().unwrap_or("none"));
        if !is_allowed(license, &allowed) {
            wrong.push(format!("{name} has the licence {license}"));
        }
        let source = package["source"].as_str().unwrap_or("a folder");
        if !registries.iter().any(|registry| source == format!("registry+{registry}")) {
            wrong.push(format!("{name} is from {source}"));
        }
    }
    assert_eq!(wrong, [""; 0]);
}

/// What a version has in common with those that it can stand for.
fn major(version: &rustsec::Version) -> String {
    match (version.major, version.minor) {
        (0, 0) => format!("0.0.{}", version.patch),
        (0, minor) => format!("0.{minor}"),
        (major, _) => major.to_string(),
    }
}

#[test]
fn f72_older_versions_beside_newer_ones_have_a_reason() {
    let rules = rules();
    let skipped = &rules["bans"]["skip"];
    assert!(field(skipped, "reason").iter().all(|reason| !reason.is_empty()));
    let skipped: BTreeSet<String> = field(skipped, "crate").into_iter().map(str::to_owned).collect();
    let mut versions: BTreeMap<String, Vec<rustsec::Version>> = BTreeMap::new();
    for package in locked().packages {
        versions.entry(package.name.to_string()).or_default().push(package.version);
    }
    let mut older = BTreeSet::new();
    for (name, mut versions) in versions {
        versions.sort();
        let newest = versions.pop().as_ref().map(major);
        let others = versions.iter().map(major).filter(|major| Some(major) != newest.as_ref());
        older.extend(others.map(|major| format!("{name}@{major}")));
    }
    assert_eq!(older, skipped, "of the dependencies on the left, of deny.toml on the right");
}

#[test]
fn f72_our_own_code_has_nothing_unsafe() {
    let manifest: toml::Table =
        fs::read_to_string(root().join("Cargo.toml")).expect("Cargo.toml").parse().expect("TOML");
    assert_eq!(manifest["lints"]["rust"]["unsafe_code"].as_str(), Some("forbid"));
}
