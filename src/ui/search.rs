//! Searches.

use egui::Context;

use super::cx::Cx;

/// Draws the open search.
pub fn search_ui(_context: &Context, _cx: &mut Cx) {}
