//! The density by plain summation in f64: every place is added to every cell it reaches.
//!
//! The cost grows with places times cells in reach: right for few places, small bandwidths, and kernels with an edge.

use pulp::{Arch, NullaryFnOnce};
use rayon::prelude::*;

use super::kernel::Kernel;
use super::{DensityRule, WeightedPlaces};
use crate::analysis::raster::RasterFrame;
use crate::base::cancel::{Cancel, Cancelled};

/// Rows one task fills.
const ROWS_A_STRIP: usize = 32;

/// Places from which on it pays to look for those that share a spot (published data is often snapped to few spots).
const MANY: usize = 50_000;

/// Cells added at a time.
const LANES: usize = 4;

/// One place as the frame sees it.
#[derive(Debug, Clone, Copy)]
struct Drop {
    /// Metres east of the centre of the westernmost column.
    x: f64,
    /// Metres south of the centre of the northernmost row.
    y: f64,
    weight: f64,
}

/// The values of a raster.
pub(super) fn raster_values(
    places: &WeightedPlaces,
    rule: DensityRule,
    frame: RasterFrame,
    cancel: &Cancel,
) -> Result<Vec<f32>, Cancelled> {
    let mut drops = drops_in_reach(places, rule, frame);
    if drops.len() > MANY {
        merge_same_place(&mut drops);
    }
    let strips = Strips::new(&drops, rule, frame);
    let mut values = vec![0.0f32; frame.width * frame.height];
    values
        .par_chunks_mut(frame.width * ROWS_A_STRIP)
        .enumerate()
        .try_for_each(|(strip, values)| {
            let rows = strip * ROWS_A_STRIP..strip * ROWS_A_STRIP + values.len() / frame.width;
            strips.fill(strip, rows, values, cancel)
        })?;
    Ok(values)
}

/// The places that reach a cell of the frame.
fn drops_in_reach(places: &WeightedPlaces, rule: DensityRule, frame: RasterFrame) -> Vec<Drop> {
    let north_west = frame.centre(0, 0);
    let reach = rule.reach().0;
    let (width, height) = (
        (frame.width - 1) as f64 * frame.cell_x.0,
        (frame.height - 1) as f64 * frame.cell_y.0,
    );
    places
        .sound()
        .map(|(place, weight)| Drop {
            x: place.x - north_west.x,
            y: north_west.y - place.y,
            weight,
        })
        .filter(|drop| {
            (-reach..=width + reach).contains(&drop.x)
                && (-reach..=height + reach).contains(&drop.y)
        })
        .collect()
}

/// Makes one drop of all at the same place.
fn merge_same_place(drops: &mut Vec<Drop>) {
    drops.sort_by(|a, b| a.y.total_cmp(&b.y).then(a.x.total_cmp(&b.x)));
    drops.dedup_by(|next, kept| {
        let same = next.x == kept.x && next.y == kept.y;
        if same {
            kept.weight += next.weight;
        }
        same
    });
}

/// Drops by the strips of rows they reach.
struct Strips {
    rule: DensityRule,
    frame: RasterFrame,
    by_strip: Vec<Vec<Drop>>,
}

impl Strips {
    fn new(drops: &[Drop], rule: DensityRule, frame: RasterFrame) -> Self {
        let reach = rule.reach().0;
        let mut by_strip = vec![Vec::new(); frame.height.div_ceil(ROWS_A_STRIP)];
        let last = by_strip.len() - 1;
        for &drop in drops {
            let strip = |y: f64| (y / frame.cell_y.0) as usize / ROWS_A_STRIP;
            let (from, to) = (strip(drop.y - reach), strip(drop.y + reach).min(last));
            for list in by_strip.iter_mut().take(to + 1).skip(from) {
                list.push(drop);
            }
        }
        Self {
            rule,
            frame,
            by_strip,
        }
    }

    /// Fills one strip, values in incidents per km².
    fn fill(
        &self,
        strip: usize,
        rows: std::ops::Range<usize>,
        values: &mut [f32],
        cancel: &Cancel,
    ) -> Result<(), Cancelled> {
        // A lane's worth of room after each row: runs are added four cells at a time.
        let stride = self.frame.width + LANES;
        let mut sums = vec![0.0f64; rows.len() * stride];
        for drops in self.by_strip[strip].chunks(256) {
            cancel.check()?;
            Arch::new().dispatch(Adder {
                strips: self,
                drops,
                rows: rows.clone(),
                sums: &mut sums,
                stride,
                columns: Columns::default(),
            });
        }
        let scale = self.rule.scale();
        let rows = values.chunks_exact_mut(self.frame.width);
        for (values, sums) in rows.zip(sums.chunks_exact(stride)) {
            for (value, sum) in values.iter_mut().zip(sums) {
                *value = (sum * scale) as f32;
            }
        }
        Ok(())
    }
}

