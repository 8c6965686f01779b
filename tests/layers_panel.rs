//! The layers panel by keyboard, and where the window tells what lies outside every grid.
#![cfg(feature = "gui")]

#[path = "common/app_window.rs"]
mod app_window;
#[path = "common/small_district.rs"]
mod small_district;

use app_window::{settle, window_over};
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use patrolgrid::ui::actions::{ACTIONS, Act, keys_of};
use patrolgrid::ui::app::App;
use patrolgrid::ui::map::Piece;
use patrolgrid::ui::view_state::{LayerKind, RightTab, UnitFigure};

fn window() -> Harness<'static, App> {
    let folder = tempfile::tempdir().expect("a folder");
    small_district::district(folder.path());
    window_over(folder.path(), [1600.0, 900.0], 1.0)
}

fn order(harness: &mut Harness<'_, App>) -> Vec<LayerKind> {
    let layers = &harness.state_mut().view_mut().layers;
    layers.iter().map(|look| look.kind).collect()
}

fn place(harness: &mut Harness<'_, App>, kind: LayerKind) -> usize {
    let order = order(harness);
    order
        .iter()
        .position(|other| *other == kind)
        .expect("a layer")
}

fn press(harness: &mut Harness<'_, App>, modifiers: Modifiers, key: Key) {
    harness.key_press_modifiers(modifiers, key);
    harness.run_steps(3);
}

#[test]
fn the_layer_with_the_keyboard_moves_by_alt_and_an_arrow_and_keeps_the_keyboard() {
    let mut harness = window();
    let before = place(&mut harness, LayerKind::Heat);
    harness
        .get_by_role_and_label(Role::DisclosureTriangle, "热力")
        .focus();
    harness.run_steps(2);
    for moved in [1, 2] {
        press(&mut harness, Modifiers::ALT, Key::ArrowUp);
        assert_eq!(place(&mut harness, LayerKind::Heat), before - moved);
        let row = harness.get_by_role_and_label(Role::DisclosureTriangle, "热力");
        assert!(row.is_focused(), "after {moved}");
    }
    press(&mut harness, Modifiers::ALT, Key::ArrowDown);
    assert_eq!(place(&mut harness, LayerKind::Heat), before - 1);
    // Arrows alone go to the row below; that one moves now.
    let below = order(&mut harness)[before];
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    press(&mut harness, Modifiers::ALT, Key::ArrowUp);
    assert_eq!(place(&mut harness, below), before - 1);
    // Neither nudged the map.
    assert!(harness.state_mut().view_mut().shows_all);
}

#[test]
fn heat_and_choropleth_take_turns() {
    let mut harness = window();
    let shown = |harness: &mut Harness<'_, App>| {
        let view = harness.state_mut().view_mut();
        [LayerKind::Heat, LayerKind::Choropleth].map(|kind| view.layer(kind).visible)
    };
    assert_eq!(shown(&mut harness), [true, false]);
    for (clicked, after) in [
        ("显示：分级着色", [false, true]),
        ("显示：热力", [true, false]),
        ("显示：热力", [false, false]),
        ("显示：分级着色", [false, true]),
    ] {
        harness.get_by_label(clicked).click();
        harness.run_steps(3);
        assert_eq!(shown(&mut harness), after, "{clicked}");
    }
}

#[test]
fn the_list_of_keys_names_both_moves() {
    assert_eq!(keys_of(Act::LayerUp).as_deref(), Some("Alt+↑"));
    assert_eq!(keys_of(Act::LayerDown).as_deref(), Some("Alt+↓"));
    assert!(ACTIONS.iter().any(|row| row.act == Act::LayerUp));
}

#[test]
fn inspect_and_the_legend_tell_what_lies_outside_and_go_there() {
    let mut harness = window();
    harness.state_mut().view_mut().right_tab = RightTab::Inspect;
    settle(&mut harness);
    // Level by level: in grids, outside; seven in all.
    for said in ["街道 5", "街道 2", "网格 4", "网格 3", "所选警情（起） 7"] {
        assert!(harness.query_by_label(said).is_some(), "{said}");
    }
    let whole = harness.state_mut().view_mut().shown_box.expect("a box");
    harness.get_by_label_contains("查看网格之外的 2 起").click();
    harness.run_steps(40);
    settle(&mut harness);
    let view = harness.state_mut().view_mut();
    let shown = view.shown_box.expect("a box");
    assert!(view.layer(LayerKind::Incidents).visible);
    assert!(shown.west > whole.west && shown.east > 113.97 && shown.west < 113.95);
    // The legend of a choropleth tells those outside its own level.
    for look in &mut view.layers {
        look.visible |= look.kind == LayerKind::Choropleth;
    }
    view.choropleth.1 = UnitFigure::Incidents;
    settle(&mut harness);
    let pieces = harness.state().map().furniture();
    assert!(pieces.iter().any(|(piece, _)| *piece == Piece::ClassLegend));
    harness.get_by_label("另有 3 起在网格之外").click();
    harness.run_steps(40);
    let shown = harness.state_mut().view_mut().shown_box.expect("a box");
    assert!(shown.west < 113.935);
}
