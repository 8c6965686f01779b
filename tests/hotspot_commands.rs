//! `patrolgrid hotspot`, `backtest`, `compare` and `heatmap --network`, as they are called, over the shipped district.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use serde_json::Value;

fn shipped(name: &str) -> String {
    let maps = Path::new(env!("CARGO_MANIFEST_DIR")).join("maps");
    maps.join(name).to_string_lossy().into_owned()
}

/// Every tenth incident of the shipped district, over all its months.
fn incidents() -> &'static str {
    static MADE: OnceLock<(tempfile::TempDir, String)> = OnceLock::new();
    let (_, path) = MADE.get_or_init(|| {
        let packed = std::fs::File::open(shipped("incidents.csv.gz")).expect("shipped");
        let rows = BufReader::new(flate2::read::GzDecoder::new(packed)).lines();
        let rows = rows.map(|row| row.expect("text")).enumerate();
        let kept: Vec<String> = rows
            .filter(|(number, _)| number % 10 == 0)
            .map(|it| it.1)
            .collect();
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("incidents.csv");
        std::fs::write(&path, kept.join("\n")).expect("written");
        let path = path.to_string_lossy().into_owned();
        (folder, path)
    });
    path
}

fn patrolgrid(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_patrolgrid"))
        .args(arguments)
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env("LC_ALL", "C.UTF-8")
        .output()
        .expect("the program starts")
}

/// The answer of a run that must succeed.
fn answer(arguments: &[&str]) -> Value {
    let output = patrolgrid(&[arguments, &["--json"]].concat());
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
    serde_json::from_slice(&output.stdout).expect("one JSON object")
}

fn number(answer: &Value, key: &str) -> f64 {
    let found = answer[key].as_f64();
    assert!(found.is_some(), "{key}: {}", answer[key]);
    found.unwrap_or_default()
}

/// What a score says of itself holds together.
fn assert_scored(answer: &Value) {
    let of = |key: &str| number(answer, key);
    let (hits, n) = (of("hits"), of("n"));
    assert!(hits > 0.0 && hits <= n);
    assert!((of("hit_rate") - hits / n).abs() < 1e-12);
    let share = of("flagged_km2") / of("total_km2");
    assert!((of("pai") - of("hit_rate") / share).abs() < 1e-9);
    assert!((of("ser") - hits / of("flagged_km2")).abs() < 1e-9);
    assert!((of("pei_star") - hits / of("best_hits")).abs() < 1e-9 && of("pei_star") <= 1.0);
    for key in ["hit_rate", "pai", "pei_star", "ser"] {
        let interval = &answer[format!("{key}_interval")];
        let (low, high) = (interval[0].as_f64(), interval[1].as_f64());
        let value = of(key);
        assert!(low < Some(value) && Some(value) <= high, "{key} {interval}");
    }
}

#[test]
fn hot_police_grids_carry_their_chance_their_class_and_their_score() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("spots.geojson");
    let (incidents, grids) = (incidents(), shipped("police_grids.geojson"));
    let found = answer(&[
        "hotspot",
        "--incidents",
        incidents,
        "--grids",
        &grids,
        "--out",
        out.to_str().expect("UTF-8"),
    ]);
    assert_scored(&found);
    assert_eq!(
        (found["method"].as_str(), number(&found, "cells")),
        (Some("gi-star"), 397.0)
    );
    assert!((number(&found, "false_reds_expected") - 19.85).abs() < 1e-9);
    let areas = found["areas"].as_array().expect("areas");
    let hot = areas.iter().filter(|it| it["spot"] == "hot").count() as f64;
    assert_eq!(number(&found, "hot"), hot);
    assert!(hot > 0.0 && number(&found, "called_each_alone") >= hot);
    let classes = found["classes"].as_object().expect("classes");
    let sum: u64 = classes.values().filter_map(Value::as_u64).sum();
    assert_eq!(sum, 397);
    let written: Value =
        serde_json::from_slice(&std::fs::read(&out).expect("written")).expect("JSON");
    assert_eq!(written["features"].as_array().map(Vec::len), Some(397));
    assert_eq!(written["features"][0]["properties"]["id"], areas[0]["id"]);
}

