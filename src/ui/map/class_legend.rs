//! The legend of the choropleth: its classes with their unit, what is hatched, and what lies outside every grid.

use egui::{Align2, Color32, Rect, Sense, Ui, Vec2, pos2, vec2};

use super::choropleth::{Classes, shade};
use super::figure_layers::{changed_areas, hot_areas};
use super::label_room::{anchored, lay_out};
use super::legend::{GAP, PADDING, Swatch, WIDTH, panel, swatch, text, title, title_width};
use super::worth;
use crate::analysis::hotspots::gi_star::Heat;
use crate::i18n::message::Message;
use crate::i18n::number;
use crate::ui::cx::Cx;
use crate::ui::period;
use crate::ui::view_state::{CameraWish, LayerKind, UnitFigure};

/// One line of the legend.
#[derive(Debug, Clone, PartialEq)]
enum Row {
    /// The level, and figure and unit beside it.
    Title(String, String),
    /// A class: its colour and its range.
    Class(usize, String),
    /// All classes side by side: where the map is too low for a line each.
    Strip,
    /// The ends of the classes of a strip.
    Ends(Vec<String>),
    /// Units without a figure.
    Gaps(String),
    /// Units whose rate rests on few incidents.
    Few(String),
    /// Incidents outside every grid.
    Outside(String),
    /// What the map is worth, judged by the months after.
    Worth(String),
    /// The period, or that there is none yet.
    Period(String),
}

/// The legend, laid out.
#[derive(Debug)]
pub(super) struct ClassLegend {
    rows: Vec<Row>,
    line: f32,
    pub(super) size: Vec2,
}

impl ClassLegend {
    /// The fullest legend that fits into the room: a line a class, else all classes in a strip, else without its notes.
    /// `None` where not even that fits.
    pub(super) fn of(ui: &Ui, cx: &Cx, classes: &Classes, room: Vec2) -> Option<Self> {
        let line = cx.theme.sizes[0] * 1.45;
        let fits = |rows: &[Row]| height(rows, line) <= room.y;
        let title = Row::Title(
            cx.text(classes.level.sentence()),
            cx.text(classes.figure.sentence()),
        );
        let hot = classes.figure == UnitFigure::HotSpots;
        let ranges = if hot {
            hot_words(cx, classes)
        } else {
            classes.ranges()
        };
        let ends = match ranges.as_slice() {
            [cold, _, hottest] if hot => {
                vec![cold.clone(), String::new(), String::new(), hottest.clone()]
            }
            _ => classes.end_words(),
        };
        let mut classes_rows: Vec<Row> = ranges
            .into_iter()
            .enumerate()
            .map(|(class, range)| Row::Class(class, range))
            .collect();
        if hot {
            // The hottest stand first.
            classes_rows.reverse();
        }
        let mut notes = notes(cx, classes);
        let full: Vec<Row> = std::iter::once(title.clone())
            .chain(classes_rows)
            .chain(notes.iter().cloned())
            .collect();
        let rows = if fits(&full) {
            full
        } else {
            loop {
                let strip = [title.clone(), Row::Strip, Row::Ends(ends.clone())];
                let rows: Vec<Row> = strip.into_iter().chain(notes.iter().cloned()).collect();
                if fits(&rows) {
                    break rows;
                }
                notes.pop()?;
            }
        };
        let widest = rows.iter().map(|row| width(ui, cx, row, line));
        let least = cx.theme.px(WIDTH * 0.8);
        let wide = widest.fold(least, |widest, row| widest.max(row + 2.0 * PADDING));
        let size = vec2(wide.min(room.x), height(&rows, line));
        Some(Self { rows, line, size })
    }

    /// Draws it into the room it asked for. A click on what lies outside shows it.
    pub(super) fn draw(&self, ui: &Ui, cx: &mut Cx, id: egui::Id, classes: &Classes, rect: Rect) {
        panel(ui, cx, rect);
        let tip = cx.text(match classes.figure {
            UnitFigure::HotSpots => "map-legend-hot-tip",
            UnitFigure::Incidents
            | UnitFigure::PerKm2
            | UnitFigure::Per1000Residents
            | UnitFigure::Residents => "map-legend-classes-tip",
            UnitFigure::Change => "map-legend-change-tip",
        });
        ui.interact(rect, id.with("classes"), Sense::hover())
            .on_hover_text(tip);
        let inner = rect.shrink(PADDING);
        let strength = cx.view.layer(LayerKind::Choropleth).opacity;
        let mut top = inner.min.y;
        for row in &self.rows {
            let place = Rect::from_min_size(pos2(inner.min.x, top), vec2(inner.width(), self.line));
            draw_row(ui, cx, id, classes, row, place, strength);
            top += self.line + after(row);
        }
    }
}

