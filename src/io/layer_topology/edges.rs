//! The edges of a layer: what cancels against a neighbour's, what is left, what meets what.

use std::collections::BTreeSet;

use geo::{Coord, LineString, Polygon};
use rayon::prelude::*;
use rstar::{AABB, RTree, RTreeObject};

use super::{Areas, LEAST_WIDTH_M};
use crate::base::coords::LonLatBox;
use crate::base::ground_area::ring_area;
use crate::base::rings::rings;

/// How near a neighbour's edge is to a gap's corner, degrees.
const NEAR: f64 = 1e-7;
/// Pairs of edges whose boxes meet that one overlay may have.
pub(super) const MOST_MEETINGS: usize = 2_000_000;

/// An edge that no neighbour runs along the other way.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Edge {
    /// Where it begins.
    pub(super) from: Coord<f64>,
    /// Where it ends.
    pub(super) to: Coord<f64>,
    /// Whose edge.
    pub(super) unit: u32,
}

impl RTreeObject for Edge {
    type Envelope = AABB<[f64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        AABB::from_corners([self.from.x, self.from.y], [self.to.x, self.to.y])
    }
}

impl Areas<'_> {
    /// The edges that do not cancel.
    pub(super) fn edges_left(&self, twins: &BTreeSet<usize>) -> Vec<Edge> {
        let counted = (0..self.units.len()).filter(|at| self.is_sound(*at) && !twins.contains(at));
        let mut edges: Vec<Edge> = counted
            .filter_map(|at| Some((at, self.unit(at)?)))
            .flat_map(|(at, unit)| {
                rings(&unit.boundary).flat_map(move |ring| {
                    ring.lines().map(move |line| Edge {
                        from: line.start,
                        to: line.end,
                        unit: at as u32,
                    })
                })
            })
            .collect();
        edges.par_sort_unstable_by_key(|edge| (undirected(edge), edge.unit, is_forward(edge)));
        let mut left = Vec::new();
        for same in edges.chunk_by(|a, b| undirected(a) == undirected(b)) {
            let forward = same.iter().filter(|edge| is_forward(edge)).count();
            let backward = same.len() - forward;
            let keep_forward = forward > backward;
            let surplus = forward.abs_diff(backward);
            let kept = same.iter().filter(|edge| is_forward(edge) == keep_forward);
            left.extend(kept.rev().take(surplus).copied());
        }
        left
    }
}

pub(super) fn bits(corner: Coord<f64>) -> [u64; 2] {
    // Adding zero turns −0 into 0.
    [(corner.x + 0.0).to_bits(), (corner.y + 0.0).to_bits()]
}

pub(super) fn is_forward(edge: &Edge) -> bool {
    bits(edge.from) < bits(edge.to)
}

pub(super) fn undirected(edge: &Edge) -> [[u64; 2]; 2] {
    let (a, b) = (bits(edge.from), bits(edge.to));
    if a < b { [a, b] } else { [b, a] }
}

pub(super) fn meets(edge: &Edge, other: LonLatBox) -> bool {
    let own = LonLatBox {
        west: edge.from.x.min(edge.to.x),
        south: edge.from.y.min(edge.to.y),
        east: edge.from.x.max(edge.to.x),
        north: edge.from.y.max(edge.to.y),
    };
    own.intersects(other)
}

/// The edges that run through a place, as near as an overlay keeps it.
pub(super) fn edges_at(edges: &RTree<Edge>, at: Coord<f64>) -> impl Iterator<Item = &Edge> {
    let around = AABB::from_corners([at.x - NEAR, at.y - NEAR], [at.x + NEAR, at.y + NEAR]);
    edges
        .locate_in_envelope_intersecting(around)
        .filter(move |edge| {
            let (way, off) = (edge.to - edge.from, at - edge.from);
            let length = way.x.hypot(way.y);
            let along = (off.x * way.x + off.y * way.y) / length;
            let aside = (off.x * way.y - off.y * way.x).abs() / length;
            aside <= NEAR && (-NEAR..=length + NEAR).contains(&along)
        })
}

/// How many pairs of edges have boxes that meet; `None` where there are too many to overlay.
pub(super) fn meetings(edges: Vec<Edge>, with: &[Edge]) -> Option<usize> {
    let tree = RTree::bulk_load(edges);
    let mut found = 0;
    for edge in with {
        found += tree
            .locate_in_envelope_intersecting(edge.envelope())
            .take(MOST_MEETINGS - found.min(MOST_MEETINGS) + 1)
            .count();
        if found > MOST_MEETINGS.max(with.len() * 16) {
            return None;
        }
    }
    Some(found)
}

/// Mean width of a thin shape: twice its area by its perimeter.
pub(super) fn mean_width(ring: &LineString<f64>, square_metres: f64) -> f64 {
    let shrink = ring
        .0
        .first()
        .map_or(1.0, |corner| corner.y.to_radians().cos());
    let around: f64 = ring
        .lines()
        .map(|line| (line.dx() * shrink).hypot(line.dy()) * 111_200.0)
        .sum();
    if around > 0.0 {
        2.0 * square_metres / around
    } else {
        0.0
    }
}

pub(super) fn is_no_rounding(part: &Polygon<f64>) -> bool {
    let square_metres = ring_area(part.exterior()).value().abs() * 1e6;
    mean_width(part.exterior(), square_metres) >= LEAST_WIDTH_M
}
