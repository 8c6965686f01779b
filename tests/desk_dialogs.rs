//! Dialogs by keyboard alone, dropped files of every kind, and clumsy hands: nothing breaks, every refusal is told.
#![cfg(feature = "gui")]

#[path = "common/desk_window.rs"]
mod desk_window;

use std::path::PathBuf;
use std::sync::Arc;

use desk_window::{
    Folder, WITH_PATROLS, drop_files, frames, rest, say, says, session, until, window, written,
};
use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{By, Queryable};
use patrolgrid::base::crs::Crs;
use patrolgrid::base::ids::PointId;
use patrolgrid::i18n::language::Language;
use patrolgrid::io::boundaries::BoundaryOptions;
use patrolgrid::model::filter::WeekHours;
use patrolgrid::model::grid::GridLevel;
use patrolgrid::session::command::Command;
use patrolgrid::session::notice::NoticeLevel;
use patrolgrid::session::settings::Look;
use patrolgrid::session::state::Session;
use patrolgrid::ui::actions::{ACTIONS, Act};
use patrolgrid::ui::app::App;
use patrolgrid::ui::desk::{Dialog, Pick};
use patrolgrid::ui::view_state::{RightTab, Selected, Tool};

/// A window with nothing open.
fn bare(language: Language) -> Harness<'static, App> {
    let mut session = Session::new(None, Arc::new(|| ()));
    session.apply(Command::SetLanguage(language));
    let mut harness = window(session);
    rest(&mut harness);
    harness
}

/// What a screen reader calls the control that has the keyboard.
fn focused(harness: &Harness<'_, App>) -> Option<String> {
    #[expect(
        clippy::redundant_closure_for_method_calls,
        reason = "the method itself is not general enough over lifetimes"
    )]
    let has_focus = By::new().predicate(|node| node.is_focused());
    let label = |node: egui_kittest::Node<'_>| {
        use egui_kittest::kittest::NodeT;
        node.accesskit_node().label()
    };
    harness.query_all(has_focus).find_map(label)
}

/// Tab until a control has the keyboard.
fn tab_to(harness: &mut Harness<'_, App>, name: &str) {
    let mut seen = Vec::new();
    for _ in 0..120 {
        harness.key_press(Key::Tab);
        harness.run_steps(2);
        let now = focused(harness).unwrap_or_default();
        if now == name {
            return;
        }
        seen.push(now);
    }
    assert_eq!(seen, [name], "Tab never came there");
}

fn press(harness: &mut Harness<'_, App>, key: Key) {
    harness.key_press(key);
    harness.run_steps(3);
}

fn errors(harness: &Harness<'_, App>) -> Vec<String> {
    let session = harness.state().session();
    let notices = session.notices().all().iter();
    notices
        .filter(|notice| notice.level == NoticeLevel::Error)
        .map(|notice| session.words().say(&notice.message))
        .collect()
}

#[test]
fn a_dropped_incident_file_is_imported_by_keyboard_alone() {
    let folder = Folder::new();
    let mut harness = bare(Language::English);
    drop_files(&mut harness, &[folder.csv()]);
    assert!(says(&harness, "Import incidents"));
    tab_to(&mut harness, "Import");
    press(&mut harness, Key::Enter);
    rest(&mut harness);
    assert_eq!(
        harness.state().session().sources().incidents.content.len(),
        3
    );
    assert!(harness.state().session().pending_incidents().is_none());
}

#[test]
fn enter_imports_what_was_guessed() {
    let folder = Folder::new();
    let mut harness = bare(Language::Chinese);
    drop_files(&mut harness, &[folder.csv()]);
    press(&mut harness, Key::Enter);
    rest(&mut harness);
    assert_eq!(
        harness.state().session().sources().incidents.content.len(),
        3
    );
}

