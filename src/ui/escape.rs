//! Escape goes one step back: the nearest thing that is open closes, last the selection goes.

use egui::{Context, Key, Modifiers};

use super::cx::Cx;
use super::view_state::{Selected, Tool};
use crate::session::command::Command;

/// Whether something that closes itself on Escape is open: a menu, or a name being edited. Asked before drawing, for by
/// the end of the frame it is closed.
#[must_use]
pub fn is_held(cx: &Cx, context: &Context) -> bool {
    egui::Popup::is_any_open(context) || cx.view.desk.renaming.is_some()
}

/// Takes an Escape that nothing in the frame has used.
pub fn escape(cx: &mut Cx, context: &Context, held: bool) {
    if !context.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
        return;
    }
    let desk = &mut cx.view.desk;
    if held {
        desk.renaming = None;
        return;
    }
    if desk.dialog.take().is_some()
        || desk.typed_path.take().is_some()
        || desk.palette.take().is_some()
        || desk.find.take().is_some()
        || desk.reach_draft.take().is_some()
        || desk.playing.take().is_some()
    {
        return;
    }
    if cx.session.pending_bundle().is_some() {
        cx.send(Command::DropBundle);
    } else if cx.session.pending_layers().is_some() {
        cx.view.desk.layer_choices = None;
        cx.send(Command::DropLayers);
    } else if cx.session.pending_incidents().is_some() {
        cx.send(Command::DropIncidentPreview);
    } else if cx.session.has_preview() {
        cx.view.desk.nudge = None;
        cx.send(Command::DropPreview);
    } else if cx.view.tool != Tool::Select {
        cx.view.tool = Tool::Select;
    } else if cx.view.selected != Selected::Nothing {
        cx.view.selected = Selected::Nothing;
    }
}
