//! `patrolgrid heatmap`: the density of incidents as a raster file, and its value at single places.

use std::path::PathBuf;
use std::time::Instant;

use serde::Serialize;

use super::check::parse_crs;
use super::heatmap_frame::{Extent, OutputFrame};
use super::import::ReadingArgs;
use crate::analysis::density::{DensityIndex, DensityRule, Kernel, WeightedPlaces};
use crate::base::cancel::{Cancel, Cancelled};
use crate::base::crs::Crs;
use crate::base::projection::LocalProjection;
use crate::base::units::Metres;
use crate::i18n::message::Message;
use crate::i18n::words::Words;
use crate::io::incident_table::IncidentReading;
use crate::io::raster_files::{Ramp, RasterImage, write_geotiff, write_png};
use crate::io::read_error::ReadError;
use crate::io::worker::read_incidents;
use crate::model::filter::IncidentFilter;

/// What `patrolgrid heatmap` is asked for.
#[derive(Debug, Clone, clap::Args)]
pub struct HeatmapArgs {
    /// Incidents: CSV, also .gz
    #[arg(long, value_name = "FILE")]
    pub incidents: PathBuf,
    /// Bandwidth of the kernel on the ground, metres
    #[arg(long, value_name = "H", default_value = "300", value_parser = bandwidth)]
    pub bandwidth_m: Metres,
    /// Kernel: quartic, epanechnikov, triangular, uniform or gaussian
    #[arg(long, value_name = "K", default_value = "quartic", value_parser = kernel)]
    pub kernel: Kernel,
    /// Columns and rows of the raster
    #[arg(long, value_name = "WxH", default_value = "1280x960", value_parser = size)]
    pub size: (usize, usize),
    /// The box to fill (default: around the incidents, grown by the bandwidth), in the units of the reference system
    #[arg(long, value_name = "W,S,E,N", allow_hyphen_values = true, value_parser = extent)]
    pub extent: Option<Extent>,
    /// Reference system: wgs84 gcj02 bd09 epsg:4490 epsg:4547 epsg:3857 epsg:326xx plane
    #[arg(long, value_name = "CRS", value_parser = parse_crs)]
    pub crs: Option<Crs>,
    /// A place whose exact value is wanted; may be given again
    #[arg(long, value_name = "LON,LAT", allow_hyphen_values = true, value_parser = pair)]
    pub at: Vec<(f64, f64)>,
    /// The file to write: .tif (float32, incidents per km²) or .png
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Roads: the density along them instead, written as .geojson
    #[arg(long, value_name = "ROADS", conflicts_with_all = ["extent", "at"])]
    pub network: Option<PathBuf>,
    /// Count also incidents that patrols came upon
    #[arg(long)]
    pub patrol_discovered: bool,
    /// Which columns mean what, and how the file is written
    #[command(flatten)]
    pub reading: ReadingArgs,
}

/// The answer of `patrolgrid heatmap`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HeatmapReport {
    /// Incidents counted (sum of the weights).
    pub incidents: f64,
    /// Rows of the file that were refused.
    pub refused: usize,
    /// The greatest value in the raster, incidents per km².
    pub peak_per_km2: f64,
    /// Incidents in the raster: its values times the ground under them.
    pub integral: f64,
    /// Cell size on the ground at the middle of the raster, metres.
    pub cell_m: [f64; 2],
    /// West, south, east, north of the raster, in the units of `crs`.
    pub extent: [f64; 4],
    /// Reference system of the raster.
    pub crs: String,
    /// Columns and rows.
    pub size: [usize; 2],
    /// Kernel.
    pub kernel: &'static str,
    /// Bandwidth, metres.
    pub bandwidth_m: f64,
    /// Exact values at the places asked for.
    pub at: Vec<ValueAt>,
    /// Seconds by stage.
    pub seconds: Timing,
}

