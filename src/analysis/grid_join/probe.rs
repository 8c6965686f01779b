//! The quick look: a ring in one cell, in whole numbers small enough to fit a line of the processor's cache.
//!
//! Edges are rounded to a lattice in the cell. Moving a curve does not change the winding number about a place that it does
//! not pass over, so wherever the rounded edges stay clear of a place by more than all rounding, their count is the true
//! one. Nearer than that the exact predicates decide ([`super::exact`]).

use geo::Coord;

/// Steps of the lattice along a cell's side.
const STEPS: f64 = 8192.0;
/// Edges come no nearer to a place than this many steps, or the look is not sure: more than the place (1) and the edges
/// (0.5) are moved.
const CLEARANCE: i32 = 2;
/// Edges are cut this far outside the cell, in cells: then no product of differences leaves 32 bits.
const REACH: f64 = 1.0;
/// A side of the cell counts as free where no edge comes nearer to it, in cells.
const FREE: f64 = 1.0 / 512.0;
/// Edges a probe holds.
pub(super) const MOST_EDGES: usize = 6;

/// An edge on the lattice, as the ring runs.
#[derive(Debug, Clone, Copy)]
struct LatticeEdge {
    x: i16,
    y: i16,
    to_x: i16,
    to_y: i16,
}

/// Reaches no place's height and is near none.
const NO_EDGE: LatticeEdge = LatticeEdge {
    x: i16::MAX,
    y: i16::MAX,
    to_x: i16::MAX,
    to_y: i16::MAX,
};

/// The side of the cell from which edges are counted: one that no edge touches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Facing {
    West = 0,
    East = 1,
    South = 2,
    North = 3,
}

/// What a place learns from one ring in one cell.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
pub(super) struct Probe {
    edges: [LatticeEdge; MOST_EDGES],
    /// Where to go with a place inside the ring, and with one outside.
    pub(super) inside: u32,
    pub(super) outside: u32,
    /// Winding number along the side counted from.
    winding: i16,
    facing: u8,
    /// The look is never sure: too many edges, or no free side.
    blind: bool,
}

impl Probe {
    /// A probe that leaves everything to the exact predicates.
    pub(super) const fn blind(inside: u32, outside: u32) -> Self {
        Self {
            edges: [NO_EDGE; MOST_EDGES],
            inside,
            outside,
            winding: 0,
            facing: 0,
            blind: true,
        }
    }

    /// Where to go next with a place in the cell, given in cells from its south-west corner; `None` where unsure.
    #[inline]
    pub(super) fn next(&self, place: Coord<f64>) -> Option<u32> {
        let (x, y) = ((place.x * STEPS) as i32, (place.y * STEPS) as i32);
        let (across, along) = if self.facing & 2 == 0 { (x, y) } else { (y, x) };
        let across = if self.facing & 1 == 0 {
            across
        } else {
            -across
        };
        let mut winding = i32::from(self.winding);
        let mut unsure = self.blind;
        for edge in &self.edges {
            let (low, high) = (i32::from(edge.y), i32::from(edge.to_y));
            let run = i32::from(edge.to_x) - i32::from(edge.x);
            let rise = high - low;
            let turn = run * (along - low) - rise * (across - i32::from(edge.x));
            unsure |= turn.abs() < CLEARANCE * (run.abs() + rise.abs());
            let (begun, ended) = (low <= along, high <= along);
            winding += (i32::from(begun) - i32::from(ended)) * i32::from((turn < 0) == begun);
        }
        let next = if winding == 0 {
            self.outside
        } else {
            self.inside
        };
        (!unsure).then_some(next)
    }
}

/// The edges of a ring that touch a cell, in cells from its south-west corner.
#[derive(Debug, Default)]
pub(super) struct LocalEdges {
    edges: Vec<[Coord<f64>; 2]>,
    /// For each [`Facing`] whether an edge touches that side.
    touched: [bool; 4],
}

impl LocalEdges {
    pub(super) fn clear(&mut self) {
        self.edges.clear();
        self.touched = [false; 4];
    }

