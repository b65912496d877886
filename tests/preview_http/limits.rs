//! What a client may cost.

use super::support::{BIG, Running};
use sitegen::preview::http::{Limits, Server};
use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::Shutdown,
    time::Duration,
};

#[test]
fn long_headers_are_refused() {
    let server = Running::start();
    let line = |length: usize| format!("X-Long: {}", "x".repeat(length));
    assert_eq!(server.request("GET", "/", &[&line(15_000)]).status, 200);
    assert_eq!(server.request("GET", "/", &[&line(17_000)]).status, 431);
    assert_eq!(server.request("GET", "/", &[&line(1_000_000)]).status, 431);
    let many = vec!["X: y"; 500];
    assert_eq!(server.request("GET", "/", &many).status, 431);
    assert_eq!(server.asked().len(), 1);
}

#[test]
fn who_does_not_finish_a_request_is_closed() {
    let limits = Limits { head_time: Duration::from_millis(50), ..Limits::default() };
    let server = Running::with("", limits);
    for begin in ["", "GET / HT", "GET / HTTP/1.1\r\nHost: localhost\r\nX: "] {
        let response = server.raw(begin.as_bytes());
        assert!([0, 408].contains(&response.status), "{begin:?}: {}", response.status);
    }
    assert!(server.asked().is_empty());
    // One that was answered and asks no more is closed too. A busy machine may need several attempts to be in time.
    let ask = || server.raw(b"GET /digits.txt HTTP/1.1\r\nHost: localhost\r\n\r\n");
    let kept = (0..100).map(|_| ask()).find(|kept| kept.status == 200).expect("an answer in time");
    assert_eq!(kept.text(), "0123456789");
}

#[test]
fn who_does_not_read_is_closed() {
    let limits = Limits { connections: 1, write_time: Duration::from_millis(50), ..Limits::default() };
    let server = Running::with("", limits);
    let mut deaf = server.connect();
    deaf.write_all(b"GET /big.png HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("it listens");
    deaf.read_exact(&mut [0]).expect("it was taken");
    // There is one place, so this is answered only when the other is gone.
    assert_eq!(server.get("/digits.txt").text(), "0123456789");
    let mut rest = Vec::new();
    let _ = deaf.read_to_end(&mut rest);
    assert!(rest.len() < BIG, "all {} bytes came", rest.len());
}

#[test]
fn too_many_connections_wait_for_their_turn() {
    let limits = Limits { connections: 2, head_time: Duration::from_mins(1), ..Limits::default() };
    let server = Running::with("", limits);
    let idle = [server.connect(), server.connect()];
    let mut waiting = server.connect();
    waiting
        .write_all(b"GET /digits.txt HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        .expect("sent");
    for stream in &idle {
        stream.shutdown(Shutdown::Both).expect("open until now");
    }
    let mut answer = String::new();
    waiting.read_to_string(&mut answer).expect("an answer");
    assert!(answer.ends_with("0123456789"), "{answer}");
}

#[test]
fn a_connection_is_kept_for_the_next_request() {
    let server = Running::start();
    let mut stream = server.connect();
    let request = format!("GET /digits.txt HTTP/1.1\r\nHost: {}\r\n\r\n", server.address);
    for _ in 0..3 {
        stream.write_all(request.as_bytes()).expect("it is open");
        let mut answer = BufReader::new(&stream);
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            assert!(answer.read_line(&mut head).expect("a line") > 0, "{head}");
        }
        let mut body = [0; 10];
        answer.read_exact(&mut body).expect("a body");
        assert_eq!(&body, b"0123456789");
        assert!(answer.buffer().is_empty());
    }
}

#[test]
fn bodies_are_not_read() {
    let server = Running::start();
    for (method, status) in [("GET", 200), ("POST", 405)] {
        for lines in [
            "Content-Length: 1000000",
            "Transfer-Encoding: chunked",
            "Content-Length: 5\r\nExpect: 100-continue",
        ] {
            let host = server.address;
            let request = format!("{method} /digits.txt HTTP/1.1\r\nHost: {host}\r\n{lines}\r\n\r\n");
            // The client says nothing of closing, and reads to the end all the same.
            let response = server.raw(request.as_bytes());
            assert_eq!((response.status, response.header("connection")), (status, Some("close")), "{lines}");
        }
    }
    // What follows a body that nobody reads is not a request.
    server.asked();
    let hidden = "GET /secret/ HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let length = hidden.len();
    server.raw(
        format!("GET /digits.txt HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n\r\n{hidden}")
            .as_bytes(),
    );
    assert_eq!(server.asked(), ["/digits.txt"]);
}

#[test]
fn what_takes_too_long_is_given_up() {
    let limits = Limits { patience: Duration::from_millis(50), calls: 2, ..Limits::default() };
    let mut server = Running::with("", limits);
    for _ in 0..2 {
        assert_eq!(server.get("/slow/").status, 503);
    }
    assert_eq!(server.get("/digits.txt").status, 503, "both places are taken");
    drop(server.gate.take());
    let mut tries = 0;
    while server.get("/digits.txt").status != 200 {
        tries += 1;
        assert!(tries < 1000, "the places are never free again");
    }
}

#[test]
fn calls_under_way_do_not_hold_the_end() {
    let server = Running::start();
    let mut stream = server.connect();
    stream.write_all(b"GET /slow/ HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("it listens");
    while server.asked().is_empty() {
        std::thread::yield_now();
    }
    server.stop();
    let mut rest = Vec::new();
    let _ = stream.read_to_end(&mut rest);
    assert!(rest.is_empty());
}

#[test]
fn nonsense_is_answered_and_survived() {
    let server = Running::start();
    for nonsense in [
        &b"\r\n\r\n\r\n"[..],
        b"\x16\x03\x01\x02\x00\x01\x00",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ] {
        let mut stream = server.connect();
        stream.write_all(nonsense).expect("sent");
        stream.shutdown(Shutdown::Write).expect("open");
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        assert!(
            answer.is_empty() || answer.starts_with(b"HTTP/1.1 400"),
            "{}",
            String::from_utf8_lossy(&answer)
        );
    }
    assert_eq!(server.get("/").status, 200);
    assert_eq!(server.asked(), ["/"]);
}

#[test]
fn a_taken_port_names_a_free_one() {
    let taken = Server::bind(([127, 0, 0, 1], 0).into()).expect("a free port");
    let error = Server::bind(taken.address()).expect_err("it is taken").to_string();
    let address = taken.address();
    assert!(error.starts_with(&format!("cannot listen on {address}: Address")), "{error}");
    let (_, hint) = error.rsplit_once("; port ").expect("a hint");
    let port: u16 = hint.strip_suffix(" is free").and_then(|port| port.parse().ok()).expect("a port");
    assert!(port > address.port());
    let error = Server::bind(([192, 0, 2, 1], 0).into()).expect_err("not an address of this machine");
    assert!(error.to_string().starts_with("cannot listen on 192.0.2.1:0: "), "{error}");
}
