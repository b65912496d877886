//! One publisher, and something that goes wrong at any of its requests.

use super::{
    bucket::Objects,
    crawl,
    proxy::{Entry, Fault, Proxy, When},
    site::{BASE, Edited, PATIENT, QUICK, RENEWED, Site},
};
use crate::support::{sandbox::Run, strace::spread};
use std::{
    collections::BTreeSet,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

/// All that can go wrong, and how many requests of a run it is tried at in the short form.
const FAULTS: [(Fault, usize); 10] = [
    (Fault::KillBefore, 4),
    (Fault::KillAfter, 5),
    (Fault::Status(500), 3),
    (Fault::Status(503), 2),
    (Fault::Status(429), 2),
    (Fault::ResetInRequest, 2),
    (Fault::ResetBeforeAnswer, 4),
    (Fault::ResetInAnswer, 1),
    (Fault::Hang, 1),
    (Fault::WrongTag, 4),
];

pub fn is_thorough() -> bool {
    std::env::var("SITEGEN_FAULTS").is_ok_and(|value| value == "all")
}

/// Requests of a run without faults.
fn requests(edited: &Edited) -> Vec<Entry> {
    let site = edited.case("counted");
    let proxy = Proxy::before(site.bucket.signed);
    site.configure(proxy.address, PATIENT);
    proxy.arm(None);
    let (run, log) = site.through(&proxy, &[]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_eq!(edited.wrongs(&site.objects()), [""; 0]);
    assert!(site.shown() == edited.new);
    assert_in_order(&site, &log, "without faults");
    log
}

/// Each fault at one request, for a while and for good; a fault that kills needs no more than one.
fn cases(count: usize) -> Vec<(Fault, When)> {
    let mut cases = Vec::new();
    for (place, (fault, short)) in FAULTS.iter().enumerate() {
        let numbers: Vec<usize> = if is_thorough() {
            (1..=count).collect()
        } else {
            // Not the same requests for each of them.
            (0..*short).map(|step| 1 + (step * count / short + place * 7) % count).collect()
        };
        for (step, number) in numbers.into_iter().enumerate() {
            let lasts = !fault.kills() && *fault != Fault::WrongTag;
            if is_thorough() || !lasts || step % 2 == 0 {
                cases.push((*fault, When::Once(number)));
            }
            if lasts && (is_thorough() || step % 2 == 1) {
                cases.push((*fault, When::From(number)));
            }
        }
    }
    cases
}

/// A file goes only when all that is sent is there, and the record says so.
fn assert_in_order(site: &Site, log: &[Entry], what: &str) {
    let of_site = |entry: &Entry| entry.deletes().iter().any(|key| site.path_of(key).is_some());
    let Some(first) = log.iter().filter(|entry| of_site(entry)).map(|entry| entry.begun).min() else {
        return;
    };
    let record = site.key(".sitegen/manifest.json");
    let is_there = |entry: &Entry| {
        entry.status.is_some_and(|status| status.is_success())
            && entry.ended.is_some_and(|ended| ended < first)
    };
    let committed = log.iter().any(|entry| entry.puts() == Some(&record) && is_there(entry));
    assert!(committed, "{what}: something was deleted before the record was there");
    for entry in log.iter().filter(|entry| entry.puts().is_some_and(|key| site.path_of(key).is_some())) {
        assert!(entry.begun < first, "{what}: {} was sent after something was deleted", entry.key);
    }
}

/// After an error that was not overcome nothing is deleted. It was when the same was asked again and granted: what stops such
/// a run is something else, which came later, like a server too slow for the lease.
fn assert_nothing_deleted_after(site: &Site, log: &[Entry], run: &Run, what: &str) {
    let Some(fault) = log.iter().position(|entry| entry.fault.is_some()) else { return };
    let (before, after) = log.split_at(fault + 1);
    let deletes = |entries: &[Entry]| {
        entries.iter().flat_map(Entry::deletes).filter(|key| site.path_of(key).is_some()).count()
    };
    let is_overcome = after.iter().any(|entry| entry.grants(&log[fault]));
    if run.code != Some(0) && deletes(before) == 0 && !is_overcome {
        assert_eq!(deletes(after), 0, "{what}: something was deleted after an error: {run:?}, {log:?}");
    }
}

fn check(edited: &Edited, place: usize, fault: Fault, when: When) -> Run {
    let what = format!("{fault:?} {when:?}");
    let site = edited.case(&format!("case-{place}"));
    let proxy = Proxy::before(site.bucket.signed);
    site.configure(proxy.address, QUICK);
    if place.is_multiple_of(2) {
        site.forget();
    }
    proxy.arm(Some((when, fault)));
    let (run, log) = site.through(&proxy, &[]);
    let objects = site.objects();
    assert_eq!(edited.wrongs(&objects), [""; 0], "{what}: {run:?}");
    assert!(matches!((run.code, run.signal), (Some(0 | 3), None) | (None, Some(9))), "{what}: {run:?}");
    if run.code == Some(0) {
        assert!(super::site::files(&objects) == edited.new, "{what}: it says that it is done: {run:?}");
    }
    assert_in_order(&site, &log, &what);
    assert_nothing_deleted_after(&site, &log, &run, &what);

    let missing: BTreeSet<&String> = edited
        .after
        .iter()
        .filter(|(path, object)| objects.get(*path) != Some(*object))
        .map(|(path, _)| path)
        .collect();
    if place.is_multiple_of(3) {
        site.forget();
    }
    site.configure(proxy.address, PATIENT);
    proxy.arm(None);
    let (next, log) = site.through(&proxy, &[]);
    assert_eq!(next.code, Some(0), "{what}: the next run: {next:?}, after {run:?}");
    let after = site.objects();
    assert!(super::site::files(&after) == edited.new, "{what}: {:?}", edited.wrongs(&after));
    assert_eq!(edited.wrongs(&after), [""; 0], "{what}");
    assert_in_order(&site, &log, &what);
    for path in log.iter().filter_map(|entry| site.path_of(entry.puts()?)) {
        // Of what was answered with a wrong tag nobody can know that it is there.
        assert!(
            missing.contains(&path.to_owned()) || fault == Fault::WrongTag,
            "{what}: {path} was there and was sent again"
        );
    }
    let ours: Vec<&String> = after.keys().filter(|path| path.starts_with(".sitegen/")).collect();
    assert_eq!(ours, [".sitegen/manifest.json"], "{what}: nothing is left");

    proxy.arm(None);
    let (last, log) = site.through(&proxy, &[]);
    assert_eq!(last.code, Some(0), "{what}: the last run: {last:?}");
    assert!(!log.iter().any(Entry::writes), "{what}: the last run writes: {log:?}");
    run
}

#[test]
fn whatever_fails_readers_see_a_whole_site_and_the_next_run_does_the_rest() {
    let edited = Edited::new();
    assert!(edited.changes() >= 60, "{} files change", edited.changes());
    let log = requests(&edited);
    let cases = cases(log.len());
    let (next, ended) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        // Most of a case is waiting: for what hangs, and for the lock of the dead.
        let at_once = if is_thorough() { 3 } else { 1 };
        for _ in 0..at_once * std::thread::available_parallelism().map_or(2, usize::from).max(2) {
            scope.spawn(|| {
                loop {
                    let place = next.fetch_add(1, Ordering::Relaxed);
                    let Some((fault, when)) = cases.get(place) else { break };
                    let run = check(&edited, place, *fault, *when);
                    ended.lock().expect("no case failed").push((*fault, run.code));
                }
            });
        }
    });
    let ended = ended.into_inner().expect("no case failed");
    let count = |is: fn(&(Fault, Option<i32>)) -> bool| ended.iter().filter(|end| is(end)).count();
    let (killed, failed) = (count(|end| end.1.is_none()), count(|end| end.1 == Some(3)));
    println!("{} requests, {} cases: {killed} killed, {failed} failed", log.len(), ended.len());
    // A run that is fast renews its lock less often, and makes a request less.
    let to_kill = count(|end| end.0.kills());
    assert!(killed * 10 > to_kill * 9, "only {killed} of {to_kill} publishers were killed");
    assert!(failed > 0);
}

/// The home page comes last: when it is there, all that it leads to is.
#[test]
fn a_first_publisher_that_is_killed_anywhere_leaves_no_half_site() {
    let edited = Edited::new();
    let site = edited.site.copy("first");
    let proxy = Proxy::before(site.bucket.signed);
    site.configure(proxy.address, RENEWED);
    site.forget();
    proxy.arm(None);
    let (run, log) = site.through(&proxy, &[]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let count = if is_thorough() { usize::MAX } else { 7 };
    for when in spread(&(3..log.len() - 1), count) {
        site.forget();
        site.bucket.fill(&site.prefix, &Objects::new());
        proxy.arm(Some((When::Once(when), Fault::KillAfter)));
        let (run, _) = site.through(&proxy, &[]);
        assert_eq!(run.signal, Some(9), "request {when}: {run:?}");
        // Nothing leads to the others before the home page is there.
        let broken = crawl::broken(&site.shown(), BASE, |path| path == "index.html");
        assert_eq!(broken, [""; 0], "request {when}");
    }
    proxy.arm(None);
    site.configure(proxy.address, PATIENT);
    site.publish(&[]);
    assert!(site.shown() == edited.new);
}
