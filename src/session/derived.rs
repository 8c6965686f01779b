//! The answers at hand and how each stands.

use std::sync::Arc;

use super::pipeline::{
    BoardInputs, Coverage, Heat, HeatIndex, HeatKey, LocateKey, Located, SelectKey, Selection,
};
use super::slot::{Freshness, Slot};
use crate::analysis::coverage::CoverageFigures;
use crate::base::units::PerKm2;

/// Coverage figures as the screen shows them.
#[derive(Debug, Clone, Default)]
pub struct ShownCoverage {
    /// The figures of the shown plan.
    pub figures: Arc<CoverageFigures>,
    /// Those of the plan as last opened, under the same filter.
    pub baseline: Arc<CoverageFigures>,
    pub(super) inputs: Option<BoardInputs>,
}

/// The upper end of the heat's colour scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HeatScale {
    /// The value drawn in the strongest colour.
    pub top: PerKm2,
    /// Whether it stays when time, filter and zoom change.
    pub locked: bool,
    /// Whether it moved since it was last looked at: the badge.
    pub moved: bool,
}

/// All derived answers.
#[derive(Debug, Default)]
pub struct Derived {
    /// Incidents in local metres and in grids.
    pub located: Slot<LocateKey, Arc<Located>>,
    /// The incidents that count.
    pub selection: Slot<SelectKey, Arc<Selection>>,
    /// The heat raster.
    pub heat: Slot<HeatKey, Arc<Heat>>,
    /// The exact density.
    pub heat_index: Slot<SelectKey, Arc<HeatIndex>>,
    /// The coverage board.
    pub coverage: Slot<SelectKey, Coverage>,
    /// What the board says of the shown plan.
    pub shown: ShownCoverage,
    /// The heat's colour scale, once there is a heat.
    pub scale: Option<HeatScale>,
}

impl Derived {
    /// How the coverage figures stand to the filter and grids of now.
    #[must_use]
    pub fn coverage_freshness(&self) -> Freshness {
        self.coverage.freshness()
    }
}
