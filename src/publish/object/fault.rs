//! Why a request failed, and what that means for the next.

use object_store::client::HttpError;
use std::{error::Error, fmt, time::Duration};

/// What a failure means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// There is no such object.
    Missing,
    /// A condition does not hold, or someone else is at the same object.
    Conflict,
    /// The same may succeed later.
    Transient,
    /// The server does not know what was asked.
    Unknown,
    /// We stopped before it was made.
    Stopped,
    /// Nothing will change it: credentials, settings, a server that is none.
    Other,
}

/// A failure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What it means.
    pub kind: Kind,
    /// How long the server wants nothing more to be asked.
    pub pause: Option<Duration>,
    text: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Error for Fault {}

impl Fault {
    /// A failure in words.
    pub fn new(kind: Kind, text: impl Into<String>) -> Self {
        Self { kind, pause: None, text: text.into() }
    }

    /// The same from a server that wants to be left alone for a while.
    #[must_use]
    pub fn pause(mut self, pause: Option<Duration>) -> Self {
        self.pause = pause;
        self
    }

    /// What the library's error is to us: what the wire said, if it was the wire.
    pub fn of(error: &object_store::Error) -> Self {
        let mut current: &(dyn Error + 'static) = error;
        let mut innermost = error.to_string();
        loop {
            if let Some(fault) = current.downcast_ref::<Self>() {
                return fault.clone();
            }
            if let Some(wire) = current.downcast_ref::<HttpError>()
                && wire.source().is_none_or(|inner| !inner.is::<Self>())
            {
                // The body of an answer broke off.
                return Self::new(Kind::Transient, format!("the answer broke off: {wire}"));
            }
            match current.source() {
                Some(inner) => current = inner,
                None => break,
            }
            innermost = current.to_string();
        }
        let kind = match error {
            object_store::Error::NotFound { .. } => Kind::Missing,
            object_store::Error::Precondition { .. } | object_store::Error::AlreadyExists { .. } => {
                Kind::Conflict
            }
            _ => Kind::Other,
        };
        Self::new(kind, innermost)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use object_store::client::HttpErrorKind;

    #[test]
    fn what_the_wire_said_is_found() {
        let fault = Fault::new(Kind::Transient, "s3.example.org answered 503");
        let wire = HttpError::new(HttpErrorKind::Unknown, fault.clone());
        let error = object_store::Error::Generic { store: "S3", source: Box::new(wire) };
        assert_eq!(Fault::of(&error), fault);
        let broken = HttpError::new(HttpErrorKind::Decode, std::io::Error::other("end"));
        let error = object_store::Error::Generic { store: "S3", source: Box::new(broken) };
        assert_eq!(Fault::of(&error).kind, Kind::Transient);
        let error = object_store::Error::Generic { store: "S3", source: "no key".into() };
        assert_eq!(Fault::of(&error), Fault::new(Kind::Other, "no key"));
    }
}
