//! An order of nodes by nested dissection: the few nodes that divide the network come last, then those that divide each part, and
//! so on. Where to divide is found by flows between opposite ends of the part in four directions (Schild and Sommer 2015,
//! "inertial flow"): streets that cross rivers and expressways are few, and a flow finds them.

use super::flow::Flow;
use crate::analysis::travel::graph::{grouped, row_of};

/// The directions in which a part is divided.
const DIRECTIONS: [[f64; 2]; 4] = [[1.0, 0.0], [0.0, 1.0], [0.7, 0.7], [0.7, -0.7]];
/// The share of a part that stays on one side at least.
const SHARE: f64 = 0.25;
/// A part of so few nodes is not divided any further.
const SMALL: usize = 6;

/// The place of each node in the order.
pub(super) fn dissection(nodes: usize, pairs: &[(u32, u32)], at: &[[f64; 2]]) -> Vec<u32> {
    let both: Vec<(u32, u32)> = pairs
        .iter()
        .flat_map(|(a, b)| [(*a, *b), (*b, *a)])
        .collect();
    let (first, beside) = grouped(nodes, &both);
    let neighbours = |node: u32| row_of(&first, &beside, node);
    let mut rank = vec![0; nodes];
    let mut local = vec![u32::MAX; nodes];
    let mut flow = Flow::default();
    // Parts that are still to be ordered, and the first place each has.
    let mut open: Vec<(Vec<u32>, u32)> = vec![((0..nodes as u32).collect(), 0)];
    while let Some((mut part, base)) = open.pop() {
        if part.len() <= SMALL {
            // The fewer neighbours, the sooner it is out of the way.
            part.sort_by_key(|node| neighbours(*node).len());
            for (place, node) in (base..).zip(&part) {
                rank[*node as usize] = place;
            }
            continue;
        }
        for (number, node) in (0u32..).zip(&part) {
            local[*node as usize] = number;
        }
        flow.take(&part, &local, neighbours);
        let is_one_side = divided(&mut flow, &part, at);
        for node in &part {
            local[*node as usize] = u32::MAX;
        }
        let between = separator(&part, &is_one_side, &flow);
        let (mut one, mut other, mut place) = (Vec::new(), Vec::new(), base + part.len() as u32);
        for (number, node) in part.iter().enumerate() {
            if between[number] {
                place -= 1;
                rank[*node as usize] = place;
            } else if is_one_side[number] {
                one.push(*node);
            } else {
                other.push(*node);
            }
        }
        let middle = base + one.len() as u32;
        open.push((other, middle));
        open.push((one, base));
    }
    rank
}

/// Which nodes of a part are on one side of the fewest streets that divide it.
fn divided(flow: &mut Flow, part: &[u32], at: &[[f64; 2]]) -> Vec<bool> {
    let ends = ((part.len() as f64 * SHARE) as usize).max(1);
    let mut best: Option<(f64, Vec<bool>)> = None;
    for [east, north] in DIRECTIONS {
        let along = |number: u32| {
            let [x, y] = at[part[number as usize] as usize];
            x.mul_add(east, y * north)
        };
        let mut sorted: Vec<u32> = (0..part.len() as u32).collect();
        sorted.sort_by(|a, b| along(*a).total_cmp(&along(*b)).then(a.cmp(b)));
        let most = best.as_ref().map_or(usize::MAX, |(cut, _)| *cut as usize);
        let sources = &sorted[..ends];
        let sinks = &sorted[sorted.len() - ends..];
        let Some((cut, side)) = flow.least_cut(sources, sinks, most) else {
            continue;
        };
        // Of cuts about as small the more even one: it makes smaller parts.
        let smaller = side.iter().filter(|is| **is).count();
        let smaller = smaller.min(part.len() - smaller) as f64 / part.len() as f64;
        let worth = cut as f64 + (0.5 - smaller) * 0.1;
        if best.as_ref().is_none_or(|(known, _)| worth < *known) {
            best = Some((worth, side));
        }
    }
    best.map_or_else(|| vec![false; part.len()], |(_, side)| side)
}

/// The nodes between the two sides: of each street across, one end, taken from the side where they are fewer.
fn separator(part: &[u32], is_one_side: &[bool], flow: &Flow) -> Vec<bool> {
    let mut ends = [vec![false; part.len()], vec![false; part.len()]];
    for (from, to) in flow.arcs() {
        if is_one_side[from as usize] && !is_one_side[to as usize] {
            ends[0][from as usize] = true;
            ends[1][to as usize] = true;
        }
    }
    let count = |side: &Vec<bool>| side.iter().filter(|is| **is).count();
    let [one, other] = ends;
    if count(&one) <= count(&other) {
        one
    } else {
        other
    }
}
