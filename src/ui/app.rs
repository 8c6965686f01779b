//! The window: one frame, one step of the session, then drawing, then wishes.

use std::sync::Arc;

use super::cx::Cx;
use super::theme::Theme;
use super::view_state::ViewState;
use crate::session::command::Command;
use crate::session::state::Session;

/// The window's own state.
pub struct App {
    session: Session,
    view: ViewState,
    theme: Theme,
    commands: Vec<Command>,
}

impl App {
    /// A window over a session that may already be opening files.
    #[must_use]
    pub fn new(cc: &eframe::CreationContext<'_>, session: Session) -> Self {
        let view = cc
            .storage
            .and_then(|storage| eframe::get_value(storage, "view"))
            .unwrap_or_default();
        let theme = Theme::of(session.settings().look);
        Self {
            session,
            view,
            theme,
            commands: Vec::new(),
        }
    }

    /// A way for other threads to ask for a frame.
    #[must_use]
    pub fn waker(context: &egui::Context) -> Arc<dyn Fn() + Send + Sync> {
        let context = context.clone();
        Arc::new(move || context.request_repaint())
    }

    /// The session, for tests.
    #[must_use]
    pub const fn session(&self) -> &Session {
        &self.session
    }
}

impl eframe::App for App {
    fn logic(&mut self, context: &egui::Context, _frame: &mut eframe::Frame) {
        for command in std::mem::take(&mut self.commands) {
            self.session.apply(command);
        }
        if self.session.tick() {
            context.request_repaint();
        }
        self.theme = Theme::of(self.session.settings().look);
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        let mut cx = Cx::new(
            &self.session,
            &mut self.view,
            &self.theme,
            &mut self.commands,
        );
        ui.label(cx.text("app-name"));
        cx.view.pointer_at = None;
        if !self.commands.is_empty() {
            ui.ctx().request_repaint();
        }
    }

    fn save(&mut self, storage: &mut dyn eframe::Storage) {
        eframe::set_value(storage, "view", &self.view);
    }

    fn on_exit(&mut self) {
        self.session.flush();
    }
}