#[test]
fn a_file_that_is_there_is_replaced_only_when_asked() {
    let folder = Folder::new();
    let there = folder.path().join("记录.csv");
    std::fs::write(&there, "别人的").expect("written");
    let mut harness = bare(Language::English);
    let typed = there.to_string_lossy().into_owned();
    harness.state_mut().view_mut().desk.typed_path = Some((Pick::SaveLog, typed));
    harness.run_steps(3);
    tab_to(&mut harness, "OK");
    press(&mut harness, Key::Enter);
    rest(&mut harness);
    assert!(says(&harness, "Replace it?"));
    let text = |path: &PathBuf| std::fs::read_to_string(path).expect("there");
    assert_eq!(text(&there), "别人的");
    tab_to(&mut harness, "Replace");
    press(&mut harness, Key::Enter);
    rest(&mut harness);
    assert!(text(&there) != "别人的");
    assert!(!says(&harness, "Replace it?"));
    // A new name asks nothing.
    let fresh = folder.path().join("新.csv");
    let typed = fresh.to_string_lossy().into_owned();
    harness.state_mut().view_mut().desk.typed_path = Some((Pick::SaveLog, typed));
    harness.run_steps(3);
    tab_to(&mut harness, "OK");
    press(&mut harness, Key::Enter);
    rest(&mut harness);
    assert!(fresh.is_file());
}

#[test]
fn a_wide_table_is_read_to_its_last_column_by_keyboard() {
    let folder = Folder::new();
    let wide = folder.path().join("wide.csv");
    let more: Vec<String> = (1..=20).map(|at| format!("note {at}")).collect();
    let empty = ",".repeat(20);
    let text = format!("lon,lat,{}\n113.905,22.605{empty}\n", more.join(","));
    std::fs::write(&wide, text).expect("written");
    let mut harness = bare(Language::English);
    drop_files(&mut harness, &[wide]);
    let head = |harness: &Harness<'_, App>, name: &str| {
        let drawn = written(harness);
        drawn.iter().any(|one| one.text == name)
    };
    assert!(!head(&harness, "note 20"));
    tab_to(
        &mut harness,
        "First rows of the file (arrow keys move them)",
    );
    press(&mut harness, Key::End);
    assert!(head(&harness, "note 20") && !head(&harness, "note 1"));
    for _ in 0..30 {
        press(&mut harness, Key::ArrowLeft);
    }
    assert!(head(&harness, "note 1") && !head(&harness, "note 20"));
    press(&mut harness, Key::ArrowRight);
    assert!(harness.state().session().pending_incidents().is_some());
}

#[test]
fn escape_drops_an_import_and_changes_nothing() {
    let folder = Folder::new();
    let mut harness = bare(Language::Chinese);
    drop_files(&mut harness, &[folder.csv()]);
    assert!(harness.state().session().pending_incidents().is_some());
    press(&mut harness, Key::Escape);
    assert!(harness.state().session().pending_incidents().is_none());
    rest(&mut harness);
    assert!(
        harness
            .state()
            .session()
            .sources()
            .incidents
            .content
            .is_empty()
    );
}

#[test]
fn the_reference_system_is_chosen_in_the_dialog_by_keyboard() {
    let folder = Folder::new();
    let mut places = Vec::new();
    for wanted in [Crs::Wgs84, Crs::Gcj02] {
        let mut harness = bare(Language::English);
        drop_files(&mut harness, &[folder.csv()]);
        if wanted == Crs::Gcj02 {
            let name = say(&harness, "ui-crs-gcj02");
            tab_to(&mut harness, "Reference");
            press(&mut harness, Key::Enter);
            tab_to(&mut harness, &name);
            press(&mut harness, Key::Enter);
            rest(&mut harness);
        }
        tab_to(&mut harness, "Import");
        press(&mut harness, Key::Enter);
        rest(&mut harness);
        let incidents = &harness.state().session().sources().incidents;
        places.push(incidents.content.positions()[0]);
    }
    let metres = (places[0].lon - places[1].lon).hypot(places[0].lat - places[1].lat) * 111_000.0;
    assert!((300.0..800.0).contains(&metres), "{metres} m apart");
}

