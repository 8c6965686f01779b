//! What the scenes of a briefing are worked out from.

use std::sync::Arc;

use crate::analysis::answers::Located;
use crate::analysis::density::DensityRule;
use crate::analysis::travel::prepared::TravelNetwork;
use crate::base::projection::LocalProjection;
use crate::model::grid::GridHierarchy;
use crate::model::incident::IncidentTable;
use crate::model::plan::Plan;
use crate::model::road_network::RoadNetwork;

/// The plan and the sources it stands on; shared, so that a job on another thread has them for nothing.
#[derive(Debug, Clone)]
pub struct BriefingGround {
    /// The plan with its scenes.
    pub plan: Arc<Plan>,
    /// The grids.
    pub grids: Arc<GridHierarchy>,
    /// All incidents.
    pub incidents: Arc<IncidentTable>,
    /// All incidents in local metres and in the grids.
    pub located: Arc<Located>,
    /// The roads.
    pub roads: Arc<RoadNetwork>,
    /// The roads made ready for the plan's rule of reach, where they are already.
    pub ready_roads: Option<Arc<TravelNetwork>>,
    /// Where metres are counted.
    pub projection: LocalProjection,
    /// Kernel and bandwidth of the plan's heat.
    pub density: DensityRule,
    /// Rows of the incident file that were found and those refused, as far as known.
    pub rows: Option<ImportedRows>,
}

/// How many rows the last import found, and how many of them it refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImportedRows {
    /// Rows found.
    pub found: usize,
    /// Rows refused.
    pub refused: usize,
}
