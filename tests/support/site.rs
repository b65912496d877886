//! A random site on disk, and random edits of it.

use super::random::Random;
use jiff::{SignedDuration, Timestamp};
use sitegen::{
    clock::Clock,
    pipeline::{self, CacheUse, Outcome, Request},
};
use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

const WORDS: [&str; 40] = [
    "model",
    "agent",
    "benchmark",
    "newsroom",
    "audit",
    "token",
    "release",
    "court",
    "chip",
    "licence",
    "safety",
    "claim",
    "source",
    "reporter",
    "ledger",
    "outage",
    "memo",
    "export",
    "tariff",
    "prompt",
    "retrieval",
    "speech",
    "vision",
    "energy",
    "cluster",
    "dataset",
    "weights",
    "inference",
    "policy",
    "regulator",
    "startup",
    "funding",
    "robot",
    "lab",
    "index",
    "parser",
    "editor",
    "wire",
    "archive",
    "correction",
];
const TAGS: [&str; 8] = ["AI", "ai", "Open Source", "Rust", "日本", "C#", "policy", "chips"];

/// Categories, authors, companies.
const TERMS: [[&str; 3]; 3] =
    [["Desk", "desk", "Industry"], ["Ada Lovelace", "ada", "Bob"], ["Acme", "Globex", "acme corp"]];

/// Terms of the data files, and what they may say of one.
const ABOUTS: [(&str, [&str; 3]); 4] = [
    ("tags", ["", "policy: {description: Rules}\n", "policy: {name: Policy, synonyms: [chips]}\n"]),
    (
        "authors",
        ["", "ada: {name: Ada Lovelace}\n", "ada: {name: Ada Lovelace, bio: Counts., picture: /a.svg}\n"],
    ),
    ("categories", ["", "desk: {name: The desk, icon: D}\n", "desk: {synonyms: Industry}\n"]),
    ("companies", ["", "acme: {synonyms: [acme corp]}\n", "globex: {description: Sells things}\n"]),
];

fn series(random: &mut Random) -> Option<(&'static str, Option<usize>)> {
    random.chance(35).then(|| (*random.pick(&["One", "Two"]), random.chance(40).then(|| random.below(5))))
}

