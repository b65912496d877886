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
    /// A branch of a repository.
    Git(GitTarget),
    /// An object store.
    Object(ObjectTarget),
}

impl TargetKind {
    /// How bodies of text are compressed there, if at all.
    pub fn encoding(&self) -> Option<Encoding> {
        match self {
            Self::Dir(_) | Self::Git(_) => None,
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
    /// In which forms text files are kept beside those as they are, for servers that send them so.
    pub precompress: Vec<Encoding>,
}

impl DirTarget {
    /// Releases that are kept unless told otherwise.
    pub const KEEP_RELEASES: usize = 5;
}

/// A branch of a repository, whose last commit is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GitTarget {
    /// Address of the repository, or its folder relative to the project; that of `origin` of the project's own
    /// repository unless set.
    pub remote: Option<String>,
    /// The branch.
    pub branch: String,
    /// The folder in it that is shown; all of it unless set.
    pub folder: Option<String>,
    /// The host that the file `CNAME` names; no such file is written unless set.
    pub cname: Option<String>,
    /// Who commits; whom git's own settings name unless set.
    pub author: Option<GitAuthor>,
    /// The first lines of the message of a commit; they name the release unless set.
    pub message: Option<String>,
}

impl GitTarget {
    /// The branch unless told otherwise.
    pub const BRANCH: &str = "gh-pages";
}

/// Who commits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GitAuthor {
    /// The name.
    pub name: String,
    /// The address.
    pub mail: String,
}

impl GitAuthor {
    /// Reads `Jane Doe <jane@example.org>`, with or without what git writes after it.
    pub fn parse(text: &str) -> Option<Self> {
        let (name, rest) = text.split_once('<')?;
        let (mail, _) = rest.split_once('>')?;
        let (name, mail) = (name.trim(), mail.trim());
        let is_plain =
            |text: &str| !text.is_empty() && !text.contains(|c: char| c.is_control() || "<>".contains(c));
        (is_plain(name) && is_plain(mail) && !mail.contains(' '))
            .then(|| Self { name: name.to_owned(), mail: mail.to_owned() })
    }
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

/// A form in which a server sends text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Encoding {
    /// RFC 1952, which every client reads.
    #[serde(rename = "gzip")]
    Gzip,
    /// RFC 7932, which browsers read where the address is https.
    #[serde(rename = "br")]
    Brotli,
    /// RFC 8878, which new browsers read.
    #[serde(rename = "zstd")]
    Zstd,
}

impl Encoding {
    /// All of them, with their names in settings.
    pub const NAMES: [(&str, Self); 4] =
        [("gzip", Self::Gzip), ("brotli", Self::Brotli), ("br", Self::Brotli), ("zstd", Self::Zstd)];

    /// The word in `Content-Encoding`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Brotli => "br",
            Self::Zstd => "zstd",
        }
    }

    /// The encoding of that word.
    pub fn of_header(word: &str) -> Option<Self> {
        [Self::Gzip, Self::Brotli, Self::Zstd].into_iter().find(|encoding| encoding.as_str() == word)
    }

    /// What the name of a file in this form ends in: `index.html.gz`.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Gzip => "gz",
            Self::Brotli => "br",
            Self::Zstd => "zst",
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
