//! Exits and the units sent to them: a mark where the road leaves, a line from the point whose unit closes it.

use egui::{Shape, Stroke, Ui, vec2};

use super::frame::MapFrame;
use super::points::UnitColours;
use crate::session::slot::Freshness;
use crate::ui::cx::Cx;

/// Half the side of a mark, points in the light look.
const MARK: f32 = 6.0;

/// Draws them, while exits are asked for.
pub(super) fn exits(ui: &Ui, cx: &Cx, frame: &MapFrame) {
    let slot = &cx.session.derived().exits;
    let Some(Some(answer)) = slot.get() else {
        return;
    };
    let theme = cx.theme;
    let faded = if slot.freshness() == Freshness::Fresh {
        1.0
    } else {
        0.4
    };
    let points = &cx.session.shown_plan().points;
    let units = UnitColours::of(points.values());
    let painter = ui.painter();
    let sent = answer.exits.iter().zip(&answer.closing.by);
    for (exit, by) in sent.clone() {
        let Some(point) = by.and_then(|(id, _)| points.get(&id)) else {
            continue;
        };
        let ends = [frame.screen(point.position), frame.screen(exit.at)];
        let ground = Stroke::new(
            theme.lines[1] + 2.0,
            theme.ground.gamma_multiply(0.7 * faded),
        );
        painter.line_segment(ends, ground);
        let colour = units.of_point(theme, point).gamma_multiply(faded);
        painter.line_segment(ends, Stroke::new(theme.lines[1], colour));
    }
    for (exit, by) in sent {
        let at = frame.screen(exit.at);
        let half = theme.px(MARK);
        let corners = [
            at + vec2(0.0, -half),
            at + vec2(half, 0.0),
            at + vec2(0.0, half),
            at + vec2(-half, 0.0),
        ];
        // One that stays open is hollow and in the colour of warnings.
        let (fill, line) = if by.is_some() {
            (theme.text, theme.panel)
        } else {
            (theme.panel, theme.warning)
        };
        painter.add(Shape::convex_polygon(
            corners.to_vec(),
            fill.gamma_multiply(faded),
            Stroke::new(2.0, line.gamma_multiply(faded)),
        ));
    }
}
