//! Accepting a suggestion: its changes as one change of the plan.

use super::{Change, Suggested, What};
use crate::base::coords::LonLat;
use crate::base::ids::PointId;
use crate::model::patrol_point::PatrolPoint;
use crate::model::plan::Plan;
use crate::model::plan_edit::PlanEdit;

/// A name for a new place: from the roads that cross there, else from a number.
pub trait PlaceNames {
    /// The name of a crossing.
    fn crossing(&self, names: &[String; 2]) -> Option<String>;
    /// The name of the so-manieth new point.
    fn numbered(&self, number: usize) -> String;
}

/// The chosen changes of a suggestion as one step; those that the plan no longer allows are left out. `None` where none is left.
#[must_use]
pub fn accepted(
    plan: &Plan,
    suggested: &Suggested,
    chosen: impl Fn(usize) -> bool,
    names: &dyn PlaceNames,
) -> Option<PlanEdit> {
    let mut free = plan.free_point_id().0;
    let mut edits = Vec::new();
    for (number, change) in suggested.changes.iter().enumerate() {
        if chosen(number) {
            edits.extend(edit(plan, change, names, &mut free));
        }
    }
    (!edits.is_empty()).then_some(PlanEdit::All(edits))
}

fn edit(plan: &Plan, change: &Change, names: &dyn PlaceNames, free: &mut u32) -> Option<PlanEdit> {
    let unlocked = |id: PointId| plan.points.get(&id).filter(|point| !point.locked);
    match change.what {
        What::Move(id, to, _) => {
            let point = unlocked(id)?;
            let name = names.crossing(&change.crossing);
            Some(PlanEdit::ReplacePoint(PatrolPoint {
                position: to,
                name: name.unwrap_or_else(|| point.name.clone()),
                ..point.clone()
            }))
        }
        What::Add(at) => {
            let id = PointId(*free);
            *free += 1;
            Some(PlanEdit::AddPoint(new_point(id, at, change, names)))
        }
        What::Remove(id) => unlocked(id).map(|point| PlanEdit::RemovePoint(point.id)),
    }
}

fn new_point(id: PointId, at: LonLat, change: &Change, names: &dyn PlaceNames) -> PatrolPoint {
    let name = names.crossing(&change.crossing);
    PatrolPoint {
        id,
        name: name.unwrap_or_else(|| names.numbered(id.0 as usize)),
        position: at,
        locked: false,
        unit: String::new(),
    }
}
