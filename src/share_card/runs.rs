//! A line of text as outlines: its letters in the order in which they are seen, each from the font that has it.
//!
//! Owns the way from characters to glyphs. It must not know where lines break.

use super::faces::{Face, FaceId, Fonts, Weight};
use harfrust::{Direction, Feature, Language, ShapeOptions, Tag, UnicodeBuffer};
use skrifa::{
    GlyphId, MetadataProvider,
    instance::{LocationRef, Size},
    outline::{DrawSettings, OutlinePen},
};
use std::{fmt::Write, ops::Range, str::FromStr};
use unicode_bidi::{BidiInfo, Level};

/// A cleaned text, and what its letters are drawn with.
pub struct Text<'a> {
    letters: &'a str,
    bidi: BidiInfo<'a>,
    fonts: &'a Fonts,
    weight: Weight,
    language: Option<Language>,
}

/// A part of a line in one font and one direction.
#[derive(Debug, PartialEq, Eq)]
struct Run {
    range: Range<usize>,
    face: FaceId,
    is_rtl: bool,
}

/// A glyph in its place; units are ems.
struct Placed {
    face: FaceId,
    glyph: GlyphId,
    x: f32,
    y: f32,
}

impl<'a> Text<'a> {
    /// A text without line breaks, of letters that the fonts have. Its direction is that of its first letter.
    pub fn new(text: &'a str, fonts: &'a Fonts, weight: Weight, language: &str) -> Self {
        let language = Language::from_str(language).ok();
        Self { letters: text, bidi: BidiInfo::new(text, None), fonts, weight, language }
    }

    /// The text itself.
    pub fn as_str(&self) -> &'a str {
        self.letters
    }

    /// Whether it begins at the right.
    pub fn is_rtl(&self) -> bool {
        self.bidi.paragraphs.first().is_some_and(|paragraph| paragraph.level.is_rtl())
    }

    /// The same with another text that has the direction of this one.
    pub fn with<'b>(&self, text: &'b str) -> Text<'b>
    where
        'a: 'b,
    {
        let level = if self.is_rtl() { Level::rtl() } else { Level::ltr() };
        Text {
            letters: text,
            bidi: BidiInfo::new(text, Some(level)),
            fonts: self.fonts,
            weight: self.weight,
            language: self.language.clone(),
        }
    }

    /// How wide a part is in one line, in ems.
    pub fn width(&self, range: Range<usize>) -> f32 {
        self.place(range).1
    }

    /// A part in one line as the data of an SVG path whose letters stand on y = 0 from x = 0, and its width.
    pub fn outline(&self, range: Range<usize>, size: f32) -> (String, f32) {
        let (placed, width) = self.place(range);
        let mut path = String::new();
        for Placed { face, glyph, x, y } in placed {
            let face = self.fonts.face(face);
            let mut pen = Pen { path: &mut path, scale: size / face.units(), x: x * size, y: y * size };
            let settings = DrawSettings::unhinted(Size::unscaled(), LocationRef::default());
            if let Some(outline) = face.font().outline_glyphs().get(glyph) {
                // A glyph whose outline is broken is a gap.
                let _ = outline.draw(settings, &mut pen);
            }
        }
        (path, width * size)
    }

    /// Height of a line as a part of its size: that of the tallest script in the text.
    pub fn leading(&self) -> f32 {
        let faces = self.letters.chars().filter_map(|letter| self.fonts.find(letter, self.weight));
        faces.map(|id| self.fonts.face(id).leading()).fold(1.0, f32::max)
    }

    fn place(&self, range: Range<usize>) -> (Vec<Placed>, f32) {
        let (mut placed, mut at) = (Vec::new(), 0.0);
        for run in self.runs(range) {
            let face = self.fonts.face(run.face);
            for shaped in self.shape(face, &run) {
                let of = |units: i32| units as f32 / face.units();
                if shaped.glyph != GlyphId::NOTDEF {
                    let (x, y) = (at + of(shaped.x), of(shaped.y));
                    placed.push(Placed { face: run.face, glyph: shaped.glyph, x, y });
                    at += of(shaped.advance);
                }
            }
        }
        (placed, at)
    }

    fn shape(&self, face: &Face, run: &Run) -> Vec<Shaped> {
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(&self.letters[run.range.clone()]);
        buffer.set_direction(if run.is_rtl { Direction::RightToLeft } else { Direction::LeftToRight });
        if let Some(language) = &self.language {
            buffer.set_language(language.clone());
        }
        buffer.guess_segment_properties();
        // Figures of one height, as titles have them.
        let features = [Feature::new(Tag::new(b"lnum"), 1, ..)];
        let shaper = face.shaper().shaper(&face.font()).build();
        let line = shaper.shape(buffer, ShapeOptions::new().features(&features));
        let glyphs = line.glyph_infos().iter().zip(line.glyph_positions());
        glyphs
            .map(|(info, position)| Shaped {
                glyph: GlyphId::new(info.glyph_id),
                x: position.x_offset,
                y: position.y_offset,
                advance: position.x_advance,
            })
            .collect()
    }

    /// The runs of a line in the order in which they are seen.
    fn runs(&self, range: Range<usize>) -> Vec<Run> {
        let Some(paragraph) = self.bidi.paragraphs.first().filter(|_| !range.is_empty()) else {
            return Vec::new();
        };
        let (levels, visual) = self.bidi.visual_runs(paragraph, range);
        let mut runs = Vec::new();
        for part in visual {
            let is_rtl = levels[part.start].is_rtl();
            let mut own = self.by_face(part, is_rtl);
            if is_rtl {
                own.reverse();
            }
            runs.append(&mut own);
        }
        runs
    }

    /// A part of one direction by the fonts of its letters. What is no letter stays with the font before it if that has
    /// it: marks with their letters, points with their words.
    fn by_face(&self, part: Range<usize>, is_rtl: bool) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        for (at, letter) in self.letters[part.clone()].char_indices() {
            let range = part.start + at..part.start + at + letter.len_utf8();
            let before = runs.last().map(|run| run.face);
            let stays = before.filter(|face| !letter.is_alphabetic() && self.fonts.has(*face, letter));
            let Some(face) = stays.or_else(|| self.fonts.find(letter, self.weight)) else { continue };
            match runs.last_mut() {
                Some(run) if run.face == face && run.range.end == range.start => run.range.end = range.end,
                _ => runs.push(Run { range, face, is_rtl }),
            }
        }
        runs
    }
}

