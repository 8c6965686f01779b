//! The window: one frame, one step of the session, then drawing, then wishes.

use std::sync::Arc;

use super::briefing::{briefing_ui, two_screens_ui};
use super::cx::Cx;
use super::fonts;
use super::map::{MapView, map_ui};
use super::picker::Picker;
use super::theme::Theme;
use super::view_state::ViewState;
use super::workbench::workbench_ui;
use crate::i18n::language::Language;
use crate::session::command::Command;
use crate::session::settings::Look;
use crate::session::state::Session;

/// The window's own state.
pub struct App {
    session: Session,
    view: ViewState,
    theme: Theme,
    commands: Vec<Command>,
    picker: Picker,
    map: MapView,
    /// The look and language egui was last dressed in; of a briefing on this screen, how high it is.
    dressed: Option<(Look, Language, Option<u32>)>,
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
        let mut app = Self {
            session,
            view,
            theme,
            commands: Vec::new(),
            picker: Picker::default(),
            map: MapView::new(cc.wgpu_render_state.as_ref()),
            dressed: None,
        };
        app.dress(&cc.egui_ctx);
        app
    }

    /// Gives egui the fonts of the language and the style of the look where either has changed.
    fn dress(&mut self, context: &egui::Context) {
        let settings = self.session.settings();
        let briefing = self.view.desk.briefing.as_ref();
        let height = briefing
            .filter(|desk| !desk.two_screens)
            .map(|_| context.content_rect().height());
        let wanted = (
            settings.look,
            settings.language,
            height.map(|height| height.round() as u32),
        );
        if self.dressed == Some(wanted) {
            return;
        }
        if self
            .dressed
            .is_none_or(|(_, language, _)| language != wanted.1)
        {
            context.set_fonts(fonts::definitions(wanted.1));
        }
        self.theme = height.map_or_else(|| Theme::of(wanted.0), Theme::briefing);
        self.theme.apply(context);
        self.dressed = Some(wanted);
        context.request_repaint();
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

    /// Whether anything is still being worked out or prepared for the screen, for tests.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.session.is_busy() || self.map.is_busy()
    }

    /// The map, for tests.
    #[must_use]
    pub const fn map(&self) -> &MapView {
        &self.map
    }

    /// The view.
    #[must_use]
    pub const fn view(&self) -> &ViewState {
        &self.view
    }

    /// The view, for tests.
    pub const fn view_mut(&mut self) -> &mut ViewState {
        &mut self.view
    }

    /// Wishes something of the session in the next frame, as drawing does; for tests.
    pub fn send(&mut self, command: Command) {
        self.commands.push(command);
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
        self.dress(context);
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        let mut cx = Cx::new(
            &self.session,
            &mut self.view,
            &self.theme,
            &mut self.commands,
        );
        self.picker.update(&mut cx, ui.ctx());
        let map = &mut self.map;
        match cx.view.desk.briefing.as_ref().map(|desk| desk.two_screens) {
            None => workbench_ui(ui, &mut cx, |ui, cx| map_ui(ui, cx, map)),
            Some(false) => briefing_ui(ui, &mut cx, |ui, cx| map_ui(ui, cx, map)),
            Some(true) => {
                two_screens_ui(ui, &mut cx, &self.theme, |ui, cx| map_ui(ui, cx, map));
            }
        }
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
