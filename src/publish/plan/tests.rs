use super::*;
use crate::{digest::Digest, publish::Found};

const WEEK: u64 = 7 * 24 * 60 * 60;

fn at(text: &str) -> Timestamp {
    text.parse().expect("valid")
}

fn rules() -> Rules {
    Rules { now: at("2026-07-05T12:00:00Z"), keep: WEEK, occupied: Occupied::Refuse }
}

fn item(path: &str, text: &str) -> Item {
    let path = OutputPath::parse(path).expect("legal");
    let (digest, size) = (Digest::of(text.as_bytes()), text.len() as u64);
    Item { class: Class::of(&path), path, digest, size, headers: None }
}

fn found(text: &str) -> Found {
    Found { size: text.len() as u64, digest: Some(Digest::of(text.as_bytes())), ..Found::default() }
}

/// A target that holds these files of ours.
fn remote(files: &[(&str, &str)]) -> Remote {
    let mut record = Record::new("one", None, at("2026-07-01T00:00:00Z"));
    for (path, text) in files {
        let Item { path, digest, size, .. } = item(path, text);
        record.files.insert(path, Sent::new(digest, size, None));
    }
    let listing = files.iter().map(|(path, text)| ((*path).to_owned(), found(text))).collect();
    Remote { release: Some("one".to_owned()), record: Some(record), listing, ..Remote::default() }
}

fn planned(files: &[(&str, &str)], remote: &Remote) -> Plan {
    plan(files.iter().map(|(path, text)| item(path, text)).collect(), remote, rules())
        .expect("nothing is in the way")
}

fn puts(plan: &Plan) -> Vec<(&'static str, &'static str, &str)> {
    plan.puts.iter().map(|put| (put.stage.as_str(), put.change.as_str(), put.item.path.as_str())).collect()
}

fn deletes(plan: &Plan) -> Vec<&str> {
    plan.deletes.iter().map(|delete| delete.path.as_str()).collect()
}

#[test]
fn what_pages_need_comes_first_and_what_names_them_last() {
    let remote =
        remote(&[("index.html", "old"), ("a/index.html", "old"), ("note.txt", "old"), ("same.html", "same")]);
    let new = [
        ("index.html", "new"),
        ("a/index.html", "new"),
        ("b/index.html", "new"),
        ("css/main.0123456789ab.css", "new"),
        ("note.txt", "new"),
        ("rss.xml", "new"),
        ("same.html", "same"),
    ];
    let plan = planned(&new, &remote);
    let expected = [
        ("assets", "new", "css/main.0123456789ab.css"),
        ("files", "changed", "note.txt"),
        ("new-pages", "new", "b/index.html"),
        ("new-entries", "new", "rss.xml"),
        ("changed-pages", "changed", "a/index.html"),
        ("entries", "changed", "index.html"),
    ];
    assert_eq!(puts(&plan), expected);
    assert_eq!((plan.unchanged, plan.bytes(), plan.files_before), (1, 18, 4));
}

#[test]
fn nothing_is_to_be_done_twice() {
    let files = [("index.html", "a"), ("b.html", "b")];
    let there = remote(&files);
    assert!(planned(&files, &there).is_nothing(&there));
    let lost = Remote { record: None, ..remote(&files) };
    let plan = planned(&files, &lost);
    assert_eq!(puts(&plan), []);
    assert!(!plan.is_nothing(&lost), "the record is to be written again");
}

#[test]
fn the_listing_goes_before_the_record() {
    let mut there = remote(&[("a.html", "a"), ("b.html", "b"), ("c.html", "c"), ("gone.html", "")]);
    there.listing.remove("a.html");
    there.listing.remove("gone.html");
    there.listing.insert("b.html".to_owned(), found("x"));
    there.listing.insert("c.html".to_owned(), Found { size: 1, ..Found::default() });
    let plan = planned(&[("a.html", "a"), ("b.html", "b"), ("c.html", "c")], &there);
    assert_eq!(
        puts(&plan),
        [
            ("new-pages", "new", "a.html"),
            ("changed-pages", "changed", "b.html"),
            ("changed-pages", "changed", "c.html"),
        ]
    );
    assert_eq!(deletes(&plan), [""; 0]);
}

#[test]
fn headers_alone_are_a_change() {
    let headers = |cache: &str| {
        let (content_type, cache_control) = ("text/html".to_owned(), cache.to_owned());
        Some(crate::publish::Headers {
            content_type,
            cache_control,
            content_disposition: None,
            content_encoding: None,
        })
    };
    let mut there = remote(&[("a.html", "a")]);
    let with = |cache: &str| vec![Item { headers: headers(cache), ..item("a.html", "a") }];
    for sent in there.record.iter_mut().flat_map(|record| record.files.values_mut()) {
        sent.headers = headers("short");
    }
    assert!(plan(with("short"), &there, rules()).expect("planned").is_nothing(&there));
    let changed = plan(with("long"), &there, rules()).expect("planned");
    assert_eq!(puts(&changed), [("changed-pages", "headers", "a.html")]);
    there.record = None;
    let adopted = plan(with("short"), &there, rules()).expect("planned");
    assert_eq!(puts(&adopted), [("changed-pages", "headers", "a.html")]);
}

