//! Closing the district: its exits and the units sent to them, worked out while somebody asks.

use std::sync::Arc;

use super::jobs::JobKind;
use super::pipeline::ready_roads;
use super::state::{Outcome, Session};
use crate::analysis::exits::{Closing, Exit, closing, exits};
use crate::analysis::travel::prepared::TravelNetwork;
use crate::base::coords::LocalXy;
use crate::base::ids::PointId;
use crate::base::stamp::Stamp;
use crate::base::units::Minutes;
use crate::model::reach_rule::ReachRule;
use crate::model::road_network::RoadClass;
use crate::model::travel_rule::TravelRule;

/// What the answer depends on.
#[derive(Debug, Clone, PartialEq)]
pub struct ExitsKey {
    roads: Stamp,
    grids: Stamp,
    least: RoadClass,
    travel: Arc<TravelRule>,
    points: Arc<Vec<(PointId, LocalXy)>>,
}

impl ExitsKey {
    /// Whether the exits are the same: only who is sent to them may differ.
    fn has_exits_of(&self, other: &Self) -> bool {
        (self.roads, self.grids, self.least) == (other.roads, other.grids, other.least)
    }
}

/// The exits, and who closes them.
#[derive(Debug, Clone)]
pub struct ExitsAnswer {
    /// The exits, the most important roads first.
    pub exits: Arc<Vec<Exit>>,
    /// Who goes where.
    pub closing: Closing,
    /// The roads made ready, for the next answer.
    ready: Arc<TravelNetwork>,
}

impl Session {
    /// The least important roads whose exits are looked at; `None` where nobody asks for exits.
    #[must_use]
    pub const fn exits_wanted(&self) -> Option<RoadClass> {
        self.exits_wanted
    }

    /// Says what is wanted.
    pub(super) fn want_exits(&mut self) {
        let there =
            !self.sources.roads.content.links.is_empty() && !self.sources.grids.content.is_empty();
        let wanted = self.exits_wanted.filter(|_| there).zip(self.projection);
        let key = wanted.map(|(least, projection)| {
            let plan = self.shown_plan();
            let points = plan.points.values();
            let points = points.map(|point| (point.id, projection.to_local(point.position)));
            let travel = plan.reach.travel().cloned();
            ExitsKey {
                roads: self.sources.roads.stamp,
                grids: self.sources.grids.stamp,
                least,
                travel: travel.unwrap_or_default(),
                points: Arc::new(points.collect()),
            }
        });
        if key.is_none() {
            drop(self.derived.exits.take_if(|_| true));
        }
        self.derived.exits.want(key);
    }

    /// Begins what is due; while a point is dragged the answer at hand stays, dimmed.
    pub(super) fn start_exits(&mut self) {
        let (None, Some(projection)) = (&self.preview, self.projection) else {
            return;
        };
        let Some(key) = self.derived.exits.begin() else {
            return;
        };
        let (roads, grids) = (
            Arc::clone(&self.sources.roads.content),
            Arc::clone(&self.sources.grids.content),
        );
        let known = self.derived.exits.get().cloned().flatten();
        let same = self.derived.exits.key();
        let same = same.is_some_and(|before| before.has_exits_of(&key));
        let board = self.derived.coverage.get();
        let board = board.and_then(|coverage| coverage.roads.clone());
        let before = board.or_else(|| known.as_ref().map(|known| Arc::clone(&known.ready)));
        let known = known.filter(|_| same).map(|known| Arc::clone(&known.exits));
        self.jobs.start(JobKind::Exits, move |cancel| {
            let travel = key.travel.as_ref().clone();
            let rule = ReachRule::by_road([Minutes(1.0)], travel).unwrap_or_default();
            let ready = ready_roads(&rule, &roads, &projection, before);
            let found = || {
                let (Some(ready), Some(layer)) = (ready, grids.layers().next()) else {
                    return Ok(None);
                };
                let exits = match known {
                    Some(known) => known,
                    None => Arc::new(exits(&roads, layer, key.least, cancel)?),
                };
                let places: Vec<LocalXy> = exits
                    .iter()
                    .map(|exit| projection.to_local(exit.at))
                    .collect();
                let closing = closing(&places, &key.points, &ready, cancel)?;
                Ok(Some(Arc::new(ExitsAnswer {
                    exits,
                    closing,
                    ready,
                })))
            };
            let found = found();
            Outcome::Exits(key, found)
        });
    }
}
