//! Answers to the questions of templates, and their digests.

use super::{
    PostsQuery, Query, TermOrder,
    asset::{Assets, ReadStatic},
    card_design::CardDesign,
    cards::Cards,
    formats::Formats,
    image::{Images, ReadFacts},
    query::texts_digest,
    share_card::ShareCards,
};
use crate::{
    diagnostic::nearest,
    digest::{Digest, Hasher},
    site::{
        EntryId, List, LocaleId, Site,
        related::{Keeper, Numbers, RelatedIndex, RelatedPost, Scratch},
    },
    view,
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, OnceLock, PoisonError, RwLock},
};
use tera::{Map, Value};

/// An answer: a value, or why there is none, and the digest of either.
#[derive(Clone)]
pub struct Answer {
    /// What the template gets.
    pub value: Result<Value, String>,
    /// Digest of what it says.
    pub digest: Digest,
}

/// Answers questions about one site. Everything here is a function of the site; what is kept is kept for speed.
pub struct Answers {
    site: Arc<Site>,
    cards: Cards,
    digests: Vec<OnceLock<Digest>>,
    locales: Vec<OnceLock<Value>>,
    related: OnceLock<RelatedIndex>,
    numbers: Arc<Mutex<Numbers>>,
    keeper: Option<Arc<dyn Keeper>>,
    /// One for each thread that ever asked for related posts at once with others.
    scratches: Mutex<Vec<Scratch>>,
    /// Answers that many pages share.
    kept: RwLock<HashMap<Query, Answer>>,
    formats: Formats,
    assets: Assets,
    images: Images,
    share_cards: ShareCards,
}

impl Answers {
    /// Answers about `site`; `read` gives the bytes of its static files.
    pub fn new(site: Arc<Site>, read: Box<ReadStatic>) -> Self {
        Self {
            cards: Cards::new(&site),
            digests: site.entries.iter().map(|_| OnceLock::new()).collect(),
            locales: site.locales.iter().map(|_| OnceLock::new()).collect(),
            related: OnceLock::new(),
            numbers: Arc::default(),
            keeper: None,
            scratches: Mutex::default(),
            kept: RwLock::new(HashMap::new()),
            formats: Formats::default(),
            assets: Assets::new(Arc::clone(&site), read),
            images: Images::new(Arc::clone(&site), None),
            share_cards: ShareCards::new(Arc::clone(&site), None),
            site,
        }
    }

    /// The same with the terms of posts as numbers that are kept from one state of the site to the next.
    #[must_use]
    pub fn with_numbers(self, numbers: &Arc<Mutex<Numbers>>) -> Self {
        Self { numbers: Arc::clone(numbers), ..self }
    }

    /// The same with the related posts that were found in earlier builds.
    #[must_use]
    pub fn with_related(self, keeper: Arc<dyn Keeper>) -> Self {
        Self { keeper: Some(keeper), ..self }
    }

    /// The same with what image files say of themselves.
    #[must_use]
    pub fn with_facts(self, facts: Box<ReadFacts>) -> Self {
        Self { images: Images::new(Arc::clone(&self.site), Some(facts)), ..self }
    }

    /// Images as pages ask for them.
    pub fn images(&self) -> &Images {
        &self.images
    }

    /// The same with share cards that look like this.
    #[must_use]
    pub fn with_share_cards(self, design: Option<CardDesign>) -> Self {
        Self { share_cards: ShareCards::new(Arc::clone(&self.site), design), ..self }
    }

    /// Share cards as pages ask for them.
    pub fn share_cards(&self) -> &ShareCards {
        &self.share_cards
    }

    /// Static files as pages ask for them.
    pub fn assets(&self) -> &Assets {
        &self.assets
    }

    /// How languages write numbers.
    pub fn formats(&self) -> &Formats {
        &self.formats
    }

    /// The site.
    pub fn site(&self) -> &Site {
        &self.site
    }

    /// The card of an entry, shared by all lists.
    pub fn card(&self, id: EntryId) -> Value {
        self.cards.get(&self.site, id)
    }

    /// The cards of entries.
    pub fn cards(&self, ids: &[EntryId]) -> Value {
        Value::from(ids.iter().map(|id| self.card(*id)).collect::<Vec<_>>())
    }

    /// The site as one of its languages shows it, made once and shared by all its pages.
    pub fn locale(&self, id: LocaleId) -> Value {
        let make = || Value::from_serializable(&view::locale_view(&self.site, id));
        self.locales[usize::from(id)].get_or_init(make).clone()
    }

    /// The digest of what a card shows.
    pub fn card_digest(&self, id: EntryId) -> Digest {
        *self.digests[id as usize].get_or_init(|| Digest::of_value(&view::card(&self.site, id)))
    }

