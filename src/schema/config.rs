//! `sitegen.yaml`.
//!
//! Owns, for each setting, what it takes and what it means. `crate::config::raw` reads them; the tests hold the two to one list of
//! settings and of words.

mod checks;
mod publish;
mod strips;

use super::{
    pattern,
    shape::{
        about, any_of, boolean, closed, list, named, needed_pattern, needing, pattern, text, texts, whole,
        words,
    },
};
use crate::config::{
    BUILT_IN_TAXONOMIES, ClaimStatus, Density, Face, Involvement, MastheadPart, Place, Preset, Scheme,
    ShareWay, TextFace,
};
use serde_json::{Value, json};

/// A setting: its name, what it means, what it takes.
type Setting = (&'static str, &'static str, Value);

/// The schema of the configuration.
pub(super) fn schema() -> Value {
    let mut settings = the_site();
    settings.extend(files());
    settings.extend(lists());
    settings.extend(texts_of_posts());
    settings.extend(ends());
    settings.extend(strips::settings());
    settings.extend(look());
    settings.extend(checks::settings());
    settings.extend([
        ("publish", "Targets of `sitegen publish` by name.", publish::targets()),
        ("hooks", "Programs that a build runs when it is done.", hooks()),
        ("limits", "How much there may be of something.", limits()),
        ("extra", "Anything: your settings for your templates.", json!({ "type": ["object", "null"] })),
    ]);
    map(settings)
}

/// A map of settings; no other key may stand in it.
fn map(settings: impl IntoIterator<Item = Setting>) -> Value {
    closed(settings.into_iter().map(|(name, said, schema)| (name, about(said, schema))))
}

/// A map of settings of which some must be there.
fn map_needing(settings: impl IntoIterator<Item = Setting>, required: &[&str]) -> Value {
    needing(map(settings), required)
}

/// `true`, `false`, or a map.
fn switch_or(map: Value) -> Value {
    any_of([json!({ "type": "boolean" }), map])
}

/// A number of posts.
fn count() -> Value {
    whole(0, 10_000)
}

fn the_site() -> Vec<Setting> {
    let examples = ["en", "de-CH"];
    let language = json!({ "type": "string", "pattern": pattern::LANGUAGE_VALUE, "examples": examples });
    vec![
        ("title", "The site's name.", text()),
        ("tagline", "A line under the name.", text()),
        ("description", "A sentence for feeds and search engines.", text()),
        (
            "base_url",
            "Where the site is served: an address of http or https, perhaps with a path.",
            pattern(&pattern::base_url(), &["https://example.org/"]),
        ),
        ("language", "BCP 47 tag of the site's language.", any_of([language, json!({ "type": "null" })])),
        (
            "timezone",
            "Dates without a zone are read in it, and all dates are shown in it.",
            any_of([zone(), json!({ "type": "null" })]),
        ),
        ("first_year", "Year of the first publication, from which volumes count.", whole(1, 9999)),
        ("authors", "Authors of posts that name none.", texts()),
        ("nav", "The menu.", nav()),
        ("languages", "What the site calls itself in its other languages, by their tags.", languages()),
    ]
}

/// The name of a time zone.
pub(super) fn zone() -> Value {
    let mut zones: Vec<String> = jiff::tz::db().available().map(|zone| zone.to_string()).collect();
    zones.sort();
    json!({ "enum": zones })
}

fn nav() -> Value {
    let entry = map_needing(
        [
            ("name", "What it says.", told_text()),
            ("url", "A path on the site or a whole URL.", needed_pattern(&pattern::link(), &["/about/"])),
        ],
        &["name", "url"],
    );
    any_of([list(entry), json!({ "type": "null" })])
}

/// Text that must be there, if only as nothing between quotes.
fn told_text() -> Value {
    json!({ "type": ["string", "number", "boolean"] })
}

fn languages() -> Value {
    let language = map([
        ("name", "How the language calls itself in the menu of languages.", text()),
        ("title", "The site's name.", text()),
        ("tagline", "A line under the name.", text()),
        ("description", "A sentence for feeds and search engines.", text()),
        ("nav", "Replaces the whole menu.", nav()),
        ("sign_off", SIGN_OFF, sign_off()),
    ]);
    named(pattern::LANGUAGE_KEY, language)
}

/// What a pattern of URLs may ask for.
const TOKENS: [&str; 11] =
    ["year", "monthname", "month", "day", "yearday", "section", "slug", "title", "id", "filename", "lang"];

fn files() -> Vec<Setting> {
    let permalink =
        || pattern(&pattern::permalink(&TOKENS), &["/:year/:month/:day/:slug/", "/:section/:slug/"]);
    let section = map([
        ("permalink", "Pattern of its posts' URLs.", permalink()),
        ("template", "Template of its posts; one that does not exist is an error.", text()),
        ("paginate", "Posts on one page of its list; 0 puts all on one.", count()),
    ]);
    let sections = json!({ "type": ["object", "null"], "additionalProperties": section });
    vec![
        (
            "content_dir",
            "Folder of posts and pages, relative to the site.",
            pattern(&pattern::folder(), &["content"]),
        ),
        ("permalink", "Pattern of posts' URLs.", permalink()),
        (
            "slugify",
            "Which letters slugs keep: those of every script, others spelled out, or as written.",
            words(["unicode", "ascii", "none"]),
        ),
        ("sections", "Folders below the content folder whose Markdown are posts.", sections),
    ]
}

