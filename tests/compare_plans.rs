//! Two plans side by side without a window: what is compared, by what measure, and that it follows the plans.

mod common;
#[path = "common/small_district.rs"]
mod small_district;

use std::path::Path;
use std::sync::Arc;

use common::settle;
use patrolgrid::analysis::plan_comparison::gained;
use patrolgrid::analysis::plan_differences::PointChange;
use patrolgrid::base::coords::LonLat;
use patrolgrid::base::ids::{PointId, ZoneId};
use patrolgrid::base::units::Metres;
use patrolgrid::i18n::language::Language;
use patrolgrid::model::filter::IncidentFilter;
use patrolgrid::model::patrol_point::PatrolPoint;
use patrolgrid::model::plan_edit::PlanEdit;
use patrolgrid::model::reach_rule::ReachRule;
use patrolgrid::model::zone::Zone;
use patrolgrid::session::command::Command;
use patrolgrid::session::comparison::{Compared, PlanChoice};
use patrolgrid::session::notice::NoticeLevel;
use patrolgrid::session::state::Session;

const NOW: PlanChoice = PlanChoice::Now;
const OPENED: PlanChoice = PlanChoice::Opened;

fn point(id: u32, lon: f64) -> PatrolPoint {
    PatrolPoint {
        id: PointId(id),
        name: format!("布警点 {id}"),
        position: LonLat::new(lon, 22.605),
        locked: false,
        unit: String::new(),
    }
}

fn zone(id: u32, west: f64, east: f64) -> Zone {
    let ring = [
        (west, 22.6),
        (east, 22.6),
        (east, 22.61),
        (west, 22.61),
        (west, 22.6),
    ];
    Zone {
        id: ZoneId(id),
        name: format!("巡区 {id}"),
        rank: id as u16,
        colour: 0,
        boundary: geo::Polygon::new(ring.to_vec().into(), Vec::new()),
    }
}

/// The small district with two points and a zone, kept in a file.
fn opened(home: &Path, folder: &Path) -> Session {
    small_district::district(folder);
    let mut session = Session::new(Some(home.to_owned()), Arc::new(|| ()));
    session.apply(Command::SetLanguage(Language::English));
    session.apply(Command::OpenDistrict(folder.to_owned()));
    settle(&mut session);
    session.apply(Command::Edit(PlanEdit::All(vec![
        PlanEdit::AddPoint(point(1, 113.905)),
        PlanEdit::AddPoint(point(2, 113.925)),
        PlanEdit::AddZone(zone(1, 113.90, 113.92)),
    ])));
    settle(&mut session);
    session.flush();
    session.tick();
    session
}

fn two_folders() -> (tempfile::TempDir, tempfile::TempDir) {
    let folder = || tempfile::tempdir().expect("a folder");
    (folder(), folder())
}

fn compare(session: &mut Session, first: PlanChoice, second: PlanChoice) -> Arc<Compared> {
    session.apply(Command::Compare([first, second]));
    settle(session);
    compared(session)
}

fn compared(session: &Session) -> Arc<Compared> {
    let comparison = session.comparison().expect("plans are compared");
    Arc::clone(comparison.compared().expect("and known"))
}

fn moved(id: u32, lon: f64) -> PlanEdit {
    PlanEdit::MovePoint(PointId(id), LonLat::new(lon, 22.605))
}

#[test]
fn what_each_plan_achieves_is_what_it_achieves_alone() {
    let (home, folder) = two_folders();
    let mut session = opened(home.path(), folder.path());
    let before = Arc::clone(&session.derived().shown.figures);
    let seq = session.log().all().len() as u64;
    session.apply(Command::Edit(moved(2, 113.935)));
    settle(&mut session);
    let after = Arc::clone(&session.derived().shown.figures);
    assert_ne!(before.rings, after.rings, "the move changes something");
    let found = compare(&mut session, PlanChoice::Entry(seq), NOW);
    let [first, second] = found.figures.as_ref().expect("there are incidents");
    assert_eq!((&first.coverage, &second.coverage), (&*before, &*after));
    assert!(
        matches!(&found.differences.points[..], [PointChange::Moved(was, is, far)]
            if was.id.0 == 2 && is.position.lon > was.position.lon && (far.0 - 1028.3).abs() < 1.0)
    );
    assert!(found.differences.zones.is_empty() && !found.differences.rings);
    // Grid by grid: what the ring left, and what it reached.
    let gain = gained(first, second, 2);
    assert_eq!(gain.len(), 3);
    assert!(gain[2] < -0.5, "the third grid lost its point: {gain:?}");
    assert!(gain[0].abs() < 1e-12, "the first keeps its own");
    let turned = compare(&mut session, NOW, PlanChoice::Entry(seq));
    let [first, second] = turned.figures.as_ref().expect("there are incidents");
    let back = gained(first, second, 2);
    assert!(gain.iter().zip(&back).all(|(on, back)| on + back == 0.0));
}