    pub(super) fn push(&mut self, start: Coord<f64>, end: Coord<f64>) {
        let low = Coord {
            x: start.x.min(end.x),
            y: start.y.min(end.y),
        };
        let high = Coord {
            x: start.x.max(end.x),
            y: start.y.max(end.y),
        };
        let flipped = [start, end].map(|place| Coord {
            x: place.y,
            y: place.x,
        });
        self.touched[0] |= low.x <= FREE && touches_side([start, end], 0.0);
        self.touched[1] |= high.x >= 1.0 - FREE && touches_side([start, end], 1.0);
        self.touched[2] |= low.y <= FREE && touches_side(flipped, 0.0);
        self.touched[3] |= high.y >= 1.0 - FREE && touches_side(flipped, 1.0);
        self.edges.push([start, end]);
    }

    /// A side that no edge touches.
    pub(super) fn free_side(&self) -> Option<Facing> {
        let sides = [Facing::West, Facing::South, Facing::East, Facing::North];
        sides.into_iter().find(|&side| !self.touched[side as usize])
    }

    /// A probe that counts from a free side, given the winding number there. `None` where the lattice is too coarse.
    pub(super) fn probe(
        &self,
        facing: Facing,
        winding: i32,
        inside: u32,
        outside: u32,
    ) -> Option<Probe> {
        // A single mirror turns left into right.
        let mirrored = matches!(facing, Facing::East | Facing::South);
        let mut probe = Probe {
            winding: i16::try_from(if mirrored { -winding } else { winding }).ok()?,
            facing: facing as u8,
            blind: false,
            ..Probe::blind(inside, outside)
        };
        let mut slots = probe.edges.iter_mut();
        for &[start, end] in &self.edges {
            let Some([start, end]) = cut(start, end) else {
                continue;
            };
            let (x, y) = facing.on_lattice(start);
            let (to_x, to_y) = facing.on_lattice(end);
            if (x, y) == (to_x, to_y) {
                return None;
            }
            *slots.next()? = LatticeEdge { x, y, to_x, to_y };
        }
        Some(probe)
    }
}

impl Facing {
    /// The nearest place of the lattice, turned so that edges are counted from the west.
    fn on_lattice(self, place: Coord<f64>) -> (i16, i16) {
        let step = |place: f64| (place * STEPS).round() as i16;
        let (x, y) = (step(place.x), step(place.y));
        match self {
            Self::West => (x, y),
            Self::East => (-x, y),
            Self::South => (y, x),
            Self::North => (-y, x),
        }
    }
}

/// Whether an edge comes near the western (0) or eastern (1) side of the cell.
fn touches_side([start, end]: [Coord<f64>; 2], side: f64) -> bool {
    let run = end.x - start.x;
    let height = |x: f64| {
        let share = ((x - start.x) / run).clamp(0.0, 1.0);
        start.y + share * (end.y - start.y)
    };
    // Too steep to tell where: all of it.
    let (one, other) = if run.abs() < FREE {
        (start.y, end.y)
    } else {
        (height(side - FREE), height(side + FREE))
    };
    one.min(other) <= 1.0 + FREE && one.max(other) >= -FREE
}

/// The part of an edge within reach of the cell (Liang and Barsky 1984).
fn cut(start: Coord<f64>, end: Coord<f64>) -> Option<[Coord<f64>; 2]> {
    let within = |value: f64| (-REACH..=1.0 + REACH).contains(&value);
    if within(start.x) && within(start.y) && within(end.x) && within(end.y) {
        return Some([start, end]);
    }
    let (run, rise) = (end.x - start.x, end.y - start.y);
    let (mut from, mut to) = (0.0f64, 1.0f64);
    for (begin, length) in [(start.x, run), (start.y, rise)] {
        if length == 0.0 {
            if !within(begin) {
                return None;
            }
            continue;
        }
        let (one, other) = ((-REACH - begin) / length, (1.0 + REACH - begin) / length);
        from = from.max(one.min(other));
        to = to.min(one.max(other));
    }
    let at = |share: f64| Coord {
        x: start.x + share * run,
        y: start.y + share * rise,
    };
    (from <= to).then(|| [at(from), at(to)])
}
