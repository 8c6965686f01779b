//! A panel.

use egui::Ui;

use crate::ui::cx::Cx;

/// Height, points in the light look.
pub const HEIGHT: f32 = 120.0;

/// Draws the panel.
pub fn time_ui(_ui: &mut Ui, _cx: &mut Cx) {}
