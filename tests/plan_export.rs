//! Points and zones out of the program and back: to the letter and to the last bit, in every format, whatever their names.

mod common;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use calamine::{Data, Reader, Xlsx, open_workbook};
use geo::{LineString, Polygon, line_string};
use patrolgrid::base::coords::LonLat;
use patrolgrid::base::ids::{PointId, ZoneId};
use patrolgrid::i18n::language::Language;
use patrolgrid::i18n::words::Words;
use patrolgrid::io::plan_layers::{read_points, read_zones};
use patrolgrid::io::read_error::ReadError;
use patrolgrid::io::vector_out::{OutFormat, Written};
use patrolgrid::model::grid::GridHierarchy;
use patrolgrid::model::incident::IncidentTable;
use patrolgrid::model::patrol_point::PatrolPoint;
use patrolgrid::model::plan::Plan;
use patrolgrid::model::plan_edit::PlanEdit;
use patrolgrid::model::reach_rule::ReachRule;
use patrolgrid::model::road_network::RoadNetwork;
use patrolgrid::model::zone::Zone;
use patrolgrid::report::plan_layer::{OutContent, PlanDates, PlanLayer, export_plan_layer};
use patrolgrid::session::command::Command as Wish;
use patrolgrid::session::state::Session;
use proptest::prelude::*;
use serde_json::Value;

/// Names that have broken other programs.
const NAMES: [&str; 8] = [
    "北门",
    "=cmd|' /C calc'!A0",
    "<b>&amp;\"'",
    "-1",
    "@SUM(A1)",
    "a,b;c\td",
    "二行\n名称",
    "🚓 café ①",
];

fn point(id: u32, name: &str, position: LonLat) -> PatrolPoint {
    PatrolPoint {
        id: PointId(id),
        name: name.to_owned(),
        position,
        locked: id.is_multiple_of(2),
        unit: format!("{name}所"),
    }
}

fn zone(id: u32, name: &str) -> Zone {
    let ring = |at: f64, side: f64| -> LineString<f64> {
        // Clockwise: files want the outer ring the other way round.
        line_string![
            (x: at, y: at - 90.0),
            (x: at, y: at - 90.0 + side),
            (x: at + side, y: at - 90.0 + side),
            (x: at + side, y: at - 90.0),
            (x: at, y: at - 90.0),
        ]
    };
    let at = 113.0 + f64::from(id) / 7.0;
    Zone {
        id: ZoneId(id),
        name: name.to_owned(),
        rank: id as u16 + 3,
        colour: (id % 8) as u8,
        boundary: Polygon::new(ring(at, 0.1), vec![ring(at + 0.03, 0.04)]),
    }
}

fn plan() -> Plan {
    let points = (1..).zip(NAMES).map(|(id, name)| {
        let at = f64::from(id) / 3.0;
        point(id, name, LonLat::new(113.0 + at, 22.0 + at / 7.0))
    });
    let zones = (1..).zip(NAMES).map(|(id, name)| zone(id, name));
    Plan::new("夜间方案".to_owned(), points, zones, ReachRule::default())
}

fn dates() -> PlanDates {
    PlanDates {
        data: "2026-06-30".to_owned(),
        basis: String::new(),
        made: "2026-07-01T08:00:00Z".to_owned(),
    }
}

/// Writes a layer of a plan without anything else.
fn written(
    path: &Path,
    layer: PlanLayer,
    plan: &Plan,
    words: &Words,
) -> Result<Written, ReadError> {
    let content = OutContent {
        plan,
        grids: &GridHierarchy::default(),
        counts: &BTreeMap::new(),
        incidents: (&IncidentTable::default(), &[]),
        roads: &RoadNetwork::default(),
        public: false,
    };
    export_plan_layer(path, layer, &content, &dates(), words)
}

