//! Words such as “yesterday”: in a text without a date nobody knows the day, and beside a date they may contradict it.

use super::{
    day_of, days_of, is_quoted,
    names::{self, Names},
    scan::{self, Kind, Token},
    shown,
};
use crate::{
    check::{Text, found},
    diagnostic::Diagnostic,
    post::{PostKind, markdown::Block},
};
use jiff::{ToSpan as _, civil::Date};
use std::ops::Range;

/// A word for a day.
struct Word {
    /// As it is written; of several words each.
    words: &'static [&'static str],
    /// Days from that of the text.
    days: i64,
    /// Whether it often means “in these times”, so that a page without a date may well say it.
    is_loose: bool,
}

const fn word(words: &'static [&'static str], days: i64) -> Word {
    Word { words, days, is_loose: false }
}

const fn loose(words: &'static [&'static str]) -> Word {
    Word { words, days: 0, is_loose: true }
}

/// Words of a language. What means something else as often is left out, such as “mañana”.
fn words_of(language: &str) -> &'static [Word] {
    match language {
        "en" => {
            &const {
                [
                    word(&["yesterday"], -1),
                    loose(&["today"]),
                    word(&["tomorrow"], 1),
                    word(&["tonight"], 0),
                    word(&["last", "night"], -1),
                    word(&["this", "morning"], 0),
                    word(&["this", "afternoon"], 0),
                    word(&["this", "evening"], 0),
                ]
            }
        }
        "de" => {
            &const {
                [
                    word(&["vorgestern"], -2),
                    word(&["gestern"], -1),
                    loose(&["heute"]),
                    word(&["übermorgen"], 2),
                ]
            }
        }
        "fr" => &const { [word(&["hier"], -1), loose(&["aujourd"]), word(&["demain"], 1)] },
        "es" => {
            &const { [word(&["anteayer"], -2), word(&["ayer"], -1), loose(&["hoy"]), word(&["anoche"], -1)] }
        }
        "ar" => &const { [word(&["أمس"], -1), word(&["غدا"], 1), word(&["غدًا"], 1)] },
        "hi" => &const { [loose(&["आज"])] },
        "zh" => {
            &const {
                [
                    word(&["昨天"], -1),
                    word(&["昨日"], -1),
                    loose(&["今天"]),
                    loose(&["今日"]),
                    word(&["明天"], 1),
                ]
            }
        }
        "ja" => &const { [word(&["昨日"], -1), loose(&["今日"]), word(&["明日"], 1)] },
        "ko" => &const { [word(&["어제"], -1), loose(&["오늘"]), word(&["내일"], 1)] },
        _ => &[],
    }
}

/// Whether the words of a language are not written apart.
fn is_joined(language: &str) -> bool {
    matches!(language, "zh" | "ja" | "ko")
}

pub(super) fn look(text: &Text<'_>) -> Vec<Diagnostic> {
    let blocks = text.survey.blocks.iter().filter(|block| !block.is_quoted);
    blocks.flat_map(|block| of_block(text, block)).collect()
}

fn of_block(text: &Text<'_>, block: &Block) -> Vec<Diagnostic> {
    let language = text.language();
    let words = words_of(language);
    let (names, tokens) = (names::of(language), scan::tokens(&block.text));
    let mut diagnostics = Vec::new();
    for (word, range, next) in places(&block.text, &tokens, words, is_joined(language)) {
        if is_quoted(&block.text, range.start) {
            continue;
        }
        let written = &block.text[range.clone()];
        let diagnostic = match day_of(text) {
            None => without_date(text, word, written),
            Some(_) => contradicting(text, word, written, &tokens, next, names),
        };
        diagnostics.extend(diagnostic.map(|diagnostic| text.at(diagnostic, block.place(range))));
    }
    diagnostics
}

/// Each word for a day, its place, and the token after it.
fn places<'w>(
    text: &str,
    tokens: &[Token<'_>],
    words: &'w [Word],
    is_joined: bool,
) -> Vec<(&'w Word, Range<usize>, usize)> {
    let mut found = Vec::new();
    for word in words {
        if is_joined {
            let first = word.words.first().copied().unwrap_or_default();
            let places = text.match_indices(first).map(|(at, _)| {
                let next = tokens.partition_point(|token| token.range.start <= at);
                (word, at..at + first.len(), next)
            });
            found.extend(places);
            continue;
        }
        let windows = tokens.windows(word.words.len()).enumerate();
        let is_it = |window: &[Token<'_>]| {
            let mut pairs = window.iter().zip(word.words);
            pairs.all(|(token, own)| token.kind == Kind::Word && token.text.to_lowercase() == *own)
        };
        found.extend(windows.filter(|(_, window)| is_it(window)).map(|(at, window)| {
            let end = window.last().map_or(0, |token| token.range.end);
            (word, window[0].range.start..end, at + window.len())
        }));
    }
    found.sort_by_key(|(_, range, _)| range.start);
    found
}

fn without_date(text: &Text<'_>, word: &Word, written: &str) -> Option<Diagnostic> {
    let is_page = text.post().kind == PostKind::Page;
    if is_page && word.is_loose {
        return None;
    }
    let message = format!("“{written}” in a text without a date: no reader can know which day that was");
    let hint = if is_page {
        "write the day"
    } else {
        "write the day, or add `date: 2026-07-05` to the front matter"
    };
    Some(found("relative-date", message).hint(hint))
}

/// “yesterday (Saturday)”, “today, July 5”.
fn contradicting(
    text: &Text<'_>,
    word: &Word,
    written: &str,
    tokens: &[Token<'_>],
    next: usize,
    names: Option<&Names>,
) -> Option<Diagnostic> {
    let opening = tokens.get(next)?;
    let at = if matches!(opening.text, "(" | "（" | "," | "،") { next + 1 } else { return None };
    let token = tokens.get(at)?;
    let meant: Vec<Date> =
        days_of(text).into_iter().filter_map(|day| day.checked_add(word.days.days()).ok()).collect();
    let first = *meant.first()?;
    let dates = scan::dates(&tokens[at..], names);
    let date = dates.first().filter(|date| date.tokens.0 == 0);
    let is_right = if let Some(date) = date {
        meant.contains(&date.near(Some(first))?)
    } else {
        // “today, Monday’s meeting” is another day's.
        let is_owned = tokens.get(at + 1).is_some_and(|token| matches!(token.text, "'" | "’"));
        let day = scan::weekday(token.text, names?).filter(|_| !is_owned && token.text.len() > 3)?;
        meant.iter().any(|date| date.weekday() == day)
    };
    if is_right {
        return None;
    }
    let message = format!("“{written}” is {} in this post, and another day stands beside it", shown(first));
    Some(found("relative-date", message).hint("mend the word, the day, or the `date` of the post"))
}
