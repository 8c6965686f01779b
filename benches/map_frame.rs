//! What a frame of the window costs the CPU beside the rasteriser: the session's step, everything egui and the map draw,
//! tessellation, and recording the GPU's commands. 1,000,000 incidents, 4,833 work grids of about 100 corners each.
//!
//! The goal is 4 ms a frame while the map is panned and zoomed with every layer on. The window is the program's own,
//! driven by pointer and wheel events. CPU seconds of the drawing thread are counted, so that a busy machine does not
//! blur them. What is prepared on other threads is not in a frame; the second table shows the worst frame after each
//! change that makes something anew. The last two columns are by the clock on the wall: from handing the commands to the
//! adapter until it is done, and the whole frame with it. On a GPU the whole must stay under 16.7 ms (60 frames a second);
//! on a software renderer they say how long the rasteriser takes.
#![allow(clippy::print_stdout, reason = "a measurement prints its figures")]
#![allow(clippy::unwrap_used, reason = "a bench that cannot set itself up ends")]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use eframe::App as _;
use egui::{Event, Modifiers, PointerButton, Pos2, RawInput, Rect, pos2, vec2};
use egui_wgpu::{RenderState, ScreenDescriptor, wgpu};
use patrolgrid::base::cancel::Cancel;
use patrolgrid::base::units::Metres;
use patrolgrid::demo::{Extent, generate, write};
use patrolgrid::model::grid::GridLevel;
use patrolgrid::session::command::Command;
use patrolgrid::session::settings::Look;
use patrolgrid::session::state::Session;
use patrolgrid::ui::app::App;
use patrolgrid::ui::view_state::{CameraWish, UnitFigure};
use serde_json::{Value, json};

const SIZE: [u32; 2] = [1920, 1080];
const INCIDENTS: usize = 1_000_000;
const CORNERS: usize = 100;
const FRAMES: usize = 200;
/// A place on the map that no panel covers.
const MIDDLE: Pos2 = pos2(900.0, 480.0);

fn main() {
    // `cargo test` runs benches too: measuring is for `cargo bench`.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let folder = district();
    let mut window = Window::open(&folder);
    println!(
        "frames of {FRAMES}, {}x{} points, ms of CPU",
        SIZE[0], SIZE[1]
    );
    println!(
        "{:<34}{:>24}{:>24}{:>24}{:>24}{:>24}",
        "", "logic and ui", "tessellate, record", "all", "adapter (wall)", "whole frame (wall)"
    );
    for (name, layers) in [
        ("layers as at the start", None),
        ("every layer", Some(true)),
    ] {
        if let Some(visible) = layers {
            window.show_all(visible);
        }
        for (what, zoom) in [
            ("whole district", 10.6),
            ("quarter", 13.0),
            ("streets", 16.0),
        ] {
            window.look(zoom);
            let costs = window.pan();
            report(&format!("{name}: pan, {what}"), &costs);
        }
        window.look(10.6);
        let costs = window.zoom_in_and_out();
        report(&format!("{name}: zoom"), &costs);
    }
    println!("\nworst of the 60 frames after a change, and until all was prepared");
    window.show_all(true);
    window.look(11.0);
    for (name, change) in changes() {
        let costs = window.after(change);
        report(name, &costs);
    }
}

/// What one frame cost.
#[derive(Debug, Clone, Copy)]
struct Cost {
    ui: Duration,
    record: Duration,
    adapter: Duration,
    whole: Duration,
}

type Change = fn(&mut Window);

