//! Vertices that stay on the GPU, grouped by cell so that what is out of sight costs nothing.

use std::collections::BTreeMap;
use std::ops::Range;

use bytemuck::{Pod, Zeroable};
use egui_wgpu::wgpu;

use super::super::mercator::{Cell, World, WorldBox};
use super::pipelines::Gpu;

/// One stretch of a line, both ends in parts of the cell of the first.
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[repr(C)]
pub(in crate::ui::map) struct Stretch {
    /// Where it starts.
    pub(in crate::ui::map) start: [f32; 2],
    /// Where it ends.
    pub(in crate::ui::map) end: [f32; 2],
}

/// One stretch of a street in the colour of its piece, both ends in parts of the cell of the first.
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[repr(C)]
pub(in crate::ui::map) struct StreetStretch {
    /// Where it starts.
    pub(in crate::ui::map) start: [f32; 2],
    /// Where it ends.
    pub(in crate::ui::map) end: [f32; 2],
    /// The piece whose colour it takes.
    pub(in crate::ui::map) unit: u32,
}

/// One corner of a filled triangle.
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[repr(C)]
pub(in crate::ui::map) struct FillVertex {
    /// Parts of the cell.
    pub(in crate::ui::map) at: [f32; 2],
    /// The unit whose colour it takes.
    pub(in crate::ui::map) unit: u32,
}

/// One corner of the heat mesh.
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[repr(C)]
pub(in crate::ui::map) struct HeatVertex {
    /// Parts of the cell.
    pub(in crate::ui::map) at: [f32; 2],
    /// Texels from the raster's north-west corner.
    pub(in crate::ui::map) texel: [f32; 2],
}

/// Vertices sorted into cells while a layer is being prepared.
#[derive(Debug)]
pub(in crate::ui::map) struct CellBuckets<V> {
    zoom: u8,
    buckets: BTreeMap<Cell, (WorldBox, Vec<V>)>,
}

impl<V> CellBuckets<V> {
    /// No vertices yet, to be sorted into cells of a zoom (see [`Cell::zoom_for`]).
    pub(in crate::ui::map) const fn new(zoom: u8) -> Self {
        Self {
            zoom,
            buckets: BTreeMap::new(),
        }
    }

    /// The cell that holds a place.
    pub(in crate::ui::map) fn cell(&self, place: World) -> Cell {
        Cell::of(place, self.zoom)
    }

    /// The vertices of a cell so far, its box grown to hold the places.
    pub(in crate::ui::map) fn of(&mut self, cell: Cell, places: &[World]) -> &mut Vec<V> {
        let first = places.first().copied().unwrap_or_else(|| cell.origin());
        let (extent, vertices) = self
            .buckets
            .entry(cell)
            .or_insert_with(|| (WorldBox::at(first), Vec::new()));
        *extent = places
            .iter()
            .fold(*extent, |extent, place| extent.with(*place));
        vertices
    }
}

impl CellBuckets<Stretch> {
    /// Adds one stretch.
    pub(in crate::ui::map) fn add_stretch(&mut self, start: World, end: World) {
        let cell = self.cell(start);
        self.of(cell, &[start, end]).push(Stretch {
            start: cell.local(start),
            end: cell.local(end),
        });
    }
}

impl CellBuckets<StreetStretch> {
    /// Adds one stretch of a piece.
    pub(in crate::ui::map) fn add_street(&mut self, start: World, end: World, unit: u32) {
        let cell = self.cell(start);
        self.of(cell, &[start, end]).push(StreetStretch {
            start: cell.local(start),
            end: cell.local(end),
            unit,
        });
    }
}

/// Filled triangles of one cell.
#[derive(Debug, Default)]
pub(in crate::ui::map) struct FillVertices {
    /// Corners.
    pub(in crate::ui::map) vertices: Vec<FillVertex>,
    /// Three a triangle.
    pub(in crate::ui::map) indices: Vec<u32>,
}

