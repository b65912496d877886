//! What a newsroom promises of its work: sources of claims, and who read what AI wrote.

use super::{Family, Look, View, found};
use crate::{
    config::{ClaimStatus, Involvement},
    diagnostic::{Diagnostic, Position, Step},
    post::{
        Post, PostKind, front_matter,
        meta::{Claim, SourceRefKind},
    },
};

pub(super) const CLAIMS: Family = Family { codes: &["claim-social"], look: Look::Site(claims) };
pub(super) const AI: Family = Family { codes: &["ai-unreviewed"], look: Look::Site(ai) };

fn claims(view: &View<'_>) -> Vec<Diagnostic> {
    let of_post = |post: &Post| -> Vec<Diagnostic> {
        let social = post.meta.claims.iter().filter(|claim| is_social(post, claim));
        social.map(|claim| tell_claim(post, claim)).collect()
    };
    view.site().entries.iter().flat_map(|entry| of_post(&entry.post)).collect()
}

/// Whether a claim is told as confirmed and all that it rests on are posts in social networks: the sources that it names, or,
/// where it names none, those of the post.
fn is_social(post: &Post, claim: &Claim) -> bool {
    if claim.status != Some(ClaimStatus::Confirmed) {
        return false;
    }
    let sources = &post.meta.sources;
    let named: Vec<usize> =
        claim.sources.iter().filter_map(|name| front_matter::source_number(sources, &name.value)).collect();
    let kinds: Vec<Option<SourceRefKind>> = if claim.sources.is_empty() {
        sources.iter().map(|source| source.kind).collect()
    } else {
        named
            .iter()
            .filter_map(|number| sources.get(number.checked_sub(1)?))
            .map(|source| source.kind)
            .collect()
    };
    !kinds.is_empty() && kinds.iter().all(|kind| *kind == Some(SourceRefKind::Social))
}

fn tell_claim(post: &Post, claim: &Claim) -> Diagnostic {
    let position = claim.id.as_ref().map(|id| id.position);
    let position = position.unwrap_or(claim.position);
    let message = format!("“{}” is marked confirmed, and rests on social networks alone", claim.text);
    found("claim-social", message)
        .in_file(post.source.as_str())
        .at(position)
        .hint("name another source of it, or mark it `reported` or `unverified`")
}

fn ai(view: &View<'_>) -> Vec<Diagnostic> {
    let default = view.site().config.ai.default.as_ref();
    let is_unread = |post: &Post| {
        let disclosure = post.meta.ai.as_ref().or(default);
        disclosure.is_some_and(|disclosure| {
            disclosure.involvement == Involvement::Generated && disclosure.reviewed_by.is_empty()
        })
    };
    let posts = view.site().entries.iter().map(|entry| &*entry.post);
    posts
        .filter(|post| post.kind == PostKind::Post && is_unread(post))
        .map(|post| {
            let diagnostic = found("ai-unreviewed", "AI wrote this text, and it names nobody who read it")
                .in_file(post.source.as_str())
                .hint("have it read, and add `reviewed_by: [Name]` below `ai:`");
            Diagnostic { position: place_of_ai(view, post), ..diagnostic }
        })
        .collect()
}

/// Where a post says what AI had to do with it, else where its front matter begins.
fn place_of_ai(view: &View<'_>, post: &Post) -> Option<Position> {
    let steps = [Step::Key("ai".to_owned())];
    front_matter::locate(post.source.as_str(), view.whole.text(post)?.as_bytes(), &steps)
}
