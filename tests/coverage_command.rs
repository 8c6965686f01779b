//! `patrolgrid coverage` over files: the report's figures under the files' own names.
#![allow(clippy::panic, reason = "a test fails by it")]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Parser;
use patrolgrid::base::cancel::Cancel;
use patrolgrid::cli::coverage::{CoverageArgs, CoverageError, CoverageReport, run};
use serde_json::{Value, json};

#[derive(Debug, Parser)]
struct Line {
    #[command(flatten)]
    args: CoverageArgs,
}

fn write(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, text).expect("a temporary folder can be written to");
    path
}

fn coverage(folder: &Path, options: &str) -> Result<CoverageReport, CoverageError> {
    let words = options.split_whitespace().map(|word| {
        let file = folder.join(word);
        if file.is_file() {
            file.to_string_lossy().into_owned()
        } else {
            word.to_owned()
        }
    });
    let line = Line::try_parse_from(std::iter::once("coverage".to_owned()).chain(words));
    run(&line.expect("sound options").args, &Cancel::new())
}

fn report(folder: &Path, options: &str) -> Value {
    let report = coverage(folder, options).unwrap_or_else(|error| panic!("{error}"));
    serde_json::to_value(report).expect("a report is JSON")
}

fn square(code: &str, west: i32, residents: u32) -> Value {
    let east = west + 1000;
    json!({
        "type": "Feature",
        "properties": {"code": code, "residents": residents},
        "geometry": {"type": "Polygon", "coordinates": [[
            [west, 0], [east, 0], [east, 1000], [west, 1000], [west, 0]
        ]]}
    })
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let at = folder.path();
    write(
        at,
        "incidents.csv",
        "id,x,y,weight\na,500,500,3\nb,500,800,2\nc,2500,500,5\n",
    );
    write(at, "points.csv", "id,x,y\nNorth,500,800\nSouth,500,500\n");
    let features = [
        square("G1", 0, 100),
        square("G2", 1000, 300),
        square("G3", 2000, 0),
    ];
    let grids = json!({"type": "FeatureCollection", "features": features});
    write(at, "grids.geojson", &grids.to_string());
    let zones = json!({"type": "FeatureCollection", "features": [square("Z1", 0, 0)]});
    write(at, "zones.geojson", &zones.to_string());
    folder
}

const FILES: &str = "--points points.csv --incidents incidents.csv --crs plane";

#[test]
fn a_plane_gives_the_figures_worked_out_by_hand() {
    let folder = folder();
    let report = report(folder.path(), &format!("{FILES} --rings-m 300,100"));
    assert_eq!(
        (&report["incidents"], &report["incidents_used"]),
        (&json!(10.0), &json!(10.0))
    );
    let rings = &report["rings"];
    assert_eq!(rings[0]["ring"], json!(100.0));
    assert_eq!(rings[0]["incident_share"], json!(0.5));
    assert_eq!(rings[0]["covered_twice_share"], json!(0.0));
    // 300 m apart and exactly on the ring: each point reaches the other's place.
    assert_eq!(rings[1]["covered_twice_share"], json!(0.5));
    assert_eq!(rings[0]["area_km2"], Value::Null);
    assert_eq!(report["points"][0]["id"], json!("North"));
    assert_eq!(report["points"][0]["incidents"], json!([2.0, 5.0]));
    assert_eq!(report["points"][0]["only_this"], json!([2.0, 0.0]));
    let response = &report["response"];
    assert_eq!(
        (&response["mean"], &response["median"]),
        (&json!(1000.0), &json!(0.0))
    );
    assert_eq!(
        (&response["p90"], &response["worst"]),
        (&json!(2000.0), &json!(2000.0))
    );
}

#[test]
fn grids_and_zones_are_named_as_in_their_files() {
    let folder = folder();
    let options = format!("{FILES} --rings-m 800 --grids grids.geojson --zones zones.geojson");
    let report = report(folder.path(), &options);
    let ring = &report["rings"][0];
    assert_eq!((&ring["grids"], &ring["zones"]), (&json!(1), &json!(1)));
    assert_eq!(report["zones"][0]["incidents"], json!(5.0));
    let uncovered = report["uncovered"].as_array().expect("a list");
    let listed: Vec<_> = uncovered
        .iter()
        .map(|grid| (&grid["id"], &grid["value"]))
        .collect();
    assert_eq!(
        listed,
        [(&json!("G3"), &json!(5.0)), (&json!("G2"), &json!(0.0))]
    );
    // All of the first grid's 100 residents, and of the second's 300 those within 800 m of either point: the integral of
    // the wider circle's reach past x = 1,000 m over y is 0.26907 km².
    let share = ring["residents_share"]
        .as_f64()
        .expect("residents are known");
    assert!(
        (share - (100.0 + 300.0 * 0.26907) / 400.0).abs() < 2e-3,
        "{share}"
    );
}

#[test]
fn whole_numbers_as_ids_stay_numbers() {
    let folder = folder();
    write(
        folder.path(),
        "points.csv",
        "id,name,x,y\n12,Gate,500,800\n7,Bridge,500,500\n",
    );
    let report = report(folder.path(), &format!("{FILES} --rings-m 100"));
    let named: Vec<_> = [0, 1]
        .map(|at| (&report["points"][at]["id"], &report["points"][at]["name"]))
        .into();
    assert_eq!(
        named,
        [(&json!(7), &json!("Bridge")), (&json!(12), &json!("Gate"))]
    );
}

