//! The density raster, retained: its values as a float texture, and a mesh that lays the local metres onto web Mercator.

use egui_wgpu::wgpu;

use super::gpu::{CellBuckets, Gpu, HeatVertex, Retained};
use super::mercator::{Cell, World};
use crate::analysis::raster::{Raster, RasterFrame};
use crate::base::coords::LocalXy;
use crate::base::projection::LocalProjection;

/// The heat on the GPU.
#[derive(Debug)]
pub(super) struct HeatMesh {
    /// Values, incidents per km².
    pub(super) raster: wgpu::Texture,
    /// The mesh.
    pub(super) mesh: Retained,
}

/// The raster and its mesh on the GPU. A raster wider than the GPU takes is thinned.
pub(super) fn heat_mesh(gpu: &Gpu, raster: &Raster, projection: &LocalProjection) -> HeatMesh {
    let frame = raster.frame;
    let widest = gpu.widest_texture();
    let step = frame.width.max(frame.height).div_ceil(widest).max(1);
    let texture = if step == 1 {
        gpu.raster(frame.width, frame.height, &raster.values)
    } else {
        let (width, height, values) = thinned(raster, step);
        gpu.raster(width, height, &values)
    };
    HeatMesh {
        raster: texture,
        mesh: Retained::upload(gpu, mesh(&frame, step, projection)),
    }
}

/// Every `step`-th value of every `step`-th row, from the middle of each block.
fn thinned(raster: &Raster, step: usize) -> (usize, usize, Vec<f32>) {
    let frame = raster.frame;
    let (width, height) = (frame.width.div_ceil(step), frame.height.div_ceil(step));
    let at = |index: usize, most: usize| (index * step + step / 2).min(most - 1);
    let mut values = Vec::with_capacity(width * height);
    for row in 0..height {
        for column in 0..width {
            let position = at(row, frame.height) * frame.width + at(column, frame.width);
            values.push(raster.values.get(position).copied().unwrap_or(0.0));
        }
    }
    (width, height, values)
}

/// Quads a side of the mesh: at 40 km each spans 1.2 km, over which the projections differ by less than 2 cm.
const QUADS: usize = 32;

fn mesh(frame: &RasterFrame, step: usize, projection: &LocalProjection) -> CellBuckets<HeatVertex> {
    let extent = frame.extent();
    let corner = |column: usize, row: usize| {
        let (right, down) = (column as f64 / QUADS as f64, row as f64 / QUADS as f64);
        let place = LocalXy::new(
            extent.min.x + right * extent.width().0,
            extent.max.y - down * extent.height().0,
        );
        let texel = [
            (right * frame.width as f64 / step as f64) as f32,
            (down * frame.height as f64 / step as f64) as f32,
        ];
        (World::of(projection.to_lonlat(place)), texel)
    };
    let corners = (0..QUADS * QUADS).map(|quad| corner(quad % QUADS, quad / QUADS).0);
    let mut buckets = CellBuckets::new(Cell::zoom_for(corners));
    for row in 0..QUADS {
        for column in 0..QUADS {
            let corners = [(0, 0), (1, 0), (0, 1), (0, 1), (1, 0), (1, 1)]
                .map(|(right, down)| corner(column + right, row + down));
            let places = corners.map(|(place, _)| place);
            let cell = buckets.cell(places[0]);
            buckets
                .of(cell, &places)
                .extend(corners.map(|(place, texel)| HeatVertex {
                    at: cell.local(place),
                    texel,
                }));
        }
    }
    buckets
}
