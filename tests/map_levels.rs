//! Which grid levels the map shows: one fine layer alone is no blank map, and the district stays in view in any window.
#![cfg(feature = "gui")]

mod common;
#[path = "common/map_window.rs"]
mod map_window;

use std::path::{Path, PathBuf};

use egui::{Vec2, pos2, vec2};
use egui_kittest::Harness;
use map_window::{
    Window, click, empty_window, move_to, press, release, says, settle, window, written,
};
use patrolgrid::base::coords::LonLat;
use patrolgrid::io::boundaries::BoundaryOptions;
use patrolgrid::model::grid::GridLevel;
use patrolgrid::session::command::Command;
use patrolgrid::session::place_report::UnitAt;
use patrolgrid::ui::map::Piece;
use patrolgrid::ui::view_state::{CameraWish, LayerKind, Selected, UnitFigure};

const WEST: f64 = 113.8;
const SOUTH: f64 = 22.5;
/// About 880 m: at the zoom the whole is fitted at, a cell is 26 points high.
const SIDE: f64 = 0.008;
const ACROSS: usize = 24;

/// The row of cells without residents.
const UNKNOWN: usize = 4;

/// A square of so many cells a side; the residents of a cell grow from south to north, those of a row are not known.
fn cells(folder: &Path, name: &str, across: usize, side: f64) -> PathBuf {
    let cell = |index: usize| {
        let (column, row) = (index % across, index / across);
        let (west, south) = (WEST + column as f64 * side, SOUTH + row as f64 * side);
        let (east, north) = (west + side, south + side);
        format!(
            r#"{{"type":"Feature","properties":{{"code":"{name}{index}","name":"{name}{index}","residents":{}}},
            "geometry":{{"type":"Polygon","coordinates":[[[{west},{south}],[{east},{south}],[{east},{north}],
            [{west},{north}],[{west},{south}]]]}}}}"#,
            if row == UNKNOWN {
                "null".to_owned()
            } else {
                (100 + row * 100).to_string()
            }
        )
    };
    let features: Vec<String> = (0..across * across).map(cell).collect();
    let path = folder.join(format!("{name}.geojson"));
    let text = format!(
        r#"{{"type":"FeatureCollection","features":[{}]}}"#,
        features.join(",")
    );
    std::fs::write(&path, text).expect("written");
    path
}

fn open(harness: &mut Harness<'_, Window>, path: PathBuf, level: GridLevel) {
    let options = BoundaryOptions {
        level: Some(level),
        ..BoundaryOptions::default()
    };
    let command = Command::OpenBoundaries(vec![(path, options)]);
    harness.state_mut().session.apply(command);
    settle(harness);
}

/// Work grids and nothing else, as they are first seen.
fn work_grids_alone() -> Harness<'static, Window> {
    let mut harness = empty_window();
    let folder = tempfile::tempdir().expect("a folder");
    open(
        &mut harness,
        cells(folder.path(), "格", ACROSS, SIDE),
        GridLevel::WorkGrid,
    );
    harness.remove_cursor();
    harness.run_steps(4);
    harness
}

fn layer(harness: &mut Harness<'_, Window>, kind: LayerKind, visible: bool) {
    for look in &mut harness.state_mut().view.layers {
        if look.kind == kind {
            look.visible = visible;
        }
    }
}

/// Where a place stands on the screen.
fn at(harness: &Harness<'_, Window>, place: LonLat) -> egui::Pos2 {
    let shown = harness.state().view.shown_box.expect("a box");
    let size = harness.ctx.content_rect().size();
    let mercator = |lat: f64| lat.to_radians().tan().asinh();
    let right = (place.lon - shown.west) / (shown.east - shown.west);
    let down = (mercator(shown.north) - mercator(place.lat))
        / (mercator(shown.north) - mercator(shown.south));
    pos2(right as f32 * size.x, down as f32 * size.y)
}

/// The middle of the cell in a column and row.
fn middle(column: usize, row: usize) -> LonLat {
    LonLat::new(
        WEST + (column as f64 + 0.5) * SIDE,
        SOUTH + (row as f64 + 0.5) * SIDE,
    )
}

