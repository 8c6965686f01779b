//! A window with nothing but the map, and hands to use it with, for the tests of the map.
#![allow(dead_code, reason = "each test uses some of it")]

use std::sync::Arc;

use egui::{Pos2, Vec2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use patrolgrid::base::coords::LonLat;
use patrolgrid::base::ids::PointId;
use patrolgrid::model::patrol_point::PatrolPoint;
use patrolgrid::model::plan_edit::PlanEdit;
use patrolgrid::session::command::Command;
use patrolgrid::session::state::Session;
use patrolgrid::ui::cx::Cx;
use patrolgrid::ui::map::{MapView, map_ui};
use patrolgrid::ui::theme::Theme;
use patrolgrid::ui::view_state::{Camera, ViewState};
use patrolgrid::ui::{fonts, selection_edits};

pub(crate) const SIZE: Vec2 = vec2(1280.0, 720.0);
pub(crate) const CENTRE: LonLat = LonLat::new(113.90, 22.65);

/// A window with nothing but the map.
pub(crate) struct Window {
    pub(crate) session: Session,
    pub(crate) view: ViewState,
    commands: Vec<Command>,
    pub(crate) map: MapView,
}

impl eframe::App for Window {
    fn logic(&mut self, _context: &egui::Context, _frame: &mut eframe::Frame) {
        for command in std::mem::take(&mut self.commands) {
            self.session.apply(command);
        }
        self.session.tick();
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        let theme = Theme::of(self.session.settings().look);
        let mut cx = Cx::new(&self.session, &mut self.view, &theme, &mut self.commands);
        map_ui(ui, &mut cx, &mut self.map);
        selection_edits::nudge(&mut cx, &ui.ctx().clone());
    }
}

fn point(id: u32, name: &str, position: LonLat, locked: bool) -> PlanEdit {
    PlanEdit::AddPoint(PatrolPoint {
        id: PointId(id),
        name: name.into(),
        position,
        locked,
        unit: String::new(),
    })
}

/// A map at zoom 14 with three points, one of them locked.
pub(crate) fn window() -> Harness<'static, Window> {
    let edits = vec![
        point(1, "北门", CENTRE, false),
        point(2, "东门", LonLat::new(113.91, 22.645), false),
        point(3, "水库", LonLat::new(113.89, 22.66), true),
    ];
    let view = ViewState {
        camera: Some(Camera {
            centre: CENTRE,
            zoom: 14.0,
        }),
        ..ViewState::default()
    };
    opened(edits, view)
}

/// A map with nothing on it that has looked nowhere yet.
pub(crate) fn empty_window() -> Harness<'static, Window> {
    opened(Vec::new(), ViewState::default())
}

fn opened(edits: Vec<PlanEdit>, view: ViewState) -> Harness<'static, Window> {
    let mut harness = Harness::builder()
        .with_size(SIZE)
        .with_step_dt(1.0 / 60.0)
        .wgpu()
        .build_eframe(|cc| {
            let mut session = Session::new(None, Arc::new(|| {}));
            cc.egui_ctx
                .set_fonts(fonts::definitions(session.settings().language));
            if !edits.is_empty() {
                session.apply(Command::Edit(PlanEdit::All(edits)));
            }
            Window {
                session,
                view,
                commands: Vec::new(),
                map: MapView::new(cc.wgpu_render_state.as_ref()),
            }
        });
    harness.run_steps(2);
    harness
}

pub(crate) fn steps(harness: &Harness<'_, Window>) -> usize {
    harness.state().session.history().past_titles().count()
}

pub(crate) fn place_of(harness: &Harness<'_, Window>, id: u32) -> LonLat {
    harness.state().session.plan().points[&PointId(id)].position
}

pub(crate) fn at_label(harness: &Harness<'_, Window>, label: &str) -> Pos2 {
    harness.get_by_label(label).rect().center()
}

pub(crate) fn press(harness: &mut Harness<'_, Window>, at: Pos2) {
    harness.hover_at(at);
    harness.step();
    harness.drag_at(at);
    harness.step();
}

/// Moves the pointer; what a frame wishes is carried out before the next.
pub(crate) fn move_to(harness: &mut Harness<'_, Window>, at: Pos2) {
    harness.hover_at(at);
    harness.run_steps(2);
}

pub(crate) fn release(harness: &mut Harness<'_, Window>, at: Pos2) {
    harness.drop_at(at);
    harness.run_steps(3);
}

pub(crate) fn click(harness: &mut Harness<'_, Window>, at: Pos2) {
    press(harness, at);
    release(harness, at);
}

/// Frames until nothing is being worked out or prepared.
pub(crate) fn settle(harness: &mut Harness<'_, Window>) {
    let (mut quiet, mut frames) = (0, 0);
    while quiet < 5 {
        frames += 1;
        assert!(frames < 100_000, "busy for ever");
        harness.step();
        let state = harness.state();
        let busy = state.session.is_busy() || state.map.is_busy();
        quiet = if busy { 0 } else { quiet + 1 };
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
}

/// Every text on the screen and where it stands; halos are left out.
pub(crate) fn written(harness: &Harness<'_, Window>) -> Vec<(String, egui::Rect)> {
    let mut found = Vec::new();
    for shape in &harness.output().shapes {
        texts(&shape.shape, &mut found);
    }
    found
}

fn texts(shape: &egui::Shape, found: &mut Vec<(String, egui::Rect)>) {
    match shape {
        egui::Shape::Vec(shapes) => shapes.iter().for_each(|shape| texts(shape, found)),
        egui::Shape::Text(text) if text.override_text_color.is_none() => {
            let rect = text.galley.rect.translate(text.pos.to_vec2());
            found.push((text.galley.text().to_owned(), rect));
        }
        _ => {}
    }
}

/// Whether a text on the screen holds these words.
pub(crate) fn says(harness: &Harness<'_, Window>, words: &str) -> bool {
    written(harness)
        .iter()
        .any(|(text, _)| text.contains(words))
}