#[test]
fn every_dialog_closes_by_escape_and_by_its_button() {
    let folder = Folder::new();
    for language in Language::ALL {
        let mut harness = window(session(&folder, language, Look::Light));
        rest(&mut harness);
        let boundaries = Dialog::Boundaries(GridLevel::WorkGrid, BoundaryOptions::default());
        let dialogs = [
            Dialog::Keys,
            Dialog::About,
            Dialog::ImportReport,
            Dialog::EditLog,
            Dialog::Export,
            boundaries,
        ];
        let close = say(&harness, "ui-close");
        for dialog in dialogs {
            harness.state_mut().view_mut().desk.dialog = Some(dialog.clone());
            harness.run_steps(3);
            press(&mut harness, Key::Escape);
            assert_eq!(
                harness.state_mut().view_mut().desk.dialog,
                None,
                "Esc: {dialog:?}"
            );
            harness.state_mut().view_mut().desk.dialog = Some(dialog.clone());
            harness.run_steps(3);
            tab_to(&mut harness, &close);
            press(&mut harness, Key::Enter);
            assert_eq!(
                harness.state_mut().view_mut().desk.dialog,
                None,
                "close: {dialog:?}"
            );
        }
    }
}

#[test]
fn the_import_report_names_every_refused_row_and_says_once_where_there_is_none() {
    let folder = Folder::new();
    let mut harness = window(session(&folder, Language::English, Look::Light));
    rest(&mut harness);
    harness.state_mut().view_mut().desk.dialog = Some(Dialog::ImportReport);
    harness.run_steps(3);
    assert!(says(&harness, "4 rows") && says(&harness, "1 rows refused"));
    let whole = folder.file("whole.csv", WITH_PATROLS);
    harness.state_mut().view_mut().desk.dialog = None;
    drop_files(&mut harness, &[whole]);
    tab_to(&mut harness, "Import");
    press(&mut harness, Key::Enter);
    rest(&mut harness);
    harness.state_mut().view_mut().desk.dialog = Some(Dialog::ImportReport);
    harness.run_steps(3);
    assert!(says(&harness, "No row was refused."));
    assert!(!says(&harness, "Export refused rows"), "nothing to export");
}

#[test]
fn the_boundary_dialog_reads_the_layer_again_by_keyboard() {
    let folder = Folder::new();
    let mut harness = window(session(&folder, Language::English, Look::Light));
    rest(&mut harness);
    let options = BoundaryOptions {
        level: Some(GridLevel::WorkGrid),
        ..BoundaryOptions::default()
    };
    harness.state_mut().view_mut().desk.dialog =
        Some(Dialog::Boundaries(GridLevel::WorkGrid, options));
    harness.run_steps(3);
    assert!(says(&harness, "None found."));
    assert!(!says(&harness, "0 defects"), "said once is enough");
    tab_to(&mut harness, "Level");
    press(&mut harness, Key::Enter);
    let community = say(&harness, "level-community");
    tab_to(&mut harness, &community);
    press(&mut harness, Key::Enter);
    tab_to(&mut harness, "Read again like this");
    press(&mut harness, Key::Enter);
    rest(&mut harness);
    let grids = &harness.state().session().sources().grids.content;
    assert!(grids.layer(GridLevel::WorkGrid).is_none());
    assert_eq!(
        grids
            .layer(GridLevel::Community)
            .map(|layer| layer.units.len()),
        Some(4)
    );
}

/// Files a hurried hand drops, each with what must be found of it.
fn clumsy(folder: &Folder) -> Vec<PathBuf> {
    let empty_folder = folder.path().join("空文件夹");
    std::fs::create_dir(&empty_folder).expect("a folder");
    vec![
        folder.file("空.csv", ""),
        folder.file("empty.geojson", ""),
        folder.file("报告.docx", "PK\u{3}\u{4} not a document"),
        folder.file(
            "broken.geojson",
            "{\"type\":\"FeatureCollection\",\"features\":[",
        ),
        empty_folder,
        folder.path().join("不存在.csv"),
    ]
}

