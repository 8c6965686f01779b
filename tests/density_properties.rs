//! What must hold of a density whatever the places: sums of parts, moves, frames, mass, sign, and the plain sum itself.

use patrolgrid::analysis::density::{
    DensityIndex, DensityRule, Kernel, WeightedPlaces, density_raster,
};
use patrolgrid::analysis::raster::RasterFrame;
use patrolgrid::base::cancel::Cancel;
use patrolgrid::base::coords::{LocalBox, LocalXy};
use patrolgrid::base::units::Metres;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Metres along a side of the district all places lie in.
const SIDE: f64 = 4000.0;

/// Crowds, streets of rows at the same few places, and an even sprinkling; with weights where asked for.
fn district(seed: u64, count: usize, weighted: bool) -> WeightedPlaces {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let anywhere = |random: &mut ChaCha8Rng| {
        let x = random.random_range(0.0..SIDE);
        LocalXy::new(x, random.random_range(0.0..SIDE))
    };
    let middles: Vec<LocalXy> = (0..12).map(|_| anywhere(&mut random)).collect();
    let corners: Vec<LocalXy> = (0..40).map(|_| anywhere(&mut random)).collect();
    let places = (0..count)
        .map(|number| match number % 4 {
            0 => anywhere(&mut random),
            1 => corners[random.random_range(0..corners.len())],
            _ => {
                let pick = random.random_range(0..middles.len());
                let spread = 30.0 + 40.0 * pick as f64;
                let mut off = || {
                    let sum: f64 = (0..4).map(|_| random.random_range(-1.0..1.0)).sum();
                    spread * sum
                };
                let (x, y) = (middles[pick].x + off(), middles[pick].y + off());
                LocalXy::new(x.clamp(0.0, SIDE), y.clamp(0.0, SIDE))
            }
        })
        .collect();
    let weights = weighted.then(|| (0..count).map(|_| random.random_range(0.25..4.0)).collect());
    WeightedPlaces { places, weights }
}

fn brute_force(places: &WeightedPlaces, rule: DensityRule, at: LocalXy) -> f64 {
    let h = rule.bandwidth.0;
    let weight = |index: usize| places.weights.as_ref().map_or(1.0, |all| all[index]);
    let values = places.places.iter().enumerate().map(|(index, place)| {
        let (dx, dy) = (place.x - at.x, place.y - at.y);
        weight(index) * rule.kernel.value((dx * dx + dy * dy).sqrt() / h)
    });
    values.sum::<f64>() / (h * h) * 1e6
}

fn moved(places: &WeightedPlaces, by: LocalXy) -> WeightedPlaces {
    let places_moved = places.places.iter();
    WeightedPlaces {
        places: places_moved
            .map(|place| LocalXy::new(place.x + by.x, place.y + by.y))
            .collect(),
        weights: places.weights.clone(),
    }
}

/// A frame over the whole district and a bandwidth about it.
fn frame(rule: DensityRule, width: usize, height: usize) -> RasterFrame {
    let district = LocalBox {
        min: LocalXy::new(0.0, 0.0),
        max: LocalXy::new(SIDE, SIDE),
    };
    RasterFrame::filling(district.grown(rule.reach()), width, height)
}

fn values(places: &WeightedPlaces, rule: DensityRule, frame: RasterFrame) -> Vec<f32> {
    let raster = density_raster(places, rule, frame, &Cancel::new());
    raster.expect("nobody cancels").values
}

fn centre(frame: RasterFrame, cell: usize) -> LocalXy {
    frame.centre(cell % frame.width, cell / frame.width)
}

/// Whether no place lies so near to the rim about a point that rounding decides whether it counts.
fn is_clear(places: &WeightedPlaces, rule: DensityRule, at: LocalXy) -> bool {
    let reach = rule.reach().0;
    rule.kernel != Kernel::Uniform
        || places
            .places
            .iter()
            .all(|place| (place.distance(at).0 - reach).abs() > 1e-7)
}

