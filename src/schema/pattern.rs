//! Regular expressions for what the readers take, in the part of their language that JavaScript and Rust share.
//!
//! Each says which reader it speaks for. `tests.rs` compares the two on thousands of texts.

use super::shape::in_any_case;

/// A date, as [`crate::post::date::parse_date`] reads it: months, days of months and leap years included, up to the end of the
/// year 9998. What is left out is the end of 9999, where some zones have no instants.
pub(super) fn date() -> String {
    // A year divisible by 4, in two digits but for 00.
    let leap = "(?:0[48]|[2468][048]|[13579][26])";
    let year = "(?!0000|9999)[0-9]{4}";
    let long = "(?:0?[13578]|1[02])-(?:0?[1-9]|[12][0-9]|3[01])";
    let short = "(?:0?[469]|11)-(?:0?[1-9]|[12][0-9]|30)";
    let february = "0?2-(?:0?[1-9]|1[0-9]|2[0-8])";
    let leap_day = format!("(?:[0-9]{{2}}{leap}|(?!0000)(?:{leap}|00)00)-0?2-29");
    let time = "(?:[Tt]\\s*|\\s+)(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::(?:[0-5][0-9]|60))?(?:[.,][0-9]+)?";
    let zone = "\\s*(?:UTC|GMT|[Zz]|[+\\-\u{2212}](?:0?[0-9]|1[0-5])(?::?[0-5][0-9])?)";
    format!("^\\s*(?:(?:{year}-(?:{long}|{short}|{february})|{leap_day})(?:{time})?(?:{zone})?)?\\s*$")
}

/// Dates to try.
pub(super) const DATES: [&str; 7] = [
    "2026-07-05",
    "2026-7-5 9:05",
    "2026-07-05T09:05:30.123Z",
    "2026-07-05 09:05 +08:00",
    "2024-02-29",
    "2026-07-05-5",
    "2026-12-31T23:59:60 +0530",
];

/// A text that is no date but does not look like one either: under another spelling it is another field.
pub(super) const NO_DATE: &str = "^\\s*(?:[^0-9\\s]|$)";

/// Characters that no name of a file may have.
const ILLEGAL: &str = "\\u0000-\\u001f\\u007f-\\u009f\\\\/:?*<>|\"";

/// UTF-8 in percent signs, RFC 3629, without control characters, blanks, dots and what no name of a file may have.
fn encoded_letter() -> String {
    let tail = "%[89abAB][0-9a-fA-F]";
    [
        "%(?:2[13-9bBcCdD]|3[0-9bBdD]|[46][0-9a-fA-F]|5[0-9abABdDeEfF]|7[0-9abABdDeE])".to_owned(),
        format!("%[cC]2%[abAB][0-9a-fA-F]|%(?:[cC][3-9a-fA-F]|[dD][0-9a-fA-F]){tail}"),
        format!("%[eE]0%[abAB][0-9a-fA-F]{tail}|%[eE][dD]%[89][0-9a-fA-F]{tail}"),
        format!("%[eE][1-9a-cA-CeEfF](?:{tail}){{2}}"),
        format!("%[fF]0%[9abAB][0-9a-fA-F](?:{tail}){{2}}|%[fF][1-3](?:{tail}){{3}}"),
        format!("%[fF]4%8[0-9a-fA-F](?:{tail}){{2}}"),
    ]
    .join("|")
}

/// How segments of paths are written where.
struct Segments<'a> {
    /// Characters that may not stand in one, besides those that never may.
    but: &'a str,
    /// What else may stand in one.
    tokens: &'a str,
    /// What ends the last one.
    end: &'a str,
}

/// Segments of a path alone.
const PLAIN: Segments<'static> = Segments { but: "", tokens: "", end: "$" };

impl Segments<'_> {
    /// A path as [`crate::paths::UrlPath::parse`] takes it, or nothing.
    fn path(&self) -> String {
        let Self { but, tokens, end } = self;
        let device = device(end);
        let letter = encoded_letter();
        let sign = "%(?![0-9a-fA-F]{2})";
        let unit = format!("[^{ILLEGAL}%{but}]|%20|{letter}|{sign}{tokens}");
        let last = format!("[^{ILLEGAL}%. {but}]|{letter}|{sign}{tokens}");
        let segment = format!("(?! |%20){device}(?:{unit})*(?:{last})");
        format!("\\s*(?:/?{segment}(?:/{segment})*/?|/)?\\s*")
    }
}

