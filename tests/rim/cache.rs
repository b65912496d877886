//! A cache that is not what was left: whatever became of its files, the build gives the clean tree, without a panic
//! and with one warning at most.
//!
//! Each damage is done to one file of the cache, in turn, and to all of them; with `SITEGEN_FAULTS=all` to each.

use crate::support::{
    sandbox::{Run, Sandbox, Tree, post, skip},
    strace::is_thorough,
};
use std::{
    fs,
    os::unix::{fs::symlink, net::UnixListener},
    path::Path,
    process::Command,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

/// A site that was built twice, so that all files of the cache are there, and then edited; and what a clean build of
/// it gives.
struct Edited {
    sandbox: Sandbox,
    expected: Tree,
    /// The files of the cache.
    files: Vec<String>,
}

fn code(number: usize) -> String {
    format!("```rust\nlet answer = {number}; // {}\n```\n", "what it means in full ".repeat(3))
}

impl Edited {
    fn new() -> Self {
        let sandbox = Sandbox::new();
        for number in 0..20 {
            let name = format!("post{number}");
            sandbox.write(&format!("content/posts/{name}.md"), post(&name, number + 1, &code(number)));
        }
        sandbox.built();
        sandbox.write("content/posts/post7.md", post("post7", 8, &code(70)));
        sandbox.built();
        sandbox.edit();
        sandbox.write("content/posts/post8.md", post("post8", 9, &code(80)));
        let entries = fs::read_dir(sandbox.path(".sitegen")).expect("there").flatten();
        let mut files: Vec<String> =
            entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        files.sort();
        let expected = [
            ".gitignore",
            "CACHEDIR.TAG",
            "cards",
            "code",
            "code.recent",
            "files",
            "last",
            "lock",
            "outputs",
            "pages",
            "posts",
            "posts.recent",
            "related",
        ];
        assert_eq!(files, expected);
        Self { expected: sandbox.clean_output(), sandbox, files }
    }

    /// Damages these files and builds.
    fn check(&self, files: &[&str], damage: &Damage) {
        let what = format!("{} of {files:?}", damage.name);
        let after = self.sandbox.copy();
        for file in files {
            (damage.act)(&after.path(".sitegen").join(file));
        }
        let run = after.build();
        run.assert_calm();
        assert_eq!(run.code, Some(0), "{what}: {run:?}");
        assert!(warnings(&run).len() <= 1, "{what}: {run:?}");
        assert!(warnings(&run).iter().all(|code| code.starts_with("cache-")), "{what}: {run:?}");
        assert!(after.output() == self.expected, "{what}: {run:?}");
        assert_eq!(after.leftovers(), [""; 0], "{what}");
        let again = after.build();
        assert_eq!(again.code, Some(0), "{what}: {again:?}");
        if !damage.stays {
            assert_eq!(warnings(&again), [""; 0], "{what}: it was not repaired: {again:?}");
        }
        assert!(after.output() == self.expected, "{what}: {again:?}");
    }
}

fn warnings(run: &Run) -> Vec<String> {
    let messages = run.messages().into_iter().filter(|message| message["level"] == "warning");
    messages.map(|message| message["code"].as_str().unwrap_or_default().to_owned()).collect()
}

/// Something that befalls a file.
struct Damage {
    name: String,
    act: Box<dyn Fn(&Path) + Sync>,
    /// No build can mend it.
    stays: bool,
}

fn damage(name: impl Into<String>, act: impl Fn(&Path) + Sync + 'static) -> Damage {
    Damage { name: name.into(), act: Box::new(act), stays: false }
}

/// Another file in its place.
fn replaced(name: impl Into<String>, act: impl Fn(&Path) + Sync + 'static) -> Damage {
    damage(name, move |path| {
        fs::remove_file(path).expect("removable");
        act(path);
    })
}

/// Its bytes changed.
fn bytes(name: impl Into<String>, change: impl Fn(&mut Vec<u8>) + Sync + 'static) -> Damage {
    damage(name, move |path| {
        let mut bytes = fs::read(path).expect("readable");
        change(&mut bytes);
        fs::write(path, bytes).expect("writable");
    })
}

/// Begins and ends of the fields of a header, and some way into what follows.
const BORDERS: [usize; 10] = [0, 1, 8, 12, 28, 36, 44, 59, 60, 76];

fn damages() -> Vec<Damage> {
    let mut damages = vec![
        bytes("the last byte cut off", |bytes| bytes.truncate(bytes.len().saturating_sub(1))),
        bytes("half", |bytes| bytes.truncate(bytes.len() / 2)),
        bytes("a byte more", |bytes| bytes.push(0)),
        bytes("a MiB more", |bytes| bytes.resize(bytes.len() + (1 << 20), 0)),
        bytes("only zeros", |bytes| bytes.fill(0)),
        bytes("a newer format", |bytes| put(bytes, 8, &u32::MAX.to_le_bytes())),
        bytes("an older format", |bytes| put(bytes, 8, &0_u32.to_le_bytes())),
        bytes("another version", |bytes| put(bytes, 12, &[7; 16])),
        bytes("a body that begins past the end of all", |bytes| put(bytes, 28, &u64::MAX.to_le_bytes())),
        bytes("a body of 16 EiB", |bytes| put(bytes, 36, &u64::MAX.to_le_bytes())),
        bytes("a body of 1 TiB", |bytes| put(bytes, 36, &(1_u64 << 40).to_le_bytes())),
        bytes("the last byte", |bytes| flip(bytes, usize::MAX)),
        replaced("nothing there", |_| ()),
        replaced("a text of theirs", |path| fs::write(path, "theirs\n".repeat(100)).expect("writable")),
        replaced("another file of the cache", |path| {
            let other = path.with_file_name(if path.ends_with("code") { "posts" } else { "code" });
            if other.is_file() {
                fs::copy(other, path).expect("writable");
            }
        }),
        replaced("a pipe", |path| {
            assert!(Command::new("mkfifo").arg(path).status().expect("mkfifo runs").success());
        }),
        replaced("a socket", |path| {
            // The name is too long for a socket in some temporary folders.
            drop(UnixListener::bind(path));
        }),
        replaced("a link that leads nowhere", |path| symlink("nowhere", path).expect("link")),
        replaced("a link to itself", |path| symlink(path, path).expect("link")),
        replaced("a link to a device without end", |path| symlink("/dev/zero", path).expect("link")),
        replaced("a link to an empty device", |path| symlink("/dev/null", path).expect("link")),
        Damage {
            stays: true,
            ..replaced("a folder", |path| fs::create_dir_all(path.join("theirs")).expect("writable"))
        },
    ];
    damages.extend(
        BORDERS.map(|length| bytes(format!("all after {length}"), move |bytes| bytes.truncate(length))),
    );
    damages.extend(BORDERS.map(|place| bytes(format!("byte {place}"), move |bytes| flip(bytes, place))));
    damages
}

fn put(bytes: &mut [u8], start: usize, new: &[u8]) {
    if let Some(old) = bytes.get_mut(start..start + new.len()) {
        old.copy_from_slice(new);
    }
}

/// Flips a bit of a byte, of the last one if there are not so many.
fn flip(bytes: &mut [u8], place: usize) {
    let place = place.min(bytes.len().saturating_sub(1));
    if let Some(byte) = bytes.get_mut(place) {
        *byte ^= 1 << (place % 8);
    }
}

#[test]
fn a_damaged_cache_is_one_warning_and_a_clean_tree() {
    let edited = Edited::new();
    let damages = damages();
    let mut cases: Vec<(Vec<&str>, &Damage)> = Vec::new();
    for (index, damage) in damages.iter().enumerate() {
        let files: Vec<&str> = edited.files.iter().map(String::as_str).collect();
        let single = if is_thorough() { files.clone() } else { vec![files[index % files.len()]] };
        cases.extend(single.into_iter().map(|file| (vec![file], damage)));
        cases.push((files, damage));
    }
    let (next, done) = (AtomicUsize::new(0), Mutex::new(0));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                while let Some((files, damage)) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    edited.check(files, damage);
                    *done.lock().expect("no other case failed") += 1;
                }
            });
        }
    });
    let done = done.into_inner().expect("no case failed");
    println!("{done} damages");
    assert_eq!(done, cases.len());
}

