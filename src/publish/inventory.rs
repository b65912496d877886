//! What there is to publish: the output folder as its manifest lists it. Files of others in it are not ours to send.

use super::{Class, Headers, Rules, Stopped};
use crate::{
    config::{CachePolicy, Encoding},
    diagnostic::Diagnostic,
    digest::Digest,
    environment::{EnvironmentError, failed},
    output::{BuiltFor, MANIFEST_NAME, Manifest},
    paths::OutputPath,
};
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// A file that is to be at the target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Where it is, below the output folder and at the target.
    pub path: OutputPath,
    /// Digest of its bytes.
    pub digest: Digest,
    /// How many.
    pub size: u64,
    /// What it is to readers.
    pub class: Class,
    /// Its headers; none at targets that keep none.
    pub headers: Option<Headers>,
}

/// All of them, and what they were built for.
#[derive(Debug, Clone)]
pub struct Inventory {
    /// The files, in order of path.
    pub items: Vec<Item>,
    /// What the build was made for, if the manifest says it.
    pub built_for: Option<BuiltFor>,
    /// Whether the build came to its end.
    pub is_complete: bool,
    /// Where they are.
    pub source: Source,
}

/// The folder that holds the files.
#[derive(Debug, Clone)]
pub struct Source {
    root: PathBuf,
}

impl Source {
    /// The files below `root`.
    pub fn new(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }

    /// Where a file is.
    pub fn full(&self, path: &OutputPath) -> PathBuf {
        self.root.join(path.as_str())
    }

    /// What is said where a file is not what the manifest says.
    pub fn changed(path: &OutputPath) -> Stopped {
        let message = format!("`{path}` in the output folder is not as it was built");
        let hint = "build again, and do not build or edit there while the site is being published";
        Stopped::Refused(vec![Diagnostic::error("publish-changed", message).hint(hint)])
    }
}

impl Inventory {
    /// Reads the manifest of an output folder.
    ///
    /// # Errors
    /// There is no build, its manifest is damaged, or it cannot be read.
    pub fn read(folder: &Path) -> Result<Self, Stopped> {
        let path = folder.join(MANIFEST_NAME);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                return Err(no_build(&format!("there is no build in {}", folder.display())));
            }
            Err(error) => return Err(EnvironmentError::new("read", path, error).into()),
        };
        let manifest = Manifest::parse(&bytes).map_err(|why| {
            no_build(&format!("the manifest in {} cannot be used: {why}", folder.display()))
        })?;
        let item = |(path, entry): (OutputPath, crate::output::Entry)| Item {
            class: Class::of(&path),
            digest: entry.digest,
            size: entry.size,
            headers: None,
            path,
        };
        Ok(Self {
            items: manifest.files.into_iter().map(item).collect(),
            built_for: manifest.built_for,
            is_complete: manifest.complete,
            source: Source::new(folder),
        })
    }

    /// The files with their headers, for targets that keep them.
    ///
    /// # Errors
    /// `_headers` cannot be read.
    pub fn with_headers(
        self,
        policy: &CachePolicy,
        prefix: &str,
        encoding: Option<Encoding>,
    ) -> Result<(Vec<Item>, Source), Stopped> {
        let Self { items, source, .. } = self;
        let own = items.iter().find(|item| item.path.as_str() == "_headers");
        let text = match own.map(|item| source.full(&item.path)) {
            Some(path) => fs::read_to_string(&path).map_err(failed("read", &path))?,
            None => String::new(),
        };
        let rules = Rules::parse(&text, prefix);
        let with = |item: Item| {
            let headers = Headers::of(&item.path, item.class, policy, &rules, encoding);
            Item { headers: Some(headers), ..item }
        };
        Ok((items.into_iter().map(with).collect(), source))
    }

    /// The files without, for others.
    pub fn without_headers(self) -> (Vec<Item>, Source) {
        (self.items, self.source)
    }
}

fn no_build(message: &str) -> Stopped {
    let mistake = Diagnostic::error("publish-no-build", message);
    Stopped::Refused(vec![mistake.hint("run `sitegen build` first")])
}
