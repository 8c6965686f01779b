//! What `patrolgrid coverage` answers: the figures of [`crate::analysis::coverage`] under the files' own names.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::analysis::coverage::{
    AreaFigures, CoverageFigures, PointFigures, ResponseFigures, RingFigures, UncoveredGrid,
};
use crate::analysis::workload::{Calls, UnitLoads};
use crate::base::coords::LonLat;
use crate::base::ids::{PointId, ZoneId};
use crate::base::units::{Metres, Share};
use crate::i18n::message::Message;
use crate::model::grid::{GridHierarchy, GridLevel};
use crate::model::patrol_point::PatrolPoint;
use crate::model::reach_rule::Reach;
use crate::model::zone::Zone;

/// The answer. Lengths in metres, shares 0 to 1 (`null` of nothing).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CoverageReport {
    /// Incidents in the file (sum of weights), refused rows left out.
    pub incidents: f64,
    /// Incidents judged: without those that patrols came upon, unless asked for.
    pub incidents_used: f64,
    /// Incident rows refused.
    pub rows_refused: usize,
    /// Grid features refused.
    pub grids_refused: usize,
    /// One entry a ring, inner to outer.
    pub rings: Vec<RingLine>,
    /// Incidents that no point reaches, however long it takes.
    pub unreached: f64,
    /// Incidents farther than 200 m from any road, by road; they count as if on the nearest.
    pub far_from_roads: f64,
    /// Distances to the nearest point, metres; by road, minutes from the call.
    pub response: Option<ResponseFigures>,
    /// What units have to do, where `--call-minutes` says how long a call takes; `null` where it does not, or where the incidents
    /// say nothing of when they were.
    pub workload: Option<WorkloadLine>,
    /// One entry a point, in the order of their numbers.
    pub points: Vec<PointLine>,
    /// One entry a zone, in the order of the file.
    pub zones: Vec<AreaLine>,
    /// One entry a subdistrict, where `--grids` has that level.
    pub subdistricts: Vec<AreaLine>,
    /// One entry a community, likewise.
    pub communities: Vec<AreaLine>,
    /// One entry a police grid, likewise.
    pub police_grids: Vec<AreaLine>,
    /// Grids that the outermost ring leaves uncovered, most incidents first.
    pub uncovered: Vec<UncoveredLine>,
    /// How long it took.
    pub seconds: Timing,
    /// Workloads were asked for and the incidents say nothing of when they were.
    #[serde(skip)]
    pub no_call_times: bool,
}

/// What units have to do.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WorkloadLine {
    /// Incidents an hour.
    pub calls_per_hour: f64,
    /// Calls under way at a time.
    pub load: f64,
    /// Whether the units can serve them; else calls wait without end and the rest is `null`.
    pub steady: bool,
    /// The share of its time a unit is busy, on average.
    pub mean_busy: Option<Share>,
    /// The share of calls that wait.
    pub waits: Option<Share>,
    /// The share of calls where the nearest unit goes itself.
    pub nearest_goes: Option<Share>,
    /// Mean distance of those who go, metres; by road, minutes from the call. Without the time calls wait.
    pub mean: Option<Reach>,
    /// Whether busy shares are exact (up to 15 units) or Larson's approximation.
    pub exact: Option<bool>,
}

/// What is known of workloads.
#[derive(Debug)]
pub(super) struct Workloads {
    pub wished: bool,
    pub found: Option<(Calls, Option<UnitLoads>)>,
}

impl Workloads {
    fn line(&self) -> Option<WorkloadLine> {
        let (calls, loads) = self.found.as_ref()?;
        let loads = loads.as_ref();
        Some(WorkloadLine {
            calls_per_hour: calls.per_hour,
            load: calls.load(),
            steady: loads.is_some(),
            mean_busy: loads.map(|loads| loads.mean_busy),
            waits: loads.map(|loads| loads.waits),
            nearest_goes: loads.map(|loads| loads.nearest_goes),
            mean: loads.and_then(|loads| loads.mean),
            exact: loads.map(|loads| loads.exact),
        })
    }

    fn busy(&self) -> BTreeMap<PointId, Share> {
        let loads = self.found.as_ref().and_then(|(_, loads)| loads.as_ref());
        loads.map_or_else(BTreeMap::new, |loads| loads.busy.iter().copied().collect())
    }
}

