//! The encodings that UTF-8 is read in by mistake, and which byte each of their characters is.
//!
//! Owns the tables. It must not know what text is likely.

use encoding_rs::{
    BIG5, EUC_KR, GB18030, MACINTOSH, SHIFT_JIS, WINDOWS_874, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252,
    WINDOWS_1253, WINDOWS_1254, WINDOWS_1255, WINDOWS_1256, WINDOWS_1257, WINDOWS_1258,
};
use std::{fmt, sync::LazyLock};

/// An encoding that text is read in by mistake, in the order in which they are named where several would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "they are what they are called")]
pub enum Encoding {
    Windows1252,
    Latin1,
    Windows874,
    Windows1251,
    Windows1250,
    Windows1253,
    Windows1254,
    Windows1255,
    Windows1256,
    Windows1257,
    Windows1258,
    MacRoman,
    Cp437,
    Gb18030,
    ShiftJis,
    EucKr,
}

impl Encoding {
    /// All of them.
    pub const ALL: [Self; 16] = [
        Self::Windows1252,
        Self::Latin1,
        Self::Windows874,
        Self::Windows1251,
        Self::Windows1250,
        Self::Windows1253,
        Self::Windows1254,
        Self::Windows1255,
        Self::Windows1256,
        Self::Windows1257,
        Self::Windows1258,
        Self::MacRoman,
        Self::Cp437,
        Self::Gb18030,
        Self::ShiftJis,
        Self::EucKr,
    ];

    /// Its usual name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Windows1252 => "windows-1252",
            Self::Latin1 => "latin-1",
            Self::Windows874 => "windows-874",
            Self::Windows1251 => "windows-1251",
            Self::Windows1250 => "windows-1250",
            Self::Windows1253 => "windows-1253",
            Self::Windows1254 => "windows-1254",
            Self::Windows1255 => "windows-1255",
            Self::Windows1256 => "windows-1256",
            Self::Windows1257 => "windows-1257",
            Self::Windows1258 => "windows-1258",
            Self::MacRoman => "mac-roman",
            Self::Cp437 => "cp437",
            Self::Gb18030 => "gb18030",
            Self::ShiftJis => "shift_jis",
            Self::EucKr => "euc-kr",
        }
    }

    /// The tables of `encoding_rs`; none for those that it has not.
    fn tables(self) -> Option<&'static encoding_rs::Encoding> {
        Some(match self {
            Self::Windows1252 => WINDOWS_1252,
            Self::Windows874 => WINDOWS_874,
            Self::Windows1251 => WINDOWS_1251,
            Self::Windows1250 => WINDOWS_1250,
            Self::Windows1253 => WINDOWS_1253,
            Self::Windows1254 => WINDOWS_1254,
            Self::Windows1255 => WINDOWS_1255,
            Self::Windows1256 => WINDOWS_1256,
            Self::Windows1257 => WINDOWS_1257,
            Self::Windows1258 => WINDOWS_1258,
            Self::MacRoman => MACINTOSH,
            Self::Gb18030 => GB18030,
            Self::ShiftJis => SHIFT_JIS,
            Self::EucKr => EUC_KR,
            Self::Latin1 | Self::Cp437 => return None,
        })
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How many of [`Encoding::ALL`], from the first on, have one byte a character.
pub const SINGLE: usize = 13;

/// Code page 437 from byte 128 on.
const CP437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀\
    αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";

/// What a character is in each encoding of one byte.
#[derive(Debug, Clone, Copy, Default)]
pub struct Row {
    /// Its byte as the first of a character in UTF-8; 0 where that is none.
    pub first: [u8; SINGLE],
    /// Its byte as a further one. Where a gap is read as windows-1252, a character may have two bytes.
    pub further: [u8; SINGLE],
    /// In which encodings it is the first byte of a character in UTF-8 (a bit each).
    pub leads: u16,
    /// In which it is a further byte.
    pub follows: u16,
}

/// The rows of all characters that any of them has.
#[derive(Debug)]
pub struct SingleBytes {
    /// Of the basic plane; 0 for none.
    index: Vec<u16>,
    rows: Vec<Row>,
}

impl SingleBytes {
    /// Of a character.
    pub fn row(&self, c: char) -> Row {
        let index = self.index.get(c as usize).copied().unwrap_or_default();
        self.rows[usize::from(index)]
    }

    fn add(&mut self, c: char, encoding: usize, byte: u8) {
        let Some(index) = self.index.get_mut(c as usize) else { return };
        if *index == 0 {
            *index = u16::try_from(self.rows.len()).expect("some hundred characters");
            self.rows.push(Row::default());
        }
        let row = &mut self.rows[usize::from(*index)];
        let (slot, mask) = match byte {
            0x80..=0xbf => (&mut row.further[encoding], &mut row.follows),
            0xc2..=0xf4 => (&mut row.first[encoding], &mut row.leads),
            _ => return,
        };
        if *slot == 0 {
            *slot = byte;
            *mask |= 1 << encoding;
        }
    }
}

