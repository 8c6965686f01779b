//! Whether the rings of one feature cross, and which ring lies in which: one sweep, n log n in the corners.
//!
//! Method: Shamos & Hoey 1976 with exact orientation tests (Shewchuk), so the sweep's order never goes wrong before the
//! first crossing, and it stops there. At every corner the arms of all rings through it are sorted by angle: rings may
//! touch in a point, but a word of arms that does not reduce to nothing is a crossing, and two arms in one direction are
//! a stretch walked twice. Hostile rings (a million teeth, a star of 3,000 points) cost no more than honest ones.

use std::cmp::Ordering;

use geo::Coord;
use geo::algorithm::kernels::{Kernel, Orientation, RobustKernel};

use super::sweep_line::SweepLine;

/// What the sweep found.
#[derive(Debug, Clone, PartialEq)]
pub enum Rings {
    /// Two rings (or one and itself) cross or share a stretch.
    Cross {
        /// A place where they do.
        at: Coord<f64>,
        /// Their positions; twice the same where a ring crosses itself.
        rings: (usize, usize),
    },
    /// No two cross.
    Nested {
        /// Per ring the innermost other ring around it.
        parents: Vec<Option<usize>>,
        /// Where rings touch, others or themselves, without crossing: every pass through such a place, places in order.
        touches: Vec<Touch>,
    },
}

/// A ring's pass through a place that another pass goes through too.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Touch {
    /// The place.
    pub at: Coord<f64>,
    /// Whose pass.
    pub ring: usize,
}

/// Sweeps over closed rings (last corner = first, at least three different corners, none twice in a row).
#[must_use]
pub fn sweep(rings: &[&[Coord<f64>]]) -> Rings {
    let mut sweep = Sweep::new(rings);
    match sweep.run() {
        Some((at, rings)) => Rings::Cross { at, rings },
        None => Rings::Nested {
            parents: sweep.parents,
            touches: sweep.touches,
        },
    }
}

type Found = (Coord<f64>, (usize, usize));

struct Sweep {
    /// Corners of all rings, without the closing ones.
    corners: Vec<Coord<f64>>,
    ring_of: Vec<u32>,
    /// First corner of each ring, and one past the last.
    starts: Vec<u32>,
    counter_clockwise: Vec<bool>,
    line: SweepLine,
    parents: Vec<Option<usize>>,
    begun: Vec<bool>,
    touches: Vec<Touch>,
}

/// One way out of a corner along an edge.
#[derive(Debug, Clone, Copy)]
struct Arm {
    to: Coord<f64>,
    edge: u32,
    /// Both arms of one pass of a ring through the corner carry the same number.
    pass: u32,
}

impl Sweep {
    fn new(rings: &[&[Coord<f64>]]) -> Self {
        let count = rings.iter().map(|ring| ring.len().saturating_sub(1)).sum();
        let mut corners = Vec::with_capacity(count);
        let mut ring_of = Vec::with_capacity(count);
        let mut starts = vec![0];
        let mut counter_clockwise = Vec::with_capacity(rings.len());
        for (ring, number) in rings.iter().zip(0_u32..) {
            let open = ring.get(..ring.len().saturating_sub(1)).unwrap_or_default();
            // Adding zero turns −0 into 0: the order of corners must agree with their equality.
            corners.extend(open.iter().map(|corner| Coord {
                x: corner.x + 0.0,
                y: corner.y + 0.0,
            }));
            ring_of.resize(corners.len(), number);
            starts.push(corners.len() as u32);
            counter_clockwise.push(runs_counter_clockwise(open));
        }
        Self {
            corners,
            ring_of,
            starts,
            counter_clockwise,
            line: SweepLine::default(),
            parents: vec![None; rings.len()],
            begun: vec![false; rings.len()],
            touches: Vec::new(),
        }
    }

    fn run(&mut self) -> Option<Found> {
        let mut order: Vec<u32> = (0..self.corners.len() as u32).collect();
        order.sort_unstable_by(|a, b| before(self.corner(*a), self.corner(*b)).then(a.cmp(b)));
        let (mut left, mut right) = (Vec::new(), Vec::new());
        let mut rest = order.as_slice();
        while let Some(first) = rest.first() {
            let at = self.corner(*first);
            let same = rest
                .iter()
                .take_while(|corner| self.corner(**corner) == at)
                .count();
            let (here, later) = rest.split_at(same);
            rest = later;
            left.clear();
            right.clear();
            if let Some(found) = self.visit(at, here, &mut left, &mut right) {
                return Some(found);
            }
        }
        None
    }

