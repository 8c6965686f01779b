//! Changes to a plan as values: each knows its inverse.

use serde::{Deserialize, Serialize};

use super::patrol_point::PatrolPoint;
use super::plan::Plan;
use super::reach_rule::ReachRule;
use super::scene::Scene;
use super::zone::Zone;
use crate::base::coords::LonLat;
use crate::base::ids::{PointId, SceneId, ZoneId};

/// One change of a plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum PlanEdit {
    /// A new name.
    Rename(String),
    /// A point comes in (its number must be free).
    AddPoint(PatrolPoint),
    /// A point goes.
    RemovePoint(PointId),
    /// A point stands elsewhere.
    MovePoint(PointId, LonLat),
    /// A point's name, unit or lock change; the position too where it was not locked.
    ReplacePoint(PatrolPoint),
    /// A zone comes in (its number must be free).
    AddZone(Zone),
    /// A zone goes.
    RemoveZone(ZoneId),
    /// A zone's boundary, name, rank or colour change.
    ReplaceZone(Zone),
    /// Another rule of reach.
    SetReach(ReachRule),
    /// A scene comes in at a place in the order (its number must be free; past the end is the end).
    AddScene(usize, Scene),
    /// A scene goes.
    RemoveScene(SceneId),
    /// A scene shows or says something else.
    ReplaceScene(Box<Scene>),
    /// A scene moves to another place in the order, counted without it.
    MoveScene(SceneId, usize),
    /// Another plan in place of this one.
    Replace(Box<Plan>),
    /// The plan as it was after this entry of its log, in place of this one.
    Restore(u64, Box<Plan>),
    /// Several changes as one step; all happen or none.
    All(Vec<PlanEdit>),
}

/// Why a change cannot be made. The plan is then as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// No such point.
    #[error("the plan has no point {0:?}")]
    NoSuchPoint(PointId),
    /// The number is taken.
    #[error("the plan already has a point {0:?}")]
    PointExists(PointId),
    /// The point is padlocked.
    #[error("point {0:?} is locked")]
    PointLocked(PointId),
    /// No such zone.
    #[error("the plan has no zone {0:?}")]
    NoSuchZone(ZoneId),
    /// The number is taken.
    #[error("the plan already has a zone {0:?}")]
    ZoneExists(ZoneId),
    /// The place is not finite or not on the globe.
    #[error("the place of point {0:?} is not on the globe")]
    NotOnGlobe(PointId),
    /// A zone's outline has fewer than three corners or one that is not on the globe.
    #[error("the outline of zone {0:?} is no area")]
    NotAnArea(ZoneId),
    /// No such scene.
    #[error("the plan has no scene {0:?}")]
    NoSuchScene(SceneId),
    /// The number is taken.
    #[error("the plan already has a scene {0:?}")]
    SceneExists(SceneId),
    /// What a scene shows is nowhere.
    #[error("scene {0:?} shows nothing that can be shown")]
    UnsoundScene(SceneId),
    /// The rule of reach has no ring.
    #[error("a rule of reach needs a ring")]
    NoRing,
}

impl PlanEdit {
    /// Makes the change and returns the change that takes it back.
    ///
    /// # Errors
    /// [`EditError`]; the plan is then untouched.
    pub fn apply(&self, plan: &mut Plan) -> Result<Self, EditError> {
        match self {
            Self::Rename(name) => Ok(Self::Rename(std::mem::replace(
                &mut plan.name,
                name.clone(),
            ))),
            Self::AddPoint(point) => add_point(plan, point),
            Self::RemovePoint(id) => remove_point(plan, *id),
            Self::MovePoint(id, to) => move_point(plan, *id, *to),
            Self::ReplacePoint(point) => replace_point(plan, point),
            Self::AddZone(zone) => add_zone(plan, zone),
            Self::RemoveZone(id) => plan
                .zones
                .remove(id)
                .map(Self::AddZone)
                .ok_or(EditError::NoSuchZone(*id)),
            Self::ReplaceZone(zone) => replace_zone(plan, zone),
            Self::SetReach(rule) => set_reach(plan, rule),
            Self::AddScene(at, scene) => add_scene(plan, *at, scene),
            Self::RemoveScene(id) => remove_scene(plan, *id),
            Self::ReplaceScene(scene) => replace_scene(plan, scene),
            Self::MoveScene(id, to) => move_scene(plan, *id, *to),
            Self::Replace(new) | Self::Restore(_, new) => Ok(Self::Replace(Box::new(
                std::mem::replace(plan, new.as_ref().clone()),
            ))),
            Self::All(edits) => apply_all(plan, edits),
        }
    }
}

