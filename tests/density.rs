//! Densities against a plain f64 sum over all places, and the properties a density must have.

use patrolgrid::analysis::density::{
    DensityIndex, DensityRule, Kernel, WeightedPlaces, density_raster,
};
use patrolgrid::analysis::raster::{Raster, RasterFrame};
use patrolgrid::base::cancel::{Cancel, Cancelled};
use patrolgrid::base::coords::{LocalBox, LocalXy};
use patrolgrid::base::units::Metres;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// λ at a place by the formula of the field, places one by one, incidents per km².
fn brute_force(places: &WeightedPlaces, rule: DensityRule, at: LocalXy) -> f64 {
    let h = rule.bandwidth.0;
    let weights = places.weights.clone();
    let sum: f64 = places
        .places
        .iter()
        .enumerate()
        .map(|(index, place)| {
            let weight = weights.as_ref().map_or(1.0, |weights| weights[index]);
            let (dx, dy) = (place.x - at.x, place.y - at.y);
            let u = (dx * dx + dy * dy).sqrt() / h;
            weight * rule.kernel.value(u)
        })
        .sum();
    sum / (h * h) * 1e6
}

/// Clusters and a little noise over a district of 6 km × 5 km.
fn clustered(count: usize, seed: u64) -> WeightedPlaces {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let centres: Vec<(f64, f64, f64)> = (0..30)
        .map(|_| {
            (
                random.random_range(0.0..6000.0),
                random.random_range(0.0..5000.0),
                random.random_range(40.0..500.0),
            )
        })
        .collect();
    let normal = |random: &mut ChaCha8Rng| {
        let (u, v): (f64, f64) = (random.random_range(1e-12..1.0), random.random());
        (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * v).cos()
    };
    let places = (0..count)
        .map(|index| {
            if index % 5 == 0 {
                let x = random.random_range(0.0..6000.0);
                return LocalXy::new(x, random.random_range(0.0..5000.0));
            }
            let (x, y, spread) = centres[random.random_range(0..centres.len())];
            LocalXy::new(
                x + spread * normal(&mut random),
                y + spread * normal(&mut random),
            )
        })
        .collect();
    WeightedPlaces {
        places,
        weights: None,
    }
}

fn rule(kernel: Kernel, bandwidth: f64) -> DensityRule {
    DensityRule {
        kernel,
        bandwidth: Metres(bandwidth),
    }
}

fn frame(min: (f64, f64), max: (f64, f64), width: usize, height: usize) -> RasterFrame {
    let extent = LocalBox {
        min: LocalXy::new(min.0, min.1),
        max: LocalXy::new(max.0, max.1),
    };
    RasterFrame::filling(extent, width, height)
}

fn raster(places: &WeightedPlaces, rule: DensityRule, frame: RasterFrame) -> Raster {
    density_raster(places, rule, frame, &Cancel::new()).expect("nobody cancels")
}

/// The greatest relative error over cells above 1 % of the peak; every `stride`-th cell is looked at.
fn worst_error(raster: &Raster, places: &WeightedPlaces, rule: DensityRule, stride: usize) -> f64 {
    let frame = raster.frame;
    let exact: Vec<(f64, f64)> = raster
        .values
        .iter()
        .enumerate()
        .step_by(stride)
        .map(|(cell, &value)| {
            let at = frame.centre(cell % frame.width, cell / frame.width);
            (f64::from(value), brute_force(places, rule, at))
        })
        .collect();
    let peak = exact.iter().map(|pair| pair.1).fold(0.0, f64::max);
    exact
        .iter()
        .filter(|pair| pair.1 > 0.01 * peak)
        .map(|(found, expected)| (found / expected - 1.0).abs())
        .fold(0.0, f64::max)
}

#[test]
fn every_kernel_agrees_with_the_plain_sum_within_a_thousandth() {
    for kernel in Kernel::ALL {
        for (count, bandwidth) in [(1, 300.0), (40, 900.0), (3000, 300.0), (3000, 12.0)] {
            let places = clustered(count, 7);
            let rule = rule(kernel, bandwidth);
            let frame = frame((-500.0, -400.0), (6500.0, 5400.0), 140, 90);
            let error = worst_error(&raster(&places, rule, frame), &places, rule, 3);
            assert!(
                error <= 1e-3,
                "{kernel:?}, n {count}, h {bandwidth}: {error}"
            );
        }
    }
}

