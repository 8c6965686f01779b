//! How large and in which colours things are drawn: on paper fine and dense, on a projected picture large.

use super::drawing::Ink;
use super::text::Hand;
use super::typefaces::Weight;
use crate::i18n::language::Language;

/// The ground outside everything.
pub const GROUND: Ink = rgb(0xEE_F0_F3);
/// Inside the district.
pub const LAND: Ink = rgb(0xFF_FF_FF);
/// Behind panels and sheets.
pub const PANEL: Ink = rgb(0xFF_FF_FF);
/// Text.
pub const TEXT: Ink = rgb(0x10_18_22);
/// Second text: 7:1 on white.
pub const SECOND: Ink = rgb(0x45_50_5C);
/// Lines of frames and tables.
pub const HAIRLINE: Ink = rgb(0xC3_CA_D3);
/// The accent.
pub const ACCENT: Ink = rgb(0x00_47_AB);
/// Behind every second row of a table.
pub const BAND: Ink = rgb(0xF3_F5_F8);
/// The edge of a road.
pub const ROAD_CASING: Ink = rgb(0xC2_CA_D3);
/// The surface of a road.
pub const ROAD_LANE: Ink = rgb(0xFF_FF_FF);
/// Incidents one by one.
pub const INCIDENT: Ink = rgb(0x7A_1F_5C);
/// Something to mind.
pub const WARNING: Ink = rgb(0x7A_3E_00);

const fn rgb(hex: u32) -> Ink {
    Ink::of([(hex >> 16) as u8, (hex >> 8) as u8, hex as u8])
}

/// Sizes in units of the sheet.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Style {
    /// What a point of the screen is here: signs and roads grow with it.
    pub px: f32,
    /// Text sizes: small, body, heading, figure.
    pub sizes: [f32; 4],
    /// Line widths: thin, thick.
    pub lines: [f32; 2],
    /// Pixels a unit that pictures on the sheet have: 300 dpi on paper.
    pub pixels: f32,
    /// Whether it is for paper: a true scale, and what a reader far away would not see.
    pub paper: bool,
    /// The language written.
    pub language: Language,
}

impl Style {
    /// For paper; a unit is 1/72 inch.
    #[must_use]
    pub const fn paper(language: Language) -> Self {
        Self {
            px: 0.62,
            sizes: [7.0, 8.4, 15.0, 27.0],
            lines: [0.5, 1.1],
            pixels: 300.0 / 72.0,
            paper: true,
            language,
        }
    }

    /// For a picture on a wall; a unit is a pixel of a picture 1,080 pixels high.
    #[must_use]
    pub const fn wall(language: Language) -> Self {
        Self {
            px: 1.7,
            sizes: [24.0, 27.0, 42.0, 84.0],
            lines: [3.0, 5.0],
            pixels: 1.0,
            paper: false,
            language,
        }
    }

    /// Small text.
    #[must_use]
    pub const fn small(&self) -> Hand {
        Hand::new(self.language, Weight::Regular, self.sizes[0])
    }

    /// Small text in bold.
    #[must_use]
    pub const fn small_bold(&self) -> Hand {
        Hand::new(self.language, Weight::Bold, self.sizes[0])
    }

    /// Text.
    #[must_use]
    pub const fn body(&self) -> Hand {
        Hand::new(self.language, Weight::Regular, self.sizes[1])
    }

    /// Text in bold.
    #[must_use]
    pub const fn body_bold(&self) -> Hand {
        Hand::new(self.language, Weight::Bold, self.sizes[1])
    }

    /// Headings.
    #[must_use]
    pub const fn heading(&self) -> Hand {
        Hand::new(self.language, Weight::Bold, self.sizes[2])
    }

    /// The one big figure.
    #[must_use]
    pub const fn figure(&self) -> Hand {
        Hand::new(self.language, Weight::Bold, self.sizes[3])
    }

    /// A gap: a body letter's size times this.
    #[must_use]
    pub const fn gap(&self, times: f32) -> f32 {
        self.sizes[1] * times
    }
}

/// Black or white, whichever reads better on a colour.
#[must_use]
pub fn on([r, g, b]: [u8; 3]) -> Ink {
    // Where the contrast with black, (L + 0.05) / 0.05, is that with white, 1.05 / (L + 0.05).
    if luminance([r, g, b]) > 0.179 {
        TEXT
    } else {
        PANEL
    }
}

/// Relative luminance by WCAG 2, 0 black to 1 white.
#[must_use]
pub fn luminance(rgb: [u8; 3]) -> f32 {
    let linear = |channel: u8| {
        let value = f32::from(channel) / 255.0;
        if value <= 0.04045 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    };
    let [r, g, b] = rgb.map(linear);
    0.0722f32.mul_add(b, 0.2126f32.mul_add(r, 0.7152 * g))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stands_out_from_what_it_is_written_on() {
        let contrast = |a: Ink, b: Ink| {
            let (a, b) = (luminance(a.rgb), luminance(b.rgb));
            (a.max(b) + 0.05) / (a.min(b) + 0.05)
        };
        for text in [TEXT, SECOND, ACCENT, WARNING] {
            for ground in [PANEL, GROUND, BAND] {
                assert!(contrast(text, ground) >= 4.5, "{text:?} on {ground:?}");
            }
        }
    }

    #[test]
    fn a_picture_on_a_wall_has_letters_and_lines_that_are_seen() {
        let wall = Style::wall(Language::Chinese);
        assert!(wall.sizes.iter().all(|size| *size >= 24.0));
        assert!(wall.lines.iter().all(|line| *line >= 3.0));
    }
}
