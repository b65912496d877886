//! A text in lines: the largest size at which it fits into a box, broken by Unicode's rules, the lines of like length.
//!
//! Owns where lines break and what a text loses that is too long. It must not know what the text is of.

use super::runs::Text;
use icu_segmenter::{
    LineSegmenter,
    options::{LineBreakOptions, LineBreakStrictness, LineBreakWordOption},
};
use serde::Serialize;
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

/// Where a text has to fit.
#[derive(Debug, Clone, PartialEq)]
pub struct Room<'a> {
    /// Width in pixels.
    pub width: f32,
    /// Height in pixels.
    pub height: f32,
    /// At most so many lines.
    pub lines: usize,
    /// Sizes of letters that are tried, the largest first; the last is taken where none fits.
    pub sizes: &'a [f32],
}

/// A text that fits.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fitted {
    /// The size of its letters.
    pub size: f32,
    /// Whether it begins at the right: its lines stand there.
    pub rtl: bool,
    /// The height of all lines.
    pub height: f32,
    /// The width of the longest line.
    pub width: f32,
    /// Whether it was too long, and ends with `…`.
    pub cut: bool,
    /// From top to bottom.
    pub lines: Vec<Line>,
}

/// A line of it, from the box's upper left corner.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line {
    /// What it says.
    pub text: String,
    /// Where it begins.
    pub x: f32,
    /// Where its letters stand.
    pub y: f32,
    /// How wide it is.
    pub width: f32,
    /// Its letters as the data of an SVG path, in their place: what is drawn.
    pub path: String,
}

/// A part of a text that no line divides.
#[derive(Debug, Clone, PartialEq)]
struct Segment {
    /// All of it.
    range: Range<usize>,
    /// Its end less blanks.
    end: usize,
    /// Its width in ems less blanks, and with them.
    width: f32,
    full: f32,
}

/// How much larger than the smallest size a text may be whose words are broken.
const BROKEN: f32 = 1.5;

const ELLIPSIS: char = '…';

/// Fits a cleaned text into a box.
pub fn fit(text: &Text<'_>, language: &str, room: &Room<'_>) -> Fitted {
    let segments = segments(text, language);
    let leading = text.leading();
    let most = |size: f32| {
        let fitting = (room.height / (size * leading) + 0.01).floor();
        (1..=room.lines.max(1)).rev().find(|lines| *lines as f32 <= fitting).unwrap_or(1)
    };
    let fitting = room.sizes.iter().find_map(|size| {
        let width = room.width / size;
        let fits = segments.iter().all(|segment| segment.width <= width);
        let lines = greedy(&segments, width);
        (fits && lines.len() <= most(*size)).then(|| (*size, balanced(&segments, width, lines)))
    });
    if let Some((size, lines)) = fitting {
        return set(text, &lines, None, size, leading, room);
    }
    let smallest = room.sizes.last().copied().unwrap_or(16.0);
    for size in room.sizes.iter().copied().filter(|size| *size <= smallest * BROKEN) {
        let width = room.width / size;
        let lines = greedy(&in_pieces(text, &segments, width), width);
        if lines.len() <= most(size) {
            return set(text, &lines, None, size, leading, room);
        }
    }
    let (size, width) = (smallest, room.width / smallest);
    let pieces = in_pieces(text, &segments, width);
    let lines = greedy(&pieces, width);
    let (kept, last) = cut(text, &pieces, &lines, most(size), width);
    set(text, &kept, Some(&last), size, leading, room)
}

/// The parts of a text between the places where a line may end.
fn segments(text: &Text<'_>, language: &str) -> Vec<Segment> {
    let mut options = LineBreakOptions::default();
    options.strictness = Some(LineBreakStrictness::Strict);
    // Korean is broken between words, as newspapers have it.
    let is_korean = language.split('-').next() == Some("ko");
    options.word_option = is_korean.then_some(LineBreakWordOption::KeepAll);
    let breaks: Vec<usize> = LineSegmenter::new_dictionary(options).segment_str(text.as_str()).collect();
    breaks
        .windows(2)
        .map(|pair| segment(text, pair[0]..pair[1]))
        .filter(|own| own.end > own.range.start)
        .collect()
}

fn segment(text: &Text<'_>, range: Range<usize>) -> Segment {
    let end = range.start + text.as_str()[range.clone()].trim_end().len();
    let width = text.width(range.start..end);
    Segment { width, full: width + text.width(end..range.end), end, range }
}

