//! Pages, files, tools: statuses, headers, conditions, ranges, compression.

use super::support::{Running, SECRET, SNIPPET, long_page, style};
use std::io::Read as _;

#[test]
fn a_page_and_its_headers() {
    let server = Running::start();
    let page = server.get("/");
    assert_eq!(page.status, 200);
    assert_eq!(page.text(), format!("<body>home{SNIPPET}</body>"));
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    assert_eq!(page.header("cache-control"), Some("no-store"));
    assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(page.header("cross-origin-resource-policy"), Some("same-origin"));
    assert_eq!(page.all("vary"), "accept-encoding, sec-fetch-dest");
    assert!(page.header("access-control-allow-origin").is_none());
    assert_eq!(server.asked(), ["/"]);
    assert_eq!(server.get("/%E6%97%A5%E6%9C%AC/").text(), format!("<body>日本{SNIPPET}</body>"));
}

#[test]
fn head_has_the_headers_of_get() {
    let server = Running::start();
    for target in ["/", "/picture.png", "/missing/", "/broken/", "/a", "/__sitegen/client.js", "/.git/x"] {
        let mut get = server.get(target);
        let mut head = server.request("HEAD", target, &[]);
        assert!(head.body.is_empty(), "{target}");
        assert!(head.header("content-length").is_some(), "{target}");
        for response in [&mut get, &mut head] {
            response.headers.retain(|(name, _)| name != "date");
        }
        assert_eq!((head.status, head.headers), (get.status, get.headers), "{target}");
    }
}

#[test]
fn other_methods_are_refused() {
    let server = Running::start();
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "BREW"] {
        for target in ["/", "/__sitegen/", "/__sitegen/events"] {
            let response = server.request(method, target, &[]);
            assert_eq!(response.status, 405, "{method} {target}");
            assert_eq!(response.header("allow"), Some("GET, HEAD"), "{method}");
        }
    }
    let options = server.request("OPTIONS", "*", &[]);
    assert_eq!(options.status, 405);
    assert!(server.asked().is_empty());
}

#[test]
fn files_are_as_they_are() {
    let server = Running::start();
    assert_eq!(server.get("/site.css").text(), style());
    assert_eq!(server.get("/picture.png").body, vec![b'x'; 4000]);
    assert_eq!(server.get("/digits.txt").header("vary"), Some("accept-encoding"));
    // A script that fetches HTML for a part of a page.
    let fetched = server.request("GET", "/", &["Sec-Fetch-Site: same-origin", "Sec-Fetch-Dest: empty"]);
    assert_eq!(fetched.text(), "<body>home</body>");
    let shown = server.request("GET", "/", &["Sec-Fetch-Site: none", "Sec-Fetch-Dest: document"]);
    assert_eq!(shown.text(), format!("<body>home{SNIPPET}</body>"));
    assert_ne!(fetched.header("etag"), shown.header("etag"));
}

#[test]
fn what_is_missing_or_broken_is_a_page_too() {
    let server = Running::start();
    let missing = server.get("/missing/?x=%3Cscript%3E");
    assert_eq!(missing.status, 404);
    assert!(missing.text().contains("Not found") && missing.text().contains(SNIPPET));
    assert!(missing.header("etag").is_none());
    let own = server.get("/own-404/");
    assert_eq!((own.status, own.text()), (404, format!("<body>our own{SNIPPET}</body>")));
    let broken = server.get("/broken/");
    assert_eq!((broken.status, broken.text()), (500, format!("<body>line 7 is wrong{SNIPPET}</body>")));
}

#[test]
fn a_panic_is_answered_and_survived() {
    let server = Running::start();
    for _ in 0..20 {
        assert_eq!(server.get("/panic/").status, 500);
    }
    assert_eq!(server.get("/").status, 200);
}

