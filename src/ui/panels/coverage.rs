//! Coverage: the one figure, rings, distances, areas worst first, uncovered places. All of it follows the mouse.

use std::sync::Arc;

use egui::{Align2, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::coverage_areas::{areas, uncovered};
use super::coverage_curve::{Curves, curve};
use super::figures::{
    OUTDATED, coverage_is_fresh, delta, explained, figure_row, of_measure, reach, ring_name,
    ring_words,
};
use super::reach_settings::rule_line;
use super::unit_load;
use crate::analysis::coverage::{CoverageFigures, PointFigures, RingFigures};
use crate::analysis::travel::prepared::FAR_FROM_ROADS;
use crate::base::units::Share;
use crate::i18n::message::Message;
use crate::i18n::number;
use crate::model::reach_rule::Reach;
use crate::ui::actions::{self, Act};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::widgets;

/// Draws the tab.
pub fn coverage_ui(ui: &mut Ui, cx: &mut Cx) {
    if nothing_yet(ui, cx) {
        return;
    }
    let shown = &cx.session.derived().shown;
    let (figures, baseline) = (Arc::clone(&shown.figures), Arc::clone(&shown.baseline));
    let rings = figures.rings.len();
    if rings == 0 {
        return waiting(ui, cx);
    }
    if !coverage_is_fresh(cx) {
        ui.set_opacity(OUTDATED);
    }
    let ring = cx.view.desk.ring.unwrap_or(rings - 1).min(rings - 1);
    padded(ui, cx, |ui, cx| {
        rule_line(ui, cx);
        headline(ui, cx, &figures, &baseline, ring);
        ring_bars(ui, cx, &figures, ring);
        distances(ui, cx, &figures, &baseline);
        let rings = figures.rings.iter().map(|ring| ring.ring);
        let same = figures.rings.iter().map(|ring| ring.ring);
        let same = same.eq(baseline.rings.iter().map(|ring| ring.ring));
        let curves = Curves {
            rings: rings.collect(),
            now: &figures.curve,
            before: if same { &baseline.curve } else { &[] },
            against: "ui-curve-opened",
        };
        curve(ui, cx, &curves);
        road_notes(ui, cx, &figures);
        if let Some(of_ring) = figures.rings.get(ring) {
            ring_figures(ui, cx, of_ring);
        }
    });
    areas(ui, cx, &figures, ring);
    uncovered(ui, cx, &figures);
    ui.add_space(cx.theme.px(24.0));
}

/// What of the incidents the roads do not serve, where the rule goes by road.
fn road_notes(ui: &mut Ui, cx: &mut Cx, figures: &CoverageFigures) {
    if !matches!(
        figures.rings.first().map(|ring| ring.ring),
        Some(Reach::Time(_))
    ) {
        return;
    }
    if cx.session.sources().roads.content.links.is_empty() {
        let text = cx.text("ui-coverage-no-roads");
        widgets::paragraph(ui, cx.theme, &text);
        let open = cx.text(button_of(Act::Open));
        if ui.add(widgets::Press::text(cx.theme, open)).clicked() {
            actions::run(Act::Open, cx, ui.ctx());
        }
        return;
    }
    let far = |point: &&PointFigures| point.off_road.is_some_and(|off| off > FAR_FROM_ROADS);
    let far = figures.points.iter().filter(far).count();
    for (sentence, count) in [
        ("coverage-points-far", far as f64),
        ("coverage-unreached", figures.unreached),
        ("coverage-far-from-roads", figures.far_from_roads),
    ] {
        if count > 0.0 {
            let told = Message::new(sentence).with("n", count.round() as u64);
            let text = cx.say(&told);
            ui.add_space(cx.theme.px(4.0));
            widgets::paragraph(ui, cx.theme, &text);
        }
    }
}

/// With the side margins of the panel.
pub(super) fn padded(ui: &mut Ui, cx: &mut Cx, contents: impl FnOnce(&mut Ui, &mut Cx)) {
    egui::Frame::new()
        .inner_margin(egui::Margin::symmetric(cx.theme.px(16.0) as i8, 0))
        .show(ui, |ui| contents(ui, cx));
}

/// Says what is missing before there can be coverage, with the button that brings it. Returns whether something is.
fn nothing_yet(ui: &mut Ui, cx: &mut Cx) -> bool {
    let sources = cx.session.sources();
    let (text, act) = if sources.incidents.content.is_empty() && sources.grids.content.is_empty() {
        ("ui-empty-data", Act::Import)
    } else if cx.session.shown_plan().points.is_empty() {
        ("ui-empty-points", Act::PlacePoint)
    } else {
        return false;
    };
    let (text, button) = (cx.text(text), cx.text(button_of(act)));
    let mut clicked = false;
    padded(ui, cx, |ui, cx| {
        clicked = widgets::empty(ui, cx.theme, Icon::Point, &text, &button);
    });
    if clicked {
        actions::run(act, cx, ui.ctx());
    }
    true
}

fn button_of(act: Act) -> &'static str {
    actions::action(act).map_or("ui-ok", |row| row.sentence)
}

