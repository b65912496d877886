//! Pages that no reader finds: nothing links to them, and no list shows them.

use super::{Family, Look, View, found};
use crate::{diagnostic::Diagnostic, plan::Page, post::PostKind, site::EntryId};
use std::collections::BTreeSet;

pub(super) const FAMILY: Family = Family { codes: &["orphan"], look: Look::Site(look) };

fn look(view: &View<'_>) -> Vec<Diagnostic> {
    let linked: BTreeSet<EntryId> =
        view.pages.seen.iter().flat_map(|page| page.leads_to.iter().copied()).collect();
    let is_root = |id: EntryId| view.site().entry(id).url.as_str() == "/";
    let orphans = view.entries().filter(|(id, entry)| {
        let has_page = view
            .plan()
            .recipes
            .get(&entry.url.output())
            .is_some_and(|recipe| recipe.page == Page::Article(*id));
        entry.post.kind == PostKind::Page
            && entry.is_public()
            && has_page
            && !is_root(*id)
            && !linked.contains(id)
    });
    orphans
        .map(|(_, entry)| {
            found("orphan", "nothing on the site leads to this page")
                .in_file(entry.post.source.as_str())
                .hint(format!(
                    "link to it, add `{{name: …, url: {}}}` to `nav`, or set `visibility: unlisted`",
                    entry.url.as_str()
                ))
        })
        .collect()
}
