//! Incidents put together in squares: fewer places that stand for many.

use std::collections::BTreeMap;

use super::density::WeightedPlaces;
use crate::base::coords::LocalXy;
use crate::base::units::Metres;

/// Incidents by squares of this side: the middle of those in each, and how many they are; from west to east, then from south to
/// north. Squares without any are left out.
#[must_use]
pub fn squares(places: &WeightedPlaces, side: Metres) -> Vec<(LocalXy, f64)> {
    let number = |metres: f64| (metres / side.0).floor() as i64;
    let mut found: BTreeMap<(i64, i64), [f64; 3]> = BTreeMap::new();
    for (row, place) in places.places.iter().enumerate() {
        let weight = places.weights.as_ref().and_then(|all| all.get(row));
        let weight = weight.copied().unwrap_or(1.0);
        let [x, y, sum] = found.entry((number(place.x), number(place.y))).or_default();
        *x += weight * place.x;
        *y += weight * place.y;
        *sum += weight;
    }
    found
        .into_values()
        .filter(|[_, _, sum]| *sum > 0.0)
        .map(|[x, y, sum]| (LocalXy::new(x / sum, y / sum), sum))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_incident_is_in_one_square_and_no_square_is_wider_than_another() {
        let at = |x: f64| LocalXy::new(x, 5.0);
        let places = WeightedPlaces {
            places: vec![at(-30.0), at(-10.0), at(10.0), at(30.0), at(110.0)],
            weights: Some(vec![1.0, 3.0, 1.0, 1.0, 0.5]),
        };
        let found = squares(&places, Metres(100.0));
        let expected = [(at(-15.0), 4.0), (at(20.0), 2.0), (at(110.0), 0.5)];
        assert_eq!(found, expected);
    }
}
