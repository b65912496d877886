//! Calendars of exchanges from data: those that the program brings, and the site's own over them.

use super::exchange::{Calendar, Session, Year};
use crate::{
    clock::Zone,
    data,
    diagnostic::{Diagnostic, Step, nearest},
    value::Value,
};
use jiff::civil::{Date, Time, Weekday};
use std::collections::BTreeMap;

/// The calendars that the program brings, in the format of a site's own.
pub const SHIPPED: &str = include_str!("exchanges.yaml");

/// The code of what is wrong with a calendar.
const CODE: &str = "exchange-calendar";

/// The days of a week, from Monday.
const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// The calendars of the exchanges that a site names, in its order. `own` is the site's data file of exchanges with its
/// path; an entry in it stands in place of the program's. An exchange that nobody knows is an error in `config`, the
/// name of the settings' file.
pub fn choose(
    names: &[String],
    own: Option<(&str, &Value)>,
    config: &str,
) -> (Vec<Calendar>, Vec<Diagnostic>) {
    let (mut known, mut diagnostics) = own.map_or_else(Default::default, |(file, value)| read(value, file));
    let is_own = |name: &str| own.is_some_and(|(_, value)| find(value, name).is_some());
    let shipped = data::parse("exchanges.yaml", SHIPPED.as_bytes()).unwrap_or(Value::Null);
    let mut chosen = Vec::new();
    for name in names {
        if !is_own(name)
            && let Some((id, value)) = find(&shipped, name)
        {
            let mut reader = Reader { file: "exchanges.yaml", found: Vec::new() };
            known.extend(reader.calendar(id, value).map(|calendar| (id.clone(), calendar)));
        }
        match known.values().find(|calendar| calendar.id.eq_ignore_ascii_case(name)) {
            Some(calendar) => chosen.push(calendar.clone()),
            // What is wrong with it was said.
            None if is_own(name) => {}
            None => diagnostics.push(unknown(name, &[Some(&shipped), own.map(|(_, value)| value)], config)),
        }
    }
    (chosen, diagnostics)
}

fn find<'a>(calendars: &'a Value, name: &str) -> Option<(&'a String, &'a Value)> {
    let Value::Map(entries) = calendars else { return None };
    entries.iter().find(|(id, _)| id.eq_ignore_ascii_case(name)).map(|(id, value)| (id, value))
}

fn unknown(name: &str, calendars: &[Option<&Value>], config: &str) -> Diagnostic {
    let ids: Vec<&str> = calendars
        .iter()
        .filter_map(|value| if let Some(Value::Map(entries)) = value { Some(entries) } else { None })
        .flatten()
        .map(|(id, _)| id.as_str())
        .collect();
    let hint = match nearest(name, ids.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("known are {}; add others to `data/exchanges.yaml`", ids.join(", ")),
    };
    Diagnostic::error("config-value", format!("`exchanges`: there is no exchange `{name}`"))
        .in_file(config)
        .hint(hint)
}

/// Reads a file of calendars, by name; what is wrong with one is said, and it is left out.
pub fn read(value: &Value, file: &str) -> (BTreeMap<String, Calendar>, Vec<Diagnostic>) {
    let mut reader = Reader { file, found: Vec::new() };
    let mut calendars = BTreeMap::new();
    match value {
        Value::Map(entries) => {
            for (id, value) in entries {
                calendars.extend(reader.calendar(id, value).map(|calendar| (id.clone(), calendar)));
            }
        }
        Value::Null => {}
        _ => reader.mistake(
            "the file must map names of exchanges to their calendars",
            "write `NYSE:` and below it `zone:`, `sessions:`, `years:`",
        ),
    }
    (calendars, reader.found)
}

