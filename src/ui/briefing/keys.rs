//! The keys of a briefing: those presenters know, and those their remotes send.

use egui::{Context, Key, Modifiers};

use super::desk::{Blank, Pointer};
use super::{end, jump, step};
use crate::session::command::Command;
use crate::ui::actions::LAYER_KEYS;
use crate::ui::cx::Cx;

/// Every key and the sentence that says what it does, for the help.
pub(super) const KEYS: [(&str, &str); 10] = [
    ("PgDn  Space  →  ↓", "ui-brief-key-next"),
    ("PgUp  ←  ↑", "ui-brief-key-back"),
    ("Home  End", "ui-brief-key-ends"),
    ("1 … 9  Enter", "ui-brief-key-number"),
    ("B  W", "ui-brief-key-blank"),
    ("L", "ui-brief-key-laser"),
    ("P  E", "ui-brief-key-pen"),
    ("F", "ui-brief-key-fit"),
    ("F1", "ui-brief-key-help"),
    ("Esc", "ui-brief-key-end"),
];

/// Takes the keys pressed in this frame.
pub(super) fn keys(cx: &mut Cx, context: &Context) {
    let pressed = |keys: &[Key]| {
        context.input_mut(|input| {
            keys.iter()
                .map(|key| input.count_and_consume_key(Modifiers::NONE, *key))
                .sum::<usize>()
        })
    };
    for _ in 0..pressed(&[
        Key::PageDown,
        Key::Space,
        Key::ArrowRight,
        Key::ArrowDown,
        Key::N,
    ]) {
        unless_blank(cx, |cx| step(cx, true));
    }
    for _ in 0..pressed(&[Key::PageUp, Key::ArrowLeft, Key::ArrowUp, Key::Backspace]) {
        unless_blank(cx, |cx| step(cx, false));
    }
    if pressed(&[Key::Home]) > 0 {
        jump(cx, 0);
    }
    if pressed(&[Key::End]) > 0 {
        jump(cx, usize::MAX);
    }
    numbers(cx, context);
    let Some(desk) = &mut cx.view.desk.briefing else {
        return;
    };
    if pressed(&[Key::B, Key::Period]) > 0 {
        desk.blank = flipped(desk.blank, Blank::Black);
    }
    if pressed(&[Key::W, Key::Comma]) > 0 {
        desk.blank = flipped(desk.blank, Blank::White);
    }
    if pressed(&[Key::L]) > 0 {
        desk.pointer = other(desk.pointer, Pointer::Laser);
    }
    if pressed(&[Key::P]) > 0 {
        desk.pointer = other(desk.pointer, Pointer::Pen);
    }
    if pressed(&[Key::E]) > 0 {
        desk.strokes.remove(&(desk.at, desk.second));
    }
    if pressed(&[Key::F1, Key::H]) > 0 {
        desk.help = !desk.help;
    }
    if pressed(&[Key::F]) > 0 {
        let at = desk.at;
        jump(cx, at);
    }
    // A remote's start key, pressed again, does not throw the presenter out.
    pressed(&[Key::F5]);
    if pressed(&[Key::Escape]) > 0 {
        back(cx, context);
    }
}

/// Escape goes one step back: what lies over the scene first, the briefing last.
fn back(cx: &mut Cx, context: &Context) {
    let trying = cx.session.is_trying_out() || cx.session.has_preview();
    let Some(desk) = &mut cx.view.desk.briefing else {
        return;
    };
    if desk.help {
        desk.help = false;
    } else if desk.typed.take().is_some() || desk.blank.take().is_some() {
    } else if desk.pointer != Pointer::Hand {
        desk.pointer = Pointer::Hand;
    } else if trying {
        cx.send(Command::StopTrying);
    } else {
        end(cx, context);
    }
}

/// Digits gather; Enter goes to the scene of that number, or on where none was typed.
fn numbers(cx: &mut Cx, context: &Context) {
    let digits = std::iter::once(Key::Num0).chain(LAYER_KEYS);
    for (digit, key) in digits.enumerate() {
        let times = context.input_mut(|input| input.count_and_consume_key(Modifiers::NONE, key));
        for _ in 0..times {
            if let Some(desk) = &mut cx.view.desk.briefing {
                let so_far = desk.typed.unwrap_or(0).min(999);
                desk.typed = Some(so_far * 10 + digit);
            }
        }
    }
    if context.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter)) {
        let typed = cx
            .view
            .desk
            .briefing
            .as_mut()
            .and_then(|desk| desk.typed.take());
        match typed {
            Some(number) => jump(cx, number.saturating_sub(1)),
            None => unless_blank(cx, |cx| step(cx, true)),
        }
    }
}

/// A covered screen is uncovered first, as presenters expect.
fn unless_blank(cx: &mut Cx, go: impl FnOnce(&mut Cx)) {
    let covered = cx
        .view
        .desk
        .briefing
        .as_mut()
        .and_then(|desk| desk.blank.take());
    if covered.is_none() {
        go(cx);
    }
}

fn flipped(now: Option<Blank>, key: Blank) -> Option<Blank> {
    (now != Some(key)).then_some(key)
}

fn other(now: Pointer, key: Pointer) -> Pointer {
    if now == key { Pointer::Hand } else { key }
}
