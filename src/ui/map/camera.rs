//! The camera: where the map looks, and the gestures and wishes that move it.

use egui::{Pos2, Rect, Vec2};

use super::mercator::{World, WorldBox, world_size};
use crate::base::coords::{LonLat, LonLatBox};
use crate::ui::view_state::Camera;

/// The farthest and the nearest the camera goes: from the whole world to a doorway.
const ZOOMS: (f64, f64) = (1.0, 21.0);
/// Seconds a flight takes.
const FLIGHT: f64 = 0.15;
/// Seconds a flight from scene to scene takes.
const GLIDE: f64 = 0.6;
/// Points kept free around what is fitted.
const FIT_MARGIN: f32 = 40.0;
/// Nobody comes nearer than this by fitting a small thing.
const FIT_NEAREST: f64 = 17.0;

/// A camera on its way.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Flight {
    from: Camera,
    to: Camera,
    /// The drawn place that stays where it is on the screen, where there is one.
    pinned: Option<(World, Pos2)>,
    begun: f64,
    seconds: f64,
}

/// The camera and its flight.
#[derive(Debug, Default)]
pub(super) struct CameraRig {
    camera: Option<Camera>,
    flight: Option<Flight>,
}

impl CameraRig {
    /// The camera, once there is one.
    pub(super) const fn camera(&self) -> Option<Camera> {
        self.camera
    }

    /// Whether it is on its way.
    pub(super) const fn is_flying(&self) -> bool {
        self.flight.is_some()
    }

    /// Puts it somewhere at once.
    pub(super) fn put(&mut self, camera: Camera) {
        self.camera = Some(limited(camera));
        self.flight = None;
    }

    /// Follows the flight to a time (seconds of the window's clock).
    pub(super) fn follow(&mut self, now: f64, rect: Rect) {
        let Some(flight) = self.flight else {
            return;
        };
        let part = ((now - flight.begun) / flight.seconds).clamp(0.0, 1.0);
        let eased = if flight.seconds > FLIGHT {
            // Gently off and gently there.
            part * part * (3.0 - 2.0 * part)
        } else {
            1.0 - (1.0 - part).powi(3)
        };
        let zoom = flight.from.zoom + (flight.to.zoom - flight.from.zoom) * eased;
        let camera = match flight.pinned {
            Some((place, at)) => pinned(place, at, rect, zoom),
            None => between(flight, eased, zoom),
        };
        self.camera = Some(if part >= 1.0 { flight.to } else { camera });
        if part >= 1.0 {
            self.flight = None;
        }
    }

    /// Goes somewhere on a short flight, at once where there is no camera yet.
    pub(super) fn fly(&mut self, to: Camera, pinned: Option<(World, Pos2)>, now: f64) {
        let to = limited(to);
        match self.camera {
            Some(from) => {
                self.flight = Some(Flight {
                    from,
                    to,
                    pinned,
                    begun: now,
                    seconds: FLIGHT,
                });
            }
            None => self.camera = Some(to),
        }
    }

    /// Goes somewhere on a longer, gentler flight.
    pub(super) fn glide(&mut self, to: Camera, now: f64) {
        self.fly(to, None, now);
        if let Some(flight) = &mut self.flight {
            flight.seconds = GLIDE;
        }
    }

    /// Centres on a place, at least this near.
    pub(super) fn fly_to(&mut self, centre: LonLat, nearest: f64, now: f64) {
        let zoom = self
            .camera
            .map_or(nearest, |camera| camera.zoom.max(nearest));
        self.fly(Camera { centre, zoom }, None, now);
    }

    /// Moves the view by a way on the screen, on a short flight.
    pub(super) fn fly_by(&mut self, way: Vec2, now: f64) {
        let Some(from) = self.flight.map(|flight| flight.to).or(self.camera) else {
            return;
        };
        let (centre, size) = (World::of(from.centre), world_size(from.zoom));
        let to = World {
            x: centre.x + f64::from(way.x) / size,
            y: centre.y + f64::from(way.y) / size,
        };
        self.fly(
            Camera {
                centre: to.place(),
                zoom: from.zoom,
            },
            None,
            now,
        );
    }

