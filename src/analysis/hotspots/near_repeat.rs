//! Near repeats: whether incidents follow others nearby sooner than chance explains (Knox 1964).
//!
//! Pairs are counted by how far apart they lie in space and time, and compared with as many tables in which the days are dealt anew
//! among the places. The same place is a row of its own and the same day a column of its own: one event reported twice must not pass
//! for a pattern.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use super::pairs::{PairError, each_pair};
use super::significance::monte_carlo_p;
use crate::base::cancel::Cancel;
use crate::base::coords::LocalXy;
use crate::base::units::Metres;

/// Pairs that are looked at.
const MOST_PAIRS: usize = 60_000_000;
/// No farther apart than this, metres, is one place.
const ONE_PLACE: f64 = 1.0;
/// Days apart that bands reach to at most.
const MOST_DAYS: u32 = 3660;

/// Which pairs are told apart.
#[derive(Debug, Clone, PartialEq)]
pub struct NearRepeatRule {
    /// Upper ends of the bands of distance, ascending; the first begins beyond one place.
    pub distances: Vec<Metres>,
    /// Upper ends of the bands of days apart, ascending; the first begins with one day.
    pub days: Vec<u32>,
    /// How often the days are dealt anew.
    pub runs: u32,
    /// Seed of that.
    pub seed: u64,
}

impl Default for NearRepeatRule {
    fn default() -> Self {
        Self {
            distances: [100.0, 200.0, 300.0, 400.0].map(Metres).to_vec(),
            days: vec![7, 14, 21, 28],
            runs: 99,
            seed: 1,
        }
    }
}

/// One field of the table.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct NearRepeatField {
    /// Pairs there are.
    pub observed: u64,
    /// Pairs there are on average when the days are dealt anew.
    pub expected: f64,
    /// The chance of as many pairs.
    pub p: f64,
}

impl NearRepeatField {
    /// Observed over expected; `None` where none is expected.
    #[must_use]
    pub fn ratio(self) -> Option<f64> {
        (self.expected > 0.0).then(|| self.observed as f64 / self.expected)
    }
}

/// The table of pairs.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct NearRepeat {
    /// One row for the same place, then one a band of distance; in each a field for the same day, then one a band of days.
    pub rows: Vec<Vec<NearRepeatField>>,
    /// Incidents looked at.
    pub incidents: usize,
}

/// The table of incidents at these places on these days (days since any day). An incident whose place is none is passed over.
///
/// # Errors
/// [`PairError`].
pub fn near_repeat(
    places: &[LocalXy],
    days: &[i32],
    rule: &NearRepeatRule,
    cancel: &Cancel,
) -> Result<NearRepeat, PairError> {
    let bands = Bands::of(rule);
    let pairs = bands.pairs(places, days.len(), cancel)?;
    let observed = bands.count(&pairs, days);
    let mut fields = vec![(0u64, 0u32); observed.len()];
    let simulated = |run: u32| -> Result<Vec<u64>, PairError> {
        cancel.check()?;
        let mut dice = ChaCha8Rng::seed_from_u64(rule.seed);
        dice.set_stream(u64::from(run));
        let mut dealt = days.to_vec();
        dealt.shuffle(&mut dice);
        Ok(bands.count(&pairs, &dealt))
    };
    let tables = (0..rule.runs).into_par_iter().map(simulated);
    let tables: Vec<Vec<u64>> = tables.collect::<Result<_, _>>()?;
    for table in &tables {
        for ((sum, as_many), (found, observed)) in
            fields.iter_mut().zip(table.iter().zip(&observed))
        {
            *sum += found;
            *as_many += u32::from(found >= observed);
        }
    }
    let field = |(observed, (sum, as_many)): (&u64, &(u64, u32))| NearRepeatField {
        observed: *observed,
        expected: *sum as f64 / f64::from(rule.runs.max(1)),
        p: monte_carlo_p(*as_many, rule.runs),
    };
    let fields: Vec<NearRepeatField> = observed.iter().zip(&fields).map(field).collect();
    Ok(NearRepeat {
        rows: fields.chunks(bands.columns).map(<[_]>::to_vec).collect(),
        incidents: places.len().min(days.len()),
    })
}

/// Pairs near one another in space, with their row.
struct Pairs {
    of: Vec<(u32, u32)>,
    row: Vec<u8>,
}

/// Rows and columns of the table.
struct Bands {
    /// Upper ends of the rows, metres.
    ends: Vec<f64>,
    /// The column of so many days apart.
    column_of: Vec<u8>,
    columns: usize,
}

impl Bands {
    fn of(rule: &NearRepeatRule) -> Self {
        let far = rule.distances.iter().map(|end| end.0);
        let far = far.filter(|end| end.is_finite() && *end > ONE_PLACE);
        let mut ends: Vec<f64> = std::iter::once(ONE_PLACE).chain(far).collect();
        ends.sort_by(f64::total_cmp);
        ends.dedup();
        ends.truncate(usize::from(u8::MAX));
        let mut late: Vec<u32> = rule.days.iter().map(|days| *days.min(&MOST_DAYS)).collect();
        late.push(0);
        late.sort_unstable();
        late.dedup();
        late.truncate(usize::from(u8::MAX));
        let most = late.last().copied().unwrap_or(0);
        let column = |apart: u32| late.partition_point(|end| *end < apart) as u8;
        Self {
            ends,
            column_of: (0..=most).map(column).collect(),
            columns: late.len(),
        }
    }