#[test]
fn other_addresses_keep_the_query() {
    let server = Running::start();
    for (target, status, location) in [
        ("/a", 301, "/a/"),
        ("/a?x=1&y=%20", 301, "/a/?x=1&y=%20"),
        ("/a?", 301, "/a/"),
        ("/old?x=1", 308, "/%E6%97%A5%E6%9C%AC/?own=1#part"),
        ("/part?x=1", 302, "/a/?x=1#part"),
        ("/odd", 302, "/a/"),
    ] {
        let response = server.get(target);
        assert_eq!((response.status, response.header("location")), (status, Some(location)), "{target}");
    }
    let away = server.get("/away");
    assert_eq!((away.status, away.header("location")), (500, None));
}

#[test]
fn a_base_path_is_taken_off() {
    let server = Running::with("/blog", sitegen::preview::http::Limits::default());
    assert_eq!(server.get("/blog/").text(), format!("<body>home{SNIPPET}</body>"));
    assert_eq!(server.get("/blog/digits.txt").text(), "0123456789");
    assert_eq!(server.get("/blog/a?q").header("location"), Some("/blog/a/?q"));
    assert_eq!(server.get("/__sitegen/client.js").text(), "let x = 1;");
    assert_eq!(server.asked(), ["/", "/digits.txt", "/a", "/client.js"]);
    for target in ["/?q=1", "/blog?q=1"] {
        let response = server.get(target);
        assert_eq!((response.status, response.header("location")), (302, Some("/blog/?q=1")), "{target}");
    }
    for target in ["/digits.txt", "/blogger/", "/BLOG/", "/blog/__sitegen/client.js"] {
        assert_eq!(server.get(target).status, 404, "{target}");
    }
    assert_eq!(server.asked(), ["/__sitegen/client.js"]);
}

#[test]
fn tools_get_their_query() {
    let server = Running::start();
    let echo = server.get("/__sitegen/echo?a=1&b=%C3%A9+x&a=2");
    assert_eq!(echo.text(), "[(\"a\", \"1\"), (\"b\", \"é x\"), (\"a\", \"2\")]");
    assert_eq!(server.get("/__sitegen").text(), format!("tools of {SECRET}"));
    assert_eq!(server.get("/%5F_sitegen/client.js").text(), "let x = 1;");
    assert_eq!(server.get("/__sitegen/nothing").status, 404);
}

#[test]
fn a_browser_that_has_it_gets_nothing() {
    let server = Running::start();
    for encoding in ["identity", "gzip", "br"] {
        let accept = format!("Accept-Encoding: {encoding}");
        let full = server.request("GET", "/long/", &[&accept]);
        let tag = full.header("etag").expect("a tag").to_owned();
        assert_eq!(tag.contains(encoding), encoding != "identity", "{tag}");
        for condition in [tag.clone(), format!("W/{tag}"), format!("\"x\", {tag}"), "*".to_owned()] {
            for method in ["GET", "HEAD"] {
                let condition = format!("If-None-Match: {condition}");
                let same = server.request(method, "/long/", &[&accept, &condition]);
                assert_eq!((same.status, same.body.len()), (304, 0), "{condition}");
                assert_eq!(same.header("etag"), Some(&*tag));
                assert_eq!(same.all("vary"), "accept-encoding, sec-fetch-dest");
                assert_eq!(same.header("cache-control"), Some("no-store"));
                assert!(same.header("content-type").is_none() && same.header("content-encoding").is_none());
            }
        }
        let other = server.request("GET", "/long/", &[&accept, "If-None-Match: \"x\""]);
        assert_eq!((other.status, other.body), (200, full.body));
        assert_eq!(server.request("GET", "/long/", &[&accept, "If-Match: \"x\""]).status, 412);
        assert_eq!(server.request("GET", "/long/", &[&accept, &format!("If-Match: {tag}")]).status, 200);
        let part = ["Range: bytes=0-1".to_owned(), format!("If-None-Match: {tag}")];
        let status = if encoding == "identity" { 304 } else { 206 };
        assert_eq!(
            server.request("GET", "/long/", &[&accept, &part[0], &part[1]]).status,
            status,
            "{encoding}"
        );
    }
}

