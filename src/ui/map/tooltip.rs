//! What a place tells when the pointer rests on it.

use egui::{Response, Ui};

use super::bubble::bubble;
use super::frame::MapFrame;
use super::levels::LevelsSeen;
use super::zones;
use crate::base::units::PerKm2;
use crate::i18n::message::{Arg, Message};
use crate::model::grid::GridLevel;
use crate::session::place_report::{PlaceReport, UnitAt};
use crate::ui::cx::Cx;
use crate::ui::panels::figures::reach;

/// Seconds the pointer rests before the place tells.
const REST: f32 = 0.35;

/// Shows what the place under a resting pointer tells.
pub(super) fn tooltip(ui: &Ui, cx: &Cx, levels: &LevelsSeen, frame: &MapFrame, surface: &Response) {
    let Some(pointer) = surface.hover_pos() else {
        return;
    };
    let (rested, busy) = ui.input(|input| {
        let pressed = input.pointer.any_down();
        (input.pointer.time_since_last_movement(), pressed)
    });
    if busy || surface.context_menu_opened() {
        return;
    }
    if rested < REST {
        let wait = std::time::Duration::from_secs_f32(REST - rested + 0.01);
        ui.ctx().request_repaint_after(wait);
        return;
    }
    if let Some(at) = cx.view.pointer_at {
        let report = cx.session.place_report(at);
        let shown = levels.finest(frame.zoom, &report.units, |unit| unit.level);
        let counted = shown.or(report.units.last().copied());
        let lines = lines(cx, &report, counted);
        if !lines.is_empty() {
            bubble(ui, cx.theme, pointer, &lines);
        }
    }
}

/// The report in lines, coarse to fine; empty where nothing is known of the place.
fn lines(cx: &Cx, report: &PlaceReport, counted: Option<UnitAt>) -> Vec<String> {
    let name = |at: &UnitAt| cx.session.unit(*at).map(|(_, unit)| unit.name.clone());
    let way: Vec<String> = report
        .units
        .iter()
        .filter(|at| at.level != GridLevel::PoliceGrid)
        .filter_map(name)
        .collect();
    if report.units.is_empty()
        && report.zones.is_empty()
        && report.density.is_none_or(|density| density.0 == 0.0)
    {
        return Vec::new();
    }
    let mut lines = Vec::new();
    if !way.is_empty() {
        lines.push(way.join(" / "));
    }
    if let Some((_, unit)) = report
        .units
        .iter()
        .find(|at| at.level == GridLevel::PoliceGrid)
        .and_then(|at| cx.session.unit(*at))
    {
        let who = unit.responsible.as_deref().unwrap_or_default();
        let words = if who.is_empty() {
            "map-tip-police-grid"
        } else {
            "map-tip-police-grid-of"
        };
        lines.push(
            cx.say(
                &Message::new(words)
                    .with("name", unit.name.as_str())
                    .with("unit", who),
            ),
        );
    }
    let zones = &cx.session.shown_plan().zones;
    lines.extend(
        report
            .zones
            .iter()
            .filter_map(|id| zones.get(id))
            .map(|zone| zones::name(cx, zone)),
    );
    lines.extend(figures(cx, report, counted));
    lines.extend(arrival(cx, report));
    lines
}

/// When a unit arrives by road, and whose.
fn arrival(cx: &Cx, report: &PlaceReport) -> Option<String> {
    let (id, time) = report.first?;
    let point = cx.session.shown_plan().points.get(&id)?;
    let told = Message::new("map-tip-arrival")
        .with("time", reach(Some(time.into())))
        .with("point", point.name.as_str());
    Some(cx.say(&told))
}

/// Incidents of the unit a click would select, and the heat.
fn figures(cx: &Cx, report: &PlaceReport, counted: Option<UnitAt>) -> Option<String> {
    let count = counted.and_then(|at| Some((at.level, cx.session.incidents_in(at)?)));
    let incidents = count.map(|(level, count)| {
        let level = cx.text(level.sentence());
        cx.say(
            &Message::new("map-tip-incidents")
                .with("level", level)
                .with("n", count.round() as u64),
        )
    });
    let density = report.density.map(|density| {
        let value = density_arg(density);
        cx.say(&Message::new("map-density").with("n", value))
    });
    let parts: Vec<String> = incidents.into_iter().chain(density).collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}

/// A density without false decimals.
pub(super) fn density_arg(density: PerKm2) -> Arg {
    let small = density.0 > 0.0 && density.0 < 100.0;
    Arg::Decimal(density.0, u8::from(small))
}
