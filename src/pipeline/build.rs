//! A build, stage by stage.

use super::{
    CacheUse, Changes, ForeignFiles, Mode, Observer, OnError, Outcome, Request,
    code::{Code, RememberedCode},
    compare::{Comparison, Task},
    copy::{copy, stage},
    explain,
    files::{KnownFacts, MadeFiles},
    images::Darkroom,
    load::{self, Loaded, Purpose, Scanned, published_bytes, read_unchanged, static_bytes},
    memory::{Made, Memory, Remembered, lock},
    pages::{self, CopyError, Rendered, Workshop},
    search,
    share_cards::{Gallery, KeptCard},
    stale::Records,
    unchanged::{self, LastBuild},
};
use crate::{
    cache::Store,
    diagnostic::Diagnostic,
    digest::Digest,
    environment::EnvironmentError,
    output::{
        self, BuiltFor, Entry, Finished, Left, Occupied, OutputError, OutputFolder, Place, Settled, Update,
    },
    paths::OutputPath,
    plan::{self, SitePlan, Sitemap},
    post::{Post, highlight::Highlighter},
    render::{Bodies, FeedBodies, Renderer},
    site::{Site, StaticFile, Status},
    source::{self, Layout, SourceTree, StatIndex},
    template::{self, Answers, CardDesign, Published, Templates},
    view,
};
use std::{
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};
use tera::Value;

/// Builds a site: brings the output up to date with the project, writing only what changed.
///
/// What is wrong with the site is in the outcome's diagnostics; after an error nothing in the output was touched,
/// unless the request says to keep going.
pub fn build(request: &Request, observer: &dyn Observer) -> Outcome {
    super::with_jobs(request.jobs, || {
        Build { request, observer, outcome: Outcome::default(), started: Instant::now(), is_ordinary: true }
            .run()
    })
}

struct Build<'a> {
    request: &'a Request,
    observer: &'a dyn Observer,
    outcome: Outcome,
    started: Instant,
    /// Whether the cache and the output were as builds leave them; what is said of them concerns this build alone.
    is_ordinary: bool,
}

/// What looking at the project's files gave.
struct Looked {
    /// What the next build need not read again.
    index: StatIndex,
    /// The digest of all of them.
    made_of: Digest,
}

/// Why a build ends early: what is wrong is in the outcome by then.
struct Ended;

