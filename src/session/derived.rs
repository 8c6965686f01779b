//! The answers at hand and how each stands.

use std::sync::Arc;

use super::changed_areas::ChangedAreas;
use super::exits::{ExitsAnswer, ExitsKey};
use super::here::HereKey;
use super::hot_areas::{AreasKey, HotAreas};
use super::judged::{Judged, JudgedKey};
use super::pipeline::{
    BoardInputs, Coverage, CoverageKey, Heat, HeatIndex, HeatKey, LocateKey, Located, SelectKey,
    Selection,
};
use super::slot::{Freshness, Slot};
use super::told::{Told, ToldKey};
use super::workload::{WorkloadAnswer, WorkloadKey};
use crate::analysis::coverage::{CoverageFigures, StreetReach};
use crate::analysis::local_profile::LocalProfile;
use crate::base::stamp::Stamp;
use crate::base::units::PerKm2;

/// Coverage figures as the screen shows them.
#[derive(Debug, Clone, Default)]
pub struct ShownCoverage {
    /// The figures of the shown plan.
    pub figures: Arc<CoverageFigures>,
    /// Those of the plan as last opened, under the same filter.
    pub baseline: Arc<CoverageFigures>,
    /// What reaches each piece of street; empty where the rule does not go by road.
    pub streets: Arc<Vec<StreetReach>>,
    /// The state of the plan (its stamp) they speak of.
    pub(super) of: Option<Stamp>,
    /// What of that plan the board was given.
    pub(super) inputs: Option<BoardInputs>,
}

impl ShownCoverage {
    /// Whether there are figures at all.
    pub(super) const fn is_known(&self) -> bool {
        self.inputs.is_some()
    }

    /// Makes the next step work the figures out anew; those at hand stay until then.
    pub(super) fn forget(&mut self) {
        self.of = None;
        self.inputs = None;
    }
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
    pub coverage: Slot<CoverageKey, Coverage>,
    /// What the board says of the shown plan.
    pub shown: ShownCoverage,
    /// How busy units are, where that is wished.
    pub workload: Slot<WorkloadKey, WorkloadAnswer>,
    /// The exits and who closes them, where that is asked for; `None` of it where there are no roads or grids.
    pub exits: Slot<ExitsKey, Option<Arc<ExitsAnswer>>>,
    /// What happened in the place looked at.
    pub here: Slot<HereKey, Arc<LocalProfile>>,
    /// What changed in areas, where the map shows it; `None` of it where there is no such level or nothing known before.
    pub changed_areas: Slot<AreasKey, Option<Arc<ChangedAreas>>>,
    /// Which areas stand out, where the map shows it; `None` of it where there is no such level.
    pub hot_areas: Slot<AreasKey, Option<Arc<HotAreas>>>,
    /// What maps of hot spots are worth, where somebody looks; `None` of it where nothing can be judged.
    pub judged: Slot<JudgedKey, Option<Arc<Judged>>>,
    /// What the scenes of the briefing tell, where somebody looks.
    pub told: Slot<ToldKey, Arc<Told>>,
    /// The heat's colour scale, once there is a heat.
    pub scale: Option<HeatScale>,
}

impl Derived {
    /// Whether anything was begun and has not come.
    pub(super) fn is_begun(&self) -> bool {
        self.located.is_begun()
            || self.selection.is_begun()
            || self.heat.is_begun()
            || self.heat_index.is_begun()
            || self.coverage.is_begun()
            || self.workload.is_begun()
            || self.exits.is_begun()
            || self.here.is_begun()
            || self.hot_areas.is_begun()
            || self.changed_areas.is_begun()
            || self.judged.is_begun()
            || self.told.is_begun()
    }

    /// Lets all that was begun and stopped begin again.
    pub(super) fn again(&mut self) {
        self.located.again();
        self.selection.again();
        self.heat.again();
        self.heat_index.again();
        self.coverage.again();
        self.workload.again();
        self.exits.again();
        self.here.again();
        self.hot_areas.again();
        self.changed_areas.again();
        self.judged.again();
        self.told.again();
    }

    /// How the coverage figures stand to the filter and grids of now.
    #[must_use]
    pub fn coverage_freshness(&self) -> Freshness {
        self.coverage.freshness()
    }
}
