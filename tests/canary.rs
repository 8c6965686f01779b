//! Personal columns leave no trace on disk: after an import and everything that writes, their values are in no file of the
//! program's, in whatever encoding, not in the plan, its log, the settings, the lists, nor among temporary files.

mod common;
#[path = "common/personal.rs"]
mod personal;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use encoding_rs::{GB18030, UTF_16LE};
use patrolgrid::base::coords::LonLat;
use patrolgrid::base::ids::PointId;
use patrolgrid::io::plan_file::incident_blob::decode;
use patrolgrid::io::plan_file::inside::incidents_inside;
use patrolgrid::model::patrol_point::PatrolPoint;
use patrolgrid::model::plan_edit::PlanEdit;
use patrolgrid::report::plan_layer::PlanLayer;
use patrolgrid::session::command::Command as Wish;
use patrolgrid::session::state::Session;
use personal::{CANARIES, personal_export};
use rusqlite::Connection;
use rusqlite::types::ValueRef;

/// The export in the writings that stations send.
fn exports(folder: &Path) -> Vec<PathBuf> {
    let text = personal_export();
    let to = |name: &str, bytes: &[u8]| {
        let path = folder.join(name);
        std::fs::write(&path, bytes).expect("written");
        path
    };
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(&GB18030.encode(&text).0).expect("packed");
    let wide: Vec<u8> = "\u{FEFF}"
        .encode_utf16()
        .chain(text.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, line) in (0u32..).zip(text.lines()) {
        for (column, cell) in (0u16..).zip(line.split(',')) {
            sheet.write_string(row, column, cell).expect("a cell");
        }
    }
    let book = book.save_to_buffer().expect("a workbook");
    vec![
        to("a.csv", text.as_bytes()),
        to("b.csv.gz", &packed.finish().expect("packed")),
        to("c.csv", &wide),
        to("d.xlsx", &book),
    ]
}

/// Every file below a folder.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("listed") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// Fails where a canary is in the bytes, in one of the encodings a program of ours might have kept it in.
fn assert_clean(bytes: &[u8], whose: &str) {
    for canary in CANARIES {
        let wide: Vec<u8> = canary.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let (old, _, _) = GB18030.encode(canary);
        for form in [canary.as_bytes(), &wide, &old] {
            assert!(
                memchr::memmem::find(bytes, form).is_none(),
                "{canary} is in {whose}"
            );
        }
    }
}

/// The bytes as they lie, and of a plan also every cell of every table: a value may be cut in two by the pages of the file.
fn assert_file_clean(path: &Path) -> usize {
    let bytes = std::fs::read(path).expect("read");
    let whose = path.display().to_string();
    assert_clean(&bytes, &whose);
    if !bytes.starts_with(b"SQLite format 3") {
        return 0;
    }
    let open = Connection::open(path).expect("a database");
    let sql = "SELECT name FROM sqlite_master WHERE type = 'table'";
    let mut tables = open.prepare(sql).expect("asked");
    let names: Vec<String> = tables
        .query_map([], |row| row.get(0))
        .expect("asked")
        .map(|name| name.expect("a name"))
        .collect();
    let mut blocks = 0;
    for name in names {
        let mut all = open
            .prepare(&format!("SELECT * FROM \"{name}\""))
            .expect("asked");
        let count = all.column_count();
        let mut rows = all.query([]).expect("asked");
        while let Some(row) = rows.next().expect("a row") {
            for column in 0..count {
                match row.get_ref(column).expect("a cell") {
                    ValueRef::Text(text) => assert_clean(text, &name),
                    ValueRef::Blob(block) => {
                        assert_clean(block, &name);
                        // What is packed is looked at unpacked.
                        if let Ok(table) = decode(block) {
                            blocks += 1;
                            assert_clean(format!("{table:?}").as_bytes(), &name);
                        }
                    }
                    _ => {}
                }
            }
        }
    }
    blocks
}