impl PlanEdit {
    /// Whether this change, undone by that one, leaves everything as it is.
    #[must_use]
    pub fn is_idle(&self, inverse: &Self) -> bool {
        match (self, inverse) {
            (Self::All(edits), Self::All(inverses)) => {
                edits.len() == inverses.len()
                    && edits
                        .iter()
                        .zip(inverses.iter().rev())
                        .all(|(edit, inverse)| edit.is_idle(inverse))
            }
            (Self::Restore(_, plan), Self::Replace(before)) => plan == before,
            (edit, inverse) => edit == inverse,
        }
    }
}

fn set_reach(plan: &mut Plan, rule: &ReachRule) -> Result<PlanEdit, EditError> {
    let rule = rule.with_rings(&rule.rings()).ok_or(EditError::NoRing)?;
    Ok(PlanEdit::SetReach(std::mem::replace(&mut plan.reach, rule)))
}

fn add_point(plan: &mut Plan, point: &PatrolPoint) -> Result<PlanEdit, EditError> {
    if plan.points.contains_key(&point.id) {
        return Err(EditError::PointExists(point.id));
    }
    if !point.position.is_on_globe() {
        return Err(EditError::NotOnGlobe(point.id));
    }
    plan.note_point_id(point.id);
    plan.points.insert(point.id, point.clone());
    let remove = PlanEdit::RemovePoint(point.id);
    if !point.locked {
        return Ok(remove);
    }
    // A locked point cannot be removed, but its coming in must be taken back: the way back unlocks it first.
    let unlock = PlanEdit::ReplacePoint(PatrolPoint {
        locked: false,
        ..point.clone()
    });
    Ok(PlanEdit::All(vec![unlock, remove]))
}

fn remove_point(plan: &mut Plan, id: PointId) -> Result<PlanEdit, EditError> {
    unlocked(plan, id)?;
    plan.points
        .remove(&id)
        .map(PlanEdit::AddPoint)
        .ok_or(EditError::NoSuchPoint(id))
}

fn move_point(plan: &mut Plan, id: PointId, to: LonLat) -> Result<PlanEdit, EditError> {
    unlocked(plan, id)?;
    if !to.is_on_globe() {
        return Err(EditError::NotOnGlobe(id));
    }
    let point = plan.points.get_mut(&id).ok_or(EditError::NoSuchPoint(id))?;
    Ok(PlanEdit::MovePoint(
        id,
        std::mem::replace(&mut point.position, to),
    ))
}

fn replace_point(plan: &mut Plan, new: &PatrolPoint) -> Result<PlanEdit, EditError> {
    let point = plan
        .points
        .get_mut(&new.id)
        .ok_or(EditError::NoSuchPoint(new.id))?;
    let moves = point.position != new.position;
    if point.locked && moves {
        return Err(EditError::PointLocked(new.id));
    }
    if !new.position.is_on_globe() {
        return Err(EditError::NotOnGlobe(new.id));
    }
    let before = PlanEdit::ReplacePoint(std::mem::replace(point, new.clone()));
    if !(new.locked && moves) {
        return Ok(before);
    }
    // Moved and locked in one: the way back unlocks it first, for a locked point does not move.
    let unlock = PlanEdit::ReplacePoint(PatrolPoint {
        locked: false,
        ..new.clone()
    });
    Ok(PlanEdit::All(vec![unlock, before]))
}

