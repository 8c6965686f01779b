//! A grid level coloured by a figure: the figures, their classes and colours, the same on screen and on paper.

use crate::analysis::figures::{FEW, UnitFigures};
use crate::base::palettes::{RampTable, STEPS, diverging};
use crate::i18n::number;
use crate::model::grid::{GridLayer, GridLevel};
use crate::model::map_look::UnitFigure;

/// The figure of each unit; `None` where it is not known (no residents, no incidents opened).
#[must_use]
pub fn values(
    layer: &GridLayer,
    figures: Option<&UnitFigures>,
    figure: UnitFigure,
) -> Vec<Option<f64>> {
    let known = |list: fn(&UnitFigures) -> Vec<Option<f64>>| {
        figures.map_or_else(|| vec![None; layer.units.len()], list)
    };
    match figure {
        UnitFigure::Incidents => {
            known(|figures| figures.incidents.iter().copied().map(Some).collect())
        }
        UnitFigure::PerKm2 => known(|figures| figures.per_km2.clone()),
        UnitFigure::Per1000Residents => known(|figures| figures.per_1000_residents.clone()),
        UnitFigure::Residents => layer.units.iter().map(|unit| unit.residents).collect(),
        // Worked out on their own: see [`Classes::of_heats`] and [`Classes::of_changes`].
        UnitFigure::HotSpots | UnitFigure::Change => vec![None; layer.units.len()],
    }
}

/// Which units have a rate per 1,000 residents that rests on fewer than [`FEW`] incidents; of other figures none.
#[must_use]
pub fn few(figures: Option<&UnitFigures>, figure: UnitFigure) -> Vec<bool> {
    let Some(figures) = figures.filter(|_| figure == UnitFigure::Per1000Residents) else {
        return Vec::new();
    };
    let pairs = figures.incidents.iter().zip(&figures.per_1000_residents);
    pairs
        .map(|(incidents, rate)| rate.is_some() && *incidents < FEW)
        .collect()
}

/// Most classes of a choropleth.
const MOST_CLASSES: usize = 6;

/// Classes of equal counts of units, their ends rounded for people.
#[derive(Debug, Clone, PartialEq)]
pub struct Classes {
    /// The level coloured.
    pub level: GridLevel,
    /// The figure coloured by.
    pub figure: UnitFigure,
    /// Upper ends, ascending; the last is the greatest value.
    pub ends: Vec<f64>,
    /// A straight colour each.
    pub colours: Vec<[u8; 3]>,
    /// The least value.
    least: f64,
    /// All values are whole numbers.
    whole: bool,
    /// Whether some units have no figure.
    pub gaps: bool,
    /// Whether some units have a rate that rests on few incidents.
    pub few: bool,
}