#[test]
fn nothing_of_a_person_is_on_disk_after_an_import_and_all_that_writes() {
    let sources = tempfile::tempdir().expect("a folder");
    for export in exports(sources.path()) {
        let home = tempfile::tempdir().expect("a folder");
        let out = tempfile::tempdir().expect("a folder");
        let mut session = Session::new(Some(home.path().to_owned()), Arc::new(|| ()));
        session.apply(Wish::OpenFile(export.clone()));
        common::settle(&mut session);
        let pending = session
            .pending_incidents()
            .expect("the mapping is asked for");
        let mut options = pending.options.clone();
        options.mapping = Some(pending.preview.mapping.clone());
        session.apply(Wish::ImportIncidents(export.clone(), options));
        common::settle(&mut session);
        assert!(
            !session.sources().incidents.content.is_empty(),
            "{export:?}"
        );
        session.apply(Wish::Edit(PlanEdit::AddPoint(PatrolPoint {
            id: PointId(1),
            name: "北门".to_owned(),
            position: LonLat::new(113.9, 22.6),
            locked: false,
            unit: String::new(),
        })));
        let to = |name: &str| out.path().join(name);
        for wish in [
            Wish::ExportRefusals(to("refused.csv")),
            Wish::ExportLog(to("log.csv")),
            Wish::ExportLayer(to("points.xlsx"), PlanLayer::Points, false),
            Wish::ExportLayer(to("incidents.csv"), PlanLayer::Incidents, false),
            Wish::ExportLayer(to("public.geojson"), PlanLayer::Incidents, true),
            Wish::SavePlanAs(to("plan.gpkg")),
            Wish::DuplicatePlan(to("b.gpkg")),
        ] {
            session.apply(wish);
            common::settle(&mut session);
            session.flush();
        }
        // Before it is closed, what is not in the file yet lies beside it.
        let mut open = Vec::new();
        files(home.path(), &mut open);
        files(out.path(), &mut open);
        for path in &open {
            assert_clean(
                &std::fs::read(path).expect("read"),
                &path.display().to_string(),
            );
        }
        drop(session);
        let mut all = Vec::new();
        files(home.path(), &mut all);
        files(out.path(), &mut all);
        let blocks: usize = all.iter().map(|path| assert_file_clean(path)).sum();
        assert!(
            blocks >= 2,
            "the incidents of the plans were looked at: {all:?}"
        );
        let kept = incidents_inside(&to("b.gpkg")).expect("a plan");
        assert!(kept.is_some_and(|kept| !kept.is_empty()));
    }
}

#[test]
fn the_command_says_and_leaves_nothing_of_a_person() {
    let sources = tempfile::tempdir().expect("a folder");
    for export in exports(sources.path()) {
        let folder = tempfile::tempdir().expect("a folder");
        let refused = folder.path().join("refused.csv");
        let output = Command::new(env!("CARGO_BIN_EXE_patrolgrid"))
            .args(["import", "--json", "--refused"])
            .args([&refused, &export])
            .env("TMPDIR", folder.path())
            .env("HOME", folder.path())
            .env("XDG_DATA_HOME", folder.path())
            .env("PATROLGRID_LOG", "trace")
            .output()
            .expect("run");
        assert_clean(&output.stdout, "the answer");
        assert_clean(&output.stderr, "the log");
        assert!(String::from_utf8_lossy(&output.stdout).contains("personal_columns"));
        let mut all = Vec::new();
        files(folder.path(), &mut all);
        assert!(all.contains(&refused), "{all:?}");
        for path in &all {
            assert_file_clean(path);
        }
    }
}

#[test]
fn the_search_finds_what_it_looks_for() {
    let (old, _, _) = GB18030.encode(CANARIES[0]);
    let wide: Vec<u8> = CANARIES[0]
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(UTF_16LE.decode(&wide).0, CANARIES[0]);
    for bytes in [CANARIES[0].as_bytes(), &old, &wide] {
        let padded = [b"xx".as_slice(), bytes, b"yy"].concat();
        let found = std::panic::catch_unwind(|| assert_clean(&padded, "a test"));
        assert!(found.is_err());
    }
}
