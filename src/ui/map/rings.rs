//! Rings of reach around patrol points, as circles in metres.

use egui::{Align2, Color32, Painter, Stroke, vec2};

use super::frame::MapFrame;
use super::label_room::{anchored, lay_out, write_with_halo};
use super::points::shown_at;
use super::view::MapView;
use crate::base::coords::LonLat;
use crate::base::units::Metres;
use crate::i18n::message::{Arg, Message};
use crate::model::reach_rule::ReachRule;
use crate::ui::cx::Cx;
use crate::ui::theme::Theme;

/// Draws every ring of selected points, and the outermost of all points once they are large enough to tell apart.
pub(super) fn rings(painter: &Painter, cx: &Cx, map: &MapView, frame: &MapFrame, opacity: f32) {
    let plan = cx.session.shown_plan();
    let ReachRule::StraightLine { rings } = &plan.reach else {
        return;
    };
    let selected = cx.view.selected_points();
    let colour = cx.theme.accent;
    for point in plan
        .points
        .values()
        .filter(|point| !selected.contains(&point.id))
    {
        let at = shown_at(map, point);
        if cx.view.desk.briefing.is_some() {
            // Nobody points at one of them: all are shown with all their rings.
            every(painter, cx.theme, frame, at, rings, opacity);
        } else if let Some(outermost) = rings.last() {
            self::outermost(painter, cx.theme, frame, at, *outermost, opacity);
        }
    }
    for point in plan
        .points
        .values()
        .filter(|point| selected.contains(&point.id))
    {
        let at = shown_at(map, point);
        let centre = frame.screen(at);
        for (index, ring) in rings.iter().enumerate() {
            let radius = frame.points(*ring, at.lat);
            if !frame.rect.expand(radius).contains(centre) {
                continue;
            }
            painter.circle(
                centre,
                radius,
                colour.gamma_multiply(0.06 * opacity),
                Stroke::new(cx.theme.lines[0] * 1.5, colour.gamma_multiply(opacity)),
            );
            let apart = radius
                - index
                    .checked_sub(1)
                    .and_then(|inner| rings.get(inner))
                    .map_or(0.0, |inner| frame.points(*inner, at.lat));
            if apart > 26.0 && selected.len() <= 3 {
                ring_label(painter, cx, centre - vec2(0.0, radius), ring.0, opacity);
            }
        }
    }
}

/// Every ring of a point, the inner ones stronger.
fn every(
    painter: &Painter,
    theme: &Theme,
    frame: &MapFrame,
    at: LonLat,
    rings: &[Metres],
    opacity: f32,
) {
    let centre = frame.screen(at);
    for (index, ring) in rings.iter().enumerate().rev() {
        let radius = frame.points(*ring, at.lat);
        if !frame.rect.expand(radius).contains(centre) {
            continue;
        }
        let last = index + 1 == rings.len();
        let edge = theme
            .accent
            .gamma_multiply(if last { opacity } else { 0.5 * opacity });
        painter.circle(
            centre,
            radius,
            theme.accent.gamma_multiply(0.08 * opacity),
            Stroke::new(theme.lines[0], edge),
        );
    }
}

/// The outermost ring of a point, once it is large enough to tell apart.
pub(super) fn outermost(
    painter: &Painter,
    theme: &Theme,
    frame: &MapFrame,
    at: LonLat,
    ring: Metres,
    opacity: f32,
) {
    let radius = frame.points(ring, at.lat);
    let centre = frame.screen(at);
    if radius > 20.0 && frame.rect.expand(radius).contains(centre) {
        let colour = theme.accent.gamma_multiply(0.35 * opacity);
        painter.circle_stroke(centre, radius, Stroke::new(theme.lines[0], colour));
    }
}

fn ring_label(painter: &Painter, cx: &Cx, top: egui::Pos2, metres: f64, opacity: f32) {
    let text = cx.say(&Message::new("map-metres").with("n", Arg::Decimal(metres, 0)));
    let colour: Color32 = cx.theme.accent.gamma_multiply(opacity);
    let galley = lay_out(painter, &text, cx.theme.sizes[0], colour);
    let rect = anchored(&galley, Align2::CENTER_CENTER, top);
    write_with_halo(
        painter,
        &galley,
        rect.min,
        cx.theme.ground.gamma_multiply(opacity),
    );
}
