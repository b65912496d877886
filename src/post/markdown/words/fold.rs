//! Text made alike: lower case, and composed (Unicode Standard Annex 15, NFC).

use unicode_normalization::{IsNormalized, UnicodeNormalization as _, is_nfc_quick};

/// Lower case and composed.
pub(super) fn fold(text: String) -> String {
    let mut text = text;
    text.make_ascii_lowercase();
    if is_all_settled(&text) {
        return text;
    }
    let text = text.to_lowercase();
    if is_nfc_quick(text.chars()) == IsNormalized::Yes { text } else { text.nfc().collect() }
}

fn is_all_settled(text: &str) -> bool {
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| !byte.is_ascii()) {
        let mut characters = rest[at..].chars();
        if !characters.next().is_none_or(is_settled) {
            return false;
        }
        rest = characters.as_str();
    }
    true
}

/// Whether a character is among the many that have no case or are in lower case, and are composed whatever
/// stands around them. Of ASCII the capitals are gone.
fn is_settled(c: char) -> bool {
    matches!(c, '\0'..='\u{7f}' | '\u{a0}'..='\u{bf}' | '\u{df}'..='\u{ff}' | '\u{2010}'..='\u{2027}'
        | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{4e00}'..='\u{9fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_made_alike() {
        for (text, folded) in [
            ("ABC d", "abc d"),
            ("“Über” É", "“über” é"),
            ("E\u{301}COLE", "école"),
            ("e\u{301}", "é"),
            ("ΟΔΟΣ ΣΑ", "οδος σα"),
            ("K", "k"),
            ("か\u{3099}", "が"),
        ] {
            assert_eq!(fold(text.to_owned()), folded, "{text}");
        }
    }

    #[test]
    fn settled_characters_stay_as_they_are() {
        let settled: Vec<char> = ('\0'..=char::MAX).filter(|c| is_settled(*c)).collect();
        for c in settled.iter().filter(|c| !c.is_ascii_uppercase()) {
            assert!(c.to_lowercase().eq([*c]), "{c:?}");
            assert_eq!(is_nfc_quick(std::iter::once(*c)), IsNormalized::Yes, "{c:?}");
            let class = unicode_normalization::char::canonical_combining_class(*c);
            assert_eq!(class, 0, "{c:?}");
        }
        let all: String = settled.into_iter().filter(|c| !c.is_ascii_uppercase()).collect();
        assert_eq!(all.nfc().collect::<String>(), all);
        assert_eq!(fold(all.clone()), all);
    }
}
