//! What the server asks for: the one door between HTTP and a site.

use super::Bytes;
use crate::{digest::Digest, paths::OutputPath};
use std::borrow::Cow;

/// What a path of the site leads to.
#[derive(Debug, Clone)]
pub enum Found {
    /// A file of the site.
    File {
        /// All of it.
        bytes: Bytes,
        /// Its place in the output; the name tells its media type.
        name: OutputPath,
        /// Digest of the bytes.
        digest: Digest,
    },
    /// Another address, such as that of a page whose final slash was left out.
    Moved {
        /// A path on this host, base path included, percent-encoded. A query in it takes the place of the request's.
        to: String,
        /// 301, 302, 303, 307 or 308; anything else becomes 302.
        status: u16,
    },
    /// Nothing.
    Missing {
        /// The site's own page for that, if it has one.
        page: Option<Bytes>,
    },
    /// A page that cannot be made.
    Broken {
        /// HTML that says why.
        page: Bytes,
    },
}

/// Something that the preview itself shows.
#[derive(Debug, Clone)]
pub struct Tool {
    /// All of it.
    pub bytes: Bytes,
    /// With its `charset`: `text/html; charset=utf-8`.
    pub media_type: Cow<'static, str>,
}

/// A site to show. Calls come from several threads at once and may take their time; a panic in one is answered with
/// 500.
///
/// Paths are percent-decoded and begin with `/`. They were checked: no `.`, `..` or empty segment (a final slash is
/// kept), no NUL or control character, no slash or backslash that was encoded, no segment that begins with a dot
/// except `.well-known`.
pub trait Content: Send + Sync + 'static {
    /// What a path leads to. The base path is taken off.
    fn find(&self, path: &str) -> Found;

    /// What the preview's own tools show at a path below `/__sitegen`, which is taken off: `/client.js`. The query
    /// is decoded.
    fn tool(&self, path: &str, query: &[(String, String)]) -> Option<Tool>;

    /// What is put into each HTML page before `</body>`, never into files. The digest is that of the file which was
    /// found; none where another page stands in for it.
    fn injected(&self, digest: Option<Digest>) -> String;

    /// The path of the base URL as it stands in addresses: empty, or `/blog`. Asked once.
    fn base_path(&self) -> &str;
}
