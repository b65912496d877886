//! `check_external`.

use super::{
    BOOLEAN, MAP,
    keys::{Expected, Keys, boolean, count, texts},
    strip::age,
};
use crate::config::ExternalOptions;

const PATTERNS: Expected = Expected { what: "a list of addresses", example: "[\"https://example.org/*\"]" };
const SECONDS: Expected = Expected { what: "a number of seconds", example: "20" };
const NUMBER: Expected = Expected { what: "a whole number", example: "8" };
const AGE: Expected = Expected { what: "a time such as `30m`, `12h` or `2d`", example: "1d" };

pub(super) fn read_check_external(keys: &mut Keys<'_>) -> ExternalOptions {
    let mut options = ExternalOptions::default();
    keys.inside("check_external", MAP, |keys| {
        let default = ExternalOptions::default();
        let seconds = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
        options = ExternalOptions {
            ignore: keys.take("ignore", PATTERNS, texts).unwrap_or_default(),
            timeout: keys
                .take("timeout", SECONDS, |node| count(node, 1..=300))
                .map_or(default.timeout, seconds),
            at_once: keys.take("at_once", NUMBER, |node| count(node, 1..=64)).unwrap_or(default.at_once),
            pause: keys.take("pause", SECONDS, |node| count(node, 0..=300)).map_or(default.pause, seconds),
            retries: keys.take("retries", NUMBER, |node| count(node, 0..=10)).unwrap_or(default.retries),
            patience: keys
                .take("patience", SECONDS, |node| count(node, 0..=3600))
                .map_or(default.patience, seconds),
            ok_for: keys.take("ok_for", AGE, age).unwrap_or(default.ok_for),
            broken_for: keys.take("broken_for", AGE, age).unwrap_or(default.broken_for),
            allow_private: keys.take("allow_private", BOOLEAN, boolean).unwrap_or(default.allow_private),
            robots: keys.take("robots", BOOLEAN, boolean).unwrap_or(default.robots),
        };
    });
    options
}
