//! Priority zones on the map: fill, outline and rank badge.

use egui::{Align2, Color32, Pos2, Rect, Sense, Shape, Stroke, Ui, Vec2};

use super::frame::MapFrame;
use super::label_room::{LabelRoom, anchored, lay_out};
use super::view::MapView;
use crate::base::ids::ZoneId;
use crate::i18n::message::Message;
use crate::model::zone::Zone;
use crate::ui::cx::Cx;
use crate::ui::theme::Theme;
use crate::ui::view_state::{LayerKind, RightTab, Selected};

/// How strong the fill is.
const FILL: f32 = 0.12;
/// Zoom levels and the width of a badge at them: seen from afar it is smaller, so that it leaves its zone in sight.
const BADGES: [(f64, f32); 2] = [(9.5, 13.0), (12.5, 22.0)];

/// Fills and outlines; the selected zone's a little stronger, above the others.
pub(super) fn paint(ui: &Ui, cx: &Cx, map: &mut MapView, frame: &MapFrame, opacity: f32) {
    let mut zones = cx.session.shown_plan().zones_by_rank();
    map.zone_shapes.follow(zones.iter().copied());
    let selected = selected_zone(cx);
    zones.sort_by_key(|zone| (selected == Some(zone.id), std::cmp::Reverse(zone.rank)));
    let painter = ui.painter();
    for zone in zones {
        let Some(shape) = map.zone_shapes.of(zone.id) else {
            continue;
        };
        let colour = cx.theme.category(zone.colour);
        let chosen = selected == Some(zone.id);
        let strength = if chosen { FILL * 1.8 } else { FILL };
        painter.add(Shape::mesh(
            shape.fill(frame, colour.gamma_multiply(strength * opacity)),
        ));
        let line = shape.line(frame);
        let width = cx.theme.lines[1] * frame.line_scale() * if chosen { 1.4 } else { 1.0 };
        painter.add(Shape::closed_line(
            line.clone(),
            casing(cx.theme, width, opacity),
        ));
        painter.add(Shape::closed_line(
            line,
            Stroke::new(width, colour.gamma_multiply(opacity)),
        ));
    }
}

/// What sets an outline off the map below it: dark ground around the bright colours of the dark look, a dark edge
/// around yellow and sky blue on a light map.
fn casing(theme: &Theme, width: f32, opacity: f32) -> Stroke {
    if theme.is_dark() {
        Stroke::new(width + 2.0, theme.ground.gamma_multiply(0.7 * opacity))
    } else {
        Stroke::new(width + 1.5, theme.text.gamma_multiply(0.6 * opacity))
    }
}

/// Badges with the rank; a click selects the zone.
pub(super) fn badges(
    ui: &Ui,
    cx: &mut Cx,
    map: &MapView,
    frame: &MapFrame,
    room: &mut LabelRoom,
    usable: bool,
) {
    let look = cx.view.layer(LayerKind::Zones);
    if !look.visible {
        return;
    }
    let session = cx.session;
    let points: Vec<Pos2> = session
        .shown_plan()
        .points
        .values()
        .map(|point| frame.screen(super::points::shown_at(map, point)))
        .collect();
    let [far, near] = BADGES;
    let part = ((frame.zoom - far.0) / (near.0 - far.0)).clamp(0.0, 1.0) as f32;
    let size = cx.theme.px(far.1 + (near.1 - far.1) * part);
    for zone in session.shown_plan().zones_by_rank() {
        let Some(shape) = map.zone_shapes.of(zone.id) else {
            continue;
        };
        let at = clear_of(&points, frame.at(shape.badge), size);
        if !frame.rect.contains(at) {
            continue;
        }
        let rect = Rect::from_center_size(at, Vec2::splat(size));
        room.take(rect);
        let sense = if usable {
            Sense::click()
        } else {
            Sense::hover()
        };
        let response = ui.interact(rect, map.id.with(("zone badge", zone.id.0)), sense);
        let chosen = selected_zone(cx) == Some(zone.id);
        response.widget_info(|| {
            egui::WidgetInfo::selected(egui::accesskit::Role::Button, true, chosen, name(cx, zone))
        });
        if response.clicked() || response.secondary_clicked() {
            select(cx, zone.id);
        }
        badge(ui, cx, zone, at, size, look.opacity, chosen);
    }
}

/// A place for a badge as near as may be that no point covers: points can be dragged, so they lie on top.
fn clear_of(points: &[Pos2], wished: Pos2, size: f32) -> Pos2 {
    const WAYS: [(f32, f32); 9] = [
        (0.0, 0.0),
        (0.0, -1.0),
        (1.0, 0.0),
        (0.0, 1.0),
        (-1.0, 0.0),
        (0.8, -0.8),
        (0.8, 0.8),
        (-0.8, 0.8),
        (-0.8, -0.8),
    ];
    WAYS.into_iter()
        .map(|(x, y)| wished + Vec2::new(x, y) * size * 1.15)
        .find(|at| points.iter().all(|point| point.distance(*at) > size))
        .unwrap_or(wished)
}

/// A zone with its rank in words.
pub(super) fn name(cx: &Cx, zone: &Zone) -> String {
    cx.say(
        &Message::new("map-zone-name")
            .with("rank", u64::from(zone.rank))
            .with("name", zone.name.as_str()),
    )
}

fn badge(ui: &Ui, cx: &Cx, zone: &Zone, at: Pos2, size: f32, opacity: f32, chosen: bool) {
    let colour = cx.theme.category(zone.colour);
    let painter = ui.painter();
    let rect = Rect::from_center_size(at, Vec2::splat(size));
    painter.rect_filled(
        rect.expand(1.5),
        6.0,
        Color32::WHITE.gamma_multiply(opacity),
    );
    painter.rect_filled(rect, 5.0, colour.gamma_multiply(opacity));
    if chosen {
        let ring = Stroke::new(2.0, cx.theme.accent);
        painter.rect_stroke(rect.expand(3.0), 7.0, ring, egui::StrokeKind::Outside);
    }
    let ink = cx.theme.on(colour).gamma_multiply(opacity);
    let galley = lay_out(painter, &zone.rank.to_string(), size * 0.62, ink);
    painter.galley(
        anchored(&galley, Align2::CENTER_CENTER, at).min,
        galley,
        ink,
    );
}

/// Selects a zone.
pub(super) fn select(cx: &mut Cx, id: ZoneId) {
    cx.view.selected = Selected::Zone(id);
    cx.view.right_tab = RightTab::Inspect;
}

/// The selected zone.
pub(super) fn selected_zone(cx: &Cx) -> Option<ZoneId> {
    match cx.view.selected {
        Selected::Zone(id) => Some(id),
        Selected::Nothing | Selected::Points(_) | Selected::Unit(_) | Selected::Place(_) => None,
    }
}
