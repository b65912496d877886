//! A bucket as others see it: read and written by plain requests, which are not those of the publisher's client.

use super::{
    proxy::{RUNTIME, listen, send},
    server::{Shelf, serve},
};
use hyper::{
    HeaderMap, Method, Request, Response, StatusCode,
    body::Bytes,
    header::{self, HeaderName},
};
use std::{
    collections::BTreeMap,
    net::{SocketAddr, ToSocketAddrs as _},
    sync::Arc,
};

pub const KEY_ID: &str = "sitegen-tests";
/// Must be in nothing that the publisher says or sends.
pub const SECRET: &str = "canary-0123456789-secret";
const NAME: &str = "bucket";

/// Headers of an object that its publisher decides.
const KEPT: [HeaderName; 4] =
    [header::CONTENT_TYPE, header::CACHE_CONTROL, header::CONTENT_DISPOSITION, header::CONTENT_ENCODING];

/// An object, with those headers by which readers' programs are told about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    pub bytes: Bytes,
    pub headers: BTreeMap<String, String>,
}

impl Object {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }
}

/// What a listing says of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub size: u64,
    pub tag: String,
}

pub type Objects = BTreeMap<String, Object>;

/// A server with a bucket: one of this process, or that at `SITEGEN_S3`.
#[derive(Clone)]
pub struct Bucket {
    pub name: String,
    /// Where the publisher is answered.
    pub signed: SocketAddr,
    /// Where everybody is, and the path of the bucket there.
    pub open: SocketAddr,
    path: String,
    /// A word to a server that asks who somebody is, and does not look whether it is true.
    greeting: Option<&'static str>,
    /// Of a server of this process.
    folder: Option<Arc<tempfile::TempDir>>,
}

impl Bucket {
    pub fn new() -> Self {
        match std::env::var("SITEGEN_S3") {
            Ok(address) => Self::at(socket(&address)),
            Err(_) => Self::here(),
        }
    }

    /// Whether [`Self::new`] takes the server of another program.
    pub fn is_asked_elsewhere() -> bool {
        std::env::var_os("SITEGEN_S3").is_some()
    }

    /// Whether the server is another program.
    pub fn is_elsewhere(&self) -> bool {
        self.folder.is_none()
    }

    /// One in this process.
    pub fn here() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let shelf = Shelf::open(folder.path(), &[NAME]).expect("writable");
        let ((signed, signed_at), (open, open_at)) = (listen(), listen());
        RUNTIME.spawn(serve(signed, shelf.signed(KEY_ID, SECRET)));
        RUNTIME.spawn(serve(open, shelf.open_to_all()));
        Self {
            folder: Some(Arc::new(folder)),
            signed: signed_at,
            ..Self::readable(open_at, &format!("/{NAME}"), NAME)
        }
    }

    /// One that everybody may read, at this address and path.
    pub fn readable(address: SocketAddr, path: &str, name: &str) -> Self {
        let (name, path) = (name.to_owned(), path.to_owned());
        Self { name, signed: address, open: address, path, greeting: None, folder: None }
    }

    /// A bucket of its own at a server that does not look at signatures.
    fn at(address: SocketAddr) -> Self {
        let unique = tempfile::Builder::new().prefix("bucket-").rand_bytes(12).tempdir().expect("a folder");
        let name = unique.path().file_name().expect("a name").to_string_lossy().to_lowercase();
        let greeting = Some(
            "AWS4-HMAC-SHA256 Credential=reader/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0",
        );
        let bucket = Self { greeting, ..Self::readable(address, &format!("/{name}"), &name) };
        let made = bucket.ask(Method::PUT, "", &HeaderMap::new(), Bytes::new());
        assert!(made.status().is_success(), "{made:?}");
        bucket
    }

    /// One where nobody writes who writes here: moto looks at all keys of a bucket when some are listed, and fails when one
    /// goes meanwhile.
    pub fn another(&self) -> Self {
        if self.is_elsewhere() { Self::at(self.open) } else { self.clone() }
    }

    fn ask(&self, method: Method, path: &str, headers: &HeaderMap, body: Bytes) -> Response<Bytes> {
        let address = format!("{}{path}", self.path);
        let mut request =
            Request::builder().method(method).uri(address).header(header::HOST, self.open.to_string());
        if let Some(greeting) = self.greeting {
            request = request.header(header::AUTHORIZATION, greeting);
        }
        request.headers_mut().expect("it is well formed").extend(headers.clone());
        let request = request.body(http_body_util::Full::new(body)).expect("it is well formed");
        // moto fails where one lists while another writes.
        let mut tries = if self.is_elsewhere() { 20 } else { 0 };
        loop {
            let answer = RUNTIME.block_on(send(self.open, request.clone())).expect("the server answers");
            if answer.status() != StatusCode::INTERNAL_SERVER_ERROR || tries == 0 {
                return answer;
            }
            tries -= 1;
        }
    }

    pub fn list(&self, prefix: &str) -> BTreeMap<String, Listed> {
        let (mut found, mut token) = (BTreeMap::new(), String::new());
        loop {
            let query = format!("?list-type=2&prefix={}{token}", encode(prefix));
            let answer = self.ask(Method::GET, &query, &HeaderMap::new(), Bytes::new());
            let text = str::from_utf8(answer.body()).expect("UTF-8");
            assert!(answer.status().is_success(), "{text}");
            let document = roxmltree::Document::parse(text).expect("XML");
            for entry in document.descendants().filter(|node| node.tag_name().name() == "Contents") {
                let listed = Listed {
                    size: child(entry, "Size").parse().expect("a number"),
                    tag: child(entry, "ETag").trim_matches('"').to_owned(),
                };
                found.insert(child(entry, "Key").to_owned(), listed);
            }
            match child(document.root_element(), "NextContinuationToken") {
                "" => return found,
                next => token = format!("&continuation-token={}", encode(next)),
            }
        }
    }

    pub fn get(&self, key: &str) -> Option<Object> {
        let answer = self.ask(Method::GET, &path(key), &HeaderMap::new(), Bytes::new());
        if answer.status() == StatusCode::NOT_FOUND {
            return None;
        }
        assert!(answer.status().is_success(), "{key}: {answer:?}");
        let header = |name: &HeaderName| {
            let value = answer.headers().get(name)?.to_str().expect("text");
            Some((name.to_string(), value.to_owned()))
        };
        Some(Object { headers: KEPT.iter().filter_map(header).collect(), bytes: answer.into_body() })
    }

    pub fn put(&self, key: &str, object: &Object) {
        let of = |(name, value): (&String, &String)| {
            (name.parse::<HeaderName>().expect("a header"), value.parse().expect("a header"))
        };
        let headers = object.headers.iter().map(of).collect();
        let answer = self.ask(Method::PUT, &path(key), &headers, object.bytes.clone());
        assert!(answer.status().is_success(), "{key}: {answer:?}");
    }

    pub fn write(&self, key: &str, text: &str) {
        self.put(key, &Object { bytes: text.to_owned().into(), headers: BTreeMap::new() });
    }

    pub fn delete(&self, key: &str) {
        let answer = self.ask(Method::DELETE, &path(key), &HeaderMap::new(), Bytes::new());
        assert!(answer.status().is_success(), "{key}: {answer:?}");
    }

    /// All objects below a prefix, by their keys without it.
    pub fn objects(&self, prefix: &str) -> Objects {
        let below = if prefix.is_empty() { String::new() } else { format!("{prefix}/") };
        let keys = self.list(&below).into_keys();
        keys.map(|key| {
            let object = self.get(&key).expect("it is listed");
            (key[below.len()..].to_owned(), object)
        })
        .collect()
    }

    /// Has these objects, and no others, below a prefix.
    pub fn fill(&self, prefix: &str, objects: &Objects) {
        for key in self.list(&format!("{prefix}/")).into_keys() {
            self.delete(&key);
        }
        for (key, object) in objects {
            self.put(&format!("{prefix}/{key}"), object);
        }
    }
}

