//! How busy units are taken to be: assumed, or worked out from the incidents and the time a call takes.

use egui::{DragValue, Ui, vec2};

use super::figures::{dimmed_unless, figure_row, reach};
use crate::analysis::queueing::{APPROXIMATION_ERROR, EXACT};
use crate::analysis::workload::UnitLoads;
use crate::base::ids::PointId;
use crate::base::units::{Minutes, Share};
use crate::i18n::message::Message;
use crate::i18n::number;
use crate::session::command::Command;
use crate::session::slot::Freshness;
use crate::session::workload::WorkloadAnswer;
use crate::ui::cx::Cx;
use crate::ui::widgets::{self, Press, form_row};

/// A call's time to begin with, minutes.
const USUAL: f64 = 40.0;

/// Draws the choice and what follows from it; the share of their time that units are busy, once it is known.
pub(super) fn busy(ui: &mut Ui, cx: &mut Cx) -> Option<Share> {
    let minutes = cx.session.settings().call_minutes;
    let mut worked_out = minutes.is_some();
    let label = cx.text("ui-busy");
    form_row(ui, cx.theme, &label, |ui| {
        ui.spacing_mut().item_spacing.x = cx.theme.px(4.0);
        for (from_calls, name, tip) in [
            (false, "ui-busy-assumed", "ui-busy-tip"),
            (true, "ui-busy-from-calls", "ui-busy-from-calls-tip"),
        ] {
            let press = Press::text(cx.theme, cx.text(name))
                .small()
                .selected(worked_out == from_calls);
            let tip = cx.text(tip);
            if ui.add(press).on_hover_text(tip).clicked() {
                worked_out = from_calls;
            }
        }
    });
    if worked_out != minutes.is_some() {
        let time = worked_out.then_some(Minutes(cx.view.desk.call_minutes));
        cx.send(Command::SetCallTime(time));
    }
    match minutes {
        None => Some(assumed(ui, cx)),
        Some(minutes) => {
            call_time(ui, cx, minutes);
            from_calls(ui, cx)
        }
    }
}

fn assumed(ui: &mut Ui, cx: &mut Cx) -> Share {
    let tip = cx.text("ui-busy-tip");
    let theme = cx.theme;
    ui.add_space(theme.px(4.0));
    form_row(ui, theme, "", |ui| {
        let mut percent = cx.view.desk.busy.percent();
        let drag = DragValue::new(&mut percent)
            .range(0.0..=95.0)
            .speed(0.5)
            .max_decimals(0)
            .suffix(" %");
        let size = vec2(theme.px(72.0), theme.row());
        ui.add_sized(size, drag).on_hover_text(&tip);
        cx.view.desk.busy = Share(percent / 100.0);
    });
    cx.view.desk.busy
}

fn call_time(ui: &mut Ui, cx: &mut Cx, known: f64) {
    let (label, tip) = (cx.text("ui-call-time"), cx.text("ui-call-time-tip"));
    let theme = cx.theme;
    ui.add_space(theme.px(4.0));
    form_row(ui, theme, &label, |ui| {
        let mut minutes = cx.view.desk.call_draft.unwrap_or(known);
        let drag = DragValue::new(&mut minutes)
            .range(1.0..=600.0)
            .speed(0.5)
            .max_decimals(0)
            .suffix(" min");
        let size = vec2(theme.px(84.0), theme.row());
        let response = ui.add_sized(size, drag).on_hover_text(&tip);
        let changed = minutes != known;
        if changed && !response.dragged() && !response.has_focus() {
            cx.send(Command::SetCallTime(Some(Minutes(minutes))));
            cx.view.desk.call_draft = None;
            cx.view.desk.call_minutes = minutes;
        } else {
            cx.view.desk.call_draft = changed.then_some(minutes);
        }
    });
}

fn from_calls(ui: &mut Ui, cx: &mut Cx) -> Option<Share> {
    let slot = &cx.session.derived().workload;
    let fresh = slot.freshness() == Freshness::Fresh;
    let answer = slot.get().cloned();
    match answer {
        None => {
            let text = cx.text("ui-load-waiting");
            widgets::paragraph(ui, cx.theme, &text);
            None
        }
        Some(WorkloadAnswer::NoTimes) => {
            let text = cx.text("ui-load-no-times");
            widgets::paragraph(ui, cx.theme, &text);
            None
        }
        Some(WorkloadAnswer::TooMany(calls)) => {
            let told = Message::new("ui-load-too-many")
                .with("calls", number::decimal(calls.per_hour, 1))
                .with("load", number::decimal(calls.load(), 1));
            let text = cx.say(&told);
            widgets::paragraph(ui, cx.theme, &text);
            None
        }
        Some(WorkloadAnswer::Known(loads)) => {
            dimmed_unless(ui, fresh, |ui| figures(ui, cx, &loads));
            Some(loads.mean_busy)
        }
    }
}

fn figures(ui: &mut Ui, cx: &mut Cx, loads: &UnitLoads) {
    ui.spacing_mut().item_spacing.y = 0.0;
    let busiest = loads.busy.iter().max_by(|a, b| a.1.0.total_cmp(&b.1.0));
    let busiest = busiest.copied();
    let share = |share: Share| number::percent(Some(share));
    let how = exactness(loads);
    let rows = [
        (
            "ui-load-calls",
            number::decimal(loads.calls.per_hour, 1),
            Message::new("ui-def-load-calls"),
        ),
        (
            "ui-load-mean",
            share(loads.mean_busy),
            Message::new("ui-def-load-mean"),
        ),
        (
            "ui-load-busiest",
            busiest.map_or_else(
                || number::UNKNOWN.to_owned(),
                |(id, busy)| format!("{} · {}", name_of(cx, id), share(busy)),
            ),
            Message::new("ui-def-load-busiest").with("how", how.clone()),
        ),
        (
            "ui-load-waits",
            share(loads.waits),
            Message::new("ui-def-load-waits"),
        ),
        (
            "ui-load-nearest",
            share(loads.nearest_goes),
            Message::new("ui-def-load-nearest").with("how", how.clone()),
        ),
        (
            "ui-load-arrival",
            reach(loads.mean),
            Message::new("ui-def-load-arrival").with("how", how),
        ),
    ];
    for (name, figure, definition) in rows {
        let name = cx.text(name);
        figure_row(ui, cx, &name, &figure, &definition);
    }
}

/// How good the figures of single units are.
pub(super) fn exactness(loads: &UnitLoads) -> Message {
    if loads.exact {
        return Message::new("ui-load-exact");
    }
    Message::new("ui-load-approximate")
        .with("n", EXACT)
        .with("error", number::percent(Some(Share(APPROXIMATION_ERROR))))
}

fn name_of(cx: &Cx, id: PointId) -> String {
    let point = cx.session.shown_plan().points.get(&id);
    point.map_or_else(String::new, |point| point.name.clone())
}

/// The share of its time the unit at a point is busy, and whether that is up to date.
pub(super) fn of_point(cx: &Cx, id: PointId) -> Option<(Share, bool, Message)> {
    let slot = &cx.session.derived().workload;
    let Some(WorkloadAnswer::Known(loads)) = slot.get() else {
        return None;
    };
    let (_, busy) = loads.busy.iter().find(|(one, _)| *one == id)?;
    Some((
        *busy,
        slot.freshness() == Freshness::Fresh,
        exactness(loads),
    ))
}

/// A call's time where none was said yet, minutes.
pub(crate) const fn usual_call_minutes() -> f64 {
    USUAL
}
