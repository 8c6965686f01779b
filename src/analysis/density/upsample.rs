//! Reading cell centres off a lattice of cubic spline coefficients.

use pulp::{Arch, NullaryFnOnce};

use super::convolve::Convolved;
use super::lattice::Lattice;
use crate::analysis::raster::RasterFrame;

/// Where a cell centre lies among inner nodes along one axis: the first of four nodes, and their shares.
#[derive(Debug, Clone, Copy)]
struct Reading {
    first: u32,
    shares: [f32; 4],
}

/// The readings of all columns and rows of a frame.
#[derive(Debug)]
pub(super) struct Upsampler {
    columns: Vec<Reading>,
    rows: Vec<Reading>,
}

impl Upsampler {
    /// Readings of a frame off the inner nodes of its lattice.
    pub(super) fn new(frame: RasterFrame, lattice: &Lattice) -> Self {
        let first = frame.centre(0, 0);
        let inset = lattice.margin as f64;
        let west = (first.x - lattice.west) / lattice.step - inset;
        let north = (lattice.north - first.y) / lattice.step - inset;
        let (step_x, step_y) = (frame.cell_x.0 / lattice.step, frame.cell_y.0 / lattice.step);
        let readings = |count: usize, start: f64, step: f64, nodes: usize| {
            (0..count)
                .map(|index| Reading::new(start + index as f64 * step, nodes))
                .collect()
        };
        Self {
            columns: readings(frame.width, west, step_x, lattice.inner_width()),
            rows: readings(frame.height, north, step_y, lattice.inner_height()),
        }
    }

    /// The inner rows of nodes that some rows of cells are read off.
    pub(super) fn node_rows(&self, rows: &std::ops::Range<usize>) -> std::ops::Range<usize> {
        let first = |row: usize| self.rows[row].first as usize;
        first(rows.start)..first(rows.end - 1) + 4
    }

    /// Fills rows of cells; `first_node_row` is the inner row the convolved rows begin with.
    pub(super) fn fill(
        &self,
        convolved: &Convolved,
        first_node_row: usize,
        rows: std::ops::Range<usize>,
        values: &mut [f32],
    ) {
        Arch::new().dispatch(Fill {
            upsampler: self,
            convolved,
            first_node_row,
            rows,
            values,
        });
    }

    /// Reads one row of nodes at every column.
    #[inline(always)]
    fn widen(&self, source: &[f32], wide: &mut [f32]) {
        for (value, reading) in wide.iter_mut().zip(&self.columns) {
            let first = reading.first as usize;
            let nodes = source.get(first..first + 4).unwrap_or(&[0.0; 4]);
            let shares = reading.shares;
            *value = (shares[0] * nodes[0] + shares[1] * nodes[1])
                + (shares[2] * nodes[2] + shares[3] * nodes[3]);
        }
    }
}

/// Rows of cells to be filled.
struct Fill<'a> {
    upsampler: &'a Upsampler,
    convolved: &'a Convolved,
    first_node_row: usize,
    rows: std::ops::Range<usize>,
    values: &'a mut [f32],
}

impl NullaryFnOnce for Fill<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let width = self.upsampler.columns.len();
        let wide_rows = self.convolved.nodes.len() / self.convolved.stride;
        let mut wide = vec![0.0f32; wide_rows * width];
        let sources = self.convolved.nodes.chunks_exact(self.convolved.stride);
        for (source, wide) in sources.zip(wide.chunks_exact_mut(width)) {
            self.upsampler.widen(source, wide);
        }
        for (row, values) in self.rows.zip(self.values.chunks_exact_mut(width)) {
            let reading = self.upsampler.rows[row];
            let from = (reading.first as usize - self.first_node_row) * width;
            combine(reading.shares, &wide[from..from + 4 * width], values);
        }
    }
}

impl Reading {
    fn new(position: f64, nodes: usize) -> Self {
        let (first, t) = first_of_four(position, nodes);
        Self {
            first: first as u32,
            shares: cubic(t).map(|share| share as f32),
        }
    }
}

/// The first of the four nodes a position is read off, and how far the position lies beyond the second.
#[inline(always)]
pub(super) fn first_of_four(position: f64, nodes: usize) -> (usize, f64) {
    let node = position.floor().clamp(1.0, (nodes - 3) as f64);
    (node as usize - 1, position - node)
}

/// The cubic B-spline at the node before a position, that at or before it, and the two after, `t` steps from the second.
#[inline(always)]
pub(super) fn cubic(t: f64) -> [f64; 4] {
    let rest = 1.0 - t;
    [
        rest * rest * rest / 6.0,
        (4.0 - 6.0 * t * t + 3.0 * t * t * t) / 6.0,
        (4.0 - 6.0 * rest * rest + 3.0 * rest * rest * rest) / 6.0,
        t * t * t / 6.0,
    ]
}

/// Four rows of equal length added with their shares; never under 0.
#[inline(always)]
fn combine(shares: [f32; 4], four: &[f32], values: &mut [f32]) {
    let width = values.len();
    let (first, rest) = four.split_at(width);
    let (second, rest) = rest.split_at(width);
    let (third, fourth) = rest.split_at(width);
    let rows = first.iter().zip(second).zip(third).zip(fourth);
    for (value, (((first, second), third), fourth)) in values.iter_mut().zip(rows) {
        let sum =
            (shares[0] * first + shares[1] * second) + (shares[2] * third + shares[3] * fourth);
        *value = sum.max(0.0);
    }
}
