//! What is remembered against what is found, over random states of one site.

use super::*;
use crate::{config::Config, digest::Digest, site::tests::site_of};
use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

/// Keeps all, and counts what it is given.
#[derive(Default)]
struct Kept(Mutex<(HashMap<Digest, Vec<Digest>>, usize)>);

impl Keeper for Kept {
    fn find(&self, key: Digest) -> Option<Vec<Digest>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).0.get(&key).cloned()
    }

    fn keep(&self, key: Digest, posts: &[Digest]) {
        let (kept, count) = &mut *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.insert(key, posts.to_vec());
        *count += 1;
    }
}

impl Kept {
    /// How much it was given since it was last asked.
    fn count(&self) -> usize {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner).1)
    }
}

/// Numbers that look random, the same each time.
struct Random(u64);

impl Random {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }

    /// A small number more often than a large one.
    fn skewed(&mut self, most: u64) -> u64 {
        let most = self.below(most) + 1;
        self.below(most)
    }
}

/// A post of a small world: few words, few tags, many posts on one day.
#[derive(Clone)]
struct Draft {
    date: Option<String>,
    is_hidden: bool,
    lang: &'static str,
    tags: Vec<String>,
    words: Vec<String>,
}

fn date(random: &mut Random) -> Option<String> {
    let (month, day, hour) = (1 + random.below(6), 1 + random.below(9), random.below(3));
    (random.below(30) > 0).then(|| format!("2026-{month:02}-{day:02}T0{hour}:00:00Z"))
}

fn tags(random: &mut Random) -> Vec<String> {
    (0..random.below(4)).map(|_| format!("t{}", random.skewed(9))).collect()
}

/// Some posts share their tags alone.
fn words(random: &mut Random) -> Vec<String> {
    let most = if random.below(4) == 0 { 900 } else { 60 };
    (0..6 + random.below(20)).map(|_| format!("word{}", random.skewed(most))).collect()
}

impl Draft {
    fn new(random: &mut Random) -> Self {
        Self {
            date: date(random),
            is_hidden: random.below(12) == 0,
            lang: if random.below(8) == 0 { "de" } else { "en" },
            tags: tags(random),
            words: words(random),
        }
    }

    /// The same with one thing changed.
    fn edited(self, random: &mut Random) -> Self {
        match random.below(6) {
            0 => Self { date: date(random), ..self },
            1 => Self { is_hidden: !self.is_hidden, ..self },
            2 => Self { lang: if self.lang == "en" { "de" } else { "en" }, ..self },
            3 => Self { tags: tags(random), ..self },
            4 => Self { words: words(random), ..self },
            // A word more or less often moves weights, and nothing else.
            _ => Self { words: self.words.iter().chain(self.words.first()).cloned().collect(), ..self },
        }
    }

    fn text(&self) -> String {
        let date = self.date.as_ref().map_or(String::new(), |date| format!("date: {date}\n"));
        let Self { is_hidden, lang, .. } = self;
        let (tags, words) = (self.tags.join(", "), self.words.join(" "));
        format!("---\ntitle: T\n{date}draft: {is_hidden}\nlang: {lang}\ntags: [{tags}]\n---\n{words}\n")
    }
}

type Drafts = BTreeMap<String, Draft>;

fn path(number: u64) -> String {
    if number.is_multiple_of(25) {
        format!("content/page{number}.md")
    } else {
        format!("content/posts/p{number}.md")
    }
}

/// One random edit: a post is written, changed, renamed or deleted.
fn edit(drafts: &mut Drafts, random: &mut Random) {
    let target = path(random.below(400));
    let Some(draft) = drafts.remove(&target) else {
        drafts.insert(target, Draft::new(random));
        return;
    };
    match random.below(8) {
        0 => {}
        1 => {
            // Two may change places.
            let other = drafts.insert(path(random.below(400)), draft);
            drafts.extend(other.map(|other| (target, other)));
        }
        _ => {
            drafts.insert(target, draft.edited(random));
        }
    }
}

fn assembled(config: &Config, drafts: &Drafts) -> Site {
    let files: Vec<(&str, String)> =
        drafts.iter().map(|(path, draft)| (path.as_str(), draft.text())).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    site_of(config.clone(), &files)
}

/// How many states a world goes through, each by a few edits.
const STATES: usize = 30;

#[test]
fn what_is_remembered_is_what_is_found() {
    let mut random = Random(1);
    let kept = Arc::new(Kept::default());
    let mut drafts: Drafts = (0..330).map(|number| (path(number), Draft::new(&mut random))).collect();
    let mut config = Config::default();
    let (mut asked, mut anew) = (0, 0);
    for state in 0..STATES {
        if state == STATES / 2 {
            config.related.weights.tags += 0.25;
        }
        let site = assembled(&config, &drafts);
        // Which number a term has makes no difference.
        let mut numbers = Numbers::default();
        if state % 2 == 1 {
            let _ = numbers.of_all(site.entries.iter().rev().map(|entry| &*entry.post));
        }
        let remembering =
            RelatedIndex::build(&site, &mut numbers).remembering(&site, Arc::clone(&kept) as Arc<dyn Keeper>);
        let finding = RelatedIndex::build(&site, &mut Numbers::default());
        let (mut one, mut other) = (Scratch::default(), Scratch::default());
        for (id, limit) in (0..).zip(&site.entries).flat_map(|(id, _)| [(id, 3), (id, 8)]) {
            let expected = finding.related(&site, id, limit, &mut one);
            let found = remembering.related(&site, id, limit, &mut other);
            assert_eq!(found, expected, "state {state}, {}", site.entry(id).post.source);
            asked += usize::from(state > 0);
        }
        let count = kept.count();
        anew += if state > 0 { count } else { 0 };
        for _ in 0..=random.below(2) {
            edit(&mut drafts, &mut random);
        }
    }
    assert!(anew > 0 && anew < asked, "{anew} of {asked}");
}
