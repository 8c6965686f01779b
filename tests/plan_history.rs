//! A plan and its history: whatever was done can be taken back and made again.

use std::collections::BTreeSet;

use geo::{LineString, Polygon};
use patrolgrid::base::coords::{LonLat, LonLatBox};
use patrolgrid::base::ids::{PointId, SceneId, ZoneId};
use patrolgrid::base::palettes::Ramp;
use patrolgrid::base::units::Metres;
use patrolgrid::model::filter::IncidentFilter;
use patrolgrid::model::grid::GridLevel;
use patrolgrid::model::map_look::{LayerKind, LayerLook, UnitFigure};
use patrolgrid::model::patrol_point::PatrolPoint;
use patrolgrid::model::plan::Plan;
use patrolgrid::model::plan_edit::{EditError, PlanEdit};
use patrolgrid::model::reach_rule::{Reach, ReachRule};
use patrolgrid::model::scene::{Scene, SceneLook, SceneSubject};
use patrolgrid::model::zone::Zone;
use patrolgrid::session::history::History;
use proptest::prelude::*;

fn point(id: u32, lon: f64, locked: bool) -> PatrolPoint {
    PatrolPoint {
        id: PointId(id),
        name: format!("布警点 {id}"),
        position: LonLat::new(lon, 22.6),
        locked,
        unit: String::new(),
    }
}

fn zone(id: u32, size: f64) -> Zone {
    let ring = vec![
        (113.9, 22.6),
        (113.9 + size, 22.6),
        (113.9, 22.6 + size),
        (113.9, 22.6),
    ];
    Zone {
        id: ZoneId(id),
        name: format!("巡区 {id}"),
        rank: 1,
        colour: 0,
        boundary: Polygon::new(LineString::from(ring), Vec::new()),
    }
}

/// A scene; one whose box has no inside is none.
fn scene(id: u32, south: f64) -> Scene {
    Scene {
        id: SceneId(id),
        title: format!("画面 {id}"),
        note: "先说结论".into(),
        view: Some(LonLatBox {
            west: 113.8,
            south,
            east: 113.9,
            north: 22.7,
        }),
        look: SceneLook {
            layers: vec![LayerLook {
                kind: LayerKind::Heat,
                visible: true,
                opacity: 0.8,
                always: false,
            }],
            choropleth: (GridLevel::PoliceGrid, UnitFigure::PerKm2),
            ramp: Ramp::Automatic,
            bandwidth: Some(Metres(300.0)),
        },
        filter: IncidentFilter::default(),
        beside: None,
        spotlight: BTreeSet::from([ZoneId(2)]),
        subject: SceneSubject::Heat,
        proposal: Vec::new(),
    }
}

fn south() -> impl Strategy<Value = f64> {
    prop_oneof![4 => 22.5..22.69, 1 => Just(22.8), 1 => Just(f64::NAN)]
}

fn an_edit() -> impl Strategy<Value = PlanEdit> {
    let id = 0u32..6;
    let lon = prop_oneof![113.7..114.0, Just(f64::NAN), Just(400.0)];
    let single = prop_oneof![
        "[a-z]{0,4}".prop_map(PlanEdit::Rename),
        (id.clone(), lon.clone(), any::<bool>())
            .prop_map(|(id, lon, locked)| PlanEdit::AddPoint(point(id, lon, locked))),
        id.clone().prop_map(|id| PlanEdit::RemovePoint(PointId(id))),
        (id.clone(), lon.clone())
            .prop_map(|(id, lon)| PlanEdit::MovePoint(PointId(id), LonLat::new(lon, 22.7))),
        (id.clone(), lon, any::<bool>())
            .prop_map(|(id, lon, locked)| PlanEdit::ReplacePoint(point(id, lon, locked))),
        (id.clone(), 0.001..0.1).prop_map(|(id, size)| PlanEdit::AddZone(zone(id, size))),
        id.clone().prop_map(|id| PlanEdit::RemoveZone(ZoneId(id))),
        (id.clone(), 0.001..0.1).prop_map(|(id, size)| PlanEdit::ReplaceZone(zone(id, size))),
        (id.clone(), 0usize..5, south())
            .prop_map(|(id, at, south)| PlanEdit::AddScene(at, scene(id, south))),
        id.clone().prop_map(|id| PlanEdit::RemoveScene(SceneId(id))),
        (id.clone(), south())
            .prop_map(|(id, south)| PlanEdit::ReplaceScene(Box::new(scene(id, south)))),
        (id, 0usize..5).prop_map(|(id, to)| PlanEdit::MoveScene(SceneId(id), to)),
        (1.0..5000.0).prop_map(|radius| PlanEdit::SetReach(
            ReachRule::straight_line([Metres(radius)]).expect("a radius")
        )),
    ];
    prop_oneof![
        8 => single.clone(),
        2 => prop::collection::vec(single, 0..4).prop_map(PlanEdit::All),
        1 => (0u32..6, 113.7..114.0, any::<bool>()).prop_map(|(id, lon, locked)| {
            let plan = Plan::new("B".into(), [point(id, lon, locked)], [zone(id, 0.01)], ReachRule::default());
            PlanEdit::Replace(Box::new(plan))
        }),
    ]
}

