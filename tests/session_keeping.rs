//! What is kept between runs: nothing is lost and nothing written over, whatever became of the folder and the files.

mod common;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use common::settle;
use patrolgrid::base::coords::LonLat;
use patrolgrid::base::ids::{PointId, SceneId};
use patrolgrid::base::palettes::Ramp;
use patrolgrid::i18n::language::Language;
use patrolgrid::i18n::words::Words;
use patrolgrid::io::boundaries::BoundaryOptions;
use patrolgrid::io::incident_table::IncidentOptions;
use patrolgrid::io::plan_file::inside::plan_inside;
use patrolgrid::model::filter::IncidentFilter;
use patrolgrid::model::grid::GridLevel;
use patrolgrid::model::map_look::UnitFigure;
use patrolgrid::model::patrol_point::PatrolPoint;
use patrolgrid::model::plan::Plan;
use patrolgrid::model::plan_edit::PlanEdit;
use patrolgrid::model::reach_rule::ReachRule;
use patrolgrid::model::scene::{Scene, SceneLook, SceneSubject};
use patrolgrid::model::travel_rule::TravelRule;
use patrolgrid::session::command::Command;
use patrolgrid::session::keeper::SaveState;
use patrolgrid::session::state::Session;
use rusqlite::Connection;

fn a_session(home: &Path) -> Session {
    Session::new(Some(home.to_owned()), Arc::new(|| ()))
}

/// A session over one grid and one incident, its files in `folder`.
fn opened(home: &Path, folder: &Path) -> Session {
    let mut session = a_session(home);
    session.apply(Command::OpenBoundaries(vec![(
        grids(folder, "格.geojson"),
        // Nothing in the file says so: the level has to be remembered.
        BoundaryOptions {
            level: Some(GridLevel::PoliceGrid),
            ..BoundaryOptions::default()
        },
    )]));
    session.apply(Command::ImportIncidents(
        incidents(folder, "警情.csv"),
        IncidentOptions::default(),
    ));
    session.apply(Command::Edit(PlanEdit::AddPoint(point(1))));
    settle(&mut session);
    session.flush();
    session.tick();
    session
}

fn grids(folder: &Path, name: &str) -> PathBuf {
    let path = folder.join(name);
    let text = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"A"},"geometry":
        {"type":"Polygon","coordinates":[[[113.9,22.6],[113.91,22.6],[113.91,22.61],[113.9,22.61],[113.9,22.6]]]}}]}"#;
    std::fs::write(&path, text).expect("written");
    path
}

fn incidents(folder: &Path, name: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, "lon,lat\n113.905,22.605\n").expect("written");
    path
}

fn point(id: u32) -> PatrolPoint {
    PatrolPoint {
        id: PointId(id),
        name: format!("布警点 {id}"),
        position: LonLat::new(113.905, 22.605),
        locked: false,
        unit: String::new(),
    }
}

fn resumed(home: &Path) -> Session {
    let mut session = a_session(home);
    assert!(session.open_last_plan(), "a plan is kept");
    settle(&mut session);
    session.flush();
    session.tick();
    session
}

/// What the session has said, in English; every sentence has its words.
fn said(session: &Session) -> String {
    let words = Words::new(Language::English);
    let notices = session.notices().all().iter();
    let all: Vec<String> = notices.map(|notice| words.say(&notice.message)).collect();
    assert!(all.iter().all(|said| !said.contains('⟦')), "{all:?}");
    all.join("\n")
}