/// What no name may be: that of a device of Windows, alone or before a dot.
fn device(end: &str) -> String {
    let devices = ["con", "prn", "aux", "nul"].map(in_any_case).join("|");
    let ports = [in_any_case("com"), in_any_case("lpt")].join("|");
    format!("(?!(?:{devices}|(?:{ports})[1-9])(?:[./]|\\s*{end}))")
}

/// A path on the site, or nothing.
pub(super) fn path() -> String {
    format!("^{}$", PLAIN.path())
}

/// Several paths with commas between them.
pub(super) fn paths() -> String {
    let one = Segments { but: ",", end: "(?:,|$)", ..PLAIN }.path();
    format!("^{one}(?:,{one})*$")
}

/// Paths to try.
pub(super) const PATHS: [&str; 5] = ["/about/", "/old/post.html", "notes/ai", "/日本/a%20b/", "/"];

/// A pattern of URLs with tokens.
pub(super) fn permalink(tokens: &[&str]) -> String {
    let tokens = format!("|:(?:{})(?![0-9A-Za-z_])", tokens.join("|"));
    format!("^{}$", Segments { tokens: &tokens, ..PLAIN }.path())
}

/// The slug of a post: one name, however it is written, and not one that leads elsewhere.
pub(super) fn slug() -> String {
    let control = "%(?:2[fF]|5[cC]|[01][0-9a-fA-F]|7[fF]|[cC]2%[89][0-9a-fA-F])";
    format!("^(?!\\s*$)(?!\\s*(?:\\.|%2[eE])+\\s*$)(?:(?!{control})[^\\u0000-\\u001f\\u007f-\\u009f/\\\\])*$")
}

/// A language tag of BCP 47 by its shape, with `-` or `_`, or nothing.
pub(super) const LANGUAGE: &str = "^\\s*(?:[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*)?\\s*$";

/// A language tag that must be there.
pub(super) const LANGUAGE_VALUE: &str = "^\\s*[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*\\s*$";

/// The same as a key.
pub(super) const LANGUAGE_KEY: &str = "^[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*$";

/// Text with the places of a sign-off.
pub(super) fn places(names: &[&str]) -> String {
    format!("^[^{{]*(?:\\{{\\s*(?:{})\\s*\\}}[^{{]*)*$", names.join("|"))
}

/// The ID of a claim: a name that can stand after `#` in an address, or nothing.
pub(super) const CLAIM_ID: &str = "^\\s*[\\p{Alphabetic}\\p{N}_-]*\\s*$";

/// The duration of a video in text, a second to a day: `95`, `1:35`, `1:02:05`, `PT1M35S`.
pub(super) fn duration() -> String {
    let sixty = "[0-5][0-9]";
    let some = "(?!00)[0-5][0-9]";
    let seconds = "0*(?:[1-9][0-9]{0,3}|[1-7][0-9]{4}|8[0-5][0-9]{3}|86[0-3][0-9]{2}|86400)";
    let minutes = "0*(?:[1-9][0-9]{0,2}|1[0-3][0-9]{2}|14[0-3][0-9])";
    let hours = "0*(?:[1-9]|1[0-9]|2[0-3])";
    let clock = [
        seconds.to_owned(),
        format!("{minutes}:{sixty}|0+:{some}|0*1440:00"),
        format!("{hours}:{sixty}:{sixty}|0+:(?!00:00){sixty}:{sixty}|0*24:00:00"),
    ]
    .join("|");
    let few = "0*[1-5]?[0-9]";
    let h = "[hH]";
    let (m, s) = ("[mM]", "[sS]");
    let iso = [
        format!("{hours}{h}(?:{few}{m})?(?:{few}{s})?"),
        format!("{minutes}{m}(?:{few}{s})?"),
        format!("{seconds}{s}|0*24{h}|0*1440{m}"),
    ]
    .join("|");
    format!("^\\s*(?:{clock}|[pP][tT](?:{iso}))\\s*$")
}

