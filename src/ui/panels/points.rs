//! Patrol points: a list that sorts and selects several, and what can be done to the selection.

use std::collections::BTreeMap;

use egui::{Ui, vec2};

use super::coverage::padded;
use super::figures::{coverage_is_fresh, ring_words};
use super::table::{self, Column, Lead, by_figure};
use crate::analysis::coverage::PointFigures;
use crate::base::ids::PointId;
use crate::i18n::message::Message;
use crate::i18n::number;
use crate::model::patrol_point::PatrolPoint;
use crate::ui::actions::{self, Act};
use crate::ui::cx::Cx;
use crate::ui::desk::Renaming;
use crate::ui::icons::Icon;
use crate::ui::selection_edits::zoom_to_selection;
use crate::ui::top_bar::{finish_field, menu_rows};
use crate::ui::view_state::Selected;
use crate::ui::widgets::{self, Press};

/// One line of the list.
struct PointRow {
    point: PatrolPoint,
    within: Option<f64>,
    only_this: Option<f64>,
}

/// Draws the tab.
pub fn points_ui(ui: &mut Ui, cx: &mut Cx) {
    if cx.session.shown_plan().points.is_empty() {
        return empty(ui, cx);
    }
    let theme = cx.theme;
    tool_row(ui, cx);
    let columns = columns(cx);
    let mut sorting = cx.view.desk.point_sorting;
    table::head(ui, cx, &columns, true, &mut sorting);
    cx.view.desk.point_sorting = sorting;
    let rows = sorted(cx);
    let selected = cx.view.selected_points();
    let detail = match (selected.len(), selected.first()) {
        (1, Some(only)) => Some(*only),
        _ => None,
    };
    if let Some(point) = detail
        .and_then(|id| cx.session.shown_plan().points.get(&id))
        .cloned()
    {
        egui::Panel::bottom("point details")
            .exact_size(theme.px(88.0))
            .frame(egui::Frame::new().inner_margin(egui::Margin::symmetric(
                theme.px(16.0) as i8,
                theme.px(10.0) as i8,
            )))
            .show(ui, |ui| details(ui, cx, &point));
    }
    let height = table::row_height(theme);
    ui.spacing_mut().item_spacing.y = 0.0;
    egui::ScrollArea::vertical()
        .id_salt("points")
        .auto_shrink([false, false])
        .show_rows(ui, height, rows.len(), |ui, range| {
            for at in range {
                if let Some(row) = rows.get(at) {
                    let chosen = selected.contains(&row.point.id);
                    row_ui(ui, cx, &columns, row, chosen, &rows);
                }
            }
        });
}

/// Name, unit, incidents in the ring, incidents only this point covers.
fn columns(cx: &Cx) -> [Column; 4] {
    let fresh = coverage_is_fresh(cx);
    let rings = &cx.session.derived().shown.figures.rings;
    let chosen = cx.view.desk.ring.and_then(|ring| rings.get(ring));
    let measure = chosen.or_else(|| rings.last()).map(|ring| ring.ring);
    let radius = ring_words(cx, measure);
    let within = Message::new("ui-def-point-within").with("ring", radius.as_str());
    let only = Message::new("ui-def-point-only").with("ring", radius);
    [
        Column::new(cx.text("ui-name"), 0.0),
        Column::new(cx.text("ui-point-unit"), 80.0),
        Column::figures(cx.text("ui-point-within"), 58.0, within, fresh),
        Column::figures(cx.text("ui-point-only"), 58.0, only, fresh),
    ]
}

fn empty(ui: &mut Ui, cx: &mut Cx) {
    let (text, button) = (cx.text("ui-empty-points"), cx.text("ui-act-place-point"));
    let mut clicked = false;
    padded(ui, cx, |ui, cx| {
        clicked = widgets::empty(ui, cx.theme, Icon::Point, &text, &button);
    });
    if clicked {
        actions::run(Act::PlacePoint, cx, ui.ctx());
    }
}

/// How many are selected, and what can be done to them.
fn tool_row(ui: &mut Ui, cx: &mut Cx) {
    let theme = cx.theme;
    let size = vec2(ui.available_width(), theme.px(40.0));
    ui.allocate_ui_with_layout(
        size,
        egui::Layout::right_to_left(egui::Align::Center),
        |ui| {
            ui.set_min_size(size);
            ui.spacing_mut().item_spacing.x = theme.px(2.0);
            let all = cx.session.shown_plan().points.len();
            let chosen = cx.view.selected_points().len();
            let text = if chosen == 0 {
                cx.say(&Message::new("ui-points-count").with("n", all))
            } else {
                cx.say(
                    &Message::new("ui-points-selected")
                        .with("n", chosen)
                        .with("all", all),
                )
            };
            ui.add_space(theme.px(10.0));
            let acts = [
                (Act::Delete, Icon::Trash),
                (Act::Duplicate, Icon::Copy),
                (Act::Lock, Icon::Lock),
                (Act::ZoomToSelection, Icon::Target),
                (Act::PlacePoint, Icon::Plus),
            ];
            for (act, icon) in acts {
                let name =
                    actions::action(act).map_or_else(String::new, |row| cx.text(row.sentence));
                let enabled = actions::enabled(act, cx) && (chosen > 0 || act == Act::PlacePoint);
                let press = Press::icon(theme, icon, name)
                    .enabled(enabled)
                    .shortcut(actions::keys_of(act));
                if ui.add(press).clicked() {
                    actions::run(act, cx, ui.ctx());
                }
            }
            ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                ui.add_space(theme.px(16.0));
                widgets::second(ui, theme, &text);
            });
        },
    );
}

