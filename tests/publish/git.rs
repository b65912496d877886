//! A branch of a repository: what it holds after each run.

use super::{
    branch::{Branch, NO_JEKYLL, RECORD, is_available, shown},
    www::{Www, differing},
};
use crate::support::sandbox::{PROGRAM, Run, skip};
use std::{fs, process::Stdio};

/// A site and its branch, where there is a git.
pub fn branch(settings: &str) -> Option<Branch> {
    if is_available() {
        return Some(Branch::with(settings));
    }
    skip("the test of branches", "there is no git");
    None
}

#[test]
fn the_first_release_is_a_commit_of_what_was_built() {
    let Some(branch) = branch(", cname: www.example.org, author: \"Desk <desk@example.org>\"") else {
        return;
    };
    let summary = branch.www.publish(&[]);
    let mut tree = branch.tree();
    assert_eq!(tree.remove("CNAME").expect("there"), b"www.example.org\n");
    assert_eq!(tree[NO_JEKYLL], b"");
    assert!(shown(tree) == branch.built());
    let files = branch.built().len() + 2;
    assert_eq!((&summary["sent"], &summary["new"]), (&files.into(), &true.into()), "{summary}");
    assert_eq!(summary["release"], branch.release());
    assert_eq!(branch.commits().len(), 1);
    let said = branch.ask(&["log", "-1", "--format=%an %ae %cn %ce%n%B", "gh-pages"]);
    let release = branch.release();
    let expected = format!(
        "Desk desk@example.org Desk desk@example.org\nPublish release {release}\n\nSitegen-Release: {release}"
    );
    assert_eq!(said, expected);
    branch.ask(&["fsck", "--strict"]);
}

#[test]
fn a_change_is_a_commit_on_top_and_no_change_is_none() {
    let Some(branch) = branch("") else { return };
    branch.www.publish(&[]);
    let first = branch.commits();
    branch.sandbox().edit();
    branch.sandbox().built();
    let summary = branch.www.publish(&["--max-deletes", "100%"]);
    assert!(summary["sent"].as_u64() > Some(0) && summary["deleted"].as_u64() > Some(0), "{summary}");
    let second = branch.commits();
    assert_eq!(second[1..], first);
    let mut found = branch.shown();
    let built = branch.built();
    found.retain(|path, _| {
        built.contains_key(path) || !path.starts_with("cards/") && !path.starts_with("css/")
    });
    assert!(found == built, "{:?}", differing(&found, &built));
    let before = branch.ask(&["for-each-ref"]);
    let summary = branch.www.publish(&[]);
    assert_eq!((&summary["sent"], &summary["new"]), (&0.into(), &false.into()), "{summary}");
    assert_eq!(branch.ask(&["for-each-ref"]), before);
    // The copy of the branch is nothing but a copy.
    fs::remove_dir_all(branch.cache()).expect("removable");
    assert_eq!(branch.www.publish(&[])["new"], false);
}

