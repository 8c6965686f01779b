//! The main job without a window: open boundaries, import incidents, drag a point, read coverage, undo.

mod common;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use common::settle;
use patrolgrid::base::coords::LonLat;
use patrolgrid::base::ids::PointId;
use patrolgrid::base::units::Minutes;
use patrolgrid::i18n::language::Language;
use patrolgrid::io::boundaries::BoundaryOptions;
use patrolgrid::io::incident_table::IncidentOptions;
use patrolgrid::model::filter::{IncidentFilter, WeekHours};
use patrolgrid::model::grid::GridLevel;
use patrolgrid::model::patrol_point::PatrolPoint;
use patrolgrid::model::plan_edit::PlanEdit;
use patrolgrid::session::command::Command;
use patrolgrid::session::keeper::SaveState;
use patrolgrid::session::notice::NoticeLevel;
use patrolgrid::session::slot::Freshness;
use patrolgrid::session::state::Session;
use patrolgrid::session::workload::WorkloadAnswer;

const WEST: f64 = 113.9;
const SOUTH: f64 = 22.6;
/// About a kilometre in longitude here.
const STEP: f64 = 0.01;

fn a_session(home: Option<&Path>) -> Session {
    Session::new(home.map(Path::to_owned), Arc::new(|| ()))
}

/// Four work grids in a row, west to east.
fn grids(folder: &Path) -> PathBuf {
    let mut features = Vec::new();
    for column in 0..4 {
        let (w, e) = (
            WEST + STEP * f64::from(column),
            WEST + STEP * f64::from(column + 1),
        );
        let (s, n) = (SOUTH, SOUTH + STEP);
        features.push(format!(
            r#"{{"type":"Feature","properties":{{"网格编码":"W{column}","名称":"第{column}网格","常住人口":{}}},
            "geometry":{{"type":"Polygon","coordinates":[[[{w},{s}],[{e},{s}],[{e},{n}],[{w},{n}],[{w},{s}]]]}}}}"#,
            1000 * (column + 1)
        ));
    }
    let path = folder.join("work_grids.geojson");
    let text = format!(
        r#"{{"type":"FeatureCollection","features":[{}]}}"#,
        features.join(",")
    );
    std::fs::write(&path, text).expect("written");
    path
}

/// Ten incidents in the middle of each grid, nine by day, one by night; a personal column that must not come in.
fn incidents(folder: &Path) -> PathBuf {
    let mut text = String::from("发案时间,案件类别,经度,纬度,报警人电话\n");
    for column in 0..4 {
        for number in 0..10 {
            let hour = if number == 0 { 23 } else { 12 };
            let (lon, lat) = (WEST + STEP * (f64::from(column) + 0.5), SOUTH + STEP / 2.0);
            writeln!(
                text,
                "2024-03-{:02} {hour}:30,盗窃,{lon},{lat},13800138000",
                number + 1
            )
            .expect("written");
        }
    }
    text.push_str("2024-03-01 12:00,盗窃,0,0,13800138000\n");
    let path = folder.join("incidents.csv");
    std::fs::write(&path, text).expect("written");
    path
}

fn point_at(id: u32, column: f64) -> PatrolPoint {
    PatrolPoint {
        id: PointId(id),
        name: format!("布警点 {id}"),
        position: LonLat::new(WEST + STEP * (column + 0.5), SOUTH + STEP / 2.0),
        locked: false,
        unit: String::new(),
    }
}

fn opened(folder: &Path, home: Option<&Path>) -> Session {
    let mut session = a_session(home);
    let options = BoundaryOptions {
        level: Some(GridLevel::WorkGrid),
        ..BoundaryOptions::default()
    };
    session.apply(Command::OpenBoundaries(vec![(grids(folder), options)]));
    session.apply(Command::ImportIncidents(
        incidents(folder),
        IncidentOptions::default(),
    ));
    settle(&mut session);
    session.apply(Command::Edit(PlanEdit::AddPoint(point_at(1, 0.0))));
    settle(&mut session);
    session
}

