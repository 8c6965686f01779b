//! Boundary files from the outside: what is read, what is named, what is linked.
#![allow(clippy::nonminimal_bool, reason = "each line is one tolerated pair")]
#![allow(clippy::panic, reason = "a test fails by it")]

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use geo::{Contains, Point};
use patrolgrid::base::cancel::Cancel;
use patrolgrid::base::coords::LonLat;
use patrolgrid::base::crs::Crs;
use patrolgrid::cli::check::{self, CheckArgs};
use patrolgrid::i18n::language::Language;
use patrolgrid::i18n::words::Words;
use patrolgrid::io::boundaries::{BoundaryOptions, BoundaryReading, read_boundaries};
use patrolgrid::io::defect::{DefectKind, DefectLevel};
use patrolgrid::io::grid_links::link_layers;
use patrolgrid::io::incident_table::{IncidentOptions, read_incidents};
use patrolgrid::io::place_shift::detect_place_shift;
use patrolgrid::io::plan_layers::{read_points, read_zones};
use patrolgrid::io::read_error::ReadError;
use patrolgrid::io::roads::read_roads;
use patrolgrid::model::grid::GridLevel;
use serde_json::Value;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/geojson")
        .join(name)
}

fn read(path: &Path) -> BoundaryReading {
    read_boundaries(path, &BoundaryOptions::default(), &Cancel::new())
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn written(folder: &tempfile::TempDir, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.path().join(name);
    fs::write(&path, bytes).expect("a temporary file");
    path
}

fn kinds(reading: &BoundaryReading) -> BTreeSet<String> {
    reading
        .defects
        .iter()
        .map(|defect| format!("{:?}", defect.kind))
        .collect()
}

/// Every fixture is named by the one thing that is wrong with it.
#[test]
fn every_kind_of_defect_is_found_and_nothing_else_is() {
    let cases = [
        ("sound", 2, 2, &[][..]),
        ("unclosed-ring", 1, 1, &["UnclosedRing"][..]),
        ("self-intersection", 1, 1, &["SelfIntersection"]),
        ("duplicate-geometry", 2, 2, &["DuplicateGeometry"]),
        ("duplicate-code", 4, 4, &["DuplicateCode"]),
        ("overlap", 2, 2, &["Overlap"]),
        ("gap", 9, 9, &["Gap"]),
        ("empty", 3, 1, &["Empty"]),
        ("non-finite", 2, 0, &["NonFinite"]),
        ("out-of-range", 2, 1, &["OutOfRange"]),
        ("wrong-winding", 1, 1, &["WrongWinding"]),
        ("degenerate-ring", 3, 1, &["DegenerateRing"]),
        ("repeated-corner", 1, 1, &["RepeatedCorner"]),
        ("hole-outside", 1, 1, &["HoleOutside"]),
        ("not-an-area", 2, 1, &["NotAnArea"]),
        ("malformed", 4, 1, &["Malformed"]),
        ("crosses-antimeridian", 1, 1, &["CrossesAntimeridian"]),
        ("missing-code", 1, 1, &["MissingCode"]),
    ];
    for (name, found, kept, wanted) in cases {
        let reading = read(&fixture(&format!("{name}.geojson")));
        let source = &reading.layer.source;
        let own: BTreeSet<String> = kinds(&reading);
        let wanted: BTreeSet<String> = wanted.iter().map(ToString::to_string).collect();
        // A bow tie has no side that is right, a spike-free degenerate ring may be two things at once.
        let tolerated = |kind: &String| {
            name == "self-intersection" && kind == "WrongWinding"
                || name == "crosses-antimeridian" && kind == "WrongWinding"
                || name == "degenerate-ring" && kind == "RepeatedCorner"
        };
        let own: BTreeSet<String> = own.into_iter().filter(|kind| !tolerated(kind)).collect();
        assert_eq!((source.found, source.kept), (found, kept), "{name}");
        assert_eq!(own, wanted, "{name}");
    }
}

#[test]
fn every_refused_feature_has_a_refusal_and_every_sentence_is_worded() {
    let words = [Words::new(Language::Chinese), Words::new(Language::English)];
    for entry in fs::read_dir(fixture("")).expect("the fixtures") {
        let reading = read(&entry.expect("an entry").path());
        let refused: BTreeSet<_> = reading
            .defects
            .iter()
            .filter(|defect| defect.level == DefectLevel::Refused)
            .filter_map(|defect| defect.feature)
            .collect();
        assert_eq!(
            refused.len(),
            reading.layer.source.refused(),
            "{}",
            reading.layer.source.file_name
        );
        for (defect, words) in reading
            .defects
            .iter()
            .flat_map(|defect| words.iter().map(move |words| (defect, words)))
        {
            let said = words.say(&defect.message);
            assert!(!said.contains('⟦') && !said.contains('{'), "{said}");
        }
    }
}

#[test]
fn boundaries_come_out_closed_turned_and_with_their_label_inside() {
    for name in [
        "sound",
        "unclosed-ring",
        "wrong-winding",
        "repeated-corner",
        "gap",
    ] {
        for unit in read(&fixture(&format!("{name}.geojson"))).layer.units {
            assert!(
                unit.boundary
                    .contains(&Point::new(unit.label_at.lon, unit.label_at.lat)),
                "{name}"
            );
            assert!(unit.area.value() > 0.0);
            for part in &unit.boundary {
                use geo::winding_order::{Winding, WindingOrder};
                assert!(part.exterior().is_closed());
                assert_eq!(
                    part.exterior().winding_order(),
                    Some(WindingOrder::CounterClockwise),
                    "{name}"
                );
                for hole in part.interiors() {
                    assert_eq!(
                        hole.winding_order(),
                        Some(WindingOrder::Clockwise),
                        "{name}"
                    );
                }
            }
        }
    }
}

#[test]
fn every_encoding_gives_the_same_layer() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = fs::read_to_string(fixture("sound.geojson")).expect("the fixture");
    let wide = |unit: fn(u16) -> [u8; 2]| -> Vec<u8> {
        std::iter::once(0xfeff)
            .chain(text.encode_utf16())
            .flat_map(unit)
            .collect()
    };
    let packed = {
        use std::io::Write;
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(text.as_bytes()).expect("memory");
        packer.finish().expect("memory")
    };
    let files = [
        ("plain.geojson", text.clone().into_bytes()),
        ("mark.geojson", format!("\u{feff}{text}").into_bytes()),
        ("little.geojson", wide(u16::to_le_bytes)),
        ("big.geojson", wide(u16::to_be_bytes)),
        (
            "chinese.geojson",
            encoding_rs::GB18030.encode(&text).0.into_owned(),
        ),
        ("packed.geojson.gz", packed),
    ];
    let wanted = read(&fixture("sound.geojson")).layer.units;
    for (name, bytes) in files {
        let found = read(&written(&folder, name, bytes)).layer.units;
        assert_eq!(found, wanted, "{name}");
        assert_eq!(found[0].name, "新安一格");
    }
}

