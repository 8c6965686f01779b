//! Places laid out in tiles: what every quick answer about density starts from.

use std::ops::Range;

use super::cells::Cells;
use super::{DensityRule, WeightedPlaces, exact, method};
use crate::analysis::cell_places::CellPlaces;
use crate::analysis::raster::{Raster, RasterFrame};
use crate::base::cancel::{Cancel, Cancelled};
use crate::base::coords::{LocalBox, LocalXy};
use crate::base::units::PerKm2;

/// Places a tile holds on average.
const PLACES_A_TILE: f64 = 24.0;
/// Rows and columns of tiles at most.
const MOST_TILES_A_SIDE: f64 = 512.0;
/// Places looked at to find where most of them lie.
const SAMPLE: usize = 4096;
/// Marks a place that is passed over.
const NOWHERE: u32 = u32::MAX;

/// Places laid out once so that every density of them is quick: at one place (the value under the pointer) or as a raster,
/// for any kernel and bandwidth.
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

/// Neighbouring places with their weights; without weights each weighs 1.
#[derive(Debug, Clone, Copy)]
pub(super) struct Run<'a> {
    pub(super) places: &'a [LocalXy],
    pub(super) weights: Option<&'a [f64]>,
}

impl<'a> Run<'a> {
    /// A place's weight.
    #[inline(always)]
    pub(super) fn weight(self, index: usize) -> f64 {
        match self.weights {
            None => 1.0,
            Some(weights) => weights[index],
        }
    }

    /// Pieces of at most some places.
    pub(super) fn chunks(self, size: usize) -> impl Iterator<Item = Run<'a>> {
        let pieces = self.places.len().div_ceil(size);
        (0..pieces).map(move |piece| {
            let range = piece * size..((piece + 1) * size).min(self.places.len());
            Run {
                places: &self.places[range.clone()],
                weights: self.weights.map(|weights| &weights[range]),
            }
        })
    }
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
    #[inline(always)]
    fn tile(self, coordinate: f64) -> usize {
        let tile = (coordinate - self.origin) * self.per_metre;
        (tile as usize).min(self.count.saturating_sub(1))
    }
}

impl DensityIndex {
    /// An index of the places. Those that are not finite, or have no finite weight other than 0, are passed over.
    #[must_use]
    pub fn new(places: &WeightedPlaces) -> Self {
        let Some((columns, rows)) = axes(places) else {
            return Self::default();
        };
        let (tile_of, starts) = count_tiles(places, columns, rows);
        let mut next = starts.clone();
        let sound = starts.last().copied().unwrap_or(0) as usize;
        let mut sorted = vec![LocalXy::new(0.0, 0.0); sound];
        let mut weights = vec![0.0; if places.weights.is_some() { sound } else { 0 }];
        for (index, (&place, &tile)) in places.places.iter().zip(&tile_of).enumerate() {
            if tile != NOWHERE {
                let slot = &mut next[tile as usize];
                sorted[*slot as usize] = place;
                if let Some(weight) = weights.get_mut(*slot as usize) {
                    *weight = places.weight(index);
                }
                *slot += 1;
            }
        }
        Self {
            columns,
            rows,
            starts,
            places: sorted,
            weights,
        }
    }

    /// How many places it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// The exact (f64) density at a place; 0 at a place that is not finite.
    #[must_use]
    pub fn density_at(&self, rule: DensityRule, at: LocalXy) -> PerKm2 {
        let reach = rule.reach().0;
        if reach <= 0.0 || !at.x.is_finite() || !at.y.is_finite() {
            return PerKm2(0.0);
        }
        let about = LocalBox { min: at, max: at }.grown(rule.reach());
        let sum: f64 = self.runs(about).map(|run| profile_sum(rule, at, run)).sum();
        PerKm2(rule.scale() * sum)
    }

    /// The density in every cell centre of the frame as plain sums in f64, row-major from the north-west, in incidents per
    /// km²: exact to rounding (1e-9), and slower than [`DensityIndex::raster`] where there is much to add.
    ///
    /// # Errors
    /// [`Cancelled`] when asked to stop.
    pub fn exact_values(
        &self,
        rule: DensityRule,
        frame: RasterFrame,
        cancel: &Cancel,
    ) -> Result<Vec<f64>, Cancelled> {
        cancel.check()?;
        if rule.is_sound() && frame.is_sound() {
            exact::raster_values(self, rule, frame, cancel)
        } else {
            Ok(vec![0.0; frame.width * frame.height])
        }
    }

    /// The density in every cell centre of the frame, in incidents per km².
    ///
    /// Above 1 % of the frame's peak a value is off by at most 0.1 %. A bandwidth that is no positive number gives 0
    /// everywhere. The same bits on any number of threads.
    ///
    /// # Errors
    /// [`Cancelled`] when asked to stop.
    pub fn raster(
        &self,
        rule: DensityRule,
        frame: RasterFrame,
        cancel: &Cancel,
    ) -> Result<Raster, Cancelled> {
        let values = self.values(rule, Cells::Regular(frame), cancel)?;
        Ok(Raster { frame, values })
    }

