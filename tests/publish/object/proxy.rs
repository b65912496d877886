//! Stands between the publisher and the server: counts requests, keeps a log of them, and spoils one of them, or that one and
//! all after it.

use http_body_util::{BodyExt as _, Full, StreamBody, combinators::BoxBody};
use hyper::{
    Method, Request, Response, StatusCode,
    body::{Bytes, Frame, Incoming},
    client, header,
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use std::{
    io,
    net::SocketAddr,
    process::Command,
    sync::{Arc, Condvar, LazyLock, Mutex, MutexGuard},
    time::Duration,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Notify,
};

/// Where servers and proxies of all tests run.
pub static RUNTIME: LazyLock<tokio::runtime::Runtime> = LazyLock::new(|| {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("threads")
});

/// A listener on a free port of this machine.
pub fn listen() -> (TcpListener, SocketAddr) {
    let listener = RUNTIME.block_on(TcpListener::bind("127.0.0.1:0")).expect("a port");
    let address = listener.local_addr().expect("it has one");
    (listener, address)
}

/// What happens to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It is answered with this status, and the server hears nothing of it.
    Status(u16),
    /// The connection is reset when half of the body is read; the server hears nothing of it.
    ResetInRequest,
    /// The server does it, and the connection is reset before the answer.
    ResetBeforeAnswer,
    /// The server does it, and the connection is reset after half of the answer's body.
    ResetInAnswer,
    /// Nothing ever comes back; the server hears nothing of it.
    Hang,
    /// The server does it, and the answer has another entity tag.
    WrongTag,
    /// The publisher is killed before the server hears of it.
    KillBefore,
    /// The server does it, and the publisher is killed before it hears of that.
    KillAfter,
    /// It waits until [`Proxy::go_on`], and is done then.
    Wait,
}

impl Fault {
    pub fn kills(self) -> bool {
        matches!(self, Self::KillBefore | Self::KillAfter)
    }
}

/// Which requests are spoiled, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    Once(usize),
    From(usize),
    /// The first that writes this object.
    Put(&'static str),
}

impl When {
    fn is(self, number: usize, entry: &Entry) -> bool {
        match self {
            Self::Once(when) => number == when,
            Self::From(when) => number >= when,
            Self::Put(end) => entry.puts().is_some_and(|key| key.ends_with(end)),
        }
    }
}

/// A request that came.
#[derive(Debug, Clone)]
pub struct Entry {
    pub method: Method,
    /// The key, decoded; empty for what is asked of the bucket.
    pub key: String,
    pub query: String,
    /// The body of what deletes several keys at once.
    pub body: Option<String>,
    pub fault: Option<Fault>,
    /// What the server answered.
    pub status: Option<StatusCode>,
    /// When it came and when it was answered, by a clock that counts both.
    pub begun: usize,
    pub ended: Option<usize>,
}

impl Entry {
    pub fn writes(&self) -> bool {
        !matches!(self.method, Method::GET | Method::HEAD)
    }

    /// Whether it asks what another asked, and was answered as the server meant it.
    pub fn grants(&self, other: &Self) -> bool {
        let same = (&self.method, &self.key, &self.query) == (&other.method, &other.key, &other.query);
        same && self.fault.is_none() && self.status.is_some_and(|status| status.is_success())
    }

    /// Keys that it deletes.
    pub fn deletes(&self) -> Vec<String> {
        if self.method == Method::DELETE && !self.query.contains("uploadId=") {
            return vec![self.key.clone()];
        }
        let Some(body) = &self.body else { return Vec::new() };
        let document = roxmltree::Document::parse(body).expect("XML");
        let keys = document.descendants().filter(|node| node.tag_name().name() == "Key");
        keys.filter_map(|node| node.text()).map(str::to_owned).collect()
    }

    /// The key that it writes.
    pub fn puts(&self) -> Option<&str> {
        let completes = self.method == Method::POST && self.query.contains("uploadId=");
        let is_part = self.query.contains("partNumber=");
        ((self.method == Method::PUT && !is_part) || completes).then_some(self.key.as_str())
    }
}

#[derive(Default)]
struct State {
    log: Vec<Entry>,
    fault: Option<(When, Fault)>,
    publisher: Option<u32>,
    clock: usize,
    /// Requests on the way to the server or back.
    active: usize,
    /// Whether what waits may go on.
    goes_on: bool,
}

struct Shared {
    upstream: SocketAddr,
    state: Mutex<State>,
    changed: Condvar,
    gone_on: Notify,
}

/// What listens in front of a server.
pub struct Proxy {
    pub address: SocketAddr,
    shared: Arc<Shared>,
}

