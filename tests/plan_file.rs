//! The plan file as others see it: GDAL opens it without a word of warning, its judge of such files finds nothing, and what was
//! written comes back bit for bit.

mod common;

use std::path::{Path, PathBuf};
use std::process::Command;

use geo::{LineString, Polygon};
use patrolgrid::base::cancel::Cancel;
use patrolgrid::base::coords::LonLat;
use patrolgrid::base::ids::{PointId, ZoneId};
use patrolgrid::base::units::Metres;
use patrolgrid::io::boundaries::{BoundaryOptions, BoundaryReading, read_boundaries};
use patrolgrid::io::incident_table::{IncidentOptions, read_incidents};
use patrolgrid::io::plan_file::content::FileSetting;
use patrolgrid::io::plan_file::edit_log::{Act, NewEntry, hex};
use patrolgrid::io::plan_file::incident_blob::{decode, encode};
use patrolgrid::io::plan_file::log_table::log_csv;
use patrolgrid::io::plan_file::plan_file_error::PlanFileError;
use patrolgrid::io::plan_file::plan_lock::{Holder, lock_path};
use patrolgrid::io::plan_file::schema::FORMAT;
use patrolgrid::io::plan_file::source_rows::{SourceFile, SourceKind};
use patrolgrid::io::plan_file::store::PlanStore;
use patrolgrid::io::roads::read_roads;
use patrolgrid::model::grid::GridLevel;
use patrolgrid::model::incident::{
    Discovery, IncidentRow, IncidentTable, IncidentTime, TimePrecision,
};
use patrolgrid::model::patrol_point::PatrolPoint;
use patrolgrid::model::plan::Plan;
use patrolgrid::model::plan_edit::PlanEdit;
use patrolgrid::model::reach_rule::ReachRule;
use patrolgrid::model::source_note::SourceNote;
use patrolgrid::model::zone::Zone;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rusqlite::Connection;

fn me() -> Holder {
    Holder::here("值班长", "2026-11-25T00:00:00.000Z")
}

fn entry(act: Act, edit: Option<PlanEdit>) -> NewEntry {
    NewEntry {
        time: "2026-11-25T08:00:00.000Z".into(),
        who: "值班长".into(),
        act,
        title: "添加布警点“东门”".into(),
        edit,
    }
}

fn point(id: u32) -> PatrolPoint {
    PatrolPoint {
        id: PointId(id),
        name: format!("布警点 {id}"),
        position: LonLat::new(
            113.883_123_456_789,
            22.553_000_000_000_1 + f64::from(id) / 3e3,
        ),
        locked: id == 2,
        unit: "西乡派出所".into(),
    }
}

fn zone(id: u32) -> Zone {
    let ring = |west: f64, size: f64| {
        LineString::from(vec![
            (west, 22.6),
            (west + size, 22.6),
            (west + size, 22.6 + size),
            (west, 22.6),
        ])
    };
    Zone {
        id: ZoneId(id),
        name: format!("重点巡区 {id}"),
        rank: id as u16,
        colour: 3,
        boundary: Polygon::new(ring(113.9, 0.1), vec![ring(113.96, 0.01)]),
    }
}

fn plan() -> Plan {
    let rule = ReachRule::straight_line([Metres(250.0), Metres(900.5)]).expect("rings");
    Plan::new(
        "夜间方案".into(),
        [point(1), point(2)],
        [zone(1), zone(7)],
        rule,
    )
}

fn created(path: &Path, plan: &Plan) -> PlanStore {
    let begin = entry(Act::Begin, Some(PlanEdit::Replace(Box::new(plan.clone()))));
    PlanStore::create(path, &me(), &[begin], plan).expect("created")
}

fn maps() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("maps")
}

fn file_of(name: &str) -> SourceFile {
    SourceFile {
        bytes: Some(1234),
        sha256: Some(hex(name.as_bytes())),
        read_at: "2026-11-25T08:00:00.000Z".into(),
    }
}

