//! Coverage by area, worst first, and the places left uncovered.

use std::sync::Arc;

use egui::Ui;

use super::coverage::padded;
use super::figures::{explained, of_measure, reach, ring_words};
use super::table::{self, Column, Lead, by_figure};
use crate::analysis::coverage::{AreaFigures, CoverageFigures, UncoveredGrid};
use crate::base::units::Share;
use crate::i18n::message::Message;
use crate::i18n::number;
use crate::model::grid::GridLevel;
use crate::model::reach_rule::Reach;
use crate::session::place_report::UnitAt;
use crate::ui::cx::Cx;
use crate::ui::desk::AreasKnown;
use crate::ui::icons::Icon;
use crate::ui::selection_edits::zoom_to_selection;
use crate::ui::view_state::{CameraWish, LayerKind, Selected};
use crate::ui::widgets::{self, Press};

/// Uncovered places listed at first.
const FEW: usize = 8;

/// One row of the table of areas.
struct AreaRow {
    name: String,
    lead: Lead,
    subject: Selected,
    incidents: f64,
    share: Option<f64>,
    mean: Option<Reach>,
    order: usize,
}

/// Zones or the grids of a level, worst first unless another column is chosen.
pub(super) fn areas(ui: &mut Ui, cx: &mut Cx, figures: &Arc<CoverageFigures>, ring: usize) {
    let theme = cx.theme;
    if figures.zones.is_empty() && cx.session.sources().grids.content.is_empty() {
        return;
    }
    // A level that is no longer at hand is none to list.
    let levels = wholes(cx);
    if !levels
        .iter()
        .any(|(level, _)| *level == cx.view.desk.areas_by)
    {
        cx.view.desk.areas_by = None;
    }
    padded(ui, cx, |ui, cx| {
        ui.add_space(theme.px(16.0));
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = theme.px(4.0);
            for (level, sentence) in levels {
                let press = Press::text(theme, cx.text(sentence))
                    .small()
                    .selected(cx.view.desk.areas_by == level);
                if ui.add(press).clicked() {
                    cx.view.desk.areas_by = level;
                }
            }
        });
    });
    let mut rows = area_rows(cx, figures, ring);
    let columns = area_columns(cx, figures, ring);
    let lead = rows.iter().any(|row| row.lead != Lead::None);
    let mut sorting = cx.view.desk.area_sorting;
    table::head(ui, cx, &columns, lead, &mut sorting);
    cx.view.desk.area_sorting = sorting;
    rows.sort_by(|one, other| {
        let figure = |row: &AreaRow| match sorting.column {
            1 => row.share,
            2 => Some(row.incidents),
            3 => row.mean.map(Reach::value),
            _ => None,
        };
        by_figure(figure(one), figure(other), sorting.descending).then_with(|| {
            match (sorting.column, sorting.descending) {
                (0, true) => other.order.cmp(&one.order),
                _ => one.order.cmp(&other.order),
            }
        })
    });
    ui.spacing_mut().item_spacing.y = 0.0;
    let height = table::row_height(cx.theme);
    widgets::virtual_rows(ui, height, rows.len(), |ui, index| {
        let Some(row) = rows.get(index) else {
            return;
        };
        let texts = [
            row.name.clone(),
            number::percent(row.share.map(Share)),
            number::decimal(row.incidents, 0),
            reach(row.mean),
        ];
        let selected = cx.view.selected == row.subject;
        if table::row(ui, cx, &columns, row.lead, &texts, selected).clicked() {
            cx.view.selected = row.subject.clone();
            zoom_to_selection(cx);
        }
    });
}

/// What areas can be listed: zones, and the grids of each level at hand but for the district as one.
fn wholes(cx: &Cx) -> Vec<(Option<GridLevel>, &'static str)> {
    let by = |level: GridLevel| match level {
        GridLevel::District => "ui-by-district",
        GridLevel::Subdistrict => "ui-by-subdistrict",
        GridLevel::Community => "ui-by-community",
        GridLevel::PoliceGrid => "ui-by-police-grid",
        GridLevel::WorkGrid => "ui-by-work-grid",
    };
    let layers = cx.session.sources().grids.content.layers();
    let many = layers.filter(|layer| layer.units.len() > 1);
    let levels = many.map(|layer| (Some(layer.level), by(layer.level)));
    [(None, "ui-by-zone")].into_iter().chain(levels).collect()
}

/// Name, covered share, incidents, mean distance. (The panel dims them all together while they are outdated.)
fn area_columns(cx: &Cx, figures: &CoverageFigures, ring: usize) -> [Column; 4] {
    let measure = figures.rings.get(ring).map(|ring| ring.ring);
    let radius = ring_words(cx, measure);
    let covered = Message::new("ui-def-area-covered").with("ring", radius);
    let column = |title, width, definition| Column::figures(title, width, definition, true);
    [
        Column::new(cx.text("ui-name"), 0.0),
        column(cx.text("ui-covered"), 72.0, covered),
        column(
            cx.text("ui-incidents-column"),
            72.0,
            Message::new("ui-def-incidents"),
        ),
        column(
            cx.text("ui-mean"),
            70.0,
            of_measure("ui-def-mean-here", measure),
        ),
    ]
}

