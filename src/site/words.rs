//! A site after edits that change nothing but words: what bodies say, titles, standfirsts.
//!
//! Owns which changes those are: whatever [`assemble`](super::assemble) reads of a post, besides its words, must be what
//! it was.

use super::{Site, assemble::reading_time};
use crate::{
    config::Config,
    post::{Post, PostKind, meta::Meta},
};
use std::sync::Arc;

impl Site {
    /// The same site with these posts in place of those from the same files. None where assembling could give
    /// anything else: a post is new, or differs in more than its words.
    pub fn with_words(&self, posts: &[Arc<Post>]) -> Option<Self> {
        let mut found = Vec::with_capacity(posts.len());
        for post in posts {
            let id = *self.by_source.get(post.source.as_str())?;
            if !differ_in_words_alone(&self.entry(id).post, post, &self.config) {
                return None;
            }
            found.push((id, Arc::clone(post)));
        }
        let mut site = self.clone();
        for (id, post) in found {
            let entry = &mut site.entries[id as usize];
            entry.reading_time = reading_time(&post, &site.config);
            entry.post = post;
        }
        Some(site)
    }
}

/// Whether all is equal but words, terms, the summary, and where in the file things stand.
fn differ_in_words_alone(old: &Post, new: &Post, config: &Config) -> bool {
    let place = |post: &Post| {
        let Post { source, kind, section, folder, name, locale, .. } = post.clone();
        (source, kind, section, folder, name, locale)
    };
    let (before, now) = (&old.facts, &new.facts);
    let kinds = |post: &Post| post.facts.holes.iter().map(|hole| hole.kind.clone()).collect::<Vec<_>>();
    place(old) == place(new)
        && (old.meta == new.meta
            || are_shown_alone(new, config) && wordless(&old.meta) == wordless(&new.meta))
        && (&before.headings, &before.anchors) == (&now.headings, &now.anchors)
        && kinds(old) == kinds(new)
}

/// Whether title and standfirst of a post are shown and nothing else: pages may describe sections and stories, and a
/// URL may be made of the title.
fn are_shown_alone(post: &Post, config: &Config) -> bool {
    let own = config.sections.get(&post.section).and_then(|section| section.permalink.as_deref());
    post.kind == PostKind::Post && !own.unwrap_or(&config.permalink).contains(":title")
}

/// What a front matter says but for words that are shown as they are.
fn wordless(meta: &Meta) -> Meta {
    let title = String::new();
    Meta { title, description: None, summary: None, desk_note: None, ..meta.clone() }
}

#[cfg(test)]
mod tests {
    use crate::{
        config::Config,
        site::tests::{parse, site},
    };

    const TEXT: &str = "---\ntitle: One\ndate: 2026-07-01\n---\n\nIt has [a link](@/posts/two.md).\n";

    #[test]
    fn an_edit_of_the_text_alone_gives_the_site_that_would_be_assembled() {
        let two = ("content/posts/two.md", "---\ntitle: Two\ndate: 2026-07-02\n---\n\nText.\n");
        let before = site(&[("content/posts/one.md", TEXT), two]);
        let with = |text: &str| {
            let post = parse(&Config::default(), "content/posts/one.md", text);
            before.with_words(&[post])
        };
        let longer = format!("{TEXT}\n{}\n", "More of it. ".repeat(400));
        let after = with(&longer).expect("only text");
        let assembled = site(&[("content/posts/one.md", &longer), two]);
        assert_eq!(format!("{after:?}"), format!("{assembled:?}"));
        assert_ne!(format!("{after:?}"), format!("{before:?}"));
        let retitled = TEXT.replace("title: One", "title: Another\ndescription: Longer.");
        let after = with(&retitled).expect("only words");
        assert_eq!(format!("{after:?}"), format!("{:?}", site(&[("content/posts/one.md", &retitled), two])));
        for (from, to) in [
            ("title: One", "title: One\ntags: [x]"),
            ("2026-07-01", "2026-07-03"),
            ("(@/posts/two.md)", "(https://example.com/)"),
            ("It has", "# It\n\nhas"),
            ("It has", "<i id=\"x\">It</i> has"),
        ] {
            assert!(with(&TEXT.replace(from, to)).is_none(), "{to}");
        }
        assert!(before.with_words(&[parse(&Config::default(), "content/posts/new.md", TEXT)]).is_none());
    }
}