#[test]
fn by_road_the_figures_are_those_worked_out_by_hand() {
    let folder = folder();
    let head = "from,to,from_x,from_y,to_x,to_y,oneway\n1,2,500,500,500,800,0\n";
    write(
        folder.path(),
        "there.csv",
        &format!("{head}1,3,500,500,2500,500,1\n"),
    );
    write(
        folder.path(),
        "back.csv",
        &format!("{head}3,1,2500,500,500,500,1\n"),
    );
    // 60 km/h are 1,000 m a minute.
    let asked = "--rings-min 3.2,1.2 --speed-kmh 60 --turnout-s 60 --mode car";
    let report_over =
        |roads: &str| report(folder.path(), &format!("{FILES} --roads {roads} {asked}"));
    let found = report_over("there.csv");
    let rings = &found["rings"];
    assert_eq!(
        (&rings[0]["ring"], &rings[1]["ring"]),
        (&json!(1.2), &json!(3.2))
    );
    assert_eq!(rings[0]["incident_share"], json!(0.5));
    assert_eq!(rings[0]["covered_twice_share"], json!(0.0));
    assert_eq!(rings[1]["incident_share"], json!(1.0));
    assert_eq!(rings[1]["covered_twice_share"], json!(0.5));
    assert_eq!(
        (&found["unreached"], &found["far_from_roads"]),
        (&json!(0.0), &json!(0.0))
    );
    assert_eq!(
        found["response"],
        json!({"mean": 2.0, "median": 1.0, "p90": 3.0, "worst": 3.0})
    );
    assert_eq!(found["points"][1]["only_this"], json!([3.0, 5.0]));
    // Against the one-way nobody comes there.
    let found = report_over("back.csv");
    assert_eq!(found["unreached"], json!(5.0));
    assert_eq!(found["rings"][1]["incident_share"], json!(0.5));
    assert_eq!(found["response"]["worst"], json!(1.0));
    let error = coverage(
        folder.path(),
        &format!("{FILES} --roads back.csv --rings-min 3,3"),
    );
    assert!(matches!(error, Err(CoverageError::Usage(_))), "{error:?}");
}

#[test]
fn rings_are_by_road_or_straight_and_never_half() {
    for options in [
        "--roads r.csv",
        "--rings-min 1,3",
        "--roads r.csv --rings-min 1 --rings-m 300",
        "--roads r.csv --rings-min 0",
        "--roads r.csv --rings-min 1 --mode horse",
    ] {
        let words = format!("coverage {FILES} {options}");
        assert!(
            Line::try_parse_from(words.split_whitespace()).is_err(),
            "{options}"
        );
    }
}

#[test]
fn without_rings_the_command_line_is_wrong_and_a_missing_file_is_refused() {
    let folder = folder();
    let refused = coverage(folder.path(), FILES);
    assert!(
        matches!(refused, Err(CoverageError::Usage(_))),
        "{refused:?}"
    );
    let options = "--points nowhere.csv --incidents incidents.csv --crs plane --rings-m 100";
    let refused = coverage(folder.path(), options);
    assert!(
        matches!(refused, Err(CoverageError::Read(_))),
        "{refused:?}"
    );
}

#[test]
fn with_the_time_a_call_takes_the_report_tells_how_busy_units_are() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    // One call an hour for two days, two places; three in four at the first.
    let mut rows = String::from("x,y,time\n");
    for hour in 0..48 {
        let x = if hour % 4 == 0 { 2500 } else { 500 };
        let (day, hour) = (1 + hour / 24, hour % 24);
        writeln!(rows, "{x},500,2026-01-0{day} {hour:02}:00").expect("a string");
    }
    write(at, "calls.csv", &rows);
    write(at, "posts.csv", "id,x,y\n1,400,500\n2,2500,600\n");
    let options = "--points posts.csv --incidents calls.csv --rings-m 300,500 --crs plane";
    let found = report(at, &format!("{options} --call-minutes 30"));
    let load = &found["workload"];
    assert_eq!(load["calls_per_hour"], 1.0);
    assert_eq!(
        (&load["steady"], &load["exact"]),
        (&true.into(), &true.into())
    );
    assert_eq!(load["mean_busy"], 0.25);
    let busy = |at: usize| found["points"][at]["busy"].as_f64().expect("a share");
    assert!(busy(0) > busy(1) && (busy(0) + busy(1) - 0.5).abs() < 1e-9);
    // What is to be expected is judged by it.
    let same = report(at, &format!("{options} --busy 0.25"));
    assert_eq!(
        found["rings"][0]["expected_share"],
        same["rings"][0]["expected_share"]
    );
    assert_eq!(same["workload"], Value::Null);
    let too_many = report(at, &format!("{options} --call-minutes 120"));
    assert_eq!(too_many["workload"]["steady"], false);
    assert_eq!(too_many["points"][0]["busy"], Value::Null);
    write(at, "undated.csv", "x,y\n500,500\n");
    let undated = options.replace("calls.csv", "undated.csv");
    let told = coverage(at, &format!("{undated} --call-minutes 30")).expect("a report");
    assert_eq!((told.workload.is_none(), told.notices().len()), (true, 1));
}
