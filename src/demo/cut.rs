//! Where to cut a block in two: a path along the street directions that leaves two blocks of fair size and shape.

use super::curves::inside;
use super::dice::Dice;
use super::land::Land;
use super::lattice::{Place, Spot, doubled_area, meeting, square_metres, touch};
use super::mesh::{Mesh, centroid};

/// Tries at each block; the best cut is taken.
const TRIES: usize = 7;
/// A cut leaves no block less round than this, unless the whole is hardly rounder.
const LEAST_ROUND: f64 = 0.42;

/// Where a cut meets the ring: the half-edge, and the place on it (`None` at the corner it leaves).
#[derive(Debug, Clone, Copy)]
pub(super) struct Landing {
    pub(super) slot: usize,
    pub(super) at: Option<Place>,
    spot: Spot,
}

/// A path across a block.
#[derive(Debug)]
pub(super) struct Cut {
    pub(super) from: Landing,
    pub(super) to: Landing,
    pub(super) inner: Vec<Place>,
    worth: f64,
}

/// A block's ring while cuts are tried.
struct Block {
    halves: Vec<u32>,
    places: Vec<Place>,
    spots: Vec<Spot>,
    area: f64,
    size: f64,
}

impl Block {
    fn of(mesh: &Mesh, block: u32) -> Self {
        let halves = mesh.around(block);
        let places: Vec<Place> = halves.iter().map(|half| mesh.place(*half)).collect();
        let spots = places.iter().map(|place| place.spot()).collect();
        let area = square_metres(doubled_area(&places));
        Self {
            halves,
            places,
            spots,
            area,
            size: area.sqrt(),
        }
    }

    fn spot(&self, slot: usize) -> Spot {
        self.spots[slot % self.spots.len()]
    }
}

/// The best of several cuts of a block along the street directions; `None` where none is fair.
pub(super) fn best_cut(mesh: &Mesh, land: &Land, dice: &mut Dice, block: u32) -> Option<Cut> {
    let block = Block::of(mesh, block);
    let centre = centroid(&block.places);
    let angle = land.street_angle(centre);
    let along = Spot {
        x: libm::cos(angle),
        y: libm::sin(angle),
    };
    let extent = |direction: Spot| {
        let (low, high) = block
            .spots
            .iter()
            .map(|spot| centre.to(*spot).dot(direction))
            .fold((0.0, 0.0), |(low, high): (f64, f64), d| {
                (low.min(d), high.max(d))
            });
        (low, high)
    };
    let (a, b) = (extent(along), extent(along.left()));
    let long_first = b.1 - b.0 > a.1 - a.0;
    let mut best: Option<Cut> = None;
    for attempt in 0..TRIES {
        let across_long = attempt < TRIES - 2;
        let (axis, reach) = if across_long == long_first {
            (along.left(), b)
        } else {
            (along, a)
        };
        let wide = if attempt >= 3 { 0.22 } else { 0.0 };
        let share = dice.between(0.34 - wide, 0.66 + wide);
        let aside = dice.between(-0.12 - 1.5 * wide, 0.12 + 1.5 * wide) * block.size;
        let seed = centre
            .moved(axis, (reach.0 + (reach.1 - reach.0) * share) * 0.75)
            .moved(axis.left(), aside);
        let cut = try_cut(mesh, land, &block, seed, axis.left());
        if let Some(mut cut) = cut {
            cut.worth *= if across_long { 1.0 } else { 0.6 };
            if best.as_ref().is_none_or(|found| cut.worth > found.worth) {
                best = Some(cut);
            }
        }
    }
    best
}

fn try_cut(mesh: &Mesh, land: &Land, block: &Block, seed: Spot, direction: Spot) -> Option<Cut> {
    if !inside(&block.places, seed) {
        return None;
    }
    let (forward, to) = trace(mesh, land, block, seed, direction)?;
    let (backward, from) = trace(
        mesh,
        land,
        block,
        seed,
        Spot {
            x: -direction.x,
            y: -direction.y,
        },
    )?;
    let mut path: Vec<Spot> = vec![from.spot];
    path.extend(backward.into_iter().rev());
    path.push(seed);
    path.extend(forward);
    path.push(to.spot);
    let path = simplified(&path, (block.size * 0.012).clamp(0.6, 3.0));
    worth_it(block, from, to, &path)
}

