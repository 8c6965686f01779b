//! What the audience sees: title, map, the scene's figures and table, whose data it is.

use egui::{Align2, CentralPanel, Color32, CornerRadius, Frame, Rect, Sense, Ui, pos2, vec2};

use super::desk::Blank;
use super::{card, foot, keys, pen, scene};
use crate::base::units::Share;
use crate::i18n::message::{Arg, Message};
use crate::report::briefing::content::SceneContent;
use crate::session::command::Command;
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::theme::Theme;
use crate::ui::widgets::{self, Press};

/// Height of the title's strip at 1080 points.
const TITLE: f32 = 104.0;
/// Height of the foot at 1080 points.
const FOOT: f32 = 56.0;

/// How much larger everything is than at 1080 points.
pub(super) fn part(cx: &Cx) -> f32 {
    cx.theme.scale / 2.0
}

/// Draws the scene at hand; `map` fills its part of the screen.
pub fn briefing_ui(ui: &mut Ui, cx: &mut Cx, map: impl FnOnce(&mut Ui, &mut Cx)) {
    let context = ui.ctx().clone();
    let theme = Theme::briefing(context.content_rect().height());
    let cx = &mut cx.dressed(&theme);
    keys::keys(cx, &context);
    if cx.view.desk.briefing.is_none() {
        return;
    }
    let shown = CentralPanel::no_frame()
        .frame(Frame::new().fill(cx.theme.panel))
        .show(ui, |ui| {
            let whole = ui.max_rect();
            let rooms = Rooms::of(ui, cx, whole);
            title(ui, cx, rooms.title);
            ui.scope_builder(egui::UiBuilder::new().max_rect(rooms.map), |ui| {
                ui.set_clip_rect(rooms.map);
                map(ui, cx);
            });
            if let Some(told) = told(cx) {
                card::card(ui, cx, rooms.card, told);
                foot::foot(ui, cx, rooms.foot, told);
            } else {
                waiting(ui, cx, rooms.card);
                foot::foot(ui, cx, rooms.foot, &SceneContent::default());
            }
            rules(ui, cx, &rooms);
            which_map(ui, cx, rooms.map);
            tried(ui, cx, rooms.map);
            rooms
        })
        .inner;
    pen::pen(&context, cx, shown.map);
    number(ui, cx, shown.whole);
    foot::help(&context, cx, shown.map);
    blank(&context, cx);
}

/// What the scene at hand tells, once it is known.
fn told<'a>(cx: &Cx<'a>) -> Option<&'a SceneContent> {
    let told = cx.session.told(scene(cx)?.id)?;
    Some(&told.content)
}

/// Where everything stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rooms {
    whole: Rect,
    title: Rect,
    pub(super) map: Rect,
    card: Rect,
    foot: Rect,
}

impl Rooms {
    fn of(ui: &Ui, cx: &Cx, whole: Rect) -> Self {
        let part = part(cx);
        let title = whole.with_max_y(whole.min.y + TITLE * part);
        let foot = whole.with_min_y(whole.max.y - FOOT * part);
        let wanted = told(cx).map_or(0.0, |told| card::width_of(ui, cx, told));
        let share = (wanted / whole.width()).clamp(0.30, 0.60);
        let middle = whole.with_min_y(title.max.y).with_max_y(foot.min.y);
        let cut = middle.max.x - middle.width() * share;
        Self {
            whole,
            title,
            map: middle.with_max_x(cut),
            card: middle.with_min_x(cut),
            foot,
        }
    }
}

fn title(ui: &Ui, cx: &Cx, room: Rect) {
    let Some(scene) = scene(cx) else {
        return;
    };
    let part = part(cx);
    let inner = room.shrink2(vec2(36.0 * part, 0.0));
    let (at, of) = cx
        .view
        .desk
        .briefing
        .as_ref()
        .map_or((0, 0), |desk| (desk.at + 1, cx.session.plan().scenes.len()));
    let count = widgets::one_line(ui, &format!("{at} / {of}"), cx.theme.body(), inner.width());
    let count_at = pos2(
        inner.max.x - count.size().x,
        inner.center().y - count.size().y / 2.0,
    );
    let left = count_at.x - 24.0 * part - inner.min.x;
    ui.painter().galley(count_at, count, cx.theme.second);
    let words = widgets::one_line(ui, &scene.title, cx.theme.heading(), left);
    let at = pos2(inner.min.x, inner.center().y - words.size().y / 2.0);
    ui.painter().galley(at, words, cx.theme.text);
}

/// The lines between the rooms.
fn rules(ui: &Ui, cx: &Cx, rooms: &Rooms) {
    let stroke = egui::Stroke::new(cx.theme.lines[0], cx.theme.hairline);
    let painter = ui.painter();
    painter.hline(rooms.whole.x_range(), rooms.title.max.y, stroke);
    painter.hline(rooms.whole.x_range(), rooms.foot.min.y, stroke);
    painter.vline(rooms.card.min.x, rooms.card.y_range(), stroke);
}

