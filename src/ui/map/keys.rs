//! The map by keyboard: plus and minus zoom, arrows move the view. In a tool, Enter shows a cross in the middle of the map;
//! then arrows move the map under it and Enter does what a click would.

use egui::{Key, Modifiers, Painter, Pos2, Rect, Stroke, Ui, Vec2, vec2};

use super::camera::CameraRig;
use crate::ui::cx::Cx;
use crate::ui::theme::Theme;

/// Levels one press zooms.
const LEVELS_A_PRESS: f64 = 0.5;
/// Points of the screen one press of an arrow moves the view.
const STEP: f32 = 120.0;

/// Arrow keys and the way each looks.
pub(super) const ARROWS: [(Key, Vec2); 4] = [
    (Key::ArrowLeft, vec2(-1.0, 0.0)),
    (Key::ArrowRight, vec2(1.0, 0.0)),
    (Key::ArrowUp, vec2(0.0, -1.0)),
    (Key::ArrowDown, vec2(0.0, 1.0)),
];

/// Turns keys into moves of the camera. Where points are selected, arrows nudge those, unless a tool is `aiming`.
pub(super) fn move_by_keys(ui: &Ui, cx: &Cx, rig: &mut CameraRig, rect: Rect, aiming: bool) {
    let context = ui.ctx();
    if context.text_edit_focused() || context.memory(|memory| memory.focused().is_some()) {
        return;
    }
    let nudging = !aiming && !cx.view.selected_points().is_empty();
    let (way, levels, now) = ui.input_mut(|input| {
        if input.modifiers.command || input.modifiers.alt {
            return (Vec2::ZERO, 0.0, input.time);
        }
        let pressed = |key: Key| input.num_presses(key) as f32;
        let way: Vec2 = ARROWS
            .iter()
            .map(|(key, way)| *way * pressed(*key))
            .fold(Vec2::ZERO, |sum, way| sum + way);
        let nearer = pressed(Key::Plus) + pressed(Key::Equals);
        let levels = nearer - pressed(Key::Minus);
        if aiming {
            for (key, _) in ARROWS {
                input.consume_key(Modifiers::NONE, key);
            }
        }
        (way, levels, input.time)
    });
    if way != Vec2::ZERO && !nudging {
        rig.fly_by(way * STEP, now);
    }
    if levels != 0.0 {
        rig.fly_zoom(f64::from(levels) * LEVELS_A_PRESS, rect.center(), rect, now);
    }
}

/// A cross in the middle of the map: where Enter sets something.
pub(super) fn cross(painter: &Painter, theme: &Theme, at: Pos2) {
    let (gap, reach) = (theme.px(4.0), theme.px(14.0));
    let under = Stroke::new(theme.lines[1] + 2.0, theme.ground.gamma_multiply(0.8));
    for stroke in [under, Stroke::new(theme.lines[1] * 0.8, theme.accent)] {
        for (_, way) in ARROWS {
            painter.line_segment([at + way * gap, at + way * reach], stroke);
        }
    }
}
