//! How the covered share grows with distance or time: the curve of the plan now, and beside it that of another.

use egui::{
    Align2, Painter, Pos2, Rect, Response, Role, Sense, Shape, Stroke, Ui, WidgetInfo, pos2, vec2,
};

use super::figures::{explained, ring_name};
use crate::base::units::Share;
use crate::i18n::message::Message;
use crate::i18n::number;
use crate::model::reach_rule::Reach;
use crate::ui::cx::Cx;
use crate::ui::theme::Theme;
use crate::ui::widgets;

/// Height of the chart.
const HEIGHT: f32 = 92.0;

/// One or two curves over the same rings.
pub(super) struct Curves<'a> {
    /// The rings, inner to outer.
    pub(super) rings: Vec<Reach>,
    /// The curve of now, or of plan B.
    pub(super) now: &'a [Share],
    /// The curve it is held against; of the same measure and rings.
    pub(super) before: &'a [Share],
    /// What the dashed curve is called.
    pub(super) against: &'static str,
}

impl Curves<'_> {
    /// The far end of the axis, in the rings' own measure.
    fn farthest(&self) -> f64 {
        2.0 * self.rings.last().map_or(0.0, |ring| ring.value())
    }

    /// The share of a curve at a part of the axis.
    fn at(curve: &[Share], part: f64) -> Option<Share> {
        let last = curve.len().checked_sub(1)?;
        let step = (part * last as f64).floor() as usize;
        curve.get(step.min(last)).copied()
    }
}

/// Room for a chart of shares, with lines at none, half and all: the whole, the part above the foot, what the pointer does there.
pub(super) fn share_plot(ui: &mut Ui, theme: &Theme) -> (Rect, Rect, Response) {
    let size = vec2(ui.available_width(), theme.px(HEIGHT));
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let foot = theme.sizes[0] * 1.3;
    let plot = Rect::from_min_max(rect.min, pos2(rect.max.x, rect.max.y - foot));
    let hair = Stroke::new(theme.lines[0], theme.hairline);
    for share in [0.0, 0.5, 1.0] {
        let y = plot.max.y - share * plot.height();
        ui.painter().hline(plot.x_range(), y, hair);
    }
    (rect, plot, response)
}

/// Writes 100 % into the upper left corner of a chart of shares.
pub(super) fn write_whole(painter: &Painter, theme: &Theme, plot: Rect) {
    let corner = plot.left_top() + vec2(theme.px(2.0), 0.0);
    let font = theme.small();
    painter.text(corner, Align2::LEFT_TOP, "100 %", font, theme.second);
}

/// Draws the chart; hovering reads both curves off.
pub(super) fn curve(ui: &mut Ui, cx: &mut Cx, curves: &Curves<'_>) {
    let farthest = curves.farthest();
    if curves.now.len() < 2 || farthest <= 0.0 {
        return;
    }
    let theme = cx.theme;
    ui.add_space(theme.px(8.0));
    let (rect, plot, response) = share_plot(ui, theme);
    let painter = ui.painter().clone();
    let hair = Stroke::new(theme.lines[0], theme.hairline);
    let x_of = |value: f64| plot.min.x + (value / farthest) as f32 * plot.width();
    let mut free = f32::NEG_INFINITY;
    for ring in &curves.rings {
        let x = x_of(ring.value());
        painter.vline(x, plot.y_range(), hair);
        let name = widgets::one_line(ui, &ring_name(Some(*ring)), theme.small(), f32::INFINITY);
        let left = (x - name.size().x / 2.0).clamp(rect.min.x, rect.max.x - name.size().x);
        if left > free + theme.px(4.0) {
            free = left + name.size().x;
            painter.galley(pos2(left, plot.max.y + theme.px(2.0)), name, theme.second);
        }
    }
    let line = |curve: &[Share]| -> Vec<Pos2> {
        let steps = plot.width().max(1.0) as usize;
        let points = (0..=steps).filter_map(|step| {
            let part = step as f64 / steps as f64;
            let share = Curves::at(curve, part)?;
            Some(pos2(
                plot.min.x + part as f32 * plot.width(),
                plot.max.y - share.0 as f32 * plot.height(),
            ))
        });
        points.collect()
    };
    let (thin, thick) = (theme.lines[0] * 1.5, theme.lines[1]);
    if curves.before.len() == curves.now.len() {
        let dashes = Shape::dashed_line(
            &line(curves.before),
            Stroke::new(thin, theme.second),
            theme.px(4.0),
            theme.px(3.0),
        );
        painter.extend(dashes);
    }
    painter.line(line(curves.now), Stroke::new(thick, theme.accent));
    write_whole(&painter, theme, plot);
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, cx.text("ui-curve")));
    let at = response
        .hover_pos()
        .map_or(curves.rings.last().map_or(0.0, |ring| ring.value()), |at| {
            f64::from(((at.x - plot.min.x) / plot.width()).clamp(0.0, 1.0)) * farthest
        });
    if response.hovered() {
        painter.vline(
            x_of(at),
            plot.y_range(),
            Stroke::new(theme.lines[0], theme.text),
        );
    }
    let share = |curve: &[Share]| number::percent(Curves::at(curve, at / farthest));
    let ring = curves.rings.last().map(|ring| ring.of_kind(at));
    let definition = Message::new("ui-def-curve")
        .with("ring", super::figures::reach(ring))
        .with("now", share(curves.now))
        .with("before", share(curves.before))
        .with("against", cx.text(curves.against));
    explained(response, cx, &definition);
}
