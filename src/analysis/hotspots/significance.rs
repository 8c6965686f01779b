//! Chance: p-values, and false alarms among many areas.

use crate::base::units::Share;

/// Standard deviations either side of the middle that hold 95 % of a normal distribution.
pub const NORMAL_95: f64 = 1.959_963_984_540_054;

/// An interval that holds the true value with a confidence of 95 %.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Interval {
    /// The normal interval about an estimate with a variance.
    #[must_use]
    pub fn normal(estimate: f64, variance: f64) -> Self {
        let half = NORMAL_95 * variance.max(0.0).sqrt();
        Self {
            low: estimate - half,
            high: estimate + half,
        }
    }

    /// Both ends times a number that is not negative.
    #[must_use]
    pub fn scaled(self, by: f64) -> Self {
        Self {
            low: self.low * by,
            high: self.high * by,
        }
    }

    /// Whether it holds a value.
    #[must_use]
    pub fn holds(self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }
}

/// The probability that a normal score lies at least this far from 0, to either side.
#[must_use]
pub fn two_sided_p(z: f64) -> f64 {
    libm::erfc(z.abs() / std::f64::consts::SQRT_2).min(1.0)
}

/// The Benjamini-Hochberg q of each p: the least share of false alarms at which it is still called. `q_(i) = min over j ≥ i of
/// n p_(j) / j` (Benjamini & Hochberg 1995). Holds where the tests are independent or positively dependent, as neighbours are.
/// A p that is no number counts as 1.
#[must_use]
pub fn benjamini_hochberg(p: &[f64]) -> Vec<f64> {
    let sound = |p: f64| if p.is_nan() { 1.0 } else { p.clamp(0.0, 1.0) };
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|a, b| sound(p[*a]).total_cmp(&sound(p[*b])));
    let mut q = vec![1.0; p.len()];
    let mut least: f64 = 1.0;
    for (rank, at) in order.iter().enumerate().rev() {
        least = least.min(sound(p[*at]) * p.len() as f64 / (rank + 1) as f64);
        q[*at] = least;
    }
    q
}

/// How many of so many areas would be called at a level of significance by chance alone, were nothing kept down: 397 at 5 %
/// are about 20.
#[must_use]
pub fn false_alarms(areas: usize, level: Share) -> f64 {
    areas as f64 * level.0
}

/// The Wilson interval of a share, 95 %: `hits` of `all`. `None` of nothing. Incidents come in bunches, so the true interval is
/// wider; this one says only what the counts alone leave open.
#[must_use]
pub fn wilson(hits: f64, all: f64) -> Option<Interval> {
    if !(all > 0.0 && hits >= 0.0 && hits <= all) {
        return None;
    }
    let square = NORMAL_95 * NORMAL_95;
    let share = hits / all;
    let middle = (share + square / (2.0 * all)) / (1.0 + square / all);
    let half = NORMAL_95 / (1.0 + square / all)
        * (share * (1.0 - share) / all + square / (4.0 * all * all)).sqrt();
    Some(Interval {
        low: if hits > 0.0 {
            (middle - half).max(0.0)
        } else {
            0.0
        },
        high: if hits < all {
            (middle + half).min(1.0)
        } else {
            1.0
        },
    })
}

/// The p of an observation among simulated ones: those at least as extreme, and the observation itself, of all.
#[must_use]
pub fn monte_carlo_p(as_extreme: u32, runs: u32) -> f64 {
    f64::from(as_extreme + 1) / f64::from(runs + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_quantiles_of_the_normal_distribution() {
        assert!((two_sided_p(NORMAL_95) - 0.05).abs() < 1e-14);
        assert!((two_sided_p(-2.575_829_303_548_901) - 0.01).abs() < 1e-14);
        assert_eq!(two_sided_p(0.0), 1.0);
    }

    #[test]
    fn the_example_of_benjamini_and_hochberg_calls_four_of_fifteen() {
        // Benjamini & Hochberg 1995, section 3.2: at 5 % the four smallest are rejected, by Bonferroni three.
        let p = [
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
            0.5719, 0.6528, 0.7590, 1.0,
        ];
        let q = benjamini_hochberg(&p);
        assert_eq!(q.iter().filter(|q| **q <= 0.05).count(), 4);
    }

    #[test]
    fn of_397_grids_at_5_percent_about_20_are_red_by_chance() {
        assert!((false_alarms(397, Share(0.05)) - 19.85).abs() < 1e-9);
    }

    #[test]
    fn the_wilson_interval_has_its_published_values() {
        // Newcombe 1998, table I, method 3: 81 of 263 and 15 of 148, 0 of 20, 1 of 29.
        for (hits, all, low, high) in [
            (81.0, 263.0, 0.2553, 0.3662),
            (15.0, 148.0, 0.0624, 0.1605),
            (0.0, 20.0, 0.0, 0.1611),
            (1.0, 29.0, 0.0061, 0.1718),
        ] {
            let found = wilson(hits, all).expect("an interval");
            assert!(
                (found.low - low).abs() < 5e-5 && (found.high - high).abs() < 5e-5,
                "{found:?}"
            );
        }
        assert_eq!(wilson(1.0, 0.0), None);
    }

    proptest! {
        /// By definition: q is the least, over the levels at which its p is called, of the step-up procedure.
        #[test]
        fn what_is_called_is_what_the_step_up_procedure_calls(
            p in prop::collection::vec(0.0f64..1.0, 0..40), level in 0.001f64..0.5
        ) {
            let q = benjamini_hochberg(&p);
            let mut sorted = p.clone();
            sorted.sort_by(f64::total_cmp);
            let last = (1..=sorted.len())
                .rev()
                .find(|rank| sorted[rank - 1] * sorted.len() as f64 / *rank as f64 <= level);
            let called = |p: f64| last.is_some_and(|rank| p <= sorted[rank - 1]);
            for (p, q) in p.iter().zip(&q) {
                prop_assert_eq!(called(*p), *q <= level);
                prop_assert!(*q >= p * (1.0 - 1e-12));
            }
        }
    }
}