/// Follows the street directions from the seed to the ring; the spots on the way and the landing.
fn trace(
    mesh: &Mesh,
    land: &Land,
    block: &Block,
    seed: Spot,
    direction: Spot,
) -> Option<(Vec<Spot>, Landing)> {
    let step = (block.size / 9.0).clamp(7.0, 45.0);
    let (mut spot, mut heading, mut way) = (seed, direction, Vec::new());
    for count in 0..90 {
        heading = turned(land, spot, heading);
        let ahead = spot.moved(heading, step);
        let hit = (0..block.spots.len())
            .filter_map(|slot| {
                meeting(spot, ahead, block.spot(slot), block.spot(slot + 1))
                    .map(|(share, _)| (share, slot))
            })
            .min_by(|a, b| a.0.total_cmp(&b.0));
        if let Some((share, slot)) = hit {
            let landing = land_on(mesh, block, slot, spot.between(ahead, share), heading)?;
            while way
                .last()
                .is_some_and(|last: &Spot| last.distance(landing.spot) < step * 0.6)
            {
                way.pop();
            }
            shear(&mut way, spot.between(ahead, share).to(landing.spot));
            return Some((way, landing));
        }
        if count > 0 {
            way.push(spot);
        }
        spot = ahead;
    }
    None
}

/// Lets a way run towards where it lands from its beginning on, instead of in a hook at its end.
fn shear(way: &mut [Spot], aside: Spot) {
    let steps = (way.len() + 1) as f64;
    for (step, spot) in (1_u32..).zip(way) {
        *spot = spot.moved(aside, f64::from(step) / steps);
    }
}

/// The street direction nearest to the heading.
fn turned(land: &Land, spot: Spot, heading: Spot) -> Spot {
    let angle = land.street_angle(spot);
    let along = Spot {
        x: libm::cos(angle),
        y: libm::sin(angle),
    };
    let choice = if along.dot(heading).abs() >= along.left().dot(heading).abs() {
        along
    } else {
        along.left()
    };
    if choice.dot(heading) >= 0.0 {
        choice
    } else {
        Spot {
            x: -choice.x,
            y: -choice.y,
        }
    }
}

/// Where a street that reaches the ring joins it: at a crossing near by, or on the edge itself, never at a sharp angle.
fn land_on(mesh: &Mesh, block: &Block, slot: usize, hit: Spot, heading: Spot) -> Option<Landing> {
    let count = block.spots.len();
    let snap = (block.size * 0.2).clamp(9.0, 60.0);
    let mut near: Option<(f64, usize)> = None;
    for candidate in [
        slot + count - 2,
        slot + count - 1,
        slot,
        slot + 1,
        slot + 2,
        slot + 3,
    ] {
        let corner = candidate % count;
        let far = block.spot(corner).distance(hit);
        let is_crossing = mesh.next[block.halves[corner] as usize ^ 1]
            != mesh.prev[block.halves[corner] as usize]
            && mesh.leaving(block.halves[corner]).len() >= 3;
        let limit = if is_crossing { snap } else { 6.0 };
        if far < limit && is_straight(block, corner) && near.is_none_or(|(best, _)| far < best) {
            near = Some((far, corner));
        }
    }
    if let Some((_, corner)) = near {
        return mesh_allows(mesh, block, corner, heading).then(|| Landing {
            slot: corner,
            at: None,
            spot: block.spot(corner),
        });
    }
    let (a, b) = (block.spot(slot), block.spot(slot + 1));
    let margin = 9.0_f64.max(block.size * 0.05);
    let angle_sine = a.to(b).unit().cross(heading).abs();
    let bridge = mesh.edge(block.halves[slot]).bridge;
    if bridge
        || hit.distance(a) < margin.min(a.distance(b) * 0.3)
        || hit.distance(b) < margin.min(a.distance(b) * 0.3)
        || angle_sine < 0.62
    {
        return None;
    }
    let clear_of_corners = [slot, slot + 1].into_iter().all(|corner| {
        is_straight(block, corner % count) || block.spot(corner).distance(hit) > margin
    });
    let place = Place::of_spot(hit);
    clear_of_corners.then(|| Landing {
        slot,
        at: Some(place),
        spot: place.spot(),
    })
}

/// Whether the ring goes nearly straight on at the corner.
fn is_straight(block: &Block, corner: usize) -> bool {
    let count = block.spots.len();
    let (before, at, after) = (
        block.spot(corner + count - 1),
        block.spot(corner),
        block.spot(corner + 1),
    );
    before.to(at).unit().dot(at.to(after).unit()) > 0.82
}

