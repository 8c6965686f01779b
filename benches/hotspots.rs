//! How long a map of hot spots and its score take on a million incidents: density along streets, a month of backtest by each
//! method, Gi* and local Moran's I of 4,900 grids.

#[path = "common/streets.rs"]
mod made_streets;

use std::hint::black_box;

use criterion::Criterion;
use made_streets::streets;
use patrolgrid::analysis::backtest::{
    BacktestPlan, Events, FlagBudget, Method, NearRepeatRisk, Outside, backtest, months,
};
use patrolgrid::analysis::density::{DensityRule, WeightedPlaces};
use patrolgrid::analysis::hotspots::cells::StudyCells;
use patrolgrid::analysis::hotspots::gi_star::gi_star;
use patrolgrid::analysis::hotspots::local_moran::local_moran;
use patrolgrid::analysis::network_density::{NetworkRule, StreetPieces};
use patrolgrid::analysis::profile::days_of_month;
use patrolgrid::base::cancel::Cancel;
use patrolgrid::base::coords::{LocalBox, LocalXy, LonLat};
use patrolgrid::base::projection::LocalProjection;
use patrolgrid::base::units::{Metres, Share};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

const INCIDENTS: usize = 1_000_000;
/// January 2023, counted from January of year 0.
const FIRST: i32 = 2023 * 12;

fn main() {
    let mut criterion = Criterion::default().configure_from_args().sample_size(10);
    let cancel = Cancel::new();
    let network = streets();
    let corners = network.joints.junctions.iter().copied();
    let middle = corners
        .clone()
        .reduce(|a, b| LonLat::new(f64::midpoint(a.lon, b.lon), f64::midpoint(a.lat, b.lat)));
    let projection = LocalProjection::centred_on(middle.expect("junctions"));
    let about = LocalBox::around(corners.map(|at| projection.to_local(at))).expect("junctions");
    let mut dice = ChaCha8Rng::seed_from_u64(7);
    let mut along = |from: f64, length: f64| {
        from + length * (dice.random::<f64>() + dice.random::<f64>()) / 2.0
    };
    let at: Vec<LocalXy> = (0..INCIDENTS)
        .map(|_| {
            LocalXy::new(
                along(about.min.x, about.width().0),
                along(about.min.y, about.height().0),
            )
        })
        .collect();
    let places = WeightedPlaces {
        places: at,
        weights: None,
    };

    let rule = NetworkRule::default();
    let pieces = StreetPieces::new(&network, rule.piece, projection);
    eprintln!("{} links, {} pieces", network.links.len(), pieces.len());
    criterion.bench_function("hotspots/1M along streets", |bencher| {
        bencher.iter(|| black_box(pieces.density(&places, rule, &cancel)));
    });

    let side = (about.width().0 * about.height().0 / 4900.0).sqrt();
    let cells = StudyCells::squares_in_box(about, Metres(side), projection).expect("cells");
    let (from, to) = (
        days_of_month(FIRST).expect("days").0,
        days_of_month(FIRST + 12).expect("days").1,
    );
    let days: Vec<i32> = (0..INCIDENTS)
        .map(|_| dice.random_range(from..=to))
        .collect();
    let events = Events::new(&places, &days, &cells, &cancel).expect("not cancelled");
    let plan = BacktestPlan {
        periods: months(FIRST + 12, FIRST + 12),
        history: 12,
        budget: FlagBudget::Share(Share(0.05)),
        outside: Outside::LeftOut,
    };
    for method in [
        Method::Heat(DensityRule::default()),
        Method::LastPeriod,
        Method::GiStar,
        Method::NearRepeat(NearRepeatRisk::default()),
    ] {
        criterion.bench_function(
            &format!("hotspots/a month by {}", method.name()),
            |bencher| {
                bencher.iter(|| black_box(backtest(method, &events, &cells, &plan, &cancel)));
            },
        );
    }
    let (counts, _) = events.counts((from, to), cells.len());
    let beside = cells.beside();
    criterion.bench_function("hotspots/gi* of all cells", |bencher| {
        bencher.iter(|| black_box(gi_star(&counts, &beside)));
    });
    criterion.bench_function("hotspots/local moran, 999 permutations", |bencher| {
        bencher.iter(|| black_box(local_moran(&counts, &beside, 999, 1, &cancel)));
    });
    criterion.final_summary();
}
