//! Figures as people read them: the text, the definition that hovers over it, the delta.

use egui::{Response, Ui};

use crate::base::units::{Metres, Minutes, Share};
use crate::i18n::message::Message;
use crate::i18n::number;
use crate::model::reach_rule::Reach;
use crate::session::slot::Freshness;
use crate::ui::cx::Cx;
use crate::ui::filter_chips::hours_text;
use crate::ui::period;
use crate::ui::status_bar::data_date;
use crate::ui::theme::Theme;
use crate::ui::widgets;

/// How strongly a figure is drawn that is not yet that of the filter of now.
pub const OUTDATED: f32 = 0.45;

/// Whether the coverage figures are those of the filter and grids of now.
#[must_use]
pub fn coverage_is_fresh(cx: &Cx) -> bool {
    cx.session.derived().coverage_freshness() == Freshness::Fresh
}

/// Whether the counts of incidents are those of the filter of now.
#[must_use]
pub fn counts_are_fresh(cx: &Cx) -> bool {
    cx.session.derived().selection.freshness() == Freshness::Fresh
}

/// Draws figures as they stand: dimmed where they are outdated.
pub fn dimmed_unless(ui: &mut Ui, fresh: bool, contents: impl FnOnce(&mut Ui)) {
    ui.scope(|ui| {
        if !fresh {
            ui.set_opacity(OUTDATED);
        }
        contents(ui);
    });
}

/// Metres as text: `220 m`, from ten kilometres on `12.3 km`.
#[must_use]
pub fn metres(length: Option<Metres>) -> String {
    match length {
        None => number::UNKNOWN.to_owned(),
        Some(Metres(length)) if length >= 10_000.0 => {
            format!("{} km", number::decimal(length / 1000.0, 1))
        }
        Some(Metres(length)) => format!("{} m", number::decimal(length, 0)),
    }
}

/// How far something is, as measured: metres, or minutes to one decimal.
#[must_use]
pub fn reach(far: Option<Reach>) -> String {
    match far {
        None => number::UNKNOWN.to_owned(),
        Some(Reach::Distance(length)) => metres(Some(length)),
        Some(Reach::Time(Minutes(minutes))) => format!("{} min", number::decimal(minutes, 1)),
    }
}

/// A ring by its size: `300 m`, `3 min`, `2.5 min`.
#[must_use]
pub fn ring_name(ring: Option<Reach>) -> String {
    match ring {
        Some(Reach::Time(Minutes(minutes))) => {
            let decimals = (0..2u8).find(|decimals| {
                let fine = minutes * 10f64.powi(i32::from(*decimals));
                (fine - fine.round()).abs() < 1e-6
            });
            let decimals = decimals.unwrap_or(2);
            format!("{} min", number::decimal(minutes, decimals))
        }
        other => reach(other),
    }
}

/// A ring in a sentence: how large it is, and how that is measured.
#[must_use]
pub fn ring_words(cx: &Cx, ring: Option<Reach>) -> String {
    let sentence = match ring {
        Some(Reach::Time(_)) => "ui-ring-by-road",
        _ => "ui-ring-straight",
    };
    cx.say(&Message::new(sentence).with("ring", ring_name(ring)))
}

/// Sentences that explain a distance, each with the one that explains the time by road.
const OF_TIME: [(&str, &str); 10] = [
    ("ui-def-mean", "ui-def-mean-time"),
    ("ui-def-median", "ui-def-median-time"),
    ("ui-def-p90", "ui-def-p90-time"),
    ("ui-def-worst", "ui-def-worst-time"),
    ("ui-def-mean-here", "ui-def-mean-here-time"),
    ("ui-def-compare-mean", "ui-def-compare-mean-time"),
    ("ui-def-compare-median", "ui-def-compare-median-time"),
    ("ui-def-compare-p90", "ui-def-compare-p90-time"),
    ("ui-def-compare-worst", "ui-def-compare-worst-time"),
    ("ui-def-compare-area-mean", "ui-def-compare-area-mean-time"),
];

/// The sentence that explains a measured distance, or the one that explains a time.
#[must_use]
pub fn of_measure(sentence: &'static str, measure: Option<Reach>) -> Message {
    let time = OF_TIME.iter().find(|(distance, _)| *distance == sentence);
    match (measure, time) {
        (Some(Reach::Time(_)), Some((_, time))) => Message::new(time),
        _ => Message::new(sentence),
    }
}

/// A change of a distance or time, with its sign and unit.
#[must_use]
pub fn reach_change(was: Reach, is: Reach) -> String {
    match is {
        Reach::Distance(_) => change(is.value() - was.value(), 0) + " m",
        Reach::Time(_) => change(is.value() - was.value(), 1) + " min",
    }
}

/// A difference of shares in percentage points: `▲ 2.1`, `▼ 0.4`, `± 0.0`.
#[must_use]
pub fn delta(now: Option<Share>, before: Option<Share>) -> Option<String> {
    Some(change(now?.percent() - before?.percent(), 1))
}

/// A difference with its sign and so many decimals; none of either sign where they are all noughts.
#[must_use]
pub fn change(difference: f64, decimals: u8) -> String {
    let text = number::decimal(difference.abs(), decimals);
    if text.bytes().all(|byte| matches!(byte, b'0' | b'.')) {
        format!("± {text}")
    } else if difference > 0.0 {
        format!("▲ {text}")
    } else {
        format!("▼ {text}")
    }
}

