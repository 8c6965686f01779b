//! The menu under a right click: what can be done with what was clicked and at the place.

use egui::{Button, Response, Ui};

use super::furniture::coordinates;
use super::pick;
use super::view::MapView;
use super::{frame::MapFrame, tools};
use crate::base::coords::LonLat;
use crate::i18n::message::Message;
use crate::ui::cx::Cx;
use crate::ui::selection_edits as edits;
use crate::ui::view_state::{CameraWish, Selected, Tool};

/// A right click on the surface: first it selects what lies there, then the menu opens.
pub(super) fn surface(cx: &mut Cx, map: &mut MapView, frame: &MapFrame, surface: &Response) {
    if !matches!(cx.view.tool, Tool::Select | Tool::Point) {
        return;
    }
    if surface.secondary_clicked()
        && let Some(at) = surface.interact_pointer_pos()
    {
        let place = frame.place(at);
        map.menu_at = Some(place);
        match pick::zone_at(cx, place) {
            Some(zone) => {
                cx.view.selected = Selected::Zone(zone);
                cx.view.inspect();
            }
            None => pick::select_at(cx, &map.seen, frame.zoom, place),
        }
    }
    surface.context_menu(|ui| menu(ui, cx, map.menu_at));
}

/// The menu of a point.
pub(super) fn point(cx: &mut Cx, at: LonLat, response: &Response) {
    response.context_menu(|ui| menu(ui, cx, Some(at)));
}

fn menu(ui: &mut Ui, cx: &mut Cx, at: Option<LonLat>) {
    ui.set_min_width(cx.theme.px(200.0));
    let points = cx.view.selected_points();
    let zone = matches!(cx.view.selected, Selected::Zone(_));
    if !points.is_empty() || zone {
        if (points.len() == 1 || zone) && entry(ui, cx, "map-menu-rename", "F2") {
            edits::begin_rename(cx);
        }
        if !points.is_empty() {
            let plan = cx.session.plan();
            let locked = points
                .iter()
                .filter_map(|id| plan.points.get(id))
                .all(|point| point.locked);
            let words = if locked {
                "map-menu-unlock"
            } else {
                "map-menu-lock"
            };
            if entry(ui, cx, words, "Ctrl+L") {
                edits::toggle_lock(cx);
            }
            if entry(ui, cx, "map-menu-duplicate", "Ctrl+D") {
                edits::duplicate(cx);
            }
        }
        if entry(ui, cx, "map-menu-delete", "Del") {
            edits::delete(cx);
        }
        ui.separator();
    }
    if entry(ui, cx, "map-menu-zoom", "") {
        edits::zoom_to_selection(cx);
    }
    let Some(at) = at else {
        return;
    };
    if entry(ui, cx, "map-menu-add-point", "") {
        tools::add_point(cx, at);
    }
    if entry(ui, cx, "map-menu-centre", "") {
        cx.view.camera_wish = Some(CameraWish::Centre(at, 0.0));
    }
    let copy = cx.say(&Message::new("map-menu-copy").with("place", coordinates(at)));
    if ui.add(Button::new(copy)).clicked() {
        ui.ctx().copy_text(coordinates(at));
        ui.close();
    }
}

fn entry(ui: &mut Ui, cx: &Cx, words: &str, shortcut: &str) -> bool {
    let clicked = ui
        .add(Button::new(cx.text(words)).shortcut_text(shortcut))
        .clicked();
    if clicked {
        ui.close();
    }
    clicked
}
