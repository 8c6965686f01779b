//! The legend of the heat: what its colours mean, with unit, bandwidth and period; and what legends are built of.

use egui::{
    Align2, Color32, Mesh, Pos2, Rect, Sense, Shape, Stroke, StrokeKind, Ui, Vec2, pos2, vec2,
};

use super::compare_layer::takes_the_ground;
use super::frame::MapFrame;
use super::furniture_layout::MARGIN;
use super::heat_scale;
use super::label_room::{anchored, lay_out};
use super::worth;
use crate::base::palettes;
use crate::base::units::Metres;
use crate::i18n::message::{Arg, Message};
use crate::i18n::number;
use crate::session::command::Command;
use crate::session::derived::HeatScale;
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::period;
use crate::ui::view_state::LayerKind;
use crate::ui::widgets;

/// Least width of a legend.
pub(super) const WIDTH: f32 = 232.0;
pub(super) const PADDING: f32 = 10.0;
pub(super) const GAP: f32 = 5.0;
/// Room between a title and its unit.
const BESIDE: f32 = 6.0;
/// Height of the ramp.
const BAR: f32 = 10.0;
/// How strong the hatching of a choropleth is.
pub(super) const HATCHING: f32 = 0.45;

/// The heat's legend, laid out.
#[derive(Debug)]
pub(super) struct HeatLegend {
    scale: HeatScale,
    rule: String,
    worth: Option<String>,
    line: f32,
    pub(super) size: Vec2,
}

impl HeatLegend {
    /// The legend, once there is heat; `None` where the map is too small for it.
    pub(super) fn of(ui: &Ui, cx: &Cx, room: Vec2) -> Option<Self> {
        let scale = cx.session.derived().scale?;
        cx.session.derived().heat.get()?;
        let line = cx.theme.sizes[0] * 1.35;
        let badge = if scale.moved { line + GAP } else { 0.0 };
        let worth = worth::words(cx, "heat");
        let judged = if worth.is_some() { line + GAP } else { 0.0 };
        let height = PADDING * 2.0 + line * 3.0 + cx.theme.px(BAR) + GAP * 3.0 + judged + badge;
        let rule = rule_words(cx);
        let words = lay_out(ui.painter(), &rule, cx.theme.sizes[0], cx.theme.second);
        let told = worth.as_ref().map_or(0.0, |worth| {
            lay_out(ui.painter(), worth, cx.theme.sizes[0], cx.theme.text)
                .size()
                .x
        });
        let width = cx
            .theme
            .px(WIDTH)
            .max(words.size().x.max(told) + 2.0 * PADDING);
        (height <= room.y).then(|| Self {
            scale,
            rule,
            worth,
            line,
            size: vec2(width.min(room.x), height),
        })
    }

    /// Draws it into the room it asked for.
    pub(super) fn draw(&self, ui: &Ui, cx: &mut Cx, id: egui::Id, frame: &MapFrame, rect: Rect) {
        panel(ui, cx, rect);
        let (inner, line) = (rect.shrink(PADDING), self.line);
        let row = |top: f32| Rect::from_min_size(pos2(inner.min.x, top), vec2(inner.width(), line));
        let mut top = inner.min.y;
        let (name, unit) = (cx.text("map-legend-heat"), cx.text("map-per-km2"));
        let beside_lock = row(top).with_max_x(inner.max.x - cx.theme.px(20.0));
        title(ui, cx, beside_lock, &name, &unit);
        lock(ui, cx, id, self.scale, row(top).right_center());
        top += line + GAP;
        let bar = cx.theme.px(BAR);
        let strip = Rect::from_min_size(pos2(inner.min.x, top), vec2(inner.width(), bar));
        ramp(ui, cx, frame, strip);
        top += bar + GAP;
        ticks(ui, cx, strip, top, self.scale.top.0);
        top += line + GAP;
        text(ui, row(top), &self.rule, cx.theme.sizes[0], cx.theme.second);
        if let Some(worth) = &self.worth {
            top += line + GAP;
            worth::row(ui, cx, id.with("heat"), row(top), worth);
        }
        if self.scale.moved {
            moved_badge(ui, cx, id, row(top + line + GAP));
        }
    }
}

/// The ground of a legend.
pub(super) fn panel(ui: &Ui, cx: &Cx, rect: Rect) {
    ui.painter().rect(
        rect,
        6.0,
        cx.theme.panel.gamma_multiply(0.92),
        Stroke::new(1.0, cx.theme.hairline),
        StrokeKind::Inside,
    );
}

