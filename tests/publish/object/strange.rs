//! Names and sizes of all kinds arrive byte for byte.

use super::{bucket::Bucket, site::Site, sweep::is_thorough};

#[test]
fn names_and_sizes_of_all_kinds_arrive() {
    let bucket = Bucket::new();
    let site = Site::new(bucket, "a b+c%20d/日本");
    let long = {
        // 1,024 bytes with the prefix, in folders of names that file systems take.
        let room = 1024 - site.key("").len();
        let mut name = vec!["k".repeat(200); 5].join("/");
        name.truncate(room - 4);
        format!("{}.txt", name.trim_end_matches('/'))
    };
    let names = [
        "a b.txt",
        "a+b%20&=.txt",
        "日本/語.txt",
        "a#b.txt",
        "100%.txt",
        "it's (1)!.txt",
        "what?.txt",
        "a*b:c.txt",
        "e\u{301}.txt",
        &long,
    ];
    for (number, name) in names.iter().enumerate() {
        site.sandbox.write(&format!("static/{name}"), vec![b'x'; number]);
    }
    let large = if is_thorough() { 100_000_000 } else { 20 << 20 };
    let bytes: Vec<u8> = (0..large).map(|place: u32| (place % 251) as u8).collect();
    site.sandbox.write("static/large.bin", bytes);
    let build = site.sandbox.build();
    assert_eq!(build.code, Some(0), "{build:?}");
    site.publish(&[]);
    site.assert_shows_the_build();
    let shown = site.shown();
    let missing: Vec<&&str> = names.iter().filter(|name| !shown.contains_key(**name)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    assert_eq!(site.publish(&[])["sent"], 0);
    site.forget();
    assert_eq!(site.publish(&[])["sent"], 0);
}

#[test]
fn without_a_prefix_the_bucket_is_the_site() {
    let site = Site::new(Bucket::new(), "");
    site.publish(&[]);
    site.assert_shows_the_build();
    assert_eq!(site.publish(&[])["sent"], 0);
}
