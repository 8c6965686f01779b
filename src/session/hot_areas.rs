//! Which areas of a level stand out, worked out while the map shows it.

use std::sync::Arc;

use super::jobs::JobKind;
use super::pipeline::SelectKey;
use super::state::{Outcome, Session};
use crate::analysis::hotspots::gi_star::{Heat, gi_star};
use crate::analysis::hotspots::neighbours::{Neighbours, sharing_a_border};
use crate::base::stamp::Stamp;
use crate::base::units::Share;
use crate::model::grid::GridLevel;

/// At most this share of the areas called are false alarms.
pub const FALSE_ALARMS: Share = Share(0.05);

/// What the answer depends on.
#[derive(Debug, Clone, PartialEq)]
pub struct AreasKey {
    selection: SelectKey,
    level: GridLevel,
}

impl AreasKey {
    /// What an answer about the areas of a level depends on.
    pub(super) fn of(selection: &SelectKey, level: GridLevel) -> Self {
        Self {
            selection: selection.clone(),
            level,
        }
    }

    /// The level.
    pub(super) const fn level(&self) -> GridLevel {
        self.level
    }

    /// Whether its answer speaks of other areas than another's: by position, it would colour them falsely.
    pub(super) fn is_of_others(&self, other: &Self) -> bool {
        self.level != other.level || self.selection.located.grids != other.selection.located.grids
    }
}

/// Which areas stand out (Gi* of the incidents that count, neighbours share a border).
#[derive(Debug, Clone)]
pub struct HotAreas {
    /// The level.
    pub level: GridLevel,
    /// Each area, in layer order: called so that at most [`FALSE_ALARMS`] of those called are false.
    pub heat: Vec<Heat>,
    /// How many would be called by chance were each judged alone, where nothing clusters.
    pub alone: f64,
    grids: Stamp,
    beside: Arc<Neighbours>,
}

impl Session {
    /// The level whose hot spots are looked at; `None` where nobody looks.
    #[must_use]
    pub const fn hot_wanted(&self) -> Option<GridLevel> {
        self.hot_wanted
    }

    /// Says what is wanted.
    pub(super) fn want_hot_areas(&mut self, selection: Option<&SelectKey>) {
        let there = !self.sources.incidents.content.is_empty();
        let wanted = selection.zip(self.hot_wanted).filter(|_| there);
        let key = wanted.map(|(selection, level)| AreasKey::of(selection, level));
        // Areas of another layer would be coloured by position: no good, not even dimmed.
        let other = |known: &AreasKey| key.as_ref().is_none_or(|key| known.is_of_others(key));
        drop(self.derived.hot_areas.take_if(other));
        self.derived.hot_areas.want(key);
    }

    /// Begins what is due.
    pub(super) fn start_hot_areas(&mut self) {
        let (Some(selection), Some(projection)) =
            (self.derived.selection.fresh().cloned(), self.projection)
        else {
            return;
        };
        let Some(key) = self.derived.hot_areas.begin() else {
            return;
        };
        let grids = Arc::clone(&self.sources.grids.content);
        let known = self.derived.hot_areas.get().cloned().flatten();
        let stamp = self.sources.grids.stamp;
        self.jobs.start(JobKind::HotAreas, move |_| {
            let known = known.filter(|known| known.grids == stamp && known.level == key.level);
            let beside = known.map(|known| Arc::clone(&known.beside)).or_else(|| {
                let layer = grids.layer(key.level)?;
                Some(Arc::new(sharing_a_border(layer, &projection)))
            });
            let figures = selection.by_unit.get(&key.level);
            let found = beside.zip(figures).map(|(beside, figures)| {
                let found = gi_star(&figures.incidents, &beside);
                Arc::new(HotAreas {
                    level: key.level,
                    heat: found.heat(FALSE_ALARMS),
                    alone: found.false_alarms(FALSE_ALARMS),
                    grids: stamp,
                    beside,
                })
            });
            Outcome::HotAreas(key, found)
        });
    }
}
