//! How long the density of 10,000 to 10,000,000 places takes at 1280 × 960, quartic, h = 300 m, and how exact it is.
//!
//! Then the same raster of London's real incidents (snapped to few places, a raster regular in degrees), every kernel.
//!
//! Places and rasters are left in the temporary folder; `benches/peers/density.py` works on the very same places and tells
//! ratios and errors. Places stand in memory, unsorted, before the clock starts; nothing is kept from run to run.

use std::hint::black_box;
use std::path::{Path, PathBuf};

use criterion::Criterion;
use patrolgrid::analysis::cell_places::CellPlaces;
use patrolgrid::analysis::density::{
    DensityIndex, DensityRule, Kernel, WeightedPlaces, density_raster,
};
use patrolgrid::analysis::raster::{Raster, RasterFrame};
use patrolgrid::base::cancel::Cancel;
use patrolgrid::base::coords::{LocalBox, LocalXy, LonLat};
use patrolgrid::base::projection::LocalProjection;
use patrolgrid::base::units::Metres;
use patrolgrid::io::incident_table::{IncidentOptions, read_incidents};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// The district, metres.
const SIZE: (f64, f64) = (30_000.0, 25_000.0);
const COUNTS: [usize; 4] = [10_000, 100_000, 1_000_000, 10_000_000];

fn main() {
    let mut criterion = Criterion::default().configure_from_args().sample_size(10);
    let extent = LocalBox {
        min: LocalXy::new(0.0, 0.0),
        max: LocalXy::new(SIZE.0, SIZE.1),
    };
    let frame = RasterFrame::filling(extent, 1280, 960);
    let most = std::env::var("PATROLGRID_BENCH_MOST").ok();
    let most: usize = most
        .and_then(|most| most.parse().ok())
        .unwrap_or(usize::MAX);
    for count in COUNTS.into_iter().filter(|count| *count <= most) {
        let places = clustered(count);
        let run = || {
            let raster = density_raster(&places, DensityRule::default(), frame, &Cancel::new());
            raster.expect("nobody cancels")
        };
        let raster = run();
        let folder = std::env::temp_dir();
        let left = leave(&folder, count, &places, &raster);
        left.expect("the temporary folder can be written");
        let seconds = cpu_seconds(run);
        let (worst, cells) = worst_error(&places, &raster);
        eprintln!(
            "density/{count}: {} CPU s, worst error {:.4} % over {cells} cells above 1 % of the peak",
            seconds.map_or_else(|| "?".into(), |seconds| format!("{seconds:.4}")),
            100.0 * worst
        );
        criterion.bench_function(&format!("density/{count}"), |bencher| {
            bencher.iter(|| black_box(run()));
        });
    }
    let places = clustered(1_000_000);
    criterion.bench_function("density/index of 1000000", |bencher| {
        bencher.iter(|| black_box(DensityIndex::new(&places)));
    });
    let index = DensityIndex::new(&places);
    let mut turn = 0;
    criterion.bench_function("density/one place among 1000000", |bencher| {
        bencher.iter(|| {
            turn = (turn + 7919) % places.places.len();
            black_box(index.density_at(DensityRule::default(), places.places[turn]))
        });
    });
    criterion.final_summary();
    london();
}

/// CPU seconds of London's density as `patrolgrid heatmap` works it out, index and cell places included, for every kernel.
fn london() {
    let default = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let folder = std::env::var_os("PATROLGRID_DATA").map_or(default, PathBuf::from);
    let file = folder.join("london/burglary_2010_2025.csv.gz");
    if !file.is_file() {
        eprintln!(
            "SKIPPED: no real data at {}; set PATROLGRID_DATA",
            folder.display()
        );
        return;
    }
    let read = read_incidents(&file, &IncidentOptions::default(), &Cancel::new());
    let table = read.expect("the real file is sound").table;
    let projection = LocalProjection::of_project(table.middle(), None).expect("incidents");
    let places = table.positions().iter();
    let places = WeightedPlaces {
        places: places.map(|place| projection.to_local(*place)).collect(),
        weights: None,
    };
    let local = |column: usize, row: usize| {
        let (x, y) = ((column as f64 + 0.5) / 1280.0, (row as f64 + 0.5) / 960.0);
        projection.to_local(LonLat::new(-0.52 + 0.86 * x, 51.70 - 0.42 * y))
    };
    let cell = (Metres(46.5), Metres(48.7));
    for kernel in Kernel::ALL {
        for bandwidth in [100.0, 300.0, 1000.0] {
            let rule = DensityRule {
                kernel,
                bandwidth: Metres(bandwidth),
            };
            let seconds = cpu_seconds(|| {
                let cells = CellPlaces::new(1280, 960, cell, local);
                DensityIndex::new(&places).values_at(rule, &cells, &Cancel::new())
            });
            eprintln!(
                "density/London, {} places, {} {bandwidth} m: {} CPU s",
                places.places.len(),
                kernel.name(),
                seconds.map_or_else(|| "?".into(), |seconds| format!("{seconds:.3}"))
            );
        }
    }
}

