//! The map's tools and keys: what is drawn, measured and refused, with the mouse and without it.
#![cfg(feature = "gui")]

#[path = "common/map_window.rs"]
mod map_window;

use egui::{Event, Key, Modifiers, MouseWheelUnit, Pos2, pos2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use map_window::{
    Window, at_label, click, move_to, place_of, press, release, says, settle, steps, window,
    written,
};
use patrolgrid::base::coords::LonLat;
use patrolgrid::base::ids::{PointId, ZoneId};
use patrolgrid::io::boundaries::BoundaryOptions;
use patrolgrid::model::grid::GridLevel;
use patrolgrid::model::plan_edit::PlanEdit;
use patrolgrid::model::zone::Zone;
use patrolgrid::session::command::Command;
use patrolgrid::ui::view_state::{Camera, CameraWish, Selected, Tool};

fn camera(harness: &Harness<'_, Window>) -> Camera {
    harness.state().view.camera.expect("a camera")
}

fn place_at(harness: &mut Harness<'_, Window>, at: Pos2) -> LonLat {
    move_to(harness, at);
    harness
        .state()
        .view
        .pointer_at
        .expect("the pointer is on the map")
}

fn key(harness: &mut Harness<'_, Window>, key: Key) {
    harness.key_press(key);
    // A flight of the camera takes 0.15 s.
    harness.run_steps(14);
}

fn zone(harness: &Harness<'_, Window>) -> Option<Zone> {
    harness
        .state()
        .session
        .plan()
        .zones
        .values()
        .next()
        .cloned()
}

fn corners(harness: &Harness<'_, Window>) -> usize {
    zone(harness).map_or(0, |zone| zone.boundary.exterior().0.len() - 1)
}

/// A square zone of 160 × 150 points of the screen, selected.
fn window_with_zone() -> Harness<'static, Window> {
    let mut harness = window();
    let corners = [
        (400.0, 150.0),
        (560.0, 150.0),
        (560.0, 300.0),
        (400.0, 300.0),
        (400.0, 150.0),
    ];
    let ring: Vec<geo::Coord<f64>> = corners
        .map(|(x, y)| place_at(&mut harness, pos2(x, y)).into())
        .to_vec();
    let zone = Zone {
        id: ZoneId(1),
        name: "广场".into(),
        rank: 1,
        colour: 0,
        boundary: geo::Polygon::new(geo::LineString(ring), Vec::new()),
    };
    let state = harness.state_mut();
    state.session.apply(Command::Edit(PlanEdit::AddZone(zone)));
    state.view.selected = Selected::Zone(ZoneId(1));
    harness.run_steps(2);
    harness
}

#[test]
fn a_double_click_zooms_one_level_about_the_pointer() {
    let mut harness = window();
    let at = pos2(300.0, 500.0);
    let before = place_at(&mut harness, at);
    for _ in 0..2 {
        harness.drag_at(at);
        harness.step();
        harness.drop_at(at);
        harness.step();
    }
    harness.run_steps(14);
    assert!(
        (camera(&harness).zoom - 15.0).abs() < 1e-6,
        "{}",
        camera(&harness).zoom
    );
    let after = place_at(&mut harness, at + vec2(0.0, 0.01));
    assert!((after.lon - before.lon).abs() < 1e-5 && (after.lat - before.lat).abs() < 1e-5);
}

#[test]
fn space_and_a_drag_pan_in_every_tool_and_touch_nothing() {
    for tool in [Tool::Select, Tool::Point, Tool::Zone, Tool::Measure] {
        let mut harness = window();
        harness.state_mut().view.tool = tool;
        harness.step();
        let (from, centre, made) = (
            at_label(&harness, "北门"),
            camera(&harness).centre,
            steps(&harness),
        );
        let before = place_of(&harness, 1);
        harness.key_down(Key::Space);
        harness.step();
        press(&mut harness, from);
        move_to(&mut harness, from + vec2(50.0, 0.0));
        release(&mut harness, from + vec2(90.0, 0.0));
        harness.key_up(Key::Space);
        harness.step();
        assert_eq!(
            (place_of(&harness, 1), steps(&harness)),
            (before, made),
            "{tool:?}"
        );
        assert!(camera(&harness).centre.lon < centre.lon, "{tool:?}");
        assert!(
            at_label(&harness, "北门").distance(from + vec2(90.0, 0.0)) < 1.0,
            "{tool:?}"
        );
    }
}

