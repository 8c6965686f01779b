//! How busy units are with the incidents at hand: worked out where the user says how long a call takes.

use std::sync::Arc;

use super::jobs::JobKind;
use super::pipeline::{RoadKey, SelectKey};
use super::state::{Outcome, Session};
use crate::analysis::workload::{Calls, UnitLoads, per_hour, unit_loads};
use crate::base::coords::LocalXy;
use crate::base::ids::PointId;
use crate::base::units::Minutes;

/// What workloads depend on.
#[derive(Debug, Clone, PartialEq)]
pub struct WorkloadKey {
    selection: SelectKey,
    by_road: Option<RoadKey>,
    points: Arc<Vec<(PointId, LocalXy)>>,
    takes: Minutes,
}

/// How busy units are.
#[derive(Debug, Clone, PartialEq)]
pub enum WorkloadAnswer {
    /// So busy.
    Known(Arc<UnitLoads>),
    /// So many calls come that they wait without end.
    TooMany(Calls),
    /// Nothing is known of when the incidents were.
    NoTimes,
}

impl Session {
    /// Says what is wanted. While a point is dragged the answer is that of the plan as it was: it is dimmed, not worked out again.
    pub(super) fn want_workload(&mut self, selection: Option<&SelectKey>) {
        let takes = self.settings.call_minutes.map(Minutes);
        let key = takes.zip(selection).zip(self.projection);
        let key = key.and_then(|((takes, selection), projection)| {
            let points = self.shown_plan().points.values();
            let points = points.map(|point| (point.id, projection.to_local(point.position)));
            let points: Vec<(PointId, LocalXy)> = points.collect();
            (!points.is_empty()).then(|| WorkloadKey {
                selection: selection.clone(),
                by_road: RoadKey::of(&self.shown_plan().reach, self.sources.roads.stamp),
                points: Arc::new(points),
                takes,
            })
        });
        if key.is_none() {
            let left = self.derived.workload.take_if(|_| true);
            drop(left);
        }
        self.derived.workload.want(key);
    }

    /// Begins what is due.
    pub(super) fn start_workload(&mut self) {
        if self.preview.is_some() {
            return;
        }
        let (Some(selection), Some(coverage)) = (
            self.derived.selection.fresh().cloned(),
            self.derived.coverage.fresh(),
        ) else {
            return;
        };
        let roads = coverage.roads.clone();
        let Some(key) = self.derived.workload.begin() else {
            return;
        };
        let (table, filter) = (
            Arc::clone(&self.sources.incidents.content),
            Arc::clone(self.filter_now()),
        );
        self.jobs.start(JobKind::Workload, move |cancel| {
            let Some(per_hour) = per_hour(&table, &filter, selection.total) else {
                return Outcome::Workload(key, Ok(WorkloadAnswer::NoTimes));
            };
            let calls = Calls {
                per_hour,
                takes: key.takes,
            };
            let places = &selection.places;
            let loads = unit_loads(places, &key.points, roads.as_deref(), calls, cancel);
            let answer = loads.map(|loads| match loads {
                Some(loads) => WorkloadAnswer::Known(Arc::new(loads)),
                None => WorkloadAnswer::TooMany(calls),
            });
            Outcome::Workload(key, answer)
        });
    }
}
