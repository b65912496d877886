//! Images: what a file says of itself, which smaller ones are made of it, and how. Bytes in, bytes out.
//!
//! Owns the forms of image files, where they keep a place on Earth, the ladder of variants, their names, and the
//! limits of decoding. It must not know the site, templates or the disk.

mod avif;
mod exif;
mod facts;
mod focus;
mod isobmff;
mod jpeg;
mod ladder;
mod make;
mod name;
mod png;
mod svg;
#[cfg(test)]
mod tests;
mod webp;

pub use facts::{Facts, Format, Problem, facts, is_image_name, without_location};
pub use focus::Focus;
pub use ladder::{Candidate, Codec, Quality, Spec, fitted, ladder};
pub use make::{Source, make};
pub use name::{fingerprint, named, parse_name};

/// Raised when variants come out otherwise from the same source: it is a part of their names.
const VERSION: &str = "images 1";

/// The longest file that is decoded.
pub const LARGEST_FILE: u64 = 64 << 20;

/// The most pixels of an image that is decoded: 256 MiB of memory.
pub const MOST_PIXELS: u64 = 64_000_000;
