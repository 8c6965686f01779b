//! Two screens: the scene on the projector, notes, what comes next and the clock in front of the presenter.

use egui::{
    CentralPanel, Color32, Frame, Margin, Rect, ScrollArea, Sense, Stroke, StrokeKind, Ui,
    ViewportBuilder, ViewportClass, ViewportId, pos2, vec2,
};

use super::screen::briefing_ui;
use super::{end, jump, keys, scene, step};
use crate::i18n::message::Message;
use crate::model::scene::Scene;
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::theme::Theme;
use crate::ui::widgets::{self, Press};

/// Draws the presenter's screen here and the scene in a window of its own, on the next screen where there is one.
pub fn two_screens_ui(ui: &mut Ui, cx: &mut Cx, own: &Theme, map: impl FnOnce(&mut Ui, &mut Cx)) {
    let context = ui.ctx().clone();
    keys::keys(cx, &context);
    if cx.view.desk.briefing.is_none() {
        return;
    }
    let name = cx.text("ui-brief-window");
    let builder = ViewportBuilder::default()
        .with_title(name)
        .with_inner_size(vec2(1280.0, 720.0))
        .with_monitor(1)
        .with_fullscreen(true);
    let mut map = Some(map);
    context.show_viewport_immediate(
        ViewportId::from_hash_of("briefing"),
        builder,
        |ui, class| {
            let closed = ui.input(|input| input.viewport().close_requested());
            let embedded = class == ViewportClass::EmbeddedWindow;
            if let Some(map) = map.take() {
                briefing_ui(ui, cx, map);
            }
            if closed && !embedded {
                let context = ui.ctx().clone();
                end(cx, &context);
            }
        },
    );
    let mut own_cx = cx.dressed(own);
    CentralPanel::no_frame()
        .frame(Frame::new().fill(own.ground).inner_margin(Margin::same(24)))
        .show(ui, |ui| console(ui, &mut own_cx));
}

fn console(ui: &mut Ui, cx: &mut Cx) {
    let Some(now) = scene(cx).cloned() else {
        return;
    };
    clock(ui, cx);
    ui.add_space(16.0);
    let at = cx.view.desk.briefing.as_ref().map_or(0, |desk| desk.at);
    let count = cx.session.plan().scenes.len();
    widgets::line(
        ui,
        &format!("{} / {count}  {}", at + 1, now.title),
        cx.theme.heading(),
        cx.theme.text,
    );
    ui.add_space(12.0);
    ui.columns(2, |columns| {
        if let [notes, list] = columns {
            let note = if now.note.is_empty() {
                cx.text("ui-brief-no-note")
            } else {
                now.note.clone()
            };
            ScrollArea::vertical().id_salt("note").show(notes, |ui| {
                let mut font = cx.theme.body();
                font.size *= 1.5;
                let words = egui::RichText::new(note).font(font).color(cx.theme.text);
                ui.add(egui::Label::new(words).wrap());
            });
            next(list, cx, at);
        }
    });
}

fn clock(ui: &mut Ui, cx: &mut Cx) {
    ui.horizontal(|ui| {
        let now = ui.input(|input| input.time);
        ui.ctx().request_repaint_after_secs(1.0);
        let begun = cx
            .view
            .desk
            .briefing
            .as_ref()
            .map_or(now, |desk| desk.begun);
        let seconds = (now - begun).max(0.0) as u64;
        let run = format!("{}:{:02}", seconds / 60, seconds % 60);
        let clock = jiff::Zoned::now().strftime("%H:%M").to_string();
        widgets::line(ui, &clock, cx.theme.figure(), cx.theme.text);
        ui.add_space(24.0);
        let told = Message::new("ui-brief-running").with("time", run);
        widgets::line(ui, &cx.say(&told), cx.theme.heading(), cx.theme.second);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let leave = Press::text(cx.theme, cx.text("ui-brief-key-end"))
                .with_icon(Icon::Close)
                .outlined();
            if ui.add(leave).clicked() {
                end(cx, ui.ctx());
            }
            let on = Press::text(cx.theme, cx.text("ui-brief-next")).primary();
            if ui.add(on).clicked() {
                step(cx, true);
            }
            let back = Press::text(cx.theme, cx.text("ui-brief-back")).outlined();
            if ui.add(back).clicked() {
                step(cx, false);
            }
        });
    });
}

/// What comes next, and every scene to jump to.
fn next(ui: &mut Ui, cx: &mut Cx, at: usize) {
    let scenes: Vec<Scene> = cx.session.plan().scenes.clone();
    if let Some(coming) = scenes.get(at + 1) {
        widgets::section(ui, cx.theme, &cx.text("ui-brief-coming"));
        preview(ui, cx, coming);
        ui.add_space(12.0);
    }
    widgets::section(ui, cx.theme, &cx.text("ui-brief-comes"));
    ScrollArea::vertical().id_salt("scenes").show(ui, |ui| {
        for (place, scene) in scenes.iter().enumerate() {
            let words = format!("{}  {}", place + 1, scene.title);
            let press = Press::text(cx.theme, words).fills().selected(place == at);
            if ui.add(press).clicked() {
                jump(cx, place);
            }
        }
    });
}

/// A small picture of a scene, as soon as there is one.
fn preview(ui: &mut Ui, cx: &mut Cx, scene: &Scene) {
    let wide = ui.available_width().min(480.0);
    let size = vec2(wide, wide * 9.0 / 16.0);
    let (room, _) = ui.allocate_exact_size(size, Sense::hover());
    let told = cx.session.told(scene.id);
    if let Some(picture) = told.and_then(|told| told.picture.clone())
        && let Some(desk) = &mut cx.view.desk.briefing
    {
        let texture = desk.previews.texture(ui.ctx(), scene.id, &picture);
        let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
        ui.painter().image(texture, room, whole, Color32::WHITE);
    }
    let edge = Stroke::new(1.0, cx.theme.outline);
    ui.painter()
        .rect_stroke(room, 0.0, edge, StrokeKind::Outside);
}