fn waiting(ui: &mut Ui, cx: &mut Cx) {
    padded(ui, cx, |ui, cx| {
        ui.add_space(cx.theme.px(24.0));
        let text = cx.text("ui-coverage-waiting");
        widgets::paragraph(ui, cx.theme, &text);
    });
}

/// The share of incidents within the chosen ring, and how it changed since the plan was opened.
fn headline(
    ui: &mut Ui,
    cx: &mut Cx,
    now: &CoverageFigures,
    before: &CoverageFigures,
    ring: usize,
) {
    let Some(of_ring) = now.rings.get(ring) else {
        return;
    };
    let radius = ring_name(Some(of_ring.ring));
    let was = before.rings.get(ring).and_then(|ring| ring.incident_share);
    let definition = Message::new("ui-def-incident-share")
        .with("ring", ring_words(cx, Some(of_ring.ring)))
        .with("before", number::percent(was));
    let since = cx.text("ui-since-opened");
    big_share(
        ui,
        cx,
        &radius,
        [was, of_ring.incident_share],
        &since,
        &definition,
    );
}

/// The share of incidents within a ring, large, and how it changed.
pub(super) fn big_share(
    ui: &mut Ui,
    cx: &mut Cx,
    radius: &str,
    [was, share]: [Option<Share>; 2],
    since: &str,
    definition: &Message,
) {
    let theme = cx.theme;
    ui.add_space(theme.px(12.0));
    let title = cx.say(&Message::new("ui-coverage-headline").with("ring", radius));
    widgets::line(ui, &title, theme.body(), theme.second);
    let figure = number::percent(share);
    let beside = delta_fits_beside(ui, cx, since);
    let line = theme.sizes[2] * 1.4;
    let height = theme.sizes[3] * 1.2 + if beside { 0.0 } else { line };
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{title} {figure}")));
    let galley = widgets::one_line(ui, &figure, theme.figure(), rect.width());
    let middle = rect.top() + theme.sizes[3] * 0.6;
    let at = pos2(rect.left(), middle - galley.size().y / 2.0);
    ui.painter().galley(at, galley, theme.text);
    if let Some(text) = delta(share, was) {
        since_then(ui, cx, rect, &text, since, beside);
    }
    explained(response, cx, definition);
    ui.add_space(theme.px(4.0));
}

/// Whether the widest figure leaves room for the widest change beside it: never the figures of now, so that nothing jumps.
fn delta_fits_beside(ui: &Ui, cx: &Cx, since: &str) -> bool {
    let theme = cx.theme;
    let width = |text: &str, font| widgets::one_line(ui, text, font, f32::INFINITY).size().x;
    let delta = width("▲ 100.0", theme.heading());
    let since = width(since, theme.small());
    let figure = width("100.0 %", theme.figure());
    figure + theme.px(12.0) + delta.max(since) <= ui.available_width()
}