/// A plan as its file has it, byte for byte, without the counters of numbers given out, which only ever grow.
fn content(plan: &Plan) -> String {
    let mut written = serde_json::to_value(plan).expect("written");
    let members = written.as_object_mut().expect("an object");
    for counter in ["next_point", "next_zone", "next_scene"] {
        members.remove(counter).expect("a counter");
    }
    written.to_string()
}

proptest! {
    #[test]
    fn everything_can_be_taken_back_and_made_again(edits in prop::collection::vec(an_edit(), 0..40)) {
        let mut plan = Plan::default();
        let mut history = History::default();
        let mut states = vec![content(&plan)];
        for edit in &edits {
            let before = content(&plan);
            match history.make(&mut plan, edit) {
                Ok(true) => states.push(content(&plan)),
                Ok(false) => prop_assert_eq!(before, content(&plan), "a change that is no step"),
                Err(_) => prop_assert_eq!(before, content(&plan), "a refused edit changed the plan"),
            }
        }
        for state in states.iter().rev().skip(1) {
            prop_assert_eq!(history.undo(&mut plan), Ok(true));
            prop_assert_eq!(state, &content(&plan));
        }
        prop_assert_eq!(history.undo(&mut plan), Ok(false));
        for state in states.iter().skip(1) {
            prop_assert_eq!(history.redo(&mut plan), Ok(true));
            prop_assert_eq!(state, &content(&plan));
        }
        prop_assert_eq!(history.redo(&mut plan), Ok(false));
    }

    #[test]
    fn no_single_edit_moves_or_removes_a_locked_point(
        edits in prop::collection::vec(an_edit(), 0..12), last in an_edit(),
    ) {
        let mut plan = Plan::default();
        for edit in &edits {
            let _refused_is_fine = edit.apply(&mut plan);
        }
        let before = plan.clone();
        let changed = last.apply(&mut plan);
        if matches!(last, PlanEdit::All(_) | PlanEdit::Replace(_)) {
            // Several in one may unlock first, and another plan has points of its own.
            return Ok(());
        }
        for (id, point) in before.points.iter().filter(|(_, point)| point.locked) {
            let after = plan.points.get(id).map(|point| point.position);
            prop_assert_eq!(after, Some(point.position), "{:?} {:?}", last, changed);
        }
    }

    #[test]
    fn a_refused_edit_leaves_the_plan_as_it_was_numbers_given_out_included(
        edits in prop::collection::vec(an_edit(), 0..20),
    ) {
        let mut plan = Plan::default();
        for edit in &edits {
            let before = plan.clone();
            if edit.apply(&mut plan).is_err() {
                prop_assert_eq!(&before, &plan);
            }
        }
    }

    #[test]
    fn a_plan_is_written_and_read_without_change(edits in prop::collection::vec(an_edit(), 0..30)) {
        let mut plan = Plan::default();
        let mut history = History::default();
        for edit in &edits {
            let _refused_is_fine = history.make(&mut plan, edit);
        }
        let text = serde_json::to_string(&plan).expect("written");
        let back: Plan = serde_json::from_str(&text).expect("read");
        prop_assert_eq!(back, plan);
    }
}

