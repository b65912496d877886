//! Where the site is published.

use crate::paths::BaseUrl;
use serde::{Deserialize, Serialize};

/// Seconds of a day.
const DAY: u64 = 24 * 60 * 60;

/// A place to which the site is published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishTarget {
    /// What kind of place it is.
    pub kind: TargetKind,
    /// The base URL that a build must have been made for to be published here; the site's unless set.
    pub base_url: Option<BaseUrl>,
    /// Seconds for which fingerprinted files stay that no page of the site names any more.
    pub keep: u64,
    /// How long readers' caches keep what.
    pub cache: CachePolicy,
}

impl PublishTarget {
    /// Seconds for which old fingerprinted files stay unless told otherwise: a week.
    pub const KEEP: u64 = 7 * DAY;
}

/// The kinds of places.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum TargetKind {
    /// A folder.
    Dir(DirTarget),
}

/// A folder that holds releases, of which one is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DirTarget {
    /// Where it is, relative to the project or absolute.
    pub path: String,
    /// Releases that are kept, the one that is shown among them.
    pub keep_releases: usize,
}

impl DirTarget {
    /// Releases that are kept unless told otherwise.
    pub const KEEP_RELEASES: usize = 5;
}

/// The value of `Cache-Control` for each class of files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CachePolicy {
    /// Files whose name has a fingerprint.
    pub assets: String,
    /// Other files.
    pub files: String,
    /// Pages.
    pub pages: String,
    /// The home page, feeds, sitemaps and what else names the pages.
    pub entries: String,
}

impl Default for CachePolicy {
    fn default() -> Self {
        Self {
            assets: "public, max-age=31536000, immutable".to_owned(),
            files: "public, max-age=3600".to_owned(),
            pages: "public, max-age=300".to_owned(),
            entries: "public, max-age=60".to_owned(),
        }
    }
}
