//! Local Moran's I: areas that are like those beside them, and areas that are not.
//!
//! Anselin 1995: `Iᵢ = zᵢ/m₂ Σⱼ wᵢⱼ zⱼ`, z from the mean, `m₂ = Σz²/n`, neighbours weighing alike and 1 together. The chance is
//! conditional permutation: the values of all other areas are dealt anew about an area, until enough hands were as extreme (Besag &
//! Clifford 1991): plain areas take a few hundred, and those that stand out so many that their chance can be told among thousands.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::neighbours::Neighbours;
use super::significance::{benjamini_hochberg, monte_carlo_p};
use crate::base::cancel::{Cancel, Cancelled};
use crate::base::units::Share;

/// Hands as extreme, to the rarer side, after which an area's chance is known well enough.
const ENOUGH: u32 = 50;

/// How an area stands to those beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Likeness {
    /// High among high: the heart of a hot spot.
    HighHigh,
    /// Low among low.
    LowLow,
    /// High among low: a hot spot of one area.
    HighLow,
    /// Low among high: a hole in a hot spot.
    LowHigh,
    /// Nothing that chance does not explain.
    Plain,
}

impl Likeness {
    /// The name in answers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::HighHigh => "high-high",
            Self::LowLow => "low-low",
            Self::HighLow => "high-low",
            Self::LowHigh => "low-high",
            Self::Plain => "plain",
        }
    }
}

/// Local Moran's I of every area.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LocalMoran {
    /// Iᵢ: above 0 like those beside it, below 0 unlike; 0 without neighbours, or where all areas have the same.
    pub i: Vec<f64>,
    /// How far each lies above the mean, and the mean of those beside it.
    above: Vec<(f64, f64)>,
    /// The chance of an I as extreme, to either side; 1 without neighbours. Never below 2/(runs + 1).
    pub p: Vec<f64>,
    /// Benjamini and Hochberg's q of each p.
    pub q: Vec<f64>,
}

/// Local Moran's I, judged by at most so many permutations an area (99,999 tell hot areas apart among thousands; 0 judges nothing).
/// Values that are no numbers count as 0.
///
/// # Errors
/// [`Cancelled`].
pub fn local_moran(
    values: &[f64],
    neighbours: &Neighbours,
    runs: u32,
    seed: u64,
    cancel: &Cancel,
) -> Result<LocalMoran, Cancelled> {
    let n = values.len();
    let value = |it: &f64| if it.is_finite() { *it } else { 0.0 };
    let mean = values.iter().map(value).sum::<f64>() / n as f64;
    let z: Vec<f64> = values.iter().map(|it| value(it) - mean).collect();
    let second = z.iter().map(|z| z * z).sum::<f64>() / n as f64;
    let mut dice = ChaCha8Rng::seed_from_u64(seed);
    // Areas in some order: dealing takes a few from the front, and any order to begin with is as good.
    let mut deck: Vec<u32> = (0..n as u32).collect();
    let mut found = LocalMoran::default();
    for area in 0..n {
        if area.is_multiple_of(64) {
            cancel.check()?;
            cancel.report(area as u64, n as u64);
        }
        let beside = neighbours.of(area);
        let sum: f64 = beside.iter().map(|it| z[*it as usize]).sum();
        let lag = if beside.is_empty() {
            0.0
        } else {
            sum / beside.len() as f64
        };
        let is_judged = second > 0.0 && !beside.is_empty() && beside.len() + 1 < n;
        found.above.push((z[area], lag));
        found.i.push(if is_judged {
            z[area] / second * lag
        } else {
            0.0
        });
        found.p.push(if is_judged {
            // To rounding: the same values in another order are no other hand.
            let slack = 1e-9 * (second.sqrt() * beside.len() as f64);
            let hand = || dealt_sum(&z, area as u32, beside.len(), &mut deck, &mut dice);
            chance(runs, sum, slack, hand)
        } else {
            1.0
        });
    }
    found.q = benjamini_hochberg(&found.p);
    Ok(found)
}

/// The chance of a sum as extreme among hands, to either side.
fn chance(runs: u32, sum: f64, slack: f64, mut hand: impl FnMut() -> f64) -> f64 {
    let (mut dealt, mut at_least, mut at_most) = (0, 0, 0);
    while dealt < runs && at_least.min(at_most) < ENOUGH {
        let other = hand();
        at_least += u32::from(other >= sum - slack);
        at_most += u32::from(other <= sum + slack);
        dealt += 1;
    }
    (2.0 * monte_carlo_p(at_least.min(at_most), dealt)).min(1.0)
}

/// The sum over so many other areas drawn without putting back.
fn dealt_sum(z: &[f64], area: u32, count: usize, deck: &mut [u32], dice: &mut ChaCha8Rng) -> f64 {
    let (mut sum, mut taken, mut at) = (0.0, 0, 0);
    while taken < count {
        let other = dice.random_range(at..deck.len());
        deck.swap(at, other);
        if deck[at] != area {
            sum += z[deck[at] as usize];
            taken += 1;
        }
        at += 1;
    }
    sum
}

impl LocalMoran {
    /// How much each area is high among high, to flag by: I where it and those beside it lie above the mean, else how far it lies
    /// below, under every such area.
    #[must_use]
    pub fn crowding(&self) -> Vec<f64> {
        let most = self.above.iter().map(|it| it.0.abs()).fold(1.0, f64::max);
        let of = |((own, lag), i): (&(f64, f64), &f64)| {
            if *own > 0.0 && *lag > 0.0 {
                *i
            } else {
                own - most
            }
        };
        self.above.iter().zip(&self.i).map(of).collect()
    }

