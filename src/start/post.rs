//! A new post or page: from a title to a file.
//!
//! The permanent ID is the date and the slug, which is what a post without one has: it can be read, it is the same
//! whichever program writes it, and once it is written down a new title, slug or address changes it no more.

use super::{
    Folder, Made, Stopped,
    archetype::{self, Archetype},
    asked::{Asked, one_line},
    clash,
};
use crate::{
    clock::Clock,
    diagnostic::{Diagnostic, Level},
    digest::Digest,
    environment::EnvironmentError,
    paths::SourcePath,
    pipeline::{self, Request},
    post::{self, Meta, Parsed, Post, Wants},
    site::{Shown, Site},
    source,
};
use serde_json::json;
use std::{
    num::NonZeroUsize,
    path::{Path, PathBuf},
    sync::Arc,
};

/// What is begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// A dated post.
    Post,
    /// A page that stands by itself.
    Page,
}

/// What is asked of a new post, as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPost {
    /// The site's folder.
    pub root: PathBuf,
    /// Its settings, where they are not in the usual file.
    pub config: Option<PathBuf>,
    /// Threads that read the other posts.
    pub jobs: Option<NonZeroUsize>,
    /// What is begun.
    pub what: What,
    /// Its title.
    pub title: String,
    /// Its kind.
    pub kind: Option<String>,
    /// Its tags.
    pub tags: Vec<String>,
    /// Whether it is a draft.
    pub is_draft: bool,
    /// The section, or for a page the folder, that it goes into.
    pub section: Option<String>,
    /// Its date.
    pub date: Option<String>,
    /// Its slug.
    pub slug: Option<String>,
    /// Its permanent ID.
    pub id: Option<String>,
    /// Its language.
    pub lang: Option<String>,
    /// Whether it has a folder of its own.
    pub is_bundle: bool,
    /// The instant that is its date where none is given.
    pub clock: Clock,
}

/// A post that was written.
#[derive(Debug)]
pub struct Written {
    /// Its file, in the project.
    pub source: SourcePath,
    /// Its title.
    pub title: String,
    /// Its permanent ID.
    pub id: String,
    /// Where it will live.
    pub url: String,
    /// Its date, as the file has it; none for a page.
    pub date: Option<String>,
    /// Whether it is a draft.
    pub is_draft: bool,
    /// Whether its time has not come.
    pub is_future: bool,
    /// What its author may want to know.
    pub diagnostics: Vec<Diagnostic>,
}

/// Writes a new post.
///
/// # Errors
/// What was typed cannot be meant, the name is taken, the archetype is broken, the site's settings are, or the machine
/// refuses. Then nothing was written.
pub fn new_post(wanted: &NewPost) -> Result<Written, Stopped> {
    let site = read_site(wanted)?;
    let asked = Asked::read(wanted, &site)?;
    let path = asked.path(&asked.stem);
    let archetype = archetype::find(&wanted.root, wanted.what, asked.kind.as_deref())?;
    let text = archetype
        .fill(&values(&asked, wanted, &path, &site), &site.config)
        .map_err(|mistake| Stopped::refused(*mistake))?;
    let (post, mut diagnostics) = read_again(&path, &text, &archetype, &site)?;
    let names = clash::names(&post, &site).map_err(Stopped::refused)?;
    if let Some(clash) = clash::find(&wanted.root, &asked, &post, &names, &site) {
        return Err(Stopped::refused(clash));
    }
    diagnostics.extend(kept(&asked, wanted, &post.meta, &archetype)?);
    let folder = Folder::open(&wanted.root)?;
    if folder.create(path.as_str(), text.as_bytes())? == Made::Kept {
        let message = format!("`{path}` is there already");
        let hint = "give the new one another name with `--slug`";
        return Err(Stopped::refused(Diagnostic::error("post-exists", message).hint(hint)));
    }
    Ok(Written {
        source: path,
        title: post.meta.title.clone(),
        id: names.id,
        url: site.config.base_url.absolute(&names.url),
        date: (wanted.what == What::Post).then_some(asked.date.0),
        is_draft: post.meta.draft,
        is_future: post.meta.date.is_some_and(|date| date.instant > wanted.clock.now()),
        diagnostics,
    })
}

/// What a build would say of one file, after someone has written in it.
///
/// # Errors
/// It, or the settings, cannot be read.
pub fn read_over(
    root: &Path,
    config: Option<&Path>,
    path: &SourcePath,
) -> Result<Vec<Diagnostic>, EnvironmentError> {
    let (config, _) = pipeline::settings(root, config)?;
    let bytes = source::read(root, path)?;
    let digest = Digest::of(&bytes);
    Ok(post::parse(path, &bytes, digest, digest, &config, &Wants::default()).diagnostics)
}

