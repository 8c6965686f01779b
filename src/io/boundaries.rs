//! Grid boundaries from GeoJSON.

use std::path::Path;

use super::defect::Defect;
use super::read_error::ReadError;
use crate::base::cancel::Cancel;
use crate::base::crs::Crs;
use crate::model::grid::{GridLayer, GridLevel};

/// Which attribute of a feature means what.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BoundaryFields {
    /// The code.
    pub code: Option<String>,
    /// The name.
    pub name: Option<String>,
    /// Residents.
    pub residents: Option<String>,
    /// The responsible unit.
    pub responsible: Option<String>,
    /// Code or name of the parent, by level.
    pub parents: Vec<(GridLevel, String)>,
}

/// What the user decided about a boundary file; the rest is guessed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BoundaryOptions {
    /// The reference system; `None` takes the `crs` member, else WGS 84.
    pub crs: Option<Crs>,
    /// The level; `None` is guessed from names, fields and count.
    pub level: Option<GridLevel>,
    /// The fields; `None` is guessed.
    pub fields: Option<BoundaryFields>,
}

/// A boundary file as read.
#[derive(Debug, Clone, PartialEq)]
pub struct BoundaryReading {
    /// The layer; its ancestors are not linked yet (see [`super::grid_links`]).
    pub layer: GridLayer,
    /// What parent each unit names by attribute: per level, one entry a unit, empty where it names none.
    pub named_parents: Vec<(GridLevel, Vec<String>)>,
    /// Everything wrong with it.
    pub defects: Vec<Defect>,
    /// The `crs` member's name, where there is one.
    pub crs_declared: Option<String>,
    /// Attribute names in order of appearance.
    pub field_names: Vec<String>,
    /// The first features' attributes as text, one row a feature in `field_names` order.
    pub sample: Vec<Vec<String>>,
    /// The fields that were used (guessed or given).
    pub fields: BoundaryFields,
}

/// Reads a boundary file.
///
/// # Errors
/// [`ReadError`] where it cannot be read at all; single bad features are defects instead.
pub fn read_boundaries(
    path: &Path,
    _options: &BoundaryOptions,
    _cancel: &Cancel,
) -> Result<BoundaryReading, ReadError> {
    Err(ReadError::File {
        path: path.into(),
        source: std::io::Error::from(std::io::ErrorKind::Unsupported),
    })
}
