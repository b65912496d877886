//! Dates as people write them → instants.
//!
//! Owns the grammar: `2026-07-05`, padded or not, then perhaps `T` or blanks and a time, then perhaps a zone.
//! It must not know where a date stands; its errors say what is wrong and what to type, and the caller adds
//! the place.

use super::meta::PostDate;
use crate::clock::Zone;
use jiff::{
    civil::{Date, Time},
    tz::{Offset, TimeZone},
};
use std::fmt;

/// Why a text is no date; reads as a message, with a hint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadDate {
    /// What is wrong.
    pub message: String,
    /// What to type.
    pub hint: String,
}

impl fmt::Display for BadDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// Reads a date. Without a zone in the text it is `zone`'s; a time that clocks skip in spring is moved on by the
/// gap, one that they pass twice in autumn is the first.
///
/// # Errors
/// Names what cannot be read or does not exist.
pub fn parse_date(text: &str, zone: &Zone) -> Result<PostDate, BadDate> {
    let mut rest = Rest(text.trim());
    let date = read_date(&mut rest).ok_or_else(|| not_a_date(text))??;
    let time = read_time(&mut rest)?;
    let offset = read_zone(&mut rest)?;
    if !rest.0.is_empty() {
        return Err(left_over(text, rest.0));
    }
    let at = date.to_datetime(time.unwrap_or(Time::midnight()));
    let time_zone = offset.map_or_else(|| zone.time_zone().clone(), TimeZone::fixed);
    let instant = time_zone.to_zoned(at).map_err(|_| outside(text))?.timestamp();
    if zone.can_say(instant) {
        Ok(PostDate { instant, has_time: time.is_some() })
    } else {
        Err(outside(text))
    }
}

/// What is still to be read.
struct Rest<'a>(&'a str);

impl<'a> Rest<'a> {
    /// Takes one to `longest` digits.
    fn digits(&mut self, longest: usize) -> Option<&'a str> {
        let length = self.0.bytes().take(longest).take_while(u8::is_ascii_digit).count();
        let (digits, rest) = self.0.split_at(length);
        self.0 = rest;
        (length > 0).then_some(digits)
    }

    fn number(&mut self, longest: usize) -> Option<i32> {
        self.digits(longest)?.parse().ok()
    }

    fn take(&mut self, character: char) -> Option<()> {
        self.0 = self.0.strip_prefix(character)?;
        Some(())
    }

    fn blanks(&mut self) -> bool {
        let trimmed = self.0.trim_start();
        let had = trimmed.len() < self.0.len();
        self.0 = trimmed;
        had
    }
}

/// `2026-07-05`: none when the text does not look like one.
fn read_date(rest: &mut Rest<'_>) -> Option<Result<Date, BadDate>> {
    let year = rest.digits(4).filter(|digits| digits.len() == 4)?.parse().ok()?;
    rest.take('-')?;
    let month = rest.number(2)?;
    rest.take('-')?;
    let day = rest.number(2)?;
    Some(existing_date(year, month, day))
}

