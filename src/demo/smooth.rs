//! Kinks taken out of hand-laid lines: making crossings into corners bends a road by a few metres where it should run on.

use std::collections::BTreeMap;

use super::lattice::{Place, Spot};
use super::mesh::{Course, Edge};

/// Rounds of smoothing; each halves a kink.
const ROUNDS: usize = 8;
/// A road that turns by less than this cosine says at a corner is bent, not kinked.
const STRAIGHT: f64 = 0.992;

/// The stretches at a corner, by street: the corners they lead to.
type Passing = BTreeMap<u32, Vec<usize>>;

/// Moves corners at which a street turns too sharply towards the line between its neighbours; outlines and shores stay.
pub(super) fn smooth(corners: &mut [Place], stretches: &BTreeMap<(usize, usize), Edge>) {
    let mut passing: BTreeMap<usize, Passing> = BTreeMap::new();
    let mut held = vec![false; corners.len()];
    for ((a, b), edge) in stretches {
        for (own, other) in [(*a, *b), (*b, *a)] {
            held[own] |= matches!(edge.course, Course::Coast | Course::Border | Course::Shore);
            let streets = passing.entry(own).or_default();
            streets.entry(edge.street).or_default().push(other);
        }
    }
    for _ in 0..ROUNDS {
        let before: Vec<Spot> = corners.iter().map(|corner| corner.spot()).collect();
        for (corner, streets) in passing.iter().filter(|(corner, _)| !held[**corner]) {
            let mut moved = before[*corner];
            for others in streets.values() {
                if let [one, other] = others.as_slice() {
                    let shift = half_way(before[*one], before[*corner], before[*other]);
                    moved = moved.moved(shift, 1.0);
                }
            }
            corners[*corner] = Place::of_spot(moved);
        }
    }
}

/// Half the way from a kink to the line between its neighbours; nothing where the line is straight enough.
fn half_way(one: Spot, kink: Spot, other: Spot) -> Spot {
    if one.to(kink).unit().dot(kink.to(other).unit()) > STRAIGHT {
        return Spot { x: 0.0, y: 0.0 };
    }
    let aside = one.to(other).unit().left();
    let off = one.to(kink).dot(aside);
    Spot {
        x: -0.5 * off * aside.x,
        y: -0.5 * off * aside.y,
    }
}
