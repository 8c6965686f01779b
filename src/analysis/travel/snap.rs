//! Places on roads: the nearest spot of the nearest link that is open to the traffic, never a junction for its own sake.

use rstar::primitives::{GeomWithData, Line};
use rstar::{PointDistance, RTree};

use super::graph::StreetGraph;
use super::search::{Search, UNREACHED};
use crate::base::coords::{LocalXy, LonLat};
use crate::base::projection::LocalProjection;
use crate::model::road_network::RoadNetwork;

/// A spot on a link.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spot {
    /// The link.
    pub link: u32,
    /// How far along it, as a share of its length, 0 at its first corner.
    pub along: f64,
    /// How far the place lies from it, metres.
    pub off: f64,
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
        let mut pieces = Vec::new();
        for (link, road) in (0u32..).zip(&network.links) {
            if graph.time(link).is_none() {
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
        let query = [at.x, at.y];
        let mut near = self.pieces.nearest_neighbor_iter(query);
        let first = near.next()?;
        let least = first.distance_2(&query);
        let mut best = first;
        for other in near {
            if other.distance_2(&query) > least {
                break;
            }
            if (other.data.link, other.data.begins) < (best.data.link, best.data.begins) {
                best = other;
            }
        }
        let line = best.geom();
        let (dx, dy) = (line.to[0] - line.from[0], line.to[1] - line.from[1]);
        let square = dx.mul_add(dx, dy * dy);
        let along = if square > 0.0 {
            (((query[0] - line.from[0]) * dx + (query[1] - line.from[1]) * dy) / square)
                .clamp(0.0, 1.0)
        } else {
            0.0
        };
        Some(Spot {
            link: best.data.link,
            along: best
                .data
                .share
                .mul_add(along, best.data.begins)
                .clamp(0.0, 1.0),
            off: least.sqrt(),
        })
    }
}

/// How long the part of a link takes up to a share of it, milliseconds.
fn part(time: u32, share: f64) -> u32 {
    (f64::from(time) * share).round() as u32
}

/// Where a journey that begins on a spot comes to: the ends of its link, with the time it takes to get there.
#[must_use]
pub fn seeds(graph: &StreetGraph, from: Spot) -> Vec<(u32, u32)> {
    let Some(time) = graph.time(from.link) else {
        return Vec::new();
    };
    let mut seeds = Vec::with_capacity(2);
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
    let Some(time) = graph.time(to.link) else {
        return UNREACHED;
    };
    let entered = |link: u32, takes: u32| {
        let tails = graph.tails(link).iter();
        let least = tails.map(|tail| search.time(*tail)).min();
        least.map_or(UNREACHED, |least| least.saturating_add(takes))
    };
    let there = part(time, to.along);
    let mut best = entered(2 * to.link, there);
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
