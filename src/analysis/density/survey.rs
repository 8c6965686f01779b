//! A quick look at the places before the work: where a lattice would be off most.
//!
//! What a lattice misses of one place lies along the kernel's rim. A cell is therefore off most where it is sparse itself
//! and has dense ground at the distance of the rim. The survey lays a sample of the places on a coarse grid and tells, for
//! every node, the density there and that on the rim about it. It only weighs costs: what a raster promises is checked
//! cell by cell (see `mend`).

use super::DensityRule;
use super::cells::Cells;
use super::index::DensityIndex;
use super::kernel::Kernel;
use crate::base::coords::LocalBox;

/// Places looked at, about.
const MOST_PLACES: usize = 1 << 16;
/// Nodes of the coarse grid, at most.
const MOST_NODES: f64 = 2e5;
/// Places whose neighbours are looked at, about.
const MOST_CROWDED: usize = 2048;
/// Neighbours of a place looked at, about.
const MOST_NEIGHBOURS: usize = 64;
/// Share of a bandwidth within which places share a spot: so little that dense ground alone puts none there.
const SPOT: f64 = 1e-5;
/// Coarse cells a kernel's support spans.
const CELLS_A_SUPPORT: f64 = 3.0;

/// What a survey found.
#[derive(Debug)]
pub(super) struct Survey {
    /// Places that reach a cell of the frame, about.
    pub(super) within: f64,
    /// The densest node, weight a bandwidth squared.
    pub(super) peak: f64,
    /// The weight that shares a place's spot, its own included: the mean over the weight. Rows of a file are often snapped
    /// to few places.
    pub(super) crowding: f64,
    /// For every node the density there and on the rim about it, weight a bandwidth squared.
    pub(super) ground: Vec<(f64, f64)>,
}

/// Surveys the places about the cells; `None` where the bandwidth is so small that the grid would be too large.
pub(super) fn survey(index: &DensityIndex, rule: DensityRule, cells: Cells) -> Option<Survey> {
    let cell = rule.reach().0 / CELLS_A_SUPPORT;
    let extent = cells.within_reach(rule);
    let (width, height) = (
        (extent.width().0 / cell).ceil() + 1.0,
        (extent.height().0 / cell).ceil() + 1.0,
    );
    if width * height > MOST_NODES {
        return None;
    }
    let stride = index.len().div_ceil(MOST_PLACES).max(1);
    let mut grid = Grid {
        values: vec![0.0; width as usize * height as usize],
        width: width as usize,
    };
    let within = grid.fill(index, stride, extent, cell);
    let here = grid.convolved(&kernel_taps(rule.kernel));
    let rim = grid.convolved(&rim_taps());
    // From sums in coarse cells to weight a bandwidth squared.
    let a_square = stride as f64 * (rule.bandwidth.0 / cell).powi(2);
    let ground = here.iter().zip(&rim);
    let ground: Vec<(f64, f64)> = ground
        .map(|(&here, &rim)| (f64::from(here) * a_square, f64::from(rim) * a_square))
        .collect();
    Some(Survey {
        within: (within * stride) as f64,
        crowding: crowding(index, SPOT * rule.bandwidth.0),
        peak: ground.iter().map(|ground| ground.0).fold(0.0, f64::max),
        ground,
    })
}

/// The mean weight within a distance of a place, judged by samples of the places and of their tiles.
fn crowding(index: &DensityIndex, near: f64) -> f64 {
    let (mut sum, mut total) = (0.0, 0.0);
    for (place, weight) in index.sample(MOST_CROWDED) {
        let tile = index.tile_of(place);
        let stride = tile.places.len().div_ceil(MOST_NEIGHBOURS).max(1);
        let others = (0..tile.places.len()).step_by(stride);
        let close = others.filter(|&other| tile.places[other].distance(place).0 <= near);
        let about: f64 = close.map(|other| tile.weight(other).abs()).sum();
        let weight = weight.abs();
        sum += weight * (about * stride as f64).max(weight);
        total += weight;
    }
    if total > 0.0 { sum / total } else { 1.0 }
}

struct Grid {
    values: Vec<f32>,
    width: usize,
}

impl Grid {
    /// Counts every `stride`-th place into its cell; how many they were.
    fn fill(&mut self, index: &DensityIndex, stride: usize, extent: LocalBox, cell: f64) -> usize {
        let per_metre = 1.0 / cell;
        let (mut next, mut count) = (0, 0);
        for run in index.runs(extent) {
            while next < run.places.len() {
                let place = run.places[next];
                let column = (place.x - extent.min.x) * per_metre;
                let row = (place.y - extent.min.y) * per_metre;
                if column >= 0.0 && column < self.width as f64 && row >= 0.0 {
                    let at = row as usize * self.width + column as usize;
                    if let Some(value) = self.values.get_mut(at) {
                        *value += run.weight(next).abs() as f32;
                        count += 1;
                    }
                }
                next += stride;
            }
            next -= run.places.len();
        }
        count
    }

