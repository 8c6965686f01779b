//! Which cells a forecast flags, and how many of the incidents that came lie in them.

use crate::analysis::hotspots::significance::{Interval, wilson};
use crate::base::units::{Km2, Share};

/// How much ground may be flagged.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum FlagBudget {
    /// So much.
    Area(Km2),
    /// This share of all of it.
    Share(Share),
}

impl FlagBudget {
    /// How much that is.
    #[must_use]
    pub fn area(self, total: Km2) -> Km2 {
        match self {
            Self::Area(area) => area,
            Self::Share(share) => Km2(share.0 * total.0),
        }
    }
}

/// The cells a forecast flags, the highest first, until the next would not fit in the budget. Of cells forecast alike the one with
/// more per area in `longer` (all that was known) goes first, then the one that stands first.
#[must_use]
pub fn flagged(forecast: &[f64], longer: &[f64], areas: &[Km2], budget: Km2) -> Vec<u32> {
    let sound = |value: f64| {
        if value.is_nan() {
            f64::NEG_INFINITY
        } else {
            value
        }
    };
    let per_area = |cell: u32| {
        let (all, area) = (longer.get(cell as usize), areas.get(cell as usize));
        all.zip(area).map_or(0.0, |(all, area)| all / area.0)
    };
    let value = |cell: u32| sound(forecast.get(cell as usize).copied().unwrap_or(f64::NAN));
    let mut order: Vec<u32> = (0..areas.len() as u32)
        .filter(|cell| areas[*cell as usize].0 > 0.0)
        .collect();
    order.sort_by(|a, b| {
        let by_value = value(*b).total_cmp(&value(*a));
        by_value.then_with(|| sound(per_area(*b)).total_cmp(&sound(per_area(*a))))
    });
    let mut taken = 0.0;
    let fits = |cell: &u32| {
        taken += areas[*cell as usize].0;
        // A budget of whole cells holds them all, however their areas round.
        taken <= budget.0 * (1.0 + 1e-9)
    };
    order.into_iter().take_while(fits).collect()
}

/// What a forecast was worth. Over several periods everything is summed.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Score {
    /// n: incidents on the flagged ground.
    pub hits: f64,
    /// N: all incidents.
    pub incidents: f64,
    /// a: the flagged ground.
    pub flagged: Km2,
    /// A: all of it.
    pub total: Km2,
    /// n*: the most incidents any choice of as much ground could have had; a cell at the edge counts in part.
    pub best_hits: f64,
}

/// The score of flagged cells by the incidents that came: in each cell, and those that lie in none.
#[must_use]
pub fn scored(flagged: &[u32], came: &[f64], elsewhere: f64, areas: &[Km2]) -> Score {
    let of = |cell: &u32| came.get(*cell as usize).copied().unwrap_or(0.0);
    let area = |cell: &u32| areas.get(*cell as usize).map_or(0.0, |area| area.0);
    let ground = flagged.iter().map(area).sum();
    Score {
        hits: flagged.iter().map(of).sum(),
        incidents: came.iter().sum::<f64>() + elsewhere,
        flagged: Km2(ground),
        total: Km2(areas.iter().map(|area| area.0).sum()),
        best_hits: best_hits(came, areas, ground),
    }
}

/// The most incidents that so much ground can hold: the fullest cells per area, the last of them in part.
fn best_hits(came: &[f64], areas: &[Km2], ground: f64) -> f64 {
    let mut cells: Vec<(f64, f64)> = came
        .iter()
        .zip(areas)
        .filter(|(came, area)| **came > 0.0 && area.0 > 0.0)
        .map(|(came, area)| (*came, area.0))
        .collect();
    cells.sort_by(|a, b| (b.0 / b.1).total_cmp(&(a.0 / a.1)));
    let (mut hits, mut left) = (0.0, ground);
    for (came, area) in cells {
        let part = (left / area).min(1.0);
        if part <= 1e-9 {
            break;
        }
        hits += came * if part > 1.0 - 1e-9 { 1.0 } else { part };
        left -= area;
    }
    hits
}

