//! Convolution of a lattice with a short sum of separable, even filters.

use pulp::{Arch, NullaryFnOnce};

use super::binning::Bins;
use super::filter::LatticeFilter;
use super::lattice::Lattice;

/// Nodes worked on at a time: few enough that their sums stay in registers.
const LANES: usize = 16;
/// Nodes worked on at a time down columns.
const DOWN_LANES: usize = 32;
/// Nodes in a band: the ring of a band's rows stays in the cache.
const BAND: usize = 2 * LANES;
/// Separable terms worked on at a time.
const TERMS: usize = 4;

/// A filter made ready: filters along rows grouped, filters down columns with their factors.
#[derive(Debug)]
pub(super) struct Convolver {
    reach: usize,
    terms: usize,
    /// For each group of [`TERMS`] terms, for each tap from the centre outwards, a value a term.
    along: Vec<Vec<[f32; TERMS]>>,
    /// For each term, the taps from the centre outwards; the centre's is halved, since it is met above and below.
    down: Vec<Vec<f32>>,
}

impl Convolver {
    /// The filter times a scale.
    pub(super) fn new(filter: &LatticeFilter, scale: f64) -> Self {
        let taps = filter.reach + 1;
        let tap =
            |term: usize, tap: usize| filter.terms.get(term).map_or(0.0, |term| term.half[tap]);
        let along = (0..filter.terms.len().div_ceil(TERMS))
            .map(|group| {
                (0..taps)
                    .map(|index| std::array::from_fn(|lane| tap(group * TERMS + lane, index)))
                    .collect()
            })
            .collect();
        let down = filter
            .terms
            .iter()
            .map(|term| {
                let factor = term.factor * scale;
                let taps = term.half.iter().enumerate();
                taps.map(|(distance, &tap)| {
                    let met = if distance == 0 { 0.5 } else { 1.0 };
                    (f64::from(tap) * factor * met) as f32
                })
                .collect()
            })
            .collect();
        Self {
            reach: filter.reach,
            terms: filter.terms.len(),
            along,
            down,
        }
    }
}

/// Rows of convolved nodes, `stride` floats each, the lattice's margin taken off.
#[derive(Debug)]
pub(super) struct Convolved {
    pub(super) nodes: Vec<f32>,
    pub(super) stride: usize,
}

/// Convolves the given inner rows of the lattice.
pub(super) fn across_rows(
    convolver: &Convolver,
    bins: &Bins,
    lattice: &Lattice,
    rows: std::ops::Range<usize>,
) -> Convolved {
    let stride = lattice.inner_width().next_multiple_of(BAND);
    let mut convolved = Convolved {
        nodes: vec![0.0; stride * rows.len()],
        stride,
    };
    Arch::new().dispatch(Passes {
        bins,
        rows,
        convolved: &mut convolved,
        convolver,
        stride,
        pairs: vec![(0, 0); convolver.reach + 1],
        padded: vec![0.0; BAND + 2 * convolver.reach],
        ring: vec![0.0; BAND * convolver.terms * (2 * convolver.reach + 1)],
    });
    convolved
}

/// Band by band, the filters along rows fill a ring of the last rows, from which the filters down columns make output rows.
struct Passes<'a> {
    bins: &'a Bins,
    rows: std::ops::Range<usize>,
    convolved: &'a mut Convolved,
    convolver: &'a Convolver,
    stride: usize,
    /// Where the ring keeps the rows at each distance above and below the output row.
    pairs: Vec<(usize, usize)>,
    padded: Vec<f32>,
    ring: Vec<f32>,
}

impl NullaryFnOnce for Passes<'_> {
    type Output = ();

    #[inline(always)]
    fn call(mut self) {
        let reach = self.convolver.reach;
        for band in (0..self.stride).step_by(BAND) {
            let rows = self.rows.clone();
            for row in rows.start..rows.start + 2 * reach {
                self.along(row, band);
            }
            for (index, row) in rows.enumerate() {
                self.along(row + 2 * reach, band);
                self.down(row, index * self.stride + band);
            }
        }
    }
}

