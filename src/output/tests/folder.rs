//! Which folders are written, and what `clean` takes out of them.

use super::*;

#[test]
fn folders_that_must_not_be_written_are_refused() {
    let dir = project();
    let project = dir.path().join("home/site");
    for folder in ["content/posts", ".git", "file-is-in-here", "public/sub"] {
        fs::create_dir_all(project.join(folder)).expect("folder");
    }
    fs::write(project.join("file"), "").expect("file");
    let home = dir.path().join("home");
    let try_place = |output_dir: &str, home: Option<&Path>| {
        let layout = Layout { output_dir: output_dir.into(), ..Layout::default() };
        let place = Place { project: &project, layout: &layout, home, occupied: Occupied::TakeOver };
        refusal(OutputFolder::open(&place))
    };
    for output_dir in [
        "/",
        "",
        ".",
        "..",
        "../..",
        "content",
        "content/posts",
        "content/new",
        "static",
        "templates/x",
        "data",
        ".git",
        ".git/x",
        ".sitegen",
        "file",
        "no/../content",
        "public/../content",
    ] {
        assert!(try_place(output_dir, None).starts_with("will not build into"), "{output_dir:?} was taken");
    }
    for output_dir in ["public", "public/sub", "new/sub", "../other", "contents"] {
        assert_eq!(try_place(output_dir, None), "taken", "{output_dir:?}");
    }
    assert!(try_place("../../home", Some(&home)).starts_with("will not build"));
    let other_home = home.join("other/user");
    fs::create_dir_all(&other_home).expect("folder");
    assert_eq!(try_place("../other", None), "taken");
    insta::assert_snapshot!(
        try_place("../other", Some(&other_home)),
        @"will not build into ../other: it is your home folder or one above it"
    );
    insta::assert_snapshot!(
        try_place("content/posts", None),
        @"will not build into content/posts: it is `content`, or inside or above it, and that folder has another use"
    );
    insta::assert_snapshot!(try_place("file", None), @"will not build into file: it is not a folder");
}

#[cfg(unix)]
#[test]
fn links_to_folders_that_must_not_be_written_are_refused() {
    use std::os::unix::fs::symlink;
    let dir = project();
    let link = dir.path().join("public");
    fs::create_dir(dir.path().join("content")).expect("folder");
    for target in ["/", ".", "content", "nowhere", "public"] {
        symlink(target, &link).expect("link");
        let message = refusal(open_as(dir.path(), Occupied::TakeOver));
        assert!(
            message.starts_with("will not build into") || message.starts_with("cannot read"),
            "{message}"
        );
        fs::remove_file(&link).expect("removed");
    }
    let elsewhere = project();
    symlink(elsewhere.path(), &link).expect("link");
    build(dir.path(), &[("a.html", "1")]);
    assert!(elsewhere.path().join("a.html").exists());
    assert_eq!(open(dir.path()).clean().expect("cleaned"), 1);
    assert_eq!(build(dir.path(), &[]).written, 0, "the link still leads somewhere");
}

#[test]
fn folders_with_others_files_need_force() {
    let occupied_by = |names: &[&str]| {
        let dir = project();
        fs::create_dir(dir.path().join("public")).expect("folder");
        for name in names {
            put(dir.path(), name, "theirs");
        }
        let forced = refusal(open_as(dir.path(), Occupied::TakeOver));
        assert_eq!(forced, "taken");
        refusal(open_as(dir.path(), Occupied::Refuse))
    };
    assert_eq!(occupied_by(&[]), "taken");
    assert_eq!(occupied_by(&["CNAME", ".nojekyll", ".htaccess"]), "taken");
    insta::assert_snapshot!(occupied_by(&["thesis.doc"]), @"will not build into public: `thesis.doc` is in it, and no build of ours was ever there");
    insta::assert_snapshot!(occupied_by(&["b", "a", "c/d"]), @"will not build into public: `a` and 2 more are in it, and no build of ours was ever there");
    insta::assert_snapshot!(occupied_by(&[".git/config", "a"]), @"will not build into public: it is the root of a git repository, and no build of ours was ever there");
}

