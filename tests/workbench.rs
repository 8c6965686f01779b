//! The workbench in a window of its own, without a display: every panel in both languages and three looks, the main
//! controls by their names.
#![cfg(feature = "gui")]

#[path = "common/desk_window.rs"]
mod desk_window;

use std::sync::Arc;

use desk_window::{Folder, frames, rest, session, window};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use patrolgrid::analysis::coverage::{CoverageFigures, StreetReach};
use patrolgrid::base::coords::LonLat;
use patrolgrid::base::ids::PointId;
use patrolgrid::i18n::language::Language;
use patrolgrid::model::plan_edit::PlanEdit;
use patrolgrid::model::road_network::RoadClass;
use patrolgrid::session::command::Command;
use patrolgrid::session::settings::Look;
use patrolgrid::session::state::Session;
use patrolgrid::ui::app::App;
use patrolgrid::ui::desk::Dialog;
use patrolgrid::ui::view_state::RightTab;

#[test]
fn every_panel_draws_in_both_languages_and_three_looks() {
    let folder = Folder::new();
    let mut harness = window(session(&folder, Language::Chinese, Look::Light));
    for look in [Look::Light, Look::Dark, Look::Projector] {
        for language in Language::ALL {
            harness.state_mut().send(Command::SetLook(look));
            harness.state_mut().send(Command::SetLanguage(language));
            for tab in [
                RightTab::Coverage,
                RightTab::Zones,
                RightTab::Points,
                RightTab::Inspect,
            ] {
                harness.state_mut().view_mut().right_tab = tab;
                harness.run_steps(2);
            }
            for dialog in [Dialog::Keys, Dialog::About, Dialog::ImportReport] {
                harness.state_mut().view_mut().desk.dialog = Some(dialog);
                harness.run_steps(2);
            }
            harness.state_mut().view_mut().desk.dialog = None;
            harness.step();
        }
    }
}

#[test]
fn the_language_switches_at_once() {
    let folder = Folder::new();
    let mut harness = window(session(&folder, Language::Chinese, Look::Light));
    frames(&mut harness);
    harness.get_by_label("覆盖");
    harness.get_by_label("中 / EN").click();
    harness.run_steps(3);
    harness.get_by_label("Coverage");
    assert!(harness.query_by_label("覆盖").is_none());
}

#[test]
fn undo_takes_back_a_step_and_redo_makes_it_again() {
    let folder = Folder::new();
    let mut harness = window(session(&folder, Language::English, Look::Light));
    frames(&mut harness);
    let points = |harness: &Harness<'_, App>| harness.state().session().plan().points.len();
    assert_eq!(points(&harness), 2);
    harness.get_by_label("Undo: Add 2 points").click();
    harness.run_steps(3);
    assert_eq!(points(&harness), 0);
    harness.key_press_modifiers(
        egui::Modifiers::COMMAND | egui::Modifiers::SHIFT,
        egui::Key::Z,
    );
    harness.run_steps(3);
    assert_eq!(points(&harness), 2);
}

/// A street past both points, and the far side of a river only over it.
const ROADS: &str = r#"{"type":"FeatureCollection","features":[
    {"type":"Feature","properties":{"class":"local","name":"海滨路"},"geometry":{"type":"LineString",
     "coordinates":[[113.9,22.5585],[113.904,22.5585],[113.906,22.5585],[113.912,22.5585]]}},
    {"type":"Feature","properties":{"class":"local","name":"桥"},"geometry":{"type":"LineString",
     "coordinates":[[113.912,22.5585],[113.912,22.5601],[113.9,22.5601]]}}]}"#;

#[test]
fn the_rule_goes_by_road_at_a_click_follows_a_drag_and_goes_back_with_undo() {
    let folder = Folder::new();
    let mut session = session(&folder, Language::English, Look::Light);
    let roads = folder.file("roads.geojson", ROADS);
    session.apply(Command::OpenRoads(roads, None));
    desk_window::settle(&mut session);
    let mut harness = window(session);
    rest(&mut harness);
    let share = |harness: &Harness<'_, App>, ring: &str| {
        let seen = desk_window::written(harness);
        assert!(seen.iter().any(|text| text.text == ring), "{ring}");
    };
    share(&harness, "500 m");
    harness.get_by_label("By road").click();
    rest(&mut harness);
    for ring in ["1 min", "3 min", "5 min"] {
        share(&harness, ring);
    }
    let figures = |harness: &Harness<'_, App>| {
        let shown = &harness.state().session().derived().shown;
        (Arc::clone(&shown.figures), Arc::clone(&shown.streets))
    };
    let (before, streets) = figures(&harness);
    assert_eq!((before.unreached, before.far_from_roads), (0.0, 0.0));
    assert!(
        streets.iter().all(|street| street.ring.is_some()),
        "{streets:?}"
    );
    // One goes to the street's eastern end: the incident over the river is reached sooner, its streets are that point's.
    let east = PlanEdit::MovePoint(PointId(1), LonLat::new(113.912, 22.5585));
    harness.state_mut().send(Command::Preview(east));
    harness.run_steps(3);
    let (dragged, after) = figures(&harness);
    let worst = |figures: &CoverageFigures| figures.response.expect("reached").worst;
    assert!(worst(&dragged) < worst(&before), "{dragged:?} {before:?}");
    let firsts = |streets: &[StreetReach]| {
        let first = streets
            .iter()
            .filter(|street| street.first == Some(PointId(1)));
        first.count()
    };
    assert!(firsts(&after) > 0 && after != streets);
    harness.state_mut().send(Command::DropPreview);
    harness.state_mut().send(Command::Undo);
    rest(&mut harness);
    share(&harness, "500 m");
    assert!(figures(&harness).1.is_empty());
}

