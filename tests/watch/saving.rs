//! Every way in which editors and programs save, by the system's events and by looking.

use super::{
    mirror::{CONFIG, Mirror},
    write,
};
use sitegen::watch::{Options, Poll};
use std::{
    fs::{self, File},
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
};

type Edit = fn(&Path);

/// A way of saving: the content folder, what is there at the start, and edits one after the other.
struct Way {
    what: &'static str,
    content_dir: &'static str,
    prepare: Edit,
    edits: &'static [Edit],
}

const fn way(what: &'static str, edits: &'static [Edit]) -> Way {
    Way { what, content_dir: "content", prepare: one_post, edits }
}

const ONE: &str = "content/posts/one.md";

fn one_post(root: &Path) {
    write(root, ONE, "one");
    write(root, "content/posts/two.md", "two");
}

fn rename(root: &Path, from: &str, to: &str) {
    fs::rename(place(root, from), place(root, to)).expect("renamed");
}

/// A path in the project or, after `../`, beside it, whether there is a project or not.
fn place(root: &Path, path: &str) -> PathBuf {
    match path.strip_prefix("../") {
        Some(beside) => root.with_file_name(beside),
        None => root.join(path),
    }
}

/// The edit that shows that a folder is still watched.
fn again(root: &Path) {
    write(root, ONE, "edited again");
}

#[cfg(unix)]
fn link(root: &Path, target: &str, link: &str) {
    let _ = fs::remove_file(root.join(link));
    std::os::unix::fs::symlink(target, root.join(link)).expect("a link");
}

#[cfg(target_os = "linux")]
fn exchange(root: &Path, one: &str, other: &str) {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, root.join(one), CWD, root.join(other), RenameFlags::EXCHANGE).expect("exchanged");
}

