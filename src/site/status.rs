//! Whether a post is public at the clock's instant, and when that will change.

use crate::{clock::Clock, post::Meta, post::meta::Visibility};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Where a post stands at the clock's instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Public.
    Published,
    /// Marked as a draft.
    Draft,
    /// Dated after the clock.
    Future,
    /// Expired before the clock.
    Expired,
    /// Of `visibility: private`.
    Private,
}

impl Status {
    /// The lower-case word used in every format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Draft => "draft",
            Self::Future => "future",
            Self::Expired => "expired",
            Self::Private => "private",
        }
    }
}

/// Posts that are built although they are not public, as `-D`, `-F` and `-E` ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Shown {
    /// Drafts too.
    pub drafts: bool,
    /// Posts of the future too.
    pub future: bool,
    /// Expired posts too.
    pub expired: bool,
}

impl Shown {
    /// Whether a post of this status is built.
    pub fn includes(self, status: Status) -> bool {
        match status {
            Status::Published => true,
            Status::Draft => self.drafts,
            Status::Future => self.future,
            Status::Expired => self.expired,
            Status::Private => false,
        }
    }
}

/// From when a post is public: its publish date, else its date; posts without either always are.
pub fn public_from(meta: &Meta) -> Option<Timestamp> {
    meta.publish_date.or(meta.date).map(|date| date.instant)
}

/// The status of a post.
pub fn status(meta: &Meta, clock: Clock) -> Status {
    let now = clock.now();
    if meta.visibility == Visibility::Private {
        Status::Private
    } else if meta.draft {
        Status::Draft
    } else if public_from(meta).is_some_and(|from| from > now) {
        Status::Future
    } else if meta.expires.is_some_and(|expires| expires.instant <= now) {
        Status::Expired
    } else {
        Status::Published
    }
}

/// The first instant after the clock's at which the status of this post changes with no edit.
pub fn next_change(meta: &Meta, clock: Clock) -> Option<Timestamp> {
    if meta.draft || meta.visibility == Visibility::Private {
        return None;
    }
    let expires = meta.expires.map(|expires| expires.instant);
    [public_from(meta), expires].into_iter().flatten().filter(|instant| *instant > clock.now()).min()
}