fn demo_grids(level: GridLevel, name: &str) -> BoundaryReading {
    let options = BoundaryOptions {
        level: Some(level),
        ..BoundaryOptions::default()
    };
    read_boundaries(&maps().join(name), &options, &Cancel::new()).expect("readable")
}

/// A plan over the whole demo district, closed again.
fn demo_plan(path: &Path) -> (Vec<BoundaryReading>, IncidentTable) {
    let mut store = created(path, &plan());
    let levels = [
        (GridLevel::District, "district.geojson"),
        (GridLevel::Subdistrict, "subdistricts.geojson"),
        (GridLevel::Community, "communities.geojson"),
        (GridLevel::PoliceGrid, "police_grids.geojson"),
        (GridLevel::WorkGrid, "work_grids.geojson"),
    ];
    let readings: Vec<_> = levels
        .into_iter()
        .map(|(level, name)| demo_grids(level, name))
        .collect();
    for reading in &readings {
        store
            .put_grids(reading, &file_of("grids"))
            .expect("written");
    }
    let roads = read_roads(&maps().join("roads.geojson.gz"), None, &Cancel::new()).expect("roads");
    store.put_roads(&roads, &file_of("roads")).expect("written");
    let incidents = maps().join("incidents.csv.gz");
    let table = read_incidents(&incidents, &IncidentOptions::default(), &Cancel::new())
        .expect("incidents")
        .table;
    store
        .put_incidents(&table, &file_of("incidents"))
        .expect("written");
    store.set(FileSetting::Filter, "{}").expect("written");
    assert_eq!(store.roads().expect("readable").as_ref(), Some(&roads));
    (readings, table)
}

/// What a command said, both ways; `None` where it is not installed, said aloud.
fn said(program: &str, args: &[&str]) -> Option<(bool, String)> {
    let Ok(output) = Command::new(program).args(args).output() else {
        eprintln!("SKIPPED: {program} is not installed; see .ci/packages.sh");
        return None;
    };
    let text = [output.stdout, output.stderr].concat();
    Some((
        output.status.success(),
        String::from_utf8_lossy(&text).into_owned(),
    ))
}

fn text_of(path: &Path) -> &str {
    path.to_str().expect("text")
}

#[test]
fn gdal_opens_every_layer_without_a_warning() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("夜间方案.gpkg");
    let (readings, _) = demo_plan(&path);
    let names: Vec<_> = std::fs::read_dir(folder.path())
        .expect("listed")
        .map(|entry| entry.expect("an entry").file_name())
        .collect();
    assert_eq!(names.len(), 1, "one plain file: {names:?}");
    let Some((well, text)) = said("ogrinfo", &["-ro", "-al", "-so", text_of(&path)]) else {
        return;
    };
    assert!(well, "{text}");
    for word in ["Warning", "ERROR", "warning"] {
        assert!(!text.contains(word), "{text}");
    }
    for layer in [
        "patrol_points",
        "zones",
        "roads",
        "work_grids",
        "pg_edit_log",
        "pg_sources",
    ] {
        assert!(
            text.contains(&format!("Layer name: {layer}\n")),
            "{layer}: {text}"
        );
    }
    let work = readings.last().expect("five levels").layer.units.len();
    assert!(text.contains(&format!("Feature Count: {work}\n")), "{text}");
    for identifier in [
        "IDENTIFIER=布警点",
        "IDENTIFIER=重点巡区",
        "IDENTIFIER=警格",
        "IDENTIFIER=道路",
    ] {
        assert!(text.contains(identifier), "{identifier}");
    }
}

#[test]
fn the_judge_of_geopackages_finds_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("plan.gpkg");
    demo_plan(&path);
    let judge = [
        "-m",
        "osgeo_utils.samples.validate_gpkg",
        "-k",
        text_of(&path),
    ];
    match said("/usr/bin/python3", &judge) {
        Some((_, text)) if text.contains("No module named") => {
            eprintln!("SKIPPED: python3-gdal is not installed; see .ci/packages.sh");
        }
        Some((well, text)) => assert!(well && !text.to_lowercase().contains("req"), "{text}"),
        None => {}
    }
}

