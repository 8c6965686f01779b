//! Two plans side by side: which, what each achieves, what changed, and where.

use std::sync::Arc;

use egui::{Role, Ui};

use super::compare_areas::areas;
use super::compare_changes::{changes, summary};
use super::coverage::{big_share, padded};
use super::coverage_curve::{Curves, curve};
use super::figures::{
    OUTDATED, change, delta, explained, figures_row, heads, of_measure, reach, reach_change,
    ring_name, ring_words,
};
use super::suggest;
use crate::analysis::coverage::{CoverageFigures, ResponseFigures, RingFigures};
use crate::analysis::plan_comparison::PlanFigures;
use crate::base::units::Share;
use crate::i18n::message::Message;
use crate::i18n::number;
use crate::model::reach_rule::Reach;
use crate::session::command::Command;
use crate::session::comparison::{Compared, PlanChoice};
use crate::session::slot::Freshness;
use crate::ui::cx::Cx;
use crate::ui::desk::{Dialog, Pick};
use crate::ui::dialogs::edit_log::local_time;
use crate::ui::icons::Icon;
use crate::ui::view_state::RightTab;
use crate::ui::widgets::{self, Press, menu_under};

/// A row of the table: its name, its figure of one plan, what that means.
type Row<Of, Figure, Definition> = (&'static str, fn(Of) -> Figure, Definition);

/// Width of each of three figures beside a name, points in the light look.
const FIGURE: f32 = 76.0;

/// The tab opens when a comparison begins and goes when it ends.
pub(super) fn follow_tab(cx: &mut Cx) {
    let compared = cx.session.comparison().is_some();
    if compared && !cx.view.desk.compare.begun {
        cx.view.right_tab = RightTab::Compare;
        suggest::give_way(cx);
    } else if !compared && cx.view.right_tab == RightTab::Compare {
        cx.view.right_tab = RightTab::Coverage;
    }
    cx.view.desk.compare.begun = compared;
}

/// Makes this plan the first (or the second) of the comparison.
pub fn choose(cx: &mut Cx, first: bool, choice: PlanChoice) {
    let mut choices = cx.session.comparison().map_or_else(
        || [PlanChoice::Opened, PlanChoice::Now],
        |comparison| comparison.choices().clone(),
    );
    choices[usize::from(!first)] = choice;
    cx.send(Command::Compare(choices));
}

/// What a plan that can be chosen is called.
#[must_use]
pub fn choice_name(cx: &Cx, choice: &PlanChoice) -> String {
    match choice {
        PlanChoice::Now => cx.text("ui-compare-now"),
        PlanChoice::Opened => cx.text("ui-history-opened"),
        PlanChoice::Entry(seq) => {
            let lines = cx.session.log().all();
            let line = lines.iter().find(|line| line.seq == *seq);
            line.map_or_else(
                || seq.to_string(),
                |line| format!("{} · {}", local_time(&line.time), line.title),
            )
        }
        PlanChoice::File(path) => {
            let name = path.file_stem().unwrap_or(path.as_os_str());
            name.to_string_lossy().into_owned()
        }
    }
}

/// Draws the tab.
pub fn compare_ui(ui: &mut Ui, cx: &mut Cx) {
    let Some(comparison) = cx.session.comparison() else {
        return;
    };
    let choices = comparison.choices().clone();
    let (compared, fresh) = (comparison.compared().cloned(), comparison.freshness());
    padded(ui, cx, |ui, cx| {
        ui.add_space(cx.theme.px(12.0));
        sides(ui, cx, &choices);
        on_the_map(ui, cx);
        if let Some(compared) = &compared {
            summary(ui, cx, &compared.differences);
        }
    });
    let Some(compared) = compared else {
        return;
    };
    let ring = chosen_ring(cx, &compared);
    if let Some(figures) = &compared.figures {
        ui.scope(|ui| {
            if fresh != Freshness::Fresh {
                ui.set_opacity(OUTDATED);
            }
            padded(ui, cx, |ui, cx| achieved(ui, cx, figures, ring));
            padded(ui, cx, |ui, cx| measure_note(ui, cx, &compared));
            areas(ui, cx, &compared, figures, ring);
        });
    } else {
        padded(ui, cx, |ui, cx| {
            let text = cx.text("ui-coverage-waiting");
            widgets::paragraph(ui, cx.theme, &text);
        });
    }
    changes(ui, cx, &compared, &choices);
    ui.add_space(cx.theme.px(24.0));
}

/// The ring spoken of: the outermost unless one was chosen.
#[must_use]
pub fn chosen_ring(cx: &Cx, compared: &Compared) -> usize {
    let last = compared.plans[1].reach.rings().len().saturating_sub(1);
    cx.view.desk.ring.unwrap_or(last).min(last)
}

/// The two plans, each with the list of what it could be instead; the buttons that swap them and end the comparison.
fn sides(ui: &mut Ui, cx: &mut Cx, choices: &[PlanChoice; 2]) {
    let theme = cx.theme;
    for (first, choice) in [true, false].into_iter().zip(choices) {
        ui.horizontal(|ui| {
            let letter = if first { "A" } else { "B" };
            let (rect, _) =
                ui.allocate_exact_size(egui::Vec2::splat(theme.px(20.0)), egui::Sense::hover());
            let ground = if first { theme.second } else { theme.accent };
            ui.painter().rect_filled(rect, 4.0, ground);
            ui.painter().text(
                rect.center(),
                egui::Align2::CENTER_CENTER,
                letter,
                theme.small_strong(),
                theme.on(ground),
            );
            let name = choice_name(cx, choice);
            let width = ui.available_width();
            let button = Press::text(theme, &name)
                .outlined()
                .caret()
                .most_width(width);
            let response = ui.add(button);
            menu_under(&response, theme.px(300.0), |ui| choices_menu(ui, cx, first));
            response.on_hover_text(format!("{letter}: {name}"));
        });
        ui.add_space(theme.px(2.0));
    }
    ui.horizontal(|ui| {
        let swap = Press::text(theme, cx.text("ui-compare-swap"))
            .with_icon(Icon::Swap)
            .small();
        if ui.add(swap).clicked() {
            let [first, second] = choices.clone();
            cx.send(Command::Compare([second, first]));
        }
        let end = Press::text(theme, cx.text("ui-compare-end"))
            .with_icon(Icon::Close)
            .small();
        if ui.add(end).clicked() {
            cx.send(Command::StopComparing);
        }
    });
}

fn choices_menu(ui: &mut Ui, cx: &mut Cx, first: bool) {
    let theme = cx.theme;
    let row = |name: String| Press::text(theme, name).fills().role(Role::MenuItem);
    for choice in [PlanChoice::Now, PlanChoice::Opened] {
        if ui.add(row(choice_name(cx, &choice))).clicked() {
            choose(cx, first, choice);
        }
    }
    let history = row(cx.text("ui-compare-history")).with_icon(Icon::History);
    if ui.add(history).clicked() {
        cx.view.desk.dialog = Some(Dialog::EditLog);
    }
    let other = row(cx.text("ui-compare-other")).with_icon(Icon::Folder);
    if ui.add(other).clicked() {
        cx.view.desk.pick = Some(Pick::Compared(first));
    }
    let recent = cx.session.settings().recent_files.clone();
    let own = cx.session.plan_file().map(std::path::Path::to_owned);
    let plans: Vec<_> = recent
        .into_iter()
        .filter(|path| Some(path) != own.as_ref())
        .filter(|path| path.extension().is_some_and(|ending| ending == "gpkg"))
        .take(6)
        .collect();
    if !plans.is_empty() {
        widgets::hairline(ui, theme);
    }
    for path in plans {
        let choice = PlanChoice::File(path);
        let name = choice_name(cx, &choice);
        if ui.add(row(name).with_icon(Icon::Document)).clicked() {
            choose(cx, first, choice);
        }
    }
}

/// How the map shows them.
fn on_the_map(ui: &mut Ui, cx: &mut Cx) {
    let theme = cx.theme;
    ui.add_space(theme.px(6.0));
    ui.horizontal_wrapped(|ui| {
        for (swipe, sentence) in [(false, "ui-compare-marks"), (true, "ui-compare-swipe")] {
            let press = Press::text(theme, cx.text(sentence))
                .small()
                .selected(cx.view.desk.compare.swipe == swipe);
            if ui.add(press).clicked() {
                cx.view.desk.compare.swipe = swipe;
            }
        }
        let press = Press::text(theme, cx.text("ui-compare-gained"))
            .with_icon(Icon::Grid)
            .small()
            .selected(cx.view.desk.compare.gained);
        let tip = cx.text("ui-compare-gained-tip");
        if ui.add(press).on_hover_text(tip).clicked() {
            cx.view.desk.compare.gained ^= true;
        }
    });
}

/// What both are judged by, said where it is not the same for both anyway.
fn measure_note(ui: &mut Ui, cx: &Cx, compared: &Compared) {
    let differences = &compared.differences;
    if differences.rings || !differences.zones.is_empty() {
        ui.add_space(cx.theme.px(4.0));
        let text = cx.text("ui-compare-measure");
        widgets::paragraph(ui, cx.theme, &text);
    }
}

/// The large figure, and the table of all that is compared for the whole district.
fn achieved(ui: &mut Ui, cx: &mut Cx, figures: &[PlanFigures; 2], ring: usize) {
    let of_ring = figures
        .each_ref()
        .map(|figures| figures.coverage.rings.get(ring));
    let [Some(was), Some(is)] = of_ring else {
        return;
    };
    let radius = ring_name(Some(is.ring));
    let shares = [was.incident_share, is.incident_share];
    let since = cx.text("ui-compare-since");
    let definition =
        Message::new("ui-def-compare-share").with("ring", ring_words(cx, Some(is.ring)));
    big_share(ui, cx, &radius, shares, &since, &definition);
    rings(ui, cx, &figures[1].coverage, ring);
    ui.add_space(cx.theme.px(6.0));
    let change = cx.text("ui-compare-change");
    heads(ui, cx.theme, ["A", "B", &change], FIGURE);
    ui.spacing_mut().item_spacing.y = 0.0;
    share_rows(ui, cx, [was, is]);
    distance_rows(ui, cx, figures);
    let [first, second] = figures.each_ref().map(|figures| &figures.coverage);
    let curves = Curves {
        rings: second.rings.iter().map(|ring| ring.ring).collect(),
        now: &second.curve,
        before: &first.curve,
        against: "ui-curve-plan-a",
    };
    curve(ui, cx, &curves);
    burden_rows(ui, cx, figures);
}

/// The rings; a click makes one the ring spoken of.
fn rings(ui: &mut Ui, cx: &mut Cx, figures: &CoverageFigures, chosen: usize) {
    let theme = cx.theme;
    ui.horizontal_wrapped(|ui| {
        for (index, ring) in figures.rings.iter().enumerate() {
            let press = Press::text(theme, ring_name(Some(ring.ring)))
                .small()
                .selected(index == chosen);
            if ui.add(press).clicked() {
                cx.view.desk.ring = Some(index);
            }
        }
    });
}

fn share_rows(ui: &mut Ui, cx: &mut Cx, rings: [&RingFigures; 2]) {
    let within =
        Message::new("ui-def-compare-share").with("ring", ring_words(cx, Some(rings[1].ring)));
    let rows: [Row<&RingFigures, Option<Share>, Message>; 4] = [
        ("ui-incidents-column", |ring| ring.incident_share, within),
        (
            "ui-covered-twice",
            |ring| ring.covered_twice_share,
            Message::new("ui-def-twice"),
        ),
        (
            "ui-residents",
            |ring| ring.residents_share,
            Message::new("ui-def-residents"),
        ),
        (
            "ui-area",
            |ring| ring.area_share,
            Message::new("ui-def-area"),
        ),
    ];
    for (sentence, share, definition) in rows {
        let [was, is] = rings.map(share);
        let figures = [
            number::percent(was),
            number::percent(is),
            delta(is, was).unwrap_or_else(|| number::UNKNOWN.to_owned()),
        ];
        let name = cx.text(sentence);
        let figures = figures.map(|figure| (figure, definition.clone()));
        figures_row(ui, cx, &name, figures, FIGURE);
    }
}

fn distance_rows(ui: &mut Ui, cx: &mut Cx, figures: &[PlanFigures; 2]) {
    let response = figures.each_ref().map(|figures| figures.coverage.response);
    let rows: [Row<ResponseFigures, Reach, &'static str>; 4] = [
        ("ui-mean", |it| it.mean, "ui-def-compare-mean"),
        ("ui-median", |it| it.median, "ui-def-compare-median"),
        ("ui-p90", |it| it.p90, "ui-def-compare-p90"),
        ("ui-worst", |it| it.worst, "ui-def-compare-worst"),
    ];
    for (sentence, distance, definition) in rows {
        let [was, is] = response.map(|response| response.map(distance));
        let changed = was.zip(is).map(|(was, is)| reach_change(was, is));
        let figures = [
            reach(was),
            reach(is),
            changed.unwrap_or_else(|| number::UNKNOWN.to_owned()),
        ];
        let name = cx.text(sentence);
        let figures = figures.map(|figure| (figure, of_measure(definition, is.or(was))));
        figures_row(ui, cx, &name, figures, FIGURE);
    }
}

fn burden_rows(ui: &mut Ui, cx: &mut Cx, figures: &[PlanFigures; 2]) {
    let rows: [Row<&PlanFigures, Option<f64>, &'static str>; 3] = [
        (
            "ui-tab-points",
            |it| Some(it.burden.points as f64),
            "ui-def-compare-points",
        ),
        (
            "ui-compare-burden",
            |it| it.burden.per_point(),
            "ui-def-compare-burden-all",
        ),
        (
            "ui-compare-busiest",
            |it| (it.burden.points > 0).then_some(it.busiest),
            "ui-def-compare-busiest",
        ),
    ];
    for (sentence, figure, definition) in rows {
        let [was, is] = figures.each_ref().map(figure);
        let written = |value: Option<f64>| {
            value.map_or_else(
                || number::UNKNOWN.to_owned(),
                |value| number::decimal(value, 0),
            )
        };
        let changed = was.zip(is).map(|(was, is)| change(is - was, 0));
        let figures = [
            written(was),
            written(is),
            changed.unwrap_or_else(|| number::UNKNOWN.to_owned()),
        ];
        let name = cx.text(sentence);
        let figures = figures.map(|figure| (figure, Message::new(definition)));
        figures_row(ui, cx, &name, figures, FIGURE);
    }
}

/// A section's title that explains itself.
pub(super) fn explained_section(ui: &mut Ui, cx: &mut Cx, title: &str, definition: &Message) {
    let head = widgets::section(ui, cx.theme, title);
    explained(head, cx, definition);
}

/// The comparison at hand, for the map.
#[must_use]
pub fn at_hand(cx: &Cx) -> Option<Arc<Compared>> {
    cx.session.comparison()?.compared().cloned()
}
