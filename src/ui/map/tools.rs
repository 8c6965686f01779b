//! The tools that click on the surface: put a point, draw a zone, measure a way.

use egui::{CursorIcon, Key, Modifiers, Pos2, Response, Shape, Stroke, Ui};
use geo::{Coord, LineString, Polygon};

use super::bubble::bubble;
use super::frame::MapFrame;
use super::keys;
use super::outline_rules::{area, crosses_itself, length};
use super::scale_bar::length_words;
use super::view::MapView;
use crate::base::coords::LonLat;
use crate::base::units::Km2;
use crate::i18n::message::{Arg, Message};
use crate::model::patrol_point::PatrolPoint;
use crate::model::plan_edit::PlanEdit;
use crate::model::zone::Zone;
use crate::session::command::Command;
use crate::ui::cx::Cx;
use crate::ui::view_state::{Selected, Tool};

/// Points on the screen within which a click means the first corner.
const CLOSING: f32 = 12.0;

/// Corners clicked so far, and whether the way is finished.
#[derive(Debug, Default)]
pub(super) struct Draft {
    of: Tool,
    corners: Vec<LonLat>,
    /// A measured way that is done; the next click begins another.
    done: bool,
    /// A measured way that came back to its start.
    closed: bool,
}

/// One frame of the tool in use.
pub(super) fn tool(
    ui: &Ui,
    cx: &mut Cx,
    map: &mut MapView,
    frame: &MapFrame,
    surface: &Response,
    hand: bool,
) {
    let tool = cx.view.tool;
    if map.draft.of != tool {
        map.draft = Draft {
            of: tool,
            ..Draft::default()
        };
    }
    if tool == Tool::Select {
        return;
    }
    if surface.hovered() && !hand {
        ui.ctx().set_cursor_icon(CursorIcon::Crosshair);
    }
    // By keyboard the middle of the map is what the pointer else is.
    let aim = map.aiming.then(|| frame.rect.center());
    if let Some(at) = aim {
        keys::cross(ui.painter(), cx.theme, at);
    }
    match tool {
        Tool::Select => {}
        Tool::Point => {
            let clicked = surface.interact_pointer_pos().filter(|_| surface.clicked());
            let entered = pressed(ui, Key::Enter);
            if let Some(at) = clicked.or(aim.filter(|_| entered)) {
                add_point(cx, frame.place(at));
            }
            map.aiming |= entered;
        }
        Tool::Zone | Tool::Measure => drawing(ui, cx, map, frame, surface, aim),
    }
}

/// Puts a patrol point with the next free number in its name and selects it.
pub(super) fn add_point(cx: &mut Cx, at: LonLat) {
    let plan = cx.session.plan();
    let name = |number: usize| cx.say(&Message::new("map-new-point").with("n", number));
    let taken = |name: &String| plan.points.values().any(|point| point.name == *name);
    let name = (1..=plan.points.len() + 1)
        .map(name)
        .find(|name| !taken(name))
        .unwrap_or_default();
    let id = plan.free_point_id();
    cx.send(Command::Edit(PlanEdit::AddPoint(PatrolPoint {
        id,
        name,
        position: at,
        locked: false,
        unit: String::new(),
    })));
    cx.view.selected = Selected::Points([id].into());
}

/// Whether a plain key was pressed that nobody types; it is used up.
fn pressed(ui: &Ui, key: Key) -> bool {
    let typing = ui.ctx().text_edit_focused() || ui.memory(|memory| memory.focused().is_some());
    !typing && ui.input_mut(|input| input.consume_key(Modifiers::NONE, key))
}

fn drawing(
    ui: &Ui,
    cx: &mut Cx,
    map: &mut MapView,
    frame: &MapFrame,
    surface: &Response,
    aim: Option<Pos2>,
) {
    let pointer = aim
        .or_else(|| ui.input(|input| input.pointer.hover_pos()))
        .filter(|at| frame.rect.contains(*at));
    clicks(cx, &mut map.draft, frame, surface);
    map.aiming |= draft_keys(ui, cx, &mut map.draft, frame, aim);
    if map.draft.of == cx.view.tool {
        draw(ui, cx, &map.draft, frame, pointer);
    }
}

fn clicks(cx: &mut Cx, draft: &mut Draft, frame: &MapFrame, surface: &Response) {
    let Some(at) = surface.interact_pointer_pos() else {
        return;
    };
    if surface.double_clicked() {
        finish(cx, draft);
    } else if surface.clicked() {
        set_corner(cx, draft, frame, at);
    }
}

/// Sets a corner; at the first one it closes the outline.
fn set_corner(cx: &mut Cx, draft: &mut Draft, frame: &MapFrame, at: Pos2) {
    if draft.done {
        *draft = Draft {
            of: draft.of,
            ..Draft::default()
        };
    }
    if draft.corners.len() >= 3 && near(draft.corners.first(), frame, at) {
        draft.closed = true;
        finish(cx, draft);
    } else {
        draft.corners.push(frame.place(at));
    }
}

fn near(corner: Option<&LonLat>, frame: &MapFrame, at: Pos2) -> bool {
    corner.is_some_and(|corner| frame.screen(*corner).distance(at) <= CLOSING)
}