/// What all damaged files have in common is told once, with their number.
#[test]
fn many_damaged_files_are_told_as_one() {
    let edited = Edited::new();
    for (files, expected) in [
        (&["files"][..], "starting without .sitegen/files: it is cut off"),
        (
            &["files", "posts"],
            "starting without .sitegen/files: it is cut off (and one more file of the cache)",
        ),
        (
            &["files", "posts", "code", "pages"],
            "starting without .sitegen/files: it is cut off (and 3 more files of the cache)",
        ),
    ] {
        let after = edited.sandbox.copy();
        for file in files {
            fs::write(after.path(".sitegen").join(file), "").expect("writable");
        }
        let run = after.build();
        let messages: Vec<_> =
            run.messages().into_iter().filter(|message| message["level"] == "warning").collect();
        let [warning] = messages.as_slice() else { panic!("{run:?}") };
        assert_eq!(warning["message"], expected);
    }
}

/// A device itself, not a link to one.
#[test]
fn a_device_in_the_cache_is_not_read() {
    let edited = Edited::new();
    let make = |path: &Path| {
        let made = Command::new("mknod").arg(path).args(["c", "1", "5"]).output();
        made.is_ok_and(|output| output.status.success())
    };
    let probe = edited.sandbox.home().join("device");
    let is_made = make(&probe) && fs::File::open(&probe).is_ok();
    // A copy of the sandbox holds what can be copied.
    let _ = fs::remove_file(&probe);
    if !is_made {
        return skip("the test of devices in the cache", "no device can be made here");
    }
    let damage = replaced("a device without end", move |path| assert!(make(path)));
    for file in &edited.files {
        edited.check(&[file], &damage);
    }
}
