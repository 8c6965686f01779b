//! How long the best points take: the greatest weight within 800 m, 4,833 demands and 2,000 sites, and a case twenty times as large.
//!
//! Demands lie half in clusters, half anywhere in 30 × 25 km; weights are the incidents nearest to each. The case is left in the
//! temporary folder; `benches/peers/siting.py` solves the very same with spopt and `HiGHS` and prints both beside one another.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::hint::black_box;
use std::io::Write;
use std::time::Instant;

use criterion::Criterion;
use patrolgrid::analysis::siting::problem::{Model, Rules, Siting, Suggestion, Within};
use patrolgrid::analysis::siting::suggest;
use patrolgrid::analysis::siting::table::CostTable;
use patrolgrid::base::cancel::Cancel;
use patrolgrid::base::coords::LocalXy;
use patrolgrid::base::units::Metres;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

const WIDTH: f64 = 30_000.0;
const HEIGHT: f64 = 25_000.0;
const RADIUS: f64 = 800.0;

/// Demands, their weights, sites.
struct Case {
    demands: Vec<LocalXy>,
    weights: Vec<f64>,
    sites: Vec<LocalXy>,
}

fn anywhere(dice: &mut ChaCha8Rng) -> LocalXy {
    LocalXy::new(
        dice.random_range(0.0..WIDTH),
        dice.random_range(0.0..HEIGHT),
    )
}

/// Normal by the sum of twelve even ones: near enough here.
fn normal(dice: &mut ChaCha8Rng) -> f64 {
    (0..12).map(|_| dice.random::<f64>()).sum::<f64>() - 6.0
}

fn incidents(dice: &mut ChaCha8Rng, count: usize) -> Vec<LocalXy> {
    let clusters: Vec<(LocalXy, f64, f64)> = (0..200)
        .map(|_| {
            (
                anywhere(dice),
                dice.random_range(120.0..900.0),
                -dice.random::<f64>().ln(),
            )
        })
        .collect();
    let total: f64 = clusters.iter().map(|(_, _, share)| share).sum();
    let mut one = || {
        let mut pick = dice.random::<f64>() * total;
        let cluster = clusters.iter().find(|(_, _, share)| {
            pick -= share;
            pick <= 0.0
        });
        let (Some((at, spread, _)), false) = (cluster, dice.random_bool(0.2)) else {
            return anywhere(dice);
        };
        let at = LocalXy::new(at.x + spread * normal(dice), at.y + spread * normal(dice));
        let is_inside = (0.0..WIDTH).contains(&at.x) && (0.0..HEIGHT).contains(&at.y);
        if is_inside { at } else { anywhere(dice) }
    };
    (0..count).map(|_| one()).collect()
}

fn case(demands: usize, sites: usize) -> Case {
    let mut dice = ChaCha8Rng::seed_from_u64(20_260_101);
    let incidents = incidents(&mut dice, 200_000);
    let some = |dice: &mut ChaCha8Rng| incidents[dice.random_range(0..incidents.len())];
    let places: Vec<LocalXy> = (0..demands)
        .map(|number| {
            if number % 2 == 0 {
                some(&mut dice)
            } else {
                anywhere(&mut dice)
            }
        })
        .collect();
    let sites = (0..sites)
        .map(|number| {
            if number % 2 == 1 {
                return anywhere(&mut dice);
            }
            let near = places[dice.random_range(0..places.len())];
            LocalXy::new(
                near.x + 50.0 * normal(&mut dice),
                near.y + 50.0 * normal(&mut dice),
            )
        })
        .collect();
    Case {
        weights: nearest_counts(&places, &incidents),
        demands: places,
        sites,
    }
}