/// Words that no line has room for, taken apart between letters.
fn in_pieces(text: &Text<'_>, segments: &[Segment], width: f32) -> Vec<Segment> {
    let apart = |own: &Segment| {
        if own.width <= width {
            return vec![own.clone()];
        }
        let letters = text.as_str()[own.range.clone()].grapheme_indices(true);
        letters
            .map(|(at, letter)| segment(text, own.range.start + at..own.range.start + at + letter.len()))
            .collect()
    };
    segments.iter().flat_map(apart).collect()
}

/// Which segments stand on which line when each line takes as many as it can.
fn greedy(segments: &[Segment], width: f32) -> Vec<Range<usize>> {
    let mut lines: Vec<Range<usize>> = Vec::new();
    let mut used = 0.0;
    for (number, segment) in segments.iter().enumerate() {
        match lines.last_mut() {
            Some(line) if used + segment.width <= width => line.end = number + 1,
            _ => {
                lines.push(number..number + 1);
                used = 0.0;
            }
        }
        used += segment.full;
    }
    as_bytes(segments, &lines)
}

fn as_bytes(segments: &[Segment], lines: &[Range<usize>]) -> Vec<Range<usize>> {
    lines.iter().map(|line| segments[line.start].range.start..segments[line.end - 1].end).collect()
}

/// As many lines, of the smallest width that gives as many: no line of one word below long ones.
fn balanced(segments: &[Segment], width: f32, lines: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let longest = segments.iter().map(|segment| segment.width).fold(0.0, f32::max);
    let (mut low, mut high, mut best) = (longest, width, lines);
    for _ in 0..12 {
        let middle = f32::midpoint(low, high);
        let tried = greedy(segments, middle);
        if tried.len() <= best.len() {
            (high, best) = (middle, tried);
        } else {
            low = middle;
        }
    }
    best
}

/// The lines but the last, and the last with an ellipsis after the last word that leaves room for it.
fn cut(
    text: &Text<'_>,
    segments: &[Segment],
    lines: &[Range<usize>],
    most: usize,
    width: f32,
) -> (Vec<Range<usize>>, String) {
    let kept = lines[..most - 1].to_vec();
    let last = &lines[most - 1];
    let ends = segments.iter().map(|segment| segment.end).filter(|end| (last.start..=last.end).contains(end));
    let with_ellipsis = |end: usize| {
        let words = text.as_str()[last.start..end].trim_end_matches(|letter: char| {
            letter.is_whitespace()
                || letter.is_ascii_punctuation()
                || matches!(letter, '、' | '，' | '。' | '–' | '—')
        });
        format!("{words}{ELLIPSIS}")
    };
    let mut tries: Vec<String> = ends.map(with_ellipsis).collect();
    tries.reverse();
    let fits = |tried: &String| text.with(tried).width(0..tried.len()) <= width;
    let found = tries.into_iter().find(fits).unwrap_or_else(|| ELLIPSIS.to_string());
    (kept, found)
}

