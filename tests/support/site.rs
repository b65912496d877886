//! A random site on disk, its builds, and random edits of its posts.

use super::{
    draft::{Draft, STORIES, STORY_PAGES, TAGS, TERMS, WORDS, ground, paragraphs, sentence, series},
    random::Random,
};
use jiff::{SignedDuration, Timestamp};
use sitegen::{
    clock::Clock,
    pipeline::{self, CacheUse, Outcome, Request},
};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

pub struct World {
    pub(super) root: PathBuf,
    pub(super) clock: Timestamp,
    pub(super) posts: Vec<Draft>,
    pub(super) made: usize,
    /// What `sitegen.yaml` says.
    pub(super) settings: BTreeMap<&'static str, &'static str>,
    /// A file that was broken on purpose, and its text before.
    pub(super) broken: Option<(PathBuf, Option<Vec<u8>>)>,
}

/// One build: its diagnostics, and its counts unless it failed.
pub struct Built {
    pub built: Option<Outcome>,
    pub diagnostics: Vec<sitegen::diagnostic::Diagnostic>,
}

impl World {
    pub fn create(root: &Path, random: &mut Random) -> Self {
        let clock = "2026-04-01T00:00:00Z".parse().expect("valid");
        // Drawing is slow where nothing is optimised: cards are on a few sites.
        let cards = if random.chance(6) { "true" } else { "false" };
        let settings = BTreeMap::from([
            ("share_cards", cards),
            ("title", "Test"),
            ("base_url", "https://example.org/"),
            ("paginate", "4"),
            ("sections", "{news: {}}"),
            ("taxonomies", "{companies: {}}"),
            ("wire", "{count: 2}"),
            ("markets", "true"),
            ("images", "{widths: [16, 32]}"),
        ]);
        let mut world =
            Self { root: root.to_owned(), clock, posts: Vec::new(), made: 0, settings, broken: None };
        world.write_settings();
        world.write_parts();
        world.write("data/numbers.yaml", "one: 1\n");
        world.write_exchanges(0);
        world.write("static/note.txt", "a note\n");
        world.write("content/posts/pic.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n");
        world.edit_image(random);
        world.edit_shortcode(random);
        world.write("content/about.md", "---\ntitle: About\n---\n\nAbout this site.\n");
        for _ in 0..4 {
            world.edit_template(random);
        }
        for _ in 0..6 + random.below(8) {
            world.add_post(random);
        }
        world
    }

    pub fn output(&self) -> PathBuf {
        self.root.join("public")
    }

    fn request(&self, output: &Path, cache: CacheUse) -> Request {
        let mut request = Request::new(&self.root, Clock::at(self.clock));
        output.clone_into(&mut request.output_dir);
        request.cache = cache;
        request
    }

    /// What a preview of the site is asked for.
    pub fn preview(&self) -> Request {
        self.request(&self.output(), CacheUse::Ignore)
    }

    pub fn build_warm(&self) -> Built {
        built(pipeline::build(&self.request(&self.output(), CacheUse::ReadWrite), &pipeline::Silent))
    }

    pub fn build_clean(&self, output: &Path) -> Built {
        built(pipeline::build(&self.request(output, CacheUse::Ignore), &pipeline::Silent))
    }

    pub(super) fn write(&self, path: &str, text: &str) {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("writable");
        fs::write(path, text).expect("writable");
    }

    fn save(&self, post: usize) {
        let post = &self.posts[post];
        self.write(&post.path, &post.text());
        let translation = self.root.join(post.translation());
        if post.translated {
            self.write(&post.translation(), &post.translated_text());
        } else if translation.exists() {
            fs::remove_file(translation).expect("removable");
        }
    }

