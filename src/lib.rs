//! `sitegen`: a static site generator for news blogs.
//!
//! A site is a pure function of its files, its configuration and one clock:
//! `scan → parse → assemble → plan → render → write`, each stage a plain function from one immutable type to the
//! next. The command line is a thin driver around [`pipeline`].
//!
//! | stage | function | in → out | effects |
//! |---|---|---|---|
//! | scan | [`source::scan`] | folders → [`source::SourceTree`] | reads |
//! | parse | [`post::parse`] | a file's bytes → [`post::Post`] | none, parallel |
//! | assemble | [`site::assemble`] | posts, data → [`site::Site`] | none |
//! | plan | [`plan::plan`] | site → [`plan::SitePlan`] | none |
//! | compare | `pipeline::compare` | plan, last records → what is stale, and why | none |
//! | render | [`render::render`] | recipe, post's bytes, site, templates → bytes | none, parallel |
//! | write | [`output::Update`] | bytes → files, manifest | writes |
//!
//! # Invariants
//! - A value moves on and is never edited later.
//! - Effects at the rim: only `source` reads the project, only `output` and `cache` write, only `preview` and `wire` open sockets,
//!   only `cli` prints and reads the environment. `clippy.toml` holds the rest to it.
//! - Time is an input: one [`clock::Clock`], read once in `cli`.
//! - Cold and warm builds are the same function: after any sequence of edits the output is byte for byte that of a
//!   clean build.
//! - Templates see their context and recorded questions, nothing else. What is in no digest, no template may see.
//! - Bodies never see the site: they have holes, which `site` resolves and `render` fills.
//! - Lists depend on cards, not on bodies.
//! - The output folder is ours by manifest: nothing that no manifest of ours lists is ever deleted.
//! - Every mistake in one run: mistakes are [`diagnostic::Diagnostic`]s, collected; what the machine refuses is an
//!   [`environment::EnvironmentError`].
//!
//! A build whose files, settings and request are those of the last one, before the instant at which the output would
//! change by itself, ends after `scan` if the output lies as it was left (`pipeline::unchanged`).
//!
//! Imports point one way, in the order of the modules in `tests/layers.rs`.

pub mod assets;
pub mod cache;
pub mod cli;
pub mod clock;
pub mod config;
pub mod data;
pub mod decode;
pub mod diagnostic;
pub mod digest;
pub mod environment;
pub mod images;
pub mod media_type;
pub mod newsroom;
pub mod output;
pub mod paths;
pub mod pipeline;
pub mod plan;
pub mod post;
pub mod preview;
pub mod publish;
pub mod render;
pub mod search;
pub mod share_card;
pub mod site;
pub mod source;
pub mod strings;
pub mod template;
pub mod theme;
pub mod value;
pub mod view;
pub mod watch;
pub mod wire;
pub mod yaml;
