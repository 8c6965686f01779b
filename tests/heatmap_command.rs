//! `patrolgrid heatmap` from a file to a file: what the raster says of itself, its values, the report, wrong usage, and that
//! the window says the same.

mod common;

use std::fmt::Write as _;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::{Command as Program, Output};

use geo::{Distance, Geodesic, Point};
use patrolgrid::analysis::density::{DensityRule, Kernel};
use patrolgrid::base::coords::LonLat;
use patrolgrid::base::units::Metres;
use patrolgrid::io::boundaries::BoundaryOptions;
use patrolgrid::io::incident_table::IncidentOptions;
use patrolgrid::model::grid::GridLevel;
use patrolgrid::session::command::Command;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::Value;
use tiff::decoder::{Decoder, DecodingResult};
use tiff::tags::Tag;

const EXTENT: [f64; 4] = [113.86, 22.57, 113.96, 22.64];
const SIZE: (usize, usize) = (97, 71);

/// Places with weights: two crowds, one crossing where many rows meet, and an even sprinkling.
fn incidents() -> Vec<(LonLat, f64)> {
    let mut random = ChaCha8Rng::seed_from_u64(41);
    let mut found = vec![(LonLat::new(113.9071, 22.6033), 150.0)];
    for number in 0..1500 {
        let (lon, lat, spread) = match number % 3 {
            0 => (113.89, 22.61, 0.004),
            1 => (113.93, 22.59, 0.012),
            _ => (113.91, 22.605, 0.06),
        };
        let mut off = || spread * (random.random::<f64>() + random.random::<f64>() - 1.0);
        // As a file holds them: six decimals.
        let near = |degrees: f64| (degrees * 1e6).round() / 1e6;
        let place = LonLat::new(near(lon + off()), near(lat + off()));
        found.push((place, f64::from(number % 4 + 1)));
    }
    found
}

fn csv(folder: &Path, incidents: &[(LonLat, f64)]) -> PathBuf {
    let mut text = String::from("id,lon,lat,weight\n");
    for (number, (place, weight)) in incidents.iter().enumerate() {
        writeln!(text, "{number},{},{},{weight}", place.lon, place.lat).expect("written");
    }
    let path = folder.join("incidents.csv");
    std::fs::write(&path, text).expect("written");
    path
}

fn heatmap(options: &[&str]) -> Output {
    Program::new(env!("CARGO_BIN_EXE_patrolgrid"))
        .arg("heatmap")
        .args(options)
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env("LC_ALL", "C.UTF-8")
        .output()
        .expect("the program starts")
}

/// The report of a run that must succeed.
fn report(options: &[&str]) -> Value {
    let output = heatmap(options);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
    let text = String::from_utf8_lossy(&output.stdout);
    assert_eq!(text.trim_end().lines().count(), 1, "{text}");
    serde_json::from_str(&text).expect("JSON")
}

fn path_text(path: &Path) -> &str {
    path.to_str().expect("a path in UTF-8")
}

fn decoder(path: &Path) -> Decoder<BufReader<std::fs::File>> {
    let file = std::fs::File::open(path).expect("the raster was written");
    Decoder::new(BufReader::new(file)).expect("a TIFF")
}

fn values(path: &Path) -> Vec<f32> {
    match decoder(path).read_image().expect("values") {
        DecodingResult::F32(values) => values,
        other => {
            assert!(matches!(other, DecodingResult::F32(_)), "not float32");
            Vec::new()
        }
    }
}

/// What a run with the options every test starts from is called with, and the file it writes.
struct Run {
    folder: tempfile::TempDir,
    incidents: Vec<(LonLat, f64)>,
}

impl Run {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let incidents = incidents();
        csv(folder.path(), &incidents);
        Self { folder, incidents }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn report(&self, options: &str, out: &str) -> Value {
        let (incidents, out) = (self.file("incidents.csv"), self.file(out));
        let mut all = vec!["--incidents", path_text(&incidents)];
        all.extend(options.split_whitespace());
        all.extend(["--out", path_text(&out), "--json"]);
        report(&all)
    }
}

