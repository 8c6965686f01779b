//! `roads FILE`: what a road network amounts to, and what of its file cannot be used.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Instant;

use serde::Serialize;

use super::check::parse_crs;
use crate::analysis::road_facts::road_facts;
use crate::base::cancel::Cancel;
use crate::base::crs::Crs;
use crate::io::read_error::ReadError;
use crate::io::worker::read_roads;
use crate::model::road_network::Access;

/// What `roads` is asked.
#[derive(Debug, Clone, clap::Args)]
pub struct RoadsArgs {
    /// The road file: .osm.pbf, .osm (also .gz, .bz2), .graphml, .geojson, .shp, .csv of links, _net.tntp
    pub file: PathBuf,
    /// The reference system, instead of the one the file declares; plane for metres without geography
    #[arg(long, value_parser = parse_crs)]
    pub crs: Option<Crs>,
    /// Who travels: foot, bicycle, motorcycle or car
    #[arg(long, default_value = "car", value_parser = parse_mode)]
    pub mode: Access,
}

/// Traffic by its name.
fn parse_mode(name: &str) -> Result<Access, String> {
    Ok(match name {
        "foot" => Access::FOOT,
        "bicycle" | "ebike" => Access::BICYCLE,
        "motorcycle" => Access::MOTORCYCLE,
        "car" => Access::CAR,
        _ => return Err("give one of: foot bicycle motorcycle car".to_owned()),
    })
}

/// The answer of `roads`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RoadsReport {
    /// Junctions and ends of links this traffic may use.
    pub nodes: usize,
    /// Links this traffic may use.
    pub links: usize,
    /// Ways to travel over them.
    pub directed_arcs: usize,
    /// Length of the links, each once.
    pub km: f64,
    /// Strongly connected parts.
    pub components: usize,
    /// Share of the nodes in the largest.
    pub largest_component_share: f64,
    /// Nodes with one link.
    pub dead_ends: usize,
    /// Turns that are not allowed.
    pub turn_bans: usize,
    /// Nodes that journeys do not pass.
    pub not_through: usize,
    /// Links of all traffic.
    pub all_links: usize,
    /// Things of the file that speak of roads, and those that became links.
    pub found: usize,
    /// Those that became links.
    pub kept: usize,
    /// What was passed over, by reason.
    pub refused: BTreeMap<&'static str, usize>,
    /// The reference system they were read in.
    pub crs: String,
    /// How long it took.
    pub seconds: f64,
}

/// Reads the file and tells what it amounts to.
///
/// # Errors
/// [`ReadError`].
pub fn run(args: &RoadsArgs, cancel: &Cancel) -> Result<RoadsReport, ReadError> {
    let begun = Instant::now();
    let network = read_roads(&args.file, args.crs, cancel)?;
    let facts = road_facts(&network, args.mode);
    Ok(RoadsReport {
        nodes: facts.junctions,
        links: facts.links,
        directed_arcs: facts.directed_arcs,
        km: facts.km,
        components: facts.components,
        largest_component_share: facts.largest_component_share,
        dead_ends: facts.dead_ends,
        turn_bans: network.joints.bans.len(),
        not_through: network.joints.not_through.len(),
        all_links: network.links.len(),
        found: network.source.found,
        kept: network.source.kept,
        refused: network
            .refused
            .iter()
            .map(|(why, count)| (why.name(), *count))
            .collect(),
        crs: network.source.crs.name(),
        seconds: begun.elapsed().as_secs_f64(),
    })
}
