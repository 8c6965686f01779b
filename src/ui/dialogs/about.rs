//! What this program is, in a few lines.

use egui::Ui;

use crate::i18n::message::Message;
use crate::ui::cx::Cx;
use crate::ui::widgets;

/// Draws the page.
pub fn about_ui(ui: &mut Ui, cx: &mut Cx) {
    let theme = cx.theme;
    widgets::line(ui, &cx.text("app-name"), theme.figure(), theme.accent);
    let version = Message::new("ui-about-version").with("version", env!("CARGO_PKG_VERSION"));
    widgets::second(ui, theme, &cx.say(&version));
    ui.add_space(theme.px(12.0));
    for sentence in [
        "ui-about-what",
        "ui-about-offline",
        "ui-about-people",
        "ui-about-licence",
    ] {
        widgets::paragraph(ui, theme, &cx.text(sentence));
        ui.add_space(theme.px(6.0));
    }
}
