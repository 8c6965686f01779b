//! Winding numbers by exact predicates, from the edges that touch one cell alone.

use geo::Coord;
use geo::algorithm::kernels::{Kernel, Orientation, RobustKernel};

/// An edge with its lower end first.
#[derive(Debug, Clone, Copy)]
pub(super) struct Edge {
    pub(super) low: Coord<f64>,
    pub(super) high: Coord<f64>,
    /// 1 where the ring runs upward along it, -1 downward.
    pub(super) direction: i32,
}

/// Where a place lies to an edge at its height.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    West,
    On,
    East,
}

/// What is known of a ring at a cell: its winding number beside the cell's south-west corner.
///
/// Beside means a hair's breadth to the west and a far smaller one to the north, so that the corner lies on no edge.
#[derive(Debug, Clone, Copy)]
pub(super) struct Anchor {
    pub(super) corner: Coord<f64>,
    /// Sum of the directions of the edges strictly west of it.
    pub(super) winding: i32,
}

impl Anchor {
    /// Winding number of a ring about a place in (or within the slack of) the cell, `None` on an edge. `edges` are those of
    /// the ring that touch the cell.
    ///
    /// The way leads from the corner north (or south) to the place's height, then east: no other edge meets it.
    pub(super) fn winding_about(
        self,
        place: Coord<f64>,
        edges: impl Iterator<Item = Edge>,
    ) -> Option<i32> {
        let turn = Coord {
            x: self.corner.x,
            y: place.y,
        };
        let mut winding = self.winding;
        for edge in edges {
            match edge.side_of(place) {
                Some(Side::On) => return None,
                Some(side) if place.y < edge.high.y => {
                    let passed = i32::from(side == Side::East)
                        - i32::from(edge.side_of(turn) == Some(Side::East));
                    winding += edge.direction * passed;
                }
                Some(_) | None => {}
            }
            winding += edge.passed_northward(self.corner, turn);
        }
        Some(winding)
    }
}

impl Edge {
    pub(super) fn new(start: Coord<f64>, end: Coord<f64>) -> Self {
        if start.y <= end.y {
            Self {
                low: start,
                high: end,
                direction: 1,
            }
        } else {
            Self {
                low: end,
                high: start,
                direction: -1,
            }
        }
    }

    /// On which side of the edge the place lies; `None` where the edge does not reach the place's height.
    pub(super) fn side_of(&self, place: Coord<f64>) -> Option<Side> {
        if !(self.low.y <= place.y && place.y <= self.high.y) {
            return None;
        }
        if place.x > self.low.x.max(self.high.x) {
            return Some(Side::East);
        }
        if place.x < self.low.x.min(self.high.x) {
            return Some(Side::West);
        }
        Some(self.side_of_line(place))
    }

    /// The same for a place within the edge's box: the sign of a determinant, by exact arithmetic where rounding could
    /// change it (Shewchuk 1997: the bound is (3 + 16 ε) ε times the sum of the magnitudes).
    fn side_of_line(&self, place: Coord<f64>) -> Side {
        let left = (self.high.x - self.low.x) * (place.y - self.low.y);
        let right = (self.high.y - self.low.y) * (place.x - self.low.x);
        let turn = left - right;
        let bound = 3.330_669_1e-16 * (left.abs() + right.abs());
        if turn > bound {
            return Side::West;
        }
        if turn < -bound {
            return Side::East;
        }
        match RobustKernel::orient2d(self.low, self.high, place) {
            Orientation::CounterClockwise => Side::West,
            Orientation::Collinear => Side::On,
            Orientation::Clockwise => Side::East,
        }
    }

    /// What the winding number changes by on the way along a meridian, beside it to the west, from one height to another.
    fn passed_northward(&self, from: Coord<f64>, to: Coord<f64>) -> i32 {
        let (west, east) = if self.low.x <= self.high.x {
            (self.low, self.high)
        } else {
            (self.high, self.low)
        };
        if !(west.x < from.x && from.x <= east.x) {
            return 0;
        }
        let passed =
            i32::from(lies_below(west, east, to)) - i32::from(lies_below(west, east, from));
        // Northward over an edge that runs east the way goes from its right to its left.
        let runs_east = (self.direction > 0) == (self.low.x < self.high.x);
        if runs_east { -passed } else { passed }
    }
}

/// Whether an edge from west to east passes below a place, looked at a hair's breadth to the west of it and a far smaller
/// one to the north.
fn lies_below(west: Coord<f64>, east: Coord<f64>, place: Coord<f64>) -> bool {
    if place.y > west.y.max(east.y) {
        return true;
    }
    if place.y < west.y.min(east.y) {
        return false;
    }
    match RobustKernel::orient2d(west, east, place) {
        Orientation::CounterClockwise => true,
        Orientation::Clockwise => false,
        Orientation::Collinear => east.y >= west.y,
    }
}
