//! `patrolgrid heatmap --network`: the density of incidents along streets as a file of coloured lines.

use std::path::Path;
use std::time::Instant;

use geojson::{Feature, FeatureCollection, Geometry, GeometryValue};
use serde::Serialize;
use serde_json::json;

use super::heatmap::{HeatmapArgs, HeatmapError, Timing, places, projection};
use crate::analysis::network_density::{NetworkDensity, NetworkRule, StreetPieces};
use crate::base::cancel::Cancel;
use crate::base::crs::Crs;
use crate::i18n::message::Message;
use crate::io::read_error::ReadError;
use crate::io::safe_write::write_whole;
use crate::io::worker::{read_incidents, read_roads};
use crate::model::road_network::RoadNetwork;

/// The answer of `patrolgrid heatmap --network`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NetworkReport {
    /// Incidents on streets (sum of the weights).
    pub incidents: f64,
    /// Incidents too far from every street: in no value.
    pub off_road: f64,
    /// Rows of the file that were refused.
    pub refused: usize,
    /// The greatest value, incidents per kilometre of road.
    pub peak_per_km: f64,
    /// Incidents on the streets: values times lengths.
    pub integral: f64,
    /// Kilometres of road.
    pub km: f64,
    /// Links.
    pub links: usize,
    /// Pieces of streets with a value each.
    pub pieces: usize,
    /// Kernel.
    pub kernel: &'static str,
    /// Bandwidth, metres.
    pub bandwidth_m: f64,
    /// Seconds by stage.
    pub seconds: Timing,
}

/// Reads incidents and roads, works the density along streets out and writes it.
///
/// # Errors
/// [`HeatmapError`].
pub fn run(
    args: &HeatmapArgs,
    roads: &Path,
    cancel: &Cancel,
) -> Result<NetworkReport, HeatmapError> {
    if let Some(out) = args.out.as_deref() {
        let ending = out.extension().map(std::ffi::OsStr::to_ascii_lowercase);
        if !ending.is_some_and(|ending| ending == "geojson" || ending == "json") {
            let message = Message::new("cli-heatmap-network-out");
            return Err(HeatmapError::Usage(
                message.with("file", out.display().to_string()),
            ));
        }
    }
    let began = Instant::now();
    let options = args.reading.options(&args.incidents, args.crs, cancel)?;
    let reading = read_incidents(&args.incidents, &options, cancel)?;
    let crs = args
        .crs
        .or_else(|| (reading.crs == Crs::Plane).then_some(Crs::Plane));
    let network = read_roads(roads, crs, cancel)?;
    let projection = projection(&reading);
    let places = places(&reading, args.patrol_discovered, &projection, cancel)?;
    let read = began.elapsed().as_secs_f64();
    let began = Instant::now();
    let rule = NetworkRule {
        kernel: args.kernel,
        bandwidth: args.bandwidth_m,
        ..NetworkRule::default()
    };
    let streets = StreetPieces::new(&network, rule.piece, projection);
    let found = streets.density(&places, rule, cancel)?;
    let density = began.elapsed().as_secs_f64();
    let began = Instant::now();
    if let Some(path) = &args.out {
        let text = lines(&network, &streets, &found).to_string();
        write_whole(path, text.as_bytes()).map_err(|source| ReadError::Write {
            path: path.clone(),
            source,
        })?;
    }
    let lengths = || streets.lengths().iter().map(|length| length.0 / 1000.0);
    Ok(NetworkReport {
        incidents: found.on_streets,
        off_road: found.off_road,
        refused: reading.refused.values().sum(),
        peak_per_km: found.peak(),
        integral: found
            .values
            .iter()
            .zip(lengths())
            .map(|(value, km)| value * km)
            .sum(),
        km: lengths().sum(),
        links: network.links.len(),
        pieces: streets.len(),
        kernel: args.kernel.name(),
        bandwidth_m: args.bandwidth_m.0,
        seconds: Timing {
            read,
            density,
            write: began.elapsed().as_secs_f64(),
        },
    })
}

/// The pieces that have a value, each a line.
fn lines(
    network: &RoadNetwork,
    streets: &StreetPieces,
    found: &NetworkDensity,
) -> FeatureCollection {
    // What rounds to nothing beside the peak would only make the file large.
    let least = found.peak() * 1e-6;
    let links = streets.links();
    let valued = found
        .values
        .iter()
        .enumerate()
        .filter(|(_, value)| **value > least);
    // A centimetre and a thousandth of an incident: more digits would only make the file large.
    let rounded = |number: f64, digits: f64| (number * digits).round() / digits;
    let features = valued.map(|(piece, value)| {
        let mut line = streets.line(piece);
        for corner in &mut line.0 {
            (corner.x, corner.y) = (rounded(corner.x, 1e7), rounded(corner.y, 1e7));
        }
        let link = links
            .get(piece)
            .and_then(|link| network.links.get(*link as usize));
        let about = json!({
            "per_km": rounded(*value, 1e3),
            "name": link.map(|link| link.name.as_str()),
            "class": link.map(|link| link.class.tag()),
        });
        Feature {
            geometry: Some(Geometry::new(GeometryValue::from(&line))),
            properties: about.as_object().cloned(),
            ..Feature::default()
        }
    });
    FeatureCollection::new(features.collect::<Vec<_>>())
}
