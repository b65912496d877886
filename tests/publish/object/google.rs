//! Google's XML interface in front of the server of this process, and a round trip through it.
//!
//! That interface is S3's with other names for three things, which [`Front`] translates: a bearer token says who somebody is,
//! a condition names a generation (a number that each write of an object raises), and answers tell the generation. The
//! front is also the machine that gives tokens, as every virtual machine of Google's has one; each ends as soon as it is
//! given and is taken for one request and what that is tried again, so that whoever does not renew them is refused.
//! `tests/publish/run` cannot start an emulator instead: gcp-storage-emulator speaks the JSON interface alone.

use super::{
    bucket::{Bucket, SECRET},
    others::round_trip,
    proxy::{Entry, Fault, Proxy, RUNTIME, When, listen, send},
    site::{Edited, QUICK, Site},
};
use crate::support::sandbox::{Run, skip};
use http_body_util::{BodyExt as _, Full};
use hyper::{
    HeaderMap, Method, Request, Response, StatusCode,
    body::{Bytes, Incoming},
    header::{self, HeaderName, HeaderValue},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use std::{
    collections::BTreeMap,
    io,
    net::SocketAddr,
    process::Command,
    sync::{self, Arc},
};
use tokio::net::TcpListener;

const CONDITION: HeaderName = HeaderName::from_static("x-goog-if-generation-match");
const GENERATION: HeaderName = HeaderName::from_static("x-goog-generation");

/// How often each token is taken: for a request and each time that it is tried again.
const TAKEN: usize = 4;

/// Generations of objects.
struct Generations {
    /// By path.
    of: BTreeMap<String, u64>,
    /// The last that was given.
    last: u64,
}

impl Default for Generations {
    fn default() -> Self {
        // Google's are microseconds since 1970.
        Self { of: BTreeMap::new(), last: 1_783_000_000_000_000 }
    }
}

impl Generations {
    fn raise(&mut self, path: &str) -> u64 {
        self.last += 1;
        self.of.insert(path.to_owned(), self.last);
        self.last
    }
}

struct Front {
    upstream: SocketAddr,
    /// How often each token that was given was shown, in their order.
    tokens: sync::Mutex<Vec<usize>>,
    written: tokio::sync::Mutex<Generations>,
}

impl Front {
    /// One before this server that everybody may write to.
    fn before(upstream: SocketAddr) -> (Arc<Self>, SocketAddr) {
        let front = Arc::new(Self {
            upstream,
            tokens: sync::Mutex::default(),
            written: tokio::sync::Mutex::default(),
        });
        let (listener, address) = listen();
        RUNTIME.spawn(Arc::clone(&front).serve(listener));
        (front, address)
    }

    async fn serve(self: Arc<Self>, listener: TcpListener) {
        while let Ok((stream, _)) = listener.accept().await {
            let front = Arc::clone(&self);
            let _ = stream.set_nodelay(true);
            tokio::spawn(async move {
                let answer = service_fn(move |request| Arc::clone(&front).answer(request));
                // A connection that breaks is its client's business.
                let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), answer).await;
            });
        }
    }

    async fn answer(self: Arc<Self>, request: Request<Incoming>) -> io::Result<Response<Full<Bytes>>> {
        let (head, body) = request.into_parts();
        let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
        let request = Request::from_parts(head, body);
        let answer = if request.uri().path().starts_with("/computeMetadata/") {
            self.token(request.headers())
        } else if self.knows(request.headers()) {
            // A task of its own, since what has reached the server is done even if the client is no more.
            tokio::spawn(self.translate(request)).await.map_err(io::Error::other)??
        } else {
            refuse(StatusCode::UNAUTHORIZED, "AuthenticationRequired")
        };
        Ok(answer.map(Full::new))
    }

    fn token(&self, headers: &HeaderMap) -> Response<Bytes> {
        if headers.get("metadata-flavor").is_none_or(|flavor| flavor != "Google") {
            return refuse(StatusCode::FORBIDDEN, "AccessDenied");
        }
        let number = {
            let mut tokens = self.tokens.lock().expect("no test panics with it");
            tokens.push(0);
            tokens.len() - 1
        };
        let token = serde_json::json!({
            "access_token": format!("{SECRET}-{number}"), "expires_in": 0, "token_type": "Bearer",
        });
        Response::new(token.to_string().into())
    }

    fn knows(&self, headers: &HeaderMap) -> bool {
        let number = headers.get(header::AUTHORIZATION).and_then(|word| {
            word.to_str().ok()?.strip_prefix(&format!("Bearer {SECRET}-"))?.parse::<usize>().ok()
        });
        let mut tokens = self.tokens.lock().expect("no test panics with it");
        number.and_then(|number| tokens.get_mut(number)).is_some_and(|shown| {
            *shown += 1;
            *shown <= TAKEN
        })
    }

    /// What the server says to this, in Google's words. Requests go one by one, so that a condition holds while one is made.
    async fn translate(self: Arc<Self>, mut request: Request<Bytes>) -> io::Result<Response<Bytes>> {
        let mut written = self.written.lock().await;
        let path = request.uri().path().to_owned();
        let (method, query) = (request.method().clone(), request.uri().query().unwrap_or_default());
        let writes = match method {
            Method::PUT => !query.contains("partNumber="),
            _ => method == Method::POST && query.contains("uploadId="),
        };
        let headers = request.headers_mut();
        headers.remove(header::AUTHORIZATION);
        if let Some(wanted) = headers.remove(CONDITION)
            && wanted != HeaderValue::from(self.generation(&mut written, &path).await?)
        {
            return Ok(refuse(StatusCode::PRECONDITION_FAILED, "PreconditionFailed"));
        }
        let mut answer = send(self.upstream, request.map(Full::new)).await?;
        if !answer.status().is_success() {
            return Ok(answer);
        }
        if writes {
            written.raise(&path);
        } else if method == Method::DELETE {
            written.of.remove(&path);
        }
        let generation = self.generation(&mut written, &path).await?;
        answer.headers_mut().insert(GENERATION, generation.into());
        Ok(answer)
    }

    /// The generation of an object; 0 if there is none. One that did not come through here gets its first now.
    async fn generation(&self, written: &mut Generations, path: &str) -> io::Result<u64> {
        if let Some(generation) = written.of.get(path) {
            return Ok(*generation);
        }
        let host = self.upstream.to_string();
        let asked = Request::head(path).header(header::HOST, host).body(Full::default()).expect("a request");
        let is_there = send(self.upstream, asked).await?.status().is_success();
        Ok(if is_there { written.raise(path) } else { 0 })
    }
}

