//! `sitegen wire pull` against a server of our own, which is good, huge, slow, broken, and worse.

#![allow(clippy::disallowed_methods, clippy::print_stdout, reason = "tests act as users do")]

pub mod server;

use crate::support::{files, program};
use server::{Server, bomb, drip, packed, send};
use sitegen::{
    clock::Clock,
    config::{self, WireOptions},
    data,
    diagnostic::Diagnostic,
    newsroom::{WireItem, wire as wire_data},
    wire::{self, Pulled},
};
use std::{fs, net::TcpStream, path::Path, sync::LazyLock};

/// 64 MiB in 64 KiB.
static BOMB: LazyLock<Vec<u8>> = LazyLock::new(|| bomb(64 << 20));

const NOW: &str = "2026-07-05T13:00:00Z";

const RSS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><rss version=\"2.0\"><channel><title>T</title>\
    <item><title>First &amp;amp; &lt;b&gt;bold&lt;/b&gt;</title><link>https://a.example/1</link><guid>rss-1</guid>\
    <pubDate>Sun, 05 Jul 2026 12:42:00 GMT</pubDate></item>\
    <item><title>Without a time</title><link>javascript:alert(1)</link><guid>rss-2</guid></item>\
    <item><title> </title><guid>rss-3</guid></item></channel></rss>";
const ATOM: &str = "<feed xmlns=\"http://www.w3.org/2005/Atom\"><id>f</id><title>T</title>\
    <updated>2026-07-05T12:41:00Z</updated><entry><id>atom-1</id><title type=\"html\">Caf&#233; &lt;i&gt;open&lt;/i&gt;</title>\
    <link href=\"/a\"/><updated>2026-07-05T14:41:00+02:00</updated></entry></feed>";
const JSON: &str = "{\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": \"T\", \"items\": [\
    {\"id\": \"json-1\", \"title\": \"A < b & c\", \"url\": \"https://j.example/1\", \
    \"date_published\": \"2026-07-05T12:40:00Z\"}]}";

fn answer(path: &str, request: &str, stream: &mut TcpStream) {
    let moved =
        |stream: &mut TcpStream, to: &str| send(stream, "302 Found", &format!("Location: {to}\r\n"), b"");
    match path {
        "/rss" if request.to_lowercase().contains("if-none-match: \"v1\"") => {
            send(stream, "304 Not Modified", "ETag: \"v1\"\r\n", b"");
        }
        "/rss" => {
            let headers = "Content-Type: application/rss+xml; charset=utf-8\r\nETag: \"v1\"\r\n\
                Last-Modified: Sun, 05 Jul 2026 12:42:00 GMT\r\n";
            send(stream, "200 OK", headers, RSS.as_bytes());
        }
        "/atom" => send(stream, "200 OK", "Content-Encoding: gzip\r\n", &packed(ATOM)),
        "/json" => send(stream, "200 OK", "Content-Type: application/feed+json\r\n", JSON.as_bytes()),
        "/moved" => moved(stream, "/json"),
        "/huge" => send(stream, "200 OK", "", &vec![b' '; 300_000]),
        "/bomb" => send(stream, "200 OK", "Content-Encoding: gzip\r\n", &BOMB),
        "/slow" => drip(stream),
        "/broken" => send(stream, "200 OK", "", &RSS.as_bytes()[..RSS.len() - 60]),
        "/page" => {
            send(stream, "200 OK", "Content-Type: text/html\r\n", b"<!DOCTYPE html><title>A page</title>");
        }
        "/loop" => moved(stream, "/loop"),
        "/to-private" => moved(stream, "http://10.0.0.1/feed"),
        "/to-local" => moved(stream, "http://127.1:1/feed"),
        "/to-metadata" => moved(stream, "http://[::ffff:169.254.169.254]/latest"),
        "/to-file" => moved(stream, "file:///etc/passwd"),
        "/nowhere" => send(stream, "302 Found", "", b""),
        "/latin" => {
            let text = RSS.replace("bold", "caf\u{1}").into_bytes();
            let text: Vec<u8> = text.into_iter().map(|byte| if byte == 1 { 0xe9 } else { byte }).collect();
            send(stream, "200 OK", "", &text);
        }
        "/cut" => {
            use std::io::Write as _;
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n<rss");
        }
        "/garbage" => {
            use std::io::Write as _;
            let _ = stream.write_all(b"\x00\x01\x02 not HTTP at all\r\n\r\n");
        }
        _ => send(stream, "404 Not Found", "", b"no"),
    }
}

