//! What the cache gives back, whatever was done to its files.

use super::{
    file::{HEADER_END, Kind},
    pack::Slot,
    *,
};
use std::fs;
use tempfile::TempDir;

fn folder() -> TempDir {
    tempfile::tempdir().expect("temporary folder")
}

fn open(dir: &TempDir) -> Cache {
    let (cache, warning) = Cache::open(&dir.path().join("cache"), Path::new(".sitegen"));
    assert_eq!(warning, None);
    cache
}

fn store(dir: &TempDir) -> Store<String> {
    let (store, warning) = open(dir).store("posts");
    assert_eq!(warning, None);
    store
}

fn key(number: u64) -> Digest {
    Digest::of(&number.to_le_bytes())
}

/// A value long enough to matter for the sizes of packs.
fn value(number: u64) -> String {
    format!("value {number} ").repeat(10)
}

/// Retains what the build used only.
const NOTHING_MORE: Retain<'static, String> = Retain::Marked(&|_| ());

fn fill(dir: &TempDir, numbers: std::ops::Range<u64>, retain: &Retain<'_, String>) {
    let store = store(dir);
    for number in numbers {
        if store.get(&key(number)).is_none() {
            store.insert(key(number), &value(number));
        }
    }
    assert_eq!(store.save(retain), None);
}

/// Puts a new file there: cutting the old one would wait for the disk each time.
fn replace(path: &Path, bytes: impl AsRef<[u8]>) {
    fs::remove_file(path).expect("removed");
    fs::write(path, bytes).expect("written");
}

fn size(dir: &TempDir, name: &str) -> Option<u64> {
    fs::metadata(dir.path().join("cache").join(name)).ok().map(|metadata| metadata.len())
}

#[test]
fn the_folder_says_what_it_is() {
    let dir = folder();
    fs::create_dir_all(dir.path().join("cache")).expect("folder");
    fs::write(dir.path().join("cache/.sitegen-tmp-1-1"), "half").expect("file");
    open(&dir);
    let text = |name: &str| fs::read_to_string(dir.path().join("cache").join(name)).expect("there");
    assert!(text("CACHEDIR.TAG").starts_with("Signature: 8a477f597d28d172789f06886806bc55\n"));
    assert_eq!(text(".gitignore"), "*\n");
    assert_eq!(size(&dir, ".sitegen-tmp-1-1"), None);
}

#[test]
fn values_come_back_in_the_next_build() {
    let dir = folder();
    fill(&dir, 0..50, &Retain::Used);
    let store = store(&dir);
    assert_eq!(store.get(&key(7)), Some(value(7)));
    assert_eq!(store.get(&key(50)), None);
    store.insert(key(50), &value(50));
    assert_eq!(store.get(&key(50)), Some(value(50)), "in the same build too");
}

