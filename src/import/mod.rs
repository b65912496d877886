//! Sites of other generators → sites of ours: `read → translate → write`.
//!
//! | stage | function | in → out | effects |
//! |---|---|---|---|
//! | read | `jekyll::read`, `hugo::read`, `zola::read` | the folder of a source → [`foreign::Foreign`] | reads |
//! | translate | [`translate::translate`] | that → the files of the new site, and a report | none |
//! | write | [`write::write`] | files → the new site's folder | writes |
//!
//! Owns what becomes of every file of a source: it is in the new site, or there is a line in the report. The address of a
//! page is worked out under the rules of its generator and compared with the one that this program gives the new file;
//! where they differ the front matter gets a `url`. The source is never written to, and nothing in the new site is
//! overwritten. It must not print, build, or know who asked.

mod address;
mod body;
mod config_file;
mod emit;
mod fields;
pub mod foreign;
mod glob;
mod hugo;
mod jekyll;
mod matter;
mod read_back;
pub mod report;
mod source;
pub mod translate;
pub mod write;
mod zola;

use crate::environment::EnvironmentError;
use body::{Converted, Index};
use foreign::{Foreign, Generator, Page};
use source::Source;
use std::path::Path;
use translate::Translation;

/// Converts the text of a page, once it is known where all pages are.
type Convert = Box<dyn Fn(&Page, &Index) -> Converted>;

/// What a reader gives.
struct Reading {
    foreign: Foreign,
    convert: Convert,
}

/// A source that was read, and what becomes of it.
pub struct Import {
    source: Source,
    /// The files of the new site, and the report.
    pub translation: Translation,
}

impl Import {
    /// The folder of the source, canonical.
    pub fn source_root(&self) -> &Path {
        self.source.root()
    }
}

/// Reads the site in the folder `root` and works out the new one. Nothing is written.
///
/// # Errors
/// The folder cannot be read.
pub fn read(generator: Generator, root: &Path) -> Result<Import, EnvironmentError> {
    let mut source = Source::look(root)?;
    let mut reading = match generator {
        Generator::Jekyll => jekyll::read(&source),
        Generator::Hugo => hugo::read(&source),
        Generator::Zola => zola::read(&source),
    };
    reading.foreign.remarks.append(&mut source.remarks);
    let translation = translate::translate(generator, reading.foreign, &reading.convert);
    Ok(Import { source, translation })
}
