//! Posts without a permanent ID of their own: feeds know them by one that is made of their date and name.

use super::{Family, Look, Text, found};
use crate::{
    decode::SourceText,
    diagnostic::{Diagnostic, Fix},
    post::{PostKind, front_matter},
};

/// Its code.
pub(super) const CODE: &str = "id-missing";

pub(super) const FAMILY: Family = Family { codes: &[CODE], look: Look::Texts(look) };

fn look(text: &Text<'_>) -> Vec<Diagnostic> {
    let post = text.post();
    if post.kind != PostKind::Post || post.meta.id.is_some() {
        return Vec::new();
    }
    let id = &text.entry.id;
    let message = "the post has no `id` of its own: renamed or dated anew, it is another one to feeds";
    let diagnostic = text.in_file(found(CODE, message)).hint(format!("add `id: {id}` to its front matter"));
    let source = SourceText::new(post.source.as_str(), text.text);
    // What cannot be extended by a line is left to its author.
    let fix = front_matter::add_key(source, "id", id).ok();
    vec![Diagnostic { fix: fix.and_then(|addition| Fix::insert(addition.at, addition.line)), ..diagnostic }]
}