#[test]
fn nothing_is_written_when_nothing_changed() {
    let dir = folder();
    fill(&dir, 0..50, &Retain::Used);
    let before = fs::metadata(dir.path().join("cache/posts")).expect("there");
    fill(&dir, 0..50, &Retain::Used);
    let after = fs::metadata(dir.path().join("cache/posts")).expect("there");
    assert_eq!(before.modified().expect("has a time"), after.modified().expect("has a time"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        assert_eq!(before.ino(), after.ino());
    }
}

#[test]
fn an_edit_is_saved_beside_and_joined_when_there_is_much() {
    let dir = folder();
    fill(&dir, 0..100, &Retain::Used);
    let base = size(&dir, "posts");
    fill(&dir, 0..101, &Retain::Used);
    assert_eq!(size(&dir, "posts"), base);
    let recent = size(&dir, "posts.recent").expect("written");
    assert!(recent * 20 < base.expect("written"), "{recent} bytes for one value");
    fill(&dir, 0..103, &Retain::Used);
    assert_eq!(store(&dir).get(&key(100)), Some(value(100)));
    assert_eq!(store(&dir).get(&key(102)), Some(value(102)));
    fill(&dir, 0..150, &Retain::Used);
    assert_eq!(size(&dir, "posts.recent"), None);
    assert!(size(&dir, "posts") > base);
    let store = store(&dir);
    assert!((0..150).all(|number| store.get(&key(number)) == Some(value(number))));
}

#[test]
fn what_is_not_used_goes_only_when_it_is_told_to() {
    let dir = folder();
    fill(&dir, 0..100, &Retain::Used);
    fill(&dir, 0..10, &NOTHING_MORE);
    assert!(store(&dir).mark_used(&key(99)), "a build of a part of the site forgets nothing");
    let partly = store(&dir);
    assert!((0..50).all(|number| partly.mark_used(&key(number))));
    assert_eq!(partly.save(&Retain::Used), None);
    let after = store(&dir);
    assert!(after.mark_used(&key(49)) && !after.mark_used(&key(50)));
}

/// A site of 20 pages, of which each build changes one: what no page shows any more goes, although the others did
/// not ask for theirs.
#[test]
fn a_thousand_builds_of_ever_new_values_stay_within_bounds() {
    let dir = folder();
    let mut shown: Vec<u64> = (0..20).collect();
    fill(&dir, 0..20, &NOTHING_MORE);
    let first = size(&dir, "posts").expect("written");
    for build in 20..1020 {
        let store = store(&dir);
        store.insert(key(build), &value(build));
        shown[(build % 20) as usize] = build;
        let mark = |store: &Store<String>| {
            for number in &shown {
                store.mark_used(&key(*number));
            }
        };
        assert_eq!(store.save(&Retain::Marked(&mark)), None);
        let total = size(&dir, "posts").unwrap_or_default() + size(&dir, "posts.recent").unwrap_or_default();
        // The numbers, and so the values, grow longer.
        assert!(total * 2 < first * 3, "build {build}: {total} bytes where the first took {first}");
    }
    let store = store(&dir);
    assert!(shown.iter().all(|number| store.get(&key(*number)) == Some(value(*number))));
}

#[test]
fn values_are_in_their_file_before_the_build_is_saved() {
    let dir = folder();
    let long = |number: u64| value(number).repeat(500);
    let tmp = |dir: &TempDir| {
        let entries = fs::read_dir(dir.path().join("cache")).expect("folder").flatten();
        let lengths = entries
            .filter(|entry| entry.file_name().to_string_lossy().starts_with(".sitegen-tmp-"))
            .map(|entry| entry.metadata().expect("there").len());
        lengths.collect::<Vec<_>>()
    };
    let unsaved = store(&dir);
    assert_eq!(tmp(&dir), [0; 0], "a build that adds nothing makes no file");
    for number in 0..50 {
        unsaved.insert(key(number), &long(number));
        unsaved.insert(key(number), &long(number));
    }
    let total: u64 = (0..50).map(|number| long(number).len() as u64).sum();
    assert!(tmp(&dir).iter().any(|length| length * 2 > total && *length < total + 1000), "{:?}", tmp(&dir));
    assert!((0..50).all(|number| unsaved.get(&key(number)) == Some(long(number))));
    drop(unsaved);
    assert_eq!(tmp(&dir), [0; 0], "nothing is left of a build that failed");
    assert_eq!(size(&dir, "posts"), None);
}

/// Longer than what is written at once.
#[test]
fn a_huge_value_comes_back() {
    let dir = folder();
    let huge = "x".repeat(1 << 20);
    let first = store(&dir);
    for number in [1, 2, 3] {
        first.insert(key(number), &format!("{huge}{number}"));
        assert_eq!(first.get(&key(number)), Some(format!("{huge}{number}")));
        first.insert(key(number + 10), &value(number));
    }
    assert_eq!(first.save(&Retain::Used), None);
    let second = store(&dir);
    assert_eq!(second.get(&key(2)), Some(format!("{huge}2")));
    assert_eq!(second.get(&key(13)), Some(value(3)));
}

#[test]
fn values_that_cannot_be_written_are_one_warning() {
    // Those that are written at once, and those that wait in memory for the others.
    for (length, is_kept) in [(1 << 20, false), (80, true)] {
        let dir = folder();
        let store = store(&dir);
        fs::remove_dir_all(dir.path().join("cache")).expect("removed");
        for number in 0..3 {
            let value = "x".repeat(length);
            store.insert(key(number), &value);
            assert_eq!(store.get(&key(number)), is_kept.then_some(value));
        }
        let warning = store.save(&Retain::Used).expect("a warning");
        insta::allow_duplicates! {
            insta::assert_snapshot!(warning.message, @"the cache is of no help: cannot write .sitegen/posts: No such file or directory");
        }
    }
}

#[test]
fn a_new_value_replaces_the_old() {
    let dir = folder();
    fill(&dir, 0..100, &Retain::Used);
    let second = store(&dir);
    second.insert(key(1), &"new".to_owned());
    assert_eq!(second.save(&NOTHING_MORE), None);
    assert_eq!(store(&dir).get(&key(1)).as_deref(), Some("new"));
    fill(&dir, 0..200, &Retain::Used);
    assert_eq!(store(&dir).get(&key(1)).as_deref(), Some("new"), "after joining too");
}

/// Every bit of every byte, one after the other, and every length.
#[test]
fn damage_never_gives_a_wrong_value_and_is_repaired() {
    let dir = folder();
    fill(&dir, 0..4, &Retain::Used);
    let path = dir.path().join("cache/posts");
    let whole = fs::read(&path).expect("there");
    let flipped = (0..whole.len() * 8).map(|bit| {
        let mut damaged = whole.clone();
        damaged[bit / 8] ^= 1 << (bit % 8);
        damaged
    });
    let cut = (0..whole.len()).map(|length| whole[..length].to_vec());
    let longer = std::iter::once([whole.as_slice(), b"x"].concat());
    let cache = open(&dir);
    for (index, bytes) in flipped.chain(cut).chain(longer).enumerate() {
        replace(&path, bytes);
        let (store, at_opening) = cache.store::<String>("posts");
        let mut missing = 0;
        for number in 0..4 {
            match store.get(&key(number)) {
                Some(found) => assert_eq!(found, value(number)),
                None => missing += 1,
            }
        }
        assert!(missing > 0, "damage {index} was not seen");
        // A flip in the version is a file of another version, which is nothing to warn of; any other damage is
        // one warning, at the opening or at the end.
        let at_end = if index % 61 == 0 { store.save(&Retain::Used) } else { None };
        assert!(at_opening.is_none() || at_end.is_none(), "two warnings for damage {index}");
        if index % 61 == 0 && (at_opening.is_some() || at_end.is_some()) {
            let (repaired, warning) = cache.store::<String>("posts");
            assert_eq!(warning, None, "damage {index} was not repaired");
            assert_eq!((0..4).filter(|number| repaired.get(&key(*number)).is_none()).count(), missing);
        }
    }
}

#[test]
fn damaged_snapshots_are_not_believed() {
    let dir = folder();
    let cache = open(&dir);
    let value = vec![("a".to_owned(), 1_u64), ("b".to_owned(), 2)];
    assert_eq!(cache.save("records", &value), None);
    assert_eq!(cache.load("records"), (Some(value.clone()), None));
    let path = dir.path().join("cache/records");
    let whole = fs::read(&path).expect("there");
    for bit in 0..whole.len() * 8 {
        let mut damaged = whole.clone();
        damaged[bit / 8] ^= 1 << (bit % 8);
        replace(&path, damaged);
        let (found, _) = cache.load::<Vec<(String, u64)>>("records");
        assert_eq!(found, None, "bit {bit}");
    }
    assert_eq!(cache.save("records", &value), None);
    assert_eq!(cache.load("records"), (Some(value), None));
}

#[test]
fn messages() {
    let dir = folder();
    let cache = open(&dir);
    let path = dir.path().join("cache/records");
    let message = |bytes: &[u8]| {
        fs::write(&path, bytes).expect("file");
        let (value, warning) = cache.load::<String>("records");
        assert_eq!(value, None);
        warning.map_or("no warning".to_owned(), |warning| warning.message)
    };
    assert_eq!(cache.save("records", &"x"), None);
    let whole = fs::read(&path).expect("there");
    let with = |index: usize, byte: u8| {
        let mut bytes = whole.clone();
        bytes[index] = byte;
        bytes
    };
    insta::assert_snapshot!(message(b""), @"starting without .sitegen/records: it is cut off");
    insta::assert_snapshot!(message(&whole[..whole.len() - 1]), @"starting without .sitegen/records: it is cut off");
    insta::assert_snapshot!(message(&[b'x'; 100]), @"starting without .sitegen/records: it is not a file of sitegen's cache");
    insta::assert_snapshot!(message(&with(8, whole[8] + 1)), @"starting without .sitegen/records: a newer sitegen wrote it");
    insta::assert_snapshot!(message(&with(8, 1)), @"no warning");
    insta::assert_snapshot!(message(&with(12, whole[12] ^ 1)), @"no warning");
    insta::assert_snapshot!(message(&with(44, whole[44] ^ 1)), @"starting without .sitegen/records: its checksum is wrong");
    assert_eq!(cache.save("records", &300_u64), None);
    let (value, warning) = cache.load::<String>("records");
    assert_eq!(value, None);
    insta::assert_snapshot!(warning.expect("a warning").message, @"starting without .sitegen/records: its value has another form");
}

/// Lengths that no file has: nothing is set aside for them, and nothing overflows.
#[test]
fn declared_lengths_are_held_to_the_length_of_the_file() {
    let dir = folder();
    let cache = open(&dir);
    assert_eq!(cache.save("records", &"x"), None);
    fill(&dir, 0..4, &Retain::Used);
    let numbers = [0, 1, 59, 60, 61, 100, 1 << 40, i64::MAX as u64, u64::MAX - 59, u64::MAX];
    for name in ["records", "posts"] {
        let path = dir.path().join("cache").join(name);
        let whole = fs::read(&path).expect("there");
        // Where the body begins, and how long it is.
        for (offset, number) in [28, 36].into_iter().flat_map(|offset| numbers.map(|number| (offset, number)))
        {
            let mut damaged = whole.clone();
            damaged[offset..offset + 8].copy_from_slice(&u64::to_le_bytes(number));
            if damaged == whole {
                continue;
            }
            replace(&path, &damaged);
            assert_eq!(cache.load::<String>("records").0.is_none(), name == "records");
            assert_eq!(cache.store::<String>("posts").0.get(&key(1)).is_none(), name == "posts");
        }
        replace(&path, &whole);
    }
    assert_eq!(cache.load::<String>("records").0.as_deref(), Some("x"));
}

/// An index that was written so: its checksum is right, and it leads elsewhere.
#[test]
fn an_index_is_held_to_the_file() {
    let dir = folder();
    let cache = open(&dir);
    let place = cache.place("posts").expect("on");
    let message = |slots: &[(u64, Slot)]| {
        let mut index = Vec::new();
        for (number, slot) in slots {
            slot.append_to(&mut index, Digest::from_bytes([u8::try_from(*number).expect("small"); 16]));
        }
        let start = HEADER_END + 10;
        let values = [b'v'; 10];
        let bytes = [file::header(&place, Kind::Pack, cache.version, start, &index), values.to_vec(), index];
        fs::write(&place.path, bytes.concat()).expect("written");
        let (_, warning) = cache.store::<String>("posts");
        warning.map_or("no warning".to_owned(), |warning| warning.message)
    };
    let slot = |start, length| Slot { start, length, checksum: Digest::default() };
    assert_eq!(message(&[(1, slot(60, 10)), (2, slot(65, 0))]), "no warning");
    for (start, length) in [(0, 1), (59, 1), (60, 11), (70, 1), (71, 0), (60, u32::MAX), (u64::MAX, u32::MAX)]
    {
        let expected = "starting without .sitegen/posts: its index leads out of it";
        assert_eq!(message(&[(1, slot(start, length))]), expected, "{start} {length}");
    }
    insta::assert_snapshot!(message(&[(2, slot(60, 1)), (1, slot(60, 1))]), @"starting without .sitegen/posts: its index is out of order");
}

#[test]
fn one_file_in_the_place_of_another_is_damage() {
    let dir = folder();
    let cache = open(&dir);
    assert_eq!(cache.save("files", &"the files"), None);
    assert_eq!(cache.save("outputs", &"the outputs"), None);
    fs::copy(dir.path().join("cache/files"), dir.path().join("cache/outputs")).expect("copied");
    let (found, warning) = cache.load::<String>("outputs");
    assert_eq!(found, None);
    insta::assert_snapshot!(warning.expect("a warning").message, @"starting without .sitegen/outputs: its checksum is wrong");
}

/// Encodings may declare lengths as well.
#[test]
fn a_value_that_declares_a_huge_length_is_of_another_form() {
    let dir = folder();
    let cache = open(&dir);
    assert_eq!(cache.save("records", &u64::MAX), None);
    assert_eq!(cache.load::<Vec<[u8; 32]>>("records").0, None);
    assert_eq!(cache.load::<String>("records").0, None);
    assert_eq!(cache.load::<crate::source::StatIndex>("records").0, None);
}

#[test]
fn a_value_of_another_form_is_one_warning() {
    let dir = folder();
    let cache = open(&dir);
    let (numbers, _) = cache.store::<u64>("posts");
    numbers.insert(key(1), &300);
    assert_eq!(numbers.save(&Retain::Used), None);
    let texts = store(&dir);
    assert_eq!(texts.get(&key(1)), None);
    insta::assert_snapshot!(texts.save(&Retain::Used).expect("a warning").message, @"starting without .sitegen/posts: some of its values were damaged");
}

#[test]
fn a_folder_that_cannot_be_written_is_one_warning() {
    let dir = folder();
    fs::write(dir.path().join("cache"), "a file").expect("file");
    let (cache, warning) = Cache::open(&dir.path().join("cache"), Path::new(".sitegen"));
    insta::assert_snapshot!(warning.expect("a warning").message, @"building without a cache: cannot create .sitegen: File exists");
    let (store, warning) = cache.store::<String>("posts");
    assert_eq!(warning, None);
    store.insert(key(1), &value(1));
    assert_eq!(store.save(&Retain::Used), None);
    assert_eq!(cache.save("records", &1), None);
    assert_eq!(cache.load::<u64>("records"), (None, None));
    assert_eq!(cache.file_time(), None);
}

#[cfg(unix)]
#[test]
fn a_link_leads_to_a_cache_or_to_nothing_that_matters() {
    use std::os::unix::fs::symlink;
    let (dir, elsewhere) = (folder(), folder());
    symlink(elsewhere.path(), dir.path().join("cache")).expect("link");
    fs::write(elsewhere.path().join("posts"), "theirs").expect("file");
    let (cache, warning) = Cache::open(&dir.path().join("cache"), Path::new(".sitegen"));
    insta::assert_snapshot!(warning.expect("a warning").message, @"building without a cache: cannot write .sitegen: it is a link to a folder that is not a cache of ours");
    assert_eq!(cache.save("posts", &1), None);
    assert_eq!(fs::read(elsewhere.path().join("posts")).expect("there"), b"theirs");
    fs::remove_file(elsewhere.path().join("posts")).expect("removed");
    fill(&dir, 0..1, &Retain::Used);
    fill(&dir, 0..2, &Retain::Used);
    assert!(store(&dir).mark_used(&key(1)));
}

#[test]
fn a_file_that_cannot_be_written_is_one_warning() {
    let dir = folder();
    let cache = open(&dir);
    for name in ["posts", "records"] {
        fs::create_dir_all(dir.path().join("cache").join(name).join("in the way")).expect("folder");
    }
    let (store, warning) = cache.store::<String>("posts");
    assert_eq!(warning, None, "what is told is that it cannot be written");
    store.insert(key(1), &value(1));
    insta::assert_snapshot!(store.save(&Retain::Used).expect("a warning").message, @"the cache is of no help: cannot write .sitegen/posts: Is a directory");
    insta::assert_snapshot!(cache.save("records", &1).expect("a warning").message, @"the cache is of no help: cannot write .sitegen/records: Is a directory");
    let leftovers = fs::read_dir(dir.path().join("cache")).expect("folder").flatten();
    assert_eq!(leftovers.filter(|entry| entry.file_name().to_string_lossy().contains("tmp")).count(), 0);
}

#[test]
fn many_threads_fill_and_ask() {
    let dir = folder();
    let shared = store(&dir);
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let shared = &shared;
            scope.spawn(move || {
                for number in (thread * 100)..(thread * 100 + 150) {
                    shared.insert(key(number), &value(number));
                    assert_eq!(shared.get(&key(number)), Some(value(number)));
                }
            });
        }
    });
    assert_eq!(shared.save(&Retain::Used), None);
    let store = store(&dir);
    assert!((0..450).all(|number| store.get(&key(number)) == Some(value(number))));
}
