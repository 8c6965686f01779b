//! Patrol points on the map: discs with names, their hit areas, and what clicks on them select.

use std::collections::BTreeSet;

use egui::{
    Align2, Color32, CursorIcon, Id, Painter, Pos2, Rect, Response, Sense, Stroke, Ui, Vec2, pos2,
    vec2,
};

use super::first_colours::FirstColours;
use super::frame::MapFrame;
use super::label_room::{LabelRoom, anchored, lay_out, write_with_halo};
use super::view::MapView;
use super::{context_menu, point_drag};
use crate::base::coords::LonLat;
use crate::base::ids::PointId;
use crate::model::patrol_point::PatrolPoint;
use crate::ui::cx::Cx;
use crate::ui::theme::Theme;
use crate::ui::view_state::{LayerKind, Selected, Tool};

/// Diameter of a point and of a selected one, points of the screen.
const DISC: f32 = 20.0;
/// Zoom levels and the diameters of a point that is not selected: seen from afar a point is smaller, so that it does not
/// hide what it stands on.
const SIZES: [(f64, f32); 3] = [(8.5, 8.0), (11.5, 13.0), (13.0, DISC)];
/// The zoom from which names are written beside all points, not only the selected.
const NAMES_FROM: f64 = 13.25;
const SELECTED_DISC: f32 = 28.0;
/// Width of what the pointer can hit: a selected point's, and never less for a smaller disc.
const HIT: f32 = SELECTED_DISC;
/// Width of the halo around a disc.
const HALO: f32 = 2.0;

/// Where a point is shown: where it is being dragged, else where the plan has it.
pub(super) fn shown_at(map: &MapView, point: &PatrolPoint) -> LonLat {
    map.point_drag
        .as_ref()
        .and_then(|drag| drag.shown_at(point.id))
        .unwrap_or(point.position)
}

/// Draws the points in sight and turns clicks and drags on them into selection and wishes.
pub(super) fn points(
    ui: &mut Ui,
    cx: &mut Cx,
    map: &mut MapView,
    frame: &MapFrame,
    room: &mut LabelRoom,
    hand: bool,
) {
    let look = cx.view.layer(LayerKind::Points);
    if !look.visible || !map.sides.is_live() {
        point_drag::give_up(cx, map);
        return;
    }
    let session = cx.session;
    let selected = cx.view.selected_points();
    let units = UnitColours::of(session.shown_plan().points.values());
    let firsts = FirstColours::shown(cx);
    let colour = |theme: &Theme, point: &PatrolPoint| match &firsts {
        Some(firsts) => firsts.colour(theme, point.id),
        None => units.of_point(theme, point),
    };
    let mut shown: Vec<(&PatrolPoint, Pos2)> = session
        .shown_plan()
        .points
        .values()
        .map(|point| (point, frame.screen(shown_at(map, point))))
        .filter(|(_, at)| frame.rect.expand(SELECTED_DISC).contains(*at))
        .collect();
    let usable = !hand && matches!(cx.view.tool, Tool::Select | Tool::Point);
    let mut hovered = None;
    // Hit areas are larger than discs: where they overlap, the nearest point is met first.
    if let Some(pointer) = ui.input(|input| input.pointer.hover_pos()) {
        let far = |at: Pos2| at.distance_sq(pointer);
        shown.sort_by(|(_, a), (_, b)| far(*b).total_cmp(&far(*a)));
    }
    for (point, at) in &shown {
        let is_selected = selected.contains(&point.id);
        let response = hit_area(
            ui,
            map.id,
            point,
            *at,
            cx.theme.px(HIT),
            is_selected,
            usable,
        );
        if usable {
            click(ui, cx, point.id, &response);
            context_menu::point(cx, point.position, &response);
            point_drag::drag(ui, cx, map, frame, point, &response);
        }
        if response.hovered() && usable {
            hovered = Some(point.id);
        }
    }
    let plain = disc_size(frame.zoom, cx.theme);
    // Drawn in the order of their numbers, selected points on top.
    shown.sort_by_key(|(point, _)| (selected.contains(&point.id), point.id));
    for (point, at) in &shown {
        room.take(Rect::from_center_size(*at, Vec2::splat(plain + 2.0 * HALO)));
        let size = if selected.contains(&point.id) || hovered == Some(point.id) {
            cx.theme.px(SELECTED_DISC)
        } else {
            plain
        };
        disc(
            ui.painter(),
            cx.theme,
            point,
            *at,
            size,
            colour(cx.theme, point),
            look.opacity,
        );
        if selected.contains(&point.id) {
            selection_ring(ui, cx.theme, *at, look.opacity);
        }
    }
    for (point, at) in shown.iter().rev() {
        let stands_out = selected.contains(&point.id) || hovered == Some(point.id);
        if stands_out || frame.zoom >= NAMES_FROM {
            let reach = if stands_out {
                cx.theme.px(SELECTED_DISC) / 2.0 + 2.0
            } else {
                plain / 2.0
            };
            label(
                ui,
                cx.theme,
                room,
                frame.rect,
                (point, *at),
                reach + HALO + 3.0,
                look.opacity,
            );
        }
    }
    point_drag::finish(ui, cx, map);
}

