//! How uneven the places are at the scale of the lattice: what its errors are made of.
//!
//! A lattice cannot see how places lie between its nodes. The shares it misses of single places are as good as random and
//! add up by their squares: the sum of squared weights per area says how much to expect. It is measured from the bins: the
//! mixed second difference d of binned places that lie at random has the mean square g² Σw² a node, g = 19/12 for
//! quadratic splines, and takes no notice of ground that rises or falls evenly. Places that share a spot, or crowd closer
//! than the lattice can tell apart, count as the one heavy place they act like.

use pulp::{Arch, NullaryFnOnce};

use super::DensityRule;
use super::binning::Bins;
use super::filter::residual_share;
use super::kernel::Kernel;
use super::lattice::Lattice;
use crate::base::coords::LocalXy;

/// Mean square of the mixed second difference over Σw²: the square of 6 r₀ - 8 r₁ + 2 r₂, r the quintic B-spline.
const GAIN: f64 = (19.0 / 12.0) * (19.0 / 12.0);
/// Nodes along a block's side.
pub(super) const BLOCK: usize = 2;
/// Share of what a lattice misses that lies along the kernel's rim; the rest is spread over its inside.
const RIM: f64 = 0.75;
/// How much worse than the average over a rim one block wide a crease is where it runs, for a heavy place halfway between
/// nodes, of which the bins' differences show least.
const CREASE: f64 = 3.0;
/// The same of the rim where a kernel only bends.
const BEND: f64 = 2.0;
/// Share that lies along the tail of a Gaussian.
const TAIL: f64 = 4.0;
/// Share that lies at the very tip of a cone.
const TIP: f64 = 0.05;

/// Blocks of nodes with the error to expect of a value in them.
#[derive(Debug)]
pub(super) struct Roughness {
    /// Expected square of a value's error, (incidents per km²)².
    squares: Vec<f32>,
    width: usize,
    west: f64,
    north: f64,
    blocks_a_metre: f64,
}

impl Roughness {
    /// Measures the bins of a lattice of `steps` steps a bandwidth.
    pub(super) fn new(bins: &Bins, lattice: &Lattice, rule: DensityRule, steps: u32) -> Self {
        let (width, height) = (lattice.width / BLOCK, lattice.height / BLOCK);
        let mut blocks = Blocks {
            values: vec![0.0; width * height],
            width,
        };
        let share = residual_share(rule.kernel, steps);
        let energy = rule.kernel.energy() / (rule.bandwidth.0 * rule.bandwidth.0);
        let block = BLOCK as f64 * lattice.step;
        let scale = 1e12 * share * share * energy / (block * block) / GAIN;
        let radius = f64::from(steps) * rule.kernel.support() / BLOCK as f64;
        let taps = taps(rule.kernel, radius, scale);
        let spread = Arch::new().dispatch(Measure {
            bins,
            lattice,
            blocks: &mut blocks,
            taps: &taps,
        });
        Self {
            squares: spread.greatest_about(),
            width,
            west: lattice.west - 0.5 * lattice.step,
            north: lattice.north + 0.5 * lattice.step,
            blocks_a_metre: 1.0 / block,
        }
    }

    /// The columns of blocks for positions east.
    pub(super) fn column(&self, x: f64) -> usize {
        (((x - self.west) * self.blocks_a_metre) as usize).min(self.width - 1)
    }

    /// The expected squared error of a value at a place.
    #[inline(always)]
    pub(super) fn at(&self, place: LocalXy) -> f32 {
        self.row(place)[self.column(place.x)]
    }

    /// The expected squared errors along the row of blocks of a place.
    pub(super) fn row(&self, place: LocalXy) -> &[f32] {
        let row = ((self.north - place.y) * self.blocks_a_metre) as usize;
        let rows = self.squares.len() / self.width;
        let from = row.min(rows - 1) * self.width;
        &self.squares[from..from + self.width]
    }
}

/// A grid of blocks.
struct Blocks {
    values: Vec<f32>,
    width: usize,
}

/// Fills blocks from bins and spreads them by taps, with the widest vectors the machine has.
struct Measure<'a> {
    bins: &'a Bins,
    lattice: &'a Lattice,
    blocks: &'a mut Blocks,
    taps: &'a [(isize, isize, f32)],
}

impl NullaryFnOnce for Measure<'_> {
    type Output = Blocks;

    #[inline(always)]
    fn call(self) -> Blocks {
        fill(self.bins, self.lattice, self.blocks);
        spread(self.blocks, self.taps)
    }
}

