//! The settings of one layer: opacity, what it is coloured by, its radii, its file.

use egui::{Align, Layout, Slider, Ui};

use super::layers::{move_layer, settings_button};
use super::reach_settings::reach_settings;
use crate::analysis::density::{DensityRule, Kernel};
use crate::base::units::Metres;
use crate::i18n::number;
use crate::io::boundaries::BoundaryOptions;
use crate::model::grid::GridLevel;
use crate::session::command::Command;
use crate::ui::actions::{self, Act};
use crate::ui::cx::Cx;
use crate::ui::desk::{Dialog, Pick};
use crate::ui::icons::Icon;
use crate::ui::map::coloured_level;
use crate::ui::selection_edits::{box_of, look_at};
use crate::ui::view_state::{CameraWish, LayerKind, LayerLook, Ramp, UnitFigure};
use crate::ui::widgets::{self, Press, choice, form_row};

/// Draws the settings of the layer at this place in the order.
pub fn settings_ui(ui: &mut Ui, cx: &mut Cx, at: usize, layer: LayerLook) {
    match layer.kind {
        LayerKind::Heat => heat(ui, cx),
        LayerKind::Choropleth => choropleth(ui, cx),
        LayerKind::Rings => reach_settings(ui, cx),
        LayerKind::BaseMap => base_map(ui, cx),
        LayerKind::Grid(_) => always(ui, cx, at, layer),
        LayerKind::Points
        | LayerKind::Zones
        | LayerKind::Incidents
        | LayerKind::Uncovered
        | LayerKind::Roads => {}
    }
    opacity(ui, cx, at, layer);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = cx.theme.px(2.0);
        foot(ui, cx, at, layer);
    });
}

/// A grid level at every zoom, however small its cells.
fn always(ui: &mut Ui, cx: &mut Cx, at: usize, layer: LayerLook) {
    let mut yes = layer.always;
    widgets::check(ui, cx.theme, &mut yes, &cx.text("ui-layer-always"))
        .on_hover_text(cx.text("ui-layer-always-tip"));
    if let Some(layer) = cx.view.layers.get_mut(at) {
        layer.always = yes;
    }
}

fn opacity(ui: &mut Ui, cx: &mut Cx, at: usize, layer: LayerLook) {
    let label = cx.text("ui-opacity");
    let mut value = layer.opacity;
    let text = number::percent(Some(crate::base::units::Share(f64::from(
        (value * 100.0).round() / 100.0,
    ))));
    let changed = form_row(ui, cx.theme, &label, |ui| {
        ui.spacing_mut().slider_width = cx.theme.px(92.0);
        let slider = Slider::new(&mut value, 0.0..=1.0);
        let changed = widgets::slider(ui, cx.theme, slider).changed();
        let short = text.replace(".0 %", " %");
        at_right(ui, cx, &short);
        changed
    });
    if changed && let Some(layer) = cx.view.layers.get_mut(at) {
        layer.opacity = value;
    }
}

/// A small value at the right end of a row.
fn at_right(ui: &mut Ui, cx: &Cx, text: &str) {
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        widgets::line(ui, text, cx.theme.small(), cx.theme.text);
    });
}

fn foot(ui: &mut Ui, cx: &mut Cx, at: usize, layer: LayerLook) {
    if let Some(wish) = extent_of(cx, layer.kind)
        && settings_button(ui, cx, Icon::Target, "ui-zoom-to")
    {
        cx.view.camera_wish = Some(wish);
    }
    if let LayerKind::Grid(level) = layer.kind
        && cx.session.sources().grids.content.layer(level).is_some()
        && settings_button(ui, cx, Icon::Sliders, "ui-boundaries-settings")
    {
        let options = options_of(cx, level);
        cx.view.desk.dialog = Some(Dialog::Boundaries(level, options));
    }
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        let last = at + 1 >= cx.view.layers.len();
        let down = Press::icon(cx.theme, Icon::Down, cx.text("ui-layer-down"))
            .small()
            .enabled(!last);
        if ui.add(down).clicked() {
            move_layer(&mut cx.view.layers, at, at + 2);
        }
        let up = Press::icon(cx.theme, Icon::Up, cx.text("ui-layer-up"))
            .small()
            .enabled(at > 0);
        if ui.add(up).clicked() {
            move_layer(&mut cx.view.layers, at, at - 1);
        }
    });
}

/// What the boundaries of a level were read with.
fn options_of(cx: &Cx, level: GridLevel) -> BoundaryOptions {
    let readings = &cx.session.sources().boundary_readings;
    let reading = readings.iter().find(|reading| reading.layer.level == level);
    BoundaryOptions {
        level: Some(level),
        crs: reading.map(|reading| reading.layer.source.crs),
        fields: reading.map(|reading| reading.fields.clone()),
    }
}

fn extent_of(cx: &Cx, kind: LayerKind) -> Option<CameraWish> {
    let plan = cx.session.shown_plan();
    match kind {
        LayerKind::Points | LayerKind::Rings => {
            let places: Vec<_> = plan.points.values().map(|point| point.position).collect();
            look_at(&places)
        }
        LayerKind::Zones => plan
            .zones
            .values()
            .filter_map(|zone| box_of(&zone.boundary))
            .reduce(crate::base::coords::LonLatBox::union)
            .map(CameraWish::Fit),
        LayerKind::Grid(level) => cx
            .session
            .sources()
            .grids
            .content
            .layer(level)
            .and_then(crate::model::grid::GridLayer::extent)
            .map(CameraWish::Fit),
        LayerKind::Incidents
        | LayerKind::Heat
        | LayerKind::Uncovered
        | LayerKind::Choropleth
        | LayerKind::Roads => cx.session.extent().map(CameraWish::Fit),
        LayerKind::BaseMap => None,
    }
}

