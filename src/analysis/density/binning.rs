//! Spreading places over lattice nodes with quadratic B-splines.

use pulp::{Arch, NullaryFnOnce};

use super::index::{DensityIndex, Run};
use super::lattice::Lattice;
use crate::base::cancel::{Cancel, Cancelled};
use crate::base::coords::LocalXy;

/// Places taken at a time: their offsets and fractions stay in the innermost cache.
const BLOCK: usize = 256;
/// Blocks between two looks at the cancel handle.
const BLOCKS_A_CHECK: usize = 64;
/// Marks a place outside the lattice.
const OUTSIDE: u32 = u32::MAX;
/// Adding it to a number of moderate size leaves the nearest whole number in the lowest bits (1.5 · 2^52).
const ROUNDER: f64 = 6_755_399_441_055_744.0;

/// The lattice filled with weights: `height` rows of `width` nodes, each row followed by [`ROW_PADDING`] zeros.
#[derive(Debug)]
pub(super) struct Bins {
    pub(super) nodes: Vec<f32>,
    pub(super) stride: usize,
}

/// Floats after each row, so that four can be added at its last node.
pub(super) const ROW_PADDING: usize = 8;

/// Where places of a block fall: the node west and north of the nearest, and the distance from the nearest in steps.
struct Block {
    offsets: [u32; BLOCK],
    x: [f32; BLOCK],
    y: [f32; BLOCK],
}

/// Spreads the places that fall on the lattice.
pub(super) fn bin(
    index: &DensityIndex,
    lattice: &Lattice,
    cancel: &Cancel,
) -> Result<Bins, Cancelled> {
    let stride = lattice.width + ROW_PADDING;
    let mut bins = Bins {
        nodes: vec![0.0; stride * lattice.height],
        stride,
    };
    let arch = Arch::new();
    for run in index.runs(lattice.extent()) {
        for run in run.chunks(BLOCK * BLOCKS_A_CHECK) {
            cancel.check()?;
            arch.dispatch(BinRun {
                run,
                lattice,
                bins: &mut bins,
            });
        }
    }
    Ok(bins)
}

/// A run of places to be spread, with the widest vectors the machine has.
struct BinRun<'a> {
    run: Run<'a>,
    lattice: &'a Lattice,
    bins: &'a mut Bins,
}

impl NullaryFnOnce for BinRun<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let mut block = Block {
            offsets: [OUTSIDE; BLOCK],
            x: [0.0; BLOCK],
            y: [0.0; BLOCK],
        };
        for run in self.run.chunks(BLOCK) {
            block.locate(run.places, self.lattice, self.bins.stride as u32);
            for index in 0..run.places.len().min(BLOCK) {
                block.spread_one(index, run.weight(index) as f32, self.bins);
            }
        }
    }
}

impl Block {
    /// Finds the nodes of a run of at most [`BLOCK`] places.
    #[inline(always)]
    fn locate(&mut self, run: &[LocalXy], lattice: &Lattice, stride: u32) {
        let per_metre = 1.0 / lattice.step;
        let (east, south) = ((lattice.width - 2) as f64, (lattice.height - 2) as f64);
        let slots = self.offsets.iter_mut().zip(&mut self.x).zip(&mut self.y);
        for (place, ((offset, x), y)) in run.iter().zip(slots) {
            let east_of = (place.x - lattice.west) * per_metre;
            let south_of = (lattice.north - place.y) * per_metre;
            let (rounded_x, rounded_y) = (east_of + ROUNDER, south_of + ROUNDER);
            *x = (east_of - (rounded_x - ROUNDER)) as f32;
            *y = (south_of - (rounded_y - ROUNDER)) as f32;
            let (column, row) = (rounded_x.to_bits() as u32, rounded_y.to_bits() as u32);
            let node = row
                .wrapping_sub(1)
                .wrapping_mul(stride)
                .wrapping_add(column)
                .wrapping_sub(1);
            let inside =
                (east_of >= 1.0) & (east_of <= east) & (south_of >= 1.0) & (south_of <= south);
            *offset = if inside { node } else { OUTSIDE };
        }
    }

    /// Adds the nine shares of one place.
    #[inline(always)]
    fn spread_one(&self, index: usize, weight: f32, bins: &mut Bins) {
        let offset = self.offsets[index];
        if offset == OUTSIDE {
            return;
        }
        let along = spline(self.x[index]);
        let down = spline(self.y[index]);
        for (row, share) in down.into_iter().take(3).enumerate() {
            let from = offset as usize + row * bins.stride;
            if let Some(nodes) = bins.nodes.get_mut(from..from + 4) {
                let share = share * weight;
                for (node, along) in nodes.iter_mut().zip(along) {
                    *node += share * along;
                }
            }
        }
    }
}

/// The quadratic B-spline at the node before, at and after the nearest, `distance` steps from it; the fourth is 0.
#[inline(always)]
pub(super) fn spline(distance: f32) -> [f32; 4] {
    let (before, after) = (0.5 - distance, 0.5 + distance);
    [
        0.5 * before * before,
        0.75 - distance * distance,
        0.5 * after * after,
        0.0,
    ]
}