impl Build<'_> {
    fn run(mut self) -> Outcome {
        // The error is in the outcome.
        let _ended = self.stages();
        self.outcome.diagnostics.sort();
        self.outcome.diagnostics.dedup();
        self.outcome
    }

    fn stages(&mut self) -> Result<(), Ended> {
        let layout = Layout {
            content_dir: String::new(),
            output_dir: self.request.output_dir.clone(),
            cache_dir: PathBuf::from(super::CACHE_DIR),
            ..Layout::default()
        };
        self.environment(source::require_folder(&self.request.root))?;
        let lock = lock(&self.request.root);
        let _lock = self.environment(lock)?;
        let mut memory = match self.request.cache {
            CacheUse::ReadWrite => Memory::open(&self.request.root),
            CacheUse::Ignore => Memory::none(),
        };
        self.lap("open");
        self.observer.stage("read", 0);
        let scanned = load::scan(self.request, &memory);
        let Scanned { config, tree, index, diagnostics } = self.environment(scanned)?;
        self.lap("scan");
        let layout = Layout { content_dir: config.content_dir.clone(), ..layout };
        let made_of = unchanged::made_of(self.request, &config, &tree, &diagnostics);
        if let Some(settled) = self.find_done(&memory, made_of, &layout) {
            self.tell_done(memory, &index, &settled, &layout);
            return Ok(());
        }
        self.outcome.diagnostics.extend(diagnostics);
        let made = memory.made();
        self.warn(memory.warning());
        self.lap("recall");
        let Loaded { site, templates, parsed, diagnostics } =
            load::load(config, &tree, self.request, Purpose::Pages, &made.posts);
        self.outcome.diagnostics.extend(diagnostics);
        self.outcome.parsed = parsed;
        self.describe(&site);
        self.lap("load");
        let (plan, collisions) = plan::plan(&site);
        self.outcome.diagnostics.extend(collisions);
        self.outcome.diagnostics.extend(plan::check_links(&site, &plan));
        self.outcome.pages = plan.recipes.len();
        let asked = self.asked(&site, &plan);
        self.lap("plan");
        let tree = Arc::new(tree);
        let design = CardDesign::of(&site, &templates);
        let answers = answers(&site, &tree, &made.facts, design);
        let answers = Arc::new(answers.with_related(Arc::clone(&made.related) as _));
        let config = Value::from_serializable(&view::config_view(&site.config));
        let templates = self.mistakes(template::load(templates, &answers, config))?;
        pages::name_needing_pages(&mut self.outcome.diagnostics, &plan, &site, &templates);
        self.outcome.diagnostics.extend(pages::unknown_templates(&site, &templates));
        self.outcome.diagnostics.extend(pages::unfit_templates(&plan, &site, &templates));
        self.outcome.diagnostics.extend(pages::check_calls(&site, &templates));
        self.stop_on_errors(&site)?;
        self.lap("templates");
        let update = self.open_output(&layout, std::mem::take(&mut memory.outputs))?;
        let comparison = Comparison::new(&answers, &templates, &plan, &made.records);
        let tasks = comparison.tasks(&update);
        self.lap("compare");
        let context = Context {
            tree: &tree,
            site: &site,
            answers: &answers,
            templates: &templates,
            code: &made.code,
            made: &made.files,
            sitemap: &plan.sitemap,
        };
        let mut rendered = self.render(&tasks, &comparison, &context, &update)?;
        self.outcome.explained = explain::explain(&asked, &tasks, &comparison, &rendered.records);
        self.lap("render");
        self.publish_cards(&mut rendered, (&answers, &made.cards), &made.records, &update)?;
        rendered.records.search = self.index(&context, &made.records.search, &update)?;
        if self.request.mode == Mode::Write {
            let mut finished = self.output(update.built_for(self.built_for(&site)).finish())?;
            let output::Changes { written, removed } = std::mem::take(&mut finished.changes);
            self.outcome.changes = Changes { written, removed, ..std::mem::take(&mut self.outcome.changes) };
            self.lap("write");
            let looked = Looked { index, made_of };
            self.remember(&looked, &finished, &rendered.records, &site, (memory, &made));
        }
        Ok(())
    }

    /// What decides whether readers may have what was built.
    fn built_for(&self, site: &Site) -> BuiltFor {
        let statuses = site.entries.iter().map(|entry| entry.status);
        let not_public = statuses.filter(|status| *status != Status::Published);
        BuiltFor {
            base_url: site.config.base_url.clone().into(),
            not_public: not_public.map(|status| status.as_str().to_owned()).collect(),
            has_errors: self.outcome.errors() > 0,
        }
    }

    /// Remembers what was written and what it was made of.
    fn remember(
        &mut self,
        looked: &Looked,
        finished: &Finished,
        records: &Records,
        site: &Site,
        (memory, made): (Memory, &Made),
    ) {
        self.outcome.written = finished.counts.written;
        self.outcome.removed = finished.counts.removed;
        let last = self.last_build(looked.made_of, site, finished.left);
        let now = Remembered { files: &looked.index, outputs: &finished.known, records, last: last.as_ref() };
        let warnings = memory.save(&now, made);
        self.outcome.diagnostics.extend(warnings);
        self.lap("save");
    }

    /// Finds that all that this build would do is done already; none if it is not, or if there is a question about a
    /// page.
    fn find_done(&self, memory: &Memory, made_of: Digest, layout: &Layout) -> Option<Vec<Settled>> {
        if self.request.explain.is_some() {
            return None;
        }
        let last = memory.last.as_ref().filter(|last| last.is_still(made_of, self.request))?;
        last.left().check(&self.place(layout), &memory.outputs)
    }

    /// Says what the last build said.
    fn tell_done(&mut self, mut memory: Memory, index: &StatIndex, settled: &[Settled], layout: &Layout) {
        if let Some(last) = &memory.last {
            last.tell(&mut self.outcome);
        }
        self.warn(memory.warning());
        if self.request.mode == Mode::Write {
            Left::tidy(&self.place(layout));
            let warnings = memory.save_looks(index, settled);
            self.outcome.diagnostics.extend(warnings);
        }
        self.lap("look");
    }

    /// This build, for the next to know whether it has anything to do.
    fn last_build(&mut self, made_of: Digest, site: &Site, left: Left) -> Option<LastBuild> {
        let is_good = self.is_ordinary && self.outcome.errors() == 0;
        is_good.then(|| LastBuild::of(made_of, self.request, site, &self.outcome, left))
    }

    /// Warns of the state of the cache or the output, which is no news of the site.
    fn warn(&mut self, warnings: impl IntoIterator<Item = Diagnostic>) {
        let before = self.outcome.diagnostics.len();
        self.outcome.diagnostics.extend(warnings);
        self.is_ordinary &= self.outcome.diagnostics.len() == before;
    }

    /// The pages that the request asks about.
    fn asked(&mut self, site: &Site, plan: &SitePlan) -> Vec<OutputPath> {
        let Some(name) = &self.request.explain else { return Vec::new() };
        explain::find(name, &self.request.output_dir, site, plan).unwrap_or_else(|unknown| {
            self.outcome.diagnostics.push(*unknown);
            Vec::new()
        })
    }

    /// Counts what is left out, and says when the output changes by itself.
    fn describe(&mut self, site: &Site) {
        for left_out in &site.left_out {
            *self.outcome.skipped.entry(left_out.status.as_str()).or_default() += 1;
        }
        self.outcome.next_change_at =
            site.next_change_at.map(|instant| site.config.timezone.rfc3339(instant));
    }

    fn place<'b>(&'b self, layout: &'b Layout) -> Place<'b> {
        Place {
            project: &self.request.root,
            layout,
            home: self.request.home.as_deref(),
            occupied: match self.request.foreign_files {
                ForeignFiles::Keep => Occupied::Refuse,
                ForeignFiles::Replace => Occupied::TakeOver,
            },
        }
    }

    fn open_output(&mut self, layout: &Layout, known: StatIndex) -> Result<Update, Ended> {
        let folder = OutputFolder::open(&self.place(layout));
        let (folder, warnings) = self.output(folder)?;
        self.warn(warnings);
        Ok(folder.begin(known))
    }

    fn render(
        &mut self,
        tasks: &[Task<'_>],
        comparison: &Comparison<'_>,
        context: &Context<'_>,
        update: &Update,
    ) -> Result<Rendered, Ended> {
        let stale = tasks.iter().filter_map(|task| Some((task.path.clone(), task.reason.clone()?)));
        self.outcome.stale = stale.collect();
        let highlighter = Highlighter::new(context.site.config.markdown.highlight.as_ref());
        let code = RememberedCode::new(highlighter, context.code);
        let renderer = Renderer {
            answers: context.answers,
            templates: context.templates,
            bodies: context,
            code: &code,
            sitemap: context.sitemap,
            feeds: &FeedBodies::default(),
        };
        let mode = self.request.mode;
        let options = &context.site.config.images;
        let copy =
            |path: &OutputPath, file: &StaticFile| copy(path, file, context.tree, options, update, mode);
        let workshop = Workshop {
            comparison,
            renderer: &renderer,
            code: &code,
            update,
            mode: self.request.mode,
            copy: &copy,
            observer: self.observer,
        };
        let mut pages = workshop.render_all(tasks);
        self.outcome.highlighted = code.made();
        self.outcome.rendered = pages.pages.len();
        self.outcome.changes.rendered = std::mem::take(&mut pages.pages);
        self.outcome.diagnostics.append(&mut pages.diagnostics);
        if let Some(failure) = pages.failure.take() {
            self.outcome.failure = Some(failure);
            return Err(Ended);
        }
        self.stop_on_errors(context.site)?;
        self.publish_assets(&pages, context, &copy, update)?;
        self.publish_images(&pages, context, update)?;
        Ok(pages)
    }

    /// Publishes the static files that pages ask for by fingerprint.
    fn publish_assets(
        &mut self,
        rendered: &Rendered,
        context: &Context<'_>,
        copy: pages::CopyFile<'_>,
        update: &Update,
    ) -> Result<(), Ended> {
        let (asked, found) = context.answers.assets().asked(rendered.records.queries.iter());
        self.outcome.diagnostics.extend(found);
        for (path, published) in asked {
            let done = match &published {
                Published::Copy(file) => copy(&path, file),
                Published::Made(bundle) => {
                    let bytes = bundle.text.as_deref().unwrap_or_default().as_bytes();
                    stage(&path, Entry::of(bytes), bytes, update, self.request.mode)
                }
            };
            match done {
                Ok(_) => self.outcome.pages += 1,
                Err(CopyError::Environment(error)) => return self.environment(Err(error)),
                Err(CopyError::Mistake(diagnostic)) => self.outcome.diagnostics.push(diagnostic),
            }
        }
        self.stop_on_errors(context.site)
    }

    /// Publishes the variants of images that pages ask for.
    fn publish_images(
        &mut self,
        rendered: &Rendered,
        context: &Context<'_>,
        update: &Update,
    ) -> Result<(), Ended> {
        let (asked, found) = context.answers.images().asked(rendered.records.queries.iter());
        self.outcome.diagnostics.extend(found);
        self.outcome.pages += asked.iter().map(|image| image.variants.len()).sum::<usize>();
        let read = |file: &StaticFile| published_bytes(file, context.tree, &context.site.config.images);
        let darkroom = Darkroom { files: context.made, read: &read, update, mode: self.request.mode };
        let published = darkroom.publish(&asked);
        let found = self.environment(published)?;
        self.outcome.diagnostics.extend(found);
        self.outcome.made = context.made.made();
        self.stop_on_errors(context.site)
    }

    /// Publishes the share cards that pages ask for.
    fn publish_cards(
        &mut self,
        rendered: &mut Rendered,
        (answers, store): (&Answers, &Store<KeptCard>),
        known: &Records,
        update: &Update,
    ) -> Result<(), Ended> {
        let asked = answers.share_cards().asked(rendered.records.queries.iter());
        if asked.is_empty() {
            return Ok(());
        }
        let gallery = Gallery::new(answers, store);
        let cards = gallery.publish(&asked, &known.cards, (update, self.request.mode), self.observer);
        self.outcome.diagnostics.extend(cards.diagnostics);
        self.outcome.pages += asked.len();
        self.outcome.drawn = cards.drawn;
        rendered.records.cards = cards.records;
        if let Some(failure) = cards.failure {
            return self.environment(Err(failure));
        }
        self.lap("cards");
        self.stop_on_errors(answers.site())
    }

    /// Brings the index that readers search up to date.
    fn index(
        &mut self,
        context: &Context<'_>,
        known: &search::PartRecords,
        update: &Update,
    ) -> Result<search::PartRecords, Ended> {
        let shortcodes = context.templates.shortcodes();
        let parts = search::parts(context.site, shortcodes);
        if parts.is_empty() || self.request.mode == Mode::DryRun {
            return Ok(search::PartRecords::new());
        }
        self.observer.stage("search", 0);
        let make = |part: &search::Part| search::make(part, context.site, context, shortcodes);
        let mut indexed = search::bring_up_to_date(&parts, known, update, &make);
        self.outcome.indexed = indexed.count;
        self.outcome.diagnostics.append(&mut indexed.diagnostics);
        self.environment(indexed.failure.map_or(Ok(()), Err))?;
        self.stop_on_errors(context.site)?;
        self.lap("search");
        Ok(indexed.records)
    }

    /// Judges what was found so far by the site's own levels, and ends the build if it may not go on.
    fn stop_on_errors(&mut self, site: &Site) -> Result<(), Ended> {
        self.outcome.diagnostics = site.judge(std::mem::take(&mut self.outcome.diagnostics));
        let stops = self.request.on_error == OnError::Stop && self.outcome.errors() > 0;
        if stops { Err(Ended) } else { Ok(()) }
    }

    fn environment<T>(&mut self, result: Result<T, EnvironmentError>) -> Result<T, Ended> {
        result.map_err(|error| {
            self.outcome.failure = Some(error);
            Ended
        })
    }

    fn output<T>(&mut self, result: Result<T, OutputError>) -> Result<T, Ended> {
        result.map_err(|error| {
            match error {
                OutputError::Refused(diagnostic) => self.outcome.diagnostics.push(*diagnostic),
                OutputError::Environment(error) => self.outcome.failure = Some(error),
            }
            Ended
        })
    }

    fn mistakes<T>(&mut self, result: Result<T, Vec<Diagnostic>>) -> Result<T, Ended> {
        result.map_err(|diagnostics| {
            self.outcome.diagnostics.extend(diagnostics);
            Ended
        })
    }

    fn lap(&mut self, stage: &'static str) {
        let so_far: Duration = self.outcome.timings.iter().map(|(_, time)| *time).sum();
        self.outcome.timings.push((stage, self.started.elapsed().saturating_sub(so_far)));
    }
}