fn exported(folder: &Path, layer: PlanLayer, ending: &str, language: Language) -> PathBuf {
    let path = folder.join(format!("{}.{ending}", layer.name()));
    let words = Words::new(language);
    written(&path, layer, &plan(), &words).expect("written");
    path
}

/// KML and CSV readers trim the white space about a name; what is between stays.
#[test]
fn points_come_back_to_the_last_bit_and_letter() {
    let folder = tempfile::tempdir().expect("a folder");
    for language in [Language::Chinese, Language::English] {
        for ending in ["geojson", "gpkg", "shp", "kml", "csv"] {
            let path = exported(folder.path(), PlanLayer::Points, ending, language);
            let found = read_points(&path, None).expect(ending);
            let wanted: Vec<PatrolPoint> = plan().points.into_values().collect();
            assert_eq!(found.len(), wanted.len());
            for (found, mut wanted) in found.into_iter().zip(wanted) {
                if ending == "csv" && wanted.name.starts_with(['=', '-', '@']) {
                    // A spreadsheet would take it for a formula: the mark stays.
                    wanted.name.insert(0, '\'');
                    wanted.unit.insert(0, '\'');
                }
                assert_eq!(found, wanted, "{ending}");
            }
        }
    }
}

#[test]
fn zones_come_back_with_their_holes_and_ranks() {
    let folder = tempfile::tempdir().expect("a folder");
    for ending in ["geojson", "gpkg", "shp", "kml", "csv"] {
        let path = exported(folder.path(), PlanLayer::Zones, ending, Language::Chinese);
        let found = read_zones(&path, None).expect(ending);
        let plan = plan();
        assert_eq!(found.len(), plan.zones.len());
        for (found, wanted) in found.iter().zip(plan.zones.values()) {
            // A spreadsheet would take it for a formula: the mark stays.
            let name = match ending {
                "csv" => found.name.trim_start_matches('\''),
                _ => &found.name,
            };
            assert_eq!(
                (name, found.rank, found.colour),
                (wanted.name.as_str(), wanted.rank, wanted.colour)
            );
            assert_eq!(
                corners(&found.boundary),
                corners(&wanted.boundary),
                "{ending}"
            );
        }
    }
}

/// The corners of every ring, in no order.
fn corners(area: &Polygon<f64>) -> Vec<Vec<(u64, u64)>> {
    std::iter::once(area.exterior())
        .chain(area.interiors())
        .map(|ring| {
            let mut all: Vec<_> = ring
                .0
                .iter()
                .skip(1)
                .map(|at| (at.x.to_bits(), at.y.to_bits()))
                .collect();
            all.sort_unstable();
            all
        })
        .collect()
}

#[test]
fn a_geojson_keeps_the_standard_and_says_what_it_holds() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = exported(
        folder.path(),
        PlanLayer::Zones,
        "geojson",
        Language::English,
    );
    let text = std::fs::read_to_string(path).expect("text");
    let whole: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(whole["about"]["data until"], "2026-06-30");
    assert_eq!(whole["columns"]["area_km2"], "area (km²)");
    assert!(whole.get("crs").is_none(), "RFC 7946 has no other system");
    for feature in whole["features"].as_array().expect("features") {
        let rings: Vec<Vec<[f64; 2]>> =
            serde_json::from_value(feature["geometry"]["coordinates"].clone()).expect("rings");
        let area = |ring: &Vec<[f64; 2]>| -> f64 {
            let turn = |pair: &[[f64; 2]]| pair[0][0] * pair[1][1] - pair[1][0] * pair[0][1];
            ring.windows(2).map(turn).sum()
        };
        assert!(area(&rings[0]) > 0.0 && area(&rings[1]) < 0.0);
        let area = feature["properties"]["area_km2"]
            .as_f64()
            .expect("a number");
        // A tenth of a degree squared less sixteen hundredths of that, near 23° north.
        assert!((90.0..105.0).contains(&area), "{area}");
    }
}

