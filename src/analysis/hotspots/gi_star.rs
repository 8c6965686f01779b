//! Gi*: whether an area and those beside it hold more than their share.
//!
//! Getis & Ord 1992, Ord & Getis 1995: with neighbours weighing 1 and an area its own neighbour,
//! `Gi*ᵢ = (Σⱼwᵢⱼxⱼ - X̄ Σⱼwᵢⱼ) / (S √[(n Σⱼwᵢⱼ² - (Σⱼwᵢⱼ)²)/(n-1)])`, `S² = Σx²/n - X̄²`.

use super::neighbours::Neighbours;
use super::significance::{benjamini_hochberg, false_alarms, two_sided_p};
use crate::base::units::Share;

/// Whether an area stands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Heat {
    /// It and those beside it hold more than chance explains.
    Hot,
    /// Less.
    Cold,
    /// Neither.
    Plain,
}

impl Heat {
    /// As a value of a map: below 0 cold, above hot.
    #[must_use]
    pub const fn value(self) -> f64 {
        match self {
            Self::Cold => -1.0,
            Self::Plain => 0.0,
            Self::Hot => 1.0,
        }
    }
}

impl Heat {
    /// The name in answers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hot => "hot",
            Self::Cold => "cold",
            Self::Plain => "plain",
        }
    }
}

/// Gi* of every area.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct GiStar {
    /// The scores: normal where nothing clusters. 0 where all areas have the same, or every area is beside one.
    pub z: Vec<f64>,
    /// The chance of a score as far from 0, to either side.
    pub p: Vec<f64>,
    /// Benjamini and Hochberg's q of each p: called at a level where it is at most the level.
    pub q: Vec<f64>,
}

/// Gi* of what each area holds. Values that are no numbers count as 0.
#[must_use]
pub fn gi_star(values: &[f64], neighbours: &Neighbours) -> GiStar {
    let value = |area: usize| {
        let value = values.get(area).copied().unwrap_or(0.0);
        if value.is_finite() { value } else { 0.0 }
    };
    let n = values.len() as f64;
    let mean = (0..values.len()).map(value).sum::<f64>() / n;
    let deviations = (0..values.len()).map(|area| (value(area) - mean) * (value(area) - mean));
    let spread = (deviations.sum::<f64>() / n).sqrt();
    let score = |area: usize| {
        let beside = neighbours.of(area);
        let sum: f64 = value(area) + beside.iter().map(|it| value(*it as usize)).sum::<f64>();
        let weights = beside.len() as f64 + 1.0;
        let root = ((n * weights - weights * weights) / (n - 1.0)).sqrt();
        let score = (sum - mean * weights) / (spread * root);
        if score.is_finite() { score } else { 0.0 }
    };
    let z: Vec<f64> = (0..values.len()).map(score).collect();
    let p: Vec<f64> = z.iter().map(|z| two_sided_p(*z)).collect();
    GiStar {
        q: benjamini_hochberg(&p),
        z,
        p,
    }
}

impl GiStar {
    /// Which areas stand out, at a share of false alarms among those called (Benjamini-Hochberg).
    #[must_use]
    pub fn heat(&self, level: Share) -> Vec<Heat> {
        called(&self.z, &self.q, level)
    }

    /// Which would be called were every area judged alone.
    #[must_use]
    pub fn heat_each_alone(&self, level: Share) -> Vec<Heat> {
        called(&self.z, &self.p, level)
    }

    /// How many [`GiStar::heat_each_alone`] calls by chance where nothing clusters.
    #[must_use]
    pub fn false_alarms(&self, level: Share) -> f64 {
        false_alarms(self.z.len(), level)
    }
}

fn called(z: &[f64], chance: &[f64], level: Share) -> Vec<Heat> {
    let judge = |(z, chance): (&f64, &f64)| {
        if *chance > level.0 {
            Heat::Plain
        } else if *z > 0.0 {
            Heat::Hot
        } else {
            Heat::Cold
        }
    };
    z.iter().zip(chance).map(judge).collect()
}

#[cfg(test)]
mod tests {
    use super::super::neighbours;
    use super::*;
    use crate::base::cancel::Cancel;
    use crate::base::coords::LocalXy;
    use crate::base::units::Metres;
    use proptest::prelude::*;

    fn within(places: &[LocalXy], reach: Metres) -> Neighbours {
        neighbours::within(places, reach, &Cancel::new()).expect("few")
    }

