//! The workbench: bars, panels and the map between them.

use egui::{CentralPanel, Frame, Margin, Panel, Ui};

use super::actions::Turn;
use super::cx::Cx;
use super::panels::{layers, right, time};
use super::patrol_note::patrol_note_ui;
use super::theme::Theme;
use super::{actions, escape, period, selection_edits};
use super::{dialogs, first_steps, picker, search, status_bar, toasts, top_bar};

/// The map gets at least this much width before the layers panel gives way (points in the light look).
const LEAST_MAP: f32 = 420.0;

/// How wide the layers and the figures are in a window, and whether both leave the map its room.
#[must_use]
pub fn side_widths(theme: &Theme, window: f32) -> (f32, f32, bool) {
    let left = theme.px(layers::WIDTH);
    // Large letters must not push the map out of a small window: the figures there stand closer.
    let right = theme.px(right::WIDTH).min(right::WIDTH.max(window * 0.32));
    (left, right, window - left - right >= theme.px(LEAST_MAP))
}

/// Draws everything; `map` fills the middle.
pub fn workbench_ui(ui: &mut Ui, cx: &mut Cx, map: impl FnOnce(&mut Ui, &mut Cx)) {
    let context = ui.ctx().clone();
    let held = escape::is_held(cx, &context);
    actions::shortcuts(cx, &context, Turn::BeforeMap);
    period::play(cx, &context);
    bars(ui, cx);
    sides(ui, cx);
    let middle = CentralPanel::no_frame()
        .frame(Frame::new().fill(cx.theme.ground))
        .show(ui, |ui| {
            let rect = ui.max_rect();
            map(ui, cx);
            rect
        })
        .inner;
    patrol_note_ui(&context, cx, middle);
    actions::shortcuts(cx, &context, Turn::AfterMap);
    selection_edits::nudge(cx, &context);
    dialogs::dialogs_ui(&context, cx);
    search::search_ui(&context, cx);
    picker::typed_path_ui(&context, cx);
    picker::drop_zone_ui(&context, cx);
    toasts::toasts_ui(&context, cx, middle);
    escape::escape(cx, &context, held);
}

fn bar_frame(cx: &Cx) -> Frame {
    Frame::new()
        .fill(cx.theme.panel)
        .inner_margin(Margin::symmetric(cx.theme.px(8.0) as i8, 0))
}

fn bars(ui: &mut Ui, cx: &mut Cx) {
    let frame = bar_frame(cx);
    Panel::top("top bar")
        .exact_size(cx.theme.px(top_bar::HEIGHT))
        .frame(frame)
        .show(ui, |ui| top_bar::top_bar_ui(ui, cx));
    if first_steps::shown(cx.session.settings()) {
        Panel::top("first steps")
            .exact_size(cx.theme.px(first_steps::HEIGHT))
            .frame(frame.fill(cx.theme.ground))
            .show(ui, |ui| first_steps::first_steps_ui(ui, cx));
    }
    Panel::bottom("status bar")
        .exact_size(cx.theme.px(status_bar::HEIGHT))
        .frame(frame)
        .show(ui, |ui| status_bar::status_bar_ui(ui, cx));
    if cx.view.panels(cx.theme.look)[2] {
        Panel::bottom("time")
            .exact_size(cx.theme.px(time::HEIGHT))
            .frame(frame)
            .show(ui, |ui| time::time_ui(ui, cx));
    }
}

fn sides(ui: &mut Ui, cx: &mut Cx) {
    let frame = Frame::new().fill(cx.theme.panel);
    let window = ui.ctx().content_rect().width();
    let (left_width, right_width, both_fit) = side_widths(cx.theme, window);
    let [left_open, right_open, _] = *cx.view.panels(cx.theme.look);
    if left_open && (both_fit || !right_open) {
        Panel::left("layers")
            .exact_size(left_width)
            .resizable(false)
            .frame(frame)
            .show(ui, |ui| layers::layers_ui(ui, cx));
    }
    if right_open {
        Panel::right("right")
            .exact_size(right_width)
            .resizable(false)
            .frame(frame)
            .show(ui, |ui| right::right_ui(ui, cx));
    }
}