fn extent_option() -> String {
    let [west, south, east, north] = EXTENT;
    format!(
        "--extent {west},{south},{east},{north} --size {}x{}",
        SIZE.0, SIZE.1
    )
}

fn centre(cell: usize) -> LonLat {
    let [west, south, east, north] = EXTENT;
    let (column, row) = (cell % SIZE.0, cell / SIZE.0);
    let share = |index: usize, count: usize| (index as f64 + 0.5) / count as f64;
    LonLat::new(
        west + share(column, SIZE.0) * (east - west),
        north - share(row, SIZE.1) * (north - south),
    )
}

/// The formula of the field over distances on the ellipsoid; `None` where a place lies on the rim of a kernel with an edge.
fn density(distances: &[(f64, f64)], kernel: Kernel, h: f64) -> Option<f64> {
    let on_the_rim = |u: f64| kernel == Kernel::Uniform && (u - 1.0).abs() < 1e-5;
    let mut sum = 0.0;
    for &(distance, weight) in distances {
        if on_the_rim(distance / h) {
            return None;
        }
        sum += weight * kernel.value(distance / h);
    }
    Some(sum / (h * h) * 1e6)
}

fn distances(incidents: &[(LonLat, f64)], at: LonLat) -> Vec<(f64, f64)> {
    let at = Point::new(at.lon, at.lat);
    let to = |place: &LonLat| Geodesic.distance(at, Point::new(place.lon, place.lat));
    incidents
        .iter()
        .map(|(place, weight)| (to(place), *weight))
        .collect()
}

#[test]
fn every_kernel_s_raster_holds_the_plain_sum_at_its_own_cell_centres() {
    let run = Run::new();
    let kernels = Kernel::ALL.map(|kernel| {
        let name = kernel.name();
        run.report(
            &format!("{} --kernel {name} --bandwidth-m 350", extent_option()),
            &format!("{name}.tif"),
        );
        (kernel, values(&run.file(&format!("{name}.tif"))))
    });
    let heavy = (0..SIZE.0 * SIZE.1)
        .min_by(|&a, &b| {
            let off = |cell: usize| {
                let (at, spot) = (centre(cell), run.incidents[0].0);
                (at.lon - spot.lon).hypot(at.lat - spot.lat)
            };
            off(a).total_cmp(&off(b))
        })
        .expect("cells");
    // Every 13th cell, and all about the heavy crossing, where a cone has its tip.
    let about = (0..9).map(|number| heavy + number % 3 + number / 3 * SIZE.0 - SIZE.0 - 1);
    let mut looked_at = [0; 5];
    for cell in (0..SIZE.0 * SIZE.1).step_by(13).chain(about) {
        let distances = distances(&run.incidents, centre(cell));
        for (seen, (kernel, values)) in looked_at.iter_mut().zip(&kernels) {
            let peak = values.iter().copied().fold(0.0, f32::max);
            let Some(expected) = density(&distances, *kernel, 350.0) else {
                continue;
            };
            if expected > 0.01 * f64::from(peak) {
                *seen += 1;
                let error = (f64::from(values[cell]) / expected - 1.0).abs();
                assert!(error <= 1e-3, "{kernel:?}, cell {cell}: {error}");
            }
        }
    }
    assert!(looked_at.iter().all(|&seen| seen > 80), "{looked_at:?}");
}

