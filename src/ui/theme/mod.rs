//! Colours and sizes: the tokens of the three looks, and the egui style made of them. Nothing else names a colour or a
//! text size.

mod map_colours;
mod style;

use egui::{Color32, FontFamily, FontId, Stroke};

pub use map_colours::{BaseMapColours, RoadColours};

use super::fonts;
use crate::base::palettes;
use crate::session::settings::Look;

/// The tokens of one look.
#[derive(Debug, Clone, PartialEq)]
pub struct Theme {
    /// Which look.
    pub look: Look,
    /// Behind everything; the map's ground.
    pub ground: Color32,
    /// Panels.
    pub panel: Color32,
    /// Text.
    pub text: Color32,
    /// Second text.
    pub second: Color32,
    /// Hairlines.
    pub hairline: Color32,
    /// Borders of controls, icons at rest: at least 3:1 on a panel.
    pub outline: Color32,
    /// The accent: selection, focus, main buttons.
    pub accent: Color32,
    /// Text on the accent.
    pub on_accent: Color32,
    /// Behind what the pointer is over, and behind quiet fields.
    pub hover: Color32,
    /// Behind what is selected; text stays text.
    pub selected: Color32,
    /// Something to look at.
    pub warning: Color32,
    /// Something did not work.
    pub error: Color32,
    /// Text sizes: small, body, heading, figure (points).
    pub sizes: [f32; 4],
    /// Line widths: thin, thick (points).
    pub lines: [f32; 2],
    /// How large the lengths of the workbench are.
    pub scale: f32,
}

impl Theme {
    /// The tokens of a look.
    #[must_use]
    pub const fn of(look: Look) -> Self {
        let (sizes, lines, scale) = match look {
            Look::Light | Look::Dark => ([12.0, 14.0, 18.0, 40.0], [1.0, 2.5], 1.0),
            Look::Projector => ([20.0, 24.0, 32.0, 72.0], [3.0, 5.0], 1.6),
        };
        match look {
            Look::Light => Self {
                look,
                ground: rgb(0xF6_F7_F9),
                panel: rgb(0xFF_FF_FF),
                text: rgb(0x1B_24_30),
                second: rgb(0x55_60_6E),
                hairline: rgb(0xD9_DE_E5),
                outline: rgb(0x7C_87_94),
                accent: rgb(0x0B_63_CE),
                on_accent: rgb(0xFF_FF_FF),
                hover: rgb(0xEE_F1_F5),
                selected: rgb(0xE1_ED_FC),
                warning: rgb(0x8A_4B_00),
                error: rgb(0xB3_26_1E),
                sizes,
                lines,
                scale,
            },
            Look::Dark => Self {
                look,
                ground: rgb(0x14_18_1D),
                panel: rgb(0x1C_22_29),
                text: rgb(0xE6_EA_F0),
                second: rgb(0x9A_A6_B2),
                hairline: rgb(0x2E_37_42),
                outline: rgb(0x72_80_8E),
                accent: rgb(0x5A_A7_FF),
                on_accent: rgb(0x0B_15_20),
                hover: rgb(0x27_2F_39),
                selected: rgb(0x1E_38_55),
                warning: rgb(0xF0_B4_5A),
                error: rgb(0xFF_8A_80),
                sizes,
                lines,
                scale,
            },
            Look::Projector => Self {
                look,
                ground: rgb(0xFF_FF_FF),
                panel: rgb(0xFF_FF_FF),
                text: rgb(0x00_00_00),
                second: rgb(0x30_38_41),
                hairline: rgb(0x7A_85_92),
                outline: rgb(0x5A_65_70),
                accent: rgb(0x00_47_AB),
                on_accent: rgb(0xFF_FF_FF),
                hover: rgb(0xEA_EE_F3),
                selected: rgb(0xD6_E4_F8),
                warning: rgb(0x7A_3E_00),
                error: rgb(0x9C_1C_14),
                sizes,
                lines,
                scale,
            },
        }
    }

    /// The projector's look for a screen this high (points), to be read from the back of a room: at 1080 points no text is
    /// smaller than 24 points and no line thinner than 3; other screens show the same picture.
    #[must_use]
    pub fn briefing(height: f32) -> Self {
        let part = (height / 1080.0).clamp(0.5, 4.0);
        Self {
            sizes: [26.0, 30.0, 44.0, 112.0].map(|size| size * part),
            lines: [3.0, 5.0].map(|width| width * part),
            scale: 2.0 * part,
            ..Self::of(Look::Projector)
        }
    }

