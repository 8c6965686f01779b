//! Paper and pictures: what is drawn is what is there, and nothing of it lies outside the page.

#[path = "common/briefing_ground.rs"]
mod briefing_ground;

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use patrolgrid::base::cancel::Cancel;
use patrolgrid::base::palettes::{Ramp, table};
use patrolgrid::i18n::language::Language;
use patrolgrid::i18n::words::Words;
use patrolgrid::model::grid::GridLevel;
use patrolgrid::model::map_look::UnitFigure;
use patrolgrid::report::briefing::content::{SceneColumn, SceneContent, SceneFigure, SceneTable};
use patrolgrid::report::briefing::ground::BriefingGround;
use patrolgrid::report::classes::Classes;
use patrolgrid::report::paper::atlas::AtlasOf;
use patrolgrid::report::paper::cartographer::{Cartographer, PaperError};
use patrolgrid::report::paper::drawing::{At, Ink, Mark, Sheet, Writing};
use patrolgrid::report::paper::page::{PageSetup, Paper};
use patrolgrid::report::paper::pdf::PdfBook;
use patrolgrid::report::paper::picture::{Picture, extent};
use patrolgrid::report::paper::style::luminance;
use patrolgrid::report::paper::text::Hand;
use patrolgrid::report::paper::typefaces::Weight;

static GROUND: LazyLock<BriefingGround> = LazyLock::new(|| briefing_ground::ground(20_000));

const SETUPS: [PageSetup; 4] = [
    PageSetup {
        paper: Paper::A4,
        landscape: false,
    },
    PageSetup {
        paper: Paper::A4,
        landscape: true,
    },
    PageSetup {
        paper: Paper::A3,
        landscape: false,
    },
    PageSetup {
        paper: Paper::A3,
        landscape: true,
    },
];

/// A scene's words, more of them than there is room for.
fn content(title: &str) -> SceneContent {
    let figure = |label: &str, value: &str, change: &str| SceneFigure {
        label: label.to_owned(),
        value: value.to_owned(),
        change: change.to_owned(),
        definition: "最近布警点沿路 3 分钟内到达的警情，占计入警情的比例。".to_owned(),
    };
    let column = |title: &str, unit: &str, figures| SceneColumn {
        title: title.to_owned(),
        unit: unit.to_owned(),
        figures,
    };
    let row = |at: usize| {
        let name = format!("第{at}社区");
        vec![
            name,
            format!("{},{:03}", at, at * 7 % 1000),
            format!("{at}.5"),
        ]
    };
    let mut rows: Vec<Vec<String>> = (0..124).map(row).collect();
    rows.push(vec![
        "全区".to_owned(),
        "61,204".to_owned(),
        "154.1".to_owned(),
    ]);
    SceneContent {
        title: title.to_owned(),
        note: String::new(),
        big: Some(figure("3 分钟内到达", "78.4 %", "▲ 2.1 个百分点")),
        figures: vec![figure("计入警情", "61,204 起", ""); 4],
        table: Some(SceneTable {
            columns: vec![
                column("社区", "", false),
                column("警情", "起", true),
                column("警情密度", "起/km²", true),
            ],
            rows,
            sums: 1,
        }),
        lines: vec![
            "夜间警情集中在新安、西乡两个街道的沿街商铺。".to_owned();
            3
        ],
        maps: vec!["2024-07 – 2025-06".to_owned(), "白天".to_owned()],
        basis: "数据截至 2025-06-30 · 群众报警".to_owned(),
        warnings: vec!["有 214 起警情距任何道路超过 200 米。".to_owned()],
    }
}

fn writings(sheet: &Sheet) -> impl Iterator<Item = &Writing> {
    sheet.marks.iter().filter_map(|mark| match mark {
        Mark::Text(writing) => Some(writing),
        Mark::Path(..) | Mark::Picture(..) | Mark::Clip(_) | Mark::Unclip => None,
    })
}

/// Whether a tool of the system is there; said aloud where it is not.
fn is_there(tool: &str) -> bool {
    let asked = Command::new(tool)
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    if asked.is_err() {
        eprintln!("SKIPPED: {tool} is not installed; this check needs it");
    }
    asked.is_ok()
}

