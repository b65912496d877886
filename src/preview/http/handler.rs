//! One request: who asks, what for, and the answer.

use super::{
    Bytes, Content, Events, Found, Options, TOOLS, Tool,
    guard::{self, Hosts, Refusal},
    inject::inject,
    path::{PathRefusal, RequestPath},
    range::{self, Wanted},
    work::{Failure, Work},
};
use crate::{digest::Digest, media_type, paths::OutputPath};
use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header, request::Parts, uri::Authority},
    response::{IntoResponse as _, Response, Sse, sse::KeepAlive},
};
use headers::{ETag, HeaderMapExt as _, IfRange};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use std::{net::IpAddr, sync::Arc};
use tokio::sync::Semaphore;
use tokio_stream::StreamExt as _;
use url::form_urlencoded;

/// What is shown where the site has no page of its own for what does not exist.
const MISSING: &str = "<!DOCTYPE html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>Not found</title>\
    <body><h1>Not found</h1><p>The site has nothing at this address.</p></body></html>\n";

/// What may not stand in a header or ends an address; what is encoded already stays.
const LOCATION: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'\\');

/// The address of this machine at which a connection came in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Local(pub(super) IpAddr);

/// All that requests share.
pub(super) struct Site {
    content: Arc<dyn Content>,
    events: Events,
    hosts: Hosts,
    options: Options,
    work: Work,
    streams: Arc<Semaphore>,
    /// As it stands in addresses.
    base: String,
    /// As requests have it once they are decoded.
    base_path: RequestPath,
}

impl Site {
    /// A site that is served at an address.
    pub(super) fn new(bound: IpAddr, options: Options, content: Arc<dyn Content>, events: Events) -> Self {
        let base = content.base_path().trim_end_matches('/').to_owned();
        let base_path = RequestPath::parse(&format!("{base}/"))
            .unwrap_or_else(|_| RequestPath::parse("/").expect("the root is legal"));
        Self {
            hosts: Hosts::new(bound, &options.hosts),
            work: Work::new(options.limits.calls, options.limits.patience),
            streams: Arc::new(Semaphore::new(options.limits.streams)),
            base,
            base_path,
            content,
            events,
            options,
        }
    }
}

/// Answers a request, its body unread.
pub(super) async fn answer(State(site): State<Arc<Site>>, request: Request) -> Response {
    let (parts, _body) = request.into_parts();
    match route(&site, &parts).await {
        Ok(response) => response,
        Err(refusal) => refused(refusal),
    }
}

async fn route(site: &Arc<Site>, parts: &Parts) -> Result<Response, Refusal> {
    let local = parts.extensions.get::<Local>().expect("the server tells it for each connection").0;
    let authority = site.hosts.check(&parts.uri, &parts.headers, local)?;
    if !matches!(parts.method, Method::GET | Method::HEAD) {
        return Err(Refusal(StatusCode::METHOD_NOT_ALLOWED, "Only GET and HEAD."));
    }
    let path = RequestPath::parse(parts.uri.path()).map_err(|refusal| match refusal {
        PathRefusal::Malformed => Refusal(StatusCode::BAD_REQUEST, "This is not a path."),
        PathRefusal::Hidden => NOT_FOUND,
    })?;
    let foreign = guard::is_foreign(&parts.headers, &authority);
    if let Some(tool) = path.below(TOOLS) {
        if foreign {
            return Err(FOREIGN);
        }
        return if tool == "/events" {
            events(site, parts, &authority)
        } else {
            self::tool(site, tool.to_owned(), &parts.uri).await
        };
    }
    if foreign && !guard::is_navigation(&parts.headers) {
        return Err(FOREIGN);
    }
    let Some(below) = path.below(site.base_path.as_str()) else {
        return if path.as_str() == "/" {
            Ok(moved(&format!("{}/", site.base), 302, &parts.uri))
        } else {
            Err(NOT_FOUND)
        };
    };
    if !site.base.is_empty() && !path.as_str().starts_with(site.base_path.as_str()) {
        // The base path without its slash: links of the page would lead elsewhere.
        return Ok(moved(&format!("{}/", site.base), 302, &parts.uri));
    }
    page(site, below.to_owned(), parts).await
}

const NOT_FOUND: Refusal = Refusal(StatusCode::NOT_FOUND, "Nothing here.");
const FOREIGN: Refusal = Refusal(StatusCode::FORBIDDEN, "Not for pages of other sites.");

