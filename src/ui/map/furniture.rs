//! What stands at the edges of the map: scale bar, north, coordinates and heat under the pointer.

use egui::{Align2, Pos2, Rect, Shape, Stroke, Ui, pos2, vec2};

use super::choropleth::Classes;
use super::frame::MapFrame;
use super::label_room::{anchored, lay_out};
use super::legend;
use super::scale_bar::scale_bar;
use crate::base::coords::LonLat;
use crate::base::crs::Crs;
use crate::i18n::message::Message;
use crate::i18n::number;
use crate::ui::cx::Cx;
use crate::ui::view_state::LayerKind;

/// Room between furniture and the edge.
pub(super) const MARGIN: f32 = 12.0;

/// Most room the coordinates take.
const READOUT: f32 = 420.0;

/// Draws all of it; returns the room it took.
pub(super) fn furniture(
    ui: &Ui,
    cx: &mut Cx,
    id: egui::Id,
    frame: &MapFrame,
    classes: Option<&Classes>,
    attribution: Option<&str>,
) -> Vec<Rect> {
    let mut taken = legends(ui, cx, id, frame, classes);
    let corner = frame.rect.max - vec2(MARGIN, MARGIN);
    let readout = readout(ui, cx, frame, corner);
    // The bar keeps its place while the pointer comes and goes.
    let line = cx.theme.sizes[0] * 1.25 + 8.0;
    let bar_at = pos2(corner.x, readout.min.y.min(corner.y - line) - 10.0);
    let bar = scale_bar(ui, cx, frame, bar_at);
    if let Some(by) = attribution {
        let left = taken
            .iter()
            .map(|legend| legend.max.x)
            .fold(frame.rect.min.x, f32::max);
        taken.push(credit(
            ui,
            cx,
            frame,
            by,
            pos2(bar.min.x - MARGIN, bar_at.y),
            left,
        ));
    }
    let arrow = pos2(corner.x - cx.theme.px(11.0), bar.min.y - cx.theme.px(22.0));
    north(ui, cx, arrow);
    let arrow = Rect::from_center_size(arrow, vec2(30.0, 56.0));
    taken.extend([readout, bar, arrow]);
    taken
}

/// Legends of what is shown, from the lower left corner up.
fn legends(
    ui: &Ui,
    cx: &mut Cx,
    id: egui::Id,
    frame: &MapFrame,
    classes: Option<&Classes>,
) -> Vec<Rect> {
    let mut taken = Vec::new();
    let mut corner = pos2(frame.rect.min.x + MARGIN, frame.rect.max.y - MARGIN);
    // Where the map is too narrow for both, legends stand above the coordinates.
    if frame.rect.width() < cx.theme.px(legend::WIDTH + READOUT) {
        corner.y -= cx.theme.sizes[0] * 1.3 + 16.0;
    }
    if cx.view.layer(LayerKind::Heat).visible
        && let Some(rect) = legend::heat(ui, cx, id, frame, corner)
    {
        corner.y = rect.min.y - 8.0;
        taken.push(rect);
    }
    if let (true, Some(classes)) = (cx.view.layer(LayerKind::Choropleth).visible, classes) {
        taken.push(legend::choropleth(ui, cx, classes, corner));
    }
    taken
}

/// Whom the base map is by: beside the scale bar, in the upper right corner where there is no room.
fn credit(ui: &Ui, cx: &Cx, frame: &MapFrame, by: &str, right_bottom: Pos2, left: f32) -> Rect {
    let painter = ui.painter();
    let galley = lay_out(painter, by, cx.theme.sizes[0] * 0.92, cx.theme.second);
    let beside = anchored(&galley, Align2::RIGHT_BOTTOM, right_bottom);
    let rect = if beside.min.x > left + MARGIN {
        beside
    } else {
        let corner = frame.rect.right_top() + vec2(-MARGIN, MARGIN);
        anchored(&galley, Align2::RIGHT_TOP, corner)
    };
    let panel = rect.expand2(vec2(6.0, 2.0));
    painter.rect_filled(panel, 4.0, cx.theme.panel.gamma_multiply(0.8));
    painter.galley(rect.min, galley, cx.theme.second);
    panel
}

