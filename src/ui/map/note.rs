//! A sentence that stays a moment at a place of the map: why something that was tried there was not done.

use egui::Ui;

use super::bubble::warning;
use super::frame::MapFrame;
use crate::base::coords::LonLat;
use crate::ui::cx::Cx;

/// Seconds it stays.
const STAYS: f64 = 4.0;

/// The sentence, while it stays.
#[derive(Debug, Default)]
pub(super) struct Note(Option<Said>);

#[derive(Debug)]
struct Said {
    words: &'static str,
    at: LonLat,
    until: f64,
}

impl Note {
    /// Says a sentence (by its id) at a place, in place of any before.
    pub(super) fn say(&mut self, ui: &Ui, words: &'static str, at: LonLat) {
        let until = ui.input(|input| input.time) + STAYS;
        self.0 = Some(Said { words, at, until });
    }

    /// Shows it; a press of a button or the end of its time takes it away.
    pub(super) fn show(&mut self, ui: &Ui, cx: &Cx, frame: &MapFrame) {
        let (now, pressed) = ui.input(|input| (input.time, input.pointer.any_pressed()));
        let Some(said) = self.0.take_if(|said| now < said.until && !pressed) else {
            self.0 = None;
            return;
        };
        warning(ui, cx.theme, frame.screen(said.at), &[cx.text(said.words)]);
        let left = std::time::Duration::from_secs_f64((said.until - now).max(0.02));
        ui.ctx().request_repaint_after(left);
        self.0 = Some(said);
    }
}
