//! The whole workbench over a small district of its own, without a display, and eyes to read it with.
#![allow(dead_code, reason = "each test uses some of it")]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::{Pos2, Rect, Shape};
use egui_kittest::Harness;
use patrolgrid::base::coords::LonLat;
use patrolgrid::base::ids::{PointId, ZoneId};
use patrolgrid::i18n::language::Language;
use patrolgrid::model::patrol_point::PatrolPoint;
use patrolgrid::model::plan_edit::PlanEdit;
use patrolgrid::model::zone::Zone;
use patrolgrid::session::command::Command;
use patrolgrid::session::settings::Look;
use patrolgrid::session::state::Session;
use patrolgrid::ui::app::App;

pub(crate) const WIDTH: f32 = 1280.0;
pub(crate) const HEIGHT: f32 = 720.0;

pub(crate) const CSV: &str = "案件编号,报案时间,案件类别,经度,纬度,身份证号\n\
    A1,2024-01-02 21:30,盗窃,113.9012,22.5581,440301199001011234\n\
    A2,2024-01-03 09:10,抢劫,113.9030,22.5590,440301199001011234\n\
    A3,2024-02-11 23:50,盗窃,113.9100,22.5600,440301199001011234\n\
    A4,2024-02-12 01:15,诈骗,0,0,440301199001011234\n";

/// One incident in four found by a patrol.
pub(crate) const WITH_PATROLS: &str = "time,category,lon,lat,discovered by\n\
    2024-01-02 21:30,theft,113.9012,22.5581,caller\n\
    2024-01-03 09:10,theft,113.9030,22.5590,caller\n\
    2024-02-11 23:50,theft,113.9100,22.5600,caller\n\
    2024-02-12 01:15,theft,113.9110,22.5610,patrol\n";

/// A folder that goes when the test ends, with a small district's files in it.
pub(crate) struct Folder(tempfile::TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let folder = Self(folder);
        folder.file("incidents.csv", CSV);
        folder.file("work_grids.geojson", &grids());
        folder
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn csv(&self) -> PathBuf {
        self.path().join("incidents.csv")
    }

    /// Writes a file and says where it is.
    pub(crate) fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path().join(name);
        std::fs::write(&path, text).expect("a file");
        path
    }
}

/// Four squares side by side.
pub(crate) fn grids() -> String {
    let square = |at: u32| {
        let west = 113.90 + f64::from(at) * 0.005;
        let east = west + 0.005;
        format!(
            r#"{{"type":"Feature","properties":{{"code":"G{at}","name":"网格{at}","residents":{}}},
            "geometry":{{"type":"Polygon","coordinates":[[[{west},22.555],[{east},22.555],[{east},22.565],
            [{west},22.565],[{west},22.555]]]}}}}"#,
            (at + 1) * 500
        )
    };
    let features: Vec<String> = (0..4).map(square).collect();
    format!(
        r#"{{"type":"FeatureCollection","features":[{}]}}"#,
        features.join(",")
    )
}

pub(crate) fn point(id: u32, name: &str) -> PlanEdit {
    PlanEdit::AddPoint(PatrolPoint {
        id: PointId(id),
        name: name.to_owned(),
        position: LonLat::new(113.9020 + f64::from(id) * 0.002, 22.5585),
        locked: id == 2,
        unit: "新安所".to_owned(),
    })
}

pub(crate) fn zone(id: u32, name: &str) -> PlanEdit {
    let west = 113.90 + f64::from(id) * 0.004;
    let corners = [(0.0, 0.0), (0.003, 0.0), (0.003, 0.003), (0.0, 0.003)];
    let ring: Vec<(f64, f64)> = corners
        .iter()
        .map(|(east, north)| (west + east, 22.556 + north))
        .collect();
    PlanEdit::AddZone(Zone {
        id: ZoneId(id),
        name: name.to_owned(),
        rank: id as u16,
        colour: id as u8,
        boundary: geo::Polygon::new(ring.into(), Vec::new()),
    })
}

