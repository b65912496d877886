//! What was found out earlier, and for how long that is good.

use super::Verdict;
use crate::config::ExternalOptions;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Verdicts by address.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Memory {
    links: BTreeMap<String, Remembered>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Remembered {
    /// Seconds since 1970.
    at: i64,
    verdict: Verdict,
}

impl Remembered {
    /// Whether it is as young as the settings want. What is from the future is from another clock.
    fn is_fresh(&self, options: &ExternalOptions, now: Timestamp) -> bool {
        let good_for = match self.verdict {
            Verdict::Fine | Verdict::Moved(_) => options.ok_for,
            _ => options.broken_for,
        };
        u64::try_from(now.as_second().saturating_sub(self.at)).is_ok_and(|age| age < good_for)
    }
}

impl Memory {
    /// What is known of an address, if that is young enough.
    pub fn recall(&self, url: &str, options: &ExternalOptions, now: Timestamp) -> Option<Verdict> {
        let known = self.links.get(url)?;
        known.is_fresh(options, now).then(|| known.verdict.clone())
    }

    /// Keeps what was found out now.
    pub fn remember(&mut self, url: &str, verdict: &Verdict, now: Timestamp) {
        let known = Remembered { at: now.as_second(), verdict: verdict.clone() };
        self.links.insert(url.to_owned(), known);
    }

    /// Drops what is too old to be of use.
    pub fn forget(&mut self, options: &ExternalOptions, now: Timestamp) {
        self.links.retain(|_, known| known.is_fresh(options, now));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_fine_is_known_for_longer_than_what_is_not() {
        let now: Timestamp = "2026-07-05T12:00:00Z".parse().expect("valid");
        let later = |hours: i64| Timestamp::from_second(now.as_second() + hours * 3600).expect("valid");
        let options = ExternalOptions::default();
        let mut memory = Memory::default();
        memory.remember("a", &Verdict::Fine, now);
        memory.remember("b", &Verdict::Broken("x".to_owned()), now);
        let known =
            |memory: &Memory, at: Timestamp| ["a", "b"].map(|url| memory.recall(url, &options, at).is_some());
        assert_eq!(known(&memory, now), [true, true]);
        assert_eq!(known(&memory, later(1)), [true, false]);
        assert_eq!(known(&memory, later(24)), [false, false]);
        assert_eq!(known(&memory, later(-1)), [false, false]);
        memory.forget(&options, later(1));
        assert_eq!(memory.links.len(), 1);
    }
}
