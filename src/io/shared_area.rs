//! How much ground two boundaries share, by integrating over their edges: no overlay is made, so millions of pairs can be asked.
//!
//! At a given x a boundary is the sum of its edges, each signed by its direction: an upper edge adds the ray below it, a lower
//! one takes it away again. The product of two boundaries is then the signed sum, over pairs of edges, of the ray below the
//! lower of the two, and the shared area is the integral of that over the stretch of x the two edges have in common.

use geo::MultiPolygon;

use crate::base::coords::LonLatBox;
use crate::base::rings::rings;

/// Metres in a degree of latitude.
const DEGREE_M: f64 = 111_200.0;
/// Pairs of edges that are summed; more are left to an overlay.
const MOST_PAIRS: usize = 250_000;

/// What two boundaries share.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shared {
    /// Square metres, good to a part in a hundred.
    pub square_metres: f64,
    /// The edges that may bound it, metres: at least its perimeter.
    pub edge_metres: f64,
}

/// The ground that two sound boundaries (outer rings counter-clockwise, holes clockwise) share within the box they have in
/// common; `None` where they have too many edges for this.
#[must_use]
pub fn shared_area(
    one: &MultiPolygon<f64>,
    other: &MultiPolygon<f64>,
    within: LonLatBox,
) -> Option<Shared> {
    let (first, mut second) = (edges(one, within), edges(other, within));
    if first.len().saturating_mul(second.len()) > MOST_PAIRS {
        return None;
    }
    second.sort_unstable_by(|a, b| a.from[0].total_cmp(&b.from[0]));
    let square_metres = first
        .iter()
        .map(|edge| {
            let reached = second.iter().take_while(|other| other.from[0] < edge.to[0]);
            reached.map(|other| edge.below_both(other)).sum::<f64>()
        })
        .sum();
    let [width, height] = size(within);
    let around = |edges: &[Edge]| -> f64 {
        let near = edges.iter().filter(|edge| edge.meets(height / 2.0));
        near.map(|edge| edge.length().min(width.hypot(height)))
            .sum()
    };
    Some(Shared {
        square_metres,
        edge_metres: around(&first) + around(&second),
    })
}

/// An edge in metres about the middle of the box, from west to east.
#[derive(Debug, Clone, Copy)]
struct Edge {
    from: [f64; 2],
    to: [f64; 2],
    /// +1 where the boundary lies below the edge, −1 where it lies above.
    sign: f64,
}

impl Edge {
    fn at(&self, x: f64) -> f64 {
        let along = (x - self.from[0]) / (self.to[0] - self.from[0]);
        self.from[1] + along * (self.to[1] - self.from[1])
    }

    /// The signed area below both edges, as far as both reach.
    fn below_both(&self, other: &Self) -> f64 {
        let (west, east) = (self.from[0].max(other.from[0]), self.to[0].min(other.to[0]));
        if west >= east {
            return 0.0;
        }
        let (a, b) = (
            [self.at(west), self.at(east)],
            [other.at(west), other.at(east)],
        );
        let (before, after) = (a[0] - b[0], a[1] - b[1]);
        let (low, high) = (a[0].min(b[0]), a[1].min(b[1]));
        let mean = if before * after >= 0.0 {
            f64::midpoint(low, high)
        } else {
            let crossing = before / (before - after);
            let there = a[0] + crossing * (a[1] - a[0]);
            f64::midpoint(low, there) * crossing + f64::midpoint(there, high) * (1.0 - crossing)
        };
        self.sign * other.sign * mean * (east - west)
    }

    fn length(&self) -> f64 {
        (self.to[0] - self.from[0]).hypot(self.to[1] - self.from[1])
    }

    /// Whether it comes as near to the middle as the box is high.
    fn meets(&self, half: f64) -> bool {
        self.from[1].min(self.to[1]) <= half && self.from[1].max(self.to[1]) >= -half
    }
}

fn size(within: LonLatBox) -> [f64; 2] {
    let shrink = within.centre().lat.to_radians().cos();
    [
        (within.east - within.west) * shrink * DEGREE_M,
        (within.north - within.south) * DEGREE_M,
    ]
}