    /// Zooms by levels, the place at a position of the screen staying there, on a short flight.
    pub(super) fn fly_zoom(&mut self, steps: f64, at: Pos2, rect: Rect, now: f64) {
        let Some(camera) = self.camera else {
            return;
        };
        let from = self.flight.map_or(camera.zoom, |flight| flight.to.zoom);
        let zoom = (from + steps).clamp(ZOOMS.0, ZOOMS.1);
        let place = world_at(camera, rect, at);
        self.fly(pinned(place, at, rect, zoom), Some((place, at)), now);
    }

    /// Zooms by levels at once, the place at a position of the screen staying there.
    pub(super) fn zoom_at(&mut self, levels: f64, at: Pos2, rect: Rect) {
        if let Some(camera) = self.camera {
            let zoom = (camera.zoom + levels).clamp(ZOOMS.0, ZOOMS.1);
            self.put(pinned(world_at(camera, rect, at), at, rect, zoom));
        }
    }

    /// Moves so that a drawn place comes to stand at a position of the screen.
    pub(super) fn pin(&mut self, place: World, at: Pos2, rect: Rect) {
        if let Some(camera) = self.camera {
            self.put(pinned(place, at, rect, camera.zoom));
        }
    }
}

/// The drawn place at a position of the screen.
pub(super) fn world_at(camera: Camera, rect: Rect, at: Pos2) -> World {
    super::frame::MapFrame::new(rect, camera, 1.0).world(at)
}

fn pinned(place: World, at: Pos2, rect: Rect, zoom: f64) -> Camera {
    let offset = at - rect.center();
    let size = world_size(zoom);
    let centre = World {
        x: place.x - f64::from(offset.x) / size,
        y: place.y - f64::from(offset.y) / size,
    };
    Camera {
        centre: centre.place(),
        zoom,
    }
}

fn between(flight: Flight, eased: f64, zoom: f64) -> Camera {
    let (from, to) = (World::of(flight.from.centre), World::of(flight.to.centre));
    let centre = World {
        x: from.x + (to.x - from.x) * eased,
        y: from.y + (to.y - from.y) * eased,
    };
    Camera {
        centre: centre.place(),
        zoom,
    }
}

/// The camera that shows a whole box.
pub(super) fn fitting(extent: LonLatBox, rect: Rect) -> Camera {
    let drawn = WorldBox::of(extent);
    let room = |points: f32| f64::from((points - 2.0 * FIT_MARGIN).max(64.0));
    let zoom_for = |room: f64, part: f64| (room / (part.max(1e-12) * world_size(0.0))).log2();
    let zoom = zoom_for(room(rect.width()), drawn.max.x - drawn.min.x)
        .min(zoom_for(room(rect.height()), drawn.max.y - drawn.min.y));
    let middle = World {
        x: f64::midpoint(drawn.min.x, drawn.max.x),
        y: f64::midpoint(drawn.min.y, drawn.max.y),
    };
    limited(Camera {
        centre: middle.place(),
        zoom: zoom.min(FIT_NEAREST),
    })
}

/// The camera that shows a whole box clear of a corner of the map, where that costs less than half of its size; a box that
/// does not reach into the corner has the whole map.
pub(super) fn fitting_beside(extent: LonLatBox, rect: Rect, corner: Rect) -> Camera {
    let whole = fitting(extent, rect);
    let frame = super::frame::MapFrame::new(rect, whole, 1.0);
    let drawn = WorldBox::of(extent);
    if !Rect::from_two_pos(frame.at(drawn.min), frame.at(drawn.max)).intersects(corner) {
        return whole;
    }
    let right = rect.with_min_x(corner.max.x);
    let above = rect.with_max_y(corner.min.y);
    [right, above]
        .into_iter()
        .map(|room| moved(fitting(extent, room), room, rect))
        .max_by(|a, b| a.zoom.total_cmp(&b.zoom))
        .filter(|camera| camera.zoom > whole.zoom - 1.0)
        .unwrap_or(whole)
}

/// A camera of a part of the map as one of the whole.
pub(super) fn moved(camera: Camera, part: Rect, rect: Rect) -> Camera {
    pinned(World::of(camera.centre), part.center(), rect, camera.zoom)
}