/// The options that a configuration gives, in which each source is a name and its path on the server.
fn options(server: &Server, sources: &[(&str, &str)], more: &str) -> WireOptions {
    let source = |(name, path): &(&str, &str)| {
        let encoding = if *name == "Latin" { ", encoding: latin1" } else { "" };
        format!("    - {{name: {name}, url: \"{}\", allow_private: true{encoding}}}\n", server.url(path))
    };
    let sources: String = sources.iter().map(source).collect();
    read_options(&format!("  sources:\n{sources}{more}"))
}

fn read_options(wire: &str) -> WireOptions {
    let text = format!("title: T\nbase_url: https://example.org/\nwire:\n{wire}");
    let (config, diagnostics) = config::raw::parse(&text, "sitegen.yaml");
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    config.wire.expect("on")
}

fn pull(root: &Path, options: &WireOptions) -> Pulled {
    wire::pull(root, options, Clock::at(NOW.parse().expect("valid"))).expect("writable")
}

/// The items of the file, which is read as a build reads it, without a word of warning.
fn items(root: &Path) -> Vec<WireItem> {
    let bytes = fs::read(root.join("data/wire.yaml")).expect("written");
    let value = data::parse("data/wire.yaml", &bytes).expect("readable");
    let (items, diagnostics) = wire_data::read("data/wire.yaml", &value);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    items
}

fn lines(root: &Path) -> Vec<String> {
    let line = |item: WireItem| {
        format!("{} {} {} {}", item.time, item.source, item.headline, item.url.as_deref().unwrap_or("-"))
    };
    items(root).into_iter().map(line).collect()
}

fn messages(pulled: &Pulled) -> Vec<&str> {
    assert!(pulled.diagnostics.iter().all(|diagnostic: &Diagnostic| diagnostic.hint.is_some()));
    pulled.diagnostics.iter().map(|diagnostic| diagnostic.message.as_str()).collect()
}

#[test]
fn what_is_good_arrives_and_what_is_not_is_told() {
    let (server, project) = (Server::start(answer), tempfile::tempdir().expect("a folder"));
    assert!(BOMB.len() < 200_000);
    let sources = [
        ("Huge", "/huge"),
        ("Rss", "/rss"),
        ("Bomb", "/bomb"),
        ("Atom", "/atom"),
        ("Broken", "/broken"),
        ("Page", "/page"),
        ("Loop", "/loop"),
        ("Inside", "/to-private"),
        ("Local", "/to-local"),
        ("Metadata", "/to-metadata"),
        ("Disk", "/to-file"),
        ("Nowhere", "/nowhere"),
        ("Wrong", "/latin"),
        ("Cut", "/cut"),
        ("Garbage", "/garbage"),
        ("Gone", "/gone"),
        ("Latin", "/latin"),
        ("Json", "/moved"),
    ];
    let pulled = pull(project.path(), &options(&server, &sources, "  max_bytes: 200000\n"));
    assert_eq!(
        lines(project.path()),
        [
            "2026-07-05T13:00:00Z Latin Without a time -",
            "2026-07-05T13:00:00Z Rss Without a time -",
            "2026-07-05T12:42:00Z Latin First & café https://a.example/1",
            "2026-07-05T12:42:00Z Rss First & bold https://a.example/1",
            &format!("2026-07-05T12:41:00Z Atom Café open {}", server.url("/a")),
            "2026-07-05T12:40:00Z Json A < b & c https://j.example/1",
        ]
    );
    let cut = messages(&pulled).into_iter().map(|message| message.split(": error").next().unwrap_or(message));
    let told: Vec<String> = cut.map(str::to_owned).collect();
    insta::assert_snapshot!(told.join("\n"));
    assert_eq!(
        (pulled.sources, pulled.failed, pulled.new, pulled.kept, pulled.written),
        (18, 14, 6, 6, true)
    );
    let left: Vec<_> = fs::read_dir(project.path().join("data")).expect("there").flatten().collect();
    assert_eq!(left.len(), 1, "{left:?}");
}

