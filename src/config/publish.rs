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
    /// An object store.
    Object(ObjectTarget),
}

impl TargetKind {
    /// How bodies of text are compressed there, if at all.
    pub fn encoding(&self) -> Option<Encoding> {
        match self {
            Self::Dir(_) => None,
            Self::Object(target) => target.encoding,
        }
    }
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

/// A bucket of an object store, or a container.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectTarget {
    /// Whose.
    pub service: Service,
    /// Its name.
    pub bucket: String,
    /// The account that it belongs to, in Azure; from the environment unless set.
    pub account: Option<String>,
    /// What all keys begin with, without a slash at its ends; empty for the whole bucket.
    pub prefix: String,
    /// The region; from the environment unless set.
    pub region: Option<String>,
    /// Where the service is; that of the provider unless set here or in the environment.
    pub endpoint: Option<String>,
    /// Whether the bucket is named in the path and not in the host; as fits the endpoint unless set.
    pub path_style: Option<bool>,
    /// Requests at a time.
    pub parallel: usize,
    /// Seconds that a request may take.
    pub timeout: u64,
    /// How often a request is made again.
    pub retries: usize,
    /// Seconds for which the lock is held without a sign of life.
    pub lease: u64,
    /// How bodies of text are compressed, if at all.
    pub encoding: Option<Encoding>,
    /// The program that is told which addresses changed, and its arguments; none where it is empty.
    pub invalidate: Vec<String>,
}

impl ObjectTarget {
    /// Requests at a time unless told otherwise.
    pub const PARALLEL: usize = 16;

    /// Seconds of a request unless told otherwise.
    pub const TIMEOUT: u64 = 30;

    /// How often a request is made again unless told otherwise.
    pub const RETRIES: usize = 5;

    /// Seconds of the lock unless told otherwise.
    pub const LEASE: u64 = 30;
}

/// The kinds of object stores.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Service {
    /// Amazon's S3, and all that speak its protocol.
    S3,
    /// Google Cloud Storage.
    Gcs,
    /// Azure Blob Storage.
    Azure,
}

impl Service {
    /// The word in every format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::S3 => "s3",
            Self::Gcs => "gcs",
            Self::Azure => "azure",
        }
    }
}

/// How a body is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Encoding {
    /// Which every client reads.
    Gzip,
    /// Brotli, which browsers read, where the address is https.
    Br,
}

impl Encoding {
    /// The word in `Content-Encoding`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Br => "br",
        }
    }
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
