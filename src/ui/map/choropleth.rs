//! A grid level coloured by a figure: which units stand out, and how strong a class is on the screen.

use egui::Color32;

use crate::model::grid::GridLayer;
use crate::session::changed_areas::ChangedAreas;
use crate::session::hot_areas::HotAreas;

pub(super) use crate::report::classes::{Classes, few, values};

/// Whether each unit stands out, as a value: below 0 cold, above hot; `None` as long as it is not known.
pub(super) fn heats(layer: &GridLayer, found: Option<&HotAreas>) -> Vec<Option<f64>> {
    let found = found.filter(|found| found.level == layer.level);
    found.map_or_else(
        || vec![None; layer.units.len()],
        |found| found.heat.iter().map(|heat| Some(heat.value())).collect(),
    )
}

/// By how much the incidents of each unit changed; `None` as long as it is not known.
pub(super) fn changes(layer: &GridLayer, found: Option<&ChangedAreas>) -> Vec<Option<f64>> {
    let found = found.filter(|found| found.level == layer.level);
    found.map_or_else(
        || vec![None; layer.units.len()],
        |found| found.change.iter().copied().map(Some).collect(),
    )
}

/// The colour of a class as strong as the map shows it.
pub(super) fn shade(classes: &Classes, class: usize, strength: f32) -> Color32 {
    let [r, g, b] = classes.colours.get(class).copied().unwrap_or_default();
    Color32::from_rgb(r, g, b).gamma_multiply(strength)
}
