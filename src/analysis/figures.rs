//! Figures of the areas of a layer: incidents, per km², per 1,000 residents.

use super::grid_join::NOWHERE;
use crate::base::units::Km2;
use crate::model::grid::{GridHierarchy, GridLayer, GridLevel, GridUnit};

/// A rate per 1,000 residents over fewer incidents than this says more about chance than about the place.
pub const FEW: f64 = 5.0;

/// Incidents per km²; `None` where the area is not known to be positive.
#[must_use]
pub fn per_km2(incidents: f64, area: Km2) -> Option<f64> {
    rate(incidents, area.0)
}

/// Incidents per 1,000 residents; `None` where no residents are known.
#[must_use]
pub fn per_1000_residents(incidents: f64, residents: Option<f64>) -> Option<f64> {
    rate(incidents, residents? / 1000.0)
}

fn rate(count: f64, base: f64) -> Option<f64> {
    (base > 0.0 && base.is_finite()).then(|| count / base)
}

/// Figures of one layer, one entry an area in layer order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct UnitFigures {
    /// Incidents (sum of weights).
    pub incidents: Vec<f64>,
    /// Incidents per km²; `None` where the area is not known to be positive.
    pub per_km2: Vec<Option<f64>>,
    /// Incidents per 1,000 residents; `None` where no residents are known.
    pub per_1000_residents: Vec<Option<f64>>,
    /// Incidents in none of the areas.
    pub outside: f64,
}

/// Incidents of each area of a layer, counted where `areas` says each incident row lies (see
/// [`super::grid_join::GridLocator::locate_all`]), over the selected rows. Rows without an area count as outside; rows
/// without a finite weight count as nothing.
///
/// Whole weights add up exactly, in any order, up to 2^53.
#[must_use]
pub fn count_incidents(
    layer: &GridLayer,
    areas: &[u32],
    selected: &[u32],
    weights: Option<&[f64]>,
) -> UnitFigures {
    let mut incidents = vec![0.0; layer.units.len()];
    let mut outside = 0.0;
    for &row in selected {
        let row = row as usize;
        let weight = weights.map_or(1.0, |weights| weights.get(row).copied().unwrap_or(0.0));
        let area = areas.get(row).copied().unwrap_or(NOWHERE);
        if weight.is_finite() {
            *incidents.get_mut(area as usize).unwrap_or(&mut outside) += weight;
        }
    }
    UnitFigures::of(layer, incidents, outside)
}

/// Incidents of each area less those of a period before, both of the same layer.
#[must_use]
pub fn changes(now: &UnitFigures, before: &UnitFigures) -> Vec<f64> {
    let pairs = now.incidents.iter().zip(&before.incidents);
    pairs.map(|(now, then)| now - then).collect()
}

/// The figures of a coarser level as sums over the areas of a finer one, so that an area's incidents are exactly those of
/// its parts. Incidents of parts that no coarser area holds join those outside. `None` where either level is missing or
/// the figures are not the finer level's.
#[must_use]
pub fn summed_up(
    grids: &GridHierarchy,
    finer: GridLevel,
    figures: &UnitFigures,
    coarser: GridLevel,
) -> Option<UnitFigures> {
    let parts = grids.layer(finer)?;
    let layer = grids.layer(coarser)?;
    if parts.units.len() != figures.incidents.len() {
        return None;
    }
    let mut incidents = vec![0.0; layer.units.len()];
    let mut outside = figures.outside;
    for (part, count) in parts.units.iter().zip(&figures.incidents) {
        let holder = part.ancestor(coarser);
        let sum = holder.and_then(|holder| incidents.get_mut(holder));
        *sum.unwrap_or(&mut outside) += count;
    }
    Some(UnitFigures::of(layer, incidents, outside))
}

/// Incidents (sum of weights) in no area of any layer: the selected rows that each list of areas (see
/// [`count_incidents`]) places nowhere.
#[must_use]
pub fn outside_every_layer<'a>(
    layers: &(impl Iterator<Item = &'a [u32]> + Clone),
    selected: &[u32],
    weights: Option<&[f64]>,
) -> f64 {
    let nowhere = |row: usize| {
        let mut layers = layers.clone();
        layers.all(|areas| areas.get(row).is_none_or(|area| *area == NOWHERE))
    };
    let weight = |row: usize| weights.map_or(1.0, |all| all.get(row).copied().unwrap_or(0.0));
    let outside = selected
        .iter()
        .map(|row| *row as usize)
        .filter(|row| nowhere(*row));
    outside
        .map(weight)
        .filter(|weight| weight.is_finite())
        .sum()
}

