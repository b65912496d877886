//! How odd it is that one character follows another.
//!
//! Owns what is likely in text of any language: a letter is not followed by `©` and a letter, a small letter is not
//! followed by a great one with an accent, a vowel that Thai writes before its consonant is not followed by `€`. Costs are
//! small numbers: 0 for what is usual, 2 for what nobody writes, 4 for what is no text. It must not know encodings.

#![expect(clippy::match_same_arms, reason = "tables, in the order of what they are about")]

use super::encoding::COMMON;
use icu_properties::{
    CodePointMapData,
    props::{GeneralCategory, Script},
};
use std::sync::LazyLock;

/// What a character does in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A blank, or an end of the text.
    Space,
    /// `0` to `9`.
    Digit,
    /// A small letter.
    Lower,
    /// A great letter.
    Upper,
    /// A letter of a script without case.
    Letter,
    /// What is written over, under or around a letter.
    Mark,
    /// A quotation mark; which end of the quotation depends on what is before it.
    Quote,
    /// One at the beginning.
    Opening,
    /// One at the end.
    Closing,
    /// `„` and `‚`, `¿` and `¡`, which are at the beginning always.
    Low,
    /// `’` and `ʼ`.
    Apostrophe,
    /// What may stand anywhere: stops, dashes, brackets.
    Point,
    /// `€`.
    Currency,
    /// `©`, `¨`, `¤`: what stands by itself.
    Sign,
    /// `®`, `™`, `†`, `¶`: what may follow a word.
    Trailing,
    /// `²`.
    Raised,
    /// `½`.
    Fraction,
    /// `×`, and Greek in formulas.
    Math,
    /// `─`.
    Box,
    /// A control character.
    Control,
    /// A soft hyphen, a joiner.
    Invisible,
    /// What another program could not read.
    Lost,
    /// Anything else.
    Other,
}

/// A character as a neighbour of others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Class {
    /// What it does.
    pub kind: Kind,
    /// Of a letter.
    pub script: Script,
    c: char,
}

/// The begin and the end of a text.
pub const EDGE: Class = Class { kind: Kind::Space, script: Script::Common, c: '\n' };

/// Those of the basic plane: they are asked for several times for each character of a text.
static CLASSES: LazyLock<Vec<Class>> = LazyLock::new(|| {
    let of = |number| char::from_u32(number).map_or(EDGE, Class::look_up);
    (0..0x1_0000).map(of).collect()
});

impl Class {
    /// Of a character, whatever is before it.
    pub fn of(c: char) -> Self {
        CLASSES.get(c as usize).copied().unwrap_or_else(|| Self::look_up(c))
    }

    fn look_up(c: char) -> Self {
        let script = if c.is_ascii() { ascii_script(c) } else { CodePointMapData::<Script>::new().get(c) };
        Self { kind: kind(c), script, c }
    }

    /// Whether it is part of a word.
    pub fn is_letter(self) -> bool {
        matches!(self.kind, Kind::Lower | Kind::Upper | Kind::Letter | Kind::Mark)
    }

    fn is_thai_consonant(self) -> bool {
        ('ก'..='ฮ').contains(&self.c)
    }
}

fn ascii_script(c: char) -> Script {
    if c.is_ascii_alphabetic() { Script::Latin } else { Script::Common }
}