#[test]
fn every_reference_system_leads_to_the_same_place() {
    let folder = tempfile::tempdir().expect("a folder");
    let corners = [
        (113.88, 22.65),
        (113.89, 22.65),
        (113.89, 22.66),
        (113.88, 22.66),
        (113.88, 22.65),
    ];
    let names = [
        "wgs84",
        "gcj02",
        "bd09",
        "epsg:4490",
        "epsg:4547",
        "epsg:3857",
        "epsg:32649",
    ];
    for crs in names.map(|name| Crs::parse(name).expect("a known name")) {
        for swapped in [false, true] {
            let ring: Vec<[f64; 2]> = corners
                .iter()
                .map(|(lon, lat)| {
                    let (x, y) = crs.from_lonlat(patrolgrid::base::coords::LonLat::new(*lon, *lat));
                    if swapped { [y, x] } else { [x, y] }
                })
                .collect();
            // Web Mercator metres fit either way round: nothing can be told from them.
            if swapped && crs == Crs::WebMercator {
                continue;
            }
            let text = serde_json::json!({
                "type": "Feature", "properties": {"code": "A"},
                "crs": {"type": "name", "properties": {"name": crs.name()}},
                "geometry": {"type": "Polygon", "coordinates": [ring]},
            });
            let reading = read(&written(&folder, "a.geojson", text.to_string()));
            let unit = &reading.layer.units[0];
            assert_eq!(reading.layer.source.crs, crs);
            for (corner, wanted) in unit.boundary.0[0].exterior().0.iter().zip([0.0, 0.0]) {
                let nearest = corners
                    .iter()
                    .map(|(lon, lat)| (corner.x - lon).abs().max((corner.y - lat).abs()));
                assert!(
                    nearest.fold(f64::INFINITY, f64::min) < 1e-8 + wanted,
                    "{crs:?} {corner:?}"
                );
            }
            assert_eq!(kinds(&reading).contains("OutOfRange"), swapped, "{crs:?}");
        }
    }
}