impl UnitFigures {
    /// The figures that follow from the incidents of each area.
    fn of(layer: &GridLayer, incidents: Vec<f64>, outside: f64) -> Self {
        let per = |figure: fn(f64, &GridUnit) -> Option<f64>| {
            let pairs = incidents.iter().zip(&layer.units);
            pairs.map(|(&count, unit)| figure(count, unit)).collect()
        };
        Self {
            per_km2: per(|count, unit| per_km2(count, unit.area)),
            per_1000_residents: per(|count, unit| per_1000_residents(count, unit.residents)),
            incidents,
            outside,
        }
    }

    /// All incidents, in an area or outside.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.incidents.iter().sum::<f64>() + self.outside
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::coords::LonLat;
    use crate::model::source_note::SourceNote;

    fn layer(level: GridLevel, units: &[(f64, Option<f64>, Option<u32>)]) -> GridLayer {
        let unit =
            |(index, &(area, residents, holder)): (usize, &(f64, Option<f64>, Option<u32>))| {
                let mut unit = GridUnit::bare(index, LonLat::new(0.0, 0.0), Km2(area));
                unit.ancestors[GridLevel::Community.index()] = holder;
                unit.residents = residents;
                unit
            };
        GridLayer {
            level,
            units: units.iter().enumerate().map(unit).collect(),
            source: SourceNote::default(),
        }
    }

    fn grids() -> GridHierarchy {
        let work = [
            (0.5, Some(2000.0), Some(0)),
            (0.25, None, Some(0)),
            (0.0, Some(0.0), None),
        ];
        GridHierarchy::new([
            layer(GridLevel::WorkGrid, &work),
            layer(GridLevel::Community, &[(0.75, Some(2000.0), None)]),
        ])
    }

    #[test]
    fn only_selected_rows_count_and_each_by_its_weight() {
        let grids = grids();
        let layer = grids.layer(GridLevel::WorkGrid).expect("a layer");
        let areas = [0, 0, 1, 2, NOWHERE, 1];
        let weights = [1.0, 5.0, 2.0, 1.0, 4.0, f64::NAN];
        let figures = count_incidents(layer, &areas, &[0, 2, 3, 4, 5], Some(&weights));
        assert_eq!(figures.incidents, [1.0, 2.0, 1.0]);
        assert_eq!(figures.per_km2, [Some(2.0), Some(8.0), None]);
        assert_eq!(figures.per_1000_residents, [Some(0.5), None, None]);
        assert_eq!((figures.outside, figures.total()), (4.0, 8.0));
    }

    #[test]
    fn only_what_no_layer_holds_lies_outside_every_layer() {
        let (fine, coarse) = ([0, NOWHERE, NOWHERE, NOWHERE], [0, 0, NOWHERE, NOWHERE]);
        let outside = |selected: &[u32], weights: Option<&[f64]>| {
            outside_every_layer(&[fine.as_slice(), &coarse].into_iter(), selected, weights)
        };
        assert_eq!(outside(&[0, 1, 2, 3], None), 2.0);
        assert_eq!(outside(&[0, 1, 2], None), 1.0);
        assert_eq!(outside(&[2, 3], Some(&[1.0, 1.0, 7.0, f64::NAN])), 7.0);
    }

    #[test]
    fn an_area_counts_exactly_its_parts_and_nothing_is_lost() {
        let grids = grids();
        let layer = grids.layer(GridLevel::WorkGrid).expect("a layer");
        let parts = count_incidents(layer, &[0, 0, 1, 2, NOWHERE], &[0, 1, 2, 3, 4], None);
        let whole = summed_up(&grids, GridLevel::WorkGrid, &parts, GridLevel::Community);
        let whole = whole.expect("both levels");
        assert_eq!(whole.incidents, [3.0]);
        assert_eq!((whole.outside, whole.total()), (2.0, parts.total()));
        assert_eq!(
            summed_up(&grids, GridLevel::District, &parts, GridLevel::Community),
            None
        );
    }
}
