//! What one frame draws, in order, and the paint callbacks that draw it.
//!
//! Drawings gather in a list; [`DrawList::flush`] hands those gathered to egui as one callback, so that what egui paints
//! afterwards stands above them. The last callback carries the uniforms of all: every `prepare` runs before any `paint`.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use bytemuck::{Pod, Zeroable};
use egui::{Color32, Painter};
use egui_wgpu::wgpu;

use super::super::frame::MapFrame;
use super::super::mercator::{Cell, WorldBox};
use super::buffers::Retained;
use super::pipelines::{CELL_SLOTS, Gpu, Kind, SLOT, STYLE_SLOTS, Textures};

/// How one drawing looks; lengths in points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::ui::map) struct Style {
    /// Colour; for fills and heat only its opacity counts.
    pub(in crate::ui::map) colour: Color32,
    /// Colour of the rim of points; the ground tint of hatching.
    pub(in crate::ui::map) rim: Color32,
    /// 0 to 1, on top of the colour's own.
    pub(in crate::ui::map) opacity: f32,
    /// Line width, point diameter or hatching period.
    pub(in crate::ui::map) width: f32,
    /// Rim width of points, line width of hatching.
    pub(in crate::ui::map) second: f32,
    /// Whether lines have round ends.
    pub(in crate::ui::map) round: bool,
    /// The value drawn in the strongest colour.
    pub(in crate::ui::map) top: f32,
    /// Exponent of the colour scale.
    pub(in crate::ui::map) exponent: f32,
}

impl Style {
    /// A plain style of one colour.
    pub(in crate::ui::map) const fn of(colour: Color32, width: f32) -> Self {
        Self {
            colour,
            rim: Color32::TRANSPARENT,
            opacity: 1.0,
            width,
            second: 0.0,
            round: false,
            top: 1.0,
            exponent: 1.0,
        }
    }

    fn block(self, kind: Kind, pixels_per_point: f32) -> StyleBlock {
        let straight = |colour: Color32| {
            let [r, g, b, a] = colour.to_srgba_unmultiplied();
            [r, g, b, a].map(|part| f32::from(part) / 255.0)
        };
        let mut colour = straight(self.colour);
        let mut rim = straight(self.rim);
        colour[3] *= self.opacity;
        rim[3] *= self.opacity;
        let second = match kind {
            Kind::Line | Kind::Street => f32::from(u8::from(self.round)),
            Kind::Fill | Kind::Hatch | Kind::Point | Kind::Heat | Kind::Glow => {
                self.second * pixels_per_point
            }
        };
        StyleBlock {
            colour,
            rim,
            width: self.width * pixels_per_point,
            second,
            top: self.top,
            exponent: self.exponent,
        }
    }
}

#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
struct CellBlock {
    origin: [f32; 2],
    viewport: [f32; 2],
    scale: f32,
    phase: f32,
    phase_back: f32,
    pad: f32,
}

#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
struct StyleBlock {
    colour: [f32; 4],
    rim: [f32; 4],
    width: f32,
    second: f32,
    top: f32,
    exponent: f32,
}

/// One draw call's worth of chunks.
#[derive(Debug)]
struct Drawing {
    kind: Kind,
    style: u32,
    vertices: wgpu::Buffer,
    indices: Option<wgpu::Buffer>,
    textures: Textures,
    /// Cell slot and range of each chunk in sight.
    parts: Vec<(u32, Range<u32>)>,
}

/// The drawings of one frame.
#[derive(Debug)]
pub(in crate::ui::map) struct DrawList {
    gpu: Arc<Gpu>,
    frame: MapFrame,
    shown: WorldBox,
    cells: Vec<CellBlock>,
    slot_of: HashMap<Cell, u32>,
    styles: Vec<StyleBlock>,
    drawings: Vec<Drawing>,
    plain: Textures,
}

/// Points between two stripes of hatching.
pub(in crate::ui::map) const HATCH_PERIOD: f32 = 9.0;
/// The `top` of hatching that leans back, from the upper left to the lower right.
pub(in crate::ui::map) const LEANS_BACK: f32 = -1.0;
/// Whole periods in every look: the projector's is 1.6 times as wide. Stripes meet where two cells do.
const HATCH_REPEATS: f64 = 8.0 * HATCH_PERIOD as f64;

impl DrawList {
    /// An empty list.
    pub(in crate::ui::map) fn new(gpu: &Arc<Gpu>, plain: &Textures, frame: MapFrame) -> Self {
        Self {
            gpu: Arc::clone(gpu),
            frame,
            shown: frame.shown(24.0),
            cells: Vec::new(),
            slot_of: HashMap::new(),
            styles: Vec::new(),
            drawings: Vec::new(),
            plain: plain.clone(),
        }
    }

    /// Adds a layer's chunks that are in sight, with textures where it looks something up.
    pub(in crate::ui::map) fn add(
        &mut self,
        kind: Kind,
        layer: &Retained,
        textures: Option<&Textures>,
        style: Style,
    ) {
        if self.styles.len() as u64 >= STYLE_SLOTS || style.opacity <= 0.0 {
            return;
        }
        let (zoom, shown) = (self.frame.zoom.ceil().max(0.0) as usize, self.shown);
        let mut parts = Vec::new();
        for chunk in layer
            .chunks
            .iter()
            .filter(|chunk| chunk.extent.meets(shown))
        {
            let drawn = chunk
                .by_zoom
                .get(zoom.min(chunk.by_zoom.len().saturating_sub(1)))
                .copied()
                .unwrap_or(chunk.range.end - chunk.range.start);
            if let (Some(slot), true) = (self.slot(chunk.cell), drawn > 0) {
                parts.push((slot, chunk.range.start..chunk.range.start + drawn));
            }
        }
        if parts.is_empty() {
            return;
        }
        self.drawings.push(Drawing {
            kind,
            style: self.styles.len() as u32,
            vertices: layer.vertices.clone(),
            indices: layer.indices.clone(),
            textures: textures.unwrap_or(&self.plain).clone(),
            parts,
        });
        self.styles
            .push(style.block(kind, self.frame.pixels_per_point));
    }

