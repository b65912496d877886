//! Data files: what a site says of its terms, stories, exchanges, and the strips.

use super::{
    SiteNames,
    config::zone,
    pattern::{self, DATES},
    post,
    shape::{
        about, any_of, closed, document, list, needed_pattern, needing, open, pattern, text, texts, told,
        whole,
    },
};
use crate::config::Place;
use serde_json::{Value, json};

/// A data file that the program reads itself; all others are for templates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DataFile {
    /// `data/authors.yaml`
    Authors,
    /// `data/TAXONOMY.yaml` of any other taxonomy.
    Terms,
    /// `data/stories/ID.yaml`
    Stories,
    /// `data/exchanges.yaml`
    Exchanges,
    /// `data/wire.yaml`
    Wire,
    /// `data/markets.yaml`
    Markets,
}

impl DataFile {
    /// All with their names.
    pub const NAMES: [(&str, Self); 6] = [
        ("authors", Self::Authors),
        ("terms", Self::Terms),
        ("stories", Self::Stories),
        ("exchanges", Self::Exchanges),
        ("wire", Self::Wire),
        ("markets", Self::Markets),
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, file)| *file == self).map_or("", |(name, _)| name)
    }

    /// Where such files are, as a pattern of paths below the site's folder.
    pub fn glob(self) -> &'static str {
        match self {
            Self::Authors => "data/authors.{yaml,yml,json}",
            Self::Terms => "data/{tags,categories,series,sources,kinds,sentiments}.{yaml,yml,json}",
            Self::Stories => "data/stories/*.{yaml,yml,json}",
            Self::Exchanges => "data/exchanges.{yaml,yml,json}",
            Self::Wire => "data/wire.{yaml,yml,json}",
            Self::Markets => "data/markets.{yaml,yml,json}",
        }
    }
}

/// The schema of one kind of data file.
pub(super) fn schema(file: DataFile, site: &SiteNames) -> Value {
    let (title, said, schema) = match file {
        DataFile::Authors => {
            ("Authors", "What a site says of its authors, by the slug of each.", terms(&author()))
        }
        DataFile::Terms => {
            ("Terms", "What a site says of the terms of a taxonomy, by the slug of each.", terms(&term()))
        }
        DataFile::Stories => {
            ("A story", "What other outlets say of something, and when it went on.", story(site))
        }
        DataFile::Exchanges => ("Exchanges", "Calendars of exchanges, by the name of each.", exchanges()),
        DataFile::Wire => ("Wire", "Reports of others.", items(report(), [])),
        DataFile::Markets => ("Markets", "Instruments with a price.", markets()),
    };
    document(title, said, schema)
}

/// A map from slugs to what is said of each.
fn terms(term: &Value) -> Value {
    json!({ "type": "object", "additionalProperties": term })
}

/// What any term may have. Other keys are for templates.
const TERM: [(&str, &str); 4] = [
    ("name", "What the term is called, however posts write it."),
    ("description", "Stands below the heading of its page and in its description for search engines."),
    ("icon", "Stands before the name."),
    ("bio", "Stands for the description, where there is none."),
];

fn term() -> Value {
    let texts_of = TERM.map(|(name, said)| (name, about(said, text())));
    let pictures =
        ["picture", "image"].map(|name| (name, about("A path below `static/` or a whole URL.", text())));
    let synonyms = ("synonyms", about("Other names that count as this one.", texts()));
    open(texts_of.into_iter().chain(pictures).chain([synonyms]))
}

fn author() -> Value {
    let link = needing(
        open([
            ("name", about("What the link says.", told())),
            (
                "url",
                about("A path on the site, or an address.", needed_pattern(&pattern::link(), &["/about/"])),
            ),
        ]),
        &["name", "url"],
    );
    let places = pattern::places(&Place::WORDS.map(|(word, _)| word));
    let sign_off = any_of([json!({ "type": "boolean" }), pattern(&places, &["{author}, on {date}"])]);
    let mut author = term();
    let own = [
        ("role", about("What they do.", text())),
        ("links", about("Where else they are.", any_of([list(link), json!({ "type": "null" })]))),
        (
            "sign_off",
            about(
                "Text at the end of their articles, with the places {author}, {date} and {title}.",
                sign_off,
            ),
        ),
    ];
    for (name, schema) in own {
        author["properties"][name] = schema;
    }
    author
}

/// Text that is there, of any scalar.
fn some() -> Value {
    any_of([json!({ "type": ["number", "boolean"] }), json!({ "type": "string", "pattern": "\\S" })])
}

/// A date that is there.
fn some_date() -> Value {
    let date = pattern::date();
    json!({ "type": "string", "pattern": format!("^(?=[^0-9]*[0-9]){}", date.trim_start_matches('^')), "examples": DATES })
}

fn story(site: &SiteNames) -> Value {
    let claim = needing(
        closed([
            ("id", about("Its name, which posts and outlets refer to.", some())),
            ("text", about("What is claimed: plain text.", some())),
        ]),
        &["id", "text"],
    );
    let word = json!({ "allOf": [post::status(site)], "not": { "type": "null" } });
    let stance = needing(
        closed([
            ("status", about("How sure it is, by what the outlet says.", word.clone())),
            ("says", about("What it says instead, or how.", text())),
        ]),
        &["status"],
    );
    let stances = json!({ "type": ["object", "null"], "additionalProperties": any_of([word, stance]) });
    let date = json!({ "type": ["string", "null"], "pattern": pattern::date(), "examples": DATES });
    let coverage = needing(
        closed([
            ("outlet", about("Who.", some())),
            ("url", about("Where it is to be read.", text())),
            ("published", about("When.", date)),
            ("headline", about("Under which title.", text())),
            ("claims", about("What it says of claims, by their IDs.", stances)),
        ]),
        &["outlet"],
    );
    let milestone = needing(
        closed([
            ("date", about("When.", some_date())),
            ("text", about("What: plain text.", some())),
            ("url", about("Where it is to be read.", text())),
        ]),
        &["date", "text"],
    );
    let entries = |entry: Value| any_of([list(entry), json!({ "type": "null" })]);
    let mut story = closed([
        ("title", about("What the story is called.", text())),
        ("name", about("Another spelling of `title`.", text())),
        ("summary", about("What it is about.", text())),
        ("description", about("Another spelling of `summary`.", text())),
        ("synonyms", about("Other names that count as this one.", texts())),
        ("claims", about("What is claimed.", entries(claim))),
        ("coverage", about("What other outlets published.", entries(coverage.clone()))),
        ("outlets", about("Another spelling of `coverage`.", entries(coverage))),
        ("milestones", about("What happened.", entries(milestone))),
    ]);
    story["type"] = json!("object");
    story
}

