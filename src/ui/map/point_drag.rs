//! Dragging patrol points: a preview that every figure follows, one step when released, nothing on Escape.

use std::collections::BTreeMap;

use egui::{Key, Modifiers, Pos2, Response, Ui};

use super::bubble;
use super::frame::MapFrame;
use super::mercator::World;
use super::points;
use super::view::MapView;
use crate::base::coords::LonLat;
use crate::base::ids::PointId;
use crate::i18n::message::Message;
use crate::model::patrol_point::PatrolPoint;
use crate::model::plan_edit::PlanEdit;
use crate::session::command::Command;
use crate::ui::cx::Cx;

/// A drag of one or several points.
#[derive(Debug)]
pub(super) struct PointDrag {
    held: PointId,
    /// Where the pointer was pressed.
    pressed: World,
    /// Where each point that moves was.
    starts: Vec<(PointId, World)>,
    /// Where each is now.
    now: BTreeMap<PointId, LonLat>,
    /// Escape was pressed: the rest of the drag does nothing.
    dropped: bool,
    /// The frame it was last seen in, to notice a drag whose point went away.
    seen: u64,
}

impl PointDrag {
    /// Where a point that moves is now.
    pub(super) fn shown_at(&self, id: PointId) -> Option<LonLat> {
        self.now.get(&id).copied().filter(|_| !self.dropped)
    }
}

/// One frame of a point that may be dragged.
pub(super) fn drag(
    ui: &Ui,
    cx: &mut Cx,
    map: &mut MapView,
    frame: &MapFrame,
    point: &PatrolPoint,
    response: &Response,
) {
    let primary = egui::PointerButton::Primary;
    if response.drag_started_by(primary) {
        begin(ui, cx, map, frame, point, response);
    }
    let over = response.drag_stopped_by(primary);
    if !(response.dragged_by(primary) || over) {
        return;
    }
    if point.locked {
        say_locked(ui, cx, point, response.interact_pointer_pos());
        return;
    }
    let Some(drag) = map.point_drag.as_mut().filter(|drag| drag.held == point.id) else {
        return;
    };
    drag.seen = ui.ctx().cumulative_pass_nr();
    if drag.dropped {
        if over {
            map.point_drag = None;
        }
        return;
    }
    if let Some(at) = response.interact_pointer_pos()
        && follow(drag, frame, at)
    {
        cx.send(Command::Preview(edit(&drag.now)));
    }
    if over {
        let moved = !drag.now.is_empty();
        map.point_drag = None;
        cx.send(if moved {
            Command::CommitPreview
        } else {
            Command::DropPreview
        });
    }
}

fn begin(
    ui: &Ui,
    cx: &mut Cx,
    map: &mut MapView,
    frame: &MapFrame,
    point: &PatrolPoint,
    response: &Response,
) {
    let shift = ui.input(|input| input.modifiers.shift);
    if !cx.view.selected_points().contains(&point.id) {
        points::choose(cx, point.id, shift);
    }
    if point.locked {
        return;
    }
    let origin = ui
        .input(|input| input.pointer.press_origin())
        .or(response.interact_pointer_pos())
        .unwrap_or_else(|| frame.screen(point.position));
    let selected = cx.view.selected_points();
    let plan = cx.session.shown_plan();
    map.point_drag = Some(PointDrag {
        held: point.id,
        pressed: frame.world(origin),
        starts: plan
            .points
            .values()
            .filter(|other| selected.contains(&other.id) && !other.locked)
            .map(|other| (other.id, World::of(other.position)))
            .collect(),
        now: BTreeMap::new(),
        dropped: false,
        seen: 0,
    });
}

/// Moves the points with the pointer. Returns whether they stand elsewhere than a frame before.
fn follow(drag: &mut PointDrag, frame: &MapFrame, at: Pos2) -> bool {
    let pointer = frame.world(at);
    let by = (pointer.x - drag.pressed.x, pointer.y - drag.pressed.y);
    let now: BTreeMap<_, _> = drag
        .starts
        .iter()
        .map(|(id, start)| {
            let moved = World {
                x: start.x + by.0,
                y: start.y + by.1,
            };
            (*id, moved.place())
        })
        .collect();
    let differs = now != drag.now;
    drag.now = now;
    differs
}

fn edit(now: &BTreeMap<PointId, LonLat>) -> PlanEdit {
    let mut moves: Vec<PlanEdit> = now
        .iter()
        .map(|(id, to)| PlanEdit::MovePoint(*id, *to))
        .collect();
    match (moves.len(), moves.pop()) {
        (1, Some(only)) => only,
        (_, last) => {
            moves.extend(last);
            PlanEdit::All(moves)
        }
    }
}

/// At the end of a frame: Escape drops the drag, and so does the loss of its point.
pub(super) fn finish(ui: &Ui, cx: &mut Cx, map: &mut MapView) {
    let Some(drag) = &mut map.point_drag else {
        return;
    };
    let escaped =
        !drag.dropped && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    if escaped {
        drag.dropped = true;
        cx.send(Command::DropPreview);
    }
    let lost = drag.seen != 0 && drag.seen + 2 < ui.ctx().cumulative_pass_nr();
    if lost {
        give_up(cx, map);
    }
}

/// Ends a drag without moving anything.
pub(super) fn give_up(cx: &mut Cx, map: &mut MapView) {
    if let Some(drag) = map.point_drag.take()
        && !drag.dropped
    {
        cx.send(Command::DropPreview);
    }
}

fn say_locked(ui: &Ui, cx: &Cx, point: &PatrolPoint, at: Option<Pos2>) {
    if let Some(at) = at {
        let text = cx.say(&Message::new("map-point-is-locked").with("name", point.name.as_str()));
        bubble::bubble(ui, cx.theme, at, &[text]);
    }
}
