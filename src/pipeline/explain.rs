//! All about single pages: whether they were rendered, why, and what they depend on.

use super::{
    Reason,
    compare::{Comparison, Means, Task},
    stale::Records,
};
use crate::{
    diagnostic::{Diagnostic, nearest},
    paths::OutputPath,
    plan::{self, Recipe, SitePlan},
    site::{Site, Status},
    template::Query,
};
use percent_encoding::percent_decode_str;
use std::path::Path;

/// What there is to say of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    /// Its path in the output.
    pub path: OutputPath,
    /// Its address, from the root of the host.
    pub url: String,
    /// The file that it is made of, if it is one.
    pub source: Option<String>,
    /// Why it was rendered; none when the last build's file stands.
    pub reason: Option<Reason>,
    /// How it is made.
    pub maker: MadeBy,
    /// What its template reaches, and the shortcodes of the bodies on it; without the template.
    pub templates: Vec<String>,
    /// The settings that it depends on.
    pub settings: Vec<String>,
    /// What it asked when it was last rendered.
    pub questions: Vec<Query>,
}

/// How a page is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MadeBy {
    /// By the template of this name.
    Template(String),
    /// By the program itself.
    Program,
    /// It is the copy of a file.
    Copying,
}

/// The pages that a name means: one by its path in the output or its address, all that a file of the project makes. The
/// path in the output may begin with the name of its folder, as a shell completes it.
///
/// # Errors
/// There is none; the diagnostic says what is near, or why a post is left out.
pub fn find(
    name: &str,
    output: &Path,
    site: &Site,
    plan: &SitePlan,
) -> Result<Vec<OutputPath>, Box<Diagnostic>> {
    let name = name.strip_prefix("./").unwrap_or(name);
    let by = |is: &dyn Fn(&OutputPath, &Recipe) -> bool| -> Vec<OutputPath> {
        plan.recipes.iter().filter(|(path, recipe)| is(path, recipe)).map(|(path, _)| path.clone()).collect()
    };
    let address = address(name, site);
    let below_output = output.file_name().and_then(|folder| Path::new(name).strip_prefix(folder).ok());
    let found = [
        by(&|path, _| path.as_str() == name),
        by(&|_, recipe| plan::source_of(site, &recipe.page).as_deref() == Some(name)),
        by(&|_, recipe| recipe.url.as_str().trim_matches('/') == address.trim_matches('/')),
        by(&|path, _| below_output == Some(Path::new(path.as_str()))),
    ];
    found.into_iter().find(|found| !found.is_empty()).ok_or_else(|| Box::new(unknown(name, site, plan)))
}

/// The path of an address on the site, as pages' own are written.
fn address(name: &str, site: &Site) -> String {
    let base = &site.config.base_url;
    let path = name.strip_prefix(base.origin()).unwrap_or(name);
    let path = path.strip_prefix(base.prefix()).unwrap_or(path);
    let path = path.split(['#', '?']).next().unwrap_or(path);
    percent_decode_str(path).decode_utf8_lossy().into_owned()
}

fn unknown(name: &str, site: &Site, plan: &SitePlan) -> Diagnostic {
    let left_out = site.left_out.iter().find(|left_out| left_out.post.source.as_str() == name);
    if let Some(left_out) = left_out {
        let message = format!("`{name}` has no page: it is {}", status(left_out.status));
        return Diagnostic::error("page-unknown", message).hint("`sitegen list` says when that changes");
    }
    let sources = site.by_source.keys().map(String::as_str);
    let outputs = plan.recipes.keys().map(OutputPath::as_str);
    let urls = plan.recipes.values().map(|recipe| recipe.url.as_str());
    let near =
        if name.starts_with('/') { nearest(name, urls) } else { nearest(name, sources.chain(outputs)) };
    let diagnostic = Diagnostic::error("page-unknown", format!("the site has no page `{name}`"));
    match near {
        Some(near) => diagnostic.hint(format!("did you mean `{near}`?")),
        None => diagnostic.hint("give a path in the output, the path of an address, or the file of a post"),
    }
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Published => "published",
        Status::Draft => "a draft",
        Status::Future => "of the future",
        Status::Expired => "expired",
        Status::Private => "private",
    }
}

/// What there is to say of these pages, of which `records` are the newest.
pub fn explain(
    asked: &[OutputPath],
    tasks: &[Task<'_>],
    comparison: &Comparison<'_>,
    records: &Records,
) -> Vec<Explained> {
    let tasks = tasks.iter().filter(|task| asked.contains(task.path));
    tasks.map(|task| explain_one(task, comparison, records)).collect()
}

fn explain_one(task: &Task<'_>, comparison: &Comparison<'_>, records: &Records) -> Explained {
    let site = comparison.site();
    let asked = records.pages.get(task.path).map_or(&[] as &[_], |record| record.queries.as_slice());
    let questions = asked.iter().filter_map(|(number, _)| records.queries.get(*number as usize));
    let maker = match task.means {
        Means::Template(name) => MadeBy::Template(name.to_owned()),
        Means::Program => MadeBy::Program,
        Means::Copy => MadeBy::Copying,
    };
    let is_other = |name: &String| !matches!(task.means, Means::Template(own) if own == name);
    Explained {
        path: task.path.clone(),
        url: site.config.base_url.relative(&task.recipe.url),
        source: plan::source_of(site, &task.recipe.page),
        reason: task.reason.clone(),
        maker,
        templates: comparison.templates_of(task.recipe, task.means).into_iter().filter(is_other).collect(),
        settings: comparison.settings_of(task.recipe, task.means).into_iter().collect(),
        questions: questions.cloned().collect(),
    }
}
