//! The output folder: which ones are refused, whose files are in it, who else is writing it.

use crate::support::sandbox::{PROGRAM, Run, Sandbox, Tree, read_tree};
use std::{fs, os::unix::fs::symlink, path::Path, process::Stdio};

fn refusal(run: &Run) -> String {
    assert_eq!(run.code, Some(1), "{run:?}");
    run.summary();
    match run.errors().as_slice() {
        [(code, message)] if code == "output-refused" => message.clone(),
        _ => panic!("{run:?}"),
    }
}

/// All files of the sandbox but those of the cache.
fn everything(sandbox: &Sandbox) -> Tree {
    let mut files = read_tree(&sandbox.home());
    files.retain(|path, _| !path.contains(".sitegen/"));
    files
}

#[test]
fn folders_with_another_use_are_refused_with_force_too() {
    let sandbox = Sandbox::new();
    fs::create_dir(sandbox.path(".git")).expect("writable");
    symlink("content", sandbox.path("link-to-content")).expect("link");
    symlink("/", sandbox.path("link-to-root")).expect("link");
    symlink("nowhere", sandbox.path("dangling")).expect("link");
    let before = everything(&sandbox);
    let home = sandbox.home().display().to_string();
    for folder in
        ["/", &home, "..", ".", "content", "content/new", "static", "templates", "data", ".git", ".sitegen"]
    {
        for force in [&[][..], &["--force"]] {
            let message = refusal(&sandbox.build_with(&[&["--output-dir", folder], force].concat()));
            assert!(message.starts_with("will not build into /"), "{folder}: {message}");
        }
    }
    for link in ["link-to-content", "link-to-root"] {
        refusal(&sandbox.build_with(&["--output-dir", link, "--force"]));
    }
    let run = sandbox.build_with(&["--output-dir", "dangling"]);
    assert_eq!(run.code, Some(3));
    assert!(run.error().ends_with("/dangling: it is a link that leads nowhere"), "{run:?}");
    assert!(everything(&sandbox) == before, "something was written");
}

