//! Corners and edges of the selected zone: drag a corner, drag the middle of an edge to split it, take a corner away.

use egui::{Color32, CursorIcon, Key, Modifiers, Pos2, Rect, Response, Sense, Stroke, Ui, Vec2};
use geo::{Coord, LineString, Polygon};

use super::bubble::bubble;
use super::frame::MapFrame;
use super::outline_rules::crosses_itself;
use super::view::MapView;
use super::{zone_keys, zones};
use crate::base::coords::LonLat;
use crate::base::ids::ZoneId;
use crate::i18n::message::Message;
use crate::model::plan_edit::PlanEdit;
use crate::model::zone::Zone;
use crate::session::command::Command;
use crate::ui::cx::Cx;
use crate::ui::view_state::LayerKind;

/// Diameter of a corner's handle and of an edge's, and of what the pointer can hit.
const CORNER: f32 = 10.0;
const MIDDLE: f32 = 7.0;
const HIT: f32 = 20.0;
/// An edge shorter than this on the screen has no handle of its own.
const SHORTEST_EDGE: f32 = 36.0;
/// Fewest corners of a zone.
const FEWEST: usize = 3;

/// Why an outline is not taken.
pub(super) const CROSSED: &str = "map-note-crossed";

/// A drag of a corner.
#[derive(Debug)]
pub(super) struct ZoneDrag {
    zone: ZoneId,
    corner: usize,
    /// Corners at the start, with the new one where an edge is split; not closed.
    corners: Vec<Coord<f64>>,
    /// Where the corner stood less where the pointer was pressed.
    offset: Vec2,
    dropped: bool,
}

/// Which handle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Handle {
    Corner(usize),
    /// The edge after a corner.
    Edge(usize),
}

/// Shows the handles of the selected zone and lets them be dragged.
pub(super) fn handles(ui: &mut Ui, cx: &mut Cx, map: &mut MapView, frame: &MapFrame) {
    if !cx.view.layer(LayerKind::Zones).visible {
        return;
    }
    let session = cx.session;
    let Some(zone) = zones::selected_zone(cx).and_then(|id| session.shown_plan().zones.get(&id))
    else {
        return;
    };
    let corners = open_corners(&zone.boundary);
    let screen: Vec<Pos2> = corners
        .iter()
        .map(|corner| frame.screen(LonLat::from(*corner)))
        .collect();
    for (index, at) in screen.iter().enumerate() {
        let next = screen
            .get((index + 1) % screen.len())
            .copied()
            .unwrap_or(*at);
        if map.zone_drag.is_none() && at.distance(next) >= SHORTEST_EDGE {
            handle(
                ui,
                cx,
                map,
                frame,
                zone,
                Handle::Edge(index),
                at.lerp(next, 0.5),
            );
        }
    }
    for (index, at) in screen.iter().enumerate() {
        handle(ui, cx, map, frame, zone, Handle::Corner(index), *at);
    }
    zone_keys::finish(ui, cx, map, zone);
    follow_drag(ui, cx, map, frame);
}

fn handle(
    ui: &Ui,
    cx: &mut Cx,
    map: &mut MapView,
    frame: &MapFrame,
    zone: &Zone,
    handle: Handle,
    at: Pos2,
) {
    if !frame.rect.contains(at) {
        return;
    }
    let id = map.id.with((
        "zone handle",
        zone.id.0,
        match handle {
            Handle::Corner(index) => (0, index),
            Handle::Edge(index) => (1, index),
        },
    ));
    let response = ui.interact(
        Rect::from_center_size(at, Vec2::splat(cx.theme.px(HIT))),
        id,
        Sense::click_and_drag(),
    );
    let (words, index) = match handle {
        Handle::Corner(index) => ("map-zone-corner", index),
        Handle::Edge(index) => ("map-zone-edge", index),
    };
    response.widget_info(|| {
        let label = cx.say(
            &Message::new(words)
                .with("name", zone.name.as_str())
                .with("n", index + 1),
        );
        egui::WidgetInfo::labeled(egui::accesskit::Role::Button, true, label)
    });
    let held = map
        .zone_drag
        .as_ref()
        .is_some_and(|drag| handle == Handle::Corner(drag.corner));
    draw_handle(ui, cx, zone, handle, at, response.hovered() || held);
    if response.hovered() {
        ui.ctx().set_cursor_icon(CursorIcon::Crosshair);
    }
    if response.drag_started_by(egui::PointerButton::Primary) {
        begin(ui, map, frame, zone, handle, at);
    }
    match handle {
        Handle::Corner(index) => remove_on_wish(ui, cx, map, zone, index, &response),
        Handle::Edge(index) if response.clicked() => split(cx, zone, index, frame.place(at)),
        Handle::Edge(_) => {}
    }
    zone_keys::on_handle(ui, cx, map, zone, handle, &response);
    response.on_hover_text(cx.text(match handle {
        Handle::Corner(_) => "map-hint-corner",
        Handle::Edge(_) => "map-hint-edge",
    }));
}

