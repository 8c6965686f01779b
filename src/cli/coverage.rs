//! `patrolgrid coverage`: how much of incidents, ground and zones the patrol points reach.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use super::check::parse_crs;
pub use super::coverage_report::{
    AreaLine, CoverageReport, PointLine, RingLine, UncoveredLine, WorkloadLine,
};
use super::coverage_report::{Counted, Names, Timing, Workloads};
use super::isochrone::{TravelArgs, parse_positive};
use crate::analysis::coverage::{BoardGround, CoverageBoard};
use crate::analysis::demand::Demand;
use crate::analysis::density::WeightedPlaces;
use crate::analysis::travel::prepared::TravelNetwork;
use crate::analysis::workload::{Calls, per_hour, unit_loads};
use crate::base::cancel::{Cancel, Cancelled};
use crate::base::coords::LonLatBox;
use crate::base::crs::Crs;
use crate::base::ids::{PointId, ZoneId};
use crate::base::projection::LocalProjection;
use crate::base::units::{Metres, Minutes, Share};
use crate::i18n::message::Message;
use crate::io::boundaries::BoundaryOptions;
use crate::io::defect::DefectLevel;
use crate::io::grid_links::link_layers;
use crate::io::incident_table::{IncidentOptions, IncidentReading};
use crate::io::read_error::ReadError;
use crate::io::worker::{
    read_boundaries, read_incidents, read_points_with_ids, read_roads, read_zones,
};
use crate::model::filter::IncidentFilter;
use crate::model::grid::{GridHierarchy, GridLevel};
use crate::model::incident::IncidentTable;
use crate::model::patrol_point::PatrolPoint;
use crate::model::reach_rule::ReachRule;
use crate::model::road_network::RoadNetwork;
use crate::model::zone::Zone;

/// What `patrolgrid coverage` is asked for.
#[derive(Debug, Clone, clap::Args)]
#[allow(clippy::doc_markdown, reason = "the lines are the help text")]
pub struct CoverageArgs {
    /// Patrol points: GeoJSON, or CSV with id and lon,lat or x,y
    #[arg(long, value_name = "FILE")]
    pub points: PathBuf,
    /// Incidents: CSV, also .gz
    #[arg(long, value_name = "FILE")]
    pub incidents: PathBuf,
    /// Grid boundaries: GeoJSON; once for each level
    #[arg(long, value_name = "FILE")]
    pub grids: Vec<PathBuf>,
    /// Priority zones: GeoJSON
    #[arg(long, value_name = "FILE")]
    pub zones: Option<PathBuf>,
    /// Ring radii in metres, straight-line
    #[arg(long, value_name = "A,B,C", value_delimiter = ',', value_parser = radius)]
    pub rings_m: Vec<Metres>,
    /// Reference system of all files: wgs84 gcj02 bd09 epsg:4490 epsg:4547 epsg:3857 epsg:326xx plane
    #[arg(long, value_name = "CRS", value_parser = parse_crs)]
    pub crs: Option<Crs>,
    /// Count also incidents that patrols came upon
    #[arg(long)]
    pub patrol_discovered: bool,
    /// Roads, for rings in minutes by road
    #[arg(
        long,
        value_name = "FILE",
        requires = "rings_min",
        conflicts_with = "rings_m"
    )]
    pub roads: Option<PathBuf>,
    /// Ring times in minutes by road, from the call to the arrival
    #[arg(long, value_name = "A,B,C", value_delimiter = ',', value_parser = minutes, requires = "roads")]
    pub rings_min: Vec<Minutes>,
    /// Share of their time that units are busy, 0 to 1: adds the coverage to be expected
    #[arg(long, value_name = "Q", value_parser = busy)]
    pub busy: Option<Share>,
    /// Minutes one incident keeps a unit busy: adds how busy units are, and judges the coverage to be expected by it
    #[arg(long, value_name = "MIN", value_parser = minutes, conflicts_with = "busy")]
    pub call_minutes: Option<Minutes>,
    /// How units travel, by road
    #[command(flatten)]
    pub travel: TravelArgs,
}

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub enum CoverageError {
    /// The command line cannot be understood (exit 2); the sentence says how to mend it.
    #[error("wrong usage: {0:?}")]
    Usage(Message),
    /// A file was refused (exit 1).
    #[error(transparent)]
    Read(#[from] ReadError),
    /// Asked to stop.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

impl CoverageError {
    /// The error in a sentence for people.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Usage(message) => message.clone(),
            Self::Read(error) => error.message(),
            Self::Cancelled(_) => Message::new("io-cancelled"),
        }
    }
}

