//! The targets of fuzzing over what they begin with and some hundred changes of it, without a fuzzer.
//!
//! `fuzz/run` has libFuzzer look for more, led by the code that is reached. `SITEGEN_FUZZ` says how many changes each target
//! is tried with here, `SITEGEN_SEED` which.

#![expect(
    clippy::disallowed_methods,
    reason = "tests make files, and are told by variables how long to look"
)]

use crate::support::random::Random;
use seeds::seeds;
use std::path::{Path, PathBuf};

#[path = "../fuzz/src/seeds.rs"]
mod seeds;
#[path = "../fuzz/src/targets.rs"]
mod targets;

/// What readers of texts look for.
const TOKENS: [&str; 24] = [
    "---\n", "\n", ": ", "- ", "[", "]", "{", "}", "\"", "'", "&a ", "*a", "<!--", "-->", "<script>", "{{",
    "}}", "{%", "%}", "\0", "\u{feff}", "\u{202e}", "../", "%2e",
];

/// A seed with up to eight changes, some of them parts of another.
fn changed(seed: &[u8], other: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=random.below(8) {
        let at = random.below(bytes.len() + 1);
        let end = (at + random.below(40)).min(bytes.len());
        match random.below(6) {
            0 if at < bytes.len() => bytes[at] ^= 1 << random.below(8),
            1 => drop(bytes.drain(at..end)),
            2 => {
                let part = bytes[at..end].to_vec();
                bytes.splice(at..at, part);
            }
            3 => bytes.truncate(at),
            4 => {
                let from = random.below(other.len() + 1);
                let to = (from + random.below(200)).min(other.len());
                bytes.splice(at..end, other[from..to].iter().copied());
            }
            _ => drop(bytes.splice(at..at, TOKENS[random.below(TOKENS.len())].bytes())),
        }
    }
    bytes
}

/// Runs a target, and shows what it fails at.
fn run(name: &str, target: targets::Target, bytes: &[u8]) {
    let is_passed = std::panic::catch_unwind(|| target(bytes)).is_ok();
    assert!(is_passed, "{name} fails at {:?}", bytes.escape_ascii().to_string());
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[test]
fn no_target_fails_over_its_seeds_and_changes_of_them() {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    let corpora = std::env::var_os("SITEGEN_CORPORA").map(PathBuf::from);
    let (count, seed) = (number("SITEGEN_FUZZ").unwrap_or(300), number("SITEGEN_SEED").unwrap_or(1));
    std::thread::scope(|scope| {
        for (name, target) in targets::ALL {
            let (project, corpora) = (&project, &corpora);
            scope.spawn(move || {
                let seeds = seeds(name, project, corpora.as_deref());
                assert!(seeds.len() >= 3, "{name} has {} seeds", seeds.len());
                for seed in &seeds {
                    run(name, target, seed);
                }
                let mut random = Random::new(seed);
                for _ in 0..count {
                    let (one, other) = (&seeds[random.below(seeds.len())], &seeds[random.below(seeds.len())]);
                    run(name, target, &changed(one, other, &mut random));
                }
            });
        }
    });
}