fn incidents_within(session: &Session) -> Vec<f64> {
    session
        .derived()
        .shown
        .figures
        .rings
        .iter()
        .map(|ring| ring.incidents)
        .collect()
}

#[test]
fn the_main_job_runs_from_files_to_coverage() {
    let folder = tempfile::tempdir().expect("a folder");
    let session = opened(folder.path(), None);
    let sources = session.sources();
    assert_eq!(sources.incidents.content.len(), 40);
    assert_eq!(sources.incident_report.refusals.len(), 1);
    assert_eq!(
        sources.incident_report.personal.len(),
        1,
        "{:?}",
        sources.incident_report.personal
    );
    assert_eq!(incidents_within(&session), vec![10.0, 10.0, 10.0]);
    let selection = session.derived().selection.fresh().expect("a selection");
    assert_eq!(
        selection.by_unit[&GridLevel::WorkGrid].incidents,
        vec![10.0; 4]
    );
    let worst = session
        .notices()
        .all()
        .iter()
        .map(|notice| notice.level)
        .max();
    assert_ne!(
        worst,
        Some(NoticeLevel::Error),
        "{:?}",
        session.notices().all()
    );
}

#[test]
fn a_drag_is_followed_by_every_figure_and_made_in_one_step() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut session = opened(folder.path(), None);
    let before = session.derived().shown.figures.clone();
    for column in [0.5, 1.0, 1.5, 3.0] {
        let to = point_at(1, column).position;
        session.apply(Command::Preview(PlanEdit::MovePoint(PointId(1), to)));
        assert!(session.tick());
        let mean = session
            .derived()
            .shown
            .figures
            .response
            .expect("incidents and a point")
            .mean
            .value();
        let kilometres: f64 = [0.0, 1.0, 2.0, 3.0]
            .iter()
            .map(|own| (own - column).abs())
            .sum::<f64>()
            / 4.0;
        assert!(
            (mean / 1026.0 - kilometres).abs() < 0.02,
            "{mean} m at column {column}"
        );
    }
    assert_eq!(
        session.plan().points[&PointId(1)].position,
        point_at(1, 0.0).position
    );
    session.apply(Command::CommitPreview);
    session.tick();
    assert_eq!(
        session.plan().points[&PointId(1)].position,
        point_at(1, 3.0).position
    );
    session.apply(Command::Undo);
    session.tick();
    assert_eq!(
        session.derived().shown.figures,
        before,
        "one undo takes the whole drag back"
    );
}

#[test]
fn a_dropped_drag_leaves_no_trace() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut session = opened(folder.path(), None);
    let before = (
        session.plan().clone(),
        session.derived().shown.figures.clone(),
    );
    session.apply(Command::Preview(PlanEdit::MovePoint(
        PointId(1),
        point_at(1, 2.0).position,
    )));
    session.tick();
    session.apply(Command::DropPreview);
    session.tick();
    assert_eq!(
        (
            session.plan().clone(),
            session.derived().shown.figures.clone()
        ),
        before
    );
    assert_eq!(session.history().past_titles().count(), 1);
}

#[test]
fn a_changed_filter_outdates_figures_until_the_new_ones_land() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut session = opened(folder.path(), None);
    let night = IncidentFilter {
        week_hours: WeekHours::daily(22, 6),
        ..IncidentFilter::default()
    };
    session.apply(Command::SetFilter(night));
    session.tick();
    assert_eq!(session.derived().coverage_freshness(), Freshness::Outdated);
    settle(&mut session);
    assert_eq!(session.derived().coverage_freshness(), Freshness::Fresh);
    assert_eq!(incidents_within(&session), vec![1.0, 1.0, 1.0]);
}

#[test]
fn the_heat_under_the_pointer_integrates_to_the_incidents() {
    let folder = tempfile::tempdir().expect("a folder");
    let session = opened(folder.path(), None);
    let heat = session.derived().heat.fresh().expect("a heat");
    let cell = heat.raster.frame.cell_x.0 * heat.raster.frame.cell_y.0 / 1e6;
    let integral: f64 = heat
        .raster
        .values
        .iter()
        .map(|value| f64::from(*value) * cell)
        .sum();
    assert!((integral / 40.0 - 1.0).abs() < 0.005, "{integral}");
    // Ten incidents on one place under the quartic kernel: 10 · 3/π / 0.3² per km².
    let peak = session
        .density_at(point_at(1, 0.0).position)
        .expect("a density")
        .0;
    assert!(
        (peak / (10.0 * 3.0 / std::f64::consts::PI / 0.09) - 1.0).abs() < 1e-6,
        "{peak}"
    );
}

