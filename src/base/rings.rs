//! The rings of areas, outlines and holes alike.

use geo::{LineString, MultiPolygon, Polygon};

/// The outline of an area and its holes.
pub fn rings_of(area: &Polygon<f64>) -> impl Iterator<Item = &LineString<f64>> {
    std::iter::once(area.exterior()).chain(area.interiors())
}

/// The rings of several areas, area by area.
pub fn rings(areas: &MultiPolygon<f64>) -> impl Iterator<Item = &LineString<f64>> {
    areas.iter().flat_map(rings_of)
}