#[test]
fn a_geotiff_says_where_it_lies_and_what_it_counts() {
    let run = Run::new();
    run.report(&extent_option(), "heat.tif");
    let mut file = decoder(&run.file("heat.tif"));
    assert_eq!(file.dimensions().expect("size"), (97, 71));
    let [west, south, east, north] = EXTENT;
    let doubles = |file: &mut Decoder<_>, tag| file.get_tag_f64_vec(tag).expect("a tag");
    let tie = doubles(&mut file, Tag::ModelTiepointTag);
    assert_eq!(tie, [0.0, 0.0, 0.0, west, north, 0.0]);
    let scale = doubles(&mut file, Tag::ModelPixelScaleTag);
    assert!((scale[0] - (east - west) / 97.0).abs() < 1e-12, "{scale:?}");
    assert!(
        (scale[1] - (north - south) / 71.0).abs() < 1e-12,
        "{scale:?}"
    );
    // Version 1.1.0, three keys: geographic, cells are areas, EPSG 4326.
    let keys = file.get_tag_u16_vec(Tag::GeoKeyDirectoryTag).expect("keys");
    let expected = [1, 1, 0, 3, 1024, 0, 1, 2, 1025, 0, 1, 1, 2048, 0, 1, 4326];
    assert_eq!(keys, expected);
    let said = file
        .get_tag_ascii_string(Tag::Unknown(42112))
        .expect("words");
    assert!(said.contains("incidents/km2"), "{said}");
    // One band of 32-bit floats (sample format 3).
    assert_eq!(file.get_tag_u32(Tag::BitsPerSample).expect("a tag"), 32);
    assert_eq!(file.get_tag_u32(Tag::SampleFormat).expect("a tag"), 3);
    // A density is known everywhere: no value stands for "nothing known".
    assert!(file.find_tag(Tag::GdalNodata).expect("readable").is_none());
    let values = values(&run.file("heat.tif"));
    assert!(
        values
            .iter()
            .all(|value| value.is_finite() && *value >= 0.0)
    );
}

#[test]
fn a_raster_in_metres_names_its_own_reference_system() {
    let run = Run::new();
    let incidents = run.file("incidents.csv");
    for (crs, code) in [
        ("epsg:4547", 4547),
        ("epsg:3857", 3857),
        ("epsg:32649", 32649),
    ] {
        let metres = run.file("metres.csv");
        let system = patrolgrid::base::crs::Crs::parse(crs).expect("a known system");
        let mut text = String::from("id,x,y,weight\n");
        for (number, (place, weight)) in run.incidents.iter().enumerate() {
            let (x, y) = system.from_lonlat(*place);
            writeln!(text, "{number},{x:.4},{y:.4},{weight}").expect("written");
        }
        std::fs::write(&metres, text).expect("written");
        let out = run.file("metres.tif");
        let at = run.incidents[0].0;
        let (x, y) = system.from_lonlat(at);
        let (there, degrees) = (
            format!("--at={x},{y}"),
            format!("--at={},{}", at.lon, at.lat),
        );
        let found = report(&[
            "--incidents",
            path_text(&metres),
            "--crs",
            crs,
            "--size",
            "80x60",
            &there,
            "--out",
            path_text(&out),
            "--json",
        ]);
        let keys = decoder(&out)
            .get_tag_u16_vec(Tag::GeoKeyDirectoryTag)
            .expect("keys");
        assert_eq!(keys[4..], [1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, code]);
        let same = report(&["--incidents", path_text(&incidents), &degrees, "--json"]);
        let value = |report: &Value| report["at"][0]["per_km2"].as_f64().expect("a value");
        // Four decimals of a metre in the file.
        assert!(
            (value(&found) / value(&same) - 1.0).abs() < 1e-6,
            "{crs}: {found} {same}"
        );
    }
}

