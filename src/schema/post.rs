//! The front matter of a post.
//!
//! Owns, for each field, its spellings, what it takes and what it means. `crate::post::front_matter` reads them; the tests hold the
//! two to one list of names, and to one judgement of thousands of values. What a file cannot say by itself stays open: whether a
//! `related` post is there, or whether two posts have one address.

mod ground;

pub(super) use ground::status;

use super::{
    SiteNames,
    pattern::{self, DATES, PATHS},
    shape::{
        about, any_of, boolean, closed, defined, list, needing, not, offered, one_or_more, open, properties,
        text, texts, told, with, words_in_any_case,
    },
};
use crate::{
    config::Place,
    post::{front_matter::IMAGE_NAMES, meta::KINDS},
    rules::{self, CheckLevel},
};
use serde_json::{Map, Value, json};

/// A field of the front matter.
struct Field {
    /// Its own name, then its other spellings.
    names: &'static [&'static str],
    /// What it means, for editors.
    about: &'static str,
    /// What it takes.
    shape: Value,
    /// What is another field under another spelling.
    otherwise: Value,
    /// What is this field under any spelling, so that two of them may disagree.
    says: Value,
}

impl Field {
    /// A field of one name.
    fn new(name: &'static [&'static str], about: &'static str, shape: Value) -> Self {
        Self { names: name, about, shape, otherwise: json!(false), says: told() }
    }

    /// With what counts as another field under another spelling, and what as this one.
    fn other(self, otherwise: Value, says: Value) -> Self {
        Self { otherwise, says, ..self }
    }

    /// Text: whatever else stands under another spelling is another field.
    fn text(names: &'static [&'static str], about: &'static str) -> Self {
        Self::new(names, about, text()).other(json!({}), told())
    }

    fn date(names: &'static [&'static str], about: &'static str) -> Self {
        let otherwise = any_of([
            json!({ "type": ["boolean", "object", "array"] }),
            json!({ "type": "number", "exclusiveMaximum": 0 }),
            json!({ "type": "string", "pattern": pattern::NO_DATE }),
        ]);
        Self::new(names, about, defined("date"))
            .other(otherwise, json!({ "type": "string", "pattern": "^\\s*[0-9]" }))
    }

    fn list(names: &'static [&'static str], about: &'static str) -> Self {
        Self::new(names, about, texts()).other(json!({}), one_or_more_told())
    }
}

/// A text that is there, or a list with one.
fn one_or_more_told() -> Value {
    any_of([told(), json!({ "type": "array", "contains": told() })])
}

/// The schema of a front matter; with `site`, of one of that site.
pub(super) fn schema(site: &SiteNames) -> Value {
    let fields = fields(site);
    let mut known = Map::new();
    for field in &fields {
        for (nth, name) in field.names.iter().enumerate() {
            known.insert((*name).to_owned(), property(field, nth));
        }
    }
    known.extend(others(site));
    let mut schema = json!({
        "type": ["object", "null"],
        "properties": known,
        "additionalProperties": true,
        "$defs": {
            "date": { "type": ["string", "null"], "pattern": pattern::date(), "examples": DATES },
            "path": any_of([
                json!({ "type": ["string", "null"], "pattern": pattern::path(), "examples": PATHS }),
                json!({ "type": ["number", "boolean"] }),
            ]),
        },
    });
    let rules: Vec<Value> = fields.iter().flat_map(agreements).chain([draft_agreement()]).collect();
    schema["allOf"] = json!(rules);
    schema
}

/// A field under its own name or, `nth` being more than 0, under another.
fn property(field: &Field, nth: usize) -> Value {
    if nth == 0 {
        return about(field.about, field.shape.clone());
    }
    let said = format!("Another spelling of `{}`. {}", field.names[0], field.about);
    let shape = match &field.otherwise {
        Value::Object(all) if all.is_empty() => json!({}),
        Value::Bool(false) => field.shape.clone(),
        other => any_of([field.shape.clone(), other.clone()]),
    };
    about(&said, shape)
}

/// For each two spellings of a field: if the second is there, the first is not.
fn agreements(field: &Field) -> Vec<Value> {
    let says = |nth: usize, name: &str| {
        let bare = if nth == 0 { json!({ "type": "boolean" }) } else { json!(false) };
        (name.to_owned(), any_of([field.says.clone(), bare]))
    };
    let pairs = (1..field.names.len()).flat_map(|second| (0..second).map(move |first| (first, second)));
    let rule = |(first, second): (usize, usize)| {
        let (one, says_one) = says(first, field.names[first]);
        let (other, says_other) = says(second, field.names[second]);
        let message = format!("`{one}` and `{other}` mean the same: keep one of them");
        json!({
            "if": { "required": [other], "properties": properties([(other.as_str(), says_other)]) },
            "then": { "properties": properties([(one.as_str(), with(not(&says_one), "errorMessage", json!(message)))]) },
        })
    };
    pairs.map(rule).collect()
}

