//! What is sent to one target: the files of the build, and those that it has besides.

use super::{Class, Item, Source, inventory::Made};
use crate::{diagnostic::Diagnostic, digest::Digest, paths::OutputPath};
use std::collections::BTreeSet;

/// The files, and where their bytes are.
#[derive(Debug, Clone)]
pub struct Shipment {
    /// The files.
    pub items: Vec<Item>,
    /// Where they are.
    pub source: Source,
    /// Those that are another file in another form.
    pub variants: BTreeSet<OutputPath>,
    /// What is to be said of them.
    pub remarks: Vec<Diagnostic>,
}

impl Shipment {
    /// The files of a build.
    pub fn new(items: Vec<Item>, source: Source) -> Self {
        Self { items, source, variants: BTreeSet::new(), remarks: Vec::new() }
    }

    /// Adds a file of these bytes.
    pub fn add(&mut self, path: OutputPath, bytes: Vec<u8>) {
        let (digest, size) = (Digest::of(&bytes), bytes.len() as u64);
        self.items.push(Item { class: Class::of(&path), path: path.clone(), digest, size, headers: None });
        self.source.make(path, Made::Bytes(bytes.into()));
    }
}
