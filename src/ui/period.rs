//! The period filter by months: what it spans, how it is said, stepping and playing.

use egui::Context;

use super::cx::Cx;
use crate::analysis::profile::{days_of_month, month_number, year_and_month};
use crate::model::filter::IncidentFilter;
use crate::model::incident::date_of_day_number;
use crate::session::command::Command;
use crate::session::state::Session;

/// Seconds a step of the playing period stays.
const STEP_SECONDS: f64 = 0.8;

/// First and last month of the incidents at hand.
#[must_use]
pub fn span(session: &Session) -> Option<(i32, i32)> {
    let profile = &session.derived().selection.get()?.profile;
    let count = i32::try_from(profile.months.len()).ok()?;
    (count > 0).then(|| (profile.first_month, profile.first_month + count - 1))
}

/// First and last month of the filter's period; the whole span where there is no period.
#[must_use]
pub fn chosen(session: &Session) -> Option<(i32, i32)> {
    match session.filter().period {
        Some((first, last)) => Some((month_of(first)?, month_of(last)?)),
        None => span(session),
    }
}

fn month_of(day: i32) -> Option<i32> {
    date_of_day_number(day).map(month_number)
}

/// A month as `2024-06`.
#[must_use]
pub fn month_text(month: i32) -> String {
    let (year, month) = year_and_month(month);
    format!("{year}-{month:02}")
}

/// Months from first to last as one text.
#[must_use]
pub fn months_text(first: i32, last: i32) -> String {
    if first == last {
        month_text(first)
    } else {
        format!("{} – {}", month_text(first), month_text(last))
    }
}

/// The months of a period of days as one text.
#[must_use]
pub fn days_text((first, last): (i32, i32)) -> Option<String> {
    Some(months_text(month_of(first)?, month_of(last)?))
}

/// Lets these months count; all of the span is no period at all.
pub fn choose(cx: &mut Cx, months: Option<(i32, i32)>) {
    let whole = span(cx.session);
    let period = months
        .filter(|months| Some(*months) != whole)
        .and_then(|(first, last)| Some((days_of_month(first)?.0, days_of_month(last)?.1)));
    let filter = IncidentFilter {
        period,
        ..cx.session.filter().clone()
    };
    if filter != *cx.session.filter() {
        cx.send(Command::SetFilter(filter));
    }
}

/// Moves the period by its own length; a step from the whole span begins with its first or last month.
pub fn step(cx: &mut Cx, direction: i32) {
    let Some((least, most)) = span(cx.session) else {
        return;
    };
    let next = match cx.session.filter().period.and_then(|_| chosen(cx.session)) {
        None if direction > 0 => (least, least),
        None => (most, most),
        Some((first, last)) => {
            let length = last - first + 1;
            let moved = (first + direction * length).clamp(least, (most - length + 1).max(least));
            (moved, moved + length - 1)
        }
    };
    choose(cx, Some(next));
}

/// Starts or stops the playing of the period.
pub fn toggle_play(cx: &mut Cx, context: &Context) {
    let now = context.input(|input| input.time);
    cx.view.desk.playing = match cx.view.desk.playing {
        Some(_) => None,
        None => Some(now),
    };
}

/// While playing: steps on when it is time and the answers have come; begins anew after the last month.
pub fn play(cx: &mut Cx, context: &Context) {
    let (Some(due), Some((least, most))) = (cx.view.desk.playing, span(cx.session)) else {
        cx.view.desk.playing = None;
        return;
    };
    let now = context.input(|input| input.time);
    if now < due || cx.session.is_busy() {
        context.request_repaint_after_secs(if now < due { (due - now) as f32 } else { 0.05 });
        return;
    }
    let at = cx.session.filter().period.and_then(|_| chosen(cx.session));
    match at {
        Some((first, last)) if last >= most => {
            let length = (last - first).min(most - least);
            choose(cx, Some((least, least + length)));
        }
        _ => step(cx, 1),
    }
    cx.view.desk.playing = Some(now + STEP_SECONDS);
    context.request_repaint_after_secs(STEP_SECONDS as f32);
}
