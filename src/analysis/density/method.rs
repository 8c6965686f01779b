//! Which way to work a raster out: plain summation, or a lattice fine enough for the promised accuracy.

use std::collections::BTreeMap;

use super::filter::{residual_share, steps_a_bandwidth};
use super::kernel::Kernel;
use super::survey::{Survey, survey};
use super::{DensityRule, WeightedPlaces};
use crate::analysis::raster::RasterFrame;
use crate::base::coords::{LocalBox, LocalXy};

/// The way a raster is worked out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    /// Every place added to every cell it reaches.
    Exact,
    /// A lattice with this many steps a bandwidth.
    Lattice(u32),
}

/// The relative error a lattice may have at 1 % of the peak.
const TOLERANCE: f64 = 1e-3;
/// Times the expected error at the worst cell that is planned for: the worst of many cells lies some deviations out.
const CAUTION: f64 = 5.5;
/// Share of the peak from which on the tolerance holds.
const VISIBLE: f64 = 0.01;
/// Places looked at.
const SAMPLE: usize = 8192;
/// Exact work so small that nothing needs to be weighed (nanoseconds).
const SMALL: f64 = 4e6;

/// The cheapest way that keeps the promise.
pub(super) fn choose(places: &WeightedPlaces, rule: DensityRule, frame: RasterFrame) -> Method {
    let count = places.places.len() as f64;
    if exact_cost(count, rule, frame) < SMALL {
        return Method::Exact;
    }
    let sample = Sample::new(places, rule, frame);
    let Some(survey) = survey(places, rule, frame, VISIBLE) else {
        return Method::Exact;
    };
    let mut best = (Method::Exact, exact_cost(sample.within, rule, frame));
    for &steps in steps_a_bandwidth(rule.kernel) {
        let cost = lattice_cost(count, sample.within, rule, frame, steps);
        if cost < best.1 && sample.expected_error(survey, rule.kernel, steps) <= TOLERANCE {
            best = (Method::Lattice(steps), cost);
        }
    }
    best.0
}

/// Nanoseconds of one core for plain summation.
fn exact_cost(count: f64, rule: DensityRule, frame: RasterFrame) -> f64 {
    let reach = rule.reach().0;
    let rows = (2.0 * reach / frame.cell_y.0).min(frame.height as f64) + 1.0;
    let columns = (2.0 * reach / frame.cell_x.0).min(frame.width as f64) + 1.0;
    let a_cell = match rule.kernel {
        Kernel::Quartic | Kernel::Epanechnikov | Kernel::Uniform => 0.25,
        Kernel::Triangular => 0.7,
        Kernel::Gaussian => 0.6,
    };
    count * (60.0 + rows * (4.0 + columns * a_cell))
}

/// Nanoseconds of one core for a lattice.
fn lattice_cost(count: f64, within: f64, rule: DensityRule, frame: RasterFrame, steps: u32) -> f64 {
    let steps = f64::from(steps);
    let step = rule.bandwidth.0 / steps;
    let reach = steps * rule.kernel.support() + 4.0;
    let nodes = |cells: usize, cell: f64| cells as f64 * cell / step + 2.0 * reach;
    let nodes = nodes(frame.width, frame.cell_x.0) * nodes(frame.height, frame.cell_y.0);
    let cells = (frame.width * frame.height) as f64;
    3.0 * count + 4.0 * within + nodes * (1.0 + 0.05 * (steps + 2.0) * reach) + 1.5 * cells
}

/// What a sample of the places says about all of them.
struct Sample {
    /// Places that reach a cell of the frame.
    within: f64,
    /// Weight of what stands at one spot, on the average over the weight: 1 where every place stands alone.
    clump: f64,
    /// Square of the weight of the heaviest knot: a crowd too narrow for a lattice to see it spread out.
    knot: f64,
}

impl Sample {
    fn new(places: &WeightedPlaces, rule: DensityRule, frame: RasterFrame) -> Self {
        let within = frame.extent().grown(rule.reach());
        let (taken, share) = sampled(places, within);
        let h = rule.bandwidth.0;
        let total: f64 = taken.iter().map(|(_, weight)| weight.abs()).sum();
        let squares: f64 = taken.iter().map(|(_, weight)| weight * weight).sum();
        if total <= 0.0 {
            return Self {
                within: 0.0,
                clump: 1.0,
                knot: 0.0,
            };
        }
        let close = pair_weight(&taken, within.min, h / 64.0);
        let near = pair_weight(&taken, within.min, h / 8.0);
        Self {
            within: taken.len() as f64 / share,
            clump: (squares + (close - near / 64.0).max(0.0) / share) / total,
            knot: heaviest_knot(&taken, within.min, h) / (share * share),
        }
    }

