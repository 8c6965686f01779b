//! What two plans achieve in each zone or subdistrict: the change of coverage, response and burden, worst first.

use egui::Ui;

use super::coverage::padded;
use super::figures::{change, delta, of_measure, reach, ring_words};
use super::table::{self, Column, Lead, by_figure};
use crate::analysis::coverage::AreaFigures;
use crate::analysis::plan_comparison::{Burden, PlanFigures};
use crate::base::units::Share;
use crate::i18n::message::Message;
use crate::i18n::number;
use crate::model::grid::GridLevel;
use crate::model::reach_rule::Reach;
use crate::session::comparison::Compared;
use crate::session::place_report::UnitAt;
use crate::ui::cx::Cx;
use crate::ui::selection_edits::{box_of, zoom_to_selection};
use crate::ui::view_state::{CameraWish, Selected};
use crate::ui::widgets::{self, Press};

/// One area under both plans.
struct AreaRow<'a> {
    name: String,
    lead: Lead,
    subject: Subject,
    sides: [(&'a AreaFigures, Burden); 2],
    order: usize,
}

/// What a click on a row shows.
#[derive(Clone)]
struct Subject {
    selected: Selected,
    shown: Option<CameraWish>,
}

impl AreaRow<'_> {
    fn shares(&self, ring: usize) -> [Option<Share>; 2] {
        self.sides
            .map(|(area, _)| area.incident_share.get(ring).copied().flatten())
    }

    fn means(&self) -> [Option<Reach>; 2] {
        self.sides.map(|(area, _)| area.mean)
    }

    fn burdens(&self) -> [Option<f64>; 2] {
        self.sides.map(|(_, burden)| burden.per_point())
    }
}

/// A change of a mean in the column's unit: whole metres, or minutes to one decimal.
fn mean_change([was, is]: [Option<Reach>; 2]) -> Option<String> {
    let (was, is) = (was?, is?);
    let decimals = u8::from(matches!(is, Reach::Time(_)));
    Some(change(is.value() - was.value(), decimals))
}

fn difference([was, is]: [Option<f64>; 2]) -> Option<f64> {
    Some(is? - was?)
}

/// Draws the table.
pub(super) fn areas(
    ui: &mut Ui,
    cx: &mut Cx,
    compared: &Compared,
    figures: &[PlanFigures; 2],
    ring: usize,
) {
    let theme = cx.theme;
    let both =
        !figures[1].coverage.zones.is_empty() || !figures[1].coverage.subdistricts.is_empty();
    if !both {
        return;
    }
    padded(ui, cx, |ui, cx| {
        ui.add_space(theme.px(16.0));
        ui.horizontal(|ui| {
            for (subdistricts, sentence) in [(false, "ui-by-zone"), (true, "ui-by-subdistrict")] {
                let press = Press::text(theme, cx.text(sentence))
                    .small()
                    .selected(cx.view.desk.by_subdistrict == subdistricts);
                if ui.add(press).clicked() {
                    cx.view.desk.by_subdistrict = subdistricts;
                }
            }
        });
    });
    let mut rows = rows(cx, compared, figures);
    let columns = columns(cx, figures, ring);
    let mut sorting = cx.view.desk.compare_sorting;
    let lead = rows.iter().any(|row| row.lead != Lead::None);
    table::head(ui, cx, &columns, lead, &mut sorting);
    cx.view.desk.compare_sorting = sorting;
    rows.sort_by(|one, other| {
        let figure = |row: &AreaRow| match sorting.column {
            1 => difference(row.shares(ring).map(|share| share.map(|share| share.0))),
            2 => difference(row.means().map(|mean| mean.map(Reach::value))),
            3 => difference(row.burdens()),
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
    for row in rows {
        area_row(ui, cx, &columns, &row, ring);
    }
}

/// One area; below the selected one, what its changes are made of.
fn area_row(ui: &mut Ui, cx: &mut Cx, columns: &[Column], row: &AreaRow, ring: usize) {
    let [was, is] = row.shares(ring);
    let unknown = || number::UNKNOWN.to_owned();
    let texts = [
        row.name.clone(),
        delta(is, was).unwrap_or_else(unknown),
        mean_change(row.means()).unwrap_or_else(unknown),
        difference(row.burdens()).map_or_else(unknown, |burden| change(burden, 0)),
    ];
    let selected = cx.view.selected == row.subject.selected;
    if table::row(ui, cx, columns, row.lead, &texts, selected).clicked() {
        cx.view.selected = row.subject.selected.clone();
        match row.subject.shown {
            Some(wish) => cx.view.camera_wish = Some(wish),
            None => zoom_to_selection(cx),
        }
    }
    if selected {
        padded(ui, cx, |ui, cx| {
            let burden = |side: usize| {
                row.burdens()[side].map_or_else(unknown, |burden| number::decimal(burden, 0))
            };
            let mean = |side: usize| reach(row.means()[side]);
            for (sentence, was, is) in [
                ("ui-covered", number::percent(was), number::percent(is)),
                ("ui-mean", mean(0), mean(1)),
                ("ui-compare-burden", burden(0), burden(1)),
            ] {
                let text = format!("{}  {was} → {is}", cx.text(sentence));
                widgets::line(ui, &text, cx.theme.small(), cx.theme.second);
            }
            ui.add_space(cx.theme.px(4.0));
        });
    }
}

fn columns(cx: &Cx, figures: &[PlanFigures; 2], ring: usize) -> [Column; 4] {
    let measure = figures[1].coverage.rings.get(ring).map(|ring| ring.ring);
    let radius = ring_words(cx, measure);
    let column = |title: &str, definition| Column::figures(cx.text(title), 76.0, definition, true);
    [
        Column::new(cx.text("ui-name"), 0.0),
        column(
            "ui-compare-covered",
            Message::new("ui-def-compare-area-covered").with("ring", radius),
        ),
        column(
            "ui-compare-mean",
            of_measure("ui-def-compare-area-mean", measure),
        ),
        column(
            "ui-compare-burden-short",
            Message::new("ui-def-compare-burden"),
        ),
    ]
}

fn rows<'a>(cx: &Cx, compared: &Compared, figures: &'a [PlanFigures; 2]) -> Vec<AreaRow<'a>> {
    let [first, second] = figures;
    if cx.view.desk.by_subdistrict {
        let grids = &cx.session.sources().grids.content;
        let units = grids
            .layer(GridLevel::Subdistrict)
            .map_or(&[][..], |layer| &layer.units);
        let pairs = first.subdistricts().zip(second.subdistricts());
        return units
            .iter()
            .zip(pairs)
            .enumerate()
            .map(|(unit, (area, (was, is)))| AreaRow {
                name: area.name.clone(),
                lead: Lead::None,
                subject: Subject {
                    selected: Selected::Unit(UnitAt {
                        level: GridLevel::Subdistrict,
                        unit,
                    }),
                    shown: None,
                },
                sides: [was, is],
                order: unit,
            })
            .collect();
    }
    let zones = &compared.plans[1].zones;
    first
        .zones()
        .zip(second.zones())
        .filter_map(|((_, was, before), (id, is, after))| {
            let zone = zones.get(&id)?;
            Some(AreaRow {
                name: zone.name.clone(),
                lead: Lead::Badge(cx.theme.category(zone.colour), zone.rank),
                subject: Subject {
                    selected: Selected::Zone(id),
                    shown: box_of(&zone.boundary).map(CameraWish::Fit),
                },
                sides: [(was, before), (is, after)],
                order: usize::from(zone.rank),
            })
        })
        .collect()
}
