//! The fonts of share cards: those inside the program, unpacked when a letter of theirs is first asked for, and the
//! site's own for letters that those lack.
//!
//! Owns the files in `fonts/`. It must not know text longer than a letter.

use brotli_decompressor::Decompressor;
use harfrust::ShaperData;
use skrifa::{FontRef, MetadataProvider, instance::Size};
use std::{
    io::Read,
    sync::{Arc, OnceLock},
};

/// How heavy letters are. Scripts other than Latin, Greek and Cyrillic have bold ones alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// For small lines.
    Regular,
    /// For titles.
    Bold,
}

/// A font in the program.
struct Packed {
    brotli: &'static [u8],
    /// None for one that serves all weights.
    weight: Option<Weight>,
    /// First and last of the blocks of characters that it may have: others do not unpack it.
    blocks: &'static [(u32, u32)],
    /// Height of a line as a part of its size.
    leading: f32,
}

const LATIN_LEADING: f32 = 1.12;

const EUROPEAN: &[(u32, u32)] =
    &[(0x20, 0x52F), (0x1E00, 0x1EFF), (0x2000, 0x206F), (0x2070, 0x22FF), (0x25A0, 0x25FF)];

macro_rules! font {
    ($name:literal) => {
        include_bytes!(concat!("fonts/", $name, ".br"))
    };
}

/// In the order in which they are asked for a letter.
static PACKED: [Packed; 7] = [
    Packed {
        brotli: font!("european-bold"),
        weight: Some(Weight::Bold),
        blocks: EUROPEAN,
        leading: LATIN_LEADING,
    },
    Packed {
        brotli: font!("european-regular"),
        weight: Some(Weight::Regular),
        blocks: EUROPEAN,
        leading: LATIN_LEADING,
    },
    Packed {
        brotli: font!("arabic-bold"),
        weight: None,
        blocks: &[(0x600, 0x6FF), (0x750, 0x77F), (0x200C, 0x200F)],
        leading: 1.4,
    },
    Packed { brotli: font!("hebrew-bold"), weight: None, blocks: &[(0x590, 0x5FF)], leading: 1.2 },
    Packed {
        brotli: font!("devanagari-bold"),
        weight: None,
        blocks: &[(0x900, 0x97F), (0x200C, 0x200D), (0x25CC, 0x25CC)],
        leading: 1.32,
    },
    Packed { brotli: font!("thai-bold"), weight: None, blocks: &[(0xE00, 0xE7F)], leading: 1.36 },
    Packed {
        brotli: font!("cjk-bold"),
        weight: None,
        blocks: &[(0x3000, 0x318E), (0x31F0, 0x31FF), (0x4E00, 0x9FFF), (0xAC00, 0xD7A3), (0xFF00, 0xFFEF)],
        leading: 1.24,
    },
];

/// A font, ready to be read.
pub struct Face {
    bytes: Vec<u8>,
    shaper: ShaperData,
    units: f32,
    leading: f32,
}

impl Face {
    /// None for what is no font with outlines.
    fn read(bytes: Vec<u8>, leading: f32) -> Option<Self> {
        let font = FontRef::new(&bytes).ok()?;
        font.outline_glyphs().format()?;
        let units =
            f32::from(font.metrics(Size::unscaled(), skrifa::instance::LocationRef::default()).units_per_em);
        let shaper = ShaperData::new(&font);
        (units > 0.0).then_some(Self { bytes, shaper, units, leading })
    }

    /// The font itself.
    pub fn font(&self) -> FontRef<'_> {
        FontRef::new(&self.bytes).expect("it was read before")
    }

    /// What shapes text in it.
    pub fn shaper(&self) -> &ShaperData {
        &self.shaper
    }

    /// Its units in one em.
    pub fn units(&self) -> f32 {
        self.units
    }

    /// Height of a line as a part of the size of its letters.
    pub fn leading(&self) -> f32 {
        self.leading
    }

    /// Whether it has this character.
    pub fn has(&self, letter: char) -> bool {
        self.font().charmap().map(letter).is_some_and(|glyph| glyph.to_u32() != 0)
    }
}

/// Reads one of the site's fonts; none where it cannot be read.
pub type ReadFont = dyn Fn() -> Option<Vec<u8>> + Send + Sync;

/// The fonts of the program, unpacked once in a process: a preview draws cards again and again.
static UNPACKED: [OnceLock<Option<Face>>; PACKED.len()] = [const { OnceLock::new() }; PACKED.len()];

