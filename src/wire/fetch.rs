//! One feed over HTTP, within limits.
//!
//! Redirects are followed here, one by one, so that the addresses of each are checked like those of the first.

use super::{Trouble, file::FeedState};
use crate::{
    config::WireSource,
    net::{self, Reach},
};
use std::{
    io::{self, Read as _},
    time::{Duration, Instant},
};
use ureq::{
    Body,
    http::{Response, header, header::HeaderName},
};
use url::Url;

/// Redirects that are followed.
const MOST_REDIRECTS: usize = 5;
/// Characters of an entity tag or a date that are kept.
const LONGEST_VALIDATOR: usize = 500;
/// What is asked for.
const ACCEPT: &str = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, \
    text/xml;q=0.9, application/json;q=0.8, */*;q=0.1";

/// What one feed may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// From the first byte asked to the last byte read, redirects included.
    pub time: Duration,
    /// Unpacked.
    pub bytes: u64,
}

/// What a server answered.
#[derive(Debug)]
pub enum Answer {
    /// It is as it was.
    Same,
    /// The feed.
    New(Document),
}

/// A feed as it came.
#[derive(Debug)]
pub struct Document {
    /// Unpacked.
    pub bytes: Vec<u8>,
    /// What the server says that it is in.
    pub charset: Option<String>,
    /// Where it was in the end.
    pub url: String,
    /// What it wants to be told next time.
    pub state: Option<FeedState>,
}

/// Fetches the feed of a source, unless it is as it was when it said `known`.
///
/// # Errors
/// What was wrong, and what to do.
pub fn fetch(source: &WireSource, limits: Limits, known: Option<&FeedState>) -> Result<Answer, Trouble> {
    let ends = Instant::now() + limits.time;
    let first = Url::parse(&source.url).map_err(|_| Trouble::new("its `url` is no address", "correct it"))?;
    let mut url = first.clone();
    for _ in 0..=MOST_REDIRECTS {
        let left = ends.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(too_slow(limits));
        }
        // Being allowed to ask one's own network for one feed is not being sent about in it by that feed.
        let is_own = source.allow_private && url.origin() == first.origin();
        let reach = if is_own { Reach::Everywhere } else { Reach::Public };
        let response = ask(&url, reach, left, known).map_err(|error| failed(error, limits))?;
        match response.status().as_u16() {
            200 => return document(response, &url, source, limits),
            304 if known.is_some() => return Ok(Answer::Same),
            301 | 302 | 303 | 307 | 308 => url = redirected(&response, &url)?,
            status => return Err(refused(status)),
        }
    }
    Err(Trouble::new(
        format!("it redirects more than {MOST_REDIRECTS} times"),
        "open it in a browser and write the address at which it ends as `url`",
    ))
}

fn ask(
    url: &Url,
    reach: Reach,
    left: Duration,
    known: Option<&FeedState>,
) -> Result<Response<Body>, ureq::Error> {
    let mut request = net::agent(left, ACCEPT, reach).get(url.as_str());
    let validators = [
        (header::IF_NONE_MATCH, known.and_then(|known| known.etag.as_ref())),
        (header::IF_MODIFIED_SINCE, known.and_then(|known| known.last_modified.as_ref())),
    ];
    for (name, value) in validators {
        if let Some(value) = value.filter(|value| is_header_text(value)) {
            request = request.header(name, value.as_str());
        }
    }
    request.call()
}

fn is_header_text(text: &str) -> bool {
    text.len() <= LONGEST_VALIDATOR && text.bytes().all(|byte| matches!(byte, 0x20..=0x7e))
}

fn document(
    response: Response<Body>,
    url: &Url,
    source: &WireSource,
    limits: Limits,
) -> Result<Answer, Trouble> {
    let text = |name: HeaderName| {
        let value = response.headers().get(name)?.to_str().ok()?;
        is_header_text(value).then(|| value.to_owned())
    };
    let state = FeedState {
        name: source.name.clone(),
        url: source.url.clone(),
        etag: text(header::ETAG),
        last_modified: text(header::LAST_MODIFIED),
    };
    let charset = text(header::CONTENT_TYPE).and_then(|content_type| charset(&content_type));
    let mut bytes = Vec::new();
    let mut body = response.into_body().into_reader().take(limits.bytes + 1);
    body.read_to_end(&mut bytes).map_err(|error| failed(error.into(), limits))?;
    if bytes.len() as u64 > limits.bytes {
        return Err(Trouble::new(
            format!("it has more than {} bytes", limits.bytes),
            "name a smaller feed of the same source, or raise `max_bytes` of `wire`",
        ));
    }
    let state = (state.etag.is_some() || state.last_modified.is_some()).then_some(state);
    Ok(Answer::New(Document { bytes, charset, url: url.to_string(), state }))
}

fn charset(content_type: &str) -> Option<String> {
    content_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let value = value.trim().trim_matches('"');
        (name.trim().eq_ignore_ascii_case("charset") && !value.is_empty()).then(|| value.to_owned())
    })
}

/// Where a redirect leads, if that is somewhere on the web.
fn redirected(response: &Response<Body>, from: &Url) -> Result<Url, Trouble> {
    let hint = "open it in a browser and write the address at which it ends as `url`";
    let target = response.headers().get(header::LOCATION).and_then(|target| target.to_str().ok());
    let target = target.ok_or_else(|| Trouble::new("it redirects and does not say where", hint))?;
    let url = from.join(target).map_err(|_| Trouble::new("it redirects to what is no address", hint))?;
    if matches!(url.scheme(), "http" | "https") && url.host().is_some() {
        return Ok(url);
    }
    let message =
        format!("it redirects to an address of `{}:`, and only http and https are fetched", url.scheme());
    Err(Trouble::new(message, hint))
}

fn refused(status: u16) -> Trouble {
    let hint = match status {
        401 | 403 => "it wants to know who asks; name another feed of this source",
        404 | 410 => "look for its new address, or take the source out",
        429 | 500..=599 => "try again later, and not too often",
        _ => "open it in a browser to see what it is",
    };
    Trouble::new(format!("its server answers with the status {status}"), hint)
}

fn too_slow(limits: Limits) -> Trouble {
    Trouble::new(
        format!("it took more than {} s", limits.time.as_secs()),
        "try again later, or raise `timeout` of `wire`",
    )
}

fn failed(error: ureq::Error, limits: Limits) -> Trouble {
    match error {
        ureq::Error::Timeout(_) => too_slow(limits),
        ureq::Error::HostNotFound => {
            Trouble::new("its host is not found", "check the name in `url`, and the network")
        }
        ureq::Error::Io(error) => match net::private(&error) {
            Some(private) => Trouble::new(
                private.to_string(),
                "if it is meant to be, write `allow_private: true` beside its `url`",
            ),
            None if error.kind() == io::ErrorKind::TimedOut => too_slow(limits),
            None => unreachable_server(&crate::environment::reason(&error)),
        },
        error => unreachable_server(&error.to_string()),
    }
}

fn unreachable_server(reason: &str) -> Trouble {
    let reason: String = reason.chars().map(|c| if c.is_control() { ' ' } else { c }).take(200).collect();
    Trouble::new(format!("it cannot be fetched: {reason}"), "check `url` and the network, or try again later")
}
