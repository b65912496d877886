//! What is in the way of a build's files.

use super::*;

#[test]
fn files_and_folders_change_places() {
    let dir = project();
    build(dir.path(), &[("a", "file"), ("b/c/d.html", "1"), ("b/e.html", "2")]);
    let counts = build(dir.path(), &[("a/x/index.html", "3"), ("b", "file")]);
    assert_eq!(counts, Counts { written: 2, unchanged: 0, removed: 3 });
    assert_eq!(contents(dir.path()), ["a/x/index.html=3", "b=file"]);
    build(dir.path(), &[("a", "file"), ("b/c/d.html", "1")]);
    assert_eq!(contents(dir.path()), ["a=file", "b/c/d.html=1"]);
    build(dir.path(), &[("b/c", "file")]);
    assert_eq!(contents(dir.path()), ["b/c=file"], "the only folder in its folder");
}

/// Many of them at once, in folders that have nothing else in them.
#[test]
fn files_and_folders_change_places_on_all_threads() {
    let dir = project();
    let pages = |name: &dyn Fn(usize, usize) -> String| -> Vec<(String, String)> {
        (0..20).flat_map(|n| (0..4).map(move |m| (n, m))).map(|(n, m)| (name(n, m), format!("{n}"))).collect()
    };
    let forms: [&dyn Fn(usize, usize) -> String; 3] =
        [&|n, m| format!("{n}/{m}"), &|n, m| format!("{n}/{m}/a/b"), &|n, m| format!("{n}{m}/a")];
    for turn in 0..9 {
        let pages = pages(forms[turn % 3]);
        let pages: Vec<Page> = pages.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let counts = build(dir.path(), &pages);
        assert_eq!((counts.written, counts.removed), (80, if turn == 0 { 0 } else { 80 }));
        assert_eq!(contents(dir.path()).len(), 80);
    }
}

#[test]
fn what_is_not_ours_is_never_moved_out_of_the_way() {
    let dir = project();
    build(dir.path(), &[("b/ours.html", "1"), ("c.html", "1")]);
    put(dir.path(), "a", "theirs");
    put(dir.path(), "b/sub/theirs.html", "theirs");
    let before = (contents(dir.path()), manifest(dir.path()));
    let message = build_in_vain(dir.path(), Occupied::Refuse, &[("c.html", "new"), ("a/index.html", "")]);
    insta::assert_snapshot!(message, @"public/a is in the way: no build of ours wrote it");
    let in_the_way = [("c.html", "new"), ("b", "")];
    let message = build_in_vain(dir.path(), Occupied::Refuse, &in_the_way);
    insta::assert_snapshot!(message, @"the folder public/b is in the way of a file: `sub/theirs.html` is in it, which no build of ours wrote");
    assert_eq!(
        build_in_vain(dir.path(), Occupied::TakeOver, &in_the_way),
        message,
        "not with --force either"
    );
    assert_eq!((contents(dir.path()), manifest(dir.path())), before);
}

#[test]
fn force_replaces_files_and_keeps_the_rest() {
    let dir = project();
    for path in ["a", "b.html", "c/theirs.html", ".git/config"] {
        put(dir.path(), path, "theirs");
    }
    let (folder, _) = open_as(dir.path(), Occupied::TakeOver).expect("forced");
    let update = folder.begin(StatIndex::default());
    stage(&update, &[("a/index.html", "1"), ("b.html", "2"), ("c/d/index.html", "3")]);
    assert_eq!(update.finish().expect("finished").counts, Counts { written: 3, unchanged: 0, removed: 0 });
    let expected =
        [".git/config=theirs", "a/index.html=1", "b.html=2", "c/d/index.html=3", "c/theirs.html=theirs"];
    assert_eq!(contents(dir.path()), expected);
    assert_eq!(build(dir.path(), &[]).removed, 3, "ours by now");
    assert_eq!(contents(dir.path()), [".git/config=theirs", "c/theirs.html=theirs"]);
}

#[test]
fn a_page_never_replaces_a_file_that_is_not_ours() {
    let dir = project();
    build(dir.path(), &[("a.html", "1")]);
    put(dir.path(), "b.html", "theirs");
    put(dir.path(), "c.html", "3");
    let pages = [("a.html", "new"), ("b.html", "2"), ("c.html", "3")];
    let message = build_in_vain(dir.path(), Occupied::Refuse, &pages);
    insta::assert_snapshot!(message, @"public/b.html (and 1 more) is in the way: no build of ours wrote it");
    assert_eq!(contents(dir.path()), ["a.html=1", "b.html=theirs", "c.html=3"]);
    assert!(manifest(dir.path()).complete);
    let (folder, _) = open_as(dir.path(), Occupied::TakeOver).expect("forced");
    let update = folder.begin(StatIndex::default());
    stage(&update, &pages);
    assert_eq!(update.finish().expect("forced").counts, Counts { written: 2, unchanged: 1, removed: 0 });
}

