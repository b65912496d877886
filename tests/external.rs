//! `sitegen check --external` against a server of our own, which is good, busy, slow, broken, and worse.

#![allow(clippy::disallowed_methods, reason = "tests act as users do")]

use crate::{
    support::{files, program},
    wire::server::{Server, drip, send},
};
use jiff::Timestamp;
use sitegen::{
    check::external::{Link, Manner, Memory, Place, Report, Verdict, check},
    config::ExternalOptions,
    net::Reach,
};
use std::{
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

fn answer(path: &str, request: &str, stream: &mut TcpStream) {
    let is_head = request.starts_with("HEAD ");
    let moved = |stream: &mut TcpStream, status: &str, to: &str| {
        send(stream, status, &format!("Location: {to}\r\n"), b"");
    };
    match path {
        "/robots.txt" => send(stream, "200 OK", "", b"User-agent: *\nDisallow: /secret\n"),
        "/ok" | "/secret" | "/ok?a=1&b=2" => send(stream, "200 OK", "", b""),
        "/gone" => send(stream, "410 Gone", "", b""),
        "/members" => send(stream, "403 Forbidden", "", b"members only"),
        "/programs" => send(stream, "999 No", "", b""),
        "/failing" => send(stream, "500 Oops", "", b""),
        "/challenge" => send(stream, "503 Wait", "cf-mitigated: challenge\r\n", b""),
        "/challenge-page" => send(stream, "403 Wait", "", b"<title>Just a moment...</title>"),
        "/moved" => moved(stream, "301 Moved", "/ok"),
        "/moved-then-elsewhere" => moved(stream, "308 Moved", "/elsewhere"),
        "/elsewhere" => moved(stream, "302 Found", "/ok"),
        "/circle" => moved(stream, "302 Found", "/circle-2"),
        "/circle-2" => moved(stream, "302 Found", "/circle"),
        "/cookies" => send(stream, "302 Found", "Location: /cookies\r\nSet-Cookie: a=b\r\n", b""),
        "/to-file" => moved(stream, "302 Found", "file:///etc/passwd"),
        "/nowhere" => send(stream, "302 Found", "", b""),
        "/no-head" | "/drip" if is_head => send(stream, "405 No", "", b""),
        "/wrong-head" if is_head => send(stream, "404 Not Found", "", b""),
        "/no-head" | "/wrong-head" => send(stream, "200 OK", "", b"<title>Here</title>"),
        "/reset" => {}
        "/garbage" => {
            let _ = stream.write_all(b"\x00\x01\x02 not HTTP at all\r\n\r\n");
        }
        // It waits for what the client never says.
        "/hang" => while !matches!(stream.read(&mut [0]), Ok(0) | Err(_)) {},
        "/drip" => drip(stream),
        _ => send(stream, "404 Not Found", "", b""),
    }
}

/// A check that writes down for how long it would wait.
struct Bench {
    options: ExternalOptions,
    memory: Memory,
    waits: Arc<Mutex<Vec<Duration>>>,
    now: Timestamp,
    reach: Reach,
}

impl Bench {
    fn new() -> Self {
        Self {
            options: ExternalOptions { pause: 0, ..ExternalOptions::default() },
            memory: Memory::default(),
            waits: Arc::default(),
            now: "2026-07-05T12:00:00Z".parse().expect("valid"),
            reach: Reach::Everywhere,
        }
    }

    fn check(&mut self, urls: &[String]) -> Report {
        let place =
            |number| Place { file: format!("content/posts/{number}.md"), position: None, written: None };
        let links: Vec<Link> = urls
            .iter()
            .enumerate()
            .map(|(number, url)| Link { url: url.clone(), place: place(number) })
            .collect();
        let waits = Arc::clone(&self.waits);
        let wait = move |time| waits.lock().expect("whole").push(time);
        let manner = Manner { reach: self.reach, wait: &wait };
        check(&links, &self.options, &mut self.memory, self.now, manner)
    }

    /// What is said of each path of a server.
    fn say(&mut self, server: &Server, paths: &[&str]) -> Vec<String> {
        let urls: Vec<String> = paths.iter().map(|path| server.url(path)).collect();
        let origin = server.url("");
        let report = self.check(&urls);
        let say = |url: &String| {
            let finding = report.findings.iter().find(|finding| finding.url == *url).expect("looked at");
            let verdict = match &finding.verdict {
                Verdict::Fine => "fine".to_owned(),
                Verdict::Moved(to) => format!("moved to {to}"),
                Verdict::Broken(why) => format!("broken: {why}"),
                Verdict::Blocked(why) => format!("blocked: {why}"),
                Verdict::Unreachable(why) => format!("unreachable: {why}"),
                Verdict::Private(why) => format!("private: {why}"),
            };
            format!("{} {verdict}", url.replace(&origin, "")).replace(&origin, "")
        };
        urls.iter().map(say).collect()
    }

    fn waits(&self) -> Vec<Duration> {
        self.waits.lock().expect("whole").clone()
    }
}

#[test]
fn broken_is_told_from_blocked_and_from_unreachable() {
    let (server, mut bench) = (Server::start(answer), Bench::new());
    let paths = [
        "/ok",
        "/gone",
        "/missing",
        "/members",
        "/programs",
        "/failing",
        "/challenge-page",
        "/moved",
        "/moved-then-elsewhere",
        "/elsewhere",
        "/circle",
        "/cookies",
        "/to-file",
        "/nowhere",
        "/no-head",
        "/wrong-head",
        "/reset",
        "/garbage",
        "/secret",
        "/ok?a=1&b=2",
    ];
    insta::assert_snapshot!(bench.say(&server, &paths).join("\n"), @r"
    /ok fine
    /gone broken: its server answers with the status 410
    /missing broken: its server answers with the status 404
    /members blocked: its server answers with the status 403
    /programs blocked: its server answers with the status 999
    /failing unreachable: its server answers with the status 500
    /challenge-page blocked: its server wants proof that a person asks
    /moved moved to /ok
    /moved-then-elsewhere moved to /elsewhere
    /elsewhere fine
    /circle broken: it redirects in a circle
    /cookies blocked: its server redirects programs, which keep no cookies, in a circle
    /to-file broken: it redirects to an address of `file:`
    /nowhere broken: it redirects and does not say where
    /no-head fine
    /wrong-head fine
    /reset unreachable: its server breaks the connection off
    /garbage unreachable: its server does not speak HTTP
    /secret blocked: its `robots.txt` wants no programs there
    /ok?a=1&b=2 fine
    ");
    let asked = server.asked();
    assert!(asked.iter().all(|request| !request.contains(" /secret ")), "robots.txt forbids it");
    assert_eq!(asked.iter().filter(|request| request.contains(" /robots.txt ")).count(), 1);
    assert!(asked.iter().all(|request| request.to_lowercase().contains("user-agent: sitegen/")));
}

#[test]
fn a_challenge_is_no_reason_to_ask_again() {
    let (server, mut bench) = (Server::start(answer), Bench::new());
    let said = bench.say(&server, &["/challenge"]);
    assert_eq!(said, ["/challenge blocked: its server wants proof that a person asks"]);
    assert_eq!(bench.waits().len(), 0);
}

#[test]
fn a_server_that_never_answers_is_given_up_and_left_alone() {
    let (server, mut bench) = (Server::start(answer), Bench::new());
    (bench.options.robots, bench.options.timeout) = (false, 1);
    let said = bench.say(&server, &["/hang", "/hang?2", "/ok"]);
    let unreachable = |path: &str| format!("{path} unreachable: its server took too long");
    assert_eq!(said, [unreachable("/hang"), unreachable("/hang?2"), unreachable("/ok")]);
    assert_eq!(server.asked().len(), 2, "HEAD and GET of the first");
}

#[test]
fn a_page_without_an_end_is_there() {
    let (server, mut bench) = (Server::start(answer), Bench::new());
    assert_eq!(bench.say(&server, &["/drip"]), ["/drip fine"]);
}

#[test]
fn a_busy_server_is_asked_again_when_it_says() {
    let count = AtomicUsize::new(0);
    let server = Server::start(move |path, _, stream| {
        if path == "/robots.txt" || count.fetch_add(1, Ordering::SeqCst) >= 2 {
            send(stream, "200 OK", "", b"");
        } else {
            send(stream, "429 Slow", "Retry-After: 7\r\n", b"");
        }
    });
    let mut bench = Bench::new();
    assert_eq!(bench.say(&server, &["/busy"]), ["/busy fine"]);
    let waits = bench.waits();
    assert_eq!(waits.len(), 2, "{waits:?}");
    let is_as_said = |wait: &Duration| (Duration::from_secs(1)..=Duration::from_secs(7)).contains(wait);
    assert!(waits.iter().all(is_as_said), "{waits:?}");
}

#[test]
fn a_server_that_wants_to_be_left_alone_is() {
    let server = Server::start(|path, _, stream| match path {
        "/robots.txt" => send(stream, "404 No", "", b""),
        _ => send(stream, "429 Slow", "Retry-After: 3600\r\n", b""),
    });
    let mut bench = Bench::new();
    let said = bench.say(&server, &["/a", "/b", "/c"]);
    let why = "blocked: its server answers with the status 429 and wants to be asked again in 3600 s";
    assert_eq!(said, ["/a", "/b", "/c"].map(|path| format!("{path} {why}")));
    assert_eq!((server.asked().len(), bench.waits().len()), (2, 0), "robots.txt and one link");
}

#[test]
fn a_host_is_asked_one_thing_at_a_time_with_a_pause() {
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (within, seen) = (Arc::clone(&now), Arc::clone(&most));
    let server = Server::start(move |path, _, stream| {
        seen.fetch_max(within.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        let host = path.trim_start_matches('/');
        within.fetch_sub(1, Ordering::SeqCst);
        if host.starts_with("to") {
            send(stream, "302 Found", "Location: /there\r\n", b"");
        } else {
            send(stream, "200 OK", "", b"");
        }
    });
    let mut bench = Bench::new();
    bench.options.pause = 3;
    let urls: Vec<String> = (0..20).map(|number| server.url(&format!("/to{number}"))).collect();
    let report = bench.check(&urls);
    assert!(report.findings.iter().all(|finding| finding.verdict == Verdict::Fine));
    assert_eq!(most.load(Ordering::SeqCst), 1);
    let waits = bench.waits();
    assert_eq!(waits.len(), server.asked().len() - 1, "before each but the first");
    assert!(waits.iter().all(|wait| *wait <= Duration::from_secs(3)), "{waits:?}");
}

#[test]
fn what_is_known_is_not_asked_until_it_is_old() {
    let (server, mut bench) = (Server::start(answer), Bench::new());
    bench.options.robots = false;
    let first = bench.say(&server, &["/ok", "/gone"]);
    let asked = server.asked().len();
    assert_eq!(bench.say(&server, &["/ok", "/gone"]), first);
    assert_eq!(server.asked().len(), asked);
    bench.now = "2026-07-05T14:00:00Z".parse().expect("valid");
    assert_eq!(bench.say(&server, &["/ok", "/gone"]), first);
    let new = &server.asked()[asked..];
    assert!(!new.is_empty() && new.iter().all(|request| request.contains(" /gone ")), "{new:?}");
}

#[test]
fn what_is_ignored_and_what_is_not_on_the_web_is_not_asked() {
    let (server, mut bench) = (Server::start(answer), Bench::new());
    bench.options.ignore = vec![format!("{}/private/*", server.url(""))];
    let urls = [server.url("/private/a"), "mailto:a@b.example".to_owned(), "/own/".to_owned()];
    let report = bench.check(&urls);
    assert_eq!((report.findings, report.asked, report.ignored), (Vec::new(), 0, 1));
    assert_eq!(server.asked(), [""; 0]);
}

/// One address at several places, and what follows `#`, is one question.
#[test]
fn an_address_is_asked_once_for_all_its_places() {
    let (server, mut bench) = (Server::start(answer), Bench::new());
    let report = bench.check(&[server.url("/ok#a"), server.url("/ok"), server.url("/ok#b")]);
    assert_eq!(report.findings.len(), 1);
    assert_eq!(report.findings[0].places.len(), 3);
    assert_eq!(server.asked().iter().filter(|request| request.contains(" /ok ")).count(), 1);
}

#[test]
fn private_addresses_are_never_asked() {
    let (server, mut bench) = (Server::start(answer), Bench::new());
    bench.reach = Reach::Public;
    let said = bench.say(&server, &["/ok"]);
    assert_eq!(said, ["/ok private: it is at 127.0.0.1, an address of this machine or a private network"]);
    assert_eq!(server.asked(), [""; 0]);
}

#[test]
fn a_server_without_a_secure_connection_is_broken_at_its_secure_address() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("https://{}/", listener.local_addr().expect("bound"));
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            // It does not wait for what it would not understand.
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
            let _ = stream.read(&mut [0; 4096]);
        }
    });
    let mut bench = Bench::new();
    let report = bench.check(&[url]);
    let verdict = &report.findings[0].verdict;
    assert!(
        matches!(verdict, Verdict::Broken(why) if why.starts_with("no secure connection to its server")),
        "{verdict:?}"
    );
}