fn exchanges() -> Value {
    let weekday = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let day = "^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])$";
    let session = needed_pattern(pattern::SESSION, &["09:30-16:00"]);
    let days = |about: Value| {
        let days = json!({ "type": ["object", "null"], "patternProperties": { day: about }, "additionalProperties": false });
        any_of([days, list(json!({ "type": "string", "pattern": day }))])
    };
    let early = json!({ "type": ["object", "null"], "additionalProperties": false,
        "patternProperties": { day: { "type": "string", "pattern": "^(?:[01]?[0-9]|2[0-3]):[0-5][0-9]$" } } });
    let year = closed([
        (
            "announced",
            about(
                "Whether the exchange has published its days; else they are guessed.",
                json!({ "type": "boolean" }),
            ),
        ),
        ("note", about("For those who keep the file.", json!({}))),
        ("holidays", about("Days without trading.", days(json!({})))),
        ("early_closes", about("Days that end early, with the time.", early)),
    ]);
    let years = json!({ "type": "object", "additionalProperties": false,
        "patternProperties": { "^(?:19[0-9]{2}|[2-9][0-9]{3})$": year } });
    let calendar = closed([
        ("name", about("What it is called.", json!({}))),
        ("zone", about("Its time zone.", zone())),
        (
            "sessions",
            about(
                "Hours of trading, the first of the day first.",
                any_of([session.clone(), json!({ "type": "array", "items": session, "minItems": 1 })]),
            ),
        ),
        (
            "weekend",
            about("Days of the week without trading.", list(super::shape::words_in_any_case(weekday))),
        ),
        ("source", about("Where the days are from.", json!({}))),
        ("years", about("Its days, by year.", years)),
    ]);
    json!({ "type": ["object", "null"], "additionalProperties": needing(calendar, &["zone", "sessions", "years"]) })
}

/// A list of entries, or a map with `items` and what else the file says.
fn items<'a>(entry: Value, others: impl IntoIterator<Item = (&'a str, Value)>) -> Value {
    let entries = any_of([list(entry), json!({ "type": "null" })]);
    let items = ("items", about("The entries.", entries.clone()));
    any_of([entries, open(others.into_iter().chain([items]))])
}

fn instant() -> Value {
    pattern(pattern::INSTANT, &["2026-07-05T12:42:00Z"])
}

fn report() -> Value {
    let there = format!("^(?=\\s*\\S){}", pattern::INSTANT.trim_start_matches('^'));
    let some_instant = needed_pattern(&there, &["2026-07-05T12:42:00Z"]);
    needing(
        closed([
            ("id", about("Its name within its source.", text())),
            ("time", about("When it was published, with an offset.", some_instant)),
            ("source", about("Who published it.", some())),
            ("headline", about("What it says.", some())),
            ("url", about("Where it can be read.", address())),
        ]),
        &["time", "source", "headline"],
    )
}

/// An address of `http` or `https`, or nothing.
fn address() -> Value {
    let address = pattern::web_address();
    let address = format!("^(?:{}|\\s*)$", address.trim_start_matches('^').trim_end_matches('$'));
    pattern(&address, &["https://example.org/a"])
}

fn markets() -> Value {
    let decimal = "[-−+]?[0-9]{1,30}(?:\\.[0-9]{1,30})?";
    let change = any_of([
        json!({ "type": "number" }),
        pattern(&format!("^\\s*(?:{decimal}\\s*%*)?\\s*$"), &["-0.40", "1.2%"]),
    ]);
    let price = any_of([json!({ "type": "number" }), json!({ "type": "string", "pattern": "\\S" })]);
    let number = any_of([
        json!({ "type": "number" }),
        json!({ "type": "string", "pattern": format!("^\\s*{decimal}\\s*$") }),
    ]);
    let is_formed = json!({ "anyOf": [
        { "required": ["precision"], "properties": { "precision": { "not": { "type": "null" } } } },
        { "required": ["currency"], "properties": { "currency": some() } },
    ] });
    let mut instrument = needing(
        closed([
            ("symbol", about("Its short name; each is there once.", some())),
            ("label", about("How it is called.", text())),
            ("price", about("A number, or text that is shown as it is.", price)),
            ("precision", about("How many decimals the price has.", whole(0, 12))),
            ("currency", about("A code such as `USD`, or a sign.", text())),
            ("change", about("Percent.", change)),
            ("as_of", about("When the price was right, with an offset.", instant())),
            ("source", about("Who says so.", text())),
            ("url", about("Where it can be followed.", address())),
        ]),
        &["symbol", "price"],
    );
    instrument["if"] = is_formed;
    instrument["then"] = json!({ "properties": { "price": number } });
    let others = [
        ("as_of", about("When the prices were right.", instant())),
        ("source", about("Who says so.", text())),
    ];
    items(instrument, others)
}
