//! The ground of the finest grids: area, residents, and the sample places on which coverage of ground is judged.

use super::millimetre::{MmFrame, MmXy};
use super::outline::Outline;
use super::place_tiles::{PlaceTiles, order_along_curve};
use crate::base::cancel::{Cancel, Cancelled};
use crate::base::coords::LonLat;
use crate::base::projection::LocalProjection;
use crate::base::units::Metres;
use crate::model::grid::{GridHierarchy, GridLayer, GridLevel, GridUnit};

/// Samples aimed at over all grids.
const SAMPLES: f64 = 1_000_000.0;
/// Samples aimed at in the smallest grid.
const SAMPLES_A_UNIT: f64 = 64.0;
/// The boxes of a unit's rings hold at most so many times the samples its area asks for.
const MOST_IN_BOXES: f64 = 64.0;
/// Never closer than this over the whole.
const CLOSEST: f64 = 10.0;

/// One finest grid as the figures need it.
#[derive(Debug, Clone, Copy)]
pub(super) struct UnitGround {
    /// km²; 0 where the layer's figure is no positive number.
    pub(super) area: f64,
    pub(super) residents: f64,
    pub(super) label_at: LonLat,
}

/// The areas of one level, and which of them holds each finest grid.
#[derive(Debug, Clone)]
struct Holders {
    level: GridLevel,
    areas: usize,
    of_unit: Vec<Option<u32>>,
}

/// All finest grids, in layer order.
#[derive(Debug, Clone, Default)]
pub(super) struct Units {
    in_order: Vec<UnitGround>,
    levels: Vec<Holders>,
    total_area: f64,
    total_residents: f64,
}

impl Units {
    /// The finest grids of a hierarchy.
    pub(super) fn of(grids: &GridHierarchy, layer: &GridLayer) -> Self {
        let positive = |value: f64| {
            if value.is_finite() {
                value.max(0.0)
            } else {
                0.0
            }
        };
        let holders = |holding: &GridLayer| {
            let areas = holding.units.len();
            let holder = |(position, unit): (usize, &GridUnit)| {
                let own = (layer.level == holding.level).then_some(position);
                own.or_else(|| unit.ancestor(holding.level))
                    .filter(|found| *found < areas)
                    .map(|found| found as u32)
            };
            Holders {
                level: holding.level,
                areas,
                of_unit: layer.units.iter().enumerate().map(holder).collect(),
            }
        };
        let units: Vec<UnitGround> = layer
            .units
            .iter()
            .map(|unit| UnitGround {
                area: positive(unit.area.0),
                residents: positive(unit.residents.unwrap_or(0.0)),
                label_at: unit.label_at,
            })
            .collect();
        Self {
            levels: grids.layers().map(holders).collect(),
            total_area: units.iter().map(|unit| unit.area).fold(0.0, |a, b| a + b),
            total_residents: units
                .iter()
                .map(|unit| unit.residents)
                .fold(0.0, |a, b| a + b),
            in_order: units,
        }
    }

    pub(super) fn all(&self) -> &[UnitGround] {
        &self.in_order
    }

    pub(super) const fn len(&self) -> usize {
        self.in_order.len()
    }

    /// km², summed in layer order.
    pub(super) const fn total_area(&self) -> f64 {
        self.total_area
    }

    /// Residents, summed in layer order.
    pub(super) const fn total_residents(&self) -> f64 {
        self.total_residents
    }

    /// How many areas a level has, and the one that holds each grid; `None` without that level.
    pub(super) fn holders(&self, level: GridLevel) -> Option<(usize, &[Option<u32>])> {
        let found = self.levels.iter().find(|one| one.level == level)?;
        Some((found.areas, &found.of_unit))
    }

    /// For each grid its place in an order in which neighbours mostly follow each other.
    pub(super) fn ranks(&self, projection: &LocalProjection, frame: &MmFrame) -> Vec<u32> {
        let mut order: Vec<(u64, u32)> = self
            .in_order
            .iter()
            .zip(0..)
            .map(|(unit, position)| {
                let at = frame.of(projection.to_local(unit.label_at));
                (at.map_or(u64::MAX, MmXy::along_hilbert_curve), position)
            })
            .collect();
        order.sort_unstable();
        let mut ranks = vec![0; order.len()];
        for ((_, unit), rank) in order.into_iter().zip(0..) {
            if let Some(entry) = ranks.get_mut(unit as usize) {
                *entry = rank;
            }
        }
        ranks
    }
}

/// Spacing of the sample lattice for this much ground.
pub(super) fn sample_spacing(total_km2: f64) -> Metres {
    Metres((total_km2 * 1e6 / SAMPLES).sqrt().max(CLOSEST))
}

/// Spacing (mm) in one unit: closer than over the whole where it is small, but never so close that a boundary that crosses
/// itself (next to no area around much ground) takes more than [`MOST_IN_BOXES`] times the samples of its area.
fn spacing_in(unit: &GridUnit, outline: &Outline, whole: Metres) -> u32 {
    let square_metres = unit.area.0 * 1e6;
    let own = (square_metres / SAMPLES_A_UNIT).sqrt();
    let spacing = if own > 0.0 { whole.0.min(own) } else { whole.0 };
    let expected = (square_metres / (spacing * spacing)).max(SAMPLES_A_UNIT);
    let spacing = (spacing * 1000.0).round() as u32;
    spacing.max(outline.closest_spacing(expected * MOST_IN_BOXES))
}

/// Samples in every unit, at least one each; a unit's group is its position in the layer.
pub(super) fn lay_samples(
    layer: &GridLayer,
    units: &Units,
    ranks: &[u32],
    projection: &LocalProjection,
    frame: &MmFrame,
    cancel: &Cancel,
) -> Result<PlaceTiles, Cancelled> {
    let spacing = sample_spacing(units.total_area);
    let mut samples: Vec<(MmXy, u32)> = Vec::new();
    let mut unit_of_rank = vec![0; units.len()];
    for (position, (unit, rank)) in layer.units.iter().zip(ranks).enumerate() {
        if position % 64 == 0 {
            cancel.check()?;
            cancel.report(position as u64, layer.units.len() as u64);
        }
        if let Some(entry) = unit_of_rank.get_mut(*rank as usize) {
            *entry = position as u32;
        }
        let before = samples.len();
        let outline = Outline::of(&unit.boundary, projection, frame);
        let inside = outline.lattice(spacing_in(unit, &outline, spacing));
        samples.extend(inside.into_iter().map(|place| (place, *rank)));
        if samples.len() == before {
            let label = frame.of(projection.to_local(unit.label_at));
            samples.push((label.unwrap_or(MmXy { x: 0, y: 0 }), *rank));
        }
    }
    cancel.check()?;
    let sorted: Vec<(MmXy, u32)> = order_along_curve(&samples)
        .into_iter()
        .filter_map(|row| {
            let (place, rank) = *samples.get(row as usize)?;
            Some((place, *unit_of_rank.get(rank as usize)?))
        })
        .collect();
    Ok(PlaceTiles::new(&sorted))
}
