//! Grids, incidents and roads out of the program: as they are for colleagues, and for the public so that no small count and
//! no exact place goes out.

mod common;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use patrolgrid::base::cancel::Cancel;
use patrolgrid::base::coords::LonLat;
use patrolgrid::base::ids::PointId;
use patrolgrid::i18n::language::Language;
use patrolgrid::io::boundaries::{BoundaryOptions, read_boundaries};
use patrolgrid::io::incident_table::{IncidentOptions, read_incidents};
use patrolgrid::io::roads::read_roads;
use patrolgrid::model::grid::GridLevel;
use patrolgrid::model::patrol_point::PatrolPoint;
use patrolgrid::model::plan_edit::PlanEdit;
use patrolgrid::report::plan_layer::PlanLayer;
use patrolgrid::session::command::Command as Wish;
use patrolgrid::session::state::Session;
use serde_json::Value;

/// The shipped demo district, kept in a file.
fn demo(home: &Path) -> Session {
    let maps = Path::new(env!("CARGO_MANIFEST_DIR")).join("maps");
    let mut session = Session::new(Some(home.to_owned()), Arc::new(|| ()));
    session.apply(Wish::SetLanguage(Language::English));
    session.apply(Wish::OpenDistrict(maps));
    common::settle(&mut session);
    session.flush();
    common::settle(&mut session);
    session
}

fn out(session: &mut Session, path: PathBuf, layer: PlanLayer, public: bool) -> PathBuf {
    session.apply(Wish::ExportLayer(path.clone(), layer, public));
    common::settle(session);
    assert!(path.is_file(), "{:?}", session.notices().all().last());
    path
}

fn json(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).expect("text");
    serde_json::from_str(&text).expect("JSON")
}

fn features(whole: &Value) -> &Vec<Value> {
    whole["features"].as_array().expect("features")
}

#[test]
fn grids_incidents_and_roads_come_back_as_they_went() {
    let (home, folder) = (
        tempfile::tempdir().expect("a folder"),
        tempfile::tempdir().expect("a folder"),
    );
    let mut session = demo(home.path());
    let to = |name: &str| folder.path().join(name);
    for level in [GridLevel::Subdistrict, GridLevel::PoliceGrid] {
        let layer = PlanLayer::Grids(level);
        let grids = session.sources().grids.content.clone();
        let here = grids.layer(level).expect("a layer");
        for ending in ["geojson", "kml"] {
            let path = out(&mut session, to(&format!("grids.{ending}")), layer, false);
            let options = BoundaryOptions {
                level: Some(level),
                ..BoundaryOptions::default()
            };
            let back = read_boundaries(&path, &options, &Cancel::new()).expect("read");
            let pairs = here.units.iter().zip(&back.layer.units);
            for (one, other) in pairs {
                assert_eq!(
                    (&one.name, &one.code),
                    (&other.name, &other.code),
                    "{ending}"
                );
                assert_eq!(one.residents, other.residents, "{ending}");
                assert_eq!(one.boundary, other.boundary, "{ending} {}", one.name);
            }
            assert_eq!(here.units.len(), back.layer.units.len());
        }
    }
    let path = out(&mut session, to("roads.geojson"), PlanLayer::Roads, false);
    let back = read_roads(&path, None, &Cancel::new()).expect("read");
    assert_eq!(back.links, session.sources().roads.content.links);
    let path = out(
        &mut session,
        to("incidents.csv"),
        PlanLayer::Incidents,
        false,
    );
    let back = read_incidents(&path, &IncidentOptions::default(), &Cancel::new()).expect("read");
    let selection = session.derived().selection.get().expect("counted").clone();
    let table = &session.sources().incidents.content;
    assert_eq!(back.table.len(), selection.rows.len());
    let row = |at: usize| selection.rows[at] as usize;
    for at in (0..back.table.len()).step_by(997) {
        assert_eq!(back.table.positions()[at], table.positions()[row(at)]);
        assert_eq!(back.table.times()[at], table.times()[row(at)]);
    }
    // A workbook holds as many rows as there are areas, each with its figures.
    let path = out(
        &mut session,
        to("communities.xlsx"),
        PlanLayer::Grids(GridLevel::Community),
        false,
    );
    assert!(std::fs::metadata(path).expect("made").len() > 10_000);
}

