//! How a map looks: its layers, how each is shown, and what areas are coloured by.

use serde::{Deserialize, Serialize};

use super::grid::GridLevel;

/// A layer of the map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum LayerKind {
    /// Patrol points.
    Points,
    /// Their rings.
    Rings,
    /// Priority zones.
    Zones,
    /// Incidents one by one.
    Incidents,
    /// Heat.
    Heat,
    /// Places the outermost ring leaves uncovered, hatched.
    Uncovered,
    /// Outlines and names of a grid level.
    Grid(GridLevel),
    /// A grid level coloured by a figure.
    Choropleth,
    /// Roads.
    Roads,
    /// The base map.
    BaseMap,
}

/// How one layer is shown.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct LayerLook {
    /// Which.
    pub kind: LayerKind,
    /// Whether it is shown.
    pub visible: bool,
    /// 0 to 1.
    pub opacity: f32,
    /// Of a grid level: whether it is shown at every zoom, however small its cells are on the screen.
    #[serde(default)]
    pub always: bool,
}

/// The figure a choropleth colours by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum UnitFigure {
    /// Incidents.
    Incidents,
    /// Incidents per km².
    #[default]
    PerKm2,
    /// Incidents per 1,000 residents.
    Per1000Residents,
    /// Residents.
    Residents,
    /// Whether it stands out: Gi* of its incidents.
    HotSpots,
    /// Incidents of the period less those of the one before.
    Change,
}

impl UnitFigure {
    /// The id of the sentence that tells it with its unit, as legends do.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Incidents => "map-figure-incidents",
            Self::PerKm2 => "map-figure-per-km2",
            Self::Per1000Residents => "map-figure-per-1000",
            Self::Residents => "map-figure-residents",
            Self::HotSpots => "map-figure-hot-spots",
            Self::Change => "map-figure-change",
        }
    }
}
