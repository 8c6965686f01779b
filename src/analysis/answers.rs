//! The answers every view of a plan rests on, one after the other: located incidents, the selection, heat, coverage.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::coverage::{BoardGround, CoverageBoard, CoverageFigures};
use super::demand::Demand;
use super::density::{DensityIndex, DensityRule, WeightedPlaces, density_raster};
use super::figures::{UnitFigures, count_incidents, outside_every_layer};
use super::grid_join::GridLocator;
use super::profile::{IncidentProfile, profile};
use super::raster::{Raster, RasterFrame};
use super::travel::pieces::StreetPiece;
use super::travel::prepared::TravelNetwork;
use crate::base::cancel::{Cancel, Cancelled};
use crate::base::coords::{LocalBox, LocalXy};
use crate::base::projection::LocalProjection;
use crate::base::units::Metres;
use crate::model::filter::IncidentFilter;
use crate::model::grid::{GridHierarchy, GridLevel};
use crate::model::incident::IncidentTable;
use crate::model::plan::Plan;
use crate::model::reach_rule::{Reach, ReachRule};
use crate::model::road_network::RoadNetwork;

/// Incidents in local metres and in the grids.
#[derive(Debug)]
pub struct Located {
    /// Each incident in local metres.
    pub places: Vec<LocalXy>,
    /// For each level at hand the locator and the unit of each incident.
    pub levels: BTreeMap<GridLevel, LevelJoin>,
    /// The box most incidents lie in (the outer thousandth on each side left out).
    pub bulk: Option<LocalBox>,
}

/// One grid level with the incidents in it.
#[derive(Debug)]
pub struct LevelJoin {
    /// Finds the unit of a place.
    pub locator: GridLocator,
    /// The unit of each incident, or [`super::grid_join::NOWHERE`].
    pub unit_of: Vec<u32>,
}

/// The incidents that count.
#[derive(Debug)]
pub struct Selection {
    /// Rows of the table.
    pub rows: Vec<u32>,
    /// Their places and weights.
    pub places: Arc<WeightedPlaces>,
    /// Sum of the weights: the number people are told.
    pub total: f64,
    /// Figures of the units of each level; with those outside, the incidents of every level add up to the total.
    pub by_unit: BTreeMap<GridLevel, UnitFigures>,
    /// Incidents (weight) in no unit of any level.
    pub outside: f64,
    /// Counts for the filter's controls.
    pub profile: IncidentProfile,
}

/// The heat raster.
#[derive(Debug)]
pub struct Heat {
    /// Incidents per km² over the selection's period.
    pub raster: Raster,
    /// How it was worked out.
    pub rule: DensityRule,
    /// The projection its metres are in.
    pub projection: LocalProjection,
}

/// The exact density, in the metres of its own projection.
#[derive(Debug)]
pub struct HeatIndex {
    /// The index.
    pub index: DensityIndex,
    /// The projection its metres are in.
    pub projection: LocalProjection,
}

/// Coverage that follows the points.
#[derive(Debug)]
pub struct Coverage {
    /// The board itself.
    pub board: CoverageBoard,
    /// The roads made ready, where the rule goes by road.
    pub roads: Option<Arc<TravelNetwork>>,
    /// Those roads in pieces, as the map colours them.
    pub pieces: Arc<Vec<StreetPiece>>,
    /// Figures of the plan as last opened, for the deltas.
    pub baseline: Arc<CoverageFigures>,
    /// The projection the board's metres are in.
    pub projection: LocalProjection,
}