/// Reads the files and judges the points.
///
/// Incidents that patrols came upon stay out unless asked for. Without `--crs` files are WGS 84 or what they declare;
/// where the incidents' x and y can only be metres in a plane, all files are read so.
///
/// # Errors
/// [`CoverageError`].
pub fn run(args: &CoverageArgs, cancel: &Cancel) -> Result<CoverageReport, CoverageError> {
    let rule = rule(args)?;
    let began = Instant::now();
    let files = Files::read(args, cancel)?;
    let read = began.elapsed().as_secs_f64();
    cancel.begin("coverage");
    let projection = files.projection();
    let places = files.places(&projection, cancel)?;
    let demand = Demand::build(&places, files.grids.as_ref(), &projection, cancel)?;
    let travel = files.travel(&rule, projection);
    let build = began.elapsed().as_secs_f64() - read;
    let points: Vec<_> = files
        .points
        .iter()
        .map(|(_, point)| (point.id, projection.to_local(point.position)))
        .collect();
    let mut board = CoverageBoard::for_rule(
        BoardGround::of(Arc::new(demand)),
        &rule,
        travel.as_ref(),
        &points,
    );
    board.set_zones(&files.boundaries(), &projection);
    let figures = board.figures();
    let calls = args.call_minutes.map(|takes| {
        let per_hour = per_hour(files.table(), &files.filter, places.total());
        per_hour.map(|per_hour| Calls { per_hour, takes })
    });
    let loads = calls.flatten().map(|calls| {
        let loads = unit_loads(&places, &points, travel.as_deref(), calls, cancel);
        loads.map(|loads| (calls, loads))
    });
    let workload = Workloads {
        wished: calls.is_some(),
        found: loads.transpose()?,
    };
    let timing = Timing {
        read,
        build,
        coverage: began.elapsed().as_secs_f64() - read - build,
    };
    Ok(CoverageReport::new(
        &figures,
        &files.names(),
        files.counted(),
        args.busy,
        &workload,
        &[GridLevel::Community, GridLevel::PoliceGrid].map(|level| board.areas(level)),
        timing,
    ))
}

/// The rule of reach asked for, or why it cannot be had.
fn rule(args: &CoverageArgs) -> Result<ReachRule, CoverageError> {
    let (mut rings, unit): (Vec<f64>, _) = if args.roads.is_some() {
        (
            args.rings_min.iter().map(|ring| ring.value()).collect(),
            "min",
        )
    } else {
        (args.rings_m.iter().map(|ring| ring.value()).collect(), "m")
    };
    rings.sort_unstable_by(f64::total_cmp);
    let twice = rings.windows(2).find(|pair| pair.first() == pair.last());
    if let Some(ring) = twice.and_then(<[f64]>::first) {
        let message = Message::new("cli-ring-twice").with("ring", format!("{ring} {unit}"));
        return Err(CoverageError::Usage(message));
    }
    let rule = if args.roads.is_some() {
        ReachRule::by_road(args.rings_min.iter().copied(), args.travel.rule())
    } else {
        ReachRule::straight_line(args.rings_m.iter().copied())
    };
    rule.ok_or_else(|| CoverageError::Usage(Message::new("cli-coverage-needs-rings")))
}

/// Everything read.
struct Files {
    incidents: IncidentReading,
    rows: Vec<u32>,
    filter: IncidentFilter,
    grids: Option<GridHierarchy>,
    grids_refused: usize,
    zones: Vec<Zone>,
    points: Vec<(String, PatrolPoint)>,
    roads: Option<Arc<RoadNetwork>>,
}

impl Files {
    fn read(args: &CoverageArgs, cancel: &Cancel) -> Result<Self, CoverageError> {
        let options = IncidentOptions {
            crs: args.crs,
            ..IncidentOptions::default()
        };
        let incidents = read_incidents(&args.incidents, &options, cancel)?;
        let crs = args
            .crs
            .or_else(|| (incidents.crs == Crs::Plane).then_some(Crs::Plane));
        let filter = IncidentFilter {
            patrol_discovered: args.patrol_discovered,
            ..IncidentFilter::default()
        };
        let (grids, grids_refused) = read_grids(&args.grids, crs, cancel)?;
        let roads = args.roads.as_deref();
        let roads = roads.map(|path| read_roads(path, crs, cancel));
        let zones = args.zones.as_deref().map(|path| read_zones(path, crs));
        Ok(Self {
            rows: filter.select(&incidents.table),
            filter,
            incidents,
            grids,
            grids_refused,
            zones: zones.transpose()?.unwrap_or_default(),
            roads: roads.transpose()?.map(Arc::new),
            points: read_points_with_ids(&args.points, crs)?,
        })
    }

