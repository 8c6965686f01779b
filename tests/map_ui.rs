//! The map under the hands: real mouse and key events against the plan, on a software renderer.
#![allow(clippy::field_reassign_with_default, reason = "one field differs")]
#![cfg(feature = "gui")]

#[path = "common/map_window.rs"]
mod map_window;

use std::collections::BTreeSet;

use egui::{Key, Modifiers, pos2, vec2};
use egui_kittest::Harness;
use map_window::{
    SIZE, Window, at_label, click, move_to, place_of, press, release, settle, steps, window,
};
use patrolgrid::base::ids::{PointId, ZoneId};
use patrolgrid::model::zone::Zone;
use patrolgrid::session::command::Command;
use patrolgrid::ui::view_state::{RightTab, Selected, Tool};

#[test]
fn dragging_a_point_is_one_step_and_undo_takes_it_back() {
    let mut harness = window();
    let (from, before, made) = (
        at_label(&harness, "北门"),
        place_of(&harness, 1),
        steps(&harness),
    );
    press(&mut harness, from + vec2(4.0, -3.0));
    move_to(&mut harness, from + vec2(60.0, 20.0));
    move_to(&mut harness, from + vec2(104.0, 37.0));
    assert!(harness.state().session.has_preview());
    assert_eq!(place_of(&harness, 1), before);
    release(&mut harness, from + vec2(104.0, 37.0));
    assert_eq!(steps(&harness), made + 1);
    let now = at_label(&harness, "北门");
    assert!(
        now.distance(from + vec2(100.0, 40.0)) < 1.0,
        "{now:?} from {from:?}"
    );
    harness.state_mut().session.apply(Command::Undo);
    assert_eq!(place_of(&harness, 1), before);
}

#[test]
fn a_drag_keeps_the_figures_that_are_read_and_a_click_tells_of_the_point() {
    let mut harness = window();
    let tab = |harness: &Harness<'_, Window>| harness.state().view.right_tab;
    assert_eq!(tab(&harness), RightTab::Coverage);
    let from = at_label(&harness, "北门");
    press(&mut harness, from);
    move_to(&mut harness, from + vec2(80.0, 0.0));
    assert_eq!(tab(&harness), RightTab::Coverage);
    release(&mut harness, from + vec2(80.0, 0.0));
    assert_eq!(tab(&harness), RightTab::Coverage);
    let chosen = harness.state().view.selected_points();
    assert_eq!(chosen, BTreeSet::from([PointId(1)]));
    let there = at_label(&harness, "东门");
    click(&mut harness, there);
    assert_eq!(tab(&harness), RightTab::Inspect);
}

#[test]
fn escape_during_a_drag_leaves_the_plan_as_it_was() {
    let mut harness = window();
    let (from, before, made) = (
        at_label(&harness, "北门"),
        place_of(&harness, 1),
        steps(&harness),
    );
    press(&mut harness, from);
    move_to(&mut harness, from + vec2(80.0, 0.0));
    harness.key_press(Key::Escape);
    harness.step();
    move_to(&mut harness, from + vec2(120.0, 0.0));
    assert!(!harness.state().session.has_preview());
    release(&mut harness, from + vec2(120.0, 0.0));
    assert_eq!((place_of(&harness, 1), steps(&harness)), (before, made));
}

#[test]
fn several_selected_points_move_together_and_a_locked_one_stays() {
    let mut harness = window();
    harness.state_mut().view.selected = Selected::Points([1, 2, 3].map(PointId).into());
    harness.step();
    let from = at_label(&harness, "东门");
    let (first, locked, made) = (
        place_of(&harness, 1),
        place_of(&harness, 3),
        steps(&harness),
    );
    press(&mut harness, from);
    move_to(&mut harness, from + vec2(0.0, 50.0));
    release(&mut harness, from + vec2(0.0, 50.0));
    assert!(place_of(&harness, 1).lat < first.lat - 1e-4);
    assert_eq!((place_of(&harness, 3), steps(&harness)), (locked, made + 1));
}

