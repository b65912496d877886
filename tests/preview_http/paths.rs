//! Paths that no link of a site has.

use super::support::{Running, SECRET};

/// Sends a target as it is, with a host.
fn target(server: &Running, target: &[u8]) -> (u16, String) {
    let host = format!(" HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", server.address);
    let response = server.raw(&[b"GET ", target, host.as_bytes()].concat());
    let text = response.text();
    assert!(!text.contains(SECRET), "{:?}", String::from_utf8_lossy(target));
    (response.status, text)
}

#[test]
fn hostile_paths_are_refused_and_never_asked_for() {
    let server = Running::start();
    let hostile: [&[u8]; 47] = [
        b"/..",
        b"/../",
        b"/../secret/",
        b"/a/../secret/",
        b"/./secret/",
        b"/a/./../secret/",
        b"/%2e%2e/secret/",
        b"/%2E%2E/secret/",
        b"/.%2e/secret/",
        b"/%2e./secret/",
        b"/..%2fsecret/",
        b"/%2e%2e%2fsecret%2f",
        b"/..%5csecret%5c",
        b"/..\\secret\\",
        b"/\\secret\\",
        b"/a\\..\\secret/",
        b"/%5c%5chost/secret/",
        b"//secret/",
        b"///secret/",
        b"//evil.test/secret/",
        b"/secret//",
        b"/%2fsecret/",
        b"/secret%2f",
        b"/%c0%ae%c0%ae/secret/",
        b"/%c0%afsecret/",
        b"/%e0%80%af/secret/",
        b"/%f0%80%80%afsecret/",
        b"/%uff0e%uff0e/secret/",
        b"/\xc0\xae\xc0\xae/secret/",
        b"/\xff/secret/",
        b"/%ff/secret/",
        b"/secret/%00",
        b"/%00secret/",
        b"/secret%00/",
        b"/%0d%0aX: y/secret/",
        b"/%1b/secret/",
        b"/%7f/secret/",
        b"/%c2%85secret/",
        b"/%",
        b"/%2",
        b"/%zz/secret/",
        b"/%%32%65/secret/",
        b"secret/",
        b"?/secret/",
        b"*",
        b"/__sitegen/../secret/",
        b"/__sitegen/%2e%2e/secret/",
    ];
    for path in hostile {
        let (status, _) = target(&server, path);
        assert_eq!(status, 400, "{:?}", String::from_utf8_lossy(path));
    }
    let hidden: [&[u8]; 6] =
        [b"/.git/config", b"/secret/.env", b"/%2eenv", b"/.../secret/", b"/....//", b"/__sitegen/.x"];
    for path in hidden {
        let (status, _) = target(&server, path);
        assert_eq!(status, 404, "{:?}", String::from_utf8_lossy(path));
    }
    assert!(server.asked().is_empty());
    assert!(server.get("/secret/").text().contains(SECRET), "the secret is there to be found");
}

#[test]
fn bytes_that_no_target_has_are_refused() {
    let server = Running::start();
    for path in [&b"/\0secret/"[..], b"/secret/\0", b"/\x01", b"/secret/\r", b"/secret/ /", b"/\x1b[2J"] {
        let (status, _) = target(&server, path);
        assert_eq!(status, 400, "{path:?}");
    }
    assert!(server.asked().is_empty());
}

#[test]
fn what_is_encoded_twice_is_decoded_once() {
    let server = Running::start();
    assert_eq!(target(&server, b"/%252e%252e/secret/").0, 404);
    assert_eq!(target(&server, b"/%252fsecret/").0, 404);
    assert_eq!(target(&server, b"/secret%2500/").0, 404);
    assert_eq!(server.asked(), ["/%2e%2e/secret/", "/%2fsecret/", "/secret%00/"]);
}

#[test]
fn a_fragment_is_no_part_of_a_path() {
    let server = Running::start();
    // Browsers never send one. What follows the sign is dropped, or the request refused.
    for path in [&b"/x#/../secret/"[..], b"/x#", b"/#/secret/", b"/x/#/%2e%2e/secret/"] {
        let (status, _) = target(&server, path);
        assert!([200, 400, 404].contains(&status), "{status}");
    }
    for path in server.asked() {
        assert!(["/x", "/", "/x/"].contains(&&*path), "{path}");
    }
}

#[test]
fn a_long_target_is_refused() {
    let server = Running::start();
    for length in [20_000, 64 * 1024, 300_000] {
        let (status, _) = target(&server, format!("/secret/{}", "a".repeat(length)).as_bytes());
        assert!([414, 431].contains(&status), "{length}: {status}");
    }
    let (status, _) = target(&server, format!("/{}", "a/".repeat(3000)).as_bytes());
    assert_eq!(status, 404);
    assert_eq!(server.asked().len(), 1);
}
