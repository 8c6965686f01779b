//! Files of several layers, as other programs make them: every layer is offered, the chosen ones are opened, and what was opened
//! is there again at the next start.

mod common;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use patrolgrid::base::cancel::Cancel;
use patrolgrid::i18n::language::Language;
use patrolgrid::i18n::words::Words;
use patrolgrid::io::boundaries::{BoundaryOptions, read_boundaries};
use patrolgrid::io::plan_layers::{read_points, read_zones};
use patrolgrid::io::sniff::{FileKind, kind_of, layers_in};
use patrolgrid::model::grid::GridLevel;
use patrolgrid::session::command::Command as Wish;
use patrolgrid::session::state::Session;
use rusqlite::Connection;

fn maps(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("maps")
        .join(name)
}

/// Adds a file's features to another as a layer by GDAL; `false`, said aloud, where it is not installed.
fn added(to: &Path, name: &str, from: &Path, more: &[&str]) -> bool {
    let mut command = Command::new("ogr2ogr");
    command.args(["-f", "GPKG", "-update", "-append", "-nln", name]);
    let Ok(output) = command.args(more).arg(to).arg(from).output() else {
        eprintln!("SKIPPED: ogr2ogr is not installed; see .ci/packages.sh");
        return false;
    };
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    true
}

/// A GeoPackage of four layers, one of them in Gauss-Krüger metres and one with heights.
fn package(folder: &Path) -> Option<PathBuf> {
    let path = folder.join("区 数据.gpkg");
    let all = added(&path, "街道", &maps("subdistricts.geojson"), &[])
        && added(
            &path,
            "communities",
            &maps("communities.geojson"),
            &["-t_srs", "EPSG:4547"],
        )
        && added(
            &path,
            "布警点",
            &maps("patrol_points.geojson"),
            &["-dim", "XYZ"],
        )
        && added(&path, "zones", &maps("zones.geojson"), &[]);
    all.then_some(path)
}

#[test]
fn every_layer_of_a_geopackage_is_offered_and_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let Some(path) = package(folder.path()) else {
        return;
    };
    let layers = layers_in(&path).expect("read");
    let found: Vec<(&str, FileKind, usize)> = layers
        .iter()
        .map(|layer| (layer.name.as_str(), layer.kind, layer.features))
        .collect();
    assert_eq!(
        found,
        [
            ("communities", FileKind::Boundaries, 124),
            ("zones", FileKind::Zones, 12),
            ("布警点", FileKind::Points, 60),
            ("街道", FileKind::Boundaries, 10),
        ]
    );
    assert_eq!(kind_of(&path.join("zones")).expect("read"), FileKind::Zones);
    let read = |path: &Path| {
        let read = read_boundaries(path, &BoundaryOptions::default(), &Cancel::new());
        read.expect("boundaries").layer
    };
    let (found, wanted) = (
        read(&path.join("communities")),
        read(&maps("communities.geojson")),
    );
    assert_eq!(
        (found.level, found.units.len()),
        (GridLevel::Community, wanted.units.len())
    );
    for (found, wanted) in found.units.iter().zip(&wanted.units) {
        assert_eq!((&found.code, &found.name), (&wanted.code, &wanted.name));
        assert!(
            (found.area.0 - wanted.area.0).abs() < 1e-6 * wanted.area.0,
            "{}: metres and degrees are the same place",
            wanted.name
        );
    }
    let (found, wanted) = (
        read_points(&path.join("布警点"), None).expect("read"),
        read_points(&maps("patrol_points.geojson"), None).expect("read"),
    );
    for (found, wanted) in found.iter().zip(&wanted) {
        assert_eq!(
            (&found.name, found.position, found.locked),
            (&wanted.name, wanted.position, wanted.locked)
        );
    }
    let words = Words::new(Language::English);
    let error = read_zones(&path, None).expect_err("which?");
    assert!(words.say(&error.message()).contains("several layers"));
    let error = read_zones(&path.join("gone"), None).expect_err("none");
    assert!(words.say(&error.message()).contains("no layer “gone”"));
}