/// Rules of the standard that need no outside program.
#[test]
fn the_rules_that_can_be_asked_in_sql_hold() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("plan.gpkg");
    demo_plan(&path);
    let bytes = std::fs::read(&path).expect("readable");
    assert_eq!(&bytes[68..72], b"GPKG");
    assert_eq!(&bytes[60..64], &10_300i32.to_be_bytes());
    let connection = Connection::open(&path).expect("opened");
    let none = |sql: &str| {
        let found: i64 = connection.query_row(sql, [], |row| row.get(0)).expect(sql);
        assert_eq!(found, 0, "{sql}");
    };
    let integrity: String = connection
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .expect("asked");
    assert_eq!(integrity, "ok");
    none("SELECT count(*) FROM pragma_foreign_key_check()");
    none(
        "SELECT count(*) FROM gpkg_contents WHERE table_name NOT IN (SELECT name FROM sqlite_master)",
    );
    none(
        "SELECT count(*) FROM gpkg_extensions WHERE table_name NOT IN (SELECT name FROM sqlite_master)",
    );
    none("SELECT count(*) FROM sqlite_master WHERE name LIKE 'pg\\_%' ESCAPE '\\' AND type = 'table'
          AND name NOT IN (SELECT table_name FROM gpkg_extensions WHERE extension_name = 'patrolgrid_plan')");
    let tables: Vec<String> = connection
        .prepare("SELECT table_name FROM gpkg_geometry_columns")
        .and_then(|mut asked| asked.query_map([], |row| row.get(0))?.collect())
        .expect("tables");
    assert_eq!(tables.len(), 8);
    for table in tables {
        none(&format!(
            "SELECT count(*) FROM {table} WHERE substr(hex(geom), 1, 6) != '475000'"
        ));
        none(&format!(
            "SELECT (SELECT count(*) FROM {table}) - (SELECT count(*) FROM rtree_{table}_geom)"
        ));
        none(&format!(
            "SELECT count(*) FROM {table} WHERE fid NOT IN (SELECT id FROM rtree_{table}_geom)"
        ));
        none(&format!(
            "SELECT count(*) FROM gpkg_contents WHERE table_name = '{table}' AND min_x IS NULL"
        ));
        for suffix in [
            "insert", "update1", "update2", "update3", "update4", "delete",
        ] {
            none(&format!(
                "SELECT count(*) - 1 FROM sqlite_master WHERE name = 'rtree_{table}_geom_{suffix}'"
            ));
        }
    }
}

#[test]
fn plan_grids_roads_and_incidents_come_back_as_they_were() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("plan.gpkg");
    let (readings, table) = demo_plan(&path);
    let (store, content) = PlanStore::open(&path, &me()).expect("opened");
    assert_eq!(content.plan.expect("sound"), plan());
    assert_eq!((content.tampering, content.log.len()), (None, 1));
    assert_eq!(content.filter.as_deref(), Some("{}"));
    assert_eq!(content.sources.len(), 7);
    for reading in readings {
        let found = store
            .grids(reading.layer.level)
            .expect("readable")
            .expect("there");
        assert_eq!(found.layer, reading.layer);
        assert_eq!(found.named_parents, reading.named_parents);
        assert_eq!(found.fields, reading.fields);
    }
    assert_eq!(store.incidents().expect("readable"), Some(table));
}