fn kind(c: char) -> Kind {
    match c {
        ' ' | '\t' | '\n' | '\r' | '\u{a0}' | '\u{202f}' | '\u{3000}' => Kind::Space,
        '0'..='9' => Kind::Digit,
        'a'..='z' => Kind::Lower,
        'A'..='Z' => Kind::Upper,
        '\0'..='\x1f' | '\x7f'..='\u{9f}' => Kind::Control,
        '\x20'..='\x7e' => Kind::Point,
        '“' | '”' | '«' | '»' | '‹' | '›' | '‘' => Kind::Quote,
        '„' | '‚' | '¿' | '¡' => Kind::Low,
        '’' | 'ʼ' => Kind::Apostrophe,
        '–' | '—' | '…' | '·' | '•' | '¦' | '־' | '׀' | '׃' | '،' | '؛' | '؟' => Kind::Point,
        '£' | '¤' | '¥' | '¢' | '₧' => Kind::Currency,
        '®' | '™' | '†' | '‡' | '¶' | '°' => Kind::Trailing,
        '²' | '³' | '¹' | 'ⁿ' => Kind::Raised,
        '¼' | '½' | '¾' => Kind::Fraction,
        '×' | '÷' | '±' | '¬' | 'µ' | 'Ω' => Kind::Math,
        'ª' | 'º' | 'ˆ' | '˜' | 'ˇ' | '΄' | '΅' => Kind::Sign,
        '─'..='▟' => Kind::Box,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' => Kind::Invisible,
        '\u{fffd}' => Kind::Lost,
        // Digits of Thai, and its sign of repetition, are parts of words for this.
        '๐'..='๙' | 'ๆ' | 'ฯ' => Kind::Letter,
        _ => general(c),
    }
}

fn general(c: char) -> Kind {
    use GeneralCategory as Of;
    match CodePointMapData::<Of>::new().get(c) {
        Of::LowercaseLetter => Kind::Lower,
        Of::UppercaseLetter | Of::TitlecaseLetter => Kind::Upper,
        Of::OtherLetter | Of::ModifierLetter => Kind::Letter,
        Of::NonspacingMark | Of::SpacingMark | Of::EnclosingMark => Kind::Mark,
        Of::CurrencySymbol => Kind::Currency,
        Of::MathSymbol => Kind::Math,
        Of::ModifierSymbol | Of::OtherSymbol if c < '\u{2190}' => Kind::Sign,
        Of::SpaceSeparator => Kind::Space,
        Of::DashPunctuation | Of::OtherPunctuation if c < '\u{3000}' && c != '§' && c != '‰' => {
            Kind::Point
        }
        Of::OtherPunctuation if c < '\u{3000}' => Kind::Sign,
        Of::Control => Kind::Control,
        _ => Kind::Other,
    }
}

/// How odd it is that `c` comes after `before`, and what it is there.
pub fn step(before: Class, c: char) -> (i32, Class) {
    let mut after = Class::of(c);
    let mut cost = cost(before, after);
    if after.kind == Kind::Quote {
        let is_end = before.is_letter() || matches!(before.kind, Kind::Digit | Kind::Closing | Kind::Raised);
        after.kind = if is_end { Kind::Closing } else { Kind::Opening };
    }
    if after.kind == Kind::Apostrophe && !before.is_letter() {
        after.kind = Kind::Opening;
    }
    if matches!(before.c, 'เ' | 'แ' | 'โ' | 'ใ' | 'ไ') && !after.is_thai_consonant() {
        cost = cost.max(3);
    }
    // A letter of one language of Africa, and a sign of money.
    if c == 'ƒ' && before.is_letter() {
        cost = cost.max(1);
    }
    if matches!(c, 'ะ' | 'า' | 'ำ' | 'ๅ') && !(before.is_letter() && before.script == Script::Thai) {
        cost = cost.max(2);
    }
    (cost, after)
}

/// How odd a text is after `before`, and what its last character is there.
pub fn walk(before: Class, text: &str) -> (i32, Class) {
    text.chars().fold((0, before), |(sum, before), c| {
        let (cost, after) = step(before, c);
        (sum + cost, after)
    })
}

fn cost(before: Class, after: Class) -> i32 {
    use Kind as K;
    match (before.kind, after.kind) {
        (_, K::Control) => 4,
        (_, K::Lost) => 2,
        (_, K::Mark) => marked(before, after),
        (K::Lower | K::Upper | K::Letter | K::Mark, K::Lower | K::Upper | K::Letter) => {
            letters(before, after)
        }
        (K::Lower | K::Upper | K::Letter | K::Mark, other) => after_letter(other, after.c),
        (other, K::Lower | K::Upper | K::Letter) => before_letter(other, before.c, after),
        (K::Box, K::Box | K::Space | K::Point) | (K::Space | K::Point, K::Box) => 0,
        (K::Box, K::Digit) | (K::Digit, K::Box) => 1,
        (K::Box, _) | (_, K::Box) => 2,
        (K::Currency, K::Sign | K::Trailing | K::Currency) => 2,
        (K::Currency, K::Quote | K::Low | K::Apostrophe | K::Raised | K::Fraction | K::Math) => 1,
        (K::Sign | K::Trailing, K::Sign | K::Trailing | K::Currency | K::Quote | K::Low | K::Raised) => 1,
        (K::Quote | K::Opening, K::Sign | K::Trailing | K::Currency) => 1,
        (K::Low, K::Sign | K::Trailing | K::Currency | K::Math | K::Raised) => 2,
        (K::Low, K::Space) => 1,
        (K::Math, K::Sign | K::Trailing | K::Currency) => 2,
        (K::Space, K::Raised) => 1,
        _ => 0,
    }
}

