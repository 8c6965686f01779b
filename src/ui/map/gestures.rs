//! Wheel, drag, double click and pinch: what moves the camera.

use egui::{Key, Pos2, Rect, Response, Ui};

use super::camera::{CameraRig, world_at};
use super::mercator::World;

/// Levels one notch of the wheel zooms.
const LEVELS_A_NOTCH: f64 = 0.5;
/// Levels a double click zooms.
const LEVELS_A_DOUBLE_CLICK: f64 = 1.0;

/// What a drag of the map holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Grip {
    place: World,
}

/// Whether the hand is wished: space held, and nobody is typing.
pub(super) fn hand_wished(ui: &Ui) -> bool {
    !ui.ctx().text_edit_focused() && ui.input(|input| input.key_down(Key::Space))
}

/// The wheel and pinches: a fixed factor a notch, about the pointer.
pub(super) fn wheel(ui: &Ui, rect: Rect, rig: &mut CameraRig) {
    if !ui.rect_contains_pointer(rect) {
        return;
    }
    let Some(at) = ui.input(|input| input.pointer.hover_pos()) else {
        return;
    };
    let notch = ui
        .ctx()
        .options(|options| options.input_options.line_scroll_speed);
    let (scrolled, pinched) = ui.input(|input| (input.smooth_scroll_delta().y, input.zoom_delta()));
    let levels = f64::from(scrolled / notch) * LEVELS_A_NOTCH + f64::from(pinched).log2();
    if levels != 0.0 && levels.is_finite() {
        rig.zoom_at(levels, at, rect);
        ui.input_mut(|input| input.smooth_scroll_delta = egui::Vec2::ZERO);
    }
}

/// A double click zooms in about the pointer, with Shift out.
pub(super) fn double_click(ui: &Ui, rect: Rect, response: &Response, rig: &mut CameraRig) {
    if let (true, Some(at)) = (response.double_clicked(), response.interact_pointer_pos()) {
        let (out, now) = ui.input(|input| (input.modifiers.shift, input.time));
        let levels = if out {
            -LEVELS_A_DOUBLE_CLICK
        } else {
            LEVELS_A_DOUBLE_CLICK
        };
        rig.fly_zoom(levels, at, rect, now);
    }
}

/// Dragging the map: the place that was gripped stays under the pointer, whatever frames were lost.
pub(super) fn pan(
    ui: &Ui,
    rect: Rect,
    dragged: Option<Pos2>,
    grip: &mut Option<Grip>,
    rig: &mut CameraRig,
) {
    let Some(at) = dragged else {
        *grip = None;
        return;
    };
    let Some(camera) = rig.camera() else {
        return;
    };
    let origin = ui.input(|input| input.pointer.press_origin()).unwrap_or(at);
    let held = grip.get_or_insert_with(|| Grip {
        place: world_at(camera, rect, origin),
    });
    rig.pin(held.place, at, rect);
}

/// Where the middle button drags, if it was pressed on the map.
pub(super) fn middle_drag(ui: &Ui, rect: Rect) -> Option<Pos2> {
    ui.input(|input| {
        let pressed_here = input
            .pointer
            .press_origin()
            .is_some_and(|origin| rect.contains(origin));
        (input.pointer.middle_down() && pressed_here)
            .then(|| input.pointer.latest_pos())
            .flatten()
    })
}
