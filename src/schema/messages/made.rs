//! The lines of commands that make or mend files of the site.

use super::{line, list, number, text, text_or_null, truth};
use crate::schema::shape::{about, open};
use serde_json::{Value, json};

pub(super) fn lines() -> [Value; 9] {
    [new(), site(), written(), theme_file(), ended(), fix(), rule(), checked(), import()]
}

fn new() -> Value {
    line(
        "new",
        "What `sitegen new` wrote.",
        [
            ("what", json!({ "enum": ["post", "page"] })),
            ("path", about("Its path from the working folder.", text())),
            ("source", about("Its path in the project.", text())),
            ("title", about("Its title.", text())),
            ("id", text_or_null("Its permanent ID.")),
            ("url", about("Its address.", text())),
            ("date", text_or_null("Its date.")),
            ("draft", truth("Whether it is a draft.")),
        ],
    )
}

fn site() -> Value {
    line(
        "site",
        "What `sitegen init` made.",
        [
            ("path", about("The folder.", text())),
            ("preset", about("The preset.", text())),
            ("title", about("The site's name.", text())),
            ("written", about("Files that were written.", list(text()))),
            ("left", about("Files that were there and are as they were.", list(text()))),
            ("was_site", truth("Whether the folder had settings already.")),
        ],
    )
}

fn written() -> Value {
    line(
        "written",
        "A file that a command wrote: `theme eject`, or one that was stopped.",
        [("source", about("Its path in the project.", text()))],
    )
}

fn theme_file() -> Value {
    line(
        "file",
        "A file of the theme, of `theme eject --list`.",
        [("source", about("Its path in a project.", text())), ("size", number("Bytes."))],
    )
}

fn ended() -> Value {
    line(
        "summary",
        "The last line of `new`, `init` and `theme eject`.",
        [
            ("ok", truth("Whether it was done.")),
            ("errors", number("Errors.")),
            ("warnings", number("Warnings.")),
        ],
    )
}

fn fix() -> Value {
    line(
        "fix",
        "A repair of `check --fix`.",
        [
            ("made", truth("Whether it was made, or only told by `--dry-run`.")),
            ("file", about("The file.", text())),
            ("line", number("The line, from 1.")),
            ("code", about("The rule.", text())),
            ("text", about("What was done.", text())),
        ],
    )
}

fn rule() -> Value {
    line(
        "rule",
        "A rule, of `check --list-rules`.",
        [
            ("code", about("Its name.", text())),
            ("level", json!({ "enum": ["deny", "warn", "info", "allow"] })),
            ("told_by", json!({ "enum": ["build", "check"] })),
            ("title", about("What it finds.", text())),
            ("page", about("Where it is described.", text())),
        ],
    )
}

fn checked() -> Value {
    line(
        "summary",
        "The last line of `check`, which has the keys of a build's.",
        [
            ("ok", truth("Whether the site has no errors.")),
            ("pages", number("Files that were looked at.")),
            ("errors", number("Errors.")),
            ("warnings", number("Warnings.")),
            ("seconds", super::seconds()),
        ],
    )
}

fn import() -> Value {
    let remark = open([
        ("what", text()),
        ("fate", text()),
        ("file", text_or_null("In the source.")),
        ("line", json!({ "type": ["integer", "null"] })),
        ("message", text()),
        ("hint", text_or_null("What to do.")),
    ]);
    let page = open([
        ("source", text()),
        ("target", text_or_null("Its file in the new site.")),
        ("before", text_or_null("Its address there.")),
        ("after", text_or_null("Its address here.")),
        ("draft", truth("Whether it is built only when drafts are asked for.")),
    ]);
    let build = open([
        ("ok", truth("Whether the new site builds.")),
        ("pages", number("Files of its output.")),
        ("errors", number("Errors.")),
        ("warnings", number("Warnings.")),
    ]);
    line(
        "import",
        "What `import --format json` brought.",
        [
            ("generator", json!({ "enum": ["jekyll", "hugo", "zola"] })),
            ("source", about("The folder that was read.", text())),
            ("into", about("The folder of the new site.", text())),
            ("dry_run", truth("Whether nothing was written.")),
            ("files", number("Files that were written.")),
            ("tally", about("What was found, by kind, and what became of it.", json!({}))),
            ("remarks", about("What was left or changed.", list(remark))),
            ("pages", about("All pages.", list(page))),
            ("build", about("What a trial build said.", build)),
        ],
    )
}