    /// All passes through one place: looks for crossings in it, then moves the sweep line across it.
    fn visit(
        &mut self,
        at: Coord<f64>,
        here: &[u32],
        left: &mut Vec<Arm>,
        right: &mut Vec<Arm>,
    ) -> Option<Found> {
        for (corner, pass) in here.iter().zip(0_u32..) {
            for edge in [self.previous(*corner), *corner] {
                let far = if edge == *corner {
                    self.next(edge)
                } else {
                    edge
                };
                let to = self.corner(far);
                let arm = Arm { to, edge, pass };
                if before(to, at) == Ordering::Less {
                    left.push(arm);
                } else {
                    right.push(arm);
                }
            }
        }
        let run = self.line.locate(|edge| self.side(edge, at));
        for (edge, pass) in self.line.run(&run).zip(here.len() as u32..) {
            let (from, to) = self.ends(edge);
            if to != at {
                left.push(Arm {
                    to: from,
                    edge,
                    pass,
                });
                right.push(Arm { to, edge, pass });
            }
        }
        if run.length != left.len() {
            // Cannot be before the first crossing; if it is, something crosses here.
            return Some(self.named(at, left, right));
        }
        if arms_cross(at, left, right) {
            return Some(self.named(at, left, right));
        }
        self.note_touches(at, left, right);
        let edges: Vec<u32> = right.iter().map(|arm| arm.edge).collect();
        let place = self.line.replace(&run, &edges);
        self.note_parents(here, right, place.below);
        let lowest = edges.first().copied().or(place.above);
        let highest = edges.last().copied().or(place.below);
        [(place.below, lowest), (highest, place.above)]
            .into_iter()
            .find_map(|pair| match pair {
                (Some(low), Some(high)) => self.crossing(low, high),
                _ => None,
            })
    }

    /// Every pass through a place that has several.
    fn note_touches(&mut self, at: Coord<f64>, left: &[Arm], right: &[Arm]) {
        if left.len() + right.len() <= 2 {
            return;
        }
        let mut passes: Vec<(u32, usize)> = left
            .iter()
            .chain(right)
            .map(|arm| (arm.pass, self.ring(arm.edge)))
            .collect();
        passes.sort_unstable();
        passes.dedup();
        let passes = passes.into_iter().map(|(_, ring)| Touch { at, ring });
        self.touches.extend(passes);
    }

    /// The two rings to name for a crossing at a corner: those of two different passes where there are two.
    fn named(&self, at: Coord<f64>, left: &[Arm], right: &[Arm]) -> Found {
        let arms = || right.iter().chain(left);
        let first = arms().next();
        let ring = |arm: Option<&Arm>| arm.map_or(0, |arm| self.ring(arm.edge));
        let other = arms()
            .find(|arm| first.is_some_and(|first| self.ring(first.edge) != self.ring(arm.edge)));
        let (a, b) = (ring(first), ring(other.or(first)));
        (at, (a.min(b), a.max(b)))
    }

    /// For every ring whose leftmost corner this is: the ring it lies in, by the edge right below it.
    fn note_parents(&mut self, here: &[u32], right: &[Arm], below: Option<u32>) {
        for corner in here {
            let ring = self.ring(*corner);
            if self.begun.get(ring).copied().unwrap_or(true) {
                continue;
            }
            let position = right.iter().position(|arm| self.ring(arm.edge) == ring);
            let under = match position {
                Some(0) | None => below,
                Some(position) => right.get(position - 1).map(|arm| arm.edge),
            };
            let parent = under.and_then(|edge| self.around_above(edge));
            if let (Some(begun), Some(slot)) =
                (self.begun.get_mut(ring), self.parents.get_mut(ring))
            {
                *begun = true;
                *slot = parent;
            }
        }
    }

    /// The ring in which what lies just above an edge lies.
    fn around_above(&self, edge: u32) -> Option<usize> {
        let ring = self.ring(edge);
        let (from, _) = self.ends(edge);
        let rightwards = self.corner(edge) == from;
        let counter_clockwise = self.counter_clockwise.get(ring).copied().unwrap_or(true);
        if rightwards == counter_clockwise {
            Some(ring)
        } else {
            self.parents.get(ring).copied().flatten()
        }
    }