#[test]
fn a_table_is_text_to_a_spreadsheet_and_knows_where_it_comes_from() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = exported(folder.path(), PlanLayer::Points, "csv", Language::Chinese);
    let bytes = std::fs::read(path).expect("bytes");
    assert!(bytes.starts_with(b"\xEF\xBB\xBF"));
    let mut table = csv::Reader::from_reader(&bytes[3..]);
    let heads: Vec<String> = table
        .headers()
        .expect("heads")
        .iter()
        .map(str::to_owned)
        .collect();
    assert_eq!(
        heads,
        [
            "编号",
            "名称",
            "责任单位",
            "锁定",
            "经度",
            "纬度",
            "方案",
            "坐标系",
            "导出时间（UTC）",
            "数据截至"
        ]
    );
    for row in table.records() {
        let row = row.expect("a row");
        assert!(
            row.iter()
                .all(|cell| !cell.starts_with(['=', '+', '@', '\t', '\r'])),
            "{row:?}"
        );
        assert!(row[0].parse::<u32>().is_ok() && row[4].parse::<f64>().is_ok());
        assert_eq!((&row[6], &row[9]), ("夜间方案", "2026-06-30"));
    }
}

#[test]
fn a_workbook_holds_numbers_as_numbers_and_a_sheet_about_itself() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = exported(folder.path(), PlanLayer::Points, "xlsx", Language::Chinese);
    let mut book: Xlsx<_> = open_workbook(path).expect("a workbook");
    assert_eq!(book.sheet_names(), ["布警点", "说明"]);
    let rows = book.worksheet_range("布警点").expect("the sheet");
    for (row, wanted) in rows.rows().skip(1).zip(plan().points.values()) {
        assert_eq!(row[1], Data::String(wanted.name.clone()));
        assert_eq!(row[3], Data::Bool(wanted.locked));
        assert_eq!(row[4], Data::Float(wanted.position.lon));
        assert_eq!(row[5], Data::Float(wanted.position.lat));
    }
    assert_eq!(rows.rows().count(), NAMES.len() + 1);
    let formulas = book.worksheet_formula("布警点").expect("the sheet");
    assert_eq!(formulas.used_cells().count(), 0);
    let about = book.worksheet_range("说明").expect("the sheet");
    assert!(
        about
            .rows()
            .any(|row| row[1] == Data::String("2026-06-30".to_owned()))
    );
}

#[test]
fn gdal_reads_every_format_without_a_word() {
    let folder = tempfile::tempdir().expect("a folder");
    for (layer, ending) in [
        (PlanLayer::Points, "geojson"),
        (PlanLayer::Points, "kml"),
        (PlanLayer::Points, "gpx"),
        (PlanLayer::Points, "xlsx"),
        (PlanLayer::Points, "gpkg"),
        (PlanLayer::Points, "shp"),
        (PlanLayer::Zones, "geojson"),
        (PlanLayer::Zones, "kml"),
        (PlanLayer::Zones, "gpkg"),
        (PlanLayer::Zones, "shp"),
    ] {
        let path = exported(folder.path(), layer, ending, Language::Chinese);
        let Ok(output) = Command::new("ogrinfo")
            .args(["-ro", "-al"])
            .arg(&path)
            .output()
        else {
            eprintln!("SKIPPED: ogrinfo is not installed; see .ci/packages.sh");
            return;
        };
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said);
        for word in ["ERROR", "Warning", "warning"] {
            assert!(!said.contains(word), "{ending}: {said}");
        }
        assert!(
            said.contains("🚓 café ①") && said.contains("<b>&amp;\"'"),
            "{ending}: {said}"
        );
        let features = said.matches("OGRFeature(").count();
        let more = if ending == "xlsx" { 4 } else { 0 };
        assert_eq!(features, NAMES.len() + more, "{ending}: {said}");
    }
}