impl Passes<'_> {
    /// Where the ring keeps a term's row.
    #[inline(always)]
    fn slot(&self, row: usize, term: usize) -> usize {
        let rows = 2 * self.convolver.reach + 1;
        ((row % rows) * self.convolver.terms + term) * BAND
    }

    /// Filters one row of one band along, all terms.
    #[inline(always)]
    fn along(&mut self, row: usize, band: usize) {
        let row_nodes = self.bins.stride * row..self.bins.stride * (row + 1);
        let source = self.bins.nodes.get(row_nodes).unwrap_or(&[]);
        let source = source.get(band..).unwrap_or(&[]);
        let length = source.len().min(self.padded.len());
        self.padded[..length].copy_from_slice(&source[..length]);
        self.padded[length..].fill(0.0);
        for group in 0..self.convolver.along.len() {
            for from in (0..BAND).step_by(LANES) {
                let sums = along_lanes(&self.convolver.along[group], &self.padded[from..]);
                for (lane, sums) in sums.iter().enumerate() {
                    let term = group * TERMS + lane;
                    if term < self.convolver.terms {
                        let slot = self.slot(row, term) + from;
                        self.ring[slot..slot + LANES].copy_from_slice(sums);
                    }
                }
            }
        }
    }

    /// Makes one output row of a band: the filters down columns over all terms.
    #[inline(always)]
    fn down(&mut self, row: usize, to: usize) {
        let centre = row + self.convolver.reach;
        for distance in 0..=self.convolver.reach {
            self.pairs[distance] = (
                self.slot(centre - distance, 0),
                self.slot(centre + distance, 0),
            );
        }
        for from in (0..BAND).step_by(DOWN_LANES) {
            let sums = down_lanes(&self.convolver.down, &self.pairs, &self.ring, from);
            self.convolved.nodes[to + from..to + from + DOWN_LANES].copy_from_slice(&sums);
        }
    }
}

/// Sums of [`DOWN_LANES`] neighbouring nodes of one output row; `pairs` says where the ring keeps the rows at each
/// distance above and below, `from` is the first node's place in the band.
#[inline(always)]
fn down_lanes(
    taps: &[Vec<f32>],
    pairs: &[(usize, usize)],
    ring: &[f32],
    from: usize,
) -> [f32; DOWN_LANES] {
    let mut sums = [0.0f32; DOWN_LANES];
    for (term, taps) in taps.iter().enumerate() {
        let place = term * BAND + from;
        for (&(above, below), &tap) in pairs.iter().zip(taps) {
            let above = &ring[above + place..above + place + DOWN_LANES];
            let below = &ring[below + place..below + place + DOWN_LANES];
            for lane in 0..DOWN_LANES {
                sums[lane] += tap * (above[lane] + below[lane]);
            }
        }
    }
    sums
}

/// Sums of [`LANES`] neighbouring nodes for the terms of one group; `source` begins `reach` nodes before the first.
#[inline(always)]
fn along_lanes(taps: &[[f32; TERMS]], source: &[f32]) -> [[f32; LANES]; TERMS] {
    let reach = taps.len() - 1;
    let mut sums = [[0.0f32; LANES]; TERMS];
    let own = &source[reach..reach + LANES];
    for (sums, tap) in sums.iter_mut().zip(taps[0]) {
        for lane in 0..LANES {
            sums[lane] = tap * own[lane];
        }
    }
    for (distance, taps) in taps.iter().enumerate().skip(1) {
        let before = &source[reach - distance..reach - distance + LANES];
        let after = &source[reach + distance..reach + distance + LANES];
        let mut both = [0.0f32; LANES];
        for lane in 0..LANES {
            both[lane] = before[lane] + after[lane];
        }
        for (sums, tap) in sums.iter_mut().zip(*taps) {
            for lane in 0..LANES {
                sums[lane] += tap * both[lane];
            }
        }
    }
    sums
}