/// Puts incidents into local metres and into every grid level.
///
/// # Errors
/// [`Cancelled`].
pub fn locate(
    table: &IncidentTable,
    grids: &GridHierarchy,
    projection: &LocalProjection,
    cancel: &Cancel,
) -> Result<Located, Cancelled> {
    let mut places = Vec::with_capacity(table.len());
    let steps = 1 + grids.layers().count() as u64;
    let projecting = cancel.part(0, 1, steps);
    for chunk in table.positions().chunks(65_536) {
        cancel.check()?;
        places.extend(chunk.iter().map(|place| projection.to_local(*place)));
        projecting.report(places.len() as u64, table.len() as u64);
    }
    let mut levels = BTreeMap::new();
    for (step, layer) in (1..).zip(grids.layers()) {
        let locator = GridLocator::new(layer);
        let locating = cancel.part(step, step + 1, steps);
        let unit_of = locator.locate_all(table.positions(), &locating)?;
        levels.insert(layer.level, LevelJoin { locator, unit_of });
    }
    let bulk = bulk_of(&places);
    Ok(Located {
        places,
        levels,
        bulk,
    })
}

/// The box between the 0.1 % and 99.9 % quantiles of each axis.
fn bulk_of(places: &[LocalXy]) -> Option<LocalBox> {
    let span = |values: &mut Vec<f64>| {
        let cut = values.len() / 1000;
        let low = *values.select_nth_unstable_by(cut, f64::total_cmp).1;
        let high_at = values.len() - 1 - cut;
        let high = *values.select_nth_unstable_by(high_at, f64::total_cmp).1;
        (low, high)
    };
    if places.is_empty() {
        return None;
    }
    let (west, east) = span(&mut places.iter().map(|place| place.x).collect());
    let (south, north) = span(&mut places.iter().map(|place| place.y).collect());
    Some(LocalBox {
        min: LocalXy::new(west, south),
        max: LocalXy::new(east, north),
    })
}

/// Filters and counts.
///
/// # Errors
/// [`Cancelled`].
pub fn select(
    table: &IncidentTable,
    located: &Located,
    grids: &GridHierarchy,
    filter: &IncidentFilter,
    cancel: &Cancel,
) -> Result<Selection, Cancelled> {
    let rows = filter.select(table);
    cancel.check()?;
    cancel.report(1, 4);
    let place = |row: &u32| located.places.get(*row as usize).copied();
    let weights = table.weights().map(|all| {
        rows.iter()
            .filter_map(|row| all.get(*row as usize).copied())
            .collect::<Vec<f64>>()
    });
    let places = WeightedPlaces {
        places: rows.iter().filter_map(place).collect(),
        weights,
    };
    cancel.check()?;
    cancel.report(2, 4);
    let mut by_unit = BTreeMap::new();
    for layer in grids.layers() {
        if let Some(join) = located.levels.get(&layer.level) {
            let figures = count_incidents(layer, &join.unit_of, &rows, table.weights());
            by_unit.insert(layer.level, figures);
        }
        cancel.check()?;
    }
    cancel.report(3, 4);
    let areas = located.levels.values().map(|join| join.unit_of.as_slice());
    let outside = outside_every_layer(&areas, &rows, table.weights());
    let profile = profile(table, filter);
    Ok(Selection {
        total: places.total(),
        rows,
        places: Arc::new(places),
        by_unit,
        outside,
        profile,
    })
}

/// The heat raster over the grids (over the bulk of the incidents where there are no grids).
///
/// # Errors
/// [`Cancelled`].
pub fn heat(
    places: &WeightedPlaces,
    rule: DensityRule,
    frame: RasterFrame,
    projection: LocalProjection,
    cancel: &Cancel,
) -> Result<Heat, Cancelled> {
    Ok(Heat {
        raster: density_raster(places, rule, frame, cancel)?,
        rule,
        projection,
    })
}

/// The frame of the heat raster: square cells of a tenth of the bandwidth, coarser where that would be more than
/// four million cells; grown by the bandwidth so that nothing is cut.
#[must_use]
pub fn heat_frame(extent: LocalBox, bandwidth: Metres) -> RasterFrame {
    const MOST_CELLS: f64 = 4e6;
    let extent = extent.grown(bandwidth);
    let area = extent.width().0.max(1.0) * extent.height().0.max(1.0);
    let cell = (bandwidth.0 / 10.0)
        .clamp(5.0, 250.0)
        .max((area / MOST_CELLS).sqrt());
    RasterFrame::covering(extent, Metres(cell))
}