/// A road over the whole of the grids and out on both sides.
const THROUGH: &str = r#"{"type":"FeatureCollection","features":[
    {"type":"Feature","properties":{"class":"arterial","name":"出城路"},"geometry":{"type":"LineString",
     "coordinates":[[113.80,22.5585],[113.9,22.5585],[113.904,22.5585],[114.00,22.5585]]}}]}"#;

#[test]
fn exits_are_closed_listed_and_gone_again() {
    let folder = Folder::new();
    let mut session = session(&folder, Language::English, Look::Light);
    let roads = folder.file("roads.geojson", THROUGH);
    session.apply(Command::OpenRoads(roads, None));
    desk_window::settle(&mut session);
    let mut harness = window(session);
    rest(&mut harness);
    harness
        .state_mut()
        .send(Command::FindExits(Some(RoadClass::Arterial)));
    rest(&mut harness);
    let exits = harness.state().session().derived().exits.fresh();
    let answer = exits.cloned().flatten().expect("known");
    assert_eq!(answer.exits.len(), 2, "{answer:?}");
    let written = desk_window::written(&harness);
    for words in ["Exits", "Last exit closed", "出城路"] {
        assert!(written.iter().any(|text| text.text == words), "{words}");
    }
    // Of a class that no road there has, there is none.
    harness
        .state_mut()
        .send(Command::FindExits(Some(RoadClass::Expressway)));
    rest(&mut harness);
    assert!(desk_window::says(&harness, "No road of this kind"));
    harness.state_mut().send(Command::FindExits(None));
    rest(&mut harness);
    assert!(!desk_window::says(&harness, "Exits of"));
    assert_eq!(harness.state().view().right_tab, RightTab::Coverage);
}

#[test]
fn how_busy_units_are_is_worked_out_at_a_click() {
    let folder = Folder::new();
    let session = session(&folder, Language::English, Look::Light);
    let mut harness = window(session);
    rest(&mut harness);
    // Some of it is below the fold: what a screen reader finds is asked for.
    let told = |harness: &Harness<'_, App>, words: &str| {
        harness.query_all_by_label_contains(words).count() > 0
    };
    assert!(!told(&harness, "Calls an hour"));
    harness.get_by_label("From calls").click();
    rest(&mut harness);
    for words in [
        "Calls an hour",
        "Calls that wait",
        "Busiest unit",
        "Nearest goes itself",
    ] {
        assert!(told(&harness, words), "{words}");
    }
    harness.get_by_label("Assumed").click();
    rest(&mut harness);
    assert!(!told(&harness, "Calls an hour"));
}

#[test]
fn the_palette_finds_a_command_by_pinyin_initials() {
    let folder = Folder::new();
    let mut harness = window(session(&folder, Language::Chinese, Look::Light));
    frames(&mut harness);
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::K);
    harness.run_steps(3);
    harness.event(egui::Event::Text("ss".to_owned()));
    harness.run_steps(3);
    harness.key_press(egui::Key::Enter);
    harness.run_steps(3);
    assert_eq!(harness.state().session().settings().look, Look::Dark);
}

#[test]
fn an_incident_file_is_imported_through_its_dialog_without_personal_columns() {
    let folder = Folder::new();
    let mut harness = window(Session::new(None, Arc::new(|| ())));
    harness
        .state_mut()
        .send(Command::SetLanguage(Language::English));
    harness.state_mut().send(Command::OpenFile(folder.csv()));
    frames(&mut harness);
    harness.get_by_label("Import incidents");
    harness.get_by_label("Import").click();
    frames(&mut harness);
    let sources = harness.state().session().sources();
    assert_eq!(sources.incidents.content.len(), 3);
    let report = &sources.incident_report;
    assert_eq!((report.found, report.refusals.len()), (4, 1));
    assert!(report.personal.iter().any(|(name, _)| name == "身份证号"));
}

#[test]
fn deleting_spares_a_locked_point_and_arrows_nudge_in_one_step() {
    let folder = Folder::new();
    let mut harness = window(session(&folder, Language::English, Look::Light));
    frames(&mut harness);
    let before = harness.state().session().plan().points[&PointId(1)].position;
    harness.state_mut().view_mut().selected =
        patrolgrid::ui::view_state::Selected::Points([PointId(1), PointId(2)].into());
    for _ in 0..3 {
        harness.key_press(egui::Key::ArrowRight);
        harness.run_steps(2);
    }
    harness.run_steps(2);
    let after = harness.state().session().plan().points[&PointId(1)].position;
    let moved = (after.lon - before.lon) * 111_320.0 * before.lat.to_radians().cos();
    assert!((moved - 30.0).abs() < 0.3, "{moved}");
    harness.key_press(egui::Key::Delete);
    harness.run_steps(3);
    let left: Vec<u32> = harness
        .state()
        .session()
        .plan()
        .points
        .keys()
        .map(|id| id.0)
        .collect();
    assert_eq!(left, [2], "the locked one stays");
}

#[test]
fn tab_reaches_controls_and_each_has_a_name() {
    let folder = Folder::new();
    let mut harness = window(session(&folder, Language::English, Look::Light));
    frames(&mut harness);
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..40 {
        harness.key_press(egui::Key::Tab);
        harness.run_steps(2);
        if let Some(id) = harness.ctx.memory(egui::Memory::focused) {
            seen.insert(format!("{id:?}"));
        }
    }
    assert!(seen.len() >= 30, "only {} controls", seen.len());
    assert_eq!(harness.unnamed_widgets(), Vec::<String>::new());
}