/// The change since then: at the right of the figure, or under it where large letters leave no room.
fn since_then(ui: &Ui, cx: &Cx, rect: egui::Rect, text: &str, since: &str, beside: bool) {
    let theme = cx.theme;
    let painter = ui.painter();
    let corner = pos2(rect.right(), rect.bottom() - theme.px(8.0));
    if beside {
        let (anchor, font) = (Align2::RIGHT_BOTTOM, theme.heading());
        let placed = painter.text(corner, anchor, text, font, theme.text);
        let above = pos2(rect.right(), placed.top() + theme.px(2.0));
        painter.text(above, anchor, since, theme.small(), theme.second);
    } else {
        let (anchor, font) = (Align2::LEFT_BOTTOM, theme.heading());
        let at = pos2(rect.left(), rect.bottom());
        let placed = painter.text(at, anchor, text, font, theme.text);
        let after = pos2(placed.right() + theme.px(8.0), rect.bottom());
        painter.text(after, anchor, since, theme.small(), theme.second);
    }
}

/// A bar for each ring; a click makes it the one the panel speaks of.
fn ring_bars(ui: &mut Ui, cx: &mut Cx, figures: &CoverageFigures, chosen: usize) {
    let theme = cx.theme;
    ui.spacing_mut().item_spacing.y = theme.px(2.0);
    for (index, ring) in figures.rings.iter().enumerate() {
        let size = vec2(ui.available_width(), theme.px(24.0));
        let (rect, response) = ui.allocate_exact_size(size, Sense::click());
        let radius = ring_name(Some(ring.ring));
        let share = number::percent(ring.incident_share);
        let name = format!("{radius} {share}");
        response
            .widget_info(|| WidgetInfo::selected(Role::RadioButton, true, index == chosen, &name));
        if response.hovered() || response.has_focus() {
            let edge = if response.has_focus() {
                theme.focus_ring()
            } else {
                egui::Stroke::NONE
            };
            let wide = rect.expand2(vec2(theme.px(6.0), 0.0));
            ui.painter()
                .rect(wide, 4.0, theme.hover, edge, egui::StrokeKind::Inside);
        }
        let (font, colour) = if index == chosen {
            (theme.strong(), theme.text)
        } else {
            (theme.body(), theme.second)
        };
        let middle = rect.center().y;
        ui.painter().text(
            pos2(rect.left() + theme.px(62.0), middle),
            Align2::RIGHT_CENTER,
            &radius,
            font.clone(),
            colour,
        );
        ui.painter().text(
            pos2(rect.right(), middle),
            Align2::RIGHT_CENTER,
            &share,
            font,
            colour,
        );
        let bar = egui::Rect::from_min_max(
            pos2(rect.left() + theme.px(74.0), middle - theme.px(4.0)),
            pos2(rect.right() - theme.px(72.0), middle + theme.px(4.0)),
        );
        let fill = if index == chosen {
            theme.accent
        } else {
            theme.outline
        };
        let value = ring.incident_share.map_or(0.0, |share| share.0);
        widgets::share_bar(ui, theme, bar, value, fill);
        if response.clicked() {
            cx.view.desk.ring = Some(index);
        }
        let definition = Message::new("ui-def-ring")
            .with("ring", radius)
            .with("n", number::decimal(ring.incidents, 0));
        explained(response, cx, &definition);
    }
}