/// A session over the small district with incidents and two points, all answers worked out.
pub(crate) fn session(folder: &Folder, language: Language, look: Look) -> Session {
    let mut session = Session::new(None, Arc::new(|| ()));
    session.apply(Command::SetLanguage(language));
    session.apply(Command::SetLook(look));
    session.apply(Command::OpenDistrict(folder.path().to_owned()));
    settle(&mut session);
    session.apply(Command::Edit(PlanEdit::All(vec![
        point(1, "海滨路口"),
        point(2, "宝民路口"),
    ])));
    settle(&mut session);
    session
}

pub(crate) fn settle(session: &mut Session) {
    for _ in 0..2_000 {
        session.tick();
        if !session.is_busy() {
            session.tick();
            if !session.is_busy() {
                return;
            }
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    assert!(!session.is_busy(), "never came to rest");
}

pub(crate) fn window(session: Session) -> Harness<'static, App> {
    Harness::builder()
        .with_size([WIDTH, HEIGHT])
        .wgpu()
        .build_eframe(move |cc| App::new(cc, session))
}

/// Draws a few frames and lets jobs come home.
pub(crate) fn frames(harness: &mut Harness<'_, App>) {
    for _ in 0..12 {
        harness.step();
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
}

/// Draws frames until something is so.
pub(crate) fn until(harness: &mut Harness<'_, App>, what: &str, is_so: impl Fn(&App) -> bool) {
    for _ in 0..1_000 {
        harness.step();
        if is_so(harness.state()) {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    assert!(is_so(harness.state()), "never came: {what}");
}

/// Draws frames until nothing is being worked out.
pub(crate) fn rest(harness: &mut Harness<'_, App>) {
    harness.run_steps(2);
    until(harness, "rest", |app| !app.is_busy());
    harness.run_steps(2);
}

/// A sentence in the language in use.
pub(crate) fn say(harness: &Harness<'_, App>, id: &str) -> String {
    harness.state().session().words().text(id)
}

/// A text on the screen.
#[derive(Debug, Clone)]
pub(crate) struct Written {
    pub(crate) text: String,
    pub(crate) rect: Rect,
    pub(crate) clip: Rect,
    pub(crate) elided: bool,
}

impl Written {
    /// Whether any of it is to be seen.
    pub(crate) fn is_seen(&self) -> bool {
        let seen = self.rect.intersect(self.clip);
        seen.width() > 1.0 && seen.height() > 1.0 && !self.text.trim().is_empty()
    }

    /// Whether letters are cut off at a side.
    pub(crate) fn is_cut(&self) -> bool {
        self.rect.left() < self.clip.left() - 1.0 || self.rect.right() > self.clip.right() + 1.0
    }
}

/// Every text on the screen, as painted.
pub(crate) fn written(harness: &Harness<'_, App>) -> Vec<Written> {
    let mut found = Vec::new();
    for shape in &harness.output().shapes {
        texts(&shape.shape, shape.clip_rect, &mut found);
    }
    found.retain(Written::is_seen);
    found
}

fn texts(shape: &Shape, clip: Rect, found: &mut Vec<Written>) {
    match shape {
        Shape::Vec(shapes) => shapes.iter().for_each(|shape| texts(shape, clip, found)),
        Shape::Text(text) => found.push(Written {
            text: text.galley.text().to_owned(),
            rect: text.galley.rect.translate(text.pos.to_vec2()),
            clip,
            elided: text.galley.elided,
        }),
        _ => {}
    }
}

/// Whether a text on the screen holds these words.
pub(crate) fn says(harness: &Harness<'_, App>, words: &str) -> bool {
    written(harness)
        .iter()
        .any(|written| written.text.contains(words))
}

/// A file as a window system hands it over.
#[derive(Debug)]
struct Dropped(PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|error| error.to_string())
    }
}

/// Drops files onto the window and waits until they have been looked at.
pub(crate) fn drop_files(harness: &mut Harness<'_, App>, files: &[PathBuf]) {
    let dropped = &mut harness.input_mut().dropped_files;
    for file in files {
        dropped.push(Arc::new(Dropped(file.clone())));
    }
    rest(harness);
}

pub(crate) fn hover(harness: &mut Harness<'_, App>, at: Pos2) {
    harness.hover_at(at);
    harness.run_steps(5);
}