/// The diameter of a point that is not selected.
pub(super) fn disc_size(zoom: f64, theme: &Theme) -> f32 {
    let [far, middle, near] = SIZES;
    // Enlarged for a projector, the map is seen as from farther away.
    let zoom = zoom - f64::from(theme.scale).log2();
    let (from, to) = if zoom < middle.0 {
        (far, middle)
    } else {
        (middle, near)
    };
    let part = ((zoom - from.0) / (to.0 - from.0)).clamp(0.0, 1.0) as f32;
    theme.px(from.1 + (to.1 - from.1) * part)
}

fn hit_area(
    ui: &Ui,
    map: Id,
    point: &PatrolPoint,
    at: Pos2,
    hit: f32,
    selected: bool,
    usable: bool,
) -> Response {
    let sense = if usable {
        Sense::click_and_drag()
    } else {
        Sense::hover()
    };
    let response = ui.interact(
        Rect::from_center_size(at, Vec2::splat(hit)).intersect(ui.clip_rect()),
        map.with(("patrol point", point.id.0)),
        sense,
    );
    response.widget_info(|| {
        egui::WidgetInfo::selected(egui::accesskit::Role::Button, true, selected, &point.name)
    });
    if usable && response.hovered() {
        let icon = if point.locked {
            CursorIcon::NotAllowed
        } else if response.dragged() {
            CursorIcon::Grabbing
        } else {
            CursorIcon::Grab
        };
        ui.ctx().set_cursor_icon(icon);
    }
    response
}

fn click(ui: &Ui, cx: &mut Cx, id: PointId, response: &Response) {
    if response.clicked() {
        let adding = ui.input(|input| input.modifiers.shift);
        select(cx, id, adding);
        // Chosen by keyboard: the arrows now move the point, not the focus.
        response.surrender_focus();
    }
    if response.secondary_clicked() && !cx.view.selected_points().contains(&id) {
        select(cx, id, false);
    }
}

/// Selects a point as [`choose`], and tells what it is.
pub(super) fn select(cx: &mut Cx, id: PointId, adding: bool) {
    choose(cx, id, adding);
    cx.view.inspect();
}

/// Selects a point, alone or beside those selected; one that is selected already is then left out. The panel stays: who drags a
/// point reads the figures that were open.
pub(super) fn choose(cx: &mut Cx, id: PointId, adding: bool) {
    let mut chosen = if adding {
        cx.view.selected_points()
    } else {
        BTreeSet::new()
    };
    if !(adding && chosen.remove(&id)) {
        chosen.insert(id);
    }
    cx.view.selected = if chosen.is_empty() {
        Selected::Nothing
    } else {
        Selected::Points(chosen)
    };
}

/// The colour of each unit: category colours in the order of the units' names.
pub(super) struct UnitColours<'a> {
    units: BTreeSet<&'a str>,
}

impl<'a> UnitColours<'a> {
    pub(super) fn of(points: impl Iterator<Item = &'a PatrolPoint>) -> Self {
        Self {
            units: points
                .map(|point| point.unit.as_str())
                .filter(|unit| !unit.is_empty())
                .collect(),
        }
    }

