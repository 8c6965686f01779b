//! The shipped fonts read for measuring and drawing: which font has a character, how wide it is, what it looks like.

use std::sync::LazyLock;

use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::raw::TableProvider;
use skrifa::{FontRef, GlyphId, MetadataProvider};

use crate::i18n::language::Language;
use crate::report::fonts::FILES;

/// One of the shipped fonts: its position in [`FILES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Face(u8);

/// How heavy letters are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Weight {
    /// For reading.
    #[default]
    Regular,
    /// For headings and figures.
    Bold,
}

/// A font made ready.
struct Ready {
    font: FontRef<'static>,
    units_per_em: f32,
}

static READY: LazyLock<Vec<Option<Ready>>> = LazyLock::new(|| {
    let ready = FILES.iter().map(|(_, data)| {
        let font = FontRef::new(data).ok()?;
        let units_per_em = f32::from(font.head().ok()?.units_per_em());
        Some(Ready { font, units_per_em })
    });
    ready.collect()
});

const LATIN_REGULAR: Face = Face(0);
const LATIN_BOLD: Face = Face(1);
const LATIN_MARKS: Face = Face(2);
const HAN_REGULAR: Face = Face(3);
const HAN_BOLD: Face = Face(4);

/// The fonts that are asked for a character, the first first: as on the screen, Latin before Chinese, and quotation marks and
/// dots narrow in English only.
const fn order(language: Language, weight: Weight) -> &'static [Face] {
    match (language, weight) {
        (Language::Chinese, Weight::Regular) => &[LATIN_REGULAR, HAN_REGULAR],
        (Language::English, Weight::Regular) => &[LATIN_REGULAR, LATIN_MARKS, HAN_REGULAR],
        (Language::Chinese, Weight::Bold) => &[LATIN_BOLD, HAN_BOLD, HAN_REGULAR],
        (Language::English, Weight::Bold) => &[LATIN_BOLD, LATIN_MARKS, HAN_BOLD, HAN_REGULAR],
    }
}

impl Face {
    /// The fonts in their order.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..FILES.len() as u8).map(Self)
    }

    /// The file of the font.
    #[must_use]
    pub fn data(self) -> &'static [u8] {
        FILES.get(usize::from(self.0)).map_or(&[], |(_, data)| data)
    }

    /// Its place among all.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    fn ready(self) -> Option<&'static Ready> {
        READY.get(usize::from(self.0))?.as_ref()
    }

    /// How far the next letter stands, as a share of the size.
    fn advance(self, glyph: GlyphId) -> Option<f32> {
        let ready = self.ready()?;
        let metrics = (ready.font).glyph_metrics(Size::unscaled(), LocationRef::default());
        Some(metrics.advance_width(glyph)? / ready.units_per_em)
    }

    /// Draws a glyph with the pen at a size of 1, y up from the baseline. `false` where the font has no such glyph.
    pub fn outline(self, glyph: u32, pen: &mut impl OutlinePen) -> bool {
        let Some(ready) = self.ready() else {
            return false;
        };
        let Some(outline) = ready.font.outline_glyphs().get(GlyphId::new(glyph)) else {
            return false;
        };
        let settings = DrawSettings::unhinted(Size::new(1.0), LocationRef::default());
        outline.draw(settings, pen).is_ok()
    }
}

/// A character as a font has it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Glyph {
    /// The font.
    pub face: Face,
    /// Its number in the font.
    pub id: u32,
    /// How far the next letter stands, as a share of the size.
    pub advance: f32,
}

/// A character in the first font that has it; `None` where none has.
#[must_use]
pub fn glyph(letter: char, language: Language, weight: Weight) -> Option<Glyph> {
    order(language, weight).iter().find_map(|face| {
        let id = face.ready()?.font.charmap().map(letter)?;
        let advance = face.advance(id)?;
        Some(Glyph {
            face: *face,
            id: id.to_u32(),
            advance,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_font_can_be_read_and_digits_are_equally_wide() {
        assert!(Face::all().all(|face| face.ready().is_some()));
        for weight in [Weight::Regular, Weight::Bold] {
            let widths: Vec<f32> = ('0'..='9')
                .filter_map(|digit| Some(glyph(digit, Language::Chinese, weight)?.advance))
                .collect();
            assert_eq!(widths.len(), 10);
            assert!(widths.iter().all(|width| (width - widths[0]).abs() < 2e-3));
        }
    }

    #[test]
    fn quotation_marks_are_full_width_in_chinese_only() {
        let wide = |language| glyph('“', language, Weight::Regular).map(|glyph| glyph.advance);
        assert!(wide(Language::Chinese) > wide(Language::English));
    }
}
