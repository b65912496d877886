//! Fields in which a post says what it stands on, and its video.

use super::{Field, each};
use crate::{
    config::{ClaimStatus, Involvement},
    post::meta::{SourceRefKind, UpdateKind},
    schema::{
        SiteNames, pattern,
        shape::{
            about, any_of, defined, in_any_case, list, needing, open, text, texts, told, whole, with, words,
            words_in_any_case,
        },
    },
};
use serde_json::{Value, json};

/// `sources`, `claims`, `updates`, `sentiment` and `ai`.
pub(super) fn fields(site: &SiteNames) -> Vec<Field> {
    let map = json!({ "type": "object" });
    let is_update = any_of([map.clone(), json!({ "type": "array", "contains": map })]);
    let no_update = any_of([
        json!({ "type": ["string", "number", "boolean"] }),
        json!({ "type": "array", "minItems": 1, "items": { "not": { "type": ["object", "null"] } } }),
    ]);
    vec![
        Field::new(
            &["sources"],
            "What the post draws on: names, or maps with `name` or `url`.",
            each(&any_of([text(), source()])),
        ),
        Field::new(
            &["claims"],
            "What is said in the post, how sure it is, and who says it: texts, or maps with `text`.",
            each(&any_of([text(), claim(site)])),
        ),
        Field::new(
            &["updates", "corrections"],
            "Changes that readers are told of: maps with `date`, `kind` and `text`.",
            any_of([
                json!({ "type": "null" }),
                update(),
                list(any_of([json!({ "type": "null" }), update()])),
            ]),
        )
        .other(no_update, is_update),
        Field::new(
            &["sentiment"],
            "A label such as `bullish`, or a map with `label`, `score`, `horizon` and `rationale`.",
            any_of([text(), sentiment()]),
        ),
        Field::new(
            &["ai"],
            "What AI had to do with the text: a word, or a map with `involvement`.",
            any_of([json!({ "type": "boolean" }), involvement(), disclosure()]),
        ),
    ]
}

/// Text that may be left out, and is nothing else.
fn said(text: &str) -> Value {
    about(text, json!({ "type": ["string", "number", "null"] }))
}

fn source() -> Value {
    let source = open([
        ("name", said("Who says it; `url` stands in for it.")),
        ("title", said("Another spelling of `name`.")),
        ("url", said("Where it is to be read.")),
        ("link", said("Another spelling of `url`.")),
        ("kind", about("What it is.", words_in_any_case(SourceRefKind::WORDS.map(|(word, _)| word)))),
        ("date", said("When it was said; shown as written.")),
        ("accessed", said("When it was read; shown as written.")),
        ("archived", said("Where a copy is kept: a whole URL.")),
        ("via", said("Through whom it came.")),
    ]);
    with(source, "anyOf", json!(["name", "title", "url", "link"].map(has)))
}

/// Whether a text is there under a name.
fn has(name: &str) -> Value {
    needing(open([(name, told())]), &[name])
}

fn claim(site: &SiteNames) -> Value {
    let id = json!({ "type": ["string", "integer", "boolean", "null"], "pattern": pattern::CLAIM_ID,
        "examples": ["staff-memo"] });
    let claim = open([
        ("id", about("Its name in the text and in the story: letters, digits, `-` and `_`.", id)),
        ("text", said("What is claimed: plain text.")),
        ("status", about("How sure it is.", status(site))),
        ("attributed_to", about("Who makes it.", texts())),
        ("sources", about("Sources of this post that it rests on: names, addresses or numbers.", texts())),
        ("source", about("Another spelling of `sources`.", texts())),
        ("as_of", about("When that was so.", defined("date"))),
        ("supersedes", said("The claim in whose place it stands, by ID.")),
    ]);
    with(claim, "allOf", json!([has("text")]))
}

/// A word of the scale in any case, or one of the site's.
pub(in crate::schema) fn status(site: &SiteNames) -> Value {
    let scale = ClaimStatus::WORDS.map(|(word, _)| word);
    let own: Vec<&str> = site.claim_words.iter().map(String::as_str).collect();
    let all: Vec<&str> = scale.into_iter().chain(own).collect();
    let forms: Vec<String> = all.iter().map(|word| in_any_case(word)).collect();
    // `false` is a word of the scale, and YAML's for something else.
    any_of([
        words(all),
        json!({ "const": false }),
        json!({ "type": "string", "pattern": format!("^\\s*(?:{})?\\s*$", forms.join("|")) }),
    ])
}