fn letters(before: Class, after: Class) -> i32 {
    if before.script != after.script {
        let is_east = |script| {
            matches!(
                script,
                Script::Han | Script::Hiragana | Script::Katakana | Script::Hangul | Script::Bopomofo
            )
        };
        let is_common = |script| matches!(script, Script::Common | Script::Inherited);
        return match (before.script, after.script) {
            (one, other) if is_east(one) || is_east(other) => 0,
            (one, other) if is_common(one) || is_common(other) => 0,
            (Script::Latin, Script::Greek) | (Script::Greek, Script::Latin) => 1,
            _ => 2,
        };
    }
    let is_plain = before.c.is_ascii() && after.c.is_ascii();
    if before.kind == Kind::Lower && after.kind == Kind::Upper && !is_plain { 2 } else { 0 }
}

fn marked(before: Class, after: Class) -> i32 {
    let is_same = before.script == after.script || matches!(after.script, Script::Inherited | Script::Common);
    if before.is_letter() && is_same { 0 } else { 2 }
}

fn after_letter(kind: Kind, c: char) -> i32 {
    match kind {
        Kind::Currency | Kind::Sign | Kind::Fraction | Kind::Low | Kind::Box => 2,
        // A degree follows a number.
        Kind::Trailing if c == '°' => 2,
        Kind::Trailing | Kind::Math => 1,
        _ => 0,
    }
}

fn before_letter(kind: Kind, c: char, after: Class) -> i32 {
    match kind {
        Kind::Closing | Kind::Sign | Kind::Box | Kind::Fraction => 2,
        // `25°C`.
        Kind::Trailing if c == '°' && matches!(after.c, 'C' | 'F' | 'K' | 'N' | 'S' | 'E' | 'W' | 'O') => 0,
        Kind::Trailing if matches!(c, '†' | '‡' | '¶') => 1,
        Kind::Trailing => 2,
        Kind::Math if after.script == Script::Greek || c == '¬' || c == 'µ' => 0,
        Kind::Currency | Kind::Math | Kind::Raised => 1,
        Kind::Digit if after.kind == Kind::Upper && !after.c.is_ascii() => 1,
        _ => 0,
    }
}

