//! A site in four calls, for Rust programs: load it, see what it will be made of, render one file, build it.
//!
//! Owns what the crate promises to others; everything else is public for tests and for the curious, and may change with any
//! version. It must not know the command line.

use crate::{
    clock::Clock,
    config::Config,
    diagnostic::Diagnostic,
    environment::EnvironmentError,
    paths::{BaseUrl, OutputPath, UrlPath},
    pipeline::{
        self, CacheUse, Outcome, Request, Silent,
        live::{Live, Snapshot},
    },
    plan::{Page, Recipe},
    post::PostKind,
    site::{Entry, Shown},
};
use jiff::Timestamp;
use std::{
    error::Error,
    fmt,
    path::{Path, PathBuf},
    sync::Arc,
};

/// What a site is loaded or built with.
#[derive(Debug, Clone)]
pub struct Options {
    clock: Timestamp,
    base_url: Option<BaseUrl>,
    config: Option<PathBuf>,
    shown: Shown,
}

impl Options {
    /// A site as it is at an instant, which decides what is future, expired or news. Nothing reads the machine's clock.
    pub fn at(clock: Timestamp) -> Self {
        Self { clock, base_url: None, config: None, shown: Shown::default() }
    }

    /// Where the site is served, instead of what its settings say.
    #[must_use]
    pub fn base_url(self, base_url: BaseUrl) -> Self {
        Self { base_url: Some(base_url), ..self }
    }

    /// The configuration, instead of `sitegen.yaml` in the site's folder.
    #[must_use]
    pub fn config(self, file: impl Into<PathBuf>) -> Self {
        Self { config: Some(file.into()), ..self }
    }

    /// With posts that are not public: drafts, future and expired ones.
    #[must_use]
    pub fn shown(self, shown: Shown) -> Self {
        Self { shown, ..self }
    }

    fn request(&self, root: &Path) -> Request {
        Request {
            base_url: self.base_url.clone(),
            config: self.config.clone(),
            shown: self.shown,
            ..Request::new(root, Clock::at(self.clock))
        }
    }
}

/// A site in memory, as its files were when it was loaded. Nothing of it is written unless it is [built](Site::build).
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let folder = tempfile::tempdir()?;
/// # let root = folder.path();
/// # std::fs::create_dir_all(root.join("content/posts"))?;
/// # std::fs::write(root.join("sitegen.yaml"), "title: A Blog\nbase_url: https://example.org/\n")?;
/// # std::fs::write(root.join("content/posts/2026-07-05-hello.md"), "---\ntitle: Hello\n---\n\nText.\n")?;
/// let site = sitegen::Site::load(root, &sitegen::Options::at("2026-07-20T12:00:00Z".parse()?))?;
/// assert_eq!(site.diagnostics(), []);
/// let titles: Vec<&str> = site.articles().map(|article| article.title).collect();
/// assert_eq!(titles, ["Hello"]);
/// assert!(site.plan().any(|file| file.url == "/2026/07/05/hello/"));
/// let html = site.render("/2026/07/05/hello/")?;
/// assert!(String::from_utf8(html)?.contains("<h1"));
/// let outcome = site.build(&root.join("public"));
/// assert!(outcome.failure.is_none() && outcome.errors() == 0);
/// # Ok(())
/// # }
/// ```
pub struct Site {
    root: PathBuf,
    options: Options,
    snapshot: Arc<Snapshot>,
    diagnostics: Vec<Diagnostic>,
}

impl fmt::Debug for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Site")
            .field("root", &self.root)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

impl Site {
    /// Reads the site in a folder: settings, posts, data, templates. What is wrong with it is in [`Site::diagnostics`]; a post with
    /// a mistake is left out, and the others are there.
    ///
    /// # Errors
    /// The folder or its configuration cannot be read.
    pub fn load(root: impl Into<PathBuf>, options: &Options) -> Result<Self, EnvironmentError> {
        let root = root.into();
        let request = Request { cache: CacheUse::Ignore, ..options.request(&root) };
        let (_, refreshed) = Live::open(request)?;
        let (snapshot, diagnostics) = (refreshed.snapshot, refreshed.diagnostics);
        Ok(Self { root, options: options.clone(), snapshot, diagnostics })
    }