#[test]
fn a_feed_that_never_ends_is_given_up() {
    let (server, project) = (Server::start(answer), tempfile::tempdir().expect("a folder"));
    let pulled =
        pull(project.path(), &options(&server, &[("Slow", "/slow"), ("Json", "/json")], "  timeout: 2\n"));
    assert_eq!(messages(&pulled), ["`Slow`: it took more than 2 s"]);
    assert_eq!(lines(project.path()).len(), 1);
}

#[test]
fn a_private_address_is_not_even_connected_to() {
    let (server, project) = (Server::start(answer), tempfile::tempdir().expect("a folder"));
    let port = server.address.port();
    let source =
        |name: &str, host: &str| format!("    - {{name: {name}, url: \"http://{host}:{port}/rss\"}}\n");
    let hosts = ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1", "0.0.0.0"];
    let sources: String = hosts.iter().map(|host| source(&format!("\"{host}\""), host)).collect();
    let pulled = pull(project.path(), &read_options(&format!("  sources:\n{sources}")));
    assert_eq!(pulled.failed, hosts.len());
    for message in messages(&pulled) {
        assert!(message.contains("an address of this machine or a private network"), "{message}");
    }
    assert_eq!(server.asked(), [""; 0]);
    assert!(!project.path().join("data").exists());
}

#[test]
fn a_second_pull_asks_whether_anything_changed() {
    let (server, project) = (Server::start(answer), tempfile::tempdir().expect("a folder"));
    let options = options(&server, &[("Rss", "/rss")], "");
    assert_eq!(pull(project.path(), &options).new, 2);
    let first = fs::read(project.path().join("data/wire.yaml")).expect("written");
    let later = Clock::at("2026-07-05T15:00:00Z".parse().expect("valid"));
    let again = wire::pull(project.path(), &options, later).expect("writable");
    assert_eq!(again, Pulled { sources: 1, kept: 2, ..Pulled::default() });
    assert_eq!(fs::read(project.path().join("data/wire.yaml")).expect("there"), first);
    let asked: Vec<String> = server.asked().iter().map(|request| request.to_lowercase()).collect();
    assert!(!asked[0].contains("if-none-match") && asked[0].contains("accept-encoding: gzip"));
    assert!(asked[1].contains("if-none-match: \"v1\""), "{}", asked[1]);
    assert!(asked[1].contains("if-modified-since: sun, 05 jul 2026 12:42:00 gmt"));
    // Without the file everything is fetched anew: what it was told stands in the file itself.
    fs::remove_file(project.path().join("data/wire.yaml")).expect("removable");
    assert_eq!(pull(project.path(), &options).new, 2);
    assert!(!server.asked()[2].to_lowercase().contains("if-none-match"));
}

#[test]
fn items_are_merged_by_id_and_the_newest_are_kept() {
    let (server, project) = (Server::start(answer), tempfile::tempdir().expect("a folder"));
    let own = "- {id: own, time: 2026-07-05T12:45:00Z, source: Desk, headline: \"Ours: first\"}\n\
        - {id: rss-1, time: 2026-07-05T12:00:00Z, source: Rss, headline: As it was}\n\
        - {id: rss-2, time: 2026-07-05T09:00:00Z, source: Rss, headline: Seen in the morning}\n\
        - {id: old, time: 2026-01-01T00:00:00Z, source: Desk, headline: Old}\n";
    files::write(project.path(), "data/wire.yaml", own.as_bytes());
    let options = options(&server, &[("Rss", "/rss"), ("Gone", "/gone"), ("Json", "/json")], "  keep: 4\n");
    let pulled = pull(project.path(), &options);
    assert_eq!((pulled.new, pulled.kept, pulled.failed), (1, 4, 1));
    assert_eq!(
        lines(project.path()),
        [
            "2026-07-05T12:45:00Z Desk Ours: first -",
            "2026-07-05T12:42:00Z Rss First & bold https://a.example/1",
            "2026-07-05T12:40:00Z Json A < b & c https://j.example/1",
            // It has no time of its own, and keeps that at which it was seen first.
            "2026-07-05T09:00:00Z Rss Without a time -",
        ]
    );
}