    fn add_post(&mut self, random: &mut Random) {
        self.made += 1;
        let folder =
            *random.pick(&["content/posts", "content/posts/2026", "content/posts/deep/er", "content/news"]);
        let post = Draft {
            path: format!("{folder}/{}-{}.md", random.pick(&WORDS), self.made),
            title: format!("{} {} {}", random.pick(&WORDS), random.pick(&WORDS), self.made),
            day: random.below(45),
            tags: (0..random.below(4)).map(|_| *random.pick(&TAGS)).collect(),
            hidden: random.chance(10),
            related: Vec::new(),
            story: random.chance(20),
            expires: random.chance(10).then(|| 30 + random.below(20)),
            terms: TERMS.map(|names| (0..random.below(3)).map(|_| *random.pick(&names)).collect()),
            series: series(random),
            alias: random.chance(10).then(|| format!("post-{}", self.made)),
            translated: random.chance(15),
            ground: ground(random),
            links: Vec::new(),
            paragraphs: paragraphs(random),
        };
        self.posts.push(post);
        let added = self.posts.len() - 1;
        self.save(added);
        if random.chance(50) {
            self.link(added, random);
        }
    }

    /// Calendars of exchanges: one of the site's own, and one in place of the program's.
    fn write_exchanges(&self, hour: usize) {
        let sessions = format!("{{zone: Asia/Tokyo, sessions: [0{hour}:00-10:00], years: {{2026: ~}}}}");
        self.write("data/exchanges.yaml", &format!("OWN: {sessions}\nLSE: {sessions}\n"));
    }

    fn edit_data(&self, random: &mut Random) -> String {
        if random.chance(40) {
            self.write_exchanges(random.below(3));
            return "edit exchanges".to_owned();
        }
        self.write("data/numbers.yaml", &format!("one: {}\n", random.below(9)));
        "edit data".to_owned()
    }

    /// Minutes, which concern the home page at most, or days.
    fn let_time_pass(&mut self, random: &mut Random) -> String {
        let most = if random.chance(50) { 200 } else { 24 * 12 * 3600 };
        let seconds = i64::try_from(1 + random.below(most)).expect("small");
        self.clock += SignedDuration::from_secs(seconds);
        format!("let {seconds} seconds pass")
    }

    /// Makes one random edit and says which.
    pub fn edit(&mut self, random: &mut Random) -> String {
        if let Some((path, text)) = self.broken.take() {
            match text {
                Some(text) => fs::write(&path, text).expect("writable"),
                None => fs::remove_file(&path).expect("removable"),
            }
        }
        if self.posts.is_empty() {
            self.add_post(random);
            return "add the only post".to_owned();
        }
        let post = random.below(self.posts.len());
        match random.below(72) {
            0..=2 => self.edit_body(post, random),
            38..=41 => self.edit_shortcode(random),
            42 | 43 => self.edit_bundle(random),
            3 => self.edit_in_secret(post, random),
            4 | 5 => self.change(
                post,
                "title",
                |post, random| post.title = format!("{} again", random.pick(&WORDS)),
                random,
            ),
            6 | 24 | 25 => self.change(post, "date", |post, random| post.day = random.below(45), random),
            7 => self.change(
                post,
                "tags",
                |post, random| {
                    post.tags = (0..random.below(4)).map(|_| *random.pick(&TAGS)).collect();
                },
                random,
            ),
            59..=60 => self.change(post, "ground", |post, random| post.ground = ground(random), random),
            8 => self.change(post, "draft", |post, _| post.hidden = !post.hidden, random),
            9 => self.pick_related(post, random),
            10 | 11 => {
                self.add_post(random);
                format!("add {}", self.posts[self.posts.len() - 1].path)
            }
            12 => self.rename(post, random),
            13 => self.remove(post),
            14 => self.change(post, "story", |post, _| post.story = !post.story, random),
            15 | 16 | 52 | 53 => self.edit_template(random),
            17 | 46..=51 | 54..=57 => self.edit_settings(random),
            58 => self.edit_story(random),
            64..=66 => self.edit_story_page(random),
            67..=71 => self.edit_image(random),
            18 => self.edit_data(random),
            26 | 61..=63 => self.edit_wire(random),
            19 | 27 => self.edit_static(random),
            20 => self.let_time_pass(random),
            21 | 28 => self.damage(".sitegen", random),
            22 => self.damage("public", random),
            23 => self.link(post, random),
            30 => self.change(
                post,
                "terms",
                |post, random| {
                    post.terms =
                        TERMS.map(|names| (0..random.below(3)).map(|_| *random.pick(&names)).collect());
                },
                random,
            ),
            31 | 32 => self.change(post, "series", |post, random| post.series = series(random), random),
            33 => self.change(
                post,
                "alias",
                |post, random| {
                    post.alias = random.chance(60).then(|| format!("{}-{}", post.slug(), random.below(9)));
                },
                random,
            ),
            34 | 35 => self.change(post, "translation", |post, _| post.translated = !post.translated, random),
            36 => self.edit_about(random),
            37 | 44 | 45 => self.edit_section(random),
            _ => self.break_something(post, random),
        }
    }

