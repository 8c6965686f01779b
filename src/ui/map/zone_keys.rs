//! Corners of the selected zone by keyboard: Tab goes from handle to handle, arrows move a corner, Delete takes it away, and
//! Enter on the middle of an edge adds one.

use egui::{EventFilter, Response, Ui, Vec2};
use geo::Coord;

use super::keys::ARROWS;
use super::view::MapView;
use super::zone_handles::{CROSSED, Handle, crosses, open_corners, with_corners};
use crate::base::coords::{LocalXy, LonLat};
use crate::base::projection::LocalProjection;
use crate::base::units::Metres;
use crate::model::zone::Zone;
use crate::session::command::Command;
use crate::ui::cx::Cx;

/// How far one press moves a corner, and with Shift.
const STEP: Metres = Metres(10.0);
const FINE_STEP: Metres = Metres(1.0);

/// Moves the corner whose handle has the keyboard: a preview while keys are down.
pub(super) fn on_handle(
    ui: &Ui,
    cx: &mut Cx,
    map: &mut MapView,
    zone: &Zone,
    handle: Handle,
    response: &Response,
) {
    let (Handle::Corner(index), true) = (handle, response.has_focus()) else {
        return;
    };
    // Else the arrows would carry the keyboard to the next handle.
    let ours = EventFilter {
        horizontal_arrows: true,
        vertical_arrows: true,
        ..EventFilter::default()
    };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, ours));
    let (way, fine) = ui.input(|input| {
        let way = ARROWS
            .iter()
            .map(|(key, way)| *way * input.num_presses(*key) as f32)
            .fold(Vec2::ZERO, |sum, way| sum + way);
        (way, input.modifiers.shift)
    });
    let Some(projection) = cx.session.projection().filter(|_| way != Vec2::ZERO) else {
        return;
    };
    let mut corners = open_corners(&zone.boundary);
    if let Some(corner) = corners.get_mut(index) {
        *corner = moved(
            projection,
            *corner,
            way,
            if fine { FINE_STEP } else { STEP },
        );
        map.zone_keyed = true;
        cx.send(Command::Preview(with_corners(zone, corners)));
    }
}

/// Once every arrow is up again: one step, or none for an outline that crosses itself.
pub(super) fn finish(ui: &Ui, cx: &mut Cx, map: &mut MapView, zone: &Zone) {
    let held = ui.input(|input| ARROWS.iter().any(|(key, _)| input.key_down(*key)));
    if held || !std::mem::take(&mut map.zone_keyed) {
        return;
    }
    let corners = open_corners(&zone.boundary);
    if crosses(&corners) {
        cx.send(Command::DropPreview);
        if let Some(corner) = corners.first() {
            map.note.say(ui, CROSSED, LonLat::from(*corner));
        }
    } else {
        cx.send(Command::CommitPreview);
    }
}

/// A corner moved by steps on the ground; the way looks down the screen.
fn moved(projection: &LocalProjection, corner: Coord<f64>, way: Vec2, step: Metres) -> Coord<f64> {
    let at = projection.to_local(LonLat::from(corner));
    let to = LocalXy::new(
        at.x + f64::from(way.x) * step.0,
        at.y - f64::from(way.y) * step.0,
    );
    projection.to_lonlat(to).into()
}
