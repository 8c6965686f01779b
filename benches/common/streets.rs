//! A made-up street network of a large town: some 58,000 junctions on a plane.

use geo::{Coord, LineString};
use patrolgrid::base::coords::LocalXy;
use patrolgrid::base::projection::LocalProjection;
use patrolgrid::model::road_network::{LinkRule, RoadClass, RoadLink, RoadNetwork};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

const SIDE: u32 = 245;
/// How far it reaches, metres.
pub(crate) const WIDE: f64 = 30_000.0;
pub(crate) const HIGH: f64 = 25_000.0;

/// A crooked grid: every 16th street is arterial, every 4th a collector; four in ten of the local stretches are not there.
pub(crate) fn streets() -> RoadNetwork {
    let mut dice = ChaCha8Rng::seed_from_u64(20_260_103);
    let step = (WIDE / f64::from(SIDE), HIGH / f64::from(SIDE));
    let places: Vec<LocalXy> = (0..SIDE * SIDE)
        .map(|at| {
            let mut shift =
                |step: f64| 0.3 * step * (dice.random::<f64>() + dice.random::<f64>() - 1.0);
            let (x, y) = (f64::from(at % SIDE) * step.0, f64::from(at / SIDE) * step.1);
            LocalXy::new(x + shift(step.0), y + shift(step.1))
        })
        .collect();
    let mut stretches = Vec::new();
    for at in 0..SIDE * SIDE {
        let (column, row) = (at % SIDE, at / SIDE);
        for (to, street, there) in [
            (at + 1, row, column + 1 < SIDE),
            (at + SIDE, column, row + 1 < SIDE),
        ] {
            let speed: f64 = match street {
                street if street % 16 == 0 => 60.0,
                street if street % 4 == 0 => 45.0,
                _ => 28.0,
            };
            if there && (speed > 28.0 || !dice.random_bool(0.42)) {
                stretches.push((at, to, speed));
            }
        }
    }
    let kept = largest_part(&stretches);
    let projection = LocalProjection::plane();
    let mut number = vec![u32::MAX; places.len()];
    let mut network = RoadNetwork::default();
    for (at, place) in places.iter().enumerate().filter(|(at, _)| kept[*at]) {
        number[at] = network.joints.junctions.len() as u32;
        network.joints.junctions.push(projection.to_lonlat(*place));
    }
    for (from, to, speed) in stretches
        .into_iter()
        .filter(|(from, _, _)| kept[*from as usize])
    {
        let ends = [number[from as usize], number[to as usize]];
        let (a, b) = (places[from as usize], places[to as usize]);
        let metres = (a.x - b.x).hypot(a.y - b.y);
        network.joints.ends.push(ends);
        network.joints.rules.push(LinkRule {
            minutes: Some(metres / (speed / 3.6) / 60.0),
            metres: Some(metres),
            ..LinkRule::default()
        });
        let corners = ends.map(|end| Coord::from(network.joints.junctions[end as usize]));
        network.links.push(RoadLink {
            name: String::new(),
            class: RoadClass::Local,
            one_way: false,
            bridge: false,
            course: LineString(corners.to_vec()),
        });
    }
    network
}

/// Which junctions lie in the largest part.
fn largest_part(stretches: &[(u32, u32, f64)]) -> Vec<bool> {
    let mut next = vec![Vec::new(); (SIDE * SIDE) as usize];
    for (from, to, _) in stretches {
        next[*from as usize].push(*to);
        next[*to as usize].push(*from);
    }
    let mut part = vec![u32::MAX; next.len()];
    let mut sizes = Vec::new();
    for root in 0..next.len() {
        if part[root] != u32::MAX {
            continue;
        }
        let (mut size, mut open) = (0, vec![root]);
        part[root] = sizes.len() as u32;
        while let Some(at) = open.pop() {
            size += 1;
            for to in &next[at] {
                if part[*to as usize] == u32::MAX {
                    part[*to as usize] = sizes.len() as u32;
                    open.push(*to as usize);
                }
            }
        }
        sizes.push(size);
    }
    let largest = (0..sizes.len())
        .max_by_key(|part| sizes[*part])
        .unwrap_or(0);
    part.into_iter()
        .map(|part| part == largest as u32)
        .collect()
}
