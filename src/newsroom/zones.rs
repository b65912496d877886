//! What clocks in time zones show, and what their time is called.

use crate::clock::Zone;
use jiff::{SignedDuration, Timestamp};

/// What a clock shows from an instant on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shift {
    /// From when.
    pub at: Timestamp,
    /// What the time is called from then on.
    pub label: String,
    /// Seconds east of UTC.
    pub offset: i32,
}

/// What English calls the time of zones for which the database has a number: standard, and daylight saving.
const NAMES: [(&str, &str, &str); 21] = [
    ("America/Argentina/Buenos_Aires", "ART", "ARST"),
    ("America/Bogota", "COT", "COST"),
    ("America/Caracas", "VET", "VET"),
    ("America/Lima", "PET", "PEST"),
    ("America/Montevideo", "UYT", "UYST"),
    ("America/Santiago", "CLT", "CLST"),
    ("America/Sao_Paulo", "BRT", "BRST"),
    ("Asia/Bangkok", "ICT", "ICT"),
    ("Asia/Colombo", "SLST", "SLST"),
    ("Asia/Dubai", "GST", "GST"),
    ("Asia/Ho_Chi_Minh", "ICT", "ICT"),
    ("Asia/Kathmandu", "NPT", "NPT"),
    ("Asia/Kuala_Lumpur", "MYT", "MYT"),
    ("Asia/Qatar", "AST", "AST"),
    ("Asia/Riyadh", "AST", "AST"),
    ("Asia/Singapore", "SGT", "SGT"),
    ("Asia/Tashkent", "UZT", "UZT"),
    ("Asia/Tbilisi", "GET", "GET"),
    ("Asia/Tehran", "IRST", "IRDT"),
    ("Asia/Yerevan", "AMT", "AMST"),
    ("Europe/Istanbul", "TRT", "TRT"),
];

/// What the time in a zone is called at an instant: `BST` in London in July, `SGT` in Singapore; `UTC+6` where there
/// is no name.
pub fn label(zone: &Zone, at: Timestamp) -> String {
    let info = zone.time_zone().to_offset_info(at);
    if info.abbreviation().starts_with(|first: char| first.is_ascii_alphabetic()) {
        return info.abbreviation().to_owned();
    }
    let known = NAMES.iter().find(|(name, ..)| *name == zone.name());
    match known {
        Some((_, standard, saving)) => if info.dst().is_dst() { *saving } else { *standard }.to_owned(),
        None => by_offset(info.offset().seconds()),
    }
}

/// `UTC+6`, `UTC-3:30`.
fn by_offset(seconds: i32) -> String {
    let minutes = seconds.abs() / 60;
    let sign = if seconds < 0 { '-' } else { '+' };
    match minutes % 60 {
        0 => format!("UTC{sign}{}", minutes / 60),
        rest => format!("UTC{sign}{}:{rest:02}", minutes / 60),
    }
}

/// What a clock shows at an instant, to the minute: `13:44`.
pub fn time(zone: &Zone, at: Timestamp) -> String {
    zone.civil(at).strftime("%H:%M").to_string()
}

/// Seconds east of UTC at an instant.
pub fn offset(zone: &Zone, at: Timestamp) -> i32 {
    zone.time_zone().to_offset(at).seconds()
}

/// How long ahead the changes of a clock are told.
const AHEAD: SignedDuration = SignedDuration::from_hours(24 * 366);

/// The changes of a zone's clocks in the year after an instant.
pub fn shifts(zone: &Zone, after: Timestamp) -> Vec<Shift> {
    let until = after.saturating_add(AHEAD).unwrap_or(after);
    let following = zone.time_zone().following(after).map(|transition| transition.timestamp());
    following
        .take_while(|at| *at <= until)
        .map(|at| Shift { at, label: label(zone, at), offset: offset(zone, at) })
        .collect()
}
