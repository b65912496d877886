//! The lines of `--message-format json`.
//!
//! Objects may get keys, and there may be lines of other types in later versions: a program passes over what it does not know.

mod made;

use super::shape::{about, any_of, open, with};
use crate::rules;
use serde_json::{Value, json};

/// The schema of one line.
pub(super) fn schema() -> Value {
    let lines = [
        diagnostic(),
        build(),
        wire(),
        published(),
        rolled_back(),
        stopped(),
        stale(),
        page(),
        put(),
        delete(),
        ready(),
        change(),
    ];
    let mut schema = any_of(lines.into_iter().chain(made::lines()));
    schema["$defs"] = json!({ "number": { "type": "integer", "minimum": 0 } });
    schema
}

/// A line of a type, with all its keys.
fn line<'a>(kind: &str, said: &str, keys: impl IntoIterator<Item = (&'a str, Value)>) -> Value {
    let keys: Vec<(&str, Value)> = [("type", json!({ "const": kind }))].into_iter().chain(keys).collect();
    let names: Vec<&str> = keys.iter().map(|(name, _)| *name).collect();
    let required = json!(names);
    about(said, with(open(keys), "required", required))
}

fn text() -> Value {
    json!({ "type": "string" })
}

fn text_or_null(said: &str) -> Value {
    about(said, json!({ "type": ["string", "null"] }))
}

fn truth(said: &str) -> Value {
    about(said, json!({ "type": "boolean" }))
}

fn number(said: &str) -> Value {
    about(said, super::shape::defined("number"))
}

fn seconds() -> Value {
    about("How long it took.", json!({ "type": "number", "minimum": 0 }))
}

fn list(items: Value) -> Value {
    super::shape::list(items)
}