fn lists() -> Vec<Setting> {
    let feeds = map([
        ("full_text", "`true`: whole articles in feeds; `false`: summaries.", boolean()),
        ("limit", "Newest posts in a feed.", whole(1, 10_000)),
        ("formats", "Which feeds there are; `[]` turns all off.", some_of(&["rss", "atom", "json"])),
    ]);
    let weight = || json!({ "type": ["number", "null"], "minimum": 0 });
    let weights = map([
        ("text", "How much likeness of the texts counts.", weight()),
        ("tags", "How much shared tags count, rare ones more.", weight()),
        (
            "half_life_days",
            "Days between two posts after which a score is halved; 0 turns this off.",
            weight(),
        ),
    ]);
    let related = map([
        ("count", "Posts in the block under an article.", whole(0, 1_000)),
        ("page", "Whether each article has a page of related posts.", boolean()),
        ("page_size", "Posts on that page.", whole(0, 1_000)),
        ("weights", "What ties two posts.", weights),
    ]);
    vec![
        ("paginate", "Posts on one page of a list; 0 puts all on one page.", count()),
        ("summary_length", "Characters of an automatic summary.", whole(1, 10_000)),
        ("words_per_minute", "Reading speed.", whole(1, 10_000)),
        ("feeds", "What feeds hold.", feeds),
        ("related", "Related posts.", related),
        ("taxonomies", "Settings of taxonomies, and taxonomies of your own.", taxonomies()),
        ("archive", "Whether there are pages of years and months at `/archive/`.", boolean()),
        ("search", "Whether readers can search the site.", search()),
    ]
}

/// A program without the search cannot turn it on.
fn search() -> Value {
    if cfg!(feature = "search") { boolean() } else { json!({ "enum": [false, null] }) }
}

/// A list of words, or one of them.
fn some_of(known: &[&str]) -> Value {
    let words = words(known.iter().copied());
    any_of([words.clone(), list(words)])
}

fn taxonomies() -> Value {
    let taxonomy = any_of([
        json!({ "type": "boolean" }),
        map([
            ("paginate", "Posts on one page of a term's list; 0 puts all on one.", count()),
            ("feed", "Whether each term has feeds.", boolean()),
        ]),
    ]);
    let singulars: Vec<String> = BUILT_IN_TAXONOMIES.iter().flat_map(|name| singulars(name)).collect();
    named(&format!("^(?!(?:{})$)[a-z][a-z0-9_-]*$", singulars.join("|")), taxonomy)
}

/// What a taxonomy is not called.
fn singulars(plural: &str) -> Vec<String> {
    let plain = plural.strip_suffix('s').map(str::to_owned);
    let spelled = plural.strip_suffix("ies").map(|stem| format!("{stem}y"));
    plain.into_iter().chain(spelled).collect()
}

fn texts_of_posts() -> Vec<Setting> {
    let lines =
        map([("line_numbers", "Code blocks have numbered lines unless a block says otherwise.", boolean())]);
    let markdown = map([
        ("smart", "Typographic quotes, dashes and ellipses.", boolean()),
        ("math", "`$…$` and `$$…$$` are formulas in TeX and become MathML.", boolean()),
        ("definition_lists", "Definition lists.", boolean()),
        (
            "external_links",
            "Links to other sites.",
            map([("new_tab", "They open in a new tab, and say so to those who do not see it.", boolean())]),
        ),
        (
            "unsafe_html",
            "Raw HTML in posts: passes, is shown as text, or is stripped.",
            words(["allow", "escape", "strip"]),
        ),
        ("highlight", "Whether code is highlighted, or how.", switch_or(lines)),
    ]);
    let status = words(ClaimStatus::WORDS.map(|(word, _)| word));
    let own = json!({ "type": ["object", "null"], "additionalProperties": status });
    let ai = map([
        (
            "involvement",
            "What AI had to do with posts that say nothing.",
            words(Involvement::WORDS.map(|(word, _)| word)),
        ),
        ("tools", "What was used.", texts()),
        ("reviewed_by", "Who read the text before it was published.", texts()),
        ("responsible", "Who answers for it.", texts()),
        ("note", "A sentence more: plain text.", text()),
        (
            "policy",
            "Where the site's rules are to be read: a path on the site or a whole URL.",
            pattern(&pattern::link(), &["/about/ai/"]),
        ),
    ]);
    vec![
        ("markdown", "How the text of posts is read.", markdown),
        (
            "claims",
            "How sure claims are.",
            map([("words", "Your words for it, and the words of the scale that they stand for.", own)]),
        ),
        ("ai", "What holds for posts that say nothing of the use of AI.", ai),
    ]
}

