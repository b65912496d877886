//! `data/markets.*`: instruments with a price, and how it changed.
//!
//! A price is shown as it is written where it is text; a number gets its currency, its decimals and commas between
//! thousands. All of it is exact to the digits of the file, so that one file gives one page on every machine.

use super::entry::{self, Entry};
use crate::{clock::Clock, diagnostic::Diagnostic, value::Value};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;

/// The code of what is wrong with an entry.
const CODE: &str = "markets-entry";

/// What an entry may say.
const KEYS: [&str; 9] =
    ["symbol", "label", "price", "precision", "currency", "change", "as_of", "source", "url"];

/// Most decimals of a price.
const MOST_DECIMALS: usize = 12;

/// An instrument with its price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instrument {
    /// Its short name, which is its own: `BTC`.
    pub symbol: String,
    /// How it is called: `Bitcoin`; the symbol where nothing else is said.
    pub label: String,
    /// As it is shown: `$62,663`.
    pub price: String,
    /// Since the day before, or whatever the source counts from.
    pub change: Option<Change>,
    /// When the price was right.
    pub as_of: Option<Timestamp>,
    /// Who says so.
    pub source: Option<String>,
    /// Where it can be followed.
    pub url: Option<String>,
    /// Whether the price is older than the site allows.
    pub stale: bool,
}

/// How a price changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// With its sign and in percent: `+1.25%`, `−0.40%`, `0.00%`.
    pub text: String,
    /// Which way.
    pub direction: Direction,
}

/// Which way a price went, as far as its two decimals show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// It rose.
    Up,
    /// It fell.
    Down,
    /// Neither.
    Unchanged,
}

impl Direction {
    /// The word by which templates know it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
            Self::Unchanged => "unchanged",
        }
    }

    /// A shape that shows it without colour.
    pub fn shape(self) -> &'static str {
        match self {
            Self::Up => "▲",
            Self::Down => "▼",
            Self::Unchanged => "●",
        }
    }
}

/// The instruments of a data file in its order, and what is wrong with the others. A price is stale once it is
/// `stale_after` old.
pub fn read(
    file: &str,
    root: &Value,
    stale_after: SignedDuration,
    clock: Clock,
) -> (Vec<Instrument>, Vec<Diagnostic>) {
    let entries = match entry::entries(file, root, "symbol", CODE) {
        Ok(entries) => entries,
        Err(diagnostic) => return (Vec::new(), vec![*diagnostic]),
    };
    let (mut instruments, mut diagnostics) = (Vec::new(), Vec::new());
    let (common, found) = Common::read(file, root);
    diagnostics.extend(found);
    let mut known = BTreeSet::new();
    for entry in entries {
        match read_instrument(&entry, &common) {
            Ok(instrument) if known.insert(instrument.symbol.clone()) => {
                diagnostics.extend(entry.unknown(&KEYS));
                let stale = stale_from(&instrument, stale_after).is_some_and(|from| from <= clock.now());
                instruments.push(Instrument { stale, ..instrument });
            }
            Ok(_) => {
                let hint = "take one of the two out";
                diagnostics.push(entry.warn("has the symbol of one before it", hint));
            }
            Err(diagnostic) => diagnostics.push(diagnostic),
        }
    }
    (instruments, diagnostics)
}

/// From when the price of an instrument is stale.
fn stale_from(instrument: &Instrument, stale_after: SignedDuration) -> Option<Timestamp> {
    instrument.as_of?.checked_add(stale_after).ok()
}

/// The first instant after the clock's at which a price becomes stale.
pub fn next_change(
    instruments: &[Instrument],
    stale_after: SignedDuration,
    clock: Clock,
) -> Option<Timestamp> {
    let instants = instruments.iter().filter_map(|instrument| stale_from(instrument, stale_after));
    instants.filter(|instant| *instant > clock.now()).min()
}

/// What a file says of all its instruments.
#[derive(Default)]
struct Common {
    as_of: Option<Timestamp>,
    source: Option<String>,
}

impl Common {
    fn read(file: &str, root: &Value) -> (Self, Option<Diagnostic>) {
        let value = |key: &str| root.get(key).and_then(entry::text).filter(|text| !text.is_empty());
        let (written, source) = (value("as_of"), value("source"));
        let as_of = written.as_deref().and_then(entry::instant);
        let mistake = written.filter(|_| as_of.is_none()).map(|text| {
            let message = format!("`as_of` is `{text}`, which is no date with a time and an offset");
            Diagnostic::warning(CODE, message).in_file(file).hint("write `as_of: 2026-07-05T12:42:00Z`")
        });
        (Self { as_of, source }, mistake)
    }
}

fn read_instrument(entry: &Entry<'_>, common: &Common) -> Result<Instrument, Diagnostic> {
    let symbol = entry.required("symbol", "BTC")?;
    Ok(Instrument {
        label: entry.optional("label", "Bitcoin")?.unwrap_or_else(|| symbol.clone()),
        price: read_price(entry)?,
        change: read_change(entry)?,
        as_of: entry.instant("as_of")?.or(common.as_of),
        source: entry.optional("source", "NAME")?.or_else(|| common.source.clone()),
        url: entry.url("url")?,
        stale: false,
        symbol,
    })
}

