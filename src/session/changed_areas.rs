//! By how much the incidents of each area changed since the period before, worked out while the map shows it.

use std::sync::Arc;

use super::hot_areas::AreasKey;
use super::jobs::JobKind;
use super::pipeline::SelectKey;
use super::state::{Outcome, Session};
use crate::analysis::figures::{changes, count_incidents};
use crate::analysis::period_change::filter_before;
use crate::model::grid::GridLevel;

/// What changed in the areas of a level.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangedAreas {
    /// The level.
    pub level: GridLevel,
    /// The period before: first and last day.
    pub before: (i32, i32),
    /// Incidents of each area, in layer order, less those of the period before.
    pub change: Vec<f64>,
}

impl Session {
    /// The level whose changes are looked at; `None` where nobody looks.
    #[must_use]
    pub const fn changes_wanted(&self) -> Option<GridLevel> {
        self.changes_wanted
    }

    /// Says what is wanted.
    pub(super) fn want_changed_areas(&mut self, selection: Option<&SelectKey>) {
        let there = !self.sources.incidents.content.is_empty();
        let wanted = selection.zip(self.changes_wanted).filter(|_| there);
        let key = wanted.map(|(selection, level)| AreasKey::of(selection, level));
        let other = |known: &AreasKey| key.as_ref().is_none_or(|key| known.is_of_others(key));
        drop(self.derived.changed_areas.take_if(other));
        self.derived.changed_areas.want(key);
    }

    /// Begins what is due.
    pub(super) fn start_changed_areas(&mut self) {
        let (Some(located), Some(selection)) = (
            self.derived.located.fresh().cloned(),
            self.derived.selection.fresh().cloned(),
        ) else {
            return;
        };
        let Some(key) = self.derived.changed_areas.begin() else {
            return;
        };
        let (table, grids) = (
            Arc::clone(&self.sources.incidents.content),
            Arc::clone(&self.sources.grids.content),
        );
        let filter = Arc::clone(self.filter_now());
        self.jobs.start(JobKind::ChangedAreas, move |_| {
            let level = key.level();
            let ground = grids.layer(level).zip(located.levels.get(&level));
            let figures = selection.by_unit.get(&level);
            let before = filter_before(&table, &filter);
            let found = ground.zip(figures).zip(before);
            let found = found.and_then(|(((layer, join), figures), filter)| {
                let rows = filter.select(&table);
                let before = count_incidents(layer, &join.unit_of, &rows, table.weights());
                Some(Arc::new(ChangedAreas {
                    level,
                    before: filter.period?,
                    change: changes(figures, &before),
                }))
            });
            Outcome::ChangedAreas(key, found)
        });
    }
}
