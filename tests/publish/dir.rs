//! A folder of releases: what readers see after each run.

use super::www::Www;
use crate::support::sandbox::{Run, read_tree};
use std::{
    fs,
    os::unix::fs::{MetadataExt as _, symlink},
    process::Stdio,
};

#[test]
fn the_first_release_is_what_was_built() {
    let www = Www::new();
    let summary = www.publish(&[]);
    www.assert_shows_the_build();
    let files = www.built().len();
    assert_eq!(summary["target"], "live");
    assert_eq!((&summary["sent"], &summary["deleted"]), (&files.into(), &0.into()), "{summary}");
    let bytes: usize = www.built().values().map(Vec::len).sum();
    assert_eq!((&summary["bytes"], &summary["new"]), (&bytes.into(), &true.into()), "{summary}");
    assert_eq!(summary["release"], www.release());
    assert!(!www.shown().keys().any(|path| path.starts_with(".sitegen")), "nothing of ours is shown");
}

#[test]
fn a_second_run_with_no_change_writes_nothing() {
    let www = Www::new();
    www.publish(&[]);
    let before = www.all();
    let times = |www: &Www| {
        let state = fs::read_dir(www.root().join(".sitegen")).expect("there").flatten();
        let changed = state.map(|entry| (entry.file_name(), entry.metadata().expect("there").ctime_nsec()));
        changed.collect::<std::collections::BTreeMap<_, _>>()
    };
    let written = times(&www);
    let summary = www.publish(&[]);
    assert_eq!((&summary["sent"], &summary["new"], &summary["bytes"]), (&0.into(), &false.into(), &0.into()));
    assert!(www.all() == before, "something was written");
    assert_eq!(times(&www), written, "not even the lock");
}

#[test]
fn a_change_is_a_new_release_that_shares_what_did_not_change() {
    let www = Www::new();
    www.publish(&[]);
    let (first, shared) = (www.release(), inode(&www, "note.txt"));
    let old = www.shown();
    www.sandbox.edit();
    www.sandbox.built();
    let summary = www.publish(&["--max-deletes", "100%"]);
    assert_ne!(www.release(), first);
    assert_eq!(inode(&www, "note.txt"), shared, "a hard link");
    assert!(summary["sent"].as_u64() > Some(0) && summary["deleted"].as_u64() > Some(0), "{summary}");
    assert!(read_tree(&www.root().join("releases").join(&first)) == old, "the release before is as it was");
    let mut shown = www.shown();
    let built = www.built();
    // Fingerprinted files of the build before stay for a while.
    shown.retain(|path, bytes| built.contains_key(path) || old.get(path) != Some(bytes) || !is_asset(path));
    assert!(shown == built, "{:?}", super::www::differing(&shown, &built));
}

fn inode(www: &Www, path: &str) -> u64 {
    fs::metadata(www.root().join("current").join(path)).expect("there").ino()
}

