//! Streets and lanes: blocks are cut in two along the street directions until there are as many as wanted.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use super::WORK_GRIDS;
use super::cut::{Cut, Landing, best_cut};
use super::dice::Dice;
use super::land::{Land, hill, open};
use super::lattice::{Place, doubled_area, square_metres};
use super::mesh::{Course, Edge, Mesh, centroid};
use crate::base::cancel::{Cancel, Cancelled};

/// A street that comes upon water, a border or an expressway ends this far before it, metres.
const SET_BACK: f64 = 24.0;
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

/// Cuts streets until there are as many blocks as work grids; `home_of` gives each block's subdistrict and grows with them.
pub(super) fn cut_streets(
    mesh: &mut Mesh,
    land: &Land,
    dice: &mut Dice,
    home_of: &mut Vec<usize>,
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
    while mesh.anchor.len() < WORK_GRIDS {
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
        if let Some(cut) = best_cut(mesh, land, dice, block) {
            let new = carry_out(mesh, block, cut, Stage::Streets, street);
            home_of.push(home_of[block as usize]);
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
        if let Some(cut) = best_cut(mesh, land, dice, block) {
            let new = carry_out(mesh, block, cut, Stage::Lanes, street);
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

/// Makes the cut; the number of the new block is returned.
fn carry_out(mesh: &mut Mesh, block: u32, cut: Cut, stage: Stage, street: &mut u32) -> u32 {
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
            let wild = hill(middle) > 0.5 || open(middle) > 0.62;
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
