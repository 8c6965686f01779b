//! Comparing plans in the window: the tab, the marks on the map, the line between the plans.
#![cfg(feature = "gui")]

#[path = "common/desk_window.rs"]
mod desk_window;

use desk_window::{Folder, point, rest, says, session, settle, window, written, zone};
use egui::accesskit::Role;
use egui::{Key, Modifiers, pos2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use patrolgrid::base::coords::LonLat;
use patrolgrid::base::ids::PointId;
use patrolgrid::i18n::language::Language;
use patrolgrid::model::plan_edit::PlanEdit;
use patrolgrid::session::command::Command;
use patrolgrid::session::comparison::PlanChoice;
use patrolgrid::session::settings::Look;
use patrolgrid::ui::app::App;
use patrolgrid::ui::view_state::RightTab;

/// The plan as opened, without points, and three points and a zone later, side by side.
fn compared(language: Language, look: Look) -> (Folder, Harness<'static, App>) {
    let folder = Folder::new();
    let mut session = session(&folder, language, look);
    session.apply(Command::Edit(PlanEdit::All(vec![
        PlanEdit::MovePoint(PointId(1), LonLat::new(113.912, 22.561)),
        point(3, "新安门口"),
        zone(1, "海滨片"),
    ])));
    settle(&mut session);
    let mut harness = window(session);
    rest(&mut harness);
    harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::C);
    rest(&mut harness);
    (folder, harness)
}

fn drag(harness: &mut Harness<'_, App>, from: egui::Pos2, to: egui::Pos2) {
    harness.hover_at(from);
    harness.step();
    harness.drag_at(from);
    harness.step();
    harness.hover_at(to);
    harness.step();
    harness.drop_at(to);
    harness.run_steps(3);
}

#[test]
fn the_tab_comes_with_the_comparison_says_what_changed_and_goes_with_it() {
    let (_folder, mut harness) = compared(Language::English, Look::Light);
    assert_eq!(harness.state().view().right_tab, RightTab::Compare);
    for words in [
        "The plan as opened",
        "The plan now",
        "3 new · 1 zone",
        "Covered twice",
    ] {
        assert!(says(&harness, words), "{words}");
    }
    harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::C);
    rest(&mut harness);
    assert!(harness.state().session().comparison().is_none());
    assert_eq!(harness.state().view().right_tab, RightTab::Coverage);
    assert!(!says(&harness, "The plan as opened"));
}

#[test]
fn the_plans_swap_by_a_button_and_another_side_is_chosen_from_a_list() {
    let (_folder, mut harness) = compared(Language::English, Look::Light);
    harness.get_by_label("Swap").click();
    rest(&mut harness);
    let choices = |harness: &Harness<'_, App>| {
        let comparison = harness.state().session().comparison();
        comparison.expect("compared").choices().clone()
    };
    assert_eq!(choices(&harness), [PlanChoice::Now, PlanChoice::Opened]);
    assert!(says(&harness, "3 gone · 1 zone"), "turned round");
    harness.get_by_label("The plan now").click();
    rest(&mut harness);
    harness
        .get_by_role_and_label(Role::MenuItem, "The plan as opened")
        .click();
    rest(&mut harness);
    assert_eq!(choices(&harness), [PlanChoice::Opened, PlanChoice::Opened]);
    assert!(says(
        &harness,
        "Nothing: points, zones and rings are the same."
    ));
}

#[test]
fn the_line_between_the_plans_is_moved_by_mouse_and_by_keys() {
    let (_folder, mut harness) = compared(Language::English, Look::Light);
    harness.get_by_label("Swipe").click();
    rest(&mut harness);
    assert!(says(&harness, "A · The plan as opened") && says(&harness, "B · The plan now"));
    let line = harness.get_by_label("Line between the plans").rect();
    let before = harness.state().view().desk.compare.line;
    let camera = harness.state().view().camera;
    let (from, to) = (line.center(), line.center() - egui::vec2(120.0, 0.0));
    drag(&mut harness, from, to);
    let after = harness.state().view().desk.compare.line;
    assert!(after < before - 0.1, "{before} {after}");
    assert_eq!(harness.state().view().camera, camera, "the map stays");
    harness.get_by_label("Line between the plans").focus();
    harness.run_steps(2);
    for _ in 0..3 {
        harness.key_press(Key::ArrowRight);
        harness.run_steps(2);
    }
    let moved = harness.state().view().desk.compare.line;
    assert!((moved - after - 0.06).abs() < 1e-4, "{after} {moved}");
}

