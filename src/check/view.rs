//! What rules see: a site that was read, assembled and rendered, and nothing of it can be changed.

use super::{page::Pages, past::Past};
use crate::{
    clock::Clock,
    diagnostic::{Diagnostic, Position},
    pipeline::whole::{File, Whole},
    plan::SitePlan,
    post::{Post, front_matter::Body, markdown::Survey},
    site::{Entry, EntryId, Site},
};
use std::ops::Range;

/// A whole site.
pub struct View<'a> {
    /// The project: its files, and what they say.
    pub whole: &'a Whole,
    /// What was seen of its pages.
    pub pages: &'a Pages,
    /// What readers had before, as far as anything tells.
    pub past: &'a Past,
    /// What is known to be wrong without rules.
    pub told: &'a [Diagnostic],
}

impl<'a> View<'a> {
    /// The site.
    pub fn site(&self) -> &'a Site {
        &self.whole.site
    }

    /// Its plan.
    pub fn plan(&self) -> &'a SitePlan {
        &self.whole.plan
    }

    /// The instant.
    pub fn clock(&self) -> Clock {
        self.whole.clock
    }

    /// All that is built, with its number.
    pub fn entries(&self) -> impl Iterator<Item = (EntryId, &'a Entry)> {
        (0..).zip(&self.site().entries)
    }
}

/// A post or page with its text.
pub struct Text<'a> {
    /// The project.
    pub whole: &'a Whole,
    /// What its file says.
    pub entry: &'a Entry,
    /// Its number.
    pub id: EntryId,
    /// Its file, without a byte-order mark.
    pub text: &'a str,
    /// What stands below its front matter.
    pub body: &'a Body<'a>,
    /// The same, taken apart.
    pub survey: &'a Survey,
}

impl<'a> Text<'a> {
    /// What its file says.
    pub fn post(&self) -> &'a Post {
        &self.entry.post
    }

    /// The primary part of its language's tag: `en` of `en-GB`.
    pub fn language(&self) -> &'a str {
        let tag = self.whole.site.lang(self.entry);
        tag.split(['-', '_']).next().unwrap_or(tag)
    }

    /// A diagnostic at a range of the body.
    pub fn at(&self, diagnostic: Diagnostic, range: Range<usize>) -> Diagnostic {
        self.in_file(diagnostic).at(self.position(range))
    }

    /// A diagnostic in its file.
    pub fn in_file(&self, diagnostic: Diagnostic) -> Diagnostic {
        diagnostic.in_file(self.post().source.as_str())
    }

    /// The place on disk of a range of the body.
    pub fn position(&self, range: Range<usize>) -> Position {
        self.body.position(range)
    }
}

/// A file of the output, rendered.
pub struct Output<'a> {
    /// The project.
    pub whole: &'a Whole,
    /// The file.
    pub file: &'a File<'a>,
}

impl<'a> Output<'a> {
    /// The site.
    pub fn site(&self) -> &'a Site {
        &self.whole.site
    }

    /// A remark on it, which names it.
    pub fn name(&self) -> &'a str {
        self.file.path.as_str()
    }
}
