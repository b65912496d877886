//! A random post: its front matter, its body, and what the data files say of its terms.

use super::random::Random;
use jiff::{SignedDuration, Timestamp};
use std::fmt::Write as _;

pub const WORDS: [&str; 40] = [
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
pub const TAGS: [&str; 8] = ["AI", "ai", "Open Source", "Rust", "日本", "C#", "policy", "chips"];

/// Categories, authors, companies.
pub const TERMS: [[&str; 3]; 3] =
    [["Desk", "desk", "Industry"], ["Ada Lovelace", "ada", "Bob"], ["Acme", "Globex", "acme corp"]];

/// Terms of the data files, and what they may say of one.
pub const ABOUTS: [(&str, [&str; 3]); 4] = [
    ("tags", ["", "policy: {description: Rules}\n", "policy: {name: Policy, synonyms: [chips]}\n"]),
    (
        "authors",
        [
            "",
            "ada: {name: Ada Lovelace, sign_off: \"Ada, {date}\"}\n",
            "ada: {name: Ada Lovelace, bio: Counts., picture: /a.svg}\n",
        ],
    ),
    ("categories", ["", "desk: {name: The desk, icon: D}\n", "desk: {synonyms: Industry}\n"]),
    ("companies", ["", "acme: {synonyms: [acme corp]}\n", "globex: {description: Sells things}\n"]),
];

pub fn series(random: &mut Random) -> Option<(&'static str, Option<usize>)> {
    random.chance(35).then(|| (*random.pick(&["One", "Two"]), random.chance(40).then(|| random.below(5))))
}

/// What data files say of the story of some posts.
pub const STORIES: [&str; 4] = [
    "title: The story\nsummary: What went on.\n",
    "title: The story\nclaims: [{id: c1, text: It is so.}]\ncoverage: [{outlet: Wire, published: 2026-03-09, claims: {c1: reported}}]\n",
    "coverage: [{outlet: Wire, headline: It is not, claims: {c1: {status: false, says: No.}}}, {outlet: Desk, claims: {c1: disputed}}]\n",
    "title: The story\nmilestones: [{date: 2026-03-12, text: It began., url: /about/}]\n",
];

/// Markdown files that describe the same story, or another that no post tells.
pub const STORY_PAGES: [(&str, &str); 4] = [
    ("two", "---\ntitle: Another\n---\n\nNothing is known of it. See [the first](/stories/one/).\n"),
    (
        "one",
        "---\ntitle: The page of it\nsummary: In short.\nmilestones: [{date: 2026-03-12, text: It began.}]\n---\n\nAt length.\n",
    ),
    (
        "one",
        "---\ntitle: The page of it\nclaims: [{id: c1, text: It was so.}]\noutlets: [{outlet: Wire, claims: {c1: false}}]\n---\n\n## More\n",
    ),
    ("one.zh", "---\ntitle: 同一件事\n---\n\n正文。\n"),
];

/// What posts say of themselves and of their own ground, by field.
const GROUND: [&[&str]; 10] = [
    &[
        "claims: [{id: c1, text: It is so., status: reported, sources: [Wire]}]",
        "claims: [{id: c1, text: It is so., status: false, attributed_to: Ada}, {text: It is not., status: disputed}]",
        "claims: [{id: c1, text: It may be., status: confirmed, as_of: 2026-03-02}]",
    ],
    &[
        "sources: [Wire, {name: Desk, url: \"https://example.com/\", kind: company}]",
        "sources: [{name: wire, date: 2026-03-01, via: Desk}]",
    ],
    &[
        "updates: [{date: 2026-03-20, kind: correction, text: Ten and not nine.}]",
        "updates: [{date: 2026-03-20, text: More.}, {date: 2026-04-02, kind: correction, text: Not so.}]",
        "updates: [{date: 2026-04-09, kind: retraction, text: None of it.}]",
    ],
    &["sign_off: false", "sign_off: \"{title} was by {author}\""],
    &["featured: true"],
    &["image: /images/a.png", "image: {src: /images/b.jpg, alt: B, focus: top left}", "image: pic.png"],
    &["ai: assisted", "ai: {involvement: generated, reviewed_by: Ada, note: At night.}"],
    &[
        "sentiment: bullish",
        "sentiment: {label: Bearish, score: -0.4, horizon: a week, rationale: It falls.}",
    ],
    &["kind: Opinion", "kind: digest", "kind: explainer", "kind: reel", "kind: live & late"],
    &[
        "video: https://youtu.be/aB-1_c",
        "video: {src: /clip.mp4, duration: 95, transcript: \"**Hear** [that](/about/).\"}",
        "video: {src: /clip.mp4, poster: /a.svg, duration: \"1:36\", captions: [{src: /clip.vtt, lang: zh}], credit: Ada}",
    ],
];

/// Some of what a post may say of its own ground.
pub fn ground(random: &mut Random) -> Vec<&'static str> {
    let mut said = Vec::new();
    for lines in GROUND {
        if random.chance(25) {
            said.push(*random.pick(lines));
        }
    }
    said
}

