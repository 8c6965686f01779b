//! Colours of the map in the three looks: quiet under the data.

use egui::Color32;

use super::{Theme, rgb};
use crate::session::settings::Look;

impl Theme {
    /// Roads: quiet, so that data stays in front.
    #[must_use]
    pub const fn roads(&self) -> RoadColours {
        match self.look {
            Look::Light => RoadColours {
                casing: rgb(0xC9_D0_D9),
                lane: rgb(0xFF_FF_FF),
            },
            Look::Dark => RoadColours {
                casing: rgb(0x33_3D_48),
                lane: rgb(0x26_2E_37),
            },
            Look::Projector => RoadColours {
                casing: rgb(0xA9_B2_BD),
                lane: rgb(0xFF_FF_FF),
            },
        }
    }

    /// The base map: near the ground, so that data stays in front.
    #[must_use]
    pub const fn base_map(&self) -> BaseMapColours {
        match self.look {
            Look::Light | Look::Projector => BaseMapColours {
                water: rgb(0xD6_E2_EC),
                green: rgb(0xEA_F0_E8),
                building: rgb(0xE6_E8_EC),
                road: rgb(0xD6_DB_E2),
                border: rgb(0xB4_BD_C8),
            },
            Look::Dark => BaseMapColours {
                water: rgb(0x10_22_30),
                green: rgb(0x17_20_1E),
                building: rgb(0x20_26_2D),
                road: rgb(0x2A_32_3B),
                border: rgb(0x45_50_5C),
            },
        }
    }

    /// Incidents one by one.
    #[must_use]
    pub const fn incident(&self) -> Color32 {
        match self.look {
            Look::Light | Look::Projector => rgb(0x7A_1F_5C),
            Look::Dark => rgb(0xFF_B4_54),
        }
    }
}

/// The colours of the base map.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BaseMapColours {
    /// Water.
    pub water: Color32,
    /// Parks and woods.
    pub green: Color32,
    /// Buildings.
    pub building: Color32,
    /// Roads.
    pub road: Color32,
    /// Borders.
    pub border: Color32,
}

/// The two colours of a road.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RoadColours {
    /// Its edge, and narrow roads as a whole.
    pub casing: Color32,
    /// Its surface.
    pub lane: Color32,
}
