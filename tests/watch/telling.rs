//! What is told, what is not, and how often.

use super::{
    mirror::{Mirror, watched},
    write,
};
use sitegen::{
    output::Lock,
    watch::{News, Options, Poll, Touched, Watched, Watcher},
};
use std::{
    fs::{self, File},
    path::Path,
    time::{Duration, Instant},
};

const ONE: &str = "content/posts/one.md";

fn prepare(root: &Path) {
    write(root, ONE, "one");
}

fn paths(root: &Path, paths: &[&str]) -> Touched {
    Touched::Paths(paths.iter().map(|path| root.join(path)).collect())
}

fn both() -> [Options; 2] {
    [Poll::IfRefused, Poll::Always].map(|poll| Options { poll, ..Options::default() })
}

#[test]
fn an_edited_file_is_named() {
    for options in both() {
        let mirror = Mirror::start("content", options, prepare);
        write(&mirror.root, ONE, "edited");
        assert_eq!(mirror.next(), paths(&mirror.root, &[ONE]));
    }
}

/// The clock of a file says that it was saved, though its bytes are the same.
#[test]
fn a_touched_file_is_named() {
    let mirror = Mirror::start("content", Options::default(), prepare);
    let file = File::options().append(true).open(mirror.root.join(ONE)).expect("is there");
    file.set_modified(std::time::UNIX_EPOCH).expect("set");
    assert_eq!(mirror.next(), paths(&mirror.root, &[ONE]));
}

#[test]
fn a_configuration_that_was_named_is_watched_wherever_it_is() {
    for options in both() {
        let folder = tempfile::tempdir().expect("a folder");
        let (root, config) = (folder.path().join("site"), folder.path().join("config/prod.yaml"));
        prepare(&root);
        write(folder.path(), "config/prod.yaml", "title: T\n");
        let project = Watched { config: Some(config.clone()), ..watched(&root, "content") };
        let mut watcher = Watcher::new(project, options).expect("is there");
        write(&root, "sitegen.yaml", "title: of no use\n");
        write(folder.path(), "config/prod.yaml", "title: U\n");
        let config = config.canonicalize().expect("exists");
        let is_named = |touched| matches!(touched, Touched::Paths(paths) if paths.contains(&config));
        while !is_named(watcher.wait()) {}
    }
}

/// Nothing of this is told: the marker, which is written last, is what is told next.
#[test]
fn what_is_not_of_the_project_is_not_told() {
    for options in both() {
        let prepare = |root: &Path| {
            write(root, "posts/one.md", "one");
            write(root, "public/index.html", "x");
            write(root, ".sitegen/cache", "x");
            write(root, ".git/index", "x");
        };
        let mirror = Mirror::start(".", options, prepare);
        let root = &mirror.root;
        for number in 0..100 {
            write(root, &format!("public/{number}/index.html"), "ours");
            write(root, &format!(".sitegen/{number}"), "ours");
            write(root, &format!(".git/objects/{number}"), "git's");
        }
        drop(Lock::acquire(&root.join(".sitegen/lock"), Duration::ZERO).expect("no one builds"));
        fs::rename(root.join("public/1"), root.join("public/one")).expect("renamed");
        fs::remove_dir_all(root.join("public/2")).expect("removed");
        for name in ["posts/.one.md.swp", "posts/one.md~", "posts/4913", "posts/#one.md#", ".DS_Store"] {
            write(root, name, "an editor's");
            fs::remove_file(root.join(name)).expect("removed");
        }
        fs::read(root.join("posts/one.md")).expect("readable");
        assert_eq!(fs::read_dir(root.join("posts")).expect("readable").count(), 1);
        write(root, "posts/marker.md", "marker");
        assert_eq!(mirror.next(), paths(root, &["posts/marker.md"]));
    }
}

/// The output is made and removed in a folder that is watched.
#[test]
fn builds_do_not_tell() {
    let mirror = Mirror::start(".", Options::default(), |root| write(root, "posts/one.md", "one"));
    for _ in 0..3 {
        write(&mirror.root, "public/a/index.html", "x");
        fs::remove_dir_all(mirror.root.join("public")).expect("removed");
    }
    write(&mirror.root, "posts/marker.md", "marker");
    assert_eq!(mirror.next(), paths(&mirror.root, &["posts/marker.md"]));
}