/// The site with all its posts, drafts and future ones too: their names are taken as well. Mistakes in them hinder no one
/// from writing another.
fn read_site(wanted: &NewPost) -> Result<Arc<Site>, Stopped> {
    let (_, found) = pipeline::settings(&wanted.root, wanted.config.as_deref())?;
    let mistakes: Vec<Diagnostic> = found.into_iter().filter(Diagnostic::is_error).collect();
    if !mistakes.is_empty() {
        return Err(Stopped::Refused(mistakes));
    }
    let request = Request {
        config: wanted.config.clone(),
        jobs: wanted.jobs,
        shown: Shown { drafts: true, future: true, expired: true },
        ..Request::new(&wanted.root, wanted.clock)
    };
    let project = pipeline::with_jobs(wanted.jobs, || pipeline::inspect(&request))?;
    match project.diagnostics.into_iter().find(|found| found.code == "no-site") {
        Some(no_site) => Err(Stopped::refused(no_site)),
        None => Ok(project.site),
    }
}

/// What an archetype sees.
fn values(asked: &Asked, wanted: &NewPost, path: &SourcePath, site: &Site) -> serde_json::Value {
    let config = &site.config;
    let own = config.taxonomies.iter().filter(|(name, taxonomy)| {
        taxonomy.pages && !crate::config::BUILT_IN_TAXONOMIES.contains(&name.as_str())
    });
    json!({
        "title": asked.title,
        "date": asked.date.0,
        "day": asked.date.1.strftime("%Y-%m-%d").to_string(),
        "id": asked.id,
        "slug": asked.stem,
        "kind": asked.kind,
        "tags": asked.tags,
        "draft": wanted.is_draft,
        "section": asked.section,
        "lang": asked.lang.as_deref().unwrap_or(&config.language),
        "file": path.as_str(),
        "taxonomies": own.map(|(name, _)| name).collect::<Vec<_>>(),
        "site": {
            "title": config.title,
            "language": config.language,
            "timezone": config.timezone.name(),
            "authors": config.authors,
        },
    })
}

/// Reads what is to be written as a build will. Mistakes are those of the archetype, remarks those of the new file.
fn read_again(
    path: &SourcePath,
    text: &str,
    archetype: &Archetype,
    site: &Site,
) -> Result<(Post, Vec<Diagnostic>), Stopped> {
    let digest = Digest::of(text.as_bytes());
    let Parsed { post, diagnostics } =
        post::parse(path, text.as_bytes(), digest, digest, &site.config, &Wants::default());
    if let Some(post) = post {
        return Ok((post, diagnostics));
    }
    let mistakes = diagnostics.into_iter().filter(Diagnostic::is_error);
    Err(Stopped::Refused(mistakes.map(|mistake| archetype.blame(mistake, text)).collect()))
}

/// Whether the archetype has a place for all that was asked for. A draft that would be published is refused.
fn kept(
    asked: &Asked,
    wanted: &NewPost,
    meta: &Meta,
    archetype: &Archetype,
) -> Result<Vec<Diagnostic>, Stopped> {
    let lacks = |level: Level, what: &str, line: &str| {
        let message = format!("the archetype has no place for {what}");
        Diagnostic::new(level, "archetype-lacks", message)
            .in_file(&*archetype.file)
            .hint(format!("add the line `{line}` to its front matter"))
    };
    if wanted.is_draft && !meta.draft {
        return Err(Stopped::refused(lacks(Level::Error, "`--draft`", "draft: {{ draft }}")));
    }
    let mut remarks = Vec::new();
    if !one_line(&meta.title).contains(&asked.title) {
        remarks.push(lacks(Level::Warning, "the title as it was typed", "title: {{ title | yaml }}"));
    }
    if wanted.what == What::Page {
        return Ok(remarks);
    }
    if asked.tags.iter().any(|tag| !meta.tags.contains(tag)) {
        remarks.push(lacks(Level::Warning, "`--tags`", "tags: {{ tags | yaml }}"));
    }
    if asked.kind.is_some() && asked.kind != meta.kind {
        remarks.push(lacks(Level::Warning, "`--kind`", "kind: {{ kind | yaml }}"));
    }
    if meta.id.is_none() {
        remarks.push(lacks(Level::Warning, "the permanent ID", "id: {{ id | yaml }}"));
    }
    if wanted.date.is_some() && meta.date.is_none() {
        remarks.push(lacks(Level::Warning, "`--date`", "date: {{ date }}"));
    }
    Ok(remarks)
}
