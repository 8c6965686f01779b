//! What can be done to the selection: each becomes one edit of the plan, one undo step.

use egui::{Context, Key};

use super::cx::Cx;
use super::desk::Renaming;
use super::view_state::{CameraWish, Selected};
use crate::base::coords::{LocalXy, LonLat, LonLatBox};
use crate::base::ids::PointId;
use crate::i18n::message::Message;
use crate::model::patrol_point::PatrolPoint;
use crate::model::plan_edit::PlanEdit;
use crate::session::command::Command;

/// The zoom level at which one place is looked at.
pub const CLOSE: f64 = 15.5;

/// The selected points as they are in the plan.
fn points(cx: &Cx) -> Vec<PatrolPoint> {
    let plan = cx.session.plan();
    cx.view
        .selected_points()
        .iter()
        .filter_map(|id| plan.points.get(id).cloned())
        .collect()
}

fn send_all(cx: &mut Cx, mut edits: Vec<PlanEdit>) {
    match edits.len() {
        0 => {}
        1 => cx.send(Command::Edit(edits.remove(0))),
        _ => cx.send(Command::Edit(PlanEdit::All(edits))),
    }
}

/// Deletes what is selected. A locked point among others stays; alone, it says why.
pub fn delete(cx: &mut Cx) {
    if let Selected::Zone(id) = cx.view.selected {
        cx.send(Command::Edit(PlanEdit::RemoveZone(id)));
        cx.view.selected = Selected::Nothing;
        return;
    }
    let all = points(cx);
    let free: Vec<_> = all.iter().filter(|point| !point.locked).collect();
    let chosen = if free.is_empty() {
        all.iter().collect()
    } else {
        free
    };
    let edits = chosen
        .iter()
        .map(|point| PlanEdit::RemovePoint(point.id))
        .collect();
    send_all(cx, edits);
}

/// Puts a copy of each selected point 60 m to the south-east and selects the copies.
pub fn duplicate(cx: &mut Cx) {
    let Some(projection) = cx.session.projection().copied() else {
        return;
    };
    let first = cx.session.plan().free_point_id().0;
    let copies: Vec<PatrolPoint> = (first..)
        .zip(points(cx))
        .map(|(id, point)| {
            let at = projection.to_local(point.position);
            let name = Message::new("ui-copy-of").with("name", point.name.as_str());
            PatrolPoint {
                id: PointId(id),
                name: cx.say(&name),
                position: projection.to_lonlat(LocalXy::new(at.x + 60.0, at.y - 60.0)),
                locked: false,
                unit: point.unit,
            }
        })
        .collect();
    cx.view.selected = Selected::Points(copies.iter().map(|copy| copy.id).collect());
    send_all(cx, copies.into_iter().map(PlanEdit::AddPoint).collect());
}

/// Locks the selected points; where all are locked, unlocks them.
pub fn toggle_lock(cx: &mut Cx) {
    let all = points(cx);
    let lock = !all.iter().all(|point| point.locked);
    let edits = all
        .into_iter()
        .filter(|point| point.locked != lock)
        .map(|point| {
            PlanEdit::ReplacePoint(PatrolPoint {
                locked: lock,
                ..point
            })
        })
        .collect();
    send_all(cx, edits);
}

/// Opens the name of the one selected thing for editing.
pub fn begin_rename(cx: &mut Cx) {
    let plan = cx.session.plan();
    let renaming = match &cx.view.selected {
        Selected::Zone(id) => plan
            .zones
            .get(id)
            .map(|zone| Renaming::Zone(*id, zone.name.clone())),
        Selected::Points(ids) => ids
            .first()
            .and_then(|id| plan.points.get(id))
            .map(|point| Renaming::Point(point.id, point.name.clone())),
        Selected::Nothing | Selected::Unit(_) | Selected::Place(_) => None,
    };
    let tab = match renaming {
        Some(Renaming::Zone(..)) => super::view_state::RightTab::Zones,
        _ => super::view_state::RightTab::Points,
    };
    if renaming.is_some() {
        cx.view.right_tab = tab;
        cx.view.panels(cx.theme.look)[1] = true;
        cx.view.desk.renaming = renaming;
    }
}

