//! What the camera shows by itself: the whole district at first, and again while the user has not moved the map.

use egui::{Rect, pos2};

use super::camera::{CameraRig, fitting, fitting_beside, moved};
use super::frame::MapFrame;
use super::furniture::fitting_room;
use super::legend;
use crate::base::coords::LonLatBox;
use crate::base::stamp::Stamp;
use crate::ui::cx::Cx;
use crate::ui::view_state::{Camera, CameraWish};

/// What was last fitted.
#[derive(Debug, Clone, Copy)]
struct Fitted {
    /// The room it was fitted into.
    room: Rect,
    /// The camera that came of it.
    camera: Camera,
    extent: LonLatBox,
    /// It is all there is, and grows with it.
    all: bool,
}

/// What the map keeps to look after its camera.
#[derive(Debug)]
pub(super) struct Sight {
    /// The grids the camera last went to by itself.
    greeted: Stamp,
    fitted: Option<Fitted>,
}

impl Default for Sight {
    fn default() -> Self {
        Self {
            greeted: Stamp::NONE,
            fitted: None,
        }
    }
}

impl Sight {
    /// Whether the camera shows all there is, as it was fitted.
    pub(super) fn shows_all(&self, rig: &CameraRig) -> bool {
        let untouched = |fitted: &Fitted| rig.is_flying() || rig.camera() == Some(fitted.camera);
        self.fitted
            .is_some_and(|fitted| fitted.all && untouched(&fitted))
    }

    /// Takes up what is wished of the camera.
    pub(super) fn wish(
        &mut self,
        cx: &Cx,
        rig: &mut CameraRig,
        rect: Rect,
        wish: CameraWish,
        now: f64,
    ) {
        self.fitted = None;
        match wish {
            CameraWish::Fit(extent) | CameraWish::Glide(extent) | CameraWish::Jump(extent) => {
                let camera = fitted(cx, extent, rect);
                match wish {
                    CameraWish::Glide(_) => rig.glide(camera, now),
                    CameraWish::Jump(_) => rig.put(camera),
                    CameraWish::Fit(_)
                    | CameraWish::Put(_)
                    | CameraWish::Centre(..)
                    | CameraWish::Zoom(_) => rig.fly(camera, None, now),
                }
                self.fitted = Some(Fitted {
                    room: rect,
                    camera,
                    extent,
                    all: cx.session.extent() == Some(extent),
                });
            }
            CameraWish::Put(camera) => rig.put(camera),
            CameraWish::Centre(centre, nearest) => rig.fly_to(centre, nearest, now),
            CameraWish::Zoom(steps) => rig.fly_zoom(steps, rect.center(), rect, now),
        }
    }

    /// The camera as remembered; where there is none, or new grids lie elsewhere, the whole district. Panels that open
    /// while the window comes up take room, and layers arrive one by one: until the user moves the map, it fits.
    pub(super) fn follow(&mut self, cx: &Cx, rig: &mut CameraRig, rect: Rect) {
        if let (None, Some(camera)) = (rig.camera(), cx.view.camera) {
            rig.put(camera);
            let extent = LonLatBox::around([camera.centre]);
            let fitted = extent.filter(|_| cx.view.shows_all);
            self.fitted = fitted.map(|extent| Fitted {
                room: Rect::NOTHING,
                camera,
                extent,
                all: true,
            });
        }
        let stamp = cx.session.sources().grids.stamp;
        let Some(whole) = cx.session.extent() else {
            return;
        };
        let unseen = self.greeted != stamp && !shows(rig, rect, whole);
        self.greeted = stamp;
        let again = self.fitted.and_then(|before| {
            let untouched = rig.is_flying() || rig.camera() == Some(before.camera);
            let extent = if before.all { whole } else { before.extent };
            let differs = before.room != rect || before.extent != extent;
            (untouched && differs).then_some((extent, before.all))
        });
        let first = (rig.camera().is_none() || unseen).then_some((whole, true));
        if let Some((extent, all)) = again.or(first) {
            let camera = fitted(cx, extent, rect);
            rig.put(camera);
            self.fitted = Some(Fitted {
                room: rect,
                camera,
                extent,
                all,
            });
        }
    }
}

fn shows(rig: &CameraRig, rect: Rect, extent: LonLatBox) -> bool {
    rig.camera().is_some_and(|camera| {
        MapFrame::new(rect, camera, 1.0)
            .shown_box()
            .intersects(extent)
    })
}

/// The camera that shows an extent above the readout, beside the legends where they would cover it.
fn fitted(cx: &Cx, extent: LonLatBox, rect: Rect) -> Camera {
    let free = fitting_room(cx, rect);
    let legends = legend::room_taken(cx);
    let camera = if legends == egui::Vec2::ZERO {
        fitting(extent, free)
    } else {
        let corner = Rect::from_min_max(
            pos2(free.min.x, free.max.y - legends.y),
            pos2(free.min.x + legends.x, free.max.y),
        );
        fitting_beside(extent, free, corner)
    };
    moved(camera, free, rect)
}
