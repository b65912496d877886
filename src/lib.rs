//! `sitegen`: a static site generator for news blogs.
//!
//! # For programs
//! | call | does |
//! |---|---|
//! | [`Site::load`] | reads a site into memory |
//! | [`Site::plan`] | tells every file of the output |
//! | [`Site::render`] | renders one file into memory |
//! | [`Site::build`] | brings an output folder up to date |
//!
//! ```no_run
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use sitegen::{Options, Site};
//!
//! let site = Site::load("blog", &Options::at("2026-07-20T12:00:00Z".parse()?))?;
//! for post in site.articles().filter(|article| article.is_post) {
//!     println!("{} {}", post.url, post.title);
//! }
//! let html = site.render("/about/")?;
//! # Ok(())
//! # }
//! ```
//!
//! These, the types that they name, and [`schema`] are what the crate promises. The modules below are the program, stage by
//! stage: public for its tests and for the curious, they change with any version.
//!
//! # The program
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
//! - Effects at the rim: only `source` reads the project, only `output` and `cache` write, only `preview`, `net` and who uses it open sockets,
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
//! `check` looks at a project that was read, assembled and rendered in memory (`pipeline::whole`) by rules, whose names and
//! levels are in `rules`. It writes nothing but repairs that were asked for.
//!
//! A build whose files, settings and request are those of the last one, before the instant at which the output would
//! change by itself, ends after `scan` if the output lies as it was left (`pipeline::unchanged`).
//!
//! Imports point one way, in the order of the modules in `tests/layers.rs`.

mod api;
pub mod assets;
pub mod cache;
pub mod check;
pub mod cli;
pub mod clock;
pub mod config;
pub mod data;
pub mod decode;
pub mod diagnostic;
pub mod digest;
pub mod environment;
pub mod hooks;
pub mod images;
pub mod import;
pub mod media_type;
pub mod net;
pub mod newsroom;
pub mod output;
pub mod paths;
pub mod pipeline;
pub mod plan;
pub mod post;
pub mod preview;
pub mod program;
pub mod publish;
pub mod render;
pub mod rules;
pub mod schema;
pub mod search;
pub mod share_card;
pub mod site;
pub mod source;
pub mod start;
pub mod strings;
pub mod template;
pub mod theme;
pub mod value;
pub mod view;
pub mod watch;
pub mod wire;
pub mod yaml;

pub use api::{Article, Options, PlannedFile, RenderError, Site};
