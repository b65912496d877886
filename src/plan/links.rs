//! Links that posts write relative to their own page, checked against the plan.

use super::SitePlan;
use crate::{
    diagnostic::Diagnostic,
    paths::UrlPath,
    post::HoleKind,
    site::{Entry, Link, Site},
};

/// A warning for each relative link of a body that leads to nothing on the site. Links to Markdown files and to
/// files beside the post were checked when they were resolved.
pub fn check_links(site: &Site, plan: &SitePlan) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for entry in &site.entries {
        for (hole, link) in entry.post.facts.holes.iter().zip(&entry.links) {
            if let (HoleKind::Link(text), Link::AsWritten(_)) = (&hole.kind, link)
                && !text.starts_with("@/")
                && !is_markdown(text)
                && !leads_somewhere(text, entry, plan)
            {
                let message = format!("`{text}` leads to nothing on this site");
                diagnostics.push(
                    Diagnostic::warning("link-broken", message)
                        .in_file(entry.post.source.as_str())
                        .at(hole.position)
                        .hint("link to a post by its file, `@/posts/name.md`, or write the whole address"),
                );
            }
        }
    }
    diagnostics
}

fn path_of(text: &str) -> &str {
    text.split(['#', '?']).next().unwrap_or(text)
}

fn is_markdown(text: &str) -> bool {
    path_of(text).to_ascii_lowercase().ends_with(".md")
}

fn leads_somewhere(text: &str, entry: &Entry, plan: &SitePlan) -> bool {
    let page = url::Url::parse("http://site").and_then(|base| base.join(&entry.url.encoded()));
    let Ok(target) = page.and_then(|page| page.join(text)) else { return false };
    let Ok(path) = UrlPath::parse(target.path()) else { return false };
    plan.recipes.contains_key(&path.output()) || plan.recipes.contains_key(&path.join("").output())
}
