//! How far incidents are from their nearest point: weights by distance, kept while points move.

use crate::analysis::millimetre::UNREACHED;

/// Millimetres (or milliseconds) in a step of the table: a whole metre (second), so that the cumulative curve is exact at those.
const STEP: u32 = 1000;
/// Units told apart one by one: a kilometre, or some 17 minutes.
const FINE: u32 = 1 << 20;
/// Whole metres told apart.
const STEPS: u32 = 65_536;
/// What is farther is told apart by steps of this many millimetres, so that no entry holds a whole country.
const FAR_STEP: u32 = 65_536;
const FAR_STEPS: u32 = (UNREACHED - 1 - STEPS * STEP).div_ceil(FAR_STEP);

/// Weight by distance: entry 0 holds distance 0, entry k up to [`STEPS`] holds (k-1, k] metres, those after it hold a
/// [`FAR_STEP`] each.
#[derive(Debug, Clone)]
pub(super) struct DistanceTable {
    weights: Vec<u64>,
    /// Weight at each whole unit below [`FINE`]: most distances are told apart without a look at the places.
    fine: Vec<u64>,
    total: u64,
}

impl DistanceTable {
    pub(super) fn new() -> Self {
        Self {
            weights: vec![0; (STEPS + FAR_STEPS) as usize + 1],
            fine: vec![0; FINE as usize],
            total: 0,
        }
    }

    /// Moves a weight from one distance to another; [`UNREACHED`] is no distance and not kept.
    pub(super) fn moved(&mut self, weight: u64, from: u32, to: u32) {
        if from != UNREACHED {
            self.at(from, |entry| *entry -= weight);
            self.total -= weight;
        }
        if to != UNREACHED {
            self.at(to, |entry| *entry += weight);
            self.total += weight;
        }
    }

    fn at(&mut self, distance: u32, change: impl Fn(&mut u64)) {
        if let Some(entry) = self.weights.get_mut(step_of(distance)) {
            change(entry);
        }
        if let Some(entry) = self.fine.get_mut(distance as usize) {
            change(entry);
        }
    }

    /// Weight at any distance.
    pub(super) const fn total(&self) -> u64 {
        self.total
    }

    /// The entry in which the cumulative weight reaches this much, and the weight before it.
    pub(super) fn reaching(&self, wanted: u64) -> Option<Entry> {
        let mut before = 0;
        for (step, weight) in (0u32..).zip(&self.weights) {
            if before + weight >= wanted && *weight > 0 {
                return Some(Entry { step, before });
            }
            before += weight;
        }
        None
    }

    /// The distance at which the cumulative weight reaches this much; `None` where that is [`FINE`] or farther, or never.
    pub(super) fn distance_reaching(&self, wanted: u64) -> Option<u32> {
        let reached = self.reaching(wanted)?;
        let (least, greatest) = reached.span();
        let mut sum = reached.before;
        let weights = self.fine.get(least as usize..=greatest as usize)?;
        let found = (least..).zip(weights).find(|(_, weight)| {
            sum += *weight;
            sum >= wanted
        });
        found.map(|(distance, _)| distance)
    }

    /// Weight within each of the first `count` whole metres 0, 1, 2, …
    pub(super) fn cumulative(&self, count: usize) -> impl Iterator<Item = u64> {
        self.weights.iter().take(count).scan(0, |sum, weight| {
            *sum += weight;
            Some(*sum)
        })
    }
}

/// An entry of the table, and the weight that is nearer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    step: u32,
    pub(super) before: u64,
}

impl Entry {
    /// Least and greatest millimetres of the entry.
    pub(super) const fn span(self) -> (u32, u32) {
        match self.step {
            0 => (0, 0),
            step if step > STEPS => {
                let before = STEPS * STEP + (step - STEPS - 1) * FAR_STEP;
                (before + 1, before.saturating_add(FAR_STEP))
            }
            step => ((step - 1) * STEP + 1, step * STEP),
        }
    }
}

/// The entry of a distance.
fn step_of(distance: u32) -> usize {
    let far = distance.saturating_sub(STEPS * STEP);
    let step = if far == 0 {
        distance.div_ceil(STEP)
    } else {
        STEPS + far.div_ceil(FAR_STEP)
    };
    step as usize
}

/// The smallest of these distances at which the weight, counted on from `before`, reaches `wanted`. Sorts them.
pub(super) fn distance_reaching(
    distances: &mut [(u32, u64)],
    before: u64,
    wanted: u64,
) -> Option<u32> {
    distances.sort_unstable();
    let mut sum = before;
    distances
        .iter()
        .find(|(_, weight)| {
            sum += weight;
            sum >= wanted
        })
        .map(|(distance, _)| *distance)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_distance_lies_in_the_span_of_its_entry() {
        for distance in [
            0,
            1,
            999,
            1000,
            1001,
            65_536_000,
            65_536_001,
            65_601_536,
            65_601_537,
            2_000_000_000,
            UNREACHED - 1,
        ] {
            let mut table = DistanceTable::new();
            table.moved(3, UNREACHED, distance);
            let (least, greatest) = table.reaching(1).expect("one weight").span();
            assert!((least..=greatest).contains(&distance), "{distance}");
            assert!(greatest - least <= FAR_STEP, "{distance}");
            table.moved(3, distance, UNREACHED);
            assert_eq!(table.reaching(1), None);
        }
    }
}
