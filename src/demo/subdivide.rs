//! Streets and lanes: blocks are cut in two along the street directions until there are as many as wanted.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use super::dice::Dice;
use super::land::Land;
use super::lattice::{Place, Spot, doubled_area, meeting, square_metres, touch};
use super::mesh::{Course, Edge, Mesh, centroid};
use crate::base::cancel::{Cancel, Cancelled};

/// A street that comes upon water, a border or an expressway ends this far before it, metres.
const SET_BACK: f64 = 24.0;
/// Tries at each block; the best cut is taken.
const TRIES: usize = 7;

/// What kind of cut is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// Streets between work grids.
    Streets,
    /// Lanes within a work grid.
    Lanes,
}

/// A block waiting to be cut; the most oversized first, then the lowest number.
#[derive(Debug, PartialEq)]
struct Waiting {
    oversize: f64,
    block: u32,
}

impl Eq for Waiting {}

impl Ord for Waiting {
    fn cmp(&self, other: &Self) -> Ordering {
        self.oversize
            .total_cmp(&other.oversize)
            .then(other.block.cmp(&self.block))
    }
}

impl PartialOrd for Waiting {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Cuts streets until there are `blocks` blocks (or none can be cut any more); returns the next free street number.
pub(super) fn cut_streets(
    mesh: &mut Mesh,
    land: &Land,
    dice: &mut Dice,
    blocks: usize,
    street: &mut u32,
    cancel: &Cancel,
) -> Result<(), Cancelled> {
    let oversize = |mesh: &Mesh, block: u32| {
        let ring = mesh.ring(block);
        if lies_in_reservoir(mesh, block) {
            0.0
        } else {
            square_metres(doubled_area(&ring)) / land.grid_area(centroid(&ring))
        }
    };
    let mut heap: BinaryHeap<Waiting> = (0..mesh.anchor.len() as u32)
        .map(|block| Waiting {
            oversize: oversize(mesh, block),
            block,
        })
        .collect();
    while mesh.anchor.len() < blocks {
        let Some(Waiting {
            block,
            oversize: size,
        }) = heap.pop()
        else {
            break;
        };
        if size <= 0.0 {
            break;
        }
        cancel.check()?;
        if let Some(cut) = best_cut(mesh, land, dice, block, Stage::Streets) {
            let new = carry_out(mesh, land, block, cut, Stage::Streets, street);
            heap.push(Waiting {
                oversize: oversize(mesh, block),
                block,
            });
            heap.push(Waiting {
                oversize: oversize(mesh, new),
                block: new,
            });
        } else if size > 0.02 {
            heap.push(Waiting {
                oversize: size * 0.75,
                block,
            });
        }
    }
    Ok(())
}

/// Cuts lanes until the land has as many as it should; `grid_of` gives each block's work grid and grows with them.
pub(super) fn cut_lanes(
    mesh: &mut Mesh,
    land: &Land,
    dice: &mut Dice,
    grid_of: &mut Vec<u32>,
    street: &mut u32,
    cancel: &Cancel,
) -> Result<(), Cancelled> {
    let mut stack: Vec<u32> = (0..mesh.anchor.len() as u32).rev().collect();
    while let Some(block) = stack.pop() {
        cancel.check()?;
        let ring = mesh.ring(block);
        let wanted = land.lane_area(centroid(&ring));
        let Some(wanted) = wanted else { continue };
        if square_metres(doubled_area(&ring)) < wanted * dice.between(1.15, 1.9)
            || lies_in_reservoir(mesh, block)
        {
            continue;
        }
        if let Some(cut) = best_cut(mesh, land, dice, block, Stage::Lanes) {
            let new = carry_out(mesh, land, block, cut, Stage::Lanes, street);
            grid_of.push(grid_of[block as usize]);
            stack.push(new);
            stack.push(block);
        }
    }
    Ok(())
}

/// Whether every edge of the block is shore: it is a reservoir.
pub(super) fn lies_in_reservoir(mesh: &Mesh, block: u32) -> bool {
    mesh.around(block)
        .into_iter()
        .all(|half| mesh.edge(half).course == Course::Shore || mesh.edge(half).bridge)
}

/// Where a cut meets the ring: the half-edge, and the place on it (`None` at the corner it leaves).
#[derive(Debug, Clone, Copy)]
struct Landing {
    slot: usize,
    at: Option<Place>,
    spot: Spot,
}

#[derive(Debug)]
struct Cut {
    from: Landing,
    to: Landing,
    inner: Vec<Place>,
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

fn best_cut(mesh: &Mesh, land: &Land, dice: &mut Dice, block: u32, stage: Stage) -> Option<Cut> {
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
    let _ = stage;
    best
}

fn try_cut(mesh: &Mesh, land: &Land, block: &Block, seed: Spot, direction: Spot) -> Option<Cut> {
    if !super::arrange::inside(&block.places, seed) {
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
    worth_it(block, from, to, path)
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
            return Some((way, landing));
        }
        if count > 0 {
            way.push(spot);
        }
        spot = ahead;
    }
    None
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
fn worth_it(block: &Block, from: Landing, to: Landing, path: Vec<Spot>) -> Option<Cut> {
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
    let worth = (0.3 + balance) * roundness(&one).min(roundness(&two));
    is_clear.then(|| Cut {
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

/// Makes the cut; the number of the new block is returned.
fn carry_out(
    mesh: &mut Mesh,
    land: &Land,
    block: u32,
    cut: Cut,
    stage: Stage,
    street: &mut u32,
) -> u32 {
    let halves = mesh.around(block);
    let parent = mesh.area(block);
    let (from, to) = (halves[cut.from.slot], halves[cut.to.slot]);
    let stops =
        [(cut.from, from), (cut.to, to)].map(|(landing, half)| stops_at(mesh, landing, half));
    let to = cut.to.at.map_or(to, |place| mesh.split_edge(to, place));
    let from = cut
        .from
        .at
        .map_or(from, |place| mesh.split_edge(from, place));
    let course = course_of(stage, parent);
    let mut spots: Vec<Place> = vec![mesh.place(from)];
    spots.extend(cut.inner);
    spots.push(mesh.place(to));
    let own = continued_street(mesh, from, spots[1], course)
        .or_else(|| continued_street(mesh, to, spots[spots.len() - 2], course))
        .unwrap_or_else(|| {
            *street += 1;
            *street - 1
        });
    if stops[1] {
        set_back(&mut spots);
    }
    if stops[0] {
        spots.reverse();
        set_back(&mut spots);
        spots.reverse();
    }
    let last = spots.len() - 2;
    let edges: Vec<Edge> = spots
        .windows(2)
        .enumerate()
        .map(|(index, pair)| {
            let middle = pair[0].spot().between(pair[1].spot(), 0.5);
            let wild = land.hill(middle) > 0.5 || land.open(middle) > 0.62;
            let stub = (index == 0 && stops[0]) || (index == last && stops[1]);
            Edge {
                course: if wild || stub { Course::Ridge } else { course },
                street: own,
                bridge: false,
            }
        })
        .collect();
    mesh.split_block(from, to, &spots[1..spots.len() - 1], &edges)
}

fn stops_at(mesh: &Mesh, landing: Landing, half: u32) -> bool {
    match landing.at {
        Some(_) => mesh.edge(half).course.stops_streets(),
        None => mesh
            .leaving(half)
            .into_iter()
            .any(|other| mesh.edge(other).course.stops_streets()),
    }
}

fn set_back(spots: &mut Vec<Place>) {
    let count = spots.len();
    let (before, end) = (spots[count - 2].spot(), spots[count - 1].spot());
    let far = before.distance(end);
    if far > SET_BACK * 1.5 {
        spots.insert(
            count - 1,
            Place::of_spot(end.between(before, SET_BACK / far)),
        );
    }
}

fn course_of(stage: Stage, parent: f64) -> Course {
    match stage {
        Stage::Lanes => Course::Lane,
        Stage::Streets if parent > 420_000.0 => Course::Collector,
        Stage::Streets => Course::Local,
    }
}

/// The street of the same course that comes straight across the corner, if any: it goes on.
fn continued_street(mesh: &Mesh, half: u32, ahead: Place, course: Course) -> Option<u32> {
    let at = mesh.place(half).spot();
    let own = at.to(ahead.spot()).unit();
    mesh.leaving(half)
        .into_iter()
        .filter(|other| mesh.edge(*other).course == course)
        .find(|other| at.to(mesh.end(*other).spot()).unit().dot(own) < -0.86)
        .map(|other| mesh.edge(other).street)
}
