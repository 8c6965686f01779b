//! The density by a lattice: places are binned with splines, the lattice is convolved, cells are read off with splines.
//!
//! The cost grows with places plus lattice nodes plus cells. The lattice step is a fixed fraction of the bandwidth and its
//! nodes are multiples of the step from the projection's origin: a value does not depend on where the frame lies.

use rayon::prelude::*;

use super::DensityRule;
use super::binning::{Bins, bin};
use super::convolve::{Convolver, across_rows};
use super::filter::lattice_filter;
use super::index::DensityIndex;
use super::upsample::Upsampler;
use crate::analysis::raster::RasterFrame;
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
    /// The lattice with `steps` steps a bandwidth for a frame; `margin` is the filter's reach.
    pub(super) fn new(frame: RasterFrame, rule: DensityRule, steps: u32, margin: usize) -> Self {
        let step = rule.bandwidth.0 / f64::from(steps);
        let (first, last) = (
            frame.centre(0, 0),
            frame.centre(frame.width - 1, frame.height - 1),
        );
        // Whole steps from the origin; the spline reads one node before and two after.
        let span = |low: f64, high: f64| {
            let (low, high) = ((low / step).floor() - 1.0, (high / step).floor() + 2.0);
            (
                low - margin as f64,
                high + margin as f64,
                (high - low) as usize + 1 + 2 * margin,
            )
        };
        let (west, _, width) = span(first.x, last.x);
        let (_, north, height) = span(last.y, first.y);
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
    frame: RasterFrame,
    steps: u32,
    cancel: &Cancel,
) -> Result<ReadOff, Cancelled> {
    let filter = lattice_filter(rule.kernel, steps);
    let lattice = Lattice::new(frame, rule, steps, filter.reach);
    let bins = bin(index, &lattice, cancel)?;
    cancel.report(1, 2);
    let convolver = Convolver::new(&filter, 1e6 / (lattice.step * lattice.step));
    let upsampler = Upsampler::new(frame, &lattice);
    let mut values = vec![0.0f32; frame.width * frame.height];
    let rows_a_task = frame.height.div_ceil(rayon::current_num_threads());
    values
        .par_chunks_mut(frame.width * rows_a_task)
        .enumerate()
        .try_for_each(|(task, values)| {
            let mut row = task * rows_a_task;
            for values in values.chunks_mut(frame.width * ROWS_A_STRIP) {
                cancel.check()?;
                let rows = row..row + values.len() / frame.width;
                row = rows.end;
                let nodes = upsampler.node_rows(&rows);
                let convolved = across_rows(&convolver, &bins, &lattice, nodes.clone());
                upsampler.fill(&convolved, nodes.start, rows, values);
            }
            Ok(())
        })?;
    Ok(ReadOff {
        values,
        lattice,
        bins,
    })
}