/// Where the sources of the first untitled plan lie, as its file has it.
fn kept_text(home: &Path) -> String {
    let open = Connection::open(home.join("untitled-1.gpkg")).expect("kept");
    let sql = "SELECT value FROM pg_settings WHERE key = 'sources'";
    open.query_row(sql, [], |row| row.get(0)).expect("kept")
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("the folder");
    let names = entries.map(|entry| entry.expect("an entry").file_name());
    let mut names: Vec<_> = names
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

fn two_folders() -> (tempfile::TempDir, tempfile::TempDir) {
    let folder = || tempfile::tempdir().expect("a folder");
    (folder(), folder())
}

#[test]
fn a_file_that_is_not_there_is_named_and_the_copy_in_the_plan_stands_in() {
    let (home, folder) = two_folders();
    drop(opened(home.path(), folder.path()));
    let (file, away) = (folder.path().join("格.geojson"), folder.path().join("away"));
    std::fs::rename(&file, &away).expect("moved");
    std::fs::rename(folder.path().join("警情.csv"), folder.path().join("gone")).expect("moved");
    let session = resumed(home.path());
    let said = said(&session);
    for name in ["“格.geojson” cannot be read", "“警情.csv” cannot be read"] {
        assert!(said.contains(name), "{said}");
    }
    let grids = &session.sources().grids.content;
    let layer = grids.layer(GridLevel::PoliceGrid).expect("as it was read");
    assert_eq!((layer.units.len(), layer.units[0].code.as_str()), (1, "A"));
    assert_eq!(session.sources().incidents.content.len(), 1);
    assert_eq!(session.plan().points.len(), 1);
    drop(session);
    std::fs::rename(&away, &file).expect("moved back");
    std::fs::rename(folder.path().join("gone"), folder.path().join("警情.csv")).expect("back");
    let session = resumed(home.path());
    assert!(!self::said(&session).contains("cannot be read"));
    let grids = &session.sources().grids.content;
    assert!(
        grids.layer(GridLevel::PoliceGrid).is_some(),
        "as it was read"
    );
    assert_eq!(session.sources().incidents.content.len(), 1);
}

#[test]
fn one_file_that_holds_no_boundaries_any_more_does_not_keep_the_others_away() {
    let (home, folder) = two_folders();
    let mut session = opened(home.path(), folder.path());
    let other = BoundaryOptions {
        level: Some(GridLevel::WorkGrid),
        ..BoundaryOptions::default()
    };
    let file = grids(folder.path(), "other.geojson");
    session.apply(Command::OpenBoundaries(vec![(file, other)]));
    settle(&mut session);
    drop(session);
    std::fs::write(folder.path().join("格.geojson"), "{").expect("broken");
    let session = resumed(home.path());
    let levels: Vec<_> = session.sources().grids.content.layers().collect();
    assert_eq!(levels.len(), 1);
    assert_eq!(levels[0].level, GridLevel::WorkGrid);
    drop(session);
    assert!(
        kept_text(home.path()).contains("格.geojson"),
        "still listed"
    );
}

#[test]
fn a_program_that_ends_before_its_files_are_read_forgets_none_of_them() {
    let (home, folder) = two_folders();
    drop(opened(home.path(), folder.path()));
    let mut session = a_session(home.path());
    assert!(session.open_last_plan());
    let start = Instant::now();
    while session.plan().points.is_empty() && start.elapsed() < Duration::from_mins(1) {
        session.tick();
    }
    session.flush();
    drop(session);
    let text = kept_text(home.path());
    assert!(
        text.contains("格.geojson") && text.contains("警情.csv"),
        "{text}"
    );
}

#[test]
fn what_was_closed_does_not_come_back() {
    let (home, folder) = two_folders();
    let mut session = opened(home.path(), folder.path());
    session.apply(Command::CloseIncidents);
    session.apply(Command::CloseLevel(GridLevel::PoliceGrid));
    settle(&mut session);
    drop(session);
    let text = kept_text(home.path());
    assert!(
        !text.contains("格.geojson") && !text.contains("警情.csv"),
        "{text}"
    );
}

#[test]
fn a_file_that_has_changed_is_named() {
    let (home, folder) = two_folders();
    drop(opened(home.path(), folder.path()));
    let session = resumed(home.path());
    assert!(!said(&session).contains("changed"), "nothing has");
    drop(session);
    let file = folder.path().join("警情.csv");
    std::fs::write(&file, "lon,lat\n113.905,22.605\n113.906,22.606\n").expect("written");
    let session = resumed(home.path());
    let said = said(&session);
    assert!(said.contains("“警情.csv” has changed"), "{said}");
    assert!(!said.contains("“格.geojson” has changed"), "{said}");
}

#[test]
fn the_second_program_in_a_folder_says_so_and_writes_nothing() {
    let (home, folder) = two_folders();
    let mut first = opened(home.path(), folder.path());
    let mut second = resumed(home.path());
    let text = said(&second);
    assert!(
        text.contains("Another PatrolGrid") && text.contains("is open in another PatrolGrid"),
        "{text}"
    );
    assert!(matches!(second.save_state(), SaveState::ReadOnly(_)));
    assert_eq!(second.plan().points.len(), 1);
    second.apply(Command::Edit(PlanEdit::RemovePoint(PointId(1))));
    second.apply(Command::Undo);
    second.flush();
    assert_eq!(
        second.plan().points.len(),
        1,
        "what cannot be kept cannot be done"
    );
    assert!(said(&second).contains("cannot be changed here"));
    first.apply(Command::Edit(PlanEdit::AddPoint(point(2))));
    first.flush();
    assert_eq!(first.save_state(), SaveState::Saved);
    drop(second);
    drop(first);
    assert_eq!(resumed(home.path()).plan().points.len(), 2);
}

#[test]
fn a_second_program_goes_on_with_a_copy_of_its_own() {
    let (home, folder) = two_folders();
    let first = opened(home.path(), folder.path());
    let mut second = resumed(home.path());
    let copy = folder.path().join("乙.gpkg");
    second.apply(Command::SavePlanAs(copy.clone()));
    settle(&mut second);
    second.apply(Command::Edit(PlanEdit::AddPoint(point(2))));
    second.flush();
    assert_eq!(second.save_state(), SaveState::Saved, "{}", said(&second));
    assert_eq!(
        (first.plan().points.len(), second.plan().points.len()),
        (1, 2)
    );
    drop((first, second));
    let mut third = a_session(home.path());
    third.apply(Command::OpenFile(copy));
    settle(&mut third);
    assert_eq!(third.plan().points.len(), 2);
    assert_eq!(third.sources().incidents.content.len(), 1);
    assert_eq!(third.history().made(), 2, "the steps went along");
}

#[test]
fn an_old_project_that_is_broken_changed_by_hand_or_newer_is_named_and_stays_as_it_is() {
    for (broken, word) in [
        ("{\"format\":1,\"plan\":{\"name\":\"夜", "neither a plan"),
        ("", "neither a plan"),
        ("{}", "neither a plan"),
        ("{\"format\":7,\"plan\":\"of tomorrow\"}", "newer"),
        (
            "{\"format\":1,\"plan\":{\"name\":\"\",\"points\":{},\"zones\":{},\"reach\":{\"straight-line\":{\"rings\":[]}}}}",
            "damaged",
        ),
    ] {
        let home = tempfile::tempdir().expect("a folder");
        let old = home.path().join("project.json");
        std::fs::write(&old, broken).expect("written");
        let mut session = resumed(home.path());
        session.apply(Command::Edit(PlanEdit::AddPoint(point(1))));
        session.flush();
        session.tick();
        let said = said(&session);
        assert!(
            said.contains("project.json") && said.contains(word),
            "{said}"
        );
        assert_eq!(session.save_state(), SaveState::Saved);
        drop(session);
        assert_eq!(std::fs::read_to_string(old).expect("kept"), broken);
        assert_eq!(resumed(home.path()).plan().points.len(), 1);
    }
}

#[test]
fn an_error_about_a_project_quotes_nothing_of_it() {
    let home = tempfile::tempdir().expect("a folder");
    let text = "{\"format\":1,\"plan\":\"13800138000\"}";
    std::fs::write(home.path().join("project.json"), text).expect("written");
    let session = resumed(home.path());
    let said = said(&session);
    assert!(
        said.contains("project.json") && !said.contains("138"),
        "{said}"
    );
}

#[test]
fn a_plan_changed_by_hand_into_nonsense_is_refused_and_low_counters_are_mended() {
    let plan = |points: &str, next: u32| {
        format!(
            "{{\"format\":1,\"plan\":{{\"name\":\"\",\"points\":{points},\"zones\":{{}},\"reach\":{{\"straight-line\":{{\"rings\":[800.0,300.0]}}}},\"next_point\":{next},\"next_zone\":1}}}}"
        )
    };
    let at = |id: u32, lon: f64| {
        format!(
            "{{\"4\":{{\"id\":{id},\"name\":\"\",\"position\":{{\"lon\":{lon},\"lat\":22.6}},\"locked\":false,\"unit\":\"\"}}}}"
        )
    };
    let load = |text: String| {
        let home = tempfile::tempdir().expect("a folder");
        std::fs::write(home.path().join("project.json"), text).expect("written");
        resumed(home.path()).plan().clone()
    };
    assert!(
        load(plan(&at(5, 113.9), 9)).points.is_empty(),
        "another number"
    );
    assert!(
        load(plan(&at(4, 1139.0), 9)).points.is_empty(),
        "off the globe"
    );
    let sound = load(plan(&at(4, 113.9), 0));
    assert_eq!(sound.free_point_id(), PointId(5));
    let rings: Vec<f64> = sound
        .reach
        .rings()
        .iter()
        .map(|ring| ring.value())
        .collect();
    assert_eq!(rings, [300.0, 800.0]);
}

/// Written by the last program that kept projects as JSON, of the demo district.
#[test]
fn a_real_old_project_becomes_a_plan_file_with_nothing_lost() {
    let fixture =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/plans/project-format-1.json");
    let text = std::fs::read_to_string(&fixture).expect("the fixture");
    let old: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let home = tempfile::tempdir().expect("a folder");
    std::fs::write(home.path().join("project.json"), &text).expect("written");
    let mut session = resumed(home.path());
    assert!(
        said(&session).contains("project-taken-over-1.json"),
        "{}",
        said(&session)
    );
    let aside = home.path().join("project-taken-over-1.json");
    assert_eq!(std::fs::read_to_string(aside).expect("unchanged"), text);
    let mut written = serde_json::to_value(session.plan()).expect("written");
    // It knew of no scenes; everything else is as it was.
    let mut expected = old["plan"].clone();
    expected["scenes"] = serde_json::json!([]);
    expected["next_scene"] = 0.into();
    assert!(written == expected, "taken over whole");
    assert_eq!(session.plan().points.len(), 60);
    session.apply(Command::Edit(PlanEdit::Rename("夜班".into())));
    session.flush();
    session.tick();
    assert_eq!(session.save_state(), SaveState::Saved);
    drop(session);
    let session = resumed(home.path());
    written["name"] = "夜班".into();
    assert_eq!(
        serde_json::to_value(session.plan()).expect("written"),
        written
    );
    drop(session);
    for word in ["work_grids.geojson", "incidents.csv", "roads.geojson"] {
        assert!(
            kept_text(home.path()).contains(word),
            "still listed: {word}"
        );
    }
    assert_eq!(
        names(home.path()),
        [
            "in-use.lock",
            "project-taken-over-1.json",
            "settings.json",
            "untitled-1.gpkg"
        ]
    );
}

#[test]
fn settings_that_cannot_be_read_are_set_aside_and_named() {
    let home = tempfile::tempdir().expect("a folder");
    let file = home.path().join("settings.json");
    std::fs::write(&file, "{\"language\":\"Klingon\"}").expect("written");
    let mut session = a_session(home.path());
    session.apply(Command::SetLanguage(Language::English));
    session.flush();
    assert!(said(&session).contains("settings-unreadable-1.json"));
    let aside = home.path().join("settings-unreadable-1.json");
    assert!(
        std::fs::read_to_string(aside)
            .expect("kept")
            .contains("Klingon")
    );
}

#[cfg(unix)]
#[test]
fn a_file_whose_name_is_no_text_is_remembered_and_costs_no_setting() {
    use std::os::unix::ffi::OsStringExt;
    let (home, folder) = two_folders();
    let name = std::ffi::OsString::from_vec(b"\xbe\xaf\xc7\xe9.csv".to_vec());
    let path = folder.path().join(name);
    std::fs::write(&path, "lon,lat\n113.905,22.605\n").expect("written");
    let mut session = a_session(home.path());
    session.apply(Command::SetLanguage(Language::English));
    session.apply(Command::ImportIncidents(
        path.clone(),
        IncidentOptions::default(),
    ));
    settle(&mut session);
    session.flush();
    assert_eq!(session.save_state(), SaveState::Saved);
    drop(session);
    let session = resumed(home.path());
    assert_eq!(session.sources().incidents.content.len(), 1);
    assert_eq!(session.settings().language, Language::English);
    assert_eq!(session.settings().recent_files, [path]);
}

#[test]
fn what_could_not_be_written_is_tried_again() {
    let (home, folder) = two_folders();
    let inner = home.path().join("inner");
    std::fs::write(&inner, "a file in the way of the folder").expect("written");
    let mut session = Session::new(Some(inner.clone()), Arc::new(|| ()));
    session.apply(Command::Edit(PlanEdit::AddPoint(point(1))));
    session.flush();
    assert!(matches!(session.save_state(), SaveState::Failed(_)));
    std::fs::remove_file(&inner).expect("out of the way");
    session.flush();
    assert_eq!(session.save_state(), SaveState::Saved);
    session.tick();
    drop(session);
    assert_eq!(resumed(&inner).plan().points.len(), 1);
    drop(folder);
}

#[test]
fn a_half_written_file_of_a_program_that_broke_off_is_cleared_away() {
    let home = tempfile::tempdir().expect("a folder");
    let left = [
        "project.json.4711.tmp",
        ".untitled-1.gpkg.4711.tmp",
        "settings.json.1.tmp",
    ];
    for name in left {
        std::fs::write(home.path().join(name), "{\"form").expect("written");
    }
    let being_made = format!(".untitled-1.gpkg.{}.tmp", std::process::id());
    std::fs::write(home.path().join(&being_made), "by this program, now").expect("written");
    let session = a_session(home.path());
    session.flush();
    assert_eq!(names(home.path()), [being_made.as_str(), "in-use.lock"]);
}

/// A plan file of an older program, unpacked into a folder.
fn unpacked(name: &str, folder: &Path) -> PathBuf {
    let packed = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/plans");
    let packed = std::fs::File::open(packed.join(name)).expect("the fixture");
    let mut whole = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(packed), &mut whole)
        .expect("packed well");
    let file = folder.join("旧方案.gpkg");
    std::fs::write(&file, &whole).expect("written");
    file
}

