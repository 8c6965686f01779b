//! The retained GPU layers: pipelines, buffers that stay, and the list of what one frame draws.

mod buffers;
mod draw_list;
mod pipelines;

pub(super) use buffers::{
    CellBuckets, Chunk, FillVertex, FillVertices, HeatVertex, Retained, Stretch,
};
pub(super) use draw_list::{DrawList, HATCH_PERIOD, LEANS_BACK, Style};
pub(super) use pipelines::{Gpu, Kind, Textures};
