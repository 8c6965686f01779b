//! The map's frame: where on the screen a place stands, this frame.

use egui::{Pos2, Rect, pos2};

use super::mercator::{World, WorldBox, metres_per_point, world_size};
use crate::base::coords::{LonLat, LonLatBox};
use crate::base::units::Metres;
use crate::ui::view_state::Camera;

/// The map's rectangle and camera.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct MapFrame {
    /// The map on the screen, points.
    pub(super) rect: Rect,
    /// The drawn place in its middle.
    pub(super) centre: World,
    /// Zoom level.
    pub(super) zoom: f64,
    /// Physical pixels a point.
    pub(super) pixels_per_point: f32,
}

impl MapFrame {
    /// The frame of a camera.
    #[must_use]
    pub(super) fn new(rect: Rect, camera: Camera, pixels_per_point: f32) -> Self {
        Self {
            rect,
            centre: World::of(camera.centre),
            zoom: camera.zoom,
            pixels_per_point,
        }
    }

    /// Where a drawn place stands on the screen.
    #[must_use]
    pub(super) fn at(&self, place: World) -> Pos2 {
        let size = world_size(self.zoom);
        let middle = self.rect.center();
        pos2(
            middle.x + ((place.x - self.centre.x) * size) as f32,
            middle.y + ((place.y - self.centre.y) * size) as f32,
        )
    }

    /// Where a place stands on the screen.
    #[must_use]
    pub(super) fn screen(&self, place: LonLat) -> Pos2 {
        self.at(World::of(place))
    }

    /// The drawn place at a position of the screen.
    #[must_use]
    pub(super) fn world(&self, position: Pos2) -> World {
        let size = world_size(self.zoom);
        let offset = position - self.rect.center();
        World {
            x: self.centre.x + f64::from(offset.x) / size,
            y: self.centre.y + f64::from(offset.y) / size,
        }
    }

    /// The place at a position of the screen.
    #[must_use]
    pub(super) fn place(&self, position: Pos2) -> LonLat {
        self.world(position).place()
    }

    /// The drawn box the map shows, grown by a margin in points.
    #[must_use]
    pub(super) fn shown(&self, margin: f32) -> WorldBox {
        let rect = self.rect.expand(margin);
        WorldBox {
            min: self.world(rect.min),
            max: self.world(rect.max),
        }
    }

    /// The box on the ground the map shows.
    #[must_use]
    pub(super) fn shown_box(&self) -> LonLatBox {
        let (north_west, south_east) = (self.place(self.rect.min), self.place(self.rect.max));
        LonLatBox {
            west: north_west.lon,
            south: south_east.lat,
            east: south_east.lon,
            north: north_west.lat,
        }
    }

    /// Metres on the ground one point of the screen shows in the middle of the map.
    #[must_use]
    pub(super) fn metres_per_point(&self) -> Metres {
        metres_per_point(self.centre.place().lat, self.zoom)
    }

    /// Points on the screen that a length on the ground takes at a latitude.
    #[must_use]
    pub(super) fn points(&self, length: Metres, latitude: f64) -> f32 {
        (length.0 / metres_per_point(latitude, self.zoom).0) as f32
    }

    /// How wide lines are drawn: the whole width once a district fills the map, half of it for a continent.
    #[must_use]
    pub(super) fn line_scale(&self) -> f32 {
        ((self.zoom - 7.5) / 3.0)
            .mul_add(0.55, 0.45)
            .clamp(0.45, 1.0) as f32
    }

    /// How far a feature that appears at a zoom has faded in: 0 before, 1 half a level later.
    #[must_use]
    pub(super) fn fade_in(&self, from: f64) -> f32 {
        ((self.zoom - from) * 2.0).clamp(0.0, 1.0) as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(zoom: f64) -> MapFrame {
        let camera = Camera {
            centre: LonLat::new(113.9, 22.65),
            zoom,
        };
        let rect = Rect::from_min_max(pos2(280.0, 40.0), pos2(1560.0, 900.0));
        MapFrame::new(rect, camera, 1.0)
    }

    #[test]
    fn a_place_under_the_pointer_is_drawn_under_the_pointer() {
        for zoom in [8.0, 12.3, 20.0] {
            let frame = frame(zoom);
            for position in [pos2(300.0, 60.0), pos2(1000.5, 700.25)] {
                let back = frame.screen(frame.place(position));
                assert!(back.distance(position) < 0.01, "{back:?} at zoom {zoom}");
            }
        }
    }
}
