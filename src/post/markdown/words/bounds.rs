//! Where the words of a text stand (Unicode Standard Annex 29).
//!
//! Owns the short way for ASCII, which most text is. It gives exactly what `unicode_word_indices` gives, which
//! reads all else.

use unicode_segmentation::UnicodeSegmentation as _;

/// Gives each word of a line to `take`, with its place.
pub(super) fn words<'t>(line: &'t str, mut take: impl FnMut(usize, &'t str)) {
    if line.is_ascii() {
        return ascii_words(line, 0, &mut take);
    }
    let mut at = 0;
    while at < line.len() {
        let plain = at + ascii_part(&line[at..]);
        ascii_words(&line[at..plain], at, &mut take);
        let piece = &line[plain..piece_end(line, plain)];
        piece.unicode_word_indices().for_each(|(within, word)| take(plain + within, word));
        at = plain + piece.len();
    }
}

/// How much of a text is ASCII, up to a place as [`piece_end`] finds.
fn ascii_part(text: &str) -> usize {
    let bytes = text.as_bytes();
    let Some(other) = bytes.iter().position(|byte| !byte.is_ascii()) else {
        return bytes.len();
    };
    let is_end = |pair: &[u8]| pair[0] == b' ' && pair[1] != b' ';
    bytes[..other].windows(2).rposition(is_end).map_or(0, |place| place + 1)
}

/// The end of the piece that begins at `at`: after a blank that an ASCII character follows which is none. No rule
/// of the annex looks across such a place: a blank joins other blanks alone, and what extends it is not ASCII.
fn piece_end(line: &str, at: usize) -> usize {
    let pairs = line.as_bytes()[at..].windows(2);
    let end = pairs.into_iter().position(|pair| pair[0] == b' ' && pair[1] != b' ' && pair[1].is_ascii());
    end.map_or(line.len(), |end| at + end + 1)
}

fn ascii_words<'t>(text: &'t str, base: usize, take: &mut impl FnMut(usize, &'t str)) {
    let bytes = text.as_bytes();
    let is_letter_like = |byte: &u8| LETTER_LIKE[usize::from(*byte)];
    let mut at = 0;
    while let Some(found) = bytes[at..].iter().position(is_letter_like) {
        let start = at + found;
        at = start;
        loop {
            let rest = &bytes[at..];
            at += rest.iter().position(|byte| !is_letter_like(byte)).unwrap_or(rest.len());
            if at == bytes.len() || !joins(bytes, at) {
                break;
            }
            // Those that it joins are letters or digits.
            at += 2;
        }
        if bytes[start..at].iter().any(u8::is_ascii_alphanumeric) {
            take(base + start, &text[start..at]);
        }
    }
}

/// `ALetter`, `Numeric` and `ExtendNumLet`: no two of them are parted (WB5, WB8 to WB10, `WB13a`, `WB13b`).
const LETTER_LIKE: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0_u8;
    while byte < 0x80 {
        table[byte as usize] = byte.is_ascii_alphanumeric() || byte == b'_';
        byte += 1;
    }
    table
};

/// Whether the byte at `at`, which is not the first, joins its neighbours: letters (WB6, WB7) or digits (WB11,
/// WB12).
fn joins(bytes: &[u8], at: usize) -> bool {
    let (before, after) = (bytes[at - 1], bytes.get(at + 1).copied().unwrap_or_default());
    let between_letters = before.is_ascii_alphabetic() && after.is_ascii_alphabetic();
    let between_digits = before.is_ascii_digit() && after.is_ascii_digit();
    match bytes[at] {
        b'.' | b'\'' => between_letters || between_digits,
        b':' => between_letters,
        b',' | b';' => between_digits,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str) {
        let mut found = Vec::new();
        words(line, |at, word| found.push((at, word)));
        assert_eq!(found, line.unicode_word_indices().collect::<Vec<_>>(), "{line:?}");
    }

    /// A text of so many parts, the same for the same number.
    fn text(parts: &[&str], length: usize, seed: usize) -> String {
        let mut state = seed as u64 * 2 + 1;
        let next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            parts[usize::try_from(state >> 33).expect("31 bits") % parts.len()]
        };
        std::iter::repeat_with(next).take(length).collect()
    }

    #[test]
    fn every_short_ascii_text_is_read_as_the_annex_says() {
        // One of each class that the annex knows in ASCII, and two that it does not.
        const CLASSES: [&str; 11] = ["a", "0", "_", ".", ",", ":", "'", "\"", " ", "\r", "-"];
        for number in 0..CLASSES.len().pow(5) {
            let parts = (0..5).map(|place| CLASSES[number / CLASSES.len().pow(place) % CLASSES.len()]);
            check(&parts.collect::<String>());
        }
    }

    #[test]
    fn every_ascii_character_is_read_as_the_annex_says() {
        for c in '\0'..='\u{7f}' {
            for (before, after) in [("a", "b"), ("1", "2"), ("a", "2"), (" ", "b"), ("_", "_"), ("'", "a")] {
                check(&format!("{before}{c}{after}"));
                check(&format!("{before}{c}{c}{after}"));
            }
        }
    }

    #[test]
    fn mixed_text_is_read_as_the_annex_says() {
        const PARTS: [&str; 40] = [
            "a",
            "bc",
            "Ab",
            "12",
            "3",
            "_",
            ".",
            ",",
            ";",
            ":",
            "'",
            "\"",
            " ",
            " ",
            " ",
            "  ",
            "\t",
            "-",
            "@",
            "’",
            "“",
            "—",
            "…",
            "é",
            "e\u{301}",
            "\u{301}",
            "\u{200d}",
            "ß",
            "א",
            "״",
            "ℹ",
            "Ⓜ",
            "🇩",
            "🇪",
            "👩",
            "日本",
            "カタ",
            "ไทย",
            "한국",
            "\u{3000}",
        ];
        for seed in 0..6_000 {
            check(&text(&PARTS, 2 + seed % 24, seed));
        }
    }

    #[test]
    fn prose_is_read_as_the_annex_says() {
        check(
            "It's 3.5 times e.g. snake_case, 1,000;2 http://a.example:80/x — über GPT-4. “Don’t,” she said.",
        );
        check("don't__x _ __ 'a' a.b.c. 1.2.3. a1.b2 1a,2b");
    }
}