#[test]
fn keys_zoom_and_move_the_map_and_nudge_what_is_selected_instead() {
    let mut harness = window();
    key(&mut harness, Key::Plus);
    assert!((camera(&harness).zoom - 14.5).abs() < 1e-9);
    key(&mut harness, Key::Minus);
    key(&mut harness, Key::ArrowRight);
    let moved = camera(&harness).centre;
    assert!(moved.lon > map_window::CENTRE.lon);
    harness.state_mut().view.selected = Selected::Points([PointId(1)].into());
    harness.step();
    let (before, made) = (place_of(&harness, 1), steps(&harness));
    key(&mut harness, Key::ArrowUp);
    assert_eq!(camera(&harness).centre, moved);
    let north = (place_of(&harness, 1).lat - before.lat) * 110_750.0;
    assert!((north - 10.0).abs() < 0.2, "{north} m");
    assert_eq!(steps(&harness), made + 1);
}

#[test]
fn a_locked_point_that_is_nudged_stays_and_the_program_says_why() {
    let mut harness = window();
    harness.state_mut().view.selected = Selected::Points([PointId(3)].into());
    harness.step();
    let (before, said) = (
        place_of(&harness, 3),
        harness.state().session.notices().all().len(),
    );
    key(&mut harness, Key::ArrowUp);
    assert_eq!(place_of(&harness, 3), before);
    assert_eq!(harness.state().session.notices().all().len(), said + 1);
}

#[test]
fn a_zone_is_drawn_by_keyboard_alone() {
    let mut harness = window();
    harness.remove_cursor();
    harness.state_mut().view.tool = Tool::Zone;
    harness.step();
    key(&mut harness, Key::Enter);
    for way in [Key::ArrowRight, Key::ArrowDown, Key::ArrowLeft] {
        key(&mut harness, Key::Enter);
        key(&mut harness, way);
    }
    key(&mut harness, Key::Enter);
    assert_eq!(corners(&harness), 0);
    // Enter once more where the last corner stands: the end.
    key(&mut harness, Key::Enter);
    assert_eq!(
        (corners(&harness), harness.state().view.tool),
        (4, Tool::Select)
    );
}

#[test]
fn a_point_is_put_by_keyboard_in_the_middle_of_the_map() {
    let mut harness = window();
    harness.remove_cursor();
    harness.state_mut().view.tool = Tool::Point;
    harness.step();
    key(&mut harness, Key::Enter);
    key(&mut harness, Key::ArrowDown);
    key(&mut harness, Key::Enter);
    let plan = harness.state().session.plan();
    let newest = plan.points.values().next_back().expect("a point").position;
    let middle = camera(&harness).centre;
    assert_eq!(plan.points.len(), 4);
    assert!(newest.lat < map_window::CENTRE.lat && (newest.lat - middle.lat).abs() < 1e-9);
}

#[test]
fn backspace_takes_a_corner_back_and_escape_drops_the_outline() {
    let mut harness = window();
    harness.state_mut().view.tool = Tool::Zone;
    harness.step();
    for at in [pos2(400.0, 150.0), pos2(560.0, 150.0), pos2(560.0, 300.0)] {
        click(&mut harness, at);
        harness.run_steps(30);
    }
    key(&mut harness, Key::Backspace);
    key(&mut harness, Key::Enter);
    assert_eq!(corners(&harness), 0, "two corners are no zone");
    key(&mut harness, Key::Escape);
    key(&mut harness, Key::Enter);
    assert_eq!(
        (corners(&harness), harness.state().view.tool),
        (0, Tool::Zone)
    );
}

#[test]
fn an_outline_dragged_across_itself_is_put_back_and_the_map_says_so() {
    let mut harness = window_with_zone();
    let (before, made) = (zone(&harness), steps(&harness));
    let (from, to) = (pos2(400.0, 150.0), pos2(640.0, 220.0));
    press(&mut harness, from);
    move_to(&mut harness, from.lerp(to, 0.5));
    move_to(&mut harness, to);
    assert!(says(&harness, "自相交"));
    release(&mut harness, to);
    assert_eq!((zone(&harness), steps(&harness)), (before, made));
    assert!(says(&harness, "已恢复原状"));
}