/// What rendering and copying take.
struct Context<'a> {
    tree: &'a SourceTree,
    site: &'a Site,
    answers: &'a Answers,
    templates: &'a Templates,
    code: &'a Store<Code>,
    made: &'a MadeFiles,
    sitemap: &'a Sitemap,
}

impl Bodies for Context<'_> {
    fn text(&self, post: &Post) -> Result<String, Diagnostic> {
        let bytes = read_unchanged(self.tree, &post.source, post.file)?;
        // It was UTF-8 when it was parsed, and its digest is the same.
        Ok(String::from_utf8(bytes).unwrap_or_default())
    }
}

/// What answers the questions of templates about a site.
pub fn answers(
    site: &Arc<Site>,
    tree: &Arc<SourceTree>,
    facts: &Arc<KnownFacts>,
    design: Option<CardDesign>,
) -> Answers {
    let (files, options) = (Arc::clone(tree), site.config.images.clone());
    let read = move |file: &StaticFile| published_bytes(file, &files, &options).map(|(bytes, _)| bytes);
    let (files, facts) = (Arc::clone(tree), Arc::clone(facts));
    let facts = move |file: &StaticFile| facts.of(file, |file| static_bytes(file, &files));
    Answers::new(Arc::clone(site), Box::new(read)).with_facts(Box::new(facts)).with_share_cards(design)
}