fn refuse(status: StatusCode, code: &str) -> Response<Bytes> {
    let text = format!("<?xml version='1.0' encoding='UTF-8'?><Error><Code>{code}</Code></Error>");
    let answer = Response::builder().status(status).header(header::CONTENT_TYPE, "application/xml");
    answer.body(text.into()).expect("a response")
}

/// As it is on a machine of Google's, which needs no key.
fn on_a_machine(command: &mut Command, front: SocketAddr) {
    command.env_remove("AWS_ACCESS_KEY_ID").env_remove("AWS_SECRET_ACCESS_KEY");
    command.env("GCE_METADATA_HOST", front.to_string()).env("GCE_METADATA_IP", front.to_string());
}

fn target(site: &Site, at: SocketAddr, more: &str) -> String {
    let (bucket, prefix) = (&site.bucket.name, &site.prefix);
    format!("type: gcs, bucket: {bucket}, prefix: \"{prefix}\", endpoint: \"http://{at}\"{more}")
}

#[test]
fn google_takes_a_site_and_its_changes_and_gives_new_tokens_on_the_way() {
    let bucket = Bucket::here();
    let (front, address) = Front::before(bucket.open);
    let mut site = Site::new(bucket, "blog of Google");
    let there = target(&site, address, super::site::PATIENT);
    round_trip(&mut site, &there, SECRET, |command| on_a_machine(command, address));
    let shown = front.tokens.lock().expect("no test panics with it").clone();
    assert!(shown.iter().all(|times| (1..=TAKEN).contains(times)), "tokens were not renewed: {shown:?}");
}

/// The sweep is run on an S3 server; here it is tried at some requests, since conditions are others.
#[test]
fn a_run_to_google_that_fails_anywhere_leaves_a_whole_site() {
    if Bucket::is_asked_elsewhere() {
        return skip("failures on the way to Google", "the front stands before the server of this process");
    }
    let edited = Edited::new();
    let (_, address) = Front::before(edited.site.bucket.open);
    let proxy = Proxy::before(address);
    let publish = |site: &Site, at: SocketAddr| {
        site.target(&target(site, at, QUICK));
        let mut command = site.command(&[]);
        on_a_machine(&mut command, address);
        let run = Run::of(&mut command);
        run.assert_calm();
        assert!(!format!("{run:?}").contains(SECRET), "{run:?}");
        run
    };
    let without = edited.case("google");
    proxy.arm(None);
    assert_eq!(publish(&without, proxy.address).code, Some(0));
    let requests = proxy.rest().len();
    without.assert_shows_the_build();
    let faults = [Fault::Status(503), Fault::ResetBeforeAnswer, Fault::Status(412), Fault::ResetInRequest];
    for (fault, part) in faults.into_iter().flat_map(|fault| [(fault, 1), (fault, 2), (fault, 3)]) {
        let (number, what) = (requests * part / 4, format!("{fault:?} from request {part}/4 of {requests}"));
        let site = edited.case(&format!("google {fault:?} {part}"));
        proxy.arm(Some((When::From(number), fault)));
        let run = publish(&site, proxy.address);
        assert_ne!(run.code, Some(0), "{what}: {run:?}");
        let log = proxy.rest();
        let deleted = log.iter().flat_map(Entry::deletes).filter(|key| site.path_of(key).is_some());
        assert_eq!(deleted.count(), 0, "{what}: {log:?}");
        assert_eq!(edited.wrongs(&site.objects()), [""; 0], "{what}");
        let run = publish(&site, address);
        assert_eq!(run.code, Some(0), "{what}, again: {run:?}");
        site.assert_shows_the_build();
    }
}
