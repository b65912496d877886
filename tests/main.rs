//! What the whole of sitegen does, seen from outside. One program, so that what several tests look at is built once and
//! what they share is compiled once; a signal for the whole process is tried by a program of its own, `preview_signal`.
//!
//! `cargo test --test suite NAME` runs the tests whose path has NAME in it, as in `equality` or `rim::kill`.

mod assets;
mod cards;
mod check;
mod cli;
mod corpora;
mod damage;
mod determinism;
mod distribution;
mod docs;
mod equality;
mod external;
mod faults;
mod feeds;
mod front_door;
mod fuzz;
mod golden;
mod hooks;
mod hostile;
mod images;
mod import;
mod incremental;
mod kinds;
mod layers;
mod library;
mod lists;
mod live;
mod machine_files;
mod masthead;
mod messages;
mod minify;
mod newsroom;
mod presets;
mod preview_http;
mod publish;
mod reference;
mod rim;
mod schema;
mod search;
mod serve;
mod share;
mod shortcodes;
mod strings;
mod structured_data;
mod suggest;
mod supply;
mod support;
mod theme;
mod watch;
mod wire;
