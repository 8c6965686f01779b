//! Ctrl and a drag: a box that selects the points in it.

use std::collections::BTreeSet;

use egui::{Pos2, Rect, Response, Stroke, StrokeKind, Ui};

use super::frame::MapFrame;
use super::view::MapView;
use crate::ui::cx::Cx;
use crate::ui::view_state::{Selected, Tool};

/// Begins, draws and ends the box. Returns whether a box is being drawn.
pub(super) fn box_select(
    ui: &Ui,
    cx: &mut Cx,
    map: &mut MapView,
    frame: &MapFrame,
    surface: &Response,
) {
    let primary = egui::PointerButton::Primary;
    let ctrl = ui.input(|input| input.modifiers.command);
    if surface.drag_started_by(primary) && ctrl && cx.view.tool == Tool::Select {
        map.box_from = ui.input(|input| input.pointer.press_origin());
    }
    let (Some(from), Some(to)) = (map.box_from, surface.interact_pointer_pos()) else {
        map.box_from = None;
        return;
    };
    let rect = Rect::from_two_pos(from, to);
    let painter = ui.painter();
    let stroke = Stroke::new(1.5, cx.theme.accent);
    painter.rect(
        rect,
        2.0,
        cx.theme.accent.gamma_multiply(0.10),
        stroke,
        StrokeKind::Inside,
    );
    if surface.drag_stopped_by(primary) {
        select(ui, cx, frame, rect);
        map.box_from = None;
    }
}

fn select(ui: &Ui, cx: &mut Cx, frame: &MapFrame, rect: Rect) {
    let adding = ui.input(|input| input.modifiers.shift);
    let mut chosen = if adding {
        cx.view.selected_points()
    } else {
        BTreeSet::new()
    };
    let plan = cx.session.shown_plan();
    let inside = |at: Pos2| rect.contains(at);
    chosen.extend(
        plan.points
            .values()
            .filter(|point| inside(frame.screen(point.position)))
            .map(|point| point.id),
    );
    cx.view.selected = if chosen.is_empty() {
        Selected::Nothing
    } else {
        Selected::Points(chosen)
    };
    cx.view.inspect();
}