#[test]
fn the_burden_of_an_area_is_what_falls_to_the_points_in_it() {
    let (home, folder) = two_folders();
    let mut session = opened(home.path(), folder.path());
    let found = compare(&mut session, OPENED, NOW);
    let [first, second] = found.figures.as_ref().expect("there are incidents");
    assert_eq!(first.burden.points, 0, "the plan was opened without points");
    assert_eq!(first.burden.per_point(), None);
    // 113.905, .906, .915 are nearest to point 1 (.915 to both alike: the lower number), the others to point 2.
    let work: Vec<(usize, f64)> = second
        .subdistrict_burdens
        .iter()
        .map(|burden| (burden.points, burden.incidents))
        .collect();
    assert_eq!(work, [(1, 3.0), (1, 4.0)]);
    assert_eq!(second.zone_burdens[0], second.subdistrict_burdens[0]);
    assert_eq!(second.burden.per_point(), Some(3.5));
    assert!((second.busiest - 4.0).abs() < 1e-12);
    let incidents: f64 = work.iter().map(|(_, incidents)| incidents).sum();
    assert!((incidents - second.coverage.incidents).abs() < 1e-9);
}

#[test]
fn the_comparison_follows_a_drag_an_undo_and_the_filter() {
    let (home, folder) = two_folders();
    let mut session = opened(home.path(), folder.path());
    let seq = session.log().all().len() as u64;
    compare(&mut session, PlanChoice::Entry(seq), NOW);
    session.apply(Command::Preview(moved(1, 113.915)));
    session.tick();
    let dragged = compared(&session);
    assert!(matches!(
        &dragged.differences.points[..],
        [PointChange::Moved(..)]
    ));
    let [_, second] = dragged.figures.as_ref().expect("figures");
    assert_eq!(second.coverage, *session.derived().shown.figures);
    session.apply(Command::CommitPreview);
    session.apply(Command::Undo);
    settle(&mut session);
    let undone = compared(&session);
    assert!(undone.differences.is_empty());
    let [first, second] = undone.figures.as_ref().expect("figures");
    assert_eq!(first, second);
    session.apply(Command::SetFilter(IncidentFilter {
        categories: Some(["抢劫".to_owned()].into()),
        ..IncidentFilter::default()
    }));
    settle(&mut session);
    let filtered = compared(&session);
    let [first, second] = filtered.figures.as_ref().expect("figures");
    assert_eq!(
        (first.coverage.incidents, second.coverage.incidents),
        (1.0, 1.0)
    );
}

#[test]
fn both_are_judged_by_the_rings_and_zones_of_the_second() {
    let (home, folder) = two_folders();
    let mut session = opened(home.path(), folder.path());
    let seq = session.log().all().len() as u64;
    let rule = ReachRule::straight_line([Metres(700.0), Metres(2_000.0)]).expect("rings");
    session.apply(Command::Edit(PlanEdit::All(vec![
        PlanEdit::SetReach(rule),
        PlanEdit::RemoveZone(ZoneId(1)),
        PlanEdit::AddZone(zone(2, 113.92, 113.94)),
    ])));
    settle(&mut session);
    let found = compare(&mut session, PlanChoice::Entry(seq), NOW);
    assert!(found.differences.rings);
    let [first, second] = found.figures.as_ref().expect("figures");
    for figures in [first, second] {
        let rings: Vec<f64> = figures
            .coverage
            .rings
            .iter()
            .map(|ring| ring.ring.value())
            .collect();
        assert_eq!(rings, [700.0, 2_000.0]);
        let zones: Vec<u32> = figures.zones().map(|(id, ..)| id.0).collect();
        assert_eq!(zones, [2]);
    }
    assert_eq!(first, second, "the points are the same");
}

