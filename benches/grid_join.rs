//! How long 1,000,000 places take to find their areas among 4,833 crooked cells of 100 corners that share their edges.
//!
//! Places and cells are left in the temporary folder; `benches/peers/grid_join.py` joins the very same with shapely and
//! holds the counts together. Beside them the shipped work grids with their incidents, and London where `PATROLGRID_DATA`
//! has it.

use std::hint::black_box;
use std::path::{Path, PathBuf};

use criterion::Criterion;
use geo::{Coord, LineString, MultiPolygon, Polygon};
use patrolgrid::analysis::grid_join::{GridLocator, NOWHERE};
use patrolgrid::base::cancel::Cancel;
use patrolgrid::base::coords::{LonLat, LonLatBox};
use patrolgrid::base::units::Km2;
use patrolgrid::io::boundaries::{BoundaryOptions, read_boundaries};
use patrolgrid::io::incident_table::{IncidentOptions, read_incidents};
use patrolgrid::model::grid::{GridLayer, GridLevel, GridUnit};
use patrolgrid::model::source_note::SourceNote;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

const COLUMNS: usize = 70;
const ROWS: usize = 69;
/// Corners of an edge between two cells.
const CORNERS: usize = 25;
/// Cells that a way from knot to knot cuts in two.
const CUT: [usize; 3] = [1000, 2000, 3000];
const PLACES: usize = 1_000_000;

fn main() {
    let mut criterion = Criterion::default().configure_from_args().sample_size(10);
    let layer = crooked_cells();
    let places = places();
    let locator = GridLocator::new(&layer);
    let join = || {
        let areas = locator.locate_all(&places, &Cancel::new());
        areas.expect("nobody cancels")
    };
    leave(&layer, &places, &join()).expect("the temporary folder can be written");
    say("4833 cells", &layer, &places);
    let maps = Path::new(env!("CARGO_MANIFEST_DIR")).join("maps");
    say_of_files(
        "demo",
        &maps.join("work_grids.geojson"),
        &maps.join("incidents.csv.gz"),
    );
    if let Some(data) = std::env::var_os("PATROLGRID_DATA") {
        let london = PathBuf::from(data).join("london");
        let areas = london.join("london_lsoa_4835.geojson");
        say_of_files("London", &areas, &london.join("burglary_2010_2025.csv.gz"));
    }
    criterion.bench_function("grid_join/index", |bencher| {
        bencher.iter(|| black_box(GridLocator::new(&layer)));
    });
    criterion.bench_function("grid_join/1M places", |bencher| {
        bencher.iter(|| black_box(join()));
    });
    criterion.final_summary();
}

/// Says the CPU seconds for a layer and for places in it.
fn say(name: &str, layer: &GridLayer, places: &[LonLat]) {
    let locator = GridLocator::new(layer);
    let join = || locator.locate_all(places, &Cancel::new());
    let told = |seconds: Option<f64>| {
        seconds.map_or_else(|| "?".into(), |seconds| format!("{seconds:.4}"))
    };
    eprintln!(
        "grid_join/{name}: index of {} areas {}, {} places {} CPU s",
        layer.units.len(),
        told(cpu_seconds(|| GridLocator::new(layer))),
        places.len(),
        told(cpu_seconds(join)),
    );
}

fn say_of_files(name: &str, areas: &Path, incidents: &Path) {
    let cancel = Cancel::new();
    let areas = read_boundaries(areas, &BoundaryOptions::default(), &cancel);
    let incidents = read_incidents(incidents, &IncidentOptions::default(), &cancel);
    match (areas, incidents) {
        (Ok(areas), Ok(incidents)) => say(name, &areas.layer, incidents.table.positions()),
        (areas, incidents) => {
            eprintln!(
                "grid_join/{name}: not read: {:?} {:?}",
                areas.err(),
                incidents.err()
            );
        }
    }
}

/// A knot of the net the cells hang on; inner knots are moved about.
fn knot(column: usize, row: usize) -> Coord<f64> {
    let wobble = |seed: usize| (seed.wrapping_mul(2_654_435_761) >> 7) % 1000;
    let moved = |inner: bool, seed: usize| {
        f64::from(u8::from(inner)) * 0.5 * (wobble(seed) as f64 / 1000.0 - 0.5)
    };
    let seed = row * 1000 + column;
    let x = column as f64 + moved(column > 0 && column < COLUMNS, seed * 2 + 1);
    let y = row as f64 + moved(row > 0 && row < ROWS, seed * 2 + 2);
    Coord {
        x: 113.75 + 0.3 * x / COLUMNS as f64,
        y: 22.5 + 0.225 * y / ROWS as f64,
    }
}