/// One ring.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RingLine {
    /// Radius, metres; by road, minutes.
    pub ring: Reach,
    /// Incidents within it.
    pub incidents: f64,
    /// Their share.
    pub incident_share: Option<Share>,
    /// km² within it; `null` without grids, as are the next four.
    pub area_km2: Option<f64>,
    /// Share of the grids' area.
    pub area_share: Option<Share>,
    /// Share of residents.
    pub residents_share: Option<Share>,
    /// Grids at least half covered.
    pub grids: Option<usize>,
    /// Their share.
    pub grid_share: Option<Share>,
    /// Zones at least half covered.
    pub zones: usize,
    /// Their share.
    pub zone_share: Option<Share>,
    /// Share of incidents reached by two points or more.
    pub covered_twice_share: Option<Share>,
    /// Share of incidents reached by just 0, 1, 2, … points.
    pub times_covered: Vec<Share>,
    /// The share to be expected where units are busy as much of their time as `--busy` says, each on its own; else `null`.
    pub expected_share: Option<Share>,
}

/// One point.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PointLine {
    /// Its id in the file: a number where all ids are whole numbers.
    pub id: serde_json::Value,
    /// Its name.
    pub name: String,
    /// Incidents within each ring of it, inner to outer.
    pub incidents: Vec<f64>,
    /// Those that no other point reaches.
    pub only_this: Vec<f64>,
    /// Incidents to which it is nearest.
    pub nearest: f64,
    /// How far it stands from the road its unit sets out on, metres; `null` in a straight line.
    pub off_road_m: Option<f64>,
    /// The share of its time its unit is busy, with `--call-minutes`.
    pub busy: Option<Share>,
}

/// One zone or subdistrict.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AreaLine {
    /// Number of the zone, or code of the subdistrict.
    pub id: serde_json::Value,
    /// Its name.
    pub name: String,
    /// Incidents in it.
    pub incidents: f64,
    /// Share of them within each ring, inner to outer.
    pub incident_share: Vec<Option<Share>>,
    /// Share of its area within each ring, inner to outer.
    pub area_share: Vec<Option<Share>>,
    /// Mean distance from its incidents to their nearest point.
    pub mean: Option<Reach>,
}

/// One uncovered grid.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct UncoveredLine {
    /// Its code.
    pub id: String,
    /// Incidents in it beyond the outermost ring.
    pub value: f64,
    /// A place in it, WGS 84.
    pub at: LonLat,
}

/// Seconds on the clock.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Timing {
    /// Reading the files.
    pub read: f64,
    /// Laying out the demand.
    pub build: f64,
    /// Judging the points.
    pub coverage: f64,
}

/// What the files call things.
pub(super) struct Names<'a> {
    pub points: BTreeMap<PointId, (&'a str, &'a PatrolPoint)>,
    pub zones: &'a [Zone],
    pub grids: Option<&'a GridHierarchy>,
}

/// What the reading counted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Counted {
    pub incidents: f64,
    pub rows_refused: usize,
    pub grids_refused: usize,
}

impl CoverageReport {
    pub(super) fn new(
        figures: &CoverageFigures,
        names: &Names<'_>,
        counted: Counted,
        busy: Option<Share>,
        workload: &Workloads,
        [communities, police_grids]: &[Vec<AreaFigures>; 2],
        seconds: Timing,
    ) -> Self {
        let line = workload.line();
        let busy = busy.or(line.as_ref().and_then(|line| line.mean_busy));
        let grids = names.grids.is_some();
        Self {
            incidents: counted.incidents,
            incidents_used: figures.incidents,
            rows_refused: counted.rows_refused,
            grids_refused: counted.grids_refused,
            rings: figures
                .rings
                .iter()
                .map(|ring| ring_line(ring, grids, busy))
                .collect(),
            unreached: figures.unreached,
            far_from_roads: figures.far_from_roads,
            response: figures.response,
            no_call_times: workload.wished && line.is_none(),
            workload: line,
            points: point_lines(&figures.points, names, &workload.busy()),
            zones: zone_lines(&figures.zones, names),
            subdistricts: level_lines(&figures.subdistricts, GridLevel::Subdistrict, names),
            communities: level_lines(communities, GridLevel::Community, names),
            police_grids: level_lines(police_grids, GridLevel::PoliceGrid, names),
            uncovered: uncovered_lines(&figures.uncovered, names),
            seconds,
        }
    }