#[test]
fn an_unknown_reference_system_is_refused_by_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = r#"{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::28992"}},"features":[]}"#;
    let path = written(&folder, "a.geojson", text);
    let refused =
        read_boundaries(&path, &BoundaryOptions::default(), &Cancel::new()).expect_err("unknown");
    for language in Language::ALL {
        let said = Words::new(language).say(&refused.message());
        assert!(said.contains("urn:ogc:def:crs:EPSG::28992"), "{said}");
    }
    let options = BoundaryOptions {
        crs: Some(Crs::Wgs84),
        ..BoundaryOptions::default()
    };
    assert!(
        read_boundaries(&path, &options, &Cancel::new()).is_ok(),
        "a choice overrides the file"
    );
}

#[test]
fn metres_in_a_file_without_a_system_are_refused_with_a_guess() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = r#"{"type":"Feature","properties":{"code":"A"},"geometry":{"type":"Polygon","coordinates":[[[487000,2505000],[488000,2505000],[488000,2506000],[487000,2505000]]]}}"#;
    let reading = read(&written(&folder, "a.geojson", text));
    assert_eq!(reading.layer.source.refused(), 1);
    assert_eq!(reading.crs_guess, Crs::GaussKrueger114);
}

#[test]
fn a_broken_file_is_named_by_line_and_column() {
    let folder = tempfile::tempdir().expect("a folder");
    let whole = fs::read_to_string(fixture("sound.geojson")).expect("the fixture");
    let (cut, _) = whole.split_at(whole.len() / 2);
    let wanted = (
        cut.lines().count(),
        cut.lines().next_back().map_or(0, str::len) + 1,
    );
    match read_boundaries(
        &written(&folder, "a.geojson", cut),
        &BoundaryOptions::default(),
        &Cancel::new(),
    ) {
        Err(ReadError::Content {
            line: Some(line),
            column: Some(column),
            ..
        }) => {
            assert!(
                (line, column) <= (wanted.0 + 1, usize::MAX) && line + 1 >= wanted.0,
                "{line}, {column}"
            );
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_cut_of_a_file_is_refused_or_read_but_never_a_panic() {
    let folder = tempfile::tempdir().expect("a folder");
    let whole = fs::read(fixture("malformed.geojson")).expect("the fixture");
    for end in 0..whole.len() - 2 {
        let path = written(&folder, "cut.geojson", &whole[..end]);
        let found = read_boundaries(&path, &BoundaryOptions::default(), &Cancel::new());
        assert!(
            matches!(found, Err(ReadError::Content { .. })),
            "cut at {end}"
        );
    }
}

#[test]
fn hostile_files_are_answered_in_bounded_time() {
    let folder = tempfile::tempdir().expect("a folder");
    let area = |ring: &str| {
        format!(
            r#"{{"type":"Feature","properties":{{"code":"A"}},"geometry":{{"type":"Polygon","coordinates":[[{ring}]]}}}}"#
        )
    };
    let circle = |count: u32, turns: u32| -> String {
        let corner = |at: u32| {
            let angle =
                f64::from(at % count) * f64::from(turns) / f64::from(count) * std::f64::consts::TAU;
            format!(
                "[{:.9},{:.9}]",
                114.0 + angle.cos() * 0.1,
                22.5 + angle.sin() * 0.1
            )
        };
        (0..=count).map(corner).collect::<Vec<_>>().join(",")
    };
    let big = read(&written(
        &folder,
        "big.geojson",
        area(&circle(1_000_000, 1)),
    ));
    assert_eq!(big.layer.source.kept, 1);
    let star = read(&written(
        &folder,
        "star.geojson",
        area(&circle(3_001, 1_500)),
    ));
    assert!(kinds(&star).contains("SelfIntersection"));
    let stack: Vec<String> = (0..3_000).map(|at| area(&circle(12 + at % 5, 1))).collect();
    let stack = format!(
        r#"{{"type":"FeatureCollection","features":[{}]}}"#,
        stack.join(",")
    );
    let stack = read(&written(&folder, "stack.geojson", stack));
    assert_eq!(stack.layer.source.found, 3_000);
    assert!(kinds(&stack).contains("DuplicateGeometry") && kinds(&stack).contains("Overlap"));
    let deep = format!(
        "{}{}",
        r#"{"type":"Polygon","coordinates":"#,
        "[".repeat(5_000_000)
    );
    let deep = read_boundaries(
        &written(&folder, "deep.geojson", deep),
        &BoundaryOptions::default(),
        &Cancel::new(),
    );
    assert!(deep.is_err());
    let nested = r#"{"type":"GeometryCollection","geometries":["#.repeat(100_000);
    let nested = read_boundaries(
        &written(&folder, "nested.geojson", nested),
        &BoundaryOptions::default(),
        &Cancel::new(),
    );
    assert!(nested.is_err());
    let keys: Vec<String> = (0..200_000).map(|at| format!("\"k{at}\":1")).collect();
    let keys = format!(
        r#"{{"type":"Feature","geometry":null,"properties":{{{}}}}}"#,
        keys.join(",")
    );
    assert_eq!(
        read(&written(&folder, "keys.geojson", keys))
            .field_names
            .len(),
        200_000
    );
}

#[test]
fn a_wish_to_stop_is_heard() {
    let cancel = Cancel::new();
    cancel.cancel();
    let found = read_boundaries(
        &fixture("sound.geojson"),
        &BoundaryOptions::default(),
        &cancel,
    );
    assert!(matches!(found, Err(ReadError::Cancelled(_))));
}

#[test]
fn parents_come_from_attributes_else_from_the_place() {
    let folder = tempfile::tempdir().expect("a folder");
    let square = |x: f64, size: f64| {
        serde_json::json!([[
            [x, 22.0],
            [x + size, 22.0],
            [x + size, 22.0 + size],
            [x, 22.0 + size],
            [x, 22.0]
        ]])
    };
    let feature = |properties: serde_json::Value, rings: serde_json::Value| serde_json::json!({"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": rings}});
    let layer = |features: Vec<serde_json::Value>| {
        serde_json::json!({"type": "FeatureCollection", "features": features}).to_string()
    };
    let streets = layer(vec![
        feature(
            serde_json::json!({"code": "01", "name": "新安街道"}),
            square(113.0, 0.4),
        ),
        feature(
            serde_json::json!({"code": "02", "name": "西乡街道"}),
            square(113.5, 0.4),
        ),
    ]);
    let grids = layer(vec![
        feature(
            serde_json::json!({"code": "a", "街道": "西乡"}),
            square(113.1, 0.01),
        ),
        feature(
            serde_json::json!({"code": "b", "街道": "1"}),
            square(113.2, 0.01),
        ),
        feature(
            serde_json::json!({"code": "c", "街道": ""}),
            square(113.6, 0.01),
        ),
        feature(
            serde_json::json!({"code": "d", "街道": "福永"}),
            square(113.61, 0.01),
        ),
        feature(
            serde_json::json!({"code": "e", "街道": null}),
            square(115.0, 0.01),
        ),
    ]);
    let streets = read(&written(&folder, "subdistricts.geojson", streets));
    let grids = read(&written(&folder, "work_grids.geojson", grids));
    assert_eq!(
        (streets.layer.level, grids.layer.level),
        (GridLevel::Subdistrict, GridLevel::WorkGrid)
    );
    assert_eq!(
        grids.fields.parents,
        [(GridLevel::Subdistrict, "街道".to_owned())]
    );
    let (hierarchy, defects) =
        link_layers(vec![grids, streets], &Cancel::new()).expect("not cancelled");
    let found = hierarchy.layer(GridLevel::WorkGrid).expect("the grids");
    let parents: Vec<_> = found
        .units
        .iter()
        .map(|unit| unit.ancestor(GridLevel::Subdistrict))
        .collect();
    assert_eq!(parents, [Some(1), Some(0), Some(1), Some(1), None]);
    let named: Vec<_> = defects
        .iter()
        .map(|defect| (defect.kind, defect.feature))
        .collect();
    assert_eq!(
        named,
        [
            (DefectKind::UnknownParent, Some(3)),
            (DefectKind::NoParent, Some(4))
        ]
    );
}

#[test]
fn points_zones_and_roads_are_read_and_bad_ones_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let points = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"id":7,"name":"前进一路口","unit":"闪电特勤队","locked":true},"geometry":{"type":"Point","coordinates":[113.88,22.65]}},
        {"type":"Feature","properties":{"id":9},"geometry":{"type":"Point","coordinates":[113.89,22.65]}}]}"#;
    let points = read_points(&written(&folder, "p.geojson", points), None).expect("points");
    assert_eq!(
        (points[0].id.0, points[0].name.as_str(), points[0].locked),
        (7, "前进一路口", true)
    );
    assert_eq!(
        (points[1].id.0, points[1].name.as_str(), points[1].locked),
        (9, "9", false)
    );
    let table = read_points(
        &written(
            &folder,
            "p.csv",
            "id,lon,lat\nx,113.88,22.65\ny,113.9,22.7\n",
        ),
        None,
    )
    .expect("a table");
    assert_eq!(
        table
            .iter()
            .map(|point| (point.id.0, point.name.as_str()))
            .collect::<Vec<_>>(),
        [(1, "x"), (2, "y")]
    );
    let bad = read_points(&written(&folder, "b.csv", "id,lon,lat\nx,,22.65\n"), None);
    assert!(
        matches!(bad, Err(ReadError::Content { line: Some(2), .. })),
        "{bad:?}"
    );
    let zones = read_zones(&fixture("sound.geojson"), None).expect("zones");
    assert_eq!(
        zones
            .iter()
            .map(|zone| (zone.id.0, zone.rank, zone.name.as_str()))
            .collect::<Vec<_>>(),
        [(1, 1, "新安一格"), (2, 2, "新安二格")]
    );
    assert!(read_zones(&fixture("not-an-area.geojson"), None).is_err());
    let roads = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"class":"arterial","name":"宝安大道","oneway":true,"bridge":"yes"},"geometry":{"type":"LineString","coordinates":[[113.88,22.65],[113.89,22.65]]}},
        {"type":"Feature","properties":{"highway":"residential"},"geometry":{"type":"LineString","coordinates":[[113.88,22.65],[113.88,22.66]]}},
        {"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[113.88,22.65]}}]}"#;
    let roads =
        read_roads(&written(&folder, "r.geojson", roads), None, &Cancel::new()).expect("roads");
    assert_eq!(
        (roads.source.found, roads.source.kept, roads.links.len()),
        (3, 2, 2)
    );
    assert!(roads.links[0].one_way && roads.links[0].bridge && !roads.links[1].one_way);
}