/// Whether a street may join this corner: no bridge, no sharp angle with a street on this side.
fn mesh_allows(mesh: &Mesh, block: &Block, corner: usize, heading: Spot) -> bool {
    let count = block.spots.len();
    let back = Spot {
        x: -heading.x,
        y: -heading.y,
    };
    let after = block.spot(corner).to(block.spot(corner + 1)).unit();
    let before = block.spot(corner).to(block.spot(corner + count - 1)).unit();
    let bridges = mesh
        .leaving(block.halves[corner])
        .into_iter()
        .any(|half| mesh.edge(half).bridge);
    let courses = mesh.leaving(block.halves[corner]);
    !bridges && courses.len() <= 3 && after.dot(back) < 0.72 && before.dot(back) < 0.72
}

/// Judges a path: it must stay clear of the ring and leave two blocks of fair size and shape.
fn worth_it(block: &Block, from: Landing, to: Landing, path: &[Spot]) -> Option<Cut> {
    let count = block.places.len();
    if from.slot == to.slot || path.len() < 2 {
        return None;
    }
    let places: Vec<Place> = path.iter().map(|spot| Place::of_spot(*spot)).collect();
    let (one, two) = halves_of(block, from, to, &places);
    let (first, second) = (
        square_metres(doubled_area(&one)),
        square_metres(doubled_area(&two)),
    );
    if first.min(second) < 0.2 * block.area {
        return None;
    }
    for (index, pair) in places.windows(2).enumerate() {
        for slot in 0..count {
            let at_start = index == 0 && is_at(slot, from, count);
            let at_end = index + 2 == places.len() && is_at(slot, to, count);
            if !at_start
                && !at_end
                && touch(
                    pair[0],
                    pair[1],
                    block.places[slot],
                    block.places[(slot + 1) % count],
                )
            {
                return None;
            }
        }
    }
    let clear = (block.size * 0.06).clamp(3.0, 12.0);
    let inner = &path[1..path.len() - 1];
    let is_clear = inner.iter().all(|spot| {
        (0..count)
            .all(|slot| spot.distance_to_stretch(block.spot(slot), block.spot(slot + 1)) > clear)
    });
    let balance = first.min(second) / block.area;
    let round = roundness(&one).min(roundness(&two));
    let worth = (0.3 + balance) * round;
    let fair = round > LEAST_ROUND.min(0.85 * roundness(&block.places));
    (is_clear && fair).then(|| Cut {
        from,
        to,
        inner: places[1..places.len() - 1].to_vec(),
        worth,
    })
}

/// Whether the landing is on this slot's edge or at one of its ends.
fn is_at(slot: usize, landing: Landing, count: usize) -> bool {
    match landing.at {
        Some(_) => slot == landing.slot,
        None => slot == landing.slot || (slot + 1) % count == landing.slot,
    }
}

fn halves_of(
    block: &Block,
    from: Landing,
    to: Landing,
    path: &[Place],
) -> (Vec<Place>, Vec<Place>) {
    let count = block.places.len();
    let walk = |start: Landing, end: Landing| {
        let mut found = Vec::new();
        let mut slot = (start.slot + 1) % count;
        let stop = (end.slot + usize::from(end.at.is_some())) % count;
        while slot != stop {
            found.push(block.places[slot]);
            slot = (slot + 1) % count;
        }
        found
    };
    let mut one = path.to_vec();
    one.extend(walk(to, from));
    let mut two: Vec<Place> = path.iter().rev().copied().collect();
    two.extend(walk(from, to));
    (one, two)
}

/// 1 for a circle, 0.785 for a square, less for slivers.
fn roundness(ring: &[Place]) -> f64 {
    let round: f64 = ring
        .iter()
        .zip(ring.iter().cycle().skip(1))
        .map(|(a, b)| a.spot().distance(b.spot()))
        .sum();
    4.0 * std::f64::consts::PI * square_metres(doubled_area(ring)) / (round * round)
}

/// Douglas and Peucker.
fn simplified(path: &[Spot], tolerance: f64) -> Vec<Spot> {
    let mut keep = vec![false; path.len()];
    let mut spans = vec![(0, path.len() - 1)];
    while let Some((low, high)) = spans.pop() {
        keep[low] = true;
        keep[high] = true;
        let worst = (low + 1..high)
            .map(|index| {
                (
                    path[index].distance_to_stretch(path[low], path[high]),
                    index,
                )
            })
            .max_by(|a, b| a.0.total_cmp(&b.0));
        if let Some((far, index)) = worst
            && far > tolerance
        {
            spans.push((low, index));
            spans.push((index, high));
        }
    }
    path.iter()
        .zip(keep)
        .filter(|(_, kept)| *kept)
        .map(|(spot, _)| *spot)
        .collect()
}
