//! The density by a lattice: places are binned with splines, the lattice is convolved, cells are read off with splines.
//!
//! The cost grows with places plus lattice nodes plus cells. The lattice step is a fixed fraction of the bandwidth, so
//! the filter does not depend on the frame and a value hardly depends on where the frame lies.

use rayon::prelude::*;

use super::binning::bin;
use super::convolve::{Convolver, across_rows};
use super::filter::lattice_filter;
use super::upsample::Upsampler;
use super::{DensityRule, WeightedPlaces};
use crate::analysis::raster::RasterFrame;
use crate::base::cancel::{Cancel, Cancelled};

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
        let first = frame.centre(0, 0);
        // One node more on each side than the cells need: the spline reads three.
        let nodes =
            |cells: usize, cell: f64| ((cells - 1) as f64 * cell / step).ceil() as usize + 4;
        let outset = (margin as f64 + 1.5) * step;
        Self {
            west: first.x - outset,
            north: first.y + outset,
            step,
            width: nodes(frame.width, frame.cell_x.0) + 2 * margin,
            height: nodes(frame.height, frame.cell_y.0) + 2 * margin,
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
}

/// The values of a raster with a lattice of `steps` steps a bandwidth.
pub(super) fn raster_values(
    places: &WeightedPlaces,
    rule: DensityRule,
    frame: RasterFrame,
    steps: u32,
    cancel: &Cancel,
) -> Result<Vec<f32>, Cancelled> {
    let filter = lattice_filter(rule.kernel, steps);
    let lattice = Lattice::new(frame, rule, steps, filter.reach);
    let bins = bin(places, &lattice, cancel)?;
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
    Ok(values)
}