#[test]
fn a_source_that_is_closed_leaves_no_feature_behind() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("plan.gpkg");
    demo_plan(&path);
    let (mut store, _) = PlanStore::open(&path, &me()).expect("opened");
    for kind in SourceKind::all() {
        store.drop_source(kind).expect("dropped");
    }
    assert_eq!(store.incidents().expect("readable"), None);
    assert_eq!(store.roads().expect("readable"), None);
    assert!(
        store
            .grids(GridLevel::WorkGrid)
            .expect("readable")
            .is_none()
    );
    drop(store);
    let connection = Connection::open(&path).expect("opened");
    let left = "SELECT (SELECT count(*) FROM work_grids) + (SELECT count(*) FROM roads)
                + (SELECT count(*) FROM pg_incidents) + (SELECT count(*) FROM rtree_work_grids_geom)";
    let left: i64 = connection
        .query_row(left, [], |row| row.get(0))
        .expect("asked");
    assert_eq!(left, 0);
}

/// A million incidents over Bao'an in the order of their times, as an export has them: to 7 decimals, or as another
/// reference system leaves them.
fn a_million(decimals: Option<i32>) -> IncidentTable {
    const ROWS: usize = 1_000_000;
    let mut dice = ChaCha8Rng::seed_from_u64(7);
    let mut table = IncidentTable::with_capacity(ROWS);
    let power = 10f64.powi(decimals.unwrap_or(0));
    for row in 0..ROWS {
        let at = |degrees: f64| match decimals {
            Some(_) => (degrees * power).round() / power,
            None => degrees,
        };
        let minutes = 28_000_000 + (row * 3) as i32 + dice.random_range(0..60);
        table.push(IncidentRow {
            position: LonLat::new(
                at(dice.random_range(113.75..114.05)),
                at(dice.random_range(22.45..22.85)),
            ),
            time: IncidentTime::from_minutes(minutes, TimePrecision::Minute).expect("a time"),
            category: dice.random_range(0..12),
            discovery: if dice.random_bool(0.9) {
                Discovery::Caller
            } else {
                Discovery::Patrol
            },
        });
    }
    let names = (0..12).map(|number| format!("类别 {number}")).collect();
    table.finish(names, SourceNote::default())
}

#[test]
fn a_million_incidents_take_under_15_mb_and_come_back_bit_for_bit() {
    for decimals in [Some(6), Some(7), Some(9), None] {
        let table = a_million(decimals);
        let block = encode(&table);
        assert!(
            decode(&block).expect("sound") == table,
            "{decimals:?} decimals"
        );
        let megabytes = block.len() as f64 / 1e6;
        eprintln!("1,000,000 incidents, {decimals:?} decimals: {megabytes:.1} MB");
        assert!(megabytes < 15.0, "{megabytes} MB");
    }
}

#[test]
fn real_incidents_come_back_bit_for_bit() {
    let Some(data) = common::data_dir() else {
        return;
    };
    for name in [
        "chicago/crimes_2018.csv.gz",
        "london/burglary_2010_2025.csv.gz",
    ] {
        let read = read_incidents(
            &data.join(name),
            &IncidentOptions::default(),
            &Cancel::new(),
        );
        let table = read.expect("readable").table;
        let block = encode(&table);
        eprintln!(
            "{name}: {} rows, {:.1} MB",
            table.len(),
            block.len() as f64 / 1e6
        );
        assert!(decode(&block).expect("sound") == table, "{name}");
    }
}

#[test]
fn odd_incidents_come_back_too_and_a_damaged_block_is_told() {
    let mut table = IncidentTable::with_capacity(4);
    let times = [
        IncidentTime::UNKNOWN,
        IncidentTime::from_minutes(-1440, TimePrecision::Day).expect("a day"),
        IncidentTime::from_minutes(0, TimePrecision::Month).expect("a month"),
        IncidentTime::from_minutes(-5, TimePrecision::Minute).expect("a minute"),
    ];
    for (time, lon) in times
        .into_iter()
        .zip([-0.0, 1.0 / 3.0, 180.0, -179.999_999_999])
    {
        table.push(IncidentRow {
            position: LonLat::new(lon, -lon / 2.0),
            time,
            category: u16::MAX,
            discovery: Discovery::Unknown,
        });
    }
    let table = table
        .finish(vec!["抢劫".into(), String::new()], SourceNote::default())
        .with_weights(vec![0.5, 1e300, 3.0, 1.0 / 7.0]);
    let block = encode(&table);
    let found = decode(&block).expect("sound");
    assert_eq!(found, table);
    assert_eq!(found.positions()[0].lon.to_bits(), (-0.0f64).to_bits());
    for at in 0..block.len() {
        let mut broken = block.clone();
        broken[at] ^= 0x10;
        assert!(decode(&broken).is_err(), "byte {at}");
        assert!(decode(&block[..at]).is_err(), "{at} bytes");
    }
    let nothing = IncidentTable::with_capacity(0).finish(Vec::new(), SourceNote::default());
    assert_eq!(decode(&encode(&nothing)), Ok(nothing));
}

