//! Editions: one for each day, numbered by its date, and the hours at which digests appear.

use crate::{
    clock::Zone,
    config::{Every, Schedule},
};
use jiff::{
    Timestamp, ToSpan as _,
    civil::{Date, Time},
};

/// The edition of a day. All of it follows from the date, so that no two parts can disagree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edition {
    /// The day.
    pub date: Date,
    /// Years since the first, which is 1; none without a first year, and before it.
    pub volume: Option<u16>,
    /// Day of the year.
    pub number: i16,
}

impl Edition {
    /// The edition of a day.
    pub fn of(date: Date, first_year: Option<i16>) -> Self {
        let volume = first_year.and_then(|first| u16::try_from(date.year() - first + 1).ok());
        Self { date, volume: volume.filter(|volume| *volume > 0), number: date.day_of_year() }
    }

    /// The edition of the day that an instant is in.
    pub fn at(instant: Timestamp, zone: &Zone, first_year: Option<i16>) -> Self {
        Self::of(zone.civil(instant).date(), first_year)
    }

    /// The volume in Roman numerals.
    pub fn roman_volume(&self) -> Option<String> {
        self.volume.map(roman)
    }

    /// The middle of its day in a zone.
    pub fn noon(&self, zone: &Zone) -> Timestamp {
        instant(self.date, Time::constant(12, 0, 0, 0), zone)
    }
}

/// The first instant of the day after the one that `now` is in.
pub fn next_day(now: Timestamp, zone: &Zone) -> Option<Timestamp> {
    let tomorrow = zone.civil(now).date().tomorrow().ok()?;
    Some(instant(tomorrow, Time::midnight(), zone))
}

/// A time of day in a zone; one that a change of the clocks leaves out is taken as long after the change.
pub(super) fn instant(date: Date, time: Time, zone: &Zone) -> Timestamp {
    let ambiguous = zone.time_zone().to_ambiguous_timestamp(date.to_datetime(time));
    ambiguous.compatible().unwrap_or(Timestamp::MAX)
}

/// A number from 1 in Roman numerals; 4000 and more take one `M` for each thousand.
pub fn roman(number: u16) -> String {
    const DIGITS: [(u16, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let (mut rest, mut text) = (number, String::new());
    for (value, digits) in DIGITS {
        while rest >= value {
            text.push_str(digits);
            rest -= value;
        }
    }
    text
}

/// The first instant from `now` on at which a schedule has an edition.
pub fn next_issue(schedule: &Schedule, now: Timestamp) -> Option<Timestamp> {
    let mut date = schedule.zone.civil(now).date();
    for _ in 0..=7 {
        let at = instant(date, schedule.time, &schedule.zone);
        if at >= now && appears(schedule.every, date) {
            return Some(at);
        }
        date = date.checked_add(1.day()).ok()?;
    }
    None
}

fn appears(every: Every, date: Date) -> bool {
    let is_weekend = date.weekday().to_monday_zero_offset() >= 5;
    match every {
        Every::Day => true,
        Every::Weekdays => !is_weekend,
        Every::Weekends => is_weekend,
    }
}

/// A time of day as a language says it: `7am` and `7:30am` in English, `07:00` elsewhere.
pub fn time_of_day(time: Time, language: &str) -> String {
    let is_english = language.split(['-', '_']).next().is_some_and(|own| own.eq_ignore_ascii_case("en"));
    if !is_english {
        return time.strftime("%H:%M").to_string();
    }
    let half = if time.hour() < 12 { "am" } else { "pm" };
    let hour = (time.hour() + 11) % 12 + 1;
    match time.minute() {
        0 => format!("{hour}{half}"),
        minute => format!("{hour}:{minute:02}{half}"),
    }
}
