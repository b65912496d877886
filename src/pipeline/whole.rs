//! A project that is read, assembled and rendered in memory, all of it: what a check looks at.
//!
//! Owns everything that a build would say up to writing. Nothing is written, neither output nor cache, and no cache is
//! read. It must not know what a check looks for.

use super::{
    Observer, Request,
    build::answers,
    compare::{Means, means_of},
    files::KnownFacts,
    images::broken,
    load::{self, Loaded, Purpose, Scanned, published_bytes, read_unchanged, static_bytes},
    memory::Memory,
    pages,
    questions::Questions,
    share_cards::Gallery,
    stale::Records,
    watchdog::Watchdog,
};
use crate::{
    clock::Clock,
    diagnostic::Diagnostic,
    environment::EnvironmentError,
    images::{Facts, Source},
    paths::{OutputPath, SourcePath},
    plan::{self, Page, Recipe, SitePlan},
    post::{Post, Shortcodes, markdown::PlainCode},
    render::{self, Bodies, FeedBodies, RenderedPage, Renderer},
    site::{FileOrigin, Site, StaticFile},
    source::{SourceKind, SourceTree},
    template::{self, Answers, CARD_TEMPLATE, CardDesign, Query, Templates},
    view,
};
use rayon::prelude::*;
use std::sync::Arc;
use tera::Value;

/// A post that is taken for one of the project's: where it would be, and its bytes.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Relative to the project.
    pub path: SourcePath,
    /// All of it.
    pub bytes: Vec<u8>,
}

/// A project in memory.
pub struct Whole {
    /// Its site.
    pub site: Arc<Site>,
    /// Its plan.
    pub plan: SitePlan,
    /// The instant that it was assembled for.
    pub clock: Clock,
    /// What is wrong with it, as far as that is known before anything is rendered; no level is judged yet.
    pub diagnostics: Vec<Diagnostic>,
    tree: Arc<SourceTree>,
    answers: Arc<Answers>,
    /// None where they cannot be loaded.
    templates: Option<Templates>,
    facts: Arc<KnownFacts>,
    no_shortcodes: Shortcodes,
}

/// Reads a project, with a post that is not in it.
///
/// # Errors
/// The project's folder or its configuration cannot be read.
pub fn open(request: &Request, draft: Option<Draft>) -> Result<Whole, EnvironmentError> {
    let mut memory = Memory::none();
    let Scanned { config, mut tree, mut diagnostics, .. } = load::scan(request, &memory)?;
    if let Some(Draft { path, bytes }) = draft {
        tree = tree.with_file(SourceKind::Content, path, bytes);
    }
    let made = memory.made();
    let Loaded { site, templates, diagnostics: found, .. } =
        load::load(config, &tree, request, Purpose::List, &made.posts);
    diagnostics.extend(found);
    let (plan, collisions) = plan::plan(&site);
    diagnostics.extend(collisions);
    diagnostics.extend(plan::check_links(&site, &plan));
    let tree = Arc::new(tree);
    let design = CardDesign::of(&site, &templates);
    let answers = Arc::new(answers(&site, &tree, &made.facts, design));
    let config = Value::from_serializable(&view::config_view(&site.config));
    let templates = match template::load(templates, &answers, config) {
        Ok(templates) => {
            pages::name_needing_pages(&mut diagnostics, &plan, &site, &templates);
            diagnostics.extend(pages::unknown_templates(&site, &templates));
            diagnostics.extend(pages::unfit_templates(&plan, &site, &templates));
            diagnostics.extend(pages::check_calls(&site, &templates));
            Some(templates)
        }
        Err(mistakes) => {
            diagnostics.extend(mistakes);
            None
        }
    };
    let (clock, facts, no_shortcodes) = (request.clock, made.facts, Shortcodes::new());
    Ok(Whole { site, plan, clock, diagnostics, tree, answers, templates, facts, no_shortcodes })
}

/// A file of the output in memory; none of the files that are copied.
pub struct File<'a> {
    /// Where it would be.
    pub path: &'a OutputPath,
    /// What it is.
    pub recipe: &'a Recipe,
    /// Its bytes.
    pub bytes: &'a [u8],
}

/// What rendering gave.
pub struct Rendered<T> {
    /// What was seen of each file that could be rendered, in the order of the paths.
    pub seen: Vec<T>,
    /// What is wrong with templates, and with what they ask for.
    pub diagnostics: Vec<Diagnostic>,
}

impl Whole {
    /// The text of a post's file, as it was when the project was read; none where it was changed since.
    pub fn text(&self, post: &Post) -> Option<String> {
        Bodies::text(self, post).ok()
    }

    /// The bytes of a file that is copied.
    pub fn copied(&self, file: &StaticFile) -> Option<Vec<u8>> {
        published_bytes(file, &self.tree, &self.site.config.images).ok().map(|(bytes, _)| bytes)
    }

    /// The shortcodes that a body may call.
    pub fn shortcodes(&self) -> &Shortcodes {
        self.templates.as_ref().map_or(&self.no_shortcodes, Templates::shortcodes)
    }

