//! What `hotspot`, `backtest` and `compare` have in common: incidents of a kind and time, and what they are counted in.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::check::parse_crs;
use super::coverage::{CoverageError, read_grids};
use super::heatmap_frame::Extent;
use super::import::ReadingArgs;
use crate::analysis::density::WeightedPlaces;
use crate::analysis::hotspots::PairError;
use crate::analysis::hotspots::cells::StudyCells;
use crate::base::cancel::{Cancel, Cancelled};
use crate::base::coords::{LocalBox, LocalXy, LonLat};
use crate::base::crs::Crs;
use crate::base::projection::LocalProjection;
use crate::base::units::Metres;
use crate::i18n::message::Message;
use crate::io::incident_table::IncidentReading;
use crate::io::read_error::ReadError;
use crate::io::worker::read_incidents;
use crate::model::filter::IncidentFilter;
use crate::model::grid::{GridLayer, GridLevel};
use crate::model::incident::{IncidentTable, TimePrecision};

/// Side of square cells where nothing else is asked for, metres.
const CELL: Metres = Metres(250.0);

/// Which incidents, and what they are counted in.
#[derive(Debug, Clone, clap::Args)]
pub struct StudyArgs {
    /// Incidents: CSV, also .gz
    #[arg(long, value_name = "FILE")]
    pub incidents: PathBuf,
    /// Grid boundaries: GeoJSON; once for each level
    #[arg(long, value_name = "FILE")]
    pub grids: Vec<PathBuf>,
    /// The level to count in: district, subdistrict, community, police-grid or work-grid (default: the finest)
    #[arg(long, value_name = "LEVEL", value_parser = level, requires = "grids")]
    pub level: Option<GridLevel>,
    /// Count in square cells of this side instead (within the boundaries, where there are any), metres
    #[arg(long, value_name = "M", value_parser = positive)]
    pub cell_m: Option<Metres>,
    /// The box of the square cells, in the units of the reference system (default: where incidents are)
    #[arg(long, value_name = "W,S,E,N", allow_hyphen_values = true, value_parser = super::heatmap::extent, conflicts_with = "grids")]
    pub extent: Option<Extent>,
    /// Count only this category; may be given again
    #[arg(long, value_name = "CATEGORY")]
    pub only: Vec<String>,
    /// Reference system: wgs84 gcj02 bd09 epsg:4490 epsg:4547 epsg:3857 epsg:326xx plane
    #[arg(long, value_name = "CRS", value_parser = parse_crs)]
    pub crs: Option<Crs>,
    /// Count also incidents that patrols came upon
    #[arg(long)]
    pub patrol_discovered: bool,
    /// Which columns mean what, and how the file is written
    #[command(flatten)]
    pub reading: ReadingArgs,
}

fn level(name: &str) -> Result<GridLevel, String> {
    let known = GridLevel::ALL
        .into_iter()
        .find(|it| level_name(*it) == name);
    known.ok_or_else(|| GridLevel::ALL.map(level_name).join(", "))
}

pub(super) const fn level_name(level: GridLevel) -> &'static str {
    match level {
        GridLevel::District => "district",
        GridLevel::Subdistrict => "subdistrict",
        GridLevel::Community => "community",
        GridLevel::PoliceGrid => "police-grid",
        GridLevel::WorkGrid => "work-grid",
    }
}