impl Classes {
    /// Classes for these values.
    #[must_use]
    pub fn of(
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
            least: known.first().copied().unwrap_or(0.0),
            whole: known.iter().all(|value| value.fract() == 0.0),
            gaps: known.len() < values.len(),
            few: false,
        }
    }

    /// The three classes of areas that stand out, or do not.
    #[must_use]
    pub fn of_heats(values: &[Option<f64>], level: GridLevel, dark: bool) -> Self {
        let known = values.iter().any(Option::is_some);
        let (ends, scales) = (vec![-1.0, 0.0, 1.0], [0.85, 0.0, -0.95]);
        Self {
            level,
            figure: UnitFigure::HotSpots,
            ends: if known { ends } else { Vec::new() },
            colours: if known {
                scales.map(|scale| diverging(scale, dark)).to_vec()
            } else {
                Vec::new()
            },
            least: -1.0,
            whole: true,
            gaps: false,
            few: false,
        }
    }

    /// Classes of more and fewer, alike on both sides of no change, their seams at the thirds of what changed. Fewer is green, more
    /// purple.
    #[must_use]
    pub fn of_changes(values: &[Option<f64>], level: GridLevel, dark: bool) -> Self {
        let known: Vec<f64> = values.iter().flatten().copied().collect();
        let known: Vec<f64> = known
            .into_iter()
            .filter(|value| value.is_finite())
            .collect();
        let mut sizes: Vec<f64> = known.iter().map(|value| value.abs()).collect();
        sizes.retain(|size| *size > 0.0);
        sizes.sort_by(f64::total_cmp);
        let whole = known.iter().all(|value| value.fract() == 0.0);
        let seam = |third: usize| sizes.get(sizes.len() * third / 3).copied().map(rounded);
        let mut seams: Vec<f64> = [seam(1), seam(2)].into_iter().flatten().collect();
        if whole {
            seams = seams
                .into_iter()
                .map(|seam| seam.round().max(1.0))
                .collect();
        }
        seams.dedup();
        let least = known.iter().copied().fold(0.0, f64::min);
        let greatest = known.iter().copied().fold(0.0, f64::max);
        let step = if whole { 1.0 } else { 0.0 };
        // Upper ends: fewer than the far seam, than the near one, than nothing; nothing; and so on up.
        let fewer = seams.iter().rev().map(|seam| -seam - step);
        let fewer = fewer.filter(|end| *end >= least);
        let last_fewer = (least < 0.0).then_some(-step).filter(|end| *end >= least);
        let more = seams.iter().copied().filter(|end| *end < greatest);
        let mut ends: Vec<f64> = fewer.chain(last_fewer).collect();
        if whole || ends.is_empty() {
            ends.push(0.0);
        }
        ends.dedup();
        ends.extend(more);
        if greatest > 0.0 {
            ends.push(greatest);
        }
        if known.is_empty() {
            ends.clear();
        }
        let colours = ends.iter().map(|end| {
            let (arm, size) = match *end {
                end if end > 0.0 => (-1.0, seams.iter().filter(|seam| **seam < end).count()),
                end if end < 0.0 => (1.0, seams.iter().filter(|seam| **seam <= -end).count()),
                _ if !whole && least < 0.0 => (1.0, 0),
                _ => return diverging(0.0, dark),
            };
            diverging(arm * (0.35 + 0.3 * size.min(2) as f64), dark)
        });
        let colours = colours.collect();
        Self {
            level,
            figure: UnitFigure::Change,
            colours,
            ends,
            least,
            whole,
            gaps: known.len() < values.len(),
            few: false,
        }
    }

    /// The range of each class in words. A range begins where the one before it ends; of whole numbers, one later.
    #[must_use]
    pub fn ranges(&self) -> Vec<String> {
        let decimals = self.decimals();
        if self.ends == [self.least] {
            return vec![number::decimal(self.least, decimals)];
        }
        let mut low = floor(self.least, decimals);
        let mut ranges = Vec::with_capacity(self.ends.len());
        for end in &self.ends {
            let high = ceil(*end, decimals);
            let words = |value| self.words(value, decimals);
            ranges.push(if low < high {
                format!("{} – {}", words(low), words(high))
            } else {
                words(high)
            });
            low = if self.whole { high + 1.0 } else { high };
        }
        ranges
    }

    /// A value in words; a change with its sign.
    fn words(&self, value: f64, decimals: u8) -> String {
        let words = number::decimal(value, decimals);
        if self.figure == UnitFigure::Change && value > 0.0 {
            format!("+{words}")
        } else {
            words
        }
    }

    /// The least value and the end of each class in words.
    #[must_use]
    pub fn end_words(&self) -> Vec<String> {
        let decimals = self.decimals();
        let least = floor(self.least, decimals);
        std::iter::once(least)
            .chain(self.ends.iter().map(|end| ceil(*end, decimals)))
            .map(|value| self.words(value, decimals))
            .collect()
    }

    /// Decimals all ends are written with: as many as those between classes need.
    fn decimals(&self) -> u8 {
        let (_, inner) = self.ends.split_last().unwrap_or((&0.0, &[]));
        let needed = |end: &f64| {
            (0..4)
                .find(|decimals| (ceil(*end, *decimals) - end).abs() < 1e-9 * end.abs().max(1e-9))
                .unwrap_or(4)
        };
        let most = inner.iter().map(needed).max();
        // A single class: its only end is a value as it is.
        most.unwrap_or(u8::from(!self.whole))
    }

    /// The class of a value.
    #[must_use]
    pub fn class(&self, value: f64) -> usize {
        self.ends
            .partition_point(|end| *end < value)
            .min(self.ends.len().saturating_sub(1))
    }

    /// The colour of a value; transparent where there is none.
    #[must_use]
    pub fn colour(&self, value: Option<f64>) -> [u8; 4] {
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
    let whole = sorted.iter().all(|value| value.fract() == 0.0);
    // At least two units a class, as long as there are two classes.
    let classes = (sorted.len() / 2).clamp(2, MOST_CLASSES);
    let mut ends: Vec<f64> = Vec::with_capacity(classes);
    for class in 1..classes {
        let at = sorted.len() * class / classes;
        let end = rounded(sorted.get(at).copied().unwrap_or(greatest));
        let end = if whole { end.round() } else { end };
        if end < greatest && ends.last().is_none_or(|last| end > *last) {
            ends.push(end);
        }
    }
    ends.push(greatest);
    ends
}