#[test]
fn a_place_tells_its_grid_and_its_incidents() {
    let folder = tempfile::tempdir().expect("a folder");
    let session = opened(folder.path(), None);
    let report = session.place_report(point_at(1, 2.0).position);
    let unit = *report.units.first().expect("a work grid");
    let (_, grid) = session.unit(unit).expect("a unit");
    assert_eq!((grid.code.as_str(), grid.residents), ("W2", Some(3000.0)));
    assert_eq!(session.incidents_in(unit), Some(10.0));
    assert!(session.place_report(LonLat::new(0.0, 0.0)).units.is_empty());
}

#[test]
fn a_plan_outlives_the_program() {
    let folder = tempfile::tempdir().expect("a folder");
    let home = tempfile::tempdir().expect("a folder");
    let mut session = opened(folder.path(), Some(home.path()));
    session.apply(Command::SetLanguage(Language::English));
    let plan = session.plan().clone();
    session.flush();
    assert_eq!(session.save_state(), SaveState::Saved);
    drop(session);
    let mut again = a_session(Some(home.path()));
    assert_eq!(again.settings().language, Language::English);
    assert!(again.open_last_plan());
    settle(&mut again);
    assert_eq!(again.plan().points, plan.points);
    assert_eq!(incidents_within(&again), vec![10.0, 10.0, 10.0]);
    drop(again);
    for entry in std::fs::read_dir(home.path()).expect("listed") {
        let path = entry.expect("an entry").path();
        let kept = std::fs::read(&path).expect("readable");
        let found = memchr::memmem::find(&kept, b"13800138000");
        assert_eq!(found, None, "a personal value reached {}", path.display());
    }
}

#[test]
fn a_file_that_cannot_be_read_is_a_notice_and_changes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut session = opened(folder.path(), None);
    let stamp = session.sources().grids.stamp;
    let bad = folder.path().join("bad.geojson");
    std::fs::write(&bad, "{\"type\":\"FeatureCollection\",\"features\":[").expect("written");
    session.apply(Command::OpenFile(bad));
    settle(&mut session);
    assert_eq!(session.sources().grids.stamp, stamp);
    let last = session.notices().all().last().expect("a notice");
    assert_eq!(last.level, NoticeLevel::Error);
    let said = session.words().say(&last.message);
    assert!(
        said.contains("bad.geojson") && !said.contains('⟦'),
        "{said}"
    );
}

fn english(session: &Session) -> Vec<String> {
    let words = patrolgrid::i18n::words::Words::new(Language::English);
    let notices = session.notices().all().iter();
    notices.map(|notice| words.say(&notice.message)).collect()
}

fn points_file(folder: &Path, name: &str, columns: &[f64]) -> PathBuf {
    let features: Vec<String> = columns
        .iter()
        .map(|column| {
            let at = point_at(1, *column).position;
            format!(
                r#"{{"type":"Feature","properties":{{"name":"{name} {column}"}},"geometry":{{"type":"Point","coordinates":[{},{}]}}}}"#,
                at.lon, at.lat
            )
        })
        .collect();
    let path = folder.join(format!("{name}.geojson"));
    let text = format!(
        r#"{{"type":"FeatureCollection","features":[{}]}}"#,
        features.join(",")
    );
    std::fs::write(&path, text).expect("written");
    path
}

/// One subdistrict around all the work grids.
fn subdistrict(folder: &Path) -> PathBuf {
    let (w, s) = (WEST, SOUTH);
    let (e, n) = (WEST + 4.0 * STEP, SOUTH + STEP);
    let path = folder.join("subdistricts.geojson");
    let text = format!(
        r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{"街道编码":"S1","名称":"西乡"}},
        "geometry":{{"type":"Polygon","coordinates":[[[{w},{s}],[{e},{s}],[{e},{n}],[{w},{n}],[{w},{s}]]]}}}}]}}"#
    );
    std::fs::write(&path, text).expect("written");
    path
}

