//! The briefing in the window: begun and left with the presenter's keys, live, legible from the back of a room, and without
#![cfg(feature = "gui")]
//! a trace in the plan.

#[path = "common/desk_window.rs"]
mod desk_window;

use desk_window::{Folder, frames, rest, say, session, settle, until, window, written, zone};
use egui::{Key, Modifiers, Shape, Vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use patrolgrid::base::coords::LonLat;
use patrolgrid::base::ids::PointId;
use patrolgrid::i18n::language::Language;
use patrolgrid::model::plan_edit::PlanEdit;
use patrolgrid::session::command::Command;
use patrolgrid::session::settings::Look;
use patrolgrid::ui::app::App;
use patrolgrid::ui::briefing::{Blank, Pointer};
use patrolgrid::ui::view_state::RightTab;

fn press(harness: &mut Harness<'_, App>, key: Key) {
    harness.key_press(key);
    harness.run_steps(3);
}

/// A window over the small district with a drafted briefing.
fn drafted(folder: &Folder, language: Language) -> Harness<'static, App> {
    let mut session = session(folder, language, Look::Light);
    session.apply(Command::Edit(zone(1, "码头")));
    settle(&mut session);
    session.apply(Command::DraftBriefing);
    settle(&mut session);
    let mut harness = window(session);
    rest(&mut harness);
    harness
}

fn place(harness: &Harness<'_, App>) -> Option<(usize, bool)> {
    let desk = harness.state().view().desk.briefing.as_ref();
    desk.map(|desk| (desk.at, desk.second))
}

#[test]
fn without_scenes_the_key_opens_the_list_that_makes_them_and_one_key_adds_the_screen() {
    let folder = Folder::new();
    let mut harness = window(session(&folder, Language::English, Look::Dark));
    rest(&mut harness);
    press(&mut harness, Key::F5);
    assert_eq!(harness.state().view().right_tab, RightTab::Brief);
    assert_eq!(place(&harness), None);
    press(&mut harness, Key::B);
    rest(&mut harness);
    let plan = harness.state().session().plan();
    let scene = plan.scenes.first().expect("a scene");
    assert!(!scene.title.is_empty() && !scene.look.layers.is_empty());
    assert!(scene.look.layers.iter().all(|look| look.visible));
    // Undone like everything else.
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    harness.run_steps(3);
    assert_eq!(harness.state().session().plan().scenes, []);
}

#[test]
fn presenters_keys_page_through_all_scenes_and_everything_is_as_before_afterwards() {
    let folder = Folder::new();
    let mut harness = drafted(&folder, Language::Chinese);
    let before = harness.state().view().clone();
    let plan = harness.state().session().plan().clone();
    let filter = harness.state().session().filter().clone();
    assert_eq!(plan.scenes.len(), 10);
    press(&mut harness, Key::F5);
    assert_eq!(place(&harness), Some((0, false)));
    press(&mut harness, Key::PageDown);
    press(&mut harness, Key::Space);
    press(&mut harness, Key::ArrowRight);
    press(&mut harness, Key::PageUp);
    // The second scene has two maps: day, then night.
    assert_eq!(place(&harness), Some((1, true)));
    let shown = harness.state().session().filter().clone();
    assert_eq!(Some(&shown), plan.scenes[1].beside.as_ref());
    press(&mut harness, Key::End);
    assert_eq!(place(&harness), Some((9, false)));
    press(&mut harness, Key::PageDown);
    assert_eq!(place(&harness), Some((9, false)), "the last stays");
    press(&mut harness, Key::Num7);
    press(&mut harness, Key::Enter);
    assert_eq!(place(&harness), Some((6, false)));
    press(&mut harness, Key::Num1);
    press(&mut harness, Key::Num0);
    press(&mut harness, Key::Enter);
    assert_eq!(place(&harness), Some((9, false)));
    press(&mut harness, Key::Home);
    press(&mut harness, Key::B);
    let blank = |harness: &Harness<'_, App>| {
        let desk = harness.state().view().desk.briefing.as_ref();
        desk.and_then(|desk| desk.blank)
    };
    assert_eq!(blank(&harness), Some(Blank::Black));
    press(&mut harness, Key::W);
    assert_eq!(blank(&harness), Some(Blank::White));
    // Going on uncovers the screen first.
    press(&mut harness, Key::PageDown);
    assert_eq!((blank(&harness), place(&harness)), (None, Some((0, false))));
    press(&mut harness, Key::Escape);
    rest(&mut harness);
    assert_eq!(place(&harness), None);
    let after = harness.state().view();
    assert_eq!(after.layers, before.layers);
    assert_eq!(after.choropleth, before.choropleth);
    let session = harness.state().session();
    assert_eq!((session.filter(), session.plan()), (&filter, &plan));
    assert_eq!(session.settings().look, Look::Light);
}