#[test]
fn a_dry_run_moves_nothing() {
    let Some(branch) = branch("") else { return };
    let run = branch.www.run(&["--dry-run"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_eq!(branch.ask(&["for-each-ref"]), "");
    assert_eq!(run.messages().len(), branch.built().len() + 2);
}

#[test]
fn files_of_others_stay() {
    let Some(branch) = branch("") else { return };
    branch.commit_of_others("gh-pages", &[("CNAME", Some("their.example\n"))]);
    branch.www.publish(&[]);
    branch.commit_of_others("gh-pages", &[("google.html", Some("theirs")), ("theirs/a.txt", Some("a"))]);
    let summary = branch.www.publish(&[]);
    assert_eq!(summary["new"], false, "they are no reason to publish: {summary}");
    branch.sandbox().write("static/note.txt", "another note\n");
    branch.sandbox().built();
    branch.www.publish(&[]);
    let mut expected = branch.built();
    for (path, text) in [("CNAME", "their.example\n"), ("google.html", "theirs"), ("theirs/a.txt", "a")] {
        expected.insert(path.to_owned(), text.into());
    }
    assert!(branch.shown() == expected, "{:?}", differing(&branch.shown(), &expected));
    assert_eq!(branch.commits().len(), 4);

    branch.sandbox().write("static/google.html", "ours");
    branch.sandbox().built();
    let refused = branch.www.refused(&[]);
    assert_eq!(
        refused,
        ["publish-in-the-way: `google.html` is in the way at the target: no release of ours put it there"]
    );
    branch.configure(", cname: our.example");
    assert_eq!(branch.www.refused(&[]).len(), 2, "the name of their host too");
    branch.www.publish(&["--force"]);
    let tree = branch.tree();
    assert_eq!(
        (tree["google.html"].as_slice(), tree["CNAME"].as_slice()),
        (&b"ours"[..], &b"our.example\n"[..])
    );
    assert_eq!(tree["theirs/a.txt"], b"a");
    assert_eq!(branch.commits().len(), 5);
}

#[test]
fn a_branch_of_others_needs_force_and_keeps_their_files() {
    let Some(branch) = branch("") else { return };
    branch.commit_of_others("gh-pages", &[("index.html", Some("theirs")), ("thesis.txt", Some("theirs"))]);
    let refused = branch.www.refused(&[]);
    assert!(
        refused[0]
            .ends_with("`index.html` and 1 more are in it, and nothing of ours was ever published there")
    );
    branch.www.publish(&["--force"]);
    let mut found = branch.shown();
    assert_eq!(found.remove("thesis.txt").expect("there"), b"theirs");
    assert!(found == branch.built());
    assert_eq!(branch.commits().len(), 2, "on top of theirs");
}

#[test]
fn a_folder_of_a_branch_is_all_that_is_touched() {
    let Some(branch) = branch(", branch: main, folder: docs") else { return };
    branch.commit_of_others("main", &[("README.md", Some("theirs")), ("src/a.rs", Some("theirs"))]);
    branch.www.publish(&[]);
    let tree = branch.tree_of("refs/heads/main");
    let inside =
        tree.iter().filter_map(|(path, bytes)| Some((path.strip_prefix("docs/")?.to_owned(), bytes.clone())));
    assert!(shown(inside.collect()) == branch.built());
    assert_eq!((tree["README.md"].as_slice(), tree["src/a.rs"].as_slice()), (&b"theirs"[..], &b"theirs"[..]));
    assert_eq!(branch.www.publish(&[])["new"], false);
    assert!(branch.commits().is_empty(), "no other branch");
}

#[test]
fn readers_can_be_shown_an_earlier_release() {
    let Some(branch) = branch("") else { return };
    let mut states = Vec::new();
    for number in 0..3 {
        branch.sandbox().write("static/note.txt", format!("note {number}\n"));
        branch.sandbox().write(&format!("static/only-{number}.txt"), "there in one release\n");
        branch.sandbox().built();
        branch.www.publish(&["--max-deletes", "100%"]);
        states.push((branch.release(), branch.tree()));
        branch.sandbox().remove(&format!("static/only-{number}.txt"));
    }
    branch.commit_of_others("gh-pages", &[("theirs.txt", Some("theirs"))]);
    let before = branch.commits();
    // As on a machine that knows nothing of what was before.
    fs::remove_dir_all(branch.cache()).expect("removable");
    let told = branch.www.publish(&["--rollback", "--dry-run"]);
    assert_eq!(
        (&told["from"], &told["release"]),
        (&states[2].0.as_str().into(), &states[1].0.as_str().into())
    );
    assert_eq!(branch.commits(), before, "a dry run");
    let is_state = |number: usize| {
        let mut tree = branch.tree();
        assert_eq!(tree.remove("theirs.txt").expect("it stays"), b"theirs");
        assert!(tree == states[number].1, "{:?}", differing(&tree, &states[number].1));
    };
    assert_eq!(branch.www.publish(&["--rollback"])["release"], states[1].0.as_str());
    is_state(1);
    assert_eq!(branch.commits()[1..], before, "a commit on top");
    branch.www.publish(&["--rollback"]);
    is_state(0);
    assert_eq!(branch.www.refused(&["--rollback"]).len(), 1, "there is none before");
    branch.www.publish(&[&format!("--rollback={}", states[2].0)]);
    is_state(2);
    assert_eq!(
        branch.www.refused(&["--rollback=../../etc"]),
        ["publish-release: there is no release `../../etc`"]
    );
    branch.www.publish(&["--rollback"]);
    assert_eq!(branch.www.publish(&[])["new"], true, "what was taken back can be published again");
    branch.ask(&["fsck", "--strict"]);
}

#[test]
fn deletes_beyond_the_limit_stop_before_anything_is_changed() {
    let Some(branch) = branch("") else { return };
    branch.www.publish(&[]);
    for name in ["first", "second", "third"] {
        branch.sandbox().remove(&format!("content/posts/{name}.md"));
    }
    branch.sandbox().built();
    let refused = branch.www.refused(&[]);
    assert!(refused[0].starts_with("publish-deletes: "), "{refused:?}");
    assert_eq!(branch.commits().len(), 1);
    branch.www.publish(&["--max-deletes", "100%"]);
    assert_eq!(branch.commits().len(), 2);
}

/// The other publisher comes between our look and our push.
#[test]
fn whoever_publishes_meanwhile_wins_and_is_named() {
    let Some(branch) = branch("") else { return };
    branch.www.publish(&[]);
    branch.sandbox().write("static/note.txt", "our note\n");
    branch.sandbox().built();
    let theirs = branch.desk(", author: \"Other Desk <other@example.org>\"");
    theirs.sandbox().write("static/note.txt", "their note\n");
    theirs.sandbox().built();
    let publisher = format!("cd {} && {PROGRAM} publish >/dev/null 2>&1", theirs.sandbox().root().display());
    let script = format!(
        "case \" $* \" in *\" push \"*) (PATH={}; {publisher}) || exit 99;; esac\nexec \"$GIT\" \"$@\"",
        std::env::var("PATH").unwrap_or_default()
    );
    let run = branch.run_with(&branch.replace_git(&script), &[]);
    assert_eq!(run.code, Some(3), "{run:?}");
    let release = branch.release();
    let said = run.error();
    assert!(
        said.starts_with("cannot publish to branch gh-pages of ") && said.ends_with("; publish again"),
        "{said}"
    );
    assert!(said.contains(&format!(": Other Desk published release {release} there at 20")), "{said}");
    assert_eq!(branch.shown()["note.txt"], b"their note\n");
    assert_eq!(branch.commits().len(), 2);
    branch.www.publish(&[]);
    branch.assert_shows_the_build();
    assert_eq!(branch.commits().len(), 3);
}

#[test]
fn of_many_publishers_each_wins_or_says_who_did() {
    let Some(branch) = branch("") else { return };
    branch.www.publish(&[]);
    let desks: Vec<Branch> = (0..3)
        .map(|number| {
            let desk = branch.desk("");
            desk.sandbox().write("static/note.txt", format!("note of desk {number}\n"));
            desk.sandbox().built();
            desk
        })
        .collect();
    let start = |desk: &Branch| {
        let mut command = desk.sandbox().command(PROGRAM);
        command.args(Www::words(&[])).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().expect("starts")
    };
    for _ in 0..4 {
        let runs: Vec<_> = desks.iter().map(start).collect();
        let runs: Vec<Run> =
            runs.into_iter().map(|run| Run::from(run.wait_with_output().expect("ends"))).collect();
        for run in &runs {
            run.assert_calm();
            match run.code {
                Some(0) => {}
                Some(3) => assert!(
                    run.error().contains("published release ") && run.error().ends_with("; publish again"),
                    "{run:?}"
                ),
                _ => panic!("{run:?}"),
            }
        }
        assert!(runs.iter().any(|run| run.code == Some(0)), "{runs:?}");
        assert!(desks.iter().any(|desk| desk.built() == branch.shown()), "the branch holds one build");
    }
    branch.ask(&["fsck", "--strict"]);
}

#[test]
fn two_runs_of_one_project_are_one_after_the_other() {
    let Some(branch) = branch("") else { return };
    let other = branch.sandbox().home().join("said");
    let script = format!(
        "case \" $* \" in *\" push \"*) {PROGRAM} publish --message-format json >{} 2>/dev/null;; esac\nexec \"$GIT\" \"$@\"",
        other.display()
    );
    assert_eq!(branch.run_with(&branch.replace_git(&script), &[]).code, Some(0));
    let said = fs::read_to_string(other).expect("written");
    assert!(said.contains("is publishing there; try again when it is done"), "{said}");
    assert_eq!(branch.commits().len(), 1);
}

#[test]
fn a_file_that_is_not_as_it_was_built_stops_the_release() {
    let Some(branch) = branch("") else { return };
    branch.www.publish(&[]);
    branch.sandbox().write("static/note.txt", "another note\n");
    branch.sandbox().built();
    let before = branch.ask(&["for-each-ref"]);
    for text in ["x", "another NOTE\n", "another note and more\n"] {
        branch.sandbox().write("public/note.txt", text);
        let refused = branch.www.refused(&[]);
        assert_eq!(refused, ["publish-changed: `note.txt` in the output folder is not as it was built"]);
        assert_eq!(branch.ask(&["for-each-ref"]), before);
    }
    branch.sandbox().remove("public/note.txt");
    assert_eq!(branch.www.refused(&[]).len(), 1);
    branch.sandbox().built();
    branch.www.publish(&[]);
    branch.assert_shows_the_build();
}

#[test]
fn a_lost_record_is_a_full_comparison() {
    let Some(branch) = branch("") else { return };
    branch.www.publish(&[]);
    branch.commit_of_others("gh-pages", &[(RECORD, Some("{}"))]);
    branch.sandbox().write("static/more.txt", "more\n");
    branch.sandbox().built();
    assert_eq!(branch.www.refused(&[]).len(), 1);
    let summary = branch.www.publish(&["--force"]);
    assert_eq!((&summary["deleted"], &summary["new"]), (&0.into(), &true.into()), "{summary}");
    assert!(summary["sent"].as_u64() < Some(9), "{summary}");
    branch.assert_shows_the_build();
}

#[test]
fn names_and_sizes_of_all_kinds_arrive() {
    let Some(branch) = branch("") else { return };
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
        branch.sandbox().write(&format!("static/{name}"), vec![b'x'; number]);
    }
    branch.sandbox().write("static/large.bin", (0..=255).cycle().take(20 << 20).collect::<Vec<u8>>());
    branch.sandbox().built();
    branch.www.publish(&[]);
    branch.assert_shows_the_build();
    assert!(names.iter().all(|name| branch.shown().contains_key(*name)));
}
