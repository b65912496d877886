//! One link: asked, followed to where it ends, and asked again where its host is busy.

use super::{
    Manner,
    gate::{Gate, Gates, host, locked},
    robots::{self, Robots},
    verdict::{NO_HOST, Verdict, Word, is_challenge, of_error, of_status},
};
use crate::{
    config::ExternalOptions,
    net::{self, Reach},
};
use std::{io::Read as _, time::Duration};
use ureq::{
    Body,
    http::{Response, header},
};
use url::Url;

/// Redirects that are followed.
const MOST_REDIRECTS: usize = 10;
/// Bytes of a page that are looked at.
const MOST_BYTES: u64 = 16 << 10;
/// Seconds before a busy host that does not say when is asked again; twice as long each time.
const FIRST_REST: u64 = 5;
/// How often in a row a host may take too long before it is left alone.
const MOST_TIMEOUTS: usize = 2;
/// What is asked for.
const ACCEPT: &str = "text/html, application/xhtml+xml, */*;q=0.8";

/// Asks.
pub struct Asker<'a> {
    pub options: &'a ExternalOptions,
    pub manner: Manner<'a>,
    pub gates: &'a Gates,
}

/// What came of one request.
struct Answer {
    word: Word,
    /// Where it leads to.
    target: Option<String>,
    status: u16,
    sets_cookies: bool,
    /// For how long its host wants to be left alone.
    rest: Option<Duration>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Method {
    Head,
    Get,
}

impl Asker<'_> {
    /// What an address is.
    pub fn verdict(&self, url: &Url) -> Verdict {
        let (mut at, mut seen) = (url.clone(), vec![url.clone()]);
        let (mut moved, mut is_for_good, mut has_cookies) = (None, true, false);
        for _ in 0..=MOST_REDIRECTS {
            // Being allowed to ask one's own network for one link is not being sent about in it by that link.
            let reach = if at.origin() == url.origin() { self.manner.reach } else { Reach::Public };
            let answer = match self.answer(&at, reach) {
                Ok(answer) => answer,
                Err(verdict) => return verdict,
            };
            has_cookies |= answer.sets_cookies;
            match answer.word {
                Word::Fine => return moved.map_or(Verdict::Fine, |url: Url| Verdict::Moved(url.into())),
                Word::Busy => {
                    return Verdict::Blocked(format!("its server answers with the status {}", answer.status));
                }
                Word::Said(verdict) => return verdict,
                Word::Elsewhere => {}
            }
            at = match target(&at, answer.target.as_deref()) {
                Ok(target) => target,
                Err(verdict) => return verdict,
            };
            is_for_good &= matches!(answer.status, 301 | 308);
            if is_for_good {
                moved = Some(at.clone());
            }
            if seen.contains(&at) {
                return in_circles(has_cookies);
            }
            seen.push(at.clone());
        }
        Verdict::Broken(format!("it redirects more than {MOST_REDIRECTS} times"))
    }

    /// The answer of the host of an address, after it was asked as often as it takes.
    fn answer(&self, url: &Url, reach: Reach) -> Result<Answer, Verdict> {
        let gate = self.gates.of(url);
        let mut gate = locked(&gate);
        if let Some(verdict) = &gate.closed {
            return Err(verdict.clone());
        }
        if self.options.robots && !self.robots(url, reach, &mut gate).allows(&path(url)) {
            return Err(Verdict::Blocked("its `robots.txt` wants no programs there".to_owned()));
        }
        for time in 0..=self.options.retries {
            let answer = self.once(url, reach, &mut gate)?;
            if answer.word != Word::Busy {
                return Ok(answer);
            }
            let rest = answer.rest.unwrap_or(Duration::from_secs(FIRST_REST << time.min(10)));
            if time == self.options.retries || rest > Duration::from_secs(self.options.patience) {
                let verdict = busy(answer.status, answer.rest);
                gate.closed = Some(verdict.clone());
                return Err(verdict);
            }
            gate.rest(rest);
        }
        Err(Verdict::Unreachable("its server is busy".to_owned()))
    }

    /// `HEAD`, and `GET` where that says nothing: many servers answer the one wrongly.
    fn once(&self, url: &Url, reach: Reach, gate: &mut Gate) -> Result<Answer, Verdict> {
        if !gate.refuses_head
            && let Ok(answer) = self.request(url, (Method::Head, reach), gate)
            && !matches!(answer.word, Word::Said(_))
            && (answer.word != Word::Elsewhere || answer.target.is_some())
        {
            return Ok(answer);
        }
        if let Some(verdict) = &gate.closed {
            return Err(verdict.clone());
        }
        let was_refused = !gate.refuses_head;
        let answer = self.request(url, (Method::Get, reach), gate)?;
        gate.refuses_head |= was_refused && answer.word == Word::Fine;
        Ok(answer)
    }