fn heat(ui: &mut Ui, cx: &mut Cx) {
    let rule = cx.session.density_rule();
    let mut wanted = rule;
    let label = cx.text("ui-bandwidth");
    form_row(ui, cx.theme, &label, |ui| bandwidth(ui, cx, &mut wanted));
    let kernels: Vec<(Kernel, String)> = Kernel::ALL
        .iter()
        .map(|kernel| (*kernel, cx.text(kernel.sentence())))
        .collect();
    let label = cx.text("ui-kernel");
    form_row(ui, cx.theme, &label, |ui| {
        let width = ui.available_width();
        if let Some(kernel) = choice(ui, "kernel", width, rule.kernel, &kernels) {
            wanted.kernel = kernel;
        }
    });
    ramp(ui, cx);
    if wanted != rule {
        cx.send(Command::SetDensity(wanted));
    }
    if let Some(scale) = cx.session.derived().scale {
        let mut locked = scale.locked;
        widgets::check(ui, cx.theme, &mut locked, &cx.text("ui-scale-lock"))
            .on_hover_text(cx.text("ui-scale-lock-tip"));
        if locked != scale.locked {
            actions::run(Act::LockScale, cx, ui.ctx());
        }
    }
}

fn bandwidth(ui: &mut Ui, cx: &Cx, rule: &mut DensityRule) {
    ui.spacing_mut().slider_width = cx.theme.px(92.0);
    let mut metres = rule.bandwidth.0;
    let slider = Slider::new(&mut metres, 50.0..=5000.0).logarithmic(true);
    if widgets::slider(ui, cx.theme, slider).changed() {
        let step = if metres < 1000.0 { 10.0 } else { 50.0 };
        rule.bandwidth = Metres((metres / step).round() * step);
    }
    at_right(
        ui,
        cx,
        &format!("{} m", number::decimal(rule.bandwidth.0, 0)),
    );
}

fn ramp(ui: &mut Ui, cx: &mut Cx) {
    let ramps = [
        (Ramp::Automatic, "ui-ramp-automatic"),
        (Ramp::YlOrRd, "ui-ramp-ylorrd"),
        (Ramp::Inferno, "ui-ramp-inferno"),
        (Ramp::Cividis, "ui-ramp-cividis"),
        (Ramp::Greys, "ui-ramp-greys"),
    ];
    let options: Vec<(Ramp, String)> = ramps
        .iter()
        .map(|(ramp, id)| (*ramp, cx.text(id)))
        .collect();
    let label = cx.text("ui-ramp");
    form_row(ui, cx.theme, &label, |ui| {
        let width = ui.available_width();
        if let Some(ramp) = choice(ui, "ramp", width, cx.view.ramp, &options) {
            cx.view.ramp = ramp;
        }
    });
}

fn choropleth(ui: &mut Ui, cx: &mut Cx) {
    let grids = &cx.session.sources().grids.content;
    let levels: Vec<(GridLevel, String)> = grids
        .layers()
        .map(|layer| (layer.level, cx.text(layer.level.sentence())))
        .collect();
    let figures: Vec<(UnitFigure, String)> = [
        (UnitFigure::Incidents, "ui-unit-incidents"),
        (UnitFigure::PerKm2, "ui-unit-per-km2"),
        (UnitFigure::Per1000Residents, "ui-unit-per-1000"),
        (UnitFigure::Residents, "ui-unit-residents"),
        (UnitFigure::HotSpots, "ui-unit-hot-spots"),
        (UnitFigure::Change, "ui-unit-change"),
    ]
    .iter()
    .map(|(figure, id)| (*figure, cx.text(id)))
    .collect();
    let (chosen, figure) = cx.view.choropleth;
    let level = coloured_level(grids, chosen).unwrap_or(chosen);
    let label = cx.text("ui-level");
    form_row(ui, cx.theme, &label, |ui| {
        let width = ui.available_width();
        if let Some(level) = choice(ui, "level", width, level, &levels) {
            cx.view.choropleth.0 = level;
        }
    });
    let label = cx.text("ui-figure");
    form_row(ui, cx.theme, &label, |ui| {
        let width = ui.available_width();
        if let Some(figure) = choice(ui, "figure", width, figure, &figures) {
            cx.view.choropleth.1 = figure;
        }
    });
    ramp(ui, cx);
}

fn base_map(ui: &mut Ui, cx: &mut Cx) {
    let name = cx.view.base_map.as_ref().map(|path| {
        path.file_name()
            .unwrap_or(path.as_os_str())
            .to_string_lossy()
            .into_owned()
    });
    let text = name.clone().unwrap_or_else(|| cx.text("ui-base-map-none"));
    widgets::second(ui, cx.theme, &text);
    ui.horizontal(|ui| {
        if settings_button(ui, cx, Icon::Folder, "ui-base-map-choose") {
            cx.view.desk.pick = Some(Pick::BaseMap);
        }
        if name.is_some() && settings_button(ui, cx, Icon::Close, "ui-base-map-remove") {
            cx.view.base_map = None;
        }
    });
}
