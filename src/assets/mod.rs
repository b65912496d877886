//! Static files as pages ask for them: style sheets joined with what they import and minified, and digests for
//! browsers to check. Bytes in, bytes out.
//!
//! Owns what becomes of a file between `static/` and its fingerprinted copy. It must not know the site, templates
//! or the disk: other files come through a function.

mod address;
mod join;
pub mod look;
mod style;
#[cfg(test)]
mod tests;

pub use style::{Bundle, Files, bundle, is_style_sheet, rgb};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest as _, Sha384};

/// The value of an `integrity` attribute for these bytes
/// ([Subresource Integrity](https://www.w3.org/TR/SRI/)).
pub fn integrity(bytes: &[u8]) -> String {
    format!("sha384-{}", STANDARD.encode(Sha384::digest(bytes)))
}
