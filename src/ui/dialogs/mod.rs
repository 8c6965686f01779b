//! Dialogs: only where a choice is needed.

use egui::Context;

use super::cx::Cx;

/// Draws the open dialog.
pub fn dialogs_ui(_context: &Context, _cx: &mut Cx) {}