/// What is coloured, and the unit beside it.
pub(super) fn title(ui: &Ui, cx: &Cx, row: Rect, name: &str, unit: &str) {
    let size = cx.theme.sizes[0] * 1.08;
    let wide = lay_out(ui.painter(), name, size, cx.theme.text).size().x;
    text(ui, row, name, size, cx.theme.text);
    let beside = row.with_min_x(row.min.x + wide + BESIDE);
    text(ui, beside, unit, cx.theme.sizes[0], cx.theme.second);
}

/// How wide a title is.
pub(super) fn title_width(ui: &Ui, cx: &Cx, name: &str, unit: &str) -> f32 {
    let wide = |words: &str, size: f32| lay_out(ui.painter(), words, size, cx.theme.text).size().x;
    wide(name, cx.theme.sizes[0] * 1.08) + BESIDE + wide(unit, cx.theme.sizes[0])
}

/// One line in the middle of a row, shortened where the row ends.
pub(super) fn text(ui: &Ui, row: Rect, words: &str, size: f32, colour: Color32) {
    let font = egui::FontId::proportional(size);
    let galley = widgets::one_line(ui, words, font, row.width().max(1.0));
    let at = anchored(&galley, Align2::LEFT_CENTER, row.left_center());
    ui.painter().galley(at.min, galley, colour);
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

fn moved_badge(ui: &Ui, cx: &mut Cx, id: egui::Id, row: Rect) {
    let words = cx.text("map-legend-moved");
    let galley = lay_out(
        ui.painter(),
        &words,
        cx.theme.sizes[0],
        cx.theme.on(cx.theme.warning),
    );
    let wide = (galley.size().x + 14.0).min(row.width());
    let (rect, line) = (row.with_max_x(row.min.x + wide), row.height());
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
    let kernel = cx.text(rule.kernel.sentence());
    let period = period::chosen(cx.session).map(|(first, last)| period::months_text(first, last));
    [Some(metres), Some(kernel), period]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" · ")
}

/// The room legends take in the lower left corner, whether they are there yet or not; nothing where none is wished.
pub(super) fn room_taken(cx: &Cx) -> Vec2 {
    let gained = takes_the_ground(cx);
    let shown = |kind| cx.view.layer(kind).visible && !gained;
    let rows = if shown(LayerKind::Heat) { 6.0 } else { 0.0 }
        + if shown(LayerKind::Choropleth) {
            10.0
        } else {
            0.0
        }
        + if gained { 6.0 } else { 0.0 };
    if rows == 0.0 {
        return Vec2::ZERO;
    }
    vec2(
        cx.theme.px(WIDTH) + 2.0 * MARGIN,
        rows * cx.theme.sizes[0] * 1.45 + 2.0 * (PADDING + MARGIN),
    )
}

/// What a colour field of a legend shows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Swatch {
    /// A colour of the map.
    Colour(Color32),
    /// A colour of the map, hatched: a figure that rests on little.
    Unsure(Color32),
    /// No figure: hatched ground.
    Missing,
}

/// A colour field and what it means, in a row.
pub(super) fn swatch(ui: &Ui, cx: &Cx, row: Rect, shows: Swatch, words: &str) {
    let size = row.height() * 0.62;
    let left = pos2(row.min.x, row.center().y - size / 2.0);
    let rect = Rect::from_min_size(left, vec2(size * 1.5, size));
    let (colour, hatched) = match shows {
        Swatch::Colour(colour) => (colour, false),
        Swatch::Unsure(colour) => (colour, true),
        Swatch::Missing => (Color32::TRANSPARENT, true),
    };
    let painter = ui.painter();
    // Colours stand on the map's ground there as here.
    painter.rect_filled(rect, 2.0, cx.theme.ground);
    painter.rect_filled(rect, 2.0, colour);
    if hatched {
        hatch(&painter.with_clip_rect(rect), cx, rect);
    }
    let edge = Stroke::new(1.0, cx.theme.hairline);
    painter.rect_stroke(rect, 2.0, edge, StrokeKind::Inside);
    let beside = row.with_min_x(rect.max.x + 8.0);
    text(ui, beside, words, cx.theme.sizes[0], cx.theme.text);
}

/// Lines that lean back, as on the map.
fn hatch(painter: &egui::Painter, cx: &Cx, rect: Rect) {
    let stroke = Stroke::new(cx.theme.lines[0], cx.theme.text.gamma_multiply(HATCHING));
    let step = cx.theme.px(5.0);
    let mut x = rect.min.x - rect.height();
    while x < rect.max.x {
        let foot = pos2(x + rect.height(), rect.max.y);
        painter.line_segment([pos2(x, rect.min.y), foot], stroke);
        x += step;
    }
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
pub(super) fn figure(value: f64) -> String {
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
