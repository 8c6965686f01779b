//! The history panel: every entry of the edit log with its time and who made it, the newest first, and the way back to it.

use egui::{Sense, Ui, pos2, vec2};

use crate::session::command::Command;
use crate::session::comparison::PlanChoice;
use crate::session::log_lines::LogLine;
use crate::ui::cx::Cx;
use crate::ui::desk::Pick;
use crate::ui::icons::Icon;
use crate::ui::widgets::{self, Press};

/// Draws the panel.
pub fn edit_log_ui(ui: &mut Ui, cx: &mut Cx) {
    let theme = cx.theme;
    let hint = cx.text("ui-log-hint");
    widgets::line(ui, &hint, theme.small(), theme.second);
    ui.add_space(theme.px(8.0));
    ui.horizontal(|ui| {
        let mut name = cx.session.settings().planner.clone();
        let hint = cx.text("ui-planner");
        if widgets::field(ui, theme, &mut name, &hint, theme.px(280.0)).changed() {
            cx.send(Command::SetPlanner(name));
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let press = Press::text(theme, cx.text("ui-act-export-log"))
                .with_icon(Icon::Save)
                .outlined()
                .enabled(cx.session.plan_file().is_some());
            if ui.add(press).clicked() {
                cx.view.desk.pick = Some(Pick::SaveLog);
            }
        });
    });
    ui.add_space(theme.px(8.0));
    let lines = cx.session.log().all();
    let count = lines.len();
    let mut wish = None;
    ui.spacing_mut().item_spacing.y = 0.0;
    egui::ScrollArea::vertical()
        .max_height(theme.px(420.0))
        .auto_shrink([false, true])
        .show_rows(ui, theme.px(28.0), count, |ui, range| {
            for line in lines.iter().rev().skip(range.start).take(range.len()) {
                if let Some(command) = log_row(ui, cx, line, line.seq == count as u64) {
                    wish = Some(command);
                }
            }
        });
    if let Some(command) = wish {
        if matches!(command, Command::Compare(_)) {
            cx.view.desk.dialog = None;
        }
        cx.send(command);
    }
}

/// Time, who and what; what was wished of the entry: the way back to it, or to hold it against the plan now.
fn log_row(ui: &mut Ui, cx: &Cx, line: &LogLine, newest: bool) -> Option<Command> {
    let theme = cx.theme;
    let size = vec2(ui.available_width(), theme.px(28.0));
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let back = theme.px(200.0);
    let room = rect.width() - back;
    let cells = [local_time(&line.time), line.who.clone(), line.title.clone()];
    // The time is always whole; who it was and what was done share the rest.
    let time = widgets::one_line(ui, &cells[0], theme.small(), f32::INFINITY);
    let time = time.size().x + theme.px(14.0);
    let rest = (room - time).max(0.0);
    let ends = [0.0, time, time + rest * 0.2, room].map(|at| rect.left() + at);
    for (at, text) in cells.iter().enumerate() {
        let width = ends[at + 1] - ends[at] - theme.px(12.0);
        let galley = widgets::one_line(ui, text, theme.small(), width);
        let y = rect.center().y - galley.size().y / 2.0;
        let colour = if at == 2 { theme.text } else { theme.second };
        ui.painter().galley(pos2(ends[at], y), galley, colour);
    }
    response.on_hover_text(format!("{} · {}\n{}", line.seq, line.time, line.title));
    let at = egui::Rect::from_min_max(pos2(rect.right() - back, rect.top()), rect.right_bottom());
    // Drawn into the row that is laid out already: it takes no room of its own.
    let middle = egui::Layout::left_to_right(egui::Align::Center);
    let mut side = ui.new_child(egui::UiBuilder::new().max_rect(at).layout(middle));
    let button = |id| Press::text(theme, cx.text(id)).small().enabled(!newest);
    let compare = side.add(button("ui-log-compare")).clicked();
    let back = side.add(button("ui-log-back")).clicked();
    match (compare, back) {
        (true, _) => Some(Command::Compare([
            PlanChoice::Entry(line.seq),
            PlanChoice::Now,
        ])),
        (_, true) => Some(Command::RevertTo(line.seq)),
        (false, false) => None,
    }
}

/// The time of an entry on the wall clock here, to the minute.
pub(in crate::ui) fn local_time(utc: &str) -> String {
    utc.parse::<jiff::Timestamp>().map_or_else(
        |_| utc.to_owned(),
        |time| {
            let here = time.to_zoned(jiff::tz::TimeZone::system());
            here.strftime("%Y-%m-%d %H:%M").to_string()
        },
    )
}
