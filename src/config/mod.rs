//! The site's configuration, resolved and immutable.
//!
//! Owns [`Config`]: every setting with its default filled in. `raw` reads `sitegen.yaml` and reports unknown
//! keys; nothing outside this module sees the file. It must not know posts, templates or the disk.

mod check_external;
mod desk;
mod hooks;
mod images;
mod limits;
mod newsroom;
mod publish;
pub mod raw;
pub mod repository;
mod share;
mod strip;
mod theme;

pub use check_external::ExternalOptions;
pub use strip::{MarketsOptions, STRIP_PAGES, WireOptions, WireSource};

pub use crate::rules::CheckLevel;
pub use desk::{AiSettings, ClaimStatus, ClaimWords, Disclosure, Involvement};
pub use hooks::Hooks;
pub use images::ImageOptions;
pub use limits::Limits;
pub use newsroom::{ClockOptions, EditionOptions, Every, Schedule};
pub use publish::{
    CachePolicy, DirTarget, Encoding, GitAuthor, GitTarget, ObjectTarget, PublishTarget, Service, TargetKind,
};
pub use share::{Place, ShareOptions, ShareWay, SignOff, SignOffPart, WrongPlace};
pub use theme::{Density, Face, MastheadPart, Preset, Scheme, TextFace, Theme};

use crate::{
    clock::Zone,
    decode::SourceText,
    diagnostic::Diagnostic,
    paths::{BaseUrl, Slugify},
    value::Value,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A site's settings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a setting of its own")]
pub struct Config {
    /// The site's name.
    pub title: String,
    /// A line under the name.
    pub tagline: String,
    /// A sentence on what the site is about, for feeds and search engines.
    pub description: String,
    /// Where the site is served.
    pub base_url: BaseUrl,
    /// BCP 47 tag of the site's language.
    pub language: String,
    /// The zone in which dates without one are read and all dates are shown.
    pub timezone: Zone,
    /// Year of the first publication; the volume in the masthead counts from it.
    pub first_year: Option<i16>,
    /// Folder of the posts and pages, relative to the project.
    pub content_dir: String,
    /// Pattern of posts' URLs.
    pub permalink: String,
    /// The edition line; none turns it off.
    pub edition: Option<EditionOptions>,
    /// Clocks on the home page.
    pub clocks: Vec<ClockOptions>,
    /// Exchanges whose state the home page shows, by name.
    pub exchanges: Vec<String>,
    /// Settings per section, by name.
    pub sections: BTreeMap<String, Section>,
    /// Posts on one page of a list; 0 puts all on one page.
    pub paginate: usize,
    /// Length to which an automatic summary is cut, in characters.
    pub summary_length: usize,
    /// Reading speed.
    pub words_per_minute: usize,
    /// Authors of posts that name none.
    pub authors: Vec<String>,
    /// The site's menu.
    pub nav: Vec<NavItem>,
    /// Feeds.
    pub feeds: Feeds,
    /// Related posts.
    pub related: RelatedOptions,
    /// Settings of single taxonomies, by name: [`BUILT_IN_TAXONOMIES`] and the site's own.
    pub taxonomies: BTreeMap<String, Taxonomy>,
    /// Whether there are pages for years and months.
    pub archive: bool,
    /// What the site says of itself in its other languages, by BCP 47 tag.
    pub languages: BTreeMap<String, Language>,
    /// How posts' Markdown is read.
    pub markdown: MarkdownOptions,
    /// Which letters slugs keep.
    pub slugify: Slugify,
    /// How images are published.
    pub images: ImageOptions,
    /// Settings of the theme.
    pub theme: Theme,
    /// The wire, if there is one.
    pub wire: Option<WireOptions>,
    /// Markets, if there are any.
    pub markets: Option<MarketsOptions>,
    /// Levels of single rules, by code.
    pub check: BTreeMap<String, CheckLevel>,
    /// What rules are measured by.
    pub check_limits: CheckLimits,
    /// How outside links are checked.
    pub check_external: ExternalOptions,
    /// Its own words for how sure a claim is.
    pub claim_words: ClaimWords,
    /// What it says of the use of AI.
    pub ai: AiSettings,
    /// Whether articles have share cards.
    pub share_cards: bool,
    /// How articles are shared.
    pub share: ShareOptions,
    /// The line at the end of articles.
    pub sign_off: Option<SignOff>,
    /// Whether articles show their permanent IDs.
    pub show_ids: bool,
    /// Whether readers can search the site.
    pub search: bool,
    /// Whether pages are written without white space and comments that nobody sees.
    pub minify: bool,
    /// Where it is published, by the name of the target.
    pub publish: BTreeMap<String, PublishTarget>,
    /// Programs that a build runs when it is done. No part of what it is made of: no digest has them.
    #[serde(skip)]
    pub hooks: Hooks,
    /// How much there may be of something. Nothing that is made shows them: no digest has them.
    #[serde(skip)]
    pub limits: Limits,
    /// The site's own settings, for its templates.
    pub extra: Value,
}

/// Settings of one section.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Section {
    /// Pattern of its posts' URLs, instead of the site's.
    pub permalink: Option<String>,
    /// Template of its posts.
    pub template: Option<String>,
    /// Posts on one page of its list.
    pub paginate: Option<usize>,
}

