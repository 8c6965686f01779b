//! The middle of an expressway as a smooth line: places beside it are told by how far along and how far to the right.

use std::collections::BTreeMap;

use super::lattice::{Place, Spot};

/// Metres between the spots of a centreline, about.
const STEP: f64 = 20.0;
/// Spots on either side a spot is averaged with.
const WINDOW: usize = 5;

/// One expressway from end to end, with mesh corners where others meet it.
#[derive(Debug, Clone)]
pub(super) struct Centreline {
    pub(super) street: u32,
    /// The mesh corners it runs through, from end to end.
    pub(super) corners: Vec<u32>,
    spots: Vec<Spot>,
    step: f64,
}

impl Centreline {
    fn of(street: u32, corners: Vec<u32>, places: &[Place]) -> Self {
        let course: Vec<Spot> = corners
            .iter()
            .map(|corner| places[*corner as usize].spot())
            .collect();
        let length: f64 = course
            .windows(2)
            .map(|pair| pair[0].distance(pair[1]))
            .sum();
        let parts = (length / STEP).ceil().max(2.0) as usize;
        let step = length / parts as f64;
        Self {
            street,
            corners,
            spots: averaged(&stepped(&course, step, parts)),
            step,
        }
    }

    pub(super) fn length(&self) -> f64 {
        (self.spots.len() - 1) as f64 * self.step
    }

    /// The place so far along; the ends are where it begins and stops.
    pub(super) fn at(&self, along: f64) -> Spot {
        let steps = (along / self.step).clamp(0.0, (self.spots.len() - 1) as f64);
        let slot = (steps as usize).min(self.spots.len() - 2);
        self.spots[slot].between(self.spots[slot + 1], steps - slot as f64)
    }

    /// The direction it runs in there, length 1.
    pub(super) fn heading(&self, along: f64) -> Spot {
        self.at(along - STEP).to(self.at(along + STEP)).unit()
    }

    /// The place so far along and so far to the right (to the left where negative).
    pub(super) fn beside(&self, along: f64, right: f64) -> Spot {
        self.at(along).moved(self.heading(along).left(), -right)
    }

    /// How far along the spot nearest to a place is.
    pub(super) fn nearest(&self, place: Spot) -> f64 {
        let mut best = (f64::MAX, 0.0);
        for (slot, pair) in self.spots.windows(2).enumerate() {
            let along = pair[0].to(pair[1]);
            let share = (pair[0].to(place).dot(along) / along.dot(along)).clamp(0.0, 1.0);
            let far = place.distance(pair[0].between(pair[1], share));
            if far < best.0 {
                best = (far, (slot as f64 + share) * self.step);
            }
        }
        best.1
    }
}

/// The centrelines of all expressway stretches, one a street, in the order of their numbers.
pub(super) fn centrelines(stretches: &[(u32, u32, u32)], places: &[Place]) -> Vec<Centreline> {
    let mut beside: BTreeMap<u32, BTreeMap<u32, Vec<u32>>> = BTreeMap::new();
    for (a, b, street) in stretches {
        let at = beside.entry(*street).or_default();
        at.entry(*a).or_default().push(*b);
        at.entry(*b).or_default().push(*a);
    }
    beside
        .into_iter()
        .filter_map(|(street, beside)| {
            let corners = chain(&beside)?;
            Some(Centreline::of(street, corners, places))
        })
        .collect()
}

/// The corners of a line from one end to the other; `None` where it has no end.
fn chain(beside: &BTreeMap<u32, Vec<u32>>) -> Option<Vec<u32>> {
    let (first, _) = beside.iter().find(|(_, others)| others.len() == 1)?;
    let mut corners = vec![*first];
    while let Some(last) = corners.last() {
        let before = corners.len().checked_sub(2).map(|slot| corners[slot]);
        let next = beside[last].iter().find(|other| Some(**other) != before);
        match next {
            Some(next) if corners.len() <= beside.len() => corners.push(*next),
            _ => break,
        }
    }
    Some(corners)
}

fn stepped(course: &[Spot], step: f64, parts: usize) -> Vec<Spot> {
    let mut found = Vec::with_capacity(parts + 1);
    let (mut slot, mut passed) = (0, 0.0);
    for part in 0..=parts {
        let wanted = part as f64 * step;
        let mut length = course[slot].distance(course[slot + 1]);
        while passed + length < wanted && slot + 2 < course.len() {
            passed += length;
            slot += 1;
            length = course[slot].distance(course[slot + 1]);
        }
        let share = ((wanted - passed) / length.max(1e-9)).clamp(0.0, 1.0);
        found.push(course[slot].between(course[slot + 1], share));
    }
    found
}

/// Every spot averaged twice with those around it; the ends stay.
fn averaged(course: &[Spot]) -> Vec<Spot> {
    let once = |course: &[Spot]| -> Vec<Spot> {
        (0..course.len())
            .map(|slot| {
                let span = WINDOW.min(slot).min(course.len() - 1 - slot);
                let near = &course[slot - span..=slot + span];
                Spot {
                    x: near.iter().map(|spot| spot.x).sum::<f64>() / near.len() as f64,
                    y: near.iter().map(|spot| spot.y).sum::<f64>() / near.len() as f64,
                }
            })
            .collect()
    };
    once(&once(course))
}