/// What calls a post a draft, and what denies it, must not both be there.
fn draft_agreement() -> Value {
    let is =
        |name: &str, value: Value| json!({ "required": [name], "properties": properties([(name, value)]) });
    let bare = |name: &str, value: bool| is(name, json!({ "const": value }));
    let status = json!({ "type": "string", "pattern": format!("^{}$", super::shape::in_any_case("draft")) });
    let drafts =
        any_of([bare("draft", true), bare("is_draft", true), bare("published", false), is("status", status)]);
    let public = any_of([bare("draft", false), bare("is_draft", false), bare("published", true)]);
    let message = "`draft`, `is_draft`, `published` and `status` disagree: keep one of them";
    json!({ "not": { "allOf": [drafts, public] }, "errorMessage": message })
}

/// Every field that is read by a name and its other spellings.
fn fields(site: &SiteNames) -> Vec<Field> {
    let mut fields = heads(site);
    fields.extend(dates());
    fields.extend(lists(site));
    fields.extend(addresses(site));
    fields.extend(ground::fields(site));
    fields
}

fn heads(site: &SiteNames) -> Vec<Field> {
    let places = pattern::places(&Place::WORDS.map(|(word, _)| word));
    let sign_off = any_of([
        json!({ "type": ["string", "null"], "pattern": places, "examples": ["By {author}, {date}"] }),
        json!({ "type": ["number", "boolean"] }),
    ]);
    let language = json!({ "type": ["string", "null"], "pattern": pattern::LANGUAGE,
        "examples": if site.languages.is_empty() { vec!["en".to_owned(), "pt-BR".to_owned()] } else { site.languages.clone() } });
    vec![
        Field::text(
            &["title"],
            "The title. Without one, the first heading of the text, else the file's name.",
        ),
        Field::new(
            &["kind"],
            "What kind of post it is. A word of your own is shown as you write it.",
            any_of([json!({ "enum": KINDS }), text()]),
        ),
        Field::text(&["description", "dek", "subtitle"], "Plain text: the standfirst."),
        Field::text(
            &["summary", "excerpt"],
            "Plain text for lists; else what is above `<!-- more -->`, else the beginning.",
        ),
        Field::text(&["dateline"], "The place that the post was filed from, shown before the date."),
        Field::text(&["desk_note"], "Markdown: a note from the desk."),
        Field::new(&["featured"], "Whether it stands before the others on the home page.", boolean()),
        Field::new(&["lang"], "BCP 47 tag of the text, where it is not that of the site.", language),
        Field::text(
            &["translation_key"],
            "What translations of one post share, where their file names do not.",
        ),
        Field::new(
            &["sign_off"],
            "Text at the end of the article, with the places {author}, {date} and {title}; `false` for none.",
            sign_off,
        ),
        Field::new(
            &["visibility"],
            "`public`; `unlisted`: has its page, is in no list, feed, sitemap or search; `private`: is not built.",
            words_in_any_case(["public", "unlisted", "private"]),
        ),
        Field::new(
            &["weight"],
            "Whole number: place in its series, and among the pages of a section; the smallest comes first.",
            json!({ "type": ["integer", "null"], "minimum": i64::MIN, "maximum": i64::MAX }),
        ),
    ]
}

fn dates() -> [Field; 4] {
    [
        Field::date(
            &["date", "published_date", "pubDate", "created"],
            "When it is dated: `2026-07-05`, perhaps with a time and a zone. Without one, the file's name says it.",
        ),
        Field::date(
            &["publish_date", "publishDate", "pubdate"],
            "From when the post is public, if that is not its `date`.",
        ),
        Field::date(
            &["updated", "lastmod", "modified", "last_modified_at"],
            "When it was last changed for readers.",
        ),
        Field::date(&["expires", "expiryDate", "unpublishdate"], "From when the post is no longer public."),
    ]
}

fn lists(site: &SiteNames) -> Vec<Field> {
    let named = needing(
        open([
            ("name", about("The name.", told())),
            ("url", about("Where the name leads, if the author has no page.", json!({}))),
            ("link", about("Another spelling of `url`.", json!({}))),
            ("homepage", about("Another spelling of `url`.", json!({}))),
            ("website", about("Another spelling of `url`.", json!({}))),
        ]),
        &["name"],
    );
    let name = offered(&site.authors, text());
    let authors = any_of([name.clone(), named.clone(), list(any_of([name, named.clone()]))]);
    let says_authors =
        any_of([told(), named.clone(), json!({ "type": "array", "contains": any_of([told(), named]) })]);
    let one = |known: &[String]| {
        let text = offered(known, text());
        any_of([text.clone(), with(list(text), "maxItems", json!(1))])
    };
    vec![
        Field::list(&["tags"], "List of tags."),
        Field::list(&["categories", "category"], "List of categories."),
        Field::new(
            &["authors", "author"],
            "Names, or maps with `name` and `url`. Without any, the site's `authors`.",
            authors,
        )
        .other(json!({}), says_authors),
        Field::new(&["series"], "The series that it is a part of.", one(&[])),
        Field::new(&["story"], "The story that it tells.", one(&site.stories)),
        Field::list(
            &["related"],
            "Posts picked by hand: slugs, IDs, URLs or `@/posts/….md`. One that is not there is an error.",
        ),
    ]
}

