//! The workbench: bars, panels and the map between them.

use egui::{CentralPanel, Frame, Margin, Panel, Ui};

use super::actions::Turn;
use super::cx::Cx;
use super::panels::{layers, right, time};
use super::{actions, escape, period, selection_edits};
use super::{dialogs, first_steps, picker, search, status_bar, toasts, top_bar};

/// The map gets at least this much width before the layers panel gives way (points in the light look).
const LEAST_MAP: f32 = 420.0;

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
    if first_steps::wanted(cx) {
        Panel::top("first steps")
            .exact_size(cx.theme.px(first_steps::HEIGHT))
            .frame(frame.fill(cx.theme.ground))
            .show(ui, |ui| first_steps::first_steps_ui(ui, cx));
    }
    Panel::bottom("status bar")
        .exact_size(cx.theme.px(status_bar::HEIGHT))
        .frame(frame)
        .show(ui, |ui| status_bar::status_bar_ui(ui, cx));
    if cx.view.panels_open[2] {
        Panel::bottom("time")
            .exact_size(cx.theme.px(time::HEIGHT))
            .frame(frame)
            .show(ui, |ui| time::time_ui(ui, cx));
    }
}

fn sides(ui: &mut Ui, cx: &mut Cx) {
    let frame = Frame::new().fill(cx.theme.panel);
    let right_width = cx.theme.px(right::WIDTH);
    let left_width = cx.theme.px(layers::WIDTH);
    let [left_open, right_open, _] = cx.view.panels_open;
    let taken = if right_open { right_width } else { 0.0 };
    let fits = ui.available_width() - taken - left_width >= LEAST_MAP;
    if left_open && (fits || !right_open) {
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
