//! The exact density at one place: places sorted into tiles, so that only those near by are looked at.

use super::{DensityRule, WeightedPlaces};
use crate::base::coords::LocalXy;
use crate::base::units::PerKm2;

/// Places a tile holds on average.
const PLACES_A_TILE: f64 = 24.0;
/// Rows and columns of tiles at most.
const MOST_TILES_A_SIDE: f64 = 1024.0;
/// Places looked at to find where most of them lie.
const SAMPLE: usize = 4096;

/// Places laid out so that the exact density at one place is quick: the value under the pointer.
///
/// The tiles fill the box that holds 98 % of the places in each direction (a few far-off places cannot make them
/// coarse); places beyond it belong to the nearest border tile.
#[derive(Debug, Clone, Default)]
pub struct DensityIndex {
    columns: Axis,
    rows: Axis,
    /// Where each tile begins in `places`, row-major; one entry more than tiles.
    starts: Vec<u32>,
    places: Vec<LocalXy>,
    /// Empty where every place weighs 1.
    weights: Vec<f64>,
}

/// Tiles along one axis.
#[derive(Debug, Clone, Copy, Default)]
struct Axis {
    origin: f64,
    per_metre: f64,
    count: usize,
}

impl Axis {
    /// `count` tiles from `low` to `high`.
    fn new(low: f64, high: f64, count: f64) -> Self {
        let per_metre = count / (high - low);
        let count = if per_metre.is_finite() { count } else { 1.0 };
        Self {
            origin: low,
            per_metre: if per_metre.is_finite() {
                per_metre
            } else {
                0.0
            },
            count: count as usize,
        }
    }

    /// The tile of a coordinate, clamped to the tiles there are. Never falls as the coordinate grows.
    fn tile(self, coordinate: f64) -> usize {
        let tile = (coordinate - self.origin) * self.per_metre;
        (tile as usize).min(self.count.saturating_sub(1))
    }
}

impl DensityIndex {
    /// An index of the places. Those that are not finite are passed over.
    #[must_use]
    pub fn new(places: &WeightedPlaces) -> Self {
        let sound: Vec<(LocalXy, f64)> = places.sound().collect();
        if sound.is_empty() || u32::try_from(sound.len()).is_err() {
            return Self::default();
        }
        let (columns, rows) = axes(&sound);
        let tile = |place: LocalXy| rows.tile(place.y) * columns.count + columns.tile(place.x);
        let mut starts = vec![0u32; columns.count * rows.count + 1];
        for &(place, _) in &sound {
            starts[tile(place) + 1] += 1;
        }
        for index in 1..starts.len() {
            starts[index] += starts[index - 1];
        }
        let mut next = starts.clone();
        let mut sorted = vec![(LocalXy::new(0.0, 0.0), 0.0); sound.len()];
        for &(place, weight) in &sound {
            let slot = &mut next[tile(place)];
            sorted[*slot as usize] = (place, weight);
            *slot += 1;
        }
        let weights = if places.weights.is_some() {
            sorted.iter().map(|&(_, weight)| weight).collect()
        } else {
            Vec::new()
        };
        Self {
            columns,
            rows,
            starts,
            places: sorted.into_iter().map(|(place, _)| place).collect(),
            weights,
        }
    }

    /// The exact (f64) density at a place; 0 at a place that is not finite.
    #[must_use]
    pub fn density_at(&self, rule: DensityRule, at: LocalXy) -> PerKm2 {
        let reach = rule.reach().0;
        if self.places.is_empty() || reach <= 0.0 || !at.x.is_finite() || !at.y.is_finite() {
            return PerKm2(0.0);
        }
        let (first, last) = (
            self.columns.tile(at.x - reach),
            self.columns.tile(at.x + reach),
        );
        let mut sum = 0.0;
        for row in self.rows.tile(at.y - reach)..=self.rows.tile(at.y + reach) {
            let tiles = row * self.columns.count;
            let from = self.starts[tiles + first] as usize;
            let to = self.starts[tiles + last + 1] as usize;
            sum += self.profile_sum(rule, at, from..to);
        }
        PerKm2(rule.scale() * sum)
    }

    /// Σ w · profile over a run of places.
    fn profile_sum(&self, rule: DensityRule, at: LocalXy, run: std::ops::Range<usize>) -> f64 {
        let inverse = 1.0 / (rule.bandwidth.0 * rule.bandwidth.0);
        let reach = rule.reach().0;
        let limit = reach * reach;
        let profile = |place: &LocalXy| {
            let (dx, dy) = (place.x - at.x, place.y - at.y);
            let d2 = dx * dx + dy * dy;
            if d2 < limit {
                rule.kernel.profile(d2 * inverse)
            } else {
                0.0
            }
        };
        let places = &self.places[run.clone()];
        if self.weights.is_empty() {
            places.iter().map(profile).sum()
        } else {
            let weights = &self.weights[run];
            places
                .iter()
                .zip(weights)
                .map(|(place, weight)| weight * profile(place))
                .sum()
        }
    }
}

/// Tiles along both axes: about square, about [`PLACES_A_TILE`] places each.
fn axes(sound: &[(LocalXy, f64)]) -> (Axis, Axis) {
    let (west, east) = most_of(sound, |place| place.x);
    let (south, north) = most_of(sound, |place| place.y);
    let side = ((east - west).max(1.0) * (north - south).max(1.0) * PLACES_A_TILE
        / sound.len() as f64)
        .sqrt();
    let count = |length: f64| (length / side).ceil().clamp(1.0, MOST_TILES_A_SIDE);
    (
        Axis::new(west, east, count(east - west)),
        Axis::new(south, north, count(north - south)),
    )
}

/// The interval that holds all but the outermost hundredth at either end, judged by a sample.
fn most_of(sound: &[(LocalXy, f64)], coordinate: fn(LocalXy) -> f64) -> (f64, f64) {
    let mut sample: Vec<f64> = sound
        .iter()
        .step_by(sound.len().div_ceil(SAMPLE))
        .map(|&(place, _)| coordinate(place))
        .collect();
    sample.sort_unstable_by(f64::total_cmp);
    let last = sample.len() - 1;
    (sample[last / 100], sample[last - last / 100])
}
