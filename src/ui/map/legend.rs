//! Legends: what the colours of the heat and of the choropleth mean, with their units.

use egui::{
    Align2, Color32, Mesh, Pos2, Rect, Sense, Shape, Stroke, StrokeKind, Ui, Vec2, pos2, vec2,
};

use super::choropleth::Classes;
use super::frame::MapFrame;
use super::furniture::MARGIN;
use super::heat_scale;
use super::label_room::{anchored, lay_out};
use super::palettes;
use super::tooltip::level_words;
use crate::analysis::density::Kernel;
use crate::base::units::Metres;
use crate::i18n::message::{Arg, Message};
use crate::i18n::number;
use crate::session::command::Command;
use crate::session::derived::HeatScale;
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::period;
use crate::ui::view_state::{LayerKind, UnitFigure};

/// Least width of a legend.
pub(super) const WIDTH: f32 = 232.0;
const PADDING: f32 = 10.0;
const GAP: f32 = 5.0;

/// The heat's legend with its lower left corner at a place; returns what it took.
pub(super) fn heat(
    ui: &Ui,
    cx: &mut Cx,
    id: egui::Id,
    frame: &MapFrame,
    corner: Pos2,
) -> Option<Rect> {
    let scale = cx.session.derived().scale?;
    cx.session.derived().heat.get()?;
    let line = cx.theme.sizes[0] * 1.35;
    let bar = cx.theme.px(10.0);
    let badge = if scale.moved { line + GAP } else { 0.0 };
    let height = PADDING * 2.0 + line * 3.0 + bar + GAP * 3.0 + badge;
    let rule = rule_words(cx);
    let words = lay_out(ui.painter(), &rule, cx.theme.sizes[0], cx.theme.second);
    let width = cx.theme.px(WIDTH).max(words.size().x + 2.0 * PADDING);
    let rect = panel(ui, cx, corner, width, height);
    let inner = rect.shrink(PADDING);
    let mut top = inner.min.y;
    title(
        ui,
        cx,
        inner,
        top,
        &cx.text("map-legend-heat"),
        &cx.text("map-per-km2"),
    );
    lock(ui, cx, id, scale, pos2(inner.max.x, top + line / 2.0));
    top += line + GAP;
    let strip = Rect::from_min_size(pos2(inner.min.x, top), vec2(inner.width(), bar));
    ramp(ui, cx, frame, strip);
    top += bar + GAP;
    ticks(ui, cx, strip, top, scale.top.0);
    top += line + GAP;
    text(
        ui,
        cx,
        inner,
        pos2(inner.min.x, top),
        &rule,
        cx.theme.second,
    );
    if scale.moved {
        let place = pos2(inner.min.x, top + line + GAP);
        moved_badge(ui, cx, id, place, line);
    }
    Some(rect)
}

/// The choropleth's legend with its lower left corner at a place; returns what it took.
pub(super) fn choropleth(ui: &Ui, cx: &Cx, classes: &Classes, corner: Pos2) -> Rect {
    let line = cx.theme.sizes[0] * 1.45;
    let period = period_words(cx, classes.figure);
    let rows = classes.ends.len() + usize::from(classes.gaps) + usize::from(period.is_some());
    let height = PADDING * 2.0 + line * (rows + 1) as f32 + GAP;
    let strength = cx.view.layer(LayerKind::Choropleth).opacity;
    let rect = panel(ui, cx, corner, cx.theme.px(WIDTH * 0.8), height);
    let inner = rect.shrink(PADDING);
    title(
        ui,
        cx,
        inner,
        inner.min.y,
        &cx.text(level_words(classes.level)),
        &cx.text(figure_words(classes.figure)),
    );
    let mut top = inner.min.y + line + GAP;
    let mut low = 0.0;
    for (end, [r, g, b]) in classes.ends.iter().zip(&classes.colours) {
        let range = format!("{} – {}", figure(low), figure(*end));
        swatch(
            ui,
            cx,
            inner,
            top,
            line,
            Some(Color32::from_rgb(*r, *g, *b).gamma_multiply(strength)),
            &range,
        );
        low = *end;
        top += line;
    }
    if classes.gaps {
        swatch(
            ui,
            cx,
            inner,
            top,
            line,
            None,
            &cx.text("map-legend-no-figure"),
        );
        top += line;
    }
    if let Some(period) = period {
        text(
            ui,
            cx,
            inner,
            pos2(inner.min.x, top + 2.0),
            &period,
            cx.theme.second,
        );
    }
    rect
}

fn panel(ui: &Ui, cx: &Cx, corner: Pos2, width: f32, height: f32) -> Rect {
    let rect = Rect::from_min_max(
        pos2(corner.x, corner.y - height),
        pos2(corner.x + width, corner.y),
    );
    ui.painter().rect(
        rect,
        6.0,
        cx.theme.panel.gamma_multiply(0.92),
        Stroke::new(1.0, cx.theme.hairline),
        StrokeKind::Inside,
    );
    rect
}

