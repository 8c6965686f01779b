//! Cells of a read-off raster that may miss the promise are summed exactly; the others are checked by samples.
//!
//! A cell is in doubt where some deviations of the error to expect exceed the promised share of its value. Whether the
//! expectation holds for these places is measured: of every few rows the most doubtful cell that would be left as read is
//! summed exactly too. Where the samples are further off than expected, more cells are in doubt.

use rayon::prelude::*;

use super::cells::Cells;
use super::near::Near;
use super::patch_sums::{PATCH, PatchSums};
use super::roughness::Roughness;
use crate::base::cancel::{Cancel, Cancelled};

/// The relative error a value may have.
pub(super) const TOLERANCE: f64 = 1e-3;
/// Share of the peak from which on the tolerance holds.
pub(super) const VISIBLE: f64 = 0.01;
/// Deviations of the expected error that must fit into the tolerance: chance alone puts one cell in two million beyond five.
pub(super) const CAUTION: f64 = 6.0;
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
    pub(super) sums: PatchSums<'a>,
    pub(super) roughness: &'a Roughness,
    /// Cells of which so many may be summed at most.
    pub(super) most: usize,
}

/// The cells in doubt of one strip of patches, and the most doubtful of the others.
struct Doubts {
    /// A bit a cell for every patch.
    patches: Vec<u32>,
    /// A cell and the error to expect there.
    sample: Option<(usize, f64)>,
    /// The sample's expected square as a share of what is allowed.
    worst: f32,
}

/// What is in doubt.
#[derive(Clone, Copy)]
struct Judge {
    /// Values from here on are held to the promise.
    visible: f32,
    /// Greatest expected square of an error as a share of the value's square.
    limit: f32,
    /// How many expected squares a value may lack, at most.
    reach: f32,
    /// Greatest expected square of an error where a value is too low for the promise: the tolerance as a share of the peak.
    faint: f32,
}

impl Judge {
    /// The expected errors taken `factor` times as large.
    fn new(peak: f32, factor: f64) -> Self {
        let caution = CAUTION * factor;
        let limit = TOLERANCE / caution;
        let faint = limit * f64::from(peak);
        let visible = 0.98 * VISIBLE as f32 * peak;
        Self {
            faint: (faint * faint) as f32,
            visible,
            limit: (limit * limit) as f32,
            reach: (caution * caution) as f32,
        }
    }
}

impl Doubts {
    fn none(width: usize) -> Self {
        Self {
            patches: vec![0; width.div_ceil(PATCH.0)],
            sample: None,
            worst: 0.0,
        }
    }

    /// Judges a row of the strip.
    #[inline(always)]
    fn add_row(
        &mut self,
        judge: Judge,
        row: usize,
        values: &[f32],
        expected: impl Fn(usize) -> f32,
    ) {
        for (column, &value) in values.iter().enumerate() {
            let square = expected(column);
            let allowed = judge.limit * value * value;
            // A value may be too low to be visible only because it is off.
            let lacking = (judge.visible - value).max(0.0);
            let faint = lacking * lacking > judge.reach * square;
            if square > if faint { judge.faint } else { allowed } {
                let bit = row % PATCH.1 * PATCH.0 + column % PATCH.0;
                self.patches[column / PATCH.0] |= 1 << bit;
            } else if !faint && square > self.worst * allowed {
                self.worst = square / allowed;
                let cell = row * values.len() + column;
                self.sample = Some((cell, f64::from(square).sqrt()));
            }
        }
    }
}

impl Draft<'_> {
    /// Sums the cells in doubt, for as long as it takes until the samples agree with what is expected.
    pub(super) fn mend(&self, values: &mut [f32], cancel: &Cancel) -> Result<Mended, Cancelled> {
        let peak = values.iter().copied().fold(0.0f32, f32::max);
        let mut factor = 1.0;
        for _ in 0..ROUNDS {
            let doubts = self.doubts(values, peak, factor);
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
                let marked = |strip: usize| &doubts[strip].patches[..];
                self.sums.fill(values, marked, cancel)?;
                return Ok(Mended::Sound);
            }
            factor *= measured * TRUSTED;
        }
        Ok(Mended::Hopeless)
    }

    /// Looks for cells in doubt, the expected errors taken some times as large.
    fn doubts(&self, values: &[f32], peak: f32, factor: f64) -> Vec<Doubts> {
        let judge = Judge::new(peak, factor);
        match self.sums.cells {
            Cells::Regular(frame) => {
                let columns: Vec<u32> = (0..frame.width)
                    .map(|column| self.roughness.column(frame.centre(column, 0).x) as u32)
                    .collect();
                self.doubts_by_rows(values, judge, |row| {
                    let squares = self.roughness.row(frame.centre(0, row));
                    let columns = &columns;
                    move |column: usize| squares[columns[column] as usize]
                })
            }
            Cells::Placed(places) => self.doubts_by_rows(values, judge, |row| {
                move |column: usize| self.roughness.at(places.centre(column, row))
            }),
        }
    }

    /// Looks for cells in doubt; `expected` gives, for a row, the expected squared errors by column.
    fn doubts_by_rows<E: Fn(usize) -> f32>(
        &self,
        values: &[f32],
        judge: Judge,
        expected: impl Fn(usize) -> E + Sync,
    ) -> Vec<Doubts> {
        let width = self.sums.cells.width();
        values
            .par_chunks(width * PATCH.1)
            .enumerate()
            .map(|(strip, values)| {
                let mut doubts = Doubts::none(width);
                for (down, values) in values.chunks_exact(width).enumerate() {
                    let row = strip * PATCH.1 + down;
                    doubts.add_row(judge, row, values, expected(row));
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
                let width = self.sums.cells.width();
                let exact = f64::from(self.sums.value(near, cell % width, cell / width));
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
}