/// A glyph as the shaper gives it.
struct Shaped {
    glyph: GlyphId,
    x: i32,
    y: i32,
    advance: i32,
}

/// Writes an outline as the data of an SVG path. Fonts count upwards, SVG downwards.
struct Pen<'a> {
    path: &'a mut String,
    scale: f32,
    x: f32,
    y: f32,
}

impl Pen<'_> {
    fn write(&mut self, command: char, points: &[(f32, f32)]) {
        self.path.push(command);
        for (number, (x, y)) in points.iter().enumerate() {
            let blank = if number == 0 { "" } else { " " };
            let (x, y) = (self.x + x * self.scale, -(self.y + y * self.scale));
            // Writing to a text cannot fail.
            let _ = write!(self.path, "{blank}{x:.2} {y:.2}");
        }
    }
}

impl OutlinePen for Pen<'_> {
    fn move_to(&mut self, x: f32, y: f32) {
        self.write('M', &[(x, y)]);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.write('L', &[(x, y)]);
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        self.write('Q', &[(cx, cy), (x, y)]);
    }

    fn curve_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
        self.write('C', &[(ax, ay), (bx, by), (x, y)]);
    }

    fn close(&mut self) {
        self.path.push('Z');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs_of(text: &str) -> Vec<(&str, bool)> {
        let fonts = Fonts::new(Vec::new());
        let runs = Text::new(text, &fonts, Weight::Bold, "en").runs(0..text.len());
        runs.into_iter().map(|run| (&text[run.range], run.is_rtl)).collect()
    }

    #[test]
    fn lines_of_two_directions_are_in_the_order_in_which_they_are_seen() {
        assert_eq!(runs_of("abc, 12"), [("abc, 12", false)]);
        assert_eq!(
            runs_of("نموذج GPT جديد"),
            [("جديد", true), (" ", true), ("GPT", false), (" ", true), ("نموذج", true)]
        );
        assert_eq!(runs_of("AI 新闻。"), [("AI ", false), ("新闻。", false)]);
    }

    #[test]
    fn no_glyph_is_missing_in_any_script() {
        let fonts = Fonts::new(Vec::new());
        for text in [
            "Effizienz im Donaudampfschifffahrtsgesellschaftskapitän",
            "Ấn bản đầu tiên, Ελληνικά, Українська",
            "يقول «المختبر» إن النموذج أفضل بنسبة 12٪",
            "בינה מלאכותית: מה חדש?",
            "कृत्रिम बुद्धिमत्ता के लिए नया क़ानून, श्री",
            "ปัญญาประดิษฐ์กำลังเปลี่ยนห้องข่าว",
            "人工智能写的新闻，谁来核实？",
            "「AIが書いた記事」を誰が確かめるのか",
            "인공지능이 쓴 기사, 누가 확인하나",
        ] {
            let line = Text::new(text, &fonts, Weight::Bold, "");
            for run in line.runs(0..text.len()) {
                let shaped = line.shape(fonts.face(run.face), &run);
                assert!(!shaped.is_empty(), "{text}");
                for glyph in shaped {
                    assert_ne!(glyph.glyph, GlyphId::NOTDEF, "{text}: {:?}", &text[run.range.clone()]);
                }
            }
            let (path, width) = line.outline(0..text.len(), 60.0);
            assert!(path.len() > 500 && width > 300.0, "{text}: {width}");
        }
    }

    #[test]
    fn japanese_forms_differ_from_chinese_ones() {
        let fonts = Fonts::new(Vec::new());
        let path = |language| Text::new("直角", &fonts, Weight::Bold, language).outline(0..6, 50.0).0;
        assert_ne!(path("ja"), path("zh"));
        assert_eq!(path("zh"), path("zh-CN"));
    }
}
