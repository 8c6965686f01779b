//! What a click on the map's surface selects: a zone, the finest unit shown, else the place.

use egui::{Response, Ui};
use geo::Contains;

use super::frame::MapFrame;
use super::levels::LevelsSeen;
use super::zones;
use crate::base::coords::LonLat;
use crate::base::ids::ZoneId;
use crate::session::place_report::UnitAt;
use crate::ui::cx::Cx;
use crate::ui::view_state::{LayerKind, Selected};

/// Turns a click with the select tool into a selection.
pub(super) fn click(
    ui: &Ui,
    cx: &mut Cx,
    levels: &LevelsSeen,
    frame: &MapFrame,
    surface: &Response,
) {
    let Some(at) = surface.interact_pointer_pos() else {
        return;
    };
    if surface.clicked() && !surface.double_clicked() && !ui.input(|input| input.modifiers.shift) {
        select_at(cx, levels, frame.zoom, frame.place(at));
    }
}

/// Selects what lies at a place. A zone comes first, unless it is selected already: then what lies in it.
pub(super) fn select_at(cx: &mut Cx, levels: &LevelsSeen, zoom: f64, at: LonLat) {
    let zone = zone_at(cx, at).filter(|id| zones::selected_zone(cx) != Some(*id));
    cx.view.selected = match (zone, unit_at(cx, levels, zoom, at)) {
        (Some(zone), _) => Selected::Zone(zone),
        (None, Some(unit)) => Selected::Unit(unit),
        (None, None) => Selected::Place(at),
    };
    cx.view.inspect();
}

/// The shown zone of the highest rank at a place.
pub(super) fn zone_at(cx: &Cx, at: LonLat) -> Option<ZoneId> {
    if !cx.view.layer(LayerKind::Zones).visible {
        return None;
    }
    let point = geo::Point::new(at.lon, at.lat);
    let zones = cx.session.shown_plan().zones_by_rank();
    zones
        .into_iter()
        .find(|zone| zone.boundary.contains(&point))
        .map(|zone| zone.id)
}

/// The unit at a place of the finest level the map shows there.
fn unit_at(cx: &Cx, levels: &LevelsSeen, zoom: f64, at: LonLat) -> Option<UnitAt> {
    levels.finest(zoom, &cx.session.units_at(at), |unit| unit.level)
}
