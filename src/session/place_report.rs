//! What there is to know about one place.

use super::state::Session;
use crate::analysis::figures::UnitFigures;
use crate::analysis::grid_join::NOWHERE;
use crate::base::coords::{LonLat, LonLatBox};
use crate::base::ids::{PointId, ZoneId};
use crate::base::units::{Minutes, PerKm2};
use crate::model::grid::{GridLayer, GridLevel, GridUnit};

/// One grid unit a place lies in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnitAt {
    /// Its level.
    pub level: GridLevel,
    /// Its position in the layer.
    pub unit: usize,
}

/// What a place tells.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaceReport {
    /// Where.
    pub at: LonLat,
    /// The units that hold it, coarse to fine.
    pub units: Vec<UnitAt>,
    /// The zones that hold it, by rank.
    pub zones: Vec<ZoneId>,
    /// The exact heat there, once known.
    pub density: Option<PerKm2>,
    /// Whose unit arrives there first by road, and when after the call.
    pub first: Option<(PointId, Minutes)>,
}

impl Session {
    /// What a place tells: the units and zones that hold it and the exact heat there.
    #[must_use]
    pub fn place_report(&self, at: LonLat) -> PlaceReport {
        use geo::Contains;
        let point = geo::Point::new(at.lon, at.lat);
        let zones = self.shown_plan().zones_by_rank();
        PlaceReport {
            at,
            units: self.units_at(at),
            zones: zones
                .iter()
                .filter(|zone| zone.boundary.contains(&point))
                .map(|zone| zone.id)
                .collect(),
            density: self.density_at(at),
            first: self.first_at(at),
        }
    }

    /// Whose unit arrives first at a place by road, and when, by the plan shown; `None` where the rule goes in a straight line.
    #[must_use]
    pub fn first_at(&self, at: LonLat) -> Option<(PointId, Minutes)> {
        let coverage = self.derived().coverage.fresh()?;
        coverage.board.first_at(coverage.projection.to_local(at))
    }

    /// The units that hold a place, coarse to fine.
    #[must_use]
    pub fn units_at(&self, at: LonLat) -> Vec<UnitAt> {
        let Some(located) = self.derived().located.get() else {
            return Vec::new();
        };
        let held = |(level, join): (&GridLevel, &super::pipeline::LevelJoin)| {
            join.locator.locate(at).map(|unit| UnitAt {
                level: *level,
                unit,
            })
        };
        located.levels.iter().filter_map(held).collect()
    }

    /// The exact heat at a place: the same figure as `patrolgrid heatmap --at`, at any zoom.
    #[must_use]
    pub fn density_at(&self, at: LonLat) -> Option<PerKm2> {
        let heat = self.derived().heat_index.get()?;
        Some(
            heat.index
                .density_at(self.density_rule(), heat.projection.to_local(at)),
        )
    }

    /// A unit with its layer.
    #[must_use]
    pub fn unit(&self, at: UnitAt) -> Option<(&GridLayer, &GridUnit)> {
        let layer = self.sources().grids.content.layer(at.level)?;
        Some((layer, layer.units.get(at.unit)?))
    }

    /// Incidents (weight) that count in a unit.
    #[must_use]
    pub fn incidents_in(&self, at: UnitAt) -> Option<f64> {
        let figures = self.figures_of(at.level)?;
        figures.incidents.get(at.unit).copied()
    }

    /// The figures of all units of a level; `None` while no incidents are opened.
    #[must_use]
    pub fn figures_of(&self, level: GridLevel) -> Option<&UnitFigures> {
        if self.sources().incidents.content.is_empty() {
            return None;
        }
        self.derived().selection.get()?.by_unit.get(&level)
    }

    /// The box around the incidents that count and lie in no unit of a level; of any level where none is given.
    #[must_use]
    pub fn extent_outside(&self, level: Option<GridLevel>) -> Option<LonLatBox> {
        let (derived, table) = (self.derived(), &self.sources().incidents.content);
        let (located, selection) = (derived.located.get()?, derived.selection.get()?);
        let nowhere = |row: usize| {
            let mut levels = located.levels.iter();
            levels.all(|(other, join)| {
                let speaks = level.is_none_or(|level| level == *other);
                !speaks || join.unit_of.get(row).is_none_or(|unit| *unit == NOWHERE)
            })
        };
        let rows = selection.rows.iter().map(|row| *row as usize);
        let places = rows.filter(|row| nowhere(*row));
        LonLatBox::around(places.filter_map(|row| table.positions().get(row).copied()))
    }
}