#[test]
fn on_the_first_plan_s_side_of_the_line_nothing_of_the_plan_is_dragged() {
    let (_folder, mut harness) = compared(Language::English, Look::Light);
    harness.get_by_label("Swipe").click();
    rest(&mut harness);
    let point = harness.get_by_label("新安门口").rect().center();
    let line = harness
        .get_by_label("Line between the plans")
        .rect()
        .center();
    // The line goes to the right of the point: there the first plan is shown.
    drag(&mut harness, line, pos2(point.x + 60.0, line.y));
    let steps = harness.state().session().history().made();
    drag(&mut harness, point, point + egui::vec2(-40.0, 20.0));
    assert_eq!(harness.state().session().history().made(), steps);
}

#[test]
fn grids_gained_and_lost_take_the_place_of_the_heat_and_its_legend() {
    let (_folder, mut harness) = compared(Language::Chinese, Look::Dark);
    assert!(says(&harness, "起/km²"), "the heat has its legend");
    harness.get_by_label("新增与失去").click();
    rest(&mut harness);
    assert!(says(&harness, "覆盖新增与失去") && says(&harness, "新增 50–100 %"));
    let on_map = |rect: egui::Rect| (290.0..900.0).contains(&rect.left());
    let left = written(&harness);
    let heat = left.iter().find(|it| on_map(it.rect) && it.text == "热力");
    assert!(heat.is_none(), "{heat:?}");
}

#[test]
fn every_word_of_the_tab_fits_in_both_languages_and_all_looks() {
    for language in [Language::Chinese, Language::English] {
        for look in [Look::Light, Look::Projector] {
            let (_folder, mut harness) = compared(language, look);
            harness.run_steps(3);
            let panel = harness.ctx.content_rect().right() - 370.0;
            for text in written(&harness) {
                let in_panel = text.rect.left() > panel && look != Look::Projector;
                assert!(
                    !(in_panel && text.is_cut()),
                    "{language:?} {look:?}: {text:?}"
                );
            }
        }
    }
}

#[test]
fn an_entry_of_the_edit_log_is_held_against_the_plan_now() {
    let folder = Folder::new();
    let home = Folder::new();
    let mut session = patrolgrid::session::state::Session::new(
        Some(home.path().to_owned()),
        std::sync::Arc::new(|| ()),
    );
    session.apply(Command::SetLanguage(Language::English));
    session.apply(Command::OpenDistrict(folder.path().to_owned()));
    settle(&mut session);
    session.apply(Command::Edit(point(1, "海滨路口")));
    session.apply(Command::Edit(point(3, "新安门口")));
    settle(&mut session);
    let mut harness = window(session);
    rest(&mut harness);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::H);
    rest(&mut harness);
    let rows: Vec<_> = harness.get_all_by_label("Compare").collect();
    assert!(rows.len() >= 3, "a button an entry");
    // The newest first: the second row is the plan before the last point came.
    rows[1].click();
    drop(rows);
    rest(&mut harness);
    assert!(says(&harness, "1 new"));
    let choices = harness.state().session().comparison().expect("compared");
    assert!(matches!(
        choices.choices(),
        [PlanChoice::Entry(_), PlanChoice::Now]
    ));
}

#[test]
fn a_layer_goes_out_by_keyboard_with_the_ending_of_its_format() {
    let (folder, mut harness) = compared(Language::English, Look::Light);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::E);
    rest(&mut harness);
    assert!(says(&harness, "Export a layer") && says(&harness, "Patrol points"));
    harness.get_by_label("For the public").click();
    rest(&mut harness);
    assert!(says(&harness, "moved to the middle of its grid"));
    harness.get_by_label("Choose file…").click();
    rest(&mut harness);
    // Without a system dialog a path is typed; a name without an ending gets that of the format.
    let path = folder.path().join("外发");
    harness.event(egui::Event::Text(path.display().to_string()));
    rest(&mut harness);
    harness.key_press(Key::Enter);
    rest(&mut harness);
    let file = folder.path().join("外发.geojson");
    assert!(
        file.is_file(),
        "{:?}",
        harness.state().session().notices().all().last()
    );
    let text = std::fs::read_to_string(file).expect("text");
    assert!(text.contains("Made for the public"));
}
