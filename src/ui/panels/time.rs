//! Time: months as bars with a brush, hours × weekdays as a matrix; both filter by dragging.

use egui::{Align2, Rect, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::time_keys;
use super::week_hours::{matrix_ui, mix};
use crate::analysis::profile::{IncidentProfile, year_and_month};
use crate::i18n::message::Message;
use crate::i18n::number;
use crate::ui::actions::{self, Act};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::period;
use crate::ui::widgets::{self, Press};

/// Height, points in the light look.
pub const HEIGHT: f32 = 120.0;

/// Draws the panel.
pub fn time_ui(ui: &mut Ui, cx: &mut Cx) {
    let theme = cx.theme;
    let selection = cx.session.derived().selection.get().cloned();
    let Some(selection) = selection.filter(|selection| !selection.profile.months.is_empty()) else {
        return empty(ui, cx);
    };
    if cx.session.derived().selection.fresh().is_none() {
        ui.set_opacity(0.55);
    }
    let whole = ui
        .available_rect_before_wrap()
        .shrink2(vec2(theme.px(4.0), theme.px(6.0)));
    let matrix_width = (whole.width() * 0.42).min(theme.px(560.0));
    let months = Rect::from_min_max(
        whole.min,
        pos2(
            whole.right() - matrix_width - theme.px(24.0),
            whole.bottom(),
        ),
    );
    let matrix = Rect::from_min_max(pos2(whole.right() - matrix_width, whole.top()), whole.max);
    months_ui(ui, cx, months, &selection.profile);
    matrix_ui(ui, cx, matrix, &selection.profile);
}

fn empty(ui: &mut Ui, cx: &Cx) {
    ui.centered_and_justified(|ui| {
        let text = egui::RichText::new(cx.text("ui-empty-time")).color(cx.theme.second);
        ui.label(text);
    });
}

/// The head of a chart: its name at the left, room for buttons at the right.
pub(super) fn head(
    ui: &mut Ui,
    cx: &mut Cx,
    rect: Rect,
    title: &str,
    buttons: impl FnOnce(&mut Ui, &mut Cx),
) -> Rect {
    let theme = cx.theme;
    let head = Rect::from_min_size(rect.min, vec2(rect.width(), theme.px(24.0)));
    let builder = egui::UiBuilder::new()
        .max_rect(head)
        .layout(egui::Layout::left_to_right(egui::Align::Center));
    ui.scope_builder(builder, |ui| {
        ui.spacing_mut().item_spacing.x = theme.px(2.0);
        if !title.is_empty() {
            widgets::line(ui, title, theme.small_strong(), theme.second);
            ui.add_space(theme.px(8.0));
        }
        buttons(ui, cx);
    });
    Rect::from_min_max(pos2(rect.left(), head.bottom() + theme.px(2.0)), rect.max)
}

fn months_ui(ui: &mut Ui, cx: &mut Cx, rect: Rect, profile: &IncidentProfile) {
    let title = cx.text("ui-months");
    let chart = head(ui, cx, rect, &title, |ui, cx| {
        let playing = cx.view.desk.playing.is_some();
        let acts = [
            (Act::PeriodBack, Icon::Chevron, true),
            (
                Act::Play,
                if playing { Icon::Pause } else { Icon::Play },
                false,
            ),
            (Act::PeriodOn, Icon::Chevron, false),
        ];
        for (act, icon, mirrored) in acts {
            let name = actions::action(act).map_or_else(String::new, |row| cx.text(row.sentence));
            let icon = if mirrored { Icon::Back } else { icon };
            let press = Press::icon(cx.theme, icon, name)
                .small()
                .shortcut(actions::keys_of(act));
            if ui.add(press).clicked() {
                actions::run(act, cx, ui.ctx());
            }
        }
        if let (Some(_), Some((first, last))) =
            (cx.session.filter().period, period::chosen(cx.session))
        {
            ui.add_space(cx.theme.px(6.0));
            let text = period::months_text(first, last);
            widgets::second(ui, cx.theme, &text);
        }
    });
    bars(ui, cx, chart, profile);
}

fn bars(ui: &mut Ui, cx: &mut Cx, chart: Rect, profile: &IncidentProfile) {
    let theme = cx.theme;
    let count = profile.months.len();
    let axis = theme.sizes[0] + theme.px(4.0);
    let plot = Rect::from_min_max(chart.min, pos2(chart.right(), chart.bottom() - axis));
    let step = (plot.width() / count as f32).min(theme.px(96.0));
    let month_at = |x: f32| {
        let at = ((x - plot.left()) / step).floor() as i32;
        profile.first_month + at.clamp(0, count as i32 - 1)
    };
    let id = ui.scope_id().with("months");
    let response = ui.interact(chart, id, Sense::click_and_drag());
    let name = time_keys::months_name(cx);
    response.widget_info(|| WidgetInfo::labeled(Role::Group, true, &name));
    time_keys::months(ui, cx, &response);
    brush(ui, cx, &response, month_at);
    let most = profile.months.iter().copied().fold(1.0, f64::max);
    let chosen = cx
        .session
        .filter()
        .period
        .and_then(|_| period::chosen(cx.session));
    let hovered = response.hover_pos().map(|at| month_at(at.x));
    for (index, value) in profile.months.iter().enumerate() {
        let month = profile.first_month + index as i32;
        let left = plot.left() + step * index as f32;
        let height = (plot.height() * (*value / most) as f32).max(1.0);
        let gap = (step * 0.12).clamp(0.5, theme.px(3.0));
        let bar = Rect::from_min_max(
            pos2(left + gap, plot.bottom() - height),
            pos2(left + step - gap, plot.bottom()),
        );
        let counts = chosen.is_none_or(|(first, last)| (first..=last).contains(&month));
        let colour = match (counts, hovered == Some(month)) {
            (true, true) => theme.accent,
            (true, false) => mix(theme.panel, theme.accent, 0.72),
            (false, true) => theme.outline,
            (false, false) => theme.hairline,
        };
        ui.painter().rect_filled(bar, 2.0, colour);
        month_label(ui, cx, month, index, left, step, plot.bottom());
    }
    let rule = Stroke::new(1.0, theme.hairline);
    let end = plot.left() + step * count as f32;
    ui.painter().hline(plot.left()..=end, plot.bottom(), rule);
    if let Some(month) = hovered {
        let index = (month - profile.first_month) as usize;
        let value = profile.months.get(index).copied().unwrap_or(0.0);
        let text = cx.say(
            &Message::new("ui-month-count")
                .with("month", period::month_text(month))
                .with("n", number::decimal(value, 0)),
        );
        response.on_hover_text_at_pointer(text);
    }
}

/// The year under each January (and the first month), the month's number where there is room.
fn month_label(ui: &Ui, cx: &Cx, month: i32, index: usize, left: f32, step: f32, top: f32) {
    let theme = cx.theme;
    let (year, of_year) = year_and_month(month);
    // The year the first month stands in gives way to the January after it.
    let first = index == 0 && (of_year == 1 || step * f32::from(13 - of_year) > theme.px(40.0));
    let text = if of_year == 1 || first {
        if step * 12.0 < theme.px(40.0) && of_year != 1 {
            return;
        }
        if first && of_year != 1 && step > theme.px(30.0) {
            period::month_text(month)
        } else {
            year.to_string()
        }
    } else if step > theme.px(26.0) && index > 1 && (of_year != 2 || step > theme.px(44.0)) {
        of_year.to_string()
    } else {
        return;
    };
    ui.painter().text(
        pos2(left + step * 0.12, top + theme.px(2.0)),
        Align2::LEFT_TOP,
        text,
        theme.small(),
        theme.second,
    );
}

/// Dragging over the months chooses a period; a click one month; a click on the only chosen month all of them.
fn brush(ui: &Ui, cx: &mut Cx, response: &egui::Response, month_at: impl Fn(f32) -> i32) {
    let Some(at) = response.interact_pointer_pos() else {
        return;
    };
    let month = month_at(at.x);
    if response.drag_started() {
        let origin = ui.input(|input| input.pointer.press_origin()).unwrap_or(at);
        cx.view.desk.month_drag = Some(month_at(origin.x));
        cx.view.desk.playing = None;
    }
    if let Some(from) = cx.view.desk.month_drag
        && (response.dragged() || response.drag_stopped())
    {
        period::choose(cx, Some((from.min(month), from.max(month))));
        if response.drag_stopped() {
            cx.view.desk.month_drag = None;
        }
    }
    if response.clicked() {
        let only = cx.session.filter().period.is_some()
            && period::chosen(cx.session) == Some((month, month));
        period::choose(cx, (!only).then_some((month, month)));
    }
}
