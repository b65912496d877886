//! One state of a project, of which any page can be rendered.

use super::{search::KeptParts, texts::Texts, variants::Variants};
use crate::{
    cache::Store,
    diagnostic::Diagnostic,
    digest::Digest,
    images::{self, Facts, Source},
    output::Entry,
    paths::OutputPath,
    pipeline::{
        code::{Code, RememberedCode},
        compare::{Means, means_of},
        files::MadeFiles,
        load::{published_bytes, read_unchanged},
        search::{self, Part},
        share_cards::{Gallery, KeptCard},
    },
    plan::{Page, Recipe, SitePlan},
    post::{Post, highlight::Highlighter},
    render::{self, Bodies, FeedBodies, Renderer},
    site::{Site, StaticFile},
    source::SourceTree,
    template::{Answers, AskedCard, Published, Query, Templates, Variant},
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
    stock: Stock,
    /// The parts of the index, worked out by the first who asks for one.
    parts: OnceLock<Vec<Part>>,
}

/// What is kept from one state to the next.
pub struct Stock {
    /// Highlighted code.
    pub code: Arc<Store<Code>>,
    /// Share cards.
    pub cards: Arc<Store<KeptCard>>,
    /// The last good texts of posts.
    pub texts: Arc<Texts>,
    /// What builds made.
    pub made: Arc<MadeFiles>,
    /// Variants of images that were asked for.
    pub variants: Arc<Variants>,
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
        stock: Stock,
    ) -> Self {
        Self(Some(State { tree, answers, templates, plan, stock, parts: OnceLock::new() }))
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
            None => {
                let is_asset = || state.answers.assets().find(path).is_some();
                let is_made = || {
                    state.answers.images().find(path).is_some()
                        || state.answers.share_cards().find(path).is_some()
                };
                (is_asset() || is_made()).then_some(Way::Copy)
            }
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
            None => {
                if let Some(published) = state.answers.assets().find(path) {
                    state.published(&published)
                } else if let Some(card) = state.answers.share_cards().find(path) {
                    state.card(card)
                } else if let Some((file, facts, variant)) = state.answers.images().find(path) {
                    state.variant(&file, &facts, &variant)
                } else {
                    state.indexed(path)?
                }
            }
        })
    }
}

impl State {
    fn make(&self, recipe: &Recipe) -> Result<Made, Diagnostic> {
        if let Page::Copy(file) = &recipe.page {
            let (bytes, entry) = self.bytes(file)?;
            return Ok(Made { digest: entry.digest, bytes, queries: Vec::new() });
        }
        let templates = self.templates.as_ref().ok_or_else(no_templates)?;
        let site = self.answers.site();
        let template = match means_of(recipe, site, templates) {
            Means::Template(name) => Some(name),
            Means::Program | Means::Copy => None,
        };
        let highlighter = Highlighter::new(site.config.markdown.highlight.as_ref());
        let code = RememberedCode::new(highlighter, &self.stock.code);
        let renderer = Renderer {
            answers: &self.answers,
            templates,
            bodies: self,
            code: &code,
            sitemap: &self.plan.sitemap,
            feeds: &FeedBodies::default(),
        };
        let page = render::render(recipe, template, &renderer)?;
        Ok(Made { bytes: page.bytes, digest: page.digest, queries: page.queries })
    }

    /// A file as it is published.
    fn bytes(&self, file: &StaticFile) -> Result<(Vec<u8>, Entry), Diagnostic> {
        published_bytes(file, &self.tree, &self.answers.site().config.images)
    }

    /// A variant of an image, made unless it is known; in place of one that cannot be made, the image.
    fn variant(&self, file: &StaticFile, facts: &Facts, variant: &Variant) -> Result<Made, Diagnostic> {
        let Stock { made, variants, .. } = &self.stock;
        let known = made.bytes(variant.key).or_else(|| variants.find(variant.key));
        let bytes = if let Some(known) = known {
            known
        } else {
            let (original, _) = self.bytes(file)?;
            let source = Source::decode(&original, facts);
            let bytes = source.and_then(|source| images::make(&source, &variant.spec, variant.quality));
            let bytes = bytes.unwrap_or(original);
            variants.keep(variant.key, &bytes);
            bytes
        };
        Ok(Made { digest: Digest::of(&bytes), bytes, queries: Vec::new() })
    }

    fn card(&self, asked: AskedCard) -> Result<Made, Diagnostic> {
        let (card, _) = Gallery::new(&self.answers, &self.stock.cards).make(asked)?;
        Ok(Made { digest: Digest::of(&card.png), bytes: card.png, queries: Vec::new() })
    }

    /// A file of the index that readers search.
    fn indexed(&self, path: &OutputPath) -> Option<Result<Made, Diagnostic>> {
        let (site, shortcodes) = (self.answers.site(), self.templates.as_ref()?.shortcodes());
        let parts = self.parts.get_or_init(|| search::parts(site, shortcodes));
        let (part, name) = search::part_of(parts, path)?;
        let make = || search::make(part, site, self, shortcodes);
        let bytes = self.stock.search.file((part, name), parts, make)?;
        Some(bytes.map(|bytes| Made { digest: Digest::of(&bytes), bytes, queries: Vec::new() }))
    }

    fn published(&self, published: &Published) -> Result<Made, Diagnostic> {
        let bytes = match published {
            Published::Copy(file) => self.bytes(file)?.0,
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
                self.stock.texts.keep(post.file, &text);
                Ok(text)
            }
            Err(changed) => self.stock.texts.find(post.file).ok_or(changed),
        }
    }
}

fn no_templates() -> Diagnostic {
    Diagnostic::error("templates", "the templates have mistakes, so that no page can be made")
        .hint("mend them: each is told of by itself")
}
