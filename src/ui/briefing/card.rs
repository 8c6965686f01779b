//! What a scene tells beside its map: the one big figure, further figures, a table, sentences.

use std::sync::Arc;

use egui::{Color32, FontId, Galley, Rect, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::screen::part;
use crate::i18n::message::Message;
use crate::report::briefing::content::{SceneContent, SceneFigure, SceneTable};
use crate::ui::cx::Cx;
use crate::ui::widgets;

/// Draws all of it into a room, what matters most first; what does not fit is said to be left out.
pub(super) fn card(ui: &Ui, cx: &Cx, room: Rect, told: &SceneContent) {
    let part = part(cx);
    let inner = room.shrink2(vec2(32.0, 28.0) * part);
    let mut top = inner.min.y;
    if let Some(big) = &told.big {
        top = big_figure(ui, cx, inner, top, big);
    }
    for (index, figure) in told.figures.iter().enumerate() {
        let row = cx.theme.sizes[1] * 1.7;
        if top + row > inner.max.y {
            break;
        }
        top = figure_row(ui, cx, inner.with_min_y(top), index, figure);
    }
    if !told.figures.is_empty() {
        top += 12.0 * part;
    }
    if let Some(table) = &told.table {
        top = table_rows(ui, cx, inner.with_min_y(top), table);
        top += 12.0 * part;
    }
    for line in &told.lines {
        let galley =
            ui.painter()
                .layout(line.clone(), cx.theme.body(), cx.theme.text, inner.width());
        let high = galley.size().y;
        if top + high > inner.max.y {
            break;
        }
        ui.painter()
            .galley(pos2(inner.min.x, top), galley, cx.theme.text);
        top += high + 10.0 * part;
    }
}

fn hovered(ui: &Ui, room: Rect, id: usize, figure: &SceneFigure) {
    let response = ui.interact(
        room,
        ui.scope_id().with(("scene figure", id)),
        Sense::hover(),
    );
    response.widget_info(|| {
        WidgetInfo::labeled(
            Role::Label,
            true,
            format!("{} {}", figure.label, figure.value),
        )
    });
    if !figure.definition.is_empty() {
        response.on_hover_text(&figure.definition);
    }
}

fn big_figure(ui: &Ui, cx: &Cx, inner: Rect, top: f32, big: &SceneFigure) -> f32 {
    let label = widgets::one_line(ui, &big.label, cx.theme.body(), inner.width());
    let mut at = pos2(inner.min.x, top);
    let mut bottom = at.y + label.size().y;
    ui.painter().galley(at, label, cx.theme.second);
    at.y = bottom;
    let mut font = cx.theme.figure();
    let wide = widgets::one_line(ui, &big.value, font.clone(), f32::INFINITY)
        .size()
        .x;
    if wide > inner.width() {
        font.size = (font.size * inner.width() / wide).max(cx.theme.sizes[2]);
    }
    let value = widgets::one_line(ui, &big.value, font, inner.width());
    bottom += value.size().y;
    ui.painter().galley(at, value, cx.theme.text);
    if !big.change.is_empty() {
        let change = widgets::one_line(ui, &big.change, cx.theme.heading(), inner.width());
        ui.painter()
            .galley(pos2(inner.min.x, bottom), change.clone(), cx.theme.accent);
        bottom += change.size().y;
    }
    let room = Rect::from_min_max(pos2(inner.min.x, top), pos2(inner.max.x, bottom));
    hovered(ui, room, usize::MAX, big);
    bottom + 20.0 * part(cx)
}

fn figure_row(ui: &Ui, cx: &Cx, room: Rect, index: usize, figure: &SceneFigure) -> f32 {
    let high = cx.theme.sizes[1] * 1.7;
    let row = room.with_max_y(room.min.y + high);
    let mut right = row.max.x;
    let mut put_right = |words: &str, font: FontId, colour: Color32| {
        if words.is_empty() {
            return;
        }
        let galley = widgets::one_line(ui, words, font, row.width() * 0.7);
        right -= galley.size().x;
        let at = pos2(right, row.center().y - galley.size().y / 2.0);
        ui.painter().galley(at, galley, colour);
        right -= 12.0 * part(cx);
    };
    put_right(&figure.change, cx.theme.body(), cx.theme.accent);
    put_right(&figure.value, cx.theme.strong(), cx.theme.text);
    let label = widgets::one_line(
        ui,
        &figure.label,
        cx.theme.body(),
        (right - row.min.x).max(1.0),
    );
    let at = pos2(row.min.x, row.center().y - label.size().y / 2.0);
    ui.painter().galley(at, label, cx.theme.second);
    hovered(ui, row, index, figure);
    row.max.y
}

/// A column as it stands: where it begins, how wide it is, its title in one line or two.
struct Laid {
    left: f32,
    wide: f32,
    title: Arc<Galley>,
    figures: bool,
}

/// The rows of a table that fit; sums stay in sight, and what finds no room is counted. Returns where it ends.
fn table_rows(ui: &Ui, cx: &Cx, room: Rect, table: &SceneTable) -> f32 {
    let font = cx.theme.small();
    let (bold, line) = (cx.theme.small_strong(), cx.theme.sizes[0] * 1.5);
    let laid = columns(ui, cx, room, table);
    let painter = ui.painter();
    let mut top = room.min.y;
    let rule = Stroke::new(cx.theme.lines[0], cx.theme.hairline);
    let head = laid
        .iter()
        .map(|column| column.title.size().y)
        .fold(line, f32::max);
    for column in &laid {
        let size = column.title.size();
        let x = if column.figures {
            column.left + column.wide - size.x
        } else {
            column.left
        };
        let at = pos2(x, top + head - size.y);
        painter.galley(at, Arc::clone(&column.title), cx.theme.second);
    }
    top += head;
    let draw = |top: f32, row: &[String], font: &FontId, colour: Color32| {
        for (words, column) in row.iter().zip(&laid) {
            let galley = widgets::one_line(ui, words, font.clone(), column.wide);
            let x = if column.figures {
                column.left + column.wide - galley.size().x
            } else {
                column.left
            };
            painter.galley(
                pos2(x, top + (line - galley.size().y) / 2.0),
                galley,
                colour,
            );
        }
    };
    if table.columns.iter().any(|column| !column.unit.is_empty()) {
        let units: Vec<String> = table
            .columns
            .iter()
            .map(|column| column.unit.clone())
            .collect();
        draw(top - line * 0.2, &units, &font, cx.theme.second);
        top += line * 0.8;
    }
    painter.hline(room.x_range(), top, rule);
    let fit = ((room.max.y - top) / line).floor().max(0.0) as usize;
    let sums = table.sums.min(table.rows.len());
    let plain = table.rows.len() - sums;
    let left_out = table.columns.len() - laid.len();
    let whole = table.rows.len() + usize::from(left_out > 0) <= fit;
    let shown = if whole {
        plain
    } else {
        fit.saturating_sub(sums + 1).min(plain)
    };
    for row in table.rows.iter().take(shown) {
        draw(top, row, &font, cx.theme.text);
        top += line;
    }
    if sums > 0 {
        painter.hline(room.x_range(), top, rule);
    }
    for row in table.rows.iter().skip(plain) {
        draw(top, row, &bold, cx.theme.text);
        top += line;
    }
    let rows = (shown < plain).then(|| Message::new("ui-brief-more-rows").with("n", plain - shown));
    let columns = (left_out > 0).then(|| Message::new("ui-brief-more-columns").with("n", left_out));
    let more: Vec<String> = [rows, columns]
        .into_iter()
        .flatten()
        .map(|one| cx.say(&one))
        .collect();
    if !more.is_empty() {
        let galley = widgets::one_line(ui, &more.join("  "), font, room.width());
        let at = pos2(room.min.x, top + (line - galley.size().y) / 2.0);
        painter.galley(at, galley, cx.theme.second);
        top += line;
    }
    top
}

/// Room between columns at 1080 points.
const GAP: f32 = 18.0;

/// How wide a table's columns would be: words and figures whole, titles in two lines where that is narrower.
fn natural(ui: &Ui, cx: &Cx, table: &SceneTable) -> Vec<f32> {
    let (small, bold) = (cx.theme.small(), cx.theme.small_strong());
    let wide = |words: &str, font: &FontId| {
        widgets::one_line(ui, words, font.clone(), f32::INFINITY)
            .size()
            .x
    };
    let columns = table.columns.iter().enumerate();
    columns
        .map(|(at, column)| {
            let cells = table.rows.iter().filter_map(|row| row.get(at));
            let widest = cells.map(|words| wide(words, &bold)).fold(0.0, f32::max);
            let title = wide(&column.title, &bold);
            // A title breaks between words or between many Han letters, never amid a time.
            let han = column
                .title
                .chars()
                .filter(|letter| !letter.is_ascii())
                .count();
            let breaks = han >= 4 || column.title.contains(' ');
            let halved = if breaks && title > widest {
                title * 0.5 + cx.theme.sizes[0] * 0.7
            } else {
                title
            };
            widest
                .max(halved.min(title))
                .max(wide(&column.unit, &small))
        })
        .collect()
}

/// How wide the card would be to show all it tells.
pub(super) fn width_of(ui: &Ui, cx: &Cx, told: &SceneContent) -> f32 {
    let part = part(cx);
    let wide =
        |words: &str, font: FontId| widgets::one_line(ui, words, font, f32::INFINITY).size().x;
    let table = told.table.as_ref().map_or(0.0, |table| {
        let columns = natural(ui, cx, table);
        let gaps = GAP * part * columns.len().saturating_sub(1) as f32;
        columns.iter().sum::<f32>() + gaps
    });
    let figure = |one: &SceneFigure| {
        let label = wide(&one.label, cx.theme.body());
        let value = wide(&one.value, cx.theme.strong());
        let change = wide(&one.change, cx.theme.body());
        // A long label may be shortened; figures may not crowd the map out.
        label.min(16.0 * cx.theme.sizes[1]) + value + change + 36.0 * part
    };
    let figures = told.figures.iter().map(figure).fold(0.0, f32::max);
    let most = 0.44 * ui.ctx().content_rect().width();
    table.max(figures.min(most)) + 64.0 * part + 2.0
}

/// Where each column begins and how wide it is: figures keep their digits, words give way; columns without room are left out,
/// the last first.
fn columns(ui: &Ui, cx: &Cx, room: Rect, table: &SceneTable) -> Vec<Laid> {
    let gap = GAP * part(cx);
    let mut widths = natural(ui, cx, table);
    let is_words = |at: usize| table.columns.get(at).is_some_and(|column| !column.figures);
    let least = |width: f32| width.min(6.0 * cx.theme.sizes[0]).max(1.0);
    let needed = |widths: &[f32]| {
        let gaps = gap * widths.len().saturating_sub(1) as f32;
        let all = widths.iter().enumerate();
        let all = all.map(|(at, width)| if is_words(at) { least(*width) } else { *width });
        all.sum::<f32>() + gaps
    };
    while widths.len() > 2 && needed(&widths) > room.width() {
        widths.pop();
    }
    let gaps = gap * widths.len().saturating_sub(1) as f32;
    let over = widths.iter().sum::<f32>() + gaps - room.width();
    let words: Vec<usize> = (0..widths.len()).filter(|at| is_words(*at)).collect();
    let elastic: f32 = words.iter().filter_map(|at| widths.get(*at)).sum();
    for at in words {
        if let Some(width) = widths.get_mut(at) {
            // Room that is left goes to the words, room that is missing comes from them.
            *width = (*width - over * *width / elastic.max(1.0)).max(least(*width));
        }
    }
    let mut left = room.min.x;
    let placed = widths
        .into_iter()
        .zip(&table.columns)
        .map(|(wide, column)| {
            let title = ui.painter().layout(
                column.title.clone(),
                cx.theme.small_strong(),
                cx.theme.second,
                wide + 1.0,
            );
            let laid = Laid {
                left,
                wide,
                title,
                figures: column.figures,
            };
            left += wide + gap;
            laid
        });
    placed.collect()
}
