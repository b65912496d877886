//! The preview as a whole: the program runs, files are edited, and pages are asked for over HTTP.
//!
//! `SITEGEN_SEQUENCES` sets how many random sites are edited (3 unless set), `SITEGEN_SEED` the first seed.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "tests act as users do, and say what they skip"
)]

use crate::support::{files, program, random::Random, serving::Serving, site::World, tree};
use sitegen::{
    paths::BaseUrl,
    pipeline::{self, CacheUse, Request},
};
use std::{fs, io::Write as _, net::TcpStream, process::Command};

/// The files that a build for the address of a preview writes; none where it has errors.
fn clean_build(request: &Request, port: u16) -> Option<std::collections::BTreeMap<String, Vec<u8>>> {
    let folder = tempfile::tempdir().expect("a folder");
    let base_url = BaseUrl::parse(&format!("http://127.0.0.1:{port}/")).ok();
    let output_dir = folder.path().to_owned();
    let request = Request { base_url, output_dir, cache: CacheUse::Ignore, ..request.clone() };
    let outcome = pipeline::build(&request, &pipeline::Silent);
    let mut files = (outcome.errors() == 0).then(|| tree::read(folder.path()))?;
    files.remove(".sitegen-manifest.json");
    Some(files)
}

#[test]
fn what_is_served_is_what_a_build_writes() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let first = number("SITEGEN_SEED").unwrap_or(1);
    let mut compared = 0;
    for seed in first..first + number("SITEGEN_SEQUENCES").unwrap_or(3) {
        let mut random = Random::new(seed);
        let folder = tempfile::tempdir().expect("a folder");
        let mut world = World::create(folder.path(), &mut random);
        let mut log = Vec::new();
        let mut clock = world.preview().clock;
        let mut serving = Serving::start(folder.path(), &clock.now().to_string(), &[]);
        for _ in 0..5 {
            log.push(world.edit(&mut random));
            if world.preview().clock != clock {
                clock = world.preview().clock;
                serving = Serving::start(folder.path(), &clock.now().to_string(), &[]);
            }
            let Some(expected) = clean_build(&world.preview(), serving.port) else { continue };
            let address = |path: &str| format!("/{}", path.strip_suffix("index.html").unwrap_or(path));
            let encoded = |path: &str| {
                let parts = address(path);
                let parts = parts.split('/').map(|part| {
                    percent_encoding::utf8_percent_encode(part, percent_encoding::NON_ALPHANUMERIC)
                        .to_string()
                });
                parts.collect::<Vec<_>>().join("/")
            };
            let differs = || expected.iter().find(|(path, bytes)| serving.get(&encoded(path)).2 != **bytes);
            serving.wait_until(
                &format!("seed {seed}: all is equal after {log:#?}: {:?}", differs().map(|(path, _)| path)),
                || differs().is_none(),
            );
            compared += expected.len();
        }
    }
    println!("{compared} files compared");
    assert!(compared > 0);
}

fn site() -> tempfile::TempDir {
    files::project([
        ("sitegen.yaml", "title: A Blog\nbase_url: https://example.org/blog/\n"),
        ("content/posts/one.md", "---\ntitle: One\ndate: 2026-07-01\n---\n\nThe first text.\n"),
        ("content/posts/two.md", "---\ntitle: Two\ndate: 2026-07-02\ndraft: true\n---\n\nA draft.\n"),
        ("static/_redirects", "/blog/old/* /blog/2026/07/01/:splat 302\n"),
    ])
}

const ONE: &str = "/blog/2026/07/01/one/";

#[test]
fn an_edit_shows_and_a_mistake_leaves_what_was_there() {
    let site = site();
    let serving = Serving::start(site.path(), program::CLOCK, &["-D"]);
    let holds = |text: &str| String::from_utf8_lossy(&serving.get(ONE).2).contains(text);
    assert!(holds("The first text."));
    let visited = serving.visit(ONE);
    assert!(String::from_utf8_lossy(&visited.2).contains("<script src=\"/__sitegen/client.js\""));
    assert!(visited.1.contains("cache-control: no-store"), "{}", visited.1);
    assert_eq!(serving.get("/blog/2026/07/02/two/").0, 200, "drafts are shown when they are asked for");
    assert_eq!((serving.get("/blog/2026/07/01/one").0, serving.get("/blog/old/one/").0), (301, 302));
    assert_eq!(serving.get("/blog/none/").0, 404);

    let edit = |text: &str| files::write(site.path(), "content/posts/one.md", text.as_bytes());
    edit("---\ntitle: One\ndate: 2026-07-01\n---\n\nThe second text.\n");
    serving.wait_until("the edit shows", || holds("The second text."));
    let errors = || serving.state("/2026/07/01/one/")["errors"].as_u64();
    edit("---\ntitle: One\ndate: 2026-02-30\n---\n\nThe third text.\n");
    serving.wait_until("the mistake is told of", || errors() == Some(1));
    assert!(holds("The second text."));
    let state = serving.state("/2026/07/01/one/");
    assert_eq!(state["diagnostics"][0]["file"], "content/posts/one.md");
    assert!(state["diagnostics"][0]["lines"].as_array().is_some_and(|lines| !lines.is_empty()), "{state}");
    edit("---\ntitle: One\ndate: 2026-07-01\n---\n\nThe fourth text.\n");
    serving.wait_until("it is mended", || errors() == Some(0) && holds("The fourth text."));

    files::write(site.path(), "templates/post.html", b"{% if %}");
    serving.wait_until("the template's mistake is told of", || errors().is_some_and(|errors| errors > 0));
    assert!(holds("The fourth text."));
    files::write(site.path(), "templates/post.html", b"<p>{{ page.nothing.here }}</p>");
    serving.wait_until("the page's mistake is told of", || serving.get(ONE).0 == 500);
    assert!(String::from_utf8_lossy(&serving.visit(ONE).2).contains("This page cannot be made"));
    fs::remove_file(site.path().join("templates/post.html")).expect("removable");
    serving.wait_until("it is mended", || errors() == Some(0) && holds("The fourth text."));
}

