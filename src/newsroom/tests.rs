//! What is shown at chosen instants: ends of years, leap days, changes of clocks, holidays, half days.

use super::{
    calendar::{self, SHIPPED},
    edition::{self, Edition},
    exchange::{Calendar, Countdown, State},
    zones,
};
use crate::{
    clock::Zone,
    config::{Every, Schedule},
    data,
    decode::report,
    value::Value,
};
use jiff::{
    Timestamp,
    civil::{Date, Time},
};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn zone(name: &str) -> Zone {
    Zone::named(name).unwrap_or_else(|| panic!("{name}"))
}

fn exchange(id: &str) -> Calendar {
    let (calendars, diagnostics) = calendar::choose(&[id.to_owned()], None, "sitegen.yaml");
    assert_eq!(diagnostics, []);
    calendars.into_iter().next().expect("shipped")
}

#[test]
fn editions_follow_from_their_date() {
    // Instant, zone, first year: volume, number, date.
    let golden = [
        ("2026-07-05T12:44:00Z", "UTC", 2026, "Vol. I No. 186 2026-07-05"),
        ("2026-01-01T00:00:00Z", "UTC", 2026, "Vol. I No. 1 2026-01-01"),
        ("2026-12-31T23:59:59Z", "UTC", 2026, "Vol. I No. 365 2026-12-31"),
        ("2027-01-01T00:00:00Z", "UTC", 2026, "Vol. II No. 1 2027-01-01"),
        // The same instant in another year.
        ("2026-12-31T23:30:00Z", "Asia/Tokyo", 2026, "Vol. II No. 1 2027-01-01"),
        ("2027-01-01T04:59:59Z", "America/New_York", 2026, "Vol. I No. 365 2026-12-31"),
        ("2027-01-01T05:00:00Z", "America/New_York", 2026, "Vol. II No. 1 2027-01-01"),
        // Leap years.
        ("2028-02-28T12:00:00Z", "Europe/London", 2024, "Vol. V No. 59 2028-02-28"),
        ("2028-02-29T00:00:00Z", "Europe/London", 2024, "Vol. V No. 60 2028-02-29"),
        ("2028-02-29T20:00:00Z", "Asia/Kolkata", 2024, "Vol. V No. 61 2028-03-01"),
        ("2028-12-31T12:00:00Z", "UTC", 2019, "Vol. X No. 366 2028-12-31"),
        // Nights in which clocks change.
        ("2026-03-29T00:59:59Z", "Europe/London", 1987, "Vol. XL No. 88 2026-03-29"),
        ("2026-11-01T03:59:59Z", "America/New_York", 1777, "Vol. CCL No. 304 2026-10-31"),
        ("2026-11-01T05:30:00Z", "America/New_York", 1777, "Vol. CCL No. 305 2026-11-01"),
        // Before the first year there is no volume.
        ("2025-12-31T12:00:00Z", "UTC", 2026, "No. 365 2025-12-31"),
    ];
    for (instant, name, first_year, expected) in golden {
        let edition = Edition::at(at(instant), &zone(name), Some(first_year));
        let volume = edition.roman_volume().map_or_else(String::new, |volume| format!("Vol. {volume} "));
        assert_eq!(format!("{volume}No. {} {}", edition.number, edition.date), expected, "{instant} {name}");
    }
    assert_eq!(Edition::of(Date::constant(2026, 7, 5), None).volume, None);
}

#[test]
fn numerals_are_roman() {
    let golden = [
        (1, "I"),
        (4, "IV"),
        (9, "IX"),
        (14, "XIV"),
        (40, "XL"),
        (90, "XC"),
        (1999, "MCMXCIX"),
        (4000, "MMMM"),
    ];
    for (number, expected) in golden {
        assert_eq!(edition::roman(number), expected);
    }
}