fn is_asset(path: &str) -> bool {
    let parts = path.rsplit('.').skip(1);
    parts.into_iter().any(|part| part.len() >= 12 && part[..12].bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[test]
fn assets_that_pages_named_stay_as_long_as_the_settings_say() {
    for (keep, stays) in [("7d", true), ("0", false)] {
        let www = Www::with(&format!(", keep: {keep}"));
        www.publish(&[]);
        let card =
            www.built().into_keys().find(|path| path.starts_with("cards/second.")).expect("a share card");
        www.sandbox.remove("content/posts/second.md");
        www.sandbox.built();
        assert!(!www.built().contains_key(&card));
        let summary = www.publish(&["--max-deletes", "100"]);
        assert_eq!(www.shown().contains_key(&card), stays, "keep: {keep}");
        assert_eq!(summary["retired"].as_u64() > Some(0), stays, "{summary}");
        assert!(!www.shown().contains_key("2026/03/02/second/index.html"), "pages go at once");
        assert_eq!(www.publish(&[])["new"], false, "keep: {keep}");
    }
}

#[test]
fn so_many_releases_are_kept() {
    let www = Www::with(", keep_releases: 3");
    let mut names = Vec::new();
    for number in 0..5 {
        www.sandbox.write("static/note.txt", format!("note {number}\n"));
        www.sandbox.built();
        www.publish(&[]);
        names.push(www.release());
    }
    assert_eq!(www.releases(), names[2..]);
    let state = read_tree(&www.root().join(".sitegen"));
    let records: Vec<String> = names[2..].iter().map(|name| format!("{name}.json")).collect();
    let expected: Vec<&String> =
        state.keys().filter(|name| !["lock", "target.json"].contains(&name.as_str())).collect();
    assert_eq!(expected, records.iter().collect::<Vec<_>>());
    www.configure(", keep_releases: 1");
    let summary = www.publish(&[]);
    assert_eq!((&summary["new"], &summary["removed_releases"]), (&false.into(), &2.into()), "{summary}");
    assert_eq!(www.releases(), names[4..]);
}

#[test]
fn a_link_in_an_old_release_is_not_followed_when_it_goes() {
    let www = Www::with(", keep_releases: 1");
    www.publish(&[]);
    let (tags, elsewhere) =
        (www.root().join("current/tags").canonicalize().expect("there"), www.sandbox.home().join("moved"));
    www.sandbox.write("static/note.txt", "another note\n");
    www.sandbox.built();
    www.configure("");
    www.publish(&[]);
    fs::rename(&tags, &elsewhere).expect("moved");
    symlink(&elsewhere, &tags).expect("link");
    let before = read_tree(&elsewhere);
    www.configure(", keep_releases: 1");
    let run = www.run(&[]);
    assert_eq!((run.code, run.summary()["warnings"].as_u64()), (Some(0), Some(1)), "{run:?}");
    assert!(read_tree(&elsewhere) == before && !before.is_empty());
}

#[test]
fn readers_can_be_shown_an_earlier_release() {
    let www = Www::new();
    let mut states = Vec::new();
    for number in 0..3 {
        www.sandbox.write("static/note.txt", format!("note {number}\n"));
        www.sandbox.built();
        www.publish(&[]);
        states.push((www.release(), www.shown()));
    }
    let before = www.all();
    let told = www.publish(&["--rollback", "--dry-run"]);
    assert_eq!(
        (&told["from"], &told["release"]),
        (&states[2].0.as_str().into(), &states[1].0.as_str().into())
    );
    assert!(www.all() == before, "a dry run");
    let done = www.publish(&["--rollback"]);
    assert_eq!(done["release"], states[1].0.as_str());
    assert!(www.shown() == states[1].1);
    www.publish(&["--rollback"]);
    assert!(www.shown() == states[0].1, "once more, once further back");
    assert_eq!(www.refused(&["--rollback"]).len(), 1, "there is none before");
    www.publish(&[&format!("--rollback={}", states[2].0)]);
    assert!(www.shown() == states[2].1);
    let refused = www.refused(&["--rollback=../../etc"]);
    assert_eq!(refused, ["publish-release: there is no release `../../etc`"]);
    fs::write(www.root().join("releases").join(&states[0].0).join("note.txt"), "damaged").expect("writable");
    let refused = www.refused(&[&format!("--rollback={}", states[0].0)]);
    assert_eq!(
        refused,
        [format!(
            "publish-release: release {} is not whole: `note.txt` is not what was published",
            states[0].0
        )]
    );
    assert!(www.shown() == states[2].1);
    www.publish(&["--rollback"]);
    let summary = www.publish(&[]);
    assert_eq!(summary["new"], true, "what was taken back can be published again");
    www.assert_shows_the_build();
}

#[test]
fn files_of_others_stay_and_are_shown_with_every_release() {
    let www = Www::new();
    www.publish(&[]);
    let shown = www.root().join("current");
    fs::create_dir(shown.join("theirs")).expect("writable");
    fs::write(shown.join("theirs/google.html"), "theirs").expect("writable");
    symlink("/nowhere", shown.join("theirs/link")).expect("writable");
    fs::write(www.root().join("README"), "theirs").expect("writable");
    assert_eq!(www.publish(&[])["new"], false, "they are no reason to publish");
    www.sandbox.write("static/note.txt", "another note\n");
    www.sandbox.built();
    www.publish(&[]);
    let mut expected = www.built();
    expected.insert("theirs/google.html".to_owned(), b"theirs".to_vec());
    expected.insert("theirs/link".to_owned(), b"link to /nowhere".to_vec());
    assert!(www.shown() == expected);

    www.sandbox.write("static/theirs/google.html", "ours");
    www.sandbox.built();
    let before = www.all();
    let refused = www.refused(&[]);
    assert_eq!(
        refused,
        [
            "publish-in-the-way: `theirs/google.html` is in the way at the target: no release of ours put it there"
        ]
    );
    assert!(www.all() == before);
    www.publish(&["--force"]);
    expected = www.built();
    expected.insert("theirs/link".to_owned(), b"link to /nowhere".to_vec());
    assert!(www.shown() == expected);
    assert_eq!(fs::read(www.root().join("README")).expect("there"), b"theirs");
}

#[test]
fn what_someone_changed_in_a_release_is_set_right() {
    let www = Www::new();
    www.publish(&[]);
    let shown = www.root().join("current");
    fs::write(shown.join("note.txt"), "a vote\n").expect("writable");
    fs::remove_file(shown.join("index.html")).expect("removable");
    let summary = www.publish(&[]);
    assert_eq!(summary["sent"], 2, "{summary}");
    www.assert_shows_the_build();
}

#[test]
fn a_lost_record_is_a_full_comparison() {
    let www = Www::new();
    www.publish(&[]);
    let state = www.root().join(".sitegen");
    fs::remove_file(state.join(format!("{}.json", www.release()))).expect("removable");
    www.sandbox.write("static/more.txt", "more\n");
    www.sandbox.built();
    let summary = www.publish(&[]);
    assert_eq!((&summary["sent"], &summary["deleted"]), (&1.into(), &0.into()), "{summary}");
    www.assert_shows_the_build();
    fs::remove_dir_all(&state).expect("removable");
    let refused = www.refused(&[]);
    assert!(refused[0].contains("nothing of ours was ever published there"), "{refused:?}");
    www.publish(&["--force"]);
    www.assert_shows_the_build();
}

#[test]
fn a_dry_run_says_all_and_writes_nothing() {
    let www = Www::new();
    let run = www.run(&["--dry-run"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(!www.root().exists(), "nothing was made");
    let stages = ["assets", "files", "new-pages", "new-entries", "changed-pages", "entries", "deletes"];
    let told = run.messages();
    let stage = |message: &serde_json::Value| stages.iter().position(|stage| message["stage"] == *stage);
    let order: Vec<usize> = told.iter().filter_map(stage).collect();
    assert!(order.is_sorted() && order.len() == www.built().len(), "{run:?}");
    www.publish(&[]);
    www.sandbox.edit();
    www.sandbox.built();
    let (before, cache) = (www.all(), read_tree(&www.sandbox.path(".sitegen")));
    let run = www.run(&["--dry-run", "--max-deletes", "50%"]);
    assert_eq!(run.summary()["dry_run"], true);
    let deletes = run.messages().into_iter().filter(|message| message["type"] == "delete").count();
    assert_eq!(run.summary()["deleted"], deletes);
    assert!(
        www.all() == before && read_tree(&www.sandbox.path(".sitegen")) == cache,
        "something was written"
    );
    let table = www.sandbox.run(&["publish", "--dry-run", "--max-deletes", "50%"]);
    assert!(table.stdout.starts_with("STAGE ") && table.stdout.contains("new-pages"), "{table:?}");
    assert!(table.stderr.starts_with("would publish to live: "), "{table:?}");
}

#[test]
fn deletes_beyond_the_limit_stop_before_anything_is_changed() {
    let www = Www::new();
    www.publish(&[]);
    for name in ["first", "second", "third"] {
        www.sandbox.remove(&format!("content/posts/{name}.md"));
    }
    www.sandbox.built();
    let before = www.all();
    let refused = www.refused(&[]);
    assert!(
        refused[0].starts_with("publish-deletes: ") && refused[0].ends_with("the limit is 20 % of them"),
        "{refused:?}"
    );
    assert_eq!(www.refused(&["--max-deletes", "1"]).len(), 1);
    assert!(www.all() == before);
    www.publish(&["--max-deletes", "100%"]);
    assert_eq!(www.run(&["--max-deletes", "some"]).code, Some(2));
}

#[test]
fn a_question_is_asked_and_no_is_no() {
    let www = Www::new();
    let answer = |text: &str| {
        let mut command = www.sandbox.command(crate::support::sandbox::PROGRAM);
        command
            .args(Www::words(&["--confirm"]))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().expect("starts");
        let mut input = child.stdin.take().expect("piped");
        std::io::Write::write_all(&mut input, text.as_bytes()).expect("it reads");
        drop(input);
        Run::from(child.wait_with_output().expect("ends"))
    };
    for no in ["", "\n", "no\n", "what\n"] {
        let run = answer(no);
        assert_eq!(run.code, Some(1), "{run:?}");
        assert!(run.stderr.starts_with("publish to live? [y/N] "), "{run:?}");
        assert!(!www.root().exists());
    }
    assert_eq!(answer("y\n").code, Some(0));
    www.assert_shows_the_build();
    assert_eq!(answer("").code, Some(0), "nothing is to be done, so that nothing is asked");
}

#[test]
fn of_two_publishers_one_wins_and_the_other_says_who() {
    let www = Www::new();
    www.publish(&[]);
    let mut won = 0;
    for round in 0..6 {
        www.sandbox.write("static/note.txt", format!("note {round}\n"));
        www.sandbox.built();
        let start = || {
            let mut command = www.sandbox.command(crate::support::sandbox::PROGRAM);
            command.args(Www::words(&[])).stdout(Stdio::piped()).stderr(Stdio::piped());
            command.spawn().expect("starts")
        };
        let runs = [start(), start(), start()].map(|run| Run::from(run.wait_with_output().expect("ends")));
        for run in &runs {
            run.assert_calm();
            match run.code {
                Some(0) => won += 1,
                Some(3) => {
                    let said = run.error();
                    let knows = ["process ", " is publishing there", "was published at", "publish again"];
                    assert!(knows.iter().any(|words| said.contains(words)), "{said}");
                }
                _ => panic!("{run:?}"),
            }
        }
        assert!(runs.iter().any(|run| run.code == Some(0)), "{runs:?}");
        www.assert_shows_the_build();
        assert_eq!(www.publish(&[])["new"], false);
    }
    assert!(won >= 6);
}

#[test]
fn names_and_sizes_of_all_kinds_arrive() {
    let www = Www::new();
    let long = "n".repeat(251);
    let names = [
        "a b.txt",
        "a+b%20&#.txt",
        "what?.txt",
        "<a>:\"b\"|*.txt",
        "back\\slash.txt",
        " blank .",
        "aux.txt",
        "日本/語.txt",
        "leer.txt",
        &format!("{long}.txt"),
    ];
    for (number, name) in names.iter().enumerate() {
        www.sandbox.write(&format!("static/{name}"), vec![b'x'; number]);
    }
    www.sandbox.write("static/large.bin", vec![7; 5 << 20]);
    www.sandbox.built();
    www.publish(&[]);
    www.assert_shows_the_build();
    assert!(names.iter().all(|name| www.shown().contains_key(*name)));
}