impl Score {
    /// The score of both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            hits: self.hits + other.hits,
            incidents: self.incidents + other.incidents,
            flagged: Km2(self.flagged.0 + other.flagged.0),
            total: Km2(self.total.0 + other.total.0),
            best_hits: self.best_hits + other.best_hits,
        }
    }

    /// n/N: the share of the incidents that lie on the flagged ground; `None` without incidents.
    #[must_use]
    pub fn hit_rate(self) -> Option<Share> {
        Share::of(self.hits, self.incidents)
    }

    /// The hit rate's 95 % interval (Wilson).
    #[must_use]
    pub fn hit_rate_interval(self) -> Option<Interval> {
        wilson(self.hits, self.incidents)
    }

    /// The prediction accuracy index (n/N)/(a/A): 1 is what ground picked at random has. `None` where nothing came or is flagged.
    #[must_use]
    pub fn pai(self) -> Option<f64> {
        Some(self.hit_rate()?.0 / self.flagged_share()?)
    }

    /// Its interval: that of the hit rate, over the same ground.
    #[must_use]
    pub fn pai_interval(self) -> Option<Interval> {
        let share = self.flagged_share()?;
        Some(self.hit_rate_interval()?.scaled(1.0 / share))
    }

    /// The prediction efficiency index PEI* n/n*, at most 1: how close it came to the best that could be. `None` where nothing
    /// could be hit.
    #[must_use]
    pub fn pei_star(self) -> Option<f64> {
        (self.best_hits > 0.0).then(|| (self.hits / self.best_hits).min(1.0))
    }

    /// Its interval: that of the hit rate against the same best, at most 1.
    #[must_use]
    pub fn pei_star_interval(self) -> Option<Interval> {
        let rate = self.hit_rate_interval()?;
        let found = (self.best_hits > 0.0).then(|| rate.scaled(self.incidents / self.best_hits))?;
        Some(Interval {
            low: found.low.min(1.0),
            high: found.high.min(1.0),
        })
    }

    /// The search efficiency rate n/a, incidents per flagged km² and period; `None` where nothing is flagged.
    #[must_use]
    pub fn ser(self) -> Option<f64> {
        (self.flagged.0 > 0.0).then(|| self.hits / self.flagged.0)
    }

    /// Its interval: that of the hit rate.
    #[must_use]
    pub fn ser_interval(self) -> Option<Interval> {
        let rate = self.hit_rate_interval()?;
        (self.flagged.0 > 0.0).then(|| rate.scaled(self.incidents / self.flagged.0))
    }

    fn flagged_share(self) -> Option<f64> {
        let share = Share::of(self.flagged.0, self.total.0)?.0;
        (share > 0.0).then_some(share)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ONE: Km2 = Km2(1.0);

    #[test]
    fn four_cells_by_hand() {
        // The two highest of four: 5 and 1 of 10 incidents, where 5 and 3 could have been had.
        let cells = flagged(&[9.0, 2.0, 4.0, 1.0], &[0.0; 4], &[ONE; 4], Km2(2.0));
        assert_eq!(cells, [0, 2]);
        let score = scored(&cells, &[5.0, 3.0, 1.0, 1.0], 0.0, &[ONE; 4]);
        assert_eq!(score.hit_rate(), Some(Share(0.6)));
        assert!((score.pai().expect("a score") - 1.2).abs() < 1e-12);
        assert!((score.pei_star().expect("a score") - 0.75).abs() < 1e-12);
        assert_eq!(score.ser(), Some(3.0));
    }

    #[test]
    fn of_cells_forecast_alike_the_fuller_goes_first_and_then_the_first() {
        let cells = flagged(&[0.0; 4], &[1.0, 3.0, 0.0, 3.0], &[ONE; 4], Km2(3.0));
        assert_eq!(cells, [1, 3, 0]);
        let sizes = [Km2(1.0), Km2(4.0)];
        assert_eq!(flagged(&[0.0; 2], &[2.0, 3.0], &sizes, Km2(4.9)), [0]);
    }

    #[test]
    fn nothing_flagged_or_nothing_that_came_has_no_score() {
        let none = scored(&[], &[1.0, 2.0], 0.0, &[ONE; 2]);
        assert_eq!(
            (none.hits, none.pai(), none.pei_star(), none.ser()),
            (0.0, None, None, None)
        );
        let quiet = scored(&[0], &[0.0, 0.0], 0.0, &[ONE; 2]);
        assert_eq!(
            (quiet.hit_rate(), quiet.pai(), quiet.pei_star()),
            (None, None, None)
        );
        assert_eq!(
            flagged(&[f64::NAN, 1.0], &[0.0; 2], &[ONE; 2], Km2(1.0)),
            [1]
        );
    }

    /// Cells with what is forecast, what comes, and how large they are.
    fn ground() -> impl Strategy<Value = (Vec<f64>, Vec<f64>, Vec<Km2>)> {
        prop::collection::vec((0u32..9, 0u32..9, 1u32..6), 1..30).prop_map(|cells| {
            let of = |pick: fn(&(u32, u32, u32)) -> u32| cells.iter().map(pick).map(f64::from);
            (
                of(|it| it.0).collect(),
                of(|it| it.1).collect(),
                of(|it| it.2).map(Km2).collect(),
            )
        })
    }

    proptest! {
        #[test]
        fn flagging_all_of_it_is_worth_1_and_hits_all((forecast, came, areas) in ground()) {
            let total = Km2(areas.iter().map(|it| it.0).sum());
            let cells = flagged(&forecast, &came, &areas, total);
            let score = scored(&cells, &came, 0.0, &areas);
            prop_assume!(score.incidents > 0.0);
            prop_assert!((score.pai().expect("a score") - 1.0).abs() < 1e-12);
            prop_assert!((score.pei_star().expect("a score") - 1.0).abs() < 1e-12);
        }

        #[test]
        fn who_knows_what_comes_has_a_pei_of_1_and_nobody_has_more(
            (forecast, came, areas) in ground(), share in 0.05f64..1.0
        ) {
            let total: f64 = areas.iter().map(|it| it.0).sum();
            let budget = FlagBudget::Share(Share(share)).area(Km2(total));
            let known: Vec<f64> = came.iter().zip(&areas).map(|(came, area)| came / area.0).collect();
            let best = scored(&flagged(&known, &came, &areas, budget), &came, 0.0, &areas);
            prop_assert!(best.pei_star().is_none_or(|pei| (pei - 1.0).abs() < 1e-9));
            let cells = flagged(&forecast, &came, &areas, budget);
            let score = scored(&cells, &came, 2.0, &areas);
            prop_assert!(score.flagged.0 <= budget.0 * (1.0 + 1e-9));
            prop_assert!(score.hits <= score.best_hits + 1e-9 && score.best_hits <= score.incidents);
            for (value, interval) in [
                (score.hit_rate().map(|it| it.0), score.hit_rate_interval()),
                (score.pai(), score.pai_interval()),
                (score.ser(), score.ser_interval()),
                (score.pei_star(), score.pei_star_interval()),
            ] {
                if let (Some(value), Some(interval)) = (value, interval) {
                    prop_assert!(interval.low <= value + 1e-9 && value <= interval.high + 1e-9);
                }
            }
        }

        /// Names of cells mean nothing where all are forecast differently.
        #[test]
        fn the_order_of_the_cells_changes_no_score((_, came, areas) in ground(), turn in 0usize..30) {
            let n = came.len();
            let forecast: Vec<f64> = (0..n).map(|it| ((it * 37) % 101) as f64).collect();
            let budget = Km2(areas.iter().map(|it| it.0).sum::<f64>() / 2.0);
            let score = |order: &[usize]| {
                let of = |all: &[f64]| -> Vec<f64> { order.iter().map(|it| all[*it]).collect() };
                let sizes: Vec<Km2> = order.iter().map(|it| areas[*it]).collect();
                let came = of(&came);
                scored(&flagged(&of(&forecast), &came, &sizes, budget), &came, 0.0, &sizes)
            };
            let plain: Vec<usize> = (0..n).collect();
            let turned: Vec<usize> = (0..n).map(|it| (it + turn) % n).collect();
            prop_assert_eq!(score(&plain).hits, score(&turned).hits);
        }
    }
}
