//! Hours × weekdays as a matrix: filters by dragging over it and by its presets.

use egui::{Align2, Color32, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::time::head;
use super::time_keys;
use crate::analysis::profile::IncidentProfile;
use crate::i18n::message::Message;
use crate::i18n::number;
use crate::model::filter::WeekHours;
use crate::ui::actions;
use crate::ui::cx::Cx;
use crate::ui::widgets::{self, Press};

const DAYS: [&str; 7] = [
    "ui-monday",
    "ui-tuesday",
    "ui-wednesday",
    "ui-thursday",
    "ui-friday",
    "ui-saturday",
    "ui-sunday",
];

pub(super) fn matrix_ui(ui: &mut Ui, cx: &mut Cx, rect: Rect, profile: &IncidentProfile) {
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

pub(super) fn mix(from: Color32, to: Color32, share: f32) -> Color32 {
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