#[test]
fn a_wrong_file_is_refused_in_the_users_language_and_harms_nothing() {
    let folder = Folder::new();
    let wrong = clumsy(&folder);
    for language in Language::ALL {
        let mut harness = window(session(&folder, language, Look::Light));
        rest(&mut harness);
        for file in &wrong {
            let before = errors(&harness).len();
            drop_files(&mut harness, std::slice::from_ref(file));
            let told = errors(&harness);
            assert_eq!(told.len(), before + 1, "{}: {told:?}", file.display());
            let last = told.last().expect("an error");
            let chinese = last.chars().any(|letter| ('一'..='鿿').contains(&letter));
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            let own = last.replace(&*name, "").replace("空文件夹", "");
            let chinese_words = own.chars().any(|letter| ('一'..='鿿').contains(&letter));
            match language {
                Language::Chinese => assert!(chinese, "{last}"),
                Language::English => assert!(!chinese_words, "{last}"),
            }
        }
        let sources = harness.state().session().sources();
        assert_eq!(sources.incidents.content.len(), 3);
        assert_eq!(
            sources
                .grids
                .content
                .finest()
                .map(|layer| layer.units.len()),
            Some(4)
        );
    }
}

#[test]
fn many_files_at_once_are_each_opened_or_refused() {
    let folder = Folder::new();
    let mut harness = bare(Language::English);
    let mut files = clumsy(&folder);
    files.push(folder.path().join("work_grids.geojson"));
    files.push(folder.csv());
    drop_files(&mut harness, &files);
    until(&mut harness, "the mapping", |app| {
        app.session().pending_incidents().is_some()
    });
    rest(&mut harness);
    assert_eq!(errors(&harness).len(), 6, "{:?}", errors(&harness));
    let grids = &harness.state().session().sources().grids.content;
    assert_eq!(grids.finest().map(|layer| layer.units.len()), Some(4));
}

#[test]
fn no_shortcut_reaches_through_a_dialog() {
    let folder = Folder::new();
    let mut harness = window(session(&folder, Language::English, Look::Light));
    rest(&mut harness);
    let plan = harness.state().session().plan().clone();
    let filter = harness.state().session().filter().clone();
    let layers = harness.state_mut().view_mut().layers.clone();
    let boundaries = Dialog::Boundaries(GridLevel::WorkGrid, BoundaryOptions::default());
    for dialog in [
        Dialog::Keys,
        Dialog::About,
        Dialog::ImportReport,
        Dialog::EditLog,
        Dialog::Export,
        boundaries,
    ] {
        harness.state_mut().view_mut().desk.dialog = Some(dialog.clone());
        harness.run_steps(2);
        let over = |act| matches!(act, Act::Quit | Act::FullScreen);
        let others = ACTIONS.iter().filter(|row| !over(row.act));
        for shortcut in others.filter_map(|row| row.shortcut) {
            harness.key_press_modifiers(shortcut.modifiers, shortcut.logical_key);
            harness.run_steps(2);
        }
        assert_eq!(harness.state().session().plan(), &plan, "{dialog:?}");
        assert_eq!(harness.state().session().filter(), &filter, "{dialog:?}");
        let view = harness.state_mut().view_mut();
        assert_eq!(
            (&view.layers, view.tool),
            (&layers, Tool::Select),
            "{dialog:?}"
        );
        assert!(view.desk.pick.is_none() && view.desk.palette.is_none());
        press(&mut harness, Key::Escape);
    }
    assert_eq!(harness.state().session().settings().look, Look::Light);
}

#[test]
fn more_than_a_tenth_found_by_patrols_is_told_over_the_map() {
    let folder = Folder::new();
    folder.file("incidents.csv", WITH_PATROLS);
    for language in Language::ALL {
        let mut harness = window(session(&folder, language, Look::Light));
        rest(&mut harness);
        let words = match language {
            Language::Chinese => "25.0 % 由巡逻发现",
            Language::English => "25.0 % found by patrols",
        };
        assert!(!says(&harness, words), "left out by default");
        let mut filter = harness.state().session().filter().clone();
        filter.patrol_discovered = true;
        harness.state_mut().send(Command::SetFilter(filter));
        rest(&mut harness);
        assert!(says(&harness, "25.0 %"));
        let found = harness
            .query_all(By::new().label_contains("25.0 %"))
            .count();
        assert!(found > 0, "a screen reader hears it too");
    }
}