/// Draws one line.
fn draw_row(
    ui: &Ui,
    cx: &mut Cx,
    id: egui::Id,
    classes: &Classes,
    row: &Row,
    place: Rect,
    strength: f32,
) {
    let second = cx.theme.second;
    match row {
        Row::Title(level, figure) => title(ui, cx, place, level, figure),
        Row::Class(class, range) => {
            let colour = Swatch::Colour(shade(classes, *class, strength));
            swatch(ui, cx, place, colour, range);
        }
        Row::Strip => strip(ui, cx, classes, place, strength),
        Row::Ends(ends) => ends_row(ui, cx, ends, place),
        Row::Gaps(words) => swatch(ui, cx, place, Swatch::Missing, words),
        Row::Few(words) => {
            swatch(
                ui,
                cx,
                place,
                Swatch::Unsure(shade(classes, 0, strength)),
                words,
            );
        }
        Row::Worth(words) => worth::row(ui, cx, id.with("areas"), place, words),
        Row::Outside(words) => outside(ui, cx, id, classes, place, words),
        Row::Period(words) => text(ui, place, words, cx.theme.sizes[0], second),
    }
}

/// What stands below the classes, the most needed first.
fn notes(cx: &Cx, classes: &Classes) -> Vec<Row> {
    let counts = classes.figure != UnitFigure::Residents;
    if counts && cx.session.sources().incidents.content.is_empty() {
        return vec![Row::Period(cx.text("map-legend-no-incidents"))];
    }
    let outside = cx.session.figures_of(classes.level).filter(|_| counts);
    let outside = outside.map(|figures| figures.outside).filter(|n| *n > 0.0);
    let missing = match classes.figure {
        UnitFigure::Per1000Residents | UnitFigure::Residents => "map-legend-no-residents",
        UnitFigure::Change => "map-legend-change-needs-period",
        UnitFigure::Incidents | UnitFigure::PerKm2 | UnitFigure::HotSpots => "map-legend-no-figure",
    };
    let rows = [
        classes.gaps.then(|| Row::Gaps(cx.text(missing))),
        classes.few.then(|| Row::Few(cx.text("map-legend-few"))),
        hot_note(cx, classes).map(Row::Period),
        (classes.figure == UnitFigure::HotSpots)
            .then(|| worth::words(cx, "gi-star"))
            .flatten()
            .map(Row::Worth),
        outside.map(|n| Row::Outside(outside_words(cx, n))),
        period_words(cx, classes.figure).map(Row::Period),
    ];
    rows.into_iter().flatten().collect()
}

/// The classes of areas that stand out, cold to hot, each with how many there are.
fn hot_words(cx: &Cx, classes: &Classes) -> Vec<String> {
    let Some(found) = hot_areas(cx).filter(|_| !classes.ends.is_empty()) else {
        return Vec::new();
    };
    let names = [
        (Heat::Cold, "map-hot-cold"),
        (Heat::Plain, "map-hot-plain"),
        (Heat::Hot, "map-hot-hot"),
    ];
    let words = names.map(|(heat, name)| {
        let count = found.heat.iter().filter(|one| **one == heat).count();
        cx.say(&Message::new(name).with("n", count))
    });
    words.to_vec()
}

/// How many areas would be called by chance, were each judged alone.
fn hot_note(cx: &Cx, classes: &Classes) -> Option<String> {
    let found = hot_areas(cx).filter(|_| classes.figure == UnitFigure::HotSpots)?;
    let alone = number::decimal(found.alone, 0);
    Some(cx.say(&Message::new("map-hot-note").with("n", alone)))
}

/// “N incidents outside every grid”.
fn outside_words(cx: &Cx, incidents: f64) -> String {
    let count = number::decimal(incidents, 0);
    cx.say(&Message::new("map-legend-outside").with("n", count))
}

fn height(rows: &[Row], line: f32) -> f32 {
    2.0 * PADDING + rows.iter().map(|row| line + after(row)).sum::<f32>()
}

/// Room below a row beyond its line.
const fn after(row: &Row) -> f32 {
    match row {
        Row::Title(..) => GAP,
        Row::Class(..)
        | Row::Strip
        | Row::Ends(_)
        | Row::Gaps(_)
        | Row::Few(_)
        | Row::Outside(_)
        | Row::Worth(_)
        | Row::Period(_) => 0.0,
    }
}

