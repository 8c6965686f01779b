//! What happened in the place that is looked at: worked out while somebody looks.

use std::sync::Arc;

use geo::{Contains, Polygon};

use super::jobs::JobKind;
use super::pipeline::{Located, SelectKey, Selection};
use super::place_report::UnitAt;
use super::state::{Outcome, Session};
use crate::analysis::local_profile::{LocalProfile, local_profile};
use crate::base::coords::{LocalXy, LonLat};
use crate::base::ids::ZoneId;
use crate::base::units::Metres;

/// What is looked at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Looked {
    /// A place and what lies around it, as far as the bandwidth of the heat.
    Around(LonLat),
    /// A unit of the grids.
    Unit(UnitAt),
    /// A zone.
    Zone(ZoneId),
}

/// The ground that is looked at.
#[derive(Debug, Clone, PartialEq)]
enum Ground {
    Circle(LocalXy, Metres),
    Unit(UnitAt),
    Area(Polygon<f64>),
}

/// What the answer depends on.
#[derive(Debug, Clone, PartialEq)]
pub struct HereKey {
    selection: SelectKey,
    ground: Ground,
}

impl Session {
    /// What is looked at; `None` where nobody looks.
    #[must_use]
    pub const fn looked(&self) -> Option<Looked> {
        self.looked
    }

    /// How far around a place it is looked: the bandwidth of the heat.
    #[must_use]
    pub fn looked_within(&self) -> Metres {
        self.density_rule().bandwidth
    }

    /// Says what is wanted. While a zone is dragged the answer is that of the zone as it was.
    pub(super) fn want_here(&mut self, selection: Option<&SelectKey>) {
        let incidents = !self.sources.incidents.content.is_empty();
        let ground = self.looked.and_then(|looked| match looked {
            Looked::Around(at) => {
                let at = self.projection?.to_local(at);
                Some(Ground::Circle(at, self.looked_within()))
            }
            Looked::Unit(at) => Some(Ground::Unit(at)),
            Looked::Zone(id) => {
                let zone = self.shown_plan().zones.get(&id)?;
                Some(Ground::Area(zone.boundary.clone()))
            }
        });
        let key = selection.zip(ground).filter(|_| incidents);
        let key = key.map(|(selection, ground)| HereKey {
            selection: selection.clone(),
            ground,
        });
        // Another place's figures are of no use, not even dimmed.
        let other = |known: &HereKey| {
            let same = |key: &HereKey| match (&key.ground, &known.ground) {
                (Ground::Area(_), Ground::Area(_)) => true,
                (one, other) => one == other,
            };
            !key.as_ref().is_some_and(same)
        };
        drop(self.derived.here.take_if(other));
        self.derived.here.want(key);
    }

    /// Begins what is due.
    pub(super) fn start_here(&mut self) {
        if self.preview.is_some() {
            return;
        }
        let (Some(selection), Some(located)) = (
            self.derived.selection.fresh().cloned(),
            self.derived.located.fresh().cloned(),
        ) else {
            return;
        };
        let Some(key) = self.derived.here.begin() else {
            return;
        };
        let table = Arc::clone(&self.sources.incidents.content);
        self.jobs.start(JobKind::Here, move |_| {
            let rows = rows_in(&key.ground, &selection, &located, table.positions());
            let found: LocalProfile = local_profile(&table, rows);
            Outcome::Here(key, Arc::new(found))
        });
    }
}

/// The rows of a selection that lie in the ground.
fn rows_in(
    ground: &Ground,
    selection: &Selection,
    located: &Located,
    positions: &[LonLat],
) -> Vec<u32> {
    let rows = selection.rows.iter().copied();
    match ground {
        Ground::Circle(centre, radius) => {
            let near = |row: &u32| {
                let place = located.places.get(*row as usize);
                place.is_some_and(|at| (at.x - centre.x).hypot(at.y - centre.y) <= radius.0)
            };
            rows.filter(near).collect()
        }
        Ground::Unit(at) => {
            let unit_of = located.levels.get(&at.level).map(|join| &join.unit_of);
            let inside = |row: &u32| {
                let unit = unit_of.and_then(|units| units.get(*row as usize));
                unit.is_some_and(|unit| *unit as usize == at.unit)
            };
            rows.filter(inside).collect()
        }
        Ground::Area(area) => {
            let frame = geo::BoundingRect::bounding_rect(area);
            let inside = |row: &u32| {
                let place = positions.get(*row as usize);
                let point = place.map(|at| geo::Point::new(at.lon, at.lat));
                point.is_some_and(|point| {
                    frame.is_some_and(|frame| frame.contains(&point)) && area.contains(&point)
                })
            };
            rows.filter(inside).collect()
        }
    }
}
