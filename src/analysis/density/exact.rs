//! The density by plain summation in f64: every place is added to every cell it reaches.
//!
//! The cost grows with places times cells in reach: right for few places and small bandwidths.

use std::ops::Range;

use pulp::{Arch, NullaryFnOnce};
use rayon::prelude::*;

use super::DensityRule;
use super::index::{DensityIndex, Run};
use super::kernel::Kernel;
use crate::analysis::raster::RasterFrame;
use crate::base::cancel::{Cancel, Cancelled};
use crate::base::coords::{LocalBox, LocalXy};

/// Rows one task fills.
const ROWS_A_STRIP: usize = 32;
/// Places between two looks at the cancel handle.
const PLACES_A_CHECK: usize = 1024;
/// Cells added at a time: a cache line of sums.
const LANES: usize = 8;

/// Neighbouring sums of one row; those that begin a row are those of its first columns.
#[derive(Debug, Clone, Copy, Default)]
#[repr(align(64))]
struct Lanes([f64; LANES]);

/// The values of a raster, incidents per km², as f64.
pub(super) fn raster_values<T: From32Or64>(
    index: &DensityIndex,
    rule: DensityRule,
    frame: RasterFrame,
    cancel: &Cancel,
) -> Result<Vec<T>, Cancelled> {
    let mut values = vec![T::default(); frame.width * frame.height];
    values
        .par_chunks_mut(frame.width * ROWS_A_STRIP)
        .enumerate()
        .try_for_each_init(Vec::new, |sums: &mut Vec<Lanes>, (strip, values)| {
            let first = strip * ROWS_A_STRIP;
            let rows = first..first + values.len() / frame.width;
            let stride = add_strip(index, rule, frame, rows, sums, cancel)?;
            let scale = rule.scale();
            let rows = values.chunks_exact_mut(frame.width);
            for (values, sums) in rows.zip(sums.chunks_exact(stride)) {
                let sums = sums.iter().flat_map(|lanes| &lanes.0);
                for (value, sum) in values.iter_mut().zip(sums) {
                    *value = T::from_f64(sum * scale);
                }
            }
            Ok(())
        })?;
    Ok(values)
}

/// A number a value is kept as.
pub(super) trait From32Or64: Default + Copy + Send {
    fn from_f64(value: f64) -> Self;
}

impl From32Or64 for f32 {
    fn from_f64(value: f64) -> Self {
        value as Self
    }
}

impl From32Or64 for f64 {
    fn from_f64(value: f64) -> Self {
        value
    }
}

/// Fills the sums of some rows; returns how many lanes a row has.
fn add_strip(
    index: &DensityIndex,
    rule: DensityRule,
    frame: RasterFrame,
    rows: Range<usize>,
    sums: &mut Vec<Lanes>,
    cancel: &Cancel,
) -> Result<usize, Cancelled> {
    // Odd, so that the rows one place reaches do not fall into the same few sets of the cache.
    let stride = frame.width.div_ceil(LANES) | 1;
    sums.clear();
    sums.resize(rows.len() * stride, Lanes::default());
    let about = LocalBox {
        min: frame.centre(0, rows.end - 1),
        max: frame.centre(frame.width - 1, rows.start),
    };
    let strip = Strip {
        rule,
        frame,
        north_west: frame.centre(0, 0),
        rows,
        stride,
    };
    let arch = Arch::new();
    for run in index.runs(about.grown(rule.reach())) {
        for run in run.chunks(PLACES_A_CHECK) {
            cancel.check()?;
            arch.dispatch(Adder {
                run,
                strip: &strip,
                sums,
            });
        }
    }
    Ok(stride)
}

/// Places to be added to the rows of a strip, with the widest vectors the machine has.
struct Adder<'a> {
    run: Run<'a>,
    strip: &'a Strip,
    sums: &'a mut [Lanes],
}

/// Some rows of a frame.
struct Strip {
    rule: DensityRule,
    frame: RasterFrame,
    /// The centre of the frame's north-west cell.
    north_west: LocalXy,
    rows: Range<usize>,
    /// Lanes a row.
    stride: usize,
}

impl NullaryFnOnce for Adder<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let rule = self.strip.rule;
        let inverse = 1.0 / (rule.bandwidth.0 * rule.bandwidth.0);
        let reach = rule.reach().0;
        let limit = reach * reach;
        match rule.kernel {
            Kernel::Quartic => self.add_all(inverse, |u2| {
                let rest = (1.0 - u2).max(0.0);
                rest * rest
            }),
            Kernel::Epanechnikov => self.add_all(inverse, |u2| (1.0 - u2).max(0.0)),
            Kernel::Triangular => self.add_all(inverse, |u2| (1.0 - u2.sqrt()).max(0.0)),
            // Unscaled, so that a distance of whole metres is compared exactly.
            Kernel::Uniform => self.add_all(1.0, |d2| if d2 < limit { 1.0 } else { 0.0 }),
            Kernel::Gaussian => self.add_all_gaussian(inverse, limit),
        }
    }
}