    /// What is wrong with it, sorted.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// Its settings, with every default filled in.
    pub fn config(&self) -> &Config {
        &self.snapshot.site().expect("a site was read before this was made").config
    }

    /// Its posts, newest first, then its pages, by path: all that have a page of their own.
    pub fn articles(&self) -> impl Iterator<Item = Article<'_>> {
        self.snapshot.site().into_iter().flat_map(|site| &site.entries).map(Article::of)
    }

    /// Every file of the output, by path, but for those that pages ask for by fingerprint.
    pub fn plan(&self) -> impl Iterator<Item = PlannedFile<'_>> {
        self.snapshot.recipes().map(|(path, Recipe { url, page })| PlannedFile {
            path: path.as_str(),
            url: url.as_str(),
            is_copy: matches!(page, Page::Copy(_)),
        })
    }

    /// Renders one file into memory, by its address on the site (`/about/`) or its path in the output (`about/index.html`): the bytes
    /// that a build writes.
    ///
    /// # Errors
    /// There is no such file, or a template has a mistake.
    pub fn render(&self, address: &str) -> Result<Vec<u8>, RenderError> {
        let unknown = || RenderError::Unknown(address.to_owned());
        let url = UrlPath::parse(address).map_err(|_| unknown())?;
        let as_typed = OutputPath::parse(address.trim_start_matches('/')).ok();
        let paths = [Some(url.output()), as_typed].into_iter().flatten();
        let made = paths.into_iter().find_map(|path| self.snapshot.make(&path)).ok_or_else(unknown)?;
        made.map(|made| made.bytes).map_err(|mistake| RenderError::Mistake(Box::new(mistake)))
    }

    /// Brings an output folder up to date with the site's files as they are now, as `sitegen build` does: it writes only what changed,
    /// deletes only what earlier builds wrote, and writes nothing after an error. The cache is not used, and no hook is run.
    pub fn build(&self, output: &Path) -> Outcome {
        let output_dir = std::path::absolute(output).unwrap_or_else(|_| output.to_owned());
        let request = Request { cache: CacheUse::Ignore, output_dir, ..self.options.request(&self.root) };
        pipeline::build(&request, &Silent)
    }
}

/// A post or page of a [`Site`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Article<'a> {
    /// Its title.
    pub title: &'a str,
    /// Its address on the site, decoded: `/2026/07/05/hello/`.
    pub url: &'a str,
    /// Its file, relative to the site's folder.
    pub source: &'a str,
    /// Its permanent ID.
    pub id: &'a str,
    /// When it is dated.
    pub date: Option<Timestamp>,
    /// Whether it is a post, which lists show, and not a page that stands by itself.
    pub is_post: bool,
}

impl<'a> Article<'a> {
    fn of(entry: &'a Entry) -> Self {
        let post = &entry.post;
        Self {
            title: &post.meta.title,
            url: entry.url.as_str(),
            source: post.source.as_str(),
            id: &entry.id,
            date: post.meta.date.map(|date| date.instant),
            is_post: post.kind == PostKind::Post,
        }
    }
}

/// A file that a build of a [`Site`] makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct PlannedFile<'a> {
    /// Path in the output: `about/index.html`.
    pub path: &'a str,
    /// Address on the site, decoded: `/about/`.
    pub url: &'a str,
    /// Whether it is a file that is copied as it is.
    pub is_copy: bool,
}

/// Why a file was not rendered.
#[derive(Debug)]
pub enum RenderError {
    /// The site has no such file.
    Unknown(String),
    /// A template or a post has a mistake.
    Mistake(Box<Diagnostic>),
}

impl fmt::Display for RenderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(address) => write!(f, "the site has no `{address}`"),
            Self::Mistake(mistake) => f.write_str(&mistake.message),
        }
    }
}

impl Error for RenderError {}