#[test]
fn the_report_has_the_keys_of_the_contract_and_counts_all_incidents() {
    let run = Run::new();
    let report = run.report(
        "--bandwidth-m 400 --size 300x220 --at 113.9071,22.6033",
        "heat.tif",
    );
    for key in [
        "incidents",
        "peak_per_km2",
        "integral",
        "cell_m",
        "at",
        "seconds",
    ] {
        assert!(!report[key].is_null(), "{key} is missing: {report}");
    }
    for stage in ["read", "density", "write"] {
        assert!(
            report["seconds"][stage]
                .as_f64()
                .is_some_and(|time| time >= 0.0)
        );
    }
    let total: f64 = run.incidents.iter().map(|(_, weight)| weight).sum();
    let number = |value: &Value| value.as_f64().expect("a number");
    assert_eq!(number(&report["incidents"]), total);
    // Without an extent the raster holds all: its integral is what was counted.
    assert!(
        (number(&report["integral"]) / total - 1.0).abs() < 2e-3,
        "{report}"
    );
    let file = values(&run.file("heat.tif"));
    let peak = file.iter().copied().fold(0.0, f32::max);
    assert_eq!(number(&report["peak_per_km2"]), f64::from(peak));
    let edge = |side: usize| number(&report["extent"][side]);
    let (lon, lat) = (
        f64::midpoint(edge(0), edge(2)),
        f64::midpoint(edge(1), edge(3)),
    );
    let (x, y) = ((edge(2) - edge(0)) / 600.0, (edge(3) - edge(1)) / 440.0);
    let ground = [
        Geodesic.distance(Point::new(lon - x, lat), Point::new(lon + x, lat)),
        Geodesic.distance(Point::new(lon, lat - y), Point::new(lon, lat + y)),
    ];
    for (axis, ground) in ground.into_iter().enumerate() {
        let share = number(&report["cell_m"][axis]) / ground;
        assert!((share - 1.0).abs() < 1e-5, "axis {axis}: {share}");
    }
    let at = &report["at"][0];
    assert_eq!(
        (number(&at["lon"]), number(&at["lat"])),
        (113.9071, 22.6033)
    );
    let expected = density(
        &distances(&run.incidents, run.incidents[0].0),
        Kernel::Quartic,
        400.0,
    );
    let share = number(&at["per_km2"]) / expected.expect("no edge");
    assert!((share - 1.0).abs() < 1e-5, "{share}");
}

#[test]
fn a_picture_is_see_through_where_nothing_is() {
    let run = Run::new();
    let peak = run.report(&extent_option(), "heat.png")["peak_per_km2"].clone();
    run.report(&extent_option(), "heat.tif");
    let file = std::fs::File::open(run.file("heat.png")).expect("the picture was written");
    let mut picture = png::Decoder::new(BufReader::new(file))
        .read_info()
        .expect("a PNG");
    let mut pixels = vec![0; picture.output_buffer_size().expect("a size")];
    let info = picture.next_frame(&mut pixels).expect("pixels");
    assert_eq!((info.width, info.height), (97, 71));
    assert_eq!(info.color_type, png::ColorType::Rgba);
    let values = values(&run.file("heat.tif"));
    let peak = peak.as_f64().expect("a number") as f32;
    for (pixel, &value) in pixels.chunks_exact(4).zip(&values) {
        assert!(value > 0.0 || pixel[3] == 0, "{value}: {pixel:?}");
        assert!(value < 0.2 * peak || pixel[3] > 100, "{value}: {pixel:?}");
    }
    assert!(values.contains(&0.0), "some ground must be empty");
}

#[test]
fn wrong_usage_is_status_2_and_a_file_that_is_not_there_status_1() {
    let run = Run::new();
    let incidents = run.file("incidents.csv");
    let incidents = path_text(&incidents);
    for wrong in [
        "--size 0x5",
        "--size 5",
        "--size 99999x1",
        "--bandwidth-m 0",
        "--bandwidth-m -3",
        "--bandwidth-m nan",
        "--kernel square",
        "--extent 1,2,3",
        "--extent 2,1,1,2",
        "--extent 1,2,2,1",
        "--at 5",
        "--at 5,x",
        "--crs nowhere",
        "--out heat.jpg",
        "--out heat",
        "--frobnicate",
    ] {
        let mut options = vec!["--incidents", incidents];
        options.extend(wrong.split_whitespace());
        let output = heatmap(&options);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{wrong}: {said}");
        assert!(
            output.stdout.is_empty() && !said.is_empty(),
            "{wrong}: {said}"
        );
    }
    assert_eq!(heatmap(&[]).status.code(), Some(2));
    let missing = heatmap(&["--incidents", "nowhere.csv", "--json"]);
    assert_eq!(missing.status.code(), Some(1));
    let folder = run.file("incidents.csv/heat.tif");
    let unwritten = heatmap(&["--incidents", incidents, "--out", path_text(&folder)]);
    assert_eq!(unwritten.status.code(), Some(1));
}