#[test]
fn check_says_in_json_what_the_contract_names() {
    let args = CheckArgs {
        file: fixture("overlap.geojson"),
        crs: None,
        beside: Vec::new(),
    };
    let report =
        check::run(&args, &Words::new(Language::Chinese), &Cancel::new()).expect("a report");
    let json = serde_json::to_value(&report).expect("JSON");
    assert_eq!(
        (
            json["features"].as_u64(),
            json["shown"].as_u64(),
            json["refused"].as_u64()
        ),
        (Some(2), Some(2), Some(0))
    );
    assert_eq!(json["kinds"]["overlap"], 1);
    assert_eq!(json["defects"][0]["kind"], "overlap");
    assert_eq!(json["defects"][0]["level"], "warning");
    assert!(json["defects"][0]["at"][0].is_f64() && json["crs_declared"].is_null());
    assert!(
        json["defects"][0]["message"]
            .as_str()
            .is_some_and(|said| said.contains("重叠"))
    );
    assert!(report.has_findings());
}

#[test]
fn the_real_layers_are_read_whole_and_their_known_faults_named() {
    let Some(data) = common::data_dir() else {
        return;
    };
    let london = read(&data.join("london/london_lsoa_4835.geojson"));
    assert_eq!(
        (london.layer.source.found, london.layer.source.kept),
        (4_835, 4_835)
    );
    // The eight that are called invalid elsewhere touch themselves in a point.
    assert_eq!(
        london
            .defects
            .iter()
            .filter(|defect| defect.kind == DefectKind::SelfIntersection)
            .count(),
        8
    );
    assert!(!kinds(&london).contains("Overlap") && !kinds(&london).contains("Gap"));
    assert_eq!(london.fields.code.as_deref(), Some("LSOA11CD"));
    for unit in &london.layer.units {
        assert!(
            unit.boundary
                .contains(&Point::new(unit.label_at.lon, unit.label_at.lat)),
            "{}",
            unit.code
        );
    }
    let msoa = read(&data.join("london/london_msoa.geojson"));
    let (hierarchy, defects) =
        link_layers(vec![london, msoa], &Cancel::new()).expect("not cancelled");
    assert_eq!(defects, []);
    let linked = hierarchy.layer(GridLevel::WorkGrid).expect("the finest");
    assert!(
        linked
            .units
            .iter()
            .all(|unit| unit.ancestor(GridLevel::Community).is_some())
    );
    let beats = read(&data.join("chicago/police_beats.geojson"));
    let districts = read(&data.join("chicago/police_districts.geojson"));
    assert_eq!(
        (beats.layer.units.len(), districts.layer.units.len()),
        (277, 25)
    );
    let (_, defects) = link_layers(vec![beats, districts], &Cancel::new()).expect("not cancelled");
    assert_eq!(defects, [], "01 and 1 are the same district");
}