    /// Writes the data of a story. One story is described by one file.
    fn edit_story(&self, random: &mut Random) -> String {
        let _ = fs::remove_file(self.root.join("content/stories/one.md"));
        let story = *random.pick(&STORIES);
        self.write("data/stories/one.yaml", story);
        "edit a story".to_owned()
    }

    /// Writes or removes a Markdown file that describes a story.
    fn edit_story_page(&self, random: &mut Random) -> String {
        let (name, text) = *random.pick(&STORY_PAGES);
        let path = format!("content/stories/{name}.md");
        let _ = fs::remove_file(self.root.join("data/stories/one.yaml"));
        if random.chance(30) && fs::remove_file(self.root.join(&path)).is_ok() {
            return format!("remove the story page {name}");
        }
        self.write(&path, text);
        format!("edit the story page {name}")
    }

    /// Damages the cache, or edits a post so that its time and size tell nothing.
    pub fn mislead(&mut self, random: &mut Random) -> String {
        // A file that is broken on purpose is not what the post says.
        if self.posts.is_empty() || self.broken.is_some() || random.chance(50) {
            return self.damage(".sitegen", random);
        }
        let post = random.below(self.posts.len());
        self.edit_in_secret(post, random)
    }

    /// Writes the wire or the markets, or takes them away. Some entries are wrong, which is a warning.
    fn edit_wire(&mut self, random: &mut Random) -> String {
        let is_wire = random.chance(50);
        let path = if is_wire { "data/wire.yaml" } else { "data/markets.yaml" };
        if random.chance(15) {
            return match fs::remove_file(self.root.join(path)) {
                Ok(()) => format!("remove {path}"),
                Err(_) => format!("no {path} to remove"),
            };
        }
        let entry = |random: &mut Random| {
            let (day, hour, number) = (1 + random.below(14), random.below(24), random.below(9));
            let time = format!("2026-04-{day:02}T{hour:02}:00:00Z");
            match (random.chance(10), is_wire) {
                (true, _) => format!("- {{source: Nothing else {number}}}\n"),
                (_, true) => format!(
                    "- {{id: {number}, time: {time}, source: {}, headline: Report {number}}}\n",
                    random.pick(&WORDS)
                ),
                (_, false) => format!(
                    "- {{symbol: S{number}, price: {hour}.{number}, change: -{number}, as_of: {time}}}\n"
                ),
            }
        };
        let entries: String = (0..random.below(5)).map(|_| entry(random)).collect();
        self.write(path, &entries);
        format!("write {path}")
    }

    fn change(
        &mut self,
        post: usize,
        what: &str,
        change: impl Fn(&mut Draft, &mut Random),
        random: &mut Random,
    ) -> String {
        change(&mut self.posts[post], random);
        self.save(post);
        format!("change {what} of {}", self.posts[post].path)
    }

    fn edit_body(&mut self, post: usize, random: &mut Random) -> String {
        self.change(
            post,
            "body",
            |post, random| {
                let place = random.below(post.paragraphs.len());
                if random.chance(40) {
                    post.paragraphs = paragraphs(random);
                } else {
                    post.paragraphs.insert(place, sentence(random));
                }
            },
            random,
        )
    }

