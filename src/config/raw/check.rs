//! The setting `check`: levels of rules, and what they are measured by.

use super::{
    MAP,
    keys::{Expected, Keys, count, word},
};
use crate::{
    config::{CheckLevel, CheckLimits},
    rules,
};
use std::collections::BTreeMap;

const LEVEL: Expected = Expected { what: "`deny`, `warn`, `info` or `allow`", example: "warn" };
const KILOBYTES: Expected = Expected { what: "a whole number of kB", example: "2048" };
const PIXELS: Expected = Expected { what: "a whole number of pixels", example: "6000" };

/// What the setting says.
#[derive(Default)]
pub(super) struct Check {
    pub(super) levels: BTreeMap<String, CheckLevel>,
    pub(super) limits: CheckLimits,
}

/// `check: {RULE: deny, image-large: {level: warn, kilobytes: 500, pixels: 4000}}`.
pub(super) fn read_check(keys: &mut Keys<'_>) -> Check {
    let expected = Expected { what: "a map of rules", example: "{image-alt: deny}" };
    let mut check = Check::default();
    keys.inside("check", expected, |keys| {
        for rule in keys.names() {
            let is_right = |code: &str| rules::unsettable(code).map_or(Ok(()), Err);
            if keys.may_be_called(rule, is_right) {
                read_rule(keys, rule, &mut check);
            }
        }
    });
    check
}

fn read_rule<'a>(keys: &mut Keys<'a>, rule: &'a str, check: &mut Check) {
    let mut level = None;
    if keys.holds(rule, |node| node.map().is_some()) {
        keys.inside(rule, MAP, |keys| {
            level = read_level(keys, "level");
            if rule == "image-large" {
                let kilobytes = keys.take("kilobytes", KILOBYTES, |node| count(node, 1..=1_000_000));
                let pixels = keys.take("pixels", PIXELS, |node| count(node, 1..=100_000));
                check.limits.image_bytes = kilobytes.map_or(check.limits.image_bytes, |kb| kb as u64 * 1024);
                let pixels = pixels.and_then(|pixels| u32::try_from(pixels).ok());
                check.limits.image_pixels = pixels.unwrap_or(check.limits.image_pixels);
            }
        });
    } else {
        level = read_level(keys, rule);
    }
    check.levels.extend(level.map(|level| (rule.to_owned(), level)));
}

fn read_level<'a>(keys: &mut Keys<'a>, name: &'a str) -> Option<CheckLevel> {
    keys.take(name, LEVEL, |node| word(node, &CheckLevel::WORDS))
}