fn changes() -> [(&'static str, Change); 8] {
    [
        ("nothing", |_| {}),
        ("choropleth by another figure", |window| {
            window.app.view_mut().choropleth.1 = UnitFigure::Per1000Residents;
        }),
        ("choropleth of work grids", |window| {
            window.app.view_mut().choropleth.0 = GridLevel::WorkGrid;
        }),
        ("bandwidth 500 m", |window| {
            let mut rule = window.app.session().density_rule();
            rule.bandwidth = Metres(500.0);
            window.app.send(Command::SetDensity(rule));
        }),
        ("dark look", |window| {
            window.app.send(Command::SetLook(Look::Dark));
        }),
        ("light look", |window| {
            window.app.send(Command::SetLook(Look::Light));
        }),
        ("first half of the incidents", |window| {
            let mut filter = window.app.session().filter().clone();
            filter.period = Some((19_905, 20_269));
            window.app.send(Command::SetFilter(filter));
        }),
        ("new plan", |window| window.app.send(Command::NewPlan)),
    ]
}

/// The program's window without a screen.
struct Window {
    app: App,
    frame: eframe::Frame,
    context: egui::Context,
    gpu: RenderState,
    target: wgpu::TextureView,
    time: f64,
}

impl Window {
    fn open(folder: &Path) -> Self {
        let gpu = egui_kittest::wgpu::create_render_state(
            egui_kittest::wgpu::default_wgpu_setup(),
            egui_wgpu::RendererOptions::default(),
        );
        let adapter = gpu.adapter.get_info();
        println!("{} ({:?})", adapter.name, adapter.device_type);
        let context = egui::Context::default();
        let mut cc = eframe::CreationContext::_new_kittest(context.clone());
        cc.wgpu_render_state = Some(gpu.clone());
        let mut session = Session::new(None, Arc::new(|| {}));
        session.apply(Command::FirstStepsDone(true));
        session.apply(Command::OpenDistrict(folder.into()));
        let target = target(&gpu);
        let mut window = Self {
            app: App::new(&cc, session),
            frame: eframe::Frame::_new_kittest(),
            context,
            gpu,
            target,
            time: 0.0,
        };
        let begun = Instant::now();
        window.settle();
        println!("ready after {:.1} s", begun.elapsed().as_secs_f64());
        window
    }

    fn show_all(&mut self, visible: bool) {
        for look in &mut self.app.view_mut().layers {
            look.visible = visible;
        }
        self.settle();
    }

    /// Puts the middle of the district in the middle of the map at a zoom.
    fn look(&mut self, zoom: f64) {
        let centre = self.app.session().extent().unwrap().centre();
        self.app.view_mut().camera_wish = Some(CameraWish::Centre(centre, 0.0));
        self.steps(15);
        let now = self.app.view_mut().camera.unwrap().zoom;
        self.app.view_mut().camera_wish = Some(CameraWish::Zoom(zoom - now));
        self.steps(15);
        self.settle();
    }

    fn steps(&mut self, count: usize) {
        for _ in 0..count {
            self.step(Vec::new());
        }
    }

    /// Frames until nothing is being worked out or prepared.
    fn settle(&mut self) {
        let begun = Instant::now();
        let mut quiet = 0;
        while quiet < 10 && begun.elapsed() < Duration::from_mins(5) {
            self.step(Vec::new());
            quiet = if self.app.is_busy() { 0 } else { quiet + 1 };
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// The map held and moved to and fro.
    fn pan(&mut self) -> Vec<Cost> {
        self.step(vec![Event::PointerMoved(MIDDLE)]);
        // The middle button pans whatever lies under the pointer.
        self.step(vec![button(MIDDLE, true)]);
        let costs = (0..FRAMES)
            .map(|step| {
                let angle = step as f32 / FRAMES as f32 * std::f32::consts::TAU;
                let at = MIDDLE + vec2(angle.sin() * 300.0, (2.0 * angle).sin() * 200.0);
                self.step(vec![Event::PointerMoved(at)])
            })
            .collect();
        self.step(vec![button(MIDDLE, false)]);
        costs
    }

    /// From the whole district down to the streets and back, a quarter of a notch a frame.
    fn zoom_in_and_out(&mut self) -> Vec<Cost> {
        self.step(vec![Event::PointerMoved(MIDDLE)]);
        (0..FRAMES)
            .map(|step| {
                let way = if step < FRAMES / 2 { 0.125 } else { -0.125 };
                self.step(vec![wheel(way)])
            })
            .collect()
    }

    /// Frames after a change, until all is prepared.
    fn after(&mut self, change: Change) -> Vec<Cost> {
        self.settle();
        change(self);
        let begun = Instant::now();
        let mut costs = Vec::new();
        while costs.len() < 60 || (self.app.is_busy() && begun.elapsed() < Duration::from_mins(2)) {
            costs.push(self.step(Vec::new()));
            std::thread::sleep(Duration::from_millis(2));
        }
        costs
    }

    fn step(&mut self, events: Vec<Event>) -> Cost {
        self.time += 1.0 / 60.0;
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(
                Pos2::ZERO,
                vec2(SIZE[0] as f32, SIZE[1] as f32),
            )),
            time: Some(self.time),
            predicted_dt: 1.0 / 60.0,
            focused: true,
            events,
            ..RawInput::default()
        };
        let (woken, begun) = (Instant::now(), cpu_time());
        let (app, frame, context) = (&mut self.app, &mut self.frame, &self.context);
        let output = context.run_ui(input, |ui| {
            app.logic(ui.ctx(), frame);
            app.ui(ui, frame);
        });
        let drawn = cpu_time();
        let (ended, adapter) = self.record(output);
        Cost {
            ui: drawn.saturating_sub(begun),
            record: ended.saturating_sub(drawn),
            adapter,
            whole: woken.elapsed(),
        }
    }

    /// Tessellates and records a frame, then lets the adapter do it. Returns the clock before the adapter's turn and how
    /// long that took.
    fn record(&self, output: egui::FullOutput) -> (Duration, Duration) {
        let gpu = &self.gpu;
        let screen = ScreenDescriptor {
            size_in_pixels: SIZE,
            pixels_per_point: 1.0,
        };
        let pieces = self.context.tessellate(output.shapes, 1.0);
        let mut renderer = gpu.renderer.write();
        let mut textures = output.textures_delta;
        for (id, images) in textures.set.drain() {
            for image in images {
                renderer.update_texture(&gpu.device, &gpu.queue, id, &image);
            }
        }
        for id in textures.free.drain() {
            renderer.free_texture(&id);
        }
        let mut encoder = gpu
            .device
            .create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        let before =
            renderer.update_buffers(&gpu.device, &gpu.queue, &mut encoder, &pieces, &screen);
        {
            let mut pass = encoder
                .begin_render_pass(&wgpu::RenderPassDescriptor {
                    color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                        view: &self.target,
                        resolve_target: None,
                        ops: wgpu::Operations {
                            load: wgpu::LoadOp::Clear(wgpu::Color::BLACK),
                            store: wgpu::StoreOp::Store,
                        },
                        depth_slice: None,
                    })],
                    ..Default::default()
                })
                .forget_lifetime();
            renderer.render(&mut pass, &pieces, &screen);
        }
        let commands = encoder.finish();
        let (ended, handed) = (cpu_time(), Instant::now());
        gpu.queue.submit(before.into_iter().chain([commands]));
        let _ = gpu.device.poll(wgpu::PollType::wait_indefinitely());
        (ended, handed.elapsed())
    }
}

