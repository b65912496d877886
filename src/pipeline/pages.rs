//! The rendering of stale pages: in parallel, each staged as soon as it is rendered.

use super::{
    Mode, Observer,
    code::RememberedCode,
    compare::{Comparison, Means, Task, means_of},
    questions::Questions,
    stale::{PageRecord, Records},
    watchdog::Watchdog,
};
use crate::{
    diagnostic::{Diagnostic, nearest},
    environment::EnvironmentError,
    output::{Entry, Update},
    paths::OutputPath,
    plan::{Maker, Page, Recipe, SitePlan, page_of},
    render::{self, RenderedPage, Renderer},
    site::Site,
    template::{Query, Templates},
};
use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    sync::atomic::{AtomicUsize, Ordering},
};

/// What is wrong with the calls of shortcodes, by their signatures.
pub fn check_calls(site: &Site, templates: &Templates) -> Vec<Diagnostic> {
    let of_entry = |entry: &'_ crate::site::Entry| -> Vec<Diagnostic> {
        let calls = entry.post.facts.calls();
        let wrong = calls.flat_map(|(_, call, position)| templates.check_call(call, position));
        wrong.map(|diagnostic| diagnostic.in_file(entry.post.source.as_str())).collect()
    };
    site.entries.iter().flat_map(of_entry).collect()
}

/// The mistakes of the theme's templates that do not fit what the site replaced, where the site has a page that
/// needs one.
pub fn unfit_templates(plan: &SitePlan, site: &Site, templates: &Templates) -> Vec<Diagnostic> {
    if !templates.has_unfit() {
        return Vec::new();
    }
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

/// Adds to the mistakes of templates that could not be read which pages are made with them.
pub fn name_needing_pages(
    diagnostics: &mut [Diagnostic],
    plan: &SitePlan,
    site: &Site,
    templates: &Templates,
) {
    let unread =
        diagnostics.iter_mut().filter(|found| ["encoding", "unreadable"].contains(&found.code.as_ref()));
    for found in unread {
        let file = found.file.clone().unwrap_or_default();
        let Some(template) = file.strip_prefix("templates/") else { continue };
        let needs = |recipe: &&Recipe| match means_of(recipe, site, templates) {
            Means::Template(name) => {
                let reached = templates.reached_with(name, &BTreeSet::new());
                name == template || reached.iter().any(|reach| reach.templates.contains(template))
            }
            Means::Program | Means::Copy => false,
        };
        let mut pages = plan.recipes.values().filter(needs);
        let Some(first) = pages.next() else { continue };
        let message = match pages.count() {
            0 => format!("{} is made with it", first.url),
            others => format!("{} and {others} more are made with it", first.url),
        };
        *found = found.clone().related(message, file.clone(), None);
    }
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
    Made(PageRecord),
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
    pub pages: Vec<OutputPath>,
    /// Mistakes.
    pub diagnostics: Vec<Diagnostic>,
    /// What the machine refused first.
    pub failure: Option<EnvironmentError>,
}

/// Copies a file of the site into the output.
pub type CopyFile<'a> =
    &'a (dyn Fn(&OutputPath, &crate::site::StaticFile) -> Result<Entry, CopyError> + Sync);

/// Why a file was not copied.
pub enum CopyError {
    /// It is not what it was when the project was read.
    Mistake(Diagnostic),
    /// The machine refused.
    Environment(EnvironmentError),
}

/// What every page is made with.
pub struct Workshop<'a> {
    /// Records of the last build, and what this one makes pages with.
    pub comparison: &'a Comparison<'a>,
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
        let questions = Questions::new(self.comparison.records);
        let done = Watchdog::guard(self.observer, self.renderer.answers.site().config.limits, |watchdog| {
            in_turn(&in_order_of_entries(tasks, self.renderer.answers.site()), |place| {
                let task = &tasks[place];
                let done = self.run(task, &questions, watchdog);
                if task.reason.is_some() {
                    self.observer.step();
                }
                done
            })
        });
        collect(tasks, done.into_iter(), questions.into_list(), self.comparison)
    }

    fn run(&self, task: &Task<'_>, questions: &Questions<'_>, watchdog: &Watchdog) -> Done {
        if let (None, Some(record)) = (&task.reason, self.comparison.records.pages.get(task.path)) {
            let queries = record.queries.iter().map(|(old, digest)| (questions.renumber(*old), *digest));
            return Done::Fresh(PageRecord { queries: queries.collect(), ..record.clone() });
        }
        let (page, name) =
            (task.recipe.url.as_str(), if let Means::Template(name) = task.means { name } else { "" });
        let template = match (&task.recipe.page, task.means) {
            (Page::Copy(file), _) => {
                return match (self.copy)(task.path, file) {
                    Ok(entry) => Done::Made(task.record(entry.digest, entry.size)),
                    Err(CopyError::Mistake(diagnostic)) => Done::Broken(diagnostic),
                    Err(CopyError::Environment(error)) => Done::Failed(error),
                };
            }
            (_, Means::Template("")) => {
                return Done::Broken(no_template(task.path, task.recipe, self.renderer.answers.site()));
            }
            (_, Means::Template(name)) => Some(name),
            (_, Means::Program | Means::Copy) => None,
        };
        match watchdog.page(page, name, || self.render(task, template)) {
            Ok(page) => self.stage(task, page, questions),
            Err(diagnostic) => Done::Broken(diagnostic),
        }
    }

    fn render(&self, task: &Task<'_>, template: Option<&str>) -> Result<RenderedPage, Diagnostic> {
        self.code.of_page(task.path, |code| {
            render::render(task.recipe, template, &Renderer { code, ..*self.renderer })
        })
    }

    fn stage(&self, task: &Task<'_>, page: RenderedPage, questions: &Questions<'_>) -> Done {
        let entry = Entry { digest: page.digest, size: page.bytes.len() as u64 };
        let staged = match self.mode {
            Mode::Write => self.update.stage(task.path, entry, &page.bytes).map(|_| ()),
            Mode::DryRun => Ok(()),
        };
        match staged {
            Ok(()) => {
                let record = task.record(entry.digest, entry.size);
                let asked = page.queries.into_iter().map(|(query, digest)| (questions.number(query), digest));
                Done::Made(PageRecord { queries: asked.collect(), ..record })
            }
            Err(error) => Done::Failed(error),
        }
    }
}

