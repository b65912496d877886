//! Links to other hosts: what is said of each kind of answer, and what may be written. `external` tries hosts of all kinds.

use super::{CONFIG, Scene, check, codes, site, try_scenes};
use crate::{
    support::{program::Ran, tree},
    wire::server::{Server, send},
};
use std::{fs, net::TcpStream};
use tempfile::TempDir;

pub(super) const SCENES: &[Scene] = &[
    Scene { rule: "external-blocked", breaks: || said("/members"), nearly: || nearly("/challenged-head") },
    Scene { rule: "external-broken", breaks: || said("/gone"), nearly: || nearly("/wrong-head") },
    Scene { rule: "external-moved", breaks: || said("/moved"), nearly: || nearly("/elsewhere") },
    Scene { rule: "external-private", breaks: private, nearly: not_on_the_web },
    Scene { rule: "external-unreachable", breaks: || said("/failing"), nearly: || nearly("/failing-head") },
];

#[test]
fn every_rule_finds_what_breaks_it_and_no_more() {
    try_scenes(SCENES);
}

fn answer(path: &str, request: &str, stream: &mut TcpStream) {
    let is_head = request.starts_with("HEAD ");
    let status = match path {
        "/gone" => "410 Gone",
        "/members" => "403 Forbidden",
        "/failing" => "500 Oops",
        "/wrong-head" if is_head => "404 Not Found",
        "/challenged-head" if is_head => "403 Forbidden",
        "/failing-head" if is_head => "502 Oops",
        "/moved" | "/old?a=1" => return send(stream, "301 Moved", "Location: /new\r\n", b""),
        "/to-front" => return send(stream, "308 Moved", "Location: /\r\n", b""),
        "/elsewhere" => return send(stream, "302 Found", "Location: /new\r\n", b""),
        _ => "200 OK",
    };
    send(stream, status, "", b"<p>Here.</p>");
}

/// Asks hosts of this machine, if it may, without a pause.
fn config(may: bool) -> String {
    format!("{CONFIG}check_external: {{allow_private: {may}, pause: 0}}\n")
}

fn linking(server: &Server, path: &str, may: bool) -> TempDir {
    let post =
        format!("---\ntitle: A\ndate: 2026-07-02\n---\n\nAs [it says]({}), so it is.\n", server.url(path));
    site(&[("sitegen.yaml", &config(may)), ("content/posts/a.md", &post)])
}

/// What is said of a link, as if the server always had one port.
fn said(path: &str) -> Ran {
    let server = Server::start(answer);
    let ran = check(linking(&server, path, true).path(), &["--external"]);
    Ran { err: ran.err.replace(&server.address.to_string(), "127.0.0.1:50000"), ..ran }
}

fn nearly(path: &str) -> Vec<String> {
    let server = Server::start(answer);
    codes(linking(&server, path, true).path(), &["--external"])
}

fn private() -> Ran {
    let server = Server::start(answer);
    let ran = check(linking(&server, "/ok", false).path(), &["--external"]);
    assert_eq!(server.asked(), [""; 0]);
    Ran { err: ran.err.replace(&server.address.to_string(), "127.0.0.1:50000"), ..ran }
}

fn not_on_the_web() -> Vec<String> {
    let links = "[a](mailto:a@example.org) [b](/2026/07/01/good/) [c](https://example.org/2026/07/01/good/)\n\n\
        `http://127.0.0.1/` and `http://localhost/`\n";
    let post = format!("---\ntitle: A\ndate: 2026-07-02\n---\n\n{links}");
    codes(site(&[("sitegen.yaml", &config(false)), ("content/posts/a.md", &post)]).path(), &["--external"])
}

/// The new address stands in the place of the old one, byte for byte, and only where that is certain.
#[test]
fn an_address_that_moved_is_written_where_it_stands() {
    let server = Server::start(answer);
    let (moved, query, front) = (server.url("/moved"), server.url("/old?a=1"), server.url("/to-front"));
    let post = format!(
        "\u{feff}---\r\ntitle: A\r\ndate: 2026-07-02\r\nid: \"{moved}\"\r\nsources:\r\n- {{name: S, url: {moved}}}\r\n\
         seen: {moved}\r\n---\r\n\r\nCafé [one]({moved}#part), [two](<{query}> \"Two\"), <{moved}> and\r\n\
         <a href=\"{moved}\">three</a>, [four][r], `{moved}`, [five]({front}).\r\n\r\n[r]: {moved}\r\n"
    );
    let site = site(&[("sitegen.yaml", &config(true)), ("content/posts/a.md", &post)]);
    let before = tree::read(site.path());
    check(site.path(), &["--fix", "--dry-run"]).expect(0);
    assert_eq!(tree::read(site.path()), before);
    check(site.path(), &["--fix"]).expect(0);
    let read = || fs::read_to_string(site.path().join("content/posts/a.md")).expect("UTF-8");
    assert_eq!(read(), post, "nobody was asked");
    let ran = check(site.path(), &["--external", "--fix"]).expect(0);
    assert_eq!(ran.out.lines().filter(|line| line.contains("external-moved")).count(), 5, "{}", ran.out);
    let new = server.url("/new");
    let expected = post
        .replace(&format!("url: {moved}"), &format!("url: {new}"))
        .replace(&format!("({moved}#part)"), &format!("({new}#part)"))
        .replace(&format!("<{query}>"), &format!("<{new}>"))
        .replace(&format!("<{moved}>"), &format!("<{new}>"))
        .replace(&format!("href=\"{moved}\""), &format!("href=\"{new}\""));
    assert_eq!(read(), expected);
    check(site.path(), &["--external", "--fix"]).expect(0);
    assert_eq!(read(), expected, "a second run changes nothing");
}

/// Outside links of the settings and of data are told with their lines; those of others' data are theirs.
#[test]
fn links_of_the_settings_and_of_data_are_asked_too() {
    let server = Server::start(answer);
    let (gone, moved) = (server.url("/gone"), server.url("/moved"));
    let config = format!(
        "{}nav:\n  - {{name: Good, url: /2026/07/01/good/}}\n  - {{name: Gone, url: \"{gone}\"}}\n",
        config(true)
    );
    let site = site(&[
        ("sitegen.yaml", &config),
        ("data/people.yaml", &format!("- name: Ada\n  url: {moved}\n- note: \"see {gone}\"\n")),
        ("data/own.json", &format!("{{\"$schema\": \"{gone}\", \"fine\": \"{}\"}}", server.url("/ok"))),
        ("data/links.csv", &format!("name,url\nfine,{}\ngone,{gone}\n", server.url("/ok"))),
        (
            "data/wire.yaml",
            &format!("- {{time: 2026-07-02T09:00:00Z, source: S, title: T, url: \"{gone}?wire\"}}\n"),
        ),
    ]);
    let ran = check(site.path(), &["--external", "--message-format", "json"]).expect(1);
    let lines = ran.json_lines().into_iter().filter(|line| line["type"] == "diagnostic");
    let mut said: Vec<String> = lines
        .map(|line| {
            assert!(line["fix"].is_null(), "{line}");
            format!(
                "{}:{} {}",
                line["file"].as_str().expect("a file"),
                line["line"],
                line["code"].as_str().expect("a code")
            )
        })
        .collect();
    said.sort();
    let expected = [
        "data/links.csv:3 external-broken",
        "data/people.yaml:2 external-moved",
        "sitegen.yaml:8 external-broken",
    ];
    assert_eq!(said, expected);
    assert!(server.asked().iter().all(|request| !request.contains("wire")));
}