fn target(gpu: &RenderState) -> wgpu::TextureView {
    let texture = gpu.device.create_texture(&wgpu::TextureDescriptor {
        label: None,
        size: wgpu::Extent3d {
            width: SIZE[0],
            height: SIZE[1],
            depth_or_array_layers: 1,
        },
        mip_level_count: 1,
        sample_count: 1,
        dimension: wgpu::TextureDimension::D2,
        format: gpu.target_format,
        usage: wgpu::TextureUsages::RENDER_ATTACHMENT,
        view_formats: &[],
    });
    texture.create_view(&wgpu::TextureViewDescriptor::default())
}

fn button(pos: Pos2, pressed: bool) -> Event {
    Event::PointerButton {
        pos,
        button: PointerButton::Middle,
        pressed,
        modifiers: Modifiers::NONE,
    }
}

fn wheel(notches: f32) -> Event {
    Event::MouseWheel {
        unit: egui::MouseWheelUnit::Line,
        delta: vec2(0.0, notches),
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Wheel,
        modifiers: Modifiers::NONE,
    }
}

fn report(name: &str, costs: &[Cost]) {
    let columns = [
        column(costs, |cost| cost.ui),
        column(costs, |cost| cost.record),
        column(costs, |cost| cost.ui + cost.record),
        column(costs, |cost| cost.adapter),
        column(costs, |cost| cost.whole),
    ];
    println!("{name:<34}{}", columns.concat());
}

