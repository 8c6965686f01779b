//! Patrol points and zones from GeoJSON and CSV, and out again.

use std::path::Path;

use super::read_error::ReadError;
use crate::base::crs::Crs;
use crate::model::patrol_point::PatrolPoint;
use crate::model::zone::Zone;

/// Patrol points of a GeoJSON file (Point features; `name`, `unit`, `locked` where given) or a CSV (`id,lon,lat` or `id,x,y`).
///
/// # Errors
/// [`ReadError`].
pub fn read_points(path: &Path, _crs: Option<Crs>) -> Result<Vec<PatrolPoint>, ReadError> {
    Err(ReadError::File {
        path: path.into(),
        source: std::io::Error::from(std::io::ErrorKind::Unsupported),
    })
}

/// Zones of a GeoJSON file (Polygon features; `name`, `rank`, `colour` where given; a MultiPolygon gives one zone a part).
///
/// # Errors
/// [`ReadError`].
pub fn read_zones(path: &Path, _crs: Option<Crs>) -> Result<Vec<Zone>, ReadError> {
    Err(ReadError::File {
        path: path.into(),
        source: std::io::Error::from(std::io::ErrorKind::Unsupported),
    })
}
