//! Cells of a read-off raster that may miss the promise are summed exactly; the others are checked by samples.
//!
//! A cell is in doubt where some deviations of the error to expect exceed the promised share of its value. Whether the
//! expectation holds for these places is measured: of every few rows the most doubtful cell that would be left as read is
//! summed exactly too. Where the samples are further off than expected, more cells are in doubt.

use std::ops::Range;

use rayon::prelude::*;

use super::DensityRule;
use super::index::DensityIndex;
use super::near::Near;
use super::roughness::Roughness;
use crate::analysis::raster::RasterFrame;
use crate::base::cancel::{Cancel, Cancelled};
use crate::base::coords::LocalBox;

/// The relative error a value may have.
pub(super) const TOLERANCE: f64 = 1e-3;
/// Share of the peak from which on the tolerance holds.
pub(super) const VISIBLE: f64 = 0.01;
/// Deviations of the expected error that must fit into the tolerance: chance alone puts one cell in two million beyond five.
pub(super) const CAUTION: f64 = 6.0;
/// Columns and rows of cells mended together.
const PATCH: (usize, usize) = (8, 4);
/// Times the doubts are raised before plain summation is the better way.
const ROUNDS: usize = 3;
/// What else a value may be off by, as a share of it: rounding in f32, and what reading smooth ground misses.
const FLOOR: f64 = 3e-5;
/// How much larger than expected the samples' root mean square error may be.
const TRUSTED: f64 = 1.25;

/// Whether a raster now keeps the promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mended {
    /// It does.
    Sound,
    /// So much is in doubt that summing everything costs less.
    Hopeless,
}

/// A raster in the making with the error to expect of it.
pub(super) struct Draft<'a> {
    pub(super) index: &'a DensityIndex,
    pub(super) rule: DensityRule,
    pub(super) frame: RasterFrame,
    pub(super) roughness: &'a Roughness,
    /// Cells of which so many may be summed at most.
    pub(super) most: usize,
}

/// The cells in doubt of one strip of patches, and the most doubtful of the others.
struct Doubts {
    /// A bit a cell for every patch.
    patches: Vec<u32>,
    sample: Option<(usize, f64)>,
}