    /// The roads made ready, where the rule goes by road.
    fn travel(&self, rule: &ReachRule, projection: LocalProjection) -> Option<Arc<TravelNetwork>> {
        let roads = self.roads.as_ref()?;
        let ready = TravelNetwork::new(Arc::clone(roads), rule.travel()?, projection);
        Some(Arc::new(ready))
    }

    /// The plane where there is no geography, else where the window measures.
    fn projection(&self) -> LocalProjection {
        if self.incidents.crs == Crs::Plane {
            return LocalProjection::plane();
        }
        let of_points = || LonLatBox::around(self.points.iter().map(|(_, point)| point.position));
        let grids = self.grids.as_ref().and_then(GridHierarchy::extent);
        LocalProjection::of_project(self.table().middle(), grids.or_else(of_points))
            .unwrap_or_else(LocalProjection::plane)
    }

    const fn table(&self) -> &IncidentTable {
        &self.incidents.table
    }

    fn places(
        &self,
        projection: &LocalProjection,
        cancel: &Cancel,
    ) -> Result<WeightedPlaces, Cancelled> {
        let mut places = Vec::with_capacity(self.rows.len());
        for rows in self.rows.chunks(65_536) {
            cancel.check()?;
            let positions = self.table().positions();
            let at = rows.iter().filter_map(|row| positions.get(*row as usize));
            places.extend(at.map(|position| projection.to_local(*position)));
        }
        Ok(WeightedPlaces {
            places,
            weights: self.table().weights().map(|weights| {
                self.rows
                    .iter()
                    .filter_map(|row| weights.get(*row as usize).copied())
                    .collect()
            }),
        })
    }

    fn boundaries(&self) -> Vec<(ZoneId, geo::Polygon<f64>)> {
        self.zones
            .iter()
            .map(|zone| (zone.id, zone.boundary.clone()))
            .collect()
    }

    fn names(&self) -> Names<'_> {
        Names {
            points: self
                .points
                .iter()
                .map(|(id, point)| (point.id, (id.as_str(), point)))
                .collect::<std::collections::BTreeMap<PointId, _>>(),
            zones: &self.zones,
            grids: self.grids.as_ref(),
        }
    }

    fn counted(&self) -> Counted {
        let table = self.table();
        Counted {
            incidents: table
                .weights()
                .map_or(table.len() as f64, |weights| weights.iter().sum()),
            rows_refused: self.incidents.refused.values().sum(),
            grids_refused: self.grids_refused,
        }
    }
}

/// The hierarchy of the boundary files, and how many features were refused.
pub(super) fn read_grids(
    paths: &[PathBuf],
    crs: Option<Crs>,
    cancel: &Cancel,
) -> Result<(Option<GridHierarchy>, usize), CoverageError> {
    let options = BoundaryOptions {
        crs,
        ..BoundaryOptions::default()
    };
    let read = |path: &PathBuf| read_boundaries(Path::new(path), &options, cancel);
    let readings = paths.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let refused = readings
        .iter()
        .flat_map(|reading| &reading.defects)
        .filter(|defect| defect.level == DefectLevel::Refused)
        .count();
    let (grids, _) = link_layers(readings, cancel)?;
    Ok(((!grids.is_empty()).then_some(grids), refused))
}

fn busy(text: &str) -> Result<Share, String> {
    let share = text.trim().parse::<f64>().ok();
    share
        .filter(|share| (0.0..1.0).contains(share))
        .map(Share)
        .ok_or_else(|| "a share is a number from 0 to below 1".into())
}

fn minutes(text: &str) -> Result<Minutes, String> {
    parse_positive(text.trim()).map(Minutes)
}

fn radius(text: &str) -> Result<Metres, String> {
    let radius = text.trim().parse::<f64>().ok();
    radius
        .filter(|radius| radius.is_finite() && *radius > 0.0)
        .map(Metres)
        .ok_or_else(|| "a radius is a number of metres above 0".into())
}