fn ceil(value: f64, decimals: u8) -> f64 {
    let unit = 10f64.powi(i32::from(decimals));
    // A value that is a hair above its own digits is not a step more.
    (value * unit - 1e-6).ceil() / unit
}

fn floor(value: f64, decimals: u8) -> f64 {
    let unit = 10f64.powi(i32::from(decimals));
    (value * unit + 1e-6).floor() / unit
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
    use super::*;

    #[test]
    fn changes_are_classed_alike_on_both_sides_of_none() {
        let some =
            |values: &[f64]| -> Vec<Option<f64>> { values.iter().copied().map(Some).collect() };
        let classes = Classes::of_changes(
            &some(&[-40.0, -12.0, -5.0, -1.0, 0.0, 1.0, 4.0, 9.0, 30.0, 55.0]),
            GridLevel::PoliceGrid,
            false,
        );
        assert_eq!(
            classes.ranges(),
            [
                "−40 – −31",
                "−30 – −6",
                "−5 – −1",
                "0",
                "+1 – +5",
                "+6 – +30",
                "+31 – +55"
            ]
        );
        let side = |class: usize| {
            let [r, g, b] = classes.colours[class].map(i32::from);
            // Green has more green than red and blue, purple less.
            (2 * g - r - b).signum()
        };
        assert_eq!([side(0), side(1), side(2)], [1, 1, 1]);
        assert_eq!([side(4), side(5), side(6)], [-1, -1, -1]);
        for value in [-40.0, -12.0, -1.0, 1.0, 5.0, 6.0, 55.0_f64] {
            let mirrored = classes.class(-value.clamp(-40.0, 40.0));
            assert_eq!(
                classes.class(value.clamp(-40.0, 40.0)) + mirrored,
                6,
                "{value}"
            );
        }
        let only_more = Classes::of_changes(&some(&[0.0, 2.0, 3.0]), GridLevel::PoliceGrid, false);
        assert_eq!(only_more.ranges().first().map(String::as_str), Some("0"));
        let unknown = Classes::of_changes(&[None, None], GridLevel::PoliceGrid, false);
        assert!(unknown.ends.is_empty() && unknown.gaps);
    }
    use crate::base::palettes::Ramp;
    use crate::base::palettes::table;
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

    #[test]
    fn ranges_are_written_with_the_same_decimals_and_no_value_belongs_to_two() {
        let words = |values: &[f64], figure| {
            let some: Vec<Option<f64>> = values.iter().copied().map(Some).collect();
            Classes::of(
                &some,
                GridLevel::WorkGrid,
                figure,
                &table(Ramp::Greys, false),
            )
            .ranges()
        };
        let counts = [
            0.0, 0.0, 0.0, 2.0, 4.0, 9.0, 9.0, 15.0, 30.0, 31.0, 40.0, 77.0,
        ];
        assert_eq!(
            words(&counts, UnitFigure::Incidents),
            ["0", "1 – 4", "5 – 9", "10 – 30", "31 – 40", "41 – 77"]
        );
        let rates = [
            0.52, 1.31, 2.6, 3.25, 8.04, 17.4, 25.2, 33.7, 46.0, 69.1, 88.8, 4500.25,
        ];
        assert_eq!(words(&[475.24], UnitFigure::PerKm2), ["475.2"]);
        let ranges = words(&rates, UnitFigure::PerKm2);
        assert_eq!(ranges.first().map(String::as_str), Some("0.5 – 2.6"));
        assert_eq!(ranges.last().map(String::as_str), Some("89.0 – 4,500.3"));
    }

    #[test]
    fn a_rate_of_few_incidents_is_marked_and_one_that_is_not_known_is_not() {
        let figures = UnitFigures {
            incidents: vec![4.0, 5.0, 0.0, 3.0],
            per_km2: vec![None; 4],
            per_1000_residents: vec![Some(2.0), Some(2.5), Some(0.0), None],
            outside: 0.0,
        };
        let marked = few(Some(&figures), UnitFigure::Per1000Residents);
        assert_eq!(marked, [true, false, true, false]);
        assert!(few(Some(&figures), UnitFigure::PerKm2).is_empty());
    }
}