#[test]
fn chosen_layers_are_opened_and_are_there_at_the_next_start() {
    let folder = tempfile::tempdir().expect("a folder");
    let home = folder.path().join("home");
    let Some(path) = package(folder.path()) else {
        return;
    };
    let mut session = Session::new(Some(home.clone()), Arc::new(|| ()));
    session.apply(Wish::OpenFile(path.clone()));
    common::settle(&mut session);
    let pending = session.pending_layers().expect("offered").clone();
    assert_eq!((&pending.path, pending.layers.len()), (&path, 4));
    let chosen = pending
        .layers
        .iter()
        .map(|one| (one.name.clone(), one.kind));
    session.apply(Wish::OpenLayers(chosen.collect()));
    common::settle(&mut session);
    assert_eq!(session.pending_layers(), None);
    assert_eq!(
        (session.plan().points.len(), session.plan().zones.len()),
        (60, 12)
    );
    let levels = |session: &Session| -> Vec<(GridLevel, usize)> {
        let layers = session.sources().grids.content.layers();
        layers.map(|one| (one.level, one.units.len())).collect()
    };
    let wanted = vec![(GridLevel::Subdistrict, 10), (GridLevel::Community, 124)];
    assert_eq!(levels(&session), wanted);
    session.flush();
    drop(session);
    let mut session = Session::new(Some(home), Arc::new(|| ()));
    assert!(session.open_last_plan());
    common::settle(&mut session);
    assert_eq!(levels(&session), wanted, "{:?}", session.notices().all());
    assert_eq!(session.plan().points.len(), 60);
}

#[test]
fn a_layer_alone_needs_no_choice_and_a_plan_is_a_plan() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("one.gpkg");
    if !added(&path, "zones", &maps("zones.geojson"), &[]) {
        return;
    }
    assert_eq!(layers_in(&path).expect("read"), []);
    assert_eq!(kind_of(&path).expect("read"), FileKind::Zones);
    assert_eq!(read_zones(&path, None).expect("read").len(), 12);
    let mut session = Session::new(Some(folder.path().join("home")), Arc::new(|| ()));
    let plan = folder.path().join("案.gpkg");
    session.apply(Wish::OpenZones(path, None));
    common::settle(&mut session);
    session.apply(Wish::SavePlanAs(plan.clone()));
    common::settle(&mut session);
    session.flush();
    drop(session);
    assert_eq!(kind_of(&plan).expect("read"), FileKind::Plan);
    assert_eq!(layers_in(&plan).expect("read"), []);
    // What lies in it can be had all the same.
    assert_eq!(
        read_zones(&plan.join("zones"), None).expect("read").len(),
        12
    );
}

#[test]
fn shapefiles_in_one_zip_file_are_layers() {
    let folder = tempfile::tempdir().expect("a folder");
    let to = |name: &str| folder.path().join(name);
    for name in ["subdistricts", "patrol_points"] {
        let output = Command::new("ogr2ogr")
            .args(["-lco", "ENCODING=UTF-8"])
            .arg(to(&format!("{name}.shp")))
            .arg(maps(&format!("{name}.geojson")))
            .output();
        let Ok(output) = output else {
            eprintln!("SKIPPED: ogr2ogr is not installed; see .ci/packages.sh");
            return;
        };
        assert!(output.status.success());
    }
    let path = to("all.zip");
    let mut zip = zip::ZipWriter::new(std::fs::File::create(&path).expect("made"));
    for name in ["subdistricts", "patrol_points"] {
        for ending in ["shp", "dbf", "prj", "cpg"] {
            let options = zip::write::SimpleFileOptions::default();
            zip.start_file(format!("数据/{name}.{ending}"), options)
                .expect("begun");
            let bytes = std::fs::read(to(&format!("{name}.{ending}"))).expect("read");
            zip.write_all(&bytes).expect("written");
        }
    }
    zip.finish().expect("finished");
    let layers = layers_in(&path).expect("read");
    let found: Vec<_> = layers
        .iter()
        .map(|one| (one.name.as_str(), one.kind, one.features))
        .collect();
    assert_eq!(
        found,
        [
            ("数据/subdistricts.shp", FileKind::Boundaries, 10),
            ("数据/patrol_points.shp", FileKind::Points, 60),
        ]
    );
    let points = read_points(&path.join("数据/patrol_points.shp"), None).expect("read");
    assert_eq!(points.len(), 60);
}

