//! A quiet word over the map where patrols found so many of the incidents that count that the heat speaks of patrols.

use egui::{Area, Context, Id, Order, Rect, vec2};

use super::cx::Cx;
use super::icons::Icon;
use super::widgets;
use crate::base::units::Share;
use crate::i18n::message::Message;
use crate::i18n::number;

/// Above this share of patrol-discovered incidents the heat speaks of patrols rather than of incidents.
const MOST_DISCOVERED: f64 = 0.1;

/// The share of what counts that patrols found, where it is more than a tenth.
#[must_use]
pub fn share(cx: &Cx) -> Option<Share> {
    let selection = cx.session.derived().selection.get()?;
    let (patrol, all) = selection.profile.patrol_discovered;
    let counts = cx.session.filter().patrol_discovered;
    (counts && patrol > MOST_DISCOVERED * all).then(|| Share(patrol / all))
}

/// What that means for the heat.
#[must_use]
pub fn sentence(cx: &Cx, share: Share) -> String {
    let share = number::percent(Some(share));
    cx.say(&Message::new("ui-filter-patrol-share").with("share", share))
}

/// Draws the word in the upper left corner of the map; hovering tells the rest.
pub fn patrol_note_ui(context: &Context, cx: &Cx, map: Rect) {
    let Some(share) = share(cx) else {
        return;
    };
    let theme = cx.theme;
    let text = Message::new("ui-patrol-note").with("share", number::percent(Some(share)));
    let text = cx.say(&text);
    let margin = vec2(theme.px(8.0), theme.px(4.0));
    Area::new(Id::unique("patrol note"))
        .order(Order::Middle)
        .fixed_pos(map.min + vec2(theme.px(12.0), theme.px(12.0)))
        .show(context, |ui| {
            let frame = egui::Frame::popup(ui.style())
                .shadow(egui::Shadow::NONE)
                .inner_margin(egui::Margin::symmetric(margin.x as i8, margin.y as i8));
            let shown = frame.show(ui, |ui| {
                ui.spacing_mut().item_spacing.x = theme.px(6.0);
                ui.horizontal(|ui| {
                    let side = egui::Vec2::splat(theme.px(14.0));
                    let (rect, _) = ui.allocate_exact_size(side, egui::Sense::hover());
                    Icon::Warning.paint(ui.painter(), rect, theme.warning);
                    widgets::line(ui, &text, theme.small(), theme.warning)
                        .on_hover_text(sentence(cx, share));
                });
            });
            shown.response.on_hover_text(sentence(cx, share));
        });
}
