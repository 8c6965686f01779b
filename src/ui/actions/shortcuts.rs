//! Shortcuts: what was pressed in a frame is carried out in the order it was pressed.

use egui::{Context, Event, Key, Modifiers};

use super::run::{enabled, run};
use super::table::{ACTIONS, Act, Action};
use crate::ui::cx::Cx;

/// When in a frame shortcuts are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Before anything is drawn.
    BeforeMap,
    /// After the map, which may take the key for itself: Delete removes the corner under the pointer first.
    AfterMap,
}

/// Carries out the shortcuts pressed in this frame. Plain keys are left to a text field that has the keyboard, and to one
/// that a shortcut before them has just opened: in a slow frame both arrive together.
pub fn shortcuts(cx: &mut Cx, context: &Context, turn: Turn) {
    let mut from = 0;
    loop {
        let reach = if a_dialog_is_open(cx) {
            Reach::OverDialogs
        } else if is_typing(cx, context) {
            Reach::BesideText
        } else {
            Reach::All
        };
        let Some((act, at)) = next_pressed(context, from, reach, turn) else {
            return;
        };
        from = at;
        if enabled(act, cx) {
            run(act, cx, context);
            if matches!(act, Act::Palette | Act::Find) {
                hand_over_text(cx, context, from);
            }
        }
    }
}

/// Which shortcuts count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    All,
    /// Not those a text field wants for itself.
    BesideText,
    /// Only those that are about the window as a whole.
    OverDialogs,
}

impl Reach {
    fn covers(self, row: &Action) -> bool {
        match self {
            Self::All => true,
            Self::BesideText => !belongs_to_text(row),
            Self::OverDialogs => matches!(row.act, Act::Quit | Act::FullScreen),
        }
    }
}

fn a_dialog_is_open(cx: &Cx) -> bool {
    let desk = &cx.view.desk;
    desk.dialog.is_some()
        || desk.typed_path.is_some()
        || cx.session.pending_incidents().is_some()
        || cx.session.pending_layers().is_some()
        || cx.session.pending_bundle().is_some()
}

/// A field that has just opened gets the keyboard a frame later; its first letters are not shortcuts either.
fn is_typing(cx: &Cx, context: &Context) -> bool {
    let desk = &cx.view.desk;
    context.text_edit_focused()
        || desk.palette.is_some()
        || desk.find.is_some()
        || desk.renaming.is_some()
}

/// Takes the first shortcut pressed at or after a place among the frame's events; returns the act and the place.
fn next_pressed(context: &Context, from: usize, reach: Reach, turn: Turn) -> Option<(Act, usize)> {
    context.input_mut(|input| {
        let pressed = |event: &Event| match event {
            Event::Key {
                key,
                modifiers,
                pressed: true,
                ..
            } => act_of(*key, *modifiers, reach, turn),
            _ => None,
        };
        let mut events = input.events.iter().enumerate().skip(from);
        let (act, at) = events.find_map(|(at, event)| Some((pressed(event)?, at)))?;
        input.events.remove(at);
        Some((act, at))
    })
}

/// The act of a key: of several that match, the one with the most modifiers (Ctrl+Shift+Z is not Ctrl+Z).
fn act_of(key: Key, modifiers: Modifiers, reach: Reach, turn: Turn) -> Option<Act> {
    let matches = |row: &&Action| {
        row.shortcut.is_some_and(|shortcut| {
            shortcut.logical_key == key && modifiers.matches_logically(shortcut.modifiers)
        })
    };
    let count = |row: &&Action| {
        row.shortcut.map_or(0, |keys| {
            u8::from(keys.modifiers.shift) + u8::from(keys.modifiers.command)
        })
    };
    ACTIONS
        .iter()
        .filter(|row| (row.act == Act::Delete) == (turn == Turn::AfterMap))
        .filter(|row| reach.covers(row))
        .filter(matches)
        .max_by_key(count)
        .map(|row| row.act)
}

/// Whether a text field with the keyboard wants the key for itself.
fn belongs_to_text(row: &Action) -> bool {
    let writes = row.shortcut.is_some_and(|shortcut| {
        shortcut.modifiers == Modifiers::NONE
            && !matches!(shortcut.logical_key, Key::F1 | Key::F2 | Key::F5 | Key::F11)
    });
    writes || matches!(row.act, Act::Undo | Act::Redo | Act::SelectAll)
}

/// What was typed after the shortcut that opened a search, in the same frame, goes into its field.
fn hand_over_text(cx: &mut Cx, context: &Context, from: usize) {
    let desk = &mut cx.view.desk;
    let Some(query) = desk.palette.as_mut().or(desk.find.as_mut()) else {
        return;
    };
    context.input_mut(|input| {
        let mut at = 0;
        input.events.retain(|event| {
            let later = at >= from;
            at += 1;
            match event {
                Event::Text(text) if later => {
                    query.text.push_str(text);
                    false
                }
                Event::Key {
                    key: Key::Backspace,
                    pressed: true,
                    ..
                } if later => {
                    query.text.pop();
                    false
                }
                _ => true,
            }
        });
    });
}
