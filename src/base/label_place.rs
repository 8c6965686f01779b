//! Where the label of an area stands: its pole of inaccessibility, the inside place farthest from the boundary.
//!
//! Search by quartering boxes, best promise first (Garcia-Castellanos & Lombardo 2007 name the problem; the box bound is the
//! distance at its middle plus half its diagonal), to one part in a hundred of the area's extent.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use geo::{BoundingRect, Contains, Coord, MultiPolygon, Point, Polygon};

use super::coords::LonLat;
use super::ground_area::polygon_area;
use super::rings::rings_of;

/// One part in this of the extent is near enough for a label.
const FINENESS: f64 = 100.0;
/// Corners looked at in all before the search settles for what it has.
const MOST_WORK: usize = 40_000_000;

/// The label's place in the largest part, always inside it; `None` for an area without extent.
#[must_use]
pub fn label_place(area: &MultiPolygon<f64>) -> Option<LonLat> {
    let largest = area
        .iter()
        .max_by(|a, b| polygon_area(a).value().total_cmp(&polygon_area(b).value()))?;
    polygon_label_place(largest)
}

/// The label's place in one polygon.
#[must_use]
pub fn polygon_label_place(part: &Polygon<f64>) -> Option<LonLat> {
    let found = Search::new(part)?.run();
    let inside = |at: &Coord<f64>| part.contains(&Point(*at));
    found
        .filter(inside)
        .or_else(|| widest_crossing(part))
        .map(LonLat::from)
}

struct Search {
    /// Edges in degrees of longitude shrunk to those of latitude.
    edges: Vec<[Coord<f64>; 2]>,
    shrink: f64,
    low: Coord<f64>,
    high: Coord<f64>,
    steps_left: usize,
}

/// A square of the search.
#[derive(Debug, Clone, Copy)]
struct Square {
    middle: Coord<f64>,
    half: f64,
    distance: f64,
    promise: f64,
}

impl PartialEq for Square {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Square {}
impl PartialOrd for Square {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Square {
    fn cmp(&self, other: &Self) -> Ordering {
        self.promise
            .total_cmp(&other.promise)
            .then(other.middle.x.total_cmp(&self.middle.x))
            .then(other.middle.y.total_cmp(&self.middle.y))
    }
}

impl Search {
    fn new(part: &Polygon<f64>) -> Option<Self> {
        let extent = part.bounding_rect()?;
        let shrink = extent.center().y.to_radians().cos().max(1e-6);
        let flat = |corner: &Coord<f64>| Coord {
            x: corner.x * shrink,
            y: corner.y,
        };
        let edges: Vec<_> = rings_of(part)
            .flat_map(|ring| {
                ring.0
                    .iter()
                    .zip(ring.0.iter().skip(1))
                    .map(|(from, to)| [flat(from), flat(to)])
            })
            .collect();
        (extent.width() > 0.0 && extent.height() > 0.0).then(|| Self {
            steps_left: (MOST_WORK / edges.len().max(1)).clamp(16, 2_000),
            edges,
            shrink,
            low: flat(&extent.min()),
            high: flat(&extent.max()),
        })
    }

    fn run(mut self) -> Option<Coord<f64>> {
        let size = Coord {
            x: self.high.x - self.low.x,
            y: self.high.y - self.low.y,
        };
        let near_enough = size.x.min(size.y) / FINENESS;
        let half = size.x.min(size.y) / 2.0;
        let mut queue = BinaryHeap::new();
        let mut best: Option<Square> = None;
        let columns = ((size.x / half / 2.0).ceil() as usize).clamp(1, 64);
        let rows = ((size.y / half / 2.0).ceil() as usize).clamp(1, 64);
        let half = (size.x / columns as f64).max(size.y / rows as f64) / 2.0;
        for row in 0..rows {
            for column in 0..columns {
                let middle = Coord {
                    x: self.low.x + size.x * (column as f64 + 0.5) / columns as f64,
                    y: self.low.y + size.y * (row as f64 + 0.5) / rows as f64,
                };
                self.look(middle, half, &mut best, &mut queue);
            }
        }
        while let Some(square) = queue.pop() {
            let reached = best.map_or(0.0, |best| best.distance);
            if square.promise <= reached.max(0.0) + near_enough || self.steps_left == 0 {
                break;
            }
            let quarter = square.half / 2.0;
            for (right, up) in [(-1.0, -1.0), (1.0, -1.0), (-1.0, 1.0), (1.0, 1.0)] {
                let middle = Coord {
                    x: square.middle.x + right * quarter,
                    y: square.middle.y + up * quarter,
                };
                self.look(middle, quarter, &mut best, &mut queue);
            }
        }
        best.filter(|best| best.distance > 0.0).map(|best| Coord {
            x: best.middle.x / self.shrink,
            y: best.middle.y,
        })
    }

