//! Inspect: everything there is to know about the selected place, unit, zone or point, with links to what holds it.

use egui::Ui;

use super::coverage::padded;
use super::figures::{
    counts_are_fresh, coverage_is_fresh, dimmed_unless, figure_row, metres, pair_head, pair_row,
    reach, ring_name, ring_words,
};
use super::here::here_ui;
use super::unit_load;
use super::zones::{colour_of, zone_area};
use crate::analysis::figures;
use crate::base::coords::LonLat;
use crate::base::ids::{PointId, ZoneId};
use crate::base::units::{Km2, PerKm2};
use crate::i18n::message::Message;
use crate::i18n::number;
use crate::model::grid::GridLevel;
use crate::model::reach_rule::Reach;
use crate::session::place_report::UnitAt;
use crate::session::slot::Freshness;
use crate::ui::actions::{self, Act};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::map::show_outside;
use crate::ui::selection_edits::zoom_to_selection;
use crate::ui::view_state::Selected;
use crate::ui::widgets::{self, Press};

/// Draws the tab.
pub fn inspect_ui(ui: &mut Ui, cx: &mut Cx) {
    ui.add_space(cx.theme.px(12.0));
    let selected = cx.view.selected.clone();
    padded(ui, cx, |ui, cx| match selected {
        Selected::Nothing => nothing(ui, cx),
        Selected::Place(at) => place(ui, cx, at),
        Selected::Unit(at) => unit(ui, cx, at),
        Selected::Zone(id) => zone(ui, cx, id),
        Selected::Points(ids) => match (ids.len(), ids.first()) {
            (1, Some(id)) => point(ui, cx, *id),
            _ => several(ui, cx, &ids.into_iter().collect::<Vec<_>>()),
        },
    });
    ui.add_space(cx.theme.px(24.0));
}

fn nothing(ui: &mut Ui, cx: &mut Cx) {
    let (text, button) = (cx.text("ui-empty-inspect"), cx.text("ui-act-find"));
    if widgets::empty(ui, cx.theme, Icon::Search, &text, &button) {
        actions::run(Act::Find, cx, ui.ctx());
    }
    let fresh = counts_are_fresh(cx);
    dimmed_unless(ui, fresh, |ui| sums(ui, cx));
}

/// The incidents that count, level by level: those in its units and those outside add up to the total.
fn sums(ui: &mut Ui, cx: &mut Cx) {
    let levels: Vec<(GridLevel, f64, f64)> = GridLevel::ALL
        .into_iter()
        .filter_map(|level| {
            let figures = cx.session.figures_of(level)?;
            Some((level, figures.incidents.iter().sum(), figures.outside))
        })
        .collect();
    let selection = cx.session.derived().selection.get();
    let (total, outside) = selection.map_or((0.0, 0.0), |all| (all.total, all.outside));
    if levels.is_empty() || total <= 0.0 {
        return;
    }
    ui.add_space(cx.theme.px(12.0));
    let title = cx.text("ui-sums");
    widgets::section(ui, cx.theme, &title);
    row(
        ui,
        cx,
        "ui-sums-total",
        &number::decimal(total, 0),
        "ui-def-sums-total",
    );
    let heads = ["ui-sums-inside", "ui-sums-outside"].map(|id| cx.text(id));
    pair_head(ui, cx.theme, [&heads[0], &heads[1]]);
    for (level, inside, outside) in levels {
        let name = cx.text(level.sentence());
        let of_level = |id| Message::new(id).with("level", name.as_str());
        let pair = [
            (number::decimal(inside, 0), of_level("ui-def-sums-inside")),
            (number::decimal(outside, 0), of_level("ui-def-sums-outside")),
        ];
        pair_row(ui, cx, &name, pair);
    }
    if outside > 0.0 {
        ui.add_space(cx.theme.px(8.0));
        let count = number::decimal(outside, 0);
        let words = cx.say(&Message::new("ui-outside-show").with("n", count));
        let press = Press::text(cx.theme, words).with_icon(Icon::Target).small();
        if ui.add(press).clicked() {
            show_outside(cx, None);
        }
    }
}

