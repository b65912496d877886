//! Terms as numbers.

use crate::{digest::Digest, post::Post};
use std::{collections::HashMap, sync::Arc};

/// Terms of a post by number, with their counts, the most frequent first.
pub type Numbered = Arc<[(u32, u16)]>;

/// The number of each term that was ever met. Which number a term has makes no difference to anything.
///
/// One that is kept from one state of a site to the next also remembers the terms of posts: of ten thousand, looking up
/// their terms takes most of the time that it takes to relate them.
#[derive(Debug, Default)]
pub struct Numbers {
    of_terms: HashMap<Arc<str>, u32>,
    names: Vec<Arc<str>>,
    /// By the digest of the post; none where they are not remembered.
    of_posts: Option<HashMap<Digest, Numbered>>,
}

impl Numbers {
    /// Numbers that are kept for later states of the site.
    pub fn kept() -> Self {
        Self { of_posts: Some(HashMap::new()), ..Self::default() }
    }

    /// The terms of posts, in their order.
    pub fn of_all<'a>(&mut self, posts: impl Iterator<Item = &'a Post>) -> Vec<Numbered> {
        let known = self.of_posts.take();
        let mut remembered = known.is_some().then(HashMap::new);
        let of_post = |post: &Post| {
            let old = known.as_ref().and_then(|known| known.get(&post.digest).cloned());
            let terms = old.unwrap_or_else(|| self.number(post));
            if let Some(remembered) = &mut remembered {
                remembered.insert(post.digest, Arc::clone(&terms));
            }
            terms
        };
        let terms = posts.map(of_post).collect();
        self.of_posts = remembered;
        terms
    }

    fn number(&mut self, post: &Post) -> Numbered {
        let terms = post.facts.terms.iter().filter(|(term, _)| !term.is_empty());
        terms.map(|(term, count)| (self.number_of(term), count)).collect()
    }

    fn number_of(&mut self, term: &str) -> u32 {
        if let Some(number) = self.of_terms.get(term) {
            return *number;
        }
        let (name, number) = (Arc::from(term), u32::try_from(self.names.len()).unwrap_or(u32::MAX));
        self.names.push(Arc::clone(&name));
        self.of_terms.insert(name, number);
        number
    }

    /// All terms by number.
    pub fn names(&self) -> Vec<Arc<str>> {
        self.names.clone()
    }
}
