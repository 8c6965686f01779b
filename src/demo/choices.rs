//! What planners would have decided already: twelve priority zones and sixty patrol points, good but not the best.

use std::collections::{BTreeMap, BTreeSet};

use super::areas::Areas;
use super::dice::Dice;
use super::lattice::{Place, Spot};
use super::places::TOWNS;
use super::streets::Streets;
use crate::model::road_network::RoadClass;

/// The work grids of each priority zone, in the order of [`TOWNS`]; no grid is in two.
pub(super) fn zone_grids(areas: &Areas, seed: u64) -> Vec<BTreeSet<usize>> {
    let mut dice = Dice::new(seed, 7);
    let mut taken = BTreeSet::new();
    TOWNS
        .iter()
        .map(|town| {
            let wanted = 1e6 * (0.45 + 1.15 * town.weight * dice.between(0.75, 1.0));
            let grids = grown(
                areas,
                Place::of_degrees(town.lon, town.lat).spot(),
                wanted,
                &taken,
            );
            taken.extend(grids.iter().copied());
            grids
        })
        .collect()
}

/// A compact, whole set of grids of about the wanted area around a spot.
fn grown(areas: &Areas, around: Spot, wanted: f64, taken: &BTreeSet<usize>) -> BTreeSet<usize> {
    let at = &areas.neighbours.at;
    let start = (0..at.len())
        .filter(|grid| !taken.contains(grid))
        .min_by(|a, b| at[*a].distance(around).total_cmp(&at[*b].distance(around)));
    let mut grids: BTreeSet<usize> = start.into_iter().collect();
    let mut area: f64 = grids.iter().map(|grid| areas.size[*grid]).sum();
    while area < wanted {
        let mut frontier: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
        for grid in &grids {
            for (other, length, divide) in &areas.neighbours.beside[*grid] {
                if !grids.contains(other) && !taken.contains(other) {
                    let entry = frontier.entry(*other).or_insert((0.0, 0.0));
                    *entry = (entry.0 + length, entry.1 + length / divide.sqrt());
                }
            }
        }
        let cost = |grid: usize, held: f64| {
            at[grid].distance(around) / (0.15 + held / areas.size[grid].sqrt())
        };
        let next = frontier
            .iter()
            .filter(|(grid, _)| areas.size[**grid] < 0.3e6)
            .min_by(|a, b| cost(*a.0, a.1.1).total_cmp(&cost(*b.0, b.1.1)))
            .map(|(grid, _)| *grid);
        let Some(next) = next else { break };
        grids.insert(next);
        area += areas.size[next];
    }
    fill_holes(areas, &mut grids, taken);
    grids
}

/// Grids the zone surrounds belong to it.
fn fill_holes(areas: &Areas, grids: &mut BTreeSet<usize>, taken: &BTreeSet<usize>) {
    let mut outside = BTreeSet::new();
    let Some(far) = (0..areas.size.len())
        .rev()
        .find(|grid| !grids.contains(grid))
    else {
        return;
    };
    let mut stack = vec![far];
    while let Some(grid) = stack.pop() {
        if outside.insert(grid) {
            stack.extend(
                areas.neighbours.beside[grid]
                    .iter()
                    .map(|(other, _, _)| *other)
                    .filter(|other| !grids.contains(other)),
            );
        }
    }
    grids.extend(
        (0..areas.size.len()).filter(|grid| !outside.contains(grid) && !taken.contains(grid)),
    );
}

/// A chosen junction: its corner and the two streets with the greatest roads that meet there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Post {
    pub(super) corner: u32,
    pub(super) streets: (usize, Option<usize>),
}

/// `count` busy junctions of main streets, apart from each other: by judgement, so with room for better ones.
pub(super) fn posts(streets: &Streets, pulls: &[f64], count: usize, seed: u64) -> Vec<Post> {
    let mut dice = Dice::new(seed, 8);
    let middles: Vec<Spot> = streets
        .links
        .iter()
        .map(|link| link.middle(&streets.places))
        .collect();
    let mut candidates: Vec<(f64, u32)> = streets
        .meeting
        .iter()
        .filter(|(_, links)| {
            let streets_of = |least: RoadClass| -> BTreeSet<u32> {
                links
                    .iter()
                    .map(|link| &streets.links[*link])
                    .filter(|link| link.class <= least)
                    .map(|link| link.street)
                    .collect()
            };
            links.len() >= 4
                && streets_of(RoadClass::Local).len() >= 2
                && links
                    .iter()
                    .filter(|link| streets.links[**link].class <= RoadClass::Collector)
                    .count()
                    >= 2
                && links
                    .iter()
                    .all(|link| streets.links[*link].ramp.is_none() && !streets.links[*link].bridge)
        })
        .map(|(corner, _)| {
            let at = streets.places[*corner as usize].spot();
            let near: f64 = middles
                .iter()
                .zip(pulls)
                .filter(|(middle, _)| middle.distance(at) < 650.0)
                .map(|(_, pull)| pull)
                .sum();
            (near * dice.between(0.45, 1.0), *corner)
        })
        .collect();
    candidates.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut chosen: Vec<u32> = Vec::new();
    for apart in [1250.0, 950.0, 700.0, 450.0, 0.0] {
        for (_, corner) in &candidates {
            let at = streets.places[*corner as usize].spot();
            if chosen.len() < count
                && chosen
                    .iter()
                    .all(|other| streets.places[*other as usize].spot().distance(at) > apart)
            {
                chosen.push(*corner);
            }
        }
    }
    chosen
        .into_iter()
        .map(|corner| Post {
            corner,
            streets: crossing(streets, corner),
        })
        .collect()
}

fn crossing(streets: &Streets, corner: u32) -> (usize, Option<usize>) {
    let mut links = streets.meeting.get(&corner).cloned().unwrap_or_default();
    links.sort_by_key(|link| (streets.links[*link].class, *link));
    let first = links.first().copied().unwrap_or(0);
    let second = links
        .iter()
        .copied()
        .find(|link| streets.links[*link].street != streets.links[first].street);
    (first, second)
}