/// Mean, median, ninth decile, worst: four columns.
fn distances(ui: &mut Ui, cx: &mut Cx, now: &CoverageFigures, before: &CoverageFigures) {
    let theme = cx.theme;
    ui.add_space(theme.px(10.0));
    let (now, before) = (now.response, before.response);
    let columns = [
        ("ui-mean", now.map(|r| r.mean), before.map(|r| r.mean)),
        ("ui-median", now.map(|r| r.median), before.map(|r| r.median)),
        ("ui-p90", now.map(|r| r.p90), before.map(|r| r.p90)),
        ("ui-worst", now.map(|r| r.worst), before.map(|r| r.worst)),
    ];
    let widest = columns.iter().map(|(_, value, _)| {
        let text = reach(*value);
        let galley = widgets::one_line(ui, &text, theme.strong(), f32::INFINITY);
        galley.size().x
    });
    let widest = widest.fold(0.0, f32::max) + theme.px(6.0);
    // Large letters in a narrow panel stand in two rows of two.
    let a_row = if widest * 4.0 <= ui.available_width() {
        4
    } else {
        2
    };
    let line = theme.px(44.0);
    let size = vec2(ui.available_width(), line * (columns.len() / a_row) as f32);
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    let width = rect.width() / a_row as f32;
    for (index, (sentence, value, was)) in columns.into_iter().enumerate() {
        let (row, column) = (index / a_row, index % a_row);
        let place = egui::Rect::from_min_size(
            rect.min + vec2(width * column as f32, line * row as f32),
            vec2(width, line),
        );
        let id = ui.scope_id().with(("distance", index));
        let response = ui.interact(place, id, Sense::hover());
        let (name, text) = (cx.text(sentence), reach(value));
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{name} {text}")));
        let label = widgets::one_line(ui, &name, theme.small(), width);
        ui.painter().galley(place.min, label, theme.second);
        let figure = widgets::one_line(ui, &text, theme.strong(), width);
        ui.painter().galley(
            place.min + vec2(0.0, theme.sizes[0] * 1.55),
            figure,
            theme.text,
        );
        let definition = match sentence {
            "ui-mean" => "ui-def-mean",
            "ui-median" => "ui-def-median",
            "ui-p90" => "ui-def-p90",
            _ => "ui-def-worst",
        };
        let definition = of_measure(definition, value).with("before", reach(was));
        explained(response, cx, &definition);
    }
}

/// What of the incidents a free unit can be expected to reach, and how busy units are taken to be.
fn expected(ui: &mut Ui, cx: &mut Cx, ring: &RingFigures) {
    let busy = unit_load::busy(ui, cx);
    let name = cx.text("ui-expected");
    let figure = number::percent(busy.and_then(|busy| ring.expected_share(busy)));
    let definition = Message::new("ui-def-expected").with("busy", number::percent(busy));
    figure_row(ui, cx, &name, &figure, &definition);
}

fn ring_figures(ui: &mut Ui, cx: &mut Cx, ring: &RingFigures) {
    let radius = ring_name(Some(ring.ring));
    let title = cx.say(&Message::new("ui-within-ring").with("ring", radius));
    widgets::section(ui, cx.theme, &title);
    ui.spacing_mut().item_spacing.y = 0.0;
    let with_share = |value: String, share: Option<Share>| match share {
        Some(_) => format!("{value} · {}", number::percent(share)),
        None => number::UNKNOWN.to_owned(),
    };
    let count = |n: usize| number::count(n as u64);
    let area = format!("{} km²", number::decimal(ring.area.0, 1));
    let rows = [
        ("ui-residents", number::percent(ring.residents_share)),
        ("ui-area", with_share(area, ring.area_share)),
        (
            "ui-grids-covered",
            with_share(count(ring.grids), ring.grid_share),
        ),
        (
            "ui-zones-covered",
            with_share(count(ring.zones), ring.zone_share),
        ),
        (
            "ui-covered-twice",
            number::percent(ring.covered_twice_share),
        ),
    ];
    expected(ui, cx, ring);
    for (sentence, figure) in rows {
        let name = cx.text(sentence);
        let definition = Message::new(match sentence {
            "ui-residents" => "ui-def-residents",
            "ui-area" => "ui-def-area",
            "ui-grids-covered" => "ui-def-grids",
            "ui-zones-covered" => "ui-def-zones",
            _ => "ui-def-twice",
        });
        figure_row(ui, cx, &name, &figure, &definition);
    }
}