    /// The density in the centre of every cell of a raster that is regular in another reference system, row-major from the
    /// north-west, in incidents per km². The promise of [`DensityIndex::raster`] holds.
    ///
    /// # Errors
    /// [`Cancelled`] when asked to stop.
    pub fn values_at(
        &self,
        rule: DensityRule,
        places: &CellPlaces,
        cancel: &Cancel,
    ) -> Result<Vec<f32>, Cancelled> {
        self.values(rule, Cells::Placed(places), cancel)
    }

    fn values(
        &self,
        rule: DensityRule,
        cells: Cells,
        cancel: &Cancel,
    ) -> Result<Vec<f32>, Cancelled> {
        cancel.check()?;
        if rule.is_sound() && cells.is_sound() {
            method::raster_values(self, rule, cells, cancel)
        } else {
            Ok(vec![0.0; cells.count()])
        }
    }

    /// Runs of places that hold every place in a box (and some beyond it), row of tiles by row of tiles from the south.
    pub(super) fn runs(&self, about: LocalBox) -> impl Iterator<Item = Run<'_>> {
        let columns = self.columns.tile(about.min.x)..self.columns.tile(about.max.x) + 1;
        let rows = self.rows.tile(about.min.y)..self.rows.tile(about.max.y) + 1;
        let rows = if self.is_empty() { 0..0 } else { rows };
        rows.map(move |row| self.run(row, &columns))
    }

    /// The places of the tile that holds one of its places.
    pub(super) fn tile_of(&self, place: LocalXy) -> Run<'_> {
        let column = self.columns.tile(place.x);
        self.run(self.rows.tile(place.y), &(column..column + 1))
    }

    /// Some of the places, about as many as asked for, with their weights.
    pub(super) fn sample(&self, count: usize) -> impl Iterator<Item = (LocalXy, f64)> + '_ {
        let stride = self.len().div_ceil(count).max(1);
        let weight = |index| self.weights.get(index).copied().unwrap_or(1.0);
        let places = self.places.iter().enumerate().step_by(stride);
        places.map(move |(index, &place)| (place, weight(index)))
    }

    /// The places of some tiles of one row.
    fn run(&self, row: usize, columns: &Range<usize>) -> Run<'_> {
        let tiles = row * self.columns.count;
        let from = self.starts[tiles + columns.start] as usize;
        let to = self.starts[tiles + columns.end] as usize;
        Run {
            places: &self.places[from..to],
            weights: (!self.weights.is_empty()).then(|| &self.weights[from..to]),
        }
    }
}

/// Σ w · profile over a run of places.
fn profile_sum(rule: DensityRule, at: LocalXy, run: Run) -> f64 {
    let inverse = 1.0 / (rule.bandwidth.0 * rule.bandwidth.0);
    let reach = rule.reach().0;
    let limit = reach * reach;
    let mut sum = 0.0;
    for (index, place) in run.places.iter().enumerate() {
        let (dx, dy) = (place.x - at.x, place.y - at.y);
        let d2 = dx * dx + dy * dy;
        if d2 < limit {
            sum += run.weight(index) * rule.kernel.profile(d2 * inverse);
        }
    }
    sum
}

/// The tile of each place, and where each tile's places are to begin.
fn count_tiles(places: &WeightedPlaces, columns: Axis, rows: Axis) -> (Vec<u32>, Vec<u32>) {
    let mut starts = vec![0u32; columns.count * rows.count + 1];
    let mut tile_of = Vec::with_capacity(places.places.len());
    tile_of.extend(places.places.iter().enumerate().map(|(index, place)| {
        if !places.is_sound(index) {
            return NOWHERE;
        }
        let tile = rows.tile(place.y) * columns.count + columns.tile(place.x);
        starts[tile + 1] += 1;
        tile as u32
    }));
    for index in 1..starts.len() {
        starts[index] += starts[index - 1];
    }
    (tile_of, starts)
}

/// Tiles along both axes: about square, about [`PLACES_A_TILE`] places each. `None` where there is nothing to lay out.
fn axes(places: &WeightedPlaces) -> Option<(Axis, Axis)> {
    let count = places.places.len();
    if u32::try_from(count).is_err() {
        return None;
    }
    let (west, east) = most_of(places, |place| place.x)?;
    let (south, north) = most_of(places, |place| place.y)?;
    let side =
        ((east - west).max(1.0) * (north - south).max(1.0) * PLACES_A_TILE / count as f64).sqrt();
    let count = |length: f64| (length / side).ceil().clamp(1.0, MOST_TILES_A_SIDE);
    Some((
        Axis::new(west, east, count(east - west)),
        Axis::new(south, north, count(north - south)),
    ))
}

/// The interval that holds all but the outermost hundredth at either end, judged by a sample; `None` of nothing sound.
fn most_of(places: &WeightedPlaces, coordinate: fn(LocalXy) -> f64) -> Option<(f64, f64)> {
    let stride = places.places.len().div_ceil(SAMPLE).max(1);
    let sound = |stride: usize| -> Vec<f64> {
        let indices = (0..places.places.len()).step_by(stride);
        let sound = indices.filter(|&index| places.is_sound(index));
        sound
            .map(|index| coordinate(places.places[index]))
            .collect()
    };
    let mut sample = sound(stride);
    if sample.is_empty() {
        sample = sound(1);
    }
    sample.sort_unstable_by(f64::total_cmp);
    let last = sample.len().checked_sub(1)?;
    Some((sample[last / 100], sample[last - last / 100]))
}
