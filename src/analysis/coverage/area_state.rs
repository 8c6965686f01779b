//! How many of each area's sample places every ring covers, kept while points move.

use super::incident_state::ring_of;
use crate::analysis::place_tiles::{PlaceTiles, TILE, Tile};
use crate::analysis::reach::{CostBands, Laid, PostChange, Posts};

/// Sample places of areas against points and rings.
#[derive(Debug, Clone)]
pub(super) struct AreaState {
    limits: Vec<u32>,
    /// The innermost ring that holds each sample; the count of rings where none does.
    rings: Vec<u8>,
    /// By area and ring: samples.
    counts: Vec<u32>,
}

impl AreaState {
    /// Nothing covered yet. The groups of the tiles are the areas.
    pub(super) fn new(samples: &PlaceTiles, areas: usize, limits: &[u32]) -> Self {
        let classes = limits.len() + 1;
        let mut counts = vec![0; areas * classes];
        for tile in &samples.tiles {
            counts[tile.group as usize * classes + limits.len()] += tile.places().len() as u32;
        }
        Self {
            limits: limits.to_vec(),
            rings: vec![limits.len() as u8; samples.len()],
            counts,
        }
    }

    /// Brings the counts up to date after a change of points.
    pub(super) fn update(&mut self, samples: Laid<'_>, posts: &mut Posts, change: &PostChange) {
        let Some(&outermost) = self.limits.last() else {
            return;
        };
        posts.nearest_within(samples, change, outermost, |tile, costs| {
            self.replace_tile(tile, costs);
        });
    }

    /// Judges by other rings. Where only radii change, only samples between an old and a new radius are looked at again.
    pub(super) fn set_limits(&mut self, samples: Laid<'_>, posts: &Posts, limits: &[u32]) {
        let outermost = limits.last().copied().unwrap_or(0);
        let bands = CostBands::between(&self.limits, limits).unwrap_or_else(|| {
            let areas = self.counts.len() / (self.limits.len() + 1);
            *self = Self::new(samples.places, areas, limits);
            CostBands::upto(outermost)
        });
        self.limits = limits.to_vec();
        posts.nearest_between(samples, &bands, outermost, |tile, costs| {
            self.replace_tile(tile, costs);
        });
    }

    fn replace_tile(&mut self, tile: &Tile, costs: &[u32; TILE]) {
        let counts = &mut self.counts[tile.group as usize * (self.limits.len() + 1)..];
        for (old, cost) in self.rings[tile.places()].iter_mut().zip(costs) {
            let ring = ring_of(&self.limits, *cost) as u8;
            if *old != ring {
                counts[usize::from(*old)] -= 1;
                counts[usize::from(ring)] += 1;
                *old = ring;
            }
        }
    }

    /// Samples of an area by ring.
    pub(super) fn of(&self, area: usize) -> &[u32] {
        let classes = self.limits.len() + 1;
        self.counts
            .get(area * classes..(area + 1) * classes)
            .unwrap_or(&[])
    }

    /// For each ring, samples of an area within it, and how many samples it has.
    pub(super) fn within(&self, area: usize) -> (impl Iterator<Item = u32>, u32) {
        let counts = self.of(area);
        let within = counts.iter().take(self.limits.len()).scan(0, |sum, count| {
            *sum += count;
            Some(*sum)
        });
        (within, counts.iter().sum())
    }
}