#[test]
fn a_damaged_manifest_is_a_warning_and_deletes_nothing() {
    let dir = project();
    build(dir.path(), &[("a.html", "1"), ("gone.html", "2")]);
    put(dir.path(), MANIFEST_NAME, "{\"sitegen_manifest\": 1, ");
    let (folder, diagnostics) = open_as(dir.path(), Occupied::Refuse).expect("opens");
    insta::assert_snapshot!(diagnostics[0].message, @"the list of our files in public/.sitegen-manifest.json cannot be used: EOF while parsing a value at line 1 column 24");
    let update = folder.begin(StatIndex::default());
    stage(&update, &[("a.html", "new")]);
    update.finish().expect("finished");
    assert_eq!(contents(dir.path()), ["a.html=new", "gone.html=2"]);
    assert!(open_as(dir.path(), Occupied::Refuse).expect("opens").1.is_empty());
}

#[test]
fn clean_removes_what_is_ours_and_nothing_else() {
    let dir = project();
    build(dir.path(), &[("index.html", "1"), ("a/b/index.html", "2")]);
    put(dir.path(), "a/theirs.txt", "theirs");
    put(dir.path(), ".nojekyll", "");
    assert_eq!(open(dir.path()).clean().expect("cleaned"), 2);
    assert_eq!(contents(dir.path()), [".nojekyll=", "a/theirs.txt=theirs"]);
    let empty = project();
    build(empty.path(), &[("a/b/index.html", "2")]);
    open(empty.path()).clean().expect("cleaned");
    assert!(!empty.path().join("public").exists());
    assert_eq!(open(empty.path()).clean().expect("nothing to clean"), 0);
}

#[test]
fn clean_keeps_a_manifest_that_it_cannot_read() {
    let dir = project();
    build(dir.path(), &[("a.html", "1")]);
    put(dir.path(), MANIFEST_NAME, "{");
    let (folder, diagnostics) = open_as(dir.path(), Occupied::Refuse).expect("opens");
    assert_eq!(diagnostics[0].code, "manifest-damaged");
    assert_eq!(folder.clean().expect("nothing to remove"), 0);
    assert!(dir.path().join("public").join(MANIFEST_NAME).exists());
    assert_eq!(contents(dir.path()), ["a.html=1"]);
}

#[test]
fn a_folder_that_was_replaced_meanwhile_is_not_written() {
    let dir = project();
    build(dir.path(), &[("a.html", "1")]);
    let public = dir.path().join("public");
    let try_after = |replace: &dyn Fn()| {
        let update = begin(dir.path());
        stage(&update, &[("a.html", "new")]);
        fs::rename(&public, dir.path().join("moved")).expect("moved");
        replace();
        let message = update.finish().expect_err("not ours").to_string();
        insta::allow_duplicates! {
            insta::assert_snapshot!(message, @"cannot write public: it was moved or replaced while the site was being built; build again");
        }
    };
    try_after(&|| {});
    fs::rename(dir.path().join("moved"), &public).expect("moved back");
    try_after(&|| fs::create_dir(&public).expect("folder"));
    assert_eq!(contents(dir.path()), [""; 0]);
    fs::remove_dir(&public).expect("removed");
    fs::rename(dir.path().join("moved"), &public).expect("moved back");
    #[cfg(unix)]
    {
        try_after(&|| std::os::unix::fs::symlink("moved", &public).expect("link"));
        fs::remove_file(&public).expect("removed");
        fs::rename(dir.path().join("moved"), &public).expect("moved back");
    }
    build(dir.path(), &[("a.html", "1")]);
    assert_eq!(contents(dir.path()), ["a.html=1"]);
}