    /// What related posts are found by, worked out by whoever asks first.
    pub fn related_index(&self) -> &RelatedIndex {
        self.related.get_or_init(|| {
            let mut numbers = self.numbers.lock().unwrap_or_else(PoisonError::into_inner);
            let index = RelatedIndex::build(&self.site, &mut numbers);
            match &self.keeper {
                Some(keeper) => index.remembering(&self.site, Arc::clone(keeper)),
                None => index,
            }
        })
    }

    /// Posts related to an entry, best first.
    pub fn related(&self, id: EntryId, limit: usize) -> Vec<RelatedPost> {
        let index = self.related_index();
        let scratches = || self.scratches.lock().unwrap_or_else(PoisonError::into_inner);
        let mut scratch = scratches().pop().unwrap_or_default();
        let related = index.related(&self.site, id, limit, &mut scratch);
        scratches().push(scratch);
        related
    }

    /// The digest of what a list of related posts shows.
    pub fn related_digest(&self, related: &[RelatedPost]) -> Digest {
        let mut hasher = Hasher::new("related");
        for post in related {
            hasher.digest(self.card_digest(post.id)).value(&view::related_view(&self.site, post));
        }
        hasher.finish()
    }

    /// A list of related posts as templates see it: each a card under `post`, and what ties it.
    pub fn related_value(&self, related: &[RelatedPost]) -> Value {
        let item = |post: &RelatedPost| {
            let mut map = into_map(Value::from_serializable(&view::related_view(&self.site, post)));
            map.insert("post".into(), self.card(post.id));
            Value::from(map)
        };
        Value::from(related.iter().map(item).collect::<Vec<_>>())
    }

    /// The answer to a question.
    pub fn answer(&self, query: &Query) -> Answer {
        // Each page asks for its own related posts and its own card: nothing to share.
        if matches!(query, Query::Related(..) | Query::ShareCard(_)) {
            return self.work_out(query);
        }
        if let Some(kept) = self.kept.read().ok().and_then(|kept| kept.get(query).cloned()) {
            return kept;
        }
        let answer = self.work_out(query);
        if let Ok(mut kept) = self.kept.write() {
            kept.insert(query.clone(), answer.clone());
        }
        answer
    }

    /// The digest of the answer to a question, for deciding what is stale.
    pub fn digest(&self, query: &Query) -> Digest {
        match query {
            Query::Related(id, limit) => match self.site.by_id.get(id) {
                Some(id) => self.related_digest(&self.related(*id, self.related_limit(*limit))),
                None => no_answer(&unknown_id(id)).digest,
            },
            _ => self.answer(query).digest,
        }
    }

    fn related_limit(&self, limit: Option<u64>) -> usize {
        limit.map_or(self.site.config.related.count, to_usize)
    }

    fn work_out(&self, query: &Query) -> Answer {
        match query {
            Query::Url(name) => self.url(name),
            Query::Asset(path) => self.assets.address(path),
            Query::Integrity(path) => self.assets.integrity(path),
            Query::Image(query) => self.images.answer(query),
            Query::ShareCard(id) => self.share_cards.answer(id),
            Query::Post(name) => match self.site.find(name) {
                Some(id) => Answer { value: Ok(self.card(id)), digest: self.card_digest(id) },
                None => self.no_post(name),
            },
            Query::Posts(wanted) => self.cards_of(&self.choose(wanted)),
            Query::Term { locale, taxonomy, name } => self.term(*locale, taxonomy, name),
            Query::Terms { locale, taxonomy, order, limit } => self.terms(*locale, taxonomy, *order, *limit),
            Query::Data(name) => self.data(name),
            Query::Related(id, limit) => match self.site.by_id.get(id) {
                Some(id) => {
                    let related = self.related(*id, self.related_limit(*limit));
                    Answer { value: Ok(self.related_value(&related)), digest: self.related_digest(&related) }
                }
                None => no_answer(&unknown_id(id)),
            },
            Query::Texts(language, keys) => {
                let digests = keys.iter().map(|key| self.site.strings.digest(language, key));
                Answer { value: Ok(Value::none()), digest: texts_digest(digests) }
            }
        }
    }

    fn url(&self, name: &str) -> Answer {
        match self.site.find(name) {
            Some(id) => {
                let url = self.site.config.base_url.relative(&self.site.entry(id).url);
                Answer { digest: Digest::of_value(&url), value: Ok(Value::from(url)) }
            }
            None => self.no_post(name),
        }
    }