fn update() -> Value {
    let kind = words_in_any_case(UpdateKind::WORDS.map(|(word, _)| word));
    let date = about("When.", defined("date"));
    let update = open([
        ("date", with(date, "type", json!("string"))),
        ("kind", about("Of what kind; an `update` where nothing is said.", kind.clone())),
        ("type", about("Another spelling of `kind`.", kind)),
        ("text", said("What was changed.")),
        ("note", said("Another spelling of `text`.")),
        ("description", said("Another spelling of `text`.")),
    ]);
    let texts = any_of(["text", "note", "description"].map(has));
    let date = needing(open([("date", json!({ "type": "string", "pattern": "\\S" }))]), &["date"]);
    with(update, "allOf", json!([date, texts]))
}

fn sentiment() -> Value {
    let score = any_of([
        json!({ "type": "number" }),
        json!({ "type": ["string", "null"], "pattern": pattern::NUMBER, "examples": ["0.4"] }),
    ]);
    let sentiment = open([
        ("label", said("`bullish`, `bearish`, `neutral`, or a word of your own.")),
        ("score", about("How strong it is, on your own scale: a number.", score)),
        ("horizon", said("For how long it is meant, such as `a week`.")),
        ("rationale", said("The reasoning: plain text.")),
        ("reason", said("Another spelling of `rationale`.")),
    ]);
    with(sentiment, "allOf", json!([has("label")]))
}

fn involvement() -> Value {
    words_in_any_case(Involvement::WORDS.map(|(word, _)| word))
}

fn disclosure() -> Value {
    let needed = with(involvement(), "not", json!({ "type": "null" }));
    let disclosure = open([
        ("involvement", about("What AI had to do with the text.", needed)),
        ("tools", about("What was used.", texts())),
        ("reviewed_by", about("Who read the text before it was published.", texts())),
        ("responsible", about("Who answers for it.", texts())),
        ("note", said("A sentence more: plain text.")),
    ]);
    needing(disclosure, &["involvement"])
}

/// A video; what has no `src` is a key of the site's own.
pub(super) fn video() -> Value {
    let path = json!({ "type": "string", "pattern": "\\S" });
    let language =
        json!({ "type": ["string", "number", "null"], "pattern": pattern::LANGUAGE, "examples": ["en"] });
    let file = needing(
        open([
            ("src", about("The file, in `WebVTT`.", path.clone())),
            ("lang", about("BCP 47 tag; the post's language where there is none.", language)),
            ("label", said("What the player calls it.")),
        ]),
        &["src"],
    );
    let nothing = json!({ "type": "null" });
    let captions =
        any_of([path.clone(), file.clone(), nothing.clone(), list(any_of([path.clone(), file, nothing]))]);
    let duration = any_of([
        json!({ "type": ["integer", "null"], "minimum": 1, "maximum": 86_400 }),
        json!({ "type": "string", "pattern": pattern::duration(), "examples": ["95", "1:35", "1:02:05", "PT1M35S"] }),
    ]);
    let map = open([
        ("src", about("Where it is: a path or a URL.", json!({}))),
        ("poster", said("The picture before it plays; else the post's `image`.")),
        ("title", said("Its own title, where that is not the post's.")),
        ("description", said("What is to be seen, where that is not the post's standfirst.")),
        ("caption", said("Line under it.")),
        ("credit", said("Who made it.")),
        ("duration", about("Seconds, or text such as `1:35` or `PT1M35S`.", duration)),
        ("width", about("Pixels.", whole(1, 65_535))),
        ("height", about("Pixels.", whole(1, 65_535))),
        (
            "captions",
            about(
                "Files of captions, the first being shown: paths, or maps with `src`, `lang` and `label`.",
                captions,
            ),
        ),
        ("transcript", said("What is said in it: Markdown.")),
    ]);
    json!({ "if": needing(open([("src", path)]), &["src"]), "then": map })
}
