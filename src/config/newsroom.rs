//! Settings of the edition line, the clocks and the exchanges.

use crate::clock::Zone;
use jiff::civil::Time;
use serde::{Deserialize, Serialize};

/// Settings of the edition line.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct EditionOptions {
    /// What an edition is called, `{weekday}` and other parts of its date in it; none for the theme's words.
    pub name: Option<String>,
    /// When it appears.
    pub schedule: Option<Schedule>,
}

/// When a digest appears.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schedule {
    /// A word before it; none for the theme's.
    pub label: Option<String>,
    /// The time of day.
    pub time: Time,
    /// In which zone.
    pub zone: Zone,
    /// On which days.
    pub every: Every,
}

/// On which days a digest appears.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Every {
    /// All.
    #[default]
    Day,
    /// Monday to Friday.
    Weekdays,
    /// Saturday and Sunday.
    Weekends,
}

impl Every {
    /// As the configuration says it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Weekdays => "weekdays",
            Self::Weekends => "weekends",
        }
    }
}

/// A clock on the home page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockOptions {
    /// Whose time it shows.
    pub zone: Zone,
    /// What it is called; none for what the zone's time is called on the day.
    pub label: Option<String>,
}
