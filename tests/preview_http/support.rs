//! A made-up site, a server that shows it, and a client that sends bytes.

use sitegen::{
    digest::Digest,
    paths::OutputPath,
    preview::http::{Bytes, Content, Event, Events, Found, Limits, Options, Server, Token, Tool},
};
use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    sync::{
        Arc, Mutex,
        mpsc::{Receiver, Sender, channel},
    },
    thread::JoinHandle,
    time::Duration,
};
use tokio::sync::oneshot;

/// What no stranger may read.
pub const SECRET: &str = "the draft of tomorrow";
/// What is put into pages.
pub const SNIPPET: &str = "<script src=\"/__sitegen/client.js\"></script>";
/// The secret of the run, as pages know it.
pub const TOKEN: &str = "07070707070707070707070707070707";
/// An answer that does not come is a failure, not a hang.
const PATIENCE: Duration = Duration::from_mins(1);

/// More bytes than the system keeps for a client that does not read.
pub const BIG: usize = 64 << 20;

/// A site of a few pages. Notes every path that it is asked for.
pub struct Site {
    base: &'static str,
    asked: Mutex<Vec<String>>,
    /// Holds `/slow/` until it is dropped, or something is sent.
    gate: Mutex<Receiver<()>>,
}

/// A page of more than a packet.
pub fn long_page() -> String {
    format!("<!DOCTYPE html><body><p>{SECRET}</p>{}</body></html>", "<p>words and words</p>".repeat(200))
}

/// A style sheet, which nothing is put into.
pub fn style() -> String {
    "a { color: red }\n".repeat(200)
}

fn file(name: &str, bytes: impl Into<Bytes>) -> Found {
    let bytes = bytes.into();
    let digest = Digest::of(&bytes);
    Found::File { bytes, name: OutputPath::parse(name).expect("legal"), digest }
}

impl Content for Site {
    fn find(&self, path: &str) -> Found {
        self.asked.lock().expect("no panic while it is held").push(path.to_owned());
        match path {
            "/" => file("index.html", "<body>home</body>"),
            "/secret/" => file("secret/index.html", SECRET),
            "/long/" => file("long/index.html", long_page()),
            "/日本/" => file("日本/index.html", "<body>日本</body>"),
            "/site.css" => file("site.css", style()),
            "/picture.png" => file("picture.png", vec![b'x'; 4000]),
            "/big.png" => Found::File {
                bytes: vec![0; BIG].into(),
                name: OutputPath::parse("big.png").expect("legal"),
                digest: Digest::of(b"big"),
            },
            "/digits.txt" => file("digits.txt", "0123456789"),
            "/empty.txt" => file("empty.txt", ""),
            "/a" => Found::Moved { to: format!("{}/a/", self.base), status: 301 },
            "/old" => Found::Moved { to: "/日本/?own=1#part".into(), status: 308 },
            "/part" => Found::Moved { to: "/a/#part".into(), status: 302 },
            "/odd" => Found::Moved { to: "/a/".into(), status: 200 },
            "/away" => Found::Moved { to: "//evil.test/".into(), status: 302 },
            "/broken/" => Found::Broken { page: "<body>line 7 is wrong</body>".into() },
            "/panic/" => panic!("on purpose, for a test"),
            "/slow/" => {
                // An error is that the test let go of it.
                let _ = self.gate.lock().expect("no panic while it is held").recv();
                file("slow/index.html", "slow")
            }
            "/own-404/" => Found::Missing { page: Some("<body>our own</body>".into()) },
            _ => Found::Missing { page: None },
        }
    }

    fn tool(&self, path: &str, query: &[(String, String)]) -> Option<Tool> {
        self.asked.lock().expect("no panic while it is held").push(path.to_owned());
        let text = match path {
            "/" => format!("tools of {SECRET}"),
            "/client.js" => "let x = 1;".to_owned(),
            "/echo" => format!("{query:?}"),
            _ => return None,
        };
        Some(Tool { bytes: text.into(), media_type: "text/javascript; charset=utf-8".into() })
    }

    fn injected(&self, _digest: Option<Digest>) -> String {
        SNIPPET.to_owned()
    }

    fn base_path(&self) -> &str {
        self.base
    }
}