#[test]
fn each_other_way_to_find_hot_spots_answers_and_is_scored() {
    let (incidents, grids) = (incidents(), shipped("police_grids.geojson"));
    let always = [
        "hotspot",
        "--incidents",
        incidents,
        "--grids",
        &grids,
        "--only",
        "盗窃",
        "--score-months",
        "2",
    ];
    let with = |more: &[&str]| answer(&[&always[..], more].concat());
    let moran = with(&["--method", "local-moran", "--runs", "99"]);
    assert_scored(&moran);
    assert!(
        moran["areas"]
            .as_array()
            .is_some_and(|all| all.iter().all(|it| it["p"].as_f64() >= Some(0.01)))
    );
    let rates = with(&["--method", "rates"]);
    assert_scored(&rates);
    let smoothed = &rates["areas"][0];
    assert!(smoothed["smoothed_rate"].is_f64() && smoothed["denominator"].as_f64() > Some(0.0));
    let clusters = with(&["--method", "clusters", "--runs", "19", "--least", "5"]);
    let found = clusters["clusters"].as_array().expect("clusters");
    assert!(!found.is_empty());
    assert!(
        found
            .iter()
            .all(|it| it["incidents"].as_f64() >= Some(5.0) || it["order"] != 1)
    );
    let repeats = with(&[
        "--method",
        "near-repeat",
        "--runs",
        "19",
        "--bands-m",
        "200,400",
        "--bands-days",
        "7",
    ]);
    let table = &repeats["near_repeat"];
    assert_eq!(table["observed"].as_array().map(Vec::len), Some(3));
    assert_eq!(table["days"], serde_json::json!([0, 7]));
}

#[test]
fn a_backtest_has_a_score_a_month_and_compares_bandwidths() {
    let incidents = incidents();
    let grids = shipped("district.geojson");
    let found = answer(&[
        "backtest",
        "--incidents",
        incidents,
        "--grids",
        &grids,
        "--cell-m",
        "300",
        "--months",
        "3",
        "--flag-share",
        "0.04",
        "--bandwidths",
        "200,600",
    ]);
    assert_scored(&found);
    let periods = found["periods"].as_array().expect("periods");
    assert_eq!(periods.len(), 3);
    periods.iter().for_each(assert_scored);
    let hits: f64 = periods.iter().map(|it| number(it, "hits")).sum();
    assert_eq!(number(&found, "hits"), hits);
    assert!(number(&found, "flagged_km2") <= 0.04 * number(&found, "total_km2") + 1e-9);
    assert_eq!(
        found["bandwidths"]["tried"].as_array().map(Vec::len),
        Some(2)
    );
    assert!(found["bandwidths"]["reference_m"].as_f64() > Some(10.0));
    let nij = answer(&[
        "backtest",
        "--incidents",
        incidents,
        "--nij",
        "--months",
        "1",
        "--method",
        "last-period",
    ]);
    assert_eq!(nij["nij_rules"], true);
    assert!((number(&nij, "cell_m") - 152.4).abs() < 1e-9);
}

