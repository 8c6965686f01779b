//! Colours and sizes: the tokens of the three looks. No other file names a colour or a text size.

use egui::Color32;

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
    /// The accent: selection, focus, main buttons.
    pub accent: Color32,
    /// Text sizes: small, body, heading, figure (points).
    pub sizes: [f32; 4],
    /// Line widths: thin, thick (points).
    pub lines: [f32; 2],
}

impl Theme {
    /// The tokens of a look.
    #[must_use]
    pub const fn of(look: Look) -> Self {
        let (sizes, lines) = match look {
            Look::Light | Look::Dark => ([12.0, 14.0, 18.0, 40.0], [1.0, 2.5]),
            Look::Projector => ([20.0, 24.0, 32.0, 72.0], [3.0, 5.0]),
        };
        match look {
            Look::Light => Self {
                look,
                ground: rgb(0xF6_F7_F9),
                panel: rgb(0xFF_FF_FF),
                text: rgb(0x1B_24_30),
                second: rgb(0x55_60_6E),
                hairline: rgb(0xD9_DE_E5),
                accent: rgb(0x0B_63_CE),
                sizes,
                lines,
            },
            Look::Dark => Self {
                look,
                ground: rgb(0x14_18_1D),
                panel: rgb(0x1C_22_29),
                text: rgb(0xE6_EA_F0),
                second: rgb(0x9A_A6_B2),
                hairline: rgb(0x2E_37_42),
                accent: rgb(0x5A_A7_FF),
                sizes,
                lines,
            },
            Look::Projector => Self {
                look,
                ground: rgb(0xFF_FF_FF),
                panel: rgb(0xFF_FF_FF),
                text: rgb(0x00_00_00),
                second: rgb(0x30_38_41),
                hairline: rgb(0x7A_85_92),
                accent: rgb(0x00_47_AB),
                sizes,
                lines,
            },
        }
    }

    /// Whether light text stands on dark ground.
    #[must_use]
    pub const fn is_dark(&self) -> bool {
        matches!(self.look, Look::Dark)
    }

    /// One of the eight Okabe-Ito category colours (zones, units), the same in every look.
    #[must_use]
    pub fn category(&self, index: u8) -> Color32 {
        const OKABE_ITO: [u32; 8] = [
            0xE6_9F_00, 0x56_B4_E9, 0x00_9E_73, 0xF0_E4_42, 0x00_72_B2, 0xD5_5E_00, 0xCC_79_A7,
            0x99_99_99,
        ];
        OKABE_ITO
            .get(usize::from(index % 8))
            .map_or(Color32::GRAY, |colour| rgb(*colour))
    }
}

const fn rgb(hex: u32) -> Color32 {
    Color32::from_rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}