/// Gives what is being renamed its new name, as one undo step.
pub fn finish_rename(cx: &mut Cx, renaming: Renaming) {
    let plan = cx.session.plan();
    let edit =
        match renaming {
            Renaming::Plan(name) => (name != plan.name).then_some(PlanEdit::Rename(name)),
            Renaming::Point(id, name) => plan
                .points
                .get(&id)
                .filter(|point| point.name != name)
                .map(|point| {
                    PlanEdit::ReplacePoint(PatrolPoint {
                        name,
                        ..point.clone()
                    })
                }),
            Renaming::Unit(id, unit) => plan
                .points
                .get(&id)
                .filter(|point| point.unit != unit)
                .map(|point| {
                    PlanEdit::ReplacePoint(PatrolPoint {
                        unit,
                        ..point.clone()
                    })
                }),
            Renaming::Zone(id, name) => {
                plan.zones
                    .get(&id)
                    .filter(|zone| zone.name != name)
                    .map(|zone| {
                        let mut zone = zone.clone();
                        zone.name = name;
                        PlanEdit::ReplaceZone(zone)
                    })
            }
        };
    if let Some(edit) = edit {
        cx.send(Command::Edit(edit));
    }
}

/// Selects every point.
pub fn select_all(cx: &mut Cx) {
    cx.view.selected = Selected::Points(cx.session.shown_plan().points.keys().copied().collect());
}

/// Shows what is selected.
pub fn zoom_to_selection(cx: &mut Cx) {
    let plan = cx.session.shown_plan();
    cx.view.camera_wish = match &cx.view.selected {
        Selected::Nothing => None,
        Selected::Points(ids) => {
            let places: Vec<LonLat> = ids
                .iter()
                .filter_map(|id| plan.points.get(id))
                .map(|point| point.position)
                .collect();
            look_at(&places)
        }
        Selected::Zone(id) => plan
            .zones
            .get(id)
            .and_then(|zone| box_of(&zone.boundary))
            .map(CameraWish::Fit),
        Selected::Unit(at) => cx
            .session
            .unit(*at)
            .map(|(_, unit)| CameraWish::Fit(unit.extent)),
        Selected::Place(at) => Some(CameraWish::Centre(*at, CLOSE)),
    };
}

/// The camera wish that shows all these places.
#[must_use]
pub fn look_at(places: &[LonLat]) -> Option<CameraWish> {
    match places {
        [] => None,
        [only] => Some(CameraWish::Centre(*only, CLOSE)),
        _ => LonLatBox::around(places.iter().copied()).map(CameraWish::Fit),
    }
}

/// The box around a polygon.
#[must_use]
pub fn box_of(boundary: &geo::Polygon<f64>) -> Option<LonLatBox> {
    LonLatBox::around(
        boundary
            .exterior()
            .0
            .iter()
            .map(|corner| LonLat::from(*corner)),
    )
}

/// Arrow keys move the selected points: 10 m a press, 1 m with Shift. While keys are down it is a preview; letting go
/// makes it one undo step.
pub fn nudge(cx: &mut Cx, context: &Context) {
    if context.text_edit_focused() || context.memory(|memory| memory.focused().is_some()) {
        return;
    }
    let arrows = [
        (Key::ArrowLeft, -1.0, 0.0),
        (Key::ArrowRight, 1.0, 0.0),
        (Key::ArrowUp, 0.0, 1.0),
        (Key::ArrowDown, 0.0, -1.0),
    ];
    let (presses, held, fine) = context.input(|input| {
        let presses: Vec<(f64, f64)> = arrows
            .iter()
            .filter(|(key, ..)| input.key_pressed(*key))
            .map(|(_, east, north)| (*east, *north))
            .collect();
        let held = arrows.iter().any(|(key, ..)| input.key_down(*key));
        (presses, held, input.modifiers.shift)
    });
    let step = if fine { 1.0 } else { 10.0 };
    let all = points(cx);
    let free: Vec<PatrolPoint> = all.iter().filter(|point| !point.locked).cloned().collect();
    if let (false, true, Some(locked)) = (presses.is_empty(), free.is_empty(), all.first()) {
        // Refused by the plan, which says why.
        cx.send(Command::Edit(PlanEdit::MovePoint(
            locked.id,
            locked.position,
        )));
        return;
    }
    let Some(projection) = cx.session.projection().copied() else {
        return;
    };
    if !presses.is_empty() && !free.is_empty() {
        let moved = cx.view.desk.nudge.get_or_insert((0.0, 0.0));
        for (east, north) in presses {
            moved.0 += east * step;
            moved.1 += north * step;
        }
        let (east, north) = *moved;
        let edits: Vec<PlanEdit> = free
            .iter()
            .map(|point| {
                let at = projection.to_local(point.position);
                let to = projection.to_lonlat(LocalXy::new(at.x + east, at.y + north));
                PlanEdit::MovePoint(point.id, to)
            })
            .collect();
        cx.send(Command::Preview(one_or_all(edits)));
    }
    if !held && cx.view.desk.nudge.take().is_some() {
        cx.send(Command::CommitPreview);
    }
}

fn one_or_all(mut edits: Vec<PlanEdit>) -> PlanEdit {
    if edits.len() == 1 {
        edits.remove(0)
    } else {
        PlanEdit::All(edits)
    }
}
