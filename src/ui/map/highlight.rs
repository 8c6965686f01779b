//! What is selected on the ground: the outline of a unit, the pin of a place.

use egui::{Color32, Shape, Stroke, Ui, vec2};

use super::frame::MapFrame;
use super::mercator::World;
use crate::base::coords::LonLat;
use crate::base::rings::rings;
use crate::base::stamp::Stamp;
use crate::session::place_report::UnitAt;
use crate::ui::cx::Cx;
use crate::ui::view_state::Selected;

/// The outline of the selected unit, found once.
#[derive(Debug, Default)]
pub(super) struct Highlight {
    of: Option<(Stamp, UnitAt)>,
    rings: Vec<Vec<World>>,
}

/// Draws it.
pub(super) fn highlight(ui: &Ui, cx: &Cx, known: &mut Highlight, frame: &MapFrame) {
    match cx.view.selected {
        Selected::Unit(at) => unit(ui, cx, known, frame, at),
        Selected::Place(at) => pin(ui, cx, frame, at),
        Selected::Nothing | Selected::Points(_) | Selected::Zone(_) => {}
    }
}

fn unit(ui: &Ui, cx: &Cx, known: &mut Highlight, frame: &MapFrame, at: UnitAt) {
    let key = (cx.session.sources().grids.stamp, at);
    if known.of != Some(key) {
        let rings = cx.session.unit(at).map(|(_, unit)| {
            let world = |ring: &geo::LineString<f64>| {
                ring.0
                    .iter()
                    .map(|corner| World::of(LonLat::from(*corner)))
                    .collect()
            };
            rings(&unit.boundary).map(world).collect()
        });
        known.rings = rings.unwrap_or_default();
        known.of = Some(key);
    }
    let painter = ui.painter();
    for (width, colour) in [
        (
            cx.theme.lines[1] + 3.0,
            cx.theme.ground.gamma_multiply(0.85),
        ),
        (cx.theme.lines[1], cx.theme.accent),
    ] {
        for ring in &known.rings {
            let mut line: Vec<egui::Pos2> = ring.iter().map(|corner| frame.at(*corner)).collect();
            line.pop();
            painter.add(Shape::closed_line(line, Stroke::new(width, colour)));
        }
    }
}

fn pin(ui: &Ui, cx: &Cx, frame: &MapFrame, at: LonLat) {
    let foot = frame.screen(at);
    let painter = ui.painter();
    let head = foot - vec2(0.0, 16.0);
    painter.add(Shape::convex_polygon(
        vec![foot, head + vec2(-6.5, 3.5), head + vec2(6.5, 3.5)],
        cx.theme.accent,
        Stroke::NONE,
    ));
    painter.circle(head, 8.0, cx.theme.accent, Stroke::new(1.5, Color32::WHITE));
    painter.circle_filled(head, 3.0, Color32::WHITE);
}
