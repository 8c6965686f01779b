//! The plan: what the user decided. The only thing undo touches.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::patrol_point::PatrolPoint;
use super::reach_rule::ReachRule;
use super::zone::Zone;
use crate::base::ids::{PointId, ZoneId};

/// A whole plan. Changed only through [`super::plan_edit::PlanEdit`].
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Plan {
    /// Its name for people.
    pub name: String,
    /// Patrol points by number.
    pub points: BTreeMap<PointId, PatrolPoint>,
    /// Priority zones by number.
    pub zones: BTreeMap<ZoneId, Zone>,
    /// How reach is judged.
    pub reach: ReachRule,
    /// Numbers below these have been given out; they are never given out again.
    next_point: u32,
    next_zone: u32,
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
        let next_point = points.keys().next_back().map_or(1, |id| id.0 + 1);
        let next_zone = zones.keys().next_back().map_or(1, |id| id.0 + 1);
        Self {
            name,
            points,
            zones,
            reach,
            next_point,
            next_zone,
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

    /// Remembers that the number has been given out.
    pub(super) fn note_point_id(&mut self, id: PointId) {
        self.next_point = self.next_point.max(id.0.saturating_add(1));
    }

    /// Remembers that the number has been given out.
    pub(super) fn note_zone_id(&mut self, id: ZoneId) {
        self.next_zone = self.next_zone.max(id.0.saturating_add(1));
    }

    /// Zones by rank, then number.
    #[must_use]
    pub fn zones_by_rank(&self) -> Vec<&Zone> {
        let mut zones: Vec<&Zone> = self.zones.values().collect();
        zones.sort_by_key(|zone| (zone.rank, zone.id));
        zones
    }
}