impl Proxy {
    pub fn before(upstream: SocketAddr) -> Self {
        let (listener, address) = listen();
        let shared = Arc::new(Shared {
            upstream,
            state: Mutex::default(),
            changed: Condvar::new(),
            gone_on: Notify::new(),
        });
        RUNTIME.spawn(accept(listener, Arc::clone(&shared)));
        Self { address, shared }
    }

    /// What is to go wrong from now on; forgets the log.
    pub fn arm(&self, fault: Option<(When, Fault)>) {
        let mut state = self.shared.state();
        *state = State { fault, active: state.active, ..State::default() };
    }

    /// The process to kill. Requests that are to kill it wait until it is known.
    pub fn watch(&self, publisher: u32) {
        self.shared.state().publisher = Some(publisher);
        self.shared.changed.notify_all();
    }

    /// Until something has gone wrong.
    pub fn until_spoiled(&self) {
        drop(self.until(|state| state.log.iter().any(|entry| entry.fault.is_some())));
    }

    /// Lets go on what waits.
    pub fn go_on(&self) {
        self.shared.state().goes_on = true;
        self.shared.gone_on.notify_waiters();
    }

    fn until(&self, is: impl Fn(&State) -> bool) -> MutexGuard<'_, State> {
        let (state, changed) = (self.shared.state(), &self.shared.changed);
        let waited = changed.wait_timeout_while(state, Duration::from_secs(30), |state| !is(state));
        let (state, waited) = waited.expect("no thread failed");
        assert!(!waited.timed_out(), "it does not happen: {:?}", state.log);
        state
    }

    /// The log, once the server has answered all that reached it.
    pub fn rest(&self) -> Vec<Entry> {
        self.until(|state| state.active == 0).log.clone()
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no thread failed")
    }

    /// Enters a request into the log; gives its place and what is to go wrong.
    fn begin(&self, request: &Request<Incoming>) -> (usize, Option<Fault>) {
        let mut state = self.state();
        let number = state.log.len() + 1;
        state.clock += 1;
        // The first name of a path is the bucket's.
        let path = request.uri().path().trim_start_matches('/');
        let key = path.split_once('/').map_or("", |(_, key)| key);
        let mut entry = Entry {
            method: request.method().clone(),
            key: percent_encoding::percent_decode_str(key).decode_utf8_lossy().into_owned(),
            query: request.uri().query().unwrap_or_default().to_owned(),
            body: None,
            fault: None,
            status: None,
            begun: state.clock,
            ended: None,
        };
        entry.fault = state.fault.and_then(|(when, fault)| when.is(number, &entry).then_some(fault));
        let fault = entry.fault;
        state.log.push(entry);
        self.changed.notify_all();
        (number - 1, fault)
    }

    async fn wait(&self) {
        loop {
            let gone_on = self.gone_on.notified();
            if self.state().goes_on {
                return;
            }
            gone_on.await;
        }
    }

    fn kill(&self) {
        let state = self.state();
        let known = |state: &mut State| state.publisher.is_none();
        let waited = self.changed.wait_timeout_while(state, Duration::from_secs(10), known);
        let publisher = waited.expect("no thread failed").0.publisher.expect("it was started");
        // It may be dead already, by a request beside this one.
        let _ = Command::new("kill").args(["-KILL", &publisher.to_string()]).output();
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    while let Ok((stream, _)) = listener.accept().await {
        let shared = Arc::clone(&shared);
        let _ = stream.set_nodelay(true);
        // What is closed is reset.
        let _ = stream.set_zero_linger();
        tokio::spawn(async move {
            let answer = service_fn(move |request| pass(Arc::clone(&shared), request));
            // It ends in an error where the proxy breaks it.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), answer).await;
        });
    }
}

type Body = BoxBody<Bytes, io::Error>;

async fn pass(shared: Arc<Shared>, request: Request<Incoming>) -> io::Result<Response<Body>> {
    let (place, fault) = shared.begin(&request);
    match fault {
        Some(Fault::Status(status)) => return Ok(refuse(status)),
        Some(Fault::Hang) => std::future::pending().await,
        Some(Fault::Wait) => shared.wait().await,
        Some(Fault::ResetInRequest) => return Err(read_half(request).await),
        Some(Fault::KillBefore) => {
            tokio::task::spawn_blocking(move || shared.kill()).await?;
            return Err(io::ErrorKind::ConnectionReset.into());
        }
        _ => {}
    }
    let (head, body) = request.into_parts();
    // A publisher that died in the middle of it: the server hears nothing.
    let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
    if head.method == Method::POST && head.uri.query().is_some_and(|query| query.starts_with("delete")) {
        shared.state().log[place].body = Some(String::from_utf8_lossy(&body).into_owned());
    }
    // A task of its own, since what has reached the server is done even if the publisher is no more.
    let answer =
        tokio::spawn(forward(Arc::clone(&shared), place, Request::from_parts(head, Full::new(body))));
    let answer = answer.await.map_err(io::Error::other)??;
    match fault {
        Some(Fault::ResetBeforeAnswer) => Err(io::ErrorKind::ConnectionReset.into()),
        Some(Fault::ResetInAnswer) => half(answer),
        Some(Fault::WrongTag) => Ok(whole(falsify(answer))),
        Some(Fault::KillAfter) => {
            tokio::task::spawn_blocking(move || shared.kill()).await?;
            Err(io::ErrorKind::ConnectionReset.into())
        }
        _ => Ok(whole(answer)),
    }
}

