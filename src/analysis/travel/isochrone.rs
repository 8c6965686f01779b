//! What is reached within a time: the streets, to the metre, and the ground along them.

use geo::{Area, Buffer, Coord, LineString, MultiLineString, MultiPolygon};

use super::graph::StreetGraph;
use super::search::{Search, UNREACHED};
use super::snap::{Spot, seeds};
use crate::analysis::road_facts::length;
use crate::base::coords::{LocalXy, LonLat};
use crate::base::projection::LocalProjection;
use crate::base::units::Km2;
use crate::model::road_network::RoadNetwork;

/// How far the ground along a street reaches to either side, metres: to the houses that stand on it, not over what lies behind.
const BESIDE: f64 = 30.0;

/// What is reached.
#[derive(Debug, Clone, PartialEq)]
pub struct Isochrone {
    /// The streets that are reached, each stretch once, WGS 84.
    pub streets: MultiLineString<f64>,
    /// How long they are together, km.
    pub km: f64,
    /// Junctions that are reached.
    pub junctions: usize,
}

/// The streets reached from a spot within a limit, milliseconds.
#[must_use]
pub fn isochrone(
    network: &RoadNetwork,
    graph: &StreetGraph,
    search: &mut Search,
    from: Spot,
    limit: u32,
) -> Isochrone {
    search.run(graph, &seeds(graph, from), limit);
    let mut streets = Vec::new();
    let mut metres = 0.0;
    for (link, road) in (0u32..).zip(&network.links) {
        for (begin, end) in reached_parts(graph, search, from, limit, link) {
            metres += (end - begin) * length(network, link as usize);
            streets.extend(cut_out(&road.course, begin, end));
        }
    }
    let arrived = |junction: &u32| {
        let nodes = graph.arrivals(*junction).iter();
        nodes
            .map(|node| search.time(*node))
            .min()
            .unwrap_or(UNREACHED)
            <= limit
    };
    Isochrone {
        streets: MultiLineString(streets),
        km: metres / 1000.0,
        junctions: (0..network.joints.junctions.len() as u32)
            .filter(arrived)
            .count(),
    }
}

/// Which parts of a link are reached, as shares of it, each once.
fn reached_parts(
    graph: &StreetGraph,
    search: &Search,
    from: Spot,
    limit: u32,
    link: u32,
) -> Vec<(f64, f64)> {
    let Some(time) = graph.time(link) else {
        return Vec::new();
    };
    // How much of the link is left to go with so much time.
    let share = |left: u32| {
        if time == 0 {
            1.0
        } else {
            (f64::from(left) / f64::from(time)).min(1.0)
        }
    };
    let entered = |directed: u32| {
        let tails = graph.tails(directed).iter();
        let least = tails
            .map(|tail| search.time(*tail))
            .min()
            .unwrap_or(UNREACHED);
        limit.checked_sub(least).map(share)
    };
    let back = graph.goes_both_ways(link);
    let mut parts = Vec::with_capacity(3);
    parts.extend(entered(2 * link).map(|share| (0.0, share)));
    if back {
        parts.extend(entered(2 * link + 1).map(|share| (1.0 - share, 1.0)));
    }
    if from.link == link {
        let reach = share(limit);
        let behind = if back { reach } else { 0.0 };
        parts.push((
            (from.along - behind).max(0.0),
            (from.along + reach).min(1.0),
        ));
    }
    parts.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut joined: Vec<(f64, f64)> = Vec::with_capacity(parts.len());
    for (begin, end) in parts {
        match joined.last_mut() {
            Some(last) if begin <= last.1 => last.1 = last.1.max(end),
            _ => joined.push((begin, end)),
        }
    }
    joined.retain(|(begin, end)| end > begin);
    joined
}

/// The part of a course between two shares of its length; `None` where it has none.
#[must_use]
pub fn cut_out(course: &LineString<f64>, begin: f64, end: f64) -> Option<LineString<f64>> {
    if begin <= 0.0 && end >= 1.0 {
        return Some(course.clone());
    }
    // Degrees of longitude are shorter than those of latitude; over one street the same everywhere.
    let scale = course.0.first()?.y.to_radians().cos();
    let length = |a: &Coord<f64>, b: &Coord<f64>| ((a.x - b.x) * scale).hypot(a.y - b.y);
    let pieces = || course.0.iter().zip(course.0.iter().skip(1));
    let whole: f64 = pieces().map(|(a, b)| length(a, b)).sum();
    let (from, to) = (begin * whole, end * whole);
    let mut corners: Vec<Coord<f64>> = Vec::new();
    let mut passed = 0.0;
    for (a, b) in pieces() {
        let long = length(a, b);
        let at = |way: f64| {
            let share = if long > 0.0 {
                ((way - passed) / long).clamp(0.0, 1.0)
            } else {
                0.0
            };
            Coord {
                x: (b.x - a.x).mul_add(share, a.x),
                y: (b.y - a.y).mul_add(share, a.y),
            }
        };
        if passed + long >= from && passed <= to {
            if corners.is_empty() {
                corners.push(at(from));
            }
            corners.push(at(to));
        }
        passed += long;
    }
    corners.dedup();
    (corners.len() > 1).then_some(LineString(corners))
}

/// The ground along streets, WGS 84, and how large it is. It follows the streets, so it leaks over no river.
#[must_use]
pub fn ground_along(
    streets: &MultiLineString<f64>,
    projection: &LocalProjection,
) -> (MultiPolygon<f64>, Km2) {
    let local: MultiLineString<f64> = streets
        .iter()
        .map(|street| {
            let corners = street.0.iter().map(|corner| {
                let at = projection.to_local(LonLat::from(*corner));
                Coord { x: at.x, y: at.y }
            });
            corners.collect::<LineString<f64>>()
        })
        .collect();
    let ground = local.buffer(BESIDE);
    let area = Km2(ground.unsigned_area() / 1e6);
    let degrees = |ring: &LineString<f64>| -> LineString<f64> {
        ring.0
            .iter()
            .map(|at| Coord::from(projection.to_lonlat(LocalXy::new(at.x, at.y))))
            .collect()
    };
    let areas = ground.iter().map(|area| {
        let holes = area.interiors().iter().map(degrees).collect();
        geo::Polygon::new(degrees(area.exterior()), holes)
    });
    (areas.collect(), area)
}