/// The command: what is gone is an error with its place, answers are kept, and without the flag nobody is asked.
#[test]
fn the_command_asks_about_the_links_of_posts() {
    let server = Server::start(answer);
    let config = "title: A\nbase_url: https://example.org/\nshare_cards: false\n\
        check_external: {allow_private: true, pause: 0}\n";
    let post = format!(
        "---\ntitle: A\ndate: 2026-07-01\nid: a\nsources: [{{name: S, url: {gone}}}]\n---\n\n[there]({ok}), [gone]({gone}) and\n\
         <a href=\"{moved}\">moved</a>.\n\n![own](https://example.org/none.png \"x\")\n",
        ok = server.url("/ok"),
        gone = server.url("/gone"),
        moved = server.url("/moved"),
    );
    let site = files::project([("sitegen.yaml", config), ("content/posts/a.md", post.as_str())]);
    let run = |arguments: &[&str]| {
        let base = ["check", "-j1", "--clock", program::CLOCK, "--message-format", "json"];
        program::sitegen(site.path(), &[&base, arguments].concat())
    };
    let said = |ran: &program::Ran| {
        let lines = ran.json_lines().into_iter().filter(|line| line["type"] == "diagnostic");
        let said = lines.map(|line| format!("{}:{}", line["code"].as_str().expect("a code"), line["line"]));
        said.filter(|said| said.starts_with("external")).collect::<Vec<_>>()
    };
    assert_eq!(said(&run(&[])), [""; 0]);
    assert_eq!(server.asked(), [""; 0]);
    let expected = ["external-broken:5", "external-broken:8", "external-moved:9"];
    assert_eq!(said(&run(&["--external"]).expect(1)), expected);
    let asked = server.asked().len();
    assert!(asked > 0);
    assert_eq!(said(&run(&["--external"]).expect(1)), expected);
    assert_eq!(server.asked().len(), asked, "the answers were kept");
}