fn width(ui: &Ui, cx: &Cx, row: &Row, line: f32) -> f32 {
    let wide = |words: &str| {
        let galley = lay_out(ui.painter(), words, cx.theme.sizes[0], cx.theme.text);
        galley.size().x
    };
    match row {
        Row::Title(level, figure) => title_width(ui, cx, level, figure),
        Row::Class(_, words) | Row::Gaps(words) | Row::Few(words) => line + 8.0 + wide(words),
        Row::Strip => 0.0,
        Row::Ends(ends) => ends.iter().map(|end| wide(end) + 10.0).sum(),
        Row::Outside(words) | Row::Worth(words) | Row::Period(words) => wide(words),
    }
}

/// The classes side by side.
fn strip(ui: &Ui, cx: &Cx, classes: &Classes, place: Rect, strength: f32) {
    let bar = place.shrink2(vec2(0.0, place.height() * 0.2));
    ui.painter().rect_filled(bar, 0.0, cx.theme.ground);
    let count = classes.colours.len().max(1) as f32;
    for class in 0..classes.colours.len() {
        let left = bar.min.x + bar.width() * class as f32 / count;
        let size = vec2(bar.width() / count, bar.height());
        let part = Rect::from_min_size(pos2(left, bar.min.y), size);
        ui.painter()
            .rect_filled(part, 0.0, shade(classes, class, strength));
    }
    let edge = egui::Stroke::new(1.0, cx.theme.hairline);
    ui.painter()
        .rect_stroke(bar, 0.0, edge, egui::StrokeKind::Outside);
}

/// The ends of the classes under the seams of the strip; one that would touch the one before it is left out.
fn ends_row(ui: &Ui, cx: &Cx, ends: &[String], place: Rect) {
    let last = ends.len().saturating_sub(1);
    let count = last.max(1) as f32;
    let mut free = f32::NEG_INFINITY;
    let wide = |words: &str| lay_out(ui.painter(), words, cx.theme.sizes[0], cx.theme.text);
    let end_from = ends.last().map_or(place.max.x, |words| {
        place.max.x - wide(words).size().x - 6.0
    });
    for (at, words) in ends.iter().enumerate() {
        let galley = wide(words);
        let x = place.min.x + place.width() * at as f32 / count;
        let anchor = match at {
            0 => Align2::LEFT_CENTER,
            _ if at == last => Align2::RIGHT_CENTER,
            _ => Align2::CENTER_CENTER,
        };
        let rect = anchored(&galley, anchor, pos2(x, place.center().y));
        let before_last = at == last || rect.max.x < end_from;
        if rect.min.x > free && before_last {
            free = rect.max.x + 6.0;
            ui.painter().galley(rect.min, galley, cx.theme.text);
        }
    }
}

/// What lies outside every grid: its definition on hover; a click goes there and shows the incidents one by one.
fn outside(ui: &Ui, cx: &mut Cx, id: egui::Id, classes: &Classes, place: Rect, words: &str) {
    let response = ui.interact(place, id.with("outside"), Sense::click());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Button, true, words));
    let colour: Color32 = if response.hovered() || response.has_focus() {
        cx.theme.text
    } else {
        cx.theme.accent
    };
    text(ui, place, words, cx.theme.sizes[0], colour);
    if response.clicked() {
        show_outside(cx, Some(classes.level));
    }
    let level = cx.text(classes.level.sentence());
    let total = cx.session.derived().selection.get();
    let total = total.map_or(0.0, |selection| selection.total);
    let tip = Message::new("map-legend-outside-tip")
        .with("level", level)
        .with("total", number::decimal(total, 0));
    response.on_hover_text(cx.say(&tip));
}

/// Goes to the incidents in no unit of a level (of any level where none is given), shown one by one.
pub fn show_outside(cx: &mut Cx, level: Option<crate::model::grid::GridLevel>) {
    let Some(extent) = cx.session.extent_outside(level) else {
        return;
    };
    cx.view.camera_wish = Some(CameraWish::Fit(extent));
    let mut layers = cx.view.layers.iter_mut();
    if let Some(dots) = layers.find(|layer| layer.kind == LayerKind::Incidents) {
        dots.visible = true;
    }
}

/// The period, for figures that count incidents.
fn period_words(cx: &Cx, figure: UnitFigure) -> Option<String> {
    match figure {
        UnitFigure::Residents => None,
        UnitFigure::Change => {
            let before = changed_areas(cx)?.before;
            let (first, last) = period::chosen(cx.session)?;
            let message = Message::new("map-legend-against")
                .with("now", period::months_text(first, last))
                .with("before", period::days_text(before)?);
            Some(cx.say(&message))
        }
        UnitFigure::Incidents
        | UnitFigure::PerKm2
        | UnitFigure::Per1000Residents
        | UnitFigure::HotSpots => {
            period::chosen(cx.session).map(|(first, last)| period::months_text(first, last))
        }
    }
}