#[test]
fn clocks_are_called_by_the_time_of_the_day() {
    let golden = [
        // The reference calls these GMT and CET in July.
        ("Europe/London", "2026-07-05T12:44:00Z", "BST 13:44"),
        ("Europe/Paris", "2026-07-05T12:44:00Z", "CEST 14:44"),
        ("America/New_York", "2026-07-05T12:44:00Z", "EDT 08:44"),
        ("Asia/Tokyo", "2026-07-05T12:44:00Z", "JST 21:44"),
        ("Asia/Hong_Kong", "2026-07-05T12:44:00Z", "HKT 20:44"),
        ("UTC", "2026-07-05T12:44:00Z", "UTC 12:44"),
        ("Asia/Kolkata", "2026-07-05T12:44:59Z", "IST 18:14"),
        ("Asia/Singapore", "2026-07-05T12:44:00Z", "SGT 20:44"),
        ("Asia/Dubai", "2026-07-05T12:44:00Z", "GST 16:44"),
        ("America/Sao_Paulo", "2026-07-05T12:44:00Z", "BRT 09:44"),
        ("Asia/Dhaka", "2026-07-05T12:44:00Z", "UTC+6 18:44"),
        ("Australia/Eucla", "2026-07-05T12:44:00Z", "UTC+8:45 21:29"),
        // Both changes of the clocks, to the second.
        ("Europe/London", "2026-03-29T00:59:59Z", "GMT 00:59"),
        ("Europe/London", "2026-03-29T01:00:00Z", "BST 02:00"),
        ("Europe/London", "2026-10-25T00:59:59Z", "BST 01:59"),
        ("Europe/London", "2026-10-25T01:00:00Z", "GMT 01:00"),
        ("America/New_York", "2026-03-08T06:59:59Z", "EST 01:59"),
        ("America/New_York", "2026-03-08T07:00:00Z", "EDT 03:00"),
        ("America/New_York", "2026-11-01T05:59:59Z", "EDT 01:59"),
        ("America/New_York", "2026-11-01T06:00:00Z", "EST 01:00"),
        // Tokyo and Kolkata know none.
        ("Asia/Tokyo", "2026-03-29T01:00:00Z", "JST 10:00"),
        ("Asia/Tokyo", "2026-11-01T06:00:00Z", "JST 15:00"),
        ("Asia/Kolkata", "2026-03-08T07:00:00Z", "IST 12:30"),
        ("Asia/Kolkata", "2026-10-25T01:00:00Z", "IST 06:30"),
        ("Asia/Kolkata", "2028-02-28T18:30:00Z", "IST 00:00"),
        ("America/New_York", "2027-01-01T04:59:59Z", "EST 23:59"),
    ];
    for (name, instant, expected) in golden {
        let (zone, instant) = (zone(name), at(instant));
        let shown = format!("{} {}", zones::label(&zone, instant), zones::time(&zone, instant));
        assert_eq!(shown, expected, "{name} {instant}");
    }
}

#[test]
fn the_changes_of_a_year_are_foretold() {
    let shifts = |name: &str| {
        let shifts = zones::shifts(&zone(name), at("2026-07-05T12:44:00Z"));
        shifts
            .iter()
            .map(|shift| format!("{} {} {}", shift.at, shift.label, shift.offset))
            .collect::<Vec<_>>()
    };
    assert_eq!(shifts("Europe/London"), ["2026-10-25T01:00:00Z GMT 0", "2027-03-28T01:00:00Z BST 3600"]);
    assert_eq!(
        shifts("America/New_York"),
        ["2026-11-01T06:00:00Z EST -18000", "2027-03-14T07:00:00Z EDT -14400"]
    );
    assert_eq!(shifts("Asia/Tokyo"), [""; 0]);
    assert_eq!(shifts("Asia/Kolkata"), [""; 0]);
}

/// `closed, open in 1d 0h 45m`.
fn told(calendar: &Calendar, now: Timestamp) -> String {
    let state = calendar.state(now).as_str();
    match calendar.changes(now).next() {
        Some(change) => {
            let Countdown { days, hours, minutes } = Countdown::between(now, change.at);
            format!("{state}, {} in {days}d {hours}h {minutes}m", change.state.as_str())
        }
        None => state.to_owned(),
    }
}

