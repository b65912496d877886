//! The page that lists everything: what is wrong, what is not in the output and why, all pages.

use super::{super::site::PreviewedSite, escape, head, item};
use crate::{plan::Page, site::Site};
use std::fmt::Write as _;

/// Pages that are listed.
const MOST_LISTED: usize = 2_000;

/// The whole page.
pub fn page(preview: &PreviewedSite) -> String {
    let shown = preview.moment.get();
    let mut page = head("Preview");
    let wrong: String = shown.wrong().iter().map(item).collect();
    page.push_str("<body class=\"tool\"><main><h1>Preview</h1><h2>What is wrong</h2>");
    if wrong.is_empty() {
        page.push_str("<p>Nothing that is known of.</p>");
    } else {
        let _ = write!(page, "<ol class=\"wrong\">{wrong}</ol>");
    }
    if let Some(site) = shown.snapshot.site() {
        left_out(site, &mut page);
        let recipes = shown.snapshot.recipes().filter(|(_, recipe)| !matches!(recipe.page, Page::Copy(_)));
        let urls: Vec<String> =
            recipes.map(|(_, recipe)| site.config.base_url.relative(&recipe.url)).collect();
        pages(&urls, &mut page);
    }
    page.push_str("</main></body></html>\n");
    page
}

/// Posts that are not shown, each with its reason.
fn left_out(site: &Site, page: &mut String) {
    let hidden = site.entries.iter().filter(|entry| entry.status.as_str() != "published");
    let rows = hidden
        .map(|entry| (&entry.post, entry.status.as_str(), Some(site.config.base_url.relative(&entry.url))));
    let left_out = site.left_out.iter().map(|post| (&post.post, post.status.as_str(), None));
    let rows: Vec<_> = rows.chain(left_out).collect();
    page.push_str("<h2>Drafts, scheduled and expired posts</h2>");
    if rows.is_empty() {
        page.push_str("<p>None.</p>");
        return;
    }
    page.push_str("<table><thead><tr><th scope=\"col\">Post</th><th scope=\"col\">Status</th><th scope=\"col\">File</th></tr></thead><tbody>");
    for (post, status, url) in rows {
        let title = escape(&post.meta.title);
        let title =
            url.map_or_else(|| title.clone(), |url| format!("<a href=\"{}\">{title}</a>", escape(&url)));
        let _ = write!(
            page,
            "<tr><td>{title}</td><td>{status}</td><td><code>{}</code></td></tr>",
            escape(post.source.as_str())
        );
    }
    page.push_str("</tbody></table>");
}

fn pages(urls: &[String], page: &mut String) {
    let _ = write!(page, "<h2>Pages ({})</h2><ul class=\"pages\">", urls.len());
    for url in urls.iter().take(MOST_LISTED) {
        let url = escape(url);
        let _ = write!(page, "<li><a href=\"{url}\">{url}</a></li>");
    }
    page.push_str("</ul>");
    if let Some(more) = urls.len().checked_sub(MOST_LISTED).filter(|more| *more > 0) {
        let _ = write!(page, "<p>And {more} more.</p>");
    }
}
