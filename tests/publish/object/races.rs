//! Two publishers of different builds at one target, at the same time.

use super::{
    bucket::Bucket,
    proxy::{Fault, Proxy, When},
    site::{Edited, PATIENT, RENEWED, Site, files},
    sweep::is_thorough,
};
use crate::support::sandbox::Run;

/// Words by which the one that stops says who was faster.
const KNOWS: [&str; 3] = ["process ", " is publishing there", "was published at"];

#[test]
fn of_two_publishers_one_wins_whole() {
    let edited = Edited::new();
    let rounds = if is_thorough() { 100 } else { 4 };
    let mut lost = 0;
    for round in 0..rounds {
        let one = edited.case(&format!("race-{round}"));
        // Another build of the same project, on another machine.
        let two = one.copy(&one.prefix);
        two.sandbox.write("static/note.txt", format!("a note of round {round}\n"));
        two.sandbox
            .write("content/posts/ninth.md", crate::support::sandbox::post("ninth", 9, "Of the other."));
        let other = two.sandbox.build();
        assert_eq!(other.code, Some(0), "{other:?}");
        for site in [&one, &two] {
            site.configure(site.bucket.signed, RENEWED);
        }
        let builds = [one.built(), two.built()];
        assert!(builds[0] != builds[1] && builds[0] == edited.new);
        let begun = [&one, &two].map(|site| site.command(&[]).spawn().expect("the program starts"));
        let runs = begun.map(|child| Run::from(child.wait_with_output().expect("it ends")));
        let shown = one.shown();
        let won: Vec<usize> = (0..2).filter(|of| runs[*of].code == Some(0)).collect();
        assert!(!won.is_empty(), "nobody won: {runs:?}");
        assert!(won.iter().any(|of| shown == builds[*of]), "round {round}: the target is neither: {runs:?}");
        for run in &runs {
            run.assert_calm();
            if run.code != Some(0) {
                assert_eq!(run.code, Some(3), "{run:?}");
                let said = run.error();
                assert!(KNOWS.iter().any(|words| said.contains(words)), "it does not say who: {said}");
                lost += 1;
            }
        }
        let left: Vec<String> =
            one.objects().into_keys().filter(|path| path.starts_with(".sitegen/")).collect();
        assert_eq!(left, [".sitegen/manifest.json"], "round {round}: {runs:?}");
    }
    println!("{lost} of {rounds} races had a loser");
    assert!(lost > 0, "no two publishers met");
}

#[test]
fn a_lock_of_the_dead_stops_nobody() {
    let site = Site::new(Bucket::new(), "dead");
    let proxy = Proxy::before(site.bucket.signed);
    let first = site.copy("dead");
    first.configure(proxy.address, RENEWED);
    proxy.arm(Some((When::Put("/note.txt"), Fault::KillBefore)));
    let (run, _) = first.through(&proxy, &[]);
    assert_eq!(run.signal, Some(9), "{run:?}");
    assert!(site.objects().contains_key(".sitegen/lock.json"), "it held a lock");
    site.publish(&[]);
    site.assert_shows_the_build();
    assert!(!site.objects().contains_key(".sitegen/lock.json"));
}

#[test]
fn a_lock_of_the_living_stops_others_for_as_long_as_they_live() {
    let site = Site::new(Bucket::new(), "alive");
    let proxy = Proxy::before(site.bucket.signed);
    let first = site.copy("alive");
    // Its lock is renewed while one of its requests waits for an answer.
    first.configure(proxy.address, RENEWED);
    proxy.arm(Some((When::Put("/note.txt"), Fault::Wait)));
    let child = first.command(&[]).spawn().expect("the program starts");
    proxy.until_spoiled();
    for _ in 0..2 {
        let run = site.run(&[]);
        assert_eq!(run.code, Some(3), "{run:?}");
        let said = run.error();
        assert!(said.contains(&format!("process {}", child.id())) && said.contains("since 20"), "{said}");
    }
    proxy.go_on();
    let run = Run::from(child.wait_with_output().expect("it ends"));
    assert_eq!(run.code, Some(0), "{run:?}");
    first.assert_shows_the_build();
}

#[test]
fn whoever_published_meanwhile_is_told_and_not_overwritten() {
    let edited = Edited::new();
    let site = edited.case("meanwhile");
    let mine = site.copy("meanwhile");
    mine.sandbox.write("static/note.txt", "mine\n");
    assert_eq!(mine.sandbox.build().code, Some(0));
    mine.configure(mine.bucket.signed, PATIENT);
    let proxy = Proxy::before(site.bucket.signed);
    site.configure(proxy.address, RENEWED);
    // It has looked at the target, and another is done before it has the lock.
    proxy.arm(Some((When::Put(".sitegen/lock.json"), Fault::Wait)));
    let child = site.command(&[]).spawn().expect("the program starts");
    proxy.until_spoiled();
    mine.publish(&[]);
    let objects = mine.objects();
    proxy.go_on();
    let run = Run::from(child.wait_with_output().expect("it ends"));
    run.assert_calm();
    assert_eq!(run.code, Some(3), "{run:?}");
    assert!(KNOWS.iter().any(|words| run.error().contains(words)), "{run:?}");
    assert!(mine.objects() == objects && files(&objects) == mine.built(), "something was changed");
}
