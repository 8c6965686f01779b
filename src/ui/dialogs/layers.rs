//! A file of several layers: which are opened, and as what.

use egui::Ui;

use super::foot;
use crate::i18n::message::Message;
use crate::i18n::number;
use crate::io::sniff::FileKind;
use crate::session::command::Command;
use crate::ui::cx::Cx;
use crate::ui::widgets::{self, choice};

/// What a layer of a kind can be opened as, the likeliest first.
const fn ways(kind: FileKind) -> &'static [FileKind] {
    match kind {
        FileKind::Boundaries => &[FileKind::Boundaries, FileKind::Zones],
        FileKind::Zones => &[FileKind::Zones, FileKind::Boundaries],
        FileKind::Points => &[FileKind::Points],
        FileKind::Roads => &[FileKind::Roads],
        _ => &[],
    }
}

const fn sentence(kind: Option<FileKind>) -> &'static str {
    match kind {
        Some(FileKind::Boundaries) => "ui-layers-grids",
        Some(FileKind::Zones) => "export-zones",
        Some(FileKind::Points) => "export-points",
        Some(FileKind::Roads) => "export-roads",
        _ => "ui-layers-not",
    }
}

/// What each layer of the file that waits is opened as; nothing for one that stays closed.
type Choices = Vec<Option<FileKind>>;

/// Draws the dialog for the file that waits.
pub fn layers_ui(ui: &mut Ui, cx: &mut Cx) {
    let Some(pending) = cx.session.pending_layers().cloned() else {
        return;
    };
    let theme = cx.theme;
    let mut choices: Choices = cx
        .view
        .desk
        .layer_choices
        .take()
        .filter(|choices| choices.len() == pending.layers.len())
        .unwrap_or_else(|| {
            let likeliest = |kind| ways(kind).first().copied();
            pending
                .layers
                .iter()
                .map(|one| likeliest(one.kind))
                .collect()
        });
    widgets::paragraph(ui, theme, &pending.path.display().to_string());
    ui.add_space(theme.px(4.0));
    widgets::paragraph(ui, theme, &cx.text("ui-layers-note"));
    ui.add_space(theme.px(8.0));
    let most = (ui.ctx().content_rect().height() - theme.px(320.0)).max(theme.px(120.0));
    egui::ScrollArea::vertical()
        .id_salt("layers")
        .max_height(most)
        .auto_shrink([false, true])
        .show(ui, |ui| {
            for (layer, chosen) in pending.layers.iter().zip(&mut choices) {
                ui.push_id(&layer.name, |ui| {
                    ui.horizontal(|ui| {
                        let wide = (ui.available_width() - theme.px(180.0)).max(theme.px(120.0));
                        let size = egui::vec2(wide, theme.row());
                        let layout = egui::Layout::left_to_right(egui::Align::Center);
                        ui.allocate_ui_with_layout(size, layout, |ui| {
                            ui.set_min_width(wide);
                            let count = number::count(layer.features as u64);
                            let count = cx.say(&Message::new("ui-layers-count").with("n", count));
                            let text = format!("{}  ·  {count}", layer.name);
                            widgets::line(ui, &text, theme.body(), theme.text);
                        });
                        let options: Vec<(Option<FileKind>, String)> = ways(layer.kind)
                            .iter()
                            .map(|kind| Some(*kind))
                            .chain([None])
                            .map(|kind| (kind, cx.text(sentence(kind))))
                            .collect();
                        if let Some(now) = choice(ui, "as", theme.px(160.0), *chosen, &options) {
                            *chosen = now;
                        }
                    });
                });
            }
        });
    let ready = choices.iter().any(Option::is_some);
    let (open, cancel) = (cx.text("ui-layers-open"), cx.text("ui-cancel"));
    match foot(ui, cx, &open, ready, &cancel) {
        Some(true) => {
            let named = pending.layers.into_iter().zip(&choices);
            let chosen = named.filter_map(|(layer, kind)| Some((layer.name, (*kind)?)));
            cx.send(Command::OpenLayers(chosen.collect()));
        }
        Some(false) => cx.send(Command::DropLayers),
        None => cx.view.desk.layer_choices = Some(choices),
    }
}