fn git(root: &Path, arguments: &[&str]) {
    let who = ["-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "init.defaultBranch=main"];
    let run = Command::new("git").current_dir(root).args(who).args(arguments).output().expect("git is there");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
}

fn two_branches(root: &Path) {
    one_post(root);
    git(root, &["init", "-q"]);
    git(root, &["add", "-A"]);
    git(root, &["commit", "-qm", "One"]);
    git(root, &["checkout", "-qb", "other"]);
    write(root, ONE, "on the other branch");
    write(root, "content/posts/new/folder/three.md", "three");
    fs::remove_file(root.join("content/posts/two.md")).expect("removed");
    git(root, &["add", "-A"]);
    git(root, &["commit", "-qm", "Other"]);
    git(root, &["checkout", "-q", "main"]);
}

const FILES: &[Way] = &[
    way("written in place", &[|root| write(root, ONE, "edited"), again]),
    way(
        "truncated, then written",
        &[|root| {
            let mut file = File::create(root.join(ONE)).expect("writable");
            file.sync_all().expect("truncated");
            file.write_all(b"edited").expect("written");
        }],
    ),
    way(
        "a hidden file renamed over",
        &[
            |root| {
                write(root, "content/posts/.one.md.swp", "edited");
                rename(root, "content/posts/.one.md.swp", ONE);
            },
            again,
        ],
    ),
    way(
        "a file from elsewhere renamed over",
        &[
            |root| {
                write(root, "../new.md", "edited");
                rename(root, "../new.md", ONE);
            },
            again,
        ],
    ),
    way(
        "the old one kept as a backup",
        &[
            |root| {
                rename(root, ONE, "content/posts/one.md~");
                write(root, ONE, "edited");
            },
            again,
        ],
    ),
    way(
        "moved out, and back",
        &[|root| rename(root, ONE, "../one.md"), |root| rename(root, "../one.md", ONE), again],
    ),
    way("renamed", &[|root| rename(root, ONE, "content/posts/three.md")]),
    way("deleted", &[|root| fs::remove_file(root.join(ONE)).expect("removed")]),
    way(
        "deleted and written",
        &[|root| {
            fs::remove_file(root.join(ONE)).expect("removed");
            write(root, ONE, "edited");
        }],
    ),
    way(
        "configuration",
        &[
            |root| write(root, "sitegen.yaml", &format!("{CONFIG}language: de\n")),
            |root| fs::remove_file(root.join("sitegen.yaml")).expect("removed"),
            |root| write(root, "sitegen.yml", CONFIG),
        ],
    ),
];

const FOLDERS: &[Way] = &[
    way(
        "folders that were not there at the start",
        &[
            |root| write(root, "templates/page.html", "x"),
            |root| write(root, "templates/page.html", "xy"),
            |root| write(root, "data/deep/numbers.yaml", "x"),
            |root| write(root, "static/.well-known/security.txt", "x"),
            |root| write(root, "static/.well-known/security.txt", "xy"),
        ],
    ),
    way(
        "new folders with files in them",
        &[
            |root| {
                for number in 0..100 {
                    write(root, &format!("content/posts/{number}/a/b/c/d/e/new.md"), "new");
                }
            },
            |root| write(root, "content/posts/99/a/b/c/d/e/new.md", "edited"),
        ],
    ),
    way(
        "a folder moved out, and in",
        &[
            |root| rename(root, "content/posts", "../posts"),
            |root| rename(root, "../posts", "content/posts"),
            again,
        ],
    ),
    way(
        "a folder renamed",
        &[
            |root| rename(root, "content/posts", "content/news"),
            |root| write(root, "content/news/one.md", "edited"),
            |root| rename(root, "content/news", "content/posts"),
            again,
        ],
    ),
    way(
        "a folder deleted and made again",
        &[|root| fs::remove_dir_all(root.join("content/posts")).expect("removed"), one_post, again],
    ),
    way(
        "the content replaced",
        &[
            |root| {
                write(root, "next/posts/one.md", "of the next");
                rename(root, "content", "last");
                rename(root, "next", "content");
            },
            again,
        ],
    ),
    way(
        "the content deleted and made again",
        &[|root| fs::remove_dir_all(root.join("content")).expect("removed"), one_post, again],
    ),
    way(
        "the project replaced",
        &[
            |root| {
                write(root, "../next/content/posts/one.md", "of the next");
                rename(root, "../site", "../last");
                rename(root, "../next", "../site");
            },
            again,
        ],
    ),
    way(
        "the project gone for a while",
        &[|root| rename(root, "../site", "../last"), |root| rename(root, "../last", "../site"), again],
    ),
    Way {
        what: "content deep in folders that were not there",
        content_dir: "docs/en/posts",
        prepare: |_| {},
        edits: &[
            |root| write(root, "docs/en/posts/one.md", "one"),
            |root| write(root, "docs/en/posts/one.md", "edited"),
            |root| rename(root, "docs", "old"),
            |root| write(root, "docs/en/posts/one.md", "one"),
            |root| write(root, "docs/en/posts/one.md", "edited"),
        ],
    },
    Way {
        what: "the project itself as the content",
        content_dir: ".",
        prepare: |root| write(root, "posts/one.md", "one"),
        edits: &[
            |root| write(root, "posts/one.md", "edited"),
            |root| write(root, "about.md", "new"),
            |root| write(root, "templates/page.html", "new"),
        ],
    },
];

#[cfg(unix)]
const LINKS: &[Way] = &[
    Way {
        what: "content that is a link",
        content_dir: "content",
        prepare: |root| {
            write(root, "texts/en/posts/one.md", "one");
            write(root, "texts/de/posts/one.md", "eins");
            link(root, "texts/en", "content");
        },
        edits: &[
            again,
            |root| link(root, "texts/de", "content"),
            again,
            |root| rename(root, "texts/de", "texts/fr"),
            |root| write(root, "texts/de/posts/one.md", "eins"),
            again,
        ],
    },
    way(
        "a file that is a link",
        &[
            |root| {
                write(root, "notes/a.md", "a");
                write(root, "notes/b.md", "b");
                link(root, "../../notes/a.md", ONE);
            },
            |root| write(root, "notes/a.md", "edited"),
            |root| link(root, "../../notes/b.md", ONE),
            |root| write(root, "notes/b.md", "edited"),
            |root| fs::remove_file(root.join("notes/b.md")).expect("removed"),
            |root| write(root, "notes/b.md", "made again"),
        ],
    ),
];

#[cfg(target_os = "linux")]
const EXCHANGES: &[Way] = &[
    way(
        "a file exchanged with a hidden one",
        &[
            |root| {
                write(root, "content/posts/.new", "edited");
                exchange(root, "content/posts/.new", ONE);
            },
            again,
        ],
    ),
    way("two files exchanged", &[|root| exchange(root, "content/posts/two.md", ONE), again]),
    way(
        "the content exchanged",
        &[
            |root| {
                write(root, "next/posts/one.md", "of the next");
                exchange(root, "next", "content");
            },
            again,
        ],
    ),
    way(
        "two folders exchanged",
        &[
            |root| {
                write(root, "content/news/one.md", "news");
                exchange(root, "content/news", "content/posts");
            },
            again,
            |root| write(root, "content/news/one.md", "edited"),
        ],
    ),
];

const GIT: &[Way] = &[Way {
    what: "git checkout",
    content_dir: "content",
    prepare: two_branches,
    edits: &[
        |root| git(root, &["checkout", "-q", "other"]),
        |root| write(root, "content/posts/new/folder/three.md", "edited"),
        |root| git(root, &["checkout", "-qf", "main"]),
        again,
    ],
}];

fn try_all(ways: &'static [Way], poll: Poll) {
    std::thread::scope(|scope| {
        for Way { what, content_dir, prepare, edits } in ways {
            scope.spawn(move || {
                let options = Options { poll, ..Options::default() };
                let mut mirror = Mirror::start(content_dir, options, prepare);
                for (number, edit) in edits.iter().enumerate() {
                    edit(&mirror.root);
                    mirror.follow(&format!("{what}, edit {number}, {poll:?}"));
                }
            });
        }
    });
}

fn try_both(ways: &'static [Way]) {
    try_all(ways, Poll::IfRefused);
    try_all(ways, Poll::Always);
}

#[test]
fn files() {
    try_both(FILES);
}

#[test]
fn folders() {
    try_both(FOLDERS);
}

#[cfg(unix)]
#[test]
fn links() {
    try_both(LINKS);
}

#[cfg(target_os = "linux")]
#[test]
fn exchanges() {
    try_both(EXCHANGES);
}

#[test]
fn git_checkouts() {
    if Command::new("git").arg("--version").output().is_err() {
        println!("skipped: there is no git");
        return;
    }
    try_both(GIT);
}

/// A folder is made and filled while the watcher is still finding out about the last.
#[test]
fn folders_that_come_faster_than_they_are_watched() {
    let mut mirror = Mirror::start("content", Options::default(), one_post);
    for round in 0..20 {
        for number in 0..20 {
            write(&mirror.root, &format!("content/posts/{round}/{number}/a/b.md"), "new");
            write(&mirror.root, &format!("content/posts/{round}/{number}/a/c/d.md"), "new");
        }
        if round % 2 == 1 {
            rename(
                &mirror.root,
                &format!("content/posts/{round}/7"),
                &format!("content/posts/{round}/moved"),
            );
        }
        mirror.follow("many folders");
    }
}