/// What hovers over a figure: its definition, then the period, filter and data date it speaks of.
pub fn explained(response: Response, cx: &mut Cx, definition: &Message) -> Response {
    if !response.hovered() && !response.has_focus() {
        return response;
    }
    let definition = cx.say(definition);
    let date = data_date(cx);
    let basis = cx.say(
        &Message::new("ui-figure-basis")
            .with("period", period_text(cx))
            .with("hours", hours_text(cx))
            .with("categories", categories_text(cx))
            .with("date", date),
    );
    let theme = cx.theme;
    response.on_hover_ui(|ui| {
        ui.set_max_width(theme.px(300.0));
        ui.label(egui::RichText::new(definition).color(theme.text));
        ui.add_space(theme.px(4.0));
        let basis = egui::RichText::new(basis)
            .font(theme.small())
            .color(theme.second);
        ui.label(basis);
    })
}

fn period_text(cx: &Cx) -> String {
    period::chosen(cx.session).map_or_else(
        || cx.text("ui-filter-all-months"),
        |(first, last)| period::months_text(first, last),
    )
}

fn categories_text(cx: &Cx) -> String {
    match &cx.session.filter().categories {
        None => cx.text("ui-filter-all-categories"),
        Some(chosen) => {
            let few: Vec<&str> = chosen.iter().take(4).map(String::as_str).collect();
            let list = few.join("、");
            if chosen.len() > few.len() {
                list + "…"
            } else {
                list
            }
        }
    }
}

/// A name at the left and a figure at the right, with its definition on hover.
pub fn figure_row(
    ui: &mut Ui,
    cx: &mut Cx,
    name: &str,
    figure: &str,
    definition: &Message,
) -> Response {
    let theme = cx.theme;
    let size = egui::vec2(ui.available_width(), theme.px(24.0));
    let (rect, response) = ui.allocate_exact_size(size, egui::Sense::hover());
    let said = format!("{name} {figure}");
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &said));
    // The figure comes first: a name that leaves it no room ends in an ellipsis.
    let value = widgets::one_line(ui, figure, theme.body(), rect.width() - theme.px(48.0));
    let label = widgets::one_line(
        ui,
        name,
        theme.body(),
        rect.width() - value.size().x - theme.px(8.0),
    );
    let elided = value.elided || label.elided;
    let middle = rect.center().y;
    let left = egui::pos2(rect.left(), middle - label.size().y / 2.0);
    let right = egui::pos2(rect.right() - value.size().x, middle - value.size().y / 2.0);
    ui.painter().galley(left, label, theme.second);
    ui.painter().galley(right, value, theme.text);
    let response = explained(response, cx, definition);
    if elided {
        response.on_hover_text(said)
    } else {
        response
    }
}

/// The width of each of two figures beside a name, points in the light look.
const PAIR: f32 = 84.0;

/// The heads over rows of two figures: right-aligned above them.
pub fn pair_head(ui: &mut Ui, theme: &Theme, titles: [&str; 2]) {
    heads(ui, theme, titles, PAIR);
}

/// A name at the left and two figures in columns at the right, each with its definition on hover.
pub fn pair_row(ui: &mut Ui, cx: &mut Cx, name: &str, figures: [(String, Message); 2]) {
    figures_row(ui, cx, name, figures, PAIR);
}

/// The heads over rows of figures of one width (points in the light look): right-aligned above them.
pub fn heads<const N: usize>(ui: &mut Ui, theme: &Theme, titles: [&str; N], width: f32) {
    let size = egui::vec2(ui.available_width(), theme.px(20.0));
    let (rect, _) = ui.allocate_exact_size(size, egui::Sense::hover());
    for (at, title) in titles.into_iter().enumerate() {
        let galley = widgets::one_line(ui, title, theme.small(), theme.px(width));
        let right = rect.right() - theme.px(width) * (N - 1 - at) as f32;
        let y = rect.center().y - galley.size().y / 2.0;
        let place = egui::pos2(right - galley.size().x, y);
        ui.painter().galley(place, galley, theme.second);
    }
}

/// A name at the left and figures in columns of one width (points in the light look) at the right, each with its
/// definition on hover.
pub fn figures_row<const N: usize>(
    ui: &mut Ui,
    cx: &mut Cx,
    name: &str,
    figures: [(String, Message); N],
    width: f32,
) {
    let theme = cx.theme;
    let size = egui::vec2(ui.available_width(), theme.px(24.0));
    let (rect, _) = ui.allocate_exact_size(size, egui::Sense::hover());
    let width = theme.px(width);
    let middle = rect.center().y;
    let label = widgets::one_line(ui, name, theme.body(), rect.width() - N as f32 * width);
    let at = egui::pos2(rect.left(), middle - label.size().y / 2.0);
    if label.elided {
        let place = egui::Rect::from_min_size(at, label.size());
        let id = ui.scope_id().with(("figures name", name));
        ui.interact(place, id, egui::Sense::hover())
            .on_hover_text(name);
    }
    ui.painter().galley(at, label, theme.second);
    for (at, (figure, definition)) in figures.into_iter().enumerate() {
        let right = rect.right() - width * (N - 1 - at) as f32;
        let cell = egui::Rect::from_x_y_ranges(right - width..=right, rect.y_range());
        let id = ui.scope_id().with(("figures", name, at));
        let response = ui.interact(cell, id, egui::Sense::hover());
        let said = format!("{name} {figure}");
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &said));
        let galley = widgets::one_line(ui, &figure, theme.body(), width);
        let place = egui::pos2(right - galley.size().x, middle - galley.size().y / 2.0);
        ui.painter().galley(place, galley, theme.text);
        explained(response, cx, &definition);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delta_carries_its_sign_and_no_false_change() {
        let delta = |now, before| delta(Some(Share(now)), Some(Share(before)));
        assert_eq!(delta(0.784, 0.763).as_deref(), Some("▲ 2.1"));
        assert_eq!(delta(0.760, 0.764).as_deref(), Some("▼ 0.4"));
        assert_eq!(delta(0.76, 0.7602).as_deref(), Some("± 0.0"));
    }
}