/// Enter, Backspace and Escape. Returns whether an Enter asks for the cross to aim with.
fn draft_keys(
    ui: &Ui,
    cx: &mut Cx,
    draft: &mut Draft,
    frame: &MapFrame,
    aim: Option<Pos2>,
) -> bool {
    let begun = !draft.corners.is_empty();
    if pressed(ui, Key::Enter) {
        // By keyboard Enter sets a corner, and where the last one stands it ends.
        match aim.filter(|at| draft.done || !near(draft.corners.last(), frame, *at)) {
            Some(at) => set_corner(cx, draft, frame, at),
            None if begun => finish(cx, draft),
            None => return true,
        }
    } else if begun && pressed(ui, Key::Backspace) {
        draft.done = false;
        draft.closed = false;
        draft.corners.pop();
    } else if begun && pressed(ui, Key::Escape) {
        draft.corners.clear();
        draft.done = false;
        draft.closed = false;
    }
    false
}

fn finish(cx: &mut Cx, draft: &mut Draft) {
    match draft.of {
        Tool::Zone => close_zone(cx, draft),
        Tool::Measure => draft.done = draft.corners.len() >= 2,
        Tool::Select | Tool::Point => {}
    }
}

/// Makes a zone of the corners, with the next free rank and its colour; an outline that crosses itself stays open.
fn close_zone(cx: &mut Cx, draft: &mut Draft) {
    if draft.corners.len() < 3 || crosses_itself(&draft.corners) {
        draft.closed = false;
        return;
    }
    let plan = cx.session.plan();
    let rank = (1..=u16::MAX)
        .find(|rank| plan.zones.values().all(|zone| zone.rank != *rank))
        .unwrap_or(u16::MAX);
    let mut ring: Vec<Coord<f64>> = draft
        .corners
        .iter()
        .map(|corner| Coord::from(*corner))
        .collect();
    ring.extend(ring.first().copied());
    let id = plan.free_zone_id();
    cx.send(Command::Edit(PlanEdit::AddZone(Zone {
        id,
        name: cx.say(&Message::new("map-new-zone").with("n", u64::from(rank))),
        rank,
        colour: ((rank - 1) % 8) as u8,
        boundary: Polygon::new(LineString(ring), Vec::new()),
    })));
    draft.corners.clear();
    cx.view.tool = Tool::Select;
    cx.view.selected = Selected::Zone(id);
    cx.view.inspect();
}

fn draw(ui: &Ui, cx: &Cx, draft: &Draft, frame: &MapFrame, pointer: Option<Pos2>) {
    let live = pointer.filter(|_| !draft.done);
    let mut places = draft.corners.clone();
    // On a corner the pointer is no further one.
    let corners = draft.corners.iter().map(|corner| frame.screen(*corner));
    let on_corner = |at: &Pos2| corners.clone().any(|corner| corner.distance(*at) < 2.0);
    places.extend(live.filter(|at| !on_corner(at)).map(|at| frame.place(at)));
    if draft.corners.is_empty() {
        if let Some(at) = live {
            hint(ui, cx, draft.of, at);
        }
        return;
    }
    let area_shown = draft.of == Tool::Zone || draft.closed;
    let mut line: Vec<Pos2> = places.iter().map(|place| frame.screen(*place)).collect();
    if area_shown {
        line.extend(line.first().copied());
    }
    let wrong = draft.of == Tool::Zone && crosses_itself(&places);
    let colour = if wrong {
        cx.theme.warning
    } else {
        cx.theme.accent
    };
    let painter = ui.painter();
    painter.add(Shape::line(
        line.clone(),
        Stroke::new(cx.theme.lines[1] + 2.0, cx.theme.ground.gamma_multiply(0.8)),
    ));
    painter.add(Shape::line(line, Stroke::new(cx.theme.lines[1], colour)));
    for corner in &draft.corners {
        painter.circle(
            frame.screen(*corner),
            cx.theme.px(5.0),
            cx.theme.panel,
            Stroke::new(2.0, colour),
        );
    }
    let at = live.or_else(|| draft.corners.last().map(|last| frame.screen(*last)));
    if let Some(at) = at {
        bubble(ui, cx.theme, at, &words(cx, draft, &places, wrong));
    }
}

fn hint(ui: &Ui, cx: &Cx, tool: Tool, at: Pos2) {
    let words = match tool {
        Tool::Zone => "map-hint-zone",
        Tool::Measure => "map-hint-measure",
        Tool::Select | Tool::Point => return,
    };
    bubble(ui, cx.theme, at, &[cx.text(words)]);
}

/// The figures beside the pointer.
fn words(cx: &Cx, draft: &Draft, places: &[LonLat], wrong: bool) -> Vec<String> {
    let projection = cx.session.projection();
    let mut lines = Vec::new();
    if draft.of == Tool::Measure {
        let mut way = places.to_vec();
        if draft.closed {
            way.extend(places.first().copied());
        }
        lines.push(length_words(cx, length(&way), 2));
        if draft.closed {
            lines.push(area_words(cx, area(places, projection)));
        }
        if !draft.done {
            lines.push(cx.text("map-hint-measuring"));
        }
    } else {
        lines.push(area_words(cx, area(places, projection)));
        lines.push(cx.text(if wrong {
            "map-hint-crosses"
        } else {
            "map-hint-zone-drawing"
        }));
    }
    lines
}

/// An area in words: hectares would be foreign here, so square metres below a hundredth of a km².
pub(super) fn area_words(cx: &Cx, area: Km2) -> String {
    if area.0 < 0.01 {
        let metres = Arg::Decimal(area.0 * 1e6, 0);
        cx.say(&Message::new("map-square-metres").with("n", metres))
    } else {
        let decimals = if area.0 < 1.0 { 3 } else { 2 };
        cx.say(&Message::new("map-km2").with("n", Arg::Decimal(area.0, decimals)))
    }
}
