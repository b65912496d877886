//! Who may ask: browsers of this machine, for this host.
//!
//! A page of another site can send requests here, also under a name of its own that leads here (DNS rebinding). It
//! cannot forge `Host`, `Origin` or `Sec-Fetch-Site`.

use axum::http::{HeaderMap, StatusCode, Uri, header, uri::Authority};
use std::net::{IpAddr, Ipv6Addr};

/// An answer without content: a status and a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Refusal(pub(super) StatusCode, pub(super) &'static str);

/// The names by which this server may be called.
#[derive(Debug, Clone)]
pub(super) struct Hosts {
    bound: IpAddr,
    names: Vec<String>,
}

impl Hosts {
    /// The names of a server that listens at an address, with those that the user allows.
    pub(super) fn new(bound: IpAddr, names: &[String]) -> Self {
        Self { bound, names: names.iter().map(|name| name.to_ascii_lowercase()).collect() }
    }

    /// The host and port that a request names, if they are ours. `local` is the address at which its connection came
    /// in: whoever names it by number needed no name server to get here.
    pub(super) fn check(&self, uri: &Uri, headers: &HeaderMap, local: IpAddr) -> Result<Authority, Refusal> {
        let authority = named(uri, headers)?;
        if self.are(authority.host(), local) {
            Ok(authority)
        } else {
            Err(Refusal(StatusCode::FORBIDDEN, "This host name is not allowed."))
        }
    }

    fn are(&self, host: &str, local: IpAddr) -> bool {
        let host = host.to_ascii_lowercase();
        if let Some(address) = address(&host) {
            let ours = [local.to_canonical(), self.bound.to_canonical()];
            return address.is_loopback()
                || ours.contains(&address) && !address.is_unspecified()
                || self.names.contains(&host);
        }
        host == "localhost" || host.ends_with(".localhost") || self.names.contains(&host)
    }
}

/// The one host that a request names; a target with a host of its own must agree.
fn named(uri: &Uri, headers: &HeaderMap) -> Result<Authority, Refusal> {
    const MALFORMED: Refusal = Refusal(StatusCode::BAD_REQUEST, "The request must name one host.");
    let mut hosts = headers.get_all(header::HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else { return Err(MALFORMED) };
    let authority: Authority = host.to_str().ok().and_then(|host| host.parse().ok()).ok_or(MALFORMED)?;
    let rest = authority.as_str().strip_prefix(authority.host()).ok_or(MALFORMED)?;
    if authority.host().is_empty() || !(rest.is_empty() || authority.port_u16().is_some()) {
        return Err(MALFORMED);
    }
    match uri.authority() {
        Some(other) if *other != authority => Err(MALFORMED),
        _ if uri.scheme_str().is_some_and(|scheme| !matches!(scheme, "http" | "https")) => Err(MALFORMED),
        _ => Ok(authority),
    }
}

fn address(host: &str) -> Option<IpAddr> {
    match host.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')) {
        Some(inner) => inner.parse::<Ipv6Addr>().ok().map(|address| IpAddr::V6(address).to_canonical()),
        None => host.parse().ok(),
    }
}

/// Whether a page of another origin made the request, by what its browser says.
pub(super) fn is_foreign(headers: &HeaderMap, ours: &Authority) -> bool {
    let from_elsewhere = headers
        .get_all("sec-fetch-site")
        .iter()
        .any(|site| !matches!(site.as_bytes(), b"same-origin" | b"none"));
    from_elsewhere || headers.get_all(header::ORIGIN).iter().any(|origin| !is_origin(origin.as_bytes(), ours))
}

/// Whether a request may hear events: its browser, if it says where the request is from, says that it is from here.
pub(super) fn may_hear(headers: &HeaderMap, ours: &Authority) -> bool {
    !is_foreign(headers, ours)
        && headers.get_all("sec-fetch-site").iter().all(|site| site.as_bytes() == b"same-origin")
}

/// Whether a request is for a page to show, as when a person follows a link.
pub(super) fn is_navigation(headers: &HeaderMap) -> bool {
    !headers.contains_key(header::ORIGIN)
        && headers.get("sec-fetch-mode").is_some_and(|mode| mode.as_bytes() == b"navigate")
}