/// Where `http://127.0.0.1:5000` is.
pub fn socket(address: &str) -> SocketAddr {
    let host = address.strip_prefix("http://").expect("an address of http").trim_end_matches('/');
    host.to_socket_addrs().expect("it is known").next().expect("an address")
}

fn child<'a>(node: roxmltree::Node<'a, '_>, name: &str) -> &'a str {
    let found = node.children().find(|child| child.tag_name().name() == name);
    found.and_then(|child| child.text()).unwrap_or_default()
}

fn path(key: &str) -> String {
    format!("/{}", encode(key))
}

fn encode(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~/".contains(&byte);
    let one = |byte: u8| if is_plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    text.bytes().map(one).collect()
}

/// Without a publisher: what the other tests stand on.
#[test]
fn the_server_keeps_what_is_sent_and_knows_conditions() {
    let bucket = Bucket::new();
    let text = |text: &str| Object {
        bytes: Bytes::from(text.to_owned()),
        headers: [("content-type".to_owned(), "text/plain".to_owned())].into(),
    };
    let long = format!("p/{}", vec!["k".repeat(200); 5].join("/"));
    let keys = ["p/a", "p/a/b", "p/a b+c%20d?e#f", "p/日本語", &long];
    for key in keys {
        bucket.put(key, &text(key));
    }
    bucket.put("other", &text(""));
    let listed = bucket.list("p/");
    assert_eq!(listed.keys().map(String::as_str).collect::<std::collections::BTreeSet<_>>(), keys.into());
    for key in keys {
        assert_eq!(bucket.get(key), Some(text(key)));
        assert_eq!((listed[key].size, listed[key].tag.len()), (key.len() as u64, 32));
    }
    let tag = listed["p/a"].tag.clone();
    let put = |name: &str, value: &str, key: &str| {
        let name: HeaderName = name.parse().expect("a header");
        let headers = [(name, value.parse().expect("a header"))].into_iter().collect();
        bucket.ask(Method::PUT, &path(key), &headers, Bytes::from("new")).status().as_u16()
    };
    assert_eq!(put("if-none-match", "*", "p/a"), 412);
    assert_eq!(put("if-none-match", "*", "p/new"), 200);
    assert_eq!(put("if-match", "\"0123456789abcdef0123456789abcdef\"", "p/a"), 412);
    let missing = put("if-match", &format!("\"{tag}\""), "p/missing");
    assert!([404, 412].contains(&missing), "{missing}");
    assert_eq!(bucket.get("p/a"), Some(text("p/a")), "nothing was written");
    assert_eq!(put("if-match", &format!("\"{tag}\""), "p/a"), 200);
    assert_ne!(bucket.list("p/a")["p/a"].tag, tag);
    bucket.delete("p/a");
    assert_eq!((bucket.get("p/a"), bucket.get("p/a/b")), (None, Some(text("p/a/b"))));
}

#[test]
fn a_listing_has_pages() {
    let bucket = Bucket::new();
    let keys: Vec<String> = (0..1100).map(|number| format!("many/{number:04}")).collect();
    for key in &keys {
        bucket.write(key, "");
    }
    assert!(bucket.list("many/").keys().eq(&keys));
}