/// The head: a kind in small letters, the name, and a button that zooms there.
fn title(ui: &mut Ui, cx: &mut Cx, kind: &str, name: &str) {
    let theme = cx.theme;
    widgets::second(ui, theme, kind);
    ui.horizontal(|ui| {
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let zoom = Press::icon(theme, Icon::Target, cx.text("ui-act-zoom-selection"))
                .shortcut(actions::keys_of(Act::ZoomToSelection));
            if ui.add(zoom).clicked() {
                zoom_to_selection(cx);
            }
            ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                widgets::line(ui, name, theme.heading(), theme.text);
            });
        });
    });
    ui.add_space(theme.px(4.0));
}

fn row(ui: &mut Ui, cx: &mut Cx, sentence: &str, figure: &str, definition: &'static str) {
    let name = cx.text(sentence);
    ui.spacing_mut().item_spacing.y = 0.0;
    figure_row(ui, cx, &name, figure, &Message::new(definition));
}

fn place(ui: &mut Ui, cx: &mut Cx, at: LonLat) {
    let report = cx.session.place_report(at);
    let kind = cx.text("ui-place");
    title(ui, cx, &kind, &lonlat(at));
    density_row(ui, cx, report.density);
    here_ui(ui, cx);
    holders(ui, cx, at, |_| true);
}

fn lonlat(at: LonLat) -> String {
    format!("{:.6}, {:.6}", at.lon, at.lat)
}

fn density_row(ui: &mut Ui, cx: &mut Cx, density: Option<PerKm2>) {
    let text = density.map_or_else(
        || number::UNKNOWN.to_owned(),
        |PerKm2(value)| cx.say(&Message::new("ui-per-km2").with("n", number::decimal(value, 1))),
    );
    let fresh = cx.session.derived().heat_index.freshness() == Freshness::Fresh;
    dimmed_unless(ui, fresh, |ui| {
        row(ui, cx, "ui-density-here", &text, "ui-def-density");
    });
}

/// The units and zones that hold a place, as links.
fn holders(ui: &mut Ui, cx: &mut Cx, at: LonLat, holds: impl Fn(UnitAt) -> bool) {
    let report = cx.session.place_report(at);
    let units: Vec<UnitAt> = report.units.into_iter().filter(|it| holds(*it)).collect();
    if units.is_empty() && report.zones.is_empty() {
        return;
    }
    let title = cx.text("ui-lies-in");
    widgets::section(ui, cx.theme, &title);
    for held in units {
        let Some(name) = cx.session.unit(held).map(|(_, unit)| unit.name.clone()) else {
            continue;
        };
        let level = cx.text(held.level.sentence());
        if link(ui, cx, &level, &name, None) {
            cx.view.selected = Selected::Unit(held);
        }
    }
    for id in report.zones {
        let Some(zone) = cx.session.shown_plan().zones.get(&id) else {
            continue;
        };
        let (name, level) = (zone.name.clone(), cx.text("common-priority-zone"));
        let colour = colour_of(cx, id);
        if link(ui, cx, &level, &name, Some(colour)) {
            cx.view.selected = Selected::Zone(id);
        }
    }
}

/// A kind at the left and a name that is a link at the right.
fn link(ui: &mut Ui, cx: &Cx, kind: &str, name: &str, swatch: Option<egui::Color32>) -> bool {
    let theme = cx.theme;
    ui.horizontal(|ui| {
        widgets::line(ui, kind, theme.body(), theme.second);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let press = Press::text(theme, name).colour(theme.accent).small();
            let clicked = ui.add(press).clicked();
            if let Some(colour) = swatch {
                let (rect, _) =
                    ui.allocate_exact_size(egui::Vec2::splat(theme.px(12.0)), egui::Sense::hover());
                ui.painter().rect_filled(rect, 3.0, colour);
            }
            clicked
        })
        .inner
    })
    .inner
}

