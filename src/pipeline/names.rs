//! What a site calls its own: for the schemas of its posts and data.

use super::{
    Request,
    load::{self, Scanned},
    memory::Memory,
};
use crate::{
    config::Config,
    diagnostic::Diagnostic,
    environment::EnvironmentError,
    paths::below_content,
    source::{self, SourceKind, SourceTree},
};
use std::collections::BTreeSet;

/// What a project has by name.
pub struct Names {
    /// Its settings.
    pub config: Config,
    /// Templates that a post may ask for: its own, and the theme's for posts and pages.
    pub templates: Vec<String>,
    /// Slugs of stories that a file describes.
    pub stories: Vec<String>,
    /// What is wrong with its settings.
    pub diagnostics: Vec<Diagnostic>,
}

/// The theme's templates of one article.
const OF_ARTICLES: [&str; 2] = ["page.html", "post.html"];

/// Folders of templates that are parts of pages.
const PARTS: [&str; 3] = ["components/", "shortcodes/", "strings/"];

/// Looks at a project, without reading its posts; none where there is no configuration.
///
/// # Errors
/// The project's folder or its configuration cannot be read.
pub fn names(request: &Request) -> Result<Option<Names>, EnvironmentError> {
    source::require_folder(&request.root)?;
    if source::read_config(&request.root, request.config.as_deref())?.is_none() {
        return Ok(None);
    }
    let (_, diagnostics) = load::settings(&request.root, request.config.as_deref())?;
    let Scanned { config, tree, .. } = load::scan(request, &Memory::none())?;
    let templates = templates(&tree);
    let stories = stories(&tree, &config);
    Ok(Some(Names { config, templates, stories, diagnostics }))
}

fn templates(tree: &SourceTree) -> Vec<String> {
    let theme: BTreeSet<String> = crate::theme::templates().map(|(name, _)| name).collect();
    let own = tree.files(SourceKind::Template).iter().filter_map(|file| {
        let name = file.path.as_str().strip_prefix("templates/")?;
        let is_page = !PARTS.iter().any(|folder| name.starts_with(folder)) && !theme.contains(name);
        is_page.then(|| name.to_owned())
    });
    let names: BTreeSet<String> = own.chain(OF_ARTICLES.map(str::to_owned)).collect();
    names.into_iter().collect()
}

fn stories(tree: &SourceTree, config: &Config) -> Vec<String> {
    let pages = below_content(&config.content_dir, "stories/");
    let folders = [(SourceKind::Data, "data/stories/"), (SourceKind::Content, pages.as_str())];
    let names: BTreeSet<String> = folders
        .into_iter()
        .flat_map(|(kind, folder)| {
            let files =
                tree.files(kind).iter().filter_map(move |file| file.path.as_str().strip_prefix(folder));
            files.filter(|name| !name.contains('/') && !name.starts_with('_'))
        })
        .filter_map(|name| name.split('.').next().map(str::to_owned))
        .collect();
    names.into_iter().collect()
}