#[test]
fn a_drag_of_a_corner_is_a_preview_that_escape_drops() {
    let mut harness = window_with_zone();
    let (before, made) = (zone(&harness), steps(&harness));
    let from = pos2(400.0, 150.0);
    press(&mut harness, from);
    move_to(&mut harness, from - vec2(40.0, 30.0));
    assert!(harness.state().session.has_preview());
    harness.key_press(Key::Escape);
    harness.step();
    release(&mut harness, from - vec2(60.0, 30.0));
    assert_eq!((zone(&harness), steps(&harness)), (before, made));
}

#[test]
fn a_click_on_the_middle_of_an_edge_adds_a_corner_and_a_right_click_takes_it_away() {
    let mut harness = window_with_zone();
    let made = steps(&harness);
    click(&mut harness, pos2(480.0, 150.0));
    assert_eq!((corners(&harness), steps(&harness)), (5, made + 1));
    harness.run_steps(20);
    let at = pos2(480.0, 150.0);
    move_to(&mut harness, at);
    for pressed in [true, false] {
        harness.event(Event::PointerButton {
            pos: at,
            button: egui::PointerButton::Secondary,
            pressed,
            modifiers: Modifiers::NONE,
        });
        harness.step();
    }
    harness.run_steps(2);
    assert_eq!((corners(&harness), steps(&harness)), (4, made + 2));
}

#[test]
fn a_corner_with_the_keyboard_moves_by_arrows_in_one_step() {
    let mut harness = window_with_zone();
    harness.remove_cursor();
    let (before, made) = (zone(&harness).expect("a zone"), steps(&harness));
    harness.get_by_label_contains("第 1 个角点").focus();
    harness.run_steps(2);
    key(&mut harness, Key::ArrowUp);
    let after = zone(&harness).expect("a zone");
    let first = |zone: &Zone| zone.boundary.exterior().0[0];
    let north = (first(&after).y - first(&before).y) * 110_750.0;
    assert!((north - 10.0).abs() < 0.2, "{north} m");
    assert_eq!(steps(&harness), made + 1);
}

#[test]
fn the_measure_tool_says_length_and_area() {
    let mut harness = window();
    harness.state_mut().view.tool = Tool::Measure;
    harness.step();
    // At zoom 14 a point of the screen is 8.82 m wide here.
    let square = [
        pos2(300.0, 200.0),
        pos2(500.0, 200.0),
        pos2(500.0, 400.0),
        pos2(300.0, 400.0),
    ];
    for at in square {
        click(&mut harness, at);
        harness.run_steps(30);
    }
    let length = written(&harness)
        .into_iter()
        .map(|(text, _)| text)
        .find(|text| text.ends_with(" km"));
    assert!(
        says(&harness, "5.29 km") || says(&harness, "5.28 km"),
        "{length:?}"
    );
    click(&mut harness, square[0]);
    harness.run_steps(30);
    assert!(
        says(&harness, "3.1") && says(&harness, "km²"),
        "{:?}",
        written(&harness)
    );
}

#[test]
fn the_camera_reaches_the_whole_world_and_a_doorway_and_stops_there() {
    let mut harness = window();
    let wheel = |harness: &mut Harness<'_, Window>, notches: f32| {
        move_to(harness, pos2(640.0, 360.0));
        harness.event(Event::MouseWheel {
            unit: MouseWheelUnit::Line,
            delta: vec2(0.0, notches),
            phase: egui::TouchPhase::Move,
            source: egui::MouseWheelSource::Wheel,
            modifiers: Modifiers::NONE,
        });
        harness.run_steps(60);
    };
    wheel(&mut harness, -60.0);
    assert!((camera(&harness).zoom - 1.0).abs() < 1e-9);
    // The edge of the world under the pointer is no place outside it.
    move_to(&mut harness, pos2(2.0, 2.0));
    wheel(&mut harness, 80.0);
    assert!((camera(&harness).zoom - 21.0).abs() < 1e-9);
    assert!(harness.render().is_ok());
}