/// 200 clusters of 120 to 900 m with four fifths of the places, the rest evenly; all within the district.
fn clustered(count: usize) -> WeightedPlaces {
    let mut random = ChaCha8Rng::seed_from_u64(20_260_101);
    let clusters: Vec<(f64, f64, f64, f64)> = (0..200)
        .map(|_| {
            let share: f64 = random.random_range(0.0..1.0);
            (
                random.random_range(0.0..SIZE.0),
                random.random_range(0.0..SIZE.1),
                random.random_range(120.0..900.0),
                share.powi(4),
            )
        })
        .collect();
    let total: f64 = clusters.iter().map(|cluster| cluster.3).sum();
    let places = (0..count)
        .map(|_| {
            if random.random_bool(0.2) {
                return evenly(&mut random);
            }
            let mut left = random.random_range(0.0..total);
            let cluster = clusters.iter().find(|cluster| {
                left -= cluster.3;
                left <= 0.0
            });
            let (x, y, spread, _) = cluster.copied().unwrap_or(clusters[0]);
            let radius = spread * (-2.0 * random.random_range(1e-12_f64..1.0).ln()).sqrt();
            let (sine, cosine) = random.random_range(0.0..std::f64::consts::TAU).sin_cos();
            let place = LocalXy::new(x + radius * cosine, y + radius * sine);
            let inside = (0.0..SIZE.0).contains(&place.x) && (0.0..SIZE.1).contains(&place.y);
            if inside { place } else { evenly(&mut random) }
        })
        .collect();
    WeightedPlaces {
        places,
        weights: None,
    }
}

fn evenly(random: &mut ChaCha8Rng) -> LocalXy {
    let x = random.random_range(0.0..SIZE.0);
    LocalXy::new(x, random.random_range(0.0..SIZE.1))
}

/// Leaves places and raster for the peers, little-endian: x, y as f64; values as f32, north row first.
fn leave(
    folder: &Path,
    count: usize,
    places: &WeightedPlaces,
    raster: &Raster,
) -> std::io::Result<()> {
    let name =
        |kind: &str| -> PathBuf { folder.join(format!("patrolgrid_bench_{kind}_{count}.bin")) };
    let pairs = places.places.iter();
    let bytes: Vec<u8> = pairs
        .flat_map(|place| [place.x.to_le_bytes(), place.y.to_le_bytes()])
        .flatten()
        .collect();
    std::fs::write(name("places"), bytes)?;
    let bytes: Vec<u8> = raster
        .values
        .iter()
        .flat_map(|value| value.to_le_bytes())
        .collect();
    std::fs::write(name("raster"), bytes)
}

/// The worst relative error against exact values, over the faintest and some of the other cells above 1 % of the peak.
fn worst_error(places: &WeightedPlaces, raster: &Raster) -> (f64, usize) {
    let index = DensityIndex::new(places);
    let peak = raster.peak();
    let mut cells: Vec<usize> = (0..raster.values.len())
        .filter(|&cell| raster.values[cell] > 0.0099 * peak)
        .collect();
    cells.sort_by(|&a, &b| raster.values[a].total_cmp(&raster.values[b]));
    let faintest = cells.iter().take(cells.len() / 4).step_by(29);
    let looked_at: Vec<usize> = faintest.chain(cells.iter().step_by(311)).copied().collect();
    let worst = looked_at
        .iter()
        .filter_map(|&cell| {
            let at = raster
                .frame
                .centre(cell % raster.frame.width, cell / raster.frame.width);
            let exact = index.density_at(DensityRule::default(), at).0;
            let visible = exact > 0.01 * f64::from(peak);
            visible.then(|| (f64::from(raster.values[cell]) / exact - 1.0).abs())
        })
        .fold(0.0, f64::max);
    (worst, looked_at.len())
}

/// The least CPU seconds of all threads over seven runs.
fn cpu_seconds<T>(run: impl Fn() -> T) -> Option<f64> {
    let once = || {
        let before = process_nanoseconds()?;
        black_box(run());
        Some(process_nanoseconds()? - before)
    };
    let best = (0..7).filter_map(|_| once()).min()?;
    Some(best as f64 / 1e9)
}

/// Nanoseconds all threads of this process have run, where the system counts them.
fn process_nanoseconds() -> Option<u64> {
    let mut sum = 0;
    for thread in std::fs::read_dir("/proc/self/task").ok()? {
        let counted = std::fs::read_to_string(thread.ok()?.path().join("schedstat")).ok()?;
        sum += counted.split(' ').next()?.parse::<u64>().ok()?;
    }
    Some(sum)
}