#[test]
fn another_file_is_compared_without_being_opened_or_touched() {
    let (home, folder) = two_folders();
    let mut session = opened(home.path(), folder.path());
    let other = folder.path().join("另案.gpkg");
    session.apply(Command::DuplicatePlan(other.clone()));
    settle(&mut session);
    session.flush();
    settle(&mut session);
    let mine = home.path().join("untitled-1.gpkg");
    assert_eq!(session.plan_file(), Some(other.as_path()));
    session.apply(Command::Edit(PlanEdit::All(vec![
        PlanEdit::RemovePoint(PointId(1)),
        PlanEdit::AddPoint(point(9, 113.91)),
    ])));
    settle(&mut session);
    let bytes = std::fs::read(&mine).expect("the first file");
    let found = compare(&mut session, PlanChoice::File(mine.clone()), NOW);
    assert!(matches!(
        &found.differences.points[..],
        [PointChange::Added(new), PointChange::Removed(gone)] if new.id.0 == 9 && gone.id.0 == 1
    ));
    assert_eq!(std::fs::read(&mine).expect("the first file"), bytes);
    assert_eq!(session.plan_file(), Some(other.as_path()));
    // What cannot be read is told; the comparison at hand stays.
    let broken = folder.path().join("坏.gpkg");
    std::fs::write(&broken, b"SQLite format 3\0 but no more").expect("written");
    for path in [broken, folder.path().join("没有.gpkg")] {
        let before = session.notices().all().len();
        session.apply(Command::Compare([PlanChoice::File(path), NOW]));
        settle(&mut session);
        let told = &session.notices().all()[before..];
        assert!(
            matches!(told, [notice] if notice.level == NoticeLevel::Error),
            "{told:?}"
        );
        assert!(Arc::ptr_eq(&compared(&session), &found));
    }
}

#[test]
fn a_comparison_with_the_log_ends_with_the_log_and_others_stay() {
    let (home, folder) = two_folders();
    let mut session = opened(home.path(), folder.path());
    let seq = session.log().all().len() as u64;
    compare(&mut session, PlanChoice::Entry(seq), NOW);
    session.apply(Command::SavePlanAs(folder.path().join("甲.gpkg")));
    settle(&mut session);
    session.flush();
    settle(&mut session);
    assert!(session.comparison().is_some(), "the log went along");
    compare(&mut session, PlanChoice::Entry(seq), NOW);
    session.apply(Command::OpenFile(home.path().join("untitled-1.gpkg")));
    settle(&mut session);
    assert!(
        session.comparison().is_none(),
        "its entries are another log's now"
    );
    compare(&mut session, OPENED, NOW);
    session.apply(Command::NewPlan);
    settle(&mut session);
    let found = compared(&session);
    assert!(
        found.differences.is_empty(),
        "a new plan is as it was opened"
    );
    session.apply(Command::StopComparing);
    assert!(session.comparison().is_none());
}

#[test]
fn a_plan_begun_anew_since_an_entry_is_matched_by_more_than_numbers() {
    let (home, folder) = two_folders();
    let mut session = opened(home.path(), folder.path());
    let seq = session.log().all().len() as u64;
    session.apply(Command::NewPlan);
    session.apply(Command::Edit(PlanEdit::AddPoint(PatrolPoint {
        name: "另一处".into(),
        ..point(1, 113.935)
    })));
    settle(&mut session);
    let found = compare(&mut session, PlanChoice::Entry(seq), NOW);
    let kinds: Vec<bool> = found
        .differences
        .points
        .iter()
        .map(|change| matches!(change, PointChange::Moved(..)))
        .collect();
    assert_eq!(
        kinds, [false; 3],
        "one came, two went, none moved: {found:?}"
    );
}

#[test]
fn without_grids_and_incidents_the_differences_are_there_and_figures_are_not() {
    let mut session = Session::new(None, Arc::new(|| ()));
    session.apply(Command::Edit(PlanEdit::AddPoint(point(1, 113.9))));
    let found = compare(&mut session, OPENED, NOW);
    assert_eq!(found.differences.points.len(), 1);
    assert!(found.figures.is_none());
    let (_, folder) = two_folders();
    small_district::district(folder.path());
    session.apply(Command::OpenDistrict(folder.path().to_owned()));
    settle(&mut session);
    let found = compared(&session);
    assert!(found.figures.is_some(), "they come with what is opened");
    for layer in [
        patrolgrid::model::grid::GridLevel::WorkGrid,
        patrolgrid::model::grid::GridLevel::Subdistrict,
    ] {
        session.apply(Command::CloseLevel(layer));
        settle(&mut session);
    }
    session.apply(Command::CloseIncidents);
    settle(&mut session);
    assert!(compared(&session).figures.is_none(), "and go with it");
}