fn title(ui: &Ui, cx: &Cx, inner: Rect, top: f32, name: &str, unit: &str) {
    let painter = ui.painter();
    let name = lay_out(painter, name, cx.theme.sizes[0] * 1.08, cx.theme.text);
    let right = inner.min.x + name.size().x;
    painter.galley(pos2(inner.min.x, top), name, cx.theme.text);
    text(
        ui,
        cx,
        inner,
        pos2(right + 6.0, top + 1.0),
        unit,
        cx.theme.second,
    );
}

/// One line, cut off where the legend ends.
fn text(ui: &Ui, cx: &Cx, inner: Rect, at: Pos2, words: &str, colour: Color32) {
    let galley = lay_out(ui.painter(), words, cx.theme.sizes[0], colour);
    ui.painter()
        .with_clip_rect(inner.expand(2.0))
        .galley(at, galley, colour);
}

fn lock(ui: &Ui, cx: &mut Cx, id: egui::Id, scale: HeatScale, right_middle: Pos2) {
    let size = cx.theme.px(16.0);
    let rect = Rect::from_center_size(
        pos2(right_middle.x - size / 2.0, right_middle.y),
        vec2(size, size),
    );
    let response = ui.interact(rect.expand(4.0), id.with("heat lock"), Sense::click());
    let words = cx.text(if scale.locked {
        "map-legend-unlock"
    } else {
        "map-legend-lock"
    });
    response.widget_info(|| {
        egui::WidgetInfo::selected(egui::accesskit::Role::CheckBox, true, scale.locked, &words)
    });
    let colour = if response.hovered() {
        cx.theme.accent
    } else {
        cx.theme.second
    };
    let icon = if scale.locked {
        Icon::Lock
    } else {
        Icon::Unlock
    };
    icon.paint(ui.painter(), rect, colour);
    if response.clicked() {
        cx.send(Command::LockHeatScale(!scale.locked));
    }
    response.on_hover_text(words);
}

fn moved_badge(ui: &Ui, cx: &mut Cx, id: egui::Id, at: Pos2, line: f32) {
    let words = cx.text("map-legend-moved");
    let galley = lay_out(
        ui.painter(),
        &words,
        cx.theme.sizes[0],
        cx.theme.on(cx.theme.warning),
    );
    let rect = Rect::from_min_size(at, vec2(galley.size().x + 14.0, line));
    let response = ui.interact(rect, id.with("heat moved"), Sense::click());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Button, true, &words));
    ui.painter().rect_filled(rect, line / 2.0, cx.theme.warning);
    let place = anchored(&galley, Align2::CENTER_CENTER, rect.center());
    ui.painter().galley(place.min, galley, cx.theme.text);
    if response.clicked() {
        cx.send(Command::AcknowledgeHeatScale);
    }
}

/// The ramp from nothing to the strongest colour, on the map's ground, as strong as the map's.
fn ramp(ui: &Ui, cx: &Cx, frame: &MapFrame, strip: Rect) {
    let strength = heat_scale::opacity(cx.view.layer(LayerKind::Heat).opacity, frame.zoom);
    let table = palettes::with_opacity(&palettes::table(cx.view.ramp, cx.theme.is_dark()));
    let painter = ui.painter();
    painter.rect_filled(strip, 0.0, cx.theme.ground);
    let mut mesh = Mesh::default();
    let steps = 64;
    for step in 0..=steps {
        let share = step as f32 / steps as f32;
        let index = (share * (table.len() - 1) as f32).round() as usize;
        let [r, g, b, a] = table.get(index).copied().unwrap_or_default();
        let colour = Color32::from_rgba_unmultiplied(r, g, b, a).gamma_multiply(strength);
        let x = strip.min.x + share * strip.width();
        mesh.colored_vertex(pos2(x, strip.min.y), colour);
        mesh.colored_vertex(pos2(x, strip.max.y), colour);
        if step > 0 {
            let base = 2 * (step - 1);
            mesh.add_triangle(base, base + 1, base + 2);
            mesh.add_triangle(base + 2, base + 1, base + 3);
        }
    }
    painter.add(Shape::mesh(mesh));
    painter.rect_stroke(
        strip,
        0.0,
        Stroke::new(1.0, cx.theme.hairline),
        StrokeKind::Outside,
    );
}