#[test]
fn one_part_of_a_file() {
    let server = Running::start();
    let full = server.get("/digits.txt");
    assert_eq!(full.header("accept-ranges"), Some("bytes"));
    let tag = full.header("etag").expect("a tag").to_owned();
    for (range, status, body, of) in [
        ("bytes=0-0", 206, "0", "bytes 0-0/10"),
        ("bytes=2-4", 206, "234", "bytes 2-4/10"),
        ("bytes=7-", 206, "789", "bytes 7-9/10"),
        ("bytes=-2", 206, "89", "bytes 8-9/10"),
        ("bytes=-20", 206, "0123456789", "bytes 0-9/10"),
        ("bytes=5-99", 206, "56789", "bytes 5-9/10"),
        ("bytes=10-", 416, "The file is shorter.\n", "bytes */10"),
    ] {
        let part = server.request("GET", "/digits.txt", &[&format!("Range: {range}")]);
        assert_eq!(
            (part.status, part.text().as_str(), part.header("content-range")),
            (status, body, Some(of))
        );
        assert_eq!(part.header("etag"), Some(&*tag), "{range}");
        let fresh = ["Range: bytes=1-1".to_owned(), format!("If-Range: {tag}")];
        assert_eq!(server.request("GET", "/digits.txt", &[&fresh[0], &fresh[1]]).text(), "1");
    }
    for whole in ["bytes=0-1,3-4", "bytes=4-2", "lines=1-2", "bytes=x"] {
        let response = server.request("GET", "/digits.txt", &[&format!("Range: {whole}")]);
        assert_eq!((response.status, response.text().as_str()), (200, "0123456789"), "{whole}");
    }
    for stale in ["\"x\"", "W/\"x\"", &format!("W/{tag}"), "Sat, 01 Jan 2000 00:00:00 GMT", "nonsense"] {
        let lines = ["Range: bytes=1-1".to_owned(), format!("If-Range: {stale}")];
        let response = server.request("GET", "/digits.txt", &[&lines[0], &lines[1]]);
        assert_eq!((response.status, response.text().as_str()), (200, "0123456789"), "{stale}");
    }
    assert_eq!(server.request("HEAD", "/digits.txt", &["Range: bytes=1-1"]).status, 200);
    assert_eq!(server.request("GET", "/empty.txt", &["Range: bytes=0-"]).status, 416);
}

#[test]
fn text_is_compressed_as_the_browser_likes() {
    let server = Running::start();
    let page = long_page().replace("</body>", &format!("{SNIPPET}</body>"));
    for (accept, encoding) in [
        ("gzip", Some("gzip")),
        ("gzip, deflate, br, zstd", Some("br")),
        ("br;q=0.5, gzip;q=0.8", Some("gzip")),
        ("br;q=0, gzip;q=0", None),
        ("identity", None),
        ("deflate", None),
        ("", None),
    ] {
        let response = server.request("GET", "/long/", &[&format!("Accept-Encoding: {accept}")]);
        assert_eq!(response.header("content-encoding"), encoding, "{accept}");
        assert_eq!(decoded(encoding, &response.body), page, "{accept}");
        assert!(encoding.is_none() || response.body.len() < page.len() / 2, "{accept}");
        assert_eq!(response.all("vary"), "accept-encoding, sec-fetch-dest", "{accept}");
    }
    let accept = "Accept-Encoding: br, gzip";
    for target in ["/picture.png", "/", "/digits.txt", "/empty.txt"] {
        assert_eq!(server.request("GET", target, &[accept]).header("content-encoding"), None, "{target}");
    }
    let part = server.request("GET", "/site.css", &[accept, "Range: bytes=0-1999"]);
    assert_eq!((part.status, part.header("content-encoding")), (206, None));
    assert_eq!(part.text(), style()[..2000]);
}

fn decoded(encoding: Option<&str>, body: &[u8]) -> String {
    let mut text = String::new();
    match encoding {
        Some("gzip") => flate2::read::GzDecoder::new(body).read_to_string(&mut text),
        Some("br") => brotli_decompressor::Decompressor::new(body, 4096).read_to_string(&mut text),
        _ => (&mut &*body).read_to_string(&mut text),
    }
    .expect("what it says it is");
    text
}
