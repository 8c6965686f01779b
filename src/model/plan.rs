//! The plan: what the user decided. The only thing undo touches.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::patrol_point::PatrolPoint;
use super::reach_rule::ReachRule;
use super::scene::Scene;
use super::zone::Zone;
use crate::base::ids::{PointId, SceneId, ZoneId};

/// A whole plan. Changed only through [`super::plan_edit::PlanEdit`]; one that is not sound cannot be read from a file.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(try_from = "WrittenPlan")]
pub struct Plan {
    /// Its name for people.
    pub name: String,
    /// Patrol points by number.
    pub points: BTreeMap<PointId, PatrolPoint>,
    /// Priority zones by number.
    pub zones: BTreeMap<ZoneId, Zone>,
    /// How reach is judged.
    pub reach: ReachRule,
    /// The scenes of its briefing, in the order they are shown.
    pub scenes: Vec<Scene>,
    /// Numbers below these have been given out; they are never given out again.
    next_point: u32,
    next_zone: u32,
    next_scene: u32,
}

impl Plan {
    /// A plan of these points and zones.
    #[must_use]
    pub fn new(
        name: String,
        points: impl IntoIterator<Item = PatrolPoint>,
        zones: impl IntoIterator<Item = Zone>,
        reach: ReachRule,
    ) -> Self {
        let points: BTreeMap<_, _> = points.into_iter().map(|point| (point.id, point)).collect();
        let zones: BTreeMap<_, _> = zones.into_iter().map(|zone| (zone.id, zone)).collect();
        let next_point = points.keys().next_back().map_or(1, |id| after(id.0));
        let next_zone = zones.keys().next_back().map_or(1, |id| after(id.0));
        Self {
            name,
            points,
            zones,
            reach,
            scenes: Vec::new(),
            next_point,
            next_zone,
            next_scene: 1,
        }
    }

    /// A number no point of this plan ever had.
    #[must_use]
    pub fn free_point_id(&self) -> PointId {
        PointId(self.next_point.max(1))
    }

    /// A number no zone of this plan ever had.
    #[must_use]
    pub fn free_zone_id(&self) -> ZoneId {
        ZoneId(self.next_zone.max(1))
    }

    /// A number no scene of this plan ever had.
    #[must_use]
    pub fn free_scene_id(&self) -> SceneId {
        SceneId(self.next_scene.max(1))
    }

    /// The scene of a number.
    #[must_use]
    pub fn scene(&self, id: SceneId) -> Option<&Scene> {
        self.scenes.iter().find(|scene| scene.id == id)
    }

    /// Remembers that the number has been given out.
    pub(super) fn note_point_id(&mut self, id: PointId) {
        self.next_point = self.next_point.max(after(id.0));
    }

    /// Remembers that the number has been given out.
    pub(super) fn note_zone_id(&mut self, id: ZoneId) {
        self.next_zone = self.next_zone.max(after(id.0));
    }

    /// Remembers that the number has been given out.
    pub(super) fn note_scene_id(&mut self, id: SceneId) {
        self.next_scene = self.next_scene.max(after(id.0));
    }

    /// The numbers given out so far: what a change that was not made after all has to put back.
    pub(super) const fn numbers(&self) -> Numbers {
        Numbers {
            point: self.next_point,
            zone: self.next_zone,
            scene: self.next_scene,
        }
    }

    /// Takes back that numbers were given out.
    pub(super) const fn put_back_numbers(&mut self, numbers: Numbers) {
        self.next_point = numbers.point;
        self.next_zone = numbers.zone;
        self.next_scene = numbers.scene;
    }

    /// Zones by rank, then number.
    #[must_use]
    pub fn zones_by_rank(&self) -> Vec<&Zone> {
        let mut zones: Vec<&Zone> = self.zones.values().collect();
        zones.sort_by_key(|zone| (zone.rank, zone.id));
        zones
    }
}

/// What of a plan is neither point, zone nor scene: a file keeps it beside their tables.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlanFrame {
    name: String,
    reach: ReachRule,
    #[serde(default)]
    next_point: u32,
    #[serde(default)]
    next_zone: u32,
    #[serde(default)]
    next_scene: u32,
}