    fn crossing(&self, low: u32, high: u32) -> Option<Found> {
        let ((a, b), (c, d)) = (self.ends(low), self.ends(high));
        let apart = |p, q, r, s| {
            let (one, other) = (
                RobustKernel::orient2d(p, q, r),
                RobustKernel::orient2d(p, q, s),
            );
            one != other && one != Orientation::Collinear && other != Orientation::Collinear
        };
        if !(apart(a, b, c, d) && apart(c, d, a, b)) {
            return None;
        }
        let (one, other) = (self.ring(low), self.ring(high));
        Some((meeting(a, b, c, d), (one.min(other), one.max(other))))
    }

    /// Where a place lies against an edge: above it, on it, below it.
    fn side(&self, edge: u32, at: Coord<f64>) -> Ordering {
        let (from, to) = self.ends(edge);
        match RobustKernel::orient2d(from, to, at) {
            Orientation::CounterClockwise => Ordering::Less,
            Orientation::Collinear => Ordering::Equal,
            Orientation::Clockwise => Ordering::Greater,
        }
    }

    /// The ends of an edge, left (or lower) one first.
    fn ends(&self, edge: u32) -> (Coord<f64>, Coord<f64>) {
        let (a, b) = (self.corner(edge), self.corner(self.next(edge)));
        if before(a, b) == Ordering::Less {
            (a, b)
        } else {
            (b, a)
        }
    }

    fn corner(&self, corner: u32) -> Coord<f64> {
        self.corners
            .get(corner as usize)
            .copied()
            .unwrap_or(Coord { x: 0.0, y: 0.0 })
    }

    fn ring(&self, corner: u32) -> usize {
        self.ring_of
            .get(corner as usize)
            .map_or(0, |ring| *ring as usize)
    }

    fn bounds(&self, corner: u32) -> (u32, u32) {
        let ring = self.ring(corner);
        let bound = |at: usize| self.starts.get(at).copied().unwrap_or(0);
        (bound(ring), bound(ring + 1))
    }

    fn next(&self, corner: u32) -> u32 {
        let (start, end) = self.bounds(corner);
        if corner + 1 == end { start } else { corner + 1 }
    }

    fn previous(&self, corner: u32) -> u32 {
        let (start, end) = self.bounds(corner);
        if corner == start { end - 1 } else { corner - 1 }
    }
}

/// Sorts the arms by angle; whether two lie in one direction or two passes cross.
fn arms_cross(at: Coord<f64>, left: &mut [Arm], right: &mut [Arm]) -> bool {
    let mut shared = false;
    for arms in [&mut *right, &mut *left] {
        if arms.len() > 1 {
            arms.sort_by(|a, b| turn(at, a.to, b.to).then(a.edge.cmp(&b.edge)));
            shared |= arms
                .iter()
                .zip(arms.iter().skip(1))
                .any(|(a, b)| turn(at, a.to, b.to) == Ordering::Equal);
        }
    }
    if shared || left.len() + right.len() <= 2 {
        return shared;
    }
    // Passes that only touch nest like brackets around the corner.
    let mut open: Vec<u32> = Vec::new();
    for arm in right.iter().chain(left.iter()) {
        if open.last() == Some(&arm.pass) {
            open.pop();
        } else {
            open.push(arm.pass);
        }
    }
    !open.is_empty()
}

fn before(a: Coord<f64>, b: Coord<f64>) -> Ordering {
    a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y))
}

/// Angular order about `at` within a half-plane: counter-clockwise first to last.
fn turn(at: Coord<f64>, a: Coord<f64>, b: Coord<f64>) -> Ordering {
    match RobustKernel::orient2d(at, a, b) {
        Orientation::CounterClockwise => Ordering::Less,
        Orientation::Collinear => Ordering::Equal,
        Orientation::Clockwise => Ordering::Greater,
    }
}

/// By the turn at the lowest of the leftmost corners: exact.
fn runs_counter_clockwise(open: &[Coord<f64>]) -> bool {
    let count = open.len();
    let lowest = (0..count).min_by(|a, b| match (open.get(*a), open.get(*b)) {
        (Some(a), Some(b)) => before(*a, *b),
        _ => Ordering::Equal,
    });
    let Some(lowest) = lowest else {
        return true;
    };
    let corner = |at: usize| open.get(at % count).copied().unwrap_or_default();
    let (previous, next) = (corner(lowest + count - 1), corner(lowest + 1));
    RobustKernel::orient2d(previous, corner(lowest), next) != Orientation::Clockwise
}

