//! Places on roads: the nearest spot of the nearest link that is open to the traffic, never a junction for its own sake.

use rstar::primitives::{GeomWithData, Line};
use rstar::{AABB, PointDistance, RTree};

use super::graph::StreetGraph;
use super::search::{Search, UNREACHED};
use crate::base::coords::{LocalBox, LocalXy, LonLat};
use crate::base::projection::LocalProjection;
use crate::base::units::Metres;
use crate::model::road_network::RoadNetwork;

/// Nearer than this to the end of its link, metres, a spot is the junction itself.
const AT_END: f64 = 0.002;

/// A spot on a link; at its very beginning or end (0 or 1 along) it is the junction there, from which all its links lead.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spot {
    /// The link.
    pub link: u32,
    /// How far along it, as a share of its length, 0 at its first corner.
    pub along: f64,
    /// How far the place lies from it, metres.
    pub off: f64,
}

impl Spot {
    /// The junction it is, where it is one.
    #[must_use]
    pub fn junction(&self, graph: &StreetGraph) -> Option<u32> {
        let [begins, ends] = graph.ends(self.link)?;
        if self.along <= 0.0 {
            Some(begins)
        } else {
            (self.along >= 1.0).then_some(ends)
        }
    }
}

/// One straight piece of a link: where it begins and how long it is, as shares of the link.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Piece {
    link: u32,
    begins: f64,
    share: f64,
}

/// The links open to some traffic, to find the nearest to a place.
#[derive(Debug, Clone)]
pub struct Snapper {
    pieces: RTree<GeomWithData<Line<[f64; 2]>, Piece>>,
    projection: LocalProjection,
}

impl Snapper {
    /// Prepares the links that are open in a graph.
    #[must_use]
    pub fn new(network: &RoadNetwork, graph: &StreetGraph, projection: LocalProjection) -> Self {
        Self::of_links(network, projection, |link| graph.time(link).is_some())
    }

    /// Prepares those links that are wanted.
    #[must_use]
    pub fn of_links(
        network: &RoadNetwork,
        projection: LocalProjection,
        is_wanted: impl Fn(u32) -> bool,
    ) -> Self {
        let mut pieces = Vec::new();
        for (link, road) in (0u32..).zip(&network.links) {
            if !is_wanted(link) {
                continue;
            }
            let corners: Vec<[f64; 2]> = road
                .course
                .0
                .iter()
                .map(|corner| {
                    let at = projection.to_local(LonLat::from(*corner));
                    [at.x, at.y]
                })
                .collect();
            let lines = || corners.iter().zip(corners.iter().skip(1));
            let length = |a: &[f64; 2], b: &[f64; 2]| (a[0] - b[0]).hypot(a[1] - b[1]);
            let whole: f64 = lines().map(|(a, b)| length(a, b)).sum();
            let mut begins = 0.0;
            for (a, b) in lines() {
                let share = if whole > 0.0 {
                    length(a, b) / whole
                } else {
                    0.0
                };
                let piece = Piece {
                    link,
                    begins,
                    share,
                };
                pieces.push(GeomWithData::new(Line::new(*a, *b), piece));
                begins += share;
            }
        }
        Self {
            pieces: RTree::bulk_load(pieces),
            projection,
        }
    }

    /// The projection places are measured in.
    #[must_use]
    pub const fn projection(&self) -> &LocalProjection {
        &self.projection
    }

    /// The nearest spot to a place; `None` where no link is open. Of links equally near, the one that stands first in its file.
    #[must_use]
    pub fn nearest(&self, place: LonLat) -> Option<Spot> {
        let at = self.projection.to_local(place);
        self.nearest_local(at)
    }

    /// The same for a place in the projection.
    #[must_use]
    pub fn nearest_local(&self, at: LocalXy) -> Option<Spot> {
        nearest_among(&self.candidates(LocalBox { min: at, max: at }), at)
    }

    /// The pieces among which is the nearest to every place in a box.
    pub(in crate::analysis) fn candidates(&self, about: LocalBox) -> Vec<Candidate> {
        let middle = [
            f64::midpoint(about.min.x, about.max.x),
            f64::midpoint(about.min.y, about.max.y),
        ];
        let Some(nearest) = self.pieces.nearest_neighbor(middle) else {
            return Vec::new();
        };
        // Whoever is in the box is within half its diagonal of the middle, and so that much farther from this one at most.
        let half = about.width().0.hypot(about.height().0) / 2.0;
        let least = nearest.distance_2(&middle).sqrt();
        let grown = about.grown(Metres((least + half).mul_add(1.0 + 1e-9, 1e-3)));
        let envelope = AABB::from_corners([grown.min.x, grown.min.y], [grown.max.x, grown.max.y]);
        self.pieces
            .locate_in_envelope_intersecting(envelope)
            .map(|piece| Candidate::of(piece.geom(), piece.data))
            .collect()
    }
}

