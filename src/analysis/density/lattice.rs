//! The density by a lattice: places are binned with splines, the lattice is convolved, cells are read off with splines.
//!
//! The cost grows with places plus lattice nodes plus cells. The lattice step is a fixed fraction of the bandwidth and its
//! nodes are multiples of the step from the projection's origin: a value does not depend on where the frame lies.

use std::ops::Range;

use rayon::prelude::*;

use super::DensityRule;
use super::binning::{Bins, bin};
use super::cells::Cells;
use super::convolve::{Convolved, Convolver, across_rows};
use super::filter::lattice_filter;
use super::index::DensityIndex;
use super::read_places::PlaceReader;
use super::upsample::Upsampler;
use crate::base::cancel::{Cancel, Cancelled};
use crate::base::coords::{LocalBox, LocalXy};

/// Rows of cells between two looks at the cancel handle.
const ROWS_A_STRIP: usize = 512;

/// A square lattice of nodes over a frame and what reaches into it. Row 0 is the northernmost.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lattice {
    /// Position of node (0, 0), metres east.
    pub(super) west: f64,
    /// Position of node (0, 0), metres north.
    pub(super) north: f64,
    /// Distance between nodes, metres.
    pub(super) step: f64,
    /// Nodes east to west, those that only reach in included.
    pub(super) width: usize,
    /// Nodes north to south, those that only reach in included.
    pub(super) height: usize,
    /// Nodes at every side that only reach in.
    pub(super) margin: usize,
}

impl Lattice {
    /// The lattice with `steps` steps a bandwidth for cell centres in a box; `margin` is the filter's reach.
    pub(super) fn new(centres: LocalBox, rule: DensityRule, steps: u32, margin: usize) -> Self {
        let step = rule.bandwidth.0 / f64::from(steps);
        // Whole steps from the origin; the spline reads one node before and two after.
        let span = |low: f64, high: f64| {
            let (low, high) = ((low / step).floor() - 1.0, (high / step).floor() + 2.0);
            (
                low - margin as f64,
                high + margin as f64,
                (high - low) as usize + 1 + 2 * margin,
            )
        };
        let (west, _, width) = span(centres.min.x, centres.max.x);
        let (_, north, height) = span(centres.min.y, centres.max.y);
        Self {
            west: west * step,
            north: north * step,
            step,
            width,
            height,
            margin,
        }
    }

    /// Nodes that are read off, east to west.
    pub(super) const fn inner_width(&self) -> usize {
        self.width - 2 * self.margin
    }

    /// Nodes that are read off, north to south.
    pub(super) const fn inner_height(&self) -> usize {
        self.height - 2 * self.margin
    }

    /// The box its nodes span.
    pub(super) fn extent(&self) -> LocalBox {
        let length = |nodes: usize| (nodes - 1) as f64 * self.step;
        LocalBox {
            min: LocalXy::new(self.west, self.north - length(self.height)),
            max: LocalXy::new(self.west + length(self.width), self.north),
        }
    }
}

/// Reads cells off a convolved lattice.
enum Reader<'a> {
    Rows(Upsampler),
    Places(PlaceReader<'a>),
}

impl<'a> Reader<'a> {
    fn new(cells: Cells<'a>, lattice: &Lattice) -> Self {
        match cells {
            Cells::Regular(frame) => Self::Rows(Upsampler::new(frame, lattice)),
            Cells::Placed(places) => Self::Places(PlaceReader::new(places, lattice)),
        }
    }

    /// The inner rows of nodes that some rows of cells are read off.
    fn node_rows(&self, rows: &Range<usize>) -> Range<usize> {
        match self {
            Self::Rows(upsampler) => upsampler.node_rows(rows),
            Self::Places(reader) => reader.node_rows(rows),
        }
    }

    /// Fills rows of cells; `first_node_row` is the inner row the convolved rows begin with.
    fn fill(
        &self,
        convolved: &Convolved,
        first_node_row: usize,
        rows: Range<usize>,
        values: &mut [f32],
    ) {
        match self {
            Self::Rows(upsampler) => upsampler.fill(convolved, first_node_row, rows, values),
            Self::Places(reader) => reader.fill(convolved, first_node_row, rows, values),
        }
    }
}

/// A raster read off a lattice, and the lattice it was read off.
pub(super) struct ReadOff {
    pub(super) values: Vec<f32>,
    pub(super) lattice: Lattice,
    pub(super) bins: Bins,
}

/// The values of a raster with a lattice of `steps` steps a bandwidth.
pub(super) fn read_off(
    index: &DensityIndex,
    rule: DensityRule,
    cells: Cells,
    steps: u32,
    cancel: &Cancel,
) -> Result<ReadOff, Cancelled> {
    let filter = lattice_filter(rule.kernel, steps);
    let lattice = Lattice::new(cells.centres(), rule, steps, filter.reach);
    let bins = bin(index, &lattice, cancel)?;
    cancel.report(1, 2);
    let convolver = Convolver::new(&filter, 1e6 / (lattice.step * lattice.step));
    let reader = Reader::new(cells, &lattice);
    let width = cells.width();
    let mut values = vec![0.0f32; cells.count()];
    let rows_a_task = cells.height().div_ceil(rayon::current_num_threads());
    values
        .par_chunks_mut(width * rows_a_task)
        .enumerate()
        .try_for_each(|(task, values)| {
            let mut row = task * rows_a_task;
            for values in values.chunks_mut(width * ROWS_A_STRIP) {
                cancel.check()?;
                let rows = row..row + values.len() / width;
                row = rows.end;
                let nodes = reader.node_rows(&rows);
                let convolved = across_rows(&convolver, &bins, &lattice, nodes.clone());
                reader.fill(&convolved, nodes.start, rows, values);
            }
            Ok(())
        })?;
    Ok(ReadOff {
        values,
        lattice,
        bins,
    })
}
