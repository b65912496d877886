//! The one now, and the zones in which it is read.
//!
//! Owns the instant of a build. It must not read the machine's clock or zone: `cli` does that once and passes
//! the answer on.

use jiff::{
    Timestamp, Zoned,
    tz::{Offset, TimeZone},
};
use serde::{Deserialize, Serialize};

/// The instant for which a site is built, to the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Clock(Timestamp);

impl Clock {
    /// A clock that stands at `now`, cut to the second.
    pub fn at(now: Timestamp) -> Self {
        Self(Timestamp::from_second(now.as_second()).unwrap_or(now))
    }

    /// The instant.
    pub fn now(self) -> Timestamp {
        self.0
    }
}

/// A time zone known by its IANA name, from the bundled database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Zone(TimeZone);

impl Zone {
    /// Coordinated universal time.
    pub fn utc() -> Self {
        Self(TimeZone::UTC)
    }

    /// The zone of this IANA name (`Europe/Berlin`, `UTC`), if there is one. A local zone of the machine is
    /// never taken.
    pub fn named(name: &str) -> Option<Self> {
        if name.eq_ignore_ascii_case("utc") {
            return Some(Self::utc());
        }
        TimeZone::get(name).ok().filter(|zone| zone.iana_name().is_some()).map(Self)
    }

    /// Its IANA name.
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    /// The zone itself.
    pub fn time_zone(&self) -> &TimeZone {
        &self.0
    }

    /// An instant as read on a clock in this zone.
    pub fn civil(&self, instant: Timestamp) -> Zoned {
        instant.to_zoned(self.0.clone())
    }

    /// RFC 3339 with this zone's offset and to the second: `2026-07-05T14:44:00+02:00`; `Z` for UTC itself.
    pub fn rfc3339(&self, instant: Timestamp) -> String {
        let form = if self.0 == TimeZone::UTC { "%Y-%m-%dT%H:%M:%SZ" } else { "%Y-%m-%dT%H:%M:%S%:z" };
        in_whole_minutes(self.civil(instant)).strftime(form).to_string()
    }

    /// Whether [`Zone::rfc3339`] can say an instant: RFC 3339 has years of four digits, of which we count none as 0000.
    pub fn can_say(&self, instant: Timestamp) -> bool {
        (1..=9999).contains(&in_whole_minutes(self.civil(instant)).year())
    }
}

/// The same instant at the nearest offset of whole minutes: local times before there were zones were some seconds apart,
/// which RFC 3339, section 4.2, cannot say.
fn in_whole_minutes(zoned: Zoned) -> Zoned {
    let seconds = zoned.offset().seconds();
    match Offset::from_seconds((seconds + 30).div_euclid(60) * 60) {
        Ok(offset) if seconds % 60 != 0 => zoned.timestamp().to_zoned(TimeZone::fixed(offset)),
        _ => zoned,
    }
}

impl TryFrom<String> for Zone {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        Self::named(&name).ok_or_else(|| format!("unknown time zone `{name}`"))
    }
}

impl From<Zone> for String {
    fn from(zone: Zone) -> Self {
        zone.name().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn daylight_saving_is_followed() {
        let london = Zone::named("Europe/London").expect("bundled");
        let july: Timestamp = "2026-07-05T12:44:00Z".parse().expect("valid");
        assert_eq!(london.rfc3339(july), "2026-07-05T13:44:00+01:00");
        assert_eq!(Zone::utc().rfc3339(july), "2026-07-05T12:44:00Z");
    }

    #[test]
    fn offsets_have_no_seconds() {
        // 53 minutes and 28 seconds, and 5 h 41 min 16 s.
        let old: Timestamp = "1800-07-05T12:00:00Z".parse().expect("valid");
        assert_eq!(Zone::named("Europe/Berlin").expect("bundled").rfc3339(old), "1800-07-05T12:53:00+00:53");
        assert_eq!(Zone::named("Asia/Kathmandu").expect("bundled").rfc3339(old), "1800-07-05T17:41:00+05:41");
        // 4 h 56 min 2 s to the west.
        assert_eq!(
            Zone::named("America/New_York").expect("bundled").rfc3339(old),
            "1800-07-05T07:04:00-04:56"
        );
    }

    #[test]
    fn unknown_zones_are_refused() {
        assert_eq!(Zone::named("Mars/Olympus"), None);
    }
}