#[test]
fn many_places_agree_with_the_exact_value_within_a_thousandth() {
    let places = clustered(400_000, 5);
    let index = DensityIndex::new(&places);
    let frame = frame((-200.0, -200.0), (6200.0, 5200.0), 320, 240);
    for kernel in Kernel::ALL {
        for bandwidth in [120.0, 300.0, 800.0] {
            let rule = rule(kernel, bandwidth);
            let raster = raster(&places, rule, frame);
            let peak = f64::from(raster.peak());
            let mut worst = 0.0_f64;
            // A wide Gaussian reaches everything: its plain sums are slow.
            let stride = if kernel == Kernel::Gaussian { 499 } else { 97 };
            for (cell, &value) in raster.values.iter().enumerate().step_by(stride) {
                let at = frame.centre(cell % frame.width, cell / frame.width);
                let exact = index.density_at(rule, at).0;
                if exact > 0.01 * peak {
                    worst = worst.max((f64::from(value) / exact - 1.0).abs());
                }
            }
            assert!(worst <= 1e-3, "{kernel:?}, h {bandwidth}: {worst}");
        }
    }
}

#[test]
fn a_place_that_many_rows_share_keeps_the_promise() {
    let mut places = clustered(150_000, 9);
    let spot = LocalXy::new(3000.5, 2500.25);
    places.places.extend(std::iter::repeat_n(spot, 150_000));
    let index = DensityIndex::new(&places);
    let rule = rule(Kernel::Quartic, 300.0);
    let frame = frame((2000.0, 1500.0), (4000.0, 3500.0), 200, 200);
    let raster = raster(&places, rule, frame);
    let peak = f64::from(raster.peak());
    for (cell, &value) in raster.values.iter().enumerate() {
        let exact = index
            .density_at(rule, frame.centre(cell % 200, cell / 200))
            .0;
        let error = (f64::from(value) / exact - 1.0).abs();
        assert!(exact < 0.01 * peak || error <= 1e-3, "{cell}: {error}");
    }
}

#[test]
fn the_threads_do_not_change_a_bit() {
    let places = clustered(400_000, 2);
    let frame = frame((0.0, 0.0), (6000.0, 5000.0), 300, 250);
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.expect("a pool")
            .install(|| raster(&places, DensityRule::default(), frame))
    };
    assert_eq!(on(1), on(5));
}

#[test]
fn the_value_at_a_place_is_the_plain_sum() {
    let places = clustered(5000, 3);
    let index = DensityIndex::new(&places);
    for kernel in Kernel::ALL {
        for bandwidth in [5.0, 80.0, 300.0, 20_000.0] {
            let rule = rule(kernel, bandwidth);
            for place in places.places.iter().step_by(251) {
                let at = LocalXy::new(place.x + 3.0, place.y - 2.0);
                let (found, expected) =
                    (index.density_at(rule, at).0, brute_force(&places, rule, at));
                assert!(
                    (found - expected).abs() <= 1e-9 * expected,
                    "{kernel:?} {bandwidth} {at:?}: {found} against {expected}"
                );
            }
        }
    }
}

#[test]
fn the_integral_is_the_sum_of_the_weights() {
    let mut places = clustered(2000, 11);
    places.weights = Some((0..2000).map(|index| f64::from(index % 7) * 0.5).collect());
    for kernel in Kernel::ALL {
        let frame = frame((-4000.0, -4000.0), (10_000.0, 9000.0), 500, 400);
        let raster = raster(&places, rule(kernel, 250.0), frame);
        let cell_km2 = frame.cell_x.0 * frame.cell_y.0 / 1e6;
        let integral: f64 = raster.values.iter().map(|&value| f64::from(value)).sum();
        let share = integral * cell_km2 / places.total();
        assert!((share - 1.0).abs() < 5e-3, "{kernel:?}: {share}");
    }
}

#[test]
fn what_is_not_finite_is_passed_over() {
    let mut places = clustered(50, 1);
    let clean = raster(
        &places,
        rule(Kernel::Quartic, 300.0),
        frame((0.0, 0.0), (6000.0, 5000.0), 60, 50),
    );
    for (x, y) in [
        (f64::NAN, 0.0),
        (f64::INFINITY, 5.0),
        (0.0, f64::NEG_INFINITY),
        (1e300, -1e300),
    ] {
        places.places.push(LocalXy::new(x, y));
    }
    for bandwidth in [f64::NAN, 0.0, -5.0, f64::INFINITY] {
        let nothing = raster(&places, rule(Kernel::Gaussian, bandwidth), clean.frame);
        assert!(nothing.values.iter().all(|&value| value == 0.0));
    }
    assert_eq!(
        raster(&places, rule(Kernel::Quartic, 300.0), clean.frame),
        clean
    );
    let index = DensityIndex::new(&places);
    let nowhere = LocalXy::new(f64::NAN, 0.0);
    assert_eq!(
        index.density_at(rule(Kernel::Quartic, 300.0), nowhere).0,
        0.0
    );
}

#[test]
fn a_cancelled_raster_stops() {
    let cancel = Cancel::new();
    cancel.cancel();
    let places = clustered(10, 1);
    let frame = frame((0.0, 0.0), (6000.0, 5000.0), 60, 50);
    let found = density_raster(&places, DensityRule::default(), frame, &cancel);
    assert_eq!(found, Err(Cancelled));
}