/// The first cell that is further off than a raster promises: a thousandth of the value; of the peak where the value is
/// under a hundredth of it.
fn broken_promise(
    places: &WeightedPlaces,
    rule: DensityRule,
    frame: RasterFrame,
    found: &[f32],
) -> Option<String> {
    let exact = DensityIndex::new(places)
        .exact_values(rule, frame, &Cancel::new())
        .expect("nobody cancels");
    let peak = exact.iter().copied().fold(0.0, f64::max);
    found
        .iter()
        .zip(&exact)
        .enumerate()
        .find_map(|(cell, (&found, &exact))| {
            let allowed = 1e-3 * if exact > 0.01 * peak { exact } else { peak };
            let kept = found >= 0.0 && (f64::from(found) - exact).abs() <= allowed;
            (!kept && is_clear(places, rule, centre(frame, cell)))
                .then(|| format!("cell {cell}: {found} against {exact}, peak {peak}"))
        })
}

#[test]
fn places_that_once_broke_the_promise_keep_it() {
    for (seed, kernel, bandwidth, weighted, count) in [
        // The tail of a Gaussian about a heavy spot.
        (
            6_091_876_690_631_560_840,
            Kernel::Gaussian,
            150.832_722_995_052_28,
            true,
            42_558,
        ),
        (
            4_964_895_333_254_415_251,
            Kernel::Gaussian,
            150.494_269_880_118_45,
            false,
            41_386,
        ),
        // A faint cell on the crease of a dense spot's cone.
        (
            4540,
            Kernel::Triangular,
            671.384_144_172_633_9,
            false,
            59_382,
        ),
    ] {
        let rule = DensityRule {
            kernel,
            bandwidth: Metres(bandwidth),
        };
        let places = district(seed, count, weighted);
        let frame = frame(rule, 230, 190);
        let found = values(&places, rule, frame);
        assert_eq!(broken_promise(&places, rule, frame, &found), None);
    }
}