#[test]
fn mistakes_of_pages_that_nobody_asks_for_are_told_of() {
    let site = site();
    let serving = Serving::start(site.path(), program::CLOCK, &[]);
    files::write(site.path(), "templates/404.html", b"{{ page.nothing.here }}");
    loop {
        let line = serving.wait("diagnostic");
        if line["file"] == "templates/404.html" {
            return;
        }
    }
}

#[test]
fn facts_and_the_list_tell_of_posts() {
    let site = site();
    let serving = Serving::start(site.path(), program::CLOCK, &["-D"]);
    let facts = serving.get("/__sitegen/facts?page=/2026/07/02/two/").2;
    let facts: serde_json::Value = serde_json::from_slice(&facts).expect("JSON");
    assert_eq!((&facts["source"], &facts["status"]), (&"content/posts/two.md".into(), &"draft".into()));
    assert_eq!((&facts["words"], &facts["card"]["title"]), (&2.into(), &"Two".into()));
    assert_eq!(serving.get("/__sitegen/facts?page=/nothing/").2, b"null");
    let list = String::from_utf8(serving.visit("/__sitegen/").2).expect("UTF-8");
    assert!(list.contains("<td>draft</td>") && list.contains("href=\"/blog/2026/07/01/one/\""), "{list}");
}

#[test]
fn nothing_is_left_behind_and_nothing_is_written_to_the_output() {
    let site = site();
    let mut serving = Serving::start(site.path(), program::CLOCK, &[]);
    assert_eq!(serving.get(ONE).0, 200);
    let stopped = Command::new("kill").args(["-INT", &serving.child.id().to_string()]).status();
    assert!(stopped.is_ok_and(|status| status.success()));
    assert_eq!(serving.child.wait().expect("ended").code(), Some(0));
    assert!(!site.path().join("public").exists());
    let left = tree::read(&site.path().join(".sitegen")).into_keys();
    assert_eq!(left.filter(|name| name.contains("tmp")).collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn a_taken_port_is_told_with_one_that_is_free() {
    let site = site();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port().to_string();
    let run = Command::new(env!("CARGO_BIN_EXE_sitegen"))
        .args(["serve", "--port", &port, "--root"])
        .arg(site.path())
        .output()
        .expect("runs");
    assert_eq!(run.status.code(), Some(3));
    let said = String::from_utf8_lossy(&run.stderr);
    assert!(said.contains(&port) && said.contains("is free"), "{said}");
}

/// The client is another program than the server, so that neither has more files open than systems allow by default.
#[test]
fn five_hundred_slow_clients_do_not_stop_others() {
    let site = site();
    let mut serving = Serving::start(site.path(), program::CLOCK, &[]);
    let begin = |number: usize| {
        let mut stream = TcpStream::connect(("127.0.0.1", serving.port)).expect("listens");
        let begun: &[u8] = match number % 3 {
            0 => b"",
            1 => b"GET / HTT",
            _ => b"GET / HTTP/1.1\r\nHost: 127.0",
        };
        stream.write_all(begun).expect("taken");
        stream
    };
    let slow: Vec<TcpStream> = (0..500).map(begin).collect();
    for _ in 0..10 {
        assert_eq!(serving.get(ONE).0, 200);
    }
    drop(slow);
    assert_eq!(serving.get(ONE).0, 200);
    assert!(serving.child.try_wait().expect("ours").is_none(), "it still runs");
}

#[test]
fn settings_that_are_named_are_followed_to_another_folder() {
    let site = site();
    // By a relative path, as people type it.
    let config = site.path().join("other.yaml");
    fs::write(&config, "title: A Blog\nbase_url: https://example.org/\n").expect("writable");
    files::write(
        site.path(),
        "texts/posts/one.md",
        b"---\ntitle: One\ndate: 2026-07-01\n---\n\nElsewhere.\n",
    );
    let serving = Serving::start(site.path(), program::CLOCK, &["--config", "other.yaml"]);
    let holds = |text: &str| String::from_utf8_lossy(&serving.get("/2026/07/01/one/").2).contains(text);
    assert!(holds("The first text."));
    fs::write(&config, "title: A Blog\nbase_url: https://example.org/\ncontent_dir: texts\n")
        .expect("writable");
    serving.wait_until("the other folder is read", || holds("Elsewhere."));
    files::write(
        site.path(),
        "texts/posts/one.md",
        b"---\ntitle: One\ndate: 2026-07-01\n---\n\nAnd edited.\n",
    );
    serving.wait_until("an edit in it shows", || holds("And edited."));
}
