//! Foreign files are read in a process of its own that may do next to nothing: at worst, a file is refused.
//!
//! The program starts itself once a file ([`parent`]); that worker bounds itself by what the system offers ([`limits`]),
//! reads, and hands over what it read as data, which is looked at again on arrival. Before [`employ`] was called (tests,
//! other programs with this library) files are read here, by the same code.

pub mod errand;
pub mod limits;
mod parent;
pub mod server;
pub mod tiles;
mod wire;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use errand::{Answer, Errand, carry_out};
pub use parent::ask;

use super::boundaries::{BoundaryOptions, BoundaryReading};
use super::incident_table::{IncidentOptions, IncidentPreview, IncidentReading};
use super::layer_in_file::LayerInFile;
use super::read_error::ReadError;
use super::siting_tables::{WrittenCost, WrittenPlaces};
use super::sniff::FileKind;
use crate::base::cancel::Cancel;
use crate::base::crs::Crs;
use crate::i18n::message::Message;
use crate::model::patrol_point::PatrolPoint;
use crate::model::road_network::RoadNetwork;
use crate::model::zone::Zone;

/// The argument by which the program is started as a worker.
pub const ARGUMENT: &str = "read-foreign-file";

static PROGRAM: OnceLock<PathBuf> = OnceLock::new();

/// From now on foreign files are read by workers that run this program with [`ARGUMENT`]. Counts once.
pub fn employ(program: PathBuf) {
    // Said twice, the first stays.
    let _employed = PROGRAM.set(program);
}

fn read(errand: &Errand, cancel: &Cancel) -> Result<Answer, ReadError> {
    match PROGRAM.get() {
        Some(program) => ask(program, errand, cancel),
        None => carry_out(errand, cancel),
    }
}

/// An answer to something else than was asked: the worker is not itself.
fn other(path: &Path) -> ReadError {
    ReadError::Content {
        path: path.into(),
        line: None,
        column: None,
        message: Message::new("io-worker-broke"),
    }
}

/// As [`super::sniff::kind_of`], with the layers to choose from as [`super::sniff::layers_in`].
///
/// # Errors
/// What the system says; or the file broke its reader.
pub fn look(path: &Path) -> Result<(FileKind, Vec<LayerInFile>), ReadError> {
    match read(&Errand::Look(path.into()), &Cancel::new())? {
        Answer::Kind(kind, layers) => Ok((kind, layers)),
        _ => Err(other(path)),
    }
}

/// As [`super::boundaries::read_boundaries`].
///
/// # Errors
/// [`ReadError`].
pub fn read_boundaries(
    path: &Path,
    options: &BoundaryOptions,
    cancel: &Cancel,
) -> Result<BoundaryReading, ReadError> {
    cancel.begin(&path.file_name().unwrap_or_default().to_string_lossy());
    match read(&Errand::Boundaries(path.into(), options.clone()), cancel)? {
        Answer::Boundaries(reading) => Ok(*reading),
        _ => Err(other(path)),
    }
}

/// As [`super::incident_table::preview_incidents`].
///
/// # Errors
/// [`ReadError`].
pub fn preview_incidents(
    path: &Path,
    options: &IncidentOptions,
    cancel: &Cancel,
) -> Result<IncidentPreview, ReadError> {
    match read(&Errand::Preview(path.into(), options.clone()), cancel)? {
        Answer::Preview(preview) => Ok(*preview),
        _ => Err(other(path)),
    }
}

/// As [`super::incident_table::read_incidents`].
///
/// # Errors
/// [`ReadError`].
pub fn read_incidents(
    path: &Path,
    options: &IncidentOptions,
    cancel: &Cancel,
) -> Result<IncidentReading, ReadError> {
    match read(&Errand::Incidents(path.into(), options.clone()), cancel)? {
        Answer::Incidents(reading) => Ok(*reading),
        _ => Err(other(path)),
    }
}

/// As [`super::roads::read_roads`].
///
/// # Errors
/// [`ReadError`].
pub fn read_roads(
    path: &Path,
    crs: Option<Crs>,
    cancel: &Cancel,
) -> Result<RoadNetwork, ReadError> {
    match read(&Errand::Roads(path.into(), crs), cancel)? {
        Answer::Roads(roads) => Ok(roads),
        _ => Err(other(path)),
    }
}

/// As [`super::plan_layers::read_points`].
///
/// # Errors
/// [`ReadError`].
pub fn read_points(path: &Path, crs: Option<Crs>) -> Result<Vec<PatrolPoint>, ReadError> {
    let points = read_points_with_ids(path, crs)?;
    Ok(points.into_iter().map(|(_, point)| point).collect())
}

/// As [`super::plan_layers::read_points_with_ids`].
///
/// # Errors
/// [`ReadError`].
pub fn read_points_with_ids(
    path: &Path,
    crs: Option<Crs>,
) -> Result<Vec<(String, PatrolPoint)>, ReadError> {
    match read(&Errand::Points(path.into(), crs), &Cancel::new())? {
        Answer::Points(points) => Ok(points),
        _ => Err(other(path)),
    }
}

/// As [`super::plan_layers::read_zones`].
///
/// # Errors
/// [`ReadError`].
pub fn read_zones(path: &Path, crs: Option<Crs>) -> Result<Vec<Zone>, ReadError> {
    match read(&Errand::Zones(path.into(), crs), &Cancel::new())? {
        Answer::Zones(zones) => Ok(zones),
        _ => Err(other(path)),
    }
}

/// As [`super::siting_tables::read_places`].
///
/// # Errors
/// [`ReadError`].
pub fn read_places(path: &Path, cancel: &Cancel) -> Result<WrittenPlaces, ReadError> {
    match read(&Errand::Places(path.into()), cancel)? {
        Answer::Places(places) => Ok(places),
        _ => Err(other(path)),
    }
}

/// As [`super::siting_tables::read_costs`].
///
/// # Errors
/// [`ReadError`].
pub fn read_costs(path: &Path, cancel: &Cancel) -> Result<Vec<WrittenCost>, ReadError> {
    match read(&Errand::Costs(path.into()), cancel)? {
        Answer::Costs(costs) => Ok(costs),
        _ => Err(other(path)),
    }
}

/// What a worker says of a file that cannot be opened, as the system said it here.
fn of_system(path: &Path, source: io::Error) -> ReadError {
    ReadError::File {
        path: path.into(),
        source,
    }
}