/// Coordinates under the pointer, and the exact heat there; on lines of their own where the map is narrow.
fn readout(ui: &Ui, cx: &Cx, frame: &MapFrame, corner: Pos2) -> Rect {
    let Some(at) = cx.view.pointer_at else {
        return Rect::from_min_max(corner, corner);
    };
    let density = cx.session.density_at(at).map(|density| {
        let value = super::tooltip::density_arg(density);
        cx.say(&Message::new("map-density").with("n", value))
    });
    let parts: Vec<String> = [Some(coordinates(at)), own_coordinates(cx, at), density]
        .into_iter()
        .flatten()
        .collect();
    let painter = ui.painter();
    let written = |text: String| {
        let font = egui::FontId::monospace(cx.theme.sizes[0]);
        painter.layout_no_wrap(text, font, cx.theme.text)
    };
    let mut galley = written(parts.join("  ·  "));
    if galley.size().x > frame.rect.width() - 2.0 * MARGIN - 16.0 {
        galley = written(parts.join("\n"));
    }
    let rect = anchored(&galley, Align2::RIGHT_BOTTOM, corner - vec2(8.0, 4.0));
    let panel = rect.expand2(vec2(8.0, 4.0));
    painter.rect_filled(panel, 6.0, cx.theme.panel.gamma_multiply(0.88));
    painter.galley(rect.min, galley, cx.theme.text);
    panel
}

/// WGS 84 longitude and latitude to a metre.
pub(super) fn coordinates(at: LonLat) -> String {
    format!("{:.5}, {:.5}", at.lon, at.lat)
}

/// The place in the reference system of the grids' file, where that is another one.
fn own_coordinates(cx: &Cx, at: LonLat) -> Option<String> {
    let crs = cx.session.sources().grids.content.finest()?.source.crs;
    let (x, y) = crs.from_lonlat(at);
    match crs {
        Crs::Wgs84 | Crs::Plane => None,
        Crs::Gcj02 | Crs::Bd09 | Crs::Cgcs2000 => {
            Some(format!("{} {x:.5}, {y:.5}", crs.name().to_uppercase()))
        }
        Crs::GaussKrueger114 | Crs::WebMercator | Crs::Utm { .. } => Some(format!(
            "{} {}, {}",
            crs.name().to_uppercase(),
            number::decimal(x, 0),
            number::decimal(y, 0)
        )),
    }
}

/// An arrow to the north with its letter.
fn north(ui: &Ui, cx: &Cx, at: Pos2) {
    let stretch = cx.theme.sizes[0] / 12.0;
    let painter = ui.painter();
    let (tall, half) = (9.0 * stretch, 5.5 * stretch);
    let tip = at - vec2(0.0, tall);
    let (left, right) = (at + vec2(-half, tall), at + vec2(half, tall));
    let notch = at + vec2(0.0, tall * 0.45);
    let under = Stroke::new(3.0, cx.theme.ground.gamma_multiply(0.8));
    painter.add(Shape::closed_line(vec![tip, right, notch, left], under));
    painter.add(Shape::convex_polygon(
        vec![tip, notch, left],
        cx.theme.text,
        Stroke::NONE,
    ));
    painter.add(Shape::convex_polygon(
        vec![tip, right, notch],
        cx.theme.second,
        Stroke::NONE,
    ));
    let letter = lay_out(
        painter,
        &cx.text("map-north"),
        cx.theme.sizes[0],
        cx.theme.text,
    );
    let rect = anchored(&letter, Align2::CENTER_BOTTOM, tip - vec2(0.0, 1.0));
    super::label_room::write_with_halo(painter, &letter, rect.min, cx.theme.ground);
}

/// What stands where the map will be while nothing is open.
pub(super) fn empty(ui: &Ui, cx: &Cx, rect: Rect) {
    let painter = ui.painter();
    painter.rect_filled(rect, 0.0, cx.theme.ground);
    let galley = lay_out(
        painter,
        &cx.text("map-empty"),
        cx.theme.sizes[2],
        cx.theme.second,
    );
    painter.galley(
        anchored(&galley, Align2::CENTER_CENTER, rect.center()).min,
        galley,
        cx.theme.second,
    );
}

/// A sentence at the upper edge about what cannot be shown.
pub(super) fn trouble(ui: &Ui, cx: &Cx, rect: Rect, message: &Message) {
    let painter = ui.painter();
    let galley = lay_out(painter, &cx.say(message), cx.theme.sizes[0], cx.theme.text);
    let at = anchored(
        &galley,
        Align2::CENTER_TOP,
        pos2(rect.center().x, rect.min.y + MARGIN + 6.0),
    );
    let panel = at.expand2(vec2(12.0, 6.0));
    let edge = Stroke::new(1.0, cx.theme.warning);
    painter.rect(panel, 6.0, cx.theme.panel, edge, egui::StrokeKind::Inside);
    painter.galley(at.min, galley, cx.theme.text);
}
