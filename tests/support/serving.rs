//! A preview by the real program, asked over HTTP.

use super::program;
use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc::{self, Receiver},
    time::Duration,
};

/// A change that does not come is a failure, not a hang.
const PATIENCE: Duration = Duration::from_mins(1);

/// A preview that runs.
pub struct Serving {
    pub child: Child,
    pub port: u16,
    pub lines: Receiver<serde_json::Value>,
}

/// An answer: its status, its head in lower case, its body.
pub struct Answer(pub u16, pub String, pub Vec<u8>);

impl Serving {
    pub fn start(root: &Path, clock: &str, more: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_sitegen"))
            .args(["serve", "--port", "0", "--message-format", "json", "--clock", clock, "--root"])
            .arg(root)
            .args(more)
            .current_dir(root)
            .env_remove("SOURCE_DATE_EPOCH")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("starts");
        let out = BufReader::new(child.stdout.take().expect("piped"));
        let (sender, lines) = mpsc::channel();
        std::thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                let value = program::message(&line);
                if sender.send(value).is_err() {
                    break;
                }
            }
        });
        let mut serving = Self { child, port: 0, lines };
        let url = serving.wait("ready")["url"].as_str().expect("a URL").to_owned();
        let port = url.rsplit(':').next().and_then(|rest| rest.split('/').next());
        serving.port = port.and_then(|port| port.parse().ok()).expect("a port");
        serving
    }

    /// The next line of this type.
    pub fn wait(&self, kind: &str) -> serde_json::Value {
        loop {
            let line = self.lines.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("no {kind} comes"));
            if line["type"] == kind {
                return line;
            }
        }
    }

    /// Asks as a script of a page does, which gets files as they are.
    pub fn get(&self, path: &str) -> Answer {
        self.ask(path, "Sec-Fetch-Dest: empty\r\nSec-Fetch-Site: same-origin\r\n")
    }

    /// Asks as a person does.
    pub fn visit(&self, path: &str) -> Answer {
        self.ask(path, "Sec-Fetch-Dest: document\r\nSec-Fetch-Site: none\r\nSec-Fetch-Mode: navigate\r\n")
    }

    pub fn ask(&self, path: &str, headers: &str) -> Answer {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("listens");
        let host = self.port;
        let request =
            format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{host}\r\nConnection: close\r\n{headers}\r\n");
        stream.write_all(request.as_bytes()).expect("taken");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("answered");
        let end = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n").expect("a head");
        let head = String::from_utf8_lossy(&answer[..end]).to_lowercase();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
        Answer(status, head, answer[end + 4..].to_vec())
    }

    pub fn state(&self, page: &str) -> serde_json::Value {
        serde_json::from_slice(&self.get(&format!("/__sitegen/state?page={page}")).2).expect("JSON")
    }

    /// Waits until something holds: after an edit, each change may be the one that brings it.
    pub fn wait_until(&self, what: &str, holds: impl Fn() -> bool) {
        while !holds() {
            assert!(self.lines.recv_timeout(PATIENCE).is_ok(), "it never came to be that {what}");
        }
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
