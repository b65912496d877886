//! A signal ends the preview's server. In a program of its own, which hears signals from then on.

#![cfg(unix)]

#[expect(dead_code, reason = "the tests of the server need more of it")]
#[path = "preview_http/support.rs"]
mod support;

use sitegen::preview::http::{Limits, interrupted};
use std::{
    io::{Read as _, Write as _},
    process::Command,
};
use support::{Running, TOKEN};

#[test]
fn a_signal_ends_it() {
    let server = Running::until("", Limits::default(), interrupted());
    let mut stream = server.connect();
    let request = format!("GET /__sitegen/events?token={TOKEN} HTTP/1.1\r\nHost: localhost\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("it listens");
    // It answers, so it hears signals.
    stream.read_exact(&mut [0]).expect("an answer");
    let killed = Command::new("kill").args(["-TERM", &std::process::id().to_string()]).status();
    assert!(killed.expect("every Unix has it").success());
    let _ = stream.read_to_end(&mut Vec::new());
    server.wait();
}