/// Sums the squared mixed second differences in every block.
#[inline(always)]
fn fill(bins: &Bins, lattice: &Lattice, blocks: &mut Blocks) {
    let width = lattice.width;
    let row = |row: usize| &bins.nodes[row * bins.stride..row * bins.stride + width];
    let mut down = vec![0.0f32; width];
    let mut squares = vec![0.0f32; width];
    for middle in 1..lattice.height - 1 {
        let (north, own, south) = (row(middle - 1), row(middle), row(middle + 1));
        for column in 0..width {
            down[column] = north[column] - 2.0 * own[column] + south[column];
        }
        for (square, three) in squares[1..width - 1].iter_mut().zip(down.windows(3)) {
            let mixed = three[0] - 2.0 * three[1] + three[2];
            *square = mixed * mixed;
        }
        let from = middle / BLOCK * blocks.width;
        if let Some(blocks) = blocks.values.get_mut(from..from + blocks.width) {
            for (block, squares) in blocks.iter_mut().zip(squares.chunks_exact(BLOCK)) {
                *block += squares[0] + squares[1];
            }
        }
    }
}

/// The blocks convolved with taps (row, column, factor); what lies beyond the grid is empty.
#[inline(always)]
fn spread(blocks: &Blocks, taps: &[(isize, isize, f32)]) -> Blocks {
    let width = blocks.width;
    let height = blocks.values.len() / width;
    let mut values = vec![0.0f32; blocks.values.len()];
    for (row, sums) in values.chunks_exact_mut(width).enumerate() {
        for &(down, along, factor) in taps {
            let Some(source) = row.checked_add_signed(down).filter(|row| *row < height) else {
                continue;
            };
            let source = &blocks.values[source * width..(source + 1) * width];
            let away = along.unsigned_abs().min(width);
            let (sums, source) = if along >= 0 {
                (&mut sums[..width - away], &source[away..])
            } else {
                (&mut sums[away..], &source[..width - away])
            };
            for (sum, value) in sums.iter_mut().zip(source) {
                *sum += factor * value;
            }
        }
    }
    Blocks { values, width }
}

impl Blocks {
    /// The greatest value of each block and its eight neighbours.
    fn greatest_about(&self) -> Vec<f32> {
        let width = self.width;
        let height = self.values.len() / width;
        let along: Vec<f32> = self
            .values
            .chunks_exact(width)
            .flat_map(|row| {
                (0..width).map(|column| {
                    let about = &row[column.saturating_sub(1)..(column + 2).min(width)];
                    about.iter().copied().fold(0.0, f32::max)
                })
            })
            .collect();
        let mut greatest = along.clone();
        for (row, values) in greatest.chunks_exact_mut(width).enumerate() {
            for other in [row.saturating_sub(1), (row + 1).min(height - 1)] {
                let other = &along[other * width..(other + 1) * width];
                for (value, other) in values.iter_mut().zip(other) {
                    *value = value.max(*other);
                }
            }
        }
        greatest
    }
}

/// Taps that spread squared weights over where a kernel's features are missed.
///
/// The error of many places is the average over the rim; that of one heavy place stands out where the rim itself runs. The
/// taps make a rim one block wide; where the kernel has a crease, they count it [`CREASE`] times.
fn taps(kernel: Kernel, radius: f64, scale: f64) -> Vec<(isize, isize, f32)> {
    let reach = radius.ceil() as isize + 1;
    let all = (-reach..=reach).flat_map(|row| (-reach..=reach).map(move |column| (row, column)));
    let within = |least: f64, most: f64, total: f64| {
        let distance = |&(row, column): &(isize, isize)| (row as f64).hypot(column as f64);
        let taps: Vec<_> = all
            .clone()
            .filter(|at| (least..=most).contains(&distance(at)))
            .collect();
        let factor = (total * scale / taps.len() as f64) as f32;
        taps.into_iter()
            .map(move |(row, column)| (row, column, factor))
    };
    let (peak, inside, tip, tail) = match kernel {
        Kernel::Uniform => (1.0, radius, 0.0, 0.0),
        Kernel::Quartic => (BEND, radius, 0.0, 0.0),
        Kernel::Epanechnikov => (CREASE, radius, 0.0, 0.0),
        Kernel::Triangular => (CREASE, radius, TIP, 0.0),
        // Its rim is a cut of a ten-thousandth; what else is missed lies about its middle, and of a heavy place also where
        // its tail is far below its peak.
        Kernel::Gaussian => (1.0, 0.5 * radius, 0.0, TAIL),
    };
    within(radius - 0.5, radius + 0.5, peak * RIM)
        .chain(within(0.0, inside, 1.0 - RIM))
        .chain(within(0.0, 0.0, tip))
        .chain(within(0.5 * radius, radius, tail))
        .collect()
}