fn unit(ui: &mut Ui, cx: &mut Cx, at: UnitAt) {
    let Some((_, unit)) = cx.session.unit(at) else {
        return nothing(ui, cx);
    };
    let (name, code, residents) = (unit.name.clone(), unit.code.clone(), unit.residents);
    let (responsible, area, label_at) = (unit.responsible.clone(), unit.area, unit.label_at);
    let kind = cx.text(at.level.sentence());
    title(ui, cx, &kind, &name);
    if code != name {
        row(ui, cx, "ui-code", &code, "ui-def-code");
    }
    if let Some(responsible) = responsible {
        row(ui, cx, "ui-responsible", &responsible, "ui-def-responsible");
    }
    let incidents = cx.session.incidents_in(at);
    ground_rows(ui, cx, area, residents);
    let fresh = counts_are_fresh(cx);
    dimmed_unless(ui, fresh, |ui| {
        incident_rows(ui, cx, area, residents, incidents);
    });
    density_row(ui, cx, cx.session.density_at(label_at));
    here_ui(ui, cx);
    if at.level != GridLevel::District {
        holders(ui, cx, label_at, |held| may_hold(held.level, at.level));
    }
}

/// Whether units of a level hold those of another: coarser ones do, but police grids run across communities.
const fn may_hold(level: GridLevel, of: GridLevel) -> bool {
    let across = matches!((level, of), (GridLevel::Community, GridLevel::PoliceGrid));
    level.index() < of.index() && !across
}

fn text_or_unknown(value: Option<f64>, decimals: u8) -> String {
    value.map_or_else(
        || number::UNKNOWN.to_owned(),
        |value| number::decimal(value, decimals),
    )
}

/// Area and residents.
fn ground_rows(ui: &mut Ui, cx: &mut Cx, area: Km2, residents: Option<f64>) {
    let decimals = if area.0 < 1.0 { 3 } else { 2 };
    let ground = format!("{} km²", number::decimal(area.0, decimals));
    row(ui, cx, "ui-area", &ground, "ui-def-unit-area");
    if residents.is_some() {
        let people = text_or_unknown(residents, 0);
        let definition = "ui-def-residents-count";
        row(ui, cx, "ui-residents-count", &people, definition);
    }
}

/// Incidents, incidents per km² and per 1,000 residents.
fn incident_rows(
    ui: &mut Ui,
    cx: &mut Cx,
    area: Km2,
    residents: Option<f64>,
    incidents: Option<f64>,
) {
    let count = text_or_unknown(incidents, 0);
    row(ui, cx, "ui-incidents-here", &count, "ui-def-incidents");
    let per_km2 = incidents.and_then(|incidents| figures::per_km2(incidents, area));
    let figure = text_or_unknown(per_km2, 1);
    row(ui, cx, "ui-incidents-per-km2", &figure, "ui-def-per-km2");
    let per_1000 = incidents.and_then(|n| figures::per_1000_residents(n, residents));
    if residents.is_some() {
        let figure = text_or_unknown(per_1000, 1);
        row(ui, cx, "ui-incidents-per-1000", &figure, "ui-def-per-1000");
    }
}

fn zone(ui: &mut Ui, cx: &mut Cx, id: ZoneId) {
    let Some(zone) = cx.session.shown_plan().zones.get(&id).cloned() else {
        return nothing(ui, cx);
    };
    let kind = cx.say(&Message::new("ui-zone-rank").with("rank", usize::from(zone.rank)));
    title(ui, cx, &kind, &zone.name);
    let shown = std::sync::Arc::clone(&cx.session.derived().shown.figures);
    let figures = shown
        .zones
        .iter()
        .find(|(other, _)| *other == id)
        .map(|(_, figures)| figures);
    let area = zone_area(cx, &zone);
    if let Some(area) = area {
        ground_rows(ui, cx, area, None);
    }
    let Some(figures) = figures else { return };
    let fresh = coverage_is_fresh(cx);
    dimmed_unless(ui, fresh, |ui| {
        if let Some(area) = area {
            incident_rows(ui, cx, area, None, Some(figures.incidents));
        }
        let mean = reach(figures.mean);
        let (name, definition) = match figures.mean {
            Some(Reach::Time(_)) => ("ui-mean-time", "ui-def-mean-here-time"),
            _ => ("ui-mean-distance", "ui-def-mean-here"),
        };
        row(ui, cx, name, &mean, definition);
        let head = cx.text("ui-covered-by-ring");
        widgets::section(ui, cx.theme, &head);
        for (ring, share) in shown.rings.iter().zip(&figures.incident_share) {
            let name = ring_name(Some(ring.ring));
            let words = ring_words(cx, Some(ring.ring));
            let definition = Message::new("ui-def-area-covered").with("ring", words);
            figure_row(ui, cx, &name, &number::percent(*share), &definition);
        }
    });
    here_ui(ui, cx);
}

