//! Coverage by rings around patrol points, kept up to date while points move.

use std::sync::Arc;

use serde::Serialize;

use super::demand::Demand;
use crate::base::coords::{LocalXy, LonLat};
use crate::base::ids::{PointId, ZoneId};
use crate::base::units::{Km2, Metres, Share};

/// Coverage within one ring.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RingFigures {
    /// Radius.
    pub ring: Metres,
    /// Incidents (weight) within it.
    pub incidents: f64,
    /// Share of incidents within it.
    pub incident_share: Option<Share>,
    /// Area within it and within the grids.
    pub area: Km2,
    /// Share of the grids' area within it.
    pub area_share: Option<Share>,
    /// Share of residents within it.
    pub residents_share: Option<Share>,
    /// Finest-level grids at least half covered.
    pub grids: usize,
    /// Share of those grids.
    pub grid_share: Option<Share>,
    /// Zones at least half covered.
    pub zones: usize,
    /// Share of those zones.
    pub zone_share: Option<Share>,
    /// Share of incidents reached by two points or more.
    pub covered_twice_share: Option<Share>,
}

/// Distances from incidents to their nearest point, weighted.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ResponseFigures {
    /// Mean.
    pub mean: Metres,
    /// Half lie nearer.
    pub median: Metres,
    /// Nine in ten lie nearer.
    pub p90: Metres,
    /// The farthest.
    pub worst: Metres,
}

/// What one point does.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PointFigures {
    /// Which.
    pub id: PointId,
    /// Incidents within each ring of it, inner to outer.
    pub incidents: Vec<f64>,
    /// Incidents within each ring that no other point reaches: what is lost without it.
    pub only_this: Vec<f64>,
    /// Incidents nearest to it.
    pub nearest: f64,
}

/// Coverage of one area: a zone or a subdistrict.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AreaFigures {
    /// Incidents (weight) in it.
    pub incidents: f64,
    /// Share of its incidents within each ring, inner to outer.
    pub incident_share: Vec<Option<Share>>,
    /// Share of its area within each ring, inner to outer.
    pub area_share: Vec<Option<Share>>,
    /// Mean distance from its incidents to their nearest point.
    pub mean: Option<Metres>,
}

/// A grid that the outermost ring leaves uncovered (less than half its area).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct UncoveredGrid {
    /// Position in the finest layer.
    pub unit: usize,
    /// Incidents in it beyond the outermost ring.
    pub incidents: f64,
    /// Its label place.
    pub at: LonLat,
}

/// All coverage figures of one state of the plan.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct CoverageFigures {
    /// Incidents (weight) judged.
    pub incidents: f64,
    /// One entry a ring, inner to outer.
    pub rings: Vec<RingFigures>,
    /// Response distances; `None` without incidents or points.
    pub response: Option<ResponseFigures>,
    /// One entry a point, by id.
    pub points: Vec<PointFigures>,
    /// One entry a zone, in the order they were set.
    pub zones: Vec<(ZoneId, AreaFigures)>,
    /// One entry a subdistrict, in layer order; empty without that layer.
    pub subdistricts: Vec<AreaFigures>,
    /// Uncovered finest-level grids, most incidents first, then layer order.
    pub uncovered: Vec<UncoveredGrid>,
}

/// Coverage that follows points as they move. After any series of changes its figures equal, bit for bit, those of a
/// board built anew.
#[derive(Debug, Clone)]
pub struct CoverageBoard {
    _demand: Arc<Demand>,
}

impl CoverageBoard {
    /// A board for these points and rings (ascending radii).
    #[must_use]
    pub fn new(demand: Arc<Demand>, _rings: &[Metres], _points: &[(PointId, LocalXy)]) -> Self {
        Self { _demand: demand }
    }

    /// Makes the board's points these: moves, adds and removes what differs from before, at the cost of the difference.
    pub fn set_points(&mut self, _points: &[(PointId, LocalXy)]) {}

    /// Makes the board's rings these (ascending radii).
    pub fn set_rings(&mut self, _rings: &[Metres]) {}

    /// Makes the board's zones these, WGS 84 boundaries; only zones that differ from before cost anything.
    pub fn set_zones(
        &mut self,
        _zones: &[(ZoneId, geo::Polygon<f64>)],
        _projection: &crate::base::projection::LocalProjection,
    ) {
    }

    /// All figures now.
    #[must_use]
    pub fn figures(&self) -> CoverageFigures {
        CoverageFigures::default()
    }
}