    /// How each area stands to those beside it, at a share of false alarms among those called.
    #[must_use]
    pub fn likeness(&self, level: Share) -> Vec<Likeness> {
        let judge = |((own, lag), q): (&(f64, f64), &f64)| match (*own > 0.0, *lag > 0.0) {
            _ if *q > level.0 => Likeness::Plain,
            (true, true) => Likeness::HighHigh,
            (true, false) => Likeness::HighLow,
            (false, true) => Likeness::LowHigh,
            (false, false) => Likeness::LowLow,
        };
        self.above.iter().zip(&self.q).map(judge).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::neighbours;
    use super::super::significance::two_sided_p;
    use super::*;
    use crate::base::coords::LocalXy;
    use crate::base::units::Metres;

    fn within(places: &[LocalXy], reach: Metres) -> Neighbours {
        neighbours::within(places, reach, &Cancel::new()).expect("few")
    }

    fn square(side: i32) -> Vec<LocalXy> {
        let place = |it: i32| LocalXy::new(f64::from(it % side), f64::from(it / side));
        (0..side * side).map(place).collect()
    }

    fn judged(values: &[f64], beside: &Neighbours, runs: u32) -> LocalMoran {
        local_moran(values, beside, runs, 11, &Cancel::new()).expect("not cancelled")
    }

    #[test]
    fn the_local_ones_sum_to_the_global_one() {
        let places = square(7);
        let beside = within(&places, Metres(1.5));
        let values: Vec<f64> = places
            .iter()
            .map(|at| at.x * at.x + 3.0 * at.y.sin())
            .collect();
        let mean = values.iter().sum::<f64>() / 49.0;
        let (mut over, mut under) = (0.0, 0.0);
        for (area, value) in values.iter().enumerate() {
            let list = beside.of(area);
            for other in list {
                over += (value - mean) * (values[*other as usize] - mean) / list.len() as f64;
            }
            under += (value - mean) * (value - mean);
        }
        let found = judged(&values, &beside, 9);
        let sum: f64 = found.i.iter().sum();
        assert!((sum / 49.0 - over / under).abs() < 1e-12, "{sum}");
    }

    #[test]
    fn permutations_agree_with_the_moments_of_drawing_without_putting_back() {
        let places = square(16);
        let beside = within(&places, Metres(2.3));
        let values: Vec<f64> = places
            .iter()
            .map(|at| (at.x * 1.7).sin() + (at.y * 0.9).cos() + at.x * 0.03)
            .collect();
        let found = judged(&values, &beside, 9_999);
        let mean = values.iter().sum::<f64>() / 256.0;
        let mut farthest: f64 = 0.0;
        for area in 0..256 {
            let k = beside.of(area).len() as f64;
            let others: Vec<f64> = (0..256)
                .filter(|it| *it != area)
                .map(|it| values[it] - mean)
                .collect();
            let mid = others.iter().sum::<f64>() / 255.0;
            let spread = others.iter().map(|z| (z - mid) * (z - mid)).sum::<f64>() / 254.0;
            let sum: f64 = beside
                .of(area)
                .iter()
                .map(|it| values[*it as usize] - mean)
                .sum();
            let z = (sum - k * mid) / (k * spread * (1.0 - k / 255.0)).sqrt();
            // Told from fifty hands as extreme: to a seventh, and the normal curve is not all of it.
            let p = two_sided_p(z);
            farthest = farthest.max((p - found.p[area]).abs() / p.max(0.005));
        }
        assert!(farthest < 0.8, "{farthest}");
    }

    #[test]
    fn a_block_of_high_areas_is_high_among_high_and_a_lone_one_high_among_low() {
        let places = square(20);
        let beside = within(&places, Metres(1.5));
        let high = |at: &LocalXy| {
            let in_block = (3.0..8.0).contains(&at.x) && (3.0..8.0).contains(&at.y);
            let noise = (at.x * 12.9898 + at.y * 78.233).sin().abs();
            if in_block { 10.0 + noise } else { noise }
        };
        let values: Vec<f64> = places.iter().map(high).collect();
        let found = judged(&values, &beside, 1999).likeness(Share(0.05));
        let at = |x: usize, y: usize| found[y * 20 + x];
        assert_eq!(
            (at(5, 5), at(4, 6)),
            (Likeness::HighHigh, Likeness::HighHigh)
        );
        assert_ne!(at(15, 15), Likeness::HighHigh);
        assert_eq!(
            found,
            judged(&values, &beside, 1999).likeness(Share(0.05)),
            "the same seed"
        );
    }

    #[test]
    fn nothing_to_judge_is_plain() {
        let places = square(2);
        let alone = within(&places, Metres(0.5));
        assert_eq!(judged(&[1.0, 2.0, 3.0, 4.0], &alone, 99).p, [1.0; 4]);
        let same = within(&places, Metres(1.1));
        assert_eq!(judged(&[3.0; 4], &same, 99).q, [1.0; 4]);
        assert!(judged(&[], &Neighbours::default(), 99).i.is_empty());
        let stopped = Cancel::new();
        stopped.cancel();
        assert!(local_moran(&[1.0; 4], &same, 9, 1, &stopped).is_err());
    }
}