/// Taxonomies that every site has unless it turns them off; a field of the front matter gives each its terms.
pub const BUILT_IN_TAXONOMIES: [&str; 8] =
    ["tags", "categories", "authors", "series", "stories", "sources", "kinds", "sentiments"];

/// Settings of one taxonomy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taxonomy {
    /// Whether it has pages.
    pub pages: bool,
    /// Posts on one page of a term's list, instead of the site's number.
    pub paginate: Option<usize>,
    /// Whether each term has feeds.
    pub feed: bool,
}

impl Default for Taxonomy {
    fn default() -> Self {
        Self { pages: true, paginate: None, feed: true }
    }
}

/// What the site says of itself in another language; what is left out is as in the site's own.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Language {
    /// How the language calls itself, for the list of languages.
    pub name: Option<String>,
    /// The site's name.
    pub title: Option<String>,
    /// A line under the name.
    pub tagline: Option<String>,
    /// A sentence on what the site is about.
    pub description: Option<String>,
    /// The menu.
    pub nav: Option<Vec<NavItem>>,
    /// The line at the end of articles.
    pub sign_off: Option<SignOff>,
}

/// A form of feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FeedFormat {
    /// RSS 2.0.
    Rss,
    /// Atom, RFC 4287.
    Atom,
    /// JSON Feed 1.1.
    Json,
}

impl FeedFormat {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Rss, Self::Atom, Self::Json];

    /// The name of its file, which is that of its template.
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Rss => "rss.xml",
            Self::Atom => "atom.xml",
            Self::Json => "feed.json",
        }
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Rss => "application/rss+xml",
            Self::Atom => "application/atom+xml",
            Self::Json => "application/feed+json",
        }
    }
}

/// An entry of the menu.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NavItem {
    /// What it says.
    pub name: String,
    /// Where it leads: a path on the site or a whole URL.
    pub url: String,
}

/// Settings of the feeds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feeds {
    /// Whole articles, not only summaries.
    pub full_text: bool,
    /// Newest posts in a feed.
    pub limit: usize,
    /// In which forms there are feeds.
    pub formats: Vec<FeedFormat>,
}

/// Settings of related posts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RelatedOptions {
    /// Posts in the block under an article.
    pub count: usize,
    /// Whether each article has a page of related posts.
    pub page: bool,
    /// Posts on that page.
    pub page_size: usize,
    /// How much each signal counts.
    pub weights: RelatedWeights,
}

/// How much each signal of relatedness counts; all are 0 or more.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RelatedWeights {
    /// Likeness of the texts.
    pub text: f64,
    /// Shared tags, by their rarity.
    pub tags: f64,
    /// Days between two posts after which a score is halved; 0 turns the decay off.
    pub half_life_days: f64,
}

