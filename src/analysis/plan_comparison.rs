//! Two plans judged by one measure: the same incidents, grids, rings and zones; only the points differ.

use geo::{Intersects, Point};
use serde::Serialize;

use super::coverage::{AreaFigures, CoverageBoard, CoverageFigures};
use crate::base::coords::LonLat;
use crate::base::ids::{PointId, ZoneId};
use crate::base::units::Share;
use crate::model::grid::{GridHierarchy, GridLevel};
use crate::model::plan::Plan;

/// The work that falls to the patrol points standing in an area.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Burden {
    /// Patrol points in it; one on its edge stands in it.
    pub points: usize,
    /// Incidents, wherever they lie, for which one of those is the nearest point of the plan.
    pub incidents: f64,
}

impl Burden {
    /// Incidents a point; `None` where no point stands.
    #[must_use]
    pub fn per_point(self) -> Option<f64> {
        (self.points > 0).then(|| self.incidents / self.points as f64)
    }
}

/// What one plan achieves.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PlanFigures {
    /// Coverage and response.
    pub coverage: CoverageFigures,
    /// For each ring, inner to outer, the share of each finest grid's area within it.
    pub grid_shares: Vec<Vec<Share>>,
    /// Of all points.
    pub burden: Burden,
    /// Incidents nearest to the point that has most of them; 0 without points.
    pub busiest: f64,
    /// Of each zone, in the order of the coverage figures.
    pub zone_burdens: Vec<Burden>,
    /// Of each subdistrict, in layer order.
    pub subdistrict_burdens: Vec<Burden>,
}

impl PlanFigures {
    /// The figures of the points on a board. `places` are those points in degrees; zones are those of `measure`.
    #[must_use]
    pub fn of(
        board: &CoverageBoard,
        places: &[(PointId, LonLat)],
        measure: &Plan,
        grids: &GridHierarchy,
    ) -> Self {
        let coverage = board.figures();
        let nearest = |id: PointId| {
            let points = &coverage.points;
            let found = points.binary_search_by_key(&id, |point| point.id).ok();
            found
                .and_then(|at| points.get(at))
                .map_or(0.0, |point| point.nearest)
        };
        let work: Vec<(Point, f64)> = places
            .iter()
            .map(|(id, at)| (Point::new(at.lon, at.lat), nearest(*id)))
            .collect();
        let burden = |stands: &dyn Fn(&Point) -> bool| {
            let held = work.iter().filter(|(at, _)| stands(at));
            held.fold(Burden::default(), |sum, (_, incidents)| Burden {
                points: sum.points + 1,
                incidents: sum.incidents + incidents,
            })
        };
        let zone_burdens = coverage
            .zones
            .iter()
            .map(|(id, _)| {
                let boundary = measure.zones.get(id).map(|zone| &zone.boundary);
                boundary.map_or_else(Burden::default, |boundary| {
                    burden(&|at| boundary.intersects(at))
                })
            })
            .collect();
        let units = grids
            .layer(GridLevel::Subdistrict)
            .map_or(&[][..], |layer| &layer.units);
        let subdistrict_burdens = units
            .iter()
            .map(|unit| {
                let extent = unit.extent;
                burden(&|at| {
                    (extent.west..=extent.east).contains(&at.x())
                        && (extent.south..=extent.north).contains(&at.y())
                        && unit.boundary.intersects(at)
                })
            })
            .collect();
        Self {
            burden: burden(&|_| true),
            busiest: work.iter().map(|(_, own)| *own).fold(0.0, f64::max),
            grid_shares: board.grid_shares(),
            zone_burdens,
            subdistrict_burdens,
            coverage,
        }
    }

    /// Coverage and burden of each zone.
    pub fn zones(&self) -> impl Iterator<Item = (ZoneId, &AreaFigures, Burden)> {
        let zones = self.coverage.zones.iter().zip(&self.zone_burdens);
        zones.map(|((id, area), burden)| (*id, area, *burden))
    }

    /// Coverage and burden of each subdistrict, in layer order.
    pub fn subdistricts(&self) -> impl Iterator<Item = (&AreaFigures, Burden)> {
        let areas = self.coverage.subdistricts.iter();
        areas.zip(self.subdistrict_burdens.iter().copied())
    }
}

/// For each finest grid, how much more of its area the second plan has within a ring than the first (-1 to 1).
#[must_use]
pub fn gained(first: &PlanFigures, second: &PlanFigures, ring: usize) -> Vec<f64> {
    let shares = |figures: &PlanFigures| figures.grid_shares.get(ring).cloned().unwrap_or_default();
    let (first, second) = (shares(first), shares(second));
    let pairs = first.iter().zip(&second);
    pairs.map(|(first, second)| second.0 - first.0).collect()
}