fn refused(Refusal(status, reason): Refusal) -> Response {
    let mut response = (status, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], format!("{reason}\n"))
        .into_response();
    if status == StatusCode::METHOD_NOT_ALLOWED {
        response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
    }
    response
}

fn failed(failure: Failure) -> Refusal {
    match failure {
        Failure::Late => Refusal(StatusCode::SERVICE_UNAVAILABLE, "This takes too long. Try again."),
        Failure::Panicked => Refusal(StatusCode::INTERNAL_SERVER_ERROR, "The preview failed at this page."),
    }
}

fn events(site: &Site, parts: &Parts, authority: &Authority) -> Result<Response, Refusal> {
    let query = query(&parts.uri);
    let mut tokens = query.iter().filter(|(name, _)| name == "token");
    let known =
        matches!((tokens.next(), tokens.next()), (Some((_, token)), None) if site.options.token.is(token));
    if !known || !guard::may_hear(&parts.headers, authority) {
        return Err(FOREIGN);
    }
    let Ok(place) = Arc::clone(&site.streams).try_acquire_owned() else {
        return Err(Refusal(StatusCode::SERVICE_UNAVAILABLE, "Too many pages are listening."));
    };
    let last = parts.headers.get("last-event-id").and_then(|last| last.to_str().ok());
    let after = query.iter().find(|(name, _)| name == "after").map(|(_, after)| after.as_str());
    let seen = last.or(after).and_then(|number| number.parse().ok());
    if parts.method == Method::HEAD {
        return Ok(([(header::CONTENT_TYPE, "text/event-stream")], Body::empty()).into_response());
    }
    let stream = site.events.stream(seen).map(move |event| {
        let _place = &place;
        event
    });
    let alive = KeepAlive::new().interval(site.options.limits.heartbeat);
    Ok(Sse::new(stream).keep_alive(alive).into_response())
}

fn query(uri: &Uri) -> Vec<(String, String)> {
    form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()).into_owned().collect()
}

async fn tool(site: &Site, path: String, uri: &Uri) -> Result<Response, Refusal> {
    let content = Arc::clone(&site.content);
    let query = query(uri);
    let found = site.work.call(move || content.tool(&path, &query)).await.map_err(failed)?;
    let Tool { bytes, media_type } = found.ok_or(NOT_FOUND)?;
    Ok(sent(StatusCode::OK, &media_type, bytes))
}

/// Found, with what was put into it.
enum Answer {
    File { bytes: Bytes, name: OutputPath, digest: Digest },
    Moved { to: String, status: u16 },
    Page { status: StatusCode, bytes: Bytes },
}

async fn page(site: &Site, path: String, parts: &Parts) -> Result<Response, Refusal> {
    let content = Arc::clone(&site.content);
    let shown = is_shown(&parts.headers);
    let answer = site.work.call(move || find(&*content, &path, shown)).await.map_err(failed)?;
    Ok(match answer {
        Answer::File { bytes, name, digest } => file(bytes, &name, digest, parts),
        Answer::Moved { to, status } => moved(&to, status, &parts.uri),
        Answer::Page { status, bytes } => {
            let mut response = sent(status, "text/html; charset=utf-8", bytes);
            response.headers_mut().append(header::VARY, HeaderValue::from_static("sec-fetch-dest"));
            response
        }
    })
}

/// Whether the answer is shown as a page, in a tab or a frame. A script that fetches HTML gets it as it is.
fn is_shown(headers: &HeaderMap) -> bool {
    headers.get("sec-fetch-dest").is_none_or(|destination| {
        matches!(destination.as_bytes(), b"document" | b"iframe" | b"frame" | b"embed" | b"object")
    })
}