impl Plan {
    /// What is neither point, zone nor scene.
    #[must_use]
    pub fn frame(&self) -> PlanFrame {
        PlanFrame {
            name: self.name.clone(),
            reach: self.reach.clone(),
            next_point: self.next_point,
            next_zone: self.next_zone,
            next_scene: self.next_scene,
        }
    }

    /// A plan from its parts, as a file has them.
    ///
    /// # Errors
    /// [`UnsoundPlan`].
    pub fn from_parts(
        frame: PlanFrame,
        points: impl IntoIterator<Item = PatrolPoint>,
        zones: impl IntoIterator<Item = Zone>,
        scenes: Vec<Scene>,
    ) -> Result<Self, UnsoundPlan> {
        Self::try_from(WrittenPlan {
            name: frame.name,
            points: points.into_iter().map(|point| (point.id, point)).collect(),
            zones: zones.into_iter().map(|zone| (zone.id, zone)).collect(),
            reach: frame.reach,
            next_point: frame.next_point,
            next_zone: frame.next_zone,
            next_scene: frame.next_scene,
            scenes,
        })
    }
}

/// Which numbers come next.
#[derive(Debug, Clone, Copy)]
pub(super) struct Numbers {
    point: u32,
    zone: u32,
    scene: u32,
}

const fn after(id: u32) -> u32 {
    id.saturating_add(1)
}

/// A plan as a file has it, before anybody looked whether it is sound.
#[derive(Debug, Deserialize)]
struct WrittenPlan {
    name: String,
    points: BTreeMap<PointId, PatrolPoint>,
    zones: BTreeMap<ZoneId, Zone>,
    reach: ReachRule,
    #[serde(default)]
    next_point: u32,
    #[serde(default)]
    next_zone: u32,
    #[serde(default)]
    scenes: Vec<Scene>,
    #[serde(default)]
    next_scene: u32,
}

/// Why a written plan is no plan; says where, quotes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnsoundPlan {
    /// A point stands under another number than its own, or nowhere on the globe.
    #[error("point {0:?} stands under another number or off the globe")]
    Point(PointId),
    /// A zone stands under another number than its own, or its outline is no area.
    #[error("zone {0:?} stands under another number or is no area")]
    Zone(ZoneId),
    /// A scene's number is there twice, or what it shows is nowhere.
    #[error("scene {0:?} is there twice or shows nothing that can be shown")]
    Scene(SceneId),
}

impl TryFrom<WrittenPlan> for Plan {
    type Error = UnsoundPlan;

    fn try_from(written: WrittenPlan) -> Result<Self, UnsoundPlan> {
        let point = written
            .points
            .iter()
            .find(|(id, point)| **id != point.id || !point.position.is_on_globe());
        if let Some((id, _)) = point {
            return Err(UnsoundPlan::Point(*id));
        }
        let zone = written
            .zones
            .iter()
            .find(|(id, zone)| **id != zone.id || !zone.is_an_area());
        if let Some((id, _)) = zone {
            return Err(UnsoundPlan::Zone(*id));
        }
        let mut numbers = BTreeSet::new();
        let scene =
            (written.scenes.iter()).find(|scene| !numbers.insert(scene.id) || !scene.is_sound());
        if let Some(scene) = scene {
            return Err(UnsoundPlan::Scene(scene.id));
        }
        let mut plan = Self {
            name: written.name,
            reach: written.reach,
            next_point: written.next_point,
            next_zone: written.next_zone,
            next_scene: written.next_scene,
            points: written.points,
            zones: written.zones,
            scenes: written.scenes,
        };
        // Numbers that somebody set back by hand would be given out twice.
        if let Some(last) = plan.points.keys().next_back().copied() {
            plan.note_point_id(last);
        }
        if let Some(last) = plan.zones.keys().next_back().copied() {
            plan.note_zone_id(last);
        }
        if let Some(last) = plan.scenes.iter().map(|scene| scene.id).max() {
            plan.note_scene_id(last);
        }
        Ok(plan)
    }
}
