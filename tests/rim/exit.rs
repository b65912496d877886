//! Exit codes, and the last line for programs.

use crate::support::sandbox::{Run, Sandbox};
use std::fs;

#[test]
fn each_kind_of_end_has_its_code_and_a_summary() {
    let sandbox = Sandbox::new();
    let done = sandbox.build();
    assert_eq!((done.code, &done.summary()["ok"]), (Some(0), &true.into()));

    sandbox.write("content/posts/first.md", "---\ntitle: a: b\n---\n");
    let mistake = sandbox.build();
    assert_eq!((mistake.code, &mistake.summary()["errors"]), (Some(1), &1.into()));
    let going_on = sandbox.build_with(&["--keep-going"]);
    assert_eq!((going_on.code, &going_on.summary()["errors"]), (Some(1), &1.into()));

    let refused = sandbox.build_with(&["--output-dir", "content"]);
    assert_eq!(refused.code, Some(1));
    refused.summary();

    for words in [&["build", "--nonsense"][..], &["biuld"], &[], &["build", "--clock", "noon"]] {
        let usage = sandbox.run(words);
        assert_eq!(usage.code, Some(2), "{words:?}");
        assert!(!usage.stderr.is_empty() && usage.stdout.is_empty(), "{usage:?}");
    }
}

#[test]
fn what_the_machine_refuses_is_three() {
    let sandbox = Sandbox::new();
    let missing = sandbox.home().join("missing").display().to_string();
    let run = sandbox.run(&["build", "--root", &missing, "--message-format", "json"]);
    assert_three(&run, &format!("cannot read {missing}: No such file or directory"));

    sandbox.write("file", "");
    let below = sandbox.path("file/public").display().to_string();
    assert_three(
        &sandbox.build_with(&["--output-dir", &below]),
        &format!("cannot read {below}: Not a directory"),
    );

    sandbox.built();
    let manifest = sandbox.public().join(".sitegen-manifest.json");
    fs::remove_file(&manifest).expect("removable");
    fs::create_dir(&manifest).expect("writable");
    let named = manifest.display();
    assert_three(&sandbox.build(), &format!("cannot read {named}: it is not a regular file"));
}

fn assert_three(run: &Run, message: &str) {
    run.assert_calm();
    assert_eq!(run.code, Some(3), "{run:?}");
    assert_eq!(run.error(), message);
    run.summary();
}
