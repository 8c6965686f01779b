//! A layer on its way out: which, as what, for whom.

use egui::Ui;

use super::foot;
use crate::io::vector_out::OutFormat;
use crate::report::plan_layer::PlanLayer;
use crate::ui::cx::Cx;
use crate::ui::desk::Pick;
use crate::ui::widgets;

/// The layers there are.
pub fn layers<'a>(cx: &'a Cx) -> impl Iterator<Item = PlanLayer> + 'a {
    let (plan, sources) = (cx.session.plan(), cx.session.sources());
    PlanLayer::ALL.into_iter().filter(move |layer| match layer {
        PlanLayer::Points => !plan.points.is_empty(),
        PlanLayer::Zones => !plan.zones.is_empty(),
        PlanLayer::Grids(level) => sources.grids.content.layer(*level).is_some(),
        PlanLayer::Incidents => !sources.incidents.content.is_empty(),
        PlanLayer::Roads => !sources.roads.content.links.is_empty(),
    })
}

/// The sentence of a format.
const fn format_words(format: OutFormat) -> &'static str {
    match format {
        OutFormat::GeoJson => "ui-format-geojson",
        OutFormat::GeoPackage => "ui-format-gpkg",
        OutFormat::Shapefile => "ui-format-shp",
        OutFormat::Kml => "ui-format-kml",
        OutFormat::Gpx => "ui-format-gpx",
        OutFormat::Csv => "ui-format-csv",
        OutFormat::Xlsx => "ui-format-xlsx",
    }
}

/// Draws the dialog.
pub fn export_ui(ui: &mut Ui, cx: &mut Cx) {
    let theme = cx.theme;
    let there: Vec<(PlanLayer, String)> = layers(cx)
        .map(|layer| (layer, cx.text(layer.sentence())))
        .collect();
    let mut wish = cx.view.desk.export;
    if !there.iter().any(|(layer, _)| *layer == wish.layer)
        && let Some((first, _)) = there.first()
    {
        wish.layer = *first;
    }
    let width = theme.px(300.0);
    widgets::form_row(ui, theme, &cx.text("ui-export-layer"), |ui| {
        if let Some(layer) = widgets::choice(ui, "layer", width, wish.layer, &there) {
            wish.layer = layer;
        }
    });
    let formats: Vec<(OutFormat, String)> = OutFormat::ALL
        .into_iter()
        .filter(|format| wish.layer.goes_as(*format))
        .map(|format| (format, cx.text(format_words(format))))
        .collect();
    if !wish.layer.goes_as(wish.format) {
        wish.format = OutFormat::GeoJson;
    }
    ui.add_space(theme.px(6.0));
    widgets::form_row(ui, theme, &cx.text("ui-export-format"), |ui| {
        if let Some(format) = widgets::choice(ui, "format", width, wish.format, &formats) {
            wish.format = format;
        }
    });
    ui.add_space(theme.px(12.0));
    widgets::check(ui, theme, &mut wish.public, &cx.text("ui-export-public"));
    ui.add_space(theme.px(4.0));
    let sentence = match (wish.public, wish.layer) {
        (false, PlanLayer::Incidents) => "ui-export-incidents-note",
        (false, _) => "ui-export-inside-note",
        (true, PlanLayer::Points) => "ui-export-points-note",
        (true, PlanLayer::Zones | PlanLayer::Roads) => "ui-export-no-counts-note",
        (true, PlanLayer::Grids(_) | PlanLayer::Incidents) => "ui-export-counts-note",
    };
    widgets::paragraph(ui, theme, &cx.text(sentence));
    cx.view.desk.export = wish;
    let ready = !there.is_empty();
    match foot(
        ui,
        cx,
        &cx.text("ui-export-go"),
        ready,
        &cx.text("ui-cancel"),
    ) {
        Some(true) => {
            cx.view.desk.dialog = None;
            cx.view.desk.pick = Some(Pick::SaveLayer(wish));
        }
        Some(false) => cx.view.desk.dialog = None,
        None => {}
    }
}
