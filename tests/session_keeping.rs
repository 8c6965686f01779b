//! What is kept between runs: nothing is lost and nothing written over, whatever became of the folder and the files.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use patrolgrid::base::coords::LonLat;
use patrolgrid::base::ids::PointId;
use patrolgrid::i18n::language::Language;
use patrolgrid::i18n::words::Words;
use patrolgrid::io::boundaries::BoundaryOptions;
use patrolgrid::io::incident_table::IncidentOptions;
use patrolgrid::model::grid::GridLevel;
use patrolgrid::model::patrol_point::PatrolPoint;
use patrolgrid::model::plan_edit::PlanEdit;
use patrolgrid::session::autosave::{ProjectError, ProjectFile, SaveState};
use patrolgrid::session::command::Command;
use patrolgrid::session::state::Session;

fn a_session(home: &Path) -> Session {
    Session::new(Some(home.to_owned()), Arc::new(|| ()))
}

fn settle(session: &mut Session) {
    let start = Instant::now();
    session.tick();
    while session.is_busy() {
        assert!(start.elapsed() < Duration::from_mins(2), "jobs never end");
        std::thread::sleep(Duration::from_millis(2));
        session.tick();
    }
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
    let kept = ProjectFile::load(home).expect("readable").expect("kept");
    session.resume(kept);
    settle(&mut session);
    session.flush();
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

fn kept_text(home: &Path) -> String {
    std::fs::read_to_string(home.join("project.json")).expect("kept")
}

fn two_folders() -> (tempfile::TempDir, tempfile::TempDir) {
    let folder = || tempfile::tempdir().expect("a folder");
    (folder(), folder())
}

#[test]
fn a_file_that_is_not_there_is_named_and_comes_back_with_its_level_when_it_is() {
    let (home, folder) = two_folders();
    drop(opened(home.path(), folder.path()));
    let (file, away) = (folder.path().join("格.geojson"), folder.path().join("away"));
    std::fs::rename(&file, &away).expect("moved");
    std::fs::rename(folder.path().join("警情.csv"), folder.path().join("gone")).expect("moved");
    let session = resumed(home.path());
    assert!(session.sources().grids.content.is_empty());
    let said = said(&session);
    assert!(
        said.contains("格.geojson") && said.contains("警情.csv"),
        "{said}"
    );
    assert_eq!(session.plan().points.len(), 1);
    drop(session);
    std::fs::rename(&away, &file).expect("moved back");
    std::fs::rename(folder.path().join("gone"), folder.path().join("警情.csv")).expect("back");
    let session = resumed(home.path());
    let grids = &session.sources().grids.content;
    assert!(
        grids.layer(GridLevel::PoliceGrid).is_some(),
        "as it was read"
    );
    assert_eq!(session.sources().incidents.content.len(), 1);
}

#[test]
fn one_file_that_is_not_there_does_not_keep_the_others_away() {
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
    std::fs::remove_file(folder.path().join("格.geojson")).expect("removed");
    let session = resumed(home.path());
    let levels: Vec<_> = session.sources().grids.content.layers().collect();
    assert_eq!(levels.len(), 1);
    assert_eq!(levels[0].level, GridLevel::WorkGrid);
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
    let kept = ProjectFile::load(home.path()).expect("readable");
    session.resume(kept.expect("kept"));
    session.flush();
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
    assert!(said(&second).contains("Another PatrolGrid"));
    assert!(matches!(second.save_state(), SaveState::Failed(_)));
    second.apply(Command::Edit(PlanEdit::RemovePoint(PointId(1))));
    second.flush();
    first.apply(Command::Edit(PlanEdit::AddPoint(point(2))));
    first.flush();
    drop(second);
    drop(first);
    assert_eq!(resumed(home.path()).plan().points.len(), 2);
}

#[test]
fn a_project_that_is_broken_off_changed_by_hand_or_newer_is_set_aside_whole() {
    for (broken, word) in [
        ("{\"format\":1,\"plan\":{\"name\":\"夜", "could not be read"),
        ("", "could not be read"),
        ("{}", "could not be read"),
        ("{\"format\":7,\"plan\":\"of tomorrow\"}", "newer"),
        (
            "{\"format\":1,\"plan\":{\"name\":\"\",\"points\":{},\"zones\":{},\"reach\":{\"straight-line\":{\"rings\":[]}}}}",
            "could not be read",
        ),
    ] {
        let home = tempfile::tempdir().expect("a folder");
        std::fs::write(home.path().join("project.json"), broken).expect("written");
        let mut session = a_session(home.path());
        let error = ProjectFile::load(home.path()).expect_err(broken);
        session.report_unreadable_project(&error);
        session.apply(Command::Edit(PlanEdit::AddPoint(point(1))));
        session.flush();
        let said = said(&session);
        assert!(
            said.contains("project-unreadable-1.json") && said.contains(word),
            "{said}"
        );
        drop(session);
        let aside = home.path().join("project-unreadable-1.json");
        assert_eq!(std::fs::read_to_string(aside).expect("kept"), broken);
        assert_eq!(resumed(home.path()).plan().points.len(), 1);
    }
}

#[test]
fn an_unreadable_project_that_cannot_be_set_aside_is_not_written_over() {
    let home = tempfile::tempdir().expect("a folder");
    std::fs::write(home.path().join("project.json"), "mine").expect("written");
    for number in 1..1000 {
        let name = format!("project-unreadable-{number}.json");
        std::fs::write(home.path().join(name), "").expect("written");
    }
    let mut session = a_session(home.path());
    let error = ProjectFile::load(home.path()).expect_err("no project");
    session.report_unreadable_project(&error);
    session.apply(Command::Edit(PlanEdit::AddPoint(point(1))));
    session.flush();
    assert_eq!(kept_text(home.path()), "mine");
    assert!(matches!(session.save_state(), SaveState::Failed(_)));
    assert!(said(&session).contains("nothing is saved"));
}

#[test]
fn an_error_about_a_project_quotes_nothing_of_it() {
    let home = tempfile::tempdir().expect("a folder");
    let text = "{\"format\":1,\"plan\":\"13800138000\"}";
    std::fs::write(home.path().join("project.json"), text).expect("written");
    let error = ProjectFile::load(home.path()).expect_err("no project");
    assert!(matches!(error, ProjectError::Unsound { line: 1, .. }));
    assert!(!error.to_string().contains("138"), "{error}");
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
    let home = tempfile::tempdir().expect("a folder");
    let load = |text: String| {
        std::fs::write(home.path().join("project.json"), text).expect("written");
        ProjectFile::load(home.path())
    };
    load(plan(&at(5, 113.9), 9)).expect_err("another number");
    load(plan(&at(4, 1139.0), 9)).expect_err("off the globe");
    let sound = load(plan(&at(4, 113.9), 0)).expect("sound").expect("kept");
    assert_eq!(sound.plan.free_point_id(), PointId(5));
    let rings: Vec<f64> = sound.plan.reach.rings().iter().map(|ring| ring.0).collect();
    assert_eq!(rings, [300.0, 800.0]);
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
    let home = tempfile::tempdir().expect("a folder");
    let blocked = home.path().join("project.json");
    std::fs::create_dir(&blocked).expect("a folder in the way of the file");
    let mut session = a_session(home.path());
    session.apply(Command::Edit(PlanEdit::AddPoint(point(1))));
    session.flush();
    assert!(matches!(session.save_state(), SaveState::Failed(_)));
    std::fs::remove_dir(&blocked).expect("out of the way");
    session.flush();
    assert_eq!(session.save_state(), SaveState::Saved);
    drop(session);
    assert_eq!(resumed(home.path()).plan().points.len(), 1);
}

#[test]
fn a_half_written_file_of_a_program_that_broke_off_is_cleared_away() {
    let home = tempfile::tempdir().expect("a folder");
    let left = home.path().join("project.json.4711.tmp");
    std::fs::write(&left, "{\"form").expect("written");
    let session = a_session(home.path());
    session.flush();
    assert!(!left.exists());
}

#[test]
fn a_plan_put_aside_for_another_is_opened_again_whole() {
    let (home, folder) = two_folders();
    drop(opened(home.path(), folder.path()));
    let kept = ProjectFile::load(home.path())
        .expect("readable")
        .expect("a project");
    let names = || -> Vec<String> {
        let entries = std::fs::read_dir(home.path()).expect("the folder");
        let names = entries.map(|entry| entry.expect("an entry").file_name());
        let names = names.map(|name| name.to_string_lossy().into_owned());
        names.filter(|name| name.contains("kept")).collect()
    };
    let mut session = a_session(home.path());
    session.put_aside(&kept);
    session.apply(Command::Edit(PlanEdit::AddPoint(point(7))));
    session.flush();
    let aside = names();
    assert_eq!(aside.len(), 1, "{aside:?}");
    assert!(said(&session).contains(&aside[0]));
    session.apply(Command::OpenFile(home.path().join(&aside[0])));
    settle(&mut session);
    assert_eq!(session.plan(), &kept.plan);
    session.flush();
    assert_eq!(names().len(), 2, "the plan in between was put aside too");
}

#[test]
fn a_put_aside_plan_that_cannot_be_read_is_named_and_changes_nothing() {
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
        assert!(said(&session).contains("project-kept-1.json” is no plan"));
        session.apply(Command::ClearNotices);
    }
    assert_eq!(session.plan(), &before);
    assert!(ProjectFile::load(home.path()).is_ok_and(|kept| kept.is_some()));
}

#[cfg(target_os = "linux")]
#[test]
fn a_pipe_that_calls_itself_a_plan_is_refused_at_once() {
    let (home, folder) = two_folders();
    let mut session = opened(home.path(), folder.path());
    let pipe = folder.path().join("project-kept-1.json");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.expect("mkfifo runs").success());
    session.apply(Command::OpenFile(pipe));
    settle(&mut session);
    assert!(said(&session).contains("project-kept-1.json"));
}
