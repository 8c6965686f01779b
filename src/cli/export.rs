//! `patrolgrid export PLAN.gpkg`: a layer of a plan as a file for other programs.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use serde::Serialize;

use crate::analysis::figures::{UnitFigures, count_incidents};
use crate::analysis::grid_join::GridLocator;
use crate::base::cancel::Cancel;
use crate::i18n::message::Message;
use crate::i18n::words::Words;
use crate::io::grid_links::link_layers;
use crate::io::plan_file::inside::{
    filter_inside, grids_inside, incidents_inside, log_inside, roads_inside,
};
use crate::io::plan_file::plan_file_error::PlanFileError;
use crate::io::read_error::ReadError;
use crate::model::filter::IncidentFilter;
use crate::model::grid::{GridHierarchy, GridLevel};
use crate::model::incident::{IncidentTable, IncidentTime};
use crate::model::road_network::RoadNetwork;
use crate::report::basis::basis_text;
use crate::report::plan_layer::{OutContent, PlanDates, PlanLayer, export_plan_layer};
use crate::session::history::replay;

/// What `export` is asked.
#[derive(Debug, Clone, clap::Args)]
pub struct ExportArgs {
    /// The plan file
    pub plan: PathBuf,
    /// What goes out: points, zones, district, subdistricts, communities, police-grids, work-grids, incidents or roads
    #[arg(long, value_parser = parse_layer)]
    pub layer: PlanLayer,
    /// The file to write; its ending is the format: .geojson .gpkg .shp .kml .gpx .csv .xlsx
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// For the public: small counts and what would give them away stay untold, points go to the middle of their grid
    #[arg(long)]
    pub public: bool,
}

fn parse_layer(name: &str) -> Result<PlanLayer, String> {
    let known = PlanLayer::ALL
        .into_iter()
        .find(|layer| layer.name() == name);
    known.ok_or_else(|| {
        let names: Vec<&str> = PlanLayer::ALL.iter().map(|layer| layer.name()).collect();
        format!("give one of: {}", names.join(" "))
    })
}

/// The answer of `export`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExportReport {
    /// Which layer.
    pub layer: &'static str,
    /// Whether it was made for the public.
    pub public: bool,
    /// The format, as its files end.
    pub format: &'static str,
    /// How many features went out.
    pub features: usize,
    /// How many texts or outlines were cut or left out because the format cannot hold them whole.
    pub shortened: usize,
    /// The files written.
    pub files: Vec<PathBuf>,
    /// The last day the plan's incidents speak of.
    pub data_date: Option<String>,
    /// How long it took.
    pub seconds: f64,
}

/// Writes the file.
///
/// # Errors
/// Worded, where the plan cannot be read or the file cannot be written.
pub fn run(args: &ExportArgs, words: &Words) -> Result<ExportReport, Message> {
    let begun = Instant::now();
    let broken = |number| {
        ReadError::Content {
            path: args.plan.clone(),
            line: None,
            column: None,
            message: Message::new("cli-export-log-broken").with("number", number),
        }
        .message()
    };
    let opened = |error: &PlanFileError| {
        ReadError::Content {
            path: args.plan.clone(),
            line: None,
            column: None,
            message: error.message(),
        }
        .message()
    };
    let log = log_inside(&args.plan).map_err(|error| opened(&error))?;
    let (plan, _) = replay(&log).map_err(broken)?;
    let ground = Ground::of(&args.plan, args.layer).map_err(|error| opened(&error))?;
    let dates = PlanDates {
        data: (ground.incidents.last_time())
            .and_then(IncidentTime::day_text)
            .unwrap_or_default(),
        basis: basis_text(&ground.filter, words),
        made: format!("{:.0}", jiff::Timestamp::now()),
    };
    let content = OutContent {
        plan: &plan,
        grids: &ground.grids,
        counts: &ground.counts,
        incidents: (&ground.incidents, &ground.rows),
        roads: &ground.roads,
        public: args.public,
    };
    let written = export_plan_layer(&args.out, args.layer, &content, &dates, words);
    let written = written.map_err(|error| error.message())?;
    Ok(ExportReport {
        layer: args.layer.name(),
        public: args.public,
        format: written.format.ending(),
        features: written.features,
        shortened: written.shortened,
        files: written.files,
        data_date: (!dates.data.is_empty()).then_some(dates.data),
        seconds: begun.elapsed().as_secs_f64(),
    })
}

/// What a plan file holds beside the plan, as far as a layer needs it.
#[derive(Default)]
struct Ground {
    grids: GridHierarchy,
    incidents: IncidentTable,
    filter: IncidentFilter,
    rows: Vec<u32>,
    counts: BTreeMap<GridLevel, UnitFigures>,
    roads: RoadNetwork,
}

impl Ground {
    fn of(plan: &Path, layer: PlanLayer) -> Result<Self, PlanFileError> {
        let filter = filter_inside(plan)?;
        let mut ground = Self {
            incidents: incidents_inside(plan)?.unwrap_or_default(),
            filter: filter
                .and_then(|filter| serde_json::from_str(&filter).ok())
                .unwrap_or_default(),
            ..Self::default()
        };
        if layer == PlanLayer::Roads {
            ground.roads = roads_inside(plan)?.unwrap_or_default();
            return Ok(ground);
        }
        if layer == PlanLayer::Zones {
            return Ok(ground);
        }
        let read = GridLevel::ALL.map(|level| grids_inside(plan, level));
        let readings: Vec<_> = read
            .into_iter()
            .filter_map(Result::transpose)
            .collect::<Result<_, _>>()?;
        let cancel = Cancel::new();
        // Nobody cancels here.
        if let Ok((grids, _)) = link_layers(readings, &cancel) {
            ground.grids = grids;
        }
        ground.rows = ground.filter.select(&ground.incidents);
        if !ground.incidents.is_empty() {
            for layer in ground.grids.layers() {
                let locator = GridLocator::new(layer);
                if let Ok(unit_of) = locator.locate_all(ground.incidents.positions(), &cancel) {
                    let weights = ground.incidents.weights();
                    let figures = count_incidents(layer, &unit_of, &ground.rows, weights);
                    ground.counts.insert(layer.level, figures);
                }
            }
        }
        Ok(ground)
    }
}
