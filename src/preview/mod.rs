//! The preview: a project in memory, watched, and shown by a server to the browsers of one machine.
//!
//! Owns what an editor sees besides the site itself: changes as they happen, mistakes, facts about a page. Pages are made
//! by [`crate::pipeline::live`] and are those of a build, byte for byte; what is put into them for the preview is put in
//! by the server. It must not print: who runs it is told of everything by way of [`Observer`].
//!
//! | module | what it does |
//! |---|---|
//! | `http` | the server: who may ask, and how answers are sent |
//! | `session` | waits for changes, brings the project up to date, tells browsers |
//! | `shown` | the state that is shown, with pages as they were made |
//! | `site` | which file an address means |
//! | `redirects` | the rules of a `_redirects` file |
//! | `tools` | what is shown below `/__sitegen/`: state, facts, the list of pages, the client's script |
//! | `faults` | looks through all pages for mistakes while nobody asks for any |

mod faults;
pub mod http;
mod redirects;
mod session;
mod shown;
mod site;
mod tools;

pub use session::{Change, Observer, Settings, serve};
pub use site::{file_of, url_of};