/// How rare a character is: 0 for those of living languages and of print; none for what no text has.
pub fn rarity(c: char) -> Option<i32> {
    use GeneralCategory as Of;
    if is_passing(c) {
        return Some(2);
    }
    let category = CodePointMapData::<Of>::new().get(c);
    if matches!(category, Of::Unassigned | Of::Control | Of::PrivateUse | Of::Surrogate) || c == '\u{feff}' {
        return None;
    }
    Some(match c {
        '\u{4e00}'..='\u{9fff}' if COMMON[c as usize] => 0,
        '\u{4e00}'..='\u{9fff}' => 2,
        '\u{ac00}'..='\u{d7a3}' => i32::from(!COMMON[c as usize]),
        // Of Latin, Greek, Cyrillic, Hebrew and Arabic what languages with many readers have.
        '\0'..='ſ' | 'Ơ' | 'ơ' | 'Ư' | 'ư' | 'Ș'..='ț' | 'ˆ' | '˜' | 'Ά'..='ώ' | 'Ѐ'..='џ' | 'Ґ' | 'ґ' => {
            0
        }
        '\u{591}'..='\u{5f4}' | '،' | '؛' | '؟' | 'ء'..='\u{652}' | '٠'..='٩' | '۰'..='۹' => 0,
        'پ' | 'چ' | 'ڈ' | 'ڑ' | 'ژ' | 'ک' | 'گ' | 'ٹ' | 'ں' | 'ھ' | 'ہ' | 'ی' | 'ے' | 'ۀ' => 0,
        '\u{460}'..='\u{52f}' | '\u{531}'..='\u{58f}' | '\u{600}'..='\u{6ff}' | 'ǎ'..='ǜ' => 1,
        '\u{900}'..='\u{dff}' | '\u{e01}'..='\u{e5b}' | 'Ạ'..='ỹ' | 'ẞ' => 0,
        '\u{e80}'..='\u{10ff}'
        | '\u{1200}'..='\u{139f}'
        | '\u{1780}'..='\u{17ff}'
        | '\u{1e00}'..='\u{1fff}' => 1,
        '\u{2000}'..='\u{2027}'
        | '\u{202a}'..='\u{23ff}'
        | '\u{2460}'..='\u{27bf}'
        | '\u{2b00}'..='\u{2bff}' => 0,
        '\u{2e80}'..='\u{2fff}'
        | '\u{2400}'..='\u{245f}'
        | '\u{27c0}'..='\u{2aff}'
        | '\u{3100}'..='\u{33ff}' => 1,
        '\u{3000}'..='\u{30ff}'
        | '\u{fb00}'..='\u{fb06}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{ff01}'..='\u{ffe6}' => 0,
        '\u{fffd}' | '\u{1f000}'..='\u{1faff}' | '\u{1d400}'..='\u{1d7ff}' => 0,
        '\u{fe10}'..='\u{fefc}' | '\u{f900}'..='\u{fb4f}' => 1,
        '\u{3400}'..='\u{4dbf}' | '\u{20000}'..='\u{3ffff}' => 3,
        _ => 2,
    })
}

/// Whether no text has a character, and text that was damaged twice has it when it was repaired once: control characters,
/// and what mac-roman has for the first byte of a picture.
pub fn is_passing(c: char) -> bool {
    matches!(c, '\u{80}'..='\u{9f}' | '\u{f8ff}')
}

/// What is damaged most often in text that else is ASCII: the signs of print, pictures, Latin letters with accents.
pub fn expected(c: char) -> i32 {
    match c {
        '\u{2010}'..='\u{2026}'
        | '‹'
        | '›'
        | '€'
        | '™'
        | '\u{200b}'..='\u{200f}'
        | '\u{1f000}'..='\u{1faff}' => 2,
        '\u{a0}'..='ÿ' | '\u{fe0f}' | '←'..='➿' => 1,
        'Ā'..='ſ' if c.is_lowercase() => 1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn odd(text: &str) -> i32 {
        let (cost, last) = walk(EDGE, text);
        cost + step(last, '\n').0
    }

    #[test]
    fn what_people_write_costs_nothing() {
        for text in [
            "CAFÉ» et “L’ÉTÉ”, à 20 % – 5 m²…",
            "„SPÄT“, «НАТО», «ΝΑΤΟ», PÓŁ",
            "объём ЕЁ Ті Р’льех",
            "รถยนต์ แบบ โดยทั่วไป ไทยที่",
            "┌──┐ │ │ ═══╗",
            "שלום״… צה״ל",
            "اگر ب\u{200c}ه، تک؟",
        ] {
            assert_eq!(odd(text), 0, "{text}");
        }
    }

    #[test]
    fn what_nobody_writes_costs() {
        for text in ["cafÃ©", "itâ€™s", "РџСЂРё", "โ€“", "๐Ÿšซ", "f├╝r", "caf\u{c3}\u{81}", "ظ…ط±ط"]
        {
            assert!(odd(text) >= 2, "{text}: {}", odd(text));
        }
    }

    #[test]
    fn no_text_has_what_is_no_character() {
        assert_eq!(rarity('\u{e000}'), None);
        assert_eq!(rarity('\u{378}'), None);
        assert_eq!(rarity('\u{7}'), None);
        assert_eq!(rarity('🚫'), Some(0));
        assert_eq!(rarity('ɮ'), Some(2));
    }
}