pub(super) fn positive(text: &str) -> Result<Metres, String> {
    super::isochrone::parse_positive(text.trim())
        .or_else(|_| {
            let length = text.trim().parse::<f64>().ok();
            let is_length = |it: &f64| it.is_finite() && *it > 0.0;
            length
                .filter(is_length)
                .ok_or_else(|| "a length in metres above 0".to_owned())
        })
        .map(Metres)
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum StudyError {
    /// The command line cannot be understood (exit 2); the sentence says how to mend it.
    #[error("wrong usage: {0:?}")]
    Usage(Message),
    /// The files hold nothing that could answer (exit 1).
    #[error("refused: {0:?}")]
    Refused(Message),
    /// A file was refused or cannot be written (exit 1).
    #[error(transparent)]
    File(#[from] ReadError),
    /// Asked to stop.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

impl From<CoverageError> for StudyError {
    fn from(error: CoverageError) -> Self {
        match error {
            CoverageError::Usage(message) => Self::Usage(message),
            CoverageError::Read(error) => Self::File(error),
            CoverageError::Cancelled(error) => Self::Cancelled(error),
        }
    }
}

impl From<PairError> for StudyError {
    fn from(error: PairError) -> Self {
        match error {
            PairError::TooMany { most } => {
                Self::Refused(Message::new("cli-too-many-pairs").with("most", most as u64))
            }
            PairError::Cancelled(error) => Self::Cancelled(error),
        }
    }
}

impl StudyError {
    /// The error in a sentence for people.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Usage(message) | Self::Refused(message) => message.clone(),
            Self::File(error) => error.message(),
            Self::Cancelled(_) => Message::new("io-cancelled"),
        }
    }
}

/// Everything read.
pub(super) struct Study {
    incidents: IncidentReading,
    /// The rows that count.
    rows: Vec<u32>,
    pub(super) layer: Option<GridLayer>,
    pub(super) crs: Option<Crs>,
    cell: Option<Metres>,
    extent: Option<Extent>,
}

/// The rows that count, measured.
pub(super) struct Measured {
    pub(super) projection: LocalProjection,
    pub(super) places: WeightedPlaces,
    /// Their days; `None` where not even the month is known.
    pub(super) days: Vec<Option<i32>>,
}

impl Study {
    pub(super) fn read(args: &StudyArgs, cancel: &Cancel) -> Result<Self, StudyError> {
        let options = args.reading.options(&args.incidents, args.crs, cancel)?;
        let incidents = read_incidents(&args.incidents, &options, cancel)?;
        let crs = args
            .crs
            .or_else(|| (incidents.crs == Crs::Plane).then_some(Crs::Plane));
        let (grids, _) = read_grids(&args.grids, crs, cancel)?;
        let layer = grids.and_then(|grids| {
            let wanted = args
                .level
                .map_or_else(|| grids.finest(), |level| grids.layer(level));
            wanted.cloned()
        });
        if layer.is_none() && !args.grids.is_empty() {
            let level = args.level.map_or("", level_name);
            return Err(StudyError::Refused(
                Message::new("cli-no-such-level").with("level", level),
            ));
        }
        let names = incidents.table.category_names();
        if let Some(strange) = args.only.iter().find(|name| !names.contains(name)) {
            let known = names
                .iter()
                .take(12)
                .cloned()
                .collect::<Vec<_>>()
                .join(", ");
            return Err(StudyError::Refused(
                Message::new("cli-no-such-category")
                    .with("category", strange.clone())
                    .with("known", known),
            ));
        }
        let filter = IncidentFilter {
            patrol_discovered: args.patrol_discovered,
            categories: (!args.only.is_empty())
                .then(|| args.only.iter().cloned().collect::<BTreeSet<_>>()),
            ..IncidentFilter::default()
        };
        Ok(Self {
            rows: filter.select(&incidents.table),
            incidents,
            layer,
            crs,
            cell: args.cell_m,
            extent: args.extent,
        })
    }

    pub(super) const fn table(&self) -> &IncidentTable {
        &self.incidents.table
    }

    /// Rows the file has but that cannot be used.
    pub(super) fn refused(&self) -> usize {
        self.incidents.refused.values().sum()
    }

    /// The rows that count; another choice of categories counts others.
    pub(super) fn rows(&self) -> &[u32] {
        &self.rows
    }

    /// The last month of which there are incidents, and the first.
    pub(super) fn month_range(&self) -> Option<(i32, i32)> {
        let days = self.rows.iter().filter_map(|row| self.day_of(*row));
        let (first, last) = days.fold(None, |found, day| {
            let (first, last) = found.unwrap_or((day, day));
            Some((day.min(first), day.max(last)))
        })?;
        let month = |day| {
            let date = crate::model::incident::date_of_day_number(day)?;
            Some(crate::analysis::profile::month_number(date))
        };
        Some((month(first)?, month(last)?))
    }

    /// Whether of most rows only the month is known: windows of days say nothing then.
    pub(super) fn is_by_month(&self) -> bool {
        let times = self.table().times();
        let precision = |row: &&u32| times.get(**row as usize).map(|time| time.precision());
        let of_month = self
            .rows
            .iter()
            .filter(|row| precision(row) == Some(TimePrecision::Month));
        2 * of_month.count() > self.rows.len()
    }

    /// Of each row that counts, whether its day is known and not only its month.
    pub(super) fn known_to_the_day(&self) -> impl Iterator<Item = bool> + '_ {
        let times = self.table().times();
        let precision = |row: &u32| times.get(*row as usize).map(|time| time.precision());
        self.rows.iter().map(move |row| {
            let known = precision(row);
            known == Some(TimePrecision::Minute) || known == Some(TimePrecision::Day)
        })
    }

    fn day_of(&self, row: u32) -> Option<i32> {
        self.table().times().get(row as usize)?.day_number()
    }

    /// The rows measured, where the window measures.
    pub(super) fn measured(&self, rows: &[u32], cancel: &Cancel) -> Result<Measured, Cancelled> {
        let projection = if self.incidents.crs == Crs::Plane {
            LocalProjection::plane()
        } else {
            let extent = self.layer.as_ref().and_then(GridLayer::extent);
            LocalProjection::of_project(self.table().middle(), extent)
                .unwrap_or_else(LocalProjection::plane)
        };
        let positions = self.table().positions();
        let mut places = Vec::with_capacity(rows.len());
        for run in rows.chunks(1 << 16) {
            cancel.check()?;
            let known = run.iter().filter_map(|row| positions.get(*row as usize));
            places.extend(known.map(|at| projection.to_local(*at)));
        }
        let weights = self.table().weights().map(|weights| {
            let known = rows.iter().filter_map(|row| weights.get(*row as usize));
            known.copied().collect()
        });
        Ok(Measured {
            projection,
            places: WeightedPlaces { places, weights },
            days: rows.iter().map(|row| self.day_of(*row)).collect(),
        })
    }

    /// What is counted in. Without boundaries and box it is where incidents happened that are known (`known`), so that a forecast
    /// is not drawn on ground chosen by what came.
    pub(super) fn cells(
        &self,
        measured: &Measured,
        known: impl Fn(usize) -> bool,
    ) -> Result<StudyCells, StudyError> {
        let projection = measured.projection;
        let side = self.cell.unwrap_or(CELL);
        let found = match (&self.layer, self.cell, self.extent) {
            (Some(layer), None, _) => Some(StudyCells::of_layer(layer, projection)),
            (Some(layer), Some(side), _) => StudyCells::squares_within(layer, side, projection),
            (None, _, Some(extent)) => {
                let crs = self.incidents.crs;
                let corner =
                    |x: f64, y: f64| -> LocalXy { projection.to_local(crs.to_lonlat(x, y)) };
                let corners = [
                    corner(extent.west, extent.south),
                    corner(extent.east, extent.south),
                    corner(extent.west, extent.north),
                    corner(extent.east, extent.north),
                ];
                LocalBox::around(corners)
                    .and_then(|about| StudyCells::squares_in_box(about, side, projection))
            }
            (None, _, None) => {
                let places = measured.places.places.iter().enumerate();
                let known: Vec<LocalXy> = places
                    .filter(|(row, _)| known(*row))
                    .map(|(_, at)| *at)
                    .collect();
                StudyCells::squares_around(&known, side, projection)
            }
        };
        found
            .filter(|cells| !cells.is_empty())
            .ok_or_else(|| StudyError::Refused(Message::new("cli-no-cells")))
    }

    /// The code and name of an area; a square's is its number.
    pub(super) fn name_of(&self, cells: &StudyCells, cell: usize) -> (String, String) {
        let unit = self.layer.as_ref().filter(|_| !cells.are_squares());
        match unit.and_then(|layer| layer.units.get(cell)) {
            Some(unit) => (unit.code.clone(), unit.name.clone()),
            None => (cell.to_string(), String::new()),
        }
    }

    /// The middle of a cell.
    pub(super) fn middle_of(cells: &StudyCells, cell: usize) -> Option<[f64; 2]> {
        let at = cells.centres().get(cell)?;
        let LonLat { lon, lat } = cells.projection().to_lonlat(*at);
        Some([lon, lat])
    }

    /// The outline of a cell in WGS 84.
    pub(super) fn outline_of(&self, cells: &StudyCells, cell: usize) -> geo::MultiPolygon<f64> {
        let Some(square) = cells.square(cell) else {
            let layer = self.layer.as_ref();
            let unit = layer.and_then(|layer| layer.units.get(cell));
            return unit.map_or_else(
                || geo::MultiPolygon(Vec::new()),
                |unit| unit.boundary.clone(),
            );
        };
        let corner = |x: f64, y: f64| -> geo::Coord {
            cells.projection().to_lonlat(LocalXy::new(x, y)).into()
        };
        let ring = vec![
            corner(square.min.x, square.min.y),
            corner(square.max.x, square.min.y),
            corner(square.max.x, square.max.y),
            corner(square.min.x, square.max.y),
        ];
        geo::MultiPolygon(vec![geo::Polygon::new(ring.into(), Vec::new())])
    }
}

/// A month `2024-05`, counted from January of year 0.
pub(super) fn month(text: &str) -> Result<i32, String> {
    let wanted = || "a month, as 2024-05".to_owned();
    let (year, month) = text.trim().split_once('-').ok_or_else(wanted)?;
    let year: i32 = year.parse().map_err(|_| wanted())?;
    let month: i32 = month.parse().map_err(|_| wanted())?;
    let is_month = (1900..=2200).contains(&year) && (1..=12).contains(&month);
    is_month.then_some(year * 12 + month - 1).ok_or_else(wanted)
}

/// A share between 0 and 1.
pub(super) fn share(text: &str) -> Result<crate::base::units::Share, String> {
    let share = text.trim().parse::<f64>().ok();
    share
        .filter(|share| *share > 0.0 && *share <= 1.0)
        .map(crate::base::units::Share)
        .ok_or_else(|| "a share above 0, at most 1".into())
}
