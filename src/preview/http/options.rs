//! Settings of the server.

use super::Token;
use std::time::Duration;

/// Settings of one run.
#[derive(Debug, Clone)]
pub struct Options {
    /// Names of this host besides `localhost`, names below it, and IP addresses of this machine.
    pub hosts: Vec<String>,
    /// What a page must show to hear events.
    pub token: Token,
    /// How much is too much.
    pub limits: Limits,
}

/// How much is too much. The defaults suit a few browsers on one machine.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Connections at once; more wait to be taken.
    pub connections: usize,
    /// Event streams at once; more are answered with 503.
    pub streams: usize,
    /// Calls of the content at once; more wait.
    pub calls: usize,
    /// How long an answer of the content may take; then the browser gets 503, and the call is left alone.
    pub patience: Duration,
    /// The size of a request's line and headers.
    pub head: usize,
    /// How long a request's line and headers may take, and how long a connection may be idle.
    pub head_time: Duration,
    /// How long a client may not read what was sent.
    pub write_time: Duration,
    /// How often a quiet event stream says that it is alive.
    pub heartbeat: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 512,
            streams: 64,
            calls: 8,
            patience: Duration::from_secs(15),
            head: 16 * 1024,
            head_time: Duration::from_secs(5),
            write_time: Duration::from_secs(30),
            heartbeat: Duration::from_secs(15),
        }
    }
}