#[test]
fn a_locked_point_neither_moves_nor_goes() {
    let mut plan = Plan::new(
        "A".into(),
        [point(1, 113.9, true)],
        [],
        ReachRule::default(),
    );
    let before = plan.clone();
    let moved = PlanEdit::MovePoint(PointId(1), LonLat::new(113.8, 22.5)).apply(&mut plan);
    let removed = PlanEdit::RemovePoint(PointId(1)).apply(&mut plan);
    assert_eq!(moved, Err(EditError::PointLocked(PointId(1))));
    assert_eq!(removed, Err(EditError::PointLocked(PointId(1))));
    assert_eq!(plan, before);
}

#[test]
fn a_locked_point_does_not_move_by_being_unlocked_in_the_same_breath() {
    let mut plan = Plan::new(
        "A".into(),
        [point(1, 113.9, true)],
        [],
        ReachRule::default(),
    );
    let unlocked_elsewhere = PlanEdit::ReplacePoint(point(1, 113.8, false));
    assert_eq!(
        unlocked_elsewhere.apply(&mut plan),
        Err(EditError::PointLocked(PointId(1)))
    );
    let unlocked = PlanEdit::ReplacePoint(point(1, 113.9, false));
    unlocked.apply(&mut plan).expect("only unlocked");
}

#[test]
fn a_rule_of_reach_is_put_in_order_and_one_without_rings_is_refused() {
    let rule = |rings: &[f64]| {
        PlanEdit::SetReach(ReachRule::StraightLine {
            rings: rings.iter().copied().map(Metres).collect(),
        })
    };
    let mut plan = Plan::default();
    let before = plan.clone();
    assert_eq!(rule(&[]).apply(&mut plan), Err(EditError::NoRing));
    assert_eq!(
        rule(&[f64::NAN, -1.0]).apply(&mut plan),
        Err(EditError::NoRing)
    );
    assert_eq!(plan, before);
    rule(&[800.0, 300.0, f64::NAN])
        .apply(&mut plan)
        .expect("two rings");
    assert_eq!(
        plan.reach.rings(),
        [300.0, 800.0].map(|at| Reach::Distance(Metres(at)))
    );
}

#[test]
fn the_highest_number_of_all_breaks_nothing() {
    let plan = Plan::new(
        "A".into(),
        [point(u32::MAX, 113.9, false)],
        [zone(u32::MAX, 0.01)],
        ReachRule::default(),
    );
    assert_eq!(plan.free_point_id(), PointId(u32::MAX));
    let taken = PlanEdit::AddPoint(point(plan.free_point_id().0, 113.9, false));
    assert_eq!(
        taken.apply(&mut plan.clone()),
        Err(EditError::PointExists(PointId(u32::MAX)))
    );
}

#[test]
fn a_number_is_never_given_out_twice() {
    let mut plan = Plan::default();
    let first = plan.free_point_id();
    PlanEdit::AddPoint(point(first.0, 113.9, false))
        .apply(&mut plan)
        .expect("added");
    PlanEdit::RemovePoint(first)
        .apply(&mut plan)
        .expect("removed");
    assert_ne!(plan.free_point_id(), first);
}

#[test]
fn several_changes_happen_all_or_not_at_all() {
    let mut plan = Plan::new(
        "A".into(),
        [point(1, 113.9, false)],
        [],
        ReachRule::default(),
    );
    let before = plan.clone();
    let edit = PlanEdit::All(vec![
        PlanEdit::MovePoint(PointId(1), LonLat::new(113.8, 22.5)),
        PlanEdit::RemovePoint(PointId(9)),
    ]);
    assert_eq!(
        edit.apply(&mut plan),
        Err(EditError::NoSuchPoint(PointId(9)))
    );
    assert_eq!(plan, before);
}