fn read_price(entry: &Entry<'_>) -> Result<String, Diagnostic> {
    let written = entry.required("price", "62663")?;
    let precision = match entry.value("precision") {
        None => None,
        Some(Value::Int(number)) if (0..=MOST_DECIMALS).any(|most| i64::try_from(most) == Ok(*number)) => {
            usize::try_from(*number).ok()
        }
        Some(_) => {
            let message = format!("has a `precision` that is no number from 0 to {MOST_DECIMALS}");
            return Err(entry.warn(&message, "write how many decimals the price has, as in `precision: 2`"));
        }
    };
    let currency = entry.optional("currency", "USD")?;
    match Decimal::parse(&written) {
        Some(number) => Ok(with_currency(&number.rounded(precision), currency.as_deref())),
        None if precision.is_none() && currency.is_none() => Ok(written),
        None => Err(entry.warn(
            &format!("has the price `{written}`, which is no number, with a precision or a currency"),
            "write the price with digits and a point alone, or take `precision` and `currency` out",
        )),
    }
}

/// A number as it is written, so that no digit is lost: `-0.40`.
struct Decimal<'a> {
    negative: bool,
    whole: &'a str,
    decimals: &'a str,
}

impl<'a> Decimal<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let (negative, digits) = match text.strip_prefix(['-', '−']) {
            Some(digits) => (true, digits),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
        let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let is_right = !whole.is_empty()
            && whole.len() <= 30
            && decimals.len() <= 30
            && is_number(whole)
            && is_number(decimals)
            && !digits.ends_with('.');
        is_right.then_some(Self { negative, whole, decimals })
    }

    /// Sign, digits before the point and digits after it, with so many of them; half is rounded away from 0.
    fn rounded(&self, precision: Option<usize>) -> Rounded {
        let precision = precision.unwrap_or(self.decimals.len());
        let kept = self.decimals.len().min(precision);
        let mut digits: Vec<u8> = self.whole.bytes().chain(self.decimals[..kept].bytes()).collect();
        digits.resize(self.whole.len() + precision, b'0');
        if self.decimals.as_bytes().get(precision).is_some_and(|next| *next >= b'5') {
            let last = digits.iter().rposition(|digit| *digit != b'9');
            let from = last.map_or(0, |last| last + 1);
            digits[from..].fill(b'0');
            match last {
                Some(last) => digits[last] += 1,
                None => digits.insert(0, b'1'),
            }
        }
        let point = digits.len() - precision;
        let text = |digits: &[u8]| digits.iter().map(|digit| char::from(*digit)).collect::<String>();
        let whole = text(&digits[..point]);
        let whole = whole.trim_start_matches('0');
        Rounded {
            negative: self.negative && digits.iter().any(|digit| *digit != b'0'),
            whole: if whole.is_empty() { "0" } else { whole }.to_owned(),
            decimals: text(&digits[point..]),
        }
    }
}

/// A number with as many decimals as are shown.
struct Rounded {
    negative: bool,
    whole: String,
    decimals: String,
}

impl Rounded {
    fn is_zero(&self) -> bool {
        self.whole == "0" && self.decimals.bytes().all(|digit| digit == b'0')
    }

    /// With commas between thousands and without a sign.
    fn digits(&self) -> String {
        let mut text = String::new();
        for (place, digit) in self.whole.char_indices() {
            if place > 0 && (self.whole.len() - place).is_multiple_of(3) {
                text.push(',');
            }
            text.push(digit);
        }
        if !self.decimals.is_empty() {
            text.push('.');
            text.push_str(&self.decimals);
        }
        text
    }
}

/// Currencies that have a sign of their own.
const SIGNS: [(&str, &str); 12] = [
    ("USD", "$"),
    ("EUR", "€"),
    ("GBP", "£"),
    ("JPY", "¥"),
    ("CNY", "CN¥"),
    ("HKD", "HK$"),
    ("INR", "₹"),
    ("KRW", "₩"),
    ("AUD", "A$"),
    ("CAD", "CA$"),
    ("BRL", "R$"),
    ("TRY", "₺"),
];

/// `$62,663`; a code without a sign stands before the number, and so does a sign that the file gives.
fn with_currency(number: &Rounded, currency: Option<&str>) -> String {
    let minus = if number.negative { "−" } else { "" };
    let digits = number.digits();
    let Some(currency) = currency else { return format!("{minus}{digits}") };
    if let Some((_, sign)) = SIGNS.iter().find(|(code, _)| *code == currency) {
        return format!("{minus}{sign}{digits}");
    }
    let gap = if currency.chars().all(char::is_alphabetic) { "\u{a0}" } else { "" };
    format!("{minus}{currency}{gap}{digits}")
}

fn read_change(entry: &Entry<'_>) -> Result<Option<Change>, Diagnostic> {
    let Some(written) = entry.optional("change", "-0.40")? else { return Ok(None) };
    let number = written.trim_end_matches('%').trim_end();
    let Some(number) = Decimal::parse(number) else {
        return Err(entry.warn(
            &format!("has the change `{written}`, which is no number of percent"),
            "write `change: -0.40`",
        ));
    };
    let rounded = number.rounded(Some(2));
    let (sign, direction) = match (rounded.is_zero(), rounded.negative) {
        (true, _) => ("", Direction::Unchanged),
        (false, true) => ("−", Direction::Down),
        (false, false) => ("+", Direction::Up),
    };
    Ok(Some(Change { text: format!("{sign}{}%", rounded.digits()), direction }))
}

#[cfg(test)]
mod tests;