/// The parts of a position; all are `null` where it is not known.
fn position() -> [(&'static str, Value); 4] {
    let number =
        |said: &str, least: u32| about(said, json!({ "type": ["integer", "null"], "minimum": least }));
    [
        ("line", number("Line, from 1.", 1)),
        ("column", number("Column in characters, from 1.", 1)),
        ("byte_start", number("First byte in the file as it is on disk, from 0.", 0)),
        ("byte_end", number("One past the last byte.", 0)),
    ]
}

fn diagnostic() -> Value {
    let codes: Vec<Value> = rules::codes()
        .into_iter()
        .map(|(code, said)| json!({ "const": code, "description": said }))
        .collect();
    let code = any_of([any_of(codes), json!({ "type": "string", "pattern": "^[a-z]+(-[a-z]+)*$" })]);
    let related = with(
        open([("message", text()), ("file", text())].into_iter().chain(position())),
        "required",
        json!(["message", "file", "line", "column", "byte_start", "byte_end"]),
    );
    let fix = json!({
        "type": ["object", "null"],
        "required": ["byte_start", "byte_end", "replacement"],
        "properties": {
            "byte_start": { "type": "integer", "minimum": 0 },
            "byte_end": { "type": "integer", "minimum": 0 },
            "replacement": { "type": "string" },
        },
    });
    let head = [
        ("level", about("How grave it is.", json!({ "enum": ["error", "warning", "info"] }))),
        ("code", about("The stable name of what is wrong.", code)),
        (
            "message",
            about(
                "What is wrong: one line, in lower case, without a full stop.",
                json!({ "type": "string", "pattern": "^[^\\n]+$" }),
            ),
        ),
        ("hint", text_or_null("What to type.")),
        ("file", text_or_null("Path in the project, with `/`.")),
    ];
    let tail = [
        ("related", about("Other places that matter.", list(related))),
        ("fix", about("An edit of `file` that repairs it for certain: these bytes are replaced.", fix)),
    ];
    line(
        "diagnostic",
        "Something that is wrong, or worth knowing.",
        head.into_iter().chain(position()).chain(tail),
    )
}

fn build() -> Value {
    let skipped = json!({ "type": "object", "additionalProperties": super::shape::defined("number") });
    line(
        "summary",
        "The last line of `build`.",
        [
            ("ok", truth("Whether it did all that was asked; the exit code says the same.")),
            ("pages", number("Files of the output.")),
            ("rendered", number("Pages that were rendered.")),
            ("written", number("Files that were written because their bytes changed.")),
            ("removed", number("Files that were removed because nothing makes them any more.")),
            ("skipped", about("Posts that are not in the output, by reason.", skipped)),
            ("errors", number("Errors.")),
            ("warnings", number("Warnings.")),
            ("seconds", seconds()),
            (
                "next_change_at",
                text_or_null("The first instant at which the output would change without an edit, RFC 3339."),
            ),
        ],
    )
}

fn wire() -> Value {
    line(
        "summary",
        "The last line of `wire pull`.",
        [
            ("ok", truth("Whether all went well.")),
            ("sources", number("Sources that were asked.")),
            ("failed", number("Sources that failed.")),
            ("new", number("Items that are new.")),
            ("kept", number("Items in the file.")),
            ("written", truth("Whether the file was written.")),
            ("errors", number("Errors.")),
            ("warnings", number("Warnings.")),
            ("seconds", seconds()),
        ],
    )
}

fn published() -> Value {
    line(
        "summary",
        "The last line of `publish`.",
        [
            ("ok", json!({ "const": true })),
            ("target", about("The target.", text())),
            ("dry_run", truth("Whether nothing was sent.")),
            ("release", text_or_null("The release that readers see.")),
            ("new", truth("Whether that release is new.")),
            ("sent", number("Files that were sent.")),
            ("bytes", number("Their bytes.")),
            ("unchanged", number("Files that were there already.")),
            ("retired", number("Files that are kept for old pages.")),
            ("deleted", number("Files that were deleted.")),
            ("removed_releases", number("Old releases that were removed.")),
            ("errors", number("Errors.")),
            ("warnings", number("Warnings.")),
            ("seconds", seconds()),
        ],
    )
}

fn rolled_back() -> Value {
    line(
        "summary",
        "The last line of `publish --rollback`.",
        [
            ("ok", json!({ "const": true })),
            ("target", about("The target.", text())),
            ("dry_run", truth("Whether nothing was changed.")),
            ("from", about("The release that was shown.", text())),
            ("release", about("The release that is shown now.", text())),
            ("published_at", about("When that was published, RFC 3339.", text())),
        ],
    )
}

fn stopped() -> Value {
    line(
        "summary",
        "The last line of `publish` where nothing was published.",
        [("ok", json!({ "const": false })), ("errors", number("Errors."))],
    )
}

fn stale() -> Value {
    line(
        "stale",
        "A file that `build --explain` or `build --dry-run` renders.",
        [("path", about("Path in the output.", text())), ("reason", about("Why.", text()))],
    )
}

fn page() -> Value {
    line(
        "page",
        "All about a page that `build --explain PAGE` asks for.",
        [
            ("path", about("Path in the output.", text())),
            ("url", about("Its address.", text())),
            ("source", text_or_null("The file that it is made of.")),
            ("stale", truth("Whether it is rendered.")),
            ("reason", text_or_null("Why.")),
            ("template", text_or_null("Its template.")),
            ("templates", about("What that uses.", list(text()))),
            ("settings", about("Settings that it reads.", list(text()))),
            ("questions", about("What it asks of the site.", list(text()))),
        ],
    )
}

fn put() -> Value {
    line(
        "put",
        "A file that `publish` sends.",
        [
            ("stage", about("When it is sent.", text())),
            ("change", about("Why it is sent.", text())),
            ("path", about("Path in the output.", text())),
            ("size", number("Bytes.")),
        ],
    )
}

fn delete() -> Value {
    line(
        "delete",
        "A file that `publish` deletes.",
        [
            ("stage", json!({ "const": "deletes" })),
            ("path", about("Path at the target.", text())),
            ("size", number("Bytes.")),
        ],
    )
}

fn ready() -> Value {
    line("ready", "`serve` shows the site.", [("url", about("Where.", text())), ("seconds", seconds())])
}

fn change() -> Value {
    line(
        "change",
        "`serve` shows a change.",
        [
            ("files", about("Files that changed.", list(text()))),
            ("errors", number("Errors.")),
            ("seconds", seconds()),
        ],
    )
}
