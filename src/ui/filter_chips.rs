//! The filter in chips: period, hours, categories, patrol-discovered; each opens its control, one ✕ resets all.

use std::collections::BTreeSet;

use egui::{Response, Ui};

use super::actions::{self, Act};
use super::cx::Cx;
use super::icons::Icon;
use super::patrol_note;
use super::period;
use super::widgets::{self, Press, sheet_under};
use crate::i18n::message::Message;
use crate::i18n::number;
use crate::model::filter::{IncidentFilter, WeekHours};
use crate::session::command::Command;

/// Draws the chips.
pub fn filter_chips_ui(ui: &mut Ui, cx: &mut Cx) {
    let theme = cx.theme;
    ui.spacing_mut().item_spacing.x = theme.px(6.0);
    let is_default = *cx.session.filter() == IncidentFilter::default();
    let rest = theme.px(if is_default { 16.0 } else { 52.0 });
    let most = most_width(ui, cx, ui.available_width() - rest);
    let chip =
        |ui: &mut Ui, cx: &Cx, icon, text: &str, narrows| chip(ui, cx, icon, text, narrows, most);
    let response = chip(ui, cx, Icon::Calendar, &period_text(cx), has_period(cx));
    sheet_under(&response, theme.px(300.0), |ui| period_sheet(ui, cx));
    let all_hours = cx.session.filter().week_hours.is_all();
    let response = chip(ui, cx, Icon::Clock, &hours_text(cx), !all_hours);
    sheet_under(&response, theme.px(300.0), |ui| hours_sheet(ui, cx));
    let narrowed = cx.session.filter().categories.is_some();
    let response = chip(ui, cx, Icon::Tag, &categories_text(cx), narrowed);
    sheet_under(&response, theme.px(300.0), |ui| categories_sheet(ui, cx));
    if *cx.session.filter() != IncidentFilter::default() {
        let reset = Press::icon(theme, Icon::Close, cx.text("ui-act-reset-filter"));
        if ui.add(reset).clicked() {
            actions::run(Act::ResetFilter, cx, ui.ctx());
        }
    }
}

/// How wide a chip may be so that all fit: only those wider than the rest give way.
fn most_width(ui: &Ui, cx: &Cx, room: f32) -> f32 {
    let theme = cx.theme;
    let mut widths = [period_text(cx), hours_text(cx), categories_text(cx)].map(|text| {
        let text = widgets::one_line(ui, &text, theme.body(), f32::INFINITY);
        text.size().x + theme.px(64.0)
    });
    fair_width(&mut widths, room).max(theme.px(40.0))
}

/// The width that `room` grants the widest: the narrower ones keep theirs, and what they leave is shared by the others.
fn fair_width(widths: &mut [f32], room: f32) -> f32 {
    widths.sort_unstable_by(f32::total_cmp);
    let (mut left, mut sharing) = (room, widths.len());
    for width in widths {
        if *width > left / sharing as f32 {
            return left / sharing as f32;
        }
        left -= *width;
        sharing -= 1;
    }
    f32::INFINITY
}

fn chip(ui: &mut Ui, cx: &Cx, icon: Icon, text: &str, narrows: bool, most: f32) -> Response {
    let press = Press::text(cx.theme, text)
        .with_icon(icon)
        .outlined()
        .caret()
        .selected(narrows)
        // Where a word would not fit, the icon alone; the tooltip has the word.
        .shows_text(most >= cx.theme.px(92.0))
        .most_width(most);
    ui.add(press)
}

fn has_period(cx: &Cx) -> bool {
    cx.session.filter().period.is_some()
}

fn period_text(cx: &Cx) -> String {
    match (cx.session.filter().period, period::chosen(cx.session)) {
        (Some(_), Some((first, last))) => period::months_text(first, last),
        _ => cx.text("ui-filter-all-months"),
    }
}

/// The hours in a word or two: a preset's name, else how many of the 168 count.
pub fn hours_text(cx: &Cx) -> String {
    let hours = cx.session.filter().week_hours;
    let preset = presets().into_iter().find(|(preset, _)| *preset == hours);
    if let Some((_, id)) = preset {
        return cx.text(id);
    }
    let count = (0..7)
        .flat_map(|day| (0..24).map(move |hour| (day, hour)))
        .filter(|(day, hour)| hours.contains(*day, *hour))
        .count();
    cx.say(&Message::new("ui-filter-hours-of-week").with("n", count))
}