/// A number in a text, as Rust reads one, or nothing.
pub(super) const NUMBER: &str = "^\\s*(?:[+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]{1,2})?)?\\s*$";

/// An address of `http` or `https`, with no query and no fragment where it is that of a site.
pub(super) fn base_url() -> String {
    format!("^\\s*{}(?:/[^?#\\s]*)?\\s*$", origin())
}

/// An address of `http` or `https`.
pub(super) fn web_address() -> String {
    format!("^\\s*{}(?:[/?#][^\\s]*)?\\s*$", origin())
}

/// Scheme, host and port.
fn origin() -> String {
    let scheme = format!("{}[sS]?://", in_any_case("http"));
    let label = "[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?";
    let port = "(?::(?:[0-9]{1,4}|[1-5][0-9]{4}))?";
    let numeric = "[0-9]{1,2}\\.[0-9]{1,2}\\.[0-9]{1,2}\\.[0-9]{1,2}|127\\.0\\.0\\.1";
    let letters = "(?:[A-Za-z][A-Za-z0-9_-]*[A-Za-z0-9]|[A-Za-z])\\.?";
    format!("{scheme}(?:(?:{label}\\.)*{letters}|{numeric}|\\[::1\\]){port}(?![^/?#\\s])")
}

/// A link of the menu: a path on the site, or an address that runs no script.
pub(super) fn link() -> String {
    let schemes = ["http", "https", "mailto", "tel"].map(in_any_case).join("|");
    let any = "[^\\u0000-\\u001f\\u007f-\\u009f]";
    format!("^\\s*(?:(?:{schemes}):{any}*|(?![^/?#]*:)[^\\s\\u0000-\\u001f\\u007f-\\u009f]{any}*)$")
}

/// A colour of CSS by its shape.
pub(super) const COLOUR: &str =
    "^\\s*(?:#(?:[0-9A-Fa-f]{3,4}|[0-9A-Fa-f]{6}|[0-9A-Fa-f]{8})|[A-Za-z][0-9A-Za-z#(),.%/ -]*)\\s*$";

/// A version.
pub(super) const VERSION: &str = "^\\s*[0-9]{1,9}(?:\\.[0-9]{1,9}){0,2}(?:[-+].*)?\\s*$";

/// A folder of the project, or the project itself.
pub(super) fn folder() -> String {
    let name = format!("{}(?! )[^{ILLEGAL}]*[^{ILLEGAL}. ]", device("$"));
    format!("^\\s*(?:\\./)*(?:\\.|{name}(?:/{name})*)/*\\s*$")
}

/// A span of time: a number and `s`, `m`, `h` or `d`, ten years at most.
pub(super) const AGE: &str =
    "^\\s*0*[1-9](?:[0-9]{0,2}\\s*d|[0-9]{0,3}\\s*h|[0-9]{0,5}\\s*m|[0-9]{0,7}\\s*s)\\s*$";

/// A span of time of an hour at most.
pub(super) const SHORT_AGE: &str = "^\\s*0*(?:1\\s*h|(?:[1-9]|[1-5][0-9]|60)\\s*m|(?:[1-9][0-9]{0,2}|[12][0-9]{3}|3[0-5][0-9]{2}|3600)\\s*s)\\s*$";

/// A time of day: `7:00`, `19:30`.
pub(super) const TIME: &str = "^\\s*(?:[01]?[0-9]|2[0-3]):[0-5][0-9]\\s*$";

/// Hours of trading: `09:30-16:00`.
pub(super) const SESSION: &str =
    "^(?:[01]?[0-9]|2[0-3]):[0-5][0-9]\\s*-\\s*(?:[01]?[0-9]|2[0-3]):[0-5][0-9]$";

/// An instant of RFC 3339 with an offset.
pub(super) const INSTANT: &str = "^\\s*(?:[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])[Tt ](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:[.,][0-9]{1,9})?)?(?:[Zz]|[+-](?:[01][0-9]|2[0-3])(?::?[0-5][0-9])?))?\\s*$";