#[test]
fn every_control_of_every_tab_and_dialog_has_a_name() {
    let folder = Folder::new();
    let mut harness = window(session(&folder, Language::Chinese, Look::Light));
    rest(&mut harness);
    for tab in [
        RightTab::Coverage,
        RightTab::Zones,
        RightTab::Points,
        RightTab::Inspect,
    ] {
        harness.state_mut().view_mut().right_tab = tab;
        harness.state_mut().view_mut().selected = Selected::Points([PointId(1)].into());
        harness.run_steps(3);
        assert_eq!(harness.unnamed_widgets(), Vec::<String>::new(), "{tab:?}");
    }
    for layer in harness.state_mut().view_mut().layers.clone() {
        harness.state_mut().view_mut().desk.layer_open = Some(layer.kind);
        harness.run_steps(3);
        assert_eq!(
            harness.unnamed_widgets(),
            Vec::<String>::new(),
            "{:?}",
            layer.kind
        );
    }
    let boundaries = Dialog::Boundaries(GridLevel::WorkGrid, BoundaryOptions::default());
    for dialog in [
        Dialog::Keys,
        Dialog::About,
        Dialog::ImportReport,
        Dialog::EditLog,
        Dialog::Export,
        boundaries,
    ] {
        harness.state_mut().view_mut().desk.dialog = Some(dialog.clone());
        harness.run_steps(3);
        assert_eq!(
            harness.unnamed_widgets(),
            Vec::<String>::new(),
            "{dialog:?}"
        );
    }
    harness.state_mut().view_mut().desk.dialog = None;
    drop_files(&mut harness, &[folder.csv()]);
    assert_eq!(
        harness.unnamed_widgets(),
        Vec::<String>::new(),
        "the mapping"
    );
}

#[test]
fn months_and_hours_are_chosen_by_keyboard() {
    let folder = Folder::new();
    let mut harness = window(session(&folder, Language::English, Look::Light));
    rest(&mut harness);
    let months = harness.query_all(By::new().label_contains("Incidents by month, "));
    months.last().expect("the months").focus();
    harness.run_steps(2);
    press(&mut harness, Key::Home);
    rest(&mut harness);
    let first = harness.state().session().filter().period.expect("a period");
    press(&mut harness, Key::ArrowRight);
    rest(&mut harness);
    let next = harness.state().session().filter().period.expect("a period");
    assert!(next.0 > first.1, "{first:?} then {next:?}");
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    let hours = harness.query_all(By::new().label_contains("Hours of the week. "));
    hours.last().expect("the hours").focus();
    harness.run_steps(2);
    press(&mut harness, Key::ArrowRight);
    press(&mut harness, Key::ArrowDown);
    press(&mut harness, Key::Enter);
    rest(&mut harness);
    let only = WeekHours::NONE.with(1, 1, true);
    assert_eq!(harness.state().session().filter().week_hours, only);
    press(&mut harness, Key::Enter);
    rest(&mut harness);
    assert!(harness.state().session().filter().week_hours.is_all());
}

#[test]
fn chinese_from_an_input_method_arrives_in_the_search_and_in_a_name() {
    let folder = Folder::new();
    let mut harness = window(session(&folder, Language::Chinese, Look::Light));
    rest(&mut harness);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::F);
    harness.run_steps(3);
    for event in [
        egui::ImeEvent::Preedit {
            text: "hai".to_owned(),
            active_range_chars: None,
        },
        egui::ImeEvent::Commit("海滨".to_owned()),
    ] {
        harness.event(egui::Event::Ime(event));
        harness.run_steps(2);
    }
    let text = harness.state_mut().view_mut().desk.find.clone();
    assert_eq!(text.map(|query| query.text).as_deref(), Some("海滨"));
    frames(&mut harness);
    press(&mut harness, Key::Enter);
    press(&mut harness, Key::F2);
    harness.event(egui::Event::Ime(egui::ImeEvent::Commit("西乡".to_owned())));
    harness.run_steps(2);
    press(&mut harness, Key::Enter);
    rest(&mut harness);
    let names: Vec<&str> = harness
        .state()
        .session()
        .plan()
        .points
        .values()
        .map(|point| point.name.as_str())
        .collect();
    assert_eq!(
        names,
        ["西乡", "宝民路口"],
        "the old name was selected and replaced"
    );
}