/// The index behind the value under the pointer.
#[must_use]
pub fn heat_index(places: &WeightedPlaces, projection: LocalProjection) -> HeatIndex {
    HeatIndex {
        index: DensityIndex::new(places),
        projection,
    }
}

/// Roads made ready for a rule of reach, where it goes by road; those made ready before serve again where they are the same.
#[must_use]
pub fn ready_roads(
    rule: &ReachRule,
    roads: &Arc<RoadNetwork>,
    projection: &LocalProjection,
    before: Option<Arc<TravelNetwork>>,
) -> Option<Arc<TravelNetwork>> {
    let travel = rule.travel()?;
    let same_roads = |ready: &Arc<TravelNetwork>| {
        Arc::ptr_eq(ready.network(), roads) && ready.snapper().projection() == projection
    };
    Some(match before.filter(same_roads) {
        Some(ready) if ready.rule() == travel.as_ref() => ready,
        Some(ready) => Arc::new(ready.for_rule(travel)),
        None => Arc::new(TravelNetwork::new(Arc::clone(roads), travel, *projection)),
    })
}

/// What coverage is laid out from.
#[derive(Debug)]
pub struct Ground {
    /// The grids.
    pub grids: Arc<GridHierarchy>,
    /// The roads.
    pub roads: Arc<RoadNetwork>,
    /// Where metres are counted.
    pub projection: LocalProjection,
    /// What the board at hand stands on, where only the rule of reach is another.
    pub known: Option<BoardGround>,
    /// The roads made ready before.
    pub ready: Option<Arc<TravelNetwork>>,
}

/// Lays out what coverage counts, with the plan's points on it, under a rule of reach, and the baseline figures of the plan as
/// last opened.
///
/// # Errors
/// [`Cancelled`].
pub fn coverage(
    places: &WeightedPlaces,
    ground: Ground,
    rule: &ReachRule,
    opened: &Plan,
    cancel: &Cancel,
) -> Result<Coverage, Cancelled> {
    let projection = ground.projection;
    let grids = (!ground.grids.is_empty()).then_some(ground.grids.as_ref());
    let known = if let Some(known) = ground.known {
        known
    } else {
        let laying = cancel.part(0, 5, 10);
        let demand = Demand::build(places, grids, &projection, &laying)?;
        BoardGround::of(Arc::new(demand))
    };
    cancel.check()?;
    cancel.report(5, 10);
    let roads = ready_roads(rule, &ground.roads, &projection, ground.ready);
    cancel.check()?;
    cancel.report(7, 10);
    let inputs = BoardInputs::of(opened, &projection);
    let mut board = CoverageBoard::for_rule(known, rule, roads.as_ref(), &inputs.points);
    cancel.check()?;
    cancel.report(9, 10);
    board.set_rings(&inputs.rings);
    board.set_zones(&inputs.zones, &projection);
    let baseline = Arc::new(board.figures());
    let pieces = roads.as_ref().map(|roads| Arc::clone(roads.pieces()));
    Ok(Coverage {
        board,
        roads,
        pieces: pieces.unwrap_or_default(),
        baseline,
        projection,
    })
}

/// What of a plan the board depends on.
#[derive(Debug, Clone, PartialEq)]
pub struct BoardInputs {
    /// Points in local metres.
    pub points: Vec<(crate::base::ids::PointId, LocalXy)>,
    /// Zones.
    pub zones: Vec<(crate::base::ids::ZoneId, geo::Polygon<f64>)>,
    /// Rings.
    pub rings: Vec<Reach>,
}

impl BoardInputs {
    /// The inputs a plan gives.
    #[must_use]
    pub fn of(plan: &Plan, projection: &LocalProjection) -> Self {
        Self {
            points: plan
                .points
                .values()
                .map(|point| (point.id, projection.to_local(point.position)))
                .collect(),
            zones: plan
                .zones
                .values()
                .map(|zone| (zone.id, zone.boundary.clone()))
                .collect(),
            rings: plan.reach.rings(),
        }
    }
}
