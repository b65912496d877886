//! One state of a project, of which any page can be rendered.

use super::{search::KeptParts, texts::Texts};
use crate::{
    cache::Store,
    diagnostic::Diagnostic,
    digest::Digest,
    paths::OutputPath,
    pipeline::{
        code::{Code, RememberedCode},
        compare::{Means, means_of},
        load::{read_unchanged, static_bytes},
        search::{self, Part},
    },
    plan::{Page, Recipe, SitePlan},
    post::{Post, highlight::Highlighter},
    render::{self, Bodies, Renderer},
    site::Site,
    source::SourceTree,
    template::{Answers, Published, Query, Templates},
};
use std::sync::{Arc, OnceLock};

/// One state of a project. It never changes.
#[derive(Default)]
pub struct Snapshot(Option<State>);

struct State {
    tree: Arc<SourceTree>,
    answers: Arc<Answers>,
    /// None when they cannot be loaded.
    templates: Option<Templates>,
    plan: Arc<SitePlan>,
    kept: Kept,
    /// The parts of the index, worked out by the first who asks for one.
    parts: OnceLock<Vec<Part>>,
}

/// What one state has from those before it.
pub struct Kept {
    /// Highlighted code.
    pub code: Arc<Store<Code>>,
    /// Texts of posts that were read lately.
    pub texts: Arc<Texts>,
    /// Parts of the index.
    pub search: Arc<KeptParts>,
}

/// Where the bytes of a file of the output come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// A page that is rendered.
    Page,
    /// A copy of a file.
    Copy,
}

/// A file of the output, made.
#[derive(Debug, Clone)]
pub struct Made {
    /// Its bytes: those that a build would write.
    pub bytes: Vec<u8>,
    /// Their digest.
    pub digest: Digest,
    /// What was asked for it.
    pub queries: Vec<(Query, Digest)>,
}

impl Snapshot {
    pub(super) fn new(
        tree: Arc<SourceTree>,
        answers: Arc<Answers>,
        templates: Option<Templates>,
        plan: Arc<SitePlan>,
        kept: Kept,
    ) -> Self {
        Self(Some(State { tree, answers, templates, plan, kept, parts: OnceLock::new() }))
    }

    /// Whether nothing was ever read.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// What answers its templates.
    pub(super) fn shared_answers(&self) -> Option<Arc<Answers>> {
        self.0.as_ref().map(|state| Arc::clone(&state.answers))
    }

    /// What its pages are compared by; none where none can be made.
    pub(super) fn parts(&self) -> Option<(&Answers, &Templates, &SitePlan)> {
        let state = self.0.as_ref()?;
        Some((&state.answers, state.templates.as_ref()?, &state.plan))
    }

    /// The site; none before anything was read.
    pub fn site(&self) -> Option<&Site> {
        self.0.as_ref().map(|state| state.answers.site())
    }

    /// Answers about it.
    pub fn answers(&self) -> Option<&Answers> {
        self.0.as_ref().map(|state| &*state.answers)
    }

    /// Every file of the output but those that pages ask for by fingerprint.
    pub fn recipes(&self) -> impl Iterator<Item = (&OutputPath, &Recipe)> {
        self.0.iter().flat_map(|state| &state.plan.recipes)
    }

    /// What the file at `path` is; none where there is none.
    pub fn find(&self, path: &OutputPath) -> Option<Way> {
        let state = self.0.as_ref()?;
        match state.plan.recipes.get(path) {
            Some(Recipe { page: Page::Copy(_), .. }) => Some(Way::Copy),
            Some(_) => Some(Way::Page),
            None => state.answers.assets().find(path).map(|_| Way::Copy),
        }
    }

    /// Makes the file at `path`; none where there is none.
    ///
    /// # Errors
    /// A template has a mistake, or a file is not what it was when the project was looked at.
    pub fn make(&self, path: &OutputPath) -> Option<Result<Made, Diagnostic>> {
        let state = self.0.as_ref()?;
        Some(match state.plan.recipes.get(path) {
            Some(recipe) => state.make(recipe),
            None => match state.answers.assets().find(path) {
                Some(published) => state.published(&published),
                None => state.indexed(path)?,
            },
        })
    }
}

impl State {
    fn make(&self, recipe: &Recipe) -> Result<Made, Diagnostic> {
        if let Page::Copy(file) = &recipe.page {
            let bytes = static_bytes(file, &self.tree)?;
            return Ok(Made { digest: file.digest, bytes, queries: Vec::new() });
        }
        let templates = self.templates.as_ref().ok_or_else(no_templates)?;
        let site = self.answers.site();
        let template = match means_of(recipe, site, templates) {
            Means::Template(name) => Some(name),
            Means::Program | Means::Copy => None,
        };
        let highlighter = Highlighter::new(site.config.markdown.highlight.as_ref());
        let code = RememberedCode::new(highlighter, &self.kept.code);
        let renderer = Renderer {
            answers: &self.answers,
            templates,
            bodies: self,
            code: &code,
            sitemap: &self.plan.sitemap,
        };
        let page = render::render(recipe, template, &renderer)?;
        Ok(Made { bytes: page.bytes, digest: page.digest, queries: page.queries })
    }

    /// A file of the index that readers search.
    fn indexed(&self, path: &OutputPath) -> Option<Result<Made, Diagnostic>> {
        let (site, shortcodes) = (self.answers.site(), self.templates.as_ref()?.shortcodes());
        let parts = self.parts.get_or_init(|| search::parts(site, shortcodes));
        let (part, name) = search::part_of(parts, path)?;
        let make = || search::make(part, site, self, shortcodes);
        let bytes = self.kept.search.file((part, name), parts, make)?;
        Some(bytes.map(|bytes| Made { digest: Digest::of(&bytes), bytes, queries: Vec::new() }))
    }

    fn published(&self, published: &Published) -> Result<Made, Diagnostic> {
        let bytes = match published {
            Published::Copy(file) => static_bytes(file, &self.tree)?,
            Published::Made(bundle) => bundle.text.clone().unwrap_or_default().into_bytes(),
        };
        Ok(Made { digest: Digest::of(&bytes), bytes, queries: Vec::new() })
    }
}

impl Bodies for State {
    fn text(&self, post: &Post) -> Result<String, Diagnostic> {
        match read_unchanged(&self.tree, &post.source, post.file) {
            Ok(bytes) => {
                // It was UTF-8 when it was parsed, and its digest is the same.
                let text = String::from_utf8(bytes).unwrap_or_default();
                self.kept.texts.keep(post.file, &text);
                Ok(text)
            }
            Err(changed) => self.kept.texts.find(post.file).ok_or(changed),
        }
    }
}

fn no_templates() -> Diagnostic {
    Diagnostic::error("templates", "the templates have mistakes, so that no page can be made")
        .hint("mend them: each is told of by itself")
}
