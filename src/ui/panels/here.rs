//! What happened in the place that is inspected: categories, hours of the day, months.

use egui::{Align2, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::figures::{dimmed_unless, explained, figure_row};
use super::week_hours::mix;
use crate::analysis::local_profile::LocalProfile;
use crate::analysis::profile::year_and_month;
use crate::base::units::Share;
use crate::i18n::message::Message;
use crate::i18n::number;
use crate::session::command::Command;
use crate::session::here::Looked;
use crate::session::slot::Freshness;
use crate::ui::cx::Cx;
use crate::ui::period;
use crate::ui::view_state::{RightTab, Selected};
use crate::ui::widgets;

/// Categories listed by name.
const LISTED: usize = 6;
/// Height of a strip of bars, points in the light look.
const STRIP: f32 = 44.0;

/// Has worked out what the tab shows of the selection, as long as it is shown.
pub(super) fn follow(cx: &mut Cx) {
    let shown = cx.view.right_tab == RightTab::Inspect;
    let looked = match &cx.view.selected {
        Selected::Place(at) => Some(Looked::Around(*at)),
        Selected::Unit(at) => Some(Looked::Unit(*at)),
        Selected::Zone(id) => Some(Looked::Zone(*id)),
        Selected::Points(_) | Selected::Nothing => None,
    };
    let looked = looked.filter(|_| shown);
    if looked != cx.session.looked() {
        cx.send(Command::LookAt(looked));
    }
}

/// Draws them, once they are known.
pub(super) fn here_ui(ui: &mut Ui, cx: &mut Cx) {
    let slot = &cx.session.derived().here;
    let fresh = slot.freshness() == Freshness::Fresh;
    let Some(found) = slot.get().cloned() else {
        return;
    };
    let around = matches!(cx.session.looked(), Some(Looked::Around(_)));
    dimmed_unless(ui, fresh, |ui| {
        if around {
            let within = number::decimal(cx.session.looked_within().0, 0);
            let name = cx.say(&Message::new("ui-here-within").with("m", within.as_str()));
            let definition = Message::new("ui-def-here-within").with("m", within);
            let count = number::decimal(found.incidents, 0);
            figure_row(ui, cx, &name, &count, &definition);
        }
        if found.incidents > 0.0 {
            categories(ui, cx, &found);
            hours(ui, cx, &found);
            months(ui, cx, &found);
        }
    });
}

/// The commonest categories, each with its share, and the rest together.
fn categories(ui: &mut Ui, cx: &mut Cx, found: &LocalProfile) {
    if found.categories.len() < 2 {
        return;
    }
    let title = cx.text("ui-here-categories");
    widgets::section(ui, cx.theme, &title);
    ui.spacing_mut().item_spacing.y = 0.0;
    let names = cx.session.sources().incidents.content.category_names();
    let listed = found.categories.iter().take(LISTED);
    let mut rows: Vec<(String, f64)> = listed
        .filter_map(|(category, count)| {
            let name = names.get(usize::from(*category))?;
            Some((name.clone(), *count))
        })
        .collect();
    let rest = found.categories.iter().skip(LISTED).map(|(_, count)| count);
    let rest: f64 = rest.sum();
    if rest > 0.0 {
        rows.push((cx.text("ui-here-others"), rest));
    }
    let most = rows.iter().map(|(_, count)| *count).fold(1.0, f64::max);
    for (name, count) in rows {
        category(ui, cx, &name, count, most, found.incidents);
    }
}

fn category(ui: &mut Ui, cx: &mut Cx, name: &str, count: f64, most: f64, all: f64) {
    let theme = cx.theme;
    let size = vec2(ui.available_width(), theme.px(24.0));
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let (figure, middle) = (number::decimal(count, 0), rect.center().y);
    let words = rect.width() * 0.42;
    let galley = widgets::one_line(ui, name, theme.body(), words - theme.px(8.0));
    let at = pos2(rect.left(), middle - galley.size().y / 2.0);
    ui.painter().galley(at, galley, theme.second);
    let bar = Rect::from_min_max(
        pos2(rect.left() + words, middle - theme.px(4.0)),
        pos2(rect.right() - theme.px(72.0), middle + theme.px(4.0)),
    );
    widgets::share_bar(ui, theme, bar, count / most, theme.accent);
    let right = pos2(rect.right(), middle);
    let font = theme.body();
    ui.painter()
        .text(right, Align2::RIGHT_CENTER, &figure, font, theme.text);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{name} {figure}")));
    let share = number::percent(Some(Share(count / all)));
    let definition = Message::new("ui-def-here-category")
        .with("name", name)
        .with("n", figure)
        .with("share", share);
    explained(response, cx, &definition);
}

fn hours(ui: &mut Ui, cx: &mut Cx, found: &LocalProfile) {
    if found.hours.iter().all(|count| *count <= 0.0) {
        return;
    }
    let title = cx.text("ui-here-hours");
    widgets::section(ui, cx.theme, &title);
    let labels: Vec<(usize, String)> = [0, 6, 12, 18]
        .into_iter()
        .map(|hour| (hour, hour.to_string()))
        .collect();
    strip(ui, cx, &title, &found.hours, &labels, |index, count| {
        Message::new("ui-here-hour")
            .with("from", index)
            .with("to", index + 1)
            .with("n", count)
    });
    if found.without_hour > 0.0 {
        let unknown = number::decimal(found.without_hour, 0);
        let text = cx.say(&Message::new("ui-here-without-hour").with("n", unknown));
        widgets::second(ui, cx.theme, &text);
    }
}

fn months(ui: &mut Ui, cx: &mut Cx, found: &LocalProfile) {
    if found.months.len() < 2 {
        return;
    }
    let title = cx.text("ui-months");
    widgets::section(ui, cx.theme, &title);
    let first = found.first_month;
    let month = |index: usize| first + index as i32;
    let labels: Vec<(usize, String)> = (0..found.months.len())
        .map(|index| (index, year_and_month(month(index))))
        .filter(|(index, (_, of_year))| *of_year == 1 || *index == 0)
        .map(|(index, (year, _))| (index, year.to_string()))
        .collect();
    // A first year of few months gives way to the one after it.
    let labels = match labels.as_slice() {
        [_, (second, _), ..] if *second < 5 => labels[1..].to_vec(),
        _ => labels,
    };
    strip(ui, cx, &title, &found.months, &labels, |index, count| {
        Message::new("ui-month-count")
            .with("month", period::month_text(month(index)))
            .with("n", count)
    });
}

/// Bars side by side with labels under some; the pointer reads each.
fn strip(
    ui: &mut Ui,
    cx: &mut Cx,
    title: &str,
    values: &[f64],
    labels: &[(usize, String)],
    told: impl Fn(usize, String) -> Message,
) {
    let theme = cx.theme;
    let axis = theme.sizes[0] + theme.px(4.0);
    let size = vec2(ui.available_width(), theme.px(STRIP) + axis);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let step = rect.width() / values.len().max(1) as f32;
    let most = values.iter().copied().fold(1.0, f64::max);
    let bottom = rect.top() + theme.px(STRIP);
    let hovered = response.hover_pos().map(|at| {
        let index = ((at.x - rect.left()) / step).floor().max(0.0) as usize;
        index.min(values.len().saturating_sub(1))
    });
    for (index, value) in values.iter().enumerate() {
        let left = step.mul_add(index as f32, rect.left());
        let gap = (step * 0.12).clamp(0.5, theme.px(3.0));
        let high = (theme.px(STRIP) * (*value / most) as f32).max(1.0);
        let bar = Rect::from_min_max(
            pos2(left + gap, bottom - high),
            pos2(left + step - gap, bottom),
        );
        let colour = if hovered == Some(index) {
            theme.accent
        } else {
            mix(theme.panel, theme.accent, 0.72)
        };
        ui.painter().rect_filled(bar, 1.0, colour);
    }
    for (index, label) in labels {
        let left = step.mul_add(*index as f32, rect.left());
        let at = pos2(left, bottom + theme.px(2.0));
        let painter = ui.painter();
        painter.text(at, Align2::LEFT_TOP, label, theme.small(), theme.second);
    }
    let say = |index: usize| {
        let value = values.get(index).copied().unwrap_or(0.0);
        told(index, number::decimal(value, 0))
    };
    let peak = (0..values.len()).max_by(|a, b| values[*a].total_cmp(&values[*b]));
    let peak = peak.map_or_else(String::new, |index| cx.say(&say(index)));
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{title}: {peak}")));
    if let Some(index) = hovered {
        let text = cx.say(&say(index));
        response.on_hover_text_at_pointer(text);
    }
}
