//! Which way to work a raster out: plain summation, or a lattice with the cells in doubt summed.

use super::filter::{residual_share, steps_a_bandwidth};
use super::index::DensityIndex;
use super::kernel::Kernel;
use super::mend::{CAUTION, Draft, Mended, TOLERANCE, VISIBLE};
use super::roughness::Roughness;
use super::survey::{Survey, survey};
use super::{DensityRule, exact, lattice};
use crate::analysis::raster::RasterFrame;
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
/// Share of the cost of plain summation up to which a finer lattice is tried where one has failed.
const RETRY: f64 = 0.25;

/// The values of a raster, by the way that promises to cost least.
pub(super) fn raster_values(
    index: &DensityIndex,
    rule: DensityRule,
    frame: RasterFrame,
    cancel: &Cancel,
) -> Result<Vec<f32>, Cancelled> {
    for attempt in attempts(index, rule, frame) {
        let steps = attempt.steps;
        let mut read = lattice::read_off(index, rule, frame, steps, cancel)?;
        let roughness = Roughness::new(&read.bins, &read.lattice, rule, steps);
        let draft = Draft {
            index,
            rule,
            frame,
            roughness: &roughness,
            most: attempt.most,
        };
        if draft.mend(&mut read.values, cancel)? == Mended::Sound {
            return Ok(read.values);
        }
    }
    exact::raster_values(index, rule, frame, cancel)
}

/// The lattice that promises to cost least and, should it not do, finer ones while they are cheap. None where plain
/// summation costs less.
fn attempts(index: &DensityIndex, rule: DensityRule, frame: RasterFrame) -> Vec<Attempt> {
    let on_offer = steps_a_bandwidth(rule.kernel);
    if exact_cost(index.len() as f64, rule, frame) < SMALL || on_offer.is_empty() {
        return Vec::new();
    }
    let Some(survey) = survey(index, rule, frame) else {
        return Vec::new();
    };
    let exact = exact_cost(survey.within, rule, frame);
    let a_cell = mend_cost(&survey, rule);
    let cells = (frame.width * frame.height) as f64;
    let lattice = |steps| lattice_cost(survey.within, rule, frame, steps);
    let cost = |steps| lattice(steps) + in_doubt(&survey, rule.kernel, steps) * cells * a_cell;
    let best = on_offer
        .iter()
        .copied()
        .min_by(|&a, &b| cost(a).total_cmp(&cost(b)))
        .filter(|&best| cost(best) < exact);
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
    let limit = share * share * kernel.energy();
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
    let a_place = match rule.kernel {
        Kernel::Gaussian => 0.4,
        Kernel::Quartic | Kernel::Epanechnikov | Kernel::Triangular | Kernel::Uniform => 0.15,
    };
    60.0 + a_place * 6.0 * support * support * sum / f64::max(count, 1.0)
}

/// Nanoseconds of one core for plain summation.
fn exact_cost(count: f64, rule: DensityRule, frame: RasterFrame) -> f64 {
    let reach = rule.reach().0;
    let rows = (2.0 * reach / frame.cell_y.0).min(frame.height as f64) + 1.0;
    let columns = (2.0 * reach / frame.cell_x.0).min(frame.width as f64) + 4.0;
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
fn lattice_cost(within: f64, rule: DensityRule, frame: RasterFrame, steps: u32) -> f64 {
    let steps = f64::from(steps);
    let step = rule.bandwidth.0 / steps;
    let reach = steps * rule.kernel.support() + 4.0;
    let nodes = |cells: usize, cell: f64| cells as f64 * cell / step + 2.0 * reach;
    let nodes = nodes(frame.width, frame.cell_x.0) * nodes(frame.height, frame.cell_y.0);
    let cells = (frame.width * frame.height) as f64;
    3.0 * within + nodes * (4.0 + 0.06 * (5.0 + 0.6 * steps) * reach) + 3.0 * cells
}
