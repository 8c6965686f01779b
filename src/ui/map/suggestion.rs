//! Suggested points: ghosts where they would stand, an arrow from the point that would move there, a cross over one not needed.

use std::collections::BTreeSet;

use egui::{Color32, Painter, Pos2, Shape, Stroke, Ui, vec2};

use super::frame::MapFrame;
use crate::base::coords::LonLat;
use crate::session::suggest::What;
use crate::ui::cx::Cx;
use crate::ui::theme::Theme;

/// Radius of a ghost, points in the light look.
const GHOST: f32 = 9.0;

/// Draws them while the tab is open.
pub(super) fn suggestion(ui: &Ui, cx: &Cx, frame: &MapFrame) {
    let Some(suggestion) = cx.session.suggestion() else {
        return;
    };
    let painter = ui.painter();
    let points = &cx.session.shown_plan().points;
    match suggestion.answer() {
        None => {
            let stands = |at: &LonLat| points.values().any(|point| point.position == *at);
            let places = suggestion.so_far().places;
            for at in places.iter().filter(|at| !stands(at)) {
                ghost(painter, cx.theme, frame.screen(*at), 0.7);
            }
        }
        Some(Err(_)) => {}
        Some(Ok(suggested)) => {
            let faded = if cx.session.suggestion_is_outdated() {
                0.45
            } else {
                1.0
            };
            let left_out: &BTreeSet<usize> = &cx.view.desk.suggest.left_out;
            let wanted = suggested.changes.iter().enumerate();
            let wanted = wanted.filter(|(number, _)| !left_out.contains(number));
            let from = |id| points.get(&id).map(|point| frame.screen(point.position));
            for (_, change) in wanted.clone() {
                if let What::Move(id, to, _) = change.what
                    && let Some(from) = from(id)
                {
                    arrow(painter, cx.theme, [from, frame.screen(to)], faded);
                }
            }
            for (_, change) in wanted {
                match change.what {
                    What::Move(_, at, _) | What::Add(at) => {
                        ghost(painter, cx.theme, frame.screen(at), faded);
                    }
                    What::Remove(id) => {
                        if let Some(at) = from(id) {
                            cross(painter, cx.theme, at, faded);
                        }
                    }
                }
            }
        }
    }
}

/// A hollow disc, dashed: nobody stands there yet.
fn ghost(painter: &Painter, theme: &Theme, at: Pos2, strength: f32) {
    let radius = theme.px(GHOST);
    let ground = theme.panel.gamma_multiply(0.85 * strength);
    painter.circle_filled(at, radius + theme.px(2.0), ground);
    painter.circle_filled(at, radius, theme.accent.gamma_multiply(0.18 * strength));
    let steps = 24u8;
    let around: Vec<Pos2> = (0..=steps)
        .map(|step| {
            let angle = f32::from(step) / f32::from(steps) * std::f32::consts::TAU;
            at + radius * vec2(angle.cos(), angle.sin())
        })
        .collect();
    let stroke = Stroke::new(theme.lines[1], theme.accent.gamma_multiply(strength));
    let dash = theme.px(5.0);
    painter.extend(Shape::dashed_line(&around, stroke, dash, dash * 0.55));
}

/// From where a point stands to where it would, with a halo so that it shows on any ground.
fn arrow(painter: &Painter, theme: &Theme, [from, to]: [Pos2; 2], strength: f32) {
    let way = to - from;
    let radius = theme.px(GHOST);
    if way.length() < 2.5 * radius {
        return;
    }
    let ahead = way.normalized();
    let (start, tip) = (from + ahead * radius, to - ahead * (radius + theme.px(2.0)));
    let head = theme.px(8.0);
    let side = ahead.rot90() * head * 0.5;
    let neck = tip - ahead * head;
    let halo = theme.ground.gamma_multiply(0.8 * strength);
    let colour: Color32 = theme.accent.gamma_multiply(strength);
    painter.line_segment([start, neck], Stroke::new(theme.lines[1] + 2.0, halo));
    painter.line_segment([start, neck], Stroke::new(theme.lines[1], colour));
    let corners = vec![tip, neck + side, neck - side];
    painter.add(Shape::convex_polygon(
        corners,
        colour,
        Stroke::new(1.0, halo),
    ));
}

/// Over a point that is not needed.
fn cross(painter: &Painter, theme: &Theme, at: Pos2, strength: f32) {
    let arm = theme.px(8.0);
    for (wide, colour) in [
        (theme.lines[1] + 3.0, theme.panel),
        (theme.lines[1], theme.text),
    ] {
        let stroke = Stroke::new(wide, colour.gamma_multiply(strength));
        for flip in [1.0, -1.0] {
            let reach = vec2(arm, arm * flip);
            painter.line_segment([at - reach, at + reach], stroke);
        }
    }
}