#[test]
fn a_layer_of_work_grids_alone_is_outlined_named_and_picked_at_the_fitted_zoom() {
    let mut harness = work_grids_alone();
    assert_eq!(
        harness.state().view.levels_shown,
        [false, false, false, false, true]
    );
    let picture = harness.render().expect("a picture");
    let here = at(&harness, middle(12, 12));
    let half = (at(&harness, middle(13, 12)).x - here.x) / 2.0;
    assert!(
        (8.0..15.5).contains(&half),
        "cells of {half} half points test nothing"
    );
    let darkest = |x: f32| {
        let columns = (-1..=1).map(|dx| (x.round() as i32 + dx) as u32);
        columns
            .map(|x| picture.get_pixel(x, here.y as u32 + 3)[1])
            .min()
    };
    assert!(
        darkest(here.x + half) < darkest(here.x + half / 2.0),
        "an outline"
    );
    let named = written(&harness)
        .iter()
        .filter(|(text, _)| text.starts_with('格'))
        .count();
    assert!(named > 20, "{named} names");
    // A click picks the cell; a resting pointer tells its name.
    let unit = UnitAt {
        level: GridLevel::WorkGrid,
        unit: 12 * ACROSS + 12,
    };
    click(&mut harness, here);
    assert_eq!(harness.state().view.selected, Selected::Unit(unit));
    let other = at(&harness, middle(5, 7));
    move_to(&mut harness, other);
    harness.run_steps(40);
    assert!(says(&harness, &format!("格{}", 7 * ACROSS + 5)));
}

#[test]
fn a_choropleth_of_a_level_that_is_not_open_colours_the_one_that_is() {
    let mut harness = work_grids_alone();
    layer(&mut harness, LayerKind::Choropleth, true);
    harness.state_mut().view.choropleth = (GridLevel::PoliceGrid, UnitFigure::Residents);
    settle(&mut harness);
    let picture = harness.render().expect("a picture");
    let colour = |column, row| {
        let at = at(&harness, middle(column, row)) + vec2(6.0, 6.0);
        *picture.get_pixel(at.x as u32, at.y as u32)
    };
    let (south, north) = (colour(12, 1), colour(12, 22));
    // Many residents are dark, few light; the ground is neither.
    assert!(north[1] < south[1] && south[2] < 240, "{south:?} {north:?}");
    // Where residents are not known the cell is hatched, others are even.
    let kinds = |row| {
        let at = at(&harness, middle(12, row)) + vec2(0.0, 9.0);
        let columns = (-8..8).map(|dx| (at.x as i32 + dx) as u32);
        let colours: std::collections::BTreeSet<[u8; 4]> = columns
            .map(|x| picture.get_pixel(x, at.y as u32).0)
            .collect();
        colours.len()
    };
    assert_eq!(kinds(1), 1);
    assert!(kinds(UNKNOWN) > 2);
    let furniture = harness.state().map.furniture();
    assert!(
        furniture
            .iter()
            .any(|(piece, _)| *piece == Piece::ClassLegend)
    );
}

#[test]
fn finer_levels_come_in_as_their_cells_get_large_and_a_level_can_be_forced() {
    let mut harness = work_grids_alone();
    let folder = tempfile::tempdir().expect("a folder");
    let coarse = cells(folder.path(), "街", 3, SIDE * 8.0);
    open(&mut harness, coarse, GridLevel::Subdistrict);
    let (coarse, both) = (
        [false, true, false, false, false],
        [false, true, false, false, true],
    );
    assert_eq!(harness.state().view.levels_shown, coarse);
    let place = at(&harness, middle(12, 12));
    click(&mut harness, place);
    let picked = |harness: &Harness<'_, Window>| match harness.state().view.selected {
        Selected::Unit(at) => Some(at.level),
        _ => None,
    };
    assert_eq!(picked(&harness), Some(GridLevel::Subdistrict));
    // Forced, it is there at the same zoom.
    let always = |harness: &mut Harness<'_, Window>, yes: bool| {
        for look in &mut harness.state_mut().view.layers {
            look.always = yes && look.kind == LayerKind::Grid(GridLevel::WorkGrid);
        }
        harness.run_steps(2);
    };
    always(&mut harness, true);
    assert_eq!(harness.state().view.levels_shown, both);
    always(&mut harness, false);
    // So it is where the coarser one is switched off.
    layer(&mut harness, LayerKind::Grid(GridLevel::Subdistrict), false);
    harness.run_steps(2);
    assert_eq!(
        harness.state().view.levels_shown,
        [false, false, false, false, true]
    );
    layer(&mut harness, LayerKind::Grid(GridLevel::Subdistrict), true);
    // There and back: what is shown depends on the zoom alone.
    for (steps, shown) in [(1.0, both), (-1.0, coarse)] {
        harness.state_mut().view.camera_wish = Some(CameraWish::Zoom(steps));
        harness.run_steps(14);
        assert_eq!(harness.state().view.levels_shown, shown);
    }
}