/// Puts a corner in the middle of the edge after a corner.
fn split(cx: &mut Cx, zone: &Zone, edge: usize, middle: LonLat) {
    let mut corners = open_corners(&zone.boundary);
    corners.insert(edge + 1, middle.into());
    cx.send(Command::Edit(with_corners(zone, corners)));
}

fn draw_handle(ui: &Ui, cx: &Cx, zone: &Zone, handle: Handle, at: Pos2, strong: bool) {
    let colour = cx.theme.category(zone.colour);
    let (corner, middle) = (cx.theme.px(CORNER), cx.theme.px(MIDDLE));
    let painter = ui.painter();
    // A dark rim: yellow handles are seen on a light map too.
    let rim = Stroke::new(1.0, Color32::from_black_alpha(120));
    match handle {
        Handle::Corner(_) => {
            let size = if strong { corner + 3.0 } else { corner };
            painter.circle_stroke(at, size / 2.0 + 2.75, rim);
            painter.circle(
                at,
                size / 2.0 + 1.0,
                Color32::WHITE,
                Stroke::new(2.5, colour),
            );
        }
        Handle::Edge(_) => {
            let size = if strong { corner } else { middle };
            painter.circle_stroke(at, size / 2.0 + 1.25, rim);
            painter.circle(at, size / 2.0, colour, Stroke::new(1.5, Color32::WHITE));
        }
    }
}

fn begin(ui: &Ui, map: &mut MapView, frame: &MapFrame, zone: &Zone, handle: Handle, at: Pos2) {
    let mut corners = open_corners(&zone.boundary);
    let corner = match handle {
        Handle::Corner(index) => index,
        Handle::Edge(index) => {
            corners.insert(index + 1, frame.place(at).into());
            index + 1
        }
    };
    let pressed = ui.input(|input| input.pointer.press_origin()).unwrap_or(at);
    map.zone_drag = Some(ZoneDrag {
        zone: zone.id,
        corner,
        corners,
        offset: at - pressed,
        dropped: false,
    });
}

/// Follows the pointer whichever widget it was pressed on: the handle of a split edge goes away as its corner comes.
fn follow_drag(ui: &Ui, cx: &mut Cx, map: &mut MapView, frame: &MapFrame) {
    let Some(drag) = &mut map.zone_drag else {
        return;
    };
    let (pointer, down, released) = ui.input(|input| {
        (
            input.pointer.interact_pos(),
            input.pointer.primary_down(),
            input.pointer.primary_released(),
        )
    });
    if !drag.dropped && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
        drag.dropped = true;
        cx.send(Command::DropPreview);
    }
    let plan = cx.session.plan();
    if let (false, Some(at), Some(zone)) = (drag.dropped, pointer, plan.zones.get(&drag.zone)) {
        if let Some(corner) = drag.corners.get_mut(drag.corner) {
            *corner = frame.place(at + drag.offset).into();
        }
        cx.send(Command::Preview(with_corners(zone, drag.corners.clone())));
        if crosses(&drag.corners) {
            bubble(ui, cx.theme, at, &[cx.text("map-hint-crosses")]);
        }
    }
    if released || !down {
        end_drag(ui, cx, map);
    }
}

