//! The preview's HTTP server: shows a site out of memory to the browsers of one machine.
//!
//! Owns everything between a socket and [`Content`]: who may ask, what a request's path may be, conditions, ranges,
//! compression, the stream of events, limits. It must not know how pages are made, nor touch the disk.
//!
//! A request passes `server` (limits of a connection), `handler` (who asks, what for: `guard`, `path`), `work` (a
//! call of the content on a thread of its own), `inject`, and `conditions` on the way back.

mod conditions;
mod content;
mod events;
mod guard;
mod handler;
mod inject;
mod options;
mod path;
mod range;
mod server;
mod token;
mod work;

pub use axum::body::Bytes;
pub use content::{Content, Found, Tool};
pub use events::{Event, Events};
pub use inject::inject;
pub use options::{Limits, Options};
pub use server::{Server, interrupted};
pub use token::Token;

/// Below this path, at the root of the host, are the tools of the preview and its events.
pub const TOOLS: &str = "/__sitegen/";
