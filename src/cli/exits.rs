//! `exits`: where roads leave a district, and which unit closes which exit.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use serde::Serialize;

use super::check::parse_crs;
use super::isochrone::TravelArgs;
use crate::analysis::exits::{Exit, closing, exits};
use crate::analysis::travel::prepared::{TravelNetwork, minutes};
use crate::base::cancel::Cancel;
use crate::base::coords::{LonLat, LonLatBox};
use crate::base::crs::Crs;
use crate::base::projection::LocalProjection;
use crate::base::units::Minutes;
use crate::i18n::message::Message;
use crate::io::boundaries::BoundaryOptions;
use crate::io::read_error::ReadError;
use crate::io::worker::{read_boundaries, read_points_with_ids, read_roads};
use crate::model::road_network::RoadClass;

/// What `exits` is asked.
#[derive(Debug, Clone, clap::Args)]
#[command(group(clap::ArgGroup::new("where").required(true).args(["grids", "exits"])))]
pub struct ExitsArgs {
    /// Patrol points: GeoJSON, or CSV with id and lon,lat or x,y; one unit each
    #[arg(long, value_name = "FILE")]
    pub points: PathBuf,
    /// The road file
    #[arg(long, value_name = "FILE")]
    pub roads: PathBuf,
    /// Boundaries of the district: exits are where roads leave them
    #[arg(long, value_name = "FILE")]
    pub grids: Option<PathBuf>,
    /// The exits themselves, as points
    #[arg(long, value_name = "FILE")]
    pub exits: Option<PathBuf>,
    /// The least important roads whose exits count: expressway, arterial, collector, local or lane
    #[arg(long, value_name = "CLASS", default_value = "arterial", value_parser = parse_class)]
    pub class: RoadClass,
    /// How units travel
    #[command(flatten)]
    pub travel: TravelArgs,
    /// The reference system of all files, instead of those they declare
    #[arg(long, value_parser = parse_crs)]
    pub crs: Option<Crs>,
}

fn parse_class(name: &str) -> Result<RoadClass, String> {
    let known = RoadClass::ALL.into_iter().find(|class| class.tag() == name);
    known.ok_or_else(|| {
        let names = RoadClass::ALL.map(RoadClass::tag);
        format!("give one of: {}", names.join(" "))
    })
}

/// The answer of `exits`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExitsReport {
    /// One entry an exit.
    pub exits: Vec<ExitLine>,
    /// Minutes from the call until the last exit is closed that any unit closes.
    pub last_minutes: Option<Minutes>,
    /// Exits that no unit closes.
    pub open: usize,
    /// Units there are.
    pub units: usize,
    /// How long it took.
    pub seconds: f64,
}

/// One exit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExitLine {
    /// The road's name, or that of the point given.
    pub name: String,
    /// The road's class; `null` where exits are given as points.
    pub class: Option<&'static str>,
    /// The place, WGS 84.
    pub at: LonLat,
    /// The id of the point whose unit closes it; `null` where none does.
    pub by: Option<String>,
    /// Minutes from the call until it is there.
    pub minutes: Option<Minutes>,
}

/// Reads the files, finds the exits, sends the units.
///
/// # Errors
/// Worded, where a file cannot be read or no road is open to these units.
pub fn run(args: &ExitsArgs, cancel: &Cancel) -> Result<ExitsReport, Message> {
    let begun = Instant::now();
    let told = |error: ReadError| error.message();
    let network = read_roads(&args.roads, args.crs, cancel).map_err(told)?;
    let crs = args
        .crs
        .or_else(|| (network.source.crs == Crs::Plane).then_some(Crs::Plane));
    let points = read_points_with_ids(&args.points, crs).map_err(told)?;
    let cancelled = |error| told(ReadError::Cancelled(error));
    let found: Vec<(Exit, bool)> = match (&args.exits, &args.grids) {
        (Some(file), _) => read_points_with_ids(file, crs)
            .map_err(told)?
            .into_iter()
            .map(|(_, point)| {
                let exit = Exit {
                    at: point.position,
                    name: point.name,
                    class: args.class,
                };
                (exit, false)
            })
            .collect(),
        (None, Some(file)) => {
            let options = BoundaryOptions {
                crs,
                ..BoundaryOptions::default()
            };
            let reading = read_boundaries(file, &options, cancel).map_err(told)?;
            let found = exits(&network, &reading.layer, args.class, cancel).map_err(cancelled)?;
            found.into_iter().map(|exit| (exit, true)).collect()
        }
        (None, None) => Vec::new(),
    };
    let rule = args.travel.rule();
    let extent = LonLatBox::around(points.iter().map(|(_, point)| point.position));
    let projection = match (crs, extent) {
        (Some(Crs::Plane), _) | (_, None) => LocalProjection::plane(),
        (_, Some(extent)) => LocalProjection::centred_on(extent.centre()),
    };
    let roads = TravelNetwork::new(Arc::new(network), &rule, projection);
    let at: Vec<_> = found
        .iter()
        .map(|(exit, _)| projection.to_local(exit.at))
        .collect();
    let units: Vec<_> = points
        .iter()
        .map(|(_, point)| (point.id, projection.to_local(point.position)))
        .collect();
    let closed = closing(&at, &units, &roads, cancel).map_err(cancelled)?;
    let id_of = |id| points.iter().find(|(_, point)| point.id == id);
    let lines = found
        .into_iter()
        .zip(&closed.by)
        .map(|((exit, is_road), by)| {
            let named = by.and_then(|(id, _)| id_of(id));
            ExitLine {
                name: exit.name,
                class: is_road.then(|| exit.class.tag()),
                at: exit.at,
                by: named.map(|(id, point)| {
                    if id.is_empty() {
                        point.name.clone()
                    } else {
                        id.clone()
                    }
                }),
                minutes: by.map(|(_, time)| minutes(time)),
            }
        });
    Ok(ExitsReport {
        exits: lines.collect(),
        last_minutes: closed.last.map(minutes),
        open: closed.by.iter().filter(|by| by.is_none()).count(),
        units: units.len(),
        seconds: begun.elapsed().as_secs_f64(),
    })
}
