//! Expressways laid over the streets: two one-way carriageways each, joined to main roads and to each other by ramps alone.
//!
//! At the district's border both carriageways end at one corner: whoever leaves by one can come back by the other.

use std::collections::BTreeSet;

use super::carriageways::Builder;
use super::centreline::{Centreline, centrelines};
use super::interchanges::{
    Crossing, End, Meeting, Ramp, Stretch, between_expressways, chosen, crossings, diamond,
    leaving, meetings, terminal_distance,
};
use super::lattice::Place;
use super::mesh::Course;
use super::streets::Link;

/// Where a main road without an interchange ends before an expressway, metres.
const CUT_BACK: f64 = 36.0;

/// What laying out the expressways gives.
#[derive(Debug, Default)]
pub(super) struct Laid {
    /// Carriageways and ramps, all one-way.
    pub(super) links: Vec<Link>,
    /// Corners of streets at which ramps begin or end.
    pub(super) terminals: BTreeSet<u32>,
}

/// Takes the expressways out of `roads` and lays out carriageways and ramps; streets in their way end before them.
pub(super) fn lay_out(places: &mut Vec<Place>, roads: &mut Vec<Stretch>) -> Laid {
    let express: Vec<Stretch> = roads
        .iter()
        .copied()
        .filter(|(_, _, edge)| edge.course == Course::Expressway)
        .collect();
    roads.retain(|(_, _, edge)| edge.course != Course::Expressway);
    let lines: Vec<(u32, u32, u32)> = express
        .iter()
        .map(|(a, b, edge)| (*a, *b, edge.street))
        .collect();
    let ways = centrelines(&lines, places);
    let (mut mains, mut others): (Vec<Stretch>, Vec<Stretch>) = roads
        .drain(..)
        .partition(|(_, _, edge)| edge.course == Course::Arterial);
    let meetings = meetings(&ways, places);
    let mut ramps: Vec<Ramp> = meetings
        .iter()
        .flat_map(|meeting| between_expressways(&ways, *meeting))
        .collect();
    for way in 0..ways.len() {
        ramps.extend(join_streets(&ways, way, &meetings, &mut mains, places));
    }
    let mut builder = Builder {
        ways: &ways,
        meetings: &meetings,
        ramps: &ramps,
        places,
    };
    builder.clear(&mut others);
    roads.append(&mut mains);
    roads.append(&mut others);
    let links = builder.links(roads, &express);
    let terminals = ramps
        .iter()
        .flat_map(|ramp| [ramp.from, ramp.to])
        .filter_map(|end| match end {
            End::Street(corner) => Some(corner),
            End::Way(..) => None,
        })
        .collect();
    Laid { links, terminals }
}

/// The ramps between one expressway and the main roads; those that would end at it without a ramp are cut back.
fn join_streets(
    ways: &[Centreline],
    way: usize,
    meetings: &[Meeting],
    mains: &mut Vec<Stretch>,
    places: &mut Vec<Place>,
) -> Vec<Ramp> {
    let taken: Vec<f64> = meetings
        .iter()
        .flat_map(|m| [(m.a, m.at_a), (m.b, m.at_b)])
        .filter(|(of, _)| *of == way)
        .map(|(_, at)| at)
        .collect();
    let found = crossings(&ways[way], mains, places);
    let chosen = chosen(&ways[way], &found, &taken);
    let mut ramps = Vec::new();
    for crossing in &chosen {
        for right in [true, false] {
            let terminal = terminal(&ways[way], *crossing, right, mains, places);
            ramps.extend(diamond(ways, way, *crossing, terminal, right));
        }
    }
    for corner in &ways[way].corners {
        if leaving(mains, *corner).count() == 1 {
            cut_back(*corner, mains, places);
        }
    }
    ramps
}

/// The corner of the main road at which the ramps of one side meet it; a main road that ends there is led across.
fn terminal(
    way: &Centreline,
    crossing: Crossing,
    right: bool,
    mains: &mut Vec<Stretch>,
    places: &mut Vec<Place>,
) -> u32 {
    let at = |places: &[Place], corner: u32| places[corner as usize].spot();
    let (own, across) = if right {
        (crossing.right, crossing.left)
    } else {
        (crossing.left, crossing.right)
    };
    let Some(mut next) = own else {
        let here = at(places, crossing.corner);
        let ahead = across
            .map_or(here, |across| at(places, across))
            .to(here)
            .unit();
        places.push(Place::of_spot(
            here.moved(ahead, terminal_distance(way, crossing.at, ahead)),
        ));
        let new = places.len() as u32 - 1;
        let edge = leaving(mains, crossing.corner).next().map(|(_, edge)| edge);
        mains.extend(edge.map(|edge| (crossing.corner, new, edge)));
        return new;
    };
    let mut last = crossing.corner;
    let mut left = terminal_distance(
        way,
        crossing.at,
        at(places, last).to(at(places, next)).unit(),
    );
    loop {
        let length = at(places, last).distance(at(places, next));
        if left < length - 9.0 {
            places.push(Place::of_spot(
                at(places, last).between(at(places, next), left / length),
            ));
            let new = places.len() as u32 - 1;
            split(mains, last, next, new);
            return new;
        }
        let further = leaving(mains, next)
            .find(|(other, edge)| *other != last && edge.street == crossing.street)
            .map(|(other, _)| other);
        match further {
            Some(further) if left > length + 9.0 => {
                left -= length;
                (last, next) = (next, further);
            }
            _ => return next,
        }
    }
}

fn split(roads: &mut Vec<Stretch>, a: u32, b: u32, new: u32) {
    let slot = roads
        .iter()
        .position(|(from, to, _)| (*from, *to) == (a, b) || (*from, *to) == (b, a));
    if let Some(slot) = slot {
        let (from, to, edge) = roads[slot];
        roads[slot] = (from, new, edge);
        roads.push((new, to, edge));
    }
}

/// Lets a main road end before the corner it ends at.
fn cut_back(corner: u32, mains: &mut Vec<Stretch>, places: &mut Vec<Place>) {
    for slot in (0..mains.len()).rev() {
        let (a, b, edge) = mains[slot];
        if a != corner && b != corner {
            continue;
        }
        let other = if a == corner { b } else { a };
        let (here, there) = (
            places[corner as usize].spot(),
            places[other as usize].spot(),
        );
        mains.swap_remove(slot);
        if here.distance(there) > 1.5 * CUT_BACK {
            places.push(Place::of_spot(here.moved(here.to(there).unit(), CUT_BACK)));
            mains.push((places.len() as u32 - 1, other, edge));
        }
    }
}