/// Moves the first point and tells its place in the log.
fn moved(store: &mut PlanStore, plan: &mut Plan, lon: f64) {
    let edit = PlanEdit::MovePoint(PointId(1), LonLat::new(lon, 22.6));
    edit.apply(plan).expect("made");
    store
        .step(&[entry(Act::Edit, Some(edit))], plan)
        .expect("written");
}

#[test]
fn every_step_stands_in_the_log_and_in_the_tables() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("plan.gpkg");
    let mut plan = plan();
    let mut store = created(&path, &plan);
    for step in 0..20 {
        moved(&mut store, &mut plan, 113.9 + f64::from(step) / 1e3);
    }
    let edits = [
        PlanEdit::RemoveZone(ZoneId(7)),
        PlanEdit::AddPoint(point(9)),
        PlanEdit::Rename("白天".into()),
    ];
    for edit in edits {
        edit.apply(&mut plan).expect("made");
        store
            .step(&[entry(Act::Edit, Some(edit))], &plan)
            .expect("written");
    }
    store
        .step(&[entry(Act::Undo, None), entry(Act::Redo, None)], &plan)
        .expect("written");
    drop(store);
    let (_, content) = PlanStore::open(&path, &me()).expect("opened");
    assert_eq!(content.plan.expect("sound"), plan);
    assert_eq!(content.tampering, None);
    assert_eq!(content.log.len(), 1 + 20 + 3 + 2);
    let last = &content.log[23];
    assert_eq!(
        serde_json::from_str::<PlanEdit>(&last.edit).expect("an edit"),
        PlanEdit::Rename("白天".into())
    );
    assert_eq!(last.who, "值班长");
}

#[test]
fn a_changed_byte_in_the_log_is_found_and_named_with_its_time() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("plan.gpkg");
    let mut plan = plan();
    let mut store = created(&path, &plan);
    for step in 0..5 {
        moved(&mut store, &mut plan, 113.9 + f64::from(step) / 1e3);
    }
    drop(store);
    let whole = std::fs::read(&path).expect("read");
    let changes = [
        ("UPDATE pg_edit_log SET who = '别人' WHERE seq = 3", 3),
        (
            "UPDATE pg_edit_log SET time = '2026-11-24T08:00:00.000Z' WHERE seq = 2",
            2,
        ),
        (
            "UPDATE pg_edit_log SET title = title || ' ' WHERE seq = 6",
            6,
        ),
        (
            "UPDATE pg_edit_log SET edit = replace(edit, '113.9', '113.8') WHERE seq = 4",
            4,
        ),
        (
            "UPDATE pg_edit_log SET who = who || act, act = '' WHERE seq = 5",
            5,
        ),
        ("UPDATE pg_edit_log SET data = 'x' WHERE seq = 1", 1),
        ("DELETE FROM pg_edit_log WHERE seq = 3", 3),
        ("DELETE FROM pg_edit_log WHERE seq = 6", 6),
        ("UPDATE pg_edit_log SET seq = seq + 10 WHERE seq = 6", 6),
        (
            "UPDATE pg_edit_log SET hash = replace(hash, 'a', 'b') WHERE seq = 1",
            1,
        ),
    ];
    for (sql, named) in changes {
        std::fs::write(&path, &whole).expect("as it was");
        let changed = Connection::open(&path).and_then(|open| open.execute(sql, []));
        assert_eq!(changed, Ok(1), "{sql}");
        let (_, content) = PlanStore::open(&path, &me()).expect("opened");
        let tampering = content.tampering.expect(sql);
        assert_eq!(tampering.seq, named, "{sql}");
        assert!(
            tampering.time.is_empty() || tampering.time.starts_with("2026-11-2"),
            "{sql}"
        );
        assert_eq!(content.plan.expect("the tables were not touched"), plan);
    }
}