#[test]
fn a_locked_point_does_not_move() {
    let mut harness = window();
    let (from, before, made) = (
        at_label(&harness, "水库"),
        place_of(&harness, 3),
        steps(&harness),
    );
    let centre = harness.state().view.camera.expect("a camera").centre;
    press(&mut harness, from);
    move_to(&mut harness, from + vec2(70.0, 30.0));
    release(&mut harness, from + vec2(70.0, 30.0));
    assert_eq!((place_of(&harness, 3), steps(&harness)), (before, made));
    assert_eq!(
        harness.state().view.camera.expect("a camera").centre,
        centre
    );
}

#[test]
fn a_notch_of_the_wheel_zooms_half_a_level_about_the_pointer() {
    let mut harness = window();
    let pointer = pos2(333.0, 555.0);
    move_to(&mut harness, pointer);
    let before = harness
        .state()
        .view
        .pointer_at
        .expect("the pointer is on the map");
    harness.event(egui::Event::MouseWheel {
        unit: egui::MouseWheelUnit::Line,
        delta: vec2(0.0, 1.0),
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Wheel,
        modifiers: Modifiers::NONE,
    });
    harness.run_steps(40);
    let zoom = harness.state().view.camera.expect("a camera").zoom;
    assert!((zoom - 14.5).abs() < 1e-3, "{zoom}");
    let after = harness
        .state()
        .view
        .pointer_at
        .expect("the pointer is on the map");
    let half_a_pixel = 0.5 * 360.0 / (256.0 * zoom.exp2());
    assert!(
        (after.lon - before.lon).abs() < half_a_pixel
            && (after.lat - before.lat).abs() < half_a_pixel
    );
}

#[test]
fn dragging_the_map_keeps_the_gripped_place_under_the_pointer() {
    let mut harness = window();
    let (from, to) = (pos2(900.0, 200.0), pos2(700.0, 333.0));
    move_to(&mut harness, from);
    let before = harness
        .state()
        .view
        .pointer_at
        .expect("the pointer is on the map");
    press(&mut harness, from);
    move_to(&mut harness, pos2(800.0, 300.0));
    move_to(&mut harness, to);
    release(&mut harness, to);
    move_to(&mut harness, to);
    let after = harness
        .state()
        .view
        .pointer_at
        .expect("the pointer is on the map");
    assert!((after.lon - before.lon).abs() < 2e-5 && (after.lat - before.lat).abs() < 2e-5);
}

#[test]
fn a_click_with_the_point_tool_puts_a_point_there_and_the_tool_stays() {
    let mut harness = window();
    harness.state_mut().view.tool = Tool::Point;
    harness.step();
    for at in [pos2(500.0, 500.0), pos2(800.0, 520.0)] {
        move_to(&mut harness, at);
        let place = harness
            .state()
            .view
            .pointer_at
            .expect("the pointer is on the map");
        click(&mut harness, at);
        let plan = harness.state().session.plan();
        let newest = plan.points.values().next_back().expect("a point");
        assert!(
            (newest.position.lon - place.lon).abs() < 1e-6
                && (newest.position.lat - place.lat).abs() < 1e-6
        );
    }
    let plan = harness.state().session.plan();
    assert_eq!(
        (plan.points.len(), harness.state().view.tool),
        (5, Tool::Point)
    );
    let names: BTreeSet<_> = plan
        .points
        .values()
        .map(|point| point.name.clone())
        .collect();
    assert_eq!(names.len(), 5);
}

