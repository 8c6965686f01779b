//! Boundaries across the 180° meridian: unrolled into one stretch of longitudes, then cut where the meridian lies, as RFC 7946
//! (3.1.9) asks for. A ring that goes round a pole is led along the pole.

use geo::{BooleanOps, Coord, LineString, MultiPolygon, Polygon};

use super::geojson::coordinates::Corners;

/// Degrees of a whole turn.
const TURN: f64 = 360.0;
/// Corners an overlay leaves this near to the meridian lie on it.
const NEAR: f64 = 1e-6;

/// Whether an edge spans more than half the globe: it was meant to go the other way round. A whole turn along one latitude is
/// meant as it stands.
#[must_use]
pub fn crosses(ring: &[Coord<f64>]) -> bool {
    let next = ring.iter().skip(1).chain(ring.first());
    ring.iter().zip(next).any(|(from, to)| turns(*from, *to))
}

/// Whether an edge was meant to go the other way round the globe.
#[must_use]
pub fn turns(from: Coord<f64>, to: Coord<f64>) -> bool {
    step(from, to) != 0.0
}

/// What is to be added to a longitude for the next corner to be the near way round.
fn step(from: Coord<f64>, to: Coord<f64>) -> f64 {
    let off = to.x - from.x;
    if off.abs() <= TURN / 2.0 || (off.abs() >= TURN && to.y == from.y) {
        0.0
    } else if off > 0.0 {
        -TURN
    } else {
        TURN
    }
}

/// A polygon's rings with longitudes that run on beyond 180° instead of jumping. A ring about a pole gets corners along it: the
/// one on its left, as outer rings run counter-clockwise.
#[must_use]
pub fn unrolled(rings: Vec<Corners>) -> Vec<Corners> {
    let mut extent: Option<(f64, f64)> = None;
    let unroll = |ring: Corners| {
        let mut ring = along(ring);
        let (west, east) = *extent.get_or_insert_with(|| range(&ring));
        // Holes lie in the same turn as the ring around them.
        let off = [0.0, TURN, -TURN].into_iter().find(|off| {
            ring.first()
                .is_some_and(|corner| (west..=east).contains(&(corner.x + off)))
        });
        for corner in &mut ring {
            corner.x += off.unwrap_or(0.0);
        }
        ring
    };
    rings.into_iter().map(unroll).collect()
}

fn along(mut ring: Corners) -> Corners {
    let Some(first) = ring.first().copied() else {
        return ring;
    };
    if ring.last() != Some(&first) {
        ring.push(first);
    }
    let mut turned = 0.0;
    let mut before = first;
    for corner in &mut ring {
        let written = *corner;
        turned += step(before, written);
        before = written;
        corner.x += turned;
    }
    if turned != 0.0 {
        let pole = if turned > 0.0 { 90.0 } else { -90.0 };
        ring.extend([
            Coord {
                x: first.x + turned,
                y: pole,
            },
            Coord {
                x: first.x,
                y: pole,
            },
            first,
        ]);
    }
    ring
}

fn range(ring: &[Coord<f64>]) -> (f64, f64) {
    ring.iter().fold(
        (f64::INFINITY, f64::NEG_INFINITY),
        |(west, east), corner| (west.min(corner.x), east.max(corner.x)),
    )
}

/// An unrolled boundary cut at the meridian, every piece within −180° to 180°.
#[must_use]
pub fn cut(boundary: &MultiPolygon<f64>) -> MultiPolygon<f64> {
    let corners = boundary.iter().flat_map(|part| &part.exterior().0);
    let (west, east) = corners.fold((0.0_f64, 0.0_f64), |(west, east), corner| {
        (west.min(corner.x), east.max(corner.x))
    });
    let first = ((west + TURN / 2.0) / TURN).floor() as i32;
    let last = ((east - TURN / 2.0) / TURN).ceil() as i32;
    let pieces = (first..=last).flat_map(|turn| {
        let off = f64::from(turn) * TURN;
        let piece = boundary.intersection(&globe(off));
        piece.into_iter().map(move |part| moved(&part, off))
    });
    MultiPolygon(pieces.collect())
}

/// The whole globe, so many degrees to the east.
fn globe(off: f64) -> Polygon<f64> {
    let (west, east) = (off - TURN / 2.0, off + TURN / 2.0);
    let ring = [
        (west, -90.0),
        (east, -90.0),
        (east, 90.0),
        (west, 90.0),
        (west, -90.0),
    ];
    Polygon::new(LineString::from(ring.to_vec()), vec![])
}

fn moved(part: &Polygon<f64>, off: f64) -> Polygon<f64> {
    let ring = |ring: &LineString<f64>| {
        let place = |corner: &Coord<f64>| {
            let x = corner.x - off;
            let edge = (TURN / 2.0).copysign(x);
            let x = if (x - edge).abs() <= NEAR { edge } else { x };
            let y = corner.y.clamp(-90.0, 90.0);
            Coord { x, y }
        };
        LineString(ring.0.iter().map(place).collect())
    };
    Polygon::new(
        ring(part.exterior()),
        part.interiors().iter().map(ring).collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(corners: &[(f64, f64)]) -> Corners {
        corners
            .iter()
            .map(|(x, y)| Coord { x: *x, y: *y })
            .collect()
    }

    #[test]
    fn a_ring_is_unrolled_the_near_way_round() {
        let across = ring(&[(170.0, 40.0), (-170.0, 40.0), (-170.0, 50.0), (170.0, 50.0)]);
        assert!(crosses(&across));
        let (west, east) = range(&along(across));
        assert_eq!((west, east), (170.0, 190.0));
        let band = ring(&[(-180.0, 40.0), (180.0, 40.0), (180.0, 50.0), (-180.0, 50.0)]);
        assert!(!crosses(&band));
        assert!(!crosses(&ring(&[
            (113.0, 22.0),
            (114.0, 22.0),
            (114.0, 23.0)
        ])));
    }

    #[test]
    fn a_ring_about_a_pole_is_led_along_it() {
        let about = ring(&[
            (45.0, 40.0),
            (135.0, 40.0),
            (-135.0, 40.0),
            (-45.0, 40.0),
            (45.0, 40.0),
        ]);
        let led = along(about);
        assert!(
            led.contains(&Coord { x: 405.0, y: 90.0 }) && led.contains(&Coord { x: 45.0, y: 90.0 })
        );
        let whole = cut(&MultiPolygon(vec![Polygon::new(LineString(led), vec![])]));
        let area: f64 = whole.iter().map(geo::Area::unsigned_area).sum();
        assert!((area - 360.0 * 50.0).abs() < 1e-3, "{area}");
    }
}