/// The rows in the order of the chosen column; ties by number.
fn sorted(cx: &Cx) -> Vec<PointRow> {
    let figures = &cx.session.derived().shown.figures;
    let by_id: BTreeMap<PointId, &PointFigures> = figures
        .points
        .iter()
        .map(|point| (point.id, point))
        .collect();
    let ring = cx.view.desk.ring.unwrap_or(usize::MAX);
    let of_ring = |values: &[f64]| {
        let last = values.len().checked_sub(1)?;
        values.get(ring.min(last)).copied()
    };
    let mut rows: Vec<PointRow> = cx
        .session
        .shown_plan()
        .points
        .values()
        .map(|point| {
            let figures = by_id.get(&point.id);
            PointRow {
                point: point.clone(),
                within: figures.and_then(|figures| of_ring(&figures.incidents)),
                only_this: figures.and_then(|figures| of_ring(&figures.only_this)),
            }
        })
        .collect();
    let sorting = cx.view.desk.point_sorting;
    rows.sort_by(|one, other| {
        let order = match sorting.column {
            1 => one.point.unit.cmp(&other.point.unit),
            2 => by_figure(one.within, other.within, sorting.descending),
            3 => by_figure(one.only_this, other.only_this, sorting.descending),
            _ => one.point.id.cmp(&other.point.id),
        };
        let order = if sorting.column < 2 && sorting.descending {
            order.reverse()
        } else {
            order
        };
        order.then(one.point.id.cmp(&other.point.id))
    });
    rows
}

fn row_ui(
    ui: &mut Ui,
    cx: &mut Cx,
    columns: &[Column],
    row: &PointRow,
    chosen: bool,
    rows: &[PointRow],
) {
    let theme = cx.theme;
    let figure = |value: Option<f64>| {
        value.map_or_else(
            || number::UNKNOWN.to_owned(),
            |value| number::decimal(value, 0),
        )
    };
    let texts = [
        row.point.name.clone(),
        row.point.unit.clone(),
        figure(row.within),
        figure(row.only_this),
    ];
    let lead = if row.point.locked {
        Lead::Icon(Icon::Lock, theme.second)
    } else {
        Lead::Icon(Icon::Point, theme.outline)
    };
    let response = table::row(ui, cx, columns, lead, &texts, chosen);
    if response.clicked() || (response.secondary_clicked() && !chosen) {
        select(ui, cx, row.point.id, rows);
    }
    if response.double_clicked() {
        zoom_to_selection(cx);
    }
    response.context_menu(|ui| {
        ui.set_width(theme.px(240.0));
        let acts = [
            Act::ZoomToSelection,
            Act::Rename,
            Act::Duplicate,
            Act::Lock,
            Act::Delete,
        ];
        menu_rows(ui, cx, &acts);
    });
}

/// A click selects one; Ctrl adds or takes away; Shift selects all between.
fn select(ui: &Ui, cx: &mut Cx, id: PointId, rows: &[PointRow]) {
    let modifiers = ui.input(|input| input.modifiers);
    let mut chosen = cx.view.selected_points();
    if modifiers.command {
        if !chosen.remove(&id) {
            chosen.insert(id);
        }
    } else if modifiers.shift && !chosen.is_empty() {
        let place = |id: &PointId| rows.iter().position(|row| row.point.id == *id);
        let (to, from) = (place(&id), chosen.iter().filter_map(place).min());
        if let (Some(to), Some(from)) = (to, from) {
            let span = from.min(to)..=from.max(to);
            chosen.extend(
                rows.get(span)
                    .unwrap_or_default()
                    .iter()
                    .map(|row| row.point.id),
            );
        }
    } else {
        chosen = [id].into();
    }
    cx.view.selected = if chosen.is_empty() {
        Selected::Nothing
    } else {
        Selected::Points(chosen)
    };
}

/// Name and unit of the one selected point.
fn details(ui: &mut Ui, cx: &mut Cx, point: &PatrolPoint) {
    let theme = cx.theme;
    let label = cx.text("ui-name");
    widgets::form_row(ui, theme, &label, |ui| {
        let width = ui.available_width();
        let naming =
            matches!(&cx.view.desk.renaming, Some(Renaming::Point(id, _)) if *id == point.id);
        if !naming {
            let mut name = point.name.clone();
            let response = widgets::field(ui, theme, &mut name, &label, width);
            if response.gained_focus() || response.changed() {
                cx.view.desk.renaming = Some(Renaming::Point(point.id, name));
            }
        } else if let Some(Renaming::Point(_, name)) = &mut cx.view.desk.renaming {
            let response = widgets::field(ui, theme, name, &label, width);
            finish_field(ui, cx, &response);
        }
    });
    let label = cx.text("ui-point-unit");
    widgets::form_row(ui, theme, &label, |ui| {
        let width = ui.available_width();
        let naming =
            matches!(&cx.view.desk.renaming, Some(Renaming::Unit(id, _)) if *id == point.id);
        if !naming {
            let mut unit = point.unit.clone();
            let response = widgets::field(ui, theme, &mut unit, &label, width);
            if response.gained_focus() || response.changed() {
                cx.view.desk.renaming = Some(Renaming::Unit(point.id, unit));
            }
        } else if let Some(Renaming::Unit(_, unit)) = &mut cx.view.desk.renaming {
            let response = widgets::field(ui, theme, unit, &label, width);
            finish_field(ui, cx, &response);
        }
    });
}
