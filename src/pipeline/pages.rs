//! Which pages are stale, and their rendering: in parallel, each page staged as soon as it is rendered.

use super::{
    Mode, Observer, Reason,
    code::RememberedCode,
    stale::{self, PageRecord, Records},
    watchdog::Watchdog,
};
use crate::{
    diagnostic::{Diagnostic, nearest},
    digest::Digest,
    environment::EnvironmentError,
    output::{Entry, Update, Verified},
    paths::OutputPath,
    plan::{self, Maker, Page, Recipe, SitePlan},
    render::{self, RenderedPage, Renderer, SiteInputs},
    site::Site,
    template::{Answers, Query, Templates},
};
use rayon::prelude::*;
use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

/// What makes a file of the output.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Means<'a> {
    /// The template of this name.
    Template(&'a str),
    /// The program itself.
    Program,
    /// Nothing: it is a copy.
    Copy,
}

/// What is to be done for one file of the output.
pub struct Task<'a> {
    /// Where it goes.
    pub path: &'a OutputPath,
    /// How it is made.
    pub recipe: &'a Recipe,
    /// What makes it.
    means: Means<'a>,
    /// Digest of the template with all that it reaches.
    template_digest: Digest,
    /// Digest of its inputs.
    inputs: Digest,
    /// Why it is stale; none when the last build's file stands.
    pub reason: Option<Reason>,
}

/// Works out for every recipe whether it is stale.
pub fn tasks<'a>(
    plan: &'a SitePlan,
    answers: &'a Answers,
    templates: &'a Templates,
    records: &Records,
    update: &Update,
) -> Vec<Task<'a>> {
    let site = answers.site();
    let inputs = SiteInputs::new(answers);
    let recipes: Vec<(&OutputPath, &Recipe)> = plan.recipes.iter().collect();
    recipes
        .into_par_iter()
        .map(|(path, recipe)| {
            let means = means_of(recipe, site, templates);
            let template_digest = match means {
                Means::Template(name) => {
                    templates.digest_with(name, &called_shortcodes(recipe, site)).unwrap_or_default()
                }
                Means::Program => Digest::of(render::OWN_FORMAT.as_bytes()),
                Means::Copy => Digest::default(),
            };
            let digest = plan::inputs_digest(recipe, site, &inputs);
            let record = records.pages.get(path);
            let reason = stale::reason(record, &records.queries, template_digest, digest, &|query| {
                answers.digest(query)
            })
            .or_else(|| record.and_then(|record| missing(update, path, record)));
            Task { path, recipe, means, template_digest, inputs: digest, reason }
        })
        .collect()
}

/// The shortcodes that the bodies on a page call.
fn called_shortcodes<'a>(recipe: &Recipe, site: &'a Site) -> BTreeSet<&'a str> {
    let bodies = plan::printed_bodies(recipe, site).into_iter();
    bodies.flat_map(|id| site.entry(id).post.facts.calls()).map(|(_, call, _)| call.name.as_str()).collect()
}

/// What is wrong with the calls of shortcodes, by their signatures.
pub fn check_calls(site: &Site, templates: &Templates) -> Vec<Diagnostic> {
    let of_entry = |entry: &'_ crate::site::Entry| -> Vec<Diagnostic> {
        let calls = entry.post.facts.calls();
        let wrong = calls.flat_map(|(_, call, position)| templates.check_call(call, position));
        wrong.map(|diagnostic| diagnostic.in_file(entry.post.source.as_str())).collect()
    };
    site.entries.iter().flat_map(of_entry).collect()
}

fn missing(update: &Update, path: &OutputPath, record: &PageRecord) -> Option<Reason> {
    match update.verify(path, &Entry { digest: record.output, size: record.size }) {
        Verified::Intact => None,
        Verified::Changed => Some(Reason::Altered),
        Verified::Missing => Some(Reason::Missing),
    }
}

/// What makes a recipe. A post's own template that does not exist is reported by [`unknown_templates`]; the page
/// then has its kind's.
fn means_of<'a>(recipe: &Recipe, site: &Site, templates: &'a Templates) -> Means<'a> {
    match recipe.page.maker(site) {
        Maker::Template(names) => {
            let found = names.iter().find_map(|name| templates.known(name));
            // The theme has them all, so that this is a section's template that does not exist.
            found.map_or(Means::Template(""), Means::Template)
        }
        Maker::Program => Means::Program,
        Maker::Copy => Means::Copy,
    }
}

