//! Zones by rank: figures of each; the selected one opens for its name, colour, rank and deletion.

use egui::{Color32, Role, Sense, Ui, WidgetInfo};
use geo::Area;

use super::coverage::padded;
use super::figures::{coverage_is_fresh, ring_words};
use super::table::{self, Column, Lead, by_figure};
use crate::base::ids::ZoneId;
use crate::base::units::{Km2, Share};
use crate::i18n::message::Message;
use crate::i18n::number;
use crate::model::plan_edit::PlanEdit;
use crate::model::zone::Zone;
use crate::session::command::Command;
use crate::ui::actions::{self, Act};
use crate::ui::cx::Cx;
use crate::ui::desk::Renaming;
use crate::ui::icons::Icon;
use crate::ui::selection_edits::zoom_to_selection;
use crate::ui::top_bar::finish_field;
use crate::ui::view_state::Selected;
use crate::ui::widgets::{self, Press};

/// Draws the tab.
pub fn zones_ui(ui: &mut Ui, cx: &mut Cx) {
    let theme = cx.theme;
    let zones: Vec<Zone> = cx
        .session
        .shown_plan()
        .zones_by_rank()
        .into_iter()
        .cloned()
        .collect();
    if zones.is_empty() {
        return empty(ui, cx);
    }
    ui.add_space(theme.px(8.0));
    let ring = cx.view.desk.ring.unwrap_or(usize::MAX);
    let columns = columns(cx, ring);
    let mut sorting = cx.view.desk.zone_sorting;
    table::head(ui, cx, &columns, true, &mut sorting);
    cx.view.desk.zone_sorting = sorting;
    ui.spacing_mut().item_spacing.y = 0.0;
    for at in order(cx, &zones, ring) {
        let Some(zone) = zones.get(at) else { continue };
        let selected = cx.view.selected == Selected::Zone(zone.id);
        let texts = zone_texts(cx, zone, ring);
        let lead = Lead::Badge(theme.category(zone.colour), zone.rank);
        let response = table::row(ui, cx, &columns, lead, &texts, selected);
        if response.clicked() {
            cx.view.selected = if selected {
                Selected::Nothing
            } else {
                Selected::Zone(zone.id)
            };
        }
        if response.double_clicked() {
            cx.view.selected = Selected::Zone(zone.id);
            zoom_to_selection(cx);
        }
        if selected {
            ui.push_id(zone.id.0, |ui| details(ui, cx, &zones, at));
        }
    }
    ui.add_space(theme.px(8.0));
    padded(ui, cx, |ui, cx| {
        let press = Press::text(theme, cx.text("ui-act-draw-zone"))
            .with_icon(Icon::Plus)
            .shortcut(actions::keys_of(Act::DrawZone));
        if ui.add(press).clicked() {
            actions::run(Act::DrawZone, cx, ui.ctx());
        }
    });
    ui.add_space(theme.px(24.0));
}

/// Name, incidents, covered share, area.
fn columns(cx: &Cx, ring: usize) -> [Column; 4] {
    let fresh = coverage_is_fresh(cx);
    let rings = &cx.session.derived().shown.figures.rings;
    let ring = rings.get(ring).or_else(|| rings.last());
    let covered = Message::new("ui-def-area-covered")
        .with("ring", ring_words(cx, ring.map(|ring| ring.ring)));
    let incidents = Message::new("ui-def-incidents");
    let area = Message::new("ui-def-unit-area");
    [
        Column::new(cx.text("ui-name"), 0.0),
        Column::figures(cx.text("ui-incidents-column"), 70.0, incidents, fresh),
        Column::figures(cx.text("ui-covered"), 70.0, covered, fresh),
        Column::figures("km²".to_owned(), 54.0, area, true),
    ]
}

fn empty(ui: &mut Ui, cx: &mut Cx) {
    let (text, button) = (cx.text("ui-empty-zones"), cx.text("ui-act-draw-zone"));
    let mut clicked = false;
    padded(ui, cx, |ui, cx| {
        clicked = widgets::empty(ui, cx.theme, Icon::Zone, &text, &button);
    });
    if clicked {
        actions::run(Act::DrawZone, cx, ui.ctx());
    }
}