fn point(ui: &mut Ui, cx: &mut Cx, id: PointId) {
    let Some(point) = cx.session.shown_plan().points.get(&id).cloned() else {
        return nothing(ui, cx);
    };
    let kind = cx.text(if point.locked {
        "ui-point-locked"
    } else {
        "common-patrol-point"
    });
    title(ui, cx, &kind, &point.name);
    if !point.unit.is_empty() {
        row(ui, cx, "ui-point-unit", &point.unit, "ui-def-point-unit");
    }
    row(ui, cx, "ui-place", &lonlat(point.position), "ui-def-lonlat");
    density_row(ui, cx, cx.session.density_at(point.position));
    let fresh = coverage_is_fresh(cx);
    dimmed_unless(ui, fresh, |ui| point_figures(ui, cx, id));
    holders(ui, cx, point.position, |_| true);
}

/// Incidents nearest to a point; for each ring those within, and those only it covers.
fn point_figures(ui: &mut Ui, cx: &mut Cx, id: PointId) {
    let shown = std::sync::Arc::clone(&cx.session.derived().shown.figures);
    let Some(figures) = shown.points.iter().find(|figures| figures.id == id) else {
        return;
    };
    let nearest = number::decimal(figures.nearest, 0);
    row(ui, cx, "ui-nearest", &nearest, "ui-def-nearest");
    if let Some(off) = figures.off_road {
        row(ui, cx, "ui-off-road", &metres(Some(off)), "ui-def-off-road");
    }
    if let Some((busy, fresh, how)) = unit_load::of_point(cx, id) {
        let (name, figure) = (cx.text("ui-load-unit"), number::percent(Some(busy)));
        let definition = Message::new("ui-def-load-unit").with("how", how);
        dimmed_unless(ui, fresh, |ui| {
            figure_row(ui, cx, &name, &figure, &definition);
        });
    }
    ui.add_space(cx.theme.px(8.0));
    let heads = ["ui-point-within", "ui-point-only"].map(|id| cx.text(id));
    pair_head(ui, cx.theme, [&heads[0], &heads[1]]);
    let rows = shown
        .rings
        .iter()
        .zip(&figures.incidents)
        .zip(&figures.only_this);
    for ((ring, within), only) in rows {
        let name = ring_name(Some(ring.ring));
        let words = ring_words(cx, Some(ring.ring));
        let of_ring = |id| Message::new(id).with("ring", words.as_str());
        let pair = [
            (number::decimal(*within, 0), of_ring("ui-def-point-within")),
            (number::decimal(*only, 0), of_ring("ui-def-point-only")),
        ];
        pair_row(ui, cx, &name, pair);
    }
}

fn several(ui: &mut Ui, cx: &mut Cx, ids: &[PointId]) {
    let kind = cx.text("common-patrol-point");
    let name = cx.say(&Message::new("ui-points-count").with("n", ids.len()));
    title(ui, cx, &kind, &name);
    for id in ids.iter().take(60) {
        let Some(point) = cx.session.shown_plan().points.get(id) else {
            continue;
        };
        let (name, unit) = (point.name.clone(), point.unit.clone());
        if link(ui, cx, &unit, &name, None) {
            cx.view.selected = Selected::Points([*id].into());
        }
    }
}
