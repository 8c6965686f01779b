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
        let mut sums = vec![0.0f64; values.len()];
        for drops in self.by_strip[strip].chunks(256) {
            cancel.check()?;
            Arch::new().dispatch(AddAll {
                strips: self,
                drops,
                rows: rows.clone(),
                sums: &mut sums,
            });
        }
        let scale = self.rule.scale();
        for (value, sum) in values.iter_mut().zip(sums) {
            *value = (sum * scale) as f32;
        }
        Ok(())
    }

    /// Adds one drop to the rows of a strip.
    #[inline(always)]
    fn add(&self, drop: &Drop, rows: std::ops::Range<usize>, sums: &mut [f64]) {
        if self.rule.kernel == Kernel::Gaussian {
            self.add_gaussian(drop, rows, sums);
            return;
        }
        let reach = self.rule.reach().0;
        let (step_x, step_y) = (self.frame.cell_x.0, self.frame.cell_y.0);
        for (row, sums) in rows.zip(sums.chunks_exact_mut(self.frame.width)) {
            let dy = row as f64 * step_y - drop.y;
            let rest = reach * reach - dy * dy;
            if rest <= 0.0 {
                continue;
            }
            let half = rest.sqrt();
            let from = ((drop.x - half) / step_x).floor().max(0.0) as usize;
            let to = (((drop.x + half) / step_x).ceil().max(-1.0) + 1.0) as usize;
            let to = to.min(self.frame.width);
            if from < to {
                self.add_run(drop, from, dy * dy, &mut sums[from..to]);
            }
        }
    }

    /// The same for the Gaussian, a product of two factors: those along the columns serve every row.
    fn add_gaussian(&self, drop: &Drop, rows: std::ops::Range<usize>, sums: &mut [f64]) {
        let reach = self.rule.reach().0;
        let (step_x, step_y) = (self.frame.cell_x.0, self.frame.cell_y.0);
        let half_inverse = 0.5 / (self.rule.bandwidth.0 * self.rule.bandwidth.0);
        let from = ((drop.x - reach) / step_x).ceil().max(0.0) as usize;
        let to = (((drop.x + reach) / step_x).floor().max(-1.0) + 1.0) as usize;
        let columns: Vec<(f64, f64)> = (from..to.min(self.frame.width))
            .map(|column| column as f64 * step_x - drop.x)
            .map(|dx| (dx * dx, drop.weight * libm::exp(-dx * dx * half_inverse)))
            .collect();
        for (row, sums) in rows.zip(sums.chunks_exact_mut(self.frame.width)) {
            let dy = row as f64 * step_y - drop.y;
            let rest = reach * reach - dy * dy;
            if rest <= 0.0 || columns.is_empty() {
                continue;
            }
            let factor = libm::exp(-dy * dy * half_inverse);
            for (sum, &(dx2, along)) in sums[from..].iter_mut().zip(&columns) {
                *sum += if dx2 < rest { factor * along } else { 0.0 };
            }
        }
    }

    /// Adds one drop to a run of cells of one row from a column on.
    #[inline(always)]
    fn add_run(&self, drop: &Drop, from: usize, dy2: f64, sums: &mut [f64]) {
        let inverse = 1.0 / (self.rule.bandwidth.0 * self.rule.bandwidth.0);
        let weight = drop.weight;
        let squares = Squares {
            from: from as f64,
            step: self.frame.cell_x.0,
            x: drop.x,
            dy2,
        };
        match self.rule.kernel {
            Kernel::Quartic => squares.add(sums, |d2| {
                let rest = (1.0 - d2 * inverse).max(0.0);
                weight * rest * rest
            }),
            Kernel::Epanechnikov => {
                squares.add(sums, |d2| weight * (1.0 - d2 * inverse).max(0.0));
            }
            Kernel::Triangular => {
                squares.add(sums, |d2| weight * (1.0 - (d2 * inverse).sqrt()).max(0.0));
            }
            // The Gaussian has a way of its own.
            Kernel::Uniform | Kernel::Gaussian => {
                let reach = self.rule.reach().0;
                let limit = reach * reach;
                squares.add(sums, |d2| if d2 < limit { weight } else { 0.0 });
            }
        }
    }
}

/// Drops to be added to a strip, with the widest vectors the machine has.
struct AddAll<'a> {
    strips: &'a Strips,
    drops: &'a [Drop],
    rows: std::ops::Range<usize>,
    sums: &'a mut [f64],
}

impl NullaryFnOnce for AddAll<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        for drop in self.drops {
            self.strips.add(drop, self.rows.clone(), self.sums);
        }
    }
}

/// Squared distances from a place to a run of cells of one row.
struct Squares {
    from: f64,
    step: f64,
    x: f64,
    dy2: f64,
}

impl Squares {
    #[inline(always)]
    fn add(&self, sums: &mut [f64], term: impl Fn(f64) -> f64) {
        for (index, sum) in sums.iter_mut().enumerate() {
            let dx = (self.from + index as f64) * self.step - self.x;
            *sum += term(dx * dx + self.dy2);
        }
    }
}
