//! Reading `edition`, `clocks` and `exchanges`.

use super::{
    MAP, TEXT,
    keys::{Expected, Keys, Problem, Taken, boolean, text, texts, word},
    values,
};
use crate::{
    clock::Zone,
    config::{ClockOptions, EditionOptions, Every, Schedule},
    diagnostic::nearest,
    yaml::Node,
};
use jiff::civil::Time;

const TIME: Expected = Expected { what: "a time of day", example: "\"07:00\"" };
const EVERY: Expected = Expected { what: "`day`, `weekdays` or `weekends`", example: "day" };
const EVERY_WORDS: [(&str, Every); 3] =
    [("day", Every::Day), ("weekdays", Every::Weekdays), ("weekends", Every::Weekends)];
const EDITION: Expected =
    Expected { what: "`true`, `false` or a map", example: "{name: \"{weekday} edition\"}" };
const CLOCKS: Expected = Expected { what: "a list of time zones", example: "[UTC, America/New_York]" };
const EXCHANGES: Expected = Expected { what: "a list of exchanges", example: "[NYSE, LSE]" };

/// What an edition's name may ask for.
const PARTS: [&str; 6] = ["weekday", "day", "month", "year", "volume", "number"];

/// `true`, `false`, or a map of settings, which turns it on.
pub(super) fn edition(keys: &mut Keys<'_>, timezone: &Zone) -> Option<EditionOptions> {
    if keys.holds("edition", |node| node.map().is_none()) {
        return keys.take("edition", EDITION, boolean)?.then(EditionOptions::default);
    }
    let mut edition = None;
    keys.inside("edition", MAP, |keys| {
        let name = keys.take("name", TEXT, edition_name);
        edition = Some(EditionOptions { name, schedule: schedule(keys, timezone) });
    });
    edition
}

fn schedule(keys: &mut Keys<'_>, timezone: &Zone) -> Option<Schedule> {
    let mut schedule = None;
    keys.inside("schedule", MAP, |keys| {
        let label = keys.take("label", TEXT, text);
        let zone = keys.take("zone", values::ZONE, values::zone).unwrap_or_else(|| timezone.clone());
        let every = keys.take("every", EVERY, |node| word(node, &EVERY_WORDS)).unwrap_or_default();
        match keys.take("time", TIME, time) {
            Some(time) => schedule = Some(Schedule { label, time, zone, every }),
            None => keys.lacks("time", "\"07:00\""),
        }
    });
    schedule
}

/// A name that asks for nothing that a date does not have.
fn edition_name(node: &Node) -> Taken<String> {
    let name = text(node)?;
    let asked = name.split('{').skip(1).map(|rest| rest.split('}').next().unwrap_or(rest));
    for part in asked {
        if !PARTS.contains(&part) {
            let known = PARTS.map(|part| format!("{{{part}}}")).join(", ");
            let hint = match nearest(part, PARTS) {
                Some(near) => format!("did you mean `{{{near}}}`?"),
                None => format!("known are {known}"),
            };
            return Err(Problem::Value(format!("an edition's date has no `{{{part}}}`"), hint));
        }
    }
    Ok(name)
}

fn time(node: &Node) -> Taken<Time> {
    let text = text(node)?;
    let parts = text.split_once(':').filter(|(hour, minute)| {
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        (1..=2).contains(&hour.len()) && minute.len() == 2 && digits(hour) && digits(minute)
    });
    let time =
        parts.and_then(|(hour, minute)| Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok());
    time.ok_or_else(|| {
        let hint = "write hours and minutes such as `\"07:00\"` or `\"19:30\"`".to_owned();
        Problem::Value(format!("`{text}` is no time of day"), hint)
    })
}

/// Zones, or maps of a zone and its label.
pub(super) fn clocks(keys: &mut Keys<'_>) -> Vec<ClockOptions> {
    let clocks = |node: &Node| node.list().ok_or(Problem::Type)?.iter().map(clock).collect();
    keys.take("clocks", CLOCKS, clocks).unwrap_or_default()
}

fn clock(node: &Node) -> Taken<ClockOptions> {
    let Some(entries) = node.map() else {
        return Ok(ClockOptions { zone: values::zone(node)?, label: None });
    };
    let (mut zone, mut label) = (None, None);
    for entry in entries {
        match entry.key.as_str() {
            "zone" => zone = Some(values::zone(&entry.value)?),
            "label" if entry.value.is_null() => {}
            "label" => label = Some(text(&entry.value)?),
            other => {
                let hint = "a clock has `zone` and `label`".to_owned();
                return Err(Problem::Value(format!("a clock has no `{other}`"), hint));
            }
        }
    }
    let lacks = || {
        let hint = "write `{zone: Asia/Hong_Kong, label: Hong Kong}`".to_owned();
        Problem::Value("a clock has no `zone`".to_owned(), hint)
    };
    Ok(ClockOptions { zone: zone.ok_or_else(lacks)?, label })
}

/// Names of exchanges. Which there are is known once the site's data is read.
pub(super) fn exchanges(keys: &mut Keys<'_>) -> Vec<String> {
    keys.take("exchanges", EXCHANGES, texts).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use crate::{config::raw::parse, decode::report};

    #[test]
    fn mistakes_say_what_to_write() {
        let texts = [
            "edition: daily\n",
            "edition: {name: \"{weekdy} edition\"}\n",
            "edition: {schedule: {zone: Asia/Kolkata}}\n",
            "edition: {schedule: {time: 25:00}}\n",
            "edition: {schedule: {time: 7am, zone: Asia/Kolkatta, every: week}}\n",
            "clocks: UTC\n",
            "clocks: [UTC, New York]\n",
            "clocks: [{zone: Europe/Lodnon}]\n",
            "clocks: [{label: Here}]\n",
            "clocks: [{zone: UTC, name: Here}]\n",
            "exchanges: {NYSE: true}\n",
        ];
        let mut told = String::new();
        for text in texts {
            let (_, diagnostics) =
                parse(&format!("title: T\nbase_url: https://a.b/\n{text}"), "sitegen.yaml");
            assert_ne!(diagnostics, [], "{text}");
            told.push_str(&report(&diagnostics));
            told.push('\n');
        }
        insta::assert_snapshot!(told);
    }

    #[test]
    fn what_is_right_is_read() {
        let text = "title: T\nbase_url: https://a.b/\ntimezone: Asia/Tokyo\n\
            edition: {name: \"{weekday} wire\", schedule: {time: 7:00}}\n\
            clocks: [UTC, {zone: Asia/Hong_Kong, label: Hong Kong}]\nexchanges: [NYSE, nasdaq]\n";
        let (config, diagnostics) = parse(text, "sitegen.yaml");
        assert_eq!(diagnostics, []);
        let schedule = config.edition.and_then(|edition| edition.schedule).expect("read");
        assert_eq!((schedule.zone.name(), schedule.time.to_string().as_str()), ("Asia/Tokyo", "07:00:00"));
        assert_eq!(config.clocks[1].label.as_deref(), Some("Hong Kong"));
        assert_eq!(config.exchanges, ["NYSE", "nasdaq"]);
        let off = parse("title: T\nbase_url: https://a.b/\nedition: false\n", "sitegen.yaml").0;
        assert_eq!(off.edition, None);
    }
}
