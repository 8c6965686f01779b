//! Plans between networks: handing one over, and deciding whether the sender of another is to be believed.

use egui::Ui;

use super::foot;
use crate::session::command::Command;
use crate::ui::cx::Cx;
use crate::ui::desk::{Dialog, Pick};
use crate::ui::widgets;

/// Draws the dialog that hands the plan over.
pub fn hand_over_ui(ui: &mut Ui, cx: &mut Cx, mut signed: bool) {
    let theme = cx.theme;
    widgets::paragraph(ui, theme, &cx.text("ui-hand-over-note"));
    ui.add_space(theme.px(12.0));
    widgets::check(ui, theme, &mut signed, &cx.text("ui-hand-over-sign"));
    ui.add_space(theme.px(4.0));
    let sentence = if signed {
        "ui-hand-over-signed-note"
    } else {
        "ui-hand-over-unsigned-note"
    };
    widgets::paragraph(ui, theme, &cx.text(sentence));
    let (go, cancel) = (cx.text("ui-export-go"), cx.text("ui-cancel"));
    cx.view.desk.dialog = match foot(ui, cx, &go, true, &cancel) {
        Some(true) => {
            cx.view.desk.pick = Some(Pick::SaveBundle(signed));
            None
        }
        Some(false) => None,
        None => Some(Dialog::HandOver(signed)),
    };
}

/// Draws the dialog for the bundle that waits.
pub fn bundle_ui(ui: &mut Ui, cx: &mut Cx) {
    let Some(pending) = cx.session.pending_bundle().cloned() else {
        return;
    };
    let theme = cx.theme;
    let head = &pending.bundle.head;
    let key = pending.bundle.key.map(|key| key.fingerprint());
    let rows = [
        ("ui-bundle-plan", head.plan.clone()),
        ("ui-bundle-by", head.by.clone()),
        ("ui-bundle-made", head.made.clone()),
        (
            "ui-bundle-key",
            key.clone().unwrap_or_else(|| cx.text("ui-bundle-none")),
        ),
    ];
    for (label, text) in rows {
        widgets::form_row(ui, theme, &cx.text(label), |ui| {
            widgets::line(ui, &text, theme.body(), theme.text);
        });
    }
    ui.add_space(theme.px(8.0));
    let (note, go) = match key {
        Some(_) => ("ui-bundle-unknown-note", "ui-bundle-trust"),
        None => ("ui-bundle-unsigned-note", "ui-bundle-open"),
    };
    widgets::paragraph(ui, theme, &cx.text(note));
    let (go, cancel) = (cx.text(go), cx.text("ui-cancel"));
    match foot(ui, cx, &go, true, &cancel) {
        Some(true) => cx.send(Command::AcceptBundle(true)),
        Some(false) => cx.send(Command::DropBundle),
        None => {}
    }
}
