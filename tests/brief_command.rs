//! The headless briefing: every format from a plan file, both languages, the public's, and what it refuses.

#[path = "common/briefing_ground.rs"]
mod briefing_ground;
mod common;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Arc, OnceLock};

use patrolgrid::base::cancel::Cancel;
use patrolgrid::i18n::language::Language;
use patrolgrid::i18n::words::Words;
use patrolgrid::model::filter::IncidentFilter;
use patrolgrid::model::grid::GridLevel;
use patrolgrid::model::scene::{Scene, SceneSubject};
use patrolgrid::report::briefing::draft::draft_briefing;
use patrolgrid::report::briefing::ground::BriefingGround;
use patrolgrid::report::briefing::out::{BriefingOut, OutKind};
use patrolgrid::report::briefing::write::{
    BriefingError, BriefingWhat, BriefingWritten, write_briefing,
};
use patrolgrid::session::command::Command as Wish;
use patrolgrid::session::state::Session;
use serde_json::Value;

/// A plan over the shipped demo district, kept in a file for all tests.
fn plan() -> &'static Path {
    static PLAN: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let (_, path) = PLAN.get_or_init(|| {
        let home = tempfile::tempdir().expect("a folder");
        let path = home.path().join("夜间方案.gpkg");
        let maps = Path::new(env!("CARGO_MANIFEST_DIR")).join("maps");
        let mut session = Session::new(Some(home.path().join("home")), Arc::new(|| ()));
        session.apply(Wish::SetLanguage(Language::Chinese));
        session.apply(Wish::OpenDistrict(maps));
        common::settle(&mut session);
        session.apply(Wish::SavePlanAs(path.clone()));
        common::settle(&mut session);
        session.flush();
        assert!(path.is_file(), "{:?}", session.notices().all().last());
        (home, path)
    });
    path
}

fn ground() -> &'static BriefingGround {
    static GROUND: OnceLock<BriefingGround> = OnceLock::new();
    GROUND.get_or_init(|| briefing_ground::ground(6_000))
}

fn drafted(words: &Words) -> Vec<Scene> {
    draft_briefing(ground(), &IncidentFilter::default(), &[], words)
}

fn what<'a>(scenes: &'a [Scene], filter: &'a IncidentFilter) -> BriefingWhat<'a> {
    BriefingWhat {
        scenes,
        filter,
        today: jiff::civil::date(2026, 7, 1),
    }
}

fn written(kind: OutKind, target: &Path, language: Language) -> BriefingWritten {
    let words = Words::new(language);
    let (scenes, filter) = (drafted(&words), IncidentFilter::default());
    let wish = BriefingOut {
        kind,
        pixels: [640, 360],
        ..BriefingOut::default()
    };
    let what = what(&scenes, &filter);
    write_briefing(ground(), what, wish, &words, target, &Cancel::new()).expect("written")
}

fn brief(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_patrolgrid"))
        .arg("brief")
        .arg(plan())
        .args(args)
        .output()
        .expect("it runs")
}

fn report(output: &Output) -> Value {
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    serde_json::from_slice(&output.stdout).expect("JSON")
}

#[test]
fn a_draft_becomes_a_file_of_every_format() {
    let folder = tempfile::tempdir().expect("a folder");
    let heads: [(&str, &[u8]); 3] = [
        ("a.pdf", b"%PDF-"),
        ("a.pptx", b"PK\x03\x04"),
        ("a.html", b"<!doctype html>"),
    ];
    for (name, head) in heads {
        let out = folder.path().join(name);
        let path = out.to_str().expect("text");
        let said = report(&brief(&[
            "--draft", "--out", path, "--lang", "en", "--json",
        ]));
        assert_eq!(said["scenes"], SceneSubject::ALL.len());
        assert_eq!(said["titles"].as_array().map(Vec::len), Some(10));
        assert_eq!(said["files"], serde_json::json!([path]));
        assert!(said["seconds"].as_f64().expect("a number") > 0.0);
        assert!(said["warnings"].is_array());
        let written = std::fs::read(&out).expect("written");
        assert!(
            written.starts_with(head) && written.len() > 50_000,
            "{name}"
        );
        eprintln!("{name}: {} bytes, {} s", written.len(), said["seconds"]);
    }
    // Nothing half-written lies beside them.
    assert_eq!(
        std::fs::read_dir(folder.path()).expect("a folder").count(),
        3
    );
}