fn any_rule() -> impl Strategy<Value = DensityRule> {
    (0..Kernel::ALL.len(), 60.0..900.0_f64).prop_map(|(kernel, bandwidth)| DensityRule {
        kernel: Kernel::ALL[kernel],
        bandwidth: Metres(bandwidth),
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn the_density_of_all_is_the_sum_of_the_densities_of_parts(
        seed in any::<u64>(), rule in any_rule(), weighted in any::<bool>(), cut in 1..1999_usize, factor in 0.1..9.0_f64,
    ) {
        let all = district(seed, 2000, weighted);
        let part = |range: std::ops::Range<usize>| DensityIndex::new(&WeightedPlaces {
            places: all.places[range.clone()].to_vec(),
            weights: all.weights.as_ref().map(|weights| weights[range].to_vec()),
        });
        let heavier = DensityIndex::new(&WeightedPlaces {
            places: all.places.clone(),
            weights: Some((0..2000).map(|index| {
                factor * all.weights.as_ref().map_or(1.0, |weights| weights[index])
            }).collect()),
        });
        let (whole, first, second) = (DensityIndex::new(&all), part(0..cut), part(cut..2000));
        for &at in all.places.iter().step_by(53) {
            let found = whole.density_at(rule, at).0;
            let parts = first.density_at(rule, at).0 + second.density_at(rule, at).0;
            prop_assert!((found - parts).abs() <= 1e-9 * found, "{found} and {parts}");
            let more = heavier.density_at(rule, at).0;
            prop_assert!((more - factor * found).abs() <= 1e-9 * more, "{found} and {more}");
        }
    }

    #[test]
    fn a_weight_counts_like_that_many_rows(seed in any::<u64>(), rule in any_rule()) {
        let rows = district(seed, 800, false);
        let weighted = WeightedPlaces { weights: Some((0..800).map(|row| f64::from(row % 5)).collect()), ..rows.clone() };
        let repeated = rows.places.iter().enumerate().flat_map(|(row, place)| std::iter::repeat_n(*place, row % 5));
        let repeated = WeightedPlaces { places: repeated.collect(), weights: None };
        let frame = frame(rule, 60, 50);
        let (one, other) = (DensityIndex::new(&weighted), DensityIndex::new(&repeated));
        let of = |index: &DensityIndex| index.exact_values(rule, frame, &Cancel::new()).expect("nobody cancels");
        for (one, other) in of(&one).into_iter().zip(of(&other)) {
            prop_assert!((one - other).abs() <= 1e-9 * one, "{one} and {other}");
        }
    }

    #[test]
    fn a_density_moves_with_its_places(
        seed in any::<u64>(), rule in any_rule(), weighted in any::<bool>(), east in -3e4..3e4_f64, north in -3e4..3e4_f64,
    ) {
        let places = district(seed, 1500, weighted);
        let by = LocalXy::new(east, north);
        let there = moved(&places, by);
        let (here, there) = (DensityIndex::new(&places), DensityIndex::new(&there));
        for &at in places.places.iter().step_by(41) {
            let at = LocalXy::new(at.x + 17.0, at.y - 31.0);
            prop_assume!(is_clear(&places, rule, at));
            let found = here.density_at(rule, at).0;
            let other = there.density_at(rule, LocalXy::new(at.x + east, at.y + north)).0;
            prop_assert!((found - other).abs() <= 1e-8 * found, "{found} and {other}");
        }
    }

    #[test]
    fn a_single_place_s_value_is_the_plain_sum(seed in any::<u64>(), rule in any_rule(), weighted in any::<bool>()) {
        let places = district(seed, 1200, weighted);
        let index = DensityIndex::new(&places);
        for &at in places.places.iter().step_by(67) {
            let at = LocalXy::new(at.x - 23.0, at.y + 11.0);
            prop_assume!(is_clear(&places, rule, at));
            let (found, expected) = (index.density_at(rule, at).0, brute_force(&places, rule, at));
            prop_assert!((found - expected).abs() <= 1e-9 * expected, "{found} against {expected}");
        }
    }
}

proptest! {
    // The promise rests on an expectation: one district in some hundreds finds a cell beyond it. The gate must not hang on
    // the draw, so it is drawn once; longer searches change the seed.
    #![proptest_config(ProptestConfig { cases: 40, rng_seed: RngSeed::Fixed(2026), ..ProptestConfig::default() })]

    /// Enough places for the lattice to be worth its while.
    #[test]
    fn a_raster_keeps_the_promise_and_the_mass_and_is_never_negative(
        seed in any::<u64>(), rule in any_rule(), weighted in any::<bool>(), count in 1000..60_000_usize,
    ) {
        let places = district(seed, count, weighted);
        let frame = frame(rule, 230, 190);
        let found = values(&places, rule, frame);
        if let Some(broken) = broken_promise(&places, rule, frame, &found) {
            prop_assert!(false, "{broken}");
        }
        let cell_km2 = frame.cell_x.0 * frame.cell_y.0 / 1e6;
        let mass: f64 = found.iter().map(|value| f64::from(*value)).sum::<f64>() * cell_km2;
        // A sum over cells is the integral as nearly as cells are small beside the bandwidth.
        let coarse = frame.cell_x.0.max(frame.cell_y.0) / rule.bandwidth.0;
        prop_assert!((mass / places.total() - 1.0).abs() < 2e-3 + 0.1 * coarse * coarse, "{mass}");
    }

    #[test]
    fn the_same_place_has_the_same_value_in_every_frame(
        seed in any::<u64>(), rule in any_rule(), count in 1000..60_000_usize, column in 0..60_usize, row in 0..50_usize,
    ) {
        let places = district(seed, count, false);
        let whole = frame(rule, 231, 189);
        // A window of it, each cell cut in nine: the middle one has the same centre.
        let (width, height) = (90, 70);
        let (x, y) = (whole.cell_x.0, whole.cell_y.0);
        let south = whole.height - row - height;
        let window = RasterFrame {
            min: LocalXy::new(whole.min.x + column as f64 * x, whole.min.y + south as f64 * y),
            cell_x: Metres(x / 3.0),
            cell_y: Metres(y / 3.0),
            width: 3 * width,
            height: 3 * height,
        };
        let (wide, near) = (values(&places, rule, whole), values(&places, rule, window));
        let peak = wide.iter().copied().fold(0.0, f32::max);
        for (down, along) in (0..height).flat_map(|down| (0..width).map(move |along| (down, along))) {
            let one = wide[(row + down) * whole.width + column + along];
            let other = near[(3 * down + 1) * window.width + 3 * along + 1];
            let at = whole.centre(column + along, row + down);
            // Each is within a thousandth of the truth.
            prop_assert!(
                one < 0.0101 * peak || (one / other - 1.0).abs() <= 2e-3 || !is_clear(&places, rule, at),
                "{one} and {other}"
            );
        }
    }
}