impl Adder<'_> {
    #[inline(always)]
    fn add_all(self, scale: f64, profile: impl Fn(f64) -> f64) {
        let Self { run, strip, sums } = self;
        let mut squares = Vec::new();
        for (index, place) in run.places.iter().enumerate() {
            let weight = run.weight(index);
            let (x, y) = (place.x - strip.north_west.x, strip.north_west.y - place.y);
            let lanes = strip.find_squares(x, scale, &mut squares);
            if squares.is_empty() {
                continue;
            }
            for row in strip.rows_in_reach(y) {
                let down = strip.square_down(row, y) * scale;
                let first = (row - strip.rows.start) * strip.stride + lanes;
                for (sums, squares) in sums[first..].iter_mut().zip(&squares) {
                    let own = squares.0.map(|square| weight * profile(square + down));
                    *sums = sums.plus(own);
                }
            }
        }
    }

    /// A product of two factors inside a disc: those along the columns serve every row.
    #[inline(always)]
    fn add_all_gaussian(self, inverse: f64, limit: f64) {
        let Self { run, strip, sums } = self;
        let (mut squares, mut factors) = (Vec::new(), Vec::new());
        for (index, place) in run.places.iter().enumerate() {
            let weight = run.weight(index);
            let (x, y) = (place.x - strip.north_west.x, strip.north_west.y - place.y);
            let lanes = strip.find_squares(x, 1.0, &mut squares);
            if squares.is_empty() {
                continue;
            }
            find_factors(&squares, inverse, &mut factors);
            for row in strip.rows_in_reach(y) {
                let down = strip.square_down(row, y);
                let factor = weight * libm::exp(-0.5 * down * inverse);
                let first = (row - strip.rows.start) * strip.stride + lanes;
                let own = squares.iter().zip(&factors);
                for (sums, (squares, factors)) in sums[first..].iter_mut().zip(own) {
                    let mut own = [0.0; LANES];
                    for (own, (square, part)) in
                        own.iter_mut().zip(squares.0.iter().zip(&factors.0))
                    {
                        let inside = square + down < limit;
                        *own = if inside { factor * part } else { 0.0 };
                    }
                    *sums = sums.plus(own);
                }
            }
        }
    }
}

/// The Gaussian's factors at some squared distances.
#[inline(always)]
fn find_factors(squares: &[Lanes], inverse: f64, factors: &mut Vec<Lanes>) {
    factors.clear();
    for squares in squares {
        let factors_here = squares.0.map(|square| libm::exp(-0.5 * square * inverse));
        factors.push(Lanes(factors_here));
    }
}

impl Strip {
    /// The rows of the strip that a place reaches, `y` metres south of the frame's northernmost row.
    #[inline(always)]
    fn rows_in_reach(&self, y: f64) -> Range<usize> {
        let reached = reached(y, self.rule.reach().0, self.frame.cell_y.0);
        let end = reached.end.clamp(self.rows.start, self.rows.end);
        reached.start.clamp(self.rows.start, end)..end
    }

    /// Finds the squared distances, scaled, of the lanes of a row that a place reaches, `x` metres east of the frame's
    /// westernmost column. Returns the first lanes.
    #[inline(always)]
    fn find_squares(&self, x: f64, scale: f64, squares: &mut Vec<Lanes>) -> usize {
        let step = self.frame.cell_x.0;
        let reached = reached(x, self.rule.reach().0, step);
        let first = reached.start / LANES;
        squares.clear();
        for lanes in first..reached.end.min(self.frame.width).div_ceil(LANES) {
            let mut own = Lanes::default();
            for (lane, square) in own.0.iter_mut().enumerate() {
                let dx = (lanes * LANES + lane) as f64 * step - x;
                *square = dx * dx * scale;
            }
            squares.push(own);
        }
        first
    }

    /// The squared distance north or south from a row.
    #[inline(always)]
    fn square_down(&self, row: usize, y: f64) -> f64 {
        let dy = row as f64 * self.frame.cell_y.0 - y;
        dy * dy
    }
}

/// The cells within reach of a position along an axis, cell 0 at 0.
#[inline(always)]
fn reached(position: f64, reach: f64, cell: f64) -> Range<usize> {
    let first = ((position - reach) / cell) as usize;
    let end = (((position + reach) / cell).max(-1.0) + 1.0) as usize;
    first..end
}

impl Lanes {
    /// Sums lane by lane. Whole arrays go in and come out, so that the compiler keeps them in vectors.
    #[inline(always)]
    fn plus(mut self, own: [f64; LANES]) -> Self {
        for (sum, own) in self.0.iter_mut().zip(own) {
            *sum += own;
        }
        self
    }
}