/// All fonts that letters are taken from. From any thread.
pub struct Fonts {
    own: Vec<(Box<ReadFont>, OnceLock<Option<Face>>)>,
}

/// Which font, in the order in which they are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FaceId(usize);

impl Fonts {
    /// The program's fonts, then the site's own.
    pub fn new(own: Vec<Box<ReadFont>>) -> Arc<Self> {
        let own = own.into_iter().map(|read| (read, OnceLock::new())).collect();
        Arc::new(Self { own })
    }

    /// A font that [`Self::find`] found.
    pub fn face(&self, id: FaceId) -> &Face {
        self.get(id.0).expect("it was found before")
    }

    fn get(&self, number: usize) -> Option<&Face> {
        match number.checked_sub(PACKED.len()) {
            None => UNPACKED[number].get_or_init(|| unpack(&PACKED[number])).as_ref(),
            Some(own) => {
                let (read, face) = &self.own[own];
                face.get_or_init(|| Face::read(read()?, LATIN_LEADING)).as_ref()
            }
        }
    }

    /// Whether a font has this character.
    pub fn has(&self, id: FaceId, letter: char) -> bool {
        may_have(id.0, letter) && self.get(id.0).is_some_and(|face| face.has(letter))
    }

    /// The first font that has this character.
    pub fn find(&self, letter: char, weight: Weight) -> Option<FaceId> {
        let fits = |number: &usize| {
            PACKED.get(*number).is_none_or(|packed| packed.weight.is_none_or(|own| own == weight))
        };
        let all = 0..PACKED.len() + self.own.len();
        all.filter(fits).map(FaceId).find(|id| self.has(*id, letter))
    }
}

fn may_have(number: usize, letter: char) -> bool {
    let code = u32::from(letter);
    let in_blocks =
        |packed: &Packed| packed.blocks.iter().any(|(first, last)| (*first..=*last).contains(&code));
    PACKED.get(number).is_none_or(in_blocks)
}

fn unpack(packed: &Packed) -> Option<Face> {
    let mut bytes = Vec::new();
    Decompressor::new(packed.brotli, 1 << 16).read_to_end(&mut bytes).ok()?;
    Face::read(bytes, packed.leading)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_font_can_be_read_and_has_the_letters_of_its_script() {
        let fonts = Fonts::new(Vec::new());
        for (number, text) in [
            (0, "AZaz09 äöüßéñøłşğ Ññ ΑΩαω АЯая ҐґЇї ẤệỮ „“”«»–—…€№"),
            (1, "AZaz09 äöüßéñøłşğ Ññ ΑΩαω АЯая ҐґЇї ẤệỮ „“”«»–—…€№"),
            (2, "ابتثجحخدذرزسشصضطظعغفقكلمنهويپچژگ٠١٢٣٤٥٦٧٨٩،؟"),
            (3, "אבגדהוזחטיכלמנסעפצקרשתםןףץך"),
            (4, "अआइईउऊऋएऐओऔकखगघङचछजझञटठडढणतथदधनपफबभमयरलवशषसह०१२३।"),
            (5, "กขคงจฉชซญดตถทธนบปผฝพฟภมยรลวศษสหอฮะาิีึืุูเแโใไ่้๊๋"),
            (6, "慢讯人工智能新闻日本語のニュースカタカナ々「」、。한국어뉴스圳峠塚鬱"),
        ] {
            for letter in text.chars().filter(|letter| *letter != ' ') {
                assert!(fonts.has(FaceId(number), letter), "{letter} in {number}");
            }
        }
    }

    #[test]
    fn letters_come_from_the_first_font_of_their_weight() {
        let fonts = Fonts::new(Vec::new());
        assert_eq!(fonts.find('a', Weight::Bold), Some(FaceId(0)));
        assert_eq!(fonts.find('a', Weight::Regular), Some(FaceId(1)));
        assert_eq!(fonts.find('न', Weight::Regular), Some(FaceId(4)));
        assert_eq!(fonts.find('🙂', Weight::Bold), None);
        assert!(!may_have(6, 'न') && may_have(6, '闻'), "Chinese letters alone unpack the largest font");
    }

    #[test]
    fn a_font_that_is_none_has_no_letters() {
        let fonts = Fonts::new(vec![Box::new(|| Some(b"not a font".to_vec())), Box::new(|| None)]);
        assert_eq!(fonts.find('🙂', Weight::Bold), None);
    }
}
