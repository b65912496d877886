//! `sitegen`: a static site generator for news blogs.
pub mod cli;
pub mod clock;
pub mod config;
pub mod diagnostic;
pub mod digest;
pub mod paths;
pub mod post;
pub mod value;