    /// The grid convolved with taps about a middle one; what lies beyond the grid is empty.
    fn convolved(&self, taps: &[Vec<f32>]) -> Vec<f32> {
        let reach = taps.len() / 2;
        let width = self.width;
        let mut sums = vec![0.0f32; self.values.len()];
        let rows = self.values.len() / width;
        for (row, sums) in sums.chunks_exact_mut(width).enumerate() {
            for (down, taps) in taps.iter().enumerate() {
                let Some(source) = (row + down).checked_sub(reach).filter(|row| *row < rows) else {
                    continue;
                };
                let source = &self.values[source * width..(source + 1) * width];
                for (along, &tap) in taps.iter().enumerate() {
                    add_shifted(sums, source, along as isize - reach as isize, tap);
                }
            }
        }
        sums
    }
}

/// Adds `tap` times the row moved by some cells.
fn add_shifted(sums: &mut [f32], source: &[f32], shift: isize, tap: f32) {
    if tap == 0.0 {
        return;
    }
    let away = shift.unsigned_abs().min(source.len());
    let (sums, source) = if shift >= 0 {
        let length = sums.len() - away;
        (&mut sums[..length], &source[away..])
    } else {
        let length = source.len() - away;
        (&mut sums[away..], &source[..length])
    };
    for (sum, value) in sums.iter_mut().zip(source) {
        *sum += tap * value;
    }
}

/// Taps over offsets up to the rim and half a cell beyond, made of the mean of a function over each cell.
fn taps(of: impl Fn(f64) -> f64) -> Vec<Vec<f32>> {
    const FINE: i32 = 6;
    let reach = CELLS_A_SUPPORT as i32 + 1;
    let fine = |offset: i32, step: i32| {
        f64::from(offset) + (f64::from(step) + 0.5) / f64::from(FINE) - 0.5
    };
    (-reach..=reach)
        .map(|row| {
            (-reach..=reach)
                .map(|column| {
                    let mut sum = 0.0;
                    for down in 0..FINE {
                        for along in 0..FINE {
                            sum += of(fine(row, down).hypot(fine(column, along)) / CELLS_A_SUPPORT);
                        }
                    }
                    (sum / f64::from(FINE * FINE)) as f32
                })
                .collect()
        })
        .collect()
}

/// The kernel over distances in supports; its taps add up to 1.
fn kernel_taps(kernel: Kernel) -> Vec<Vec<f32>> {
    scaled(taps(|u| kernel.value(u * kernel.support())))
}

/// The rim, half a cell to either side; its taps add up to 1.
fn rim_taps() -> Vec<Vec<f32>> {
    let half = 0.5 / CELLS_A_SUPPORT;
    scaled(taps(|u| if (u - 1.0).abs() < half { 1.0 } else { 0.0 }))
}

fn scaled(mut taps: Vec<Vec<f32>>) -> Vec<Vec<f32>> {
    let total: f32 = taps.iter().flatten().sum();
    for tap in taps.iter_mut().flatten() {
        *tap /= total;
    }
    taps
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::density::WeightedPlaces;
    use crate::analysis::raster::RasterFrame;
    use crate::base::coords::LocalXy;
    use crate::base::units::Metres;

    #[test]
    fn rows_snapped_to_few_spots_are_crowded_and_dense_ground_is_not() {
        let spread = |turn: f64| {
            LocalXy::new(
                (turn * 0.754_877_666).fract() * 200.0,
                (turn * 0.569_840_291).fract() * 200.0,
            )
        };
        let crowding_of = |a_spot: u32, weights: Option<Vec<f64>>| {
            let places = (0..60_000).map(|row| spread(f64::from(row / a_spot)));
            let places = WeightedPlaces {
                places: places.collect(),
                weights,
            };
            crowding(&DensityIndex::new(&places), SPOT * 300.0)
        };
        assert!((crowding_of(1, None) - 1.0).abs() < 1e-9);
        assert!((crowding_of(20, None) / 20.0 - 1.0).abs() < 0.1);
        assert!((crowding_of(600, None) / 600.0 - 1.0).abs() < 0.1);
        assert!((crowding_of(1, Some(vec![7.0; 60_000])) - 7.0).abs() < 1e-9);
    }

    #[test]
    fn even_ground_is_as_dense_on_the_rim_as_within_it() {
        let places = (0..400_000_u32).map(|index| {
            let turn = f64::from(index);
            LocalXy::new(
                (turn * 0.754_877_666).fract() * 4000.0,
                (turn * 0.569_840_291).fract() * 4000.0,
            )
        });
        let places = WeightedPlaces {
            places: places.collect(),
            weights: None,
        };
        let rule = DensityRule {
            kernel: Kernel::Quartic,
            bandwidth: Metres(200.0),
        };
        let extent = LocalBox {
            min: LocalXy::new(1000.0, 1000.0),
            max: LocalXy::new(3000.0, 3000.0),
        };
        let frame = RasterFrame::filling(extent, 100, 100);
        let cells = Cells::Regular(frame);
        let found = survey(&DensityIndex::new(&places), rule, cells).expect("a small grid");
        // 400,000 over 400 squares of a bandwidth.
        assert!((found.peak / 1000.0 - 1.0).abs() < 0.1, "{}", found.peak);
        // A node well within the frame.
        let (here, rim) = found.ground[found.ground.len() / 2];
        assert!((here / 1000.0 - 1.0).abs() < 0.1, "{here}");
        assert!((rim / 1000.0 - 1.0).abs() < 0.2, "{rim}");
    }
}
