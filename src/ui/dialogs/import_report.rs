//! What the last import kept and refused: counts, personal columns, every refused row with its reason.

use std::sync::Arc;

use egui::{Sense, Ui, pos2, vec2};

use crate::i18n::message::Message;
use crate::i18n::number;
use crate::io::incident_table::Refusal;
use crate::session::sources::IncidentReport;
use crate::ui::cx::Cx;
use crate::ui::desk::Pick;
use crate::ui::icons::Icon;
use crate::ui::status_bar::data_date;
use crate::ui::widgets::{self, Press};

/// Draws the report.
pub fn import_report_ui(ui: &mut Ui, cx: &mut Cx) {
    let theme = cx.theme;
    let report = Arc::clone(&cx.session.sources().incident_report);
    let table = Arc::clone(&cx.session.sources().incidents.content);
    let date = data_date(cx);
    let summary = cx.say(
        &Message::new("ui-report-summary")
            .with("file", table.source().file_name.as_str())
            .with("found", number::count(report.found as u64))
            .with("kept", number::count(table.len() as u64))
            .with("refused", number::count(report.refusals.len() as u64))
            .with("date", date),
    );
    widgets::paragraph(ui, theme, &summary);
    notes(ui, cx, &report);
    ui.add_space(theme.px(12.0));
    if report.refusals.is_empty() {
        let text = cx.text("ui-refused-none");
        widgets::paragraph(ui, theme, &text);
        return;
    }
    let count = number::count(report.refusals.len() as u64);
    let title = cx.say(&Message::new("ui-refused-rows").with("n", count));
    ui.horizontal(|ui| {
        widgets::line(ui, &title, theme.small_strong(), theme.second);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let press = Press::text(theme, cx.text("ui-refusals-export"))
                .with_icon(Icon::Save)
                .outlined();
            if ui.add(press).clicked() {
                cx.view.desk.pick = Some(Pick::SaveRefusals);
            }
        });
    });
    ui.add_space(theme.px(4.0));
    let heads = ["ui-line", "ui-column", "ui-found", "ui-wanted"].map(|id| cx.text(id));
    table_row(ui, cx, &heads, true);
    widgets::hairline(ui, theme);
    ui.spacing_mut().item_spacing.y = 0.0;
    egui::ScrollArea::vertical()
        .max_height(theme.px(360.0))
        .auto_shrink([false, true])
        .show_rows(ui, theme.px(24.0), report.refusals.len(), |ui, range| {
            for refusal in report.refusals.get(range).unwrap_or_default() {
                let cells = cells(cx, refusal);
                table_row(ui, cx, &cells, false);
            }
        });
}

fn notes(ui: &mut Ui, cx: &Cx, report: &IncidentReport) {
    let theme = cx.theme;
    for (name, why) in &report.personal {
        let text = format!("{name}  {}", cx.say(why));
        widgets::line(ui, &text, theme.small(), theme.warning);
    }
    for warning in &report.warnings {
        let text = egui::RichText::new(cx.say(warning))
            .font(theme.small())
            .color(theme.warning);
        ui.add(egui::Label::new(text).wrap());
    }
}

fn cells(cx: &Cx, refusal: &Refusal) -> [String; 4] {
    [
        number::count(refusal.line),
        refusal.column.clone(),
        refusal.found.clone(),
        cx.say(&refusal.wanted),
    ]
}

/// Line at the right of its column; column, found and wanted at the left of theirs.
fn table_row(ui: &mut Ui, cx: &Cx, cells: &[String; 4], head: bool) {
    let theme = cx.theme;
    let size = vec2(ui.available_width(), theme.px(24.0));
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let ends = [0.0, 0.1, 0.28, 0.5, 1.0].map(|share| rect.left() + rect.width() * share);
    let (font, colour) = if head {
        (theme.small_strong(), theme.second)
    } else {
        (theme.small(), theme.text)
    };
    for (at, text) in cells.iter().enumerate() {
        let width = ends[at + 1] - ends[at] - theme.px(12.0);
        let galley = widgets::one_line(ui, text, font.clone(), width);
        let x = if at == 0 {
            ends[1] - theme.px(12.0) - galley.size().x
        } else {
            ends[at]
        };
        let y = rect.center().y - galley.size().y / 2.0;
        ui.painter().galley(pos2(x, y), galley, colour);
    }
    if !head {
        response.on_hover_text(cells.join("\n"));
    }
}