/// How Markdown is read and highlighted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarkdownOptions {
    /// Typographic quotes, dashes and ellipses.
    pub smart: bool,
    /// `$…$` and `$$…$$` as formulas.
    pub math: bool,
    /// Definition lists.
    pub definition_lists: bool,
    /// Links to other sites.
    pub external_links: ExternalLinks,
    /// What becomes of raw HTML.
    pub unsafe_html: RawHtml,
    /// Highlighting of code; none turns it off.
    pub highlight: Option<HighlightOptions>,
}

/// How links to other sites behave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ExternalLinks {
    /// They open in a new tab, and say so.
    pub new_tab: bool,
}

/// What becomes of raw HTML in a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RawHtml {
    /// It passes as it is.
    #[default]
    Allow,
    /// It is shown as text.
    Escape,
    /// Its tags are dropped, its text stays.
    Strip,
}

/// How code blocks look.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct HighlightOptions {
    /// Lines are numbered unless a block says otherwise.
    pub line_numbers: bool,
}

/// What rules are measured by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckLimits {
    /// The largest image that is not told of, in bytes.
    pub image_bytes: u64,
    /// The longer side of the largest image that is not told of, in pixels.
    pub image_pixels: u32,
}

impl Default for CheckLimits {
    fn default() -> Self {
        Self { image_bytes: 2 << 20, image_pixels: 6_000 }
    }
}

/// Reads the bytes of a configuration file; `file` is how to call it.
pub fn parse(bytes: &[u8], file: &str) -> (Config, Vec<Diagnostic>) {
    match SourceText::decode(file, bytes) {
        Ok(text) => raw::parse(text.as_str(), file),
        Err(diagnostic) => (Config::default(), vec![*diagnostic]),
    }
}

impl Config {
    /// The settings of a taxonomy.
    pub fn taxonomy(&self, name: &str) -> Taxonomy {
        // Nobody follows a feed of what is cited from one source, and there are many.
        let default = Taxonomy { feed: name != "sources", ..Taxonomy::default() };
        self.taxonomies.get(name).cloned().unwrap_or(default)
    }

    /// The names of all taxonomies: the built-in ones, then the site's own by name.
    pub fn taxonomy_names(&self) -> Vec<&str> {
        let own = self.taxonomies.keys().map(String::as_str);
        let own = own.filter(|name| !BUILT_IN_TAXONOMIES.contains(name));
        BUILT_IN_TAXONOMIES.into_iter().chain(own).collect()
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            title: String::new(),
            tagline: String::new(),
            description: String::new(),
            base_url: BaseUrl::parse("http://127.0.0.1:1414/").expect("a literal address"),
            language: "en".to_owned(),
            timezone: Zone::utc(),
            first_year: None,
            edition: None,
            clocks: Vec::new(),
            exchanges: Vec::new(),
            content_dir: "content".to_owned(),
            permalink: "/:year/:month/:day/:slug/".to_owned(),
            sections: BTreeMap::new(),
            paginate: 20,
            summary_length: 200,
            words_per_minute: 200,
            authors: Vec::new(),
            nav: Vec::new(),
            feeds: Feeds { full_text: true, limit: 20, formats: FeedFormat::ALL.to_vec() },
            related: RelatedOptions {
                count: 3,
                page: true,
                page_size: 12,
                weights: RelatedWeights { text: 1.0, tags: 0.6, half_life_days: 180.0 },
            },
            taxonomies: BTreeMap::new(),
            archive: true,
            languages: BTreeMap::new(),
            markdown: MarkdownOptions {
                smart: false,
                math: false,
                definition_lists: false,
                external_links: ExternalLinks::default(),
                unsafe_html: RawHtml::Allow,
                highlight: Some(HighlightOptions::default()),
            },
            slugify: Slugify::Unicode,
            images: ImageOptions::default(),
            theme: Theme::default(),
            wire: None,
            check_external: ExternalOptions::default(),
            markets: None,
            check: BTreeMap::new(),
            check_limits: CheckLimits::default(),
            claim_words: ClaimWords::new(),
            ai: AiSettings::default(),
            share_cards: true,
            share: ShareOptions::default(),
            sign_off: None,
            show_ids: false,
            search: false,
            minify: false,
            publish: BTreeMap::new(),
            hooks: Hooks::default(),
            limits: Limits::default(),
            extra: Value::Map(Vec::new()),
        }
    }
}