#[test]
fn a_gcj02_layer_beside_a_wgs84_layer_is_noticed() {
    let Some(data) = common::data_dir() else {
        return;
    };
    let streets = data.join("shenzhen_streets/baoan_10_streets_subset_GCJ02.geojson");
    let city = data.join("shenzhen_transbigdata/sz.json");
    let (_, defects) =
        link_layers(vec![read(&streets), read(&city)], &Cancel::new()).expect("not cancelled");
    let shifted: Vec<_> = defects
        .iter()
        .filter(|defect| defect.kind == DefectKind::ShiftedLayer)
        .collect();
    assert_eq!(shifted.len(), 1);
    let said = Words::new(Language::English).say(&shifted[0].message);
    assert!(said.contains("gcj02") && said.contains("sz.json"), "{said}");
    let options = BoundaryOptions {
        crs: Some(Crs::Gcj02),
        ..BoundaryOptions::default()
    };
    let right = read_boundaries(&streets, &options, &Cancel::new()).expect("the streets");
    let (_, defects) =
        link_layers(vec![right, read(&city)], &Cancel::new()).expect("not cancelled");
    assert!(
        defects
            .iter()
            .all(|defect| defect.kind != DefectKind::ShiftedLayer)
    );
}

/// Squares of 500 m strewn over a district, as west and south in metres, without a random source: a low-discrepancy sequence.
fn strewn(count: u32) -> Vec<(f64, f64)> {
    let place = |step: u32, turn: f64| (f64::from(step) * turn).fract() * 8_000.0;
    (0..count)
        .map(|step| (place(step, 0.754_877_666), place(step, 0.569_840_291)))
        .collect()
}

