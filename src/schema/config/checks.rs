//! What `sitegen check` looks for, and how it asks other hosts.

use super::{Setting, map};
use crate::{
    rules::{self, CheckLevel},
    schema::{
        pattern,
        shape::{about, any_of, boolean, closed, pattern, texts, whole, words},
    },
};
use serde_json::Value;

pub(super) fn settings() -> Vec<Setting> {
    vec![
        ("check", "Levels of rules, by their codes. Errors of the build stay errors.", levels()),
        ("check_external", "How `sitegen check --external` asks other hosts.", external()),
    ]
}

fn level() -> Value {
    words(CheckLevel::WORDS.map(|(word, _)| word))
}

fn levels() -> Value {
    let one = |code: &'static str| {
        let mut keys = vec![("level", about("How grave it is.", level()))];
        if code == "image-large" {
            keys.push(("kilobytes", about("The most that an image may have, in kB.", whole(1, 1_000_000))));
            keys.push(("pixels", about("The most that an image may be wide or high.", whole(1, 100_000))));
        }
        let said = rules::title(code).unwrap_or_default();
        (code, about(said, any_of([level(), closed(keys)])))
    };
    closed(rules::settable().map(one))
}

fn external() -> Value {
    map([
        ("ignore", "Addresses that are not asked; `*` stands for any characters.", texts()),
        ("timeout", "Seconds for a request.", whole(1, 300)),
        ("at_once", "Hosts that are asked at a time.", whole(1, 64)),
        ("pause", "Seconds between two requests to a host.", whole(0, 300)),
        ("retries", "How often a host that is busy is asked again.", whole(0, 10)),
        ("patience", "Seconds that are waited at most because a host asks for it.", whole(0, 3600)),
        ("ok_for", "How long an answer that a link is fine is kept.", pattern(pattern::AGE, &["1d"])),
        ("broken_for", "How long other answers are kept.", pattern(pattern::AGE, &["1h"])),
        ("allow_private", "Whether addresses of private networks are asked.", boolean()),
        ("robots", "Whether `robots.txt` of a host is followed.", boolean()),
    ])
}
