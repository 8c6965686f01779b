//! How many of each area's sample places every ring covers, kept while points move.

use super::incident_state::ring_of;
use crate::analysis::place_tiles::{PlaceTiles, TILE, Tile};
use crate::analysis::reach::{CostBands, Post, PostChange, Posts, nearest, within};

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
    pub(super) fn update(&mut self, samples: &PlaceTiles, posts: &Posts, change: &PostChange) {
        let Some(&outermost) = self.limits.last() else {
            return;
        };
        let (mut near_block, mut near_tile) = (Vec::new(), Vec::new());
        for block in &samples.blocks {
            if !change.touches(&block.extent, outermost) {
                continue;
            }
            posts.within(&block.extent, outermost, &mut near_block);
            for tile in &samples.tiles[block.tiles.clone()] {
                if change.touches(&tile.extent, outermost) {
                    within(&near_block, &tile.extent, outermost, &mut near_tile);
                    self.replace_tile(samples, tile, &near_tile);
                }
            }
        }
    }

    /// Judges by other rings. Where only radii change, only samples between an old and a new radius are looked at again.
    pub(super) fn set_limits(&mut self, samples: &PlaceTiles, posts: &Posts, limits: &[u32]) {
        let Some(bands) = CostBands::between(&self.limits, limits) else {
            let areas = self.counts.len() / (self.limits.len() + 1);
            *self = Self::new(samples, areas, limits);
            return self.update(samples, posts, &posts.as_change());
        };
        self.limits = limits.to_vec();
        let Some(&outermost) = limits.last() else {
            return;
        };
        let (mut near_block, mut near_tile) = (Vec::new(), Vec::new());
        for block in &samples.blocks {
            let touching: Vec<&Post> = posts
                .all()
                .iter()
                .filter(|post| bands.touched(post, &block.extent))
                .collect();
            if touching.is_empty() {
                continue;
            }
            posts.within(&block.extent, outermost, &mut near_block);
            for tile in &samples.tiles[block.tiles.clone()] {
                if touching
                    .iter()
                    .any(|post| bands.touched(post, &tile.extent))
                {
                    within(&near_block, &tile.extent, outermost, &mut near_tile);
                    self.replace_tile(samples, tile, &near_tile);
                }
            }
        }
    }

    fn replace_tile(&mut self, samples: &PlaceTiles, tile: &Tile, candidates: &[Post]) {
        let mut costs = [0; TILE];
        nearest(samples, tile, candidates, &mut costs);
        let counts = &mut self.counts[tile.group as usize * (self.limits.len() + 1)..];
        for (old, cost) in self.rings[tile.places()].iter_mut().zip(costs) {
            let ring = ring_of(&self.limits, cost) as u8;
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
