//! Carriageways and ramps as links: where they run, where they are bridges, and what they clear from their way.

use std::collections::BTreeMap;

use super::centreline::Centreline;
use super::interchanges::{CARRIAGEWAY, End, Meeting, Ramp, Stretch, TRUMPET, spot_of};
use super::lattice::{Place, Spot};
use super::near::Buckets;
use super::streets::Link;
use crate::model::road_network::RoadClass;

/// Streets keep this far from ramps and carriageways, metres.
const CLEAR: f64 = 11.0;
/// How far a bridge reaches on either side of what it crosses, metres.
const SPAN: f64 = 32.0;
/// How far from the border the carriageways run together, metres.
const TOGETHER: f64 = 120.0;

/// Makes links of the laid-out lines.
pub(super) struct Builder<'a> {
    pub(super) ways: &'a [Centreline],
    pub(super) meetings: &'a [Meeting],
    pub(super) ramps: &'a [Ramp],
    pub(super) places: &'a mut Vec<Place>,
}

impl Builder<'_> {
    fn course(&self, ramp: &Ramp) -> Vec<Spot> {
        let mut course = vec![spot_of(self.ways, ramp.from, self.places)];
        course.extend(&ramp.inner);
        course.push(spot_of(self.ways, ramp.to, self.places));
        course
    }

    /// How far along its line a carriageway begins and stops.
    fn range(&self, way: usize) -> (f64, f64) {
        let ends = |beginning| {
            self.meetings
                .iter()
                .any(|m| m.b == way && m.ends == Some(beginning))
        };
        (
            if ends(true) { TRUMPET } else { 0.0 },
            self.ways[way].length() - if ends(false) { TRUMPET } else { 0.0 },
        )
    }

    /// A place on a carriageway; where it runs on over the border it comes together with the other one.
    fn on(&self, way: usize, along: bool, at: f64) -> Spot {
        let (low, high) = self.range(way);
        let line = &self.ways[way];
        let mut off = CARRIAGEWAY;
        for (end, open) in [(0.0, low == 0.0), (line.length(), high == line.length())] {
            if open {
                off *= ((at - end).abs() / TOGETHER).min(1.0);
            }
        }
        line.beside(at, if along { off } else { -off })
    }

    fn carriageway(&self, way: usize, along: bool) -> Vec<(f64, Spot)> {
        let (low, high) = self.range(way);
        let parts = ((high - low) / 20.0).ceil() as usize;
        (0..=parts)
            .map(|part| low + (high - low) * part as f64 / parts as f64)
            .map(|at| (at, self.on(way, along, at)))
            .collect()
    }

    /// Shortens streets that come too near to carriageways and ramps; what is left of them too short goes.
    pub(super) fn clear(&mut self, streets: &mut Vec<Stretch>) {
        let mut reserve = self.carriageways();
        for ramp in self.ramps {
            reserve.add_course(&self.course(ramp));
        }
        let all = std::mem::take(streets);
        for (a, b, edge) in all {
            let (from, to) = (
                self.places[a as usize].spot(),
                self.places[b as usize].spot(),
            );
            let steps = (from.distance(to) / 4.0).ceil().max(1.0) as usize;
            let is_free = |step: usize| {
                let spot = from.between(to, step as f64 / steps as f64);
                !reserve.is_near(spot, CLEAR)
            };
            let free: Vec<bool> = (0..=steps).map(is_free).collect();
            if free.iter().all(|free| *free) {
                streets.push((a, b, edge));
                continue;
            }
            let ahead = free.iter().take_while(|free| **free).count();
            let behind = free.iter().rev().take_while(|free| **free).count();
            for (corner, count, start, end) in [(a, ahead, from, to), (b, behind, to, from)] {
                if count >= 5 {
                    let share = (count - 1) as f64 / steps as f64;
                    self.places.push(Place::of_spot(start.between(end, share)));
                    streets.push((corner, self.places.len() as u32 - 1, edge));
                }
            }
        }
    }

    /// All links of carriageways and ramps over the streets there are.
    pub(super) fn links(&mut self, roads: &[Stretch], express: &[Stretch]) -> Vec<Link> {
        let mut below = Buckets::default();
        for (a, b, _) in roads {
            below.add(
                self.places[*a as usize].spot(),
                self.places[*b as usize].spot(),
            );
        }
        let over = self.carriageways();
        let mut nodes: BTreeMap<(usize, bool), Vec<(f64, u32)>> = BTreeMap::new();
        let mut links = Vec::new();
        for ramp in self.ramps {
            let course = self.course(ramp);
            let mut corners = vec![self.end(ramp.from, &mut nodes)];
            corners.extend(ramp.inner.iter().map(|spot| new_corner(self.places, *spot)));
            corners.push(self.end(ramp.to, &mut nodes));
            links.push(Link {
                corners,
                class: RoadClass::Collector,
                street: ramp.joins[0],
                bridge: crosses(&course, [&below, &over]),
                one_way: true,
                ramp: Some(ramp.joins),
            });
        }
        for way in 0..self.ways.len() {
            let wet = self.over_water(way, express);
            let ends =
                [0, self.ways[way].corners.len() - 1].map(|slot| self.ways[way].corners[slot]);
            for along in [true, false] {
                let mut spans = wet.clone();
                spans.extend(self.over_roads(way, along, &below));
                let nodes = nodes.remove(&(way, along)).unwrap_or_default();
                links.extend(self.cut_into_links(way, along, &nodes, &spans, ends));
            }
        }
        links
    }

    fn end(&mut self, end: End, nodes: &mut BTreeMap<(usize, bool), Vec<(f64, u32)>>) -> u32 {
        match end {
            End::Street(corner) => corner,
            End::Way(way, along, at) => {
                let known = nodes.entry((way, along)).or_default();
                if let Some((_, corner)) = known.iter().find(|(other, _)| (other - at).abs() < 1.0)
                {
                    return *corner;
                }
                let corner = new_corner(
                    self.places,
                    self.ways[way].beside(at, if along { CARRIAGEWAY } else { -CARRIAGEWAY }),
                );
                known.push((at, corner));
                corner
            }
        }
    }

    /// All carriageways as stretches.
    fn carriageways(&self) -> Buckets {
        let mut found = Buckets::default();
        for way in 0..self.ways.len() {
            for along in [true, false] {
                let line = self.carriageway(way, along);
                let course: Vec<Spot> = line.into_iter().map(|(_, spot)| spot).collect();
                found.add_course(&course);
            }
        }
        found
    }

    /// The spans of a line that lead over water.
    fn over_water(&self, way: usize, express: &[Stretch]) -> Vec<(f64, f64)> {
        let line = &self.ways[way];
        express
            .iter()
            .filter(|(_, _, edge)| edge.bridge && edge.street == line.street)
            .map(|(a, b, _)| {
                let [a, b] =
                    [a, b].map(|corner| line.nearest(self.places[*corner as usize].spot()));
                (a.min(b) - SPAN, a.max(b) + SPAN)
            })
            .collect()
    }

    /// The spans of a carriageway that lead over streets and over expressways laid out before.
    fn over_roads(&self, way: usize, along: bool, below: &Buckets) -> Vec<(f64, f64)> {
        let mut at: Vec<f64> = self
            .carriageway(way, along)
            .windows(2)
            .flat_map(|pair| {
                let (from, to) = (pair[0], pair[1]);
                below
                    .crossings(from.1, to.1)
                    .into_iter()
                    .map(move |share| from.0 + (to.0 - from.0) * share)
            })
            .collect();
        at.extend(
            self.meetings
                .iter()
                .filter(|m| m.ends.is_none() && m.b == way)
                .map(|m| m.at_b),
        );
        at.into_iter().map(|at| (at - SPAN, at + SPAN)).collect()
    }

    /// A carriageway in links from node to node, apart where a bridge begins or ends.
    fn cut_into_links(
        &mut self,
        way: usize,
        along: bool,
        nodes: &[(f64, u32)],
        spans: &[(f64, f64)],
        ends: [u32; 2],
    ) -> Vec<Link> {
        let (low, high) = self.range(way);
        let spans = merged(spans, (low, high), nodes);
        let mut stops: Vec<(f64, u32)> = nodes.to_vec();
        for (at, end) in [(low, ends[0]), (high, ends[1])] {
            if !stops.iter().any(|(other, _)| (other - at).abs() < 1.0) {
                stops.push((at, end));
            }
        }
        for at in spans.iter().flat_map(|(from, to)| [*from, *to]) {
            if !stops.iter().any(|(other, _)| (other - at).abs() < 1.0) {
                let spot = self.on(way, along, at);
                stops.push((at, new_corner(self.places, spot)));
            }
        }
        stops.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut links = Vec::new();
        for pair in stops.windows(2) {
            let ((from, start), (to, end)) = (pair[0], pair[1]);
            let parts = ((to - from) / 45.0).ceil().max(1.0) as usize;
            let mut corners = vec![start];
            for part in 1..parts {
                let spot = self.on(way, along, from + (to - from) * part as f64 / parts as f64);
                corners.push(new_corner(self.places, spot));
            }
            corners.push(end);
            if !along {
                corners.reverse();
            }
            let middle = 0.5 * (from + to);
            links.push(Link {
                corners,
                class: RoadClass::Expressway,
                street: self.ways[way].street,
                bridge: spans
                    .iter()
                    .any(|(from, to)| (*from..=*to).contains(&middle)),
                one_way: true,
                ramp: None,
            });
        }
        links
    }
}

