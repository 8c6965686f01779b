//! The workbench in a window of its own, without a display: every panel in both languages and three looks, the main
//! controls by their names.
#![cfg(feature = "gui")]

use std::path::PathBuf;
use std::sync::Arc;

use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use patrolgrid::base::coords::LonLat;
use patrolgrid::base::ids::PointId;
use patrolgrid::i18n::language::Language;
use patrolgrid::model::patrol_point::PatrolPoint;
use patrolgrid::model::plan_edit::PlanEdit;
use patrolgrid::session::command::Command;
use patrolgrid::session::settings::Look;
use patrolgrid::session::state::Session;
use patrolgrid::ui::app::App;
use patrolgrid::ui::desk::Dialog;
use patrolgrid::ui::view_state::RightTab;

const CSV: &str = "案件编号,报案时间,案件类别,经度,纬度,身份证号\n\
    A1,2024-01-02 21:30,盗窃,113.9012,22.5581,440301199001011234\n\
    A2,2024-01-03 09:10,抢劫,113.9030,22.5590,440301199001011234\n\
    A3,2024-02-11 23:50,盗窃,113.9100,22.5600,440301199001011234\n\
    A4,2024-02-12 01:15,诈骗,0,0,440301199001011234\n";

/// A folder that goes when the test ends, with a small district's files in it.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("incidents.csv"), CSV).expect("a file");
        std::fs::write(folder.path().join("work_grids.geojson"), grids()).expect("a file");
        Self(folder)
    }

    fn csv(&self) -> PathBuf {
        self.0.path().join("incidents.csv")
    }
}

/// Four squares side by side.
fn grids() -> String {
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

fn point(id: u32, name: &str) -> PlanEdit {
    PlanEdit::AddPoint(PatrolPoint {
        id: PointId(id),
        name: name.to_owned(),
        position: LonLat::new(113.9020 + f64::from(id) * 0.002, 22.5585),
        locked: id == 2,
        unit: "新安所".to_owned(),
    })
}

/// A session over the small district with incidents and two points, all answers worked out.
fn session(folder: &Folder, language: Language, look: Look) -> Session {
    let mut session = Session::new(None, Arc::new(|| ()));
    session.apply(Command::SetLanguage(language));
    session.apply(Command::SetLook(look));
    session.apply(Command::OpenDistrict(folder.0.path().to_owned()));
    settle(&mut session);
    session.apply(Command::Edit(PlanEdit::All(vec![
        point(1, "海滨路口"),
        point(2, "宝民路口"),
    ])));
    settle(&mut session);
    session
}

fn settle(session: &mut Session) {
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
}

fn window(session: Session) -> Harness<'static, App> {
    Harness::builder()
        .with_size([1280.0, 720.0])
        .wgpu()
        .build_eframe(move |cc| App::new(cc, session))
}