#[test]
fn what_is_tried_out_in_a_briefing_is_said_and_never_reaches_the_plan() {
    let folder = Folder::new();
    let mut harness = drafted(&folder, Language::Chinese);
    let plan = harness.state().session().plan().clone();
    let made = harness.state().session().history().made();
    press(&mut harness, Key::F5);
    rest(&mut harness);
    let to = LonLat::new(113.9177, 22.5601);
    let (other, there) = (PointId(1), LonLat::new(113.9012, 22.5581));
    let app = harness.state_mut();
    app.send(Command::Preview(PlanEdit::MovePoint(other, there)));
    app.send(Command::CommitPreview);
    harness.run_steps(2);
    // A second thing tried out comes on top of the first, however it is done.
    let app = harness.state_mut();
    app.send(Command::Edit(PlanEdit::AddPoint(
        patrolgrid::model::patrol_point::PatrolPoint {
            id: PointId(9),
            name: "假设".into(),
            position: to,
            locked: false,
            unit: String::new(),
        },
    )));
    harness.run_steps(2);
    let session = harness.state().session();
    assert!(session.is_trying_out());
    assert_eq!(session.shown_plan().points[&other].position, there);
    assert_eq!(session.shown_plan().points[&PointId(9)].position, to);
    assert_eq!(session.plan(), &plan);
    let told = say(&harness, "ui-brief-tried");
    assert!(written(&harness).iter().any(|text| text.text == told));
    // A gesture given up leaves what was tried out before it.
    let app = harness.state_mut();
    app.send(Command::Preview(PlanEdit::MovePoint(other, to)));
    app.send(Command::DropPreview);
    harness.run_steps(2);
    let session = harness.state().session();
    assert_eq!(session.shown_plan().points[&other].position, there);
    press(&mut harness, Key::Escape);
    assert_eq!(place(&harness), Some((0, false)), "put back first");
    let session = harness.state().session();
    assert_eq!(
        (session.is_trying_out(), session.shown_plan()),
        (false, &plan)
    );
    press(&mut harness, Key::Escape);
    rest(&mut harness);
    let session = harness.state().session();
    assert_eq!((session.plan(), session.history().made()), (&plan, made));
}

#[test]
fn pen_strokes_stay_with_their_scene_and_go_with_the_briefing() {
    let folder = Folder::new();
    let mut harness = drafted(&folder, Language::English);
    let plan = harness.state().session().plan().clone();
    press(&mut harness, Key::F5);
    press(&mut harness, Key::P);
    let [from, to] = [egui::pos2(300.0, 300.0), egui::pos2(420.0, 360.0)];
    harness.hover_at(from);
    harness.step();
    harness.drag_at(from);
    harness.step();
    harness.hover_at(to);
    harness.step();
    harness.drop_at(to);
    harness.run_steps(2);
    let desk = |harness: &Harness<'_, App>| {
        let desk = harness.state().view().desk.briefing.clone();
        desk.expect("a briefing")
    };
    assert_eq!(desk(&harness).strokes_here().len(), 1);
    press(&mut harness, Key::PageDown);
    assert_eq!(desk(&harness).strokes_here().len(), 0);
    press(&mut harness, Key::PageUp);
    assert_eq!(desk(&harness).strokes_here().len(), 1);
    press(&mut harness, Key::E);
    assert_eq!(desk(&harness).strokes_here().len(), 0);
    press(&mut harness, Key::Escape);
    assert_eq!(
        desk(&harness).pointer,
        Pointer::Hand,
        "the pen is put down first"
    );
    assert_eq!(harness.state().session().plan(), &plan);
}