#[test]
fn the_log_is_a_table_that_a_spreadsheet_takes_for_text() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("plan.gpkg");
    let plan = plan();
    let mut store = created(&path, &plan);
    let mut bad = entry(Act::Edit, Some(PlanEdit::Rename("=1+1".into())));
    bad.title = "=HYPERLINK(\"x\"),\n“夜”".into();
    bad.who = "@who".into();
    store.step(&[bad], &plan).expect("written");
    let heads = ["序号", "时间", "人", "动作", "名称", "数据", "内容", "摘要"];
    let csv = log_csv(&store.log().expect("a log"), heads).expect("written");
    let text = String::from_utf8(csv).expect("text");
    let text = text.strip_prefix('\u{feff}').expect("marked");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows: Vec<_> = reader.records().map(|row| row.expect("a row")).collect();
    assert_eq!(rows.len(), 2);
    assert_eq!(&rows[1][4], "'=HYPERLINK(\"x\"),\n“夜”");
    assert_eq!((&rows[1][2], &rows[1][0]), ("'@who", "2"));
    assert!(rows.iter().all(|row| {
        row.iter()
            .all(|cell| !cell.starts_with(['=', '@', '+', '-']))
    }));
}

#[test]
fn a_newer_file_is_refused_by_name_and_left_untouched() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("明天.gpkg");
    drop(created(&path, &plan()));
    let open = Connection::open(&path).expect("opened");
    let newer = FORMAT + 1;
    open.execute(
        "UPDATE pg_settings SET value = ?1 WHERE key = 'format'",
        [newer.to_string()],
    )
    .expect("set");
    // As a newer program may leave it: its journal of another kind, its tables of other columns.
    open.execute("ALTER TABLE pg_edit_log ADD COLUMN squad TEXT", [])
        .expect("added");
    open.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))
        .expect("set");
    drop(open);
    let before = std::fs::read(&path).expect("read");
    let error = PlanStore::open(&path, &me())
        .map(|_| ())
        .expect_err("newer");
    assert!(
        matches!(error, PlanFileError::Newer(found) if found == newer),
        "{error:?}"
    );
    assert!(std::fs::read(&path).expect("read") == before, "untouched");
    assert_eq!(std::fs::read_dir(folder.path()).expect("listed").count(), 1);
}

#[test]
fn what_is_no_plan_is_refused_and_left_untouched() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("other.gpkg");
    for bytes in [&b""[..], b"SQLite format 3\0", b"{}", &[0; 5000]] {
        std::fs::write(&path, bytes).expect("written");
        let error = PlanStore::open(&path, &me())
            .map(|_| ())
            .expect_err("no plan");
        assert!(matches!(error, PlanFileError::NotAPlan), "{error:?}");
        assert_eq!(std::fs::read(&path).expect("read"), bytes);
    }
    std::fs::remove_file(&path).expect("removed");
    let geojson = folder.path().join("a.geojson");
    std::fs::write(&geojson, r#"{"type":"Point","coordinates":[113.9,22.6]}"#).expect("written");
    if said(
        "ogr2ogr",
        &["-f", "GPKG", text_of(&path), text_of(&geojson)],
    )
    .is_some()
    {
        let error = PlanStore::open(&path, &me())
            .map(|_| ())
            .expect_err("another's");
        assert!(matches!(error, PlanFileError::NotAPlan), "{error:?}");
    }
}