/// What [`sign_off`] means.
const SIGN_OFF: &str =
    "Text at the end of each article, with the places {author}, {date} and {title}; `false` for none.";

fn sign_off() -> Value {
    let places = pattern::places(&Place::WORDS.map(|(word, _)| word));
    any_of([pattern(&places, &["Published on {date} by {author}"]), json!({ "type": ["number", "boolean"] })])
}

fn ends() -> Vec<Setting> {
    let way = super::shape::words_in_any_case(ShareWay::WORDS.map(|(word, _)| word));
    let ways = any_of([way.clone(), list(way)]);
    let instance = "^\\s*(?:https://)?[\\p{Alphabetic}\\p{N}:-][\\p{Alphabetic}\\p{N}:-]*\\.[\\p{Alphabetic}\\p{N}.:-]+/*\\s*$";
    let share = map([
        ("links", "Ways to share, in the order in which they are shown.", ways.clone()),
        (
            "mastodon_instance",
            "The host to which the link for Mastodon leads without scripts.",
            pattern(instance, &["mastodon.social"]),
        ),
    ]);
    vec![
        (
            "share",
            "Links for sharing at the end of an article: `true`, `false`, a list of words, or a map.",
            any_of([json!({ "type": "boolean" }), ways, share]),
        ),
        ("sign_off", SIGN_OFF, sign_off()),
        ("share_cards", "Whether articles have share cards.", boolean()),
        ("minify", "Whether pages are written without comments and needless white space.", boolean()),
        ("show_ids", "Whether articles show their permanent IDs and when they were published.", boolean()),
    ]
}

fn look() -> Vec<Setting> {
    let theme = map([
        (
            "preset",
            "Composition, colours and faces of the default theme.",
            words(Preset::WORDS.map(|(word, _)| word)),
        ),
        (
            "accent",
            "A colour of CSS, in quotes where it begins with `#`.",
            pattern(pattern::COLOUR, &["#1f5f6b", "teal"]),
        ),
        ("headline", "Face of headlines.", words(Face::WORDS.map(|(word, _)| word))),
        ("text", "Face of texts.", words(TextFace::WORDS.map(|(word, _)| word))),
        ("density", "The room between things.", words(Density::WORDS.map(|(word, _)| word))),
        (
            "masthead",
            "What stands in the head of the home page, as far as the site has it.",
            some_of(&MastheadPart::WORDS.map(|(word, _)| word)),
        ),
        ("scheme", "What pages have until the reader chooses.", words(Scheme::WORDS.map(|(word, _)| word))),
        ("switch", "Whether readers can choose.", boolean()),
    ]);
    let quality = map([("webp", "1 to 100.", whole(1, 100)), ("avif", "1 to 100.", whole(1, 100))]);
    let widths = any_of([
        list(json!({ "type": "integer", "minimum": 16, "maximum": 4096 })),
        json!({ "type": "null" }),
    ]);
    let images = map([
        ("widths", "Widths of variants in pixels.", widths),
        ("formats", "Forms of variants.", some_of(&["avif", "webp"])),
        ("quality", "How much of a picture its variants keep.", quality),
        ("keep_location", "Published images still say where they were taken.", boolean()),
    ]);
    vec![
        ("theme", "How the default theme looks.", theme),
        ("images", "Variants of images: `true`, `false` or a map.", switch_or(images)),
        (
            "min_version",
            "The version of the program that the site needs at least.",
            any_of([
                pattern(pattern::VERSION, &[env!("CARGO_PKG_VERSION")]),
                json!({ "type": "number", "minimum": 0 }),
            ]),
        ),
    ]
}

/// Programs, and their time.
fn hooks() -> Value {
    let day = "^\\s*0*(?:1\\s*d|(?:[1-9]|1[0-9]|2[0-4])\\s*h|(?:[1-9][0-9]{0,2}|1[0-3][0-9]{2}|14[0-3][0-9]|1440)\\s*m|\
        (?:[1-9][0-9]{0,3}|[1-7][0-9]{4}|8[0-5][0-9]{3}|86[0-3][0-9]{2}|86400)\\s*s)\\s*$";
    let program = publish::program();
    let programs = any_of([program.clone(), list(program), json!({ "type": "null" })]);
    map([
        (
            "after_build",
            "Run after a build that wrote something: a program and its arguments, or a list of such. No shell reads them.",
            programs,
        ),
        (
            "timeout",
            "How long one may take: a number and `s`, `m`, `h` or `d`.",
            pattern(day, &["60s", "5m"]),
        ),
    ])
}

fn limits() -> Value {
    map([
        ("post_kilobytes", "kB of the largest Markdown file that is read.", whole(1, 65_536)),
        (
            "post_elements",
            "Elements and pieces of text that the Markdown of one file may have.",
            whole(1, 100_000_000),
        ),
        ("page_seconds", "Seconds that one page may take to render.", whole(1, 3_600)),
        ("files", "Files that the project may have.", whole(1, 100_000_000)),
    ])
}

/// A list of entries that are told by name, or nothing.
fn list_or_nothing(entry: Value) -> Value {
    any_of([list(entry), json!({ "type": "null" })])
}
