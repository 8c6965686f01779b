//! Areas on the ground of boundaries in degrees.
//!
//! Lambert's cylindrical equal-area projection on the ellipsoid keeps areas exactly (Snyder, "Map Projections: A Working
//! Manual", eq. 10-15 and 3-12), so a shoelace sum in it is the area, for a whole country as for a grid. What remains is that
//! an edge is taken as straight in the projection: under 1e-6 of the area for edges up to 10 km.

use geo::{LineString, MultiPolygon, Polygon};

use super::projection::Ellipsoid;
use super::units::Km2;

/// The area of all parts, holes taken out.
#[must_use]
pub fn ground_area(boundary: &MultiPolygon<f64>) -> Km2 {
    Km2(boundary.iter().map(|part| polygon_area(part).value()).sum())
}

/// The area of one polygon, holes taken out.
#[must_use]
pub fn polygon_area(part: &Polygon<f64>) -> Km2 {
    let holes: f64 = part
        .interiors()
        .iter()
        .map(|hole| ring_area(hole).value().abs())
        .sum();
    Km2((ring_area(part.exterior()).value().abs() - holes).max(0.0))
}

/// The area within a closed ring, positive where it runs counter-clockwise.
#[must_use]
pub fn ring_area(ring: &LineString<f64>) -> Km2 {
    let Some(first) = ring.0.first() else {
        return Km2(0.0);
    };
    // Twice the area, relative to the first corner so that small areas keep their digits.
    let (origin_lon, origin_y) = (first.x, northing(first.y));
    let mut before = (0.0, 0.0);
    let mut twice = 0.0;
    for corner in ring.0.iter().skip(1) {
        let here = (
            (corner.x - origin_lon).to_radians(),
            northing(corner.y) - origin_y,
        );
        twice += before.0 * here.1 - here.0 * before.1;
        before = here;
    }
    let semi_major = Ellipsoid::WGS84.semi_major;
    Km2::from_square_metres(twice / 2.0 * semi_major * semi_major)
}

/// The projection's northing of a latitude in degrees, in equatorial radii: half of Snyder's q.
fn northing(latitude: f64) -> f64 {
    let flattening = Ellipsoid::WGS84.flattening;
    let e2 = flattening * (2.0 - flattening);
    let e = e2.sqrt();
    let sine = latitude.to_radians().sin();
    (1.0 - e2) / 2.0 * (sine / (1.0 - e2 * sine * sine) + (e * sine).atanh() / e)
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{GeodesicArea, polygon};

    #[test]
    fn a_grid_has_its_geodesic_area() {
        for latitude in [-60.0, 0.0, 22.65, 51.5, 80.0] {
            let grid = polygon![
                (x: 113.88, y: latitude), (x: 113.8828, y: latitude + 0.0001),
                (x: 113.8829, y: latitude + 0.0026), (x: 113.8799, y: latitude + 0.0025),
            ];
            let geodesic = grid.geodesic_area_unsigned() / 1e6;
            let found = polygon_area(&grid).value();
            // The oracle itself is good to about 0.1 m².
            assert!(
                (found - geodesic).abs() < 1e-6 * geodesic + 1e-7,
                "{found} {geodesic}"
            );
        }
    }

    #[test]
    fn a_hole_is_taken_out_whichever_way_it_runs() {
        let ring = |from: f64, to: f64| {
            LineString::from(vec![
                (from, from),
                (to, from),
                (to, to),
                (from, to),
                (from, from),
            ])
        };
        let whole = polygon_area(&Polygon::new(ring(0.0, 0.1), vec![])).value();
        let hole = polygon_area(&Polygon::new(ring(0.02, 0.05), vec![])).value();
        let mut backwards = ring(0.02, 0.05);
        backwards.0.reverse();
        for inner in [ring(0.02, 0.05), backwards] {
            let left = polygon_area(&Polygon::new(ring(0.0, 0.1), vec![inner])).value();
            assert!((left - (whole - hole)).abs() < 1e-12);
        }
    }
}
