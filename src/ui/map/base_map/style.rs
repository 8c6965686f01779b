//! A calm style of our own for vector tiles: water, green, roads and buildings, no names, near the ground's colour, so
//! that the data stays in front. Layer names of Protomaps and OpenMapTiles alike.

use walkers::{Style, json};

use crate::ui::theme::Theme;

/// The style in a look.
pub(super) fn style(theme: &Theme) -> Style {
    let colours = theme.base_map();
    let hex =
        |colour: egui::Color32| format!("#{:02x}{:02x}{:02x}", colour.r(), colour.g(), colour.b());
    let fill = |layers: &[&str], colour| json!({"type": "fill", "source-layer": layers, "paint": {"fill-color": hex(colour)}});
    let line = |layers: &[&str], colour, narrow: f64, wide: f64| {
        let width = json!([
            "interpolate",
            ["exponential", 1.6],
            ["zoom"],
            8,
            narrow,
            16,
            wide
        ]);
        json!({"type": "line", "source-layer": layers, "paint": {"line-color": hex(colour), "line-width": width}})
    };
    let layers = json!({"layers": [
        {"type": "background", "paint": {"background-color": hex(theme.ground)}},
        fill(&["landcover", "landuse", "park"], colours.green),
        fill(&["water"], colours.water),
        line(&["waterway", "physical_line"], colours.water, 0.5, 3.0),
        fill(&["building", "buildings"], colours.building),
        line(&["transportation", "roads"], colours.road, 0.4, 5.0),
        line(&["boundary", "boundaries"], colours.border, 0.6, 1.2),
    ]});
    serde_json::from_value(layers).unwrap_or_else(|error| {
        tracing::error!(%error, "the style of the base map cannot be read");
        Style::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::settings::Look;

    #[test]
    fn the_style_is_read_in_every_look() {
        for look in [Look::Light, Look::Dark, Look::Projector] {
            assert_eq!(style(&Theme::of(look)).layers.len(), 7);
        }
    }
}