    fn look(
        &mut self,
        middle: Coord<f64>,
        half: f64,
        best: &mut Option<Square>,
        queue: &mut BinaryHeap<Square>,
    ) {
        self.steps_left = self.steps_left.saturating_sub(1);
        let distance = self.signed_distance(middle);
        let square = Square {
            middle,
            half,
            distance,
            promise: distance + half * std::f64::consts::SQRT_2,
        };
        if best.is_none_or(|best| distance > best.distance) {
            *best = Some(square);
        }
        queue.push(square);
    }

    /// Distance to the nearest edge, positive inside (even-odd).
    fn signed_distance(&self, at: Coord<f64>) -> f64 {
        let mut inside = false;
        let mut nearest = f64::INFINITY;
        for [from, to] in &self.edges {
            if (from.y > at.y) != (to.y > at.y)
                && at.x < (to.x - from.x) * (at.y - from.y) / (to.y - from.y) + from.x
            {
                inside = !inside;
            }
            let (dx, dy) = (to.x - from.x, to.y - from.y);
            let (px, py) = (at.x - from.x, at.y - from.y);
            let length = dx * dx + dy * dy;
            let along = if length > 0.0 {
                ((px * dx + py * dy) / length).clamp(0.0, 1.0)
            } else {
                0.0
            };
            let (gx, gy) = (px - along * dx, py - along * dy);
            nearest = nearest.min(gx * gx + gy * gy);
        }
        let distance = nearest.sqrt();
        if inside { distance } else { -distance }
    }
}

/// The middle of the widest stretch inside on the level half-way between the two middle corners' latitudes: inside even where
/// the area is thinner than the search can see.
fn widest_crossing(part: &Polygon<f64>) -> Option<Coord<f64>> {
    let mut levels: Vec<f64> = part.exterior().0.iter().map(|corner| corner.y).collect();
    levels.sort_by(f64::total_cmp);
    levels.dedup();
    let middle = levels.len().checked_sub(1)? / 2;
    let y = f64::midpoint(*levels.get(middle)?, *levels.get(middle + 1)?);
    let mut crossings: Vec<f64> = rings_of(part)
        .flat_map(geo::LineString::lines)
        .filter(|edge| (edge.start.y > y) != (edge.end.y > y))
        .map(|edge| edge.start.x + (y - edge.start.y) / edge.dy() * edge.dx())
        .collect();
    crossings.sort_by(f64::total_cmp);
    let widest = crossings
        .as_chunks::<2>()
        .0
        .iter()
        .max_by(|a, b| (a[1] - a[0]).total_cmp(&(b[1] - b[0])))?;
    Some(Coord {
        x: f64::midpoint(widest[0], widest[1]),
        y,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{LineString, polygon};
    use proptest::prelude::*;

    #[test]
    fn the_label_of_a_crescent_stands_on_the_crescent() {
        let crescent = polygon![
            (x: 0.0, y: 0.0), (x: 3.0, y: 0.0), (x: 3.0, y: 1.0), (x: 1.0, y: 1.0),
            (x: 1.0, y: 2.0), (x: 3.0, y: 2.0), (x: 3.0, y: 3.0), (x: 0.0, y: 3.0),
        ];
        let at = polygon_label_place(&crescent).expect("an inside");
        assert!(crescent.contains(&Point::new(at.lon, at.lat)));
    }

    #[test]
    fn the_label_of_a_square_stands_in_its_middle() {
        let square =
            polygon![(x: 0.0, y: 0.0), (x: 1.0, y: 0.0), (x: 1.0, y: 1.0), (x: 0.0, y: 1.0)];
        let at = polygon_label_place(&square).expect("an inside");
        assert!(
            (at.lon - 0.5).abs() < 0.02 && (at.lat - 0.5).abs() < 0.02,
            "{at:?}"
        );
    }

    #[test]
    fn an_area_without_extent_has_no_label() {
        assert_eq!(label_place(&MultiPolygon(vec![])), None);
        let flat = polygon![(x: 0.0, y: 0.0), (x: 1.0, y: 0.0), (x: 2.0, y: 0.0)];
        assert_eq!(polygon_label_place(&flat), None);
    }

    proptest! {
        #[test]
        fn the_label_is_inside_however_thin_the_area(
            radii in proptest::collection::vec(1e-7..1.0_f64, 3..60), lat in -80.0..80.0_f64,
        ) {
            let count = radii.len() as f64;
            let ring: Vec<(f64, f64)> = radii.iter().enumerate().map(|(corner, radius)| {
                let angle = corner as f64 / count * std::f64::consts::TAU;
                (100.0 + radius * angle.cos(), lat + radius * angle.sin())
            }).collect();
            let star = Polygon::new(LineString::from(ring), vec![]);
            let at = polygon_label_place(&star).expect("an inside");
            prop_assert!(star.contains(&Point::new(at.lon, at.lat)));
        }
    }
}