/// A server that runs until it is dropped.
pub struct Running {
    pub address: SocketAddr,
    pub site: Arc<Site>,
    pub events: Events,
    /// Lets `/slow/` go when it is taken.
    pub gate: Option<Sender<()>>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Running {
    /// A server at the root of its host, with the limits of every day.
    pub fn start() -> Self {
        Self::with("", Limits { patience: PATIENCE, head_time: PATIENCE, ..Limits::default() })
    }

    /// A server below a base path, with limits.
    pub fn with(base: &'static str, limits: Limits) -> Self {
        let (stop, stopped) = oneshot::channel();
        let shutdown = async {
            let _ = stopped.await;
        };
        let mut running = Self::until(base, limits, shutdown);
        running.stop = Some(stop);
        running
    }

    /// A server that ends when `shutdown` does.
    pub fn until(
        base: &'static str,
        limits: Limits,
        shutdown: impl Future<Output = ()> + Send + 'static,
    ) -> Self {
        let server = Server::bind(([127, 0, 0, 1], 0).into()).expect("a free port");
        let address = server.address();
        let (gate, wait) = channel();
        let site = Arc::new(Site { base, asked: Mutex::default(), gate: Mutex::new(wait) });
        let events = Events::new(Event { name: "changed", data: "{\"all\":true}".into() });
        let options = Options { hosts: vec!["preview.test".into()], token: Token::new([7; 16]), limits };
        let (content, sender): (Arc<dyn Content>, _) = (site.clone(), events.clone());
        let thread = std::thread::spawn(move || {
            server.run(options, content, sender, shutdown).expect("it runs");
        });
        Self { address, site, events, gate: Some(gate), stop: None, thread: Some(thread) }
    }

    /// Tells it to end, and waits until it has.
    pub fn stop(mut self) {
        drop(self.stop.take());
        self.wait();
    }

    /// Waits until it has ended.
    pub fn wait(mut self) {
        let thread = self.thread.take().expect("nobody waited yet");
        thread.join().expect("it ends without a panic");
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).expect("it listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        stream
    }

    /// Sends bytes and reads until the server closes.
    pub fn raw(&self, request: &[u8]) -> Response {
        let mut stream = self.connect();
        // The server may have closed before all is sent; what it said is read all the same.
        let _ = stream.write_all(request);
        let mut bytes = Vec::new();
        let mut buffer = [0; 4096];
        while let Ok(count @ 1..) = stream.read(&mut buffer) {
            bytes.extend_from_slice(&buffer[..count]);
            // A stream of events has no end; its head tells enough.
            if bytes.windows(17).any(|window| window == b"text/event-stream") && bytes.ends_with(b"\r\n\r\n")
            {
                break;
            }
        }
        Response::read(&bytes)
    }

    /// A request with lines of headers, from this host.
    pub fn request(&self, method: &str, target: &str, lines: &[&str]) -> Response {
        let mut request =
            format!("{method} {target} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n", self.address);
        for line in lines {
            request.push_str(line);
            request.push_str("\r\n");
        }
        request.push_str("\r\n");
        self.raw(request.as_bytes())
    }

    pub fn get(&self, target: &str) -> Response {
        self.request("GET", target, &[])
    }

    /// The paths that the site was asked for since the last call.
    pub fn asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.site.asked.lock().expect("no panic while it is held"))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.gate.take());
        drop(self.stop.take());
    }
}

/// What the server said; status 0 if it said nothing.
#[derive(Debug, PartialEq, Eq)]
pub struct Response {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Response {
    fn read(bytes: &[u8]) -> Self {
        let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else {
            assert!(bytes.is_empty(), "half an answer: {:?}", String::from_utf8_lossy(bytes));
            return Self { status: 0, headers: Vec::new(), body: Vec::new() };
        };
        let head = std::str::from_utf8(&bytes[..end]).expect("a head of text");
        let mut lines = head.split("\r\n");
        let status = lines.next().and_then(|line| line.split(' ').nth(1)).expect("a status");
        let headers: Vec<_> = lines
            .map(|line| line.split_once(": ").expect("a header"))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        let mut response = Self { status: status.parse().expect("digits"), headers, body: Vec::new() };
        let rest = &bytes[end + 4..];
        let chunked = response.header("transfer-encoding") == Some("chunked");
        response.body = if chunked { without_chunks(rest) } else { rest.to_vec() };
        response
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// All values of a header, joined.
    pub fn all(&self, name: &str) -> String {
        let values = self.headers.iter().filter(|(own, _)| own == name).map(|(_, value)| value.as_str());
        values.collect::<Vec<_>>().join(", ")
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

fn without_chunks(mut rest: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(end) = rest.windows(2).position(|window| window == b"\r\n") {
        let size =
            std::str::from_utf8(&rest[..end]).ok().and_then(|digits| usize::from_str_radix(digits, 16).ok());
        let size = size.expect("the size of a chunk");
        if size == 0 {
            break;
        }
        body.extend_from_slice(&rest[end + 2..end + 2 + size]);
        rest = &rest[end + 2 + size + 2..];
    }
    body
}