#[test]
fn damaged_and_hostile_packages_are_refused_in_words() {
    let folder = tempfile::tempdir().expect("a folder");
    let words = Words::new(Language::English);
    let path = folder.path().join("a.gpkg");
    if !added(&path, "zones", &maps("zones.geojson"), &[]) {
        return;
    }
    let whole = std::fs::read(&path).expect("read");
    let told = |path: &Path| {
        let error = read_zones(path, None).expect_err("refused");
        words.say(&error.message())
    };
    // Wherever it is cut, it is read or refused.
    for length in (100..whole.len()).step_by(whole.len() / 60) {
        std::fs::write(&path, &whole[..length]).expect("written");
        let _read_or_refused = (read_zones(&path, None), layers_in(&path), kind_of(&path));
    }
    std::fs::write(&path, &whole).expect("written");
    let change = |sql: &str| {
        std::fs::write(&path, &whole).expect("written");
        let connection = Connection::open(&path).expect("opened");
        connection.execute_batch(sql).expect("changed");
    };
    change("PRAGMA foreign_keys = OFF; UPDATE gpkg_geometry_columns SET table_name = 'nothing'");
    assert!(told(&path).contains("GeoPackage"), "{}", told(&path));
    let triggers: Vec<String> = (1..=7)
        .map(|n| format!("DROP TRIGGER IF EXISTS rtree_zones_geom_update{n};"))
        .collect();
    let triggers = triggers.concat();
    change(&format!(
        "{triggers} UPDATE zones SET geom = x'475000010000000001' WHERE fid = 3"
    ));
    assert!(told(&path).contains("row 3"), "{}", told(&path));
    // Changes that another program has not finished.
    std::fs::write(&path, &whole).expect("written");
    std::fs::write(folder.path().join("a.gpkg-wal"), "unfinished").expect("written");
    assert!(told(&path).contains("another program"), "{}", told(&path));
}

#[test]
#[cfg(target_os = "linux")]
fn a_worker_reads_a_layer_and_is_stopped_where_one_never_ends() {
    use patrolgrid::io::worker::ask;
    use patrolgrid::io::worker::errand::{Answer, Errand};
    let program = Path::new(env!("CARGO_BIN_EXE_patrolgrid"));
    let folder = tempfile::tempdir().expect("a folder");
    let Some(path) = package(folder.path()) else {
        return;
    };
    let asked = |errand: &Errand| ask(program, errand, &Cancel::new());
    match asked(&Errand::Look(path.clone())) {
        Ok(Answer::Kind(_, layers)) => assert_eq!(layers.len(), 4),
        other => panic!("{other:?}"),
    }
    match asked(&Errand::Points(path.join("布警点"), None)) {
        Ok(Answer::Points(points)) => assert_eq!(points.len(), 60),
        other => panic!("{other:?}"),
    }
    let connection = Connection::open(&path).expect("opened");
    let endless = "CREATE VIEW endless AS WITH RECURSIVE c(fid, geom) AS
         (SELECT 1, geom FROM zones WHERE fid = 1 UNION ALL SELECT fid + 1, geom FROM c) SELECT * FROM c;
         INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES ('endless', 'features', 'e', 4326);
         INSERT INTO gpkg_geometry_columns VALUES ('endless', 'geom', 'POLYGON', 4326, 0, 0);";
    connection.execute_batch(endless).expect("changed");
    drop(connection);
    let words = Words::new(Language::English);
    let error = asked(&Errand::Look(path)).expect_err("stopped");
    let said = words.say(&error.message());
    assert!(said.contains("longer than 10 s"), "{said}");
}