fn addresses(site: &SiteNames) -> Vec<Field> {
    let switch = json!({ "type": ["boolean", "object", "array"] });
    let slug = any_of([
        json!({ "type": ["string", "null"], "pattern": pattern::slug(), "examples": ["my-post"] }),
        json!({ "type": ["number", "boolean"] }),
    ]);
    let paths = any_of([
        json!({ "type": ["string", "null"], "pattern": pattern::paths(), "examples": PATHS }),
        json!({ "type": ["number", "boolean"] }),
        list(defined("path")),
    ]);
    let no_paths = any_of([
        json!({ "type": ["boolean", "object"] }),
        json!({ "type": "array", "contains": { "type": ["object", "array"] } }),
    ]);
    let template = match site.templates.as_slice() {
        [] => text(),
        names => {
            any_of([json!({ "enum": names }), json!({ "type": ["string", "null"], "pattern": "^\\s*$" })])
        }
    };
    vec![
        Field::new(
            &["slug"],
            "Last part of the URL; else the file's name less its date, or the name of its folder.",
            slug,
        ),
        Field::text(&["id", "guid"], "Permanent ID, used in feeds. Each is there once on a site."),
        Field::new(
            &["url", "permalink", "path"],
            "The whole path, in place of the site's pattern.",
            defined("path"),
        )
        .other(switch, told()),
        Field::new(&["aliases", "redirect_from"], "Old paths, which lead to this one.", paths)
            .other(no_paths, one_or_more_told()),
        Field::new(&["template"], "A template; one that does not exist is an error.", template),
    ]
}

/// Keys that are read otherwise than by a name and its spellings.
/// `check`: levels of rules for this post, each with a reason; what is no map is a field of the site's own.
fn allowances() -> Value {
    let words = CheckLevel::WORDS.map(|(word, _)| word);
    let reason =
        json!({ "type": ["string", "number", "boolean"], "pattern": "\\S", "not": { "enum": words } });
    let level = about("How grave it is taken; `allow` unless set.", json!({ "enum": words }));
    let both = needing(closed([("level", level), ("reason", about("Why.", reason.clone()))]), &["reason"]);
    let one =
        |code| (code, about(rules::title(code).unwrap_or_default(), any_of([reason.clone(), both.clone()])));
    let rules = with(closed(rules::settable().map(one)), "type", json!("object"));
    let said = "Rules of `sitegen check` that this post may break, each with the reason.";
    about(said, json!({ "if": { "type": "object" }, "then": rules }))
}

fn others(site: &SiteNames) -> Map<String, Value> {
    let details = [
        ("src", "Where it is: a path or a URL."),
        ("url", "Another spelling of `src`."),
        ("path", "Another spelling of `src`."),
        ("alt", "Text for those who do not see it."),
        ("caption", "Line under it."),
        ("credit", "Who made it."),
        ("focus", "What stays in sight where it is cropped: `30% 20%`, or words such as `top left`."),
    ];
    let image = open(details.map(|(name, said)| (name, about(said, json!({})))));
    let image = any_of([json!({ "type": "string" }), image.clone(), list(image), json!({})]);
    let said = "The picture: a path, a URL, or a map with `src`, `alt`, `caption`, `credit` and `focus`.";
    let mut others = Map::new();
    others.insert("check".to_owned(), allowances());
    for name in IMAGE_NAMES {
        others.insert(name.to_owned(), about(said, image.clone()));
    }
    let draft = |said: &str| about(said, boolean());
    let free = |said: &str| about(said, json!({}));
    let named = [
        ("draft", draft("Whether it is a draft, which is not published.")),
        ("is_draft", draft("Another spelling of `draft`.")),
        ("published", draft("`false` is `draft: true`.")),
        ("status", free("`draft` is `draft: true`; anything else is kept in `extra`.")),
        (
            "layout",
            free("A template, in the word of other generators; one that does not exist is a warning."),
        ),
        (
            "video",
            about("The video that it begins with: a path, a URL, or a map with `src`.", ground::video()),
        ),
        ("extra", about("Anything, for templates.", json!({ "type": ["object", "null"] }))),
        ("params", free("Another spelling of `extra`, where it is a map.")),
    ];
    others.extend(named.map(|(name, schema)| (name.to_owned(), schema)));
    for name in &site.taxonomies {
        let said = format!("Terms of the taxonomy `{name}`: a list, or texts with commas between them.");
        others.insert(name.clone(), about(&said, any_of([texts(), json!({})])));
    }
    others
}

/// The names of all fields that stand under a name and its other spellings, for the tests.
#[cfg(test)]
pub(super) fn spellings() -> Vec<String> {
    fields(&SiteNames::default()).iter().map(|field| field.names.join("|")).collect()
}

/// A shape, or a list of it.
fn each(entry: &Value) -> Value {
    one_or_more(entry)
}