/// The mistakes of the theme's templates that do not fit what the site replaced, where the site has a page that
/// needs one.
pub fn unfit_templates(plan: &SitePlan, site: &Site, templates: &Templates) -> Vec<Diagnostic> {
    let mut needed: BTreeSet<String> = BTreeSet::new();
    for recipe in plan.recipes.values() {
        if let Maker::Template(names) = recipe.page.maker(site)
            && !names.iter().any(|name| templates.known(name).is_some())
        {
            needed.extend(names.into_iter().map(Cow::into_owned));
        }
    }
    needed.iter().flat_map(|name| templates.unfit(name).iter().cloned()).collect()
}

/// Templates that front matters name and that do not exist: an error for each `template:`, one warning for each
/// name under `layout:`.
pub fn unknown_templates(site: &Site, templates: &Templates) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let mut warned: BTreeSet<&str> = BTreeSet::new();
    for entry in &site.entries {
        let (post, meta) = (&entry.post, &entry.post.meta);
        if let Some(own) = meta.template.as_ref().filter(|own| !templates.contains(&own.value)) {
            let message = format!("there is no template `{}`", own.value);
            let near = nearest(&own.value, templates.names());
            let hint = near.map_or_else(
                || format!("add the file `templates/{}`", own.value),
                |near| format!("did you mean `{near}`?"),
            );
            diagnostics.push(
                Diagnostic::error("template-missing", message)
                    .in_file(post.source.as_str())
                    .at(own.position)
                    .hint(hint),
            );
        }
        if let Some(layout) = meta.layout.as_ref().filter(|layout| !templates.contains(&layout.value))
            && warned.insert(&layout.value)
        {
            let message =
                format!("there is no template `{}`; posts of this layout get the default one", layout.value);
            diagnostics.push(
                Diagnostic::warning("layout-missing", message)
                    .in_file(post.source.as_str())
                    .at(layout.position)
                    .hint(layout_hint(&layout.value, templates)),
            );
        }
    }
    diagnostics
}

/// Layouts of other generators are named without their ending.
fn layout_hint(layout: &str, templates: &Templates) -> String {
    let file = format!("{}.html", layout.trim_end_matches(".html"));
    if templates.contains(&file) {
        return format!("take `layout` out, or write `template: {file}` to use that one");
    }
    format!("take `layout` out, or add `templates/{file}` and write `template: {file}`")
}

/// What came of one task.
enum Done {
    /// The last record stands.
    Fresh(PageRecord),
    /// It was rendered or copied.
    Made(PageRecord, Vec<(Query, Digest)>),
    /// Its template or its post has a mistake.
    Broken(Diagnostic),
    /// The machine refused.
    Failed(EnvironmentError),
}

/// What rendering all stale pages gave.
#[derive(Default)]
pub struct Rendered {
    /// Records of all pages, kept and new.
    pub records: Records,
    /// Pages that were rendered.
    pub count: usize,
    /// Mistakes.
    pub diagnostics: Vec<Diagnostic>,
    /// What the machine refused first.
    pub failure: Option<EnvironmentError>,
}

/// Copies a file of the site into the output.
pub type CopyFile<'a> = &'a (dyn Fn(&OutputPath, &crate::site::StaticFile) -> Result<u64, CopyError> + Sync);

/// Why a file was not copied.
pub enum CopyError {
    /// It is not what it was when the project was read.
    Mistake(Diagnostic),
    /// The machine refused.
    Environment(EnvironmentError),
}

/// What every page is made with.
pub struct Workshop<'a> {
    /// Records of the last build.
    pub old: &'a Records,
    /// Renders.
    pub renderer: &'a Renderer<'a>,
    /// Highlights, and remembers which page shows what.
    pub code: &'a RememberedCode<'a>,
    /// Takes what is rendered.
    pub update: &'a Update,
    /// Whether anything is staged.
    pub mode: Mode,
    /// Copies files.
    pub copy: CopyFile<'a>,
    /// Is told how far it is.
    pub observer: &'a dyn Observer,
}