impl Draft<'_> {
    /// Sums the cells in doubt, for as long as it takes until the samples agree with what is expected.
    pub(super) fn mend(&self, values: &mut [f32], cancel: &Cancel) -> Result<Mended, Cancelled> {
        let peak = values.iter().copied().fold(0.0f32, f32::max);
        let visible = 0.98 * VISIBLE as f32 * peak;
        let mut factor = 1.0;
        for _ in 0..ROUNDS {
            let doubts = self.doubts(values, visible, factor);
            let cells: u32 = doubts
                .iter()
                .flat_map(|strip| &strip.patches)
                .map(|patch| patch.count_ones())
                .sum();
            if cells as usize > self.most {
                return Ok(Mended::Hopeless);
            }
            let measured = self.measure(&doubts, values, factor, cancel)?;
            if measured <= TRUSTED {
                self.sum(&doubts, values, cancel)?;
                return Ok(Mended::Sound);
            }
            factor *= measured * TRUSTED;
        }
        Ok(Mended::Hopeless)
    }

    /// Looks for cells in doubt, the expected errors taken some times as large.
    fn doubts(&self, values: &[f32], visible: f32, factor: f64) -> Vec<Doubts> {
        let columns: Vec<u32> = (0..self.frame.width)
            .map(|column| self.roughness.column(self.frame.centre(column, 0).x) as u32)
            .collect();
        let limit = TOLERANCE / (CAUTION * factor);
        let limit = (limit * limit) as f32;
        let reach = (CAUTION * factor * CAUTION * factor) as f32;
        values
            .par_chunks(self.frame.width * PATCH.1)
            .enumerate()
            .map(|(strip, values)| {
                let mut doubts = Doubts {
                    patches: vec![0; self.frame.width.div_ceil(PATCH.0)],
                    sample: None,
                };
                let mut worst = 0.0f32;
                for (row, values) in values.chunks_exact(self.frame.width).enumerate() {
                    let first = (strip * PATCH.1 + row) * self.frame.width;
                    let squares = self
                        .roughness
                        .row(self.frame.centre(0, strip * PATCH.1 + row));
                    for (column, (&value, &block)) in values.iter().zip(&columns).enumerate() {
                        let square = squares[block as usize];
                        let allowed = limit * value * value;
                        // A value may be too low to be visible only because it is off.
                        let lacking = (visible - value).max(0.0);
                        if lacking * lacking > reach * square {
                        } else if square > allowed {
                            let bit = row * PATCH.0 + column % PATCH.0;
                            doubts.patches[column / PATCH.0] |= 1 << bit;
                        } else if square > worst * allowed {
                            worst = square / allowed;
                            doubts.sample = Some((first + column, f64::from(square).sqrt()));
                        }
                    }
                }
                doubts
            })
            .collect()
    }

    /// How large the samples' errors are over what was expected of them (root mean square); above anything trusted where
    /// one of them misses the promise.
    fn measure(
        &self,
        doubts: &[Doubts],
        values: &[f32],
        factor: f64,
        cancel: &Cancel,
    ) -> Result<f64, Cancelled> {
        let samples: Vec<(usize, f64)> = doubts.iter().filter_map(|strip| strip.sample).collect();
        let errors: Vec<(f64, f64)> = samples
            .par_iter()
            .map_init(Near::default, |near, &(cell, expected)| {
                cancel.check()?;
                let width = self.frame.width;
                let at = self.frame.centre(cell % width, cell / width);
                near.gather(self.index, LocalBox { min: at, max: at }, self.rule);
                let exact = f64::from(near.density_at(at, self.rule));
                let error = (f64::from(values[cell]) - exact).abs();
                let own = error / (expected * factor).hypot(FLOOR * exact);
                Ok((own * own, error / (TOLERANCE * exact)))
            })
            .collect::<Result<_, Cancelled>>()?;
        let squares: f64 = errors.iter().map(|(square, _)| square).sum();
        let worst = errors.iter().map(|(_, share)| *share).fold(0.0, f64::max);
        let mean = (squares / errors.len().max(1) as f64).sqrt();
        Ok(if worst > 1.0 { mean.max(2.0) } else { mean })
    }

    /// Sums the cells in doubt.
    fn sum(&self, doubts: &[Doubts], values: &mut [f32], cancel: &Cancel) -> Result<(), Cancelled> {
        values
            .par_chunks_mut(self.frame.width * PATCH.1)
            .zip(doubts)
            .enumerate()
            .try_for_each_init(Near::default, |near, (strip, (values, doubts))| {
                cancel.check()?;
                for (patch, &cells) in doubts.patches.iter().enumerate() {
                    if cells != 0 {
                        let columns =
                            patch * PATCH.0..((patch + 1) * PATCH.0).min(self.frame.width);
                        let rows =
                            strip * PATCH.1..strip * PATCH.1 + values.len() / self.frame.width;
                        self.sum_patch(near, columns, rows, cells, values);
                    }
                }
                Ok(())
            })
    }

    fn sum_patch(
        &self,
        near: &mut Near,
        columns: Range<usize>,
        rows: Range<usize>,
        cells: u32,
        values: &mut [f32],
    ) {
        let about = LocalBox {
            min: self.frame.centre(columns.start, rows.end - 1),
            max: self.frame.centre(columns.end - 1, rows.start),
        };
        near.gather(self.index, about, self.rule);
        for row in rows.clone() {
            for column in columns.clone() {
                let bit = (row - rows.start) * PATCH.0 + column - columns.start;
                if cells >> bit & 1 == 1 {
                    let value = near.density_at(self.frame.centre(column, row), self.rule);
                    values[(row - rows.start) * self.frame.width + column] = value;
                }
            }
        }
    }
}
