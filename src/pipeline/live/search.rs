//! The index that readers search, made when a page of a preview asks for it and kept while it is the same.
//!
//! Owns which parts are kept. It must not know what is in them.

use crate::{diagnostic::Diagnostic, digest::Digest, pipeline::search::Part, search::IndexFile};
use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

/// The files of a part by name.
type Files = BTreeMap<String, Vec<u8>>;
/// A part that is made, once, by the first who asks.
type Making = Arc<OnceLock<Result<Files, Diagnostic>>>;

/// Parts by what they are made of.
#[derive(Default)]
pub struct KeptParts(Mutex<HashMap<Digest, Making>>);

impl KeptParts {
    /// The bytes of a file of one of the site's parts, which is made unless it was; none where there is none. Whoever
    /// asks meanwhile waits.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn file(
        &self,
        (part, name): (&Part, &str),
        all: &[Part],
        make: impl FnOnce() -> Result<Vec<IndexFile>, Diagnostic>,
    ) -> Option<Result<Vec<u8>, Diagnostic>> {
        let making = {
            let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            kept.retain(|digest, _| all.iter().any(|part| part.digest == *digest));
            Arc::clone(kept.entry(part.digest).or_default())
        };
        let by_name = |files: Vec<IndexFile>| files.into_iter().map(|file| (file.name, file.bytes)).collect();
        match making.get_or_init(|| make().map(by_name)) {
            Ok(files) => files.get(name).cloned().map(Ok),
            Err(diagnostic) => Some(Err(diagnostic.clone())),
        }
    }
}