#[test]
fn files_dropped_together_are_all_opened() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut session = a_session(None);
    for path in [
        grids(folder.path()),
        subdistrict(folder.path()),
        points_file(folder.path(), "north", &[0.0, 1.0]),
        points_file(folder.path(), "south", &[2.0]),
    ] {
        session.apply(Command::OpenFile(path));
    }
    settle(&mut session);
    let grids = &session.sources().grids.content;
    assert_eq!(
        grids.layers().map(|layer| layer.level).collect::<Vec<_>>(),
        [GridLevel::Subdistrict, GridLevel::WorkGrid],
        "{:?}",
        english(&session)
    );
    assert_eq!(session.plan().points.len(), 3, "{:?}", english(&session));
}

#[test]
fn a_level_closed_while_another_opens_is_closed_and_the_other_is_open() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut session = opened(folder.path(), None);
    session.apply(Command::CloseLevel(GridLevel::WorkGrid));
    session.apply(Command::OpenBoundaries(vec![(
        subdistrict(folder.path()),
        BoundaryOptions::default(),
    )]));
    settle(&mut session);
    let grids = &session.sources().grids.content;
    assert!(grids.layer(GridLevel::WorkGrid).is_none());
    assert!(grids.layer(GridLevel::Subdistrict).is_some());
}

#[test]
fn a_filter_set_back_before_its_figures_came_can_be_set_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut session = opened(folder.path(), None);
    let night = IncidentFilter {
        week_hours: WeekHours::daily(22, 6),
        ..IncidentFilter::default()
    };
    session.apply(Command::SetFilter(night.clone()));
    session.tick();
    session.apply(Command::SetFilter(IncidentFilter::default()));
    settle(&mut session);
    session.apply(Command::SetFilter(night));
    settle(&mut session);
    assert_eq!(session.derived().coverage_freshness(), Freshness::Fresh);
    assert_eq!(incidents_within(&session), vec![1.0, 1.0, 1.0]);
}

#[test]
fn figures_of_other_grids_are_never_shown_under_the_names_of_new_ones() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut session = opened(folder.path(), None);
    let at = point_at(1, 2.0).position;
    assert_eq!(session.units_at(at).len(), 1);
    let options = BoundaryOptions {
        level: Some(GridLevel::WorkGrid),
        ..BoundaryOptions::default()
    };
    let file = vec![(subdistrict(folder.path()), options)];
    session.apply(Command::OpenBoundaries(file));
    let stamp = session.sources().grids.stamp;
    while session.sources().grids.stamp == stamp {
        session.tick();
    }
    assert!(
        session.derived().selection.get().is_none() && session.units_at(at).is_empty(),
        "positions in the old layer"
    );
    assert_eq!(session.derived().coverage_freshness(), Freshness::Missing);
    assert!(session.derived().shown.figures.uncovered.is_empty());
    settle(&mut session);
    assert_eq!(incidents_within(&session), vec![10.0, 10.0, 10.0]);
}

#[test]
fn a_drag_outlives_an_undo_by_key_and_points_that_arrive_meanwhile() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut session = opened(folder.path(), None);
    session.apply(Command::Edit(PlanEdit::AddPoint(point_at(2, 1.0))));
    let to = point_at(1, 3.0).position;
    session.apply(Command::Preview(PlanEdit::MovePoint(PointId(1), to)));
    session.tick();
    session.apply(Command::Undo);
    session.tick();
    let shown = |session: &Session| session.shown_plan().points[&PointId(1)].position;
    assert_eq!((shown(&session), session.plan().points.len()), (to, 1));
    assert_eq!(incidents_within(&session)[0], 10.0);
    let file = points_file(folder.path(), "late", &[0.0]);
    session.apply(Command::OpenPoints(file, None));
    settle(&mut session);
    assert_eq!((shown(&session), session.plan().points.len()), (to, 2));
    session.apply(Command::SetLanguage(Language::English));
    session.apply(Command::CommitPreview);
    session.tick();
    assert_eq!(session.plan().points[&PointId(1)].position, to);
    assert_eq!(incidents_within(&session)[0], 20.0);
    session.apply(Command::Undo);
    assert_eq!(
        session.plan().points[&PointId(1)].position,
        point_at(1, 0.0).position
    );
}

