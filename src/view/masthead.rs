//! The edition line, the clocks and the exchanges of the home page, and the editions of days.

use crate::{
    clock::Zone,
    config::{ClockOptions, Config, Schedule},
    newsroom::{
        edition::{self, Edition},
        exchange::{Calendar, Change, Countdown},
        zones,
    },
    post::PostKind,
    site::{EntryId, List, ListId, ListKind, LocaleId, Site, masthead::is_shown},
};
use jiff::{Timestamp, civil::Date};
use serde::Serialize;

/// Changes of an exchange's state that a page tells its script, so that it stays right for days without a build.
const TOLD: usize = 16;

/// The masthead of a home page.
#[derive(Debug, Serialize)]
pub struct Masthead<'a> {
    /// The clock's instant to the minute: RFC 3339 in UTC.
    pub at: String,
    /// Today's edition, where the site has editions.
    pub edition: Option<EditionView<'a>>,
    /// When it appears, where the site says so.
    pub schedule: Option<ScheduleView<'a>>,
    /// Clocks.
    pub clocks: Vec<ClockView<'a>>,
    /// Exchanges.
    pub exchanges: Vec<ExchangeView<'a>>,
}

/// The edition of a day.
#[derive(Debug, Serialize)]
pub struct EditionView<'a> {
    /// Noon of the day in the site's zone: RFC 3339, to be formatted.
    pub date: String,
    /// Years since the first in Roman numerals: `XII`.
    pub volume: Option<String>,
    /// Day of the year.
    pub number: i16,
    /// What the site calls its editions, `{weekday}` and others as written.
    pub name: Option<&'a str>,
    /// The page of its posts: link on the same host; none where it has no posts.
    pub url: Option<String>,
}

/// When a digest appears.
#[derive(Debug, Serialize)]
pub struct ScheduleView<'a> {
    /// The site's word before it.
    pub label: Option<&'a str>,
    /// The time of day in the page's language: `7am`, `07:00`.
    pub time: String,
    /// What the time in its zone is called: `IST`.
    pub zone: String,
    /// `day`, `weekdays` or `weekends`.
    pub every: &'static str,
    /// The next time it appears: RFC 3339; none in an article.
    pub next: Option<String>,
}

/// A clock.
#[derive(Debug, Serialize)]
pub struct ClockView<'a> {
    /// IANA name.
    pub zone: &'a str,
    /// What it is called on this day.
    pub label: String,
    /// What it shows: `13:44`.
    pub time: String,
    /// Seconds east of UTC.
    pub offset: i32,
    /// What the year ahead brings.
    pub changes: Vec<ClockChange>,
}

/// A change of a clock, for the script.
#[derive(Debug, Serialize)]
pub struct ClockChange {
    /// RFC 3339 in UTC.
    pub at: String,
    /// What it is called from then on.
    pub label: String,
    /// Seconds east of UTC from then on.
    pub offset: i32,
}

/// An exchange.
#[derive(Debug, Serialize)]
pub struct ExchangeView<'a> {
    /// `NYSE`.
    pub id: &'a str,
    /// `New York Stock Exchange`.
    pub name: &'a str,
    /// IANA name of its zone.
    pub zone: &'a str,
    /// Where its calendar is from.
    pub source: &'a str,
    /// `open`, `lunch`, `closed` or `unknown`.
    pub state: &'static str,
    /// Whether the calendar of this year was written before the exchange announced it.
    pub provisional: bool,
    /// What changes next.
    pub next: Option<ExchangeChange>,
    /// The time until then.
    pub countdown: Option<CountdownView>,
    /// What changes in the days ahead, for the script.
    pub changes: Vec<ExchangeChange>,
}

/// A change of an exchange's state.
#[derive(Debug, Clone, Serialize)]
pub struct ExchangeChange {
    /// RFC 3339 in the exchange's zone.
    pub at: String,
    /// `open`, `lunch`, `closed` or `unknown`.
    pub state: &'static str,
    /// What the time there is called then: `EDT`.
    pub zone: String,
}

/// Time until a change, in digits.
#[derive(Debug, Serialize)]
pub struct CountdownView {
    /// Days of 24 hours.
    pub days: String,
    /// Less than 24.
    pub hours: String,
    /// Less than 60.
    pub minutes: String,
}

/// The masthead of a locale's home page; none where the site asks for nothing in it.
pub fn masthead(site: &Site, locale: LocaleId) -> Option<Masthead<'_>> {
    let (config, now) = (&site.config, site.masthead.now);
    is_shown(config).then(|| Masthead {
        at: Zone::utc().rfc3339(now),
        edition: edition_on(site, locale, config.timezone.civil(now).date()),
        schedule: schedule(config, &site.locale(locale).tag, now),
        clocks: config.clocks.iter().map(|clock| clock_view(clock, now)).collect(),
        exchanges: site.masthead.exchanges.iter().map(|exchange| exchange_view(exchange, now)).collect(),
    })
}

/// The edition of a post's own date; none for pages, for posts without a date and where the site has no editions.
pub fn edition_of(site: &Site, id: EntryId) -> Option<EditionView<'_>> {
    let entry = site.entry(id);
    let date = entry.post.meta.date.filter(|_| entry.post.kind == PostKind::Post)?;
    edition_on(site, entry.locale, site.config.timezone.civil(date.instant).date())
}