/// Incidents in a target and a control, in two months.
fn treated(folder: &Path) -> [PathBuf; 3] {
    let square = |name: &str, west: f64| {
        let (east, south, north) = (west + 0.01, 22.60, 22.61);
        let ring = format!(
            "[[{west},{south}],[{east},{south}],[{east},{north}],[{west},{north}],[{west},{south}]]"
        );
        let text = format!(
            r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{"name":"{name}"}},"geometry":{{"type":"Polygon","coordinates":[{ring}]}}}}]}}"#
        );
        let path = folder.join(format!("{name}.geojson"));
        std::fs::write(&path, text).expect("written");
        path
    };
    let mut rows = String::from("time,category,lon,lat\n");
    let mut add = |count: usize, month: u8, lon: f64| {
        for number in 0..count {
            let (day, lat) = (number % 28 + 1, 22.6001 + (number % 90) as f64 * 1e-4);
            writeln!(rows, "2024-{month:02}-{day:02},theft,{lon},{lat}").expect("written");
        }
    };
    // Target 207 to 110, control 308 to 318, rings 178 to 157 and 150 to 140: the counts of Wheeler & Ratcliffe.
    for (before, after, lon) in [
        (207, 110, 113.905),
        (308, 318, 113.955),
        (178, 157, 113.911),
        (150, 140, 113.949),
    ] {
        add(before, 4, lon);
        add(after, 5, lon);
    }
    let path = folder.join("incidents.csv");
    std::fs::write(&path, rows).expect("written");
    [path, square("target", 113.90), square("control", 113.95)]
}

#[test]
fn what_was_done_is_compared_with_where_nothing_was() {
    let folder = tempfile::tempdir().expect("a folder");
    let files = treated(folder.path());
    let [incidents, target, control] = files.each_ref().map(|path| path.to_str().expect("UTF-8"));
    let always = [
        "compare",
        "--incidents",
        incidents,
        "--before",
        "2024-04-01..2024-04-28",
        "--after",
        "2024-05-01..2024-05-28",
    ];
    let areas = ["--target", target, "--control", control, "--ring-m", "150"];
    let found = answer(&[&always[..], &areas, &["--lang", "en"]].concat());
    let wdd = &found["displacement"]["wdd"];
    assert_eq!(
        (number(wdd, "incidents"), wdd["verdict"].as_str()),
        (-118.0, Some("fewer"))
    );
    assert!((number(wdd, "standard_error") - 1568.0_f64.sqrt()).abs() < 1e-9);
    assert_eq!(number(&found, "before_weight"), 1.0);
    let sentence = found["sentence"].as_str().expect("a sentence");
    assert!(
        sentence.contains("118 fewer") && sentence.contains("−196") && sentence.contains("−40"),
        "{sentence}"
    );
    let chinese = answer(&[&always[..], &areas, &["--lang", "zh-CN"]].concat());
    assert!(
        chinese["sentence"]
            .as_str()
            .is_some_and(|it| it.contains("少 118 起")),
        "{}",
        chinese["sentence"]
    );
    assert_eq!(number(&found["total"], "before"), 843.0);
    let alone = answer(&[&always[..], &["--target", target, "--lang", "en"]].concat());
    assert!(
        alone["sentence"]
            .as_str()
            .is_some_and(|it| it.contains("without a control"))
    );
    assert_scored(&found);
}

#[test]
fn months_are_set_against_the_month_and_the_year_before() {
    let (incidents, grids) = (incidents(), shipped("communities.geojson"));
    let found = answer(&["compare", "--incidents", incidents, "--grids", &grids]);
    assert_scored(&found);
    let areas = found["areas"].as_array().expect("areas");
    let sum: f64 = areas.iter().map(|it| number(it, "after")).sum();
    assert_eq!(number(&found["total"], "after"), sum);
    for area in areas {
        assert_eq!(
            area["new"] == true,
            area["change"].is_null() && number(area, "after") > 0.0
        );
    }
    let year = &found["year_on_year"];
    assert_eq!(
        (year["alignment"].as_str(), year["window"][0].as_str()),
        (Some("calendar"), Some("2025-06-01"))
    );
    let festival = answer(&[
        "compare",
        "--incidents",
        incidents,
        "--grids",
        &grids,
        "--month",
        "2026-02",
    ]);
    // The festival of 2026 is on 17 February, that of 2025 on 29 January.
    let year = &festival["year_on_year"];
    assert_eq!(
        (year["alignment"].as_str(), year["window"][0].as_str()),
        (Some("spring-festival"), Some("2025-01-13"))
    );
    let categories = answer(&[
        "compare",
        "--incidents",
        incidents,
        "--grids",
        &grids,
        "--only",
        "盗窃",
        "--against",
        "诈骗",
    ]);
    assert_eq!(categories["before"], categories["after"]);
    assert!(number(&categories["total"], "before") > 0.0);
}