#[test]
fn more_overlaps_than_can_be_named_are_all_counted() {
    let corners = strewn(700);
    let overlapping = |count: usize| {
        let corners = corners.get(..count).expect("as many");
        let pairs = corners.iter().enumerate().flat_map(|(position, one)| {
            let later = corners.iter().skip(position + 1);
            later.map(move |other| (one, other))
        });
        let side = |a: f64, b: f64| (500.0 - (a - b).abs()).max(0.0);
        pairs
            .filter(|(one, other)| side(one.0, other.0) * side(one.1, other.1) > 1.0)
            .count()
    };
    let features = |count: usize| {
        let squares = corners.iter().take(count).enumerate();
        let squares: Vec<Value> = squares
            .map(|(code, (west, south))| {
                let (east, north) = (west + 500.0, south + 500.0);
                serde_json::json!({"type": "Feature", "properties": {"code": code.to_string()},
                "geometry": {"type": "Polygon", "coordinates": [[
                    [west, south], [east, south], [east, north], [west, north], [west, south]
                ]]}})
            })
            .collect();
        serde_json::json!({"type": "FeatureCollection", "features": squares}).to_string()
    };
    let folder = tempfile::tempdir().expect("a folder");
    let read_plane = |count: usize| {
        let path = written(&folder, "strewn.geojson", features(count));
        let options = BoundaryOptions {
            crs: Some(Crs::Plane),
            ..BoundaryOptions::default()
        };
        read_boundaries(&path, &options, &Cancel::new()).expect("readable")
    };
    let overlaps = |reading: &BoundaryReading| {
        let all = reading.defects.iter();
        all.filter(|defect| defect.kind == DefectKind::Overlap)
            .cloned()
            .collect::<Vec<_>>()
    };
    let few = overlaps(&read_plane(150));
    assert_eq!(few.len(), overlapping(150));
    assert!(few.iter().all(|defect| defect.feature.is_some()));
    let many = overlaps(&read_plane(700));
    let (named, whole): (Vec<_>, Vec<_>) = many.iter().partition(|defect| defect.feature.is_some());
    assert_eq!((named.len(), whole.len()), (2_000, 1));
    assert!(overlapping(700) > 2_500);
    let said = Words::new(Language::English).say(&whole[0].message);
    let all = overlapping(700).to_string();
    assert!(said.replace(',', "").starts_with(&all), "{said} for {all}");
}

