//! The edition, clocks, exchanges, the wire and the markets.

use super::{Setting, list_or_nothing, map, map_needing, switch_or, zone};
use crate::{
    config::STRIP_PAGES,
    schema::{
        pattern,
        shape::{any_of, boolean, needed_pattern, pattern, text, texts, whole, words},
    },
};
use serde_json::{Value, json};

pub(super) fn settings() -> Vec<Setting> {
    vec![
        (
            "edition",
            "The edition line on the home page, and a page for each day: `true`, `false` or a map.",
            switch_or(edition()),
        ),
        ("clocks", "World clocks: time zones, or maps with `zone` and `label`.", clocks()),
        ("exchanges", "Exchanges of which the home page says whether they are open.", texts()),
        ("wire", "Reports of others from `data/wire.yaml`: `true`, `false` or a map.", switch_or(wire())),
        ("markets", "Prices from `data/markets.yaml`: `true`, `false` or a map.", switch_or(markets())),
    ]
}

fn zone_or_nothing() -> Value {
    any_of([zone(), json!({ "type": "null" })])
}

fn edition() -> Value {
    let parts = ["weekday", "day", "month", "year", "volume", "number"].join("|");
    let name = format!("^[^{{]*(?:\\{{(?:{parts})\\}}[^{{]*)*$");
    let schedule = map_needing(
        [
            ("time", "When a digest appears.", needed_pattern(pattern::TIME, &["07:00"])),
            ("zone", "The time zone of `time`, where that is not the site's.", zone_or_nothing()),
            ("every", "On which days.", words(["day", "weekdays", "weekends"])),
            ("label", "What it is called.", text()),
        ],
        &["time"],
    );
    map([
        (
            "name",
            "What an edition is called; {weekday}, {day}, {month}, {year}, {volume} and {number} are parts of its date.",
            pattern(&name, &["The {weekday} Wire"]),
        ),
        ("schedule", "When a digest appears.", any_of([schedule, json!({ "type": "null" })])),
    ])
}

fn clocks() -> Value {
    let clock =
        map_needing([("zone", "Its time zone.", zone()), ("label", "What it is called.", text())], &["zone"]);
    list_or_nothing(any_of([zone(), clock]))
}

/// Kinds of pages.
fn pages() -> Value {
    let page = words(STRIP_PAGES);
    any_of([page.clone(), json!({ "type": "array", "items": page })])
}

fn wire() -> Value {
    let source = map_needing(
        [
            ("name", "Its name; each has its own.", told_scalar()),
            (
                "url",
                "The address of its feed: RSS, Atom or JSON Feed.",
                needed_pattern(&pattern::web_address(), &["https://example.org/rss.xml"]),
            ),
            ("encoding", "The encoding of a feed that says another.", encoding()),
            ("allow_private", "The feed may be on this machine or its own network.", boolean()),
        ],
        &["name", "url"],
    );
    map([
        ("count", "Newest items that are shown.", whole(1, 100)),
        ("pages", "Kinds of pages that show it.", pages()),
        ("sources", "Feeds that `sitegen wire pull` fetches.", list_or_nothing(source)),
        ("keep", "Newest items that `sitegen wire pull` keeps in the file.", whole(1, 5_000)),
        ("timeout", "Seconds that one feed may take.", whole(1, 300)),
        ("max_bytes", "Bytes that one feed may have, unpacked.", whole(1, 64 << 20)),
    ])
}

/// The names of the Encoding Standard that people write; others of its labels are read too.
fn encoding() -> Value {
    let names = [
        "utf-8",
        "windows-874",
        "windows-1250",
        "windows-1251",
        "windows-1252",
        "windows-1253",
        "windows-1254",
        "windows-1255",
        "windows-1256",
        "windows-1257",
        "windows-1258",
        "iso-8859-1",
        "iso-8859-2",
        "iso-8859-15",
        "latin1",
        "koi8-r",
        "koi8-u",
        "macintosh",
        "gbk",
        "gb18030",
        "big5",
        "euc-jp",
        "iso-2022-jp",
        "shift_jis",
        "euc-kr",
        "utf-16le",
        "utf-16be",
    ];
    words(names)
}

fn markets() -> Value {
    map([
        ("pages", "Kinds of pages that show them.", pages()),
        (
            "stale_after",
            "Age from which a price is marked as out of date: a number and `s`, `m`, `h` or `d`.",
            pattern(pattern::AGE, &["24h", "30m"]),
        ),
    ])
}

/// Text that is not blank.
fn told_scalar() -> Value {
    any_of([json!({ "type": ["number", "boolean"] }), json!({ "type": "string", "pattern": "\\S" })])
}