/// What a file of the field must say of itself: units, reference system, dates.
#[test]
fn reference_system_dates_and_units_travel_inside() {
    let folder = tempfile::tempdir().expect("a folder");
    for ending in ["geojson", "gpkg", "kml", "csv", "xlsx", "shp"] {
        let path = exported(folder.path(), PlanLayer::Zones, ending, Language::English);
        let read = |path: &Path| {
            String::from_utf8_lossy(&std::fs::read(path).expect("there")).into_owned()
        };
        let text = match ending {
            "xlsx" => {
                let mut book: Xlsx<_> = open_workbook(&path).expect("a workbook");
                let sheets = book.worksheets();
                let cells = sheets.iter().flat_map(|(_, sheet)| sheet.cells());
                let cells: Vec<String> = cells.map(|(_, _, cell)| cell.to_string()).collect();
                cells.join("\n")
            }
            "shp" => ["qmd", "prj"]
                .map(|with| read(&path.with_extension(with)))
                .concat(),
            _ => read(&path),
        };
        for told in ["2026-06-30", "km²", "夜间方案"] {
            assert!(text.contains(told), "{ending} does not say {told}");
        }
        assert!(
            text.contains("WGS 84") || text.contains("WGS_1984"),
            "{ending}"
        );
    }
}

/// A table of a Shapefile holds 254 bytes a cell, a sheet 32,767 letters: what is longer is cut at a letter, and told.
#[test]
fn what_a_format_cannot_hold_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let words = Words::new(Language::Chinese);
    let long = "长".repeat(100);
    let corners = (0..3_000).map(|at| {
        let angle = f64::from(at) / 3_000.0 * std::f64::consts::TAU;
        (113.9 + 0.1 * angle.cos(), 22.6 + 0.1 * angle.sin())
    });
    let mut round = zone(1, "圆");
    round.boundary = Polygon::new(corners.collect(), Vec::new());
    let at = LonLat::new(113.9, 22.6);
    let plan = Plan::new(
        "长".to_owned(),
        [point(1, &long, at)],
        [round],
        ReachRule::default(),
    );
    for (layer, ending, shortened) in [
        (PlanLayer::Points, "shp", 2),
        (PlanLayer::Points, "gpkg", 0),
        (PlanLayer::Points, "xlsx", 0),
        (PlanLayer::Zones, "xlsx", 1),
        (PlanLayer::Zones, "csv", 0),
    ] {
        let path = folder.path().join(format!("a.{ending}"));
        let made = written(&path, layer, &plan, &words).expect("written");
        assert_eq!(made.shortened, shortened, "{ending}");
        assert_eq!((made.features, &made.files[0]), (1, &path), "{ending}");
        assert!(made.files.iter().all(|file| file.is_file()));
    }
    let cut = read_points(&folder.path().join("a.shp"), None).expect("read");
    assert_eq!(cut[0].name, "长".repeat(84));
}

#[test]
fn an_export_never_takes_the_place_of_a_plan() {
    let home = tempfile::tempdir().expect("a folder");
    let mut session = Session::new(Some(home.path().join("home")), Arc::new(|| ()));
    let path = home.path().join("案.gpkg");
    session.apply(Wish::Edit(PlanEdit::AddPoint(point(
        1,
        "北门",
        LonLat::new(113.9, 22.6),
    ))));
    session.apply(Wish::SavePlanAs(path.clone()));
    common::settle(&mut session);
    session.flush();
    let words = Words::new(Language::English);
    let error = written(&path, PlanLayer::Points, &plan(), &words).expect_err("refused");
    assert!(
        words
            .say(&error.message())
            .contains("never takes its place")
    );
    let other = home.path().join("层.gpkg");
    for _ in 0..2 {
        written(&other, PlanLayer::Points, &plan(), &words).expect("a layer's own file, twice");
    }
    assert_eq!(read_points(&other, None).expect("read").len(), NAMES.len());
}