#[test]
fn a_drag_begun_on_one_plan_does_nothing_to_the_plan_that_takes_its_place() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut session = opened(folder.path(), None);
    let far = point_at(1, 3.0).position;
    session.apply(Command::Preview(PlanEdit::MovePoint(PointId(1), far)));
    let district = tempfile::tempdir().expect("a folder");
    grids(district.path());
    points_file(district.path(), "patrol_points", &[1.0]);
    session.apply(Command::OpenDistrict(district.path().to_owned()));
    settle(&mut session);
    let before = session.plan().clone();
    assert_eq!(before.points.len(), 1);
    session.apply(Command::Preview(PlanEdit::MovePoint(PointId(1), far)));
    session.apply(Command::CommitPreview);
    assert_eq!(session.plan(), &before);
    session.apply(Command::Preview(PlanEdit::MovePoint(PointId(1), far)));
    session.apply(Command::CommitPreview);
    assert_eq!(session.plan().points[&PointId(1)].position, far);
}

#[test]
fn a_drag_back_to_where_it_began_is_no_step_and_forgets_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut session = opened(folder.path(), None);
    session.apply(Command::Edit(PlanEdit::Rename("夜班".into())));
    session.apply(Command::Undo);
    let home = point_at(1, 0.0).position;
    session.apply(Command::Preview(PlanEdit::MovePoint(PointId(1), home)));
    session.apply(Command::CommitPreview);
    assert_eq!(session.history().past_titles().count(), 1);
    assert!(session.history().redo_title().is_some());
}

#[test]
fn a_new_plan_is_a_step_that_can_be_taken_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut session = opened(folder.path(), None);
    let before = session.plan().clone();
    session.apply(Command::NewPlan);
    session.tick();
    assert!(session.plan().points.is_empty());
    assert_eq!(incidents_within(&session), vec![0.0; 3]);
    session.apply(Command::Undo);
    session.tick();
    assert_eq!(session.plan(), &before);
    assert_eq!(incidents_within(&session), vec![10.0; 3]);
    session.apply(Command::Redo);
    assert!(session.plan().points.is_empty());
}

#[test]
fn going_to_a_step_goes_as_far_as_there_are_steps() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut session = opened(folder.path(), None);
    for id in 2..30 {
        session.apply(Command::Edit(PlanEdit::AddPoint(point_at(id, 1.0))));
    }
    session.apply(Command::GoToStep(10));
    assert_eq!(session.plan().points.len(), 10);
    session.apply(Command::GoToStep(usize::MAX));
    assert_eq!(session.plan().points.len(), 29);
    session.apply(Command::GoToStep(0));
    assert!(session.plan().points.is_empty());
}

#[test]
fn an_idle_step_does_nothing_and_a_renamed_plan_works_no_figure_out_anew() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut session = opened(folder.path(), None);
    assert!(!session.tick());
    let figures = Arc::clone(&session.derived().shown.figures);
    session.apply(Command::Edit(PlanEdit::Rename("夜班".into())));
    session.tick();
    assert!(Arc::ptr_eq(&figures, &session.derived().shown.figures));
}

#[test]
fn of_several_incident_files_at_once_the_first_is_asked_about_and_the_others_are_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let files = ["a.csv", "b.csv", "c.csv"].map(|name| folder.path().join(name));
    for file in &files {
        std::fs::write(file, "lon,lat\n113.91,22.61\n").expect("written");
    }
    let mut session = a_session(None);
    for file in &files {
        session.apply(Command::OpenFile(file.clone()));
    }
    settle(&mut session);
    let pending = session.pending_incidents().expect("asked about");
    assert_eq!(pending.path.file_name(), files[0].file_name());
    let said: Vec<String> = session
        .notices()
        .all()
        .iter()
        .filter(|notice| notice.level == NoticeLevel::Warning)
        .map(|notice| session.words().say(&notice.message))
        .collect();
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said.iter().any(|said| said.contains("b.csv")));
    assert!(said.iter().any(|said| said.contains("c.csv")));
}