#[test]
fn a_layer_around_the_world_is_shown_whole() {
    let mut harness = window();
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("world.geojson");
    let cell = |west: i32, south: i32| {
        let (east, north) = (west + 5, south + 5);
        format!(
            r#"{{"type":"Feature","properties":{{"code":"{west}_{south}"}},"geometry":{{"type":"Polygon","coordinates":[[[{west},{south}],[{east},{south}],[{east},{north}],[{west},{north}],[{west},{south}]]]}}}}"#
        )
    };
    let cells: Vec<String> = (-180..180)
        .step_by(5)
        .flat_map(|west| (-80..80).step_by(5).map(move |south| cell(west, south)))
        .collect();
    let text = format!(
        r#"{{"type":"FeatureCollection","features":[{}]}}"#,
        cells.join(",")
    );
    std::fs::write(&path, text).expect("written");
    let options = BoundaryOptions {
        level: Some(GridLevel::District),
        ..BoundaryOptions::default()
    };
    let state = harness.state_mut();
    state
        .session
        .apply(Command::OpenBoundaries(vec![(path, options)]));
    settle(&mut harness);
    let extent = harness.state().session.extent().expect("an extent");
    assert!(extent.west < -179.0 && extent.east > 179.0);
    harness.state_mut().view.camera_wish = Some(CameraWish::Fit(extent));
    harness.run_steps(14);
    settle(&mut harness);
    let picture = harness.render().expect("a picture");
    // Lines of the grid in the far east as in the far west: the layer has not run out of cells.
    let dark = |columns: std::ops::Range<u32>| {
        columns
            .flat_map(|x| (300..420).map(move |y| (x, y)))
            .filter(|(x, y)| picture.get_pixel(*x, *y)[1] < 120)
            .count()
    };
    let left = harness.state().view.shown_box.expect("a box");
    let wide = 1280.0 / (left.east - left.west);
    let column = |lon: f64| ((lon - left.west) * wide) as u32;
    for lon in [-170.0, -60.0, 60.0, 170.0] {
        let from = column(lon);
        assert!(dark(from - 8..from + 8) > 100, "nothing at {lon}");
    }
}

#[test]
fn every_subdistrict_is_named_at_first_sight_and_no_name_lies_on_another_or_under_a_point() {
    let mut harness = window();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("maps");
    let state = harness.state_mut();
    state.view.camera = None;
    state.session.apply(Command::OpenDistrict(folder));
    settle(&mut harness);
    let extent = harness.state().session.extent().expect("an extent");
    harness.state_mut().view.camera_wish = Some(CameraWish::Fit(extent));
    harness.remove_cursor();
    harness.run_steps(14);
    settle(&mut harness);
    let grids = &harness.state().session.sources().grids.content;
    let names: Vec<String> = grids
        .layer(GridLevel::Subdistrict)
        .expect("subdistricts")
        .units
        .iter()
        .map(|unit| unit.name.clone())
        .collect();
    assert_eq!(names.len(), 10);
    let written = written(&harness);
    let mut stands = Vec::new();
    for name in &names {
        // Where room is short a map leaves out the word for the kind.
        let short = name.trim_end_matches("街道");
        let found = written
            .iter()
            .find(|(text, _)| text == name || text == short);
        assert!(found.is_some(), "{name} is not written");
        stands.extend(found.map(|(_, rect)| *rect));
    }
    for (index, rect) in stands.iter().enumerate() {
        assert!(
            stands[index + 1..]
                .iter()
                .all(|other| !other.intersects(*rect))
        );
    }
    let plan = harness.state().session.plan();
    for point in plan.points.values() {
        let at = at_label(&harness, &point.name);
        assert!(
            stands.iter().all(|rect| !rect.contains(at)),
            "{} lies on a name",
            point.name
        );
    }
}

#[test]
fn the_base_map_says_whom_it_is_by() {
    let mut harness = window();
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("town.mbtiles");
    let database = rusqlite::Connection::open(&path).expect("a file");
    database
        .execute_batch(
            "CREATE TABLE tiles (zoom_level, tile_column, tile_row, tile_data);
             INSERT INTO tiles VALUES (0, 0, 0, x'00');
             CREATE TABLE metadata (name, value);
             INSERT INTO metadata VALUES ('format', 'pbf'),
                ('attribution', '<a href=\"https://example.org\">&copy; Town survey</a>');",
        )
        .expect("written");
    drop(database);
    harness.state_mut().view.base_map = Some(path);
    // It is opened where nobody waits for it.
    for _ in 0..500 {
        harness.step();
        if says(&harness, "© Town survey") {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    assert!(says(&harness, "© Town survey"));
    assert!(!says(&harness, "href"));
}