fn is_origin(origin: &[u8], ours: &Authority) -> bool {
    [&b"http://"[..], b"https://"]
        .iter()
        .filter_map(|scheme| origin.strip_prefix(*scheme))
        .any(|authority| authority.eq_ignore_ascii_case(ours.as_str().as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    const LOCAL: [u8; 4] = [192, 168, 0, 7];

    fn headers(lines: &[(&'static str, &'static str)]) -> HeaderMap {
        lines
            .iter()
            .map(|(name, value)| (name.parse().expect("a name"), HeaderValue::from_static(value)))
            .collect()
    }

    fn status(hosts: &[&'static str], uri: &'static str) -> u16 {
        let ours = Hosts::new([0, 0, 0, 0].into(), &["Mine.test".to_owned()]);
        let mut map = HeaderMap::new();
        for host in hosts {
            map.append(header::HOST, HeaderValue::from_static(host));
        }
        match ours.check(&Uri::from_static(uri), &map, LOCAL.into()) {
            Ok(_) => 200,
            Err(Refusal(status, _)) => status.as_u16(),
        }
    }

    #[test]
    fn our_names() {
        for host in [
            "localhost",
            "LOCALHOST:1313",
            "a.localhost",
            "127.0.0.1",
            "127.0.0.1:80",
            "[::1]",
            "[::1]:1313",
            "[::ffff:127.0.0.1]",
            "192.168.0.7:1313",
            "mine.test",
            "MINE.TEST:9",
        ] {
            assert_eq!(status(&[host], "/"), 200, "{host}");
        }
    }

    #[test]
    fn foreign_names() {
        for host in [
            "evil.test",
            "localhost.evil.test",
            "evillocalhost",
            "127.0.0.1.evil.test",
            "192.168.0.8",
            "0.0.0.0",
            "[::]",
            "x.mine.test",
            "2130706433",
            "0x7f.1",
            "localhost.",
            "[::2]:1313",
        ] {
            assert_eq!(status(&[host], "/"), 403, "{host}");
        }
    }

    #[test]
    fn one_host_only() {
        assert_eq!(status(&[], "/"), 400);
        assert_eq!(status(&["localhost", "localhost"], "/"), 400);
        for host in [
            "",
            ":80",
            "user@localhost",
            "localhost@evil.test",
            "localhost:x",
            "localhost:",
            "a b",
            "localhost/x",
            "localhost:99999",
            "[::1",
            "localhost, evil.test",
        ] {
            assert_eq!(status(&[host], "/"), 400, "{host}");
        }
    }

    #[test]
    fn a_target_with_a_host_must_agree() {
        assert_eq!(status(&["localhost"], "http://localhost/a"), 200);
        assert_eq!(status(&["localhost"], "http://LOCALHOST/a"), 200);
        assert_eq!(status(&["localhost"], "http://evil.test/a"), 400);
        assert_eq!(status(&["evil.test"], "http://localhost/a"), 400);
        assert_eq!(status(&["evil.test"], "http://evil.test/a"), 403);
        assert_eq!(status(&["localhost"], "http://localhost:80/a"), 400);
        assert_eq!(status(&["localhost"], "ftp://localhost/a"), 400);
    }

    #[test]
    fn pages_of_other_origins() {
        let ours = Authority::from_static("localhost:1313");
        for (lines, foreign, hears) in [
            (&[][..], false, true),
            (&[("sec-fetch-site", "same-origin")], false, true),
            (&[("sec-fetch-site", "none")], false, false),
            (&[("sec-fetch-site", "same-site")], true, false),
            (&[("sec-fetch-site", "cross-site")], true, false),
            (&[("origin", "http://localhost:1313")], false, true),
            (&[("origin", "https://LOCALHOST:1313")], false, true),
            (&[("origin", "http://localhost")], true, false),
            (&[("origin", "http://localhost:3000")], true, false),
            (&[("origin", "http://localhost:1313.evil.test")], true, false),
            (&[("origin", "null")], true, false),
            (&[("origin", "http://localhost:1313"), ("sec-fetch-site", "cross-site")], true, false),
            (&[("origin", "http://evil.test"), ("sec-fetch-site", "same-origin")], true, false),
        ] {
            let headers = headers(lines);
            assert_eq!(is_foreign(&headers, &ours), foreign, "{lines:?}");
            assert_eq!(may_hear(&headers, &ours), hears, "{lines:?}");
        }
    }

    #[test]
    fn following_a_link_is_navigation() {
        assert!(is_navigation(&headers(&[("sec-fetch-mode", "navigate")])));
        assert!(!is_navigation(&headers(&[("sec-fetch-mode", "no-cors")])));
        assert!(!is_navigation(&headers(&[("sec-fetch-mode", "navigate"), ("origin", "http://evil.test")])));
        assert!(!is_navigation(&headers(&[])));
    }
}
