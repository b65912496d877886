//! The wire and the markets, as the home page and `/wire.json` show them.

use crate::{
    clock::Zone,
    config::Config,
    newsroom::{Instrument, WireItem},
    paths::UrlPath,
    site::{ListId, ListKind, Site},
};
use jiff::Timestamp;
use serde::Serialize;

/// What templates see of the settings of the wire or the markets.
#[derive(Debug, Serialize)]
pub struct StripConfigView<'a> {
    /// Kinds of pages that show it, as `page.type` calls them.
    pub pages: &'a [String],
    /// Where `/wire.json` is: link on the same host.
    pub url: String,
}

impl<'a> StripConfigView<'a> {
    /// The settings of a strip; with no pages where it is off.
    pub(super) fn new(config: &Config, pages: Option<&'a Vec<String>>) -> Self {
        let url = config.base_url.relative(&wire_url());
        Self { pages: pages.map_or(&[], Vec::as_slice), url }
    }
}

/// Where the wire is for programs.
pub fn wire_url() -> UrlPath {
    UrlPath::root().join("wire.json")
}

/// A report of another outlet.
#[derive(Debug, Serialize)]
pub struct WireView<'a> {
    /// Its name within its source.
    pub id: &'a str,
    /// RFC 3339, UTC.
    pub time: String,
    /// To the minute, UTC: `12:42Z`.
    pub clock: String,
    /// Who published it, as it is written.
    pub source: &'a str,
    /// The same in capitals.
    pub tag: String,
    /// What it says: plain text.
    pub headline: &'a str,
    /// Where it can be read: a whole URL.
    pub url: Option<&'a str>,
}

/// An instrument with its price.
#[derive(Debug, Serialize)]
pub struct MarketView<'a> {
    /// Short name.
    pub symbol: &'a str,
    /// How it is called.
    pub label: &'a str,
    /// As it is shown: `$62,663`.
    pub price: &'a str,
    /// How it changed.
    pub change: Option<ChangeView<'a>>,
    /// When the price was right: RFC 3339, UTC.
    pub as_of: Option<String>,
    /// The same to the minute: `12:42Z`.
    pub clock: Option<String>,
    /// Who says so.
    pub source: Option<&'a str>,
    /// Where it can be followed: a whole URL.
    pub url: Option<&'a str>,
    /// Whether the price is older than the site allows.
    pub stale: bool,
    /// Whether source and time are to be said here: once for several in a row that have the same, at the last.
    pub note: bool,
}

/// How a price changed.
#[derive(Debug, Serialize)]
pub struct ChangeView<'a> {
    /// In percent with its sign: `−1.20%`.
    pub text: &'a str,
    /// `up`, `down` or `unchanged`.
    pub direction: &'static str,
    /// `▲`, `▼` or `●`.
    pub shape: &'static str,
}

/// `/wire.json`.
#[derive(Debug, Serialize)]
pub struct WireFile<'a> {
    /// The newest reports, newest first.
    pub wire: Vec<WireView<'a>>,
    /// Instruments in the order of their file.
    pub markets: Vec<MarketView<'a>>,
}

/// What `/wire.json` says.
pub fn wire_file(site: &Site) -> WireFile<'_> {
    WireFile {
        wire: site.strip.wire.iter().map(wire_view).collect(),
        markets: (0..)
            .zip(&site.strip.markets)
            .map(|(place, own)| market_view(own, site.strip.markets.get(place + 1)))
            .collect(),
    }
}

/// What a page of a list has in its HTML: a home page that the settings name. Other pages fetch `/wire.json`.
pub fn strip_of(site: &Site, list: ListId, number: usize) -> WireFile<'_> {
    let is_front = number == 1 && site.list(list).kind == ListKind::Home;
    let shows = |pages: Option<&Vec<String>>| {
        is_front && pages.is_some_and(|pages| pages.iter().any(|page| page == "home"))
    };
    let wire = shows(site.config.wire.as_ref().map(|own| &own.pages));
    let markets = shows(site.config.markets.as_ref().map(|own| &own.pages));
    let WireFile { wire: items, markets: instruments } = wire_file(site);
    WireFile {
        wire: if wire { items } else { Vec::new() },
        markets: if markets { instruments } else { Vec::new() },
    }
}

fn wire_view(item: &WireItem) -> WireView<'_> {
    WireView {
        id: &item.id,
        time: Zone::utc().rfc3339(item.time),
        clock: clock(item.time),
        source: &item.source,
        tag: item.source.to_uppercase(),
        headline: &item.headline,
        url: item.url.as_deref(),
    }
}

fn market_view<'a>(instrument: &'a Instrument, next: Option<&Instrument>) -> MarketView<'a> {
    let known = |own: &Instrument| (own.source.clone(), own.as_of, own.stale);
    let is_known = instrument.source.is_some() || instrument.as_of.is_some() || instrument.stale;
    MarketView {
        symbol: &instrument.symbol,
        label: &instrument.label,
        price: &instrument.price,
        change: instrument.change.as_ref().map(|change| ChangeView {
            text: &change.text,
            direction: change.direction.as_str(),
            shape: change.direction.shape(),
        }),
        as_of: instrument.as_of.map(|as_of| Zone::utc().rfc3339(as_of)),
        clock: instrument.as_of.map(clock),
        source: instrument.source.as_deref(),
        url: instrument.url.as_deref(),
        stale: instrument.stale,
        note: is_known && (instrument.stale || next.is_none_or(|next| known(next) != known(instrument))),
    }
}

/// `12:42Z`.
fn clock(instant: Timestamp) -> String {
    Zone::utc().civil(instant).strftime("%H:%MZ").to_string()
}