/// The exact value at one place.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ValueAt {
    /// Longitude (or x), as asked.
    pub lon: f64,
    /// Latitude (or y), as asked.
    pub lat: f64,
    /// Incidents per km².
    pub per_km2: f64,
}

/// Wall seconds by stage.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Timing {
    /// Reading the incidents.
    pub read: f64,
    /// Working out the raster.
    pub density: f64,
    /// Writing the file.
    pub write: f64,
}

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub enum HeatmapError {
    /// The command line cannot be understood (exit 2); the sentence says how to mend it.
    #[error("wrong usage: {0:?}")]
    Usage(Message),
    /// A file was refused or cannot be written (exit 1).
    #[error(transparent)]
    File(#[from] ReadError),
    /// Asked to stop.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

impl HeatmapError {
    /// The error in a sentence for people.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Usage(message) => message.clone(),
            Self::File(error) => error.message(),
            Self::Cancelled(_) => Message::new("io-cancelled"),
        }
    }
}

/// Reads the incidents, works the density out and writes the file.
///
/// The raster is regular in the reference system (GCJ-02 and BD-09 become WGS 84); distances are metres on the ground.
///
/// # Errors
/// [`HeatmapError`].
pub fn run(
    args: &HeatmapArgs,
    _words: &Words,
    cancel: &Cancel,
) -> Result<HeatmapReport, HeatmapError> {
    let write = args.out.as_deref().map(file_kind).transpose()?;
    let began = Instant::now();
    let options = args.reading.options(&args.incidents, args.crs, cancel)?;
    let reading = read_incidents(&args.incidents, &options, cancel)?;
    let read = began.elapsed().as_secs_f64();
    let rule = DensityRule {
        kernel: args.kernel,
        bandwidth: args.bandwidth_m,
    };
    let projection = projection(&reading);
    let places = places(&reading, args.patrol_discovered, &projection, cancel)?;
    let began = Instant::now();
    let frame = OutputFrame::new(
        args.extent,
        args.size,
        reading.crs,
        &projection,
        &places,
        rule,
    )
    .ok_or_else(|| HeatmapError::Usage(Message::new("cli-heatmap-extent")))?;
    let index = DensityIndex::new(&places);
    let values = frame.density(&index, rule, &projection, cancel)?;
    let density = began.elapsed().as_secs_f64();
    let began = Instant::now();
    let image = frame.image(&values);
    let peak = values.iter().copied().fold(0.0f32, f32::max);
    if let (Some(path), Some(kind)) = (&args.out, write) {
        let written = match kind {
            FileKind::GeoTiff => write_geotiff(path, &image),
            FileKind::Png => write_png(path, &image, Ramp { top: peak }),
        };
        written.map_err(|source| ReadError::Write {
            path: path.clone(),
            source,
        })?;
    }
    let seconds = Timing {
        read,
        density,
        write: began.elapsed().as_secs_f64(),
    };
    Ok(HeatmapReport {
        incidents: places.total(),
        refused: reading.refusals.len(),
        peak_per_km2: f64::from(peak),
        integral: frame.integral(&values, &projection),
        cell_m: frame.cell_on_ground(&projection),
        extent: frame.extent(),
        crs: image_crs(&image),
        size: [args.size.0, args.size.1],
        kernel: args.kernel.name(),
        bandwidth_m: args.bandwidth_m.0,
        at: values_at(args, reading.crs, &index, rule, &projection),
        seconds,
    })
}

fn image_crs(image: &RasterImage) -> String {
    image.crs.name()
}

/// Where the density is measured: where the window measures it.
pub(super) fn projection(reading: &IncidentReading) -> LocalProjection {
    if reading.crs == Crs::Plane {
        return LocalProjection::plane();
    }
    LocalProjection::of_project(reading.table.middle(), None).unwrap_or_else(LocalProjection::plane)
}