    fn six() -> (Vec<LocalXy>, Vec<f64>) {
        let places = [
            (10.0, 10.0),
            (20.0, 10.0),
            (40.0, 10.0),
            (15.0, 20.0),
            (30.0, 20.0),
            (30.0, 30.0),
        ];
        let places = places.into_iter().map(|(x, y)| LocalXy::new(x, y));
        (places.collect(), vec![2.0, 3.0, 3.2, 5.0, 8.0, 7.0])
    }

    #[test]
    fn the_six_places_of_esda_have_their_published_scores() {
        // G_Local(y, w, transform="B", star=True) over a band of 15 (esda's documentation).
        let (places, values) = six();
        let found = gi_star(&values, &within(&places, Metres(15.0)));
        let published = [
            -1.397_276_26,
            -0.289_177_62,
            0.650_649_64,
            -0.289_177_62,
            1.234_520_88,
            2.024_243_31,
        ];
        for (found, published) in found.z.iter().zip(published) {
            assert!((found - published).abs() < 1e-7, "{found} {published}");
        }
    }

    #[test]
    fn areas_that_are_all_the_same_and_no_areas_stand_out_nowhere() {
        let (places, _) = six();
        let found = gi_star(&[4.0; 6], &within(&places, Metres(15.0)));
        assert!(found.z.iter().all(|z| *z == 0.0) && found.q.iter().all(|q| *q == 1.0));
        let all = gi_star(&[1.0, 2.0, 9.0], &within(&places[..3], Metres(1e4)));
        assert_eq!(all.heat(Share(0.05)), [Heat::Plain; 3]);
        assert_eq!(gi_star(&[], &Neighbours::default()), GiStar::default());
        let broken = gi_star(
            &[f64::NAN, f64::INFINITY, 1.0, 2.0, 0.0, 3.0],
            &within(&places, Metres(15.0)),
        );
        assert!(broken.z.iter().chain(&broken.p).all(|it| it.is_finite()));
    }

    #[test]
    fn noise_alone_gives_the_false_alarms_that_were_said_and_the_correction_takes_them_away() {
        use rand::{Rng, SeedableRng};
        let mut dice = rand_chacha::ChaCha8Rng::seed_from_u64(5);
        let places: Vec<LocalXy> = (0..20)
            .flat_map(|x| (0..20).map(move |y| LocalXy::new(f64::from(x), f64::from(y))))
            .collect();
        let beside = within(&places, Metres(1.5));
        let (mut alone, mut kept, mut said) = (0, 0, 0.0);
        for _ in 0..60 {
            let values: Vec<f64> = places
                .iter()
                .map(|_| (0..12).map(|_| dice.random::<f64>()).sum())
                .collect();
            let found = gi_star(&values, &beside);
            let count = |heat: Vec<Heat>| heat.iter().filter(|it| **it != Heat::Plain).count();
            alone += count(found.heat_each_alone(Share(0.05)));
            kept += usize::from(count(found.heat(Share(0.05))) > 0);
            said += found.false_alarms(Share(0.05));
        }
        let ratio = alone as f64 / said;
        assert!((0.8..1.2).contains(&ratio), "{alone} of {said}");
        assert!(kept <= 8, "any alarm at all in {kept} of 60 maps of noise");
    }

    proptest! {
        /// Names of areas and units of values mean nothing.
        #[test]
        fn neither_order_nor_scale_changes_a_score(
            values in prop::collection::vec(0u32..50, 12), turn in 0usize..12, scale in 0.1f64..9.0, shift in -5.0f64..5.0
        ) {
            let places: Vec<LocalXy> = (0..12).map(|it| LocalXy::new(f64::from(it % 4), f64::from(it / 4))).collect();
            let values: Vec<f64> = values.into_iter().map(f64::from).collect();
            let found = gi_star(&values, &within(&places, Metres(1.1)));
            let turned = |it: usize| (it + turn) % 12;
            let other_places: Vec<LocalXy> = (0..12).map(|it| places[turned(it)]).collect();
            let other_values: Vec<f64> = (0..12).map(|it| values[turned(it)] * scale + shift).collect();
            let other = gi_star(&other_values, &within(&other_places, Metres(1.1)));
            for it in 0..12 {
                prop_assert!((other.z[it] - found.z[turned(it)]).abs() < 1e-9);
                prop_assert!((other.q[it] - found.q[turned(it)]).abs() < 1e-9);
            }
        }
    }
}
