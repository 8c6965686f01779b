//! Before and after: whether it became quieter where something was done, and whether trouble only moved.
//!
//! Weighted displacement difference (Wheeler & Ratcliffe 2018): `WDD = (T₁-T₀) - (C₁-C₀) + (D₁-D₀) - (E₁-E₀)`, T the target, C its
//! control, D the ring about the target into which trouble may have moved, E the control of the ring; counts are taken as Poisson,
//! so the variance is the sum of the counts, each times the square of its weight.

use crate::analysis::hotspots::significance::{Interval, two_sided_p};

/// Incidents of one area in both periods.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct BeforeAfter {
    /// Before.
    pub before: f64,
    /// After.
    pub after: f64,
}

/// The areas of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct DisplacementCounts {
    /// Where something was done.
    pub target: BeforeAfter,
    /// Where nothing was.
    pub control: BeforeAfter,
    /// About the target.
    pub ring: Option<BeforeAfter>,
    /// About the control.
    pub control_ring: Option<BeforeAfter>,
}

/// How sure a difference is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Fewer than the control lets expect, and chance does not explain it.
    Fewer,
    /// More.
    More,
    /// Chance may explain it.
    Unclear,
}

impl Verdict {
    /// The name in answers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fewer => "fewer",
            Self::More => "more",
            Self::Unclear => "unclear",
        }
    }
}

/// An estimate with what the counts leave open.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// Incidents more (above 0) or fewer after than expected.
    pub incidents: f64,
    /// Its variance.
    pub variance: f64,
}

impl Difference {
    /// Its 95 % interval (normal).
    #[must_use]
    pub fn interval(self) -> Interval {
        Interval::normal(self.incidents, self.variance)
    }

    /// Standard errors from 0; `None` without any incident.
    #[must_use]
    pub fn z(self) -> Option<f64> {
        (self.variance > 0.0).then(|| self.incidents / self.variance.sqrt())
    }

    /// The chance of a difference as large where nothing changed; 1 without any incident.
    #[must_use]
    pub fn p(self) -> f64 {
        self.z().map_or(1.0, two_sided_p)
    }

    /// Whether the interval leaves out 0, and to which side.
    #[must_use]
    pub fn verdict(self) -> Verdict {
        let interval = self.interval();
        if interval.high < 0.0 {
            Verdict::Fewer
        } else if interval.low > 0.0 {
            Verdict::More
        } else {
            Verdict::Unclear
        }
    }
}

/// The weighted displacement difference and its parts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DisplacementDifference {
    /// Of the target against its control.
    pub target: Difference,
    /// Of the ring against its control; nothing where there is no ring.
    pub ring: Difference,
    /// Both together: what is left where trouble only moved.
    pub total: Difference,
}

/// The difference. Where the periods are not equally long, `before_weight` is how long the period after is as against the one before:
/// counts before weigh as much. A ring without a control of its own is compared with nothing.
#[must_use]
pub fn displacement_difference(
    counts: &DisplacementCounts,
    before_weight: f64,
) -> DisplacementDifference {
    let change = |counts: BeforeAfter| counts.after - before_weight * counts.before;
    let variance = |counts: BeforeAfter| before_weight.powi(2).mul_add(counts.before, counts.after);
    let against = |one: BeforeAfter, other: BeforeAfter| Difference {
        incidents: change(one) - change(other),
        variance: variance(one) + variance(other),
    };
    let target = against(counts.target, counts.control);
    let ring = against(
        counts.ring.unwrap_or_default(),
        counts.control_ring.unwrap_or_default(),
    );
    DisplacementDifference {
        target,
        ring,
        total: Difference {
            incidents: target.incidents + ring.incidents,
            variance: target.variance + ring.variance,
        },
    }
}

/// The change of a count without a control: after less before, the variance both together.
#[must_use]
pub fn plain_difference(counts: BeforeAfter, before_weight: f64) -> Difference {
    let nothing = DisplacementCounts {
        target: counts,
        ..DisplacementCounts::default()
    };
    displacement_difference(&nothing, before_weight).target
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn pair(before: f64, after: f64) -> BeforeAfter {
        BeforeAfter { before, after }
    }

    #[test]
    fn the_example_of_wheeler_and_ratcliffe() {
        let counts = DisplacementCounts {
            target: pair(207.0, 110.0),
            control: pair(308.0, 318.0),
            ring: Some(pair(178.0, 157.0)),
            control_ring: Some(pair(150.0, 140.0)),
        };
        let found = displacement_difference(&counts, 1.0);
        assert_eq!(
            (found.total.incidents, found.total.variance),
            (-118.0, 1568.0)
        );
        assert!((found.total.z().expect("a score") + 2.98).abs() < 0.005);
        let interval = found.total.interval();
        assert_eq!(
            (interval.low.round(), interval.high.round()),
            (-196.0, -40.0)
        );
        assert_eq!(
            (found.target.incidents, found.ring.incidents),
            (-107.0, -11.0)
        );
        assert_eq!(found.total.verdict(), Verdict::Fewer);
    }

    #[test]
    fn few_incidents_leave_it_open() {
        let counts = DisplacementCounts {
            target: pair(20.0, 10.0),
            control: pair(20.0, 20.0),
            ..DisplacementCounts::default()
        };
        let found = displacement_difference(&counts, 1.0).total;
        assert_eq!((found.incidents, found.variance), (-10.0, 70.0));
        assert_eq!(found.verdict(), Verdict::Unclear);
        let none = displacement_difference(&DisplacementCounts::default(), 1.0).total;
        assert_eq!(
            (none.z(), none.p(), none.verdict()),
            (None, 1.0, Verdict::Unclear)
        );
    }

    #[test]
    fn periods_of_two_lengths_compare_by_their_length() {
        // Twice as long after, twice as many: no change.
        let found = plain_difference(pair(100.0, 200.0), 2.0);
        assert_eq!((found.incidents, found.variance), (0.0, 600.0));
        // To swap target and control turns the sign.
        let counts = DisplacementCounts {
            target: pair(5.0, 9.0),
            control: pair(7.0, 2.0),
            ..DisplacementCounts::default()
        };
        let swapped = DisplacementCounts {
            target: counts.control,
            control: counts.target,
            ..counts
        };
        let (one, other) = (
            displacement_difference(&counts, 0.5).total,
            displacement_difference(&swapped, 0.5).total,
        );
        assert_eq!(
            (one.incidents, one.variance),
            (-other.incidents, other.variance)
        );
    }

    #[test]
    fn counts_that_did_not_change_are_called_changed_one_time_in_twenty() {
        use rand::{Rng, SeedableRng};
        let mut dice = rand_chacha::ChaCha8Rng::seed_from_u64(6);
        let mut count = || f64::from((0..400).filter(|_| dice.random_bool(0.1)).count() as u32);
        let called = (0..4000).filter(|_| {
            let counts = DisplacementCounts {
                target: pair(count(), count()),
                control: pair(count(), count()),
                ..DisplacementCounts::default()
            };
            displacement_difference(&counts, 1.0).total.verdict() != Verdict::Unclear
        });
        // The counts are binomial, a tenth less spread than Poisson.
        let share = called.count() as f64 / 4000.0;
        assert!((0.02..0.06).contains(&share), "{share}");
    }
}
