//! What stands at the edges of the map: scale bar, north, coordinates and heat under the pointer.

use std::sync::Arc;

use egui::{Align2, FontId, Galley, Rect, Shape, Stroke, Ui, pos2, vec2};

use super::choropleth::Classes;
use super::class_legend::ClassLegend;
use super::compare_layer::takes_the_ground;
use super::frame::MapFrame;
use super::furniture_layout::{Edges, GAP, MARGIN, Piece, Sizes};
use super::gain_legend::GainLegend;
use super::label_room::{anchored, lay_out};
use super::legend::HeatLegend;
use super::scale_bar::ScaleBar;
use super::street_legend::StreetLegend;
use crate::base::coords::LonLat;
use crate::base::crs::Crs;
use crate::base::units::PerKm2;
use crate::i18n::message::Message;
use crate::i18n::number;
use crate::ui::cx::Cx;
use crate::ui::view_state::LayerKind;
use crate::ui::widgets;

/// Most room the coordinates take on one line.
const READOUT: f32 = 420.0;
/// The widest part of the map the scale bar takes.
const BAR_SHARE: f32 = 0.16;

/// What the furniture tells beyond the view itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct Told<'a> {
    /// The classes of the choropleth, once there are any.
    pub(super) classes: Option<&'a Classes>,
    /// Whom the base map is by.
    pub(super) credit: Option<&'a str>,
}

/// Everything laid out, before anything is drawn.
struct Pieces {
    gain: Option<GainLegend>,
    streets: Option<StreetLegend>,
    heat: Option<HeatLegend>,
    classes: Option<ClassLegend>,
    readout: Arc<Galley>,
    credit: Option<Arc<Galley>>,
    bar: ScaleBar,
}

/// Draws all of it; returns where each piece stands.
pub(super) fn furniture(
    ui: &Ui,
    cx: &mut Cx,
    id: egui::Id,
    frame: &MapFrame,
    told: Told,
) -> Vec<(Piece, Rect)> {
    let (pieces, edges, sizes) = laid_out(ui, cx, frame, told);
    let placed = edges.place(&sizes);
    for (piece, rect) in &placed {
        draw(ui, cx, id, frame, told, &pieces, (*piece, *rect));
    }
    placed
}

/// The part of a map that what is fitted may fill: where the readout has a line to itself, the map above it.
pub(super) fn fitting_room(cx: &Cx, map: Rect) -> Rect {
    let narrow = map.width() < cx.theme.px(super::legend::WIDTH + READOUT) + 2.0 * MARGIN;
    let line = cx.theme.sizes[0] * 1.25 + 2.0 * READOUT_PADDING.y;
    map.with_max_y(map.max.y - if narrow { line } else { 0.0 })
}

