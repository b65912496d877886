//! The stream of events.

use super::support::{Running, SECRET, TOKEN};
use sitegen::preview::http::{Event, Limits};
use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    time::Duration,
};

/// A browser that listens.
struct Listener {
    lines: BufReader<TcpStream>,
}

impl Listener {
    /// Connects and reads the head.
    fn open(server: &Running, query: &str, line: &str) -> Self {
        let mut stream = server.connect();
        let host = server.address;
        let request =
            format!("GET /__sitegen/events?token={TOKEN}{query} HTTP/1.1\r\nHost: {host}\r\n{line}\r\n");
        stream.write_all(request.as_bytes()).expect("it listens");
        let mut listener = Self { lines: BufReader::new(stream) };
        let head = listener.until("\r\n");
        assert!(head.starts_with("HTTP/1.1 200") && head.contains("text/event-stream"), "{head}");
        assert!(head.contains("cache-control: no-store"), "{head}");
        // The greeting, with which it listens for certain.
        assert!(listener.until("\r\n").contains("retry: 1000"));
        listener
    }

    /// Reads lines to one that ends it.
    fn until(&mut self, last: &str) -> String {
        let mut text = String::new();
        loop {
            let mut line = String::new();
            let count = self.lines.read_line(&mut line).expect("a line in time");
            assert!(count > 0, "the stream ended: {text:?}");
            text.push_str(&line);
            if line == last {
                return text;
            }
        }
    }

    fn event(&mut self) -> String {
        self.until("\r\n").lines().filter(|line| line.contains(": ")).collect::<Vec<_>>().join("|")
    }
}

fn changed(data: &str) -> Event {
    Event { name: "changed", data: data.to_owned() }
}

#[test]
fn all_who_listen_hear_of_changes() {
    let server = Running::start();
    let mut listeners = [
        Listener::open(&server, "", ""),
        Listener::open(&server, "&after=0", "Sec-Fetch-Site: same-origin\r\n"),
        Listener::open(
            &server,
            "",
            &format!("Origin: http://{}\r\nAccept-Encoding: gzip, br\r\n", server.address),
        ),
    ];
    server.events.send(changed("{\"pages\":[\"/a/\"]}"));
    server.events.send(Event { name: "styles", data: "[]".into() });
    for listener in &mut listeners {
        assert_eq!(listener.event(), "event: changed|data: {\"pages\":[\"/a/\"]}|id: 1");
        assert_eq!(listener.event(), "event: styles|data: []|id: 2");
    }
    assert!(server.asked().is_empty());
}

#[test]
fn who_comes_late_is_told_so() {
    let server = Running::start();
    server.events.send(changed("1"));
    let mut late = Listener::open(&server, "&after=0", "");
    assert_eq!(late.event(), "event: changed|data: {\"all\":true}|id: 1");
    let mut back = Listener::open(&server, "&after=1", "Last-Event-ID: 0\r\n");
    assert_eq!(back.event(), "event: changed|data: {\"all\":true}|id: 1");
    let mut in_time = Listener::open(&server, "&after=1", "");
    server.events.send(changed("2"));
    assert_eq!(in_time.event(), "event: changed|data: 2|id: 2");
}

#[test]
fn who_is_not_ours_hears_nothing() {
    let server = Running::start();
    server.events.send(changed(SECRET));
    let token = format!("token={TOKEN}");
    for (query, lines) in [
        ("", &[][..]),
        ("token=", &[]),
        ("token=07", &[]),
        ("token=17070707070707070707070707070707", &[]),
        ("token=070707070707070707070707070707070", &[]),
        (&*format!("{token}&{token}"), &[]),
        (&token, &["Sec-Fetch-Site: cross-site"]),
        (&token, &["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate"]),
        (&token, &["Sec-Fetch-Site: same-site"]),
        (&token, &["Sec-Fetch-Site: none"]),
        (&token, &["Origin: http://evil.test"]),
        (&token, &["Origin: http://localhost:3000", "Sec-Fetch-Site: same-origin"]),
        (&token, &["Origin: null"]),
    ] {
        let response = server.request("GET", &format!("/__sitegen/events?{query}&after=0"), lines);
        assert_eq!(response.status, 403, "{query} {lines:?}");
        assert!(!response.text().contains(SECRET));
    }
    let head = server.request("HEAD", &format!("/__sitegen/events?{token}"), &[]);
    assert_eq!((head.status, head.header("content-type")), (200, Some("text/event-stream")));
}

#[test]
fn a_quiet_stream_says_that_it_is_alive() {
    let limits = Limits { heartbeat: Duration::from_millis(10), ..Limits::default() };
    let server = Running::with("", limits);
    let mut listener = Listener::open(&server, "", "");
    for _ in 0..3 {
        assert!(listener.until(":\n").ends_with(":\n"));
    }
}

#[test]
fn so_many_may_listen() {
    let limits = Limits { streams: 2, ..Limits::default() };
    let server = Running::with("", limits);
    let first = Listener::open(&server, "", "");
    let _second = Listener::open(&server, "", "");
    let third = format!("/__sitegen/events?token={TOKEN}");
    assert_eq!(server.get(&third).status, 503);
    assert_eq!(server.get("/").status, 200);
    // The server learns that one left when it reads the end of its connection; how soon is not ours to say.
    drop(first);
    let mut tries = 0;
    while server.request("HEAD", &third, &[]).status == 503 {
        tries += 1;
        assert!(tries < 10_000, "its place is never free again");
    }
}

#[test]
fn open_streams_do_not_hold_the_end() {
    let server = Running::start();
    let mut listeners = [Listener::open(&server, "", ""), Listener::open(&server, "", "")];
    server.stop();
    for listener in &mut listeners {
        let mut rest = Vec::new();
        // An error is as much of an end as none.
        let _ = listener.lines.read_to_end(&mut rest);
        assert!(!String::from_utf8_lossy(&rest).contains("event:"));
    }
}
