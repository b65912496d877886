//! The equality property: after any sequence of edits the incremental tree is byte for byte the clean one.
//!
//! A seeded generator makes a random site and random edits; after each edit the site is built on top of the last
//! output and cache, and again into an empty folder without a cache, and both trees are compared, manifest and
//! all. In every second sequence the cache is damaged once besides, or a file's time lies. `SITEGEN_SEQUENCES` sets
//! how many sequences run (120 unless set), `SITEGEN_SEED` the first seed.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "tests act as users do, and say what they skip"
)]

use crate::support::{random::Random, site::World, tree};
use std::{
    collections::BTreeMap,
    path::Path,
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

/// Edits of one sequence.
const EDITS: usize = 7;

#[test]
fn incremental_builds_equal_clean_ones() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let sequences = number("SITEGEN_SEQUENCES").unwrap_or(120);
    let first = number("SITEGEN_SEED").unwrap_or(1);
    let (next, totals) = (AtomicU64::new(first), Mutex::new(Totals::default()));
    std::thread::scope(|scope| {
        let (next, totals) = (&next, &totals);
        for _ in 0..std::thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(move || {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= first + sequences {
                        break;
                    }
                    let ran = run_sequence(seed);
                    totals.lock().expect("no other sequence failed").add(&ran);
                }
            });
        }
    });
    let totals = totals.into_inner().expect("no sequence failed");
    println!("{sequences} sequences, {totals:?}");
    assert!(totals.builds > 0 && totals.reused > totals.rendered / 4, "nothing was reused: {totals:?}");
}

#[derive(Debug, Default)]
struct Totals {
    builds: usize,
    misled: usize,
    failed_alike: usize,
    pages: usize,
    rendered: usize,
    reused: usize,
}

impl Totals {
    fn add(&mut self, other: &Self) {
        self.builds += other.builds;
        self.misled += other.misled;
        self.failed_alike += other.failed_alike;
        self.pages += other.pages;
        self.rendered += other.rendered;
        self.reused += other.reused;
    }
}

fn run_sequence(seed: u64) -> Totals {
    let mut random = Random::new(seed);
    let folder = tempfile::tempdir().expect("a folder");
    let mut world = World::create(folder.path(), &mut random);
    let mut log = vec!["create".to_owned()];
    let mut totals = Totals::default();
    let misled = if seed.is_multiple_of(2) { None } else { Some(random.below(EDITS)) };
    totals.misled += usize::from(misled.is_some());
    for number in 0..=EDITS {
        let warm = world.build_warm();
        let clean_output = tempfile::tempdir().expect("a folder");
        let clean = world.build_clean(clean_output.path());
        totals.builds += 1;
        if let (Some(warm), Some(clean)) = (&warm.built, &clean.built) {
            assert_eq!(warm.pages, clean.pages, "seed {seed}: pages after {log:#?}");
            totals.pages += warm.pages;
            totals.rendered += warm.rendered;
            totals.reused += warm.pages - warm.rendered;
            compare(&world.output(), clean_output.path(), seed, &log);
        } else {
            assert_eq!(warm.built.is_some(), clean.built.is_some(), "seed {seed}: one failed after {log:#?}");
            totals.failed_alike += 1;
            if std::env::var_os("SITEGEN_SHOW_FAILURES").is_some() {
                println!(
                    "seed {seed}: {:?}",
                    warm.diagnostics.iter().find(|diagnostic| diagnostic.is_error())
                );
            }
        }
        assert_eq!(warm.diagnostics, clean.diagnostics, "seed {seed}: diagnostics after {log:#?}");
        log.push(world.edit(&mut random));
        if misled == Some(number) {
            log.push(world.mislead(&mut random));
        }
    }
    totals
}

fn compare(warm: &Path, clean: &Path, seed: u64, log: &[String]) {
    let (warm, clean) = (tree::read(warm), tree::read(clean));
    let differing: BTreeMap<&String, _> = warm
        .keys()
        .chain(clean.keys())
        .map(|path| (path, (warm.get(path), clean.get(path))))
        .filter(|(_, (ours, theirs))| ours != theirs)
        .collect();
    if let Some((path, (ours, theirs))) = differing.iter().next() {
        panic!(
            "seed {seed}: {} files differ after {log:#?}, first {path}:\n--- incremental\n{}\n--- clean\n{}",
            differing.len(),
            show(*ours),
            show(*theirs)
        );
    }
}

fn show(bytes: Option<&Vec<u8>>) -> String {
    bytes.map_or("nothing".to_owned(), |bytes| String::from_utf8_lossy(bytes).into_owned())
}
