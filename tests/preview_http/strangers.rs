//! Requests that pages of other sites make, under our name or one of theirs.

use super::support::{Running, SECRET, TOKEN};

fn with_hosts(server: &Running, target: &str, hosts: &[&str]) -> u16 {
    let lines = hosts.iter().fold(String::new(), |lines, host| lines + "Host: " + host + "\r\n");
    let response =
        server.raw(format!("GET {target} HTTP/1.1\r\n{lines}Connection: close\r\n\r\n").as_bytes());
    assert_eq!(response.text().contains(SECRET), response.status == 200, "{target} {hosts:?}");
    response.status
}

#[test]
fn only_our_names_are_answered() {
    let server = Running::start();
    let port = server.address.port();
    let mut ours = vec!["localhost".to_owned(), "127.0.0.1".into(), "[::1]".into(), "a.b.localhost".into()];
    ours.push("preview.test".into());
    for host in &ours {
        for host in [host.clone(), format!("{host}:{port}"), host.to_uppercase()] {
            assert_eq!(with_hosts(&server, "/secret/", &[&host]), 200, "{host}");
        }
    }
    server.asked();
    for host in [
        "evil.test",
        "localhost.evil.test",
        "127.0.0.1.nip.io",
        "10.0.0.1",
        "0.0.0.0",
        "preview.test.evil.test",
    ] {
        for target in ["/secret/", "/__sitegen/", &format!("/__sitegen/events?token={TOKEN}")] {
            for host in [host.to_owned(), format!("{host}:{port}")] {
                assert_eq!(with_hosts(&server, target, &[&host]), 403, "{host} {target}");
            }
        }
    }
    assert!(server.asked().is_empty());
}

#[test]
fn a_request_names_one_host() {
    let server = Running::start();
    let hosts: [&[&str]; 7] = [
        &[],
        &["localhost", "localhost"],
        &["localhost", "evil.test"],
        &[""],
        &["evil.test@localhost"],
        &["localhost@evil.test"],
        &["localhost:1:2"],
    ];
    for hosts in hosts {
        assert_eq!(with_hosts(&server, "/secret/", hosts), 400, "{hosts:?}");
    }
    assert_eq!(server.raw(b"GET /secret/ HTTP/1.0\r\n\r\n").status, 400);
    assert!(server.asked().is_empty());
}

#[test]
fn a_target_with_a_host_is_checked_too() {
    let server = Running::start();
    assert_eq!(with_hosts(&server, "http://localhost/secret/", &["localhost"]), 200);
    assert_eq!(server.asked(), ["/secret/"]);
    assert_eq!(with_hosts(&server, "http://evil.test/secret/", &["evil.test"]), 403);
    for (target, host) in [
        ("http://evil.test/secret/", "localhost"),
        ("http://localhost/secret/", "evil.test"),
        ("http://localhost/../secret/", "localhost"),
        ("http://localhost//secret/", "localhost"),
        ("http://user@localhost/secret/", "localhost"),
        ("ftp://localhost/secret/", "localhost"),
        ("file:///secret/", "localhost"),
        ("localhost:80", "localhost"),
    ] {
        assert_eq!(with_hosts(&server, target, &[host]), 400, "{target} {host}");
    }
    assert!(server.asked().is_empty());
}

#[test]
fn pages_of_other_sites_may_link_and_nothing_else() {
    let server = Running::start();
    let get = |target: &str, lines: &[&str]| {
        let response = server.request("GET", target, lines);
        assert_eq!(response.text().contains(SECRET), response.status == 200, "{target} {lines:?}");
        response.status
    };
    let navigation = ["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"];
    assert_eq!(get("/secret/", &navigation), 200);
    assert_eq!(get("/__sitegen/", &navigation), 403);
    for ours in
        ["Sec-Fetch-Site: same-origin", "Sec-Fetch-Site: none", &format!("Origin: http://{}", server.address)]
    {
        assert_eq!(get("/secret/", &[ours]), 200, "{ours}");
        assert_eq!(get("/__sitegen/", &[ours]), 200, "{ours}");
    }
    server.asked();
    for foreign in [
        "Sec-Fetch-Site: cross-site",
        "Sec-Fetch-Site: same-site",
        "Sec-Fetch-Site: anything",
        "Origin: http://evil.test",
        "Origin: http://localhost:3000",
        "Origin: http://127.0.0.1",
        "Origin: null",
        "Origin: ",
    ] {
        for mode in ["Sec-Fetch-Mode: no-cors", "Sec-Fetch-Mode: cors", "X-None: 1"] {
            assert_eq!(get("/secret/", &[foreign, mode]), 403, "{foreign} {mode}");
            assert_eq!(get("/__sitegen/", &[foreign, mode]), 403, "{foreign} {mode}");
        }
    }
    assert!(server.asked().is_empty());
}