/// Lays the pieces out: those of one size first, then the legends in the room that is left.
fn laid_out(ui: &Ui, cx: &Cx, frame: &MapFrame, told: Told) -> (Pieces, Edges, Sizes) {
    let inside = frame.rect.size() - egui::Vec2::splat(2.0 * MARGIN);
    let readout = readout(ui, cx, frame, inside.x);
    let bar = ScaleBar::of(ui, cx, frame, inside.x * BAR_SHARE);
    let credit = told.credit.map(|by| {
        let font = FontId::proportional(cx.theme.sizes[0] * 0.92);
        widgets::one_line(ui, by, font, inside.x - 12.0)
    });
    let mut sizes = Sizes(vec![
        (Piece::Readout, readout.size() + READOUT_PADDING * 2.0),
        (Piece::ScaleBar, bar.size),
        (Piece::North, north_size(ui, cx)),
    ]);
    if let Some(credit) = &credit {
        sizes
            .0
            .push((Piece::Credit, credit.size() + vec2(12.0, 4.0)));
    }
    let gained = takes_the_ground(cx);
    let shown = |kind| cx.view.layer(kind).visible && !gained;
    let shown_classes = told.classes.filter(|_| shown(LayerKind::Choropleth));
    let classes_in = |room| ClassLegend::of(ui, cx, shown_classes?, room);
    let heat = HeatLegend::of(ui, cx, inside).filter(|_| shown(LayerKind::Heat));
    let mut classes = classes_in(inside);
    let gain = gained.then(|| GainLegend::of(ui, cx, inside)).flatten();
    let streets = StreetLegend::of(ui, cx, inside).filter(|_| shown(LayerKind::Rings));
    let widths = [
        streets.as_ref().map(|it| it.size.x),
        heat.as_ref().map(|it| it.size.x),
        classes.as_ref().map(|it| it.size.x),
        gain.as_ref().map(|it| it.size.x),
    ];
    let widest = widths.into_iter().flatten().fold(0.0, f32::max);
    // By the room the readout may need: the pointer's coming and going moves nothing.
    let edges = Edges::new(frame.rect, widest, vec2(cx.theme.px(READOUT), 0.0));
    let mut room = edges.legends(&sizes).size();
    let heat = heat.filter(|heat| heat.size.y <= room.y);
    if let Some(heat) = &heat {
        // Both legends are as wide as the wider one.
        sizes.0.push((Piece::HeatLegend, vec2(widest, heat.size.y)));
        room.y -= heat.size.y + GAP;
    }
    if classes
        .as_ref()
        .is_some_and(|classes| classes.size.y > room.y)
    {
        classes = classes_in(room);
    }
    if let Some(classes) = &classes {
        sizes
            .0
            .push((Piece::ClassLegend, vec2(widest, classes.size.y)));
    }
    if let Some(classes) = &classes {
        room.y -= classes.size.y + GAP;
    }
    let streets = streets.filter(|streets| streets.size.y <= room.y);
    if let Some(streets) = &streets {
        sizes
            .0
            .push((Piece::StreetLegend, vec2(widest, streets.size.y)));
    }
    if let Some(gain) = &gain {
        sizes.0.push((Piece::GainLegend, gain.size));
    }
    let pieces = Pieces {
        gain,
        streets,
        heat,
        classes,
        readout,
        credit,
        bar,
    };
    (pieces, edges, sizes)
}

fn draw(
    ui: &Ui,
    cx: &mut Cx,
    id: egui::Id,
    frame: &MapFrame,
    told: Told,
    pieces: &Pieces,
    (piece, rect): (Piece, Rect),
) {
    match piece {
        Piece::HeatLegend => {
            if let Some(legend) = &pieces.heat {
                legend.draw(ui, cx, id, frame, rect);
            }
        }
        Piece::ClassLegend => {
            if let (Some(legend), Some(classes)) = (&pieces.classes, told.classes) {
                legend.draw(ui, cx, id, classes, rect);
            }
        }
        Piece::StreetLegend => {
            if let Some(legend) = &pieces.streets {
                legend.draw(ui, cx, id, rect);
            }
        }
        Piece::GainLegend => {
            if let Some(legend) = &pieces.gain {
                legend.draw(ui, cx, rect);
            }
        }
        Piece::Readout if cx.view.pointer_at.is_none() => {}
        Piece::Readout => {
            let ground = cx.theme.panel.gamma_multiply(0.88);
            ui.painter().rect_filled(rect, 6.0, ground);
            let at = rect.min + READOUT_PADDING;
            ui.painter()
                .galley(at, Arc::clone(&pieces.readout), cx.theme.text);
        }
        Piece::Credit => {
            if let Some(galley) = &pieces.credit {
                let ground = cx.theme.panel.gamma_multiply(0.8);
                ui.painter().rect_filled(rect, 4.0, ground);
                let at = rect.min + vec2(6.0, 2.0);
                ui.painter().galley(at, Arc::clone(galley), cx.theme.second);
            }
        }
        Piece::ScaleBar => {
            quiet_ground(ui, cx, rect);
            pieces.bar.draw(ui, cx, rect);
        }
        Piece::North => {
            quiet_ground(ui, cx, rect);
            north(ui, cx, rect);
        }
    }
}

/// Keeps the colours of the map from what is written on it.
fn quiet_ground(ui: &Ui, cx: &Cx, rect: Rect) {
    let ground = cx.theme.panel.gamma_multiply(0.72);
    ui.painter().rect_filled(rect, 4.0, ground);
}

const READOUT_PADDING: egui::Vec2 = vec2(8.0, 4.0);

