//! Days and times in texts: weekdays beside dates, words such as “yesterday”, abbreviations of time zones.
//!
//! Owns what contradicts the calendar. Quotations are left alone: they are the words of others.

mod names;
mod relative;
mod scan;
mod weekday;
mod zone;

use super::{Family, Look, Text};
use jiff::civil::Date;

pub(super) const WEEKDAY: Family = Family { codes: &["weekday"], look: Look::Texts(weekday::look) };
pub(super) const RELATIVE: Family = Family { codes: &["relative-date"], look: Look::Texts(relative::look) };
pub(super) const ZONE: Family = Family { codes: &["zone-wrong"], look: Look::Texts(zone::look) };

/// The day of a post, as it is shown.
fn day_of(text: &Text<'_>) -> Option<Date> {
    let zone = &text.whole.site.config.timezone;
    text.post().meta.date.map(|date| zone.civil(date.instant).date())
}

/// The days on which a post may have been written: its date, and those of its updates.
fn days_of(text: &Text<'_>) -> Vec<Date> {
    let zone = &text.whole.site.config.timezone;
    let meta = &text.post().meta;
    let updates = meta.updates.iter().map(|update| update.date);
    let all = meta.date.into_iter().chain(meta.publish_date).chain(meta.updated).chain(updates);
    all.map(|date| zone.civil(date.instant).date()).collect()
}

/// A date for messages: `Sunday, 5 July 2026`.
fn shown(date: Date) -> String {
    date.strftime("%A, %-d %B %Y").to_string()
}

/// Whether a place of a text stands between quotation marks.
fn is_quoted(text: &str, at: usize) -> bool {
    let before = &text[..at];
    let count = |mark: char| before.chars().filter(|c| *c == mark).count();
    let is_open = |open: char, close: char| count(open) > count(close);
    count('"') % 2 == 1
        || is_open('“', '”')
        || is_open('«', '»')
        || is_open('„', '“')
        || is_open('「', '」')
        || is_open('『', '』')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotations_are_known_by_their_marks() {
        let at = |text: &str| is_quoted(text, text.find("today").expect("there"));
        for text in ["he said \"today is", "“We ship today”", "«today»", "„today“ sagte", "「today」"]
        {
            assert!(at(text), "{text}");
        }
        for text in ["“so” said he today", "\"so\" today", "it's today", "«so» today"] {
            assert!(!at(text), "{text}");
        }
    }
}
