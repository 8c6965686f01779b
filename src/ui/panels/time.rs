//! Time: months as bars with a brush, hours × weekdays as a matrix; both filter by dragging.

use egui::{Align2, Color32, Rect, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::time_keys;
use crate::analysis::profile::{IncidentProfile, year_and_month};
use crate::i18n::message::Message;
use crate::i18n::number;
use crate::model::filter::WeekHours;
use crate::ui::actions::{self, Act};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::period;
use crate::ui::widgets::{self, Press};

/// Height, points in the light look.
pub const HEIGHT: f32 = 120.0;

const DAYS: [&str; 7] = [
    "ui-monday",
    "ui-tuesday",
    "ui-wednesday",
    "ui-thursday",
    "ui-friday",
    "ui-saturday",
    "ui-sunday",
];

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
fn head(
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

fn matrix_ui(ui: &mut Ui, cx: &mut Cx, rect: Rect, profile: &IncidentProfile) {
    let title = cx.text("ui-week");
    let presets: Vec<(WeekHours, String)> = crate::ui::filter_chips::presets()
        .into_iter()
        .take(3)
        .map(|(hours, sentence)| (hours, cx.text(sentence)))
        .collect();
    let has_hours = knows_hours(profile);
    // Where large letters leave no room for both, the buttons stay: the chart speaks for itself.
    let title = if head_width(ui, cx, &title, &presets) <= rect.width() {
        title
    } else {
        String::new()
    };
    let chart = head(ui, cx, rect, &title, |ui, cx| {
        for (hours, name) in presets {
            let press = Press::text(cx.theme, name)
                .small()
                .enabled(has_hours || hours.is_all())
                .selected(cx.session.filter().week_hours == hours);
            if ui.add(press).clicked() {
                actions::set_hours(cx, hours);
            }
        }
    });
    let theme = cx.theme;
    let label = theme.px(34.0);
    let axis = theme.sizes[0] + theme.px(2.0);
    let plot = Rect::from_min_max(
        pos2(chart.left() + label, chart.top()),
        pos2(chart.right(), chart.bottom() - axis),
    );
    let cell = vec2(plot.width() / 24.0, plot.height() / 7.0);
    let cell_at = |at: egui::Pos2| {
        let hour = ((at.x - plot.left()) / cell.x).floor().clamp(0.0, 23.0) as u8;
        let day = ((at.y - plot.top()) / cell.y).floor().clamp(0.0, 6.0) as u8;
        (day, hour)
    };
    if !has_hours {
        return without_hours(ui, cx, chart);
    }
    let id = ui.scope_id().with("week");
    let response = ui.interact(plot, id, Sense::click_and_drag());
    let name = cx.text("ui-week-name");
    response.widget_info(|| WidgetInfo::labeled(Role::Group, true, &name));
    let keyed = time_keys::hours(ui, cx, &response);
    let dragged = drag_hours(ui, cx, &response, cell_at).or(keyed);
    paint_matrix(ui, cx, plot, cell, profile, dragged);
    if let Some(at) = response.hover_pos() {
        let (day, hour) = cell_at(at);
        let value = profile
            .week
            .get(usize::from(day))
            .and_then(|hours| hours.get(usize::from(hour)));
        let text = cx.say(
            &Message::new("ui-week-count")
                .with(
                    "day",
                    Message::new(DAYS.get(usize::from(day)).copied().unwrap_or("ui-monday")),
                )
                .with("hour", format!("{hour}–{}", hour + 1))
                .with("n", number::decimal(value.copied().unwrap_or(0.0), 0)),
        );
        response.on_hover_text_at_pointer(text);
    }
}

/// How wide the head of the matrix is with its title and buttons.
fn head_width(ui: &Ui, cx: &Cx, title: &str, presets: &[(WeekHours, String)]) -> f32 {
    let theme = cx.theme;
    let width = |text, font| widgets::one_line(ui, text, font, f32::INFINITY).size().x;
    let buttons = presets
        .iter()
        .map(|(_, name)| width(name, theme.small()) + theme.px(16.0));
    width(title, theme.small_strong()) + theme.px(10.0) + buttons.sum::<f32>()
}

/// Whether any incident has an hour, or there is none at all.
fn knows_hours(profile: &IncidentProfile) -> bool {
    let counts = |count: &f64| *count != 0.0;
    profile.without_hour == 0.0 || profile.week.iter().flatten().any(counts)
}

/// Data that knows no hours fills no matrix.
fn without_hours(ui: &Ui, cx: &Cx, chart: Rect) {
    let galley = ui.painter().layout(
        cx.text("ui-week-no-hours"),
        cx.theme.small(),
        cx.theme.second,
        chart.width(),
    );
    let at = chart.center() - galley.size() / 2.0;
    ui.painter().galley(at, galley, cx.theme.second);
}

/// A rectangle of the matrix: first and last weekday, first and last hour.
pub(super) type Span = ((u8, u8), (u8, u8));

fn paint_matrix(
    ui: &Ui,
    cx: &Cx,
    plot: Rect,
    cell: egui::Vec2,
    profile: &IncidentProfile,
    dragged: Option<Span>,
) {
    let theme = cx.theme;
    let most = profile.week.iter().flatten().copied().fold(1.0, f64::max);
    let hours_chosen = cx.session.filter().week_hours;
    let font = egui::FontId::proportional((cell.y * 0.9).min(theme.sizes[0]));
    for (day, hours) in (0u8..).zip(&profile.week) {
        let top = plot.top() + cell.y * f32::from(day);
        ui.painter().text(
            pos2(plot.left() - theme.px(6.0), top + cell.y / 2.0),
            Align2::RIGHT_CENTER,
            DAYS.get(usize::from(day))
                .map_or_else(String::new, |id| cx.text(id)),
            font.clone(),
            theme.second,
        );
        for (hour, value) in (0u8..).zip(hours) {
            let rect = Rect::from_min_size(pos2(plot.left() + cell.x * f32::from(hour), top), cell)
                .shrink(0.5);
            let strength = (*value / most) as f32;
            let counts = hours_chosen.contains(day, hour);
            let strong = if counts { theme.accent } else { theme.outline };
            let fill = mix(
                theme.hover,
                strong,
                strength * if counts { 1.0 } else { 0.45 },
            );
            ui.painter().rect_filled(rect, 1.0, fill);
            if day == 6 && hour % 3 == 0 {
                ui.painter().text(
                    pos2(rect.left(), plot.bottom() + theme.px(1.0)),
                    Align2::LEFT_TOP,
                    hour.to_string(),
                    theme.small(),
                    theme.second,
                );
            }
        }
    }
    if let Some(((first_day, first_hour), (last_day, last_hour))) = dragged {
        let frame = Rect::from_min_max(
            pos2(
                plot.left() + cell.x * f32::from(first_hour),
                plot.top() + cell.y * f32::from(first_day),
            ),
            pos2(
                plot.left() + cell.x * (f32::from(last_hour) + 1.0),
                plot.top() + cell.y * (f32::from(last_day) + 1.0),
            ),
        );
        let ring = theme.focus_ring();
        ui.painter()
            .rect_stroke(frame, 2.0, ring, egui::StrokeKind::Middle);
    }
}

fn mix(from: Color32, to: Color32, share: f32) -> Color32 {
    from.lerp_to_gamma(to, share.clamp(0.0, 1.0))
}

/// Dragging a rectangle lets only its hours count (with Ctrl: adds them); a click on a cell chooses its hour on that day
/// alone, another click brings all hours back. Returns the rectangle while dragging.
fn drag_hours(
    ui: &Ui,
    cx: &mut Cx,
    response: &egui::Response,
    cell_at: impl Fn(egui::Pos2) -> (u8, u8),
) -> Option<Span> {
    let at = response.interact_pointer_pos()?;
    let cell = cell_at(at);
    let add = ui.input(|input| input.modifiers.command);
    if response.drag_started() {
        let origin = ui.input(|input| input.pointer.press_origin()).unwrap_or(at);
        cx.view.desk.matrix_drag = Some((cell_at(origin), add));
    }
    if response.clicked() {
        choose_hours(cx, (cell, cell));
    }
    let (from, adds) = cx.view.desk.matrix_drag?;
    let span = span_between(from, cell);
    if response.drag_stopped() {
        cx.view.desk.matrix_drag = None;
        let base = if adds {
            cx.session.filter().week_hours
        } else {
            WeekHours::NONE
        };
        actions::set_hours(cx, span_hours(base, span));
        return None;
    }
    Some(span)
}

/// The rectangle two cells are the corners of.
pub(super) fn span_between(one: (u8, u8), other: (u8, u8)) -> Span {
    (
        (one.0.min(other.0), one.1.min(other.1)),
        (one.0.max(other.0), one.1.max(other.1)),
    )
}

/// Lets only the hours of a rectangle count; all of them again where it is chosen already.
pub(super) fn choose_hours(cx: &mut Cx, span: Span) {
    let only = span_hours(WeekHours::NONE, span);
    let again = cx.session.filter().week_hours == only;
    actions::set_hours(cx, if again { WeekHours::ALL } else { only });
}

/// `base` with every hour of the rectangle.
fn span_hours(base: WeekHours, (first, last): Span) -> WeekHours {
    let mut hours = base;
    for day in first.0..=last.0 {
        for hour in first.1..=last.1 {
            hours = hours.with(day, hour, true);
        }
    }
    hours
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rectangle_of_the_matrix_holds_its_corners_and_nothing_else() {
        let hours = span_hours(WeekHours::NONE, ((4, 20), (5, 23)));
        assert!(hours.contains(4, 20) && hours.contains(5, 23));
        assert!(!hours.contains(4, 19) && !hours.contains(6, 23) && !hours.contains(3, 20));
    }
}
