//! A panel.

use egui::Ui;

use crate::ui::cx::Cx;

/// Width, points in the light look.
pub const WIDTH: f32 = 280.0;

/// Draws the panel.
pub fn layers_ui(_ui: &mut Ui, _cx: &mut Cx) {}