#[test]
fn along_streets_every_incident_is_in_the_lines_or_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("streets.geojson");
    let (incidents, roads) = (incidents(), shipped("roads.geojson.gz"));
    let found = answer(&[
        "heatmap",
        "--incidents",
        incidents,
        "--network",
        &roads,
        "--bandwidth-m",
        "250",
        "--out",
        out.to_str().expect("UTF-8"),
    ]);
    let on = number(&found, "incidents");
    assert!(
        on > 1000.0 && (number(&found, "integral") / on - 1.0).abs() < 0.005,
        "{found}"
    );
    let written: Value =
        serde_json::from_slice(&std::fs::read(&out).expect("written")).expect("JSON");
    let lines = written["features"].as_array().expect("lines");
    let peak = lines
        .iter()
        .map(|it| number(&it["properties"], "per_km"))
        .fold(0.0, f64::max);
    assert!((peak - number(&found, "peak_per_km")).abs() < 0.001);
    let wrong = patrolgrid(&[
        "heatmap",
        "--incidents",
        incidents,
        "--network",
        &roads,
        "--out",
        "x.png",
    ]);
    assert_eq!(wrong.status.code(), Some(2));
}

#[test]
fn incidents_without_a_date_have_hot_spots_and_no_score() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("incidents.csv");
    let mut rows = String::from("lon,lat\n");
    for number in 0..400 {
        let crowd = if number % 2 == 0 { 0.002 } else { 0.06 };
        let off = |by: u32| f64::from(number * by % 97) / 97.0 * crowd;
        writeln!(rows, "{},{}", 113.9 + off(31), 22.6 + off(53)).expect("written");
    }
    std::fs::write(&path, rows).expect("written");
    let found = answer(&["hotspot", "--incidents", path.to_str().expect("UTF-8")]);
    assert!(number(&found, "hot") >= 1.0 && number(&found, "cells") > 50.0);
    assert_eq!(
        (found["hit_rate"].as_f64(), number(&found, "score_months")),
        (None, 0.0)
    );
}

#[test]
fn what_cannot_be_answered_is_told() {
    let incidents = incidents();
    let status = |arguments: &[&str]| {
        let output = patrolgrid(&[arguments, &["--json"]].concat());
        let said: Value = serde_json::from_slice(&output.stdout).expect("JSON even then");
        let reason = said["reason"].as_str().unwrap_or_default().to_owned();
        (output.status.code(), reason)
    };
    let told = |code: i32, reason: &str| (Some(code), reason.to_owned());
    assert_eq!(
        status(&["hotspot", "--incidents", incidents, "--only", "没有"]),
        told(1, "cli-no-such-category")
    );
    assert_eq!(
        status(&[
            "backtest",
            "--incidents",
            incidents,
            "--from",
            "1999-01",
            "--to",
            "1999-02"
        ]),
        told(1, "cli-no-periods")
    );
    assert_eq!(
        status(&["backtest", "--incidents", incidents, "--method", "network"]),
        told(2, "cli-network-needs-roads")
    );
    assert_eq!(
        status(&[
            "compare",
            "--incidents",
            incidents,
            "--before",
            "2025-03",
            "--after",
            "2025-01"
        ]),
        told(2, "cli-compare-overlap")
    );
    assert_eq!(
        status(&["backtest", "--incidents", incidents, "--method", "magic"]),
        told(2, "wrong-usage")
    );
    assert_eq!(
        status(&["hotspot", "--incidents", incidents, "--method", "rates"]),
        told(2, "cli-rates-need-residents")
    );
}