async fn forward(
    shared: Arc<Shared>,
    place: usize,
    request: Request<Full<Bytes>>,
) -> io::Result<Response<Bytes>> {
    shared.state().active += 1;
    let answer = send(shared.upstream, request).await;
    let mut state = shared.state();
    state.clock += 1;
    let ended = state.clock;
    // The log may have been forgotten meanwhile.
    if let Some(entry) = state.log.get_mut(place) {
        entry.ended = Some(ended);
        entry.status = answer.as_ref().ok().map(Response::status);
    }
    state.active -= 1;
    shared.changed.notify_all();
    answer
}

/// Sends a request as it is, on a connection of its own.
pub async fn send(address: SocketAddr, request: Request<Full<Bytes>>) -> io::Result<Response<Bytes>> {
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let (mut sender, connection) =
        client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(io::Error::other)?;
    tokio::spawn(connection);
    let (mut head, body) = sender.send_request(request).await.map_err(io::Error::other)?.into_parts();
    let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
    head.headers.remove(header::TRANSFER_ENCODING);
    head.headers.remove(header::CONNECTION);
    Ok(Response::from_parts(head, body))
}

fn refuse(status: u16) -> Response<Body> {
    let code = if status == 500 { "InternalError" } else { "SlowDown" };
    let text = format!("<Error><Code>{code}</Code><Message>by the test</Message></Error>");
    let body = Full::new(Bytes::from(text)).map_err(|never| match never {}).boxed();
    let answer = Response::builder().status(status).header(header::CONTENT_TYPE, "application/xml");
    answer.body(body).expect("a response")
}

async fn read_half(request: Request<Incoming>) -> io::Error {
    let size =
        request.headers().get(header::CONTENT_LENGTH).and_then(|size| size.to_str().ok()?.parse().ok());
    let (size, mut read): (usize, usize) = (size.unwrap_or(0), 0);
    let mut body = request.into_body();
    while read < size / 2 {
        let Some(Ok(frame)) = body.frame().await else { break };
        read += frame.data_ref().map_or(0, Bytes::len);
    }
    io::ErrorKind::ConnectionReset.into()
}

fn whole(answer: Response<Bytes>) -> Response<Body> {
    answer.map(|body| Full::new(body).map_err(|never| match never {}).boxed())
}

/// The head of an answer and half of its body; where there is none, nothing.
fn half(answer: Response<Bytes>) -> io::Result<Response<Body>> {
    let (mut head, body) = answer.into_parts();
    if body.len() < 2 {
        return Err(io::ErrorKind::ConnectionReset.into());
    }
    head.headers.insert(header::CONTENT_LENGTH, body.len().into());
    let frames = [Ok(Frame::data(body.slice(..body.len() / 2))), Err(io::ErrorKind::ConnectionReset.into())];
    Ok(Response::from_parts(head, StreamBody::new(tokio_stream::iter(frames)).boxed()))
}

/// The answer with other entity tags, in the head and in what a listing says.
fn falsify(mut answer: Response<Bytes>) -> Response<Bytes> {
    let wrong = "0123456789abcdef0123456789abcdef";
    if answer.headers().contains_key(header::ETAG) {
        let value = format!("\"{wrong}\"").parse().expect("a header");
        answer.headers_mut().insert(header::ETAG, value);
    }
    let is_listing = answer.body().starts_with(b"<?xml");
    if is_listing {
        let text = String::from_utf8_lossy(answer.body()).into_owned();
        let mut parts = text.split("<ETag>");
        let mut said = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let rest = part.split_once("</ETag>").map_or("", |(_, rest)| rest);
            said.extend(["<ETag>&quot;", wrong, "&quot;</ETag>", rest]);
        }
        answer.headers_mut().remove(header::CONTENT_LENGTH);
        *answer.body_mut() = said.into();
    }
    answer
}
