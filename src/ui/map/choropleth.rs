//! A grid level coloured by a figure: the figures, their classes and colours.

use super::palettes::{RampTable, STEPS};
use crate::model::grid::{GridLayer, GridLevel};
use crate::ui::view_state::UnitFigure;

/// The figure of each unit; `None` where it is not known (no residents, no incidents opened).
pub(super) fn values(
    layer: &GridLayer,
    counts: Option<&[f64]>,
    figure: UnitFigure,
) -> Vec<Option<f64>> {
    layer
        .units
        .iter()
        .enumerate()
        .map(|(index, unit)| {
            let count = counts.and_then(|counts| counts.get(index)).copied();
            let over = |part: Option<f64>, whole: f64| {
                part.filter(|_| whole > 0.0).map(|part| part / whole)
            };
            match figure {
                UnitFigure::Incidents => count,
                UnitFigure::PerKm2 => over(count, unit.area.0),
                UnitFigure::Per1000Residents => over(count, unit.residents.unwrap_or(0.0) / 1000.0),
                UnitFigure::Residents => unit.residents,
            }
        })
        .collect()
}

/// Most classes of a choropleth.
const MOST_CLASSES: usize = 6;

/// Classes of equal counts of units, their ends rounded for people.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Classes {
    /// The level coloured.
    pub(super) level: GridLevel,
    /// The figure coloured by.
    pub(super) figure: UnitFigure,
    /// Upper ends, ascending; the last is the greatest value.
    pub(super) ends: Vec<f64>,
    /// A straight colour each.
    pub(super) colours: Vec<[u8; 3]>,
    /// Whether some units have no figure.
    pub(super) gaps: bool,
}

impl Classes {
    /// Classes for these values.
    pub(super) fn of(
        values: &[Option<f64>],
        level: GridLevel,
        figure: UnitFigure,
        ramp: &RampTable,
    ) -> Self {
        let mut known: Vec<f64> = values
            .iter()
            .flatten()
            .copied()
            .filter(|value| value.is_finite())
            .collect();
        known.sort_by(f64::total_cmp);
        let ends = ends(&known);
        let colours = (0..ends.len())
            .map(|class| {
                // From a little above the ramp's foot, so that the lowest class stands off the ground.
                let share = 0.12 + 0.83 * class as f64 / (ends.len().max(2) - 1) as f64;
                let step = (share * (STEPS - 1) as f64).round() as usize;
                ramp.get(step).copied().unwrap_or_default()
            })
            .collect();
        Self {
            level,
            figure,
            ends,
            colours,
            gaps: known.len() < values.len(),
        }
    }

    /// The class of a value.
    pub(super) fn class(&self, value: f64) -> usize {
        self.ends
            .partition_point(|end| *end < value)
            .min(self.ends.len().saturating_sub(1))
    }

    /// The colour of a value; transparent where there is none.
    pub(super) fn colour(&self, value: Option<f64>) -> [u8; 4] {
        value
            .filter(|value| value.is_finite())
            .and_then(|value| self.colours.get(self.class(value)))
            .map_or([0; 4], |[r, g, b]| [*r, *g, *b, 255])
    }
}

/// Upper ends at the quantiles, rounded to two figures, each greater than the one before.
fn ends(sorted: &[f64]) -> Vec<f64> {
    let Some(greatest) = sorted.last().copied() else {
        return Vec::new();
    };
    let mut ends: Vec<f64> = Vec::with_capacity(MOST_CLASSES);
    for class in 1..MOST_CLASSES {
        let at = sorted.len() * class / MOST_CLASSES;
        let end = rounded(sorted.get(at).copied().unwrap_or(greatest));
        if end < greatest && ends.last().is_none_or(|last| end > *last) {
            ends.push(end);
        }
    }
    ends.push(greatest);
    ends
}

/// Two significant figures.
fn rounded(value: f64) -> f64 {
    if value == 0.0 {
        return 0.0;
    }
    let unit = 10f64.powf(value.abs().log10().floor() - 1.0);
    (value / unit).round() * unit
}

#[cfg(test)]
mod tests {
    use super::super::palettes::table;
    use super::*;
    use crate::ui::view_state::Ramp;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_value_has_a_class_and_a_greater_value_never_a_lower_one(
            values in prop::collection::vec(0.0f64..5e4, 1..200)
        ) {
            let some: Vec<Option<f64>> = values.iter().copied().map(Some).collect();
            let classes = Classes::of(&some, GridLevel::WorkGrid, UnitFigure::PerKm2, &table(Ramp::Greys, false));
            prop_assert!(classes.ends.windows(2).all(|pair| pair[0] < pair[1]));
            let mut sorted = values.clone();
            sorted.sort_by(f64::total_cmp);
            prop_assert!(sorted.windows(2).all(|pair| classes.class(pair[0]) <= classes.class(pair[1])));
            for value in &values {
                let class = classes.class(*value);
                prop_assert!(*value <= classes.ends[class]);
                prop_assert!(class == 0 || *value > classes.ends[class - 1]);
            }
        }
    }

    #[test]
    fn a_unit_without_a_figure_has_no_colour() {
        let classes = Classes::of(
            &[None, Some(1.0)],
            GridLevel::WorkGrid,
            UnitFigure::Residents,
            &table(Ramp::Greys, false),
        );
        assert!(classes.gaps);
        assert_eq!(classes.colour(None)[3], 0);
        assert_eq!(classes.colour(Some(1.0))[3], 255);
    }
}