/// The encodings of one byte.
pub static SINGLE_BYTES: LazyLock<SingleBytes> = LazyLock::new(|| {
    let mut found = SingleBytes { index: vec![0; 1 << 16], rows: vec![Row::default()] };
    for (number, encoding) in Encoding::ALL[..SINGLE].iter().enumerate() {
        let own = |byte| own(*encoding, byte);
        for byte in 0x80..=0xff_u8 {
            if let Some(c) = own(byte) {
                found.add(c, number, byte);
            }
        }
        // What an encoding leaves undefined is read as windows-1252 by some and as control characters by others.
        for byte in (0x80..=0xff_u8).filter(|byte| own(*byte).is_none()) {
            if let Some(c) = self::own(Encoding::Windows1252, byte) {
                found.add(c, number, byte);
            }
            found.add(char::from(byte), number, byte);
        }
    }
    found
});

/// What a byte is, where the encoding defines it.
fn own(encoding: Encoding, byte: u8) -> Option<char> {
    match encoding {
        Encoding::Latin1 => Some(char::from(byte)),
        Encoding::Cp437 => CP437.chars().nth(usize::from(byte) - 0x80),
        _ => {
            let text =
                encoding.tables()?.decode_without_bom_handling_and_without_replacement(&[byte])?.into_owned();
            text.chars().next().filter(|c| !c.is_control())
        }
    }
}

/// The characters of an encoding of two bytes.
#[derive(Debug)]
pub struct TwoBytes {
    codes: Vec<u16>,
}

impl TwoBytes {
    /// The bytes of a character: one below 256, two above; none where it has none.
    pub fn code(&self, c: char) -> Option<u16> {
        self.codes.get(c as usize).copied().filter(|code| *code != 0)
    }

    fn of(encoding: Encoding) -> Self {
        let mut codes = vec![0; 1 << 16];
        let tables = encoding.tables().expect("encoding_rs has those of two bytes");
        for first in 0x80..=0xff_u8 {
            let mut add = |bytes: &[u8], code: u16| {
                let Some(text) = tables.decode_without_bom_handling_and_without_replacement(bytes) else {
                    return;
                };
                let mut chars = text.chars();
                if let (Some(c), None) = (chars.next(), chars.next())
                    && let Some(slot) = codes.get_mut(c as usize)
                    && *slot == 0
                {
                    *slot = code;
                }
            };
            add(&[first], u16::from(first));
            for second in 0x40..=0xfe_u8 {
                add(&[first, second], u16::from_be_bytes([first, second]));
            }
        }
        Self { codes }
    }
}

/// The encodings of two bytes, in the order of [`Encoding::ALL`] after the first [`SINGLE`].
pub static TWO_BYTES: LazyLock<[TwoBytes; 3]> =
    LazyLock::new(|| [Encoding::Gb18030, Encoding::ShiftJis, Encoding::EucKr].map(TwoBytes::of));

/// Han and Hangul that are met often: those of the first level of a national standard.
pub static COMMON: LazyLock<Vec<bool>> = LazyLock::new(|| {
    let mut common = vec![false; 1 << 16];
    let blocks = [
        // GB 2312, level 1; Big5, level 1; JIS X 0208, level 1; KS X 1001, Hangul.
        (GB18030, 0xb0..=0xd7_u8, 0xa1_u8),
        (BIG5, 0xa4..=0xc6, 0x40),
        (SHIFT_JIS, 0x88..=0x98, 0x40),
        (EUC_KR, 0xb0..=0xc8, 0xa1),
    ];
    for (tables, firsts, from) in blocks {
        for first in firsts {
            for second in from..=0xfe {
                let bytes = [first, second];
                let text = tables.decode_without_bom_handling_and_without_replacement(&bytes);
                for c in text.iter().flat_map(|text| text.chars()) {
                    if let Some(slot) = common.get_mut(c as usize) {
                        *slot = true;
                    }
                }
            }
        }
    }
    common
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_is_what_windows_1252_has_there_or_a_control_character() {
        let byte = |c: char, encoding: Encoding| {
            let row = SINGLE_BYTES.row(c);
            row.first[encoding as usize].max(row.further[encoding as usize])
        };
        assert_eq!(byte('โ', Encoding::Windows874), 0xe2);
        assert_eq!(byte('Ÿ', Encoding::Windows874), 0x9f);
        assert_eq!(byte('\u{9f}', Encoding::Windows874), 0x9f);
        assert_eq!(byte('\u{9d}', Encoding::Windows1252), 0x9d);
        assert_eq!(byte('Ÿ', Encoding::Latin1), 0);
        assert_eq!(byte('Γ', Encoding::Cp437), 0xe2);
        assert_eq!(byte('Ç', Encoding::Cp437), 0x80);
        assert_eq!(byte('Ä', Encoding::MacRoman), 0x80);
        assert_eq!(CP437.chars().count(), 128);
    }

    #[test]
    fn characters_of_two_bytes_have_their_code() {
        assert_eq!(TWO_BYTES[0].code('鈥'), Some(0xe280));
        assert_eq!(TWO_BYTES[1].code('ﾃ'), Some(0xc3));
        assert_eq!(TWO_BYTES[2].code('챕'), Some(0xc3a9));
        assert!(
            COMMON['中' as usize] && COMMON['國' as usize] && COMMON['駅' as usize] && COMMON['한' as usize]
        );
        assert!(!COMMON['鈥' as usize] && !COMMON['縺' as usize]);
    }
}