struct Reader<'a> {
    file: &'a str,
    found: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn mistake(&mut self, message: impl Into<String>, hint: &str) {
        self.found.push(Diagnostic::error(CODE, message).in_file(self.file).hint(hint));
    }

    /// A mistake at a place such as `NYSE.years.2026`.
    fn mistake_at(&mut self, place: &str, message: impl Into<String>, hint: &str) {
        let steps = place.split('.').map(|key| Step::Key(key.to_owned())).collect();
        self.found.push(Diagnostic::error(CODE, message).in_file(self.file).within(steps).hint(hint));
    }

    /// A calendar without mistakes.
    fn calendar(&mut self, id: &str, value: &Value) -> Option<Calendar> {
        let before = self.found.len();
        let Value::Map(entries) = value else {
            self.mistake_at(
                id,
                format!("`{id}` must be a map"),
                "write `zone:`, `sessions:` and `years:` below it",
            );
            return None;
        };
        self.only(id, entries, &["name", "zone", "sessions", "weekend", "source", "years"]);
        let zone = self.zone(id, value);
        let sessions = self.sessions(id, value);
        let weekend = self.weekend(id, value);
        let years = self.years(id, value);
        let text = |key: &str| value.get(key).and_then(as_text).map(str::to_owned);
        let calendar = Calendar {
            id: id.to_owned(),
            name: text("name").unwrap_or_else(|| id.to_owned()),
            zone: zone?,
            sessions,
            weekend,
            source: text("source").unwrap_or_default(),
            years,
        };
        (self.found.len() == before).then_some(calendar)
    }

    fn only(&mut self, place: &str, entries: &[(String, Value)], known: &[&str]) {
        for (key, _) in entries.iter().filter(|(key, _)| !known.contains(&key.as_str())) {
            let hint = match nearest(key, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("known are {}", known.join(", ")),
            };
            self.mistake_at(
                &format!("{place}.{key}"),
                format!("`{place}` has an unknown key `{key}`"),
                &hint,
            );
        }
    }

    fn zone(&mut self, id: &str, value: &Value) -> Option<Zone> {
        let name = value.get("zone").and_then(as_text);
        let zone = name.and_then(Zone::named);
        if zone.is_none() {
            let message = match name {
                Some(name) => format!("`{id}.zone`: there is no time zone `{name}`"),
                None => format!("`{id}` has no `zone`"),
            };
            self.mistake_at(
                &format!("{id}.zone"),
                message,
                "write the name of a zone such as `zone: Europe/London`",
            );
        }
        zone
    }

    fn sessions(&mut self, id: &str, value: &Value) -> Vec<Session> {
        let written = match value.get("sessions") {
            Some(Value::List(list)) => list.as_slice(),
            Some(one) => std::slice::from_ref(one),
            None => &[],
        };
        let sessions: Option<Vec<Session>> =
            written.iter().map(|session| as_text(session).and_then(session_of)).collect();
        let in_order = |sessions: &Vec<Session>| {
            !sessions.is_empty() && sessions.windows(2).all(|pair| pair[0].closes < pair[1].opens)
        };
        sessions.filter(in_order).unwrap_or_else(|| {
            let message = format!("`{id}.sessions` must be hours of trading, the first of the day first");
            self.mistake_at(
                &format!("{id}.sessions"),
                message,
                "write `sessions: [\"09:00-11:30\", \"12:30-15:30\"]`",
            );
            Vec::new()
        })
    }

    fn weekend(&mut self, id: &str, value: &Value) -> Vec<i8> {
        let offset = |day: Weekday| day.to_monday_zero_offset();
        let Some(days) = value.get("weekend") else {
            return vec![offset(Weekday::Saturday), offset(Weekday::Sunday)];
        };
        let day = |day: &Value| {
            let name = as_text(day)?.to_ascii_lowercase();
            WEEKDAYS.iter().position(|known| *known == name).and_then(|place| i8::try_from(place).ok())
        };
        let days: Option<Vec<i8>> = match days {
            Value::List(days) => days.iter().map(day).collect(),
            _ => None,
        };
        days.unwrap_or_else(|| {
            let message = format!("`{id}.weekend` must be a list of days of the week");
            self.mistake_at(&format!("{id}.weekend"), message, "write `weekend: [friday, saturday]`");
            Vec::new()
        })
    }

    fn years(&mut self, id: &str, value: &Value) -> BTreeMap<i16, Year> {
        let Some(Value::Map(entries)) = value.get("years") else {
            self.mistake_at(
                &format!("{id}.years"),
                format!("`{id}` has no `years`"),
                "write `years:` and below it `2026:`",
            );
            return BTreeMap::new();
        };
        let mut years = BTreeMap::new();
        for (key, value) in entries {
            let place = format!("{id}.years.{key}");
            match key.parse::<i16>().ok().filter(|year| (1900..=9998).contains(year)) {
                Some(year) => years.extend([(year, self.year(&place, year, value))]),
                None => self.mistake_at(
                    &place,
                    format!("`{place}` is not a year"),
                    "write a year such as `2026:`",
                ),
            }
        }
        years
    }

    fn year(&mut self, place: &str, year: i16, value: &Value) -> Year {
        let entries = match value {
            Value::Map(entries) => entries.as_slice(),
            Value::Null => &[],
            _ => {
                self.mistake_at(place, format!("`{place}` must be a map"), "write `holidays:` below it");
                &[]
            }
        };
        self.only(place, entries, &["announced", "note", "holidays", "early_closes"]);
        let announced = match value.get("announced") {
            None => true,
            Some(Value::Bool(announced)) => *announced,
            Some(_) => {
                self.mistake_at(
                    &format!("{place}.announced"),
                    format!("`{place}.announced` must be `true` or `false`"),
                    "write `announced: true`",
                );
                true
            }
        };
        let holidays = self.dates(&format!("{place}.holidays"), year, value.get("holidays"));
        let early = self.dates(&format!("{place}.early_closes"), year, value.get("early_closes"));
        let mut early_closes = BTreeMap::new();
        for (date, time) in early {
            match time_of(&time) {
                Some(time) => early_closes.extend([(date, time)]),
                None => self.mistake_at(
                    &format!("{place}.early_closes.{date}"),
                    format!("`{place}.early_closes.{date}` must be a time"),
                    &format!("write `{date}: \"13:00\"`"),
                ),
            }
        }
        Year { announced, holidays, early_closes }
    }

    /// Days of a year with what is said of each: a map, or a list of days alone.
    fn dates(&mut self, place: &str, year: i16, value: Option<&Value>) -> BTreeMap<Date, String> {
        let days: Vec<(&str, &str)> = match value {
            None | Some(Value::Null) => Vec::new(),
            Some(Value::Map(entries)) => entries
                .iter()
                .map(|(day, about)| (day.as_str(), as_text(about).unwrap_or_default()))
                .collect(),
            Some(Value::List(days)) => {
                days.iter().map(|day| (as_text(day).unwrap_or_default(), "")).collect()
            }
            Some(_) => vec![("", "")],
        };
        let mut dates = BTreeMap::new();
        for (day, about) in days {
            match day.parse::<Date>().ok().filter(|date| date.year() == year) {
                Some(date) => dates.extend([(date, about.to_owned())]),
                None => self.mistake_at(
                    &format!("{place}.{day}"),
                    format!("`{place}`: `{day}` is no day of {year}"),
                    &format!("write days as `{year}-12-25`"),
                ),
            }
        }
        dates
    }
}

fn as_text(value: &Value) -> Option<&str> {
    if let Value::Text(text) = value { Some(text) } else { None }
}

/// `09:30-16:00`.
fn session_of(text: &str) -> Option<Session> {
    let (opens, closes) = text.split_once('-')?;
    let session = Session { opens: time_of(opens.trim())?, closes: time_of(closes.trim())? };
    (session.opens < session.closes).then_some(session)
}

/// `9:30` or `09:30`.
pub fn time_of(text: &str) -> Option<Time> {
    let (hour, minute) = text.split_once(':')?;
    let number = |text: &str, most: usize| {
        let digits = (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        if digits { text.parse::<i8>().ok() } else { None }
    };
    if minute.len() != 2 {
        return None;
    }
    Time::new(number(hour, 2)?, number(minute, 2)?, 0, 0).ok()
}