fn a_scene(id: SceneId, title: &str) -> Scene {
    Scene {
        id,
        title: title.into(),
        note: String::new(),
        view: None,
        look: SceneLook {
            layers: Vec::new(),
            choropleth: (GridLevel::PoliceGrid, UnitFigure::PerKm2),
            ramp: Ramp::Automatic,
            bandwidth: None,
        },
        filter: IncidentFilter::default(),
        beside: None,
        spotlight: BTreeSet::new(),
        subject: SceneSubject::District,
        proposal: Vec::new(),
    }
}

/// Written by the last program whose rule of reach knew straight lines only: the demo's plan, three steps and one taken back.
#[test]
fn a_real_plan_file_of_the_layout_before_is_read_as_it_is_and_goes_on_in_this_one() {
    let home = tempfile::tempdir().expect("a folder");
    let file = unpacked("plan-format-2.gpkg.gz", home.path());
    let whole = std::fs::read(&file).expect("read");
    let format = |file: &Path| -> String {
        let open = Connection::open(file).expect("opened");
        let asked = "SELECT value FROM pg_settings WHERE key = 'format'";
        open.query_row(asked, [], |row| row.get(0))
            .expect("a format")
    };
    assert_eq!(format(&file), "2");
    // Who only looks changes nothing.
    assert_eq!(plan_inside(&file).expect("read").points.len(), 60);
    assert!(std::fs::read(&file).expect("read") == whole, "untouched");
    let mut session = a_session(home.path());
    session.apply(Command::OpenFile(file.clone()));
    settle(&mut session);
    assert_eq!(
        (session.plan().points.len(), session.plan().zones.len()),
        (60, 12)
    );
    assert_eq!(session.plan().reach, ReachRule::default());
    assert_eq!(
        (session.history().made(), session.history().taken_back()),
        (2, 1)
    );
    let by_road = ReachRule::one_three_five(TravelRule {
        turnout: 45.0,
        ..TravelRule::default()
    });
    session.apply(Command::Edit(PlanEdit::SetReach(by_road.clone())));
    session.flush();
    session.tick();
    assert_eq!(session.save_state(), SaveState::Saved);
    drop(session);
    assert_eq!(format(&file), "4");
    let mut session = a_session(home.path());
    session.apply(Command::OpenFile(file));
    settle(&mut session);
    assert_eq!(session.plan().reach, by_road);
    session.apply(Command::GoToStep(0));
    assert_eq!(session.plan().reach, ReachRule::default());
}

