//! Hand-laid points drawn out into dense lines on the lattice.

use super::dice::noise;
use super::geography::{BORDER, COAST};
use super::lattice::{Place, Spot};

/// The shore and the land border as dense curves; both run clockwise, the border starts where the shore ends.
pub(super) fn outline() -> (Vec<Place>, Vec<Place>) {
    (roughened(COAST, 60.0, 14.0), curve(BORDER, 70.0, true))
}

/// Straight stretches (quays and dykes are straight) with a little unevenness.
fn roughened(points: &[(f64, f64)], step: f64, by: f64) -> Vec<Place> {
    let mut found = Vec::new();
    for pair in points.windows(2) {
        let [a, b] = pair else { continue };
        let (from, to) = (
            Place::of_degrees(a.0, a.1).spot(),
            Place::of_degrees(b.0, b.1).spot(),
        );
        let parts = (from.distance(to) / step).ceil().max(1.0) as usize;
        let aside = from.to(to).unit().left();
        for part in 0..parts {
            let spot = from.between(to, part as f64 / parts as f64);
            let shift = if part == 0 {
                0.0
            } else {
                by * noise(11, spot.x, spot.y, 180.0)
            };
            found.push(Place::of_spot(spot.moved(aside, shift)));
        }
    }
    found.extend(points.last().map(|p| Place::of_degrees(p.0, p.1)));
    found
}

/// A smooth curve through the points (Catmull and Rom) with a corner about every `step` metres.
pub(super) fn curve(points: &[(f64, f64)], step: f64, wavy: bool) -> Vec<Place> {
    let spots: Vec<Spot> = points
        .iter()
        .map(|p| Place::of_degrees(p.0, p.1).spot())
        .collect();
    let last = spots.len() - 1;
    let closed = points.first() == points.last();
    let mut found = Vec::new();
    for index in 0..last {
        let before = if index > 0 {
            spots[index - 1]
        } else if closed {
            spots[last - 1]
        } else {
            spots[0]
        };
        let after = if index + 2 <= last {
            spots[index + 2]
        } else if closed {
            spots[1]
        } else {
            spots[last]
        };
        let (from, to) = (spots[index], spots[index + 1]);
        let parts = (from.distance(to) / step).ceil().max(1.0) as usize;
        for part in 0..parts {
            let spot = catmull_rom([before, from, to, after], part as f64 / parts as f64);
            let shift = if wavy && part > 0 {
                34.0 * noise(12, spot.x, spot.y, 420.0) + 20.0 * noise(13, spot.x, spot.y, 150.0)
            } else {
                0.0
            };
            found.push(Place::of_spot(spot.moved(from.to(to).unit().left(), shift)));
        }
    }
    found.push(Place::of_spot(spots[last]));
    found
}

fn catmull_rom(p: [Spot; 4], t: f64) -> Spot {
    let one = |a: f64, b: f64, c: f64, d: f64| {
        0.5 * (2.0 * b
            + (c - a) * t
            + (2.0 * a - 5.0 * b + 4.0 * c - d) * t * t
            + (3.0 * b - a - 3.0 * c + d) * t * t * t)
    };
    Spot {
        x: one(p[0].x, p[1].x, p[2].x, p[3].x),
        y: one(p[0].y, p[1].y, p[2].y, p[3].y),
    }
}

/// Whether a spot lies in a ring.
pub(super) fn inside(ring: &[Place], spot: Spot) -> bool {
    let mut within = false;
    for (a, b) in ring.iter().zip(ring.iter().cycle().skip(1)) {
        let (a, b) = (a.spot(), b.spot());
        if (a.y > spot.y) != (b.y > spot.y)
            && spot.x < a.x + (spot.y - a.y) / (b.y - a.y) * (b.x - a.x)
        {
            within = !within;
        }
    }
    within
}
