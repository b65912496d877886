//! The beginning of a text as a summary.
//!
//! Owns where a summary ends. Its input is plain text: blocks end in U+2029, lines in a line feed.

use unicode_segmentation::UnicodeSegmentation as _;

/// Words after which a full stop ends no sentence.
const ABBREVIATIONS: [&str; 20] = [
    "Bros.", "Dr.", "Jr.", "Mr.", "Mrs.", "Ms.", "No.", "Prof.", "Sen.", "Sr.", "St.", "U.K.", "U.S.",
    "approx.", "cf.", "e.g.", "etc.", "i.e.", "resp.", "vs.",
];

/// All of a text, on one line.
pub(super) fn whole(text: &str) -> String {
    one_line(text).replace(BLOCK_END, " ")
}

/// The text cut to at most `length` characters: at the end of a sentence, else after a word and with `…`.
pub(super) fn cut(text: &str, length: usize) -> String {
    let text = one_line(text);
    let end = text.char_indices().nth(length).map_or(text.len(), |(at, _)| at);
    if end == text.len() {
        return text.replace(BLOCK_END, " ");
    }
    let kept = match sentence_end(&text, end) {
        Some(sentence) => text[..sentence].trim_end().to_owned(),
        None => cut_at_word(&text, length),
    };
    kept.replace(BLOCK_END, " ")
}

/// Stands between blocks once blanks are collapsed.
const BLOCK_END: char = '\u{2029}';

/// Blanks collapsed; a line end between two characters of CJK vanishes, as no blank belongs there.
fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    let mut rest = text.trim();
    while let Some(blank) = rest.find(char::is_whitespace) {
        let (word, after) = rest.split_at(blank);
        line.push_str(word);
        rest = after.trim_start();
        let blanks = &after[..after.len() - rest.len()];
        line.push_str(join(blanks, word.chars().next_back(), rest.chars().next()));
    }
    line.push_str(rest);
    line
}

fn join(blanks: &str, before: Option<char>, after: Option<char>) -> &'static str {
    let within_cjk = before.is_some_and(is_wide) && after.is_some_and(is_wide);
    match () {
        () if blanks.contains(BLOCK_END) => "\u{2029}",
        () if within_cjk && blanks.contains('\n') => "",
        () => " ",
    }
}

fn is_wide(c: char) -> bool {
    super::words::is_cjk(c) || matches!(c, '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ff60}')
}

/// The end of the last sentence that ends within `limit` bytes.
fn sentence_end(text: &str, limit: usize) -> Option<usize> {
    let mut found = None;
    for (start, sentence) in text.split_sentence_bound_indices() {
        let end = start + sentence.len();
        let said = text[..end].trim_end();
        if said.len() > limit {
            break;
        }
        if ends_sentence(said, &text[end..]) {
            found = Some(said.len());
        }
    }
    found.filter(|end| *end > 0)
}

fn ends_sentence(said: &str, rest: &str) -> bool {
    let last = said.rsplit(char::is_whitespace).next().unwrap_or(said);
    let is_initial = last.len() == 2 && last.ends_with('.') && last.starts_with(char::is_uppercase);
    let ends_block = said.len() < said.len() + rest.len() && rest.is_empty();
    !is_initial && (ends_block || !ABBREVIATIONS.contains(&last))
}

/// As many words as fit beside the `…`.
fn cut_at_word(text: &str, length: usize) -> String {
    let room = length.saturating_sub(1);
    let end = text.char_indices().nth(room).map_or(text.len(), |(at, _)| at);
    let word_end = text
        .split_word_bound_indices()
        .map(|(start, word)| (start + word.len(), word))
        .take_while(|(at, _)| *at <= end)
        .filter(|(_, word)| word.chars().any(char::is_alphanumeric))
        .last()
        .map_or(0, |(at, _)| at);
    let kept = if word_end > 0 { word_end } else { last_grapheme(text, end) };
    if kept == 0 { String::new() } else { format!("{}…", &text[..kept]) }
}

/// One word longer than the whole summary is cut between two of its letters.
fn last_grapheme(text: &str, end: usize) -> usize {
    text.grapheme_indices(true).map(|(at, _)| at).take_while(|at| *at <= end).last().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_texts_stay_whole() {
        assert_eq!(cut("One.\nTwo.\u{2029}\u{2029}Three", 100), "One. Two. Three");
    }

    #[test]
    fn long_texts_end_with_a_sentence() {
        assert_eq!(cut("One two. Three four. Five six seven.", 22), "One two. Three four.");
        assert_eq!(cut("今日は晴れ。明日は雨です。あさっては雪。", 14), "今日は晴れ。明日は雨です。");
        assert_eq!(cut("Really? Yes! And then more words follow", 14), "Really? Yes!");
    }

    #[test]
    fn a_block_ends_a_sentence() {
        assert_eq!(cut("A heading-like line\u{2029}and a text that is longer.", 30), "A heading-like line");
    }

    #[test]
    fn abbreviations_end_none() {
        assert_eq!(cut("It is said. Then Dr. Smith and J. Doe went away for long", 24), "It is said.");
    }

    #[test]
    fn without_a_sentence_a_word_is_the_end() {
        assert_eq!(cut("one two three four", 12), "one two…");
        assert_eq!(cut("incomprehensibilities", 6), "incom…");
        assert_eq!(cut("one two", 0), "");
    }

    #[test]
    fn lines_of_cjk_join_without_a_blank() {
        assert_eq!(whole("今日は\n晴れ and\nmore"), "今日は晴れ and more");
    }
}