#[test]
fn a_folder_with_files_of_others_needs_force_and_keeps_them() {
    let sandbox = Sandbox::new();
    for path in ["thesis.doc", "index.html", ".git/config", "tags/mine/notes.txt"] {
        sandbox.write(&format!("public/{path}"), "theirs");
    }
    sandbox.write("public/CNAME", "example.org");
    let before = sandbox.output();
    let message = refusal(&sandbox.build());
    assert!(message.contains("it is the root of a git repository"), "{message}");
    fs::remove_dir_all(sandbox.path("public/.git")).expect("removable");
    let message = refusal(&sandbox.build());
    assert!(message.contains("`index.html` and 2 more are in it"), "{message}");
    sandbox.write("public/.git/config", "theirs");
    assert!(sandbox.output() == before);

    let run = sandbox.build_with(&["--force"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let mut expected = sandbox.clean_output();
    for path in ["CNAME", "thesis.doc", ".git/config", "tags/mine/notes.txt"] {
        expected.insert(path.to_owned(), before[path].clone());
    }
    assert!(sandbox.output() == expected, "all but index.html stays");

    sandbox.edit();
    sandbox.built();
    let run = sandbox.run(&["clean"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let left: Vec<String> = sandbox.output().into_keys().collect();
    assert_eq!(left, [".git/config", "CNAME", "tags/mine/notes.txt", "thesis.doc"]);
}

#[test]
fn a_file_of_others_in_the_way_stops_the_build_before_it_changes_anything() {
    let sandbox = Sandbox::new();
    sandbox.built();
    sandbox.edit();
    sandbox.write("public/new", "theirs");
    let before = sandbox.output();
    let run = sandbox.build();
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.error().ends_with("/public/new is in the way: no build of ours wrote it"), "{run:?}");
    assert!(sandbox.output() == before);
    assert_eq!(sandbox.build_with(&["--force"]).code, Some(0));
    assert!(sandbox.output() == sandbox.clean_output());
}

#[test]
fn mistakes_in_the_site_leave_the_output_as_it_was() {
    let sandbox = Sandbox::new();
    let old = sandbox.built();
    sandbox.edit();
    sandbox.write("templates/terms.html", "{{ nothing_here }}");
    let run = sandbox.build();
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(sandbox.output() == old, "a mistake that shows in the last page");
    assert_eq!(sandbox.leftovers(), [""; 0]);
}

#[test]
fn a_dry_run_changes_nothing_in_the_output() {
    let sandbox = Sandbox::new();
    assert_eq!(sandbox.build_with(&["--dry-run"]).code, Some(0));
    assert!(!sandbox.public().exists());
    sandbox.built();
    sandbox.edit();
    sandbox.write("public/.sitegen-tmp-staging/0", "of a killed build");
    let before = sandbox.output();
    assert_eq!(sandbox.build_with(&["--dry-run"]).code, Some(0));
    assert!(sandbox.output() == before);
}

#[test]
fn clean_takes_what_is_listed_and_nothing_that_a_link_leads_to() {
    let sandbox = Sandbox::new();
    sandbox.built();
    let elsewhere = sandbox.home().join("elsewhere");
    fs::rename(sandbox.path("public/tags"), &elsewhere).expect("moved");
    symlink(&elsewhere, sandbox.path("public/tags")).expect("link");
    let before = read_tree(&elsewhere);
    assert_eq!(sandbox.run(&["clean"]).code, Some(0));
    assert!(read_tree(&elsewhere) == before && !before.is_empty());
    let left = fs::read_dir(sandbox.public()).expect("there").flatten();
    assert_eq!(left.map(|entry| entry.file_name()).collect::<Vec<_>>(), ["tags"]);

    let sandbox = Sandbox::new();
    sandbox.built();
    assert_eq!(sandbox.run(&["clean"]).code, Some(0));
    assert!(!sandbox.public().exists(), "with nothing left in it the folder goes too");
}

#[test]
fn links_in_a_project_have_us_write_nowhere_else() {
    let sandbox = Sandbox::new();
    let elsewhere = sandbox.home().join("elsewhere");
    fs::create_dir_all(&elsewhere).expect("writable");
    for name in ["posts", "lock", "authorized_keys"] {
        fs::write(elsewhere.join(name), "theirs").expect("writable");
    }
    let before = read_tree(&elsewhere);
    let assert_untouched = |link: &Path, target: &Path| {
        fs::create_dir_all(link.parent().expect("a folder")).expect("writable");
        symlink(target, link).expect("link");
        let run = sandbox.build();
        assert_eq!(run.code, Some(0), "{run:?}");
        assert!(read_tree(&elsewhere) == before, "by way of {}", link.display());
        fs::remove_file(link).expect("removable");
    };
    assert_untouched(&sandbox.path(".sitegen"), &elsewhere);
    assert_untouched(&sandbox.path(".sitegen/lock"), &elsewhere.join("authorized_keys"));
    sandbox.remove(".sitegen/posts");
    symlink(elsewhere.join("posts"), sandbox.path(".sitegen/posts")).expect("link");
    sandbox.built();
    assert!(read_tree(&elsewhere) == before, "the link was replaced, not followed");
}

#[test]
fn builds_at_once_take_turns() {
    let sandbox = Sandbox::new();
    sandbox.built();
    sandbox.edit();
    let expected = sandbox.clean_output();
    for _ in 0..4 {
        let start = || {
            let mut command = sandbox.command(PROGRAM);
            command.args(sandbox.build_words()).stdout(Stdio::piped()).stderr(Stdio::piped());
            command.spawn().expect("starts")
        };
        let running = [start(), start(), start()];
        let runs = running.map(|build| Run::from(build.wait_with_output().expect("ends")));
        for run in &runs {
            assert_eq!(run.code, Some(0), "{runs:?}");
            assert_eq!(run.summary()["errors"], 0, "{runs:?}");
        }
        assert!(sandbox.output() == expected, "{runs:?}");
        assert_eq!(sandbox.leftovers(), [""; 0]);
        fs::remove_dir_all(sandbox.path("public")).expect("removable");
    }
}
