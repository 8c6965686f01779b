//! The figures of coverage, each with its exact definition.

use serde::Serialize;

use crate::base::coords::LonLat;
use crate::base::ids::{PointId, ZoneId};
use crate::base::units::{Km2, Metres, Share};
use crate::model::reach_rule::Reach;

/// Coverage within one ring. Exactly on the ring is within it.
///
/// Area, residents, grids and zones are judged on sample places spread evenly over each area; every area is normalised
/// by its own samples, so that an area that is covered whole counts exactly whole.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RingFigures {
    /// Straight-line distance from a patrol point on the ground, or time by road from the call to the arrival.
    pub ring: Reach,
    /// Incidents (sum of weights) whose nearest point is at most that far away.
    pub incidents: f64,
    /// Those as a share of all incidents judged; `None` without incidents.
    pub incident_share: Option<Share>,
    /// Area of the finest grids at most the radius away from a point; 0 without grids.
    pub area: Km2,
    /// That as a share of the area of all finest grids; `None` without grids.
    pub area_share: Option<Share>,
    /// Share of the residents, spread evenly over the grid they live in, at most the radius away from a point; `None`
    /// where no grid says how many live there.
    pub residents_share: Option<Share>,
    /// Finest-level grids of whose area at least half is covered.
    pub grids: usize,
    /// Those as a share of all finest-level grids; `None` without grids.
    pub grid_share: Option<Share>,
    /// Zones of whose area at least half is covered.
    pub zones: usize,
    /// Those as a share of all zones; `None` without zones.
    pub zone_share: Option<Share>,
    /// Share of incidents with two points or more at most the radius away; `None` without incidents.
    pub covered_twice_share: Option<Share>,
    /// Share of incidents with just 0, 1, 2, … points at most the radius away; empty without incidents.
    pub times_covered: Vec<Share>,
}

impl RingFigures {
    /// Expected coverage where every unit is busy for this share of the time, each on its own (Daskin's MEXCLP): an incident that k
    /// points reach counts 1 − q^k. `None` without incidents.
    #[must_use]
    pub fn expected_share(&self, busy: Share) -> Option<Share> {
        let expected = (0i32..).zip(&self.times_covered);
        let expected = expected.map(|(times, share)| share.0 * (1.0 - busy.0.powi(times)));
        (!self.times_covered.is_empty()).then(|| Share(expected.sum()))
    }
}

/// How far incidents are from their nearest point, in the measure of the rule; an incident of weight w counts w times, one that
/// nobody reaches not at all.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ResponseFigures {
    /// Σ weight × distance / Σ weight.
    pub mean: Reach,
    /// The smallest distance within which at least half of the incidents lie.
    pub median: Reach,
    /// The smallest distance within which at least 90 % of the incidents lie.
    pub p90: Reach,
    /// The distance of the incident that is farthest from its nearest point.
    pub worst: Reach,
}

/// What one point does.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PointFigures {
    /// Which.
    pub id: PointId,
    /// Incidents within each ring of it, inner to outer, whoever else reaches them.
    pub incidents: Vec<f64>,
    /// Incidents within each ring that no other point reaches within that ring: what is lost without it.
    pub only_this: Vec<f64>,
    /// Incidents to which it is the nearest point, at any distance; of points equally near, the lowest number.
    pub nearest: f64,
    /// How far it stands from the road its unit sets out on; `None` where the rule does not go by road, or there is none.
    pub off_road: Option<Metres>,
}

/// Coverage of one area: a zone or a subdistrict.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AreaFigures {
    /// Incidents (sum of weights) in it.
    pub incidents: f64,
    /// Share of its incidents at most each radius away from a point, inner to outer; `None` without incidents in it.
    pub incident_share: Vec<Option<Share>>,
    /// Share of its area at most each radius away from a point, inner to outer.
    pub area_share: Vec<Option<Share>>,
    /// Mean distance (or time) from its incidents to their nearest point, wherever that stands, over those that are reached;
    /// `None` where none is.
    pub mean: Option<Reach>,
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

/// What reaches a piece of street.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StreetReach {
    /// The point whose unit arrives first, at any time; of units that arrive together, the lowest number.
    pub first: Option<PointId>,
    /// The innermost ring in which it does; the count of rings beyond them all, `None` where nobody ever arrives.
    pub ring: Option<u8>,
}

/// All coverage figures of one state of the plan.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct CoverageFigures {
    /// Incidents (sum of weights) judged.
    pub incidents: f64,
    /// One entry a ring, inner to outer.
    pub rings: Vec<RingFigures>,
    /// Incidents that no point reaches, however long it takes: by road only, but for a plan without points.
    pub unreached: f64,
    /// Incidents farther than 200 m from any road, where the rule goes by road; they count as if on the nearest.
    pub far_from_roads: f64,
    /// Response distances or times; `None` where nothing is reached.
    pub response: Option<ResponseFigures>,
    /// For each whole metre (by road: second) from 0 to twice the outermost ring, the share of incidents whose nearest point is at
    /// most that far; empty without incidents.
    pub curve: Vec<Share>,
    /// One entry a point, by id.
    pub points: Vec<PointFigures>,
    /// One entry a zone, in the order they were set.
    pub zones: Vec<(ZoneId, AreaFigures)>,
    /// One entry a subdistrict, in layer order; empty without that layer.
    pub subdistricts: Vec<AreaFigures>,
    /// Uncovered finest-level grids, most incidents first, then layer order.
    pub uncovered: Vec<UncoveredGrid>,
}