/// The counted rows, measured.
pub(super) fn places(
    reading: &IncidentReading,
    patrol_discovered: bool,
    projection: &LocalProjection,
    cancel: &Cancel,
) -> Result<WeightedPlaces, Cancelled> {
    let filter = IncidentFilter {
        patrol_discovered,
        ..IncidentFilter::default()
    };
    let rows = filter.select(&reading.table);
    let positions = reading.table.positions();
    let mut places = Vec::with_capacity(rows.len());
    for run in rows.chunks(1 << 16) {
        cancel.check()?;
        let known = run.iter().filter_map(|&row| positions.get(row as usize));
        places.extend(known.map(|&place| projection.to_local(place)));
    }
    let weights = reading.table.weights().map(|weights| {
        let known = rows.iter().filter_map(|&row| weights.get(row as usize));
        known.copied().collect()
    });
    Ok(WeightedPlaces { places, weights })
}

fn values_at(
    args: &HeatmapArgs,
    crs: Crs,
    index: &DensityIndex,
    rule: DensityRule,
    projection: &LocalProjection,
) -> Vec<ValueAt> {
    let value = |&(lon, lat): &(f64, f64)| {
        let at = projection.to_local(crs.to_lonlat(lon, lat));
        ValueAt {
            lon,
            lat,
            per_km2: index.density_at(rule, at).0,
        }
    };
    args.at.iter().map(value).collect()
}

/// A kind of file a raster is written as.
#[derive(Debug, Clone, Copy)]
enum FileKind {
    GeoTiff,
    Png,
}

fn file_kind(path: &std::path::Path) -> Result<FileKind, HeatmapError> {
    let ending = path.extension().map(std::ffi::OsStr::to_ascii_lowercase);
    match ending.as_deref().and_then(std::ffi::OsStr::to_str) {
        Some("tif" | "tiff") => Ok(FileKind::GeoTiff),
        Some("png") => Ok(FileKind::Png),
        _ => Err(HeatmapError::Usage(
            Message::new("cli-heatmap-out").with("file", path.display().to_string()),
        )),
    }
}

pub(super) fn bandwidth(text: &str) -> Result<Metres, String> {
    match text.trim().parse::<f64>() {
        Ok(metres) if metres > 0.0 && metres.is_finite() => Ok(Metres(metres)),
        _ => Err("a length in metres above 0".into()),
    }
}

pub(super) fn kernel(text: &str) -> Result<Kernel, String> {
    Kernel::ALL
        .into_iter()
        .find(|kernel| kernel.name() == text)
        .ok_or_else(|| Kernel::ALL.map(Kernel::name).join(", "))
}

fn size(text: &str) -> Result<(usize, usize), String> {
    let (width, height) = text.split_once(['x', 'X', '×']).ok_or("WIDTHxHEIGHT")?;
    let count = |text: &str| {
        let count = text.trim().parse::<usize>().ok();
        count
            .filter(|count| (1..=32_768).contains(count))
            .ok_or("1 to 32768")
    };
    Ok((count(width)?, count(height)?))
}

fn numbers<const N: usize>(text: &str) -> Result<[f64; N], String> {
    let found: Vec<f64> = text
        .split(',')
        .filter_map(|part| part.trim().parse::<f64>().ok().filter(|n| n.is_finite()))
        .collect();
    let count = text.split(',').count();
    match <[f64; N]>::try_from(found) {
        Ok(numbers) if count == N => Ok(numbers),
        _ => Err(format!("{N} numbers with commas between them")),
    }
}

fn pair(text: &str) -> Result<(f64, f64), String> {
    numbers::<2>(text).map(|[x, y]| (x, y))
}

pub(super) fn extent(text: &str) -> Result<Extent, String> {
    let [west, south, east, north] = numbers::<4>(text)?;
    if west < east && south < north {
        Ok(Extent {
            west,
            south,
            east,
            north,
        })
    } else {
        Err("west must be less than east, south less than north".into())
    }
}
