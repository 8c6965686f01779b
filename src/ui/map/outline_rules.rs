//! Outlines as they are drawn by hand: their length and area on the ground, and whether they cross themselves.

use geo::{ChamberlainDuquetteArea, Coord, Distance, Geodesic, LineString, Point, Polygon};

use crate::base::coords::LonLat;
use crate::base::projection::LocalProjection;
use crate::base::units::{Km2, Metres};

/// The length of a way over the ground.
pub(super) fn length(way: &[LonLat]) -> Metres {
    let point = |place: &LonLat| Point::new(place.lon, place.lat);
    Metres(
        way.windows(2)
            .filter_map(|pair| Some(Geodesic.distance(point(pair.first()?), point(pair.get(1)?))))
            .sum(),
    )
}

/// The area inside an outline; in the local projection where there is one, else on the sphere.
pub(super) fn area(corners: &[LonLat], projection: Option<&LocalProjection>) -> Km2 {
    let Some(projection) = projection else {
        let ring: Vec<Coord<f64>> = corners.iter().map(|corner| Coord::from(*corner)).collect();
        let polygon = Polygon::new(LineString(ring), Vec::new());
        return Km2::from_square_metres(polygon.chamberlain_duquette_unsigned_area());
    };
    let local: Vec<_> = corners
        .iter()
        .map(|corner| projection.to_local(*corner))
        .collect();
    let next = local.iter().cycle().skip(1);
    let twice: f64 = local
        .iter()
        .zip(next)
        .map(|(a, b)| a.x * b.y - b.x * a.y)
        .sum();
    Km2::from_square_metres(twice.abs() / 2.0)
}

/// Whether a closed outline crosses or touches itself other than at shared corners.
pub(super) fn crosses_itself(corners: &[LonLat]) -> bool {
    let count = corners.len();
    let side = |index: usize| {
        Some((
            *corners.get(index % count)?,
            *corners.get((index + 1) % count)?,
        ))
    };
    (0..count).any(|first| {
        (first + 2..count).any(|second| {
            let neighbours = (second + 1) % count == first;
            !neighbours
                && side(first)
                    .zip(side(second))
                    .is_some_and(|(a, b)| sides_meet(a, b))
        })
    })
}

fn sides_meet(a: (LonLat, LonLat), b: (LonLat, LonLat)) -> bool {
    use geo::{Intersects, Line};
    let line = |side: (LonLat, LonLat)| Line::new(Coord::from(side.0), Coord::from(side.1));
    line(a).intersects(&line(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square() -> Vec<LonLat> {
        [
            (113.90, 22.60),
            (113.91, 22.60),
            (113.91, 22.61),
            (113.90, 22.61),
        ]
        .map(|(lon, lat)| LonLat::new(lon, lat))
        .to_vec()
    }

    #[test]
    fn a_bow_tie_crosses_itself_and_a_square_does_not() {
        let square = square();
        assert!(!crosses_itself(&square));
        let bow = [square[0], square[2], square[1], square[3]];
        assert!(crosses_itself(&bow));
        assert!(!crosses_itself(&square[..3]));
    }

    #[test]
    fn length_and_area_are_those_of_the_ellipsoid() {
        use geo::GeodesicArea;
        let square = square();
        let ring: Vec<Coord<f64>> = square.iter().map(|corner| Coord::from(*corner)).collect();
        let polygon = Polygon::new(LineString(ring), Vec::new());
        let projection = LocalProjection::centred_on(LonLat::new(113.9, 22.6));
        let ground = Km2::from_square_metres(polygon.geodesic_area_unsigned()).0;
        assert!((area(&square, Some(&projection)).0 / ground - 1.0).abs() < 1e-4);
        assert!((area(&square, None).0 / ground - 1.0).abs() < 1e-2);
        assert!((length(&square[..2]).0 - 1028.0).abs() < 1.0);
    }
}
