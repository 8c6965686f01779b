//! The time panel by keyboard: arrows move the period, Shift and arrows make it longer or shorter; in the matrix they move
//! and stretch a rectangle of hours, which Enter lets count.

use egui::{EventFilter, Key, Response, StrokeKind, Ui};

use super::week_hours::{Span, choose_hours, span_between};
use crate::i18n::message::Message;
use crate::ui::cx::Cx;
use crate::ui::period;

/// What the months are called for those who hear them: with the period that counts.
pub(super) fn months_name(cx: &Cx) -> String {
    let chosen = period::chosen(cx.session);
    let span = chosen.map_or_else(String::new, |(first, last)| {
        period::months_text(first, last)
    });
    cx.say(&Message::new("ui-months-name").with("period", span))
}

/// Left and right step the period; with Shift its end moves; Home and End go to the first and last month.
pub(super) fn months(ui: &Ui, cx: &mut Cx, response: &Response) {
    if !takes_arrows(ui, cx, response) {
        return;
    }
    let (way, stretch, home, end) = ui.input(|input| {
        let way =
            input.num_presses(Key::ArrowRight) as i32 - input.num_presses(Key::ArrowLeft) as i32;
        let pressed = |key| input.key_pressed(key);
        (
            way,
            input.modifiers.shift,
            pressed(Key::Home),
            pressed(Key::End),
        )
    });
    let Some((least, most)) = period::span(cx.session) else {
        return;
    };
    if home || end {
        let month = if home { least } else { most };
        period::choose(cx, Some((month, month)));
    } else if way != 0 && stretch {
        let (first, last) = period::chosen(cx.session).unwrap_or((least, most));
        period::choose(cx, Some((first, (last + way).clamp(first, most))));
    } else if way != 0 {
        period::step(cx, way);
    }
}

/// The rectangle keys have chosen in the matrix; Enter or Space lets only its hours count, or all again.
pub(super) fn hours(ui: &Ui, cx: &mut Cx, response: &Response) -> Option<Span> {
    if !takes_arrows(ui, cx, response) {
        cx.view.desk.matrix_keys = None;
        return None;
    }
    let (from, to) = cx.view.desk.matrix_keys.unwrap_or(((0, 0), (0, 0)));
    let (down, along, stretch, enter) = ui.input(|input| {
        let presses = |key| input.num_presses(key) as i32;
        (
            presses(Key::ArrowDown) - presses(Key::ArrowUp),
            presses(Key::ArrowRight) - presses(Key::ArrowLeft),
            input.modifiers.shift,
            input.key_pressed(Key::Enter) || input.key_pressed(Key::Space),
        )
    });
    let moved = |at: u8, by: i32, most: i32| (i32::from(at) + by).clamp(0, most) as u8;
    let to = (moved(to.0, down, 6), moved(to.1, along, 23));
    let from = if stretch || (down, along) == (0, 0) {
        from
    } else {
        to
    };
    cx.view.desk.matrix_keys = Some((from, to));
    let span = span_between(from, to);
    if enter {
        choose_hours(cx, span);
    }
    Some(span)
}

/// Whether the chart has the keyboard; it then keeps the arrows and shows a ring.
fn takes_arrows(ui: &Ui, cx: &Cx, response: &Response) -> bool {
    if !response.has_focus() {
        return false;
    }
    let filter = EventFilter {
        horizontal_arrows: true,
        vertical_arrows: true,
        ..EventFilter::default()
    };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    let ring = cx.theme.focus_ring();
    ui.painter()
        .rect_stroke(response.rect.expand(2.0), 4.0, ring, StrokeKind::Middle);
    true
}
