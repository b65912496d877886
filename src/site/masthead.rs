//! What the masthead of the home page is made of besides settings: a minute, and the calendars of exchanges.

use super::DataFile;
use crate::{
    clock::Clock,
    config::Config,
    diagnostic::Diagnostic,
    newsroom::{self, calendar, edition, exchange::Calendar},
};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

/// The data file of a site's own calendars, without ending.
const DATA: &str = "exchanges";
/// How long before the end of a calendar a warning begins.
const NOTICE: SignedDuration = SignedDuration::from_hours(24 * 30);

/// What the home page's masthead is made of besides settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Masthead {
    /// The clock's instant, cut to the minute.
    pub now: Timestamp,
    /// The calendars of the exchanges that the site names.
    pub exchanges: Vec<Calendar>,
}

impl Masthead {
    /// As of the clock's instant, with what is wrong with the calendars.
    pub fn of(config: &Config, data: &BTreeMap<String, DataFile>, clock: Clock) -> (Self, Vec<Diagnostic>) {
        let now = newsroom::minute(clock.now());
        if config.exchanges.is_empty() {
            return (Self { now, exchanges: Vec::new() }, Vec::new());
        }
        let own = data.get(DATA).map(|file| (file.source.as_str(), &*file.value));
        let (exchanges, mut diagnostics) = calendar::choose(&config.exchanges, own, "sitegen.yaml");
        diagnostics.extend(exchanges.iter().filter_map(|exchange| ending(exchange, now)));
        (Self { now, exchanges }, diagnostics)
    }
}

/// Whether the home page shows anything that changes by the minute.
pub fn is_shown(config: &Config) -> bool {
    config.edition.is_some() || !config.clocks.is_empty() || !config.exchanges.is_empty()
}

/// The first instant at which a masthead of a site with these settings has another day.
pub fn next_day(config: &Config, clock: Clock) -> Option<Timestamp> {
    config.edition.as_ref()?;
    edition::next_day(clock.now(), &config.timezone)
}

/// The first instant at which a masthead of a site with these settings is another.
pub fn next_minute(config: &Config, clock: Clock) -> Option<Timestamp> {
    is_shown(config).then(|| newsroom::next_minute(clock.now())).flatten()
}

/// A warning that a calendar ends, while there is time to add to it, and when it has.
fn ending(calendar: &Calendar, now: Timestamp) -> Option<Diagnostic> {
    let civil = |at: Timestamp| calendar.zone.civil(at).date();
    let soon = civil(now.saturating_add(NOTICE).unwrap_or(now));
    let (id, today) = (&calendar.id, civil(now));
    let (message, year) = match calendar.known_until(today) {
        Some(last) if last >= soon => return None,
        Some(last) => (format!("the calendar of {id} ends on {last}"), last.year() + 1),
        None => (
            format!("the calendar of {id} does not have the year {}: its state is not shown", today.year()),
            today.year(),
        ),
    };
    let hint =
        format!("take a newer sitegen, or write the calendar with `{year}:` into `data/exchanges.yaml`");
    Some(Diagnostic::warning("exchange-calendar-ends", message).hint(hint))
}