    fn no_post(&self, name: &str) -> Answer {
        let known =
            self.site.by_source.keys().filter_map(|source| source.split_once('/')).map(|(_, path)| path);
        let near = nearest(name.trim_start_matches("@/"), known);
        no_answer(&match near {
            Some(near) => format!("there is no post `{name}`; did you mean `@/{near}`?"),
            None => format!("there is no post `{name}`"),
        })
    }

    /// The listed posts that a question wants, newest first.
    fn choose(&self, wanted: &PostsQuery) -> Vec<EntryId> {
        let site = &*self.site;
        let find = |(taxonomy, name): &(String, String)| site.term(wanted.locale, taxonomy, name);
        let terms: Option<Vec<_>> = wanted.terms.iter().map(find).collect();
        let Some(terms) = terms else { return Vec::new() };
        let listed = &site.locale(wanted.locale).listed;
        let posts = terms.first().map_or(listed, |term| &site.list(*term).posts);
        let is_wanted = |id: &&EntryId| {
            let entry = site.entry(**id);
            let meta = &entry.post.meta;
            let same = |wanted: &Option<String>, actual: Option<&str>| {
                wanted.as_deref().is_none_or(|wanted| actual == Some(wanted))
            };
            terms.iter().all(|term| entry.terms.contains(term))
                && same(&wanted.section, Some(&entry.post.section))
                && same(&wanted.story, meta.story.as_deref())
                && same(&wanted.kind, Some(meta.kind.as_deref().unwrap_or("article")))
                && wanted.featured.is_none_or(|featured| featured == meta.featured)
        };
        let limit = wanted.limit.map_or(usize::MAX, to_usize);
        posts.iter().filter(is_wanted).skip(to_usize(wanted.offset)).take(limit).copied().collect()
    }

    fn cards_of(&self, posts: &[EntryId]) -> Answer {
        let mut hasher = Hasher::new("cards");
        for id in posts {
            hasher.digest(self.card_digest(*id));
        }
        Answer { value: Ok(self.cards(posts)), digest: hasher.finish() }
    }

    /// A term; none when no post of this language has it. That there is no such taxonomy is a mistake.
    fn term(&self, locale: LocaleId, taxonomy: &str, name: &str) -> Answer {
        if self.site.locale(locale).taxonomy(taxonomy).is_none() {
            return self.no_taxonomy(locale, taxonomy);
        }
        let found = self.site.term(locale, taxonomy, name);
        let view = found.map(|term| view::term_view(&self.site, self.site.list(term)));
        Answer { digest: Digest::of_value(&view), value: Ok(Value::from_serializable(&view)) }
    }

    fn no_taxonomy(&self, locale: LocaleId, taxonomy: &str) -> Answer {
        let known = self.site.locale(locale).taxonomies.iter().map(|own| own.name.as_str());
        let near = nearest(taxonomy, known);
        no_answer(&format!("there is no taxonomy `{taxonomy}`{}", did_you_mean(near)))
    }

    fn terms(&self, locale: LocaleId, taxonomy: &str, order: TermOrder, limit: Option<u64>) -> Answer {
        let there = self.site.locale(locale);
        let Some(found) = there.taxonomy(taxonomy) else {
            return self.no_taxonomy(locale, taxonomy);
        };
        let mut terms: Vec<&List> = found.terms.iter().map(|id| self.site.list(*id)).collect();
        if order == TermOrder::Count {
            terms.sort_by_key(|term| std::cmp::Reverse(term.posts.len()));
        }
        terms.truncate(limit.map_or(usize::MAX, to_usize));
        let views: Vec<_> = terms.iter().map(|term| view::term_view(&self.site, term)).collect();
        Answer { value: Ok(Value::from_serializable(&views)), digest: Digest::of_value(&views) }
    }

    fn data(&self, name: &str) -> Answer {
        if let Some(file) = self.site.data.get(name) {
            return Answer { value: Ok(Value::from_serializable(&*file.value)), digest: file.digest };
        }
        let near = nearest(name, self.site.data.keys().map(String::as_str));
        let message = format!("there is no data file `data/{name}.yaml` (or .json, .csv, .toml)");
        no_answer(&format!("{message}{}", did_you_mean(near)))
    }
}

pub(super) fn did_you_mean(near: Option<&str>) -> String {
    near.map_or(String::new(), |near| format!("; did you mean `{near}`?"))
}

pub(super) fn unknown_id(id: &str) -> String {
    format!("no post has the permanent ID `{id}`")
}

pub(super) fn no_answer(reason: &str) -> Answer {
    Answer { value: Err(reason.to_owned()), digest: Hasher::new("no answer").text(reason).finish() }
}

/// The map that a value is.
pub fn into_map(value: Value) -> Map {
    value.into_map().unwrap_or_default()
}

fn to_usize(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
