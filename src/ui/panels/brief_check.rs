//! Before the meeting: what stands in the way of the briefing, each with a jump to where it is.

use egui::Ui;

use crate::report::briefing::check::{Finding, Severity};
use crate::session::command::Command;
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::view_state::RightTab;
use crate::ui::widgets::{self, Press};

/// Draws the list; green only when there is nothing on it and everything is known.
pub(super) fn check_ui(ui: &mut Ui, cx: &mut Cx) {
    let theme = cx.theme;
    widgets::section(ui, theme, &cx.text("ui-brief-check"));
    if cx.session.is_stopped() {
        let press = Press::text(theme, cx.text("ui-brief-check-stopped"))
            .fills()
            .small();
        if ui
            .add(press.with_icon(Icon::Warning).colour(theme.warning))
            .clicked()
        {
            cx.send(Command::WorkAgain);
        }
        return;
    }
    let Some(findings) = cx.session.findings() else {
        widgets::second(ui, theme, &cx.text("ui-brief-checking"));
        return;
    };
    let findings: Vec<Finding> = findings.to_vec();
    if findings.is_empty() {
        ui.horizontal(|ui| {
            let size = egui::Vec2::splat(theme.px(16.0));
            let (rect, _) = ui.allocate_exact_size(size, egui::Sense::hover());
            Icon::Check.paint(ui.painter(), rect, theme.good());
            widgets::line(
                ui,
                &cx.text("ui-brief-check-green"),
                theme.body(),
                theme.good(),
            );
        });
        return;
    }
    for finding in findings {
        row_ui(ui, cx, &finding);
    }
}

fn row_ui(ui: &mut Ui, cx: &mut Cx, finding: &Finding) {
    let theme = cx.theme;
    let (icon, colour) = match finding.severity {
        Severity::Warning => (Icon::Warning, theme.warning),
        Severity::Note => (Icon::Info, theme.second),
    };
    let scenes = &cx.session.plan().scenes;
    let at = finding
        .scene
        .and_then(|id| scenes.iter().position(|scene| scene.id == id));
    let words = cx.say(&finding.message);
    let words = match at {
        Some(at) => format!("{}  {words}", at + 1),
        None => words,
    };
    ui.horizontal_top(|ui| {
        let size = egui::Vec2::splat(theme.px(16.0));
        let (rect, _) = ui.allocate_exact_size(size, egui::Sense::hover());
        icon.paint(ui.painter(), rect, colour);
        ui.vertical(|ui| {
            widgets::paragraph(ui, theme, &words);
            if at.is_some() {
                let go = Press::text(theme, cx.text("ui-brief-check-go")).small();
                if ui.add(go).clicked() {
                    cx.view.desk.brief.scene = finding.scene;
                    cx.view.right_tab = RightTab::Brief;
                }
            }
        });
    });
    ui.add_space(theme.px(4.0));
}