#[derive(Clone)]
struct Draft {
    path: String,
    title: String,
    day: usize,
    tags: Vec<&'static str>,
    hidden: bool,
    related: Vec<String>,
    story: bool,
    expires: Option<usize>,
    /// Terms in the other taxonomies: `categories`, `authors`, `companies`.
    terms: [Vec<&'static str>; 3],
    /// Series, and place in it where it is set by hand.
    series: Option<(&'static str, Option<usize>)>,
    alias: Option<usize>,
    /// Whether there is the same post in Chinese.
    translated: bool,
    /// Files of other posts that the body links to.
    links: Vec<String>,
    paragraphs: Vec<String>,
}

impl Draft {
    fn slug(&self) -> String {
        let name = self.path.rsplit('/').next().expect("a name");
        name.trim_end_matches(".md").to_owned()
    }

    fn text(&self) -> String {
        let mut text = format!("---\ntitle: \"{}\"\ndate: {}\n", self.title, day(self.day));
        let _ = writeln!(
            text,
            "tags: [{}]",
            self.tags.iter().map(|tag| format!("\"{tag}\"")).collect::<Vec<_>>().join(", ")
        );
        if self.hidden {
            text.push_str("draft: true\n");
        }
        if self.story {
            text.push_str("story: one\n");
        }
        for (taxonomy, terms) in ["categories", "authors", "companies"].iter().zip(&self.terms) {
            let _ = writeln!(text, "{taxonomy}: [{}]", terms.join(", "));
        }
        if let Some((series, place)) = self.series {
            let _ = writeln!(text, "series: {series}");
            let _ = place.map(|place| writeln!(text, "weight: {place}"));
        }
        if let Some(alias) = self.alias {
            let _ = writeln!(text, "aliases: [/old/{}-{alias}/]", self.slug());
        }
        if let Some(expires) = self.expires {
            let _ = writeln!(text, "expires: {}", day(expires));
        }
        if !self.related.is_empty() {
            let _ = writeln!(text, "related: [{}]", self.related.join(", "));
        }
        let links: Vec<String> = self
            .links
            .iter()
            .enumerate()
            .map(|(number, path)| (number, path.trim_start_matches("content/")))
            .map(|(number, path)| match number % 3 {
                1 => format!("{{{{ post_card(path=\"@/{path}\") }}}}\n"),
                2 => format!("{{{{ note(text=\"@/{path}\") }}}}"),
                _ => format!("See [it](@/{path})."),
            })
            .collect();
        format!("{text}---\n\n{}\n\n{}\n", self.paragraphs.join("\n\n"), links.join("\n"))
    }

    /// Where the Chinese of it is.
    fn translation(&self) -> String {
        self.path.replace(".md", ".zh.md")
    }

    fn translated_text(&self) -> String {
        let tags = self.tags.iter().map(|tag| format!("\"{tag}\"")).collect::<Vec<_>>().join(", ");
        let draft = if self.hidden { "draft: true\n" } else { "" };
        let (title, day) = (&self.title, day(self.day));
        format!(
            "---\ntitle: \"{title} 中文\"\ndate: {day}\ntags: [{tags}]\n{draft}---\n\n中文 {}\n",
            self.paragraphs[0]
        )
    }
}

/// The day of a number, from 1 March 2026.
fn day(number: usize) -> String {
    let start: Timestamp = "2026-03-01T08:00:00Z".parse().expect("valid");
    let days = SignedDuration::from_hours(24 * i64::try_from(number).expect("small"));
    (start + days).strftime("%Y-%m-%d %H:%M").to_string()
}

fn sentence(random: &mut Random) -> String {
    let words: Vec<&str> = (0..5 + random.below(9)).map(|_| *random.pick(&WORDS)).collect();
    format!("The {}.", words.join(" "))
}

fn paragraphs(random: &mut Random) -> Vec<String> {
    let mut made: Vec<String> =
        (0..2 + random.below(3)).map(|_| format!("{} {}", sentence(random), sentence(random))).collect();
    if random.chance(40) {
        // Long enough to be remembered.
        let (name, note) = (random.pick(&WORDS), sentence(random));
        made.push(format!("```rust\n/// {note}\nfn {name}() -> usize {{\n    40 + 2\n}}\n```"));
    }
    if random.chance(30) {
        made.insert(1, format!("## {}", random.pick(&WORDS)));
    }
    if random.chance(50) {
        made.insert(1, call(random));
    }
    made
}

/// A call of a shortcode: of the theme's, or of the site's own, which comes and goes.
fn call(random: &mut Random) -> String {
    let (word, text) = (random.pick(&WORDS), sentence(random));
    match random.below(6) {
        0 => {
            format!("{{% aside(title=\"{word}\") %}}\n{text}\n\n{{{{ note(text=\"{word}\") }}}}\n{{% end %}}")
        }
        1 => format!("{{{{ figure(src=\"pic.svg\", alt=\"{word}\") }}}}"),
        2 => format!("{{% note() %}}\n{text}\n{{% end %}}"),
        3 => format!("A {word} `{{{{ note(x=1) }}}}` and {{{{ note(text='{text}') }}}}, then."),
        4 => format!("{{% details(summary='{text}') %}}\n- {word}\n{{% end %}}"),
        _ => format!("{{{{ youtube(id=\"{word}\", title=\"{text}\") }}}}"),
    }
}

pub struct World {
    root: PathBuf,
    clock: Timestamp,
    posts: Vec<Draft>,
    made: usize,
    /// A file that was broken on purpose, and its text before.
    broken: Option<(PathBuf, Option<Vec<u8>>)>,
}

/// One build: its diagnostics, and its counts unless it failed.
pub struct Built {
    pub built: Option<Outcome>,
    pub diagnostics: Vec<sitegen::diagnostic::Diagnostic>,
}

impl World {
    pub fn create(root: &Path, random: &mut Random) -> Self {
        let clock = "2026-04-01T00:00:00Z".parse().expect("valid");
        let mut world = Self { root: root.to_owned(), clock, posts: Vec::new(), made: 0, broken: None };
        world.write("sitegen.yaml", "title: Test\nbase_url: https://example.org/\npaginate: 4\nsections: {news: {}}\ntaxonomies: {companies: {}}\n");
        world.write("data/numbers.yaml", "one: 1\n");
        world.write("static/note.txt", "a note\n");
        world.write("content/posts/pic.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n");
        world.edit_shortcode(random);
        world.write("content/about.md", "---\ntitle: About\n---\n\nAbout this site.\n");
        for _ in 0..2 {
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

    pub fn build_warm(&self) -> Built {
        built(pipeline::build(&self.request(&self.output(), CacheUse::ReadWrite), &pipeline::Silent))
    }

    pub fn build_clean(&self, output: &Path) -> Built {
        built(pipeline::build(&self.request(output, CacheUse::Ignore), &pipeline::Silent))
    }

    fn write(&self, path: &str, text: &str) {
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
            alias: random.chance(10).then_some(self.made),
            translated: random.chance(15),
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
        match random.below(42) {
            0..=2 => self.edit_body(post, random),
            38..=41 => self.edit_shortcode(random),
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
            8 => self.change(post, "draft", |post, _| post.hidden = !post.hidden, random),
            9 => self.pick_related(post, random),
            10 | 11 => {
                self.add_post(random);
                format!("add {}", self.posts[self.posts.len() - 1].path)
            }
            12 => self.rename(post, random),
            13 => self.remove(post),
            14 => self.change(post, "story", |post, _| post.story = !post.story, random),
            15 | 16 => self.edit_template(random),
            17 => self.edit_config(random),
            18 | 26 => {
                self.write("data/numbers.yaml", &format!("one: {}\n", random.below(9)));
                "edit data".to_owned()
            }
            19 | 27 => self.edit_static(random),
            20 => {
                let hours = i64::try_from(1 + random.below(24 * 12)).expect("small");
                self.clock += SignedDuration::from_hours(hours);
                format!("let {hours} hours pass")
            }
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
                    post.alias = random.chance(60).then(|| random.below(9));
                },
                random,
            ),
            34 | 35 => self.change(post, "translation", |post, _| post.translated = !post.translated, random),
            36 => self.edit_about(random),
            37 => self.edit_section(random),
            _ => self.break_something(post, random),
        }
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

    fn edit_template(&mut self, random: &mut Random) -> String {
        const OVERRIDES: [(&str, &str); 7] = [
            (
                "templates/components/hooks.html",
                "{% component head_end() %}<meta name=\"test\">{% endcomponent head_end %}{% component footer_end() %}<p>end</p>{% endcomponent footer_end %}",
            ),
            (
                "templates/term.html",
                "<!doctype html><title>{{ term.name }}</title>{% for post in posts %}<p>{{ post.title }} {{ post.date | date }}</p>{% endfor %}",
            ),
            (
                "templates/page.html",
                "<title>{{ page.title }}</title>{{ page.content }}{% for post in posts(limit=3, tag=\"ai\") %}<p>{{ post.title }}</p>{% endfor %}{% set numbers = data(name=\"numbers\") %}{{ numbers.one }}",
            ),
            (
                "templates/post.html",
                "<title>{{ page.title }}</title>{{ page.content }}{% for item in related(id=page.id, limit=2) %}<p>{{ item.post.title }}: {{ item.terms | join(sep=\", \") }}</p>{% endfor %}{% for term in terms(sort=\"count\", limit=2) %}{{ term.name }} {{ term.count }}{% endfor %}<link href=\"{{ asset(path=\"note.txt\") }}\">",
            ),
            (
                "templates/404.html",
                "<p>{{ data(name=\"numbers\") | json_encode }} {{ url(path=\"/about/\", absolute=true) }}{{ markdown(text=\"a -- b\") }}</p>",
            ),
            ("static/css/code.css", "p::after { content: '<p>' }"),
            (
                "templates/strings/en.yaml",
                "min_read: '<p>{count} minutes'\nlink_to_section: '<p>This part'\nno_related: '<p>None'\n",
            ),
        ];
        let (path, text) = *random.pick(&OVERRIDES);
        let file = self.root.join(path);
        if file.exists() && random.chance(50) {
            fs::remove_file(file).expect("removable");
            return format!("remove {path}");
        }
        let number = random.below(3).to_string();
        self.write(path, &text.replace("<p>", &format!("<p data-edit=\"{number}\">")));
        format!("write {path}")
    }

    /// Writes, changes or removes a shortcode of the site's own, or one over the theme's.
    fn edit_shortcode(&mut self, random: &mut Random) -> String {
        const SHORTCODES: [(&str, &str); 4] = [
            (
                "templates/shortcodes/note.html",
                "{% component note(text: string = \"none\", @page, @place) %}<p>{{ text }}, {{ page.title }}, {{ place }}{% if body %}: {{ body }}{% endif %}</p>{% endcomponent note %}",
            ),
            (
                "templates/shortcodes/note.html",
                "{% component note(text: string = \"none\", @config) %}<p>{{ text }} {{ config.title }}{% set numbers = data(name=\"numbers\") %} {{ numbers.one }}</p>{{ <noted /> }}{% if body %}{{ body }}{% endif %}{% endcomponent note %}{% component noted() %}{% for post in posts(limit=2) %}{{ post.title }}{% endfor %}{% endcomponent noted %}",
            ),
            (
                "templates/shortcodes/aside.html",
                "{% component aside(title: string = \"\") %}<p>{{ title }}</p>{{ body }}{{ asset(path=\"note.txt\") }}{% endcomponent aside %}",
            ),
            (
                "templates/components/embed.html",
                "{% component embed_card(title: string, url: string, host: string, frame: string = \"\", label: string = \"\", wide: bool = true) %}<p>{{ title }} {{ url }}</p>{% endcomponent embed_card %}",
            ),
        ];
        let (path, text) = *random.pick(&SHORTCODES);
        let file = self.root.join(path);
        if file.exists() && random.chance(40) {
            fs::remove_file(file).expect("removable");
            return format!("remove {path}");
        }
        self.write(path, &text.replace("<p>", &format!("<p data-edit=\"{}\">", random.below(3))));
        format!("write {path}: {text}")
    }

    fn edit_config(&mut self, random: &mut Random) -> String {
        const EXTRA: [&str; 15] = [
            "",
            "related: {count: 2, page_size: 3}\n",
            "related: {page: false}\n",
            "summary_length: 60\n",
            "permalink: /:section/:slug/\n",
            "markdown: {highlight: false}\n",
            "markdown: {smart: true}\n",
            "feeds: {full_text: false, limit: 3}\n",
            "timezone: Asia/Tokyo\n",
            "nav: [{name: About, url: /about/}]\n",
            "archive: false\n",
            "feeds: {formats: [json]}\n",
            "languages: {zh: {title: 測試, nav: [{name: 首頁, url: /zh/}]}}\n",
            "authors: [Ada Lovelace]\n",
            "related: {count: 1}\n",
        ];
        let extra = random.pick(&EXTRA);
        let taxonomies = random.pick(&[
            "companies: {}",
            "companies: {paginate: 1}",
            "companies: {}, series: false",
            "tags: {feed: false}, authors: false",
        ]);
        let title = random.pick(&["Test", "Another Title"]);
        let paginate = 2 + random.below(4);
        self.write(
            "sitegen.yaml",
            &format!(
                "title: {title}\nbase_url: https://example.org/\npaginate: {paginate}\nsections: {{news: {{}}}}\n\
                 taxonomies: {{{taxonomies}}}\n{extra}"
            ),
        );
        format!("edit sitegen.yaml: {title}, {paginate}, {taxonomies}, {extra}")
    }

    /// Says something else of a taxonomy's terms.
    fn edit_about(&mut self, random: &mut Random) -> String {
        let (taxonomy, abouts) = random.pick(&ABOUTS);
        let about = random.pick(abouts);
        self.write(&format!("data/{taxonomy}.yaml"), &format!("none: {{}}\n{about}"));
        format!("say of {taxonomy}: {about}")
    }

    /// Describes a section, in one language or the other, or no longer.
    fn edit_section(&mut self, random: &mut Random) -> String {
        let path =
            *random.pick(&["content/posts/_index.md", "content/news/_index.md", "content/news/_index.zh.md"]);
        if self.root.join(path).exists() && random.chance(40) {
            fs::remove_file(self.root.join(path)).expect("removable");
            return format!("remove {path}");
        }
        let number = random.below(4);
        self.write(
            path,
            &format!("---\ntitle: Section {number}\ndescription: About it\n---\n\nText {number}.\n"),
        );
        format!("write {path}: {number}")
    }

    fn edit_static(&mut self, random: &mut Random) -> String {
        if random.chance(20) {
            let text = format!("<svg xmlns=\"http://www.w3.org/2000/svg\" id=\"n{}\"/>\n", random.below(5));
            self.write("content/posts/pic.svg", &text);
            return "edit a picture beside posts".to_owned();
        }
        if random.chance(70) {
            // Both are asked for by their fingerprints: one by the default theme, one by an override.
            let path = *random.pick(&["static/note.txt", "static/css/main.css"]);
            self.write(path, &format!("/* number {} */\n", random.below(5)));
            return format!("edit {path}");
        }
        let path = self.root.join("static/more.txt");
        if path.exists() {
            fs::remove_file(path).expect("removable");
            "remove a static file".to_owned()
        } else {
            self.write("static/more.txt", "more\n");
            "add a static file".to_owned()
        }
    }

    /// Flips a byte of, cuts short or removes a random file of the cache or the output.
    fn damage(&mut self, folder: &str, random: &mut Random) -> String {
        let files: Vec<String> = super::tree::read(&self.root.join(folder))
            .into_keys()
            .filter(|path| !path.ends_with("manifest.json"))
            .collect();
        if files.is_empty() {
            return format!("nothing to damage in {folder}");
        }
        let path = self.root.join(folder).join(random.pick(&files));
        let mut bytes = fs::read(&path).expect("readable");
        match random.below(6) {
            0..=3 if !bytes.is_empty() => {
                for _ in 0..=random.below(6) {
                    let place = random.below(bytes.len());
                    bytes[place] ^= 1 << random.below(8);
                }
                fs::write(&path, bytes).expect("writable");
            }
            4 => {
                bytes.truncate(random.below(bytes.len() + 1));
                fs::write(&path, bytes).expect("writable");
            }
            _ => fs::remove_file(&path).expect("removable"),
        }
        format!("damage {}", path.display())
    }

    /// Makes the next build fail, in a way that the edit after it mends.
    fn break_something(&mut self, post: usize, random: &mut Random) -> String {
        let post_path = self.root.join(&self.posts[post].path);
        let template = self.root.join("templates/terms.html");
        let (path, text) = match random.below(6) {
            0 => (post_path, "---\ntitle: a: b\n---\n\nx\n".to_owned()),
            1 => (post_path, self.posts[post].text().replace("date: ", "date: 2026-02-30 ")),
            2 => (template, "{{ nothing_here }}".to_owned()),
            3 => (post_path, format!("{}\n{{{{ figure(sr=\"a\") }}}}\n", self.posts[post].text())),
            4 => (post_path, format!("{}\n{{% aside() %}}\n", self.posts[post].text())),
            _ => (template, "{% for %}".to_owned()),
        };
        self.broken = Some((path.clone(), fs::read(&path).ok()));
        fs::create_dir_all(path.parent().expect("a folder")).expect("writable");
        fs::write(&path, text).expect("writable");
        format!("break {}", path.display())
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