/// Makes the change one step; an outline that crosses itself is put back, and the map says why.
fn end_drag(ui: &Ui, cx: &mut Cx, map: &mut MapView) {
    let Some(drag) = map.zone_drag.take().filter(|drag| !drag.dropped) else {
        return;
    };
    if !crosses(&drag.corners) {
        cx.send(Command::CommitPreview);
        return;
    }
    cx.send(Command::DropPreview);
    if let Some(corner) = drag.corners.get(drag.corner) {
        map.note.say(ui, CROSSED, LonLat::from(*corner));
    }
}

pub(super) fn crosses(corners: &[Coord<f64>]) -> bool {
    let corners: Vec<LonLat> = corners.iter().map(|corner| LonLat::from(*corner)).collect();
    crosses_itself(&corners)
}

fn remove_on_wish(
    ui: &Ui,
    cx: &mut Cx,
    map: &mut MapView,
    zone: &Zone,
    index: usize,
    response: &Response,
) {
    let wished = response.secondary_clicked()
        || ((response.hovered() || response.has_focus())
            && !ui.ctx().text_edit_focused()
            && ui.input_mut(|input| {
                input.consume_key(Modifiers::NONE, Key::Delete)
                    || input.consume_key(Modifiers::NONE, Key::Backspace)
            }));
    if !wished {
        return;
    }
    match without_corner(zone, index) {
        Ok(edit) => cx.send(Command::Edit(edit)),
        Err(why) => {
            let corners = open_corners(&zone.boundary);
            if let Some(corner) = corners.get(index) {
                map.note.say(ui, why, LonLat::from(*corner));
            }
        }
    }
}

/// The corners of the outer ring without the closing one.
pub(super) fn open_corners(boundary: &Polygon<f64>) -> Vec<Coord<f64>> {
    let mut corners = boundary.exterior().0.clone();
    corners.pop();
    corners
}

/// The zone with these corners for its outer ring; its holes stay.
pub(super) fn with_corners(zone: &Zone, mut corners: Vec<Coord<f64>>) -> PlanEdit {
    corners.extend(corners.first().copied());
    PlanEdit::ReplaceZone(Zone {
        boundary: Polygon::new(LineString(corners), zone.boundary.interiors().to_vec()),
        ..zone.clone()
    })
}

/// The zone without a corner; the id of a sentence where too few would remain or the outline would cross itself.
fn without_corner(zone: &Zone, index: usize) -> Result<PlanEdit, &'static str> {
    let mut corners = open_corners(&zone.boundary);
    if corners.len() <= FEWEST || index >= corners.len() {
        return Err("map-note-three-corners");
    }
    corners.remove(index);
    if crosses(&corners) {
        return Err(CROSSED);
    }
    Ok(with_corners(zone, corners))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone() -> Zone {
        let ring = LineString::from(vec![
            (0.0, 0.0),
            (1.0, 0.0),
            (1.0, 1.0),
            (0.0, 1.0),
            (0.0, 0.0),
        ]);
        Zone {
            id: ZoneId(1),
            name: String::new(),
            rank: 1,
            colour: 0,
            boundary: Polygon::new(ring, Vec::new()),
        }
    }

    #[test]
    fn a_zone_never_falls_below_three_corners() {
        let Ok(PlanEdit::ReplaceZone(three)) = without_corner(&zone(), 1) else {
            unreachable!("four corners may become three");
        };
        assert_eq!(open_corners(&three.boundary).len(), 3);
        assert!(three.boundary.exterior().is_closed());
        assert_eq!(without_corner(&three, 0), Err("map-note-three-corners"));
    }

    #[test]
    fn a_corner_whose_going_would_make_the_outline_cross_itself_stays() {
        let mut zone = zone();
        // A notch that reaches across the corner's short cut.
        let ring = LineString::from(vec![
            (0.0, 0.0),
            (4.0, 0.0),
            (4.0, 4.0),
            (3.5, 1.0),
            (0.0, 4.0),
            (0.0, 0.0),
        ]);
        zone.boundary = Polygon::new(ring, Vec::new());
        assert_eq!(without_corner(&zone, 1), Err(CROSSED));
    }
}
