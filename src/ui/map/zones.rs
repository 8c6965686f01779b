//! Priority zones on the map: fill, outline and rank badge.

use egui::{Align2, Color32, Painter, Pos2, Rect, Sense, Shape, Stroke, Ui, Vec2};

use super::frame::MapFrame;
use super::label_room::{LabelRoom, anchored, lay_out};
use super::view::MapView;
use super::zone_shapes::ZoneShape;
use crate::base::ids::ZoneId;
use crate::i18n::message::Message;
use crate::model::zone::Zone;
use crate::ui::cx::Cx;
use crate::ui::theme::Theme;
use crate::ui::view_state::{LayerKind, Selected};

/// How strong the fill is.
const FILL: f32 = 0.12;
/// Zoom levels and the width of a badge at them: seen from afar it is smaller, so that it leaves its zone in sight.
const BADGES: [(f64, f32); 2] = [(9.5, 13.0), (12.5, 22.0)];

/// Fills and outlines; the selected zone's a little stronger, above the others.
pub(super) fn paint(painter: &Painter, cx: &Cx, map: &mut MapView, frame: &MapFrame, opacity: f32) {
    let mut zones = cx.session.shown_plan().zones_by_rank();
    map.zone_shapes.follow(zones.iter().copied());
    let selected = selected_zone(cx);
    zones.sort_by_key(|zone| (selected == Some(zone.id), std::cmp::Reverse(zone.rank)));
    for zone in zones {
        if let Some(shape) = map.zone_shapes.of(zone.id) {
            let chosen = selected == Some(zone.id) || cx.view.spotlight.contains(&zone.id);
            let strength = opacity * stepped_back(cx, zone.id);
            area(painter, cx.theme, frame, (zone, shape), chosen, strength);
        }
    }
}

/// Where some zones are in the spotlight, the others step back.
fn stepped_back(cx: &Cx, zone: ZoneId) -> f32 {
    let lit = &cx.view.spotlight;
    if lit.is_empty() || lit.contains(&zone) {
        1.0
    } else {
        0.35
    }
}

/// Fill and outline of one zone.
pub(super) fn area(
    painter: &Painter,
    theme: &Theme,
    frame: &MapFrame,
    (zone, shape): (&Zone, &ZoneShape),
    chosen: bool,
    opacity: f32,
) {
    let colour = theme.category(zone.colour);
    let strength = if chosen { FILL * 1.8 } else { FILL };
    painter.add(Shape::mesh(
        shape.fill(frame, colour.gamma_multiply(strength * opacity)),
    ));
    let line = shape.line(frame);
    let width = theme.lines[1] * frame.line_scale() * if chosen { 1.4 } else { 1.0 };
    painter.add(Shape::closed_line(
        line.clone(),
        casing(theme, width, opacity),
    ));
    painter.add(Shape::closed_line(
        line,
        Stroke::new(width, colour.gamma_multiply(opacity)),
    ));
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
    if !look.visible || !map.sides.is_live() {
        return;
    }
    let session = cx.session;
    let points: Vec<Pos2> = session
        .shown_plan()
        .points
        .values()
        .map(|point| frame.screen(super::points::shown_at(map, point)))
        .collect();
    let size = badge_size(cx.theme, frame);
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
        let strength = look.opacity * stepped_back(cx, zone.id);
        badge(ui.painter(), cx.theme, zone, at, size, strength, chosen);
    }
}

/// A place for a badge as near as may be that no point covers: points can be dragged, so they lie on top.
pub(super) fn clear_of(points: &[Pos2], wished: Pos2, size: f32) -> Pos2 {
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

/// The width of badges at this zoom.
pub(super) fn badge_size(theme: &Theme, frame: &MapFrame) -> f32 {
    let [far, near] = BADGES;
    let zoom = frame.zoom - f64::from(theme.scale).log2();
    let part = ((zoom - far.0) / (near.0 - far.0)).clamp(0.0, 1.0) as f32;
    theme.px(far.1 + (near.1 - far.1) * part)
}

/// The badge of a zone.
pub(super) fn badge(
    painter: &Painter,
    theme: &Theme,
    zone: &Zone,
    at: Pos2,
    size: f32,
    opacity: f32,
    chosen: bool,
) {
    let colour = theme.category(zone.colour);
    let rect = Rect::from_center_size(at, Vec2::splat(size));
    painter.rect_filled(
        rect.expand(1.5),
        6.0,
        Color32::WHITE.gamma_multiply(opacity),
    );
    painter.rect_filled(rect, 5.0, colour.gamma_multiply(opacity));
    if chosen {
        let ring = Stroke::new(2.0, theme.accent);
        painter.rect_stroke(rect.expand(3.0), 7.0, ring, egui::StrokeKind::Outside);
    }
    let ink = theme.on(colour).gamma_multiply(opacity);
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
    cx.view.inspect();
}

/// The selected zone.
pub(super) fn selected_zone(cx: &Cx) -> Option<ZoneId> {
    match cx.view.selected {
        Selected::Zone(id) => Some(id),
        Selected::Nothing | Selected::Points(_) | Selected::Unit(_) | Selected::Place(_) => None,
    }
}
