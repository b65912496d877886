//! Which bytes an object has, and writing on the condition that it still has them.

use object_store::{ObjectMeta, PutMode, PutResult, UpdateVersion};
use tokio::time::Instant;

/// What a service calls the bytes of an object.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Version {
    /// Its entity tag as given, by which conditions are made.
    pub etag: Option<String>,
    /// Its generation, where the service counts.
    pub generation: Option<String>,
}

impl Version {
    /// The entity tag in the form in which two are compared: services quote it in one answer and not in the next.
    pub fn tag(&self) -> Option<String> {
        self.etag.as_deref().map(tag)
    }

    /// The version in what is said of an object.
    pub fn of(meta: &ObjectMeta) -> Self {
        Self { etag: meta.e_tag.clone(), generation: meta.version.clone() }
    }

    /// The version of what was written.
    pub fn of_put(result: PutResult) -> Self {
        Self { etag: result.e_tag, generation: result.version }
    }
}

/// An entity tag without quotes, and without the sign of weak ones.
pub fn tag(etag: &str) -> String {
    etag.trim_start_matches("W/").trim_matches('"').to_owned()
}

/// An object with its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Its version.
    pub version: Version,
}

/// An object of a listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its key.
    pub key: String,
    /// Its size.
    pub size: u64,
    /// Its entity tag, as [`tag`] gives it.
    pub etag: Option<String>,
}

/// When an object is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// If there is none.
    Absent,
    /// If it is still this one.
    Is(Version),
}

impl Condition {
    /// Whether what is there is what was meant.
    pub fn holds(&self, found: Option<&Object>) -> bool {
        match (self, found) {
            (Self::Absent, None) => true,
            (Self::Is(version), Some(object)) => version.tag() == object.version.tag(),
            _ => false,
        }
    }

    /// As it is asked for.
    pub fn mode(&self) -> PutMode {
        match self {
            Self::Absent => PutMode::Create,
            Self::Is(Version { etag, generation }) => {
                PutMode::Update(UpdateVersion { e_tag: etag.clone(), version: generation.clone() })
            }
        }
    }
}

/// What became of a conditional write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settled {
    /// It was done, by a request that began then.
    Done(Version, Instant),
    /// It was not, and this is there.
    Not(Option<Object>),
}