/// Where two crossing segments meet, as well as `f64` can say.
fn meeting(a: Coord<f64>, b: Coord<f64>, c: Coord<f64>, d: Coord<f64>) -> Coord<f64> {
    let (u, v) = (b - a, d - c);
    let bottom = u.x * v.y - u.y * v.x;
    let along = ((c.x - a.x) * v.y - (c.y - a.y) * v.x) / bottom;
    let along = if along.is_finite() {
        along.clamp(0.0, 1.0)
    } else {
        0.5
    };
    Coord {
        x: a.x + along * u.x,
        y: a.y + along * u.y,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ring(corners: &[(f64, f64)]) -> Vec<Coord<f64>> {
        let mut ring: Vec<Coord<f64>> = corners
            .iter()
            .map(|(x, y)| Coord { x: *x, y: *y })
            .collect();
        ring.extend(ring.first().copied());
        ring
    }

    fn nested(rings: &[Vec<Coord<f64>>]) -> Option<Vec<Option<usize>>> {
        let rings: Vec<&[Coord<f64>]> = rings.iter().map(Vec::as_slice).collect();
        match sweep(&rings) {
            Rings::Nested { parents, .. } => Some(parents),
            Rings::Cross { .. } => None,
        }
    }

    fn square(from: f64, to: f64) -> Vec<Coord<f64>> {
        ring(&[(from, from), (to, from), (to, to), (from, to)])
    }

    #[test]
    fn a_bow_tie_crosses_itself_in_its_knot() {
        let tie = ring(&[(0.0, 0.0), (2.0, 2.0), (2.0, 0.0), (0.0, 2.0)]);
        let found = sweep(&[&tie]);
        let wanted = Rings::Cross {
            at: Coord { x: 1.0, y: 1.0 },
            rings: (0, 0),
        };
        assert_eq!(found, wanted);
    }

    #[test]
    fn a_bow_tie_knotted_in_a_corner_crosses_itself_too() {
        let tie = ring(&[
            (0.0, 0.0),
            (1.0, 1.0),
            (2.0, 2.0),
            (2.0, 0.0),
            (1.0, 1.0),
            (0.0, 2.0),
        ]);
        assert_eq!(nested(&[tie]), None);
    }

    #[test]
    fn a_ring_may_touch_itself_in_a_point() {
        let touching = ring(&[(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (2.0, 0.0), (0.0, 4.0)]);
        assert_eq!(nested(&[touching]), Some(vec![None]));
        let pinched = ring(&[
            (0.0, 0.0),
            (2.0, 1.0),
            (4.0, 0.0),
            (4.0, 2.0),
            (2.0, 1.0),
            (0.0, 2.0),
        ]);
        assert_eq!(nested(&[pinched]), Some(vec![None]));
    }

    #[test]
    fn where_a_ring_touches_itself_is_told() {
        let pinched = ring(&[
            (0.0, 0.0),
            (2.0, 1.0),
            (4.0, 0.0),
            (4.0, 2.0),
            (2.0, 1.0),
            (0.0, 2.0),
        ]);
        let touch = |ring: &[Coord<f64>]| match sweep(&[ring]) {
            Rings::Nested { touches, .. } => touches
                .iter()
                .map(|touch| (touch.at.x, touch.at.y))
                .collect(),
            Rings::Cross { .. } => Vec::new(),
        };
        assert_eq!(touch(&pinched), [(2.0, 1.0); 2]);
        assert_eq!(touch(&square(0.0, 1.0)), []);
    }

    #[test]
    fn a_spike_is_a_stretch_walked_twice() {
        let spike = ring(&[
            (0.0, 0.0),
            (4.0, 0.0),
            (4.0, 4.0),
            (6.0, 6.0),
            (4.0, 4.0),
            (0.0, 4.0),
        ]);
        assert_eq!(nested(&[spike]), None);
    }

    #[test]
    fn rings_know_which_ring_they_lie_in() {
        let rings = [
            square(0.0, 10.0),
            square(1.0, 4.0),
            square(2.0, 3.0),
            square(5.0, 6.0),
            square(11.0, 12.0),
        ];
        assert_eq!(
            nested(&rings),
            Some(vec![None, Some(0), Some(1), Some(0), None])
        );
    }

    #[test]
    fn a_hole_that_touches_its_outer_ring_lies_in_it_still() {
        let hole = ring(&[(0.0, 5.0), (3.0, 4.0), (3.0, 6.0)]);
        assert_eq!(
            nested(&[square(0.0, 10.0), hole]),
            Some(vec![None, Some(0)])
        );
        let outside = ring(&[(10.0, 5.0), (13.0, 4.0), (13.0, 6.0)]);
        assert_eq!(
            nested(&[square(0.0, 10.0), outside]),
            Some(vec![None, None])
        );
    }

    #[test]
    fn the_same_ring_twice_is_a_shared_stretch() {
        assert_eq!(nested(&[square(0.0, 1.0), square(0.0, 1.0)]), None);
    }

    #[test]
    fn a_million_long_teeth_are_sound_and_a_star_of_thousands_is_not() {
        // A diagonal ladder: every tooth's box overlaps every other's.
        let teeth = 250_000;
        let ladder: Vec<(f64, f64)> = (0..teeth)
            .flat_map(|tooth| {
                let y = f64::from(tooth);
                [
                    (y, y),
                    (1e6 + y, y + 0.25),
                    (1e6 + y, y + 0.5),
                    (y, y + 0.75),
                ]
            })
            .chain([(-1.0, f64::from(teeth)), (-1.0, 0.0)])
            .collect();
        assert_eq!(nested(&[ring(&ladder)]), Some(vec![None]));
        let star: Vec<(f64, f64)> = (0..3_001)
            .map(|point| {
                let angle = f64::from(point) * 1_500.0 / 3_001.0 * std::f64::consts::TAU;
                (angle.cos(), angle.sin())
            })
            .collect();
        assert_eq!(nested(&[ring(&star)]), None);
    }

    /// All pairs of edges, all corners: quadratic, and nothing shared with the sweep but the orientation test.
    fn crosses_by_brute_force(ring: &[Coord<f64>]) -> bool {
        use geo::{
            Line,
            line_intersection::{LineIntersection, line_intersection},
        };
        let edges: Vec<Line<f64>> = ring
            .windows(2)
            .map(|pair| Line::new(pair[0], pair[1]))
            .collect();
        for (at, a) in edges.iter().enumerate() {
            for b in edges.iter().skip(at + 1) {
                match line_intersection(*a, *b) {
                    Some(LineIntersection::Collinear { intersection })
                        if intersection.start != intersection.end =>
                    {
                        return true;
                    }
                    Some(LineIntersection::SinglePoint {
                        is_proper: true, ..
                    }) => return true,
                    Some(_) | None => {}
                }
            }
        }
        false
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn the_sweep_finds_what_comparing_all_pairs_finds(
            corners in proptest::collection::vec((0..9_i32, 0..9_i32), 3..14),
        ) {
            let mut corners: Vec<(f64, f64)> = corners.iter().map(|(x, y)| (f64::from(*x), f64::from(*y))).collect();
            corners.dedup();
            if corners.first() == corners.last() { corners.pop(); }
            prop_assume!(corners.len() >= 3);
            let ring = ring(&corners);
            let brute = crosses_by_brute_force(&ring);
            let found = nested(std::slice::from_ref(&ring)).is_none();
            // Passing through a corner or an edge's inside without a proper crossing is the sweep's own find.
            if brute { prop_assert!(found, "missed"); }
            if found && !brute {
                prop_assert!(!is_simple_apart_from_touches(&ring), "invented");
            }
        }

        #[test]
        fn the_sweep_agrees_with_all_pairs_on_corners_in_general_position(
            corners in proptest::collection::vec((0.0..1.0_f64, 0.0..1.0_f64), 3..12),
        ) {
            let ring = ring(&corners);
            prop_assert_eq!(nested(std::slice::from_ref(&ring)).is_none(), crosses_by_brute_force(&ring));
        }
    }

    /// Pulls every pass a hair to its own inside: touches come apart, crossings stay.
    fn is_simple_apart_from_touches(ring: &[Coord<f64>]) -> bool {
        let open = &ring[..ring.len() - 1];
        let count = open.len();
        [1e-4, -1e-4].iter().any(|pull| {
            let mut pulled: Vec<Coord<f64>> = (0..count)
                .map(|at| {
                    let (a, b, c) = (
                        open[(at + count - 1) % count],
                        open[at],
                        open[(at + 1) % count],
                    );
                    let unit = |from: Coord<f64>, to: Coord<f64>| {
                        let way = to - from;
                        way / way.x.hypot(way.y)
                    };
                    let (u, v) = (unit(a, b), unit(b, c));
                    let normal = Coord {
                        x: -(u.y + v.y),
                        y: u.x + v.x,
                    };
                    b + normal * *pull
                })
                .collect();
            pulled.push(pulled[0]);
            !crosses_by_brute_force(&pulled)
        })
    }
}
