//! Object stores: the real program publishes to a real server, over a wire on which anything may fail.
//!
//! The server is one of this process ([`server`]); with `SITEGEN_S3=http://127.0.0.1:5000` it is the one there, as in
//! `tests/publish/run`. Between the two stands a proxy ([`proxy`]) that keeps a log of requests and spoils some of them.
//! With `SITEGEN_FAULTS=all` every request is spoiled in every way, publishers race a hundred times, and large files are
//! large.

mod bucket;
mod crawl;
mod google;
mod held;
mod kept;
mod others;
mod proxy;
mod races;
mod server;
mod site;
mod strange;
mod sweep;