/// Written by the last program without scenes: a plan that goes by road, three steps more and one taken back.
#[test]
fn a_real_plan_file_without_scenes_is_read_as_it_is_and_takes_scenes() {
    let home = tempfile::tempdir().expect("a folder");
    let file = unpacked("plan-format-3.gpkg.gz", home.path());
    let before = std::fs::read(&file).expect("read");
    assert_eq!(plan_inside(&file).expect("read").scenes, []);
    assert!(std::fs::read(&file).expect("read") == before, "untouched");
    let mut session = a_session(home.path());
    session.apply(Command::OpenFile(file.clone()));
    settle(&mut session);
    assert_eq!(session.plan().points.len(), 60);
    assert!(session.plan().reach.travel().is_some());
    let titles = ["白天", "夜间", "数据"];
    for title in titles {
        let scene = a_scene(session.plan().free_scene_id(), title);
        session.apply(Command::Edit(PlanEdit::AddScene(usize::MAX, scene)));
    }
    let last = session.plan().scenes[2].id;
    session.apply(Command::Edit(PlanEdit::MoveScene(last, 0)));
    session.flush();
    drop(session);
    let told = |plan: &Plan| -> Vec<String> {
        plan.scenes
            .iter()
            .map(|scene| scene.title.clone())
            .collect()
    };
    // The tables and the log tell the same.
    assert_eq!(
        told(&plan_inside(&file).expect("read")),
        ["数据", "白天", "夜间"]
    );
    let mut session = a_session(home.path());
    session.apply(Command::OpenFile(file.clone()));
    settle(&mut session);
    assert_eq!(told(session.plan()), ["数据", "白天", "夜间"]);
    session.apply(Command::Undo);
    assert_eq!(told(session.plan()), titles);
    session.apply(Command::Edit(PlanEdit::RemoveScene(SceneId(2))));
    session.flush();
    assert_eq!(told(&plan_inside(&file).expect("read")), ["白天", "数据"]);
}

