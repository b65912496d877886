//! Dates and weekdays in prose.
//!
//! Owns how a date may be written: with the name of its month in six languages, in the figures of three more that write
//! `7月5日`, and as `2026-07-05`. What may be something else is taken for none.

use super::names::Names;
use jiff::civil::{Date, Weekday};
use std::ops::Range;

/// Part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token<'t> {
    /// What it is.
    pub kind: Kind,
    /// As written.
    pub text: &'t str,
    /// Where.
    pub range: Range<usize>,
}

/// Kinds of tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Letters.
    Word,
    /// A whole number, and how many digits it has.
    Number(u32, usize),
    /// Anything else but blanks.
    Mark,
}

/// The tokens of a text.
pub fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens: Vec<Token<'_>> = Vec::new();
    for (at, c) in text.char_indices() {
        let kind = if digit(c).is_some() {
            Kind::Number(0, 0)
        } else if c.is_alphabetic() || ('\u{900}'..='\u{963}').contains(&c) {
            Kind::Word
        } else {
            Kind::Mark
        };
        let end = at + c.len_utf8();
        if c.is_whitespace() {
            continue;
        }
        match tokens.last_mut() {
            Some(last)
                if last.range.end == at
                    && kind != Kind::Mark
                    && std::mem::discriminant(&last.kind) == std::mem::discriminant(&kind) =>
            {
                last.range.end = end;
                last.text = &text[last.range.clone()];
            }
            _ => tokens.push(Token { kind, text: &text[at..end], range: at..end }),
        }
    }
    for token in &mut tokens {
        if let Kind::Number(..) = token.kind {
            let digits = token.text.chars().filter_map(digit);
            let value = digits.fold(0_u32, |sum, digit| sum.saturating_mul(10).saturating_add(digit));
            token.kind = Kind::Number(value, token.text.chars().count());
        }
    }
    tokens
}

/// A digit of ASCII, of Arabic, of Persian or of Devanagari.
fn digit(c: char) -> Option<u32> {
    let zeros = ['\u{660}', '\u{6f0}', '\u{966}'];
    c.to_digit(10).or_else(|| {
        let of = |zero: &char| (c as u32).checked_sub(*zero as u32).filter(|digit| *digit < 10);
        zeros.iter().find_map(of)
    })
}

/// A date in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// If it is written.
    pub year: Option<i16>,
    /// 1 to 12.
    pub month: i8,
    /// 1 to 31.
    pub day: i8,
    /// Its first token, and the one after its last.
    pub tokens: (usize, usize),
}

impl Found {
    /// The date, in the year that is written or in the one that puts it nearest to another date; none where there is no
    /// such day, or where a date without a year is not near.
    pub fn near(&self, other: Option<Date>) -> Option<Date> {
        if let Some(year) = self.year {
            return Date::new(year, self.month, self.day).ok();
        }
        let other = other?;
        let of_year = |year: i16| Date::new(year, self.month, self.day).ok();
        let distance = |date: &Date| (days(other, *date)).abs();
        let years = [other.year() - 1, other.year(), other.year() + 1];
        years.into_iter().filter_map(of_year).min_by_key(distance).filter(|date| distance(date) <= NEAR)
    }
}

/// Days within which a date without a year is taken for that of the year of the text.
const NEAR: i64 = 60;

/// Days from one date to another.
pub fn days(from: Date, to: Date) -> i64 {
    from.until(to).map_or(i64::MAX / 2, |span| span.get_days().into())
}

/// The weekday of a word.
pub fn weekday(word: &str, names: &Names) -> Option<Weekday> {
    let word = word.to_lowercase();
    let place = names.weekdays.iter().position(|spellings| spellings.contains(&word.as_str()))?;
    Weekday::from_monday_zero_offset(i8::try_from(place).ok()?).ok()
}

