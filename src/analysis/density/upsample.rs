//! Reading cell centres off a lattice of spline coefficients.

use pulp::{Arch, NullaryFnOnce};

use super::binning::spline;
use super::convolve::Convolved;
use super::lattice::Lattice;
use crate::analysis::raster::RasterFrame;

/// Where a cell centre lies among inner nodes along one axis: the first of three nodes, and their shares.
#[derive(Debug, Clone, Copy)]
struct Reading {
    first: u32,
    shares: [f32; 3],
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
        first(rows.start)..first(rows.end - 1) + 3
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
            let nodes = source.get(first..first + 3).unwrap_or(&[0.0; 3]);
            let [before, at, after] = reading.shares;
            *value = before * nodes[0] + at * nodes[1] + after * nodes[2];
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
            combine(reading.shares, &wide[from..from + 3 * width], values);
        }
    }
}

impl Reading {
    fn new(position: f64, nodes: usize) -> Self {
        let nearest = position.round().clamp(1.0, (nodes - 2) as f64);
        let [before, at, after, _] = spline((position - nearest) as f32);
        Self {
            first: nearest as u32 - 1,
            shares: [before, at, after],
        }
    }
}

/// Three rows of equal length added with their shares; never under 0.
#[inline(always)]
fn combine(shares: [f32; 3], three: &[f32], values: &mut [f32]) {
    let width = values.len();
    let (north, rest) = three.split_at(width);
    let (own, south) = rest.split_at(width);
    let rows = north.iter().zip(own).zip(south);
    for (value, ((north, own), south)) in values.iter_mut().zip(rows) {
        let sum = shares[0] * north + shares[1] * own + shares[2] * south;
        *value = sum.max(0.0);
    }
}