#[test]
fn undo_and_redo_with_their_names_outlive_the_program() {
    let home = tempfile::tempdir().expect("a folder");
    let mut session = a_session(home.path());
    for id in 1..=5 {
        session.apply(Command::Edit(PlanEdit::AddPoint(point(id))));
    }
    session.apply(Command::Edit(PlanEdit::MovePoint(
        PointId(2),
        LonLat::new(113.8, 22.7),
    )));
    session.apply(Command::GoToStep(3));
    session.apply(Command::Redo);
    let titles = |session: &Session| {
        let words = Words::new(Language::English);
        let say = |title: &patrolgrid::i18n::message::Message| words.say(title);
        let history = session.history();
        let past: Vec<String> = history.past_titles().map(say).collect();
        let future: Vec<String> = history.future_titles().map(say).collect();
        (past, future)
    };
    let (before, plan) = (titles(&session), session.plan().clone());
    assert_eq!((before.0.len(), before.1.len()), (4, 2));
    session.flush();
    assert_eq!(session.save_state(), SaveState::Saved);
    session.tick();
    drop(session);
    let mut session = resumed(home.path());
    assert_eq!((titles(&session), session.plan()), (before, &plan));
    session.apply(Command::GoToStep(usize::MAX));
    assert_eq!(
        session.plan().points[&PointId(2)].position,
        LonLat::new(113.8, 22.7)
    );
    session.apply(Command::GoToStep(0));
    assert!(session.plan().points.is_empty());
    drop(session);
    let session = resumed(home.path());
    assert_eq!(
        (session.history().made(), session.history().taken_back()),
        (0, 6)
    );
}

#[test]
fn the_log_says_who_did_what_and_any_point_of_it_can_be_gone_back_to() {
    let (home, folder) = two_folders();
    let mut session = a_session(home.path());
    session.apply(Command::SetLanguage(Language::English));
    session.apply(Command::SetPlanner("王队".into()));
    for id in 1..=4 {
        session.apply(Command::Edit(PlanEdit::AddPoint(point(id))));
    }
    session.apply(Command::Undo);
    session.flush();
    settle(&mut session);
    drop(session);
    let mut session = resumed(home.path());
    let lines = session.log().all().to_vec();
    let told: Vec<_> = lines
        .iter()
        .map(|line| (line.seq, line.act.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (1, "begin"),
            (2, "edit"),
            (3, "edit"),
            (4, "edit"),
            (5, "edit"),
            (6, "undo")
        ]
    );
    assert_eq!(lines[5].title, "Undo: Add point “布警点 4”");
    assert!(
        lines[1..]
            .iter()
            .all(|line| line.who == "王队" && line.time.ends_with('Z'))
    );
    session.apply(Command::RevertTo(3));
    settle(&mut session);
    assert_eq!(session.plan().points.len(), 2);
    let title = session.history().undo_title().expect("a step");
    assert_eq!(session.words().say(title), "Back to entry 3 of the log");
    session.apply(Command::Undo);
    assert_eq!(
        session.plan().points.len(),
        3,
        "going back is itself a step"
    );
    let csv = folder.path().join("记录.csv");
    session.apply(Command::ExportLog(csv.clone()));
    settle(&mut session);
    let text = std::fs::read_to_string(csv).expect("written");
    assert_eq!(text.lines().count(), 1 + 8, "{text}");
    assert!(text.starts_with('\u{feff}') && text.contains("王队"));
}