#[derive(Clone)]
pub struct Draft {
    pub path: String,
    pub title: String,
    pub day: usize,
    pub tags: Vec<&'static str>,
    pub hidden: bool,
    pub related: Vec<String>,
    pub story: bool,
    pub expires: Option<usize>,
    /// Terms in the other taxonomies: `categories`, `authors`, `companies`.
    pub terms: [Vec<&'static str>; 3],
    /// Series, and place in it where it is set by hand.
    pub series: Option<(&'static str, Option<usize>)>,
    /// The end of an earlier address; it stays when the file is renamed.
    pub alias: Option<String>,
    /// Whether there is the same post in Chinese.
    pub translated: bool,
    /// Claims, sources, updates: what the post says of its own ground.
    pub ground: Vec<&'static str>,
    /// Files of other posts that the body links to.
    pub links: Vec<String>,
    pub paragraphs: Vec<String>,
}

impl Draft {
    pub fn slug(&self) -> String {
        let name = self.path.rsplit('/').next().expect("a name");
        name.trim_end_matches(".md").to_owned()
    }

    pub fn text(&self) -> String {
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
        for line in &self.ground {
            let _ = writeln!(text, "{line}");
        }
        if let Some(alias) = &self.alias {
            let _ = writeln!(text, "aliases: [/old/{alias}/]");
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
        let claim = self.ground.iter().any(|line| line.contains("id: c1"));
        let claim = if claim { "It says so: {{ claim(id=\"c1\") }}\n" } else { "" };
        format!("{text}---\n\n{}\n\n{claim}\n{}\n", self.paragraphs.join("\n\n"), links.join("\n"))
    }

    /// Where the Chinese of it is.
    pub fn translation(&self) -> String {
        self.path.replace(".md", ".zh.md")
    }

    pub fn translated_text(&self) -> String {
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
pub fn day(number: usize) -> String {
    let start: Timestamp = "2026-03-01T08:00:00Z".parse().expect("valid");
    let days = SignedDuration::from_hours(24 * i64::try_from(number).expect("small"));
    (start + days).strftime("%Y-%m-%d %H:%M").to_string()
}

pub fn sentence(random: &mut Random) -> String {
    let words: Vec<&str> = (0..5 + random.below(9)).map(|_| *random.pick(&WORDS)).collect();
    format!("The {}.", words.join(" "))
}

pub fn paragraphs(random: &mut Random) -> Vec<String> {
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
    if random.chance(30) {
        let shown = [
            "![a](/images/a.png)",
            "![b](/images/b.jpg \"B\")",
            "![c](pic.png)",
            "<img alt=\"\" src=\"/images/a.png\">",
        ];
        made.push((*random.pick(&shown)).to_owned());
    }
    made
}

/// A call of a shortcode: of the theme's, or of the site's own, which comes and goes.
pub fn call(random: &mut Random) -> String {
    let (word, text) = (random.pick(&WORDS), sentence(random));
    match random.below(7) {
        0 => {
            format!("{{% aside(title=\"{word}\") %}}\n{text}\n\n{{{{ note(text=\"{word}\") }}}}\n{{% end %}}")
        }
        1 => format!("{{{{ figure(src=\"pic.svg\", alt=\"{word}\") }}}}"),
        5 => format!("{{{{ figure(src=\"/images/b.jpg\", alt=\"{word}\") }}}}"),
        2 => format!("{{% note() %}}\n{text}\n{{% end %}}"),
        3 => format!("A {word} `{{{{ note(x=1) }}}}` and {{{{ note(text='{text}') }}}}, then."),
        4 => format!("{{% details(summary='{text}') %}}\n- {word}\n{{% end %}}"),
        _ => format!("{{{{ youtube(id=\"{word}\", title=\"{text}\") }}}}"),
    }
}
