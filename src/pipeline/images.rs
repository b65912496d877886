//! The variants of images that pages ask for: in parallel, from the cache where they are known, else made.
//!
//! Owns which of them are made, and what stands in their place when that fails: the image itself, so that no page
//! shows a hole.

use super::{Mode, files::MadeFiles, pages::CopyError};
use crate::{
    diagnostic::Diagnostic,
    environment::EnvironmentError,
    images::{self, Source},
    output::{Entry, Update, Verified},
    paths::OutputPath,
    site::StaticFile,
    template::{ImageFile, Variant},
};
use rayon::prelude::*;

/// Reads a file as it is published.
pub type ReadPublished<'a> = &'a (dyn Fn(&StaticFile) -> Result<(Vec<u8>, Entry), Diagnostic> + Sync);

/// What variants are published with.
pub struct Darkroom<'a> {
    /// What was made before.
    pub files: &'a MadeFiles,
    /// Reads files.
    pub read: ReadPublished<'a>,
    /// Takes what is made.
    pub update: &'a Update,
    /// Whether anything is made and staged.
    pub mode: Mode,
}

impl Darkroom<'_> {
    /// Publishes the variants of all images; answers what is wrong with them.
    ///
    /// # Errors
    /// What the machine refuses.
    pub fn publish(&self, files: &[ImageFile]) -> Result<Vec<Diagnostic>, EnvironmentError> {
        if self.mode == Mode::DryRun {
            return Ok(Vec::new());
        }
        let done: Vec<Result<(), CopyError>> = files.par_iter().map(|file| self.publish_one(file)).collect();
        let mut diagnostics = Vec::new();
        for done in done {
            match done {
                Ok(()) => {}
                Err(CopyError::Mistake(diagnostic)) => diagnostics.push(diagnostic),
                Err(CopyError::Environment(error)) => return Err(error),
            }
        }
        Ok(diagnostics)
    }

    fn publish_one(&self, image: &ImageFile) -> Result<(), CopyError> {
        let mut missing = Vec::new();
        let mut failed = None;
        for (path, variant) in &image.variants {
            match self.known(path, variant)? {
                Known::Published => {}
                Known::Failed(reason) => failed = Some(reason),
                Known::Nothing => missing.push((path, variant)),
            }
        }
        if missing.is_empty() && failed.is_none() {
            return Ok(());
        }
        let (bytes, entry) = (self.read)(&image.file).map_err(CopyError::Mistake)?;
        let source = if missing.is_empty() { None } else { Some(Source::decode(&bytes, &image.facts)) };
        let made: Vec<Result<Option<String>, CopyError>> = missing
            .into_par_iter()
            .map(|(path, variant)| {
                let made = match &source {
                    Some(Ok(source)) => images::make(source, &variant.spec, variant.quality),
                    Some(Err(reason)) => Err(reason.clone()),
                    None => return Ok(None),
                };
                match self.files.keep(variant.key, made) {
                    Ok((entry, bytes)) => self.stage(path, entry, &bytes).map(|()| None),
                    Err(reason) => self.stage(path, entry, &bytes).map(|()| Some(reason)),
                }
            })
            .collect();
        let mut reasons = Vec::new();
        if let Some(reason) = failed {
            for (path, variant) in &image.variants {
                if let Some(Err(_)) = self.files.look(variant.key) {
                    self.stage(path, entry, &bytes)?;
                }
            }
            reasons.push(reason);
        }
        for made in made {
            reasons.extend(made?);
        }
        reasons
            .into_iter()
            .min()
            .map_or(Ok(()), |reason| Err(CopyError::Mistake(broken(&image.file, &reason))))
    }

    /// Publishes a variant that is known.
    fn known(&self, path: &OutputPath, variant: &Variant) -> Result<Known, CopyError> {
        let entry = match self.files.look(variant.key) {
            Some(Ok(entry)) => entry,
            Some(Err(reason)) => return Ok(Known::Failed(reason)),
            None => return Ok(Known::Nothing),
        };
        if self.update.verify(path, &entry) == Verified::Intact {
            return Ok(Known::Published);
        }
        match self.files.bytes(variant.key).filter(|bytes| Entry::of(bytes) == entry) {
            Some(bytes) => self.stage(path, entry, &bytes).map(|()| Known::Published),
            None => Ok(Known::Nothing),
        }
    }

    fn stage(&self, path: &OutputPath, entry: Entry, bytes: &[u8]) -> Result<(), CopyError> {
        self.update.stage(path, entry, bytes).map(|_| ()).map_err(CopyError::Environment)
    }
}

/// What is known of a variant.
enum Known {
    /// It lies in the output, or is staged.
    Published,
    /// It cannot be made.
    Failed(String),
    /// It is to be made.
    Nothing,
}

/// An image whose head is good and whose rest is not.
pub fn broken(file: &StaticFile, reason: &str) -> Diagnostic {
    let reason = reason.trim_end_matches('.');
    let message = format!("this image cannot be decoded: {reason}; it is published as it is");
    Diagnostic::warning("image-broken", message).in_file(file.origin.label()).hint("save it again")
}