    /// Another body of the same size, with the time of modification set back.
    fn edit_in_secret(&mut self, post: usize, random: &mut Random) -> String {
        let path = self.root.join(&self.posts[post].path);
        let before = fs::metadata(&path).expect("there");
        let paragraph = &mut self.posts[post].paragraphs[0];
        let swapped: String = paragraph
            .chars()
            .map(|c| {
                if c == 'e' {
                    'a'
                } else if c == 'a' {
                    'e'
                } else {
                    c
                }
            })
            .collect();
        *paragraph = swapped;
        if random.chance(50) {
            self.save(post);
        } else {
            // In place, as some editors do.
            let text = self.posts[post].text();
            let mut file = fs::OpenOptions::new().write(true).open(&path).expect("writable");
            std::io::Write::write_all(&mut file, text.as_bytes()).expect("writable");
        }
        let file = fs::OpenOptions::new().append(true).open(&path).expect("writable");
        file.set_modified(before.modified().expect("a time")).expect("settable");
        assert_eq!(before.len(), fs::metadata(&path).expect("there").len());
        format!("change {} in secret", self.posts[post].path)
    }

    fn pick_related(&mut self, post: usize, random: &mut Random) -> String {
        let other = self.posts[random.below(self.posts.len())].slug();
        self.change(
            post,
            "related",
            |post, random| {
                if random.chance(30) { post.related.clear() } else { post.related.push(other.clone()) }
            },
            random,
        )
    }

    /// Links to another post, unless it may not be built: that would be an error for good.
    fn link(&mut self, post: usize, random: &mut Random) -> String {
        let other = &self.posts[random.below(self.posts.len())];
        let target = (!other.hidden && other.expires.is_none() && other.day < 25).then(|| other.path.clone());
        self.change(
            post,
            "links",
            |post, _| match &target {
                Some(target) => post.links.push(target.clone()),
                None => post.links.clear(),
            },
            random,
        )
    }

    fn rename(&mut self, post: usize, random: &mut Random) -> String {
        self.made += 1;
        let from = self.root.join(&self.posts[post].path);
        let folder = *random.pick(&["content/posts", "content/posts/moved"]);
        let translation = self.root.join(self.posts[post].translation());
        let old = std::mem::replace(&mut self.posts[post].path, format!("{folder}/renamed-{}.md", self.made));
        let to = self.root.join(&self.posts[post].path);
        fs::create_dir_all(to.parent().expect("a folder")).expect("writable");
        fs::rename(from, to).expect("renamable");
        if self.posts[post].translated {
            fs::rename(translation, self.root.join(self.posts[post].translation())).expect("renamable");
        }
        self.drop_dead_picks();
        format!("rename {old} to {}", self.posts[post].path)
    }

    fn remove(&mut self, post: usize) -> String {
        let removed = self.posts.remove(post);
        fs::remove_file(self.root.join(&removed.path)).expect("removable");
        if removed.translated {
            fs::remove_file(self.root.join(removed.translation())).expect("removable");
        }
        self.drop_dead_picks();
        format!("remove {}", removed.path)
    }

    /// A post that is named and gone is an error; one edit takes it out everywhere.
    fn drop_dead_picks(&mut self) {
        let slugs: Vec<String> = self.posts.iter().map(Draft::slug).collect();
        let paths: Vec<String> = self.posts.iter().map(|post| post.path.clone()).collect();
        for post in 0..self.posts.len() {
            let named = |post: &Draft| post.related.len() + post.links.len();
            let before = named(&self.posts[post]);
            self.posts[post].related.retain(|slug| slugs.contains(slug));
            self.posts[post].links.retain(|path| paths.contains(path));
            if named(&self.posts[post]) != before {
                self.save(post);
            }
        }
    }
}

fn built(outcome: Outcome) -> Built {
    assert!(outcome.failure.is_none(), "{:?}", outcome.failure);
    // The warning of a damaged cache is right, and only a build with a cache can give it.
    let diagnostics: Vec<_> = outcome
        .diagnostics
        .iter()
        .filter(|diagnostic| !diagnostic.code.starts_with("cache"))
        .cloned()
        .collect();
    let failed = diagnostics.iter().any(sitegen::diagnostic::Diagnostic::is_error);
    Built { built: (!failed).then_some(outcome), diagnostics }
}
