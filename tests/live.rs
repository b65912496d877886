//! The project in memory: after any edits each of its files is byte for byte what a clean build writes, whether it is told
//! which files changed or looks at all of them.
//!
//! `SITEGEN_SEQUENCES` sets how many sequences run (16 unless set), `SITEGEN_SEED` the first seed.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "tests act as users do, and say what they skip"
)]

use crate::support::{random::Random, site::World, tree};
use sitegen::{
    digest::Digest,
    paths::OutputPath,
    pipeline::live::{Live, Refreshed, Touched},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

/// Edits of one sequence.
const EDITS: usize = 7;

#[test]
fn every_file_is_what_a_clean_build_writes() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let first = number("SITEGEN_SEED").unwrap_or(1);
    let compared: usize = (first..first + number("SITEGEN_SEQUENCES").unwrap_or(16)).map(run_sequence).sum();
    println!("{compared} files compared");
    assert!(compared > 0);
}

fn run_sequence(seed: u64) -> usize {
    let mut random = Random::new(seed);
    let folder = tempfile::tempdir().expect("a folder");
    let mut world = World::create(folder.path(), &mut random);
    let mut log = vec!["create".to_owned()];
    let (mut live, mut state) = Live::open(world.preview()).expect("readable");
    let mut compared = 0;
    for _ in 0..=EDITS {
        compared += compare(&world, &state, seed, &log);
        let before = files(folder.path());
        log.push(world.edit(&mut random));
        let touched = changed(&before, &files(folder.path()));
        let touched = if random.chance(30) { Touched::All } else { Touched::Paths(touched) };
        state = live.refresh(world.preview(), &touched).expect("readable");
    }
    compared
}

/// Compares every file with that of a clean build; none where that has errors.
fn compare(world: &World, state: &Refreshed, seed: u64, log: &[String]) -> usize {
    let output = tempfile::tempdir().expect("a folder");
    let clean = world.build_clean(output.path());
    if clean.built.is_none() {
        return 0;
    }
    let mut expected = tree::read(output.path());
    expected.retain(|path, _| path != ".sitegen-manifest.json");
    for (path, bytes) in &expected {
        let path = OutputPath::parse(path).expect("legal");
        let made =
            state.snapshot.make(&path).unwrap_or_else(|| panic!("seed {seed}: no {path} after {log:#?}"));
        let made = made.unwrap_or_else(|wrong| panic!("seed {seed}: {path} after {log:#?}: {wrong:?}"));
        assert!(made.bytes == *bytes, "seed {seed}: {path} differs after {log:#?}");
    }
    let of_plan = state.snapshot.recipes().map(|(path, _)| path.as_str());
    assert_eq!(of_plan.filter(|path| !expected.contains_key(*path)).collect::<Vec<_>>(), [""; 0]);
    // A page of the site that has a mistake is told of when it is made.
    assert!(
        state.diagnostics.iter().all(|found| clean.diagnostics.contains(found)),
        "{:?}",
        state.diagnostics
    );
    expected.len()
}

/// The digests of the project's files.
fn files(root: &Path) -> BTreeMap<PathBuf, Digest> {
    let root = root.canonicalize().expect("there");
    let of_project = |path: &String| !path.starts_with("public/") && !path.starts_with(".sitegen/");
    let files = tree::read(&root).into_iter().filter(|(path, _)| of_project(path));
    files.map(|(path, bytes)| (root.join(path), Digest::of(&bytes))).collect()
}

fn changed(old: &BTreeMap<PathBuf, Digest>, new: &BTreeMap<PathBuf, Digest>) -> BTreeSet<PathBuf> {
    let all: BTreeSet<&PathBuf> = old.keys().chain(new.keys()).collect();
    all.into_iter().filter(|path| old.get(*path) != new.get(*path)).cloned().collect()
}
