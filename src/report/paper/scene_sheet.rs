//! A scene on a sheet: its maps with what explains them, and beside or below them what it tells.

use super::column::Column;
use super::drawing::{Area, At, Sheet, Writing};
use super::furniture;
use super::legend::Legend;
use super::map_answers::MapAnswers;
use super::map_drawing::{Canvas, MapSubject, draw_map, shown_ground};
use super::map_frame::MapFrame;
use super::map_ground::{MapGround, Shape};
use super::map_legend::legend;
use super::style::{SECOND, Style, TEXT, WARNING};
use super::table::table;
use super::wording::Wording;
use crate::model::map_look::LayerKind;
use crate::model::plan::Plan;
use crate::model::scene::Scene;
use crate::report::briefing::content::SceneContent;

/// What a sheet is made from.
#[derive(Debug, Clone, Copy)]
pub(super) struct SheetSubject<'a> {
    pub(super) plan: &'a Plan,
    pub(super) scene: &'a Scene,
    pub(super) maps: &'a [MapAnswers],
    pub(super) content: &'a SceneContent,
    pub(super) ground: &'a MapGround,
    /// What the map is about, outlined above all its layers.
    pub(super) emphasis: Option<&'a Shape>,
}

/// Where the parts of a sheet lie.
struct Layout {
    maps: Area,
    /// What the scene tells.
    tells: Area,
    /// The legend, where it has a place of its own; else it stands at the foot of `tells`.
    legend: Option<Area>,
}

/// Fills what lies between head and foot.
pub(super) fn body(
    sheet: &mut Sheet,
    style: Style,
    area: Area,
    subject: &SheetSubject,
    wording: &Wording,
) {
    let layout = layout(style, area, subject);
    let Some(explained) = maps(sheet, style, layout.maps, subject, wording) else {
        return;
    };
    let mut tells = layout.tells;
    match layout.legend {
        Some(place) => {
            explained.draw(sheet, &style, place, place.width);
        }
        None => {
            let (high, _) = explained.size(&style, tells.width, f32::INFINITY);
            let high = high.min(tells.height);
            let place = Area::new(tells.left, tells.bottom() - high, tells.width, high);
            explained.draw(sheet, &style, place, place.width);
            let gap = if high > 0.0 { style.gap(0.8) } else { 0.0 };
            tells.height = (tells.height - high - gap).max(0.0);
        }
    }
    tell(sheet, style, tells, subject, wording);
}

/// On a sheet that is higher than wide the maps lie above, else to the left; a sheet that tells nothing is all map.
fn layout(style: Style, area: Area, subject: &SheetSubject) -> Layout {
    let content = subject.content;
    let gap = style.gap(1.6);
    if area.height > area.width {
        let rows = content.table.as_ref().map_or(0, |table| table.rows.len());
        let share = if rows > 8 { 0.5 } else { 0.6 };
        let high = area.height * share;
        let below = area.top + high + gap * 0.6;
        let left = (area.width - gap) * 0.6;
        let rest = area.bottom() - below;
        return Layout {
            maps: Area::new(area.left, area.top, area.width, high),
            tells: Area::new(area.left, below, left, rest),
            legend: Some(Area::new(
                area.left + left + gap,
                below,
                area.width - left - gap,
                rest,
            )),
        };
    }
    let wide_table = content
        .table
        .as_ref()
        .is_some_and(|table| table.columns.len() > 4);
    let share = if wide_table { 0.36 } else { 0.29 };
    let side = area.width * share;
    Layout {
        maps: Area::new(area.left, area.top, area.width - side - gap, area.height),
        tells: Area::new(area.right() - side, area.top, side, area.height),
        legend: None,
    }
}

/// The maps with their captions and the strip below them; returns their legend.
pub(super) fn maps(
    sheet: &mut Sheet,
    style: Style,
    area: Area,
    subject: &SheetSubject,
    wording: &Wording,
) -> Option<Legend> {
    let count = subject.maps.len().max(1);
    let gap = style.gap(0.8);
    let captions = subject.content.maps.iter().any(|words| !words.is_empty());
    let hand = style.small_bold();
    let caption = if captions { hand.leading() } else { 0.0 };
    let strip = furniture::strip_height(&style);
    let air = style.gap(0.5);
    let wide = (area.width - gap * (count - 1) as f32) / count as f32;
    let high = (area.height - caption - strip - air).max(1.0);
    let ground = shown_ground(subject.scene, subject.ground);
    let mut explained = None;
    let mut last = None;
    for (index, answers) in subject.maps.iter().enumerate() {
        let left = area.left + index as f32 * (wide + gap);
        if let Some(words) = subject.content.maps.get(index).filter(|_| captions) {
            let line = hand.fitted(words, wide);
            let at = At::new(left, area.top + hand.size * 1.02);
            sheet.write(Writing {
                at,
                line,
                ink: TEXT,
                halo: None,
            });
        }
        let place = Area::new(left, area.top + caption, wide, high);
        let frame = if style.paper {
            MapFrame::to_scale(place, ground)
        } else {
            MapFrame::fitted(place, ground)
        };
        let canvas = Canvas::new(subject.ground, frame, style);
        let map = MapSubject {
            plan: subject.plan,
            scene: subject.scene,
            answers,
            emphasis: subject.emphasis,
        };
        draw_map(sheet, &canvas, &map);
        explained.get_or_insert_with(|| legend(&canvas, &map, wording));
        last = Some(frame);
    }
    if let Some(frame) = last {
        let top = area.top + caption + high + air;
        let place = Area::new(area.left, top, area.width, strip);
        furniture::strip(sheet, &style, &frame, wording, place);
    }
    explained
}

/// Figures, sentences and table, most important first.
fn tell(sheet: &mut Sheet, style: Style, area: Area, subject: &SheetSubject, wording: &Wording) {
    let content = subject.content;
    let mut column = Column { sheet, style, area };
    if let Some(figure) = &content.big {
        column.big(figure);
        if style.paper && !figure.definition.is_empty() {
            let hand = style.small();
            let lines = hand.lines(&figure.definition, area.width);
            column.lines(lines, hand, SECOND);
        }
        column.gap(0.5);
    }
    // A wall is read from afar: a few figures, the paper has them all.
    let most = if style.paper { usize::MAX } else { 5 };
    let figures = content.figures.get(..most).unwrap_or(&content.figures);
    let left = column.figures(figures);
    if left > 0 {
        column.more("paper-more-lines", left, wording);
    }
    if !content.lines.is_empty() {
        column.gap(0.5);
        column.sentences(&content.lines, TEXT, wording);
    }
    let mut warnings = content.warnings.clone();
    if subject.scene.look.layer(LayerKind::BaseMap).is_some() {
        warnings.push(wording.text("paper-no-base-map"));
    }
    if !warnings.is_empty() {
        column.gap(0.3);
        column.sentences(&warnings, WARNING, wording);
    }
    if let Some(shown) = &content.table {
        column.gap(0.5);
        table(&mut column, shown, wording);
    }
}