#[test]
fn a_folder_gets_a_picture_a_scene_of_the_size_asked_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = format!("{}/", folder.path().join("pictures").display());
    let said = report(&brief(&[
        "--draft", "--out", &out, "--size", "960x540", "--lang", "zh-CN", "--json", "--public",
    ]));
    assert_eq!(said["public"], true);
    let files = said["files"].as_array().expect("files");
    assert_eq!(files.len(), 10);
    for file in files {
        let bytes = std::fs::read(file.as_str().expect("a path")).expect("written");
        let side = |at: usize| {
            let bytes: [u8; 4] = bytes[at..at + 4].try_into().expect("four");
            u32::from_be_bytes(bytes)
        };
        assert_eq!((side(16), side(20)), (960, 540));
    }
}

#[test]
fn what_cannot_be_made_is_refused_with_a_sentence() {
    let folder = tempfile::tempdir().expect("a folder");
    let refused = |args: &[&str], status: i32, words: &str| {
        let output = brief(args);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(status), "{said}");
        assert!(said.contains(words), "{said}");
    };
    let to = |name: &str| folder.path().join(name).to_str().expect("text").to_owned();
    // The plan has no scenes of its own yet.
    refused(&["--out", &to("a.pdf"), "--lang", "en"], 1, "--draft");
    refused(&["--out", &to("a.pdf"), "--lang", "zh-CN"], 1, "--draft");
    refused(
        &["--draft", "--out", &to("a.doc"), "--lang", "en"],
        1,
        ".pptx",
    );
    refused(
        &["--draft", "--out", &to("a.pdf"), "--size", "5x5"],
        2,
        "5x5",
    );
    let output = Command::new(env!("CARGO_BIN_EXE_patrolgrid"))
        .args(["brief", "--draft", "--out", &to("a.pdf"), "no-such.gpkg"])
        .output()
        .expect("it runs");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        std::fs::read_dir(folder.path()).expect("a folder").count(),
        0
    );
}

#[test]
fn pictures_and_atlases_are_written_and_nothing_is_left_half_done() {
    let folder = tempfile::tempdir().expect("a folder");
    let pictures = folder.path().join("画面");
    let made = written(OutKind::Pictures, &pictures, Language::Chinese);
    assert_eq!(made.files.len(), 10);
    for file in &made.files {
        let decoder = png::Decoder::new(std::io::BufReader::new(
            std::fs::File::open(file).expect("open"),
        ));
        let info = decoder.read_info().expect("a picture");
        assert_eq!((info.info().width, info.info().height), (640, 360));
    }
    let atlas = folder.path().join("atlas.pdf");
    let made = written(OutKind::ZoneAtlas, &atlas, Language::English);
    assert_eq!(made.pages, 12);
    let kind = OutKind::GridAtlas(GridLevel::Subdistrict);
    let made = written(kind, &atlas, Language::Chinese);
    assert_eq!(made.pages, 10);
    // Asked to stop, what was there stays as it was.
    let before = std::fs::read(&atlas).expect("read");
    let words = Words::new(Language::Chinese);
    let (scenes, filter, cancel) = (drafted(&words), IncidentFilter::default(), Cancel::new());
    cancel.cancel();
    let wish = BriefingOut::default();
    let stopped = write_briefing(
        ground(),
        what(&scenes, &filter),
        wish,
        &words,
        &atlas,
        &cancel,
    );
    assert!(
        matches!(stopped, Err(BriefingError::Cancelled(_))),
        "{stopped:?}"
    );
    assert!(std::fs::read(&atlas).expect("read") == before);
    let nothing = write_briefing(
        ground(),
        what(&[], &filter),
        wish,
        &words,
        &atlas,
        &Cancel::new(),
    );
    assert!(
        matches!(nothing, Err(BriefingError::Nothing)),
        "{nothing:?}"
    );
    let names = std::fs::read_dir(folder.path()).expect("listed").count();
    assert_eq!(names, 2, "no temporary files");
}
