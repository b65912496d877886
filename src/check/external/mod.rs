//! Outside links: are they still there?
//!
//! Owns the asking of other hosts about links, in a way that they can bear: one queue a host, one request to it at a time,
//! a pause between two, no host that wants no programs, and no link again that was asked not long ago. It tells what is
//! *broken*, for certain and for everyone, from what only programs are *blocked* from and from what is *unreachable* just
//! now. It must not know posts, files or the command line: links come with their places as values, and what was found out
//! earlier comes and goes as [`Memory`].

mod ask;
mod gate;
mod memory;
mod pattern;
mod robots;
mod verdict;

pub use memory::Memory;
pub use verdict::Verdict;

use crate::{config::ExternalOptions, diagnostic::Position, net::Reach};
use ask::Asker;
use gate::Gates;
use jiff::Timestamp;
use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};
use url::Url;

/// Where a link is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file, relative to the project.
    pub file: String,
    /// Where in it, if that is known.
    pub position: Option<Position>,
    /// Where the address alone stands, without what follows `#`, if it stands there as it is and means nothing else.
    pub written: Option<Position>,
}

/// A link as it is written, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The address.
    pub url: String,
    /// Its place.
    pub place: Place,
}

/// What is known of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The address, without what is after `#`.
    pub url: String,
    /// All places of it, in their order.
    pub places: Vec<Place>,
    /// What it is.
    pub verdict: Verdict,
}

/// What a check found.
#[derive(Debug, Default)]
pub struct Report {
    /// Of every address that was looked at, in the order of addresses.
    pub findings: Vec<Finding>,
    /// Addresses that were asked now; the others were known.
    pub asked: usize,
    /// Addresses that are on the list of what is ignored.
    pub ignored: usize,
}

/// How a check goes about it.
#[derive(Clone, Copy)]
pub struct Manner<'a> {
    /// Which addresses may be asked. Tests ask this machine.
    pub reach: Reach,
    /// Waits. Tests write down for how long.
    pub wait: &'a (dyn Fn(Duration) + Sync),
}

/// Looks at all links, and keeps what it finds in `memory`.
pub fn check(
    links: &[Link],
    options: &ExternalOptions,
    memory: &mut Memory,
    now: Timestamp,
    manner: Manner<'_>,
) -> Report {
    let mut report = Report::default();
    let mut wanted: BTreeMap<String, Vec<Place>> = BTreeMap::new();
    for link in links {
        if let Some(url) = address(&link.url) {
            wanted.entry(url).or_default().push(link.place.clone());
        }
    }
    let all = wanted.len();
    wanted.retain(|url, _| !options.ignore.iter().any(|pattern| pattern::matches(pattern, url)));
    report.ignored = all - wanted.len();
    let mut known: BTreeMap<String, Verdict> = BTreeMap::new();
    let mut queues: BTreeMap<String, Vec<Url>> = BTreeMap::new();
    for url in wanted.keys() {
        if let Some(verdict) = memory.recall(url, options, now) {
            known.insert(url.clone(), verdict);
        } else if let Ok(url) = Url::parse(url) {
            queues.entry(gate::host(&url)).or_default().push(url);
        }
    }
    report.asked = queues.values().map(Vec::len).sum();
    let verdicts = without_network(ask_all(&queues.into_values().collect::<Vec<_>>(), options, manner));
    for (url, verdict) in verdicts {
        memory.remember(&url, &verdict, now);
        known.insert(url, verdict);
    }
    memory.forget(options, now);
    let finding = |(url, mut places): (String, Vec<Place>)| {
        places.sort();
        let verdict = known.remove(&url)?;
        Some(Finding { url, places, verdict })
    };
    report.findings = wanted.into_iter().filter_map(finding).collect();
    report
}

/// The address that is asked for a link: none for what is not on the web.
fn address(link: &str) -> Option<String> {
    let mut url = Url::parse(link).ok()?;
    if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
        return None;
    }
    url.set_fragment(None);
    Some(url.into())
}

/// What became of each address.
fn ask_all(queues: &[Vec<Url>], options: &ExternalOptions, manner: Manner<'_>) -> Vec<(String, Verdict)> {
    let gates = Gates::default();
    let next = AtomicUsize::new(0);
    let work = || {
        let asker = Asker { options, manner, gates: &gates };
        let mut done = Vec::new();
        while let Some(queue) = queues.get(next.fetch_add(1, Ordering::Relaxed)) {
            done.extend(queue.iter().map(|url| (url.to_string(), asker.verdict(url))));
        }
        done
    };
    let mut done: Vec<(String, Verdict)> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..options.at_once.min(queues.len())).map(|_| scope.spawn(work)).collect();
        threads
            .into_iter()
            .flat_map(|thread| thread.join().expect("a worker catches what it calls"))
            .collect()
    });
    done.sort_by(|one, other| one.0.cmp(&other.0));
    done
}

/// Where no host at all could be found it is this machine that is without a network, and no link is broken.
fn without_network(mut verdicts: Vec<(String, Verdict)>) -> Vec<(String, Verdict)> {
    let is_lost =
        |verdict: &Verdict| matches!(verdict, Verdict::Broken(why) if why.starts_with(verdict::NO_HOST));
    let hosts = |verdicts: &[(String, Verdict)]| {
        let mut hosts: Vec<String> =
            verdicts.iter().filter_map(|(url, _)| Url::parse(url).ok()).map(|url| gate::host(&url)).collect();
        hosts.dedup();
        hosts.len()
    };
    if verdicts.iter().all(|(_, verdict)| is_lost(verdict)) && hosts(&verdicts) > 1 {
        for (_, verdict) in &mut verdicts {
            *verdict = Verdict::Unreachable("no host of any link is found: is there a network?".to_owned());
        }
    }
    verdicts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_on_the_web_is_not_asked() {
        assert_eq!(address("https://Example.org/a#b").as_deref(), Some("https://example.org/a"));
        for link in ["mailto:a@b.c", "/a/", "#x", "ftp://a.b/", "tel:1", "data:,x", "https://"] {
            assert_eq!(address(link), None, "{link}");
        }
    }

    #[test]
    fn a_machine_without_a_network_breaks_no_link() {
        let lost = |url: &str| (url.to_owned(), Verdict::Broken(format!("{} x", verdict::NO_HOST)));
        let verdicts = without_network(vec![lost("https://a.example/"), lost("https://b.example/")]);
        assert!(verdicts.iter().all(|(_, verdict)| matches!(verdict, Verdict::Unreachable(_))));
        let verdicts = without_network(vec![lost("https://a.example/"), lost("https://a.example/b")]);
        assert!(verdicts.iter().all(|(_, verdict)| matches!(verdict, Verdict::Broken(_))));
        let fine = ("https://c.example/".to_owned(), Verdict::Fine);
        let verdicts = without_network(vec![lost("https://a.example/"), lost("https://b.example/"), fine]);
        assert!(matches!(verdicts[0].1, Verdict::Broken(_)));
    }
}
