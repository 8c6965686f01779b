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
use super::sheet_layout::Layout;
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

/// Fills what lies between head and foot.
pub(super) fn body(
    sheet: &mut Sheet,
    style: Style,
    area: Area,
    subject: &SheetSubject,
    wording: Wording,
) {
    let layout = Layout::of(style, area, subject);
    let Some(explained) = maps(sheet, style, layout.maps, subject, wording) else {
        return;
    };
    let mut tells = layout.tells;
    if let Some(place) = layout.legend {
        explained.draw(sheet, &style, place, place.width);
    } else {
        let (high, _) = explained.size(&style, tells.width, f32::INFINITY);
        let high = high.min(tells.height);
        let place = Area::new(tells.left, tells.bottom() - high, tells.width, high);
        explained.draw(sheet, &style, place, place.width);
        let gap = if high > 0.0 { style.gap(0.8) } else { 0.0 };
        tells.height = (tells.height - high - gap).max(0.0);
    }
    tell(sheet, style, (tells, layout.table), subject, wording);
}

fn captions(subject: &SheetSubject) -> bool {
    subject.content.maps.iter().any(|words| !words.is_empty())
}

/// How high captions and strip are that stand with the maps.
pub(super) fn around_maps(style: &Style, subject: &SheetSubject) -> f32 {
    let caption = if captions(subject) {
        style.small_bold().leading()
    } else {
        0.0
    };
    caption + furniture::strip_height(style) + style.gap(0.5)
}

/// The maps with their captions and the strip below them; returns their legend.
pub(super) fn maps(
    sheet: &mut Sheet,
    style: Style,
    area: Area,
    subject: &SheetSubject,
    wording: Wording,
) -> Option<Legend> {
    let count = subject.maps.len().max(1);
    let gap = style.gap(0.8);
    let captions = captions(subject);
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
        last = Some(canvas);
    }
    if let Some(canvas) = last {
        let top = area.top + caption + high + air;
        let place = Area::new(area.left, top, area.width, strip);
        furniture::strip(sheet, &canvas, wording, place);
    }
    explained
}

/// Figures, sentences and table, most important first; the table in an area of its own where it has one.
fn tell(
    sheet: &mut Sheet,
    style: Style,
    (area, beside): (Area, Option<Area>),
    subject: &SheetSubject,
    wording: Wording,
) {
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
    let most = match (style.paper, &content.table) {
        (true, _) => usize::MAX,
        (false, Some(_)) => 3,
        (false, None) => 6,
    };
    let figures = content.figures.get(..most).unwrap_or(&content.figures);
    let left = column.figures(figures);
    if left > 0 {
        column.more("paper-more-lines", left, wording);
    }
    let told = content.lines.iter().map(|line| (line, TEXT));
    let no_base_map =
        (subject.scene.look.layer(LayerKind::BaseMap)).map(|_| wording.text("paper-no-base-map"));
    let warned = content.warnings.iter().chain(&no_base_map);
    let sentences: Vec<_> = told.chain(warned.map(|line| (line, WARNING))).collect();
    let aside = beside.is_some();
    let shown = content.table.as_ref();
    // Where a table stands below, sentences leave it half of what is there.
    let kept = match shown {
        Some(_) if !aside => column.area.height * 0.5,
        _ => 0.0,
    };
    if !sentences.is_empty() {
        column.gap(0.5);
        column.sentences(&sentences, kept, wording);
    }
    let Some(shown) = shown else {
        return;
    };
    if let Some(beside) = beside {
        column.area = beside;
    } else {
        column.gap(0.6);
    }
    table(&mut column, shown, wording);
}