/// Mean, 95th percentile and maximum, ms.
fn column(costs: &[Cost], part: fn(&Cost) -> Duration) -> String {
    let mut times: Vec<f64> = costs
        .iter()
        .map(|cost| part(cost).as_secs_f64() * 1e3)
        .collect();
    times.sort_by(f64::total_cmp);
    let mean = times.iter().sum::<f64>() / times.len() as f64;
    let most = times.last().copied().unwrap_or_default();
    let usual = times
        .get(times.len() * 95 / 100)
        .copied()
        .unwrap_or_default();
    format!("   {mean:>6.2} {usual:>6.2} {most:>6.2}")
}

/// CPU time of this thread. Yielding first makes the scheduler write it down to the moment.
fn cpu_time() -> Duration {
    std::thread::yield_now();
    let counted = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = counted.split(' ').next().and_then(|text| text.parse().ok());
    Duration::from_nanos(nanoseconds.unwrap_or_default())
}

/// The demo district with a million incidents and finer work grids, made once.
fn district() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("map_frame");
    let done = folder.join("done");
    if !done.exists() {
        let district = generate(1, &Cancel::new()).unwrap();
        let extent = Extent {
            incidents: INCIDENTS,
            ..Extent::default()
        };
        write(&district, extent, &folder, &Cancel::new()).unwrap();
        let grids = folder.join("work_grids.geojson");
        let fine = with_corners(&std::fs::read_to_string(&grids).unwrap());
        std::fs::write(grids, fine).unwrap();
        std::fs::write(done, "").unwrap();
    }
    folder
}

/// The boundaries with every edge cut into so many equal parts that a ring has about [`CORNERS`] corners.
fn with_corners(text: &str) -> String {
    let mut whole: Value = serde_json::from_str(text).unwrap();
    let features = whole["features"].as_array_mut().unwrap();
    let total = |features: &[Value], step: f64| -> usize {
        features
            .iter()
            .flat_map(rings)
            .map(|ring| cut(&ring, step).len())
            .sum()
    };
    let wanted = features.len() * CORNERS;
    let (mut fine, mut coarse) = (1e-6, 1e-2);
    for _ in 0..40 {
        let step = f64::sqrt(fine * coarse);
        if total(features, step) > wanted {
            fine = step;
        } else {
            coarse = step;
        }
    }
    for feature in features.iter_mut() {
        let cut: Vec<Value> = rings(feature)
            .iter()
            .map(|ring| json!(cut(ring, coarse)))
            .collect();
        feature["geometry"]["coordinates"] = Value::Array(cut);
    }
    println!(
        "work grids of {:.1} corners",
        total(features, f64::INFINITY) as f64 / features.len() as f64
    );
    whole.to_string()
}

fn rings(feature: &Value) -> Vec<Vec<[f64; 2]>> {
    serde_json::from_value(feature["geometry"]["coordinates"].clone()).unwrap()
}

/// A ring with its edges cut; from whichever end an edge is run through, it is cut at the same places.
fn cut(ring: &[[f64; 2]], step: f64) -> Vec<[f64; 2]> {
    let mut fine = Vec::new();
    for pair in ring.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        let parts = ((to[0] - from[0]).hypot(to[1] - from[1]) / step)
            .ceil()
            .max(1.0) as usize;
        let turned = (to[0], to[1]) < (from[0], from[1]);
        fine.extend((0..parts).map(|part| {
            let (low, high, part) = if turned {
                (to, from, parts - part)
            } else {
                (from, to, part)
            };
            let share = part as f64 / parts as f64;
            [
                low[0] + (high[0] - low[0]) * share,
                low[1] + (high[1] - low[1]) * share,
            ]
        }));
    }
    fine.extend(ring.last());
    fine
}