fn find(content: &dyn Content, path: &str, shown: bool) -> Answer {
    let with_tools = |bytes: Bytes, digest: Option<Digest>| -> Option<Bytes> {
        let snippet = if shown { content.injected(digest) } else { String::new() };
        (!snippet.is_empty()).then(|| inject(&bytes, &snippet).into())
    };
    let page = |status, bytes: Bytes| {
        let bytes = with_tools(bytes.clone(), None).unwrap_or(bytes);
        Answer::Page { status, bytes }
    };
    match content.find(path) {
        Found::File { bytes, name, digest } if media_type::is_html(&media_type::of(&name)) => {
            match with_tools(bytes.clone(), Some(digest)) {
                Some(bytes) => Answer::File { digest: Digest::of(&bytes), bytes, name },
                None => Answer::File { bytes, name, digest },
            }
        }
        Found::File { bytes, name, digest } => Answer::File { bytes, name, digest },
        Found::Moved { to, status } => Answer::Moved { to, status },
        Found::Missing { page: own } => {
            page(StatusCode::NOT_FOUND, own.unwrap_or(Bytes::from_static(MISSING.as_bytes())))
        }
        Found::Broken { page: why } => page(StatusCode::INTERNAL_SERVER_ERROR, why),
    }
}

/// A file, or the part of it that is asked for.
fn file(bytes: Bytes, name: &OutputPath, digest: Digest, parts: &Parts) -> Response {
    let media_type = media_type::of(name);
    let tag = format!("\"{digest}\"");
    let length = bytes.len();
    let mut response = match wanted(parts, &tag, length) {
        Wanted::Whole => sent(StatusCode::OK, &media_type, bytes),
        Wanted::Part(part) => {
            let range = format!("bytes {}-{}/{length}", part.start, part.end - 1);
            let mut response = sent(StatusCode::PARTIAL_CONTENT, &media_type, bytes.slice(part));
            response.headers_mut().insert(header::CONTENT_RANGE, ascii(&range));
            response
        }
        Wanted::Nothing => {
            let mut response = refused(Refusal(StatusCode::RANGE_NOT_SATISFIABLE, "The file is shorter."));
            response.headers_mut().insert(header::CONTENT_RANGE, ascii(&format!("bytes */{length}")));
            response
        }
    };
    let headers = response.headers_mut();
    headers.insert(header::ETAG, ascii(&tag));
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    if media_type::is_html(&media_type) {
        headers.append(header::VARY, HeaderValue::from_static("sec-fetch-dest"));
    }
    response
}

/// The part that is asked for, if the file is still the one that it was asked of.
fn wanted(parts: &Parts, tag: &str, length: usize) -> Wanted {
    let mut ranges = parts.headers.get_all(header::RANGE).iter();
    let (Some(range), None) = (ranges.next(), ranges.next()) else { return Wanted::Whole };
    if parts.method != Method::GET {
        return Wanted::Whole;
    }
    if parts.headers.contains_key(header::IF_RANGE) {
        let tag = tag.parse::<ETag>().expect("a digest in quotation marks is a tag");
        let condition = parts.headers.typed_get::<IfRange>();
        if condition.is_none_or(|condition| condition.is_modified(Some(&tag), None)) {
            return Wanted::Whole;
        }
    }
    range.to_str().map_or(Wanted::Whole, |range| range::wanted(range, length))
}

fn sent(status: StatusCode, media_type: &str, bytes: Bytes) -> Response {
    let mut response = (status, Body::from(bytes)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, ascii(media_type));
    if media_type::is_text(media_type) {
        headers.append(header::VARY, HeaderValue::from_static("accept-encoding"));
    }
    response
}

/// Another address of this host; the query stays.
fn moved(to: &str, status: u16, uri: &Uri) -> Response {
    let status = match status {
        301 | 303 | 307 | 308 => StatusCode::from_u16(status).expect("a status of the standard"),
        _ => StatusCode::FOUND,
    };
    // `//host` and `/\host` are addresses of other hosts.
    if !to.starts_with('/') || to[1..].starts_with(['/', '\\']) {
        return refused(Refusal(StatusCode::INTERNAL_SERVER_ERROR, "This page leads to another host."));
    }
    let mut location = utf8_percent_encode(to, LOCATION).to_string();
    if let Some(query) = uri.query().filter(|query| !query.is_empty() && !location.contains('?')) {
        let end = location.find('#').unwrap_or(location.len());
        location.insert_str(end, &format!("?{query}"));
    }
    let location = HeaderValue::from_str(&location);
    let Ok(location) = location else {
        return refused(Refusal(StatusCode::BAD_REQUEST, "This is not a query."));
    };
    let mut response = refused(Refusal(status, "This page is elsewhere."));
    response.headers_mut().insert(header::LOCATION, location);
    response
}

/// A header of our own making.
fn ascii(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static("application/octet-stream"))
}
