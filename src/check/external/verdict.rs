//! What an answer says of a link, and what it does not say.

use serde::{Deserialize, Serialize};
use std::io;

/// How the reason begins for a host that does not exist.
pub const NO_HOST: &str = "there is no host";

/// What is known of a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    /// It is there.
    Fine,
    /// It is there, and its server says that it has another address for good.
    Moved(String),
    /// It is gone, for everyone, and why.
    Broken(String),
    /// Its server does not show it to programs, and how it says so; people may well see it.
    Blocked(String),
    /// It could not be found out just now, and why.
    Unreachable(String),
    /// It is on this machine or a private network, where readers do not get.
    Private(String),
}

/// What a server's last word is, before anything else is tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Word {
    /// There it is.
    Fine,
    /// Not for programs, or not now: ask again later.
    Busy,
    /// Somewhere else.
    Elsewhere,
    /// As said.
    Said(Verdict),
}

/// What a status says; `is_challenge` where the answer is a page that programs do not get past.
pub fn of_status(status: u16, is_challenge: bool) -> Word {
    let answers = format!("its server answers with the status {status}");
    Word::Said(match status {
        200..=299 => return Word::Fine,
        301 | 302 | 303 | 307 | 308 => return Word::Elsewhere,
        _ if is_challenge => Verdict::Blocked("its server wants proof that a person asks".to_owned()),
        429 | 503 => return Word::Busy,
        404 | 410 => Verdict::Broken(answers),
        500..=599 => Verdict::Unreachable(answers),
        // Also what is no status at all, such as 999.
        _ => Verdict::Blocked(answers),
    })
}

/// What it means that no answer came.
pub fn of_error(error: &ureq::Error, host: &str) -> Verdict {
    match error {
        ureq::Error::Timeout(_) => Verdict::Unreachable("its server took too long".to_owned()),
        ureq::Error::HostNotFound => Verdict::Broken(format!("{NO_HOST} `{host}`")),
        ureq::Error::Rustls(reason) => Verdict::Broken(insecure(&reason.to_string())),
        ureq::Error::Tls(reason) => Verdict::Broken(insecure(reason)),
        ureq::Error::Io(error) => of_io(error, host),
        ureq::Error::Protocol(_) => Verdict::Unreachable("its server does not speak HTTP".to_owned()),
        other => Verdict::Unreachable(format!("it cannot be asked: {}", plain(&other.to_string()))),
    }
}

fn of_io(error: &io::Error, host: &str) -> Verdict {
    if let Some(private) = crate::net::private(error) {
        return Verdict::Private(private.to_string());
    }
    let text = error.to_string();
    let has = |part: &str| text.contains(part);
    match error.kind() {
        io::ErrorKind::TimedOut => Verdict::Unreachable("its server took too long".to_owned()),
        io::ErrorKind::ConnectionRefused => {
            Verdict::Unreachable("its server refuses the connection".to_owned())
        }
        io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted | io::ErrorKind::UnexpectedEof => {
            Verdict::Unreachable("its server breaks the connection off".to_owned())
        }
        // What rustls says of a certificate, and of a server that speaks something else.
        io::ErrorKind::InvalidData => Verdict::Broken(insecure(&text)),
        // The system tells them apart in words only.
        _ if has("lookup") && (has("not known") || has("No address") || has("nodename")) => {
            Verdict::Broken(format!("{NO_HOST} `{host}`"))
        }
        _ if has("No such host") => Verdict::Broken(format!("{NO_HOST} `{host}`")),
        _ if has("lookup") => Verdict::Unreachable(format!("the host `{host}` is not found just now")),
        _ => Verdict::Unreachable(format!("it cannot be asked: {}", plain(&text))),
    }
}

fn insecure(reason: &str) -> String {
    format!("no secure connection to its server is possible: {}", plain(reason))
}

/// What another program says, on one line and not too long.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(200).collect()
}

/// Whether the head or the begin of a page is one that programs do not get past.
pub fn is_challenge(is_marked: bool, body: &str) -> bool {
    let body = body.to_ascii_lowercase();
    let marks = [
        "just a moment...",
        "challenge-platform",
        "captcha",
        "cf-chl",
        "attention required!",
        "are you a robot",
    ];
    is_marked || marks.iter().any(|mark| body.contains(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_gone_for_everyone_is_broken() {
        let said = |status| match of_status(status, false) {
            Word::Said(verdict) => verdict,
            other => panic!("{status}: {other:?}"),
        };
        for status in [404, 410] {
            assert!(matches!(said(status), Verdict::Broken(_)), "{status}");
        }
        for status in [400, 401, 403, 405, 418, 451, 999] {
            assert!(matches!(said(status), Verdict::Blocked(_)), "{status}");
        }
        for status in [500, 502, 504, 522, 599] {
            assert!(matches!(said(status), Verdict::Unreachable(_)), "{status}");
        }
        assert_eq!(
            (of_status(204, false), of_status(429, false), of_status(503, false)),
            (Word::Fine, Word::Busy, Word::Busy)
        );
        assert!(matches!(of_status(503, true), Word::Said(Verdict::Blocked(_))));
    }

    #[test]
    fn no_answer_has_its_reason() {
        let io = |kind, text: &str| of_error(&io::Error::new(kind, text.to_owned()).into(), "a.example");
        let lookup =
            |text: &str| io(io::ErrorKind::Other, &format!("failed to lookup address information: {text}"));
        let broken = Verdict::Broken("there is no host `a.example`".to_owned());
        assert_eq!(lookup("Name or service not known"), broken);
        assert_eq!(of_error(&ureq::Error::HostNotFound, "a.example"), broken);
        assert!(matches!(lookup("Temporary failure in name resolution"), Verdict::Unreachable(_)));
        let certificate = io(io::ErrorKind::InvalidData, "invalid peer certificate: Expired");
        assert!(
            matches!(certificate, Verdict::Broken(why) if why.ends_with("invalid peer certificate: Expired"))
        );
        assert!(matches!(io(io::ErrorKind::ConnectionReset, "x"), Verdict::Unreachable(_)));
    }
}