/// A piece that may be the nearest.
#[derive(Debug, Clone, Copy)]
pub(in crate::analysis) struct Candidate {
    from: [f64; 2],
    along: [f64; 2],
    /// One over the square of its length; 0 where it has none.
    inverse: f64,
    piece: Piece,
}

impl Candidate {
    fn of(line: &Line<[f64; 2]>, piece: Piece) -> Self {
        let along = [line.to[0] - line.from[0], line.to[1] - line.from[1]];
        let square = along[0] * along[0] + along[1] * along[1];
        Self {
            from: line.from,
            along,
            inverse: if square > 0.0 { 1.0 / square } else { 0.0 },
            piece,
        }
    }

    /// How far along it the nearest spot to a place is, as a share of it, and the square of how far off that is.
    fn nearest(&self, at: [f64; 2]) -> (f64, f64) {
        let (dx, dy) = (at[0] - self.from[0], at[1] - self.from[1]);
        let share = ((dx * self.along[0] + dy * self.along[1]) * self.inverse).clamp(0.0, 1.0);
        let (ox, oy) = (dx - share * self.along[0], dy - share * self.along[1]);
        (share, ox * ox + oy * oy)
    }
}

/// The nearest spot to a place on these pieces. Of links equally near, the one that stands first in its file.
pub(in crate::analysis) fn nearest_among(candidates: &[Candidate], at: LocalXy) -> Option<Spot> {
    let at = [at.x, at.y];
    let mut best: Option<(f64, f64, &Candidate)> = None;
    let order = |candidate: &Candidate| (candidate.piece.link, candidate.piece.begins);
    for candidate in candidates {
        let (share, off) = candidate.nearest(at);
        let nearer = best.is_none_or(|(least, _, known)| {
            off < least || (off <= least && order(candidate) < order(known))
        });
        if nearer {
            best = Some((off, share, candidate));
        }
    }
    let (off, share, candidate) = best?;
    let piece = candidate.piece;
    let metres = if candidate.inverse > 0.0 {
        candidate.inverse.sqrt().recip()
    } else {
        0.0
    };
    let along = if piece.begins <= 0.0 && share * metres < AT_END {
        0.0
    } else if piece.begins + piece.share >= 1.0 - 1e-9 && (1.0 - share) * metres < AT_END {
        1.0
    } else {
        piece.share.mul_add(share, piece.begins).clamp(0.0, 1.0)
    };
    Some(Spot {
        link: piece.link,
        along,
        off: off.sqrt(),
    })
}

/// How long the part of a link takes up to a share of it, milliseconds.
pub(in crate::analysis) fn part(time: u32, share: f64) -> u32 {
    (f64::from(time) * share).round() as u32
}

/// Where a journey that begins on a spot comes to: the ends of its link, with the time it takes to get there.
#[must_use]
pub fn seeds(graph: &StreetGraph, from: Spot) -> Vec<(u32, u32)> {
    let Some(time) = graph.time(from.link) else {
        return Vec::new();
    };
    let mut seeds = Vec::with_capacity(3);
    seeds.extend(from.junction(graph).map(|junction| (junction, 0)));
    if let Some(head) = graph.head(2 * from.link) {
        seeds.push((head, time - part(time, from.along)));
    }
    if graph.goes_both_ways(from.link)
        && let Some(head) = graph.head(2 * from.link + 1)
    {
        seeds.push((head, part(time, from.along)));
    }
    seeds
}

/// The time to a spot, milliseconds, in a search that began on another; [`UNREACHED`] where it was not reached.
#[must_use]
pub fn arrival(graph: &StreetGraph, search: &Search, from: Spot, to: Spot) -> u32 {
    arrival_by(graph, |node| search.time(node), from, to)
}

/// The same, given the time at which each node is come to from there.
#[must_use]
pub fn arrival_by(graph: &StreetGraph, time_at: impl Fn(u32) -> u32, from: Spot, to: Spot) -> u32 {
    let Some(time) = graph.time(to.link) else {
        return UNREACHED;
    };
    let entered = |link: u32, takes: u32| {
        let tails = graph.tails(link).iter();
        let least = tails.map(|tail| time_at(*tail)).min();
        least.map_or(UNREACHED, |least| least.saturating_add(takes))
    };
    let there = part(time, to.along);
    let mut best = entered(2 * to.link, there);
    if let Some(junction) = to.junction(graph) {
        let arrivals = graph.arrivals(junction).iter();
        let least = arrivals.map(|node| time_at(*node)).min();
        best = best.min(least.unwrap_or(UNREACHED));
    }
    let back = graph.goes_both_ways(to.link);
    if back {
        best = best.min(entered(2 * to.link + 1, time - there));
    }
    if from.link == to.link {
        let here = part(time, from.along);
        if there >= here {
            best = best.min(there - here);
        } else if back {
            best = best.min(here - there);
        }
    }
    best
}