/// Of two maps that follow each other, which one this is.
fn which_map(ui: &Ui, cx: &Cx, map: Rect) {
    let second = cx
        .view
        .desk
        .briefing
        .as_ref()
        .is_some_and(|desk| desk.second);
    let Some(told) = told(cx).filter(|told| told.maps.len() > 1) else {
        return;
    };
    let Some(words) = told.maps.get(usize::from(second)) else {
        return;
    };
    let galley = widgets::one_line(ui, words, cx.theme.strong(), map.width() * 0.6);
    let size = galley.size() + vec2(36.0, 16.0) * part(cx);
    let top = map.min.y + 16.0 * part(cx);
    let room = Rect::from_min_size(pos2(map.center().x - size.x / 2.0, top), size);
    let radius = CornerRadius::same((size.y / 2.0) as u8);
    ui.painter().rect_filled(room, radius, cx.theme.text);
    ui.painter()
        .galley(room.center() - galley.size() / 2.0, galley, cx.theme.panel);
}

fn waiting(ui: &Ui, cx: &Cx, room: Rect) {
    let words = cx.text("ui-brief-working");
    let galley = widgets::one_line(ui, &words, cx.theme.body(), room.width());
    ui.painter()
        .galley(room.center() - galley.size() / 2.0, galley, cx.theme.second);
}

/// What is tried out: said loudly, with what it gains, and a way back.
fn tried(ui: &mut Ui, cx: &mut Cx, map: Rect) {
    if !cx.session.is_trying_out() && !cx.session.has_preview() {
        return;
    }
    let part = part(cx);
    let shown = &cx.session.derived().shown;
    let mut rings = shown.figures.rings.iter().zip(&shown.baseline.rings);
    let gain = rings.next_back().and_then(|(now, before)| {
        let percent = |share: Option<Share>| Some(Arg::Decimal(share?.0 * 100.0, 1));
        let message = Message::new("ui-brief-tried-covers")
            .with("now", percent(now.incident_share)?)
            .with("before", percent(before.incident_share)?);
        Some(cx.say(&message))
    });
    let words = cx.text("ui-brief-tried");
    let lines = [Some(words), gain]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>();
    let galleys: Vec<_> = lines
        .iter()
        .enumerate()
        .map(|(line, words)| {
            let font = if line == 0 {
                cx.theme.strong()
            } else {
                cx.theme.body()
            };
            widgets::one_line(ui, words, font, map.width() * 0.8)
        })
        .collect();
    let back = Press::text(cx.theme, cx.text("ui-brief-put-back")).with_icon(Icon::Undo);
    let wide = galleys
        .iter()
        .map(|galley| galley.size().x)
        .fold(0.0, f32::max);
    let high: f32 = galleys.iter().map(|galley| galley.size().y).sum();
    let pad = 18.0 * part;
    let row = cx.theme.row();
    let room = Rect::from_min_size(
        map.min + vec2(pad, pad),
        vec2(wide + 2.0 * pad, high + row + 3.0 * pad),
    );
    ui.painter()
        .rect_filled(room, CornerRadius::same((8.0 * part) as u8), cx.theme.panel);
    ui.painter().rect_stroke(
        room,
        CornerRadius::same((8.0 * part) as u8),
        egui::Stroke::new(cx.theme.lines[1], cx.theme.warning),
        egui::StrokeKind::Inside,
    );
    let mut at = room.min + vec2(pad, pad);
    for galley in galleys {
        let down = galley.size().y;
        ui.painter().galley(at, galley, cx.theme.text);
        at.y += down;
    }
    let button = Rect::from_min_size(at + vec2(0.0, pad * 0.6), vec2(wide, row));
    if ui.put(button, back).clicked() {
        cx.send(Command::StopTrying);
    }
}

/// The number typed so far.
fn number(ui: &Ui, cx: &Cx, whole: Rect) {
    let Some(typed) = cx.view.desk.briefing.as_ref().and_then(|desk| desk.typed) else {
        return;
    };
    let galley = widgets::one_line(ui, &typed.to_string(), cx.theme.heading(), whole.width());
    let room = Rect::from_center_size(
        whole.center_bottom() - vec2(0.0, 140.0 * part(cx)),
        galley.size() + vec2(48.0, 24.0) * part(cx),
    );
    let painter = ui.painter();
    painter.rect_filled(room, 12.0, cx.theme.text);
    painter.galley(room.center() - galley.size() / 2.0, galley, cx.theme.panel);
}

/// Black or white over everything.
fn blank(context: &egui::Context, cx: &mut Cx) {
    let Some(blank) = cx.view.desk.briefing.as_ref().and_then(|desk| desk.blank) else {
        return;
    };
    let (colour, on) = match blank {
        Blank::Black => (Color32::BLACK, Color32::from_gray(120)),
        Blank::White => (Color32::WHITE, Color32::from_gray(110)),
    };
    let whole = context.content_rect();
    let clicked = egui::Area::new(egui::Id::unique("briefing blank"))
        .order(egui::Order::Foreground)
        .fixed_pos(whole.min)
        .show(context, |ui| {
            let (rect, response) = ui.allocate_exact_size(whole.size(), Sense::click());
            ui.painter().rect_filled(rect, 0.0, colour);
            // Said only to who moves the pointer: an audience sees nothing at all.
            let moved = ui.input(|input| input.pointer.time_since_last_movement()) < 2.0;
            if moved {
                ui.painter().text(
                    rect.right_bottom() - vec2(24.0, 16.0) * part(cx),
                    Align2::RIGHT_BOTTOM,
                    cx.text("ui-brief-blank"),
                    cx.theme.small(),
                    on,
                );
            }
            response.clicked()
        })
        .inner;
    if clicked && let Some(desk) = &mut cx.view.desk.briefing {
        desk.blank = None;
    }
}
