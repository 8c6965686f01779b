//! A panel.

use egui::Ui;

use crate::ui::cx::Cx;

/// Width, points in the light look.
pub const WIDTH: f32 = 360.0;

/// Draws the panel.
pub fn right_ui(_ui: &mut Ui, _cx: &mut Cx) {}