fn limited(camera: Camera) -> Camera {
    let finite = |value: f64, other: f64| if value.is_finite() { value } else { other };
    Camera {
        centre: LonLat::new(
            finite(camera.centre.lon, 0.0).clamp(-180.0, 180.0),
            finite(camera.centre.lat, 0.0).clamp(-85.0, 85.0),
        ),
        zoom: finite(camera.zoom, ZOOMS.0).clamp(ZOOMS.0, ZOOMS.1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::pos2;

    const RECT: Rect = Rect::from_min_max(pos2(280.0, 40.0), pos2(1560.0, 900.0));

    fn rig(zoom: f64) -> CameraRig {
        let mut rig = CameraRig::default();
        rig.put(Camera {
            centre: LonLat::new(113.9, 22.65),
            zoom,
        });
        rig
    }

    fn place(rig: &CameraRig, at: Pos2) -> World {
        world_at(rig.camera().expect("a camera"), RECT, at)
    }

    #[test]
    fn zooming_keeps_the_place_under_the_pointer() {
        let at = pos2(400.0, 777.0);
        let mut rig = rig(12.0);
        let before = place(&rig, at);
        for levels in [0.5, 0.37, -1.4, 3.0] {
            rig.zoom_at(levels, at, RECT);
            let after = place(&rig, at);
            let size = world_size(rig.camera().expect("a camera").zoom);
            assert!(((after.x - before.x) * size).hypot((after.y - before.y) * size) < 0.01);
        }
    }

    #[test]
    fn a_flight_ends_where_it_was_wished_and_keeps_its_pin_on_the_way() {
        let at = pos2(1500.0, 100.0);
        let mut rig = rig(12.0);
        let before = place(&rig, at);
        rig.fly_zoom(1.0, at, RECT, 10.0);
        for now in [10.02, 10.07, 10.1, 10.2] {
            rig.follow(now, RECT);
            let after = place(&rig, at);
            assert!((after.x - before.x).abs() < 1e-9 && (after.y - before.y).abs() < 1e-9);
        }
        assert!(!rig.is_flying());
        assert_eq!(rig.camera().map(|camera| camera.zoom), Some(13.0));
    }

    #[test]
    fn a_box_fitted_beside_a_corner_stays_clear_of_it_and_in_sight() {
        let extent = LonLatBox {
            west: 113.75,
            south: 22.45,
            east: 114.0,
            north: 22.85,
        };
        let small = Rect::from_min_max(pos2(0.0, 128.0), pos2(704.0, 486.0));
        let corner = Rect::from_min_max(pos2(0.0, 340.0), pos2(384.0, 486.0));
        let camera = fitting_beside(extent, small, corner);
        let frame = super::super::frame::MapFrame::new(small, camera, 1.0);
        let shown = Rect::from_two_pos(
            frame.screen(LonLat::new(extent.west, extent.north)),
            frame.screen(LonLat::new(extent.east, extent.south)),
        );
        assert!(
            small.contains_rect(shown) && !shown.intersects(corner),
            "{shown:?}"
        );
        // Where the corner is not in the way, nothing gives way.
        let wide = Rect::from_min_max(pos2(0.0, 0.0), pos2(1600.0, 700.0));
        let corner = Rect::from_min_max(pos2(0.0, 560.0), pos2(244.0, 700.0));
        assert_eq!(fitting_beside(extent, wide, corner), fitting(extent, wide));
    }

    #[test]
    fn a_fitted_box_is_wholly_in_sight_and_fills_the_map() {
        let extent = LonLatBox {
            west: 113.75,
            south: 22.45,
            east: 114.0,
            north: 22.85,
        };
        let camera = fitting(extent, RECT);
        let frame = super::super::frame::MapFrame::new(RECT, camera, 1.0);
        let (a, b) = (
            frame.screen(LonLat::new(extent.west, extent.north)),
            frame.screen(LonLat::new(extent.east, extent.south)),
        );
        assert!(
            RECT.shrink(FIT_MARGIN - 0.5).contains(a) && RECT.shrink(FIT_MARGIN - 0.5).contains(b)
        );
        assert!(b.y - a.y > RECT.height() - 2.0 * FIT_MARGIN - 1.0);
    }
}