#[test]
fn a_thousand_saves_are_told_a_few_times_and_the_last_is() {
    // The storm is over when nothing was saved for a second, which a slow machine does not take for one save.
    let second = Duration::from_secs(1);
    let longest = Duration::from_hours(1);
    let options = Options { debounce: second, longest, ..Options::default() };
    let mut mirror = Mirror::start("content", options, prepare);
    for number in 0..1000 {
        write(&mirror.root, ONE, &format!("edit {number}"));
    }
    let told = mirror.follow("a storm");
    assert!(told.len() <= 5, "{told:?}");
    assert!(told.iter().all(|touched| *touched == paths(&mirror.root, &[ONE])), "{told:?}");
}

/// Who saves a file empties it first, and on a busy machine writes it a while later.
#[test]
fn an_emptied_file_is_told_of_once_it_is_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().canonicalize().expect("exists");
    prepare(&root);
    for options in both() {
        let minute = Options { patience: Duration::from_mins(1), ..options };
        let mut watcher = Watcher::new(watched(&root, "content"), minute).expect("is there");
        File::create(root.join(ONE)).expect("emptied");
        let deadline = Some(Instant::now() + Duration::from_millis(300));
        assert_eq!(watcher.wait_until(deadline), News::Deadline, "{options:?}");
        write(&root, ONE, "written");
        assert_eq!(watcher.wait(), paths(&root, &[ONE]), "{options:?}");
        let at_once = Options { patience: Duration::ZERO, ..options };
        let mut watcher = Watcher::new(watched(&root, "content"), at_once).expect("is there");
        File::create(root.join(ONE)).expect("emptied");
        assert_eq!(watcher.wait(), paths(&root, &[ONE]), "{options:?}");
        write(&root, ONE, "one");
    }
}

/// While no one waits, events are kept.
#[test]
fn nothing_is_lost_between_two_waits() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().canonicalize().expect("exists");
    prepare(&root);
    for options in both() {
        let mut watcher = Watcher::new(watched(&root, "content"), options).expect("is there");
        for round in 0..3 {
            let names = [format!("content/{round}.md"), format!("content/posts/{round}.md")];
            for name in &names {
                write(&root, name, &format!("{options:?}"));
            }
            let mut missing = names.each_ref().map(|name| root.join(name)).to_vec();
            while !missing.is_empty() {
                match watcher.wait() {
                    Touched::All => missing.clear(),
                    Touched::Paths(paths) => missing.retain(|path| !paths.contains(path)),
                }
            }
        }
    }
}

#[test]
fn a_wait_ends_at_its_deadline_or_when_it_is_woken() {
    let folder = tempfile::tempdir().expect("a folder");
    prepare(folder.path());
    for options in both() {
        let mut watcher = Watcher::new(watched(folder.path(), "content"), options).expect("is there");
        assert_eq!(watcher.wait_until(Some(Instant::now())), News::Deadline);
        let waker = watcher.waker();
        waker.wake();
        assert_eq!(watcher.wait_until(None), News::Woken, "woken before it waits");
        let thread = std::thread::spawn(move || waker.wake());
        assert_eq!(watcher.wait_until(None), News::Woken);
        thread.join().expect("ends");
        watcher.waker().wake();
        write(folder.path(), ONE, &format!("{options:?}"));
        assert_eq!(watcher.wait_until(None), News::Woken);
        assert!(matches!(watcher.wait_until(None), News::Touched(_)), "an edit was lost by waking");
    }
}

#[test]
fn another_content_folder_can_be_followed() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().canonicalize().expect("exists");
    prepare(&root);
    write(&root, "texts/one.md", "one");
    for options in both() {
        let mut watcher = Watcher::new(watched(&root, "content"), options).expect("is there");
        watcher.follow(watched(&root, "texts"));
        write(&root, ONE, &format!("{options:?}"));
        write(&root, "texts/one.md", &format!("{options:?}"));
        assert_eq!(watcher.wait(), paths(&root, &["texts/one.md"]));
    }
}

#[test]
fn a_project_that_is_not_there_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let refused = Watcher::new(watched(&folder.path().join("nothing"), "content"), Options::default());
    let error = refused.err().expect("refused").to_string();
    assert!(error.contains("No such file"), "{error}");
}
