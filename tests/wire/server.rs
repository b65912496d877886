//! A server on this machine that answers as good and as bad ones do.

use flate2::{Compression, write::GzEncoder};
use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::Duration,
};

pub struct Server {
    pub address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// A server that answers each path with what `answer` writes, until the test ends.
    pub fn start(answer: impl Fn(&str, &str, &mut TcpStream) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("bound");
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let (kept, answer) = (Arc::clone(&asked), Arc::new(answer));
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (Ok(mut stream), kept, answer) = (stream, Arc::clone(&kept), Arc::clone(&answer)) else {
                    return;
                };
                thread::spawn(move || {
                    let request = read_request(&mut stream);
                    let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
                    kept.lock().unwrap_or_else(PoisonError::into_inner).push(request.clone());
                    answer(&path, &request, &mut stream);
                });
            }
        });
        Self { address, asked }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// All requests so far, whole.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn read_request(stream: &mut TcpStream) -> String {
    let (mut request, mut piece) = (Vec::new(), [0; 1024]);
    while !request.windows(4).any(|end| end == b"\r\n\r\n") {
        match stream.read(&mut piece) {
            Ok(0) | Err(_) => break,
            Ok(length) => request.extend_from_slice(&piece[..length]),
        }
    }
    String::from_utf8_lossy(&request).into_owned()
}

/// Answers with a status, headers and a body. A client that has gone away is none of the server's business.
pub fn send(stream: &mut TcpStream, status: &str, headers: &str, body: &[u8]) {
    let head =
        format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body));
}

/// Sends a byte now and then and never comes to an end.
pub fn drip(stream: &mut TcpStream) {
    let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n<rss>");
    // Waiting for what the client never says is what sets the pace.
    stream.set_read_timeout(Some(Duration::from_millis(50))).expect("a time");
    loop {
        let is_gone = matches!(stream.read(&mut [0]), Ok(0));
        if is_gone || stream.write_all(b" ").is_err() {
            return;
        }
    }
}

/// So many zeros, packed.
pub fn bomb(bytes: usize) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    let zeros = vec![b' '; 1 << 20];
    for _ in 0..bytes >> 20 {
        packed.write_all(&zeros).expect("memory");
    }
    packed.finish().expect("memory")
}

pub fn packed(text: &str) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(text.as_bytes()).expect("memory");
    packed.finish().expect("memory")
}