#[test]
fn exchanges_open_and_close_by_their_calendars() {
    let golden = [
        // A Sunday in July.
        ("NYSE", "2026-07-05T12:45:00Z", "closed, open in 1d 0h 45m"),
        ("NYSE", "2026-07-05T12:44:30Z", "closed, open in 1d 0h 46m"),
        ("NYSE", "2026-07-06T13:29:59Z", "closed, open in 0d 0h 1m"),
        ("NYSE", "2026-07-06T13:30:00Z", "open, closed in 0d 6h 30m"),
        ("NYSE", "2026-07-06T19:59:59Z", "open, closed in 0d 0h 1m"),
        ("NYSE", "2026-07-06T20:00:00Z", "closed, open in 0d 17h 30m"),
        // Independence Day is kept on the Friday before, and followed by a weekend.
        ("NYSE", "2026-07-02T20:00:00Z", "closed, open in 3d 17h 30m"),
        ("NYSE", "2026-07-03T15:00:00Z", "closed, open in 2d 22h 30m"),
        // Clocks change on a Sunday: an hour less, an hour more than other weekends have.
        ("NYSE", "2026-03-06T21:00:00Z", "closed, open in 2d 16h 30m"),
        ("NYSE", "2026-03-09T13:29:00Z", "closed, open in 0d 0h 1m"),
        ("NYSE", "2026-10-30T20:00:00Z", "closed, open in 2d 18h 30m"),
        ("NYSE", "2026-11-02T14:30:00Z", "open, closed in 0d 6h 30m"),
        // Thanksgiving, the half day after it, and Christmas Eve.
        ("NYSE", "2026-11-26T15:00:00Z", "closed, open in 0d 23h 30m"),
        ("NYSE", "2026-11-27T17:59:00Z", "open, closed in 0d 0h 1m"),
        ("NYSE", "2026-11-27T18:00:00Z", "closed, open in 2d 20h 30m"),
        ("Nasdaq", "2026-12-24T17:59:00Z", "open, closed in 0d 0h 1m"),
        ("Nasdaq", "2026-12-24T18:00:00Z", "closed, open in 3d 20h 30m"),
        // The turn of the year.
        ("NYSE", "2026-12-31T21:00:00Z", "closed, open in 3d 17h 30m"),
        ("LSE", "2026-12-31T12:29:00Z", "open, closed in 0d 0h 1m"),
        ("LSE", "2026-12-31T12:30:00Z", "closed, open in 3d 19h 30m"),
        ("LSE", "2026-12-24T12:30:00Z", "closed, open in 4d 19h 30m"),
        // London's clocks change three weeks after New York's, and a week before them.
        ("LSE", "2026-03-27T16:30:00Z", "closed, open in 2d 14h 30m"),
        ("LSE", "2026-03-30T07:00:00Z", "open, closed in 0d 8h 30m"),
        ("LSE", "2026-10-23T15:30:00Z", "closed, open in 2d 16h 30m"),
        ("LSE", "2026-10-26T08:00:00Z", "open, closed in 0d 8h 30m"),
        ("LSE", "2026-04-03T10:00:00Z", "closed, open in 3d 21h 0m"),
        ("Xetra", "2026-07-06T07:00:00Z", "open, closed in 0d 8h 30m"),
        ("Xetra", "2026-12-30T12:59:00Z", "open, closed in 0d 0h 1m"),
        ("Xetra", "2026-12-30T13:00:00Z", "closed, open in 4d 19h 0m"),
        // Lunch in Tokyo, Hong Kong and Shanghai.
        ("TSE", "2026-07-06T02:30:00Z", "lunch, open in 0d 1h 0m"),
        ("TSE", "2026-07-06T03:30:00Z", "open, closed in 0d 3h 0m"),
        ("TSE", "2026-07-06T06:30:00Z", "closed, open in 0d 17h 30m"),
        ("TSE", "2026-09-18T06:30:00Z", "closed, open in 5d 17h 30m"),
        ("TSE", "2026-12-30T06:30:00Z", "closed, open in 4d 17h 30m"),
        ("TSE", "2026-03-09T00:00:00Z", "open, lunch in 0d 2h 30m"),
        ("TSE", "2026-11-02T00:00:00Z", "open, lunch in 0d 2h 30m"),
        ("HKEX", "2026-07-06T04:00:00Z", "lunch, open in 0d 1h 0m"),
        // A half day has no afternoon, and no lunch before it.
        ("HKEX", "2026-02-16T03:59:00Z", "open, closed in 0d 0h 1m"),
        ("HKEX", "2026-02-16T04:00:00Z", "closed, open in 3d 21h 30m"),
        ("SSE", "2026-07-06T03:30:00Z", "lunch, open in 0d 1h 30m"),
        ("SSE", "2026-09-30T07:00:00Z", "closed, open in 7d 18h 30m"),
        // What is not known is not guessed.
        ("NYSE", "2027-12-31T21:00:00Z", "closed, unknown in 0d 8h 0m"),
        ("NYSE", "2028-01-01T05:00:00Z", "unknown"),
        ("NYSE", "2028-02-29T15:00:00Z", "unknown"),
        ("NYSE", "2025-12-31T15:00:00Z", "unknown"),
        ("TSE", "2025-12-31T15:00:00Z", "closed, open in 4d 9h 0m"),
    ];
    for (id, instant, expected) in golden {
        assert_eq!(told(&exchange(id), at(instant)), expected, "{id} {instant}");
    }
}