#[test]
fn points_that_stand_in_the_plan_already_are_not_added_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("points.csv");
    let write = |rows: &str| std::fs::write(&file, format!("name,lon,lat\n{rows}")).expect("there");
    let mut session = a_session(None);
    let opened = |session: &mut Session| {
        session.apply(Command::OpenPoints(file.clone(), None));
        settle(session);
        session.plan().points.len()
    };
    write("北门,113.91,22.61\n东门,113.92,22.61\n");
    assert_eq!(opened(&mut session), 2);
    let steps = session.history().past_titles().count();
    assert_eq!(opened(&mut session), 2);
    assert_eq!(session.history().past_titles().count(), steps);
    // Moved, renamed, new: each is another point.
    write("北门,113.91,22.612\n东门,113.92,22.61\n西门,113.92,22.61\n");
    assert_eq!(opened(&mut session), 4);
    let said = session.notices().all().iter();
    let said: Vec<String> = said
        .map(|notice| session.words().say(&notice.message))
        .filter(|said| said.contains("points.csv"))
        .collect();
    assert_eq!(said.len(), 2, "{said:?}");
}

#[test]
fn how_busy_units_are_follows_calls_points_and_the_filter_and_waits_for_the_end_of_a_drag() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut session = a_session(None);
    session.apply(Command::OpenBoundaries(vec![(
        grids(folder.path()),
        BoundaryOptions::default(),
    )]));
    settle(&mut session);
    session.apply(Command::ImportIncidents(
        incidents(folder.path()),
        IncidentOptions::default(),
    ));
    settle(&mut session);
    let point = |id: u32, column: f64| {
        PlanEdit::AddPoint(PatrolPoint {
            id: PointId(id),
            name: format!("点{id}"),
            position: LonLat::new(WEST + STEP * column, SOUTH + 0.005),
            locked: false,
            unit: String::new(),
        })
    };
    session.apply(Command::Edit(PlanEdit::All(vec![
        point(1, 0.5),
        point(2, 3.5),
    ])));
    settle(&mut session);
    assert!(session.derived().workload.get().is_none(), "not asked for");
    session.apply(Command::SetCallTime(Some(Minutes(30.0))));
    settle(&mut session);
    let loads = |session: &Session| match session.derived().workload.fresh() {
        Some(WorkloadAnswer::Known(loads)) => Arc::clone(loads),
        other => panic!("{other:?}"),
    };
    let all = loads(&session);
    let total = session.derived().selection.get().expect("counted").total;
    let days = session
        .sources()
        .incidents
        .content
        .day_range()
        .expect("dated");
    let hours = 24.0 * f64::from(days.1 - days.0 + 1);
    assert!((all.calls.per_hour - total / hours).abs() < 1e-12);
    let sum: f64 = all.busy.iter().map(|(_, busy)| busy.0).sum();
    assert!((sum - all.calls.load()).abs() < 1e-9);
    // While a point is dragged the answer at hand is outdated; at the end of the drag it is worked out again.
    let there = LonLat::new(WEST + STEP * 3.4, SOUTH + 0.005);
    session.apply(Command::Preview(PlanEdit::MovePoint(PointId(1), there)));
    session.tick();
    session.tick();
    assert_eq!(session.derived().workload.freshness(), Freshness::Outdated);
    session.apply(Command::CommitPreview);
    settle(&mut session);
    assert!(loads(&session).busy != all.busy);
    session.apply(Command::SetFilter(IncidentFilter {
        week_hours: WeekHours::daily(20, 6),
        ..IncidentFilter::default()
    }));
    settle(&mut session);
    assert!(loads(&session).calls.per_hour != all.calls.per_hour);
    session.apply(Command::SetCallTime(None));
    settle(&mut session);
    assert!(session.derived().workload.get().is_none());
}