/// Incidents, covered share and area of a zone.
fn zone_figures(cx: &Cx, zone: &Zone, ring: usize) -> [Option<f64>; 3] {
    let shown = &cx.session.derived().shown.figures;
    let mut zones = shown.zones.iter();
    let figures = zones.find(|(id, _)| *id == zone.id).map(|(_, area)| area);
    let share = figures.and_then(|figures| {
        let last = figures.incident_share.len().checked_sub(1)?;
        *figures.incident_share.get(ring.min(last))?
    });
    [
        figures.map(|figures| figures.incidents),
        share.map(|share| share.0),
        zone_area(cx, zone).map(|area| area.0),
    ]
}

/// Positions of the zones in the order of the chosen column; by rank where none is chosen.
fn order(cx: &Cx, zones: &[Zone], ring: usize) -> Vec<usize> {
    let sorting = cx.view.desk.zone_sorting;
    let mut order: Vec<usize> = (0..zones.len()).collect();
    let figure = |at: &usize| {
        let column = sorting.column.checked_sub(1)?;
        *zone_figures(cx, zones.get(*at)?, ring).get(column)?
    };
    let name = |at: &usize| zones.get(*at).map(|zone| zone.name.as_str());
    match (sorting.column, sorting.descending) {
        (0, false) => order.sort_by(|one, other| name(one).cmp(&name(other))),
        (0, true) => order.sort_by(|one, other| name(other).cmp(&name(one))),
        (1..=3, descending) => {
            order.sort_by(|one, other| by_figure(figure(one), figure(other), descending));
        }
        _ => {}
    }
    order
}

/// Name, incidents, covered share, area.
fn zone_texts(cx: &Cx, zone: &Zone, ring: usize) -> [String; 4] {
    let [incidents, share, area] = zone_figures(cx, zone, ring);
    let text = |value: Option<f64>, decimals| {
        value.map_or_else(
            || number::UNKNOWN.to_owned(),
            |value| number::decimal(value, decimals),
        )
    };
    [
        zone.name.clone(),
        text(incidents, 0),
        number::percent(share.map(Share)),
        text(area, 2),
    ]
}

/// Area on the ground of a zone.
pub(super) fn zone_area(cx: &Cx, zone: &Zone) -> Option<Km2> {
    use geo::MapCoords;
    let projection = cx.session.projection()?;
    let local = zone.boundary.map_coords(|corner| {
        let at = projection.to_local(corner.into());
        geo::Coord { x: at.x, y: at.y }
    });
    Some(Km2::from_square_metres(local.unsigned_area()))
}

fn details(ui: &mut Ui, cx: &mut Cx, zones: &[Zone], at: usize) {
    let theme = cx.theme;
    let Some(zone) = zones.get(at) else { return };
    egui::Frame::new()
        .inner_margin(egui::Margin {
            left: theme.px(34.0) as i8,
            right: theme.px(12.0) as i8,
            top: theme.px(6.0) as i8,
            bottom: theme.px(10.0) as i8,
        })
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = theme.px(6.0);
            name_field(ui, cx, zone);
            swatches(ui, cx, zone);
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = theme.px(2.0);
                buttons(ui, cx, zones, at);
            });
        });
}

fn name_field(ui: &mut Ui, cx: &mut Cx, zone: &Zone) {
    let hint = cx.text("ui-zone-name");
    let width = ui.available_width();
    match &mut cx.view.desk.renaming {
        Some(Renaming::Zone(id, name)) if *id == zone.id => {
            let response = widgets::field(ui, cx.theme, name, &hint, width);
            finish_field(ui, cx, &response);
        }
        _ => {
            let mut name = zone.name.clone();
            let response = widgets::field(ui, cx.theme, &mut name, &hint, width);
            if response.gained_focus() || response.changed() {
                cx.view.desk.renaming = Some(Renaming::Zone(zone.id, name));
            }
        }
    }
}