/// Draws a few frames and lets jobs come home.
fn frames(harness: &mut Harness<'_, App>) {
    for _ in 0..12 {
        harness.step();
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
}

#[test]
fn every_panel_draws_in_both_languages_and_three_looks() {
    let folder = Folder::new();
    let mut harness = window(session(&folder, Language::Chinese, Look::Light));
    for look in [Look::Light, Look::Dark, Look::Projector] {
        for language in Language::ALL {
            harness.state_mut().send(Command::SetLook(look));
            harness.state_mut().send(Command::SetLanguage(language));
            for tab in [
                RightTab::Coverage,
                RightTab::Zones,
                RightTab::Points,
                RightTab::Inspect,
            ] {
                harness.state_mut().view_mut().right_tab = tab;
                harness.run_steps(2);
            }
            for dialog in [Dialog::Keys, Dialog::About, Dialog::ImportReport] {
                harness.state_mut().view_mut().desk.dialog = Some(dialog);
                harness.run_steps(2);
            }
            harness.state_mut().view_mut().desk.dialog = None;
            harness.step();
        }
    }
}

#[test]
fn the_language_switches_at_once() {
    let folder = Folder::new();
    let mut harness = window(session(&folder, Language::Chinese, Look::Light));
    frames(&mut harness);
    harness.get_by_label("覆盖");
    harness.get_by_label("中 / EN").click();
    harness.run_steps(3);
    harness.get_by_label("Coverage");
    assert!(harness.query_by_label("覆盖").is_none());
}

#[test]
fn undo_takes_back_a_step_and_redo_makes_it_again() {
    let folder = Folder::new();
    let mut harness = window(session(&folder, Language::English, Look::Light));
    frames(&mut harness);
    let points = |harness: &Harness<'_, App>| harness.state().session().plan().points.len();
    assert_eq!(points(&harness), 2);
    harness.get_by_label("Undo: Add 2 points").click();
    harness.run_steps(3);
    assert_eq!(points(&harness), 0);
    harness.key_press_modifiers(
        egui::Modifiers::COMMAND | egui::Modifiers::SHIFT,
        egui::Key::Z,
    );
    harness.run_steps(3);
    assert_eq!(points(&harness), 2);
}

#[test]
fn the_palette_finds_a_command_by_pinyin_initials() {
    let folder = Folder::new();
    let mut harness = window(session(&folder, Language::Chinese, Look::Light));
    frames(&mut harness);
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::K);
    harness.run_steps(3);
    harness.event(egui::Event::Text("ss".to_owned()));
    harness.run_steps(3);
    harness.key_press(egui::Key::Enter);
    harness.run_steps(3);
    assert_eq!(harness.state().session().settings().look, Look::Dark);
}

#[test]
fn an_incident_file_is_imported_through_its_dialog_without_personal_columns() {
    let folder = Folder::new();
    let mut harness = window(Session::new(None, Arc::new(|| ())));
    harness
        .state_mut()
        .send(Command::SetLanguage(Language::English));
    harness.state_mut().send(Command::OpenFile(folder.csv()));
    frames(&mut harness);
    harness.get_by_label("Import incidents");
    harness.get_by_label("Import").click();
    frames(&mut harness);
    let sources = harness.state().session().sources();
    assert_eq!(sources.incidents.content.len(), 3);
    let report = &sources.incident_report;
    assert_eq!((report.found, report.refusals.len()), (4, 1));
    assert!(report.personal.iter().any(|(name, _)| name == "身份证号"));
}

#[test]
fn deleting_spares_a_locked_point_and_arrows_nudge_in_one_step() {
    let folder = Folder::new();
    let mut harness = window(session(&folder, Language::English, Look::Light));
    frames(&mut harness);
    let before = harness.state().session().plan().points[&PointId(1)].position;
    harness.state_mut().view_mut().selected =
        patrolgrid::ui::view_state::Selected::Points([PointId(1), PointId(2)].into());
    for _ in 0..3 {
        harness.key_press(egui::Key::ArrowRight);
        harness.run_steps(2);
    }
    harness.run_steps(2);
    let after = harness.state().session().plan().points[&PointId(1)].position;
    let moved = (after.lon - before.lon) * 111_320.0 * before.lat.to_radians().cos();
    assert!((moved - 30.0).abs() < 0.3, "{moved}");
    harness.key_press(egui::Key::Delete);
    harness.run_steps(3);
    let left: Vec<u32> = harness
        .state()
        .session()
        .plan()
        .points
        .keys()
        .map(|id| id.0)
        .collect();
    assert_eq!(left, [2], "the locked one stays");
}

#[test]
fn tab_reaches_controls_and_each_has_a_name() {
    let folder = Folder::new();
    let mut harness = window(session(&folder, Language::English, Look::Light));
    frames(&mut harness);
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..40 {
        harness.key_press(egui::Key::Tab);
        harness.run_steps(2);
        if let Some(id) = harness.ctx.memory(egui::Memory::focused) {
            seen.insert(format!("{id:?}"));
        }
    }
    assert!(seen.len() >= 30, "only {} controls", seen.len());
    assert_eq!(harness.unnamed_widgets(), Vec::<String>::new());
}
