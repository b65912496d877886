//! Years and months that have posts.

use crate::site::{ListId, ListKind, LocaleId, Site};
use serde::Serialize;

/// A year with its months, newest first.
#[derive(Debug, Serialize)]
pub struct ArchiveYear {
    /// `2026`.
    pub year: i16,
    /// Posts.
    pub count: usize,
    /// Its page: link on the same host.
    pub url: String,
    /// Its months, newest first.
    pub months: Vec<ArchiveMonth>,
}

/// A month that has posts.
#[derive(Debug, Serialize)]
pub struct ArchiveMonth {
    /// 1 to 12.
    pub month: i8,
    /// A day in it, RFC 3339, to be formatted.
    pub date: String,
    /// Posts.
    pub count: usize,
    /// Its page: link on the same host.
    pub url: String,
}

/// The years of a locale, newest first.
pub fn archive(site: &Site, locale: LocaleId) -> Vec<ArchiveYear> {
    let locale = site.locale(locale);
    let url = |id: &ListId| site.config.base_url.relative(&site.list(*id).url);
    let month_of = |wanted: i16, id: &ListId| match site.list(*id).kind {
        ListKind::Month(year, month) if year == wanted => Some(ArchiveMonth {
            month,
            date: month_date(year, month),
            count: site.list(*id).posts.len(),
            url: url(id),
        }),
        _ => None,
    };
    let year_of = |id: &ListId| match site.list(*id).kind {
        ListKind::Year(year) => Some(ArchiveYear {
            year,
            count: site.list(*id).posts.len(),
            url: url(id),
            months: locale.months.iter().filter_map(|id| month_of(year, id)).collect(),
        }),
        _ => None,
    };
    locale.years.iter().filter_map(year_of).collect()
}

/// The middle of a month, which is in that month in every zone.
pub fn month_date(year: i16, month: i8) -> String {
    format!("{year:04}-{month:02}-15T12:00:00Z")
}