#[test]
fn what_cannot_be_written_is_refused_and_nothing_is_left() {
    let folder = tempfile::tempdir().expect("a folder");
    let words = Words::new(Language::English);
    for (name, layer, told) in [
        ("a.gpx", PlanLayer::Zones, "points alone"),
        ("a.dwg", PlanLayer::Points, "no format known"),
        ("a", PlanLayer::Points, "no format known"),
    ] {
        let path = folder.path().join(name);
        let error = written(&path, layer, &plan(), &words).expect_err(told);
        let said = words.say(&error.message());
        assert!(said.contains(told), "{said}");
    }
    let nowhere = folder.path().join("file/a.kml");
    std::fs::write(folder.path().join("file"), "").expect("a file, not a folder");
    let error = written(&nowhere, PlanLayer::Points, &plan(), &words);
    assert!(
        words
            .say(&error.expect_err("no folder").message())
            .contains("a.kml")
    );
    assert_eq!(std::fs::read_dir(folder.path()).expect("listed").count(), 1);
    for format in OutFormat::ALL {
        let path = PathBuf::from(format!("x.{}", format.ending().to_uppercase()));
        assert_eq!(OutFormat::of(&path), Some(format));
    }
}

#[test]
fn the_window_and_the_command_write_the_same_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let home = tempfile::tempdir().expect("a folder");
    let mut session = Session::new(Some(home.path().to_owned()), Arc::new(|| ()));
    let edits = plan().points.into_values().map(PlanEdit::AddPoint);
    session.apply(Wish::Edit(PlanEdit::All(edits.collect())));
    session.apply(Wish::SetLanguage(Language::English));
    let file = folder.path().join("夜.gpkg");
    session.apply(Wish::SavePlanAs(file.clone()));
    common::settle(&mut session);
    let by_window = folder.path().join("window.csv");
    session.apply(Wish::ExportLayer(
        by_window.clone(),
        PlanLayer::Points,
        false,
    ));
    common::settle(&mut session);
    session.flush();
    drop(session);
    let by_command = folder.path().join("command.csv");
    let output = Command::new(env!("CARGO_BIN_EXE_patrolgrid"))
        .args([
            "export", "--layer", "points", "--json", "--lang", "en", "--out",
        ])
        .args([&by_command, &file])
        .output()
        .expect("run");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let report: Value = serde_json::from_slice(&output.stdout).expect("one object");
    assert_eq!(report["features"], NAMES.len());
    assert_eq!(report["format"], "csv");
    let points = |path: &Path| read_points(path, None).expect("points");
    assert_eq!(points(&by_window), points(&by_command));
    let wrong = Command::new(env!("CARGO_BIN_EXE_patrolgrid"))
        .args([
            "export",
            "--layer",
            "points",
            "--lang",
            "en",
            "--out",
            "x.csv",
            "/nowhere.gpkg",
        ])
        .output()
        .expect("run");
    assert_eq!(wrong.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("nowhere.gpkg"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn any_name_and_place_come_back(
        name in "[^\\p{Cc}\u{FFFE}\u{FFFF}]{0,30}",
        lon in -180.0..180.0_f64,
        lat in -90.0..90.0_f64,
    ) {
        // Readers trim, and a point without a name gets one.
        let name = name.trim().to_owned();
        prop_assume!(!name.is_empty());
        let folder = tempfile::tempdir().expect("a folder");
        let one = point(1, &name, LonLat::new(lon, lat));
        let plan = Plan::new(String::new(), [one.clone()], [], ReachRule::default());
        for ending in ["geojson", "kml"] {
            let path = folder.path().join(format!("a.{ending}"));
            let words = Words::new(Language::Chinese);
            written(&path, PlanLayer::Points, &plan, &words).expect("written");
            let found = read_points(&path, None).expect("read");
            prop_assert_eq!(&found[0].name, &one.name, "{}", ending);
            prop_assert_eq!(found[0].position, one.position, "{}", ending);
        }
    }
}
