//! Filled areas of a grid level, retained: the colour of each unit is looked up while drawing.

use std::collections::BTreeMap;

use geo::{MultiPolygon, TriangulateEarcut};

use super::gpu::{FillVertex, FillVertices, Gpu, Retained};
use super::mercator::{Cell, World, WorldBox};
use crate::base::coords::LonLat;
use crate::model::grid::{GridLayer, GridUnit};

/// The areas of a layer on the GPU; the unit of a triangle is its position in the layer.
pub(super) fn areas(gpu: &Gpu, layer: &GridLayer) -> Retained {
    let middle = |unit: &GridUnit| World::of(unit.extent.centre());
    let zoom = Cell::zoom_for(layer.units.iter().map(middle));
    let mut cells = BTreeMap::new();
    for (unit, area) in layer.units.iter().enumerate() {
        let cell = Cell::of(middle(area), zoom);
        add_area(&mut cells, cell, unit as u32, &area.boundary);
    }
    Retained::upload_fills(gpu, cells)
}

/// Adds the triangles of an area to a cell.
pub(super) fn add_area(
    cells: &mut BTreeMap<Cell, (WorldBox, FillVertices)>,
    cell: Cell,
    unit: u32,
    boundary: &MultiPolygon<f64>,
) {
    for polygon in boundary {
        let triangles = polygon.earcut_triangles_raw();
        let corners: Vec<World> = triangles
            .vertices
            .iter()
            .map(|[lon, lat]| World::of(LonLat::new(*lon, *lat)))
            .collect();
        let Some(first) = corners.first() else {
            continue;
        };
        let (extent, fill) = cells
            .entry(cell)
            .or_insert_with(|| (WorldBox::at(*first), FillVertices::default()));
        *extent = corners
            .iter()
            .fold(*extent, |extent, place| extent.with(*place));
        let base = fill.vertices.len() as u32;
        fill.vertices.extend(corners.iter().map(|place| FillVertex {
            at: cell.local(*place),
            unit,
        }));
        fill.indices.extend(
            triangles
                .triangle_indices
                .iter()
                .map(|index| base + *index as u32),
        );
    }
}
