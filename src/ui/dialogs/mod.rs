//! Dialogs: only where a choice is needed, or where there is more to read than a panel holds.

pub mod about;
pub mod boundaries;
pub mod briefing_out;
pub mod bundle;
pub mod crs_choice;
pub mod defects;
pub mod edit_log;
pub mod export;
pub mod import_report;
pub mod incidents;
pub mod judged;
pub mod keys;
pub mod layers;
pub mod sample;

use egui::{Context, Id, Modal, Ui};

use super::cx::Cx;
use super::desk::Dialog;
use super::icons::Icon;
use super::widgets::{self, Press};
use crate::session::command::Command;

/// Draws the open dialog. An incident file that waits for its mapping and a file whose layers wait to be
/// chosen from come before any other.
pub fn dialogs_ui(context: &Context, cx: &mut Cx) {
    if cx.session.pending_incidents().is_some() {
        let title = cx.text("ui-import-title");
        if dialog(
            context,
            cx,
            "incidents",
            880.0,
            &title,
            incidents::incidents_ui,
        ) {
            cx.view.desk.mapping_draft = None;
            cx.send(Command::DropIncidentPreview);
        }
        return;
    }
    if cx.session.pending_layers().is_some() {
        let title = cx.text("ui-layers-title");
        if dialog(context, cx, "layers", 560.0, &title, layers::layers_ui) {
            cx.view.desk.layer_choices = None;
            cx.send(Command::DropLayers);
        }
        return;
    }
    if cx.session.pending_bundle().is_some() {
        let title = cx.text("ui-bundle-title");
        if dialog(context, cx, "bundle", 560.0, &title, bundle::bundle_ui) {
            cx.send(Command::DropBundle);
        }
        return;
    }
    let closed = match cx.view.desk.dialog.clone() {
        None => false,
        Some(Dialog::Boundaries(level, options)) => {
            let title = cx.text("ui-boundaries-title");
            dialog(context, cx, "boundaries", 820.0, &title, |ui, cx| {
                boundaries::boundaries_ui(ui, cx, level, options);
            })
        }
        Some(Dialog::ImportReport) => {
            let title = cx.text("ui-act-import-report");
            dialog(
                context,
                cx,
                "report",
                820.0,
                &title,
                import_report::import_report_ui,
            )
        }
        Some(Dialog::BriefingOut) => {
            let title = cx.text("ui-brief-export-title");
            let contents = briefing_out::briefing_out_ui;
            dialog(context, cx, "briefing", 460.0, &title, contents)
        }
        Some(Dialog::Judged) => {
            let title = cx.text("ui-act-judge");
            dialog(context, cx, "judged", 720.0, &title, judged::judged_ui)
        }
        Some(Dialog::EditLog) => {
            let title = cx.text("ui-log-title");
            dialog(
                context,
                cx,
                "edit log",
                860.0,
                &title,
                edit_log::edit_log_ui,
            )
        }
        Some(Dialog::Export) => {
            let title = cx.text("ui-export-title");
            dialog(context, cx, "export", 560.0, &title, export::export_ui)
        }
        Some(Dialog::HandOver(signed)) => {
            let title = cx.text("ui-hand-over-title");
            dialog(context, cx, "hand over", 560.0, &title, |ui, cx| {
                bundle::hand_over_ui(ui, cx, signed);
            })
        }
        Some(Dialog::Keys) => {
            let title = cx.text("ui-act-keys");
            dialog(context, cx, "keys", 860.0, &title, keys::keys_ui)
        }
        Some(Dialog::About) => {
            let title = cx.text("ui-act-about");
            dialog(context, cx, "about", 480.0, &title, about::about_ui)
        }
    };
    if closed {
        cx.view.desk.dialog = None;
    }
}

/// A dialog with a head and a close button, no larger than the window. Returns whether it was closed.
fn dialog(
    context: &Context,
    cx: &mut Cx,
    name: &str,
    width: f32,
    title: &str,
    contents: impl FnOnce(&mut Ui, &mut Cx),
) -> bool {
    let theme = cx.theme;
    let screen = context.content_rect().size();
    let width = theme.px(width).min(screen.x - theme.px(96.0));
    let modal = Modal::new(Id::unique(name))
        .frame(widgets::dialog_frame(context, theme))
        .show(context, |ui| {
            ui.set_width(width);
            ui.set_max_height(screen.y - theme.px(120.0));
            let mut close = false;
            ui.horizontal(|ui| {
                widgets::line(ui, title, theme.heading(), theme.text);
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    let press = Press::icon(theme, Icon::Close, cx.text("ui-close"));
                    close = ui.add(press).clicked();
                });
            });
            ui.add_space(theme.px(12.0));
            contents(ui, cx);
            close
        });
    modal.inner || modal.should_close()
}

/// The foot of a dialog: buttons at the right, the first the one to press; Enter presses it while nothing else has the
/// keyboard. Returns which was pressed.
pub(super) fn foot(ui: &mut Ui, cx: &Cx, main: &str, ready: bool, other: &str) -> Option<bool> {
    let theme = cx.theme;
    ui.add_space(theme.px(12.0));
    widgets::hairline(ui, theme);
    ui.add_space(theme.px(8.0));
    let size = egui::vec2(ui.available_width(), theme.row());
    let layout = egui::Layout::right_to_left(egui::Align::Center);
    ui.allocate_ui_with_layout(size, layout, |ui| {
        let main = ui.add(Press::text(theme, main).primary().enabled(ready));
        if ready && ui.memory(|memory| memory.focused().is_none()) {
            main.request_focus();
        }
        let other = ui.add(Press::text(theme, other).outlined());
        match (main.clicked(), other.clicked()) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            (false, false) => None,
        }
    })
    .inner
}