/// The figures under the ramp, each where its colour is.
fn ticks(ui: &Ui, cx: &Cx, strip: Rect, top: f32, scale_top: f64) {
    for (share, anchor) in [
        (0.0, Align2::LEFT_TOP),
        (0.5, Align2::CENTER_TOP),
        (1.0, Align2::RIGHT_TOP),
    ] {
        let mut words = figure(to_three_figures(heat_scale::value(share, scale_top)));
        if share >= 1.0 {
            words = format!("≥ {words}");
        }
        let at = pos2(strip.min.x + share as f32 * strip.width(), top);
        let galley = lay_out(ui.painter(), &words, cx.theme.sizes[0], cx.theme.text);
        ui.painter()
            .galley(anchored(&galley, anchor, at).min, galley, cx.theme.text);
    }
}

/// Bandwidth, kernel and period.
fn rule_words(cx: &Cx) -> String {
    let rule = cx
        .session
        .derived()
        .heat
        .get()
        .map_or_else(|| cx.session.density_rule(), |heat| heat.rule);
    let Metres(bandwidth) = rule.bandwidth;
    let metres = cx.say(&Message::new("map-metres").with("n", Arg::Decimal(bandwidth, 0)));
    let kernel = cx.text(kernel_words(rule.kernel));
    let period = period::chosen(cx.session).map(|(first, last)| period::months_text(first, last));
    [Some(metres), Some(kernel), period]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" · ")
}

/// The period, for figures that count incidents.
fn period_words(cx: &Cx, figure: UnitFigure) -> Option<String> {
    match figure {
        UnitFigure::Residents => None,
        UnitFigure::Incidents | UnitFigure::PerKm2 | UnitFigure::Per1000Residents => {
            period::chosen(cx.session).map(|(first, last)| period::months_text(first, last))
        }
    }
}

/// The room legends take in the lower left corner, whether they are there yet or not; nothing where none is wished.
pub(super) fn room_taken(cx: &Cx) -> Vec2 {
    let shown = |kind| cx.view.layer(kind).visible;
    let rows = if shown(LayerKind::Heat) { 5.0 } else { 0.0 }
        + if shown(LayerKind::Choropleth) {
            10.0
        } else {
            0.0
        };
    if rows == 0.0 {
        return Vec2::ZERO;
    }
    vec2(
        cx.theme.px(WIDTH) + 2.0 * MARGIN,
        rows * cx.theme.sizes[0] * 1.45 + 2.0 * (PADDING + MARGIN),
    )
}

const fn kernel_words(kernel: Kernel) -> &'static str {
    match kernel {
        Kernel::Quartic => "ui-kernel-quartic",
        Kernel::Epanechnikov => "ui-kernel-epanechnikov",
        Kernel::Triangular => "ui-kernel-triangular",
        Kernel::Uniform => "ui-kernel-uniform",
        Kernel::Gaussian => "ui-kernel-gaussian",
    }
}

const fn figure_words(figure: UnitFigure) -> &'static str {
    match figure {
        UnitFigure::Incidents => "map-figure-incidents",
        UnitFigure::PerKm2 => "map-figure-per-km2",
        UnitFigure::Per1000Residents => "map-figure-per-1000",
        UnitFigure::Residents => "map-figure-residents",
    }
}

fn swatch(
    ui: &Ui,
    cx: &Cx,
    inner: Rect,
    top: f32,
    line: f32,
    colour: Option<Color32>,
    words: &str,
) {
    let size = line * 0.62;
    let rect = Rect::from_min_size(
        pos2(inner.min.x, top + (line - size) / 2.0),
        vec2(size * 1.5, size),
    );
    // Colours stand on the map's ground there as here.
    ui.painter().rect_filled(rect, 2.0, cx.theme.ground);
    ui.painter().rect(
        rect,
        2.0,
        colour.unwrap_or(cx.theme.ground),
        Stroke::new(1.0, cx.theme.hairline),
        StrokeKind::Inside,
    );
    let galley = lay_out(ui.painter(), words, cx.theme.sizes[0], cx.theme.text);
    let at = anchored(
        &galley,
        Align2::LEFT_CENTER,
        pos2(rect.max.x + 8.0, rect.center().y),
    );
    ui.painter().galley(at.min, galley, cx.theme.text);
}

/// A value of a smooth scale without false digits: 12,712 is 12,700.
fn to_three_figures(value: f64) -> f64 {
    if value < 1000.0 {
        return value;
    }
    let unit = 10f64.powf(value.log10().floor() - 2.0);
    (value / unit).round() * unit
}

/// A figure without false decimals.
fn figure(value: f64) -> String {
    let decimals = match value.abs() {
        small if small > 0.0 && small < 1.0 => 2,
        middle if middle > 0.0 && middle < 20.0 => 1,
        _ => 0,
    };
    number::decimal(value, decimals)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_no_false_decimals() {
        assert_eq!(figure(to_three_figures(12_712.0)), "12,700");
        assert_eq!(figure(to_three_figures(876.4)), "876");
        assert_eq!(
            [figure(0.0), figure(0.25), figure(4.26), figure(1234.5)],
            ["0", "0.25", "4.3", "1,234"]
        );
    }
}