/// Drops to be added to the rows of a strip, with the widest vectors the machine has.
struct Adder<'a> {
    strips: &'a Strips,
    drops: &'a [Drop],
    rows: std::ops::Range<usize>,
    sums: &'a mut [f64],
    /// Sums a row.
    stride: usize,
    columns: Columns,
}

/// The columns one drop reaches.
#[derive(Default)]
struct Columns {
    first: usize,
    /// Squared distances east or west, as many as make whole lanes.
    squares: Vec<f64>,
    /// The drop's weight, for the Gaussian times its factor along the columns.
    weights: Vec<f64>,
}

impl NullaryFnOnce for Adder<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let rule = self.strips.rule;
        let inverse = 1.0 / (rule.bandwidth.0 * rule.bandwidth.0);
        let limit = rule.reach().0 * rule.reach().0;
        let even = |_: f64| 1.0;
        let inside = |d2: f64| if d2 < limit { 1.0 } else { 0.0 };
        match rule.kernel {
            Kernel::Quartic => self.add_all(even, even, |d2| {
                let rest = (1.0 - d2 * inverse).max(0.0);
                rest * rest
            }),
            Kernel::Epanechnikov => self.add_all(even, even, |d2| (1.0 - d2 * inverse).max(0.0)),
            Kernel::Triangular => {
                self.add_all(even, even, |d2| (1.0 - (d2 * inverse).sqrt()).max(0.0));
            }
            Kernel::Uniform => self.add_all(even, even, inside),
            // A product of two factors: those along the columns serve every row.
            Kernel::Gaussian => {
                let factor = |square: f64| libm::exp(-0.5 * square * inverse);
                self.add_all(factor, factor, inside);
            }
        }
    }
}

impl Adder<'_> {
    /// Adds weight · along(dx²) · down(dy²) · profile(dx² + dy²) for every drop and every cell in its reach.
    #[inline(always)]
    fn add_all(
        mut self,
        along: impl Fn(f64) -> f64,
        down: impl Fn(f64) -> f64,
        profile: impl Fn(f64) -> f64,
    ) {
        let frame = self.strips.frame;
        let reach = self.strips.rule.reach().0;
        let a_row = 1.0 / frame.cell_y.0;
        for drop in self.drops {
            self.columns.find(drop, frame, reach, &along);
            let first = (((drop.y - reach) * a_row) as usize).max(self.rows.start);
            let last = (((drop.y + reach) * a_row) as usize + 1).min(self.rows.end);
            for row in first..last {
                let dy = row as f64 * frame.cell_y.0 - drop.y;
                let from = (row - self.rows.start) * self.stride + self.columns.first;
                self.columns
                    .add(dy * dy, down(dy * dy), &mut self.sums[from..], &profile);
            }
        }
    }
}

impl Columns {
    /// Finds the columns of a drop.
    #[inline(always)]
    fn find(&mut self, drop: &Drop, frame: RasterFrame, reach: f64, along: impl Fn(f64) -> f64) {
        let step = frame.cell_x.0;
        self.first = ((drop.x - reach) / step) as usize;
        let end = (((drop.x + reach) / step).max(-1.0) + 1.0) as usize;
        let count = end.min(frame.width).saturating_sub(self.first);
        self.squares.clear();
        self.weights.clear();
        for column in self.first..self.first + count.next_multiple_of(LANES) {
            let dx = column as f64 * step - drop.x;
            self.squares.push(dx * dx);
            self.weights.push(drop.weight * along(dx * dx));
        }
    }

    /// Adds the drop to one row of sums, beginning with its first column.
    #[inline(always)]
    fn add(&self, dy2: f64, down: f64, sums: &mut [f64], profile: impl Fn(f64) -> f64) {
        let own = self
            .squares
            .chunks_exact(LANES)
            .zip(self.weights.chunks_exact(LANES));
        for (sums, (squares, weights)) in sums.chunks_exact_mut(LANES).zip(own) {
            for lane in 0..LANES {
                sums[lane] += down * weights[lane] * profile(squares[lane] + dy2);
            }
        }
    }
}