/// One cell's part of a retained layer.
#[derive(Debug, Clone)]
pub(in crate::ui::map) struct Chunk {
    /// Origin of its vertices.
    pub(in crate::ui::map) cell: Cell,
    /// Box around them.
    pub(in crate::ui::map) extent: WorldBox,
    /// Vertices, instances or indices.
    pub(in crate::ui::map) range: Range<u32>,
    /// How many of the range are drawn at each zoom from 0 up; empty where all are drawn at any.
    pub(in crate::ui::map) by_zoom: Vec<u32>,
}

/// A layer's vertices on the GPU.
#[derive(Debug, Clone)]
pub(in crate::ui::map) struct Retained {
    pub(super) vertices: wgpu::Buffer,
    pub(super) indices: Option<wgpu::Buffer>,
    pub(super) chunks: Vec<Chunk>,
}

impl Retained {
    /// Uploads vertices or instances.
    pub(in crate::ui::map) fn upload<V: Pod>(gpu: &Gpu, buckets: CellBuckets<V>) -> Self {
        let mut chunks = Vec::with_capacity(buckets.buckets.len());
        let mut all = Vec::new();
        for (cell, (extent, vertices)) in buckets.buckets {
            let start = all.len() as u32;
            all.extend(vertices);
            chunks.push(Chunk {
                cell,
                extent,
                range: start..all.len() as u32,
                by_zoom: Vec::new(),
            });
        }
        Self::of_chunks(gpu, &all, chunks)
    }

    /// Uploads instances that are in order already.
    pub(in crate::ui::map) fn of_chunks<V: Pod>(gpu: &Gpu, all: &[V], chunks: Vec<Chunk>) -> Self {
        Self {
            vertices: buffer(gpu, bytemuck::cast_slice(all), wgpu::BufferUsages::VERTEX),
            indices: None,
            chunks,
        }
    }

    /// Uploads triangles by cell.
    pub(in crate::ui::map) fn upload_fills(
        gpu: &Gpu,
        cells: BTreeMap<Cell, (WorldBox, FillVertices)>,
    ) -> Self {
        let mut chunks = Vec::with_capacity(cells.len());
        let (mut vertices, mut indices) = (Vec::new(), Vec::new());
        for (cell, (extent, fill)) in cells {
            let (base, start) = (vertices.len() as u32, indices.len() as u32);
            vertices.extend(fill.vertices);
            indices.extend(fill.indices.iter().map(|index| base + index));
            chunks.push(Chunk {
                cell,
                extent,
                range: start..indices.len() as u32,
                by_zoom: Vec::new(),
            });
        }
        Self {
            vertices: buffer(
                gpu,
                bytemuck::cast_slice(&vertices),
                wgpu::BufferUsages::VERTEX,
            ),
            indices: Some(buffer(
                gpu,
                bytemuck::cast_slice(&indices),
                wgpu::BufferUsages::INDEX,
            )),
            chunks,
        }
    }
}

/// A buffer filled at birth. An empty one is never drawn, but a buffer may not be empty.
fn buffer(gpu: &Gpu, bytes: &[u8], usage: wgpu::BufferUsages) -> wgpu::Buffer {
    let most = gpu.device.limits().max_buffer_size as usize;
    if bytes.len() > most {
        tracing::warn!(
            bytes = bytes.len(),
            most,
            "a map layer is larger than the GPU takes"
        );
    }
    let bytes = bytes.get(..most.min(bytes.len())).unwrap_or_default();
    let size = (bytes.len() as u64).next_multiple_of(4).max(16);
    let made = gpu.device.create_buffer(&wgpu::BufferDescriptor {
        label: Some("map layer"),
        size,
        usage: usage | wgpu::BufferUsages::COPY_DST,
        mapped_at_creation: false,
    });
    gpu.queue.write_buffer(&made, 0, bytes);
    made
}