/// Contrast by WCAG 2.
fn contrast(one: egui::Color32, other: egui::Color32) -> f32 {
    let luminance = |colour: egui::Color32| {
        let linear = egui::Rgba::from(colour);
        0.2126 * linear.r() + 0.7152 * linear.g() + 0.0722 * linear.b()
    };
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// Text, its size, its colour; of all that is painted.
fn sizes(shape: &Shape, found: &mut Vec<(String, f32, egui::Color32)>) {
    match shape {
        Shape::Vec(shapes) => shapes.iter().for_each(|shape| sizes(shape, found)),
        Shape::Text(text) => {
            for section in &text.galley.job.sections {
                let own = section.format.color;
                let colour = text.override_text_color.unwrap_or_else(|| {
                    if own == egui::Color32::PLACEHOLDER {
                        text.fallback_color
                    } else {
                        own
                    }
                });
                let words = text.galley.text().to_owned();
                found.push((words, section.format.font_id.size, colour));
            }
        }
        _ => {}
    }
}

#[test]
fn every_scene_of_a_draft_can_be_read_from_the_back_of_the_room() {
    let folder = Folder::new();
    for language in Language::ALL {
        let mut harness = drafted(&folder, language);
        harness.set_size(Vec2::new(1920.0, 1080.0));
        press(&mut harness, Key::F5);
        rest(&mut harness);
        for number in 1..=11 {
            frames(&mut harness);
            rest(&mut harness);
            let mut found = Vec::new();
            for shape in &harness.output().shapes {
                sizes(&shape.shape, &mut found);
            }
            found.retain(|(text, ..)| !text.trim().is_empty());
            assert!(found.len() > 5, "map {number} says something: {found:?}");
            for (text, size, colour) in &found {
                assert!(*size >= 23.9, "map {number}: {text:?} at {size} px");
                // Labels stand on a white rim, badges carry whichever of black and white reads better.
                let [r, g, b, _] = colour.to_srgba_unmultiplied();
                let colour = &egui::Color32::from_rgb(r, g, b);
                let reads = contrast(*colour, egui::Color32::WHITE) >= 4.5
                    || *colour == egui::Color32::from_rgb(0x10, 0x14, 0x18)
                    || contrast(*colour, egui::Color32::WHITE) < 1.05;
                assert!(reads, "map {number}: {text:?} in {colour:?}");
            }
            for text in written(&harness) {
                assert!(!text.is_cut(), "map {number}: {:?} is cut", text.text);
            }
            press(&mut harness, Key::PageDown);
        }
    }
}

#[test]
fn scenes_change_their_order_and_their_words_in_the_list() {
    let folder = Folder::new();
    let mut harness = drafted(&folder, Language::English);
    harness.state_mut().view_mut().right_tab = RightTab::Brief;
    rest(&mut harness);
    let scenes = harness.state().session().plan().scenes.clone();
    let row = format!("2 {}", scenes[1].title);
    harness.get_by_label(&row).click();
    harness.run_steps(3);
    let down = say(&harness, "ui-brief-down");
    harness.get_by_label(&down).click();
    rest(&mut harness);
    let order = |harness: &Harness<'_, App>| -> Vec<u32> {
        let scenes = &harness.state().session().plan().scenes;
        scenes.iter().map(|scene| scene.id.0).collect()
    };
    let ids: Vec<u32> = scenes.iter().map(|scene| scene.id.0).collect();
    let mut swapped = ids.clone();
    swapped.swap(1, 2);
    assert_eq!(order(&harness), swapped);
    let title = say(&harness, "ui-brief-title");
    harness.get_by_label(&title).focus();
    harness.run_steps(2);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.event(egui::Event::Text("Nights".into()));
    harness.run_steps(2);
    press(&mut harness, Key::Enter);
    rest(&mut harness);
    let session = harness.state().session();
    assert_eq!(session.plan().scenes[2].title, "Nights");
    until(&mut harness, "checked", |app| {
        app.session().findings().is_some()
    });
}
