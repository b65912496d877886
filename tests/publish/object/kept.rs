//! What is asked of the server when little or nothing changed, and what is never touched.

use super::{
    bucket::{Bucket, Object, SECRET},
    proxy::{Entry, Proxy},
    site::{Edited, PATIENT, QUICK, Site},
};
use crate::support::sandbox::PROGRAM;
use std::fs;

/// A site that is published through a proxy.
struct Watched {
    site: Site,
    proxy: Proxy,
}

impl Watched {
    fn of(site: Site) -> Self {
        let proxy = Proxy::before(site.bucket.signed);
        let watched = Self { site, proxy };
        watched.configure(PATIENT);
        watched
    }

    /// Published already.
    fn new() -> Self {
        let watched = Self::of(Site::new(Bucket::new(), "blog"));
        watched.publish();
        watched
    }

    fn configure(&self, more: &str) {
        self.site.configure(self.proxy.address, more);
    }

    fn run(&self, options: &[&str]) -> (crate::support::sandbox::Run, Vec<Entry>) {
        self.proxy.arm(None);
        self.site.through(&self.proxy, options)
    }

    /// Publishes, which must work; gives the requests.
    #[track_caller]
    fn publish(&self) -> Vec<Entry> {
        let (run, log) = self.run(&[]);
        assert_eq!(run.code, Some(0), "{run:?}");
        log
    }

    /// Paths of the site that a run wrote and deleted.
    #[track_caller]
    fn sent(&self) -> (Vec<String>, Vec<String>) {
        let log = self.publish();
        let path = |key: &str| self.site.path_of(key).map(str::to_owned);
        let mut puts: Vec<String> = log.iter().filter_map(|entry| path(entry.puts()?)).collect();
        let mut deletes: Vec<String> =
            log.iter().flat_map(Entry::deletes).filter_map(|key| path(&key)).collect();
        puts.sort();
        deletes.sort();
        (puts, deletes)
    }

    fn build(&self) {
        self.site.sandbox.built();
    }
}

const NOTHING: [&str; 0] = [];

fn assert_only_reads(log: &[Entry]) {
    let writes: Vec<&Entry> = log.iter().filter(|entry| entry.writes()).collect();
    assert!(writes.is_empty(), "{writes:?}");
}

#[test]
fn a_second_run_of_a_thousand_files_reads_twice_and_writes_nothing() {
    let site = Site::new(Bucket::new(), "many");
    let others = site.built().len();
    // With the record there are a thousand and one keys: two pages of a listing.
    for number in 0..1000 - others {
        site.sandbox.write(&format!("static/many/{number}.txt"), format!("{number}\n"));
    }
    site.sandbox.built();
    assert_eq!(site.built().len(), 1000);
    let watched = Watched::of(site);
    watched.configure(", parallel: 16");
    watched.publish();
    watched.site.assert_shows_the_build();
    let log = watched.publish();
    assert_only_reads(&log);
    assert!(log.len() <= 2, "{log:?}");
    watched.site.forget();
    let log = watched.publish();
    assert_only_reads(&log);
    assert!(log.len() <= 3, "the record is read too: {log:?}");
}

#[test]
fn types_and_times_are_said_with_each_object_and_count_as_changes() {
    let watched = Watched::new();
    let objects = watched.site.objects();
    let said = |path: &str| {
        let object = &objects[path];
        (object.header("content-type").to_owned(), object.header("cache-control").to_owned())
    };
    let both = |kind: &str, time: &str| (kind.to_owned(), time.to_owned());
    assert_eq!(said("index.html"), both("text/html; charset=utf-8", "public, max-age=60"));
    assert_eq!(said("about/index.html"), both("text/html; charset=utf-8", "public, max-age=300"));
    assert_eq!(said("note.txt"), both("text/plain; charset=utf-8", "public, max-age=3600"));
    let style =
        objects.keys().find(|path| path.starts_with("css/site.") && path.len() > 12).expect("a style sheet");
    assert_eq!(said(style), both("text/css; charset=utf-8", "public, max-age=31536000, immutable"));

    watched.configure(&format!("{PATIENT}, cache: {{entries: no-cache}}"));
    let (puts, deletes) = watched.sent();
    assert!(puts.contains(&"index.html".to_owned()) && !puts.contains(&"note.txt".to_owned()), "{puts:?}");
    assert_eq!(deletes, NOTHING);
    let after = watched.site.objects();
    assert_eq!(after["index.html"].header("cache-control"), "no-cache");
    assert_eq!(after["index.html"].bytes, objects["index.html"].bytes);
    assert_only_reads(&watched.publish());

    watched.site.sandbox.write("static/_headers", "/note.txt\n  Content-Disposition: attachment\n");
    watched.build();
    let (puts, _) = watched.sent();
    assert_eq!(puts, ["_headers", "note.txt"]);
    assert_eq!(watched.site.objects()["note.txt"].header("content-disposition"), "attachment");
}

