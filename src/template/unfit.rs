//! Pages of the default theme that do not fit what a site replaced, such as a `base.html` without a block that they
//! fill. They are set aside, and are a mistake only where the site has such a page: a site with a frame of its own need
//! not know every page of the theme.

use super::error::{TemplateOrigin, TemplateTexts, components};
use crate::diagnostic::Diagnostic;
use std::collections::BTreeMap;

/// What is wrong with each template that was set aside.
pub type Unfit = BTreeMap<String, Vec<Diagnostic>>;

/// Begins the path of the theme's templates in diagnostics.
const THEME: &str = "default theme: templates/";

/// The mistakes of the theme's own pages among `found`, by template.
pub fn of_theme(found: &[Diagnostic], texts: &TemplateTexts) -> Unfit {
    let mut unfit = Unfit::new();
    if texts.values().all(|(origin, _)| *origin == TemplateOrigin::Theme) {
        return unfit;
    }
    for diagnostic in found {
        let name = diagnostic.file.as_deref().and_then(|file| file.strip_prefix(THEME));
        // Components are called by name; who calls one must find it.
        let is_page = |name: &&str| !name.starts_with("components/") && !name.starts_with("shortcodes/");
        if let Some(name) = name.filter(is_page).filter(|name| texts.contains_key(*name)) {
            unfit.entry(name.to_owned()).or_default().push(diagnostic.clone());
        }
    }
    unfit
}

/// The mistakes of those that a template of the site extends or includes.
pub fn needed_by_site(unfit: &Unfit, texts: &TemplateTexts) -> Vec<Diagnostic> {
    let own = || texts.values().filter(|(origin, _)| *origin == TemplateOrigin::Site).map(|(_, text)| text);
    let is_named = |name: &str| {
        let quoted = [format!("\"{name}\""), format!("'{name}'")];
        own().any(|text| quoted.iter().any(|quoted| text.contains(quoted.as_str())))
    };
    unfit.iter().filter(|(name, _)| is_named(name)).flat_map(|(_, found)| found.clone()).collect()
}

/// Diagnostics less those that only follow from a template that could not be read: calls of what it defines.
pub fn without_consequences<'a>(
    found: Vec<Diagnostic>,
    broken: impl Iterator<Item = &'a str>,
    texts: &TemplateTexts,
) -> Vec<Diagnostic> {
    let unread: Vec<String> = broken
        .filter_map(|name| texts.get(name))
        .flat_map(|(_, text)| components(text))
        .map(|component| format!("there is no component `{component}`"))
        .collect();
    found.into_iter().filter(|diagnostic| !unread.contains(&diagnostic.message)).collect()
}