/// Walking from change to change meets the state that each foretells, and none in between.
#[test]
fn what_is_foretold_comes_to_pass() {
    for id in ["NYSE", "Nasdaq", "LSE", "Xetra", "TSE", "HKEX", "SSE"] {
        let calendar = exchange(id);
        let (mut now, end) = (at("2026-01-01T16:00:00Z"), at("2028-01-02T00:00:00Z"));
        let mut changes = calendar.changes(now).peekable();
        let mut state = calendar.state(now);
        let mut days = 0;
        while now < end {
            if let Some(change) = changes.next_if(|change| change.at == now) {
                days += usize::from(state == State::Closed && change.state == State::Open);
                state = change.state;
            }
            assert_eq!(calendar.state(now), state, "{id} {now}");
            now = Timestamp::from_second(now.as_second() + 900).expect("in range");
        }
        assert_eq!((state, changes.next()), (State::Unknown, None));
        let expected = match id {
            "NYSE" | "Nasdaq" => 251 + 251,
            "LSE" => 253 + 253,
            "Xetra" => 254 + 256,
            "TSE" => 242 + 244,
            "HKEX" => 247 + 248,
            _ => 242 + 243,
        };
        assert_eq!(days, expected, "{id}");
    }
}

#[test]
fn every_shipped_calendar_is_right_and_names_its_source() {
    let value = data::parse("exchanges.yaml", SHIPPED.as_bytes()).expect("YAML");
    let (calendars, diagnostics) = calendar::read(&value, "exchanges.yaml");
    assert_eq!(report(&diagnostics), "");
    let names: Vec<&str> = calendars.keys().map(String::as_str).collect();
    assert_eq!(names, ["HKEX", "LSE", "NYSE", "Nasdaq", "SSE", "TSE", "Xetra"]);
    for calendar in calendars.values() {
        assert!(calendar.source.contains("https://"), "{}", calendar.id);
        assert_eq!(calendar.years.keys().copied().collect::<Vec<_>>(), [2026, 2027], "{}", calendar.id);
        for year in calendar.years.values() {
            let days = year.holidays.keys().chain(year.early_closes.keys());
            let weekends = days.filter(|day| day.weekday().to_monday_zero_offset() > 4);
            assert_eq!(weekends.count(), 0, "{}: a holiday on a weekend is a slip", calendar.id);
        }
    }
    assert_eq!(calendars["NYSE"].known_until(Date::constant(2026, 1, 1)), Some(Date::constant(2027, 12, 31)));
    assert_eq!(calendars["NYSE"].known_until(Date::constant(2028, 1, 1)), None);
    assert!(calendars["NYSE"].years[&2027].announced && !calendars["SSE"].years[&2027].announced);
}

fn own(text: &str) -> Value {
    data::parse("data/exchanges.yaml", text.as_bytes()).expect("YAML")
}

#[test]
fn a_site_has_calendars_of_its_own() {
    let own = own("NYSE:\n  zone: America/New_York\n  sessions: 10:00-11:00\n  years: {2026: ~}\n\
        TADAWUL:\n  zone: Asia/Riyadh\n  sessions: [10:00-15:00]\n  weekend: [Friday, saturday]\n  years: {2026: {holidays: [2026-09-23]}}\n");
    let names = ["nyse", "Tadawul", "LSE"].map(str::to_owned);
    let (calendars, diagnostics) =
        calendar::choose(&names, Some(("data/exchanges.yaml", &own)), "sitegen.yaml");
    assert_eq!(diagnostics, []);
    let ids: Vec<&str> = calendars.iter().map(|calendar| calendar.id.as_str()).collect();
    assert_eq!(ids, ["NYSE", "TADAWUL", "LSE"]);
    assert_eq!(told(&calendars[0], at("2026-07-06T14:00:00Z")), "open, closed in 0d 1h 0m");
    assert_eq!(told(&calendars[1], at("2026-07-02T12:00:00Z")), "closed, open in 2d 19h 0m");
    assert_eq!(told(&calendars[1], at("2026-09-22T12:00:00Z")), "closed, open in 1d 19h 0m");
}