#[test]
fn what_others_changed_is_set_right_and_what_others_have_stays() {
    let watched = Watched::new();
    let site = &watched.site;
    for key in ["elsewhere.txt", "blog2/index.html", "blogger.txt", "blog/theirs/google.html", "blog"] {
        site.bucket.write(key, "theirs");
    }
    let outside = || {
        let mut objects = site.bucket.objects("");
        objects.retain(|key, _| !key.starts_with("blog/"));
        objects
    };
    let before = outside();
    assert_only_reads(&watched.publish());
    site.bucket.write(&site.key("note.txt"), "a vote\n");
    site.bucket.delete(&site.key("index.html"));
    assert_eq!(watched.sent().0, ["index.html", "note.txt"]);
    let mut shown = site.shown();
    assert_eq!(shown.remove("theirs/google.html"), Some(b"theirs".to_vec()));
    assert!(shown == site.built());

    site.sandbox.remove("static/gone.txt");
    watched.build();
    assert_eq!(watched.sent(), (Vec::new(), vec!["gone.txt".to_owned()]));
    // A build that has a file where somebody else has one.
    site.sandbox.write("static/theirs/google.html", "ours");
    watched.build();
    let (run, log) = watched.run(&[]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert_eq!(run.errors()[0].0, "publish-in-the-way", "{run:?}");
    assert_only_reads(&log);
    let (run, _) = watched.run(&["--force"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    site.assert_shows_the_build();
    assert_eq!(outside(), before, "nothing outside of the prefix was touched");
    let (_, log) = watched.run(&[]);
    let asks_inside = |entry: &Entry| {
        entry.key.starts_with("blog/")
            || (entry.key.is_empty() && entry.query.contains("prefix=blog%2F"))
            || (entry.key.is_empty() && entry.query.contains("prefix=blog/"))
    };
    assert!(log.iter().all(asks_inside), "{log:?}");
}

#[test]
fn a_lost_or_foreign_record_is_a_full_comparison() {
    for damage in [None, Some("{}"), Some("not JSON"), Some("{\"sitegen_publish\":99,\"files\":{}}")] {
        let watched = Watched::new();
        let site = &watched.site;
        let record = site.key(".sitegen/manifest.json");
        match damage {
            None => site.bucket.delete(&record),
            Some(text) => site.bucket.write(&record, text),
        }
        site.bucket.write(&site.key("theirs.txt"), "theirs");
        site.sandbox.write("static/more.txt", "more\n");
        watched.build();
        // Bytes decide: what is there as it would be sent may be sent again for its headers, and nothing goes.
        let (puts, deletes) = watched.sent();
        assert!(puts.contains(&"more.txt".to_owned()), "{damage:?}: {puts:?}");
        assert_eq!(deletes, NOTHING, "{damage:?}");
        let mut shown = site.shown();
        assert_eq!(shown.remove("theirs.txt"), Some(b"theirs".to_vec()), "{damage:?}");
        assert!(shown == site.built(), "{damage:?}");
        assert_only_reads(&watched.publish());
    }
}

#[test]
fn a_dry_run_sends_nothing_that_writes() {
    let mut edited = Edited::new();
    let site = edited.case("dry");
    let watched = Watched::of(site);
    let before = watched.site.objects();
    let (run, log) = watched.run(&["--dry-run"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_only_reads(&log);
    assert!(watched.site.objects() == before);
    let told = run.messages();
    let stages = ["assets", "files", "new-pages", "new-entries", "changed-pages", "entries"];
    let order: Vec<usize> = told
        .iter()
        .filter_map(|message| stages.iter().position(|stage| message["stage"] == *stage))
        .collect();
    let puts = run.summary()["sent"].as_u64().expect("a number");
    assert!(order.is_sorted() && order.len() as u64 == puts && puts > 40, "{run:?}");
    assert!(run.summary()["deleted"].as_u64() > Some(5), "{run:?}");
    edited.site.prefix = "empty".to_owned();
    edited.site.configure(watched.proxy.address, PATIENT);
    watched.proxy.arm(None);
    let (run, log) = edited.site.through(&watched.proxy, &["--dry-run"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_only_reads(&log);
    assert!(edited.site.objects().is_empty());
}

#[test]
fn what_is_refused_is_refused_before_anything_is_changed() {
    let edited = Edited::new();
    let watched = Watched::of(edited.case("refused"));
    let before = watched.site.objects();
    for options in [&["--max-deletes", "1"][..], &["--max-deletes", "5%"]] {
        let (run, log) = watched.run(options);
        assert_eq!((run.code, run.errors()[0].0.as_str()), (Some(1), "publish-deletes"), "{run:?}");
        assert_only_reads(&log);
    }
    let run = crate::support::sandbox::Run::of(watched.site.sandbox.command(PROGRAM).args([
        "publish",
        "--message-format",
        "json",
        "--rollback",
    ]));
    assert_eq!((run.code, run.errors()[0].0.as_str()), (Some(1), "publish-release"), "{run:?}");
    assert!(run.stdout.contains("build the commit"), "it says what to do instead: {run:?}");
    assert_eq!(watched.site.sandbox.build_with(&["--base-url", "http://127.0.0.1:8000/"]).code, Some(0));
    let (run, log) = watched.run(&[]);
    assert_eq!((run.code, run.errors()[0].0.as_str()), (Some(1), "publish-base-url"), "{run:?}");
    assert!(log.is_empty(), "the target is not even looked at: {log:?}");
    watched.build();
    watched.site.sandbox.write("public/note.txt", "edited by hand");
    let (run, log) = watched.run(&[]);
    assert_eq!((run.code, run.errors()[0].0.as_str()), (Some(1), "publish-changed"), "{run:?}");
    assert_eq!(
        log.iter()
            .flat_map(Entry::deletes)
            .filter_map(|key| watched.site.path_of(&key).map(str::to_owned))
            .count(),
        0
    );
    assert!(watched.site.objects()["note.txt"] == before["note.txt"]);
    assert_eq!(edited.wrongs(&watched.site.objects()), NOTHING);
}

#[test]
fn a_secret_is_told_to_nobody() {
    let watched = Watched::new();
    let site = &watched.site;
    let mut runs = vec![site.run(&["-v"]), site.run(&["-v", "--dry-run"])];
    site.sandbox.write("static/note.txt", "another note\n");
    watched.build();
    // A server that is not there, one that answers with errors, and one that does not know the key.
    site.configure("127.0.0.1:9".parse().expect("an address"), QUICK);
    runs.push(site.run(&["-v"]));
    watched.configure(QUICK);
    watched.proxy.arm(Some((super::proxy::When::From(2), super::proxy::Fault::Status(503))));
    runs.push(site.through(&watched.proxy, &["-v"]).0);
    watched.proxy.arm(None);
    if !site.bucket.is_elsewhere() {
        let mut command = site.command(&["-v"]);
        let run =
            crate::support::sandbox::Run::of(command.env("AWS_SECRET_ACCESS_KEY", "canary-another-secret"));
        assert!(!format!("{run:?}").contains("canary-another"), "{run:?}");
        runs.push(run);
    }
    assert_eq!(runs.iter().filter(|run| run.code == Some(3)).count(), runs.len() - 2, "{runs:?}");
    runs.push(site.run(&["-v"]));
    for run in runs {
        assert!(!format!("{run:?}").contains(SECRET), "{run:?}");
    }
    let has = |bytes: &[u8]| bytes.windows(SECRET.len()).any(|part| part == SECRET.as_bytes());
    assert!(!site.bucket.objects("").values().any(|object: &Object| has(&object.bytes)), "in an object");
    let local = crate::support::sandbox::read_tree(&site.sandbox.root());
    assert!(!local.values().any(|bytes| has(bytes)), "in a file");
}

#[test]
fn a_program_hears_what_changed_before_anything_goes() {
    let watched = Watched::new();
    let site = &watched.site;
    let heard = site.sandbox.home().join("heard");
    let tell = |code: u8| {
        let script = site.sandbox.home().join("tell");
        let text = format!("cat > \"$HOME/heard\"\nexit {code}\n");
        fs::write(&script, text).expect("writable");
        watched.configure(&format!("{PATIENT}, invalidate: [sh, \"{}\"]", script.display()));
    };
    tell(1);
    site.sandbox.write("static/note.txt", "another note\n");
    site.sandbox.remove("static/gone.txt");
    watched.build();
    let (run, log) = watched.run(&[]);
    assert_eq!(run.code, Some(3), "{run:?}");
    assert!(!log.iter().flat_map(Entry::deletes).any(|key| site.path_of(&key).is_some()), "{log:?}");
    assert!(site.shown().contains_key("gone.txt") && site.shown()["note.txt"] == b"another note\n");
    let told = fs::read_to_string(&heard).expect("it ran");
    let mut lines: Vec<&str> = told.lines().collect();
    lines.sort_unstable();
    assert_eq!(lines, ["https://example.org/gone.txt", "https://example.org/note.txt"]);
    fs::remove_file(&heard).expect("removable");
    tell(0);
    let (puts, deletes) = watched.sent();
    assert_eq!((puts, deletes), (Vec::new(), vec!["gone.txt".to_owned()]));
    assert_eq!(fs::read_to_string(&heard).expect("it ran again").lines().count(), 2);
    fs::remove_file(&heard).expect("removable");
    assert_only_reads(&watched.publish());
    assert!(!heard.exists(), "nothing changed");
}