#[test]
fn a_plan_cut_off_or_with_a_damaged_page_is_told_not_opened_wrong() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("plan.gpkg");
    demo_plan(&path);
    let whole = std::fs::read(&path).expect("read");
    let mut dice = ChaCha8Rng::seed_from_u64(3);
    let (mut told, mut unharmed) = (0, 0);
    for _ in 0..40 {
        let mut broken = whole.clone();
        if dice.random_bool(0.3) {
            broken.truncate(dice.random_range(100..whole.len()));
        } else {
            let at = dice.random_range(100..whole.len() - 512);
            dice.fill(&mut broken[at..at + 512]);
        }
        std::fs::write(&path, &broken).expect("written");
        let Ok((store, content)) = PlanStore::open(&path, &me()) else {
            told += 1;
            continue;
        };
        let sources = store.incidents().is_ok()
            && store.roads().is_ok()
            && GridLevel::ALL
                .into_iter()
                .all(|level| store.grids(level).is_ok());
        match content.plan {
            Ok(found) if sources && content.tampering.is_none() => {
                assert_eq!(found, plan());
                unharmed += 1;
            }
            _ => told += 1,
        }
    }
    eprintln!("40 damaged plans: {told} told, {unharmed} with the plan unharmed");
    assert!(told > 10, "{told}");
}

#[test]
fn a_second_program_reads_and_learns_who_holds_the_plan() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("plan.gpkg");
    let mut plan = plan();
    let mut first = created(&path, &plan);
    moved(&mut first, &mut plan, 113.95);
    let other = Holder::here("乙", "2026-11-25T09:00:00.000Z");
    let (mut second, content) = PlanStore::open(&path, &other).expect("opened");
    assert_eq!(
        content.plan.expect("sound"),
        plan,
        "steps not yet in the main file are seen"
    );
    let refused = second
        .step(&[entry(Act::Edit, None)], &plan)
        .expect_err("read-only");
    let PlanFileError::ReadOnly(Some(holder)) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(
        (holder.who.as_str(), holder.process),
        ("值班长", std::process::id())
    );
    moved(&mut first, &mut plan, 113.96);
    drop((first, second));
    assert!(
        !lock_path(&path).exists(),
        "nothing is left beside the plan"
    );
    let (mut third, _) = PlanStore::open(&path, &other).expect("opened");
    moved(&mut third, &mut plan, 113.97);
}

#[test]
fn a_lock_left_by_a_dead_program_holds_nobody_up() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("plan.gpkg");
    let mut plan = plan();
    drop(created(&path, &plan));
    std::fs::write(lock_path(&path), r#"{"who":"已故","process":1}"#).expect("left behind");
    let (mut store, _) = PlanStore::open(&path, &me()).expect("opened");
    moved(&mut store, &mut plan, 113.95);
}

#[test]
fn a_file_changed_deleted_or_replaced_underneath_is_noticed_and_nothing_written_over_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("plan.gpkg");
    let away = folder.path().join("away.gpkg");
    let fresh = || {
        for name in [&path, &away] {
            let _may_not_be_there = std::fs::remove_file(name);
        }
        let mut plan = plan();
        let mut store = created(&path, &plan);
        moved(&mut store, &mut plan, 113.95);
        (store, plan)
    };
    let (mut store, plan) = fresh();
    let other = Connection::open(&path).expect("opened");
    other
        .execute("INSERT INTO pg_settings VALUES ('note', 'x')", [])
        .expect("changed");
    drop(other);
    let step = |store: &mut PlanStore, plan: &Plan| store.step(&[entry(Act::Edit, None)], plan);
    let refused = step(&mut store, &plan).expect_err("changed");
    assert!(matches!(refused, PlanFileError::Changed), "{refused:?}");
    drop(store);
    let (mut store, plan) = fresh();
    std::fs::remove_file(&path).expect("deleted");
    assert!(matches!(step(&mut store, &plan), Err(PlanFileError::Gone)));
    let rescued = folder.path().join("rescued.gpkg");
    store
        .copy_to(&rescued, &me())
        .expect("what was saved is still there");
    drop(store);
    assert!(!path.exists());
    let (_, content) = PlanStore::open(&rescued, &me()).expect("opened");
    assert_eq!(content.plan.expect("sound"), plan);
    let (mut store, plan) = fresh();
    std::fs::rename(&path, &away).expect("moved");
    std::fs::write(&path, "somebody else's").expect("written");
    assert!(matches!(step(&mut store, &plan), Err(PlanFileError::Gone)));
    drop(store);
    assert_eq!(
        std::fs::read_to_string(&path).expect("read"),
        "somebody else's"
    );
    let (mut store, plan) = fresh();
    std::fs::write(&path, "somebody else's").expect("written over");
    let refused = step(&mut store, &plan).expect_err("changed");
    assert!(matches!(refused, PlanFileError::Changed), "{refused:?}");
    drop(store);
    assert_eq!(
        std::fs::read_to_string(&path).expect("read"),
        "somebody else's"
    );
}

