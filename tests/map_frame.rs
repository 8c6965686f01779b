//! What a frame of the map costs the CPU beside the rasteriser. A measure, not a check: run with
//! `cargo test --release --test map_frame -- --ignored --nocapture`.
#![allow(clippy::print_stdout, reason = "a measurement prints its figures")]
#![cfg(feature = "gui")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use egui::vec2;
use egui_kittest::Harness;
use patrolgrid::session::command::Command;
use patrolgrid::session::state::Session;
use patrolgrid::ui::cx::Cx;
use patrolgrid::ui::fonts;
use patrolgrid::ui::map::{MapView, map_ui};
use patrolgrid::ui::theme::Theme;
use patrolgrid::ui::view_state::{CameraWish, LayerKind, ViewState};

/// The map alone, with a clock.
struct Window {
    session: Session,
    view: ViewState,
    commands: Vec<Command>,
    map: MapView,
    took: Vec<Duration>,
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
        let begun = Instant::now();
        let mut cx = Cx::new(&self.session, &mut self.view, &theme, &mut self.commands);
        map_ui(ui, &mut cx, &mut self.map);
        self.took.push(begun.elapsed());
    }
}

fn settle(harness: &mut Harness<'_, Window>) {
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_mins(3) {
        harness.step();
        let state = harness.state();
        if state.session.derived().heat.fresh().is_some()
            && !state.session.is_busy()
            && !state.map.is_busy()
        {
            break;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
#[ignore = "a measure, not a check"]
fn cpu_time_of_a_frame() {
    let mut harness = Harness::builder()
        .with_size(vec2(1280.0, 720.0))
        .wgpu()
        .build_eframe(|cc| {
            let mut session = Session::new(None, Arc::new(|| {}));
            cc.egui_ctx
                .set_fonts(fonts::definitions(session.settings().language));
            let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("maps");
            session.apply(Command::OpenDistrict(folder));
            let mut view = ViewState::default();
            for layer in &mut view.layers {
                layer.visible = layer.kind != LayerKind::BaseMap;
            }
            Window {
                session,
                view,
                commands: Vec::new(),
                map: MapView::new(cc.wgpu_render_state.as_ref()),
                took: Vec::new(),
            }
        });
    settle(&mut harness);
    for zoom in [11.0, 12.5, 14.0, 15.0, 16.0, 18.0] {
        let centre = harness
            .state()
            .session
            .extent()
            .expect("an extent")
            .centre();
        let now = harness.state().view.camera.expect("a camera").zoom;
        harness.state_mut().view.camera_wish = Some(CameraWish::Centre(centre, 0.0));
        harness.run_steps(15);
        harness.state_mut().view.camera_wish = Some(CameraWish::Zoom(zoom - now));
        harness.run_steps(15);
        settle(&mut harness);
        harness.state_mut().took.clear();
        let mut tessellated = Vec::new();
        for _ in 0..30 {
            harness.step();
            let shapes = harness.output().shapes.clone();
            let begun = Instant::now();
            let pieces = harness.ctx.tessellate(shapes, 1.0);
            tessellated.push(begun.elapsed());
            assert!(!pieces.is_empty());
        }
        let median = |times: &mut Vec<Duration>| {
            times.sort();
            times
                .get(times.len() / 2)
                .copied()
                .unwrap_or_default()
                .as_secs_f64()
                * 1e3
        };
        let (ui, mesh) = (
            median(&mut harness.state_mut().took),
            median(&mut tessellated),
        );
        println!("zoom {zoom}: map {ui:.2} ms, tessellation {mesh:.2} ms");
    }
}