/// The edition of a day; none where the site has no editions.
fn edition_on(site: &Site, locale: LocaleId, date: Date) -> Option<EditionView<'_>> {
    let options = site.config.edition.as_ref()?;
    let edition = Edition::of(date, site.config.first_year);
    Some(EditionView {
        date: site.config.timezone.rfc3339(edition.noon(&site.config.timezone)),
        volume: edition.roman_volume(),
        number: edition.number,
        name: options.name.as_deref(),
        url: site.day(locale, date).map(|list| site.config.base_url.relative(&site.list(list).url)),
    })
}

/// An edition on the page of all editions.
#[derive(Debug, Serialize)]
pub struct EditionDay<'a> {
    /// The edition.
    pub edition: EditionView<'a>,
    /// How many posts it has.
    pub count: usize,
}

/// The editions of a locale that have posts, newest first.
pub fn editions(site: &Site, locale: LocaleId) -> Vec<EditionDay<'_>> {
    let day = |id: &ListId| {
        let list = site.list(*id);
        let ListKind::Day(date) = list.kind else { return None };
        Some(EditionDay { edition: edition_on(site, locale, date)?, count: list.posts.len() })
    };
    site.locale(locale).days.iter().filter_map(day).collect()
}

/// The edition on whose page a list of a day is, with the one before and the one after it.
pub fn edition_page<'a>(site: &'a Site, list: &List) -> Option<EditionPage<'a>> {
    let day = |id: &ListId| match site.list(*id).kind {
        ListKind::Day(date) => Some(date),
        _ => None,
    };
    let ListKind::Day(date) = list.kind else { return None };
    let days = &site.locale(list.locale).days;
    let place = site.day_place(list.locale, date)?;
    let other = |place: Option<usize>| {
        let date = days.get(place?).and_then(day)?;
        edition_on(site, list.locale, date)
    };
    Some(EditionPage {
        edition: edition_on(site, list.locale, date)?,
        older: other(place.checked_add(1)),
        newer: other(place.checked_sub(1)),
    })
}

/// What the page of an edition shows besides its posts.
#[derive(Debug, Serialize)]
pub struct EditionPage<'a> {
    /// The edition.
    pub edition: EditionView<'a>,
    /// The last one before it that has posts.
    pub older: Option<EditionView<'a>>,
    /// The first one after it that has posts.
    pub newer: Option<EditionView<'a>>,
}

fn schedule<'a>(config: &'a Config, language: &str, now: Timestamp) -> Option<ScheduleView<'a>> {
    let schedule: &Schedule = config.edition.as_ref()?.schedule.as_ref()?;
    let next = edition::next_issue(schedule, now);
    let at = schedule_at(schedule, language, next.unwrap_or(now));
    Some(ScheduleView { next: next.map(|next| schedule.zone.rfc3339(next)), ..at })
}

/// The schedule as a digest shows it, at its own date: an article does not change with the clock.
pub fn schedule_of(site: &Site, id: EntryId) -> Option<ScheduleView<'_>> {
    let entry = site.entry(id);
    let date = entry.post.meta.date.filter(|_| entry.post.meta.kind.as_deref() == Some("digest"))?;
    let schedule = site.config.edition.as_ref()?.schedule.as_ref()?;
    Some(schedule_at(schedule, site.lang(entry), date.instant))
}

fn schedule_at<'a>(schedule: &'a Schedule, language: &str, at: Timestamp) -> ScheduleView<'a> {
    ScheduleView {
        label: schedule.label.as_deref(),
        time: edition::time_of_day(schedule.time, language),
        zone: zones::label(&schedule.zone, at),
        every: schedule.every.as_str(),
        next: None,
    }
}

fn clock_view(clock: &ClockOptions, now: Timestamp) -> ClockView<'_> {
    let label = |label: String| clock.label.clone().unwrap_or(label);
    let changes = zones::shifts(&clock.zone, now).into_iter().map(|shift| ClockChange {
        at: Zone::utc().rfc3339(shift.at),
        label: label(shift.label),
        offset: shift.offset,
    });
    ClockView {
        zone: clock.zone.name(),
        label: label(zones::label(&clock.zone, now)),
        time: zones::time(&clock.zone, now),
        offset: zones::offset(&clock.zone, now),
        changes: changes.collect(),
    }
}

fn exchange_view(calendar: &Calendar, now: Timestamp) -> ExchangeView<'_> {
    let change = |change: Change| ExchangeChange {
        at: calendar.zone.rfc3339(change.at),
        state: change.state.as_str(),
        zone: zones::label(&calendar.zone, change.at),
    };
    let ahead: Vec<Change> = calendar.changes(now).take(TOLD).collect();
    // That its calendar ends is no event.
    let next = ahead.first().copied().filter(|next| next.state.as_str() != "unknown");
    let countdown = next.map(|next| Countdown::between(now, next.at));
    ExchangeView {
        id: &calendar.id,
        name: &calendar.name,
        zone: calendar.zone.name(),
        source: &calendar.source,
        state: calendar.state(now).as_str(),
        provisional: calendar.year(now).is_some_and(|year| !year.announced),
        next: next.map(change),
        countdown: countdown.map(|left| CountdownView {
            days: left.days.to_string(),
            hours: left.hours.to_string(),
            minutes: left.minutes.to_string(),
        }),
        changes: ahead.into_iter().map(change).collect(),
    }
}
