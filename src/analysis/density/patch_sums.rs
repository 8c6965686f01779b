//! Cells summed exactly, patch by patch: the places about a patch are laid out once for all of its cells.

use rayon::prelude::*;

use super::DensityRule;
use super::cells::{Cells, Patch};
use super::index::DensityIndex;
use super::near::Near;
use crate::base::cancel::{Cancel, Cancelled};
use crate::base::coords::LocalBox;

/// Columns and rows of cells summed together; a patch's cells are told by the bits of a `u32`.
pub(super) const PATCH: (usize, usize) = (8, 4);

/// Where which cells are summed.
#[derive(Debug, Clone, Copy)]
pub(super) struct PatchSums<'a> {
    pub(super) index: &'a DensityIndex,
    pub(super) rule: DensityRule,
    pub(super) cells: Cells<'a>,
}

impl PatchSums<'_> {
    /// The value of every cell.
    pub(super) fn all(&self, cancel: &Cancel) -> Result<Vec<f32>, Cancelled> {
        let mut values = vec![0.0; self.cells.count()];
        let every = vec![u32::MAX; self.cells.width().div_ceil(PATCH.0)];
        self.fill(&mut values, |_| &every, cancel)?;
        Ok(values)
    }

    /// Sums the marked cells; `marked` tells a bit a cell for each patch of a strip of patches.
    pub(super) fn fill<'m>(
        &self,
        values: &mut [f32],
        marked: impl Fn(usize) -> &'m [u32] + Sync,
        cancel: &Cancel,
    ) -> Result<(), Cancelled> {
        let width = self.cells.width();
        values
            .par_chunks_mut(width * PATCH.1)
            .enumerate()
            .try_for_each_init(Near::default, |near, (strip, values)| {
                cancel.check()?;
                let rows = strip * PATCH.1..strip * PATCH.1 + values.len() / width;
                for (patch, &cells) in marked(strip).iter().enumerate() {
                    if cells != 0 {
                        let columns = patch * PATCH.0..((patch + 1) * PATCH.0).min(width);
                        let rows = rows.clone();
                        self.fill_patch(near, &Patch { columns, rows }, cells, values);
                    }
                }
                Ok(())
            })
    }

    /// Sums one cell.
    pub(super) fn value(&self, near: &mut Near, column: usize, row: usize) -> f32 {
        let at = self.cells.centre(column, row);
        near.gather(self.index, LocalBox { min: at, max: at }, self.rule);
        self.gathered(near, column, row)
    }

    fn fill_patch(&self, near: &mut Near, patch: &Patch, cells: u32, values: &mut [f32]) {
        let about = self.cells.patch(patch);
        // Where cells are large, most of what lies about a patch reaches none of its cells.
        let together = about.width().0.max(about.height().0) < self.rule.reach().0;
        if together {
            near.gather(self.index, about, self.rule);
        }
        for row in patch.rows.clone() {
            for column in patch.columns.clone() {
                let (down, along) = (row - patch.rows.start, column - patch.columns.start);
                if cells >> (down * PATCH.0 + along) & 1 == 1 {
                    values[down * self.cells.width() + column] = if together {
                        self.gathered(near, column, row)
                    } else {
                        self.value(near, column, row)
                    };
                }
            }
        }
    }

    /// The value of a cell from the places gathered about it; in f64 where f32 cannot tell.
    fn gathered(&self, near: &Near, column: usize, row: usize) -> f32 {
        let at = self.cells.centre(column, row);
        near.density_at(at, self.rule)
            .unwrap_or_else(|| self.index.density_at(self.rule, at).0 as f32)
    }
}
