//! What a road network amounts to: lengths, directed arcs, the parts within which every place can be reached from every other
//! and back, dead ends, and places too far from any road.

use geo::{Geodesic, Length, LineString};

use crate::base::crs::Crs;
use crate::model::road_network::{Access, RoadNetwork};

/// The facts of a network for some kind of traffic.
#[derive(Debug, Clone, PartialEq)]
pub struct RoadFacts {
    /// Junctions and ends that a link touches which this traffic may use.
    pub junctions: usize,
    /// Links this traffic may use.
    pub links: usize,
    /// Ways to travel over them: two for a link of both directions.
    pub directed_arcs: usize,
    /// How long the links are together, km, each counted once.
    pub km: f64,
    /// Strongly connected parts: within each, every junction can be reached from every other and back.
    pub components: usize,
    /// Share of the junctions in the largest part; 0 where there is none.
    pub largest_component_share: f64,
    /// Junctions with one link.
    pub dead_ends: usize,
}

/// How long each link is, metres: what the file says, else along its course on the WGS 84 spheroid (in a plane, straight).
#[must_use]
pub fn lengths(network: &RoadNetwork) -> Vec<f64> {
    (0..network.links.len())
        .map(|link| length(network, link))
        .collect()
}

/// How long one link is, metres; 0 for one that is not there. See [`lengths`].
#[must_use]
pub fn length(network: &RoadNetwork, link: usize) -> f64 {
    let plane = network.source.crs == Crs::Plane;
    let measured = |course: &LineString<f64>| {
        if !plane {
            return Geodesic.length(course);
        }
        let corners = course
            .0
            .iter()
            .map(|corner| Crs::Plane.from_lonlat((*corner).into()));
        let corners: Vec<(f64, f64)> = corners.collect();
        let steps = corners.iter().zip(corners.iter().skip(1));
        steps.map(|(a, b)| (a.0 - b.0).hypot(a.1 - b.1)).sum()
    };
    let said = network.joints.rules.get(link).and_then(|rule| rule.metres);
    let course = || network.links.get(link).map(|link| measured(&link.course));
    said.or_else(course).unwrap_or(0.0)
}

/// The facts for one kind of traffic (a walker goes against every one-way).
#[must_use]
pub fn road_facts(network: &RoadNetwork, traffic: Access) -> RoadFacts {
    let joints = &network.joints;
    let count = joints.junctions.len();
    let usable = |link: usize| {
        let rule = joints.rules.get(link);
        rule.is_some_and(|rule| rule.access.holds(traffic))
    };
    let both_ways = |link: usize| {
        let one_way = network.links.get(link).is_some_and(|link| link.one_way);
        !one_way || traffic == Access::FOOT
    };
    let mut arcs: Vec<(u32, u32)> = Vec::new();
    let mut touching = vec![0u32; count];
    let (mut links, mut metres) = (0, 0.0);
    for (link, (ends, length)) in joints.ends.iter().zip(lengths(network)).enumerate() {
        if !usable(link) {
            continue;
        }
        links += 1;
        metres += length;
        let [from, to] = *ends;
        arcs.push((from, to));
        if both_ways(link) {
            arcs.push((to, from));
        }
        for end in ends {
            if let Some(touching) = touching.get_mut(*end as usize) {
                *touching += 1;
            }
        }
    }
    let directed_arcs = arcs.len();
    let parts = strong_parts(count, &mut arcs);
    // Junctions that only other traffic comes by are no part of this network.
    let mut sizes = std::collections::HashMap::<u32, usize>::new();
    for (part, touching) in parts.iter().zip(&touching) {
        if *touching > 0 {
            *sizes.entry(*part).or_default() += 1;
        }
    }
    let junctions = touching.iter().filter(|touching| **touching > 0).count();
    let largest = sizes.values().copied().max().unwrap_or(0);
    RoadFacts {
        junctions,
        links,
        directed_arcs,
        km: metres / 1000.0,
        components: sizes.len(),
        largest_component_share: if junctions == 0 {
            0.0
        } else {
            largest as f64 / junctions as f64
        },
        dead_ends: touching.iter().filter(|touching| **touching == 1).count(),
    }
}

/// The strongly connected part of each junction (Tarjan's algorithm, without recursion: roads are long).
fn strong_parts(count: usize, arcs: &mut [(u32, u32)]) -> Vec<u32> {
    const UNSEEN: u32 = u32::MAX;
    arcs.sort_unstable();
    let mut begins = vec![0usize; count + 1];
    for (from, _) in arcs.iter() {
        if let Some(begin) = begins.get_mut(*from as usize + 1) {
            *begin += 1;
        }
    }
    let mut total = 0;
    for begin in &mut begins {
        total += *begin;
        *begin = total;
    }
    let begin = |junction: usize| begins.get(junction).copied().unwrap_or(arcs.len());
    let mut part = vec![UNSEEN; count];
    let mut order = vec![UNSEEN; count];
    let mut low = vec![UNSEEN; count];
    let (mut next, mut parts) = (0u32, 0u32);
    let mut open: Vec<u32> = Vec::new();
    let mut path: Vec<(u32, usize)> = Vec::new();
    for root in 0..count as u32 {
        if order[root as usize] != UNSEEN {
            continue;
        }
        path.push((root, begin(root as usize)));
        while let Some((junction, arc)) = path.last_mut() {
            let at = *junction as usize;
            if order[at] == UNSEEN {
                order[at] = next;
                low[at] = next;
                next += 1;
                open.push(*junction);
            }
            if *arc < begin(at + 1) {
                let (_, to) = arcs[*arc];
                *arc += 1;
                let to = to as usize;
                if order[to] == UNSEEN {
                    path.push((to as u32, begin(to)));
                } else if part[to] == UNSEEN {
                    low[at] = low[at].min(order[to]);
                }
                continue;
            }
            path.pop();
            if let Some((above, _)) = path.last() {
                let above = *above as usize;
                low[above] = low[above].min(low[at]);
            }
            if low[at] == order[at] {
                while let Some(member) = open.pop() {
                    part[member as usize] = parts;
                    if member as usize == at {
                        break;
                    }
                }
                parts += 1;
            }
        }
    }
    part
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_those_of_a_hand_made_network() {
        // A ring of three, a way out of it, a pair beyond, one alone.
        let mut arcs = vec![(0, 1), (1, 2), (2, 0), (2, 3), (3, 4), (4, 3)];
        let part = strong_parts(6, &mut arcs);
        assert!(part[0] == part[1] && part[1] == part[2]);
        assert_eq!(part[3], part[4]);
        let mut all = part.clone();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 3);
    }

    #[test]
    fn a_road_of_a_million_junctions_is_followed_without_recursion() {
        let count = 1_000_000;
        let mut arcs: Vec<(u32, u32)> = (0..count - 1).map(|at| (at, at + 1)).collect();
        arcs.push((count - 1, 0));
        let part = strong_parts(count as usize, &mut arcs);
        assert!(part.iter().all(|one| *one == part[0]));
    }
}