/// The bent way between two knots, without its end; the same places from either side. Ways on the rim are straight.
fn way(from: (usize, usize), to: (usize, usize), corners: usize) -> Vec<Coord<f64>> {
    let (low, high) = if from < to { (from, to) } else { (to, from) };
    let (a, b) = (knot(low.0, low.1), knot(high.0, high.1));
    let on_rim = |a: usize, b: usize, last: usize| a == b && (a == 0 || a == last);
    let straight = on_rim(low.0, high.0, COLUMNS) || on_rim(low.1, high.1, ROWS);
    let bend = if straight { 0.0 } else { 0.03 };
    let corner = |index: usize| {
        let t = index as f64 / corners as f64;
        let off = bend * (t * 19.0).sin() * (std::f64::consts::PI * t).sin();
        Coord {
            x: a.x + t * (b.x - a.x) - off * (b.y - a.y),
            y: a.y + t * (b.y - a.y) + off * (b.x - a.x),
        }
    };
    let along: Vec<usize> = if from < to {
        (0..corners).collect()
    } else {
        (1..=corners).rev().collect()
    };
    along.into_iter().map(corner).collect()
}

fn crooked_cells() -> GridLayer {
    let rings = (0..COLUMNS * ROWS).flat_map(|index| {
        let (column, row) = (index % COLUMNS, index / COLUMNS);
        let knots = [
            (column, row),
            (column + 1, row),
            (column + 1, row + 1),
            (column, row + 1),
        ];
        let side = |side: usize| way(knots[side], knots[(side + 1) % 4], CORNERS);
        let across = |from: usize, to: usize| way(knots[from], knots[to], 2 * CORNERS);
        if CUT.contains(&index) {
            vec![
                [side(0), side(1), across(2, 0)].concat(),
                [side(2), side(3), across(0, 2)].concat(),
            ]
        } else {
            vec![(0..4).flat_map(side).collect()]
        }
    });
    let units = rings
        .enumerate()
        .map(|(index, ring)| unit(index, Polygon::new(LineString::new(ring), vec![])))
        .collect();
    GridLayer {
        level: GridLevel::WorkGrid,
        units,
        source: SourceNote::default(),
    }
}

fn unit(index: usize, polygon: Polygon<f64>) -> GridUnit {
    let corners = polygon.exterior().coords();
    let extent = LonLatBox::around(corners.map(|&corner| LonLat::from(corner)));
    let extent = extent.expect("a ring has corners");
    GridUnit {
        code: index.to_string(),
        name: index.to_string(),
        ancestors: [None; 5],
        residents: None,
        responsible: None,
        boundary: MultiPolygon(vec![polygon]),
        area: Km2(0.08),
        label_at: extent.centre(),
        extent,
    }
}

fn places() -> Vec<LonLat> {
    let mut random = ChaCha8Rng::seed_from_u64(1);
    let mut place = || {
        let lon = random.random_range(113.75..114.05);
        LonLat::new(lon, random.random_range(22.5..22.725))
    };
    (0..PLACES).map(|_| place()).collect()
}

/// Leaves places, rings and counts for the peers, little-endian.
fn leave(layer: &GridLayer, places: &[LonLat], areas: &[u32]) -> std::io::Result<()> {
    let write = |kind: &str, bytes: Vec<u8>| {
        let name = format!("patrolgrid_bench_join_{kind}.bin");
        std::fs::write(std::env::temp_dir().join(name), bytes)
    };
    let pair = |x: f64, y: f64| [x.to_le_bytes(), y.to_le_bytes()].concat();
    write(
        "places",
        places
            .iter()
            .flat_map(|place| pair(place.lon, place.lat))
            .collect(),
    )?;
    let mut corners = Vec::new();
    let mut sizes = Vec::new();
    let mut counts = vec![0u32; layer.units.len()];
    for unit in &layer.units {
        let ring = unit.boundary.0[0].exterior();
        sizes.extend((ring.0.len() as u32).to_le_bytes());
        corners.extend(ring.coords().flat_map(|corner| pair(corner.x, corner.y)));
    }
    for &area in areas.iter().filter(|&&area| area != NOWHERE) {
        counts[area as usize] += 1;
    }
    write("corners", corners)?;
    write("sizes", sizes)?;
    write(
        "counts",
        counts
            .iter()
            .flat_map(|count| count.to_le_bytes())
            .collect(),
    )
}

/// The least CPU seconds of this thread over seven runs.
fn cpu_seconds<T>(run: impl Fn() -> T) -> Option<f64> {
    let nanoseconds = || -> Option<u64> {
        let counted = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
        counted.split(' ').next()?.parse().ok()
    };
    let once = || {
        let before = nanoseconds()?;
        black_box(run());
        Some(nanoseconds()? - before)
    };
    let best = (0..7).filter_map(|_| once()).min()?;
    Some(best as f64 / 1e9)
}