#[test]
fn a_file_that_cannot_be_read_is_left_as_it_is() {
    let (server, project) = (Server::start(answer), tempfile::tempdir().expect("a folder"));
    let options = options(&server, &[("Rss", "/rss")], "");
    for text in ["items: [", "- {time: noon, source: A, headline: B}\n"] {
        files::write(project.path(), "data/wire.yaml", text.as_bytes());
        let pulled = pull(project.path(), &options);
        assert!(pulled.diagnostics.iter().all(Diagnostic::is_error) && !pulled.diagnostics.is_empty());
        assert_eq!(fs::read_to_string(project.path().join("data/wire.yaml")).expect("there"), text);
    }
    fs::remove_file(project.path().join("data/wire.yaml")).expect("removable");
    files::write(project.path(), "data/wire.csv", b"time,source,headline\n");
    assert_eq!(
        messages(&pull(project.path(), &options)),
        ["a pull writes `data/wire.yaml`, and there is another wire beside it"]
    );
    assert_eq!(server.asked(), [""; 0]);
}

#[test]
fn the_exit_code_says_whether_anything_came() {
    let server = Server::start(answer);
    let project = |sources: &str| {
        let text = format!("title: T\nbase_url: https://example.org/\nwire:\n  sources:\n{sources}");
        files::project([("sitegen.yaml", text)])
    };
    let source = |name: &str, path: &str| {
        format!("    - {{name: {name}, url: \"{}\", allow_private: true}}\n", server.url(path))
    };
    let run = |folder: &Path, more: &[&str]| program::sitegen(folder, &[&["wire", "pull"], more].concat());
    let mixed = project(&[source("Rss", "/rss"), source("Gone", "/gone")].concat());
    let ran = run(mixed.path(), &[]).expect(0);
    assert!(ran.err.contains("`Gone`: its server answers with the status 404"), "{}", ran.err);
    assert!(
        ran.err.contains("pulled 1 of 2 sources") && ran.err.contains("2 new, 2 in data/wire.yaml"),
        "{}",
        ran.err
    );
    let ran = run(mixed.path(), &["--deny-warnings", "--message-format", "json"]).expect(1);
    let lines = ran.json_lines();
    assert_eq!((&lines[0]["type"], &lines[0]["code"]), (&"diagnostic".into(), &"wire-source".into()));
    let summary = lines.last().expect("a summary");
    assert_eq!(summary["type"], "summary");
    assert_eq!((&summary["ok"], &summary["failed"], &summary["kept"]), (&false.into(), &1.into(), &2.into()));

    let gone = project(&source("Gone", "/gone"));
    let ran = run(gone.path(), &[]).expect(3);
    assert!(ran.err.contains("cannot pull the wire: none of its sources could be fetched"), "{}", ran.err);
    assert!(!gone.path().join("data").exists());
    let none = files::project([("sitegen.yaml", "title: T\nbase_url: https://example.org/\nwire: true\n")]);
    assert!(run(none.path(), &[]).expect(1).err.contains("the wire has no sources"));
    let wrong = project("    - {name: Files, url: \"file:///etc/passwd\"}\n");
    assert!(run(wrong.path(), &[]).expect(1).err.contains("only http and https are"));
    program::sitegen(wrong.path(), &["wire"]).expect(2);
    let help = program::sitegen(wrong.path(), &["wire", "pull", "--help"]).expect(0);
    assert!(help.out.contains("data/wire.yaml") && help.out.contains("sitegen wire pull --deny-warnings"));
}