/// The eight colours; the zone's own carries a check mark.
fn swatches(ui: &mut Ui, cx: &mut Cx, zone: &Zone) {
    let theme = cx.theme;
    ui.horizontal(|ui| {
        let gap = theme.px(6.0);
        ui.spacing_mut().item_spacing.x = gap;
        let side = ((ui.available_width() - 7.0 * gap) / 8.0).min(theme.px(22.0));
        for colour in 0..8_u8 {
            let (rect, response) = ui.allocate_exact_size(egui::Vec2::splat(side), Sense::click());
            let name = cx.say(&Message::new("ui-colour").with("n", usize::from(colour) + 1));
            let own = zone.colour % 8 == colour;
            response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, own, &name));
            let fill = theme.category(colour);
            ui.painter().rect_filled(rect, 4.0, fill);
            if own {
                Icon::Check.paint(ui.painter(), rect.shrink(theme.px(3.0)), theme.on(fill));
            }
            if response.hovered() || response.has_focus() {
                let ring = theme.focus_ring();
                ui.painter()
                    .rect_stroke(rect, 4.0, ring, egui::StrokeKind::Outside);
            }
            if response.clicked() && !own {
                let mut zone = zone.clone();
                zone.colour = colour;
                cx.send(Command::Edit(PlanEdit::ReplaceZone(zone)));
            }
        }
    });
}

fn buttons(ui: &mut Ui, cx: &mut Cx, zones: &[Zone], at: usize) {
    let theme = cx.theme;
    let Some(id) = zones.get(at).map(|zone| zone.id) else {
        return;
    };
    let zoom = Press::text(theme, cx.text("ui-zoom"))
        .with_icon(Icon::Target)
        .small();
    if ui.add(zoom).clicked() {
        zoom_to_selection(cx);
    }
    let up = Press::icon(theme, Icon::Up, cx.text("ui-rank-up"))
        .small()
        .enabled(at > 0);
    if ui.add(up).clicked() {
        rerank(cx, zones, at, at.saturating_sub(1));
    }
    let down = Press::icon(theme, Icon::Down, cx.text("ui-rank-down"))
        .small()
        .enabled(at + 1 < zones.len());
    if ui.add(down).clicked() {
        rerank(cx, zones, at, at + 1);
    }
    ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
        let delete = Press::text(theme, cx.text("ui-delete"))
            .with_icon(Icon::Trash)
            .small();
        if ui.add(delete).clicked() {
            cx.view.selected = Selected::Zone(id);
            actions::run(Act::Delete, cx, ui.ctx());
        }
    });
}

/// Moves a zone in the order of priority; ranks run from 1 without gaps afterwards. One undo step.
fn rerank(cx: &mut Cx, zones: &[Zone], from: usize, to: usize) {
    let edits = reranked(zones, from, to);
    if !edits.is_empty() {
        cx.send(Command::Edit(PlanEdit::All(edits)));
    }
}

fn reranked(zones: &[Zone], from: usize, to: usize) -> Vec<PlanEdit> {
    let mut order: Vec<&Zone> = zones.iter().collect();
    if from >= order.len() || to >= order.len() {
        return Vec::new();
    }
    let moved = order.remove(from);
    order.insert(to, moved);
    (1u16..)
        .zip(order)
        .filter(|(rank, zone)| zone.rank != *rank)
        .map(|(rank, zone)| {
            PlanEdit::ReplaceZone(Zone {
                rank,
                ..zone.clone()
            })
        })
        .collect()
}

/// The colour of a zone by its number, for other lists.
pub(super) fn colour_of(cx: &Cx, id: ZoneId) -> Color32 {
    cx.session
        .shown_plan()
        .zones
        .get(&id)
        .map_or(cx.theme.outline, |zone| cx.theme.category(zone.colour))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_rank_leaves_no_gap_and_no_double() {
        let zone = |id, rank| Zone {
            id: ZoneId(id),
            name: String::new(),
            rank,
            colour: 0,
            boundary: geo::Polygon::new(
                geo::LineString::from(vec![(0.0, 0.0), (1.0, 0.0), (1.0, 1.0)]),
                Vec::new(),
            ),
        };
        let zones = [zone(1, 1), zone(2, 2), zone(3, 5), zone(4, 9)];
        let edits = reranked(&zones, 3, 1);
        let ranks: Vec<(u32, u16)> = edits
            .iter()
            .filter_map(|edit| match edit {
                PlanEdit::ReplaceZone(zone) => Some((zone.id.0, zone.rank)),
                _ => None,
            })
            .collect();
        assert_eq!(ranks, [(4, 2), (2, 3), (3, 4)]);
    }
}