fn run(tool: &str, args: &[&str], file: &Path) -> (bool, String) {
    let output = Command::new(tool)
        .args(args)
        .arg(file)
        .args((tool == "pdftotext").then_some("-"))
        .output()
        .expect("it runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    (output.status.success(), text)
}

fn line(text: &str, at: At) -> Writing {
    Writing {
        at,
        line: Hand::new(Language::Chinese, Weight::Regular, 12.0).line(text),
        ink: Ink::of([0, 0, 0]),
        halo: None,
    }
}

#[test]
fn every_character_comes_back_from_the_pdf_and_its_fonts_are_embedded_subsets() {
    let texts = [
        "宝安区新安街道布警点推荐：3 分钟内到达 78.4 %（▲ 2.1）",
        "警情密度（起/km²）≥ 420 · “重点巡区”……",
        "Patrol points reach 95.0 % of incidents within 5 min.",
    ];
    let mut sheet = SETUPS[0].sheet();
    for (row, text) in (1u8..).zip(texts) {
        sheet.write(line(text, At::new(40.0, 40.0 * f32::from(row))));
    }
    let mut book = PdfBook::new("夜间方案", Language::Chinese);
    book.page(&sheet).expect("a page");
    let pdf = book.finish().expect("a PDF");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("text.pdf");
    std::fs::write(&file, pdf).expect("written");
    if is_there("pdftotext") {
        let (_, found) = run("pdftotext", &["-layout"], &file);
        let signs = |text: &str| -> BTreeSet<char> {
            text.chars().filter(|sign| !sign.is_whitespace()).collect()
        };
        let lost: BTreeSet<char> =
            (signs(&texts.concat()).difference(&signs(&found)).copied()).collect();
        assert!(lost.is_empty(), "{lost:?} in {found}");
        assert!(found.contains("宝安区新安街道布警点推荐"), "{found}");
    }
    if is_there("pdffonts") {
        let (_, fonts) = run("pdffonts", &[], &file);
        let fonts: Vec<&str> = fonts.lines().skip(2).collect();
        assert!(fonts.len() >= 2, "{fonts:?}");
        for font in fonts {
            // name, type, encoding, embedded, subset, unicode
            assert!(font.contains("yes yes yes"), "{font}");
        }
    }
}

#[test]
fn a_briefing_is_a_sound_pdf_with_a_page_a_scene_and_the_same_bytes_again() {
    let scenes = briefing_ground::scenes(&GROUND);
    let contents: Vec<_> = scenes.iter().map(|scene| content(&scene.title)).collect();
    let pairs: Vec<_> = scenes.iter().zip(&contents).collect();
    let words = Words::new(Language::Chinese);
    let made = || {
        let cartographer = Cartographer::new(&GROUND, &words);
        let made = cartographer.briefing_pdf(&pairs, SETUPS[1], &Cancel::new());
        made.expect("a PDF")
    };
    let file = made();
    assert_eq!(file.pages, scenes.len());
    assert!(file.missing.is_empty(), "{:?}", file.missing);
    assert!(file == made(), "the same scenes gave other bytes");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("briefing.pdf");
    std::fs::write(&path, &file.pdf).expect("written");
    if is_there("qpdf") {
        assert!(run("qpdf", &["--check"], &path).0, "qpdf finds faults");
    }
    if is_there("pdfinfo") {
        let (_, facts) = run("pdfinfo", &[], &path);
        assert!(
            facts.contains(&format!("Pages:           {}", scenes.len())),
            "{facts}"
        );
        assert!(facts.contains("夜间方案 A"), "{facts}");
        assert!(facts.contains("841.89 x 595.276"), "{facts}");
    }
    if is_there("pdftotext") {
        let (_, text) = run("pdftotext", &["-layout"], &path);
        let page = format!("第 2 页，共 {} 页", scenes.len());
        for words in ["重点巡区", "WGS 84", "1 : ", "行未列出", "数据截至", &page] {
            assert!(text.contains(words), "{words} is not there");
        }
    }
}

#[test]
fn nothing_is_written_outside_the_page_and_no_text_meets_another() {
    let scenes = briefing_ground::scenes(&GROUND);
    let cancel = Cancel::new();
    for language in Language::ALL {
        let words = Words::new(language);
        let cartographer = Cartographer::new(&GROUND, &words);
        for (scene, setup) in scenes.iter().zip(SETUPS.into_iter().cycle()) {
            let content = content(&scene.title);
            let page = cartographer.scene_page(scene, &content, setup, (1, 7), &cancel);
            let sheet = page.expect("a page");
            let printed = setup.printed();
            let all: Vec<_> = writings(&sheet).collect();
            for (index, writing) in all.iter().enumerate() {
                let own = extent(writing);
                assert!(
                    printed.shrunk(-1.0).holds_all(&own),
                    "{}",
                    writing.line.text()
                );
                let own = own.shrunk(writing.line.size * 0.2);
                for other in &all[index + 1..] {
                    let its = extent(other).shrunk(other.line.size * 0.2);
                    assert!(
                        !own.meets(&its),
                        "{setup:?} {}: {} over {}",
                        scene.title,
                        writing.line.text(),
                        other.line.text()
                    );
                }
            }
            let opened = sheet
                .marks
                .iter()
                .filter(|mark| matches!(mark, Mark::Clip(_)));
            let closed = sheet
                .marks
                .iter()
                .filter(|mark| matches!(mark, Mark::Unclip));
            assert_eq!(opened.count(), closed.count());
        }
    }
}

#[test]
fn rows_without_room_are_counted_aloud() {
    let scenes = briefing_ground::scenes(&GROUND);
    let words = Words::new(Language::Chinese);
    let cartographer = Cartographer::new(&GROUND, &words);
    let content = content("社区一览");
    for setup in SETUPS {
        let sheet = cartographer.scene_page(&scenes[0], &content, setup, (1, 1), &Cancel::new());
        let sheet = sheet.expect("a page");
        let texts: Vec<String> = writings(&sheet)
            .map(|writing| writing.line.text())
            .collect();
        let shown = texts
            .iter()
            .filter(|text| text.ends_with("社区") && text.starts_with('第'));
        let left = 124 - shown.count();
        let said = format!("…… 另有 {left} 行未列出");
        assert!(texts.contains(&said), "{setup:?}: {said} is not said");
        assert!(texts.iter().any(|text| text == "全区"), "the sum is there");
    }
}

#[test]
fn a_character_no_font_has_is_reported_and_stands_as_a_box() {
    let scenes = briefing_ground::scenes(&GROUND);
    let words = Words::new(Language::Chinese);
    let cartographer = Cartographer::new(&GROUND, &words);
    let mut content = content("新𠮷安");
    content.table = None;
    let pairs = [(&scenes[0], &content)];
    let file = cartographer.briefing_pdf(&pairs, SETUPS[0], &Cancel::new());
    assert_eq!(file.expect("a PDF").missing, ['𠮷']);
    let mut sheet = Sheet::new(60.0, 30.0);
    sheet.write(line("𠮷", At::new(10.0, 20.0)));
    let picture = Picture::of(&sheet, 2.0).expect("a picture");
    assert_eq!(picture.missing, ['𠮷']);
    assert!(
        picture.pixels.rgba.iter().any(|channel| *channel < 100),
        "a box is drawn"
    );
}

#[test]
fn pictures_are_as_large_as_asked_for_and_the_same_again() {
    let scenes = briefing_ground::scenes(&GROUND);
    let words = Words::new(Language::Chinese);
    for (scene, size) in scenes
        .iter()
        .zip([[1280, 720], [1920, 1080], [801, 600], [640, 1000]])
    {
        let content = content(&scene.title);
        let made = || {
            let cartographer = Cartographer::new(&GROUND, &words);
            let cancel = Cancel::new();
            let whole = cartographer.scene_picture(scene, &content, size, &cancel);
            let map = cartographer.map_picture(scene, &content.maps, size, &cancel);
            (whole.expect("a picture"), map.expect("a map"))
        };
        let (whole, map) = made();
        for picture in [&whole, &map] {
            assert_eq!([picture.pixels.width, picture.pixels.height], size);
            assert!(
                picture
                    .pixels
                    .rgba
                    .iter()
                    .skip(3)
                    .step_by(4)
                    .all(|alpha| *alpha == 255)
            );
        }
        assert!((whole, map) == made(), "other pixels");
    }
    let cartographer = Cartographer::new(&GROUND, &words);
    let none = cartographer.map_picture(&scenes[0], &[], [0, 10], &Cancel::new());
    assert!(matches!(none, Err(PaperError::Picture(_))));
}

#[test]
fn an_atlas_has_a_page_for_each_and_stops_when_asked_to() {
    let scenes = briefing_ground::scenes(&GROUND);
    let words = Words::new(Language::Chinese);
    let cartographer = Cartographer::new(&GROUND, &words);
    let cancel = Cancel::new();
    let atlas = |of, cancel: &Cancel| {
        cartographer.atlas_pdf(&scenes[4], of, "数据截至 2025-06-30", SETUPS[0], cancel)
    };
    let file = atlas(AtlasOf::Units(GridLevel::Subdistrict), &cancel).expect("an atlas");
    assert_eq!(file.pages, 10);
    assert_eq!(cancel.progress().0, 1.0);
    let zones = atlas(AtlasOf::Zones, &Cancel::new()).expect("an atlas");
    assert_eq!(zones.pages, GROUND.plan.zones.len());
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("atlas.pdf");
    std::fs::write(&path, &file.pdf).expect("written");
    if is_there("pdftotext") {
        let (_, text) = run("pdftotext", &["-layout"], &path);
        let layer = GROUND
            .grids
            .layer(GridLevel::Subdistrict)
            .expect("subdistricts");
        for unit in &layer.units {
            assert!(text.contains(&unit.name), "{}", unit.name);
        }
        assert!(text.contains("警情覆盖率（3 分钟）") && text.contains("常住人口"));
    }
    let stopped = Cancel::new();
    stopped.cancel();
    let none = atlas(AtlasOf::Units(GridLevel::PoliceGrid), &stopped);
    assert!(matches!(none, Err(PaperError::Cancelled(_))));
}

#[test]
fn classes_keep_their_order_on_a_grey_print() {
    let values: Vec<Option<f64>> = (1..400).map(|value| Some(f64::from(value) * 1.3)).collect();
    for ramp in [
        Ramp::Automatic,
        Ramp::YlOrRd,
        Ramp::Inferno,
        Ramp::Cividis,
        Ramp::Greys,
    ] {
        let table = table(ramp, false);
        let classes = Classes::of(&values, GridLevel::Community, UnitFigure::PerKm2, &table);
        assert_eq!(classes.colours.len(), 6);
        let greys: Vec<f32> = classes
            .colours
            .iter()
            .map(|colour| luminance(*colour))
            .collect();
        for pair in greys.windows(2) {
            // Told apart: at least a twentieth darker.
            assert!(pair[1] < pair[0] * 0.95, "{ramp:?}: {greys:?}");
        }
    }
}

#[test]
fn two_maps_beside_each_other_have_one_scale() {
    let scenes = briefing_ground::scenes(&GROUND);
    let words = Words::new(Language::Chinese);
    let cartographer = Cartographer::new(&GROUND, &words);
    let night = scenes
        .iter()
        .find(|scene| scene.beside.is_some())
        .expect("two maps");
    let content = content(&night.title);
    let sheet = cartographer.scene_page(night, &content, SETUPS[3], (1, 1), &Cancel::new());
    let sheet = sheet.expect("a page");
    let clips: Vec<_> = (sheet.marks.iter())
        .filter_map(|mark| match mark {
            Mark::Clip(area) => Some(*area),
            Mark::Path(..) | Mark::Picture(..) | Mark::Text(_) | Mark::Unclip => None,
        })
        .collect();
    let [left, right] = clips.as_slice() else {
        panic!("{clips:?}");
    };
    assert!((left.width - right.width).abs() < 0.01 && left.top == right.top);
    assert!(left.right() < right.left);
}
