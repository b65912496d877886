//! Whether an exchange is open at an instant, and what changes next.

use super::{edition, minute};
use crate::clock::Zone;
use jiff::{
    Timestamp,
    civil::{Date, Time},
};
use std::collections::BTreeMap;

/// Hours of trading on a day, without a break.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Session {
    /// When it begins.
    pub opens: Time,
    /// When it ends; after it began.
    pub closes: Time,
}

/// What is known of a year.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Year {
    /// Whether the exchange had announced it when it was written down.
    pub announced: bool,
    /// Days without trading, and why.
    pub holidays: BTreeMap<Date, String>,
    /// Days on which trading ends sooner.
    pub early_closes: BTreeMap<Date, Time>,
}

/// When an exchange trades.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// What it is called for short: `NYSE`.
    pub id: String,
    /// Its whole name.
    pub name: String,
    /// The zone of its hours.
    pub zone: Zone,
    /// Its hours on a day of trading, in their order; what lies between two is the lunch break.
    pub sessions: Vec<Session>,
    /// Days of the week without trading, from Monday, which is 0.
    pub weekend: Vec<i8>,
    /// Where this is from.
    pub source: String,
    /// The years that are known. In others nothing is said of it.
    pub years: BTreeMap<i16, Year>,
}

/// What an exchange is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// It trades.
    Open,
    /// It trades again on the same day.
    Lunch,
    /// It does not trade.
    Closed,
    /// Its calendar does not say.
    Unknown,
}

impl State {
    /// Its name for templates and scripts.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Lunch => "lunch",
            Self::Closed => "closed",
            Self::Unknown => "unknown",
        }
    }
}

/// The instant at which an exchange's state changes, and to what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// When.
    pub at: Timestamp,
    /// Its state from then on.
    pub state: State,
}

impl Calendar {
    /// The state at an instant.
    pub fn state(&self, now: Timestamp) -> State {
        let Some(hours) = self.hours(self.zone.civil(now).date()) else { return State::Unknown };
        if hours.iter().any(|(opens, closes)| (*opens..*closes).contains(&now)) {
            return State::Open;
        }
        let [first, .., last] = hours.as_slice() else { return State::Closed };
        if (first.0..last.1).contains(&now) { State::Lunch } else { State::Closed }
    }

    /// The changes after an instant, to the end of what is known.
    pub fn changes(&self, after: Timestamp) -> impl Iterator<Item = Change> {
        let first = self.zone.civil(after).date();
        let days = std::iter::successors(Some(first), |date| date.tomorrow().ok());
        let mut is_known = self.years.contains_key(&first.year());
        let days = days.map_while(move |date| {
            if !is_known {
                return None;
            }
            let changes = self.changes_on(date);
            is_known = changes.is_some();
            let end =
                Change { at: edition::instant(date, Time::midnight(), &self.zone), state: State::Unknown };
            Some(changes.unwrap_or_else(|| vec![end]))
        });
        days.flatten().filter(move |change| change.at > after)
    }

    /// The last day of the years that are known from `date` on without a gap; none if that of the date is not.
    pub fn known_until(&self, date: Date) -> Option<Date> {
        let following = self.years.range(date.year()..).map(|(year, _)| *year);
        let without_gap = following.zip(date.year()..).take_while(|(known, year)| known == year);
        Date::new(without_gap.last()?.0, 12, 31).ok()
    }

    /// The year that an instant is in, if it is known.
    pub fn year(&self, now: Timestamp) -> Option<&Year> {
        self.years.get(&self.zone.civil(now).year())
    }

    /// None where the calendar does not say.
    fn changes_on(&self, date: Date) -> Option<Vec<Change>> {
        let hours = self.hours(date)?;
        let count = hours.len();
        let of_session = |(number, (opens, closes)): (usize, (Timestamp, Timestamp))| {
            let after = if number + 1 == count { State::Closed } else { State::Lunch };
            [Change { at: opens, state: State::Open }, Change { at: closes, state: after }]
        };
        Some(hours.into_iter().enumerate().flat_map(of_session).collect())
    }

    /// The hours of a day; none where the calendar does not say.
    fn hours(&self, date: Date) -> Option<Vec<(Timestamp, Timestamp)>> {
        let year = self.years.get(&date.year())?;
        let is_off = self.weekend.contains(&date.weekday().to_monday_zero_offset())
            || year.holidays.contains_key(&date);
        if is_off {
            return Some(Vec::new());
        }
        let end = year.early_closes.get(&date).copied().unwrap_or(Time::MAX);
        let at = |time: Time| edition::instant(date, time, &self.zone);
        let sessions = self.sessions.iter().filter(|session| session.opens < end);
        Some(sessions.map(|session| (at(session.opens), at(session.closes.min(end)))).collect())
    }
}

/// The time from an instant to a later one, in whole minutes: what a reader's watch still has to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Countdown {
    /// Days of 24 hours.
    pub days: i64,
    /// Hours, less than 24.
    pub hours: i64,
    /// Minutes, less than 60.
    pub minutes: i64,
}

impl Countdown {
    /// From the minute that `now` is in to `then`.
    pub fn between(now: Timestamp, then: Timestamp) -> Self {
        let minutes = (then.as_second() - minute(now).as_second()).max(0) / 60;
        Self { days: minutes / 1440, hours: minutes / 60 % 24, minutes: minutes % 60 }
    }
}