#[test]
fn a_projection_declared_for_degrees_is_called_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = |crs: &str| {
        format!(
            r#"{{"type":"FeatureCollection","crs":{{"type":"name","properties":{{"name":"{crs}"}}}},"features":[
            {{"type":"Feature","properties":{{"code":"A"}},"geometry":{{"type":"Polygon","coordinates":
            [[[113.9,22.6],[113.91,22.6],[113.91,22.61],[113.9,22.61],[113.9,22.6]]]}}}}]}}"#
        )
    };
    for crs in ["EPSG:3857", "EPSG:4547", "EPSG:4526", "EPSG:32650"] {
        let reading = read(&written(&folder, "a.geojson", text(crs)));
        assert_eq!(reading.crs_guess, Crs::Wgs84, "{crs}");
        assert!(kinds(&reading).contains("OutOfRange"), "{crs}");
    }
    let reading = read(&written(&folder, "a.geojson", text("EPSG:4490")));
    assert!(kinds(&reading).is_empty());
}

#[test]
fn check_compares_a_layer_with_those_beside_it() {
    let Some(data) = common::data_dir() else {
        return;
    };
    let check = |file: &str, crs: Option<Crs>, beside: &[&str]| {
        let args = CheckArgs {
            file: data.join(file),
            crs,
            beside: beside.iter().map(|name| data.join(name)).collect(),
        };
        check::run(&args, &Words::new(Language::English), &Cancel::new()).expect("a report")
    };
    let streets = "shenzhen_streets/baoan_10_streets_subset_GCJ02.geojson";
    let districts = "shenzhen_transbigdata/sz.json";
    let shifted = check(streets, None, &[districts]);
    assert_eq!(shifted.kinds.get("shifted-layer"), Some(&1));
    assert!(shifted.has_findings());
    let right = check(streets, Some(Crs::Gcj02), &[districts]);
    assert_eq!(right.kinds.get("shifted-layer"), None);
    assert_eq!(right.kinds.get("no-parent"), None);
    // Beats of Chicago have no parent in Shenzhen.
    let lost = check("chicago/police_beats.geojson", None, &[districts]);
    assert_eq!(lost.kinds.get("no-parent"), Some(&277));
}