    pub(super) fn of_point(&self, theme: &Theme, point: &PatrolPoint) -> Color32 {
        self.units
            .iter()
            .position(|unit| *unit == point.unit)
            .map_or(theme.accent, |position| {
                theme.category((position % 8) as u8)
            })
    }
}

pub(super) fn disc(
    painter: &Painter,
    theme: &Theme,
    point: &PatrolPoint,
    at: Pos2,
    size: f32,
    colour: Color32,
    opacity: f32,
) {
    let faded = |colour: Color32| colour.gamma_multiply(opacity);
    let radius = size / 2.0;
    let rim = radius + theme.px(HALO) * (size / theme.px(DISC)).clamp(0.6, 1.0);
    painter.circle_filled(at, rim, faded(Color32::WHITE));
    painter.circle_stroke(
        at,
        rim,
        Stroke::new(0.75, faded(Color32::from_black_alpha(70))),
    );
    painter.circle_filled(at, radius, faded(colour));
    let number = trailing_number(&point.name);
    if !number.is_empty() && size >= 18.0 {
        let galley = lay_out(painter, number, size * 0.5, faded(theme.on(colour)));
        painter.galley(
            anchored(&galley, Align2::CENTER_CENTER, at).min,
            galley,
            Color32::WHITE,
        );
    }
    if point.locked {
        padlock(
            painter,
            theme,
            at + Vec2::splat(radius * 0.8),
            size / DISC,
            opacity,
        );
    }
}

/// The number a name ends with, where it is short enough for the disc.
fn trailing_number(name: &str) -> &str {
    let head = name.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let number = name.get(head.len()..).unwrap_or_default();
    if number.len() <= 3 { number } else { "" }
}

fn padlock(painter: &Painter, theme: &Theme, at: Pos2, scale: f32, opacity: f32) {
    let scale = scale.max(0.65);
    let ink = theme.text.gamma_multiply(opacity);
    painter.circle_filled(at, 7.5 * scale, theme.panel.gamma_multiply(opacity));
    painter.circle_stroke(
        at,
        7.5 * scale,
        Stroke::new(0.75, theme.second.gamma_multiply(opacity)),
    );
    painter.circle_stroke(
        at + vec2(0.0, -1.5) * scale,
        2.2 * scale,
        Stroke::new(1.3 * scale, ink),
    );
    let body = Rect::from_center_size(at + vec2(0.0, 1.5) * scale, vec2(7.0, 5.0) * scale);
    painter.rect_filled(body, 1.0, ink);
}

fn selection_ring(ui: &Ui, theme: &Theme, at: Pos2, opacity: f32) {
    let radius = theme.px(SELECTED_DISC) / 2.0 + HALO + 2.0;
    ui.painter().circle_stroke(
        at,
        radius,
        Stroke::new(2.0, theme.accent.gamma_multiply(opacity)),
    );
}

fn label(
    ui: &Ui,
    theme: &Theme,
    room: &mut LabelRoom,
    map: Rect,
    (point, at): (&PatrolPoint, Pos2),
    reach: f32,
    opacity: f32,
) {
    let painter = ui.painter();
    let galley = lay_out(
        painter,
        &point.name,
        theme.sizes[0],
        theme.text.gamma_multiply(opacity),
    );
    let right = anchored(&galley, Align2::LEFT_CENTER, at + vec2(reach, 0.0));
    let below = anchored(&galley, Align2::CENTER_TOP, at + vec2(0.0, reach));
    let left = anchored(&galley, Align2::RIGHT_CENTER, at - vec2(reach, 0.0));
    if let Some(rect) = [right, below, left]
        .into_iter()
        .find(|rect| map.contains_rect(*rect) && room.claim(rect.expand(1.0)))
    {
        write_with_halo(
            painter,
            &galley,
            pos2(rect.min.x, rect.min.y),
            theme.ground.gamma_multiply(opacity * 0.9),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_disc_shows_a_short_number_at_the_end_of_a_name_and_nothing_else() {
        assert_eq!(trailing_number("布警点 12"), "12");
        assert_eq!(trailing_number("宝安大道口"), "");
        assert_eq!(trailing_number("P-2024"), "");
    }
}