#[test]
fn paths_that_are_not_legal_change_nothing() {
    let dir = project();
    build(dir.path(), &[("a.html", "1")]);
    for hostile in [
        "../x",
        "/etc/x",
        "a/../../x",
        "",
        ".sitegen-manifest.json",
        ".Sitegen-Manifest.json",
        "a/.sitegen-tmp-1-1",
        ".git/hooks/post-commit",
        "a/.GIT",
    ] {
        let path: OutputPath = serde_json::from_value(hostile.into()).expect("text");
        let update = begin(dir.path());
        stage(&update, &[("a.html", "new")]);
        stage_file(&update, &path, "x");
        let refused = update.finish();
        assert!(matches!(refused, Err(OutputError::Refused(_))), "{hostile} was taken");
        assert_eq!(contents(dir.path()), ["a.html=1"]);
    }
    assert_eq!(fs::read_dir(dir.path()).expect("folder").count(), 1, "only `public` is in it");
}

#[test]
fn a_path_is_a_file_or_a_folder() {
    let dir = project();
    build(dir.path(), &[("a.html", "1")]);
    let pages = [("x/y", ""), ("x-z", ""), ("x/y/z/index.html", "")];
    let message = build_in_vain(dir.path(), Occupied::Refuse, &pages);
    insta::assert_snapshot!(message, @"`x/y/z/index.html` cannot be written: `x/y` is to be a file and not a folder");
    assert_eq!(build_in_vain(dir.path(), Occupied::TakeOver, &pages), message);
    assert_eq!(contents(dir.path()), ["a.html=1"]);
}

#[cfg(unix)]
#[test]
fn folders_that_were_made_for_nothing_go_again() {
    let dir = project();
    build(dir.path(), &[("a.html", "1")]);
    let update = begin(dir.path());
    // Longer than any name may be; the wall against that stands elsewhere.
    let too_long = format!("b/c/{}/index.html", "x".repeat(300));
    stage(&update, &[("a.html", "new"), ("b/d/e.html", "1"), (too_long.as_str(), "1")]);
    let message = update.finish().expect_err("too long").to_string();
    assert!(message.starts_with("cannot create public/b/c/xxx"), "{message}");
    assert_eq!(contents(dir.path()), ["a.html=1"]);
    assert_eq!(build(dir.path(), &[("a.html", "2")]), Counts { written: 1, unchanged: 0, removed: 0 });
}

#[cfg(unix)]
#[test]
fn links_are_never_followed_out_of_the_folder() {
    use std::os::unix::fs::symlink;
    let (dir, outside) = (project(), project());
    let theirs = outside.path().join("index.html");
    fs::write(&theirs, "theirs").expect("file");
    build(dir.path(), &[("a/index.html", "1"), ("b/index.html", "2"), ("c.html", "3"), ("d.html", "4")]);
    let public = dir.path().join("public");
    for folder in ["a", "b"] {
        fs::remove_dir_all(public.join(folder)).expect("removed");
        symlink(outside.path(), public.join(folder)).expect("link");
    }
    for file in ["c.html", "d.html"] {
        fs::remove_file(public.join(file)).expect("removed");
        symlink(&theirs, public.join(file)).expect("link");
    }
    let message = build_in_vain(dir.path(), Occupied::Refuse, &[("a/index.html", "new"), ("c.html", "new")]);
    insta::assert_snapshot!(message, @"public/a is in the way: no build of ours wrote it");
    assert!(fs::symlink_metadata(public.join("c.html")).expect("there").is_symlink(), "nothing was changed");
    let counts = build(dir.path(), &[("c.html", "new")]);
    assert_eq!(counts.removed, 1, "the link d.html, not a/index.html or b/index.html");
    assert!(fs::symlink_metadata(public.join("c.html")).expect("there").is_file());
    assert!(fs::symlink_metadata(public.join("d.html")).is_err());
    let (folder, _) = open_as(dir.path(), Occupied::TakeOver).expect("forced");
    let update = folder.begin(StatIndex::default());
    stage(&update, &[("a/index.html", "new")]);
    update.finish().expect("the link is replaced");
    assert!(fs::symlink_metadata(public.join("a")).expect("there").is_dir());
    assert_eq!(fs::read_to_string(&theirs).expect("there"), "theirs");
}

#[test]
fn a_stale_file_of_another_case_goes() {
    let dir = project();
    build(dir.path(), &[("tags/AI/index.html", "1")]);
    build(dir.path(), &[("tags/ai/index.html", "2")]);
    let found = contents(dir.path());
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].ends_with("=2"));
}