/// Whether a ramp crosses one of these between its ends.
fn crosses(course: &[Spot], others: [&Buckets; 2]) -> bool {
    course[1..course.len() - 1].windows(2).any(|pair| {
        others
            .iter()
            .any(|other| !other.crossings(pair[0], pair[1]).is_empty())
    })
}

/// Spans in order and within range, joined where they lie nearer than a bridge is worth ending, drawn out to near nodes.
fn merged(spans: &[(f64, f64)], range: (f64, f64), nodes: &[(f64, u32)]) -> Vec<(f64, f64)> {
    let to_node = |at: f64| {
        let near = nodes
            .iter()
            .map(|(node, _)| *node)
            .find(|node| (node - at).abs() < 12.0);
        near.unwrap_or(at)
    };
    let mut sorted: Vec<(f64, f64)> = spans
        .iter()
        .map(|(from, to)| (to_node(from.max(range.0)), to_node(to.min(range.1))))
        .collect();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut found: Vec<(f64, f64)> = Vec::new();
    for (from, to) in sorted {
        match found.last_mut() {
            Some(last) if from <= last.1 + 40.0 => last.1 = last.1.max(to),
            _ => found.push((from, to)),
        }
    }
    found
}

fn new_corner(places: &mut Vec<Place>, spot: Spot) -> u32 {
    places.push(Place::of_spot(spot));
    places.len() as u32 - 1
}
