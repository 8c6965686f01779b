//! Which way to work a raster out: plain summation, or a lattice with the cells in doubt summed.

use super::cells::Cells;
use super::filter::{residual_share, steps_a_bandwidth};
use super::index::DensityIndex;
use super::kernel::Kernel;
use super::mend::{CAUTION, Draft, Mended, TOLERANCE, VISIBLE};
use super::patch_sums::PatchSums;
use super::roughness::Roughness;
use super::survey::{Survey, survey};
use super::{DensityRule, exact, lattice};
use crate::base::cancel::{Cancel, Cancelled};

/// A lattice that may be worth a try.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Attempt {
    /// Steps a bandwidth.
    steps: u32,
    /// Cells in doubt that cost more than plain summation.
    most: usize,
}

/// Exact work so small that nothing needs to be weighed (nanoseconds).
const SMALL: f64 = 4e6;
/// Share of the cost of plain summation from which on it is chosen: an attempt that fails costs its time.
const WORTH_A_TRY: f64 = 0.85;
/// Share of the cost of plain summation up to which a finer lattice is tried where one has failed.
const RETRY: f64 = 0.25;

/// The values of a raster, by the way that promises to cost least.
pub(super) fn raster_values(
    index: &DensityIndex,
    rule: DensityRule,
    cells: Cells,
    cancel: &Cancel,
) -> Result<Vec<f32>, Cancelled> {
    let sums = PatchSums { index, rule, cells };
    for attempt in attempts(index, rule, cells) {
        let steps = attempt.steps;
        let mut read = lattice::read_off(index, rule, cells, steps, cancel)?;
        let roughness = Roughness::new(&read.bins, &read.lattice, rule, steps);
        let draft = Draft {
            sums,
            roughness: &roughness,
            most: attempt.most,
        };
        if draft.mend(&mut read.values, cancel)? == Mended::Sound {
            return Ok(read.values);
        }
    }
    match cells {
        Cells::Regular(frame) => exact::raster_values(index, rule, frame, cancel),
        Cells::Placed(_) => sums.all(cancel),
    }
}

/// The lattice that promises to cost least and, should it not do, finer ones while they are cheap. None where plain
/// summation costs less.
fn attempts(index: &DensityIndex, rule: DensityRule, cells: Cells) -> Vec<Attempt> {
    let on_offer = steps_a_bandwidth(rule.kernel);
    if spreading_cost(index.len() as f64, rule, cells) < SMALL || on_offer.is_empty() {
        return Vec::new();
    }
    let Some(survey) = survey(index, rule, cells) else {
        return Vec::new();
    };
    let exact = exact_cost(&survey, rule, cells);
    let a_cell = mend_cost(&survey, rule);
    let count = cells.count() as f64;
    let lattice = |steps| lattice_cost(survey.within, rule, cells, steps);
    let cost = |steps| lattice(steps) + in_doubt(&survey, rule.kernel, steps) * count * a_cell;
    let best = on_offer
        .iter()
        .copied()
        .min_by(|&a, &b| cost(a).total_cmp(&cost(b)))
        .filter(|&best| cost(best) < WORTH_A_TRY * exact);
    let Some(best) = best else {
        return Vec::new();
    };
    on_offer
        .iter()
        .copied()
        .filter(|&steps| steps == best || (steps > best && lattice(steps) < RETRY * exact))
        .map(|steps| Attempt {
            steps,
            most: ((exact - lattice(steps)) / a_cell).max(0.0) as usize,
        })
        .collect()
}

/// Share of the frame's ground that is in doubt at a lattice.
fn in_doubt(survey: &Survey, kernel: Kernel, steps: u32) -> f64 {
    let share = CAUTION * residual_share(kernel, steps) / TOLERANCE;
    let limit = share * share * kernel.energy() * survey.crowding;
    let doubtful =
        |&(here, rim): &(f64, f64)| here > VISIBLE * survey.peak && limit * rim > here * here;
    let count = survey
        .ground
        .iter()
        .filter(|ground| doubtful(ground))
        .count();
    count as f64 / survey.ground.len().max(1) as f64
}

/// Nanoseconds of one core for one cell in doubt: about two kernels' worth of places.
fn mend_cost(survey: &Survey, rule: DensityRule) -> f64 {
    let support = rule.kernel.support();
    let visible = survey
        .ground
        .iter()
        .filter(|(here, _)| *here > VISIBLE * survey.peak);
    let (count, sum) = visible.fold((0.0, 0.0), |(count, sum), (here, _)| {
        (count + 1.0, sum + here)
    });
    60.0 + place_cost(rule.kernel) * 6.0 * support * support * sum / f64::max(count, 1.0)
}

/// Nanoseconds of one core for one place added to one cell of a patch.
fn place_cost(kernel: Kernel) -> f64 {
    match kernel {
        Kernel::Gaussian => 0.4,
        Kernel::Quartic | Kernel::Epanechnikov | Kernel::Triangular | Kernel::Uniform => 0.15,
    }
}

/// Nanoseconds of one core for every cell summed.
fn exact_cost(survey: &Survey, rule: DensityRule, cells: Cells) -> f64 {
    match cells {
        Cells::Regular(_) => spreading_cost(survey.within, rule, cells),
        Cells::Placed(_) => {
            let support = rule.kernel.support();
            let sum: f64 = survey.ground.iter().map(|(here, _)| here).sum();
            let mean = sum / survey.ground.len().max(1) as f64;
            let a_cell = 30.0 + place_cost(rule.kernel) * 5.0 * support * support * mean;
            cells.count() as f64 * a_cell
        }
    }
}

/// Nanoseconds of one core for places added to all the cells they reach, in rows.
fn spreading_cost(count: f64, rule: DensityRule, cells: Cells) -> f64 {
    let reach = rule.reach().0;
    let (cell_x, cell_y) = cells.size();
    let rows = (2.0 * reach / cell_y).min(cells.height() as f64) + 1.0;
    let columns = (2.0 * reach / cell_x).min(cells.width() as f64) + 4.0;
    let a_cell = match rule.kernel {
        Kernel::Quartic | Kernel::Epanechnikov | Kernel::Uniform => 0.12,
        Kernel::Triangular => 0.2,
        Kernel::Gaussian => 0.25,
    };
    let a_row = match rule.kernel {
        Kernel::Gaussian => 20.0,
        Kernel::Quartic | Kernel::Epanechnikov | Kernel::Triangular | Kernel::Uniform => 2.0,
    };
    count * (40.0 + rows * (a_row + columns * a_cell))
}

/// Nanoseconds of one core for a lattice.
fn lattice_cost(within: f64, rule: DensityRule, cells: Cells, steps: u32) -> f64 {
    let steps = f64::from(steps);
    let step = rule.bandwidth.0 / steps;
    let reach = steps * rule.kernel.support() + 4.0;
    let nodes = |cells: usize, cell: f64| cells as f64 * cell / step + 2.0 * reach;
    let (cell_x, cell_y) = cells.size();
    let nodes = nodes(cells.width(), cell_x) * nodes(cells.height(), cell_y);
    let read = match cells {
        Cells::Regular(_) => 3.0,
        Cells::Placed(_) => 15.0,
    } * cells.count() as f64;
    3.0 * within + nodes * (4.0 + 0.06 * (5.0 + 0.6 * steps) * reach) + read
}
