//! Tables of the right panel: fixed columns, right-aligned figures, heads that sort, rows that select.

use std::cmp::Ordering;

use egui::{Align2, Color32, Rect, Response, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::figures::{OUTDATED, explained};
use crate::i18n::message::Message;
use crate::ui::cx::Cx;
use crate::ui::desk::Sorting;
use crate::ui::icons::Icon;
use crate::ui::theme::Theme;
use crate::ui::widgets::{follow_focus, one_line};

/// A column: its head and its width in points of the light look; 0 takes what is left and aligns to the left.
#[derive(Debug, Clone)]
pub struct Column {
    /// The head.
    pub title: String,
    /// The width.
    pub width: f32,
    /// What its figures mean; hovers over head and figures.
    pub definition: Option<Message>,
    /// Whether its figures are those of the filter of now; else they are dimmed.
    pub fresh: bool,
}

impl Column {
    /// A column of names.
    #[must_use]
    pub fn new(title: String, width: f32) -> Self {
        Self {
            title,
            width,
            definition: None,
            fresh: true,
        }
    }

    /// A column of figures: what they mean, and whether they are those of now.
    #[must_use]
    pub fn figures(title: String, width: f32, definition: Message, fresh: bool) -> Self {
        Self {
            definition: Some(definition),
            fresh,
            ..Self::new(title, width)
        }
    }
}

/// What stands before the first cell of a row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Lead {
    /// Nothing.
    None,
    /// A coloured badge with a number.
    Badge(Color32, u16),
    /// An icon.
    Icon(Icon, Color32),
}

/// The least width of the column of names, points in the light look.
const LEAST_NAME: f32 = 64.0;

/// The places of the columns within a row. Where the last columns would leave the names no room, they are left out.
fn cells(theme: &Theme, rect: Rect, columns: &[Column], lead: f32) -> Vec<Rect> {
    let inner = rect
        .with_min_x(rect.left() + theme.px(8.0))
        .with_max_x(rect.right() - theme.px(14.0));
    let width_of =
        |columns: &[Column]| -> f32 { columns.iter().map(|column| theme.px(column.width)).sum() };
    let room = inner.width() - lead - theme.px(LEAST_NAME);
    let fits = |count: &usize| width_of(&columns[..*count]) <= room;
    let count = (1..=columns.len()).rev().find(fits).unwrap_or(1);
    let columns = &columns[..count.min(columns.len())];
    let fixed = width_of(columns);
    let flexible = columns
        .iter()
        .filter(|column| column.width == 0.0)
        .count()
        .max(1);
    let rest = (inner.width() - fixed - lead).max(0.0) / flexible as f32;
    let mut left = inner.left() + lead;
    columns
        .iter()
        .map(|column| {
            let width = if column.width == 0.0 {
                rest
            } else {
                theme.px(column.width)
            };
            let cell = Rect::from_min_size(pos2(left, rect.top()), vec2(width, rect.height()));
            left += width;
            cell
        })
        .collect()
}

/// The width set aside for a lead.
fn lead_width(theme: &Theme, lead: bool) -> f32 {
    if lead { theme.px(26.0) } else { 0.0 }
}

/// The heads; a click sorts by that column, another turns the order round.
pub fn head(ui: &mut Ui, cx: &mut Cx, columns: &[Column], lead: bool, sorting: &mut Sorting) {
    let theme = cx.theme;
    let size = vec2(ui.available_width(), theme.px(24.0));
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    let places = cells(theme, rect, columns, lead_width(theme, lead));
    for (index, (column, cell)) in columns.iter().zip(places).enumerate() {
        let id = ui.scope_id().with(("head", index));
        let response = ui.interact(cell, id, Sense::click());
        let chosen = sorting.column == index;
        response.widget_info(|| WidgetInfo::selected(Role::Button, true, chosen, &column.title));
        follow_focus(&response);
        if response.has_focus() {
            let ring = theme.focus_ring();
            ui.painter()
                .rect_stroke(cell, 4.0, ring, egui::StrokeKind::Inside);
        }
        let colour = if chosen || response.hovered() || response.has_focus() {
            theme.text
        } else {
            theme.second
        };
        let arrow = match (chosen, sorting.descending) {
            (false, _) => "",
            (true, true) => " ▼",
            (true, false) => " ▲",
        };
        let galley = one_line(
            ui,
            &format!("{}{arrow}", column.title),
            theme.small(),
            cell.width(),
        );
        let x = if column.width == 0.0 {
            cell.left()
        } else {
            cell.right() - galley.size().x
        };
        let y = cell.center().y - galley.size().y / 2.0;
        ui.painter().galley(pos2(x, y), galley, colour);
        if response.clicked() {
            if chosen {
                sorting.descending = !sorting.descending;
            } else {
                *sorting = Sorting {
                    column: index,
                    descending: column.width != 0.0,
                };
            }
        }
        if let Some(definition) = &column.definition {
            explained(response, cx, definition);
        }
    }
    let rule = Stroke::new(1.0, theme.hairline);
    ui.painter().hline(
        rect.shrink(theme.px(8.0)).x_range(),
        rect.bottom() - 0.5,
        rule,
    );
}

