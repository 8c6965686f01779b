//! 100 MB of GeoJSON polygons to ready geometries.
//!
//! Makes its own file (same bytes every time) and says where, so that `peers/geojson.py FILE` can read the same one. Besides
//! criterion's wall time it prints CPU seconds of one cold run in this process.
#![allow(clippy::print_stdout, reason = "a bench says where its file lies")]

use std::fmt::Write as _;
use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Instant;

use criterion::{Criterion, criterion_group, criterion_main};
use geo::{LineString, MultiPolygon, Polygon};
use patrolgrid::base::cancel::Cancel;
use patrolgrid::io::file_bytes::read_bytes;
use patrolgrid::io::geojson::coordinates::Corners;
use patrolgrid::io::geojson::document::{Document, Shape};
use patrolgrid::io::geojson::text::decode;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

const BYTES: usize = 100_000_000;

/// Star-shaped cells of 60 to 190 corners with seven decimals and five attributes.
fn make_file() -> PathBuf {
    let folder = std::env::temp_dir().join("patrolgrid-bench");
    let path = folder.join("cells-100mb.geojson");
    if path
        .metadata()
        .is_ok_and(|found| found.len() as usize >= BYTES)
    {
        return path;
    }
    fs::create_dir_all(&folder).expect("a temporary folder");
    let mut random = ChaCha8Rng::seed_from_u64(1);
    let mut text = String::with_capacity(BYTES + 10_000);
    text += "{\"type\":\"FeatureCollection\",\"name\":\"cells\",\"features\":[\n";
    let mut number = 0;
    while text.len() < BYTES {
        if number > 0 {
            text += ",\n";
        }
        let residents: u32 = random.random_range(0..5_000);
        let _fits = write!(
            text,
            "{{\"type\":\"Feature\",\"id\":{number},\"properties\":{{\"gid\":{number},\"name\":\"网格 {number:06}\",\"code\":\"G{number:06}\",\"residents\":{residents},\"rate\":{:.3}}},\"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[[",
            random.random::<f64>() * 100.0,
        );
        let (lon, lat) = (
            random.random_range(113.7..114.2),
            random.random_range(22.4..22.9),
        );
        let corners = random.random_range(60..190);
        let mut first = String::new();
        for corner in 0..corners {
            let angle = f64::from(corner) / f64::from(corners) * std::f64::consts::TAU;
            let radius = random.random_range(0.001..0.0014);
            let place = format!(
                "[{:.7},{:.7}]",
                lon + radius * angle.cos(),
                lat + radius * angle.sin()
            );
            text += &place;
            text.push(',');
            if corner == 0 {
                first = place;
            }
        }
        text += &first;
        text += "]]}}";
        number += 1;
    }
    text += "\n]}\n";
    fs::write(&path, text).expect("the file");
    path
}

fn polygon(mut rings: Vec<Corners>) -> Polygon<f64> {
    let outer = rings.swap_remove(0);
    Polygon::new(
        LineString(outer),
        rings.into_iter().map(LineString).collect(),
    )
}

/// File to geometries in memory: what the peers are asked for.
fn load(path: &Path) -> Vec<MultiPolygon<f64>> {
    let cancel = Cancel::new();
    let bytes = read_bytes(path, &cancel).expect("the file");
    let text = decode(bytes).expect("UTF-8").text;
    let document = Document::read(&text, &cancel).expect("GeoJSON");
    let shapes = document
        .features
        .into_iter()
        .filter_map(|feature| feature.shape);
    shapes
        .map(|shape| match shape {
            Shape::Polygon(rings) => MultiPolygon(vec![polygon(rings)]),
            Shape::Polygons(parts) => MultiPolygon(parts.into_iter().map(polygon).collect()),
            _ => MultiPolygon(Vec::new()),
        })
        .collect()
}

/// CPU seconds of this process so far, all threads, user and system.
fn cpu_seconds() -> f64 {
    let threads = fs::read_dir("/proc/self/task")
        .into_iter()
        .flatten()
        .flatten();
    let nanoseconds = |entry: fs::DirEntry| -> Option<f64> {
        let text = fs::read_to_string(entry.path().join("schedstat")).ok()?;
        text.split_whitespace().next()?.parse().ok()
    };
    threads.filter_map(nanoseconds).sum::<f64>() / 1e9
}

fn bench(criterion: &mut Criterion) {
    let path = make_file();
    let _warm = fs::read(&path).map(black_box);
    let best = (0..3)
        .map(|_| {
            let (cpu, wall) = (cpu_seconds(), Instant::now());
            let areas = load(&path);
            let spent = (
                cpu_seconds() - cpu,
                wall.elapsed().as_secs_f64(),
                areas.len(),
            );
            drop(black_box(areas));
            spent
        })
        .min_by(|a, b| a.0.total_cmp(&b.0));
    if let Some((cpu, wall, areas)) = best {
        println!(
            "{}: {areas} areas, {cpu:.3} CPU s, {wall:.3} s wall",
            path.display()
        );
    }
    let mut group = criterion.benchmark_group("geojson 100 MB");
    group.sample_size(10);
    group.bench_function("ready geometries", |bencher| {
        bencher.iter(|| load(black_box(&path)));
    });
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
