//! Scale bar, arrow, legends and readout in the whole window: on the map, none on another, nothing cut.
#![cfg(feature = "gui")]

#[path = "common/app_window.rs"]
mod app_window;

use std::fmt::Write as _;
use std::path::Path;

use app_window::{settle, window_over};
use egui::{Rect, Shape, pos2, vec2};
use egui_kittest::Harness;
use patrolgrid::i18n::language::Language;
use patrolgrid::session::command::Command;
use patrolgrid::session::settings::Look;
use patrolgrid::ui::app::App;
use patrolgrid::ui::map::Piece;
use patrolgrid::ui::view_state::{LayerKind, UnitFigure};

/// Twelve grids, one without residents, and incidents in and outside them over two months.
fn district(folder: &Path) {
    let square = |at: usize| {
        let (west, south) = (113.8 + (at % 4) as f64 * 0.05, 22.5 + (at / 4) as f64 * 0.1);
        let (east, north) = (west + 0.05, south + 0.1);
        let residents = if at == 5 {
            "null".to_owned()
        } else {
            (at * 700 + 300).to_string()
        };
        format!(
            r#"{{"type":"Feature","properties":{{"code":"G{at}","name":"网格{at}","residents":{residents}}},
            "geometry":{{"type":"Polygon","coordinates":[[[{west},{south}],[{east},{south}],[{east},{north}],
            [{west},{north}],[{west},{south}]]]}}}}"#
        )
    };
    let squares: Vec<String> = (0..12).map(square).collect();
    let grids = format!(
        r#"{{"type":"FeatureCollection","features":[{}]}}"#,
        squares.join(",")
    );
    std::fs::write(folder.join("work_grids.geojson"), grids).expect("written");
    let mut csv = "案件编号,报案时间,案件类别,经度,纬度\n".to_owned();
    for at in 0..240 {
        let (column, row) = (at % 16, (at * at) % 11);
        let (lon, lat) = (
            113.802 + f64::from(column) * 0.0145,
            22.51 + f64::from(row) * 0.027,
        );
        let month = 1 + at % 2;
        let _ = writeln!(csv, "A{at},2024-0{month}-03 09:10,盗窃,{lon},{lat}");
    }
    std::fs::write(folder.join("incidents.csv"), csv).expect("written");
}

/// A window over a district with its choropleth shown.
fn window(size: [f32; 2], pixels_per_point: f32, folder: &Path) -> Harness<'static, App> {
    let mut harness = window_over(folder, size, pixels_per_point);
    for look in &mut harness.state_mut().view_mut().layers {
        look.visible |= look.kind == LayerKind::Choropleth;
    }
    harness
}

/// Every text and the room it takes on the screen; halos are left out.
fn texts(shape: &Shape, clip: Rect, found: &mut Vec<(String, Rect, Rect)>) {
    match shape {
        Shape::Vec(shapes) => shapes.iter().for_each(|shape| texts(shape, clip, found)),
        Shape::Text(text) if text.override_text_color.is_none() => {
            let rect = text.galley.rect.translate(text.pos.to_vec2());
            found.push((text.galley.text().to_owned(), rect, clip));
        }
        _ => {}
    }
}

fn check(harness: &Harness<'_, App>, told: &str) {
    let pieces = harness.state().map().furniture().to_vec();
    let map = harness.state().map().rect();
    for wanted in [
        Piece::Readout,
        Piece::HeatLegend,
        Piece::ClassLegend,
        Piece::ScaleBar,
        Piece::North,
    ] {
        assert!(
            pieces.iter().any(|(piece, _)| *piece == wanted),
            "{told}: no {wanted:?} on {map:?}"
        );
    }
    for (at, (piece, rect)) in pieces.iter().enumerate() {
        assert!(
            map.contains_rect(*rect),
            "{told}: {piece:?} {rect:?} is not on {map:?}"
        );
        for (other, there) in &pieces[at + 1..] {
            assert!(
                !rect.intersects(*there),
                "{told}: {piece:?} {rect:?} on {other:?} {there:?}"
            );
        }
    }
    let mut found = Vec::new();
    for shape in &harness.output().shapes {
        texts(&shape.shape, shape.clip_rect, &mut found);
    }
    for (piece, rect) in &pieces {
        let in_it: Vec<_> = found
            .iter()
            .filter(|(_, text, _)| {
                rect.contains(text.left_center()) && rect.contains(text.center())
            })
            .collect();
        assert!(!in_it.is_empty(), "{told}: nothing is written in {piece:?}");
        for (text, written, clip) in in_it {
            let room = rect.expand(1.0).intersect(clip.expand(1.0));
            assert!(
                room.contains_rect(*written),
                "{told}: “{text}” {written:?} leaves {piece:?} {room:?}"
            );
            assert!(!text.contains('…'), "{told}: “{text}” is cut");
        }
    }
}

fn in_every_look(size: [f32; 2], pixels_per_point: f32) {
    let folder = tempfile::tempdir().expect("a folder");
    district(folder.path());
    let mut harness = window(size, pixels_per_point, folder.path());
    for look in [Look::Light, Look::Dark, Look::Projector] {
        for language in Language::ALL {
            harness.state_mut().send(Command::SetLook(look));
            harness.state_mut().send(Command::SetLanguage(language));
            for figure in [
                UnitFigure::Incidents,
                UnitFigure::PerKm2,
                UnitFigure::Per1000Residents,
                UnitFigure::Residents,
                UnitFigure::HotSpots,
            ] {
                harness.state_mut().view_mut().choropleth.1 = figure;
                harness.remove_cursor();
                settle(&mut harness);
                harness.hover_at(harness.state().map().rect().center());
                harness.run_steps(3);
                check(
                    &harness,
                    &format!("{size:?} {look:?} {language:?} {figure:?}"),
                );
            }
        }
    }
}

#[test]
fn at_1280_by_720() {
    in_every_look([1280.0, 720.0], 1.0);
}

#[test]
fn at_1920_by_1080() {
    in_every_look([1920.0, 1080.0], 1.0);
}

#[test]
fn at_3840_by_2160_on_a_screen_of_twice_the_density() {
    in_every_look([1920.0, 1080.0], 2.0);
}

#[test]
fn the_scale_bar_keeps_its_place_while_the_pointer_comes_and_goes() {
    let folder = tempfile::tempdir().expect("a folder");
    district(folder.path());
    let mut harness = window([1600.0, 900.0], 1.0, folder.path());
    harness.remove_cursor();
    settle(&mut harness);
    let bar = |harness: &Harness<'_, App>| {
        let pieces = harness.state().map().furniture().to_vec();
        pieces
            .into_iter()
            .find(|(piece, _)| *piece == Piece::ScaleBar)
    };
    let before = bar(&harness).expect("a bar").1;
    harness.hover_at(pos2(800.0, 400.0) + vec2(3.0, 5.0));
    harness.run_steps(3);
    let after = bar(&harness).expect("a bar").1;
    assert!(
        (before.max - after.max).length() < 0.01,
        "{before:?} {after:?}"
    );
}
