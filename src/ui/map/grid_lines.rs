//! Outlines of a grid level, retained: every edge once, although two neighbours own it.

use std::collections::HashSet;

use geo::{CoordsIter, LineString};

use super::gpu::{CellBuckets, Gpu, Retained};
use super::mercator::{Cell, World};
use crate::base::coords::LonLat;
use crate::model::grid::GridLayer;

/// The outlines of a layer on the GPU.
pub(super) fn outlines(gpu: &Gpu, layer: &GridLayer) -> Retained {
    let middles = layer
        .units
        .iter()
        .map(|unit| World::of(unit.extent.centre()));
    let mut buckets = CellBuckets::new(Cell::zoom_for(middles));
    let mut seen = HashSet::with_capacity(layer.units.len() * 64);
    for polygon in layer.units.iter().flat_map(|unit| unit.boundary.iter()) {
        add_ring(&mut buckets, &mut seen, polygon.exterior());
        for hole in polygon.interiors() {
            add_ring(&mut buckets, &mut seen, hole);
        }
    }
    Retained::upload(gpu, buckets)
}

type Edge = ([u64; 2], [u64; 2]);

fn add_ring(
    buckets: &mut CellBuckets<super::gpu::Stretch>,
    seen: &mut HashSet<Edge>,
    ring: &LineString<f64>,
) {
    let mut corners = ring.coords_iter().map(LonLat::from);
    let Some(mut from) = corners.next() else {
        return;
    };
    let mut from_world = World::of(from);
    for to in corners {
        let to_world = World::of(to);
        // An edge half around the world is one that crosses the antimeridian: it would be a line across everything.
        let short = (from.lon - to.lon).abs() < 180.0;
        if from != to && short && seen.insert(edge(from, to)) {
            buckets.add_stretch(from_world, to_world);
        }
        (from, from_world) = (to, to_world);
    }
}

/// An edge whichever way it runs.
fn edge(a: LonLat, b: LonLat) -> Edge {
    let bits = |place: LonLat| [place.lon.to_bits(), place.lat.to_bits()];
    let (a, b) = (bits(a), bits(b));
    if a <= b { (a, b) } else { (b, a) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edge_is_the_same_whichever_way_it_runs() {
        let (a, b) = (LonLat::new(113.9, 22.6), LonLat::new(113.8, 22.7));
        assert_eq!(edge(a, b), edge(b, a));
        assert_ne!(edge(a, b), edge(a, LonLat::new(113.8, 22.8)));
    }
}
