//! What is refused before anything is changed.

use super::www::Www;
use crate::support::sandbox::{Sandbox, post};
use std::{fs, os::unix::fs::symlink};

#[test]
fn builds_that_readers_may_not_have() {
    let www = Www { sandbox: Sandbox::new() };
    www.configure("");
    let refused = |www: &Www, code: &str| {
        let said = www.refused(&[]);
        assert!(said.len() == 1 && said[0].starts_with(&format!("{code}: ")), "{code}: {said:?}");
        assert!(!www.root().exists(), "{code}: nothing was made");
        said[0].clone()
    };
    refused(&www, "publish-no-build");
    www.sandbox
        .write("content/posts/draft.md", format!("---\ndraft: true\n{}", &post("draft", 5, "Text.")[4..]));
    assert_eq!(www.sandbox.build_with(&["--drafts"]).code, Some(0));
    assert!(refused(&www, "publish-not-public").ends_with("not public: draft"));
    assert_eq!(www.sandbox.build_with(&["--base-url", "http://127.0.0.1:8000/"]).code, Some(0));
    let said = refused(&www, "publish-base-url");
    assert!(
        said.contains("for http://127.0.0.1:8000/, and `live` is served at https://example.org/"),
        "{said}"
    );
    www.sandbox.write("content/posts/bad.md", "---\ntitle: Bad\ndate: 2026-13-40\n---\nText.\n");
    assert_eq!(www.sandbox.build_with(&["--keep-going"]).code, Some(1));
    refused(&www, "publish-errors");
    www.sandbox.remove("content/posts/bad.md");
    www.sandbox.built();
    let manifest = www.sandbox.public().join(".sitegen-manifest.json");
    let text = fs::read_to_string(&manifest).expect("there");
    fs::write(&manifest, text.replace("\"complete\": true", "\"complete\": false")).expect("writable");
    refused(&www, "publish-unfinished");
    fs::write(&manifest, "{").expect("writable");
    refused(&www, "publish-no-build");
    let lines = text.lines().filter(|line| !line.starts_with("\"built_for\""));
    fs::write(&manifest, lines.collect::<Vec<_>>().join("\n")).expect("writable");
    refused(&www, "publish-unknown-build");
    www.sandbox.built();
    www.publish(&[]);
    www.assert_shows_the_build();
}

#[test]
fn a_drafts_build_is_fine_where_there_are_no_drafts() {
    let www = Www::new();
    assert_eq!(www.sandbox.build_with(&["--drafts", "--future", "--expired"]).code, Some(0));
    www.publish(&[]);
}

#[test]
fn a_file_that_is_not_as_it_was_built_stops_the_release() {
    let www = Www::new();
    www.publish(&[]);
    www.sandbox.edit();
    www.sandbox.built();
    let before = www.shown();
    www.sandbox.write("public/2026/03/04/fourth/index.html", "edited by hand");
    let refused = www.refused(&["--max-deletes", "100%"]);
    assert_eq!(
        refused,
        ["publish-changed: `2026/03/04/fourth/index.html` in the output folder is not as it was built"]
    );
    assert!(www.shown() == before);
    assert_eq!(www.releases(), [www.release()], "what was made of the release is gone");
    www.sandbox.built();
    www.publish(&["--max-deletes", "100%"]);
    assert!(www.built().iter().all(|(path, bytes)| www.shown().get(path) == Some(bytes)));
}

#[test]
fn folders_with_another_use() {
    let www = Www::new();
    let home = www.sandbox.home().display().to_string();
    symlink("content", www.sandbox.path("link-to-content")).expect("link");
    for path in [
        "/",
        &home,
        "..",
        ".",
        "content",
        "content/new",
        "static",
        "templates",
        "data",
        ".git",
        ".sitegen",
        "public",
        "public/www",
        "link-to-content",
    ] {
        let target = format!(
            "title: Test\nbase_url: https://example.org/\npublish: {{live: {{type: dir, path: {path}}}}}\n"
        );
        www.sandbox.write("sitegen.yaml", target);
        for force in [&[][..], &["--force"]] {
            let refused = www.refused(force);
            assert!(refused[0].starts_with("publish-refused: will not publish into "), "{path}: {refused:?}");
        }
    }
    assert!(!www.root().exists());
}

#[test]
fn a_folder_of_others_needs_force_and_keeps_their_files() {
    let www = Www::new();
    fs::create_dir(www.root()).expect("writable");
    for name in ["index.html", "thesis.doc"] {
        fs::write(www.root().join(name), "theirs").expect("writable");
    }
    let refused = www.refused(&[]);
    assert!(refused[0].contains("`index.html` and 1 more are in it"), "{refused:?}");
    assert_eq!(www.all().len(), 2);
    www.publish(&["--force"]);
    www.assert_shows_the_build();
    for name in ["index.html", "thesis.doc"] {
        assert_eq!(fs::read(www.root().join(name)).expect("there"), b"theirs");
    }
    let link = www.root().join("current");
    fs::remove_file(&link).expect("removable");
    symlink("/etc", &link).expect("link");
    let refused = www.refused(&[]);
    assert!(refused[0].ends_with("leads to /etc, which is no release of ours"), "{refused:?}");
    fs::remove_file(&link).expect("removable");
    fs::create_dir(&link).expect("writable");
    let run = www.run(&["--force"]);
    assert_eq!(run.code, Some(3), "{run:?}");
    assert!(run.error().ends_with("current: it is no link; move it away"), "{run:?}");
}

#[test]
fn targets_are_named_as_in_the_settings() {
    let www = Www::new();
    let code = |options: &[&str]| www.run(options).code;
    assert_eq!(code(&["lvie"]), Some(2));
    assert_eq!(code(&["live", "--dry-run"]), Some(0));
    assert_eq!(www.sandbox.run(&["deploy", "live", "--dry-run"]).code, Some(0));
    www.sandbox.write("sitegen.yaml", "title: Test\nbase_url: https://example.org/\n");
    let run = www.run(&[]);
    assert_eq!(
        (run.code, run.error().as_str()),
        (Some(2), "the site says of no place to which it is published")
    );
    www.configure(", secret_key: canary");
    let run = www.sandbox.run(&["publish"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.stderr.contains("is a secret") && !run.stderr.contains("canary"), "{run:?}");
}