impl Workshop<'_> {
    /// Renders what is stale and stages it; nothing in the output changes yet.
    pub fn render_all(&self, tasks: &[Task<'_>]) -> Rendered {
        let stale = tasks.iter().filter(|task| task.reason.is_some()).count();
        self.observer.stage("render", stale);
        let done: Vec<Done> = Watchdog::guard(self.observer, |watchdog| {
            let run = |task| {
                let done = self.run(task, watchdog);
                if task.reason.is_some() {
                    self.observer.step();
                }
                done
            };
            tasks.par_iter().map(run).collect()
        });
        collect(tasks, done, self.old)
    }

    fn run(&self, task: &Task<'_>, watchdog: &Watchdog) -> Done {
        if let (None, Some(record)) = (&task.reason, self.old.pages.get(task.path)) {
            return Done::Fresh(record.clone());
        }
        let (page, name) =
            (task.recipe.url.as_str(), if let Means::Template(name) = task.means { name } else { "" });
        let template = match (&task.recipe.page, task.means) {
            (Page::Copy(file), _) => {
                return match (self.copy)(task.path, file) {
                    Ok(size) => Done::Made(task.record(file.digest, size), Vec::new()),
                    Err(CopyError::Mistake(diagnostic)) => Done::Broken(diagnostic),
                    Err(CopyError::Environment(error)) => Done::Failed(error),
                };
            }
            (_, Means::Template("")) => return Done::Broken(no_template(task, self.renderer.answers.site())),
            (_, Means::Template(name)) => Some(name),
            (_, Means::Program | Means::Copy) => None,
        };
        match watchdog.page(page, name, || self.render(task, template)) {
            Ok(page) => self.stage(task, page),
            Err(diagnostic) => Done::Broken(diagnostic),
        }
    }

    fn render(&self, task: &Task<'_>, template: Option<&str>) -> Result<RenderedPage, Diagnostic> {
        let Renderer { answers, templates, bodies, .. } = *self.renderer;
        self.code.of_page(task.path, |code| {
            render::render(task.recipe, template, &Renderer { answers, templates, bodies, code })
        })
    }

    fn stage(&self, task: &Task<'_>, page: RenderedPage) -> Done {
        let staged = match self.mode {
            Mode::Write => self.update.stage(task.path, &page.bytes).map(|_| ()),
            Mode::DryRun => Ok(()),
        };
        match staged {
            Ok(()) => Done::Made(task.record(page.digest, page.bytes.len() as u64), page.queries),
            Err(error) => Done::Failed(error),
        }
    }
}

/// A section's template that does not exist: the theme has all others.
fn no_template(task: &Task<'_>, site: &Site) -> Diagnostic {
    let names = if let Maker::Template(names) = task.recipe.page.maker(site) { names } else { Vec::new() };
    let name = names.first().map_or("", AsRef::as_ref);
    Diagnostic::error("template-missing", format!("there is no template `{name}` for {}", task.path)).hint(
        format!("add the file `templates/{name}`, or change `template` of the section in `sitegen.yaml`"),
    )
}

impl Task<'_> {
    /// The record of this page with these bytes, before its questions are numbered.
    fn record(&self, output: Digest, size: u64) -> PageRecord {
        PageRecord { template: self.template_digest, inputs: self.inputs, queries: Vec::new(), output, size }
    }
}

/// Joins the records, with every question kept once.
fn collect(tasks: &[Task<'_>], done: Vec<Done>, old: &Records) -> Rendered {
    let mut rendered = Rendered::default();
    let mut numbers: BTreeMap<Query, u32> = BTreeMap::new();
    let mut queries = Vec::new();
    let mut number = |query: Query| {
        *numbers.entry(query).or_insert_with_key(|query| {
            queries.push(query.clone());
            u32::try_from(queries.len() - 1).unwrap_or(u32::MAX)
        })
    };
    for (task, done) in tasks.iter().zip(done) {
        let record = match done {
            Done::Fresh(mut record) => {
                for (query, _) in &mut record.queries {
                    *query = number(old.queries[*query as usize].clone());
                }
                record
            }
            Done::Made(mut record, asked) => {
                rendered.count += usize::from(task.means != Means::Copy);
                record.queries = asked.into_iter().map(|(query, digest)| (number(query), digest)).collect();
                record
            }
            Done::Broken(diagnostic) => {
                rendered.diagnostics.push(diagnostic);
                continue;
            }
            Done::Failed(error) => {
                rendered.failure.get_or_insert(error);
                continue;
            }
        };
        rendered.records.pages.insert(task.path.clone(), record);
    }
    rendered.records.queries = queries;
    rendered.diagnostics = merge_alike(rendered.diagnostics);
    rendered
}

/// One mistake of a template is told once, with the first page that it breaks and the number of the others.
fn merge_alike(diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut merged: Vec<(Diagnostic, usize)> = Vec::new();
    let mut known: BTreeMap<_, usize> = BTreeMap::new();
    for diagnostic in diagnostics {
        let said = diagnostic.message.split(render::WHILE_RENDERING).next().unwrap_or_default().to_owned();
        let key = (diagnostic.file.clone(), diagnostic.position, diagnostic.code.clone(), said);
        let next = merged.len();
        let first = *known.entry(key).or_insert(next);
        match merged.get_mut(first) {
            Some((_, others)) => *others += 1,
            None => merged.push((diagnostic, 0)),
        }
    }
    merged.into_iter().map(|(diagnostic, others)| render::and_others(diagnostic, others)).collect()
}