#[test]
fn a_copy_is_whole_and_what_lay_there_is_set_aside() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("plan.gpkg");
    let target = folder.path().join("备份.gpkg");
    let mut plan = plan();
    let mut store = created(&path, &plan);
    moved(&mut store, &mut plan, 113.95);
    std::fs::write(&target, "an older plan").expect("written");
    store.copy_to(&target, &me()).expect("copied");
    let aside = folder.path().join("备份-replaced-1.gpkg");
    assert_eq!(
        std::fs::read_to_string(aside).expect("set aside"),
        "an older plan"
    );
    let (held, content) = PlanStore::open(&target, &me()).expect("opened");
    assert_eq!(
        (content.plan.expect("sound"), content.log.len()),
        (plan.clone(), 2)
    );
    let refused = store.copy_to(&target, &me()).expect_err("held");
    assert!(
        matches!(refused, PlanFileError::ReadOnly(Some(_))),
        "{refused:?}"
    );
    drop(held);
    store
        .copy_to(&path, &me())
        .expect("onto itself does nothing");
    moved(&mut store, &mut plan, 113.96);
}

#[test]
fn a_point_moved_in_another_program_is_what_is_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("plan.gpkg");
    drop(created(&path, &plan()));
    let sql = "UPDATE patrol_points SET name = 'QGIS', geom = (SELECT geom FROM patrol_points WHERE fid = 2) WHERE fid = 1";
    let Some((well, text)) = said("ogrinfo", &["-q", text_of(&path), "-sql", sql]) else {
        return;
    };
    assert!(well, "{text}");
    let (_, content) = PlanStore::open(&path, &me()).expect("opened");
    let found = content.plan.expect("sound");
    assert_eq!(found.points[&PointId(1)].name, "QGIS");
    assert_eq!(
        found.points[&PointId(1)].position,
        found.points[&PointId(2)].position
    );
    assert_eq!(content.tampering, None);
}

/// As another program leaves a file when it breaks off while writing into it.
#[test]
fn what_another_program_left_half_written_is_taken_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("plan.gpkg");
    let (_, table) = demo_plan(&path);
    let whole = std::fs::read(&path).expect("read");
    let other = Connection::open(&path).expect("opened");
    let work = "PRAGMA cache_size = 10; BEGIN; DELETE FROM pg_edit_log;
                UPDATE pg_incidents SET columns = randomblob(length(columns));";
    other.execute_batch(work).expect("under way");
    let broken = tempfile::tempdir().expect("a folder");
    for name in ["plan.gpkg", "plan.gpkg-journal"] {
        std::fs::copy(folder.path().join(name), broken.path().join(name)).expect("copied");
    }
    let left = broken.path().join("plan.gpkg");
    assert!(
        std::fs::read(&left).expect("read") != whole,
        "half of it is in the file"
    );
    let (store, content) = PlanStore::open(&left, &me()).expect("opened");
    assert_eq!((content.tampering, content.log.len()), (None, 1));
    assert!(store.incidents().expect("sound") == Some(table));
}
