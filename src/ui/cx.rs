//! What every screen part gets: the session to read, the view to change, the look, the words, and a way to wish.

use crate::i18n::message::Message;
use crate::i18n::words::Words;
use crate::session::command::Command;
use crate::session::state::Session;

use super::theme::Theme;
use super::view_state::ViewState;

/// The context of one frame.
pub struct Cx<'a> {
    /// The session, read only: drawing cannot change a plan.
    pub session: &'a Session,
    /// The view.
    pub view: &'a mut ViewState,
    /// Colours and sizes of the look in use.
    pub theme: &'a Theme,
    /// The sentences of the language in use.
    pub words: &'a Words,
    commands: &'a mut Vec<Command>,
}

impl<'a> Cx<'a> {
    /// A context whose wishes go into `commands`; the app carries them out after drawing.
    pub fn new(
        session: &'a Session,
        view: &'a mut ViewState,
        theme: &'a Theme,
        commands: &'a mut Vec<Command>,
    ) -> Self {
        Self {
            words: session.words(),
            session,
            view,
            theme,
            commands,
        }
    }

    /// The same in another look.
    pub fn dressed<'b>(&'b mut self, theme: &'b Theme) -> Cx<'b> {
        Cx {
            session: self.session,
            view: &mut *self.view,
            theme,
            words: self.words,
            commands: &mut *self.commands,
        }
    }

    /// Wishes something.
    pub fn send(&mut self, command: Command) {
        self.commands.push(command);
    }

    /// A sentence without arguments.
    #[must_use]
    pub fn text(&self, id: &str) -> String {
        self.words.text(id)
    }

    /// A sentence with arguments.
    #[must_use]
    pub fn say(&self, message: &Message) -> String {
        self.words.say(message)
    }
}
