//! Notices as they come: quiet cards at the lower right that go by themselves. All of them stay in the list.

use egui::{Align2, Area, Context, Id, Order};

use super::cx::Cx;
use super::desk::Toast;
use super::icons::Icon;
use super::status_bar::level_look;
use super::widgets::Press;
use crate::session::notice::{Notice, NoticeLevel};

/// Toasts on screen at once.
const MOST: usize = 3;

/// Shows new notices and takes away those whose time is over.
pub fn toasts_ui(context: &Context, cx: &mut Cx, above: egui::Rect) {
    let now = context.input(|input| input.time);
    take_new(cx, now);
    cx.view.desk.toasts.retain(|toast| toast.until > now);
    let mut bottom = above.bottom() - cx.theme.px(12.0);
    let shown = cx.view.desk.toasts.clone();
    for toast in shown.iter().rev().take(MOST) {
        let notices = cx.session.notices().all();
        let Some(notice) = notices
            .iter()
            .find(|notice| notice.number == toast.notice)
            .cloned()
        else {
            continue;
        };
        let corner = egui::pos2(above.right() - cx.theme.px(12.0), bottom);
        bottom -= toast_ui(context, cx, &notice, corner) + cx.theme.px(8.0);
        context.request_repaint_after_secs((toast.until - now).max(0.02) as f32);
    }
}

fn take_new(cx: &mut Cx, now: f64) {
    let news: Vec<Toast> = cx
        .session
        .notices_after(cx.view.desk.notices_seen)
        .iter()
        .map(|notice| Toast {
            notice: notice.number,
            until: now
                + match notice.level {
                    NoticeLevel::Info => 4.0,
                    NoticeLevel::Warning => 9.0,
                    NoticeLevel::Error => 15.0,
                },
        })
        .collect();
    let Some(last) = news.last() else {
        return;
    };
    cx.view.desk.notices_seen = last.notice;
    cx.view.desk.toasts.extend(news);
    keep_newest_info(cx);
}

/// Of what is merely good to know only the newest stays on screen; warnings and errors stay side by side.
fn keep_newest_info(cx: &mut Cx) {
    let notices = cx.session.notices().all();
    let is_info = |toast: &Toast| {
        notices
            .iter()
            .any(|notice| notice.number == toast.notice && notice.level == NoticeLevel::Info)
    };
    let toasts = &mut cx.view.desk.toasts;
    let newest = toasts.iter().rev().find(|toast| is_info(toast)).copied();
    toasts.retain(|toast| !is_info(toast) || Some(*toast) == newest);
}

/// One card with its lower right corner here. Returns its height.
fn toast_ui(context: &Context, cx: &mut Cx, notice: &Notice, corner: egui::Pos2) -> f32 {
    let theme = cx.theme;
    let (icon, colour) = level_look(cx, notice.level);
    let text = cx.say(&notice.message);
    let area = Area::new(Id::unique(("toast", notice.number)))
        .order(Order::Foreground)
        .pivot(Align2::RIGHT_BOTTOM)
        .fixed_pos(corner);
    let shown = area.show(context, |ui| {
        egui::Frame::popup(ui.style())
            .inner_margin(theme.px(10.0))
            .show(ui, |ui| {
                ui.set_width(theme.px(340.0));
                ui.horizontal_top(|ui| {
                    let (rect, _) = ui.allocate_exact_size(
                        egui::Vec2::splat(theme.px(18.0)),
                        egui::Sense::hover(),
                    );
                    icon.paint(ui.painter(), rect.shrink(1.0), colour);
                    let width = ui.available_width() - theme.px(34.0);
                    ui.vertical(|ui| {
                        ui.set_width(width);
                        ui.add(egui::Label::new(text).wrap());
                    });
                    ui.add(Press::icon(theme, Icon::Close, cx.text("ui-close")).small())
                        .clicked()
                })
                .inner
            })
            .inner
    });
    if shown.inner {
        cx.view
            .desk
            .toasts
            .retain(|toast| toast.notice != notice.number);
    }
    shown.response.rect.height()
}
