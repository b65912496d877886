//! Abbreviations of time zones that are not in force on their date: EST in July.

use super::{
    day_of, names,
    scan::{self, Kind, Token},
};
use crate::{
    check::{Text, found},
    clock::Zone,
    diagnostic::Diagnostic,
    post::markdown::Block,
};
use jiff::civil::Date;

/// Standard time, daylight saving time, their zone, and what may stand in a text that means others by the same letters.
const ZONES: [(&str, &str, &str, &[&str]); 13] = [
    ("EST", "EDT", "America/New_York", &["Panama", "Jamaica", "Cancún", "Cancun"]),
    (
        "CST",
        "CDT",
        "America/Chicago",
        &["China", "Beijing", "Shanghai", "Taipei", "Mexico", "Costa Rica", "Saskatchewan"],
    ),
    ("MST", "MDT", "America/Denver", &["Arizona", "Phoenix", "Tucson"]),
    ("PST", "PDT", "America/Los_Angeles", &["Philippine", "Manila"]),
    ("AKST", "AKDT", "America/Anchorage", &[]),
    ("WET", "WEST", "Europe/Lisbon", &[]),
    ("CET", "CEST", "Europe/Berlin", &["Algeria", "Algiers", "Tunis"]),
    ("MEZ", "MESZ", "Europe/Berlin", &[]),
    ("EET", "EEST", "Europe/Athens", &["Kaliningrad", "Libya", "Tripoli"]),
    ("AEST", "AEDT", "Australia/Sydney", &["Brisbane", "Queensland"]),
    ("ACST", "ACDT", "Australia/Adelaide", &["Darwin", "Northern Territory"]),
    ("NZST", "NZDT", "Pacific/Auckland", &[]),
    ("", "BST", "Europe/London", &["Bangladesh", "Dhaka", "Bougainville"]),
];

pub(super) fn look(text: &Text<'_>) -> Vec<Diagnostic> {
    text.survey.blocks.iter().flat_map(|block| of_block(text, block)).collect()
}

fn of_block(text: &Text<'_>, block: &Block) -> Vec<Diagnostic> {
    let tokens = scan::tokens(&block.text);
    let mut diagnostics = Vec::new();
    for (at, token) in tokens.iter().enumerate().filter(|(at, _)| follows_time(&tokens, *at)) {
        let Some((zone, is_saving, others)) = zone_of(token.text) else { continue };
        if others.iter().any(|name| block.text.contains(name)) {
            continue;
        }
        let Some(day) = date_of(text, &tokens, at) else { continue };
        let Some(is_in_force) = has_saving(&zone, day) else { continue };
        if is_in_force == is_saving {
            continue;
        }
        let right = right_name(token.text);
        let message =
            format!("{} is not in force on {}: clocks show {right}", token.text, day.strftime("%-d %B %Y"));
        let diagnostic =
            found("zone-wrong", message).hint(format!("write `{right}`, if the time is that of the place"));
        diagnostics.push(text.at(diagnostic, block.place(token.range.clone())));
    }
    diagnostics
}

/// Whether a time of day stands before a token: `9:00 a.m. EST`, `17 Uhr MEZ`, `9am PST`.
fn follows_time(tokens: &[Token<'_>], at: usize) -> bool {
    let before = &tokens[at.saturating_sub(6)..at];
    let is_end = before.last().is_some_and(|last| match last.kind {
        Kind::Number(..) => true,
        Kind::Word => {
            matches!(&*last.text.to_lowercase(), "am" | "pm" | "m" | "uhr" | "h" | "noon" | "midnight")
        }
        Kind::Mark => last.text == ".",
    });
    is_end && before.iter().any(|token| matches!(token.kind, Kind::Number(0..=59, 1..=2)))
}

/// The zone of an abbreviation, whether it is that of its summer, and what else it may be.
fn zone_of(abbreviation: &str) -> Option<(Zone, bool, &'static [&'static str])> {
    let (_, saving, name, others) =
        ZONES.iter().find(|(standard, saving, ..)| [*standard, *saving].contains(&abbreviation))?;
    Some((Zone::named(name)?, abbreviation == *saving, others))
}

fn right_name(abbreviation: &str) -> &'static str {
    let known = ZONES.iter().find(|(standard, saving, ..)| [*standard, *saving].contains(&abbreviation));
    match known {
        Some(("", ..)) | None => "GMT",
        Some((standard, saving, ..)) if *saving == abbreviation => standard,
        Some((_, saving, ..)) => saving,
    }
}

/// Whether a zone has daylight saving time on a day; none on a day on which that changes.
fn has_saving(zone: &Zone, day: Date) -> Option<bool> {
    let at = |hour: i8| {
        let zoned = day.at(hour, 0, 0, 0).to_zoned(zone.time_zone().clone()).ok()?;
        Some(zone.time_zone().to_offset_info(zoned.timestamp()).dst().is_dst())
    };
    let (morning, evening) = (at(0)?, at(23)?);
    (morning == evening).then_some(morning)
}

/// The date that a time belongs to: the nearest in its sentence, else that of the text.
fn date_of(text: &Text<'_>, tokens: &[Token<'_>], at: usize) -> Option<Date> {
    let dates = scan::dates(tokens, names::of(text.language()));
    let here = dates.iter().filter(|date| !has_end(tokens, date.tokens.0.min(at), date.tokens.0.max(at)));
    let nearest = here.min_by_key(|date| date.tokens.0.abs_diff(at));
    match nearest {
        Some(date) => date.near(day_of(text)),
        None => day_of(text),
    }
}

/// Whether a sentence ends between two tokens: a full stop after more than one letter, before a capital.
fn has_end(tokens: &[Token<'_>], from: usize, to: usize) -> bool {
    let is_end = |window: &[Token<'_>]| {
        let [before, mark, after] = window else { return false };
        matches!(mark.text, "." | "!" | "?" | "。" | "！" | "？")
            && before.text.chars().count() > 1
            && after.text.starts_with(|first: char| first.is_uppercase() || !first.is_ascii())
    };
    tokens[from..=to].windows(3).any(is_end)
}
