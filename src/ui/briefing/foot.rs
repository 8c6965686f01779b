//! The foot of a scene: whose data it is; the presenter's buttons while the pointer moves; the keys when asked for.

use egui::{
    Align, Area, Context, Frame, Id, Layout, Margin, Order, Rect, Stroke, Ui, UiBuilder, pos2, vec2,
};

use super::desk::Pointer;
use super::keys::KEYS;
use super::screen::part;
use super::{end, step};
use crate::report::briefing::content::SceneContent;
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::widgets::{self, Press};

/// The presenter's buttons go when the pointer has rested this long, seconds.
const RESTED: f32 = 2.5;

/// Draws it.
pub(super) fn foot(ui: &mut Ui, cx: &mut Cx, room: Rect, told: &SceneContent) {
    let inner = room.shrink2(vec2(36.0 * part(cx), 4.0 * part(cx)));
    let moved = ui.input(|input| input.pointer.time_since_last_movement()) < RESTED;
    let mut left = inner.max.x;
    if moved {
        ui.ctx().request_repaint_after_secs(RESTED);
        let buttons = ui.scope_builder(
            UiBuilder::new()
                .max_rect(inner)
                .layout(Layout::right_to_left(Align::Center)),
            |ui| buttons(ui, cx),
        );
        left = buttons.response.rect.min.x - 16.0 * part(cx);
    }
    let second = cx
        .view
        .desk
        .briefing
        .as_ref()
        .is_some_and(|desk| desk.second);
    let map = told
        .maps
        .get(usize::from(second))
        .cloned()
        .unwrap_or_default();
    let words = [map, told.basis.clone()];
    let words: Vec<String> = words
        .into_iter()
        .filter(|words| !words.is_empty())
        .collect();
    let galley = widgets::one_line(
        ui,
        &words.join("  ·  "),
        cx.theme.small(),
        (left - inner.min.x).max(1.0),
    );
    let at = pos2(inner.min.x, inner.center().y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, cx.theme.second);
}

fn buttons(ui: &mut Ui, cx: &mut Cx) {
    ui.spacing_mut().item_spacing.x = 4.0 * part(cx);
    let theme = cx.theme;
    if ui
        .add(Press::icon(theme, Icon::Close, cx.text("ui-brief-key-end")))
        .clicked()
    {
        end(cx, ui.ctx());
        return;
    }
    let Some(desk) = &mut cx.view.desk.briefing else {
        return;
    };
    let help =
        Press::icon(theme, Icon::Info, cx.words.text("ui-brief-key-help")).selected(desk.help);
    if ui.add(help).clicked() {
        desk.help = !desk.help;
    }
    for (pointer, icon, sentence) in [
        (Pointer::Pen, Icon::Pencil, "ui-brief-pen"),
        (Pointer::Laser, Icon::Target, "ui-brief-laser"),
    ] {
        let press =
            Press::icon(theme, icon, cx.words.text(sentence)).selected(desk.pointer == pointer);
        if ui.add(press).clicked() {
            desk.pointer = if desk.pointer == pointer {
                Pointer::Hand
            } else {
                pointer
            };
        }
    }
    for (on, icon, sentence) in [
        (true, Icon::Chevron, "ui-brief-next"),
        (false, Icon::Back, "ui-brief-back"),
    ] {
        if ui
            .add(Press::icon(theme, icon, cx.text(sentence)))
            .clicked()
        {
            step(cx, on);
        }
    }
}

/// The keys, over the map.
pub(super) fn help(context: &Context, cx: &Cx, map: Rect) {
    if !cx.view.desk.briefing.as_ref().is_some_and(|desk| desk.help) {
        return;
    }
    Area::new(Id::unique("briefing keys"))
        .order(Order::Foreground)
        .fixed_pos(map.min + vec2(24.0, 24.0) * part(cx))
        .interactable(false)
        .show(context, |ui| {
            Frame::new()
                .fill(cx.theme.panel)
                .stroke(Stroke::new(cx.theme.lines[0], cx.theme.outline))
                .inner_margin(Margin::same((20.0 * part(cx)) as i8))
                .show(ui, |ui| {
                    egui::Grid::new("briefing keys")
                        .num_columns(2)
                        .show(ui, |ui| {
                            for (keys, sentence) in KEYS {
                                widgets::line(ui, keys, cx.theme.strong(), cx.theme.text);
                                widgets::line(
                                    ui,
                                    &cx.text(sentence),
                                    cx.theme.body(),
                                    cx.theme.text,
                                );
                                ui.end_row();
                            }
                        });
                });
        });
}