    fn pairs(&self, places: &[LocalXy], known: usize, cancel: &Cancel) -> Result<Pairs, PairError> {
        let reach = Metres(self.ends.last().copied().unwrap_or(ONE_PLACE));
        let mut pairs = Pairs {
            of: Vec::new(),
            row: Vec::new(),
        };
        let places = places.get(..known).unwrap_or(places);
        each_pair(places, reach, cancel, |one, other, apart| {
            if pairs.of.len() >= MOST_PAIRS {
                return Err(PairError::TooMany { most: MOST_PAIRS });
            }
            pairs.of.push((one, other));
            pairs
                .row
                .push(self.ends.partition_point(|end| *end < apart) as u8);
            Ok(())
        })?;
        Ok(pairs)
    }

    /// Pairs in each field, row by row.
    fn count(&self, pairs: &Pairs, days: &[i32]) -> Vec<u64> {
        let mut fields = vec![0u64; self.ends.len() * self.columns];
        for ((one, other), row) in pairs.of.iter().zip(&pairs.row) {
            let apart = days[*one as usize].abs_diff(days[*other as usize]) as usize;
            if let Some(column) = self.column_of.get(apart) {
                fields[usize::from(*row) * self.columns + usize::from(*column)] += 1;
            }
        }
        fields
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rand::Rng;

    fn table(places: &[LocalXy], days: &[i32], rule: &NearRepeatRule) -> NearRepeat {
        near_repeat(places, days, rule, &Cancel::new()).expect("few pairs")
    }

    #[test]
    fn five_incidents_by_hand() {
        let places = [
            (0.0, 0.0),
            (0.5, 0.0),
            (50.0, 0.0),
            (150.0, 0.0),
            (5000.0, 0.0),
        ];
        let places = places.map(|(x, y)| LocalXy::new(x, y));
        let rule = NearRepeatRule {
            distances: vec![Metres(100.0), Metres(200.0)],
            days: vec![7, 14],
            ..NearRepeatRule::default()
        };
        let found = table(&places, &[10, 10, 17, 18, 10], &rule);
        let observed: Vec<Vec<u64>> = found
            .rows
            .iter()
            .map(|row| row.iter().map(|field| field.observed).collect())
            .collect();
        // Same place: 0-1 same day. To 100 m: 0-2 and 1-2 seven days, 2-3 (100 m) one day. To 200 m: 0-3 and 1-3 eight days.
        assert_eq!(observed, [[1, 0, 0], [0, 3, 0], [0, 0, 2]]);
    }

    #[test]
    fn planted_near_repeats_are_found_and_nothing_else() {
        let mut dice = ChaCha8Rng::seed_from_u64(2);
        let (mut places, mut days) = (Vec::new(), Vec::new());
        for _ in 0..400 {
            let at = LocalXy::new(dice.random::<f64>() * 5000.0, dice.random::<f64>() * 5000.0);
            let day = dice.random_range(0..365);
            places.push(at);
            days.push(day);
            if dice.random_bool(0.3) {
                places.push(LocalXy::new(at.x + 40.0, at.y));
                days.push(day + dice.random_range(1..7));
            }
        }
        let rule = NearRepeatRule {
            runs: 199,
            ..NearRepeatRule::default()
        };
        let found = table(&places, &days, &rule);
        let soon = found.rows[1][1];
        assert!(soon.p <= 0.005 && soon.ratio() > Some(3.0), "{soon:?}");
        let far = found.rows[4].iter().filter(|field| field.p <= 0.01).count();
        assert!(far <= 1, "{:?}", found.rows[4]);
        assert_eq!(found, table(&places, &days, &rule), "the same seed");
    }

    #[test]
    fn days_at_random_have_the_pairs_that_are_expected() {
        let mut dice = ChaCha8Rng::seed_from_u64(4);
        let mut at = || dice.random::<f64>() * 1500.0;
        let places: Vec<LocalXy> = (0..500).map(|_| LocalXy::new(at(), at())).collect();
        let days: Vec<i32> = (0..500).map(|it| (it * 7919) % 360).collect();
        let found = table(&places, &days, &NearRepeatRule::default());
        for field in found.rows[1..].iter().flat_map(|row| &row[1..]) {
            let off = (field.observed as f64 - field.expected) / field.expected.sqrt();
            assert!(off.abs() < 4.0 && field.p > 0.005, "{field:?}");
        }
    }

    proptest! {
        #[test]
        fn pairs_are_those_that_are_there_and_their_sum_outlives_the_dealing(
            rows in prop::collection::vec((0.0f64..300.0, 0.0f64..300.0, 0i32..40), 0..50)
        ) {
            let places: Vec<LocalXy> = rows.iter().map(|it| LocalXy::new(it.0, it.1)).collect();
            let days: Vec<i32> = rows.iter().map(|it| it.2).collect();
            // Every pair is in some column: 40 days at most.
            let rule = NearRepeatRule { distances: vec![Metres(60.0), Metres(150.0)], days: vec![3, 50], runs: 9, seed: 3 };
            let found = table(&places, &days, &rule);
            let mut expected = [[0u64; 3]; 3];
            for one in 0..rows.len() {
                for other in 0..one {
                    let apart = places[one].distance(places[other]).0;
                    let row = [1.0, 60.0, 150.0].iter().position(|end| apart <= *end);
                    let days = days[one].abs_diff(days[other]);
                    let column = [0, 3, 50].iter().position(|end| days <= *end);
                    if let (Some(row), Some(column)) = (row, column) {
                        expected[row][column] += 1;
                    }
                }
            }
            for (row, expected) in found.rows.iter().zip(&expected) {
                prop_assert_eq!(row.iter().map(|it| it.observed).collect::<Vec<_>>(), expected.to_vec());
                let (observed, dealt): (u64, f64) = (row.iter().map(|it| it.observed).sum(), row.iter().map(|it| it.expected).sum());
                prop_assert!((observed as f64 - dealt).abs() < 1e-6);
            }
        }
    }
}
