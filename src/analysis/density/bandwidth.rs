//! Help with the bandwidth: the normal reference rule.

use super::WeightedPlaces;
use crate::base::coords::LocalXy;
use crate::base::units::Metres;

/// The normal reference bandwidth 0.9 · min(SD, √(1/ln 2) · Dm) · n^(-0.2): SD the standard distance, Dm the (weighted)
/// median distance to the mean centre, n the sum of the weights.
///
/// `None` where it says nothing: fewer than two incidents, or all at one place. Weights under 0 are passed over.
#[must_use]
pub fn reference_bandwidth(places: &WeightedPlaces) -> Option<Metres> {
    let counted: Vec<(LocalXy, f64)> = places.sound().filter(|(_, weight)| *weight > 0.0).collect();
    let total: f64 = counted.iter().map(|(_, weight)| weight).sum();
    if total < 2.0 || !total.is_finite() {
        return None;
    }
    let mean = |of: fn(LocalXy) -> f64| {
        counted
            .iter()
            .map(|&(place, weight)| weight * of(place))
            .sum::<f64>()
            / total
    };
    let centre = LocalXy::new(mean(|place| place.x), mean(|place| place.y));
    let mut distances: Vec<(f64, f64)> = counted
        .iter()
        .map(|&(place, weight)| (place.distance(centre).0, weight))
        .collect();
    let squares: f64 = distances.iter().map(|(d, weight)| weight * d * d).sum();
    let standard = (squares / total).sqrt();
    let median = weighted_median(&mut distances, total);
    let spread = standard.min((1.0 / std::f64::consts::LN_2).sqrt() * median);
    let spread = if spread > 0.0 { spread } else { standard };
    (spread > 0.0 && spread.is_finite()).then(|| Metres(0.9 * spread * libm::pow(total, -0.2)))
}

/// The least distance within which at least half the weight lies.
fn weighted_median(distances: &mut [(f64, f64)], total: f64) -> f64 {
    distances.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let mut passed = 0.0;
    for &(distance, weight) in distances.iter() {
        passed += weight;
        if passed >= total / 2.0 {
            return distance;
        }
    }
    0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bandwidth_follows_the_formula() {
        // Four places 100 m from their centre: SD = Dm = 100, so 0.9 · 100 · 4^-0.2 (√(1/ln 2) > 1).
        let places = [(100.0, 0.0), (-100.0, 0.0), (0.0, 100.0), (0.0, -100.0)];
        let places = WeightedPlaces {
            places: places
                .into_iter()
                .map(|(x, y)| LocalXy::new(x, y))
                .collect(),
            weights: None,
        };
        let found = reference_bandwidth(&places).expect("spread").0;
        assert!((found - 90.0 * 4.0_f64.powf(-0.2)).abs() < 1e-9, "{found}");
    }

    #[test]
    fn a_weight_counts_like_that_many_rows() {
        let rows = [(0.0, 0.0), (0.0, 0.0), (0.0, 0.0), (900.0, 30.0)];
        let rows = WeightedPlaces {
            places: rows.into_iter().map(|(x, y)| LocalXy::new(x, y)).collect(),
            weights: None,
        };
        let weighted = WeightedPlaces {
            places: vec![LocalXy::new(0.0, 0.0), LocalXy::new(900.0, 30.0)],
            weights: Some(vec![3.0, 1.0]),
        };
        let (of_rows, of_weights) = (reference_bandwidth(&rows), reference_bandwidth(&weighted));
        let (of_rows, of_weights) = (of_rows.expect("spread").0, of_weights.expect("spread").0);
        assert!((of_rows / of_weights - 1.0).abs() < 1e-12);
    }

    #[test]
    fn one_place_has_no_bandwidth() {
        let one = WeightedPlaces {
            places: vec![LocalXy::new(5.0, 5.0); 9],
            weights: None,
        };
        assert_eq!(reference_bandwidth(&one), None);
        assert_eq!(reference_bandwidth(&WeightedPlaces::default()), None);
    }
}