/// Coverage of the areas of a level under the figures shown, summed once for them.
fn areas_of(
    cx: &mut Cx,
    figures: &Arc<CoverageFigures>,
    level: GridLevel,
) -> Arc<Vec<AreaFigures>> {
    if let Some(known) = &cx.view.desk.areas_known
        && Arc::ptr_eq(&known.of, figures)
        && known.level == level
    {
        return Arc::clone(&known.areas);
    }
    let board = cx.session.derived().coverage.get();
    let areas = board.map_or_else(Vec::new, |coverage| coverage.board.areas(level));
    let areas = Arc::new(areas);
    cx.view.desk.areas_known = Some(AreasKnown {
        of: Arc::clone(figures),
        level,
        areas: Arc::clone(&areas),
    });
    areas
}

fn area_rows(cx: &mut Cx, figures: &Arc<CoverageFigures>, ring: usize) -> Vec<AreaRow> {
    let row = |order, name, lead, subject, area: &AreaFigures| AreaRow {
        name,
        lead,
        subject,
        incidents: area.incidents,
        share: area
            .incident_share
            .get(ring)
            .copied()
            .flatten()
            .map(|share| share.0),
        mean: area.mean,
        order,
    };
    if let Some(level) = cx.view.desk.areas_by {
        let areas = areas_of(cx, figures, level);
        let grids = &cx.session.sources().grids.content;
        let units = grids.layer(level).map_or(&[][..], |layer| &layer.units);
        let rows = units.iter().zip(areas.iter()).enumerate();
        return rows
            .map(|(index, (unit, area))| {
                let subject = Selected::Unit(UnitAt { level, unit: index });
                row(index, unit.name.clone(), Lead::None, subject, area)
            })
            .collect();
    }
    let plan = cx.session.shown_plan();
    let rows = figures.zones.iter();
    rows.filter_map(|(id, area)| {
        let zone = plan.zones.get(id)?;
        let lead = Lead::Badge(cx.theme.category(zone.colour), zone.rank);
        let subject = Selected::Zone(*id);
        Some(row(
            usize::from(zone.rank),
            zone.name.clone(),
            lead,
            subject,
            area,
        ))
    })
    .collect()
}

/// Grids that the outermost ring leaves uncovered, most incidents first.
pub(super) fn uncovered(ui: &mut Ui, cx: &mut Cx, figures: &CoverageFigures) {
    if figures.uncovered.is_empty() {
        return;
    }
    let Some(level) = cx
        .session
        .sources()
        .grids
        .content
        .finest()
        .map(|layer| layer.level)
    else {
        return;
    };
    let count = figures.uncovered.len();
    let all = cx.view.desk.all_uncovered;
    padded(ui, cx, |ui, cx| uncovered_head(ui, cx, count, all));
    let columns = [
        Column::new(cx.text("ui-name"), 0.0),
        Column::figures(
            cx.text("ui-incidents-column"),
            84.0,
            Message::new("ui-def-uncovered-incidents"),
            true,
        ),
    ];
    table::titles(ui, cx.theme, &columns);
    ui.spacing_mut().item_spacing.y = 0.0;
    let listed = if all { count } else { count.min(FEW) };
    let height = table::row_height(cx.theme);
    widgets::virtual_rows(ui, height, listed, |ui, index| {
        if let Some(grid) = figures.uncovered.get(index) {
            uncovered_row(ui, cx, &columns, level, grid);
        }
    });
}

/// How many there are, whether all are listed, whether the map hatches them.
fn uncovered_head(ui: &mut Ui, cx: &mut Cx, count: usize, all: bool) {
    let theme = cx.theme;
    let title = cx.say(&Message::new("ui-uncovered").with("n", number::count(count as u64)));
    ui.add_space(theme.px(12.0));
    ui.horizontal(|ui| {
        let head = widgets::line(ui, &title, theme.small_strong(), theme.second);
        explained(head, cx, &Message::new("ui-def-uncovered"));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            show_on_map(ui, cx);
            if count > FEW {
                let sentence = if all { "ui-show-fewer" } else { "ui-show-all" };
                let press = Press::text(theme, cx.text(sentence)).small();
                if ui.add(press).clicked() {
                    cx.view.desk.all_uncovered = !all;
                }
            }
        });
    });
}

/// One uncovered grid; a click selects it and goes there.
fn uncovered_row(
    ui: &mut Ui,
    cx: &mut Cx,
    columns: &[Column],
    level: GridLevel,
    grid: &UncoveredGrid,
) {
    let at = UnitAt {
        level,
        unit: grid.unit,
    };
    let unit = cx.session.unit(at);
    let name = unit.map_or_else(String::new, |(_, unit)| unit.name.clone());
    let texts = [name, number::decimal(grid.incidents, 0)];
    let selected = cx.view.selected == Selected::Unit(at);
    if table::row(ui, cx, columns, Lead::None, &texts, selected).clicked() {
        cx.view.selected = Selected::Unit(at);
        cx.view.camera_wish = Some(CameraWish::Centre(grid.at, 15.0));
    }
}

fn show_on_map(ui: &mut Ui, cx: &mut Cx) {
    let shown = cx.view.layer(LayerKind::Uncovered).visible;
    let icon = if shown { Icon::Eye } else { Icon::EyeOff };
    let press = Press::icon(cx.theme, icon, cx.text("ui-uncovered-on-map")).small();
    if ui.add(press).clicked()
        && let Some(layer) = cx
            .view
            .layers
            .iter_mut()
            .find(|layer| layer.kind == LayerKind::Uncovered)
    {
        layer.visible = !shown;
    }
}