/// A section's template that does not exist: the theme has all others.
pub fn no_template(path: &OutputPath, recipe: &Recipe, site: &Site) -> Diagnostic {
    let names = if let Maker::Template(names) = recipe.page.maker(site) { names } else { Vec::new() };
    let name = names.first().map_or("", AsRef::as_ref);
    Diagnostic::error("template-missing", format!("there is no template `{name}` for {path}")).hint(format!(
        "add the file `templates/{name}`, or change `template` of the section in `sitegen.yaml`"
    ))
}

/// The places of tasks in the order of the first posts that their pages show: pages that are rendered at one time then
/// show the same cards. What is no page of a post or a list, as feeds, comes first.
fn in_order_of_entries(tasks: &[Task<'_>], site: &Site) -> Vec<usize> {
    let entry = |place: &usize| match tasks[*place].recipe.page {
        Page::Article(id) | Page::Related(id) | Page::Alias(id) => Some(id),
        Page::List { list, number } => {
            let list = site.list(list);
            page_of(&list.posts, number, list.per_page).first().copied()
        }
        _ => None,
    };
    let mut places: Vec<usize> = (0..tasks.len()).collect();
    places.sort_by_cached_key(entry);
    places
}

/// Does something for each of `0..places.len()`, whatever the threads in the order of `places`: each thread takes the
/// next, so that all of them are at one part of the site. What came of it is in the order of the numbers.
fn in_turn<T: Send>(places: &[usize], run: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let taken = AtomicUsize::new(0);
    let next = || places.get(taken.fetch_add(1, Ordering::Relaxed)).copied();
    let of_thread = || std::iter::from_fn(next).map(|place| (place, run(place))).collect::<Vec<_>>();
    let mut done: Vec<(usize, T)> = rayon::broadcast(|_| of_thread()).into_iter().flatten().collect();
    done.sort_unstable_by_key(|(place, _)| *place);
    done.into_iter().map(|(_, done)| done).collect()
}

/// Joins the records.
fn collect(
    tasks: &[Task<'_>],
    done: impl Iterator<Item = Done>,
    queries: Vec<Query>,
    comparison: &Comparison<'_>,
) -> Rendered {
    let mut rendered = Rendered { records: Records { queries, ..Records::default() }, ..Rendered::default() };
    for (task, done) in tasks.iter().zip(done) {
        let record = match done {
            Done::Fresh(record) => record,
            Done::Made(record) => {
                if task.means != Means::Copy {
                    rendered.pages.push(task.path.clone());
                }
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
    rendered.records.made_with = comparison.made_with.clone();
    rendered.diagnostics = merge_alike(rendered.diagnostics);
    rendered
}

/// One mistake of a template is told once, with the first page that it breaks and the number of the others.
pub fn merge_alike(diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
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