fn existing_date(year: i16, month: i32, day: i32) -> Result<Date, BadDate> {
    if year == 0 || !(1..=12).contains(&month) {
        let what = if year == 0 { "year 0000".to_owned() } else { format!("month {month}") };
        return Err(missing(&what, "years are 0001 to 9999, months 1 to 12: `2026-07-05`"));
    }
    let month = i8::try_from(month).unwrap_or(1);
    let first = Date::new(year, month, 1).map_err(|_| missing("such a month", "write `2026-07-05`"))?;
    let last = first.days_in_month();
    let name = MONTHS[usize::from(month.unsigned_abs()) - 1];
    let day = i8::try_from(day).ok().filter(|day| (1..=last).contains(day)).ok_or_else(|| {
        let hint = format!("{name} {year} has {last} days; the order is year-month-day");
        missing(&format!("{day} {name}"), &hint)
    })?;
    Date::new(year, month, day).map_err(|_| missing("such a day", "write `2026-07-05`"))
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// `T9:05`, ` 09:05:30.123`, or nothing.
fn read_time(rest: &mut Rest<'_>) -> Result<Option<Time>, BadDate> {
    let before = rest.0;
    let with_letter = rest.take('T').or_else(|| rest.take('t')).is_some();
    let with_blank = rest.blanks();
    let clock = rest.0.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
    if !(with_letter || with_blank && rest.0[clock.len()..].starts_with(':')) {
        rest.0 = before;
        return Ok(None);
    }
    let unreadable = || no_time(before);
    let hour = rest.number(2).ok_or_else(unreadable)?;
    rest.take(':').ok_or_else(unreadable)?;
    let minute = rest.digits(2).filter(|digits| digits.len() == 2).ok_or_else(unreadable)?;
    let second = match rest.take(':') {
        Some(()) => rest.digits(2).filter(|digits| digits.len() == 2).ok_or_else(unreadable)?,
        None => "0",
    };
    let nanoseconds = read_fraction(rest).ok_or_else(unreadable)?;
    existing_time(hour, minute.parse().unwrap_or(99), second.parse().unwrap_or(99), nanoseconds).map(Some)
}

/// `.123` in nanoseconds, cut to milliseconds: what the cache keeps of an instant.
fn read_fraction(rest: &mut Rest<'_>) -> Option<i32> {
    if rest.take('.').or_else(|| rest.take(',')).is_none() {
        return Some(0);
    }
    let digits = rest.digits(usize::MAX)?;
    let milliseconds = format!("{:0<3}", &digits[..digits.len().min(3)]);
    milliseconds.parse::<i32>().ok().map(|number| number * 1_000_000)
}

fn existing_time(hour: i32, minute: i32, second: i32, nanoseconds: i32) -> Result<Time, BadDate> {
    let hint = "hours are 0 to 23, minutes and seconds 0 to 59: `2026-07-05 09:05:30`";
    let leap = second == 60;
    let found = [(hour, 24, "hour"), (minute, 60, "minute"), (second, 61, "second")]
        .into_iter()
        .find(|(number, end, _)| number >= end);
    if let Some((number, _, name)) = found {
        return Err(missing(&format!("{name} {number}"), hint));
    }
    let small = |number: i32| i8::try_from(number).unwrap_or(0);
    // A leap second has no instant of its own in POSIX time; it is read as the second before it.
    let second = if leap { 59 } else { second };
    Time::new(small(hour), small(minute), small(second), nanoseconds)
        .map_err(|_| missing("such a time", hint))
}

/// `Z`, `+08:00`, `+0800`, `-5`, `UTC`, after a blank or not, or nothing.
fn read_zone(rest: &mut Rest<'_>) -> Result<Option<Offset>, BadDate> {
    rest.blanks();
    for utc in ["UTC", "GMT", "Z", "z"] {
        if rest.0 == utc {
            rest.0 = "";
            return Ok(Some(Offset::UTC));
        }
    }
    let text = rest.0;
    let mut letters = text.chars();
    let sign = match letters.next() {
        Some('+') => 1,
        Some('-' | '\u{2212}') => -1,
        Some(c) if c.is_alphabetic() && !text.contains(' ') => return Err(named_zone(text)),
        _ => return Ok(None),
    };
    rest.0 = letters.as_str();
    let offset = read_offset(rest).and_then(|seconds| Offset::from_seconds(sign * seconds).ok());
    offset.map(Some).ok_or_else(|| bad_offset(text))
}

/// Seconds of `8`, `08`, `0800` or `08:00`.
fn read_offset(rest: &mut Rest<'_>) -> Option<i32> {
    let digits = rest.digits(4)?;
    let (hours, minutes) = match digits.len() {
        1 | 2 if rest.take(':').is_some() => (digits, rest.digits(2).filter(|digits| digits.len() == 2)?),
        1 | 2 => (digits, "0"),
        length => digits.split_at(length - 2),
    };
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    // The widest offsets that were ever in use are -15:13 and +15:13.
    (hours <= 15 && minutes <= 59).then_some(hours * 3600 + minutes * 60)
}

fn not_a_date(text: &str) -> BadDate {
    let message = format!("`{}` is not a date", shown(text));
    BadDate { message, hint: "write year, month and day: `2026-07-05`, or `2026-07-05 09:05`".to_owned() }
}

fn left_over(text: &str, rest: &str) -> BadDate {
    let start = &text.trim()[..text.trim().len() - rest.len()];
    let message = format!("`{}` after the date `{}` means nothing", shown(rest), shown(start.trim_end()));
    BadDate { message, hint: format!("remove it: `{}`", shown(start.trim_end())) }
}

fn no_time(before: &str) -> BadDate {
    let message = format!("`{}` is not a time of day", shown(before.trim_start_matches(['T', 't', ' '])));
    BadDate { message, hint: "write hours and minutes: `2026-07-05 09:05`".to_owned() }
}

fn missing(what: &str, hint: &str) -> BadDate {
    BadDate { message: format!("there is no {what}"), hint: hint.to_owned() }
}

fn named_zone(text: &str) -> BadDate {
    let message = format!("`{}` does not name one offset", shown(text));
    let hint =
        "write the offset from UTC, such as `+01:00` or `Z`, or leave it out for the site's `timezone`";
    BadDate { message, hint: hint.to_owned() }
}

fn bad_offset(text: &str) -> BadDate {
    let message = format!("`{}` is not an offset from UTC", shown(text));
    BadDate { message, hint: "write `+01:00`, `-0500` or `Z`".to_owned() }
}

fn outside(text: &str) -> BadDate {
    let message = format!("`{}` is outside the years that can be counted", shown(text));
    BadDate { message, hint: "dates are counted from 0001-01-02 to 9999-12-30".to_owned() }
}

fn shown(text: &str) -> String {
    text.chars().take(60).map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str) -> String {
        let zone = Zone::named("Europe/Berlin").expect("bundled");
        match parse_date(text, &zone) {
            Ok(date) => format!("{text} = {}{}", date.instant, if date.has_time { "" } else { " day" }),
            Err(bad) => format!("{text} ! {} | {}", bad.message, bad.hint),
        }
    }

    #[test]
    fn the_date_zoo() {
        let cases = [
            "2026-07-05",
            "2026-7-5",
            "2026-07-05T09:05",
            "2026-07-05 9:05",
            "2026-07-05   09:05:30",
            "2026-7-5 9:05:30.123",
            "2026-07-05T09:05:30Z",
            "2026-07-05t09:05:30z",
            "2026-07-05 09:05 Z",
            "2026-07-05 09:05 +08:00",
            "2026-07-05 09:05+0800",
            "2026-07-05 9:05 -5",
            "2026-07-05T09:05-05",
            "2026-07-05 +08:00",
            "2026-07-05Z",
            "2026-07-05-5",
            "2026-07-05 09:05 UTC",
            "2026-07-05 09:05:30,5",
            "2016-12-31 23:59:60Z",
            "2026-03-29 02:30",
            "2026-10-25 02:30",
            "0001-01-02",
            "9999-12-30",
            " 2026-07-05 ",
            "2026-07-05T09:05:30.1234567891+00:00",
        ];
        insta::assert_snapshot!(cases.map(show).join("\n"));
    }

    #[test]
    fn what_is_no_date() {
        let cases = [
            "",
            "soon",
            "05.07.2026",
            "7/5/2026",
            "26-07-05",
            "2026-02-30",
            "2026-02-29",
            "2024-02-29",
            "2026-13-01",
            "2026-00-10",
            "2026-01-00",
            "0000-01-01",
            // Berlin was 53 minutes and 28 seconds ahead, which is written as 53: half a minute before the year.
            "0001-01-01",
            "0001-01-01T00:00+02:00",
            "9999-12-31T23:00-15:00",
            "2026-07-05 24:00",
            "2026-07-05 09:60",
            "2026-07-05 09:05:61",
            "2026-07-05 9",
            "2026-07-05T",
            "2026-07-05 9:5",
            "2026-07-05 09:05 CEST",
            "2026-07-05 09:05 Europe/Berlin",
            "2026-07-05 09:05 +25",
            "2026-07-05 09:05 +",
            "2023-01-29 18:30:22 2023 -0800",
            "2026-07-05 at noon",
            "20260705",
            "2026-07-05 ٠٩:٠٥",
            "2026-07-05 09:05 +1:2",
            "12026-07-05",
            "2026-07-0509:05",
            "2026-07-05 09:05 +-5",
            "２０２６-07-05",
        ];
        insta::assert_snapshot!(cases.map(show).join("\n"));
    }
}
