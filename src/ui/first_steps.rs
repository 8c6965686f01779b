//! First steps.

use egui::Ui;

use super::cx::Cx;

/// Height, points in the light look.
pub const HEIGHT: f32 = 44.0;

/// Whether they are shown.
pub fn wanted(cx: &Cx) -> bool {
    !cx.session.settings().first_steps_done
}

/// Draws them.
pub fn first_steps_ui(_ui: &mut Ui, _cx: &mut Cx) {}