    /// One request, when its host may be asked.
    fn request(&self, url: &Url, how: (Method, Reach), gate: &mut Gate) -> Result<Answer, Verdict> {
        let response = self.send(url, how, gate);
        let host = host(url);
        match response {
            Ok(response) => {
                gate.timeouts = 0;
                Ok(read(response))
            }
            Err(error) => {
                let verdict = of_error(&error, &host);
                let is_timeout = matches!(error, ureq::Error::Timeout(_));
                gate.timeouts += usize::from(is_timeout);
                // Of a host that is not there, and of one that nobody gets a word out of, every link is the same.
                let is_same = matches!(&verdict, Verdict::Broken(why) if why.starts_with(NO_HOST));
                if is_same || gate.timeouts >= MOST_TIMEOUTS {
                    gate.closed = Some(verdict.clone());
                }
                Err(verdict)
            }
        }
    }

    fn send(
        &self,
        url: &Url,
        (method, reach): (Method, Reach),
        gate: &mut Gate,
    ) -> Result<Response<Body>, ureq::Error> {
        let left = gate.left();
        if !left.is_zero() {
            (self.manner.wait)(left);
        }
        let agent = net::agent(Duration::from_secs(self.options.timeout), ACCEPT, reach);
        let response = match method {
            Method::Head => agent.head(url.as_str()).call(),
            Method::Get => agent.get(url.as_str()).call(),
        };
        gate.rest(Duration::from_secs(self.options.pause));
        response
    }

    /// What a host wants of programs; one that does not say so wants nothing.
    fn robots<'g>(&self, url: &Url, reach: Reach, gate: &'g mut Gate) -> &'g Robots {
        let origin = url.origin().ascii_serialization();
        if !gate.robots.contains_key(&origin) {
            let response =
                url.join("/robots.txt").ok().map(|url| self.send(&url, (Method::Get, reach), gate));
            let found = match response {
                Some(Ok(response)) if response.status() == 200 => Some(begin(response, robots::MOST_BYTES)),
                Some(Err(ureq::Error::Timeout(_))) => {
                    gate.timeouts += 1;
                    None
                }
                _ => None,
            };
            let robots = found.map(|text| Robots::parse(&text)).unwrap_or_default();
            gate.robots.insert(origin.clone(), robots);
        }
        gate.robots.entry(origin).or_default()
    }
}

fn path(url: &Url) -> String {
    match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    }
}

fn busy(status: u16, rest: Option<Duration>) -> Verdict {
    let wants =
        rest.map(|rest| format!(" and wants to be asked again in {} s", rest.as_secs())).unwrap_or_default();
    let why = format!("its server answers with the status {status}{wants}");
    if status == 429 { Verdict::Blocked(why) } else { Verdict::Unreachable(why) }
}

fn in_circles(has_cookies: bool) -> Verdict {
    if has_cookies {
        return Verdict::Blocked(
            "its server redirects programs, which keep no cookies, in a circle".to_owned(),
        );
    }
    Verdict::Broken("it redirects in a circle".to_owned())
}

/// Where a redirect leads, if that is somewhere on the web.
fn target(from: &Url, target: Option<&str>) -> Result<Url, Verdict> {
    let target = target.ok_or_else(|| Verdict::Broken("it redirects and does not say where".to_owned()))?;
    let mut url =
        from.join(target).map_err(|_| Verdict::Broken("it redirects to what is no address".to_owned()))?;
    if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
        return Err(Verdict::Broken(format!("it redirects to an address of `{}:`", url.scheme())));
    }
    url.set_fragment(None);
    Ok(url)
}

fn read(response: Response<Body>) -> Answer {
    let status = response.status().as_u16();
    let text =
        |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let target = text("location");
    let rest = text("retry-after").and_then(|text| text.trim().parse().ok()).map(Duration::from_secs);
    let sets_cookies = response.headers().contains_key(header::SET_COOKIE);
    let is_marked = text("cf-mitigated").is_some();
    let is_challenge =
        matches!(status, 403 | 429 | 503) && is_challenge(is_marked, &begin(response, MOST_BYTES));
    Answer { word: of_status(status, is_challenge), target, status, sets_cookies, rest }
}

/// The begin of a page; what cannot be read of it is left out.
fn begin(response: Response<Body>, most: u64) -> String {
    let mut bytes = Vec::new();
    let _ = response.into_body().into_reader().take(most).read_to_end(&mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}