#[test]
fn a_value_does_not_depend_on_size_and_extent() {
    let run = Run::new();
    let [west, south, east, north] = EXTENT;
    let at = "--at 113.9,22.6 --at 113.93,22.59";
    let exact = |options: &str| run.report(&format!("{options} {at}"), "heat.tif")["at"].clone();
    let wide = exact(&format!(
        "--extent {west},{south},{east},{north} --size 90x60"
    ));
    let coarse = values(&run.file("heat.tif"));
    assert_eq!(
        exact(&format!(
            "--extent {west},{south},{east},{north} --size 270x180"
        )),
        wide
    );
    // The middle one of nine small cells has the large one's centre.
    let fine = values(&run.file("heat.tif"));
    let peak = coarse.iter().copied().fold(0.0, f32::max);
    for (cell, &value) in coarse
        .iter()
        .enumerate()
        .filter(|(_, value)| **value > 0.0101 * peak)
    {
        let same = fine[(cell / 90 * 3 + 1) * 270 + cell % 90 * 3 + 1];
        assert!(
            (same / value - 1.0).abs() <= 2e-3,
            "{cell}: {value} and {same}"
        );
    }
    assert_eq!(exact("--extent 113.9,22.59,113.92,22.6 --size 33x21"), wide);
}

/// A session that has opened the incidents and, before or after, one work grid over them.
fn window(run: &Run, grid_first: bool) -> patrolgrid::session::state::Session {
    let mut session = patrolgrid::session::state::Session::new(None, std::sync::Arc::new(|| ()));
    let grid = run.file("grid.geojson");
    let outline = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"A"},"geometry":{"type":
        "Polygon","coordinates":[[[113.6,22.3],[114.3,22.3],[114.3,22.8],[113.6,22.8],[113.6,22.3]]]}}]}"#;
    std::fs::write(&grid, outline).expect("written");
    let options = BoundaryOptions {
        level: Some(GridLevel::WorkGrid),
        ..BoundaryOptions::default()
    };
    let mut steps = vec![
        Command::OpenBoundaries(vec![(grid, options)]),
        Command::ImportIncidents(run.file("incidents.csv"), IncidentOptions::default()),
    ];
    if !grid_first {
        steps.reverse();
    }
    for step in steps {
        session.apply(step);
        common::settle(&mut session);
    }
    session
}

#[test]
fn the_window_says_what_the_command_says_at_a_place() {
    let run = Run::new();
    let places = [
        (113.9071, 22.6033),
        (113.89, 22.612),
        (113.935, 22.588),
        (113.902, 22.6),
    ];
    for grid_first in [true, false] {
        let mut session = window(&run, grid_first);
        for kernel in Kernel::ALL {
            let bandwidth = Metres(420.0);
            session.apply(Command::SetDensity(DensityRule { kernel, bandwidth }));
            common::settle(&mut session);
            let at = places
                .map(|(lon, lat)| format!("--at {lon},{lat}"))
                .join(" ");
            let options = format!(
                "--kernel {} --bandwidth-m 420 --size 30x20 {at}",
                kernel.name()
            );
            let report = run.report(&options, "heat.tif");
            for (number, (lon, lat)) in places.into_iter().enumerate() {
                let told = report["at"][number]["per_km2"].as_f64().expect("a value");
                let shown = session.density_at(LonLat::new(lon, lat)).expect("a heat").0;
                assert!(
                    told > 0.0 && (shown / told - 1.0).abs() <= 1e-9,
                    "{kernel:?} at {lon},{lat}: the window says {shown}, the command {told}"
                );
            }
        }
    }
}