#[test]
fn what_goes_out_to_the_public_gives_no_small_count_away() {
    let (home, folder) = (
        tempfile::tempdir().expect("a folder"),
        tempfile::tempdir().expect("a folder"),
    );
    let mut session = demo(home.path());
    let figures = |session: &Session, level| {
        session
            .figures_of(level)
            .expect("counted")
            .incidents
            .clone()
    };
    // Everything told at every level, as one who gathers the files would have it.
    let mut told: BTreeMap<GridLevel, Vec<Option<f64>>> = BTreeMap::new();
    for level in GridLevel::ALL {
        let path = folder.path().join(format!("{level:?}.geojson"));
        let path = out(&mut session, path, PlanLayer::Grids(level), true);
        let whole = json(&path);
        assert!(whole["about"]["Made for the public"].is_string());
        let counts = figures(&session, level);
        let mut here = Vec::new();
        for (feature, count) in features(&whole).iter().zip(&counts) {
            let own = &feature["properties"];
            let withheld = own["withheld"].as_bool().expect("said");
            let incidents = own["incidents"].as_f64();
            assert_eq!(incidents.is_none(), withheld);
            assert!(withheld || *count >= 5.0, "{count} told");
            assert!(incidents.is_none_or(|told| (told - count).abs() < 1e-9));
            if withheld {
                assert!(own["per_km2"].is_null() && own["per_1000"].is_null());
            }
            here.push(incidents);
        }
        assert_eq!(here.len(), counts.len());
        told.insert(level, here);
    }
    let few = figures(&session, GridLevel::WorkGrid);
    let few = few.iter().filter(|count| **count < 5.0).count();
    let hidden = told[&GridLevel::WorkGrid]
        .iter()
        .filter(|it| it.is_none())
        .count();
    assert!(few > 50 && hidden > few, "{few} small, {hidden} withheld");
    // Totals less the told parts.
    let grids = session.sources().grids.content.clone();
    for (finer, coarser) in [
        (GridLevel::WorkGrid, GridLevel::Community),
        (GridLevel::WorkGrid, GridLevel::PoliceGrid),
        (GridLevel::Community, GridLevel::Subdistrict),
        (GridLevel::PoliceGrid, GridLevel::Subdistrict),
        (GridLevel::Subdistrict, GridLevel::District),
    ] {
        let layer = grids.layer(finer).expect("a layer");
        let counts = figures(&session, finer);
        for (holder, total) in told[&coarser].iter().enumerate() {
            let parts = (0..layer.units.len())
                .filter(|part| layer.units[*part].ancestor(coarser) == Some(holder));
            let untold: Vec<usize> = parts.filter(|part| told[&finer][*part].is_none()).collect();
            let sum: f64 = untold.iter().map(|part| counts[*part]).sum();
            if total.is_some() {
                let safe = untold.is_empty() || (untold.len() >= 2 && sum >= 5.0);
                assert!(
                    safe,
                    "{finer:?} under {coarser:?}: {untold:?} come to {sum}"
                );
            } else {
                assert!(!untold.is_empty(), "its parts give it away");
            }
        }
    }
}

#[test]
fn places_that_go_out_to_the_public_are_the_middles_of_grids() {
    let (home, folder) = (
        tempfile::tempdir().expect("a folder"),
        tempfile::tempdir().expect("a folder"),
    );
    let mut session = demo(home.path());
    session.apply(Wish::Edit(PlanEdit::AddPoint(PatrolPoint {
        id: PointId(900),
        name: "海上".to_owned(),
        position: LonLat::new(113.5, 22.5),
        locked: false,
        unit: String::new(),
    })));
    common::settle(&mut session);
    let grids = session.sources().grids.content.clone();
    let middles: Vec<LonLat> = grids
        .finest()
        .expect("grids")
        .units
        .iter()
        .map(|unit| unit.label_at)
        .collect();
    let is_middle = |feature: &Value| {
        let at = &feature["geometry"]["coordinates"];
        let at = LonLat::new(at[0].as_f64().expect("lon"), at[1].as_f64().expect("lat"));
        middles.contains(&at)
    };
    let path = folder.path().join("points.geojson");
    let whole = json(&out(&mut session, path, PlanLayer::Points, true));
    assert_eq!(features(&whole).len(), 60, "the one at sea stays out");
    assert!(features(&whole).iter().all(is_middle));
    let said = whole["about"]["Made for the public"]
        .as_str()
        .expect("said");
    assert!(said.contains("1 outside"), "{said}");
    let path = folder.path().join("incidents.geojson");
    let whole = json(&out(&mut session, path, PlanLayer::Incidents, true));
    assert_eq!(features(&whole).len(), 4_833);
    assert!(features(&whole).iter().all(is_middle));
    // What tells one incident from another: how it was found, and its hour. (The head of the file tells its own.)
    let text = whole["features"].to_string();
    assert!(
        !text.contains("found_by") && !text.contains("T2"),
        "no single incident"
    );
}

#[test]
fn the_command_writes_what_the_window_writes() {
    let (home, folder) = (
        tempfile::tempdir().expect("a folder"),
        tempfile::tempdir().expect("a folder"),
    );
    let mut session = demo(home.path());
    let plan = folder.path().join("案.gpkg");
    session.apply(Wish::SavePlanAs(plan.clone()));
    common::settle(&mut session);
    session.flush();
    common::settle(&mut session);
    for (layer, public) in [
        (PlanLayer::Grids(GridLevel::Community), false),
        (PlanLayer::Grids(GridLevel::PoliceGrid), true),
        (PlanLayer::Incidents, true),
    ] {
        let name = format!("{}-{public}", layer.name());
        let by_window = folder.path().join(format!("{name}-w.geojson"));
        let by_window = json(&out(&mut session, by_window, layer, public));
        let by_command = folder.path().join(format!("{name}-c.geojson"));
        let mut command = Command::new(env!("CARGO_BIN_EXE_patrolgrid"));
        command.args([
            "export",
            "--json",
            "--lang",
            "en",
            "--layer",
            layer.name(),
            "--out",
        ]);
        command.arg(&by_command).arg(&plan);
        if public {
            command.arg("--public");
        }
        let output = command.output().expect("run");
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let by_command = json(&by_command);
        assert_eq!(features(&by_window), features(&by_command), "{name}");
        assert_eq!(
            by_window["about"]["What counts"],
            by_command["about"]["What counts"]
        );
    }
}
