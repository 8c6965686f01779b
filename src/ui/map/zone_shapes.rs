//! What zones look like, prepared once for each boundary: triangles for the fill and the place of the badge.

use std::collections::BTreeMap;

use egui::Pos2;
use geo::{Polygon, TriangulateEarcut};

use super::frame::MapFrame;
use super::mercator::World;
use crate::base::coords::LonLat;
use crate::base::ids::ZoneId;
use crate::base::label_place::label_place;
use crate::model::zone::Zone;

/// One zone made ready.
#[derive(Debug)]
pub(super) struct ZoneShape {
    boundary: Polygon<f64>,
    /// Corners of the outer ring, without the closing one.
    pub(super) outline: Vec<World>,
    /// Corners of the fill.
    corners: Vec<World>,
    triangles: Vec<u32>,
    /// Where the badge stands.
    pub(super) badge: World,
}

impl ZoneShape {
    fn of(boundary: &Polygon<f64>) -> Self {
        let raw = boundary.earcut_triangles_raw();
        let world = |coord: &geo::Coord<f64>| World::of(LonLat::from(*coord));
        let mut outline: Vec<World> = boundary.exterior().0.iter().map(world).collect();
        outline.pop();
        let badge = label_place(&geo::MultiPolygon::new(vec![boundary.clone()])).map_or_else(
            || outline.first().copied().unwrap_or(World { x: 0.5, y: 0.5 }),
            World::of,
        );
        Self {
            corners: raw
                .vertices
                .iter()
                .map(|[lon, lat]| World::of(LonLat::new(*lon, *lat)))
                .collect(),
            triangles: raw
                .triangle_indices
                .iter()
                .map(|index| *index as u32)
                .collect(),
            badge,
            outline,
            boundary: boundary.clone(),
        }
    }

    /// The fill on the screen.
    pub(super) fn fill(&self, frame: &MapFrame, colour: egui::Color32) -> egui::Mesh {
        let mut mesh = egui::Mesh::default();
        for corner in &self.corners {
            mesh.colored_vertex(frame.at(*corner), colour);
        }
        mesh.indices.clone_from(&self.triangles);
        mesh
    }

    /// The outline on the screen.
    pub(super) fn line(&self, frame: &MapFrame) -> Vec<Pos2> {
        self.outline
            .iter()
            .map(|corner| frame.at(*corner))
            .collect()
    }
}

/// The shapes at hand.
#[derive(Debug, Default)]
pub(super) struct ZoneShapes {
    shapes: BTreeMap<ZoneId, ZoneShape>,
}

impl ZoneShapes {
    /// Prepares what is new or changed and forgets what is gone.
    pub(super) fn follow<'a>(&mut self, zones: impl Iterator<Item = &'a Zone>) {
        let mut before = std::mem::take(&mut self.shapes);
        for zone in zones {
            let shape = before
                .remove(&zone.id)
                .filter(|shape| shape.boundary == zone.boundary)
                .unwrap_or_else(|| ZoneShape::of(&zone.boundary));
            self.shapes.insert(zone.id, shape);
        }
    }

    /// The shape of a zone.
    pub(super) fn of(&self, id: ZoneId) -> Option<&ZoneShape> {
        self.shapes.get(&id)
    }
}
