//! The preview's HTTP server over raw sockets: what it answers, and whom it does not.

mod answers;
mod events;
mod limits;
mod paths;
mod strangers;
mod support;
