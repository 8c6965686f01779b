//! `isochrone`: what is reached over roads from a place within a time, as a file and in figures.

use std::path::PathBuf;
use std::time::Instant;

use geojson::{Feature, FeatureCollection, Geometry, GeometryValue, JsonObject};
use serde::Serialize;
use serde_json::json;

use super::check::parse_crs;
use crate::analysis::travel::graph::StreetGraph;
use crate::analysis::travel::isochrone::{ground_along, isochrone};
use crate::analysis::travel::search::Search;
use crate::analysis::travel::snap::Snapper;
use crate::base::cancel::Cancel;
use crate::base::coords::LonLat;
use crate::base::crs::Crs;
use crate::base::projection::LocalProjection;
use crate::i18n::message::Message;
use crate::io::read_error::ReadError;
use crate::io::safe_write::write_whole;
use crate::io::worker::read_roads;
use crate::model::travel_rule::{TravelMode, TravelRule};

/// What `isochrone` is asked.
#[derive(Debug, Clone, clap::Args)]
pub struct IsochroneArgs {
    /// Where the journey begins: LON,LAT, or X,Y with --crs plane
    #[arg(long, value_name = "LON,LAT", value_parser = parse_place, allow_hyphen_values = true)]
    pub from: (f64, f64),
    /// The road file
    #[arg(long, value_name = "FILE")]
    pub roads: PathBuf,
    /// Minutes from the call
    #[arg(long, value_name = "T", value_parser = parse_positive)]
    pub minutes: f64,
    /// The GeoJSON file to write: the streets that are reached, and the ground along them
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// How the unit travels
    #[command(flatten)]
    pub travel: TravelArgs,
    /// The reference system of the roads and the place, instead of the one the file declares
    #[arg(long, value_parser = parse_crs)]
    pub crs: Option<Crs>,
}

/// How a unit travels.
#[derive(Debug, Clone, clap::Args)]
pub struct TravelArgs {
    /// How units go: foot, e-bike, motorcycle, car or siren
    #[arg(long, default_value = "motorcycle", value_parser = parse_mode)]
    pub mode: TravelMode,
    /// One speed on every road, km/h, instead of the usual ones
    #[arg(long, value_name = "V", value_parser = parse_positive)]
    pub speed_kmh: Option<f64>,
    /// Seconds from the call until a unit sets out
    #[arg(long, value_name = "S", default_value = "0", value_parser = parse_seconds)]
    pub turnout_s: f64,
    /// The hour of the day, 0 to 23: traffic is slower in some
    #[arg(long, value_name = "H", value_parser = clap::value_parser!(u8).range(0..24))]
    pub hour: Option<u8>,
}

impl TravelArgs {
    /// The rule these make.
    #[must_use]
    pub fn rule(&self) -> TravelRule {
        TravelRule {
            mode: self.mode,
            uniform: self.speed_kmh,
            turnout: self.turnout_s,
            hour: self.hour,
            ..TravelRule::default()
        }
    }
}

fn parse_place(text: &str) -> Result<(f64, f64), String> {
    let wanted = || "give two numbers: LON,LAT".to_owned();
    let (x, y) = text.split_once(',').ok_or_else(wanted)?;
    let number = |text: &str| text.trim().parse::<f64>().ok().filter(|it| it.is_finite());
    number(x).zip(number(y)).ok_or_else(wanted)
}

pub(super) fn parse_positive(text: &str) -> Result<f64, String> {
    let number = text.parse::<f64>().ok();
    number
        .filter(|number| number.is_finite() && *number > 0.0 && *number < 10_000.0)
        .ok_or_else(|| "give a number above 0".to_owned())
}

fn parse_seconds(text: &str) -> Result<f64, String> {
    let number = text.parse::<f64>().ok();
    number
        .filter(|number| (0.0..100_000.0).contains(number))
        .ok_or_else(|| "give seconds, 0 or more".to_owned())
}

fn parse_mode(name: &str) -> Result<TravelMode, String> {
    let known = TravelMode::ALL.into_iter().find(|mode| mode.name() == name);
    known.ok_or_else(|| {
        let names = TravelMode::ALL.map(TravelMode::name);
        format!("give one of: {}", names.join(" "))
    })
}

/// The answer of `isochrone`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IsochroneReport {
    /// Junctions that are reached.
    pub nodes_reached: usize,
    /// Length of the streets that are reached, each once.
    pub km_reached: f64,
    /// The ground along them.
    pub area_km2: f64,
    /// How far the place lies from the road the journey begins on, metres.
    pub off_road_m: f64,
    /// The name of that road.
    pub road: String,
    /// How units go.
    pub mode: &'static str,
    /// The files written.
    pub files: Vec<PathBuf>,
    /// How long it took.
    pub seconds: f64,
}

/// Reads the roads, finds what is reached, writes it.
///
/// # Errors
/// Worded, where a file cannot be read or written, the place is none, or no road is open.
pub fn run(args: &IsochroneArgs, cancel: &Cancel) -> Result<IsochroneReport, Message> {
    let begun = Instant::now();
    let network = read_roads(&args.roads, args.crs, cancel).map_err(|error| error.message())?;
    let crs = match network.source.crs {
        Crs::Plane => Crs::Plane,
        _ => args.crs.unwrap_or_default(),
    };
    let (x, y) = args.from;
    if !crs.holds(x, y) {
        return Err(Message::new("cli-no-place").with("place", format!("{x},{y}")));
    }
    let place: LonLat = crs.to_lonlat(x, y);
    let projection = if crs == Crs::Plane {
        LocalProjection::plane()
    } else {
        LocalProjection::centred_on(place)
    };
    let rule = args.travel.rule();
    let graph = StreetGraph::new(&network, &rule);
    let snapper = Snapper::new(&network, &graph, projection);
    let nothing_open = || Message::new("cli-no-open-road").with("mode", rule.mode.name());
    let from = snapper.nearest(place).ok_or_else(nothing_open)?;
    let milliseconds = 1000.0 * (60.0 * args.minutes - rule.turnout).max(0.0);
    let limit = milliseconds.round() as u32;
    let reached = isochrone(&network, &graph, &mut Search::default(), from, limit);
    let (ground, area) = ground_along(&reached.streets, snapper.projection());
    let what = |what: &str| -> JsonObject {
        let about = json!({"what": what, "minutes": args.minutes, "mode": rule.mode.name(),
                           "turnout_s": rule.turnout, "from": [place.lon, place.lat]});
        about.as_object().cloned().unwrap_or_default()
    };
    let feature = |shape: GeometryValue, name: &str| Feature {
        geometry: Some(Geometry::new(shape)),
        properties: Some(what(name)),
        ..Feature::default()
    };
    let whole = FeatureCollection::new(vec![
        feature(GeometryValue::from(&ground), "ground"),
        feature(GeometryValue::from(&reached.streets), "streets"),
    ]);
    write_whole(&args.out, whole.to_string().as_bytes()).map_err(|source| {
        ReadError::Write {
            path: args.out.clone(),
            source,
        }
        .message()
    })?;
    let road = network.links.get(from.link as usize);
    Ok(IsochroneReport {
        nodes_reached: reached.junctions,
        km_reached: reached.km,
        area_km2: area.0,
        off_road_m: from.off,
        road: road.map_or_else(String::new, |road| road.name.clone()),
        mode: rule.mode.name(),
        files: vec![args.out.clone()],
        seconds: begun.elapsed().as_secs_f64(),
    })
}
