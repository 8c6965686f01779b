//! Better points without a window: what is suggested is what the plan achieves once it is accepted, and every rule is kept.

mod common;
#[path = "common/small_district.rs"]
mod small_district;

use std::path::Path;
use std::sync::Arc;

use common::settle;
use patrolgrid::base::coords::LonLat;
use patrolgrid::base::ids::PointId;
use patrolgrid::base::units::Share;
use patrolgrid::i18n::language::Language;
use patrolgrid::model::filter::IncidentFilter;
use patrolgrid::model::patrol_point::PatrolPoint;
use patrolgrid::model::plan_edit::PlanEdit;
use patrolgrid::session::command::Command;
use patrolgrid::session::state::Session;
use patrolgrid::session::suggest::accept::{PlaceNames, accepted};
use patrolgrid::session::suggest::{Aim, SuggestWish, Suggested, Weigh, What};

fn point(id: u32, lon: f64, locked: bool) -> PatrolPoint {
    PatrolPoint {
        id: PointId(id),
        name: format!("布警点 {id}"),
        position: LonLat::new(lon, 22.605),
        locked,
        unit: "甲所".to_owned(),
    }
}

/// The small district with a locked point amid incidents and two that stand where nothing happens.
fn opened(folder: &Path) -> Session {
    small_district::district(folder);
    let mut session = Session::new(None, Arc::new(|| ()));
    session.apply(Command::SetLanguage(Language::English));
    session.apply(Command::OpenDistrict(folder.to_owned()));
    settle(&mut session);
    session.apply(Command::Edit(PlanEdit::All(vec![
        PlanEdit::AddPoint(point(1, 113.905, true)),
        PlanEdit::AddPoint(point(2, 113.985, false)),
        PlanEdit::AddPoint(point(3, 113.995, false)),
    ])));
    settle(&mut session);
    session
}

fn wish(aim: Aim, points: usize) -> SuggestWish {
    SuggestWish {
        aim,
        ring: 2,
        points,
        may_move: None,
        one_each: false,
        busy: Share(0.2),
        weigh: Weigh::Incidents,
    }
}

fn suggested(session: &mut Session, wish: SuggestWish) -> Result<Arc<Suggested>, String> {
    session.apply(Command::Suggest(Some(wish)));
    settle(session);
    let suggestion = session.suggestion().expect("one was asked for");
    let answer = suggestion.answer().expect("and found").clone();
    answer.map_err(|why| session.words().say(&why))
}

struct Numbers;

impl PlaceNames for Numbers {
    fn crossing(&self, _names: &[String; 2]) -> Option<String> {
        None
    }

    fn numbered(&self, number: usize) -> String {
        format!("新点 {number}")
    }
}

#[test]
fn what_is_suggested_is_what_the_plan_achieves_once_it_is_accepted() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut session = opened(folder.path());
    let before = session.plan().clone();
    for aim in Aim::ALL {
        let found = suggested(&mut session, wish(aim, 3)).expect("an answer");
        assert!(found.is_proven, "{aim:?}: so few sites are all looked at");
        assert!(!session.suggestion_is_outdated());
        let edit = accepted(session.plan(), &found, |_| true, &Numbers).expect("changes");
        session.apply(Command::Edit(edit));
        settle(&mut session);
        assert!(session.suggestion_is_outdated(), "the plan is another now");
        let shown = Arc::clone(&session.derived().shown.figures);
        assert_eq!(shown.rings, found.figures[1].rings, "{aim:?}");
        assert_eq!(shown.response, found.figures[1].response, "{aim:?}");
        let locked = &session.plan().points[&PointId(1)];
        assert_eq!(locked, &before.points[&PointId(1)], "{aim:?}");
        session.apply(Command::Undo);
        settle(&mut session);
        assert_eq!(session.plan().points, before.points, "{aim:?}: one step");
    }
}

#[test]
fn the_widest_suggestion_reaches_more_than_the_points_of_today_and_no_more_than_its_bound() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut session = opened(folder.path());
    let found = suggested(&mut session, wish(Aim::Widest, 3)).expect("an answer");
    let [today, then] = [0, 1].map(|side: usize| found.figures[side].rings[2].incidents);
    assert!(then > today, "{then} of {today}");
    assert!(found.value <= found.bound && found.bound <= found.total);
    // The curve climbs to the value and on from there.
    let own = found.curve[found.points - 1];
    assert!((own.0 - found.value / found.total).abs() < 1e-12);
    assert!(found.curve.windows(2).all(|two| two[0].0 <= two[1].0));
    // Both points that stand where nothing happens are sent where something does, and keep their unit.
    let moved = found.changes.iter();
    let moved = moved
        .filter(|change| matches!(change.what, What::Move(..)))
        .count();
    assert_eq!((moved, found.stay), (2, 1));
    let edit = accepted(session.plan(), &found, |number| number == 0, &Numbers);
    session.apply(Command::Edit(edit.expect("a change")));
    let points = session.plan().points.values();
    let elsewhere = points.filter(|point| point.position.lon < 113.98 && !point.locked);
    let units: Vec<&str> = elsewhere.map(|point| point.unit.as_str()).collect();
    assert_eq!(units, ["甲所"], "one change was accepted of two");
}

#[test]
fn no_more_points_move_than_may_and_every_subdistrict_has_one_where_that_is_asked() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut session = opened(folder.path());
    for may_move in 0..=2 {
        let asked = SuggestWish {
            may_move: Some(may_move),
            ..wish(Aim::Widest, 3)
        };
        let found = suggested(&mut session, asked).expect("an answer");
        assert!(found.changes.len() <= may_move, "{:?}", found.changes);
    }
    let asked = SuggestWish {
        one_each: true,
        ..wish(Aim::ShortestMean, 2)
    };
    let found = suggested(&mut session, asked).expect("an answer");
    // The locked point is in the first subdistrict; the other has to be in the second.
    let to = found.changes.iter().find_map(|change| match change.what {
        What::Move(_, to, _) | What::Add(to) => Some(to),
        What::Remove(_) => None,
    });
    assert!((113.92..=113.94).contains(&to.expect("it moves").lon));
    let gone = |what| matches!(what, What::Remove(_));
    assert_eq!(
        found
            .changes
            .iter()
            .filter(|change| gone(change.what))
            .count(),
        1
    );
}

#[test]
fn where_there_is_no_answer_it_is_said_which_rules_clash() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut session = opened(folder.path());
    session.apply(Command::Edit(PlanEdit::AddPoint(point(4, 113.915, true))));
    settle(&mut session);
    let why = suggested(&mut session, wish(Aim::Widest, 1)).expect_err("two are locked");
    assert!(why.contains("2 points are locked"), "{why}");
    session.apply(Command::SetFilter(IncidentFilter {
        categories: Some(["没有".to_owned()].into()),
        ..IncidentFilter::default()
    }));
    settle(&mut session);
    let why = suggested(&mut session, wish(Aim::Widest, 2)).expect_err("no incidents");
    assert!(why.contains("no incidents"), "{why}");
    session.apply(Command::Suggest(None));
    assert!(session.suggestion().is_none());
}
