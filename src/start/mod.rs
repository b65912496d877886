//! What comes before the first build: a new site, a new post or page, and the theme's files in the site's own folder.
//!
//! Owns starters, archetypes, and the rule that no file which is there is replaced unless that was asked for. It must not
//! know the terminal, or render a site: what a new post would collide with comes from `pipeline`.

mod archetype;
mod asked;
mod clash;
mod eject;
mod file;
mod folder;
mod post;
mod site;

pub use asked::one_line;
pub use eject::{Changed, Eject, Ejected, eject, theme_files};
use folder::Folder;
pub use folder::Made;
pub use post::{NewPost, What, Written, new_post, read_over};
pub use site::{Begun, NewSite, Occupied, PRESETS, Preset, begin, check_folder};

use crate::{diagnostic::Diagnostic, environment::EnvironmentError};

/// Why nothing was begun.
#[derive(Debug)]
pub enum Stopped {
    /// What was typed cannot be meant.
    Usage(Box<Diagnostic>),
    /// The site, or what is there already, does not let us.
    Refused(Vec<Diagnostic>),
    /// The machine does not.
    Environment(EnvironmentError),
    /// The machine refused after these files were written.
    Halfway(Vec<String>, EnvironmentError),
}

impl Stopped {
    fn usage(diagnostic: Diagnostic) -> Self {
        Self::Usage(Box::new(diagnostic))
    }

    fn refused(diagnostic: Diagnostic) -> Self {
        Self::Refused(vec![diagnostic])
    }
}

impl From<EnvironmentError> for Stopped {
    fn from(error: EnvironmentError) -> Self {
        Self::Environment(error)
    }
}