#[test]
fn a_plan_saved_elsewhere_goes_on_there_and_a_second_plan_has_a_name_of_its_own() {
    let (home, folder) = two_folders();
    let mut session = opened(home.path(), folder.path());
    session.apply(Command::Edit(PlanEdit::Rename("夜班".into())));
    let (first, second) = (
        folder.path().join("夜班.gpkg"),
        folder.path().join("夜班B.gpkg"),
    );
    session.apply(Command::SavePlanAs(first.clone()));
    settle(&mut session);
    assert_eq!(session.plan_file(), Some(first.as_path()));
    session.apply(Command::Edit(PlanEdit::AddPoint(point(2))));
    session.apply(Command::DuplicatePlan(second.clone()));
    settle(&mut session);
    session.apply(Command::Edit(PlanEdit::AddPoint(point(3))));
    session.flush();
    session.tick();
    drop(session);
    let session = resumed(home.path());
    assert_eq!(
        session.plan_file(),
        Some(second.as_path()),
        "the next start goes on there"
    );
    assert_eq!(
        (session.plan().points.len(), session.plan().name.as_str()),
        (3, "夜班 B")
    );
    assert_eq!(session.sources().incidents.content.len(), 1);
    drop(session);
    let mut session = a_session(home.path());
    session.apply(Command::OpenFile(first));
    settle(&mut session);
    assert_eq!(
        (session.plan().points.len(), session.plan().name.as_str()),
        (2, "夜班")
    );
}

#[test]
fn a_new_plan_leaves_a_named_file_as_it_is_and_can_still_be_taken_back() {
    let (home, folder) = two_folders();
    let mut session = opened(home.path(), folder.path());
    let file = folder.path().join("夜班.gpkg");
    session.apply(Command::SavePlanAs(file.clone()));
    settle(&mut session);
    let plan = session.plan().clone();
    session.apply(Command::NewPlan);
    session.apply(Command::Edit(PlanEdit::AddPoint(point(9))));
    session.flush();
    settle(&mut session);
    assert_eq!(session.save_state(), SaveState::Saved);
    assert_eq!(
        session.plan_file(),
        Some(home.path().join("untitled-2.gpkg").as_path())
    );
    drop(session);
    let mut session = resumed(home.path());
    assert_eq!(session.plan().points.len(), 1);
    assert_eq!(
        session.sources().incidents.content.len(),
        1,
        "its sources went along"
    );
    session.apply(Command::GoToStep(0));
    assert_eq!(session.plan().points, plan.points);
    session.apply(Command::OpenFile(file));
    settle(&mut session);
    assert_eq!(session.plan(), &plan);
}

#[test]
fn what_another_program_did_to_the_plan_is_a_step_that_can_be_undone() {
    let (home, folder) = two_folders();
    drop(opened(home.path(), folder.path()));
    let file = home.path().join("untitled-1.gpkg");
    let open = Connection::open(&file).expect("opened");
    for function in ["ST_IsEmpty", "ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"] {
        let flags = rusqlite::functions::FunctionFlags::SQLITE_UTF8;
        open.create_scalar_function(function, 1, flags, |_| Ok(0.0))
            .expect("as other programs have them");
    }
    let sql = "UPDATE patrol_points SET name = 'QGIS' WHERE fid = 1";
    assert_eq!(open.execute(sql, []), Ok(1));
    drop(open);
    let mut session = resumed(home.path());
    assert!(
        said(&session).contains("changed in another program"),
        "{}",
        said(&session)
    );
    assert_eq!(session.plan().points[&PointId(1)].name, "QGIS");
    session.apply(Command::Undo);
    assert_eq!(session.plan().points[&PointId(1)].name, "布警点 1");
    drop(session);
    assert!(!said(&resumed(home.path())).contains("changed in another program"));
}

#[test]
fn a_changed_log_is_named_the_file_left_alone_and_a_copy_begins_anew() {
    let (home, folder) = two_folders();
    let mut session = opened(home.path(), folder.path());
    session.apply(Command::Edit(PlanEdit::AddPoint(point(2))));
    session.flush();
    drop(session);
    let file = home.path().join("untitled-1.gpkg");
    let open = Connection::open(&file).expect("opened");
    assert_eq!(
        open.execute("UPDATE pg_edit_log SET who = '别人' WHERE seq = 2", []),
        Ok(1)
    );
    drop(open);
    let before = std::fs::read(&file).expect("read");
    let mut session = resumed(home.path());
    let text = said(&session);
    assert!(
        text.contains("entry 2 of 20") && text.contains("not as it was written"),
        "{text}"
    );
    session.apply(Command::Edit(PlanEdit::AddPoint(point(3))));
    session.apply(Command::SetFilter(
        patrolgrid::model::filter::IncidentFilter {
            patrol_discovered: true,
            ..Default::default()
        },
    ));
    session.flush();
    assert_eq!(session.plan().points.len(), 2);
    let copy = folder.path().join("新.gpkg");
    session.apply(Command::SavePlanAs(copy.clone()));
    settle(&mut session);
    session.apply(Command::Edit(PlanEdit::AddPoint(point(3))));
    session.flush();
    assert_eq!(session.save_state(), SaveState::Saved);
    drop(session);
    let mut session = a_session(home.path());
    session.apply(Command::OpenFile(copy));
    settle(&mut session);
    assert_eq!(session.plan().points.len(), 3);
    assert_eq!(session.sources().incidents.content.len(), 1);
    assert!(session.filter().patrol_discovered);
    assert!(!said(&session).contains("not as it was written"));
    drop(session);
    let after = std::fs::read(&file).expect("read");
    assert!(after == before, "the evidence is untouched");
}