/// Sets lines below each other; `last` is one more that is not a part of the text as it stands.
fn set(
    text: &Text<'_>,
    ranges: &[Range<usize>],
    last: Option<&str>,
    size: f32,
    leading: f32,
    room: &Room<'_>,
) -> Fitted {
    let step = size * leading;
    // The letters of a line stand lower the taller its script is, as accents need the room above.
    let first = size * (leading * 0.5 + 0.26);
    let is_rtl = text.is_rtl();
    let line = |number: usize, text: &Text<'_>, range: Range<usize>| {
        let (path, width) = text.outline(range.clone(), size);
        let x = if is_rtl { room.width - width } else { 0.0 };
        Line { text: text.as_str()[range].to_owned(), x, y: first + step * number as f32, width, path }
    };
    let mut lines: Vec<Line> =
        ranges.iter().enumerate().map(|(number, range)| line(number, text, range.clone())).collect();
    if let Some(last) = last {
        lines.push(line(lines.len(), &text.with(last), 0..last.len()));
    }
    Fitted {
        size,
        rtl: is_rtl,
        height: step * lines.len() as f32,
        width: lines.iter().map(|line| line.width).fold(0.0, f32::max),
        cut: last.is_some(),
        lines,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::share_card::{
        clean::clean,
        faces::{Fonts, Weight},
    };

    const SIZES: [f32; 6] = [88.0, 76.0, 66.0, 58.0, 52.0, 46.0];

    fn fitted(text: &str, language: &str) -> Fitted {
        let fonts = Fonts::new(Vec::new());
        let cleaned = clean(text, &fonts, Weight::Bold);
        let room = Room { width: 1040.0, height: 340.0, lines: 5, sizes: &SIZES };
        let fitted = fit(&Text::new(&cleaned.text, &fonts, Weight::Bold, language), language, &room);
        for line in &fitted.lines {
            assert!(line.x >= 0.0 && line.x + line.width <= 1040.5, "{text}: {}", line.text);
            assert_eq!(line.text, line.text.trim());
        }
        assert!(fitted.lines.len() <= 5 && fitted.height <= 341.0, "{text}: {}", fitted.height);
        fitted
    }

    fn lines(text: &str, language: &str) -> Vec<String> {
        fitted(text, language).lines.into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn a_short_title_is_large_and_a_long_one_small() {
        let short = fitted("Models that read", "en");
        assert_eq!((short.size, short.lines.len(), short.cut), (88.0, 1, false));
        let long = "A court in Luxembourg has asked the four largest vendors of language models to say, under oath, \
                    which books they read, how often, and whether anybody was ever asked about any of it before";
        let long = fitted(long, "en");
        assert!(long.size < 60.0 && !long.cut, "{}", long.size);
    }

    #[test]
    fn lines_are_of_like_length() {
        let two = fitted("What a model knows of the day before yesterday", "en");
        assert_eq!(two.lines.len(), 2);
        let widths: Vec<f32> = two.lines.iter().map(|line| line.width).collect();
        assert!((widths[0] - widths[1]).abs() < 300.0, "{widths:?}");
    }

    #[test]
    fn what_is_too_long_ends_after_a_word() {
        let endless = fitted(&"The benchmark, once more, ".repeat(60), "en");
        assert!(endless.cut);
        let last = &endless.lines.last().expect("lines").text;
        let word = last.trim_end_matches('…').rsplit(' ').next().expect("a word");
        assert!(last.ends_with('…') && ["The", "benchmark", "once", "more"].contains(&word), "{last}");
    }

    #[test]
    fn a_word_without_end_is_broken_anywhere() {
        let word = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz".repeat(3);
        let broken = fitted(&word, "de");
        assert!(broken.lines.len() > 1 && !broken.cut);
        assert_eq!(broken.lines.into_iter().map(|line| line.text).collect::<String>(), word);
    }

    #[test]
    fn lines_of_chinese_and_japanese_do_not_begin_with_a_point() {
        let text = "「人工知能」が書いた記事を、誰が、いつ、どうやって確かめるのか。編集部は三か月かけて、";
        for line in lines(&text.repeat(2), "ja") {
            assert!(!line.starts_with(['、', '。', '」', 'っ', 'ー']) && !line.ends_with('「'), "{line}");
        }
        assert!(lines("人工智能写的新闻由谁来核实，编辑部给出了三个月的答案", "zh").len() > 1);
    }

    #[test]
    fn korean_is_broken_between_words() {
        let text = "인공지능이 쓴 기사를 누가 확인하는지 편집국에 세 달 동안 물어보았습니다";
        assert_eq!(lines(text, "ko").join(" "), text);
    }

    #[test]
    fn thai_is_broken_between_words_of_its_dictionary() {
        let found = lines("ปัญญาประดิษฐ์กำลังเปลี่ยนห้องข่าวทั่วโลกและไม่มีใครรู้ว่าใครเป็นผู้ตรวจสอบข่าวเหล่านั้น", "th");
        assert!(found.len() > 1);
        assert!(found.iter().all(|line| !line.starts_with(['ะ', 'า', '์', 'ั', 'ิ'])), "{found:?}");
    }

    #[test]
    fn titles_from_right_to_left_stand_at_the_right() {
        let arabic = fitted("من يتحقق من الأخبار التي يكتبها الذكاء الاصطناعي مثل GPT-5؟", "ar");
        assert!(arabic.rtl);
        for line in &arabic.lines {
            assert!((line.x + line.width - 1040.0).abs() < 0.01);
        }
        assert!(!fitted("GPT-5: من يتحقق", "en").rtl);
    }

    #[test]
    fn nothing_is_no_lines() {
        assert_eq!(fitted("", "en").lines, []);
        assert_eq!(fitted("🙂", "en").lines, []);
    }
}
