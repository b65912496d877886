//! Posts with nearly the same text.

use super::{Family, Look, View, found};
use crate::{
    decode::SourceText,
    diagnostic::Diagnostic,
    post::front_matter,
    site::{EntryId, suggest},
};
use rayon::prelude::*;

pub(super) const FAMILY: Family = Family { codes: &["near-duplicate"], look: Look::Site(look) };

fn look(view: &View<'_>) -> Vec<Diagnostic> {
    let site = view.site();
    let body = |id: EntryId| {
        let post = &site.entry(id).post;
        let text = view.whole.text(post)?;
        Some(front_matter::body(SourceText::new(post.source.as_str(), &text)).text.into_owned())
    };
    let tell = |pair: &(EntryId, EntryId)| {
        let likeness = suggest::alike(*pair, &body(pair.0)?, &body(pair.1)?)?;
        let (newer, older) = (&site.entry(likeness.posts.0).post, &site.entry(likeness.posts.1).post);
        let message = format!(
            "{:.0} % of this text stands in `{}` too",
            likeness.shared * 100.0,
            older.source.as_str()
        );
        let diagnostic = found("near-duplicate", message)
            .in_file(newer.source.as_str())
            .hint("take one of the two out, and give the other its `aliases`")
            .related(format!("“{}”", older.meta.title), older.source.as_str(), None);
        Some(diagnostic)
    };
    suggest::candidates(site).par_iter().filter_map(tell).collect()
}