#[test]
fn a_plan_changed_underneath_is_not_written_over_and_nothing_of_the_screen_is_lost() {
    let (home, folder) = two_folders();
    let mut session = opened(home.path(), folder.path());
    let file = home.path().join("untitled-1.gpkg");
    std::fs::remove_file(&file).expect("deleted");
    std::fs::write(&file, "somebody else's").expect("written");
    session.apply(Command::Edit(PlanEdit::AddPoint(point(2))));
    session.flush();
    assert!(
        matches!(session.save_state(), SaveState::Failed(_)),
        "never said to be saved"
    );
    let copy = folder.path().join("救.gpkg");
    session.apply(Command::SavePlanAs(copy.clone()));
    settle(&mut session);
    assert_eq!(session.save_state(), SaveState::Saved, "{}", said(&session));
    drop(session);
    let session = rescued(home.path(), &file, copy);
    assert_eq!(
        (session.plan().points.len(), session.history().made()),
        (2, 2)
    );
}

/// The copy that was made because somebody else wrote into the file: opened anew. The file is as they left it.
fn rescued(home: &Path, file: &Path, copy: PathBuf) -> Session {
    assert_eq!(
        std::fs::read_to_string(file).expect("read"),
        "somebody else's"
    );
    let mut session = a_session(home);
    session.apply(Command::OpenFile(copy));
    settle(&mut session);
    session
}

#[test]
fn a_plan_opened_for_another_brings_its_own_sources_and_leaves_the_first_whole() {
    let (home, folder) = two_folders();
    let mut session = opened(home.path(), folder.path());
    let (first, plan) = (folder.path().join("甲.gpkg"), session.plan().clone());
    session.apply(Command::SavePlanAs(first.clone()));
    settle(&mut session);
    drop(session);
    let other = tempfile::tempdir().expect("a folder");
    let mut session = a_session(other.path());
    session.apply(Command::Edit(PlanEdit::AddPoint(point(7))));
    session.flush();
    session.tick();
    session.apply(Command::OpenFile(first));
    settle(&mut session);
    assert_eq!(session.plan().points, plan.points);
    assert_eq!(session.sources().incidents.content.len(), 1);
    let untitled = other.path().join("untitled-1.gpkg");
    session.apply(Command::OpenFile(untitled));
    settle(&mut session);
    assert!(session.plan().points.contains_key(&PointId(7)));
    assert!(
        session.sources().incidents.content.is_empty(),
        "those were the other plan's"
    );
    assert!(session.sources().grids.content.is_empty());
}

#[test]
fn a_plan_that_cannot_be_read_is_named_and_changes_nothing() {
    let (home, folder) = two_folders();
    let mut session = opened(home.path(), folder.path());
    let before = session.plan().clone();
    for text in [
        r#"{"format": 99, "plan": {}}"#,
        r#"{"format": 1, "plan": {"points"#,
    ] {
        let file = folder.path().join("project-kept-1.json");
        std::fs::write(&file, text).expect("written");
        session.apply(Command::OpenFile(file));
        settle(&mut session);
        assert!(said(&session).contains("project-kept-1.json” could not be opened"));
        session.apply(Command::ClearNotices);
    }
    assert_eq!(session.plan(), &before);
    assert_eq!(session.save_state(), SaveState::Saved);
}

#[cfg(target_os = "linux")]
#[test]
fn a_pipe_that_calls_itself_a_plan_is_refused_at_once() {
    let (home, folder) = two_folders();
    let mut session = opened(home.path(), folder.path());
    for name in ["project-kept-1.json", "plan.gpkg"] {
        let pipe = folder.path().join(name);
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.expect("mkfifo runs").success());
        session.apply(Command::OpenFile(pipe));
        settle(&mut session);
        assert!(said(&session).contains(name));
    }
}

#[test]
fn a_plan_of_last_time_that_is_not_there_is_named() {
    let (home, folder) = two_folders();
    let mut session = opened(home.path(), folder.path());
    let file = folder.path().join("棒.gpkg");
    session.apply(Command::SavePlanAs(file.clone()));
    settle(&mut session);
    drop(session);
    let away = folder.path().join("away.gpkg");
    std::fs::rename(&file, &away).expect("unplugged");
    let session = resumed(home.path());
    assert!(said(&session).contains("棒.gpkg"), "{}", said(&session));
    drop(session);
    std::fs::rename(&away, &file).expect("plugged in");
    assert_eq!(resumed(home.path()).plan().points.len(), 1);
}