    /// All is well; never the only sign of it.
    #[must_use]
    pub const fn good(&self) -> Color32 {
        match self.look {
            Look::Light | Look::Projector => rgb(0x14_6C_43),
            Look::Dark => rgb(0x6F_CF_97),
        }
    }

    /// Whether light text stands on dark ground.
    #[must_use]
    pub const fn is_dark(&self) -> bool {
        matches!(self.look, Look::Dark)
    }

    /// Black or white, whichever reads better on a colour.
    #[must_use]
    pub fn on(&self, colour: Color32) -> Color32 {
        let [r, g, b, _] = egui::Rgba::from(colour.to_opaque()).to_array();
        let luminance = 0.2126 * r + 0.7152 * g + 0.0722 * b;
        // Where the contrast with black, (L + 0.05) / 0.05, is that with white, 1.05 / (L + 0.05).
        if luminance > 0.179 {
            rgb(0x10_14_18)
        } else {
            rgb(0xFF_FF_FF)
        }
    }

    /// One of the eight Okabe-Ito category colours (zones, units), the same in every look.
    #[must_use]
    pub fn category(&self, index: u8) -> Color32 {
        let [r, g, b] = palettes::category(index);
        Color32::from_rgb(r, g, b)
    }

    /// A length of the workbench (4 · 8 · 12 · 16 · 24, panel widths, …) in this look: the projector's is larger.
    #[must_use]
    pub const fn px(&self, points: f32) -> f32 {
        points * self.scale
    }

    /// Small text.
    #[must_use]
    pub const fn small(&self) -> FontId {
        FontId::new(self.sizes[0], FontFamily::Proportional)
    }

    /// Body text.
    #[must_use]
    pub const fn body(&self) -> FontId {
        FontId::new(self.sizes[1], FontFamily::Proportional)
    }

    /// Body text in bold.
    #[must_use]
    pub fn strong(&self) -> FontId {
        FontId::new(self.sizes[1], fonts::bold())
    }

    /// Small text in bold: heads of sections and columns.
    #[must_use]
    pub fn small_strong(&self) -> FontId {
        FontId::new(self.sizes[0], fonts::bold())
    }

    /// Headings.
    #[must_use]
    pub fn heading(&self) -> FontId {
        FontId::new(self.sizes[2], fonts::bold())
    }

    /// The one big figure.
    #[must_use]
    pub fn figure(&self) -> FontId {
        FontId::new(self.sizes[3], fonts::bold())
    }

    /// Height of a row in lists and of a control.
    #[must_use]
    pub const fn row(&self) -> f32 {
        self.px(28.0)
    }

    /// The ring around what has the keyboard.
    #[must_use]
    pub const fn focus_ring(&self) -> Stroke {
        Stroke {
            width: 2.0,
            color: self.accent,
        }
    }
}

const fn rgb(hex: u32) -> Color32 {
    Color32::from_rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Contrast by WCAG 2: (L1 + 0.05) / (L2 + 0.05) of the relative luminances.
    fn contrast(one: Color32, other: Color32) -> f32 {
        let luminance = |colour: Color32| {
            let linear = egui::Rgba::from(colour);
            0.2126 * linear.r() + 0.7152 * linear.g() + 0.0722 * linear.b()
        };
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn text_stands_out_from_what_is_behind_it() {
        for look in [Look::Light, Look::Dark, Look::Projector] {
            let theme = Theme::of(look);
            for behind in [theme.panel, theme.ground, theme.hover, theme.selected] {
                for text in [theme.text, theme.second] {
                    assert!(
                        contrast(text, behind) >= 4.5,
                        "{look:?} {text:?} {behind:?}"
                    );
                }
            }
            for text in [theme.accent, theme.warning, theme.error, theme.good()] {
                assert!(contrast(text, theme.panel) >= 4.5, "{look:?} {text:?}");
            }
            assert!(contrast(theme.on_accent, theme.accent) >= 4.5, "{look:?}");
        }
    }

    #[test]
    fn borders_and_icons_stand_out_from_panels() {
        for look in [Look::Light, Look::Dark, Look::Projector] {
            let theme = Theme::of(look);
            for line in [theme.outline, theme.accent] {
                for behind in [theme.panel, theme.ground] {
                    assert!(contrast(line, behind) >= 3.0, "{look:?} {line:?}");
                }
            }
        }
    }
}