#[test]
fn places_in_another_system_than_the_boundaries_are_noticed_and_sound_ones_are_not() {
    let folder = tempfile::tempdir().expect("a folder");
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("maps");
    let grids = read(&demo.join("communities.geojson")).layer;
    let rows = read_incidents(
        &demo.join("incidents.csv.gz"),
        &IncidentOptions::default(),
        &Cancel::new(),
    );
    let places = rows.expect("the demo").table.positions().to_vec();
    let moved = |crs: Crs| -> Vec<LonLat> {
        let away = |place: &LonLat| {
            let (lon, lat) = crs.from_lonlat(*place);
            LonLat::new(lon, lat)
        };
        places.iter().map(away).collect()
    };
    assert_eq!(detect_place_shift(&places, Crs::Wgs84, &grids), None);
    for crs in [Crs::Gcj02, Crs::Bd09] {
        let found = detect_place_shift(&moved(crs), Crs::Wgs84, &grids).expect("a shift");
        assert!(found.places_are && found.likely == crs, "{found:?}");
        assert!(found.outside > 4.0 * found.after, "{found:?}");
        // Said to be in that system already, they were moved back when they were read.
        assert_eq!(detect_place_shift(&places, crs, &grids), None);
    }
    // The same boundaries read from a file in GCJ-02 as if it were WGS 84.
    let text = fs::read_to_string(demo.join("communities.geojson")).expect("the demo");
    let mut document: Value = serde_json::from_str(&text).expect("JSON");
    for feature in document["features"].as_array_mut().expect("features") {
        shift(&mut feature["geometry"]["coordinates"]);
    }
    let gcj = read(&written(&folder, "gcj.geojson", document.to_string())).layer;
    let found = detect_place_shift(&places, Crs::Wgs84, &gcj).expect("a shift");
    assert!(!found.places_are && found.likely == Crs::Gcj02, "{found:?}");
    assert_eq!(
        detect_place_shift(&moved(Crs::Gcj02), Crs::Wgs84, &gcj),
        None
    );
}

/// Moves every position of nested coordinates as GCJ-02 does.
fn shift(value: &mut Value) {
    match value.as_array_mut() {
        Some(pair) if pair.first().is_some_and(Value::is_number) => {
            let number = |at: usize| pair[at].as_f64().expect("a number");
            let (lon, lat) = Crs::Gcj02.from_lonlat(LonLat::new(number(0), number(1)));
            (pair[0], pair[1]) = (lon.into(), lat.into());
        }
        Some(list) => list.iter_mut().for_each(shift),
        None => {}
    }
}