/// The edges that reach into the box's stretch of x. Upright ones lie below nothing and are only counted for their length.
fn edges(boundary: &MultiPolygon<f64>, within: LonLatBox) -> Vec<Edge> {
    let middle = within.centre();
    let shrink = middle.lat.to_radians().cos();
    let flat = |corner: geo::Coord<f64>| {
        [
            (corner.x - middle.lon) * shrink * DEGREE_M,
            (corner.y - middle.lat) * DEGREE_M,
        ]
    };
    rings(boundary)
        .flat_map(geo::LineString::lines)
        .filter(|line| {
            line.start.x.min(line.end.x) <= within.east
                && line.start.x.max(line.end.x) >= within.west
        })
        .map(|line| {
            if line.start.x <= line.end.x {
                Edge {
                    from: flat(line.start),
                    to: flat(line.end),
                    sign: -1.0,
                }
            } else {
                Edge {
                    from: flat(line.end),
                    to: flat(line.start),
                    sign: 1.0,
                }
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{BooleanOps, Coord, LineString, Polygon};
    use proptest::prelude::*;

    use crate::base::ground_area::ground_area;

    /// A star about a place: simple whatever its radii.
    fn star(middle: (f64, f64), radii: &[f64], hole: bool) -> MultiPolygon<f64> {
        let ring = |scale: f64, reversed: bool| {
            let corners = radii.iter().enumerate().map(|(step, radius)| {
                let angle = step as f64 / radii.len() as f64 * std::f64::consts::TAU;
                Coord {
                    x: middle.0 + radius * scale * angle.cos(),
                    y: middle.1 + radius * scale * angle.sin(),
                }
            });
            let mut corners: Vec<_> = corners.collect();
            if reversed {
                corners.reverse();
            }
            corners.extend(corners.first().copied());
            LineString(corners)
        };
        let holes = if hole { vec![ring(0.4, true)] } else { vec![] };
        MultiPolygon(vec![Polygon::new(ring(1.0, false), holes)])
    }

    fn around(boundary: &MultiPolygon<f64>) -> LonLatBox {
        let corners = boundary.iter().flat_map(|part| part.exterior().0.iter());
        LonLatBox::around(corners.map(|corner| (*corner).into())).expect("corners")
    }

    proptest! {
        #[test]
        fn the_area_is_that_of_the_overlay(
            first in prop::collection::vec(0.001..0.01_f64, 3..40),
            second in prop::collection::vec(0.001..0.01_f64, 3..40),
            off in (-0.015..0.015_f64, -0.015..0.015_f64),
            holes in any::<[bool; 2]>(),
        ) {
            let one = star((113.9, 22.6), &first, holes[0]);
            let other = star((113.9 + off.0, 22.6 + off.1), &second, holes[1]);
            let within = around(&one).intersection(around(&other));
            prop_assume!(within.west < within.east && within.south < within.north);
            let found = shared_area(&one, &other, within).expect("few edges");
            let wanted = ground_area(&one.intersection(&other)).value() * 1e6;
            prop_assert!(
                (found.square_metres - wanted).abs() <= wanted * 0.01 + 0.01,
                "{} against {wanted}", found.square_metres
            );
        }
    }

    #[test]
    fn neighbours_on_a_lattice_share_nothing_and_halves_are_counted() {
        let square = |west: f64| {
            let corners = [
                (0.0, 0.0),
                (0.01, 0.0),
                (0.01, 0.01),
                (0.0, 0.01),
                (0.0, 0.0),
            ];
            let ring = corners.map(|(x, y)| Coord {
                x: west + x,
                y: 22.6 + y,
            });
            MultiPolygon(vec![Polygon::new(LineString(ring.to_vec()), vec![])])
        };
        let share = |east: f64| {
            let (one, other) = (square(113.9), square(113.9 + east));
            let within = around(&one).intersection(around(&other));
            shared_area(&one, &other, within)
                .expect("few edges")
                .square_metres
        };
        assert!(share(0.01).abs() < 1e-3, "{}", share(0.01));
        let whole = share(0.0);
        assert!((share(0.007) / whole - 0.3).abs() < 1e-6);
    }
}