#[test]
fn mistakes_in_calendars_are_told_of() {
    let texts = [
        "- NYSE\n",
        "NYSE: open\n",
        "NYSE: {zone: America/New_York, sessions: [09:30-16:00]}\n",
        "NYSE: {zone: New York, sesions: [09:30-16:00], years: {}}\n",
        "NYSE: {zone: UTC, sessions: [16:00-09:30], years: {2026: ~}}\n",
        "NYSE: {zone: UTC, sessions: [12:30-16:00, 09:00-11:00], years: {2026: ~}}\n",
        "NYSE: {zone: UTC, sessions: [9-17], weekend: [sun], years: {26: ~}}\n",
        "NYSE: {zone: UTC, sessions: [09:00-17:00], years: {2026: {holidays: [2027-01-01, 2026-02-30]}}}\n",
        "NYSE: {zone: UTC, sessions: [09:00-17:00], years: {2026: {early_closes: {2026-12-24: noon}, announced: maybe, holiday: []}}}\n",
        "NYSE: {zone: UTC, sessions: [09:00-17:00], years: {2026: [2026-01-01]}}\n",
    ];
    let names = ["NYSE".to_owned()];
    let mut told = Vec::new();
    for text in texts {
        let value = own(text);
        let (_, diagnostics) =
            calendar::choose(&names, Some(("data/exchanges.yaml", &value)), "sitegen.yaml");
        assert_ne!(diagnostics, [], "{text}");
        told.push(report(&diagnostics));
    }
    let unknown = ["NYSEE", "Borsa"].map(str::to_owned);
    let (none, diagnostics) =
        calendar::choose(&unknown, Some(("data/exchanges.yaml", &own("ASX: 1\n"))), "sitegen.yaml");
    assert_eq!(none, []);
    told.push(report(&diagnostics));
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn digests_appear_by_their_schedule() {
    let schedule =
        |every| Schedule { label: None, time: Time::constant(7, 0, 0, 0), zone: zone("Asia/Kolkata"), every };
    let next =
        |every, now: &str| edition::next_issue(&schedule(every), at(now)).expect("in a week").to_string();
    assert_eq!(next(Every::Day, "2026-07-05T01:30:00Z"), "2026-07-05T01:30:00Z");
    assert_eq!(next(Every::Day, "2026-07-05T01:30:01Z"), "2026-07-06T01:30:00Z");
    assert_eq!(next(Every::Weekdays, "2026-07-03T12:00:00Z"), "2026-07-06T01:30:00Z");
    assert_eq!(next(Every::Weekends, "2026-07-05T12:00:00Z"), "2026-07-11T01:30:00Z");
    let times =
        [("00:00", "12am"), ("07:00", "7am"), ("07:30", "7:30am"), ("12:00", "12pm"), ("19:05", "7:05pm")];
    for (time, english) in times {
        let parsed = calendar::time_of(time).expect("a time");
        assert_eq!(edition::time_of_day(parsed, "en-GB"), english);
        assert_eq!(edition::time_of_day(parsed, "de"), time);
    }
    let night = edition::next_day(at("2026-10-24T23:30:00Z"), &zone("Europe/London"));
    assert_eq!(night, Some(at("2026-10-26T00:00:00Z")));
}

#[test]
fn minutes_are_cut_off_and_counted_on() {
    assert_eq!(super::minute(at("2026-07-05T12:44:59Z")), at("2026-07-05T12:44:00Z"));
    assert_eq!(super::minute(at("1969-12-31T23:59:59Z")), at("1969-12-31T23:59:00Z"));
    assert_eq!(super::next_minute(at("2026-12-31T23:59:30Z")), Some(at("2027-01-01T00:00:00Z")));
}