/// No frame waits for the disk: while nobody can write into the file, edits are taken, shown and undone all the same, and
/// are not called saved. (`cargo bench --bench plan_file` says how long an edit takes.)
#[test]
fn an_edit_does_not_wait_for_the_disk_and_is_not_called_saved_before_it_is_there() {
    let home = tempfile::tempdir().expect("a folder");
    let mut session = a_session(home.path());
    session.apply(Command::Edit(PlanEdit::AddPoint(point(1))));
    session.flush();
    let file = home.path().join("untitled-1.gpkg");
    let other = Connection::open(&file).expect("opened");
    other.execute_batch("BEGIN IMMEDIATE").expect("held");
    for step in 1..=200 {
        let to = LonLat::new(113.9 + f64::from(step) / 1e4, 22.6);
        session.apply(Command::Edit(PlanEdit::MovePoint(PointId(1), to)));
        assert_eq!(session.plan().points[&PointId(1)].position, to);
    }
    session.apply(Command::Undo);
    session.tick();
    assert_ne!(session.save_state(), SaveState::Saved);
    assert_eq!(steps_in(&other), 2, "begin and the first point");
    other.execute_batch("ROLLBACK").expect("let go");
    session.flush();
    assert_eq!(session.save_state(), SaveState::Saved);
    assert_eq!(steps_in(&other), 203);
    let shown = session.plan().clone();
    drop(session);
    assert_eq!(resumed(home.path()).plan().points, shown.points);
}

/// How many entries the log in a file has.
fn steps_in(file: &Connection) -> i64 {
    file.query_row("SELECT count(*) FROM pg_edit_log", [], |row| row.get(0))
        .expect("a log")
}

#[test]
fn a_plan_whose_file_was_overwritten_in_place_is_rescued_from_the_screen() {
    let (home, folder) = two_folders();
    let mut session = opened(home.path(), folder.path());
    let file = home.path().join("untitled-1.gpkg");
    std::fs::write(&file, "somebody else's").expect("written over");
    session.apply(Command::Edit(PlanEdit::AddPoint(point(2))));
    session.flush();
    assert!(matches!(session.save_state(), SaveState::Failed(_)));
    session.apply(Command::SavePlanAs(file.clone()));
    settle(&mut session);
    assert!(
        said(&session).contains("Could not be saved as"),
        "{}",
        said(&session)
    );
    let copy = folder.path().join("救.gpkg");
    session.apply(Command::SavePlanAs(copy.clone()));
    settle(&mut session);
    session.flush();
    assert_eq!(session.save_state(), SaveState::Saved, "{}", said(&session));
    drop(session);
    let session = rescued(home.path(), &file, copy);
    assert_eq!(session.plan().points.len(), 2);
    assert_eq!(session.sources().incidents.content.len(), 1);
}

#[test]
fn a_copy_wished_for_just_before_another_plan_is_opened_takes_nothing_from_it() {
    let (home, folder) = two_folders();
    let mut session = opened(home.path(), folder.path());
    let (first, second) = (folder.path().join("甲.gpkg"), folder.path().join("乙.gpkg"));
    session.apply(Command::SavePlanAs(first.clone()));
    settle(&mut session);
    session.apply(Command::NewPlan);
    session.apply(Command::Edit(PlanEdit::AddPoint(point(9))));
    session.apply(Command::SavePlanAs(second.clone()));
    session.apply(Command::OpenFile(first.clone()));
    settle(&mut session);
    session.flush();
    settle(&mut session);
    assert_eq!(session.plan_file(), Some(first.as_path()));
    assert!(session.plan().points.contains_key(&PointId(1)));
    drop(session);
    let mut session = a_session(home.path());
    session.apply(Command::OpenFile(second));
    settle(&mut session);
    assert!(session.plan().points.contains_key(&PointId(9)));
}

#[test]
fn entries_of_a_plan_just_begun_have_the_numbers_they_have_in_its_file() {
    let (home, folder) = two_folders();
    for settings_first in [false, true] {
        let home = home.path().join(settings_first.to_string());
        let mut session = a_session(&home);
        if settings_first {
            session.apply(Command::ImportIncidents(
                incidents(folder.path(), "警情.csv"),
                IncidentOptions::default(),
            ));
            settle(&mut session);
        }
        for id in 1..=3 {
            session.apply(Command::Edit(PlanEdit::AddPoint(point(id))));
        }
        session.flush();
        session.tick();
        let told: Vec<_> = session
            .log()
            .all()
            .iter()
            .map(|line| (line.seq, line.title.clone()))
            .collect();
        session.apply(Command::RevertTo(3));
        settle(&mut session);
        assert_eq!(session.plan().points.len(), 2);
        session.flush();
        drop(session);
        let again = resumed(&home);
        let file: Vec<_> = again
            .log()
            .all()
            .iter()
            .map(|line| (line.seq, line.title.clone()))
            .collect();
        assert_eq!(file[..told.len()], told);
        assert_eq!(file.len(), told.len() + 1);
        assert!(file.iter().all(|(_, title)| !title.is_empty()), "{file:?}");
    }
}
