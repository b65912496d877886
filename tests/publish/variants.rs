//! Compressed forms of text beside the files of a folder.

use super::www::{Www, differing};
use crate::support::sandbox::Tree;
use std::{fs, io::Read as _, os::unix::fs::MetadataExt as _};

const ENDINGS: [&str; 3] = [".gz", ".br", ".zst"];

fn www() -> Www {
    let www = Www::with(", keep: 0, precompress: [gzip, brotli, zstd]");
    www.sandbox.write("static/long.txt", "A line of some text, and another one.\n".repeat(50));
    www.sandbox.write("static/short.txt", "A line.\n".repeat(32));
    www.sandbox.write("static/noise.txt", noise());
    www.sandbox.built();
    www
}

/// Text that becomes no smaller, or hardly: signs of ten thousand.
fn noise() -> String {
    let mut state = 7_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        char::from_u32(0x4e00 + (state >> 12) % 20_000).expect("a sign")
    };
    (0..100).map(|_| next()).collect()
}

fn without_variants(tree: &Tree) -> Tree {
    let mut plain = tree.clone();
    plain.retain(|path, _| !ENDINGS.iter().any(|ending| path.ends_with(ending)));
    plain
}

fn text_of(ending: &str, bytes: &[u8]) -> Vec<u8> {
    let mut text = Vec::new();
    match ending {
        ".gz" => flate2::read::GzDecoder::new(bytes).read_to_end(&mut text).map(drop),
        ".br" => brotli_decompressor::BrotliDecompress(&mut &bytes[..], &mut text),
        _ => zstd::stream::copy_decode(bytes, &mut text),
    }
    .expect("readable");
    text
}

#[test]
fn each_text_lies_there_in_each_form() {
    let www = www();
    www.publish(&[]);
    let shown = www.shown();
    let (plain, built) = (without_variants(&shown), www.built());
    assert!(plain == built, "{:?}", differing(&plain, &built));
    let mut count = 0;
    for (path, bytes) in &shown {
        let Some(ending) = ENDINGS.iter().find(|ending| path.ends_with(*ending)) else { continue };
        let whole = &shown[path.strip_suffix(ending).expect("it ends so")];
        assert!(text_of(ending, bytes) == *whole && bytes.len() < whole.len() && whole.len() > 256, "{path}");
        count += 1;
    }
    assert!(count > 60, "only {count}");
    for name in ["index.html", "long.txt", "rss.xml", "robots.txt"] {
        let has = |ending: &&&str| shown.contains_key(&format!("{name}{ending}"));
        assert_eq!(ENDINGS.iter().filter(has).count(), if shown[name].len() > 256 { 3 } else { 0 }, "{name}");
    }
    assert!(!shown.contains_key("short.txt.gz"), "256 bytes");
    assert_eq!(www.publish(&[])["new"], false);
    let again = self::www();
    again.publish(&[]);
    assert!(again.shown() == shown, "{:?}", differing(&again.shown(), &shown));
}

#[test]
fn they_go_and_stay_with_their_file() {
    let www = www();
    www.publish(&[]);
    let inode = |path: &str| fs::metadata(www.root().join("current").join(path)).expect("there").ino();
    www.sandbox.write("static/note.txt", "another note\n".repeat(30));
    www.sandbox.remove("static/long.txt");
    www.sandbox.write("static/longer.txt", "another line of text\n".repeat(50));
    www.sandbox.built();
    let summary = www.publish(&[]);
    let shown = www.shown();
    assert!(!shown.contains_key("long.txt.br") && shown.contains_key("longer.txt.br"));
    assert!(shown.contains_key("note.txt.zst"));
    assert_eq!(summary["deleted"], 4, "{summary}");
    assert_eq!(summary["sent"], 8, "{summary}");
    assert!(without_variants(&shown) == www.built());
    let page = inode("about/index.html.gz");
    www.sandbox.write("static/note.txt", "a third note\n".repeat(30));
    www.sandbox.built();
    www.publish(&[]);
    assert_eq!(inode("about/index.html.gz"), page, "a hard link");
    // One that someone damaged is made again.
    fs::write(www.root().join("current/note.txt.gz"), "x").expect("writable");
    assert_eq!(www.publish(&[])["sent"], 1);
    assert_eq!(text_of(".gz", &www.shown()["note.txt.gz"]), www.shown()["note.txt"]);
    // They are no files of which deletes are counted.
    www.configure(", keep: 0");
    www.publish(&["--max-deletes", "0"]);
    www.assert_shows_the_build();
}

#[test]
fn a_file_of_the_site_of_such_a_name_goes_before() {
    let www = www();
    www.sandbox.write("static/long.txt.gz", "no gzip");
    www.sandbox.write("static/long.txt.br/in.txt", "in a folder");
    www.sandbox.built();
    let run = www.run(&[]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let codes = run.messages().into_iter().filter(|message| message["code"] == "publish-variant").count();
    assert_eq!((codes, &run.summary()["warnings"]), (2, &2.into()), "{run:?}");
    assert_eq!(www.shown()["long.txt.gz"], b"no gzip");
    assert!(
        without_variants(&www.shown())
            .keys()
            .chain(["long.txt.gz".to_owned()].iter())
            .all(|path| www.built().contains_key(path))
    );
    assert_eq!(www.publish(&[])["new"], false);
    // Theirs is in the way, as any file of others is.
    let other = self::www();
    other.publish(&[]);
    other.sandbox.write("static/more.txt", "more text ".repeat(60));
    other.sandbox.built();
    fs::write(other.root().join("current/more.txt.gz"), "theirs").expect("writable");
    assert_eq!(
        other.refused(&[]),
        ["publish-in-the-way: `more.txt.gz` is in the way at the target: no release of ours put it there"]
    );
}