    fn slot(&mut self, cell: Cell) -> Option<u32> {
        if let Some(slot) = self.slot_of.get(&cell) {
            return Some(*slot);
        }
        let slot = self.cells.len() as u32;
        if u64::from(slot) >= CELL_SLOTS {
            return None;
        }
        self.cells.push(self.block(cell));
        self.slot_of.insert(cell, slot);
        Some(slot)
    }

    /// The uniforms of a cell: all differences in `f64`, rounded once.
    fn block(&self, cell: Cell) -> CellBlock {
        let scale = f64::from(self.frame.pixels_per_point);
        let pixels = |points: f32| (f64::from(points) * scale).round();
        let rect = self.frame.rect;
        let (left, top) = (pixels(rect.min.x), pixels(rect.min.y));
        let middle = (
            f64::midpoint(f64::from(rect.min.x), f64::from(rect.max.x)) * scale - left,
            f64::midpoint(f64::from(rect.min.y), f64::from(rect.max.y)) * scale - top,
        );
        let cell_pixels = cell.size(self.frame.zoom) * scale;
        let count = cell.count();
        let offset = |cell: i32, centre: f64| (f64::from(cell) - centre * count) * cell_pixels;
        let period = HATCH_REPEATS * scale;
        let (column, row) = (f64::from(cell.x), f64::from(cell.y));
        let phase = |steps: f64| (steps * cell_pixels).rem_euclid(period) as f32;
        CellBlock {
            origin: [
                (middle.0 + offset(cell.x, self.frame.centre.x)) as f32,
                (middle.1 + offset(cell.y, self.frame.centre.y)) as f32,
            ],
            viewport: [
                (pixels(rect.max.x) - left) as f32,
                (pixels(rect.max.y) - top) as f32,
            ],
            scale: cell_pixels as f32,
            phase: phase(column + row),
            phase_back: phase(column - row),
            pad: 0.0,
        }
    }

    /// Hands what was gathered to egui: what is painted afterwards stands above it.
    pub(in crate::ui::map) fn flush(&mut self, painter: &Painter) {
        if self.drawings.is_empty() {
            return;
        }
        let callback = MapCallback {
            gpu: Arc::clone(&self.gpu),
            drawings: std::mem::take(&mut self.drawings),
            uniforms: None,
        };
        painter.add(egui_wgpu::Callback::new_paint_callback(
            self.frame.rect,
            callback,
        ));
    }

    /// Hands the rest to egui with the uniforms of the whole frame.
    pub(in crate::ui::map) fn finish(mut self, painter: &Painter) {
        let callback = MapCallback {
            gpu: Arc::clone(&self.gpu),
            drawings: std::mem::take(&mut self.drawings),
            uniforms: Some((slots(&self.cells), slots(&self.styles))),
        };
        painter.add(egui_wgpu::Callback::new_paint_callback(
            self.frame.rect,
            callback,
        ));
    }
}

/// Blocks at the distance of uniform slots.
fn slots<B: Pod>(blocks: &[B]) -> Vec<u8> {
    let mut bytes = vec![0; blocks.len() * SLOT as usize];
    for (slot, block) in bytes.chunks_exact_mut(SLOT as usize).zip(blocks) {
        let block = bytemuck::bytes_of(block);
        if let Some(head) = slot.get_mut(..block.len()) {
            head.copy_from_slice(block);
        }
    }
    bytes
}

struct MapCallback {
    gpu: Arc<Gpu>,
    drawings: Vec<Drawing>,
    uniforms: Option<(Vec<u8>, Vec<u8>)>,
}

impl egui_wgpu::CallbackTrait for MapCallback {
    fn prepare(
        &self,
        _device: &wgpu::Device,
        queue: &wgpu::Queue,
        _screen: &egui_wgpu::ScreenDescriptor,
        _encoder: &mut wgpu::CommandEncoder,
        _resources: &mut egui_wgpu::CallbackResources,
    ) -> Vec<wgpu::CommandBuffer> {
        if let Some((cells, styles)) = &self.uniforms {
            queue.write_buffer(&self.gpu.cells, 0, cells);
            queue.write_buffer(&self.gpu.styles, 0, styles);
        }
        Vec::new()
    }

    fn paint(
        &self,
        _info: egui::PaintCallbackInfo,
        pass: &mut wgpu::RenderPass<'static>,
        _resources: &egui_wgpu::CallbackResources,
    ) {
        for drawing in &self.drawings {
            pass.set_pipeline(self.gpu.pipeline(drawing.kind));
            pass.set_bind_group(1, &drawing.textures.0, &[]);
            pass.set_vertex_buffer(0, drawing.vertices.slice(..));
            if let Some(indices) = &drawing.indices {
                pass.set_index_buffer(indices.slice(..), wgpu::IndexFormat::Uint32);
            }
            for (slot, range) in &drawing.parts {
                let offsets = [slot * SLOT as u32, drawing.style * SLOT as u32];
                pass.set_bind_group(0, &self.gpu.uniforms, &offsets);
                match drawing.kind {
                    Kind::Line | Kind::Street | Kind::Point => pass.draw(0..6, range.clone()),
                    Kind::Fill | Kind::Hatch => pass.draw_indexed(range.clone(), 0, 0..1),
                    Kind::Heat | Kind::Glow => pass.draw(range.clone(), 0..1),
                }
            }
        }
    }
}