#[test]
fn old_assets_stay_for_a_while() {
    let asset = "css/main.0123456789ab.css";
    let mut there = remote(&[(asset, "a"), ("old.html", "a"), ("index.html", "a")]);
    let new = [("index.html", "a")];
    let retired = planned(&new, &there);
    assert_eq!((deletes(&retired), retired.retired), (vec!["old.html"], 1));
    let since = |plan: &Plan| plan.files.values().filter_map(|sent| sent.retired).collect::<Vec<_>>();
    assert_eq!(since(&retired), [rules().now]);

    there.record = Some(record(&retired, "two", None, rules().now));
    there.listing.remove("old.html");
    assert!(planned(&new, &there).is_nothing(&there), "time alone changes nothing before its end");
    let later = |text: &str| Rules { now: at(text), ..rules() };
    let items = || vec![item("index.html", "a")];
    let early = plan(items(), &there, later("2026-07-12T11:59:59Z")).expect("planned");
    assert_eq!(since(&early), [rules().now]);
    let late = plan(items(), &there, later("2026-07-12T12:00:00Z")).expect("planned");
    assert_eq!(deletes(&late), [asset]);
    let back = planned(&[("index.html", "a"), (asset, "a")], &there);
    assert_eq!((puts(&back), since(&back)), (vec![], vec![]));
}

#[test]
fn files_of_others_stay_and_are_not_replaced() {
    let mut there = remote(&[("index.html", "a")]);
    for name in ["google.html", "theirs/a.txt", "same.html"] {
        there.listing.insert(name.to_owned(), found("theirs"));
    }
    let plan = planned(&[("index.html", "b"), ("same.html", "theirs")], &there);
    assert_eq!(plan.others, ["google.html".to_owned(), "theirs/a.txt".to_owned()].into());
    assert_eq!(puts(&plan), [("entries", "changed", "index.html")]);

    let items =
        || vec![item("google.html", "ours"), item("theirs", "a file"), item("google.html.d/x", "ours")];
    let refused = super::plan(items(), &there, rules()).expect_err("in the way");
    let messages: Vec<&str> = refused.iter().map(|mistake| mistake.message.as_str()).collect();
    let told = |name: &str| format!("`{name}` is in the way at the target: no release of ours put it there");
    assert_eq!(messages, [told("google.html"), told("theirs/a.txt")]);
    let forced =
        super::plan(items(), &there, Rules { occupied: Occupied::TakeOver, ..rules() }).expect("forced");
    assert_eq!(puts(&forced).len(), 3);
    assert_eq!(forced.others, ["same.html".to_owned()].into());
}

#[test]
fn folders_and_files_overlap() {
    let ours: BTreeSet<String> = ["a/b", "c", "d-e"].map(str::to_owned).into();
    for (path, expected) in [
        ("a", true),
        ("a/b/c", true),
        ("a/c", false),
        ("c/x/y", true),
        ("d", false),
        ("a/b", false),
        ("a/bc", false),
    ] {
        assert_eq!(overlaps(path, &ours), expected, "{path}");
    }
}

#[test]
fn what_the_target_was_asked_goes_before_the_record() {
    let headers = |cache: &str| crate::publish::Headers {
        content_type: "text/html".to_owned(),
        cache_control: cache.to_owned(),
        content_disposition: None,
        content_encoding: None,
    };
    let with = |cache: &str| vec![Item { headers: Some(headers(cache)), ..item("a.html", "a") }];
    let mut there = remote(&[("a.html", "old")]);
    let told = Found { headers: Some(headers("short")), etag: Some("e".to_owned()), ..found("a") };
    there.listing.insert("a.html".to_owned(), told);
    let kept = plan(with("short"), &there, rules()).expect("planned");
    assert_eq!(puts(&kept), []);
    assert!(!kept.is_nothing(&there), "the record is to say what is there");
    assert_eq!(kept.files.values().map(|sent| sent.etag.as_deref()).collect::<Vec<_>>(), [Some("e")]);
    let changed = plan(with("long"), &there, rules()).expect("planned");
    assert_eq!(puts(&changed), [("changed-pages", "headers", "a.html")]);
}

#[test]
fn what_a_killed_run_sent_is_ours() {
    let mut there = remote(&[("index.html", "a")]);
    for (name, text) in [("b.html", "b"), ("c.html", "half"), ("gone.html", "x")] {
        let Item { path, digest, size, .. } = item(name, text);
        there.unsettled.insert(path, Sent::new(digest, size, None));
        there.listing.insert(name.to_owned(), found(text));
    }
    let plan = planned(&[("index.html", "a"), ("b.html", "b"), ("c.html", "c")], &there);
    assert_eq!(puts(&plan), [("changed-pages", "changed", "c.html")]);
    assert_eq!(deletes(&plan), ["gone.html"]);
    assert!(plan.others.is_empty());
}