fn unlocked(plan: &Plan, id: PointId) -> Result<(), EditError> {
    match plan.points.get(&id) {
        None => Err(EditError::NoSuchPoint(id)),
        Some(point) if point.locked => Err(EditError::PointLocked(id)),
        Some(_) => Ok(()),
    }
}

fn add_zone(plan: &mut Plan, zone: &Zone) -> Result<PlanEdit, EditError> {
    if plan.zones.contains_key(&zone.id) {
        return Err(EditError::ZoneExists(zone.id));
    }
    an_area(zone)?;
    plan.note_zone_id(zone.id);
    plan.zones.insert(zone.id, zone.clone());
    Ok(PlanEdit::RemoveZone(zone.id))
}

fn replace_zone(plan: &mut Plan, new: &Zone) -> Result<PlanEdit, EditError> {
    an_area(new)?;
    let zone = plan
        .zones
        .get_mut(&new.id)
        .ok_or(EditError::NoSuchZone(new.id))?;
    Ok(PlanEdit::ReplaceZone(std::mem::replace(zone, new.clone())))
}

fn an_area(zone: &Zone) -> Result<(), EditError> {
    if zone.is_an_area() {
        Ok(())
    } else {
        Err(EditError::NotAnArea(zone.id))
    }
}

fn add_scene(plan: &mut Plan, at: usize, scene: &Scene) -> Result<PlanEdit, EditError> {
    if plan.scene(scene.id).is_some() {
        return Err(EditError::SceneExists(scene.id));
    }
    sound(scene)?;
    plan.note_scene_id(scene.id);
    plan.scenes.insert(at.min(plan.scenes.len()), scene.clone());
    Ok(PlanEdit::RemoveScene(scene.id))
}

fn remove_scene(plan: &mut Plan, id: SceneId) -> Result<PlanEdit, EditError> {
    let at = place_of(plan, id)?;
    Ok(PlanEdit::AddScene(at, plan.scenes.remove(at)))
}

fn replace_scene(plan: &mut Plan, new: &Scene) -> Result<PlanEdit, EditError> {
    sound(new)?;
    let scene = (plan.scenes.iter_mut())
        .find(|scene| scene.id == new.id)
        .ok_or(EditError::NoSuchScene(new.id))?;
    let before = std::mem::replace(scene, new.clone());
    Ok(PlanEdit::ReplaceScene(Box::new(before)))
}

fn move_scene(plan: &mut Plan, id: SceneId, to: usize) -> Result<PlanEdit, EditError> {
    let from = place_of(plan, id)?;
    let scene = plan.scenes.remove(from);
    plan.scenes.insert(to.min(plan.scenes.len()), scene);
    Ok(PlanEdit::MoveScene(id, from))
}

fn place_of(plan: &Plan, id: SceneId) -> Result<usize, EditError> {
    let at = plan.scenes.iter().position(|scene| scene.id == id);
    at.ok_or(EditError::NoSuchScene(id))
}

fn sound(scene: &Scene) -> Result<(), EditError> {
    if scene.is_sound() {
        Ok(())
    } else {
        Err(EditError::UnsoundScene(scene.id))
    }
}

fn apply_all(plan: &mut Plan, edits: &[PlanEdit]) -> Result<PlanEdit, EditError> {
    let numbers = plan.numbers();
    let mut inverses = Vec::with_capacity(edits.len());
    for edit in edits {
        match edit.apply(plan) {
            Ok(inverse) => inverses.push(inverse),
            Err(error) => {
                for inverse in inverses.iter().rev() {
                    inverse.apply(plan)?;
                }
                plan.put_back_numbers(numbers);
                return Err(error);
            }
        }
    }
    inverses.reverse();
    Ok(PlanEdit::All(inverses))
}