fn month(token: &Token<'_>, names: &Names) -> Option<i8> {
    if token.kind != Kind::Word {
        return None;
    }
    let word = token.text.to_lowercase();
    let place = names.months.iter().position(|spellings| spellings.contains(&word.as_str()))?;
    i8::try_from(place + 1).ok()
}

/// All dates of a text.
pub fn dates(tokens: &[Token<'_>], names: Option<&Names>) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let here = iso(tokens, at)
            .or_else(|| in_figures(tokens, at))
            .or_else(|| names.and_then(|names| with_name(tokens, at, names)));
        match here {
            Some(date) => {
                at = date.tokens.1;
                found.push(date);
            }
            None => at += 1,
        }
    }
    found
}

fn mark(tokens: &[Token<'_>], at: usize, text: &str) -> bool {
    tokens.get(at).is_some_and(|token| token.text == text)
}

fn day_of(token: Option<&Token<'_>>) -> Option<i8> {
    match token?.kind {
        Kind::Number(day @ 1..=31, 1..=2) => i8::try_from(day).ok(),
        _ => None,
    }
}

fn year_of(token: Option<&Token<'_>>) -> Option<i16> {
    match token?.kind {
        Kind::Number(year @ 1900..=2199, 4) => i16::try_from(year).ok(),
        _ => None,
    }
}

fn touches(tokens: &[Token<'_>], at: usize) -> bool {
    at > 0 && tokens.get(at).is_some_and(|token| tokens[at - 1].range.end == token.range.start)
}

/// `2026-07-05`.
fn iso(tokens: &[Token<'_>], at: usize) -> Option<Found> {
    let year = year_of(tokens.get(at))?;
    let is_joined = (at + 1..at + 5).all(|place| touches(tokens, place));
    if !is_joined || !mark(tokens, at + 1, "-") || !mark(tokens, at + 3, "-") {
        return None;
    }
    let month = day_of(tokens.get(at + 2)).filter(|month| *month <= 12)?;
    Some(Found { year: Some(year), month, day: day_of(tokens.get(at + 4))?, tokens: (at, at + 5) })
}

/// `2026年7月5日`, `7월 5일`.
fn in_figures(tokens: &[Token<'_>], at: usize) -> Option<Found> {
    let begins = |at: usize, signs: [char; 2]| {
        tokens.get(at).is_some_and(|token| token.kind == Kind::Word && token.text.starts_with(signs))
    };
    let year = year_of(tokens.get(at)).filter(|_| begins(at + 1, ['年', '년']));
    let start = if year.is_some() { at + 2 } else { at };
    let month = day_of(tokens.get(start)).filter(|month| *month <= 12 && begins(start + 1, ['月', '월']))?;
    let day = day_of(tokens.get(start + 2)).filter(|_| begins(start + 3, ['日', '일']))?;
    Some(Found { year, month, day, tokens: (at, start + 4) })
}

/// `July 5, 2026`, `July 5th`, `5 July 2026`, `5. Juli`, `5 de julio de 2026`, `1er juillet`.
fn with_name(tokens: &[Token<'_>], at: usize, names: &Names) -> Option<Found> {
    if let Some(month) = month(tokens.get(at)?, names) {
        let start = if mark(tokens, at + 1, ".") { at + 2 } else { at + 1 };
        let day = day_of(tokens.get(start))?;
        let end = after_day(tokens, start + 1);
        let (year, end) = year_after(tokens, end);
        return Some(Found { year, month, day, tokens: (at, end) });
    }
    let day = day_of(tokens.get(at))?;
    let mut next = after_day(tokens, at + 1);
    if mark(tokens, next, ".") || mark(tokens, next, "de") || mark(tokens, next, "of") {
        next += 1;
    }
    let month = month(tokens.get(next)?, names)?;
    let next = if mark(tokens, next + 1, "de") { next + 2 } else { next + 1 };
    let (year, end) = year_after(tokens, next);
    Some(Found { year, month, day, tokens: (at, end) })
}

/// The token after `th` and its like, if it stands right after a number.
fn after_day(tokens: &[Token<'_>], at: usize) -> usize {
    let is_ending = tokens.get(at).is_some_and(|token| {
        matches!(token.text, "st" | "nd" | "rd" | "th" | "er" | "ᵉʳ" | "º") && touches(tokens, at)
    });
    if is_ending { at + 1 } else { at }
}

fn year_after(tokens: &[Token<'_>], at: usize) -> (Option<i16>, usize) {
    let start = if mark(tokens, at, ",") { at + 1 } else { at };
    match year_of(tokens.get(start)) {
        Some(year) => (Some(year), start + 1),
        None => (None, at),
    }
}

/// A weekday that stands beside a date, with the place of its words.
pub fn weekday_beside(
    text: &str,
    tokens: &[Token<'_>],
    date: &Found,
    names: Option<&Names>,
) -> Option<(Weekday, Range<usize>)> {
    names
        .and_then(|names| {
            before(tokens, date.tokens.0, names).or_else(|| after(tokens, date.tokens.1, names))
        })
        .or_else(|| in_signs(text, tokens, date))
}

/// `Saturday, July 5`, `Samstag, den 5. Juli`, `samedi 5 juillet`.
fn before(tokens: &[Token<'_>], start: usize, names: &Names) -> Option<(Weekday, Range<usize>)> {
    let is_filler = |token: &Token<'_>| {
        matches!(token.text, "," | "(" | "." | "the" | "den" | "dem" | "der" | "le" | "el" | "،")
    };
    let mut at = start;
    for _ in 0..3 {
        at = at.checked_sub(1)?;
        let token = &tokens[at];
        if let Some(day) = weekday(token.text, names) {
            // A newspaper may be called The Sun.
            let is_name = token.text.len() == 3 && at > 0 && tokens[at - 1].text.eq_ignore_ascii_case("the");
            return (!is_name).then(|| (day, token.range.clone()));
        }
        if !is_filler(token) {
            return None;
        }
    }
    None
}

/// `July 5, 2026 (Saturday)`.
fn after(tokens: &[Token<'_>], end: usize, names: &Names) -> Option<(Weekday, Range<usize>)> {
    let token = tokens.get(end + 1).filter(|_| mark(tokens, end, "("))?;
    weekday(token.text, names).map(|day| (day, token.range.clone()))
}

/// `7月5日星期日`, `7月5日（周日）`, `7月5日(日)`, `7월 5일 일요일`.
fn in_signs(text: &str, tokens: &[Token<'_>], date: &Found) -> Option<(Weekday, Range<usize>)> {
    let last = tokens.get(date.tokens.1.checked_sub(1)?)?;
    if !last.text.starts_with(['日', '일']) {
        return None;
    }
    let start = last.range.start + last.text.chars().next()?.len_utf8();
    let rest = &text[start..];
    let opened = rest.trim_start();
    let inner = opened.trim_start_matches(['(', '（']).trim_start();
    let is_bracketed = inner.len() != opened.len();
    let at = start + (rest.len() - inner.len());
    let chinese = ["星期", "礼拜", "禮拜", "周", "週"].into_iter().find_map(|word| inner.strip_prefix(word));
    let (sign, length) = if let Some(rest) = chinese {
        let sign = rest.chars().next()?;
        let place = "一二三四五六日".chars().position(|own| own == sign);
        (place.or_else(|| (sign == '天').then_some(6)), inner.len() - rest.len() + sign.len_utf8())
    } else {
        let sign = inner.chars().next()?;
        let ends = &inner[sign.len_utf8()..];
        // A sign alone is a day only between brackets.
        let is_day = ends.starts_with("曜") || ends.starts_with("요일");
        let is_closed = is_bracketed && ends.starts_with([')', '）', '・']);
        let days = ["月火水木金土日", "월화수목금토일"];
        let place = days.into_iter().find_map(|days| days.chars().position(|own| own == sign));
        (place.filter(|_| is_day || is_closed), sign.len_utf8())
    };
    let day = Weekday::from_monday_zero_offset(i8::try_from(sign?).ok()?).ok()?;
    Some((day, at..at + length))
}

#[cfg(test)]
mod tests {
    use super::{super::names, *};

    fn read(language: &str, text: &str) -> Vec<String> {
        let names = names::of(language);
        let tokens = tokens(text);
        let of = |date: &Found| {
            let day = weekday_beside(text, &tokens, date, names);
            let year = date.year.map_or_else(|| "?".to_owned(), |year| year.to_string());
            let beside = day.map_or(String::new(), |(day, range)| format!(" {day:?} `{}`", &text[range]));
            format!("{year}-{}-{}{beside}", date.month, date.day)
        };
        dates(&tokens, names).iter().map(of).collect()
    }

    #[test]
    fn dates_of_nine_languages_with_the_days_beside_them() {
        for (language, text, expected) in [
            ("en", "On Saturday, July 5, 2026 it", "2026-7-5 Saturday `Saturday`"),
            ("en", "Sat 5 July", "?-7-5 Saturday `Sat`"),
            ("en", "July 5th, 2026 (Sunday)", "2026-7-5 Sunday `Sunday`"),
            ("en", "Sunday, the 5th of July 2026", "2026-7-5 Sunday `Sunday`"),
            ("en", "Monday (2026-07-05)", "2026-7-5 Monday `Monday`"),
            ("de", "am Samstag, den 5. Juli 2026,", "2026-7-5 Saturday `Samstag`"),
            ("fr", "samedi 1er août 2026", "2026-8-1 Saturday `samedi`"),
            ("es", "el sábado, 5 de julio de 2026", "2026-7-5 Saturday `sábado`"),
            ("ar", "السبت، 5 يوليو 2026", "2026-7-5 Saturday `السبت`"),
            ("ar", "السبت ٥ يوليو ٢٠٢٦", "2026-7-5 Saturday `السبت`"),
            ("hi", "शनिवार, 5 जुलाई 2026", "2026-7-5 Saturday `शनिवार`"),
            ("zh", "2026年7月5日（星期六）", "2026-7-5 Saturday `星期六`"),
            ("zh", "7月5日周日宣布", "?-7-5 Sunday `周日`"),
            ("ja", "2026年7月5日(土)に", "2026-7-5 Saturday `土`"),
            ("ja", "7月5日土曜日", "?-7-5 Saturday `土`"),
            ("ko", "2026년 7월 5일 토요일", "2026-7-5 Saturday `토`"),
        ] {
            assert_eq!(read(language, text), [expected], "{text}");
        }
    }

    #[test]
    fn what_is_no_date_or_has_no_day_beside_it() {
        for (text, expected) in [
            ("July 2026", None),
            ("in may 12 people", Some("?-5-12")),
            ("Monday and July 5, 2026", Some("2026-7-5")),
            ("The Sun, July 5, 2026", Some("2026-7-5")),
            ("version 2026-07-05-rc", Some("2026-7-5")),
            ("July 5, 2026, Monday's", Some("2026-7-5")),
        ] {
            assert_eq!(read("en", text).first().map(String::as_str), expected, "{text}");
        }
        assert_eq!(read("ja", "7月5日、土が"), ["?-7-5"]);
    }

    #[test]
    fn a_date_without_a_year_is_that_of_the_text_if_it_is_near() {
        let found = |month, day| Found { year: None, month, day, tokens: (0, 0) };
        let post = jiff::civil::date(2026, 1, 10);
        assert_eq!(found(12, 28).near(Some(post)), Some(jiff::civil::date(2025, 12, 28)));
        assert_eq!(found(7, 5).near(Some(post)), None);
        assert_eq!(found(2, 30).near(Some(post)), None);
        assert_eq!(found(1, 11).near(None), None);
    }
}