/// Coordinates under the pointer and the exact heat there, on a line of their own those of the grids' file; as wide as
/// may be. While there is no pointer, those of the middle of the map: they take the same room.
fn readout(ui: &Ui, cx: &Cx, frame: &MapFrame, widest: f32) -> Arc<Galley> {
    let at = cx.view.pointer_at;
    let density = match at {
        Some(at) => cx.session.density_at(at),
        None => cx.session.derived().heat_index.get().map(|_| PerKm2(0.0)),
    };
    let density = density.map(|density| {
        let value = super::tooltip::density_arg(density);
        cx.say(&Message::new("map-density").with("n", value))
    });
    let at = at.unwrap_or_else(|| frame.centre.place());
    let written = |text: String| {
        let font = FontId::monospace(cx.theme.sizes[0]);
        ui.painter().layout_no_wrap(text, font, cx.theme.text)
    };
    let own = own_coordinates(cx, at);
    let line: Vec<String> = [Some(coordinates(at)), density]
        .into_iter()
        .flatten()
        .collect();
    let lines: Vec<String> = [Some(line.join("  ·  ")), own]
        .into_iter()
        .flatten()
        .collect();
    let galley = written(lines.join("\n"));
    if galley.size().x <= widest - 2.0 * READOUT_PADDING.x {
        return galley;
    }
    let parts: Vec<String> = line.into_iter().chain(lines.into_iter().skip(1)).collect();
    written(parts.join("\n"))
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

/// Half the arrow's height and width.
fn arrow(cx: &Cx) -> egui::Vec2 {
    vec2(5.5, 9.0) * (cx.theme.sizes[0] / 12.0)
}

fn north_size(ui: &Ui, cx: &Cx) -> egui::Vec2 {
    let words = cx.text("map-north");
    let letter = lay_out(ui.painter(), &words, cx.theme.sizes[0], cx.theme.text);
    let arrow = arrow(cx) * 2.0;
    vec2(
        letter.size().x.max(arrow.x) + 4.0,
        letter.size().y + arrow.y + 4.0,
    )
}

/// An arrow to the north with its letter.
fn north(ui: &Ui, cx: &Cx, rect: Rect) {
    let painter = ui.painter();
    let half = arrow(cx);
    let at = rect.center_bottom() - vec2(0.0, half.y + 2.0);
    let tip = at - vec2(0.0, half.y);
    let (left, right) = (at + vec2(-half.x, half.y), at + half);
    let notch = at + vec2(0.0, half.y * 0.45);
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
    let words = cx.text("map-north");
    let letter = lay_out(painter, &words, cx.theme.sizes[0], cx.theme.text);
    let place = anchored(&letter, Align2::CENTER_TOP, rect.center_top());
    super::label_room::write_with_halo(painter, &letter, place.min, cx.theme.ground);
}

/// What stands where the map will be while nothing is open.
pub(super) fn empty(ui: &Ui, cx: &Cx, rect: Rect) {
    let painter = ui.painter();
    painter.rect_filled(rect, 0.0, cx.theme.ground);
    let galley = wrapped(
        ui,
        &cx.text("map-empty"),
        cx.theme.sizes[2],
        cx.theme.second,
        rect,
    );
    let place = anchored(&galley, Align2::CENTER_CENTER, rect.center());
    painter.galley(place.min, galley, cx.theme.second);
}

/// A sentence at the upper edge about what cannot be shown.
pub(super) fn trouble(ui: &Ui, cx: &Cx, rect: Rect, message: &Message) {
    let painter = ui.painter();
    let galley = wrapped(ui, &cx.say(message), cx.theme.sizes[0], cx.theme.text, rect);
    let top = pos2(rect.center().x, rect.min.y + MARGIN + 6.0);
    let at = anchored(&galley, Align2::CENTER_TOP, top);
    let panel = at.expand2(vec2(12.0, 6.0));
    let edge = Stroke::new(1.0, cx.theme.warning);
    painter.rect(panel, 6.0, cx.theme.panel, edge, egui::StrokeKind::Inside);
    painter.galley(at.min, galley, cx.theme.text);
}

/// A sentence in as many lines as the map's width needs.
fn wrapped(ui: &Ui, words: &str, size: f32, colour: egui::Color32, rect: Rect) -> Arc<Galley> {
    let widest = rect.width() - 2.0 * (MARGIN + 12.0);
    let font = FontId::proportional(size);
    ui.painter()
        .layout(words.to_owned(), font, colour, widest.max(40.0))
}
