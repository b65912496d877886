//! The settings of the wire and the markets.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

/// The kinds of pages that can show a strip, as `page.type` calls them.
pub const STRIP_PAGES: [&str; 11] =
    ["home", "post", "page", "section", "term", "terms", "year", "month", "archive", "related", "not-found"];

/// Settings of the wire.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WireOptions {
    /// Newest items that are shown.
    pub count: usize,
    /// Kinds of pages that show it: [`STRIP_PAGES`].
    pub pages: Vec<String>,
    /// Feeds that `sitegen wire pull` fetches.
    pub sources: Vec<WireSource>,
    /// Newest items that `sitegen wire pull` keeps in the file.
    pub keep: usize,
    /// Seconds that one feed may take.
    pub timeout: u64,
    /// Bytes that one feed may have, unpacked.
    pub max_bytes: u64,
}

impl Default for WireOptions {
    fn default() -> Self {
        Self {
            count: 8,
            pages: vec!["home".to_owned()],
            sources: Vec::new(),
            keep: 200,
            timeout: 10,
            max_bytes: 4 << 20,
        }
    }
}

/// A feed of the wire.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WireSource {
    /// How the wire calls it.
    pub name: String,
    /// Where it is: RSS, Atom or JSON Feed.
    pub url: String,
    /// The encoding that its bytes are in, whatever it says itself.
    pub encoding: Option<String>,
    /// Whether it may be on this machine or its own network.
    pub allow_private: bool,
}

/// Settings of the markets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarketsOptions {
    /// Kinds of pages that show them: [`STRIP_PAGES`].
    pub pages: Vec<String>,
    /// Age in seconds from which a price is marked as stale.
    pub stale_after: u64,
}

impl Default for MarketsOptions {
    fn default() -> Self {
        Self { pages: vec!["home".to_owned()], stale_after: 24 * 60 * 60 }
    }
}

impl MarketsOptions {
    /// Age from which a price is marked as stale.
    pub fn stale_after(&self) -> SignedDuration {
        SignedDuration::from_secs(i64::try_from(self.stale_after).unwrap_or(i64::MAX))
    }
}