fn sees_all(harness: &Harness<'_, Window>) -> bool {
    let shown = harness.state().view.shown_box.expect("a box");
    let all = harness.state().session.extent().expect("an extent");
    shown.west < all.west
        && shown.south < all.south
        && shown.east > all.east
        && shown.north > all.north
}

fn resize(harness: &mut Harness<'_, Window>, size: Vec2) {
    harness.set_size(size);
    harness.run_steps(4);
}

#[test]
fn a_window_of_another_size_shows_the_whole_district_again_until_the_map_is_moved() {
    let mut harness = work_grids_alone();
    assert!(sees_all(&harness));
    let before = harness.state().view.camera.expect("a camera");
    for size in [vec2(640.0, 400.0), vec2(1920.0, 1080.0), vec2(420.0, 900.0)] {
        resize(&mut harness, size);
        assert!(sees_all(&harness), "{size:?}");
        assert!(harness.state().view.shows_all);
    }
    resize(&mut harness, map_window::SIZE);
    let after = harness.state().view.camera.expect("a camera");
    assert!(
        (after.zoom - before.zoom).abs() < 1e-9,
        "as large as may be"
    );
    // Moved by hand, it stays where it was put.
    let from = pos2(640.0, 360.0);
    press(&mut harness, from);
    move_to(&mut harness, from + vec2(80.0, 0.0));
    release(&mut harness, from + vec2(200.0, 40.0));
    let moved = harness.state().view.camera.expect("a camera");
    assert!(!harness.state().view.shows_all);
    resize(&mut harness, vec2(900.0, 600.0));
    let after = harness.state().view.camera.expect("a camera");
    assert!((after.zoom - moved.zoom).abs() < 1e-9);
    assert!((after.centre.lon - moved.centre.lon).abs() < 1e-9);
}

#[test]
fn a_window_that_opens_again_in_another_size_fits_what_it_had_fitted() {
    // Given a view of all there was, remembered from a larger window.
    let mut harness = window();
    harness.state_mut().view.shows_all = true;
    let folder = tempfile::tempdir().expect("a folder");
    let path = cells(folder.path(), "格", ACROSS, SIDE);
    // The map has taken up the camera already: a new one takes it up with its promise.
    harness.state_mut().map = patrolgrid::ui::map::MapView::new(None);
    open(&mut harness, path, GridLevel::WorkGrid);
    harness.run_steps(4);
    assert!(sees_all(&harness));
}

#[test]
fn london_alone_is_seen_at_the_fitted_zoom() {
    let Some(data) = common::data_dir() else {
        return;
    };
    let mut harness = empty_window();
    let path = data.join("london/london_lsoa_4835.geojson");
    open(&mut harness, path, GridLevel::WorkGrid);
    harness.remove_cursor();
    harness.run_steps(4);
    assert!(sees_all(&harness));
    assert_eq!(
        harness.state().view.levels_shown,
        [false, false, false, false, true]
    );
    let picture = harness.render().expect("a picture");
    let ground = *picture.get_pixel(4, 400);
    let inked = picture.pixels().filter(|pixel| **pixel != ground).count();
    let share = inked as f64 / (picture.width() * picture.height()) as f64;
    assert!(
        (0.1..0.6).contains(&share),
        "{share} of the map is drawn on"
    );
}