#[test]
fn clicks_with_the_zone_tool_draw_a_zone_and_its_corners_can_be_dragged_and_taken_away() {
    let mut harness = window();
    harness.state_mut().view.tool = Tool::Zone;
    harness.step();
    for at in [
        pos2(400.0, 150.0),
        pos2(560.0, 150.0),
        pos2(560.0, 300.0),
        pos2(400.0, 300.0),
    ] {
        click(&mut harness, at);
        // Not so fast that two clicks are a double click.
        harness.run_steps(30);
    }
    harness.key_press(Key::Enter);
    harness.run_steps(3);
    let zone = |harness: &Harness<'_, Window>| -> Option<Zone> {
        harness
            .state()
            .session
            .plan()
            .zones
            .get(&ZoneId(1))
            .cloned()
    };
    let corners = |harness: &Harness<'_, Window>| {
        zone(harness).map(|zone| zone.boundary.exterior().0.len() - 1)
    };
    assert_eq!(
        (corners(&harness), harness.state().view.tool),
        (Some(4), Tool::Select)
    );
    let (made, before) = (steps(&harness), zone(&harness));
    // The middle of the upper edge, drawn out: one corner more, one step.
    let middle = pos2(480.0, 150.0);
    press(&mut harness, middle);
    move_to(&mut harness, middle - vec2(0.0, 40.0));
    release(&mut harness, middle - vec2(0.0, 60.0));
    assert_eq!((corners(&harness), steps(&harness)), (Some(5), made + 1));
    harness.state_mut().session.apply(Command::Undo);
    assert_eq!(zone(&harness), before);
    // A corner under the pointer goes with Backspace, but never below three.
    for left in [3, 3] {
        harness.run_steps(2);
        move_to(&mut harness, pos2(400.0, 150.0));
        move_to(&mut harness, pos2(400.5, 150.0));
        harness.key_press(Key::Backspace);
        harness.run_steps(3);
        assert_eq!(corners(&harness), Some(left));
    }
}

#[test]
fn a_box_with_ctrl_selects_the_points_in_it_and_the_map_stays() {
    let mut harness = window();
    let centre = harness.state().view.camera.expect("a camera").centre;
    let (from, to) = (
        at_label(&harness, "北门") - vec2(60.0, 60.0),
        at_label(&harness, "东门") + vec2(40.0, 40.0),
    );
    harness.event(egui::Event::ModifiersChanged(
        Modifiers::COMMAND | Modifiers::CTRL,
    ));
    harness.step();
    press(&mut harness, from);
    move_to(&mut harness, from.lerp(to, 0.6));
    move_to(&mut harness, to);
    release(&mut harness, to);
    let chosen = harness.state().view.selected_points();
    assert_eq!(chosen, [1, 2].map(PointId).into());
    assert_eq!(
        harness.state().view.camera.expect("a camera").centre,
        centre
    );
}

#[test]
fn grid_outlines_are_drawn_where_the_boundary_lies() {
    let mut harness = window();
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("communities.geojson");
    let square = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"1","name":"甲"},
        "geometry":{"type":"Polygon","coordinates":[[[113.895,22.64],[113.905,22.64],[113.905,22.655],[113.895,22.655],[113.895,22.64]]]}}]}"#;
    std::fs::write(&path, square).expect("written");
    let mut options = patrolgrid::io::boundaries::BoundaryOptions::default();
    options.level = Some(patrolgrid::model::grid::GridLevel::Community);
    harness
        .state_mut()
        .session
        .apply(Command::OpenBoundaries(vec![(path, options)]));
    settle(&mut harness);
    let picture = harness.render().expect("a picture");
    let camera = harness.state().view.camera.expect("a camera");
    let scale = 256.0 * camera.zoom.exp2() / 360.0;
    let column = f64::from(SIZE.x) / 2.0 + (113.905 - camera.centre.lon) * scale;
    let darkest = |x: f64| {
        (0..3)
            .map(|dx| picture.get_pixel((x.round() as i32 + dx - 1) as u32, 330)[1])
            .min()
            .expect("three pixels")
    };
    assert!(
        darkest(column) < darkest(column + 12.0),
        "an outline at column {column}"
    );
}