    /// The relative error to plan for in the worst cell above 1 % of the peak.
    ///
    /// Errors of single places are independent: they add up like shot noise of the kernel, A times smaller. Those of a
    /// knot are alike and add up straight.
    fn expected_error(&self, survey: Survey, kernel: Kernel, steps: u32) -> f64 {
        if survey.peak <= 0.0 {
            return f64::INFINITY;
        }
        let share = residual_share(kernel, steps);
        let shot = share * (kernel.energy() * self.clump).sqrt() * survey.worst_shot;
        let knot = (share * kernel.energy().sqrt() + edge_missed(kernel)) * self.knot.sqrt();
        CAUTION * shot.hypot(knot / (VISIBLE * survey.peak))
    }
}

/// What a lattice misses of one place where a kernel ends in a step: half the step. The Gaussian's cut is a step of a
/// ten-thousandth of its top; the uniform kernel has no lattice, the others end at 0.
fn edge_missed(kernel: Kernel) -> f64 {
    match kernel {
        Kernel::Gaussian => 0.5e-4 * kernel.norm(),
        Kernel::Quartic | Kernel::Epanechnikov | Kernel::Triangular | Kernel::Uniform => 0.0,
    }
}

/// At most [`SAMPLE`] places, evenly taken with a jitter, those in the box kept with their weights; and the share taken.
fn sampled(places: &WeightedPlaces, within: LocalBox) -> (Vec<(LocalXy, f64)>, f64) {
    let count = places.places.len();
    let size = count.min(SAMPLE);
    let stride = count / size.max(1);
    let taken = (0..size)
        .map(|turn| {
            let jitter = (turn as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 33;
            turn * count / size + jitter as usize % stride.max(1)
        })
        .filter_map(|index| {
            let place = *places.places.get(index)?;
            let weight = places.weight(index);
            (holds(within, place) && weight.is_finite()).then_some((place, weight))
        })
        .collect();
    (taken, size as f64 / count.max(1) as f64)
}

fn holds(extent: LocalBox, place: LocalXy) -> bool {
    (extent.min.x..=extent.max.x).contains(&place.x)
        && (extent.min.y..=extent.max.y).contains(&place.y)
}

/// The cell of each place, sorted, with the weights.
fn in_cells(taken: &[(LocalXy, f64)], origin: LocalXy, side: f64) -> Vec<((u32, u32), f64)> {
    let mut cells: Vec<((u32, u32), f64)> = taken
        .iter()
        .map(|(place, weight)| {
            let cell = |coordinate: f64, origin: f64| ((coordinate - origin) / side) as u32;
            ((cell(place.y, origin.y), cell(place.x, origin.x)), *weight)
        })
        .collect();
    cells.sort_unstable_by_key(|(cell, _)| *cell);
    cells
}

/// Σ wᵢ wⱼ over ordered pairs i ≠ j in the same cell.
fn pair_weight(taken: &[(LocalXy, f64)], origin: LocalXy, side: f64) -> f64 {
    in_cells(taken, origin, side)
        .chunk_by(|a, b| a.0 == b.0)
        .map(|cell| {
            let sum: f64 = cell.iter().map(|(_, weight)| weight).sum();
            let squares: f64 = cell.iter().map(|(_, weight)| weight * weight).sum();
            sum * sum - squares
        })
        .sum()
}

/// Among cells of a quarter bandwidth, the most that pairs in sixteenths of a bandwidth weigh beyond an even spread; three
/// deviations of chance are taken off.
fn heaviest_knot(taken: &[(LocalXy, f64)], origin: LocalXy, h: f64) -> f64 {
    let fine = in_cells(taken, origin, h / 16.0);
    let mut knots: BTreeMap<(u32, u32), (f64, f64)> = BTreeMap::new();
    for cell in fine.chunk_by(|a, b| a.0 == b.0) {
        let (row, column) = cell[0].0;
        let knot = knots.entry((row / 4, column / 4)).or_default();
        let sum: f64 = cell.iter().map(|(_, weight)| weight).sum();
        knot.0 += sum * sum;
        knot.1 += sum;
    }
    // A single place pairs with itself on both sides alike; what is left of it is chance.
    knots
        .values()
        .map(|(close, sum)| close - sum * sum / 16.0 - sum - 3.0 * (2.0 * close).sqrt())
        .fold(0.0, f64::max)
}
