//! Places laid out in small tiles and blocks of tiles along a Hilbert curve, so that what a moving point cannot touch
//! is passed over by the tile.

use std::ops::Range;

use rayon::slice::ParallelSliceMut;

use super::millimetre::{MmBox, MmXy};

/// Most places in a tile: one bit each in a `u64`.
pub(super) const TILE: usize = 64;
const TILES_A_BLOCK: usize = 16;

/// Up to [`TILE`] neighbouring places of one group.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tile {
    start: u32,
    len: u32,
    /// The group all its places belong to (a grid unit).
    pub(super) group: u32,
    /// The box around its places.
    pub(super) extent: MmBox,
}

impl Tile {
    /// Positions of its places.
    pub(super) const fn places(&self) -> Range<usize> {
        self.start as usize..(self.start + self.len) as usize
    }

    /// The bits of all its places.
    pub(super) const fn full_mask(&self) -> u64 {
        u64::MAX >> (TILE as u32 - self.len)
    }
}

/// Neighbouring tiles.
#[derive(Debug, Clone)]
pub(super) struct Block {
    /// Positions of its tiles.
    pub(super) tiles: Range<usize>,
    /// The box around its places.
    pub(super) extent: MmBox,
}

/// Places in tiles in blocks. A tile never mixes groups.
#[derive(Debug, Clone, Default)]
pub(super) struct PlaceTiles {
    pub(super) xs: Vec<i32>,
    pub(super) ys: Vec<i32>,
    pub(super) tiles: Vec<Tile>,
    pub(super) blocks: Vec<Block>,
}

impl PlaceTiles {
    /// Tiles over places that already stand in the order of [`order_along_curve`], with the group of each.
    pub(super) fn new(places: &[(MmXy, u32)]) -> Self {
        let mut tiles = Vec::with_capacity(places.len() / TILE * 2);
        let mut start = 0;
        for run in places.chunk_by(|a, b| a.1 == b.1) {
            for part in run.chunks(TILE) {
                if let (Some(extent), Some(first)) = (
                    MmBox::around(part.iter().map(|place| place.0)),
                    part.first(),
                ) {
                    tiles.push(Tile {
                        start,
                        len: part.len() as u32,
                        group: first.1,
                        extent,
                    });
                }
                start += part.len() as u32;
            }
        }
        Self {
            xs: places.iter().map(|place| place.0.x).collect(),
            ys: places.iter().map(|place| place.0.y).collect(),
            blocks: blocks_of(&tiles),
            tiles,
        }
    }

    /// How many places there are.
    pub(super) const fn len(&self) -> usize {
        self.xs.len()
    }
}

fn blocks_of(tiles: &[Tile]) -> Vec<Block> {
    let starts = (0..).step_by(TILES_A_BLOCK);
    tiles
        .chunks(TILES_A_BLOCK)
        .zip(starts)
        .filter_map(|(part, start)| {
            Some(Block {
                tiles: start..start + part.len(),
                extent: part.iter().map(|tile| tile.extent).reduce(MmBox::union)?,
            })
        })
        .collect()
}

/// Rows in the order in which tiles want them: by group rank, within a group along the curve, equal places by row.
pub(super) fn order_along_curve(places: &[(MmXy, u32)]) -> Vec<u32> {
    let mut keys: Vec<u128> = places
        .iter()
        .zip(0u32..)
        .map(|((place, rank), row)| {
            u128::from(*rank) << 96
                | u128::from(place.along_hilbert_curve()) << 32
                | u128::from(row)
        })
        .collect();
    keys.par_sort_unstable();
    keys.into_iter().map(|key| key as u32).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_lies_in_one_tile_of_its_group_and_in_its_box() {
        let places: Vec<(MmXy, u32)> = (0..1000)
            .map(|i| {
                let place = MmXy {
                    x: i * 7919 % 1009,
                    y: i * 104_729 % 997,
                };
                (place, i.cast_unsigned() % 3)
            })
            .collect();
        let order = order_along_curve(&places);
        let sorted: Vec<_> = order.iter().map(|&row| places[row as usize]).collect();
        let laid = PlaceTiles::new(&sorted);
        assert_eq!(laid.len(), 1000);
        let mut next = 0;
        for tile in &laid.tiles {
            assert_eq!(tile.places().start, next);
            next = tile.places().end;
            for place in &sorted[tile.places()] {
                assert_eq!(place.1, tile.group);
                assert_eq!(tile.extent.union(MmBox::at(place.0)), tile.extent);
            }
        }
        assert_eq!(next, 1000);
        let in_blocks: usize = laid.blocks.iter().map(|block| block.tiles.len()).sum();
        assert_eq!(in_blocks, laid.tiles.len());
    }
}