    /// The text of a static file of the site's own.
    pub fn static_text(&self, name: &str) -> Option<String> {
        let file = self.site.static_files.get(name)?;
        let is_own = matches!(file.origin, FileOrigin::Project(_));
        String::from_utf8(self.copied(file).filter(|_| is_own)?).ok()
    }

    /// All files of the project, by kind, then path.
    pub fn tree(&self) -> &SourceTree {
        &self.tree
    }

    /// What an image file says of itself; none for what is no image.
    pub fn image_facts(&self, file: &StaticFile) -> Option<Facts> {
        self.facts.of(file, |file| static_bytes(file, &self.tree))
    }

    /// Whether a path of the output is that of a file: of the plan, or made where a page asks for it.
    pub fn has_file(&self, path: &OutputPath) -> bool {
        let name = path.as_str();
        self.plan.recipes.contains_key(path)
            || self.answers.assets().find(path).is_some()
            || self.answers.images().find(path).is_some()
            || self.answers.share_cards().find(path).is_some()
            || (self.site.config.search && (name.starts_with("pagefind/") || name.contains("/pagefind/")))
    }

    /// Renders every file in memory, in parallel, and shows each to `look` while it is there.
    pub fn render<T: Send>(
        &self,
        observer: &dyn Observer,
        look: &(dyn Fn(&File<'_>) -> T + Sync),
    ) -> Rendered<T> {
        let Some(templates) = &self.templates else {
            return Rendered { seen: Vec::new(), diagnostics: Vec::new() };
        };
        let made: Vec<(&OutputPath, &Recipe)> =
            self.plan.recipes.iter().filter(|(_, recipe)| !matches!(recipe.page, Page::Copy(_))).collect();
        observer.stage("render", made.len());
        // Colours of code say nothing.
        let renderer = Renderer {
            answers: &self.answers,
            templates,
            bodies: self,
            code: &PlainCode,
            sitemap: &self.plan.sitemap,
            feeds: &FeedBodies::default(),
        };
        let records = Records::default();
        let questions = Questions::new(&records);
        let done: Vec<Result<T, Diagnostic>> =
            Watchdog::guard(observer, self.answers.site().config.limits, |watchdog| {
                let of_file = |(path, recipe): &(&OutputPath, &Recipe)| {
                    let page = self.page(path, recipe, &renderer, watchdog);
                    observer.step();
                    let RenderedPage { bytes, queries, .. } = page?;
                    for (query, _) in queries {
                        questions.number(query);
                    }
                    Ok(look(&File { path, recipe, bytes: &bytes }))
                };
                made.par_iter().map(of_file).collect()
            });
        let (mut seen, mut diagnostics) = (Vec::with_capacity(done.len()), Vec::new());
        for done in done {
            match done {
                Ok(what) => seen.push(what),
                Err(diagnostic) => diagnostics.push(diagnostic),
            }
        }
        let mut diagnostics = pages::merge_alike(diagnostics);
        diagnostics.extend(self.asked(&questions.into_list(), observer));
        Rendered { seen, diagnostics }
    }

    fn page(
        &self,
        path: &OutputPath,
        recipe: &Recipe,
        renderer: &Renderer<'_>,
        watchdog: &Watchdog,
    ) -> Result<RenderedPage, Diagnostic> {
        let template = match means_of(recipe, &self.site, renderer.templates) {
            Means::Template("") => return Err(pages::no_template(path, recipe, &self.site)),
            Means::Template(name) => Some(name),
            Means::Program | Means::Copy => None,
        };
        watchdog.page(recipe.url.as_str(), template.unwrap_or_default(), || {
            render::render(recipe, template, renderer)
        })
    }

    /// What is wrong with the files that pages asked for.
    fn asked(&self, queries: &[Query], observer: &dyn Observer) -> Vec<Diagnostic> {
        let (_, mut diagnostics) = self.answers.assets().asked(queries.iter());
        let (images, found) = self.answers.images().asked(queries.iter());
        diagnostics.extend(found);
        observer.stage("images", images.len());
        let decode = |image: &template::ImageFile| {
            let (bytes, _) = match published_bytes(&image.file, &self.tree, &self.site.config.images) {
                Ok(published) => published,
                Err(diagnostic) => return Some(diagnostic),
            };
            let reason = Source::decode(&bytes, &image.facts).err()?;
            Some(broken(&image.file, &reason))
        };
        diagnostics.par_extend(images.par_iter().filter_map(decode));
        // One card tells of mistakes in the design, which is that of all.
        let cards = self.answers.share_cards().asked(queries.iter());
        if let Some((path, card)) = cards.into_iter().next() {
            let mut memory = Memory::none();
            let store = memory.made().cards;
            let gallery = Gallery::new(&self.answers, &store);
            let drawn = Watchdog::guard(observer, self.answers.site().config.limits, |watchdog| {
                watchdog.page(path.as_str(), CARD_TEMPLATE, || gallery.make(card))
            });
            diagnostics.extend(drawn.err());
        }
        diagnostics
    }
}

impl Bodies for Whole {
    fn text(&self, post: &Post) -> Result<String, Diagnostic> {
        let bytes = read_unchanged(&self.tree, &post.source, post.file)?;
        // It was UTF-8 when it was parsed, and its digest is the same.
        Ok(String::from_utf8(bytes).unwrap_or_default())
    }
}