/// How many incidents lie nearest to each place.
fn nearest_counts(places: &[LocalXy], incidents: &[LocalXy]) -> Vec<f64> {
    const CELL: f64 = 500.0;
    let cell = |at: &LocalXy| ((at.x / CELL) as i64, (at.y / CELL) as i64);
    let mut cells: HashMap<(i64, i64), Vec<usize>> = HashMap::new();
    for (number, at) in places.iter().enumerate() {
        cells.entry(cell(at)).or_default().push(number);
    }
    let mut counts = vec![0.0; places.len()];
    for at in incidents {
        let (x, y) = cell(at);
        let mut best = (f64::INFINITY, 0);
        for ring in 0_i64..60 {
            let cells_of_ring =
                (-ring..=ring).flat_map(|dx| (-ring..=ring).map(move |dy| (dx, dy)));
            for (dx, dy) in cells_of_ring.filter(|(dx, dy)| dx.abs().max(dy.abs()) == ring) {
                for number in cells.get(&(x + dx, y + dy)).into_iter().flatten() {
                    let distance = at.distance(places[*number]).0;
                    if distance < best.0 {
                        best = (distance, *number);
                    }
                }
            }
            if best.0 <= ring as f64 * CELL {
                break;
            }
        }
        counts[best.1] += 1.0;
    }
    counts
}

fn siting(case: &Case) -> Siting {
    let costs = CostTable::straight(
        &case.sites,
        &case.demands,
        Some(Metres(RADIUS)),
        &Cancel::new(),
    );
    Siting {
        weights: case.weights.clone(),
        costs: costs.expect("not cancelled"),
    }
}

/// The best answer, or the first that is within a share of its bound.
fn solve(siting: &Siting, p: usize, near_enough: f64) -> Suggestion {
    let rules = Rules {
        p: Some(p),
        ..Rules::default()
    };
    let cancel = Cancel::new();
    let model = Model::Mclp(Within(RADIUS));
    let found = suggest(siting, model, &rules, &cancel, &mut |progress| {
        if progress.gap().is_some_and(|gap| gap.0 <= near_enough) {
            cancel.cancel();
        }
    });
    found.expect("an answer")
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args().sample_size(10);
    let small = case(4833, 2000);
    leave(&small).expect("the temporary folder can be written");
    criterion.bench_function("siting/4833 x 2000, what reaches what", |bencher| {
        bencher.iter(|| black_box(siting(&small)));
    });
    let ready = siting(&small);
    let mut told = String::new();
    for (p, near_enough) in [(12, -1.0), (60, -1.0), (110, 0.003)] {
        let began = Instant::now();
        let found = solve(&ready, p, near_enough);
        let _written = writeln!(
            told,
            "{p} {} {} {} {}",
            found.objective,
            found.bound,
            found.is_proven,
            began.elapsed().as_secs_f64()
        );
        eprintln!(
            "p = {p}: {} of at most {}, proven: {}",
            found.objective, found.bound, found.is_proven
        );
        criterion.bench_function(&format!("siting/4833 x 2000, p = {p}"), |bencher| {
            bencher.iter(|| black_box(solve(&ready, p, near_enough)));
        });
    }
    let file = std::env::temp_dir().join("patrolgrid_bench_siting_ours.txt");
    std::fs::write(file, told).expect("the temporary folder can be written");
    let large = siting(&case(100_000, 10_000));
    let began = Instant::now();
    let found = solve(&large, 110, 0.01);
    eprintln!(
        "100000 x 10000, p = 110: {} of at most {} ({:.4} %) in {:.1} s",
        found.objective,
        found.bound,
        found.gap().percent(),
        began.elapsed().as_secs_f64()
    );
    criterion.final_summary();
}

/// The case, for the peers.
fn leave(case: &Case) -> std::io::Result<()> {
    let write = |name: &str, numbers: Vec<f64>| {
        let file = std::env::temp_dir().join(format!("patrolgrid_bench_siting_{name}.bin"));
        let mut file = std::fs::File::create(file)?;
        numbers
            .iter()
            .try_for_each(|number| file.write_all(&number.to_le_bytes()))
    };
    let flat = |places: &[LocalXy]| places.iter().flat_map(|at| [at.x, at.y]).collect();
    write("demands", flat(&case.demands))?;
    write("sites", flat(&case.sites))?;
    write("weights", case.weights.clone())
}