/// Heads that do not sort: for a list in one order.
pub fn titles(ui: &mut Ui, theme: &Theme, columns: &[Column]) {
    let size = vec2(ui.available_width(), theme.px(22.0));
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    for (column, cell) in columns.iter().zip(cells(theme, rect, columns, 0.0)) {
        let galley = one_line(ui, &column.title, theme.small(), cell.width());
        let x = if column.width == 0.0 {
            cell.left()
        } else {
            cell.right() - galley.size().x
        };
        let y = cell.center().y - galley.size().y / 2.0;
        ui.painter().galley(pos2(x, y), galley, theme.second);
    }
}

/// One row; the first cell that flexes is text, the others are figures. Over a figure hovers what it means, over a name that
/// does not fit the whole name.
pub fn row(
    ui: &mut Ui,
    cx: &mut Cx,
    columns: &[Column],
    lead: Lead,
    texts: &[String],
    selected: bool,
) -> Response {
    let theme = cx.theme;
    let size = vec2(ui.available_width(), row_height(theme));
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let name = texts.join(" ");
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, selected, &name));
    follow_focus(&response);
    if !ui.is_rect_visible(rect) {
        return response;
    }
    let inner = rect.shrink2(vec2(theme.px(4.0), 0.0));
    let fill = if selected {
        theme.selected
    } else if response.hovered() {
        theme.hover
    } else {
        Color32::TRANSPARENT
    };
    let edge = if response.has_focus() {
        theme.focus_ring()
    } else {
        Stroke::NONE
    };
    let radius = egui::CornerRadius::same(4);
    ui.painter()
        .rect(inner, radius, fill, edge, egui::StrokeKind::Inside);
    paint_lead(ui, theme, rect, lead);
    let places = cells(theme, rect, columns, lead_width(theme, lead != Lead::None));
    let pointer = response.hover_pos();
    let mut tip = None;
    for ((column, cell), text) in columns.iter().zip(places).zip(texts) {
        let gap = theme.px(6.0);
        let galley = one_line(ui, text, theme.body(), cell.width() - gap);
        if pointer.is_some_and(|at| cell.x_range().contains(at.x)) {
            tip = match &column.definition {
                Some(definition) => Some(Tip::Definition(definition.clone())),
                None if galley.elided => Some(Tip::Whole(text.clone())),
                None => None,
            };
        }
        let ink = if column.fresh {
            theme.text
        } else {
            theme.text.gamma_multiply(OUTDATED)
        };
        let x = if column.width == 0.0 {
            cell.left()
        } else {
            cell.right() - galley.size().x
        };
        let y = cell.center().y - galley.size().y / 2.0;
        ui.painter().galley(pos2(x, y), galley, ink);
    }
    match tip {
        None => response,
        Some(Tip::Whole(name)) => response.on_hover_text(name),
        Some(Tip::Definition(definition)) => explained(response, cx, &definition),
    }
}

/// What hovers over a cell.
enum Tip {
    Definition(Message),
    Whole(String),
}

/// The height of a row.
#[must_use]
pub fn row_height(theme: &Theme) -> f32 {
    theme.px(26.0)
}

fn paint_lead(ui: &Ui, theme: &Theme, rect: Rect, lead: Lead) {
    let place = Rect::from_center_size(
        pos2(rect.left() + theme.px(18.0), rect.center().y),
        egui::Vec2::splat(theme.px(18.0)),
    );
    match lead {
        Lead::None => {}
        Lead::Icon(icon, colour) => {
            icon.paint(ui.painter(), place.shrink(theme.px(2.0)), colour);
        }
        Lead::Badge(colour, number) => {
            ui.painter()
                .rect_filled(place, egui::CornerRadius::same(4), colour);
            ui.painter().text(
                place.center(),
                Align2::CENTER_CENTER,
                number.to_string(),
                theme.small_strong(),
                theme.on(colour),
            );
        }
    }
}

/// Orders by a figure that may be unknown (unknown ones last, whichever the way), then by the given tie.
#[must_use]
pub fn by_figure(one: Option<f64>, other: Option<f64>, descending: bool) -> Ordering {
    match (one, other) {
        (Some(one), Some(other)) if descending => other.total_cmp(&one),
        (Some(one), Some(other)) => one.total_cmp(&other),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_unknown_stands_last_whichever_the_way() {
        for descending in [false, true] {
            let mut figures = [None, Some(1.0), Some(3.0), None, Some(2.0)];
            figures.sort_by(|one, other| by_figure(*one, *other, descending));
            assert!(figures[3].is_none() && figures[4].is_none());
            assert_eq!(figures[1], Some(2.0));
        }
    }
}
