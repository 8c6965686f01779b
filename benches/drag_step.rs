//! One step of a drag: a point moves 25 m, every coverage figure follows. 60 points, 12 zones, 4,800 grids.
//!
//! The goal is 8 ms of one core at 1,000,000 incidents. Incidents stand on a plane of 20 km by 20 km, thick around 200
//! busy places as in a town; points stand at busy places, so that moving one touches many incidents.

#[path = "common/squares.rs"]
mod squares;

use std::hint::black_box;
use std::sync::Arc;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use geo::Polygon;
use patrolgrid::analysis::coverage::CoverageBoard;
use patrolgrid::analysis::demand::Demand;
use patrolgrid::analysis::density::WeightedPlaces;
use patrolgrid::base::cancel::Cancel;
use patrolgrid::base::coords::{LocalXy, LonLat};
use patrolgrid::base::ids::{PointId, ZoneId};
use patrolgrid::base::projection::LocalProjection;
use patrolgrid::base::units::Metres;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use squares::Ground;

const SIDE: f64 = 20_000.0;
const GRIDS_A_SIDE: u32 = 70;
const RINGS: [Metres; 3] = [Metres(300.0), Metres(500.0), Metres(800.0)];

type Points = Vec<(PointId, LocalXy)>;

fn projection() -> LocalProjection {
    LocalProjection::centred_on(LonLat::new(113.88, 22.65))
}

fn ground() -> Ground {
    Ground {
        projection: projection(),
        size: (SIDE, SIDE),
    }
}

fn square(west: f64, south: f64, side: f64) -> Polygon<f64> {
    ground().rectangle(west, south, (side, side))
}

/// Two thirds around busy places (mean distance 400 m), one third anywhere; to the centimetre.
fn incidents(count: usize, random: &mut ChaCha8Rng) -> (Vec<LocalXy>, Vec<LocalXy>) {
    let anywhere = |random: &mut ChaCha8Rng| {
        LocalXy::new(
            random.random_range(0.0..SIDE),
            random.random_range(0.0..SIDE),
        )
    };
    let busy: Vec<LocalXy> = (0..200).map(|_| anywhere(random)).collect();
    let places = (0..count)
        .map(|_| {
            if random.random_range(0..3) == 0 {
                return anywhere(random);
            }
            let centre = busy[random.random_range(0..busy.len())];
            let distance = -400.0 * random.random_range(1e-6f64..1.0).ln();
            let angle = random.random_range(0.0..std::f64::consts::TAU);
            let near = |from: f64, by: f64| ((from + distance * by) * 100.0).round() / 100.0;
            LocalXy::new(near(centre.x, angle.cos()), near(centre.y, angle.sin()))
        })
        .collect();
    (places, busy)
}

fn zones() -> Vec<(ZoneId, Polygon<f64>)> {
    (0..12)
        .map(|i: u32| {
            let (west, south) = (f64::from(i % 4) * 5000.0, f64::from(i / 4) * 6000.0);
            (ZoneId(i), square(west + 700.0, south + 900.0, 1600.0))
        })
        .collect()
}

fn built(count: usize) -> (Arc<Demand>, Points) {
    let mut random = ChaCha8Rng::seed_from_u64(1);
    let (places, busy) = incidents(count, &mut random);
    let places = WeightedPlaces {
        places,
        weights: None,
    };
    let demand = Demand::build(
        &places,
        Some(&ground().grids(GRIDS_A_SIDE)),
        &projection(),
        &Cancel::new(),
    );
    let points = (0..60).map(PointId).zip(busy).collect();
    (Arc::new(demand.expect("nobody cancels")), points)
}

/// Moves the next point 25 m.
fn drag(points: &mut Points, step: usize) {
    let count = points.len();
    let angle = step as f64;
    if let Some((_, at)) = points.get_mut(step / 40 % count) {
        at.x += 25.0 * angle.cos();
        at.y += 25.0 * angle.sin();
    }
}

fn drag_step(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("drag_step");
    group.sample_size(30);
    for count in [200_000, 1_000_000] {
        let (demand, mut points) = built(count);
        let mut board = CoverageBoard::new(demand, &RINGS, &points);
        board.set_zones(&zones(), &projection());
        let mut step = 0;
        group.bench_function(BenchmarkId::new("point", count), |bencher| {
            bencher.iter(|| {
                step += 1;
                drag(&mut points, step);
                board.set_points(&points);
                black_box(board.figures())
            });
        });
        group.bench_function(BenchmarkId::new("figures_alone", count), |bencher| {
            bencher.iter(|| black_box(board.figures()));
        });
        let mut zones = zones();
        group.bench_function(BenchmarkId::new("zone_corner", count), |bencher| {
            bencher.iter(|| {
                step += 1;
                zones[5].1 = square(5700.0, 6900.0, 1600.0 + (step % 50) as f64);
                board.set_zones(&zones, &projection());
                black_box(board.figures())
            });
        });
        group.bench_function(BenchmarkId::new("rings", count), |bencher| {
            bencher.iter(|| {
                step += 1;
                // To and fro, a metre a step, as a ring's edge follows the mouse.
                let radius = 800.0 + (step % 100).abs_diff(50) as f64;
                board.set_rings(&[RINGS[0], RINGS[1], Metres(radius)]);
                black_box(board.figures())
            });
        });
        group.bench_function(BenchmarkId::new("rings_by_50_m", count), |bencher| {
            bencher.iter(|| {
                step += 1;
                let radius = 800.0 + (step % 2) as f64 * 50.0;
                board.set_rings(&[RINGS[0], RINGS[1], Metres(radius)]);
                black_box(board.figures())
            });
        });
        group.bench_function(
            BenchmarkId::new("one_ring_more_or_less", count),
            |bencher| {
                bencher.iter(|| {
                    step += 1;
                    let rings = if step % 2 == 0 {
                        &RINGS[..]
                    } else {
                        &RINGS[1..]
                    };
                    board.set_rings(rings);
                    black_box(board.figures())
                });
            },
        );
    }
    group.finish();
}

fn build(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("coverage_build");
    group.sample_size(10);
    group.bench_function("demand_and_board_1000000", |bencher| {
        let mut random = ChaCha8Rng::seed_from_u64(1);
        let (places, busy) = incidents(1_000_000, &mut random);
        let places = WeightedPlaces {
            places,
            weights: None,
        };
        let points: Points = (0..60).map(PointId).zip(busy).collect();
        let grids = ground().grids(GRIDS_A_SIDE);
        bencher.iter(|| {
            let demand = Demand::build(&places, Some(&grids), &projection(), &Cancel::new());
            let demand = Arc::new(demand.expect("nobody cancels"));
            black_box(CoverageBoard::new(demand, &RINGS, &points).figures())
        });
    });
    group.finish();
}

criterion_group!(benches, drag_step, build);
criterion_main!(benches);