/// The presets of hours with their names.
#[must_use]
pub fn presets() -> [(WeekHours, &'static str); 5] {
    let mut weekend = WeekHours::NONE;
    for hour in 0..24 {
        weekend = weekend.with(5, hour, true).with(6, hour, true);
    }
    [
        (WeekHours::ALL, "ui-filter-all-hours"),
        (WeekHours::daily(8, 20), "ui-filter-day"),
        (WeekHours::daily(20, 6), "ui-filter-night"),
        (WeekHours::daily(17, 20), "ui-filter-evening-peak"),
        (weekend, "ui-filter-weekend"),
    ]
}

fn categories_text(cx: &Cx) -> String {
    match &cx.session.filter().categories {
        None => cx.text("ui-filter-all-categories"),
        Some(chosen) if chosen.len() == 1 => chosen.first().cloned().unwrap_or_default(),
        Some(chosen) => cx.say(&Message::new("ui-filter-categories").with("n", chosen.len())),
    }
}

fn period_sheet(ui: &mut Ui, cx: &mut Cx) {
    let Some((least, most)) = period::span(cx.session) else {
        let text = cx.text("ui-filter-no-dates");
        widgets::paragraph(ui, cx.theme, &text);
        return;
    };
    let spans = [
        ("ui-filter-all-months", None),
        ("ui-filter-last-month", Some(1)),
        ("ui-filter-last-3-months", Some(3)),
        ("ui-filter-last-6-months", Some(6)),
        ("ui-filter-last-12-months", Some(12)),
    ];
    let chosen = period::chosen(cx.session);
    for (id, months) in spans {
        let wanted = months.map(|months| ((most - months + 1).max(least), most));
        let is_chosen = match wanted {
            None => !has_period(cx),
            Some(span) => has_period(cx) && chosen == Some(span),
        };
        let row = Press::text(cx.theme, cx.text(id))
            .fills()
            .selected(is_chosen);
        if ui.add(row).clicked() {
            period::choose(cx, wanted);
        }
    }
    ui.add_space(cx.theme.px(4.0));
    let hint = cx.text("ui-filter-period-hint");
    widgets::second(ui, cx.theme, &hint);
}

fn hours_sheet(ui: &mut Ui, cx: &mut Cx) {
    for (hours, id) in presets() {
        let row = Press::text(cx.theme, cx.text(id))
            .fills()
            .selected(cx.session.filter().week_hours == hours);
        if ui.add(row).clicked() {
            actions::set_hours(cx, hours);
        }
    }
    ui.add_space(cx.theme.px(4.0));
    let hint = cx.text("ui-filter-hours-hint");
    widgets::second(ui, cx.theme, &hint);
}

fn categories_sheet(ui: &mut Ui, cx: &mut Cx) {
    let table = std::sync::Arc::clone(&cx.session.sources().incidents.content);
    let names = table.category_names();
    let mut filter = cx.session.filter().clone();
    if names.is_empty() {
        let text = cx.text("ui-filter-no-categories");
        widgets::paragraph(ui, cx.theme, &text);
    } else {
        let all = Press::text(cx.theme, cx.text("ui-filter-all-categories"))
            .fills()
            .selected(filter.categories.is_none());
        if ui.add(all).clicked() {
            filter.categories = None;
        }
        egui::ScrollArea::vertical()
            .max_height(cx.theme.px(360.0))
            .show(ui, |ui| category_rows(ui, cx, names, &mut filter));
    }
    widgets::hairline(ui, cx.theme);
    let name = cx.text("ui-filter-patrol-discovered");
    widgets::check(ui, cx.theme, &mut filter.patrol_discovered, &name)
        .on_hover_text(cx.text("ui-filter-patrol-discovered-tip"));
    patrol_warning(ui, cx);
    if filter != *cx.session.filter() {
        cx.send(Command::SetFilter(filter));
    }
}

/// Says so where patrols found more than a tenth of what counts.
fn patrol_warning(ui: &mut Ui, cx: &Cx) {
    if let Some(share) = patrol_note::share(cx) {
        let text = patrol_note::sentence(cx, share);
        ui.label(egui::RichText::new(text).color(cx.theme.warning));
    }
}

fn category_rows(ui: &mut Ui, cx: &Cx, names: &[String], filter: &mut IncidentFilter) {
    let selection = cx.session.derived().selection.get();
    for (index, name) in names.iter().enumerate() {
        let mut counts = filter
            .categories
            .as_ref()
            .is_none_or(|chosen| chosen.contains(name));
        let incidents = selection
            .and_then(|selection| selection.profile.categories.get(index))
            .map_or_else(|| number::UNKNOWN.to_owned(), |n| number::decimal(*n, 0));
        ui.horizontal(|ui| {
            let shown = if name.is_empty() {
                cx.text("ui-category-none")
            } else {
                name.clone()
            };
            let changed = widgets::check(ui, cx.theme, &mut counts, &shown).changed();
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                widgets::second(ui, cx.theme, &incidents);
            });
            if changed {
                toggle_category(filter, names, name, counts);
            }
        });
    }
}

fn toggle_category(filter: &mut IncidentFilter, names: &[String], name: &str, counts: bool) {
    let mut chosen: BTreeSet<String> = filter
        .categories
        .clone()
        .unwrap_or_else(|| names.iter().cloned().collect());
    if counts {
        chosen.insert(name.to_owned());
    } else {
        chosen.remove(name);
    }
    let all = names.iter().all(|name| chosen.contains(name));
    filter.categories = (!all).then_some(chosen);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn narrow_chips_keep_their_width_and_wide_ones_share_the_rest() {
        let fair = |widths: [f32; 3], room| fair_width(&mut widths.clone(), room);
        assert_eq!(fair([50.0, 90.0, 70.0], 210.0), f32::INFINITY, "all fit");
        assert_eq!(fair([200.0, 90.0, 70.0], 260.0), 100.0);
        assert_eq!(fair([200.0, 190.0, 60.0], 260.0), 100.0);
        assert_eq!(fair([100.0, 100.0, 100.0], 90.0), 30.0);
    }
}
