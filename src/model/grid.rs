//! The grid hierarchy: district, subdistricts, communities, work grids, and the police grids across them.

use std::collections::BTreeMap;

use geo::MultiPolygon;
use serde::{Deserialize, Serialize};

use super::source_note::SourceNote;
use crate::base::coords::{LonLat, LonLatBox};
use crate::base::units::Km2;

/// A level of the hierarchy, coarse to fine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GridLevel {
    /// 区
    District,
    /// 街道
    Subdistrict,
    /// 社区
    Community,
    /// 警格: made of whole work grids, within one subdistrict, across communities.
    PoliceGrid,
    /// 网格
    WorkGrid,
}

impl GridLevel {
    /// The id of the sentence that names it.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::District => "level-district",
            Self::Subdistrict => "level-subdistrict",
            Self::Community => "level-community",
            Self::PoliceGrid => "level-police-grid",
            Self::WorkGrid => "level-work-grid",
        }
    }

    /// All levels, coarse to fine.
    pub const ALL: [Self; 5] = [
        Self::District,
        Self::Subdistrict,
        Self::Community,
        Self::PoliceGrid,
        Self::WorkGrid,
    ];

    /// The level's position in [`GridLevel::ALL`].
    #[must_use]
    pub const fn index(self) -> usize {
        match self {
            Self::District => 0,
            Self::Subdistrict => 1,
            Self::Community => 2,
            Self::PoliceGrid => 3,
            Self::WorkGrid => 4,
        }
    }
}

/// One area of one level.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GridUnit {
    /// The code as the file gives it; unique within its layer after loading.
    pub code: String,
    /// The name people use; the code where the file has none.
    pub name: String,
    /// Index, in its own layer, of the unit of each coarser level that holds this one ([`GridLevel::index`] order).
    pub ancestors: [Option<u32>; 5],
    /// Residents, where the file says.
    pub residents: Option<f64>,
    /// The responsible police unit, where the file says.
    pub responsible: Option<String>,
    /// The boundary in WGS 84 degrees; outer rings counter-clockwise, holes clockwise, rings closed.
    pub boundary: MultiPolygon<f64>,
    /// Area on the ground.
    pub area: Km2,
    /// The pole of inaccessibility: where the label stands, always inside.
    pub label_at: LonLat,
    /// The box around the boundary.
    pub extent: LonLatBox,
}

impl GridUnit {
    /// Index of the unit of a coarser level that holds this one, in that level's layer.
    #[must_use]
    pub fn ancestor(&self, level: GridLevel) -> Option<usize> {
        self.ancestors
            .get(level.index())
            .copied()
            .flatten()
            .map(|index| index as usize)
    }
}

/// All areas of one level.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GridLayer {
    /// Which level.
    pub level: GridLevel,
    /// The areas, in the order of the file.
    pub units: Vec<GridUnit>,
    /// Where they came from.
    pub source: SourceNote,
}

impl GridLayer {
    /// The box around all areas, or `None` for an empty layer.
    #[must_use]
    pub fn extent(&self) -> Option<LonLatBox> {
        self.units
            .iter()
            .map(|unit| unit.extent)
            .reduce(LonLatBox::union)
    }

    /// The position of the area with this code.
    #[must_use]
    pub fn find_code(&self, code: &str) -> Option<usize> {
        self.units.iter().position(|unit| unit.code == code)
    }
}

/// The layers at hand, linked to each other. Any level may be missing.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct GridHierarchy {
    layers: BTreeMap<GridLevel, GridLayer>,
}

impl GridHierarchy {
    /// A hierarchy of layers that are already linked (see `io::grid_links`). A later layer of a level replaces the earlier.
    #[must_use]
    pub fn new(layers: impl IntoIterator<Item = GridLayer>) -> Self {
        Self {
            layers: layers
                .into_iter()
                .map(|layer| (layer.level, layer))
                .collect(),
        }
    }

    /// The layer of a level.
    #[must_use]
    pub fn layer(&self, level: GridLevel) -> Option<&GridLayer> {
        self.layers.get(&level)
    }

    /// The layers at hand, coarse to fine.
    pub fn layers(&self) -> impl DoubleEndedIterator<Item = &GridLayer> {
        self.layers.values()
    }

    /// The layers themselves, to be added to and linked anew.
    #[must_use]
    pub fn into_layers(self) -> Vec<GridLayer> {
        self.layers.into_values().collect()
    }

    /// The finest layer at hand: what demand and residents are counted in.
    #[must_use]
    pub fn finest(&self) -> Option<&GridLayer> {
        self.layers.values().next_back()
    }

    /// Whether no layer is at hand.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.layers.is_empty()
    }

    /// The box around everything.
    #[must_use]
    pub fn extent(&self) -> Option<LonLatBox> {
        self.layers
            .values()
            .filter_map(GridLayer::extent)
            .reduce(LonLatBox::union)
    }
}

#[cfg(test)]
impl GridUnit {
    /// A unit of a size without a boundary, called by its number: for tests of what needs none.
    pub(crate) fn bare(index: usize, at: LonLat, area: Km2) -> Self {
        Self {
            code: index.to_string(),
            name: index.to_string(),
            ancestors: [None; 5],
            residents: None,
            responsible: None,
            boundary: geo::MultiPolygon(vec![]),
            area,
            label_at: at,
            extent: LonLatBox::around([at]).expect("a place"),
        }
    }
}