    /// What was left out of the figures, in sentences.
    #[must_use]
    pub fn notices(&self) -> Vec<Message> {
        let refused = [
            ("cli-rows-refused", self.rows_refused),
            ("cli-grids-refused", self.grids_refused),
        ];
        let refused = refused
            .into_iter()
            .filter(|(_, count)| *count > 0)
            .map(|(id, count)| Message::new(id).with("n", count));
        let by_road = self
            .rings
            .iter()
            .any(|ring| matches!(ring.ring, Reach::Time(_)));
        let roads = [
            ("coverage-unreached", self.unreached),
            ("coverage-far-from-roads", self.far_from_roads),
        ];
        let roads = roads
            .into_iter()
            .filter(|(_, count)| by_road && *count > 0.0)
            .map(|(id, count)| Message::new(id).with("n", count.round() as u64));
        let times = self
            .no_call_times
            .then(|| Message::new("cli-no-call-times"));
        refused.chain(roads).chain(times).collect()
    }
}

fn ring_line(ring: &RingFigures, grids: bool, busy: Option<Share>) -> RingLine {
    RingLine {
        ring: ring.ring,
        incidents: ring.incidents,
        incident_share: ring.incident_share,
        area_km2: grids.then_some(ring.area.0),
        area_share: ring.area_share,
        residents_share: ring.residents_share,
        grids: grids.then_some(ring.grids),
        grid_share: ring.grid_share,
        zones: ring.zones,
        zone_share: ring.zone_share,
        covered_twice_share: ring.covered_twice_share,
        times_covered: ring.times_covered.clone(),
        expected_share: busy.and_then(|busy| ring.expected_share(busy)),
    }
}

fn point_lines(
    points: &[PointFigures],
    names: &Names<'_>,
    busy: &BTreeMap<PointId, Share>,
) -> Vec<PointLine> {
    let whole = |id: &str| id.parse::<u64>().ok();
    let numbers = names.points.values().all(|(id, _)| whole(id).is_some());
    let lines = points.iter().filter_map(|point| {
        let (id, named) = names.points.get(&point.id)?;
        let id = match whole(id).filter(|_| numbers) {
            Some(number) => number.into(),
            None if id.is_empty() => named.name.clone().into(),
            None => (*id).into(),
        };
        Some(PointLine {
            id,
            name: named.name.clone(),
            incidents: point.incidents.clone(),
            only_this: point.only_this.clone(),
            nearest: point.nearest,
            off_road_m: point.off_road.map(Metres::value),
            busy: busy.get(&point.id).copied(),
        })
    });
    lines.collect()
}

fn zone_lines(zones: &[(ZoneId, AreaFigures)], names: &Names<'_>) -> Vec<AreaLine> {
    let named = zones.iter().zip(names.zones);
    named
        .map(|((id, figures), zone)| area_line(id.0.into(), &zone.name, figures))
        .collect()
}

fn level_lines(areas: &[AreaFigures], level: GridLevel, names: &Names<'_>) -> Vec<AreaLine> {
    let layer = names.grids.and_then(|grids| grids.layer(level));
    let units = layer.map_or(&[][..], |layer| &layer.units);
    let named = areas.iter().zip(units);
    named
        .map(|(figures, unit)| area_line(unit.code.as_str().into(), &unit.name, figures))
        .collect()
}

fn area_line(id: serde_json::Value, name: &str, figures: &AreaFigures) -> AreaLine {
    AreaLine {
        id,
        name: name.into(),
        incidents: figures.incidents,
        incident_share: figures.incident_share.clone(),
        area_share: figures.area_share.clone(),
        mean: figures.mean,
    }
}

fn uncovered_lines(uncovered: &[UncoveredGrid], names: &Names<'_>) -> Vec<UncoveredLine> {
    let units = names.grids.and_then(GridHierarchy::finest);
    let units = units.map_or(&[][..], |layer| &layer.units);
    let lines = uncovered.iter().filter_map(|grid| {
        Some(UncoveredLine {
            id: units.get(grid.unit)?.code.clone(),
            value: grid.incidents,
            at: grid.at,
        })
    });
    lines.collect()
}
